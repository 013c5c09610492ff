//! The key of a lot, from which all its serials and secrets follow.

use crate::{
	leaf::Secret,
	many::{put, Messages, Padded},
	serial::{serial, Tag},
	Hash,
};
use core::fmt;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The items whose values are derived side by side.
pub(crate) const GROUP: usize = 32;

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
		Self { bytes, mac: <Hmac<Sha256> as hmac::digest::KeyInit>::new(&padded(&bytes).into()) }
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

	/// Derives the tags of many items.
	pub(crate) fn tags(&self) -> Deriver {
		Deriver::new(self, TAG_DOMAIN)
	}

	/// Derives the secrets of many items.
	pub(crate) fn secrets(&self) -> Deriver {
		Deriver::new(self, SECRET_DOMAIN)
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

/// The key as HMAC pads it: with zeros to the hash's block (RFC 2104, section 2). Padding it here
/// cannot fail.
fn padded(key: &[u8; 32]) -> [u8; 64] {
	let mut block = [0; 64];
	put(&mut block, 0, key);
	block
}

/// Derives values of one kind, side by side. Dropping it wipes it, as with the key.
pub(crate) struct Deriver {
	inner: Messages<1>,
	outer: Messages<1>,
	inner_padded: [Padded<1>; GROUP],
	outer_padded: [Padded<1>; GROUP],
	digests: [Hash; GROUP],
	/// Where the index stands in a message.
	index_at: usize,
}

impl Deriver {
	fn new(key: &LotKey, domain: &[u8]) -> Self {
		// HMAC is H((key ⊕ opad) ‖ H((key ⊕ ipad) ‖ message)), and these are ipad and opad.
		let block = |pad: u8| padded(&key.bytes).map(|byte| byte ^ pad);
		let inner = Messages::new(domain.len().saturating_add(4)).after(&block(0x36));
		let outer = Messages::new(32).after(&block(0x5c));
		Self {
			inner_padded: [inner.beginning(domain); GROUP],
			outer_padded: [outer.blank(); GROUP],
			inner,
			outer,
			digests: [[0; 32]; GROUP],
			index_at: domain.len(),
		}
	}

	/// The values of the items from `first` on.
	pub(crate) fn derive(&mut self, first: u32) -> impl Iterator<Item = &[u8; 10]> {
		for (message, index) in self.inner_padded.iter_mut().zip(first..) {
			put(message.as_flattened_mut(), self.index_at, &index.to_be_bytes());
		}
		self.inner.digests(&self.inner_padded, &mut self.digests);
		for (message, digest) in self.outer_padded.iter_mut().zip(&self.digests) {
			put(message.as_flattened_mut(), 0, digest);
		}
		self.outer.digests(&self.outer_padded, &mut self.digests);
		self.digests.iter().filter_map(|digest| digest.first_chunk())
	}
}

impl Drop for Deriver {
	fn drop(&mut self) {
		self.inner = Messages::new(0);
		self.outer = Messages::new(0);
		self.outer_padded = [[[0; 64]]; GROUP];
		self.digests = [[0; 32]; GROUP];
		core::hint::black_box(self);
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
	fn derived_values_are_the_same_when_they_are_made_side_by_side() {
		let key = LotKey::new([9; 32]);
		let (mut tags, mut secrets) = (key.tags(), key.secrets());
		for first in [0, 7, 70_000, crate::MAX_ITEMS - 1] {
			for (tag, index) in tags.derive(first).zip(first..) {
				assert_eq!(*tag, key.tag(index));
			}
			for (secret, index) in secrets.derive(first).zip(first..) {
				assert_eq!(*secret, key.secret(index));
			}
			assert_eq!(tags.derive(first).count(), GROUP);
		}
	}

	#[test]
	fn key_stays_hidden_when_debugged() {
		assert_eq!(format!("{:?}", LotKey::new([0xab; 32])), "LotKey(…)");
	}
}
