//! What must hold of the journals at all times.

use crate::{Config, JournalLength, JournalPages, Pallet, ENTRIES_PER_PAGE};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks all of it.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_journals()
	}

	/// Journals have as many entries as they count, on full pages but for the last, in order of
	/// time.
	fn check_journals() -> Result<(), TryRuntimeError> {
		let mut pages = 0usize;
		for (subject, length) in JournalLength::<T>::iter() {
			let last = length.saturating_sub(1) / ENTRIES_PER_PAGE;
			let mut found = 0u32;
			let mut block = 0;
			for page in 0..=last {
				let entries = JournalPages::<T>::get(subject, page);
				let full = entries.len() as u32 == ENTRIES_PER_PAGE;
				ensure!(full || page == last, "a page of a journal is not full");
				found = found.saturating_add(entries.len() as u32);
				for entry in entries {
					ensure!(entry.block >= block, "a journal is out of order");
					block = entry.block;
				}
				pages = pages.saturating_add(1);
			}
			ensure!(found == length && length > 0, "a journal's entries are miscounted");
		}
		ensure!(
			JournalPages::<T>::iter_keys().count() == pages,
			"there is a page that its journal does not count"
		);
		Ok(())
	}
}
