//! The organisations that are there from the first block.

use crate::{
	types::{Authority, GenesisOrganisation, Profile},
	Config, Pallet, RoleDelay,
};
use alloc::collections::BTreeMap;
use hallmark_types::{GroupId, Moment, OrgId, Permissions};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Writes the first organisations, with ids from 0 in their order. Panics, naming the
	/// organisation, when one is wrong: a network that cannot be founded must not start.
	#[allow(clippy::panic, reason = "genesis is built before there is a chain")]
	pub(crate) fn build_genesis(
		role_delay: Moment,
		organisations: &[GenesisOrganisation],
		registrar: Option<OrgId>,
	) {
		RoleDelay::<T>::put(role_delay);
		let mut groups = BTreeMap::new();
		for organisation in organisations {
			if let Err(error) = Self::build_organisation(organisation, &mut groups) {
				let error: &str = error.into();
				panic!("genesis organisation {:?}: {error}", organisation.name.to_text());
			}
		}
		if let Err(error) = Self::do_set_registrar(registrar) {
			let error: &str = error.into();
			panic!("genesis registrar {registrar:?}: {error}");
		}
	}

	fn build_organisation(
		organisation: &GenesisOrganisation,
		groups: &mut BTreeMap<u32, GroupId>,
	) -> DispatchResult {
		let known = organisation.group.and_then(|number| groups.get(&number).copied());
		let group = known.map_or_else(Self::new_group, Ok)?;
		if let Some(number) = organisation.group {
			groups.insert(number, group);
		}
		let mut admins = organisation.admins.iter().cloned();
		let first = admins.next().ok_or(DispatchError::Other("it has no admin"))?;
		let profile = Profile {
			legal_id: organisation.legal_id.clone(),
			name: organisation.name.clone(),
			country: organisation.country,
			gln: organisation.gln,
		};
		let roles = organisation.roles.clone();
		let org = Self::create(Authority::Council, profile, group, roles, 0, first)?;
		for admin in admins {
			Self::insert_operator(org, admin, Permissions::ALL)?;
		}
		for operator in &organisation.operators {
			let permissions = Permissions::of(&operator.permissions);
			Self::insert_operator(org, operator.account.clone(), permissions)?;
		}
		Ok(())
	}
}
