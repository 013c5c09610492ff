//! What a border asks: what agencies attest, how goods are controlled. Provided by inspection and
//! sampling.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use hallmark_types::{
	journal::Author, AccountId, AccreditationId, CountryCode, DecisionId, DeclarationId, Digest,
	FacilityId, Gtin, HsCode, ItemRange, ItemRanges, LotId, Moment, OrgId, ProductTypeId,
	StandardId, SystemCode, Unlocode, ValueBand,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{traits::ConstU32, BoundedVec, DispatchError, DispatchResult};
use sp_weights::Weight;

/// What agencies may judge, and what their attestations add up to. Provided by inspection.
pub trait Inspections {
	/// An accreditation by which `agency` may examine goods of `hs` at the border of `country` now.
	fn accreditation_for(
		agency: OrgId,
		hs: &HsCode,
		country: CountryCode,
	) -> Option<AccreditationId>;

	/// Whether what `operator` signed at `at` under an accreditation is in doubt: either was
	/// withdrawn as of that moment or an earlier one.
	fn is_doubtful(accreditation: AccreditationId, operator: &AccountId, at: Moment) -> bool;

	/// Whether every standard that the lot's product type requires is attested now as met: of these
	/// items, their lot, their product, or (where its owner stands by the lot's count) the
	/// facility. The error is the first standard that is not. A lot that does not exist meets
	/// nothing.
	fn documents(lot: LotId, ranges: &[ItemRange]) -> Result<(), StandardId>;

	/// What asking about an accreditation costs at most.
	fn accreditation_weight() -> Weight;

	/// What asking about documents costs at most.
	fn documents_weight() -> Weight;
}

/// One line of a declaration, as the rules see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlLine {
	/// The lot.
	pub lot: LotId,
	/// Which of its items: ascending, disjoint.
	pub ranges: ItemRanges,
	/// The product.
	pub gtin: Gtin,
	/// Its type.
	pub product_type: ProductTypeId,
	/// Its HS code.
	pub hs: HsCode,
	/// Its declared origin.
	pub origin: CountryCode,
	/// Who issued the lot.
	pub merchant: OrgId,
	/// Where it was made, on the word of the facility's owner; none where that is only claimed.
	pub facility: Option<FacilityId>,
	/// Whose facility that is, or was when it was closed.
	pub manufacturer: Option<OrgId>,
	/// Whose facility it is where the issuer says that it was made, confirmed or not: who has an
	/// interest in it.
	pub claimed_manufacturer: Option<OrgId>,
	/// The declared value's band.
	pub value_band: ValueBand,
}

/// A declaration that an authority accepts, as the rules see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlRequest {
	/// The declaration.
	pub declaration: DeclarationId,
	/// Whose border it is.
	pub authority: OrgId,
	/// Its operator who accepts, for the journal.
	pub author: Author,
	/// The authority's country.
	pub country: CountryCode,
	/// Where the goods are presented.
	pub port: Unlocode,
	/// Who declared.
	pub declarant: OrgId,
	/// Who brought them there.
	pub carrier: Option<OrgId>,
	/// Who else has an interest in their shipment.
	pub parties: Vec<OrgId>,
	/// The authority's commitment to the secret that goes into every draw about this declaration.
	pub commitment: Digest,
	/// Its lines.
	pub lines: Vec<ControlLine>,
}

/// The most registers in which the rules ask for a number of goods: those of an authority and those
/// of the council.
pub const MAX_REQUIRED: u32 = 16;

/// Registers outside of the chain in which goods must have a number before they come into free
/// circulation, each once.
pub type RequiredSystems = BoundedVec<SystemCode, ConstU32<MAX_REQUIRED>>;

/// What was decided about a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
	/// The decision.
	pub decision: DecisionId,
	/// In which registers its goods must have a number.
	pub registrations: RequiredSystems,
}

/// What a decision asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Check {
	/// Nothing more.
	#[codec(index = 0)]
	Exempt,
	/// That the documents be in order.
	#[codec(index = 1)]
	Documents,
	/// That a sample, or all of it, be examined.
	#[codec(index = 2)]
	Examination,
}

/// How far what a decision asks for has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CheckResult {
	/// There is no verdict yet.
	#[codec(index = 0)]
	Missing,
	/// In order, or accepted.
	#[codec(index = 1)]
	Passed,
	/// Wanting, or not accepted.
	#[codec(index = 2)]
	Failed,
	/// A second agency, or a revocation, casts doubt on it.
	#[codec(index = 3)]
	Doubtful,
	/// Inspection of these goods is discontinued (ISO 2859-1, 9.4): nothing is accepted until the
	/// authority resumes it.
	#[codec(index = 4)]
	Discontinued,
}

/// Where the control of an inspection lot stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ControlState {
	/// What is asked for.
	pub check: Check,
	/// Whether later entropy has settled that. Before, nothing is assessed.
	pub settled: bool,
	/// How far it has come. `Passed` for what is exempt.
	pub result: CheckResult,
	/// Whether an examination is open: opened, and without a verdict.
	pub open: bool,
}

/// How goods under a decision ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
	/// Released.
	Released,
	/// Detained; not the end yet, but counted.
	Detained,
	/// Returned abroad.
	Returned,
	/// Destroyed.
	Destroyed,
	/// The declaration was invalidated.
	Invalidated,
}

/// Decides how goods are controlled at a border. Provided by sampling.
pub trait Controls {
	/// Decides. Lines of equal product, merchant and facility make one inspection lot. The answer
	/// has what was decided of each line, in their order.
	fn decide(request: ControlRequest) -> Result<Vec<Decided>, DispatchError>;

	/// Where a decision stands.
	fn control(decision: DecisionId) -> Option<ControlState>;

	/// Remembers that goods were declared and withdrawn, or rejected, before a decision. It counts
	/// against these items and `declarant`, nobody else.
	fn remember_withdrawal(declarant: OrgId, lines: &[ControlLine]);

	/// Remembers that lines under a decision leave it undone, returned or invalidated, while others
	/// go on.
	fn remember_departed(decision: DecisionId, lines: &[ControlLine]) -> DispatchResult;

	/// Hears how goods under a decision ended: `Released` and `Detained` with each line, the
	/// others, which close the decision, with its last. An error for `Invalidated` while an
	/// examination is open.
	fn remember_ending(decision: DecisionId, ending: Ending) -> DispatchResult;

	/// What deciding over so many lines costs at most.
	fn decide_weight(lines: u32) -> Weight;

	/// What one look at a decision costs at most.
	fn control_weight() -> Weight;

	/// What remembering so many lines, or one ending, costs at most.
	fn remember_weight(lines: u32) -> Weight;
}
