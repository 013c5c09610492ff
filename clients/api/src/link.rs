//! The chain itself, beside the index: connected when it is first needed, and whenever it is back.

use hallmark_sdk::{chain::Options, Chain, Error, Result};
use hallmark_types::Digest;
use std::{sync::Arc, time::Duration};
use tokio::{sync::Mutex, time::timeout};

/// How long a node may take to answer before whoever asks is told that there is none.
const PATIENCE: Duration = Duration::from_secs(8);

/// How a gateway reaches the chain's nodes. Clones share the connection.
#[derive(Clone)]
pub struct Link(Arc<Inner>);

struct Inner {
	nodes: String,
	genesis: Digest,
	chain: Mutex<Option<Chain>>,
}

impl Link {
	/// A link to the nodes of the chain with this first block. Nothing is connected yet.
	pub fn new(nodes: impl Into<String>, genesis: Digest) -> Self {
		Self(Arc::new(Inner { nodes: nodes.into(), genesis, chain: Mutex::default() }))
	}

	/// The hash of the chain's first block.
	pub fn genesis(&self) -> Digest {
		self.0.genesis
	}

	/// The chain. Its connection mends itself; questions to it give up after a few seconds.
	///
	/// # Errors
	///
	/// Those of [`Chain::connect`].
	pub async fn chain(&self) -> Result<Chain> {
		let mut chain = self.0.chain.lock().await;
		if let Some(chain) = &*chain {
			return Ok(chain.clone());
		}
		let options =
			Options { patience: PATIENCE, genesis: Some(self.0.genesis), ..Options::default() };
		let connected = timeout(PATIENCE, Chain::connect_with(&self.0.nodes, options)).await;
		let reason = || format!("no answer in {} seconds", PATIENCE.as_secs());
		let connected = connected
			.map_err(|_| Error::Unreachable { url: self.0.nodes.clone(), reason: reason() })??;
		Ok(chain.insert(connected).clone())
	}
}
