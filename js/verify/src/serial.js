// Serials and scratch codes in Crockford's base32, as docs/identity.md has them.

/** The values 0 to 31, and those that only a check symbol can have. */
const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U';

/**
 * 10 bytes as a number.
 * @param {Uint8Array} bytes
 */
const numberOf = (bytes) => bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);

/**
 * @param {bigint} number
 * @param {number} length
 */
function base32(number, length) {
	let text = '';
	for (let rest = number; text.length < length; rest >>= 5n)
		text = SYMBOLS[Number(rest & 31n)] + text;
	return text;
}

/**
 * The serial with this index and tag.
 * @param {number} index below 2^20
 * @param {Uint8Array} tag 10 bytes
 * @returns {string} 20 characters
 */
export function serialOf(index, tag) {
	return base32((BigInt(index) << 80n) | numberOf(tag), 20);
}

/**
 * The index in a made serial; nothing if it has not that form. A merchant's own serial may look like one
 * by chance: the lot says of which kind its serials are.
 * @param {string} serial
 * @returns {number | undefined}
 */
export function indexOf(serial) {
	if (!/^[0-9A-HJKMNP-TV-Z]{20}$/.test(serial)) return undefined;
	return [...serial.slice(0, 4)].reduce((index, c) => index * 32 + SYMBOLS.indexOf(c), 0);
}

/**
 * The code under the scratch layer, as it is printed.
 * @param {Uint8Array} secret 10 bytes
 * @returns {string} `XXXX-XXXX-XXXX-XXXX-C`
 */
export function scratchCode(secret) {
	const number = numberOf(secret);
	const groups = base32(number, 16).match(/.{4}/g) ?? [];
	return [...groups, SYMBOLS[Number(number % 37n)]].join('-');
}

/** A scratch code was mistyped. That says nothing about the goods. */
export class ScratchCodeError extends Error {
	/**
	 * @param {'length' | 'character' | 'checkSymbol'} kind
	 * @param {string} reason
	 */
	constructor(kind, reason) {
		super(reason);
		this.name = 'ScratchCodeError';
		/** What is wrong. */
		this.kind = kind;
	}
}

// Dashes, blanks, and what takes no width.
const SKIPPED = /[-\u2010-\u2015\u2212\ufe58\ufe63\s\u0085\u00ad\u200b-\u200f\u2060\ufeff]/;

/**
 * The secret in a typed scratch code. Dashes and blanks are skipped; case and full width do not matter; I and L
 * are read as 1, O as 0.
 * @param {string} text
 * @returns {Uint8Array} 10 bytes
 * @throws {ScratchCodeError} the first fault from the left
 */
export function secretOf(text) {
	const symbols = [...text].map((c) => c.replace(/[\uff01-\uff5e]/, halfWidth));
	const values = [];
	for (const [place, symbol] of symbols.entries()) {
		if (SKIPPED.test(symbol)) continue;
		if (values.length === 17) throw wrongLength();
		const upper = symbol.replace(/[a-z]/, (c) => c.toUpperCase());
		const value = SYMBOLS.indexOf(upper.replace(/[IL]/, '1').replace('O', '0'));
		if (value < 0 || (value > 31 && values.length < 16))
			throw new ScratchCodeError('character', `character ${place + 1} cannot stand there`);
		values.push(BigInt(value));
	}
	if (values.length < 17) throw wrongLength();
	const check = values.pop();
	const number = values.reduce((number, value) => (number << 5n) | value, 0n);
	if (number % 37n !== check) {
		const reason = 'the code is mistyped: its check symbol does not fit';
		throw new ScratchCodeError('checkSymbol', reason);
	}
	return Uint8Array.from({ length: 10 }, (_, i) => Number((number >> BigInt(72 - 8 * i)) & 255n));
}

const wrongLength = () => new ScratchCodeError('length', 'a scratch code has 17 symbols');

/** @param {string} c */
const halfWidth = (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0);
