//! Weights of the consortium pallet: estimates by hand, in picoseconds and bytes of proof, until the
//! generated ones replace them.

#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, Weight},
};

/// What the calls and hooks of the consortium pallet cost.
pub trait WeightInfo {
	fn seat() -> Weight;
	fn unseat() -> Weight;
	fn consent_to_unseat() -> Weight;
	fn replace_seat_account() -> Weight;
	fn dispatch_as_root() -> Weight;
	fn authorise_upgrade() -> Weight;
	fn cancel_upgrade() -> Weight;
	fn apply_upgrade() -> Weight;
	fn admit_validator() -> Weight;
	fn remove_validator() -> Weight;
	fn leave() -> Weight;
	fn rejoin() -> Weight;
	fn on_suspended() -> Weight;
	fn note_slot(m: u32) -> Weight;
}

/// Weights on the database of the runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn seat() -> Weight {
		Weight::from_parts(24_000_000, 12_000)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	fn unseat() -> Weight {
		Weight::from_parts(22_000_000, 12_000)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	fn consent_to_unseat() -> Weight {
		Weight::from_parts(12_000_000, 12_000)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn replace_seat_account() -> Weight {
		Weight::from_parts(24_000_000, 12_000)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	fn dispatch_as_root() -> Weight {
		Weight::from_parts(12_000_000, 12_000)
	}
	fn authorise_upgrade() -> Weight {
		Weight::from_parts(12_000_000, 12_000)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn cancel_upgrade() -> Weight {
		Weight::from_parts(10_000_000, 12_000)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn apply_upgrade() -> Weight {
		Weight::from_parts(9_000_000_000, 12_000)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	fn admit_validator() -> Weight {
		Weight::from_parts(30_000_000, 12_000)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	fn remove_validator() -> Weight {
		Weight::from_parts(90_000_000, 12_000)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	fn leave() -> Weight {
		Weight::from_parts(80_000_000, 12_000)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn rejoin() -> Weight {
		Weight::from_parts(20_000_000, 12_000)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	fn on_suspended() -> Weight {
		Weight::from_parts(2_500_000_000, 12_000)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	/// The range of component `m` is `[0, 99]`.
	fn note_slot(m: u32) -> Weight {
		Weight::from_parts(9_000_000, 12_000)
			.saturating_add(Weight::from_parts(200_000, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(2))
	}
}

// For tests.
impl WeightInfo for () {
	fn seat() -> Weight {
		Weight::from_parts(24_000_000, 12_000)
			.saturating_add(RocksDbWeight::get().reads(3))
			.saturating_add(RocksDbWeight::get().writes(2))
	}
	fn unseat() -> Weight {
		Weight::from_parts(22_000_000, 12_000)
			.saturating_add(RocksDbWeight::get().reads(3))
			.saturating_add(RocksDbWeight::get().writes(2))
	}
	fn consent_to_unseat() -> Weight {
		Weight::from_parts(12_000_000, 12_000)
			.saturating_add(RocksDbWeight::get().reads(1))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	fn replace_seat_account() -> Weight {
		Weight::from_parts(24_000_000, 12_000)
			.saturating_add(RocksDbWeight::get().reads(3))
			.saturating_add(RocksDbWeight::get().writes(2))
	}
	fn dispatch_as_root() -> Weight {
		Weight::from_parts(12_000_000, 12_000)
	}
	fn authorise_upgrade() -> Weight {
		Weight::from_parts(12_000_000, 12_000)
			.saturating_add(RocksDbWeight::get().reads(3))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	fn cancel_upgrade() -> Weight {
		Weight::from_parts(10_000_000, 12_000)
			.saturating_add(RocksDbWeight::get().reads(1))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	fn apply_upgrade() -> Weight {
		Weight::from_parts(9_000_000_000, 12_000)
			.saturating_add(RocksDbWeight::get().reads(6))
			.saturating_add(RocksDbWeight::get().writes(4))
	}
	fn admit_validator() -> Weight {
		Weight::from_parts(30_000_000, 12_000)
			.saturating_add(RocksDbWeight::get().reads(5))
			.saturating_add(RocksDbWeight::get().writes(3))
	}
	fn remove_validator() -> Weight {
		Weight::from_parts(90_000_000, 12_000)
			.saturating_add(RocksDbWeight::get().reads(5))
			.saturating_add(RocksDbWeight::get().writes(2))
	}
	fn leave() -> Weight {
		Weight::from_parts(80_000_000, 12_000)
			.saturating_add(RocksDbWeight::get().reads(6))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	fn rejoin() -> Weight {
		Weight::from_parts(20_000_000, 12_000)
			.saturating_add(RocksDbWeight::get().reads(1))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	fn on_suspended() -> Weight {
		Weight::from_parts(2_500_000_000, 12_000)
			.saturating_add(RocksDbWeight::get().reads(6))
			.saturating_add(RocksDbWeight::get().writes(4))
	}
	/// The range of component `m` is `[0, 99]`.
	fn note_slot(m: u32) -> Weight {
		Weight::from_parts(9_000_000, 12_000)
			.saturating_add(Weight::from_parts(200_000, 0).saturating_mul(m.into()))
			.saturating_add(RocksDbWeight::get().reads(3))
			.saturating_add(RocksDbWeight::get().writes(2))
	}
}
