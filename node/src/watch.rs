//! What the node watches of the chain, for its operator and for the consortium.
//!
//! - [`Watching`]: sees two blocks of one slot by one author when they are imported, be they on forks;
//! - [`report`]: has the chain told of them;
//! - [`Votes`]: sees that GRANDPA reports two votes of one round;
//! - [`measure`]: the chain's own metrics.

use crate::{
	pool::Pool,
	service::{Backend, Client},
};
use async_trait::async_trait;
use codec::Decode;
use futures::{channel::mpsc, StreamExt};
use hallmark_runtime::{opaque::Block, Hash, Header, Runtime};
use hallmark_runtime_api::misbehaviour::{DoubleBlock, MisbehaviourApi};
use hallmark_types::{AccountId, BlockNumber, OrgId};
use pallet_quota::Party;
use prometheus_endpoint::{
	register, Counter, CounterVec, Gauge, GaugeVec, Opts, PrometheusError, Registry, U64,
};
use sc_client_api::{BlockchainEvents, StorageKey, StorageProvider};
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult};
use sc_consensus_aura::standalone::{find_pre_digest, slot_author};
use sc_transaction_pool_api::{
	LocalTransactionFor, LocalTransactionPool, TransactionPool, TransactionSource,
};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus_aura::{
	sr25519::{AuthorityId, AuthorityPair, AuthoritySignature},
	AuraApi,
};
use sp_runtime::traits::Header as _;
use std::{
	collections::BTreeMap,
	sync::{Arc, Mutex, PoisonError},
	time::{Duration, Instant},
};

/// For how many slots blocks are remembered: an hour.
const SLOTS: u64 = 1_800;

/// How many double blocks may wait to be reported.
const WAITING: usize = 64;

/// How often what organisations used is read, and of how many.
const QUOTA_EVERY: Duration = Duration::from_secs(60);
const QUOTA_MOST: usize = 256;

/// Two blocks of one slot.
pub type Evidence = DoubleBlock<Header>;

/// The first block of each slot and author.
#[derive(Default)]
struct Blocks(BTreeMap<(u64, AuthorityId), Header>);

impl Blocks {
	/// Notes a sealed block, and says if there was another one.
	fn note(&mut self, slot: u64, author: &AuthorityId, header: Header) -> Option<Evidence> {
		let newest = self.0.keys().next_back().map_or(slot, |(newest, _)| (*newest).max(slot));
		let oldest = newest.saturating_sub(SLOTS);
		while let Some(first) = self.0.first_entry().filter(|first| first.key().0 < oldest) {
			first.remove();
		}
		if slot < oldest {
			return None;
		}
		let first = self.0.entry((slot, author.clone())).or_insert_with(|| header.clone());
		(*first != header).then(|| DoubleBlock {
			author: author.clone(),
			first: first.clone(),
			second: header,
		})
	}
}

/// Imports blocks as `I` does, and looks for two of one slot.
pub struct Watching<I, C> {
	import: I,
	client: Arc<C>,
	blocks: Arc<Mutex<Blocks>>,
	found: mpsc::Sender<Evidence>,
}

impl<I: Clone, C> Clone for Watching<I, C> {
	fn clone(&self) -> Self {
		Self {
			import: self.import.clone(),
			client: self.client.clone(),
			blocks: self.blocks.clone(),
			found: self.found.clone(),
		}
	}
}

impl<I, C> Watching<I, C>
where
	C: ProvideRuntimeApi<Block>,
	C::Api: AuraApi<Block, AuthorityId>,
{
	/// Watches what `import` imports. What is found comes out of the receiver.
	pub fn new(import: I, client: Arc<C>) -> (Self, mpsc::Receiver<Evidence>) {
		let (found, evidence) = mpsc::channel(WAITING);
		(Self { import, client, blocks: Arc::default(), found }, evidence)
	}

	/// Looks at a block whose seal was checked.
	fn look(&self, header: Header) {
		let Ok(slot) = find_pre_digest::<Block, AuthoritySignature>(&header) else { return };
		let Ok(authorities) = self.client.runtime_api().authorities(header.parent_hash) else {
			return;
		};
		let Some(author) = slot_author::<AuthorityPair>(slot, &authorities) else { return };
		let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
		if let Some(evidence) = blocks.note(*slot, author, header) {
			// If many wait already, they are enough.
			let _ = self.found.clone().try_send(evidence);
		}
	}
}

#[async_trait]
impl<I, C> BlockImport<Block> for Watching<I, C>
where
	I: BlockImport<Block> + Send + Sync,
	C: ProvideRuntimeApi<Block> + Send + Sync,
	C::Api: AuraApi<Block, AuthorityId>,
{
	type Error = I::Error;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		self.import.check_block(block).await
	}

	async fn import_block(
		&self,
		block: BlockImportParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		// What is synced in bulk is old, and its seals may be unchecked.
		let checked = !block.state_action.skip_execution_checks() && !block.with_state();
		if checked && !block.post_digests.is_empty() {
			self.look(block.post_header());
		}
		self.import.import_block(block).await
	}
}

/// How many pairs of contradicting things this node saw, by what they are.
#[derive(Clone)]
pub struct Equivocations(Option<CounterVec<U64>>);

impl Equivocations {
	/// Two blocks of one slot.
	const BLOCKS: &str = "blocks";
	/// Two votes of one round of GRANDPA.
	const VOTES: &str = "votes";

	/// Counts for `registry`, if there is one.
	pub fn new(registry: Option<&Registry>) -> Result<Self, PrometheusError> {
		let Some(registry) = registry else { return Ok(Self(None)) };
		let count = counters(
			registry,
			"hallmark_equivocations_total",
			"Pairs of contradicting things that a validator signed, as this node saw them",
			"what",
			&[Self::BLOCKS, Self::VOTES],
		)?;
		Ok(Self(Some(count)))
	}

	fn add(&self, what: &str) {
		if let Some(count) = &self.0 {
			count.with_label_values(&[what]).inc();
		}
	}
}

/// Counters that differ in one label. Each is shown from the start: a rule that asks whether a
/// counter grew does not see one that comes into being at 1.
pub fn counters(
	registry: &Registry,
	name: &str,
	help: &str,
	label: &str,
	values: &[&str],
) -> Result<CounterVec<U64>, PrometheusError> {
	let counters = register(CounterVec::new(Opts::new(name, help), &[label])?, registry)?;
	for value in values {
		counters.with_label_values(&[value]).reset();
	}
	Ok(counters)
}

/// The pool as GRANDPA's voter gets it. What the voter submits are its reports of validators that
/// voted twice in a round, and nothing else; they are counted.
pub struct Votes<P> {
	/// Where the reports go.
	pub pool: P,
	/// Where they are counted.
	pub seen: Equivocations,
}

impl<P: LocalTransactionPool> LocalTransactionPool for Votes<P> {
	type Block = P::Block;
	type Hash = P::Hash;
	type Error = P::Error;

	fn submit_local(
		&self,
		at: <Self::Block as sp_runtime::traits::Block>::Hash,
		report: LocalTransactionFor<Self>,
	) -> Result<Self::Hash, Self::Error> {
		self.seen.add(Equivocations::VOTES);
		log::error!(
			"🚨 A validator cast two votes in one round of GRANDPA. Its key is used by two \
			 processes, or it attacks the chain. The chain is told."
		);
		self.pool.submit_local(at, report)
	}
}

/// Has the chain told of what was found, and counts it.
pub async fn report(
	mut found: mpsc::Receiver<Evidence>,
	client: Arc<Client>,
	pool: Arc<Pool>,
	seen: Equivocations,
) {
	while let Some(evidence) = found.next().await {
		seen.add(Equivocations::BLOCKS);
		let (first, second) = (evidence.first.hash(), evidence.second.hash());
		log::error!(
			"🚨 The author {} made two blocks in one slot: {first} ({}) and {second} ({}). Its key is \
			 used by two processes, or it attacks the chain.",
			evidence.author,
			evidence.first.number,
			evidence.second.number,
		);
		let best = client.info().best_hash;
		match client.runtime_api().report_double_block(best, evidence) {
			Ok(Some(extrinsic)) => {
				match pool.submit_one(best, TransactionSource::Local, extrinsic).await {
					Ok(hash) => log::info!("It is reported to the chain by {hash:?}"),
					Err(error) => log::warn!("It cannot be reported to the chain: {error}"),
				}
			}
			Ok(None) => log::info!("The chain knows of it, or does not punish it"),
			Err(error) => log::debug!("The chain cannot be told: {error}"),
		}
	}
}

/// The chain's own metrics.
struct Metrics {
	lag: Gauge<U64>,
	missed: Counter<U64>,
	missed_in_session: GaugeVec<U64>,
	beacon_missed: Counter<U64>,
	draws: Gauge<U64>,
	quota: GaugeVec<U64>,
}

impl Metrics {
	fn new(registry: &Registry) -> Result<Self, PrometheusError> {
		let gauge = |name: &str, help: &str| register(Gauge::<U64>::new(name, help)?, registry);
		let counter = |name: &str, help: &str| register(Counter::<U64>::new(name, help)?, registry);
		let gauges = |name: &str, help: &str, labels: &[&str]| {
			register(GaugeVec::<U64>::new(Opts::new(name, help), labels)?, registry)
		};
		Ok(Self {
			lag: gauge(
				"hallmark_finality_lag_blocks",
				"How many blocks the best block is ahead of the last final one",
			)?,
			missed: counter(
				"hallmark_missed_slots_total",
				"Slots without a block on the best chain, since the node's start",
			)?,
			missed_in_session: gauges(
				"hallmark_session_missed_slots",
				"Slots that count as missed by a validator in this session",
				&["validator"],
			)?,
			beacon_missed: counter(
				"hallmark_beacon_misses_total",
				"Awaited slots of the randomness beacon that had no block",
			)?,
			draws: gauge(
				"hallmark_draws_pending",
				"Slots of the randomness beacon that are awaited",
			)?,
			quota: gauges(
				"hallmark_quota_used",
				"What an organisation used in the window in which it last wrote: weight in \
				 picoseconds, length and state in bytes, activations; and what it stores, in bytes",
				&["org", "what"],
			)?,
		})
	}
}

/// How many of the slots after `before` and before `slot` there are, and how many of them were
/// awaited.
fn skipped(before: u64, slot: u64, awaited: &[u64]) -> (u64, u64) {
	let between = |it: &&u64| before < **it && **it < slot;
	(
		slot.saturating_sub(before).saturating_sub(1),
		awaited.iter().filter(between).count().try_into().unwrap_or(u64::MAX),
	)
}

/// A value of the chain's storage, if this node knows its form.
fn stored<T: Decode, C: StorageProvider<Block, Backend>>(
	client: &C,
	at: Hash,
	key: impl AsRef<[u8]>,
) -> Option<T> {
	let bytes = client.storage(at, &StorageKey(key.as_ref().to_vec())).ok()??;
	T::decode(&mut &bytes.0[..]).ok()
}

/// Keeps the chain's own metrics, for as long as the node runs.
pub async fn measure(client: Arc<Client>, registry: Registry) {
	let metrics = match Metrics::new(&registry) {
		Ok(metrics) => metrics,
		Err(error) => return log::error!("The chain's metrics cannot be kept: {error}"),
	};
	let mut blocks = client.import_notification_stream();
	let mut finalised = client.finality_notification_stream();
	let mut quota_read: Option<Instant> = None;
	loop {
		let block = tokio::select! {
			block = blocks.next() => match block {
				Some(block) if block.is_new_best => Some(block),
				Some(_) => continue,
				None => return,
			},
			block = finalised.next() => match block {
				Some(_) => None,
				None => return,
			},
		};
		let info = client.info();
		let lag: BlockNumber = info.best_number.saturating_sub(info.finalized_number);
		metrics.lag.set(lag.into());
		let Some(block) = block else { continue };

		let parent = *block.header.parent_hash();
		let slot = |header: &Header| find_pre_digest::<Block, AuthoritySignature>(header).ok();
		let awaited: Vec<u64> =
			stored(&*client, parent, pallet_randomness_beacon::Pending::<Runtime>::hashed_key())
				.unwrap_or_default();
		let before = client.header(parent).ok().flatten();
		// The first block comes whenever the chain starts.
		if let (Some(before), Some(slot)) =
			(before.filter(|before| before.number > 0).as_ref().and_then(slot), slot(&block.header))
		{
			let (missed, awaited) = skipped(*before, *slot, &awaited);
			metrics.missed.inc_by(missed);
			metrics.beacon_missed.inc_by(awaited);
		}
		let pending: Option<Vec<u64>> = stored(
			&*client,
			block.hash,
			pallet_randomness_beacon::Pending::<Runtime>::hashed_key(),
		);
		metrics.draws.set(pending.map_or(0, |pending| pending.len() as u64));
		let missed: Option<BTreeMap<AccountId, u32>> =
			stored(&*client, block.hash, pallet_consortium::MissedSlots::<Runtime>::hashed_key());
		metrics.missed_in_session.reset();
		for (validator, missed) in missed.into_iter().flatten() {
			let label = validator.to_string();
			metrics.missed_in_session.with_label_values(&[&label]).set(missed.into());
		}

		if quota_read.is_none_or(|read| read.elapsed() > QUOTA_EVERY) {
			quota_read = Some(Instant::now());
			let (client, quota, at) = (client.clone(), metrics.quota.clone(), block.hash);
			let read = tokio::task::spawn_blocking(move || read_quota(&*client, &quota, at));
			let _ = read.await;
		}
	}
}

/// Reads what organisations used.
fn read_quota<C: StorageProvider<Block, Backend>>(client: &C, gauges: &GaugeVec<U64>, at: Hash) {
	// A key begins with the hashes of the pallet's and the map's names.
	let any = Party::<AccountId>::Organisation(OrgId(0));
	let mut prefix = StorageKey(pallet_quota::Parties::<Runtime>::hashed_key_for(any));
	prefix.0.truncate(32);
	let Ok(pairs) = client.storage_pairs(at, Some(&prefix), None) else { return };
	for (key, value) in pairs.take(QUOTA_MOST) {
		// The key ends with a hash of eight bytes and the party.
		let Some(party) = key.0.get(prefix.0.len() + 8..) else { continue };
		let Ok(Party::Organisation(org)) = Party::<AccountId>::decode(&mut &*party) else {
			continue;
		};
		let Ok(record) = pallet_quota::PartyRecord::decode(&mut &value.0[..]) else { continue };
		let usage = record.usage;
		let org = org.0.to_string();
		for (what, used) in [
			("weight", usage.weight),
			("length", usage.length),
			("state", usage.state),
			("activations", usage.activations.into()),
			("stored", record.stored),
		] {
			gauges.with_label_values(&[&org, what]).set(used);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_core::{crypto::Pair, sr25519};

	fn author(name: &str) -> AuthorityId {
		sr25519::Pair::from_string(name, None).unwrap().public().into()
	}

	fn header(number: BlockNumber, root: u8) -> Header {
		let root = Hash::repeat_byte(root);
		Header::new(number, root, root, Hash::zero(), Default::default())
	}

	#[test]
	fn author_is_found_out_when_it_makes_two_blocks_in_a_slot() {
		let (alice, bob) = (author("//Alice"), author("//Bob"));
		let mut blocks = Blocks::default();
		assert_eq!(blocks.note(7, &alice, header(1, 1)), None);
		// Another slot or another author may have another block, and a block may come twice.
		assert_eq!(blocks.note(8, &alice, header(2, 1)), None);
		assert_eq!(blocks.note(7, &bob, header(1, 2)), None);
		assert_eq!(blocks.note(7, &alice, header(1, 1)), None);
		let evidence = blocks.note(7, &alice, header(3, 2)).unwrap();
		let expected = DoubleBlock { author: alice, first: header(1, 1), second: header(3, 2) };
		assert_eq!(evidence, expected);
	}

	#[test]
	fn blocks_are_forgotten_when_they_are_old() {
		let alice = author("//Alice");
		let mut blocks = Blocks::default();
		for slot in 0..3 * SLOTS {
			assert_eq!(blocks.note(slot, &alice, header(1, 1)), None);
		}
		assert_eq!(blocks.0.len() as u64, SLOTS + 1);
		assert_eq!(blocks.note(1, &alice, header(1, 2)), None);
		assert!(blocks.note(3 * SLOTS - 1, &alice, header(1, 2)).is_some());
	}

	#[test]
	fn slots_are_missed_when_blocks_are_further_apart() {
		assert_eq!(skipped(7, 8, &[7, 8]), (0, 0));
		assert_eq!(skipped(7, 10, &[7, 8, 10, 12]), (2, 1));
		assert_eq!(skipped(7, 7, &[]), (0, 0));
	}

	/// A pool that takes nothing.
	struct Full;

	impl LocalTransactionPool for Full {
		type Block = Block;
		type Hash = Hash;
		type Error = sc_transaction_pool_api::error::Error;

		fn submit_local(
			&self,
			_at: Hash,
			_report: LocalTransactionFor<Self>,
		) -> Result<Hash, Self::Error> {
			Err(sc_transaction_pool_api::error::Error::ImmediatelyDropped)
		}
	}

	#[test]
	fn double_vote_is_counted_when_its_report_finds_no_room() {
		let registry = Registry::new();
		let seen = Equivocations::new(Some(&registry)).unwrap();
		let shown = || -> Vec<(String, f64)> {
			let families = registry.gather();
			let metrics = families.iter().flat_map(|family| family.get_metric());
			metrics
				.map(|it| (it.get_label()[0].get_value().into(), it.get_counter().get_value()))
				.collect()
		};
		// Both are there before anything was seen.
		assert_eq!(shown(), [("blocks".into(), 0.0), ("votes".into(), 0.0)]);

		let votes = Votes { pool: Full, seen };
		let report = sp_runtime::OpaqueExtrinsic::from_blob(vec![5, 1]);
		assert!(votes.submit_local(Hash::zero(), report).is_err());
		assert_eq!(shown(), [("blocks".into(), 0.0), ("votes".into(), 1.0)]);
	}

	#[test]
	fn metrics_are_registered_when_there_is_a_registry() {
		let registry = Registry::new();
		Metrics::new(&registry).unwrap();
		assert!(Metrics::new(&registry).is_err());
	}
}
