// What stands around the verifier, with one that says what it is told to.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { Worker as Thread } from 'node:worker_threads';
import {
	VerificationError,
	check,
	encodeQuestion,
	fromHex,
	hex,
	loadVerifier,
	newest,
	startWorker,
} from '../src/index.js';
import { moduleOf } from './module.js';
import { vectors } from './vectors.js';

const HASH = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const AT = 1_790_000_000_000;
const [{ trust }] = vectors('question').questions;
const MOVED = '0x0102';

const answer = { verdict: { code: 'registered', standing: 'clear', reasons: [] } };
const block = { number: 12, hash: hex(HASH) };
const ok = { answer, block, at: AT, staleAt: AT + 600_000, codeHash: hex(HASH), trusted: MOVED };
const other = { kind: 'otherCode', reason: 'of another runtime', codeHash: hex(HASH.map(() => 9)) };

/** What becomes of a question, by the last byte of its bundle. */
const outcomes = [
	{ ok },
	{ error: { kind: 'notFinal', reason: 'the justification is not that of set 3' } },
	{ error: other },
	'trap',
	'ask',
	'grow',
	{ ok: { ...ok, codeHash: other.codeHash } },
];
const wasm = moduleOf({ codeHash: HASH, outcomes, panic: 'a lot without a product' });
const ending = (n) => Uint8Array.of(0, n);
const question = { trust, uri: 'https://a/01/09520123456788/21/7', market: 'CN', now: AT };

const refused = (promise, expected) =>
	assert.rejects(promise, (error) => {
		assert.ok(error instanceof VerificationError, String(error));
		for (const [name, value] of Object.entries(expected)) {
			if (value instanceof RegExp) assert.match(error[name], value);
			else assert.equal(error[name], value);
		}
		assert.equal(error.message, error.reason);
		return true;
	});

describe('check', () => {
	let verifier;
	before(async () => {
		verifier = await loadVerifier(wasm);
	});
	const asked = (n, more = {}) => check({ ...question, verifier, bundle: ending(n), ...more });

	test('gives what holds, and what is to be kept', async () => {
		assert.equal(verifier.codeHash, hex(HASH));
		const proven = await asked(0);
		const kept = { trust, trusted: MOVED, number: 12 };
		const { trusted, ...expected } = ok;
		assert.deepEqual(proven, { ...expected, stale: false, future: false, kept, lots: [] });
		// Kept as JSON.
		assert.deepEqual(JSON.parse(JSON.stringify(proven.kept)), kept);
	});

	test('calls stale what is older than ten minutes', async () => {
		for (const [age, stale] of [
			[0, false],
			[600_000, false],
			[600_001, true],
			[-5_000, false],
			// A clock that is none shows nothing fresh.
			[NaN, true],
		])
			assert.equal((await asked(0, { now: AT + age })).stale, stale, `${age}`);
		// The machine's clock counts where no other is given.
		assert.equal((await asked(0, { now: undefined })).stale, Date.now() > AT + 600_000);
	});

	test('calls nothing fresh by a clock that is behind', async () => {
		for (const [behind, future] of [
			[0, false],
			[120_000, false],
			[120_001, true],
			[86_400_000, true],
		]) {
			const proven = await asked(0, { now: AT - behind });
			assert.deepEqual([proven.future, proven.stale], [future, future], `${behind}`);
		}
		// What is old is not of the future, and neither is anything by no clock at all.
		assert.equal((await asked(0, { now: AT + 600_001 })).future, false);
		assert.equal((await asked(0, { now: NaN })).future, false);
	});

	test('names the argument that is wrong, and what to give', async () => {
		for (const [more, reason] of [
			[{ verifier: undefined }, /^verifier: it is missing: give what loadVerifier gave$/],
			[{ verifier: wasm }, /^verifier: it is of type object: give what/],
			[{ trust: undefined }, /^trust: it is missing: give the trusted set/],
			[{ trust: 'voters' }, /^trust: not hexadecimal$/],
			[{ uri: null }, /^uri: it is missing/],
			[{ uri: 7 }, /^uri: it is of type number/],
			[{ market: 7 }, /^market: it is of type number: give two letters/],
			[{ market: 'China' }, /^market: China is not a country/],
			[{ kept: 'far' }, /^kept: it is of type string/],
			[{ bundle: undefined }, /^bundle: it is missing/],
			[{ bundle: 'AAAA' }, /^bundle: it is of type string: give the bytes/],
		])
			await assert.rejects(asked(0, more), (error) => {
				assert.ok(error instanceof VerificationError, String(error));
				assert.equal(error.kind, 'input');
				assert.match(error.reason, reason);
				return true;
			});
		await assert.rejects(check(), { kind: 'input', reason: /^verifier: it is missing/ });
		await assert.rejects(loadVerifier(wasm, 'release 7'), { kind: 'input', reason: 'codeHash: not hexadecimal' });
		await assert.rejects(loadVerifier(), { kind: 'verifier', reason: /give its address, its bytes or its module/ });
	});

	test('refuses with kind and reason', async () => {
		const [, { error }] = outcomes;
		await refused(asked(1), error);
		await refused(asked(2), other);
	});

	test('does not take the word of a verifier for another release', async () => {
		await refused(asked(6), { kind: 'otherCode', codeHash: other.codeHash });
	});

	test('refuses when the verifier gives up, and asks a fresh one next time', async () => {
		await refused(asked(3), { kind: 'trap', reason: /gave up: a lot without a product/ });
		assert.equal((await asked(0)).block.number, 12);
		await refused(asked(4), { kind: 'trap', reason: /ext_storage_set_version_1/ });
		assert.equal((await asked(0)).block.number, 12);
		// Any other ending is none that it was told of.
		await refused(asked(99), { kind: 'trap' });
	});

	test('reads what is said from memory that has moved', async () => {
		assert.equal((await asked(5)).block.number, 12);
	});

	test('refuses arguments that are wrong, by name', async () => {
		await refused(asked(0, { trust: 'set' }), { kind: 'input', reason: /^trust: / });
		for (const market of ['cn', 'CHN', 'C'])
			await refused(asked(0, { market }), { kind: 'input', reason: /^market: / });
		const commitment = new Uint8Array(32);
		const evidence = { commitment, proof: [] };
		await refused(asked(1, { evidence }), { kind: 'input', reason: /^evidence: .* its own/ });
		for (const wrong of [
			{ commitment: new Uint8Array(31), proof: [] },
			{ commitment, proof: [new Uint8Array(33)] },
			{ commitment, sheet: new Uint8Array(1), proof: [] },
		])
			await refused(asked(0, { evidence: wrong }), { kind: 'input', reason: /^evidence: / });
	});
});

test('question has its bytes', () => {
	for (const { question, bundle, evidence, ...rest } of vectors('question').questions) {
		const leaf = evidence && {
			...evidence,
			commitment: fromHex(evidence.commitment),
			sheet: evidence.sheet && fromHex(evidence.sheet),
			proof: evidence.proof.map(fromHex),
		};
		const made = encodeQuestion({ ...rest, bundle: fromHex(bundle), evidence: leaf });
		assert.equal(hex(made), `0x${question}`);
	}
});

test('kept set is asked with if it started from the pinned one, and never goes back', () => {
	const ask = (kept) => encodeQuestion({ ...question, kept, bundle: ending(0) });
	const kept = { trust, trusted: MOVED, number: 12 };
	assert.deepEqual(ask(kept).slice(0, 2), fromHex(MOVED));
	const pinned = ask(undefined);
	assert.deepEqual(pinned.slice(0, fromHex(trust).length), fromHex(trust));
	assert.deepEqual(ask({ ...kept, trust: MOVED }), pinned);

	assert.equal(newest(undefined, kept), kept);
	const later = { ...kept, number: 13 };
	assert.equal(newest(kept, later), later);
	assert.equal(newest(later, kept), later);
	// Another pin begins anew.
	assert.equal(newest({ ...later, trust: MOVED }, kept), kept);
});

describe('verifier', () => {
	test('loads from bytes, a module or an address', async () => {
		const server = createServer((request, response) => {
			if (request.url === '/typed.wasm') response.setHeader('content-type', 'application/wasm');
			if (/^\/(verifier|typed)\.wasm$/.test(request.url)) response.end(wasm);
			else response.writeHead(404).end();
		});
		await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
		after(() => server.close());
		const at = `http://127.0.0.1:${server.address().port}`;
		const sources = [wasm, wasm.slice().buffer, await WebAssembly.compile(wasm)];
		const addresses = [`${at}/verifier.wasm`, new URL(`${at}/typed.wasm`)];
		for (const source of [...sources, ...addresses])
			assert.equal((await loadVerifier(source, hex(HASH))).codeHash, hex(HASH));
		await refused(loadVerifier(`${at}/none.wasm`), { kind: 'verifier', reason: /404/ });
	});

	test('loads with as much memory as it wants', async () => {
		for (const pages of [1, 64, 65, 4_000])
			assert.ok(await loadVerifier(moduleOf({ codeHash: HASH, outcomes, pages })));
	});

	test('is refused when it is none, or of another release', async () => {
		await refused(loadVerifier(Uint8Array.of(1, 2, 3)), { kind: 'verifier' });
		await refused(loadVerifier('not an address'), { kind: 'verifier' });
		for (const without of ['alloc', 'check', 'code_hash']) {
			const exported = ['alloc', 'check', 'code_hash'].filter((name) => name !== without);
			const module = moduleOf({ codeHash: HASH, outcomes, exported });
			await refused(loadVerifier(module), { kind: 'verifier', reason: RegExp(without) });
		}
		await refused(loadVerifier(wasm, other.codeHash), { kind: 'verifier', reason: /not of 0x09/ });
		assert.ok(await loadVerifier(wasm, hex(HASH).slice(2).toUpperCase()));
	});
});

describe('worker', () => {
	/** A browser's worker, as far as it goes, on a thread of Node.js. */
	class Worker extends EventTarget {
		constructor(script) {
			super();
			const start = `
				const { parentPort } = require('node:worker_threads');
				globalThis.postMessage = (data) => parentPort.postMessage(data);
				const early = [];
				let hear = (data) => early.push(data);
				parentPort.on('message', (data) => hear(data));
				globalThis.addEventListener = (_, listener) => {
					hear = (data) => listener({ data });
					early.forEach(hear);
				};
				import(${JSON.stringify(String(script))}).catch((error) => { throw error; });
			`;
			this.thread = new Thread(start, { eval: true });
			this.thread.on('message', (data) =>
				this.dispatchEvent(Object.assign(new Event('message'), { data })),
			);
			this.thread.on('error', ({ message }) =>
				this.dispatchEvent(Object.assign(new Event('error'), { message })),
			);
		}
		postMessage(data) {
			this.thread.postMessage(data);
		}
		terminate() {
			this.thread.terminate();
		}
	}
	before(() => {
		globalThis.Worker = Worker;
	});
	after(() => {
		delete globalThis.Worker;
	});
	const asked = (n) => ({ ...question, verifier: wasm, bundle: ending(n) });

	test('checks many questions at once', async () => {
		const worker = startWorker();
		try {
			const [proven, ...rest] = await Promise.allSettled(
				[0, 1, 3, 0].map((n) => worker.check(asked(n))),
			);
			assert.equal(proven.value.block.number, 12);
			assert.deepEqual(
				rest.map(({ reason }) => reason?.kind),
				['notFinal', 'trap', undefined],
			);
			const module = await WebAssembly.compile(wasm);
			assert.equal((await worker.check({ ...asked(0), verifier: module })).stale, false);
			await refused(worker.check({ ...asked(0), verifier: 'http://127.0.0.1:9/x' }), {
				kind: 'verifier',
			});
			await refused(worker.check({ ...asked(0), market: 'china' }), { kind: 'input' });
		} finally {
			worker.stop();
		}
	});

	test('rejects what is under way when it is stopped or does not load', async () => {
		const worker = startWorker();
		const waiting = refused(worker.check(asked(0)), { kind: 'worker', reason: /stopped/ });
		worker.stop();
		await waiting;
		const none = startWorker(new URL('./none.js', import.meta.url));
		await refused(none.check(asked(0)), { kind: 'worker' });
	});
});
