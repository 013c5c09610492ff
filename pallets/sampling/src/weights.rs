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
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::RuleSets` (r:1 w:1)
	/// Storage: `Sampling::RulesHeads` (r:1 w:1)
	fn set_rules() -> Weight {
		Weight::from_parts(315_208_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Sampling::RulesHeads` (r:1 w:1)
	fn cancel_pending() -> Weight {
		Weight::from_parts(25_918_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `ProductIdentity::Products` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Whitelist` (r:1 w:1)
	fn enter_whitelist() -> Weight {
		Weight::from_parts(72_157_000, 0)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::Whitelist` (r:1 w:1)
	fn withdraw_whitelisting() -> Weight {
		Weight::from_parts(59_479_000, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:65 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::Panels` (r:1 w:1)
	/// The range of component `n` is `[0, 64]`.
	fn set_panel(n: u32) -> Weight {
		Weight::from_parts(28_422_806, 0)
			.saturating_add(Weight::from_parts(3_873_094, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Inspection::Accreditations` (r:64 w:0)
	/// Storage: `Inspection::AccreditationsOf` (r:64 w:0)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:103 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `RandomnessBeacon::FinalBlock` (r:1 w:0)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Panels` (r:1 w:0)
	/// Storage: `Sampling::SecretsOf` (r:1 w:1)
	fn settle() -> Weight {
		Weight::from_parts(1_507_703_000, 0)
			.saturating_add(T::DbWeight::get().reads(291))
			.saturating_add(T::DbWeight::get().writes(21))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:3 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:0)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	fn order_control() -> Weight {
		Weight::from_parts(495_457_000, 0)
			.saturating_add(T::DbWeight::get().reads(59))
			.saturating_add(T::DbWeight::get().writes(19))
	}
	/// Storage: `Inspection::RequiredStandards` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:3 w:0)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `ProductIdentity::Products` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	fn check_documents() -> Weight {
		Weight::from_parts(628_666_000, 0)
			.saturating_add(T::DbWeight::get().reads(76))
			.saturating_add(T::DbWeight::get().writes(19))
	}
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Inspection::AccreditationsOf` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:104 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Panels` (r:1 w:0)
	fn assign_agency() -> Weight {
		Weight::from_parts(1_017_454_000, 0)
			.saturating_add(T::DbWeight::get().reads(164))
			.saturating_add(T::DbWeight::get().writes(20))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Inspection::AccreditationsOf` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:38 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
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
		Weight::from_parts(783_585_000, 0)
			.saturating_add(T::DbWeight::get().reads(113))
			.saturating_add(T::DbWeight::get().writes(24))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:3 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `RandomnessBeacon::FinalBlock` (r:1 w:0)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Samples` (r:0 w:1)
	/// Storage: `Sampling::SecretsOf` (r:1 w:1)
	fn reveal_draw() -> Weight {
		Weight::from_parts(1_113_676_000, 0)
			.saturating_add(T::DbWeight::get().reads(63))
			.saturating_add(T::DbWeight::get().writes(23))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:39 w:0)
	/// Storage: `Quota::Parties` (r:2 w:2)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `RandomnessBeacon::FinalBlock` (r:1 w:0)
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
		Weight::from_parts(31_249_978_000, 0)
			.saturating_add(T::DbWeight::get().reads(216))
			.saturating_add(T::DbWeight::get().writes(2187))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::ItemPages` (r:254 w:254)
	/// Storage: `ProductIdentity::Lots` (r:2 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:1 w:0)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Reports` (r:1 w:1)
	/// Storage: `Sampling::Samples` (r:1 w:0)
	/// The range of component `n` is `[1, 256]`.
	fn report_sample(n: u32) -> Weight {
		Weight::from_parts(217_596_940, 0)
			.saturating_add(Weight::from_parts(3_980_125, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Inspection::AccreditationsOf` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:38 w:0)
	/// Storage: `Quota::Parties` (r:2 w:2)
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
		Weight::from_parts(31_867_917_000, 0)
			.saturating_add(T::DbWeight::get().reads(213))
			.saturating_add(T::DbWeight::get().writes(2186))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:39 w:0)
	/// Storage: `Quota::Parties` (r:2 w:2)
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
		Weight::from_parts(31_614_621_000, 0)
			.saturating_add(T::DbWeight::get().reads(212))
			.saturating_add(T::DbWeight::get().writes(2185))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:3 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:0)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	fn grant_resubmission() -> Weight {
		Weight::from_parts(619_853_000, 0)
			.saturating_add(T::DbWeight::get().reads(60))
			.saturating_add(T::DbWeight::get().writes(19))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Sampling::Streams` (r:1 w:1)
	/// Storage: `Sampling::Tallies` (r:8 w:8)
	fn resume() -> Weight {
		Weight::from_parts(93_288_000, 0)
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Sampling::Streams` (r:1 w:1)
	/// Storage: `Sampling::Tallies` (r:1 w:1)
	fn approve_reduced() -> Weight {
		Weight::from_parts(52_919_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Sampling::Streams` (r:1 w:1)
	/// Storage: `Sampling::Tallies` (r:1 w:1)
	fn report_irregular_production() -> Weight {
		Weight::from_parts(59_258_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Sampling::CouncilSettings` (r:1 w:1)
	fn set_settings() -> Weight {
		Weight::from_parts(9_674_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:3 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Pending` (r:1 w:1)
	/// Storage: `Sampling::CouncilSettings` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	fn declare_lost() -> Weight {
		Weight::from_parts(518_922_000, 0)
			.saturating_add(T::DbWeight::get().reads(62))
			.saturating_add(T::DbWeight::get().writes(22))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
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
		Weight::from_parts(247_199_718, 0)
			.saturating_add(Weight::from_parts(508_791_311, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(26))
			.saturating_add(T::DbWeight::get().reads(45_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(11))
			.saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:0)
	/// Storage: `Sampling::Examinations` (r:1 w:0)
	/// Storage: `Sampling::Streams` (r:6 w:0)
	fn control() -> Weight {
		Weight::from_parts(57_755_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
	}
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
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
		Weight::from_parts(1_379_012_000, 0)
			.saturating_add(Weight::from_parts(1_249_144_492, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes(100_u64.saturating_mul(n.into())))
	}
	/// Storage: `Sampling::Records` (r:1 w:1)
	/// Storage: `Sampling::Statistics` (r:3 w:3)
	fn on_notice() -> Weight {
		Weight::from_parts(12_288_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Sampling::ExaminedBy` (r:1 w:0)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	fn has_examined() -> Weight {
		Weight::from_parts(24_887_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn set_rules() -> Weight {
		Weight::from_parts(315_208_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn cancel_pending() -> Weight {
		Weight::from_parts(25_918_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn enter_whitelist() -> Weight {
		Weight::from_parts(72_157_000, 0)
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn withdraw_whitelisting() -> Weight {
		Weight::from_parts(59_479_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn set_panel(n: u32) -> Weight {
		Weight::from_parts(28_422_806, 0)
			.saturating_add(Weight::from_parts(3_873_094, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn settle() -> Weight {
		Weight::from_parts(1_507_703_000, 0)
			.saturating_add(ParityDbWeight::get().reads(291))
			.saturating_add(ParityDbWeight::get().writes(21))
	}
	fn order_control() -> Weight {
		Weight::from_parts(495_457_000, 0)
			.saturating_add(ParityDbWeight::get().reads(59))
			.saturating_add(ParityDbWeight::get().writes(19))
	}
	fn check_documents() -> Weight {
		Weight::from_parts(628_666_000, 0)
			.saturating_add(ParityDbWeight::get().reads(76))
			.saturating_add(ParityDbWeight::get().writes(19))
	}
	fn assign_agency() -> Weight {
		Weight::from_parts(1_017_454_000, 0)
			.saturating_add(ParityDbWeight::get().reads(164))
			.saturating_add(ParityDbWeight::get().writes(20))
	}
	fn open_examination() -> Weight {
		Weight::from_parts(783_585_000, 0)
			.saturating_add(ParityDbWeight::get().reads(113))
			.saturating_add(ParityDbWeight::get().writes(24))
	}
	fn reveal_draw() -> Weight {
		Weight::from_parts(1_113_676_000, 0)
			.saturating_add(ParityDbWeight::get().reads(63))
			.saturating_add(ParityDbWeight::get().writes(23))
	}
	fn reveal_repetition() -> Weight {
		Weight::from_parts(31_249_978_000, 0)
			.saturating_add(ParityDbWeight::get().reads(216))
			.saturating_add(ParityDbWeight::get().writes(2187))
	}
	fn report_sample(n: u32) -> Weight {
		Weight::from_parts(217_596_940, 0)
			.saturating_add(Weight::from_parts(3_980_125, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	fn conclude() -> Weight {
		Weight::from_parts(31_867_917_000, 0)
			.saturating_add(ParityDbWeight::get().reads(213))
			.saturating_add(ParityDbWeight::get().writes(2186))
	}
	fn reassign() -> Weight {
		Weight::from_parts(31_614_621_000, 0)
			.saturating_add(ParityDbWeight::get().reads(212))
			.saturating_add(ParityDbWeight::get().writes(2185))
	}
	fn grant_resubmission() -> Weight {
		Weight::from_parts(619_853_000, 0)
			.saturating_add(ParityDbWeight::get().reads(60))
			.saturating_add(ParityDbWeight::get().writes(19))
	}
	fn resume() -> Weight {
		Weight::from_parts(93_288_000, 0)
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().writes(9))
	}
	fn approve_reduced() -> Weight {
		Weight::from_parts(52_919_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn report_irregular_production() -> Weight {
		Weight::from_parts(59_258_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(9_674_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn declare_lost() -> Weight {
		Weight::from_parts(518_922_000, 0)
			.saturating_add(ParityDbWeight::get().reads(62))
			.saturating_add(ParityDbWeight::get().writes(22))
	}
	fn decide(n: u32) -> Weight {
		Weight::from_parts(247_199_718, 0)
			.saturating_add(Weight::from_parts(508_791_311, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(26))
			.saturating_add(ParityDbWeight::get().reads(45_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(11))
			.saturating_add(ParityDbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}
	fn control() -> Weight {
		Weight::from_parts(57_755_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9))
	}
	fn remember(n: u32) -> Weight {
		Weight::from_parts(1_379_012_000, 0)
			.saturating_add(Weight::from_parts(1_249_144_492, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(6))
			.saturating_add(ParityDbWeight::get().writes(100_u64.saturating_mul(n.into())))
	}
	fn on_notice() -> Weight {
		Weight::from_parts(12_288_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn has_examined() -> Weight {
		Weight::from_parts(24_887_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
	}
}
