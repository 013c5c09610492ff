//! What always holds.

use crate::{pallet::*, ValidatorStatus};
use frame_support::ensure;
use hallmark_glue::Organisations;
use pallet_session::Pallet as Session;
use sp_runtime::{traits::Get, TryRuntimeError};

type Check = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	/// Checks every invariant.
	pub fn do_try_state() -> Check {
		Self::seats_are_sorted()?;
		Self::seats_have_accounts_of_their_own()?;
		Self::seats_have_groups_of_their_own()?;
		Self::validators_are_sorted()?;
		Self::leaving_validators_are_in_a_set()?;
		Self::set_is_bounded()?;
		Self::somebody_may_author()?;
		Self::missed_slots_are_of_the_set()?;
		Self::session_starts_before_last_slot()?;
		Self::peers_are_sorted()
	}

	fn seats_are_sorted() -> Check {
		let seats = Seats::<T>::get();
		let sorted = seats.iter().zip(seats.iter().skip(1)).all(|(a, b)| a.org < b.org);
		ensure!(sorted, "seats are not sorted by organisation");
		Ok(())
	}

	fn seats_have_accounts_of_their_own() -> Check {
		let seats = Seats::<T>::get();
		for seat in &seats {
			let uses = seats.iter().filter(|other| other.account == seat.account).count();
			ensure!(uses == 1, "an account fills two seats");
		}
		Ok(())
	}

	fn seats_have_groups_of_their_own() -> Check {
		for seat in Seats::<T>::get() {
			let group = T::Organisations::organisation(seat.org).map(|it| it.group);
			let group = group.ok_or("an organisation has a seat that there is not")?;
			let clash = Self::would_share_a_group(seat.org, group);
			ensure!(!clash, "a control group has two seats");
		}
		Ok(())
	}

	fn validators_are_sorted() -> Check {
		let records = Validators::<T>::get();
		let sorted = records.iter().zip(records.iter().skip(1)).all(|(a, b)| a.account < b.account);
		ensure!(sorted, "validators are not sorted by account");
		Ok(())
	}

	fn leaving_validators_are_in_a_set() -> Check {
		let now = Session::<T>::validators();
		let next = Session::<T>::queued_keys();
		for record in Validators::<T>::get() {
			let in_set = now.contains(&record.account)
				|| next.iter().any(|(account, _)| *account == record.account);
			ensure!(
				record.status != ValidatorStatus::Leaving || in_set,
				"a validator that left is still recorded"
			);
		}
		Ok(())
	}

	fn set_is_bounded() -> Check {
		let max = T::MaxValidators::get() as usize;
		ensure!(Session::<T>::validators().len() <= max, "this session's set is too large");
		ensure!(Session::<T>::queued_keys().len() <= max, "the next session's set is too large");
		Ok(())
	}

	fn somebody_may_author() -> Check {
		let set = Session::<T>::validators().len();
		let disabled = Session::<T>::disabled_validators().len();
		ensure!(set == 0 || disabled < set, "nobody may author");
		Ok(())
	}

	fn missed_slots_are_of_the_set() -> Check {
		let set = Session::<T>::validators();
		for (account, count) in MissedSlots::<T>::get() {
			ensure!(set.contains(&account), "somebody outside the set missed a slot");
			ensure!(count > 0, "nothing missed was recorded");
		}
		Ok(())
	}

	fn session_starts_before_last_slot() -> Check {
		let last = LastSlot::<T>::get().unwrap_or(0);
		ensure!(SessionStart::<T>::get() <= last, "the session starts after the last slot");
		Ok(())
	}

	fn peers_are_sorted() -> Check {
		for (org, peers) in Peers::<T>::iter() {
			ensure!(T::Organisations::organisation(org).is_some(), "peers of no organisation");
			ensure!(!peers.is_empty(), "no peers are recorded as such");
			let sorted = peers.iter().zip(peers.iter().skip(1)).all(|(a, b)| a < b);
			ensure!(sorted, "peers are not sorted");
		}
		Ok(())
	}
}
