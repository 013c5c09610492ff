//! What rules ask of goods, written from `docs/sampling.md`, "Rules".

use hallmark_types::{CountryCode, FacilityId, Gtin, OrgId, ProductTypeId};
use serde::{Deserialize, Deserializer, Serialize};

/// A class of nonconformities, the most severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
	/// Dangerous.
	Critical,
	/// Of little use.
	Major,
	/// Neither.
	Minor,
}

impl Class {
	/// All of them.
	pub const ALL: [Self; 3] = [Self::Critical, Self::Major, Self::Minor];
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
	/// Items.
	Nonconforming,
	/// Nonconformities.
	NonconformitiesPer100,
}

/// An inspection level, the least strict first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the standard's own names")]
pub enum Level {
	S1,
	S2,
	S3,
	S4,
	I,
	II,
	III,
}

/// What is accepted of one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassPlan {
	/// The class.
	pub class: Class,
	/// The limit, in thousandths.
	pub aql: u32,
	/// What is counted.
	pub unit: Unit,
}

/// A sample by ISO 2859-1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AqlPlan {
	/// The level.
	pub level: Level,
	/// The classes, the most severe first.
	pub classes: Vec<ClassPlan>,
}

impl AqlPlan {
	/// The plan before anybody set rules.
	fn standard() -> Self {
		let major = ClassPlan { class: Class::Major, aql: 1_000, unit: Unit::Nonconforming };
		Self { level: Level::II, classes: vec![major] }
	}

	/// The loosest that asks for as much as either, class by class.
	pub fn join(&self, other: &Self) -> Self {
		let classes = Class::ALL.into_iter().filter_map(|class| {
			let both = self.classes.iter().chain(&other.classes);
			both.filter(|it| it.class == class).copied().reduce(|a, b| ClassPlan {
				class,
				aql: a.aql.min(b.aql),
				// Nonconformities are never fewer than the items that have them.
				unit: if a.unit == b.unit { a.unit } else { Unit::NonconformitiesPer100 },
			})
		});
		Self { level: self.level.max(other.level), classes: classes.collect() }
	}
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
	/// Nothing.
	Exempt,
	/// Documents.
	Documents,
	/// A sample of one lot in so many, documents of the others.
	SkipLot {
		/// One in how many.
		one_in: u8,
		/// By what plan.
		plan: AqlPlan,
	},
	/// So many in 10,000 of the items.
	Fraction(u16),
	/// A sample by plan.
	Sample(AqlPlan),
	/// Every item.
	Full,
}

impl Outcome {
	/// The loosest that asks for as much as either of two.
	pub fn join(self, other: Self) -> Self {
		use Outcome::*;
		match (self, other) {
			(Full, _) | (_, Full) => Full,
			(Exempt, it) | (it, Exempt) => it,
			(Documents, it) | (it, Documents) => it,
			(Fraction(a), Fraction(b)) => Fraction(a.max(b)),
			(Fraction(_), _) | (_, Fraction(_)) => Full,
			(SkipLot { one_in: a, plan }, SkipLot { one_in: b, plan: other }) => {
				SkipLot { one_in: a.min(b), plan: plan.join(&other) }
			}
			(Sample(plan) | SkipLot { plan, .. }, Sample(other) | SkipLot { plan: other, .. }) => {
				Sample(plan.join(&other))
			}
		}
	}

	/// The name of what it asks for at the least, before entropy settles it.
	pub fn check(&self) -> &'static str {
		match self {
			Outcome::Exempt => "Exempt",
			Outcome::Documents | Outcome::SkipLot { .. } => "Documents",
			Outcome::Fraction(_) | Outcome::Sample(_) | Outcome::Full => "Examination",
		}
	}
}

/// An HS code, with its edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hs {
	/// Six digits.
	pub code: String,
	/// The year of the edition.
	pub edition: u16,
}

/// The beginning of HS codes: a chapter, a heading or a subheading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HsPrefix(pub String);

impl HsPrefix {
	/// Whether a code begins so.
	pub fn begins(&self, hs: &Hs) -> bool {
		!self.0.is_empty() && hs.code.starts_with(self.0.as_str())
	}
}

impl<'de> Deserialize<'de> for HsPrefix {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		/// As metadata names it: what kind of prefix, and its digits as bytes.
		#[derive(Deserialize)]
		enum Told {
			Chapter(String),
			Heading(String),
			Subheading(String),
		}
		let (Told::Chapter(digits) | Told::Heading(digits) | Told::Subheading(digits)) =
			Told::deserialize(deserializer)?;
		let bytes = digits.strip_prefix("0x").map(hex::decode);
		let text = match bytes {
			None => Some(digits),
			Some(bytes) => bytes.ok().and_then(|it| String::from_utf8(it).ok()),
		};
		let are_digits = |it: &String| it.bytes().all(|byte| byte.is_ascii_digit());
		let text = text.filter(are_digits).map(Self);
		text.ok_or_else(|| serde::de::Error::custom("an HS prefix is made of digits"))
	}
}

/// What rules are asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "docs/sampling.md has the table of them")]
pub struct Facts {
	pub origin: CountryCode,
	pub destination: CountryCode,
	pub hs: Hs,
	pub gtin: Gtin,
	pub product_type: ProductTypeId,
	pub merchant: OrgId,
	pub manufacturer: Option<OrgId>,
	pub facility: Option<FacilityId>,
	pub carrier: Option<OrgId>,
	pub value: String,
	pub risk: String,
	pub first_lot: bool,
	pub set_back: bool,
	pub failed_days_ago: Option<u32>,
}

/// What a rule asks of goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "docs/sampling.md has the table of them")]
pub enum Predicate {
	Origin(Vec<CountryCode>),
	Destination(Vec<CountryCode>),
	Hs(Vec<HsPrefix>),
	Product(Vec<Gtin>),
	ProductType(Vec<ProductTypeId>),
	Merchant(Vec<OrgId>),
	Manufacturer(Vec<OrgId>),
	Facility(Vec<FacilityId>),
	Carrier(Vec<OrgId>),
	Value(Vec<String>),
	Risk(Vec<String>),
	FirstLot,
	SetBack,
	FailedWithin(u16),
}

impl Predicate {
	fn holds(&self, facts: &Facts) -> bool {
		/// Whether what may be unknown is listed.
		fn lists<T: PartialEq>(list: &[T], it: Option<&T>) -> bool {
			it.is_some_and(|it| list.contains(it))
		}
		match self {
			Predicate::Origin(list) => list.contains(&facts.origin),
			Predicate::Destination(list) => list.contains(&facts.destination),
			Predicate::Hs(list) => list.iter().any(|it| it.begins(&facts.hs)),
			Predicate::Product(list) => list.contains(&facts.gtin),
			Predicate::ProductType(list) => list.contains(&facts.product_type),
			Predicate::Merchant(list) => list.contains(&facts.merchant),
			Predicate::Manufacturer(list) => lists(list, facts.manufacturer.as_ref()),
			Predicate::Facility(list) => lists(list, facts.facility.as_ref()),
			Predicate::Carrier(list) => lists(list, facts.carrier.as_ref()),
			Predicate::Value(list) => list.contains(&facts.value),
			Predicate::Risk(list) => list.contains(&facts.risk),
			Predicate::FirstLot => facts.first_lot,
			Predicate::SetBack => facts.set_back,
			// Less than so many whole days ago.
			Predicate::FailedWithin(days) => {
				facts.failed_days_ago.is_some_and(|ago| ago < u32::from(*days))
			}
		}
	}
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
	/// Its place: lower ones are asked first.
	pub priority: u16,
	/// When it matches: all of these hold.
	pub when: Vec<Predicate>,
	/// What it asks for.
	pub then: Outcome,
}

/// That goods need a number in a register elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
	/// The code of the register.
	pub system: String,
	/// Of which goods: all of these hold.
	pub when: Vec<Predicate>,
}

/// The rules of a border, or of the council.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSet {
	/// The rules.
	pub rules: Vec<Rule>,
	/// What is asked for where none matches.
	pub otherwise: Outcome,
	/// How many in 10,000 of all lots are examined whatever was decided.
	pub floor: u16,
	/// By what plan.
	pub floor_plan: AqlPlan,
	/// How many in 10,000 of all examinations are repeated.
	pub repeat: u16,
	/// Which numbers are asked of which goods; releases before this asked for none.
	#[serde(default)]
	pub requires: Vec<Requirement>,
}

impl RuleSet {
	/// What is in force before anybody set rules.
	pub fn standard(council: bool) -> Self {
		Self {
			rules: Vec::new(),
			otherwise: if council { Outcome::Exempt } else { Outcome::Documents },
			floor: 200,
			floor_plan: AqlPlan::standard(),
			repeat: 500,
			requires: Vec::new(),
		}
	}

	/// In which registers goods must have a number, each once.
	pub fn registers(&self, facts: &Facts) -> Vec<String> {
		let mut registers = Vec::new();
		for it in &self.requires {
			let asked = it.when.iter().all(|predicate| predicate.holds(facts));
			if asked && !registers.contains(&it.system) {
				registers.push(it.system.clone());
			}
		}
		registers
	}

	/// What the rules ask of goods: the first that matches, by its priority, decides.
	pub fn asks(&self, facts: &Facts) -> Outcome {
		let matching = self.rules.iter().filter(|rule| rule.when.iter().all(|it| it.holds(facts)));
		let first = matching.min_by_key(|rule| rule.priority);
		first.map_or_else(|| self.otherwise.clone(), |rule| rule.then.clone())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn facts() -> Facts {
		Facts {
			origin: CountryCode(*b"NZ"),
			destination: CountryCode(*b"CN"),
			hs: Hs { code: "040210".into(), edition: 2022 },
			gtin: Gtin(9_521_001_000_017),
			product_type: ProductTypeId(1),
			merchant: OrgId(1),
			manufacturer: Some(OrgId(2)),
			facility: Some(FacilityId(3)),
			carrier: Some(OrgId(4)),
			value: "B".into(),
			risk: "Medium".into(),
			first_lot: false,
			set_back: false,
			failed_days_ago: Some(10),
		}
	}

	#[test]
	fn predicate_holds_when_its_fact_is_listed() {
		use Predicate::*;
		let mut unknown = facts();
		(unknown.manufacturer, unknown.facility, unknown.carrier) = (None, None, None);
		unknown.failed_days_ago = None;
		let both = [CountryCode(*b"AU"), CountryCode(*b"NZ")];
		for (it, holds, of_unknown) in [
			(Origin(both.to_vec()), true, true),
			(Destination(both.to_vec()), false, false),
			(Hs(vec![HsPrefix("0402".into())]), true, true),
			(Hs(vec![HsPrefix("0403".into())]), false, false),
			(Product(vec![Gtin(9_521_001_000_017)]), true, true),
			(ProductType(vec![ProductTypeId(2)]), false, false),
			(Merchant(vec![OrgId(1)]), true, true),
			(Manufacturer(vec![OrgId(2)]), true, false),
			(Facility(vec![FacilityId(3)]), true, false),
			(Carrier(vec![OrgId(4)]), true, false),
			(Value(vec!["B".into()]), true, true),
			(Risk(vec!["High".into()]), false, false),
			(FirstLot, false, false),
			(SetBack, false, false),
			(FailedWithin(11), true, false),
			(FailedWithin(10), false, false),
		] {
			assert_eq!(it.holds(&facts()), holds, "{it:?}");
			assert_eq!(it.holds(&unknown), of_unknown, "{it:?}");
		}
	}

	#[test]
	fn numbers_are_asked_of_goods_that_a_requirement_matches() {
		let requirement = |system: &str, when| Requirement { system: system.into(), when };
		let mut rules = RuleSet::standard(false);
		rules.requires = vec![
			requirement("EU-DPP", vec![Predicate::Merchant(vec![OrgId(1)])]),
			requirement("CN-IL", vec![Predicate::FirstLot]),
			requirement("CN-GACC", vec![]),
			requirement("EU-DPP", vec![]),
		];
		assert_eq!(rules.registers(&facts()), ["EU-DPP", "CN-GACC"]);
		assert_eq!(RuleSet::standard(true).registers(&facts()), Vec::<String>::new());
	}

	#[test]
	fn prefix_is_read_as_metadata_tells_it() {
		let read = |value| serde_json::from_value::<HsPrefix>(value).ok();
		assert_eq!(read(serde_json::json!({ "Heading": "0x31383036" })).unwrap().0, "1806");
		assert_eq!(read(serde_json::json!({ "Chapter": "71" })).unwrap().0, "71");
		assert_eq!(read(serde_json::json!({ "Chapter": "0xff" })), None);
	}

	#[test]
	fn first_rule_that_matches_decides() {
		let rule = |priority, when, then| Rule { priority, when, then };
		let mut rules = RuleSet::standard(false);
		rules.rules = vec![
			rule(10, vec![Predicate::FirstLot], Outcome::Full),
			rule(20, vec![Predicate::Merchant(vec![OrgId(1)])], Outcome::Fraction(7)),
			rule(30, vec![], Outcome::Exempt),
		];
		assert_eq!(rules.asks(&facts()), Outcome::Fraction(7));
		assert_eq!(rules.asks(&Facts { first_lot: true, ..facts() }), Outcome::Full);
		assert_eq!(rules.asks(&Facts { merchant: OrgId(9), ..facts() }), Outcome::Exempt);
		rules.rules.pop();
		assert_eq!(rules.asks(&Facts { merchant: OrgId(9), ..facts() }), Outcome::Documents);
	}
}
