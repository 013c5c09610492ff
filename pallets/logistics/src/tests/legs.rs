use super::*;

fn seal(number: &str) -> Option<Text<32>> {
	Some(Text::new(number).unwrap())
}

fn depart_at(id: ShipmentId, at_leg: u8, at: Moment) -> DispatchResult {
	plain(Logistics::depart(by(CARRIER_A), id, at_leg, at, None))
}

fn arrive_at(id: ShipmentId, at_leg: u8, at: Moment) -> DispatchResult {
	plain(Logistics::arrive(by(CARRIER_A), id, at_leg, at, None))
}

#[test]
fn leg_is_travelled_by_its_carrier() {
	test(|| {
		let id = booked();
		hand_over(id, MERCHANT, CARRIER_A);
		Now::set(&(NOW + 2 * HOUR));
		assert_ok!(Logistics::depart(by(CARRIER_A), id, 0, NOW + HOUR, seal("S1")));
		assert_eq!(shipment(id).on_leg, Some(0));
		let event = Event::LegDeparted { shipment: id, leg: 0, at: NOW + HOUR };
		assert_eq!(last_event(), event.into());
		let kind = JournalKind::LegDeparted;
		assert_last_entries(id, &[LOT], kind, Assurance::Declared, CARRIER_A, None);

		Now::set(&(NOW + 9 * HOUR));
		assert_ok!(Logistics::arrive(by(CARRIER_A), id, 0, NOW + 8 * HOUR, seal("S1")));
		assert_eq!(shipment(id).on_leg, None);
		let event = Event::LegArrived {
			shipment: id,
			leg: 0,
			port: sea().to,
			at: NOW + 8 * HOUR,
			seal_intact: Some(true),
		};
		assert_eq!(last_event(), event.into());
		let kind = JournalKind::LegArrived;
		assert_last_entries(id, &[LOT], kind, Assurance::Declared, CARRIER_A, None);
		let answer = Logistics::shipment(id).unwrap().legs.remove(0);
		assert_eq!(answer.seal_intact, Some(true));
		let departed = Movement { at: NOW + HOUR, reported_at: NOW + 2 * HOUR, seal: seal("S1") };
		assert_eq!(answer.leg.departed, Some(departed));
	});
}

#[test]
fn seal_is_compared_when_both_ends_read_it() {
	test(|| {
		for (before, after, intact) in [
			(seal("S1"), seal("S2"), Some(false)),
			(None, seal("S1"), None),
			(seal("S1"), None, None),
		] {
			let start = NextShipmentId::<Test>::get().0 as u32;
			let id = shipped(vec![items(LOT, &[(start, start + 1)])], vec![sea()]);
			hand_over(id, MERCHANT, CARRIER_A);
			assert_ok!(Logistics::depart(by(CARRIER_A), id, 0, NOW, before));
			assert_ok!(Logistics::arrive(by(CARRIER_A), id, 0, NOW, after));
			assert_eq!(Logistics::shipment(id).unwrap().legs[0].seal_intact, intact);
		}
	});
}

#[test]
fn movement_is_refused_when_the_caller_is_an_outsider() {
	test(|| {
		let id = booked();
		hand_over(id, MERCHANT, CARRIER_A);
		refuses_outsiders(CARRIER_A, NO_CARRIERS, |origin| depart(origin, id, 0));
		refuses_outsiders(CARRIER_A, NO_CARRIERS, |origin| arrive(origin, id, 0));
	});
}

#[test]
fn movement_is_refused_when_the_leg_is_anothers() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, 1)])], vec![sea(), road()]);
		// The carrier of the second leg has the goods, yet the first is not its own.
		hand_over(id, MERCHANT, CARRIER_B);
		assert_noop!(depart(by(CARRIER_B), id, 0), Error::NotYourLeg);
		hand_over(id, CARRIER_B, CARRIER_A);
		assert_noop!(depart(by(CARRIER_A), id, 1), Error::NotYourLeg);
		assert_ok!(depart(by(CARRIER_A), id, 0));
		assert_noop!(arrive(by(CARRIER_B), id, 0), Error::NotYourLeg);
		assert_noop!(arrive(by(CARRIER_A), id, 1), Error::NotYourLeg);
	});
}

#[test]
fn departure_is_refused_when_the_goods_were_never_picked_up() {
	test(|| {
		let id = booked();
		assert_noop!(depart(by(CARRIER_A), id, 0), Error::NotInCustody);
		assert_ok!(offer(by(MERCHANT), id, CARRIER_A));
		assert_noop!(depart(by(CARRIER_A), id, 0), Error::NotInCustody);
		assert_ok!(accept(by(CARRIER_A), id));
		assert_ok!(depart(by(CARRIER_A), id, 0));
	});
}

#[test]
fn movement_is_refused_when_out_of_turn() {
	test(|| {
		let second = leg("CNNBO", "CNSGH", CARRIER_A);
		let id = shipped(vec![items(LOT, &[(0, 1)])], vec![sea(), second]);
		hand_over(id, MERCHANT, CARRIER_A);
		let carrier = || by(CARRIER_A);
		assert_noop!(arrive(carrier(), id, 0), Error::LegNotDeparted);
		assert_noop!(depart(carrier(), id, 1), Error::LegOutOfTurn);
		assert_noop!(depart(carrier(), id, 2), Error::LegNotFound);
		assert_noop!(arrive(carrier(), id, 2), Error::LegNotFound);
		assert_ok!(depart(carrier(), id, 0));
		assert_noop!(depart(carrier(), id, 0), Error::LegAlreadyDeparted);
		assert_noop!(depart(carrier(), id, 1), Error::LegOutOfTurn);
		assert_ok!(arrive(carrier(), id, 0));
		assert_noop!(arrive(carrier(), id, 0), Error::LegAlreadyArrived);
		assert_noop!(depart(carrier(), id, 0), Error::LegAlreadyDeparted);
		travel(id, 1, CARRIER_A);
		for call in [depart, arrive] {
			assert_noop!(call(carrier(), ShipmentId(9), 0), Error::ShipmentNotFound);
		}
	});
}

#[test]
fn movement_is_refused_when_its_time_is_wrong() {
	test(|| {
		let second = leg("CNNBO", "CNSGH", CARRIER_A);
		let id = shipped(vec![items(LOT, &[(0, 1)])], vec![sea(), second]);
		hand_over(id, MERCHANT, CARRIER_A);
		Now::set(&(NOW + HOUR));
		assert_noop!(depart_at(id, 0, NOW + HOUR + 1), Error::TimeInFuture);
		assert_noop!(depart_at(id, 0, NOW - 1), Error::TimeOutOfOrder);
		assert_ok!(depart_at(id, 0, NOW + 10));
		assert_noop!(arrive_at(id, 0, NOW + 9), Error::TimeOutOfOrder);
		assert_noop!(arrive_at(id, 0, NOW + HOUR + 1), Error::TimeInFuture);
		assert_ok!(arrive_at(id, 0, NOW + 20));
		assert_noop!(depart_at(id, 1, NOW + 19), Error::TimeOutOfOrder);
		assert_ok!(depart_at(id, 1, NOW + 20));
	});
}

#[test]
fn movement_is_refused_when_the_seals_number_does_not_show() {
	test(|| {
		let id = booked();
		hand_over(id, MERCHANT, CARRIER_A);
		let hidden = || Some(Text(b"a\n".to_vec().try_into().unwrap()));
		assert_noop!(
			plain(Logistics::depart(by(CARRIER_A), id, 0, NOW, hidden())),
			Error::InvalidSeal
		);
		assert_ok!(depart(by(CARRIER_A), id, 0));
		assert_noop!(
			plain(Logistics::arrive(by(CARRIER_A), id, 0, NOW, hidden())),
			Error::InvalidSeal
		);
	});
}

#[test]
fn movement_is_refused_when_the_shipment_has_ended() {
	test(|| {
		let id = booked();
		assert_ok!(cancel(by(MERCHANT), id));
		assert_noop!(depart(by(CARRIER_A), id, 0), Error::ShipmentEnded);
		assert_noop!(arrive(by(CARRIER_A), id, 0), Error::ShipmentEnded);
		assert_noop!(offer(by(MERCHANT), id, CARRIER_A), Error::ShipmentEnded);
		assert_noop!(accept(by(CARRIER_A), id), Error::ShipmentEnded);
		assert_noop!(Logistics::withdraw_offer(by(MERCHANT), id), Error::ShipmentEnded);
		assert_noop!(reroute(by(MERCHANT), id, 0, vec![]), Error::ShipmentEnded);
	});
}

#[test]
fn route_is_changed_by_the_consignor() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, 1)])], vec![sea(), road()]);
		let before = stored(MERCHANT);
		let other = leg("CNNBO", "CNSHG", CARRIER_A);
		assert_ok!(reroute(by(MERCHANT), id, 1, vec![other.clone()]));
		let plans: Vec<_> = legs_of(id).into_iter().map(|leg| leg.plan).collect();
		assert_eq!(plans, [sea(), other]);
		// What is gone is given back.
		assert_eq!(stored(MERCHANT), before);
		let event = Event::Rerouted { shipment: id, by: MERCHANT, old: 2, new: 2 };
		assert_eq!(last_event(), event.into());
		let kind = JournalKind::Rerouted;
		assert_last_entries(id, &[LOT], kind, Assurance::Declared, MERCHANT, None);
		assert_ok!(reroute(by(MERCHANT), id, 0, vec![]));
		assert!(legs_of(id).is_empty());
		assert!(stored(MERCHANT) < before);
	});
}

#[test]
fn route_is_changed_by_the_carrier_that_has_the_goods() {
	test(|| {
		let id = booked();
		let add = |org| reroute(by(org), id, 1, vec![road()]);
		assert_noop!(add(CARRIER_A), Error::NotYourShipment);
		hand_over(id, MERCHANT, CARRIER_A);
		assert_ok!(depart(by(CARRIER_A), id, 0));
		// On the way, what comes next can be planned.
		assert_ok!(add(CARRIER_A));
		assert_eq!(legs_of(id)[1].planned_by, CARRIER_A);
		assert!(stored(CARRIER_A) > 0);
		for org in [CARRIER_B, IMPORTER, OTHER_MERCHANT] {
			assert_noop!(add(org), Error::NotYourShipment);
		}
		assert_ok!(arrive(by(CARRIER_A), id, 0));
		hand_over(id, CARRIER_A, WAREHOUSE);
		assert_noop!(reroute(by(MERCHANT), id, 1, vec![]), Error::NotInCustody);
		assert_noop!(reroute(by(CARRIER_A), id, 1, vec![]), Error::NotYourShipment);
		// Its carrier may never come: whoever has the goods plans another.
		assert_ok!(reroute(by(WAREHOUSE), id, 1, vec![leg("CNNBO", "CNSGH", CARRIER_A)]));
		assert_eq!(stored(CARRIER_A), 0);
		hand_over(id, WAREHOUSE, CARRIER_A);
		assert_ok!(reroute(by(MERCHANT), id, 1, vec![]));
		assert_eq!(stored(WAREHOUSE), 0);
	});
}

#[test]
fn route_is_kept_when_the_consignee_has_the_goods() {
	test(|| {
		let hidden = Consignee::Committed(commitment(IMPORTER, &[7; 32]));
		// A consignee that is named, one that is not, and a carrier for a consignee.
		for (n, (consignee, taker)) in [
			(Consignee::Organisation(IMPORTER), IMPORTER),
			(hidden, IMPORTER),
			(Consignee::Organisation(CARRIER_B), CARRIER_B),
		]
		.into_iter()
		.enumerate()
		{
			let first = n as u32 * 10;
			let items = vec![items(LOT, &[(first, first + 10)])];
			let id = carried(shipped_to(consignee, items, vec![sea()]));
			let append = |keep| reroute(by(MERCHANT), id, keep, vec![road()]);
			assert_ok!(append(1));
			assert_ok!(reroute(by(MERCHANT), id, 1, vec![]));
			hand_over(id, CARRIER_A, taker);
			assert_noop!(append(1), Error::NotInCustody);
		}
	});
}

#[test]
fn route_is_kept_when_the_change_is_wrong() {
	test(|| {
		let id = shipped(vec![items(LOT, &[(0, 1)])], vec![sea(), road()]);
		refuses_outsiders(MERCHANT, &[], |origin| reroute(origin, id, 2, vec![]));
		let change = |keep, legs| reroute(by(MERCHANT), id, keep, legs);
		assert_noop!(change(3, vec![]), Error::LegNotFound);
		assert_noop!(change(2, vec![]), Error::NothingChanged);
		assert_noop!(change(1, vec![sea()]), Error::LegsDoNotJoin);
		assert_noop!(change(1, vec![leg("CNNBO", "CNNBO", CARRIER_A)]), Error::LegGoesNowhere);
		assert_noop!(change(0, vec![leg("AUMEL", "CNNBO", MERCHANT)]), Error::CarrierNotFound);
		let back_and_forth = |count: usize| -> Vec<_> {
			[leg("CNSGH", "CNNBO", CARRIER_A), leg("CNNBO", "CNSGH", CARRIER_A)]
				.into_iter()
				.cycle()
				.take(count)
				.collect()
		};
		assert_noop!(change(2, back_and_forth(7)), Error::TooManyLegs);
		assert_ok!(change(2, back_and_forth(6)));
		hand_over(id, MERCHANT, CARRIER_A);
		assert_ok!(depart(by(CARRIER_A), id, 0));
		assert_noop!(change(0, vec![]), Error::LegAlreadyDeparted);
		assert_noop!(reroute(by(MERCHANT), ShipmentId(9), 0, vec![]), Error::ShipmentNotFound);
	});
}

#[test]
fn consignor_plans_on_when_a_carrier_used_up_its_own_room_for_legs() {
	test(|| {
		let id = booked();
		hand_over(id, MERCHANT, CARRIER_A);
		travel(id, 0, CARRIER_A);
		let there = leg("CNNBO", "CNSGH", CARRIER_A);
		let back = leg("CNSGH", "CNNBO", CARRIER_A);
		for n in 1..=MAX_OTHERS_LEGS as u8 {
			let plan = if n % 2 == 1 { there.clone() } else { back.clone() };
			assert_ok!(reroute(by(CARRIER_A), id, n, vec![plan]));
			travel(id, n, CARRIER_A);
		}
		let on = |org, keep| reroute(by(org), id, keep, vec![road()]);
		assert_noop!(on(CARRIER_A, 5), Error::TooManyLegs);
		// Nor does any other carrier find room; the consignor does, and so does the consignee.
		hand_over(id, CARRIER_A, CARRIER_B);
		assert_noop!(on(CARRIER_B, 5), Error::TooManyLegs);
		assert_ok!(on(MERCHANT, 5));
		travel(id, 5, CARRIER_B);
		hand_over(id, CARRIER_B, IMPORTER);
		let back = leg("CNSGH", "CNNBO", CARRIER_A);
		assert_ok!(reroute(by(IMPORTER), id, 6, vec![back.clone(), there.clone(), back, there]));
		assert_noop!(
			reroute(by(IMPORTER), id, 10, vec![leg("CNSGH", "CNNBO", CARRIER_A)]),
			Error::TooManyLegs
		);
		assert_ok!(reroute(by(IMPORTER), id, 6, vec![]));
		assert_ok!(receive(by(IMPORTER), id));
	});
}

fn summary() -> SensorSummary {
	SensorSummary {
		quantity: Quantity::Temperature,
		from: NOW,
		to: NOW,
		min: -2_150,
		max: -1_800,
		breaches: 3,
		series: document(),
	}
}

fn summarise(origin: RuntimeOrigin, id: ShipmentId, summary: SensorSummary) -> DispatchResult {
	plain(Logistics::summarise_sensors(origin, id, 0, summary))
}

#[test]
fn sensors_are_summarised_by_the_legs_carrier() {
	test(|| {
		let id = booked();
		assert_noop!(summarise(by(CARRIER_A), id, summary()), Error::LegNotDeparted);
		carried(id);
		assert_ok!(offer(by(CARRIER_A), id, IMPORTER));
		assert_ok!(receive(by(IMPORTER), id));
		// Also after the shipment's end: loggers are read out late.
		assert_ok!(summarise(by(CARRIER_A), id, summary()));
		assert_eq!(Logistics::shipment(id).unwrap().legs[0].sensors, [summary()]);
		let event = Event::SensorsSummarised {
			shipment: id,
			leg: 0,
			quantity: Quantity::Temperature,
			breaches: 3,
		};
		assert_eq!(last_event(), event.into());
		let kind = JournalKind::SensorsSummarised;
		let series = Some(document());
		assert_last_entries(id, &[LOT], kind, Assurance::Declared, CARRIER_A, series);
		for _ in 1..MAX_SUMMARIES {
			assert_ok!(summarise(by(CARRIER_A), id, summary()));
		}
		assert_noop!(summarise(by(CARRIER_A), id, summary()), Error::TooManySummaries);
	});
}

#[test]
fn sensors_are_refused_when_they_are_anothers_or_wrong() {
	test(|| {
		let id = arrived();
		refuses_outsiders(CARRIER_A, NO_CARRIERS, |origin| summarise(origin, id, summary()));
		assert_noop!(summarise(by(CARRIER_B), id, summary()), Error::NotYourLeg);
		assert_noop!(summarise(by(CARRIER_A), ShipmentId(9), summary()), Error::ShipmentNotFound);
		assert_noop!(
			plain(Logistics::summarise_sensors(by(CARRIER_A), id, 1, summary())),
			Error::LegNotFound
		);
		for (from, to) in [(NOW + 1, NOW), (NOW, NOW + 1), (1, 0)] {
			assert_noop!(
				summarise(by(CARRIER_A), id, SensorSummary { from, to, ..summary() }),
				Error::InvalidPeriod
			);
		}
		assert_noop!(
			summarise(by(CARRIER_A), id, SensorSummary { min: 1, max: 0, ..summary() }),
			Error::InvalidExtremes
		);
	});
}
