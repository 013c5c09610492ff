//! Drawing, written from `docs/sampling.md`, "The draw, byte by byte", and from nothing else: no line
//! of it is the chain's.

use hallmark_types::Digest;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// What a stream of words is for: the byte that stands in its hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
	/// Which items are in the sample.
	Sample,
	/// Whether there is a control at random.
	Control,
	/// Whether this lot is the one in so many that is not skipped.
	Skip,
	/// Which agency examines.
	Agency,
	/// Whether a second agency examines again.
	Repetition,
}

impl Use {
	fn byte(self) -> u8 {
		match self {
			Use::Sample => 0,
			Use::Control => 1,
			Use::Skip => 2,
			Use::Agency => 3,
			Use::Repetition => 4,
		}
	}
}

/// The seed of a decision's draw.
pub fn seed(decision: u64, slot: u64, mix: &Digest, secret: &Digest) -> Digest {
	let hash = Sha256::new()
		.chain_update(b"hallmark/draw/1")
		.chain_update(decision.to_be_bytes())
		.chain_update(slot.to_be_bytes())
		.chain_update(mix)
		.chain_update(secret);
	Digest::from_slice(&hash.finalize())
}

/// What a secret is committed to by: the secret before it in the chain.
pub fn commitment(secret: &Digest) -> Digest {
	let hash = Sha256::new().chain_update(b"hallmark/secret/1").chain_update(secret);
	Digest::from_slice(&hash.finalize())
}

/// Words of 32 bits, one after the other.
struct Words {
	seed: Digest,
	purpose: u8,
	next: u64,
	block: (u32, [u8; 32]),
}

impl Words {
	fn of(seed: &Digest, purpose: Use) -> Self {
		let mut it = Self { seed: *seed, purpose: purpose.byte(), next: 0, block: (0, [0; 32]) };
		it.block.1 = it.hash(0);
		it
	}

	fn hash(&self, block: u32) -> [u8; 32] {
		Sha256::new()
			.chain_update(self.seed)
			.chain_update([self.purpose])
			.chain_update(block.to_be_bytes())
			.finalize()
			.into()
	}

	fn word(&mut self) -> u32 {
		let (block, place) = (self.next / 8, self.next % 8);
		self.next += 1;
		// A stream is never so long that its blocks would not be counted in 32 bits.
		let block = u32::try_from(block).unwrap_or(u32::MAX);
		if block != self.block.0 {
			self.block = (block, self.hash(block));
		}
		let at = usize::try_from(place * 4).unwrap_or_default();
		let bytes = self.block.1.get(at..at + 4).unwrap_or_default();
		u32::from_be_bytes(bytes.try_into().unwrap_or_default())
	}

	/// A number below `bound`, by remainders of the words that lie below the greatest multiple of it.
	fn below(&mut self, bound: u32) -> u32 {
		if bound == 0 {
			return 0;
		}
		let whole = (1u64 << 32) / u64::from(bound) * u64::from(bound);
		loop {
			let word = self.word();
			if u64::from(word) < whole {
				return word % bound;
			}
		}
	}
}

/// A number below `bound`; 0 for a bound of 0.
pub fn number(seed: &Digest, purpose: Use, bound: u32) -> u32 {
	Words::of(seed, purpose).below(bound)
}

/// Whether it comes about, with a chance of `share` in 10,000.
pub fn hits(seed: &Digest, purpose: Use, share: u16) -> bool {
	number(seed, purpose, 10_000) < u32::from(share)
}

/// Which `n` of `size` positions are drawn, ascending: the first places of a shuffle.
pub fn positions(seed: &Digest, n: u32, size: u32) -> Vec<u32> {
	if n >= size {
		return (0..size).collect();
	}
	let mut words = Words::of(seed, Use::Sample);
	// What stands at a place that was swapped; at any other stands its own number.
	let mut swapped: HashMap<u32, u32> = HashMap::new();
	let mut drawn: Vec<u32> = (0..n)
		.map(|place| {
			let other = place + words.below(size - place);
			let [here, there] = [place, other].map(|at| swapped.get(&at).copied().unwrap_or(at));
			swapped.insert(other, here);
			swapped.insert(place, there);
			there
		})
		.collect();
	drawn.sort_unstable();
	drawn
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::Value;

	/// The repository's vectors, which other implementations read too.
	#[test]
	fn draw_is_that_of_the_vectors() {
		let vectors: Value =
			serde_json::from_str(include_str!("../../../vectors/draw.json")).unwrap();
		let digest = |value: &Value| value.as_str().unwrap().parse::<Digest>().unwrap();
		let small = |value: &Value| u32::try_from(value.as_u64().unwrap()).unwrap();
		let list = |value: &Value| value.as_array().filter(|it| !it.is_empty()).unwrap().clone();
		for chain in list(&vectors["secretChains"]) {
			let secrets: Vec<_> = list(&chain["secrets"]).iter().map(digest).collect();
			let commitments = [digest(&chain["commitment"])].into_iter().chain(secrets.clone());
			assert!(secrets.iter().zip(commitments).all(|(it, before)| commitment(it) == before));
		}
		for draw in list(&vectors["draws"]) {
			let (mix, secret) = (digest(&draw["mix"]), digest(&draw["secret"]));
			let (decision, slot) = (&draw["decision"], &draw["slot"]);
			let seed = seed(decision.as_u64().unwrap(), slot.as_u64().unwrap(), &mix, &secret);
			assert_eq!(seed, digest(&draw["seed"]));
			for sample in list(&draw["samples"]) {
				let drawn: Vec<_> = sample["drawn"].as_array().unwrap().iter().map(small).collect();
				assert_eq!(positions(&seed, small(&sample["n"]), small(&sample["size"])), drawn);
			}
			for pick in list(&draw["picks"]) {
				let purpose = match pick["purpose"].as_str().unwrap() {
					"sample" => Use::Sample,
					"control" => Use::Control,
					"skip" => Use::Skip,
					"agency" => Use::Agency,
					_ => Use::Repetition,
				};
				assert_eq!(number(&seed, purpose, small(&pick["bound"])), small(&pick["pick"]));
			}
		}
	}
}
