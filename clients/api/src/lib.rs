//! REST over the index and the chain: what programs ask, what they have written, and what they are told.
//!
//! | module | holds |
//! |---|---|
//! | [`http`] | what all answers have in common |

pub mod http;

use hallmark_index::{Reader, Status};
use hallmark_types::Digest;
use std::sync::Arc;

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
}
