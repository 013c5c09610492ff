//! Which sets of rules only tighten: those need not wait.

use crate::rules::{Requirement, RuleSet};

impl RuleSet {
	/// Whether it asks for as much as `old`, or more, of any goods: it has every rule of `old` with
	/// the same predicates in the same order, an outcome at least as strict, and what it adds is at
	/// least as strict as anything of `old` that it could forestall. It asks for every number that
	/// `old` asks for, of the same goods or more. Says no where that cannot be seen this way.
	pub fn tightens(&self, old: &RuleSet) -> bool {
		let mut left = old.rules.iter().peekable();
		for rule in &self.rules {
			match left.peek() {
				Some(kept) if kept.when == rule.when => {
					if !rule.then.is_at_least(&kept.then) {
						return false;
					}
					left.next();
				}
				_ => {
					let forestalled = left.clone().map(|rule| &rule.then).chain([&old.otherwise]);
					if !forestalled.into_iter().all(|outcome| rule.then.is_at_least(outcome)) {
						return false;
					}
				}
			}
		}
		left.peek().is_none()
			&& self.otherwise.is_at_least(&old.otherwise)
			&& self.floor >= old.floor
			&& self.floor_plan.is_at_least(&old.floor_plan)
			&& self.repeat >= old.repeat
			&& old.requires.iter().all(|kept| self.requires(kept))
	}

	/// Whether it asks for a number wherever a requirement of another set does.
	fn requires(&self, kept: &Requirement) -> bool {
		self.requires.iter().any(|it| {
			it.system == kept.system && it.when.iter().all(|asked| kept.when.contains(asked))
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		risk::RiskBand,
		rules::{evaluate, fixtures::*, Outcome, Predicate},
	};
	use hallmark_types::ValueBand;
	use proptest::prelude::*;
	fn any_outcome() -> impl Strategy<Value = Outcome> {
		prop::sample::select(outcomes())
	}

	fn any_rules() -> impl Strategy<Value = Vec<(usize, Outcome)>> {
		prop::collection::vec((0usize..4, any_outcome()), 0..5)
	}

	fn rules_of(list: &[(usize, Outcome)], otherwise: Outcome) -> RuleSet {
		let predicates = [
			Predicate::FirstLot,
			Predicate::SetBack,
			Predicate::Value(values([ValueBand::A])),
			Predicate::Risk(values([RiskBand::High])),
		];
		let rules = (1u16..)
			.zip(list)
			.map(|(priority, (which, then))| {
				rule(priority, vec![predicates[*which].clone()], then.clone())
			})
			.collect();
		RuleSet { otherwise, ..set(rules) }
	}

	proptest! {
		#[test]
		fn set_that_tightens_never_decides_less(
			old in any_rules(),
			new in any_rules(),
			insert in any::<prop::sample::Index>(),
			added in (0usize..4, any_outcome()),
			(before, after) in (any_outcome(), any_outcome()),
			related: bool,
		) {
			let new = if related {
				let mut list = old.clone();
				list.insert(insert.index(old.len() + 1), added);
				list
			} else {
				new
			};
			let (old, new) = (rules_of(&old, before), rules_of(&new, after));
			if new.tightens(&old) {
				for bits in 0..16u8 {
					let mut facts = facts();
					facts.first_lot = bits & 1 != 0;
					facts.set_back = bits & 2 != 0;
					facts.value = if bits & 4 != 0 { ValueBand::A } else { ValueBand::B };
					facts.risk = if bits & 8 != 0 { RiskBand::High } else { RiskBand::Low };
					prop_assert!(
						evaluate(&new, &facts).outcome.is_at_least(&evaluate(&old, &facts).outcome)
					);
				}
			}
			prop_assert!(old.tightens(&old));
		}
	}

	#[test]
	fn set_does_not_tighten_when_it_drops_or_loosens() {
		let strict = set(vec![rule(5, vec![Predicate::SetBack], Outcome::Full)]);
		let loose = set(vec![rule(5, vec![Predicate::SetBack], Outcome::Documents)]);
		assert!(strict.tightens(&loose) && !loose.tightens(&strict));
		assert!(strict.tightens(&set(vec![])) && !set(vec![]).tightens(&strict));
		assert!(!RuleSet { floor: 100, ..set(vec![]) }.tightens(&set(vec![])));
	}

	#[test]
	fn set_does_not_tighten_when_it_asks_for_a_number_of_fewer_goods() {
		let asking = |code: &str, when: Vec<Predicate>| RuleSet {
			requires: vec![Requirement {
				system: hallmark_types::SystemCode::new(code).unwrap(),
				when: when.try_into().unwrap(),
			}]
			.try_into()
			.unwrap(),
			..set(vec![])
		};
		let always = asking("EU-DPP", vec![]);
		let once = asking("EU-DPP", vec![Predicate::FirstLot]);
		let other = asking("CN-IL", vec![]);
		let none = set(vec![]);
		assert!(always.tightens(&once) && always.tightens(&none) && once.tightens(&none));
		assert!(!once.tightens(&always) && !none.tightens(&once));
		assert!(!other.tightens(&always) && !always.tightens(&other));
	}
}
