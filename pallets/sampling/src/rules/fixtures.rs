//! What the tests of rules make their sets of.

use crate::{risk::RiskBand, rules::*};
use hallmark_iso2859::{Aql, Level, Unit};
use hallmark_types::{
	CountryCode, FacilityId, Gtin, HsCode, OrgId, ProductTypeId, Text, ValueBand,
};

pub fn values<V: Clone + core::fmt::Debug, const N: usize>(list: [V; N]) -> Values<V> {
	list.to_vec().try_into().unwrap()
}

pub fn countries<const N: usize>(list: [&str; N]) -> Values<CountryCode> {
	values(list.map(|code| CountryCode::new(code).unwrap()))
}

pub fn plan(level: Level, thousandths: u32) -> AqlPlan {
	AqlPlan {
		level,
		classes: vec![ClassPlan {
			class: Class::Major,
			aql: Aql::new(thousandths).unwrap(),
			unit: Unit::Nonconforming,
		}]
		.try_into()
		.unwrap(),
	}
}

pub fn rule(priority: u16, when: Vec<Predicate>, then: Outcome) -> Rule {
	Rule { priority, name: Text::new("a rule").unwrap(), when: when.try_into().unwrap(), then }
}

pub fn set(rules: Vec<Rule>) -> RuleSet {
	RuleSet {
		rules: rules.try_into().unwrap(),
		otherwise: Outcome::Documents,
		floor: 200,
		floor_plan: plan(Level::II, 1_000),
		repeat: 500,
		requires: Default::default(),
	}
}

pub fn facts() -> GoodsFacts {
	GoodsFacts {
		origin: CountryCode(*b"AU"),
		destination: CountryCode(*b"CN"),
		hs: HsCode { code: *b"040221", edition: 2022 },
		gtin: Gtin(9_521_001_000_017),
		product_type: ProductTypeId(1),
		merchant: OrgId(1),
		manufacturer: Some(OrgId(2)),
		facility: Some(FacilityId(3)),
		carrier: Some(OrgId(4)),
		value: ValueBand::B,
		risk: RiskBand::Medium,
		first_lot: false,
		set_back: false,
		failed_days_ago: Some(10),
	}
}

pub fn outcomes() -> Vec<Outcome> {
	let mut all = vec![
		Outcome::Exempt,
		Outcome::Documents,
		Outcome::Fraction(100),
		Outcome::Fraction(200),
		Outcome::Full,
	];
	for plan in [plan(Level::I, 1_000), plan(Level::II, 1_000), plan(Level::II, 650)] {
		all.push(Outcome::Sample(plan.clone()));
		for one_in in [2, 5] {
			all.push(Outcome::SkipLot { one_in, plan: plan.clone() });
		}
	}
	all
}
