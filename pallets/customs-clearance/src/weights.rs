//! Weights of `pallet_customs_clearance`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
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
	/// Storage: `CustomsClearance::Border` (r:528 w:0)
	/// Storage: `CustomsClearance::Declarations` (r:0 w:1)
	/// Storage: `CustomsClearance::Lines` (r:0 w:16)
	/// Storage: `CustomsClearance::NextDeclarationId` (r:1 w:1)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `Logistics::Legs` (r:1 w:0)
	/// Storage: `Logistics::Lines` (r:16 w:0)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `ProductIdentity::ProductVersions` (r:16 w:0)
	/// Storage: `ProductIdentity::Products` (r:16 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn lodge(n: u32) -> Weight {
		Weight::from_parts(579_262_000, 0)
			.saturating_add(Weight::from_parts(600_503_447, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads(39_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:512 w:0)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:16)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `Logistics::Legs` (r:1 w:0)
	/// Storage: `Logistics::Lines` (r:16 w:0)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:32 w:0)
	/// Storage: `ProductIdentity::ProductVersions` (r:32 w:0)
	/// Storage: `ProductIdentity::Products` (r:32 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::MarkPages` (r:0 w:16)
	/// Storage: `Sampling::Marks` (r:16 w:16)
	/// Storage: `Sampling::Records` (r:16 w:16)
	/// The range of component `n` is `[1, 16]`.
	fn amend(n: u32) -> Weight {
		Weight::from_parts(17_714_820_461, 0)
			.saturating_add(Weight::from_parts(313_405_715, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(107))
			.saturating_add(T::DbWeight::get().reads(38_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(69))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `ProductIdentity::ProductVersions` (r:16 w:0)
	/// Storage: `ProductIdentity::Products` (r:16 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::MarkPages` (r:0 w:16)
	/// Storage: `Sampling::Marks` (r:16 w:16)
	/// Storage: `Sampling::Records` (r:16 w:16)
	/// The range of component `n` is `[1, 16]`.
	fn withdraw(n: u32) -> Weight {
		Weight::from_parts(697_398_000, 0)
			.saturating_add(Weight::from_parts(772_177_413, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Storage: `CustomsClearance::Border` (r:528 w:1024)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::References` (r:1 w:1)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:18 w:18)
	/// Storage: `Logistics::Legs` (r:1 w:0)
	/// Storage: `Logistics::Lines` (r:16 w:0)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `ProductIdentity::ProductVersions` (r:16 w:0)
	/// Storage: `ProductIdentity::Products` (r:16 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Pending` (r:1 w:1)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:0 w:16)
	/// Storage: `Sampling::FirstSeen` (r:16 w:16)
	/// Storage: `Sampling::LinesOf` (r:0 w:16)
	/// Storage: `Sampling::Marks` (r:48 w:0)
	/// Storage: `Sampling::NextDecisionId` (r:1 w:1)
	/// Storage: `Sampling::Records` (r:32 w:0)
	/// Storage: `Sampling::RuleSets` (r:2 w:0)
	/// Storage: `Sampling::RulesHeads` (r:2 w:0)
	/// Storage: `Sampling::SecretsOf` (r:0 w:1)
	/// Storage: `Sampling::Statistics` (r:19 w:19)
	/// Storage: `Sampling::Tallies` (r:48 w:0)
	/// Storage: `Sampling::Whitelist` (r:16 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn accept(n: u32) -> Weight {
		Weight::from_parts(1_239_784_000, 0)
			.saturating_add(Weight::from_parts(1_499_456_269, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(25))
			.saturating_add(T::DbWeight::get().reads(51_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(13))
			.saturating_add(T::DbWeight::get().writes(70_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `ProductIdentity::ProductVersions` (r:16 w:0)
	/// Storage: `ProductIdentity::Products` (r:16 w:0)
	/// Storage: `Quota::Overrides` (r:2 w:0)
	/// Storage: `Quota::Stored` (r:2 w:2)
	/// Storage: `Quota::Usages` (r:2 w:2)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::MarkPages` (r:0 w:16)
	/// Storage: `Sampling::Marks` (r:16 w:16)
	/// Storage: `Sampling::Records` (r:16 w:16)
	/// The range of component `n` is `[1, 16]`.
	fn reject(n: u32) -> Weight {
		Weight::from_parts(736_796_000, 0)
			.saturating_add(Weight::from_parts(823_975_402, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(7))
			.saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:16 w:0)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn control(n: u32) -> Weight {
		Weight::from_parts(5_536_556, 0)
			.saturating_add(Weight::from_parts(128_405_160, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads(6_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:1040 w:512)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:0)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:16 w:0)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn assess(n: u32) -> Weight {
		Weight::from_parts(1_299_713_000, 0)
			.saturating_add(Weight::from_parts(1_928_279_009, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads(71_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(34_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:1040 w:512)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:18 w:18)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:16 w:16)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// Storage: `Sampling::LinesOf` (r:16 w:0)
	/// Storage: `Sampling::Statistics` (r:19 w:19)
	/// The range of component `n` is `[1, 16]`.
	fn release(n: u32) -> Weight {
		Weight::from_parts(1_419_101_000, 0)
			.saturating_add(Weight::from_parts(2_123_163_871, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(16))
			.saturating_add(T::DbWeight::get().reads(73_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(8))
			.saturating_add(T::DbWeight::get().writes(37_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:1040 w:512)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:0)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:16 w:16)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// Storage: `Sampling::LinesOf` (r:16 w:0)
	/// Storage: `Sampling::Records` (r:16 w:16)
	/// Storage: `Sampling::Statistics` (r:19 w:19)
	/// The range of component `n` is `[1, 16]`.
	fn detain(n: u32) -> Weight {
		Weight::from_parts(440_826_909, 0)
			.saturating_add(Weight::from_parts(1_959_687_858, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(16))
			.saturating_add(T::DbWeight::get().reads(74_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(8))
			.saturating_add(T::DbWeight::get().writes(37_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:1040 w:1024)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:0)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:2 w:0)
	/// Storage: `Quota::Stored` (r:2 w:2)
	/// Storage: `Quota::Usages` (r:2 w:2)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Asked` (r:16 w:16)
	/// Storage: `Sampling::Decisions` (r:16 w:16)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// Storage: `Sampling::FirstSeen` (r:16 w:16)
	/// Storage: `Sampling::LinesOf` (r:16 w:0)
	/// Storage: `Sampling::MarkPages` (r:0 w:32)
	/// Storage: `Sampling::Marks` (r:32 w:32)
	/// Storage: `Sampling::Records` (r:16 w:16)
	/// The range of component `n` is `[1, 16]`.
	fn return_abroad(n: u32) -> Weight {
		Weight::from_parts(1_476_685_049, 0)
			.saturating_add(Weight::from_parts(3_711_403_570, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(16))
			.saturating_add(T::DbWeight::get().reads(77_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(7))
			.saturating_add(T::DbWeight::get().writes(74_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:1040 w:512)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:0)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `Logistics::Known` (r:16 w:0)
	/// Storage: `Logistics::Lines` (r:16 w:16)
	/// Storage: `Logistics::Places` (r:528 w:512)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:16 w:16)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// Storage: `Sampling::LinesOf` (r:16 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn destroy(n: u32) -> Weight {
		Weight::from_parts(521_162_765, 0)
			.saturating_add(Weight::from_parts(4_740_942_336, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().reads(108_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(141))
			.saturating_add(T::DbWeight::get().writes(66_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:1040 w:512)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:18 w:18)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:16 w:0)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn to_free_circulation(n: u32) -> Weight {
		Weight::from_parts(1_223_544_483, 0)
			.saturating_add(Weight::from_parts(1_277_449_264, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().reads(71_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(35_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:1040 w:1024)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:2 w:0)
	/// Storage: `Quota::Stored` (r:2 w:2)
	/// Storage: `Quota::Usages` (r:2 w:2)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Asked` (r:16 w:16)
	/// Storage: `Sampling::Decisions` (r:16 w:16)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// Storage: `Sampling::FirstSeen` (r:16 w:16)
	/// Storage: `Sampling::LinesOf` (r:16 w:0)
	/// Storage: `Sampling::MarkPages` (r:0 w:32)
	/// Storage: `Sampling::Marks` (r:32 w:32)
	/// Storage: `Sampling::Records` (r:16 w:16)
	/// The range of component `n` is `[1, 16]`.
	fn invalidate(n: u32) -> Weight {
		Weight::from_parts(2_683_883_000, 0)
			.saturating_add(Weight::from_parts(2_381_663_785, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(16))
			.saturating_add(T::DbWeight::get().reads(77_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(7))
			.saturating_add(T::DbWeight::get().writes(75_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn close() -> Weight {
		Weight::from_parts(162_501_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `CustomsClearance::CurrentSettings` (r:1 w:0)
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
		Weight::from_parts(159_036_000, 0)
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `CustomsClearance::CurrentSettings` (r:1 w:0)
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
		Weight::from_parts(169_212_000, 0)
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:0)
	/// Storage: `CustomsClearance::Rounds` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn commit_document() -> Weight {
		Weight::from_parts(73_199_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::RevealedRoots` (r:1 w:1)
	/// Storage: `CustomsClearance::Rounds` (r:1 w:1)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:3 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn reveal_document() -> Weight {
		Weight::from_parts(1_072_306_000, 0)
			.saturating_add(T::DbWeight::get().reads(61))
			.saturating_add(T::DbWeight::get().writes(39))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:0)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn propose_override(n: u32) -> Weight {
		Weight::from_parts(6_438_457, 0)
			.saturating_add(Weight::from_parts(112_700_398, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:0)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn confirm_override(n: u32) -> Weight {
		Weight::from_parts(134_939_722, 0)
			.saturating_add(Weight::from_parts(99_849_369, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:65 w:64)
	/// The range of component `r` is `[1, 32]`.
	fn move_ranges(r: u32) -> Weight {
		Weight::from_parts(56_544_000, 0)
			.saturating_add(Weight::from_parts(40_796_835, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(r.into())))
	}
	/// Storage: `CustomsClearance::CurrentSettings` (r:1 w:1)
	fn set_settings() -> Weight {
		Weight::from_parts(10_275_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn lodge(n: u32) -> Weight {
		Weight::from_parts(579_262_000, 0)
			.saturating_add(Weight::from_parts(600_503_447, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().reads(39_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(6))
			.saturating_add(ParityDbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
	fn amend(n: u32) -> Weight {
		Weight::from_parts(17_714_820_461, 0)
			.saturating_add(Weight::from_parts(313_405_715, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(107))
			.saturating_add(ParityDbWeight::get().reads(38_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(69))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	fn withdraw(n: u32) -> Weight {
		Weight::from_parts(697_398_000, 0)
			.saturating_add(Weight::from_parts(772_177_413, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	fn accept(n: u32) -> Weight {
		Weight::from_parts(1_239_784_000, 0)
			.saturating_add(Weight::from_parts(1_499_456_269, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(25))
			.saturating_add(ParityDbWeight::get().reads(51_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(13))
			.saturating_add(ParityDbWeight::get().writes(70_u64.saturating_mul(n.into())))
	}
	fn reject(n: u32) -> Weight {
		Weight::from_parts(736_796_000, 0)
			.saturating_add(Weight::from_parts(823_975_402, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(13))
			.saturating_add(ParityDbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(7))
			.saturating_add(ParityDbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	fn control(n: u32) -> Weight {
		Weight::from_parts(5_536_556, 0)
			.saturating_add(Weight::from_parts(128_405_160, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().reads(6_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
	fn assess(n: u32) -> Weight {
		Weight::from_parts(1_299_713_000, 0)
			.saturating_add(Weight::from_parts(1_928_279_009, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().reads(71_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(34_u64.saturating_mul(n.into())))
	}
	fn release(n: u32) -> Weight {
		Weight::from_parts(1_419_101_000, 0)
			.saturating_add(Weight::from_parts(2_123_163_871, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(16))
			.saturating_add(ParityDbWeight::get().reads(73_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(8))
			.saturating_add(ParityDbWeight::get().writes(37_u64.saturating_mul(n.into())))
	}
	fn detain(n: u32) -> Weight {
		Weight::from_parts(440_826_909, 0)
			.saturating_add(Weight::from_parts(1_959_687_858, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(16))
			.saturating_add(ParityDbWeight::get().reads(74_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(8))
			.saturating_add(ParityDbWeight::get().writes(37_u64.saturating_mul(n.into())))
	}
	fn return_abroad(n: u32) -> Weight {
		Weight::from_parts(1_476_685_049, 0)
			.saturating_add(Weight::from_parts(3_711_403_570, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(16))
			.saturating_add(ParityDbWeight::get().reads(77_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(7))
			.saturating_add(ParityDbWeight::get().writes(74_u64.saturating_mul(n.into())))
	}
	fn destroy(n: u32) -> Weight {
		Weight::from_parts(521_162_765, 0)
			.saturating_add(Weight::from_parts(4_740_942_336, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(13))
			.saturating_add(ParityDbWeight::get().reads(108_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(141))
			.saturating_add(ParityDbWeight::get().writes(66_u64.saturating_mul(n.into())))
	}
	fn to_free_circulation(n: u32) -> Weight {
		Weight::from_parts(1_223_544_483, 0)
			.saturating_add(Weight::from_parts(1_277_449_264, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(13))
			.saturating_add(ParityDbWeight::get().reads(71_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(35_u64.saturating_mul(n.into())))
	}
	fn invalidate(n: u32) -> Weight {
		Weight::from_parts(2_683_883_000, 0)
			.saturating_add(Weight::from_parts(2_381_663_785, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(16))
			.saturating_add(ParityDbWeight::get().reads(77_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(7))
			.saturating_add(ParityDbWeight::get().writes(75_u64.saturating_mul(n.into())))
	}
	fn close() -> Weight {
		Weight::from_parts(162_501_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn open_match() -> Weight {
		Weight::from_parts(159_036_000, 0)
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn reopen_match() -> Weight {
		Weight::from_parts(169_212_000, 0)
			.saturating_add(ParityDbWeight::get().reads(13))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn commit_document() -> Weight {
		Weight::from_parts(73_199_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn reveal_document() -> Weight {
		Weight::from_parts(1_072_306_000, 0)
			.saturating_add(ParityDbWeight::get().reads(61))
			.saturating_add(ParityDbWeight::get().writes(39))
	}
	fn propose_override(n: u32) -> Weight {
		Weight::from_parts(6_438_457, 0)
			.saturating_add(Weight::from_parts(112_700_398, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(4))
			.saturating_add(ParityDbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
	fn confirm_override(n: u32) -> Weight {
		Weight::from_parts(134_939_722, 0)
			.saturating_add(Weight::from_parts(99_849_369, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(4))
			.saturating_add(ParityDbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}
	fn move_ranges(r: u32) -> Weight {
		Weight::from_parts(56_544_000, 0)
			.saturating_add(Weight::from_parts(40_796_835, 0).saturating_mul(r.into()))
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().reads(2_u64.saturating_mul(r.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(r.into())))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(10_275_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
}
