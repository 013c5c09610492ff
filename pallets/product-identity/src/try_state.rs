//! What must hold of the pallet's storage at all times, in small checks.

use crate::{
	pallet::{
		Acknowledgements, Config, ItemPages, ListedItems, LotCounts,
		Lots, LotsByBatch, LotsByGtin, NextLotId, NextNoticeId, NextProductTypeId, Notices,
		NoticesOf, Pallet, ProductTypeIds, ProductTypes, ProductVersions, Products,
		RequiredConfirmations,
	},
	types::*,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::Time};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks all of them.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_product_types()?;
		Self::check_products()?;
		Self::check_lots()?;
		Self::check_lot_lists()?;
		Self::check_listed_items()?;
		Self::check_item_pages()?;
		Self::check_notices()?;
		Self::check_acknowledgements()
	}

	/// Ids are given in sequence.
	fn check_product_types() -> Result<(), TryRuntimeError> {
		let next = NextProductTypeId::<T>::get();
		ensure!(
			ProductTypes::<T>::iter_keys().all(|id| id < next),
			"a product type's id was not given"
		);
		ensure!(
			ProductTypes::<T>::iter_keys().count() == usize::from(next.0),
			"a product type is missing"
		);
		ensure!(
			ProductTypeIds::<T>::iter_keys().count() == usize::from(next.0),
			"there are more names than product types"
		);
		for (id, product_type) in ProductTypes::<T>::iter() {
			ensure!(
				ProductTypeIds::<T>::get(product_type.name) == Some(id),
				"a product type is not found by its name"
			);
		}
		Ok(())
	}

	/// A product has a type, and its versions from 1 to the newest and no others.
	fn check_products() -> Result<(), TryRuntimeError> {
		let mut versions = 0usize;
		for (gtin, product) in Products::<T>::iter() {
			ensure!(gtin.check().is_ok(), "a product's GTIN is wrong");
			ensure!(
				ProductTypes::<T>::contains_key(product.product_type),
				"a product's type is missing"
			);
			let all = (1..=product.version)
				.all(|version| ProductVersions::<T>::contains_key(gtin, version));
			ensure!(product.version > 0 && all, "a product's version is missing");
			versions = versions.saturating_add(product.version.into());
		}
		ensure!(
			ProductVersions::<T>::iter_keys().count() == versions,
			"there is a version that its product does not count"
		);
		Ok(())
	}

	/// A lot's count, status and confirmations fit together.
	fn check_lots() -> Result<(), TryRuntimeError> {
		let next = NextLotId::<T>::get();
		let required = RequiredConfirmations::<T>::get();
		ensure!(
			(1..=MAX_CONFIRMATIONS).contains(&required),
			"required confirmations out of bounds"
		);
		for (id, lot) in Lots::<T>::iter() {
			ensure!(id < next, "a lot's id was not given");
			ensure!(lot.count <= hallmark_types::MAX_LOT_ITEMS, "a lot is too large");
			ensure!(
				ProductVersions::<T>::contains_key(lot.gtin, lot.version),
				"a lot's product version is missing"
			);
			ensure!(
				lot.facility.is_some() || !lot.count_confirmed,
				"a count is confirmed without a facility"
			);
			match lot.kind {
				LotKind::Merkle { .. } => {
					let enough = lot.confirmations.len() as u32 >= required;
					let active = lot.status == LotStatus::Active;
					ensure!(lot.count > 0, "a lot is empty");
					ensure!(enough == active, "a lot's status does not fit its confirmations");
				}
				LotKind::Listed { .. } => {
					ensure!(lot.status == LotStatus::Active, "a listed lot is not active");
					ensure!(lot.confirmations.is_empty(), "a listed lot has confirmations");
				}
			}
			let platforms: BTreeSet<_> = lot.confirmations.iter().collect();
			ensure!(platforms.len() == lot.confirmations.len(), "a platform confirmed twice");
		}
		ensure!(Lots::<T>::iter_keys().count() as u64 == next.0, "a lot is missing");
		Ok(())
	}

	/// Each lot stands once in the list of its batch and once in that of its product.
	fn check_lot_lists() -> Result<(), TryRuntimeError> {
		let lots = Lots::<T>::iter_keys().count();
		let mut listed = 0usize;
		for (gtin, batch, entries) in LotsByBatch::<T>::iter() {
			let mut parts = BTreeSet::new();
			for BatchLot { lot: id, issuer, part } in entries {
				let lot = Lots::<T>::get(id).ok_or("a batch lists a lot that is not there")?;
				let fits =
					(lot.gtin, &lot.batch, lot.issuer, lot.part) == (gtin, &batch, issuer, part);
				ensure!(fits, "a batch lists another's lot");
				ensure!(parts.insert((issuer, part)), "a part of a batch was issued twice");
				listed = listed.saturating_add(1);
			}
		}
		ensure!(listed == lots, "a lot is in no batch");

		let mut listed = 0usize;
		for (gtin, count) in LotCounts::<T>::iter() {
			let pages = count.div_ceil(LOTS_PER_PAGE);
			let ids: BTreeSet<_> =
				(0..pages).flat_map(|page| LotsByGtin::<T>::get(gtin, page)).collect();
			ensure!(ids.len() as u32 == count, "a product's lots are miscounted");
			for id in ids {
				let lot = Lots::<T>::get(id).ok_or("a product lists a lot that is not there")?;
				ensure!(lot.gtin == gtin, "a product lists another's lot");
			}
			listed = listed.saturating_add(count as usize);
		}
		ensure!(listed == lots, "a lot is in no product's list");
		Ok(())
	}

	/// A listed lot has a leaf for each of its items, and other lots have none.
	fn check_listed_items() -> Result<(), TryRuntimeError> {
		let mut leaves = BTreeMap::<_, u32>::new();
		for (lot, ItemKey(index)) in ListedItems::<T>::iter_keys() {
			let lot_has = Lots::<T>::get(lot).ok_or("a listed item's lot is missing")?.count;
			ensure!(u32::from_be_bytes(index) < lot_has, "a listed item is beyond its lot");
			leaves.entry(lot).and_modify(|n| *n = n.saturating_add(1)).or_insert(1);
		}
		for (id, lot) in Lots::<T>::iter() {
			let expected = match lot.kind {
				LotKind::Merkle { .. } => 0,
				LotKind::Listed { .. } => lot.count,
			};
			let found = leaves.get(&id).copied().unwrap_or_default();
			ensure!(found == expected, "a lot's listed items are miscounted");
		}
		Ok(())
	}

	/// Pages of items are sorted, hold only items of their lot, and only those to which something happened.
	fn check_item_pages() -> Result<(), TryRuntimeError> {
		for (lot, page, records) in ItemPages::<T>::iter() {
			let count = Lots::<T>::get(lot).ok_or("an item's lot is missing")?.count;
			ensure!(!records.is_empty(), "a page of items is empty");
			ensure!(
				records.iter().map(|item| item.offset).is_sorted_by(|a, b| a < b),
				"a page of items is not sorted"
			);
			for item in records {
				let index = page.saturating_mul(ITEMS_PER_PAGE).saturating_add(item.offset.into());
				ensure!(u32::from(item.offset) < ITEMS_PER_PAGE, "an item is on the wrong page");
				ensure!(index < count, "an item is beyond its lot");
				ensure!(item != ItemRecord::new(item.offset), "nothing happened to an item");
			}
		}
		Ok(())
	}

	/// The lists of notices hold those in force, perhaps some that have lapsed, and none that was lifted.
	fn check_notices() -> Result<(), TryRuntimeError> {
		let next = NextNoticeId::<T>::get();
		let now = T::Time::now();
		let mut found = 0usize;
		for (id, notice) in Notices::<T>::iter() {
			ensure!(id < next, "a notice's id was not given");
			let listed = NoticesOf::<T>::get(notice.subject.key()).contains(&id);
			ensure!(!listed || notice.lifted.is_none(), "a lifted notice is listed");
			ensure!(
				listed || notice.lifted.is_some() || notice.has_lapsed(now),
				"a notice in force is not listed"
			);
			found = found.saturating_add(listed.into());
		}
		let mut listed = 0usize;
		for (_, list) in NoticesOf::<T>::iter() {
			ensure!(!list.is_empty(), "a list of notices is empty");
			listed = listed.saturating_add(list.len());
		}
		ensure!(listed == found, "a notice is listed twice, or under another key");
		Ok(())
	}

	/// Only recalls are acknowledged.
	fn check_acknowledgements() -> Result<(), TryRuntimeError> {
		for (id, _) in Acknowledgements::<T>::iter_keys() {
			let notice = Notices::<T>::get(id).ok_or("an acknowledged recall is missing")?;
			ensure!(notice.kind == NoticeKind::Recall, "a hold was acknowledged");
		}
		Ok(())
	}
}
