//! Product types, products, and what their brands say of them.

use crate::{
	pallet::{
		Config, Error, Event, NextProductTypeId, Pallet, ProductTypeIds, ProductTypes,
		ProductVersions, Products,
	},
	types::*,
};
use codec::Encode;
use frame_support::{ensure, traits::Time, BoundedVec};
use hallmark_glue::{Actor, Brands, Journal, Organisations, StorageMeter, KEY_BYTES};
use hallmark_types::{
	verdict::BrandStatus, AccountId, Assurance, Gtin, JournalKind, OrgId, ProductTypeId, Role,
	RoleSet, Subject, Text,
};
use sp_runtime::{traits::ConstU32, DispatchError, DispatchResult, SaturatedConversion};

/// Who keeps products and issues lots.
pub(crate) const TRADERS: RoleSet = RoleSet::only(Role::Merchant).with(Role::Manufacturer);

impl<T: Config> Pallet<T> {
	/// Charges `bytes` of new state to `org`.
	pub(crate) fn charge(org: OrgId, bytes: usize) -> DispatchResult {
		T::StorageMeter::grow(org, bytes.saturated_into())
	}

	/// Whether `org` and the organisation of `actor` are one, or under common control.
	pub(crate) fn is_related(actor: &Actor<AccountId>, org: OrgId) -> bool {
		org == actor.org
			|| T::Organisations::organisation(org).is_none_or(|view| view.group == actor.group)
	}

	/// What the word of `actor` is worth about a matter of `org`: nobody attests to its own.
	pub(crate) fn assurance_towards(actor: &Actor<AccountId>, org: OrgId) -> Assurance {
		if Self::is_related(actor, org) {
			Assurance::Declared
		} else {
			Assurance::Attested
		}
	}

	/// The holder of the prefix that `gtin` lies under.
	pub(crate) fn brand_holder(gtin: Gtin) -> Result<Option<OrgId>, DispatchError> {
		let gtin = gtin.check().map_err(|_| Error::<T>::InvalidGtin)?;
		Ok(T::Brands::holder(gtin))
	}

	pub(crate) fn do_register_product_types(
		names: BoundedVec<Text<64>, ConstU32<MAX_NEW_TYPES>>,
	) -> DispatchResult {
		let first = NextProductTypeId::<T>::get();
		let mut id = first;
		let count = names.len().saturated_into();
		for name in names {
			name.check().map_err(|_| Error::<T>::InvalidName)?;
			let known = ProductTypeIds::<T>::contains_key(&name);
			ensure!(!known, Error::<T>::ProductTypeAlreadyExists);
			ProductTypeIds::<T>::insert(&name, id);
			ProductTypes::<T>::insert(id, ProductType { name });
			id = id.next().ok_or(Error::<T>::TooManyIds)?;
		}
		NextProductTypeId::<T>::put(id);
		Self::deposit_event(Event::ProductTypesRegistered { first, count });
		Ok(())
	}

	pub(crate) fn do_register_product(
		actor: Actor<AccountId>,
		gtin: Gtin,
		product_type: ProductTypeId,
		details: ProductDetails,
	) -> DispatchResult {
		let checked = gtin.check().map_err(|error| match error {
			hallmark_gs1::Error::SetAside { .. } => Error::<T>::RestrictedGtin,
			_ => Error::<T>::InvalidGtin,
		})?;
		Self::check_details(&details)?;
		ensure!(ProductTypes::<T>::contains_key(product_type), Error::<T>::ProductTypeNotFound);
		ensure!(!Products::<T>::contains_key(gtin), Error::<T>::ProductAlreadyExists);
		let brand = match T::Brands::holder(checked) {
			None => BrandStatus::Unconfirmed,
			Some(holder) => {
				let entitled = holder == actor.org || T::Brands::is_authorised(gtin, actor.org);
				ensure!(entitled, Error::<T>::NotYourBrand);
				BrandStatus::Confirmed
			}
		};

		let registrant = actor.org;
		let sheet = details.sheet;
		let now = T::Time::now();
		let product = Product { registrant, product_type, version: 1, brand, registered_at: now };
		let version = details.into_version(now);
		let bytes = product.encoded_size().saturating_add(version.encoded_size());
		Self::charge(registrant, bytes.saturating_add(KEY_BYTES.saturating_mul(2)))?;
		Products::<T>::insert(gtin, product);
		ProductVersions::<T>::insert(gtin, 1, version);
		T::Journal::append(
			Subject::Product(gtin),
			actor.into(),
			JournalKind::ProductRegistered,
			Assurance::Declared,
			sheet,
		)?;
		Self::deposit_event(Event::ProductRegistered { gtin, registrant, brand });
		Ok(())
	}

	pub(crate) fn do_revise_product(
		actor: Actor<AccountId>,
		gtin: Gtin,
		details: ProductDetails,
	) -> DispatchResult {
		let mut product = Products::<T>::get(gtin).ok_or(Error::<T>::ProductNotFound)?;
		let by = actor.org;
		let entitled = product.registrant == by || Self::brand_holder(gtin)? == Some(by);
		ensure!(entitled, Error::<T>::NotYourProduct);
		Self::check_details(&details)?;

		let old = product.version;
		let new = old.checked_add(1).ok_or(Error::<T>::TooManyVersions)?;
		let sheet = details.sheet;
		let version = details.into_version(T::Time::now());
		Self::charge(by, version.encoded_size().saturating_add(KEY_BYTES))?;
		product.version = new;
		Products::<T>::insert(gtin, product);
		ProductVersions::<T>::insert(gtin, new, version);
		T::Journal::append(
			Subject::Product(gtin),
			actor.into(),
			JournalKind::ProductRevised,
			Assurance::Declared,
			sheet,
		)?;
		Self::deposit_event(Event::ProductRevised { gtin, by, old, new });
		Ok(())
	}

	pub(crate) fn do_confirm_brand(actor: Actor<AccountId>, gtin: Gtin) -> DispatchResult {
		let by = actor.org;
		let kind = JournalKind::BrandConfirmed;
		let old = Self::set_brand(actor, gtin, BrandStatus::Confirmed, kind)?;
		Self::deposit_event(Event::BrandConfirmed { gtin, by, old });
		Ok(())
	}

	pub(crate) fn do_disown_brand(actor: Actor<AccountId>, gtin: Gtin) -> DispatchResult {
		let by = actor.org;
		let kind = JournalKind::BrandDisowned;
		let old = Self::set_brand(actor, gtin, BrandStatus::Disowned, kind)?;
		Self::deposit_event(Event::BrandDisowned { gtin, by, old });
		Ok(())
	}

	/// Where a brand stands of which its owner said `said`; see the view function `brand_status`.
	pub(crate) fn brand_status_of(gtin: Gtin, said: BrandStatus) -> Option<BrandStatus> {
		if said != BrandStatus::Confirmed {
			return Some(said);
		}
		let holder = Self::brand_holder(gtin).ok()?;
		let active =
			holder.and_then(T::Organisations::organisation).is_some_and(|holder| holder.active);
		Some(if active { BrandStatus::Confirmed } else { BrandStatus::Unconfirmed })
	}

	/// Puts down what the brand's owner says of a product. Returns what was said before.
	fn set_brand(
		actor: Actor<AccountId>,
		gtin: Gtin,
		brand: BrandStatus,
		kind: JournalKind,
	) -> Result<BrandStatus, DispatchError> {
		let mut product = Products::<T>::get(gtin).ok_or(Error::<T>::ProductNotFound)?;
		ensure!(Self::brand_holder(gtin)? == Some(actor.org), Error::<T>::NotYourBrand);
		let old = core::mem::replace(&mut product.brand, brand);
		ensure!(old != brand, Error::<T>::BrandUnchanged);

		let assurance = Self::assurance_towards(&actor, product.registrant);
		Products::<T>::insert(gtin, product);
		T::Journal::append(Subject::Product(gtin), actor.into(), kind, assurance, None)?;
		Ok(old)
	}

	fn check_details(details: &ProductDetails) -> DispatchResult {
		details.name.check().map_err(|_| Error::<T>::InvalidName)?;
		ensure!(details.hs.is_valid(), Error::<T>::InvalidHsCode);
		ensure!(details.origin.is_assigned(), Error::<T>::InvalidOrigin);
		Ok(())
	}
}
