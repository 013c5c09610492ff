// A tile of a lot's leaf file: 256 leaves with the way of their root to the lot's, so that an item is proven without
// asking anybody for that very item.

import { equal } from './bytes.js';
import { leafHash, proofOf, treeOver } from './lot.js';

/** @typedef {import('./lot.js').Identity} Identity */
/** @typedef {import('./proof.js').Evidence} Evidence */

/**
 * @typedef {object} Tile
 * @property {number} first the index of its first item
 * @property {number} count how many items the lot has
 * @property {boolean} sheets whether records have the digest of the item's own data sheet
 * @property {Uint8Array[]} proof from its root upwards
 * @property {Uint8Array} records as they stand in the leaf file
 */

/**
 * @typedef {object} TileRecord
 * @property {Uint8Array} leaf
 * @property {Uint8Array} commitment
 * @property {Uint8Array | null} sheet
 */

/** How many items a tile has, but for the last one of a lot. */
export const TILE = 256;

/** A tile of another length or form than it says, or of another lot. */
export class TileError extends Error {
	/** @param {string} reason */
	constructor(reason) {
		super(reason);
		this.name = 'TileError';
	}
}

/** @param {{ sheets: boolean }} tile */
const recordLength = ({ sheets }) => (sheets ? 96 : 64);

/**
 * How many items a tile of a lot has.
 * @param {number} number
 * @param {number} count how many the lot has
 */
export const itemsOf = (number, count) => Math.max(0, Math.min(TILE, count - number * TILE));

/**
 * Holds a tile to its place in the lot.
 * @param {Tile} tile
 * @param {number} number
 * @param {number} count
 * @returns {Tile}
 * @throws {TileError}
 */
export function soundTile(tile, number, count) {
	const items = itemsOf(number, count);
	if (tile.first !== number * TILE || tile.count !== count || !items)
		throw new TileError('it is another tile than was asked for');
	if (tile.records.length !== items * recordLength(tile))
		throw new TileError('it has not the records that it should');
	if (!tile.proof.every((hash) => hash.length === 32))
		throw new TileError('its proof is no list of hashes');
	return tile;
}

/**
 * Reads a tile as a gateway serves it: `/leaves/LOT/TILE`.
 * @param {Uint8Array} bytes
 * @param {number} number the tile that it is to be
 * @param {number} count how many items the lot has
 * @returns {Tile}
 * @throws {TileError}
 */
export function readTile(bytes, number, count) {
	if (bytes.length < 10) throw new TileError('it is cut short');
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const [sheets, hashes] = [bytes[8], bytes[9]];
	const end = 10 + 32 * hashes;
	if (sheets > 1 || bytes.length < end) throw new TileError('it is cut short');
	const proof = Array.from({ length: hashes }, (_, i) => bytes.slice(10 + 32 * i, 42 + 32 * i));
	const [first, all] = [view.getUint32(0), view.getUint32(4)];
	const tile = { first, count: all, sheets: sheets === 1, proof, records: bytes.slice(end) };
	return soundTile(tile, number, count);
}

/**
 * An item's record.
 * @param {Tile} tile
 * @param {number} place the item's place in the tile
 * @returns {TileRecord}
 */
export function recordIn(tile, place) {
	const length = recordLength(tile);
	const record = tile.records.subarray(place * length, (place + 1) * length);
	return {
		leaf: record.slice(0, 32),
		commitment: record.slice(32, 64),
		sheet: tile.sheets ? record.slice(64) : null,
	};
}

/**
 * Whether a record is that of an item.
 * @param {Identity} item
 * @param {TileRecord} record
 */
export const isRecordOf = (item, { leaf, commitment, sheet }) =>
	equal(leaf, leafHash({ ...item, commitment, sheet: sheet ?? undefined }));

/**
 * What a tile proves of an item, as `check` takes it.
 * @param {Tile} tile
 * @param {number | bigint} lot
 * @param {number} index
 * @returns {Evidence}
 */
export function evidenceIn(tile, lot, index) {
	const items = tile.records.length / recordLength(tile);
	const leaves = Array.from({ length: items }, (_, place) => recordIn(tile, place).leaf);
	const { commitment, sheet } = recordIn(tile, index - tile.first);
	const within = proofOf(treeOver(leaves), index - tile.first);
	return { lot, index, commitment, sheet, proof: [...within, ...tile.proof] };
}
