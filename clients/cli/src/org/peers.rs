//! `hallmark org peers`: which nodes may connect to the consortium's.

use crate::{
	council::{propose, Share},
	output::{Page, Report},
	session::{said, Session},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use frame_support::BoundedVec;
use hallmark_runtime_api::network::AdmittedPeer;
use hallmark_types::{OrgId, PeerId};
use pallet_consortium::Call;
use serde_json::json;

const SET_EXAMPLE: &str = "\
Example: hallmark org peers set 12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp
A node says its own at every start, and `hallmark-node key node` when its key is made. Without any, \
no node of the organisation may connect.";

/// The nodes that may connect to the consortium's.
#[derive(Subcommand)]
pub enum Command {
	/// Lists those of all organisations.
	List,
	/// Says which nodes of the signer's organisation may connect, in place of those until now.
	#[command(after_help = SET_EXAMPLE)]
	Set(Set),
}

/// The arguments of `peers set`.
#[derive(Args)]
pub struct Set {
	/// Their peer ids, such as 12D3KooW….
	#[arg(value_parser = peer_id)]
	peers: Vec<PeerId>,
	/// The organisation whose nodes they are, by a motion of the council: an observer's, or one's
	/// that is to be shut out.
	#[arg(long)]
	org: Option<u32>,
}

/// A peer id as nodes write theirs.
fn peer_id(text: &str) -> Result<PeerId> {
	let bytes = bs58::decode(text).into_vec().context("not a peer id: it is not base 58")?;
	PeerId::from_bytes(&bytes).context("not the peer id of a node: those begin with 12D3KooW")
}

fn peer_text(peer: PeerId) -> String {
	bs58::encode(peer.to_bytes()).into_string()
}

/// Runs the command.
pub async fn run(session: &Session<'_>, command: Command) -> Result<Report> {
	match command {
		Command::List => list(session).await,
		Command::Set(Set { peers, org }) => {
			let texts: Vec<_> = peers.iter().copied().map(peer_text).collect();
			let json = json!({ "org": org, "peers": texts });
			let whose = org.map_or("your organisation".into(), |org| format!("organisation {org}"));
			let sentence = format!("{} nodes of {whose} may connect", peers.len());
			let peers =
				BoundedVec::try_from(peers).ok().context("an organisation has 16 nodes at most")?;
			match org {
				Some(org) => {
					let call = Call::set_peers_of { org: OrgId(org), peers };
					propose(session, call, Share::TwoThirds, |_| said(sentence, json)).await
				}
				None => {
					let call = Call::set_peers { peers };
					session.send(call, |_| said(sentence, json)).await
				}
			}
		}
	}
}

async fn list(session: &Session<'_>) -> Result<Report> {
	let chain = session.chain().await?;
	let at = chain.best().await?.hash;
	let peers: Vec<AdmittedPeer> = chain.call_api("NetworkApi_admitted_peers", (), at).await?;
	let mut page = Page::of(format!("nodes that may connect: {}", peers.len()));
	for AdmittedPeer { org, peer } in &peers {
		page.line(format!("{}  organisation {org}", peer_text(*peer)));
	}
	let peers: Vec<_> = peers
		.into_iter()
		.map(|AdmittedPeer { org, peer }| json!({ "org": org, "peer": peer_text(peer) }))
		.collect();
	Report::new(page, json!({ "peers": peers }))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn peer_id_is_read_as_it_is_written() {
		let text = "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";
		assert_eq!(peer_text(peer_id(text).unwrap()), text);
	}

	#[test]
	fn peer_id_is_refused_when_it_is_another_s() {
		for text in ["", "12D3KooW", "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N", "0OIl"] {
			assert!(peer_id(text).is_err(), "{text}");
		}
	}
}
