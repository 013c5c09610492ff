//! Tests by concept. Each ends with the checks of `try_state`.

mod domains;
mod keys;
mod lists;

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::Get, BoundedVec};
use hallmark_types::{
	links::{HostNames, WebDid, MAX_ACTIVE_KEYS, MAX_LINKS},
	Assurance, JournalKind, Link, LinkSubject, Moment, OrgId, Permission, Subject, Text,
};
use sp_runtime::{DispatchError, DispatchResult};

type Error = crate::Error<Test>;
type Event = crate::Event<Test>;

/// As an operator of `org` who may do everything.
fn by(org: OrgId) -> RuntimeOrigin {
	RuntimeOrigin::signed(operator(org))
}

fn text<const N: u32>(text: &str) -> Text<N> {
	Text(text.as_bytes().to_vec().try_into().unwrap())
}

fn list<I: Clone, S: Get<u32>>(items: &[I]) -> BoundedVec<I, S> {
	items.to_vec().try_into().ok().unwrap()
}

/// Only operators of `org` with `permission` who may write.
fn refuses_all_but_operators(
	org: OrgId,
	permission: Permission,
	call: impl Fn(RuntimeOrigin) -> DispatchResult,
) {
	assert_noop!(call(RuntimeOrigin::none()), DispatchError::BadOrigin);
	assert_noop!(call(RuntimeOrigin::root()), DispatchError::BadOrigin);
	assert_noop!(call(RuntimeOrigin::signed(stranger())), NOT_AN_OPERATOR);
	assert_noop!(call(by(SUSPENDED)), ORGANISATION_SUSPENDED);
	let powerless = operator_without(org, permission);
	assert_noop!(call(RuntimeOrigin::signed(powerless)), NO_PERMISSION);
	let former = second_operator(org);
	Registry::revoke(former.clone(), NOW);
	assert_noop!(call(RuntimeOrigin::signed(former)), OPERATOR_REVOKED);
}

fn at(now: Moment) {
	Now::set(&now);
}

fn last_event() -> RuntimeEvent {
	System::events().pop().unwrap().event
}

/// The last entry of a subject's journal is of this kind and the organisation's own word.
fn assert_written(subject: Subject, kind: JournalKind, org: OrgId) {
	let entry = entries_of(subject).pop();
	assert_eq!(entry, Some((kind, Assurance::Declared, Some(org))));
}

/// How many entries there are in all journals.
fn entries() -> usize {
	Entries::get().len()
}
