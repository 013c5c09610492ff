//! Weights of `pallet_proxy`, measured by `scripts/bench.sh`: 20 steps, 5 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What the calls, hooks and services of `pallet_proxy` cost.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_proxy::WeightInfo for WeightInfo<T> {
	/// Storage: `Proxy::Proxies` (r:1 w:0)
	/// The range of component `p` is `[1, 31]`.
	fn proxy(p: u32) -> Weight {
		Weight::from_parts(18_414_861, 0)
			.saturating_add(Weight::from_parts(101_885, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(1))
	}
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Storage: `Proxy::Proxies` (r:1 w:0)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `a` is `[0, 31]`.
	/// The range of component `p` is `[1, 31]`.
	fn proxy_announced(a: u32, p: u32) -> Weight {
		Weight::from_parts(56_290_600, 0)
			.saturating_add(Weight::from_parts(389_329, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(97_206, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `a` is `[0, 31]`.
	/// The range of component `p` is `[1, 31]`.
	fn remove_announcement(a: u32, p: u32) -> Weight {
		Weight::from_parts(28_240_883, 0)
			.saturating_add(Weight::from_parts(566_284, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(283_434, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `a` is `[0, 31]`.
	/// The range of component `p` is `[1, 31]`.
	fn reject_announcement(a: u32, p: u32) -> Weight {
		Weight::from_parts(42_875_474, 0)
			.saturating_add(Weight::from_parts(255_339, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(87_179, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Storage: `Proxy::Proxies` (r:1 w:0)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `a` is `[0, 31]`.
	/// The range of component `p` is `[1, 31]`.
	fn announce(_a: u32, p: u32) -> Weight {
		Weight::from_parts(72_151_219, 0)
			.saturating_add(Weight::from_parts(728_455, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `p` is `[1, 31]`.
	fn add_proxy(p: u32) -> Weight {
		Weight::from_parts(55_368_829, 0)
			.saturating_add(Weight::from_parts(193_697, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `p` is `[1, 31]`.
	fn remove_proxy(_p: u32) -> Weight {
		Weight::from_parts(42_622_976, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `p` is `[1, 31]`.
	fn remove_proxies(p: u32) -> Weight {
		Weight::from_parts(24_493_455, 0)
			.saturating_add(Weight::from_parts(3_035_692, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::Overrides` (r:1 w:0)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `p` is `[1, 31]`.
	fn create_pure(p: u32) -> Weight {
		Weight::from_parts(49_257_497, 0)
			.saturating_add(Weight::from_parts(1_101_393, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	/// The range of component `p` is `[0, 30]`.
	fn kill_pure(_p: u32) -> Weight {
		Weight::from_parts(58_219_019, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// Storage: `Quota::Stored` (r:1 w:1)
	/// Storage: `Quota::Usages` (r:1 w:1)
	/// Storage: `Quota::Writing` (r:1 w:0)
	fn poke_deposit() -> Weight {
		Weight::from_parts(49_383_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(5))
	}
}
