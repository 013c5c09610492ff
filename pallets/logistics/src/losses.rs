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
				Self::ensure_arrived(id)?;
				let set = Self::set(&ranges)?;
				Self::take_out(id, &mut shipment, actor.org, lot, &set, Place::Delivered)?;
				if shipment.ranges == 0 {
					Self::end(&mut shipment, ShipmentStatus::Delivered);
				}
				Shipments::<T>::insert(id, shipment);
				Some(id)
			}
		};
		// The commitment stands in the journal as the digest of the proof of delivery, which names the buyer.
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
				// On the way there is still a leg to end.
				if shipment.ranges == 0 && shipment.on_leg.is_none() {
					shipment.stored = None;
					Self::end(&mut shipment, ShipmentStatus::Lost);
				}
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
		let growth = match gone(kind) {
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
		match gone(kind) {
			Some(place) => Self::take_out(id, shipment, actor.org, lot, &set, place)?,
			None => {
				Self::line_with(id, lot, &set)?;
				let growth = Self::mark_damaged(lot, &set)?;
				Self::charge(actor.org, growth.bytes())?;
			}
		}
		Self::loss_reported(actor, Some(id), lot, ranges, kind, document)
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
const fn gone(kind: LossKind) -> Option<Place> {
	match kind {
		LossKind::Damaged => None,
		LossKind::Lost => Some(Place::Lost),
		LossKind::Stolen => Some(Place::Stolen),
	}
}
