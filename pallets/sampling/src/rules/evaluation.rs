//! What a set of rules says of goods, and why.
//!
//! Pure: the answer depends on the arguments alone, so that readers can ask what would be decided.

use crate::rules::{GoodsFacts, Outcome, RuleSet};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use hallmark_types::SystemCode;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// A rule that did not match, and the first of its predicates that did not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PassedOver {
	/// The rule's priority.
	pub priority: u16,
	/// The predicate's place in the rule, from 0.
	pub predicate: u8,
}

/// What the rules say, and why.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evaluation {
	/// The priority of the rule that matched; none where the default decided.
	pub matched: Option<u16>,
	/// What it decides.
	pub outcome: Outcome,
	/// The rules before it, and why they did not match.
	pub passed_over: Vec<PassedOver>,
	/// In which registers outside of the chain the goods must have numbers before they come into
	/// free circulation, whatever rule matched.
	pub requires: Vec<SystemCode>,
}

/// What a set of rules says of goods.
pub fn evaluate(set: &RuleSet, facts: &GoodsFacts) -> Evaluation {
	let requires = set.required(facts).into_inner();
	let mut passed_over = Vec::new();
	for rule in &set.rules {
		let failing = rule.when.iter().position(|predicate| !predicate.holds(facts));
		match failing {
			None => {
				return Evaluation {
					matched: Some(rule.priority),
					outcome: rule.then.clone(),
					passed_over,
					requires,
				}
			}
			Some(place) => passed_over.push(PassedOver {
				priority: rule.priority,
				predicate: u8::try_from(place).unwrap_or(u8::MAX),
			}),
		}
	}
	Evaluation { matched: None, outcome: set.otherwise.clone(), passed_over, requires }
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::rules::{fixtures::*, Predicate};
	use hallmark_types::ValueBand;
	#[test]
	fn first_rule_that_matches_decides_and_the_others_are_explained() {
		let rules = set(vec![
			rule(
				10,
				vec![
					Predicate::Origin(countries(["AU"])),
					Predicate::Value(values([ValueBand::D])),
				],
				Outcome::Full,
			),
			rule(20, vec![Predicate::Origin(countries(["AU"]))], Outcome::Exempt),
			rule(30, vec![], Outcome::Full),
		]);
		assert_eq!(rules.check(false), Ok(()));
		assert_eq!(
			evaluate(&rules, &facts()),
			Evaluation {
				matched: Some(20),
				outcome: Outcome::Exempt,
				passed_over: vec![PassedOver { priority: 10, predicate: 1 }],
				requires: vec![],
			}
		);
		let nothing = evaluate(&set(vec![]), &facts());
		assert_eq!((nothing.matched, nothing.outcome), (None, Outcome::Documents));
	}
}
