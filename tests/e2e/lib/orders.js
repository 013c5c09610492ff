// The documents of orders, byte for byte as docs/customs.md has them.

import { createHmac } from 'node:crypto';
import { sha256, treeOver } from './lot.js';

/** Who gives its word on which document. */
export const ROLE = { order: 0, payment: 1, logistics: 2 };

const FIELDS = ['order', 'payment', 'waybill', 'gtin', 'quantity', 'amount', 'currency', 'buyer'];

/** The bytes of an order line. */
export function recordOf(order) {
	const fields = FIELDS.flatMap((name) => {
		const text = Buffer.from(String(order[name]).normalize('NFC'));
		const length = Buffer.alloc(2);
		length.writeUInt16BE(text.length);
		return [length, text];
	});
	return Buffer.concat([Buffer.from('hallmark/order/1'), ...fields]);
}

/** What stands for an order line in the tree. */
export function entryOf(key, order) {
	return createHmac('sha256', key).update(recordOf(order)).digest();
}

/** The root over a batch of orders, in whatever order one has them. */
export function rootOf(key, orders) {
	const entries = orders.map((order) => entryOf(key, order)).sort(Buffer.compare);
	return treeOver(entries.map((entry) => sha256(Buffer.of(0), entry))).at(-1)[0];
}

/** What a party commits to before it reveals its root. */
export function documentCommitment({ declaration, organisation, role, root }) {
	const head = Buffer.alloc(13);
	head.writeBigUInt64BE(BigInt(declaration));
	head.writeUInt32BE(organisation, 8);
	head.writeUInt8(role, 12);
	return sha256('hallmark/documents/1', head, root);
}
