//! The chain itself, beside the index: connected when it is first needed, and whenever it is back.

use futures::{
	future::{BoxFuture, Shared},
	stream, FutureExt, StreamExt, TryStreamExt,
};
use hallmark_sdk::{
	chain::{LinkNotice, Options},
	Chain, Error, Result,
};
use hallmark_types::Digest;
use parking_lot::Mutex;
use std::{future::Future, sync::Arc, time::Duration};
use tokio::time::timeout;

/// How long a node may take to answer before whoever asks is told that there is none.
const PATIENCE: Duration = Duration::from_secs(8);

/// How long whoever asks waits for a connection that is known to be down. Connecting again goes on.
const DOWN: Duration = Duration::from_secs(1);

/// How many questions for one answer are under way at once.
const AT_ONCE: usize = 8;

/// How a gateway reaches the chain's nodes. Clones share the connection.
#[derive(Clone)]
pub struct Link(Arc<Inner>);

struct Inner {
	nodes: String,
	genesis: Digest,
	state: Mutex<State>,
	/// What the last attempt met, if it failed.
	fault: Arc<Mutex<Option<String>>>,
}

#[derive(Default)]
struct State {
	/// The connection, once there was one.
	chain: Option<Chain>,
	/// What is being done to have one.
	attempt: Option<Attempt>,
}

/// An attempt to connect, which all who wait for it share, and which goes on when they no longer do.
type Attempt = Shared<BoxFuture<'static, core::result::Result<Chain, Arc<Error>>>>;

impl Link {
	/// A link to the nodes of the chain with this first block. Nothing is connected yet.
	pub fn new(nodes: impl Into<String>, genesis: Digest) -> Self {
		let nodes = nodes.into();
		Self(Arc::new(Inner { nodes, genesis, state: Mutex::default(), fault: Arc::default() }))
	}

	/// The hash of the chain's first block.
	pub fn genesis(&self) -> Digest {
		self.0.genesis
	}

	/// The chain. Its connection mends itself; questions to it give up after a few seconds.
	///
	/// # Errors
	///
	/// Those of [`Chain::connect`]; within about a second if the connection is known to be down.
	pub async fn chain(&self) -> Result<Chain> {
		let (attempt, is_down) = {
			let mut state = self.0.state.lock();
			if let Some(chain) = state.chain.as_ref().filter(|it| it.is_connected()) {
				return Ok(chain.clone());
			}
			let is_down = state.chain.is_some() || self.0.fault.lock().is_some();
			let under_way = state.attempt.clone().filter(|it| it.peek().is_none());
			let attempt = under_way.unwrap_or_else(|| self.begin(state.chain.clone()));
			state.attempt = Some(attempt.clone());
			(attempt, is_down)
		};
		match timeout(if is_down { DOWN } else { PATIENCE }, attempt).await {
			Ok(Ok(chain)) => Ok(chain),
			Ok(Err(error)) => Err(self.again(&error)),
			Err(_) => {
				let fault = self.0.fault.lock().clone();
				Err(self.unreachable(fault.unwrap_or_else(|| "it does not answer".into())))
			}
		}
	}

	/// Begins to connect, or to connect again.
	fn begin(&self, chain: Option<Chain>) -> Attempt {
		let link = self.clone();
		let attempt = tokio::spawn(async move {
			let connected = timeout(PATIENCE, link.connect(chain)).await;
			let late = || format!("no answer in {} seconds", PATIENCE.as_secs());
			let connected = connected.unwrap_or_else(|_| Err(link.unreachable(late())));
			*link.0.fault.lock() = connected.as_ref().err().map(|error| match error {
				Error::Unreachable { reason, .. } => reason.clone(),
				other => other.to_string(),
			});
			let chain = connected?;
			link.0.state.lock().chain = Some(chain.clone());
			Ok(chain)
		});
		let link = self.clone();
		let attempt = attempt.map(move |done| match done {
			Ok(connected) => connected.map_err(Arc::new),
			Err(fault) => Err(Arc::new(link.unreachable(fault.to_string()))),
		});
		attempt.boxed().shared()
	}

	async fn connect(&self, chain: Option<Chain>) -> Result<Chain> {
		if let Some(chain) = chain {
			// Any question connects again.
			chain.finalised().await?;
			return Ok(chain);
		}
		let fault = self.0.fault.clone();
		let log = Options::default().on_link_notice;
		let options = Options {
			patience: PATIENCE,
			genesis: Some(self.0.genesis),
			on_link_notice: Arc::new(move |notice| {
				if let LinkNotice::Lost { reason } | LinkNotice::Retrying { reason, .. } = notice {
					*fault.lock() = Some(reason.clone());
				}
				log(notice);
			}),
		};
		Chain::connect_with(&self.0.nodes, options).await
	}

	fn unreachable(&self, reason: String) -> Error {
		Error::Unreachable { url: self.0.nodes.clone(), reason }
	}

	/// An error of connecting once more, for everybody who waited.
	fn again(&self, error: &Error) -> Error {
		match error {
			Error::Unreachable { url, reason } => {
				Error::Unreachable { url: url.clone(), reason: reason.clone() }
			}
			Error::NotHallmark { url, found } => {
				Error::NotHallmark { url: url.clone(), found: found.clone() }
			}
			Error::OtherChain { url, expected, found } => Error::OtherChain {
				url: url.clone(),
				expected: expected.clone(),
				found: found.clone(),
			},
			Error::ManyChains { chains } => Error::ManyChains { chains: chains.clone() },
			other => self.unreachable(other.to_string()),
		}
	}
}

/// Asks about each of several things, some at a time. The answers are in the order of the things.
///
/// # Errors
///
/// The first of the questions'.
pub async fn each<T, R, E, A>(
	of: impl IntoIterator<Item = T>,
	ask: impl Fn(T) -> A,
) -> core::result::Result<Vec<R>, E>
where
	A: Future<Output = core::result::Result<R, E>>,
{
	let asked: Vec<_> = of.into_iter().map(ask).collect();
	stream::iter(asked).buffered(AT_ONCE).try_collect().await
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::time::Instant;
	use tokio::net::TcpListener;

	#[tokio::test]
	async fn silent_node_is_named_within_a_second_once_it_is_known_to_be_so() {
		let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let url = format!("ws://{}", silent.local_addr().unwrap());
		let link = Link::new(url.clone(), Digest::zero());
		*link.0.fault.lock() = Some("it was so before".into());
		let began = Instant::now();
		let all = (0..20).map(|_| {
			let link = link.clone();
			async move { link.chain().await.err() }
		});
		for error in futures::future::join_all(all).await {
			let error = error.unwrap().to_string();
			assert!(error.starts_with(&format!("{url}: no node answers: ")), "{error}");
		}
		assert!(began.elapsed() < DOWN * 2);
		// All of them waited for one attempt.
		let one = timeout(DOWN, silent.accept()).await;
		assert!(one.is_ok() && timeout(DOWN, silent.accept()).await.is_err());
	}

	#[tokio::test]
	async fn node_that_is_gone_is_named_at_once() {
		let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
		let link = Link::new(format!("ws://{gone}"), Digest::zero());
		let began = Instant::now();
		let error = link.chain().await.err().unwrap();
		assert!(
			matches!(&error, Error::Unreachable { url, .. } if url.contains(&gone.to_string()))
		);
		assert!(began.elapsed() < DOWN, "{error}");
	}
}
