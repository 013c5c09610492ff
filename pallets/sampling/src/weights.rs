//! Weights of `pallet_sampling`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// What the calls, hooks and services of `pallet_sampling` cost.
pub trait WeightInfo {
	fn set_rules() -> Weight;
	fn cancel_pending() -> Weight;
	fn enter_whitelist() -> Weight;
	fn withdraw_whitelisting() -> Weight;
	fn set_panel(n: u32) -> Weight;
	fn settle() -> Weight;
	fn order_control() -> Weight;
	fn check_documents() -> Weight;
	fn assign_agency() -> Weight;
	fn open_examination() -> Weight;
	fn reveal_draw() -> Weight;
	fn reveal_repetition() -> Weight;
	fn report_sample(n: u32) -> Weight;
	fn conclude() -> Weight;
	fn reassign() -> Weight;
	fn grant_resubmission() -> Weight;
	fn resume() -> Weight;
	fn approve_reduced() -> Weight;
	fn report_irregular_production() -> Weight;
	fn set_settings() -> Weight;
	fn declare_lost() -> Weight;
	fn decide(n: u32) -> Weight;
	fn control() -> Weight;
	fn remember(n: u32) -> Weight;
	fn on_notice() -> Weight;
	fn has_examined() -> Weight;
}

/// The weights with the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::RuleSets` (r:1 w:1)
	/// Storage: `Sampling::RulesHeads` (r:1 w:1)
	fn set_rules() -> Weight {
		Weight::from_parts(690_638_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Sampling::RulesHeads` (r:1 w:1)
	fn cancel_pending() -> Weight {
		Weight::from_parts(41_963_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `ProductIdentity::ProductVersions` (r:1 w:0)
	/// Storage: `ProductIdentity::Products` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Whitelist` (r:1 w:1)
	fn enter_whitelist() -> Weight {
		Weight::from_parts(142_341_000, 0)
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `Journal::JournalLength` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Whitelist` (r:1 w:1)
	fn withdraw_whitelisting() -> Weight {
		Weight::from_parts(106_578_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:65 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Panels` (r:1 w:1)
	/// The range of component `n` is `[0, 64]`.
	fn set_panel(n: u32) -> Weight {
		Weight::from_parts(38_572_420, 0)
			.saturating_add(Weight::from_parts(8_028_266, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Inspection::Accreditations` (r:64 w:0)
	/// Storage: `Inspection::AccreditationsOf` (r:64 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:103 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Panels` (r:1 w:0)
	/// Storage: `Sampling::SecretsOf` (r:1 w:1)
	fn settle() -> Weight {
		Weight::from_parts(7_163_667_000, 0)
			.saturating_add(T::DbWeight::get().reads(276))
			.saturating_add(T::DbWeight::get().writes(39))
	}
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:3 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:0)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	fn order_control() -> Weight {
		Weight::from_parts(1_080_477_000, 0)
			.saturating_add(T::DbWeight::get().reads(45))
			.saturating_add(T::DbWeight::get().writes(37))
	}
	/// Storage: `Inspection::RequiredStandards` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:3 w:0)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `ProductIdentity::ProductVersions` (r:1 w:0)
	/// Storage: `ProductIdentity::Products` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	fn check_documents() -> Weight {
		Weight::from_parts(1_182_299_000, 0)
			.saturating_add(T::DbWeight::get().reads(63))
			.saturating_add(T::DbWeight::get().writes(37))
	}
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Inspection::AccreditationsOf` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:104 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Panels` (r:1 w:0)
	fn assign_agency() -> Weight {
		Weight::from_parts(1_950_151_000, 0)
			.saturating_add(T::DbWeight::get().reads(150))
			.saturating_add(T::DbWeight::get().writes(38))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Inspection::AccreditationsOf` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:38 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Pending` (r:1 w:1)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::ExaminedBy` (r:0 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::SecretsOf` (r:1 w:1)
	/// Storage: `Sampling::Streams` (r:6 w:0)
	/// Storage: `Sampling::Tallies` (r:6 w:0)
	fn open_examination() -> Weight {
		Weight::from_parts(1_488_794_000, 0)
			.saturating_add(T::DbWeight::get().reads(99))
			.saturating_add(T::DbWeight::get().writes(42))
	}
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:3 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Samples` (r:0 w:1)
	/// Storage: `Sampling::SecretsOf` (r:1 w:1)
	fn reveal_draw() -> Weight {
		Weight::from_parts(2_070_710_000, 0)
			.saturating_add(T::DbWeight::get().reads(48))
			.saturating_add(T::DbWeight::get().writes(41))
	}
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:39 w:0)
	/// Storage: `Quota::Overrides` (r:2 w:0)
	/// Storage: `Quota::Stored` (r:2 w:2)
	/// Storage: `Quota::Usages` (r:2 w:2)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `Sampling::Asked` (r:16 w:16)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:0)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::MarkPages` (r:0 w:2048)
	/// Storage: `Sampling::Marks` (r:64 w:64)
	/// Storage: `Sampling::Panels` (r:1 w:0)
	/// Storage: `Sampling::Records` (r:1 w:3)
	/// Storage: `Sampling::SecretsOf` (r:1 w:1)
	/// Storage: `Sampling::Statistics` (r:6 w:6)
	/// Storage: `Sampling::Streams` (r:6 w:6)
	/// Storage: `Sampling::Tallies` (r:22 w:22)
	fn reveal_repetition() -> Weight {
		Weight::from_parts(70_982_315_000, 0)
			.saturating_add(T::DbWeight::get().reads(203))
			.saturating_add(T::DbWeight::get().writes(2206))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::ItemPages` (r:254 w:254)
	/// Storage: `ProductIdentity::Lots` (r:2 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:0)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Reports` (r:1 w:1)
	/// Storage: `Sampling::Samples` (r:1 w:0)
	/// The range of component `n` is `[1, 256]`.
	fn report_sample(n: u32) -> Weight {
		Weight::from_parts(304_038_824, 0)
			.saturating_add(Weight::from_parts(7_194_066, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Inspection::AccreditationsOf` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:38 w:0)
	/// Storage: `Quota::Overrides` (r:2 w:0)
	/// Storage: `Quota::Stored` (r:2 w:2)
	/// Storage: `Quota::Usages` (r:2 w:2)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Asked` (r:16 w:16)
	/// Storage: `Sampling::Decisions` (r:1 w:0)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::MarkPages` (r:0 w:2048)
	/// Storage: `Sampling::Marks` (r:64 w:64)
	/// Storage: `Sampling::Records` (r:1 w:3)
	/// Storage: `Sampling::Statistics` (r:7 w:7)
	/// Storage: `Sampling::Streams` (r:6 w:6)
	/// Storage: `Sampling::Tallies` (r:22 w:22)
	fn conclude() -> Weight {
		Weight::from_parts(65_938_882_000, 0)
			.saturating_add(T::DbWeight::get().reads(201))
			.saturating_add(T::DbWeight::get().writes(2205))
	}
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:39 w:0)
	/// Storage: `Quota::Overrides` (r:2 w:0)
	/// Storage: `Quota::Stored` (r:2 w:2)
	/// Storage: `Quota::Usages` (r:2 w:2)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Asked` (r:16 w:16)
	/// Storage: `Sampling::Decisions` (r:1 w:0)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::MarkPages` (r:0 w:2048)
	/// Storage: `Sampling::Marks` (r:64 w:64)
	/// Storage: `Sampling::Panels` (r:1 w:0)
	/// Storage: `Sampling::Records` (r:1 w:3)
	/// Storage: `Sampling::Statistics` (r:6 w:6)
	/// Storage: `Sampling::Streams` (r:6 w:6)
	/// Storage: `Sampling::Tallies` (r:22 w:22)
	fn reassign() -> Weight {
		Weight::from_parts(70_472_347_000, 0)
			.saturating_add(T::DbWeight::get().reads(200))
			.saturating_add(T::DbWeight::get().writes(2204))
	}
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:3 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:0)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	fn grant_resubmission() -> Weight {
		Weight::from_parts(1_043_452_000, 0)
			.saturating_add(T::DbWeight::get().reads(46))
			.saturating_add(T::DbWeight::get().writes(37))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Sampling::Streams` (r:1 w:1)
	/// Storage: `Sampling::Tallies` (r:8 w:8)
	fn resume() -> Weight {
		Weight::from_parts(182_742_000, 0)
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Sampling::Streams` (r:1 w:1)
	/// Storage: `Sampling::Tallies` (r:1 w:1)
	fn approve_reduced() -> Weight {
		Weight::from_parts(101_461_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Sampling::Streams` (r:1 w:1)
	/// Storage: `Sampling::Tallies` (r:1 w:1)
	fn report_irregular_production() -> Weight {
		Weight::from_parts(113_930_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Sampling::CouncilSettings` (r:1 w:1)
	fn set_settings() -> Weight {
		Weight::from_parts(16_034_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:3 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Pending` (r:1 w:1)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	fn declare_lost() -> Weight {
		Weight::from_parts(1_018_125_000, 0)
			.saturating_add(T::DbWeight::get().reads(48))
			.saturating_add(T::DbWeight::get().writes(40))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Storage: `Journal::JournalLength` (r:17 w:17)
	/// Storage: `Journal::JournalPages` (r:17 w:17)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Pending` (r:1 w:1)
	/// Storage: `Sampling::Asked` (r:16 w:0)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:0 w:16)
	/// Storage: `Sampling::FirstSeen` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:0 w:16)
	/// Storage: `Sampling::MarkPages` (r:528 w:0)
	/// Storage: `Sampling::Marks` (r:32 w:0)
	/// Storage: `Sampling::NextDecisionId` (r:1 w:1)
	/// Storage: `Sampling::Records` (r:35 w:0)
	/// Storage: `Sampling::RuleSets` (r:2 w:0)
	/// Storage: `Sampling::RulesHeads` (r:2 w:0)
	/// Storage: `Sampling::SecretsOf` (r:0 w:1)
	/// Storage: `Sampling::Statistics` (r:20 w:20)
	/// Storage: `Sampling::Tallies` (r:51 w:0)
	/// Storage: `Sampling::Whitelist` (r:1 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn decide(n: u32) -> Weight {
		Weight::from_parts(655_524_298, 0)
			.saturating_add(Weight::from_parts(1_396_509_049, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(29))
			.saturating_add(T::DbWeight::get().reads(44_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(13))
			.saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	/// Storage: `Sampling::Decisions` (r:1 w:0)
	/// Storage: `Sampling::Examinations` (r:1 w:0)
	/// Storage: `Sampling::Streams` (r:6 w:0)
	fn control() -> Weight {
		Weight::from_parts(74_020_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
	}
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Pending` (r:1 w:1)
	/// Storage: `Sampling::Asked` (r:16 w:16)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:0)
	/// Storage: `Sampling::FirstSeen` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::MarkPages` (r:0 w:1536)
	/// Storage: `Sampling::Marks` (r:48 w:48)
	/// Storage: `Sampling::Records` (r:1 w:1)
	/// The range of component `n` is `[1, 16]`.
	fn remember(n: u32) -> Weight {
		Weight::from_parts(1_100_199_758, 0)
			.saturating_add(Weight::from_parts(2_840_142_239, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(7))
			.saturating_add(T::DbWeight::get().writes(100_u64.saturating_mul(n.into())))
	}
	/// Storage: `Sampling::Records` (r:1 w:1)
	/// Storage: `Sampling::Statistics` (r:3 w:3)
	fn on_notice() -> Weight {
		Weight::from_parts(21_241_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Sampling::ExaminedBy` (r:1 w:0)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	fn has_examined() -> Weight {
		Weight::from_parts(46_940_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn set_rules() -> Weight {
		Weight::from_parts(690_638_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn cancel_pending() -> Weight {
		Weight::from_parts(41_963_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn enter_whitelist() -> Weight {
		Weight::from_parts(142_341_000, 0)
			.saturating_add(ParityDbWeight::get().reads(13))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn withdraw_whitelisting() -> Weight {
		Weight::from_parts(106_578_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn set_panel(n: u32) -> Weight {
		Weight::from_parts(38_572_420, 0)
			.saturating_add(Weight::from_parts(8_028_266, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn settle() -> Weight {
		Weight::from_parts(7_163_667_000, 0)
			.saturating_add(ParityDbWeight::get().reads(276))
			.saturating_add(ParityDbWeight::get().writes(39))
	}
	fn order_control() -> Weight {
		Weight::from_parts(1_080_477_000, 0)
			.saturating_add(ParityDbWeight::get().reads(45))
			.saturating_add(ParityDbWeight::get().writes(37))
	}
	fn check_documents() -> Weight {
		Weight::from_parts(1_182_299_000, 0)
			.saturating_add(ParityDbWeight::get().reads(63))
			.saturating_add(ParityDbWeight::get().writes(37))
	}
	fn assign_agency() -> Weight {
		Weight::from_parts(1_950_151_000, 0)
			.saturating_add(ParityDbWeight::get().reads(150))
			.saturating_add(ParityDbWeight::get().writes(38))
	}
	fn open_examination() -> Weight {
		Weight::from_parts(1_488_794_000, 0)
			.saturating_add(ParityDbWeight::get().reads(99))
			.saturating_add(ParityDbWeight::get().writes(42))
	}
	fn reveal_draw() -> Weight {
		Weight::from_parts(2_070_710_000, 0)
			.saturating_add(ParityDbWeight::get().reads(48))
			.saturating_add(ParityDbWeight::get().writes(41))
	}
	fn reveal_repetition() -> Weight {
		Weight::from_parts(70_982_315_000, 0)
			.saturating_add(ParityDbWeight::get().reads(203))
			.saturating_add(ParityDbWeight::get().writes(2206))
	}
	fn report_sample(n: u32) -> Weight {
		Weight::from_parts(304_038_824, 0)
			.saturating_add(Weight::from_parts(7_194_066, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(4))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	fn conclude() -> Weight {
		Weight::from_parts(65_938_882_000, 0)
			.saturating_add(ParityDbWeight::get().reads(201))
			.saturating_add(ParityDbWeight::get().writes(2205))
	}
	fn reassign() -> Weight {
		Weight::from_parts(70_472_347_000, 0)
			.saturating_add(ParityDbWeight::get().reads(200))
			.saturating_add(ParityDbWeight::get().writes(2204))
	}
	fn grant_resubmission() -> Weight {
		Weight::from_parts(1_043_452_000, 0)
			.saturating_add(ParityDbWeight::get().reads(46))
			.saturating_add(ParityDbWeight::get().writes(37))
	}
	fn resume() -> Weight {
		Weight::from_parts(182_742_000, 0)
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().writes(9))
	}
	fn approve_reduced() -> Weight {
		Weight::from_parts(101_461_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn report_irregular_production() -> Weight {
		Weight::from_parts(113_930_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(16_034_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn declare_lost() -> Weight {
		Weight::from_parts(1_018_125_000, 0)
			.saturating_add(ParityDbWeight::get().reads(48))
			.saturating_add(ParityDbWeight::get().writes(40))
	}
	fn decide(n: u32) -> Weight {
		Weight::from_parts(655_524_298, 0)
			.saturating_add(Weight::from_parts(1_396_509_049, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(29))
			.saturating_add(ParityDbWeight::get().reads(44_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(13))
			.saturating_add(ParityDbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	fn control() -> Weight {
		Weight::from_parts(74_020_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8))
	}
	fn remember(n: u32) -> Weight {
		Weight::from_parts(1_100_199_758, 0)
			.saturating_add(Weight::from_parts(2_840_142_239, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(7))
			.saturating_add(ParityDbWeight::get().writes(100_u64.saturating_mul(n.into())))
	}
	fn on_notice() -> Weight {
		Weight::from_parts(21_241_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn has_examined() -> Weight {
		Weight::from_parts(46_940_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
	}
}
