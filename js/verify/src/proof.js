// The verdict proven, without trusting whoever shows it: the check is the Wasm of clients/verify, the very same
// code as the chain's.

import { compact, concat, fromHex, hex, littleEndian } from './bytes.js';

/**
 * @typedef {object} VerifyAnswer What `trace_verify` answers (docs/rpc.md).
 * @property {number} specVersion
 * @property {{ code: string, standing: string, reasons: any[] }} verdict
 * @property {Record<string, any>} facts what the verdict rests on
 * @property {string} gtin
 * @property {string | null} product
 * @property {string | null} origin
 * @property {{ id: number, name: string, country: string } | null} issuer
 * @property {number | null} index
 * @property {any[]} statements who said what
 */

/**
 * @typedef {object} Kept What a client keeps from check to check, as JSON: how far it has followed the chain.
 * @property {string} trust the pinned set that it started from
 * @property {string} trusted the set that votes now
 * @property {number} number the newest block that was verified
 */

/**
 * @typedef {object} Proven A verdict that holds.
 * @property {VerifyAnswer} answer
 * @property {{ number: number, hash: string }} block the final block whose state it is
 * @property {number} at when that block was made, in milliseconds, by the chain's own clock
 * @property {number} staleAt from when on news may have been withheld
 * @property {boolean} stale whether that is so by now, or cannot be told because the clock is behind
 * @property {boolean} future whether the block is more than two minutes ahead of the clock: it is the clock that is
 *   behind, for the block is final
 * @property {string} codeHash which runtime judged
 * @property {Kept} kept to be given to the next check
 * @property {Committed[]} lots what the lots that the code can mean have committed to, as far as the proof shows it
 */

/**
 * @typedef {object} Committed What a lot has committed to on the chain. Only a leaf file with this digest is its own.
 * @property {number} lot
 * @property {number} count how many items it has
 * @property {string} root of the tree over its leaves, in hexadecimal
 * @property {string} leafFile SHA-256 of its whole leaf file, in hexadecimal
 */

/**
 * @typedef {object} Evidence An item's leaf, as `trace_verify` takes it: what a leaf file or a tile of it tells.
 * @property {number | bigint | null} [lot]
 * @property {number | null} [index] without it the index is read from the serial
 * @property {Uint8Array} commitment
 * @property {Uint8Array | null} [sheet]
 * @property {Uint8Array[]} proof from the leaf upwards
 */

/**
 * @typedef {object} Question
 * @property {string} trust the pinned set of voters, SCALE in hexadecimal: `trust` of a gateway's `/trust.json`, or better
 *   of a source that has nothing to do with the gateway
 * @property {Kept | null} [kept] what the last check gave
 * @property {string} uri the code as it was scanned
 * @property {string | null} [market] the country in which the goods are offered, such as `CN`
 * @property {Uint8Array} bundle what a gateway's `/api/proof` gave
 * @property {Evidence | null} [evidence] the item's leaf, for a bundle that was asked for without it
 * @property {number} [now] the time in milliseconds, if it is not this machine's
 */

/**
 * Nothing is proven. `kind` is a word for programs:
 *
 * | kind | means |
 * |---|---|
 * | `otherCode` | the chain runs another release: load the verifier of `codeHash` |
 * | `older` | the proof is older than what was verified before |
 * | `upgrading` | the chain changes its release in this very block: ask again in a few seconds |
 * | `notFinal`, `noHandoff`, `wrongHeader`, `incomplete`, `malformed` | the proof does not hold: ask another server |
 * | `question` | the code is not that of an item |
 * | `input` | an argument is wrong |
 * | `verifier` | the verifier does not load, or is none |
 * | `trap` | the verifier gave up |
 */
export class VerificationError extends Error {
	/**
	 * @param {string} kind
	 * @param {string} reason
	 * @param {string} [codeHash]
	 */
	constructor(kind, reason, codeHash) {
		super(reason);
		this.name = 'VerificationError';
		/** What is wrong, for programs. */
		this.kind = kind;
		/** The same in words. */
		this.reason = reason;
		/** The hash of the chain's code that the state holds, where another verifier is needed. */
		this.codeHash = codeHash;
	}
}

/**
 * @param {unknown} holds
 * @param {string} field
 * @param {string} reason what is wrong, and what to give instead
 */
function need(holds, field, reason) {
	if (!holds) throw new VerificationError('input', `${field}: ${reason}`);
}

/** @param {unknown} value */
const missing = (value) => (value === undefined || value === null ? 'it is missing' : `it is of type ${typeof value}`);

/**
 * Holds what every check takes to its form, before anything is asked or computed.
 * @param {any} question
 * @param {boolean} isHere whether this thread judges, which takes a verifier that is loaded
 * @throws {VerificationError} `input`, which names the field
 */
export function requireQuestion({ verifier, trust, uri, market, kept }, isHere = true) {
	if (isHere)
		need(typeof verifier?.ask === 'function', 'verifier', `${missing(verifier)}: give what loadVerifier gave`);
	else need(verifier, 'verifier', 'it is missing: give its address, its bytes or its module');
	need(typeof trust === 'string' && trust, 'trust', `${missing(trust)}: give the trusted set of voters in hexadecimal, such as a gateway's /trust.json has`);
	need(typeof uri === 'string' && uri, 'uri', `${missing(uri)}: give the code as a text`);
	need(market === undefined || market === null || typeof market === 'string', 'market', `${missing(market)}: give two letters, such as CN, or null`);
	need(kept === undefined || kept === null || typeof kept === 'object', 'kept', `${missing(kept)}: give what the last check gave, or null`);
}

/**
 * In the place of a question that was left out, so that what it lacks is named.
 * @type {any}
 */
export const NOTHING = {};

/** So far a block may be ahead of the machine's clock, in milliseconds. */
const MAX_AHEAD = 120_000;

/** Memory to begin with, in pages of 64 KiB; a module that wants more says so. */
const PAGES = 64;
const MAX_PAGES = 16_384;

/**
 * @typedef {object} Exports
 * @property {(length: number) => number} alloc
 * @property {(at: number, length: number) => number} check
 * @property {() => number} code_hash
 * @property {() => number} [panic_message]
 */

/**
 * An instance of a module. It imports its memory, and what nobody may call.
 * @param {WebAssembly.Module} module
 */
async function instantiate(module) {
	for (let initial = PAGES; ; initial *= 2) {
		const memory = new WebAssembly.Memory({ initial });
		/** @type {Record<string, Record<string, any>>} */
		const imports = {};
		for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
			imports[from] ??= {};
			imports[from][name] = kind === 'memory' ? memory : () => forbidden(name);
		}
		try {
			const { exports } = await WebAssembly.instantiate(module, imports);
			const own = /** @type {any} */ (exports).memory;
			return {
				exports: /** @type {Exports} */ (/** @type {unknown} */ (exports)),
				memory: /** @type {WebAssembly.Memory} */ (own ?? memory),
			};
		} catch (error) {
			if (!(error instanceof WebAssembly.LinkError) || 2 * initial > MAX_PAGES) throw error;
		}
	}
}

/**
 * What a runtime may ask of a node, and a verdict never does.
 * @param {string} name
 * @returns {never}
 */
function forbidden(name) {
	throw new VerificationError('trap', `the verifier asked for ${name}, which a verdict never does`);
}

/** A verifier of one release of the chain, ready to check. `loadVerifier` makes it. */
export class Verifier {
	/** @type {WebAssembly.Module} */
	#module;
	/** @type {Awaited<ReturnType<typeof instantiate>> | undefined} */
	#instance;

	/**
	 * @param {WebAssembly.Module} module
	 * @param {Awaited<ReturnType<typeof instantiate>>} instance
	 */
	constructor(module, instance) {
		this.#module = module;
		this.#instance = instance;
		const at = instance.exports.code_hash() >>> 0;
		/** The BLAKE2b-256 hash of the chain's `:code` whose verdict this is. */
		this.codeHash = hex(new Uint8Array(instance.memory.buffer, at, 32).slice());
	}

	/** The compiled module, which can be sent to a worker. */
	get module() {
		return this.#module;
	}

	/**
	 * What the module says to a question, both in its own form.
	 * @param {Uint8Array} question
	 * @returns {Promise<string>} JSON
	 */
	async ask(question) {
		this.#instance ??= await instantiate(this.#module);
		const { exports, memory } = this.#instance;
		const text = (/** @type {number} */ at) => {
			const length = new DataView(memory.buffer).getUint32(at >>> 0, true);
			return new TextDecoder().decode(new Uint8Array(memory.buffer, (at >>> 0) + 4, length));
		};
		try {
			const at = exports.alloc(question.length) >>> 0;
			new Uint8Array(memory.buffer, at, question.length).set(question);
			return text(exports.check(at, question.length));
		} catch (error) {
			// What gave up half-way is not asked again.
			this.#instance = undefined;
			if (error instanceof VerificationError) throw error;
			let why = '';
			try {
				why = exports.panic_message ? text(exports.panic_message()) : '';
			} catch {
				// It cannot even say why.
			}
			throw new VerificationError('trap', `the verifier gave up: ${why || error}`);
		}
	}
}

/**
 * Loads a verifier.
 * @param {Uint8Array | ArrayBuffer | WebAssembly.Module | URL | string} source the Wasm, or where it is fetched
 * @param {string} [codeHash] the release that it must be of
 * @returns {Promise<Verifier>}
 * @throws {VerificationError} `verifier`; `input` where `codeHash` is no hash
 */
export async function loadVerifier(source, codeHash) {
	let verifier;
	try {
		const module = await compile(source);
		const instance = await instantiate(module);
		for (const name of /** @type {const} */ (['alloc', 'check', 'code_hash']))
			if (typeof instance.exports[name] !== 'function') throw new Error(`it has no export ${name}`);
		verifier = new Verifier(module, instance);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new VerificationError('verifier', `the verifier does not load: ${reason}`);
	}
	let named;
	try {
		named = codeHash === undefined ? undefined : hex(fromHex(codeHash));
	} catch {
		throw new VerificationError('input', 'codeHash: not hexadecimal');
	}
	if (named !== undefined && named !== verifier.codeHash) {
		const reason = `the verifier is that of ${verifier.codeHash}, not of ${codeHash}`;
		throw new VerificationError('verifier', reason);
	}
	return verifier;
}

/**
 * @param {Uint8Array | ArrayBuffer | WebAssembly.Module | URL | string} source
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile(source) {
	if (source === undefined || source === null) throw new Error('give its address, its bytes or its module');
	if (source instanceof WebAssembly.Module) return source;
	if (typeof source === 'string' || source instanceof URL) {
		const response = await fetch(source);
		if (!response.ok) throw new Error(`${source} answers ${response.status}`);
		// Where the server says what it is, it is compiled as it comes, and browsers keep the code.
		return response.headers.get('content-type') === 'application/wasm'
			? WebAssembly.compileStreaming(response)
			: WebAssembly.compile(await response.arrayBuffer());
	}
	return WebAssembly.compile(/** @type {BufferSource} */ (source));
}

/**
 * @template T
 * @param {T | null | undefined} value
 * @param {(value: T) => Uint8Array} encode
 */
const option = (value, encode) =>
	value === null || value === undefined
		? Uint8Array.of(0)
		: concat(Uint8Array.of(1), encode(value));

/**
 * An item's leaf in SCALE: `LeafEvidence`.
 * @param {Evidence} evidence
 * @returns {Uint8Array}
 */
export function encodeEvidence({ lot, index, commitment, sheet, proof }) {
	for (const hash of [commitment, ...(sheet ? [sheet] : []), ...proof])
		if (hash.length !== 32)
			throw new VerificationError('input', 'evidence: not a hash of 32 bytes');
	return concat(
		option(lot, (lot) => littleEndian(lot, 8)),
		option(index, (index) => littleEndian(index, 4)),
		commitment,
		option(sheet, (sheet) => sheet),
		compact(proof.length),
		...proof,
	);
}

/**
 * A question in SCALE, as the verifier takes it: `(TrustedSet, String, Option<CountryCode>, Bundle)`.
 * @param {Question} question
 * @returns {Uint8Array}
 */
export function encodeQuestion({ trust, kept, uri, market, bundle, evidence }) {
	if (market && !/^[A-Z]{2}$/.test(market))
		throw new VerificationError('input', `market: ${market} is not a country, such as CN`);
	let trusted;
	try {
		trusted = fromHex(kept && kept.trust === trust ? kept.trusted : trust);
	} catch {
		throw new VerificationError('input', 'trust: not hexadecimal');
	}
	const code = new TextEncoder().encode(uri);
	const head = [
		trusted,
		compact(code.length),
		code,
		option(market || null, (country) => concat(country)),
	];
	if (!evidence) return concat(...head, bundle);
	// A bundle ends in the evidence that it was asked for with: none.
	if (bundle[bundle.length - 1] !== 0)
		throw new VerificationError('input', 'evidence: the bundle brings its own');
	return concat(...head, bundle.subarray(0, -1), Uint8Array.of(1), encodeEvidence(evidence));
}

/**
 * Checks a verdict: that the block is final by the votes of the trusted set or of those that it handed over to, that
 * the proof is of that block's state, and what the chain's own rules make of it. Only what this returns may be called
 * checked.
 * @param {Question & { verifier: Verifier }} question
 * @returns {Promise<Proven>}
 * @throws {VerificationError}
 */
export async function check({ verifier, now = Date.now(), ...question } = NOTHING) {
	requireQuestion({ verifier, ...question });
	const { bundle } = question;
	need(bundle instanceof Uint8Array, 'bundle', `${missing(bundle)}: give the bytes of /api/proof as a Uint8Array`);
	const outcome = JSON.parse(await verifier.ask(encodeQuestion(question)));
	if (outcome.error) {
		const { kind, reason, codeHash } = outcome.error;
		throw new VerificationError(kind, reason, codeHash);
	}
	const { answer, block, at, staleAt, codeHash, trusted, lots = [] } = outcome.ok;
	if (codeHash !== verifier.codeHash)
		throw new VerificationError('otherCode', 'the verifier judged by another release', codeHash);
	const kept = { trust: question.trust, trusted, number: block.number };
	const future = at > now + MAX_AHEAD;
	// So that a time that is no number makes nothing fresh.
	const stale = future || !(now <= staleAt);
	return { answer, block, at, staleAt, stale, future, codeHash, kept, lots };
}

/**
 * The one of two kept states that has followed the chain further, if both start from the same pinned set: what is to
 * be stored where several tabs check at once.
 * @param {Kept | null | undefined} stored
 * @param {Kept} kept
 * @returns {Kept}
 */
export const newest = (stored, kept) =>
	stored && stored.trust === kept.trust && stored.number > kept.number ? stored : kept;
