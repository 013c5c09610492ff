//! The key of a lot, from which all its serials and secrets follow.

use crate::{
	leaf::Secret,
	serial::{serial, Tag},
};
use core::fmt;
use hmac::{Hmac, Mac};
use sha2::Sha256;

const TAG_DOMAIN: &[u8] = b"hallmark/tag/1";
const SECRET_DOMAIN: &[u8] = b"hallmark/secret/1";

/// The key of a lot: 32 random bytes. With it, all that a merchant must keep; whoever else has it
/// can print every code of the lot.
///
/// Dropping it wipes it. Copies that the compiler made on the way may survive.
#[derive(Clone)]
pub struct LotKey {
	bytes: [u8; 32],
	/// Keyed once; cloned for every item.
	mac: Hmac<Sha256>,
}

impl LotKey {
	/// The key of these bytes, which must come from a cryptographic random source.
	pub fn new(bytes: [u8; 32]) -> Self {
		// HMAC pads a key to the hash's block with zeros (RFC 2104, section 2). Padding it here
		// gives the same and cannot fail.
		let mut block = [0; 64];
		for (place, byte) in block.iter_mut().zip(bytes) {
			*place = byte;
		}
		Self { bytes, mac: <Hmac<Sha256> as hmac::digest::KeyInit>::new(&block.into()) }
	}

	/// The bytes to keep.
	pub fn bytes(&self) -> &[u8; 32] {
		&self.bytes
	}

	/// The tag in the serial of an item: the first 10 bytes of HMAC-SHA-256(key,
	/// "hallmark/tag/1" ‖ index as 4 bytes, big endian).
	pub fn tag(&self, index: u32) -> Tag {
		self.derive(TAG_DOMAIN, index)
	}

	/// The secret under the scratch layer of an item: the first 10 bytes of HMAC-SHA-256(key,
	/// "hallmark/secret/1" ‖ index as 4 bytes, big endian).
	pub fn secret(&self, index: u32) -> Secret {
		self.derive(SECRET_DOMAIN, index)
	}

	/// The serial of an item, for lots whose serials are made here.
	pub fn serial(&self, index: u32) -> [u8; 20] {
		serial(index, &self.tag(index))
	}

	fn derive(&self, domain: &[u8], index: u32) -> [u8; 10] {
		let output =
			self.mac.clone().chain_update(domain).chain_update(index.to_be_bytes()).finalize();
		let mut derived = [0; 10];
		for (place, byte) in derived.iter_mut().zip(output.into_bytes()) {
			*place = byte;
		}
		derived
	}
}

impl Drop for LotKey {
	fn drop(&mut self) {
		self.bytes = [0; 32];
		self.mac = <Hmac<Sha256> as hmac::digest::KeyInit>::new(&[0; 64].into());
		// Keeps the stores above from being optimised away as dead.
		core::hint::black_box(self);
	}
}

/// Hides the key: debug output ends in logs.
impl fmt::Debug for LotKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("LotKey(…)")
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use hmac::digest::KeyInit;

	#[test]
	fn derived_values_are_those_of_a_plain_hmac() {
		let bytes = core::array::from_fn(|i| i as u8);
		let key = LotKey::new(bytes);
		let plain = |message: &[u8]| {
			let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&bytes).unwrap();
			mac.chain_update(message).finalize().into_bytes()
		};
		assert_eq!(key.tag(258), plain(b"hallmark/tag/1\x00\x00\x01\x02")[..10]);
		assert_eq!(key.secret(258), plain(b"hallmark/secret/1\x00\x00\x01\x02")[..10]);
		assert_eq!(key.serial(258), serial(258, &key.tag(258)));
	}

	#[test]
	fn key_stays_hidden_when_debugged() {
		assert_eq!(format!("{:?}", LotKey::new([0xab; 32])), "LotKey(…)");
	}
}
