//! Sets of rules in versions, and the panels of agencies.

use crate::{
	pallet::{Config, Error, Event, Pallet, Panels, RuleSets, RulesHeads, Timing},
	rules::{RuleFault, RuleSet},
	types::*,
};
use codec::Encode;
use frame_support::{
	ensure,
	traits::{ConstU32, EnsureOrigin, Time},
	BoundedVec,
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use hallmark_glue::{Actor, Operators, Organisations, StorageMeter};
use hallmark_types::{AccountId, BlockNumber, Moment, OrgId, Permission, Role, RoleSet};
use sp_runtime::{DispatchError, DispatchResult, SaturatedConversion};

/// Who decides at a border.
pub(crate) const AUTHORITY: RoleSet = RoleSet::only(Role::CustomsAuthority);

/// What a key takes beside its value.
pub(crate) const KEY_BYTES: usize = 48;

impl<T: Config> Pallet<T> {
	/// Whose rules the origin may set.
	pub(crate) fn rules_owner(origin: OriginFor<T>) -> Result<RulesOwner, DispatchError> {
		match T::CouncilOrigin::try_origin(origin) {
			Ok(_) => Ok(RulesOwner::Council),
			Err(origin) => {
				let who = ensure_signed(origin)?;
				let actor = T::Operators::authorise(&who, AUTHORITY, Permission::Rules)?;
				Ok(RulesOwner::Authority(actor.org))
			}
		}
	}

	pub(crate) fn do_set_rules(owner: RulesOwner, rules: RuleSet) -> DispatchResult {
		rules.check(owner == RulesOwner::Council).map_err(|(_, fault)| Error::<T>::from(fault))?;
		let now = T::Time::now();
		let mut head = RulesHeads::<T>::get(owner);
		let old = head.in_force(now);
		let new = head.latest.checked_add(1).ok_or(Error::<T>::TooManyVersions)?;
		let from = if rules.tightens(&Self::rule_set(owner, old)) {
			now
		} else {
			now.saturating_add(Timing::<T>::get().loosening)
		};
		head.version = old;
		head.latest = new;
		head.pending = None;
		if from > now {
			head.pending = Some((new, from));
		} else {
			head.version = new;
		}
		if let RulesOwner::Authority(org) = owner {
			Self::charge(org, rules.encoded_size().saturating_add(KEY_BYTES))?;
		}
		RuleSets::<T>::insert(owner, new, rules);
		RulesHeads::<T>::insert(owner, head);
		Self::deposit_event(Event::RulesSet { owner, old, new, from });
		Ok(())
	}

	pub(crate) fn do_cancel_pending(owner: RulesOwner) -> DispatchResult {
		let now = T::Time::now();
		let mut head = RulesHeads::<T>::get(owner);
		let (version, _) =
			head.pending.filter(|(_, from)| *from > now).ok_or(Error::<T>::NothingPending)?;
		head.pending = None;
		RulesHeads::<T>::insert(owner, head);
		Self::deposit_event(Event::PendingRulesCancelled { owner, version });
		Ok(())
	}

	pub(crate) fn do_set_panel(
		actor: Actor<AccountId>,
		new: BoundedVec<OrgId, ConstU32<MAX_PANEL>>,
	) -> DispatchResult {
		for (place, agency) in new.iter().enumerate() {
			ensure!(
				!new.iter().take(place).any(|other| other == agency),
				Error::<T>::DuplicateAgency
			);
			ensure!(Self::is_agency(*agency), Error::<T>::NotAnAgency);
		}
		let authority = actor.org;
		let old = Panels::<T>::get(authority);
		let bytes = |panel: &BoundedVec<_, _>| panel.encoded_size().saturated_into();
		T::StorageMeter::shrink(authority, if old.is_empty() { 0 } else { bytes(&old) });
		if new.is_empty() {
			Panels::<T>::remove(authority);
		} else {
			T::StorageMeter::grow(authority, bytes(&new))?;
			Panels::<T>::insert(authority, &new);
		}
		Self::deposit_event(Event::PanelSet {
			authority,
			old: old.into_inner(),
			new: new.into_inner(),
		});
		Ok(())
	}

	/// The rules in force, and their version.
	pub(crate) fn rules_in_force(owner: RulesOwner) -> (u32, RuleSet) {
		let version = RulesHeads::<T>::get(owner).in_force(T::Time::now());
		(version, Self::rule_set(owner, version))
	}

	/// A version of someone's rules.
	pub(crate) fn rule_set(owner: RulesOwner, version: u32) -> RuleSet {
		RuleSets::<T>::get(owner, version)
			.unwrap_or_else(|| RuleSet::standard(owner == RulesOwner::Council))
	}

	/// Whether it is an active inspection agency.
	pub(crate) fn is_agency(org: OrgId) -> bool {
		T::Organisations::organisation(org)
			.is_some_and(|it| it.active && it.roles.has(Role::InspectionAgency))
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

impl<T> From<RuleFault> for Error<T> {
	fn from(fault: RuleFault) -> Self {
		match fault {
			RuleFault::Order => Error::RulePrioritiesOutOfOrder,
			RuleFault::Name => Error::InvalidRuleName,
			RuleFault::Predicate => Error::InvalidPredicate,
			RuleFault::DuplicatePredicate => Error::DuplicatePredicate,
			RuleFault::Unreachable => Error::UnreachableRule,
			RuleFault::Outcome => Error::InvalidOutcome,
			RuleFault::Plan => Error::InvalidPlan,
			RuleFault::ExemptByDefault => Error::ExemptByDefault,
			RuleFault::Share => Error::InvalidShare,
		}
	}
}
