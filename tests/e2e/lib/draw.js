// What a border's entropy draws, byte for byte as docs/sampling.md has it, from public data alone.

import { sha256 } from './lot.js';

/** What words of a seed are for. */
export const PURPOSE = { sample: 0, control: 1, skip: 2, agency: 3, repeat: 4 };

const WORDS = 2 ** 32;

const integer = (number, bytes) => {
	const out = Buffer.alloc(bytes);
	if (bytes === 8) out.writeBigUInt64BE(BigInt(number));
	else out.writeUInt32BE(number);
	return out;
};

/** Bytes of what JSON-RPC writes as `0x…`. */
const bytes = (hex) => Buffer.from(hex.slice(2), 'hex');

const commitmentTo = (secret) => sha256('hallmark/secret/1', secret);

/**
 * An authority's secrets about one declaration: a chain of `count`, made from the last to the first. Gives
 * the commitment to the first, and the secrets in the order in which they are revealed.
 */
export function secretChain(last, count) {
	const secrets = [last];
	while (secrets.length < count) secrets.unshift(commitmentTo(secrets[0]));
	return { commitment: commitmentTo(secrets[0]), secrets };
}

/** The seed of a decision and the entropy that `trace_draw` or `trace_decision` gives. */
export function seedOf(decision, { slot, mix, secret }) {
	return sha256(
		'hallmark/draw/1',
		integer(decision, 8),
		integer(slot, 8),
		bytes(mix),
		bytes(secret),
	);
}

/** The words of a seed for one purpose, without end. */
function* words(seed, purpose) {
	for (let block = 0; ; block++) {
		const hash = sha256(seed, Buffer.of(purpose), integer(block, 4));
		for (let at = 0; at < hash.length; at += 4) yield hash.readUInt32BE(at);
	}
}

/** Numbers out of a stream of words, each below a bound and as likely as any other below it. */
function dice(seed, purpose) {
	const stream = words(seed, purpose);
	return (bound) => {
		for (;;) {
			const word = stream.next().value;
			if (word < WORDS - (WORDS % bound)) return word % bound;
		}
	};
}

/** One number below a bound. */
export const pick = (seed, purpose, bound) => dice(seed, purpose)(bound);

/** Which `n` of `size` positions are drawn, ascending: the first places of a shuffle. */
export function positions(seed, n, size) {
	const below = dice(seed, PURPOSE.sample);
	const places = Array.from({ length: size }, (_, position) => position);
	for (let place = 0; place < n; place++) {
		const other = place + below(size - place);
		[places[place], places[other]] = [places[other], places[place]];
	}
	return places.slice(0, n).sort((a, b) => a - b);
}

/** The lot and the index behind each position, by the ranges of `trace_draw`. */
export function itemsOf(ranges) {
	return ranges.flatMap(([lot, { start, end }]) =>
		Array.from({ length: end - start }, (_, i) => ({ lot, index: start + i })),
	);
}

/** The mix of the beacon after a block with this slot and the author's pre-output. */
export function foldMix(mix, slot, preOutput) {
	return sha256('hallmark/mix/1', mix, integer(slot, 8), preOutput);
}
