//! GS1 Company Prefixes: whose a GTIN is.
//!
//! No prefix that stands contains another, so at most one covers a GTIN. The numbers under each
//! stand in the order of numbers ([`PrefixRanges`]): the first range from a number on covers it, or
//! none does, and a new prefix overlaps the first range from its own first number on, or none. A
//! GTIN-8 lies under no prefix; it is granted singly, as the twelve digits that lead it in a
//! GTIN-13.

use crate::{
	types::{prefix_size, Authority, CompanyPrefix, PrefixGrant, PrefixRange},
	CompanyPrefixes, Config, Error, Event, Pallet, PrefixRanges, Registrar,
};
use frame_support::{ensure, storage::StoragePrefixedMap, traits::Time};
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
		let range = PrefixRange::new(checked, holder);
		let overlaps = Self::range_from(range.first()).is_some_and(|it| it.first() <= range.last());
		ensure!(!overlaps, Error::<T>::PrefixOverlaps);
		PrefixRanges::<T>::insert(range, ());
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
		PrefixRanges::<T>::remove(PrefixRange::new(checked, holder));
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

	/// The numbers under a prefix that stands: those in which `number` is, or else the next ones.
	pub(crate) fn range_from(number: u64) -> Option<PrefixRange> {
		let mut key = PrefixRanges::<T>::final_prefix().to_vec();
		key.extend(number.to_be_bytes());
		PrefixRanges::<T>::iter_keys_from(key).next()
	}
}
