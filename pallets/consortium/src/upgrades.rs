//! Upgrades of the runtime: authorise, wait, apply.
//!
//! The code is checked and set as `frame-system` does it, but its own authorisation is not used: it has
//! no delay, and whatever it holds can be applied by anyone at once.

use crate::{pallet::*, Upgrade};
use alloc::vec::Vec;
use frame_support::{ensure, traits::Time};
use frame_system::SetCode;
use sp_runtime::{traits::Hash, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_authorise_upgrade(
		code_hash: <T as frame_system::Config>::Hash,
	) -> DispatchResult {
		ensure!(!PendingUpgrade::<T>::exists(), Error::<T>::UpgradePending);
		let earliest = T::Time::now().saturating_add(UpgradeDelay::<T>::get());
		PendingUpgrade::<T>::put(Upgrade {
			code_hash,
			earliest,
		});
		Self::deposit_event(Event::UpgradeAuthorised {
			code_hash,
			earliest,
		});
		Ok(())
	}

	pub(crate) fn do_cancel_upgrade() -> DispatchResult {
		let Upgrade { code_hash, .. } =
			PendingUpgrade::<T>::take().ok_or(Error::<T>::NoUpgradePending)?;
		Self::deposit_event(Event::UpgradeCancelled { code_hash });
		Ok(())
	}

	pub(crate) fn do_apply_upgrade(code: Vec<u8>) -> DispatchResult {
		let Upgrade {
			code_hash,
			earliest,
		} = PendingUpgrade::<T>::get().ok_or(Error::<T>::NoUpgradePending)?;
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
