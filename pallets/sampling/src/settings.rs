//! The network's periods: the council sets them, and what it sets waits as long as what loosens
//! does.

use crate::{
	pallet::{Config, CouncilSettings, Error, Event, Pallet},
	types::*,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_settings(new: Settings) -> DispatchResult {
		ensure!(new.is_valid(), Error::<T>::InvalidSettings);
		let old = Self::settings_in_force();
		let from = Self::now().saturating_add(old.loosening);
		CouncilSettings::<T>::put(Announced { now: old, next: Some((new, from)) });
		Self::deposit_event(Event::SettingsChanged { old, new, from });
		Ok(())
	}

	/// The settings in force.
	pub(crate) fn settings_in_force() -> Settings {
		CouncilSettings::<T>::get().into_at(Self::now())
	}

	/// From when holds what is said now and might loosen.
	pub(crate) fn after_loosening() -> hallmark_types::Moment {
		Self::now().saturating_add(Self::settings_in_force().loosening)
	}
}
