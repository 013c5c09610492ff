//! Who sits in the council.

use crate::{pallet::*, Seat};
use alloc::vec::Vec;
use frame_support::{ensure, traits::ChangeMembers, BoundedVec};
use hallmark_glue::{Operators, OrganisationView, Organisations};
use hallmark_types::{AccountId, GroupId, OrgId, Permission, Role, RoleSet};
use sp_runtime::{DispatchError, DispatchResult};

/// One of these is needed to sit in the council.
pub(crate) const SEATED_ROLES: RoleSet = RoleSet::only(Role::Member).with(Role::CustomsAuthority);

impl<T: Config> Pallet<T> {
	pub(crate) fn do_seat(org: OrgId, account: AccountId) -> DispatchResult {
		let view = Self::active_organisation(org)?;
		ensure!(view.roles.meets(SEATED_ROLES), Error::<T>::RoleMissing);
		Self::ensure_operator_of(org, &account)?;
		Self::change_seats(|seats| {
			let seated = seats.iter().any(|seat| Self::is_in(seat.org, view.group));
			ensure!(!seated, Error::<T>::GroupSeated);
			Self::ensure_not_seated(seats, &account)?;
			let at = seats.partition_point(|seat| seat.org < org);
			let seat = Seat { org, account: account.clone(), consents: false };
			seats.try_insert(at, seat).map_err(|_| Error::<T>::TooManySeats.into())
		})?;
		Self::deposit_event(Event::Seated { org, account });
		Ok(())
	}

	/// `consent_needed` is false when the vote was strong enough to do without a customs
	/// authority's consent.
	pub(crate) fn do_unseat(org: OrgId, consent_needed: bool) -> DispatchResult {
		let seat = Self::change_seats(|seats| {
			let at = Self::seat_of(seats, org)?;
			ensure!(seats.len() > 1, Error::<T>::LastSeat);
			let protected = seats.get(at).is_some_and(Self::is_protected);
			ensure!(!consent_needed || !protected, Error::<T>::ConsentMissing);
			Ok(seats.remove(at))
		})?;
		Self::deposit_event(Event::Unseated { org, account: seat.account });
		Ok(())
	}

	pub(crate) fn do_consent_to_unseat(who: AccountId) -> DispatchResult {
		let actor = T::Operators::authorise(
			&who,
			RoleSet::only(Role::CustomsAuthority),
			Permission::Admin,
		)?;
		Seats::<T>::try_mutate(|seats| {
			let at = Self::seat_of(seats, actor.org)?;
			seats.get_mut(at).ok_or(Error::<T>::NotSeated)?.consents = true;
			Ok::<_, DispatchError>(())
		})?;
		Self::deposit_event(Event::UnseatConsented { org: actor.org });
		Ok(())
	}

	pub(crate) fn do_replace_seat_account(who: AccountId, account: AccountId) -> DispatchResult {
		let org = T::Operators::authorise(&who, SEATED_ROLES, Permission::Admin)?.org;
		Self::ensure_operator_of(org, &account)?;
		Self::replace_account(org, account)
	}

	/// Keeps the vote of `org` from an operator that may write no more (`gone`; every one for
	/// `None`): `successor` takes the seat over. A proxy that was given power before would vote on
	/// otherwise.
	pub(crate) fn succeed(
		org: OrgId,
		gone: Option<&AccountId>,
		successor: Option<&AccountId>,
	) -> DispatchResult {
		let seats = Seats::<T>::get();
		let Some(seat) = Self::seat_of(&seats, org).ok().and_then(|at| seats.get(at)) else {
			return Ok(());
		};
		if gone.is_some_and(|gone| *gone != seat.account) || successor == Some(&seat.account) {
			return Ok(());
		}
		let successor = successor.ok_or(Error::<T>::AccountSeated)?;
		Self::replace_account(org, successor.clone())
	}

	fn replace_account(org: OrgId, account: AccountId) -> DispatchResult {
		let old = Self::change_seats(|seats| {
			let at = Self::seat_of(seats, org)?;
			Self::ensure_not_seated(seats, &account)?;
			let seat = seats.get_mut(at).ok_or(Error::<T>::NotSeated)?;
			Ok(core::mem::replace(&mut seat.account, account.clone()))
		})?;
		Self::deposit_event(Event::SeatAccountReplaced { org, old, new: account });
		Ok(())
	}

	/// Whether the seat is a customs authority's that has not agreed to lose it.
	fn is_protected(seat: &Seat) -> bool {
		!seat.consents
			&& T::Organisations::organisation(seat.org)
				.is_some_and(|it| it.roles.has(Role::CustomsAuthority))
	}

	/// See [`CouncilSeats::is_protected`](hallmark_glue::CouncilSeats::is_protected).
	pub(crate) fn is_protected_seat(org: OrgId) -> bool {
		let seats = Seats::<T>::get();
		let seat = seats.iter().find(|seat| seat.org == org);
		seat.is_some_and(Self::is_protected)
	}

	/// See [`CouncilSeats::clashes`](hallmark_glue::CouncilSeats::clashes).
	pub(crate) fn would_share_a_group(org: OrgId, group: GroupId) -> bool {
		let seats = Seats::<T>::get();
		let mut others = seats.iter().filter(|seat| seat.org != org);
		seats.iter().any(|seat| seat.org == org) && others.any(|seat| Self::is_in(seat.org, group))
	}

	fn is_in(org: OrgId, group: GroupId) -> bool {
		T::Organisations::organisation(org).is_some_and(|it| it.group == group)
	}

	/// Changes the seats, and the council with them.
	pub(crate) fn change_seats<R>(
		change: impl FnOnce(&mut BoundedVec<Seat, T::MaxSeats>) -> Result<R, DispatchError>,
	) -> Result<R, DispatchError> {
		Seats::<T>::try_mutate(|seats| {
			let old = Self::members(seats);
			let result = change(seats)?;
			T::Council::set_members_sorted(&Self::members(seats), &old);
			Ok(result)
		})
	}

	/// The accounts on `seats`, sorted.
	fn members(seats: &[Seat]) -> Vec<AccountId> {
		let mut members: Vec<_> = seats.iter().map(|seat| seat.account.clone()).collect();
		members.sort();
		members
	}

	/// Where the seat of `org` is.
	fn seat_of(seats: &[Seat], org: OrgId) -> Result<usize, DispatchError> {
		seats.binary_search_by_key(&org, |seat| seat.org).map_err(|_| Error::<T>::NotSeated.into())
	}

	/// An operator revoked by one organisation can be another's, and the first may still have it on
	/// its seat.
	fn ensure_not_seated(seats: &[Seat], account: &AccountId) -> DispatchResult {
		ensure!(seats.iter().all(|seat| seat.account != *account), Error::<T>::AccountSeated);
		Ok(())
	}

	pub(crate) fn active_organisation(org: OrgId) -> Result<OrganisationView, DispatchError> {
		let view = T::Organisations::organisation(org).ok_or(Error::<T>::OrganisationNotFound)?;
		ensure!(view.active, Error::<T>::OrganisationSuspended);
		Ok(view)
	}

	pub(crate) fn ensure_operator_of(org: OrgId, account: &AccountId) -> DispatchResult {
		let is_its = T::Operators::operator(account).is_ok_and(|actor| actor.org == org);
		ensure!(is_its, Error::<T>::NotItsOperator);
		Ok(())
	}
}
