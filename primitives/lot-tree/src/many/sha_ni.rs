//! SHA-256 with the SHA instructions of x86-64, two messages at a time.

use super::{Block, Padded};
use crate::Hash;
use core::arch::x86_64::{
	__m128i, _mm_add_epi32, _mm_alignr_epi8, _mm_blend_epi16, _mm_cvtsi128_si64, _mm_extract_epi64,
	_mm_set_epi32, _mm_set_epi64x, _mm_sha256msg1_epu32, _mm_sha256msg2_epu32,
	_mm_sha256rnds2_epu32, _mm_shuffle_epi32, _mm_shuffle_epi8,
};

/// FIPS 180-4, section 4.2.2.
const K: [[u32; 4]; 16] = [
	[0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5],
	[0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5],
	[0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3],
	[0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174],
	[0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc],
	[0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da],
	[0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7],
	[0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967],
	[0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13],
	[0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85],
	[0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3],
	[0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070],
	[0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5],
	[0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3],
	[0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208],
	[0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2],
];

/// The words A to H of a state as the instructions hold them.
#[derive(Clone, Copy)]
struct State {
	/// From the highest word to the lowest: A, B, E, F.
	abef: __m128i,
	/// C, D, G, H.
	cdgh: __m128i,
}

/// Where messages begin. It exists only where the processor has the instructions.
#[derive(Clone, Copy)]
pub(super) struct Start(State);

impl Start {
	/// The beginning of every message (FIPS 180-4, section 5.3.3), if the processor has the
	/// instructions.
	#[allow(unsafe_code)]
	pub(super) fn new() -> Option<Self> {
		let has_them = is_x86_feature_detected!("sha")
			&& is_x86_feature_detected!("ssse3")
			&& is_x86_feature_detected!("sse4.1");
		// SAFETY: the processor has the instructions.
		has_them.then(|| Self(unsafe { initial() }))
	}

	/// Takes a block that all messages share.
	#[allow(unsafe_code)]
	pub(super) fn take(&mut self, block: &Block) {
		// SAFETY: the processor has the instructions, or there would be no `self`.
		[self.0] = unsafe { compress([self.0], [block]) };
	}

	/// The digest of each message.
	#[allow(unsafe_code)]
	pub(super) fn digests<const BLOCKS: usize>(
		&self,
		messages: &[Padded<BLOCKS>],
		digests: &mut [Hash],
	) {
		// SAFETY: the processor has the instructions, or there would be no `self`.
		unsafe { all(self.0, messages, digests) }
	}
}

/// The state before the first block.
#[target_feature(enable = "sha,ssse3,sse4.1")]
fn initial() -> State {
	State {
		abef: words([0x9b05688c, 0x510e527f, 0xbb67ae85, 0x6a09e667]),
		cdgh: words([0x5be0cd19, 0x1f83d9ab, 0xa54ff53a, 0x3c6ef372]),
	}
}

/// The digest of each message, two at a time.
#[target_feature(enable = "sha,ssse3,sse4.1")]
fn all<const BLOCKS: usize>(start: State, messages: &[Padded<BLOCKS>], digests: &mut [Hash]) {
	let (pairs, last) = messages.as_chunks::<2>();
	let (places, last_places) = digests.as_chunks_mut::<2>();
	for ([one, other], place) in pairs.iter().zip(places) {
		let mut states = [start; 2];
		for (one, other) in one.iter().zip(other) {
			states = compress(states, [one, other]);
		}
		let [one, other] = states;
		*place = [digest(one), digest(other)];
	}
	for (message, place) in last.iter().zip(last_places) {
		let mut state = start;
		for block in message {
			[state] = compress([state], [block]);
		}
		*place = digest(state);
	}
}

/// The compression function of FIPS 180-4, section 6.2.2, of `N` messages whose instructions take
/// turns.
#[inline]
#[target_feature(enable = "sha,ssse3,sse4.1")]
#[allow(clippy::indexing_slicing)] // all arrays have `N` places, or 4
fn compress<const N: usize>(before: [State; N], blocks: [&Block; N]) -> [State; N] {
	let mut states = before;
	let mut w = [[_mm_set_epi64x(0, 0); 4]; N];
	for n in 0..N {
		w[n] = schedule(blocks[n]);
	}
	// Four rounds, and the four words of the schedule that take the place of those just used.
	macro_rules! rounds {
		($($i:literal)*) => {$(
			for n in 0..N {
				let low = _mm_add_epi32(w[n][$i % 4], words(K[$i]));
				let high = _mm_shuffle_epi32::<0x0e>(low);
				let State { abef, cdgh } = &mut states[n];
				*cdgh = _mm_sha256rnds2_epu32(*cdgh, *abef, low);
				*abef = _mm_sha256rnds2_epu32(*abef, *cdgh, high);
			}
			if $i < 12 {
				for n in 0..N {
					let sevens = _mm_alignr_epi8::<4>(w[n][($i + 3) % 4], w[n][($i + 2) % 4]);
					let first = _mm_sha256msg1_epu32(w[n][$i % 4], w[n][($i + 1) % 4]);
					let sum = _mm_add_epi32(first, sevens);
					w[n][$i % 4] = _mm_sha256msg2_epu32(sum, w[n][($i + 3) % 4]);
				}
			}
		)*};
	}
	rounds!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
	for n in 0..N {
		states[n].abef = _mm_add_epi32(states[n].abef, before[n].abef);
		states[n].cdgh = _mm_add_epi32(states[n].cdgh, before[n].cdgh);
	}
	states
}

/// The first 16 words of the schedule: those of the block.
#[inline]
#[target_feature(enable = "ssse3")]
fn schedule(block: &Block) -> [__m128i; 4] {
	let big_endian = _mm_set_epi64x(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203);
	let mut words = [_mm_set_epi64x(0, 0); 4];
	let (quarters, _) = block.as_chunks::<16>();
	for (place, bytes) in words.iter_mut().zip(quarters) {
		let bits = u128::from_le_bytes(*bytes);
		*place = _mm_shuffle_epi8(_mm_set_epi64x((bits >> 64) as i64, bits as i64), big_endian);
	}
	words
}

/// The bytes of a state.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn digest(State { abef, cdgh }: State) -> Hash {
	let feba = _mm_shuffle_epi32::<0x1b>(abef);
	let dchg = _mm_shuffle_epi32::<0xb1>(cdgh);
	let big_endian = _mm_set_epi64x(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203);
	let mut bytes = [0; 32];
	let (halves, _) = bytes.as_chunks_mut::<16>();
	let words = [_mm_blend_epi16::<0xf0>(feba, dchg), _mm_alignr_epi8::<8>(dchg, feba)];
	for (place, words) in halves.iter_mut().zip(words) {
		let words = _mm_shuffle_epi8(words, big_endian);
		let bits = u128::from(_mm_cvtsi128_si64(words) as u64)
			| (u128::from(_mm_extract_epi64::<1>(words) as u64) << 64);
		*place = bits.to_le_bytes();
	}
	bytes
}

/// Four words, the lowest first.
#[inline]
#[target_feature(enable = "sse2")]
fn words([a, b, c, d]: [u32; 4]) -> __m128i {
	_mm_set_epi32(d as i32, c as i32, b as i32, a as i32)
}
