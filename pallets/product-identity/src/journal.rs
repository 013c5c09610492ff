//! The journals of all subjects, for all pallets.

use crate::{
	pallet::{Config, Error, Event, JournalLength, JournalPages, Pallet},
	types::ENTRIES_PER_PAGE,
	WeightInfo,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{traits::Time, weights::Weight};
use hallmark_glue::{Journal, StorageMeter, KEY_BYTES};
use hallmark_runtime_api::trace::MAX_LIST;
use hallmark_types::{journal::Author, Assurance, Document, JournalEntry, JournalKind, Subject};
use sp_runtime::{DispatchResult, SaturatedConversion};

impl<T: Config> Journal for Pallet<T> {
	/// Appends an entry, and charges it to the organisation that wrote it. What the council and consumers
	/// write is charged to nobody.
	fn append(
		subject: Subject,
		author: Author,
		kind: JournalKind,
		assurance: Assurance,
		document: Option<Document>,
	) -> DispatchResult {
		let position = JournalLength::<T>::get(subject);
		let next = position.checked_add(1).ok_or(Error::<T>::JournalFull)?;
		let block = frame_system::Pallet::<T>::block_number().saturated_into();
		let at = T::Time::now();
		let entry = JournalEntry { kind, assurance, author, block, at, document };

		if let Author::Operator { organisation, .. } = &entry.author {
			let keys = match (position, position % ENTRIES_PER_PAGE) {
				(0, _) => KEY_BYTES.saturating_mul(2),
				(_, 0) => KEY_BYTES,
				_ => 0,
			};
			Self::charge(*organisation, entry.encoded_size().saturating_add(keys))?;
		}
		JournalPages::<T>::try_append(subject, position / ENTRIES_PER_PAGE, entry)
			.map_err(|()| Error::<T>::JournalFull)?;
		JournalLength::<T>::insert(subject, next);
		Self::deposit_event(Event::JournalEntryWritten { subject, position });
		Ok(())
	}

	fn append_weight() -> Weight {
		T::WeightInfo::journal_append().saturating_add(T::StorageMeter::meter_weight())
	}
}

impl<T: Config> Pallet<T> {
	/// The entries of a journal from `from` on, with their places: at most `limit`, and at most
	/// [`MAX_LIST`].
	pub(crate) fn journal_entries(
		subject: Subject,
		from: u32,
		limit: u32,
	) -> Vec<(u32, JournalEntry)> {
		let end = from.saturating_add(limit.min(MAX_LIST)).min(JournalLength::<T>::get(subject));
		if from >= end {
			return Vec::new();
		}
		let pages = from / ENTRIES_PER_PAGE..=end.saturating_sub(1) / ENTRIES_PER_PAGE;
		pages
			.flat_map(|page| {
				let first = page.saturating_mul(ENTRIES_PER_PAGE);
				(first..).zip(JournalPages::<T>::get(subject, page))
			})
			.filter(|(position, _)| (from..end).contains(position))
			.collect()
	}
}
