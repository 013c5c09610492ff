//! Where goods leave the chain's sight: delivery to buyers, loss, theft; and damage.

use crate::{
	pallet::{Config, Error, Event, Pallet, Shipments},
	types::*,
};
use frame_support::ensure;
use hallmark_glue::{Actor, Lots};
use hallmark_types::{
	AccountId, Assurance, Digest, Document, ItemRanges, JournalKind, LotId, MediaType, ShipmentId,
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_deliver_to_buyer(
		actor: Actor<AccountId>,
		source: Source,
		lot: LotId,
		ranges: ItemRanges,
		buyer: Digest,
	) -> DispatchResult {
		let shipment = match source {
			Source::Holding => {
				let view = Self::shippable(lot)?;
				let set = Self::set_of(&ranges, view.count)?;
				let growth = Self::learn(lot, &view);
				let growth = Self::relocate(lot, &set, Place::Holder(actor.org), Place::Delivered)
					.map_err(|_| Error::<T>::NotHeld)?
					.and(growth);
				Self::charge(actor.org, growth.bytes())?;
				None
			}
			Source::Shipment(id) => {
				let mut shipment = Self::shipment_in_custody(&actor, id)?;
				ensure!(
					matches!(shipment.consignee, Consignee::Committed(_)),
					Error::<T>::ConsigneeNamed
				);
				Self::ensure_at_hand(&shipment)?;
				Self::ensure_no_offer(&shipment)?;
				Self::ensure_arrived(&shipment)?;
				let set = Self::set(&ranges)?;
				let bytes = Self::take_out(id, &mut shipment, lot, &set, Place::Delivered)?;
				Self::charge(actor.org, bytes)?;
				Self::end_if_empty(&mut shipment, ShipmentStatus::Delivered);
				Shipments::<T>::insert(id, shipment);
				Some(id)
			}
		};
		// The commitment stands in the journal as the digest of the proof of delivery, which names
		// the buyer.
		let proof = Document { digest: buyer, media: MediaType::Binary };
		Self::record(
			&actor,
			shipment,
			&[lot],
			JournalKind::DeliveredToBuyer,
			Assurance::Declared,
			Some(proof),
		)?;
		Self::deposit_event(Event::DeliveredToBuyer {
			shipment,
			by: actor.org,
			lot,
			ranges,
			buyer,
		});
		Ok(())
	}

	pub(crate) fn do_report_loss(
		actor: Actor<AccountId>,
		source: Source,
		items: LotItems,
		kind: LossKind,
		document: Option<Document>,
	) -> DispatchResult {
		match source {
			Source::Holding => Self::report_in_holding(&actor, items, kind, document),
			Source::Shipment(id) => {
				let mut shipment = Self::shipment_in_custody(&actor, id)?;
				Self::ensure_no_offer(&shipment)?;
				Self::report_in_shipment(&actor, id, &mut shipment, items, kind, document)?;
				Self::end_if_empty(&mut shipment, ShipmentStatus::Lost);
				Shipments::<T>::insert(id, shipment);
				Ok(())
			}
		}
	}

	fn report_in_holding(
		actor: &Actor<AccountId>,
		LotItems { lot, ranges }: LotItems,
		kind: LossKind,
		document: Option<Document>,
	) -> DispatchResult {
		let view = T::Lots::lot(lot).ok_or(Error::<T>::LotNotFound)?;
		let set = Self::set_of(&ranges, view.count)?;
		let growth = Self::learn(lot, &view);
		let here = Place::Holder(actor.org);
		let growth = match gone(kind, LastSeen::Holder(actor.org)) {
			Some(place) => {
				Self::relocate(lot, &set, here, place).map_err(|_| Error::<T>::NotHeld)?
			}
			None => {
				ensure!(Self::are_in(lot, &set, here), Error::<T>::NotHeld);
				Self::mark_damaged(lot, &set)?
			}
		}
		.and(growth);
		Self::charge(actor.org, growth.bytes())?;
		Self::loss_reported(actor, None, lot, ranges, kind, document)
	}

	/// Reports what happened to items in a shipment. The caller stores its record.
	pub(crate) fn report_in_shipment(
		actor: &Actor<AccountId>,
		id: ShipmentId,
		shipment: &mut Shipment,
		LotItems { lot, ranges }: LotItems,
		kind: LossKind,
		document: Option<Document>,
	) -> DispatchResult {
		let set = Self::set(&ranges)?;
		match gone(kind, LastSeen::Shipment(id)) {
			Some(place) => {
				let bytes = Self::take_out(id, shipment, lot, &set, place)?;
				Self::charge(actor.org, bytes)?;
			}
			None => {
				Self::line_with(id, lot, &set)?;
				let growth = Self::mark_damaged(lot, &set)?;
				Self::charge(actor.org, growth.bytes())?;
			}
		}
		Self::loss_reported(actor, Some(id), lot, ranges, kind, document)
	}

	/// Items that were lost, or stolen, go back to where they were: to who held them; into the
	/// shipment, on the word of who has it; or, where that is at its end, to whichever of consignor
	/// and consignee found them.
	pub(crate) fn do_report_found(
		actor: Actor<AccountId>,
		LotItems { lot, ranges }: LotItems,
		document: Option<Document>,
	) -> DispatchResult {
		let view = T::Lots::lot(lot).ok_or(Error::<T>::LotNotFound)?;
		let set = Self::set_of(&ranges, view.count)?;
		let first = set.first().ok_or(Error::<T>::InvalidRanges)?;
		let from = Self::stretch_at(lot, first.start).ok_or(Error::<T>::NotMissing)?.1;
		let (Place::Lost(seen) | Place::Stolen(seen)) = from else {
			return Err(Error::<T>::NotMissing.into());
		};
		let to_finder = || {
			Self::relocate(lot, &set, from, Place::Holder(actor.org))
				.map(|growth| growth.bytes())
				.map_err(|_| Error::<T>::NotMissing)
		};
		let (shipment, bytes) = match seen {
			LastSeen::Holder(holder) => {
				ensure!(holder == actor.org, Error::<T>::NotHeld);
				(None, to_finder()?)
			}
			LastSeen::Shipment(id) => {
				let mut shipment = Shipments::<T>::get(id).ok_or(Error::<T>::ShipmentNotFound)?;
				let bytes = if shipment.status == ShipmentStatus::Open {
					ensure!(shipment.custodian == actor.org, Error::<T>::NotInCustody);
					Self::ensure_no_offer(&shipment)?;
					let bytes = Self::put_back(id, &mut shipment, lot, &set, from)?;
					shipment.demand = None;
					Shipments::<T>::insert(id, shipment);
					bytes
				} else {
					ensure!(shipment.is_owner(actor.org), Error::<T>::NotYourShipment);
					to_finder()?
				};
				(Some(id), bytes)
			}
		};
		Self::charge(actor.org, bytes)?;
		let kind = JournalKind::GoodsFound;
		Self::record(&actor, shipment, &[lot], kind, Assurance::Declared, document)?;
		Self::deposit_event(Event::GoodsFound { shipment, by: actor.org, lot, ranges });
		Ok(())
	}

	fn loss_reported(
		actor: &Actor<AccountId>,
		shipment: Option<ShipmentId>,
		lot: LotId,
		ranges: ItemRanges,
		kind: LossKind,
		document: Option<Document>,
	) -> DispatchResult {
		Self::record(actor, shipment, &[lot], kind.journal_kind(), Assurance::Declared, document)?;
		Self::deposit_event(Event::LossReported { shipment, by: actor.org, lot, ranges, kind });
		Ok(())
	}
}

/// Where items go that are reported so; damaged ones stay.
const fn gone(kind: LossKind, seen: LastSeen) -> Option<Place> {
	match kind {
		LossKind::Damaged => None,
		LossKind::Lost => Some(Place::Lost(seen)),
		LossKind::Stolen => Some(Place::Stolen(seen)),
	}
}
