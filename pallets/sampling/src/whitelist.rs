//! Merchants' products that need no control beyond the random one.

use crate::{
	pallet::{Config, Error, Event, Pallet, Records, Whitelist},
	types::*,
};
use codec::MaxEncodedLen;
use frame_support::ensure;
use hallmark_glue::{Actor, Journal, Lots, Organisations, StorageMeter, KEY_BYTES};
use hallmark_types::{
	AccountId, Assurance, CountryCode, FacilityId, GroupId, Gtin, JournalKind, Moment, OrgId, Role,
	RoleSet, Subject,
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
		let settings = Self::settings_in_force();
		let from = now.saturating_add(settings.loosening);
		ensure!(
			until > from && until <= now.saturating_add(settings.whitelisting),
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
		// What is in force stays so while this waits, but no longer than this would.
		let in_force =
			old.and_then(|it| if it.last.from <= now { Some(it.last) } else { it.before });
		let before = in_force.map(|it| Whitelisting { until: it.until.min(until), ..it });
		let last = Whitelisting { entered: now, from, until };
		let entry = WhitelistEntry { by: actor.org, last, before };
		Whitelist::<T>::insert(country, (merchant, gtin), entry);
		Self::journal_whitelist(actor, gtin, JournalKind::WhitelistEntered)?;
		Self::deposit_event(Event::Whitelisted {
			country,
			merchant,
			gtin,
			old: old.map(|entry| entry.last.until),
			new: until,
			from,
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
		Self::journal_whitelist(actor, gtin, JournalKind::WhitelistWithdrawn)?;
		Self::deposit_event(Event::WhitelistingWithdrawn { country, merchant, gtin });
		Ok(())
	}

	fn journal_whitelist(actor: Actor<AccountId>, gtin: Gtin, kind: JournalKind) -> DispatchResult {
		let subject = Subject::Product(gtin);
		T::Journal::append(subject, actor.into(), kind, Assurance::Confirmed, None)
	}

	/// The last moment for which such goods are whitelisted, if they are now: the entry has waited
	/// and not expired, and there was no trouble since it was made.
	pub(crate) fn whitelisted_until(
		country: CountryCode,
		merchant: OrgId,
		gtin: Gtin,
		facility: Option<FacilityId>,
		importer: Option<GroupId>,
	) -> Option<Moment> {
		let entry = Whitelist::<T>::get(country, (merchant, gtin))?;
		let now = Self::now();
		let mut both = core::iter::once(entry.last).chain(entry.before);
		let stands = |it: &Whitelisting| {
			(it.from..=it.until).contains(&now)
				&& !Self::troubled_since(merchant, gtin, facility, importer, it.entered)
		};
		both.find(stands).map(|it| it.until)
	}

	/// Whether there was trouble from a moment on with such goods, or with what the importer
	/// declares of them.
	fn troubled_since(
		merchant: OrgId,
		gtin: Gtin,
		facility: Option<FacilityId>,
		importer: Option<GroupId>,
		since: Moment,
	) -> bool {
		let keys = [
			Some(RecordKey::Goods(merchant, gtin)),
			Some(RecordKey::Product(gtin)),
			facility.map(RecordKey::Facility),
			importer.map(|group| RecordKey::Importer(group, gtin)),
		];
		let troubles = keys.into_iter().flatten().filter_map(|key| Records::<T>::get(key).trouble);
		troubles.into_iter().any(|at| at >= since)
	}
}

/// What an entry takes.
fn entry_bytes() -> u32 {
	WhitelistEntry::max_encoded_len().saturating_add(KEY_BYTES).saturated_into()
}
