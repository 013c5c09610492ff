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
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

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
}

/// Sends the entries that `walk` passes to `sink` as finality moves, until the subscriber leaves
/// (`None`) or there is a reason to end. It holds one page at a time. If the subscriber does not
/// empty the connection's own bounded buffer within `patience`, the subscription ends.
pub async fn send<C>(
	mut walk: Walk<C>,
	mut finalised: watch::Receiver<BlockNumber>,
	sink: &SubscriptionSink,
	patience: Duration,
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

		let page;
		(walk, page) = match tokio::task::spawn_blocking(move || {
			let page = walk.next_page();
			(walk, page)
		})
		.await
		{
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
