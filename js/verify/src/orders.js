// The documents of orders, byte for byte as docs/customs.md has them.

import { bigEndian, bytesOf, compare, concat } from './bytes.js';
import { hmacSha256, sha256 } from './hash.js';
import { rootOf, treeOver } from './lot.js';

/** Who gives its word on which document. */
export const ROLE = { order: 0, payment: 1, logistics: 2 };

/**
 * @typedef {object} Order An order line. Quantity and amount are whole numbers, the amount in the currency's
 *   smallest unit.
 * @property {string} order
 * @property {string} payment
 * @property {string} waybill
 * @property {string} gtin 14 digits
 * @property {string | number} quantity
 * @property {string | number} amount
 * @property {string} currency ISO 4217
 * @property {string} buyer
 */

/** @type {(keyof Order)[]} */
const FIELDS = ['order', 'payment', 'waybill', 'gtin', 'quantity', 'amount', 'currency', 'buyer'];

/**
 * The bytes of an order line.
 * @param {Order} order
 * @returns {Uint8Array}
 */
export function recordOf(order) {
	const fields = FIELDS.flatMap((name) => {
		const text = bytesOf(String(order[name]).normalize('NFC'));
		return [bigEndian(text.length, 2), text];
	});
	return concat('hallmark/order/1', ...fields);
}

/**
 * What stands for an order line in the tree.
 * @param {Uint8Array} key the 32 bytes that the parties share
 * @param {Order} order
 * @returns {Uint8Array}
 */
export const entryOf = (key, order) => hmacSha256(key, recordOf(order));

/**
 * The root over a batch of orders, in whatever order one has them.
 * @param {Uint8Array} key
 * @param {Order[]} orders
 * @returns {Uint8Array}
 */
export function ordersRoot(key, orders) {
	const entries = orders.map((order) => entryOf(key, order)).sort(compare);
	return rootOf(treeOver(entries.map((entry) => sha256(Uint8Array.of(0), entry))));
}

/**
 * What a party commits to before it reveals its root.
 * @param {{ declaration: number, organisation: number, role: number, root: Uint8Array }} word
 * @returns {Uint8Array}
 */
export function documentCommitment({ declaration, organisation, role, root }) {
	const parties = [bigEndian(declaration, 8), bigEndian(organisation, 4), bigEndian(role, 1)];
	return sha256('hallmark/documents/1', ...parties, root);
}
