//! How a browser asks the chain's own nodes, where the operator names some (`--boot-node`).
//!
//! The page has a light client then, which it loads when a visitor switches it on. It hears from the
//! nodes which blocks are final, and this gateway has to prove one of them: so a gateway that holds
//! news back is found out.

use crate::{
	app::App,
	heads::now,
	http::{self, Answer},
	page,
};
use anyhow::{Context, Result};
use axum::{
	extract::State,
	http::{header, HeaderValue, StatusCode},
};
use hallmark_sdk::Error;
use hallmark_types::{Digest, Moment};
use serde::{Deserialize, Serialize};
use std::{
	collections::BTreeSet,
	fs,
	net::{Ipv4Addr, Ipv6Addr},
	path::Path,
	str::FromStr,
	sync::Arc,
};
use tokio::sync::Mutex;

/// How long an answer is kept, in milliseconds.
const KEPT: Moment = 2_000;

/// Why an address is refused.
const UNREACHABLE: &str = "browsers reach a node at /dns/HOST/tcp/PORT/wss/p2p/PEER, at \
	/ip4/ADDRESS/udp/PORT/webrtc-direct/certhash/HASH/p2p/PEER, or from nearby without TLS at \
	/ip4/ADDRESS/tcp/PORT/ws/p2p/PEER";

/// What stands in a page's policy where the nodes are added.
const CONNECT: &str = "connect-src 'self'";

/// A node that serves light clients, and how browsers reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BootNode {
	address: String,
	/// What a page's policy has to allow for it; nothing for WebRTC, of which policies say nothing.
	source: Option<String>,
}

impl FromStr for BootNode {
	type Err = String;

	/// Reads a multiaddress that a browser can connect to: by WebSocket over TLS, by plain WebSocket
	/// from nearby, by WebRTC.
	fn from_str(text: &str) -> Result<Self, String> {
		let parts: Vec<_> = text.split('/').collect();
		let (&kind, &host, &port, scheme, peer) = match &parts[..] {
			["", kind, host, "tcp", port, "wss", "p2p", peer]
			| ["", kind, host, "tcp", port, "tls", "ws", "p2p", peer] => {
				(kind, host, port, Some("wss"), peer)
			}
			["", kind, host, "tcp", port, "ws", "p2p", peer] => {
				(kind, host, port, Some("ws"), peer)
			}
			["", kind, host, "udp", port, "webrtc-direct", "certhash", _, "p2p", peer] => {
				(kind, host, port, None, peer)
			}
			_ => return Err(UNREACHABLE.into()),
		};
		let is_name = |it: u8| it.is_ascii_alphanumeric() || b"-.".contains(&it);
		let (is_known, is_sound) = match kind {
			"dns" | "dns4" | "dns6" => {
				(scheme.is_some(), !host.is_empty() && host.bytes().all(is_name))
			}
			"ip4" => (scheme != Some("wss"), host.parse::<Ipv4Addr>().is_ok()),
			// A page's policy cannot name such an address.
			"ip6" => (scheme.is_none(), host.parse::<Ipv6Addr>().is_ok()),
			_ => (false, true),
		};
		if !is_known {
			return Err(UNREACHABLE.into());
		}
		if !is_sound {
			return Err(format!("{host} is no host of the kind {kind}"));
		}
		let port: u16 = port.parse().map_err(|_| format!("{port} is no port"))?;
		if !peer.starts_with("12D3KooW") || !peer.bytes().all(|it| it.is_ascii_alphanumeric()) {
			return Err(format!("{peer} is no peer id, such as 12D3KooW…"));
		}
		let source = scheme.map(|scheme| format!("{scheme}://{host}:{port}"));
		Ok(Self { address: text.into(), source })
	}
}

/// What a light client has to know beside what the device has proven.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Network {
	/// Root of the first block's state.
	state_root: Digest,
	/// What tells this chain from another with the same first block.
	fork_id: Option<String>,
	/// The length of a slot, in milliseconds.
	slot_ms: u64,
	/// The keys of those who make blocks now.
	authors: Vec<Digest>,
	/// Where to ask.
	nodes: Vec<String>,
}

/// The nodes that browsers may ask.
pub struct Light {
	nodes: Vec<String>,
	fork_id: Option<String>,
	policy: HeaderValue,
	last: Mutex<Option<(Moment, Network)>>,
}

impl Light {
	/// None if there are no nodes. `trust` is read for the chain's fork id, if it is a specification.
	///
	/// # Errors
	///
	/// If that file cannot be read.
	pub fn open(nodes: &[BootNode], trust: &Path) -> Result<Option<Self>> {
		#[derive(Deserialize)]
		#[serde(rename_all = "camelCase")]
		struct Spec {
			fork_id: Option<String>,
		}
		if nodes.is_empty() {
			return Ok(None);
		}
		let file = fs::read(trust).with_context(|| format!("--trust {}", trust.display()))?;
		let fork_id = serde_json::from_slice::<Spec>(&file).ok().and_then(|spec| spec.fork_id);
		let sources: BTreeSet<_> = nodes.iter().filter_map(|node| node.source.as_deref()).collect();
		let allowed = [CONNECT].into_iter().chain(sources).collect::<Vec<_>>().join(" ");
		let policy = page::CONTENT_SECURITY_POLICY.replacen(CONNECT, &allowed, 1);
		let nodes = nodes.iter().map(|node| node.address.clone()).collect();
		let policy = HeaderValue::from_str(&policy).context("--boot-node")?;
		Ok(Some(Self { nodes, fork_id, policy, last: Mutex::default() }))
	}

	/// Lets a page connect to the nodes.
	pub fn allow(&self, answer: &mut Answer) {
		answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
	}

	/// What light clients are told; none as long as there is no final block.
	async fn network(&self, app: &App) -> Result<Option<Network>, Error> {
		// Whoever comes while the node is asked waits for the same answer.
		let mut last = self.last.lock().await;
		if let Some((at, network)) = &*last {
			if now().saturating_sub(*at) < KEPT {
				return Ok(Some(network.clone()));
			}
		}
		let (Some(chain), Some(facts)) = (app.heads.chain(), app.heads.facts()) else {
			return Ok(None);
		};
		let at = facts.block().hash;
		let first = chain.genesis();
		let (header, authors, slot_ms) = tokio::try_join!(
			chain.header(first),
			chain.call_api("AuraApi_authorities", (), at),
			chain.call_api("AuraApi_slot_duration", (), at),
		)?;
		let Some(header) = header else {
			return Ok(None);
		};
		let (fork_id, nodes) = (self.fork_id.clone(), self.nodes.clone());
		let network = Network { state_root: header.state_root, fork_id, slot_ms, authors, nodes };
		*last = Some((now(), network.clone()));
		Ok(Some(network))
	}
}

/// How the chain's nodes are reached: `/light.json`.
///
/// Nothing in it has to be believed: the hash of the first block is compared with the one that the
/// device has pinned, and with false authors or nodes a light client hears nothing.
pub async fn network(State(app): State<Arc<App>>) -> Answer {
	let Some(light) = &app.light else {
		return http::problem(StatusCode::NOT_FOUND, "no nodes are named that browsers may ask");
	};
	let gone = |reason: &str| http::problem(StatusCode::SERVICE_UNAVAILABLE, reason);
	match light.network(&app).await {
		Ok(Some(network)) => http::json(StatusCode::OK, &network),
		Ok(None) => gone("the node has not told any final block yet"),
		Err(error) => gone(&error.to_string()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const PEER: &str = "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";

	fn node(address: &str) -> Result<BootNode, String> {
		address.replace("PEER", PEER).parse()
	}

	#[test]
	fn node_is_read_when_a_browser_can_reach_it() {
		for (address, source) in [
			("/dns/rpc.example/tcp/443/wss/p2p/PEER", Some("wss://rpc.example:443")),
			("/dns4/rpc.example/tcp/8443/tls/ws/p2p/PEER", Some("wss://rpc.example:8443")),
			("/dns6/localhost/tcp/31333/ws/p2p/PEER", Some("ws://localhost:31333")),
			("/ip4/127.0.0.1/tcp/31333/ws/p2p/PEER", Some("ws://127.0.0.1:31333")),
			("/ip4/192.0.2.1/udp/31333/webrtc-direct/certhash/uEiA_-/p2p/PEER", None),
			("/ip6/2001:db8::1/udp/31333/webrtc-direct/certhash/uEiA_-/p2p/PEER", None),
		] {
			let node = node(address).unwrap();
			assert_eq!((node.source.as_deref(), node.address.ends_with(PEER)), (source, true));
		}
	}

	#[test]
	fn node_is_refused_with_the_reason_when_no_browser_can_reach_it() {
		for (address, reason) in [
			("wss://rpc.example", "/dns/HOST/tcp/PORT/wss/p2p/PEER"),
			("/ip4/192.0.2.1/tcp/30333/p2p/PEER", "browsers reach"),
			("/ip4/192.0.2.1/tcp/443/wss/p2p/PEER", "browsers reach"),
			("/ip6/::1/tcp/31333/ws/p2p/PEER", "browsers reach"),
			("/ip4/192.0.2/tcp/31333/ws/p2p/PEER", "192.0.2 is no host of the kind ip4"),
			("/ip6/::g/udp/1/webrtc-direct/certhash/uEiA/p2p/PEER", "::g is no host"),
			("/ip4/192.0.2.1/udp/31333/webrtc-direct/p2p/PEER", "browsers reach"),
			("/dns/a b; script-src */tcp/443/wss/p2p/PEER", "is no host of the kind dns"),
			("/dns/rpc.example/tcp/70000/wss/p2p/PEER", "70000 is no port"),
			("/dns/rpc.example/tcp/443/wss/p2p/Qm", "Qm is no peer id"),
			("/dns/rpc.example/tcp/443/wss", "browsers reach"),
		] {
			let refused = node(address).unwrap_err();
			assert!(refused.contains(reason), "{address}: {refused}");
		}
	}

	#[test]
	fn page_may_connect_to_the_nodes_and_to_nothing_else() {
		let file = tempfile::NamedTempFile::new().unwrap();
		fs::write(file.path(), r#"{ "name": "Pacific", "forkId": "two", "genesis": {} }"#).unwrap();
		let nodes = ["/dns/b.example/tcp/443/wss/p2p/PEER", "/ip4/127.0.0.1/tcp/31333/ws/p2p/PEER"];
		let nodes: Vec<_> = nodes.iter().map(|it| node(it).unwrap()).collect();
		let light = Light::open(&nodes, file.path()).unwrap().unwrap();
		assert_eq!(light.fork_id.as_deref(), Some("two"));
		let mut answer = http::json(StatusCode::OK, &());
		http::guard(&mut answer, true);
		light.allow(&mut answer);
		let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
		let own: Vec<_> = page::CONTENT_SECURITY_POLICY.split("; ").collect();
		let allowed: Vec<_> = policy.split("; ").collect();
		assert_eq!(own.len(), allowed.len());
		for (own, allowed) in own.into_iter().zip(allowed) {
			if own == CONNECT {
				let added = "ws://127.0.0.1:31333 wss://b.example:443";
				assert_eq!(allowed, format!("{CONNECT} {added}"));
			} else {
				assert_eq!(allowed, own);
			}
		}
		assert!(Light::open(&[], file.path()).unwrap().is_none());
	}
}
