//! Organisations, operators, facilities, brands.
//!
//! Every organisation that a test admits has operators from the start: [`operator`], who may do
//! everything, [`second_operator`], [`operator_without`] one permission.

use crate::ASKED;
use frame_support::{parameter_types, weights::Weight};
use hallmark_glue::{
	Actor, Brands, Doubts, Facilities, Operators, OrganisationView, Organisations,
};
use hallmark_types::{
	AccountId, CountryCode, FacilityId, GroupId, Gtin, Moment, OrgId, Permission, Permissions,
	RoleSet, WriteRefusal,
};
use sp_runtime::{DispatchError, DispatchResult};
use std::collections::{BTreeMap, BTreeSet};

/// The error for an account that is nobody's operator.
pub const NOT_AN_OPERATOR: DispatchError = DispatchError::Other("not an operator");
/// The error for an operator that was revoked.
pub const OPERATOR_REVOKED: DispatchError = DispatchError::Other("revoked");
/// The error for an operator of a suspended organisation.
pub const ORGANISATION_SUSPENDED: DispatchError = DispatchError::Other("suspended");
/// The error for an organisation without the role.
pub const WRONG_ROLE: DispatchError = DispatchError::Other("wrong role");
/// The error for an operator without the permission.
pub const NO_PERMISSION: DispatchError = DispatchError::Other("no permission");
/// The error for a merchant that used its authorisation up.
pub const AUTHORISATION_USED_UP: DispatchError = DispatchError::Other("authorisation used up");

/// A facility: whose, where, and whether it is closed.
type Site = (OrgId, CountryCode, bool);

parameter_types! {
	/// The organisations: roles, country, control group.
	pub storage Admitted: BTreeMap<OrgId, (RoleSet, CountryCode, u32)> = Default::default();
	/// Those that are suspended.
	pub storage Suspended: BTreeSet<OrgId> = Default::default();
	/// Authorities that the council named to act in place of others.
	pub storage StandIns: BTreeMap<OrgId, OrgId> = Default::default();
	/// Operators that were revoked, and as of when.
	pub storage Revoked: BTreeMap<AccountId, Moment> = Default::default();
	/// The facilities.
	pub storage Sites: BTreeMap<FacilityId, Site> = Default::default();
	/// The holders of prefixes, by the GTINs that they cover.
	pub storage Holders: BTreeMap<Gtin, OrgId> = Default::default();
	/// How many items merchants may still issue of a product.
	pub storage Authorised: BTreeMap<(Gtin, OrgId), u32> = Default::default();
}

/// An operator of `org` who may do everything.
pub fn operator(org: OrgId) -> AccountId {
	account(org, 0, 0)
}

/// Another operator of `org` who may do everything.
pub fn second_operator(org: OrgId) -> AccountId {
	account(org, 0, 1)
}

/// A third operator of `org` who may do everything.
pub fn third_operator(org: OrgId) -> AccountId {
	account(org, 0, 2)
}

/// The operator of `org` with this number, who may do everything: 0 is [`operator`].
pub fn numbered_operator(org: OrgId, number: u8) -> AccountId {
	account(org, 0, number)
}

/// An operator of `org` who may do everything but `lacks`.
pub fn operator_without(org: OrgId, lacks: Permission) -> AccountId {
	account(org, 1 + lacks as u8, 0)
}

/// An account that is nobody's operator.
pub fn stranger() -> AccountId {
	AccountId::new([0xee; 32])
}

fn account(org: OrgId, lacks: u8, number: u8) -> AccountId {
	let mut bytes = [0; 32];
	bytes[..4].copy_from_slice(&org.0.to_be_bytes());
	bytes[4] = lacks;
	bytes[5] = number;
	AccountId::new(bytes)
}

/// The registry.
pub struct Registry;

impl Registry {
	/// Admits an organisation, or changes one.
	pub fn admit(org: OrgId, roles: RoleSet, country: CountryCode, group: u32) {
		let mut admitted = Admitted::get();
		admitted.insert(org, (roles, country, group));
		Admitted::set(&admitted);
	}

	/// Moves an organisation into a control group.
	pub fn set_group(org: OrgId, group: u32) {
		let (roles, country, _) = Admitted::get()[&org];
		Self::admit(org, roles, country, group);
	}

	/// Suspends an organisation.
	pub fn suspend(org: OrgId) {
		let mut suspended = Suspended::get();
		suspended.insert(org);
		Suspended::set(&suspended);
	}

	/// Reinstates a suspended organisation.
	pub fn reinstate(org: OrgId) {
		let mut suspended = Suspended::get();
		suspended.remove(&org);
		Suspended::set(&suspended);
	}

	/// Names an authority to act in place of another.
	pub fn name_stand_in(authority: OrgId, stand_in: OrgId) {
		let mut named = StandIns::get();
		named.insert(authority, stand_in);
		StandIns::set(&named);
	}

	/// Revokes an operator as of a moment.
	pub fn revoke(account: AccountId, as_of: Moment) {
		let mut revoked = Revoked::get();
		revoked.insert(account, as_of);
		Revoked::set(&revoked);
	}

	/// Registers a facility.
	pub fn open_facility(facility: FacilityId, owner: OrgId, country: CountryCode) {
		let mut places = Sites::get();
		places.insert(facility, (owner, country, false));
		Sites::set(&places);
	}

	/// Closes a facility.
	pub fn close_facility(facility: FacilityId) {
		let mut places = Sites::get();
		if let Some((_, _, closed)) = places.get_mut(&facility) {
			*closed = true;
		}
		Sites::set(&places);
	}

	/// Makes `org` the holder of the prefix that `gtin` lies under.
	pub fn give_prefix(gtin: Gtin, org: OrgId) {
		let mut holders = Holders::get();
		holders.insert(gtin, org);
		Holders::set(&holders);
	}

	/// Nobody here holds the prefix of `gtin` any more.
	pub fn withdraw_prefix(gtin: Gtin) {
		let mut holders = Holders::get();
		holders.remove(&gtin);
		Holders::set(&holders);
	}

	/// Lets `merchant` issue `items` of `gtin`.
	pub fn authorise_merchant(gtin: Gtin, merchant: OrgId, items: u32) {
		let mut authorised = Authorised::get();
		authorised.insert((gtin, merchant), items);
		Authorised::set(&authorised);
	}

	/// How many items `merchant` may still issue of `gtin`.
	pub fn authorised(gtin: Gtin, merchant: OrgId) -> u32 {
		Authorised::get().get(&(gtin, merchant)).copied().unwrap_or_default()
	}
}

impl Organisations for Registry {
	fn organisation(org: OrgId) -> Option<OrganisationView> {
		let (roles, country, group) = *Admitted::get().get(&org)?;
		let active = !Suspended::get().contains(&org);
		Some(OrganisationView { active, roles, country, group: GroupId(group) })
	}

	fn stand_in(authority: OrgId) -> Option<OrgId> {
		StandIns::get().get(&authority).copied()
	}

	fn organisation_weight() -> Weight {
		ASKED
	}
}

impl Operators<AccountId> for Registry {
	fn operator(who: &AccountId) -> Result<Actor<AccountId>, WriteRefusal> {
		let bytes: &[u8; 32] = who.as_ref();
		let org = OrgId(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
		let view = Self::organisation(org).ok_or(WriteRefusal::NotAnOperator)?;
		if Revoked::get().contains_key(who) {
			return Err(WriteRefusal::OperatorRevoked);
		}
		if !view.active {
			return Err(WriteRefusal::OrganisationSuspended);
		}
		let permissions = Permission::ALL
			.into_iter()
			.filter(|permission| 1 + *permission as u8 != bytes[4])
			.collect::<Vec<_>>();
		Ok(Actor {
			org,
			account: who.clone(),
			roles: view.roles,
			permissions: Permissions::of(&permissions),
			country: view.country,
			group: view.group,
		})
	}

	fn authorise(
		who: &AccountId,
		roles: RoleSet,
		permission: Permission,
	) -> Result<Actor<AccountId>, DispatchError> {
		let actor = Self::operator(who).map_err(|refusal| match refusal {
			WriteRefusal::NotAnOperator => NOT_AN_OPERATOR,
			WriteRefusal::OperatorRevoked => OPERATOR_REVOKED,
			WriteRefusal::OrganisationSuspended => ORGANISATION_SUSPENDED,
		})?;
		if !actor.permissions.has(permission) {
			return Err(NO_PERMISSION);
		}
		if !actor.roles.meets(roles) {
			return Err(WRONG_ROLE);
		}
		Ok(actor)
	}

	fn operator_weight() -> Weight {
		ASKED
	}
}

impl Doubts<AccountId> for Registry {
	fn is_doubtful(operator: &AccountId, at: Moment) -> bool {
		Revoked::get().get(operator).is_some_and(|as_of| at >= *as_of)
	}
}

impl Facilities for Registry {
	fn owner(facility: FacilityId) -> Option<OrgId> {
		let (owner, _, closed) = *Sites::get().get(&facility)?;
		(!closed).then_some(owner)
	}

	fn maker(facility: FacilityId) -> Option<OrgId> {
		Sites::get().get(&facility).map(|(owner, ..)| *owner)
	}

	fn country(facility: FacilityId) -> Option<CountryCode> {
		Sites::get().get(&facility).map(|(_, country, _)| *country)
	}

	fn exists(facility: FacilityId) -> bool {
		Sites::get().contains_key(&facility)
	}

	fn facilities_weight() -> Weight {
		ASKED
	}
}

impl Brands for Registry {
	fn holder(gtin: hallmark_gs1::Gtin) -> Option<OrgId> {
		Holders::get().get(&gtin.into()).copied()
	}

	fn is_authorised(gtin: Gtin, merchant: OrgId) -> bool {
		Self::authorised(gtin, merchant) > 0
	}

	fn consume(gtin: Gtin, merchant: OrgId, items: u32) -> DispatchResult {
		let left =
			Self::authorised(gtin, merchant).checked_sub(items).ok_or(AUTHORISATION_USED_UP)?;
		Self::authorise_merchant(gtin, merchant, left);
		Ok(())
	}

	fn brands_weight() -> Weight {
		ASKED
	}
}
