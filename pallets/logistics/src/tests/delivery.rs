use super::*;

const HIDDEN: Consignee = Consignee::Committed(BUYER);

fn proof() -> Option<Document> {
	Some(Document { digest: BUYER, media: MediaType::Binary })
}

#[test]
fn held_items_are_delivered_without_naming_the_buyer() {
	test(|| {
		assert_ok!(deliver(by(MERCHANT), Source::Holding, LOT, &[(3, 4), (8, 10)]));
		assert_eq!(place(LOT, 3), Place::Delivered);
		assert_eq!(place(LOT, 4), Place::Holder(MERCHANT));
		let entry = (JournalKind::DeliveredToBuyer, Assurance::Declared, MERCHANT, proof());
		assert_eq!(journal(Subject::Lot(LOT)), [entry]);
		let event = Event::DeliveredToBuyer {
			shipment: None,
			by: MERCHANT,
			lot: LOT,
			ranges: ranges(&[(3, 4), (8, 10)]),
			buyer: BUYER,
		};
		assert_eq!(last_event(), event.into());
		// Not twice.
		assert_noop!(deliver(by(MERCHANT), Source::Holding, LOT, &[(9, 10)]), Error::NotHeld);
	});
}

#[test]
fn delivery_is_refused_when_the_caller_is_an_outsider() {
	test(|| {
		refuses_outsiders(MERCHANT, &[], |origin| deliver(origin, Source::Holding, LOT, &[(0, 1)]));
	});
}

#[test]
fn delivery_is_refused_when_the_items_are_not_held() {
	test(|| {
		booked();
		let from = |org, lot, of: &[(u32, u32)]| deliver(by(org), Source::Holding, lot, of);
		assert_noop!(from(OTHER_MERCHANT, LOT, &[(0, 1)]), Error::NotHeld);
		assert_noop!(from(MERCHANT, LOT, &[(150, 151)]), Error::NotHeld);
		assert_noop!(from(MERCHANT, NO_LOT, &[(0, 1)]), Error::LotNotFound);
		assert_noop!(from(MERCHANT, PENDING, &[(0, 1)]), Error::LotNotActive);
		assert_noop!(from(MERCHANT, LOT, &[(0, ITEMS + 1)]), Error::InvalidRanges);
	});
}

#[test]
fn last_carrier_delivers_when_the_consignee_is_hidden() {
	test(|| {
		let lines = vec![items(LOT, &[(0, 10)]), items(OTHER_LOT, &[(5, 6)])];
		let id = carried(shipped_to(HIDDEN, lines, vec![sea()]));
		let source = Source::Shipment(id);
		assert_ok!(deliver(by(CARRIER_A), source, LOT, &[(2, 4)]));
		let entry = (JournalKind::DeliveredToBuyer, Assurance::Declared, CARRIER_A, proof());
		assert_eq!(last_entry(Subject::Lot(LOT)), entry);
		assert_eq!(last_entry(Subject::Shipment(id)), entry);
		assert_eq!(line(id, LOT).left.to_vec(), ranges(&[(0, 2), (4, 10)]).to_vec());
		assert!(line(id, LOT).missing.is_empty());
		assert_noop!(deliver(by(CARRIER_A), source, LOT, &[(3, 5)]), Error::NotInShipment);
		assert_ok!(deliver(by(CARRIER_A), source, LOT, &[(0, 2), (4, 10)]));
		assert_eq!(shipment(id).status, ShipmentStatus::Open);
		assert_ok!(deliver(by(CARRIER_A), source, OTHER_LOT, &[(5, 6)]));
		assert_eq!(shipment(id).status, ShipmentStatus::Delivered);
		assert_eq!(place(LOT, 9), Place::Delivered);
		assert_noop!(deliver(by(CARRIER_A), source, LOT, &[(0, 1)]), Error::ShipmentEnded);
	});
}

#[test]
fn delivery_out_of_a_shipment_is_refused_when_it_is_not_there_yet() {
	test(|| {
		let id = shipped_to(HIDDEN, vec![items(LOT, &[(0, 10)])], vec![sea()]);
		let source = Source::Shipment(id);
		let deliver = |org| deliver(by(org), source, LOT, &[(0, 1)]);
		assert_noop!(deliver(CARRIER_A), Error::NotInCustody);
		assert_noop!(deliver(MERCHANT), Error::NotArrived);
		hand_over(id, MERCHANT, CARRIER_A);
		assert_noop!(deliver(MERCHANT), Error::NotInCustody);
		assert_ok!(depart(by(CARRIER_A), id, 0));
		assert_noop!(deliver(CARRIER_A), Error::OnTheWay);
		assert_ok!(arrive(by(CARRIER_A), id, 0));
		assert_ok!(offer(by(CARRIER_A), id, WAREHOUSE));
		assert_noop!(deliver(CARRIER_A), Error::OfferOpen);
		assert_ok!(accept(by(WAREHOUSE), id));
		assert_ok!(take_in(by(WAREHOUSE), id));
		assert_noop!(deliver(WAREHOUSE), Error::InStore);
		assert_ok!(hand_out(by(WAREHOUSE), id));
		assert_ok!(deliver(WAREHOUSE));
	});
}

#[test]
fn delivery_out_of_a_shipment_is_refused_when_it_is_not_for_a_buyer() {
	test(|| {
		let id = arrived();
		let from = |id, of: &[(u32, u32)]| deliver(by(CARRIER_A), Source::Shipment(id), LOT, of);
		assert_noop!(from(id, &[(100, 101)]), Error::ConsigneeNamed);
		assert_noop!(from(ShipmentId(9), &[(100, 101)]), Error::ShipmentNotFound);
		let id = carried(shipped_to(HIDDEN, vec![items(LOT, &[(0, 10)])], vec![sea()]));
		assert_noop!(from(id, &[(100, 101)]), Error::NotInShipment);
		assert_noop!(from(id, &[(1, 1)]), Error::InvalidRanges);
	});
}

#[test]
fn delivery_is_refused_when_it_splits_the_shipment_too_often() {
	test(|| {
		let of: Vec<_> = (0..32).map(|n| (n * 20, n * 20 + 19)).collect();
		let lots = (0..4).map(|lot| items(LotId(lot), &of)).collect();
		let id = carried(shipped_to(HIDDEN, lots, vec![sea()]));
		assert_eq!(shipment(id).ranges, 128);
		// Each takes one out of the middle of a range: one more.
		for n in 0..128 {
			let start = n % 32 * 20 + 5;
			let lot = LotId((n / 32).into());
			assert_ok!(deliver(by(CARRIER_A), Source::Shipment(id), lot, &[(start, start + 1)]));
		}
		assert_eq!(shipment(id).ranges, MAX_TRAVELLING_RANGES);
		let once_more =
			|start| deliver(by(CARRIER_A), Source::Shipment(id), LOT, &[(start, start + 1)]);
		assert_noop!(once_more(8), Error::TooManyRanges);
		// At an edge there is no more to split.
		assert_ok!(once_more(6));
	});
}
