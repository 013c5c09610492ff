//! Charging: transactions, state and activations.

use crate::{
	pallet::{Config, CouncilLimits, Error, OperatorQuotas, Pallet, Stored, Usages, Writing},
	weights::WeightInfo,
	Cost, Limits, OperatorQuota, Party, Usage,
};
use frame_support::{
	pallet_prelude::DispatchResult,
	traits::{Contains, Get},
	weights::Weight,
};
use hallmark_glue::{ActivationAllowance, Operators, Organisations, StorageMeter};
use hallmark_types::WriteRefusal;
use hallmark_types::{OrgId, Refused, Role};
use sp_runtime::{traits::SaturatedConversion, transaction_validity::TransactionPriority, Permill};

/// A signer that may write: who is charged for it, and within which limits.
pub(crate) struct Writer<AccountId> {
	pub party: Party<AccountId>,
	pub limits: Limits,
}

/// A transaction that is let in, with the records as they stand once it is charged.
pub struct Admission<AccountId> {
	party: Party<AccountId>,
	usage: Usage,
	operator: Option<(AccountId, OperatorQuota)>,
	/// The unused share of the quota.
	pub(crate) priority: TransactionPriority,
}

/// A transaction that was charged.
pub struct Charged<AccountId> {
	party: Party<AccountId>,
	operator: Option<AccountId>,
	window: u32,
}

/// New state that may be stored, with the records as they stand once it is charged.
struct Growth<AccountId> {
	usage: Usage,
	stored: u64,
	operator: Option<(AccountId, OperatorQuota)>,
}

impl<T: Config> Pallet<T> {
	/// The window that the current block is in.
	pub fn window() -> u32 {
		let block: u32 = frame_system::Pallet::<T>::block_number().saturated_into();
		// `integrity_test` rules out a length of zero.
		block.checked_div(T::WindowLength::get()).unwrap_or_default()
	}

	/// Whether `who` may write, and who is charged for it. A seat lets an account write that is no
	/// operator or whose organisation is suspended (the last seat is never taken), but not one that
	/// its organisation revoked.
	pub(crate) fn writer(who: &T::AccountId) -> Result<Writer<T::AccountId>, Refused> {
		match T::Operators::operator(who) {
			Ok(actor) => Ok(Writer {
				party: Party::Organisation(actor.org),
				limits: Self::organisation_limits(actor.org, actor.roles)
					.ok_or(Refused::NoRoleInEffect)?,
			}),
			Err(refusal)
				if refusal != WriteRefusal::OperatorRevoked && T::CouncilMembers::contains(who) =>
			{
				Ok(Writer { party: Party::Council(who.clone()), limits: CouncilLimits::<T>::get() })
			}
			Err(refusal) => Err(refusal.into()),
		}
	}

	/// The share that `who` has of the quota of `party`, if one is set.
	fn operator_quota(who: &T::AccountId, party: &Party<T::AccountId>) -> Option<OperatorQuota> {
		OperatorQuotas::<T>::get(who).filter(|quota| Party::Organisation(quota.org) == *party)
	}

	/// Whether a transaction of `who` that costs `cost` is let in. Reads only.
	pub(crate) fn admit(
		who: &T::AccountId,
		cost: Cost,
	) -> Result<Admission<T::AccountId>, Refused> {
		let Writer { party, limits } = Self::writer(who)?;
		let window = Self::window();
		let usage = Usages::<T>::get(&party).at(window).with_transaction(cost, &limits)?;
		let mut priority = usage.priority(&limits);
		let mut operator = None;
		if let Some(mut quota) = Self::operator_quota(who, &party) {
			let limits = limits.share(quota.share);
			let usage = quota.usage.at(window).with_transaction(cost, &limits);
			quota.usage = usage.map_err(|_| Refused::OperatorShare)?;
			priority = priority.min(quota.usage.priority(&limits));
			operator = Some((who.clone(), quota));
		}
		Ok(Admission { party, usage, operator, priority })
	}

	/// Charges a transaction that was let in.
	pub(crate) fn charge_transaction(admission: Admission<T::AccountId>) -> Charged<T::AccountId> {
		let Admission { party, usage, operator, .. } = admission;
		Usages::<T>::insert(&party, usage);
		let operator = operator.map(|(who, quota)| {
			OperatorQuotas::<T>::insert(&who, quota);
			Writing::<T>::put(&who);
			who
		});
		Charged { party, operator, window: usage.window }
	}

	/// Gives back `unspent` of the weight of a transaction that was charged and has run.
	pub(crate) fn settle_transaction(charged: Charged<T::AccountId>, unspent: u64) {
		let Charged { party, operator, window } = charged;
		let refund = |usage: &mut Usage| *usage = usage.refunded(window, unspent);
		Usages::<T>::mutate(&party, refund);
		if let Some(who) = operator {
			Writing::<T>::kill();
			// The transaction may have lifted the share.
			OperatorQuotas::<T>::mutate(&who, |quota| {
				if let Some(quota) = quota {
					refund(&mut quota.usage);
				}
			});
		}
	}

	/// The operator with a share that signed the transaction in progress, if it writes for `party`.
	fn writing_operator(party: &Party<T::AccountId>) -> Option<(T::AccountId, OperatorQuota)> {
		let who = Writing::<T>::get()?;
		let quota = Self::operator_quota(&who, party)?;
		Some((who, quota))
	}

	/// Whether `party` may store `bytes` more. Reads only.
	fn growth(
		party: &Party<T::AccountId>,
		limits: &Limits,
		bytes: u64,
	) -> Result<Growth<T::AccountId>, Error<T>> {
		let window = Self::window();
		let usage = Usages::<T>::get(party)
			.at(window)
			.with_state(bytes, limits)
			.ok_or(Error::<T>::StateQuotaExceeded)?;
		let stored = crate::types::within(Stored::<T>::get(party), bytes, limits.storage)
			.ok_or(Error::<T>::StorageAllowanceExceeded)?;
		let operator = match Self::writing_operator(party) {
			Some((who, mut quota)) => {
				let limits = limits.share(quota.share);
				let usage = quota.usage.at(window).with_state(bytes, &limits);
				quota.usage = usage.ok_or(Error::<T>::OperatorShareExceeded)?;
				Some((who, quota))
			}
			None => None,
		};
		Ok(Growth { usage, stored, operator })
	}

	/// Whether `party` may store `bytes` more.
	pub(crate) fn can_grow(party: &Party<T::AccountId>, limits: &Limits, bytes: u64) -> bool {
		Self::growth(party, limits, bytes).is_ok()
	}

	/// Charges `bytes` of new state to `party`.
	pub(crate) fn grow_party(
		party: &Party<T::AccountId>,
		limits: &Limits,
		bytes: u64,
	) -> DispatchResult {
		let Growth { usage, stored, operator } = Self::growth(party, limits, bytes)?;
		Usages::<T>::insert(party, usage);
		Stored::<T>::insert(party, stored);
		if let Some((who, quota)) = operator {
			OperatorQuotas::<T>::insert(who, quota);
		}
		Ok(())
	}

	/// Gives `bytes` of state back to `party`.
	pub(crate) fn shrink_party(party: &Party<T::AccountId>, bytes: u64) {
		let window = Self::window();
		let give_back = |usage: &mut Usage| *usage = usage.at(window).without_state(bytes);
		Usages::<T>::mutate(party, give_back);
		Stored::<T>::mutate(party, |stored| *stored = stored.saturating_sub(bytes));
		if let Some((who, mut quota)) = Self::writing_operator(party) {
			give_back(&mut quota.usage);
			OperatorQuotas::<T>::insert(who, quota);
		}
	}
}

impl<T: Config> StorageMeter for Pallet<T> {
	fn grow(org: OrgId, bytes: u32) -> DispatchResult {
		let party = Party::Organisation(org);
		let limits = Self::limits(&party).ok_or(Error::<T>::OrganisationNotFound)?;
		Self::grow_party(&party, &limits, bytes.into())
	}

	fn shrink(org: OrgId, bytes: u32) {
		Self::shrink_party(&Party::Organisation(org), bytes.into());
	}

	fn meter_weight() -> Weight {
		T::WeightInfo::grow()
	}
}

impl<T: Config> Pallet<T> {
	/// Within which limits the items of an issuer are activated: its own, and never less than a
	/// merchant's. An issuer that lost its role has goods about all the same.
	fn activation_limits(issuer: OrgId) -> Option<Limits> {
		let roles = T::Organisations::organisation(issuer)?.roles;
		Self::organisation_limits(issuer, roles.with(Role::Merchant))
	}

	/// What an issuer has used with one more activation.
	fn activation(issuer: OrgId, limits: &Limits) -> Result<Usage, Error<T>> {
		Usages::<T>::get(Party::Organisation(issuer))
			.at(Self::window())
			.with_activation(limits)
			.ok_or(Error::<T>::ActivationQuotaExceeded)
	}
}

impl<T: Config> ActivationAllowance for Pallet<T> {
	fn left(issuer: OrgId) -> Option<Permill> {
		let limits = Self::activation_limits(issuer)?;
		let usage = Self::activation(issuer, &limits).ok()?;
		let left = limits.activations.saturating_sub(usage.activations);
		Some(Permill::from_rational(left, limits.activations))
	}

	fn charge(issuer: OrgId, bytes: u32) -> DispatchResult {
		let limits = Self::activation_limits(issuer).ok_or(Error::<T>::OrganisationNotFound)?;
		let usage = Self::activation(issuer, &limits)?;
		let party = Party::Organisation(issuer);
		Usages::<T>::insert(&party, usage);
		Stored::<T>::mutate(&party, |stored| *stored = stored.saturating_add(bytes.into()));
		Ok(())
	}

	fn allowance_weight() -> Weight {
		T::WeightInfo::charge_activation()
	}
}
