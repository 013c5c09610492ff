//! Who may do what, and what everyone is charged.

use crate::{
	pallet::{Config, Decisions, Error, Examinations, Pallet},
	rules::Class,
	types::*,
};
use frame_support::{
	ensure,
	traits::{EnsureOrigin, Time},
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use hallmark_glue::{Actor, Operators, Organisations, StorageMeter};
use hallmark_types::{
	AccountId, BlockNumber, DecisionId, Gtin, Moment, OrgId, Permission, Role, RoleSet,
};
use sp_runtime::{DispatchError, DispatchResult, SaturatedConversion};

/// Who decides at a border.
pub(crate) const AUTHORITY: RoleSet = RoleSet::only(Role::CustomsAuthority);
/// Who examines.
pub(crate) const AGENCY: RoleSet = RoleSet::only(Role::InspectionAgency);

impl<T: Config> Pallet<T> {
	/// An operator of an authority, who may set its rules, whitelist and panel.
	pub(crate) fn ruling(origin: OriginFor<T>) -> Result<Actor<AccountId>, DispatchError> {
		let who = ensure_signed(origin)?;
		T::Operators::authorise(&who, AUTHORITY, Permission::Rules)
	}

	/// An operator of an agency, who may examine.
	pub(crate) fn examining(origin: OriginFor<T>) -> Result<Actor<AccountId>, DispatchError> {
		let who = ensure_signed(origin)?;
		T::Operators::authorise(&who, AGENCY, Permission::Examinations)
	}

	/// An operator of an authority, who may clear.
	fn clearing(origin: OriginFor<T>) -> Result<Actor<AccountId>, DispatchError> {
		let who = ensure_signed(origin)?;
		T::Operators::authorise(&who, AUTHORITY, Permission::Clearance)
	}

	/// Whose rules the origin may set.
	pub(crate) fn rules_owner(origin: OriginFor<T>) -> Result<RulesOwner, DispatchError> {
		match T::CouncilOrigin::try_origin(origin) {
			Ok(_) => Ok(RulesOwner::Council),
			Err(origin) => Ok(RulesOwner::Authority(Self::ruling(origin)?.org)),
		}
	}

	/// The operator, and the decision that it names, if that is its authority's own, or one that it
	/// stands in for.
	pub(crate) fn own_decision(
		origin: OriginFor<T>,
		id: DecisionId,
	) -> Result<(Actor<AccountId>, Decision), DispatchError> {
		let actor = Self::clearing(origin)?;
		let decision = Decisions::<T>::get(id).ok_or(Error::<T>::DecisionNotFound)?;
		let (authority, declarant) = (decision.authority, decision.declarant);
		ensure!(
			T::Organisations::may_act_for(&actor, authority, decision.country, declarant),
			Error::<T>::NotYourDecision
		);
		Ok((actor, decision))
	}

	/// The decision and its open examination, if that is the agency's.
	pub(crate) fn own_examination(
		actor: &Actor<AccountId>,
		id: DecisionId,
	) -> Result<(Decision, Examination), DispatchError> {
		let decision = Decisions::<T>::get(id).ok_or(Error::<T>::DecisionNotFound)?;
		let examination = Examinations::<T>::get(id, decision.round)
			.filter(|it| it.verdict.is_none())
			.ok_or(Error::<T>::ExaminationNotOpen)?;
		ensure!(examination.agency == actor.org, Error::<T>::NotYourExamination);
		Self::ensure_not_over(&decision)?;
		Ok((decision, examination))
	}

	/// The stream that an authority names, of its own country.
	pub(crate) fn own_stream(
		origin: OriginFor<T>,
		supplier: Supplier,
		gtin: Gtin,
		class: Class,
	) -> Result<StreamKey, DispatchError> {
		let country = Self::clearing(origin)?.country;
		Ok(StreamKey { country, gtin, supplier, class })
	}

	pub(crate) fn ensure_not_over(decision: &Decision) -> DispatchResult {
		ensure!(!decision.endings.is_over(), Error::<T>::DecisionOver);
		Ok(())
	}

	/// Charges an organisation for what it stores.
	pub(crate) fn charge(org: OrgId, bytes: usize) -> DispatchResult {
		T::StorageMeter::grow(org, bytes.saturated_into())
	}

	/// The height of this block.
	pub(crate) fn block() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// The chain's time.
	pub(crate) fn now() -> Moment {
		T::Time::now()
	}
}
