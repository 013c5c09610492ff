//! Packing units: cartons and pallets named by SSCCs, one within the other.

use crate::{
	cost::Cost,
	pallet::{Config, Error, Event, Lines, Pallet, Shipments, SsccUses, Units},
	shipments::bounded,
	types::*,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{defensive, dispatch::DispatchResultWithPostInfo, ensure, BoundedVec};
use hallmark_glue::{Actor, StorageMeter, KEY_BYTES};
use hallmark_types::{
	ranges::{difference, intersects, union},
	AccountId, Assurance, JournalKind, LotId, OrgId, ShipmentId, Sscc, MAX_LIST,
};
use sp_runtime::{traits::ConstU32, DispatchResult, SaturatedConversion};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_pack(
		actor: Actor<AccountId>,
		id: ShipmentId,
		sscc: Sscc,
		items: BoundedVec<LotItems, ConstU32<MAX_LINES>>,
		units: BoundedVec<Sscc, ConstU32<MAX_CHILDREN>>,
	) -> DispatchResult {
		let mut shipment = Self::packable(&actor, id)?;
		sscc.check().map_err(|_| Error::<T>::InvalidSscc)?;
		ensure!(!Self::is_in_use(id, sscc, actor.org), Error::<T>::SsccInUse);
		ensure!(!items.is_empty() || !units.is_empty(), Error::<T>::UnitEmpty);
		ensure!(shipment.units < MAX_UNITS, Error::<T>::TooManyUnits);

		let mut bytes = 0usize;
		let mut lots = Vec::<LotId>::new();
		for LotItems { lot, ranges } in &items {
			ensure!(!lots.contains(lot), Error::<T>::DuplicateLot);
			lots.push(*lot);
			let set = Self::set(ranges)?;
			let mut line = Self::line_with(id, *lot, &set)?;
			ensure!(!intersects(&line.packed, &set), Error::<T>::AlreadyPacked);
			let before = line.encoded_size();
			line.packed = bounded::<T>(union(&line.packed, &set))?;
			bytes = bytes.saturating_add(line.encoded_size().saturating_sub(before));
			Lines::<T>::insert(id, lot, line);
		}
		let mut height = 0;
		for child in &units {
			let mut inner = Units::<T>::get(id, child).ok_or(Error::<T>::UnitNotFound)?;
			ensure!(inner.parent.is_none(), Error::<T>::UnitInUnit);
			height = inner.height.max(height);
			inner.parent = Some(sscc);
			Units::<T>::insert(id, child, inner);
		}
		let height = height.saturating_add(1);
		ensure!(height <= MAX_DEPTH, Error::<T>::TooDeep);

		let unit = Unit { parent: None, height, items, units, packed_by: actor.org };
		Self::charge(actor.org, bytes.saturating_add(unit_size(&unit)))?;
		Units::<T>::insert(id, sscc, unit);
		SsccUses::<T>::insert(sscc, actor.org, id);
		shipment.units = shipment.units.saturating_add(1);
		Shipments::<T>::insert(id, shipment);
		let kind = JournalKind::Packed;
		Self::record(&actor, Some(id), &lots, kind, Assurance::Declared, None)?;
		Self::deposit_event(Event::Packed { shipment: id, unit: sscc });
		Ok(())
	}

	pub(crate) fn do_unpack(
		actor: Actor<AccountId>,
		id: ShipmentId,
		sscc: Sscc,
	) -> DispatchResultWithPostInfo {
		let mut shipment = Self::packable(&actor, id)?;
		let unit = Units::<T>::take(id, sscc).ok_or(Error::<T>::UnitNotFound)?;
		ensure!(unit.parent.is_none(), Error::<T>::UnitInUnit);
		T::StorageMeter::shrink(unit.packed_by, unit_size(&unit).saturated_into());
		SsccUses::<T>::remove(sscc, unit.packed_by);

		let mut lots = Vec::new();
		for LotItems { lot, ranges } in &unit.items {
			let mut line = Lines::<T>::get(id, lot);
			let set = Self::set(ranges)?;
			line.packed = bounded::<T>(difference(&line.packed, &set))?;
			Lines::<T>::insert(id, lot, line);
			lots.push(*lot);
		}
		for child in &unit.units {
			Units::<T>::mutate(id, child, |inner| match inner {
				Some(inner) => inner.parent = None,
				None => {
					defensive!("a unit within a unit is not unpacked");
				}
			});
		}
		shipment.units = shipment.units.saturating_sub(1);
		Shipments::<T>::insert(id, shipment);
		let kind = JournalKind::Unpacked;
		Self::record(&actor, Some(id), &lots, kind, Assurance::Declared, None)?;
		Self::deposit_event(Event::Unpacked { shipment: id, unit: sscc });
		let (lots, units) = (lots.len(), unit.units.len());
		Ok(Some(Cost::<T>::unpack(lots.saturated_into(), units.saturated_into())).into())
	}

	/// A shipment that the organisation of `actor` has, and can open.
	fn packable(actor: &Actor<AccountId>, id: ShipmentId) -> Result<Shipment, Error<T>> {
		let shipment = Self::shipment_in_custody(actor, id)?;
		ensure!(shipment.on_leg.is_none(), Error::<T>::OnTheWay);
		Self::ensure_no_offer(&shipment)?;
		Ok(shipment)
	}

	/// Whether a unit of the shipment has this SSCC, or one of another under way that the same
	/// organisation packed. Those of shipments at their end are free again. What others use binds
	/// nobody: else whoever is first could keep the owner of a company prefix from its own numbers.
	fn is_in_use(id: ShipmentId, sscc: Sscc, org: OrgId) -> bool {
		let elsewhere = || {
			SsccUses::<T>::get(sscc, org)
				.and_then(Shipments::<T>::get)
				.is_some_and(|shipment| shipment.status == ShipmentStatus::Open)
		};
		Units::<T>::contains_key(id, sscc) || elsewhere()
	}

	/// Who used an SSCC, and in which shipment last.
	pub(crate) fn uses_of(sscc: Sscc, after: Option<OrgId>) -> Vec<(OrgId, ShipmentId)> {
		let uses = match after {
			Some(org) => {
				SsccUses::<T>::iter_prefix_from(sscc, SsccUses::<T>::hashed_key_for(sscc, org))
			}
			None => SsccUses::<T>::iter_prefix(sscc),
		};
		uses.take(MAX_LIST as usize).collect()
	}
}

/// What a unit takes, with its two keys, and with a parent.
fn unit_size(unit: &Unit) -> usize {
	let parent = if unit.parent.is_none() { 8 } else { 0 };
	unit.encoded_size().saturating_add(parent).saturating_add(KEY_BYTES.saturating_mul(2))
}
