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
use sp_core::Bytes;
use std::{sync::Arc, time::Duration};
use tokio::{
	sync::RwLock,
	time::{sleep, timeout},
};

/// How long no votes may come before the node is asked for them.
const SILENCE: Duration = Duration::from_secs(20);

/// How long a proof may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The voters that a client begins with, and what leads from them to the newest block.
pub struct Proofs {
	trusted: TrustedSet,
	prover: RwLock<Prover>,
}

impl Proofs {
	/// Begins with a set that clients trust.
	pub fn new(trusted: TrustedSet) -> Arc<Self> {
		let prover = RwLock::new(Prover::new(trusted.clone()));
		Arc::new(Self { trusted, prover })
	}

	/// The set that clients begin with.
	pub fn trusted(&self) -> &TrustedSet {
		&self.trusted
	}

	/// The newest block that can be proven.
	pub async fn head(&self) -> Option<BlockNumber> {
		self.prover.read().await.head().map(|block| block.number)
	}

	/// What proves the verdict over a code to one who has followed the chain up to `after`; none
	/// before any block can be proven.
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
		let prover = self.prover.read().await;
		let bundle = prover.bundle(chain, uri, market, evidence, after);
		timeout(PATIENCE, bundle).await.unwrap_or(Ok(None))
	}

	/// Follows the votes for ever.
	pub async fn follow(self: Arc<Self>, heads: Arc<Heads>) {
		loop {
			if let Some(chain) = heads.chain() {
				if let Err(error) = self.hear(&chain).await {
					log::debug!("votes: {error}");
				}
			}
			sleep(Duration::from_secs(1)).await;
		}
	}

	/// Hears votes until the connection breaks, or none come for long.
	async fn hear(&self, chain: &Chain) -> Result<(), Error> {
		// The way from the first voters to those of now: long the first time, and short later.
		self.prover.write().await.follow(chain).await?;
		let (subscribe, unsubscribe) =
			("grandpa_subscribeJustifications", "grandpa_unsubscribeJustifications");
		let mut votes = chain.subscribe::<Bytes>(subscribe, rpc_params![], unsubscribe).await?;
		while let Ok(Some(Ok(justification))) = timeout(SILENCE, votes.next()).await {
			self.prover.write().await.hear(chain, &justification).await?;
		}
		Ok(())
	}
}
