//! Which items are declared, and how they stand: nothing is cleared twice for a country.

use crate::{
	pallet::{Config, Error, OpenItems, Pallet, SettledItems},
	types::*,
};
use frame_support::ensure;
use hallmark_types::{
	ranges::{difference, has_item, intersects, union},
	CountryCode, LotId,
};
use sp_runtime::{DispatchError, DispatchResult, SaturatedConversion};

impl<T: Config> Pallet<T> {
	/// Puts the items of a new line among the open ones, if they may be declared.
	pub(crate) fn claim(country: CountryCode, line: &DeclarationLine) -> DispatchResult {
		let DeclarationLine { lot, ranges, .. } = line;
		let mut open = OpenItems::<T>::get(country, lot);
		ensure!(!intersects(&open.ranges, ranges), Error::<T>::ItemsAlreadyDeclared);
		let settled = SettledItems::<T>::get(country, lot);
		// What was returned abroad may come again. Slices of different states may touch, so each state is asked
		// about by itself.
		for clearance in SETTLED {
			ensure!(
				clearance == Clearance::Returned
					|| !intersects(&items_with(&settled, clearance), ranges),
				Error::<T>::ItemsAlreadyCleared
			);
		}
		// What a line may still add to either list, until it comes to its end, it reserves here. So neither ever
		// outgrows its bound if this sum does not now.
		open.reserved = open.reserved.saturating_add(reserve(line));
		let settled: u32 = settled.len().saturated_into();
		let fragments = open.reserved.saturating_add(settled);
		ensure!(fragments <= MAX_FRAGMENTS, Error::<T>::TooManyFragments);
		open.ranges =
			union(&open.ranges, ranges).try_into().map_err(|_| Error::<T>::TooManyFragments)?;
		OpenItems::<T>::insert(country, lot, open);
		Ok(())
	}

	/// Takes the items of a line that was withdrawn, rejected or amended from the open ones.
	pub(crate) fn unclaim(country: CountryCode, line: &DeclarationLine) -> DispatchResult {
		Self::move_items(country, line, LineStatus::Declared, LineStatus::Invalidated)
	}

	/// Moves the items of a line that goes from one state to another to where they belong.
	pub(crate) fn move_items(
		country: CountryCode,
		line: &DeclarationLine,
		old: LineStatus,
		new: LineStatus,
	) -> DispatchResult {
		let DeclarationLine { lot, ranges, .. } = line;
		let (from, to) = (Place::from(old), Place::from(new));
		OpenItems::<T>::try_mutate_exists(country, lot, |value| {
			let mut open = value.take().unwrap_or_default();
			let items = match (from, to) {
				(Place::Open, Place::Open) => open.ranges.to_vec(),
				(Place::Open, _) => difference(&open.ranges, ranges),
				(_, Place::Open) => union(&open.ranges, ranges),
				_ => open.ranges.to_vec(),
			};
			open.ranges = items.try_into().map_err(|_| Error::<T>::TooManyFragments)?;
			if new.is_end() {
				open.reserved = open.reserved.saturating_sub(reserve(line));
			}
			*value = Some(open).filter(|open| open.reserved > 0);
			Ok::<_, DispatchError>(())
		})?;
		let now = match to {
			Place::Settled(clearance) => Some(clearance),
			_ => None,
		};
		if now.is_some() || matches!(from, Place::Settled(_)) {
			let slices = moved(&SettledItems::<T>::get(country, lot), ranges, now);
			if slices.is_empty() {
				SettledItems::<T>::remove(country, lot);
			} else {
				let slices = Slices::try_from(slices).map_err(|_| Error::<T>::TooManyFragments)?;
				SettledItems::<T>::insert(country, lot, slices);
			}
		}
		Ok(())
	}

	/// Where an item stands at the border of a country.
	pub(crate) fn clearance_of(country: CountryCode, lot: LotId, index: u32) -> Clearance {
		// Goods that were returned once and come again are in both: what is open is the newer.
		if has_item(&OpenItems::<T>::get(country, lot).ranges, index) {
			return Clearance::Open;
		}
		SettledItems::<T>::get(country, lot)
			.into_iter()
			.find(|slice| slice.range.contains(index))
			.map_or(Clearance::NotDeclared, |slice| slice.clearance)
	}
}

/// How many fragments a line keeps free.
pub(crate) fn reserve(line: &DeclarationLine) -> u32 {
	fragments_of(line.ranges.len().saturated_into())
}
