//! The mixes that other pallets await.

use crate::{pallet::*, Await, SlotAuthor, WeightInfo};
use alloc::vec::Vec;
use frame_support::{ensure, traits::Get, weights::Weight};
use hallmark_glue::{Beacon, Slot};
use hallmark_types::Digest;
use sp_runtime::{DispatchError, DispatchResult, SaturatedConversion};

impl<T: Config> Pallet<T> {
	/// Gives the mix of the block at `slot` to every awaited slot up to it, and returns to how
	/// many.
	pub(crate) fn settle(slot: Slot, mix: Digest) -> u32 {
		let mut pending = Pending::<T>::get();
		let due = pending.iter().copied();
		let due = due.take_while(|awaited| *awaited <= slot).collect::<Vec<_>>();
		if due.is_empty() {
			return 0;
		}
		let made = frame_system::Pallet::<T>::block_number().saturated_into();
		for awaited in &due {
			Awaits::<T>::mutate_extant(awaited, |it| {
				it.mix = Some(mix);
				it.made = made;
			});
			Self::deposit_event(Event::MixSettled { slot: *awaited, mix });
		}
		pending.retain(|awaited| *awaited > slot);
		Pending::<T>::put(pending);
		due.len() as u32
	}

	/// Puts a slot among those that are pending. They lie between this block's slot and the
	/// furthest that can be awaited, each once: there is room for all of them.
	fn pend(slot: Slot) -> Result<Await, DispatchError> {
		Pending::<T>::try_mutate(|pending| {
			let at = pending.partition_point(|awaited| *awaited < slot);
			pending.try_insert(at, slot).map_err(|_| Error::<T>::SlotTooFar)
		})?;
		Ok(Await::to_come(0))
	}
}

impl<T: Config> Beacon for Pallet<T> {
	fn slot() -> Slot {
		T::Author::slot()
	}

	fn await_mix(slot: Slot) -> DispatchResult {
		let ahead = slot.saturating_sub(T::Author::slot());
		ensure!(ahead > 0, Error::<T>::SlotPassed);
		ensure!(ahead <= T::MaxAhead::get().into(), Error::<T>::SlotTooFar);
		let mut awaited = match Awaits::<T>::get(slot) {
			Some(awaited) => awaited,
			None => Self::pend(slot)?,
		};
		// Blocks of a few slots cannot await anything 2^64 times.
		awaited.references = awaited.references.saturating_add(1);
		Awaits::<T>::insert(slot, awaited);
		Ok(())
	}

	fn mix(slot: Slot) -> Option<Digest> {
		Awaits::<T>::get(slot)?.mix
	}

	fn final_mix(slot: Slot) -> Option<Digest> {
		let Await { mix, made, .. } = Awaits::<T>::get(slot)?;
		mix.filter(|_| FinalBlock::<T>::get() >= made)
	}

	fn forget(slot: Slot) {
		Awaits::<T>::mutate_exists(slot, |it| {
			let Some(awaited) = it else { return };
			awaited.references = awaited.references.saturating_sub(1);
			if awaited.references > 0 {
				return;
			}
			if awaited.mix.is_none() {
				Pending::<T>::mutate(|pending| pending.retain(|pending| *pending != slot));
			}
			*it = None;
		});
	}

	fn beacon_weight() -> Weight {
		T::WeightInfo::await_mix().max(T::WeightInfo::forget())
	}
}
