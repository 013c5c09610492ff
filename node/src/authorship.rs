//! Makes blocks.
//!
//! The SDK's own proposer calls the runtime once for each transaction, and each call makes an
//! instance of the Wasm. This one hands over many at a time (see ADR 0020).

use crate::{
	pool::{waits, Pool},
	service::Client,
};
use codec::Encode;
use futures::{channel::oneshot, future};
use hallmark_runtime::{opaque::Block, Hash, Header, RuntimeApi};
use hallmark_runtime_api::authoring::{AuthoringApi, Payer};
use sc_service::SpawnTaskHandle;
use sc_transaction_pool_api::{InPoolTransaction, TransactionPool, TxInvalidityReportMap};
use sp_api::{
	ApiExt, ApiRef, CallApiAt, CallContext, ConstructRuntimeApi, Core, ProvideRuntimeApi,
	TransactionOutcome,
};
use sp_block_builder::BlockBuilder;
use sp_blockchain::{ApplyExtrinsicFailed, Error};
use sp_consensus::{Environment, Proposal, ProposeArgs};
use sp_inherents::InherentData;
use sp_runtime::{
	traits::Header as _,
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	ApplyExtrinsicResult, ExtrinsicInclusionMode, OpaqueExtrinsic,
};
use std::{
	collections::BTreeMap,
	future::Future,
	pin::Pin,
	sync::Arc,
	time::{Duration, Instant},
};

type Api = <RuntimeApi as ConstructRuntimeApi<Block, Client>>::RuntimeApi;

/// At most so many transactions go into one call. The more, the less the call itself costs; but a
/// block that is full or late is found out only between calls.
const TOGETHER: u128 = 128;

/// So many go into the first call, as nobody knows yet how long they take.
const FIRST_TOGETHER: usize = 16;

/// How many bytes of transactions go into one call, unless a single one has more.
const BYTES_TOGETHER: usize = 1024 * 1024;

/// After so many transactions of one payer that there was no room for, its others are left for the
/// next block. Smaller ones behind them may still have had room.
const MAX_PASSED_OVER: usize = 16;

/// After so many signed ones, all others that are signed are.
const MAX_SIGNED_PASSED_OVER: usize = 256;

/// Makes the maker of each block.
pub struct Authorship {
	/// The client.
	pub client: Arc<Client>,
	/// Where the transactions are.
	pub pool: Arc<Pool>,
	/// What runs the work.
	pub spawner: SpawnTaskHandle,
	/// The longest block, in bytes.
	pub max_length: usize,
}

impl Environment<Block> for Authorship {
	type Proposer = Maker;
	type CreateProposer = future::Ready<Result<Maker, Error>>;
	type Error = Error;

	fn init(&mut self, parent: &Header) -> Self::CreateProposer {
		future::ready(Ok(Maker {
			client: self.client.clone(),
			pool: self.pool.clone(),
			spawner: self.spawner.clone(),
			max_length: self.max_length,
			parent: parent.hash(),
			number: parent.number().saturating_add(1),
		}))
	}
}

/// Makes one block.
pub struct Maker {
	client: Arc<Client>,
	pool: Arc<Pool>,
	spawner: SpawnTaskHandle,
	max_length: usize,
	parent: Hash,
	number: u32,
}

impl sp_consensus::Proposer<Block> for Maker {
	type Error = Error;
	type Proposal = Pin<Box<dyn Future<Output = Result<Proposal<Block>, Error>> + Send>>;

	fn propose(self, args: ProposeArgs<Block>) -> Self::Proposal {
		let (made, proposal) = oneshot::channel();
		// The work takes a thread for up to a second.
		self.spawner.clone().spawn_blocking("make-block", Some("block-authoring"), async move {
			// Nobody waits any more if the slot is over.
			let _ = made.send(self.make(args).await);
		});
		Box::pin(async move { proposal.await? })
	}
}

/// The block in progress.
struct InProgress<'a> {
	api: ApiRef<'a, Api>,
	parent: Hash,
	extrinsics: Vec<OpaqueExtrinsic>,
	length: usize,
}

impl InProgress<'_> {
	fn push(&mut self, extrinsic: OpaqueExtrinsic) {
		self.length = self.length.saturating_add(extrinsic.encoded_size());
		self.extrinsics.push(extrinsic);
	}

	/// Applies one extrinsic, and adds it to the block unless it is refused.
	fn apply(&mut self, extrinsic: OpaqueExtrinsic) -> Result<(), Error> {
		let (parent, applied) = (self.parent, extrinsic.clone());
		let result =
			self.api.execute_in_transaction(|api| match api.apply_extrinsic(parent, applied) {
				Ok(Ok(_)) => TransactionOutcome::Commit(Ok(())),
				Ok(Err(refused)) => TransactionOutcome::Rollback(Err(
					ApplyExtrinsicFailed::Validity(refused).into(),
				)),
				Err(error) => TransactionOutcome::Rollback(Err(Error::from(error))),
			});
		if result.is_ok() {
			self.push(extrinsic);
		}
		result
	}

	/// Applies extrinsics in one call. If the runtime cannot take the call it takes them one by one,
	/// so that one that makes it panic costs the others nothing.
	fn apply_all(&mut self, extrinsics: Vec<OpaqueExtrinsic>) -> Vec<Result<(), Error>> {
		let (parent, applied) = (self.parent, extrinsics.clone());
		let results =
			self.api.execute_in_transaction(|api| match api.apply_extrinsics(parent, applied) {
				Ok(results) if results.len() == extrinsics.len() => {
					TransactionOutcome::Commit(Some(results))
				}
				_ => TransactionOutcome::Rollback(None),
			});
		let Some(results) = results else {
			return extrinsics.into_iter().map(|extrinsic| self.apply(extrinsic)).collect();
		};
		let take = |(extrinsic, result): (_, ApplyExtrinsicResult)| match result {
			Ok(_) => {
				self.push(extrinsic);
				Ok(())
			}
			Err(refused) => Err(ApplyExtrinsicFailed::Validity(refused).into()),
		};
		extrinsics.into_iter().zip(results).map(take).collect()
	}
}

/// Why the runtime refused an extrinsic, if it said so.
fn refusal(error: &Error) -> Option<&TransactionValidityError> {
	match error {
		Error::ApplyExtrinsicFailed(ApplyExtrinsicFailed::Validity(refused)) => Some(refused),
		_ => None,
	}
}

impl Maker {
	async fn make(self, args: ProposeArgs<Block>) -> Result<Proposal<Block>, Error> {
		let started = Instant::now();
		// A tenth is for finishing the block.
		let deadline = started + args.max_duration.mul_f32(0.9);

		let mut api = self.client.runtime_api();
		if let Some(recorder) = args.storage_proof_recorder {
			api.record_proof_with_recorder(recorder);
		}
		for extension in args.extra_extensions.into_extensions() {
			api.register_extension(extension);
		}
		api.set_call_context(CallContext::Onchain { import: false });
		let header = Header::new(
			self.number,
			Default::default(),
			Default::default(),
			self.parent,
			args.inherent_digests,
		);
		let mode = api.initialize_block(self.parent, &header)?;
		let length = header.encoded_size();
		let mut block = InProgress { api, parent: self.parent, extrinsics: Vec::new(), length };

		self.apply_inherents(&mut block, args.inherent_data)?;
		if mode == ExtrinsicInclusionMode::AllExtrinsics {
			let limit = args.block_size_limit.unwrap_or(self.max_length);
			self.fill(&mut block, deadline, limit).await;
		}

		let InProgress { api, extrinsics, .. } = block;
		let header = api.finalize_block(self.parent)?;
		let state = self.client.state_at(self.parent)?;
		let storage_changes =
			api.into_storage_changes(&state, self.parent).map_err(Error::StorageChanges)?;
		// In the words of the SDK's proposer, which tools read.
		log::info!(
			"🎁 Prepared block for proposing at {} ({} ms) hash: {}; parent_hash: {}; extrinsics_count: {}",
			self.number,
			started.elapsed().as_millis(),
			header.hash(),
			self.parent,
			extrinsics.len(),
		);
		Ok(Proposal { block: Block { header, extrinsics }, storage_changes })
	}

	/// Applies what the runtime makes of the inherent data.
	fn apply_inherents(&self, block: &mut InProgress, data: InherentData) -> Result<(), Error> {
		let inherents = block.api.execute_in_transaction(|api| {
			TransactionOutcome::Rollback(api.inherent_extrinsics(self.parent, data))
		})?;
		for inherent in inherents {
			match block.apply(inherent) {
				Err(error) if refusal(&error).is_some_and(|refused| refused.was_mandatory()) => {
					return Err(error);
				}
				Err(error) => {
					log::warn!("An inherent is left out of block {}: {error}", self.number)
				}
				Ok(()) => {}
			}
		}
		Ok(())
	}

	/// Fills the block from the pool, until the block is full, the pool is empty or time is up.
	async fn fill(&self, block: &mut InProgress<'_>, deadline: Instant, limit: usize) {
		let left = || deadline.saturating_duration_since(Instant::now());
		let mut ready = self.pool.ready_at_with_timeout(self.parent, left() / 8).await;
		let mut invalid = TxInvalidityReportMap::new();
		let mut passed_over = PassedOver::default();
		// How many go into the next call: so many that it takes a quarter of the time that is left.
		let mut most = FIRST_TOGETHER;

		while left() > Duration::ZERO {
			let (mut together, mut bytes) = (Vec::new(), 0);
			while together.len() < most && bytes < BYTES_TOGETHER && left() > Duration::ZERO {
				let Some(transaction) = ready.next() else { break };
				let payer = self.pool.payer(transaction.hash());
				if passed_over.full(transaction.data(), &payer) {
					continue;
				}
				let size = transaction.data().encoded_size();
				if block.length + bytes + size > limit {
					ready.report_invalid(&transaction);
					passed_over.add(transaction.data(), payer);
					continue;
				}
				bytes += size;
				together.push((transaction, payer));
			}
			if together.is_empty() {
				break;
			}
			let began = Instant::now();
			let extrinsics = together.iter().map(|(one, _)| (**one.data()).clone()).collect();
			let results = block.apply_all(extrinsics);
			let each = began.elapsed().as_nanos() / together.len() as u128;
			most = ((left() / 4).as_nanos() / each.max(1)).clamp(1, TOGETHER) as usize;
			for ((transaction, payer), result) in together.into_iter().zip(results) {
				let Err(error) = result else { continue };
				// What follows it cannot come before it.
				ready.report_invalid(&transaction);
				let refused = refusal(&error);
				if refused.is_some_and(waits) {
					passed_over.add(transaction.data(), payer);
				} else if refused != Some(&InvalidTransaction::Stale.into()) {
					// One that is in a block already leaves the pool with that block.
					log::debug!("{:?} is invalid: {error}", transaction.hash());
					invalid.insert(*transaction.hash(), refused.cloned());
				}
			}
		}
		self.pool.report_invalid(Some(self.parent), invalid).await;
	}
}

/// How many transactions had to be passed over, because there was no room for them in the block or in
/// a quota.
///
/// What is signed shares a block's room, and nothing else of it fits if many do not. What is not
/// signed has room of its own for each payer. A quota is a payer's.
#[derive(Default)]
struct PassedOver {
	signed: usize,
	by_payer: BTreeMap<Option<Payer>, usize>,
}

impl PassedOver {
	/// The first byte has the extrinsic's type in its two highest bits.
	fn is_signed(extrinsic: &OpaqueExtrinsic) -> bool {
		extrinsic.inner().first().is_some_and(|byte| byte >> 6 == 0b10)
	}

	fn add(&mut self, extrinsic: &OpaqueExtrinsic, payer: Option<Payer>) {
		self.signed += usize::from(Self::is_signed(extrinsic));
		*self.by_payer.entry(payer).or_default() += 1;
	}

	fn full(&self, extrinsic: &OpaqueExtrinsic, payer: &Option<Payer>) -> bool {
		let of_payer = self.by_payer.get(payer).copied().unwrap_or_default();
		of_payer >= MAX_PASSED_OVER
			|| Self::is_signed(extrinsic) && self.signed >= MAX_SIGNED_PASSED_OVER
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_types::OrgId;

	#[test]
	fn payers_find_room_when_another_finds_none() {
		let signed = OpaqueExtrinsic::from_blob(vec![0x84, 1]);
		let bare = OpaqueExtrinsic::from_blob(vec![0x05, 1]);
		let payer = |id| Some(Payer::Organisation(OrgId(id)));
		let consumers = |id| Some(Payer::Consumers(OrgId(id)));
		let mut passed_over = PassedOver::default();
		for _ in 0..MAX_PASSED_OVER {
			assert!(!passed_over.full(&signed, &payer(1)));
			passed_over.add(&signed, payer(1));
			passed_over.add(&bare, consumers(1));
		}
		assert!(passed_over.full(&signed, &payer(1)) && passed_over.full(&bare, &consumers(1)));
		assert!(!passed_over.full(&signed, &payer(2)) && !passed_over.full(&bare, &consumers(2)));
		// Many payers without room say that the block is full for what is signed.
		for n in 0..MAX_SIGNED_PASSED_OVER {
			passed_over.add(&signed, payer(n as u32 + 10));
		}
		assert!(passed_over.full(&signed, &payer(2)) && !passed_over.full(&bare, &consumers(2)));
	}
}
