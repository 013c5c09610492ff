//! Who may act, organisations, brands, facilities. What the registry and the consortium provide.

use hallmark_types::{
	journal::Author, AccountId, CountryCode, FacilityId, GroupId, Gtin, Moment, OrgId, Permission,
	Permissions, Role, RoleSet, WriteRefusal,
};
use sp_runtime::{DispatchError, DispatchResult};
use sp_weights::Weight;

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

impl From<Actor<AccountId>> for Author {
	fn from(actor: Actor<AccountId>) -> Self {
		Author::Operator { organisation: actor.org, account: actor.account }
	}
}

/// Who may act, and as what. Provided by the registry.
pub trait Operators<AccountId> {
	/// The operator behind `who`, if it may write at all.
	fn operator(who: &AccountId) -> Result<Actor<AccountId>, WriteRefusal>;

	/// The operator behind `who`, if it may write, its organisation has one of `roles` in effect,
	/// and it has `permission`. The error says which of these fails.
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

	/// The authority that the council named to act in place of another, whether that is in office
	/// or silent.
	fn stand_in(_authority: OrgId) -> Option<OrgId> {
		None
	}

	/// Whether an operator of a customs authority may act on what is `authority`'s, of a declarant
	/// at the border of `country`. Where that authority is suspended, or none any more, any other
	/// of its country stands in for it; where it is in office, the one that the council named;
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
		let stands_in = !in_office || Self::stand_in(authority) == Some(actor.org);
		stands_in && here && unrelated
	}

	/// What one look at an organisation costs.
	fn organisation_weight() -> Weight;
}

/// The offices that organisations hold. Provided by the consortium, which hears here what becomes
/// of them.
pub trait Offices {
	/// `org` was just suspended, or lost the role of a member.
	fn on_suspended(org: OrgId);

	/// The operator `gone` of `org`, or every one of them for `None`, may write no more. Where one
	/// of them fills an office, `successor` takes it over; an error where there is none.
	fn on_operators_gone(
		org: OrgId,
		gone: Option<&AccountId>,
		successor: Option<&AccountId>,
	) -> DispatchResult;

	/// What either costs at most.
	fn offices_weight() -> Weight;
}

impl Offices for () {
	fn on_suspended(_: OrgId) {}

	fn on_operators_gone(_: OrgId, _: Option<&AccountId>, _: Option<&AccountId>) -> DispatchResult {
		Ok(())
	}

	fn offices_weight() -> Weight {
		Weight::zero()
	}
}

/// What seats in the council forbid to do to an organisation. Provided by the consortium.
pub trait CouncilSeats {
	/// Whether `org` is a customs authority with a seat, and has not agreed to lose it: two thirds
	/// of the council cannot take it, nor what it rests on.
	fn is_protected(org: OrgId) -> bool;

	/// Whether `org` has a seat, and so has another organisation of `group`: a control group has
	/// one.
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

	/// Whether `merchant` may issue items of `gtin` by the holder's authorisation, which has
	/// neither expired nor been used up.
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

	/// The organisation that a facility belongs to, or belonged to when it was closed: what it made
	/// there stays its own.
	fn maker(facility: FacilityId) -> Option<OrgId>;

	/// Where a facility is, open or closed.
	fn country(facility: FacilityId) -> Option<CountryCode>;

	/// Whether there is such a facility, open or closed.
	fn exists(facility: FacilityId) -> bool;

	/// What any of these costs.
	fn facilities_weight() -> Weight;
}

/// Whether what an operator wrote at a moment is in doubt, because it was revoked as of an earlier
/// one. Provided by the registry, asked by readers.
pub trait Doubts<AccountId> {
	/// Whether what `operator` wrote at `at` is in doubt.
	fn is_doubtful(operator: &AccountId, at: Moment) -> bool;
}
