//! Product types, products, and what their brands say of them.

use crate::{
	cost::Cost,
	pallet::{
		Config, Error, Event, HsEditions, NextProductTypeId, OwnVersions, Pallet, ProductTypeIds,
		ProductTypes, ProductVersions, Products,
	},
	types::*,
};
use codec::Encode;
use frame_support::{
	dispatch::DispatchResultWithPostInfo,
	ensure,
	traits::{Defensive, Time},
	BoundedVec,
};
use hallmark_glue::{Actor, Brands, Journal, Organisations, StorageMeter, KEY_BYTES};
use hallmark_types::{
	verdict::BrandStatus, AccountId, Assurance, Gtin, HsCode, JournalKind, OrgId, ProductTypeId,
	Role, RoleSet, Subject, Text,
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

	pub(crate) fn do_add_hs_edition(edition: u16) -> DispatchResult {
		ensure!(HsCode::is_year(edition), Error::<T>::InvalidHsEdition);
		let mut editions = HsEditions::<T>::get();
		// There is a place for every year.
		let new = editions.try_insert(edition).defensive().unwrap_or_default();
		ensure!(new, Error::<T>::HsEditionAlreadyExists);
		HsEditions::<T>::put(editions);
		Self::deposit_event(Event::HsEditionAdded { edition });
		Ok(())
	}

	pub(crate) fn do_register_product(
		actor: Actor<AccountId>,
		gtin: Gtin,
		product_type: ProductTypeId,
		details: ProductDetails,
	) -> DispatchResultWithPostInfo {
		let checked = gtin.check().map_err(|error| match error {
			hallmark_gs1::Error::SetAside { .. } => Error::<T>::RestrictedGtin,
			_ => Error::<T>::InvalidGtin,
		})?;
		Self::check_details(&details)?;
		// They are numbered in sequence, and none is removed.
		let known = product_type < NextProductTypeId::<T>::get();
		ensure!(known, Error::<T>::ProductTypeNotFound);
		let registrant = actor.org;
		let written = Written { operator: actor.account.clone(), at: T::Time::now() };
		let sheet = details.sheet;
		let holder = T::Brands::holder(checked);
		let record =
			details.into_version(product_type, registrant, holder.is_some(), written.clone());
		let confirmed_in = |version, holder| {
			Some(BrandWord { holder, status: BrandStatus::Confirmed, version, written })
		};
		let mut bytes = KEY_BYTES;
		let product = match (holder, Products::<T>::get(gtin)) {
			// Whoever registered a product before its brand did must not settle its type for it.
			(Some(holder), Some(mut product)) => {
				let first = holder == registrant && product.registrant != registrant;
				ensure!(first, Error::<T>::ProductAlreadyExists);
				// What its registrant wrote goes on as any other's.
				if let Some(own) = product.own.take() {
					OwnVersions::<T>::insert(gtin, product.registrant, own);
					bytes = bytes.saturating_add(KEY_BYTES);
				}
				product.registrant = registrant;
				product.brand = confirmed_in(product.versions.saturating_add(1), holder);
				bytes = bytes
					.saturating_add(record.encoded_size())
					.saturating_add(product.brand.encoded_size());
				Self::add_version(gtin, &mut product, record)?;
				product
			}
			(Some(holder), None) => {
				let entitled = holder == registrant || T::Brands::is_authorised(gtin, registrant);
				ensure!(entitled, Error::<T>::NotYourBrand);
				Product::new(record, confirmed_in(1, holder))
			}
			(None, Some(mut product)) => {
				let own = Self::own_version_of(gtin, &product, registrant);
				ensure!(own.is_none(), Error::<T>::ProductAlreadyExists);
				bytes = bytes.saturating_add(record.encoded_size()).saturating_add(KEY_BYTES);
				Self::add_version(gtin, &mut product, record)?;
				product
			}
			(None, None) => Product::new(record, None),
		};
		let known = product.versions > 1;
		if !known {
			bytes = bytes.saturating_add(product.encoded_size());
		}
		Self::charge(registrant, bytes)?;
		let status = Self::status_of_word(product.brand.as_ref(), holder);
		Products::<T>::insert(gtin, product);
		T::Journal::append(
			Subject::Product(gtin),
			actor.into(),
			JournalKind::ProductRegistered,
			Assurance::Declared,
			sheet,
		)?;
		Self::deposit_event(Event::ProductRegistered { gtin, registrant, brand: status });
		Ok(Some(Cost::<T>::register_product(known)).into())
	}

	pub(crate) fn do_revise_product(
		actor: Actor<AccountId>,
		gtin: Gtin,
		details: ProductDetails,
	) -> DispatchResult {
		let mut product = Products::<T>::get(gtin).ok_or(Error::<T>::ProductNotFound)?;
		let by = actor.org;
		let holder = Self::brand_holder(gtin)?;
		let old = match holder {
			Some(holder) => {
				let entitled = holder == by
					|| (product.registrant == by && T::Brands::is_authorised(gtin, by));
				ensure!(entitled, Error::<T>::NotYourProduct);
				product.version
			}
			None => Self::own_version_of(gtin, &product, by).ok_or(Error::<T>::NotYourProduct)?,
		};
		Self::check_details(&details)?;
		let product_type =
			Self::version_of(gtin, &product, old).ok_or(Error::<T>::ProductNotFound)?.product_type;
		let written = Written { operator: actor.account.clone(), at: T::Time::now() };
		let sheet = details.sheet;
		let record = details.into_version(product_type, by, holder.is_some(), written);
		Self::charge(by, record.encoded_size().saturating_add(KEY_BYTES))?;
		let new = Self::add_version(gtin, &mut product, record)?;
		Products::<T>::insert(gtin, product);
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

	/// Adds a version of a product's record, which the caller writes down. It stands if it is the
	/// brand's or the registrant's; where nobody here holds the brand it is the writer's own.
	/// Returns its number.
	fn add_version(
		gtin: Gtin,
		product: &mut Product,
		record: ProductVersion,
	) -> Result<u32, DispatchError> {
		let new = product.versions.checked_add(1).ok_or(Error::<T>::TooManyVersions)?;
		product.versions = new;
		let registrants = product.registrant == record.by;
		match (record.branded, registrants) {
			(true, _) => {}
			(false, true) => product.own = Some(new),
			(false, false) => OwnVersions::<T>::insert(gtin, record.by, new),
		}
		if record.branded || registrants {
			let before = core::mem::replace(&mut product.standing, record);
			ProductVersions::<T>::insert(gtin, product.version, before);
			product.version = new;
		} else {
			ProductVersions::<T>::insert(gtin, new, record);
		}
		Ok(new)
	}

	/// A version of a product's record.
	pub(crate) fn version_of(
		gtin: Gtin,
		product: &Product,
		version: u32,
	) -> Option<ProductVersion> {
		if version == product.version {
			return Some(product.standing.clone());
		}
		ProductVersions::<T>::get(gtin, version)
	}

	/// The version that `org` issues under while nobody here holds the brand.
	pub(crate) fn own_version_of(gtin: Gtin, product: &Product, org: OrgId) -> Option<u32> {
		// It may have written one before it became the registrant.
		let own = product.own.filter(|_| product.registrant == org);
		own.or_else(|| OwnVersions::<T>::get(gtin, org))
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

	/// Where a brand stands of which an owner said `word`; see the view function `brand_status`.
	pub(crate) fn status_by_word(gtin: Gtin, word: Option<&BrandWord>) -> Option<BrandStatus> {
		let is_confirmed = word.is_some_and(|word| word.status == BrandStatus::Confirmed);
		let holder = if is_confirmed { Self::brand_holder(gtin).ok()? } else { None };
		Some(Self::status_of_word(word, holder))
	}

	/// The same, where `holder` has the prefix.
	fn status_of_word(word: Option<&BrandWord>, holder: Option<OrgId>) -> BrandStatus {
		let Some(word) = word else {
			return BrandStatus::Unconfirmed;
		};
		// What was disowned stays so until a holder confirms it.
		if word.status != BrandStatus::Confirmed {
			return word.status;
		}
		let holds = holder == Some(word.holder);
		let active = || T::Organisations::organisation(word.holder).is_some_and(|it| it.active);
		if holds && active() {
			BrandStatus::Confirmed
		} else {
			BrandStatus::Unconfirmed
		}
	}

	/// Where a brand stands as to one version of a product's record; see the view function
	/// `brand_status_of`.
	pub(crate) fn status_of_version(gtin: Gtin, version: u32) -> Option<BrandStatus> {
		let product = Products::<T>::get(gtin)?;
		let record = Self::version_of(gtin, &product, version)?;
		let status = Self::status_by_word(gtin, product.brand.as_ref())?;
		let Some(word) = product.brand.as_ref().filter(|_| status == BrandStatus::Confirmed) else {
			return Some(status);
		};
		let confirmed = Self::version_of(gtin, &product, word.version).map(|it| it.by);
		let stands = record.branded || Some(record.by) == confirmed;
		Some(if stands { status } else { BrandStatus::Unconfirmed })
	}

	/// Puts down what the brand's owner says of a product. Returns where the brand stood before.
	fn set_brand(
		actor: Actor<AccountId>,
		gtin: Gtin,
		status: BrandStatus,
		kind: JournalKind,
	) -> Result<BrandStatus, DispatchError> {
		let mut product = Products::<T>::get(gtin).ok_or(Error::<T>::ProductNotFound)?;
		let holder = actor.org;
		ensure!(Self::brand_holder(gtin)? == Some(holder), Error::<T>::NotYourBrand);
		let said =
			product.brand.as_ref().is_some_and(|it| (it.holder, it.status) == (holder, status));
		ensure!(!said, Error::<T>::BrandUnchanged);
		let old =
			Self::status_by_word(gtin, product.brand.as_ref()).unwrap_or(BrandStatus::Unconfirmed);

		let assurance = Self::assurance_towards(&actor, product.registrant);
		let written = Written { operator: actor.account.clone(), at: T::Time::now() };
		let word = BrandWord { holder, status, version: product.version, written };
		if product.brand.is_none() {
			Self::charge(holder, word.encoded_size())?;
		}
		product.brand = Some(word);
		Products::<T>::insert(gtin, product);
		T::Journal::append(Subject::Product(gtin), actor.into(), kind, assurance, None)?;
		Ok(old)
	}

	fn check_details(details: &ProductDetails) -> DispatchResult {
		details.name.check().map_err(|_| Error::<T>::InvalidName)?;
		ensure!(details.hs.is_valid(), Error::<T>::InvalidHsCode);
		let known = HsEditions::<T>::get().contains(&details.hs.edition);
		ensure!(known, Error::<T>::HsEditionNotFound);
		ensure!(details.origin.is_assigned(), Error::<T>::InvalidOrigin);
		Ok(())
	}
}
