//! A migration that always fails. `scripts/rehearse.sh` runs a node with it, to show that
//! governance goes on.

use frame_support::{
	migrations::{SteppedMigration, SteppedMigrationError},
	weights::WeightMeter,
};

/// Fails in its second step, as one would that meets a value it cannot read.
pub struct Fails;

impl SteppedMigration for Fails {
	type Cursor = u32;
	type Identifier = [u8; 7];

	fn id() -> Self::Identifier {
		*b"failing"
	}

	fn step(
		cursor: Option<Self::Cursor>,
		_: &mut WeightMeter,
	) -> Result<Option<Self::Cursor>, SteppedMigrationError> {
		match cursor {
			None => Ok(Some(1)),
			Some(_) => Err(SteppedMigrationError::Failed),
		}
	}
}
