// The one transaction that needs no account, byte by byte.

import { compact, concat, hex, littleEndian } from './bytes.js';

/**
 * @typedef {object} Activation What activates an item.
 * @property {number | bigint} lot
 * @property {number} index
 * @property {string} serial
 * @property {Uint8Array} [sheet] the digest of the item's own data sheet, if it has one
 * @property {Uint8Array} secret the 10 bytes under the scratch layer
 * @property {Uint8Array[]} proof from the leaf upwards; empty for a listed lot
 */

/**
 * Bytes that have a length of their own. A text in their place, hexadecimal say, would stand for its UTF-8, and the
 * chain would refuse what nobody meant.
 * @param {string} name
 * @param {Uint8Array} bytes
 * @param {number} length
 * @returns {Uint8Array}
 */
function exactly(name, bytes, length) {
	if (!ArrayBuffer.isView(bytes)) throw new TypeError(`${name}: no Uint8Array; fromHex() makes one of hexadecimal`);
	if (bytes.length !== length) throw new RangeError(`${name}: ${bytes.length} bytes and not ${length}`);
	return bytes;
}

/**
 * The call `ProductIdentity.activate`.
 * @param {Activation} item
 * @returns {Uint8Array}
 * @throws {TypeError} if secret, sheet or a hash of the proof is no `Uint8Array`
 * @throws {RangeError} if one of them is of another length
 */
export function activationCall({ lot, index, serial, sheet, secret, proof }) {
	return concat(
		Uint8Array.of(21, 12), // the pallet, the call
		littleEndian(lot, 8),
		littleEndian(index, 4),
		compact(serial.length),
		serial,
		sheet ? concat(Uint8Array.of(1), exactly('sheet', sheet, 32)) : Uint8Array.of(0),
		exactly('secret', secret, 10),
		compact(proof.length),
		...proof.map((hash, at) => exactly(`proof[${at}]`, hash, 32)),
	);
}

/**
 * The extrinsic in hexadecimal: a bare one of version 5. The same activation always has the same bytes.
 * @param {Activation} item
 * @returns {string}
 * @throws {TypeError | RangeError} as {@link activationCall}
 */
export function activation(item) {
	const body = concat(Uint8Array.of(0x05), activationCall(item)); // 0b00 bare, 0b000101 version 5
	return hex(concat(compact(body.length), body));
}
