//! Weights of `pallet_randomness_beacon`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// What the calls, hooks and services of `pallet_randomness_beacon` cost.
pub trait WeightInfo {
	fn hooks() -> Weight;
	fn contribute(d: u32) -> Weight;
	fn await_mix() -> Weight;
	fn forget() -> Weight;
	fn prove_final(v: u32) -> Weight;
}

/// The weights with the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Aura::Authorities` (r:1 w:0)
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	fn hooks() -> Weight {
		Weight::from_parts(8_012_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:16 w:16)
	/// Storage: `RandomnessBeacon::Mix` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Pending` (r:1 w:1)
	/// The range of component `d` is `[0, 16]`.
	fn contribute(d: u32) -> Weight {
		Weight::from_parts(492_898_511, 0)
			.saturating_add(Weight::from_parts(5_100_422, 0).saturating_mul(d.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(d.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(d.into())))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Pending` (r:1 w:1)
	fn await_mix() -> Weight {
		Weight::from_parts(11_186_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `RandomnessBeacon::Awaits` (r:1 w:1)
	/// Storage: `RandomnessBeacon::Pending` (r:1 w:1)
	fn forget() -> Weight {
		Weight::from_parts(8_653_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Grandpa::Authorities` (r:1 w:0)
	/// Storage: `Grandpa::CurrentSetId` (r:1 w:0)
	/// Storage: `RandomnessBeacon::FinalBlock` (r:1 w:1)
	/// Storage: `System::BlockHash` (r:1 w:0)
	/// The range of component `v` is `[1, 100]`.
	fn prove_final(v: u32) -> Weight {
		Weight::from_parts(11_201_397, 0)
			.saturating_add(Weight::from_parts(37_902_093, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn hooks() -> Weight {
		Weight::from_parts(8_012_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
	}
	fn contribute(d: u32) -> Weight {
		Weight::from_parts(492_898_511, 0)
			.saturating_add(Weight::from_parts(5_100_422, 0).saturating_mul(d.into()))
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(d.into())))
			.saturating_add(ParityDbWeight::get().writes(2))
			.saturating_add(ParityDbWeight::get().writes(1_u64.saturating_mul(d.into())))
	}
	fn await_mix() -> Weight {
		Weight::from_parts(11_186_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn forget() -> Weight {
		Weight::from_parts(8_653_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn prove_final(v: u32) -> Weight {
		Weight::from_parts(11_201_397, 0)
			.saturating_add(Weight::from_parts(37_902_093, 0).saturating_mul(v.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
}
