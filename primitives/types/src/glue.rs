//! The traits through which one pallet uses another. Wired in the runtime; `()` where optional.
//!
//! A trait whose call costs weight returns that weight too, so that a caller can add it to its own.

use crate::{
	journal::Author, Assurance, CountryCode, Document, FacilityId, GroupId, Gtin, JournalKind,
	Moment, OrgId, Permission, Permissions, RoleSet, Subject,
};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use sp_runtime::{DispatchError, DispatchResult};

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
		Author::Operator {
			organisation: actor.org,
			account: actor.account,
		}
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

	/// What it costs.
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

	/// Whether there is such a facility, open or closed.
	fn exists(facility: FacilityId) -> bool;

	/// What either costs.
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
