//! GS1 Company Prefixes: whose a GTIN is.
//!
//! No prefix that stands contains another, so at most one covers a GTIN, and it is found by asking
//! for each length. A GTIN-8 lies under no prefix; it is granted singly, as the twelve digits that
//! lead it in a GTIN-13, and found by them alone. That no longer prefix lies under a new one is
//! known from a counter that every shorter prefix has of those beneath it; nothing is iterated.

use crate::{
	types::{prefix_size, Authority, CompanyPrefix, PrefixGrant},
	CompanyPrefixes, Config, Error, Event, Pallet, PrefixesBeneath, Registrar,
};
use frame_support::{ensure, traits::Time};
use hallmark_glue::Journal;
use hallmark_types::{journal::Author, Assurance, Document, JournalKind, OrgId, Subject};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_registrar(new: Option<OrgId>) -> DispatchResult {
		if let Some(org) = new {
			Self::in_good_standing(org)?;
		}
		let old = Registrar::<T>::get();
		Registrar::<T>::set(new);
		Self::deposit_event(Event::RegistrarChanged { old, new });
		Ok(())
	}

	pub(crate) fn do_grant_prefix(
		authority: Authority,
		prefix: CompanyPrefix,
		holder: OrgId,
		licence: Document,
	) -> DispatchResult {
		let checked = prefix.check().map_err(|_| Error::<T>::InvalidPrefix)?;
		let checked = checked.for_trade_items().map_err(|_| Error::<T>::RestrictedPrefix)?;
		let organisation = Self::in_good_standing(holder)?;
		ensure!(authority.group() != Some(organisation.group), Error::<T>::SameControlGroup);

		let before = CompanyPrefixes::<T>::get(prefix);
		if before.is_none() {
			Self::charge(&authority, prefix_size())?;
		}
		ensure!(
			before.is_none_or(|grant| grant.withdrawn.is_some()),
			Error::<T>::PrefixAlreadyExists
		);
		ensure!(PrefixesBeneath::<T>::get(prefix) == 0, Error::<T>::PrefixOverlaps);
		for parent in checked.parents().map(CompanyPrefix::from) {
			ensure!(Self::prefix_owner(parent).is_none(), Error::<T>::PrefixOverlaps);
			PrefixesBeneath::<T>::mutate(parent, |beneath| *beneath = beneath.saturating_add(1));
		}
		CompanyPrefixes::<T>::insert(
			prefix,
			PrefixGrant { holder, licence, granted_at: T::Time::now(), withdrawn: None },
		);
		let by = authority.org();
		T::Journal::append(
			Subject::Organisation(holder),
			Author::from(authority),
			JournalKind::PrefixGranted,
			Assurance::Confirmed,
			Some(licence),
		)?;
		Self::deposit_event(Event::PrefixGranted { prefix, holder, by });
		Ok(())
	}

	pub(crate) fn do_withdraw_prefix(
		authority: Authority,
		prefix: CompanyPrefix,
		reason: Option<Document>,
	) -> DispatchResult {
		let checked = prefix.check().map_err(|_| Error::<T>::InvalidPrefix)?;
		let mut grant = CompanyPrefixes::<T>::get(prefix)
			.filter(|grant| grant.withdrawn.is_none())
			.ok_or(Error::<T>::PrefixNotFound)?;
		let holder = grant.holder;
		grant.withdrawn = Some(T::Time::now());
		CompanyPrefixes::<T>::insert(prefix, grant);
		for parent in checked.parents().map(CompanyPrefix::from) {
			PrefixesBeneath::<T>::mutate_exists(parent, |beneath| {
				*beneath = beneath.and_then(|count| count.checked_sub(1)).filter(|left| *left > 0);
			});
		}
		let by = authority.org();
		T::Journal::append(
			Subject::Organisation(holder),
			Author::from(authority),
			JournalKind::PrefixWithdrawn,
			Assurance::Confirmed,
			reason,
		)?;
		Self::deposit_event(Event::PrefixWithdrawn { prefix, holder, by });
		Ok(())
	}

	/// Who holds exactly this prefix.
	pub(crate) fn prefix_owner(prefix: CompanyPrefix) -> Option<OrgId> {
		CompanyPrefixes::<T>::get(prefix)
			.filter(|grant| grant.withdrawn.is_none())
			.map(|grant| grant.holder)
	}
}
