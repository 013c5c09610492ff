//! Shipments, and where goods are, as other pallets see them. Provided by logistics.

use alloc::vec::Vec;
use hallmark_types::{ItemRange, LotId, OrgId, ShipmentId, Unlocode};
use sp_weights::Weight;

/// A shipment as others see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShipmentView {
	/// Who sends it.
	pub consignor: OrgId,
	/// Who receives it, where that is an organisation.
	pub consignee: Option<OrgId>,
	/// The carrier of its first leg.
	pub carrier: Option<OrgId>,
}

/// The most parties of a shipment: who sends it, who receives it, and the carriers of its legs.
pub const MAX_SHIPMENT_PARTIES: u32 = 18;

/// Looks shipments up. Provided by logistics.
pub trait Shipments {
	/// The shipment, if there is one that was not cancelled.
	fn shipment(shipment: ShipmentId) -> Option<ShipmentView>;

	/// Whether all these items of the lot travel, or travelled, in it.
	fn carries(shipment: ShipmentId, lot: LotId, ranges: &[ItemRange]) -> bool;

	/// Whether all these items of the lot are in it now. Nothing is left in one at its end.
	fn still_carries(shipment: ShipmentId, lot: LotId, ranges: &[ItemRange]) -> bool;

	/// Who brought it to `port`, if it was: the carrier that reported the arrival there of a leg,
	/// the last such leg's.
	fn carrier_to(shipment: ShipmentId, port: Unlocode) -> Option<OrgId>;

	/// Whether `org` has carried it: the carrier of a leg that has arrived.
	fn is_carrier(shipment: ShipmentId, org: OrgId) -> bool;

	/// Who has an interest in it: who sends it, who receives it, and whoever carries or carried it,
	/// on a leg that has begun. At most [`MAX_SHIPMENT_PARTIES`].
	fn parties(shipment: ShipmentId) -> Vec<OrgId>;

	/// What any of these costs at most.
	fn shipments_weight() -> Weight;
}

/// Where goods are: who holds them outside of shipments, and what is left of them. Provided by
/// logistics.
pub trait Holdings {
	/// Whether `org` holds all these items of the lot now: they are with it, and in no shipment.
	/// What was shipped on, delivered, lost, stolen or destroyed is with nobody.
	fn holds(org: OrgId, lot: LotId, ranges: &[ItemRange]) -> bool;

	/// Puts down that these items of the lot were destroyed under an authority's eyes: whoever held
	/// them no longer does, and they leave the shipment that they are in. What was delivered, lost
	/// or stolen before stays so, and so does what lies beyond the most stretches that one call
	/// moves: it reads as destroyed by the declaration all the same.
	fn remember_destroyed(lot: LotId, ranges: &[ItemRange]);

	/// What asking about so many ranges costs at most.
	fn holds_weight(ranges: u32) -> Weight;

	/// What putting destruction down costs at most.
	fn remember_destroyed_weight() -> Weight;
}

impl Holdings for () {
	fn holds(_: OrgId, _: LotId, _: &[ItemRange]) -> bool {
		false
	}

	fn remember_destroyed(_: LotId, _: &[ItemRange]) {}

	fn holds_weight(_: u32) -> Weight {
		Weight::zero()
	}

	fn remember_destroyed_weight() -> Weight {
		Weight::zero()
	}
}
