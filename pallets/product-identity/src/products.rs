//! Product types, products, and what their brands say of them.

use crate::{
	pallet::{
		Config, Error, Event, HsEditions, NextProductTypeId, OwnVersions, Pallet, ProductTypeIds,
		ProductTypes, ProductVersions, Products,
	},
	types::*,
};
use codec::Encode;
use frame_support::{ensure, traits::Time, BoundedVec};
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
		ensure!(!HsEditions::<T>::contains_key(edition), Error::<T>::HsEditionAlreadyExists);
		HsEditions::<T>::insert(edition, ());
		Self::deposit_event(Event::HsEditionAdded { edition });
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
		let registrant = actor.org;
		let now = T::Time::now();
		let known = Products::<T>::get(gtin);
		let confirmed_in = |version, holder| {
			let written = Written { operator: actor.account.clone(), at: now };
			Some(BrandWord { holder, status: BrandStatus::Confirmed, version, written })
		};
		let product = match (T::Brands::holder(checked), known) {
			// Whoever registered a product before its brand did must not settle its type for it.
			(Some(holder), Some(product)) => {
				let first = holder == registrant && product.registrant != registrant;
				ensure!(first, Error::<T>::ProductAlreadyExists);
				let brand = confirmed_in(product.versions.saturating_add(1), holder);
				Product { registrant, brand, ..product }
			}
			(Some(holder), None) => {
				let entitled = holder == registrant || T::Brands::is_authorised(gtin, registrant);
				ensure!(entitled, Error::<T>::NotYourBrand);
				Product::new(registrant, confirmed_in(1, holder), now)
			}
			(None, Some(product)) => {
				let own = OwnVersions::<T>::contains_key(gtin, registrant);
				ensure!(!own, Error::<T>::ProductAlreadyExists);
				product
			}
			(None, None) => Product::new(registrant, None, now),
		};
		// Its key, besides that of the version.
		Self::charge(registrant, product.encoded_size().saturating_add(KEY_BYTES))?;
		Self::write_version(
			actor,
			gtin,
			product,
			product_type,
			details,
			JournalKind::ProductRegistered,
		)?;
		let brand = Self::brand_status(gtin).unwrap_or(BrandStatus::Unconfirmed);
		Self::deposit_event(Event::ProductRegistered { gtin, registrant, brand });
		Ok(())
	}

	pub(crate) fn do_revise_product(
		actor: Actor<AccountId>,
		gtin: Gtin,
		details: ProductDetails,
	) -> DispatchResult {
		let product = Products::<T>::get(gtin).ok_or(Error::<T>::ProductNotFound)?;
		let by = actor.org;
		let old = match Self::brand_holder(gtin)? {
			Some(holder) => {
				let entitled = holder == by
					|| (product.registrant == by && T::Brands::is_authorised(gtin, by));
				ensure!(entitled, Error::<T>::NotYourProduct);
				product.version
			}
			None => OwnVersions::<T>::get(gtin, by).ok_or(Error::<T>::NotYourProduct)?,
		};
		Self::check_details(&details)?;
		let product_type =
			ProductVersions::<T>::get(gtin, old).ok_or(Error::<T>::ProductNotFound)?.product_type;
		let kind = JournalKind::ProductRevised;
		let new = Self::write_version(actor, gtin, product, product_type, details, kind)?;
		Self::deposit_event(Event::ProductRevised { gtin, by, old, new });
		Ok(())
	}

	/// Writes a new version of a product's record. It stands if it is the brand's or the
	/// registrant's; where nobody here holds the brand it is the writer's own. Returns its number.
	fn write_version(
		actor: Actor<AccountId>,
		gtin: Gtin,
		mut product: Product,
		product_type: ProductTypeId,
		details: ProductDetails,
		kind: JournalKind,
	) -> Result<u32, DispatchError> {
		let by = actor.org;
		let branded = Self::brand_holder(gtin)?.is_some();
		let new = product.versions.checked_add(1).ok_or(Error::<T>::TooManyVersions)?;
		product.versions = new;
		if branded || product.registrant == by {
			product.version = new;
		}
		let mut bytes = KEY_BYTES;
		if !branded {
			if !OwnVersions::<T>::contains_key(gtin, by) {
				bytes = bytes.saturating_mul(2);
			}
			OwnVersions::<T>::insert(gtin, by, new);
		}
		let sheet = details.sheet;
		let written = Written { operator: actor.account.clone(), at: T::Time::now() };
		let version = details.into_version(product_type, by, branded, written);
		Self::charge(by, version.encoded_size().saturating_add(bytes))?;
		Products::<T>::insert(gtin, product);
		ProductVersions::<T>::insert(gtin, new, version);
		T::Journal::append(Subject::Product(gtin), actor.into(), kind, Assurance::Declared, sheet)?;
		Ok(new)
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
		let Some(word) = word else {
			return Some(BrandStatus::Unconfirmed);
		};
		// What was disowned stays so until a holder confirms it.
		if word.status != BrandStatus::Confirmed {
			return Some(word.status);
		}
		let holds = Self::brand_holder(gtin).ok()? == Some(word.holder);
		let active = T::Organisations::organisation(word.holder).is_some_and(|it| it.active);
		Some(if holds && active { BrandStatus::Confirmed } else { BrandStatus::Unconfirmed })
	}

	/// Where a brand stands as to one version of a product's record; see the view function
	/// `brand_status_of`.
	pub(crate) fn status_of_version(gtin: Gtin, version: u32) -> Option<BrandStatus> {
		let word = Products::<T>::get(gtin)?.brand;
		let record = ProductVersions::<T>::get(gtin, version)?;
		let status = Self::status_by_word(gtin, word.as_ref())?;
		let Some(word) = word.filter(|_| status == BrandStatus::Confirmed) else {
			return Some(status);
		};
		let confirmed = ProductVersions::<T>::get(gtin, word.version).map(|it| it.by);
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
		let known = HsEditions::<T>::contains_key(details.hs.edition);
		ensure!(known, Error::<T>::HsEditionNotFound);
		ensure!(details.origin.is_assigned(), Error::<T>::InvalidOrigin);
		Ok(())
	}
}
