//! Tests by subject. Each ends with `try_state`, which [`test`](crate::mock::test) runs.

mod admission;
mod charging;
mod limits;
mod no_coin;
mod properties;
mod state;

use crate::{extension::unshared, mock::*, Limits, Parties, Party, Usage};
use hallmark_types::{OrgId, Refused};
use sp_runtime::transaction_validity::TransactionValidityError;

/// What a transaction that is refused for this reason yields.
fn refused<V>(why: Refused) -> Result<V, TransactionValidityError> {
	Err(why.into())
}

/// What an organisation used in the current window.
fn usage(org: OrgId) -> Usage {
	Parties::<Test>::get(Party::Organisation(org)).usage.at(Quota::window())
}

/// How many bytes an organisation stores.
fn stored(org: OrgId) -> u64 {
	Parties::<Test>::get(Party::Organisation(org)).stored
}

/// Gives an organisation limits of its own.
fn limit(org: OrgId, limits: Limits) {
	frame_support::assert_ok!(Quota::set_override(RuntimeOrigin::root(), org, Some(limits)));
}

/// What a call of an operator without a share is charged in the end.
fn used(call: &RuntimeCall) -> u64 {
	declared(call) - unshared::<Test>().ref_time()
}
