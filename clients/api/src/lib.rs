//! REST over the index and the chain: what programs ask, what they have written, and what they are told.
//!
//! | module | holds |
//! |---|---|
//! | [`http`] | what all answers have in common |
//! | [`problem`] | what is wrong with a request (RFC 9457) |
//! | [`shares`] | places, so many for each party |
//! | [`texts`] | values out of the texts of a path or query |
//! | [`asked`] | what handlers take of a request, and how they answer |
//! | [`paging`] | lists in pages |
//! | [`openapi`] | routes with their description |
//! | [`link`] | the chain itself, beside the index |
//! | [`names`] | what things are called whose numbers stand in fields |
//! | [`access`] | who calls: API keys and sessions |
//! | [`writing`] | calls to sign at home, or signed and sent; what can be done |
//! | [`outbox`] | webhooks on final journal entries |
//! | [`v1`] | what is read under `/api/v1`, a file for each resource |

pub mod access;
pub mod asked;
pub mod http;
pub mod link;
pub mod names;
pub mod openapi;
pub mod outbox;
pub mod paging;
pub mod problem;
pub mod shares;
pub mod texts;
pub mod v1;
pub mod writing;

#[cfg(test)]
mod tests;

use access::Access;
use anyhow::Context;
use axum::Router;
use hallmark_index::{Reader, Status};
use hallmark_types::Digest;
use outbox::{guard::Cidr, Outbox};
use std::{
	ops::Range,
	path::{Path, PathBuf},
	sync::Arc,
};
use writing::Writing;

/// What a gateway's operator decides about its API.
#[derive(Clone, Debug, Default)]
pub struct Options {
	/// The folder that keeps what was sent and who is told.
	pub data: PathBuf,
	/// The file of API keys, if there are any.
	pub keys: Option<PathBuf>,
	/// Under which address the world knows the gateway; without it that of each request counts.
	pub origin: Option<String>,
	/// Whether the world reaches it by HTTPS.
	pub is_secure: bool,
	/// Where webhooks may go besides the public network.
	pub webhook_allow: Vec<Cidr>,
}

/// The public leaf files of lots that a gateway has at hand.
pub trait LeafFiles: Send + Sync {
	/// The serials of items by their indices, out of the file with this digest; none if the file is not at
	/// hand, or has no serials in it, as those of lots whose serials were made.
	fn serials(&self, file: Digest, items: Range<u32>) -> Option<Vec<String>>;
}

/// What the routes of a gateway with an index share.
pub struct Desk {
	/// Who reads the index.
	pub reader: Reader,
	/// How the index stands.
	pub status: Arc<Status>,
	/// The nodes of the chain, as `--node` names them.
	pub nodes: String,
	/// The hash of the chain's first block.
	pub genesis: Digest,
	/// The chain itself, for what the index does not hold.
	pub link: link::Link,
	/// Who may call.
	pub access: Access,
	/// Who writes.
	pub writing: Writing,
	/// Who tells others.
	pub outbox: Outbox,
	/// Who listens to the journals.
	pub streams: v1::stream::Streams,
	/// The leaf files at hand.
	pub leaf_files: Option<Arc<dyn LeafFiles>>,
}

impl Desk {
	/// What the routes of a gateway share, with the nodes of the chain as `--node` names them.
	///
	/// # Errors
	///
	/// If a file cannot be read or written, or is something else.
	pub fn open(
		reader: Reader,
		status: Arc<Status>,
		nodes: String,
		genesis: Digest,
		options: &Options,
	) -> anyhow::Result<Self> {
		let link = link::Link::new(nodes.clone(), genesis);
		let file = |name: &str| options.data.join(name);
		let named = |path: &Path| path.display().to_string();
		let (sent, told) = (file("writing.db"), file("outbox.db"));
		let access = Access::open(
			options.keys.as_deref(),
			Arc::new(link.clone()),
			genesis,
			options.origin.clone(),
			options.is_secure,
		);
		Ok(Self {
			access: access.context("--keys")?,
			writing: Writing::open(&sent, link.clone(), reader.clone())
				.with_context(|| named(&sent))?,
			outbox: Outbox::open(&told, reader.clone(), options.webhook_allow.clone())
				.with_context(|| named(&told))?,
			reader,
			status,
			nodes,
			genesis,
			link,
			streams: v1::stream::none(),
			leaf_files: None,
		})
	}

	/// The same with leaf files, so that codes of lots with serials of their merchants' own can be had.
	#[must_use]
	pub fn with_leaf_files(self, leaf_files: Arc<dyn LeafFiles>) -> Self {
		Self { leaf_files: Some(leaf_files), ..self }
	}

	/// The same with nothing on the disk but the index: what is sent and who is told is forgotten when the
	/// process ends, and nobody has a key. For trying things out.
	///
	/// # Panics
	///
	/// If there is no memory for two empty databases.
	pub fn new(reader: Reader, status: Arc<Status>, nodes: String, genesis: Digest) -> Self {
		Self::in_memory(reader, status, nodes, genesis, None)
	}

	/// The same, with operators that somebody else knows than the chain.
	pub(crate) fn in_memory(
		reader: Reader,
		status: Arc<Status>,
		nodes: String,
		genesis: Digest,
		operators: Option<Arc<dyn access::Operators>>,
	) -> Self {
		let link = link::Link::new(nodes.clone(), genesis);
		let operators = operators.unwrap_or_else(|| Arc::new(link.clone()));
		Self {
			access: Access::open(None, operators, genesis, None, false)
				.expect("there is no file to be read; qed"),
			writing: Writing::in_memory(link.clone(), reader.clone())
				.expect("a new database can be written; qed"),
			outbox: Outbox::in_memory(reader.clone(), Vec::new())
				.expect("a new database can be written; qed"),
			reader,
			status,
			nodes,
			genesis,
			link,
			streams: v1::stream::none(),
			leaf_files: None,
		}
	}

	/// Follows what was sent, and tells others what happens, as long as the process runs.
	pub fn follow(&self) {
		tokio::spawn(self.writing.clone().follow());
		tokio::spawn(self.outbox.clone().follow());
	}
}

/// All routes of the API, with their description.
pub fn routes() -> openapi::Routes {
	openapi::Routes::default()
		.with(v1::routes)
		.with(access::routes::routes)
		.with(writing::routes::routes)
		.with(outbox::routes::routes)
}

/// All paths of the API.
pub fn router(desk: Arc<Desk>) -> Router {
	routes().into_router(desk)
}
