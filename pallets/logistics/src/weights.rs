//! Weights of `pallet_logistics`.
//!
//! Estimates by hand, until those that the benchmarks generate take their place.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};

/// Weight functions needed for `pallet_logistics`.
pub trait WeightInfo {
	fn book_shipment(l: u32, g: u32, ) -> Weight;
	fn cancel_shipment(l: u32, ) -> Weight;
	fn reroute(l: u32, ) -> Weight;
	fn offer_custody() -> Weight;
	fn withdraw_offer() -> Weight;
	fn accept_custody(l: u32, ) -> Weight;
	fn depart(l: u32, ) -> Weight;
	fn arrive(l: u32, ) -> Weight;
	fn take_in(l: u32, ) -> Weight;
	fn hand_out(l: u32, ) -> Weight;
	fn reveal_consignee(l: u32, ) -> Weight;
	fn receive_shipment(l: u32, ) -> Weight;
	fn deliver_to_buyer() -> Weight;
	fn report_loss() -> Weight;
	fn pack(l: u32, u: u32, ) -> Weight;
	fn unpack(l: u32, u: u32, ) -> Weight;
	fn summarise_sensors(l: u32, ) -> Weight;
	fn move_ranges(r: u32, ) -> Weight;
	fn find_shipment() -> Weight;
}

/// Weights for `pallet_logistics` with the runtime's own database weights.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn book_shipment(l: u32, g: u32, ) -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(Weight::from_parts(30_000_000, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(3_000_000, 0).saturating_mul(g.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(l.into())))
	}
	fn cancel_shipment(l: u32, ) -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(Weight::from_parts(15_000_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(l.into())))
	}
	fn reroute(l: u32, ) -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn offer_custody() -> Weight {
		Weight::from_parts(15_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn withdraw_offer() -> Weight {
		Weight::from_parts(12_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn accept_custody(l: u32, ) -> Weight {
		Weight::from_parts(15_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn depart(l: u32, ) -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn arrive(l: u32, ) -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn take_in(l: u32, ) -> Weight {
		Weight::from_parts(15_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn hand_out(l: u32, ) -> Weight {
		Weight::from_parts(15_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn reveal_consignee(l: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn receive_shipment(l: u32, ) -> Weight {
		Weight::from_parts(30_000_000, 0)
			.saturating_add(Weight::from_parts(15_000_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(l.into())))
	}
	fn deliver_to_buyer() -> Weight {
		Weight::from_parts(50_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(4_u64))
	}
	fn report_loss() -> Weight {
		Weight::from_parts(50_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn pack(l: u32, u: u32, ) -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(Weight::from_parts(20_000_000, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(8_000_000, 0).saturating_mul(u.into()))
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(u.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(u.into())))
	}
	fn unpack(l: u32, u: u32, ) -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(Weight::from_parts(20_000_000, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(8_000_000, 0).saturating_mul(u.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(u.into())))
			.saturating_add(T::DbWeight::get().writes(4_u64))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(l.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(u.into())))
	}
	fn summarise_sensors(l: u32, ) -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn move_ranges(r: u32, ) -> Weight {
		Weight::from_parts(2_000_000, 0)
			.saturating_add(Weight::from_parts(20_000_000, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(r.into())))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(r.into())))
	}
	fn find_shipment() -> Weight {
		Weight::from_parts(15_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
}

// For backwards compatibility and tests.
impl WeightInfo for () {
	fn book_shipment(l: u32, g: u32, ) -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(Weight::from_parts(30_000_000, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(3_000_000, 0).saturating_mul(g.into()))
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().reads((4_u64).saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().writes(5_u64))
			.saturating_add(RocksDbWeight::get().writes((4_u64).saturating_mul(l.into())))
	}
	fn cancel_shipment(l: u32, ) -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(Weight::from_parts(15_000_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(l.into())))
	}
	fn reroute(l: u32, ) -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn offer_custody() -> Weight {
		Weight::from_parts(15_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn withdraw_offer() -> Weight {
		Weight::from_parts(12_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn accept_custody(l: u32, ) -> Weight {
		Weight::from_parts(15_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn depart(l: u32, ) -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn arrive(l: u32, ) -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn take_in(l: u32, ) -> Weight {
		Weight::from_parts(15_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn hand_out(l: u32, ) -> Weight {
		Weight::from_parts(15_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn reveal_consignee(l: u32, ) -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(1_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn receive_shipment(l: u32, ) -> Weight {
		Weight::from_parts(30_000_000, 0)
			.saturating_add(Weight::from_parts(15_000_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(l.into())))
	}
	fn deliver_to_buyer() -> Weight {
		Weight::from_parts(50_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
	}
	fn report_loss() -> Weight {
		Weight::from_parts(50_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn pack(l: u32, u: u32, ) -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(Weight::from_parts(20_000_000, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(8_000_000, 0).saturating_mul(u.into()))
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(u.into())))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(u.into())))
	}
	fn unpack(l: u32, u: u32, ) -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(Weight::from_parts(20_000_000, 0).saturating_mul(l.into()))
			.saturating_add(Weight::from_parts(8_000_000, 0).saturating_mul(u.into()))
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().reads((1_u64).saturating_mul(u.into())))
			.saturating_add(RocksDbWeight::get().writes(4_u64))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(l.into())))
			.saturating_add(RocksDbWeight::get().writes((1_u64).saturating_mul(u.into())))
	}
	fn summarise_sensors(l: u32, ) -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(Weight::from_parts(1_000_000, 0).saturating_mul(l.into()))
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn move_ranges(r: u32, ) -> Weight {
		Weight::from_parts(2_000_000, 0)
			.saturating_add(Weight::from_parts(20_000_000, 0).saturating_mul(r.into()))
			.saturating_add(RocksDbWeight::get().reads((4_u64).saturating_mul(r.into())))
			.saturating_add(RocksDbWeight::get().writes((3_u64).saturating_mul(r.into())))
	}
	fn find_shipment() -> Weight {
		Weight::from_parts(15_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
	}
}
