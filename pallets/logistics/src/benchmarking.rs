//! Benchmarks of all calls, of moving ranges, and of looking a shipment up, each in its worst case.

use crate::*;
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	pallet_prelude::ConstU32,
	traits::{EnsureOrigin, Time},
	BoundedVec,
};
use frame_system::RawOrigin;
use hallmark_glue::{Holdings, Shipments as _};
use hallmark_types::{
	AccountId, Digest, Document, FacilityId, ItemRange, ItemRanges, LotId, MediaType, OrgId,
	ShipmentId, Sscc, Text, TransportMode, Unlocode, MAX_RANGES,
};

/// Makes what benchmarks need in other pallets.
pub trait BenchmarkHelper {
	/// An active organisation, the same for the same seed, that is merchant, manufacturer,
	/// platform, carrier and warehouse, in a control group of its own; and an operator of it with
	/// every permission.
	fn handler(seed: u32) -> (OrgId, AccountId);
	/// Leaves out of the count what the extension reads and writes for a transaction of `account`,
	/// and counts: the account, the operator, the organisation and its quota.
	fn signs(account: &AccountId);
	/// Another active lot of `issuer` with 2^20 items.
	fn lot(issuer: OrgId) -> LotId;
	/// An open facility of `owner`.
	fn facility(owner: OrgId) -> FacilityId;
}

/// Sends and carries.
const CONSIGNOR: u32 = 0;
/// Receives.
const CONSIGNEE: u32 = 1;
/// Has the goods in between.
const CARRIER: u32 = 2;
/// How many ranges each line has where all lines together have as many as a booking may have.
const RANGES: u32 = MAX_BOOKED_RANGES / MAX_LINES;
const SALT: Salt = [7; 32];

fn handler<T: Config>(seed: u32) -> (OrgId, AccountId) {
	T::BenchmarkHelper::handler(seed)
}

fn signed<T: Config>(account: AccountId) -> frame_system::pallet_prelude::OriginFor<T> {
	RawOrigin::Signed(account).into()
}

fn document() -> Document {
	Document { digest: Digest::repeat_byte(0x5a), media: MediaType::Pdf }
}

/// Ranges of 100 items with gaps between them.
fn ranges(count: u32) -> ItemRanges {
	let ranges = (0..count).map(|n| ItemRange { start: n * 200 + 50, end: n * 200 + 150 });
	ranges.collect::<Vec<_>>().try_into().unwrap()
}

fn text<const N: u32>() -> Option<Text<N>> {
	Some(Text(vec![b'9'; N as usize].try_into().unwrap()))
}

fn legs<T: Config>(count: u32) -> BoundedVec<LegPlan, ConstU32<MAX_LEGS>> {
	let (carrier, _) = handler::<T>(CONSIGNOR);
	let ports = [Unlocode(*b"AUMEL"), Unlocode(*b"CNNBO")];
	let legs = (0..count as usize).map(|n| LegPlan {
		mode: TransportMode::Maritime,
		from: ports[n % 2],
		to: ports[(n + 1) % 2],
		carrier,
		vessel: text(),
		container: text(),
		seal: text(),
	});
	legs.collect::<Vec<_>>().try_into().unwrap()
}

fn items<T: Config>(lots: u32, per_line: u32) -> BoundedVec<LotItems, ConstU32<MAX_LINES>> {
	let (issuer, _) = handler::<T>(CONSIGNOR);
	let items = (0..lots)
		.map(|_| LotItems { lot: T::BenchmarkHelper::lot(issuer), ranges: ranges(per_line) });
	items.collect::<Vec<_>>().try_into().unwrap()
}

fn documents() -> DocumentList {
	let document = TransportDocument { kind: DocumentKind::Waybill, document: document() };
	vec![document; MAX_DOCUMENTS as usize].try_into().unwrap()
}

/// Books a shipment of so many lots, one range of each.
fn booked<T: Config>(lots: u32, legs: u32) -> ShipmentId {
	let (consignee, _) = handler::<T>(CONSIGNEE);
	booked_for::<T>(Consignee::Organisation(consignee), items::<T>(lots, 1), legs)
}

fn booked_for<T: Config>(
	consignee: Consignee,
	items: BoundedVec<LotItems, ConstU32<MAX_LINES>>,
	count: u32,
) -> ShipmentId {
	let (_, account) = handler::<T>(CONSIGNOR);
	let id = NextShipmentId::<T>::get();
	let legs = legs::<T>(count);
	Pallet::<T>::book_shipment(signed::<T>(account), consignee, items, legs, documents()).unwrap();
	// As others would plan on.
	Shipments::<T>::mutate(id, |record| {
		if let Some(Shipment { legs, .. }) = record {
			let others = legs.clone().into_iter().take((MAX_ALL_LEGS - MAX_LEGS) as usize);
			legs.try_extend(others).unwrap();
			let (org, _) = handler::<T>(CONSIGNOR);
			let bytes = Pallet::<T>::legs_size(legs.len() - count as usize);
			Pallet::<T>::charge(org, bytes).unwrap();
		}
	});
	id
}

/// Has the goods begin a leg.
fn depart<T: Config>(id: ShipmentId, leg: u8) {
	let (_, account) = handler::<T>(CONSIGNOR);
	Pallet::<T>::depart(signed::<T>(account), id, leg, T::Time::now(), text()).unwrap();
}

/// Has the goods travel so many legs.
fn travel<T: Config>(id: ShipmentId, legs: u32) {
	let (_, account) = handler::<T>(CONSIGNOR);
	for leg in 0..legs as u8 {
		depart::<T>(id, leg);
		let at = T::Time::now();
		Pallet::<T>::arrive(signed::<T>(account.clone()), id, leg, at, text()).unwrap();
	}
}

/// Has the goods offered to their consignee.
fn offer<T: Config>(id: ShipmentId) {
	let (_, account) = handler::<T>(CONSIGNOR);
	let (to, _) = handler::<T>(CONSIGNEE);
	let expires = T::Time::now() + 1;
	Pallet::<T>::offer_custody(signed::<T>(account), id, to, expires).unwrap();
}

fn shipment<T: Config>(id: ShipmentId) -> Shipment {
	Shipments::<T>::get(id).unwrap()
}

/// The `n`th SSCC.
fn sscc(n: u64) -> Sscc {
	let mut with_digits = (0..10).map(|digit| Sscc((n + 1) * 10 + digit));
	with_digits.find(|sscc| sscc.check().is_ok()).unwrap()
}

/// Books a shipment and packs `units` units of one item each; answers what of `lots` lots is still
/// loose.
fn packed<T: Config>(
	lots: u32,
	units: u32,
) -> (ShipmentId, BoundedVec<LotItems, ConstU32<MAX_LINES>>, BoundedVec<Sscc, ConstU32<MAX_CHILDREN>>)
{
	let (_, account) = handler::<T>(CONSIGNOR);
	let (consignee, _) = handler::<T>(CONSIGNEE);
	let mut loose = items::<T>(MAX_LINES, RANGES);
	let id = booked_for::<T>(Consignee::Organisation(consignee), loose.clone(), 0);
	let lot = loose[0].lot;
	for n in 0..units {
		let start = 50 + n;
		let ranges = vec![ItemRange { start, end: start + 1 }];
		let item = LotItems { lot, ranges: ranges.try_into().unwrap() };
		Pallet::<T>::pack(
			signed::<T>(account.clone()),
			id,
			sscc(n.into()),
			vec![item].try_into().unwrap(),
			BoundedVec::new(),
		)
		.unwrap();
	}
	loose[0].ranges.remove(0);
	loose.truncate(lots as usize);
	let units: Vec<_> = (0..units.into()).map(sscc).collect();
	(id, loose, units.try_into().unwrap())
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn book_shipment(l: Linear<1, MAX_LINES>, g: Linear<0, MAX_LEGS>) {
		let (_, account) = handler::<T>(CONSIGNOR);
		let (consignee, _) = handler::<T>(CONSIGNEE);
		let consignee = Consignee::Organisation(consignee);
		let (items, legs) = (items::<T>(l, 1), legs::<T>(g));
		let id = NextShipmentId::<T>::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(account), consignee, items, legs, documents());

		assert_eq!(shipment::<T>(id).lots.len() as u32, l);
	}

	#[benchmark]
	fn cancel_shipment(l: Linear<1, MAX_LINES>) {
		let (_, account) = handler::<T>(CONSIGNOR);
		let id = booked::<T>(l, MAX_LEGS);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id);

		assert_eq!(shipment::<T>(id).status, ShipmentStatus::Cancelled);
	}

	#[benchmark]
	fn reroute(l: Linear<1, MAX_LINES>) {
		let (_, account) = handler::<T>(CONSIGNOR);
		let id = booked::<T>(l, MAX_LEGS);
		let new = legs::<T>(MAX_LEGS);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, 0, new);

		assert_eq!(shipment::<T>(id).legs.len() as u32, MAX_LEGS);
	}

	#[benchmark]
	fn offer_custody() {
		let (_, account) = handler::<T>(CONSIGNOR);
		let (to, _) = handler::<T>(CONSIGNEE);
		let id = booked::<T>(MAX_LINES, MAX_LEGS);
		let expires = T::Time::now() + 1;
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, to, expires);

		assert!(shipment::<T>(id).offer.is_some());
	}

	#[benchmark]
	fn withdraw_offer() {
		let (_, account) = handler::<T>(CONSIGNOR);
		let id = booked::<T>(MAX_LINES, MAX_LEGS);
		offer::<T>(id);
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id);

		assert!(shipment::<T>(id).offer.is_none());
	}

	#[benchmark]
	fn accept_custody(l: Linear<1, MAX_LINES>) {
		let (to, account) = handler::<T>(CONSIGNEE);
		let id = booked::<T>(l, MAX_LEGS);
		offer::<T>(id);
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id);

		assert_eq!(shipment::<T>(id).custodian, to);
	}

	#[benchmark]
	fn depart(l: Linear<1, MAX_LINES>) {
		let (_, account) = handler::<T>(CONSIGNOR);
		let id = booked::<T>(l, MAX_LEGS);
		travel::<T>(id, MAX_ALL_LEGS - 1);
		let leg = MAX_ALL_LEGS as u8 - 1;
		let at = T::Time::now();
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, leg, at, text());

		assert_eq!(shipment::<T>(id).on_leg, Some(leg));
	}

	#[benchmark]
	fn arrive(l: Linear<1, MAX_LINES>) {
		let (_, account) = handler::<T>(CONSIGNOR);
		let id = booked::<T>(l, MAX_LEGS);
		travel::<T>(id, MAX_ALL_LEGS - 1);
		let leg = MAX_ALL_LEGS as u8 - 1;
		super::depart::<T>(id, leg);
		let at = T::Time::now();
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, leg, at, text());

		assert_eq!(shipment::<T>(id).on_leg, None);
	}

	#[benchmark]
	fn take_in(l: Linear<1, MAX_LINES>) {
		let (org, account) = handler::<T>(CONSIGNOR);
		let facility = T::BenchmarkHelper::facility(org);
		let id = booked::<T>(l, MAX_LEGS);
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, facility, true);

		assert!(shipment::<T>(id).stored.is_some());
	}

	#[benchmark]
	fn hand_out(l: Linear<1, MAX_LINES>) {
		let (org, account) = handler::<T>(CONSIGNOR);
		let facility = T::BenchmarkHelper::facility(org);
		let id = booked::<T>(l, MAX_LEGS);
		Pallet::<T>::take_in(signed::<T>(account.clone()), id, facility, true).unwrap();
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id);

		assert!(shipment::<T>(id).stored.is_none());
	}

	#[benchmark]
	fn reveal_consignee(l: Linear<1, MAX_LINES>) {
		let (org, account) = handler::<T>(CONSIGNEE);
		let digest = commitment(org, &SALT);
		let id = booked_for::<T>(Consignee::Committed(digest), items::<T>(l, 1), MAX_LEGS);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, SALT);

		let revealed = Consignee::Organisation(org);
		assert_eq!(shipment::<T>(id).consignee, revealed);
	}

	/// One range in each line; the cost of more, and of discrepancies, is added.
	#[benchmark]
	fn receive_shipment(l: Linear<1, MAX_LINES>) {
		let (_, account) = handler::<T>(CONSIGNEE);
		let id = booked::<T>(l, MAX_LEGS);
		travel::<T>(id, MAX_ALL_LEGS);
		offer::<T>(id);
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, BoundedVec::new(), Some(document()));

		assert_eq!(shipment::<T>(id).status, ShipmentStatus::Received);
	}

	/// One range; the cost of more is added.
	#[benchmark]
	fn deliver_to_buyer() {
		let (_, account) = handler::<T>(CONSIGNOR);
		let consignee = Consignee::Committed(Digest::repeat_byte(1));
		let items = items::<T>(MAX_LINES, RANGES);
		let lot = items[0].lot;
		let id = booked_for::<T>(consignee, items, MAX_LEGS);
		travel::<T>(id, MAX_ALL_LEGS);
		let buyer = Digest::repeat_byte(2);
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), Source::Shipment(id), lot, ranges(1), buyer);

		assert_eq!(Pallet::<T>::fate_of(lot, 50).unwrap().place, Place::Delivered);
	}

	/// One range; the cost of more is added.
	#[benchmark]
	fn report_loss() {
		let (_, account) = handler::<T>(CONSIGNOR);
		let (consignee, _) = handler::<T>(CONSIGNEE);
		let items = items::<T>(MAX_LINES, RANGES);
		let lot = items[0].lot;
		let id = booked_for::<T>(Consignee::Organisation(consignee), items, MAX_LEGS);
		let lost = LotItems { lot, ranges: ranges(1) };
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), Source::Shipment(id), lost, LossKind::Lost, Some(document()));

		let lost = Place::Lost(LastSeen::Shipment(id));
		assert_eq!(Pallet::<T>::fate_of(lot, 50).unwrap().place, lost);
	}

	#[benchmark]
	fn pack(l: Linear<1, MAX_LINES>, u: Linear<0, MAX_CHILDREN>) {
		let (_, account) = handler::<T>(CONSIGNOR);
		let (id, items, units) = packed::<T>(l, u);
		let unit = sscc(1_000);
		T::BenchmarkHelper::signs(&account);

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, unit, items, units);

		assert!(Units::<T>::contains_key(id, unit));
	}

	#[benchmark]
	fn unpack(l: Linear<1, MAX_LINES>, u: Linear<0, MAX_CHILDREN>) {
		let (_, account) = handler::<T>(CONSIGNOR);
		let (id, items, units) = packed::<T>(l, u);
		let unit = sscc(1_000);
		let origin = signed::<T>(account.clone());
		Pallet::<T>::pack(origin, id, unit, items, units).unwrap();

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, unit);

		assert!(!Units::<T>::contains_key(id, unit));
	}

	#[benchmark]
	fn summarise_sensors(l: Linear<1, MAX_LINES>) {
		let (_, account) = handler::<T>(CONSIGNOR);
		let id = booked::<T>(l, MAX_LEGS);
		super::depart::<T>(id, 0);
		let at = T::Time::now();
		let summary = SensorSummary {
			quantity: Quantity::Temperature,
			from: at,
			to: at,
			min: i32::MIN,
			max: i32::MAX,
			breaches: u32::MAX,
			series: document(),
		};
		for _ in 1..MAX_SUMMARIES {
			let origin = signed::<T>(account.clone());
			Pallet::<T>::summarise_sensors(origin, id, 0, summary).unwrap();
		}

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id, 0, summary);

		assert_eq!(Sensors::<T>::get(id, 0).len() as u32, MAX_SUMMARIES);
	}

	/// On the way, with a demand that is due.
	#[benchmark]
	fn take_over(l: Linear<1, MAX_LINES>) {
		let (to, account) = handler::<T>(CONSIGNEE);
		let id = booked::<T>(l, MAX_LEGS);
		let (carrier, _) = handler::<T>(CARRIER);
		travel::<T>(id, MAX_ALL_LEGS - 1);
		super::depart::<T>(id, MAX_ALL_LEGS as u8 - 1);
		Shipments::<T>::mutate(id, |record| {
			if let Some(record) = record {
				record.custodian = carrier;
				record.demand = Some(Demand { by: to, due: T::Time::now() });
			}
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(account), id);

		assert_eq!(shipment::<T>(id).custodian, to);
	}

	/// By the council's order, on the way; an authority's is added.
	#[benchmark]
	fn dispose_of_shipment(l: Linear<1, MAX_LINES>) {
		let (to, _) = handler::<T>(CARRIER);
		let id = booked::<T>(l, MAX_LEGS);
		super::depart::<T>(id, 0);
		let council = T::CouncilOrigin::try_successful_origin().unwrap();

		#[extrinsic_call]
		dispose(council as T::RuntimeOrigin, Goods::Shipment(id), Disposal::Assign(to), document());

		assert_eq!(shipment::<T>(id).status, ShipmentStatus::Disposed);
	}

	/// One range of what nobody said anything of; the cost of more is added.
	#[benchmark]
	fn dispose_of_held() {
		let (holder, _) = handler::<T>(CONSIGNOR);
		let (to, _) = handler::<T>(CARRIER);
		let items = items::<T>(1, 1)[0].clone();
		let lot = items.lot;
		let council = T::CouncilOrigin::try_successful_origin().unwrap();

		#[extrinsic_call]
		dispose(
			council as T::RuntimeOrigin,
			Goods::Held { holder, items },
			Disposal::Assign(to),
			document(),
		);

		assert_eq!(Pallet::<T>::fate_of(lot, 50).unwrap().place, Place::Holder(to));
	}

	/// One range, back into a shipment; the cost of more is added.
	#[benchmark]
	fn report_found() {
		let (_, account) = handler::<T>(CONSIGNOR);
		let (consignee, _) = handler::<T>(CONSIGNEE);
		let items = items::<T>(MAX_LINES, RANGES);
		let lot = items[0].lot;
		let id = booked_for::<T>(Consignee::Organisation(consignee), items, MAX_LEGS);
		let lost = LotItems { lot, ranges: ranges(1) };
		let source = Source::Shipment(id);
		let origin = signed::<T>(account.clone());
		Pallet::<T>::report_loss(origin, source, lost.clone(), LossKind::Lost, None).unwrap();

		#[extrinsic_call]
		_(RawOrigin::Signed(account), lost, Some(document()));

		assert_eq!(Pallet::<T>::fate_of(lot, 50).unwrap().place, Place::Shipment(id));
	}

	#[benchmark]
	fn set_settings() {
		let settings = Settings { answer_period: Settings::MIN_PERIOD, ..Default::default() };
		let council = T::CouncilOrigin::try_successful_origin().unwrap();

		#[extrinsic_call]
		_(council as T::RuntimeOrigin, settings);

		assert_eq!(CurrentSettings::<T>::get(), settings);
	}

	/// Each range in a stretch of its own.
	#[benchmark]
	fn find_held(r: Linear<1, MAX_RANGES>) {
		let (org, _) = handler::<T>(CONSIGNOR);
		let lot = shipment::<T>(booked::<T>(1, 0)).lots[0];
		let set: Vec<_> = ranges(r)
			.into_iter()
			.map(|range| ItemRange { start: range.start + 1_000, end: range.end + 1_000 })
			.collect();
		for range in &set {
			let lost = ItemRange { start: range.end, end: range.end + 1 };
			let seen = LastSeen::Holder(org);
			let moved = Pallet::<T>::relocate(lot, &[lost], Place::Holder(org), Place::Lost(seen));
			assert!(moved.is_ok());
		}
		let found;

		#[block]
		{
			found = Pallet::<T>::holds(org, lot, &set);
		}

		assert!(found);
	}

	/// Each stretch in a shipment of its own, which ends with it.
	#[benchmark]
	fn remember_destroyed() {
		let (issuer, account) = handler::<T>(CONSIGNOR);
		let (consignee, _) = handler::<T>(CONSIGNEE);
		let lot = T::BenchmarkHelper::lot(issuer);
		for start in 0..MAX_DESTROYED {
			let range = ItemRange { start, end: start + 1 };
			let ranges = vec![range].try_into().unwrap();
			let items = vec![LotItems { lot, ranges }].try_into().unwrap();
			let origin = signed::<T>(account.clone());
			let to = Consignee::Organisation(consignee);
			Pallet::<T>::book_shipment(origin, to, items, BoundedVec::new(), documents()).unwrap();
		}

		#[block]
		{
			let all = ItemRange { start: 0, end: MAX_DESTROYED };
			<Pallet<T> as Holdings>::remember_destroyed(lot, &[all]);
		}

		let last = MAX_DESTROYED - 1;
		assert_eq!(Pallet::<T>::fate_of(lot, last).unwrap().place, Place::Destroyed);
	}

	/// Each range out of the middle of a stretch.
	#[benchmark]
	fn move_ranges(r: Linear<1, MAX_RANGES>) {
		let (org, _) = handler::<T>(CONSIGNOR);
		let lot = shipment::<T>(booked::<T>(1, 0)).lots[0];
		let set: Vec<_> = ranges(r)
			.into_iter()
			.map(|range| ItemRange { start: range.start + 1_000, end: range.end + 1_000 })
			.collect();

		#[block]
		{
			let to = Place::Lost(LastSeen::Holder(org));
			let moved = Pallet::<T>::relocate(lot, &set, Place::Holder(org), to);
			assert!(moved.is_ok());
		}

		let lost = Place::Lost(LastSeen::Holder(org));
		assert_eq!(Pallet::<T>::fate_of(lot, 1_050).unwrap().place, lost);
	}

	#[benchmark]
	fn find_shipment() {
		let (org, _) = handler::<T>(CONSIGNEE);
		let items = items::<T>(MAX_LINES, RANGES);
		let line = items[0].clone();
		let id = booked_for::<T>(Consignee::Organisation(org), items, MAX_LEGS);
		let found;

		#[block]
		{
			// It carried none of its legs: all are looked at.
			found = Pallet::<T>::is_carrier(id, org)
				|| <Pallet<T> as hallmark_glue::Shipments>::shipment(id).is_none()
				|| !Pallet::<T>::carries(id, line.lot, &line.ranges);
		}

		assert!(!found);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
