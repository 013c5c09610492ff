// Bytes, as browsers, workers and Node.js alike have them. Where a function takes a part, that is bytes or
// a text, which stands for its UTF-8.

/** @typedef {Uint8Array | string} Part */

const encoder = new TextEncoder();

/**
 * The bytes of a part.
 * @param {Part} part
 * @returns {Uint8Array}
 */
export const bytesOf = (part) => (typeof part === 'string' ? encoder.encode(part) : part);

/**
 * Parts, one after the other.
 * @param {...Part} parts
 * @returns {Uint8Array}
 */
export function concat(...parts) {
	const all = parts.map(bytesOf);
	const bytes = new Uint8Array(all.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of all) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}

/**
 * Bytes as polkadot.js and JSON-RPC write them: `0x…`.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export const hex = (bytes) => `0x${digits(bytes)}`;

/**
 * Bytes in hexadecimal digits alone.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export const digits = (bytes) =>
	Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * The bytes of a text in hexadecimal, with `0x` before it or without.
 * @param {string} text
 * @returns {Uint8Array}
 */
export function fromHex(text) {
	const bare = text.startsWith('0x') ? text.slice(2) : text;
	if (bare.length % 2 || !/^[0-9a-fA-F]*$/.test(bare)) throw new RangeError('not hexadecimal');
	const bytes = new Uint8Array(bare.length / 2);
	for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(bare.slice(2 * i, 2 * i + 2), 16);
	return bytes;
}

/**
 * Whether two parts of memory hold the same.
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 * @returns {boolean}
 */
export const equal = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

/**
 * Which of two comes first, for `sort`: by the first byte that differs, else the shorter one.
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 * @returns {number}
 */
export function compare(a, b) {
	const at = a.findIndex((byte, i) => byte !== b[i]);
	return at < 0 || at >= b.length ? a.length - b.length : a[at] - b[at];
}

/**
 * A number in a number of bytes, the highest byte first.
 * @param {number | bigint} number
 * @param {1 | 2 | 4 | 8} length
 * @returns {Uint8Array}
 */
export function bigEndian(number, length) {
	if (BigInt(number) < 0n || BigInt(number) >> BigInt(8 * length))
		throw new RangeError(`${number} does not fit in ${length} bytes`);
	const view = new DataView(new ArrayBuffer(8));
	view.setBigUint64(0, BigInt(number));
	return new Uint8Array(view.buffer, 8 - length);
}

/**
 * A number in a number of bytes, the lowest byte first, as SCALE has it.
 * @param {number | bigint} number
 * @param {1 | 2 | 4 | 8} length
 * @returns {Uint8Array}
 */
export const littleEndian = (number, length) => bigEndian(number, length).slice().reverse();

/**
 * A number below 2^30 in SCALE's compact form, in which lengths stand before lists.
 * @param {number} number
 * @returns {Uint8Array}
 */
export function compact(number) {
	if (number < 1 << 6) return littleEndian(number << 2, 1);
	if (number < 1 << 14) return littleEndian((number << 2) | 1, 2);
	if (number < 2 ** 30) return littleEndian(number * 4 + 2, 4);
	throw new RangeError(`${number} is too much for a length`);
}
