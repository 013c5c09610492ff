use super::*;
use frame_support::dispatch::GetDispatchInfo;
use hallmark_glue::{Holdings, Shipments as _};

fn take_over(origin: RuntimeOrigin, id: ShipmentId) -> DispatchResult {
	plain(Logistics::take_over(origin, id))
}

fn dispose(origin: RuntimeOrigin, goods: Goods, disposal: Disposal) -> DispatchResult {
	plain(Logistics::dispose(origin, goods, disposal, document()))
}

fn suspend(org: OrgId) {
	Registry::suspend(org);
}

/// Everybody is back.
fn reinstate() {
	for org in [MERCHANT, IMPORTER, CARRIER_A, WAREHOUSE] {
		Registry::reinstate(org);
	}
}

fn council() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

fn held(holder: OrgId, of: &[(u32, u32)]) -> Goods {
	Goods::Held { holder, items: items(LOT, of) }
}

/// [`booked`], with the carrier.
fn with_carrier() -> ShipmentId {
	let id = booked();
	hand_over(id, MERCHANT, CARRIER_A);
	id
}

/// [`booked`], on its way.
fn on_the_way() -> ShipmentId {
	let id = with_carrier();
	assert_ok!(depart(by(CARRIER_A), id, 0));
	id
}

#[test]
fn goods_are_taken_over_at_once_when_the_carrier_is_suspended() {
	test(|| {
		for (n, taker) in [(0, MERCHANT), (10, IMPORTER)] {
			reinstate();
			let id = shipped(vec![items(LOT, &[(n, n + 10)])], vec![sea(), road()]);
			hand_over(id, MERCHANT, CARRIER_A);
			assert_ok!(depart(by(CARRIER_A), id, 0));
			suspend(CARRIER_A);
			assert_ok!(take_over(by(taker), id));
			let event = Event::CustodyTakenOver { shipment: id, old: CARRIER_A, new: taker };
			assert_eq!(last_event(), event.into());
			let kind = JournalKind::CustodyTakenOver;
			assert_last_entries(id, &[LOT], kind, Assurance::Declared, taker, None);
			let record = shipment(id);
			assert_eq!((record.custodian, record.on_leg), (taker, None));
			let legs = legs_of(id);
			assert_eq!((legs[0].broken_off, &legs[0].arrived), (Some(NOW), &None));
			// It came to no port by that.
			assert_eq!(Logistics::carrier_to(id, sea().to), None);
			assert!(!Logistics::is_carrier(id, CARRIER_A));
			reinstate();
			assert_noop!(arrive(by(CARRIER_A), id, 0), Error::LegAlreadyArrived);
			assert_noop!(depart(by(CARRIER_A), id, 0), Error::LegAlreadyDeparted);
			// Another carries them on, from wherever they are.
			let on = vec![leg("SGSIN", "CNNBO", CARRIER_B), road()];
			assert_ok!(reroute(by(taker), id, 1, on));
			hand_over(id, taker, CARRIER_B);
			travel(id, 1, CARRIER_B);
			assert_eq!(Logistics::carrier_to(id, sea().to), Some(CARRIER_B));
			travel(id, 2, CARRIER_B);
			assert_ok!(offer(by(CARRIER_B), id, IMPORTER));
			assert_ok!(receive(by(IMPORTER), id));
		}
	});
}

#[test]
fn goods_are_taken_over_at_once_when_the_custodian_lost_the_role_for_the_next_step() {
	test(|| {
		let id = on_the_way();
		strip(CARRIER_A);
		assert_ok!(take_over(by(MERCHANT), id));
		hand_over(id, MERCHANT, WAREHOUSE);
		assert_ok!(take_in(by(WAREHOUSE), id));
		strip(WAREHOUSE);
		assert_ok!(take_over(by(IMPORTER), id));
		assert_eq!(shipment(id).stored, None);
		// Its legs ended, if not at a port.
		assert_ok!(receive(by(IMPORTER), id));
	});
}

#[test]
fn goods_are_taken_over_when_a_demand_is_not_answered() {
	test(|| {
		let id = with_carrier();
		assert_ok!(offer(by(CARRIER_A), id, CARRIER_B));
		assert_ok!(take_over(by(IMPORTER), id));
		let due = NOW + 14 * DAY;
		let event = Event::GoodsDemanded { shipment: id, by: IMPORTER, of: CARRIER_A, due };
		assert_eq!(last_event(), event.into());
		let kind = JournalKind::GoodsDemanded;
		assert_last_entries(id, &[LOT], kind, Assurance::Declared, IMPORTER, None);
		Now::set(&(due - 1));
		for org in [IMPORTER, MERCHANT] {
			assert_noop!(take_over(by(org), id), Error::DemandNotDue);
		}
		// Either of the two that the goods are.
		Now::set(&due);
		assert_ok!(take_over(by(MERCHANT), id));
		let record = shipment(id);
		assert_eq!((record.custodian, record.offer, record.demand), (MERCHANT, None, None));
		assert_ok!(cancel(by(MERCHANT), id));
	});
}

#[test]
fn demand_is_answered_by_any_step() {
	test(|| {
		let id = with_carrier();
		let answered = |step: &dyn Fn() -> DispatchResult| {
			assert_ok!(take_over(by(MERCHANT), id));
			assert!(shipment(id).demand.is_some());
			assert_ok!(step());
			assert_eq!(shipment(id).demand, None);
		};
		answered(&|| offer(by(CARRIER_A), id, CARRIER_B));
		answered(&|| Logistics::withdraw_offer(by(CARRIER_A), id));
		answered(&|| pack(by(CARRIER_A), id, sscc(0), vec![items(LOT, &[(100, 101)])], vec![]));
		answered(&|| unpack(by(CARRIER_A), id, sscc(0)));
		answered(&|| depart(by(CARRIER_A), id, 0));
		answered(&|| {
			report(by(CARRIER_A), Source::Shipment(id), LossKind::Lost, LOT, &[(100, 101)])
		});
		answered(&|| Logistics::report_found(by(CARRIER_A), items(LOT, &[(100, 101)]), None));
		answered(&|| arrive(by(CARRIER_A), id, 0));
		answered(&|| {
			offer(by(CARRIER_A), id, WAREHOUSE)?;
			accept(by(WAREHOUSE), id)
		});
		answered(&|| take_in(by(WAREHOUSE), id));
		answered(&|| hand_out(by(WAREHOUSE), id));
	});
}

#[test]
fn demand_waits_for_a_leg_that_may_take_its_time() {
	test(|| {
		let id = on_the_way();
		Now::set(&(NOW + DAY));
		assert_ok!(take_over(by(MERCHANT), id));
		assert_eq!(shipment(id).demand, Some(Demand { by: MERCHANT, due: NOW + 90 * DAY }));
		Now::set(&(NOW + 90 * DAY));
		assert_ok!(take_over(by(MERCHANT), id));
		assert_eq!(shipment(id).custodian, MERCHANT);
	});
}

#[test]
fn taking_over_is_refused_when_it_is_not_the_callers() {
	test(|| {
		let id = booked();
		refuses_outsiders(MERCHANT, &[], |origin| take_over(origin, id));
		assert_noop!(take_over(by(MERCHANT), ShipmentId(9)), Error::ShipmentNotFound);
		// Consignor and consignee take nothing from each other, suspended or not.
		assert_noop!(take_over(by(IMPORTER), id), Error::WithOwner);
		assert_noop!(take_over(by(MERCHANT), id), Error::WithOwner);
		suspend(MERCHANT);
		assert_noop!(take_over(by(IMPORTER), id), Error::WithOwner);
		reinstate();
		hand_over(id, MERCHANT, CARRIER_A);
		for org in [CARRIER_A, CARRIER_B, OTHER_MERCHANT] {
			assert_noop!(take_over(by(org), id), Error::NotYourShipment);
		}
		hand_over(id, CARRIER_A, IMPORTER);
		suspend(IMPORTER);
		assert_noop!(take_over(by(MERCHANT), id), Error::WithOwner);
		reinstate();
		assert_ok!(reroute(by(IMPORTER), id, 0, vec![]));
		assert_ok!(receive(by(IMPORTER), id));
		assert_noop!(take_over(by(MERCHANT), id), Error::ShipmentEnded);

		// Whoever is only committed to reveals itself first.
		let hidden = Consignee::Committed(commitment(IMPORTER, &[7; 32]));
		let id = shipped_to(hidden, vec![items(LOT, &[(0, 1)])], vec![]);
		hand_over(id, MERCHANT, CARRIER_A);
		suspend(CARRIER_A);
		assert_noop!(take_over(by(IMPORTER), id), Error::NotYourShipment);
		assert_ok!(reveal(by(IMPORTER), id, [7; 32]));
		assert_ok!(take_over(by(IMPORTER), id));
	});
}

#[test]
fn shipment_ends_as_lost_when_it_is_taken_over_with_nothing_in_it() {
	test(|| {
		let id = on_the_way();
		let source = Source::Shipment(id);
		assert_ok!(report(by(CARRIER_A), source, LossKind::Lost, LOT, &[(100, 200)]));
		suspend(CARRIER_A);
		assert_ok!(take_over(by(MERCHANT), id));
		assert_eq!(shipment(id).status, ShipmentStatus::Lost);
	});
}

#[test]
fn held_goods_are_disposed_of_when_their_holder_is_suspended() {
	test(|| {
		let to = Disposal::Assign(IMPORTER);
		assert_noop!(dispose(by(CUSTOMS), held(MERCHANT, &[(0, 5)]), to), Error::StillActive);
		suspend(MERCHANT);
		// What nobody said anything of, and in a lot that never became active.
		assert_ok!(dispose(by(CUSTOMS), held(MERCHANT, &[(0, 5), (7, 8)]), to));
		assert_eq!(place(LOT, 7), Place::Holder(IMPORTER));
		let entry = (JournalKind::GoodsAssigned, Assurance::Confirmed, CUSTOMS, Some(document()));
		assert_eq!(last_entry(Subject::Lot(LOT)), entry);
		let goods = held(MERCHANT, &[(0, 5), (7, 8)]);
		let event = Event::GoodsDisposed { by: Some(CUSTOMS), goods, disposal: to };
		assert_eq!(last_event(), event.into());
		assert!(stored(CUSTOMS) > 0);
		let pending = Goods::Held { holder: MERCHANT, items: items(PENDING, &[(0, 5)]) };
		assert_ok!(dispose(by(CUSTOMS), pending, to));
		assert_ok!(dispose(by(CUSTOMS), held(MERCHANT, &[(20, 30)]), Disposal::Destroy));
		assert_eq!(place(LOT, 20), Place::Destroyed);
		let entry =
			(JournalKind::DestroyedUnderControl, Assurance::Confirmed, CUSTOMS, Some(document()));
		assert_eq!(last_entry(Subject::Lot(LOT)), entry);
		// A role that was withdrawn binds its holder's hands as well.
		reinstate();
		strip(MERCHANT);
		assert_ok!(dispose(by(CUSTOMS), held(MERCHANT, &[(30, 31)]), to));
	});
}

#[test]
fn council_disposes_of_goods_whoever_has_them() {
	test(|| {
		let (to, mine) = (Disposal::Assign(IMPORTER), held(MERCHANT, &[(0, 5)]));
		assert_ok!(dispose(council(), mine.clone(), to));
		assert_eq!(place(LOT, 0), Place::Holder(IMPORTER));
		let entry = (JournalKind::GoodsAssigned, Assurance::Confirmed, COUNCIL, Some(document()));
		assert_eq!(last_entry(Subject::Lot(LOT)), entry);
		let event = Event::GoodsDisposed { by: None, goods: mine, disposal: to };
		assert_eq!(last_event(), event.into());
		// Nobody pays for what the council orders.
		assert_eq!([COUNCIL, MERCHANT, IMPORTER].map(stored), [0; 3]);
		let id = on_the_way();
		assert_ok!(dispose(council(), Goods::Shipment(id), Disposal::Custody(WAREHOUSE)));
		assert_eq!(shipment(id).custodian, WAREHOUSE);
		let kind = JournalKind::CustodyTakenOver;
		let order = Some(document());
		assert_last_entries(id, &[LOT], kind, Assurance::Confirmed, COUNCIL, order);
		assert_ok!(offer(by(WAREHOUSE), id, IMPORTER));
		assert_ok!(receive(by(IMPORTER), id));
	});
}

#[test]
fn shipment_is_disposed_of_when_nobody_can_move_it_on() {
	test(|| {
		let to = Disposal::Assign(WAREHOUSE);
		let order = |id| dispose(by(CUSTOMS), Goods::Shipment(id), to);
		// The custodian is suspended, and so is whoever could take the goods over.
		let id = on_the_way();
		assert_noop!(order(id), Error::StillActive);
		for org in [CARRIER_A, MERCHANT] {
			suspend(org);
			assert_noop!(order(id), Error::StillActive);
		}
		suspend(IMPORTER);
		assert_ok!(order(id));
		assert_eq!(shipment(id).status, ShipmentStatus::Disposed);
		assert_eq!(place(LOT, 100), Place::Holder(WAREHOUSE));
		assert!(legs_of(id)[0].broken_off.is_some());
		let kind = JournalKind::GoodsAssigned;
		let document = Some(document());
		assert_last_entries(id, &[LOT], kind, Assurance::Confirmed, CUSTOMS, document);
		reinstate();

		// A consignee that has them is, and the consignor takes nothing from it.
		let next =
			|n| shipped(vec![items(LOT, &[(n, n + 1)])], vec![leg("CNSGH", "CNNBO", CARRIER_A)]);
		let id = next(0);
		hand_over(id, MERCHANT, IMPORTER);
		assert_noop!(order(id), Error::StillActive);
		suspend(IMPORTER);
		assert_ok!(order(id));
		reinstate();

		// Neither consignor nor consignee can have the goods back: who carries or stores them is
		// left with them.
		let id = next(1);
		hand_over(id, MERCHANT, WAREHOUSE);
		assert_ok!(take_in(by(WAREHOUSE), id));
		suspend(MERCHANT);
		assert_noop!(order(id), Error::StillActive);
		suspend(IMPORTER);
		assert_ok!(dispose(by(CUSTOMS), Goods::Shipment(id), Disposal::Destroy));
		assert_eq!(place(LOT, 1), Place::Destroyed);
		assert_eq!(shipment(id).status, ShipmentStatus::Disposed);
		assert_noop!(order(id), Error::ShipmentEnded);
	});
}

#[test]
fn carrier_is_no_party_while_its_leg_is_only_planned() {
	test(|| {
		let id = with_carrier();
		assert_eq!(Logistics::parties(id), [MERCHANT, IMPORTER]);
		assert_ok!(depart(by(CARRIER_A), id, 0));
		assert_eq!(Logistics::parties(id), [MERCHANT, IMPORTER, CARRIER_A]);
	});
}

#[test]
fn authority_gives_nothing_away_that_consignor_or_consignee_can_take_over() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, 1)])], vec![leg("CNSGH", "CNNBO", CARRIER_A)]);
		let order = || dispose(by(CUSTOMS), Goods::Shipment(id), Disposal::Assign(WAREHOUSE));
		hand_over(id, MERCHANT, CARRIER_A);
		assert_ok!(take_over(by(IMPORTER), id));
		Now::set(&(NOW + 14 * DAY));
		assert_noop!(order(), Error::StillActive);
		suspend(CARRIER_A);
		assert_noop!(order(), Error::StillActive);
		assert_ok!(take_over(by(IMPORTER), id));
		assert_eq!(shipment(id).custodian, IMPORTER);
	});
}

#[test]
fn disposal_is_refused_when_the_order_is_wrong() {
	test(|| {
		let id = booked();
		suspend(MERCHANT);
		let goods = || Goods::Shipment(id);
		let call = |origin| dispose(origin, goods(), Disposal::Assign(IMPORTER));
		assert_noop!(call(RuntimeOrigin::none()), DispatchError::BadOrigin);
		assert_noop!(call(RuntimeOrigin::signed(stranger())), NOT_AN_OPERATOR);
		for org in [IMPORTER, CARRIER_A, WAREHOUSE, PLATFORM, AGENCY] {
			assert_noop!(call(by(org)), WRONG_ROLE);
		}
		// It is in Australia still.
		assert_noop!(call(by(CUSTOMS)), Error::NotYourCountry);
		let abroad = dispose(by(CUSTOMS_AU), held(MERCHANT, &[(0, 1)]), Disposal::Destroy);
		assert_eq!(abroad, Err(Error::NotYourCountry.into()));
		let order = |to| dispose(by(CUSTOMS_AU), goods(), to);
		for org in [NOBODY, SUSPENDED, MERCHANT, AGENCY, CUSTOMS] {
			assert_noop!(order(Disposal::Assign(org)), Error::TakerNotFound);
			assert_noop!(order(Disposal::Custody(org)), Error::TakerNotFound);
		}
		assert_noop!(
			dispose(by(CUSTOMS), Goods::Shipment(ShipmentId(9)), Disposal::Destroy),
			Error::ShipmentNotFound
		);
		let nothing = |goods, to| dispose(council(), goods, to);
		let custody = Disposal::Custody(IMPORTER);
		assert_noop!(nothing(held(MERCHANT, &[(0, 1)]), custody), Error::NotInShipment);
		assert_noop!(nothing(held(MERCHANT, &[(99, 101)]), Disposal::Destroy), Error::NotHeld);
		assert_noop!(nothing(held(MERCHANT, &[]), Disposal::Destroy), Error::InvalidRanges);
		let no_lot = Goods::Held { holder: MERCHANT, items: items(NO_LOT, &[(0, 1)]) };
		assert_noop!(nothing(no_lot, Disposal::Destroy), Error::LotNotFound);
		reinstate();
		let same = Disposal::Assign(MERCHANT);
		assert_noop!(nothing(held(MERCHANT, &[(0, 1)]), same), Error::NothingChanged);
		assert_noop!(nothing(goods(), Disposal::Custody(MERCHANT)), Error::NothingChanged);
		// An officer gives nothing to its own house.
		suspend(MERCHANT);
		let own = held(MERCHANT, &[(0, 1)]);
		assert_noop!(
			dispose(by(SISTER_CUSTOMS), own.clone(), Disposal::Assign(IMPORTER)),
			Error::SameControlGroup
		);
		assert_ok!(dispose(by(SISTER_CUSTOMS), own, Disposal::Assign(WAREHOUSE)));
	});
}

#[test]
fn shipment_is_in_the_country_that_its_records_say() {
	test(|| {
		// Nobody is left to move anything.
		let order = |authority, id| dispose(by(authority), Goods::Shipment(id), Disposal::Destroy);
		let abroad = |authority, id| {
			assert_noop!(order(authority, id), Error::NotYourCountry);
		};
		let one = |n, legs| shipped(vec![items(LOT, &[(n, n + 1)])], legs);
		let ids = [one(0, vec![]), one(1, vec![sea()]), one(2, vec![sea()]), one(3, vec![sea()])];
		let [no_legs, booked, at_sea, stored] = ids;
		hand_over(at_sea, MERCHANT, CARRIER_A);
		assert_ok!(depart(by(CARRIER_A), at_sea, 0));
		hand_over(stored, MERCHANT, WAREHOUSE);
		assert_ok!(take_in(by(WAREHOUSE), stored));
		for org in [MERCHANT, IMPORTER, CARRIER_A, WAREHOUSE] {
			suspend(org);
		}
		abroad(CUSTOMS_AU, no_legs);
		assert_ok!(order(CUSTOMS, no_legs));
		abroad(CUSTOMS, booked);
		assert_ok!(order(CUSTOMS_AU, booked));
		// To where it goes, and in the facility where it is stored.
		for id in [at_sea, stored] {
			abroad(CUSTOMS_AU, id);
			assert_ok!(order(CUSTOMS, id));
		}
	});
}

#[test]
fn destroyed_goods_are_nowhere_else() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, 20)])], vec![]);
		let source = Source::Shipment(id);
		assert_ok!(report(by(MERCHANT), source, LossKind::Stolen, LOT, &[(5, 6)]));
		assert_ok!(deliver(by(MERCHANT), Source::Holding, LOT, &[(20, 21)]));
		Logistics::remember_destroyed(LOT, &ranges(&[(0, 15), (15, 22), (30, 40)]));
		assert_eq!(
			places(LOT),
			[
				(0, 5, Place::Destroyed),
				(5, 6, Place::Stolen(LastSeen::Shipment(id))),
				(6, 20, Place::Destroyed),
				(20, 21, Place::Delivered),
				(21, 22, Place::Destroyed),
				(22, 30, Place::Holder(MERCHANT)),
				(30, 40, Place::Destroyed),
				(40, ITEMS, Place::Holder(MERCHANT)),
			]
		);
		assert_eq!(shipment(id).status, ShipmentStatus::Disposed);
		assert!(!Logistics::carries(id, LOT, &ranges(&[(0, 1)])));
		assert!(!Logistics::holds(MERCHANT, LOT, &ranges(&[(30, 31)])));
		assert_noop!(
			book(
				by(MERCHANT),
				Consignee::Organisation(IMPORTER),
				vec![items(LOT, &[(30, 31)])],
				vec![]
			),
			Error::NotHeld
		);
		let event =
			Event::GoodsDestroyed { lot: LOT, ranges: ranges(&[(0, 15), (15, 22), (30, 40)]) };
		assert_eq!(last_event(), event.into());
		// Of a lot that there is not, nothing is left to destroy.
		Logistics::remember_destroyed(NO_LOT, &ranges(&[(0, 1)]));
	});
}

#[test]
fn destruction_is_put_down_stretch_by_stretch_when_goods_are_scattered() {
	test(|| {
		for n in 0..3 {
			let single: Vec<_> = (0..32).map(|k| (n * 64 + k * 2, n * 64 + k * 2 + 1)).collect();
			assert_ok!(deliver(by(MERCHANT), Source::Holding, LOT, &single));
		}
		Logistics::remember_destroyed(LOT, &ranges(&[(0, ITEMS)]));
		let end = MAX_DESTROYED;
		assert_eq!(place(LOT, end - 1), Place::Destroyed);
		assert_eq!(place(LOT, end + 1), Place::Holder(MERCHANT));
	});
}

#[test]
fn destroyed_goods_stay_when_their_shipment_has_no_room_for_the_split() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, ITEMS)])], vec![]);
		for n in 0..8 {
			let singles = if n == 7 { 31 } else { 32 };
			let of: Vec<_> =
				(0..singles).map(|k| (n * 64 + k * 2 + 1, n * 64 + k * 2 + 2)).collect();
			assert_ok!(report(by(MERCHANT), Source::Shipment(id), LossKind::Lost, LOT, &of));
		}
		Logistics::remember_destroyed(LOT, &ranges(&[(900, 901)]));
		assert_eq!(place(LOT, 900), Place::Shipment(id));
		// A whole range makes room for one.
		Logistics::remember_destroyed(LOT, &ranges(&[(0, 1), (900, 901)]));
		assert_eq!((place(LOT, 0), place(LOT, 900)), (Place::Destroyed, Place::Destroyed));
	});
}

#[test]
fn settings_are_the_councils() {
	test(|| {
		let old = Settings::default();
		let new = Settings { answer_period: DAY, ..old };
		let set = |origin, settings| Logistics::set_settings(origin, settings);
		assert_noop!(set(by(MERCHANT), new), DispatchError::BadOrigin);
		for wrong in [0, HOUR - 1, Settings::MAX_PERIOD + 1] {
			for settings in [
				Settings { offer_period: wrong, ..old },
				Settings { answer_period: wrong, ..old },
				Settings { travel_period: wrong, ..old },
			] {
				assert_noop!(set(council(), settings), Error::InvalidSettings);
			}
		}
		assert_ok!(set(council(), new));
		assert_eq!(last_event(), Event::SettingsChanged { old, new }.into());
		let id = with_carrier();
		assert_ok!(take_over(by(MERCHANT), id));
		assert_eq!(shipment(id).demand.unwrap().due, NOW + DAY);
	});
}

#[test]
fn offer_stands_no_longer_than_the_settings_say() {
	test(|| {
		let id = booked();
		let until = |expires| Logistics::offer_custody(by(MERCHANT), id, CARRIER_A, expires);
		assert_noop!(until(NOW + 90 * DAY + 1), Error::InvalidExpiry);
		assert_noop!(until(Moment::MAX), Error::InvalidExpiry);
		assert_ok!(until(NOW + 90 * DAY));
	});
}

#[test]
fn weight_is_given_back_when_a_shipment_that_is_disposed_of_has_few_lots() {
	test(|| {
		let id = booked();
		let call = Call::<Test>::dispose {
			goods: Goods::Shipment(id),
			disposal: Disposal::Destroy,
			order: document(),
		};
		let declared = call.get_dispatch_info().call_weight;
		let done =
			Logistics::dispose(council(), Goods::Shipment(id), Disposal::Destroy, document());
		assert!(done.unwrap().actual_weight.unwrap().ref_time() * 4 < declared.ref_time());
	});
}
