//! The rules of a border: data, in the order of their priorities; the first that matches decides.
//!
//! Pure: what [`evaluate`] says depends on its arguments alone, so that readers can ask what would be
//! decided, and clients can check a set of rules before they submit it.

use crate::risk::RiskBand;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_glue::Check;
use hallmark_iso2859::{Aql, Level, Unit};
use hallmark_types::{
	CountryCode, FacilityId, Gtin, HsCode, HsPrefix, OrgId, ProductTypeId, Text, ValueBand,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most rules in a set.
pub const MAX_RULES: u32 = 64;
/// The most predicates of a rule.
pub const MAX_PREDICATES: u32 = 8;
/// The most values that a predicate lists.
pub const MAX_VALUES: u32 = 16;
/// Ten thousand: the whole, of which shares are parts.
pub const WHOLE: u16 = 10_000;
/// The longest look back at failures, in days.
pub const MAX_DAYS: u16 = 3_650;

/// Values, of which one must hold. At least one.
pub type Values<V> = BoundedVec<V, ConstU32<MAX_VALUES>>;

/// What a rule asks of goods. All predicates of a rule must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Predicate {
	/// The declared origin.
	#[codec(index = 0)]
	Origin(Values<CountryCode>),
	/// The country whose border it is; of use in the council's rules.
	#[codec(index = 1)]
	Destination(Values<CountryCode>),
	/// Chapters, headings or subheadings of the Harmonized System.
	#[codec(index = 2)]
	Hs(Values<HsPrefix>),
	/// Products.
	#[codec(index = 3)]
	Product(Values<Gtin>),
	/// Types of products.
	#[codec(index = 4)]
	ProductType(Values<ProductTypeId>),
	/// Who issued the lot.
	#[codec(index = 5)]
	Merchant(Values<OrgId>),
	/// Whose facility made it.
	#[codec(index = 6)]
	Manufacturer(Values<OrgId>),
	/// Where it was made.
	#[codec(index = 7)]
	Facility(Values<FacilityId>),
	/// Who brought it.
	#[codec(index = 8)]
	Carrier(Values<OrgId>),
	/// The declared value.
	#[codec(index = 9)]
	Value(Values<ValueBand>),
	/// The risk: that of merchant, product, facility or origin, whichever is the highest.
	#[codec(index = 10)]
	Risk(Values<RiskBand>),
	/// The first lot of this product at this border.
	#[codec(index = 11)]
	FirstLot,
	/// These goods were withdrawn, rejected, invalidated, returned or not accepted before, at any border.
	#[codec(index = 12)]
	SetBack,
	/// Goods of the same product, facility and merchant were not accepted within so many days.
	#[codec(index = 13)]
	FailedWithin(u16),
}

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
	/// One lot in so many, chosen by entropy, is sampled; the documents of the others must be in order.
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

/// Why a set of rules is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleFault {
	/// The priorities do not ascend, or two are equal.
	Order,
	/// A name is empty, or has characters that do not show.
	Name,
	/// A predicate lists no value, a value that cannot be, or a number of days of 0 or over [`MAX_DAYS`].
	Predicate,
	/// Two predicates of one rule ask the same: nothing, or the same, would match.
	DuplicatePredicate,
	/// A rule without predicates has rules after it, which never match.
	Unreachable,
	/// An outcome's number lies outside its bounds.
	Outcome,
	/// A plan has no class, one twice, or counts nonconforming items at an AQL above 10.
	Plan,
	/// What is decided where no rule matches is exemption.
	ExemptByDefault,
	/// A share is more than the whole.
	Share,
}

/// What the rules are asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
	/// The declared origin.
	pub origin: CountryCode,
	/// The country whose border it is.
	pub destination: CountryCode,
	/// The HS code.
	pub hs: HsCode,
	/// The product.
	pub gtin: Gtin,
	/// Its type.
	pub product_type: ProductTypeId,
	/// Who issued the lot.
	pub merchant: OrgId,
	/// Whose facility made it.
	pub manufacturer: Option<OrgId>,
	/// Where it was made.
	pub facility: Option<FacilityId>,
	/// Who brought it.
	pub carrier: Option<OrgId>,
	/// The declared value.
	pub value: ValueBand,
	/// The risk.
	pub risk: RiskBand,
	/// Whether it is the first lot of this product at this border.
	pub first_lot: bool,
	/// Whether these goods were set back before, at any border.
	pub set_back: bool,
	/// How many whole days ago goods of the same product, facility and merchant were last not accepted.
	pub failed_days_ago: Option<u32>,
}

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
}

impl Predicate {
	fn is_valid(&self) -> bool {
		match self {
			Predicate::Origin(list) | Predicate::Destination(list) => {
				!list.is_empty() && list.iter().all(CountryCode::is_assigned)
			}
			Predicate::Hs(list) => !list.is_empty() && list.iter().all(HsPrefix::is_valid),
			Predicate::Product(list) => {
				!list.is_empty() && list.iter().all(|gtin| gtin.check().is_ok())
			}
			Predicate::ProductType(list) => !list.is_empty(),
			Predicate::Merchant(list)
			| Predicate::Manufacturer(list)
			| Predicate::Carrier(list) => !list.is_empty(),
			Predicate::Facility(list) => !list.is_empty(),
			Predicate::Value(list) => !list.is_empty(),
			Predicate::Risk(list) => !list.is_empty(),
			Predicate::FirstLot | Predicate::SetBack => true,
			Predicate::FailedWithin(days) => (1..=MAX_DAYS).contains(days),
		}
	}

	/// Whether it holds for `facts`.
	pub fn holds(&self, facts: &Facts) -> bool {
		match self {
			Predicate::Origin(list) => list.contains(&facts.origin),
			Predicate::Destination(list) => list.contains(&facts.destination),
			Predicate::Hs(list) => list.iter().any(|prefix| prefix.covers(&facts.hs)),
			Predicate::Product(list) => list.contains(&facts.gtin),
			Predicate::ProductType(list) => list.contains(&facts.product_type),
			Predicate::Merchant(list) => list.contains(&facts.merchant),
			Predicate::Manufacturer(list) => {
				facts.manufacturer.is_some_and(|it| list.contains(&it))
			}
			Predicate::Facility(list) => facts.facility.is_some_and(|it| list.contains(&it)),
			Predicate::Carrier(list) => facts.carrier.is_some_and(|it| list.contains(&it)),
			Predicate::Value(list) => list.contains(&facts.value),
			Predicate::Risk(list) => list.contains(&facts.risk),
			Predicate::FirstLot => facts.first_lot,
			Predicate::SetBack => facts.set_back,
			Predicate::FailedWithin(days) => {
				facts.failed_days_ago.is_some_and(|ago| ago < u32::from(*days))
			}
		}
	}
}

impl AqlPlan {
	fn is_valid(&self) -> bool {
		!self.classes.is_empty()
			&& self.classes.iter().all(|plan| plan.unit.admits(plan.aql))
			&& self.classes.iter().zip(self.classes.iter().skip(1)).all(|(a, b)| a.class < b.class)
	}

	/// Whether it asks as much as `other` of every class, or more.
	fn is_at_least(&self, other: &Self) -> bool {
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
}

/// The stricter of two units: nonconformities are never fewer than the items that have them, and both are
/// held against the same tables.
fn stricter_unit(a: Unit, b: Unit) -> Unit {
	if a == b {
		a
	} else {
		Unit::NonconformitiesPer100
	}
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

	/// Whether it asks for as much as `other`, or more, of any goods. A sample by plan and a fraction
	/// cannot be compared: neither is at least the other.
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

	/// What asks for as much as either of two. Where neither is the stricter, plans are joined class by
	/// class; a fraction and a plan, which cannot be, make a full inspection.
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

impl AqlPlan {
	/// General level II, AQL 1.0 for major nonconformities: the plan where nobody chose one.
	fn standard() -> Self {
		let major = Aql::new(1_000).map(|aql| ClassPlan {
			class: Class::Major,
			aql,
			unit: Unit::Nonconforming,
		});
		Self { level: Level::II, classes: BoundedVec::truncate_from(major.into_iter().collect()) }
	}
}

impl RuleSet {
	/// What is in force before anyone set rules: no rules, a random-control floor of 2 % and a repetition
	/// of 5 %. The council's set adds nothing to an authority's; an authority's asks for documents.
	pub fn standard(council: bool) -> Self {
		Self {
			rules: BoundedVec::new(),
			otherwise: if council { Outcome::Exempt } else { Outcome::Documents },
			floor: 200,
			floor_plan: AqlPlan::standard(),
			repeat: 500,
		}
	}

	/// Whether the set can be one. The number in the error is the priority of the rule at fault, none for
	/// what belongs to no rule. Only the council, which tightens what authorities decide, may ask for
	/// nothing where no rule matches.
	pub fn check(&self, council: bool) -> Result<(), (Option<u16>, RuleFault)> {
		let mut before: Option<&Rule> = None;
		for rule in &self.rules {
			let at = |fault| (Some(rule.priority), fault);
			if let Some(before) = before {
				if before.priority >= rule.priority {
					return Err(at(RuleFault::Order));
				}
				if before.when.is_empty() {
					return Err(at(RuleFault::Unreachable));
				}
			}
			before = Some(rule);
			rule.name.check().map_err(|_| at(RuleFault::Name))?;
			for (place, predicate) in rule.when.iter().enumerate() {
				if !predicate.is_valid() {
					return Err(at(RuleFault::Predicate));
				}
				let same = |other: &&Predicate| {
					core::mem::discriminant(*other) == core::mem::discriminant(predicate)
				};
				if rule.when.iter().take(place).any(|other| same(&other)) {
					return Err(at(RuleFault::DuplicatePredicate));
				}
			}
			rule.then.check().map_err(at)?;
		}
		let whole = |fault| (None, fault);
		if !council && self.otherwise == Outcome::Exempt {
			return Err(whole(RuleFault::ExemptByDefault));
		}
		self.otherwise.check().map_err(whole)?;
		if !self.floor_plan.is_valid() {
			return Err(whole(RuleFault::Plan));
		}
		if self.floor > WHOLE || self.repeat > WHOLE {
			return Err(whole(RuleFault::Share));
		}
		Ok(())
	}

	/// Whether it asks for as much as `old`, or more, of any goods: it has every rule of `old` with the same
	/// predicates in the same order, an outcome at least as strict, and what it adds is at least as strict
	/// as anything of `old` that it could forestall. Says no where that cannot be seen this way.
	pub fn tightens(&self, old: &RuleSet) -> bool {
		let mut left = old.rules.iter().peekable();
		for rule in &self.rules {
			match left.peek() {
				Some(kept) if kept.when == rule.when => {
					if !rule.then.is_at_least(&kept.then) {
						return false;
					}
					left.next();
				}
				_ => {
					let forestalled = left.clone().map(|rule| &rule.then).chain([&old.otherwise]);
					if !forestalled.into_iter().all(|outcome| rule.then.is_at_least(outcome)) {
						return false;
					}
				}
			}
		}
		left.peek().is_none()
			&& self.otherwise.is_at_least(&old.otherwise)
			&& self.floor >= old.floor
			&& self.floor_plan.is_at_least(&old.floor_plan)
			&& self.repeat >= old.repeat
	}

	/// The rule with this priority.
	pub fn rule(&self, priority: u16) -> Option<&Rule> {
		self.rules.iter().find(|rule| rule.priority == priority)
	}
}

/// What a set of rules says of goods.
pub fn evaluate(set: &RuleSet, facts: &Facts) -> Evaluation {
	let mut passed_over = Vec::new();
	for rule in &set.rules {
		let failing = rule.when.iter().position(|predicate| !predicate.holds(facts));
		match failing {
			None => {
				return Evaluation {
					matched: Some(rule.priority),
					outcome: rule.then.clone(),
					passed_over,
				}
			}
			Some(place) => passed_over.push(PassedOver {
				priority: rule.priority,
				predicate: u8::try_from(place).unwrap_or(u8::MAX),
			}),
		}
	}
	Evaluation { matched: None, outcome: set.otherwise.clone(), passed_over }
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn values<V: Clone + core::fmt::Debug, const N: usize>(list: [V; N]) -> Values<V> {
		list.to_vec().try_into().unwrap()
	}

	fn countries<const N: usize>(list: [&str; N]) -> Values<CountryCode> {
		values(list.map(|code| CountryCode::new(code).unwrap()))
	}

	fn plan(level: Level, thousandths: u32) -> AqlPlan {
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

	fn rule(priority: u16, when: Vec<Predicate>, then: Outcome) -> Rule {
		Rule { priority, name: Text::new("a rule").unwrap(), when: when.try_into().unwrap(), then }
	}

	fn set(rules: Vec<Rule>) -> RuleSet {
		RuleSet {
			rules: rules.try_into().unwrap(),
			otherwise: Outcome::Documents,
			floor: 200,
			floor_plan: plan(Level::II, 1_000),
			repeat: 500,
		}
	}

	fn facts() -> Facts {
		Facts {
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

	#[test]
	fn predicate_holds_when_its_fact_is_listed() {
		let holding = [
			Predicate::Origin(countries(["NZ", "AU"])),
			Predicate::Destination(countries(["CN"])),
			Predicate::Hs(values([HsPrefix::new("0402").unwrap()])),
			Predicate::Product(values([Gtin(9_521_001_000_017)])),
			Predicate::ProductType(values([ProductTypeId(1)])),
			Predicate::Merchant(values([OrgId(1)])),
			Predicate::Manufacturer(values([OrgId(2)])),
			Predicate::Facility(values([FacilityId(3)])),
			Predicate::Carrier(values([OrgId(4)])),
			Predicate::Value(values([ValueBand::B])),
			Predicate::Risk(values([RiskBand::Medium])),
			Predicate::FailedWithin(11),
		];
		let failing = [
			Predicate::Origin(countries(["NZ"])),
			Predicate::Destination(countries(["AU"])),
			Predicate::Hs(values([HsPrefix::new("0403").unwrap()])),
			Predicate::Product(values([Gtin(9_521_001_000_024)])),
			Predicate::ProductType(values([ProductTypeId(2)])),
			Predicate::Merchant(values([OrgId(2)])),
			Predicate::Manufacturer(values([OrgId(1)])),
			Predicate::Facility(values([FacilityId(4)])),
			Predicate::Carrier(values([OrgId(5)])),
			Predicate::Value(values([ValueBand::A, ValueBand::C])),
			Predicate::Risk(values([RiskBand::High])),
			Predicate::FirstLot,
			Predicate::SetBack,
			Predicate::FailedWithin(10),
		];
		for predicate in &holding {
			assert!(predicate.is_valid() && predicate.holds(&facts()), "{predicate:?}");
		}
		for predicate in &failing {
			assert!(predicate.is_valid() && !predicate.holds(&facts()), "{predicate:?}");
		}
		let mut first = facts();
		first.first_lot = true;
		first.set_back = true;
		assert!(Predicate::FirstLot.holds(&first) && Predicate::SetBack.holds(&first));
		let mut unknown = facts();
		unknown.manufacturer = None;
		unknown.facility = None;
		unknown.carrier = None;
		unknown.failed_days_ago = None;
		for predicate in holding.iter().filter(|predicate| {
			matches!(
				predicate,
				Predicate::Manufacturer(_)
					| Predicate::Facility(_)
					| Predicate::Carrier(_)
					| Predicate::FailedWithin(_)
			)
		}) {
			assert!(!predicate.holds(&unknown), "{predicate:?}");
		}
	}

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
			}
		);
		let nothing = evaluate(&set(vec![]), &facts());
		assert_eq!((nothing.matched, nothing.outcome), (None, Outcome::Documents));
	}

	#[test]
	fn set_is_refused_when_it_cannot_be_meant() {
		let any = || vec![Predicate::FirstLot];
		let one = |when, then| set(vec![rule(7, when, then)]);
		let twice = AqlPlan {
			level: Level::II,
			classes: [plan(Level::II, 1_000).classes[0]; 2].to_vec().try_into().unwrap(),
		};
		let mut none = plan(Level::II, 1_000);
		none.classes = Default::default();
		let faults = [
			(
				set(vec![rule(7, any(), Outcome::Full), rule(7, any(), Outcome::Exempt)]),
				(Some(7), RuleFault::Order),
			),
			(
				set(vec![rule(8, any(), Outcome::Full), rule(7, any(), Outcome::Full)]),
				(Some(7), RuleFault::Order),
			),
			(
				set(vec![rule(6, vec![], Outcome::Full), rule(7, any(), Outcome::Full)]),
				(Some(7), RuleFault::Unreachable),
			),
			(
				set(vec![Rule { name: Text(Default::default()), ..rule(7, any(), Outcome::Full) }]),
				(Some(7), RuleFault::Name),
			),
			(
				one(vec![Predicate::Origin(values([]))], Outcome::Full),
				(Some(7), RuleFault::Predicate),
			),
			(
				one(vec![Predicate::Origin(values([CountryCode(*b"XX")]))], Outcome::Full),
				(Some(7), RuleFault::Predicate),
			),
			(one(vec![Predicate::FailedWithin(0)], Outcome::Full), (Some(7), RuleFault::Predicate)),
			(
				one(
					vec![
						Predicate::Origin(countries(["AU"])),
						Predicate::Origin(countries(["NZ"])),
					],
					Outcome::Full,
				),
				(Some(7), RuleFault::DuplicatePredicate),
			),
			(one(any(), Outcome::Fraction(0)), (Some(7), RuleFault::Outcome)),
			(one(any(), Outcome::Fraction(10_001)), (Some(7), RuleFault::Outcome)),
			(
				one(any(), Outcome::SkipLot { one_in: 1, plan: plan(Level::II, 1_000) }),
				(Some(7), RuleFault::Outcome),
			),
			(one(any(), Outcome::Sample(none)), (Some(7), RuleFault::Plan)),
			(one(any(), Outcome::Sample(twice)), (Some(7), RuleFault::Plan)),
			(one(any(), Outcome::Sample(plan(Level::II, 15_000))), (Some(7), RuleFault::Plan)),
			(
				RuleSet { otherwise: Outcome::Exempt, ..set(vec![]) },
				(None, RuleFault::ExemptByDefault),
			),
			(RuleSet { floor: 10_001, ..set(vec![]) }, (None, RuleFault::Share)),
		];
		for (rules, fault) in faults {
			assert_eq!(rules.check(false), Err(fault), "{rules:?}");
		}
	}

	fn outcomes() -> Vec<Outcome> {
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

	fn any_outcome() -> impl Strategy<Value = Outcome> {
		prop::sample::select(outcomes())
	}

	fn any_rules() -> impl Strategy<Value = Vec<(usize, Outcome)>> {
		prop::collection::vec((0usize..4, any_outcome()), 0..5)
	}

	fn rules_of(list: &[(usize, Outcome)], otherwise: Outcome) -> RuleSet {
		let predicates = [
			Predicate::FirstLot,
			Predicate::SetBack,
			Predicate::Value(values([ValueBand::A])),
			Predicate::Risk(values([RiskBand::High])),
		];
		let rules = (1u16..)
			.zip(list)
			.map(|(priority, (which, then))| {
				rule(priority, vec![predicates[*which].clone()], then.clone())
			})
			.collect();
		RuleSet { otherwise, ..set(rules) }
	}

	proptest! {
		#[test]
		fn set_that_tightens_never_decides_less(
			old in any_rules(),
			new in any_rules(),
			insert in any::<prop::sample::Index>(),
			added in (0usize..4, any_outcome()),
			(before, after) in (any_outcome(), any_outcome()),
			related: bool,
		) {
			let new = if related {
				let mut list = old.clone();
				list.insert(insert.index(old.len() + 1), added);
				list
			} else {
				new
			};
			let (old, new) = (rules_of(&old, before), rules_of(&new, after));
			if new.tightens(&old) {
				for bits in 0..16u8 {
					let mut facts = facts();
					facts.first_lot = bits & 1 != 0;
					facts.set_back = bits & 2 != 0;
					facts.value = if bits & 4 != 0 { ValueBand::A } else { ValueBand::B };
					facts.risk = if bits & 8 != 0 { RiskBand::High } else { RiskBand::Low };
					prop_assert!(
						evaluate(&new, &facts).outcome.is_at_least(&evaluate(&old, &facts).outcome)
					);
				}
			}
			prop_assert!(old.tightens(&old));
		}
	}

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

	#[test]
	fn set_of_the_council_may_ask_for_nothing() {
		let council = RuleSet::standard(true);
		assert_eq!(council.check(true), Ok(()));
		assert_eq!(council.check(false), Err((None, RuleFault::ExemptByDefault)));
		assert_eq!(RuleSet::standard(false).check(false), Ok(()));
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

	#[test]
	fn set_does_not_tighten_when_it_drops_or_loosens() {
		let strict = set(vec![rule(5, vec![Predicate::SetBack], Outcome::Full)]);
		let loose = set(vec![rule(5, vec![Predicate::SetBack], Outcome::Documents)]);
		assert!(strict.tightens(&loose) && !loose.tightens(&strict));
		assert!(strict.tightens(&set(vec![])) && !set(vec![]).tightens(&strict));
		assert!(!RuleSet { floor: 100, ..set(vec![]) }.tightens(&set(vec![])));
	}
}
