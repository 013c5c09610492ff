//! Who may connect.
//!
//! The chain says which nodes its members run. A validator has no other peers than those and the ones
//! that its operator names on the command line: it takes nobody else's connection for blocks, votes
//! or transactions, and opens none. Another node also keeps a bounded number of light clients, whoever
//! they are. Nor does a validator answer others who ask for blocks. The list is read again with every new best block, so that a change needs no restart.
//!
//! While the list is empty, as on a chain for development, nobody is kept out.

use futures::StreamExt;
use hallmark_runtime::{opaque::Block, Hash};
use hallmark_runtime_api::network::NetworkApi;
use sc_client_api::BlockchainEvents;
use sc_network::{
	config::{IncomingRequest, NetworkConfiguration, NonReservedPeerMode},
	multiaddr::Protocol,
	service::traits::NetworkService,
	Multiaddr, PeerId, ProtocolName,
};
use sc_network_sync::SyncingService;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use std::{
	collections::{BTreeSet, HashMap, HashSet},
	sync::{Arc, PoisonError, RwLock},
};

/// Whose requests for blocks are answered: everybody's, or those of some peers.
#[derive(Clone, Default)]
pub struct Gate(Arc<RwLock<Option<HashSet<PeerId>>>>);

impl Gate {
	fn set(&self, only: Option<HashSet<PeerId>>) {
		*self.0.write().unwrap_or_else(PoisonError::into_inner) = only;
	}

	fn is_open_to(&self, peer: &PeerId) -> bool {
		let only = self.0.read().unwrap_or_else(PoisonError::into_inner);
		only.as_ref().is_none_or(|only| only.contains(peer))
	}

	/// Hands on the requests of `asked` that the gate lets through. The others are refused by being
	/// dropped.
	pub async fn keep(
		self,
		asked: async_channel::Receiver<IncomingRequest>,
		answered: async_channel::Sender<IncomingRequest>,
	) {
		while let Ok(request) = asked.recv().await {
			if self.is_open_to(&request.peer) {
				// Whoever finds the queue full asks again.
				if let Err(async_channel::TrySendError::Closed(_)) = answered.try_send(request) {
					return;
				}
			} else {
				log::debug!(target: "sync", "{} asks for blocks, and is not admitted", request.peer);
			}
		}
	}
}

/// The nodes that the chain admits at the block `at`, in the network's own terms.
pub fn admitted<C>(client: &C, at: Hash) -> Result<BTreeSet<PeerId>, sp_api::ApiError>
where
	C: ProvideRuntimeApi<Block>,
	C::Api: NetworkApi<Block>,
{
	let peers = client.runtime_api().admitted_peers(at)?;
	Ok(peers.iter().filter_map(|it| PeerId::from_bytes(&it.peer.to_bytes()).ok()).collect())
}

/// Settles, before the network starts, what cannot be changed later. `admitted` is the list as far as
/// the node knows the chain.
pub fn restrict(config: &mut NetworkConfiguration, validates: bool, admitted: &BTreeSet<PeerId>) {
	if admitted.is_empty() {
		return;
	}
	// A walk through the network dials whoever is there.
	config.enable_dht_random_walk = false;
	let set = &mut config.default_peers_set;
	if validates {
		set.non_reserved_mode = NonReservedPeerMode::Deny;
	} else {
		// What is left of the places are those of light clients.
		set.in_peers =
			(set.in_peers + set.out_peers).saturating_sub(config.default_peers_set_num_full);
		set.out_peers = 0;
		config.default_peers_set_num_full = 0;
	}
}

/// What the network is told.
#[derive(Debug, PartialEq)]
struct Change {
	/// The peers to be connected to, with addresses where any are known.
	reserved: HashSet<Multiaddr>,
	/// Their names.
	peers: HashSet<PeerId>,
	/// Whether there are to be no others.
	only: bool,
}

/// Who may connect, by the chain and the command line.
pub struct Guests {
	/// This node.
	own: Option<PeerId>,
	/// Whether only the admitted may connect, also if the list is empty.
	closed: bool,
	validates: bool,
	/// The peers that the command line names.
	named: HashSet<PeerId>,
	/// The addresses that the command line and the specification give.
	addresses: HashMap<PeerId, Vec<Multiaddr>>,
	/// The list that the network has.
	last: Option<BTreeSet<PeerId>>,
}

impl Guests {
	/// Takes from `config` what the operator said, before [`restrict`] changes that.
	pub fn new(validates: bool, config: &NetworkConfiguration) -> Self {
		let reserved = &config.default_peers_set.reserved_nodes;
		let mut addresses: HashMap<_, Vec<_>> = HashMap::new();
		for node in config.boot_nodes.iter().chain(reserved) {
			addresses.entry(node.peer_id).or_default().push(node.concat());
		}
		Self {
			own: None,
			closed: config.default_peers_set.non_reserved_mode == NonReservedPeerMode::Deny,
			validates,
			named: reserved.iter().map(|node| node.peer_id).collect(),
			addresses,
			last: None,
		}
	}

	/// What to tell the network, if the list has changed.
	fn change(&mut self, admitted: BTreeSet<PeerId>) -> Option<Change> {
		if self.last.as_ref() == Some(&admitted) {
			return None;
		}
		let peers: HashSet<_> = admitted
			.iter()
			.chain(&self.named)
			.filter(|peer| Some(**peer) != self.own)
			.copied()
			.collect();
		let addressed = |peer: &PeerId| match self.addresses.get(peer) {
			Some(addresses) => addresses.clone(),
			None => vec![Multiaddr::empty().with(Protocol::P2p((*peer).into()))],
		};
		let reserved = peers.iter().flat_map(addressed).collect();
		let only = self.closed || self.validates && !admitted.is_empty();
		self.last = Some(admitted);
		Some(Change { reserved, peers, only })
	}
}

/// Tells the network who may connect, for as long as the node runs.
pub async fn follow<C>(
	client: Arc<C>,
	network: Arc<dyn NetworkService>,
	sync: Arc<SyncingService<Block>>,
	protocol: ProtocolName,
	gate: Gate,
	mut guests: Guests,
) where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + BlockchainEvents<Block>,
	C::Api: NetworkApi<Block>,
{
	guests.own = Some(network.local_peer_id());
	let mut blocks = client.import_notification_stream();
	loop {
		match admitted(&*client, client.info().best_hash) {
			Ok(admitted) => {
				let count = admitted.len();
				if let Some(Change { reserved, peers, only }) = guests.change(admitted) {
					log::info!(
						"The chain admits {count} nodes as peers; {}",
						if only { "no others may connect" } else { "others may connect as well" },
					);
					if let Err(error) = network.set_reserved_peers(protocol.clone(), reserved) {
						log::error!("The peers that the chain admits cannot be set: {error}");
					}
					gate.set(only.then(|| peers.clone()));
					sync.set_no_slot_peers(peers);
					if only {
						network.deny_unreserved_peers();
					} else {
						network.accept_unreserved_peers();
					}
				}
			}
			// The chain's code may be too old to have a list.
			Err(error) => log::debug!("The chain has no list of peers: {error}"),
		}
		loop {
			match blocks.next().await {
				Some(block) if block.is_new_best => break,
				Some(_) => {}
				None => return,
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sc_network::config::{MultiaddrWithPeerId, NodeKeyConfig};

	fn config(reserved: &[PeerId], boot: &[PeerId]) -> NetworkConfiguration {
		let node = |peer: &PeerId| MultiaddrWithPeerId {
			multiaddr: "/ip4/192.0.2.1/tcp/30333".parse().unwrap(),
			peer_id: *peer,
		};
		let mut config =
			NetworkConfiguration::new("name", "version", NodeKeyConfig::default(), None);
		config.default_peers_set.reserved_nodes = reserved.iter().map(node).collect();
		config.boot_nodes = boot.iter().map(node).collect();
		config
	}

	#[tokio::test]
	async fn blocks_are_for_the_admitted_alone_when_others_are_kept_out() {
		let [bob, stranger] = [(); 2].map(|()| PeerId::random());
		let gate = Gate::default();
		let ((ask, asked), (answer, answered)) =
			(async_channel::unbounded(), async_channel::unbounded());
		let task = tokio::spawn(gate.clone().keep(asked, answer));
		let request = |peer| {
			let (pending_response, response) = futures::channel::oneshot::channel();
			let request = IncomingRequest { peer, payload: Vec::new(), pending_response };
			ask.try_send(request).unwrap();
			response
		};
		let _response = request(stranger);
		assert_eq!(answered.recv().await.unwrap().peer, stranger);
		gate.set(Some([bob].into()));
		let refused = request(stranger);
		let _response = request(bob);
		assert_eq!(answered.recv().await.unwrap().peer, bob);
		assert!(refused.await.is_err());
		drop(ask);
		task.await.unwrap();
	}

	fn bare(peer: PeerId) -> Multiaddr {
		Multiaddr::empty().with(Protocol::P2p(peer.into()))
	}

	#[test]
	fn peers_are_those_of_the_chain_and_of_the_command_line() {
		let [own, bob, charlie, dave, stranger] = [(); 5].map(|()| PeerId::random());
		let config = config(&[dave], &[bob, stranger]);
		let mut guests = Guests::new(true, &config);
		guests.own = Some(own);
		let change = guests.change([own, bob, charlie].into()).unwrap();
		assert_eq!(change.peers, [bob, charlie, dave].into());
		let address = |peer: PeerId| {
			let host: Multiaddr = "/ip4/192.0.2.1/tcp/30333".parse().unwrap();
			host.with(Protocol::P2p(peer.into()))
		};
		assert_eq!(change.reserved, [address(bob), bare(charlie), address(dave)].into());
		assert!(change.only);
		// The network is told of changes alone.
		assert_eq!(guests.change([own, bob, charlie].into()), None);
		let change = guests.change([own, charlie].into()).unwrap();
		assert_eq!(change.peers, [charlie, dave].into());
	}

	#[test]
	fn nobody_is_kept_out_when_the_chain_has_no_list() {
		let bob = PeerId::random();
		let mut guests = Guests::new(true, &config(&[], &[]));
		assert!(!guests.change([].into()).unwrap().only);
		assert!(guests.change([bob].into()).unwrap().only);
		let mut open = config(&[], &[]);
		restrict(&mut open, true, &[].into());
		assert_eq!(open.default_peers_set.non_reserved_mode, NonReservedPeerMode::Accept);
	}

	#[test]
	fn others_are_kept_out_when_the_operator_says_so() {
		let mut config = config(&[PeerId::random()], &[]);
		config.default_peers_set.non_reserved_mode = NonReservedPeerMode::Deny;
		assert!(Guests::new(false, &config).change([].into()).unwrap().only);
	}

	#[test]
	fn validator_takes_no_strangers_when_the_chain_has_a_list() {
		let mut config = config(&[], &[]);
		restrict(&mut config, true, &[PeerId::random()].into());
		assert_eq!(config.default_peers_set.non_reserved_mode, NonReservedPeerMode::Deny);
		assert!(!config.enable_dht_random_walk);
	}

	#[test]
	fn node_keeps_places_for_light_clients_alone_when_the_chain_has_a_list() {
		let mut config = config(&[], &[]);
		config.default_peers_set.in_peers = 32 + 500;
		config.default_peers_set.out_peers = 8;
		config.default_peers_set_num_full = 32 + 8;
		restrict(&mut config, false, &[PeerId::random()].into());
		let set = &config.default_peers_set;
		assert_eq!((set.in_peers, set.out_peers, config.default_peers_set_num_full), (500, 0, 0));
		assert_eq!(set.non_reserved_mode, NonReservedPeerMode::Accept);
	}
}
