//! The answers to readers.

use crate::{
	risk::{RiskBand, Statistics},
	rules::{Evaluation, GoodsFacts, Outcome},
	types::*,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use hallmark_glue::{CheckResult, Slot};
use hallmark_types::{
	CountryCode, DecisionId, DeclarationId, Digest, FacilityId, Gtin, ItemRange, LotId, Moment,
	OrgId,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

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
	pub facts: GoodsFacts,
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
	/// Who issued its lots.
	pub merchant: OrgId,
	/// Where it was made, on the word of the facility's owner.
	pub facility: Option<FacilityId>,
	/// How many items it is about.
	pub size: u32,
	/// Everyone with an interest in them, each once: no agency under common control with one of
	/// them examines.
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
	/// Whether another stream of the product, or of the facility's goods, is discontinued.
	pub discontinued_beside: bool,
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
	/// Agencies that had it before and missed the deadline.
	pub missed: Vec<OrgId>,
	/// How its documents were found.
	pub papers: Papers,
	/// Whether the authority declared its secrets lost.
	pub lost: bool,
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
