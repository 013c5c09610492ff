//! Stretches: items of a lot side by side that stand alike, each stored under the index at which it
//! ends.
//!
//! Neighbours that stand alike are always one stretch, so that items side by side which stand alike
//! lie in one stretch, and what is in no stretch is a *gap*. The stretch that an index lies in is
//! the first that ends after the index: one look at the next key. A change of a range takes a few
//! reads and writes, however much the lot is split up, and there is no bound on how many stretches
//! a lot has.

use crate::ranges::ItemRange;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The end of a stretch (the index after its last) as a storage key. Big-endian, so that keys
/// ascend with the indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct EndKey(pub [u8; 4]);

impl From<u32> for EndKey {
	fn from(end: u32) -> Self {
		Self(end.to_be_bytes())
	}
}

impl From<EndKey> for u32 {
	fn from(key: EndKey) -> Self {
		u32::from_be_bytes(key.0)
	}
}

/// Where the stretches of one lot are stored.
pub trait Stretches {
	/// How the items of a stretch stand.
	type Value: Copy + PartialEq;

	/// The first stretch that ends after `index`.
	fn after(&self, index: u32) -> Option<(ItemRange, Self::Value)>;

	/// The stretch that ends at `end`: its start, and how its items stand.
	fn ending_at(&self, end: u32) -> Option<(u32, Self::Value)>;

	/// Stores a stretch under its end, in place of one that is there.
	fn put(&self, stretch: ItemRange, value: Self::Value);

	/// Removes the stretch that ends at `end`.
	fn remove(&self, end: u32);

	/// How `index` stands; `None` in a gap.
	fn value_at(&self, index: u32) -> Option<Self::Value> {
		self.after(index).filter(|(stretch, _)| stretch.start <= index).map(|(_, value)| value)
	}

	/// How all items of a range stand, if they stand alike; otherwise how the first of its items
	/// stand that are in a stretch. A range must not be empty.
	fn look(&self, range: ItemRange) -> Result<Found<Self::Value>, Mixed<Self::Value>> {
		let Some((stretch, value)) = self.after(range.start) else {
			return Ok(Found { range, stretch: None, next: None });
		};
		if stretch.start <= range.start && range.end <= stretch.end {
			Ok(Found { range, stretch: Some((stretch, value)), next: None })
		} else if range.end <= stretch.start {
			Ok(Found { range, stretch: None, next: Some((stretch, value)) })
		} else {
			Err(Mixed(value))
		}
	}

	/// Has all items of a range that was looked at stand otherwise, or be in a gap. How many
	/// stretches there are more than before.
	fn restate(&self, found: Found<Self::Value>, to: Option<Self::Value>) -> i32 {
		let Found { range, stretch, mut next } = found;
		if stretch.map(|(_, value)| value) == to {
			return 0;
		}
		let mut growth = 0i32;
		let mut grown = range;
		let mut free_before = true;
		if let Some((old, value)) = stretch {
			growth = growth.saturating_sub(1);
			if old.start < range.start {
				self.put(ItemRange { start: old.start, end: range.start }, value);
				growth = growth.saturating_add(1);
				free_before = false;
			}
			if range.end < old.end {
				self.put(ItemRange { start: range.end, end: old.end }, value);
				growth = growth.saturating_add(1);
			} else {
				self.remove(old.end);
				next = to.and_then(|_| self.after(range.end));
			}
		}
		let Some(value) = to else {
			return growth;
		};
		if let Some((start, _)) = free_before
			.then(|| self.ending_at(range.start))
			.flatten()
			.filter(|(_, it)| *it == value)
		{
			self.remove(range.start);
			growth = growth.saturating_sub(1);
			grown.start = start;
		}
		if let Some((right, _)) =
			next.filter(|(right, it)| right.start == range.end && *it == value)
		{
			self.remove(right.end);
			growth = growth.saturating_sub(1);
			grown.end = right.end;
		}
		self.put(grown, value);
		growth.saturating_add(1)
	}
}

/// A range whose items stand alike, as [`Stretches::look`] found it. It serves until another range
/// of the lot is restated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<V> {
	range: ItemRange,
	/// The stretch that it lies in.
	stretch: Option<(ItemRange, V)>,
	/// The stretch after the gap that it lies in.
	next: Option<(ItemRange, V)>,
}

impl<V: Copy> Found<V> {
	/// How its items stand; `None` in a gap.
	pub fn value(&self) -> Option<V> {
		self.stretch.map(|(_, value)| value)
	}
}

/// The items of a range do not stand alike. The first of them that are in a stretch stand like
/// this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mixed<V>(pub V);

#[cfg(test)]
mod tests {
	use super::*;
	use core::cell::RefCell;
	use proptest::prelude::*;
	use std::collections::BTreeMap;

	const ITEMS: u32 = 24;

	/// Stretches under their ends.
	#[derive(Default)]
	struct Table(RefCell<BTreeMap<u32, (u32, u8)>>);

	impl Stretches for Table {
		type Value = u8;

		fn after(&self, index: u32) -> Option<(ItemRange, u8)> {
			let table = self.0.borrow();
			let (end, (start, value)) = table.range(index + 1..).next()?;
			Some((ItemRange { start: *start, end: *end }, *value))
		}

		fn ending_at(&self, end: u32) -> Option<(u32, u8)> {
			self.0.borrow().get(&end).copied()
		}

		fn put(&self, stretch: ItemRange, value: u8) {
			self.0.borrow_mut().insert(stretch.end, (stretch.start, value));
		}

		fn remove(&self, end: u32) {
			self.0.borrow_mut().remove(&end);
		}
	}

	/// Neighbours that stand alike, as one.
	fn expected(items: &[Option<u8>]) -> BTreeMap<u32, (u32, u8)> {
		let mut stretches = BTreeMap::<u32, (u32, u8)>::new();
		for (index, value) in (0u32..).zip(items) {
			let Some(value) = value else { continue };
			let start = match stretches.get(&index) {
				Some((start, before)) if before == value => {
					let start = *start;
					stretches.remove(&index);
					start
				}
				_ => index,
			};
			stretches.insert(index + 1, (start, *value));
		}
		stretches
	}

	#[test]
	fn end_keys_ascend_with_the_indices() {
		assert!(EndKey::from(255).encode() < EndKey::from(256).encode());
		assert_eq!(u32::from(EndKey::from(70_000)), 70_000);
	}

	proptest! {
		/// Whatever is restated in whatever order, the stretches are those of a plain table of
		/// items, and their number is what the changes say.
		#[test]
		fn stretches_are_those_of_a_table(
			steps in prop::collection::vec(
				(0..ITEMS, 1..8u32, prop::option::of(0..3u8)),
				1..60,
			),
		) {
			let table = Table::default();
			let mut items = vec![None; ITEMS as usize];
			let mut count = 0i32;
			for (start, len, to) in steps {
				let range = ItemRange { start, end: (start + len).min(ITEMS) };
				let before = &items[range.start as usize..range.end as usize];
				let alike = before.iter().all(|value| *value == before[0]);
				match table.look(range) {
					Ok(found) => {
						prop_assert!(alike);
						prop_assert_eq!(found.value(), before[0]);
						count += table.restate(found, to);
						items[range.start as usize..range.end as usize].fill(to);
					}
					Err(Mixed(value)) => {
						prop_assert!(!alike);
						prop_assert_eq!(Some(value), *before.iter().find(|it| it.is_some()).unwrap());
					}
				}
				let wanted = expected(&items);
				prop_assert_eq!(count as usize, wanted.len());
				prop_assert_eq!(&*table.0.borrow(), &wanted);
				for index in 0..ITEMS {
					prop_assert_eq!(table.value_at(index), items[index as usize]);
				}
			}
		}
	}
}
