//! What must hold of the pallet's storage at all times, in small checks.

use crate::{
	pallet::{
		Config, Damaged, Documents, Known, Lines, NextShipmentId, Pallet, Places, Sensors,
		Shipments, SsccUses, Units,
	},
	types::*,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::ensure;
use hallmark_glue::Lots;
use hallmark_types::{
	ranges::{check_ranges, covers, intersects, union},
	ItemRange, LotId, ShipmentId, MAX_LOT_ITEMS,
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks all of them.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_places()?;
		Self::check_damaged()?;
		Self::check_shipments()?;
		Self::check_lines()?;
		Self::check_legs()?;
		Self::check_units()
	}

	/// The stretches of a lot cover its known items, each once; neighbours are in different places;
	/// and what is in a shipment is what its line has left.
	fn check_places() -> Result<(), TryRuntimeError> {
		let mut lots = BTreeMap::<LotId, BTreeMap<u32, Stretch>>::new();
		for (lot, end, stretch) in Places::<T>::iter() {
			lots.entry(lot).or_default().insert(end.into(), stretch);
		}
		ensure!(
			Known::<T>::iter_keys().count() == lots.len(),
			"a lot is known without places, or has places unknown"
		);
		let mut shipped = BTreeMap::<(ShipmentId, LotId), Vec<ItemRange>>::new();
		for (lot, stretches) in lots {
			let count = T::Lots::lot(lot).ok_or("a lot is missing")?.count;
			let known = Known::<T>::get(lot);
			ensure!(known <= count, "more items are known than there are");
			let (mut at, mut before) = (0, None);
			for (end, Stretch { start, place }) in stretches {
				ensure!(start == at && start < end, "stretches do not follow");
				ensure!(before != Some(place), "neighbours are in one place");
				(at, before) = (end, Some(place));
				if let Place::Shipment(id) = place {
					shipped.entry((id, lot)).or_default().push(ItemRange { start, end });
				}
			}
			ensure!(at == known, "known items are nowhere");
		}
		for (id, lot, line) in Lines::<T>::iter() {
			let there = shipped.remove(&(id, lot)).unwrap_or_default();
			ensure!(
				there == line.left.to_vec(),
				"a line has left what is not in the shipment, or not all of it"
			);
		}
		ensure!(shipped.is_empty(), "items are in a shipment without a line");
		Ok(())
	}

	/// Damaged items are items, each marked once.
	fn check_damaged() -> Result<(), TryRuntimeError> {
		let mut lots = BTreeMap::<LotId, BTreeMap<u32, u32>>::new();
		for (lot, end, start) in Damaged::<T>::iter() {
			lots.entry(lot).or_default().insert(end.into(), start);
		}
		for (lot, marks) in lots {
			let count = T::Lots::lot(lot).ok_or("a lot is missing")?.count;
			let mut free = None;
			for (end, start) in marks {
				ensure!(
					free.is_none_or(|free| free < start) && start < end && end <= count,
					"damaged items overlap, touch, or are none"
				);
				free = Some(end);
			}
		}
		Ok(())
	}

	/// A shipment is in one state at a time.
	fn check_shipments() -> Result<(), TryRuntimeError> {
		let next = NextShipmentId::<T>::get();
		for (id, shipment) in Shipments::<T>::iter() {
			ensure!(id < next, "a shipment's id was not given");
			let open = shipment.status == ShipmentStatus::Open;
			ensure!(
				open == shipment.ended_at.is_none(),
				"a shipment ended at no time, or one under way did"
			);
			ensure!(
				shipment.on_leg.is_none() || shipment.stored.is_none(),
				"a shipment travels in store"
			);
			let idle = shipment.on_leg.is_none()
				&& shipment.stored.is_none()
				&& shipment.offer.is_none()
				&& shipment.demand.is_none();
			ensure!(open || idle, "a shipment at its end is under way");
			ensure!(
				if open {
					shipment.ranges > 0 || shipment.on_leg.is_some()
				} else {
					shipment.ranges == 0
				},
				"a shipment is open without goods, or at its end with goods"
			);
			ensure!(shipment.ranges <= MAX_TRAVELLING_RANGES, "a shipment has too many ranges");
			ensure!(
				shipment.offer.is_none_or(|offer| offer.to != shipment.custodian),
				"custody is offered to who has it"
			);
		}
		ensure!(Shipments::<T>::iter_keys().count() as u64 == next.0, "a shipment is missing");
		ensure!(
			Documents::<T>::iter_keys().all(Shipments::<T>::contains_key),
			"documents of no shipment"
		);
		Ok(())
	}

	/// A shipment has a line for each of its lots, and its lines add up.
	fn check_lines() -> Result<(), TryRuntimeError> {
		let mut lines = 0usize;
		for (id, shipment) in Shipments::<T>::iter() {
			let mut ranges = 0usize;
			for lot in &shipment.lots {
				let line = Lines::<T>::get(id, lot);
				for set in [&line.left, &line.missing, &line.packed] {
					ensure!(
						union(set, &[]) == set.to_vec() && covers(&line.booked, set),
						"a line has what was not booked, or not as a set"
					);
				}
				ensure!(check_ranges(&line.booked, MAX_LOT_ITEMS).is_some(), "a line has no items");
				ensure!(!intersects(&line.left, &line.missing), "an item is missing and there");
				ranges = ranges.saturating_add(line.left.len());
			}
			ensure!(ranges as u32 == shipment.ranges, "a shipment's ranges are miscounted");
			lines = lines.saturating_add(shipment.lots.len());
		}
		ensure!(Lines::<T>::iter_keys().count() == lines, "a line is missing, or is there twice");
		Ok(())
	}

	/// Legs join, and are travelled one after the other by their carriers.
	fn check_legs() -> Result<(), TryRuntimeError> {
		for shipment in Shipments::<T>::iter_values() {
			let (mut at, mut since) = (None, Some(shipment.booked_at));
			let mut travelling = None;
			for (index, leg) in (0u8..).zip(&shipment.legs) {
				ensure!(
					at.is_none_or(|at| at == leg.plan.from) && leg.plan.from != leg.plan.to,
					"legs do not join"
				);
				at = leg.broken_off.is_none().then_some(leg.plan.to);
				if let Some(departed) = &leg.departed {
					ensure!(
						since.is_some_and(|since| since <= departed.at),
						"a leg was begun out of turn"
					);
				}
				since = leg.ended_at();
				ensure!(
					leg.broken_off.is_none() || (leg.departed.is_some() && leg.arrived.is_none()),
					"a leg was broken off that was not on its way"
				);
				match (&leg.departed, &leg.arrived) {
					(Some(_), None) if leg.broken_off.is_some() => {}
					(Some(_), None) => travelling = Some(index),
					(None, Some(_)) => return Err("a leg was ended that was not begun".into()),
					(Some(departed), Some(arrived)) => {
						ensure!(departed.at <= arrived.at, "a leg was ended before it was begun");
					}
					(None, None) => {}
				}
				if travelling == Some(index) {
					ensure!(
						shipment.custodian == leg.plan.carrier,
						"goods travel in another's custody"
					);
				}
			}
			ensure!(
				shipment.on_leg == travelling,
				"a shipment is not on the leg that it travels on"
			);
		}
		for (id, leg) in Sensors::<T>::iter_keys() {
			let legs = Shipments::<T>::get(id).ok_or("sensors of no shipment")?.legs;
			ensure!(
				legs.get(usize::from(leg)).is_some_and(|leg| leg.departed.is_some()),
				"sensors recorded a leg that was not begun"
			);
		}
		Ok(())
	}

	/// Units nest without loops, and hold an item once.
	fn check_units() -> Result<(), TryRuntimeError> {
		let mut packed = BTreeMap::<(ShipmentId, LotId), Vec<ItemRange>>::new();
		let mut units = BTreeMap::<ShipmentId, u32>::new();
		for (id, sscc, unit) in Units::<T>::iter() {
			ensure!(sscc.check().is_ok(), "a unit's SSCC is wrong");
			let count = units.entry(id).or_default();
			*count = count.saturating_add(1);
			let mut height = 0;
			for child in &unit.units {
				let child = Units::<T>::get(id, child).ok_or("a unit in a unit is missing")?;
				ensure!(child.parent == Some(sscc), "a unit is in another");
				height = child.height.max(height);
			}
			ensure!(
				unit.height == height.saturating_add(1) && unit.height <= MAX_DEPTH,
				"a unit's height is wrong"
			);
			if let Some(parent) = unit.parent {
				let parent = Units::<T>::get(id, parent).ok_or("a unit's parent is missing")?;
				ensure!(parent.units.contains(&sscc), "a unit is not in its parent");
			}
			for LotItems { lot, ranges } in unit.items {
				let so_far = packed.entry((id, lot)).or_default();
				ensure!(!intersects(so_far, &ranges), "an item is in two units");
				*so_far = union(so_far, &ranges);
			}
			let open = Shipments::<T>::get(id)
				.is_some_and(|shipment| shipment.status == ShipmentStatus::Open);
			let used = SsccUses::<T>::get(sscc, unit.packed_by);
			ensure!(!open || used == Some(id), "a unit's SSCC is not in use");
		}
		for (id, lot, line) in Lines::<T>::iter() {
			let in_units = packed.remove(&(id, lot)).unwrap_or_default();
			ensure!(
				in_units == line.packed.to_vec(),
				"a line's packed items are not those in its units"
			);
		}
		ensure!(packed.is_empty(), "items of no line are packed");
		for (id, shipment) in Shipments::<T>::iter() {
			ensure!(
				units.remove(&id).unwrap_or_default() == shipment.units,
				"a shipment's units are miscounted"
			);
		}
		ensure!(units.is_empty(), "units of no shipment");
		Ok(())
	}
}
