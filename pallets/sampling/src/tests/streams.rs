use super::{examinations::stream_of, *};
use hallmark_types::ranges::items_in;

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
	let stream = Sampling::stream(stream_of(Class::Major));
	stream.unwrap().switching.state()
}

fn severity(id: DecisionId) -> Severity {
	examination(id).classes[0].by.unwrap().severity
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
		// Another merchant's goods of the same product, wherever they were made.
		assert_eq!(severity(lot_of(OTHER_MERCHANT, OTHER_PLANT, 0)), Severity::Tightened);
		// Another product of the same type, from the same facility.
		let mut goods = line(500, 0, 1_000);
		goods.gtin = OTHER_GTIN;
		goods.merchant = OTHER_MERCHANT;
		let id = decide(500, vec![goods.clone()])[0];
		settle(id);
		examine(id, 0);
		assert_eq!(severity(id), Severity::Tightened);
		// From another facility, nothing of it.
		goods.facility = Some(OTHER_PLANT);
		let id = decide(501, vec![goods.clone()])[0];
		settle(id);
		examine(id, 0);
		assert_eq!(severity(id), Severity::Normal);
		// Nor of another type.
		goods.facility = Some(PLANT);
		goods.product_type = ProductTypeId(2);
		let id = decide(502, vec![goods])[0];
		settle(id);
		examine(id, 0);
		assert_eq!(severity(id), Severity::Normal);
		// Once the stream is normal again, it bears on nobody.
		for _ in 0..5 {
			lot(0);
		}
		assert_eq!(severity(lot_of(OTHER_MERCHANT, PLANT, 0)), Severity::Normal);
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
fn nothing_is_examined_when_discontinued_until_the_authority_resumes() {
	test(|| {
		begin();
		discontinue();
		let id = decision(1);
		settle(id);
		assert_eq!(result(id), CheckResult::Discontinued);
		assert_noop!(
			Sampling::open_examination(by(agency(id)), id, document(1)),
			Error::InspectionDiscontinued
		);
		assert_ok!(Sampling::resume(customs(), MERCHANT, GTIN, Class::Major));
		assert_eq!(state(), State::Tightened);
		assert_eq!(result(id), CheckResult::Missing);
		assert_eq!(examine(id, 0), CheckResult::Passed);
		assert_eq!(severity(id), Severity::Tightened);
		assert_noop!(
			Sampling::resume(customs(), MERCHANT, GTIN, Class::Major),
			Error::NotDiscontinued
		);
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
		assert_ok!(Sampling::resume(customs(), MERCHANT, GTIN, Class::Major));
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
		assert_noop!(approve(), Error::NotOnNormal);
		assert_eq!(state(), State::Reduced);
		let id = lot(0);
		assert_eq!(severity(id), Severity::Reduced);
		assert_eq!(examination(id).n, 32);
		// Another merchant's stream on normal inspection is stricter.
		assert_eq!(severity(lot_of(OTHER_MERCHANT, PLANT, 0)), Severity::Normal);
		assert_eq!(severity(lot(0)), Severity::Normal);
		assert_ok!(irregular());
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
fn every_merchant_of_a_lot_has_it_in_its_stream() {
	test(|| {
		begin();
		let mut other = line(2, 0, 999);
		other.merchant = OTHER_MERCHANT;
		let lines = [line(1, 0, 1), other];
		assert_eq!(items_in(&lines[0].ranges), 1);
		for n in 0..2 {
			// Not the same lots again: those were refused.
			let lines = lines
				.iter()
				.map(|line| ControlLine { lot: LotId(line.lot.0 + 10 * n), ..line.clone() });
			let id = decide(n, lines.collect())[0];
			settle(id);
			assert_eq!(examine(id, 3), CheckResult::Failed);
		}
		for merchant in [MERCHANT, OTHER_MERCHANT] {
			let key = StreamKey { merchant, ..stream_of(Class::Major) };
			assert_eq!(Sampling::stream(key).unwrap().switching.state(), State::Tightened);
		}
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
			assert_ok!(Sampling::resume(customs(), MERCHANT, GTIN, Class::Major));
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
