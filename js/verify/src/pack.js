// A pack: a file that judges the codes of some goods without any network, as docs/pack.md has it byte by byte.

import { compact, concat, digits, fromHex, hex } from './bytes.js';
import { CodeError, readCode } from './gs1.js';
import { check } from './proof.js';
import { indexOf } from './serial.js';
import { TILE, TileError, evidenceIn, isRecordOf, itemsOf, recordIn, soundTile } from './tile.js';

/** @typedef {import('./proof.js').Evidence} Evidence */
/** @typedef {import('./proof.js').Proven} Proven */
/** @typedef {import('./tile.js').Tile} Tile */

/** @typedef {Tile & { number: number, nodes: number[] }} PackedTile */

/**
 * @typedef {object} PackedLot
 * @property {bigint} lot
 * @property {number} issuer
 * @property {string} gtin 14 digits
 * @property {string} batch
 * @property {number} count how many items the lot has
 * @property {[number, number][]} ranges the items that the pack has: each range with its first, and the one after its last
 * @property {PackedTile[]} tiles
 */

/**
 * @typedef {object} PackedQuestion What `check` is to be asked, but for trust and verifier.
 * @property {string} uri
 * @property {string | null} market
 * @property {Uint8Array} bundle
 * @property {Evidence | null} evidence
 * @property {boolean} refuted whether the leaves of the pack have another one in the item's place
 */

/**
 * The pack cannot be read, or does not judge the code. `kind` is a word for programs:
 *
 * | kind | means |
 * |---|---|
 * | `malformed` | it is no pack, or damaged |
 * | `version` | it is of a later version than this code knows |
 * | `chain` | it is of another chain than `trust` |
 * | `code` | the code is not that of an item |
 * | `batch` | the code names no batch, so that the pack does not say which lot it is of |
 * | `absent` | what the code names is not in this pack, which says nothing of the code |
 */
export class PackError extends Error {
	/**
	 * @param {'malformed' | 'version' | 'chain' | 'code' | 'batch' | 'absent'} kind
	 * @param {string} reason
	 */
	constructor(kind, reason) {
		super(reason);
		this.name = 'PackError';
		/** What is wrong, for programs. */
		this.kind = kind;
		/** The same in words. */
		this.reason = reason;
	}
}

/** The most bytes of a pack. */
export const MAX_PACK = 20_000_000;

const MAGIC = 'HLMKPACK';
const VERSION = 1;

/** @param {string} reason */
const malformed = (reason) => new PackError('malformed', `${reason}: fetch it again`);

/** Reads SCALE, part after part. */
class Reader {
	/** @param {Uint8Array} bytes */
	constructor(bytes) {
		this.all = bytes;
		this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.at = 0;
	}

	/** @param {number} length */
	bytes(length) {
		const start = this.at;
		if (length > this.all.length - start) throw malformed('the pack is cut short');
		this.at += length;
		return this.all.subarray(start, this.at);
	}

	u8() {
		return this.bytes(1)[0];
	}

	u32() {
		this.bytes(4);
		return this.view.getUint32(this.at - 4, true);
	}

	u64() {
		this.bytes(8);
		return this.view.getBigUint64(this.at - 8, true);
	}

	/** A length before a list. No list of a pack is longer than the pack. */
	length() {
		const first = this.u8();
		let length = first >> 2;
		if (first % 4 === 1) length |= this.u8() << 6;
		if (first % 4 === 2) length |= (this.u8() << 6) | (this.u8() << 14) | (this.u8() << 22);
		if (first % 4 === 3 || length > this.all.length) throw malformed('a length is too large');
		return length;
	}

	octets() {
		return this.bytes(this.length());
	}

	/**
	 * What a function reads, as it stands.
	 * @param {() => void} read
	 */
	raw(read) {
		const start = this.at;
		read();
		return this.all.subarray(start, this.at);
	}

	/**
	 * @template T
	 * @param {() => T} read
	 * @returns {T[]}
	 */
	list(read) {
		return Array.from({ length: this.length() }, read);
	}
}

/** A pack that was opened. What it says of itself is proven by each check, and not before. */
export class Pack {
	/** @type {Uint8Array} */
	#handoffs;
	/** @type {Uint8Array} */
	#head;
	/** @type {Uint8Array[]} */
	#nodes;

	/** @param {Uint8Array} bytes */
	constructor(bytes) {
		if (bytes.length > MAX_PACK) throw malformed('the pack is too large');
		const from = new Reader(bytes);
		if (new TextDecoder().decode(from.bytes(8)) !== MAGIC)
			throw new PackError('malformed', 'it is no pack');
		const version = from.u8();
		if (version !== VERSION)
			throw new PackError('version', `the pack is of version ${version}: take a later release`);
		/** The chain's first block. */
		this.genesis = hex(from.bytes(32));
		/** The height of the block whose state it has. */
		this.number = from.u32();
		/** That block. */
		this.hash = hex(from.bytes(32));
		/** When that block was made, in milliseconds. */
		this.at = Number(from.u64());
		/** Which verifier it takes. */
		this.codeHash = hex(from.bytes(32));
		const market = from.u8() ? new TextDecoder().decode(from.bytes(2)) : null;
		/** The country in which the goods are offered. */
		this.market = market;
		const final = () => void (from.octets(), from.octets());
		this.#handoffs = from.raw(() => from.list(final));
		this.#head = from.raw(final);
		this.#nodes = from.list(() => from.raw(() => from.octets()));
		/** @type {PackedLot[]} */
		this.lots = from.list(() => this.#lot(from));
		if (from.at !== bytes.length) throw malformed('the pack goes on after its end');
	}

	/**
	 * @param {Reader} from
	 * @returns {PackedLot}
	 */
	#lot(from) {
		const [lot, issuer] = [from.u64(), from.u32()];
		const gtin = String(from.u64()).padStart(14, '0');
		const batch = new TextDecoder().decode(from.octets());
		const [count, sheets] = [from.u32(), from.u8() === 1];
		let before = -1;
		const tiles = from.list(() => {
			const number = from.u32();
			const nodes = from.list(() => from.u32());
			const proof = from.list(() => from.bytes(32));
			const tile = { number, nodes, first: number * TILE, count, sheets, proof };
			const records = from.octets();
			if (number <= before || !nodes.every((place) => place < this.#nodes.length))
				throw malformed('a lot has not the tiles that it should');
			before = number;
			return /** @type {PackedTile} */ (sound({ ...tile, records }, number, count));
		});
		/** @type {[number, number][]} */
		const ranges = [];
		for (const { number, first } of tiles) {
			const last = ranges.at(-1);
			const end = first + itemsOf(number, count);
			if (last?.[1] === first) last[1] = end;
			else ranges.push([first, end]);
		}
		if (!ranges.length) throw malformed('a lot has no tiles');
		return { lot, issuer, gtin, batch, count, ranges, tiles };
	}

	/**
	 * Whether it can judge a code.
	 * @param {string} uri
	 */
	has(uri) {
		try {
			this.question(uri);
			return true;
		} catch (error) {
			if (error instanceof PackError) return false;
			throw error;
		}
	}

	/**
	 * What `check` is to be asked about a code. A serial that none of its lots can have is judged by any tile of them: its
	 * proof shows that no lot of the batch has it.
	 * @param {string} uri
	 * @returns {PackedQuestion}
	 * @throws {PackError} `code`, `batch`, `absent`
	 */
	question(uri) {
		const item = itemOf(uri);
		const lots = this.lots.filter(({ gtin, batch }) => gtin === item.gtin && batch === item.batch);
		if (!lots.length) throw absent(`batch ${item.batch} of product ${item.gtin}`);
		const index = indexOf(item.serial);
		const possible = lots.filter((lot) => index !== undefined && index < lot.count);
		if (index === undefined || !possible.length) return this.#asked(uri, lots[0].tiles[0], null);
		let other;
		let missing;
		for (const lot of possible) {
			const tile = lot.tiles.find(({ number }) => number === Math.floor(index / TILE));
			if (!tile) {
				missing ??= lot;
				continue;
			}
			const matches = isRecordOf({ issuer: lot.issuer, ...item }, recordIn(tile, index % TILE));
			if (matches) return this.#asked(uri, tile, { lot, index, matches });
			other ??= { lot, tile };
		}
		// Another lot of the batch may have it, whose leaves are not here.
		if (missing) throw absent(`item ${index} of lot ${missing.lot}`);
		const { lot, tile } = /** @type {{ lot: PackedLot, tile: PackedTile }} */ (other);
		return this.#asked(uri, tile, { lot, index, matches: false });
	}

	/**
	 * @param {string} uri
	 * @param {PackedTile} tile
	 * @param {{ lot: PackedLot, index: number, matches: boolean } | null} item
	 * @returns {PackedQuestion}
	 */
	#asked(uri, tile, item) {
		const nodes = tile.nodes.map((place) => this.#nodes[place]);
		const none = Uint8Array.of(0);
		const bundle = concat(this.#handoffs, this.#head, compact(nodes.length), ...nodes, none);
		const evidence = item && evidenceIn(tile, item.lot.lot, item.index);
		return { uri, market: this.market, bundle, evidence, refuted: item !== null && !item.matches };
	}
}

/** @param {string} what */
const absent = (what) =>
	new PackError('absent', `${what} is not in this pack, which says nothing of this code`);

/**
 * @param {Tile} tile
 * @param {number} number
 * @param {number} count
 */
function sound(tile, number, count) {
	try {
		return soundTile(tile, number, count);
	} catch (error) {
		if (error instanceof TileError) throw malformed(error.message);
		throw error;
	}
}

/** @param {string} uri */
function itemOf(uri) {
	let code;
	try {
		code = readCode(uri);
	} catch (error) {
		if (error instanceof CodeError) throw new PackError('code', error.message);
		throw error;
	}
	const { gtin, batch, serial } = code;
	if (!serial) throw new PackError('code', 'it has no serial number (21), so it names no item');
	if (!batch) throw new PackError('batch', 'it names no batch (10): a pack judges only codes that do');
	return { gtin, batch, serial };
}

/**
 * Opens a pack.
 * @param {Uint8Array | ArrayBuffer} bytes
 * @returns {Pack}
 * @throws {PackError} `malformed`, `version`
 */
export const openPack = (bytes) =>
	new Pack(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));

/**
 * Checks a code by a pack, as `check` does, without any network. `at` says as of when; what came later the pack does not
 * know. `kept` is that of the pack's block, and is not to be stored beside what was checked with a network.
 * @param {object} question
 * @param {Pack} question.pack
 * @param {string} question.uri the code as it was scanned
 * @param {string} question.trust the pinned set of voters, as for `check`
 * @param {any} question.verifier as `check` takes it: that of `pack.codeHash`, which comes with the program
 * @param {(question: any) => Promise<Proven>} [question.check] `check` of a worker instead of this thread's
 * @param {number} [question.now] the time in milliseconds, if it is not this machine's
 * @returns {Promise<Proven & { refuted: boolean }>} `refuted` says that the pack's leaves have another one in the item's
 *   place: the verdict is then `unproven`, and that the code does not match stands on the word of whoever made the pack
 * @throws {PackError} where the pack does not judge the code
 * @throws {import('./proof.js').VerificationError} where nothing is proven
 */
export async function checkPacked({ pack, uri, trust, verifier, check: judge = check, now }) {
	const { refuted, ...asked } = pack.question(uri);
	if (digits(fromHex(trust).subarray(0, 32)) !== pack.genesis.slice(2))
		throw new PackError('chain', 'the pack is of another chain than the voters that are trusted');
	const question = { verifier, trust, ...asked };
	const proven = await judge(now === undefined ? question : { ...question, now });
	if (proven.at !== pack.at || proven.block.hash !== pack.hash || proven.block.number !== pack.number)
		throw malformed('the pack says that it is of another time than its block is');
	return { ...proven, refuted };
}
