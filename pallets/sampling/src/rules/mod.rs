//! The rules of a border: data, in the order of their priorities; the first that matches decides.
//!
//! All of it is pure.
//!
//! - `predicates`: what a rule asks of goods, and the facts that it is asked about;
//! - `plans`, `outcomes`: what it decides, and which of two asks for more;
//! - `evaluation`: what a set says of goods, and why;
//! - `validation`, `tightening`: which sets can be meant, and which only tighten.

mod evaluation;
mod outcomes;
mod plans;
mod predicates;
mod tightening;
mod validation;

#[cfg(test)]
mod fixtures;

pub use evaluation::*;
pub use outcomes::*;
pub use plans::*;
pub use predicates::*;
pub use validation::*;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_glue::{RequiredSystems, MAX_REQUIRED};
use hallmark_types::{SystemCode, Text};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most rules in a set.
pub const MAX_RULES: u32 = 64;
/// The most predicates of a rule.
pub const MAX_PREDICATES: u32 = 8;
/// The most requirements of a set.
pub const MAX_REQUIREMENTS: u32 = 8;

// An authority's and the council's.
const _: () = assert!(2 * MAX_REQUIREMENTS <= MAX_REQUIRED);

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
	/// Its place: lower numbers are asked first, no two rules share one.
	pub priority: u16,
	/// What people call it.
	pub name: Text<64>,
	/// When it matches; with no predicate, always.
	pub when: BoundedVec<Predicate, ConstU32<MAX_PREDICATES>>,
	/// What it decides.
	pub then: Outcome,
}

/// That goods must have a number in a register outside of the chain before they come into free
/// circulation: declared, recorded by their people, and confirmed by the border's authority. Unlike
/// rules, all that match are asked for, also of what is exempt or whitelisted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Requirement {
	/// The register.
	pub system: SystemCode,
	/// When it is asked for; with no predicate, always.
	#[serde(default)]
	pub when: BoundedVec<Predicate, ConstU32<MAX_PREDICATES>>,
}

/// The rules of a border, or the council's for all borders.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleSet {
	/// The rules, in ascending order of their priorities.
	pub rules: BoundedVec<Rule, ConstU32<MAX_RULES>>,
	/// What is decided where no rule matches. Never exempt.
	pub otherwise: Outcome,
	/// How many in 10,000 of all lots are examined whatever was decided, drawn after acceptance.
	pub floor: u16,
	/// The plan of those.
	pub floor_plan: AqlPlan,
	/// How many in 10,000 of all examinations a second agency repeats.
	pub repeat: u16,
	/// In which registers goods must have numbers before they come into free circulation.
	#[serde(default)]
	pub requires: BoundedVec<Requirement, ConstU32<MAX_REQUIREMENTS>>,
}

impl RuleSet {
	/// What is in force before anyone set rules: no rules, a random-control floor of 2 % and a
	/// repetition of 5 %. The council's set adds nothing to an authority's; an authority's asks for
	/// documents.
	pub fn standard(council: bool) -> Self {
		Self {
			rules: BoundedVec::new(),
			otherwise: if council { Outcome::Exempt } else { Outcome::Documents },
			floor: 200,
			floor_plan: AqlPlan::standard(),
			repeat: 500,
			requires: BoundedVec::new(),
		}
	}

	/// The rule with this priority.
	pub fn rule(&self, priority: u16) -> Option<&Rule> {
		self.rules.iter().find(|rule| rule.priority == priority)
	}

	/// In which registers goods must have numbers, each once, in the set's order.
	pub fn required(&self, facts: &GoodsFacts) -> RequiredSystems {
		let mut required = RequiredSystems::new();
		for requirement in &self.requires {
			let asked = requirement.when.iter().all(|predicate| predicate.holds(facts));
			if asked {
				require(&mut required, &requirement.system);
			}
		}
		required
	}
}

/// Adds a register to those that numbers are asked of. There is room for all that two sets ask.
pub(crate) fn require(required: &mut RequiredSystems, system: &SystemCode) {
	if !required.contains(system) {
		let is_full = required.try_push(system.clone()).is_err();
		debug_assert!(!is_full, "two sets ask for no more");
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	/// The shape of the example in `docs/sampling.md`, which people write as TOML.
	#[test]
	fn set_is_read_from_what_people_write() {
		let rules: RuleSet = serde_json::from_value(serde_json::json!({
			"otherwise": "documents",
			"floor": 200,
			"repeat": 500,
			"floorPlan": {
				"level": "II",
				"classes": [{ "class": "major", "aql": "1.0", "unit": "nonconforming" }],
			},
			"rules": [
				{
					"priority": 10,
					"name": "Milk powder of a factory with a failed lot",
					"when": [{ "hs": ["0402"] }, { "failedWithin": 90 }],
					"then": "full",
				},
				{
					"priority": 20,
					"name": "Milk powder, first lot",
					"when": [{ "hs": ["0402"] }, "firstLot", { "value": ["a", "d"] }],
					"then": { "sample": {
						"level": "S-4",
						"classes": [
							{ "class": "critical", "aql": "0.10", "unit": "nonconforming" },
							{ "class": "minor", "aql": "4.0", "unit": "nonconformitiesPer100" },
						],
					} },
				},
				{
					"priority": 30,
					"name": "Some",
					"when": [{ "origin": ["AU", "NZ"] }, { "risk": ["low"] }],
					"then": { "skipLot": { "oneIn": 5, "plan": { "level": "II", "classes": [
						{ "class": "major", "aql": "1.0", "unit": "nonconforming" },
					] } } },
				},
				{ "priority": 40, "name": "Share", "when": ["setBack"], "then": { "fraction": 500 } },
			],
			"requires": [
				{ "system": "EU-DPP", "when": [{ "hs": ["85"] }] },
				{ "system": "CN-IL" },
			],
		}))
		.unwrap();
		assert_eq!(rules.check(false), Ok(()));
		let json = serde_json::to_string(&rules).unwrap();
		assert_eq!(serde_json::from_str::<RuleSet>(&json).unwrap(), rules);
	}

	#[test]
	fn numbers_are_asked_of_goods_that_a_requirement_matches() {
		use super::fixtures::*;
		let system = |code: &str| SystemCode::new(code).unwrap();
		let requirement = |code: &str, when: Vec<Predicate>| Requirement {
			system: system(code),
			when: when.try_into().unwrap(),
		};
		let rules = RuleSet {
			requires: vec![
				requirement("EU-DPP", vec![Predicate::Origin(countries(["NZ"]))]),
				requirement("CN-IL", vec![Predicate::Origin(countries(["AU"]))]),
				requirement("CN-GACC", vec![]),
				// Once is enough.
				requirement("CN-IL", vec![]),
			]
			.try_into()
			.unwrap(),
			..set(vec![])
		};
		assert_eq!(rules.check(false), Ok(()));
		assert_eq!(rules.required(&facts()).into_inner(), [system("CN-IL"), system("CN-GACC")]);
		assert!(set(vec![]).required(&facts()).is_empty());
	}
}
