//! What is signed, verified and hashed. Node and chain share it.

use crate::{Contribution, PreOutput};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use hallmark_glue::Slot;
use hallmark_types::Digest;
use sp_core::{
	crypto::VrfPublic,
	sr25519::{
		vrf::{VrfSignData, VrfSignature, VrfTranscript},
		Public,
	},
};
use sp_io::hashing::sha2_256;

/// The label of what is signed, so that no signature that was made for another purpose passes as a
/// contribution.
const VRF: &[u8] = b"hallmark/vrf/1";
/// The domain under which mixes are hashed.
const MIX: &[u8] = b"hallmark/mix/1";
/// The domain under which first mixes are hashed.
const FIRST_MIX: &[u8] = b"hallmark/first-mix/1";

/// What the author of `slot` signs on a parent with this mix: a Merlin transcript labelled
/// "hallmark/vrf/1", with the message "mix" and, as 8 bytes, big-endian, the message "slot".
pub fn sign_data(mix: &Digest, slot: Slot) -> VrfSignData {
	let slot = slot.to_be_bytes();
	VrfTranscript::new(VRF, &[(b"mix", mix.as_bytes()), (b"slot", &slot)]).into_sign_data()
}

/// The mix that follows: `SHA-256("hallmark/mix/1" ‖ mix ‖ slot ‖ pre-output)`, the slot as 8
/// bytes, big-endian.
pub fn fold(mix: &Digest, slot: Slot, pre_output: &PreOutput) -> Digest {
	hash(&[MIX, mix.as_bytes(), &slot.to_be_bytes(), &pre_output.0])
}

/// The mix before the first block: `SHA-256("hallmark/first-mix/1" ‖ seed)`.
pub fn first_mix(seed: &Digest) -> Digest {
	hash(&[FIRST_MIX, seed.as_bytes()])
}

fn hash(parts: &[&[u8]]) -> Digest {
	let bytes: Vec<u8> = parts.concat();
	sha2_256(&bytes).into()
}

impl Contribution {
	/// Whether the owner of `author` made this for `slot`, on a parent with this mix. Bytes that
	/// are no VRF signature at all are refused too.
	pub fn is_valid(&self, author: &Public, mix: &Digest, slot: Slot) -> bool {
		let signature = VrfSignature::decode(&mut self.encode().as_slice());
		signature.is_ok_and(|signature| author.vrf_verify(&sign_data(mix, slot), &signature))
	}
}
