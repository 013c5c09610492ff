//! Which of several nodes to ask.
//!
//! A node can be down, behind the others, or of another chain, by mistake or by intent. So all of
//! them are met before one is asked:
//!
//! - whoever does not answer is passed over;
//! - the chain is the one that was named, or seen before; else that of most of the nodes that
//!   answer. Two of different chains are no majority, and the caller has to name one;
//! - a node whose newest final block lies more than [`BEHIND`] below that of the others is passed
//!   over. Of three or more nodes the height is taken that two have reached, so that one that boasts
//!   does not make all others look late;
//! - of the rest, the first in the caller's order is asked.

use crate::{chain::Version, Error, Result};
use hallmark_runtime::{Header, VERSION};
use hallmark_types::{BlockNumber, Digest};
use jsonrpsee::{
	core::{
		client::{ClientT, Error as ClientError},
		params::ArrayParams,
	},
	rpc_params,
	ws_client::{PingConfig, WsClient, WsClientBuilder},
};
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use std::{collections::BTreeMap, future::Future, time::Duration};
use tokio::{
	task::JoinSet,
	time::{sleep, Instant},
};

/// The longest answer that is read, in bytes.
const MAX_ANSWER: u32 = 64 << 20;

/// The longest request that is sent, in bytes.
const MAX_REQUEST: u32 = 16 << 20;

/// How many blocks below the others a node may lie.
pub const BEHIND: BlockNumber = 15;

/// How long a node may take to answer at all.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long the others are waited for once one has answered.
const GRACE: Duration = Duration::from_secs(1);

/// How long one of several nodes may take for an answer before another is asked.
const ANSWER: Duration = Duration::from_secs(20);

/// A node that answers.
pub(crate) struct Node {
	pub(crate) link: WsClient,
	pub(crate) genesis: Digest,
	/// The height of its newest final block; zero where it is the only one.
	pub(crate) finalised: BlockNumber,
}

/// What each node says of itself, in their order.
pub(crate) async fn meet(urls: &[String]) -> Vec<Result<Node>> {
	if let [url] = urls {
		return vec![connect(url.clone(), false).await];
	}
	gather(urls, |url| connect(url, true)).await
}

/// Asks all nodes at once. Once one has answered, the others have a moment left.
async fn gather<T, A>(urls: &[String], one: impl Fn(String) -> A) -> Vec<Result<T>>
where
	T: Send + 'static,
	A: Future<Output = Result<T>> + Send + 'static,
{
	let mut asked = JoinSet::new();
	for (index, url) in urls.iter().enumerate() {
		let answer = one(url.clone());
		asked.spawn(async move { (index, answer.await) });
	}
	let late = |url: &String| Err(unreachable(url, "it does not answer in time"));
	let mut met: Vec<_> = urls.iter().map(late).collect();
	let limit = sleep(PATIENCE);
	tokio::pin!(limit);
	let mut answered = false;
	loop {
		tokio::select! {
			node = asked.join_next() => match node {
				Some(Ok((index, node))) => {
					if node.is_ok() && !answered {
						answered = true;
						limit.as_mut().reset(Instant::now() + GRACE);
					}
					if let Some(place) = met.get_mut(index) {
						*place = node;
					}
				}
				Some(Err(_)) => {}
				None => return met,
			},
			() = &mut limit => return met,
		}
	}
}

/// How a node stands, by its own word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
	/// The hash of its chain's first block.
	pub genesis: Digest,
	/// The height of its newest block.
	pub best: BlockNumber,
	/// The height of its newest final block.
	pub finalised: BlockNumber,
	/// How many other nodes it is connected to.
	pub peers: u32,
	/// Whether it should have any: it was told of a boot node.
	pub should_have_peers: bool,
	/// Whether it is still taking old blocks from the others.
	pub is_syncing: bool,
	/// The version of its program.
	pub version: String,
}

/// How nodes stand, each by its own word, in their order.
pub async fn look(urls: &[String]) -> Vec<Result<State>> {
	gather(urls, state).await
}

async fn state(url: String) -> Result<State> {
	#[derive(Deserialize)]
	#[serde(rename_all = "camelCase")]
	struct Health {
		peers: u32,
		is_syncing: bool,
		should_have_peers: bool,
	}
	let Node { link, genesis, finalised } = connect(url.clone(), true).await?;
	let health: Health = ask(&url, &link, "system_health", rpc_params![]).await?;
	let best: Option<Header> = ask(&url, &link, "chain_getHeader", rpc_params![]).await?;
	let version = ask(&url, &link, "system_version", rpc_params![]).await?;
	Ok(State {
		genesis,
		best: best.map_or(0, |header| header.number),
		finalised,
		peers: health.peers,
		should_have_peers: health.should_have_peers,
		is_syncing: health.is_syncing,
		version,
	})
}

/// The node to ask, with its place. `pass_over` hears of each that is not fit.
///
/// # Errors
///
/// [`Error::ManyChains`]; if no node is fit, why the first is not.
pub(crate) fn choose(
	urls: &[String],
	met: Vec<Result<Node>>,
	expected: Option<Digest>,
	mut pass_over: impl FnMut(&str, String),
) -> Result<(usize, Node)> {
	let nodes = || met.iter().filter_map(|node| node.as_ref().ok());
	let genesis = match expected {
		Some(genesis) => genesis,
		None => chain_of_most(nodes().map(|node| node.genesis))?,
	};
	let mut heights: Vec<_> =
		nodes().filter(|node| node.genesis == genesis).map(|node| node.finalised).collect();
	heights.sort_unstable_by(|a, b| b.cmp(a));
	let reached = match heights[..] {
		[_, second, _, ..] => second,
		[first, ..] => first,
		[] => 0,
	};
	let (mut chosen, mut reasons) = (None, Vec::new());
	for ((index, url), node) in urls.iter().enumerate().zip(met) {
		let unfit = match node {
			Err(error) => error,
			Ok(node) if node.genesis != genesis => Error::OtherChain {
				url: url.clone(),
				expected: format!("{genesis:?}"),
				found: format!("{:?}", node.genesis),
			},
			Ok(node) if node.finalised.saturating_add(BEHIND) < reached => {
				let blocks = reached - node.finalised;
				unreachable(url, &format!("it is {blocks} final blocks behind the others"))
			}
			Ok(node) => {
				chosen.get_or_insert((index, node));
				continue;
			}
		};
		let reason = match &unfit {
			Error::Unreachable { reason, .. } => reason.clone(),
			other => other.to_string(),
		};
		pass_over(url, reason);
		reasons.push(unfit);
	}
	chosen.ok_or_else(|| match reasons.len() {
		1 => reasons.remove(0),
		_ => none_fit(urls, reasons),
	})
}

/// Why none of several nodes is fit. Where any might be later, trying again makes sense.
fn none_fit(urls: &[String], reasons: Vec<Error>) -> Error {
	let is_final = reasons.iter().all(|error| !matches!(error, Error::Unreachable { .. }));
	let mut all = Vec::new();
	for error in reasons {
		if is_final {
			return error;
		}
		all.push(match error {
			Error::Unreachable { url, reason } => format!("{url}: {reason}"),
			other => other.to_string(),
		});
	}
	Error::Unreachable { url: urls.join(","), reason: all.join("; ") }
}

/// The chain that more nodes are of than of any other.
fn chain_of_most(chains: impl Iterator<Item = Digest>) -> Result<Digest> {
	let mut count = BTreeMap::<Digest, usize>::new();
	for genesis in chains {
		*count.entry(genesis).or_default() += 1;
	}
	let most = count.values().copied().max().unwrap_or_default();
	let mut leading =
		count.iter().filter(|(_, nodes)| **nodes == most).map(|(genesis, _)| *genesis);
	let first = leading.next().unwrap_or_default();
	let others: Vec<_> = leading.collect();
	if others.is_empty() {
		return Ok(first);
	}
	let chains = std::iter::once(first).chain(others).map(|genesis| format!("{genesis:?}"));
	Err(Error::ManyChains { chains: chains.collect::<Vec<_>>().join(", ") })
}

pub(crate) fn unreachable(url: &str, reason: &str) -> Error {
	Error::Unreachable { url: url.into(), reason: reason.into() }
}

/// Connects to a node and asks what it is.
async fn connect(url: String, one_of_several: bool) -> Result<Node> {
	let url = url.as_str();
	let mut builder = WsClientBuilder::default()
		.max_response_size(MAX_ANSWER)
		.max_request_size(MAX_REQUEST)
		.enable_ws_ping(PingConfig::default());
	if one_of_several {
		builder = builder.request_timeout(ANSWER);
	}
	let link = builder.build(url).await.map_err(|error| unreachable(url, &error.to_string()))?;
	let version: Version = ask(url, &link, "state_getRuntimeVersion", rpc_params![]).await?;
	if version.spec_name != VERSION.spec_name {
		return Err(Error::NotHallmark { url: url.into(), found: version.spec_name });
	}
	let genesis = ask(url, &link, "chain_getBlockHash", rpc_params![0]).await?;
	let finalised = match one_of_several {
		true => finalised(&link).await.map_err(|error| answered(url, error))?,
		false => 0,
	};
	Ok(Node { link, genesis, finalised })
}

/// The height of the newest block that a node calls final.
pub(crate) async fn finalised(link: &WsClient) -> core::result::Result<BlockNumber, ClientError> {
	let head: Digest = link.request("chain_getFinalizedHead", rpc_params![]).await?;
	let header: Option<Header> = link.request("chain_getHeader", rpc_params![head]).await?;
	Ok(header.map_or(0, |header| header.number))
}

/// One question over a connection that is just being opened.
async fn ask<R: DeserializeOwned>(
	url: &str,
	link: &WsClient,
	method: &str,
	params: ArrayParams,
) -> Result<R> {
	link.request(method, params).await.map_err(|error| answered(url, error))
}

fn answered(url: &str, error: ClientError) -> Error {
	match error {
		ClientError::ParseError(error) => Error::answer(url, error),
		error => unreachable(url, &error.to_string()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		chain::{LinkNotice, Options, STALL},
		Chain,
	};
	use jsonrpsee::server::{RpcModule, Server, ServerHandle};
	use serde_json::{json, Value};
	use sp_runtime::traits::Header as _;
	use std::sync::{
		atomic::{AtomicU32, Ordering},
		Arc, Mutex,
	};

	const OURS: Digest = Digest::repeat_byte(1);
	const ANOTHER: Digest = Digest::repeat_byte(2);

	/// A node that says so, and how many blocks it calls final; it ends with its handle.
	struct Said {
		url: String,
		height: Arc<AtomicU32>,
		_handle: ServerHandle,
	}

	async fn node(name: &'static str, genesis: Digest, height: u32) -> Said {
		let server = Server::builder().build("127.0.0.1:0").await.unwrap();
		let url = format!("ws://{}", server.local_addr().unwrap());
		let height = Arc::new(AtomicU32::new(height));
		let mut module = RpcModule::new((name, genesis, height.clone()));
		for method in [
			"state_getRuntimeVersion",
			"chain_getBlockHash",
			"chain_getFinalizedHead",
			"chain_getHeader",
			"system_name",
		] {
			let answer =
				move |(name, genesis, height): &(&str, Digest, Arc<AtomicU32>)| match method {
					"state_getRuntimeVersion" => {
						json!({ "specName": "hallmark", "specVersion": 1, "transactionVersion": 1 })
					}
					"system_name" => json!(name),
					"chain_getHeader" => {
						let number = height.load(Ordering::Relaxed);
						let zero = Digest::zero();
						json!(Header::new(number, zero, zero, zero, Default::default()))
					}
					_ => json!(genesis),
				};
			let register = module.register_method(method, move |_, context, _| answer(context));
			register.unwrap();
		}
		Said { url, height, _handle: server.start(module) }
	}

	/// Connects, and says which node was asked and which were passed over.
	async fn connected(
		nodes: &[&Said],
		genesis: Option<Digest>,
	) -> Result<(String, Vec<String>, Chain)> {
		let passed = Arc::new(Mutex::new(Vec::new()));
		let heard = passed.clone();
		let options = Options {
			genesis,
			on_link_notice: Arc::new(move |notice| match notice {
				LinkNotice::PassedOver { reason, .. } => heard.lock().unwrap().push(reason.clone()),
				other => panic!("{other}"),
			}),
			..Default::default()
		};
		let urls: Vec<_> = nodes.iter().map(|node| node.url.as_str()).collect();
		let chain = Chain::connect_with(&urls.join(","), options).await?;
		let name: Value = chain.request("system_name", rpc_params![]).await?;
		let passed = passed.lock().unwrap().clone();
		Ok((name.as_str().unwrap().into(), passed, chain))
	}

	#[tokio::test]
	async fn first_node_is_asked_when_all_are_fit() {
		let (a, b) = (node("a", OURS, 100).await, node("b", OURS, 100 + BEHIND).await);
		let (name, passed, chain) = connected(&[&a, &b], None).await.unwrap();
		assert_eq!((name.as_str(), passed.len(), chain.genesis()), ("a", 0, OURS));
	}

	#[tokio::test]
	async fn next_node_is_asked_when_the_first_is_down() {
		let (a, b) = (node("a", OURS, 100).await, node("b", OURS, 100).await);
		let gone = Said { url: "ws://127.0.0.1:1".into(), ..a };
		let (name, passed, _) = connected(&[&gone, &b], None).await.unwrap();
		assert_eq!((name.as_str(), passed.len()), ("b", 1));
		let error = connected(&[&gone], None).await.err();
		assert!(matches!(error, Some(Error::Unreachable { .. })));
	}

	#[tokio::test]
	async fn node_is_passed_over_when_it_is_behind_the_others() {
		let (a, b) = (node("a", OURS, 100).await, node("b", OURS, 101 + BEHIND).await);
		let (name, passed, _) = connected(&[&a, &b], None).await.unwrap();
		assert_eq!(name, "b");
		assert_eq!(passed, [format!("it is {} final blocks behind the others", BEHIND + 1)]);
	}

	#[tokio::test]
	async fn boast_of_one_node_counts_for_nothing_when_two_others_agree() {
		let (a, b) = (node("a", OURS, 100).await, node("b", OURS, 101).await);
		let boaster = node("boaster", OURS, 1_000_000).await;
		let (name, passed, _) = connected(&[&a, &boaster, &b], None).await.unwrap();
		assert_eq!((name.as_str(), passed.len()), ("a", 0));
	}

	#[tokio::test]
	async fn node_is_passed_over_when_it_is_of_another_chain_than_most() {
		let (liar, a) = (node("liar", ANOTHER, 5_000).await, node("a", OURS, 100).await);
		let b = node("b", OURS, 100).await;
		let (name, passed, _) = connected(&[&liar, &a, &b], None).await.unwrap();
		assert_eq!((name.as_str(), passed.len()), ("a", 1));
		assert!(passed[0].contains("genesis"), "{passed:?}");
	}

	#[tokio::test]
	async fn nodes_are_refused_when_no_chain_has_most_of_them_and_none_is_named() {
		let (a, b) = (node("a", ANOTHER, 100).await, node("b", OURS, 100).await);
		let error = connected(&[&a, &b], None).await.err();
		assert!(matches!(error, Some(Error::ManyChains { .. })));
		let (name, _, _) = connected(&[&a, &b], Some(OURS)).await.unwrap();
		assert_eq!(name, "b");
		let error = connected(&[&a], Some(OURS)).await.err();
		assert!(matches!(error, Some(Error::OtherChain { .. })));
	}

	#[tokio::test]
	async fn other_node_is_asked_when_the_first_falls_behind() {
		let (a, b) = (node("a", OURS, 100).await, node("b", OURS, 100).await);
		let urls = format!("{},{}", a.url, b.url);
		let chain = Chain::connect(&urls).await.unwrap();
		chain.reconsider().await;
		assert_eq!((chain.url(), chain.losses()), (a.url.as_str(), 0));
		b.height.store(200, Ordering::Relaxed);
		assert!(STALL < PATIENCE);
		chain.reconsider().await;
		assert_eq!((chain.url(), chain.losses()), (b.url.as_str(), 1));
	}
}
