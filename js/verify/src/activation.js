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
 * The call `ProductIdentity.activate`.
 * @param {Activation} item
 * @returns {Uint8Array}
 */
export function activationCall({ lot, index, serial, sheet, secret, proof }) {
	return concat(
		Uint8Array.of(21, 12), // the pallet, the call
		littleEndian(lot, 8),
		littleEndian(index, 4),
		compact(serial.length),
		serial,
		sheet ? concat(Uint8Array.of(1), sheet) : Uint8Array.of(0),
		secret,
		compact(proof.length),
		...proof,
	);
}

/**
 * The extrinsic in hexadecimal: a bare one of version 5. The same activation always has the same bytes.
 * @param {Activation} item
 * @returns {string}
 */
export function activation(item) {
	const body = concat(Uint8Array.of(0x05), activationCall(item)); // 0b00 bare, 0b000101 version 5
	return hex(concat(compact(body.length), body));
}
