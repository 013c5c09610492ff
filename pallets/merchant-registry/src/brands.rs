//! Brands: who holds the prefix that a GTIN lies under, and which other merchants may issue items.

use crate::{
	types::{authorisation_size, BrandAuthorisation},
	weights::WeightInfo,
	BrandAuthorisations, Config, Error, Event, Pallet,
};
use frame_support::{ensure, traits::Time, weights::Weight};
use hallmark_glue::{Actor, Brands, StorageMeter};
use hallmark_types::{AccountId, Gtin, Moment, OrgId, Role, RoleSet};
use sp_runtime::{DispatchError, DispatchResult};

/// Who owns brands.
pub(crate) const BRAND_ROLES: RoleSet = RoleSet::only(Role::Manufacturer).with(Role::Merchant);

impl<T: Config> Brands for Pallet<T> {
	fn holder(gtin: hallmark_gs1::Gtin) -> Option<OrgId> {
		// The longest prefix that could cover it is its whole number.
		let number = hallmark_gs1::CompanyPrefix::candidates_for(gtin).last()?.value();
		let range = Self::range_from(number)?;
		(range.first() <= number).then_some(range.holder)
	}

	fn is_authorised(gtin: Gtin, merchant: OrgId) -> bool {
		Self::valid_authorisation(gtin, merchant)
			.is_ok_and(|authorisation| authorisation.remaining != Some(0))
	}

	fn consume(gtin: Gtin, merchant: OrgId, items: u32) -> DispatchResult {
		let mut authorisation = Self::valid_authorisation(gtin, merchant)?;
		if let Some(remaining) = &mut authorisation.remaining {
			*remaining =
				remaining.checked_sub(items.into()).ok_or(Error::<T>::AuthorisationExhausted)?;
			BrandAuthorisations::<T>::insert((gtin, merchant), authorisation);
		}
		Ok(())
	}

	fn brands_weight() -> Weight {
		T::WeightInfo::consume()
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_authorise_merchant(
		actor: Actor<AccountId>,
		gtin: Gtin,
		merchant: OrgId,
		quantity: Option<u64>,
		expires: Moment,
	) -> DispatchResult {
		let by = actor.org;
		let checked = gtin.check().map_err(|_| Error::<T>::InvalidGtin)?;
		ensure!(Self::holder(checked) == Some(by), Error::<T>::NotYourBrand);
		ensure!(quantity != Some(0), Error::<T>::InvalidQuantity);
		ensure!(expires > T::Time::now(), Error::<T>::InvalidExpiry);
		let organisation = Self::in_good_standing(merchant)?;
		ensure!(organisation.holds(Role::Merchant), Error::<T>::NotAMerchant);

		let old = BrandAuthorisations::<T>::get((gtin, merchant));
		// An authorisation by who held the prefix before makes way, and its bytes go back to him.
		if old.as_ref().map(|old| old.by) != Some(by) {
			if let Some(old) = &old {
				T::StorageMeter::shrink(old.by, authorisation_size());
			}
			T::StorageMeter::grow(by, authorisation_size())?;
		}
		let new = BrandAuthorisation { by, remaining: quantity, expires };
		BrandAuthorisations::<T>::insert((gtin, merchant), &new);
		Self::deposit_event(Event::MerchantAuthorised { gtin, merchant, old, new });
		Ok(())
	}

	pub(crate) fn do_withdraw_authorisation(
		actor: Actor<AccountId>,
		gtin: Gtin,
		merchant: OrgId,
	) -> DispatchResult {
		let by = actor.org;
		let authorisation = BrandAuthorisations::<T>::get((gtin, merchant))
			.ok_or(Error::<T>::AuthorisationNotFound)?;
		ensure!(authorisation.by == by, Error::<T>::NotYourBrand);
		BrandAuthorisations::<T>::remove((gtin, merchant));
		T::StorageMeter::shrink(by, authorisation_size());
		Self::deposit_event(Event::AuthorisationWithdrawn { gtin, merchant, by });
		Ok(())
	}

	/// The authorisation, if it has not expired and who gave it still holds the product's prefix.
	fn valid_authorisation(
		gtin: Gtin,
		merchant: OrgId,
	) -> Result<BrandAuthorisation, DispatchError> {
		let authorisation = BrandAuthorisations::<T>::get((gtin, merchant))
			.ok_or(Error::<T>::AuthorisationNotFound)?;
		ensure!(T::Time::now() < authorisation.expires, Error::<T>::AuthorisationExpired);
		let checked = gtin.check().map_err(|_| Error::<T>::InvalidGtin)?;
		ensure!(Self::holder(checked) == Some(authorisation.by), Error::<T>::AuthorisationNotFound);
		Ok(authorisation)
	}
}
