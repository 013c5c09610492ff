//! A chain of blocks that voters make final, and what does not hold of it.

mod bundle;
mod finality;

use crate::{BlockRef, Final, Header, Justification, TrustedSet};
use codec::Encode;
use finality_grandpa::SignedPrecommit;
use hallmark_types::Digest;
use sp_consensus_grandpa::{
	AuthorityId, AuthoritySignature, Commit, ConsensusLog, Message, Precommit, ScheduledChange,
	SetId, GRANDPA_ENGINE_ID,
};
use sp_core::{ed25519, Pair};
use sp_runtime::DigestItem;

/// The round in which all votes are.
const ROUND: u64 = 3;

fn voters(names: &[&str]) -> Vec<ed25519::Pair> {
	let pair = |name: &&str| ed25519::Pair::from_string(&format!("//{name}"), None).unwrap();
	names.iter().map(pair).collect()
}

/// The first set: four voters, of whom three make a block final.
fn first() -> Vec<ed25519::Pair> {
	voters(&["Alice", "Bob", "Charlie", "Dave"])
}

fn authorities(voters: &[ed25519::Pair]) -> Vec<(AuthorityId, u64)> {
	voters.iter().map(|voter| (voter.public().into(), 1)).collect()
}

fn trusted(set_id: SetId, voters: &[ed25519::Pair]) -> TrustedSet {
	TrustedSet {
		genesis: Digest::zero(),
		set_id,
		authorities: authorities(voters),
		since: BlockRef { number: 0, hash: Digest::zero() },
	}
}

fn header(number: u32, parent: Digest, state_root: Digest, logs: Vec<DigestItem>) -> Header {
	Header {
		parent_hash: parent,
		number,
		state_root,
		extrinsics_root: Digest::zero(),
		digest: sp_runtime::Digest { logs },
	}
}

/// What a header says where the next set takes over.
fn change(delay: u32, next: &[ed25519::Pair]) -> DigestItem {
	let change = ScheduledChange { next_authorities: authorities(next), delay };
	DigestItem::Consensus(GRANDPA_ENGINE_ID, ConsensusLog::ScheduledChange(change).encode())
}

fn block(header: &Header) -> (Digest, u32) {
	(header.hash(), header.number)
}

/// A vote for a block, as it stands in a commit.
type Vote = SignedPrecommit<Digest, u32, AuthoritySignature, AuthorityId>;

fn vote(voter: &ed25519::Pair, set: SetId, (target_hash, target_number): (Digest, u32)) -> Vote {
	let precommit = Precommit::<Header> { target_hash, target_number };
	let message = Message::<Header>::Precommit(precommit.clone());
	let signature =
		voter.sign(&sp_consensus_grandpa::localized_payload(ROUND, set, &message)).into();
	SignedPrecommit { precommit, signature, id: voter.public().into() }
}

fn justify_by(
	header: &Header,
	precommits: Vec<Vote>,
	votes_ancestries: Vec<Header>,
) -> Justification {
	let (target_hash, target_number) = block(header);
	let commit = Commit::<Header> { target_hash, target_number, precommits };
	Justification { round: ROUND, commit, votes_ancestries }
}

/// The votes of these voters for a block.
fn justify(header: &Header, set: SetId, voters: &[ed25519::Pair]) -> Justification {
	let votes = voters.iter().map(|voter| vote(voter, set, block(header))).collect();
	justify_by(header, votes, Vec::new())
}

fn last(header: &Header, set: SetId, voters: &[ed25519::Pair]) -> Final {
	let justification = justify(header, set, voters).encode();
	Final { header: header.encode(), justification }
}
