//! Weights of `pallet_product_identity`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
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
	fn register_known_product() -> Weight;
	fn revise_product() -> Weight;
	fn confirm_brand() -> Weight;
	fn disown_brand() -> Weight;
	fn issue_lot() -> Weight;
	fn issue_listed_lot() -> Weight;
	fn list_items(p: u32) -> Weight;
	fn set_settings() -> Weight;
	fn add_hs_edition() -> Weight;
	fn void_lot() -> Weight;
	fn hold_examined() -> Weight;
	fn close_list() -> Weight;
	fn confirm_leaf_file() -> Weight;
	fn confirm_count() -> Weight;
	fn mark_compromised() -> Weight;
	fn validate_activate(p: u32) -> Weight;
	fn apply_activate(p: u32) -> Weight;
	fn activate_batch(l: u32, n: u32) -> Weight;
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
	/// Storage: `ProductIdentity::ProductTypeIds` (r:256 w:256)
	/// Storage: `ProductIdentity::ProductTypes` (r:0 w:256)
	/// The range of component `n` is `[1, 256]`.
	fn register_product_types(n: u32) -> Weight {
		Weight::from_parts(1_416_372, 0)
			.saturating_add(Weight::from_parts(5_544_499, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `MerchantRegistry::BrandAuthorisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::Products` (r:1 w:1)
	fn register_product() -> Weight {
		Weight::from_parts(59_488_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::OwnVersions` (r:1 w:1)
	/// Storage: `ProductIdentity::ProductVersions` (r:0 w:1)
	/// Storage: `ProductIdentity::Products` (r:1 w:1)
	fn register_known_product() -> Weight {
		Weight::from_parts(67_310_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::OwnVersions` (r:1 w:1)
	/// Storage: `ProductIdentity::ProductVersions` (r:1 w:1)
	/// Storage: `ProductIdentity::Products` (r:1 w:1)
	fn revise_product() -> Weight {
		Weight::from_parts(72_207_000, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::Products` (r:1 w:1)
	fn confirm_brand() -> Weight {
		Weight::from_parts(53_379_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::Products` (r:1 w:1)
	fn disown_brand() -> Weight {
		Weight::from_parts(58_917_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `MerchantRegistry::BrandAuthorisations` (r:1 w:1)
	/// Storage: `MerchantRegistry::Facilities` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::CurrentSettings` (r:1 w:0)
	/// Storage: `ProductIdentity::LotCounts` (r:1 w:1)
	/// Storage: `ProductIdentity::Lots` (r:0 w:1)
	/// Storage: `ProductIdentity::LotsByBatch` (r:1 w:1)
	/// Storage: `ProductIdentity::LotsByGtin` (r:1 w:1)
	/// Storage: `ProductIdentity::NextLotId` (r:1 w:1)
	/// Storage: `ProductIdentity::Products` (r:1 w:0)
	fn issue_lot() -> Weight {
		Weight::from_parts(101_371_000, 0)
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::BrandAuthorisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Facilities` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::CurrentSettings` (r:1 w:0)
	/// Storage: `ProductIdentity::LotCounts` (r:1 w:1)
	/// Storage: `ProductIdentity::Lots` (r:0 w:1)
	/// Storage: `ProductIdentity::LotsByBatch` (r:1 w:1)
	/// Storage: `ProductIdentity::LotsByGtin` (r:1 w:1)
	/// Storage: `ProductIdentity::NextLotId` (r:1 w:1)
	/// Storage: `ProductIdentity::Products` (r:1 w:0)
	fn issue_listed_lot() -> Weight {
		Weight::from_parts(118_456_000, 0)
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::BrandAuthorisations` (r:1 w:1)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::LeafPages` (r:1 w:129)
	/// Storage: `ProductIdentity::Listings` (r:0 w:1)
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	/// Storage: `ProductIdentity::Products` (r:1 w:0)
	/// The range of component `p` is `[1, 128]`.
	fn list_items(p: u32) -> Weight {
		Weight::from_parts(84_874_890, 0)
			.saturating_add(Weight::from_parts(1_581_913, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(p.into())))
	}
	/// Storage: `ProductIdentity::CurrentSettings` (r:1 w:1)
	fn set_settings() -> Weight {
		Weight::from_parts(6_599_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn add_hs_edition() -> Weight {
		Weight::from_parts(5_889_000, 0)
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	/// Storage: `ProductIdentity::LotsByBatch` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn void_lot() -> Weight {
		Weight::from_parts(88_822_000, 0)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::CurrentSettings` (r:1 w:0)
	/// Storage: `ProductIdentity::ExaminedHolds` (r:1 w:1)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `ProductIdentity::NextNoticeId` (r:1 w:1)
	/// Storage: `ProductIdentity::NoticeSetters` (r:1 w:1)
	/// Storage: `ProductIdentity::Notices` (r:16 w:1)
	/// Storage: `ProductIdentity::NoticesOf` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::ExaminedBy` (r:1 w:0)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Records` (r:1 w:1)
	fn hold_examined() -> Weight {
		Weight::from_parts(174_460_000, 0)
			.saturating_add(T::DbWeight::get().reads(31))
			.saturating_add(T::DbWeight::get().writes(8))
	}
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	fn close_list() -> Weight {
		Weight::from_parts(18_157_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:8 w:0)
	/// Storage: `ProductIdentity::CurrentSettings` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	/// Storage: `ProductIdentity::LotsByBatch` (r:1 w:1)
	fn confirm_leaf_file() -> Weight {
		Weight::from_parts(136_143_000, 0)
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Facilities` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	fn confirm_count() -> Weight {
		Weight::from_parts(61_772_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	fn mark_compromised() -> Weight {
		Weight::from_parts(49_073_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::ItemPages` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:0)
	/// The range of component `p` is `[0, 20]`.
	fn validate_activate(p: u32) -> Weight {
		Weight::from_parts(25_550_142, 0)
			.saturating_add(Weight::from_parts(319_162, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(4))
	}
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::ItemPages` (r:1 w:1)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// The range of component `p` is `[0, 20]`.
	fn apply_activate(p: u32) -> Weight {
		Weight::from_parts(48_860_641, 0)
			.saturating_add(Weight::from_parts(336_776, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::ItemPages` (r:512 w:512)
	/// Storage: `ProductIdentity::Lots` (r:256 w:0)
	/// Storage: `Quota::Parties` (r:256 w:256)
	/// The range of component `l` is `[1, 256]`.
	/// The range of component `n` is `[0, 256]`.
	fn activate_batch(l: u32, n: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(27_000_000, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(20_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	/// Storage: `Journal::JournalPages` (r:771 w:257)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// The range of component `n` is `[1, 256]`.
	fn flag_items(n: u32) -> Weight {
		Weight::from_parts(22_114_552, 0)
			.saturating_add(Weight::from_parts(24_857_564, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `ProductIdentity::NextNoticeId` (r:1 w:1)
	/// Storage: `ProductIdentity::NoticeSetters` (r:1 w:1)
	/// Storage: `ProductIdentity::Notices` (r:15 w:1)
	/// Storage: `ProductIdentity::NoticesOf` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::Records` (r:1 w:1)
	fn place_hold() -> Weight {
		Weight::from_parts(144_916_000, 0)
			.saturating_add(T::DbWeight::get().reads(26))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `ProductIdentity::NextNoticeId` (r:1 w:1)
	/// Storage: `ProductIdentity::NoticeSetters` (r:1 w:1)
	/// Storage: `ProductIdentity::Notices` (r:15 w:1)
	/// Storage: `ProductIdentity::NoticesOf` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::Records` (r:1 w:1)
	/// Storage: `Sampling::Statistics` (r:2 w:2)
	fn issue_recall() -> Weight {
		Weight::from_parts(153_208_000, 0)
			.saturating_add(T::DbWeight::get().reads(29))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::NoticeSetters` (r:1 w:1)
	/// Storage: `ProductIdentity::Notices` (r:1 w:1)
	/// Storage: `ProductIdentity::NoticesOf` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn lift_notice() -> Weight {
		Weight::from_parts(76_814_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `ProductIdentity::Acknowledgements` (r:1 w:1)
	/// Storage: `ProductIdentity::Notices` (r:1 w:0)
	fn acknowledge_recall() -> Weight {
		Weight::from_parts(57_105_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `ProductIdentity::NextNoticeId` (r:1 w:1)
	/// Storage: `ProductIdentity::NoticeSetters` (r:1 w:1)
	/// Storage: `ProductIdentity::Notices` (r:16 w:1)
	/// Storage: `ProductIdentity::NoticesOf` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::Records` (r:1 w:1)
	fn confirm_hold() -> Weight {
		Weight::from_parts(181_260_000, 0)
			.saturating_add(T::DbWeight::get().reads(27))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	/// Storage: `ProductIdentity::ItemPages` (r:256 w:256)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// The range of component `n` is `[1, 256]`.
	fn mark_sampled(n: u32) -> Weight {
		Weight::from_parts(8_132_000, 0)
			.saturating_add(Weight::from_parts(2_326_011, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(681_000, 0)
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn register_product_types(n: u32) -> Weight {
		Weight::from_parts(1_416_372, 0)
			.saturating_add(Weight::from_parts(5_544_499, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	fn register_product() -> Weight {
		Weight::from_parts(59_488_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn register_known_product() -> Weight {
		Weight::from_parts(67_310_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn revise_product() -> Weight {
		Weight::from_parts(72_207_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn confirm_brand() -> Weight {
		Weight::from_parts(53_379_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn disown_brand() -> Weight {
		Weight::from_parts(58_917_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn issue_lot() -> Weight {
		Weight::from_parts(101_371_000, 0)
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().writes(7))
	}
	fn issue_listed_lot() -> Weight {
		Weight::from_parts(118_456_000, 0)
			.saturating_add(ParityDbWeight::get().reads(13))
			.saturating_add(ParityDbWeight::get().writes(6))
	}
	fn list_items(p: u32) -> Weight {
		Weight::from_parts(84_874_890, 0)
			.saturating_add(Weight::from_parts(1_581_913, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(p.into())))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(6_599_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn add_hs_edition() -> Weight {
		Weight::from_parts(5_889_000, 0)
	}
	fn void_lot() -> Weight {
		Weight::from_parts(88_822_000, 0)
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn hold_examined() -> Weight {
		Weight::from_parts(174_460_000, 0)
			.saturating_add(ParityDbWeight::get().reads(31))
			.saturating_add(ParityDbWeight::get().writes(8))
	}
	fn close_list() -> Weight {
		Weight::from_parts(18_157_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn confirm_leaf_file() -> Weight {
		Weight::from_parts(136_143_000, 0)
			.saturating_add(ParityDbWeight::get().reads(14))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn confirm_count() -> Weight {
		Weight::from_parts(61_772_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn mark_compromised() -> Weight {
		Weight::from_parts(49_073_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn validate_activate(p: u32) -> Weight {
		Weight::from_parts(25_550_142, 0)
			.saturating_add(Weight::from_parts(319_162, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
	}
	fn apply_activate(p: u32) -> Weight {
		Weight::from_parts(48_860_641, 0)
			.saturating_add(Weight::from_parts(336_776, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn activate_batch(l: u32, n: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(Weight::from_parts(27_000_000, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(20_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	fn flag_items(n: u32) -> Weight {
		Weight::from_parts(22_114_552, 0)
			.saturating_add(Weight::from_parts(24_857_564, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	fn place_hold() -> Weight {
		Weight::from_parts(144_916_000, 0)
			.saturating_add(ParityDbWeight::get().reads(26))
			.saturating_add(ParityDbWeight::get().writes(7))
	}
	fn issue_recall() -> Weight {
		Weight::from_parts(153_208_000, 0)
			.saturating_add(ParityDbWeight::get().reads(29))
			.saturating_add(ParityDbWeight::get().writes(9))
	}
	fn lift_notice() -> Weight {
		Weight::from_parts(76_814_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn acknowledge_recall() -> Weight {
		Weight::from_parts(57_105_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn confirm_hold() -> Weight {
		Weight::from_parts(181_260_000, 0)
			.saturating_add(ParityDbWeight::get().reads(27))
			.saturating_add(ParityDbWeight::get().writes(7))
	}
	fn mark_sampled(n: u32) -> Weight {
		Weight::from_parts(8_132_000, 0)
			.saturating_add(Weight::from_parts(2_326_011, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(681_000, 0)
	}
}
