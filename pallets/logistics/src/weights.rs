//! Weights of `pallet_logistics`, measured by `scripts/bench.sh`: 20 steps, 10 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// What the calls, hooks and services of `pallet_logistics` cost.
pub trait WeightInfo {
	fn book_shipment(l: u32, g: u32) -> Weight;
	fn cancel_shipment(l: u32) -> Weight;
	fn reroute(l: u32) -> Weight;
	fn offer_custody() -> Weight;
	fn withdraw_offer() -> Weight;
	fn accept_custody(l: u32) -> Weight;
	fn depart(l: u32) -> Weight;
	fn arrive(l: u32) -> Weight;
	fn take_in(l: u32) -> Weight;
	fn hand_out(l: u32) -> Weight;
	fn reveal_consignee(l: u32) -> Weight;
	fn receive_shipment(l: u32) -> Weight;
	fn deliver_to_buyer() -> Weight;
	fn report_loss() -> Weight;
	fn pack(l: u32, u: u32) -> Weight;
	fn unpack(l: u32, u: u32) -> Weight;
	fn summarise_sensors(l: u32) -> Weight;
	fn move_ranges(r: u32) -> Weight;
	fn find_shipment() -> Weight;
	fn take_over(l: u32) -> Weight;
	fn dispose_of_shipment(l: u32) -> Weight;
	fn dispose_of_held() -> Weight;
	fn report_found() -> Weight;
	fn set_settings() -> Weight;
	fn find_held(r: u32) -> Weight;
	fn remember_destroyed() -> Weight;
}

/// The weights with the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Logistics::Documents` (r:0 w:1)
	/// Storage: `Logistics::Known` (r:16 w:16)
	/// Storage: `Logistics::Legs` (r:0 w:1)
	/// Storage: `Logistics::Lines` (r:0 w:16)
	/// Storage: `Logistics::NextShipmentId` (r:1 w:1)
	/// Storage: `Logistics::Places` (r:32 w:48)
	/// Storage: `Logistics::Shipments` (r:0 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	/// The range of component `g` is `[0, 8]`.
	fn book_shipment(l: u32, g: u32) -> Weight {
		Weight::from_parts(175_127_672, 0)
			.saturating_add(Weight::from_parts(73_868_781, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(3_656_847, 0).saturating_mul(g.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(6_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(8))
			.saturating_add(T::DbWeight::get().writes(7_u64.saturating_mul(l.into())))
	}
	/// Storage: `Logistics::Legs` (r:1 w:0)
	/// Storage: `Logistics::Lines` (r:16 w:16)
	/// Storage: `Logistics::Places` (r:48 w:48)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	fn cancel_shipment(l: u32) -> Weight {
		Weight::from_parts(141_121_833, 0)
			.saturating_add(Weight::from_parts(75_098_861, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(6_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(6_u64.saturating_mul(l.into())))
	}
	/// Storage: `Logistics::Legs` (r:1 w:1)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	fn reroute(l: u32) -> Weight {
		Weight::from_parts(185_211_508, 0)
			.saturating_add(Weight::from_parts(35_878_052, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	fn offer_custody() -> Weight {
		Weight::from_parts(46_419_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn withdraw_offer() -> Weight {
		Weight::from_parts(37_365_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	fn accept_custody(l: u32) -> Weight {
		Weight::from_parts(73_611_600, 0)
			.saturating_add(Weight::from_parts(35_330_498, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	/// Storage: `Logistics::Legs` (r:1 w:1)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	fn depart(l: u32) -> Weight {
		Weight::from_parts(103_261_041, 0)
			.saturating_add(Weight::from_parts(35_205_800, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	/// Storage: `Logistics::Legs` (r:1 w:1)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	fn arrive(l: u32) -> Weight {
		Weight::from_parts(120_281_020, 0)
			.saturating_add(Weight::from_parts(35_011_319, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Facilities` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	fn take_in(l: u32) -> Weight {
		Weight::from_parts(81_044_554, 0)
			.saturating_add(Weight::from_parts(35_453_237, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	fn hand_out(l: u32) -> Weight {
		Weight::from_parts(70_512_441, 0)
			.saturating_add(Weight::from_parts(35_243_003, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	fn reveal_consignee(l: u32) -> Weight {
		Weight::from_parts(73_523_620, 0)
			.saturating_add(Weight::from_parts(35_099_750, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	/// Storage: `Logistics::Legs` (r:1 w:0)
	/// Storage: `Logistics::Lines` (r:16 w:16)
	/// Storage: `Logistics::Places` (r:48 w:16)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	fn receive_shipment(l: u32) -> Weight {
		Weight::from_parts(94_115_641, 0)
			.saturating_add(Weight::from_parts(79_231_582, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads(6_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(l.into())))
	}
	/// Storage: `Logistics::Legs` (r:1 w:0)
	/// Storage: `Logistics::Lines` (r:1 w:1)
	/// Storage: `Logistics::Places` (r:3 w:1)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:2 w:2)
	/// Storage: `ProductIdentity::JournalPages` (r:2 w:2)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn deliver_to_buyer() -> Weight {
		Weight::from_parts(242_762_000, 0)
			.saturating_add(T::DbWeight::get().reads(16))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	/// Storage: `Logistics::Lines` (r:1 w:1)
	/// Storage: `Logistics::Places` (r:3 w:1)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:2 w:2)
	/// Storage: `ProductIdentity::JournalPages` (r:2 w:2)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn report_loss() -> Weight {
		Weight::from_parts(207_099_000, 0)
			.saturating_add(T::DbWeight::get().reads(15))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	/// Storage: `Logistics::Lines` (r:16 w:16)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `Logistics::SsccUses` (r:1 w:1)
	/// Storage: `Logistics::Units` (r:64 w:65)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	/// The range of component `u` is `[0, 64]`.
	fn pack(l: u32, u: u32) -> Weight {
		Weight::from_parts(95_729_996, 0)
			.saturating_add(Weight::from_parts(46_869_561, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(9_400_806, 0).saturating_mul(u.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(u.into())))
			.saturating_add(T::DbWeight::get().writes(7))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(u.into())))
	}
	/// Storage: `Logistics::Lines` (r:16 w:16)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `Logistics::SsccUses` (r:0 w:1)
	/// Storage: `Logistics::Units` (r:65 w:65)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	/// The range of component `u` is `[0, 64]`.
	fn unpack(l: u32, u: u32) -> Weight {
		Weight::from_parts(82_941_553, 0)
			.saturating_add(Weight::from_parts(43_333_907, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(8_995_801, 0).saturating_mul(u.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(u.into())))
			.saturating_add(T::DbWeight::get().writes(7))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(u.into())))
	}
	/// Storage: `Logistics::Legs` (r:1 w:0)
	/// Storage: `Logistics::Sensors` (r:1 w:1)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::JournalLength` (r:17 w:17)
	/// Storage: `ProductIdentity::JournalPages` (r:17 w:17)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	fn summarise_sensors(l: u32) -> Weight {
		Weight::from_parts(113_553_787, 0)
			.saturating_add(Weight::from_parts(36_113_574, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	/// Storage: `Logistics::Places` (r:33 w:65)
	/// The range of component `r` is `[1, 32]`.
	fn move_ranges(r: u32) -> Weight {
		Weight::from_parts(21_111_000, 0)
			.saturating_add(Weight::from_parts(17_999_217, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes(1))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(r.into())))
	}
	/// Storage: `Logistics::Legs` (r:1 w:0)
	/// Storage: `Logistics::Lines` (r:1 w:0)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	fn find_shipment() -> Weight {
		Weight::from_parts(46_810_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
	}
	fn take_over(l: u32) -> Weight {
		Weight::from_parts(120_000_000, 0)
			.saturating_add(Weight::from_parts(40_000_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	fn dispose_of_shipment(l: u32) -> Weight {
		Weight::from_parts(170_000_000, 0)
			.saturating_add(Weight::from_parts(80_000_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads(6_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes(6_u64.saturating_mul(l.into())))
	}
	fn dispose_of_held() -> Weight {
		Weight::from_parts(200_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().writes(8))
	}
	fn report_found() -> Weight {
		Weight::from_parts(250_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(16))
			.saturating_add(T::DbWeight::get().writes(11))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn find_held(r: u32) -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(Weight::from_parts(15_000_000, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(r.into())))
	}
	fn remember_destroyed() -> Weight {
		Weight::from_parts(8_000_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(322))
			.saturating_add(T::DbWeight::get().writes(322))
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn book_shipment(l: u32, g: u32) -> Weight {
		Weight::from_parts(175_127_672, 0)
			.saturating_add(Weight::from_parts(73_868_781, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(3_656_847, 0).saturating_mul(g.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(6_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(8))
			.saturating_add(ParityDbWeight::get().writes(7_u64.saturating_mul(l.into())))
	}
	fn cancel_shipment(l: u32) -> Weight {
		Weight::from_parts(141_121_833, 0)
			.saturating_add(Weight::from_parts(75_098_861, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(6_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(6_u64.saturating_mul(l.into())))
	}
	fn reroute(l: u32) -> Weight {
		Weight::from_parts(185_211_508, 0)
			.saturating_add(Weight::from_parts(35_878_052, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	fn offer_custody() -> Weight {
		Weight::from_parts(46_419_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn withdraw_offer() -> Weight {
		Weight::from_parts(37_365_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn accept_custody(l: u32) -> Weight {
		Weight::from_parts(73_611_600, 0)
			.saturating_add(Weight::from_parts(35_330_498, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	fn depart(l: u32) -> Weight {
		Weight::from_parts(103_261_041, 0)
			.saturating_add(Weight::from_parts(35_205_800, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(6))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	fn arrive(l: u32) -> Weight {
		Weight::from_parts(120_281_020, 0)
			.saturating_add(Weight::from_parts(35_011_319, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(6))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	fn take_in(l: u32) -> Weight {
		Weight::from_parts(81_044_554, 0)
			.saturating_add(Weight::from_parts(35_453_237, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	fn hand_out(l: u32) -> Weight {
		Weight::from_parts(70_512_441, 0)
			.saturating_add(Weight::from_parts(35_243_003, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	fn reveal_consignee(l: u32) -> Weight {
		Weight::from_parts(73_523_620, 0)
			.saturating_add(Weight::from_parts(35_099_750, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(9))
			.saturating_add(ParityDbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	fn receive_shipment(l: u32) -> Weight {
		Weight::from_parts(94_115_641, 0)
			.saturating_add(Weight::from_parts(79_231_582, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().reads(6_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(4_u64.saturating_mul(l.into())))
	}
	fn deliver_to_buyer() -> Weight {
		Weight::from_parts(242_762_000, 0)
			.saturating_add(ParityDbWeight::get().reads(16))
			.saturating_add(ParityDbWeight::get().writes(9))
	}
	fn report_loss() -> Weight {
		Weight::from_parts(207_099_000, 0)
			.saturating_add(ParityDbWeight::get().reads(15))
			.saturating_add(ParityDbWeight::get().writes(9))
	}
	fn pack(l: u32, u: u32) -> Weight {
		Weight::from_parts(95_729_996, 0)
			.saturating_add(Weight::from_parts(46_869_561, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(9_400_806, 0).saturating_mul(u.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(u.into())))
			.saturating_add(ParityDbWeight::get().writes(7))
			.saturating_add(ParityDbWeight::get().writes(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(u.into())))
	}
	fn unpack(l: u32, u: u32) -> Weight {
		Weight::from_parts(82_941_553, 0)
			.saturating_add(Weight::from_parts(43_333_907, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(8_995_801, 0).saturating_mul(u.into()))
			.saturating_add(ParityDbWeight::get().reads(10))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(u.into())))
			.saturating_add(ParityDbWeight::get().writes(7))
			.saturating_add(ParityDbWeight::get().writes(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(u.into())))
	}
	fn summarise_sensors(l: u32) -> Weight {
		Weight::from_parts(113_553_787, 0)
			.saturating_add(Weight::from_parts(36_113_574, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	fn move_ranges(r: u32) -> Weight {
		Weight::from_parts(21_111_000, 0)
			.saturating_add(Weight::from_parts(17_999_217, 0).saturating_mul(r.into()))
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(r.into())))
			.saturating_add(ParityDbWeight::get().writes(1))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(r.into())))
	}
	fn find_shipment() -> Weight {
		Weight::from_parts(46_810_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3))
	}
	fn take_over(l: u32) -> Weight {
		Weight::from_parts(120_000_000, 0)
			.saturating_add(Weight::from_parts(40_000_000, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().reads(2_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(6))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(l.into())))
	}
	fn dispose_of_shipment(l: u32) -> Weight {
		Weight::from_parts(170_000_000, 0)
			.saturating_add(Weight::from_parts(80_000_000, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().reads(6_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(6))
			.saturating_add(ParityDbWeight::get().writes(6_u64.saturating_mul(l.into())))
	}
	fn dispose_of_held() -> Weight {
		Weight::from_parts(200_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(12))
			.saturating_add(ParityDbWeight::get().writes(8))
	}
	fn report_found() -> Weight {
		Weight::from_parts(250_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(16))
			.saturating_add(ParityDbWeight::get().writes(11))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn find_held(r: u32) -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(Weight::from_parts(15_000_000, 0).saturating_mul(r.into()))
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(r.into())))
	}
	fn remember_destroyed() -> Weight {
		Weight::from_parts(8_000_000_000, 0)
			.saturating_add(ParityDbWeight::get().reads(322))
			.saturating_add(ParityDbWeight::get().writes(322))
	}
}
