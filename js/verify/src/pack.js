// A pack: a file that judges the codes of some goods without any network, as docs/pack.md has it byte by byte.

import { compact, concat, digits, fromHex, hex } from './bytes.js';
import { CodeError, readCode, uri as uriOf } from './gs1.js';
import { sha256 } from './hash.js';
import { leafFileHeader, verifyInclusion } from './lot.js';
import { NOTHING, VerificationError, check, requireQuestion } from './proof.js';
import { indexOf, serialOf } from './serial.js';
import { TILE, TileError, evidenceIn, isRecordOf, itemsOf, recordIn, soundTile } from './tile.js';

/** @typedef {import('./proof.js').Committed} Committed */
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
 * @property {boolean} sheets whether records have the digest of the item's own data sheet
 * @property {[number, number][]} ranges the items that the pack has: each range with its first, and the one after its last
 * @property {PackedTile[]} tiles
 */

/**
 * @typedef {object} PackedQuestion What `check` is to be asked, but for trust and verifier.
 * @property {string} uri
 * @property {string | null} market
 * @property {Uint8Array} bundle
 * @property {Evidence | null} evidence
 * @property {boolean} differs whether the pack has another leaf in the item's place. By itself that refutes nothing: the
 *   way to the lot's root covers leaves, and not what stands beside them
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
 *
 * Of a pack that cannot be used (`malformed`, `version`, `chain`), `why` and `values` say what is wrong with it, for
 * whoever tells it in another language.
 *
 * | why | values | means |
 * |---|---|---|
 * | `none` | | it does not begin as a pack |
 * | `large` | | it is larger than any pack |
 * | `short` | | it ends too soon |
 * | `damaged` | | a part of it has not the form that it should |
 * | `version` | `version` | it is of a later version |
 * | `chain` | | it is of another chain |
 * | `time` | | it says that it is of another time than its block is |
 * | `proof` | `lot`, `first`, `last` | what proves these items does not hold |
 * | `count` | `lot`, `count`, `said` | the lot has another number of items than it says |
 * | `root` | `lot`, `first`, `last` | the leaves of these items do not lead to the lot's root |
 * | `file` | `lot` | the records are not those of the lot's leaf file |
 */
export class PackError extends Error {
	/**
	 * @param {'malformed' | 'version' | 'chain' | 'code' | 'batch' | 'absent'} kind
	 * @param {string} reason
	 * @param {string} [why]
	 * @param {Record<string, string>} [values]
	 */
	constructor(kind, reason, why, values = {}) {
		super(reason);
		this.name = 'PackError';
		/** What is wrong, for programs. */
		this.kind = kind;
		/** The same in words. */
		this.reason = reason;
		/** What is wrong with the pack itself. */
		this.why = why;
		/** What belongs to that. */
		this.values = values;
	}
}

/** The most bytes of a pack. */
export const MAX_PACK = 20_000_000;

/** The most characters of a batch. */
const MAX_BATCH = 20;

const MAGIC = 'HLMKPACK';
const VERSION = 1;

/**
 * @param {string} reason
 * @param {string} [why]
 * @param {Record<string, string>} [values]
 */
const malformed = (reason, why = 'damaged', values = {}) =>
	new PackError('malformed', `${reason}: fetch it again`, why, values);

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
		if (length > this.all.length - start) throw malformed('the pack is cut short', 'short');
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

	/** A byte that says whether something is so. */
	flag() {
		const byte = this.u8();
		if (byte > 1) throw malformed('a byte says neither yes nor no');
		return byte === 1;
	}

	/** A length before a list, in its shortest form. No list of a pack is longer than the pack. */
	length() {
		const first = this.u8();
		let length = first >> 2;
		if (first % 4 === 1) length |= this.u8() << 6;
		if (first % 4 === 2) length |= (this.u8() << 6) | (this.u8() << 14) | (this.u8() << 22);
		if (first % 4 === 3 || length > this.all.length) throw malformed('a length is too large');
		if (length < [0, 1 << 6, 1 << 14][first % 4]) throw malformed('a length is longer than it has to be');
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
	/** @type {Map<PackedLot, string>} */
	#digests = new Map();

	/** @param {Uint8Array} bytes */
	constructor(bytes) {
		if (bytes.length > MAX_PACK) throw malformed('the pack is too large', 'large');
		const from = new Reader(bytes);
		if (new TextDecoder().decode(bytes.subarray(0, 8)) !== MAGIC)
			throw new PackError('malformed', 'it does not begin as a pack', 'none');
		from.bytes(8);
		const version = from.u8();
		if (version !== VERSION)
			throw new PackError('version', `the pack is of version ${version}: take a later release`, 'version', {
				version: String(version),
			});
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
		const market = from.flag() ? new TextDecoder().decode(from.bytes(2)) : null;
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
		const name = from.octets();
		if (name.length > MAX_BATCH) throw malformed('a batch has too many characters');
		const batch = new TextDecoder().decode(name);
		const [count, sheets] = [from.u32(), from.flag()];
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
		return { lot, issuer, gtin, batch, count, sheets, ranges, tiles };
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
		return { uri, market: this.market, bundle, evidence, differs: item !== null && !item.matches };
	}

	/**
	 * The digest of a lot's leaf file; nothing if the pack has not all of it.
	 * @param {PackedLot} lot
	 */
	#digest(lot) {
		if (lot.tiles.length !== Math.ceil(lot.count / TILE)) return null;
		let digest = this.#digests.get(lot);
		if (!digest) {
			digest = hex(sha256(leafFileHeader(lot), ...lot.tiles.map(({ records }) => records)));
			this.#digests.set(lot, digest);
		}
		return digest;
	}

	/**
	 * Whether the complete leaf file of a lot is in the pack, and has another leaf in the place of a code's. Only that
	 * refutes a code which the chain's state leaves unproven: the file's digest is in the state.
	 * @param {string} uri
	 * @param {Committed | undefined} committed what the lot has committed to, as a check has proven it
	 */
	refutes(uri, committed) {
		const item = itemOf(uri);
		const lot = this.lots.find(({ lot }) => lot === BigInt(committed?.lot ?? -1));
		const index = indexOf(item.serial);
		if (!committed || !lot || index === undefined || index >= lot.count) return false;
		if (lot.gtin !== item.gtin || lot.batch !== item.batch) return false;
		if (this.#digest(lot) !== committed.leafFile) return false;
		const tile = lot.tiles[Math.floor(index / TILE)];
		return !isRecordOf({ issuer: lot.issuer, ...item }, recordIn(tile, index % TILE));
	}

	/**
	 * What has to be asked so that every part of the pack was looked at: a made-up serial of each tile; and what is wrong
	 * with the tile by what its lot has committed to, if anything is.
	 * @returns {Generator<{ what: string, items: Record<string, string>, question: PackedQuestion, fault: (committed: Committed) => PackError | null }>}
	 */
	*probes() {
		for (const lot of this.lots) {
			const { gtin, batch } = lot;
			for (const tile of lot.tiles) {
				const index = tile.first;
				const uri = uriOf({ gtin, batch, serial: serialOf(index, new Uint8Array(10)) });
				const question = this.#asked(uri, tile, { lot, index, matches: false });
				const { proof } = /** @type {Evidence} */ (question.evidence);
				const { leaf } = recordIn(tile, 0);
				const last = index + itemsOf(tile.number, lot.count) - 1;
				const what = `lot ${lot.lot}, items ${index} to ${last}`;
				const items = { lot: String(lot.lot), first: String(index), last: String(last) };
				const fault = (/** @type {Committed} */ { count, root, leafFile }) => {
					if (count !== lot.count)
						return malformed(`lot ${lot.lot}: it has ${count} items, and not ${lot.count}`, 'count', {
							...items,
							count: String(count),
							said: String(lot.count),
						});
					if (!verifyInclusion({ root: fromHex(root), count, index, leaf, proof }))
						return malformed(`${what}: the leaves do not lead to the lot's root`, 'root', items);
					// The digest of a whole file does not tell which of its records is another one.
					const digest = tile === lot.tiles.at(-1) && this.#digest(lot);
					if (digest && digest !== leafFile)
						return malformed(`lot ${lot.lot}: the records are not those of its leaf file`, 'file', items);
					return null;
				};
				yield { what, items, question, fault };
			}
		}
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
 * @typedef {object} PackedAnswer What a pack says beside what `check` does.
 * @property {boolean} refuted whether the verdict is `mismatch` because the pack has the lot's complete leaf file, which
 *   has no such item: that is proven
 * @property {boolean} differs whether the pack has another leaf in the item's place. If it is not `refuted` by that, the
 *   verdict is `unproven`, for a part of a leaf file refutes nothing
 */

/**
 * @typedef {object} Judge
 * @property {Pack} pack
 * @property {string} trust the pinned set of voters, as for `check`
 * @property {any} verifier as `check` takes it: that of `pack.codeHash`, which comes with the program
 * @property {(question: any) => Promise<Proven>} [check] `check` of a worker instead of this thread's
 */

/**
 * What a question is answered by a pack.
 * @param {Judge & { now?: number }} judge
 * @param {PackedQuestion} asked
 * @returns {Promise<Proven & { differs: boolean }>}
 */
async function judged({ pack, trust, verifier, check: judge = check, now }, { differs, ...asked }) {
	requireQuestion({ verifier, trust, ...asked }, judge === check);
	if (genesisOf(trust) !== pack.genesis.slice(2))
		throw new PackError('chain', 'the pack is of another chain than the voters that are trusted', 'chain');
	const question = { verifier, trust, ...asked };
	const proven = await judge(now === undefined ? question : { ...question, now });
	if (proven.at !== pack.at || proven.block.hash !== pack.hash || proven.block.number !== pack.number)
		throw malformed('the pack says that it is of another time than its block is', 'time');
	return { ...proven, differs };
}

/** @param {string} trust */
function genesisOf(trust) {
	try {
		return digits(fromHex(trust).subarray(0, 32));
	} catch {
		throw new VerificationError('input', 'trust: not hexadecimal');
	}
}

/** @param {unknown} pack */
function requirePack(pack) {
	if (!(pack instanceof Pack)) throw new VerificationError('input', 'pack: it is none: give what openPack gave');
}

/**
 * Checks a code by a pack, as `check` does, without any network. `at` says as of when; what came later the pack does not
 * know. `kept` is that of the pack's block, and is not to be stored beside what was checked with a network.
 * @param {Judge & { uri: string, now?: number }} question `uri` is the code as it was scanned, `now` the time in
 *   milliseconds, if it is not this machine's
 * @returns {Promise<Proven & PackedAnswer>}
 * @throws {PackError} where the pack does not judge the code
 * @throws {VerificationError} where nothing is proven, or an argument is wrong (`input`)
 */
export async function checkPacked({ uri, ...judge } = NOTHING) {
	const { pack } = judge;
	requirePack(pack);
	const proven = await judged(judge, pack.question(uri));
	const { verdict, facts } = proven.answer;
	const committed = (/** @type {{ id: number }} */ { id }) => proven.lots.find(({ lot }) => lot === id);
	const refuted =
		verdict.code === 'unproven' &&
		!facts.moreCandidates &&
		facts.candidates.length > 0 &&
		facts.candidates.every((/** @type {{ id: number }} */ lot) => pack.refutes(uri, committed(lot)));
	if (!refuted) return { ...proven, refuted };
	const answer = {
		...proven.answer,
		verdict: { ...verdict, code: 'mismatch' },
		facts: { ...facts, evidence: 'refuted' },
	};
	return { ...proven, answer, refuted };
}

/**
 * Looks at every part of a pack, before it is kept in the place of another one: that its block is final by the trusted
 * voters, that each tile has its proof of the state, and that its leaves are those that the lot has committed to. Of a
 * lot that is there in part, what stands beside the leaves cannot be told: with a changed one a code is unproven.
 * @param {Judge} judge
 * @throws {PackError} `malformed`, with the part that is damaged; `chain`
 * @throws {VerificationError} where nothing of it is proven, or an argument is wrong (`input`)
 */
export async function vetPack(judge = NOTHING) {
	requirePack(judge.pack);
	for (const { what, items, question, fault } of judge.pack.probes()) {
		let proven;
		try {
			proven = await judged(judge, question);
		} catch (error) {
			if (!(error instanceof VerificationError) || !DAMAGED.includes(error.kind)) throw error;
			throw malformed(`${what}: ${error.reason.replace(/\. Ask another node.*$/, '')}`, 'proof', items);
		}
		const { lot } = /** @type {Evidence} */ (question.evidence);
		const committed = proven.lots.find((it) => BigInt(it.lot) === lot);
		const wrong = committed && fault(committed);
		if (wrong) throw wrong;
	}
}

/** Errors of a check that are about one part of a pack. */
const DAMAGED = ['incomplete', 'malformed', 'wrongHeader', 'question', 'trap'];
