//! What must hold of the pallet's storage at all times, in small checks.

use crate::{
	pallet::{
		Accreditations, AccreditationsOf, AgainstOf, Attestations, AttestationsOn, Config,
		NextAccreditationId, NextAttestationId, NextStandardId, Pallet, RequiredStandards,
		StandardIds, Standards,
	},
	standards::repeats,
	types::*,
};
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::Time};
use hallmark_types::{ranges::check_ranges, Subject, MAX_LOT_ITEMS};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks all of them.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_standards()?;
		Self::try_required_standards()?;
		Self::try_accreditations()?;
		Self::try_accreditation_lists()?;
		Self::try_attestations()?;
		Self::try_attestation_lists()?;
		Self::try_lists_against()
	}

	/// Every nonconforming attestation that holds and is listed for its standard is listed with its
	/// agency's bad words, where nothing else stands.
	fn try_lists_against() -> Result<(), TryRuntimeError> {
		for (subject, agency, ids) in AgainstOf::<T>::iter() {
			ensure!(!ids.is_empty(), "a list of bad words is empty");
			for id in ids {
				let word = Attestations::<T>::get(id).ok_or("a listed bad word is missing")?;
				ensure!(
					(word.subject, word.agency) == (subject, agency)
						&& word.result == Conformity::Nonconforming
						&& word.revoked.is_none(),
					"a list of bad words has another word"
				);
			}
		}
		for (subject, _, ids) in AttestationsOn::<T>::iter() {
			for id in ids {
				let word = Attestations::<T>::get(id).ok_or("a listed attestation is missing")?;
				ensure!(
					word.result == Conformity::Conforming
						|| Self::standing_of(&word) != Some(AttestationStanding::Valid)
						|| AgainstOf::<T>::get(subject, word.agency).contains(&id),
					"a bad word is not where readers look"
				);
			}
		}
		Ok(())
	}

	/// Ids are given in sequence, and each standard is found by its code.
	fn try_standards() -> Result<(), TryRuntimeError> {
		let next = NextStandardId::<T>::get();
		for (id, standard) in Standards::<T>::iter() {
			ensure!(id < next, "a standard's id was not given");
			ensure!(
				StandardIds::<T>::get(standard.code) == Some(id),
				"a standard is not found by its code"
			);
		}
		let standards = Standards::<T>::iter_keys().count();
		ensure!(standards == usize::from(next.0), "a standard is missing");
		ensure!(StandardIds::<T>::iter_keys().count() == standards, "a code is of no standard");
		Ok(())
	}

	/// What is required exists, and is named once.
	fn try_required_standards() -> Result<(), TryRuntimeError> {
		for (_, standards) in RequiredStandards::<T>::iter() {
			ensure!(!standards.is_empty(), "a list of standards is empty");
			Self::check_standards(&standards)?;
		}
		Ok(())
	}

	/// Ids are given in sequence; scopes and periods make sense.
	fn try_accreditations() -> Result<(), TryRuntimeError> {
		let next = NextAccreditationId::<T>::get();
		let mut count = 0u32;
		for (id, accreditation) in Accreditations::<T>::iter() {
			let Scope { countries, standards, .. } = accreditation.scope;
			ensure!(id < next, "an accreditation's id was not given");
			ensure!(!standards.is_empty(), "a scope has no standard");
			Self::check_standards(&standards)?;
			ensure!(countries != Countries::Only(Default::default()), "a scope has no country");
			let Period { from, until } = accreditation.validity;
			ensure!(from < until, "an accreditation is never valid");
			count = count.saturating_add(1);
		}
		ensure!(count == next.0, "an accreditation is missing");
		Ok(())
	}

	/// Agencies' lists hold only their own accreditations, once, and all that are in force.
	fn try_accreditation_lists() -> Result<(), TryRuntimeError> {
		for (agency, ids) in AccreditationsOf::<T>::iter() {
			ensure!(!repeats(&ids), "an accreditation is listed twice");
			for id in ids {
				let accreditation =
					Accreditations::<T>::get(id).ok_or("a listed accreditation is missing")?;
				ensure!(accreditation.agency == agency, "an agency lists another's accreditation");
			}
		}
		let now = T::Time::now();
		for (id, accreditation) in Accreditations::<T>::iter() {
			ensure!(
				accreditation.is_over(now)
					|| AccreditationsOf::<T>::get(accreditation.agency).contains(&id),
				"an accreditation in force is not listed"
			);
		}
		Ok(())
	}

	/// Every attestation was written under an accreditation of its agency that was valid and
	/// covered its standard.
	fn try_attestations() -> Result<(), TryRuntimeError> {
		let next = NextAttestationId::<T>::get();
		let mut count = 0u64;
		for (id, attestation) in Attestations::<T>::iter() {
			ensure!(id < next, "an attestation's id was not given");
			let accreditation = Accreditations::<T>::get(attestation.accreditation)
				.ok_or("an attestation's accreditation is missing")?;
			let at = attestation.issued_at;
			ensure!(
				accreditation.agency == attestation.agency,
				"an attestation was written under another's accreditation"
			);
			ensure!(
				accreditation.validity.has(at),
				"an attestation was written without an accreditation in force"
			);
			ensure!(
				accreditation.scope.standards.contains(&attestation.standard),
				"an attestation is beyond its accreditation"
			);
			ensure!(
				attestation.valid_until.is_none_or(|until| at < until),
				"an attestation was never valid"
			);
			ensure!(
				attestation.revoked.is_none_or(|revocation| at <= revocation.at),
				"an attestation was revoked before it was written"
			);
			let fits = match (attestation.subject, attestation.items) {
				(Subject::Lot(_), Some(items)) => check_ranges(&items, MAX_LOT_ITEMS).is_some(),
				(Subject::Facility(_) | Subject::Product(_) | Subject::Shipment(_), None) => true,
				_ => false,
			};
			ensure!(fits, "an attestation's items do not fit its subject");
			count = count.saturating_add(1);
		}
		ensure!(count == next.0, "an attestation is missing");
		Ok(())
	}

	/// Lists hold the attestations on their subject and standard, oldest first, and not too many of
	/// one agency.
	fn try_attestation_lists() -> Result<(), TryRuntimeError> {
		for (subject, standard, ids) in AttestationsOn::<T>::iter() {
			ensure!(!ids.is_empty(), "a list of attestations is empty");
			ensure!(ids.is_sorted_by(|a, b| a < b), "a list of attestations is out of order");
			let mut of_agency = BTreeMap::<_, usize>::new();
			for id in ids {
				let attestation =
					Attestations::<T>::get(id).ok_or("a listed attestation is missing")?;
				ensure!(
					(attestation.subject, attestation.standard) == (subject, standard),
					"an attestation is listed under another subject"
				);
				let count = of_agency.entry(attestation.agency).or_default();
				*count = count.saturating_add(1);
			}
			let most = if matches!(subject, Subject::Lot(_)) { MAX_LISTED_OF_AGENCY } else { 1 };
			ensure!(
				of_agency.values().all(|count| *count <= most),
				"an agency fills a list of attestations"
			);
		}
		Ok(())
	}
}
