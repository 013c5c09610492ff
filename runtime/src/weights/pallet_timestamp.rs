//! Weights of `pallet_timestamp`, measured by `scripts/bench.sh`: 20 steps, 5 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What the calls, hooks and services of `pallet_timestamp` cost.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_timestamp::WeightInfo for WeightInfo<T> {
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	fn set() -> Weight {
		Weight::from_parts(7_140_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
	}
	fn on_finalize() -> Weight {
		Weight::from_parts(1_282_000, 0)
	}
}
