//! Weights of `pallet_merchant_registry`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// What the calls, hooks and services of `pallet_merchant_registry` cost.
pub trait WeightInfo {
	fn admit() -> Weight;
	fn grant_role() -> Weight;
	fn withdraw_role() -> Weight;
	fn suspend() -> Weight;
	fn reinstate() -> Weight;
	fn set_control_group() -> Weight;
	fn update_profile() -> Weight;
	fn add_operator() -> Weight;
	fn set_permissions() -> Weight;
	fn revoke_operator() -> Weight;
	fn readmit_operator() -> Weight;
	fn restore_admin() -> Weight;
	fn replace_operators() -> Weight;
	fn register_facility() -> Weight;
	fn close_facility() -> Weight;
	fn set_registrar() -> Weight;
	fn name_stand_in() -> Weight;
	fn grant_prefix() -> Weight;
	fn withdraw_prefix() -> Weight;
	fn authorise_merchant() -> Weight;
	fn withdraw_authorisation() -> Weight;
	fn authorise() -> Weight;
	fn find_organisation() -> Weight;
	fn find_facility() -> Weight;
	fn consume() -> Weight;
}

/// The weights with the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `MerchantRegistry::Headcounts` (r:1 w:1)
	/// Storage: `MerchantRegistry::LegalIds` (r:1 w:1)
	/// Storage: `MerchantRegistry::NextOrgId` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:1)
	/// Storage: `MerchantRegistry::RoleDelay` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	fn admit() -> Weight {
		Weight::from_parts(82_092_000, 0)
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(8))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:1)
	/// Storage: `MerchantRegistry::RoleDelay` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn grant_role() -> Weight {
		Weight::from_parts(54_031_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn withdraw_role() -> Weight {
		Weight::from_parts(53_310_000, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Consortium::MinValidators` (r:1 w:0)
	/// Storage: `Consortium::Peers` (r:1 w:0)
	/// Storage: `Consortium::Seats` (r:1 w:0)
	/// Storage: `Consortium::Validators` (r:1 w:1)
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Session::DisabledValidators` (r:1 w:0)
	/// Storage: `Session::Validators` (r:1 w:0)
	fn suspend() -> Weight {
		Weight::from_parts(66_289_000, 0)
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::LegalIds` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn reinstate() -> Weight {
		Weight::from_parts(58_417_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Consortium::Seats` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:1)
	fn set_control_group() -> Weight {
		Weight::from_parts(40_481_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn update_profile() -> Weight {
		Weight::from_parts(50_915_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `MerchantRegistry::Headcounts` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	fn add_operator() -> Weight {
		Weight::from_parts(41_412_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `MerchantRegistry::Headcounts` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn set_permissions() -> Weight {
		Weight::from_parts(26_269_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Consortium::Seats` (r:1 w:0)
	/// Storage: `MerchantRegistry::Headcounts` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn revoke_operator() -> Weight {
		Weight::from_parts(31_807_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `MerchantRegistry::Headcounts` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:2 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn readmit_operator() -> Weight {
		Weight::from_parts(27_672_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Consortium::Seats` (r:1 w:0)
	/// Storage: `MerchantRegistry::Headcounts` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `System::Account` (r:1 w:1)
	fn restore_admin() -> Weight {
		Weight::from_parts(33_660_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Consortium::Seats` (r:1 w:0)
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Headcounts` (r:1 w:2)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:1)
	/// Storage: `MerchantRegistry::Replacements` (r:1 w:1)
	/// Storage: `System::Account` (r:1 w:1)
	fn replace_operators() -> Weight {
		Weight::from_parts(77_425_000, 0)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	/// Storage: `Journal::JournalPages` (r:1 w:1)
	/// Storage: `MerchantRegistry::Facilities` (r:0 w:1)
	/// Storage: `MerchantRegistry::NextFacilityId` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn register_facility() -> Weight {
		Weight::from_parts(46_950_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Facilities` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn close_facility() -> Weight {
		Weight::from_parts(52_959_000, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::Registrar` (r:1 w:1)
	fn set_registrar() -> Weight {
		Weight::from_parts(13_390_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `MerchantRegistry::StandIns` (r:1 w:1)
	fn name_stand_in() -> Weight {
		Weight::from_parts(38_026_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::CompanyPrefixes` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:1)
	/// Storage: `MerchantRegistry::Registrar` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn grant_prefix() -> Weight {
		Weight::from_parts(69_013_000, 0)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `MerchantRegistry::CompanyPrefixes` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:0 w:1)
	/// Storage: `MerchantRegistry::Registrar` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn withdraw_prefix() -> Weight {
		Weight::from_parts(55_522_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `MerchantRegistry::BrandAuthorisations` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:2 w:2)
	fn authorise_merchant() -> Weight {
		Weight::from_parts(47_501_000, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `MerchantRegistry::BrandAuthorisations` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn withdraw_authorisation() -> Weight {
		Weight::from_parts(27_371_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn authorise() -> Weight {
		Weight::from_parts(9_965_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
	}
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn find_organisation() -> Weight {
		Weight::from_parts(6_210_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
	}
	/// Storage: `MerchantRegistry::Facilities` (r:1 w:0)
	fn find_facility() -> Weight {
		Weight::from_parts(5_058_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
	}
	/// Storage: `MerchantRegistry::BrandAuthorisations` (r:1 w:1)
	/// Storage: `MerchantRegistry::PrefixRanges` (r:1 w:0)
	fn consume() -> Weight {
		Weight::from_parts(11_497_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn admit() -> Weight {
		Weight::from_parts(82_092_000, 0)
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().writes(8))
	}
	fn grant_role() -> Weight {
		Weight::from_parts(54_031_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn withdraw_role() -> Weight {
		Weight::from_parts(53_310_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn suspend() -> Weight {
		Weight::from_parts(66_289_000, 0)
			.saturating_add(ParityDbWeight::get().reads(13))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn reinstate() -> Weight {
		Weight::from_parts(58_417_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn set_control_group() -> Weight {
		Weight::from_parts(40_481_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn update_profile() -> Weight {
		Weight::from_parts(50_915_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn add_operator() -> Weight {
		Weight::from_parts(41_412_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn set_permissions() -> Weight {
		Weight::from_parts(26_269_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn revoke_operator() -> Weight {
		Weight::from_parts(31_807_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn readmit_operator() -> Weight {
		Weight::from_parts(27_672_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn restore_admin() -> Weight {
		Weight::from_parts(33_660_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn replace_operators() -> Weight {
		Weight::from_parts(77_425_000, 0)
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().writes(7))
	}
	fn register_facility() -> Weight {
		Weight::from_parts(46_950_000, 0)
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn close_facility() -> Weight {
		Weight::from_parts(52_959_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn set_registrar() -> Weight {
		Weight::from_parts(13_390_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn name_stand_in() -> Weight {
		Weight::from_parts(38_026_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn grant_prefix() -> Weight {
		Weight::from_parts(69_013_000, 0)
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn withdraw_prefix() -> Weight {
		Weight::from_parts(55_522_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn authorise_merchant() -> Weight {
		Weight::from_parts(47_501_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn withdraw_authorisation() -> Weight {
		Weight::from_parts(27_371_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn authorise() -> Weight {
		Weight::from_parts(9_965_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
	}
	fn find_organisation() -> Weight {
		Weight::from_parts(6_210_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
	}
	fn find_facility() -> Weight {
		Weight::from_parts(5_058_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
	}
	fn consume() -> Weight {
		Weight::from_parts(11_497_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
}
