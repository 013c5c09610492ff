//! Links of products and lots.

use crate::{
	pallet::{Config, Error, Event, LinkLists, Pallet},
	types::LinkList,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{ensure, traits::Time};
use hallmark_glue::{Actor, Brands, Journal, Lots, StorageMeter, KEY_BYTES};
use hallmark_types::{
	links::{check_links, LinkError, LinkSubject, Links},
	AccountId, Assurance, JournalKind, OrgId, Subject,
};
use sp_runtime::{DispatchResult, SaturatedConversion};

impl<T: Config> From<LinkError> for Error<T> {
	fn from(error: LinkError) -> Self {
		match error {
			LinkError::LinkType => Error::InvalidLinkType,
			LinkError::Href => Error::InvalidHref,
			LinkError::Title => Error::InvalidTitle,
			LinkError::Language => Error::InvalidLanguage,
			LinkError::MediaType => Error::InvalidMediaType,
			LinkError::Duplicate => Error::DuplicateLink,
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_links(
		actor: Actor<AccountId>,
		subject: LinkSubject,
		new: Links,
	) -> DispatchResult {
		let org = actor.org;
		let before = LinkLists::<T>::get(subject, org);
		let old = before.as_ref().map(|list| list.links.clone()).unwrap_or_default();
		// Whoever lost the right to a list can still take back what it said.
		if !new.is_empty() || before.is_none() {
			Self::may_link(subject, org)?;
		}
		check_links(&new).map_err(Error::<T>::from)?;
		ensure!(new != old, Error::<T>::ListUnchanged);

		let after = (!new.is_empty()).then(|| LinkList {
			links: new.clone(),
			operator: actor.account.clone(),
			set_at: T::Time::now(),
		});
		Self::charge_change(org, size_of_entry(before.as_ref()), size_of_entry(after.as_ref()))?;
		LinkLists::<T>::set(subject, org, after);
		let journal = match subject {
			LinkSubject::Product(gtin) => Subject::Product(gtin),
			LinkSubject::Lot(lot) => Subject::Lot(lot),
		};
		let kind = JournalKind::LinksSet;
		T::Journal::append(journal, actor.into(), kind, Assurance::Declared, None)?;
		Self::deposit_event(Event::LinksSet { subject, org, old, new });
		Ok(())
	}

	/// Whether `org` may have links of a subject now.
	fn may_link(subject: LinkSubject, org: OrgId) -> DispatchResult {
		match subject {
			LinkSubject::Product(gtin) => {
				let checked = gtin.check().map_err(|_| Error::<T>::InvalidGtin)?;
				ensure!(T::Lots::product(gtin, None).is_some(), Error::<T>::ProductNotFound);
				match T::Brands::holder(checked) {
					Some(holder) => ensure!(holder == org, Error::<T>::NotYourBrand),
					None => {
						ensure!(T::Lots::keeps_record(gtin, org), Error::<T>::NotYourProduct)
					}
				}
			}
			LinkSubject::Lot(lot) => {
				let lot = T::Lots::lot(lot).ok_or(Error::<T>::LotNotFound)?;
				let holder = || T::Brands::holder(lot.gtin.check().ok()?);
				let entitled = lot.issuer == org || holder() == Some(org);
				ensure!(entitled, Error::<T>::NotYourLot);
			}
		}
		Ok(())
	}

	/// The lists that there are for a subject, at most `limit`, in no order that means anything.
	pub fn lists_on(subject: LinkSubject, limit: usize) -> Vec<(OrgId, LinkList)> {
		LinkLists::<T>::iter_prefix(subject).take(limit).collect()
	}

	/// Charges or gives back what an entry takes more or less than before.
	pub(crate) fn charge_change(org: OrgId, old: u32, new: u32) -> DispatchResult {
		if new >= old {
			return T::StorageMeter::grow(org, new.saturating_sub(old));
		}
		T::StorageMeter::shrink(org, old.saturating_sub(new));
		Ok(())
	}
}

/// What an entry takes, none if there is none.
pub(crate) fn size_of_entry<V: Encode>(value: Option<&V>) -> u32 {
	value.map_or(0, |value| value.encoded_size().saturating_add(KEY_BYTES)).saturated_into()
}
