//! Weights of `pallet_quota`, estimated by hand: storage accesses counted, time measured on none.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_parens)]
#![allow(unused_imports)]
#![allow(missing_docs)]

use frame_support::{traits::Get, weights::{constants::RocksDbWeight, Weight}};
use core::marker::PhantomData;

/// Weight functions needed for `pallet_quota`.
pub trait WeightInfo {
	fn set_role_limits() -> Weight;
	fn set_council_limits() -> Weight;
	fn set_override() -> Weight;
	fn set_operator_share() -> Weight;
	fn admit_and_meter() -> Weight;
	fn grow() -> Weight;
	fn charge_activation() -> Weight;
}

/// Weights for `pallet_quota` on the runtime's own hardware.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Quota::RoleLimits` (r:1 w:1)
	fn set_role_limits() -> Weight {
		Weight::from_parts(8_000_000, 1861)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Quota::CouncilLimits` (r:1 w:1)
	fn set_council_limits() -> Weight {
		Weight::from_parts(6_000_000, 1521)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Quota::Overrides` (r:1 w:1)
	fn set_override() -> Weight {
		Weight::from_parts(8_000_000, 3513)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Quota::OperatorQuotas` (r:2 w:1), `Quota::Overrides` (r:1), `Quota::RoleLimits`
	/// (r:1), `Quota::Usages` (r:2 w:2), `Quota::Stored` (r:2 w:2), `Quota::Writing` (r:1)
	fn set_operator_share() -> Weight {
		Weight::from_parts(25_000_000, 6208)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	/// Storage: `Quota::Overrides` (r:1), `Quota::RoleLimits` (r:1), `Quota::Usages` (r:1 w:1),
	/// `Quota::OperatorQuotas` (r:1 w:1), `Quota::Writing` (w:1)
	fn admit_and_meter() -> Weight {
		Weight::from_parts(15_000_000, 3553)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Quota::Overrides` (r:1), `Quota::RoleLimits` (r:1), `Quota::Usages` (r:1 w:1),
	/// `Quota::Stored` (r:1 w:1), `Quota::Writing` (r:1), `Quota::OperatorQuotas` (r:1 w:1)
	fn grow() -> Weight {
		Weight::from_parts(12_000_000, 3553)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Quota::Overrides` (r:1), `Quota::RoleLimits` (r:1), `Quota::Usages` (r:1 w:1)
	fn charge_activation() -> Weight {
		Weight::from_parts(8_000_000, 3541)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}

// For backwards compatibility and tests.
impl WeightInfo for () {
	/// Storage: `Quota::RoleLimits` (r:1 w:1)
	fn set_role_limits() -> Weight {
		Weight::from_parts(8_000_000, 1861)
			.saturating_add(RocksDbWeight::get().reads(1))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	/// Storage: `Quota::CouncilLimits` (r:1 w:1)
	fn set_council_limits() -> Weight {
		Weight::from_parts(6_000_000, 1521)
			.saturating_add(RocksDbWeight::get().reads(1))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	/// Storage: `Quota::Overrides` (r:1 w:1)
	fn set_override() -> Weight {
		Weight::from_parts(8_000_000, 3513)
			.saturating_add(RocksDbWeight::get().reads(1))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	/// Storage: `Quota::OperatorQuotas` (r:2 w:1), `Quota::Overrides` (r:1), `Quota::RoleLimits`
	/// (r:1), `Quota::Usages` (r:2 w:2), `Quota::Stored` (r:2 w:2), `Quota::Writing` (r:1)
	fn set_operator_share() -> Weight {
		Weight::from_parts(25_000_000, 6208)
			.saturating_add(RocksDbWeight::get().reads(9))
			.saturating_add(RocksDbWeight::get().writes(5))
	}
	/// Storage: `Quota::Overrides` (r:1), `Quota::RoleLimits` (r:1), `Quota::Usages` (r:1 w:1),
	/// `Quota::OperatorQuotas` (r:1 w:1), `Quota::Writing` (w:1)
	fn admit_and_meter() -> Weight {
		Weight::from_parts(15_000_000, 3553)
			.saturating_add(RocksDbWeight::get().reads(4))
			.saturating_add(RocksDbWeight::get().writes(3))
	}
	/// Storage: `Quota::Overrides` (r:1), `Quota::RoleLimits` (r:1), `Quota::Usages` (r:1 w:1),
	/// `Quota::Stored` (r:1 w:1), `Quota::Writing` (r:1), `Quota::OperatorQuotas` (r:1 w:1)
	fn grow() -> Weight {
		Weight::from_parts(12_000_000, 3553)
			.saturating_add(RocksDbWeight::get().reads(6))
			.saturating_add(RocksDbWeight::get().writes(3))
	}
	/// Storage: `Quota::Overrides` (r:1), `Quota::RoleLimits` (r:1), `Quota::Usages` (r:1 w:1)
	fn charge_activation() -> Weight {
		Weight::from_parts(8_000_000, 3541)
			.saturating_add(RocksDbWeight::get().reads(3))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
}
