//! Weights of `pallet_customs_clearance`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.
//!
//! Not measured yet, but reckoned by what is read and written: `put_system`, `register`,
//! `withdraw_registration`, `confirm_registration`, `withdraw_confirmation`, and the part of numbers
//! in registers in `accept`, `release` and `to_free_circulation`.

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
	fn put_system() -> Weight;
	fn register() -> Weight;
	fn withdraw_registration() -> Weight;
	fn confirm_registration() -> Weight;
	fn withdraw_confirmation() -> Weight;
}

/// The weights with the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `CustomsClearance::Border` (r:528 w:0)
	/// Storage: `CustomsClearance::Declarations` (r:0 w:1)
	/// Storage: `CustomsClearance::Lines` (r:0 w:16)
	/// Storage: `CustomsClearance::NextDeclarationId` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:49 w:17)
	/// Storage: `Logistics::Lines` (r:16 w:0)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `ProductIdentity::Products` (r:16 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// The range of component `n` is `[1, 16]`.
	fn lodge(n: u32) -> Weight {
		Weight::from_parts(22_692_720, 0)
			.saturating_add(Weight::from_parts(202_130_716, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().reads(39_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:512 w:0)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:16)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `Logistics::Lines` (r:16 w:0)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:32 w:0)
	/// Storage: `ProductIdentity::Products` (r:32 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::MarkPages` (r:0 w:16)
	/// Storage: `Sampling::Marks` (r:16 w:16)
	/// Storage: `Sampling::Records` (r:16 w:16)
	/// The range of component `n` is `[1, 16]`.
	fn amend(n: u32) -> Weight {
		Weight::from_parts(2_786_276_329, 0)
			.saturating_add(Weight::from_parts(190_581_859, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(88))
			.saturating_add(T::DbWeight::get().reads(38_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(67))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `ProductIdentity::Products` (r:16 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::MarkPages` (r:0 w:16)
	/// Storage: `Sampling::Marks` (r:16 w:16)
	/// Storage: `Sampling::Records` (r:16 w:16)
	/// The range of component `n` is `[1, 16]`.
	fn withdraw(n: u32) -> Weight {
		Weight::from_parts(65_232_302, 0)
			.saturating_add(Weight::from_parts(195_371_734, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Storage: `CustomsClearance::Border` (r:528 w:1024)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::References` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:51 w:18)
	/// Storage: `Logistics::Lines` (r:16 w:0)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `ProductIdentity::Products` (r:16 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
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
		Weight::from_parts(94_871_248, 0)
			.saturating_add(Weight::from_parts(485_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(22))
			.saturating_add(T::DbWeight::get().reads(51_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(11))
			.saturating_add(T::DbWeight::get().writes(70_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `ProductIdentity::Products` (r:16 w:0)
	/// Storage: `Quota::Parties` (r:2 w:2)
	/// Storage: `Sampling::MarkPages` (r:0 w:16)
	/// Storage: `Sampling::Marks` (r:16 w:16)
	/// Storage: `Sampling::Records` (r:16 w:16)
	/// The range of component `n` is `[1, 16]`.
	fn reject(n: u32) -> Weight {
		Weight::from_parts(78_932_952, 0)
			.saturating_add(Weight::from_parts(193_156_082, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:52 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:16 w:0)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn control(n: u32) -> Weight {
		Weight::from_parts(64_847_185, 0)
			.saturating_add(Weight::from_parts(57_195_968, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(7_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:1040 w:512)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:0)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:16 w:0)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn assess(n: u32) -> Weight {
		Weight::from_parts(47_131_884, 0)
			.saturating_add(Weight::from_parts(458_424_886, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(72_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(33_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:1040 w:512)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:52 w:18)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:16 w:16)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// Storage: `Sampling::LinesOf` (r:16 w:0)
	/// Storage: `Sampling::Statistics` (r:19 w:19)
	/// The range of component `n` is `[1, 16]`.
	fn release(n: u32) -> Weight {
		Weight::from_parts(68_441_559, 0)
			.saturating_add(Weight::from_parts(660_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().reads(125_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes(36_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:1040 w:512)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:0)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:16 w:16)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// Storage: `Sampling::LinesOf` (r:16 w:0)
	/// Storage: `Sampling::Records` (r:16 w:16)
	/// Storage: `Sampling::Statistics` (r:19 w:19)
	/// The range of component `n` is `[1, 16]`.
	fn detain(n: u32) -> Weight {
		Weight::from_parts(112_204_789, 0)
			.saturating_add(Weight::from_parts(474_756_425, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().reads(75_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes(36_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:1040 w:1024)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:0)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:2 w:2)
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
		Weight::from_parts(60_814_603, 0)
			.saturating_add(Weight::from_parts(890_867_703, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads(78_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(T::DbWeight::get().writes(73_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:1040 w:512)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:0)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `Logistics::Known` (r:16 w:0)
	/// Storage: `Logistics::Lines` (r:16 w:16)
	/// Storage: `Logistics::Places` (r:528 w:512)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:16 w:16)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// Storage: `Sampling::LinesOf` (r:16 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn destroy(n: u32) -> Weight {
		Weight::from_parts(273_950_598, 0)
			.saturating_add(Weight::from_parts(1_234_553_622, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads(109_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(139))
			.saturating_add(T::DbWeight::get().writes(65_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:1040 w:512)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:52 w:18)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Sampling::Decisions` (r:16 w:0)
	/// Storage: `Sampling::Examinations` (r:16 w:0)
	/// The range of component `n` is `[1, 16]`.
	fn to_free_circulation(n: u32) -> Weight {
		Weight::from_parts(52_928_046, 0)
			.saturating_add(Weight::from_parts(632_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads(123_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(34_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:1040 w:1024)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Inspection::Accreditations` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:52 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:2 w:2)
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
		Weight::from_parts(101_825_052, 0)
			.saturating_add(Weight::from_parts(898_792_853, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads(78_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(T::DbWeight::get().writes(74_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn close() -> Weight {
		Weight::from_parts(80_259_000, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `CustomsClearance::CurrentSettings` (r:1 w:0)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Rounds` (r:0 w:1)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:4 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn open_match() -> Weight {
		Weight::from_parts(72_307_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `CustomsClearance::CurrentSettings` (r:1 w:0)
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Rounds` (r:1 w:1)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:4 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn reopen_match() -> Weight {
		Weight::from_parts(76_293_000, 0)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:0)
	/// Storage: `CustomsClearance::Rounds` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn commit_document() -> Weight {
		Weight::from_parts(43_225_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:1)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::RevealedRoots` (r:1 w:1)
	/// Storage: `CustomsClearance::Rounds` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:3 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn reveal_document() -> Weight {
		Weight::from_parts(555_126_000, 0)
			.saturating_add(T::DbWeight::get().reads(75))
			.saturating_add(T::DbWeight::get().writes(21))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:0)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// The range of component `n` is `[1, 16]`.
	fn propose_override(n: u32) -> Weight {
		Weight::from_parts(65_888_608, 0)
			.saturating_add(Weight::from_parts(40_822_764, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().reads(5_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Declarations` (r:1 w:0)
	/// Storage: `CustomsClearance::Lines` (r:16 w:0)
	/// Storage: `CustomsClearance::Overrides` (r:16 w:16)
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// The range of component `n` is `[1, 16]`.
	fn confirm_override(n: u32) -> Weight {
		Weight::from_parts(47_334_983, 0)
			.saturating_add(Weight::from_parts(43_454_523, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().reads(5_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	/// Storage: `CustomsClearance::Border` (r:65 w:64)
	/// The range of component `r` is `[1, 32]`.
	fn move_ranges(r: u32) -> Weight {
		Weight::from_parts(14_011_845, 0)
			.saturating_add(Weight::from_parts(14_033_484, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(r.into())))
	}
	/// Storage: `CustomsClearance::CurrentSettings` (r:1 w:1)
	fn set_settings() -> Weight {
		Weight::from_parts(6_550_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `CustomsClearance::CounterForSystems` (r:1 w:1)
	/// Storage: `CustomsClearance::Systems` (r:1 w:1)
	fn put_system() -> Weight {
		Weight::from_parts(30_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `CustomsClearance::Registrations` (r:1 w:1)
	/// Storage: `CustomsClearance::Systems` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::OwnVersions` (r:1 w:0)
	/// Storage: `ProductIdentity::Products` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn register() -> Weight {
		Weight::from_parts(180_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `CustomsClearance::Registrations` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn withdraw_registration() -> Weight {
		Weight::from_parts(160_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `CustomsClearance::Confirmations` (r:1 w:1)
	/// Storage: `CustomsClearance::Registrations` (r:1 w:0)
	/// Storage: `CustomsClearance::Systems` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `Quota::Parties` (r:2 w:2)
	fn confirm_registration() -> Weight {
		Weight::from_parts(200_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `CustomsClearance::Confirmations` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:2 w:2)
	fn withdraw_confirmation() -> Weight {
		Weight::from_parts(160_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(4))
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn lodge(n: u32) -> Weight {
		Weight::from_parts(22_692_720, 0)
			.saturating_add(Weight::from_parts(202_130_716, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().reads(39_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(4))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	fn amend(n: u32) -> Weight {
		Weight::from_parts(2_786_276_329, 0)
			.saturating_add(Weight::from_parts(190_581_859, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(88))
			.saturating_add(ParityDbWeight::get().reads(38_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(67))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	fn withdraw(n: u32) -> Weight {
		Weight::from_parts(65_232_302, 0)
			.saturating_add(Weight::from_parts(195_371_734, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}
	fn accept(n: u32) -> Weight {
		Weight::from_parts(94_871_248, 0)
			.saturating_add(Weight::from_parts(485_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(22))
			.saturating_add(ParityDbWeight::get().reads(51_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(11))
			.saturating_add(ParityDbWeight::get().writes(70_u64.saturating_mul(n.into())))
	}
	fn reject(n: u32) -> Weight {
		Weight::from_parts(78_932_952, 0)
			.saturating_add(Weight::from_parts(193_156_082, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().reads(8_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(4))
			.saturating_add(ParityDbWeight::get().writes(4_u64.saturating_mul(n.into())))
	}
	fn control(n: u32) -> Weight {
		Weight::from_parts(64_847_185, 0)
			.saturating_add(Weight::from_parts(57_195_968, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(7_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	fn assess(n: u32) -> Weight {
		Weight::from_parts(47_131_884, 0)
			.saturating_add(Weight::from_parts(458_424_886, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(72_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(33_u64.saturating_mul(n.into())))
	}
	fn release(n: u32) -> Weight {
		Weight::from_parts(68_441_559, 0)
			.saturating_add(Weight::from_parts(660_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(14))
			.saturating_add(ParityDbWeight::get().reads(125_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(6))
			.saturating_add(ParityDbWeight::get().writes(36_u64.saturating_mul(n.into())))
	}
	fn detain(n: u32) -> Weight {
		Weight::from_parts(112_204_789, 0)
			.saturating_add(Weight::from_parts(474_756_425, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(14))
			.saturating_add(ParityDbWeight::get().reads(75_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(6))
			.saturating_add(ParityDbWeight::get().writes(36_u64.saturating_mul(n.into())))
	}
	fn return_abroad(n: u32) -> Weight {
		Weight::from_parts(60_814_603, 0)
			.saturating_add(Weight::from_parts(890_867_703, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().reads(78_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(4))
			.saturating_add(ParityDbWeight::get().writes(73_u64.saturating_mul(n.into())))
	}
	fn destroy(n: u32) -> Weight {
		Weight::from_parts(273_950_598, 0)
			.saturating_add(Weight::from_parts(1_234_553_622, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().reads(109_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(139))
			.saturating_add(ParityDbWeight::get().writes(65_u64.saturating_mul(n.into())))
	}
	fn to_free_circulation(n: u32) -> Weight {
		Weight::from_parts(52_928_046, 0)
			.saturating_add(Weight::from_parts(632_000_000, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().reads(123_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(34_u64.saturating_mul(n.into())))
	}
	fn invalidate(n: u32) -> Weight {
		Weight::from_parts(101_825_052, 0)
			.saturating_add(Weight::from_parts(898_792_853, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().reads(78_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(4))
			.saturating_add(ParityDbWeight::get().writes(74_u64.saturating_mul(n.into())))
	}
	fn close() -> Weight {
		Weight::from_parts(80_259_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn open_match() -> Weight {
		Weight::from_parts(72_307_000, 0)
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn reopen_match() -> Weight {
		Weight::from_parts(76_293_000, 0)
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn commit_document() -> Weight {
		Weight::from_parts(43_225_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn reveal_document() -> Weight {
		Weight::from_parts(555_126_000, 0)
			.saturating_add(ParityDbWeight::get().reads(75))
			.saturating_add(ParityDbWeight::get().writes(21))
	}
	fn propose_override(n: u32) -> Weight {
		Weight::from_parts(65_888_608, 0)
			.saturating_add(Weight::from_parts(40_822_764, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().reads(5_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	fn confirm_override(n: u32) -> Weight {
		Weight::from_parts(47_334_983, 0)
			.saturating_add(Weight::from_parts(43_454_523, 0).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().reads(5_u64.saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(n.into())))
	}
	fn move_ranges(r: u32) -> Weight {
		Weight::from_parts(14_011_845, 0)
			.saturating_add(Weight::from_parts(14_033_484, 0).saturating_mul(r.into()))
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().reads(2_u64.saturating_mul(r.into())))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(r.into())))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(6_550_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn put_system() -> Weight {
		Weight::from_parts(30_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn register() -> Weight {
		Weight::from_parts(180_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn withdraw_registration() -> Weight {
		Weight::from_parts(160_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn confirm_registration() -> Weight {
		Weight::from_parts(200_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn withdraw_confirmation() -> Weight {
		Weight::from_parts(160_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
}
