//! Exact sets of a lot's items: one bit for each, in pages, under an overview of the pages.

use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_types::{CountryCode, ItemRange, MAX_LOT_ITEMS};
use scale_info::TypeInfo;

/// How many items are on a page. Large enough for a page of each range of a line: more are touched
/// by none.
pub const PAGE_ITEMS: u32 = MAX_LOT_ITEMS / 32;
/// How many pages a lot has at most.
pub const PAGES: u32 = MAX_LOT_ITEMS / PAGE_ITEMS;

/// What items of a lot are marked as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum MarkKey {
	/// Withdrawn, rejected, invalidated, returned or not accepted, at any border.
	#[codec(index = 0)]
	SetBack,
	/// Declared at a country's border and left undone there.
	#[codec(index = 1)]
	Undone(CountryCode),
	/// Of a sample that was drawn there, or could be known, and did not come to be accepted:
	/// declared again, they take the authority's consent.
	#[codec(index = 2)]
	Refused(CountryCode),
	/// Of a consignment that a verdict there did not accept.
	#[codec(index = 3)]
	Failed(CountryCode),
}

/// How much of a page is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filling {
	/// Nothing.
	Nothing,
	/// What the page says.
	Some,
	/// All of it.
	All,
}

/// How much of each page of a lot is marked, two bits for each.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Overview(pub [u8; (PAGES / 4) as usize]);

impl Default for Overview {
	fn default() -> Self {
		Self([0; (PAGES / 4) as usize])
	}
}

impl Overview {
	/// How much of a page is marked.
	pub fn get(&self, page: u32) -> Filling {
		let byte = self.0.get((page / 4) as usize).copied().unwrap_or_default();
		match byte.wrapping_shr((page % 4).saturating_mul(2)) & 0b11 {
			0 => Filling::Nothing,
			1 => Filling::Some,
			_ => Filling::All,
		}
	}

	/// Puts down how much of a page is marked.
	pub fn set(&mut self, page: u32, filling: Filling) {
		let bits: u8 = match filling {
			Filling::Nothing => 0,
			Filling::Some => 1,
			Filling::All => 2,
		};
		if let Some(byte) = self.0.get_mut((page / 4) as usize) {
			let at = (page % 4).saturating_mul(2);
			*byte = (*byte & !0b11u8.wrapping_shl(at)) | bits.wrapping_shl(at);
		}
	}

	/// Whether nothing is marked.
	pub fn is_empty(&self) -> bool {
		self.0.iter().all(|byte| *byte == 0)
	}
}

/// One bit for each item of a page, up to the last byte in which any is marked.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Page(BoundedVec<u8, ConstU32<{ PAGE_ITEMS / 8 }>>);

impl Page {
	/// A page of which nothing, or everything, is marked.
	pub fn filled(marked: bool) -> Self {
		let mut bits = BoundedVec::new();
		if marked {
			bits.bounded_resize(Self::BYTES, u8::MAX);
		}
		Self(bits)
	}

	/// How many bytes a page has at most.
	const BYTES: usize = (PAGE_ITEMS / 8) as usize;

	/// The bytes that places of this page lie in, each with the bits that are meant.
	fn masks(places: ItemRange) -> impl Iterator<Item = (usize, u8)> {
		let last = places.end.saturating_sub(1);
		(places.start / 8..=last / 8).map(move |byte| {
			let from = places.start.saturating_sub(byte.saturating_mul(8)).min(8);
			let to = places.end.saturating_sub(byte.saturating_mul(8)).min(8);
			let below = |bits: u32| 1u16.wrapping_shl(bits).wrapping_sub(1);
			(byte as usize, (below(to) & !below(from)) as u8)
		})
	}

	/// Marks these places, or takes their marks away.
	pub fn set(&mut self, places: ItemRange, marked: bool) {
		let needed = places.end.div_ceil(8) as usize;
		if marked && self.0.len() < needed {
			self.0.bounded_resize(needed, 0);
		}
		for (byte, mask) in Self::masks(places) {
			if let Some(byte) = self.0.get_mut(byte) {
				*byte = if marked { *byte | mask } else { *byte & !mask };
			}
		}
		let last = self.0.iter().rposition(|byte| *byte != 0);
		self.0.truncate(last.map_or(0, |last| last.saturating_add(1)));
	}

	/// Whether any of these places is marked.
	pub fn any(&self, places: ItemRange) -> bool {
		Self::masks(places)
			.any(|(byte, mask)| self.0.get(byte).is_some_and(|byte| byte & mask != 0))
	}

	/// How much of it is marked.
	pub fn filling(&self) -> Filling {
		if self.0.is_empty() {
			Filling::Nothing
		} else if self.0.len() == Self::BYTES && self.0.iter().all(|byte| *byte == u8::MAX) {
			Filling::All
		} else {
			Filling::Some
		}
	}
}

/// The pages that a range of items lies on, each with the range's places there. A range that is a
/// whole page has all of its places.
pub fn pages_of(range: ItemRange) -> impl Iterator<Item = (u32, ItemRange)> {
	let last = range.end.saturating_sub(1);
	(range.start / PAGE_ITEMS..=last / PAGE_ITEMS).map(move |page| {
		let first = page.saturating_mul(PAGE_ITEMS);
		let start = range.start.saturating_sub(first);
		let end = range.end.saturating_sub(first).min(PAGE_ITEMS);
		(page, ItemRange { start, end })
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn page_holds_what_was_marked(
			steps in prop::collection::vec((0..PAGE_ITEMS, 1..6_000u32, any::<bool>()), 1..20),
		) {
			let mut page = Page::filled(false);
			let mut naive = vec![false; PAGE_ITEMS as usize];
			for (start, len, marked) in steps {
				let end = (start + len).min(PAGE_ITEMS);
				let meets = naive[start as usize..end as usize].iter().any(|it| *it);
				prop_assert_eq!(page.any(ItemRange { start, end }), meets);
				page.set(ItemRange { start, end }, marked);
				naive[start as usize..end as usize].fill(marked);
			}
			for place in 0..PAGE_ITEMS {
				let item = ItemRange { start: place, end: place + 1 };
				prop_assert_eq!(page.any(item), naive[place as usize]);
			}
		}
	}

	#[test]
	fn filling_is_told_apart() {
		let mut page = Page::filled(false);
		assert_eq!(page.filling(), Filling::Nothing);
		page.set(ItemRange { start: 1, end: PAGE_ITEMS }, true);
		assert_eq!(page.filling(), Filling::Some);
		page.set(ItemRange { start: 0, end: 1 }, true);
		assert_eq!(page, Page::filled(true));
		assert_eq!(page.filling(), Filling::All);
		page.set(ItemRange { start: 9, end: PAGE_ITEMS }, false);
		assert_eq!(page.encoded_size(), 3);
		page.set(ItemRange { start: 0, end: 9 }, false);
		assert_eq!(page, Page::filled(false));
		let mut overview = Overview::default();
		for (page, filling) in [(0, Filling::All), (3, Filling::Some), (31, Filling::All)] {
			overview.set(page, filling);
			assert_eq!(overview.get(page), filling);
		}
		assert_eq!(overview.get(1), Filling::Nothing);
		for page in [0, 3, 31] {
			assert!(!overview.is_empty());
			overview.set(page, Filling::Nothing);
		}
		assert!(overview.is_empty());
	}

	#[test]
	fn range_is_cut_where_pages_end() {
		let cut = |start, end| pages_of(ItemRange { start, end }).collect::<Vec<_>>();
		let range = |start, end| ItemRange { start, end };
		assert_eq!(cut(5, 6), [(0, range(5, 6))]);
		assert_eq!(cut(0, PAGE_ITEMS), [(0, range(0, PAGE_ITEMS))]);
		assert_eq!(
			cut(PAGE_ITEMS - 1, 2 * PAGE_ITEMS + 1),
			[(0, range(PAGE_ITEMS - 1, PAGE_ITEMS)), (1, range(0, PAGE_ITEMS)), (2, range(0, 1))]
		);
		assert_eq!(cut(0, MAX_LOT_ITEMS).len() as u32, PAGES);
	}
}
