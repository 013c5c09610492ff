//! The first seats and validators.

use crate::pallet::*;
use frame_support::BoundedVec;
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	/// Founds the consortium. What a vote could not put in office, genesis cannot either: the chain
	/// is not made, and the message says why.
	pub(crate) fn found(config: &GenesisConfig<T>) {
		UpgradeDelay::<T>::put(config.upgrade_delay);
		MinValidators::<T>::put(config.min_validators);
		for (org, account) in &config.seats {
			let seated = Self::do_seat(*org, account.clone());
			assert!(seated.is_ok(), "genesis seat of organisation {org}, {account:?}: {seated:?}");
		}
		for (org, account) in &config.validators {
			let admitted = Self::do_admit_validator(*org, account.clone());
			assert!(
				admitted.is_ok(),
				"genesis validator of organisation {org}, {account:?}: {admitted:?}"
			);
		}
		for (org, peers) in &config.peers {
			let admitted = BoundedVec::try_from(peers.clone())
				.map_err(|_| DispatchError::Other("there are too many"))
				.and_then(|peers| Self::do_set_peers_of(*org, peers));
			assert!(admitted.is_ok(), "genesis peers of organisation {org}: {admitted:?}");
		}
		let validators = Validators::<T>::decode_len().unwrap_or(0);
		assert!(
			validators == 0 || validators >= Self::min_validators(),
			"genesis has {validators} validators, fewer than its own minimum"
		);
	}
}
