//! Weights of `pallet_multisig`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What the calls, hooks and services of `pallet_multisig` cost.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_multisig::WeightInfo for WeightInfo<T> {
	/// The range of component `z` is `[0, 10000]`.
	fn as_multi_threshold_1(z: u32) -> Weight {
		Weight::from_parts(31_618_731, 0)
			.saturating_add(Weight::from_parts(7_050, 0).saturating_mul(z.into()))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `s` is `[2, 32]`.
	/// The range of component `z` is `[0, 10000]`.
	fn as_multi_create(s: u32, z: u32) -> Weight {
		Weight::from_parts(60_331_952, 0)
			.saturating_add(Weight::from_parts(451_537, 0).saturating_mul(s.into()))
			.saturating_add(Weight::from_parts(7_240, 0).saturating_mul(z.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// The range of component `s` is `[3, 32]`.
	/// The range of component `z` is `[0, 10000]`.
	fn as_multi_approve(s: u32, z: u32) -> Weight {
		Weight::from_parts(29_490_377, 0)
			.saturating_add(Weight::from_parts(326_329, 0).saturating_mul(s.into()))
			.saturating_add(Weight::from_parts(7_003, 0).saturating_mul(z.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `s` is `[2, 32]`.
	/// The range of component `z` is `[0, 10000]`.
	fn as_multi_complete(s: u32, z: u32) -> Weight {
		Weight::from_parts(46_040_607, 0)
			.saturating_add(Weight::from_parts(488_639, 0).saturating_mul(s.into()))
			.saturating_add(Weight::from_parts(7_243, 0).saturating_mul(z.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `s` is `[2, 32]`.
	fn approve_as_multi_create(s: u32) -> Weight {
		Weight::from_parts(52_806_795, 0)
			.saturating_add(Weight::from_parts(1_147_247, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// The range of component `s` is `[2, 32]`.
	fn approve_as_multi_approve(s: u32) -> Weight {
		Weight::from_parts(27_266_834, 0)
			.saturating_add(Weight::from_parts(309_637, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `s` is `[2, 32]`.
	fn cancel_as_multi(s: u32) -> Weight {
		Weight::from_parts(40_889_771, 0)
			.saturating_add(Weight::from_parts(336_849, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `s` is `[2, 32]`.
	fn poke_deposit(s: u32) -> Weight {
		Weight::from_parts(37_257_428, 0)
			.saturating_add(Weight::from_parts(374_610, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}
