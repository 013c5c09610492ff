//! An example to copy: a pallet whose storage changed twice, with the migrations that came with it.
//!
//! - In version 1 a limit became wider. It is a single value, so [`v1`] changes it in one block.
//! - In version 2 each record gained a date. Nobody knows how many records there are, so [`v2`]
//!   changes them in steps, over as many blocks as it takes.
//!
//! A real pallet keeps its migrations in `src/migrations/v1.rs` and so on, and the runtime lists
//! them in [`SingleBlock`](super::SingleBlock) and `MultiBlock`. Each migration writes down the
//! storage that it finds, because the pallet itself only knows the storage that it leaves.

use core::marker::PhantomData;
use frame_support::{
	derive_impl,
	migrations::{
		MigrationId, MultiStepMigrator, SteppedMigration, SteppedMigrationError, VersionedMigration,
	},
	parameter_types, storage_alias,
	traits::{Get, GetStorageVersion, OnRuntimeUpgrade, StorageVersion, UncheckedOnRuntimeUpgrade},
	weights::{constants::ParityDbWeight, Weight, WeightMeter},
	Blake2_128Concat,
};
use shelf::{Config, Limit, Pallet, Record, Records};
#[cfg(feature = "try-runtime")]
use {
	codec::{Decode, Encode},
	frame_support::ensure,
	sp_runtime::TryRuntimeError,
};

/// The pallet as it is now, in version 2.
#[frame_support::pallet(dev_mode)]
mod shelf {
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use sp_runtime::TryRuntimeError;

	/// Rises by one with every change of storage. A chain keeps the version that its storage has.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// The most that a record may count. A `u32` until version 1.
	#[pallet::storage]
	pub type Limit<T> = StorageValue<_, u64, ValueQuery>;

	/// What lies on the shelf. Until version 2 a record was its count alone.
	#[pallet::storage]
	pub type Records<T> = StorageMap<_, Blake2_128Concat, u32, Record>;

	#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
	pub struct Record {
		pub count: u64,
		pub since: u32,
	}

	impl<T: Config> Pallet<T> {
		/// What must hold at any time, so also after a migration.
		pub fn do_try_state() -> Result<(), TryRuntimeError> {
			for (_, record) in Records::<T>::iter() {
				ensure!(record.count <= Limit::<T>::get(), "a record counts more than it may");
			}
			Ok(())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), TryRuntimeError> {
			Self::do_try_state()
		}
	}
}

/// To version 1, in a single block: the limit becomes wider.
mod v1 {
	use super::*;

	/// The storage that the migration finds.
	pub mod before {
		use super::*;

		#[storage_alias]
		pub type Limit<T: Config> = StorageValue<Pallet<T>, u32>;
	}

	/// The migration that a runtime lists: it runs only if the chain is at version 0, and leaves it
	/// at version 1.
	pub type WidenLimit<T> = VersionedMigration<
		0,
		1,
		unchecked::WidenLimit<T>,
		Pallet<T>,
		<T as frame_system::Config>::DbWeight,
	>;

	/// Private, so that nobody lists the migration without the check of the version.
	mod unchecked {
		use super::*;

		pub struct WidenLimit<T>(PhantomData<T>);

		impl<T: Config> UncheckedOnRuntimeUpgrade for WidenLimit<T> {
			fn on_runtime_upgrade() -> Weight {
				if let Some(limit) = before::Limit::<T>::get() {
					Limit::<T>::put(u64::from(limit));
				}
				T::DbWeight::get().reads_writes(1, 1)
			}

			/// What `post_upgrade` needs to know of the storage before.
			#[cfg(feature = "try-runtime")]
			fn pre_upgrade() -> Result<Vec<u8>, TryRuntimeError> {
				Ok(before::Limit::<T>::get().unwrap_or_default().encode())
			}

			#[cfg(feature = "try-runtime")]
			fn post_upgrade(before: Vec<u8>) -> Result<(), TryRuntimeError> {
				let before =
					u32::decode(&mut &before[..]).map_err(|_| "pre_upgrade wrote no u32")?;
				ensure!(Limit::<T>::get() == u64::from(before), "the limit changed");
				Ok(())
			}
		}
	}
}

/// To version 2, in steps: each record gains a date.
mod v2 {
	use super::*;

	/// The storage that the migration finds.
	pub mod before {
		use super::*;

		#[storage_alias]
		pub type Records<T: Config> = StorageMap<Pallet<T>, Blake2_128Concat, u32, u64>;
	}

	/// The migration that a runtime lists.
	pub struct DateRecords<T>(PhantomData<T>);

	impl<T: Config> SteppedMigration for DateRecords<T> {
		/// The key of the record that was changed last.
		type Cursor = u32;
		type Identifier = MigrationId<5>;

		fn id() -> Self::Identifier {
			MigrationId { pallet_id: *b"shelf", version_from: 1, version_to: 2 }
		}

		fn step(
			mut cursor: Option<Self::Cursor>,
			meter: &mut WeightMeter,
		) -> Result<Option<Self::Cursor>, SteppedMigrationError> {
			// A real migration has the weight of a step measured, as calls have theirs.
			let once = T::DbWeight::get().reads_writes(1, 1);
			let each = T::DbWeight::get().reads_writes(2, 1);
			let required = once.saturating_add(each);
			if meter.try_consume(once).is_err() || meter.remaining().any_lt(each) {
				return Err(SteppedMigrationError::InsufficientWeight { required });
			}
			// Nothing else checks the version: the chain may have started with a later one.
			if Pallet::<T>::on_chain_storage_version() != 1 {
				return Ok(None);
			}
			while meter.try_consume(each).is_ok() {
				let mut rest = match cursor {
					Some(key) => {
						before::Records::<T>::iter_from(before::Records::<T>::hashed_key_for(key))
					}
					None => before::Records::<T>::iter(),
				};
				let Some((key, count)) = rest.next() else {
					StorageVersion::new(2).put::<Pallet<T>>();
					return Ok(None);
				};
				Records::<T>::insert(key, Record { count, since: 0 });
				cursor = Some(key);
			}
			Ok(cursor)
		}

		#[cfg(feature = "try-runtime")]
		fn pre_upgrade() -> Result<Vec<u8>, TryRuntimeError> {
			Ok(before::Records::<T>::iter().collect::<Vec<_>>().encode())
		}

		#[cfg(feature = "try-runtime")]
		fn post_upgrade(before: Vec<u8>) -> Result<(), TryRuntimeError> {
			let before = Vec::<(u32, u64)>::decode(&mut &before[..])
				.map_err(|_| "pre_upgrade wrote no records")?;
			ensure!(before.len() == Records::<T>::iter_keys().count(), "records came or went");
			for (key, count) in before {
				let now = Records::<T>::get(key).ok_or("a record is gone")?;
				ensure!(now.count == count, "a record counts something else");
			}
			Pallet::<T>::do_try_state()
		}
	}
}

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
	pub type MultiBlockMigrations = pallet_migrations::Pallet<Test>;

	#[runtime::pallet_index(2)]
	pub type Shelf = shelf::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type DbWeight = ParityDbWeight;
	type SingleBlockMigrations = v1::WidenLimit<Test>;
	type MultiBlockMigrator = MultiBlockMigrations;
}

parameter_types! {
	/// Two milliseconds: enough for a few records in a block.
	pub const MaxServiceWeight: Weight = Weight::from_parts(2_000_000_000, u64::MAX);
}

#[derive_impl(pallet_migrations::config_preludes::TestDefaultConfig)]
impl pallet_migrations::Config for Test {
	type Migrations = v2::DateRecords<Test>;
	type MaxServiceWeight = MaxServiceWeight;
}

impl Config for Test {}

/// A chain whose storage has this version.
fn on_version(version: u16, test: impl FnOnce()) {
	sp_io::TestExternalities::default().execute_with(|| {
		System::set_block_number(1);
		StorageVersion::new(version).put::<Shelf>();
		test();
		Shelf::do_try_state().unwrap();
	});
}

/// What the first block of a new runtime does before anything else. With the feature `try-runtime`
/// the checks before and after each migration run as well.
fn upgrade() {
	type Migrations = (<Test as frame_system::Config>::SingleBlockMigrations, AllPalletsWithSystem);
	#[cfg(feature = "try-runtime")]
	Migrations::try_on_runtime_upgrade(true).unwrap();
	#[cfg(not(feature = "try-runtime"))]
	Migrations::on_runtime_upgrade();
}

/// Makes blocks until no migration is left, and says how many it took.
fn finish() -> u64 {
	let first = System::block_number();
	while MultiBlockMigrations::ongoing() {
		System::set_block_number(System::block_number() + 1);
		MultiBlockMigrations::step();
		let last = System::events().pop().map(|record| record.event);
		let failed = RuntimeEvent::MultiBlockMigrations(pallet_migrations::Event::UpgradeFailed);
		assert_ne!(last, Some(failed));
	}
	System::block_number() - first
}

#[test]
fn limit_keeps_its_value_when_it_becomes_wider() {
	on_version(0, || {
		v1::before::Limit::<Test>::put(7);
		upgrade();
		assert_eq!(Limit::<Test>::get(), 7);
		assert_eq!(Shelf::on_chain_storage_version(), 1);
	});
}

#[test]
fn limit_is_left_alone_when_it_is_wide_already() {
	on_version(1, || {
		Limit::<Test>::put(u64::MAX);
		upgrade();
		assert_eq!(Limit::<Test>::get(), u64::MAX);
	});
}

#[test]
fn records_keep_their_counts_when_they_gain_dates_over_many_blocks() {
	on_version(1, || {
		Limit::<Test>::put(100);
		for key in 0..100 {
			v2::before::Records::<Test>::insert(key, u64::from(key));
		}
		upgrade();
		assert!(finish() > 2, "the example has to show more than one step");
		for key in 0..100 {
			let record = Record { count: key.into(), since: 0 };
			assert_eq!(Records::<Test>::get(key), Some(record));
		}
		assert_eq!(Records::<Test>::iter().count(), 100);
		assert_eq!(Shelf::on_chain_storage_version(), 2);
	});
}

#[test]
fn records_are_left_alone_when_they_have_dates_already() {
	on_version(2, || {
		Limit::<Test>::put(1);
		let record = Record { count: 1, since: 5 };
		Records::<Test>::insert(1, record.clone());
		upgrade();
		finish();
		assert_eq!(Records::<Test>::get(1), Some(record));
	});
}

#[test]
fn both_changes_are_made_when_a_chain_skips_a_release() {
	on_version(0, || {
		v1::before::Limit::<Test>::put(9);
		v2::before::Records::<Test>::insert(1, 9);
		upgrade();
		finish();
		assert_eq!(Limit::<Test>::get(), 9);
		assert_eq!(Records::<Test>::get(1), Some(Record { count: 9, since: 0 }));
		assert_eq!(Shelf::on_chain_storage_version(), 2);
	});
}
