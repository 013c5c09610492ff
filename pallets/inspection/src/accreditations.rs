//! What agencies may attest.

use crate::{
	pallet::{Accreditations, AccreditationsOf, Config, Error, Event, NextAccreditationId, Pallet},
	standards::repeats,
	types::*,
};
use frame_support::{ensure, traits::Time};
use hallmark_glue::{Journal, Organisations};
use hallmark_types::{
	journal::Author, AccreditationId, Assurance, CountryCode, Document, HsPrefix, JournalKind,
	Moment, OrgId, Role, Subject,
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_grant_accreditation(
		agency: OrgId,
		scheme: Scheme,
		certificate: Document,
		scope: Scope,
		validity: Period,
	) -> DispatchResult {
		let view = T::Organisations::organisation(agency).ok_or(Error::<T>::AgencyNotFound)?;
		ensure!(view.active, Error::<T>::AgencySuspended);
		ensure!(view.roles.has(Role::InspectionAgency), Error::<T>::NotAnAgency);
		Self::check_scope(&scope)?;
		let now = T::Time::now();
		ensure!(
			validity.from < validity.until && !validity.is_over(now),
			Error::<T>::InvalidPeriod
		);

		let id = NextAccreditationId::<T>::get();
		NextAccreditationId::<T>::put(id.next().ok_or(Error::<T>::TooManyIds)?);
		AccreditationsOf::<T>::try_mutate(agency, |list| {
			list.retain(|id| {
				Accreditations::<T>::get(id)
					.is_some_and(|accreditation| !accreditation.is_over(now))
			});
			list.try_push(id).map_err(|_| Error::<T>::TooManyAccreditations)
		})?;
		Accreditations::<T>::insert(
			id,
			Accreditation { agency, scheme, certificate, scope, validity, withdrawn: None },
		);
		T::Journal::append(
			Subject::Organisation(agency),
			Author::Council,
			JournalKind::AccreditationGranted,
			Assurance::Confirmed,
			Some(certificate),
		)?;
		Self::deposit_event(Event::AccreditationGranted { accreditation: id, agency });
		Ok(())
	}

	pub(crate) fn do_withdraw_accreditation(id: AccreditationId, new: Moment) -> DispatchResult {
		let mut accreditation =
			Accreditations::<T>::get(id).ok_or(Error::<T>::AccreditationNotFound)?;
		ensure!(new <= T::Time::now(), Error::<T>::AsOfInFuture);
		let old = accreditation.withdrawn;
		ensure!(old.is_none_or(|old| new < old), Error::<T>::AlreadyWithdrawn);

		let agency = accreditation.agency;
		accreditation.withdrawn = Some(new);
		Accreditations::<T>::insert(id, accreditation);
		T::Journal::append(
			Subject::Organisation(agency),
			Author::Council,
			JournalKind::AccreditationWithdrawn,
			Assurance::Confirmed,
			None,
		)?;
		Self::deposit_event(Event::AccreditationWithdrawn { accreditation: id, agency, old, new });
		Ok(())
	}

	fn check_scope(scope: &Scope) -> DispatchResult {
		let Scope { goods, countries, standards } = scope;
		ensure!(goods.iter().all(HsPrefix::is_valid), Error::<T>::InvalidHsPrefix);
		ensure!(!repeats(goods), Error::<T>::DuplicateEntry);
		if let Countries::Only(countries) = countries {
			ensure!(!countries.is_empty(), Error::<T>::NothingInScope);
			ensure!(countries.iter().all(CountryCode::is_assigned), Error::<T>::InvalidCountry);
			ensure!(!repeats(countries), Error::<T>::DuplicateEntry);
		}
		ensure!(!standards.is_empty(), Error::<T>::NothingInScope);
		Self::check_standards(standards)
	}

	/// An accreditation; see the view function `accreditation`.
	pub(crate) fn accreditation_view(id: AccreditationId) -> Option<AccreditationView> {
		let accreditation = Accreditations::<T>::get(id)?;
		let in_force = accreditation.is_in_force(T::Time::now());
		let Accreditation { agency, scheme, certificate, scope, validity, withdrawn } =
			accreditation;
		Some(AccreditationView {
			id,
			agency,
			scheme,
			certificate,
			scope,
			validity,
			withdrawn,
			in_force,
		})
	}
}
