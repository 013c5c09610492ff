//! What happens when a migration fails: calls halt, and the council goes on.
//!
//! Storage may then be half migrated, so no ordinary call should run on it. A chain without calls,
//! however, could not vote for the runtime that mends it. So the failed migration is given up, and
//! from then on the runtime takes nobody's calls but governance, until the council says that the
//! storage is sound again.

use crate::pallet::*;
use frame_support::{
	ensure,
	migrations::{FailedMigrationHandler, FailedMigrationHandling},
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Whether calls other than governance are refused, because a migration failed.
	pub fn is_halted() -> bool {
		Halted::<T>::exists()
	}

	pub(crate) fn do_resume() -> DispatchResult {
		ensure!(Self::is_halted(), Error::<T>::NotHalted);
		Halted::<T>::kill();
		Self::deposit_event(Event::CallsResumed);
		Ok(())
	}
}

impl<T: Config> FailedMigrationHandler for Pallet<T> {
	fn failed(migration: Option<u32>) -> FailedMigrationHandling {
		Halted::<T>::put(());
		Self::deposit_event(Event::CallsHalted { migration });
		FailedMigrationHandling::ForceUnstuck
	}
}
