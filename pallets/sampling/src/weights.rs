//! Weights of `pallet_sampling`, measured by `scripts/bench.sh`: 20 steps, 10 repeats, on
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
	/// Storage: `Sampling::RuleSets` (r:1 w:1)
	/// Storage: `Sampling::RulesHeads` (r:1 w:1)
	/// Storage: `Sampling::Timing` (r:1 w:0)
	fn set_rules() -> Weight {
		Weight::from_parts(501_157_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Sampling::RulesHeads` (r:1 w:1)
	fn cancel_pending() -> Weight {
		Weight::from_parts(31_337_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:1 w:1)
	/// Storage: `ProductIdentity::JournalPages` (r:1 w:1)
	/// Storage: `ProductIdentity::ProductVersions` (r:1 w:0)
	/// Storage: `ProductIdentity::Products` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Whitelist` (r:1 w:1)
	fn enter_whitelist() -> Weight {
		Weight::from_parts(118_411_000, 0)
			.saturating_add(T::DbWeight::get().reads(18))
			.saturating_add(T::DbWeight::get().writes(11))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:1 w:1)
	/// Storage: `ProductIdentity::JournalPages` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Whitelist` (r:1 w:1)
	fn withdraw_whitelisting() -> Weight {
		Weight::from_parts(81_912_000, 0)
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
		Weight::from_parts(54_431_682, 0)
			.saturating_add(Weight::from_parts(6_926_448, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	/// Storage: `Inspection::Accreditations` (r:64 w:0)
	/// Storage: `Inspection::AccreditationsOf` (r:64 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:92 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Panels` (r:1 w:0)
	/// Storage: `Sampling::SecretsOf` (r:1 w:1)
	/// Storage: `Sampling::Timing` (r:1 w:0)
	fn settle() -> Weight {
		Weight::from_parts(2_226_484_000, 0)
			.saturating_add(T::DbWeight::get().reads(271))
			.saturating_add(T::DbWeight::get().writes(45))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:0)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	fn order_control() -> Weight {
		Weight::from_parts(840_218_000, 0)
			.saturating_add(T::DbWeight::get().reads(49))
			.saturating_add(T::DbWeight::get().writes(43))
	}
	/// Storage: `Inspection::RequiredStandards` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
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
		Weight::from_parts(1_006_776_000, 0)
			.saturating_add(T::DbWeight::get().reads(67))
			.saturating_add(T::DbWeight::get().writes(43))
	}
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Inspection::AccreditationsOf` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:29 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Timing` (r:1 w:0)
	fn assign_agency() -> Weight {
		Weight::from_parts(1_038_964_000, 0)
			.saturating_add(T::DbWeight::get().reads(144))
			.saturating_add(T::DbWeight::get().writes(44))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Inspection::AccreditationsOf` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:28 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Pending` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::ExaminedBy` (r:0 w:16)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::SecretsOf` (r:1 w:1)
	/// Storage: `Sampling::Streams` (r:48 w:0)
	/// Storage: `Sampling::Tallies` (r:6 w:0)
	/// Storage: `Sampling::Timing` (r:1 w:0)
	fn open_examination() -> Weight {
		Weight::from_parts(1_410_178_000, 0)
			.saturating_add(T::DbWeight::get().reads(137))
			.saturating_add(T::DbWeight::get().writes(63))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Samples` (r:0 w:1)
	/// Storage: `Sampling::SecretsOf` (r:1 w:1)
	/// Storage: `Sampling::Timing` (r:1 w:0)
	fn reveal_draw() -> Weight {
		Weight::from_parts(1_755_747_000, 0)
			.saturating_add(T::DbWeight::get().reads(46))
			.saturating_add(T::DbWeight::get().writes(41))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:28 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:1 w:0)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::GoodsRecords` (r:16 w:16)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Memories` (r:16 w:16)
	/// Storage: `Sampling::Panels` (r:1 w:0)
	/// Storage: `Sampling::SecretsOf` (r:1 w:1)
	/// Storage: `Sampling::SetBack` (r:16 w:16)
	/// Storage: `Sampling::Statistics` (r:20 w:20)
	/// Storage: `Sampling::Streams` (r:48 w:48)
	/// Storage: `Sampling::Tallies` (r:294 w:292)
	/// Storage: `Sampling::Timing` (r:1 w:0)
	/// Storage: `Sampling::Troubles` (r:0 w:16)
	fn reveal_repetition() -> Weight {
		Weight::from_parts(19_300_522_000, 0)
			.saturating_add(T::DbWeight::get().reads(2684))
			.saturating_add(T::DbWeight::get().writes(2663))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::ItemPages` (r:253 w:253)
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
		Weight::from_parts(311_034_350, 0)
			.saturating_add(Weight::from_parts(6_030_271, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Inspection::AccreditationsOf` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:28 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:0)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::GoodsRecords` (r:16 w:16)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Memories` (r:16 w:16)
	/// Storage: `Sampling::SetBack` (r:16 w:16)
	/// Storage: `Sampling::Statistics` (r:21 w:21)
	/// Storage: `Sampling::Streams` (r:48 w:48)
	/// Storage: `Sampling::Tallies` (r:294 w:292)
	/// Storage: `Sampling::Troubles` (r:0 w:16)
	fn conclude() -> Weight {
		Weight::from_parts(21_519_109_000, 0)
			.saturating_add(T::DbWeight::get().reads(2683))
			.saturating_add(T::DbWeight::get().writes(2662))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:28 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:0)
	/// Storage: `Sampling::Examinations` (r:1 w:1)
	/// Storage: `Sampling::GoodsRecords` (r:16 w:16)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Memories` (r:16 w:16)
	/// Storage: `Sampling::Panels` (r:1 w:0)
	/// Storage: `Sampling::SetBack` (r:16 w:16)
	/// Storage: `Sampling::Statistics` (r:20 w:20)
	/// Storage: `Sampling::Streams` (r:48 w:48)
	/// Storage: `Sampling::Tallies` (r:294 w:292)
	/// Storage: `Sampling::Troubles` (r:0 w:16)
	fn reassign() -> Weight {
		Weight::from_parts(21_624_246_000, 0)
			.saturating_add(T::DbWeight::get().reads(2681))
			.saturating_add(T::DbWeight::get().writes(2661))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:0)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Timing` (r:1 w:0)
	fn grant_resubmission() -> Weight {
		Weight::from_parts(1_336_307_000, 0)
			.saturating_add(T::DbWeight::get().reads(50))
			.saturating_add(T::DbWeight::get().writes(43))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Sampling::Streams` (r:1 w:1)
	/// Storage: `Sampling::Tallies` (r:8 w:8)
	fn resume() -> Weight {
		Weight::from_parts(176_938_000, 0)
			.saturating_add(T::DbWeight::get().reads(17))
			.saturating_add(T::DbWeight::get().writes(15))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Sampling::Streams` (r:1 w:1)
	/// Storage: `Sampling::Tallies` (r:1 w:1)
	fn approve_reduced() -> Weight {
		Weight::from_parts(108_486_000, 0)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(8))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Sampling::Streams` (r:1 w:1)
	/// Storage: `Sampling::Tallies` (r:1 w:1)
	fn report_irregular_production() -> Weight {
		Weight::from_parts(102_338_000, 0)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(8))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn declare_lost() -> Weight {
		Weight::from_parts(1_336_307_000, 0)
			.saturating_add(T::DbWeight::get().reads(50))
			.saturating_add(T::DbWeight::get().writes(43))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Pending` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:0 w:16)
	/// Storage: `Sampling::FirstSeen` (r:1 w:1)
	/// Storage: `Sampling::GoodsRecords` (r:16 w:0)
	/// Storage: `Sampling::LinesOf` (r:0 w:16)
	/// Storage: `Sampling::Memories` (r:16 w:0)
	/// Storage: `Sampling::NextDecisionId` (r:1 w:1)
	/// Storage: `Sampling::RuleSets` (r:2 w:0)
	/// Storage: `Sampling::RulesHeads` (r:2 w:0)
	/// Storage: `Sampling::SecretsOf` (r:0 w:1)
	/// Storage: `Sampling::Statistics` (r:34 w:34)
	/// Storage: `Sampling::Troubles` (r:33 w:0)
	/// Storage: `Sampling::Whitelist` (r:16 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn decide(n: u32) -> Weight {
		Weight::from_parts(375_968_162, 0)
			.saturating_add(Weight::from_parts(580_657_294, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(23))
			.saturating_add(T::DbWeight::get().reads(112_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(11))
			.saturating_add(T::DbWeight::get().writes(8_u64.saturating_mul(n.into())))
	}
	/// Storage: `Sampling::Decisions` (r:1 w:0)
	/// Storage: `Sampling::Examinations` (r:1 w:0)
	/// Storage: `Sampling::Tallies` (r:6 w:0)
	fn control() -> Weight {
		Weight::from_parts(73_980_000, 0)
			.saturating_add(T::DbWeight::get().reads(14))
	}
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Pending` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:1 w:1)
	/// Storage: `Sampling::Examinations` (r:1 w:0)
	/// Storage: `Sampling::FirstSeen` (r:1 w:1)
	/// Storage: `Sampling::GoodsRecords` (r:16 w:16)
	/// Storage: `Sampling::LinesOf` (r:1 w:0)
	/// Storage: `Sampling::Memories` (r:16 w:16)
	/// Storage: `Sampling::SetBack` (r:16 w:16)
	/// The range of component `n` is `[1, 16]`.
	fn remember(n: u32) -> Weight {
		Weight::from_parts(33_566_295, 0)
			.saturating_add(Weight::from_parts(814_922_579, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads(103_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(10))
			.saturating_add(T::DbWeight::get().writes(103_u64.saturating_mul(n.into())))
	}
	/// Storage: `Sampling::Statistics` (r:3 w:3)
	/// Storage: `Sampling::Troubles` (r:0 w:1)
	fn on_notice() -> Weight {
		Weight::from_parts(27_115_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	/// Storage: `Sampling::ExaminedBy` (r:1 w:0)
	fn has_examined() -> Weight {
		Weight::from_parts(5_489_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn set_rules() -> Weight {
		Weight::from_parts(501_157_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn cancel_pending() -> Weight {
		Weight::from_parts(31_337_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn enter_whitelist() -> Weight {
		Weight::from_parts(118_411_000, 0)
			.saturating_add(ParityDbWeight::get().reads(18))
			.saturating_add(ParityDbWeight::get().writes(11))
	}
	fn withdraw_whitelisting() -> Weight {
		Weight::from_parts(81_912_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn set_panel(n: u32) -> Weight {
		Weight::from_parts(54_431_682, 0)
			.saturating_add(Weight::from_parts(6_926_448, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(13))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(9))
	}
	fn settle() -> Weight {
		Weight::from_parts(2_226_484_000, 0)
			.saturating_add(ParityDbWeight::get().reads(271))
			.saturating_add(ParityDbWeight::get().writes(45))
	}
	fn order_control() -> Weight {
		Weight::from_parts(840_218_000, 0)
			.saturating_add(ParityDbWeight::get().reads(49))
			.saturating_add(ParityDbWeight::get().writes(43))
	}
	fn check_documents() -> Weight {
		Weight::from_parts(1_006_776_000, 0)
			.saturating_add(ParityDbWeight::get().reads(67))
			.saturating_add(ParityDbWeight::get().writes(43))
	}
	fn assign_agency() -> Weight {
		Weight::from_parts(1_038_964_000, 0)
			.saturating_add(ParityDbWeight::get().reads(144))
			.saturating_add(ParityDbWeight::get().writes(44))
	}
	fn open_examination() -> Weight {
		Weight::from_parts(1_410_178_000, 0)
			.saturating_add(ParityDbWeight::get().reads(137))
			.saturating_add(ParityDbWeight::get().writes(63))
	}
	fn reveal_draw() -> Weight {
		Weight::from_parts(1_755_747_000, 0)
			.saturating_add(ParityDbWeight::get().reads(46))
			.saturating_add(ParityDbWeight::get().writes(41))
	}
	fn reveal_repetition() -> Weight {
		Weight::from_parts(19_300_522_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2684))
			.saturating_add(ParityDbWeight::get().writes(2663))
	}
	fn report_sample(n: u32) -> Weight {
		Weight::from_parts(311_034_350, 0)
			.saturating_add(Weight::from_parts(6_030_271, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(4))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	fn conclude() -> Weight {
		Weight::from_parts(21_519_109_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2683))
			.saturating_add(ParityDbWeight::get().writes(2662))
	}
	fn reassign() -> Weight {
		Weight::from_parts(21_624_246_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2681))
			.saturating_add(ParityDbWeight::get().writes(2661))
	}
	fn grant_resubmission() -> Weight {
		Weight::from_parts(1_336_307_000, 0)
			.saturating_add(ParityDbWeight::get().reads(50))
			.saturating_add(ParityDbWeight::get().writes(43))
	}
	fn resume() -> Weight {
		Weight::from_parts(176_938_000, 0)
			.saturating_add(ParityDbWeight::get().reads(17))
			.saturating_add(ParityDbWeight::get().writes(15))
	}
	fn approve_reduced() -> Weight {
		Weight::from_parts(108_486_000, 0)
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().writes(8))
	}
	fn report_irregular_production() -> Weight {
		Weight::from_parts(102_338_000, 0)
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().writes(8))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn declare_lost() -> Weight {
		Weight::from_parts(1_336_307_000, 0)
			.saturating_add(ParityDbWeight::get().reads(50))
			.saturating_add(ParityDbWeight::get().writes(43))
	}
	fn decide(n: u32) -> Weight {
		Weight::from_parts(375_968_162, 0)
			.saturating_add(Weight::from_parts(580_657_294, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(23))
			.saturating_add(ParityDbWeight::get().reads(112_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(11))
			.saturating_add(ParityDbWeight::get().writes(8_u64.saturating_mul(n.into())))
	}
	fn control() -> Weight {
		Weight::from_parts(73_980_000, 0)
			.saturating_add(ParityDbWeight::get().reads(14))
	}
	fn remember(n: u32) -> Weight {
		Weight::from_parts(33_566_295, 0)
			.saturating_add(Weight::from_parts(814_922_579, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().reads(103_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(10))
			.saturating_add(ParityDbWeight::get().writes(103_u64.saturating_mul(n.into())))
	}
	fn on_notice() -> Weight {
		Weight::from_parts(27_115_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().writes(10))
	}
	fn has_examined() -> Weight {
		Weight::from_parts(5_489_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
	}
}
