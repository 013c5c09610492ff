//! The identity of items: serials, scratch codes, and the Merkle tree that a lot commits to.
//!
//! A lot of up to [`MAX_ITEMS`] items stands on the chain as one root and one count. Whoever holds
//! the code of an item rebuilds its [`Leaf`] and proves it against that root with
//! [`verify_inclusion`]. `docs/identity.md` gives every byte, with test vectors.
//!
//! Without the feature `std` the crate is what the runtime needs: hashing, verifying, reading
//! serials and scratch codes; no allocation. With it come the makers' parts: `LotKey`, `Lot`,
//! `Tree`, the public `leaf_file` and the merchant's `secret_file`.

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
	not(test),
	deny(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::panic
	)
)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod crockford;
mod leaf;
mod message;
mod proof;
mod scratch;
mod serial;

pub use leaf::{commitment, commitment_by, Leaf, Secret, MAX_BATCH, MAX_SERIAL};
pub use proof::{
	leaf_hash, node_hash, verify_inclusion, verify_inclusion_by, Hash, ProofError, MAX_ITEMS,
	MAX_PROOF,
};
pub use scratch::{ScratchCode, ScratchError};
pub use serial::{index_of_serial, serial, Tag};

#[cfg(feature = "std")]
mod key;
#[cfg(feature = "std")]
pub mod leaf_file;
#[cfg(feature = "std")]
mod lot;
#[cfg(feature = "std")]
mod maker;
#[cfg(feature = "std")]
mod many;
#[cfg(all(feature = "std", unix))]
pub mod secret_file;
#[cfg(feature = "std")]
mod tree;

#[cfg(feature = "std")]
pub use key::LotKey;
#[cfg(feature = "std")]
pub use lot::{Lot, LotError, PublicItem};
#[cfg(feature = "std")]
pub use tree::{root_of, Tree};
