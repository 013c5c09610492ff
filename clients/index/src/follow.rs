//! Following the chain: what is final is indexed, block after block, and nothing before it is final.

use crate::{
	error::{Error, Result},
	source::Source,
	writer::{Head, Writer},
};
use futures::{stream, StreamExt};
use hallmark_sdk::{BlockRef, Chain};
use hallmark_types::Digest;
use parking_lot::{Mutex, RwLock};
use std::{sync::Arc, time::Duration};
use tokio::{
	task::spawn_blocking,
	time::{sleep, Instant},
};

/// How many blocks are one transaction of the database while it catches up.
const BLOCKS_PER_BATCH: u32 = 32;

/// How many such ranges are fetched while another is written.
const RANGES_AHEAD: usize = 3;

/// How often the node is asked for its newest final block.
const PAUSE: Duration = Duration::from_millis(250);

/// The pause after something went wrong; it doubles up to [`MAX_REST`].
const REST: Duration = Duration::from_secs(1);
const MAX_REST: Duration = Duration::from_secs(60);

/// How often it is told how far it has come.
const TELL: Duration = Duration::from_secs(10);

/// How an index stands.
#[derive(Debug, Default)]
pub struct Status {
	head: RwLock<Option<Head>>,
	fault: RwLock<Option<String>>,
}

impl Status {
	/// That of an index which nobody writes to yet.
	pub fn of(writer: &Writer) -> Self {
		Self { head: RwLock::new(writer.head()), fault: RwLock::default() }
	}

	/// Says that something keeps the index from going on; the log has it once.
	pub fn fail(&self, fault: &str) {
		let mut known = self.fault.write();
		if known.as_deref() != Some(fault) {
			log::error!("index: {fault}");
			*known = Some(fault.into());
		}
	}

	/// The last block that is indexed.
	pub fn head(&self) -> Option<Head> {
		*self.head.read()
	}

	/// What keeps it from going on, if anything does.
	pub fn fault(&self) -> Option<String> {
		self.fault.read().clone()
	}
}

/// An index that follows a node.
pub struct Follower {
	writer: Arc<Mutex<Writer>>,
	source: Source,
	status: Arc<Status>,
}

impl Follower {
	/// Brings an index and a node together. `status` tells how it stands.
	///
	/// # Errors
	///
	/// [`Error::OtherChain`] if they are of different chains, and those of the database.
	pub fn new(writer: Writer, chain: Chain, status: Arc<Status>) -> Result<Self> {
		if let Some(genesis) = writer.genesis() {
			same_chain(genesis, chain.genesis())?;
		}
		let source = Source::new(chain, writer.operators()?);
		if let Some(spec) = writer.spec()? {
			if let Some(description) = writer.description(spec)? {
				source.learn(description);
			}
		}
		Ok(Self { writer: Arc::new(Mutex::new(writer)), source, status })
	}

	/// Follows the chain for ever. What goes wrong is told in the log and in the status, and tried
	/// again: a node may come back, or another take its place.
	pub async fn follow(self) {
		let mut rest = REST;
		loop {
			match self.step().await {
				Ok(()) => {
					*self.status.fault.write() = None;
					rest = REST;
					sleep(PAUSE).await;
				}
				Err(error) => {
					let fault = error.to_string();
					self.status.fail(&fault);
					let chain = self.source.chain();
					// A node that follows another chain than what is final is left, if there is another.
					let is_other =
						matches!(error, Error::OtherFinal { .. } | Error::OtherBlock { .. });
					if !is_other || !chain.leave(&fault).await {
						chain.reconsider().await;
					}
					sleep(rest).await;
					rest = (rest * 2).min(MAX_REST);
				}
			}
		}
	}

	/// Indexes all that is final now.
	///
	/// # Errors
	///
	/// [`Error::Pruned`] if the node lacks what is needed, [`Error::OtherBlock`] if its chain is not
	/// the index's, and others; what is indexed by then stays.
	pub async fn step(&self) -> Result<()> {
		let newest = self.source.chain().finalised().await?;
		self.check_head(newest).await?;
		self.catch_up(newest).await
	}

	fn head(&self) -> Option<Head> {
		self.status.head()
	}

	/// Checks that the node's chain goes on where the index ends. A node that is behind says so only
	/// up to where it is, and is waited for.
	async fn check_head(&self, newest: BlockRef) -> Result<()> {
		let Some(head) = self.head().filter(|head| head.number <= newest.number) else {
			return Ok(());
		};
		let hashes = self.source.hashes(&[head.number], newest).await?;
		match hashes.first() {
			Some(hash) if hash.0 != head.hash => Err(Error::OtherBlock {
				number: head.number,
				index: hex(head.hash),
				node: hex(hash.0),
			}),
			_ => Ok(()),
		}
	}

	async fn catch_up(&self, newest: BlockRef) -> Result<()> {
		if self.head().is_none() {
			let genesis = self.source.genesis().await?;
			self.apply(vec![genesis]).await?;
		}
		let next = |head: Option<Head>| head.map_or(0, |it| it.number.saturating_add(1));
		let first = next(self.head());
		if first > newest.number {
			return Ok(());
		}
		let behind = newest.number - first;
		let ranges = (first..=newest.number).step_by(BLOCKS_PER_BATCH as usize);
		// Each range is a task, so that it goes on while another is written.
		let fetched = ranges.map(|from| {
			let to = from.saturating_add(BLOCKS_PER_BATCH - 1).min(newest.number);
			let source = self.source.clone();
			let range = async move { source.range(from, to, newest).await };
			async move { Task(tokio::spawn(range)).await }
		});
		let mut fetched = stream::iter(fetched).buffered(RANGES_AHEAD);
		let mut told = Instant::now();
		while let Some(batches) = fetched.next().await {
			self.apply(batches?).await?;
			if told.elapsed() > TELL {
				told = Instant::now();
				let at = next(self.head()).saturating_sub(1);
				log::info!("index: block {at} of {}", newest.number);
			}
		}
		if behind > BLOCKS_PER_BATCH {
			log::info!("index: caught up with block {}", newest.number);
		}
		Ok(())
	}

	async fn apply(&self, batches: Vec<crate::batch::Batch>) -> Result<()> {
		for batch in batches {
			let writer = self.writer.clone();
			let write = move || {
				let mut writer = writer.lock();
				writer.apply(&batch)?;
				Ok::<_, Error>(writer.head())
			};
			let head = spawn_blocking(write).await.map_err(|error| Error::Inconsistent {
				block: 0,
				reason: format!("a task of the index failed: {error}"),
			})??;
			*self.status.head.write() = head;
		}
		Ok(())
	}
}

/// A task that ends when nobody waits for it any more.
struct Task<T>(tokio::task::JoinHandle<Result<T>>);

impl<T> std::future::Future for Task<T> {
	type Output = Result<T>;

	fn poll(
		mut self: std::pin::Pin<&mut Self>,
		context: &mut std::task::Context<'_>,
	) -> std::task::Poll<Self::Output> {
		std::pin::Pin::new(&mut self.0).poll(context).map(|done| {
			done.unwrap_or_else(|error| {
				let reason = format!("a task of the index failed: {error}");
				Err(Error::Inconsistent { block: 0, reason })
			})
		})
	}
}

impl<T> Drop for Task<T> {
	fn drop(&mut self) {
		self.0.abort();
	}
}

/// Checks that an index and a node are of one chain.
pub(crate) fn same_chain(index: [u8; 32], node: Digest) -> Result<()> {
	if index == node.0 {
		return Ok(());
	}
	Err(Error::OtherChain { index: hex(index), node: hex(node.0) })
}

pub(crate) fn hex(bytes: [u8; 32]) -> String {
	format!("0x{}", hex::encode(bytes))
}
