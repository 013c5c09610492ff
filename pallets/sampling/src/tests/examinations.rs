use super::*;

#[test]
fn agency_is_drawn_among_those_that_may_examine() {
	test(|| {
		enforce(set(vec![], usual()));
		assert_ok!(panel(&[
			MERCHANTS_AGENCY,
			IMPORTERS_AGENCY,
			FACTORYS_AGENCY,
			CARRIERS_AGENCY,
			CONSIGNORS_AGENCY,
			FIRST_CARRIERS_AGENCY,
			UNACCREDITED,
			AGENCY_A,
			AGENCY_B,
		]));
		let mut counts = [0u32; 2];
		for n in 0..120 {
			Noise::set(&n);
			let id = decision(n);
			settle(id);
			match agency(id) {
				AGENCY_A => counts[0] += 1,
				AGENCY_B => counts[1] += 1,
				other => panic!("{other} may not examine"),
			}
		}
		assert!(counts.iter().all(|count| *count > 40), "{counts:?}");
	});
}

#[test]
fn examination_is_unassigned_until_named_when_no_agency_may() {
	test(|| {
		enforce(set(vec![], usual()));
		assert_ok!(panel(&[MERCHANTS_AGENCY, UNACCREDITED]));
		let id = decision(1);
		settle(id);
		assert_eq!(get(id).assignment, None);
		assert_noop!(Sampling::reassign(customs(), id), Error::NoEligibleAgency);
		let name = |agency| Sampling::assign_agency(customs(), id, agency);
		for wrong in [
			MERCHANTS_AGENCY,
			IMPORTERS_AGENCY,
			FACTORYS_AGENCY,
			CARRIERS_AGENCY,
			CONSIGNORS_AGENCY,
			FIRST_CARRIERS_AGENCY,
			UNACCREDITED,
			SUSPENDED_AGENCY,
			MERCHANT,
			CUSTOMS_CN,
			OrgId(999),
		] {
			assert_noop!(name(wrong), Error::AgencyNotEligible);
		}
		// It need not be on the panel.
		assert_ok!(name(AGENCY_C));
		let event = Event::AgencyAssigned {
			decision: id,
			old: None,
			new: AGENCY_C,
			deadline: Now::get() + PERIOD,
		};
		assert_eq!(last_event(), event.into());
		assert_noop!(name(AGENCY_A), Error::AlreadyAssigned);
	});
}

#[test]
fn agency_is_not_named_when_the_panel_has_one_that_may_examine() {
	test(|| {
		enforce(set(vec![], usual()));
		assert_ok!(panel(&[AGENCY_A, AGENCY_B]));
		let id = decision(1);
		// Neither before one is drawn, nor after it was late.
		let name = |agency| Sampling::assign_agency(customs(), id, agency);
		for friend in [AGENCY_C, AGENCY_A] {
			assert_noop!(name(friend), Error::PanelNotExhausted);
		}
		settle(id);
		pass_time(PERIOD + 1);
		assert_noop!(name(AGENCY_C), Error::PanelNotExhausted);
		assert_ok!(Sampling::reassign(customs(), id));
		open(id);
		reveal(id);
		pass_time(PERIOD + 1);
		assert_noop!(Sampling::reassign(customs(), id), Error::NoEligibleAgency);
		assert_ok!(name(AGENCY_C));
	});
}

#[test]
fn agency_named_before_settling_is_not_drawn_over() {
	test(|| {
		enforce(set(vec![], usual()));
		let id = decision(1);
		assert_ok!(Sampling::assign_agency(customs(), id, AGENCY_C));
		assert_noop!(Sampling::open_examination(by(AGENCY_C), id, document(1)), Error::NotSettled);
		settle(id);
		assert_eq!(agency(id), AGENCY_C);
	});
}

#[test]
fn examination_freezes_the_plan_and_waits_for_a_later_slot() {
	test(|| {
		let id = settled(usual());
		let now = CurrentSlot::get();
		let who = agency(id);
		open(id);
		let it = examination(id);
		let draw = it.draw.unwrap();
		assert_eq!((it.n, draw.secret, draw.entropy), (80, 2, None));
		assert_eq!(draw.slot, now + SLOTS_AHEAD);
		let judged = it.classes[0];
		assert_eq!((judged.class, judged.ac), (Class::Major, 2));
		assert_eq!(judged.by.unwrap().severity, Severity::Normal);
		let event =
			Event::ExaminationOpened { decision: id, agency: who, n: 80, slot: Some(draw.slot) };
		assert_eq!(last_event(), event.into());
		let entry = (JournalKind::ExaminationOpened, Assurance::Attested, Some(who));
		assert_eq!(journal(Subject::Lot(LotId(1))).pop(), Some(entry));
		assert!(control(id).open);
		let items = |start, end| [ItemRange { start, end }];
		let examined = |lot, items: &[_]| Sampling::has_examined(who, id, LotId(lot), items);
		let whole = LinesOf::<Test>::get(id).unwrap()[0].ranges.clone();
		assert!(examined(1, &whole) && examined(1, &items(whole[0].start, whole[0].start + 1)));
		let last = whole.last().unwrap().end;
		// No other items, no other lot, by no other agency, in no other decision.
		assert!(!examined(1, &items(last - 1, last + 1)) && !examined(2, &whole));
		assert!(!Sampling::has_examined(OrgId(99), id, LotId(1), &whole));
		assert!(!Sampling::has_examined(who, DecisionId(id.0 + 1), LotId(1), &whole));
		assert_noop!(Sampling::open_examination(by(who), id, document(1)), Error::AlreadyOpened);
	});
}

#[test]
fn examination_is_not_opened_when_none_is_asked_for() {
	test(|| {
		enforce(set(vec![], usual()));
		let id = decision(1);
		assert_ok!(Sampling::assign_agency(customs(), id, AGENCY_A));
		enforce(set(vec![], Outcome::Documents));
		let other = decide(2, vec![line(7, 0, 10)])[0];
		settle(other);
		assert_noop!(
			Sampling::assign_agency(customs(), other, AGENCY_A),
			Error::NoExaminationAsked
		);
		assert_noop!(Sampling::reassign(customs(), other), Error::NoExaminationAsked);
		assert_noop!(Sampling::reassign(customs(), id), Error::NotSettled);
		// An assignment that outlived what was asked for.
		let mut it = get(other);
		it.assignment = get(id).assignment;
		Decisions::<Test>::insert(other, it);
		assert_noop!(
			Sampling::open_examination(by(AGENCY_A), other, document(1)),
			Error::NoExaminationAsked
		);
	});
}

#[test]
fn sample_is_drawn_once_its_entropy_and_secret_are_there() {
	test(|| {
		let id = settled(usual());
		assert_noop!(Sampling::reveal(customs(), id, secret(2)), Error::ExaminationNotOpen);
		open(id);
		for _ in 0..SLOTS_AHEAD + Slot::from(FINALITY) {
			assert_noop!(Sampling::reveal(customs(), id, secret(2)), Error::EntropyNotReady);
			pass_slots(1);
		}
		// Neither the one that settled nor the one after.
		for wrong in [1, 3] {
			assert_noop!(Sampling::reveal(customs(), id, secret(wrong)), Error::WrongSecret);
		}
		assert_ok!(Sampling::reveal(customs(), id, secret(2)));
		let answer = Sampling::draw(id, 0, 0, 300).unwrap();
		let entropy = answer.entropy.unwrap();
		let seed = draw::seed(id, entropy.slot, &entropy.mix, &secret(2));
		assert_eq!(answer.seed, Some(seed));
		let event = Event::SampleDrawn { decision: id, seed };
		assert_eq!(last_event(), event.into());
		// Anyone can draw the same again.
		let positions: Vec<_> = answer.items.iter().map(|item| item.position).collect();
		assert_eq!(positions, draw::positions(&seed, answer.n, answer.size));
		assert_eq!((answer.items.len(), answer.next), (80, None));
		assert_noop!(Sampling::reveal(customs(), id, secret(2)), Error::NothingAwaited);
		assert!(AwaitedSlots::get().is_empty());
	});
}

#[test]
fn positions_are_items_of_all_lines_in_order() {
	test(|| {
		enforce(set(vec![], Outcome::Fraction(5_000)));
		assert_ok!(panel(&[AGENCY_A]));
		let mut lines = vec![line(1, 10, 20), line(2, 0, 6), line(1, 30, 34)];
		lines[0].ranges = vec![range(10, 14), range(90, 96)].try_into().unwrap();
		let id = decide(1, lines)[0];
		settle(id);
		open(id);
		reveal(id);
		let all: Vec<_> = (10..14)
			.chain(90..96)
			.map(|index| (LotId(1), index))
			.chain((0..6).map(|index| (LotId(2), index)))
			.chain((30..34).map(|index| (LotId(1), index)))
			.collect();
		let answer = Sampling::draw(id, 0, 0, 256).unwrap();
		assert_eq!((answer.n, answer.size), (10, 20));
		for item in &answer.items {
			assert_eq!((item.lot, item.index), all[item.position as usize]);
		}
		report(id, 0);
		let drawn: Vec<_> = answer.items.iter().map(|it| (it.lot, it.index)).collect();
		assert_eq!(Marked::get(), drawn);
	});
}

#[test]
fn whole_lot_is_examined_without_a_draw() {
	test(|| {
		let id = settled(Outcome::Full);
		open(id);
		let it = examination(id);
		assert!(it.is_whole() && it.is_drawn());
		assert_eq!((it.n, it.awaited()), (1_000, None));
		assert_noop!(Sampling::reveal(customs(), id, secret(2)), Error::NothingAwaited);
		report(id, 0);
		let answer = Sampling::draw(id, 0, 512, 256).unwrap();
		assert_eq!((answer.items.len(), answer.next), (256, Some(768)));
		assert_eq!(answer.items[0].index, 512);
		assert_eq!(answer.items[0].result, Some(good(512)));
		conclude(id);
		assert_eq!(result(id), CheckResult::Passed);
		// None of them is a sample: else there would be nothing to release.
		assert!(Marked::get().is_empty());
	});
}

#[test]
fn small_lot_is_examined_whole_and_its_acceptance_number_stays() {
	test(|| {
		enforce(set(vec![], usual()));
		assert_ok!(panel(&[AGENCY_A]));
		let id = decide(1, vec![line(1, 0, 7)])[0];
		settle(id);
		open(id);
		let it = examination(id);
		assert_eq!((it.n, it.is_whole()), (7, true));
		assert_eq!(it.classes[0].ac, 0);
	});
}

#[test]
fn fraction_draws_its_share_and_no_more_than_the_largest_sample() {
	test(|| {
		enforce(set(vec![], Outcome::Fraction(105)));
		assert_ok!(panel(&[AGENCY_A]));
		for (n, size, expected) in [(1, 1_000, 11), (2, 1, 1), (3, 1_000_000, MAX_SAMPLE)] {
			let id = decide(n, vec![line(n, 0, size)])[0];
			settle(id);
			open(id);
			let it = examination(id);
			assert_eq!(it.n, expected);
			assert!(it.classes.iter().all(|judged| judged.ac == 0));
		}
	});
}

#[test]
fn largest_of_three_samples_is_drawn() {
	test(|| {
		let id = settled(Outcome::Sample(aql_plan(
			Level::II,
			&[
				(Class::Critical, 100, Unit::Nonconforming),
				(Class::Major, 1_000, Unit::Nonconforming),
				(Class::Minor, 15_000, Unit::NonconformitiesPer100),
			],
		)));
		open(id);
		let it = examination(id);
		let plans: Vec<_> = it.classes.iter().map(|judged| judged.by.unwrap().plan).collect();
		assert_eq!(it.n, plans.iter().map(|plan| plan.n).max().unwrap());
		assert!(plans[0].n > plans[1].n);
	});
}

#[test]
fn agency_has_until_the_deadline_to_open() {
	test(|| {
		let id = settled(usual());
		let who = agency(id);
		let deadline = get(id).assignment.unwrap().deadline;
		pass_time(deadline - Now::get());
		assert_noop!(Sampling::reassign(customs(), id), Error::DeadlineNotPassed);
		assert_noop!(Sampling::assign_agency(customs(), id, AGENCY_C), Error::AlreadyAssigned);
		pass_time(1);
		assert_noop!(Sampling::open_examination(by(who), id, document(1)), Error::DeadlinePassed);
		assert_ok!(Sampling::reassign(customs(), id));
		assert_ne!(agency(id), who);
		open(id);
	});
}

#[test]
fn examination_is_not_opened_when_the_agency_lost_its_accreditation() {
	test(|| {
		let id = settled(usual());
		let who = agency(id);
		Unaccredited::set(&[who].into());
		assert_noop!(
			Sampling::open_examination(by(who), id, document(1)),
			Error::AgencyNotEligible
		);
		pass_time(PERIOD + 1);
		assert_ok!(Sampling::reassign(customs(), id));
		open(id);
	});
}

#[test]
fn resubmission_is_granted_once_and_draws_afresh() {
	test(|| {
		let id = settled(usual());
		let grant = || Sampling::grant_resubmission(customs(), id, document(3));
		assert_noop!(grant(), Error::NothingToResubmit);
		assert_eq!(examine(id, 3), CheckResult::Failed);
		let state = Sampling::stream(stream_of(Class::Major)).unwrap();
		assert_ok!(grant());
		let event = Event::ResubmissionGranted { decision: id, reason: document(3) };
		assert_eq!(last_event(), event.into());
		assert_eq!(result(id), CheckResult::Missing);
		assert_eq!(examine(id, 0), CheckResult::Passed);
		let draws = [0, 1].map(|round| Sampling::draw(id, round, 0, 256).unwrap());
		assert_ne!(draws[0].seed, draws[1].seed);
		assert_eq!(draws[1].entropy.unwrap().secret, secret(3));
		// Only original inspection counts for switching.
		assert_eq!(Sampling::stream(stream_of(Class::Major)), Some(state));
		assert_noop!(grant(), Error::AlreadyResubmitted);
	});
}

#[test]
fn nothing_is_resubmitted_when_it_was_accepted() {
	test(|| {
		let id = settled(usual());
		examine(id, 2);
		assert_noop!(
			Sampling::grant_resubmission(customs(), id, document(3)),
			Error::NothingToResubmit
		);
	});
}

/// Two settled decisions of one declaration, about lots of different products.
fn two_decisions() -> [DecisionId; 2] {
	enforce(set(vec![], usual()));
	assert_ok!(panel(&[AGENCY_A, AGENCY_B, AGENCY_C]));
	let mut other = line(2, 0, 1_000);
	other.gtin = OTHER_GTIN;
	let ids = decide(1, vec![line(1, 0, 1_000), other]);
	settle(ids[0]);
	assert_ok!(Sampling::settle(customs(), ids[1], secret(1)));
	[ids[0], ids[1]]
}

#[test]
fn later_draw_is_made_when_the_goods_of_an_earlier_one_are_gone() {
	test(|| {
		let [gone, left] = two_decisions();
		open(gone);
		open(left);
		assert_ok!(Sampling::remember_ending(gone, Ending::Returned));
		pass_entropy();
		let reveal = |id, k| Sampling::reveal(customs(), id, secret(k));
		assert_noop!(reveal(left, 3), Error::SecretOutOfOrder);
		assert_noop!(reveal(gone, 3), Error::WrongSecret);
		assert_ok!(reveal(gone, 2));
		// Handed on, once, and nothing drawn.
		assert_noop!(reveal(gone, 3), Error::SecretOutOfOrder);
		assert!(!examination(gone).is_drawn());
		assert!(Samples::<Test>::get(gone, 0).is_empty());
		assert_ok!(reveal(left, 3));
		assert!(examination(left).is_drawn());
	});
}

#[test]
fn goods_are_examined_all_the_same_when_every_agency_missed_its_deadline() {
	test(|| {
		enforce(set(vec![], usual()));
		assert_ok!(panel(&[AGENCY_A, AGENCY_B]));
		let id = decision(1);
		settle(id);
		open(id);
		reveal(id);
		let (first, drawn) = (agency(id), Sampling::draw(id, 0, 0, 256).unwrap().items);
		// As often as one likes: no list of those that were late is ever full.
		for n in 0..2 * MAX_PANEL {
			pass_time(PERIOD + 1);
			if n == 0 {
				assert_ok!(Sampling::reassign(customs(), id));
			} else {
				assert_noop!(Sampling::reassign(customs(), id), Error::NoEligibleAgency);
				let other = if agency(id) == AGENCY_A { AGENCY_B } else { AGENCY_A };
				assert_ok!(Sampling::assign_agency(customs(), id, other));
			}
		}
		pass_time(PERIOD + 1);
		assert_ok!(Sampling::assign_agency(customs(), id, first));
		assert_eq!(Sampling::draw(id, 0, 0, 256).unwrap().items, drawn);
		report(id, 0);
		conclude(id);
		assert_eq!(result(id), CheckResult::Passed);
	});
}

#[test]
fn everyone_with_an_interest_is_kept_once() {
	test(|| {
		let ids = decide(1, vec![line(1, 0, 10), line(2, 0, 10)]);
		let interested = Sampling::explain(ids[0]).unwrap().interested;
		let expected = [MERCHANT, IMPORTER, FACTORY, CARRIER, CONSIGNOR, FIRST_CARRIER];
		assert_eq!(interested, expected);
	});
}

#[test]
fn agency_of_who_is_said_to_have_made_the_goods_does_not_examine_them() {
	test(|| {
		enforce(set(vec![], usual()));
		let claimed = ControlLine { facility: None, manufacturer: None, ..line(1, 0, 10) };
		assert_eq!(claimed.claimed_manufacturer, Some(FACTORY));
		let id = decide(1, vec![claimed])[0];
		let name = |agency| Sampling::assign_agency(customs(), id, agency);
		assert_noop!(name(FACTORYS_AGENCY), Error::AgencyNotEligible);
		assert_ok!(name(AGENCY_A));
	});
}

#[test]
fn nothing_is_decided_when_too_many_have_an_interest() {
	test(|| {
		let mut crowded = request(1, vec![line(1, 0, 10)]);
		let others = MAX_INTERESTED - 4;
		crowded.parties = (0..others).map(|n| OrgId(MANY_MERCHANTS + n)).collect();
		assert_ok!(<Sampling as Controls>::decide(crowded.clone()));
		crowded.declaration = DeclarationId(2);
		crowded.parties.push(CONSIGNOR);
		let layered = || {
			let crowded = crowded.clone();
			frame_support::storage::with_storage_layer(|| <Sampling as Controls>::decide(crowded))
		};
		assert_noop!(layered(), Error::TooManyParties);
	});
}
