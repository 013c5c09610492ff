//! Sets of rules in words, and what changes from one to another.

pub mod diff;

use crate::{calendar::moment_text, words::name_of};
use hallmark_runtime_api::journey::RegistrationFinding;
pub use pallet_customs_clearance::{Confirmation, RegistrationCheck};
use pallet_sampling::rules::{
	AqlPlan, GoodsFacts, Outcome, Predicate, Requirement, Rule, RuleFault, MAX_DAYS, WHOLE,
};
use std::fmt::Display;

/// What an outcome asks for.
pub fn outcome_text(outcome: &Outcome) -> String {
	match outcome {
		Outcome::Exempt => "nothing".into(),
		Outcome::Documents => "documents".into(),
		Outcome::SkipLot { one_in, plan } => {
			format!(
				"a sample of one lot in {one_in}, by {}; documents of the others",
				plan_text(plan)
			)
		}
		Outcome::Fraction(share) => format!("{} of the items", share_text(*share)),
		Outcome::Sample(plan) => format!("a sample by {}", plan_text(plan)),
		Outcome::Full => "every item".into(),
	}
}

/// A plan.
pub fn plan_text(plan: &AqlPlan) -> String {
	let classes: Vec<_> = plan
		.classes
		.iter()
		.map(|class| {
			format!("{} AQL {} ({})", name_of(class.class), class.aql, name_of(class.unit))
		})
		.collect();
	format!("level {}, {}", plan.level, classes.join(", "))
}

/// A share of 10,000 as a percentage.
pub fn share_text(share: u16) -> String {
	let whole = WHOLE / 100;
	format!("{}.{:02} %", share / whole, share % whole)
}

fn list<T: Display>(values: impl IntoIterator<Item = T>) -> String {
	let values: Vec<_> = values.into_iter().map(|value| value.to_string()).collect();
	match values.as_slice() {
		[one] => one.clone(),
		values => format!("one of {}", values.join(", ")),
	}
}

fn named<T: serde::Serialize>(values: &[T]) -> String {
	list(values.iter().map(name_of))
}

/// What a predicate asks.
pub fn predicate_text(predicate: &Predicate) -> String {
	match predicate {
		Predicate::Origin(it) => format!("origin is {}", list(it.iter())),
		Predicate::Destination(it) => format!("destination is {}", list(it.iter())),
		Predicate::Hs(it) => format!("HS code begins with {}", list(it.iter())),
		Predicate::Product(it) => format!("product is {}", list(it.iter())),
		Predicate::ProductType(it) => format!("product type is {}", list(it.iter())),
		Predicate::Merchant(it) => format!("merchant is organisation {}", list(it.iter())),
		Predicate::Manufacturer(it) => format!("manufacturer is organisation {}", list(it.iter())),
		Predicate::Facility(it) => format!("facility is {}", list(it.iter())),
		Predicate::Carrier(it) => format!("carrier is organisation {}", list(it.iter())),
		Predicate::Value(it) => format!("value band is {}", named(it)),
		Predicate::Risk(it) => format!("risk is {}", named(it)),
		Predicate::FirstLot => "first lot of the product at this border".into(),
		Predicate::SetBack => "such goods were set back before".into(),
		Predicate::FailedWithin(days) => format!("such goods failed within {days} days"),
	}
}

/// What the goods are, where a predicate asks.
pub fn fact_text(predicate: &Predicate, facts: &GoodsFacts) -> String {
	fn known<T: Display>(it: Option<T>) -> String {
		it.map_or("not known".into(), |it| it.to_string())
	}
	match predicate {
		Predicate::Origin(_) => facts.origin.to_string(),
		Predicate::Destination(_) => facts.destination.to_string(),
		Predicate::Hs(_) => facts.hs.to_string(),
		Predicate::Product(_) => facts.gtin.to_string(),
		Predicate::ProductType(_) => facts.product_type.to_string(),
		Predicate::Merchant(_) => facts.merchant.to_string(),
		Predicate::Manufacturer(_) => known(facts.manufacturer),
		Predicate::Facility(_) => known(facts.facility),
		Predicate::Carrier(_) => known(facts.carrier),
		Predicate::Value(_) => name_of(facts.value),
		Predicate::Risk(_) => name_of(facts.risk),
		Predicate::FirstLot => if facts.first_lot { "the first" } else { "not the first" }.into(),
		Predicate::SetBack => if facts.set_back { "they were" } else { "they were not" }.into(),
		Predicate::FailedWithin(_) => match facts.failed_days_ago {
			Some(days) => format!("{days} days ago"),
			None => "never".into(),
		},
	}
}

/// When a rule or requirement matches.
fn when_text(when: &[Predicate]) -> String {
	let when: Vec<_> = when.iter().map(predicate_text).collect();
	if when.is_empty() {
		"always".into()
	} else {
		format!("when {}", when.join(" and "))
	}
}

/// A rule on one line.
pub fn rule_text(rule: &Rule) -> String {
	format!(
		"rule {} \"{}\": {}, ask for {}",
		rule.priority,
		rule.name.to_text(),
		when_text(&rule.when),
		outcome_text(&rule.then)
	)
}

/// A requirement on one line.
pub fn requirement_text(requirement: &Requirement) -> String {
	format!(
		"requires: {}, a number in {} before free circulation",
		when_text(&requirement.when),
		requirement.system
	)
}

/// What of a requirement's conditions does not hold for goods, and how it is; none where all hold, and so
/// the number is asked for.
pub fn unmet<'a>(
	requirement: &'a Requirement,
	facts: &GoodsFacts,
) -> Option<(&'a Predicate, String)> {
	let unmet = requirement.when.iter().find(|predicate| !predicate.holds(facts));
	unmet.map(|predicate| (predicate, fact_text(predicate, facts)))
}

/// What rules ask of a line's number in a register, and how far that is met.
pub fn check_text(check: &RegistrationCheck) -> String {
	let system = &check.system;
	let number = |it: &Option<hallmark_types::RegistrationNumber>| {
		it.as_ref().map(|it| it.to_text()).unwrap_or_default()
	};
	let (declared, recorded) = (number(&check.declared), number(&check.recorded));
	let met = match (check.finding, &check.confirmation) {
		(RegistrationFinding::Matched, Some(Confirmation { by, at, .. })) => {
			format!("{recorded}, confirmed by organisation {by} at {}", moment_text(*at))
		}
		(RegistrationFinding::NotDeclared | RegistrationFinding::NotRecorded, _) => {
			format!("missing: {}", finding_text(check.finding))
		}
		(RegistrationFinding::NotConfirmed, Some(found)) => format!(
			"{recorded} is recorded but not confirmed: {} was, before it was changed",
			found.number.to_text()
		),
		(RegistrationFinding::NotConfirmed, None) => {
			format!("{recorded} is recorded but not confirmed by any authority of the country")
		}
		(RegistrationFinding::Mismatch, _) => {
			format!("{declared} is declared, and {recorded} is recorded")
		}
		(RegistrationFinding::OtherGoods, found) => {
			let hs = found.as_ref().and_then(|it| it.hs);
			let hs = hs.map(|hs| format!(", {hs}")).unwrap_or_default();
			format!("{recorded} is confirmed, but {}{hs}", finding_text(check.finding))
		}
		(RegistrationFinding::Matched, None) => recorded,
	};
	format!("needs a confirmed number of {system}: {met}")
}

/// How a number that rules ask for was found, and what to do about it.
pub fn finding_text(finding: RegistrationFinding) -> &'static str {
	match finding {
		RegistrationFinding::Matched => "declared, recorded and confirmed",
		RegistrationFinding::NotDeclared => "the line declares none",
		RegistrationFinding::NotRecorded => {
			"neither the lot's issuer nor who keeps the product's record has given one"
		}
		RegistrationFinding::Mismatch => "another is declared than the goods' people gave",
		RegistrationFinding::NotConfirmed => "no authority of the country has confirmed it",
		RegistrationFinding::OtherGoods => {
			"the register has another commodity code beside it than the line declares"
		}
	}
}

/// Why a set of rules is refused.
pub fn fault_text(fault: RuleFault) -> String {
	match fault {
		RuleFault::Order => "priority: priorities must ascend, no two alike".into(),
		RuleFault::Name => "name: empty, or with characters that do not show".into(),
		RuleFault::Predicate => format!(
			"when: a predicate lists no value, a value that cannot be, or days outside 1 to {MAX_DAYS}"
		),
		RuleFault::DuplicatePredicate => "when: two predicates ask the same".into(),
		RuleFault::Unreachable => "it never matches: the rule before it always does".into(),
		RuleFault::Outcome => {
			format!("then: oneIn must be 2 to 100, and a fraction 1 to {WHOLE} in {WHOLE}")
		}
		RuleFault::Plan => "plan: it must have one to three classes in the order critical, major, \
		                    minor, and above AQL 10 count nonconformitiesPer100"
			.into(),
		RuleFault::ExemptByDefault => {
			"otherwise: only the council may ask for nothing where no rule matches".into()
		}
		RuleFault::Share => format!("floor, repeat: at most {WHOLE} in {WHOLE}"),
		RuleFault::System => {
			"requires.system: not the code of a register, 2 to 16 capital letters, \
		                      digits and hyphens, such as EU-DPP"
				.into()
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_types::{HsCode, LinkSubject, LotId, OrgId, SystemCode, Text};

	fn check(finding: RegistrationFinding, confirmed: Option<(&str, Option<HsCode>)>) -> String {
		let number = |text: &str| Text::new(text).unwrap();
		let has = |without: &[RegistrationFinding]| !without.contains(&finding);
		use RegistrationFinding::*;
		check_text(&RegistrationCheck {
			system: SystemCode::new("CN-IL").unwrap(),
			finding,
			declared: has(&[NotDeclared]).then(|| number("IL-2")),
			recorded: has(&[NotRecorded])
				.then(|| number(if finding == Mismatch { "IL-1" } else { "IL-2" })),
			of: has(&[NotRecorded]).then_some((LinkSubject::Lot(LotId(4)), OrgId(3))),
			confirmation: confirmed.map(|(text, hs)| Confirmation {
				number: number(text),
				hs,
				by: OrgId(9),
				at: 1_796_040_000_000,
			}),
		})
	}

	#[test]
	fn number_that_rules_ask_for_is_told_with_what_is_wrong() {
		use RegistrationFinding::*;
		let hs = HsCode::new("040210", 2022);
		for (told, finding, confirmed) in [
			("IL-2, confirmed by organisation 9 at 2026-11-30 12:00:00 UTC", Matched, Some(("IL-2", hs))),
			("missing: the line declares none", NotDeclared, None),
			(
				"missing: neither the lot's issuer nor who keeps the product's record has given one",
				NotRecorded,
				None,
			),
			("IL-2 is declared, and IL-1 is recorded", Mismatch, None),
			(
				"IL-2 is recorded but not confirmed by any authority of the country",
				NotConfirmed,
				None,
			),
			(
				"IL-2 is recorded but not confirmed: IL-1 was, before it was changed",
				NotConfirmed,
				Some(("IL-1", None)),
			),
			(
				"IL-2 is confirmed, but the register has another commodity code beside it than the line \
				 declares, 040210 (HS 2022)",
				OtherGoods,
				Some(("IL-2", hs)),
			),
		] {
			let text = format!("needs a confirmed number of CN-IL: {told}");
			assert_eq!(check(finding, confirmed), text);
		}
	}
}
