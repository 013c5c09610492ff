use super::*;

#[test]
fn lines_of_equal_product_merchant_and_facility_are_one_inspection_lot() {
	test(|| {
		enforce(set(vec![], usual()));
		let mut elsewhere = line(3, 0, 10);
		elsewhere.facility = Some(OTHER_PLANT);
		let mut product = line(4, 0, 10);
		product.gtin = OTHER_GTIN;
		let mut merchant = line(5, 0, 10);
		merchant.merchant = OTHER_MERCHANT;
		let lines = vec![line(1, 0, 100), elsewhere, line(2, 50, 100), product, merchant];
		let ids = decide(1, lines);
		assert_eq!(ids, [0, 1, 0, 2, 3].map(DecisionId));
		assert_eq!(get(ids[0]).size, 150);
		let event = Event::ControlDecided {
			decision: DecisionId(3),
			declaration: DeclarationId(1),
			outcome: usual(),
			slot: SLOT + SLOTS_AHEAD,
		};
		assert_eq!(last_event(), event.into());
		let entry = (JournalKind::ControlDecided, Assurance::Confirmed, Some(CUSTOMS_CN));
		assert_eq!(journal(Subject::Lot(LotId(2))), [entry]);
		assert_eq!(journal(Subject::Declaration(DeclarationId(1))), [entry; 4]);
	});
}

#[test]
fn numbers_are_asked_of_each_line_by_both_sets_and_told() {
	test(|| {
		let system = |code: &str| SystemCode::new(code).unwrap();
		let asking = |code: &str, when: Vec<Predicate>| Requirement {
			system: system(code),
			when: when.try_into().unwrap(),
		};
		let band = Predicate::Value(vec![ValueBand::D].try_into().unwrap());
		let council = RuleSet {
			requires: vec![asking("EU-DPP", vec![]), asking("CN-IL", vec![])].try_into().unwrap(),
			..set(vec![], Outcome::Exempt)
		};
		let authority = RuleSet {
			requires: vec![asking("CN-IL", vec![]), asking("CN-GACC", vec![band])]
				.try_into()
				.unwrap(),
			..set(vec![], Outcome::Exempt)
		};
		// An authority's set asks for something where no rule matches.
		let authority = RuleSet { otherwise: Outcome::Documents, ..authority };
		assert_ok!(Sampling::set_rules(root(), Box::new(council)));
		assert_ok!(Sampling::set_rules(customs(), Box::new(authority.clone())));
		pass_time(LOOSENING);
		let mut dear = line(2, 0, 10);
		dear.value_band = ValueBand::D;
		let mut other = line(3, 0, 10);
		other.gtin = OTHER_GTIN;
		let lines = vec![line(1, 0, 10), other, dear];
		let decided = <Sampling as Controls>::decide(request(1, lines)).unwrap();
		let asked: Vec<_> = decided
			.iter()
			.map(|line| line.registrations.iter().map(ToString::to_string).collect::<Vec<_>>())
			.collect();
		let usual = vec!["CN-IL", "EU-DPP"];
		assert_eq!(asked, [usual.clone(), usual, vec!["CN-IL", "CN-GACC", "EU-DPP"]]);
		// The explanation says whose rules ask for what, line by line.
		let answer = Sampling::explain(decided[0].decision).unwrap();
		assert_eq!(answer.lines[0].authority.requires, [system("CN-IL")]);
		assert_eq!(answer.lines[1].authority.requires, [system("CN-IL"), system("CN-GACC")]);
		assert_eq!(answer.lines[0].council.requires, [system("EU-DPP"), system("CN-IL")]);
		// To ask for more is in force at once, to ask for less waits.
		let owner = RulesOwner::Authority(CUSTOMS_CN);
		let less = RuleSet { requires: Default::default(), ..authority.clone() };
		assert_ok!(Sampling::set_rules(customs(), Box::new(less.clone())));
		assert_eq!(Sampling::rules(owner).1, authority);
		pass_time(LOOSENING);
		assert_eq!(Sampling::rules(owner).1, less);
		assert_ok!(Sampling::set_rules(customs(), Box::new(authority.clone())));
		assert_eq!(Sampling::rules(owner).1, authority);
	});
}

#[test]
fn decision_is_explained_by_the_rules_that_made_it() {
	test(|| {
		let origin = |code| Predicate::Origin(vec![country(code)].try_into().unwrap());
		enforce(set(
			vec![
				rule(10, vec![origin("NZ")], Outcome::Full),
				rule(20, vec![origin("AU"), Predicate::SetBack], Outcome::Full),
				rule(30, vec![origin("AU"), Predicate::FirstLot], usual()),
				rule(40, vec![origin("AU")], Outcome::Exempt),
			],
			Outcome::Documents,
		));
		let id = decision(1);
		// What is set afterwards explains nothing.
		enforce(set(vec![], Outcome::Full));
		let answer = Sampling::explain(id).unwrap();
		assert_eq!(answer.outcome, usual());
		let said = &answer.lines[0].authority;
		assert_eq!(said.matched, Some(30));
		let places: Vec<_> =
			said.passed_over.iter().map(|it| (it.priority, it.predicate)).collect();
		assert_eq!(places, [(10, 0), (20, 1)]);
		assert_eq!(answer.lines[0].council.matched, None);
		assert_eq!(answer.rules, 1);
		assert_eq!(answer.result, CheckResult::Missing);
		assert_eq!(Sampling::explain(DecisionId(9)), None);
	});
}

#[test]
fn first_lot_is_the_first_of_the_merchants_product_at_that_border() {
	test(|| {
		enforce(set(vec![rule(1, vec![Predicate::FirstLot], Outcome::Full)], Outcome::Documents));
		let mut elsewhere = line(2, 0, 10);
		elsewhere.facility = Some(OTHER_PLANT);
		let first = decide(1, vec![line(1, 0, 10), elsewhere]);
		assert_eq!(get(first[0]).outcome, Outcome::Full);
		assert_eq!(get(first[1]).outcome, Outcome::Full);
		assert_eq!(get(decision(2)).outcome, Outcome::Documents);
		let mut product = line(3, 0, 10);
		product.gtin = OTHER_GTIN;
		assert_eq!(get(decide(3, vec![product])[0]).outcome, Outcome::Full);
		// What one merchant brought says nothing of another's.
		let mut merchant = line(4, 0, 10);
		merchant.merchant = OTHER_MERCHANT;
		assert_eq!(get(decide(4, vec![merchant])[0]).outcome, Outcome::Full);
	});
}

#[test]
fn lot_is_held_to_the_strictest_line() {
	test(|| {
		let value = |band| Predicate::Value(vec![band].try_into().unwrap());
		enforce(set(vec![rule(1, vec![value(ValueBand::D)], Outcome::Full)], Outcome::Documents));
		let mut dear = line(2, 0, 10);
		dear.value_band = ValueBand::D;
		let id = decide(1, vec![line(1, 0, 10), dear])[0];
		assert_eq!(get(id).outcome, Outcome::Full);
	});
}

#[test]
fn risk_rises_with_trouble_and_rules_may_ask_for_it() {
	test(|| {
		let high = Predicate::Risk(vec![RiskBand::High].try_into().unwrap());
		enforce(set(vec![rule(1, vec![high], Outcome::Full)], Outcome::Documents));
		assert_eq!(get(decision(1)).outcome, Outcome::Documents);
		Sampling::on_notice(NoticeScope::Facility(PLANT), true);
		assert_eq!(get(decision(2)).outcome, Outcome::Full);
		let answer = Sampling::statistics(StatisticsSubject::Facility(PLANT));
		assert_eq!(answer.band, RiskBand::High);
		assert_eq!((answer.statistics.lots, answer.statistics.recalls), (2, 1));
		let merchant = Sampling::statistics(StatisticsSubject::Merchant(MERCHANT));
		assert_eq!((merchant.statistics.lots, merchant.statistics.recalls), (2, 0));
	});
}

#[test]
fn declaration_is_refused_when_it_is_too_large_or_empty() {
	test(|| {
		let decide = |lines| <Sampling as Controls>::decide(request(1, lines));
		let many = |n| (0..n).map(|lot| line(lot, 0, 1)).collect::<Vec<_>>();
		assert_noop!(decide(many(17)), Error::TooManyLines);
		let mut empty = line(1, 0, 1);
		empty.ranges = Default::default();
		let layered = || frame_support::storage::with_storage_layer(|| decide(vec![empty.clone()]));
		assert_noop!(layered(), Error::NoItems);
		let decided = decide(many(16)).unwrap();
		assert!(decided.len() == 16 && decided.iter().all(|line| line.decision == DecisionId(0)));
		NextDecisionId::<Test>::put(DecisionId(u64::MAX));
		assert_eq!(decide(many(1)).unwrap_err(), Error::TooManyIds.into());
		NextDecisionId::<Test>::put(DecisionId(1));
		SecretsOf::<Test>::remove(DeclarationId(1));
	});
}

#[test]
fn settling_takes_the_slots_entropy_and_the_secret() {
	test(|| {
		enforce(set(vec![], Outcome::Documents));
		let id = decision(1);
		let settle = |k| Sampling::settle(customs(), id, secret(k));
		// Before the slot, at it, and until its block is final.
		for _ in 0..SLOTS_AHEAD + Slot::from(FINALITY) {
			assert_noop!(settle(1), Error::EntropyNotReady);
			pass_slots(1);
		}
		for wrong in [0, 2] {
			assert_noop!(settle(wrong), Error::WrongSecret);
		}
		assert_ok!(settle(1));
		let event = Event::ControlSettled {
			decision: id,
			check: Check::Documents,
			random: false,
			agency: None,
		};
		assert_eq!(last_event(), event.into());
		assert_noop!(settle(1), Error::AlreadySettled);
		// What was used is not awaited any more.
		assert!(AwaitedSlots::get().is_empty());
		let entropy = get(id).settlement.unwrap().entropy;
		assert_eq!((entropy.slot, entropy.secret), (SLOT + SLOTS_AHEAD, secret(1)));
	});
}

#[test]
fn entropy_is_not_acted_on_when_slots_stayed_empty_and_its_block_is_young() {
	test(|| {
		enforce(set(vec![], Outcome::Documents));
		let id = decision(1);
		pass_empty_slots(1_000);
		for _ in 0..SLOTS_AHEAD + Slot::from(FINALITY) {
			assert_noop!(Sampling::settle(customs(), id, secret(1)), Error::EntropyNotReady);
			pass_slots(1);
		}
		assert_ok!(Sampling::settle(customs(), id, secret(1)));
	});
}

#[test]
fn entropy_is_not_acted_on_when_no_number_of_blocks_made_its_block_final() {
	test(|| {
		enforce(set(vec![], Outcome::Documents));
		let id = decision(1);
		Unfinal::set(&true);
		pass_slots(1_000);
		assert_noop!(Sampling::settle(customs(), id, secret(1)), Error::EntropyNotReady);
		Unfinal::set(&false);
		assert_ok!(Sampling::settle(customs(), id, secret(1)));
	});
	test(|| {
		let id = settled(usual());
		open(id);
		Unfinal::set(&true);
		pass_slots(1_000);
		assert_noop!(Sampling::reveal(customs(), id, secret(2)), Error::EntropyNotReady);
		Unfinal::set(&false);
		assert_ok!(Sampling::reveal(customs(), id, secret(2)));
	});
}

#[test]
fn first_secret_settles_every_decision_of_a_declaration() {
	test(|| {
		enforce(set(vec![], Outcome::Documents));
		let mut other = line(2, 0, 10);
		other.gtin = OTHER_GTIN;
		let ids = decide(1, vec![line(1, 0, 10), other]);
		settle(ids[0]);
		// No other will do, not even the next of the chain.
		assert_noop!(Sampling::settle(customs(), ids[1], secret(2)), Error::WrongSecret);
		assert_ok!(Sampling::settle(customs(), ids[1], secret(1)));
	});
}

#[test]
fn random_control_hits_as_often_as_the_stricter_floor_says() {
	test(|| {
		enforce(RuleSet { floor: 5_000, ..set(vec![], Outcome::Documents) });
		let mut hits = 0;
		for n in 0..200 {
			Noise::set(&n);
			let id = decision(n);
			settle(id);
			let settlement = get(id).settlement.unwrap();
			hits += u32::from(settlement.random);
			let expected = if settlement.random { usual() } else { Outcome::Documents };
			assert_eq!(settlement.outcome, expected);
		}
		assert!((70..130).contains(&hits), "{hits}");
	});
}

#[test]
fn floor_is_the_councils_when_that_is_higher() {
	test(|| {
		enforce(set(vec![], Outcome::Documents));
		let council = RuleSet { floor: 10_000, repeat: 700, ..set(vec![], Outcome::Exempt) };
		assert_ok!(Sampling::set_rules(root(), Box::new(council)));
		let id = decision(1);
		settle(id);
		let settlement = get(id).settlement.unwrap();
		assert!(settlement.random);
		assert_eq!(get(id).repeat, 700);
	});
}

#[test]
fn skip_lot_samples_one_in_k() {
	test(|| {
		let Outcome::Sample(plan) = usual() else { unreachable!() };
		enforce(set(vec![], Outcome::SkipLot { one_in: 4, plan }));
		let mut sampled = 0;
		for n in 0..200 {
			Noise::set(&n);
			let id = decision(n);
			assert_eq!(control(id).check, Check::Documents);
			settle(id);
			let outcome = get(id).settlement.unwrap().outcome;
			assert!(outcome == usual() || outcome == Outcome::Documents);
			sampled += u32::from(outcome == usual());
		}
		assert!((30..75).contains(&sampled), "{sampled}");
	});
}

#[test]
fn documents_are_checked_when_asked_for() {
	test(|| {
		enforce(set(vec![], Outcome::Documents));
		let id = decision(1);
		assert_noop!(Sampling::check_documents(customs(), id), Error::NotSettled);
		settle(id);
		assert_eq!(result(id), CheckResult::Missing);
		WantingStandard::set(&Some(StandardId(7)));
		assert_ok!(Sampling::check_documents(customs(), id));
		let wanting = Papers::Wanting(LotId(1), StandardId(7));
		let event = Event::DocumentsChecked { decision: id, old: Papers::Unchecked, new: wanting };
		assert_eq!(last_event(), event.into());
		assert_eq!(result(id), CheckResult::Failed);
		// The standard is attested at last.
		WantingStandard::set(&None);
		assert_ok!(Sampling::check_documents(customs(), id));
		assert_eq!(result(id), CheckResult::Passed);
		assert_eq!(
			lot_journal()[2..],
			[JournalKind::DocumentsFailed, JournalKind::DocumentsPassed]
		);
		let mut other = line(5, 0, 10);
		other.gtin = OTHER_GTIN;
		enforce(set(vec![], usual()));
		let id = decide(2, vec![other])[0];
		settle(id);
		assert_noop!(Sampling::check_documents(customs(), id), Error::NoDocumentsAsked);
	});
}

#[test]
fn control_is_ordered_beyond_the_rules() {
	test(|| {
		let id = settled(Outcome::Documents);
		let order = |outcome| Sampling::order_control(customs(), id, outcome, document(3));
		assert_noop!(order(Outcome::Documents), Error::NothingOrdered);
		let Outcome::Sample(plan) = usual() else { unreachable!() };
		for wrong in [Outcome::Exempt, Outcome::SkipLot { one_in: 2, plan }] {
			assert_noop!(order(wrong), Error::InvalidOutcome);
		}
		assert_noop!(order(Outcome::Fraction(0)), Error::InvalidOutcome);
		let empty = AqlPlan { level: Level::II, classes: Default::default() };
		assert_noop!(order(Outcome::Sample(empty)), Error::InvalidPlan);
		assert_ok!(order(usual()));
		let event = Event::ControlOrdered {
			decision: id,
			old: Outcome::Documents,
			new: usual(),
			reason: document(3),
		};
		assert_eq!(last_event(), event.into());
		assert_eq!(control(id).check, Check::Examination);
		// Nobody was drawn, for nobody knew. The authority does not choose all the same.
		assert_eq!(get(id).assignment, None);
		let name = Sampling::assign_agency(customs(), id, AGENCY_A);
		assert_eq!(name, Err(Error::PanelNotExhausted.into()));
		assert_ok!(Sampling::reassign(customs(), id));
		open(id);
		assert_noop!(order(Outcome::Full), Error::AlreadyOpened);

		// Before it is settled, too.
		let id = decision(2);
		assert_ok!(Sampling::order_control(customs(), id, usual(), document(3)));
		settle(id);
		assert_eq!(get(id).settlement.unwrap().outcome, usual());
		assert!(get(id).assignment.is_some());
	});
}

#[test]
fn nothing_is_decided_when_the_decision_is_over() {
	test(|| {
		for (n, ending) in
			[Ending::Returned, Ending::Destroyed, Ending::Invalidated].into_iter().enumerate()
		{
			let id = decision(n as u64);
			assert_ok!(Sampling::remember_ending(id, ending));
			assert_noop!(Sampling::settle(customs(), id, secret(1)), Error::DecisionOver);
			assert_noop!(
				Sampling::order_control(customs(), id, usual(), document(3)),
				Error::DecisionOver
			);
			assert_noop!(Sampling::check_documents(customs(), id), Error::DecisionOver);
			assert_noop!(Sampling::assign_agency(customs(), id, AGENCY_A), Error::DecisionOver);
			assert_noop!(
				Sampling::grant_resubmission(customs(), id, document(3)),
				Error::DecisionOver
			);
		}
		assert!(AwaitedSlots::get().is_empty());
	});
}

#[test]
fn documents_are_asked_about_again_when_a_day_has_passed() {
	test(|| {
		let id = settled(Outcome::Documents);
		assert_ok!(Sampling::check_documents(customs(), id));
		pass_time(DAY);
		assert_eq!(result(id), CheckResult::Passed);
		pass_time(1);
		assert_eq!(result(id), CheckResult::Missing);
		WantingStandard::set(&Some(StandardId(4)));
		assert_ok!(Sampling::check_documents(customs(), id));
		assert_eq!(result(id), CheckResult::Failed);
		pass_time(DAY + 1);
		assert_eq!(result(id), CheckResult::Failed);
		WantingStandard::set(&None);
		assert_ok!(Sampling::check_documents(customs(), id));
		assert_eq!(result(id), CheckResult::Passed);
	});
}

#[test]
fn other_authority_of_the_country_stands_in_when_one_is_suspended() {
	test(|| {
		let id = decision(1);
		pass_entropy();
		let settle = |org| Sampling::settle(by(org), id, secret(1));
		let lodged = |authority, declarant| {
			let mut it = get(id);
			it.authority = authority;
			it.declarant = declarant;
			Decisions::<Test>::insert(id, it);
		};
		lodged(CUSTOMS_AU, IMPORTER);
		assert_noop!(settle(CUSTOMS_CN), Error::NotYourDecision);
		lodged(SUSPENDED, IMPORTER);
		assert_noop!(settle(CUSTOMS_AU), Error::NotYourDecision);
		lodged(SUSPENDED, CUSTOMS_CN);
		assert_noop!(settle(CUSTOMS_CN), Error::NotYourDecision);
		lodged(SUSPENDED, IMPORTER);
		assert_ok!(settle(CUSTOMS_CN));
	});
}
