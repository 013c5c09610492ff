//! Tests by concept. Each ends with the checks of `try_state`.

mod booking;
mod custody;
mod delivery;
mod glue;
mod legs;
mod losses;
mod orders;
mod packing;
mod places;
mod random;
mod receiving;
mod silence;
mod warehouses;

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResultWithPostInfo, BoundedVec};
use hallmark_types::{
	Assurance, Digest, Document, ItemRange, ItemRanges, JournalKind, LotId, MediaType, Moment,
	OrgId, ShipmentId, Sscc, Subject, Text, TransportMode, Unlocode,
};
use sp_runtime::{DispatchError, DispatchResult};

type Error = crate::Error<Test>;
type Event = crate::Event<Test>;

const LOT: LotId = LotId(0);
const OTHER_LOT: LotId = LotId(1);

/// As an operator of `org` who may do everything.
fn by(org: OrgId) -> RuntimeOrigin {
	RuntimeOrigin::signed(operator(org))
}

/// Whoever has no business with a call is refused, and nothing changes: no signer, a stranger, a
/// suspended organisation, one without the role, an operator of `org` without the permission.
fn refuses_outsiders(
	org: OrgId,
	wrong_roles: &[OrgId],
	call: impl Fn(RuntimeOrigin) -> DispatchResult,
) {
	assert_noop!(call(RuntimeOrigin::none()), DispatchError::BadOrigin);
	assert_noop!(call(RuntimeOrigin::root()), DispatchError::BadOrigin);
	assert_noop!(call(RuntimeOrigin::signed(stranger())), NOT_AN_OPERATOR);
	assert_noop!(call(by(SUSPENDED)), ORGANISATION_SUSPENDED);
	assert_noop!(call(RuntimeOrigin::signed(clerk(org))), NO_PERMISSION);
	for org in [&[AGENCY, CUSTOMS], wrong_roles].concat() {
		assert_noop!(call(by(org)), WRONG_ROLE);
	}
}

/// What no carrier is, and so may not report a leg.
const NO_CARRIERS: &[OrgId] = &[MERCHANT, IMPORTER, WAREHOUSE, PLATFORM];

fn plain(result: DispatchResultWithPostInfo) -> DispatchResult {
	result.map(|_| ()).map_err(|refused| refused.error)
}

fn cancel(origin: RuntimeOrigin, id: ShipmentId) -> DispatchResult {
	plain(Logistics::cancel_shipment(origin, id))
}

fn reroute(origin: RuntimeOrigin, id: ShipmentId, keep: u8, legs: Vec<LegPlan>) -> DispatchResult {
	plain(Logistics::reroute(origin, id, keep, legs.try_into().unwrap()))
}

fn offer(origin: RuntimeOrigin, id: ShipmentId, to: OrgId) -> DispatchResult {
	Logistics::offer_custody(origin, id, to, Now::get() + HOUR)
}

fn accept(origin: RuntimeOrigin, id: ShipmentId) -> DispatchResult {
	plain(Logistics::accept_custody(origin, id))
}

fn depart(origin: RuntimeOrigin, id: ShipmentId, leg: u8) -> DispatchResult {
	plain(Logistics::depart(origin, id, leg, Now::get(), None))
}

fn arrive(origin: RuntimeOrigin, id: ShipmentId, leg: u8) -> DispatchResult {
	plain(Logistics::arrive(origin, id, leg, Now::get(), None))
}

fn take_in(origin: RuntimeOrigin, id: ShipmentId) -> DispatchResult {
	plain(Logistics::take_in(origin, id, STORE, true))
}

fn hand_out(origin: RuntimeOrigin, id: ShipmentId) -> DispatchResult {
	plain(Logistics::hand_out(origin, id))
}

fn reveal(origin: RuntimeOrigin, id: ShipmentId, salt: Salt) -> DispatchResult {
	plain(Logistics::reveal_consignee(origin, id, salt))
}

fn receive(origin: RuntimeOrigin, id: ShipmentId) -> DispatchResult {
	receive_short(origin, id, vec![])
}

fn receive_short(
	origin: RuntimeOrigin,
	id: ShipmentId,
	discrepancies: Vec<Discrepancy>,
) -> DispatchResult {
	let discrepancies = discrepancies.try_into().unwrap();
	plain(Logistics::receive_shipment(origin, id, discrepancies, Some(document())))
}

fn deliver(origin: RuntimeOrigin, source: Source, lot: LotId, of: &[(u32, u32)]) -> DispatchResult {
	Logistics::deliver_to_buyer(origin, source, lot, ranges(of), BUYER)
}

fn report(
	origin: RuntimeOrigin,
	source: Source,
	kind: LossKind,
	lot: LotId,
	of: &[(u32, u32)],
) -> DispatchResult {
	Logistics::report_loss(origin, source, items(lot, of), kind, Some(document()))
}

fn pack(
	origin: RuntimeOrigin,
	id: ShipmentId,
	unit: Sscc,
	items: Vec<LotItems>,
	units: Vec<Sscc>,
) -> DispatchResult {
	Logistics::pack(origin, id, unit, items.try_into().unwrap(), units.try_into().unwrap())
}

fn unpack(origin: RuntimeOrigin, id: ShipmentId, unit: Sscc) -> DispatchResult {
	plain(Logistics::unpack(origin, id, unit))
}

/// The commitment to a buyer.
const BUYER: Digest = Digest::repeat_byte(0xbb);

fn document() -> Document {
	Document { digest: Digest::repeat_byte(0xdd), media: MediaType::Pdf }
}

fn ranges(of: &[(u32, u32)]) -> ItemRanges {
	let ranges: Vec<_> =
		of.iter().map(|(start, end)| ItemRange { start: *start, end: *end }).collect();
	ranges.try_into().unwrap()
}

fn items(lot: LotId, of: &[(u32, u32)]) -> LotItems {
	LotItems { lot, ranges: ranges(of) }
}

/// The `n`th SSCC.
fn sscc(n: u64) -> Sscc {
	let mut with_digits = (0..10).map(|digit| Sscc((n + 1) * 10 + digit));
	with_digits.find(|sscc| sscc.check().is_ok()).unwrap()
}

fn leg(from: &str, to: &str, carrier: OrgId) -> LegPlan {
	LegPlan {
		mode: TransportMode::Maritime,
		from: Unlocode::new(from).unwrap(),
		to: Unlocode::new(to).unwrap(),
		carrier,
		vessel: Some(Text::new("MV Southern Cross").unwrap()),
		container: Some(Text::new("CSQU3054383").unwrap()),
		seal: Some(Text::new("SEAL 1").unwrap()),
	}
}

/// By sea, with [`CARRIER_A`].
fn sea() -> LegPlan {
	leg("AUMEL", "CNNBO", CARRIER_A)
}

/// By road, with [`CARRIER_B`].
fn road() -> LegPlan {
	leg("CNNBO", "CNSGH", CARRIER_B)
}

fn book(
	origin: RuntimeOrigin,
	consignee: Consignee,
	items: Vec<LotItems>,
	legs: Vec<LegPlan>,
) -> DispatchResult {
	Logistics::book_shipment(
		origin,
		consignee,
		items.try_into().unwrap(),
		legs.try_into().unwrap(),
		BoundedVec::new(),
	)
}

/// Ships items of the merchant's to the importer.
fn shipped(items: Vec<LotItems>, legs: Vec<LegPlan>) -> ShipmentId {
	shipped_to(Consignee::Organisation(IMPORTER), items, legs)
}

fn shipped_to(consignee: Consignee, items: Vec<LotItems>, legs: Vec<LegPlan>) -> ShipmentId {
	let id = NextShipmentId::<Test>::get();
	assert_ok!(book(by(MERCHANT), consignee, items, legs));
	id
}

/// Items 100 to 200 of [`LOT`], booked over the sea.
fn booked() -> ShipmentId {
	shipped(vec![items(LOT, &[(100, 200)])], vec![sea()])
}

/// Hands a shipment from one organisation to another.
fn hand_over(id: ShipmentId, from: OrgId, to: OrgId) {
	assert_ok!(offer(by(from), id, to));
	assert_ok!(accept(by(to), id));
}

/// Has the leg's carrier report departure and arrival.
fn travel(id: ShipmentId, at: u8, carrier: OrgId) {
	assert_ok!(depart(by(carrier), id, at));
	assert_ok!(arrive(by(carrier), id, at));
}

/// [`booked`], in the carrier's hands after its leg.
fn arrived() -> ShipmentId {
	carried(booked())
}

/// The same, of a shipment with the leg [`sea`] alone.
fn carried(id: ShipmentId) -> ShipmentId {
	hand_over(id, MERCHANT, CARRIER_A);
	travel(id, 0, CARRIER_A);
	id
}

fn shipment(id: ShipmentId) -> Shipment {
	Logistics::shipment(id).unwrap().shipment
}

fn legs_of(id: ShipmentId) -> LegList {
	Shipments::<Test>::get(id).map(|it| it.legs).unwrap_or_default()
}

fn line(id: ShipmentId, lot: LotId) -> Line {
	Lines::<Test>::get(id, lot)
}

fn place(lot: LotId, index: u32) -> Place {
	Logistics::fate(lot, index).unwrap().place
}

fn damaged(lot: LotId, index: u32) -> bool {
	Logistics::fate(lot, index).unwrap().damaged
}

/// Where the items of a lot are: (first, end, place).
fn places(lot: LotId) -> Vec<(u32, u32, Place)> {
	Logistics::places(lot, 0, 256)
		.into_iter()
		.map(|(range, place)| (range.start, range.end, place))
		.collect()
}

fn last_event() -> RuntimeEvent {
	System::events().pop().unwrap().event
}

/// The last entry of a journal.
fn last_entry(subject: Subject) -> Entry {
	journal(subject).pop().unwrap()
}

/// The last entry of the shipment and of these lots.
fn assert_last_entries(
	id: ShipmentId,
	lots: &[LotId],
	kind: JournalKind,
	assurance: Assurance,
	by: OrgId,
	document: Option<Document>,
) {
	let lots = lots.iter().map(|lot| Subject::Lot(*lot));
	for subject in lots.chain([Subject::Shipment(id)]) {
		assert_eq!(last_entry(subject), (kind, assurance, by, document), "{subject:?}");
	}
}
