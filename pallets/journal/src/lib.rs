//! The journal: what happened to each subject, by whom, when, and on whose word.
//!
//! # Overview
//!
//! A journal is the append-only timeline of one [`Subject`]: an organisation, a facility, a
//! product, a lot, an item, a shipment, a declaration. It stands in storage, in pages, because
//! events are pruned with old state. There are no calls: every pallet appends through the trait
//! [`hallmark_glue::Journal`], which this pallet implements, and readers ask the view functions. An
//! entry stays as it was written, also when its author is revoked later: readers then doubt it.
//!
//! # Invariants
//!
//! - Journals only grow, in order of time.
//! - All pages of a journal are full but the newest one.
//!
//! # Low level
//!
//! A journal has no record of its length. Where its first page is full, the newest is looked up:
//! pages stand newest first, so that it is the first key of the journal, and tells how many are
//! full. An entry is appended to that page, or begins another: it is one write, whatever the
//! journal's length.

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::panic
	)
)]
#![cfg_attr(any(test, feature = "runtime-benchmarks"), allow(clippy::unwrap_used))]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use pallet::*;
pub use weights::WeightInfo;

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{ensure, traits::Time, weights::Weight, BoundedVec};
use hallmark_glue::{Journal, StorageMeter, KEY_BYTES};
use hallmark_types::{journal::Author, Assurance, Document, JournalEntry, JournalKind, Subject};
use scale_info::TypeInfo;
use sp_runtime::{DispatchResult, SaturatedConversion};

/// Entries per page of a journal.
pub const ENTRIES_PER_PAGE: u32 = 16;
/// The most entries that are read at once.
pub const MAX_ENTRIES_READ: u32 = 256;

/// A page's place among those of its journal, as a storage key: big-endian, counted down from the
/// highest number, so that the newest page comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PageKey(pub [u8; 4]);

impl From<u32> for PageKey {
	/// The key of a page, counted from 0.
	fn from(page: u32) -> Self {
		Self((!page).to_be_bytes())
	}
}

impl PageKey {
	/// Which page it is, counted from 0.
	pub fn page(self) -> u32 {
		!u32::from_be_bytes(self.0)
	}
}

#[frame_support::pallet]
// FRAME's macros make calls of `expect`.
#[allow(clippy::expect_used)]
pub mod pallet {
	use crate::{PageKey, WeightInfo, ENTRIES_PER_PAGE};
	use alloc::vec::Vec;
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::BlockNumberFor;
	use hallmark_glue::StorageMeter;
	use hallmark_types::{JournalEntry, Moment, Subject};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Charges entries to the organisations that write them.
		type StorageMeter: StorageMeter;
		/// The chain's time.
		type Time: Time<Moment = Moment>;
		/// What appending costs.
		type WeightInfo: WeightInfo;
		/// Makes what benchmarks need in other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::BenchmarkHelper;
	}

	// Hashers: a subject can hold a GTIN, which users choose, and could aim at long branches of the
	// trie: Blake2_128Concat. The chain counts the pages, and finds the newest by its place: Identity.

	/// The entries of journals, oldest first, in pages of [`ENTRIES_PER_PAGE`], the newest first.
	///
	/// Whose room: a page is full after 16 entries, and the next one follows; a journal has 2^28
	/// pages.
	#[pallet::storage]
	pub type JournalPages<T> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		Subject,
		Identity,
		PageKey,
		BoundedVec<JournalEntry, ConstU32<ENTRIES_PER_PAGE>>,
		ValueQuery,
	>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An entry was written into a journal.
		EntryWritten {
			/// Whose journal.
			subject: Subject,
			/// The entry's place in it, from 0.
			position: u32,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The journal has 2^32 entries.
		TooManyEntries,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The entries of a journal from `from` on, with their places: at most `limit`, and at most
		/// [`MAX_ENTRIES_READ`](crate::MAX_ENTRIES_READ).
		pub fn entries(subject: Subject, from: u32, limit: u32) -> Vec<(u32, JournalEntry)> {
			Self::read(subject, from, limit)
		}

		/// How many entries a journal has.
		pub fn length(subject: Subject) -> u32 {
			Self::count(subject)
		}
	}
}

impl<T: Config> Journal for Pallet<T> {
	/// Appends an entry, and charges it to the organisation that wrote it. What the council and
	/// consumers write is charged to nobody.
	fn append(
		subject: Subject,
		author: Author,
		kind: JournalKind,
		assurance: Assurance,
		document: Option<Document>,
	) -> DispatchResult {
		let position = Self::count(subject);
		ensure!(position < u32::MAX, Error::<T>::TooManyEntries);
		let block = frame_system::Pallet::<T>::block_number().saturated_into();
		let at = T::Time::now();
		let entry = JournalEntry { kind, assurance, author, block, at, document };
		let begins = position % ENTRIES_PER_PAGE == 0;

		if let Author::Operator { organisation, .. } = &entry.author {
			let key = if begins { KEY_BYTES } else { 0 };
			let bytes = entry.encoded_size().saturating_add(key);
			T::StorageMeter::grow(*organisation, bytes.saturated_into())?;
		}
		let page = PageKey::from(position / ENTRIES_PER_PAGE);
		if begins {
			// What is not there need not be looked up.
			JournalPages::<T>::insert(subject, page, BoundedVec::truncate_from([entry].into()));
		} else {
			JournalPages::<T>::try_append(subject, page, entry)
				.map_err(|()| Error::<T>::TooManyEntries)?;
		}
		Self::deposit_event(Event::EntryWritten { subject, position });
		Ok(())
	}

	// The meter is in the benchmark.
	fn append_weight() -> Weight {
		T::WeightInfo::append()
	}
}

impl<T: Config> Pallet<T> {
	/// How many entries a journal has: those of its full pages, and those of the newest. Most
	/// journals have one page, which is cheaper to look up than the first of many.
	fn count(subject: Subject) -> u32 {
		let first = Self::entries_on(subject, PageKey::from(0));
		// What is measured holds for every journal, so benchmarks go the long way.
		let measured = cfg!(feature = "runtime-benchmarks");
		if first == 0 || (first < ENTRIES_PER_PAGE && !measured) {
			return first;
		}
		if measured {
			Self::entries_on(subject, PageKey::from(1));
		}
		let Some(newest) = JournalPages::<T>::iter_key_prefix(subject).next() else {
			return first;
		};
		let entries = Self::entries_on(subject, newest);
		newest.page().saturating_mul(ENTRIES_PER_PAGE).saturating_add(entries)
	}

	fn entries_on(subject: Subject, page: PageKey) -> u32 {
		JournalPages::<T>::decode_len(subject, page).unwrap_or_default().saturated_into()
	}

	/// See the view function `entries`.
	fn read(subject: Subject, from: u32, limit: u32) -> Vec<(u32, JournalEntry)> {
		let length = Self::count(subject);
		let end = from.saturating_add(limit.min(MAX_ENTRIES_READ)).min(length);
		if from >= end {
			return Vec::new();
		}
		let pages = from / ENTRIES_PER_PAGE..=end.saturating_sub(1) / ENTRIES_PER_PAGE;
		pages
			.flat_map(|page| {
				let first = page.saturating_mul(ENTRIES_PER_PAGE);
				(first..).zip(JournalPages::<T>::get(subject, PageKey::from(page)))
			})
			.filter(|(position, _)| (from..end).contains(position))
			.collect()
	}
}
