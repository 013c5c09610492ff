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
		Weight::from_parts(39_983_452, 0)
			.saturating_add(Weight::from_parts(50_105_363, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(6_923_734, 0).saturating_mul(g.into()))
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
		Weight::from_parts(70_604_024, 0)
			.saturating_add(Weight::from_parts(49_376_847, 0).saturating_mul(l.into()))
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
		Weight::from_parts(151_637_174, 0)
			.saturating_add(Weight::from_parts(24_018_439, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	/// Storage: `Logistics::CurrentSettings` (r:1 w:0)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn offer_custody() -> Weight {
		Weight::from_parts(38_457_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	fn withdraw_offer() -> Weight {
		Weight::from_parts(30_616_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// The range of component `l` is `[1, 16]`.
	fn accept_custody(l: u32) -> Weight {
		Weight::from_parts(21_788_140, 0)
			.saturating_add(Weight::from_parts(31_055_714, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// The range of component `l` is `[1, 16]`.
	fn depart(l: u32) -> Weight {
		Weight::from_parts(75_896_330, 0)
			.saturating_add(Weight::from_parts(23_924_371, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	/// Storage: `Journal::JournalPages` (r:67 w:17)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// The range of component `l` is `[1, 16]`.
	fn arrive(l: u32) -> Weight {
		Weight::from_parts(60_282_024, 0)
			.saturating_add(Weight::from_parts(27_748_463, 0).saturating_mul(l.into()))
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
		Weight::from_parts(65_207_090, 0)
			.saturating_add(Weight::from_parts(23_813_016, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	/// Storage: `Journal::JournalPages` (r:51 w:17)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	/// The range of component `l` is `[1, 16]`.
	fn hand_out(l: u32) -> Weight {
		Weight::from_parts(57_814_650, 0)
			.saturating_add(Weight::from_parts(23_986_237, 0).saturating_mul(l.into()))
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
		Weight::from_parts(68_205_332, 0)
			.saturating_add(Weight::from_parts(23_745_404, 0).saturating_mul(l.into()))
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
		Weight::from_parts(72_408_314, 0)
			.saturating_add(Weight::from_parts(51_028_650, 0).saturating_mul(l.into()))
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
		Weight::from_parts(156_263_000, 0)
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `Journal::JournalPages` (r:6 w:2)
	/// Storage: `Logistics::Lines` (r:1 w:1)
	/// Storage: `Logistics::Places` (r:3 w:1)
	/// Storage: `Logistics::Shipments` (r:1 w:1)
	fn report_loss() -> Weight {
		Weight::from_parts(129_843_000, 0)
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
		Weight::from_parts(75_192_088, 0)
			.saturating_add(Weight::from_parts(29_930_189, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(6_065_015, 0).saturating_mul(u.into()))
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
		Weight::from_parts(49_239_083, 0)
			.saturating_add(Weight::from_parts(31_237_208, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(5_301_876, 0).saturating_mul(u.into()))
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
		Weight::from_parts(76_310_019, 0)
			.saturating_add(Weight::from_parts(24_322_643, 0).saturating_mul(l.into()))
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
		Weight::from_parts(74_329_167, 0)
			.saturating_add(Weight::from_parts(26_843_970, 0).saturating_mul(l.into()))
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
		Weight::from_parts(58_583_130, 0)
			.saturating_add(Weight::from_parts(40_118_075, 0).saturating_mul(l.into()))
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
		Weight::from_parts(65_688_000, 0)
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
		Weight::from_parts(156_993_000, 0)
			.saturating_add(T::DbWeight::get().reads(15))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	/// Storage: `Logistics::CurrentSettings` (r:1 w:1)
	fn set_settings() -> Weight {
		Weight::from_parts(6_951_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Logistics::Known` (r:1 w:0)
	/// Storage: `Logistics::Places` (r:64 w:0)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	/// The range of component `r` is `[1, 32]`.
	fn find_held(r: u32) -> Weight {
		Weight::from_parts(10_446_187, 0)
			.saturating_add(Weight::from_parts(7_943_572, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(r.into())))
	}
	/// Storage: `Logistics::Known` (r:1 w:0)
	/// Storage: `Logistics::Lines` (r:64 w:64)
	/// Storage: `Logistics::Places` (r:66 w:64)
	/// Storage: `Logistics::Shipments` (r:64 w:64)
	/// Storage: `ProductIdentity::Lots` (r:1 w:0)
	fn remember_destroyed() -> Weight {
		Weight::from_parts(2_241_545_000, 0)
			.saturating_add(T::DbWeight::get().reads(196))
			.saturating_add(T::DbWeight::get().writes(192))
	}
	/// Storage: `Logistics::Places` (r:33 w:65)
	/// The range of component `r` is `[1, 32]`.
	fn move_ranges(r: u32) -> Weight {
		Weight::from_parts(4_203_193, 0)
			.saturating_add(Weight::from_parts(8_918_036, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes(1))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(r.into())))
	}
	/// Storage: `Logistics::Lines` (r:1 w:0)
	/// Storage: `Logistics::Shipments` (r:1 w:0)
	fn find_shipment() -> Weight {
		Weight::from_parts(35_693_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn book_shipment(l: u32, g: u32) -> Weight {
		Weight::from_parts(39_983_452, 0)
			.saturating_add(Weight::from_parts(50_105_363, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(6_923_734, 0).saturating_mul(g.into()))
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().reads(7_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(6_u64.saturating_mul(l.into())))
	}
	fn cancel_shipment(l: u32) -> Weight {
		Weight::from_parts(70_604_024, 0)
			.saturating_add(Weight::from_parts(49_376_847, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().reads(7_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(5_u64.saturating_mul(l.into())))
	}
	fn reroute(l: u32) -> Weight {
		Weight::from_parts(151_637_174, 0)
			.saturating_add(Weight::from_parts(24_018_439, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn offer_custody() -> Weight {
		Weight::from_parts(38_457_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn withdraw_offer() -> Weight {
		Weight::from_parts(30_616_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn accept_custody(l: u32) -> Weight {
		Weight::from_parts(21_788_140, 0)
			.saturating_add(Weight::from_parts(31_055_714, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn depart(l: u32) -> Weight {
		Weight::from_parts(75_896_330, 0)
			.saturating_add(Weight::from_parts(23_924_371, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn arrive(l: u32) -> Weight {
		Weight::from_parts(60_282_024, 0)
			.saturating_add(Weight::from_parts(27_748_463, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn take_in(l: u32) -> Weight {
		Weight::from_parts(65_207_090, 0)
			.saturating_add(Weight::from_parts(23_813_016, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn hand_out(l: u32) -> Weight {
		Weight::from_parts(57_814_650, 0)
			.saturating_add(Weight::from_parts(23_986_237, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn reveal_consignee(l: u32) -> Weight {
		Weight::from_parts(68_205_332, 0)
			.saturating_add(Weight::from_parts(23_745_404, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn receive_shipment(l: u32) -> Weight {
		Weight::from_parts(72_408_314, 0)
			.saturating_add(Weight::from_parts(51_028_650, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().reads(8_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(3_u64.saturating_mul(l.into())))
	}
	fn deliver_to_buyer() -> Weight {
		Weight::from_parts(156_263_000, 0)
			.saturating_add(ParityDbWeight::get().reads(13))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn report_loss() -> Weight {
		Weight::from_parts(129_843_000, 0)
			.saturating_add(ParityDbWeight::get().reads(11))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn pack(l: u32, u: u32) -> Weight {
		Weight::from_parts(75_192_088, 0)
			.saturating_add(Weight::from_parts(29_930_189, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(6_065_015, 0).saturating_mul(u.into()))
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(u.into())))
			.saturating_add(ParityDbWeight::get().writes(4))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(u.into())))
	}
	fn unpack(l: u32, u: u32) -> Weight {
		Weight::from_parts(49_239_083, 0)
			.saturating_add(Weight::from_parts(31_237_208, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(5_301_876, 0).saturating_mul(u.into()))
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(u.into())))
			.saturating_add(ParityDbWeight::get().writes(5))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(u.into())))
	}
	fn summarise_sensors(l: u32) -> Weight {
		Weight::from_parts(76_310_019, 0)
			.saturating_add(Weight::from_parts(24_322_643, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().reads(3_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn take_over(l: u32) -> Weight {
		Weight::from_parts(74_329_167, 0)
			.saturating_add(Weight::from_parts(26_843_970, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().reads(4_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(3))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(l.into())))
	}
	fn dispose_of_shipment(l: u32) -> Weight {
		Weight::from_parts(58_583_130, 0)
			.saturating_add(Weight::from_parts(40_118_075, 0).saturating_mul(l.into()))
			.saturating_add(ParityDbWeight::get().reads(5))
			.saturating_add(ParityDbWeight::get().reads(7_u64.saturating_mul(l.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(3_u64.saturating_mul(l.into())))
	}
	fn dispose_of_held() -> Weight {
		Weight::from_parts(65_688_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn report_found() -> Weight {
		Weight::from_parts(156_993_000, 0)
			.saturating_add(ParityDbWeight::get().reads(15))
			.saturating_add(ParityDbWeight::get().writes(6))
	}
	fn set_settings() -> Weight {
		Weight::from_parts(6_951_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn find_held(r: u32) -> Weight {
		Weight::from_parts(10_446_187, 0)
			.saturating_add(Weight::from_parts(7_943_572, 0).saturating_mul(r.into()))
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().reads(2_u64.saturating_mul(r.into())))
	}
	fn remember_destroyed() -> Weight {
		Weight::from_parts(2_241_545_000, 0)
			.saturating_add(ParityDbWeight::get().reads(196))
			.saturating_add(ParityDbWeight::get().writes(192))
	}
	fn move_ranges(r: u32) -> Weight {
		Weight::from_parts(4_203_193, 0)
			.saturating_add(Weight::from_parts(8_918_036, 0).saturating_mul(r.into()))
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(r.into())))
			.saturating_add(ParityDbWeight::get().writes(1))
			.saturating_add(ParityDbWeight::get().writes(2_u64.saturating_mul(r.into())))
	}
	fn find_shipment() -> Weight {
		Weight::from_parts(35_693_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
	}
}
