//! Missed slots.
//!
//! Every slot between two blocks was missed by the validator that owned it. Slots are looked at in
//! rounds, of as many slots as there are validators, so that each validator has one in each round.
//! A round in which more were missed than may fail, (n − 1) / 3, counts for nobody: either the
//! network was split and this is one side of it, or the whole chain stood still. No single
//! validator can bring that about, and where so many are missing nothing becomes final, so that no
//! change of the set could either.

use crate::{
	pallet::*,
	sessions::{churn, floor, tolerance},
	Round, ValidatorRecord, ValidatorStatus,
};
use alloc::vec::Vec;
use frame_support::{traits::Defensive, BoundedVec};
use hallmark_types::AccountId;
use pallet_session::Pallet as Session;
use sp_runtime::traits::Get;

/// The longest that an absent validator stays out of the set: it is out for 2^n − 1 sessions the
/// nth time in a row that it goes offline, and 31 at most.
const MAX_ABSENCES: u8 = 5;

/// How many slots after `start`, up to and including `end`, belong to the validator at `index` of
/// `n`.
pub(crate) fn slots_of(index: u64, n: u64, start: u64, end: u64) -> u64 {
	// Of the slots 0 to `last`.
	let up_to =
		|last: u64| last.saturating_add(n).saturating_sub(index).checked_div(n).unwrap_or(0);
	up_to(end).saturating_sub(up_to(start))
}

/// The first slot of the round that `slot` is in, where rounds of `n` slots follow `start`.
fn round_of(slot: u64, n: u64, start: u64) -> u64 {
	let into = slot.saturating_sub(start).saturating_sub(1).checked_rem(n).unwrap_or(0);
	slot.saturating_sub(into)
}

impl<T: Config> Pallet<T> {
	/// Notes that a block was made in `slot`, and returns how many missed slots it looked at.
	pub(crate) fn count_slot(slot: u64) -> u32 {
		let Some(last) = LastSlot::<T>::mutate(|last| last.replace(slot)) else {
			SessionStart::<T>::put(slot);
			return 0;
		};
		let mut at = last.saturating_add(1);
		if at >= slot {
			return 0;
		}
		let n = Session::<T>::validators().len() as u64;
		if n == 0 {
			return 0;
		}
		let mut looked = 0u32;
		while at < slot {
			let start = SessionStart::<T>::get();
			let first = round_of(at, n, start);
			if CurrentRound::<T>::get().is_some_and(|round| round.first != first) {
				Self::close_round();
				continue;
			}
			let empty = slot.saturating_sub(first).checked_div(n).unwrap_or(0);
			if at == first && empty > 0 {
				// The rounds that the chain stood still are nobody's slots.
				let lost = empty.saturating_mul(n);
				SessionStart::<T>::put(start.saturating_add(lost));
				at = at.saturating_add(lost);
				continue;
			}
			let end = first.saturating_add(n).min(slot);
			let missed = (at..end).filter_map(|slot| slot.checked_rem(n)).map(|it| it as u32);
			looked = looked.saturating_add(end.saturating_sub(at) as u32);
			CurrentRound::<T>::mutate(|round| {
				let round = round.get_or_insert(Round { first, missed: BoundedVec::new() });
				for index in missed {
					let _ = round
						.missed
						.try_push(index)
						.defensive_proof("a round has as many slots as there are validators");
				}
			});
			at = end;
		}
		looked
	}

	/// Counts the slots missed in the round that was looked at last, unless more were missed than
	/// may fail.
	fn close_round() {
		let Some(round) = CurrentRound::<T>::take() else { return };
		let validators = Session::<T>::validators();
		if round.missed.len() > tolerance(validators.len()) {
			let n = validators.len() as u64;
			SessionStart::<T>::mutate(|start| *start = start.saturating_add(n));
			return;
		}
		MissedSlots::<T>::mutate(|counts| {
			for account in round.missed.iter().filter_map(|at| validators.get(*at as usize)) {
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
	}

	/// Counts anew, from the block that begins a session.
	pub(crate) fn begin_counting() {
		CurrentRound::<T>::kill();
		MissedSlots::<T>::kill();
		SessionStart::<T>::put(LastSlot::<T>::get().unwrap_or(0));
	}

	/// Takes those offline that missed too many slots of the session that ends, the worst first,
	/// for longer each time. Who served is no longer held to have been absent before.
	///
	/// By itself the chain never makes the set tolerate fewer faults than the one that the council
	/// decided on ([`floor`]), nor smaller than the minimum, and never has more than [`churn`] of
	/// those in office offline.
	pub(crate) fn judge_missed_slots(session: u32) {
		let late = Self::late();
		Validators::<T>::mutate(|records| {
			let is = |status| move |record: &&ValidatorRecord| record.status == status;
			let mut working = Self::working(records);
			for record in records.iter_mut().filter(|record| record.absences > 0) {
				let served = working.binary_search(&record.account).is_ok()
					&& late.iter().all(|(late, ..)| *late != record.account);
				if served {
					record.absences = 0;
				}
			}
			let offline = records.iter().filter(is(ValidatorStatus::Offline)).count();
			let serving = records.iter().filter(is(ValidatorStatus::Serving)).count();
			let office = serving.saturating_add(offline);
			let least = floor(office).max(Self::min_validators());
			let spare = working.len().saturating_sub(least);
			let room = churn(office).saturating_sub(offline).min(spare);
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
				record.absences = record.absences.saturating_add(1).min(MAX_ABSENCES);
				// The session after this one is planned already: it is out from the one after that.
				let out = 1u32.checked_shl(record.absences.into()).unwrap_or(u32::MAX);
				record.back = session.saturating_add(out).saturating_add(1);
				Self::deposit_event(Event::ValidatorWentOffline {
					org: record.org,
					account: account.clone(),
					missed: *missed,
					slots: *slots,
					back: record.back,
				});
			}
		});
	}

	/// Brings those back who were offline until `session`.
	pub(crate) fn bring_back(session: u32) {
		let due = |record: &ValidatorRecord| {
			record.status == ValidatorStatus::Offline && record.back <= session
		};
		if !Validators::<T>::get().iter().any(due) {
			return;
		}
		Validators::<T>::mutate(|records| {
			for record in records.iter_mut().filter(|record| due(record)) {
				record.status = ValidatorStatus::Serving;
				let (org, account) = (record.org, record.account.clone());
				Self::deposit_event(Event::ValidatorReturned { org, account });
			}
		});
	}

	/// Who missed more than its share of this session's slots, how many it missed and how many it
	/// had: the worst first.
	fn late() -> Vec<(AccountId, u32, u64)> {
		let validators = Session::<T>::validators();
		let n = validators.len() as u64;
		let mut end = LastSlot::<T>::get().unwrap_or(0);
		// A last round that the session's end cut short has a slot of some of them only.
		if let Some(round) = CurrentRound::<T>::get() {
			let is_whole = round.first.saturating_add(n).saturating_sub(1) <= end;
			if is_whole || round.missed.len() <= tolerance(validators.len()) {
				Self::close_round();
			} else {
				end = round.first.saturating_sub(1);
			}
		}
		let counts = MissedSlots::<T>::get();
		let start = SessionStart::<T>::get();
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
