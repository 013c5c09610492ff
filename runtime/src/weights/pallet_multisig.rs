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
		Weight::from_parts(22_673_929, 0)
			.saturating_add(Weight::from_parts(7_154, 0).saturating_mul(z.into()))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `s` is `[2, 32]`.
	/// The range of component `z` is `[0, 10000]`.
	fn as_multi_create(s: u32, z: u32) -> Weight {
		Weight::from_parts(41_770_748, 0)
			.saturating_add(Weight::from_parts(298_183, 0).saturating_mul(s.into()))
			.saturating_add(Weight::from_parts(7_078, 0).saturating_mul(z.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// The range of component `s` is `[3, 32]`.
	/// The range of component `z` is `[0, 10000]`.
	fn as_multi_approve(s: u32, z: u32) -> Weight {
		Weight::from_parts(17_260_990, 0)
			.saturating_add(Weight::from_parts(323_700, 0).saturating_mul(s.into()))
			.saturating_add(Weight::from_parts(7_011, 0).saturating_mul(z.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `s` is `[2, 32]`.
	/// The range of component `z` is `[0, 10000]`.
	fn as_multi_complete(s: u32, z: u32) -> Weight {
		Weight::from_parts(27_804_010, 0)
			.saturating_add(Weight::from_parts(483_077, 0).saturating_mul(s.into()))
			.saturating_add(Weight::from_parts(7_394, 0).saturating_mul(z.into()))
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
		Weight::from_parts(38_616_967, 0)
			.saturating_add(Weight::from_parts(417_130, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// The range of component `s` is `[2, 32]`.
	fn approve_as_multi_approve(s: u32) -> Weight {
		Weight::from_parts(15_830_064, 0)
			.saturating_add(Weight::from_parts(313_291, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `s` is `[2, 32]`.
	fn cancel_as_multi(s: u32) -> Weight {
		Weight::from_parts(24_156_321, 0)
			.saturating_add(Weight::from_parts(348_983, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Multisig::Multisigs` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `s` is `[2, 32]`.
	fn poke_deposit(s: u32) -> Weight {
		Weight::from_parts(22_608_862, 0)
			.saturating_add(Weight::from_parts(347_463, 0).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}
