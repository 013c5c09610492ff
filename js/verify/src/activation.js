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
 * The extrinsic: a general transaction of version 5, in hexadecimal. Nobody reads the nonce, which only
 * makes other bytes of the same activation.
 * @param {Activation} item
 * @param {number} [nonce]
 * @returns {string}
 */
export function activation(item, nonce = 0) {
	const body = concat(
		Uint8Array.of(0x45), // 0b01 general, 0b000101 version 5
		Uint8Array.of(0), // version 0 of the transaction extensions
		Uint8Array.of(0), // CheckMortality: lives for ever
		compact(nonce), // CheckNonce: there is no account whose it could be
		Uint8Array.of(0), // CheckMetadataHash: nobody signs it
		activationCall(item),
	);
	return hex(concat(compact(body.length), body));
}
