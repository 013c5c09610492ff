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
use hallmark_types::Text;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most rules in a set.
pub const MAX_RULES: u32 = 64;
/// The most predicates of a rule.
pub const MAX_PREDICATES: u32 = 8;

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
		}
	}

	/// The rule with this priority.
	pub fn rule(&self, priority: u16) -> Option<&Rule> {
		self.rules.iter().find(|rule| rule.priority == priority)
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
		}))
		.unwrap();
		assert_eq!(rules.check(false), Ok(()));
		let json = serde_json::to_string(&rules).unwrap();
		assert_eq!(serde_json::from_str::<RuleSet>(&json).unwrap(), rules);
	}
}
