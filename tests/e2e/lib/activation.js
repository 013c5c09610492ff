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

/** The extrinsic in hexadecimal: a bare one of version 5. The same activation always has the same bytes. */
export function activation(item) {
	const body = Buffer.concat([Buffer.of(0x05), activationCall(item)]); // 0b00 bare, 0b000101 version 5
	return hex(Buffer.concat([compact(body.length), body]));
}
