//! Weights of `pallet_logistics`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
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
	fn take_over(l: u32) -> Weight;
	fn dispose_of_shipment(l: u32) -> Weight;
	fn dispose_of_held() -> Weight;
	fn report_found() -> Weight;
	fn set_settings() -> Weight;
	fn find_held(r: u32) -> Weight;
	fn remember_destroyed() -> Weight;
	fn move_ranges(r: u32) -> Weight;
	fn find_shipment() -> Weight;
}

/// The weights with the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Journal::JournalPages` (r:49 w:17)
	/// Storage: `Logistics::Documents` (r:0 w:1)
	/// Storage: `Logistics::Known` (r:16 w:16)
	/// Storage: `Logistics::Lines` (r:0 w:16)
	/// Storage: `Logistics::NextShipmentId` (r:1 w:1)
	/// Storage: `Logistics::Places` (r:32 w:48)
	/// Storage: `Logistics::Shipments` (r:0 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `ProductIdentity::Lots` (r:16 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// The range of component `l` is `[1, 16]`.
	/// The range of component `g` is `[0, 8]`.
	fn book_shipment(l: u32, g: u32) -> Weight {
		Weight::from_parts(102_028_334, 0)
			.saturating_add(Weight::from_parts(100_252_790, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(6_114_514, 0).saturating_mul(g.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().reads(7_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(6_u64.saturating_mul(l.into())))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `Logistics::Lines` (r:16 w:16)
	/// Storage: `Logistics::Places` (r:48 w:48)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// The range of component `l` is `[1, 16]`.
	fn cancel_shipment(l: u32) -> Weight {
		Weight::from_parts(102_546_228, 0)
			.saturating_add(Weight::from_parts(105_963_700, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().reads(7_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(l.into())))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// The range of component `l` is `[1, 16]`.
	fn reroute(l: u32) -> Weight {
		Weight::from_parts(300_592_788, 0)
			.saturating_add(Weight::from_parts(46_328_291, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	/// Storage: `Logistics::CurrentSettings` (r:1 w:0)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn offer_custody() -> Weight {
		Weight::from_parts(68_371_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	fn withdraw_offer() -> Weight {
		Weight::from_parts(54_381_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	fn accept_custody(l: u32) -> Weight {
		Weight::from_parts(112_598_144, 0)
			.saturating_add(Weight::from_parts(46_929_647, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// The range of component `l` is `[1, 16]`.
	fn depart(l: u32) -> Weight {
		Weight::from_parts(120_563_050, 0)
			.saturating_add(Weight::from_parts(48_164_826, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	/// Storage: `Journal::JournalPages` (r:67 w:17)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// The range of component `l` is `[1, 16]`.
	fn arrive(l: u32) -> Weight {
		Weight::from_parts(115_269_398, 0)
			.saturating_add(Weight::from_parts(52_335_579, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Facilities` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	fn take_in(l: u32) -> Weight {
		Weight::from_parts(111_683_444, 0)
			.saturating_add(Weight::from_parts(47_064_476, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// The range of component `l` is `[1, 16]`.
	fn hand_out(l: u32) -> Weight {
		Weight::from_parts(105_430_635, 0)
			.saturating_add(Weight::from_parts(47_083_398, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// The range of component `l` is `[1, 16]`.
	fn reveal_consignee(l: u32) -> Weight {
		Weight::from_parts(118_524_707, 0)
			.saturating_add(Weight::from_parts(46_657_526, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	/// Storage: `Journal::JournalPages` (r:68 w:17)
	/// Storage: `Logistics::Lines` (r:16 w:16)
	/// Storage: `Logistics::Places` (r:48 w:16)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	fn receive_shipment(l: u32) -> Weight {
		Weight::from_parts(140_303_987, 0)
			.saturating_add(Weight::from_parts(100_409_821, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().reads(8_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(l.into())))
	}
	/// Storage: `Journal::JournalPages` (r:8 w:2)
	/// Storage: `Logistics::Lines` (r:1 w:1)
	/// Storage: `Logistics::Places` (r:3 w:1)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	fn deliver_to_buyer() -> Weight {
		Weight::from_parts(282_420_000, 0)
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `Journal::JournalPages` (r:6 w:2)
	/// Storage: `Logistics::Lines` (r:1 w:1)
	/// Storage: `Logistics::Places` (r:3 w:1)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	fn report_loss() -> Weight {
		Weight::from_parts(241_549_000, 0)
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `Journal::JournalPages` (r:53 w:17)
	/// Storage: `Logistics::Lines` (r:16 w:16)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `Logistics::SsccUses` (r:1 w:1)
	/// Storage: `Logistics::Units` (r:65 w:65)
	/// The range of component `l` is `[1, 16]`.
	/// The range of component `u` is `[0, 64]`.
	fn pack(l: u32, u: u32) -> Weight {
		Weight::from_parts(116_033_242, 0)
			.saturating_add(Weight::from_parts(59_695_993, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(10_614_193, 0).saturating_mul(u.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(u.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(u.into())))
	}
	/// Storage: `Journal::JournalPages` (r:53 w:17)
	/// Storage: `Logistics::Lines` (r:16 w:16)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `Logistics::SsccUses` (r:0 w:1)
	/// Storage: `Logistics::Units` (r:65 w:65)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// The range of component `l` is `[1, 16]`.
	/// The range of component `u` is `[0, 64]`.
	fn unpack(l: u32, u: u32) -> Weight {
		Weight::from_parts(77_276_135, 0)
			.saturating_add(Weight::from_parts(61_519_196, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(8_610_753, 0).saturating_mul(u.into()))
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(u.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(u.into())))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `Logistics::Sensors` (r:1 w:1)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// The range of component `l` is `[1, 16]`.
	fn summarise_sensors(l: u32) -> Weight {
		Weight::from_parts(135_491_563, 0)
			.saturating_add(Weight::from_parts(48_809_257, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	/// Storage: `Journal::JournalPages` (r:67 w:17)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:2 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// The range of component `l` is `[1, 16]`.
	fn take_over(l: u32) -> Weight {
		Weight::from_parts(134_694_676, 0)
			.saturating_add(Weight::from_parts(52_022_100, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `Logistics::Lines` (r:16 w:16)
	/// Storage: `Logistics::Places` (r:48 w:16)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	fn dispose_of_shipment(l: u32) -> Weight {
		Weight::from_parts(105_582_757, 0)
			.saturating_add(Weight::from_parts(83_966_602, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads(7_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(l.into())))
	}
	/// Storage: `Journal::JournalPages` (r:3 w:1)
	/// Storage: `Logistics::Known` (r:1 w:1)
	/// Storage: `Logistics::Places` (r:2 w:3)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	fn dispose_of_held() -> Weight {
		Weight::from_parts(119_097_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `Journal::JournalPages` (r:6 w:2)
	/// Storage: `Logistics::Lines` (r:1 w:1)
	/// Storage: `Logistics::Places` (r:3 w:1)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn report_found() -> Weight {
		Weight::from_parts(274_899_000, 0)
			.saturating_add(T::DbWeight::get().reads(15))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	/// Storage: `Logistics::CurrentSettings` (r:1 w:1)
	fn set_settings() -> Weight {
		Weight::from_parts(12_468_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Logistics::Known` (r:1 w:0)
	/// Storage: `Logistics::Places` (r:64 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// The range of component `r` is `[1, 32]`.
	fn find_held(r: u32) -> Weight {
		Weight::from_parts(12_353_897, 0)
			.saturating_add(Weight::from_parts(16_333_037, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(r.into())))
	}
	/// Storage: `Logistics::Known` (r:1 w:0)
	/// Storage: `Logistics::Lines` (r:64 w:64)
	/// Storage: `Logistics::Places` (r:66 w:64)
	/// Storage: `Logistics::Shipments` (r:64 w:64)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	fn remember_destroyed() -> Weight {
		Weight::from_parts(4_717_187_000, 0)
			.saturating_add(T::DbWeight::get().reads(196))
			.saturating_add(T::DbWeight::get().writes(192))
	}
	/// Storage: `Logistics::Places` (r:33 w:65)
	/// The range of component `r` is `[1, 32]`.
	fn move_ranges(r: u32) -> Weight {
		Weight::from_parts(5_158_430, 0)
			.saturating_add(Weight::from_parts(20_968_196, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes(1))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(r.into())))
	}
	/// Storage: `Logistics::Lines` (r:1 w:0)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	fn find_shipment() -> Weight {
		Weight::from_parts(81_492_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn book_shipment(l: u32, g: u32) -> Weight {
		Weight::from_parts(102_028_334, 0)
			.saturating_add(Weight::from_parts(100_252_790, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(6_114_514, 0).saturating_mul(g.into()))
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().reads(7_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(6_u64.saturating_mul(l.into())))
	}
	fn cancel_shipment(l: u32) -> Weight {
		Weight::from_parts(102_546_228, 0)
			.saturating_add(Weight::from_parts(105_963_700, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().reads(7_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(5_u64.saturating_mul(l.into())))
	}
	fn reroute(l: u32) -> Weight {
		Weight::from_parts(300_592_788, 0)
			.saturating_add(Weight::from_parts(46_328_291, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn offer_custody() -> Weight {
		Weight::from_parts(68_371_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn withdraw_offer() -> Weight {
		Weight::from_parts(54_381_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn accept_custody(l: u32) -> Weight {
		Weight::from_parts(112_598_144, 0)
			.saturating_add(Weight::from_parts(46_929_647, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn depart(l: u32) -> Weight {
		Weight::from_parts(120_563_050, 0)
			.saturating_add(Weight::from_parts(48_164_826, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn arrive(l: u32) -> Weight {
		Weight::from_parts(115_269_398, 0)
			.saturating_add(Weight::from_parts(52_335_579, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn take_in(l: u32) -> Weight {
		Weight::from_parts(111_683_444, 0)
			.saturating_add(Weight::from_parts(47_064_476, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn hand_out(l: u32) -> Weight {
		Weight::from_parts(105_430_635, 0)
			.saturating_add(Weight::from_parts(47_083_398, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn reveal_consignee(l: u32) -> Weight {
		Weight::from_parts(118_524_707, 0)
			.saturating_add(Weight::from_parts(46_657_526, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn receive_shipment(l: u32) -> Weight {
		Weight::from_parts(140_303_987, 0)
			.saturating_add(Weight::from_parts(100_409_821, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().reads(8_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(3_u64.saturating_mul(l.into())))
	}
	fn deliver_to_buyer() -> Weight {
		Weight::from_parts(282_420_000, 0)
			.saturating_add(ParityDbWeight::get().reads(13))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn report_loss() -> Weight {
		Weight::from_parts(241_549_000, 0)
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn pack(l: u32, u: u32) -> Weight {
		Weight::from_parts(116_033_242, 0)
			.saturating_add(Weight::from_parts(59_695_993, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(10_614_193, 0).saturating_mul(u.into()))
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(u.into())))
			.saturating_add(ParityDbWeight::get().writes(4))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(u.into())))
	}
	fn unpack(l: u32, u: u32) -> Weight {
		Weight::from_parts(77_276_135, 0)
			.saturating_add(Weight::from_parts(61_519_196, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(8_610_753, 0).saturating_mul(u.into()))
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(u.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(u.into())))
	}
	fn summarise_sensors(l: u32) -> Weight {
		Weight::from_parts(135_491_563, 0)
			.saturating_add(Weight::from_parts(48_809_257, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn take_over(l: u32) -> Weight {
		Weight::from_parts(134_694_676, 0)
			.saturating_add(Weight::from_parts(52_022_100, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn dispose_of_shipment(l: u32) -> Weight {
		Weight::from_parts(105_582_757, 0)
			.saturating_add(Weight::from_parts(83_966_602, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().reads(7_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(3_u64.saturating_mul(l.into())))
	}
	fn dispose_of_held() -> Weight {
		Weight::from_parts(119_097_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn report_found() -> Weight {
		Weight::from_parts(274_899_000, 0)
			.saturating_add(ParityDbWeight::get().reads(15))
			.saturating_add(ParityDbWeight::get().writes(6))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(12_468_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn find_held(r: u32) -> Weight {
		Weight::from_parts(12_353_897, 0)
			.saturating_add(Weight::from_parts(16_333_037, 0).saturating_mul(r.into()))
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().reads(2_u64.saturating_mul(r.into())))
	}
	fn remember_destroyed() -> Weight {
		Weight::from_parts(4_717_187_000, 0)
			.saturating_add(ParityDbWeight::get().reads(196))
			.saturating_add(ParityDbWeight::get().writes(192))
	}
	fn move_ranges(r: u32) -> Weight {
		Weight::from_parts(5_158_430, 0)
			.saturating_add(Weight::from_parts(20_968_196, 0).saturating_mul(r.into()))
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(r.into())))
			.saturating_add(ParityDbWeight::get().writes(1))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(r.into())))
	}
	fn find_shipment() -> Weight {
		Weight::from_parts(81_492_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
	}
}
