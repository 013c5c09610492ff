//! The records.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use hallmark_types::Digest;
use scale_info::TypeInfo;
use sp_core::sr25519::{vrf::VrfSignature, Public};

/// What a key gives for an input: a compressed Ristretto point. There is one for each key and input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PreOutput(pub [u8; 32]);

/// The proof that a pre-output is of a key and an input. There are many for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Proof(pub [u8; 64]);

/// What a block's author adds: an sr25519 VRF signature, in the encoding of
/// [`VrfSignature`](sp_core::sr25519::vrf::VrfSignature). It is also what the node puts into the inherent
/// data.
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
	/// The owner of this key is to contribute.
	#[codec(index = 0)]
	Open(Public),
	/// It has contributed.
	#[codec(index = 1)]
	Taken,
}

/// An awaited slot.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Await {
	/// How often it was awaited and not yet forgotten.
	pub references: u32,
	/// The mix after the first block at or after it, once there is one.
	pub mix: Option<Digest>,
}
