//! Weights of `pallet_utility`, measured by `scripts/bench.sh`: 20 steps, 5 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What the calls, hooks and services of `pallet_utility` cost.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_utility::WeightInfo for WeightInfo<T> {
	/// The range of component `c` is `[0, 1000]`.
	fn batch(c: u32) -> Weight {
		Weight::from_parts(5_899_000, 0)
			.saturating_add(Weight::from_parts(9_914_877, 0).saturating_mul(c.into()))
	}
	fn as_derivative() -> Weight {
		Weight::from_parts(7_080_000, 0)
	}
	/// The range of component `c` is `[0, 1000]`.
	fn batch_all(c: u32) -> Weight {
		Weight::from_parts(79_078_887, 0)
			.saturating_add(Weight::from_parts(11_241_936, 0).saturating_mul(c.into()))
	}
	fn dispatch_as() -> Weight {
		Weight::from_parts(8_944_000, 0)
	}
	/// The range of component `c` is `[0, 1000]`.
	fn force_batch(c: u32) -> Weight {
		Weight::from_parts(5_919_000, 0)
			.saturating_add(Weight::from_parts(8_885_327, 0).saturating_mul(c.into()))
	}
	fn dispatch_as_fallible() -> Weight {
		Weight::from_parts(10_756_000, 0)
	}
	fn if_else() -> Weight {
		Weight::from_parts(19_819_000, 0)
	}
}
