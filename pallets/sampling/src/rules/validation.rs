//! Which sets of rules can be meant. Pure, so that clients can check a set before they submit it.

use crate::rules::{Outcome, Predicate, Rule, RuleSet, WHOLE};

/// Why a set of rules is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleFault {
	/// The priorities do not ascend, or two are equal.
	Order,
	/// A name is empty, or has characters that do not show.
	Name,
	/// A predicate lists no value, a value that cannot be, or a number of days of 0 or over
	/// [`MAX_DAYS`](crate::rules::MAX_DAYS).
	Predicate,
	/// Two predicates of one rule ask the same: nothing, or the same, would match.
	DuplicatePredicate,
	/// A rule without predicates has rules after it, which never match.
	Unreachable,
	/// An outcome's number lies outside its bounds.
	Outcome,
	/// A plan has no class, one twice, or counts nonconforming items at an AQL above 10.
	Plan,
	/// What is decided where no rule matches is exemption.
	ExemptByDefault,
	/// A share is more than the whole.
	Share,
	/// A requirement names what is no code of a register.
	System,
}

impl RuleSet {
	/// Whether the set can be one. The number in the error is the priority of the rule at fault,
	/// none for what belongs to no rule. Only the council, which tightens what authorities decide,
	/// may ask for nothing where no rule matches.
	pub fn check(&self, council: bool) -> Result<(), (Option<u16>, RuleFault)> {
		let mut before: Option<&Rule> = None;
		for rule in &self.rules {
			let at = |fault| (Some(rule.priority), fault);
			if let Some(before) = before {
				if before.priority >= rule.priority {
					return Err(at(RuleFault::Order));
				}
				if before.when.is_empty() {
					return Err(at(RuleFault::Unreachable));
				}
			}
			before = Some(rule);
			rule.name.check().map_err(|_| at(RuleFault::Name))?;
			check_predicates(&rule.when).map_err(at)?;
			rule.then.check().map_err(at)?;
		}
		let whole = |fault| (None, fault);
		if !council && self.otherwise == Outcome::Exempt {
			return Err(whole(RuleFault::ExemptByDefault));
		}
		self.otherwise.check().map_err(whole)?;
		if !self.floor_plan.is_valid() {
			return Err(whole(RuleFault::Plan));
		}
		if self.floor > WHOLE || self.repeat > WHOLE {
			return Err(whole(RuleFault::Share));
		}
		for requirement in &self.requires {
			if !requirement.system.is_valid() {
				return Err(whole(RuleFault::System));
			}
			check_predicates(&requirement.when).map_err(whole)?;
		}
		Ok(())
	}
}

/// Whether each predicate can be one, and no two ask the same.
fn check_predicates(when: &[Predicate]) -> Result<(), RuleFault> {
	for (place, predicate) in when.iter().enumerate() {
		if !predicate.is_valid() {
			return Err(RuleFault::Predicate);
		}
		let same = |other: &Predicate| {
			core::mem::discriminant(other) == core::mem::discriminant(predicate)
		};
		if when.iter().take(place).any(same) {
			return Err(RuleFault::DuplicatePredicate);
		}
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::rules::{fixtures::*, AqlPlan, Requirement};
	use hallmark_iso2859::Level;
	use hallmark_types::{CountryCode, SystemCode, Text};
	#[test]
	fn set_is_refused_when_it_cannot_be_meant() {
		let any = || vec![Predicate::FirstLot];
		let one = |when, then| set(vec![rule(7, when, then)]);
		let twice = AqlPlan {
			level: Level::II,
			classes: [plan(Level::II, 1_000).classes[0]; 2].to_vec().try_into().unwrap(),
		};
		let mut none = plan(Level::II, 1_000);
		none.classes = Default::default();
		let asking = |system, when: Vec<Predicate>| RuleSet {
			requires: vec![Requirement { system, when: when.try_into().unwrap() }]
				.try_into()
				.unwrap(),
			..set(vec![])
		};
		let dpp = SystemCode::new("EU-DPP").unwrap();
		let faults = [
			(
				set(vec![rule(7, any(), Outcome::Full), rule(7, any(), Outcome::Exempt)]),
				(Some(7), RuleFault::Order),
			),
			(
				set(vec![rule(8, any(), Outcome::Full), rule(7, any(), Outcome::Full)]),
				(Some(7), RuleFault::Order),
			),
			(
				set(vec![rule(6, vec![], Outcome::Full), rule(7, any(), Outcome::Full)]),
				(Some(7), RuleFault::Unreachable),
			),
			(
				set(vec![Rule { name: Text(Default::default()), ..rule(7, any(), Outcome::Full) }]),
				(Some(7), RuleFault::Name),
			),
			(
				one(vec![Predicate::Origin(values([]))], Outcome::Full),
				(Some(7), RuleFault::Predicate),
			),
			(
				one(vec![Predicate::Origin(values([CountryCode(*b"XX")]))], Outcome::Full),
				(Some(7), RuleFault::Predicate),
			),
			(one(vec![Predicate::FailedWithin(0)], Outcome::Full), (Some(7), RuleFault::Predicate)),
			(
				one(
					vec![
						Predicate::Origin(countries(["AU"])),
						Predicate::Origin(countries(["NZ"])),
					],
					Outcome::Full,
				),
				(Some(7), RuleFault::DuplicatePredicate),
			),
			(one(any(), Outcome::Fraction(0)), (Some(7), RuleFault::Outcome)),
			(one(any(), Outcome::Fraction(10_001)), (Some(7), RuleFault::Outcome)),
			(
				one(any(), Outcome::SkipLot { one_in: 1, plan: plan(Level::II, 1_000) }),
				(Some(7), RuleFault::Outcome),
			),
			(one(any(), Outcome::Sample(none)), (Some(7), RuleFault::Plan)),
			(one(any(), Outcome::Sample(twice)), (Some(7), RuleFault::Plan)),
			(one(any(), Outcome::Sample(plan(Level::II, 15_000))), (Some(7), RuleFault::Plan)),
			(
				RuleSet { otherwise: Outcome::Exempt, ..set(vec![]) },
				(None, RuleFault::ExemptByDefault),
			),
			(RuleSet { floor: 10_001, ..set(vec![]) }, (None, RuleFault::Share)),
			(asking(SystemCode(Default::default()), vec![]), (None, RuleFault::System)),
			(asking(dpp.clone(), vec![Predicate::FailedWithin(0)]), (None, RuleFault::Predicate)),
			(
				asking(dpp, vec![Predicate::FirstLot, Predicate::FirstLot]),
				(None, RuleFault::DuplicatePredicate),
			),
		];
		for (rules, fault) in faults {
			assert_eq!(rules.check(false), Err(fault), "{rules:?}");
		}
	}

	#[test]
	fn set_of_the_council_may_ask_for_nothing() {
		let council = RuleSet::standard(true);
		assert_eq!(council.check(true), Ok(()));
		assert_eq!(council.check(false), Err((None, RuleFault::ExemptByDefault)));
		assert_eq!(RuleSet::standard(false).check(false), Ok(()));
	}
}
