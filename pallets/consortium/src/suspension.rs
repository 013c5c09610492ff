//! What a suspended organisation loses.

use crate::{pallet::*, LOG_TARGET};
use alloc::vec::Vec;
use hallmark_types::{AccountId, OrgId};

impl<T: Config> Pallet<T> {
	/// Takes the peers, the seat and the validators of `org`, except the last seat and validators without
	/// which fewer than the minimum would work: the chain must be able to go on and to decide.
	pub(crate) fn lose_offices(org: OrgId) {
		Self::lose_peers(org);
		if Self::do_unseat(org, false) == Err(Error::<T>::LastSeat.into()) {
			log::warn!(target: LOG_TARGET, "suspended organisation {org} keeps the last seat");
		}
		let removed = Self::remove_validators_of(org);
		Self::stop_authoring(&removed);
		for account in removed {
			Self::deposit_event(Event::ValidatorRemoved { org, account });
		}
	}

	/// Removes the validators of `org` that can be spared, and returns them.
	fn remove_validators_of(org: OrgId) -> Vec<AccountId> {
		let mut removed = Vec::new();
		Validators::<T>::mutate(|records| {
			let working = Self::working(records);
			let mut spare = working.len().saturating_sub(Self::min_validators());
			records.retain(|record| {
				if record.org != org {
					return true;
				}
				if working.binary_search(&record.account).is_ok() {
					if spare == 0 {
						log::warn!(
							target: LOG_TARGET,
							"suspended organisation {org} keeps validator {:?}: too few others work",
							record.account,
						);
						return true;
					}
					spare = spare.saturating_sub(1);
				}
				removed.push(record.account.clone());
				false
			});
		});
		removed
	}
}
