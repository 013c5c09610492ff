//! What can go wrong.

use hallmark_types::BlockNumber;
use std::path::PathBuf;

/// Why something could not be indexed, checked, found or exported.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The database fails.
	#[error("database: {0}")]
	Database(#[from] rusqlite::Error),
	/// The file is no index.
	#[error("{}: it is no index of this program: {reason}", path.display())]
	NoIndex {
		/// The file.
		path: PathBuf,
		/// Why not.
		reason: String,
	},
	/// Another process writes to the file.
	#[error(
		"{}: another process writes to it. Give each gateway a file of its own with --database",
		path.display()
	)]
	Locked {
		/// The file.
		path: PathBuf,
	},
	/// The index is of another chain.
	#[error(
		"the index is of the chain with genesis {index}, the node of that with {node}. Name a node of \
		 that chain with --node, or another file with --database"
	)]
	OtherChain {
		/// The index's genesis hash.
		index: String,
		/// The node's.
		node: String,
	},
	/// The node calls another block final than the index holds.
	#[error(
		"block {number}: the index holds {index} as final, the node {node}. One of them followed a chain \
		 that never was final: ask a node that you trust, and make the index anew with \
		 `hallmark-gateway rebuild`"
	)]
	OtherBlock {
		/// The height.
		number: BlockNumber,
		/// The index's hash.
		index: String,
		/// The node's.
		node: String,
	},
	/// A node has another block where another one told of a final one.
	#[error(
		"block {number} is final by the word of a node, and has the hash {told}. {node} answers: {answer}. It \
		 is not asked further now; if it goes on, take it out of --node"
	)]
	OtherFinal {
		/// The height.
		number: BlockNumber,
		/// The hash that was told.
		told: String,
		/// The address of the node that answers otherwise.
		node: String,
		/// What it answers.
		answer: String,
	},
	/// The node no longer has what is needed.
	#[error(
		"block {block}: the node no longer has its state or body ({reason}). To index from here on, ask \
		 an archive node: one that runs with --state-pruning archive --blocks-pruning archive"
	)]
	Pruned {
		/// The first block that is missing.
		block: BlockNumber,
		/// What the node says.
		reason: String,
	},
	/// Metadata cannot be read.
	#[error("metadata of release {spec}: {reason}")]
	Metadata {
		/// The `spec_version`.
		spec: u32,
		/// Why.
		reason: String,
	},
	/// What a block holds cannot be read.
	#[error("{what}: it cannot be read by the metadata of release {spec}: {reason}")]
	Decode {
		/// What it is.
		what: String,
		/// The `spec_version` of the release that made it.
		spec: u32,
		/// Why.
		reason: String,
	},
	/// What was read does not fit together.
	#[error("block {block}: {reason}")]
	Inconsistent {
		/// The block.
		block: BlockNumber,
		/// What does not fit.
		reason: String,
	},
	/// The node cannot be asked.
	#[error(transparent)]
	Node(#[from] hallmark_sdk::Error),
	/// A file fails.
	#[error("{}: {reason}", path.display())]
	File {
		/// The file.
		path: PathBuf,
		/// Why.
		reason: String,
	},
	/// A value given by the caller cannot be used.
	#[error("{field}: {reason}")]
	Input {
		/// Which one.
		field: &'static str,
		/// Why.
		reason: String,
	},
}

impl Error {
	/// A file that fails.
	pub(crate) fn file(path: &std::path::Path, reason: impl ToString) -> Self {
		Self::File { path: path.to_owned(), reason: reason.to_string() }
	}
}

/// What the functions of this crate return.
pub type Result<T> = core::result::Result<T, Error>;
