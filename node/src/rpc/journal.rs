//! The subscription to journal entries that become final.
//!
//! Notifications of finality skip blocks: if several blocks become final at once, only the last one
//! is notified, and during a sync there may be no notification for a long time. So a subscription
//! does not rely on notifications for what to send. It remembers up to which place in the final
//! chain it has sent, and walks on from there, block by block, whenever finality has moved. Below
//! the last final block there is exactly one final block at every height, so a walk by height meets
//! every entry once and in order.

use super::{error::Error, reader::Reader};
use futures::StreamExt;
use hallmark_runtime::opaque::Block;
use hallmark_runtime_api::trace::{Answer, JournalRecord, TraceApi, MAX_LIST};
use hallmark_types::{BlockNumber, Subject};
use jsonrpsee::{SendTimeoutError, SubscriptionMessage, SubscriptionSink};
use sc_client_api::BlockchainEvents;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use std::{
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::{
	sync::{watch, Semaphore},
	task::JoinError,
};

/// How long a subscriber who is behind is read for before others are.
const BURST: Duration = Duration::from_millis(10);

/// A subscriber who lacks more than so many blocks is behind.
const BEHIND: BlockNumber = 8;

/// How many read at once what has just become final.
const READERS: usize = 2;

/// How fast journals are read.
///
/// Whoever subscribes from an old block on has the node execute the runtime at every block since. All
/// who are behind share one thread, take turns of a few milliseconds, and leave it idle for as long as
/// they used it, so that they take a quarter of a machine of two cores however many they are. What has
/// just become final is read beside that, so that nobody who is up to date waits for them.
#[derive(Clone)]
pub struct Pace {
	behind: Arc<Semaphore>,
	news: Arc<Semaphore>,
}

impl Default for Pace {
	fn default() -> Self {
		Self { behind: Arc::new(Semaphore::new(1)), news: Arc::new(Semaphore::new(READERS)) }
	}
}

impl Pace {
	/// Does `work` on a thread that may block when it is its turn.
	async fn run<T: Send + 'static>(
		&self,
		behind: bool,
		work: impl FnOnce() -> T + Send + 'static,
	) -> Result<T, JoinError> {
		let lane = if behind { &self.behind } else { &self.news };
		// The lanes are never closed.
		let turn = lane.clone().acquire_owned().await.ok();
		let began = Instant::now();
		let done = tokio::task::spawn_blocking(work).await?;
		if behind {
			let rest = began.elapsed();
			tokio::spawn(async move {
				tokio::time::sleep(rest).await;
				drop(turn);
			});
		}
		Ok(done)
	}
}

/// Tells `last` how far finality has come, for as long as the node runs.
///
/// One task does this for all subscribers. The state of a block is not pruned while a notification
/// of it exists, so notifications must not wait in the queue of a slow subscriber.
pub async fn follow_finality<C: BlockchainEvents<Block>>(
	client: Arc<C>,
	last: watch::Sender<BlockNumber>,
) {
	let mut notifications = client.finality_notification_stream();
	while let Some(notification) = notifications.next().await {
		last.send_replace(notification.header.number);
	}
}

/// A place in the final chain's journal entries.
pub struct Walk<C> {
	reader: Reader<C>,
	/// The subject whose entries are wanted, or `None` for those of all subjects.
	subject: Option<Subject>,
	/// The block to read next.
	number: BlockNumber,
	/// How many entries of that block have been read.
	read: u32,
}

impl<C> Walk<C>
where
	C: HeaderBackend<Block> + ProvideRuntimeApi<Block>,
	C::Api: TraceApi<Block>,
{
	/// A walk from the block `number` on.
	pub fn new(reader: Reader<C>, subject: Option<Subject>, number: BlockNumber) -> Self {
		Self { reader, subject, number, read: 0 }
	}

	/// Checks that the block to start with is there, unless it comes after the last final block.
	pub fn check(&self, last: BlockNumber) -> Result<(), Error> {
		if self.number <= last {
			let block = self.reader.final_block(self.number)?;
			self.reader.ask_at(&block, |api, hash| api.journal_of_block(hash, u32::MAX))?;
		}
		Ok(())
	}

	/// The wanted entries on the next page of the next block, which must be final. A page is
	/// bounded by the runtime, and often empty.
	fn next_page(&mut self) -> Result<Vec<Answer<JournalRecord>>, Error> {
		let block = self.reader.final_block(self.number)?;
		let read = self.read;
		let page = self.reader.ask_at(&block, |api, hash| api.journal_of_block(hash, read))?;

		if page.len() < MAX_LIST as usize {
			self.number = self.number.saturating_add(1);
			self.read = 0;
		} else {
			self.read = self.read.saturating_add(MAX_LIST);
		}

		let wanted = |record: &JournalRecord| self.subject.is_none_or(|it| it == record.subject);
		Ok(page
			.into_iter()
			.filter(wanted)
			.map(|value| Answer { block: block.clone(), value })
			.collect())
	}

	/// The wanted entries of the next block up to `last` that has any, or none if it takes longer to
	/// find one than a burst may.
	fn next_entries(&mut self, last: BlockNumber) -> Result<Vec<Answer<JournalRecord>>, Error> {
		let began = Instant::now();
		loop {
			let page = self.next_page()?;
			if !page.is_empty() || self.number > last || began.elapsed() > BURST {
				return Ok(page);
			}
		}
	}
}

/// Sends the entries that `walk` passes to `sink` as finality moves, until the subscriber leaves
/// (`None`) or there is a reason to end. It holds one page at a time. If the subscriber does not
/// empty the connection's own bounded buffer within `patience`, the subscription ends.
pub async fn send<C>(
	mut walk: Walk<C>,
	mut finalised: watch::Receiver<BlockNumber>,
	sink: &SubscriptionSink,
	patience: Duration,
	pace: &Pace,
) -> Option<Error>
where
	C: HeaderBackend<Block> + ProvideRuntimeApi<Block> + 'static,
	C::Api: TraceApi<Block>,
{
	loop {
		let number = walk.number;
		let is_final = async { finalised.wait_for(|last| *last >= number).await.is_ok() };
		tokio::select! {
			// The channel closes when the node shuts down.
			is_final = is_final => if !is_final { return None },
			() = sink.closed() => return None,
		}

		let last = *finalised.borrow();
		let behind = last.saturating_sub(number) > BEHIND;
		let read = pace.run(behind, move || {
			let page = walk.next_entries(last);
			(walk, page)
		});
		let page;
		(walk, page) = match read.await {
			Ok((walk, Ok(page))) => (walk, page),
			Ok((_, Err(error))) => return Some(error),
			Err(error) => return Some(Error::Internal(error.to_string())),
		};

		for entry in page {
			let message = match SubscriptionMessage::from_json(&entry) {
				Ok(message) => message,
				Err(error) => return Some(Error::Internal(error.to_string())),
			};
			match sink.send_timeout(message, patience).await {
				Ok(()) => {}
				Err(SendTimeoutError::Timeout(_)) => return Some(Error::TooSlow(number)),
				Err(SendTimeoutError::Closed(_)) => return None,
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::{
		super::mock::{hash, record, Chain},
		*,
	};
	use hallmark_types::LotId;

	/// All entries that a walk passes from `number` up to `last`.
	fn passed(
		chain: Chain,
		subject: Option<Subject>,
		number: BlockNumber,
		last: BlockNumber,
	) -> Vec<(BlockNumber, u32)> {
		let mut walk = Walk::new(Reader::new(Arc::new(chain)), subject, number);
		let mut passed = Vec::new();
		while walk.number <= last {
			for Answer { block, value } in walk.next_page().unwrap() {
				assert_eq!((block.hash, block.finalised), (hash(block.number), true));
				passed.push((block.number, value.position));
			}
		}
		passed
	}

	#[tokio::test]
	async fn those_who_are_behind_share_a_thread_when_they_are_many() {
		let pace = Pace::default();
		let running = Arc::new(std::sync::Mutex::new(()));
		let turns = (0..8).map(|_| {
			let (pace, running) = (pace.clone(), running.clone());
			async move {
				let work = move || {
					let alone = running.try_lock();
					std::thread::sleep(Duration::from_millis(5));
					alone.is_ok()
				};
				pace.run(true, work).await.unwrap()
			}
		});
		let began = Instant::now();
		assert_eq!(futures::future::join_all(turns).await, [true; 8]);
		// Each rests for as long as it worked, but for the last, for whom nobody waits.
		assert!(began.elapsed() > Duration::from_millis(5 * 15));
	}

	#[tokio::test]
	async fn news_is_read_when_somebody_is_behind() {
		let pace = Pace::default();
		let (done, wait) = std::sync::mpsc::channel::<()>();
		let slow = pace.clone();
		let behind = tokio::spawn(async move { slow.run(true, move || wait.recv()).await });
		tokio::task::yield_now().await;
		assert_eq!(pace.run(false, || 7).await.unwrap(), 7);
		done.send(()).unwrap();
		behind.await.unwrap().unwrap().unwrap();
	}

	#[test]
	fn burst_passes_empty_blocks_when_it_looks_for_entries() {
		let chain = chain([(7, vec![record(1, 0)])]);
		let mut walk = Walk::new(Reader::new(Arc::new(chain)), None, 0);
		assert_eq!(walk.next_entries(9).unwrap().len(), 1);
		assert_eq!(walk.number, 8);
		assert_eq!(walk.next_entries(9).unwrap().len(), 0);
		assert_eq!(walk.number, 10);
	}

	fn chain(journal: impl IntoIterator<Item = (BlockNumber, Vec<JournalRecord>)>) -> Chain {
		Chain {
			best: 9,
			finalised: 9,
			journal: journal.into_iter().collect(),
			..Default::default()
		}
	}

	#[test]
	fn walk_passes_every_entry_once_and_in_order_when_blocks_are_many() {
		let journal = [
			(2, vec![record(1, 0), record(1, 1)]),
			(3, vec![record(1, 2)]),
			(7, vec![record(1, 3), record(1, 4)]),
		];
		let all = [(2, 0), (2, 1), (3, 2), (7, 3), (7, 4)];
		assert_eq!(passed(chain(journal.clone()), None, 0, 9), all);
		assert_eq!(passed(chain(journal.clone()), None, 3, 9), all[2..]);
		assert_eq!(passed(chain(journal), None, 0, 6), all[..3]);
	}

	#[test]
	fn walk_passes_every_entry_when_a_block_has_several_pages() {
		for count in [MAX_LIST - 1, MAX_LIST, MAX_LIST + 1, 2 * MAX_LIST, 3 * MAX_LIST + 5] {
			let entries = (0..count).map(|position| record(1, position)).collect();
			let passed = passed(chain([(4, entries), (5, vec![record(1, count)])]), None, 4, 5);
			let expected = (0..count).map(|position| (4, position)).chain([(5, count)]);
			assert_eq!(passed, expected.collect::<Vec<_>>(), "{count}");
		}
	}

	#[test]
	fn walk_passes_one_subject_when_it_is_named() {
		let journal =
			[(2, vec![record(1, 0), record(2, 0), record(1, 1)]), (3, vec![record(2, 1)])];
		let lot = |id| Some(Subject::Lot(LotId(id)));
		assert_eq!(passed(chain(journal.clone()), lot(1), 0, 9), [(2, 0), (2, 1)]);
		assert_eq!(passed(chain(journal.clone()), lot(2), 0, 9), [(2, 0), (3, 1)]);
		assert_eq!(passed(chain(journal), lot(3), 0, 9), []);
	}

	#[test]
	fn walk_stops_when_a_state_is_pruned() {
		let chain = Chain { best: 9, finalised: 9, pruned_below: 5, ..Default::default() };
		let mut walk = Walk::new(Reader::new(Arc::new(chain)), None, 4);
		assert!(matches!(walk.next_page(), Err(Error::StatePruned(4))));
	}
}
