//! Weights of `frame_system`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What the calls, hooks and services of `frame_system` cost.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> frame_system::WeightInfo for WeightInfo<T> {
	/// The range of component `b` is `[0, 8388608]`.
	fn remark(b: u32) -> Weight {
		Weight::from_parts(74_943_241, 0)
			.saturating_add(Weight::from_parts(374, 0).saturating_mul(b.into()))
	}
	/// The range of component `b` is `[0, 8388608]`.
	fn remark_with_event(b: u32) -> Weight {
		Weight::from_parts(5_429_000, 0)
			.saturating_add(Weight::from_parts(1_342, 0).saturating_mul(b.into()))
	}
	/// Storage: `:heappages` (r:0 w:1)
	fn set_heap_pages() -> Weight {
		Weight::from_parts(4_396_000, 0)
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `:code` (r:0 w:1)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	fn set_code() -> Weight {
		Weight::from_parts(120_017_361_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// The range of component `i` is `[0, 1000]`.
	fn set_storage(i: u32) -> Weight {
		Weight::from_parts(2_413_000, 0)
			.saturating_add(Weight::from_parts(664_810, 0).saturating_mul(i.into()))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(i.into())))
	}
	/// The range of component `i` is `[0, 1000]`.
	fn kill_storage(i: u32) -> Weight {
		Weight::from_parts(2_473_000, 0)
			.saturating_add(Weight::from_parts(565_987, 0).saturating_mul(i.into()))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(i.into())))
	}
	/// The range of component `p` is `[0, 1000]`.
	fn kill_prefix(p: u32) -> Weight {
		Weight::from_parts(4_126_000, 0)
			.saturating_add(Weight::from_parts(1_221_668, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(p.into())))
	}
	/// Storage: `System::AuthorizedUpgrade` (r:0 w:1)
	fn authorize_upgrade() -> Weight {
		Weight::from_parts(17_356_000, 0)
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `:code` (r:0 w:1)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Storage: `System::AuthorizedUpgrade` (r:1 w:1)
	fn apply_authorized_upgrade() -> Weight {
		Weight::from_parts(123_803_193_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
}
