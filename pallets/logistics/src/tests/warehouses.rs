use super::*;

/// [`arrived`], in the warehouse's hands.
fn at_the_gate() -> ShipmentId {
	let id = arrived();
	hand_over(id, CARRIER_A, WAREHOUSE);
	id
}

#[test]
fn goods_are_stored_and_handed_out() {
	test(|| {
		let id = at_the_gate();
		for bonded in [true, false] {
			assert_ok!(Logistics::take_in(by(WAREHOUSE), id, STORE, bonded));
			let stored = Stored { facility: STORE, bonded, since: NOW };
			assert_eq!(shipment(id).stored, Some(stored));
			let event = Event::TakenIn { shipment: id, facility: STORE, bonded };
			assert_eq!(last_event(), event.into());
			let kind = JournalKind::TakenIn;
			assert_last_entries(id, &[LOT], kind, Assurance::Declared, WAREHOUSE, None);

			assert_ok!(hand_out(by(WAREHOUSE), id));
			assert_eq!(shipment(id).stored, None);
			let event = Event::HandedOut { shipment: id, facility: STORE };
			assert_eq!(last_event(), event.into());
			let kind = JournalKind::HandedOut;
			assert_last_entries(id, &[LOT], kind, Assurance::Declared, WAREHOUSE, None);
		}
	});
}

#[test]
fn store_is_refused_when_the_caller_is_an_outsider() {
	test(|| {
		let id = at_the_gate();
		let others = [MERCHANT, IMPORTER, CARRIER_A, PLATFORM];
		refuses_outsiders(WAREHOUSE, &others, |origin| take_in(origin, id));
		refuses_outsiders(WAREHOUSE, &others, |origin| hand_out(origin, id));
	});
}

#[test]
fn store_is_refused_when_goods_or_facility_are_anothers() {
	test(|| {
		let id = arrived();
		assert_noop!(take_in(by(WAREHOUSE), id), Error::NotInCustody);
		hand_over(id, CARRIER_A, WAREHOUSE);
		assert_noop!(take_in(by(OTHER_WAREHOUSE), id), Error::NotInCustody);
		assert_noop!(take_in(by(WAREHOUSE), ShipmentId(9)), Error::ShipmentNotFound);
		let into = |facility| plain(Logistics::take_in(by(WAREHOUSE), id, facility, false));
		assert_noop!(into(OTHER_STORE), Error::NotYourFacility);
		assert_noop!(into(NO_STORE), Error::FacilityNotFound);
		assert_noop!(hand_out(by(WAREHOUSE), id), Error::NotInStore);
		assert_ok!(take_in(by(WAREHOUSE), id));
		assert_noop!(take_in(by(WAREHOUSE), id), Error::InStore);
		assert_noop!(hand_out(by(OTHER_WAREHOUSE), id), Error::NotInCustody);
		assert_noop!(hand_out(by(WAREHOUSE), ShipmentId(9)), Error::ShipmentNotFound);
	});
}

#[test]
fn goods_stay_in_store_when_not_handed_out() {
	test(|| {
		let id =
			shipped(vec![items(LOT, &[(0, 10)])], vec![sea(), leg("CNNBO", "CNSGH", CARRIER_A)]);
		carried(id);
		hand_over(id, CARRIER_A, WAREHOUSE);
		assert_ok!(take_in(by(WAREHOUSE), id));
		assert_noop!(offer(by(WAREHOUSE), id, CARRIER_A), Error::InStore);
		assert_noop!(accept(by(CARRIER_A), id), Error::InStore);
		assert_noop!(receive(by(IMPORTER), id), Error::InStore);
		assert_noop!(depart(by(CARRIER_A), id, 1), Error::NotInCustody);
		assert_ok!(hand_out(by(WAREHOUSE), id));
		hand_over(id, WAREHOUSE, CARRIER_A);
		travel(id, 1, CARRIER_A);
	});
}

#[test]
fn store_is_refused_when_custody_is_offered() {
	test(|| {
		let id = at_the_gate();
		assert_ok!(offer(by(WAREHOUSE), id, CARRIER_B));
		assert_noop!(take_in(by(WAREHOUSE), id), Error::OfferOpen);
		assert_ok!(Logistics::withdraw_offer(by(WAREHOUSE), id));
		assert_ok!(take_in(by(WAREHOUSE), id));
	});
}
