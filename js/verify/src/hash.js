// SHA-256 at once, not by promises: SubtleCrypto is missing on pages that came by plain HTTP. It is the only
// module that needs another package; `browser/hash.js` is the same one with that package inside.

import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as sha2 } from '@noble/hashes/sha2.js';
import { bytesOf } from './bytes.js';

/** @typedef {import('./bytes.js').Part} Part */

/**
 * SHA-256 of parts, one after the other.
 * @param {...Part} parts
 * @returns {Uint8Array}
 */
export function sha256(...parts) {
	const hash = sha2.create();
	for (const part of parts) hash.update(bytesOf(part));
	return hash.digest();
}

/**
 * HMAC-SHA-256 (RFC 2104) of parts, one after the other.
 * @param {Uint8Array} key
 * @param {...Part} parts
 * @returns {Uint8Array}
 */
export function hmacSha256(key, ...parts) {
	const mac = hmac.create(sha2, key);
	for (const part of parts) mac.update(bytesOf(part));
	return mac.digest();
}
