//! Who held which session key, in this session and some before.
//!
//! `pallet-session` knows the keys that validators have *set*, and proves ownership from those. Who
//! signs two things and at once sets other keys would own nothing any more. So the keys that were
//! *used* are remembered, set by set.

use crate::{pallet::*, KeyHolder, KeySet};
use codec::Encode;
use frame_support::BoundedVec;
use hallmark_types::AccountId;
use pallet_session::Pallet as Session;
#[cfg(feature = "runtime-benchmarks")]
use sp_runtime::traits::Get;
use sp_runtime::{traits::OpaqueKeys, KeyTypeId};
use sp_staking::SessionIndex;

/// How many sets of keys are remembered. A session has other keys than the one before only where
/// the set or somebody's keys changed, so this is eighty minutes at the least, with sessions of
/// five.
const REMEMBERED: u32 = 16;

/// What is remembered of a key.
fn fingerprint(kind: KeyTypeId, key: &[u8]) -> [u8; 32] {
	(kind, key).using_encoded(sp_io::hashing::blake2_256)
}

impl<T: Config> Pallet<T> {
	/// Remembers the keys of the session that begins, where they are not those of the one before.
	pub(crate) fn remember_keys(session: SessionIndex) {
		let kinds = <T::Keys as OpaqueKeys>::key_ids();
		let holder = |(account, keys): (AccountId, T::Keys)| KeyHolder {
			account,
			keys: BoundedVec::truncate_from(
				kinds.iter().map(|kind| fingerprint(*kind, keys.get_raw(*kind))).collect(),
			),
		};
		let holders = Session::<T>::queued_keys().into_iter().map(holder).collect();
		// A set has at most MaxValidators members.
		let holders = BoundedVec::truncate_from(holders);
		let latest = LatestKeySet::<T>::get();
		if KeySets::<T>::get(latest).is_some_and(|set| set.holders == holders) {
			return;
		}
		let number = latest.saturating_add(1);
		KeySets::<T>::insert(number, KeySet { since: session, holders });
		KeySets::<T>::remove(number.saturating_sub(REMEMBERED));
		LatestKeySet::<T>::put(number);
	}

	/// Who held a key in a session, or last of all if none is named; and how many validators there
	/// were. None if that is not remembered.
	pub fn key_holder(
		kind: KeyTypeId,
		key: &[u8],
		session: Option<SessionIndex>,
	) -> Option<(AccountId, u32)> {
		let wanted = fingerprint(kind, key);
		let latest = LatestKeySet::<T>::get();
		for number in (latest.saturating_sub(REMEMBERED)..=latest).rev() {
			let set = KeySets::<T>::get(number)?;
			if session.is_some_and(|session| session < set.since) {
				continue;
			}
			let holder = set.holders.iter().find(|holder| holder.keys.contains(&wanted));
			if let Some(holder) = holder {
				return Some((holder.account.clone(), set.holders.len() as u32));
			}
			if session.is_some() {
				return None;
			}
		}
		None
	}
}

/// Has `account` hold an Aura key in the oldest set of keys that is remembered, and full sets of
/// others follow it.
#[cfg(feature = "runtime-benchmarks")]
pub(crate) fn hold_alone<T: Config>(account: &AccountId, key: &[u8]) {
	let other = AccountId::new([0; 32]);
	let keys = |key| BoundedVec::truncate_from(alloc::vec![key; crate::MAX_KEY_TYPES as usize]);
	let holder = KeyHolder { account: other, keys: keys([0; 32]) };
	let others = alloc::vec![holder; T::MaxValidators::get() as usize];
	for number in 1..=REMEMBERED {
		let holders = BoundedVec::truncate_from(others.clone());
		KeySets::<T>::insert(number, KeySet { since: 0, holders });
	}
	KeySets::<T>::mutate_extant(1, |set| {
		let held = fingerprint(sp_core::crypto::key_types::AURA, key);
		if let Some(last) = set.holders.last_mut() {
			*last = KeyHolder { account: account.clone(), keys: keys(held) };
		}
	});
	LatestKeySet::<T>::put(REMEMBERED);
}
