//! Weights of `pallet_customs_clearance`, measured by `scripts/bench.sh`: 20 steps, 10 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// What the calls, hooks and services of `pallet_customs_clearance` cost.
pub trait WeightInfo {
	fn lodge(n: u32) -> Weight;
	fn amend(n: u32) -> Weight;
	fn withdraw(n: u32) -> Weight;
	fn accept(n: u32) -> Weight;
	fn reject(n: u32) -> Weight;
	fn control(n: u32) -> Weight;
	fn assess(n: u32) -> Weight;
	fn release(n: u32) -> Weight;
	fn detain(n: u32) -> Weight;
	fn return_abroad(n: u32) -> Weight;
	fn destroy(n: u32) -> Weight;
	fn to_free_circulation(n: u32) -> Weight;
	fn invalidate(n: u32) -> Weight;
	fn close() -> Weight;
	fn open_match() -> Weight;
	fn reopen_match() -> Weight;
	fn commit_document() -> Weight;
	fn reveal_document() -> Weight;
	fn propose_override(n: u32) -> Weight;
	fn confirm_override(n: u32) -> Weight;
	fn move_ranges(r: u32) -> Weight;
	fn set_settings() -> Weight;
}

/// The weights with the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `CustomsClearance::Declarations` (r:0 w:1)
	/// Storage: `CustomsClearance::Lines` (r:0 w:16)
	/// Storage: `CustomsClearance::NextDeclarationId` (r:1 w:1)
	/// Storage: `Logistics::Legs` (r:1 w:0)
	/// Storage: `Logistics::Lines` (r:16 w:0)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `ProductIdentity::ProductVersions` (r:16 w:0)
	/// Storage: `ProductIdentity::Products` (r:16 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn lodge(n: u32) -> Weight {
		Weight::from_parts(139_031_104, 0)
			.saturating_add(Weight::from_parts(150_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(32_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(89_663_672, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:16)
	/// Storage: `Logistics::Legs` (r:1 w:0)
	/// Storage: `Logistics::Lines` (r:16 w:0)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `ProductIdentity::Lots` (r:32 w:0)
	/// Storage: `ProductIdentity::ProductVersions` (r:32 w:0)
	/// Storage: `ProductIdentity::Products` (r:32 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::GoodsRecords` (r:16 w:16)
	/// Storage: `Sampling::SetBack` (r:16 w:16)
	/// The range of component `n` is `[1, 16]`.
	fn amend(n: u32) -> Weight {
		Weight::from_parts(928_047_300, 0)
			.saturating_add(Weight::from_parts(150_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(32_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(79_243_701, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(123))
			.saturating_add(T::DbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(69))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `ProductIdentity::ProductVersions` (r:16 w:0)
	/// Storage: `ProductIdentity::Products` (r:16 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::GoodsRecords` (r:16 w:16)
	/// Storage: `Sampling::SetBack` (r:16 w:16)
	/// The range of component `n` is `[1, 16]`.
	fn withdraw(n: u32) -> Weight {
		Weight::from_parts(90_636_491, 0)
			.saturating_add(Weight::from_parts(84_653_054, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().reads(9_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::References` (r:1 w:1)
	/// Storage: `Logistics::Legs` (r:1 w:0)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:18 w:18)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `ProductIdentity::ProductVersions` (r:16 w:0)
	/// Storage: `ProductIdentity::Products` (r:16 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Pending` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:0 w:16)
	/// Storage: `Sampling::FirstSeen` (r:16 w:16)
	/// Storage: `Sampling::GoodsRecords` (r:16 w:0)
	/// Storage: `Sampling::LinesOf` (r:0 w:16)
	/// Storage: `Sampling::Memories` (r:16 w:0)
	/// Storage: `Sampling::NextDecisionId` (r:1 w:1)
	/// Storage: `Sampling::RuleSets` (r:2 w:0)
	/// Storage: `Sampling::RulesHeads` (r:2 w:0)
	/// Storage: `Sampling::SecretsOf` (r:0 w:1)
	/// Storage: `Sampling::SetBack` (r:16 w:0)
	/// Storage: `Sampling::Statistics` (r:18 w:18)
	/// Storage: `Sampling::Whitelist` (r:16 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn accept(n: u32) -> Weight {
		Weight::from_parts(341_870_000, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(212_485_996, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(22))
			.saturating_add(T::DbWeight::get().reads(12_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(12))
			.saturating_add(T::DbWeight::get().writes(6_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `ProductIdentity::ProductVersions` (r:16 w:0)
	/// Storage: `ProductIdentity::Products` (r:16 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:2 w:2)
	/// Storage: `Quota::Usages` (r:2 w:2)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::GoodsRecords` (r:16 w:16)
	/// Storage: `Sampling::SetBack` (r:16 w:16)
	/// The range of component `n` is `[1, 16]`.
	fn reject(n: u32) -> Weight {
		Weight::from_parts(277_597_441, 0)
			.saturating_add(Weight::from_parts(92_104_565, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads(9_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(7))
			.saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:16 w:0)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn control(n: u32) -> Weight {
		Weight::from_parts(136_260_154, 0)
			.saturating_add(Weight::from_parts(81_521_818, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads(7_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:0)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:16 w:0)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn assess(n: u32) -> Weight {
		Weight::from_parts(197_204_000, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(128_059_575, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:18 w:18)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:16 w:16)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// Storage: `Sampling::LinesOf` (r:16 w:0)
	/// Storage: `Sampling::Statistics` (r:18 w:18)
	/// The range of component `n` is `[1, 16]`.
	fn release(n: u32) -> Weight {
		Weight::from_parts(337_353_366, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(250_844_605, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().reads(10_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(7))
			.saturating_add(T::DbWeight::get().writes(7_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:0)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:16 w:16)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// Storage: `Sampling::LinesOf` (r:16 w:0)
	/// Storage: `Sampling::Statistics` (r:18 w:18)
	/// Storage: `Sampling::Troubles` (r:0 w:16)
	/// The range of component `n` is `[1, 16]`.
	fn detain(n: u32) -> Weight {
		Weight::from_parts(62_079_995, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(144_667_864, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().reads(10_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(7))
			.saturating_add(T::DbWeight::get().writes(7_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:0)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:16 w:16)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// Storage: `Sampling::FirstSeen` (r:16 w:16)
	/// Storage: `Sampling::GoodsRecords` (r:16 w:16)
	/// Storage: `Sampling::LinesOf` (r:16 w:0)
	/// Storage: `Sampling::Memories` (r:16 w:16)
	/// Storage: `Sampling::SetBack` (r:16 w:16)
	/// The range of component `n` is `[1, 16]`.
	fn return_abroad(n: u32) -> Weight {
		Weight::from_parts(365_456_091, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(145_456_849, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads(13_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(9_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:0)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:16 w:16)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// Storage: `Sampling::LinesOf` (r:16 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn destroy(n: u32) -> Weight {
		Weight::from_parts(190_851_870, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(120_142_191, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads(9_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:18 w:18)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:16 w:0)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn to_free_circulation(n: u32) -> Weight {
		Weight::from_parts(68_644_937, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(150_261_878, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:2 w:2)
	/// Storage: `Quota::Usages` (r:2 w:2)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:16 w:16)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// Storage: `Sampling::FirstSeen` (r:16 w:16)
	/// Storage: `Sampling::GoodsRecords` (r:16 w:16)
	/// Storage: `Sampling::LinesOf` (r:16 w:0)
	/// Storage: `Sampling::Memories` (r:16 w:16)
	/// Storage: `Sampling::SetBack` (r:16 w:16)
	/// The range of component `n` is `[1, 16]`.
	fn invalidate(n: u32) -> Weight {
		Weight::from_parts(340_885_850, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(142_821_436, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().reads(12_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(7))
			.saturating_add(T::DbWeight::get().writes(9_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:1 w:1)
	/// Storage: `ProductIdentity::JournalPages` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn close() -> Weight {
		Weight::from_parts(143_344_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Rounds` (r:0 w:1)
	/// Storage: `Logistics::Legs` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:4 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn open_match() -> Weight {
		Weight::from_parts(126_819_000, 0)
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Rounds` (r:1 w:1)
	/// Storage: `Logistics::Legs` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:4 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn reopen_match() -> Weight {
		Weight::from_parts(133_138_000, 0)
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:0)
	/// Storage: `CustomsClearance::Rounds` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn commit_document() -> Weight {
		Weight::from_parts(66_059_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::RevealedRoots` (r:1 w:1)
	/// Storage: `CustomsClearance::Rounds` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:3 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn reveal_document() -> Weight {
		Weight::from_parts(920_142_000, 0)
			.saturating_add(T::DbWeight::get().reads(61))
			.saturating_add(T::DbWeight::get().writes(39))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:0)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn propose_override(n: u32) -> Weight {
		Weight::from_parts(36_614_762, 0)
			.saturating_add(Weight::from_parts(81_232_904, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:0)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn confirm_override(n: u32) -> Weight {
		Weight::from_parts(88_329_791, 0)
			.saturating_add(Weight::from_parts(63_179_571, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
	fn move_ranges(r: u32) -> Weight {
		Weight::from_parts(10_000_000, 0)
			.saturating_add(Weight::from_parts(12_000_000, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(r.into())))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(15_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn lodge(n: u32) -> Weight {
		Weight::from_parts(139_031_104, 0)
			.saturating_add(Weight::from_parts(150_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(32_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(89_663_672, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(6))
			.saturating_add(ParityDbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}
	fn amend(n: u32) -> Weight {
		Weight::from_parts(928_047_300, 0)
			.saturating_add(Weight::from_parts(150_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(32_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(79_243_701, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(123))
			.saturating_add(ParityDbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(69))
			.saturating_add(ParityDbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
	fn withdraw(n: u32) -> Weight {
		Weight::from_parts(90_636_491, 0)
			.saturating_add(Weight::from_parts(84_653_054, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().reads(9_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	fn accept(n: u32) -> Weight {
		Weight::from_parts(341_870_000, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(212_485_996, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(22))
			.saturating_add(ParityDbWeight::get().reads(12_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(12))
			.saturating_add(ParityDbWeight::get().writes(6_u64.saturating_mul(n.into())))
	}
	fn reject(n: u32) -> Weight {
		Weight::from_parts(277_597_441, 0)
			.saturating_add(Weight::from_parts(92_104_565, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().reads(9_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(7))
			.saturating_add(ParityDbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	fn control(n: u32) -> Weight {
		Weight::from_parts(136_260_154, 0)
			.saturating_add(Weight::from_parts(81_521_818, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().reads(7_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}
	fn assess(n: u32) -> Weight {
		Weight::from_parts(197_204_000, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(128_059_575, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}
	fn release(n: u32) -> Weight {
		Weight::from_parts(337_353_366, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(250_844_605, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(13))
			.saturating_add(ParityDbWeight::get().reads(10_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(7))
			.saturating_add(ParityDbWeight::get().writes(7_u64.saturating_mul(n.into())))
	}
	fn detain(n: u32) -> Weight {
		Weight::from_parts(62_079_995, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(144_667_864, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(13))
			.saturating_add(ParityDbWeight::get().reads(10_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(7))
			.saturating_add(ParityDbWeight::get().writes(7_u64.saturating_mul(n.into())))
	}
	fn return_abroad(n: u32) -> Weight {
		Weight::from_parts(365_456_091, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(145_456_849, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().reads(13_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(9_u64.saturating_mul(n.into())))
	}
	fn destroy(n: u32) -> Weight {
		Weight::from_parts(190_851_870, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(120_142_191, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().reads(9_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	fn to_free_circulation(n: u32) -> Weight {
		Weight::from_parts(68_644_937, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(150_261_878, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	fn invalidate(n: u32) -> Weight {
		Weight::from_parts(340_885_850, 0)
			.saturating_add(Weight::from_parts(400_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(96_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(96_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(142_821_436, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(13))
			.saturating_add(ParityDbWeight::get().reads(12_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(7))
			.saturating_add(ParityDbWeight::get().writes(9_u64.saturating_mul(n.into())))
	}
	fn close() -> Weight {
		Weight::from_parts(143_344_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn open_match() -> Weight {
		Weight::from_parts(126_819_000, 0)
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn reopen_match() -> Weight {
		Weight::from_parts(133_138_000, 0)
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn commit_document() -> Weight {
		Weight::from_parts(66_059_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn reveal_document() -> Weight {
		Weight::from_parts(920_142_000, 0)
			.saturating_add(ParityDbWeight::get().reads(61))
			.saturating_add(ParityDbWeight::get().writes(39))
	}
	fn propose_override(n: u32) -> Weight {
		Weight::from_parts(36_614_762, 0)
			.saturating_add(Weight::from_parts(81_232_904, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(4))
			.saturating_add(ParityDbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
	fn confirm_override(n: u32) -> Weight {
		Weight::from_parts(88_329_791, 0)
			.saturating_add(Weight::from_parts(63_179_571, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(4))
			.saturating_add(ParityDbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
	fn move_ranges(r: u32) -> Weight {
		Weight::from_parts(10_000_000, 0)
			.saturating_add(Weight::from_parts(12_000_000, 0).saturating_mul(r.into()))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(r.into())))
			.saturating_add(ParityDbWeight::get().writes(3_u64.saturating_mul(r.into())))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(15_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
}
