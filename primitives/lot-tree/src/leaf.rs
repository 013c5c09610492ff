//! What an item is in the tree, and what its scratch code commits to.

use crate::{
	message::Message,
	proof::{leaf_hasher, Hash},
};
use sha2::{Digest, Sha256};

/// The secret behind a scratch code: 80 unguessable bits.
pub type Secret = [u8; 10];

/// The most bytes of a batch number (GS1 AI 10).
pub const MAX_BATCH: u32 = 20;

/// The most bytes of a serial (GS1 AI 21).
pub const MAX_SERIAL: u32 = 20;

/// What the leaf bytes begin with: whose they are, and the version of their form.
const LEAF_DOMAIN: &[u8] = b"hallmark/leaf/2";

const ACTIVATION_DOMAIN: &[u8] = b"hallmark/activation/2";

/// One item as the tree of its lot holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf<'a> {
	/// The number on the chain of the organisation that issues the lot. No leaf of one issuer is a
	/// leaf of another's lot.
	pub issuer: u32,
	/// The GTIN-14 as a number, at most 14 digits.
	pub gtin: u64,
	/// The batch number, at most [`MAX_BATCH`] bytes.
	pub batch: &'a [u8],
	/// The serial, at most [`MAX_SERIAL`] bytes.
	pub serial: &'a [u8],
	/// The activation [`commitment`].
	pub commitment: &'a Hash,
	/// SHA-256 of the item's own data sheet, where it has one.
	pub sheet: Option<&'a Hash>,
}

impl Leaf<'_> {
	/// The leaf hash, as [`leaf_hash`](crate::leaf_hash) gives it for the bytes of the leaf.
	///
	/// The bytes: "hallmark/leaf/2" ‖ issuer (4, big endian) ‖ GTIN as 14 ASCII digits ‖ length of
	/// the batch (1) ‖ batch ‖ length of the serial (1) ‖ serial ‖ commitment (32) ‖ 0x00, or 0x01
	/// ‖ sheet (32).
	///
	/// Bounding the fields is the caller's business, yet nothing is lost where it is forgotten:
	/// fields out of bounds never give the bytes of a leaf whose fields are within them.
	pub fn hash(&self) -> Hash {
		let mut hasher = leaf_hasher();
		self.bytes(|part| hasher.update(part));
		hasher.finalize().into()
	}

	/// The same by another's SHA-256, which takes a message whole: a runtime's host is faster than
	/// its Wasm.
	pub fn hash_by(&self, sha256: impl Fn(&[u8]) -> Hash) -> Hash {
		let mut message = Message::default();
		message.push(&[0x00]);
		self.bytes(|part| message.push(part));
		message.whole().map_or_else(|| self.hash(), sha256)
	}

	/// Hands out the bytes of the leaf, part by part.
	#[inline]
	pub(crate) fn bytes(&self, mut take: impl FnMut(&[u8])) {
		take(LEAF_DOMAIN);
		item(&mut take, self.issuer, self.gtin, self.batch, self.serial);
		take(self.commitment);
		match self.sheet {
			None => take(&[0x00]),
			Some(sheet) => {
				take(&[0x01]);
				take(sheet);
			}
		}
	}
}

/// The activation commitment of an item: SHA-256("hallmark/activation/2" ‖ issuer, GTIN, batch and
/// serial as in [`Leaf::hash`] ‖ secret).
///
/// It is bound to the item, so that one search cannot attack the commitments of all items at once,
/// and so that no secret of one issuer's item activates another's.
pub fn commitment(issuer: u32, gtin: u64, batch: &[u8], serial: &[u8], secret: &Secret) -> Hash {
	let mut hasher = Sha256::new();
	commitment_bytes(issuer, gtin, batch, serial, secret, |part| hasher.update(part));
	hasher.finalize().into()
}

/// The same by another's SHA-256, as [`Leaf::hash_by`].
pub fn commitment_by(
	sha256: impl Fn(&[u8]) -> Hash,
	issuer: u32,
	gtin: u64,
	batch: &[u8],
	serial: &[u8],
	secret: &Secret,
) -> Hash {
	let mut message = Message::default();
	commitment_bytes(issuer, gtin, batch, serial, secret, |part| message.push(part));
	let ours = || commitment(issuer, gtin, batch, serial, secret);
	message.whole().map_or_else(ours, sha256)
}

/// Hands out the bytes that a [`commitment`] is the digest of, part by part.
#[inline]
pub(crate) fn commitment_bytes(
	issuer: u32,
	gtin: u64,
	batch: &[u8],
	serial: &[u8],
	secret: &Secret,
	mut take: impl FnMut(&[u8]),
) {
	take(ACTIVATION_DOMAIN);
	item(&mut take, issuer, gtin, batch, serial);
	take(secret);
}

/// Hands out the encoding of an item that leaf and commitment share.
#[inline]
fn item(take: &mut impl FnMut(&[u8]), issuer: u32, gtin: u64, batch: &[u8], serial: &[u8]) {
	take(&issuer.to_be_bytes());
	take(&digits(gtin));
	take(&[length(batch)]);
	take(batch);
	take(&[length(serial)]);
	take(serial);
}

/// 14 ASCII digits. Above 14 digits the first byte is no digit.
fn digits(gtin: u64) -> [u8; 14] {
	let mut text = [b'0'; 14];
	let mut rest = gtin;
	let (first, others) = text.split_at_mut(1);
	for place in others.iter_mut().rev() {
		*place = b'0'.saturating_add((rest % 10) as u8);
		rest /= 10;
	}
	for place in first {
		*place = b'0'.saturating_add(u8::try_from(rest).unwrap_or(u8::MAX));
	}
	text
}

/// The length byte. Saturated, since a wrapped one could be that of a shorter field.
fn length(field: &[u8]) -> u8 {
	u8::try_from(field.len()).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::leaf_hash;

	const COMMITMENT: Hash = [7; 32];
	const SHEET: Hash = [9; 32];

	#[test]
	fn leaf_hash_covers_the_documented_bytes_when_there_is_no_sheet() {
		let leaf = Leaf {
			issuer: 7,
			gtin: 9_520_123_456_788,
			batch: b"B1",
			serial: b"S-7",
			commitment: &COMMITMENT,
			sheet: None,
		};
		let mut bytes = b"hallmark/leaf/2\0\0\0\x0709520123456788\x02B1\x03S-7".to_vec();
		bytes.extend(COMMITMENT);
		bytes.push(0);
		assert_eq!(leaf.hash(), leaf_hash(&bytes));
	}

	#[test]
	fn leaf_hash_covers_the_documented_bytes_when_there_is_a_sheet() {
		let leaf = Leaf {
			issuer: u32::MAX,
			gtin: 99_999_999_999_999,
			batch: &[b'b'; 20],
			serial: &[b's'; 20],
			commitment: &COMMITMENT,
			sheet: Some(&SHEET),
		};
		let mut bytes = b"hallmark/leaf/2\xff\xff\xff\xff99999999999999\x14".to_vec();
		bytes.extend([b'b'; 20]);
		bytes.push(20);
		bytes.extend([b's'; 20]);
		bytes.extend(COMMITMENT);
		bytes.push(1);
		bytes.extend(SHEET);
		assert_eq!(leaf.hash(), leaf_hash(&bytes));
	}

	#[test]
	fn commitment_covers_the_documented_bytes() {
		let mut bytes = b"hallmark/activation/2\0\0\0\x0709520123456788\x02B1\x03S-7".to_vec();
		bytes.extend(0..10);
		let expected: Hash = Sha256::digest(bytes).into();
		let secret = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
		assert_eq!(commitment(7, 9_520_123_456_788, b"B1", b"S-7", &secret), expected);
	}

	#[test]
	fn leaf_and_commitment_are_the_same_by_anothers_sha256_whatever_their_length() {
		let sha256 = |message: &[u8]| -> Hash { Sha256::digest(message).into() };
		let (issuer, gtin, secret) = (7, 9_520_123_456_788, [3; 10]);
		for length in [0, 1, 19, 20, 21, 90, 300] {
			let (batch, serial) = (vec![b'b'; length], vec![b's'; 20]);
			for sheet in [None, Some(&SHEET)] {
				let (batch, serial, commitment) = (&*batch, &*serial, &COMMITMENT);
				let leaf = Leaf { issuer, gtin, batch, serial, commitment, sheet };
				assert_eq!(leaf.hash_by(sha256), leaf.hash(), "{length}");
			}
			let made = commitment_by(sha256, issuer, gtin, &batch, &serial, &secret);
			assert_eq!(made, commitment(issuer, gtin, &batch, &serial, &secret), "{length}");
		}
	}

	#[test]
	fn leaf_and_commitment_are_hashed_by_another_whenever_their_fields_are_within_bounds() {
		let (batch, serial) = (&[b'b'; MAX_BATCH as usize][..], &[b's'; MAX_SERIAL as usize][..]);
		let (issuer, gtin, commitment, sheet) = (7, 1, &COMMITMENT, Some(&SHEET));
		let leaf = Leaf { issuer, gtin, batch, serial, commitment, sheet };
		assert_eq!(leaf.hash_by(|_| [1; 32]), [1; 32]);
		assert_eq!(commitment_by(|_| [2; 32], issuer, gtin, batch, serial, &[3; 10]), [2; 32]);
	}

	#[test]
	fn leaf_and_commitment_differ_when_the_issuer_is_another() {
		let secret = [1; 10];
		let made = |issuer| {
			let (gtin, batch, serial) = (9_520_123_456_788, b"B1", b"S-7");
			let leaf =
				Leaf { issuer, gtin, batch, serial, commitment: &COMMITMENT, sheet: Some(&SHEET) };
			(leaf.hash(), commitment(issuer, gtin, batch, serial, &secret))
		};
		let (leaf, commitment) = made(7);
		for other in [0, 6, 8, 7 << 8, 7 << 24, u32::MAX] {
			assert_ne!(made(other).0, leaf, "{other}");
			assert_ne!(made(other).1, commitment, "{other}");
		}
	}

	#[test]
	fn leaf_hash_differs_from_that_of_the_first_version() {
		// The first version had neither a domain nor an issuer: any organisation could issue a lot
		// with the root of another's.
		let mut first = b"09520123456788\x02B1\x03S-7".to_vec();
		first.extend(COMMITMENT);
		first.push(0);
		let (batch, serial) = (b"B1", b"S-7");
		for issuer in [0, 7] {
			let leaf = Leaf {
				issuer,
				gtin: 9_520_123_456_788,
				batch,
				serial,
				commitment: &COMMITMENT,
				sheet: None,
			};
			assert_ne!(leaf.hash(), leaf_hash(&first));
		}
	}

	#[test]
	fn first_byte_is_no_digit_when_the_gtin_has_more_than_14_digits() {
		assert_eq!(&digits(0), b"00000000000000");
		assert_eq!(&digits(99_999_999_999_999), b"99999999999999");
		for gtin in [100_000_000_000_000, 25_600_000_000_000_000, u64::MAX] {
			let [first, ..] = digits(gtin);
			assert!(!first.is_ascii_digit());
		}
	}

	#[test]
	fn length_byte_is_out_of_bounds_when_the_field_is() {
		for len in [21, 255, 256, 256 + 5, 65_536 + 20] {
			let field = vec![b'x'; len];
			assert!(u32::from(length(&field)) > MAX_BATCH.max(MAX_SERIAL));
		}
	}
}
