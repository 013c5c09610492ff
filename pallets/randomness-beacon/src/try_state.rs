//! The invariants that hold between blocks.

use crate::{pallet::*, SlotAuthor};
use frame_support::ensure;
use hallmark_types::BlockNumber;
use sp_runtime::{SaturatedConversion, TryRuntimeError};

type Check = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	/// Checks every invariant.
	pub fn do_try_state() -> Check {
		Self::no_turn_is_open()?;
		Self::pending_slots_ascend()?;
		Self::pending_slots_are_to_come()?;
		Self::awaits_are_referred_to()?;
		Self::awaits_without_a_mix_are_the_pending_ones()?;
		Self::final_block_has_been()
	}

	fn no_turn_is_open() -> Check {
		ensure!(!CurrentTurn::<T>::exists(), "a turn outlived its block");
		Ok(())
	}

	fn pending_slots_ascend() -> Check {
		let pending = Pending::<T>::get();
		let ascend = pending.iter().zip(pending.iter().skip(1)).all(|(a, b)| a < b);
		ensure!(ascend, "pending slots do not ascend");
		Ok(())
	}

	fn pending_slots_are_to_come() -> Check {
		let slot = T::Author::slot();
		let to_come = Pending::<T>::get().iter().all(|pending| *pending > slot);
		ensure!(to_come, "a pending slot has passed");
		Ok(())
	}

	fn awaits_are_referred_to() -> Check {
		let referred_to = Awaits::<T>::iter_values().all(|awaited| awaited.references > 0);
		ensure!(referred_to, "a slot is awaited by nobody");
		Ok(())
	}

	fn awaits_without_a_mix_are_the_pending_ones() -> Check {
		let mut without = Awaits::<T>::iter()
			.filter_map(|(slot, awaited)| awaited.mix.is_none().then_some(slot))
			.collect::<alloc::vec::Vec<_>>();
		without.sort_unstable();
		ensure!(
			without == Pending::<T>::get().into_inner(),
			"pending slots are not those that await their mix"
		);
		Ok(())
	}

	fn final_block_has_been() -> Check {
		let now: BlockNumber = frame_system::Pallet::<T>::block_number().saturated_into();
		ensure!(FinalBlock::<T>::get() <= now, "a block to come is final");
		let made = Awaits::<T>::iter_values()
			.all(|it| it.made <= now && it.mix.is_some() == (it.made > 0));
		ensure!(made, "a mix was not made by a block of this chain");
		Ok(())
	}
}
