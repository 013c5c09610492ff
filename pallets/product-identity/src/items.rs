//! Records of items, in sparse pages, and the flags that issuers set.

use crate::{
	pallet::{Config, Error, Event, ItemPages, Pallet},
	types::*,
};
use alloc::vec::Vec;
use codec::MaxEncodedLen;
use frame_support::{defensive, ensure};
use hallmark_glue::{Actor, Journal, KEY_BYTES};
use hallmark_types::{journal::Author, AccountId, Assurance, JournalKind, LotId, Subject};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_flag_items(
		actor: Actor<AccountId>,
		lot_id: LotId,
		ranges: ItemRanges,
		flag: ItemFlag,
	) -> DispatchResult {
		let lot = Self::own_lot(&actor, lot_id)?;
		let items = check_ranges(&ranges, lot.count).ok_or(Error::<T>::InvalidRanges)?;
		ensure!(items <= MAX_FLAGGED, Error::<T>::TooManyFlagged);

		let issuer = actor.org;
		let author = Author::from(actor);
		let mut flagged = Vec::new();
		let mut bytes = 0usize;
		for range in &ranges {
			let mut index = range.start;
			while index < range.end {
				let (page, _) = place_of(index);
				let end = page.saturating_add(1).saturating_mul(ITEMS_PER_PAGE).min(range.end);
				ItemPages::<T>::try_mutate(lot_id, page, |records| -> DispatchResult {
					let before = records.len();
					for index in index..end {
						let item = item_in(records, place_of(index).1)?;
						if !item.flags.has(flag) {
							item.flags = item.flags.with(flag);
							flagged.push(index);
						}
					}
					bytes = bytes.saturating_add(growth(before, records.len()));
					Ok(())
				})?;
				index = end;
			}
		}
		ensure!(!flagged.is_empty(), Error::<T>::AlreadyFlagged);
		Self::charge(issuer, bytes)?;
		let items = flagged.into_iter().map(|index| Subject::Item(lot_id, index));
		for subject in items.chain([Subject::Lot(lot_id)]) {
			T::Journal::append(
				subject,
				author.clone(),
				JournalKind::ItemsFlagged,
				Assurance::Declared,
				None,
			)?;
		}
		Self::deposit_event(Event::ItemsFlagged { lot: lot_id, ranges, flag });
		Ok(())
	}

	/// What happened to an item.
	pub(crate) fn item_record(lot: LotId, index: u32) -> Option<ItemRecord> {
		let (page, offset) = place_of(index);
		find_in(&ItemPages::<T>::get(lot, page), offset).copied()
	}
}

/// By how many bytes the state grows as a page grows from `before` to `after` records.
pub(crate) fn growth(before: usize, after: usize) -> usize {
	let key = if before == 0 { KEY_BYTES } else { 0 };
	let new = after.saturating_sub(before);
	new.saturating_mul(ItemRecord::max_encoded_len()).saturating_add(key)
}

/// The record at `offset` of a page, if there is one.
pub(crate) fn find_in(records: &ItemPage, offset: u8) -> Option<&ItemRecord> {
	let at = records.binary_search_by_key(&offset, |item| item.offset).ok()?;
	records.get(at)
}

/// The record at `offset` of a page, a new one if there is none.
pub(crate) fn item_in(
	records: &mut ItemPage,
	offset: u8,
) -> Result<&mut ItemRecord, DispatchError> {
	let at = match records.binary_search_by_key(&offset, |item| item.offset) {
		Ok(at) => at,
		Err(at) => {
			// It has room: offsets are below 64, and none stands in it twice.
			if records.try_insert(at, ItemRecord::new(offset)).is_err() {
				defensive!("a page of items is full");
			}
			at
		}
	};
	records.get_mut(at).ok_or(DispatchError::Corruption)
}
