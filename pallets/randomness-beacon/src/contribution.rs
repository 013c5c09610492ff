//! The turn of a block's author. It opens with the block, the contribution takes it, and by the end
//! of the block it must be taken.

use crate::{fold, pallet::*, Contribution, SlotAuthor, Turn};
use frame_support::ensure;
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	/// Keeps the key of this block's author.
	pub(crate) fn open_turn() {
		CurrentTurn::<T>::set(T::Author::author().map(Turn::Open));
	}

	/// Verifies a contribution and folds it into the mix. Returns how many awaited slots got their
	/// mix by it.
	pub(crate) fn do_contribute(contribution: Contribution) -> Result<u32, DispatchError> {
		let author = match CurrentTurn::<T>::get() {
			Some(Turn::Open(author)) => author,
			Some(Turn::Taken) => return Err(Error::<T>::AlreadyContributed.into()),
			None => return Err(Error::<T>::NoAuthor.into()),
		};
		let (mix, slot) = (Mix::<T>::get(), T::Author::slot());
		ensure!(contribution.is_valid(&author, &mix, slot), Error::<T>::InvalidProof);
		let mix = fold(&mix, slot, &contribution.pre_output);
		Mix::<T>::put(mix);
		CurrentTurn::<T>::put(Turn::Taken);
		Ok(Self::settle(slot, mix))
	}

	/// Panics unless this block's author contributed.
	pub(crate) fn close_turn() {
		assert!(
			CurrentTurn::<T>::take() == Some(Turn::Taken),
			"the block's author contributed nothing to the randomness beacon"
		);
	}
}
