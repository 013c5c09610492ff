// The one transaction that needs no account, byte by byte.

import { hex } from './lot.js';

/** A number below 2^14 in SCALE's compact form, in which lengths stand before lists. */
function compact(number) {
	if (number < 1 << 6) return Buffer.of(number << 2);
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16LE((number << 2) | 1);
	return bytes;
}

/** The call `ProductIdentity.activate`. */
export function activationCall({ lot, index, serial, sheet, secret, proof }) {
	const numbers = Buffer.alloc(12);
	numbers.writeBigUInt64LE(BigInt(lot), 0);
	numbers.writeUInt32LE(index, 8);
	return Buffer.concat([
		Buffer.of(21, 12), // the pallet, the call
		numbers,
		compact(serial.length),
		Buffer.from(serial, 'ascii'),
		sheet ? Buffer.concat([Buffer.of(1), sheet]) : Buffer.of(0),
		secret,
		compact(proof.length),
		...proof,
	]);
}

/**
 * The extrinsic: a general transaction of version 5, in hexadecimal. Nobody reads the nonce, which only
 * makes other bytes of the same activation.
 */
export function activation(item, nonce = 0) {
	const body = Buffer.concat([
		Buffer.of(0x45), // 0b01 general, 0b000101 version 5
		Buffer.of(0), // version 0 of the transaction extensions
		Buffer.of(0), // CheckMortality: lives for ever
		compact(nonce), // CheckNonce: there is no account whose it could be
		Buffer.of(0), // CheckMetadataHash: nobody signs it
		activationCall(item),
	]);
	return hex(Buffer.concat([compact(body.length), body]));
}
