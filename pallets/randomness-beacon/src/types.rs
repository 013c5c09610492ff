//! The records.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_types::{BlockNumber, Digest};
use scale_info::TypeInfo;
use sp_core::sr25519::{vrf::VrfSignature, Public};

/// The output of a key for an input, as a compressed Ristretto point. Each key has exactly one for
/// each input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PreOutput(pub [u8; 32]);

/// The proof that a pre-output belongs to a key and an input. Many proofs exist for each
/// pre-output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Proof(pub [u8; 64]);

/// What a block's author adds: an sr25519 VRF signature, encoded as
/// [`VrfSignature`](sp_core::sr25519::vrf::VrfSignature). The node puts the same bytes into the
/// inherent data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Contribution {
	/// What is folded into the mix.
	pub pre_output: PreOutput,
	/// The proof that it is the author's.
	pub proof: Proof,
}

impl From<VrfSignature> for Contribution {
	fn from(signature: VrfSignature) -> Self {
		Self {
			pre_output: PreOutput(signature.pre_output.0.to_bytes()),
			proof: Proof(signature.proof.0.to_bytes()),
		}
	}
}

/// The turn of a block's author.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Turn {
	/// The owner of this key has not contributed yet.
	#[codec(index = 0)]
	Open(Public),
	/// The author has contributed.
	#[codec(index = 1)]
	Taken,
}

/// An awaited slot.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Await {
	/// How often it was awaited and not yet forgotten.
	pub references: u64,
	/// The mix after the first block at or after it, once there is one.
	pub mix: Option<Digest>,
	/// That block's height; 0 until then.
	pub made: BlockNumber,
}

impl Await {
	/// A slot that is awaited `references` times and has not come.
	pub(crate) fn to_come(references: u64) -> Self {
		Self { references, mix: None, made: 0 }
	}
}

/// The longest justification that is taken, in bytes: a hundred votes take 13 KiB.
pub const MAX_JUSTIFICATION: u32 = 64 * 1024;

/// A justification of GRANDPA, encoded.
pub type Justification = BoundedVec<u8, ConstU32<MAX_JUSTIFICATION>>;

/// The most votes that a justification can have by its length: each takes 132 bytes.
pub(crate) fn votes_in(justification: &Justification) -> u32 {
	(justification.len() as u32).div_ceil(132)
}
