//! Upgrades of the runtime: authorise, wait, apply.
//!
//! The code is checked and set as `frame-system` does it, but its own authorisation is not used: it
//! has no delay, and whatever it holds can be applied by anyone at once.

use crate::{pallet::*, Upgrade};
use alloc::vec::Vec;
use frame_support::{ensure, traits::Time};
use frame_system::SetCode;
use hallmark_types::Moment;
use sp_runtime::{traits::Hash, DispatchResult};

/// The shortest delay that the council can set: a day. Otherwise two thirds could lower it and
/// replace the runtime at once. Genesis can set less, for chains that are made for trying things
/// out.
pub(crate) const MIN_UPGRADE_DELAY: Moment = 24 * 60 * 60 * 1_000;
/// The longest delay that the council can set: 90 days.
pub(crate) const MAX_UPGRADE_DELAY: Moment = 90 * MIN_UPGRADE_DELAY;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_upgrade_delay(new: Moment) -> DispatchResult {
		ensure!(
			(MIN_UPGRADE_DELAY..=MAX_UPGRADE_DELAY).contains(&new),
			Error::<T>::InvalidUpgradeDelay
		);
		let old = UpgradeDelay::<T>::mutate(|delay| core::mem::replace(delay, new));
		Self::deposit_event(Event::UpgradeDelayChanged { old, new });
		Ok(())
	}

	pub(crate) fn do_authorise_upgrade(
		code_hash: <T as frame_system::Config>::Hash,
	) -> DispatchResult {
		ensure!(!PendingUpgrade::<T>::exists(), Error::<T>::UpgradePending);
		let earliest = T::Time::now().saturating_add(UpgradeDelay::<T>::get());
		PendingUpgrade::<T>::put(Upgrade { code_hash, earliest });
		Self::deposit_event(Event::UpgradeAuthorised { code_hash, earliest });
		Ok(())
	}

	pub(crate) fn do_cancel_upgrade() -> DispatchResult {
		let Upgrade { code_hash, .. } =
			PendingUpgrade::<T>::take().ok_or(Error::<T>::NoUpgradePending)?;
		Self::deposit_event(Event::UpgradeCancelled { code_hash });
		Ok(())
	}

	pub(crate) fn do_apply_upgrade(code: Vec<u8>) -> DispatchResult {
		let Upgrade { code_hash, earliest } =
			PendingUpgrade::<T>::get().ok_or(Error::<T>::NoUpgradePending)?;
		ensure!(T::Time::now() >= earliest, Error::<T>::UpgradeTooEarly);
		let actual = <T as frame_system::Config>::Hashing::hash(&code);
		ensure!(actual == code_hash, Error::<T>::CodeHashMismatch);
		frame_system::Pallet::<T>::can_set_code(&code, true).into_result()?;
		PendingUpgrade::<T>::kill();
		T::OnSetCode::set_code(code)?;
		Self::deposit_event(Event::UpgradeApplied { code_hash });
		Ok(())
	}
}
