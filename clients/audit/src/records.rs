//! What stands in the chain's state, as its own metadata tells it: the names of fields and variants
//! are those of the release that wrote it. Nothing here judges.

use crate::{
	rules::{AqlPlan, Class, Facts, Hs, HsPrefix, Level, Outcome, Unit},
	switching::State,
};
use hallmark_iso2859::Plan;
use hallmark_types::{
	AccountId, CountryCode, DeclarationId, Digest, FacilityId, GroupId, Gtin, ItemRange, LotId,
	OrgId, ProductTypeId, ShipmentId,
};
use serde::{Deserialize, Serialize};

/// A line of a decision: items, and what the rules were asked about them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
	/// The lot.
	pub lot: LotId,
	/// Which of its items.
	pub ranges: Vec<ItemRange>,
	/// What the rules were asked.
	pub facts: Facts,
}

/// What the rules decided about goods, as the chain keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Decision {
	pub declaration: DeclarationId,
	pub authority: OrgId,
	pub country: CountryCode,
	pub declarant: OrgId,
	pub interested: Vec<OrgId>,
	pub gtin: Gtin,
	pub product_type: ProductTypeId,
	pub hs: Hs,
	pub facility: Option<FacilityId>,
	pub merchant: OrgId,
	pub size: u32,
	pub at: u64,
	pub rules: u32,
	pub council_rules: u32,
	pub whitelisted: bool,
	pub inherited: Option<Outcome>,
	pub refused: bool,
	pub discontinued_beside: bool,
	pub ordered: Option<Outcome>,
	pub outcome: Outcome,
	pub floor: u16,
	pub floor_plan: AqlPlan,
	pub repeat: u16,
	pub slot: u64,
	pub block: u32,
	pub settlement: Option<Settlement>,
	pub assignment: Option<Assignment>,
	pub missed: Vec<OrgId>,
	pub papers: Papers,
	pub papers_at: u64,
	pub lost: bool,
	pub round: u8,
	pub endings: u8,
}

impl Decision {
	/// What is asked for, as far as it is known.
	pub fn asked(&self) -> &Outcome {
		self.settlement.as_ref().map_or(&self.outcome, |it| &it.outcome)
	}

	/// Whether nothing more is decided: goods were returned, destroyed, or invalidated.
	pub fn is_over(&self) -> bool {
		self.endings & (4 | 8 | 16) != 0
	}
}

/// What entropy settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Settlement {
	pub entropy: Entropy,
	pub outcome: Outcome,
	pub random: bool,
}

/// Who is to examine, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Assignment {
	pub agency: OrgId,
	pub deadline: u64,
}

/// How documents were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Papers {
	/// Not looked at.
	Unchecked,
	/// In order.
	InOrder,
	/// The lot of which a standard is not attested, and that standard.
	Wanting(LotId, u16),
}

/// The entropy of a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Entropy {
	pub slot: u64,
	pub mix: Digest,
	pub secret: Digest,
}

/// Entropy that is awaited, or has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Awaited {
	pub slot: u64,
	pub secret: u32,
	pub block: u32,
	pub entropy: Option<Entropy>,
}

/// The secrets of an authority about one declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Secrets {
	pub commitment: Digest,
	pub first: Option<Digest>,
	pub revealed: u32,
	pub bound: u32,
}

/// An awaited slot of the beacon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Await {
	pub mix: Option<Digest>,
	pub made: u32,
}

/// A plan of the tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct PlanRecord {
	pub letter: String,
	pub n: u32,
	pub ac: u32,
	pub re: u32,
}

impl From<&Plan> for PlanRecord {
	fn from(plan: &Plan) -> Self {
		Self { letter: format!("{:?}", plan.letter), n: plan.n, ac: plan.ac, re: plan.re }
	}
}

/// How a class is sampled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct SampledBy {
	pub level: Level,
	pub aql: u32,
	pub severity: State,
	pub plan: PlanRecord,
}

/// A class that is judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Judged {
	pub class: Class,
	pub unit: Unit,
	pub ac: u32,
	pub by: Option<SampledBy>,
	pub found: u32,
}

/// What an agency signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Conclusion {
	pub operator: AccountId,
	pub accreditation: u32,
	pub at: u64,
}

/// What the first agency found, where a second repeats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct FirstReport {
	pub agency: OrgId,
	pub report: u8,
	pub found: Vec<u32>,
	pub concluded: Conclusion,
	pub not_presented: u32,
	pub differences: u32,
}

/// An examination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Examination {
	pub agency: OrgId,
	pub n: u32,
	pub classes: Vec<Judged>,
	pub draw: Option<Awaited>,
	pub report: u8,
	pub reported: u32,
	pub not_presented: u32,
	pub first: Option<FirstReport>,
	pub concluded: Option<Conclusion>,
	pub repetition: Option<Awaited>,
	pub verdict: Option<Verdict>,
}

impl Examination {
	/// Whether it is known which items are examined.
	pub fn is_drawn(&self) -> bool {
		self.draw.is_none_or(|it| it.entropy.is_some())
	}
}

/// How far a control has come, or how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub enum Verdict {
	Missing,
	Passed,
	Failed,
	Doubtful,
	Discontinued,
}

/// What an agency found of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ItemResult {
	/// It was examined.
	Examined {
		/// SHA-256 of the code on it.
		code: Digest,
		/// Its nonconformities: critical, major, minor.
		found: [u16; 3],
	},
	/// It was not there, or bore no code of its own.
	NotPresented,
}

/// Whose lots a stream is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Supplier {
	/// Who issued them.
	Merchant(OrgId),
	/// The control group of who declared them.
	Importer(GroupId),
}

/// Which stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct StreamKey {
	pub country: CountryCode,
	pub gtin: Gtin,
	pub supplier: Supplier,
	pub class: Class,
}

impl core::fmt::Display for StreamKey {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		let Self { country, gtin, supplier, class } = self;
		let supplier = match supplier {
			Supplier::Merchant(org) => format!("merchant {org}"),
			Supplier::Importer(group) => format!("importers of group {group}"),
		};
		write!(f, "stream of {supplier}, product {gtin}, {country}, {class:?}")
	}
}

/// How many streams of goods are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Tally {
	pub normal: u32,
	pub tightened: u32,
	pub discontinued: u32,
}

impl Tally {
	/// The strictest state among them.
	pub fn strictest(&self) -> State {
		match self {
			Self { discontinued: 1.., .. } => State::Discontinued,
			Self { tightened: 1.., .. } => State::Tightened,
			Self { normal: 1.., .. } => State::Normal,
			_ => State::Reduced,
		}
	}
}

/// What last happened to goods that are alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Record {
	pub trouble: Option<u64>,
	pub set_back: Option<u64>,
	pub failed: Option<u64>,
}

/// Something in force, and what follows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Announced<T> {
	/// What is in force until then.
	pub now: T,
	/// What follows, and from when.
	pub next: Option<(T, u64)>,
}

impl<T> Announced<T> {
	/// What is in force at a moment.
	pub fn at(self, now: u64) -> T {
		match self.next {
			Some((next, from)) if from <= now => next,
			_ => self.now,
		}
	}
}

/// The network's periods, in milliseconds but for `finality`, in blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Settings {
	pub loosening: u64,
	pub examination: u64,
	pub finality: u32,
	pub set_back: u64,
	pub documents: u64,
}

impl Default for Settings {
	fn default() -> Self {
		let day = 86_400_000;
		Self {
			loosening: day,
			examination: 3 * day,
			finality: 10,
			set_back: 365 * day,
			documents: day,
		}
	}
}

/// Which versions of someone's rules there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct RulesHead {
	pub version: u32,
	pub pending: Option<(u32, u64)>,
}

/// For how long something is whitelisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Whitelisting {
	pub entered: u64,
	pub from: u64,
	pub until: u64,
}

/// A merchant's product on a whitelist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct WhitelistEntry {
	pub last: Whitelisting,
	pub before: Option<Whitelisting>,
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Organisation {
	pub group: GroupId,
	pub roles: Vec<RoleGrant>,
	pub suspension: Option<serde_json::Value>,
	pub generation: u32,
}

/// A role that an organisation was granted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct RoleGrant {
	pub role: String,
	pub effective_at: u64,
}

impl Organisation {
	/// Whether it is not suspended, and has a role at a moment.
	pub fn is(&self, role: &str, now: u64) -> bool {
		let has = |it: &RoleGrant| it.role == role && it.effective_at <= now;
		self.suspension.is_none() && self.roles.iter().any(has)
	}
}

/// An operator.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Operator {
	pub org: OrgId,
	pub generation: u32,
	pub permissions: u32,
	pub revocations: Vec<Revocation>,
}

/// From when to when an operator's word does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Revocation {
	pub from: u64,
	pub until: Option<u64>,
}

/// A facility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Facility {
	pub org: OrgId,
}

/// A lot.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Lot {
	pub gtin: Gtin,
	pub version: u32,
	pub issuer: OrgId,
	pub facility: Option<FacilityId>,
	pub count_confirmed: Option<serde_json::Value>,
	pub count: u32,
}

impl Lot {
	/// Where it was made, on the word of the facility's owner.
	pub fn made_at(&self) -> Option<FacilityId> {
		self.facility.filter(|_| self.count_confirmed.is_some())
	}
}

/// A version of a product's record.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct ProductVersion {
	pub product_type: ProductTypeId,
	pub hs: Hs,
	pub origin: CountryCode,
	/// Who wrote it.
	#[serde(default)]
	pub by: OrgId,
}

/// A product.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Product {
	pub version: u32,
	pub standing: ProductVersion,
}

/// A declaration.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Declaration {
	pub declarant: OrgId,
	pub authority: OrgId,
	pub port: String,
	pub procedure: String,
	pub shipment: ShipmentId,
	pub status: String,
	pub lines: Vec<LineState>,
}

/// How a line stands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct LineState {
	pub status: String,
	pub decision: Option<u64>,
	pub round: Option<u8>,
	pub matched: Option<String>,
}

/// What a line declares.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct DeclaredLine {
	pub lot: LotId,
	pub ranges: Vec<ItemRange>,
	pub hs: Hs,
	pub origin: CountryCode,
	pub value_band: String,
	/// Releases before this have none.
	#[serde(default)]
	pub registrations: Vec<Registration>,
}

/// A number in a register elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Registration {
	pub system: String,
	pub number: String,
}

/// A number as its goods' people gave it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Recorded {
	pub number: String,
}

/// A number as an authority found it in the register.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Confirmed {
	pub number: String,
	pub hs: Option<Hs>,
}

/// A round in which three documents are compared.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Round {
	/// As bits.
	pub lines: u16,
	pub parties: Parties,
	pub order: PartyWord,
	pub payment: PartyWord,
	pub logistics: PartyWord,
}

/// Whose documents are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Parties {
	pub platform: OrgId,
	pub institution: OrgId,
	pub carrier: OrgId,
}

/// What a party said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct PartyWord {
	pub commitment: Option<Digest>,
	pub root: Option<Digest>,
}

/// Two officers' decision to release a line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Override {
	pub reason: serde_json::Value,
	pub authority: OrgId,
	pub proposed_by: AccountId,
	pub confirmed_by: Option<AccountId>,
	pub used: bool,
}

/// A shipment, as far as a border looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Shipment {
	pub consignor: OrgId,
	pub consignee: Consignee,
	pub legs: Vec<Leg>,
}

/// For whom goods are.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub enum Consignee {
	/// An organisation.
	Organisation(OrgId),
	/// Someone whose name is not told.
	Committed(serde_json::Value),
}

/// A leg of a shipment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Leg {
	pub plan: LegPlan,
	pub departed: Option<serde_json::Value>,
	pub arrived: Option<serde_json::Value>,
}

/// What a leg is planned to be.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct LegPlan {
	pub carrier: OrgId,
	pub to: String,
}

/// What an agency is accredited for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Accreditation {
	pub scope: Scope,
	pub validity: Period,
	pub withdrawn: Option<u64>,
}

/// For what goods and countries.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Scope {
	pub goods: Vec<HsPrefix>,
	pub countries: Countries,
}

/// Where an accreditation counts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub enum Countries {
	/// Everywhere.
	Everywhere,
	/// In these.
	Only(Vec<CountryCode>),
}

impl Scope {
	/// Whether it covers goods of a country.
	pub fn covers(&self, hs: &Hs, country: CountryCode) -> bool {
		let here = match &self.countries {
			Countries::Everywhere => true,
			Countries::Only(list) => list.contains(&country),
		};
		here && self.goods.iter().any(|prefix| prefix.begins(hs))
	}
}

/// From when, and until before when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Period {
	pub from: u64,
	pub until: u64,
}

/// What an agency attests.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs, reason = "as the chain's metadata names them")]
pub struct Attestation {
	pub items: Option<Vec<ItemRange>>,
	pub operator: AccountId,
	pub accreditation: u32,
	pub result: String,
	pub issued_at: u64,
	pub valid_until: Option<u64>,
	pub revoked: Option<serde_json::Value>,
}
