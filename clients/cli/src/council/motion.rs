//! `hallmark council` motions: put to the council, voted on, executed.

use crate::{
	args::hash,
	output::{Page, Report},
	session::{find, merge, report, said, Said, Session},
	sign,
};
use anyhow::Result;
use clap::Args;
use hallmark_sdk::{
	calls,
	compose::{self, members},
	motions::{self, Motion, Proposal},
	runtime::{RuntimeCall, RuntimeEvent},
	Receipt,
};
use hallmark_types::Digest;
use pallet_collective::{Event as CouncilEvent, ProposalIndex};
use serde_json::json;

pub use hallmark_sdk::compose::Share;

/// The most characters of an argument that people are shown.
const SHOWN: usize = 600;

/// A motion by hash and number.
#[derive(Args)]
pub struct OpenMotion {
	/// Its hash.
	#[arg(value_parser = hash)]
	hash: Digest,
	/// Its number.
	index: ProposalIndex,
}

/// The arguments of `vote`.
#[derive(Args)]
pub struct Vote {
	#[command(flatten)]
	motion: OpenMotion,
	/// Vote against it.
	#[arg(long)]
	against: bool,
}

/// By whose authority a call is made.
#[derive(Args)]
pub struct ByCouncil {
	/// Make it a motion of the council, in which the signer has a seat.
	#[arg(long)]
	council: bool,
}

impl ByCouncil {
	/// Whether it is the council's.
	pub fn is_council(&self) -> bool {
		self.council
	}

	/// Sends a call that an organisation or the council may make.
	pub async fn send(
		self,
		session: &Session<'_>,
		call: impl Into<RuntimeCall>,
		say: impl FnOnce(&Receipt) -> Result<Said>,
	) -> Result<Report> {
		if self.council {
			propose(session, call, Share::TwoThirds, say).await
		} else {
			session.send(call, say).await
		}
	}
}

/// Puts a call to the council, votes for it, and executes it if that is enough.
pub async fn propose(
	session: &Session<'_>,
	call: impl Into<RuntimeCall>,
	share: Share,
	say: impl FnOnce(&Receipt) -> Result<Said>,
) -> Result<Report> {
	let signer = session.signer()?;
	let chain = session.chain().await?;
	let threshold = share.votes(members(&chain).await?.len());
	let motion = compose::motion(&chain, call.into(), share).await?;
	let proposed = chain.submit(&signer, motion).await?;
	let opened = proposed.events.iter().find_map(|event| match event {
		RuntimeEvent::Council(CouncilEvent::Proposed { proposal_index, proposal_hash, .. }) => {
			Some((*proposal_index, *proposal_hash))
		}
		_ => None,
	});
	let Some((index, hash)) = opened else {
		return report(&proposed, say(&proposed)?);
	};
	// A proposal is no vote yet.
	let voted = chain.submit(&signer, compose::vote(hash, index, true)).await?;
	let sentence = format!(
		"motion {index} is open, with your vote; it needs {threshold} in all. Others vote with \
		 `hallmark council vote {hash:?} {index}`, then anyone executes it with \
		 `hallmark council close {hash:?} {index}`"
	);
	let motion = json!({ "hash": hash, "index": index, "threshold": threshold });
	report(&voted, Said { sentence, json: json!({ "motion": motion }) })
}

/// Votes on a motion.
pub async fn vote(session: &Session<'_>, Vote { motion, against }: Vote) -> Result<Report> {
	let OpenMotion { hash, index } = motion;
	let say = |receipt: &Receipt| {
		let (yes, no) = find(receipt, |event| match event {
			RuntimeEvent::Council(CouncilEvent::Voted { yes, no, .. }) => Some((*yes, *no)),
			_ => None,
		})?;
		said(
			format!("votes on motion {index}: {yes} for it, {no} against"),
			json!({ "yes": yes, "no": no }),
		)
	};
	session.send(compose::vote(hash, index, !against), say).await
}

/// Closes a motion.
pub async fn close(
	session: &Session<'_>,
	OpenMotion { hash, index }: OpenMotion,
) -> Result<Report> {
	let signer = session.signer()?;
	let chain = session.chain().await?;
	let call = compose::closing(&chain, hash, index).await?;
	let receipt = chain.submit(&signer, call).await?;
	let executed = receipt
		.events
		.iter()
		.any(|event| matches!(event, RuntimeEvent::Council(CouncilEvent::Executed { .. })));
	let end = if executed { "passed, and is executed" } else { "did not pass" };
	let json = json!({ "executed": executed });
	report(&receipt, Said { sentence: format!("motion {index} {end}"), json })
}

/// Lists the open motions.
pub async fn list(session: &Session<'_>) -> Result<Report> {
	let chain = session.chain().await?;
	let at = chain.best().await?.hash;
	let open = motions::open(&chain, at).await?;

	let mut page = Page::of(format!("open motions: {}", open.len()));
	let mut json = Vec::new();
	for Motion { hash, index, threshold, yes, no, end, proposal } in open {
		page.line("").field("motion", index).field("hash", format!("{hash:?}"));
		let mut told = match &proposal {
			Ok(Proposal { call, .. }) => match calls::describe(call) {
				Ok(call) => {
					sign::show_call(&mut page, &call, "call", "", shortened);
					sign::call_json(&call)
				}
				Err(error) => {
					let name = calls::name(call);
					page.field("call", &name).field("", &error);
					json!({ "call": name, "unreadable": error.to_string() })
				}
			},
			Err(error) => {
				page.field("call", "cannot be read by this release").field("", error);
				json!({ "call": null, "unreadable": error.to_string() })
			}
		};
		page.field("votes", format!("{} for, {} against, {threshold} needed", yes.len(), no.len()))
			.field("ends", format!("in block {end}"));
		let motion = json!({
			"index": index,
			"hash": hash,
			"threshold": threshold,
			"yes": yes,
			"no": no,
			"end": end,
		});
		merge(&mut told, motion);
		json.push(told);
	}
	Report::new(page, json!({ "motions": json }))
}

/// The beginning of a long value.
fn shortened(value: &str) -> String {
	match value.char_indices().nth(SHOWN) {
		Some((end, _)) => format!("{}… (--json has all of it)", &value[..end]),
		None => value.into(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn value_is_shortened_only_when_it_is_long() {
		assert_eq!(shortened(&"é".repeat(SHOWN)).chars().count(), SHOWN);
		assert!(shortened(&"é".repeat(SHOWN + 1)).ends_with("(--json has all of it)"));
	}
}
