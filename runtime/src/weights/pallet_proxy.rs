//! Weights of `pallet_proxy`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What the calls, hooks and services of `pallet_proxy` cost.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_proxy::WeightInfo for WeightInfo<T> {
	/// Storage: `Proxy::Proxies` (r:1 w:0)
	/// The range of component `p` is `[1, 31]`.
	fn proxy(p: u32) -> Weight {
		Weight::from_parts(23_837_631, 0)
			.saturating_add(Weight::from_parts(79_899, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(1))
	}
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Storage: `Proxy::Proxies` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `a` is `[0, 31]`.
	/// The range of component `p` is `[1, 31]`.
	fn proxy_announced(a: u32, p: u32) -> Weight {
		Weight::from_parts(52_041_495, 0)
			.saturating_add(Weight::from_parts(334_493, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(44_593, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `a` is `[0, 31]`.
	/// The range of component `p` is `[1, 31]`.
	fn remove_announcement(a: u32, _p: u32) -> Weight {
		Weight::from_parts(30_574_559, 0)
			.saturating_add(Weight::from_parts(379_056, 0).saturating_mul(a.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `a` is `[0, 31]`.
	/// The range of component `p` is `[1, 31]`.
	fn reject_announcement(a: u32, p: u32) -> Weight {
		Weight::from_parts(29_860_911, 0)
			.saturating_add(Weight::from_parts(347_906, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(39_140, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Storage: `Proxy::Proxies` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `a` is `[0, 31]`.
	/// The range of component `p` is `[1, 31]`.
	fn announce(a: u32, p: u32) -> Weight {
		Weight::from_parts(64_676_252, 0)
			.saturating_add(Weight::from_parts(364_379, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(50_522, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `p` is `[1, 31]`.
	fn add_proxy(p: u32) -> Weight {
		Weight::from_parts(56_489_654, 0)
			.saturating_add(Weight::from_parts(55_173, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `p` is `[1, 31]`.
	fn remove_proxy(p: u32) -> Weight {
		Weight::from_parts(33_146_439, 0)
			.saturating_add(Weight::from_parts(100_287, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `p` is `[1, 31]`.
	fn remove_proxies(p: u32) -> Weight {
		Weight::from_parts(30_015_154, 0)
			.saturating_add(Weight::from_parts(3_086_233, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `p` is `[1, 31]`.
	fn create_pure(p: u32) -> Weight {
		Weight::from_parts(61_771_438, 0)
			.saturating_add(Weight::from_parts(20_131, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `p` is `[0, 30]`.
	fn kill_pure(p: u32) -> Weight {
		Weight::from_parts(35_439_842, 0)
			.saturating_add(Weight::from_parts(76_762, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	fn poke_deposit() -> Weight {
		Weight::from_parts(56_013_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(4))
	}
}
