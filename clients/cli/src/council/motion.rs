//! `hallmark council` motions: put to the council, voted on, executed.

use super::members;
use crate::{
	args::hash,
	output::{Page, Report},
	session::{find, merge, report, said, Said, Session},
	sign,
};
use anyhow::{ensure, Context, Result};
use clap::Args;
use codec::Encode;
use frame_support::dispatch::GetDispatchInfo;
use hallmark_sdk::{
	calls,
	runtime::{
		configs::{governance::CouncilCollective, system::MAX_MOTION_LENGTH},
		Runtime, RuntimeCall, RuntimeEvent,
	},
	Receipt,
};
use hallmark_types::{AccountId, BlockNumber, Digest};
use pallet_collective::{Event as Motion, MemberCount, ProposalIndex};
use serde_json::json;

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

/// What part of the council must agree.
#[derive(Clone, Copy)]
pub enum Share {
	/// Two thirds.
	TwoThirds,
	/// Five sixths.
	FiveSixths,
}

impl Share {
	/// The least votes that are this part of `members`.
	pub fn votes(self, members: usize) -> MemberCount {
		let (part, whole) = match self {
			Share::TwoThirds => (2, 3),
			Share::FiveSixths => (5, 6),
		};
		let votes = (members * part).div_ceil(whole).max(1);
		MemberCount::try_from(votes).unwrap_or(MemberCount::MAX)
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
	let proposal = Box::new(call.into());
	let length_bound = proposal.encoded_size() as u32;
	ensure!(
		length_bound <= MAX_MOTION_LENGTH,
		"the motion has {length_bound} bytes, and may have {MAX_MOTION_LENGTH}: make several of it"
	);
	let motion = pallet_collective::Call::propose { threshold, proposal, length_bound };
	let proposed = chain.submit(&signer, RuntimeCall::Council(motion)).await?;
	let opened = proposed.events.iter().find_map(|event| match event {
		RuntimeEvent::Council(Motion::Proposed { proposal_index, proposal_hash, .. }) => {
			Some((*proposal_index, *proposal_hash))
		}
		_ => None,
	});
	let Some((index, hash)) = opened else {
		return report(&proposed, say(&proposed)?);
	};
	// A proposal is no vote yet.
	let vote = pallet_collective::Call::vote { proposal: hash, index, approve: true };
	let voted = chain.submit(&signer, RuntimeCall::Council(vote)).await?;
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
	let call = pallet_collective::Call::vote { proposal: hash, index, approve: !against };
	let say = |receipt: &Receipt| {
		let (yes, no) = find(receipt, |event| match event {
			RuntimeEvent::Council(Motion::Voted { yes, no, .. }) => Some((*yes, *no)),
			_ => None,
		})?;
		said(
			format!("votes on motion {index}: {yes} for it, {no} against"),
			json!({ "yes": yes, "no": no }),
		)
	};
	session.send(RuntimeCall::Council(call), say).await
}

/// Closes a motion.
pub async fn close(
	session: &Session<'_>,
	OpenMotion { hash, index }: OpenMotion,
) -> Result<Report> {
	let signer = session.signer()?;
	let chain = session.chain().await?;
	let at = chain.best().await?.hash;
	let key = pallet_collective::ProposalOf::<Runtime, CouncilCollective>::hashed_key_for(hash);
	let proposal: Option<RuntimeCall> = chain.read(key, at).await?;
	let proposal = proposal.with_context(|| {
		format!("there is no open motion {hash:?}: see `hallmark council list`")
	})?;
	let call = pallet_collective::Call::close {
		proposal_hash: hash,
		index,
		proposal_weight_bound: proposal.get_dispatch_info().call_weight,
		length_bound: proposal.encoded_size() as u32,
	};
	let receipt = chain.submit(&signer, RuntimeCall::Council(call)).await?;
	let executed = receipt
		.events
		.iter()
		.any(|event| matches!(event, RuntimeEvent::Council(Motion::Executed { .. })));
	let end = if executed { "passed, and is executed" } else { "did not pass" };
	let json = json!({ "executed": executed });
	report(&receipt, Said { sentence: format!("motion {index} {end}"), json })
}

/// What the collective keeps of the votes on a motion: index, threshold, for, against, end.
type Votes = (ProposalIndex, MemberCount, Vec<AccountId>, Vec<AccountId>, BlockNumber);

/// Lists the open motions.
pub async fn list(session: &Session<'_>) -> Result<Report> {
	use pallet_collective::{ProposalOf, Proposals, Voting};
	let chain = session.chain().await?;
	let at = chain.best().await?.hash;
	let key = Proposals::<Runtime, CouncilCollective>::hashed_key().to_vec();
	let hashes: Vec<Digest> = chain.read(key, at).await?.unwrap_or_default();
	let keys: Vec<_> =
		hashes.iter().map(ProposalOf::<Runtime, CouncilCollective>::hashed_key_for).collect();
	let proposed: Vec<Option<RuntimeCall>> = chain.read_many(&keys, at).await?;
	let keys: Vec<_> =
		hashes.iter().map(Voting::<Runtime, CouncilCollective>::hashed_key_for).collect();
	let votes: Vec<Option<Votes>> = chain.read_many(&keys, at).await?;

	let mut page = Page::of(format!("open motions: {}", hashes.len()));
	let mut json = Vec::new();
	for ((hash, call), votes) in hashes.iter().zip(proposed).zip(votes) {
		let (Some(call), Some((index, threshold, yes, no, end))) = (call, votes) else {
			continue;
		};
		page.line("").field("motion", index).field("hash", format!("{hash:?}"));
		let mut told = match calls::describe(&call) {
			Ok(call) => {
				sign::show_call(&mut page, &call, "call", "", shortened);
				sign::call_json(&call)
			}
			Err(error) => {
				let name = calls::name(&call);
				page.field("call", &name).field("", &error);
				json!({ "call": name, "unreadable": error.to_string() })
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
	fn votes_are_the_least_that_reach_the_share() {
		for (members, two_thirds, five_sixths) in
			[(0, 1, 1), (1, 1, 1), (2, 2, 2), (3, 2, 3), (4, 3, 4), (6, 4, 5), (64, 43, 54)]
		{
			assert_eq!(Share::TwoThirds.votes(members), two_thirds, "{members}");
			assert_eq!(Share::FiveSixths.votes(members), five_sixths, "{members}");
		}
	}

	#[test]
	fn value_is_shortened_only_when_it_is_long() {
		assert_eq!(shortened(&"é".repeat(SHOWN)).chars().count(), SHOWN);
		assert!(shortened(&"é".repeat(SHOWN + 1)).ends_with("(--json has all of it)"));
	}
}
