//! What always holds between transactions.

use crate::{
	pallet::{Config, OperatorQuotas, Pallet, Parties, ReservedBytes, Writing},
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
		Self::check_shares_are_counted()?;
		Self::check_operators_used_no_more_than_their_organisation()?;
		Self::check_reserved_bytes_are_stored()
	}

	fn check_nobody_is_writing() -> Result<(), TryRuntimeError> {
		ensure!(!Writing::<T>::exists(), "an operator is still marked as writing");
		Ok(())
	}

	fn check_no_usage_is_of_the_future() -> Result<(), TryRuntimeError> {
		let window = Self::window();
		for record in Parties::<T>::iter_values() {
			ensure!(record.usage.window <= window, "a usage is of a window to come");
		}
		for quota in OperatorQuotas::<T>::iter_values() {
			ensure!(quota.usage.window <= window, "an operator's usage is of a window to come");
		}
		Ok(())
	}

	fn check_shares_are_counted() -> Result<(), TryRuntimeError> {
		let mut counted = BTreeMap::<_, u32>::new();
		for quota in OperatorQuotas::<T>::iter_values() {
			let shares = counted.entry(Party::Organisation(quota.org)).or_default();
			*shares = shares.saturating_add(1);
		}
		for (party, record) in Parties::<T>::iter() {
			let shares = counted.remove(&party).unwrap_or_default();
			ensure!(record.shares == shares, "an organisation's shares are miscounted");
		}
		ensure!(counted.is_empty(), "an organisation's shares are not counted");
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
			let usage = Parties::<T>::get(Party::Organisation(org)).usage.at(window);
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
			ensure!(reserved <= Parties::<T>::get(&party).stored, "more is reserved than stored");
		}
		Ok(())
	}
}
