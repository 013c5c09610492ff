//! Which items of lots are marked as what: exact sets, however items were declared.
//!
//! Marking a range touches the two pages where it begins and ends; of those between, the overview
//! says that all of them is marked. What such a page held before stays in storage, and is not
//! looked at.

use crate::{
	pallet::{Config, MarkPages, Marks, Pallet},
	types::*,
};
use codec::{Encode, MaxEncodedLen};
use hallmark_glue::KEY_BYTES;
use hallmark_types::{ItemRange, LotId};

impl<T: Config> Pallet<T> {
	/// Marks items. Says how many bytes of new state that takes.
	pub(crate) fn mark(lot: LotId, key: MarkKey, items: &[ItemRange]) -> usize {
		Self::set_marks(lot, key, items, true)
	}

	/// Takes the marks of items away.
	pub(crate) fn unmark(lot: LotId, key: MarkKey, items: &[ItemRange]) {
		if Marks::<T>::contains_key(lot, key) {
			Self::set_marks(lot, key, items, false);
		}
	}

	/// Whether any of the items is marked.
	pub(crate) fn any_marked(lot: LotId, key: MarkKey, items: &[ItemRange]) -> bool {
		let Some(overview) = Marks::<T>::get(lot, key) else {
			return false;
		};
		items.iter().copied().flat_map(pages_of).any(|(page, places)| match overview.get(page) {
			Filling::Nothing => false,
			Filling::All => true,
			Filling::Some => {
				MarkPages::<T>::get((lot, key, page)).is_some_and(|page| page.any(places))
			}
		})
	}

	/// Whether an item is marked.
	pub(crate) fn is_marked(lot: LotId, key: MarkKey, index: u32) -> bool {
		let item = ItemRange { start: index, end: index.saturating_add(1) };
		Self::any_marked(lot, key, &[item])
	}

	fn set_marks(lot: LotId, key: MarkKey, items: &[ItemRange], marked: bool) -> usize {
		let known = Marks::<T>::get(lot, key);
		let mut bytes = if known.is_some() { 0 } else { bytes_of::<Overview>() };
		let mut overview = known.unwrap_or_default();
		for (page, places) in items.iter().copied().flat_map(pages_of) {
			if places.len() == PAGE_ITEMS {
				overview.set(page, if marked { Filling::All } else { Filling::Nothing });
				continue;
			}
			let id = (lot, key, page);
			let before = overview.get(page);
			let mut bits = match before {
				Filling::Nothing => Page::filled(false),
				Filling::All => Page::filled(true),
				Filling::Some => MarkPages::<T>::get(id).unwrap_or_else(|| Page::filled(false)),
			};
			let size = if before == Filling::Some { bits.encoded_size() } else { 0 };
			bits.set(places, marked);
			let filling = bits.filling();
			overview.set(page, filling);
			if filling == Filling::Some {
				let key = if before == Filling::Some { 0 } else { KEY_BYTES };
				let grown = bits.encoded_size().saturating_add(key);
				bytes = bytes.saturating_add(grown.saturating_sub(size));
				MarkPages::<T>::insert(id, bits);
			} else {
				MarkPages::<T>::remove(id);
			}
		}
		if overview.is_empty() {
			Marks::<T>::remove(lot, key);
		} else {
			Marks::<T>::insert(lot, key, overview);
		}
		bytes
	}
}

/// What a record takes, with its key.
fn bytes_of<V: MaxEncodedLen>() -> usize {
	V::max_encoded_len().saturating_add(KEY_BYTES)
}
