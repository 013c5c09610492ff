//! SHA-256 of many short messages side by side.
//!
//! The rounds of one message wait for each other, so that one message alone keeps the SHA unit of a
//! processor busy for half of the time. Two that have nothing to do with each other fill it.
//! `docs/adr/0017-hashing-side-by-side.md` has the reasons and the numbers.

use crate::Hash;
use sha2::{Digest, Sha256};

#[cfg(target_arch = "x86_64")]
mod sha_ni;

/// What the compression function takes at once.
pub(crate) type Block = [u8; 64];

/// A message with its padding.
pub(crate) type Padded<const BLOCKS: usize> = [Block; BLOCKS];

/// Messages of one length, which all begin in one way.
#[derive(Clone)]
pub(crate) struct Messages<const BLOCKS: usize> {
	/// What has taken the common beginning.
	hasher: Sha256,
	/// The same, where the processor has the instructions.
	#[cfg(target_arch = "x86_64")]
	fast: Option<sha_ni::Start>,
	/// The bytes of the common beginning.
	before: u64,
	/// The bytes of a message that follow it.
	len: usize,
}

impl<const BLOCKS: usize> Messages<BLOCKS> {
	/// Messages of `len` bytes that share nothing. With their padding, which takes 9 bytes or more,
	/// they must take `BLOCKS` blocks.
	pub(crate) fn new(len: usize) -> Self {
		debug_assert_eq!(len.saturating_add(9).div_ceil(64), BLOCKS);
		Self {
			hasher: Sha256::new(),
			#[cfg(target_arch = "x86_64")]
			fast: sha_ni::Start::new(),
			before: 0,
			len,
		}
	}

	/// The same messages behind a block that they share.
	pub(crate) fn after(mut self, block: &Block) -> Self {
		self.hasher.update(block);
		#[cfg(target_arch = "x86_64")]
		if let Some(fast) = &mut self.fast {
			fast.take(block);
		}
		self.before = self.before.saturating_add(64);
		self
	}

	/// A message of zeros with the padding of each.
	pub(crate) fn blank(&self) -> Padded<BLOCKS> {
		let mut blocks = [[0; 64]; BLOCKS];
		let bits = self.before.saturating_add(self.len as u64).saturating_mul(8);
		let bytes = blocks.as_flattened_mut();
		put(bytes, self.len, &[0x80]);
		if let Some(end) = bytes.last_chunk_mut() {
			*end = bits.to_be_bytes();
		}
		blocks
	}

	/// A message of zeros behind these bytes.
	pub(crate) fn beginning(&self, bytes: &[u8]) -> Padded<BLOCKS> {
		let mut blocks = self.blank();
		put(blocks.as_flattened_mut(), 0, bytes);
		blocks
	}

	/// The digest of each message, whose padding must be that of [`blank`](Self::blank). There must
	/// be as many places for digests as messages.
	pub(crate) fn digests(&self, messages: &[Padded<BLOCKS>], digests: &mut [Hash]) {
		debug_assert_eq!(messages.len(), digests.len());
		#[cfg(target_arch = "x86_64")]
		if let Some(fast) = &self.fast {
			return fast.digests(messages, digests);
		}
		self.portable(messages, digests);
	}

	/// The same with the library, one by one.
	fn portable(&self, messages: &[Padded<BLOCKS>], digests: &mut [Hash]) {
		for (message, digest) in messages.iter().zip(digests) {
			let bytes = message.as_flattened().get(..self.len).unwrap_or_default();
			*digest = self.hasher.clone().chain_update(bytes).finalize().into();
		}
	}
}

/// Writes a part of a message, which must have room for it.
#[inline(always)]
pub(crate) fn put(message: &mut [u8], at: usize, part: &[u8]) {
	let place = message.get_mut(at..at.saturating_add(part.len()));
	debug_assert!(place.is_some());
	if let Some(place) = place {
		place.copy_from_slice(part);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::{collection::vec, prelude::*};

	/// Hashes messages in every way there is, and compares each with the library.
	fn check<const BLOCKS: usize>(shared: &[Block], len: usize, bytes: &[Vec<u8>]) {
		let mut messages = Messages::<BLOCKS>::new(len);
		for block in shared {
			messages = messages.after(block);
		}
		let padded: Vec<_> = bytes.iter().map(|bytes| messages.beginning(&bytes[..len])).collect();
		let expected: Vec<Hash> = bytes
			.iter()
			.map(|bytes| Sha256::digest([shared.as_flattened(), &bytes[..len]].concat()).into())
			.collect();
		let mut digests = vec![[0; 32]; bytes.len()];
		messages.digests(&padded, &mut digests);
		assert_eq!(digests, expected);
		digests.fill([0; 32]);
		messages.portable(&padded, &mut digests);
		assert_eq!(digests, expected);
	}

	fn block() -> impl Strategy<Value = Block> {
		vec(any::<u8>(), 64).prop_map(|bytes| bytes.try_into().unwrap())
	}

	proptest! {
		#[test]
		fn digests_are_those_of_the_library_when_messages_are_hashed_side_by_side(
			shared in vec(block(), 0..3),
			len in 0..=183usize,
			messages in vec(vec(any::<u8>(), 183), 0..9),
		) {
			match len {
				0..=55 => check::<1>(&shared, len, &messages),
				56..=119 => check::<2>(&shared, len, &messages),
				_ => check::<3>(&shared, len, &messages),
			}
		}
	}

	#[test]
	fn digests_are_those_of_the_standard_when_the_messages_are() {
		// FIPS 180-4, the examples that NIST publishes for one block and for two.
		let hex = |text: &str| <Hash>::try_from(hex::decode(text).unwrap()).unwrap();
		let abc = hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
		let messages = Messages::<1>::new(3);
		let mut digests = [[0; 32]; 3];
		messages.digests(&[messages.beginning(b"abc"); 3], &mut digests);
		assert_eq!(digests, [abc; 3]);
		let text = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
		let two = hex("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
		let messages = Messages::<2>::new(text.len());
		messages.digests(&[messages.beginning(text); 3], &mut digests);
		assert_eq!(digests, [two; 3]);
	}
}
