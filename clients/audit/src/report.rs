//! What came of an audit: what was compared, what differs, and what could not be computed anew.

use hallmark_types::BlockNumber;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What is computed anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
	/// The beacon's mix after a block, and that the block's author signed for it.
	Mix,
	/// What the rules ask of declared goods.
	Decision,
	/// What entropy settles of that: random control, skipped lots.
	Settlement,
	/// Which agency examines.
	Agency,
	/// How many items are examined, and by what they are judged.
	Plan,
	/// Which items.
	Draw,
	/// Whether a second agency examines again.
	Repetition,
	/// What was found, counted from the results of the items.
	Report,
	/// Whether the documents that the goods require are attested.
	Documents,
	/// Whether goods are accepted.
	Acceptance,
	/// How a stream of lots stands after a lot, or by the authority's word.
	Switching,
	/// Whether three parties' documents match.
	Match,
	/// Whether a line was released as the conditions say, or by two officers.
	Release,
	/// Whether a line may come from one state into the other.
	Step,
}

impl Kind {
	/// All of them.
	pub const ALL: [Self; 14] = [
		Self::Mix,
		Self::Decision,
		Self::Settlement,
		Self::Agency,
		Self::Plan,
		Self::Draw,
		Self::Repetition,
		Self::Report,
		Self::Documents,
		Self::Acceptance,
		Self::Switching,
		Self::Match,
		Self::Release,
		Self::Step,
	];

	/// What it is called.
	pub fn name(self) -> &'static str {
		match self {
			Kind::Mix => "mix",
			Kind::Decision => "decision",
			Kind::Settlement => "settlement",
			Kind::Agency => "agency",
			Kind::Plan => "plan",
			Kind::Draw => "draw",
			Kind::Repetition => "repetition",
			Kind::Report => "report",
			Kind::Documents => "documents",
			Kind::Acceptance => "acceptance",
			Kind::Switching => "switching",
			Kind::Match => "match",
			Kind::Release => "release",
			Kind::Step => "step",
		}
	}
}

/// Where something stands in the chain, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
	/// What is compared.
	pub kind: Kind,
	/// The block.
	pub block: BlockNumber,
	/// The extrinsic's index in it; none for what the chain does by itself.
	pub extrinsic: Option<u32>,
	/// What it is about, such as `decision 7`.
	pub subject: String,
}

/// Something that the chain has otherwise than it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
	/// What is compared.
	pub kind: Kind,
	/// The block.
	pub block: BlockNumber,
	/// The extrinsic's index in it; none for what the chain does by itself.
	pub extrinsic: Option<u32>,
	/// What it is about, such as `decision 7`.
	pub subject: String,
	/// In what, such as `outcome`.
	pub field: String,
	/// What the chain has.
	pub chain: Value,
	/// What it should be.
	pub expected: Value,
}

/// Something that could not be computed anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unknown {
	/// What is compared.
	pub kind: Kind,
	/// The block.
	pub block: BlockNumber,
	/// The extrinsic's index in it; none for what the chain does by itself.
	pub extrinsic: Option<u32>,
	/// What it is about, such as `decision 7`.
	pub subject: String,
	/// Why not.
	pub reason: String,
}

/// How often something was compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Count {
	/// Computed anew and equal.
	pub equal: u64,
	/// Computed anew and different.
	pub different: u64,
	/// Not to be computed from public data, or not yet.
	pub unknown: u64,
}

/// What came of an audit so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Findings {
	/// For each kind, how often.
	pub counts: BTreeMap<Kind, Count>,
	/// The differences, in the order of the chain.
	pub differences: Vec<Difference>,
	/// What could not be computed anew, in that order.
	pub unknown: Vec<Unknown>,
}

impl Findings {
	/// The sums over all kinds.
	pub fn total(&self) -> Count {
		self.counts.values().fold(Count::default(), |sum, it| Count {
			equal: sum.equal + it.equal,
			different: sum.different + it.different,
			unknown: sum.unknown + it.unknown,
		})
	}

	/// Adds what came of one comparison.
	pub fn add(&mut self, case: Case) {
		let Case { place, differences, unknown } = case;
		let count = self.counts.entry(place.kind).or_default();
		if !differences.is_empty() {
			count.different += 1;
		} else if unknown.is_some() {
			count.unknown += 1;
		} else {
			count.equal += 1;
		}
		let Place { kind, block, extrinsic, subject } = place;
		if let Some(reason) = unknown {
			let subject = subject.clone();
			self.unknown.push(Unknown { kind, block, extrinsic, subject, reason });
		}
		let more = differences.into_iter().map(|(field, chain, expected)| {
			let subject = subject.clone();
			Difference { kind, block, extrinsic, subject, field, chain, expected }
		});
		self.differences.extend(more);
	}
}

/// One comparison under way.
#[derive(Clone, Debug)]
pub struct Case {
	place: Place,
	differences: Vec<(String, Value, Value)>,
	unknown: Option<String>,
}

impl Case {
	/// A comparison of this.
	pub fn new(place: Place) -> Self {
		Self { place, differences: Vec::new(), unknown: None }
	}

	/// Compares what the chain has with what it should be.
	pub fn compare<T: PartialEq + Serialize>(&mut self, field: &str, chain: &T, expected: &T) {
		if chain != expected {
			self.differ(field, chain, expected);
		}
	}

	/// Notes a difference.
	pub fn differ(&mut self, field: &str, chain: impl Serialize, expected: impl Serialize) {
		let value = |it: Result<Value, serde_json::Error>| it.unwrap_or_default();
		let (chain, expected) = (serde_json::to_value(chain), serde_json::to_value(expected));
		self.differences.push((field.into(), value(chain), value(expected)));
	}

	/// Requires something of which only yes and no can be said.
	pub fn require(&mut self, field: &str, holds: bool, found: &str, expected: &str) {
		if !holds {
			self.differ(field, found, expected);
		}
	}

	/// Says that it cannot be computed anew, and why.
	pub fn cannot(&mut self, reason: impl Into<String>) {
		self.unknown.get_or_insert_with(|| reason.into());
	}

	/// Whether anything differs so far.
	pub fn differs(&self) -> bool {
		!self.differences.is_empty()
	}

	/// Says of what differs that something in the same block, before it, may be why: what stood
	/// between two calls of one block is in no state that can be read.
	pub fn doubt(&mut self, before: &str) {
		if self.differences.is_empty() {
			return;
		}
		let fields: Vec<_> = self.differences.drain(..).map(|(field, ..)| field).collect();
		let reason = format!(
			"{} cannot be told: {before}, and what stood between is in no state",
			fields.join(", ")
		);
		self.cannot(reason);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn case() -> Case {
		let (kind, subject) = (Kind::Draw, "decision 7".into());
		Case::new(Place { kind, block: 3, extrinsic: Some(1), subject })
	}

	#[test]
	fn what_is_compared_is_counted_once_and_never_passed_over() {
		let mut findings = Findings::default();
		findings.add(case());
		let mut other = case();
		other.compare("seed", &1, &2);
		other.compare("slot", &1, &1);
		other.require("agency", false, "none", "some");
		findings.add(other);
		let mut unknown = case();
		unknown.cannot("the secret is not revealed");
		findings.add(unknown);
		let count = Count { equal: 1, different: 1, unknown: 1 };
		assert_eq!((findings.counts[&Kind::Draw], findings.total()), (count, count));
		assert_eq!(findings.differences.len(), 2);
		let told = serde_json::to_value(&findings).unwrap();
		assert_eq!(told["differences"][0]["kind"], "draw");
		assert_eq!(told["differences"][0]["expected"], 2);
		assert_eq!(serde_json::from_value::<Findings>(told).unwrap(), findings);
	}

	#[test]
	fn difference_becomes_a_doubt_when_the_block_hides_what_stood_between() {
		let mut it = case();
		it.doubt("another acceptance stands before it");
		let mut findings = Findings::default();
		findings.add(it);
		let mut it = case();
		it.compare("risk", &"Low", &"High");
		it.doubt("another acceptance stands before it");
		findings.add(it);
		let total = findings.total();
		assert_eq!((total.equal, total.unknown, total.different), (1, 1, 0));
		assert!(findings.unknown[0].reason.starts_with("risk cannot be told"));
	}

	#[test]
	fn names_are_those_of_the_files() {
		for kind in Kind::ALL {
			assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
		}
	}
}
