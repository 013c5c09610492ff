//! A chain of this pallet alone, with its neighbours' fakes.

use crate as pallet_journal;
use frame_support::derive_impl;
pub use hallmark_fakes::{operator, stored, StorageLimit, NOW, STORAGE_USED_UP};
use hallmark_fakes::{Clock, Meter};
use hallmark_types::{AccountId, OrgId};
use sp_runtime::{traits::IdentityLookup, BuildStorage};

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

/// Whoever writes into journals.
pub const WRITER: OrgId = OrgId(1);

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper for Meter {
	fn organisation() -> (OrgId, AccountId) {
		(WRITER, operator(WRITER))
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
