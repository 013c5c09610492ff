//! Signatures that this node found right.
//!
//! A transaction's signature is checked when it comes into the pool, again when its block is made,
//! and again when a block is imported. A right signature stays right, so the node checks it once
//! and remembers it: the host function that verifies looks here first. What it answers is the same.

use codec::{DecodeAll, Encode};
use hallmark_runtime::{authoring, Hash, UncheckedExtrinsic};
use sp_core::{crypto::Pair as _, sr25519};
use sp_io::hashing::blake2_256;
use sp_runtime::transaction_validity::TransactionSource;
use sp_runtime_interface::{
	pass_by::{PassFatPointerAndRead, PassPointerAndRead},
	runtime_interface,
};
use sp_wasm_interface::ExtendedHostFunctions;
use std::{
	collections::HashSet,
	mem,
	sync::{LazyLock, Mutex, PoisonError},
};

/// What the runtime can call, as Wasm: the SDK's functions, with the memory in front of one.
pub type HostFunctions =
	ExtendedHostFunctions<sp_io::SubstrateHostFunctions, crypto::HostFunctions>;

/// How many signatures a generation holds, at 32 bytes and some: more than the pool has room for.
const GENERATION: usize = 128 * 1024;

static MEMORY: LazyLock<Mutex<Memory>> = LazyLock::new(Mutex::default);

/// The newest signatures, at least a generation and at most two of them.
#[derive(Default)]
struct Memory {
	young: HashSet<[u8; 32]>,
	old: HashSet<[u8; 32]>,
}

impl Memory {
	fn knows(&self, key: &[u8; 32]) -> bool {
		self.young.contains(key) || self.old.contains(key)
	}

	fn add(&mut self, key: [u8; 32]) {
		if self.young.len() >= GENERATION {
			self.old = mem::take(&mut self.young);
		}
		self.young.insert(key);
	}
}

/// What stands for a signature by `signer` of `message`. The parts before the message have a fixed
/// length, so that no two of them make the same key.
fn key(signature: &sr25519::Signature, message: &[u8], signer: &sr25519::Public) -> [u8; 32] {
	blake2_256(&[signature.as_ref(), signer.as_ref(), message].concat())
}

fn memory() -> std::sync::MutexGuard<'static, Memory> {
	MEMORY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a signature is right. It is remembered if it is.
pub fn verify(signature: &sr25519::Signature, message: &[u8], signer: &sr25519::Public) -> bool {
	let key = key(signature, message, signer);
	if memory().knows(&key) {
		return true;
	}
	let right = sr25519::Pair::verify(signature, message, signer);
	if right {
		memory().add(key);
	}
	right
}

/// Remembers a signature that the caller made itself.
pub fn remember(signature: &sr25519::Signature, message: &[u8], signer: &sr25519::Public) {
	memory().add(key(signature, message, signer));
}

/// Forgets all of them, so that each has to be verified again.
pub fn forget() {
	*memory() = Memory::default();
}

/// Remembers the signature of a transaction that the runtime validated natively, where no host
/// function is called. `question` and `answer` are those of `validate_transaction`, as they are
/// encoded. It has to be called in the externalities of that call.
pub fn remember_validated(question: &[u8], answer: &[u8]) {
	// A result begins with 0 if it is `Ok`.
	if answer.first() != Some(&0) {
		return;
	}
	let question = <(TransactionSource, UncheckedExtrinsic, Hash)>::decode_all(&mut &*question);
	let Ok((_, extrinsic, _)) = question else { return };
	// What was verified are the bytes that came. They are made anew below.
	if extrinsic.encoded_call.as_ref().is_some_and(|call| *call != extrinsic.function.encode()) {
		return;
	}
	if let Some((signature, message, signer)) = authoring::signed_by(extrinsic) {
		remember(&signature, &message, &signer);
	}
}

/// The host function in whose place the memory stands, in both of its versions.
#[runtime_interface]
trait Crypto {
	#[version(1, register_only)]
	fn sr25519_verify(
		signature: PassPointerAndRead<&sr25519::Signature, 64>,
		message: PassFatPointerAndRead<&[u8]>,
		signer: PassPointerAndRead<&sr25519::Public, 32>,
	) -> bool {
		sr25519::Pair::verify_deprecated(signature, message, signer)
	}

	#[version(2, register_only)]
	fn sr25519_verify(
		signature: PassPointerAndRead<&sr25519::Signature, 64>,
		message: PassFatPointerAndRead<&[u8]>,
		signer: PassPointerAndRead<&sr25519::Public, 32>,
	) -> bool {
		verify(signature, message, signer)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn signature_is_remembered_only_when_it_is_right() {
		let pair = sr25519::Pair::from_seed(&[7; 32]);
		let (signer, signature) = (pair.public(), pair.sign(b"goods"));
		let another = sr25519::Pair::from_seed(&[8; 32]).public();
		assert!(!verify(&signature, b"other goods", &signer));
		assert!(!verify(&signature, b"goods", &another));
		assert!(!memory().knows(&key(&signature, b"other goods", &signer)));
		assert!(verify(&signature, b"goods", &signer));
		assert!(memory().knows(&key(&signature, b"goods", &signer)));
		// What is remembered vouches for nothing else.
		assert!(!verify(&signature, b"other goods", &signer));
		assert!(!verify(&signature, b"goods", &another));
	}

	#[test]
	fn memory_keeps_the_newest_generation_when_more_come() {
		let mut memory = Memory::default();
		let number = |n: usize| blake2_256(&n.to_le_bytes());
		for n in 0..=2 * GENERATION {
			memory.add(number(n));
		}
		assert!(!memory.knows(&number(0)));
		assert!(memory.knows(&number(GENERATION)) && memory.knows(&number(2 * GENERATION)));
		assert!(memory.young.len() + memory.old.len() <= 2 * GENERATION);
	}
}
