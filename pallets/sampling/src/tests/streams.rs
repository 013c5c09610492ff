use super::*;

/// Examines one more lot of these goods, with so many nonconforming items.
fn lot_of(merchant: OrgId, facility: FacilityId, bad: u32) -> DecisionId {
	let n = NextDecisionId::<Test>::get().0 + 10;
	let mut goods = line(n, 0, 1_000);
	goods.merchant = merchant;
	goods.facility = Some(facility);
	let id = decide(n, vec![goods])[0];
	settle(id);
	examine(id, bad);
	id
}

fn lot(bad: u32) -> DecisionId {
	lot_of(MERCHANT, PLANT, bad)
}

fn begin() {
	enforce(set(vec![], usual()));
	assert_ok!(panel(&[AGENCY_A, AGENCY_B, AGENCY_C]));
}

fn state() -> State {
	state_of(stream_of(Class::Major))
}

fn severity(id: DecisionId) -> Severity {
	examination(id).classes[0].by.unwrap().severity
}

fn resume() {
	assert_ok!(Sampling::resume(customs(), Supplier::Merchant(MERCHANT), GTIN, Class::Major));
	pass_time(LOOSENING);
	assert_ok!(Sampling::resume(customs(), importer_stream(IMPORTER), GTIN, Class::Major));
	pass_time(LOOSENING);
}

fn tighten() {
	for bad in [3, 3] {
		lot(bad);
	}
	assert_eq!(state(), State::Tightened);
}

fn discontinue() {
	tighten();
	for _ in 0..5 {
		lot(3);
	}
	assert_eq!(state(), State::Discontinued);
}

#[test]
fn stream_is_tightened_and_the_next_lot_feels_it() {
	test(|| {
		begin();
		lot(3);
		// The lot that switches is judged by the plan it was drawn by.
		let id = lot(3);
		assert_eq!(severity(id), Severity::Normal);
		let switched = Event::StreamSwitched {
			stream: stream_of(Class::Major),
			old: State::Normal,
			new: State::Tightened,
		};
		assert!(events().contains(&switched));
		let id = lot(1);
		assert_eq!(severity(id), Severity::Tightened);
		assert_eq!(examination(id).classes[0].ac, 1);
		for _ in 0..4 {
			lot(0);
		}
		assert_eq!(state(), State::Normal);
	});
}

#[test]
fn other_streams_of_the_product_or_the_facility_are_held_to_the_strictest() {
	test(|| {
		begin();
		tighten();
		// Another importer's, so that only what is beside them bears on the lots.
		let severity_of = |merchant, facility, gtin, product_type| {
			let n = NextDecisionId::<Test>::get().0 + 500;
			let lot = ControlLine {
				merchant,
				facility: Some(facility),
				gtin,
				product_type: ProductTypeId(product_type),
				..line(n, 0, 1_000)
			};
			let id = decide_for(CONSIGNOR, n, vec![lot])[0];
			settle(id);
			examine(id, 0);
			severity(id)
		};
		// Another merchant's goods of the same product, wherever they were made.
		assert_eq!(severity_of(OTHER_MERCHANT, OTHER_PLANT, GTIN, 1), Severity::Tightened);
		// Another product of the same type, from the same facility.
		assert_eq!(severity_of(OTHER_MERCHANT, PLANT, OTHER_GTIN, 1), Severity::Tightened);
		// From another facility, nothing of it; nor of another type.
		assert_eq!(severity_of(OTHER_MERCHANT, OTHER_PLANT, OTHER_GTIN, 1), Severity::Normal);
		assert_eq!(severity_of(OTHER_MERCHANT, PLANT, OTHER_GTIN, 2), Severity::Normal);
		// Once the stream is normal again, it bears on nobody.
		for _ in 0..5 {
			lot(0);
		}
		assert_eq!(severity_of(OTHER_MERCHANT, PLANT, GTIN, 1), Severity::Normal);
		assert!(Tallies::<Test>::iter_keys().all(|key| matches!(key, TallyKey::Product(..))));
	});
}

#[test]
fn facility_of_either_lot_that_tightened_is_in_trouble() {
	test(|| {
		begin();
		lot_of(MERCHANT, OTHER_PLANT, 3);
		lot_of(MERCHANT, PLANT, 3);
		let stream = Sampling::stream(stream_of(Class::Major)).unwrap();
		assert_eq!(stream.troubled.into_inner(), [OTHER_PLANT, PLANT]);
	});
}

#[test]
fn nothing_is_examined_when_discontinued_until_what_the_authority_said_has_waited() {
	test(|| {
		begin();
		discontinue();
		let id = decision(1);
		settle(id);
		assert_eq!(result(id), CheckResult::Discontinued);
		let blocked = || {
			assert_noop!(
				Sampling::open_examination(by(agency(id)), id, document(1)),
				Error::InspectionDiscontinued
			);
		};
		blocked();
		let resume = |supplier| Sampling::resume(customs(), supplier, GTIN, Class::Major);
		let both = [Supplier::Merchant(MERCHANT), importer_stream(IMPORTER)];
		for supplier in both {
			assert_ok!(resume(supplier));
			let event = Event::SwitchAnnounced {
				stream: stream_by(supplier, Class::Major),
				old: State::Discontinued,
				new: State::Tightened,
				from: Now::get() + LOOSENING,
			};
			assert_eq!(last_event(), event.into());
			assert_noop!(resume(supplier), Error::AlreadyAnnounced);
		}
		pass_time(LOOSENING - 1);
		blocked();
		assert_eq!(result(id), CheckResult::Discontinued);
		pass_time(1);
		assert_eq!(state(), State::Tightened);
		assert_eq!(result(id), CheckResult::Missing);
		assert_eq!(examine(id, 0), CheckResult::Passed);
		assert_eq!(severity(id), Severity::Tightened);
		assert_noop!(resume(both[0]), Error::NotDiscontinued);
	});
}

#[test]
fn streams_beside_hear_of_a_resumption_when_it_is_called_for_again() {
	test(|| {
		begin();
		discontinue();
		let beside = || {
			let lot = ControlLine { merchant: OTHER_MERCHANT, ..line(77, 0, 10) };
			get(decide_for(CONSIGNOR, 77, vec![lot])[0]).discontinued_beside
		};
		let resume =
			|| Sampling::resume(customs(), Supplier::Merchant(MERCHANT), GTIN, Class::Major);
		assert_ok!(resume());
		pass_time(LOOSENING);
		assert!(beside());
		assert_ok!(resume());
		assert!(!beside());
		assert_noop!(resume(), Error::NotDiscontinued);
	});
}

#[test]
fn lot_under_examination_is_not_accepted_when_inspection_was_discontinued_meanwhile() {
	test(|| {
		begin();
		tighten();
		let id = decision(1);
		settle(id);
		open(id);
		reveal(id);
		for _ in 0..5 {
			lot(3);
		}
		pass_time(0);
		report(id, 0);
		conclude(id);
		assert_eq!(result(id), CheckResult::Discontinued);
		resume();
		assert_ok!(Sampling::grant_resubmission(customs(), id, document(3)));
		assert_eq!(examine(id, 0), CheckResult::Passed);
	});
}

#[test]
fn inspection_is_reduced_when_approved_and_normal_again_when_irregular() {
	test(|| {
		begin();
		let approve = || Sampling::approve_reduced(customs(), MERCHANT, GTIN, Class::Major);
		let irregular =
			|| Sampling::report_irregular_production(customs(), MERCHANT, GTIN, Class::Major);
		assert_noop!(approve(), Error::StreamNotFound);
		assert_noop!(irregular(), Error::StreamNotFound);
		for _ in 0..9 {
			lot(0);
		}
		assert_noop!(approve(), Error::ScoreTooLow);
		assert_noop!(irregular(), Error::NotOnReduced);
		// Ac is 2: three points for each lot that would pass one step tighter.
		lot(1);
		assert_ok!(approve());
		assert_noop!(approve(), Error::AlreadyAnnounced);
		// It waits like whatever loosens.
		assert_eq!(state(), State::Normal);
		pass_time(LOOSENING);
		assert_eq!(state(), State::Reduced);
		let id = lot(0);
		assert_eq!(severity(id), Severity::Reduced);
		assert_eq!(examination(id).n, 32);
		assert_noop!(approve(), Error::NotOnNormal);
		// Another merchant's stream on normal inspection is stricter.
		assert_eq!(severity(lot_of(OTHER_MERCHANT, PLANT, 0)), Severity::Normal);
		assert_eq!(severity(lot(0)), Severity::Normal);
		assert_ok!(irregular());
		assert_eq!(state(), State::Normal);
	});
}

#[test]
fn approval_of_reduced_inspection_is_void_when_a_lot_is_not_accepted_while_it_waits() {
	test(|| {
		begin();
		for _ in 0..11 {
			lot(0);
		}
		assert_ok!(Sampling::approve_reduced(customs(), MERCHANT, GTIN, Class::Major));
		lot(3);
		for _ in 0..10 {
			lot(0);
		}
		pass_time(LOOSENING);
		assert_eq!(state(), State::Normal);
	});
}

#[test]
fn score_restarts_when_the_limit_changes() {
	test(|| {
		begin();
		for _ in 0..3 {
			lot(0);
		}
		let score = || {
			let stream = Sampling::stream(stream_of(Class::Major)).unwrap();
			stream.switching.score()
		};
		assert_eq!(score(), 9);
		enforce(set(
			vec![],
			Outcome::Sample(aql_plan(Level::II, &[(Class::Major, 1_500, Unit::Nonconforming)])),
		));
		lot(0);
		assert_eq!(score(), 3);
	});
}

#[test]
fn nothing_comes_in_when_discontinued_whatever_is_asked_for() {
	for outcome in [Outcome::Exempt, Outcome::Documents, Outcome::Fraction(500), Outcome::Full] {
		test(|| {
			begin();
			discontinue();
			// Such goods were set back: each is asked for what the rule says.
			let rule = rule(1, vec![Predicate::SetBack], outcome.clone());
			enforce(set(vec![rule], usual()));
			let id = decision(1);
			settle(id);
			let check = control(id).check;
			match check {
				Check::Exempt => {}
				Check::Documents => {
					assert_ok!(Sampling::check_documents(customs(), id));
				}
				Check::Examination => {
					assert_noop!(
						Sampling::open_examination(by(agency(id)), id, document(1)),
						Error::InspectionDiscontinued
					);
				}
			}
			assert_eq!(result(id), CheckResult::Discontinued);
			resume();
			if check == Check::Documents {
				assert_ok!(Sampling::check_documents(customs(), id));
			}
			if check == Check::Examination {
				examine(id, 0);
			}
			assert_eq!(result(id), CheckResult::Passed);
		});
	}
}

#[test]
fn whole_lot_is_not_accepted_when_inspection_was_discontinued_meanwhile() {
	test(|| {
		begin();
		tighten();
		let id = decision(1);
		settle(id);
		let full = Sampling::order_control(customs(), id, Outcome::Full, document(3));
		assert_ok!(full);
		open(id);
		assert!(examination(id).is_whole());
		for _ in 0..5 {
			lot(3);
		}
		report(id, 0);
		conclude(id);
		assert_eq!(result(id), CheckResult::Discontinued);
	});
}
