//! What makes a verdict proven, without trusting whoever shows it.
//!
//! - [`finality`]: [`TrustedSet`], whose votes make a block final, and how the next set takes over;
//! - [`state`]: the part of a state that a proof holds, in which nothing is absent that the proof
//!   does not show to be absent;
//! - [`bundle`]: all of it in one piece, as a gateway hands it to a browser, and its check.
//!
//! Nothing here asks a node, reads a clock or knows a file, so that it runs wherever a verdict has to
//! be checked: in the SDK, and as Wasm in a browser (`clients/verify/wasm`). The verdict itself is
//! computed by the runtime of the chain, which the caller brings along.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod bundle;
mod error;
pub mod finality;
pub mod state;
#[cfg(test)]
mod tests;

pub use bundle::{Bundle, Checked, Code, Final};
pub use error::ProofError;
pub use finality::{scheduled_change, Justification, TrustedSet};
pub use state::{PartOfState, Proved};

use codec::{Decode, Encode};
use core::time::Duration;
use hallmark_types::{BlockNumber, Digest, Moment};
use serde::{Deserialize, Serialize};
use sp_runtime::{generic, traits::BlakeTwo256};

/// A header of the chain.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;

/// How old a proven state may be before it is called stale: whoever shows it may be withholding what
/// came later.
pub const STALE: Duration = Duration::from_secs(600);

/// Whether a state of one moment is stale at another. A clock that is behind the chain's finds
/// nothing stale.
pub fn is_stale(made: Moment, now: Moment) -> bool {
	u128::from(now.saturating_sub(made)) > STALE.as_millis()
}

/// A block of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
pub struct BlockRef {
	/// Its height.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: Digest,
}
