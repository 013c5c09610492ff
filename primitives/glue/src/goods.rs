//! Shipments, as other pallets see them. Provided by logistics.

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

/// The most parties of a shipment: who sends it, who receives it, and the carriers of eight legs.
pub const MAX_SHIPMENT_PARTIES: u32 = 10;

/// Looks shipments up. Provided by logistics.
pub trait Shipments {
	/// The shipment, if there is one that was not cancelled.
	fn shipment(shipment: ShipmentId) -> Option<ShipmentView>;

	/// Whether all these items of the lot travel, or travelled, in it.
	fn carries(shipment: ShipmentId, lot: LotId, ranges: &[ItemRange]) -> bool;

	/// Who brought it to `port`, if it was: the carrier that reported the arrival there of a leg, the last
	/// such leg's.
	fn carrier_to(shipment: ShipmentId, port: Unlocode) -> Option<OrgId>;

	/// Whether `org` has carried it: the carrier of a leg that has arrived.
	fn is_carrier(shipment: ShipmentId, org: OrgId) -> bool;

	/// Who has an interest in it: who sends it, who receives it, and whoever carries it, on a leg that is
	/// planned or was travelled. At most [`MAX_SHIPMENT_PARTIES`].
	fn parties(shipment: ShipmentId) -> Vec<OrgId>;

	/// What any of these costs at most.
	fn shipments_weight() -> Weight;
}
