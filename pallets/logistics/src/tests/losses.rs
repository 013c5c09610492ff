use super::*;

#[test]
fn held_items_are_gone_when_lost_or_stolen() {
	test(|| {
		for (n, kind, gone, entry) in [
			(0, LossKind::Lost, Place::Lost, JournalKind::GoodsLost),
			(10, LossKind::Stolen, Place::Stolen, JournalKind::GoodsStolen),
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
		assert_eq!(Damaged::<Test>::iter().collect::<Vec<_>>(), [(LOT, EndKey::from(30), 5)]);

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
		assert_eq!(place(LOT, 155), Place::Lost);
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
