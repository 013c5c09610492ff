use super::*;

/// Items 0 to 100 of two lots, booked by the merchant.
fn loose() -> ShipmentId {
	shipped(vec![items(LOT, &[(0, 100)]), items(OTHER_LOT, &[(0, 100)])], vec![sea()])
}

fn unit(id: ShipmentId, n: u64) -> Unit {
	Units::<Test>::get(id, sscc(n)).unwrap()
}

/// Packs one item of [`LOT`] into the `n`th unit.
fn carton(id: ShipmentId, n: u64) {
	let item = (n as u32, n as u32 + 1);
	assert_ok!(pack(by(MERCHANT), id, sscc(n), vec![items(LOT, &[item])], vec![]));
}

#[test]
fn units_nest_and_come_apart_again() {
	test(|| {
		let id = loose();
		let before = stored(MERCHANT);
		let contents = vec![items(LOT, &[(0, 10), (20, 30)]), items(OTHER_LOT, &[(0, 1)])];
		assert_ok!(pack(by(MERCHANT), id, sscc(0), contents.clone(), vec![]));
		let lots = [LOT, OTHER_LOT];
		assert_last_entries(id, &lots, JournalKind::Packed, Assurance::Declared, MERCHANT, None);
		assert_eq!(last_event(), Event::Packed { shipment: id, unit: sscc(0) }.into());
		assert_ok!(pack(by(MERCHANT), id, sscc(1), vec![items(LOT, &[(10, 11)])], vec![sscc(0)]));
		assert_eq!((unit(id, 0).parent, unit(id, 0).height), (Some(sscc(1)), 1));
		assert_eq!((unit(id, 1).parent, unit(id, 1).height), (None, 2));
		assert_eq!(unit(id, 0).items.to_vec(), contents);
		assert_eq!(line(id, LOT).packed.to_vec(), ranges(&[(0, 11), (20, 30)]).to_vec());
		assert_eq!(shipment(id).units, 2);
		assert_eq!(Logistics::sscc(sscc(0), MERCHANT), Some(id));
		assert_eq!(Logistics::shipment(id).unwrap().packing.len(), 2);

		assert_noop!(unpack(by(MERCHANT), id, sscc(0)), Error::UnitInUnit);
		assert_ok!(unpack(by(MERCHANT), id, sscc(1)));
		assert_eq!(last_event(), Event::Unpacked { shipment: id, unit: sscc(1) }.into());
		assert_last_entries(id, &[LOT], JournalKind::Unpacked, Assurance::Declared, MERCHANT, None);
		assert_eq!(unit(id, 0).parent, None);
		assert_ok!(unpack(by(MERCHANT), id, sscc(0)));
		assert!(line(id, LOT).packed.is_empty() && line(id, OTHER_LOT).packed.is_empty());
		assert_eq!((shipment(id).units, Logistics::sscc(sscc(0), MERCHANT)), (0, None));
		// What units took is given back; what the lines grew by is not.
		assert!(stored(MERCHANT) < before + 100);
		assert_noop!(unpack(by(MERCHANT), id, sscc(0)), Error::UnitNotFound);
	});
}

#[test]
fn packing_is_refused_when_the_caller_is_an_outsider() {
	test(|| {
		let id = loose();
		refuses_outsiders(MERCHANT, &[], |origin| {
			pack(origin, id, sscc(0), vec![items(LOT, &[(0, 1)])], vec![])
		});
		refuses_outsiders(MERCHANT, &[], |origin| unpack(origin, id, sscc(0)));
	});
}

#[test]
fn packing_is_refused_when_the_goods_are_not_at_hand() {
	test(|| {
		let id = loose();
		carton(id, 0);
		let contents = || vec![items(LOT, &[(50, 51)])];
		let both = |org, error: DispatchError| {
			assert_noop!(pack(by(org), id, sscc(9), contents(), vec![]), error);
			assert_noop!(unpack(by(org), id, sscc(0)), error);
		};
		both(CARRIER_A, Error::NotInCustody.into());
		assert_ok!(offer(by(MERCHANT), id, CARRIER_A));
		both(MERCHANT, Error::OfferOpen.into());
		assert_ok!(accept(by(CARRIER_A), id));
		both(MERCHANT, Error::NotInCustody.into());
		assert_ok!(depart(by(CARRIER_A), id, 0));
		both(CARRIER_A, Error::OnTheWay.into());
		assert_ok!(arrive(by(CARRIER_A), id, 0));
		hand_over(id, CARRIER_A, WAREHOUSE);
		assert_ok!(take_in(by(WAREHOUSE), id));
		// A warehouse repacks in store.
		assert_ok!(pack(by(WAREHOUSE), id, sscc(9), contents(), vec![]));
		assert_ok!(unpack(by(WAREHOUSE), id, sscc(0)));
		assert_ok!(hand_out(by(WAREHOUSE), id));
		hand_over(id, WAREHOUSE, IMPORTER);
		assert_ok!(receive(by(IMPORTER), id));
		both(IMPORTER, Error::ShipmentEnded.into());
		assert_noop!(
			pack(by(IMPORTER), ShipmentId(9), sscc(1), contents(), vec![]),
			Error::ShipmentNotFound
		);
	});
}

#[test]
fn packing_is_refused_when_the_contents_are_wrong() {
	test(|| {
		let id = loose();
		carton(id, 0);
		let pack = |n, items, units| pack(by(MERCHANT), id, sscc(n), items, units);
		assert_noop!(pack(1, vec![], vec![]), Error::UnitEmpty);
		assert_noop!(pack(1, vec![items(LOT, &[])], vec![]), Error::InvalidRanges);
		assert_noop!(pack(1, vec![items(LOT, &[(99, 101)])], vec![]), Error::NotInShipment);
		assert_noop!(pack(1, vec![items(LotId(7), &[(0, 1)])], vec![]), Error::NotInShipment);
		assert_noop!(pack(1, vec![items(LOT, &[(0, 5)])], vec![]), Error::AlreadyPacked);
		assert_noop!(
			pack(1, vec![items(LOT, &[(5, 6)]), items(LOT, &[(6, 7)])], vec![]),
			Error::DuplicateLot
		);
		assert_noop!(pack(1, vec![], vec![sscc(2)]), Error::UnitNotFound);
		assert_noop!(pack(1, vec![], vec![sscc(1)]), Error::UnitNotFound);
		assert_noop!(pack(1, vec![], vec![sscc(0), sscc(0)]), Error::UnitInUnit);
		assert_ok!(pack(1, vec![], vec![sscc(0)]));
		assert_noop!(pack(2, vec![], vec![sscc(0)]), Error::UnitInUnit);
		// Another shipment's.
		let other = shipped(vec![items(LOT, &[(200, 210)])], vec![]);
		assert_noop!(
			super::pack(by(MERCHANT), other, sscc(3), vec![], vec![sscc(1)]),
			Error::UnitNotFound
		);
	});
}

#[test]
fn sscc_is_refused_when_wrong_or_in_use() {
	test(|| {
		let id = loose();
		let content = |n| vec![items(LOT, &[(n, n + 1)])];
		for wrong in [Sscc(0), Sscc(sscc(0).0 + 1), Sscc(u64::MAX)] {
			assert_noop!(pack(by(MERCHANT), id, wrong, content(0), vec![]), Error::InvalidSscc);
		}
		carton(id, 0);
		assert_noop!(pack(by(MERCHANT), id, sscc(0), content(1), vec![]), Error::SsccInUse);
		let other = shipped(vec![items(LOT, &[(200, 210)])], vec![]);
		let again = || pack(by(MERCHANT), other, sscc(0), content(200), vec![]);
		assert_noop!(again(), Error::SsccInUse);
		assert_ok!(cancel(by(MERCHANT), id));
		// Its shipment has ended; its record stays.
		assert_ok!(again());
		assert_eq!(Logistics::sscc(sscc(0), MERCHANT), Some(other));
		assert!(Units::<Test>::contains_key(id, sscc(0)));
	});
}

#[test]
fn sscc_is_free_when_only_another_organisation_uses_it() {
	test(|| {
		let id = loose();
		hand_over(id, MERCHANT, CARRIER_A);
		// The carrier takes a number of the merchant's.
		assert_ok!(pack(by(CARRIER_A), id, sscc(0), vec![items(LOT, &[(0, 1)])], vec![]));
		let other = shipped(vec![items(LOT, &[(200, 210)])], vec![]);
		assert_ok!(pack(by(MERCHANT), other, sscc(0), vec![items(LOT, &[(200, 201)])], vec![]));
		let mut uses = Logistics::sscc_uses(sscc(0), None);
		let (first, _) = uses[0];
		assert_eq!(Logistics::sscc_uses(sscc(0), Some(first)), uses[1..]);
		uses.sort();
		assert_eq!(uses, [(MERCHANT, other), (CARRIER_A, id)]);
		// In one shipment a number names one unit, whoever packed it.
		hand_over(id, CARRIER_A, WAREHOUSE);
		let twice = || pack(by(WAREHOUSE), id, sscc(0), vec![items(LOT, &[(1, 2)])], vec![]);
		assert_noop!(twice(), Error::SsccInUse);
		assert_ok!(unpack(by(WAREHOUSE), id, sscc(0)));
		assert_ok!(twice());
		assert_eq!(Logistics::sscc(sscc(0), CARRIER_A), None);
	});
}

#[test]
fn packing_goes_on_when_another_used_up_the_shipments_units() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, 500)])], vec![]);
		hand_over(id, MERCHANT, CARRIER_A);
		for n in 0..256 {
			let of = n as u32;
			assert_ok!(pack(by(CARRIER_A), id, sscc(n), vec![items(LOT, &[(of, of + 1)])], vec![]));
		}
		hand_over(id, CARRIER_A, WAREHOUSE);
		let own = || pack(by(WAREHOUSE), id, sscc(300), vec![items(LOT, &[(300, 301)])], vec![]);
		assert_noop!(own(), Error::TooManyUnits);
		assert_ok!(unpack(by(WAREHOUSE), id, sscc(7)));
		assert_ok!(own());
	});
}

#[test]
fn units_nest_four_deep_and_no_deeper() {
	test(|| {
		let id = loose();
		carton(id, 0);
		for n in 1..u64::from(MAX_DEPTH) {
			assert_ok!(pack(by(MERCHANT), id, sscc(n), vec![], vec![sscc(n - 1)]));
		}
		assert_noop!(pack(by(MERCHANT), id, sscc(9), vec![], vec![sscc(3)]), Error::TooDeep);
	});
}

#[test]
fn units_are_refused_when_there_are_too_many() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, 500)])], vec![]);
		(0..256).for_each(|n| carton(id, n));
		assert_eq!(shipment(id).units, MAX_UNITS);
		assert_noop!(
			pack(by(MERCHANT), id, sscc(300), vec![items(LOT, &[(300, 301)])], vec![]),
			Error::TooManyUnits
		);
		// The most units in one.
		assert_ok!(unpack(by(MERCHANT), id, sscc(255)));
		let all = (0..u64::from(MAX_CHILDREN)).map(sscc).collect();
		assert_ok!(pack(by(MERCHANT), id, sscc(300), vec![], all));
		assert_ok!(unpack(by(MERCHANT), id, sscc(300)));
	});
}

#[test]
fn packing_is_refused_when_it_splits_a_line_too_often() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, ITEMS)])], vec![]);
		for n in 0..8 {
			let singles: Vec<_> = (0..32).map(|k| (n * 64 + k * 2, n * 64 + k * 2 + 1)).collect();
			assert_ok!(pack(by(MERCHANT), id, sscc(n.into()), vec![items(LOT, &singles)], vec![]));
		}
		assert_eq!(line(id, LOT).packed.len(), 256);
		assert_noop!(
			pack(by(MERCHANT), id, sscc(9), vec![items(LOT, &[(900, 901)])], vec![]),
			Error::TooManyRanges
		);
	});
}

#[test]
fn lost_item_stays_on_its_units_list() {
	test(|| {
		let id = loose();
		carton(id, 0);
		assert_ok!(report(by(MERCHANT), Source::Shipment(id), LossKind::Lost, LOT, &[(0, 1)]));
		assert_eq!(unit(id, 0).items.to_vec(), [items(LOT, &[(0, 1)])]);
		assert_noop!(
			pack(by(MERCHANT), id, sscc(1), vec![items(LOT, &[(0, 1)])], vec![]),
			Error::NotInShipment
		);
		assert_ok!(unpack(by(MERCHANT), id, sscc(0)));
	});
}
