//! Facilities: the places that organisations work at.

use crate::{
	types::{facility_size, Facility},
	weights::WeightInfo,
	Config, Error, Event, Facilities, NextFacilityId, Pallet,
};
use frame_support::{ensure, traits::Time, weights::Weight};
use hallmark_glue::{Actor, Journal, StorageMeter};
use hallmark_types::{
	AccountId, Assurance, CountryCode, FacilityId, Gln, JournalKind, OrgId, Role, RoleSet, Subject,
	Text,
};
use sp_runtime::DispatchResult;

/// Whose work happens at a place.
pub(crate) const FACILITY_ROLES: RoleSet = RoleSet::only(Role::Manufacturer)
	.with(Role::Merchant)
	.with(Role::Warehouse)
	.with(Role::Carrier)
	.with(Role::InspectionAgency);

impl<T: Config> hallmark_glue::Facilities for Pallet<T> {
	fn owner(facility: FacilityId) -> Option<OrgId> {
		Facilities::<T>::get(facility)
			.filter(|facility| !facility.closed)
			.map(|facility| facility.org)
	}

	fn maker(facility: FacilityId) -> Option<OrgId> {
		Facilities::<T>::get(facility).map(|facility| facility.org)
	}

	fn country(facility: FacilityId) -> Option<CountryCode> {
		Facilities::<T>::get(facility).map(|facility| facility.country)
	}

	fn exists(facility: FacilityId) -> bool {
		Facilities::<T>::contains_key(facility)
	}

	fn facilities_weight() -> Weight {
		T::WeightInfo::find_facility()
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_facility(
		actor: Actor<AccountId>,
		name: Text<64>,
		country: CountryCode,
		gln: Option<Gln>,
	) -> DispatchResult {
		Self::check_name_and_gln(&name, gln)?;
		ensure!(country.is_assigned(), Error::<T>::InvalidCountry);
		let org = actor.org;
		let facility = NextFacilityId::<T>::get();
		NextFacilityId::<T>::put(facility.next().ok_or(Error::<T>::TooManyIds)?);
		T::StorageMeter::grow(org, facility_size())?;
		Facilities::<T>::insert(
			facility,
			Facility {
				org,
				name: name.clone(),
				country,
				gln,
				closed: false,
				registered_at: T::Time::now(),
				registered_by: actor.account.clone(),
			},
		);
		T::Journal::append(
			Subject::Facility(facility),
			actor.into(),
			JournalKind::FacilityRegistered,
			Assurance::Declared,
			None,
		)?;
		Self::deposit_event(Event::FacilityRegistered { facility, org, name, country, gln });
		Ok(())
	}

	pub(crate) fn do_close_facility(
		actor: Actor<AccountId>,
		facility: FacilityId,
	) -> DispatchResult {
		let org = actor.org;
		let mut record = Facilities::<T>::get(facility).ok_or(Error::<T>::FacilityNotFound)?;
		ensure!(record.org == org, Error::<T>::NotYourFacility);
		ensure!(!record.closed, Error::<T>::FacilityClosed);
		record.closed = true;
		Facilities::<T>::insert(facility, record);
		T::Journal::append(
			Subject::Facility(facility),
			actor.into(),
			JournalKind::FacilityClosed,
			Assurance::Declared,
			None,
		)?;
		Self::deposit_event(Event::FacilityClosed { facility, org });
		Ok(())
	}
}
