//! The traits through which one pallet uses another. Wired in the runtime; `()` where optional.
//!
//! A trait whose call costs weight returns that weight too, so that a caller can add it to its own.

use crate::{
	journal::Author, AccountId, AccreditationId, Assurance, CountryCode, DecisionId, DeclarationId,
	Digest, Document, FacilityId, GroupId, Gtin, HsCode, ItemRange, ItemRanges, JournalKind, LotId,
	Moment, OrgId, Permission, Permissions, ProductTypeId, Role, RoleSet, ShipmentId, StandardId,
	Subject, Unlocode, ValueBand,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{DispatchError, DispatchResult};

/// The sum of weights: a call's own, and those of the traits that it asks.
pub fn total_weight<const N: usize>(weights: [Weight; N]) -> Weight {
	weights.into_iter().fold(Weight::zero(), |sum, weight| sum.saturating_add(weight))
}

/// An operator that may write now, and the organisation it writes for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor<AccountId> {
	/// The organisation.
	pub org: OrgId,
	/// The operator's account.
	pub account: AccountId,
	/// The organisation's roles that have taken effect.
	pub roles: RoleSet,
	/// What the operator may do.
	pub permissions: Permissions,
	/// The organisation's country.
	pub country: CountryCode,
	/// The organisation's control group.
	pub group: GroupId,
}

impl From<Actor<crate::AccountId>> for Author {
	fn from(actor: Actor<crate::AccountId>) -> Self {
		Author::Operator { organisation: actor.org, account: actor.account }
	}
}

/// Why an account may not write at all. The codes stand in `InvalidTransaction::Custom`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Refusal {
	/// It is no operator of any organisation.
	NotAnOperator,
	/// It was an operator and was revoked.
	OperatorRevoked,
	/// Its organisation is suspended.
	OrganisationSuspended,
}

/// Who may act, and as what. Provided by the registry.
pub trait Operators<AccountId> {
	/// The operator behind `who`, if it may write at all.
	fn operator(who: &AccountId) -> Result<Actor<AccountId>, Refusal>;

	/// The operator behind `who`, if it may write, its organisation has one of `roles` in effect, and
	/// it has `permission`. The error says which of these fails.
	fn authorise(
		who: &AccountId,
		roles: RoleSet,
		permission: Permission,
	) -> Result<Actor<AccountId>, DispatchError>;

	/// What either of them costs at most.
	fn operator_weight() -> Weight;
}

/// An organisation as others see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrganisationView {
	/// Whether it is active; a suspended one may do nothing.
	pub active: bool,
	/// Its roles that have taken effect.
	pub roles: RoleSet,
	/// Its country.
	pub country: CountryCode,
	/// Its control group.
	pub group: GroupId,
}

/// Looks organisations up. Provided by the registry.
pub trait Organisations {
	/// The organisation, if there is one.
	fn organisation(org: OrgId) -> Option<OrganisationView>;

	/// Whether an operator of a customs authority may act on what is `authority`'s, of a declarant at the border of
	/// `country`. Where that authority is suspended, or none any more, any other of its country stands in for it,
	/// unless it is under common control with the declarant.
	fn may_act_for<AccountId>(
		actor: &Actor<AccountId>,
		authority: OrgId,
		country: CountryCode,
		declarant: OrgId,
	) -> bool {
		if actor.org == authority {
			return true;
		}
		let in_office = Self::organisation(authority)
			.is_some_and(|view| view.active && view.roles.has(Role::CustomsAuthority));
		let here = actor.country == country;
		let unrelated = Self::organisation(declarant).is_none_or(|view| view.group != actor.group);
		!in_office && here && unrelated
	}

	/// What one look at an organisation costs.
	fn organisation_weight() -> Weight;
}

/// Hears what becomes of organisations. Provided by whoever keeps them in office.
pub trait OnOrganisationSuspended {
	/// `org` was just suspended, or lost the role of a member.
	fn on_suspended(org: OrgId);

	/// What it costs at most.
	fn on_suspended_weight() -> Weight;
}

impl OnOrganisationSuspended for () {
	fn on_suspended(_: OrgId) {}

	fn on_suspended_weight() -> Weight {
		Weight::zero()
	}
}

/// What seats in the council forbid to do to an organisation. Provided by the consortium.
pub trait CouncilSeats {
	/// Whether `org` is a customs authority with a seat, and has not agreed to lose it: two thirds of the
	/// council cannot take it, nor what it rests on.
	fn is_protected(org: OrgId) -> bool;

	/// Whether `org` has a seat, and so has another organisation of `group`: a control group has one.
	fn clashes(org: OrgId, group: GroupId) -> bool;

	/// What either costs at most.
	fn seats_weight() -> Weight;
}

impl CouncilSeats for () {
	fn is_protected(_: OrgId) -> bool {
		false
	}

	fn clashes(_: OrgId, _: GroupId) -> bool {
		false
	}

	fn seats_weight() -> Weight {
		Weight::zero()
	}
}

/// Brands: who holds the company prefix that a GTIN lies under, and whom it authorised. Provided by
/// the registry.
pub trait Brands {
	/// The holder of the prefix that covers `gtin`, if there is one here.
	fn holder(gtin: hallmark_gs1::Gtin) -> Option<OrgId>;

	/// Whether `merchant` may issue items of `gtin` by the holder's authorisation, which has neither
	/// expired nor been used up.
	fn is_authorised(gtin: Gtin, merchant: OrgId) -> bool;

	/// Takes `items` from what the holder authorised `merchant` to issue of `gtin`.
	fn consume(gtin: Gtin, merchant: OrgId, items: u32) -> DispatchResult;

	/// What any of them costs at most.
	fn brands_weight() -> Weight;
}

/// Looks facilities up. Provided by the registry.
pub trait Facilities {
	/// The organisation that an open facility belongs to.
	fn owner(facility: FacilityId) -> Option<OrgId>;

	/// The organisation that a facility belongs to, or belonged to when it was closed: what it made there
	/// stays its own.
	fn maker(facility: FacilityId) -> Option<OrgId>;

	/// Where a facility is, open or closed.
	fn country(facility: FacilityId) -> Option<CountryCode>;

	/// Whether there is such a facility, open or closed.
	fn exists(facility: FacilityId) -> bool;

	/// What any of these costs.
	fn facilities_weight() -> Weight;
}

/// Appends to journals. Provided by product identity, used by every pallet.
pub trait Journal {
	/// Appends an entry to the journal of `subject`.
	fn append(
		subject: Subject,
		author: Author,
		kind: JournalKind,
		assurance: Assurance,
		document: Option<Document>,
	) -> DispatchResult;

	/// What it costs.
	fn append_weight() -> Weight;
}

impl Journal for () {
	fn append(
		_: Subject,
		_: Author,
		_: JournalKind,
		_: Assurance,
		_: Option<Document>,
	) -> DispatchResult {
		Ok(())
	}

	fn append_weight() -> Weight {
		Weight::zero()
	}
}

/// What a key in storage takes, near enough: 32 bytes of prefix, a hash of 8 or 16, what was hashed. For who
/// meters what it stores.
pub const KEY_BYTES: usize = 64;

/// Meters what organisations store, for there is no deposit. Provided by quota.
pub trait StorageMeter {
	/// Charges `bytes` of new state to the allowance of `org`; an error when it is used up.
	fn grow(org: OrgId, bytes: u32) -> DispatchResult;

	/// Gives `bytes` back.
	fn shrink(org: OrgId, bytes: u32);

	/// What either costs.
	fn meter_weight() -> Weight;
}

impl StorageMeter for () {
	fn grow(_: OrgId, _: u32) -> DispatchResult {
		Ok(())
	}

	fn shrink(_: OrgId, _: u32) {}

	fn meter_weight() -> Weight {
		Weight::zero()
	}
}

/// The activations that an issuer's items may still see in this window. Provided by quota.
pub trait ActivationAllowance {
	/// Whether one more activation may be charged to `issuer`. Reads only.
	fn available(issuer: OrgId) -> bool;

	/// Charges one activation to `issuer`.
	fn charge(issuer: OrgId) -> DispatchResult;

	/// What either costs.
	fn allowance_weight() -> Weight;
}

impl ActivationAllowance for () {
	fn available(_: OrgId) -> bool {
		true
	}

	fn charge(_: OrgId) -> DispatchResult {
		Ok(())
	}

	fn allowance_weight() -> Weight {
		Weight::zero()
	}
}

/// Whether what an operator wrote at a moment is in doubt, because it was revoked as of an earlier
/// one. Provided by the registry, asked by readers.
pub trait Doubts<AccountId> {
	/// Whether what `operator` wrote at `at` is in doubt.
	fn is_doubtful(operator: &AccountId, at: Moment) -> bool;
}

/// A lot as others see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotView {
	/// Its product.
	pub gtin: Gtin,
	/// The version of the product's record that it pins.
	pub version: u16,
	/// The merchant who issued it.
	pub issuer: OrgId,
	/// Where it was made.
	pub facility: Option<FacilityId>,
	/// Whether the facility's owner stands by its count, so that the facility's certificates shine on it.
	pub count_confirmed: bool,
	/// How many items it has.
	pub count: u32,
	/// Whether it can be shipped.
	pub active: bool,
}

/// A product as others see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProductView {
	/// Its type.
	pub product_type: ProductTypeId,
	/// Its HS code.
	pub hs: HsCode,
	/// Its declared origin.
	pub origin: CountryCode,
	/// Who registered it.
	pub registrant: OrgId,
}

/// Looks lots and products up, and marks items. Provided by product identity.
pub trait Lots {
	/// The lot, if there is one.
	fn lot(lot: LotId) -> Option<LotView>;

	/// The product in a version of its record; in the newest one for `None`.
	fn product(gtin: Gtin, version: Option<u16>) -> Option<ProductView>;

	/// Whether there is such a product type.
	fn has_product_type(product_type: ProductTypeId) -> bool;

	/// What any of these costs at most.
	fn lots_weight() -> Weight;

	/// Marks items as drawn for a sample. Ascending indices; an error if the lot has no such index.
	fn mark_sampled(lot: LotId, indices: &[u32]) -> DispatchResult;

	/// What marking so many items costs.
	fn mark_weight(items: u32) -> Weight;
}

/// What a hold or recall that was just placed is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeScope {
	/// A product, with all its lots.
	Product(Gtin),
	/// A lot or some of its items.
	Lot {
		/// Its product.
		gtin: Gtin,
		/// Who issued it.
		issuer: OrgId,
		/// Where it was made.
		facility: Option<FacilityId>,
	},
	/// What a facility made.
	Facility(FacilityId),
}

/// Hears of holds and recalls, to suspend what was granted for good conduct. Provided by sampling.
pub trait OnNotice {
	/// A hold, or a recall, was placed.
	fn on_notice(scope: NoticeScope, recall: bool);

	/// What it costs at most.
	fn on_notice_weight() -> Weight;
}

impl OnNotice for () {
	fn on_notice(_: NoticeScope, _: bool) {}

	fn on_notice_weight() -> Weight {
		Weight::zero()
	}
}

/// Who examined what. Provided by sampling.
pub trait Examined {
	/// Whether `agency` opened an examination of items of `lot`.
	fn has_examined(agency: OrgId, lot: LotId) -> bool;

	/// What it costs.
	fn has_examined_weight() -> Weight;
}

impl Examined for () {
	fn has_examined(_: OrgId, _: LotId) -> bool {
		false
	}

	fn has_examined_weight() -> Weight {
		Weight::zero()
	}
}

/// A slot of block production, counted from the Unix epoch in slots' durations.
pub type Slot = u64;

/// Randomness that nobody foresees and an author can only withhold. Provided by the beacon.
pub trait Beacon {
	/// The slot of this block.
	fn slot() -> Slot;

	/// Asks that the mix of a later slot be kept, once more for each time it is asked. An error if the
	/// slot has passed, or too many slots are awaited.
	fn await_mix(slot: Slot) -> DispatchResult;

	/// The mix of an awaited slot: the one after the first block at or after it.
	fn mix(slot: Slot) -> Option<Digest>;

	/// Takes one await back; the mix goes with the last.
	fn forget(slot: Slot);

	/// What any of these costs at most.
	fn beacon_weight() -> Weight;
}

/// What agencies may judge, and what their attestations add up to. Provided by inspection.
pub trait Inspections {
	/// An accreditation by which `agency` may examine goods of `hs` at the border of `country` now.
	fn accreditation_for(
		agency: OrgId,
		hs: &HsCode,
		country: CountryCode,
	) -> Option<AccreditationId>;

	/// Whether what `operator` signed at `at` under an accreditation is in doubt: either was withdrawn as of
	/// that moment or an earlier one.
	fn is_doubtful(accreditation: AccreditationId, operator: &AccountId, at: Moment) -> bool;

	/// Whether every standard that the lot's product type requires is attested now as met: of these items,
	/// their lot, their product, or (where its owner stands by the lot's count) the facility. The error is
	/// the first standard that is not. A lot that does not exist meets nothing.
	fn documents(lot: LotId, ranges: &[ItemRange]) -> Result<(), StandardId>;

	/// What asking about an accreditation costs at most.
	fn accreditation_weight() -> Weight;

	/// What asking about documents costs at most.
	fn documents_weight() -> Weight;
}

/// A shipment as others see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShipmentView {
	/// Who sends it.
	pub consignor: OrgId,
	/// Who receives it, where that is an organisation.
	pub consignee: Option<OrgId>,
	/// The carrier of its first leg.
	pub carrier: Option<OrgId>,
}

/// The most parties of a shipment: who sends it, who receives it, and the carriers of eight legs.
pub const MAX_SHIPMENT_PARTIES: u32 = 10;

/// Looks shipments up. Provided by logistics.
pub trait Shipments {
	/// The shipment, if there is one that was not cancelled.
	fn shipment(shipment: ShipmentId) -> Option<ShipmentView>;

	/// Whether all these items of the lot travel, or travelled, in it.
	fn carries(shipment: ShipmentId, lot: LotId, ranges: &[ItemRange]) -> bool;

	/// Who brought it to `port`, if it was: the carrier that reported the arrival there of a leg, the last
	/// such leg's.
	fn carrier_to(shipment: ShipmentId, port: Unlocode) -> Option<OrgId>;

	/// Whether `org` has carried it: the carrier of a leg that has arrived.
	fn is_carrier(shipment: ShipmentId, org: OrgId) -> bool;

	/// Who has an interest in it: who sends it, who receives it, and whoever carries it, on a leg that is
	/// planned or was travelled. At most [`MAX_SHIPMENT_PARTIES`].
	fn parties(shipment: ShipmentId) -> Vec<OrgId>;

	/// What any of these costs at most.
	fn shipments_weight() -> Weight;
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
	/// Where it was made.
	pub facility: Option<FacilityId>,
	/// Whose facility that is, or was when it was closed.
	pub manufacturer: Option<OrgId>,
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
	/// Inspection of these goods is discontinued (ISO 2859-1, 9.4): nothing is accepted until the authority
	/// resumes it.
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
	/// Decides. Lines of equal product and facility make one inspection lot. The answer has the decision of
	/// each line, in their order.
	fn decide(request: ControlRequest) -> Result<Vec<DecisionId>, DispatchError>;

	/// Where a decision stands.
	fn control(decision: DecisionId) -> Option<ControlState>;

	/// Remembers that goods were declared at the border of `country` and withdrawn, or rejected, before a
	/// decision.
	fn note_withdrawn(country: CountryCode, lines: &[ControlLine]);

	/// Remembers that lines under a decision leave it undone, returned or invalidated, while others go on.
	fn note_part(decision: DecisionId, lines: &[ControlLine]) -> DispatchResult;

	/// Hears how goods under a decision ended: `Released` and `Detained` with each line, the others, which
	/// close the decision, with its last. An error for `Invalidated` while an examination is open.
	fn note_ending(decision: DecisionId, ending: Ending) -> DispatchResult;

	/// What deciding over so many lines costs at most.
	fn decide_weight(lines: u32) -> Weight;

	/// What one look at a decision costs at most.
	fn control_weight() -> Weight;

	/// What remembering so many lines, or one ending, costs at most.
	fn note_weight(lines: u32) -> Weight;
}
