//! The records of shipments, legs, packing units and places.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_types::{
	Digest, Document, FacilityId, ItemRange, ItemRanges, JournalKind, LotId, Moment, OrgId,
	ShipmentId, Sscc, Text, TransportMode, Unlocode,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most lots in one shipment.
pub const MAX_LINES: u32 = 16;
/// The most ranges in all lines of a booking together.
pub const MAX_BOOKED_RANGES: u32 = 128;
/// The most ranges in all lines of a shipment together, once losses have split them.
pub const MAX_TRAVELLING_RANGES: u32 = 256;
/// The most legs that a shipment's consignor plans.
pub const MAX_LEGS: u32 = 8;
/// The most legs that its consignee plans, and the most that all others who have it plan together.
/// Theirs is room of its own, so that nobody can use up the consignor's.
pub const MAX_OTHERS_LEGS: u32 = 4;
/// The most legs of a shipment.
pub const MAX_ALL_LEGS: u32 = MAX_LEGS + 2 * MAX_OTHERS_LEGS;
/// The most transport documents of a shipment.
pub const MAX_DOCUMENTS: u32 = 8;
/// The most discrepancies that one receipt reports.
pub const MAX_DISCREPANCIES: u32 = 16;
/// The most packing units of a shipment.
pub const MAX_UNITS: u32 = 256;
/// The most units packed directly into one.
pub const MAX_CHILDREN: u32 = 64;
/// The most units, one within the other, around an item.
pub const MAX_DEPTH: u8 = 4;
/// The most sensor summaries of one leg.
pub const MAX_SUMMARIES: u32 = 8;
/// The most stretches of a lot that are looked at when items of it were destroyed.
pub const MAX_DESTROYED: u32 = 64;

const HOUR: Moment = 3_600_000;
const DAY: Moment = 24 * HOUR;

/// Where an item is. Each item of a lot is in exactly one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Place {
	/// With an organisation, in no shipment.
	#[codec(index = 0)]
	Holder(OrgId),
	/// In a shipment.
	#[codec(index = 1)]
	Shipment(ShipmentId),
	/// With its buyer.
	#[codec(index = 2)]
	Delivered,
	/// Lost from there.
	#[codec(index = 3)]
	Lost(LastSeen),
	/// Stolen from there.
	#[codec(index = 4)]
	Stolen(LastSeen),
	/// Destroyed, under an authority's eyes or by the council's order.
	#[codec(index = 5)]
	Destroyed,
}

/// Where an item was before it was lost or stolen: whoever finds it has it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LastSeen {
	/// With an organisation, in no shipment.
	#[codec(index = 0)]
	Holder(OrgId),
	/// In a shipment.
	#[codec(index = 1)]
	Shipment(ShipmentId),
}

impl From<LastSeen> for Place {
	fn from(seen: LastSeen) -> Self {
		match seen {
			LastSeen::Holder(org) => Place::Holder(org),
			LastSeen::Shipment(id) => Place::Shipment(id),
		}
	}
}

/// What became of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fate {
	/// Where it is.
	pub place: Place,
	/// Whether it was reported damaged.
	pub damaged: bool,
}

/// Items side by side in one place. Neighbours are never in the same place: they would be one
/// stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Stretch {
	/// The first index.
	pub start: u32,
	/// Where the items are.
	pub place: Place,
}

/// Out of where items are delivered, or reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Source {
	/// What one's organisation holds.
	#[codec(index = 0)]
	Holding,
	/// A shipment in one's organisation's custody.
	#[codec(index = 1)]
	Shipment(ShipmentId),
}

/// Some items of a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LotItems {
	/// The lot.
	pub lot: LotId,
	/// Which of its items.
	pub ranges: ItemRanges,
}

/// Goods that an authority, or the council, disposes of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Goods {
	/// Some of what an organisation holds.
	#[codec(index = 0)]
	Held {
		/// The organisation.
		holder: OrgId,
		/// Which items.
		items: LotItems,
	},
	/// All that is left in a shipment.
	#[codec(index = 1)]
	Shipment(ShipmentId),
}

/// What becomes of goods by order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Disposal {
	/// An organisation has the custody of the shipment, which goes on.
	#[codec(index = 0)]
	Custody(OrgId),
	/// An organisation holds them. A shipment is at its end.
	#[codec(index = 1)]
	Assign(OrgId),
	/// They are destroyed. A shipment is at its end.
	#[codec(index = 2)]
	Destroy,
}

/// What happened to items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum LossKind {
	/// They were damaged. They stay where they are.
	#[codec(index = 0)]
	Damaged,
	/// They were lost.
	#[codec(index = 1)]
	Lost,
	/// They were stolen.
	#[codec(index = 2)]
	Stolen,
}

impl LossKind {
	/// Under which kind it stands in journals.
	pub const fn journal_kind(self) -> JournalKind {
		match self {
			LossKind::Damaged => JournalKind::GoodsDamaged,
			LossKind::Lost => JournalKind::GoodsLost,
			LossKind::Stolen => JournalKind::GoodsStolen,
		}
	}
}

/// Items that did not come, or not whole.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Discrepancy {
	/// What happened to them.
	pub kind: LossKind,
	/// Which.
	pub items: LotItems,
}

/// Who is to receive a shipment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Consignee {
	/// An organisation.
	#[codec(index = 0)]
	Organisation(OrgId),
	/// Whoever can open this commitment: an organisation, by [`commitment`](crate::commitment); or
	/// a buyer, who never does. A commitment about a person has a salt of at least 128 bits.
	#[codec(index = 1)]
	Committed(Digest),
}

/// What opens a commitment: 256 random bits.
pub type Salt = [u8; 32];

/// What kind of transport document a digest is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DocumentKind {
	/// A waybill: by road, rail, air or sea, not negotiable.
	#[codec(index = 0)]
	Waybill,
	/// A bill of lading.
	#[codec(index = 1)]
	BillOfLading,
	/// A commercial invoice.
	#[codec(index = 2)]
	Invoice,
	/// A packing list.
	#[codec(index = 3)]
	PackingList,
	/// A certificate of origin.
	#[codec(index = 4)]
	CertificateOfOrigin,
	/// A policy or certificate of insurance.
	#[codec(index = 5)]
	Insurance,
	/// A declaration of dangerous goods.
	#[codec(index = 6)]
	DangerousGoods,
	/// Anything else.
	#[codec(index = 7)]
	Other,
}

/// A transport document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransportDocument {
	/// What it is.
	pub kind: DocumentKind,
	/// Its digest.
	pub document: Document,
}

/// A leg as it is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LegPlan {
	/// How the goods travel (UN/ECE Recommendation 19).
	pub mode: TransportMode,
	/// From where (UN/LOCODE).
	pub from: Unlocode,
	/// To where.
	pub to: Unlocode,
	/// Who carries them, and so reports departure and arrival.
	pub carrier: OrgId,
	/// The vessel's name, the flight's or the train's number.
	pub vessel: Option<Text<32>>,
	/// The container's number. One as ISO 6346 has them has its check digit.
	pub container: Option<Text<16>>,
	/// The seal's number.
	pub seal: Option<Text<32>>,
}

/// A departure, or an arrival.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Movement {
	/// When it was, by the carrier's word.
	pub at: Moment,
	/// When the carrier reported it.
	pub reported_at: Moment,
	/// The number that the carrier read on the seal.
	pub seal: Option<Text<32>>,
}

/// A leg.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Leg {
	/// As it was planned.
	pub plan: LegPlan,
	/// By whom.
	pub planned_by: OrgId,
	/// Its departure.
	pub departed: Option<Movement>,
	/// Its arrival.
	pub arrived: Option<Movement>,
	/// When the goods were taken over from its carrier on the way, if they were. It never arrives
	/// then.
	pub broken_off: Option<Moment>,
}

impl Leg {
	/// When the goods' way on it ended, if it did.
	pub fn ended_at(&self) -> Option<Moment> {
		self.broken_off.or(self.arrived.as_ref().map(|arrived| arrived.at))
	}

	/// Whether the seal that was read on arrival is the one read on departure, where both were
	/// read.
	pub fn seal_intact(&self) -> Option<bool> {
		let before = self.departed.as_ref()?.seal.as_ref()?;
		let after = self.arrived.as_ref()?.seal.as_ref()?;
		Some(before == after)
	}
}

/// The legs of a shipment, in their order.
pub type LegList = BoundedVec<Leg, ConstU32<MAX_ALL_LEGS>>;

/// The transport documents of a shipment.
pub type DocumentList = BoundedVec<TransportDocument, ConstU32<MAX_DOCUMENTS>>;

/// Custody that is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
	/// To whom.
	pub to: OrgId,
	/// The first moment at which it can no longer be accepted.
	pub expires: Moment,
}

/// That whoever has a shipment is to move it on: to carry it, store it, hand it out, offer it to
/// the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Demand {
	/// Who demands it: the consignor or the consignee.
	pub by: OrgId,
	/// The first moment at which either of them can take the goods over.
	pub due: Moment,
}

/// Where a shipment is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stored {
	/// The warehouse's facility.
	pub facility: FacilityId,
	/// Whether in bond: under customs' control, duties not paid.
	pub bonded: bool,
	/// Since when.
	pub since: Moment,
}

/// How far a shipment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ShipmentStatus {
	/// Booked, and not at its end.
	#[codec(index = 0)]
	Open,
	/// Cancelled before it left.
	#[codec(index = 1)]
	Cancelled,
	/// Received by its consignee.
	#[codec(index = 2)]
	Received,
	/// The last of it was delivered to its buyer.
	#[codec(index = 3)]
	Delivered,
	/// The last of it was lost or stolen.
	#[codec(index = 4)]
	Lost,
	/// Taken back by its consignor after it had left.
	#[codec(index = 5)]
	Returned,
	/// What was left of it was assigned to another or destroyed, by order or under an authority's
	/// eyes.
	#[codec(index = 6)]
	Disposed,
}

/// Goods that travel together from a consignor to a consignee.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shipment {
	/// Who sends it.
	pub consignor: OrgId,
	/// Who is to receive it.
	pub consignee: Consignee,
	/// Who has it.
	pub custodian: OrgId,
	/// To whom its custody is offered; readers pass over an offer that has expired.
	pub offer: Option<Offer>,
	/// What is demanded of who has it. Any step that it takes with the goods answers it.
	pub demand: Option<Demand>,
	/// Where it is stored.
	pub stored: Option<Stored>,
	/// Its legs, in their order. Answers have them with what sensors recorded, and not here.
	#[serde(skip)]
	pub legs: LegList,
	/// The leg that it travels on now.
	pub on_leg: Option<u8>,
	/// Its lots, each with a line.
	pub lots: BoundedVec<LotId, ConstU32<MAX_LINES>>,
	/// How many ranges of items are in it, in all lines together.
	pub ranges: u32,
	/// How many packing units it has.
	pub units: u32,
	/// How far it has come.
	pub status: ShipmentStatus,
	/// When it was booked.
	pub booked_at: Moment,
	/// When it came to its end.
	pub ended_at: Option<Moment>,
}

impl Shipment {
	/// Whether it is an organisation's to send or, by name, to receive.
	pub fn is_owner(&self, org: OrgId) -> bool {
		self.consignor == org || self.consignee == Consignee::Organisation(org)
	}
}

/// Items of a shipment's line: as many ranges as the shipment may have.
pub type LineRanges = BoundedVec<ItemRange, ConstU32<MAX_TRAVELLING_RANGES>>;

/// What a shipment has of one lot. All lists are sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
	/// What was booked.
	pub booked: ItemRanges,
	/// What is still in the shipment. At its end, nothing.
	pub left: LineRanges,
	/// What was lost, stolen or destroyed in it.
	pub missing: LineRanges,
	/// What is, or at its end was, in packing units.
	pub packed: LineRanges,
}

/// A packing unit, named by its SSCC: a carton, a pallet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unit {
	/// The unit that it is packed in.
	pub parent: Option<Sscc>,
	/// How many units lie within each other here, this one included: 1 to [`MAX_DEPTH`].
	pub height: u8,
	/// Items packed directly into it.
	pub items: BoundedVec<LotItems, ConstU32<MAX_LINES>>,
	/// Units packed directly into it.
	pub units: BoundedVec<Sscc, ConstU32<MAX_CHILDREN>>,
	/// Who packed it.
	pub packed_by: OrgId,
}

/// What a sensor measures. Values are in hundredths of the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Quantity {
	/// Temperature, in degrees Celsius.
	#[codec(index = 0)]
	Temperature,
	/// Relative humidity, in percent.
	#[codec(index = 1)]
	Humidity,
	/// Acceleration, in g.
	#[codec(index = 2)]
	Shock,
}

/// A series of measurements in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SensorSummary {
	/// What was measured.
	pub quantity: Quantity,
	/// When the series begins.
	pub from: Moment,
	/// When it ends.
	pub to: Moment,
	/// The least value, in hundredths.
	pub min: i32,
	/// The greatest value, in hundredths.
	pub max: i32,
	/// How many times the agreed limits were left.
	pub breaches: u32,
	/// The whole series.
	pub series: Document,
}

/// The summaries of a leg.
pub type SummaryList = BoundedVec<SensorSummary, ConstU32<MAX_SUMMARIES>>;

/// How long parties may take, in milliseconds. The council's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
	/// How long an offer of custody may stand.
	pub offer_period: Moment,
	/// How long who has a shipment may take to answer a demand.
	pub answer_period: Moment,
	/// How long a leg may take from when its departure was reported: before, no demand is due.
	pub travel_period: Moment,
}

impl Settings {
	/// The least that each may be.
	pub const MIN_PERIOD: Moment = HOUR;
	/// The most that each may be.
	pub const MAX_PERIOD: Moment = 3_660 * DAY;

	/// Whether each is within bounds.
	pub fn is_valid(&self) -> bool {
		[self.offer_period, self.answer_period, self.travel_period]
			.iter()
			.all(|period| (Self::MIN_PERIOD..=Self::MAX_PERIOD).contains(period))
	}
}

impl Default for Settings {
	fn default() -> Self {
		Self { offer_period: 90 * DAY, answer_period: 14 * DAY, travel_period: 90 * DAY }
	}
}

/// A line of a shipment, with its lot.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LineAnswer {
	/// The lot.
	pub lot: LotId,
	/// What the shipment has of it.
	#[serde(flatten)]
	pub line: Line,
}

/// A leg, with what its sensors recorded.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LegAnswer {
	/// The leg.
	#[serde(flatten)]
	pub leg: Leg,
	/// Whether the seal that was read on arrival is the one read on departure, where both were
	/// read.
	pub seal_intact: Option<bool>,
	/// What its sensors recorded.
	pub sensors: Vec<SensorSummary>,
}

/// A packing unit, with its SSCC.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnitAnswer {
	/// Its SSCC.
	pub sscc: Sscc,
	/// What is in it.
	#[serde(flatten)]
	pub unit: Unit,
}

/// All that is known of a shipment. Every list is bounded.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShipmentAnswer {
	/// The shipment.
	pub id: ShipmentId,
	/// Its record; an offer that has expired is left out.
	#[serde(flatten)]
	pub shipment: Shipment,
	/// Its lines, in the order in which they were booked.
	pub lines: Vec<LineAnswer>,
	/// Its legs, in their order.
	pub legs: Vec<LegAnswer>,
	/// Its packing units, in no order: at most [`MAX_UNITS`].
	pub packing: Vec<UnitAnswer>,
	/// Its transport documents.
	pub documents: Vec<TransportDocument>,
}
