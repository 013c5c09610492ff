use super::*;

fn short(kind: LossKind, lot: LotId, of: &[(u32, u32)]) -> Discrepancy {
	Discrepancy { kind, items: items(lot, of) }
}

#[test]
fn consignee_holds_what_it_received() {
	test(|| {
		let id = arrived();
		assert_ok!(offer(by(CARRIER_A), id, IMPORTER));
		assert_ok!(receive(by(IMPORTER), id));
		assert_eq!(
			places(LOT),
			[
				(0, 100, Place::Holder(MERCHANT)),
				(100, 200, Place::Holder(IMPORTER)),
				(200, ITEMS, Place::Holder(MERCHANT)),
			]
		);
		let ended = shipment(id);
		assert_eq!(
			(ended.status, ended.custodian, ended.ended_at, ended.ranges),
			(ShipmentStatus::Received, IMPORTER, Some(NOW), 0)
		);
		// Both have signed the last hand-over.
		let kind = JournalKind::ShipmentReceived;
		let document = Some(document());
		assert_last_entries(id, &[LOT], kind, Assurance::Attested, IMPORTER, document);
		let event = Event::ShipmentReceived { shipment: id, consignee: IMPORTER };
		assert_eq!(last_event(), event.into());
		assert_noop!(receive(by(IMPORTER), id), Error::ShipmentEnded);
		// What was received can be shipped on.
		assert_ok!(book(
			by(IMPORTER),
			Consignee::Organisation(PLATFORM),
			vec![items(LOT, &[(150, 160)])],
			vec![]
		));
	});
}

#[test]
fn receipt_is_only_declared_when_custody_passed_before() {
	test(|| {
		let id = arrived();
		hand_over(id, CARRIER_A, IMPORTER);
		assert_ok!(offer(by(IMPORTER), id, CARRIER_B));
		assert_ok!(receive(by(IMPORTER), id));
		let kind = JournalKind::ShipmentReceived;
		let document = Some(document());
		assert_last_entries(id, &[LOT], kind, Assurance::Declared, IMPORTER, document);
	});
}

#[test]
fn receipt_is_refused_when_the_caller_is_an_outsider_or_another() {
	test(|| {
		let id = arrived();
		refuses_outsiders(IMPORTER, &[], |origin| receive(origin, id));
		for org in [MERCHANT, OTHER_MERCHANT, CARRIER_A] {
			assert_noop!(receive(by(org), id), Error::NotConsignee);
		}
		assert_noop!(receive(by(IMPORTER), ShipmentId(9)), Error::ShipmentNotFound);
		assert_noop!(receive(by(IMPORTER), id), Error::NoOffer);
		assert_ok!(offer(by(CARRIER_A), id, CARRIER_B));
		assert_noop!(receive(by(IMPORTER), id), Error::NotYourOffer);
	});
}

#[test]
fn receipt_is_refused_when_the_offer_has_expired() {
	test(|| {
		let id = arrived();
		assert_ok!(offer(by(CARRIER_A), id, IMPORTER));
		Now::set(&(NOW + HOUR));
		assert_noop!(receive(by(IMPORTER), id), Error::OfferExpired);
		Now::set(&(NOW + HOUR - 1));
		assert_ok!(receive(by(IMPORTER), id));
	});
}

#[test]
fn receipt_is_refused_when_the_goods_have_not_arrived() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, 10)])], vec![sea(), road()]);
		assert_ok!(offer(by(MERCHANT), id, IMPORTER));
		// Never sent, never received.
		assert_noop!(receive(by(IMPORTER), id), Error::NotArrived);
		assert_ok!(Logistics::withdraw_offer(by(MERCHANT), id));
		hand_over(id, MERCHANT, CARRIER_A);
		assert_ok!(depart(by(CARRIER_A), id, 0));
		assert_noop!(receive(by(IMPORTER), id), Error::OnTheWay);
		assert_ok!(arrive(by(CARRIER_A), id, 0));
		assert_ok!(offer(by(CARRIER_A), id, IMPORTER));
		assert_noop!(receive(by(IMPORTER), id), Error::NotArrived);
		// Fetched at the port after all.
		assert_ok!(reroute(by(MERCHANT), id, 1, vec![]));
		assert_ok!(receive(by(IMPORTER), id));
	});
}

#[test]
fn discrepancies_are_kept_out_of_what_is_received() {
	test(|| {
		let id = carried(shipped(
			vec![items(LOT, &[(0, 100)]), items(OTHER_LOT, &[(0, 10)])],
			vec![sea()],
		));
		assert_ok!(offer(by(CARRIER_A), id, IMPORTER));
		assert_ok!(receive_short(
			by(IMPORTER),
			id,
			vec![
				short(LossKind::Lost, LOT, &[(10, 20), (30, 31)]),
				short(LossKind::Stolen, LOT, &[(20, 30)]),
				short(LossKind::Damaged, OTHER_LOT, &[(0, 2)]),
			]
		));
		let held = Place::Holder(IMPORTER);
		assert_eq!(
			places(LOT)[..5],
			[
				(0, 10, held),
				(10, 20, Place::Lost(LastSeen::Shipment(id))),
				(20, 30, Place::Stolen(LastSeen::Shipment(id))),
				(30, 31, Place::Lost(LastSeen::Shipment(id))),
				(31, 100, held),
			]
		);
		assert_eq!(places(OTHER_LOT)[0], (0, 10, held));
		assert!(damaged(OTHER_LOT, 1) && !damaged(OTHER_LOT, 2));
		assert_eq!(line(id, LOT).missing.to_vec(), ranges(&[(10, 31)]).to_vec());
		let kinds: Vec<_> = journal(Subject::Lot(LOT)).into_iter().map(|entry| entry.0).collect();
		let story = [
			JournalKind::ShipmentBooked,
			JournalKind::CustodyTransferred,
			JournalKind::LegDeparted,
			JournalKind::LegArrived,
			JournalKind::GoodsLost,
			JournalKind::GoodsStolen,
			JournalKind::ShipmentReceived,
		];
		assert_eq!(kinds, story);
	});
}

#[test]
fn receipt_is_refused_when_a_discrepancy_is_wrong() {
	test(|| {
		let id = arrived();
		assert_ok!(offer(by(CARRIER_A), id, IMPORTER));
		let receive = |discrepancy| receive_short(by(IMPORTER), id, vec![discrepancy]);
		for kind in [LossKind::Lost, LossKind::Damaged] {
			assert_noop!(receive(short(kind, LOT, &[(99, 101)])), Error::NotInShipment);
			assert_noop!(receive(short(kind, OTHER_LOT, &[(0, 1)])), Error::NotInShipment);
			assert_noop!(receive(short(kind, LOT, &[(5, 5)])), Error::InvalidRanges);
		}
		let twice = short(LossKind::Lost, LOT, &[(100, 101)]);
		assert_noop!(
			receive_short(by(IMPORTER), id, vec![twice.clone(), twice]),
			Error::NotInShipment
		);
		// All of it can be missing.
		assert_ok!(receive(short(LossKind::Lost, LOT, &[(100, 200)])));
		assert_eq!(shipment(id).status, ShipmentStatus::Received);
	});
}

#[test]
fn hidden_consignee_receives_when_it_reveals_itself() {
	test(|| {
		let salt = [7; 32];
		let hidden = Consignee::Committed(commitment(IMPORTER, &salt));
		let id = carried(shipped_to(hidden, vec![items(LOT, &[(0, 10)])], vec![sea()]));
		assert_noop!(receive(by(IMPORTER), id), Error::NotConsignee);
		refuses_outsiders(IMPORTER, &[], |origin| reveal(origin, id, salt));
		assert_noop!(reveal(by(OTHER_MERCHANT), id, salt), Error::CommitmentMismatch);
		assert_noop!(reveal(by(IMPORTER), id, [8; 32]), Error::CommitmentMismatch);
		assert_noop!(reveal(by(IMPORTER), ShipmentId(9), salt), Error::ShipmentNotFound);
		assert_ok!(reveal(by(IMPORTER), id, salt));
		let event = Event::ConsigneeRevealed { shipment: id, consignee: IMPORTER };
		assert_eq!(last_event(), event.into());
		let kind = JournalKind::ConsigneeRevealed;
		assert_last_entries(id, &[LOT], kind, Assurance::Declared, IMPORTER, None);
		assert_noop!(reveal(by(IMPORTER), id, salt), Error::ConsigneeNamed);
		assert_ok!(offer(by(CARRIER_A), id, IMPORTER));
		assert_ok!(receive(by(IMPORTER), id));
		assert_noop!(reveal(by(IMPORTER), id, salt), Error::ShipmentEnded);
	});
}

#[test]
fn commitment_is_the_digest_of_domain_organisation_and_salt() {
	let salt = [7; 32];
	let mut bytes = b"hallmark/consignee/1\x00\x00\x00\x03".to_vec();
	bytes.extend(salt);
	assert_eq!(commitment(IMPORTER, &salt).0, sp_io::hashing::sha2_256(&bytes));
}
