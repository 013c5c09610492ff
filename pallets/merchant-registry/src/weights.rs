//! Weights of the calls, and of the traits that this pallet provides.
//!
//! Estimates by counting reads and writes, until the benchmarks have run on the reference machine.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use frame_support::{traits::Get, weights::{Weight, constants::RocksDbWeight}};
use core::marker::PhantomData;

/// Weight functions needed for `pallet_merchant_registry`.
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
	fn register_facility() -> Weight;
	fn close_facility() -> Weight;
	fn set_registrar() -> Weight;
	fn grant_prefix() -> Weight;
	fn withdraw_prefix() -> Weight;
	fn authorise_merchant() -> Weight;
	fn withdraw_authorisation() -> Weight;
	fn authorise() -> Weight;
	fn find_organisation() -> Weight;
	fn find_facility() -> Weight;
	fn consume() -> Weight;
}

/// Weights for `pallet_merchant_registry` by the runtime's own database weights.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn admit() -> Weight {
		Weight::from_parts(60_000_000, 24000)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	fn grant_role() -> Weight {
		Weight::from_parts(35_000_000, 15000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn withdraw_role() -> Weight {
		Weight::from_parts(35_000_000, 12000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn suspend() -> Weight {
		Weight::from_parts(35_000_000, 12000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn reinstate() -> Weight {
		Weight::from_parts(35_000_000, 12000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn set_control_group() -> Weight {
		Weight::from_parts(25_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn update_profile() -> Weight {
		Weight::from_parts(35_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn add_operator() -> Weight {
		Weight::from_parts(40_000_000, 18000)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn set_permissions() -> Weight {
		Weight::from_parts(35_000_000, 15000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn revoke_operator() -> Weight {
		Weight::from_parts(35_000_000, 15000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn readmit_operator() -> Weight {
		Weight::from_parts(35_000_000, 15000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn restore_admin() -> Weight {
		Weight::from_parts(35_000_000, 15000)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn register_facility() -> Weight {
		Weight::from_parts(35_000_000, 12000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn close_facility() -> Weight {
		Weight::from_parts(30_000_000, 12000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn set_registrar() -> Weight {
		Weight::from_parts(20_000_000, 6000)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn grant_prefix() -> Weight {
		Weight::from_parts(90_000_000, 69000)
			.saturating_add(T::DbWeight::get().reads(23_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	fn withdraw_prefix() -> Weight {
		Weight::from_parts(70_000_000, 39000)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	fn authorise_merchant() -> Weight {
		Weight::from_parts(70_000_000, 42000)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn withdraw_authorisation() -> Weight {
		Weight::from_parts(30_000_000, 12000)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn authorise() -> Weight {
		Weight::from_parts(15_000_000, 9000)
			.saturating_add(T::DbWeight::get().reads(3_u64))
	}
	fn find_organisation() -> Weight {
		Weight::from_parts(10_000_000, 6000)
			.saturating_add(T::DbWeight::get().reads(2_u64))
	}
	fn find_facility() -> Weight {
		Weight::from_parts(6_000_000, 3000)
			.saturating_add(T::DbWeight::get().reads(1_u64))
	}
	fn consume() -> Weight {
		Weight::from_parts(40_000_000, 33000)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

// For tests.
impl WeightInfo for () {
	fn admit() -> Weight {
		Weight::from_parts(60_000_000, 24000)
			.saturating_add(RocksDbWeight::get().reads(8_u64))
			.saturating_add(RocksDbWeight::get().writes(7_u64))
	}
	fn grant_role() -> Weight {
		Weight::from_parts(35_000_000, 15000)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn withdraw_role() -> Weight {
		Weight::from_parts(35_000_000, 12000)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn suspend() -> Weight {
		Weight::from_parts(35_000_000, 12000)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn reinstate() -> Weight {
		Weight::from_parts(35_000_000, 12000)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn set_control_group() -> Weight {
		Weight::from_parts(25_000_000, 9000)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn update_profile() -> Weight {
		Weight::from_parts(35_000_000, 9000)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn add_operator() -> Weight {
		Weight::from_parts(40_000_000, 18000)
			.saturating_add(RocksDbWeight::get().reads(6_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn set_permissions() -> Weight {
		Weight::from_parts(35_000_000, 15000)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn revoke_operator() -> Weight {
		Weight::from_parts(35_000_000, 15000)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn readmit_operator() -> Weight {
		Weight::from_parts(35_000_000, 15000)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn restore_admin() -> Weight {
		Weight::from_parts(35_000_000, 15000)
			.saturating_add(RocksDbWeight::get().reads(5_u64))
			.saturating_add(RocksDbWeight::get().writes(3_u64))
	}
	fn register_facility() -> Weight {
		Weight::from_parts(35_000_000, 12000)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(2_u64))
	}
	fn close_facility() -> Weight {
		Weight::from_parts(30_000_000, 12000)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn set_registrar() -> Weight {
		Weight::from_parts(20_000_000, 6000)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn grant_prefix() -> Weight {
		Weight::from_parts(90_000_000, 69000)
			.saturating_add(RocksDbWeight::get().reads(23_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn withdraw_prefix() -> Weight {
		Weight::from_parts(70_000_000, 39000)
			.saturating_add(RocksDbWeight::get().reads(13_u64))
			.saturating_add(RocksDbWeight::get().writes(9_u64))
	}
	fn authorise_merchant() -> Weight {
		Weight::from_parts(70_000_000, 42000)
			.saturating_add(RocksDbWeight::get().reads(14_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn withdraw_authorisation() -> Weight {
		Weight::from_parts(30_000_000, 12000)
			.saturating_add(RocksDbWeight::get().reads(4_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
	fn authorise() -> Weight {
		Weight::from_parts(15_000_000, 9000)
			.saturating_add(RocksDbWeight::get().reads(3_u64))
	}
	fn find_organisation() -> Weight {
		Weight::from_parts(10_000_000, 6000)
			.saturating_add(RocksDbWeight::get().reads(2_u64))
	}
	fn find_facility() -> Weight {
		Weight::from_parts(6_000_000, 3000)
			.saturating_add(RocksDbWeight::get().reads(1_u64))
	}
	fn consume() -> Weight {
		Weight::from_parts(40_000_000, 33000)
			.saturating_add(RocksDbWeight::get().reads(11_u64))
			.saturating_add(RocksDbWeight::get().writes(1_u64))
	}
}
