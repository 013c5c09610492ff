//! What proves a verdict to a browser that believes no server.
//!
//! A node keeps the votes of every 32nd block only, so the newest are heard as they are cast: a
//! recall of a moment ago can then be proven.

use crate::heads::Heads;
use hallmark_runtime_api::trace::LeafEvidence;
use hallmark_sdk::{
	bundle::{Bundle, Prover},
	proof::TrustedSet,
	Chain, Error,
};
use hallmark_types::{BlockNumber, CountryCode};
use jsonrpsee::rpc_params;
use parking_lot::RwLock;
use sp_core::Bytes;
use std::{sync::Arc, time::Duration};
use tokio::time::{sleep, timeout};

/// How long no votes may come before the node is asked for them.
const SILENCE: Duration = Duration::from_secs(20);

/// How long a proof may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The voters that a client begins with, and what leads from them to the newest block.
pub struct Proofs {
	trusted: TrustedSet,
	/// What is proven by now. Only whoever follows the votes replaces it, by a whole new one: nobody
	/// waits for the node to read it.
	prover: RwLock<Arc<Prover>>,
}

impl Proofs {
	/// Begins with a set that clients trust.
	pub fn new(trusted: TrustedSet) -> Arc<Self> {
		let prover = RwLock::new(Arc::new(Prover::new(trusted.clone())));
		Arc::new(Self { trusted, prover })
	}

	/// The set that clients begin with.
	pub fn trusted(&self) -> &TrustedSet {
		&self.trusted
	}

	/// The newest block that can be proven.
	pub fn head(&self) -> Option<BlockNumber> {
		self.prover().head().map(|block| block.number)
	}

	/// What proves the verdict over a code to one who has followed the chain up to `after`; none
	/// before any block can be proven, or if the node takes too long.
	///
	/// # Errors
	///
	/// Those of the node.
	pub async fn bundle(
		&self,
		chain: &Chain,
		uri: &str,
		market: Option<CountryCode>,
		evidence: Option<LeafEvidence>,
		after: BlockNumber,
	) -> Result<Option<Bundle>, Error> {
		let prover = self.prover();
		let bundle = prover.bundle(chain, uri, market, evidence, after);
		timeout(PATIENCE, bundle).await.unwrap_or(Ok(None))
	}

	/// Follows the votes for ever.
	pub async fn follow(self: Arc<Self>, heads: Arc<Heads>) {
		loop {
			if let Some(chain) = heads.chain() {
				if let Err(error) = self.listen(&chain).await {
					log::debug!("votes: {error}");
				}
			}
			sleep(Duration::from_secs(1)).await;
		}
	}

	/// Hears votes until the connection breaks, or none come for long.
	async fn listen(&self, chain: &Chain) -> Result<(), Error> {
		let mut prover = Prover::clone(&self.prover());
		// The way from the first voters to those of now: long the first time, and short later.
		prover.follow(chain).await?;
		self.show(&prover);
		let (subscribe, unsubscribe) =
			("grandpa_subscribeJustifications", "grandpa_unsubscribeJustifications");
		let mut votes = chain.subscribe::<Bytes>(subscribe, rpc_params![], unsubscribe).await?;
		while let Ok(Some(Ok(justification))) = timeout(SILENCE, votes.next()).await {
			prover.hear(chain, &justification).await?;
			self.show(&prover);
		}
		Ok(())
	}

	/// What is proven by now.
	pub fn prover(&self) -> Arc<Prover> {
		self.prover.read().clone()
	}

	fn show(&self, prover: &Prover) {
		*self.prover.write() = Arc::new(prover.clone());
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_runtime::VERSION;
	use hallmark_sdk::BlockRef;
	use hallmark_types::Digest;
	use jsonrpsee::{
		server::{RpcModule, Server},
		types::{ErrorObjectOwned, Params},
	};
	use serde_json::json;
	use std::future::pending;
	use tokio::sync::Notify;

	#[tokio::test]
	async fn head_and_bundle_answer_at_once_when_the_node_is_silent() {
		let genesis = Digest::repeat_byte(7);
		let asked = Arc::new(Notify::new());
		let mut methods = RpcModule::new(asked.clone());
		let version = json!({
			"specName": VERSION.spec_name,
			"specVersion": VERSION.spec_version,
			"transactionVersion": VERSION.transaction_version,
		});
		let tells = move |_: Params<'_>, _: &_, _: &_| Ok::<_, ErrorObjectOwned>(version.clone());
		methods.register_method("state_getRuntimeVersion", tells).unwrap();
		let tells = move |_: Params<'_>, _: &_, _: &_| Ok::<_, ErrorObjectOwned>(genesis);
		methods.register_method("chain_getBlockHash", tells).unwrap();
		methods
			.register_async_method("chain_getFinalizedHead", |_, asked, _| async move {
				asked.notify_one();
				pending::<Result<Digest, ErrorObjectOwned>>().await
			})
			.unwrap();
		let server = Server::builder().build("127.0.0.1:0").await.unwrap();
		let url = format!("ws://{}", server.local_addr().unwrap());
		let _node = server.start(methods);
		let chain = Chain::connect(&url).await.unwrap();

		let since = BlockRef { number: 0, hash: genesis };
		let proofs = Proofs::new(TrustedSet { genesis, set_id: 0, authorities: Vec::new(), since });
		let following = {
			let (proofs, chain) = (proofs.clone(), chain.clone());
			tokio::spawn(async move { proofs.listen(&chain).await })
		};
		timeout(Duration::from_secs(10), asked.notified()).await.unwrap();
		let soon = Duration::from_secs(1);
		assert_eq!(timeout(soon, async { proofs.head() }).await.unwrap(), None);
		let bundle = proofs.bundle(&chain, "https://id.example/", None, None, 0);
		assert_eq!(timeout(soon, bundle).await.unwrap().unwrap(), None);
		following.abort();
	}
}
