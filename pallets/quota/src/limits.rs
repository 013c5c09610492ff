//! How much each may write: what the council sets, and what an organisation sets for its operators.

use crate::{
	pallet::{Config, CouncilLimits, Error, Event, OperatorQuotas, Pallet, Parties, RoleLimits},
	Limits, OperatorQuota, Party, PartyRecord, QuotaView,
};
use codec::MaxEncodedLen;
use frame_support::{
	dispatch::DispatchClass,
	ensure,
	pallet_prelude::DispatchResult,
	traits::{Defensive, Get},
};
use hallmark_glue::{Actor, Operators, Organisations, StorageMeter};
use hallmark_types::{OrgId, Role, RoleSet};
use sp_runtime::{Percent, Permill};

/// Bytes of new state per window that [`Pallet::default_limits`] grants.
const DEFAULT_STATE: u64 = 64 << 20;
/// Bytes of state in total that it grants.
const DEFAULT_STORAGE: u64 = 1 << 30;
/// Activations per window that it grants.
const DEFAULT_ACTIVATIONS: u32 = 100_000;

impl<T: Config> Pallet<T> {
	/// Limits that grant `share` of the time and the bytes of all blocks of a window, 64 MiB of new
	/// state and 100,000 activations per window, and 1 GiB of state in total.
	pub fn default_limits(share: Percent) -> Limits {
		let blocks = u64::from(T::WindowLength::get());
		let time = T::BlockWeights::get().max_block.ref_time();
		let bytes = u64::from(*T::BlockLength::get().max.get(DispatchClass::Normal));
		Limits {
			weight: share.mul_floor(time.saturating_mul(blocks)),
			length: share.mul_floor(bytes.saturating_mul(blocks)),
			state: DEFAULT_STATE,
			activations: DEFAULT_ACTIVATIONS,
			storage: DEFAULT_STORAGE,
		}
	}

	/// The limits of an organisation with `roles` in effect: those that the council set for it,
	/// else the largest over its roles. `None` if it has neither.
	pub(crate) fn organisation_limits(record: &PartyRecord, roles: RoleSet) -> Option<Limits> {
		record.limits.or_else(|| {
			let by_role = RoleLimits::<T>::get();
			let of = |role| by_role.get(&role).copied().unwrap_or_default();
			roles.iter().map(of).reduce(Limits::max)
		})
	}

	/// The limits of an organisation; none at all without a role in effect.
	pub(crate) fn limits(org: OrgId, record: &PartyRecord) -> Option<Limits> {
		let roles = T::Organisations::organisation(org)?.roles;
		Some(Self::organisation_limits(record, roles).unwrap_or_default())
	}

	/// An organisation's quota.
	pub(crate) fn quota(org: OrgId) -> Option<QuotaView> {
		let record = Parties::<T>::get(Party::Organisation(org));
		Some(QuotaView {
			limits: Self::limits(org, &record)?,
			usage: record.usage.at(Self::window()),
			stored: record.stored,
		})
	}

	/// Checks limits that hold for many: no vote takes from all of a role, or of the council, what
	/// they need to write at all.
	fn check_limits(new: &Limits) -> DispatchResult {
		let least = T::LeastLimits::get();
		let enough = new.weight >= least.weight
			&& new.length >= least.length
			&& new.state >= least.state
			&& new.storage >= least.storage;
		ensure!(enough, Error::<T>::InvalidLimits);
		Ok(())
	}

	pub(crate) fn do_set_role_limits(role: Role, new: Limits) -> DispatchResult {
		Self::check_limits(&new)?;
		let old = RoleLimits::<T>::mutate(|by_role| {
			let old = by_role.get(&role).copied().unwrap_or_default();
			// There is room for every role.
			let _ = by_role.try_insert(role, new).defensive();
			old
		});
		Self::deposit_event(Event::RoleLimitsSet { role, old, new });
		Ok(())
	}

	pub(crate) fn do_set_council_limits(new: Limits) -> DispatchResult {
		Self::check_limits(&new)?;
		let old = CouncilLimits::<T>::mutate(|limits| core::mem::replace(limits, new));
		Self::deposit_event(Event::CouncilLimitsSet { old, new });
		Ok(())
	}

	pub(crate) fn do_set_override(org: OrgId, new: Option<Limits>) -> DispatchResult {
		ensure!(T::Organisations::organisation(org).is_some(), Error::<T>::OrganisationNotFound);
		let old = Parties::<T>::mutate(Party::Organisation(org), |record| {
			core::mem::replace(&mut record.limits, new)
		});
		Self::deposit_event(Event::OverrideSet { org, old, new });
		Ok(())
	}

	pub(crate) fn do_set_operator_share(
		actor: Actor<T::AccountId>,
		account: T::AccountId,
		new: Option<Permill>,
	) -> DispatchResult {
		let org = actor.org;
		ensure!(account != actor.account, Error::<T>::SameAccount);
		let quota = OperatorQuotas::<T>::get(&account);
		let own = quota.filter(|quota| quota.org == org);
		match new {
			Some(share) => {
				let is_own = T::Operators::operator(&account).is_ok_and(|it| it.org == org);
				ensure!(is_own, Error::<T>::NotYourOperator);
				if own.is_none() {
					Self::grow(org, Self::operator_quota_bytes())?;
					Self::count_shares(org, |shares| shares.saturating_add(1));
					// The account used to be another organisation's, which left a share behind.
					if let Some(quota) = quota {
						Self::forget_share(quota.org);
					}
				}
				let usage = own.map(|quota| quota.usage).unwrap_or_default();
				OperatorQuotas::<T>::insert(&account, OperatorQuota { org, share, usage });
			}
			None => {
				ensure!(own.is_some(), Error::<T>::ShareNotFound);
				OperatorQuotas::<T>::remove(&account);
				Self::forget_share(org);
			}
		}
		let old = own.map(|quota| quota.share);
		Self::deposit_event(Event::OperatorShareSet { org, account, old, new, by: actor.account });
		Ok(())
	}

	/// Counts how many operators of `org` have a share.
	fn count_shares(org: OrgId, count: impl FnOnce(u32) -> u32) {
		Parties::<T>::mutate(Party::Organisation(org), |it| it.shares = count(it.shares));
	}

	/// Gives an organisation back what the share of an operator took.
	fn forget_share(org: OrgId) {
		Self::shrink(org, Self::operator_quota_bytes());
		Self::count_shares(org, |shares| shares.saturating_sub(1));
	}

	/// What an operator's share takes in state: prefix, hash, account and record.
	pub(crate) fn operator_quota_bytes() -> u32 {
		let bytes = T::AccountId::max_encoded_len()
			.saturating_add(OperatorQuota::max_encoded_len())
			.saturating_add(48);
		u32::try_from(bytes).unwrap_or(u32::MAX)
	}
}
