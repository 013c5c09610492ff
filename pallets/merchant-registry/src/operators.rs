//! Operators: the accounts that write for an organisation, and the times at which their word is in
//! doubt.

use crate::{
	types::{operator_size, Authority, Headcount, Operator, Revocation},
	Config, Error, Event, Headcounts, Operators, Organisations, Pallet, Replacements,
};
use frame_support::{
	ensure,
	traits::{Get, Time},
	BoundedVec,
};
use hallmark_glue::{Actor, CouncilSeats, Offices, StorageMeter};
use hallmark_types::{AccountId, Document, JournalKind, Moment, OrgId, Permissions};
use sp_runtime::{traits::Zero, DispatchError, DispatchResult};

impl<T: Config> hallmark_glue::Doubts<AccountId> for Pallet<T> {
	fn is_doubtful(operator: &AccountId, at: Moment) -> bool {
		Operators::<T>::get(operator).is_some_and(|operator| {
			let replaced = Replacements::<T>::get(operator.org, operator.generation);
			replaced.is_some_and(|as_of| at >= as_of)
				|| operator.revocations.iter().any(|revocation| revocation.covers(at))
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

	/// Writes a new organisation's admin, or one that the council gives it. Whom the council names,
	/// nobody can keep out by making the account an operator of his own first: one that never sent
	/// a transaction is released from there.
	pub(crate) fn insert_admin(
		authority: &Authority,
		org: OrgId,
		account: AccountId,
	) -> DispatchResult {
		let released = authority.org().is_none().then(|| Self::release(&account)).flatten();
		Self::insert_operator(org, account.clone(), Permissions::ALL)?;
		if let Some((added_at, Some(from))) = released {
			// What it wrote there, as a multisig that signs nothing itself, stays in doubt.
			Operators::<T>::mutate(&account, |operator| {
				if let Some(operator) = operator {
					let until = Some(T::Time::now());
					operator.added_at = added_at;
					operator.revocations =
						BoundedVec::truncate_from([Revocation { from, until }].into());
				}
			});
		}
		Ok(())
	}

	/// Takes an account that never sent a transaction from the organisation that made it its
	/// operator. Returns when that was, and since when what it wrote there is in doubt, if it is.
	///
	/// A multisig sends none, and is an operator all the same: a seated customs authority keeps its
	/// own.
	fn release(account: &AccountId) -> Option<(Moment, Option<Moment>)> {
		if !frame_system::Pallet::<T>::account_nonce(account).is_zero() {
			return None;
		}
		let operator = Operators::<T>::get(account)?;
		let org = operator.org;
		if T::Seats::is_protected(org) {
			return None;
		}
		let replaced = Replacements::<T>::get(org, operator.generation)
			.map(|as_of| as_of.max(operator.added_at));
		let doubted = operator.revocations.iter().map(|revocation| revocation.from);
		let doubted = doubted.chain(replaced).min();
		Operators::<T>::remove(account);
		let generation = Self::generation(org);
		Headcounts::<T>::mutate(org, |count| {
			if operator.generation == generation {
				count.operators = count.operators.saturating_sub(1);
			}
			if operator.is_active_admin(generation) {
				count.admins = count.admins.saturating_sub(1);
			}
		});
		Self::deposit_event(Event::OperatorReleased { org, account: account.clone() });
		Some((operator.added_at, doubted))
	}

	/// Whether an operator may write as far as its own record goes, whatever its organisation's
	/// standing.
	pub fn is_serving(operator: &Operator) -> bool {
		operator.is_active(Self::generation(operator.org))
	}

	/// Which generation of its operators an organisation has.
	fn generation(org: OrgId) -> u32 {
		Organisations::<T>::get(org).map_or(0, |organisation| organisation.generation)
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
		let generation = Self::generation(org);
		let operator = Operator {
			org,
			generation,
			permissions,
			revocations: BoundedVec::new(),
			added_at: T::Time::now(),
		};
		Self::count_operator(org)?;
		Self::recount_admins(org, false, operator.is_active_admin(generation))?;
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

		let generation = Self::generation(operator.org);
		ensure!(operator.generation == generation, Error::<T>::AlreadyRevoked);
		let was_admin = operator.is_active_admin(generation);
		let successor = match &authority {
			Authority::Operator(actor) if actor.account != account => Some(&actor.account),
			_ => None,
		};
		T::Offices::on_operators_gone(operator.org, Some(&account), successor)?;
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
		let (org, generation, now) = (actor.org, Self::generation(actor.org), T::Time::now());
		ensure!(!operator.is_active(generation), Error::<T>::NotRevoked);
		ensure!(!operator.revocations.is_full(), Error::<T>::TooManyRevocations);
		if let Some(open) = operator.revocations.last_mut() {
			open.until = open.until.or(Some(now));
		}
		if operator.generation != generation {
			// Its time in the earlier generation stays in doubt as the replacement has it.
			if let Some(from) = Replacements::<T>::get(org, operator.generation) {
				operator
					.revocations
					.try_push(Revocation { from: from.max(operator.added_at), until: Some(now) })
					.map_err(|_| Error::<T>::TooManyRevocations)?;
			}
			operator.generation = generation;
			Self::count_operator(org)?;
		}
		Self::recount_admins(org, false, operator.is_active_admin(generation))?;
		Operators::<T>::insert(&account, operator);
		Self::deposit_event(Event::OperatorReadmitted { org, account });
		Ok(())
	}

	pub(crate) fn do_restore_admin(org: OrgId, account: AccountId) -> DispatchResult {
		Self::existing(org)?;
		match Operators::<T>::get(&account) {
			Some(operator) if operator.org == org => {
				Self::change_permissions(account, operator, Permissions::ALL)
			}
			_ => Self::insert_admin(&Authority::Council, org, account),
		}
	}

	pub(crate) fn do_replace_operators(
		org: OrgId,
		admin: AccountId,
		as_of: Moment,
		reason: Option<Document>,
	) -> DispatchResult {
		let mut organisation = Self::existing(org)?;
		ensure!(as_of <= T::Time::now(), Error::<T>::AsOfInFuture);
		let ended = organisation.generation;
		organisation.generation = ended.checked_add(1).ok_or(Error::<T>::TooManyIds)?;
		Organisations::<T>::insert(org, organisation);
		Replacements::<T>::insert(org, ended, as_of);
		Headcounts::<T>::insert(org, Headcount::default());
		match Operators::<T>::get(&admin) {
			// An honest operator of before, of whom nothing is to be doubted, goes on.
			Some(operator) if operator.org == org => {
				let generation = ended.saturating_add(1);
				ensure!(!operator.is_revoked(), Error::<T>::OperatorRevoked);
				let operator = Operator { generation, permissions: Permissions::ALL, ..operator };
				Self::count_operator(org)?;
				Self::recount_admins(org, false, true)?;
				Operators::<T>::insert(&admin, operator);
			}
			_ => Self::insert_admin(&Authority::Council, org, admin.clone())?,
		}
		T::Offices::on_operators_gone(org, None, Some(&admin))?;
		Self::record(Authority::Council, org, JournalKind::OperatorsReplaced, reason)?;
		Self::deposit_event(Event::OperatorsReplaced { org, admin, as_of });
		Ok(())
	}

	/// Counts one operator more.
	fn count_operator(org: OrgId) -> DispatchResult {
		Headcounts::<T>::try_mutate(org, |count| {
			ensure!(count.operators < T::MaxOperators::get(), Error::<T>::TooManyOperators);
			count.operators = count.operators.saturating_add(1);
			Ok(())
		})
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
		let generation = Self::generation(operator.org);
		ensure!(operator.is_active(generation), Error::<T>::OperatorRevoked);
		let was_admin = operator.is_active_admin(generation);
		let old = core::mem::replace(&mut operator.permissions, new);
		let org = operator.org;
		Self::recount_admins(org, was_admin, operator.is_active_admin(generation))?;
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
