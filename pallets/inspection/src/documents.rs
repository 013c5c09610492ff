//! What agencies may judge, and what their attestations add up to: the trait [`Inspections`].

use crate::{
	pallet::{
		Accreditations, AccreditationsOf, Attestations, AttestationsOn, Config, Pallet,
		RequiredStandards,
	},
	types::*,
	WeightInfo,
};
use alloc::vec::Vec;
use frame_support::{traits::Time, weights::Weight};
use hallmark_glue::{Inspections, LotView, Organisations, ProductView};
use hallmark_types::{
	ranges::{check_ranges, covers, intersection, union},
	AccountId, AccreditationId, CountryCode, HsCode, ItemRange, LotId, Moment, OrgId, Role,
	StandardId, Subject,
};

impl<T: Config> Inspections for Pallet<T> {
	/// A suspended agency, or one that has lost its role, is accredited for nothing. Which standard
	/// a border examines by is its own affair, so that the scope's standards do not matter.
	fn accreditation_for(
		agency: OrgId,
		hs: &HsCode,
		country: CountryCode,
	) -> Option<AccreditationId> {
		let now = T::Time::now();
		T::Organisations::organisation(agency)
			.filter(|view| view.active && view.roles.has(Role::InspectionAgency))?;
		AccreditationsOf::<T>::get(agency).into_iter().find(|id| {
			Accreditations::<T>::get(id).is_some_and(|accreditation| {
				accreditation.is_in_force(now)
					&& accreditation.scope.has_goods(hs)
					&& accreditation.scope.countries.has(country)
			})
		})
	}

	fn is_doubtful(id: AccreditationId, operator: &AccountId, at: Moment) -> bool {
		Accreditations::<T>::get(id)
			.is_none_or(|accreditation| Self::is_in_doubt(&accreditation, operator, at))
	}

	/// No items, or ranges that are not well formed, meet nothing. Where the lot does not exist,
	/// the error is the id 0, whether or not there is such a standard.
	fn documents(lot: LotId, ranges: &[ItemRange]) -> Result<(), StandardId> {
		let Some((view, product)) = Self::lot(lot) else {
			return Err(StandardId::default());
		};
		let well_formed = check_ranges(ranges, view.count).is_some();
		RequiredStandards::<T>::get(product.product_type)
			.into_iter()
			.find(|standard| {
				!(well_formed && Self::is_met(*standard, lot, &view, &product, ranges))
			})
			.map_or(Ok(()), Err)
	}

	fn accreditation_weight() -> Weight {
		T::WeightInfo::accreditation_for()
	}

	fn documents_weight() -> Weight {
		T::WeightInfo::documents()
	}
}

impl<T: Config> Pallet<T> {
	/// Whether each of these items, its lot, its product or its facility is attested as conforming,
	/// and none of these as nonconforming.
	///
	/// Only what is valid counts. One agency's *nonconforming* outweighs all others' *conforming*,
	/// until that agency revokes it or attests anew of all its items. A facility's good word counts
	/// only if its owner stands by the lot's count; a bad one counts for whatever names the
	/// facility. An attestation on goods counts only if its accreditation covers the HS code and
	/// origin of the version that the lot pins: a product revised since is another product to its
	/// agency.
	fn is_met(
		standard: StandardId,
		lot: LotId,
		view: &LotView,
		product: &ProductView,
		ranges: &[ItemRange],
	) -> bool {
		let in_scope =
			|scope: &Scope| scope.has_goods(&product.hs) && scope.countries.has(product.origin);
		let subjects = [
			Some(Subject::Lot(lot)),
			Some(Subject::Product(view.gtin)),
			view.claimed_facility.map(Subject::Facility),
		];
		let mut conforming = Vec::new();
		for subject in subjects.into_iter().flatten() {
			for id in AttestationsOn::<T>::get(subject, standard) {
				let Some(attestation) = Attestations::<T>::get(id) else {
					continue;
				};
				let common = intersection(&attestation.ranges(), ranges);
				if common.is_empty() {
					continue;
				}
				let Some(accreditation) = Accreditations::<T>::get(attestation.accreditation)
				else {
					continue;
				};
				if Self::standing_under(&attestation, &accreditation) != AttestationStanding::Valid
				{
					continue;
				}
				let shines = match subject {
					Subject::Facility(_) => view.facility.is_some(),
					_ => in_scope(&accreditation.scope),
				};
				match attestation.result {
					Conformity::Nonconforming => return false,
					Conformity::Conforming if shines => conforming = union(&conforming, &common),
					Conformity::Conforming => {}
				}
			}
		}
		covers(&conforming, ranges)
	}
}
