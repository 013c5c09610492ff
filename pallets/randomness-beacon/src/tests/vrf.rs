use crate::{
	mock::{key, sign},
	recorded::{author, contribution, MIX, SLOT},
	*,
};
use codec::Encode;
use hallmark_types::Digest;
use sp_core::{crypto::Pair, sr25519::vrf::VrfSignature};
use sp_io::hashing::sha2_256;

#[test]
fn recorded_contribution_is_valid() {
	assert_eq!(author(), key(1).public());
	assert!(contribution().is_valid(&author(), &MIX.into(), SLOT));
	// The key still gives the same output for the same input.
	let again = sign(&key(1), &MIX.into(), SLOT);
	assert_eq!(again.pre_output, contribution().pre_output);
}

#[test]
fn proofs_of_one_pre_output_are_many() {
	let (one, other) = (sign(&key(1), &MIX.into(), SLOT), sign(&key(1), &MIX.into(), SLOT));
	assert_eq!(one.pre_output, other.pre_output);
	assert_ne!(one.proof, other.proof);
	assert!(one.is_valid(&author(), &MIX.into(), SLOT));
	assert!(other.is_valid(&author(), &MIX.into(), SLOT));
}

#[test]
fn contribution_is_invalid_when_anything_differs() {
	let (right, mix) = (contribution(), Digest::from(MIX));
	assert!(right.is_valid(&author(), &mix, SLOT));
	assert!(!right.is_valid(&key(2).public(), &mix, SLOT));
	assert!(!right.is_valid(&author(), &Digest::zero(), SLOT));
	assert!(!right.is_valid(&author(), &mix, SLOT + 1));
	let other = sign(&key(1), &mix, SLOT + 1);
	let mixed = Contribution { pre_output: other.pre_output, ..right };
	assert!(!mixed.is_valid(&author(), &mix, SLOT));
	for bit in 0..8 * 32 {
		let mut wrong = right;
		wrong.pre_output.0[bit / 8] ^= 1 << (bit % 8);
		assert!(!wrong.is_valid(&author(), &mix, SLOT), "bit {bit}");
	}
	for bit in 0..8 * 64 {
		let mut wrong = right;
		wrong.proof.0[bit / 8] ^= 1 << (bit % 8);
		assert!(!wrong.is_valid(&author(), &mix, SLOT), "bit {bit}");
	}
}

#[test]
fn contribution_is_invalid_when_it_is_of_a_degenerate_key() {
	// The identity is the public key of the secret 0, and the output of that secret for every
	// input.
	let nobody = sp_core::sr25519::Public::from_raw([0; 32]);
	let nothing = Contribution { pre_output: PreOutput([0; 32]), proof: Proof([0; 64]) };
	assert!(!nothing.is_valid(&nobody, &MIX.into(), SLOT));
}

#[test]
fn contribution_has_the_encoding_of_a_vrf_signature() {
	use sp_core::crypto::VrfSecret;
	let signature: VrfSignature = key(1).vrf_sign(&sign_data(&MIX.into(), SLOT));
	let encoded = signature.encode();
	assert_eq!(Contribution::from(signature).encode(), encoded);
}

#[test]
fn mix_is_the_hash_of_domain_mix_slot_and_pre_output() {
	let pre_output = contribution().pre_output;
	let slot = [0, 0, 0, 0, 0x35, 0xa4, 0xe9, 0];
	let bytes = [&b"hallmark/mix/1"[..], &MIX, &slot, &pre_output.0].concat();
	let folded = fold(&MIX.into(), SLOT, &pre_output);
	assert_eq!(folded, Digest::from(sha2_256(&bytes)));
}

#[test]
fn mix_goes_on_as_in_the_vectors() {
	let vectors: serde_json::Value =
		serde_json::from_str(include_str!("../../../../vectors/draw.json")).unwrap();
	let mixes = vectors["mixes"].as_array().unwrap();
	assert!(!mixes.is_empty());
	for it in mixes {
		let digest = |name| it[name].as_str().unwrap().parse::<Digest>().unwrap();
		let output = PreOutput(digest("output").0);
		let next = fold(&digest("mix"), it["slot"].as_u64().unwrap(), &output);
		assert_eq!(next, digest("next"));
	}
}
