//! What other pallets see of lots and products, and the marks that they leave on items.

use crate::{
	items::item_in,
	pallet::{
		Config, Error, ItemPages, Lots as LotMap, OwnVersions, Pallet, ProductTypes, Products,
	},
	types::*,
	WeightInfo,
};
use frame_support::{ensure, traits::Get, weights::Weight};
use hallmark_glue::{LotView, Lots, ProductView};
use hallmark_types::{Gtin, LotId, OrgId, ProductTypeId};
use sp_runtime::DispatchResult;

impl<T: Config> Lots for Pallet<T> {
	fn lot(lot: LotId) -> Option<LotView> {
		let lot = LotMap::<T>::get(lot)?;
		Some(LotView {
			gtin: lot.gtin,
			version: lot.version,
			issuer: lot.issuer,
			facility: lot.confirmed_facility(),
			claimed_facility: lot.facility,
			count: lot.count,
			active: lot.status == LotStatus::Active,
		})
	}

	fn product(gtin: Gtin, version: Option<u32>) -> Option<ProductView> {
		let product = Products::<T>::get(gtin)?;
		let record = match version {
			Some(version) => Self::version_of(gtin, &product, version)?,
			None => product.standing,
		};
		Some(ProductView {
			registrant: record.by,
			product_type: record.product_type,
			hs: record.hs,
			origin: record.origin,
		})
	}

	fn keeps_record(gtin: Gtin, org: OrgId) -> bool {
		Products::<T>::get(gtin).is_some_and(|product| {
			product.registrant == org || OwnVersions::<T>::contains_key(gtin, org)
		})
	}

	fn has_product_type(product_type: ProductTypeId) -> bool {
		ProductTypes::<T>::contains_key(product_type)
	}

	fn lots_weight() -> Weight {
		T::DbWeight::get().reads(2)
	}

	/// Whoever examines does so for everyone: nobody is charged for the records.
	fn mark_sampled(lot: LotId, indices: &[u32]) -> DispatchResult {
		let count = LotMap::<T>::get(lot).ok_or(Error::<T>::LotNotFound)?.count;
		ensure!(indices.iter().all(|index| *index < count), Error::<T>::InvalidRanges);
		for indices in indices.chunk_by(|a, b| place_of(*a).0 == place_of(*b).0) {
			let Some(first) = indices.first() else {
				continue;
			};
			ItemPages::<T>::try_mutate(lot, place_of(*first).0, |records| -> DispatchResult {
				for index in indices {
					let item = item_in(records, place_of(*index).1)?;
					item.flags.0 |= ItemFlags::SAMPLED.0;
				}
				Ok(())
			})?;
		}
		Ok(())
	}

	fn mark_weight(items: u32) -> Weight {
		T::WeightInfo::mark_sampled(items)
	}
}
