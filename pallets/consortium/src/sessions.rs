//! The set of the next session.
//!
//! A session's set is planned when the one before it begins, so that who is voted in or out joins
//! or leaves within two sessions. From one session to the next at most a third less one of the set
//! changes ([`churn`]): with the others honest, both sets can finalise.

use crate::{pallet::*, ValidatorStatus, WeightInfo};
use alloc::vec::Vec;
use frame_support::weights::Weight;
use hallmark_types::AccountId;
use pallet_session::{Pallet as Session, SessionManager, ShouldEndSession};
use sp_runtime::traits::Get;

/// What `pallet-session` is told about when sessions end: never. The consortium ends them, and
/// declares what that costs.
pub struct RotatedByConsortium;

impl<BlockNumber> ShouldEndSession<BlockNumber> for RotatedByConsortium {
	fn should_end_session(_: BlockNumber) -> bool {
		false
	}
}

/// How many of `n` validators may change, or fail, at a time: (n − 1) / 3, as Byzantine agreement
/// has it, but at least one, so that a small set can grow.
pub(crate) fn churn(n: usize) -> usize {
	tolerance(n).max(1)
}

/// How many of `n` validators may fail while the others still agree: (n − 1) / 3.
pub(crate) fn tolerance(n: usize) -> usize {
	n.saturating_sub(1).checked_div(3).unwrap_or(0)
}

/// How small a set the chain may leave by itself of the `n` validators in office: as small as one
/// that tolerates as many faults, and up to four none smaller.
pub(crate) fn floor(n: usize) -> usize {
	n.min(4).max(tolerance(n).saturating_mul(3).saturating_add(1))
}

/// The set that follows `now` on the way to `wanted` (sorted).
///
/// At most [`churn`] validators join or leave, who leaves first, and never so many that fewer than
/// `min` remain or more than `max` are in. Who cannot serve, for it has no session keys or was
/// excluded, neither stays nor joins, and counts as leaving.
pub(crate) fn next_set(
	now: &[AccountId],
	wanted: &[AccountId],
	can_serve: impl Fn(&AccountId) -> bool,
	min: usize,
	max: usize,
) -> Vec<AccountId> {
	let mut next: Vec<_> = now.iter().filter(|account| can_serve(account)).cloned().collect();
	let lost = now.len().saturating_sub(next.len());
	let mut changes = churn(now.len()).saturating_sub(lost);

	let mut leaves = changes.min(next.len().saturating_sub(min));
	next.retain(|account| {
		let leaves_now = leaves > 0 && wanted.binary_search(account).is_err();
		if leaves_now {
			leaves = leaves.saturating_sub(1);
			changes = changes.saturating_sub(1);
		}
		!leaves_now
	});

	let joins = changes.min(max.saturating_sub(next.len()));
	let joining: Vec<_> = wanted
		.iter()
		.filter(|account| !next.contains(account) && can_serve(account))
		.take(joins)
		.cloned()
		.collect();
	next.extend(joining);
	next
}

impl<T: Config> Pallet<T> {
	/// Ends the session, and returns what that costs.
	pub(crate) fn rotate() -> Weight {
		let before = Session::<T>::validators().len();
		Session::<T>::rotate_session();
		let validators = before.max(Session::<T>::validators().len());
		<T as Config>::WeightInfo::rotate_session(validators as u32)
	}

	fn has_keys(account: &AccountId) -> bool {
		pallet_session::NextKeys::<T>::contains_key(account)
	}

	/// The validators that are to be in the set, sorted.
	fn wanted() -> Vec<AccountId> {
		Validators::<T>::get()
			.into_iter()
			.filter(|record| record.status == ValidatorStatus::Serving)
			.map(|record| record.account)
			.collect()
	}
}

impl<T: Config> SessionManager<AccountId> for Pallet<T> {
	/// Plans the session after the one that begins.
	fn new_session(session: u32) -> Option<Vec<AccountId>> {
		Self::bring_back(session);
		let now = Session::<T>::validators();
		let excluded = Self::excluded();
		let next = next_set(
			&now,
			&Self::wanted(),
			|account| Self::has_keys(account) && excluded.binary_search(account).is_err(),
			Self::min_validators(),
			T::MaxValidators::get() as usize,
		);
		(next != now).then_some(next)
	}

	/// The validators of genesis that have session keys, all at once: there is no set yet to move
	/// on from.
	fn new_session_genesis(_: u32) -> Option<Vec<AccountId>> {
		let mut first = Self::wanted();
		first.retain(Self::has_keys);
		Some(first)
	}

	fn end_session(session: u32) {
		Self::judge_missed_slots(session);
	}

	fn start_session(session: u32) {
		Self::begin_counting();
		Self::remember_keys(session);
		let set = Session::<T>::validators();
		let mut voted_out = set.clone();
		Validators::<T>::mutate(|records| {
			voted_out.retain(|account| Self::find(records, account).is_err());
			records.retain(|record| {
				record.status != ValidatorStatus::Leaving || set.contains(&record.account)
			});
		});
		// Who was voted out or excluded can still be in the set, and a changed set lets everybody
		// author.
		Self::stop_excluded();
		Self::stop_authoring(&voted_out);
	}
}
