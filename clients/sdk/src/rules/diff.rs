//! What changes from one set of rules to another.

use super::{outcome_text, plan_text, requirement_text, rule_text, share_text};
use pallet_sampling::rules::RuleSet;
use serde::Serialize;
use std::collections::BTreeSet;

/// One thing that changes, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
	/// What was.
	pub old: Option<String>,
	/// What is to be.
	pub new: Option<String>,
}

/// All changes: rules in the order of their priorities, what belongs to none, requirements.
pub fn diff(old: &RuleSet, new: &RuleSet) -> Vec<Change> {
	let priorities: BTreeSet<u16> =
		[old, new].into_iter().flat_map(|set| set.rules.iter().map(|rule| rule.priority)).collect();
	let mut changes: Vec<_> = priorities
		.into_iter()
		.map(|priority| (old.rule(priority), new.rule(priority)))
		.filter(|(old, new)| old != new)
		.map(|(old, new)| Change { old: old.map(rule_text), new: new.map(rule_text) })
		.collect();
	for (old, new) in whole(old).into_iter().zip(whole(new)) {
		if old != new {
			changes.push(Change { old: Some(old), new: Some(new) });
		}
	}
	let gone = old.requires.iter().filter(|it| !new.requires.contains(it));
	changes.extend(gone.map(|it| Change { old: Some(requirement_text(it)), new: None }));
	let added = new.requires.iter().filter(|it| !old.requires.contains(it));
	changes.extend(added.map(|it| Change { old: None, new: Some(requirement_text(it)) }));
	changes
}

/// What belongs to no rule.
pub fn whole(set: &RuleSet) -> [String; 4] {
	[
		format!("otherwise: ask for {}", outcome_text(&set.otherwise)),
		format!("floor: {} of all lots are examined at random", share_text(set.floor)),
		format!("floor plan: {}", plan_text(&set.floor_plan)),
		format!("repeat: {} of examinations are repeated", share_text(set.repeat)),
	]
}

#[cfg(test)]
mod tests {
	use super::*;

	const SET: &str = r#"
		otherwise = "documents"
		floor = 200
		repeat = 500
		floorPlan = { level = "II", classes = [{ class = "major", aql = "1.0", unit = "nonconforming" }] }

		[[rules]]
		priority = 10
		name = "Failed lately"
		when = [{ hs = ["0402"] }, { failedWithin = 90 }]
		then = "full"

		[[rules]]
		priority = 20
		name = "First lot"
		when = ["firstLot"]
		[rules.then.sample]
		level = "II"
		classes = [{ class = "critical", aql = "0.10", unit = "nonconforming" }]
	"#;

	fn set(text: &str) -> RuleSet {
		toml::from_str(text).unwrap()
	}

	#[test]
	fn nothing_changes_when_sets_are_equal() {
		assert_eq!(diff(&set(SET), &set(SET)), []);
	}

	#[test]
	fn changes_are_told_in_words_and_in_order() {
		let old = set(SET);
		let mut new = set(&SET
			.replace("floor = 200", "floor = 250")
			.replace("then = \"full\"", "then = { fraction = 1000 }"));
		new.rules.pop();
		let changes = diff(&old, &new);
		let text = |text: &Option<String>| text.clone().unwrap_or_default();
		assert_eq!(changes.len(), 3);
		assert_eq!(
			text(&changes[0].old),
			"rule 10 \"Failed lately\": when HS code begins with 0402 and such goods failed within \
			 90 days, ask for every item"
		);
		assert!(text(&changes[0].new).ends_with("ask for 10.00 % of the items"));
		assert!(text(&changes[1].old).starts_with("rule 20 \"First lot\": when first lot"));
		assert_eq!(changes[1].new, None);
		assert_eq!(text(&changes[2].new), "floor: 2.50 % of all lots are examined at random");
		let back = diff(&new, &old);
		assert_eq!((back[1].old.clone(), back.len()), (None, 3));
	}

	#[test]
	fn requirements_that_come_and_go_are_told() {
		let asking =
			set(&format!("{SET}\n[[requires]]\nsystem = \"EU-DPP\"\nwhen = [\"firstLot\"]"));
		let text = "requires: when first lot of the product at this border, a number in EU-DPP \
		            before free circulation";
		let change = |old: Option<&str>, new: Option<&str>| Change {
			old: old.map(Into::into),
			new: new.map(Into::into),
		};
		assert_eq!(diff(&set(SET), &asking), [change(None, Some(text))]);
		assert_eq!(diff(&asking, &set(SET)), [change(Some(text), None)]);
	}
}
