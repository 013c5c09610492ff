//! What calls cost: their own weight, and that of the other pallets that they ask.

use crate::{
	pallet::{Config, Pallet},
	types::{AttestationSubject, MAX_LISTED},
	WeightInfo,
};
use core::marker::PhantomData;
use frame_support::weights::Weight;
use hallmark_types::{
	total_weight, Brands, Facilities, Journal, Lots, Operators, Organisations, Shipments,
	StorageMeter,
};

/// The weights of the calls, by name.
pub(crate) struct Cost<T>(PhantomData<(T, Pallet<T>)>);

impl<T: Config> Cost<T> {
	pub(crate) fn register_standards(standards: u32) -> Weight {
		T::WeightInfo::register_standards(standards)
	}

	pub(crate) fn require_standards() -> Weight {
		total_weight([T::WeightInfo::require_standards(), Self::lots(1)])
	}

	pub(crate) fn grant_accreditation() -> Weight {
		total_weight([
			T::WeightInfo::grant_accreditation(),
			Self::organisations(1),
			Self::journal(),
		])
	}

	pub(crate) fn withdraw_accreditation() -> Weight {
		total_weight([T::WeightInfo::withdraw_accreditation(), Self::journal()])
	}

	pub(crate) fn attest(subject: &AttestationSubject) -> Weight {
		let subject = match subject {
			AttestationSubject::Facility(_) => {
				total_weight([Self::facilities(2), Self::organisations(1)])
			}
			AttestationSubject::Product(_) => {
				total_weight([Self::lots(1), Self::brands(), Self::organisations(2)])
			}
			AttestationSubject::Lot(_) | AttestationSubject::Items(..) => total_weight([
				Self::lots(2),
				Self::brands(),
				Self::facilities(1),
				Self::organisations(4),
			]),
			AttestationSubject::Shipment(_) => {
				let shipment = T::Shipments::shipments_weight();
				total_weight([shipment, Self::organisations(4)])
			}
		};
		total_weight([
			T::WeightInfo::attest(),
			Self::operator(),
			subject,
			Self::meter(u64::from(MAX_LISTED).saturating_add(1)),
			Self::journal(),
		])
	}

	pub(crate) fn revoke_attestation() -> Weight {
		total_weight([
			T::WeightInfo::revoke_attestation(),
			Self::operator(),
			Self::meter(1),
			Self::journal(),
		])
	}

	pub(crate) fn accreditation_for() -> Weight {
		total_weight([T::WeightInfo::accreditation_for(), Self::organisations(1)])
	}

	/// The trait that says which operators are in doubt has no weight: the benchmark measures it.
	pub(crate) fn documents() -> Weight {
		total_weight([T::WeightInfo::documents(), Self::lots(2)])
	}

	fn operator() -> Weight {
		T::Operators::operator_weight()
	}

	fn organisations(times: u64) -> Weight {
		T::Organisations::organisation_weight().saturating_mul(times)
	}

	fn facilities(times: u64) -> Weight {
		T::Facilities::facilities_weight().saturating_mul(times)
	}

	fn brands() -> Weight {
		T::Brands::brands_weight()
	}

	fn lots(times: u64) -> Weight {
		T::Lots::lots_weight().saturating_mul(times)
	}

	fn meter(times: u64) -> Weight {
		T::StorageMeter::meter_weight().saturating_mul(times)
	}

	fn journal() -> Weight {
		T::Journal::append_weight()
	}
}
