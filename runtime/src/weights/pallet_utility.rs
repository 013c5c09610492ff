//! Weights of `pallet_utility`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
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
		Weight::from_parts(4_546_000, 0)
			.saturating_add(Weight::from_parts(3_542_552, 0).saturating_mul(c.into()))
	}
	fn as_derivative() -> Weight {
		Weight::from_parts(5_949_000, 0)
	}
	/// The range of component `c` is `[0, 1000]`.
	fn batch_all(c: u32) -> Weight {
		Weight::from_parts(2_810_210, 0)
			.saturating_add(Weight::from_parts(3_607_007, 0).saturating_mul(c.into()))
	}
	fn dispatch_as() -> Weight {
		Weight::from_parts(6_730_000, 0)
	}
	/// The range of component `c` is `[0, 1000]`.
	fn force_batch(c: u32) -> Weight {
		Weight::from_parts(4_656_000, 0)
			.saturating_add(Weight::from_parts(3_509_825, 0).saturating_mul(c.into()))
	}
	fn dispatch_as_fallible() -> Weight {
		Weight::from_parts(7_071_000, 0)
	}
	fn if_else() -> Weight {
		Weight::from_parts(8_903_000, 0)
	}
}
