//! Weights of `pallet_quota`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// What the calls, hooks and services of `pallet_quota` cost.
pub trait WeightInfo {
	fn set_role_limits() -> Weight;
	fn set_council_limits() -> Weight;
	fn set_override() -> Weight;
	fn set_operator_share() -> Weight;
	fn admit_and_meter() -> Weight;
	fn admit_without_share() -> Weight;
	fn grow() -> Weight;
	fn charge_activation() -> Weight;
}

/// The weights with the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn set_role_limits() -> Weight {
		Weight::from_parts(7_531_000, 0)
	}
	/// Storage: `Quota::CouncilLimits` (r:1 w:1)
	fn set_council_limits() -> Weight {
		Weight::from_parts(6_881_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Consortium::Seats` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn set_override() -> Weight {
		Weight::from_parts(17_076_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `MerchantRegistry::Operators` (r:2 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::OperatorQuotas` (r:2 w:2)
	/// Storage: `Quota::Parties` (r:2 w:2)
	fn set_operator_share() -> Weight {
		Weight::from_parts(48_432_000, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::OperatorQuotas` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn admit_and_meter() -> Weight {
		Weight::from_parts(30_325_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn admit_without_share() -> Weight {
		Weight::from_parts(23_986_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Quota::OperatorQuotas` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn grow() -> Weight {
		Weight::from_parts(10_776_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	fn charge_activation() -> Weight {
		Weight::from_parts(10_656_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn set_role_limits() -> Weight {
		Weight::from_parts(7_531_000, 0)
	}
	fn set_council_limits() -> Weight {
		Weight::from_parts(6_881_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn set_override() -> Weight {
		Weight::from_parts(17_076_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn set_operator_share() -> Weight {
		Weight::from_parts(48_432_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().writes(4))
	}
	fn admit_and_meter() -> Weight {
		Weight::from_parts(30_325_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn admit_without_share() -> Weight {
		Weight::from_parts(23_986_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn grow() -> Weight {
		Weight::from_parts(10_776_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn charge_activation() -> Weight {
		Weight::from_parts(10_656_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
}
