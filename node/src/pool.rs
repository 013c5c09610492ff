//! The transaction pool: what it accepts, it keeps until it is in a block.
//!
//! The SDK's graph of transactions with another upkeep around it, because both of the SDK's pools
//! lose transactions that they accepted (see ADR 0021):
//! - a transaction is refused when there is no room for it, and none is ever put out for another;
//! - each payer has room of its own, and only half of it for what waits for an earlier nonce
//!   ([`rooms`]);
//! - a transaction is validated on the very state that the pool knows, so that none waits for a
//!   predecessor which went into a block in the meantime;
//! - a transaction whose organisation used up its quota waits for the next window;
//! - an activation is judged anew whenever it is submitted.
//!
//! A block makes almost no transaction invalid that the pool would not notice by itself: a nonce
//! that is used up, a lifetime that is over. So not everything is validated again after each block,
//! but a share of it in turn. What is invalid all the same shows when a block is made.

pub mod peers;
mod rooms;

use crate::{service::Client, watch::counters};
use async_trait::async_trait;
use codec::Encode;
use hallmark_runtime::{opaque::Block, Hash};
use hallmark_runtime_api::authoring::{AuthoringApi, Payer};
use hallmark_types::{admission::ActivationRefusal, AccountId, Refused};
use prometheus_endpoint::{CounterVec, PrometheusError, Registry, U64};
use rooms::{Rooms, Size};
use sc_cli::TransactionPoolParams;
use sc_client_api::{BlockBackend, HeaderBackend};
use sc_service::{ChainType, Configuration, TaskManager};
use sc_transaction_pool::{
	BasicPool, ChainApi, FullChainApi, Options, PoolLimit, RevalidationType,
	TimedTransactionSource, ValidateTransactionPriority,
};
use sc_transaction_pool_api::{
	error::{Error as PoolError, IntoPoolError},
	ChainEvent, ImportNotificationStream, LocalTransactionFor, LocalTransactionPool,
	MaintainedTransactionPool, PoolStatus, ReadyTransactions, TransactionFor, TransactionPool,
	TransactionStatusStreamFor, TxHash, TxInvalidityReportMap,
};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HashAndNumber;
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
	OpaqueExtrinsic,
};
use std::{
	collections::{HashMap, HashSet},
	pin::Pin,
	sync::{Arc, Mutex, MutexGuard, PoisonError},
	time::Duration,
};
use tokio::sync::{watch, RwLock};

/// The SDK's pool for one state. Its own upkeep is never called.
type Inner = BasicPool<FullChainApi<Client, Block>, Block>;
type Error = <Inner as TransactionPool>::Error;
type InPool = <Inner as TransactionPool>::InPoolTransaction;
type Ready = Box<dyn ReadyTransactions<Item = Arc<InPool>> + Send>;

/// Each block, one in so many ready transactions is validated again: all of them in about two
/// minutes.
const VALIDATED_IN_TURN: u32 = 64;

/// Who pays for what the runtime knows no payer of.
const NOBODY: Payer = Payer::Account(AccountId::new([0; 32]));

/// Whether a transaction that is refused for this may be let in later, without its maker's doing.
pub fn waits(error: &TransactionValidityError) -> bool {
	match error {
		TransactionValidityError::Invalid(InvalidTransaction::Custom(code)) => {
			matches!(
				Refused::from_code(*code),
				Some(Refused::WeightQuota | Refused::LengthQuota | Refused::OperatorShare)
			) || *code == ActivationRefusal::AllowanceUsedUp.code()
		}
		TransactionValidityError::Invalid(
			InvalidTransaction::ExhaustsResources | InvalidTransaction::Future,
		) => true,
		_ => false,
	}
}

/// Whether an extrinsic is neither signed nor general: the first byte has its type in its two highest
/// bits. In the pool these are activations, and what a node itself found to report.
fn is_bare(extrinsic: &OpaqueExtrinsic) -> bool {
	extrinsic.inner().first().is_some_and(|byte| byte >> 6 == 0)
}

/// How many transactions the pool turned away or took out, by the reason.
struct Drops(Option<CounterVec<U64>>);

impl Drops {
	/// There is no room for one more of its payer.
	const ROOM: &str = "room";
	/// There is no room for one more of its payer that waits for an earlier nonce.
	const WAITING: &str = "waiting";
	/// It was let in, and what came into blocks since then made it invalid.
	const INVALID: &str = "invalid";

	fn new(registry: Option<&Registry>) -> Result<Self, PrometheusError> {
		let Some(registry) = registry else { return Ok(Self(None)) };
		let count = counters(
			registry,
			"hallmark_pool_drops_total",
			"Transactions that the pool had no room for, or that became invalid in it",
			"why",
			&[Self::ROOM, Self::WAITING, Self::INVALID],
		)?;
		Ok(Self(Some(count)))
	}

	fn add(&self, why: &str, transactions: usize) {
		if let Some(count) = &self.0 {
			count.with_label_values(&[why]).inc_by(transactions as u64);
		}
	}
}

/// The transaction pool.
pub struct Pool {
	inner: Inner,
	client: Arc<Client>,
	rooms: Mutex<Rooms>,
	drops: Drops,
	/// Whoever submits holds it for reading until the transaction is in, so that the pool does not
	/// go on to the next block meanwhile.
	at: RwLock<()>,
	/// The block up to which the pool is pruned, and on whose state transactions are validated.
	best: watch::Sender<(Hash, u32)>,
}

impl Pool {
	/// An empty pool with room for as much as `params` say, of ready and waiting ones together.
	pub fn new(
		config: &Configuration,
		params: &TransactionPoolParams,
		client: Arc<Client>,
		tasks: &TaskManager,
	) -> Result<Self, PrometheusError> {
		let is_dev = config.chain_spec.chain_type() == ChainType::Development;
		let unlimited = || PoolLimit { count: usize::MAX, total_bytes: usize::MAX };
		let options = Options {
			ready: unlimited(),
			future: unlimited(),
			reject_future_transactions: false,
			// As the SDK's own pools do.
			ban_time: match params.tx_ban_seconds {
				Some(seconds) => Duration::from_secs(seconds),
				None if is_dev => Duration::ZERO,
				None => Options::default().ban_time,
			},
		};
		let prometheus = config.prometheus_registry();
		let info = client.info();
		let spawner = tasks.spawn_essential_handle();
		let api = Arc::new(FullChainApi::new(client.clone(), prometheus, &spawner));
		let inner = BasicPool::with_revalidation_type(
			options,
			config.role.is_authority().into(),
			api,
			prometheus,
			RevalidationType::Light,
			spawner,
			info.best_number,
			info.best_hash,
			info.finalized_hash,
		);
		let limit =
			Size { count: params.pool_limit, bytes: params.pool_kbytes.saturating_mul(1024) };
		let (best, _) = watch::channel((info.best_hash, info.best_number));
		let (rooms, drops) = (Mutex::new(Rooms::new(limit)), Drops::new(prometheus)?);
		Ok(Self { inner, client, rooms, drops, at: RwLock::new(()), best })
	}

	fn rooms(&self) -> MutexGuard<'_, Rooms> {
		self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
	}

	fn best(&self) -> (Hash, u32) {
		*self.best.borrow()
	}

	/// Who pays for a transaction in the pool.
	pub fn payer(&self, hash: &Hash) -> Option<Payer> {
		self.rooms().payer(hash).cloned()
	}

	/// Lets a transaction in by `submit`, if its payer has room for it.
	async fn let_in<Answer>(
		&self,
		transaction: TransactionFor<Self>,
		submit: impl AsyncFnOnce(Hash, TransactionFor<Self>) -> Result<Answer, Error>,
	) -> Result<Answer, Error> {
		let _at = self.at.read().await;
		let (best, _) = self.best();
		let graph = self.inner.pool().validated_pool();
		let hash = self.inner.hash_of(&transaction);
		// The same activation always has the same bytes, and what was wrong with it may be over: the
		// lot was not active yet, or a block that had it is no longer of the chain. And whoever
		// offers it after it was in a block is to be told so. Nothing else is as cheap to refuse,
		// and other bytes are as cheap to make.
		if is_bare(&transaction) {
			graph.unban_if_validation(&hash);
		}
		graph.check_is_known(&hash, false)?;
		let payer = self.client.runtime_api().payer(best, transaction.clone());
		let payer = payer.ok().flatten().unwrap_or(NOBODY);
		let bytes = transaction.encoded_size();
		if !self.rooms().has(&payer, bytes) {
			self.drops.add(Drops::ROOM, 1);
			return Err(PoolError::ImmediatelyDropped.into());
		}
		let answer = match submit(best, transaction).await {
			Ok(answer) => answer,
			Err(error) => return Err(self.not_banned(&hash, error)),
		};
		let waits = self.inner.ready_transaction(&hash).is_none();
		let mut rooms = self.rooms();
		if waits && !rooms.has_for_waiting(&payer, bytes) {
			self.drops.add(Drops::WAITING, 1);
			// Whoever watches it is told too.
			graph.remove_subtree(&[hash], false, |listener, hash| listener.limits_enforced(&hash));
			return Err(PoolError::ImmediatelyDropped.into());
		}
		rooms.keep(hash, payer, bytes, waits);
		Ok(answer)
	}

	/// The SDK's pool bans what was invalid; what time alone mends may come again.
	fn not_banned(&self, hash: &Hash, error: Error) -> Error {
		match error.into_pool_error() {
			Ok(PoolError::InvalidTransaction(why)) => {
				if waits(&why.into()) {
					self.inner.pool().validated_pool().unban_if_validation(hash);
				}
				PoolError::InvalidTransaction(why).into()
			}
			Ok(error) => error.into(),
			Err(error) => error,
		}
	}

	/// Brings the pool from the block that it knows to `hash`.
	async fn go_to(&self, hash: Hash) {
		let (from, _) = self.best();
		let Ok(Some(number)) = self.client.number(hash) else { return };
		if from == hash {
			return;
		}
		let at = self.at.write().await;
		// A node that catches up with the chain has nothing to take out.
		if !self.inner.status().is_empty() {
			if let Ok(route) = self.inner.api().tree_route(from, hash) {
				self.follow(route.retracted(), route.enacted()).await;
			}
		}
		let graph = self.inner.pool().validated_pool();
		let waiting = graph.futures().into_iter().map(|(hash, _)| hash).collect();
		let ready = graph.ready().map(|transaction| transaction.hash).collect();
		self.rooms().retain(&ready, &waiting);
		self.best.send_replace((hash, number));
		// From now on others may submit.
		let _at = at.downgrade();
		self.validate_some(HashAndNumber { hash, number }).await;
	}

	/// Takes out what is in new blocks, and back in what was in blocks that are no longer of the
	/// chain.
	async fn follow(&self, retracted: &[HashAndNumber<Block>], enacted: &[HashAndNumber<Block>]) {
		let graph = self.inner.pool();
		let body = |hash| self.client.block_body(hash).ok().flatten().unwrap_or_default();
		for block in retracted {
			graph.validated_pool().on_block_retracted(block.hash);
		}
		let mut included = HashSet::new();
		for block in enacted {
			let Ok(Some(header)) = self.client.header(block.hash) else { continue };
			let extrinsics = body(block.hash);
			included.extend(extrinsics.iter().map(|extrinsic| self.inner.hash_of(extrinsic)));
			graph.prune(block, header.parent_hash, &extrinsics, None).await;
		}
		let Some(last) = enacted.last().or(retracted.last()) else { return };
		let source = || TimedTransactionSource::new_external(false);
		let again = retracted
			.iter()
			.flat_map(|block| body(block.hash))
			.filter(|extrinsic| !included.contains(&self.inner.hash_of(extrinsic)))
			.map(|extrinsic| (source(), Arc::new(extrinsic)));
		graph.resubmit_at(last, again, ValidateTransactionPriority::Maintained).await;
	}

	/// Validates those transactions again whose turn it is.
	async fn validate_some(&self, at: HashAndNumber<Block>) {
		let graph = self.inner.pool().validated_pool();
		let is_due = |transaction: &InPool| {
			u32::from(transaction.hash.0[0]) % VALIDATED_IN_TURN == at.number % VALIDATED_IN_TURN
		};
		let ready = graph.ready().filter(|transaction| is_due(transaction));
		let waiting = self.inner.futures().into_iter().filter(is_due).map(Arc::new);
		let (mut invalid, mut moved) = (Vec::new(), Vec::new());
		for transaction in ready.chain(waiting).collect::<Vec<_>>() {
			let validity = graph.api().validate_transaction(
				at.hash,
				transaction.source.clone().into(),
				transaction.data.clone(),
				ValidateTransactionPriority::Maintained,
			);
			match validity.await {
				// What it waited for went into a block unseen.
				Ok(Ok(valid)) if valid.requires.is_empty() && !transaction.requires.is_empty() => {
					moved.push(transaction.hash);
				}
				Ok(Err(error @ TransactionValidityError::Invalid(_))) if !waits(&error) => {
					invalid.push(transaction.hash);
				}
				_ => {}
			}
		}
		self.drops.add(Drops::INVALID, graph.remove_invalid(&invalid).len());
		moved.retain(|hash| graph.ready_by_hash(hash).is_none());
		let moved = graph.remove_subtree(&moved, false, |_, _| {});
		let again = moved.iter().map(|moved| (moved.source.clone(), moved.data.clone()));
		self.inner.pool().resubmit_at(&at, again, ValidateTransactionPriority::Maintained).await;
	}
}

#[async_trait]
impl TransactionPool for Pool {
	type Block = Block;
	type Hash = Hash;
	type InPoolTransaction = InPool;
	type Error = Error;

	async fn submit_at(
		&self,
		at: Hash,
		source: TransactionSource,
		transactions: Vec<TransactionFor<Self>>,
	) -> Result<Vec<Result<TxHash<Self>, Error>>, Error> {
		let mut answers = Vec::with_capacity(transactions.len());
		for transaction in transactions {
			answers.push(self.submit_one(at, source, transaction).await);
		}
		Ok(answers)
	}

	async fn submit_one(
		&self,
		_at: Hash,
		source: TransactionSource,
		transaction: TransactionFor<Self>,
	) -> Result<TxHash<Self>, Error> {
		let submit =
			async |best, transaction| self.inner.submit_one(best, source, transaction).await;
		self.let_in(transaction, submit).await
	}

	async fn submit_and_watch(
		&self,
		_at: Hash,
		source: TransactionSource,
		transaction: TransactionFor<Self>,
	) -> Result<Pin<Box<TransactionStatusStreamFor<Self>>>, Error> {
		let submit =
			async |best, transaction| self.inner.submit_and_watch(best, source, transaction).await;
		self.let_in(transaction, submit).await
	}

	async fn ready_at(&self, at: Hash) -> Ready {
		if let Ok(Some(number)) = self.client.number(at) {
			let mut best = self.best.subscribe();
			// It ends only if the pool does.
			let _ = best.wait_for(|(_, best)| *best >= number).await;
		}
		self.inner.ready()
	}

	fn ready(&self) -> Ready {
		self.inner.ready()
	}

	async fn report_invalid(
		&self,
		at: Option<Hash>,
		invalid: TxInvalidityReportMap<TxHash<Self>>,
	) -> Vec<Arc<InPool>> {
		let removed = self.inner.report_invalid(at, invalid).await;
		self.drops.add(Drops::INVALID, removed.len());
		removed
	}

	fn futures(&self) -> Vec<InPool> {
		self.inner.futures()
	}

	fn status(&self) -> PoolStatus {
		self.inner.status()
	}

	fn import_notification_stream(&self) -> ImportNotificationStream<TxHash<Self>> {
		self.inner.import_notification_stream()
	}

	fn on_broadcasted(&self, propagations: HashMap<TxHash<Self>, Vec<String>>) {
		self.inner.on_broadcasted(propagations)
	}

	fn hash_of(&self, transaction: &TransactionFor<Self>) -> TxHash<Self> {
		self.inner.hash_of(transaction)
	}

	fn ready_transaction(&self, hash: &TxHash<Self>) -> Option<Arc<InPool>> {
		self.inner.ready_transaction(hash)
	}

	async fn ready_at_with_timeout(&self, at: Hash, timeout: Duration) -> Ready {
		tokio::time::timeout(timeout, self.ready_at(at)).await.unwrap_or_else(|_| self.ready())
	}
}

#[async_trait]
impl MaintainedTransactionPool for Pool {
	async fn maintain(&self, event: ChainEvent<Block>) {
		match event {
			ChainEvent::NewBlock { .. } => {}
			// There may be a newer one already.
			ChainEvent::NewBestBlock { .. } => self.go_to(self.client.info().best_hash).await,
			ChainEvent::Finalized { hash, tree_route } => {
				// What is final is of the chain, whatever was best.
				let (best, _) = self.best();
				let route = self.inner.api().tree_route(hash, best);
				if route.is_ok_and(|route| !route.retracted().is_empty()) {
					self.go_to(hash).await;
				}
				let graph = self.inner.pool().validated_pool();
				for hash in tree_route.iter().chain([&hash]) {
					// It tells those who watch, and has no way to fail.
					let _ = graph.on_block_finalized(*hash).await;
				}
			}
		}
	}
}

impl LocalTransactionPool for Pool {
	type Block = Block;
	type Hash = Hash;
	type Error = Error;

	fn submit_local(
		&self,
		at: Hash,
		transaction: LocalTransactionFor<Self>,
	) -> Result<Hash, Error> {
		self.inner.submit_local(at, transaction)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn extrinsic_is_bare_when_it_is_neither_signed_nor_general() {
		for (first, bare) in [(0x05, true), (0x04, true), (0x84, false), (0x45, false)] {
			assert_eq!(is_bare(&OpaqueExtrinsic::from_blob(vec![first, 1])), bare, "{first:#x}");
		}
	}

	#[test]
	fn transaction_waits_only_when_time_alone_can_make_it_valid() {
		let custom = |refused: Refused| InvalidTransaction::Custom(refused.code()).into();
		for refused in [Refused::WeightQuota, Refused::LengthQuota, Refused::OperatorShare] {
			assert!(waits(&custom(refused)), "{refused:?}");
		}
		for refused in [Refused::OperatorRevoked, Refused::OrganisationSuspended] {
			assert!(!waits(&custom(refused)), "{refused:?}");
		}
		let used_up = ActivationRefusal::AllowanceUsedUp.code();
		assert!(waits(&InvalidTransaction::Custom(used_up).into()));
		assert!(waits(&InvalidTransaction::ExhaustsResources.into()));
		assert!(!waits(&InvalidTransaction::BadProof.into()));
		assert!(!waits(&InvalidTransaction::Stale.into()));
	}
}
