//! What must hold of the journals at all times.

use crate::{Config, JournalPages, Pallet, ENTRIES_PER_PAGE};
use alloc::collections::BTreeMap;
use codec::Encode;
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks all of it.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_journals()
	}

	/// Journals have all pages up to the newest, full but for that one, in order of time.
	fn check_journals() -> Result<(), TryRuntimeError> {
		// By journal: the page seen last, and the block in which it begins.
		let mut journals = BTreeMap::new();
		for (subject, key, entries) in JournalPages::<T>::iter() {
			ensure!(!entries.is_empty(), "a page of a journal is empty");
			let in_order = entries.iter().map(|entry| entry.block).is_sorted();
			ensure!(in_order, "a page of a journal is out of order");
			let first = entries.first().map(|entry| entry.block).unwrap_or_default();
			let last = entries.last().map(|entry| entry.block).unwrap_or_default();
			let page = key.page();
			// Pages come newest first.
			if let Some((later, begins)) = journals.insert(subject.encode(), (page, first)) {
				let full = entries.len() as u32 == ENTRIES_PER_PAGE;
				ensure!(full, "a page of a journal is not full");
				ensure!(page.checked_add(1) == Some(later), "a page of a journal is missing");
				ensure!(last <= begins, "a journal is out of order");
			}
		}
		ensure!(journals.values().all(|(page, _)| *page == 0), "a journal has no beginning");
		Ok(())
	}
}
