//! Weights of `frame_system_extensions`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What the calls, hooks and services of `frame_system_extensions` cost.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> frame_system::ExtensionsWeightInfo for WeightInfo<T> {
	fn check_genesis() -> Weight {
		Weight::from_parts(2_043_000, 0)
	}
	fn check_mortality_mortal_transaction() -> Weight {
		Weight::from_parts(4_036_000, 0)
	}
	fn check_mortality_immortal_transaction() -> Weight {
		Weight::from_parts(4_046_000, 0)
	}
	fn check_non_zero_sender() -> Weight {
		Weight::from_parts(350_000, 0)
	}
	/// Storage: `System::Account` (r:1 w:1)
	fn check_nonce() -> Weight {
		Weight::from_parts(5_899_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn check_spec_version() -> Weight {
		Weight::from_parts(290_000, 0)
	}
	fn check_tx_version() -> Weight {
		Weight::from_parts(301_000, 0)
	}
	fn check_weight() -> Weight {
		Weight::from_parts(4_196_000, 0)
	}
	fn weight_reclaim() -> Weight {
		Weight::from_parts(2_003_000, 0)
	}
}
