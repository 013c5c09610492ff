// What a border's entropy draws, byte for byte as docs/sampling.md has it, from public data alone.

import { bigEndian, fromHex } from './bytes.js';
import { sha256 } from './hash.js';

/** What words of a seed are for. */
export const PURPOSE = { sample: 0, control: 1, skip: 2, agency: 3, repeat: 4 };

const WORDS = 2 ** 32;

/** @param {Uint8Array} secret */
const commitmentTo = (secret) => sha256('hallmark/secret/1', secret);

/**
 * An authority's secrets about one declaration: a chain of `count`, made from the last to the first. Gives
 * the commitment to the first, and the secrets in the order in which they are revealed.
 * @param {Uint8Array} last 32 bytes
 * @param {number} count
 */
export function secretChain(last, count) {
	const secrets = [last];
	while (secrets.length < count) secrets.unshift(commitmentTo(secrets[0]));
	return { commitment: commitmentTo(secrets[0]), secrets };
}

/**
 * The seed of a decision and the entropy that `trace_draw` or `trace_decision` gives.
 * @param {number} decision
 * @param {{ slot: number, mix: string, secret: string }} entropy `mix` and `secret` in hexadecimal
 * @returns {Uint8Array}
 */
export function seedOf(decision, { slot, mix, secret }) {
	const numbers = [bigEndian(decision, 8), bigEndian(slot, 8)];
	return sha256('hallmark/draw/1', ...numbers, fromHex(mix), fromHex(secret));
}

/**
 * The words of a seed for one purpose, without end.
 * @param {Uint8Array} seed
 * @param {number} purpose
 */
function* words(seed, purpose) {
	for (let block = 0; ; block++) {
		const hash = sha256(seed, Uint8Array.of(purpose), bigEndian(block, 4));
		const view = new DataView(hash.buffer, hash.byteOffset);
		for (let at = 0; at < hash.length; at += 4) yield view.getUint32(at);
	}
}

/**
 * Numbers out of a stream of words, each below a bound and as likely as any other below it.
 * @param {Uint8Array} seed
 * @param {number} purpose
 */
function dice(seed, purpose) {
	const stream = words(seed, purpose);
	return (/** @type {number} */ bound) => {
		for (;;) {
			const word = Number(stream.next().value);
			if (word < WORDS - (WORDS % bound)) return word % bound;
		}
	};
}

/**
 * One number below a bound.
 * @param {Uint8Array} seed
 * @param {number} purpose one of `PURPOSE`
 * @param {number} bound 1 at least
 * @returns {number}
 */
export function pick(seed, purpose, bound) {
	if (!(bound >= 1 && bound < WORDS)) throw new RangeError('bound: not 1 to 2^32 - 1');
	return dice(seed, purpose)(bound);
}

/**
 * Which `n` of `size` positions are drawn, ascending: the first places of a shuffle. All of them where `n`
 * covers `size`.
 * @param {Uint8Array} seed
 * @param {number} n
 * @param {number} size
 * @returns {number[]}
 */
export function positions(seed, n, size) {
	const below = dice(seed, PURPOSE.sample);
	const places = Array.from({ length: size }, (_, position) => position);
	if (n >= size) return places;
	for (let place = 0; place < n; place++) {
		const other = place + below(size - place);
		[places[place], places[other]] = [places[other], places[place]];
	}
	return places.slice(0, n).sort((a, b) => a - b);
}

/**
 * The lot and the index behind each position, by the ranges of `trace_draw`.
 * @param {[number, { start: number, end: number }][]} ranges
 */
export function itemsOf(ranges) {
	return ranges.flatMap(([lot, { start, end }]) =>
		Array.from({ length: end - start }, (_, i) => ({ lot, index: start + i })),
	);
}

/**
 * The mix of the beacon after a block with this slot and the author's pre-output.
 * @param {Uint8Array} mix
 * @param {number | bigint} slot
 * @param {Uint8Array} preOutput
 * @returns {Uint8Array}
 */
export function foldMix(mix, slot, preOutput) {
	return sha256('hallmark/mix/1', mix, bigEndian(slot, 8), preOutput);
}
