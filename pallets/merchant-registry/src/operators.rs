//! Operators: the accounts that write for an organisation, and the times at which their word is in
//! doubt.

use crate::{
	types::{operator_size, Authority, Headcount, Operator, Revocation},
	Config, Error, Event, Headcounts, Operators, Pallet,
};
use frame_support::{
	ensure,
	traits::{Get, Time},
	BoundedVec,
};
use hallmark_glue::{Actor, StorageMeter};
use hallmark_types::{AccountId, Moment, OrgId, Permissions};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> hallmark_glue::Doubts<AccountId> for Pallet<T> {
	fn is_doubtful(operator: &AccountId, at: Moment) -> bool {
		Operators::<T>::get(operator).is_some_and(|operator| {
			operator.revocations.iter().any(|revocation| revocation.covers(at))
		})
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_add_operator(
		actor: Actor<AccountId>,
		account: AccountId,
		permissions: Permissions,
	) -> DispatchResult {
		T::StorageMeter::grow(actor.org, operator_size())?;
		Self::insert_operator(actor.org, account, permissions)
	}

	/// Writes a new operator. The account gets a provider, so that it has a nonce; it never loses
	/// it, so that the nonce cannot start anew and let old transactions in again.
	pub(crate) fn insert_operator(
		org: OrgId,
		account: AccountId,
		permissions: Permissions,
	) -> DispatchResult {
		ensure!(permissions.is_valid(), Error::<T>::InvalidPermissions);
		ensure!(!Operators::<T>::contains_key(&account), Error::<T>::OperatorAlreadyExists);
		let operator =
			Operator { org, permissions, revocations: BoundedVec::new(), added_at: T::Time::now() };
		let mut count = Headcounts::<T>::get(org);
		ensure!(count.operators < T::MaxOperators::get(), Error::<T>::TooManyOperators);
		count.operators = count.operators.saturating_add(1);
		Headcounts::<T>::insert(org, count);
		Self::recount_admins(org, false, operator.is_active_admin())?;
		Operators::<T>::insert(&account, operator);
		frame_system::Pallet::<T>::inc_providers(&account);
		Self::deposit_event(Event::OperatorAdded { org, account, permissions });
		Ok(())
	}

	pub(crate) fn do_set_permissions(
		actor: Actor<AccountId>,
		account: AccountId,
		permissions: Permissions,
	) -> DispatchResult {
		let operator = Self::operator_in(actor.org, &account)?;
		Self::change_permissions(account, operator, permissions)
	}

	pub(crate) fn do_revoke_operator(
		authority: Authority,
		account: AccountId,
		as_of: Moment,
	) -> DispatchResult {
		let mut operator = match authority.org() {
			Some(org) => Self::operator_in(org, &account)?,
			None => Operators::<T>::get(&account).ok_or(Error::<T>::OperatorNotFound)?,
		};
		ensure!(as_of <= T::Time::now(), Error::<T>::AsOfInFuture);
		ensure!(as_of >= operator.added_at, Error::<T>::AsOfBeforeAdded);

		let was_admin = operator.is_active_admin();
		match operator.revocations.last_mut() {
			// It turns out to have gone wrong earlier. Never later: doubt is not taken back.
			Some(open) if open.until.is_none() => {
				ensure!(as_of < open.from, Error::<T>::AlreadyRevoked);
				open.from = as_of;
			}
			// Readmission leaves room for this one, so that nothing keeps an operator in.
			_ => operator
				.revocations
				.try_push(Revocation { from: as_of, until: None })
				.map_err(|_| Error::<T>::TooManyRevocations)?,
		}
		let org = operator.org;
		Self::recount_admins(org, was_admin, false)?;
		Operators::<T>::insert(&account, operator);
		Self::deposit_event(Event::OperatorRevoked { org, account, as_of });
		Ok(())
	}

	pub(crate) fn do_readmit_operator(
		actor: Actor<AccountId>,
		account: AccountId,
	) -> DispatchResult {
		let mut operator = Self::operator_in(actor.org, &account)?;
		ensure!(!operator.is_active(), Error::<T>::NotRevoked);
		ensure!(!operator.revocations.is_full(), Error::<T>::TooManyRevocations);
		if let Some(open) = operator.revocations.last_mut() {
			open.until = Some(T::Time::now());
		}
		let org = operator.org;
		Self::recount_admins(org, false, operator.is_active_admin())?;
		Operators::<T>::insert(&account, operator);
		Self::deposit_event(Event::OperatorReadmitted { org, account });
		Ok(())
	}

	pub(crate) fn do_restore_admin(org: OrgId, account: AccountId) -> DispatchResult {
		Self::existing(org)?;
		if Operators::<T>::contains_key(&account) {
			let operator = Self::operator_in(org, &account)?;
			Self::change_permissions(account, operator, Permissions::ALL)
		} else {
			Self::insert_operator(org, account, Permissions::ALL)
		}
	}

	/// The record of `account`, if it is an operator of `org`.
	fn operator_in(org: OrgId, account: &AccountId) -> Result<Operator, DispatchError> {
		let operator = Operators::<T>::get(account).ok_or(Error::<T>::OperatorNotFound)?;
		ensure!(operator.org == org, Error::<T>::NotYourOperator);
		Ok(operator)
	}

	fn change_permissions(
		account: AccountId,
		mut operator: Operator,
		new: Permissions,
	) -> DispatchResult {
		ensure!(new.is_valid(), Error::<T>::InvalidPermissions);
		ensure!(operator.is_active(), Error::<T>::OperatorRevoked);
		let was_admin = operator.is_active_admin();
		let old = core::mem::replace(&mut operator.permissions, new);
		let org = operator.org;
		Self::recount_admins(org, was_admin, operator.is_active_admin())?;
		Operators::<T>::insert(&account, operator);
		Self::deposit_event(Event::PermissionsChanged { org, account, old, new });
		Ok(())
	}

	/// Keeps the number of active admins when one operator was, and now is, one of them or not.
	fn recount_admins(org: OrgId, was: bool, is: bool) -> DispatchResult {
		if was == is {
			return Ok(());
		}
		Headcounts::<T>::try_mutate(org, |Headcount { admins, .. }| {
			if is {
				*admins = admins.saturating_add(1);
			} else {
				ensure!(*admins > 1, Error::<T>::LastAdmin);
				*admins = admins.saturating_sub(1);
			}
			Ok(())
		})
	}
}
