//! A proven verdict in one piece.

use crate::{
	finality::{read_header, read_justification},
	BlockRef, PartOfState, ProofError, Proved, TrustedSet,
};
use alloc::{
	string::{String, ToString},
	vec::Vec,
};
use codec::{Decode, Encode};
use hallmark_runtime_api::trace::{LeafEvidence, TraceError, VerifyAnswer, VerifyQuery};
use hallmark_types::{CountryCode, Digest};
use sp_trie::StorageProof;

/// A block with what shows that it is final.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Final {
	/// Its header, in SCALE.
	pub header: Vec<u8>,
	/// Its justification, in SCALE.
	pub justification: Vec<u8>,
}

impl Final {
	/// Moves a trusted set up to this block.
	///
	/// # Errors
	///
	/// Those of [`TrustedSet::advance`], [`ProofError::Malformed`].
	pub fn advance(&self, trusted: &mut TrustedSet) -> Result<(), ProofError> {
		let header = read_header(&self.header)?;
		trusted.advance(&header, &read_justification(&self.justification)?)
	}
}

/// What it takes to prove the verdict over one code to whoever trusts a set of voters. It is served
/// as SCALE. It does not say which code it is about: whoever checks it knows what was scanned.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Bundle {
	/// The last blocks of sets of voters, oldest first: those of all sets that have voted since the
	/// one that is trusted. Whoever has followed the chain further passes over the first ones.
	pub handoffs: Vec<Final>,
	/// The block whose state is proven.
	pub head: Final,
	/// The nodes of the state's trie that the verdict was read from.
	pub proof: Vec<Vec<u8>>,
	/// The leaf that the verdict was asked with. It is checked against the lot's root in the state.
	pub evidence: Option<LeafEvidence>,
}

impl Bundle {
	/// Moves a trusted set up to the proven block by the votes that are shown. Gives that block, and
	/// what the proof holds of its state.
	///
	/// # Errors
	///
	/// Those of [`TrustedSet::advance`], [`ProofError::Older`], [`ProofError::Malformed`] and
	/// [`ProofError::Incomplete`].
	pub fn prove(self, trusted: &mut TrustedSet) -> Result<(BlockRef, Proved), ProofError> {
		for last in &self.handoffs {
			let header = read_header(&last.header)?;
			if header.number > trusted.since.number {
				last.advance(trusted)?;
			}
		}
		let header = read_header(&self.head.header)?;
		let block = BlockRef { number: header.number, hash: header.hash() };
		// What was verified before needs no votes; the set after it would have none.
		if block != trusted.since {
			if block.number <= trusted.since.number {
				let (number, than) = (block.number, trusted.since.number);
				return Err(ProofError::Older { number, than });
			}
			self.head.advance(trusted)?;
		}
		Ok((block, Proved::new(header.state_root, StorageProof::new(self.proof))?))
	}
}

/// A runtime that computes verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
	/// The hash under which a state holds it.
	pub hash: Digest,
	/// Its release.
	pub spec_version: u32,
}

/// A question with what proves its answer, as a verifier takes it in SCALE.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Question {
	/// Who is trusted.
	pub trusted: TrustedSet,
	/// The code that was scanned.
	pub uri: String,
	/// Where the goods are offered.
	pub market: Option<CountryCode>,
	/// What proves the answer.
	pub bundle: Bundle,
}

/// A verdict that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
	/// The verdict.
	pub answer: VerifyAnswer,
	/// The final block whose state it was computed from.
	pub block: BlockRef,
	/// Who is trusted from now on: the voters after that block.
	pub trusted: TrustedSet,
}

impl Question {
	/// Checks everything, and computes the verdict over the proven state by a runtime that is at
	/// hand: `code` says which one it is, `run` runs it over a part of a state.
	///
	/// # Errors
	///
	/// Every [`ProofError`] but those about nodes and kept records.
	pub fn check(
		self,
		code: Code,
		run: impl FnOnce(&PartOfState, VerifyQuery) -> Result<VerifyAnswer, TraceError>,
	) -> Result<Checked, ProofError> {
		let Question { mut trusted, uri, market, mut bundle } = self;
		let evidence = bundle.evidence.take();
		let (block, state) = bundle.prove(&mut trusted)?;
		let hash = state.code_hash()?;
		if hash != code.hash {
			return Err(ProofError::OtherCode { hash });
		}
		let query = VerifyQuery { uri, market, evidence };
		let answer = state
			.compute(|part| run(part, query))?
			.map_err(|error| ProofError::Question(error.to_string()))?;
		if answer.spec_version != code.spec_version {
			let (state, code) = (answer.spec_version, code.spec_version);
			return Err(ProofError::Upgrading { state, code });
		}
		Ok(Checked { answer, block, trusted })
	}
}
