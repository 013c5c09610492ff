//! What the chain decided at borders, computed anew from public data and compared with what it has.
//!
//! | module | holds |
//! |---|---|
//! | [`draw`], [`mix`], [`risk`], [`rules`], [`switching`] | what is computed anew, each written from the documentation and the standards |
//! | [`plans`] | plans, from the tables that the chain reads too |
//! | [`judge`] | what is compared, block by block |
//! | [`records`] | what stands in the chain's state, as its metadata tells it |
//! | [`history`] | what an audit reads |
//! | [`report`] | what was compared, what differs, what could not be computed |
//! | [`run`] | an audit from its first block to its last |
//! | [`result`] | its result, to be signed and published |
//!
//! # What is independent
//!
//! An audit that ran the chain's own functions would agree with them whatever they do. So this crate
//! depends on no pallet, and on nothing that links the runtime (`cargo tree -p hallmark-audit -e normal` has
//! neither); `hallmark` reads the node and the index for it. Draws, rules, scores, switching, acceptance and the conditions of release are
//! written here a second time, and `tests/like_the_chain.rs` compares both on values made at random. What is shared: the
//! tables of ISO 2859-1 (`hallmark-iso2859`), which are held against the printed standard by tests of
//! their own; the forms of ids; and libraries for hashes and signatures.
//!
//! What stands in state before a block is taken as the node tells it. Whoever does not trust a node
//! runs one: it computes every block by itself.

#![cfg_attr(
	not(test),
	deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

pub mod draw;
pub mod error;
pub mod history;
pub mod judge;
pub mod mix;
pub mod plans;
pub mod records;
pub mod report;
pub mod result;
pub mod risk;
pub mod rules;
pub mod run;
pub mod switching;

pub use error::{Error, Result};
pub use result::Audited;
