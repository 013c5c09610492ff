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
		Weight::from_parts(57_756_126, 0)
			.saturating_add(Weight::from_parts(321, 0).saturating_mul(b.into()))
	}
	/// The range of component `b` is `[0, 8388608]`.
	fn remark_with_event(b: u32) -> Weight {
		Weight::from_parts(9_283_000, 0)
			.saturating_add(Weight::from_parts(1_324, 0).saturating_mul(b.into()))
	}
	/// Storage: `:heappages` (r:0 w:1)
	fn set_heap_pages() -> Weight {
		Weight::from_parts(7_831_000, 0)
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `:code` (r:0 w:1)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	fn set_code() -> Weight {
		Weight::from_parts(123_424_630_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// The range of component `i` is `[0, 1000]`.
	fn set_storage(i: u32) -> Weight {
		Weight::from_parts(3_956_000, 0)
			.saturating_add(Weight::from_parts(1_285_462, 0).saturating_mul(i.into()))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(i.into())))
	}
	/// The range of component `i` is `[0, 1000]`.
	fn kill_storage(i: u32) -> Weight {
		Weight::from_parts(4_096_000, 0)
			.saturating_add(Weight::from_parts(1_011_187, 0).saturating_mul(i.into()))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(i.into())))
	}
	/// The range of component `p` is `[0, 1000]`.
	fn kill_prefix(p: u32) -> Weight {
		Weight::from_parts(11_728_000, 0)
			.saturating_add(Weight::from_parts(1_503_506, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(p.into())))
	}
	/// Storage: `System::AuthorizedUpgrade` (r:0 w:1)
	fn authorize_upgrade() -> Weight {
		Weight::from_parts(21_472_000, 0)
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `:code` (r:0 w:1)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Storage: `System::AuthorizedUpgrade` (r:1 w:1)
	fn apply_authorized_upgrade() -> Weight {
		Weight::from_parts(129_436_153_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
}
