//! Weights of `pallet_randomness_beacon`, estimated by hand: storage accesses counted; a millisecond for
//! verifying a proof in Wasm.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};
use core::marker::PhantomData;

/// Weight functions needed for `pallet_randomness_beacon`.
pub trait WeightInfo {
	fn hooks() -> Weight;
	fn contribute(d: u32, ) -> Weight;
	fn await_mix() -> Weight;
	fn forget() -> Weight;
}

/// Weights for `pallet_randomness_beacon` on the runtime's own hardware.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Aura::CurrentSlot` (r:1), `Aura::Authorities` (r:1)
	fn hooks() -> Weight {
		Weight::from_parts(9_000_000, 4_687)
			.saturating_add(T::DbWeight::get().reads(2))
	}
	/// Storage: `Aura::CurrentSlot` (r:1), `RandomnessBeacon::Mix` (r:1 w:1), `RandomnessBeacon::Pending`
	/// (r:1 w:1), `RandomnessBeacon::Awaits` (r:d w:d)
	///
	/// The range of component `d` is `[0, 1024]`.
	fn contribute(d: u32) -> Weight {
		Weight::from_parts(1_000_000_000, 9_679)
			.saturating_add(Weight::from_parts(2_000_000, 2_520).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().reads(d.into()))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(d.into()))
	}
	/// Storage: `Aura::CurrentSlot` (r:1), `RandomnessBeacon::Awaits` (r:1 w:1),
	/// `RandomnessBeacon::Pending` (r:1 w:1)
	fn await_mix() -> Weight {
		Weight::from_parts(20_000_000, 9_679)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1), `RandomnessBeacon::Pending` (r:1 w:1)
	fn forget() -> Weight {
		Weight::from_parts(18_000_000, 9_679)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
}

// For backwards compatibility and tests.
impl WeightInfo for () {
	/// Storage: `Aura::CurrentSlot` (r:1), `Aura::Authorities` (r:1)
	fn hooks() -> Weight {
		Weight::from_parts(9_000_000, 4_687)
			.saturating_add(RocksDbWeight::get().reads(2))
	}
	/// Storage: `Aura::CurrentSlot` (r:1), `RandomnessBeacon::Mix` (r:1 w:1), `RandomnessBeacon::Pending`
	/// (r:1 w:1), `RandomnessBeacon::Awaits` (r:d w:d)
	///
	/// The range of component `d` is `[0, 1024]`.
	fn contribute(d: u32) -> Weight {
		Weight::from_parts(1_000_000_000, 9_679)
			.saturating_add(Weight::from_parts(2_000_000, 2_520).saturating_mul(d.into()))
			.saturating_add(RocksDbWeight::get().reads(3))
			.saturating_add(RocksDbWeight::get().reads(d.into()))
			.saturating_add(RocksDbWeight::get().writes(2))
			.saturating_add(RocksDbWeight::get().writes(d.into()))
	}
	/// Storage: `Aura::CurrentSlot` (r:1), `RandomnessBeacon::Awaits` (r:1 w:1),
	/// `RandomnessBeacon::Pending` (r:1 w:1)
	fn await_mix() -> Weight {
		Weight::from_parts(20_000_000, 9_679)
			.saturating_add(RocksDbWeight::get().reads(3))
			.saturating_add(RocksDbWeight::get().writes(2))
	}
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1), `RandomnessBeacon::Pending` (r:1 w:1)
	fn forget() -> Weight {
		Weight::from_parts(18_000_000, 9_679)
			.saturating_add(RocksDbWeight::get().reads(2))
			.saturating_add(RocksDbWeight::get().writes(2))
	}
}
