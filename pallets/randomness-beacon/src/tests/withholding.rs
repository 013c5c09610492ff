//! What authors gain if they make or leave out their blocks as it suits them.
//!
//! The colluders own the last `f` slots up to the awaited one, and the slot after it belongs to an
//! honest author. They can compute all 2^(f-1) mixes that they can bring about with a block at the
//! awaited slot. If none of these suits them they leave that slot out too, and get the mix that the
//! honest author brings, which is one more try that they cannot foresee. A hash stands in for the
//! VRF: only the holder of the key can evaluate either function.

use crate::{fold, PreOutput};
use codec::Encode;
use hallmark_glue::Slot;
use hallmark_types::Digest;
use sp_io::hashing::sha2_256;

const RUNS: u32 = 4_000;
const AWAITED: Slot = 1_000;
const COLLUDERS: u64 = 1;
const HONEST: u64 = 2;

/// What the owner of `key` contributes.
fn output(run: u32, key: u64, mix: &Digest, slot: Slot) -> PreOutput {
	PreOutput(sha2_256(&("output", run, key, mix, slot).encode()))
}

/// A secret that somebody is committed to.
fn secret(run: u32) -> Digest {
	sha2_256(&("secret", run).encode()).into()
}

/// Whether a draw by this mix, and by a secret if there is one, turns out as the colluders wish.
/// The chance of that is `rate`.
fn suits(mix: &Digest, secret: Option<Digest>, rate: f64) -> bool {
	let seed = sha2_256(&(mix, secret).encode());
	let word = u64::from_be_bytes(seed[..8].try_into().unwrap());
	(word as f64) < rate * 2f64.powi(64)
}

/// The mix after `AWAITED` of one run, where `f` colluders wish for a mix that they think suits
/// them.
fn settle(run: u32, f: u32, think: impl Fn(&Digest) -> bool) -> Digest {
	let start = Digest::from(sha2_256(&("start", run).encode()));
	let contribute = |mix: &Digest, key, slot| fold(mix, slot, &output(run, key, mix, slot));
	let before = f.saturating_sub(1);
	// Bit `i` says whether the colluder `i + 1` slots before the awaited one makes its block.
	let visible = (0..1u32 << before).map(|choice| {
		let made = (0..before).rev().filter(|i| choice & (1 << i) != 0);
		made.fold(start, |mix, i| contribute(&mix, COLLUDERS, AWAITED - 1 - Slot::from(i)))
	});
	let suiting =
		visible.map(|mix| contribute(&mix, COLLUDERS, AWAITED)).find(|mix| f > 0 && think(mix));
	suiting.unwrap_or_else(|| contribute(&start, HONEST, AWAITED + 1))
}

/// How often a draw turns out as `f` colluders wish, with and without a secret in it that they do
/// not know.
fn measure(f: u32, rate: f64) -> (f64, f64) {
	let share = |hits: usize| hits as f64 / f64::from(RUNS);
	let without = (0..RUNS).filter(|run| {
		let mix = settle(*run, f, |mix| suits(mix, None, rate));
		suits(&mix, None, rate)
	});
	let with = (0..RUNS).filter(|run| {
		// The colluders do not know the secret, so they choose by a guess of it.
		let guess = Some(secret(!run));
		let mix = settle(*run, f, |mix| suits(mix, guess, rate));
		suits(&mix, Some(secret(*run)), rate)
	});
	(share(without.count()), share(with.count()))
}

/// How often something of this rate happens in so many tries.
fn in_tries(rate: f64, tries: i32) -> f64 {
	1.0 - (1.0 - rate).powi(tries)
}

/// Five standard deviations of a share measured in `RUNS`.
fn margin(share: f64) -> f64 {
	5.0 * (share * (1.0 - share) / f64::from(RUNS)).sqrt()
}

/// Asserts what `f` colluders gain on an event of this rate.
fn assert_gain(f: u32, rate: f64) {
	let (without, with) = measure(f, rate);
	let expected = in_tries(rate, if f == 0 { 1 } else { (1 << (f - 1)) + 1 });
	assert!(
		(without - expected).abs() < margin(expected),
		"{f} colluders, rate {rate}: {without} instead of {expected}"
	);
	// They never gain more than by a free choice among 2^f mixes.
	assert!(without < in_tries(rate, 1 << f) + margin(rate));
	// With the secret they gain nothing at all.
	assert!((with - rate).abs() < margin(rate), "{f} colluders, rate {rate}: {with} with a secret");
}

#[test]
fn colluders_gain_on_a_coin_until_a_secret_is_mixed_in() {
	for f in 0..=4 {
		assert_gain(f, 0.5);
	}
	// A single colluder turns one in two into three in four.
	let (one, _) = measure(1, 0.5);
	assert!(one > 0.7);
}

#[test]
fn colluders_gain_on_a_rare_event_until_a_secret_is_mixed_in() {
	for f in 0..=5 {
		assert_gain(f, 0.03);
	}
	// Five colluders turn three in a hundred into two in five.
	let (five, _) = measure(5, 0.03);
	assert!(five > 0.35);
}

#[test]
fn colluders_gain_nothing_when_the_awaited_slot_is_anothers() {
	// They choose among 2^4 mixes before the honest author's block, and that block changes all of
	// them.
	let rate = 0.5;
	let hits = (0..RUNS).filter(|run| {
		let chosen = settle(*run, 4, |mix| suits(mix, None, rate));
		let honest = output(*run, HONEST, &chosen, AWAITED + 2);
		suits(&fold(&chosen, AWAITED + 2, &honest), None, rate)
	});
	let share = hits.count() as f64 / f64::from(RUNS);
	assert!((share - rate).abs() < margin(rate), "{share}");
}
