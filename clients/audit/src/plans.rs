//! By what plan goods are examined. The tables of ISO 2859-1 (letters, sample sizes, acceptance
//! numbers) are those of `primitives/iso2859`, which the chain reads too; what is made of them is
//! computed here.

use crate::{
	records::{Judged, SampledBy},
	rules::{AqlPlan, Class, Level, Outcome, Unit},
	switching::State,
};
use hallmark_iso2859::{self as iso, Aql, Plan};

/// The most items that are drawn where not all are examined.
const MOST: u32 = 3_150;

/// A level as the tables name it.
pub fn level(level: Level) -> iso::Level {
	match level {
		Level::S1 => iso::Level::S1,
		Level::S2 => iso::Level::S2,
		Level::S3 => iso::Level::S3,
		Level::S4 => iso::Level::S4,
		Level::I => iso::Level::I,
		Level::II => iso::Level::II,
		Level::III => iso::Level::III,
	}
}

/// The plan of a class, from the tables; none where inspection is discontinued, there is no item, or
/// no such limit.
pub fn plan(size: u32, of: Level, aql: u32, state: State) -> Option<Plan> {
	let severity = match state {
		State::Reduced => iso::Severity::Reduced,
		State::Normal => iso::Severity::Normal,
		State::Tightened => iso::Severity::Tightened,
		State::Discontinued => return None,
	};
	iso::plan(size, level(of), Aql::new(aql)?, severity)
}

/// How many items are examined, and by what they are judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
	/// How many.
	pub n: u32,
	/// The classes, with nothing found yet.
	pub classes: Vec<Judged>,
}

/// What is frozen when an examination of so many items is opened. `state_of` says how a class is
/// inspected. None where inspection of one is discontinued.
pub fn frozen(size: u32, outcome: &Outcome, state_of: impl Fn(Class) -> State) -> Option<Frozen> {
	match outcome {
		Outcome::Sample(plan) => sampled(size, plan, state_of),
		Outcome::Fraction(share) => {
			// Rounded up; the whole is not cut off.
			let items = (u64::from(size) * u64::from(*share)).div_ceil(10_000);
			let items = u32::try_from(items).unwrap_or(u32::MAX);
			let n = if *share >= 10_000 { items } else { items.min(MOST) };
			Some(Frozen { n, classes: none_allowed() })
		}
		_ => Some(Frozen { n: size, classes: none_allowed() }),
	}
}

fn sampled(size: u32, asked: &AqlPlan, state_of: impl Fn(Class) -> State) -> Option<Frozen> {
	let mut n = 0;
	let mut classes = Vec::new();
	for it in &asked.classes {
		let severity = state_of(it.class);
		let found = plan(size, asked.level, it.aql, severity)?;
		n = n.max(found.n);
		let by = SampledBy { level: asked.level, aql: it.aql, severity, plan: (&found).into() };
		let (class, unit, ac) = (it.class, it.unit, found.ac);
		classes.push(Judged { class, unit, ac, by: Some(by), found: 0 });
	}
	Some(Frozen { n, classes })
}

/// No nonconforming item of any class.
pub fn none_allowed() -> Vec<Judged> {
	let unit = Unit::Nonconforming;
	Class::ALL.map(|class| Judged { class, unit, ac: 0, by: None, found: 0 }).to_vec()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::rules::ClassPlan;

	/// The worked example of `docs/sampling.md`.
	#[test]
	fn plan_is_that_of_the_documentation() {
		let of = |state| plan(1_000, Level::II, 1_000, state).map(|it| (it.n, it.ac, it.re));
		assert_eq!(of(State::Normal), Some((80, 2, 3)));
		assert_eq!(of(State::Tightened), Some((80, 1, 2)));
		assert_eq!(of(State::Reduced), Some((32, 1, 2)));
		assert_eq!(of(State::Discontinued), None);
	}

	#[test]
	fn largest_sample_of_all_classes_is_drawn_and_each_keeps_its_number() {
		let class = |class, aql| ClassPlan { class, aql, unit: Unit::Nonconforming };
		let asked = AqlPlan {
			level: Level::II,
			classes: vec![class(Class::Critical, 100), class(Class::Minor, 4_000)],
		};
		let frozen = frozen(1_000, &Outcome::Sample(asked), |_| State::Normal).unwrap();
		assert_eq!(frozen.n, 125);
		let numbers: Vec<_> = frozen.classes.iter().map(|it| it.ac).collect();
		assert_eq!(numbers, [0, 7]);
	}

	#[test]
	fn fraction_is_rounded_up_and_full_is_all() {
		let n = |size, outcome| frozen(size, &outcome, |_| State::Normal).unwrap().n;
		assert_eq!(n(1_001, Outcome::Fraction(10)), 2);
		assert_eq!(n(1, Outcome::Fraction(1)), 1);
		assert_eq!(n(1_000_000, Outcome::Fraction(5_000)), MOST);
		assert_eq!(n(1_000_000, Outcome::Fraction(10_000)), 1_000_000);
		assert_eq!(n(77, Outcome::Full), 77);
	}
}
