//! Why a proof does not hold.

use alloc::string::String;
use core::fmt;
use hallmark_types::Digest;
use sp_consensus_grandpa::SetId;

/// Why a proof does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProofError {
	/// The node has no justification for what it calls final, and got none while it was waited for.
	NoJustification,
	/// A part of a proof is not what it should be.
	Malformed {
		/// The part.
		part: &'static str,
	},
	/// A justification is not that of the trusted voters.
	NotFinal {
		/// The block's height.
		number: u32,
		/// The trusted set.
		set: SetId,
		/// What is wrong with it.
		reason: &'static str,
	},
	/// The chain of voter sets breaks off.
	NoHandoff {
		/// The block's height.
		number: u32,
		/// The set.
		set: SetId,
	},
	/// A header does not hash to its block.
	WrongHeader,
	/// A block is older than what was verified before.
	Older {
		/// Its height.
		number: u32,
		/// The height of what was verified.
		than: u32,
	},
	/// The proof lacks something that the verdict depends on, or is of another state.
	Incomplete,
	/// The code that the node shows is not that of the state.
	WrongCode,
	/// The state is of another runtime than the one that judges.
	OtherCode {
		/// The hash of the state's code.
		hash: Digest,
	},
	/// The chain's runtime does not run here.
	Code {
		/// Why.
		reason: String,
	},
	/// The runtime was replaced in this very block, and has not yet taken over the state.
	Upgrading {
		/// The release that made the state.
		state: u32,
		/// The release of its code.
		code: u32,
	},
	/// A record was made final by other voters than those that are trusted.
	OtherVoters {
		/// The set.
		set: SetId,
	},
	/// The question has no answer.
	Question(String),
}

impl ProofError {
	/// A word for programs that tell errors apart.
	pub fn kind(&self) -> &'static str {
		match self {
			ProofError::NoJustification => "noJustification",
			ProofError::Malformed { .. } => "malformed",
			ProofError::NotFinal { .. } => "notFinal",
			ProofError::NoHandoff { .. } => "noHandoff",
			ProofError::WrongHeader => "wrongHeader",
			ProofError::Older { .. } => "older",
			ProofError::Incomplete => "incomplete",
			ProofError::WrongCode => "wrongCode",
			ProofError::OtherCode { .. } => "otherCode",
			ProofError::Code { .. } => "code",
			ProofError::Upgrading { .. } => "upgrading",
			ProofError::OtherVoters { .. } => "otherVoters",
			ProofError::Question(_) => "question",
		}
	}
}

impl fmt::Display for ProofError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			ProofError::NoJustification => f.write_str(
				"the node shows no justification for what it calls final. Ask another node, or later",
			),
			ProofError::Malformed { part } => write!(f, "{part}: it cannot be read"),
			ProofError::NotFinal { number, set, reason } => write!(
				f,
				"the justification of block {number} is not that of voter set {set}: {reason}. Ask \
				 another node; if all say so, the trusted set is not this chain's"
			),
			ProofError::NoHandoff { number, set } => write!(
				f,
				"block {number}, the last of voter set {set}, does not name the next set. Ask another \
				 node; if all say so, the council replaced the voters by force, and others have to be \
				 trusted"
			),
			ProofError::WrongHeader => {
				f.write_str("the header shown is not that of the final block. Ask another node")
			}
			ProofError::Older { number, than } => write!(
				f,
				"block {number} is older than block {than}, which was verified before. Ask another node"
			),
			ProofError::Incomplete => f.write_str(
				"the proof does not hold everything that the verdict depends on. Ask another node",
			),
			ProofError::WrongCode => f.write_str(
				"the runtime shown is not the one that the state holds. Ask another node",
			),
			ProofError::OtherCode { hash } => write!(
				f,
				"the state is of the runtime {hash:?}, and this verifier is of another one"
			),
			ProofError::Code { reason } => {
				write!(f, "the chain's own runtime does not run here: {reason}")
			}
			ProofError::Upgrading { state, code } => write!(
				f,
				"the chain changes from release {state} to {code} in this very block. Ask again in a \
				 few seconds"
			),
			ProofError::OtherVoters { set } => write!(
				f,
				"what is kept was made final by voter set {set}, which is not the trusted one. Compare \
				 the set with what others kept of that time"
			),
			ProofError::Question(reason) => f.write_str(reason),
		}
	}
}

impl core::error::Error for ProofError {}
