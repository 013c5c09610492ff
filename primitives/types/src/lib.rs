//! Words that the pallets, the runtime and the clients of Hallmark share, and the verdict. The
//! traits between pallets stand in `hallmark-glue`, the readers' APIs in `hallmark-runtime-api`.
//!
//! - [`admission`]: why a transaction is refused at the pool;
//! - [`ids`]: the ids that the chain gives out;
//! - [`codes`]: codes of the standards as they stand in storage (GTIN, GLN, country, HS);
//! - [`ranges`]: ranges of items of one lot, and the algebra on them;
//! - [`stretches`]: items side by side that stand alike, however often a lot is split;
//! - [`trade`]: codes of transport and trade (UN/LOCODE, modes, SSCC, HS prefixes);
//! - [`text`]: bounded text that shows what it says;
//! - [`registers`]: registers outside of the chain, and the numbers that they give;
//! - [`roles`]: what an organisation is, and what an operator may do;
//! - [`journal`]: the timeline of a subject;
//! - [`links`]: what an organisation says stands elsewhere: links, host names, keys of credentials;
//! - [`verdict`]: the verdict over a scanned code, a pure function of facts.

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

extern crate alloc;

pub mod admission;
pub mod codes;
pub mod ids;
pub mod journal;
pub mod links;
pub mod peers;
pub mod ranges;
pub mod registers;
pub mod roles;
pub mod stretches;
pub mod text;
pub mod trade;
pub mod verdict;

pub use admission::{Refused, WriteRefusal};
pub use codes::{Batch, CountryCode, Gln, Gtin, HsCode, Serial};
pub use ids::*;
pub use journal::{Assurance, Document, JournalEntry, JournalKind, MediaType, Subject};
pub use links::{CredentialKey, Link, LinkSubject};
pub use peers::PeerId;
pub use ranges::{ItemRange, ItemRanges, MAX_RANGES};
pub use registers::{Registration, RegistrationNumber, SystemCode};
pub use roles::{Permission, Permissions, Role, RoleSet};
pub use text::{Text, TextError};
pub use trade::{
	check_container, read_container, ContainerError, HsPrefix, Sscc, TransportMode, Unlocode,
	ValueBand,
};
pub use verdict::Clearance;

/// A SHA-256 digest of a document, or a node of a lot's tree.
pub type Digest = sp_core::H256;

/// Milliseconds since the Unix epoch, as the chain's timestamp counts them.
pub type Moment = u64;

/// A block's height.
pub type BlockNumber = u32;

/// An account: the public key that signs for an operator.
pub type AccountId = sp_core::crypto::AccountId32;

/// The most entries that a list in a reader's answer has.
pub const MAX_LIST: u32 = 256;

/// The largest number of items in a lot: 2^20.
pub const MAX_LOT_ITEMS: u32 = 1 << 20;

/// The longest inclusion proof in a lot of [`MAX_LOT_ITEMS`].
pub const MAX_PROOF: u32 = 20;
