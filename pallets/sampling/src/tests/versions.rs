use super::*;

fn facts() -> GoodsFacts {
	GoodsFacts {
		origin: country("AU"),
		destination: country("CN"),
		hs: hs(),
		gtin: GTIN,
		product_type: ProductTypeId(1),
		merchant: MERCHANT,
		manufacturer: None,
		facility: None,
		carrier: None,
		value: ValueBand::A,
		risk: RiskBand::Low,
		first_lot: false,
		set_back: false,
		failed_days_ago: None,
	}
}

fn standing() -> Outcome {
	Sampling::preview(CUSTOMS_CN, facts()).outcome
}

fn set_rules(rules: RuleSet) {
	assert_ok!(Sampling::set_rules(customs(), Box::new(rules)));
}

#[test]
fn documents_are_asked_when_nobody_set_rules() {
	test(|| {
		assert_eq!(standing(), Outcome::Documents);
		let (version, rules) = Sampling::rules(RulesOwner::Authority(CUSTOMS_CN));
		assert_eq!((version, rules.floor, rules.repeat), (0, 200, 500));
	});
}

#[test]
fn rules_are_in_force_at_once_when_they_only_tighten() {
	test(|| {
		let rules = RuleSet { otherwise: usual(), ..RuleSet::standard(false) };
		set_rules(rules);
		let owner = RulesOwner::Authority(CUSTOMS_CN);
		let event = Event::RulesSet { owner, old: 0, new: 1, from: NOW };
		assert_eq!(last_event(), event.into());
		assert_eq!(standing(), usual());
		assert_noop!(Sampling::cancel_pending(customs()), Error::NothingPending);
	});
}

#[test]
fn rules_wait_when_they_might_loosen() {
	test(|| {
		set_rules(RuleSet { otherwise: usual(), ..RuleSet::standard(false) });
		set_rules(RuleSet::standard(false));
		assert_eq!(standing(), usual());
		pass_time(LOOSENING - 1);
		assert_eq!(standing(), usual());
		pass_time(1);
		assert_eq!(standing(), Outcome::Documents);
		let owner = RulesOwner::Authority(CUSTOMS_CN);
		assert_eq!(Sampling::rules(owner).0, 2);
		// In force, they cannot be cancelled any more.
		assert_noop!(Sampling::cancel_pending(customs()), Error::NothingPending);
	});
}

#[test]
fn rules_that_wait_are_dropped_when_cancelled_or_replaced() {
	test(|| {
		let strict = RuleSet { otherwise: usual(), ..RuleSet::standard(false) };
		set_rules(strict.clone());
		set_rules(RuleSet::standard(false));
		assert_ok!(Sampling::cancel_pending(customs()));
		let owner = RulesOwner::Authority(CUSTOMS_CN);
		let event = Event::PendingRulesCancelled { owner, version: 2 };
		assert_eq!(last_event(), event.into());
		pass_time(LOOSENING);
		assert_eq!(standing(), usual());

		set_rules(RuleSet::standard(false));
		// What tightens what is in force drops what waits.
		set_rules(RuleSet { otherwise: Outcome::Full, ..strict });
		pass_time(LOOSENING);
		assert_eq!(standing(), Outcome::Full);
		assert_eq!(Sampling::rules(owner).0, 4);
	});
}

#[test]
fn council_adds_to_what_an_authority_asks_and_never_takes_away() {
	test(|| {
		let council = set(
			vec![rule(
				1,
				vec![Predicate::Destination(vec![country("CN")].try_into().unwrap())],
				usual(),
			)],
			Outcome::Exempt,
		);
		assert_ok!(Sampling::set_rules(root(), Box::new(council)));
		pass_time(LOOSENING);
		assert_eq!(standing(), usual());
		set_rules(RuleSet { otherwise: Outcome::Full, ..RuleSet::standard(false) });
		assert_eq!(standing(), Outcome::Full);
		let elsewhere = GoodsFacts { destination: country("AU"), ..facts() };
		let answer = Sampling::preview(CUSTOMS_AU, elsewhere);
		assert_eq!(answer.outcome, Outcome::Documents);
		assert_eq!((answer.authority.matched, answer.council.matched), (None, None));
		assert_ok!(Sampling::set_rules(root(), Box::new(set(vec![], Outcome::Exempt))));
		assert_ok!(Sampling::cancel_pending(root()));
	});
}

#[test]
fn rules_are_refused_when_they_cannot_be_meant() {
	test(|| {
		let any = || vec![Predicate::FirstLot];
		let one = |when, then| set(vec![rule(7, when, then)], Outcome::Documents);
		let empty_plan = AqlPlan { level: Level::II, classes: Default::default() };
		let nothing =
			Requirement { system: SystemCode(Default::default()), when: Default::default() };
		let unnamed = Rule { name: Text(Default::default()), ..rule(7, any(), Outcome::Full) };
		for (rules, error) in [
			(
				set(
					vec![rule(7, any(), Outcome::Full), rule(7, vec![], Outcome::Exempt)],
					Outcome::Documents,
				),
				Error::RulePrioritiesOutOfOrder,
			),
			(set(vec![unnamed], Outcome::Documents), Error::InvalidRuleName),
			(one(vec![Predicate::FailedWithin(0)], Outcome::Full), Error::InvalidPredicate),
			(
				one(vec![Predicate::FirstLot, Predicate::FirstLot], Outcome::Full),
				Error::DuplicatePredicate,
			),
			(
				set(
					vec![rule(6, vec![], Outcome::Full), rule(7, any(), Outcome::Full)],
					Outcome::Documents,
				),
				Error::UnreachableRule,
			),
			(one(any(), Outcome::Fraction(0)), Error::InvalidOutcome),
			(one(any(), Outcome::Sample(empty_plan)), Error::InvalidPlan),
			(set(vec![], Outcome::Exempt), Error::ExemptByDefault),
			(RuleSet { floor: 10_001, ..one(any(), Outcome::Full) }, Error::InvalidShare),
			(
				RuleSet {
					requires: vec![nothing].try_into().unwrap(),
					..one(any(), Outcome::Full)
				},
				Error::InvalidSystemCode,
			),
		] {
			assert_noop!(Sampling::set_rules(customs(), Box::new(rules)), error);
		}
	});
}

#[test]
fn rules_are_accepted_when_there_are_as_many_as_can_be() {
	test(|| {
		let many = |n: u16| -> Vec<Rule> {
			(0..n).map(|n| rule(n, vec![Predicate::FirstLot], Outcome::Full)).collect()
		};
		set_rules(set(many(64), Outcome::Documents));
		assert!(frame_support::BoundedVec::<Rule, frame_support::traits::ConstU32<64>>::try_from(
			many(65)
		)
		.is_err());
		pass_time(LOOSENING);
		// None of them matches.
		let answer = Sampling::preview(CUSTOMS_CN, facts());
		assert_eq!(answer.authority.matched, None);
		assert_eq!(answer.authority.passed_over.len(), 64);
		assert_eq!(answer.outcome, Outcome::Documents);
	});
}

#[test]
fn versions_end_when_they_are_used_up() {
	test(|| {
		let owner = RulesOwner::Authority(CUSTOMS_CN);
		let head = RulesHead { version: 0, latest: u32::MAX, pending: None };
		RulesHeads::<Test>::insert(owner, head);
		assert_noop!(
			Sampling::set_rules(customs(), Box::new(set(vec![], Outcome::Full))),
			Error::TooManyVersions
		);
		RulesHeads::<Test>::remove(owner);
	});
}
