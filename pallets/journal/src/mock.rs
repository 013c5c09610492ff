//! A chain of this pallet alone, with a meter kept in storage by hand.

use crate as pallet_journal;
use frame_support::{derive_impl, parameter_types, traits::Time, weights::Weight};
use hallmark_glue::StorageMeter;
use hallmark_types::{AccountId, Moment, OrgId};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError, DispatchResult};

type Block = frame_system::mocking::MockBlockU32<Test>;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;

	#[runtime::pallet_index(1)]
	pub type Journals = pallet_journal::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
}

impl crate::Config for Test {
	type StorageMeter = Meter;
	type Time = Clock;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Meter;
}

/// The chain's time.
pub const NOW: Moment = 1_760_000_000_000;
/// Whoever writes into journals.
pub const WRITER: OrgId = OrgId(1);
pub const STORAGE_USED_UP: DispatchError = DispatchError::Other("storage used up");

parameter_types! {
	/// What [`WRITER`] stores, in bytes.
	pub storage Stored: u32 = 0;
	pub storage StorageLimit: u32 = u32::MAX;
}

pub fn operator() -> AccountId {
	AccountId::new([1; 32])
}

pub struct Meter;

impl StorageMeter for Meter {
	fn grow(org: OrgId, bytes: u32) -> DispatchResult {
		assert_eq!(org, WRITER);
		let stored = Stored::get().saturating_add(bytes);
		if stored > StorageLimit::get() {
			return Err(STORAGE_USED_UP);
		}
		Stored::set(&stored);
		Ok(())
	}

	fn shrink(_: OrgId, _: u32) {
		unreachable!("journals only grow")
	}

	fn meter_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

pub struct Clock;

impl Time for Clock {
	type Moment = Moment;

	fn now() -> Moment {
		NOW
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper for Meter {
	fn organisation() -> (OrgId, AccountId) {
		(WRITER, operator())
	}
}

/// A chain at block 1.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut ext =
		sp_io::TestExternalities::new(RuntimeGenesisConfig::default().build_storage().unwrap());
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Runs a test on a new chain, and checks the state that it leaves.
pub fn test(run: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		run();
		Journals::do_try_state().unwrap();
	});
}
