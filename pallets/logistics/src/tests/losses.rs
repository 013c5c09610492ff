use super::*;

#[test]
fn held_items_are_gone_when_lost_or_stolen() {
	test(|| {
		let seen = LastSeen::Holder(MERCHANT);
		for (n, kind, gone, entry) in [
			(0, LossKind::Lost, Place::Lost(seen), JournalKind::GoodsLost),
			(10, LossKind::Stolen, Place::Stolen(seen), JournalKind::GoodsStolen),
		] {
			assert_ok!(report(by(MERCHANT), Source::Holding, kind, LOT, &[(n, n + 5)]));
			assert_eq!(place(LOT, n + 4), gone);
			assert!(!damaged(LOT, n));
			assert_eq!(
				last_entry(Subject::Lot(LOT)),
				(entry, Assurance::Declared, MERCHANT, Some(document()))
			);
			let event = Event::LossReported {
				shipment: None,
				by: MERCHANT,
				lot: LOT,
				ranges: ranges(&[(n, n + 5)]),
				kind,
			};
			assert_eq!(last_event(), event.into());
			assert_noop!(
				report(by(MERCHANT), Source::Holding, LossKind::Lost, LOT, &[(n, n + 1)]),
				Error::NotHeld
			);
		}
	});
}

#[test]
fn damaged_items_stay_where_they_are() {
	test(|| {
		let damage =
			|org, source, of: &[(u32, u32)]| report(by(org), source, LossKind::Damaged, LOT, of);
		assert_ok!(damage(MERCHANT, Source::Holding, &[(5, 10), (20, 30)]));
		assert_eq!(place(LOT, 5), Place::Holder(MERCHANT));
		let marked = |of: &[u32]| of.iter().all(|index| damaged(LOT, *index));
		assert!(marked(&[5, 9, 20, 29]));
		for index in [4, 10, 19, 30] {
			assert!(!damaged(LOT, index));
		}
		for of in [[(5, 6)], [(0, 6)], [(9, 11)], [(0, 100)], [(29, 31)]] {
			assert_noop!(damage(MERCHANT, Source::Holding, &of), Error::AlreadyDamaged);
		}
		// Between the two, side by side with both: one stretch.
		assert_ok!(damage(MERCHANT, Source::Holding, &[(10, 20)]));
		assert_eq!(
			Damaged::<Test>::iter().collect::<Vec<_>>(),
			[(LOT, hallmark_types::stretches::EndKey::from(30), 5)]
		);

		// The mark travels along.
		let id = shipped(vec![items(LOT, &[(0, 50)])], vec![]);
		assert!(marked(&[5, 29]));
		assert_ok!(damage(MERCHANT, Source::Shipment(id), &[(40, 45)]));
		assert!(marked(&[44]));
		assert_eq!(last_entry(Subject::Shipment(id)).0, JournalKind::GoodsDamaged);
		assert_noop!(damage(MERCHANT, Source::Holding, &[(45, 46)]), Error::NotHeld);
		assert_noop!(damage(MERCHANT, Source::Shipment(id), &[(50, 51)]), Error::NotInShipment);
	});
}

#[test]
fn report_is_refused_when_the_caller_is_an_outsider() {
	test(|| {
		refuses_outsiders(MERCHANT, &[], |origin| {
			report(origin, Source::Holding, LossKind::Lost, LOT, &[(0, 1)])
		});
	});
}

#[test]
fn report_is_refused_when_the_items_are_not_held() {
	test(|| {
		booked();
		for kind in [LossKind::Damaged, LossKind::Lost, LossKind::Stolen] {
			let report =
				|org, lot, of: &[(u32, u32)]| report(by(org), Source::Holding, kind, lot, of);
			assert_noop!(report(OTHER_MERCHANT, LOT, &[(0, 1)]), Error::NotHeld);
			assert_noop!(report(MERCHANT, LOT, &[(99, 101)]), Error::NotHeld);
			assert_noop!(report(MERCHANT, NO_LOT, &[(0, 1)]), Error::LotNotFound);
			assert_noop!(report(MERCHANT, LOT, &[]), Error::InvalidRanges);
			assert_noop!(report(MERCHANT, LOT, &[(0, ITEMS + 1)]), Error::InvalidRanges);
		}
		// A lot need not be active to be lost.
		assert_ok!(report(by(MERCHANT), Source::Holding, LossKind::Lost, PENDING, &[(0, 1)]));
	});
}

#[test]
fn shipped_items_are_reported_by_the_custodian_only() {
	test(|| {
		let id = booked();
		let source = Source::Shipment(id);
		let lose = |org, of: &[(u32, u32)]| report(by(org), source, LossKind::Lost, LOT, of);
		hand_over(id, MERCHANT, CARRIER_A);
		for org in [MERCHANT, IMPORTER, CARRIER_B] {
			assert_noop!(lose(org, &[(100, 101)]), Error::NotInCustody);
		}
		assert_noop!(lose(CARRIER_A, &[(99, 101)]), Error::NotInShipment);
		assert_noop!(
			report(by(CARRIER_A), Source::Shipment(ShipmentId(9)), LossKind::Lost, LOT, &[(0, 1)]),
			Error::ShipmentNotFound
		);
		assert_ok!(offer(by(CARRIER_A), id, IMPORTER));
		assert_noop!(lose(CARRIER_A, &[(100, 101)]), Error::OfferOpen);
		assert_ok!(Logistics::withdraw_offer(by(CARRIER_A), id));
		assert_ok!(lose(CARRIER_A, &[(100, 101), (150, 160)]));
		assert_eq!(place(LOT, 155), Place::Lost(LastSeen::Shipment(id)));
		let line = line(id, LOT);
		assert_eq!(line.left.to_vec(), ranges(&[(101, 150), (160, 200)]).to_vec());
		assert_eq!(line.missing.to_vec(), ranges(&[(100, 101), (150, 160)]).to_vec());
		assert_eq!(shipment(id).ranges, 2);
		assert_noop!(lose(CARRIER_A, &[(150, 151)]), Error::NotInShipment);
	});
}

#[test]
fn shipment_ends_when_the_last_of_it_is_lost() {
	test(|| {
		let id = booked();
		hand_over(id, MERCHANT, WAREHOUSE);
		assert_ok!(take_in(by(WAREHOUSE), id));
		let source = Source::Shipment(id);
		assert_ok!(report(by(WAREHOUSE), source, LossKind::Stolen, LOT, &[(100, 200)]));
		assert_eq!(shipment(id).status, ShipmentStatus::Lost);
		assert_noop!(
			report(by(WAREHOUSE), source, LossKind::Lost, LOT, &[(100, 101)]),
			Error::ShipmentEnded
		);
	});
}

#[test]
fn shipment_ends_on_arrival_when_all_was_lost_on_the_way() {
	test(|| {
		let id = booked();
		hand_over(id, MERCHANT, CARRIER_A);
		assert_ok!(depart(by(CARRIER_A), id, 0));
		let source = Source::Shipment(id);
		assert_ok!(report(by(CARRIER_A), source, LossKind::Lost, LOT, &[(100, 200)]));
		assert_eq!(shipment(id).status, ShipmentStatus::Open);
		assert_ok!(arrive(by(CARRIER_A), id, 0));
		assert_eq!(shipment(id).status, ShipmentStatus::Lost);
	});
}

fn found(org: OrgId, of: &[(u32, u32)]) -> DispatchResult {
	Logistics::report_found(by(org), items(LOT, of), Some(document()))
}

#[test]
fn lost_items_are_back_with_their_holder_when_it_found_them() {
	test(|| {
		assert_ok!(report(by(MERCHANT), Source::Holding, LossKind::Lost, LOT, &[(0, 10)]));
		assert_ok!(report(by(MERCHANT), Source::Holding, LossKind::Stolen, LOT, &[(10, 20)]));
		refuses_outsiders(MERCHANT, &[], |origin| {
			Logistics::report_found(origin, items(LOT, &[(0, 1)]), None)
		});
		// Nobody else takes what was another's, and what is not missing cannot be found.
		assert_noop!(found(IMPORTER, &[(0, 1)]), Error::NotHeld);
		for of in [[(20, 21)].as_slice(), &[(9, 11)], &[(0, 1), (10, 11)], &[(19, 21)]] {
			assert_noop!(found(MERCHANT, of), Error::NotMissing);
		}
		assert_noop!(
			Logistics::report_found(by(MERCHANT), items(OTHER_LOT, &[(0, 1)]), None),
			Error::NotMissing
		);
		assert_noop!(
			Logistics::report_found(by(MERCHANT), items(NO_LOT, &[(0, 1)]), None),
			Error::LotNotFound
		);
		assert_noop!(found(MERCHANT, &[]), Error::InvalidRanges);
		assert_ok!(found(MERCHANT, &[(0, 5), (7, 8)]));
		assert_eq!(place(LOT, 4), Place::Holder(MERCHANT));
		assert_eq!(place(LOT, 5), Place::Lost(LastSeen::Holder(MERCHANT)));
		let entry = (JournalKind::GoodsFound, Assurance::Declared, MERCHANT, Some(document()));
		assert_eq!(last_entry(Subject::Lot(LOT)), entry);
		let event = Event::GoodsFound {
			shipment: None,
			by: MERCHANT,
			lot: LOT,
			ranges: ranges(&[(0, 5), (7, 8)]),
		};
		assert_eq!(last_event(), event.into());
		assert_ok!(found(MERCHANT, &[(10, 20)]));
		shipped(vec![items(LOT, &[(0, 5), (10, 20)])], vec![]);
	});
}

#[test]
fn lost_items_are_back_in_the_shipment_when_its_custodian_found_them() {
	test(|| {
		let id = booked();
		hand_over(id, MERCHANT, CARRIER_A);
		assert_ok!(depart(by(CARRIER_A), id, 0));
		let source = Source::Shipment(id);
		assert_ok!(report(by(CARRIER_A), source, LossKind::Lost, LOT, &[(100, 200)]));
		for org in [MERCHANT, IMPORTER, CARRIER_B] {
			assert_noop!(found(org, &[(100, 110)]), Error::NotInCustody);
		}
		assert_ok!(found(CARRIER_A, &[(100, 110)]));
		assert_eq!(place(LOT, 100), Place::Shipment(id));
		assert_eq!(line(id, LOT).missing.to_vec(), ranges(&[(110, 200)]).to_vec());
		assert_eq!(shipment(id).ranges, 1);
		assert_eq!(last_entry(Subject::Shipment(id)).0, JournalKind::GoodsFound);
		assert_ok!(arrive(by(CARRIER_A), id, 0));
		assert_ok!(offer(by(CARRIER_A), id, IMPORTER));
		assert_noop!(found(CARRIER_A, &[(110, 111)]), Error::OfferOpen);
		assert_ok!(receive(by(IMPORTER), id));
		assert_eq!(place(LOT, 109), Place::Holder(IMPORTER));
	});
}

#[test]
fn lost_items_are_the_owners_when_found_after_the_shipments_end() {
	test(|| {
		let id = arrived();
		assert_ok!(offer(by(CARRIER_A), id, IMPORTER));
		let short = Discrepancy { kind: LossKind::Stolen, items: items(LOT, &[(100, 110)]) };
		assert_ok!(receive_short(by(IMPORTER), id, vec![short]));
		// Whoever only carried them cannot make them its own.
		for org in [CARRIER_A, OTHER_MERCHANT] {
			assert_noop!(found(org, &[(100, 110)]), Error::NotYourShipment);
		}
		assert_ok!(found(MERCHANT, &[(100, 105)]));
		assert_ok!(found(IMPORTER, &[(105, 110)]));
		assert_eq!(place(LOT, 104), Place::Holder(MERCHANT));
		assert_eq!(place(LOT, 105), Place::Holder(IMPORTER));
	});
}

#[test]
fn receipt_is_not_kept_out_when_a_carrier_filled_the_shipments_ranges() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, ITEMS)])], vec![]);
		hand_over(id, MERCHANT, CARRIER_A);
		let source = Source::Shipment(id);
		let lose = |org, of: &[(u32, u32)]| report(by(org), source, LossKind::Lost, LOT, of);
		for n in 0..8 {
			// The last one leaves no room for one range more.
			let singles = if n == 7 { 31 } else { 32 };
			let lost: Vec<_> =
				(0..singles).map(|k| (n * 64 + k * 2 + 1, n * 64 + k * 2 + 2)).collect();
			assert_ok!(lose(CARRIER_A, &lost));
		}
		assert_eq!(shipment(id).ranges, MAX_TRAVELLING_RANGES);
		assert_noop!(lose(CARRIER_A, &[(900, 901)]), Error::TooManyRanges);
		assert_ok!(offer(by(CARRIER_A), id, IMPORTER));
		let short = Discrepancy { kind: LossKind::Lost, items: items(LOT, &[(900, 901)]) };
		assert_noop!(receive_short(by(IMPORTER), id, vec![short]), Error::TooManyRanges);
		assert_ok!(receive(by(IMPORTER), id));
		assert_ok!(report(by(IMPORTER), Source::Holding, LossKind::Lost, LOT, &[(900, 901)]));
	});
}
