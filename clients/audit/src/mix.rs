//! How the beacon's mix goes on from block to block, written from the documentation of
//! `pallets/randomness-beacon`; the signatures are checked by the library that any sr25519 key is
//! checked by.

use codec::Decode;
use hallmark_types::Digest;
use sha2::{Digest as _, Sha256};
use sp_core::{
	crypto::VrfPublic,
	sr25519::{
		vrf::{VrfSignature, VrfTranscript},
		Public,
	},
};

/// What a block's author adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contribution {
	/// The output of the author's key.
	pub pre_output: [u8; 32],
	/// That it is that key's output for the parent's mix and this slot.
	pub proof: [u8; 64],
}

/// The mix after a block of this slot, on a parent with this mix.
pub fn after(mix: &Digest, slot: u64, pre_output: &[u8; 32]) -> Digest {
	let hash = Sha256::new()
		.chain_update(b"hallmark/mix/1")
		.chain_update(mix)
		.chain_update(slot.to_be_bytes())
		.chain_update(pre_output);
	Digest::from_slice(&hash.finalize())
}

/// Whether the owner of this key made the contribution for this slot, on a parent with this mix.
pub fn is_authors(contribution: &Contribution, key: &[u8; 32], mix: &Digest, slot: u64) -> bool {
	let slot = slot.to_be_bytes();
	let parts: [(&'static [u8], &[u8]); 2] = [(b"mix", mix.as_bytes()), (b"slot", &slot)];
	let signed = VrfTranscript::new(b"hallmark/vrf/1", &parts).into_sign_data();
	let bytes = [&contribution.pre_output[..], &contribution.proof[..]].concat();
	let signature = VrfSignature::decode(&mut &bytes[..]);
	signature.is_ok_and(|it| Public::from_raw(*key).vrf_verify(&signed, &it))
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use sp_core::{crypto::VrfSecret, sr25519::Pair, Pair as _};

	fn made(mix: &Digest, slot: u64) -> (Pair, Contribution) {
		let pair = Pair::from_seed(&[1; 32]);
		let bytes = slot.to_be_bytes();
		let parts: [(&'static [u8], &[u8]); 2] = [(b"mix", mix.as_bytes()), (b"slot", &bytes)];
		let signed = VrfTranscript::new(b"hallmark/vrf/1", &parts).into_sign_data();
		let bytes = pair.vrf_sign(&signed).encode();
		let contribution = Contribution {
			pre_output: bytes[..32].try_into().unwrap(),
			proof: bytes[32..].try_into().unwrap(),
		};
		(pair, contribution)
	}

	#[test]
	fn contribution_is_its_authors_for_one_mix_and_slot_alone() {
		let (mix, slot) = (Digest::repeat_byte(2), 900_000_000);
		let (pair, contribution) = made(&mix, slot);
		let key = pair.public().0;
		assert!(is_authors(&contribution, &key, &mix, slot));
		assert!(!is_authors(&contribution, &key, &mix, slot + 1));
		assert!(!is_authors(&contribution, &key, &Digest::zero(), slot));
		let other = Pair::from_seed(&[2; 32]).public().0;
		assert!(!is_authors(&contribution, &other, &mix, slot));
		let mut forged = contribution;
		forged.proof[0] ^= 1;
		assert!(!is_authors(&forged, &key, &mix, slot));
	}
}
