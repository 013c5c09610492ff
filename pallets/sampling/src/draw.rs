//! Drawing by a seed: pure, so that anyone can draw the same again from public data.
//!
//! Everything comes from one stream of 32-bit words: word `i` of the stream for a `purpose` is the
//! `i mod 8`th big-endian word of `SHA-256(seed ‖ purpose ‖ big-endian u32 of i div 8)`. The exact
//! bytes and a worked example stand in `docs/sampling.md`.

use alloc::{collections::BTreeMap, vec::Vec};
use hallmark_glue::Slot;
use hallmark_types::{DecisionId, Digest};
use sp_io::hashing::sha2_256;

/// The domain of seeds.
const SEED: &[u8] = b"hallmark/draw/1";
/// The domain of secrets.
const SECRET: &[u8] = b"hallmark/secret/1";

/// What a stream of words is for: one byte in its hashes, so that no two uses share words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Purpose {
	/// Which items are in the sample.
	Sample = 0,
	/// Whether there is a control at random.
	Floor = 1,
	/// Whether this lot is the one in k that is not skipped.
	Skip = 2,
	/// Which agency examines.
	Agency = 3,
	/// Whether a second agency examines again.
	Repeat = 4,
}

/// The seed of a draw: `SHA-256("hallmark/draw/1" ‖ decision ‖ slot ‖ mix ‖ secret)`, the integers
/// as 8 bytes, big-endian. `mix` is the beacon's at `slot`, `secret` what the authority reveals.
pub fn seed(decision: DecisionId, slot: Slot, mix: &Digest, secret: &Digest) -> Digest {
	let mut bytes = Vec::with_capacity(96);
	bytes.extend_from_slice(SEED);
	bytes.extend_from_slice(&decision.0.to_be_bytes());
	bytes.extend_from_slice(&slot.to_be_bytes());
	bytes.extend_from_slice(mix.as_bytes());
	bytes.extend_from_slice(secret.as_bytes());
	sha2_256(&bytes).into()
}

/// The commitment to a secret: `SHA-256("hallmark/secret/1" ‖ secret)`. Each secret is the
/// commitment to the next one, so that one commitment holds an authority to all that follow.
pub fn commitment(secret: &Digest) -> Digest {
	let mut bytes = Vec::with_capacity(64);
	bytes.extend_from_slice(SECRET);
	bytes.extend_from_slice(secret.as_bytes());
	sha2_256(&bytes).into()
}

/// The stream of words of a seed for one purpose.
struct Words<'a> {
	seed: &'a Digest,
	purpose: Purpose,
	block: u32,
	words: Vec<u32>,
}

impl<'a> Words<'a> {
	fn new(seed: &'a Digest, purpose: Purpose) -> Self {
		Self { seed, purpose, block: 0, words: Vec::new() }
	}

	fn next(&mut self) -> u32 {
		if self.words.is_empty() {
			let mut bytes = Vec::with_capacity(37);
			bytes.extend_from_slice(self.seed.as_bytes());
			bytes.push(self.purpose as u8);
			bytes.extend_from_slice(&self.block.to_be_bytes());
			// A stream would have to be longer than any that is ever drawn to come round.
			self.block = self.block.wrapping_add(1);
			self.words = sha2_256(&bytes)
				.chunks_exact(4)
				.rev()
				.map(|word| word.iter().fold(0u32, |word, byte| (word << 8) | u32::from(*byte)))
				.collect();
		}
		self.words.pop().unwrap_or_default()
	}

	/// A number below `bound`, each as likely as the other: words from the last, incomplete
	/// multiple of `bound` on are thrown away. 0 for a bound of 0.
	fn below(&mut self, bound: u32) -> u32 {
		// The number of words that are thrown away: 2^32 mod bound.
		let Some(excess) = bound.wrapping_neg().checked_rem(bound) else {
			return 0;
		};
		loop {
			let word = self.next();
			if word <= u32::MAX.saturating_sub(excess) {
				return word.checked_rem(bound).unwrap_or_default();
			}
		}
	}
}

/// A number below `bound`, each as likely as the other. 0 for a bound of 0.
pub fn pick(seed: &Digest, purpose: Purpose, bound: u32) -> u32 {
	Words::new(seed, purpose).below(bound)
}

/// Whether it happens, with a chance of `share` in 10,000.
pub fn chance(seed: &Digest, purpose: Purpose, share: u16) -> bool {
	pick(seed, purpose, 10_000) < u32::from(share)
}

/// Which `n` of `size` positions, counted from 0, are drawn, ascending: the first `n` of a
/// Fisher-Yates shuffle, of which only the places that were touched are kept. All of them where `n`
/// covers `size`.
pub fn positions(seed: &Digest, n: u32, size: u32) -> Vec<u32> {
	if n >= size {
		return (0..size).collect();
	}
	let (mut drawn, _) = shuffle(seed, n, size);
	drawn.sort_unstable();
	drawn
}

/// The first `n` places of a shuffle of `size`, in the order in which they were filled, and what
/// stands in those beyond them that were touched: one more for each that was filled, at most.
fn shuffle(seed: &Digest, n: u32, size: u32) -> (Vec<u32>, BTreeMap<u32, u32>) {
	let mut words = Words::new(seed, Purpose::Sample);
	let mut moved = BTreeMap::<u32, u32>::new();
	let mut drawn = Vec::with_capacity(n as usize);
	for place in 0..n {
		let chosen = place.saturating_add(words.below(size.saturating_sub(place)));
		let here = moved.remove(&place).unwrap_or(place);
		drawn.push(if chosen == place {
			here
		} else {
			moved.insert(chosen, here).unwrap_or(chosen)
		});
	}
	(drawn, moved)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use serde_json::Value;

	fn seed_of(number: u64) -> Digest {
		seed(DecisionId(number), 7, &Digest::repeat_byte(1), &Digest::repeat_byte(2))
	}

	/// A shuffle that keeps every place.
	fn shuffled(seed: &Digest, n: u32, size: u32) -> Vec<u32> {
		let mut all: Vec<u32> = (0..size).collect();
		let mut words = Words::new(seed, Purpose::Sample);
		for place in 0..n {
			let chosen = place + words.below(size - place);
			all.swap(place as usize, chosen as usize);
		}
		all.truncate(n as usize);
		all.sort_unstable();
		all
	}

	proptest! {
		#[test]
		fn positions_are_those_of_a_whole_shuffle(number: u64, size in 1u32..400, n in 0u32..400) {
			let seed = seed_of(number);
			let drawn = positions(&seed, n, size);
			prop_assert_eq!(drawn.len() as u32, n.min(size));
			prop_assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]));
			prop_assert!(drawn.iter().all(|position| *position < size));
			if n < size {
				prop_assert_eq!(drawn, shuffled(&seed, n, size));
			}
		}
	}

	/// Chi-square of how often each of `count` outcomes comes, over many seeds, against the same
	/// expectation for each.
	fn chi_square(count: usize, outcomes: impl Fn(&Digest) -> Vec<u32>) -> f64 {
		let mut counts = alloc::vec![0u32; count];
		for number in 0..20_000 {
			for outcome in outcomes(&seed_of(number)) {
				counts[outcome as usize] += 1;
			}
		}
		let expected = counts.iter().sum::<u32>() as f64 / count as f64;
		counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum()
	}

	/// The first `n` of a shuffle that goes wrong, as `choose` chooses with whom each place is
	/// swapped.
	fn misdrawn(
		seed: &Digest,
		n: u32,
		size: u32,
		choose: impl Fn(&mut Words<'_>, u32) -> u32,
	) -> Vec<u32> {
		let mut all: Vec<u32> = (0..size).collect();
		let mut words = Words::new(seed, Purpose::Sample);
		for place in 0..n {
			let chosen = choose(&mut words, place);
			all.swap(place as usize, chosen as usize);
		}
		all.truncate(n as usize);
		all.sort_unstable();
		all
	}

	#[test]
	fn positions_are_uniform_over_many_seeds() {
		const SIZE: u32 = 50;
		// 49 degrees of freedom; drawing without replacement only lowers the sum. 85.35 is passed
		// by one fair draw in a thousand.
		let passes = |chi| chi < 85.35;
		let chi = chi_square(SIZE as usize, |seed| positions(seed, 8, SIZE));
		assert!(passes(chi), "{chi}");
		assert!(chi > 15., "too even to be random: {chi}");
		// Draws that are not fair do not pass: by remainders of bytes, and where no item keeps its
		// place.
		let bytes =
			|words: &mut Words<'_>, place: u32| place + (words.next() >> 24) % (SIZE - place);
		let moving = |words: &mut Words<'_>, place: u32| place + 1 + words.below(SIZE - place - 1);
		for chi in [
			chi_square(SIZE as usize, |seed| misdrawn(seed, 8, SIZE, bytes)),
			chi_square(SIZE as usize, |seed| misdrawn(seed, 8, SIZE, moving)),
		] {
			assert!(!passes(chi), "{chi}");
		}
	}

	/// The number of the pair of two ascending positions.
	fn pair(drawn: &[u32]) -> Vec<u32> {
		alloc::vec![drawn[1] * (drawn[1] - 1) / 2 + drawn[0]]
	}

	#[test]
	fn pairs_are_uniform_over_many_seeds() {
		// 44 degrees of freedom.
		let passes = |chi| chi < 78.75;
		let chi = chi_square(45, |seed| pair(&positions(seed, 2, 10)));
		assert!(passes(chi), "{chi}");
		assert!(chi > 15., "too even to be random: {chi}");
		// Each position is as likely as the other where one word serves both, but no pair is.
		let chi = chi_square(45, |seed| {
			let first = pick(seed, Purpose::Sample, 10);
			let mut drawn = [first, (first + 1) % 10];
			drawn.sort_unstable();
			pair(&drawn)
		});
		assert!(!passes(chi), "{chi}");
		// Nor where each place is swapped with any, filled ones too.
		let any = |words: &mut Words<'_>, _: u32| words.below(10);
		let chi = chi_square(45, |seed| pair(&misdrawn(seed, 2, 10, any)));
		assert!(!passes(chi), "{chi}");
	}

	#[test]
	fn one_lot_in_k_is_picked_over_many_seeds() {
		// What one fair draw in a thousand passes, for k - 1 degrees of freedom.
		for (one_in, bound) in [(2, 10.83), (3, 13.82), (7, 22.46), (100, 148.23)] {
			let chi =
				chi_square(one_in as usize, |seed| alloc::vec![pick(seed, Purpose::Skip, one_in)]);
			assert!(chi < bound, "one in {one_in}: {chi}");
		}
	}

	#[test]
	fn skipping_has_nothing_to_do_with_the_floor() {
		// Where the same seed says both. 15 degrees of freedom.
		let passes = |chi| chi < 37.70;
		let both = |seed: &Digest, a, b| alloc::vec![4 * pick(seed, a, 4) + pick(seed, b, 4)];
		let chi = chi_square(16, |seed| both(seed, Purpose::Skip, Purpose::Floor));
		assert!(passes(chi), "{chi}");
		let chi = chi_square(16, |seed| both(seed, Purpose::Skip, Purpose::Skip));
		assert!(!passes(chi), "{chi}");
	}

	#[test]
	fn number_below_a_bound_has_no_modulo_bias() {
		// With a bound of 3 * 2^30, plain remainders would fall below 2^30 half of the time.
		let seed = seed_of(0);
		let mut words = Words::new(&seed, Purpose::Sample);
		let mut low = 0;
		for _ in 0..30_000 {
			let number = words.below(3 << 30);
			assert!(number < 3 << 30);
			low += u32::from(number < 1 << 30);
		}
		assert!((9_500..10_500).contains(&low), "{low}");
		assert_eq!(words.below(1), 0);
		assert_eq!(words.below(0), 0);
	}

	#[test]
	fn chance_is_met_as_often_as_it_says() {
		let met = |share| {
			(0..20_000).filter(|number| chance(&seed_of(*number), Purpose::Floor, share)).count()
		};
		assert_eq!(met(0), 0);
		assert_eq!(met(10_000), 20_000);
		assert!((320..480).contains(&met(200)), "{}", met(200));
	}

	#[test]
	fn seed_changes_with_each_part() {
		let (a, b) = (Digest::repeat_byte(1), Digest::repeat_byte(2));
		let seeds = [
			seed(DecisionId(1), 7, &a, &b),
			seed(DecisionId(2), 7, &a, &b),
			seed(DecisionId(1), 8, &a, &b),
			seed(DecisionId(1), 7, &b, &b),
			seed(DecisionId(1), 7, &a, &a),
		];
		let different: alloc::collections::BTreeSet<_> = seeds.iter().collect();
		assert_eq!(different.len(), seeds.len());
		assert_ne!(commitment(&a), a);
	}

	/// The repository's vectors, which `js/verify` reads too; the first is the worked example of
	/// `docs/sampling.md`.
	#[test]
	fn draw_is_that_of_the_vectors() {
		let vectors: Value =
			serde_json::from_str(include_str!("../../../vectors/draw.json")).unwrap();
		let list =
			|value: &Value| value.as_array().filter(|list| !list.is_empty()).unwrap().clone();
		let digest = |value: &Value| value.as_str().unwrap().parse::<Digest>().unwrap();
		let number = |value: &Value| u32::try_from(value.as_u64().unwrap()).unwrap();

		for chain in list(&vectors["secretChains"]) {
			let mut secrets: Vec<_> = list(&chain["secrets"]).iter().map(digest).collect();
			assert_eq!(secrets.last(), Some(&digest(&chain["last"])));
			secrets.insert(0, digest(&chain["commitment"]));
			assert!(secrets.windows(2).all(|pair| pair[0] == commitment(&pair[1])));
		}
		for draw in list(&vectors["draws"]) {
			let decision = DecisionId(draw["decision"].as_u64().unwrap());
			let slot = draw["slot"].as_u64().unwrap();
			let seed = seed(decision, slot, &digest(&draw["mix"]), &digest(&draw["secret"]));
			assert_eq!(seed, digest(&draw["seed"]));
			for sample in list(&draw["samples"]) {
				let drawn: Vec<_> =
					sample["drawn"].as_array().unwrap().iter().map(number).collect();
				assert_eq!(positions(&seed, number(&sample["n"]), number(&sample["size"])), drawn);
			}
			for picked in list(&draw["picks"]) {
				let purpose = match picked["purpose"].as_str().unwrap() {
					"sample" => Purpose::Sample,
					"control" => Purpose::Floor,
					"skip" => Purpose::Skip,
					"agency" => Purpose::Agency,
					"repeat" => Purpose::Repeat,
					other => panic!("{other}"),
				};
				let number = pick(&seed, purpose, number(&picked["bound"]));
				assert_eq!(Some(u64::from(number)), picked["pick"].as_u64());
			}
		}
	}

	#[test]
	fn largest_draw_keeps_no_more_places_than_it_draws() {
		const LARGEST: u32 = 3_150;
		const SIZE: u32 = 1 << 20;
		let seed = seed_of(1);
		let (whole, _) = shuffle(&seed, LARGEST, SIZE);
		assert_eq!(whole.len() as u32, LARGEST);
		// A shorter draw of the same seed is how a longer one stands on its way.
		for n in (0..LARGEST).step_by(90).chain([LARGEST]) {
			let (drawn, moved) = shuffle(&seed, n, SIZE);
			assert_eq!(drawn, whole[..n as usize]);
			assert!(moved.len() as u32 <= n, "{} places of {n}", moved.len());
			// And those that it has passed are dropped.
			assert!(moved.keys().all(|place| (n..SIZE).contains(place)));
		}
	}
}
