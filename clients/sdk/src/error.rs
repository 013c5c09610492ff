//! What can go wrong, in words that say what to do next.

use crate::{
	offline::Transaction,
	submit::{Failure, Refusal},
};
use hallmark_types::{AccountId, LotId};
use std::path::{Path, PathBuf};

/// Whatever a function of this crate can fail with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// No node answers at the address.
	#[error("{url}: no node answers: {reason}. Check the address, and that the node runs")]
	Unreachable {
		/// The address.
		url: String,
		/// What the last attempt met.
		reason: String,
	},
	/// The node is one of another kind of chain.
	#[error("{url}: a node of the chain `{found}`, not of `hallmark`. Check the address")]
	NotHallmark {
		/// The address.
		url: String,
		/// What its runtime is called.
		found: String,
	},
	/// The nodes are of different chains, and none of them has most.
	#[error(
		"the nodes are of different chains, with the genesis hashes {chains}. Take out those of the \
		 wrong one, or name the right one"
	)]
	ManyChains {
		/// The genesis hashes.
		chains: String,
	},
	/// The chain's transactions are of another version than those that this client makes.
	#[error(
		"the chain runs release {chain}, with transactions of version {chain_transactions}; this client \
		 is of release {client} and makes those of version {client_transactions}. It still reads; to \
		 write, use the client of release {chain}"
	)]
	Version {
		/// The chain's `spec_version`.
		chain: u32,
		/// The chain's `transaction_version`.
		chain_transactions: u32,
		/// This client's `spec_version`.
		client: u32,
		/// This client's `transaction_version`.
		client_transactions: u32,
	},
	/// What is asked for has another form in the release that the chain runs.
	#[error(
		"{what}: has another form in release {chain}, which made this block, than in this client's \
		 release {client}. For this, use the client of release {chain}"
	)]
	OtherRelease {
		/// The `spec_version` of the block.
		chain: u32,
		/// This client's `spec_version`.
		client: u32,
		/// What it is, and where in it the releases part.
		what: String,
	},
	/// Another chain answers at the address than before the connection was lost, or than was
	/// pinned.
	#[error(
		"{url}: the chain with genesis {found} answers, {expected} was expected. Check the address, \
		 or start anew if the chain was"
	)]
	OtherChain {
		/// The address.
		url: String,
		/// The genesis hash expected.
		expected: String,
		/// The one found.
		found: String,
	},
	/// The node refuses a question.
	#[error("{message}{}", data.as_ref().map(|data| format!(": {data}")).unwrap_or_default())]
	Rpc {
		/// The method asked.
		method: String,
		/// The JSON-RPC error code.
		code: i32,
		/// What the node says.
		message: String,
		/// What it adds.
		data: Option<String>,
	},
	/// The node's answer makes no sense.
	#[error("{method}: the node's answer cannot be read: {reason}. Node and client may differ in version")]
	Answer {
		/// The method asked.
		method: String,
		/// What is wrong with it.
		reason: String,
	},
	/// A transaction was refused before it reached a block.
	#[error("refused: {0}")]
	Refused(Refusal),
	/// A transaction stands in a block, and what it asked for failed.
	#[error("{0}")]
	Failed(Failure),
	/// Nothing was sent: the account's key is elsewhere, and has to sign these first.
	#[error("the key of {account} is not here: have it sign what is to be sent")]
	KeyElsewhere {
		/// The account.
		account: AccountId,
		/// What it has to sign.
		transactions: Vec<Transaction>,
	},
	/// Nothing became final for too long.
	#[error(
		"the chain has finalised nothing for {seconds} seconds. What was sent may still be included: \
		 run this again once the chain moves, it goes on where it stopped"
	)]
	Stalled {
		/// How long was waited.
		seconds: u64,
	},
	/// A value given by the caller cannot be used.
	#[error("{field}: {reason}")]
	Input {
		/// Which one.
		field: &'static str,
		/// Why.
		reason: String,
	},
	/// A line of a file cannot be used.
	#[error("line {line}: {reason}")]
	Line {
		/// Which one, counted from 1.
		line: u64,
		/// The field that is wrong, and why.
		reason: String,
	},
	/// A file cannot be read or written.
	#[error("{}: {source}", path.display())]
	File {
		/// The file.
		path: PathBuf,
		/// Why.
		source: std::io::Error,
	},
	/// A file does not hold what it should.
	#[error("{}: {reason}", path.display())]
	Content {
		/// The file.
		path: PathBuf,
		/// What is wrong.
		reason: String,
	},
	/// A key file lets others read the key.
	#[error(
		"{}: mode {mode:04o} lets others than its owner at the key. Set it to 0600, and take the key \
		 for known if others could have read it",
		path.display()
	)]
	KeyExposed {
		/// The file.
		path: PathBuf,
		/// Its permission bits.
		mode: u32,
	},
	/// The chain has no such lot.
	#[error("there is no lot {0}")]
	NoLot(LotId),
	/// No source gives the leaf file of a lot.
	#[error("the leaf file of lot {lot} is not to be had: {reasons}")]
	NotFetched {
		/// The lot.
		lot: LotId,
		/// What is wrong with each source.
		reasons: String,
	},
	/// A pack does not judge a code.
	#[error(transparent)]
	Pack(#[from] crate::pack::PackError),
	/// A proof does not hold.
	#[error("not proven: {0}")]
	Proof(#[from] hallmark_verify::ProofError),
	/// A lot cannot be made.
	#[error(transparent)]
	Lot(#[from] hallmark_lot_tree::LotError),
	/// A secret file cannot be used.
	#[error(transparent)]
	SecretFile(#[from] hallmark_lot_tree::secret_file::SecretFileError),
	/// A scratch code was mistyped.
	#[error("scratch code: {0}. Read it again: this says nothing about the goods")]
	ScratchCode(#[from] hallmark_lot_tree::ScratchError),
	/// A code of the standards is wrong.
	#[error(transparent)]
	Gs1(#[from] hallmark_gs1::Error),
}

impl Error {
	/// Whether a node says that it has the state of a block no more: it keeps no old states, or the
	/// block lost against another.
	pub fn is_state_gone(&self) -> bool {
		let Self::Rpc { message, data, .. } = self else { return false };
		let said = [Some(message), data.as_ref()].into_iter().flatten();
		let words = ["State already discarded", "UnknownBlock", "Unknown block"];
		said.into_iter().any(|text| words.iter().any(|words| text.contains(words)))
	}

	pub(crate) fn input(field: &'static str, reason: impl ToString) -> Self {
		Self::Input { field, reason: reason.to_string() }
	}

	pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
		|source| Self::File { path: path.into(), source }
	}

	pub(crate) fn content(path: &Path, reason: impl ToString) -> Self {
		Self::Content { path: path.into(), reason: reason.to_string() }
	}

	pub(crate) fn answer(method: &str, reason: impl ToString) -> Self {
		Self::Answer { method: method.into(), reason: reason.to_string() }
	}
}
