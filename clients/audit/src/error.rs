//! What can go wrong.

/// Why something could not be compared.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The past cannot be read.
	#[error(transparent)]
	Read(Box<dyn std::error::Error + Send + Sync>),
	/// The node no longer has what is needed.
	#[error(
		"block {block}: the node no longer has its state or body ({reason}). Ask an archive node: one \
		 that runs with --state-pruning archive --blocks-pruning archive"
	)]
	Pruned {
		/// The block.
		block: u32,
		/// What the node says.
		reason: String,
	},
	/// Something has a form that this program does not know: another release wrote it.
	#[error("{what}: it has a form that this release of the program does not know: {reason}")]
	Form {
		/// What.
		what: String,
		/// What is wrong with it.
		reason: String,
	},
	/// The index does not go so far.
	#[error(
		"--database: the index ends with block {head}, before block {wanted}. Wait until the gateway has \
		 indexed it, or read from the node alone"
	)]
	Behind {
		/// The last block of the index.
		head: u32,
		/// The one that is wanted.
		wanted: u32,
	},
	/// Index and node are of different chains, or differ about a block.
	#[error("block {number}: the index has {index}, the node {node}. Ask the index of this chain")]
	OtherChain {
		/// The height.
		number: u32,
		/// The hash that the index has.
		index: String,
		/// The hash that the node has.
		node: String,
	},
	/// There is no such period.
	#[error("{field}: {reason}")]
	Period {
		/// Which end of it.
		field: &'static str,
		/// What is wrong.
		reason: String,
	},
	/// A file cannot be read or written, or holds something else.
	#[error("{path}: {reason}")]
	File {
		/// The file.
		path: String,
		/// Why.
		reason: String,
	},
	/// A result is not what it says it is.
	#[error("{field}: {reason}")]
	Result {
		/// Which field.
		field: &'static str,
		/// What is wrong.
		reason: String,
	},
	/// A credential cannot be made or is not to be believed.
	#[error(transparent)]
	Credential(#[from] hallmark_credentials::Error),
}

impl Error {
	/// That the past cannot be read.
	pub fn read(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
		Self::Read(source.into())
	}

	/// That something has a form which is not known.
	pub fn form(what: impl Into<String>, reason: impl ToString) -> Self {
		Self::Form { what: what.into(), reason: reason.to_string() }
	}
}

/// What the functions of this crate return.
pub type Result<T> = core::result::Result<T, Error>;
