//! An authority that lost its secrets has a way on, and gains nothing by it.

use super::*;

fn lose(id: DecisionId) -> DispatchResult {
	Sampling::declare_lost(customs(), id, document(9))
}

/// In place of each secret.
fn nothing() -> Digest {
	Digest::zero()
}

#[test]
fn decision_is_settled_when_the_secrets_are_lost_and_all_is_examined_by_two_agencies() {
	// Whatever the rules asked for, and whatever the authority knows the secret would have made of
	// it.
	for outcome in [Outcome::Documents, usual(), Outcome::Fraction(100)] {
		test(|| {
			enforce(RuleSet { floor: 1, ..set(vec![], outcome.clone()) });
			assert_ok!(panel(&[AGENCY_A, AGENCY_B]));
			let id = decision(1);
			pass_entropy();
			let known = get(id).slot;
			assert_ok!(lose(id));
			let event = Event::SecretsLost { decision: id, reason: document(9) };
			assert_eq!(last_event(), event.into());
			assert_eq!(lot_journal().pop(), Some(JournalKind::ControlOrdered));
			assert_noop!(lose(id), Error::AlreadyLost);
			// Another slot, ahead, and no secret that could be chosen.
			assert!(get(id).slot > known && get(id).slot > CurrentSlot::get());
			let settle = |secret| Sampling::settle(customs(), id, secret);
			assert_noop!(settle(nothing()), Error::EntropyNotReady);
			pass_entropy();
			for k in 0..3 {
				assert_noop!(settle(secret(k)), Error::WrongSecret);
			}
			assert_ok!(settle(nothing()));
			assert_eq!(get(id).settlement.unwrap().outcome, Outcome::Full);
			open(id);
			assert!(examination(id).is_whole());
			report(id, 0);
			conclude(id);
			assert_eq!(result(id), CheckResult::Missing);
			pass_entropy();
			assert_ok!(Sampling::reveal(customs(), id, nothing()));
			assert!(examination(id).first.is_some());
			report(id, 0);
			conclude(id);
			assert_eq!(result(id), CheckResult::Passed);
			assert!(AwaitedSlots::get().is_empty());
		});
	}
}

#[test]
fn nothing_is_drawn_anew_when_the_secret_of_a_draw_is_lost() {
	for known in [false, true] {
		test(|| {
			let id = settled(usual());
			open(id);
			if known {
				pass_entropy();
			}
			assert_ok!(lose(id));
			// No sample that the authority could like better than the one that it computed: all of
			// it.
			let it = examination(id);
			assert!(it.is_whole());
			assert_eq!((it.n, it.awaited()), (1_000, None));
			assert!(it.classes.iter().all(|judged| judged.ac == 0));
			assert_eq!(get(id).settlement.unwrap().outcome, Outcome::Full);
			assert_noop!(Sampling::reveal(customs(), id, secret(2)), Error::NothingAwaited);
			report(id, 1);
			conclude(id);
			pass_entropy();
			assert_ok!(Sampling::reveal(customs(), id, nothing()));
			report(id, 1);
			conclude(id);
			assert_eq!(result(id), CheckResult::Failed);
		});
	}
}

#[test]
fn sample_that_was_drawn_stays_and_is_repeated_when_later_secrets_are_lost() {
	for concluded in [false, true] {
		test(|| {
			enforce(RuleSet { repeat: 1, ..set(vec![], usual()) });
			assert_ok!(panel(&[AGENCY_A, AGENCY_B]));
			let id = decision(1);
			settle(id);
			open(id);
			reveal(id);
			let drawn = Sampling::draw(id, 0, 0, 256).unwrap().items;
			if concluded {
				report(id, 0);
				conclude(id);
				// It knows by now whether the examination would be repeated.
				pass_entropy();
			}
			assert_ok!(lose(id));
			if !concluded {
				report(id, 0);
				conclude(id);
			}
			let reveal = |secret| Sampling::reveal(customs(), id, secret);
			assert_noop!(reveal(nothing()), Error::EntropyNotReady);
			pass_entropy();
			assert_noop!(reveal(secret(3)), Error::WrongSecret);
			assert_ok!(reveal(nothing()));
			assert!(examination(id).first.is_some());
			report(id, 0);
			conclude(id);
			assert_eq!(result(id), CheckResult::Passed);
			let again = Sampling::draw(id, 0, 0, 256).unwrap().items;
			let places = |items: Vec<DrawnItem>| -> Vec<u32> {
				items.into_iter().map(|item| item.position).collect()
			};
			assert_eq!(places(again), places(drawn));
		});
	}
}

#[test]
fn resubmission_is_examined_whole_when_the_secrets_are_lost() {
	test(|| {
		let id = settled(usual());
		assert_eq!(examine(id, 3), CheckResult::Failed);
		assert_noop!(lose(id), Error::NothingAwaited);
		assert_ok!(Sampling::grant_resubmission(customs(), id, document(3)));
		assert_ok!(lose(id));
		assert_eq!(examine(id, 0), CheckResult::Passed);
		assert!(examination(id).is_whole());
	});
}

#[test]
fn secrets_are_not_declared_lost_when_nothing_awaits_them() {
	test(|| {
		let id = settled(Outcome::Documents);
		assert_noop!(lose(id), Error::NothingAwaited);
		let id = decision(2);
		assert_ok!(Sampling::remember_ending(id, Ending::Returned));
		assert_noop!(lose(id), Error::DecisionOver);
	});
}

#[test]
fn stand_in_goes_on_when_the_secrets_went_with_the_suspended_authority() {
	test(|| {
		enforce(set(vec![], usual()));
		let id = decision(1);
		let mut it = get(id);
		it.authority = SUSPENDED;
		Decisions::<Test>::insert(id, it);
		assert_ok!(lose(id));
		pass_entropy();
		assert_ok!(Sampling::settle(customs(), id, nothing()));
		assert_ok!(Sampling::assign_agency(customs(), id, AGENCY_A));
		open(id);
		report(id, 0);
		conclude(id);
		assert_eq!(result(id), CheckResult::Passed);
	});
}

#[test]
fn stand_in_that_the_council_named_goes_on_when_the_authority_is_silent() {
	test(|| {
		enforce(set(vec![], usual()));
		let id = decision(1);
		let mut it = get(id);
		it.authority = CUSTOMS_AU;
		Decisions::<Test>::insert(id, it);
		pass_entropy();
		assert_noop!(lose(id), Error::NotYourDecision);
		// It is in office, and holds the secrets. Nobody waits for it.
		hallmark_fakes::Registry::name_stand_in(CUSTOMS_AU, CUSTOMS_CN);
		assert_ok!(lose(id));
		pass_entropy();
		assert_ok!(Sampling::settle(customs(), id, nothing()));
		assert_ok!(Sampling::assign_agency(customs(), id, AGENCY_A));
		open(id);
		report(id, 0);
		conclude(id);
		assert_eq!(result(id), CheckResult::Passed);
	});
}

#[test]
fn later_decision_of_the_declaration_goes_on_when_each_is_declared() {
	test(|| {
		enforce(set(vec![], usual()));
		assert_ok!(panel(&[AGENCY_A]));
		let mut other = line(2, 0, 1_000);
		other.gtin = OTHER_GTIN;
		let ids = decide(1, vec![line(1, 0, 1_000), other]);
		settle(ids[0]);
		assert_ok!(Sampling::settle(customs(), ids[1], secret(1)));
		open(ids[0]);
		open(ids[1]);
		pass_entropy();
		assert_ok!(lose(ids[0]));
		// Its secret never comes, and those after it never have their turn.
		assert_noop!(Sampling::reveal(customs(), ids[1], secret(3)), Error::SecretOutOfOrder);
		assert_ok!(lose(ids[1]));
		assert!(examination(ids[1]).is_whole());
	});
}
