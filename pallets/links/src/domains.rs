//! The host names that organisations print their codes with.

use crate::{
	lists::size_of_entry,
	pallet::{Config, Error, Event, Pallet, ResolverDomains},
};
use frame_support::ensure;
use hallmark_glue::{Actor, Journal};
use hallmark_types::{
	links::{is_host_name, HostName, HostNames},
	AccountId, Assurance, JournalKind, Subject,
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_resolver_domains(
		actor: Actor<AccountId>,
		new: HostNames,
	) -> DispatchResult {
		ensure!(new.iter().all(|name| is_host_name(&name.0)), Error::<T>::InvalidDomain);
		ensure!(!repeats(&new), Error::<T>::DuplicateDomain);
		let org = actor.org;
		let old = ResolverDomains::<T>::get(org);
		ensure!(new != old, Error::<T>::DomainsUnchanged);
		let size = |names: &HostNames| size_of_entry(Some(names).filter(|it| !it.is_empty()));
		Self::charge_change(org, size(&old), size(&new))?;
		if new.is_empty() {
			ResolverDomains::<T>::remove(org);
		} else {
			ResolverDomains::<T>::insert(org, &new);
		}
		T::Journal::append(
			Subject::Organisation(org),
			actor.into(),
			JournalKind::ResolverDomainsSet,
			Assurance::Declared,
			None,
		)?;
		Self::deposit_event(Event::ResolverDomainsSet { org, old, new });
		Ok(())
	}
}

/// Whether a short list names a host twice.
pub(crate) fn repeats(names: &[HostName]) -> bool {
	let mut rest = names;
	while let Some((first, others)) = rest.split_first() {
		if others.contains(first) {
			return true;
		}
		rest = others;
	}
	false
}
