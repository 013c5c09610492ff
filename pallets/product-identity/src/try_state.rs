//! What must hold of the pallet's storage at all times, in small checks.

use crate::{
	pallet::{
		Acknowledgements, BatchIssuerCounts, BatchIssuers, Config, CurrentSettings, ExaminedHolds,
		ItemPages, LeafPages, Listings, LotCounts, Lots, LotsByBatch, LotsByGtin, NextLotId,
		NextNoticeId, NextProductTypeId, NoticeSetters, Notices, NoticesOf, OwnVersions, Pallet,
		ProductTypeIds, ProductTypes, ProductVersions, Products,
	},
	types::*,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::Time};
use sp_runtime::{SaturatedConversion, TryRuntimeError};

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

	/// A product has its versions from 1 to the newest and no others, each of a type; one of them
	/// stands.
	fn check_products() -> Result<(), TryRuntimeError> {
		let mut versions = 0usize;
		for (gtin, product) in Products::<T>::iter() {
			ensure!(gtin.check().is_ok(), "a product's GTIN is wrong");
			for number in 1..=product.versions {
				let version = Self::version_of(gtin, &product, number)
					.ok_or("a product's version is missing")?;
				ensure!(
					ProductTypes::<T>::contains_key(version.product_type),
					"a product's type is missing"
				);
			}
			ensure!(
				(1..=product.versions).contains(&product.version),
				"a version stands that is none"
			);
			let own = product.own.and_then(|own| Self::version_of(gtin, &product, own));
			ensure!(
				own.is_some_and(|it| it.by == product.registrant) || product.own.is_none(),
				"a registrant's own version is another's"
			);
			let kept = ProductVersions::<T>::contains_key(gtin, product.version);
			ensure!(!kept, "a version that stands is kept twice");
			versions = versions.saturating_add(product.versions as usize).saturating_sub(1);
		}
		for (gtin, org, number) in OwnVersions::<T>::iter() {
			let product = Products::<T>::get(gtin).ok_or("an own version's product is missing")?;
			let version = Self::version_of(gtin, &product, number);
			ensure!(version.is_some_and(|it| it.by == org), "an own version is another's");
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
		ensure!(CurrentSettings::<T>::get().is_valid(), "the settings are out of bounds");
		for (id, lot) in Lots::<T>::iter() {
			ensure!(id < next, "a lot's id was not given");
			ensure!(lot.count <= hallmark_types::MAX_LOT_ITEMS, "a lot is too large");
			ensure!(
				Self::product_version(lot.gtin, lot.version).is_some(),
				"a lot's product version is missing"
			);
			ensure!(
				lot.facility.is_some() || lot.count_confirmed.is_none(),
				"a count is confirmed without a facility"
			);
			match lot.kind {
				LotKind::Merkle { .. } => {
					let active = lot.status == LotStatus::Active;
					ensure!(lot.count > 0, "a lot is empty");
					ensure!(
						!active || !lot.confirmations.is_empty(),
						"nobody holds an active lot's leaves"
					);
				}
				LotKind::Listed { .. } => {
					ensure!(lot.status != LotStatus::Pending, "a listed lot is pending");
					ensure!(lot.confirmations.is_empty(), "a listed lot has confirmations");
				}
			}
			let platforms: BTreeSet<_> = lot.confirmations.iter().map(|it| it.platform).collect();
			ensure!(platforms.len() == lot.confirmations.len(), "a platform confirmed twice");
		}
		ensure!(Lots::<T>::iter_keys().count() as u64 == next.0, "a lot is missing");
		Ok(())
	}

	/// Each lot stands once in the list of its batch and once in that of its product.
	fn check_lot_lists() -> Result<(), TryRuntimeError> {
		let lots = Lots::<T>::iter_keys().count();
		let mut listed = 0usize;
		let mut issuers = 0usize;
		for ((gtin, batch, issuer), entries) in LotsByBatch::<T>::iter() {
			let mut parts = BTreeSet::new();
			for BatchLot { lot: id, part, status } in entries {
				let lot = Lots::<T>::get(id).ok_or("a batch lists a lot that is not there")?;
				let fits = (lot.gtin, &lot.batch, lot.issuer, lot.part, lot.status)
					== (gtin, &batch, issuer, part, status);
				ensure!(fits, "a batch lists another's lot, or lists it wrong");
				ensure!(parts.insert(part), "a part of a batch was issued twice");
				listed = listed.saturating_add(1);
			}
			ensure!(!parts.is_empty(), "an issuer has no lots of a batch");
			issuers = issuers.saturating_add(1);
		}
		let mut paged = 0usize;
		for (gtin, batch, count) in BatchIssuerCounts::<T>::iter() {
			let found: BTreeSet<_> = (0..count.div_ceil(ISSUERS_PER_PAGE))
				.flat_map(|page| BatchIssuers::<T>::get((gtin, &batch, page)))
				.filter(|issuer| LotsByBatch::<T>::contains_key((gtin, &batch, issuer)))
				.collect();
			ensure!(found.len() as u32 == count, "a batch's issuers are miscounted");
			paged = paged.saturating_add(count as usize);
		}
		ensure!(paged == issuers, "an issuer is in no batch's list");
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
		for (lot, ItemKey(page), of_page) in LeafPages::<T>::iter() {
			let listed = leaves.entry(lot).or_default();
			// Pages come in their order: all before this one are full.
			let before = u32::from_be_bytes(page).checked_mul(LEAVES_PER_PAGE);
			ensure!(before == Some(*listed), "a page of leaves is missing, or not full");
			ensure!(!of_page.is_empty(), "a page of leaves is empty");
			*listed = listed.saturating_add(of_page.len() as u32);
		}
		for (id, lot) in Lots::<T>::iter() {
			let expected = match lot.kind {
				LotKind::Merkle { .. } => 0,
				LotKind::Listed { .. } => lot.count,
			};
			let found = leaves.get(&id).copied().unwrap_or_default();
			ensure!(found == expected, "a lot's listed items are miscounted");
			leaves.remove(&id);
			let last = expected.checked_sub(1);
			let signed = last.is_none_or(|last| Self::listing_of(id, last).is_some());
			ensure!(signed, "nobody listed an item");
			let beyond = Listings::<T>::iter_key_prefix(id)
				.any(|ItemKey(end)| u32::from_be_bytes(end) > expected);
			ensure!(!beyond, "items were listed beyond a lot");
		}
		ensure!(leaves.is_empty(), "a listed item's lot is missing");
		Ok(())
	}

	/// Pages of items are sorted, hold only items of their lot, and only those to which something
	/// happened, and nothing that is still to happen.
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
				if let Some(Activated { block, at, position }) = item.activated {
					let begun = block <= frame_system::Pallet::<T>::block_number().saturated_into();
					ensure!(begun && at <= T::Time::now(), "an item will be activated");
					ensure!(position <= item.flags.reported(), "an activation has no place");
				}
			}
		}
		Ok(())
	}

	/// The lists of notices hold those in force, perhaps some that have lapsed, and none that was
	/// lifted. Who has one in force is listed in its class.
	fn check_notices() -> Result<(), TryRuntimeError> {
		let next = NextNoticeId::<T>::get();
		let now = T::Time::now();
		let mut found = 0usize;
		for (id, notice) in Notices::<T>::iter() {
			ensure!(id < next, "a notice's id was not given");
			let key = notice.subject.key();
			let listed = NoticesOf::<T>::get(key, notice.set_by).contains(&id);
			let in_force = notice.lifted.is_none() && !notice.has_lapsed(now);
			ensure!(!listed || notice.lifted.is_none(), "a lifted notice is listed");
			ensure!(listed || !in_force, "a notice in force is not listed");
			if let (true, NoticeSetter::Organisation(org), Some(class)) =
				(in_force, notice.set_by, notice.class())
			{
				let setters = NoticeSetters::<T>::get(key, class);
				let known = setters.iter().any(|it| {
					it.org == org && it.until.is_none_or(|until| Some(until) >= notice.lapses)
				});
				ensure!(known, "a notice's setter is not listed");
			}
			found = found.saturating_add(listed.into());
		}
		let mut listed = 0usize;
		for (_, _, list) in NoticesOf::<T>::iter() {
			ensure!(!list.is_empty(), "a list of notices is empty");
			listed = listed.saturating_add(list.len());
		}
		ensure!(listed == found, "a notice is listed twice, or under another key");
		for (_, _, setters) in NoticeSetters::<T>::iter() {
			let organisations: BTreeSet<_> = setters.iter().map(|it| it.org).collect();
			ensure!(organisations.len() == setters.len(), "a setter is listed twice");
			ensure!(!setters.is_empty(), "a list of setters is empty");
		}
		for ((_, agency, lot), id) in ExaminedHolds::<T>::iter() {
			let notice = Notices::<T>::get(id).ok_or("an agency's hold is missing")?;
			let fits = notice.set_by == NoticeSetter::Organisation(agency)
				&& notice.subject.key() == NoticeKey::Lot(lot);
			ensure!(fits, "an agency's hold is another's");
		}
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
