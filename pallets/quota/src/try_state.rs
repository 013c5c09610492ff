//! What always holds between transactions.

use crate::{
	pallet::{Config, OperatorQuotas, Pallet, ReservedBytes, Stored, Usages, Writing},
	Party,
};
use alloc::collections::BTreeMap;
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Runs every check.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_nobody_is_writing()?;
		Self::check_no_usage_is_of_the_future()?;
		Self::check_operators_used_no_more_than_their_organisation()?;
		Self::check_reserved_bytes_are_stored()
	}

	fn check_nobody_is_writing() -> Result<(), TryRuntimeError> {
		ensure!(!Writing::<T>::exists(), "an operator is still marked as writing");
		Ok(())
	}

	fn check_no_usage_is_of_the_future() -> Result<(), TryRuntimeError> {
		let window = Self::window();
		for usage in Usages::<T>::iter_values() {
			ensure!(usage.window <= window, "a usage is of a window to come");
		}
		for quota in OperatorQuotas::<T>::iter_values() {
			ensure!(quota.usage.window <= window, "an operator's usage is of a window to come");
		}
		Ok(())
	}

	// State is left out: another operator may have given back what this one stored.
	fn check_operators_used_no_more_than_their_organisation() -> Result<(), TryRuntimeError> {
		let window = Self::window();
		let mut totals = BTreeMap::<_, (u64, u64)>::new();
		for quota in OperatorQuotas::<T>::iter_values() {
			let usage = quota.usage.at(window);
			let (weight, length) = totals.entry(quota.org).or_default();
			*weight = weight.saturating_add(usage.weight);
			*length = length.saturating_add(usage.length);
		}
		for (org, (weight, length)) in totals {
			let usage = Usages::<T>::get(Party::Organisation(org)).at(window);
			ensure!(weight <= usage.weight, "operators used more weight than their organisation");
			ensure!(length <= usage.length, "operators used more bytes than their organisation");
		}
		Ok(())
	}

	fn check_reserved_bytes_are_stored() -> Result<(), TryRuntimeError> {
		let mut totals = BTreeMap::<_, u64>::new();
		for reservation in ReservedBytes::<T>::iter_values() {
			ensure!(reservation.bytes > 0, "a reservation holds nothing");
			let total = totals.entry(reservation.party).or_default();
			*total = total.saturating_add(reservation.bytes);
		}
		for (party, reserved) in totals {
			ensure!(reserved <= Stored::<T>::get(&party), "more is reserved than stored");
		}
		Ok(())
	}
}
