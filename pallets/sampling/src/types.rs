//! The records of the pallet, and the answers it gives readers.

use crate::{
	risk::{RiskBand, Statistics},
	rules::{AqlPlan, Class, Evaluation, Facts, Outcome},
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_glue::{CheckResult, Slot, MAX_SHIPMENT_PARTIES};
use hallmark_iso2859::{Aql, Level, Plan, Severity, State, Switching, Unit};
use hallmark_types::{
	AccountId, AccreditationId, BlockNumber, CountryCode, DecisionId, DeclarationId, Digest,
	Document, FacilityId, Gtin, HsCode, ItemRange, ItemRanges, LotId, Moment, OrgId, ProductTypeId,
	StandardId,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most lines of one declaration.
pub const MAX_LINES: u32 = 16;
/// The most organisations with an interest in an inspection lot: a merchant for each line, declarant,
/// manufacturer, who brought it, and the parties of its shipment.
pub const MAX_INTERESTED: u32 = MAX_LINES + 3 + MAX_SHIPMENT_PARTIES;
/// The most agencies on an authority's panel.
pub const MAX_PANEL: u32 = 64;
/// The most items that are drawn: the largest sample of ISO 2859-1. More are examined only where all are.
pub const MAX_SAMPLE: u32 = 3_150;
/// The most results in one report; every report of a sample but the last has so many.
pub const MAX_REPORT: u32 = 256;
/// The most ranges that are remembered of a lot. Beyond, those closest to each other are taken for one, so
/// that too much is remembered rather than too little.
pub const MAX_REMEMBERED: u32 = 64;
/// The most facilities whose lots a stream can fail in one spell: two to tighten it, five to discontinue it.
pub const MAX_TROUBLED: u32 = 8;
/// How many slots ahead the entropy lies that a decision or a draw waits for.
pub const SLOTS_AHEAD: Slot = 2;
/// How long goods of the same product, facility and merchant stand as set back: a year.
pub const SET_BACK_FOR: Moment = 365 * DAY;
/// The longest time for which a merchant's product is whitelisted: a year.
pub const MAX_WHITELISTING: Moment = 366 * DAY;
/// A day in milliseconds.
pub const DAY: Moment = 86_400_000;

/// Times that depend on the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Periods {
	/// How long rules wait that might loosen, in milliseconds.
	pub loosening: Moment,
	/// How long an agency has to open an examination, and again to report it, in milliseconds.
	pub examination: Moment,
	/// How many blocks after the one that made the awaited mix a secret is taken, so that it is final.
	pub finality: BlockNumber,
}

impl Default for Periods {
	/// A day, three days, ten blocks.
	fn default() -> Self {
		Self { loosening: DAY, examination: 3 * DAY, finality: 10 }
	}
}

/// Whose rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RulesOwner {
	/// The council's, for all borders: they only add to what an authority decides.
	#[codec(index = 0)]
	Council,
	/// An authority's, for its border.
	#[codec(index = 1)]
	Authority(OrgId),
}

/// Which versions of someone's rules there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RulesHead {
	/// The version in force but for the pending one. Version 0 is
	/// [`RuleSet::standard`](crate::rules::RuleSet::standard).
	pub version: u32,
	/// The latest version that was written.
	pub latest: u32,
	/// A version that waits, and the moment from which it is in force.
	pub pending: Option<(u32, Moment)>,
}

impl RulesHead {
	/// The version in force at `now`.
	pub fn in_force(&self, now: Moment) -> u32 {
		match self.pending {
			Some((version, from)) if now >= from => version,
			_ => self.version,
		}
	}
}

/// A merchant's product on the whitelist of a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WhitelistEntry {
	/// Which authority entered it.
	pub by: OrgId,
	/// When. Trouble since then suspends it.
	pub since: Moment,
	/// The last moment of it.
	pub until: Moment,
}

/// Whom trouble touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TroubleKey {
	/// A merchant's goods of one product.
	#[codec(index = 0)]
	Goods(OrgId, Gtin),
	/// A product, whoever issues it.
	#[codec(index = 1)]
	Product(Gtin),
	/// Whatever a facility made.
	#[codec(index = 2)]
	Facility(FacilityId),
}

/// Goods that are alike: what happened to one of their lots counts against the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GoodsKey {
	/// The product.
	pub gtin: Gtin,
	/// Where it was made.
	pub facility: Option<FacilityId>,
	/// Who issued it.
	pub merchant: OrgId,
}

/// What happened to such goods at any border.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct GoodsRecord {
	/// When they were last withdrawn, rejected, invalidated, returned or not accepted.
	pub set_back: Option<Moment>,
	/// When they were last not accepted.
	pub failed: Option<Moment>,
}

/// A set of remembered items.
pub type RangeSet = BoundedVec<ItemRange, ConstU32<MAX_REMEMBERED>>;

/// What a country remembers of a lot's items that were declared there and left undone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct LotMemory {
	/// Which items.
	pub items: RangeSet,
	/// What will be asked of them at the least.
	pub outcome: Outcome,
	/// Those of which a sample was drawn that did not come to be accepted.
	pub refused: RangeSet,
}

/// The secrets of an authority about one declaration: a chain in which each is the commitment to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Secrets {
	/// The commitment to the next secret: the last one that was revealed, or what was given at acceptance.
	pub commitment: Digest,
	/// The first secret, once revealed. It settles every decision of the declaration.
	pub first: Option<Digest>,
	/// How many are revealed.
	pub revealed: u32,
	/// How many are bound to a draw, or to settling, before their entropy was there.
	pub bound: u32,
}

/// The entropy of a seed: all of it public once it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entropy {
	/// The slot that was awaited.
	pub slot: Slot,
	/// The beacon's mix there.
	pub mix: Digest,
	/// What the authority revealed.
	pub secret: Digest,
}

/// A line of an inspection lot, with what the rules were asked.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Line {
	/// The lot.
	pub lot: LotId,
	/// Which of its items.
	pub ranges: ItemRanges,
	/// What the rules were asked.
	pub facts: Facts,
}

/// The lines of an inspection lot, in the declaration's order. Their items, in this order, are the positions
/// that are drawn.
pub type Lines = BoundedVec<Line, ConstU32<MAX_LINES>>;

/// How the documents of an inspection lot were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Papers {
	/// They were not looked at.
	#[codec(index = 0)]
	Unchecked,
	/// In order.
	#[codec(index = 1)]
	InOrder,
	/// The first lot of which a standard is not attested, and that standard.
	#[codec(index = 2)]
	Wanting(LotId, StandardId),
}

/// What later entropy settled.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settlement {
	/// The entropy.
	pub entropy: Entropy,
	/// What is asked for in the end: never a skip-lot outcome.
	pub outcome: Outcome,
	/// Whether the random control hit.
	pub random: bool,
}

/// Which agency is to examine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assignment {
	/// The agency.
	pub agency: OrgId,
	/// The last moment at which it may open, and once opened, report.
	pub deadline: Moment,
}

/// How goods under a decision ended so far, one bit each: 1 released, 2 detained, 4 returned, 8 destroyed,
/// 16 invalidated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
pub struct Endings(pub u8);

impl Endings {
	/// Released.
	pub const RELEASED: u8 = 1;
	/// Detained.
	pub const DETAINED: u8 = 2;
	/// Returned abroad.
	pub const RETURNED: u8 = 4;
	/// Destroyed.
	pub const DESTROYED: u8 = 8;
	/// Invalidated.
	pub const INVALIDATED: u8 = 16;

	/// Whether nothing more is decided about the goods.
	pub const fn is_over(self) -> bool {
		self.0 & (Self::RETURNED | Self::DESTROYED | Self::INVALIDATED) != 0
	}

	/// Notes an ending; whether it is new.
	pub fn note(&mut self, ending: u8) -> bool {
		let new = self.0 & ending == 0;
		self.0 |= ending;
		new
	}
}

/// What was decided about an inspection lot: the lines of a declaration with equal product and facility.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Decision {
	/// The declaration.
	pub declaration: DeclarationId,
	/// Whose border it is.
	pub authority: OrgId,
	/// The authority's country.
	pub country: CountryCode,
	/// Who declared.
	pub declarant: OrgId,
	/// Everyone with an interest in the goods, each once: merchants, declarant, manufacturer, and the parties of
	/// their shipment. No agency under common control with one of them examines.
	pub interested: BoundedVec<OrgId, ConstU32<MAX_INTERESTED>>,
	/// The product.
	pub gtin: Gtin,
	/// Its type, by its first line.
	pub product_type: ProductTypeId,
	/// Its HS code, by its first line.
	pub hs: HsCode,
	/// Where it was made.
	pub facility: Option<FacilityId>,
	/// Who issued its lots, each once.
	pub merchants: BoundedVec<OrgId, ConstU32<MAX_LINES>>,
	/// How many items it has.
	pub size: u32,
	/// When it was decided.
	pub at: Moment,
	/// The version of the authority's rules.
	pub rules: u32,
	/// The version of the council's rules.
	pub council_rules: u32,
	/// Whether the whitelist stood in for the authority's rules.
	pub whitelisted: bool,
	/// What was asked of some of these items when they were declared before.
	pub inherited: Option<Outcome>,
	/// Whether a sample of some of these items was drawn before that did not come to be accepted: nothing is
	/// examined until the authority grants a resubmission.
	pub refused: bool,
	/// What the authority ordered beyond the rules.
	pub ordered: Option<Outcome>,
	/// What is asked for, all this considered.
	pub outcome: Outcome,
	/// The share of lots that are controlled at random, in 10,000.
	pub floor: u16,
	/// By what plan those are.
	pub floor_plan: AqlPlan,
	/// The share of examinations that are repeated, in 10,000.
	pub repeat: u16,
	/// The slot whose entropy settles it.
	pub slot: Slot,
	/// The block in which it was decided.
	pub block: BlockNumber,
	/// What entropy settled.
	pub settlement: Option<Settlement>,
	/// Who examines.
	pub assignment: Option<Assignment>,
	/// How its documents were found.
	pub papers: Papers,
	/// When they were last looked at. Found in order, they are good for a day.
	pub papers_at: Moment,
	/// 0 for original inspection, 1 once a resubmission was granted.
	pub round: u8,
	/// How it ended.
	pub endings: Endings,
}

impl Decision {
	/// What is asked for, as far as it is known.
	pub fn asked(&self) -> &Outcome {
		match &self.settlement {
			Some(settlement) => &settlement.outcome,
			None => &self.outcome,
		}
	}
}

/// How a class of nonconformities is sampled by ISO 2859-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SampledBy {
	/// The level.
	pub level: Level,
	/// The acceptance quality limit.
	pub aql: Aql,
	/// The severity, from the streams that bear on it.
	pub severity: Severity,
	/// The plan of this class; the largest sample of all classes is drawn.
	pub plan: Plan,
}

/// A class of nonconformities that is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Judged {
	/// The class.
	pub class: Class,
	/// What is counted.
	pub unit: Unit,
	/// The most that may be found: the acceptance number. One more is the rejection number.
	pub ac: u32,
	/// How the class is sampled, if by plan.
	pub by: Option<SampledBy>,
	/// What was found so far.
	pub found: u32,
}

/// The classes that are judged, the most severe first.
pub type Classes = BoundedVec<Judged, ConstU32<3>>;

/// What an agency signed at the end of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conclusion {
	/// The report.
	pub document: Document,
	/// Who signed it.
	pub operator: AccountId,
	/// The accreditation that it rests on.
	pub accreditation: AccreditationId,
	/// When.
	pub at: Moment,
}

/// Entropy that is awaited: a slot ahead, and a secret of the declaration's chain that was bound to it before
/// either was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Awaited {
	/// The slot.
	pub slot: Slot,
	/// The secret's number in the chain, counted from 1.
	pub secret: u32,
	/// The block in which they were bound.
	pub block: BlockNumber,
	/// The entropy, once it is there.
	pub entropy: Option<Entropy>,
}

/// What the first agency found, where a second repeats the examination.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FirstReport {
	/// The first agency.
	pub agency: OrgId,
	/// The number of its report.
	pub report: u8,
	/// What it found.
	pub found: BoundedVec<u32, ConstU32<3>>,
	/// What it signed.
	pub concluded: Conclusion,
	/// The items about which the second differs so far.
	pub differences: u32,
}

/// The examination of an inspection lot.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Examination {
	/// The agency that examines now.
	pub agency: OrgId,
	/// When it was opened.
	pub opened_at: Moment,
	/// The record of the presented, sealed goods.
	pub seals: Document,
	/// How many items are examined.
	pub n: u32,
	/// By what it is judged.
	pub classes: Classes,
	/// What draws the items. None where all are examined: then no item is marked as sampled.
	pub draw: Option<Awaited>,
	/// The number of the report that is being written; each agency writes one of its own.
	pub report: u8,
	/// How many items it covers.
	pub reported: u32,
	/// The first agency's, where this is the second.
	pub first: Option<FirstReport>,
	/// Agencies that had it before and missed the deadline.
	pub missed: BoundedVec<OrgId, ConstU32<MAX_PANEL>>,
	/// What the agency signed.
	pub concluded: Option<Conclusion>,
	/// What decides whether a second agency repeats it; bound when the first has concluded.
	pub repetition: Option<Awaited>,
	/// The verdict.
	pub verdict: Option<CheckResult>,
}

impl Examination {
	/// Whether all items are examined.
	pub fn is_whole(&self) -> bool {
		self.draw.is_none()
	}

	/// Whether it is known which items are examined.
	pub fn is_drawn(&self) -> bool {
		self.draw.is_none_or(|draw| draw.entropy.is_some())
	}

	/// The entropy that it waits for: that of the draw, or that of the repetition.
	pub fn awaited(&self) -> Option<Awaited> {
		let both = self.draw.into_iter().chain(self.repetition);
		both.into_iter().find(|it| it.entropy.is_none())
	}
}

/// What an agency found of one drawn item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ItemResult {
	/// It was examined.
	#[serde(rename_all = "camelCase")]
	#[codec(index = 0)]
	Examined {
		/// SHA-256 of the code that was read from it: the URI in the code, as it stands there.
		code: Digest,
		/// Its nonconformities: critical, major, minor.
		found: [u16; 3],
	},
	/// It was not there, without a code that can be read, or with a code that is not its own: nonconforming
	/// in every class, and never replaced.
	#[codec(index = 1)]
	NotPresented,
}

/// Results of consecutive items.
pub type Results = BoundedVec<ItemResult, ConstU32<MAX_REPORT>>;

/// A stream of lots: what the switching rules look back at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamKey {
	/// The country whose border it is.
	pub country: CountryCode,
	/// The product.
	pub gtin: Gtin,
	/// Who issued the lots.
	pub merchant: OrgId,
	/// The class of nonconformities.
	pub class: Class,
}

/// How a stream stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Stream {
	/// Its state under the switching rules.
	pub switching: Switching,
	/// The level of its last lot.
	pub level: Level,
	/// The limit of its last lot.
	pub aql: Aql,
	/// The type of its product.
	pub product_type: ProductTypeId,
	/// Where its last lot that was not accepted was made.
	pub failed_at: Option<FacilityId>,
	/// While it is tightened or discontinued: the facilities whose lots made it so, or failed since.
	pub troubled: BoundedVec<FacilityId, ConstU32<MAX_TROUBLED>>,
}

/// Goods whose streams bear on each other at a border.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum TallyKey {
	/// A product, whoever issues it.
	#[codec(index = 0)]
	Product(CountryCode, Gtin, Class),
	/// What a facility makes of a type of product.
	#[codec(index = 1)]
	Facility(CountryCode, FacilityId, ProductTypeId, Class),
}

/// How many streams of such goods are in which state; reduced ones are not counted, as they bear on nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Tally {
	/// On normal inspection.
	pub normal: u32,
	/// On tightened inspection.
	pub tightened: u32,
	/// Discontinued.
	pub discontinued: u32,
}

impl Tally {
	/// The strictest state among them.
	pub fn strictest(&self) -> State {
		if self.discontinued > 0 {
			State::Discontinued
		} else if self.tightened > 0 {
			State::Tightened
		} else if self.normal > 0 {
			State::Normal
		} else {
			State::Reduced
		}
	}

	/// The counter of a state.
	pub fn counter(&mut self, state: State) -> Option<&mut u32> {
		match state {
			State::Reduced => None,
			State::Normal => Some(&mut self.normal),
			State::Tightened => Some(&mut self.tightened),
			State::Discontinued => Some(&mut self.discontinued),
		}
	}
}

/// Of whom statistics are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StatisticsSubject {
	/// Who issues lots.
	#[codec(index = 0)]
	Merchant(OrgId),
	/// A product.
	#[codec(index = 1)]
	Product(Gtin),
	/// An agency: what it examined, and how often another saw it differently.
	#[codec(index = 2)]
	Agency(OrgId),
	/// A facility.
	#[codec(index = 3)]
	Facility(FacilityId),
	/// A declared origin.
	#[codec(index = 4)]
	Origin(CountryCode),
}

/// What the rules in force would ask of goods.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviewAnswer {
	/// The version of the authority's rules.
	pub rules: u32,
	/// What they say.
	pub authority: Evaluation,
	/// The version of the council's rules.
	pub council_rules: u32,
	/// What they say.
	pub council: Evaluation,
	/// What both ask for.
	pub outcome: Outcome,
}

/// What was decided about one line, and why.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LineAnswer {
	/// The lot.
	pub lot: LotId,
	/// Which of its items.
	pub ranges: Vec<ItemRange>,
	/// What the rules were asked.
	pub facts: Facts,
	/// What the authority's rules said.
	pub authority: Evaluation,
	/// What the council's rules said.
	pub council: Evaluation,
}

/// A decision, explained.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DecisionAnswer {
	/// Its id.
	pub id: DecisionId,
	/// The declaration.
	pub declaration: DeclarationId,
	/// Whose border it is.
	pub authority: OrgId,
	/// The authority's country.
	pub country: CountryCode,
	/// When it was decided.
	pub at: Moment,
	/// The product.
	pub gtin: Gtin,
	/// Where it was made.
	pub facility: Option<FacilityId>,
	/// How many items it is about.
	pub size: u32,
	/// Everyone with an interest in them, each once: no agency under common control with one of them examines.
	pub interested: Vec<OrgId>,
	/// Its lines, with what the rules said of each.
	pub lines: Vec<LineAnswer>,
	/// The version of the authority's rules.
	pub rules: u32,
	/// The version of the council's rules.
	pub council_rules: u32,
	/// Whether the whitelist stood in for the authority's rules.
	pub whitelisted: bool,
	/// What was asked of some of these items when they were declared before.
	pub inherited: Option<Outcome>,
	/// Whether a sample drawn before did not come to be accepted.
	pub refused: bool,
	/// What the authority ordered beyond the rules.
	pub ordered: Option<Outcome>,
	/// What is asked for, all this considered.
	pub outcome: Outcome,
	/// The share of lots that are controlled at random, in 10,000.
	pub floor: u16,
	/// The slot whose entropy settles it.
	pub slot: Slot,
	/// What that settled.
	pub settlement: Option<Settlement>,
	/// Who examines.
	pub assignment: Option<Assignment>,
	/// How its documents were found.
	pub papers: Papers,
	/// The examinations: the original one, and the one of a resubmission.
	pub examinations: Vec<Examination>,
	/// How far it has come.
	pub result: CheckResult,
	/// How it ended.
	pub endings: Endings,
}

/// A drawn item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DrawnItem {
	/// Its position among the items of the inspection lot, counted from 0.
	pub position: u32,
	/// Its lot.
	pub lot: LotId,
	/// Its index in the lot.
	pub index: u32,
	/// What the agency that reports now, or reported last, found.
	pub result: Option<ItemResult>,
	/// What the first agency found, where a second repeats.
	pub first: Option<ItemResult>,
}

/// A draw: all that is needed to draw again, and what was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DrawAnswer {
	/// The decision.
	pub decision: DecisionId,
	/// 0 for original inspection, 1 for the resubmission.
	pub round: u8,
	/// The slot that is awaited; none where all items are examined.
	pub slot: Option<Slot>,
	/// The entropy, once it is there.
	pub entropy: Option<Entropy>,
	/// The seed made of it.
	pub seed: Option<Digest>,
	/// The lots and ranges whose items, in this order, are the positions.
	pub ranges: Vec<(LotId, ItemRange)>,
	/// How many items there are.
	pub size: u32,
	/// How many are drawn.
	pub n: u32,
	/// The drawn items from the cursor on, in ascending positions.
	pub items: Vec<DrawnItem>,
	/// Where to go on; none at the end.
	pub next: Option<u32>,
}

/// Statistics, and the score made of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatisticsAnswer {
	/// Of whom.
	pub subject: StatisticsSubject,
	/// The counters.
	pub statistics: Statistics,
	/// The score now.
	pub score: u16,
	/// The band it lies in.
	pub band: RiskBand,
}
