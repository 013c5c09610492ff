use super::*;

#[test]
fn custody_passes_when_offered_and_accepted() {
	test(|| {
		let id = booked();
		assert_ok!(offer(by(MERCHANT), id, CARRIER_A));
		let offered = Event::CustodyOffered {
			shipment: id,
			from: MERCHANT,
			to: CARRIER_A,
			expires: NOW + HOUR,
		};
		assert_eq!(last_event(), offered.into());
		assert_eq!(shipment(id).custodian, MERCHANT);
		assert_ok!(accept(by(CARRIER_A), id));
		assert_eq!((shipment(id).custodian, shipment(id).offer), (CARRIER_A, None));
		let passed = Event::CustodyTransferred { shipment: id, old: MERCHANT, new: CARRIER_A };
		assert_eq!(last_event(), passed.into());
		let kind = JournalKind::CustodyTransferred;
		assert_last_entries(id, &[LOT], kind, Assurance::Attested, CARRIER_A, None);
	});
}

#[test]
fn hand_over_is_only_declared_when_both_are_under_one_control() {
	test(|| {
		let id = booked();
		hand_over(id, MERCHANT, SISTER_CARRIER);
		let kind = JournalKind::CustodyTransferred;
		assert_last_entries(id, &[LOT], kind, Assurance::Declared, SISTER_CARRIER, None);
	});
}

#[test]
fn offer_is_refused_when_the_caller_is_an_outsider() {
	test(|| {
		let id = booked();
		refuses_outsiders(MERCHANT, &[], |origin| offer(origin, id, CARRIER_A));
		refuses_outsiders(MERCHANT, &[], |origin| Logistics::withdraw_offer(origin, id));
		refuses_outsiders(CARRIER_A, &[], |origin| accept(origin, id));
	});
}

#[test]
fn offer_is_refused_when_the_goods_are_in_anothers_custody() {
	test(|| {
		let id = booked();
		for org in [CARRIER_A, IMPORTER, OTHER_MERCHANT] {
			assert_noop!(offer(by(org), id, CARRIER_B), Error::NotInCustody);
		}
		hand_over(id, MERCHANT, CARRIER_A);
		assert_noop!(offer(by(MERCHANT), id, CARRIER_B), Error::NotInCustody);
		assert_noop!(offer(by(MERCHANT), ShipmentId(9), CARRIER_B), Error::ShipmentNotFound);
	});
}

#[test]
fn offer_is_refused_when_nobody_can_take_it() {
	test(|| {
		let id = booked();
		assert_noop!(offer(by(MERCHANT), id, MERCHANT), Error::OfferToSelf);
		for org in [NOBODY, SUSPENDED, AGENCY, CUSTOMS] {
			assert_noop!(offer(by(MERCHANT), id, org), Error::TakerNotFound);
		}
		for expires in [0, NOW - 1, NOW] {
			assert_noop!(
				Logistics::offer_custody(by(MERCHANT), id, CARRIER_A, expires),
				Error::InvalidExpiry
			);
		}
		assert_ok!(Logistics::offer_custody(by(MERCHANT), id, CARRIER_A, NOW + 1));
	});
}

#[test]
fn offer_is_refused_when_another_is_open() {
	test(|| {
		let id = booked();
		assert_ok!(offer(by(MERCHANT), id, CARRIER_A));
		assert_noop!(offer(by(MERCHANT), id, CARRIER_B), Error::OfferOpen);
		Now::set(&(NOW + HOUR - 1));
		assert_noop!(offer(by(MERCHANT), id, CARRIER_B), Error::OfferOpen);
		// It has lapsed.
		Now::set(&(NOW + HOUR));
		assert_ok!(offer(by(MERCHANT), id, CARRIER_B));
		assert_noop!(accept(by(CARRIER_A), id), Error::NotYourOffer);
		assert_ok!(accept(by(CARRIER_B), id));
	});
}

#[test]
fn offer_expires_to_the_millisecond() {
	test(|| {
		let id = booked();
		assert_ok!(offer(by(MERCHANT), id, CARRIER_A));
		Now::set(&(NOW + HOUR));
		assert_noop!(accept(by(CARRIER_A), id), Error::OfferExpired);
		assert_noop!(Logistics::withdraw_offer(by(MERCHANT), id), Error::NoOffer);
		assert_eq!(shipment(id).offer, None);
		assert_eq!(shipment(id).custodian, MERCHANT);
		Now::set(&(NOW + HOUR - 1));
		assert!(shipment(id).offer.is_some());
		assert_ok!(accept(by(CARRIER_A), id));
	});
}

#[test]
fn acceptance_is_refused_when_it_was_not_offered() {
	test(|| {
		let id = booked();
		assert_noop!(accept(by(CARRIER_A), id), Error::NoOffer);
		assert_ok!(offer(by(MERCHANT), id, CARRIER_A));
		for org in [CARRIER_B, IMPORTER, MERCHANT, SISTER_CARRIER] {
			assert_noop!(accept(by(org), id), Error::NotYourOffer);
		}
		assert_ok!(accept(by(CARRIER_A), id));
		assert_noop!(accept(by(CARRIER_A), id), Error::NoOffer);
		assert_noop!(accept(by(CARRIER_A), ShipmentId(9)), Error::ShipmentNotFound);
	});
}

#[test]
fn acceptance_is_refused_when_the_offer_was_withdrawn() {
	test(|| {
		let id = booked();
		assert_noop!(Logistics::withdraw_offer(by(MERCHANT), id), Error::NoOffer);
		assert_ok!(offer(by(MERCHANT), id, CARRIER_A));
		assert_noop!(Logistics::withdraw_offer(by(CARRIER_A), id), Error::NotInCustody);
		assert_ok!(Logistics::withdraw_offer(by(MERCHANT), id));
		let event = Event::OfferWithdrawn { shipment: id, from: MERCHANT, to: CARRIER_A };
		assert_eq!(last_event(), event.into());
		assert_noop!(accept(by(CARRIER_A), id), Error::NoOffer);
	});
}

#[test]
fn custody_stays_when_the_goods_are_on_their_way() {
	test(|| {
		let id = booked();
		hand_over(id, MERCHANT, CARRIER_A);
		assert_ok!(depart(by(CARRIER_A), id, 0));
		assert_noop!(offer(by(CARRIER_A), id, IMPORTER), Error::OnTheWay);
		assert_noop!(accept(by(IMPORTER), id), Error::OnTheWay);
		assert_ok!(arrive(by(CARRIER_A), id, 0));
		hand_over(id, CARRIER_A, IMPORTER);
	});
}

#[test]
fn offer_made_before_a_departure_is_gone_after_it() {
	test(|| {
		let id = booked();
		hand_over(id, MERCHANT, CARRIER_A);
		assert_ok!(offer(by(CARRIER_A), id, CARRIER_B));
		assert_noop!(depart(by(CARRIER_A), id, 0), Error::OfferOpen);
		Now::set(&(NOW + HOUR));
		travel(id, 0, CARRIER_A);
		// Not even a clock that goes back revives it.
		Now::set(&NOW);
		assert_noop!(accept(by(CARRIER_B), id), Error::NoOffer);
		Now::set(&(NOW + HOUR));
	});
}
