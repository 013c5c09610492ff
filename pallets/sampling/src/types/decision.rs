//! What was decided about an inspection lot.

use crate::{
	rules::{AqlPlan, GoodsFacts, Outcome},
	types::{Entropy, Panel},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_glue::{Slot, MAX_SHIPMENT_PARTIES};
use hallmark_types::{
	BlockNumber, CountryCode, DeclarationId, FacilityId, Gtin, HsCode, ItemRanges, LotId, Moment,
	OrgId, ProductTypeId, StandardId,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most lines of one declaration.
pub const MAX_LINES: u32 = 16;
/// The most organisations with an interest in an inspection lot: merchant, declarant, who brought
/// it, a manufacturer for each line, and the parties of its shipment.
pub const MAX_INTERESTED: u32 = 3 + MAX_LINES + MAX_SHIPMENT_PARTIES;

/// A line of an inspection lot, with what the rules were asked.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Line {
	/// The lot.
	pub lot: LotId,
	/// Which of its items.
	pub ranges: ItemRanges,
	/// What the rules were asked.
	pub facts: GoodsFacts,
}

/// The lines of an inspection lot, in the declaration's order. Their items, in this order, are the
/// positions that are drawn.
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

/// How goods under a decision ended so far, one bit each: 1 released, 2 detained, 4 returned, 8
/// destroyed, 16 invalidated.
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
	pub fn add(&mut self, ending: u8) -> bool {
		let new = self.0 & ending == 0;
		self.0 |= ending;
		new
	}
}

/// What was decided about an inspection lot: the lines of a declaration with equal product,
/// merchant and facility.
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
	/// Everyone with an interest in the goods, each once: merchant, declarant, whoever is said to
	/// have made them, and the parties of their shipment. No agency under common control with one
	/// of them examines. The room is the declaration's own, and enough for all of them.
	pub interested: BoundedVec<OrgId, ConstU32<MAX_INTERESTED>>,
	/// The product.
	pub gtin: Gtin,
	/// Its type, by its first line.
	pub product_type: ProductTypeId,
	/// Its HS code, by its first line.
	pub hs: HsCode,
	/// Where it was made, on the word of the facility's owner.
	pub facility: Option<FacilityId>,
	/// Who issued its lots.
	pub merchant: OrgId,
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
	/// Whether a sample of some of these items was drawn before that did not come to be accepted:
	/// nothing is examined until the authority grants a resubmission.
	pub refused: bool,
	/// Whether the inspection of another stream of the product, or of the facility's goods, is
	/// discontinued: a sample is asked for at the least.
	pub discontinued_beside: bool,
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
	/// Agencies that had it before and missed the deadline. When there are more than are kept, the
	/// first of them is forgotten, and may have another turn.
	pub missed: Panel,
	/// How its documents were found.
	pub papers: Papers,
	/// When they were last looked at. Found in order, they are good for a while.
	pub papers_at: Moment,
	/// Whether the authority declared that the secrets it committed to are lost.
	pub lost: bool,
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
