//! What the node answers over JSON-RPC beside the SDK's own methods: nonces, finality, and
//! `trace_`.
//!
//! - [`trace`]: the namespace `trace_`, a thin typed shell over the runtime APIs;
//! - [`journal`]: its subscription to what becomes final;
//! - [`finality`]: proofs of finality, also in the first authority set;
//! - [`reader`]: how both ask the runtime, and say at which block;
//! - [`param`]: parameters whose errors name them;
//! - [`error`]: why there is no answer, and the code that says so.

mod error;
mod finality;
mod journal;
#[cfg(test)]
mod mock;
mod param;
mod reader;
mod trace;

pub use journal::follow_finality;

use crate::{
	pool::Pool,
	service::{Backend, Client},
};
use finality::Finality;
use hallmark_runtime::{opaque::Block, Nonce};
use hallmark_types::{AccountId, BlockNumber};
use jsonrpsee::RpcModule;
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};
use tokio::sync::watch;
use trace::Trace;

/// A block's hash.
pub type Hash = hallmark_types::Digest;

/// What the methods need.
pub struct Deps {
	/// The chain.
	pub client: Arc<Client>,
	/// The transactions that wait.
	pub pool: Arc<Pool>,
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
}

/// Makes the methods.
pub fn create(
	deps: &Deps,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
	let mut module = RpcModule::new(());
	module.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(System::new(
		deps.client.clone(),
		deps.pool.clone(),
	)))?;

	let proofs = FinalityProofProvider::new_for_service(
		deps.backend.clone(),
		Some(deps.authority_set.clone()),
	);
	let mut grandpa = Grandpa::new(
		executor,
		deps.authority_set.clone(),
		deps.voter_state.clone(),
		deps.justifications.clone(),
		proofs.clone(),
	)
	.into_rpc();
	grandpa.remove_method(finality::METHOD);
	module.merge(grandpa)?;
	let (backend, authority_set) = (deps.backend.clone(), deps.authority_set.clone());
	module.merge(finality::methods(Finality { backend, authority_set, proofs })?)?;

	module.merge(trace::methods(Trace::new(deps.client.clone(), deps.finalised.clone()))?)?;
	Ok(module)
}
