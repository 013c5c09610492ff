// A code checked so that the server does not learn which: it is asked for the lots of a batch, for a tile of the leaf
// file and for the proof of that tile, and so learns one of 256.

import { CodeError, readCode } from './gs1.js';
import { NOTHING, VerificationError, check, requireQuestion } from './proof.js';
import { indexOf } from './serial.js';
import { TILE, TileError, evidenceIn, isRecordOf, readTile, recordIn } from './tile.js';

/** @typedef {import('./proof.js').Kept} Kept */
/** @typedef {import('./proof.js').Proven} Proven */
/** @typedef {import('./tile.js').Tile} Tile */

/**
 * @typedef {object} OfferedLot A lot of a batch, as `/api/lots` tells of it.
 * @property {number} lot
 * @property {number} issuer
 * @property {number} count
 * @property {number} tiles
 * @property {boolean} offered whether the gateway gives tiles of it
 * @property {'listed' | 'serials' | 'small' | 'file' | null} kind why not, for programs
 * @property {string | null} reason why not, in words
 */

/**
 * @typedef {object} Privately
 * @property {string} uri the code as it was scanned; it stays here
 * @property {string | null} [market] the country in which the goods are offered, such as `CN`
 * @property {string} [base] the gateway, such as `https://id.example` or `https://id.example/`; in its own page nothing
 * @property {string} trust as for `check`
 * @property {Kept | null} [kept] as for `check`
 * @property {any} verifier as `check` takes it
 * @property {(question: any) => Promise<Proven>} [check] `check` of a worker instead of this thread's
 * @property {typeof globalThis.fetch} [fetch]
 * @property {AbortSignal} [signal]
 * @property {number} [now] the time in milliseconds, if it is not this machine's
 */

/**
 * @typedef {Proven & { lot: number, tile: number, refuted: boolean }} ProvenPrivately `refuted` says that the tile has
 *   another leaf in the item's place. The chain's state knows no serials, so that the verdict itself is `unproven`; that
 *   the code does not match stands on the word of whoever gave the tile.
 */

/**
 * The code cannot be checked without telling more of it, or at all. Nothing more was told. `kind` is a word for programs:
 *
 * | kind | means |
 * |---|---|
 * | `code` | it is not the code of an item |
 * | `batch` | it names no batch, so that its lot cannot be found |
 * | `serial` | its serial may be the merchant's own, and does not say in which tile it stands |
 * | `lot` | the server knows no lot of this batch |
 * | `offered` | the server gives no tiles of the lot: `reason` says why |
 * | `tile` | the tile is not what it should be |
 * | `server` | the server does not answer, or with an error |
 */
export class PrivateError extends Error {
	/**
	 * @param {'code' | 'batch' | 'serial' | 'lot' | 'offered' | 'tile' | 'server'} kind
	 * @param {string} reason
	 */
	constructor(kind, reason) {
		super(reason);
		this.name = 'PrivateError';
		/** What is wrong, for programs. */
		this.kind = kind;
		/** The same in words. */
		this.reason = reason;
	}
}

/**
 * A code with what it takes to look it up without naming it.
 * @param {string} uri
 */
function itemOf(uri) {
	let code;
	try {
		code = readCode(uri);
	} catch (error) {
		if (error instanceof CodeError) throw new PrivateError('code', error.message);
		throw error;
	}
	const { gtin, batch, serial } = code;
	if (!serial) throw new PrivateError('code', 'it has no serial number (21), so it names no item');
	if (!batch) {
		const reason = 'it names no batch (10), so its lot is found only by asking for this very code';
		throw new PrivateError('batch', reason);
	}
	return { gtin, batch, serial };
}

/**
 * What the paths of a gateway are put behind.
 * @param {unknown} base
 */
function stemOf(base) {
	const wrong = (/** @type {string} */ why) =>
		new VerificationError('input', `base: ${why}: give the gateway's address, such as https://id.example, or nothing in its own page`);
	if (base === '' || base === '/') return '';
	if (typeof base !== 'string' && !(base instanceof URL)) throw wrong(`it is ${typeof base}`);
	let url;
	try {
		url = new URL(base);
	} catch {
		throw wrong(`"${base}" is no address`);
	}
	if (!['http:', 'https:'].includes(url.protocol)) throw wrong(`${url.protocol} is neither http: nor https:`);
	if (url.search || url.hash) throw wrong('it has a query or a fragment');
	return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/**
 * Checks a code as `check` does, and tells the server no more of it than batch and tile.
 * @param {Privately} question
 * @returns {Promise<ProvenPrivately>}
 * @throws {PrivateError} where that cannot be done
 * @throws {VerificationError} where nothing is proven, or an argument is wrong (`input`)
 */
export async function privately({
	uri,
	market = null,
	base = '',
	trust,
	kept = null,
	verifier,
	check: judge = check,
	fetch = globalThis.fetch,
	signal,
	now,
} = NOTHING) {
	requireQuestion({ verifier, trust, uri, market, kept }, judge === check);
	const stem = stemOf(base);
	const item = itemOf(uri);
	/** @param {string} path */
	const ask = async (path) => {
		let response;
		try {
			// Neither cookies nor the page's address go along.
			const options = /** @type {const} */ ({ credentials: 'omit', referrerPolicy: 'no-referrer' });
			response = await fetch(`${stem}${path}`, { ...options, signal });
			if (response.ok) return response;
		} catch (error) {
			throw new PrivateError('server', `it does not answer: ${error}`);
		}
		const problem = await response.json().catch(() => ({}));
		const reason = `it answers ${response.status}: ${problem.detail ?? 'no reason'}`;
		throw new PrivateError(response.status === 404 ? 'offered' : 'server', reason);
	};
	/** @param {Response} response */
	const bytes = async (response) => new Uint8Array(await response.arrayBuffer());

	const batch = new URLSearchParams({ gtin: item.gtin, batch: item.batch });
	const found = await (await ask(`/api/lots?${batch}`)).json().catch(() => ({}));
	if (!Array.isArray(found.lots)) throw new PrivateError('server', 'it does not tell the lots');
	const { lot, number, tile } = await place(item, found.lots, async (lot, number) =>
		bytes(await ask(`/leaves/${lot.lot}/${number}`)),
	);

	const query = new URLSearchParams();
	if (market) query.set('market', market);
	if (kept && kept.trust === trust) query.set('after', String(kept.number));
	const bundle = await bytes(await ask(`/api/proof/lot/${lot.lot}/${number}?${query}`));
	const index = /** @type {number} */ (indexOf(item.serial));
	const evidence = tile && evidenceIn(tile.tile, lot.lot, index);
	const question = { verifier, trust, kept, uri, market, bundle, evidence };
	const proven = await judge(now === undefined ? question : { ...question, now });
	return { ...proven, lot: lot.lot, tile: number, refuted: tile !== null && !tile.matches };
}

/**
 * The lot and the tile that a code is looked for in. A serial that none of the lots can have is looked for in any tile:
 * its proof shows that no lot of the batch has it.
 * @param {{ gtin: string, batch: string, serial: string }} item
 * @param {OfferedLot[]} lots
 * @param {(lot: OfferedLot, number: number) => Promise<Uint8Array>} fetchTile
 * @returns {Promise<{ lot: OfferedLot, number: number, tile: { tile: Tile, matches: boolean } | null }>}
 */
async function place(item, lots, fetchTile) {
	if (!lots.length) throw new PrivateError('lot', `it knows no lot of batch ${item.batch}`);
	const index = indexOf(item.serial);
	const offered = lots.filter((lot) => lot.offered);
	const possible = lots.filter((lot) => index === undefined || index < lot.count);
	// Serials of a merchant's own may have any form.
	const unnamed = lots.find(({ kind }) => kind === 'serials' || kind === 'listed');
	if (unnamed && !possible.some((lot) => lot.offered && index !== undefined)) {
		const reason = `lot ${unnamed.lot}: ${unnamed.reason}`;
		throw new PrivateError(unnamed.kind === 'serials' ? 'serial' : 'offered', reason);
	}
	if (index === undefined || !possible.length) {
		const [lot] = offered;
		if (lot) return { lot, number: 0, tile: null };
	}
	let other = null;
	for (const lot of possible.filter((lot) => lot.offered)) {
		const number = Math.floor(/** @type {number} */ (index) / TILE);
		const tile = tileOf(await fetchTile(lot, number), number, lot.count);
		const record = recordIn(tile, /** @type {number} */ (index) % TILE);
		const matches = isRecordOf({ issuer: lot.issuer, ...item }, record);
		const found = { lot, number, tile: { tile, matches } };
		if (matches) return found;
		other ??= found;
	}
	// What none of the offered lots has, another one of the batch may have.
	const hidden = possible.find((lot) => !lot.offered) ?? lots.find((lot) => !lot.offered);
	if (other && !possible.some((lot) => !lot.offered)) return other;
	throw new PrivateError('offered', `lot ${hidden?.lot}: ${hidden?.reason}`);
}

/**
 * @param {Uint8Array} bytes
 * @param {number} number
 * @param {number} count
 */
function tileOf(bytes, number, count) {
	try {
		return readTile(bytes, number, count);
	} catch (error) {
		if (error instanceof TileError) throw new PrivateError('tile', error.message);
		throw error;
	}
}
