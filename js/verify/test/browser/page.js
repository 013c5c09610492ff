// The package in a page and in a worker, without a bundler: all vectors, and a check by a verifier that says what
// it is told to. The document's title becomes `passed` or `failed`.

import * as verify from '../../src/index.js';
import { moduleOf } from '../module.js';

const { digits, fromHex, hex } = verify;
const vectors = async (name) => (await fetch(`/vectors/${name}.json`)).json();
const bytes = (text) => (text === null ? undefined : fromHex(text));
const lines = [];

/** The same, with the names of fields in order. */
const sorted = (it) =>
	it === null || typeof it !== 'object' || Array.isArray(it)
		? (it?.map?.(sorted) ?? it)
		: Object.fromEntries(
				Object.keys(it)
					.sort()
					.map((name) => [name, sorted(it[name])]),
			);

function same(what, made, expected) {
	const [a, b] = [made, expected].map((it) => JSON.stringify(sorted(it)));
	if (a !== b) throw new Error(`${what}: ${a}, not ${b}`);
}

const kindOf = (promise) =>
	promise.then(
		() => 'none',
		({ kind }) => kind,
	);

async function numbers() {
	for (const { key, items } of (await vectors('lot-key')).lots) {
		for (const { index, tag, secret } of items) {
			same('tag', digits(verify.tagOf(fromHex(key), index)), tag);
			same('secret', digits(verify.secretAt(fromHex(key), index)), secret);
		}
	}
	for (const { index, tag, serial } of (await vectors('serial')).serials)
		same('serial', verify.serialOf(index, fromHex(tag)), serial);
	for (const { text, secret } of (await vectors('scratch-code')).typed)
		same('scratch code', digits(verify.secretOf(text)), secret);
	for (const { secret, sheet, commitment, bytes: _, leaf, ...item } of (await vectors('leaf'))
		.leaves) {
		const made = verify.leafOf({ ...item, secret: fromHex(secret), sheet: bytes(sheet) });
		same('leaf', [made.commitment, made.leaf].map(digits), [commitment, leaf]);
	}
	for (const { count, root, leaves, proofs } of (await vectors('tree')).trees) {
		for (const [index, proof] of proofs.entries()) {
			const leaf = fromHex(leaves[index]);
			const claim = { root: fromHex(root), count, index, leaf, proof: proof.map(fromHex) };
			same('inclusion', verify.verifyInclusion(claim), true);
		}
	}
	for (const { key, digest, ...order } of (await vectors('leaf-file')).lots)
		same('leaf file', digits(verify.makeLot({ ...order, lotKey: fromHex(key) }).leafFile), digest);
	for (const { decision, seed, samples, ...entropy } of (await vectors('draw')).draws) {
		const made = verify.seedOf(decision, entropy);
		same('seed', digits(made), seed);
		for (const { size, n, drawn } of samples) same('draw', verify.positions(made, n, size), drawn);
	}
	for (const { key, orders, root } of (await vectors('orders')).batches)
		same('orders', digits(verify.ordersRoot(fromHex(key), orders)), root);
}

async function codes() {
	const { read, refused, written } = await vectors('digital-link');
	for (const { text, ...code } of read) same('code', verify.readCode(text), code);
	for (const { text, reason } of refused) {
		let said = 'nothing';
		try {
			verify.readCode(text);
		} catch ({ message }) {
			said = message;
		}
		same('refusal', said, reason);
	}
	for (const { uri, stem, ...code } of written) same('URI', verify.uri(code, stem), uri);
	const { activations } = await vectors('activation');
	for (const { extrinsic, secret, sheet, proof, ...item } of activations) {
		const whole = {
			...item,
			secret: fromHex(secret),
			sheet: bytes(sheet),
			proof: proof.map(fromHex),
		};
		same('activation', verify.activation(whole), `0x${extrinsic}`);
	}
}

async function checks() {
	const codeHash = new Uint8Array(32).fill(7);
	const ok = {
		answer: {},
		block: { number: 5, hash: '0x' },
		at: 1,
		staleAt: 2,
		codeHash: hex(codeHash),
		trusted: '0x09',
	};
	const outcomes = [{ ok }, { error: { kind: 'notFinal', reason: 'no votes' } }, 'trap'];
	const wasm = moduleOf({ codeHash, outcomes });
	const asked = (n) => ({ trust: '0x08', uri: 'x', bundle: Uint8Array.of(n) });

	const verifier = await verify.loadVerifier(wasm);
	same('check', (await verify.check({ ...asked(0), verifier })).block.number, 5);
	same('refused check', await kindOf(verify.check({ ...asked(1), verifier })), 'notFinal');

	const worker = verify.startWorker();
	try {
		for (const source of [
			wasm,
			verifier.module,
			'/verifier.wasm',
			new URL('/verifier.wasm', location),
		]) {
			const proven = await worker.check({ ...asked(0), verifier: source });
			same('check in a worker', proven.kept, { trust: '0x08', trusted: '0x09', number: 5 });
		}
		for (const [n, kind] of [
			[1, 'notFinal'],
			[2, 'trap'],
			[0, 'none'],
		])
			same('kind', await kindOf(worker.check({ ...asked(n), verifier: wasm })), kind);
		same(
			'missing verifier',
			await kindOf(worker.check({ ...asked(0), verifier: '/none' })),
			'verifier',
		);
	} finally {
		worker.stop();
	}
}

/** The real verifier, where the server has one. */
async function real() {
	const answer = await fetch('/real/questions.json');
	if (!answer.ok) return 'not here';
	const { codeHash, questions } = await answer.json();
	const verifier = await verify.loadVerifier('/real/verifier.wasm', codeHash);
	const worker = verify.startWorker();
	try {
		for (const { trust, uri, market, bundle, at, answer } of questions) {
			const question = { trust, uri, market, bundle: fromHex(bundle), now: at };
			for (const checked of [
				await verify.check({ ...question, verifier }),
				await worker.check({ ...question, verifier: '/real/verifier.wasm' }),
				await worker.check({ ...question, verifier: verifier.module }),
			]) {
				same('answer', checked.answer, answer);
				same('stale', checked.stale, false);
			}
			const touched = question.bundle.slice();
			touched[40] ^= 1;
			const kind = await kindOf(
				worker.check({ ...question, bundle: touched, verifier: '/real/verifier.wasm' }),
			);
			same('touched', kind !== 'none', true);
		}
	} finally {
		worker.stop();
	}
	return `${questions.length} questions`;
}

let verdict = 'passed';
for (const part of [numbers, codes, checks, real]) {
	try {
		lines.push(`${part.name}: ${(await part()) ?? 'passed'}`);
	} catch (error) {
		verdict = 'failed';
		lines.push(`${part.name}: ${error.stack ?? error}`);
	}
}
lines.push(`secure context: ${isSecureContext}`, `SubtleCrypto: ${Boolean(crypto.subtle)}`);
document.querySelector('#result').textContent = lines.join('\n');
document.title = verdict;
// To whoever waits for it at the server.
await fetch('/result', { method: 'POST', body: `${verdict}\n${lines.join('\n')}` });
