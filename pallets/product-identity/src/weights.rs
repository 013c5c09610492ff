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
	fn authorize_activate(p: u32) -> Weight;
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
		Weight::from_parts(20_140_000, 0)
			.saturating_add(Weight::from_parts(10_152_310, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `MerchantRegistry::BrandAuthorisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::Products` (r:1 w:1)
	fn register_product() -> Weight {
		Weight::from_parts(106_659_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::OwnVersions` (r:1 w:1)
	/// Storage: `ProductIdentity::ProductVersions` (r:0 w:1)
	/// Storage: `ProductIdentity::Products` (r:1 w:1)
	fn register_known_product() -> Weight {
		Weight::from_parts(124_555_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::OwnVersions` (r:1 w:1)
	/// Storage: `ProductIdentity::ProductVersions` (r:1 w:1)
	/// Storage: `ProductIdentity::Products` (r:1 w:1)
	fn revise_product() -> Weight {
		Weight::from_parts(130_214_000, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::Products` (r:1 w:1)
	fn confirm_brand() -> Weight {
		Weight::from_parts(100_930_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::Products` (r:1 w:1)
	fn disown_brand() -> Weight {
		Weight::from_parts(111_215_000, 0)
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
		Weight::from_parts(174_991_000, 0)
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
		Weight::from_parts(207_779_000, 0)
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
		Weight::from_parts(162_782_033, 0)
			.saturating_add(Weight::from_parts(9_801_693, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(p.into())))
	}
	/// Storage: `ProductIdentity::CurrentSettings` (r:1 w:1)
	fn set_settings() -> Weight {
		Weight::from_parts(10_806_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn add_hs_edition() -> Weight {
		Weight::from_parts(11_016_000, 0)
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	/// Storage: `ProductIdentity::LotsByBatch` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn void_lot() -> Weight {
		Weight::from_parts(145_487_000, 0)
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
		Weight::from_parts(295_209_000, 0)
			.saturating_add(T::DbWeight::get().reads(31))
			.saturating_add(T::DbWeight::get().writes(8))
	}
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	fn close_list() -> Weight {
		Weight::from_parts(30_275_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:8 w:0)
	/// Storage: `ProductIdentity::CurrentSettings` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	/// Storage: `ProductIdentity::LotsByBatch` (r:1 w:1)
	fn confirm_leaf_file() -> Weight {
		Weight::from_parts(252_085_000, 0)
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Facilities` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	fn confirm_count() -> Weight {
		Weight::from_parts(111_847_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `ProductIdentity::Lots` (r:1 w:1)
	fn mark_compromised() -> Weight {
		Weight::from_parts(90_735_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::ItemPages` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:0)
	/// The range of component `p` is `[0, 20]`.
	fn authorize_activate(p: u32) -> Weight {
		Weight::from_parts(38_170_028, 0)
			.saturating_add(Weight::from_parts(450_424, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(4))
	}
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::ItemPages` (r:1 w:1)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// The range of component `p` is `[0, 20]`.
	fn apply_activate(p: u32) -> Weight {
		Weight::from_parts(79_017_138, 0)
			.saturating_add(Weight::from_parts(364_644, 0).saturating_mul(p.into()))
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
		Weight::from_parts(150_000_000, 0)
			.saturating_add(Weight::from_parts(41_000_000, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(31_000_000, 0).saturating_mul(n.into()))
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
		Weight::from_parts(31_048_742, 0)
			.saturating_add(Weight::from_parts(49_638_964, 0).saturating_mul(n.into()))
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
		Weight::from_parts(230_282_000, 0)
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
		Weight::from_parts(248_700_000, 0)
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
		Weight::from_parts(124_024_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `ProductIdentity::Acknowledgements` (r:1 w:1)
	/// Storage: `ProductIdentity::Notices` (r:1 w:0)
	fn acknowledge_recall() -> Weight {
		Weight::from_parts(100_449_000, 0)
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
		Weight::from_parts(290_742_000, 0)
			.saturating_add(T::DbWeight::get().reads(27))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	/// Storage: `ProductIdentity::ItemPages` (r:256 w:256)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// The range of component `n` is `[1, 256]`.
	fn mark_sampled(n: u32) -> Weight {
		Weight::from_parts(7_383_510, 0)
			.saturating_add(Weight::from_parts(4_723_063, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(1_162_000, 0)
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn register_product_types(n: u32) -> Weight {
		Weight::from_parts(20_140_000, 0)
			.saturating_add(Weight::from_parts(10_152_310, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	fn register_product() -> Weight {
		Weight::from_parts(106_659_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn register_known_product() -> Weight {
		Weight::from_parts(124_555_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn revise_product() -> Weight {
		Weight::from_parts(130_214_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn confirm_brand() -> Weight {
		Weight::from_parts(100_930_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn disown_brand() -> Weight {
		Weight::from_parts(111_215_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn issue_lot() -> Weight {
		Weight::from_parts(174_991_000, 0)
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().writes(7))
	}
	fn issue_listed_lot() -> Weight {
		Weight::from_parts(207_779_000, 0)
			.saturating_add(ParityDbWeight::get().reads(13))
			.saturating_add(ParityDbWeight::get().writes(6))
	}
	fn list_items(p: u32) -> Weight {
		Weight::from_parts(162_782_033, 0)
			.saturating_add(Weight::from_parts(9_801_693, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(p.into())))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(10_806_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn add_hs_edition() -> Weight {
		Weight::from_parts(11_016_000, 0)
	}
	fn void_lot() -> Weight {
		Weight::from_parts(145_487_000, 0)
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn hold_examined() -> Weight {
		Weight::from_parts(295_209_000, 0)
			.saturating_add(ParityDbWeight::get().reads(31))
			.saturating_add(ParityDbWeight::get().writes(8))
	}
	fn close_list() -> Weight {
		Weight::from_parts(30_275_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn confirm_leaf_file() -> Weight {
		Weight::from_parts(252_085_000, 0)
			.saturating_add(ParityDbWeight::get().reads(14))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn confirm_count() -> Weight {
		Weight::from_parts(111_847_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn mark_compromised() -> Weight {
		Weight::from_parts(90_735_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn authorize_activate(p: u32) -> Weight {
		Weight::from_parts(38_170_028, 0)
			.saturating_add(Weight::from_parts(450_424, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
	}
	fn apply_activate(p: u32) -> Weight {
		Weight::from_parts(79_017_138, 0)
			.saturating_add(Weight::from_parts(364_644, 0).saturating_mul(p.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn activate_batch(l: u32, n: u32) -> Weight {
		Weight::from_parts(150_000_000, 0)
			.saturating_add(Weight::from_parts(41_000_000, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(31_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	fn flag_items(n: u32) -> Weight {
		Weight::from_parts(31_048_742, 0)
			.saturating_add(Weight::from_parts(49_638_964, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	fn place_hold() -> Weight {
		Weight::from_parts(230_282_000, 0)
			.saturating_add(ParityDbWeight::get().reads(26))
			.saturating_add(ParityDbWeight::get().writes(7))
	}
	fn issue_recall() -> Weight {
		Weight::from_parts(248_700_000, 0)
			.saturating_add(ParityDbWeight::get().reads(29))
			.saturating_add(ParityDbWeight::get().writes(9))
	}
	fn lift_notice() -> Weight {
		Weight::from_parts(124_024_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn acknowledge_recall() -> Weight {
		Weight::from_parts(100_449_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn confirm_hold() -> Weight {
		Weight::from_parts(290_742_000, 0)
			.saturating_add(ParityDbWeight::get().reads(27))
			.saturating_add(ParityDbWeight::get().writes(7))
	}
	fn mark_sampled(n: u32) -> Weight {
		Weight::from_parts(7_383_510, 0)
			.saturating_add(Weight::from_parts(4_723_063, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(1_162_000, 0)
	}
}
