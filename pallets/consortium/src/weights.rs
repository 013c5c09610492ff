//! Weights of `pallet_consortium`, measured by `scripts/bench.sh`: 10 steps, 8 repeats, on
//! AMD EPYC.
//!
//! Not to be edited: measure again. A call's weight is measured in the runtime, so
//! what other pallets do for it is in it. Nothing bounds the proof size on this chain: it is 0.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(missing_docs, unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::{constants::ParityDbWeight, Weight}};

/// What the calls, hooks and services of `pallet_consortium` cost.
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
	fn set_min_validators() -> Weight;
	fn set_upgrade_delay() -> Weight;
	fn find_seats() -> Weight;
	fn count_slot(m: u32) -> Weight;
	fn reinstate_validator() -> Weight;
	fn report_double_block() -> Weight;
	fn check_double_block() -> Weight;
	fn on_suspended() -> Weight;
	fn resume() -> Weight;
	fn rotate_session(v: u32) -> Weight;
	fn set_peers() -> Weight;
	fn set_peers_of() -> Weight;
}

/// The weights with the runtime's database.
pub struct SubstrateWeight<T>(PhantomData<T>);
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Storage: `Consortium::Seats` (r:1 w:1)
	/// Storage: `Council::Members` (r:0 w:1)
	/// Storage: `Council::Prime` (r:0 w:1)
	/// Storage: `Council::Proposals` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:64 w:0)
	fn seat() -> Weight {
		Weight::from_parts(266_677_000, 0)
			.saturating_add(T::DbWeight::get().reads(67))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Consortium::Seats` (r:1 w:1)
	/// Storage: `Council::Members` (r:0 w:1)
	/// Storage: `Council::Prime` (r:0 w:1)
	/// Storage: `Council::Proposals` (r:1 w:0)
	fn unseat() -> Weight {
		Weight::from_parts(29_323_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	/// Storage: `Consortium::Seats` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn consent_to_unseat() -> Weight {
		Weight::from_parts(36_834_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Consortium::Seats` (r:1 w:1)
	/// Storage: `Council::Members` (r:0 w:1)
	/// Storage: `Council::Prime` (r:0 w:1)
	/// Storage: `Council::Proposals` (r:1 w:0)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn replace_seat_account() -> Weight {
		Weight::from_parts(52_858_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	fn dispatch_as_root() -> Weight {
		Weight::from_parts(7_751_000, 0)
	}
	/// Storage: `Consortium::PendingUpgrade` (r:1 w:1)
	/// Storage: `Consortium::UpgradeDelay` (r:1 w:0)
	fn authorise_upgrade() -> Weight {
		Weight::from_parts(6_740_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Consortium::PendingUpgrade` (r:1 w:1)
	fn cancel_upgrade() -> Weight {
		Weight::from_parts(6_821_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `:code` (r:0 w:1)
	/// Storage: `Consortium::PendingUpgrade` (r:1 w:1)
	/// Storage: `MultiBlockMigrations::Cursor` (r:1 w:0)
	fn apply_upgrade() -> Weight {
		Weight::from_parts(126_918_387_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Consortium::LastSlot` (r:1 w:0)
	/// Storage: `Consortium::Validators` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Session::DisabledValidators` (r:1 w:1)
	/// Storage: `Session::Validators` (r:1 w:0)
	/// Storage: `System::Account` (r:1 w:0)
	fn admit_validator() -> Weight {
		Weight::from_parts(42_173_000, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Consortium::MinValidators` (r:1 w:0)
	/// Storage: `Consortium::Validators` (r:1 w:1)
	/// Storage: `Session::DisabledValidators` (r:1 w:1)
	/// Storage: `Session::Validators` (r:1 w:0)
	fn remove_validator() -> Weight {
		Weight::from_parts(35_282_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Consortium::Validators` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Session::DisabledValidators` (r:1 w:0)
	/// Storage: `Session::QueuedKeys` (r:1 w:0)
	/// Storage: `Session::Validators` (r:1 w:0)
	fn leave() -> Weight {
		Weight::from_parts(42_854_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Consortium::Validators` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn rejoin() -> Weight {
		Weight::from_parts(21_882_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Consortium::MinValidators` (r:1 w:1)
	/// Storage: `Consortium::Validators` (r:1 w:0)
	/// Storage: `Session::DisabledValidators` (r:1 w:0)
	/// Storage: `Session::Validators` (r:1 w:0)
	fn set_min_validators() -> Weight {
		Weight::from_parts(21_422_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Consortium::UpgradeDelay` (r:1 w:1)
	fn set_upgrade_delay() -> Weight {
		Weight::from_parts(5_608_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Consortium::Seats` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:63 w:0)
	fn find_seats() -> Weight {
		Weight::from_parts(233_227_000, 0)
			.saturating_add(T::DbWeight::get().reads(64))
	}
	/// Storage: `Consortium::CurrentRound` (r:1 w:1)
	/// Storage: `Consortium::LastSlot` (r:1 w:1)
	/// Storage: `Consortium::MissedSlots` (r:1 w:1)
	/// Storage: `Consortium::SessionStart` (r:1 w:0)
	/// Storage: `Session::Validators` (r:1 w:0)
	/// The range of component `m` is `[0, 99]`.
	fn count_slot(m: u32) -> Weight {
		Weight::from_parts(10_748_968, 0)
			.saturating_add(Weight::from_parts(68_192, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Aura::CurrentSlot` (r:1 w:0)
	/// Storage: `Consortium::LastSlot` (r:1 w:0)
	/// Storage: `Consortium::Validators` (r:1 w:1)
	/// Storage: `Session::CurrentIndex` (r:1 w:0)
	/// Storage: `Session::DisabledValidators` (r:1 w:1)
	/// Storage: `Session::Validators` (r:1 w:0)
	fn reinstate_validator() -> Weight {
		Weight::from_parts(26_229_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Consortium::KeySets` (r:16 w:0)
	/// Storage: `Consortium::LatestKeySet` (r:1 w:0)
	/// Storage: `Consortium::Validators` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Session::DisabledValidators` (r:1 w:1)
	/// Storage: `Session::Validators` (r:1 w:0)
	/// Storage: `System::BlockHash` (r:1 w:0)
	fn report_double_block() -> Weight {
		Weight::from_parts(400_506_000, 0)
			.saturating_add(T::DbWeight::get().reads(23))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	/// Storage: `Consortium::KeySets` (r:16 w:0)
	/// Storage: `Consortium::LatestKeySet` (r:1 w:0)
	/// Storage: `Consortium::Validators` (r:1 w:0)
	/// Storage: `System::BlockHash` (r:1 w:0)
	fn check_double_block() -> Weight {
		Weight::from_parts(340_316_000, 0)
			.saturating_add(T::DbWeight::get().reads(19))
	}
	/// Storage: `Consortium::MinValidators` (r:1 w:0)
	/// Storage: `Consortium::Peers` (r:1 w:0)
	/// Storage: `Consortium::Seats` (r:1 w:1)
	/// Storage: `Consortium::Validators` (r:1 w:1)
	/// Storage: `Council::Members` (r:0 w:1)
	/// Storage: `Council::Prime` (r:0 w:1)
	/// Storage: `Council::Proposals` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	/// Storage: `Session::DisabledValidators` (r:1 w:1)
	/// Storage: `Session::Validators` (r:1 w:0)
	fn on_suspended() -> Weight {
		Weight::from_parts(929_353_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	fn resume() -> Weight {
		Weight::from_parts(5_849_000, 0)
	}
	/// Storage: `Consortium::CurrentRound` (r:1 w:1)
	/// Storage: `Consortium::KeySets` (r:1 w:2)
	/// Storage: `Consortium::LastSlot` (r:1 w:0)
	/// Storage: `Consortium::LatestKeySet` (r:1 w:1)
	/// Storage: `Consortium::MinValidators` (r:1 w:0)
	/// Storage: `Consortium::MissedSlots` (r:1 w:1)
	/// Storage: `Consortium::SessionStart` (r:1 w:1)
	/// Storage: `Consortium::Validators` (r:1 w:1)
	/// Storage: `Grandpa::CurrentSetId` (r:1 w:0)
	/// Storage: `Grandpa::SetIdSession` (r:0 w:1)
	/// Storage: `Grandpa::Stalled` (r:1 w:0)
	/// Storage: `Session::CurrentIndex` (r:1 w:1)
	/// Storage: `Session::DisabledValidators` (r:1 w:0)
	/// Storage: `Session::NextKeys` (r:100 w:0)
	/// Storage: `Session::QueuedChanged` (r:1 w:1)
	/// Storage: `Session::QueuedKeys` (r:1 w:1)
	/// Storage: `Session::Validators` (r:1 w:1)
	/// The range of component `v` is `[1, 100]`.
	fn rotate_session(v: u32) -> Weight {
		Weight::from_parts(47_265_578, 0)
			.saturating_add(Weight::from_parts(5_370_862, 0).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(15))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	/// Storage: `Consortium::Peers` (r:1 w:1)
	/// Storage: `MerchantRegistry::Operators` (r:1 w:0)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn set_peers() -> Weight {
		Weight::from_parts(21_812_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	/// Storage: `Consortium::Peers` (r:1 w:1)
	/// Storage: `MerchantRegistry::Organisations` (r:1 w:0)
	fn set_peers_of() -> Weight {
		Weight::from_parts(17_226_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}

/// The weights with the SDK's figures for ParityDB, for mocks.
impl WeightInfo for () {
	fn seat() -> Weight {
		Weight::from_parts(266_677_000, 0)
			.saturating_add(ParityDbWeight::get().reads(67))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn unseat() -> Weight {
		Weight::from_parts(29_323_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn consent_to_unseat() -> Weight {
		Weight::from_parts(36_834_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn replace_seat_account() -> Weight {
		Weight::from_parts(52_858_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(3))
	}
	fn dispatch_as_root() -> Weight {
		Weight::from_parts(7_751_000, 0)
	}
	fn authorise_upgrade() -> Weight {
		Weight::from_parts(6_740_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn cancel_upgrade() -> Weight {
		Weight::from_parts(6_821_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn apply_upgrade() -> Weight {
		Weight::from_parts(126_918_387_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn admit_validator() -> Weight {
		Weight::from_parts(42_173_000, 0)
			.saturating_add(ParityDbWeight::get().reads(7))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn remove_validator() -> Weight {
		Weight::from_parts(35_282_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn leave() -> Weight {
		Weight::from_parts(42_854_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn rejoin() -> Weight {
		Weight::from_parts(21_882_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn set_min_validators() -> Weight {
		Weight::from_parts(21_422_000, 0)
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn set_upgrade_delay() -> Weight {
		Weight::from_parts(5_608_000, 0)
			.saturating_add(ParityDbWeight::get().reads(1))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn find_seats() -> Weight {
		Weight::from_parts(233_227_000, 0)
			.saturating_add(ParityDbWeight::get().reads(64))
	}
	fn count_slot(m: u32) -> Weight {
		Weight::from_parts(10_748_968, 0)
			.saturating_add(Weight::from_parts(68_192, 0).saturating_mul(m.into()))
			.saturating_add(ParityDbWeight::get().reads(4))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn reinstate_validator() -> Weight {
		Weight::from_parts(26_229_000, 0)
			.saturating_add(ParityDbWeight::get().reads(6))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn report_double_block() -> Weight {
		Weight::from_parts(400_506_000, 0)
			.saturating_add(ParityDbWeight::get().reads(23))
			.saturating_add(ParityDbWeight::get().writes(2))
	}
	fn check_double_block() -> Weight {
		Weight::from_parts(340_316_000, 0)
			.saturating_add(ParityDbWeight::get().reads(19))
	}
	fn on_suspended() -> Weight {
		Weight::from_parts(929_353_000, 0)
			.saturating_add(ParityDbWeight::get().reads(8))
			.saturating_add(ParityDbWeight::get().writes(5))
	}
	fn resume() -> Weight {
		Weight::from_parts(5_849_000, 0)
	}
	fn rotate_session(v: u32) -> Weight {
		Weight::from_parts(47_265_578, 0)
			.saturating_add(Weight::from_parts(5_370_862, 0).saturating_mul(v.into()))
			.saturating_add(ParityDbWeight::get().reads(15))
			.saturating_add(ParityDbWeight::get().reads(1_u64.saturating_mul(v.into())))
			.saturating_add(ParityDbWeight::get().writes(12))
	}
	fn set_peers() -> Weight {
		Weight::from_parts(21_812_000, 0)
			.saturating_add(ParityDbWeight::get().reads(3))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
	fn set_peers_of() -> Weight {
		Weight::from_parts(17_226_000, 0)
			.saturating_add(ParityDbWeight::get().reads(2))
			.saturating_add(ParityDbWeight::get().writes(1))
	}
}
