//! Weights of `pallet_migrations`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// What the calls, hooks and services of `pallet_migrations` cost.
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_migrations::WeightInfo for WeightInfo<T> {
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:1)
	/// Storage: `X3Y\u{fffd}\u{e}\u{fffd}\u{fffd}S\u{fffd}\u{744}\u{fffd}\u{fffd}\u{8}\u{fffd}` (r:1 w:0)
	fn onboard_new_mbms() -> Weight {
		Weight::from_parts(5_448_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	fn progress_mbms_none() -> Weight {
		Weight::from_parts(1_973_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
	}
	/// Storage: `MultiBlockMigrations::Cursor` (r:0 w:1)
	/// Storage: `X3Y\u{fffd}\u{e}\u{fffd}\u{fffd}S\u{fffd}\u{744}\u{fffd}\u{fffd}\u{8}\u{fffd}` (r:1 w:0)
	fn exec_migration_completed() -> Weight {
		Weight::from_parts(3_866_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `MultiBlockMigrations::Historic` (r:1 w:0)
	/// Storage: `X3Y\u{fffd}\u{e}\u{fffd}\u{fffd}S\u{fffd}\u{744}\u{fffd}\u{fffd}\u{8}\u{fffd}` (r:1 w:0)
	fn exec_migration_skipped_historic() -> Weight {
		Weight::from_parts(7_591_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
	}
	/// Storage: `MultiBlockMigrations::Historic` (r:1 w:0)
	/// Storage: `X3Y\u{fffd}\u{e}\u{fffd}\u{fffd}S\u{fffd}\u{744}\u{fffd}\u{fffd}\u{8}\u{fffd}` (r:1 w:0)
	fn exec_migration_advance() -> Weight {
		Weight::from_parts(7_431_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
	}
	/// Storage: `MultiBlockMigrations::Historic` (r:1 w:1)
	/// Storage: `X3Y\u{fffd}\u{e}\u{fffd}\u{fffd}S\u{fffd}\u{744}\u{fffd}\u{fffd}\u{8}\u{fffd}` (r:1 w:0)
	fn exec_migration_complete() -> Weight {
		Weight::from_parts(9_253_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `MultiBlockMigrations::Cursor` (r:0 w:1)
	/// Storage: `MultiBlockMigrations::Historic` (r:1 w:0)
	/// Storage: `X3Y\u{fffd}\u{e}\u{fffd}\u{fffd}S\u{fffd}\u{744}\u{fffd}\u{fffd}\u{8}\u{fffd}` (r:1 w:0)
	fn exec_migration_fail() -> Weight {
		Weight::from_parts(12_028_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn on_init_loop() -> Weight {
		Weight::from_parts(240_000, 0)
	}
	/// Storage: `MultiBlockMigrations::Cursor` (r:0 w:1)
	fn force_set_cursor() -> Weight {
		Weight::from_parts(2_564_000, 0)
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `MultiBlockMigrations::Cursor` (r:0 w:1)
	fn force_set_active_cursor() -> Weight {
		Weight::from_parts(2_905_000, 0)
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	/// Storage: `X3Y\u{fffd}\u{e}\u{fffd}\u{fffd}S\u{fffd}\u{744}\u{fffd}\u{fffd}\u{8}\u{fffd}` (r:1 w:0)
	fn force_onboard_mbms() -> Weight {
		Weight::from_parts(4_326_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
	}
	/// Storage: `MultiBlockMigrations::Historic` (r:256 w:256)
	/// The range of component `n` is `[0, 256]`.
	fn clear_historic(n: u32) -> Weight {
		Weight::from_parts(22_837_872, 0)
			.saturating_add(Weight::from_parts(1_161_011, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	/// The range of component `n` is `[0, 2048]`.
	fn reset_pallet_migration(n: u32) -> Weight {
		Weight::from_parts(6_653_481, 0)
			.saturating_add(Weight::from_parts(726_527, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
}
