//! Tests by subject. Each ends with `try_state`, which [`test`](crate::mock::test) runs.

mod admission;
mod charging;
mod limits;
mod no_coin;
mod properties;
mod state;

use crate::{mock::*, Limits, Party, Usage, Usages};
use hallmark_types::{OrgId, Refused};
use sp_runtime::transaction_validity::TransactionValidityError;

/// What a transaction that is refused for this reason yields.
fn refused<V>(why: Refused) -> Result<V, TransactionValidityError> {
	Err(why.into())
}

/// What an organisation used in the current window.
fn usage(org: OrgId) -> Usage {
	Usages::<Test>::get(Party::Organisation(org)).at(Quota::window())
}

/// Gives an organisation limits of its own.
fn limit(org: OrgId, limits: Limits) {
	frame_support::assert_ok!(Quota::set_override(RuntimeOrigin::root(), org, Some(limits)));
}
