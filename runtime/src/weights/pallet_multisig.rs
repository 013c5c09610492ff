//! Weights of `pallet_multisig`, measured by `scripts/bench.sh`: 20 steps, 5 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What the calls, hooks and services of `pallet_multisig` cost.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_multisig::WeightInfo for WeightInfo<T> {
	/// The range of component `z` is `[0, 10000]`.
	fn as_multi_threshold_1(z: u32) -> Weight {
		Weight::from_parts(108_817_497, 0)
			.saturating_add(Weight::from_parts(8_985, 0).saturating_mul(z.into()))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `s` is `[2, 32]`.
	/// The range of component `z` is `[0, 10000]`.
	fn as_multi_create(s: u32, z: u32) -> Weight {
		Weight::from_parts(65_623_346, 0)
			.saturating_add(Weight::from_parts(1_027_783, 0).saturating_mul(s.into()))
			.saturating_add(Weight::from_parts(5_856, 0).saturating_mul(z.into()))
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// The range of component `s` is `[3, 32]`.
	/// The range of component `z` is `[0, 10000]`.
	fn as_multi_approve(s: u32, z: u32) -> Weight {
		Weight::from_parts(13_841_063, 0)
			.saturating_add(Weight::from_parts(903_131, 0).saturating_mul(s.into()))
			.saturating_add(Weight::from_parts(7_680, 0).saturating_mul(z.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `s` is `[2, 32]`.
	/// The range of component `z` is `[0, 10000]`.
	fn as_multi_complete(s: u32, z: u32) -> Weight {
		Weight::from_parts(24_349_439, 0)
			.saturating_add(Weight::from_parts(2_029_760, 0).saturating_mul(s.into()))
			.saturating_add(Weight::from_parts(9_034, 0).saturating_mul(z.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `s` is `[2, 32]`.
	fn approve_as_multi_create(s: u32) -> Weight {
		Weight::from_parts(80_907_358, 0)
			.saturating_add(Weight::from_parts(2_622_221, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// The range of component `s` is `[2, 32]`.
	fn approve_as_multi_approve(s: u32) -> Weight {
		Weight::from_parts(41_503_223, 0)
			.saturating_add(Weight::from_parts(1_277_854, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `s` is `[2, 32]`.
	fn cancel_as_multi(s: u32) -> Weight {
		Weight::from_parts(81_242_589, 0)
			.saturating_add(Weight::from_parts(86_595, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `s` is `[2, 32]`.
	fn poke_deposit(s: u32) -> Weight {
		Weight::from_parts(36_442_683, 0)
			.saturating_add(Weight::from_parts(554_830, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}
}
