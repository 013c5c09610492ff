//! What must hold of the pallet's storage at all times, in small checks.

use crate::{
	domains::repeats,
	pallet::{ActiveKeys, Config, CredentialKeys, LinkLists, Pallet, ResolverDomains},
};
use frame_support::{ensure, traits::Time};
use hallmark_glue::Lots;
use hallmark_types::links::{check_links, is_host_name, is_web_did, LinkSubject};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks all of them.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_links()?;
		Self::try_domains()?;
		Self::try_keys()?;
		Self::try_active_keys()
	}

	/// Links have their form, say each thing once, and are of a product or a lot that there is.
	fn try_links() -> Result<(), TryRuntimeError> {
		for (subject, _, list) in LinkLists::<T>::iter() {
			ensure!(!list.links.is_empty(), "a list of links is empty");
			ensure!(check_links(&list.links).is_ok(), "a link has no form");
			ensure!(list.set_at <= T::Time::now(), "links were set in the future");
			let exists = match subject {
				LinkSubject::Product(gtin) => T::Lots::product(gtin, None).is_some(),
				LinkSubject::Lot(lot) => T::Lots::lot(lot).is_some(),
			};
			ensure!(exists, "links are of nothing");
		}
		Ok(())
	}

	/// Host names have their form, and are named once.
	fn try_domains() -> Result<(), TryRuntimeError> {
		for (_, names) in ResolverDomains::<T>::iter() {
			ensure!(!names.is_empty(), "a list of host names is empty");
			ensure!(names.iter().all(|name| is_host_name(&name.0)), "a host name has no form");
			ensure!(!repeats(&names), "a host is named twice");
		}
		Ok(())
	}

	/// Keys have an identifier and a past, and are listed unless they are withdrawn.
	fn try_keys() -> Result<(), TryRuntimeError> {
		let now = T::Time::now();
		for (org, key, record) in CredentialKeys::<T>::iter() {
			ensure!(is_web_did(&record.did.0), "an identifier has no form");
			ensure!(record.valid_from <= now, "a key is of the future");
			ensure!(record.withdrawn.is_none_or(|as_of| as_of <= now), "a withdrawal lies ahead");
			ensure!(
				ActiveKeys::<T>::get(org).contains(&key) == record.withdrawn.is_none(),
				"a key is not listed as it stands"
			);
		}
		Ok(())
	}

	/// What is listed are keys, each once.
	fn try_active_keys() -> Result<(), TryRuntimeError> {
		for (org, keys) in ActiveKeys::<T>::iter() {
			ensure!(!keys.is_empty(), "a list of keys is empty");
			let mut rest = keys.as_slice();
			while let Some((key, others)) = rest.split_first() {
				ensure!(!others.contains(key), "a key is listed twice");
				ensure!(CredentialKeys::<T>::contains_key(org, key), "a listed key is missing");
				rest = others;
			}
		}
		Ok(())
	}
}
