//! Whose record it is: what an importer does counts against that importer, and against merchant,
//! product and facility only what was found of goods that were examined.

use super::*;

/// Rules that ask more of goods with a record.
fn wary() -> RuleSet {
	let rules = vec![
		rule(1, vec![Predicate::FailedWithin(300)], Outcome::Full),
		rule(2, vec![Predicate::SetBack], usual()),
		rule(3, vec![Predicate::Risk(vec![RiskBand::High].try_into().unwrap())], usual()),
	];
	set(rules, Outcome::Documents)
}

/// What is asked of a new lot of the goods.
fn asked_of(importer: OrgId, goods: ControlLine) -> Outcome {
	let n = NextDecisionId::<Test>::get().0 + 1_000;
	let lot = ControlLine { lot: LotId(n), ..goods };
	get(decide_for(importer, n, vec![lot])[0]).outcome.clone()
}

/// The usual goods.
fn goods() -> ControlLine {
	line(1, 0, 1_000)
}

/// Examines a lot of the goods that an importer declares: so many items are not presented, so many
/// bad.
fn examined(importer: OrgId, goods: ControlLine, missing: u32, bad: u32) -> DecisionId {
	let n = NextDecisionId::<Test>::get().0 + 2_000;
	let lot = ControlLine { lot: LotId(n), ..goods };
	let id = decide_for(importer, n, vec![lot])[0];
	settle(id);
	open(id);
	if !examination(id).is_whole() {
		reveal(id);
	}
	report_as(id, |n| match n {
		n if n < missing => ItemResult::NotPresented,
		n if n < missing + bad => found(n, [0, 1, 0]),
		n => good(n),
	});
	conclude(id);
	id
}

fn begin(otherwise: Outcome) {
	enforce(set(vec![], otherwise));
	assert_ok!(panel(&[AGENCY_A, AGENCY_B, AGENCY_C]));
}

#[test]
fn nobody_else_is_set_back_when_a_stranger_lodges_and_withdraws() {
	test(|| {
		enforce(wary());
		let taken_back = [line(1, 7, 8)];
		<Sampling as Controls>::remember_withdrawal(CONSIGNOR, &taken_back);
		// Other items of the same lot, other lots of the same product, merchant and facility.
		assert_eq!(get(decide(1, vec![line(1, 8, 1_000)])[0]).outcome, Outcome::Documents);
		assert_eq!(asked_of(IMPORTER, goods()), Outcome::Documents);
		// The very items are known, at every border, and the stranger is, for a year.
		assert_eq!(get(decide(2, vec![line(1, 7, 8)])[0]).outcome, usual());
		assert_eq!(asked_of(CONSIGNOR, goods()), usual());
		let other = ControlLine { gtin: OTHER_GTIN, ..goods() };
		assert_eq!(asked_of(CONSIGNOR, other), Outcome::Documents);
		pass_time(Sampling::settings().set_back);
		assert_eq!(asked_of(CONSIGNOR, goods()), Outcome::Documents);
		assert_eq!(get(decide(3, vec![line(1, 7, 8)])[0]).outcome, usual());
	});
}

#[test]
fn nobody_else_is_set_back_when_a_stranger_s_goods_are_returned_detained_or_invalidated() {
	for ending in [Ending::Returned, Ending::Invalidated, Ending::Detained] {
		test(|| {
			enforce(wary());
			let before = asked_of(IMPORTER, goods());
			for n in 0..20 {
				let id = decide_for(CONSIGNOR, n, vec![line(n, 0, 1)])[0];
				assert_ok!(Sampling::remember_ending(id, ending));
			}
			assert_eq!(before, Outcome::Documents);
			assert_eq!(asked_of(IMPORTER, goods()), Outcome::Documents);
			assert_eq!(asked_of(CONSIGNOR, goods()), usual());
			for subject in [
				StatisticsSubject::Merchant(MERCHANT),
				StatisticsSubject::Product(GTIN),
				StatisticsSubject::Facility(PLANT),
				StatisticsSubject::Origin(country("AU")),
			] {
				assert!(Sampling::statistics(subject).score <= 50);
			}
		});
	}
}

#[test]
fn record_is_not_shed_when_a_sister_of_the_importer_declares() {
	test(|| {
		enforce(wary());
		<Sampling as Controls>::remember_withdrawal(IMPORTER, &[line(1, 7, 8)]);
		// Under common control with the importer.
		assert_eq!(asked_of(IMPORTERS_AGENCY, goods()), usual());
		assert_eq!(asked_of(CONSIGNOR, goods()), Outcome::Documents);
	});
}

#[test]
fn product_is_not_discontinued_when_one_importer_leaves_samples_unpresented() {
	test(|| {
		begin(usual());
		let major = Class::Major;
		for _ in 0..7 {
			let id = examined(CONSIGNOR, goods(), 80, 0);
			assert_eq!(result(id), CheckResult::Failed);
		}
		let importer = stream_by(importer_stream(CONSIGNOR), major);
		assert_eq!(state_of(importer), State::Discontinued);
		// It brings no more of the product in.
		let id = decide_for(CONSIGNOR, 1, vec![line(1, 0, 1_000)])[0];
		settle(id);
		assert_eq!(result(id), CheckResult::Discontinued);
		// Nor does whoever is under common control with it.
		let id = decide_for(CONSIGNORS_AGENCY, 2, vec![line(1, 1_000, 2_000)])[0];
		settle(id);
		assert_eq!(result(id), CheckResult::Discontinued);
		// Nobody else hears of it: neither the merchant nor the product nor the facility.
		assert_eq!(Sampling::stream(stream_of(major)), None);
		assert_eq!(Tallies::<Test>::iter().count(), 0);
		let id = examined(IMPORTER, goods(), 0, 0);
		assert_eq!(result(id), CheckResult::Passed);
		let judged = examination(id).classes[0].by.unwrap();
		assert_eq!(judged.severity, Severity::Normal);
		let merchant = Sampling::statistics(StatisticsSubject::Merchant(MERCHANT)).statistics;
		assert_eq!((merchant.sampled, merchant.not_accepted), (8, 0));
		let consignor = Sampling::statistics(StatisticsSubject::Importer(CONSIGNOR)).statistics;
		assert_eq!((consignor.sampled, consignor.not_accepted), (7, 7));
		// The authority resumes an importer's stream as any other.
		let stream = importer_stream(CONSIGNOR);
		assert_ok!(Sampling::resume(customs(), stream, GTIN, major));
		pass_time(LOOSENING);
		assert_eq!(state_of(importer), State::Tightened);
	});
}

#[test]
fn sample_speaks_for_no_merchant_when_it_is_incomplete_and_against_it_when_bad() {
	test(|| {
		begin(usual());
		let score = || Sampling::stream(stream_of(Class::Major)).map(|it| it.switching.score());
		// The consignment is accepted, as two are few enough. The merchant's stream does not hear
		// of it.
		assert_eq!(result(examined(IMPORTER, goods(), 2, 0)), CheckResult::Passed);
		assert_eq!(score(), None);
		assert_eq!(result(examined(IMPORTER, goods(), 0, 0)), CheckResult::Passed);
		assert_eq!(score(), Some(3));
		// Bad ones are bad, whatever else is missing.
		for _ in 0..2 {
			assert_eq!(result(examined(IMPORTER, goods(), 2, 3)), CheckResult::Failed);
		}
		assert_eq!(state_of(stream_of(Class::Major)), State::Tightened);
	});
}

#[test]
fn goods_have_a_record_of_failure_only_when_it_was_found_of_what_was_presented() {
	for (missing, bad, merchant_failed) in
		[(3, 0, false), (2, 1, false), (0, 3, true), (1, 3, true)]
	{
		test(|| {
			begin(usual());
			let id = examined(CONSIGNOR, goods(), missing, bad);
			assert_eq!(result(id), CheckResult::Failed);
			enforce(wary());
			let expected = if merchant_failed { Outcome::Full } else { Outcome::Documents };
			assert_eq!(asked_of(IMPORTER, goods()), expected);
			assert_eq!(asked_of(CONSIGNOR, goods()), Outcome::Full);
			let merchant = Sampling::statistics(StatisticsSubject::Merchant(MERCHANT)).statistics;
			assert_eq!(merchant.not_accepted, u32::from(merchant_failed));
		});
	}
}

#[test]
fn second_agency_s_word_is_looked_at_when_the_first_found_goods_missing() {
	test(|| {
		enforce(RuleSet { repeat: 10_000, ..set(vec![], usual()) });
		assert_ok!(panel(&[AGENCY_A, AGENCY_B]));
		let id = decision(1);
		settle(id);
		open(id);
		reveal(id);
		report_as(id, |n| if n < 3 { ItemResult::NotPresented } else { good(n) });
		conclude(id);
		reveal(id);
		let first = examination(id).first.unwrap();
		assert_eq!((first.not_presented, examination(id).not_presented), (3, 0));
		report(id, 3);
		conclude(id);
		assert_eq!(result(id), CheckResult::Failed);
		let key = RecordKey::Goods(MERCHANT, GTIN);
		assert_eq!(Records::<Test>::get(key).failed, Some(Now::get()));
	});
}

#[test]
fn record_is_not_shed_when_another_facility_is_named() {
	test(|| {
		begin(usual());
		for _ in 0..2 {
			examined(IMPORTER, goods(), 0, 3);
		}
		assert_eq!(state_of(stream_of(Class::Major)), State::Tightened);
		let severity = |id| examination(id).classes[0].by.unwrap().severity;
		for facility in [Some(OTHER_PLANT), None] {
			let elsewhere = ControlLine { facility, ..goods() };
			assert_eq!(severity(examined(IMPORTER, elsewhere, 0, 0)), Severity::Tightened);
		}
		let rules = vec![rule(1, vec![Predicate::FailedWithin(300)], Outcome::Full)];
		enforce(set(rules, Outcome::Documents));
		for facility in [Some(OTHER_PLANT), None] {
			let elsewhere = ControlLine { facility, ..goods() };
			assert_eq!(asked_of(CONSIGNOR, elsewhere), Outcome::Full);
		}
		// What the facility makes of the product for another merchant has that record, too; what it
		// makes of another product does not.
		let other = ControlLine { merchant: OTHER_MERCHANT, ..goods() };
		assert_eq!(asked_of(CONSIGNOR, other.clone()), Outcome::Full);
		let product = ControlLine { gtin: OTHER_GTIN, ..other.clone() };
		assert_eq!(asked_of(CONSIGNOR, product), Outcome::Documents);
		let elsewhere = ControlLine { facility: None, ..other };
		assert_eq!(asked_of(CONSIGNOR, elsewhere), Outcome::Documents);
	});
}

#[test]
fn facility_has_no_record_when_only_a_claim_names_it() {
	test(|| {
		begin(usual());
		// What its owner does not stand by comes without a facility.
		let claimed = ControlLine { facility: None, manufacturer: None, ..goods() };
		for _ in 0..7 {
			examined(IMPORTER, claimed.clone(), 0, 3);
		}
		let statistics = Sampling::statistics(StatisticsSubject::Facility(PLANT)).statistics;
		assert_eq!(statistics, Default::default());
		assert_eq!(Records::<Test>::get(RecordKey::Made(PLANT, GTIN)), Record::default());
		let others = ControlLine { gtin: OTHER_GTIN, merchant: OTHER_MERCHANT, ..goods() };
		let id = examined(CONSIGNOR, others, 0, 0);
		assert_eq!(examination(id).classes[0].by.unwrap().severity, Severity::Normal);
	});
}

#[test]
fn merchant_does_not_stand_or_fall_with_another_when_an_importer_declares_them_together() {
	test(|| {
		begin(usual());
		let mut bad = line(900, 0, 1_000);
		bad.merchant = OTHER_MERCHANT;
		for n in 0..2 {
			let lines = [line(1, 0, 1_000), bad.clone()]
				.map(|line| ControlLine { lot: LotId(line.lot.0 + n), ..line });
			let ids = decide(n, lines.to_vec());
			assert_ne!(ids[0], ids[1]);
			settle(ids[0]);
			assert_ok!(Sampling::settle(customs(), ids[1], secret(1)));
			assert_eq!(examine(ids[0], 0), CheckResult::Passed);
			assert_eq!(examine(ids[1], 3), CheckResult::Failed);
		}
		assert_eq!(state_of(stream_of(Class::Major)), State::Normal);
		let other = stream_by(Supplier::Merchant(OTHER_MERCHANT), Class::Major);
		assert_eq!(state_of(other), State::Tightened);
	});
}

#[test]
fn lot_is_sampled_and_not_kept_out_when_another_merchant_s_stream_is_discontinued() {
	test(|| {
		begin(usual());
		let other = ControlLine { merchant: OTHER_MERCHANT, ..goods() };
		for _ in 0..7 {
			examined(CONSIGNOR, other.clone(), 0, 3);
		}
		let key = stream_by(Supplier::Merchant(OTHER_MERCHANT), Class::Major);
		assert_eq!(state_of(key), State::Discontinued);
		// Nothing else would be asked of the merchant's own goods.
		enforce(set(vec![rule(1, vec![], Outcome::Exempt)], Outcome::Documents));
		let id = examined(IMPORTER, goods(), 0, 0);
		assert!(get(id).discontinued_beside);
		assert_eq!(get(id).outcome, usual());
		assert_eq!(examination(id).classes[0].by.unwrap().severity, Severity::Tightened);
		assert_eq!(result(id), CheckResult::Passed);
	});
}
