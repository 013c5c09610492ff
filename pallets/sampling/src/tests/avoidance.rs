//! A draw cannot be known before its slot and secret, repeated, or avoided.

use super::*;

/// What would be drawn if this were the secret and this the entropy.
fn guess(id: DecisionId, mix: Digest, secret: Digest) -> Vec<u32> {
	let it = examination(id);
	let slot = it.draw.unwrap().slot;
	draw::positions(&draw::seed(id, slot, &mix, &secret), it.n, get(id).size)
}

fn positions(id: DecisionId) -> Vec<u32> {
	let answer = Sampling::draw(id, get(id).round, 0, 256).unwrap();
	answer.items.iter().map(|item| item.position).collect()
}

#[test]
fn draw_is_not_known_before_its_slot_nor_without_its_secret() {
	test(|| {
		let id = settled(usual());
		open(id);
		let answer = Sampling::draw(id, 0, 0, 256).unwrap();
		assert_eq!((answer.seed, answer.items.len()), (None, 0));
		pass_entropy();
		let mix = <World as hallmark_glue::Beacon>::mix(awaited(id).slot).unwrap();
		// Who made the entropy knows all but the secret; who knows the secret, all but the entropy.
		let without_secret = guess(id, mix, secret(1));
		let without_mix = guess(id, Digest::zero(), secret(2));
		reveal(id);
		let drawn = positions(id);
		assert_ne!(drawn, without_secret);
		assert_ne!(drawn, without_mix);
		assert_eq!(drawn, guess(id, mix, secret(2)));
	});
}

#[test]
fn authority_cannot_choose_which_secret_meets_which_entropy() {
	test(|| {
		enforce(set(vec![], usual()));
		assert_ok!(panel(&[AGENCY_A]));
		let mut other = line(2, 0, 1_000);
		other.gtin = OTHER_GTIN;
		let ids = decide(1, vec![line(1, 0, 1_000), other]);
		settle(ids[0]);
		assert_ok!(Sampling::settle(customs(), ids[1], secret(1)));
		open(ids[1]);
		open(ids[0]);
		assert_eq!((awaited(ids[1]).secret, awaited(ids[0]).secret), (2, 3));
		pass_entropy();
		assert_noop!(Sampling::reveal(customs(), ids[0], secret(2)), Error::SecretOutOfOrder);
		assert_noop!(Sampling::reveal(customs(), ids[1], secret(3)), Error::WrongSecret);
		assert_ok!(Sampling::reveal(customs(), ids[1], secret(2)));
		assert_ok!(Sampling::reveal(customs(), ids[0], secret(3)));
	});
}

#[test]
fn goods_that_failed_are_remembered_for_as_many_days_as_a_rule_says() {
	test(|| {
		let id = settled(usual());
		assert_eq!(examine(id, 3), CheckResult::Failed);
		enforce(set(
			vec![rule(1, vec![Predicate::FailedWithin(30)], Outcome::Full)],
			Outcome::Documents,
		));
		// Another batch, another lot, other items.
		assert_eq!(get(decide(2, vec![line(8, 0, 9)])[0]).outcome, Outcome::Full);
		pass_time(30 * DAY - LOOSENING);
		assert_eq!(get(decide(3, vec![line(8, 0, 9)])[0]).outcome, Outcome::Documents);
	});
}

#[test]
fn second_decision_asks_for_what_the_first_did_when_declared_again() {
	test(|| {
		let id = settled(usual());
		assert_ok!(Sampling::remember_ending(id, Ending::Invalidated));
		enforce(set(vec![], Outcome::Documents));
		let again = decide(2, vec![line(1, 999, 1_200)])[0];
		assert_eq!(get(again).inherited, Some(usual()));
		assert_eq!(get(again).outcome, usual());
		assert_eq!(get(again).round, 0);
		assert!(!get(again).refused);
		// Other items have no past.
		let other = decide(3, vec![line(1, 1_000, 1_200)])[0];
		assert_eq!(get(other).outcome, Outcome::Documents);
	});
}

#[test]
fn another_port_buys_nothing() {
	test(|| {
		let id = drawn(usual());
		report(id, 3);
		conclude(id);
		assert_ok!(Sampling::remember_ending(id, Ending::Returned));
		enforce(set(vec![rule(1, vec![Predicate::SetBack], Outcome::Full)], Outcome::Documents));
		assert_ok!(Sampling::set_rules(
			by(CUSTOMS_AU),
			Box::new(set(
				vec![rule(1, vec![Predicate::SetBack], Outcome::Full)],
				Outcome::Documents,
			))
		));
		pass_time(LOOSENING);
		// The same items at another port of the country: what was refused stays refused.
		let again = get(decide_at("CNSHG", 2, vec![line(1, 0, 10)])[0]);
		assert_eq!((again.inherited, again.refused), (Some(usual()), true));
		assert_eq!(again.outcome, Outcome::Full);
		// Another country's memory is its own, but that they were set back is known at every
		// border.
		let abroad = get(decide_at("AUMEL", 3, vec![line(1, 0, 10)])[0]);
		assert_eq!((abroad.inherited, abroad.refused), (None, false));
		assert_eq!(abroad.outcome, Outcome::Full);
		// And so of another lot of the same goods, whoever declares it.
		for importer in [IMPORTER, CONSIGNOR] {
			let other = get(decide_for(importer, 4, vec![line(9, 0, 10)])[0]);
			assert_eq!(other.outcome, Outcome::Full);
		}
	});
}

#[test]
fn invalidated_goods_are_set_back_and_are_no_first_lot() {
	for (ending, set_back) in
		[(Ending::Invalidated, true), (Ending::Returned, true), (Ending::Destroyed, false)]
	{
		test(|| {
			enforce(set(
				vec![
					rule(1, vec![Predicate::SetBack], Outcome::Full),
					rule(2, vec![Predicate::FirstLot], usual()),
				],
				Outcome::Documents,
			));
			let id = decision(1);
			assert_eq!(get(id).outcome, usual());
			assert_ok!(Sampling::remember_ending(id, ending));
			let next = LinesOf::<Test>::get(decide(2, vec![line(2, 0, 9)])[0]).unwrap();
			let facts = &next[0].facts;
			assert_eq!((facts.set_back, facts.first_lot), (set_back, set_back));
		});
	}
}

#[test]
fn lot_stays_the_first_one_when_some_of_it_was_released() {
	test(|| {
		let id = decision(1);
		assert_ok!(Sampling::remember_ending(id, Ending::Released));
		assert_ok!(Sampling::remember_ending(id, Ending::Returned));
		let next = LinesOf::<Test>::get(decision(2)).unwrap();
		assert!(!next[0].facts.first_lot);
	});
}

#[test]
fn random_control_is_not_escaped_by_declaring_again() {
	test(|| {
		enforce(RuleSet { floor: 10_000, ..set(vec![], Outcome::Documents) });
		let id = decision(1);
		settle(id);
		assert_ok!(Sampling::remember_ending(id, Ending::Invalidated));
		enforce(set(vec![], Outcome::Documents));
		assert_eq!(get(decision(2)).outcome, usual());
	});
}

#[test]
fn invalidation_is_refused_while_an_examination_is_open() {
	test(|| {
		let id = settled(usual());
		open(id);
		assert_noop!(
			Sampling::remember_ending(id, Ending::Invalidated),
			Error::ExaminationStillOpen
		);
		reveal(id);
		report(id, 0);
		assert_noop!(
			Sampling::remember_ending(id, Ending::Invalidated),
			Error::ExaminationStillOpen
		);
		conclude(id);
		assert_ok!(Sampling::remember_ending(id, Ending::Invalidated));
	});
}

#[test]
fn drawn_sample_is_not_escaped_by_returning_the_goods() {
	// Returned after the draw, after a failed verdict, after an accepted one.
	for (bad, refused) in [(None, true), (Some(3), true), (Some(0), false)] {
		test(|| {
			let id = drawn(usual());
			if let Some(bad) = bad {
				report(id, bad);
				conclude(id);
			}
			assert_ok!(Sampling::remember_ending(id, Ending::Returned));
			let again = decide(2, vec![line(1, 500, 2_000)])[0];
			assert_eq!(get(again).refused, refused);
			settle(again);
			if !refused {
				assert_eq!(examine(again, 0), CheckResult::Passed);
				return;
			}
			assert_eq!(result(again), CheckResult::Failed);
			assert_noop!(
				Sampling::open_examination(by(agency(again)), again, document(1)),
				Error::NotAcceptedBefore
			);
			// The authority's consent, once, and a fresh draw.
			assert_ok!(Sampling::grant_resubmission(customs(), again, document(3)));
			assert_eq!(examine(again, 0), CheckResult::Passed);
			// Which ends it: accepted, they are goods like others.
			assert_ok!(Sampling::remember_ending(again, Ending::Returned));
			let third = decide(3, vec![line(1, 500, 2_000)])[0];
			assert!(!get(third).refused);
			// Those that were not in it are still refused.
			let rest = decide(4, vec![line(1, 0, 500)])[0];
			assert!(get(rest).refused);
		});
	}
}

#[test]
fn splitting_lines_buys_nothing() {
	test(|| {
		enforce(set(vec![], usual()));
		assert_ok!(panel(&[AGENCY_A]));
		let whole = decide(1, vec![line(1, 0, 1_000)])[0];
		let split = decide(2, (0..10).map(|n| line(2, n * 100, n * 100 + 100)).collect());
		assert!(split.iter().all(|id| *id == split[0]));
		settle(whole);
		assert_ok!(Sampling::settle(customs(), split[0], secret(1)));
		open(whole);
		open(split[0]);
		assert_eq!(examination(whole).n, examination(split[0]).n);
		assert_eq!(examination(whole).classes, examination(split[0]).classes);
	});
}

#[test]
fn late_report_changes_nothing_about_what_was_drawn() {
	test(|| {
		let id = drawn(usual());
		let before = positions(id);
		let noise = Noise::get();
		pass_time(PERIOD + 1);
		Noise::set(&(noise + 1));
		pass_slots(100);
		assert_ok!(Sampling::reassign(customs(), id));
		assert_eq!(positions(id), before);
	});
}

#[test]
fn refused_goods_stay_refused_when_lines_leave_one_by_one() {
	// Before a verdict, and after one that is not acceptance.
	for concluded in [false, true] {
		test(|| {
			enforce(set(vec![], usual()));
			assert_ok!(panel(&[AGENCY_A, AGENCY_B, AGENCY_C]));
			let id = decide(1, vec![line(1, 0, 500), line(2, 0, 500)])[0];
			settle(id);
			open(id);
			reveal(id);
			assert!(!Sampling::is_refused(LotId(1), 0));
			if concluded {
				report(id, 3);
				conclude(id);
			}
			assert_ok!(Sampling::remember_departed(id, &[line(1, 0, 500)]));
			enforce(set(vec![], Outcome::Documents));
			let again = get(decide(2, vec![line(1, 499, 600)])[0]);
			assert!(again.refused);
			assert_eq!(again.inherited, Some(usual()));
			// What goes on is refused with the verdict, not before it.
			assert_eq!(get(decide(3, vec![line(2, 0, 9)])[0]).refused, concluded);
			// Readers hear of verdicts alone: nobody found anything wrong with what only left.
			assert_eq!(Sampling::is_refused(LotId(1), 499), concluded);
			assert!(!Sampling::is_refused(LotId(1), 500));
			assert_eq!(Sampling::is_refused(LotId(2), 499), concluded);
		});
	}
	test(|| {
		assert_noop!(
			Sampling::remember_departed(DecisionId(9), &[line(1, 0, 1)]),
			Error::DecisionNotFound
		);
	});
}

#[test]
fn refusal_is_forgotten_when_a_resubmission_is_accepted() {
	test(|| {
		let id = settled(usual());
		assert_eq!(examine(id, 3), CheckResult::Failed);
		assert!(Sampling::is_refused(LotId(1), 0));
		assert_ok!(Sampling::grant_resubmission(customs(), id, document(3)));
		assert_eq!(examine(id, 0), CheckResult::Passed);
		assert!(!Sampling::is_refused(LotId(1), 0));
	});
}

#[test]
fn sample_that_the_authority_knows_is_not_escaped_when_it_was_not_revealed() {
	for known in [false, true] {
		test(|| {
			let id = settled(usual());
			open(id);
			if known {
				pass_slots(SLOTS_AHEAD + 1);
			}
			assert_ok!(Sampling::remember_ending(id, Ending::Returned));
			assert_eq!(get(decision(2)).refused, known);
		});
	}
}

#[test]
fn random_control_that_the_authority_knows_is_not_escaped_when_it_was_not_settled() {
	for (known, outcome) in [(false, Outcome::Documents), (true, usual())] {
		test(|| {
			enforce(RuleSet { floor: 1, ..set(vec![], Outcome::Documents) });
			let id = decision(1);
			if known {
				pass_slots(SLOTS_AHEAD + 1);
			}
			assert_ok!(Sampling::remember_ending(id, Ending::Invalidated));
			assert_eq!(get(decision(2)).outcome, outcome);
		});
	}
}
