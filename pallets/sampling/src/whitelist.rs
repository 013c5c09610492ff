//! Merchants' products that need no control beyond the random one.

use crate::{
	pallet::{Config, Error, Event, Pallet, Troubles, Whitelist},
	rule_sets::KEY_BYTES,
	types::*,
};
use codec::MaxEncodedLen;
use frame_support::ensure;
use hallmark_glue::{Actor, Journal, Lots, Organisations, StorageMeter};
use hallmark_types::{
	AccountId, Assurance, CountryCode, FacilityId, Gtin, JournalKind, Moment, OrgId, Role, RoleSet,
	Subject,
};
use sp_runtime::{DispatchResult, SaturatedConversion};

/// Who issues lots.
const ISSUERS: RoleSet = RoleSet::only(Role::Merchant).with(Role::Manufacturer);

impl<T: Config> Pallet<T> {
	pub(crate) fn do_enter_whitelist(
		actor: Actor<AccountId>,
		merchant: OrgId,
		gtin: Gtin,
		until: Moment,
	) -> DispatchResult {
		let issues =
			T::Organisations::organisation(merchant).is_some_and(|org| org.roles.meets(ISSUERS));
		ensure!(issues, Error::<T>::MerchantNotFound);
		ensure!(T::Lots::product(gtin, None).is_some(), Error::<T>::ProductNotFound);
		let now = Self::now();
		ensure!(
			until > now && until <= now.saturating_add(MAX_WHITELISTING),
			Error::<T>::InvalidExpiry
		);
		let country = actor.country;
		let old = Whitelist::<T>::get(country, (merchant, gtin));
		match old {
			Some(entry) if entry.by == actor.org => {}
			Some(entry) => {
				// The country has several authorities, and another one entered it.
				T::StorageMeter::shrink(entry.by, entry_bytes());
				T::StorageMeter::grow(actor.org, entry_bytes())?;
			}
			None => T::StorageMeter::grow(actor.org, entry_bytes())?,
		}
		Whitelist::<T>::insert(
			country,
			(merchant, gtin),
			WhitelistEntry { by: actor.org, since: now, until },
		);
		Self::note_whitelist(actor, gtin, JournalKind::WhitelistEntered)?;
		Self::deposit_event(Event::Whitelisted {
			country,
			merchant,
			gtin,
			old: old.map(|entry| entry.until),
			new: until,
		});
		Ok(())
	}

	pub(crate) fn do_withdraw_whitelisting(
		actor: Actor<AccountId>,
		merchant: OrgId,
		gtin: Gtin,
	) -> DispatchResult {
		let country = actor.country;
		let entry =
			Whitelist::<T>::take(country, (merchant, gtin)).ok_or(Error::<T>::NotWhitelisted)?;
		T::StorageMeter::shrink(entry.by, entry_bytes());
		Self::note_whitelist(actor, gtin, JournalKind::WhitelistWithdrawn)?;
		Self::deposit_event(Event::WhitelistingWithdrawn { country, merchant, gtin });
		Ok(())
	}

	fn note_whitelist(actor: Actor<AccountId>, gtin: Gtin, kind: JournalKind) -> DispatchResult {
		let subject = Subject::Product(gtin);
		T::Journal::append(subject, actor.into(), kind, Assurance::Confirmed, None)
	}

	/// The last moment for which such goods are whitelisted, if they are now: neither expired, nor was there
	/// trouble since.
	pub(crate) fn whitelisted_until(
		country: CountryCode,
		merchant: OrgId,
		gtin: Gtin,
		facility: Option<FacilityId>,
	) -> Option<Moment> {
		let entry = Whitelist::<T>::get(country, (merchant, gtin))?;
		let keys = [
			Some(TroubleKey::Goods(merchant, gtin)),
			Some(TroubleKey::Product(gtin)),
			facility.map(TroubleKey::Facility),
		];
		let troubled =
			keys.into_iter().flatten().filter_map(Troubles::<T>::get).any(|at| at >= entry.since);
		(!troubled && Self::now() <= entry.until).then_some(entry.until)
	}

	/// Notes trouble now.
	pub(crate) fn trouble(key: TroubleKey) {
		Troubles::<T>::insert(key, Self::now());
	}
}

/// What an entry takes.
fn entry_bytes() -> u32 {
	WhitelistEntry::max_encoded_len().saturating_add(KEY_BYTES).saturated_into()
}
