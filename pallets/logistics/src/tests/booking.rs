use super::*;
use codec::{DecodeAll, Encode};
use frame_support::dispatch::GetDispatchInfo;

fn to_importer() -> Consignee {
	Consignee::Organisation(IMPORTER)
}

#[test]
fn shipment_is_recorded_with_all_that_was_said() {
	test(|| {
		let waybill = TransportDocument { kind: DocumentKind::BillOfLading, document: document() };
		assert_ok!(Logistics::book_shipment(
			by(MERCHANT),
			to_importer(),
			vec![items(LOT, &[(0, 10), (10, 20), (30, 40)]), items(OTHER_LOT, &[(5, 6)])]
				.try_into()
				.unwrap(),
			vec![sea(), road()].try_into().unwrap(),
			vec![waybill].try_into().unwrap(),
		));
		let id = ShipmentId(0);
		let answer = Logistics::shipment(id).unwrap();
		let expected = Shipment {
			consignor: MERCHANT,
			consignee: to_importer(),
			custodian: MERCHANT,
			offer: None,
			demand: None,
			stored: None,
			legs: Default::default(),
			on_leg: None,
			lots: vec![LOT, OTHER_LOT].try_into().unwrap(),
			ranges: 3,
			units: 0,
			status: ShipmentStatus::Open,
			booked_at: NOW,
			ended_at: None,
		};
		assert_eq!(answer.shipment, expected);
		assert_eq!(answer.documents, [waybill]);
		// Ranges that touch are one.
		assert_eq!(answer.lines[0].line.booked, ranges(&[(0, 20), (30, 40)]));
		assert_eq!(answer.lines[0].line.left.to_vec(), ranges(&[(0, 20), (30, 40)]).to_vec());
		assert_eq!(answer.lines[1].line.booked, ranges(&[(5, 6)]));
		let plans: Vec<_> = answer.legs.iter().map(|leg| leg.leg.plan.clone()).collect();
		assert_eq!(plans, [sea(), road()]);
		let here = Place::Shipment(id);
		let holder = Place::Holder(MERCHANT);
		assert_eq!(
			places(LOT),
			[(0, 20, here), (20, 30, holder), (30, 40, here), (40, ITEMS, holder)]
		);
		assert_last_entries(
			id,
			&[LOT, OTHER_LOT],
			JournalKind::ShipmentBooked,
			Assurance::Declared,
			MERCHANT,
			None,
		);
		let event = Event::ShipmentBooked { shipment: id, consignor: MERCHANT };
		assert_eq!(last_event(), event.into());
		assert!(stored(MERCHANT) > 0);
	});
}

#[test]
fn booking_is_refused_when_the_caller_is_an_outsider() {
	test(|| {
		refuses_outsiders(MERCHANT, &[], |origin| {
			book(origin, to_importer(), vec![items(LOT, &[(0, 1)])], vec![])
		});
	});
}

#[test]
fn booking_is_refused_when_the_items_are_not_held() {
	test(|| {
		booked();
		for (org, of) in [
			// Another's lot.
			(OTHER_MERCHANT, [(0, 1)].as_slice()),
			// Shipped already, whole or in part.
			(MERCHANT, &[(100, 200)]),
			(MERCHANT, &[(150, 160)]),
			(MERCHANT, &[(99, 101)]),
			(MERCHANT, &[(199, 201)]),
			(MERCHANT, &[(0, ITEMS)]),
			(MERCHANT, &[(0, 1), (100, 101)]),
		] {
			assert_noop!(
				book(by(org), to_importer(), vec![items(LOT, of)], vec![]),
				Error::NotHeld
			);
		}
	});
}

#[test]
fn booking_is_refused_when_its_lines_are_wrong() {
	test(|| {
		let book = |items| book(by(MERCHANT), to_importer(), items, vec![]);
		assert_noop!(book(vec![]), Error::NoItems);
		assert_noop!(book(vec![items(LOT, &[(0, 1)]), items(LOT, &[(1, 2)])]), Error::DuplicateLot);
		assert_noop!(book(vec![items(NO_LOT, &[(0, 1)])]), Error::LotNotFound);
		assert_noop!(book(vec![items(PENDING, &[(0, 1)])]), Error::LotNotActive);
		for of in
			[[].as_slice(), &[(1, 1)], &[(0, ITEMS + 1)], &[(5, 6), (1, 2)], &[(0, 3), (2, 4)]]
		{
			assert_noop!(book(vec![items(LOT, of)]), Error::InvalidRanges);
		}
	});
}

#[test]
fn booking_is_refused_when_it_has_too_many_ranges() {
	test(|| {
		let lines = |last: u32| -> Vec<LotItems> {
			let of = |count: u32| -> Vec<_> { (0..count).map(|n| (n * 2, n * 2 + 1)).collect() };
			(0..4)
				.map(|lot| items(LotId(lot), &of(if lot == 3 { last } else { 32 })))
				.chain((last < 32).then(|| items(LotId(4), &of(33 - last))))
				.collect()
		};
		assert_eq!(lines(31).iter().map(|line| line.ranges.len()).sum::<usize>(), 129);
		assert_noop!(book(by(MERCHANT), to_importer(), lines(31), vec![]), Error::TooManyRanges);
		assert_ok!(book(by(MERCHANT), to_importer(), lines(32), vec![]));
		assert_eq!(shipment(ShipmentId(0)).ranges, MAX_BOOKED_RANGES);
	});
}

#[test]
fn booking_is_accepted_when_it_has_the_most_lines_and_legs() {
	test(|| {
		let lines = (0..MAX_LINES)
			.map(|lot| {
				let of: Vec<_> = (0..8).map(|n| (n * 2, n * 2 + 1)).collect();
				items(LotId(lot.into()), &of)
			})
			.collect();
		let legs = (0..MAX_LEGS)
			.map(|n| if n % 2 == 0 { sea() } else { leg("CNNBO", "AUMEL", CARRIER_B) })
			.collect();
		let id = shipped(lines, legs);
		assert_eq!(shipment(id).ranges, MAX_BOOKED_RANGES);
		assert_eq!(legs_of(id).len() as u32, MAX_LEGS);
		assert_ok!(cancel(by(MERCHANT), id));
	});
}

#[test]
fn booking_is_refused_when_the_consignee_handles_no_goods() {
	test(|| {
		for org in [NOBODY, SUSPENDED, AGENCY, CUSTOMS] {
			assert_noop!(
				book(
					by(MERCHANT),
					Consignee::Organisation(org),
					vec![items(LOT, &[(0, 1)])],
					vec![]
				),
				Error::ConsigneeNotFound
			);
		}
	});
}

#[test]
fn booking_is_refused_when_a_leg_is_wrong() {
	test(|| {
		let book = |legs| book(by(MERCHANT), to_importer(), vec![items(LOT, &[(0, 1)])], legs);
		for code in [*b"XXABC", *b"CNn1O", *b"CN1BO", *b"CNN O"] {
			let wrong = Unlocode(code);
			assert_noop!(book(vec![LegPlan { from: wrong, ..sea() }]), Error::InvalidUnlocode);
			assert_noop!(book(vec![LegPlan { to: wrong, ..sea() }]), Error::InvalidUnlocode);
		}
		assert_noop!(book(vec![leg("CNNBO", "CNNBO", CARRIER_A)]), Error::LegGoesNowhere);
		assert_noop!(book(vec![road(), sea()]), Error::LegsDoNotJoin);
		for carrier in [NOBODY, SUSPENDED, MERCHANT, WAREHOUSE] {
			assert_noop!(book(vec![LegPlan { carrier, ..sea() }]), Error::CarrierNotFound);
		}
		let hidden = |bytes: &[u8]| bytes.to_vec().try_into().unwrap();
		for bytes in [b"".as_slice(), b"a\n", b"\xff", b" a"] {
			let vessel = Some(Text(hidden(bytes)));
			assert_noop!(book(vec![LegPlan { vessel, ..sea() }]), Error::InvalidVessel);
			let container = Some(Text(bytes.to_vec().try_into().unwrap()));
			assert_noop!(book(vec![LegPlan { container, ..sea() }]), Error::InvalidContainer);
			let seal = Some(Text(hidden(bytes)));
			assert_noop!(book(vec![LegPlan { seal, ..sea() }]), Error::InvalidSeal);
		}
	});
}

#[test]
fn booking_is_refused_when_a_container_has_no_number_of_iso_6346() {
	test(|| {
		let by_container = |number: &str| {
			let container = Some(Text::new(number).unwrap());
			let legs = vec![LegPlan { container, ..sea() }];
			let lines = vec![items(LOT, &[(0, 10)])];
			book(by(MERCHANT), to_importer(), lines, legs)
		};
		for wrong in ["CSQU3054384", "CSQU305438", "CSQU3054383X", "csqu3054383"] {
			assert_noop!(by_container(wrong), Error::InvalidContainer);
		}
		assert_ok!(by_container("CSQU3054070"));
	});
}

#[test]
fn call_is_not_decoded_when_the_mode_is_not_of_the_recommendation() {
	let bytes = sea().encode();
	assert_eq!(bytes[0], 1);
	for code in [0, 9, 255] {
		let mut bytes = bytes.clone();
		bytes[0] = code;
		assert!(LegPlan::decode_all(&mut &bytes[..]).is_err());
	}
}

#[test]
fn booking_is_refused_when_the_ids_are_used_up() {
	test(|| {
		let before = NextShipmentId::<Test>::get();
		NextShipmentId::<Test>::put(ShipmentId(u64::MAX));
		assert_noop!(
			book(by(MERCHANT), to_importer(), vec![items(LOT, &[(0, 1)])], vec![]),
			Error::TooManyIds
		);
		NextShipmentId::<Test>::put(before);
	});
}

#[test]
fn booking_is_refused_when_the_storage_allowance_is_used_up() {
	test(|| {
		StorageLimit::set(&100);
		assert_noop!(
			book(by(MERCHANT), to_importer(), vec![items(LOT, &[(0, 1)])], vec![]),
			STORAGE_USED_UP
		);
	});
}

#[test]
fn booking_costs_more_when_it_has_more_in_it() {
	let weight = |of: &[(u32, u32)], legs: Vec<LegPlan>| {
		Call::<Test>::book_shipment {
			consignee: to_importer(),
			items: vec![items(LOT, of)].try_into().unwrap(),
			legs: legs.try_into().unwrap(),
			documents: BoundedVec::new(),
		}
		.get_dispatch_info()
		.call_weight
		.ref_time()
	};
	assert!(weight(&[(0, 1)], vec![]) < weight(&[(0, 1), (2, 3)], vec![]));
	assert!(weight(&[(0, 1)], vec![]) < weight(&[(0, 1)], vec![sea()]));
}

#[test]
fn cancelled_shipment_gives_its_items_back() {
	test(|| {
		let id = shipped(
			vec![items(LOT, &[(0, 10), (20, 30)]), items(OTHER_LOT, &[(0, ITEMS)])],
			vec![sea()],
		);
		assert_ok!(offer(by(MERCHANT), id, CARRIER_A));
		assert_ok!(cancel(by(MERCHANT), id));
		for lot in [LOT, OTHER_LOT] {
			assert_eq!(places(lot), [(0, ITEMS, Place::Holder(MERCHANT))]);
		}
		let ended = shipment(id);
		assert_eq!(
			(ended.status, ended.ended_at, ended.offer),
			(ShipmentStatus::Cancelled, Some(NOW), None)
		);
		let lots = [LOT, OTHER_LOT];
		let kind = JournalKind::ShipmentCancelled;
		assert_last_entries(id, &lots, kind, Assurance::Declared, MERCHANT, None);
		assert_eq!(last_event(), Event::ShipmentCancelled { shipment: id }.into());
		// They can be shipped again.
		shipped(vec![items(LOT, &[(0, ITEMS)])], vec![]);
	});
}

#[test]
fn cancelling_is_refused_when_it_is_not_the_callers_or_too_late() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, 1)])], vec![sea(), road()]);
		refuses_outsiders(MERCHANT, &[], |origin| cancel(origin, id));
		assert_noop!(cancel(by(MERCHANT), ShipmentId(9)), Error::ShipmentNotFound);
		for org in [OTHER_MERCHANT, IMPORTER, CARRIER_A] {
			assert_noop!(cancel(by(org), id), Error::NotYourShipment);
		}
		hand_over(id, MERCHANT, CARRIER_A);
		assert_noop!(cancel(by(MERCHANT), id), Error::NotInCustody);
		assert_ok!(depart(by(CARRIER_A), id, 0));
		assert_noop!(cancel(by(MERCHANT), id), Error::NotInCustody);

		let id = shipped(vec![items(LOT, &[(1, 2)])], vec![]);
		assert_ok!(cancel(by(MERCHANT), id));
		assert_noop!(cancel(by(MERCHANT), id), Error::ShipmentEnded);
	});
}

#[test]
fn shipment_is_returned_when_its_consignor_has_it_back() {
	test(|| {
		let id = arrived();
		hand_over(id, CARRIER_A, MERCHANT);
		assert_ok!(cancel(by(MERCHANT), id));
		assert_eq!(shipment(id).status, ShipmentStatus::Returned);
		assert_eq!(place(LOT, 100), Place::Holder(MERCHANT));
		assert_eq!(last_event(), Event::ShipmentReturned { shipment: id }.into());
		let kind = JournalKind::ShipmentReturned;
		assert_last_entries(id, &[LOT], kind, Assurance::Declared, MERCHANT, None);
		// It was on its way, unlike one that was cancelled.
		assert!(<Logistics as hallmark_glue::Shipments>::shipment(id).is_some());
	});
}

#[test]
fn cancelling_is_refused_when_the_goods_are_in_store() {
	test(|| {
		// A warehouse that sends what it received.
		let id =
			shipped_to(Consignee::Organisation(WAREHOUSE), vec![items(LOT, &[(0, 1)])], vec![]);
		assert_ok!(offer(by(MERCHANT), id, WAREHOUSE));
		assert_ok!(receive(by(WAREHOUSE), id));
		let id = NextShipmentId::<Test>::get();
		assert_ok!(book(by(WAREHOUSE), to_importer(), vec![items(LOT, &[(0, 1)])], vec![]));
		assert_ok!(take_in(by(WAREHOUSE), id));
		assert_noop!(cancel(by(WAREHOUSE), id), Error::InStore);
		assert_ok!(hand_out(by(WAREHOUSE), id));
		assert_ok!(cancel(by(WAREHOUSE), id));
	});
}

#[test]
fn weight_is_given_back_when_a_shipment_has_few_lots() {
	test(|| {
		let id = booked();
		let declared =
			Call::<Test>::cancel_shipment { shipment: id }.get_dispatch_info().call_weight;
		let actual = Logistics::cancel_shipment(by(MERCHANT), id).unwrap().actual_weight.unwrap();
		assert!(actual.ref_time() * 4 < declared.ref_time());
	});
}
