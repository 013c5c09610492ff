//! What the node answers over JSON-RPC: the SDK's methods, finality, and `trace_`.
//!
//! - [`trace`]: the namespace `trace_`, a thin typed shell over the runtime APIs;
//! - [`journal`]: its subscription to what becomes final;
//! - [`finality`]: proofs of finality, also in the first authority set;
//! - [`reader`]: how both ask the runtime, and say at which block;
//! - [`param`]: parameters whose errors name them;
//! - [`error`]: why there is no answer, and the code that says so;
//! - [`server`]: who is answered.

mod error;
mod finality;
mod journal;
#[cfg(test)]
mod mock;
mod param;
mod reader;
pub mod server;
mod trace;

pub use journal::follow_finality;

use crate::{
	pool::Pool,
	service::{Backend, Client},
};
use finality::Finality;
use hallmark_runtime::{opaque::Block, Nonce};
use hallmark_types::{AccountId, BlockNumber};
use jsonrpsee::{Methods, RpcModule};
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_client_api::Backend as _;
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_network_sync::SyncingService;
use sc_rpc::{
	author::{Author, AuthorApiServer},
	chain::{self, ChainApiServer},
	offchain::{Offchain, OffchainApiServer},
	state::{self, ChildStateApiServer, StateApiServer},
	SubscriptionTaskExecutor,
};
use sc_rpc_spec_v2::{
	archive::{Archive, ArchiveApiServer},
	bitswap::{Bitswap, BitswapApiServer},
	chain_head::{ChainHead, ChainHeadApiServer, ChainHeadConfig},
	chain_spec::{ChainSpec, ChainSpecApiServer},
	transaction::{
		Transaction, TransactionApiServer, TransactionBroadcast, TransactionBroadcastApiServer,
		TransactionMetrics,
	},
};
use sc_service::Properties;
use sp_blockchain::HeaderBackend;
use sp_keystore::KeystorePtr;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};
use tokio::sync::watch;
use trace::Trace;

/// A block's hash.
pub type Hash = hallmark_types::Digest;

/// How many transactions one connection may have broadcast at a time by `transaction_v1_broadcast`.
const BROADCASTS: usize = 16;

/// What the methods need.
pub struct Deps {
	/// The chain.
	pub client: Arc<Client>,
	/// The transactions that wait.
	pub pool: Arc<Pool>,
	/// The node's keys.
	pub keystore: KeystorePtr,
	/// Whether the node is still catching up.
	pub sync: Arc<SyncingService<Block>>,
	/// How far finality has come, see [`follow_finality`].
	pub finalised: watch::Receiver<BlockNumber>,
	/// GRANDPA's voters.
	pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	/// Where the vote stands.
	pub voter_state: SharedVoterState,
	/// What the voters have agreed on.
	pub justifications: GrandpaJustificationStream<Block>,
	/// The database.
	pub backend: Arc<Backend>,
	/// The methods about the node itself.
	pub system: Methods,
	/// The chain's name and properties.
	pub chain: (String, Properties),
	/// Whether the database keeps all states and bodies.
	pub is_archive: bool,
	/// Counts of transactions that are watched.
	pub metrics: Option<TransactionMetrics>,
}

/// Makes the methods. Their subscriptions run on `executor`.
pub fn create(
	deps: Deps,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
	let Deps { client, pool, backend, .. } = deps;
	let mut module = RpcModule::new(());

	// The SDK's own methods.
	module.merge(deps.system)?;
	module.merge(chain::new_full(client.clone(), executor.clone()).into_rpc())?;
	let (state, child_state) = state::new_full(client.clone(), executor.clone(), None);
	module.merge(state.into_rpc())?;
	module.merge(child_state.into_rpc())?;
	module.merge(
		Author::new(client.clone(), pool.clone(), deps.keystore, executor.clone()).into_rpc(),
	)?;
	if let Some(storage) = backend.offchain_storage() {
		module.merge(Offchain::new(storage).into_rpc())?;
	}
	module.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(System::new(
		client.clone(),
		pool.clone(),
	)))?;

	// What a transaction costs, which is nothing: wallets ask.
	module.merge(TransactionPaymentApiServer::<Hash, _>::into_rpc(TransactionPayment::new(
		client.clone(),
	)))?;

	// Those of the JSON-RPC specification.
	let genesis = client.info().genesis_hash;
	module.merge(
		ChainHead::new(
			client.clone(),
			backend.clone(),
			executor.clone(),
			ChainHeadConfig::default(),
		)
		.into_rpc(),
	)?;
	module.merge(
		Transaction::new(client.clone(), pool.clone(), executor.clone(), deps.metrics).into_rpc(),
	)?;
	module.merge(
		TransactionBroadcast::new(client.clone(), pool, executor.clone(), BROADCASTS).into_rpc(),
	)?;
	if deps.is_archive {
		module.merge(
			Archive::new(client.clone(), backend.clone(), genesis, executor.clone()).into_rpc(),
		)?;
	}
	let (name, properties) = deps.chain;
	module.merge(ChainSpec::new(name, genesis, properties).into_rpc())?;
	module.merge(Bitswap::new(client.clone(), deps.sync).into_rpc())?;

	// Finality, and what is this chain's own.
	let proofs =
		FinalityProofProvider::new_for_service(backend.clone(), Some(deps.authority_set.clone()));
	let mut grandpa = Grandpa::new(
		executor,
		deps.authority_set.clone(),
		deps.voter_state,
		deps.justifications,
		proofs.clone(),
	)
	.into_rpc();
	grandpa.remove_method(finality::METHOD);
	module.merge(grandpa)?;
	let authority_set = deps.authority_set;
	module.merge(finality::methods(Finality { backend, authority_set, proofs })?)?;

	module.merge(trace::methods(Trace::new(client, deps.finalised))?)?;
	Ok(module)
}
