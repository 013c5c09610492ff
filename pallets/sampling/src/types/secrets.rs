//! What an authority committed to, and the entropy made with it.

use codec::{Decode, Encode, MaxEncodedLen};
use hallmark_glue::Slot;
use hallmark_types::{BlockNumber, Digest};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// How many slots ahead the entropy lies that a decision or a draw waits for.
pub const SLOTS_AHEAD: Slot = 2;

/// The secrets of an authority about one declaration: a chain in which each is the commitment to
/// the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Secrets {
	/// The commitment to the next secret: the last one that was revealed, or what was given at
	/// acceptance.
	pub commitment: Digest,
	/// The first secret, once revealed. It settles every decision of the declaration.
	pub first: Option<Digest>,
	/// How many are revealed.
	pub revealed: u32,
	/// How many are bound to a draw, or to settling, before their entropy was there.
	pub bound: u32,
}

/// The entropy of a seed: all of it public once it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entropy {
	/// The slot that was awaited.
	pub slot: Slot,
	/// The beacon's mix there.
	pub mix: Digest,
	/// What the authority revealed: 32 zero bytes where its secrets were declared lost.
	pub secret: Digest,
}

/// Entropy that is awaited: a slot ahead, and a secret of the declaration's chain that was bound to
/// it before either was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Awaited {
	/// The slot.
	pub slot: Slot,
	/// The secret's number in the chain, counted from 1; 0 where the secrets were declared lost.
	pub secret: u32,
	/// The block in which they were bound.
	pub block: BlockNumber,
	/// The entropy, once it is there.
	pub entropy: Option<Entropy>,
}
