//! The traits through which one pallet uses another, a file for each domain. They are wired in the
//! runtime; where a neighbour is optional, `()` stands in for it.
//!
//! A trait whose call costs weight returns that weight too, so that a caller can add it to its own
//! (`docs/adr/0008-weights.md`).
//!
//! - [`registry`]: who may act, organisations, brands, facilities;
//! - [`identity`]: products, lots, holds and recalls;
//! - [`border`]: what agencies attest, how goods are controlled;
//! - [`goods`]: shipments, and where goods are;
//! - [`journal`]: the timeline of every subject;
//! - [`quota`]: what may be stored, and activated;
//! - [`beacon`]: randomness that nobody foresees.

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

pub mod beacon;
pub mod border;
pub mod goods;
pub mod identity;
pub mod journal;
pub mod quota;
pub mod registry;

pub use beacon::*;
pub use border::*;
pub use goods::*;
pub use identity::*;
pub use journal::*;
pub use quota::*;
pub use registry::*;

use sp_weights::Weight;

/// The sum of weights: a call's own, and those of the traits that it asks.
pub fn total_weight<const N: usize>(weights: [Weight; N]) -> Weight {
	weights.into_iter().fold(Weight::zero(), |sum, weight| sum.saturating_add(weight))
}
