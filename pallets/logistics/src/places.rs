//! Where items are, and which of them are damaged: stretches of a lot, by the algorithm of
//! [`stretches`](hallmark_types::stretches).

use crate::{
	pallet::{Config, Damaged, Error, Known, Pallet, Places},
	types::*,
};
use alloc::vec::Vec;
use core::marker::PhantomData;
use frame_support::ensure;
use hallmark_glue::{LotView, Lots, StorageMeter, KEY_BYTES};
use hallmark_types::{
	ranges::{check_ranges, union},
	stretches::{EndKey, Stretches},
	ItemRange, LotId, OrgId, MAX_LOT_ITEMS,
};
use sp_runtime::{DispatchResult, SaturatedConversion};

/// What a stretch takes, with its key.
const STRETCH_BYTES: usize = KEY_BYTES + 14;

/// How many stretches there are more than before, or fewer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Growth(i32);

impl Growth {
	/// The two together.
	pub(crate) fn and(self, other: Self) -> Self {
		Self(self.0.saturating_add(other.0))
	}

	/// What it takes in storage. Whoever joins stretches up again is given nothing back, for
	/// another paid for them.
	pub(crate) fn bytes(self) -> usize {
		usize::try_from(self.0).unwrap_or_default().saturating_mul(STRETCH_BYTES)
	}
}

/// The items are not all in the place that they are to leave.
pub(crate) struct NotThere;

/// Where the items of a lot are.
struct PlacesOf<T>(LotId, PhantomData<T>);

impl<T: Config> Stretches for PlacesOf<T> {
	type Value = Place;

	fn after(&self, index: u32) -> Option<(ItemRange, Place)> {
		let after = Places::<T>::hashed_key_for(self.0, EndKey::from(index));
		let (end, Stretch { start, place }) =
			Places::<T>::iter_prefix_from(self.0, after).next()?;
		Some((ItemRange { start, end: end.into() }, place))
	}

	fn ending_at(&self, end: u32) -> Option<(u32, Place)> {
		let Stretch { start, place } = Places::<T>::get(self.0, EndKey::from(end))?;
		Some((start, place))
	}

	fn put(&self, ItemRange { start, end }: ItemRange, place: Place) {
		Places::<T>::insert(self.0, EndKey::from(end), Stretch { start, place });
	}

	fn remove(&self, end: u32) {
		Places::<T>::remove(self.0, EndKey::from(end));
	}
}

/// Which items of a lot are damaged.
struct DamagedOf<T>(LotId, PhantomData<T>);

impl<T: Config> Stretches for DamagedOf<T> {
	type Value = ();

	fn after(&self, index: u32) -> Option<(ItemRange, ())> {
		let after = Damaged::<T>::hashed_key_for(self.0, EndKey::from(index));
		let (end, start) = Damaged::<T>::iter_prefix_from(self.0, after).next()?;
		Some((ItemRange { start, end: end.into() }, ()))
	}

	fn ending_at(&self, end: u32) -> Option<(u32, ())> {
		Damaged::<T>::get(self.0, EndKey::from(end)).map(|start| (start, ()))
	}

	fn put(&self, ItemRange { start, end }: ItemRange, (): ()) {
		Damaged::<T>::insert(self.0, EndKey::from(end), start);
	}

	fn remove(&self, end: u32) {
		Damaged::<T>::remove(self.0, EndKey::from(end));
	}
}

impl<T: Config> Pallet<T> {
	fn places_of(lot: LotId) -> PlacesOf<T> {
		PlacesOf(lot, PhantomData)
	}

	fn damaged_of(lot: LotId) -> DamagedOf<T> {
		DamagedOf(lot, PhantomData)
	}

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

	/// Puts down that the issuer holds the items that a lot has beyond those known here. Until
	/// someone needs it, that goes without saying.
	pub(crate) fn learn(lot: LotId, view: &LotView) -> Growth {
		let known = Known::<T>::get(lot);
		if known >= view.count {
			return Growth::default();
		}
		let place = Place::Holder(view.issuer);
		let places = Self::places_of(lot);
		let growth = places
			.look(ItemRange { start: known, end: view.count })
			.map_or(0, |unsaid| places.restate(unsaid, Some(place)));
		Known::<T>::insert(lot, view.count);
		// The lot's first stretch comes with the number of its known items.
		Growth(if known == 0 { growth.saturating_add(1) } else { growth })
	}

	/// The stretch of a known index, and where its items are.
	pub(crate) fn stretch_at(lot: LotId, index: u32) -> Option<(ItemRange, Place)> {
		Self::places_of(lot).after(index).filter(|(stretch, _)| stretch.start <= index)
	}

	/// Whether all of a set are in `place`.
	pub(crate) fn are_in(lot: LotId, set: &[ItemRange], place: Place) -> bool {
		let places = Self::places_of(lot);
		set.iter().all(|range| places.look(*range).is_ok_and(|found| found.value() == Some(place)))
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
		let places = Self::places_of(lot);
		let mut growth = Growth::default();
		for range in set {
			let found = places.look(*range).map_err(|_| NotThere)?;
			ensure!(found.value() == Some(from), NotThere);
			growth = growth.and(Growth(places.restate(found, Some(to))));
		}
		Ok(growth)
	}

	/// Marks a set of items as damaged. None of them may be marked already.
	pub(crate) fn mark_damaged(lot: LotId, set: &[ItemRange]) -> Result<Growth, Error<T>> {
		let damaged = Self::damaged_of(lot);
		let mut growth = Growth::default();
		for range in set {
			let found = damaged.look(*range).map_err(|_| Error::<T>::AlreadyDamaged)?;
			ensure!(found.value().is_none(), Error::<T>::AlreadyDamaged);
			growth = growth.and(Growth(damaged.restate(found, Some(()))));
		}
		Ok(growth)
	}

	/// What became of an item; `None` if the lot has no such item.
	pub fn fate_of(lot: LotId, index: u32) -> Option<Fate> {
		let view = T::Lots::lot(lot)?;
		if index >= view.count {
			return None;
		}
		let place = Self::places_of(lot).value_at(index).unwrap_or(Place::Holder(view.issuer));
		let damaged = Self::damaged_of(lot).value_at(index).is_some();
		Some(Fate { place, damaged })
	}

	/// Where the items of a lot are, from the stretch of the index `from` on: at most `limit`
	/// stretches.
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
