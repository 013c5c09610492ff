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
		Weight::from_parts(14_293_979, 0)
			.saturating_add(Weight::from_parts(61_157, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(1))
	}
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Storage: `Proxy::Proxies` (r:1 w:0)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `a` is `[0, 31]`.
	/// The range of component `p` is `[1, 31]`.
	fn proxy_announced(a: u32, p: u32) -> Weight {
		Weight::from_parts(33_214_350, 0)
			.saturating_add(Weight::from_parts(104_148, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(32_619, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `a` is `[0, 31]`.
	/// The range of component `p` is `[1, 31]`.
	fn remove_announcement(a: u32, p: u32) -> Weight {
		Weight::from_parts(18_049_834, 0)
			.saturating_add(Weight::from_parts(125_042, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(28_261, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `a` is `[0, 31]`.
	/// The range of component `p` is `[1, 31]`.
	fn reject_announcement(a: u32, p: u32) -> Weight {
		Weight::from_parts(18_871_404, 0)
			.saturating_add(Weight::from_parts(88_528, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(20_575, 0).saturating_mul(p.into()))
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
		Weight::from_parts(40_077_006, 0)
			.saturating_add(Weight::from_parts(118_984, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(61_944, 0).saturating_mul(p.into()))
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
		Weight::from_parts(33_314_453, 0)
			.saturating_add(Weight::from_parts(92_628, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `p` is `[1, 31]`.
	fn remove_proxy(p: u32) -> Weight {
		Weight::from_parts(19_662_158, 0)
			.saturating_add(Weight::from_parts(93_739, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `p` is `[1, 31]`.
	fn remove_proxies(p: u32) -> Weight {
		Weight::from_parts(18_366_450, 0)
			.saturating_add(Weight::from_parts(1_815_794, 0).saturating_mul(p.into()))
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
		Weight::from_parts(37_008_876, 0)
			.saturating_add(Weight::from_parts(56_273, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	/// The range of component `p` is `[0, 30]`.
	fn kill_pure(p: u32) -> Weight {
		Weight::from_parts(21_738_443, 0)
			.saturating_add(Weight::from_parts(94_231, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Proxy::Announcements` (r:1 w:1)
	/// Storage: `Proxy::Proxies` (r:1 w:1)
	/// Storage: `Quota::Parties` (r:1 w:1)
	/// Storage: `Quota::ReservedBytes` (r:1 w:1)
	fn poke_deposit() -> Weight {
		Weight::from_parts(34_372_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(4))
	}
}
