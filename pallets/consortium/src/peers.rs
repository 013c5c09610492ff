//! The nodes that may connect to the consortium's own.
//!
//! Each organisation has room of its own. Members and customs authorities say themselves which
//! nodes are theirs; for anybody else, an observer or an auditor, the council does. A node of the
//! network reads them as [`admitted_peers`](Pallet::admitted_peers).

use crate::{pallet::*, seats::SEATED_ROLES};
use alloc::vec::Vec;
use frame_support::{ensure, BoundedVec};
use hallmark_glue::{Operators, Organisations};
use hallmark_types::{AccountId, OrgId, PeerId, Permission};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_peers(
		who: AccountId,
		peers: BoundedVec<PeerId, T::MaxPeers>,
	) -> DispatchResult {
		let actor = T::Operators::authorise(&who, SEATED_ROLES, Permission::Admin)?;
		Self::change_peers(actor.org, peers)
	}

	pub(crate) fn do_set_peers_of(
		org: OrgId,
		peers: BoundedVec<PeerId, T::MaxPeers>,
	) -> DispatchResult {
		// Whatever became of the organisation, its nodes can always be shut out.
		if !peers.is_empty() {
			Self::active_organisation(org)?;
		}
		Self::change_peers(org, peers)
	}

	/// Writes the peers of `org`, in order.
	fn change_peers(org: OrgId, mut peers: BoundedVec<PeerId, T::MaxPeers>) -> DispatchResult {
		peers.sort();
		let unique = peers.iter().zip(peers.iter().skip(1)).all(|(a, b)| a != b);
		ensure!(unique, Error::<T>::DuplicatePeer);
		let old = Peers::<T>::take(org);
		if !peers.is_empty() {
			Peers::<T>::insert(org, &peers);
		}
		Self::deposit_event(Event::PeersChanged { org, old, new: peers });
		Ok(())
	}

	/// Shuts out the nodes of a suspended organisation.
	pub(crate) fn lose_peers(org: OrgId) {
		let old = Peers::<T>::take(org);
		if !old.is_empty() {
			Self::deposit_event(Event::PeersChanged { org, old, new: BoundedVec::new() });
		}
	}

	/// The nodes of all active organisations, in order. It looks at every organisation that has
	/// any, so only runtime APIs may ask.
	pub fn admitted_peers() -> Vec<(OrgId, PeerId)> {
		let mut admitted: Vec<_> = Peers::<T>::iter()
			.filter(|(org, _)| T::Organisations::organisation(*org).is_some_and(|it| it.active))
			.flat_map(|(org, peers)| peers.into_iter().map(move |peer| (org, peer)))
			.collect();
		admitted.sort();
		admitted
	}
}
