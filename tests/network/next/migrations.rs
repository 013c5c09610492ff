//! The migrations of the next release, as `scripts/rehearse.sh` makes it of this one: the file takes
//! the place of `runtime/src/migrations.rs` there. No chain but that of `upgrade.test.js` ever runs
//! them.
//!
//! - [`Notes`], in a single block, writes down when it ran;
//! - [`Marks`], in steps, changes each facility that there is, a hundred in a block.

use crate::{configs::system::MaxMigrationWeight, Runtime, System};
use alloc::vec::Vec;
use frame_support::{
	migrations::{SteppedMigration, SteppedMigrationError},
	storage_alias,
	traits::OnRuntimeUpgrade,
	weights::{Weight, WeightMeter},
};
use hallmark_types::{BlockNumber, FacilityId};
use pallet_merchant_registry::Facilities;

/// Migrations that run in one block, before anything else, when a new runtime first runs.
pub type SingleBlock = (Notes,);

/// Migrations that run in steps over several blocks, in which no transaction is dispatched.
pub type MultiBlock = (Marks,);

/// How many facilities are changed in a block. In truth there is room for thousands, but the rehearsal
/// has few, and the migration must take some blocks.
const IN_A_BLOCK: u64 = 100;

/// The blocks in which the single-block migration ran: one, if all is well.
#[storage_alias]
type Ran = StorageValue<Rehearsal, Vec<BlockNumber>, frame_support::pallet_prelude::ValueQuery>;

/// Writes down the block in which it runs.
pub struct Notes;

impl OnRuntimeUpgrade for Notes {
	fn on_runtime_upgrade() -> Weight {
		Ran::append(System::block_number());
		<Runtime as frame_system::Config>::DbWeight::get().reads_writes(1, 1)
	}
}

/// Puts a star behind the name of each facility, so that one which was forgotten shows, and one that
/// was changed twice.
pub struct Marks;

impl SteppedMigration for Marks {
	/// The facility that was changed last.
	type Cursor = FacilityId;
	type Identifier = [u8; 5];

	fn id() -> Self::Identifier {
		*b"marks"
	}

	fn step(
		mut cursor: Option<Self::Cursor>,
		meter: &mut WeightMeter,
	) -> Result<Option<Self::Cursor>, SteppedMigrationError> {
		let each = MaxMigrationWeight::get() / (IN_A_BLOCK + 2);
		if meter.remaining().any_lt(each) {
			return Err(SteppedMigrationError::InsufficientWeight { required: each });
		}
		while meter.try_consume(each).is_ok() {
			let mut rest = match cursor {
				Some(last) => {
					Facilities::<Runtime>::iter_from(Facilities::<Runtime>::hashed_key_for(last))
				}
				None => Facilities::<Runtime>::iter(),
			};
			let Some((id, mut facility)) = rest.next() else { return Ok(None) };
			// A name that is too long for a star stays as it is.
			let _ = facility.name.0.try_push(b'*');
			Facilities::<Runtime>::insert(id, facility);
			cursor = Some(id);
		}
		Ok(cursor)
	}
}
