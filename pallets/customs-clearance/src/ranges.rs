//! Which items stand how at a border: nothing is cleared twice for a country.
//!
//! A line claims its items when its declaration is accepted, and not before. From then on each of
//! its ranges lies in one stretch until the line comes to its end, for nobody else moves these
//! items: each step of it is a few reads and writes for each range, however much the lot is split
//! up.

use crate::{
	pallet::{Border, Config, Error, Pallet},
	types::*,
};
use alloc::vec::Vec;
use core::marker::PhantomData;
use hallmark_types::{
	stretches::{EndKey, Found, Mixed, Stretches},
	Clearance, CountryCode, ItemRange, LotId,
};
use sp_runtime::{DispatchError, DispatchResult};

/// The stretches of a lot at a border.
pub(crate) struct Stored<T>(pub AtBorder, PhantomData<T>);

impl<T> Stored<T> {
	pub(crate) fn new(country: CountryCode, lot: LotId) -> Self {
		Self((country, lot), PhantomData)
	}
}

impl<T: Config> Stretches for Stored<T> {
	type Value = BorderState;

	fn after(&self, index: u32) -> Option<(ItemRange, BorderState)> {
		let key = Border::<T>::hashed_key_for(self.0, EndKey::from(index));
		let (end, BorderStretch { start, state }) =
			Border::<T>::iter_prefix_from(self.0, key).next()?;
		Some((ItemRange { start, end: end.into() }, state))
	}

	fn ending_at(&self, end: u32) -> Option<(u32, BorderState)> {
		let BorderStretch { start, state } = Border::<T>::get(self.0, EndKey::from(end))?;
		Some((start, state))
	}

	fn put(&self, stretch: ItemRange, state: BorderState) {
		let ItemRange { start, end } = stretch;
		Border::<T>::insert(self.0, EndKey::from(end), BorderStretch { start, state });
	}

	fn remove(&self, end: u32) {
		Border::<T>::remove(self.0, EndKey::from(end));
	}
}

impl<T: Config> Pallet<T> {
	/// Whether the items of a line may be declared now.
	pub(crate) fn ensure_free(country: CountryCode, line: &DeclarationLine) -> DispatchResult {
		let stored = Stored::<T>::new(country, line.lot);
		line.ranges.iter().try_for_each(|range| Self::look_free(&stored, *range).map(|_| ()))
	}

	/// Claims the items of a line that was accepted, if they may be declared now.
	pub(crate) fn claim(country: CountryCode, line: &DeclarationLine) -> DispatchResult {
		let stored = Stored::<T>::new(country, line.lot);
		for range in &line.ranges {
			let found = Self::look_free(&stored, *range)?;
			stored.restate(found, BorderState::after(found.value(), LineStatus::Accepted));
		}
		Ok(())
	}

	/// A range that may be declared: in a gap, or of items that were returned abroad and come
	/// again.
	fn look_free(
		stored: &Stored<T>,
		range: ItemRange,
	) -> Result<Found<BorderState>, DispatchError> {
		let (state, found) = match stored.look(range) {
			Ok(found) => (found.value(), Ok(found)),
			Err(Mixed(state)) => (Some(state), Err(Error::<T>::PartlyReturned)),
		};
		match state.map(|state| state.clearance) {
			None | Some(Clearance::NotDeclared | Clearance::Returned) => Ok(found?),
			Some(Clearance::Open) => Err(Error::<T>::ItemsAlreadyDeclared.into()),
			Some(
				Clearance::Detained
				| Clearance::InBond
				| Clearance::Released
				| Clearance::Destroyed,
			) => Err(Error::<T>::ItemsAlreadyCleared.into()),
		}
	}

	/// Has the items of an accepted line stand as its new state says.
	pub(crate) fn move_items(
		country: CountryCode,
		line: &DeclarationLine,
		new: LineStatus,
	) -> DispatchResult {
		let stored = Stored::<T>::new(country, line.lot);
		for range in &line.ranges {
			let found = stored.look(*range).map_err(|Mixed(_)| DispatchError::Corruption)?;
			stored.restate(found, BorderState::after(found.value(), new));
		}
		Ok(())
	}

	/// How an item stands at the border of a country. One look.
	pub(crate) fn clearance_of(country: CountryCode, lot: LotId, index: u32) -> Clearance {
		Stored::<T>::new(country, lot)
			.value_at(index)
			.map_or(Clearance::NotDeclared, |state| state.clearance)
	}
	/// How the items of a lot stand at the border of a country, from the stretch of an index on.
	pub(crate) fn border_from(
		country: CountryCode,
		lot: LotId,
		from: u32,
	) -> Vec<(ItemRange, Clearance)> {
		let at = (country, lot);
		let key = Border::<T>::hashed_key_for(at, EndKey::from(from));
		Border::<T>::iter_prefix_from(at, key)
			.take(MAX_STRETCHES)
			.map(|(end, BorderStretch { start, state })| {
				(ItemRange { start, end: end.into() }, state.clearance)
			})
			.collect()
	}
}
