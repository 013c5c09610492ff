//! Who is a validator, and who may author.

use crate::{pallet::*, ValidatorRecord, ValidatorStatus, LOG_TARGET};
use alloc::vec::Vec;
use frame_support::{ensure, BoundedVec};
use hallmark_glue::Operators;
use hallmark_types::{AccountId, OrgId, Permission, Role, RoleSet};
use pallet_session::Pallet as Session;
use sp_runtime::{traits::Zero, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_admit_validator(org: OrgId, account: AccountId) -> DispatchResult {
		let view = Self::active_organisation(org)?;
		ensure!(view.roles.has(Role::Member), Error::<T>::RoleMissing);
		Self::ensure_operator_of(org, &account)?;
		Validators::<T>::try_mutate(|records| {
			let Err(at) = Self::find(records, &account) else {
				return Err(Error::<T>::ValidatorAlreadyExists);
			};
			let record = ValidatorRecord::new(account.clone(), org, Self::from_now_on());
			records.try_insert(at, record).map_err(|_| Error::<T>::TooManyValidators)
		})?;
		// Session keys hang on the account, so it must exist. Nobody on this chain gives a provider
		// back, so one is enough, for ever.
		if frame_system::Pallet::<T>::providers(&account).is_zero() {
			frame_system::Pallet::<T>::inc_providers(&account);
		}
		Self::resume_authoring(&account);
		Self::deposit_event(Event::ValidatorAdmitted { org, account });
		Ok(())
	}

	pub(crate) fn do_remove_validator(account: AccountId) -> DispatchResult {
		let org = Validators::<T>::try_mutate(|records| {
			let at = Self::find(records, &account).map_err(|_| Error::<T>::ValidatorNotFound)?;
			Self::ensure_spare(records, &account)?;
			Ok::<_, DispatchError>(records.remove(at).org)
		})?;
		Self::stop_authoring(core::slice::from_ref(&account));
		Self::deposit_event(Event::ValidatorRemoved { org, account });
		Ok(())
	}

	pub(crate) fn do_leave(who: AccountId, account: AccountId) -> DispatchResult {
		let org = Self::change_own(&who, &account, |records, at, status| {
			ensure!(status != ValidatorStatus::Leaving, Error::<T>::AlreadyLeaving);
			Self::ensure_spare(records, &account)?;
			if !Self::is_in_set(&account) {
				records.retain(|record| record.account != account);
			} else if let Some(record) = records.get_mut(at) {
				record.status = ValidatorStatus::Leaving;
			}
			Ok(())
		})?;
		Self::deposit_event(Event::ValidatorLeft { org, account });
		Ok(())
	}

	pub(crate) fn do_rejoin(who: AccountId, account: AccountId) -> DispatchResult {
		let org = Self::change_own(&who, &account, |records, at, status| {
			ensure!(status != ValidatorStatus::Serving, Error::<T>::AlreadyServing);
			if let Some(record) = records.get_mut(at) {
				record.status = ValidatorStatus::Serving;
			}
			Ok(())
		})?;
		Self::deposit_event(Event::ValidatorRejoined { org, account });
		Ok(())
	}

	pub(crate) fn do_set_min_validators(new: u32) -> DispatchResult {
		let working = Self::working(&Validators::<T>::get()).len();
		ensure!(new > 0 && new as usize <= working, Error::<T>::InvalidMinValidators);
		let old = MinValidators::<T>::mutate(|min| core::mem::replace(min, new));
		Self::deposit_event(Event::MinValidatorsChanged { old, new });
		Ok(())
	}

	/// Lets `who` change the record of a validator of its own organisation: `change` gets all
	/// records, where this one is, and its status. Returns the organisation.
	fn change_own(
		who: &AccountId,
		account: &AccountId,
		change: impl FnOnce(
			&mut BoundedVec<ValidatorRecord, T::MaxValidators>,
			usize,
			ValidatorStatus,
		) -> DispatchResult,
	) -> Result<OrgId, DispatchError> {
		let actor = T::Operators::authorise(who, RoleSet::only(Role::Member), Permission::Admin)?;
		Validators::<T>::try_mutate(|records| {
			let at = Self::find(records, account).map_err(|_| Error::<T>::ValidatorNotFound)?;
			let record = records.get(at).ok_or(Error::<T>::ValidatorNotFound)?;
			ensure!(record.org == actor.org, Error::<T>::NotYourValidator);
			let status = record.status;
			ensure!(status != ValidatorStatus::Excluded, Error::<T>::ValidatorExcluded);
			change(records, at, status)?;
			Ok(actor.org)
		})
	}

	/// Where the record of `account` is, or would be.
	pub(crate) fn find(records: &[ValidatorRecord], account: &AccountId) -> Result<usize, usize> {
		records.binary_search_by(|record| record.account.cmp(account))
	}

	/// The number of validators below which the set never shrinks.
	pub(crate) fn min_validators() -> usize {
		MinValidators::<T>::get().max(1) as usize
	}

	/// The validators that the chain can count on: in this session's set, free to author, and to
	/// stay. Sorted.
	pub(crate) fn working(records: &[ValidatorRecord]) -> Vec<AccountId> {
		let disabled = Session::<T>::disabled_validators();
		let mut working: Vec<_> = (0u32..)
			.zip(Session::<T>::validators())
			.filter(|(index, _)| disabled.binary_search(index).is_err())
			.map(|(_, account)| account)
			.filter(|account| {
				Self::find(records, account)
					.ok()
					.and_then(|at| records.get(at))
					.is_some_and(|record| record.status == ValidatorStatus::Serving)
			})
			.collect();
		working.sort();
		working
	}

	/// Whether enough validators work without `account`.
	fn ensure_spare(records: &[ValidatorRecord], account: &AccountId) -> DispatchResult {
		let working = Self::working(records);
		let spare =
			working.binary_search(account).is_err() || working.len() > Self::min_validators();
		ensure!(spare, Error::<T>::TooFewValidators);
		Ok(())
	}

	/// Whether `account` is in this session's set or the next one's.
	fn is_in_set(account: &AccountId) -> bool {
		Session::<T>::validators().contains(account)
			|| Session::<T>::queued_keys().iter().any(|(queued, _)| queued == account)
	}

	/// Stops the authoring of `accounts` in this session, as long as the minimum may still author:
	/// a chain without authors could not even vote its way out.
	pub(crate) fn stop_authoring(accounts: &[AccountId]) {
		let validators = Session::<T>::validators();
		let disabled = Session::<T>::disabled_validators();
		let mut spare =
			validators.len().saturating_sub(disabled.len()).saturating_sub(Self::min_validators());
		for (index, account) in (0u32..).zip(&validators) {
			if !accounts.contains(account) || disabled.binary_search(&index).is_ok() {
				continue;
			}
			if spare == 0 {
				log::warn!(target: LOG_TARGET, "{account:?} may author on: too few others may");
				continue;
			}
			spare = spare.saturating_sub(1);
			Session::<T>::disable_index(index);
		}
	}

	/// Lets a validator author again that was voted in again before the set had changed.
	pub(crate) fn resume_authoring(account: &AccountId) {
		if let Some(index) = Session::<T>::validator_id_to_index(account) {
			Session::<T>::reenable_index(index);
		}
	}
}
