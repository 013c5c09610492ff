//! What GRANDPA is given to sync with.
//!
//! When GRANDPA hears a vote for a block that the node does not know, it asks the SDK's sync service
//! to fetch that block "from any peer". The service then requests it of every peer that is as far as
//! the block's number, and disconnects each one that does not have it and lowers its reputation. So
//! one validator that votes for a block that it alone has, be it by malice or because its clock is
//! ahead, would cut the honest ones off from each other.
//!
//! [`AskFirst`] stands between the two. It asks the peers for the block's header, a question that
//! costs nobody anything, and lets the service fetch the block from those alone that sent it. A header
//! has the hash that was asked for, so nobody can send one that it does not have.

use async_trait::async_trait;
use futures::{channel::mpsc, future::join_all, stream::BoxStream, Stream, StreamExt};
use hallmark_runtime::{opaque::Block, Hash, Header};
use hallmark_types::BlockNumber;
use sc_network::{NetworkBlock, NetworkSyncForkRequest, PeerId};
use sc_network_common::sync::message::{BlockAttributes, BlockRequest, Direction, FromBlock};
use sc_network_sync::{
	block_relay_protocol::BlockDownloader, SyncEvent, SyncEventStream, SyncingService,
};
use std::{pin::Pin, sync::Arc, time::Duration};

/// How many blocks may wait to be asked for. GRANDPA asks again every 15 seconds, so that what finds
/// no room comes again.
const WAITING: usize = 64;

/// For how many blocks the peers are asked at once.
const TOGETHER: usize = 4;

/// How many peers are asked for one block.
const MOST_PEERS: usize = 64;

/// How long a peer has for its answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whom to ask for headers.
#[async_trait]
pub trait Headers: Send + Sync {
	/// The peers that keep the chain.
	async fn peers(&self) -> Vec<PeerId>;

	/// The header of the block `hash`, if `peer` has it.
	async fn header(&self, peer: PeerId, hash: Hash) -> Option<Header>;
}

/// The peers of this node.
pub struct Peers {
	/// Who they are.
	pub sync: Arc<SyncingService<Block>>,
	/// How they are asked.
	pub downloader: Arc<dyn BlockDownloader<Block>>,
}

#[async_trait]
impl Headers for Peers {
	async fn peers(&self) -> Vec<PeerId> {
		let peers = self.sync.peers_info().await.unwrap_or_default();
		peers.into_iter().filter(|(_, info)| info.roles.is_full()).map(|(peer, _)| peer).collect()
	}

	async fn header(&self, peer: PeerId, hash: Hash) -> Option<Header> {
		let request = BlockRequest::<Block> {
			id: 0,
			fields: BlockAttributes::HEADER,
			from: FromBlock::Hash(hash),
			direction: Direction::Ascending,
			max: Some(1),
		};
		let answer = self.downloader.download_blocks(peer, request.clone());
		let (answer, _) = tokio::time::timeout(PATIENCE, answer).await.ok()?.ok()?.ok()?;
		let blocks = self.downloader.block_response_into_blocks(&request, answer).ok()?;
		blocks.into_iter().next()?.header
	}
}

/// Syncs as `S` does, but fetches no voted block from a peer that does not have it.
#[derive(Clone)]
pub struct AskFirst<S> {
	sync: S,
	wanted: mpsc::Sender<(Hash, BlockNumber)>,
}

impl<S> AskFirst<S>
where
	S: NetworkSyncForkRequest<Hash, BlockNumber> + Clone + Send + Sync + 'static,
{
	/// Stands before `sync`, and the task that asks.
	pub fn new(
		sync: S,
		headers: impl Headers + 'static,
	) -> (Self, impl std::future::Future<Output = ()> + Send) {
		let (wanted, blocks) = mpsc::channel(WAITING);
		(Self { sync: sync.clone(), wanted }, ask(sync, headers, blocks))
	}
}

/// Asks for each of `blocks` who has it, and has `sync` fetch it from those.
async fn ask<S: NetworkSyncForkRequest<Hash, BlockNumber>>(
	sync: S,
	headers: impl Headers,
	blocks: impl Stream<Item = (Hash, BlockNumber)>,
) {
	blocks
		.for_each_concurrent(TOGETHER, |(hash, number)| {
			let (sync, headers) = (&sync, &headers);
			async move {
				let peers = headers.peers().await;
				let asked = peers.into_iter().take(MOST_PEERS).map(|peer| async move {
					let header = headers.header(peer, hash).await?;
					// A vote may name another number than the block's own.
					(header.hash() == hash && header.number == number).then_some(peer)
				});
				let have: Vec<_> = join_all(asked).await.into_iter().flatten().collect();
				if have.is_empty() {
					log::debug!(
						target: "grandpa",
						"Somebody voted for block {number} ({hash}), which no peer has"
					);
				} else {
					sync.set_sync_fork_request(have, hash, number);
				}
			}
		})
		.await;
}

impl<S> NetworkSyncForkRequest<Hash, BlockNumber> for AskFirst<S>
where
	S: NetworkSyncForkRequest<Hash, BlockNumber>,
{
	fn set_sync_fork_request(&self, peers: Vec<PeerId>, hash: Hash, number: BlockNumber) {
		if !peers.is_empty() {
			return self.sync.set_sync_fork_request(peers, hash, number);
		}
		if self.wanted.clone().try_send((hash, number)).is_err() {
			log::debug!(target: "grandpa", "Too many unknown blocks are voted for to ask for {hash}");
		}
	}
}

impl<S: NetworkBlock<Hash, BlockNumber>> NetworkBlock<Hash, BlockNumber> for AskFirst<S> {
	fn announce_block(&self, hash: Hash, data: Option<Vec<u8>>) {
		self.sync.announce_block(hash, data);
	}

	fn new_best_block_imported(&self, hash: Hash, number: BlockNumber) {
		self.sync.new_best_block_imported(hash, number);
	}
}

impl<S: SyncEventStream> SyncEventStream for AskFirst<S> {
	fn event_stream(&self, name: &'static str) -> Pin<Box<dyn Stream<Item = SyncEvent> + Send>> {
		let events: BoxStream<'static, SyncEvent> = self.sync.event_stream(name);
		events
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_runtime::traits::Header as _;
	use std::{collections::HashMap, sync::Mutex};

	/// What the SDK's sync service is told to fetch, and from whom.
	type Request = (Vec<PeerId>, Hash, BlockNumber);

	/// Whoever is told, and remembers it.
	#[derive(Clone, Default)]
	struct Recorder(Arc<Mutex<Vec<Request>>>);

	impl NetworkSyncForkRequest<Hash, BlockNumber> for Recorder {
		fn set_sync_fork_request(&self, peers: Vec<PeerId>, hash: Hash, number: BlockNumber) {
			self.0.lock().unwrap().push((peers, hash, number));
		}
	}

	/// The peers, and the header that each of them sends whatever it is asked for.
	struct World(HashMap<PeerId, Option<Header>>);

	#[async_trait]
	impl Headers for World {
		async fn peers(&self) -> Vec<PeerId> {
			self.0.keys().copied().collect()
		}

		async fn header(&self, peer: PeerId, _: Hash) -> Option<Header> {
			self.0[&peer].clone()
		}
	}

	fn header(number: BlockNumber) -> Header {
		Header::new(number, Hash::zero(), Hash::zero(), Hash::zero(), Default::default())
	}

	/// What is fetched after GRANDPA asked for `wanted`.
	async fn fetched(
		peers: &[(PeerId, Option<Header>)],
		wanted: &[(Vec<PeerId>, Hash, BlockNumber)],
	) -> Vec<(Vec<PeerId>, Hash, BlockNumber)> {
		let recorder = Recorder::default();
		let world = World(peers.iter().cloned().collect());
		let (sync, task) = AskFirst::new(recorder.clone(), world);
		for (peers, hash, number) in wanted.iter().cloned() {
			sync.set_sync_fork_request(peers, hash, number);
		}
		// The task ends when nobody can ask any more.
		drop(sync);
		task.await;
		let fetched = recorder.0.lock().unwrap().clone();
		fetched
	}

	#[tokio::test]
	async fn honest_peers_are_left_in_peace_when_a_vote_is_for_a_block_that_none_has() {
		let [bob, charlie] = [PeerId::random(), PeerId::random()];
		let vote = (Vec::new(), header(7).hash(), 7);
		assert_eq!(fetched(&[(bob, None), (charlie, None)], &[vote]).await, []);
	}

	#[tokio::test]
	async fn voted_block_is_fetched_from_those_alone_that_have_it() {
		let [bob, charlie] = [PeerId::random(), PeerId::random()];
		let hash = header(7).hash();
		let peers = [(bob, Some(header(7))), (charlie, None)];
		assert_eq!(fetched(&peers, &[(Vec::new(), hash, 7)]).await, [(vec![bob], hash, 7)]);
	}

	#[tokio::test]
	async fn nobody_is_fetched_from_when_a_peer_or_the_vote_lies() {
		let mallory = PeerId::random();
		let hash = header(7).hash();
		let another = [(mallory, Some(header(8)))];
		assert_eq!(fetched(&another, &[(Vec::new(), hash, 7)]).await, []);
		let number = [(mallory, Some(header(7)))];
		assert_eq!(fetched(&number, &[(Vec::new(), hash, 9)]).await, []);
	}

	#[tokio::test]
	async fn request_passes_when_it_names_its_peers() {
		let bob = PeerId::random();
		let request = (vec![bob], header(7).hash(), 7);
		assert_eq!(fetched(&[], std::slice::from_ref(&request)).await, [request]);
	}

	#[tokio::test]
	async fn requests_are_bounded_when_votes_for_unknown_blocks_are_many() {
		let bob = PeerId::random();
		let votes: Vec<_> = (1..1_000).map(|n| (Vec::new(), header(n).hash(), n)).collect();
		assert_eq!(fetched(&[(bob, Some(header(1)))], &votes).await.len(), 1);
	}
}
