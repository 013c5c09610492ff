//! Whose votes make a block final.

use crate::{BlockRef, Header, ProofError};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use codec::{Decode, DecodeAll, Encode};
use finality_grandpa::{validate_commit, voter_set::VoterSet, Chain, Error as GrandpaError};
use hallmark_types::{BlockNumber, Digest};
use serde::{Deserialize, Serialize};
use sp_consensus_grandpa::{
	check_message_signature_with_buffer, AuthorityList, ConsensusLog, GrandpaJustification,
	Message, ScheduledChange, SetId, SignatureResult, GRANDPA_ENGINE_ID,
};
use sp_runtime::{generic::OpaqueDigestItemId, traits::Header as _};

/// The signed votes that make a block final.
pub type Justification = GrandpaJustification<Header>;

/// The voters whose word is taken, and up to where it was.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrustedSet {
	/// The hash of the chain's first block.
	pub genesis: Digest,
	/// The number of the set.
	pub set_id: SetId,
	/// Its voters and their weights.
	pub authorities: AuthorityList,
	/// The newest block verified to be final, or the first. The set votes on the blocks after it.
	pub since: BlockRef,
}

impl TrustedSet {
	/// Checks that a justification is this set's, by the rules by which nodes check one.
	///
	/// # Errors
	///
	/// [`ProofError::NotFinal`].
	pub fn check(&self, justification: &Justification) -> Result<(), ProofError> {
		is_final(justification, self.set_id, &self.authorities).map_err(|reason| {
			let number = justification.commit.target_number;
			ProofError::NotFinal { number, set: self.set_id, reason }
		})
	}

	/// Takes a block as final that this set has voted on: `header` is the justified block's. Where it
	/// is the set's last one, the next set takes over.
	///
	/// # Errors
	///
	/// [`ProofError::NotFinal`], [`ProofError::WrongHeader`], [`ProofError::NoHandoff`].
	pub fn advance(
		&mut self,
		header: &Header,
		justification: &Justification,
	) -> Result<(), ProofError> {
		self.check(justification)?;
		let block = BlockRef { number: header.number, hash: header.hash() };
		let target = &justification.commit;
		if (target.target_number, target.target_hash) != (block.number, block.hash) {
			return Err(ProofError::WrongHeader);
		}
		match scheduled_change(header) {
			Some(_) => self.hand_off(header)?,
			None => self.since = block,
		}
		Ok(())
	}

	/// Takes the set that the last block of this one names for the blocks after it.
	///
	/// # Errors
	///
	/// [`ProofError::NoHandoff`].
	pub fn hand_off(&mut self, last: &Header) -> Result<(), ProofError> {
		let no_handoff = ProofError::NoHandoff { number: last.number, set: self.set_id };
		// A change with a delay would be made by a later block than the one that names it. The
		// runtime makes none.
		let change = scheduled_change(last)
			.filter(|change| change.delay == 0 && !change.next_authorities.is_empty())
			.ok_or(no_handoff)?;
		self.set_id = self.set_id.saturating_add(1);
		self.authorities = change.next_authorities;
		self.since = BlockRef { number: last.number, hash: last.hash() };
		Ok(())
	}
}

/// Reads a justification.
///
/// # Errors
///
/// [`ProofError::Malformed`].
pub fn read_justification(bytes: &[u8]) -> Result<Justification, ProofError> {
	Justification::decode_all(&mut &*bytes)
		.map_err(|_| ProofError::Malformed { part: "justification" })
}

/// Reads a header.
///
/// # Errors
///
/// [`ProofError::Malformed`].
pub fn read_header(bytes: &[u8]) -> Result<Header, ProofError> {
	Header::decode_all(&mut &*bytes).map_err(|_| ProofError::Malformed { part: "header" })
}

/// The set of voters that a header names to take over.
pub fn scheduled_change(header: &Header) -> Option<ScheduledChange<BlockNumber>> {
	let id = OpaqueDigestItemId::Consensus(&GRANDPA_ENGINE_ID);
	header.digest.convert_first(|item| match item.try_to(id) {
		Some(ConsensusLog::ScheduledChange(change)) => Some(change),
		_ => None,
	})
}

/// The headers that lead from the blocks of votes down to the lowest of them: each block's parent.
struct Ancestry(BTreeMap<Digest, Digest>);

impl Ancestry {
	/// The blocks from `block` down to, but without, `base`; none if no headers lead there.
	fn path(&self, base: Digest, block: Digest) -> Option<Vec<Digest>> {
		// Headers hash one another, so that no path returns to where it was.
		let mut path = Vec::new();
		let mut at = block;
		while at != base {
			path.push(at);
			at = *self.0.get(&at)?;
		}
		Some(path)
	}
}

impl Chain<Digest, BlockNumber> for Ancestry {
	fn ancestry(&self, base: Digest, block: Digest) -> Result<Vec<Digest>, GrandpaError> {
		let path = self.path(base, block).ok_or(GrandpaError::NotDescendent)?;
		// What lies strictly between the two.
		Ok(path.into_iter().skip(1).collect())
	}
}

/// Whether a justification shows that its block is final. Each vote must be signed, each must be on
/// the block that the votes agree on or stand on it, by the headers that come along, and no header
/// may come along for nothing. Who votes twice counts for either, and more than once only to that
/// end.
fn is_final(
	justification: &Justification,
	set: SetId,
	authorities: &AuthorityList,
) -> Result<(), &'static str> {
	let GrandpaJustification { round, commit, votes_ancestries } = justification;
	let voters = VoterSet::new(authorities.iter().cloned()).ok_or("the set has no voters")?;
	let ancestry =
		Ancestry(votes_ancestries.iter().map(|it| (it.hash(), *it.parent_hash())).collect());
	let valid = validate_commit(commit, &voters, &ancestry).is_ok_and(|it| it.is_valid());
	if !valid {
		return Err("the votes of too few of its voters are for this block");
	}
	let lowest = commit
		.precommits
		.iter()
		.map(|vote| &vote.precommit)
		.min_by_key(|vote| vote.target_number)
		.ok_or("it has no votes")?
		.target_hash;
	let mut buffer = Vec::new();
	let mut needed = BTreeSet::new();
	for vote in &commit.precommits {
		let message = Message::<Header>::Precommit(vote.precommit.clone());
		match check_message_signature_with_buffer(
			&message,
			&vote.id,
			&vote.signature,
			*round,
			set,
			&mut buffer,
		) {
			SignatureResult::Valid => {}
			SignatureResult::Invalid => return Err("a vote is not signed by its voter"),
			SignatureResult::OutdatedSet => return Err("its votes are those of the set before"),
		}
		let path = ancestry
			.path(lowest, vote.precommit.target_hash)
			.ok_or("a vote is for a block of another branch")?;
		needed.extend(path);
	}
	if !needed.iter().eq(ancestry.0.keys()) {
		return Err("it brings along headers that no vote needs");
	}
	Ok(())
}
