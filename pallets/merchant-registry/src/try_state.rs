//! What must hold of the registry's storage at any time.

use crate::{
	types::{Headcount, LegalIdKey, PrefixRange},
	BrandAuthorisations, CompanyPrefixes, Config, Facilities, Headcounts, LegalIds, NextFacilityId,
	NextGroupId, NextOrgId, Operators, Organisations, Pallet, PrefixRanges, Registrar, StandIns,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::{ensure, traits::Get};
use hallmark_types::OrgId;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks all of it.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_ids()?;
		Self::check_legal_ids()?;
		Self::check_roles()?;
		Self::check_operators()?;
		Self::check_headcounts()?;
		Self::check_prefixes()?;
		Self::check_prefix_ranges()?;
		Self::check_authorisations()?;
		Self::check_registrar()?;
		Self::check_stand_ins()
	}

	fn check_ids() -> Result<(), TryRuntimeError> {
		for (org, organisation) in Organisations::<T>::iter() {
			ensure!(org < NextOrgId::<T>::get(), "an organisation's id was not given out");
			ensure!(
				organisation.group < NextGroupId::<T>::get(),
				"a control group's id was not given out"
			);
			let sponsor = organisation.sponsor;
			ensure!(
				sponsor.is_none_or(|sponsor| sponsor < org),
				"a sponsor came after its protégé"
			);
		}
		for (facility, record) in Facilities::<T>::iter() {
			ensure!(facility < NextFacilityId::<T>::get(), "a facility's id was not given out");
			Self::check_exists(record.org)?;
		}
		Ok(())
	}

	fn check_legal_ids() -> Result<(), TryRuntimeError> {
		for (org, organisation) in Organisations::<T>::iter() {
			let profile = organisation.profile;
			let key = LegalIdKey::of(&profile.legal_id).ok_or("a legal id is invalid")?;
			ensure!(
				LegalIds::<T>::get((profile.country, key)) == Some(org)
					|| organisation.suspension.is_some(),
				"an organisation is not found under its legal id"
			);
		}
		for ((country, key), org) in LegalIds::<T>::iter() {
			let profile = Organisations::<T>::get(org).map(|organisation| organisation.profile);
			let known = profile.is_some_and(|it| {
				(it.country, LegalIdKey::of(&it.legal_id)) == (country, Some(key))
			});
			ensure!(known, "a legal id leads to no organisation");
		}
		Ok(())
	}

	fn check_roles() -> Result<(), TryRuntimeError> {
		for organisation in Organisations::<T>::iter_values() {
			for (place, grant) in organisation.roles.iter().enumerate() {
				let before = organisation.roles.iter().take(place);
				ensure!(
					!before.clone().any(|other| other.role == grant.role),
					"a role is held twice"
				);
				ensure!(
					!grant.role.is_exclusive() || organisation.roles.len() == 1,
					"an exclusive role is held with another"
				);
				ensure!(
					grant.granted_by.is_none() || grant.role.is_granted_by_platform(),
					"a platform granted a role of the council's"
				);
			}
		}
		Ok(())
	}

	fn check_operators() -> Result<(), TryRuntimeError> {
		for (account, operator) in Operators::<T>::iter() {
			Self::check_exists(operator.org)?;
			ensure!(operator.permissions.is_valid(), "an operator has a permission that is none");
			ensure!(
				frame_system::Pallet::<T>::providers(&account) > 0,
				"an operator's account has no provider"
			);
			let mut open = operator.revocations.iter().rev().skip(1);
			ensure!(
				open.all(|revocation| revocation.until.is_some()),
				"a revocation other than the last is open"
			);
			for revocation in &operator.revocations {
				ensure!(
					revocation.from >= operator.added_at
						&& revocation.until.is_none_or(|until| until >= revocation.from),
					"a revocation's span is impossible"
				);
			}
		}
		Ok(())
	}

	fn check_headcounts() -> Result<(), TryRuntimeError> {
		let mut counted = BTreeMap::<OrgId, Headcount>::new();
		for operator in Operators::<T>::iter_values() {
			let generation = Organisations::<T>::get(operator.org)
				.map(|organisation| organisation.generation)
				.ok_or("an operator's organisation is not there")?;
			let count = counted.entry(operator.org).or_default();
			let serves = operator.generation == generation;
			count.operators = count.operators.saturating_add(serves.into());
			count.admins = count.admins.saturating_add(operator.is_active_admin(generation).into());
		}
		// An organisation keeps an admin, unless the council gave its only one, that never sent a
		// transaction, to another.
		for (org, count) in Headcounts::<T>::iter() {
			let counted = counted.remove(&org).unwrap_or_default();
			ensure!(count == counted, "a headcount is wrong");
			ensure!(
				count.operators <= T::MaxOperators::get(),
				"an organisation has too many operators"
			);
		}
		ensure!(counted.is_empty(), "operators are not counted");
		Ok(())
	}

	fn check_prefixes() -> Result<(), TryRuntimeError> {
		for (prefix, grant) in CompanyPrefixes::<T>::iter() {
			Self::check_exists(grant.holder)?;
			let checked = prefix.check().map_err(|_| "a prefix is invalid")?;
			ensure!(checked.for_trade_items().is_ok(), "a restricted prefix is granted");
		}
		Ok(())
	}

	fn check_prefix_ranges() -> Result<(), TryRuntimeError> {
		let mut standing = 0usize;
		for (prefix, grant) in CompanyPrefixes::<T>::iter() {
			if grant.withdrawn.is_some() {
				continue;
			}
			let checked = prefix.check().map_err(|_| "a prefix is invalid")?;
			let range = PrefixRange::new(checked, grant.holder);
			ensure!(PrefixRanges::<T>::contains_key(range), "a prefix covers no numbers");
			standing = standing.saturating_add(1);
		}
		let ranges = PrefixRanges::<T>::iter_keys().collect::<Vec<_>>();
		ensure!(ranges.len() == standing, "numbers are covered by no prefix");
		let disjoint = ranges.iter().zip(ranges.iter().skip(1)).all(|(a, b)| a.last() < b.first());
		ensure!(disjoint, "a prefix lies in another");
		Ok(())
	}

	fn check_authorisations() -> Result<(), TryRuntimeError> {
		for ((gtin, merchant), authorisation) in BrandAuthorisations::<T>::iter() {
			ensure!(gtin.check().is_ok(), "an authorisation is for no GTIN");
			Self::check_exists(merchant)?;
			Self::check_exists(authorisation.by)?;
		}
		Ok(())
	}

	fn check_registrar() -> Result<(), TryRuntimeError> {
		Registrar::<T>::get().map_or(Ok(()), Self::check_exists)
	}

	fn check_stand_ins() -> Result<(), TryRuntimeError> {
		for (authority, stand_in) in StandIns::<T>::iter() {
			ensure!(authority != stand_in, "an authority stands in for itself");
			Self::check_exists(authority)?;
			Self::check_exists(stand_in)?;
		}
		Ok(())
	}

	fn check_exists(org: OrgId) -> Result<(), TryRuntimeError> {
		ensure!(
			Organisations::<T>::contains_key(org),
			"an organisation that is named is not there"
		);
		Ok(())
	}
}
