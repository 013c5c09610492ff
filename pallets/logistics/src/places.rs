//! Where items are: stretches of a lot under the index at which they end.
//!
//! The stretch that an index lies in is the first whose end comes after the index: one look at the next
//! key. As neighbours in one place are always one stretch, items side by side in one place always lie
//! in one stretch, so that moving a range takes a few reads and writes however much a lot is split up.

use crate::{
	pallet::{Config, Damaged, Error, Known, Pallet, Places},
	types::*,
};
use alloc::vec::Vec;
use frame_support::ensure;
use hallmark_glue::{LotView, Lots, StorageMeter, KEY_BYTES};
use hallmark_types::{
	ranges::{check_ranges, union},
	ItemRange, LotId, OrgId, MAX_LOT_ITEMS,
};
use sp_runtime::{DispatchResult, SaturatedConversion};

/// What a stretch takes, with its key.
const STRETCH_BYTES: usize = KEY_BYTES + 14;

/// How many stretches there are more than before, or fewer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Growth(i32);

impl Growth {
	fn new(before: i32, after: i32) -> Self {
		Self(after.saturating_sub(before))
	}

	/// The two together.
	pub(crate) fn and(self, other: Self) -> Self {
		Self(self.0.saturating_add(other.0))
	}

	/// What it takes in storage. Whoever joins stretches up again is given nothing back, for another paid for
	/// them.
	pub(crate) fn bytes(self) -> usize {
		usize::try_from(self.0).unwrap_or_default().saturating_mul(STRETCH_BYTES)
	}
}

/// The items are not all in the place that they are to leave.
pub(crate) struct NotThere;

impl<T: Config> Pallet<T> {
	/// Charges `bytes` of new state to `org`.
	pub(crate) fn charge(org: OrgId, bytes: usize) -> DispatchResult {
		if bytes == 0 {
			return Ok(());
		}
		T::StorageMeter::grow(org, bytes.saturated_into())
	}

	/// The set of items that `ranges` of a call name in a lot of `count` items.
	pub(crate) fn set_of(ranges: &[ItemRange], count: u32) -> Result<Vec<ItemRange>, Error<T>> {
		check_ranges(ranges, count).ok_or(Error::<T>::InvalidRanges)?;
		Ok(union(ranges, &[]))
	}

	/// The same of items that are known to be within their lot.
	pub(crate) fn set(ranges: &[ItemRange]) -> Result<Vec<ItemRange>, Error<T>> {
		Self::set_of(ranges, MAX_LOT_ITEMS)
	}

	/// A lot of which items may be shipped or delivered.
	pub(crate) fn shippable(lot: LotId) -> Result<LotView, Error<T>> {
		let view = T::Lots::lot(lot).ok_or(Error::<T>::LotNotFound)?;
		ensure!(view.active, Error::<T>::LotNotActive);
		Ok(view)
	}

	/// Puts down that the issuer holds the items that a lot has beyond those known here. Until someone needs
	/// it, that goes without saying.
	pub(crate) fn learn(lot: LotId, view: &LotView) -> Growth {
		let known = Known::<T>::get(lot);
		if known >= view.count {
			return Growth::default();
		}
		let place = Place::Holder(view.issuer);
		let last = Places::<T>::get(lot, EndKey::from(known)).filter(|last| last.place == place);
		let start = last.map_or(known, |last| last.start);
		if last.is_some() {
			Places::<T>::remove(lot, EndKey::from(known));
		}
		Places::<T>::insert(lot, EndKey::from(view.count), Stretch { start, place });
		Known::<T>::insert(lot, view.count);
		// The lot's first stretch comes with the number of its known items.
		let new = if known == 0 { 2 } else { 1 };
		Growth::new(last.is_some().into(), new)
	}

	/// The stretch of a known index, and its end.
	pub(crate) fn stretch_at(lot: LotId, index: u32) -> Option<(u32, Stretch)> {
		let after = Places::<T>::hashed_key_for(lot, EndKey::from(index));
		let (end, stretch) = Places::<T>::iter_prefix_from(lot, after).next()?;
		(stretch.start <= index).then(|| (end.into(), stretch))
	}

	/// Whether all of a set are in `place`.
	pub(crate) fn are_in(lot: LotId, set: &[ItemRange], place: Place) -> bool {
		set.iter().all(|range| {
			Self::stretch_at(lot, range.start)
				.is_some_and(|(end, stretch)| stretch.place == place && range.end <= end)
		})
	}

	/// Whether an organisation holds all of these items, those that nothing was said of included.
	pub(crate) fn are_held(org: OrgId, lot: LotId, ranges: &[ItemRange]) -> bool {
		let Some(view) = T::Lots::lot(lot) else {
			return false;
		};
		let known = Known::<T>::get(lot);
		check_ranges(ranges, view.count).is_some()
			&& ranges.iter().all(|range| {
				let said = ItemRange { start: range.start, end: range.end.min(known) };
				(range.end <= known || view.issuer == org)
					&& (said.is_empty() || Self::are_in(lot, &[said], Place::Holder(org)))
			})
	}

	/// Moves a set of items from one place to another.
	pub(crate) fn relocate(
		lot: LotId,
		set: &[ItemRange],
		from: Place,
		to: Place,
	) -> Result<Growth, NotThere> {
		let mut growth = Growth::default();
		for range in set {
			let (end, old) = Self::stretch_at(lot, range.start)
				.filter(|(end, old)| old.place == from && range.end <= *end)
				.ok_or(NotThere)?;
			let mut moved = *range;
			let (mut before, mut after) = (1i32, 1i32);

			if old.start < range.start {
				Places::<T>::insert(lot, EndKey::from(range.start), old);
				after = after.saturating_add(1);
			} else if let Some(left) =
				Places::<T>::get(lot, EndKey::from(range.start)).filter(|left| left.place == to)
			{
				Places::<T>::remove(lot, EndKey::from(range.start));
				before = before.saturating_add(1);
				moved.start = left.start;
			}

			if range.end < end {
				let rest = Stretch { start: range.end, place: from };
				Places::<T>::insert(lot, EndKey::from(end), rest);
				after = after.saturating_add(1);
			} else if let Some((right, _)) =
				Self::stretch_at(lot, end).filter(|(_, right)| right.place == to)
			{
				Places::<T>::remove(lot, EndKey::from(end));
				before = before.saturating_add(1);
				moved.end = right;
			}

			let stretch = Stretch { start: moved.start, place: to };
			Places::<T>::insert(lot, EndKey::from(moved.end), stretch);
			growth = growth.and(Growth::new(before, after));
		}
		Ok(growth)
	}

	/// Marks a set of items as damaged. None of them may be marked already.
	pub(crate) fn mark_damaged(lot: LotId, set: &[ItemRange]) -> Result<Growth, Error<T>> {
		let mut growth = Growth::default();
		for range in set {
			let mut marked = *range;
			let mut before = 0i32;
			let after = Damaged::<T>::hashed_key_for(lot, EndKey::from(range.start));
			if let Some((end, start)) = Damaged::<T>::iter_prefix_from(lot, after).next() {
				ensure!(start >= range.end, Error::<T>::AlreadyDamaged);
				if start == range.end {
					before = before.saturating_add(1);
					marked.end = end.into();
				}
			}
			if let Some(start) = Damaged::<T>::take(lot, EndKey::from(range.start)) {
				before = before.saturating_add(1);
				marked.start = start;
			}
			Damaged::<T>::insert(lot, EndKey::from(marked.end), marked.start);
			growth = growth.and(Growth::new(before, 1));
		}
		Ok(growth)
	}

	/// What became of an item; `None` if the lot has no such item.
	pub fn fate_of(lot: LotId, index: u32) -> Option<Fate> {
		let view = T::Lots::lot(lot)?;
		if index >= view.count {
			return None;
		}
		let place = Self::stretch_at(lot, index)
			.map_or(Place::Holder(view.issuer), |(_, stretch)| stretch.place);
		let after = Damaged::<T>::hashed_key_for(lot, EndKey::from(index));
		let damaged = Damaged::<T>::iter_prefix_from(lot, after)
			.next()
			.is_some_and(|(_, start)| start <= index);
		Some(Fate { place, damaged })
	}

	/// Where the items of a lot are, from the stretch of the index `from` on: at most `limit` stretches.
	pub(crate) fn places_from(lot: LotId, from: u32, limit: u32) -> Vec<(ItemRange, Place)> {
		let Some(view) = T::Lots::lot(lot) else {
			return Vec::new();
		};
		let known = Known::<T>::get(lot);
		let after = Places::<T>::hashed_key_for(lot, EndKey::from(from));
		let unsaid = (known.max(from) < view.count)
			.then_some((ItemRange { start: known, end: view.count }, Place::Holder(view.issuer)));
		Places::<T>::iter_prefix_from(lot, after)
			.map(|(end, Stretch { start, place })| {
				let end = end.into();
				(ItemRange { start, end }, place)
			})
			.chain(unsaid)
			.take(limit as usize)
			.collect()
	}
}
