use super::*;

#[test]
fn lot_is_accepted_up_to_the_acceptance_number() {
	for (bad, expected) in
		[(0, CheckResult::Passed), (2, CheckResult::Passed), (3, CheckResult::Failed)]
	{
		test(|| {
			let id = drawn(usual());
			let who = agency(id);
			report(id, bad);
			assert_eq!(result(id), CheckResult::Missing);
			conclude(id);
			assert_eq!(result(id), expected);
			assert!(!control(id).open);
			let event = Event::InspectionConcluded { decision: id, result: expected };
			assert_eq!(last_event(), event.into());
			let kind = if expected == CheckResult::Passed {
				JournalKind::InspectionAccepted
			} else {
				JournalKind::InspectionNotAccepted
			};
			let entry = (kind, Assurance::Attested, Some(who));
			assert_eq!(journal(Subject::Lot(LotId(1))).pop(), Some(entry));
			let statistics = Sampling::statistics(StatisticsSubject::Product(GTIN)).statistics;
			let failed = u32::from(expected == CheckResult::Failed);
			assert_eq!((statistics.sampled, statistics.not_accepted), (1, failed));
			assert_noop!(Sampling::conclude(by(who), id, document(2)), Error::ExaminationNotOpen);
			assert_noop!(
				Sampling::assign_agency(customs(), id, AGENCY_A),
				Error::ExaminationNotOpen
			);
		});
	}
}

#[test]
fn lot_is_accepted_only_if_every_class_is() {
	test(|| {
		let id = drawn(Outcome::Sample(aql_plan(
			Level::II,
			&[
				(Class::Major, 1_000, Unit::Nonconforming),
				(Class::Minor, 4_000, Unit::Nonconforming),
			],
		)));
		let ac: Vec<_> = examination(id).classes.iter().map(|it| it.ac).collect();
		assert_eq!(ac, [2, 7]);
		report_as(id, |n| if n < 8 { found(n, [0, 0, 1]) } else { good(n) });
		conclude(id);
		assert_eq!(result(id), CheckResult::Failed);
	});
}

#[test]
fn items_or_nonconformities_are_counted_as_the_unit_says() {
	for (unit, expected) in [(Unit::Nonconforming, 1), (Unit::NonconformitiesPer100, 5)] {
		test(|| {
			let id = drawn(Outcome::Sample(aql_plan(Level::II, &[(Class::Major, 1_000, unit)])));
			report_as(id, |n| if n == 4 { found(n, [2, 3, 9]) } else { good(n) });
			// The critical ones count too, the minor ones are not judged.
			assert_eq!(examination(id).classes[0].found, expected);
		});
	}
}

#[test]
fn item_is_nonconforming_in_every_class_when_it_is_not_presented() {
	test(|| {
		let id = drawn(Outcome::Full);
		report_as(id, |n| if n == 0 { ItemResult::NotPresented } else { good(n) });
		let counts: Vec<_> = examination(id).classes.iter().map(|it| it.found).collect();
		assert_eq!(counts, [1, 1, 1]);
		conclude(id);
		assert_eq!(result(id), CheckResult::Failed);
	});
}

#[test]
fn report_is_refused_when_it_is_out_of_order_or_of_wrong_length() {
	test(|| {
		let id = drawn(Outcome::Full);
		let who = agency(id);
		let results =
			|n: u32| -> Results { (0..n).map(good).collect::<Vec<_>>().try_into().unwrap() };
		let report = |from, n| Sampling::report_sample(by(who), id, from, results(n));
		assert_noop!(report(256, 256), Error::ReportOutOfOrder);
		assert_noop!(report(0, 255), Error::WrongReportLength);
		assert_noop!(report(0, 0), Error::WrongReportLength);
		assert_ok!(report(0, 256));
		let event = Event::SampleReported { decision: id, agency: who, from: 0, count: 256 };
		assert_eq!(last_event(), event.into());
		assert_noop!(report(0, 256), Error::ReportOutOfOrder);
		assert_ok!(report(256, 256));
		assert_ok!(report(512, 256));
		assert_noop!(Sampling::conclude(by(who), id, document(2)), Error::ReportIncomplete);
		assert_noop!(report(768, 256), Error::WrongReportLength);
		assert_ok!(report(768, 232));
		assert_noop!(report(1_000, 0), Error::WrongReportLength);
	});
}

#[test]
fn agency_has_until_the_deadline_to_report_and_then_another_gets_the_same_items() {
	test(|| {
		let id = drawn(usual());
		let first = agency(id);
		let before = Sampling::draw(id, 0, 0, 256).unwrap();
		let sample: Results = (0..80).map(good).collect::<Vec<_>>().try_into().unwrap();
		let deadline = get(id).assignment.unwrap().deadline;
		pass_time(deadline - Now::get());
		assert_noop!(Sampling::reassign(customs(), id), Error::DeadlineNotPassed);
		pass_time(1);
		assert_noop!(Sampling::report_sample(by(first), id, 0, sample), Error::DeadlinePassed);
		assert_ok!(Sampling::reassign(customs(), id));
		let second = agency(id);
		assert_ne!(second, first);
		assert_eq!(lot_journal().pop(), Some(JournalKind::ExaminationReassigned));
		let after = Sampling::draw(id, 0, 0, 256).unwrap();
		assert_eq!(before, after);
		assert_noop!(Sampling::conclude(by(first), id, document(2)), Error::NotYourExamination);
		report(id, 0);
		conclude(id);
		assert_eq!(result(id), CheckResult::Passed);
	});
}

#[test]
fn unfinished_report_counts_for_nothing_when_another_agency_begins() {
	test(|| {
		let id = drawn(Outcome::Full);
		let bad: Results = vec![ItemResult::NotPresented; 256].try_into().unwrap();
		assert_ok!(Sampling::report_sample(by(agency(id)), id, 0, bad));
		for _ in 0..2 {
			pass_time(PERIOD + 1);
			assert_ok!(Sampling::reassign(customs(), id));
			assert_eq!(examination(id).reported, 0);
		}
		// All three of the panel had their turn.
		pass_time(PERIOD + 1);
		assert_noop!(Sampling::reassign(customs(), id), Error::NoEligibleAgency);
		report_late(id);
		assert_ok!(Sampling::assign_agency(customs(), id, AGENCY_D));
		report(id, 0);
		conclude(id);
		assert_eq!(result(id), CheckResult::Passed);
	});
}

fn report_late(id: DecisionId) {
	let results: Results = vec![good(0); 256].try_into().unwrap();
	assert_noop!(Sampling::report_sample(by(agency(id)), id, 0, results), Error::DeadlinePassed);
}

#[test]
fn no_agency_is_late_while_the_authority_withholds_its_secret() {
	test(|| {
		let id = settled(usual());
		let who = agency(id);
		open(id);
		pass_time(10 * PERIOD);
		for call in [
			Sampling::reassign(customs(), id),
			Sampling::assign_agency(customs(), id, AGENCY_C),
			Sampling::report_sample(by(who), id, 0, vec![good(0)].try_into().unwrap()),
		] {
			assert_eq!(call, Err(Error::NotDrawn.into()));
		}
		assert!(control(id).open);
		reveal(id);
		report(id, 0);
		conclude(id);
		assert_eq!(result(id), CheckResult::Passed);
	});
}

/// A drawn sample, of examinations of which such a share is repeated.
fn drawn_with(repeat: u16, declaration: u64) -> DecisionId {
	enforce(RuleSet { repeat, ..set(vec![], usual()) });
	assert_ok!(panel(&[AGENCY_A, AGENCY_B]));
	let id = decision(declaration);
	settle(id);
	open(id);
	reveal(id);
	id
}

/// Every examination is repeated.
fn repeated() -> DecisionId {
	drawn_with(10_000, 1)
}

#[test]
fn second_agency_examines_the_same_items_when_examinations_are_repeated() {
	for (bad, worse, expected) in [
		(0, 0, CheckResult::Passed),
		(2, 1, CheckResult::Passed),
		(0, 3, CheckResult::Doubtful),
		(3, 0, CheckResult::Failed),
		(3, 4, CheckResult::Failed),
	] {
		test(|| {
			let id = repeated();
			let first = agency(id);
			report(id, bad);
			conclude(id);
			assert_eq!((agency(id), result(id)), (first, CheckResult::Missing));
			reveal(id);
			let second = agency(id);
			assert_ne!(first, second);
			let event = Event::RepetitionOrdered { decision: id, first, second };
			assert_eq!(last_event(), event.into());
			assert!(control(id).open);
			assert_eq!(result(id), CheckResult::Missing);
			assert_noop!(Sampling::conclude(by(first), id, document(2)), Error::NotYourExamination);
			report(id, worse);
			conclude(id);
			assert_eq!(result(id), expected);
			let differences = u32::abs_diff(bad, worse);
			let repeated = Event::ExaminationRepeated { decision: id, first, second, differences };
			assert!(events().contains(&repeated));
			for agency in [first, second] {
				let counted = Sampling::statistics(StatisticsSubject::Agency(agency));
				assert_eq!(counted.statistics.differences, differences);
			}
			assert!(lot_journal().contains(&JournalKind::ExaminationRepeated));
			// What either found counts for switching.
			let stream = Sampling::stream(stream_of(Class::Major)).unwrap();
			let accepted = bad.max(worse) <= 2;
			assert_eq!(stream.switching.score() > 0 || bad.max(worse) == 2, accepted);
			let drawn = Sampling::draw(id, 0, 0, 256).unwrap();
			assert!(drawn.items[0].first.is_some() && drawn.items[0].result.is_some());
		});
	}
}

#[test]
fn code_read_by_the_second_agency_is_compared_too() {
	test(|| {
		let id = repeated();
		report(id, 0);
		conclude(id);
		reveal(id);
		// A code was moved to another box.
		report_as(id, |n| good(if n == 7 { 99 } else { n }));
		conclude(id);
		let statistics = Sampling::statistics(StatisticsSubject::Agency(AGENCY_A));
		assert_eq!(statistics.statistics.differences, 1);
		assert_eq!(result(id), CheckResult::Passed);
	});
}

#[test]
fn first_report_stands_when_no_agency_repeats_it() {
	test(|| {
		let id = repeated();
		let first = agency(id);
		report(id, 1);
		conclude(id);
		reveal(id);
		pass_time(PERIOD);
		assert_noop!(Sampling::reassign(customs(), id), Error::DeadlineNotPassed);
		pass_time(1);
		// Nor may the authority name the first one.
		assert_noop!(Sampling::assign_agency(customs(), id, first), Error::AgencyNotEligible);
		assert_ok!(Sampling::reassign(customs(), id));
		assert_eq!(result(id), CheckResult::Passed);
		let it = examination(id);
		assert_eq!((it.agency, it.first), (first, None));
		assert_eq!(it.classes[0].found, 1);
	});
}

#[test]
fn agency_does_not_conclude_when_it_lost_its_accreditation() {
	test(|| {
		let id = drawn(usual());
		report(id, 0);
		let who = agency(id);
		Unaccredited::set(&[who].into());
		assert_noop!(Sampling::conclude(by(who), id, document(2)), Error::AgencyNotEligible);
		pass_time(PERIOD + 1);
		assert_ok!(Sampling::reassign(customs(), id));
		report(id, 0);
		conclude(id);
		assert_eq!(result(id), CheckResult::Passed);
	});
}

#[test]
fn repetition_is_not_known_before_the_report_is_concluded() {
	test(|| {
		let id = drawn_with(5_000, 1);
		let who = agency(id);
		report(id, 0);
		assert_eq!(examination(id).repetition, None);
		let now = CurrentSlot::get();
		conclude(id);
		// Its entropy is younger than the report, and its secret was never revealed.
		let awaited = awaited(id);
		assert_eq!((awaited.slot, awaited.secret), (now + SLOTS_AHEAD, 3));
		let event = Event::ReportConcluded { decision: id, agency: who, slot: awaited.slot };
		assert_eq!(last_event(), event.into());
		let entry = (JournalKind::SampleReported, Assurance::Attested, Some(who));
		assert_eq!(journal(Subject::Lot(LotId(1))).pop(), Some(entry));
		assert!(control(id).open);
		// Nobody goes on before it is settled, and nobody is late.
		pass_time(10 * PERIOD);
		for call in [
			Sampling::conclude(by(who), id, document(2)),
			Sampling::reassign(customs(), id),
			Sampling::assign_agency(customs(), id, AGENCY_C),
			Sampling::report_sample(by(who), id, 80, vec![good(0)].try_into().unwrap()),
		] {
			assert_eq!(call, Err(Error::RepetitionNotSettled.into()));
		}
		assert_noop!(Sampling::reveal(customs(), id, secret(3)), Error::EntropyNotReady);
		pass_entropy();
		assert_noop!(Sampling::reveal(customs(), id, secret(4)), Error::WrongSecret);
		assert_noop!(Sampling::reveal(by(CUSTOMS_AU), id, secret(3)), Error::NotYourDecision);
		assert_ok!(Sampling::reveal(customs(), id, secret(3)));
		assert!(examination(id).repetition.unwrap().entropy.is_some());
	});
}

#[test]
fn as_many_examinations_are_repeated_as_the_rules_say() {
	let mut repeated = 0;
	for n in 0..200 {
		test(|| {
			Noise::set(&n);
			let id = drawn_with(5_000, n);
			report(id, 0);
			conclude(id);
			reveal(id);
			if control(id).open {
				repeated += 1;
			} else {
				// The authority's word that the first report stands.
				let entry =
					(JournalKind::InspectionAccepted, Assurance::Confirmed, Some(CUSTOMS_CN));
				assert_eq!(journal(Subject::Lot(LotId(1))).pop(), Some(entry));
				assert_eq!(result(id), CheckResult::Passed);
			}
		});
	}
	assert!((70..130).contains(&repeated), "{repeated}");
}

#[test]
fn verdict_falls_at_once_when_nobody_could_repeat_the_examination() {
	test(|| {
		let id = repeated();
		let others = [AGENCY_A, AGENCY_B, AGENCY_C].into_iter().filter(|it| *it != agency(id));
		Unaccredited::set(&others.collect());
		report(id, 0);
		conclude(id);
		assert_eq!(examination(id).repetition, None);
		assert_eq!(result(id), CheckResult::Passed);
	});
}

#[test]
fn whole_lot_is_examined_again_too() {
	test(|| {
		enforce(RuleSet { repeat: 10_000, ..set(vec![], Outcome::Full) });
		assert_ok!(panel(&[AGENCY_A, AGENCY_B]));
		let id = decision(1);
		settle(id);
		let first = agency(id);
		open(id);
		report(id, 0);
		conclude(id);
		reveal(id);
		assert_ne!(agency(id), first);
		report(id, 1);
		conclude(id);
		assert_eq!(result(id), CheckResult::Doubtful);
	});
}

#[test]
fn repetition_is_not_settled_when_the_goods_are_gone() {
	test(|| {
		let id = repeated();
		report(id, 0);
		conclude(id);
		assert_ok!(<Sampling as Controls>::remember_ending(id, Ending::Returned));
		assert!(AwaitedSlots::get().is_empty());
		// The secret is handed on.
		assert_ok!(Sampling::reveal(customs(), id, secret(3)));
		assert_eq!(examination(id).repetition.unwrap().entropy, None);
		assert_eq!(result(id), CheckResult::Missing);
	});
}

#[test]
fn acceptance_is_doubtful_when_the_accreditation_is_withdrawn_as_of_before() {
	for (before, expected) in [(0, CheckResult::Doubtful), (1, CheckResult::Passed)] {
		test(|| {
			let id = drawn(usual());
			let who = agency(id);
			report(id, 0);
			conclude(id);
			let at = Now::get();
			let withdrawn = (AccreditationId(who.0), at + before);
			InDoubt::set(&[withdrawn].into());
			pass_time(DAY);
			assert_eq!(result(id), expected);
			let shown = Sampling::explain(id).unwrap();
			assert_eq!(shown.examinations[0].verdict, Some(expected));
			let granted = Sampling::grant_resubmission(customs(), id, document(3));
			if expected == CheckResult::Doubtful {
				assert_ok!(granted);
				assert_eq!(result(id), CheckResult::Missing);
			} else {
				assert_eq!(granted, Err(Error::NothingToResubmit.into()));
			}
		});
	}
}

#[test]
fn acceptance_stands_while_one_of_two_agencies_is_beyond_doubt() {
	test(|| {
		let id = repeated();
		let first = agency(id);
		report(id, 0);
		conclude(id);
		reveal(id);
		let second = agency(id);
		report(id, 0);
		conclude(id);
		let doubt = |agencies: &[OrgId]| {
			let from = |org: &OrgId| (AccreditationId(org.0), NOW);
			InDoubt::set(&agencies.iter().map(from).collect());
			result(id)
		};
		assert_eq!(doubt(&[first]), CheckResult::Passed);
		assert_eq!(doubt(&[second]), CheckResult::Passed);
		assert_eq!(doubt(&[first, second]), CheckResult::Doubtful);
		// Goods that leave now take the authority's consent when they come again. No verdict was
		// against them.
		assert_ok!(<Sampling as Controls>::remember_ending(id, Ending::Returned));
		assert!(get(decision(2)).refused);
		assert!(!Sampling::is_refused(LotId(1), 5));
	});
}

#[test]
fn refusal_stays_when_the_agency_comes_to_be_doubted() {
	test(|| {
		let id = drawn(usual());
		let who = agency(id);
		report(id, 3);
		conclude(id);
		InDoubt::set(&[(AccreditationId(who.0), NOW)].into());
		assert_eq!(result(id), CheckResult::Failed);
	});
}
