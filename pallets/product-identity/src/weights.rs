//! Weights of `pallet_product_identity`, measured by `scripts/bench.sh`: 20 steps, 10 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// What the calls, hooks and services of `pallet_product_identity` cost.
pub trait WeightInfo {
	fn register_product_types(n: u32) -> Weight;
	fn register_product() -> Weight;
	fn revise_product() -> Weight;
	fn confirm_brand() -> Weight;
	fn disown_brand() -> Weight;
	fn issue_lot() -> Weight;
	fn issue_listed_lot() -> Weight;
	fn list_items(n: u32) -> Weight;
	fn set_settings() -> Weight;
	fn add_hs_edition() -> Weight;
	fn void_lot() -> Weight;
	fn hold_examined() -> Weight;
	fn close_list() -> Weight;
	fn confirm_leaf_file() -> Weight;
	fn confirm_count() -> Weight;
	fn mark_compromised() -> Weight;
	fn activate() -> Weight;
	fn authorize_activate(p: u32) -> Weight;
	fn flag_items(n: u32) -> Weight;
	fn place_hold() -> Weight;
	fn issue_recall() -> Weight;
	fn lift_notice() -> Weight;
	fn acknowledge_recall() -> Weight;
	fn confirm_hold() -> Weight;
	fn mark_sampled(n: u32) -> Weight;
	fn on_finalize() -> Weight;
}

/// The weights with the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `ProductIdentity::NextProductTypeId` (r:1 w:1)
	/// Storage: `ProductIdentity::ProductTypeIds` (r:256 w:256)
	/// Storage: `ProductIdentity::ProductTypes` (r:0 w:256)
	/// The range of component `n` is `[1, 256]`.
	fn register_product_types(n: u32) -> Weight {
		Weight::from_parts(14_491_000, 0)
			.saturating_add(Weight::from_parts(7_920_792, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	/// Storage: `MerchantRegistry::BrandAuthorisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::CompanyPrefixes` (r:9 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::ProductTypes` (r:1 w:0)
	/// Storage: `ProductIdentity::ProductVersions` (r:0 w:1)
	/// Storage: `ProductIdentity::Products` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn register_product() -> Weight {
		Weight::from_parts(140_189_000, 0)
			.saturating_add(T::DbWeight::get().reads(24))
			.saturating_add(T::DbWeight::get().writes(8))
	}
	/// Storage: `MerchantRegistry::CompanyPrefixes` (r:9 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::ProductVersions` (r:0 w:1)
	/// Storage: `ProductIdentity::Products` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn revise_product() -> Weight {
		Weight::from_parts(117_104_000, 0)
			.saturating_add(T::DbWeight::get().reads(22))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	/// Storage: `MerchantRegistry::CompanyPrefixes` (r:9 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::Products` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn confirm_brand() -> Weight {
		Weight::from_parts(101_031_000, 0)
			.saturating_add(T::DbWeight::get().reads(20))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `MerchantRegistry::CompanyPrefixes` (r:9 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::Products` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn disown_brand() -> Weight {
		Weight::from_parts(101_812_000, 0)
			.saturating_add(T::DbWeight::get().reads(20))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `MerchantRegistry::BrandAuthorisations` (r:1 w:1)
	/// Storage: `MerchantRegistry::CompanyPrefixes` (r:9 w:0)
	/// Storage: `MerchantRegistry::Facilities` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::LotCounts` (r:1 w:1)
	/// Storage: `ProductIdentity::Lots` (r:0 w:1)
	/// Storage: `ProductIdentity::LotsByBatch` (r:1 w:1)
	/// Storage: `ProductIdentity::LotsByGtin` (r:1 w:1)
	/// Storage: `ProductIdentity::NextLotId` (r:1 w:1)
	/// Storage: `ProductIdentity::Products` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn issue_lot() -> Weight {
		Weight::from_parts(217_925_000, 0)
			.saturating_add(T::DbWeight::get().reads(28))
			.saturating_add(T::DbWeight::get().writes(13))
	}
	/// Storage: `MerchantRegistry::BrandAuthorisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::CompanyPrefixes` (r:9 w:0)
	/// Storage: `MerchantRegistry::Facilities` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::LotCounts` (r:1 w:1)
	/// Storage: `ProductIdentity::Lots` (r:0 w:1)
	/// Storage: `ProductIdentity::LotsByBatch` (r:1 w:1)
	/// Storage: `ProductIdentity::LotsByGtin` (r:1 w:1)
	/// Storage: `ProductIdentity::NextLotId` (r:1 w:1)
	/// Storage: `ProductIdentity::Products` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn issue_listed_lot() -> Weight {
		Weight::from_parts(226_808_000, 0)
			.saturating_add(T::DbWeight::get().reads(28))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	/// Storage: `MerchantRegistry::BrandAuthorisations` (r:1 w:1)
	/// Storage: `MerchantRegistry::CompanyPrefixes` (r:9 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	/// Storage: `ProductIdentity::Products` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `n` is `[1, 4096]`.
	fn list_items(n: u32) -> Weight {
		Weight::from_parts(78_193_099, 0)
			.saturating_add(Weight::from_parts(1_131_149, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(20))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(7_500_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn add_hs_edition() -> Weight {
		Weight::from_parts(9_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn void_lot() -> Weight {
		Weight::from_parts(130_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(22))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	fn hold_examined() -> Weight {
		Weight::from_parts(260_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(48))
			.saturating_add(T::DbWeight::get().writes(11))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	fn close_list() -> Weight {
		Weight::from_parts(28_262_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:9 w:0)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	/// Storage: `ProductIdentity::RequiredConfirmations` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn confirm_leaf_file() -> Weight {
		Weight::from_parts(174_811_000, 0)
			.saturating_add(T::DbWeight::get().reads(19))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	/// Storage: `MerchantRegistry::Facilities` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn confirm_count() -> Weight {
		Weight::from_parts(86_749_000, 0)
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn mark_compromised() -> Weight {
		Weight::from_parts(77_756_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::ItemPages` (r:1 w:1)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Usages` (r:1 w:1)
	fn activate() -> Weight {
		Weight::from_parts(65_087_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::ItemPages` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Usages` (r:1 w:0)
	/// The range of component `p` is `[0, 20]`.
	fn authorize_activate(p: u32) -> Weight {
		Weight::from_parts(36_458_969, 0)
			.saturating_add(Weight::from_parts(1_575_086, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(5))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::ItemPages` (r:64 w:64)
	/// Storage: `Journal::JournalLength` (r:257 w:257)
	/// Storage: `Journal::JournalPages` (r:257 w:257)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `n` is `[1, 256]`.
	fn flag_items(n: u32) -> Weight {
		Weight::from_parts(45_887_438, 0)
			.saturating_add(Weight::from_parts(32_638_958, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `ProductIdentity::NextNoticeId` (r:1 w:1)
	/// Storage: `ProductIdentity::Notices` (r:31 w:1)
	/// Storage: `ProductIdentity::NoticesOf` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Troubles` (r:0 w:1)
	fn place_hold() -> Weight {
		Weight::from_parts(220_879_000, 0)
			.saturating_add(T::DbWeight::get().reads(46))
			.saturating_add(T::DbWeight::get().writes(11))
	}
	/// Storage: `MerchantRegistry::CompanyPrefixes` (r:9 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `ProductIdentity::NextNoticeId` (r:1 w:1)
	/// Storage: `ProductIdentity::Notices` (r:31 w:1)
	/// Storage: `ProductIdentity::NoticesOf` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Statistics` (r:3 w:3)
	/// Storage: `Sampling::Troubles` (r:0 w:1)
	fn issue_recall() -> Weight {
		Weight::from_parts(270_623_000, 0)
			.saturating_add(T::DbWeight::get().reads(58))
			.saturating_add(T::DbWeight::get().writes(14))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::Notices` (r:1 w:1)
	/// Storage: `ProductIdentity::NoticesOf` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn lift_notice() -> Weight {
		Weight::from_parts(102_723_000, 0)
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::Acknowledgements` (r:1 w:1)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::Notices` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn acknowledge_recall() -> Weight {
		Weight::from_parts(94_791_000, 0)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::Notices` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn confirm_hold() -> Weight {
		Weight::from_parts(76_484_000, 0)
			.saturating_add(T::DbWeight::get().reads(64))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	/// Storage: `ProductIdentity::ItemPages` (r:256 w:256)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// The range of component `n` is `[1, 256]`.
	fn mark_sampled(n: u32) -> Weight {
		Weight::from_parts(8_583_000, 0)
			.saturating_add(Weight::from_parts(3_654_329, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(640_000, 0)
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn register_product_types(n: u32) -> Weight {
		Weight::from_parts(14_491_000, 0)
			.saturating_add(Weight::from_parts(7_920_792, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	fn register_product() -> Weight {
		Weight::from_parts(140_189_000, 0)
			.saturating_add(ParityDbWeight::get().reads(24))
			.saturating_add(ParityDbWeight::get().writes(8))
	}
	fn revise_product() -> Weight {
		Weight::from_parts(117_104_000, 0)
			.saturating_add(ParityDbWeight::get().reads(22))
			.saturating_add(ParityDbWeight::get().writes(7))
	}
	fn confirm_brand() -> Weight {
		Weight::from_parts(101_031_000, 0)
			.saturating_add(ParityDbWeight::get().reads(20))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn disown_brand() -> Weight {
		Weight::from_parts(101_812_000, 0)
			.saturating_add(ParityDbWeight::get().reads(20))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn issue_lot() -> Weight {
		Weight::from_parts(217_925_000, 0)
			.saturating_add(ParityDbWeight::get().reads(28))
			.saturating_add(ParityDbWeight::get().writes(13))
	}
	fn issue_listed_lot() -> Weight {
		Weight::from_parts(226_808_000, 0)
			.saturating_add(ParityDbWeight::get().reads(28))
			.saturating_add(ParityDbWeight::get().writes(12))
	}
	fn list_items(n: u32) -> Weight {
		Weight::from_parts(78_193_099, 0)
			.saturating_add(Weight::from_parts(1_131_149, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(20))
			.saturating_add(ParityDbWeight::get().writes(7))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(7_500_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn add_hs_edition() -> Weight {
		Weight::from_parts(9_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn void_lot() -> Weight {
		Weight::from_parts(130_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(22))
			.saturating_add(ParityDbWeight::get().writes(6))
	}
	fn hold_examined() -> Weight {
		Weight::from_parts(260_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(48))
			.saturating_add(ParityDbWeight::get().writes(11))
	}
	fn close_list() -> Weight {
		Weight::from_parts(28_262_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn confirm_leaf_file() -> Weight {
		Weight::from_parts(174_811_000, 0)
			.saturating_add(ParityDbWeight::get().reads(19))
			.saturating_add(ParityDbWeight::get().writes(6))
	}
	fn confirm_count() -> Weight {
		Weight::from_parts(86_749_000, 0)
			.saturating_add(ParityDbWeight::get().reads(14))
			.saturating_add(ParityDbWeight::get().writes(7))
	}
	fn mark_compromised() -> Weight {
		Weight::from_parts(77_756_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn activate() -> Weight {
		Weight::from_parts(65_087_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().writes(6))
	}
	fn authorize_activate(p: u32) -> Weight {
		Weight::from_parts(36_458_969, 0)
			.saturating_add(Weight::from_parts(1_575_086, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(5))
	}
	fn flag_items(n: u32) -> Weight {
		Weight::from_parts(45_887_438, 0)
			.saturating_add(Weight::from_parts(32_638_958, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(2_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	fn place_hold() -> Weight {
		Weight::from_parts(220_879_000, 0)
			.saturating_add(ParityDbWeight::get().reads(46))
			.saturating_add(ParityDbWeight::get().writes(11))
	}
	fn issue_recall() -> Weight {
		Weight::from_parts(270_623_000, 0)
			.saturating_add(ParityDbWeight::get().reads(58))
			.saturating_add(ParityDbWeight::get().writes(14))
	}
	fn lift_notice() -> Weight {
		Weight::from_parts(102_723_000, 0)
			.saturating_add(ParityDbWeight::get().reads(14))
			.saturating_add(ParityDbWeight::get().writes(9))
	}
	fn acknowledge_recall() -> Weight {
		Weight::from_parts(94_791_000, 0)
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn confirm_hold() -> Weight {
		Weight::from_parts(76_484_000, 0)
			.saturating_add(ParityDbWeight::get().reads(64))
			.saturating_add(ParityDbWeight::get().writes(12))
	}
	fn mark_sampled(n: u32) -> Weight {
		Weight::from_parts(8_583_000, 0)
			.saturating_add(Weight::from_parts(3_654_329, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(640_000, 0)
	}
}
