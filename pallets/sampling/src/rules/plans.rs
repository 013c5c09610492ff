//! Plans of samples by ISO 2859-1: which classes of nonconformity are judged, and by which limits.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_iso2859::{Aql, Level, Unit};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// How bad a nonconformity is (ISO 2859-1:1999, 3.1.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Class {
	/// Dangerous.
	#[codec(index = 0)]
	Critical,
	/// Makes it fail or of little use.
	#[codec(index = 1)]
	Major,
	/// Neither.
	#[codec(index = 2)]
	Minor,
}

/// What is accepted of one class of nonconformity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClassPlan {
	/// The class.
	pub class: Class,
	/// The acceptance quality limit.
	pub aql: Aql,
	/// What is counted.
	pub unit: Unit,
}

/// A sample by ISO 2859-1.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AqlPlan {
	/// The inspection level.
	pub level: Level,
	/// The classes, in their order, each at most once.
	pub classes: BoundedVec<ClassPlan, ConstU32<3>>,
}

impl AqlPlan {
	pub(crate) fn is_valid(&self) -> bool {
		!self.classes.is_empty()
			&& self.classes.iter().all(|plan| plan.unit.admits(plan.aql))
			&& self.classes.iter().zip(self.classes.iter().skip(1)).all(|(a, b)| a.class < b.class)
	}

	/// Whether it asks as much as `other` of every class, or more.
	pub(crate) fn is_at_least(&self, other: &Self) -> bool {
		self.level >= other.level
			&& other.classes.iter().all(|theirs| {
				self.classes.iter().any(|ours| {
					ours.class == theirs.class
						&& stricter_unit(ours.unit, theirs.unit) == ours.unit
						&& ours.aql <= theirs.aql
				})
			})
	}

	/// The loosest plan that asks as much as either of every class.
	pub fn join(&self, other: &Self) -> Self {
		let classes = [Class::Critical, Class::Major, Class::Minor];
		let joined = classes.into_iter().filter_map(|class| {
			let in_plan = |plan: &Self| plan.classes.iter().find(|it| it.class == class).copied();
			match (in_plan(self), in_plan(other)) {
				(Some(a), Some(b)) => Some(ClassPlan {
					class,
					aql: a.aql.min(b.aql),
					unit: stricter_unit(a.unit, b.unit),
				}),
				(one, other) => one.or(other),
			}
		});
		Self {
			level: self.level.max(other.level),
			classes: BoundedVec::truncate_from(joined.collect()),
		}
	}

	/// General level II, AQL 1.0 for major nonconformities: the plan where nobody chose one.
	pub(crate) fn standard() -> Self {
		let major = Aql::new(1_000).map(|aql| ClassPlan {
			class: Class::Major,
			aql,
			unit: Unit::Nonconforming,
		});
		Self { level: Level::II, classes: BoundedVec::truncate_from(major.into_iter().collect()) }
	}
}

/// The stricter of two units: nonconformities are never fewer than the items that have them, and
/// both are held against the same tables.
fn stricter_unit(a: Unit, b: Unit) -> Unit {
	if a == b {
		a
	} else {
		Unit::NonconformitiesPer100
	}
}
