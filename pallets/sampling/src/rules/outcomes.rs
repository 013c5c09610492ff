//! What rules decide, and which of two outcomes asks for more.

use crate::rules::{AqlPlan, RuleFault};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use hallmark_glue::Check;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Ten thousand: the whole, of which shares are parts.
pub const WHOLE: u16 = 10_000;

/// What a rule decides.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
	/// Nothing is asked for.
	#[codec(index = 0)]
	Exempt,
	/// The documents must be in order.
	#[codec(index = 1)]
	Documents,
	/// One lot in so many, chosen by entropy, is sampled; the documents of the others must be in
	/// order.
	#[serde(rename_all = "camelCase")]
	#[codec(index = 2)]
	SkipLot {
		/// One in how many: 2 to 100.
		one_in: u8,
		/// By what plan.
		plan: AqlPlan,
	},
	/// So many in 10,000 of the items are examined, rounded up; none may be nonconforming.
	#[codec(index = 3)]
	Fraction(u16),
	/// A sample by ISO 2859-1 is examined.
	#[codec(index = 4)]
	Sample(AqlPlan),
	/// Every item is examined; none may be nonconforming.
	#[codec(index = 5)]
	Full,
}

impl Outcome {
	/// Whether it can be one: its numbers lie within their bounds, its plan has classes.
	pub fn check(&self) -> Result<(), RuleFault> {
		let (number, plan) = match self {
			Outcome::Exempt | Outcome::Documents | Outcome::Full => (true, None),
			Outcome::SkipLot { one_in, plan } => ((2..=100).contains(one_in), Some(plan)),
			Outcome::Fraction(share) => ((1..=WHOLE).contains(share), None),
			Outcome::Sample(plan) => (true, Some(plan)),
		};
		if !number {
			return Err(RuleFault::Outcome);
		}
		match plan {
			Some(plan) if !plan.is_valid() => Err(RuleFault::Plan),
			_ => Ok(()),
		}
	}

	/// Whether it asks for as much as `other`, or more, of any goods. A sample by plan and a
	/// fraction cannot be compared: neither is at least the other.
	pub fn is_at_least(&self, other: &Self) -> bool {
		use Outcome::*;
		match (self, other) {
			(Full, _) | (_, Exempt) => true,
			(Exempt, _) => false,
			(_, Documents) => true,
			(Documents, _) => false,
			(SkipLot { one_in, plan }, SkipLot { one_in: other, plan: theirs }) => {
				one_in <= other && plan.is_at_least(theirs)
			}
			(Sample(plan), SkipLot { plan: theirs, .. }) | (Sample(plan), Sample(theirs)) => {
				plan.is_at_least(theirs)
			}
			(Fraction(share), Fraction(theirs)) => share >= theirs,
			(Fraction(_), SkipLot { .. } | Sample(_) | Full)
			| (SkipLot { .. } | Sample(_), Fraction(_) | Full)
			| (SkipLot { .. }, Sample(_)) => false,
		}
	}

	/// What asks for as much as either of two. Where neither is the stricter, plans are joined
	/// class by class; a fraction and a plan, which cannot be, make a full inspection.
	pub fn join(self, other: Self) -> Self {
		use Outcome::*;
		if self.is_at_least(&other) {
			return self;
		}
		if other.is_at_least(&self) {
			return other;
		}
		match (self, other) {
			(SkipLot { one_in, plan }, SkipLot { one_in: other, plan: theirs }) => {
				SkipLot { one_in: one_in.min(other), plan: plan.join(&theirs) }
			}
			(
				Sample(plan) | SkipLot { plan, .. },
				Sample(theirs) | SkipLot { plan: theirs, .. },
			) => Sample(plan.join(&theirs)),
			_ => Full,
		}
	}

	/// What it asks for at the least, before later entropy settles it.
	pub fn control(&self) -> Check {
		match self {
			Outcome::Exempt => Check::Exempt,
			Outcome::Documents | Outcome::SkipLot { .. } => Check::Documents,
			Outcome::Fraction(_) | Outcome::Sample(_) | Outcome::Full => Check::Examination,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::rules::fixtures::*;
	use hallmark_iso2859::{Level, Unit};
	#[test]
	fn strictness_is_an_order() {
		let all = outcomes();
		for a in &all {
			assert!(a.is_at_least(a));
			assert!(Outcome::Full.is_at_least(a) && a.is_at_least(&Outcome::Exempt));
			for b in &all {
				assert!(a == b || !(a.is_at_least(b) && b.is_at_least(a)));
				let both = a.clone().join(b.clone());
				assert!(both.is_at_least(a) && both.is_at_least(b));
				assert_eq!(both, b.clone().join(a.clone()));
				for c in &all {
					assert!(!(a.is_at_least(b) && b.is_at_least(c)) || a.is_at_least(c));
				}
			}
		}
	}

	#[test]
	fn join_of_what_cannot_be_compared_asks_for_both() {
		let sample = Outcome::Sample(plan(Level::I, 650));
		assert_eq!(
			sample.clone().join(Outcome::Sample(plan(Level::II, 1_000))),
			Outcome::Sample(plan(Level::II, 650))
		);
		assert_eq!(sample.join(Outcome::Fraction(1)), Outcome::Full);
		let mut counted = plan(Level::II, 1_000);
		counted.classes[0].unit = Unit::NonconformitiesPer100;
		let items = plan(Level::II, 1_000);
		assert!(counted.is_at_least(&items) && !items.is_at_least(&counted));
	}
}
