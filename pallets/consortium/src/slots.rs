//! Missed slots.
//!
//! Every slot between two blocks was missed by the validator that owned it. If every validator
//! missed at least one there, the chain stood still, which is nobody's fault, and nobody's count
//! rises.

use crate::{pallet::*, sessions::churn, ValidatorStatus};
use alloc::vec::Vec;
use frame_support::traits::Defensive;
use hallmark_types::AccountId;
use pallet_session::Pallet as Session;
use sp_runtime::traits::Get;

/// How many slots after `start`, up to and including `end`, belong to the validator at `index` of
/// `n`.
pub(crate) fn slots_of(index: u64, n: u64, start: u64, end: u64) -> u64 {
	// Of the slots 0 to `last`.
	let up_to =
		|last: u64| last.saturating_add(n).saturating_sub(index).checked_div(n).unwrap_or(0);
	up_to(end).saturating_sub(up_to(start))
}

impl<T: Config> Pallet<T> {
	/// Notes that a block was made in `slot`, and returns how many slots it counted as missed.
	pub(crate) fn count_slot(slot: u64) -> u32 {
		let Some(last) = LastSlot::<T>::mutate(|last| last.replace(slot)) else {
			SessionStart::<T>::put(slot);
			return 0;
		};
		let missed = slot.saturating_sub(last).saturating_sub(1);
		if missed == 0 {
			return 0;
		}
		let validators = Session::<T>::validators();
		let n = validators.len() as u64;
		if missed >= n {
			// The rounds that the chain stood still are nobody's slots.
			let lost = missed.saturating_sub(missed.checked_rem(n).unwrap_or(0));
			SessionStart::<T>::mutate(|start| *start = start.saturating_add(lost));
			return 0;
		}
		MissedSlots::<T>::mutate(|counts| {
			for index in (last.saturating_add(1)..slot).filter_map(|slot| slot.checked_rem(n)) {
				let Some(account) = validators.get(index as usize) else {
					continue;
				};
				match counts.get_mut(account) {
					Some(count) => *count = count.saturating_add(1),
					None => {
						let _ = counts
							.try_insert(account.clone(), 1)
							.defensive_proof("a set has at most MaxValidators members");
					}
				}
			}
		});
		// Less than the number of validators.
		missed as u32
	}

	/// Counts anew, from the block that begins a session.
	pub(crate) fn begin_counting() {
		MissedSlots::<T>::kill();
		SessionStart::<T>::put(LastSlot::<T>::get().unwrap_or(0));
	}

	/// Takes those offline that missed too many slots of the session that ends, the worst first.
	///
	/// Never so many that fewer than the minimum work, nor that more than [`churn`] of those in
	/// office are offline: where more than that are missing, the network is split, and whoever is
	/// left must not declare itself the chain.
	pub(crate) fn judge_missed_slots() {
		let late = Self::late();
		if late.is_empty() {
			return;
		}
		Validators::<T>::mutate(|records| {
			let mut working = Self::working(records);
			let offline =
				records.iter().filter(|record| record.status == ValidatorStatus::Offline).count();
			let spare = working.len().saturating_sub(Self::min_validators());
			let room = churn(records.len()).saturating_sub(offline).min(spare);
			working.retain(|account| late.iter().any(|(late, ..)| late == account));
			let going = late.iter().filter(|(account, ..)| working.binary_search(account).is_ok());
			for (account, missed, slots) in going.take(room) {
				let Ok(at) = Self::find(records, account) else {
					continue;
				};
				let Some(record) = records.get_mut(at) else {
					continue;
				};
				record.status = ValidatorStatus::Offline;
				Self::deposit_event(Event::ValidatorWentOffline {
					org: record.org,
					account: account.clone(),
					missed: *missed,
					slots: *slots,
				});
			}
		});
	}

	/// Who missed more than its share of this session's slots, how many it missed and how many it
	/// had: the worst first.
	fn late() -> Vec<(AccountId, u32, u64)> {
		let counts = MissedSlots::<T>::get();
		let validators = Session::<T>::validators();
		let n = validators.len() as u64;
		let (start, end) = (SessionStart::<T>::get(), LastSlot::<T>::get().unwrap_or(0));
		let mut late: Vec<_> = (0u64..)
			.zip(validators)
			.filter_map(|(index, account)| {
				let missed = *counts.get(&account)?;
				let slots = slots_of(index, n, start, end);
				let is_late = u64::from(missed) > T::MaxMissedShare::get().mul_floor(slots);
				is_late.then_some((account, missed, slots))
			})
			.collect();
		late.sort_by_key(|(_, missed, _)| core::cmp::Reverse(*missed));
		late
	}
}
