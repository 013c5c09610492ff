// Identities of items, byte for byte as docs/identity.md has them.

import { bigEndian, bytesOf, concat, equal, hex } from './bytes.js';
import { hmacSha256, sha256 } from './hash.js';
import { serialOf } from './serial.js';

/**
 * @typedef {object} Identity What tells an item from all others.
 * @property {number} issuer the number on the chain of the organisation that issued the lot
 * @property {string} gtin 14 digits
 * @property {string} batch
 * @property {string} serial
 */

/**
 * @typedef {object} Leaf
 * @property {Uint8Array} commitment to the item's secret
 * @property {Uint8Array} leaf its hash in the tree
 */

/**
 * @typedef {Identity & Leaf & { index: number, secret: Uint8Array, proof: Uint8Array[] }} Item A made item.
 */

/**
 * @typedef {object} Lot
 * @property {number} issuer
 * @property {string} gtin
 * @property {string} batch
 * @property {number} count
 * @property {Item[]} items
 * @property {Uint8Array} root
 * @property {Uint8Array} file the public leaf file
 * @property {Uint8Array} leafFile its digest
 */

/** The most items of a lot. */
export const MAX_ITEMS = 2 ** 20;

/**
 * The length and the bytes of a batch or serial.
 * @param {string} name
 * @param {string} text
 */
function field(name, text) {
	const bytes = bytesOf(text);
	if (bytes.length < 1 || bytes.length > 20) throw new RangeError(`${name}: not 1 to 20 bytes`);
	return concat(Uint8Array.of(bytes.length), bytes);
}

/**
 * What stands in leaf and commitment alike.
 * @param {Identity} item
 */
function itemBytes({ issuer, gtin, batch, serial }) {
	if (!/^[0-9]{14}$/.test(gtin)) throw new RangeError('gtin: not 14 digits');
	return concat(bigEndian(issuer, 4), gtin, field('batch', batch), field('serial', serial));
}

/**
 * The first 10 bytes of the HMAC of an index.
 * @param {Uint8Array} lotKey
 * @param {string} domain
 * @param {number} index
 */
const derive = (lotKey, domain, index) =>
	hmacSha256(lotKey, domain, bigEndian(index, 4)).slice(0, 10);

/**
 * The tag in the serial of the item with this index.
 * @param {Uint8Array} lotKey 32 bytes
 * @param {number} index
 * @returns {Uint8Array} 10 bytes
 */
export const tagOf = (lotKey, index) => derive(lotKey, 'hallmark/tag/1', index);

/**
 * The secret of the item with this index.
 * @param {Uint8Array} lotKey 32 bytes
 * @param {number} index
 * @returns {Uint8Array} 10 bytes
 */
export const secretAt = (lotKey, index) => derive(lotKey, 'hallmark/secret/1', index);

/**
 * The commitment to an item's secret.
 * @param {Identity} item
 * @param {Uint8Array} secret 10 bytes
 * @returns {Uint8Array}
 */
export const commitmentTo = (item, secret) =>
	sha256('hallmark/activation/2', itemBytes(item), secret);

/**
 * The bytes of a leaf, which its hash is over.
 * @param {Identity & { commitment: Uint8Array, sheet?: Uint8Array }} item
 * @returns {Uint8Array}
 */
export function leafBytes({ commitment, sheet, ...item }) {
	const end = sheet ? concat(Uint8Array.of(1), sheet) : Uint8Array.of(0);
	return concat('hallmark/leaf/2', itemBytes(item), commitment, end);
}

/**
 * The hash of a leaf.
 * @param {Identity & { commitment: Uint8Array, sheet?: Uint8Array }} item
 * @returns {Uint8Array}
 */
export const leafHash = (item) => sha256(Uint8Array.of(0), leafBytes(item));

/**
 * The leaf hash of an item whose secret is known, and the commitment in it.
 * @param {Identity & { secret: Uint8Array, sheet?: Uint8Array }} item
 * @returns {Leaf}
 */
export function leafOf({ secret, ...item }) {
	const commitment = commitmentTo(item, secret);
	return { commitment, leaf: leafHash({ ...item, commitment }) };
}

/**
 * The hash of an inner node.
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

/**
 * The tree over leaf hashes, level by level, the root last.
 * @param {Uint8Array[]} leaves
 * @returns {Uint8Array[][]}
 */
export function treeOver(leaves) {
	if (leaves.length === 0) throw new RangeError('a tree has a leaf at least');
	const levels = [leaves];
	for (let below = leaves; below.length > 1; levels.push(below)) {
		below = below.flatMap((left, i, all) => {
			if (i % 2) return [];
			// A last node without a partner moves up unchanged.
			return [i + 1 < all.length ? nodeHash(left, all[i + 1]) : left];
		});
	}
	return levels;
}

/**
 * The root of a tree.
 * @param {Uint8Array[][]} levels
 * @returns {Uint8Array}
 */
export const rootOf = (levels) => levels[levels.length - 1][0];

/**
 * The inclusion proof of a leaf: the siblings from the leaf upwards.
 * @param {Uint8Array[][]} levels
 * @param {number} index
 * @returns {Uint8Array[]}
 */
export const proofOf = (levels, index) =>
	levels.map((level, height) => level[(index >> height) ^ 1]).filter((sibling) => sibling);

/**
 * Whether a proof leads from a leaf to a root (RFC 9162, section 2.1.3.2). Root and count must come from a
 * source that is trusted, such as the chain's state; the rest may come from anyone.
 * @param {{ root: Uint8Array, count: number, index: number, leaf: Uint8Array, proof: Uint8Array[] }} claim
 * @returns {boolean}
 */
export function verifyInclusion({ root, count, index, leaf, proof }) {
	if (!Number.isInteger(index) || !Number.isInteger(count)) return false;
	if (index < 0 || index >= count || count > MAX_ITEMS) return false;
	if (![root, leaf, ...proof].every((hash) => hash.length === 32)) return false;
	let [place, last, hash] = [index, count - 1, leaf];
	for (const sibling of proof) {
		if (last === 0) return false;
		if (place % 2 === 1 || place === last) {
			hash = nodeHash(sibling, hash);
			while (place % 2 === 0 && place !== 0) {
				place >>= 1;
				last >>= 1;
			}
		} else {
			hash = nodeHash(hash, sibling);
		}
		place >>= 1;
		last >>= 1;
	}
	return last === 0 && equal(hash, root);
}

/**
 * The header of a leaf file without serials.
 * @param {{ issuer: number, gtin: string, batch: string, count: number, sheets?: boolean }} lot `sheets` says whether
 *   records have the digest of the item's own data sheet
 * @returns {Uint8Array} 47 bytes
 */
export function leafFileHeader({ issuer, gtin, batch, count, sheets = false }) {
	const padded = new Uint8Array(21);
	padded.set(field('batch', batch));
	const [version, flags] = [Uint8Array.of(2), Uint8Array.of(sheets ? 1 : 0)];
	const numbers = [bigEndian(issuer, 4), bigEndian(BigInt(gtin), 8)];
	return concat('HLMKLEAF', version, flags, ...numbers, padded, bigEndian(count, 4));
}

/**
 * Makes a lot: its items with serials, secrets and proofs, its root and its leaf file with digest.
 * @param {{ issuer: number, gtin: string, batch: string, count: number, lotKey: Uint8Array }} order
 * @returns {Lot}
 */
export function makeLot({ issuer, gtin, batch, count, lotKey }) {
	if (!(count >= 1 && count <= MAX_ITEMS)) throw new RangeError('count: not 1 to 1,048,576');
	const made = Array.from({ length: count }, (_, index) => {
		const serial = serialOf(index, tagOf(lotKey, index));
		const item = { issuer, gtin, batch, serial, secret: secretAt(lotKey, index) };
		return { ...item, index, ...leafOf(item) };
	});
	const levels = treeOver(made.map(({ leaf }) => leaf));
	const items = made.map((item) => ({ ...item, proof: proofOf(levels, item.index) }));
	const records = made.flatMap(({ leaf, commitment }) => [leaf, commitment]);
	const file = concat(leafFileHeader({ issuer, gtin, batch, count }), ...records);
	const root = rootOf(levels);
	return { issuer, gtin, batch, count, items, root, file, leafFile: sha256(file) };
}

/**
 * A made item as `trace_verify` takes it in `evidence`.
 * @param {{ commitment: Uint8Array, proof: Uint8Array[] }} item
 * @param {number | null} [lot]
 */
export function evidenceOf({ commitment, proof }, lot = null) {
	return {
		lot,
		index: null,
		commitment: hex(commitment),
		sheet: null,
		proof: proof.map(hex),
	};
}
