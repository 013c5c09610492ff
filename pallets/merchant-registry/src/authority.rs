//! Who may do what: the operator behind an account, and the council beside it.

use crate::{
	types::{Authority, Organisation},
	Config, Error, Operators, Organisations, Pallet, Registrar,
};
use frame_support::{
	defensive, ensure, pallet_prelude::EnsureOrigin, traits::Time, weights::Weight,
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use hallmark_glue::{Actor, CouncilSeats, StorageMeter};
use hallmark_types::WriteRefusal;
use hallmark_types::{AccountId, OrgId, Permission, Role, RoleSet};
use sp_runtime::{DispatchError, DispatchResult};

use crate::weights::WeightInfo;

impl<T: Config> hallmark_glue::Operators<AccountId> for Pallet<T> {
	// The hot path of every write: two reads beside the clock.
	fn operator(who: &AccountId) -> Result<Actor<AccountId>, WriteRefusal> {
		let operator = Operators::<T>::get(who).ok_or(WriteRefusal::NotAnOperator)?;
		let Some(organisation) = Organisations::<T>::get(operator.org) else {
			defensive!("an operator is added only to an organisation, and none is ever removed");
			return Err(WriteRefusal::NotAnOperator);
		};
		let active = operator.is_active(organisation.generation);
		ensure!(active, WriteRefusal::OperatorRevoked);
		ensure!(organisation.suspension.is_none(), WriteRefusal::OrganisationSuspended);
		Ok(Actor {
			org: operator.org,
			account: who.clone(),
			roles: organisation.roles_at(T::Time::now()),
			permissions: operator.permissions,
			country: organisation.profile.country,
			group: organisation.group,
		})
	}

	fn authorise(
		who: &AccountId,
		roles: RoleSet,
		permission: Permission,
	) -> Result<Actor<AccountId>, DispatchError> {
		let actor = Self::permitted(who, permission)?;
		ensure!(actor.roles.meets(roles), Error::<T>::RoleMissing);
		Ok(actor)
	}

	fn operator_weight() -> Weight {
		T::WeightInfo::authorise()
	}
}

impl<T: Config> From<WriteRefusal> for Error<T> {
	fn from(refusal: WriteRefusal) -> Self {
		match refusal {
			WriteRefusal::NotAnOperator => Error::NotAnOperator,
			WriteRefusal::OperatorRevoked => Error::OperatorRevoked,
			WriteRefusal::OrganisationSuspended => Error::OrganisationSuspended,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The operator behind `who`, if it may write and has `permission`, whatever its organisation's
	/// roles: for what every organisation does for itself.
	pub(crate) fn permitted(
		who: &AccountId,
		permission: Permission,
	) -> Result<Actor<AccountId>, DispatchError> {
		let actor =
			<Self as hallmark_glue::Operators<_>>::operator(who).map_err(Error::<T>::from)?;
		ensure!(actor.permissions.has(permission), Error::<T>::PermissionMissing);
		Ok(actor)
	}

	/// The council, or else a platform's operator that may onboard.
	pub(crate) fn council_or_platform(origin: OriginFor<T>) -> Result<Authority, DispatchError> {
		Self::council_or(origin, |who| {
			<Self as hallmark_glue::Operators<_>>::authorise(
				who,
				RoleSet::only(Role::Platform),
				Permission::Onboarding,
			)
		})
	}

	/// The council, or else an operator of the registrar that may grant prefixes.
	pub(crate) fn council_or_registrar(origin: OriginFor<T>) -> Result<Authority, DispatchError> {
		Self::council_or(origin, |who| {
			let actor = Self::permitted(who, Permission::Prefixes)?;
			ensure!(Registrar::<T>::get() == Some(actor.org), Error::<T>::NotRegistrar);
			Ok(actor)
		})
	}

	/// The council, or else an admin.
	pub(crate) fn council_or_admin(origin: OriginFor<T>) -> Result<Authority, DispatchError> {
		Self::council_or(origin, |who| Self::permitted(who, Permission::Admin))
	}

	/// The council.
	pub(crate) fn council(origin: OriginFor<T>) -> Result<Authority, DispatchError> {
		T::CouncilOrigin::ensure_origin(origin)?;
		Ok(Authority::Council)
	}

	/// Who acts on `org`, as `check` says. Less than five sixths of the council do not act on a
	/// customs authority that sits in it: they would have its seat without its consent.
	pub(crate) fn unless_protected(
		origin: OriginFor<T>,
		org: Option<OrgId>,
		check: impl FnOnce(OriginFor<T>) -> Result<Authority, DispatchError>,
	) -> Result<Authority, DispatchError> {
		let strong = T::SupermajorityOrigin::ensure_origin(origin.clone()).is_ok();
		let authority = check(origin)?;
		let by_council = authority.org().is_none();
		let barred = by_council && !strong && org.is_some_and(T::Seats::is_protected);
		ensure!(!barred, Error::<T>::ConsentMissing);
		Ok(authority)
	}

	fn council_or(
		origin: OriginFor<T>,
		check: impl FnOnce(&AccountId) -> Result<Actor<AccountId>, DispatchError>,
	) -> Result<Authority, DispatchError> {
		match T::CouncilOrigin::try_origin(origin) {
			Ok(_) => Ok(Authority::Council),
			Err(origin) => check(&ensure_signed(origin)?).map(Authority::Operator),
		}
	}

	/// Charges `bytes` of new state to whoever makes it; the council is not metered.
	pub(crate) fn charge(authority: &Authority, bytes: u32) -> DispatchResult {
		authority.org().map_or(Ok(()), |org| T::StorageMeter::grow(org, bytes))
	}

	/// An organisation that a call names, suspended or not.
	pub(crate) fn existing(org: OrgId) -> Result<Organisation, DispatchError> {
		Ok(Organisations::<T>::get(org).ok_or(Error::<T>::OrganisationNotFound)?)
	}

	/// An organisation that a call names to give it something.
	pub(crate) fn in_good_standing(org: OrgId) -> Result<Organisation, DispatchError> {
		let organisation = Self::existing(org)?;
		ensure!(organisation.suspension.is_none(), Error::<T>::OrganisationSuspended);
		Ok(organisation)
	}
}
