//! Ranges of items of one lot, and the algebra on them.
//!
//! A *set* is a list of ranges that are not empty, ascend, and do not touch: two lists of the same
//! items are equal. Whoever stores a set bounds the number of its ranges.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{traits::ConstU32, BoundedVec};

use crate::MAX_LOT_ITEMS;

/// The most ranges in one list of items that a call brings.
pub const MAX_RANGES: u32 = 32;

/// Items of a lot from `start` up to, and without, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
pub struct ItemRange {
	/// The first index.
	pub start: u32,
	/// The index after the last.
	pub end: u32,
}

impl ItemRange {
	/// How many items it has.
	pub const fn len(&self) -> u32 {
		self.end.saturating_sub(self.start)
	}

	/// Whether it has none.
	pub const fn is_empty(&self) -> bool {
		self.len() == 0
	}

	/// Whether `index` is one of them.
	pub const fn contains(&self, index: u32) -> bool {
		self.start <= index && index < self.end
	}

	/// Whether the two have an item in common.
	pub const fn meets(&self, other: &ItemRange) -> bool {
		self.start < other.end && other.start < self.end
	}
}

/// Ranges of items of one lot.
pub type ItemRanges = BoundedVec<ItemRange, ConstU32<MAX_RANGES>>;

/// How many items the ranges have, if they are well formed: at least one, none of them empty,
/// ascending, disjoint, all below `count`.
pub fn check_ranges(ranges: &[ItemRange], count: u32) -> Option<u32> {
	let mut from = 0;
	let mut items = 0u32;
	for range in ranges {
		if range.is_empty() || range.start < from || range.end > count.min(MAX_LOT_ITEMS) {
			return None;
		}
		from = range.end;
		items = items.saturating_add(range.len());
	}
	(items > 0).then_some(items)
}

/// How many items ascending, disjoint ranges have.
pub fn items_in(ranges: &[ItemRange]) -> u32 {
	ranges.iter().fold(0, |items, range| items.saturating_add(range.len()))
}

/// The item at `position` among the items of ascending, disjoint ranges, counted from 0.
pub fn item_at(ranges: &[ItemRange], position: u32) -> Option<u32> {
	let mut left = position;
	for range in ranges {
		match left.checked_sub(range.len()) {
			None => return range.start.checked_add(left),
			Some(rest) => left = rest,
		}
	}
	None
}

/// Whether `index` is in one of the ranges.
pub fn has_item(ranges: &[ItemRange], index: u32) -> bool {
	ranges.iter().any(|range| range.contains(index))
}

/// Whether ascending, disjoint lists have an item in common.
pub fn intersects(a: &[ItemRange], b: &[ItemRange]) -> bool {
	!intersection(a, b).is_empty()
}

/// Whether every item of `part` is in `whole`. Both ascending and disjoint.
pub fn covers(whole: &[ItemRange], part: &[ItemRange]) -> bool {
	items_in(&intersection(whole, part)) == items_in(part)
}

/// The items in both of two ascending, disjoint lists, as a set.
pub fn intersection(a: &[ItemRange], b: &[ItemRange]) -> Vec<ItemRange> {
	let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
	let mut both = Vec::new();
	while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
		let common = ItemRange { start: x.start.max(y.start), end: x.end.min(y.end) };
		if !common.is_empty() {
			both.push(common);
		}
		if x.end <= y.end {
			a.next();
		} else {
			b.next();
		}
	}
	merged(both)
}

/// The items in either of two lists, as a set.
pub fn union(a: &[ItemRange], b: &[ItemRange]) -> Vec<ItemRange> {
	let mut all: Vec<ItemRange> = a.iter().chain(b).copied().collect();
	all.sort_unstable_by_key(|range| range.start);
	merged(all)
}

/// The items of `a` that are not in `b`, as a set. Both ascending and disjoint.
pub fn difference(a: &[ItemRange], b: &[ItemRange]) -> Vec<ItemRange> {
	let mut rest = Vec::new();
	let mut b = b.iter().peekable();
	for range in a {
		let mut start = range.start;
		while let Some(hole) = b.peek() {
			if hole.start >= range.end {
				break;
			}
			rest.push(ItemRange { start, end: hole.start.max(start) });
			start = start.max(hole.end);
			if hole.end > range.end {
				break;
			}
			b.next();
		}
		rest.push(ItemRange { start, end: range.end });
	}
	rest.retain(|range| !range.is_empty());
	merged(rest)
}

/// A set of the items of ranges sorted by their start.
fn merged(sorted: Vec<ItemRange>) -> Vec<ItemRange> {
	let mut set: Vec<ItemRange> = Vec::with_capacity(sorted.len());
	for range in sorted {
		match set.last_mut() {
			Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
			_ if range.is_empty() => {}
			_ => set.push(range),
		}
	}
	set
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	const ITEMS: u32 = 40;

	fn ranges(of: &[bool]) -> Vec<ItemRange> {
		let items = (0u32..).zip(of).filter(|(_, is)| **is);
		merged(items.map(|(start, _)| ItemRange { start, end: start + 1 }).collect())
	}

	fn bits(ranges: &[ItemRange]) -> Vec<bool> {
		(0..ITEMS).map(|index| has_item(ranges, index)).collect()
	}

	proptest! {
		#[test]
		fn algebra_is_that_of_sets(
			a in prop::collection::vec(any::<bool>(), ITEMS as usize),
			b in prop::collection::vec(any::<bool>(), ITEMS as usize),
		) {
			let (x, y) = (ranges(&a), ranges(&b));
			let each = |f: fn(bool, bool) -> bool| -> Vec<bool> {
				a.iter().zip(&b).map(|(a, b)| f(*a, *b)).collect()
			};
			for (result, expected) in [
				(union(&x, &y), each(|a, b| a || b)),
				(intersection(&x, &y), each(|a, b| a && b)),
				(difference(&x, &y), each(|a, b| a && !b)),
			] {
				prop_assert_eq!(bits(&result), expected.clone());
				// Sets: what has the same items is equal.
				prop_assert_eq!(result, ranges(&expected));
			}
			prop_assert_eq!(covers(&x, &y), each(|a, b| a || !b).iter().all(|is| *is));
			prop_assert_eq!(intersects(&x, &y), each(|a, b| a && b).iter().any(|is| *is));
			let all: Vec<u32> = (0..items_in(&x)).filter_map(|at| item_at(&x, at)).collect();
			let expected: Vec<u32> = (0..ITEMS).filter(|index| has_item(&x, *index)).collect();
			prop_assert_eq!(all, expected);
			prop_assert_eq!(item_at(&x, items_in(&x)), None);
		}
	}

	#[test]
	fn ranges_are_refused_when_not_well_formed() {
		let range = |start, end| ItemRange { start, end };
		assert_eq!(check_ranges(&[range(0, 3), range(3, 5)], 5), Some(5));
		for bad in [
			&[][..],
			&[range(2, 2)],
			&[range(3, 2)],
			&[range(0, 3), range(2, 5)],
			&[range(3, 5), range(0, 2)],
			&[range(0, 6)],
		] {
			assert_eq!(check_ranges(bad, 5), None, "{bad:?}");
		}
	}
}
