// The real verifier: what the chain itself answers comes out, and nothing that was touched gets through.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { compact, littleEndian } from '../src/bytes.js';
import {
	VerificationError,
	check,
	checkPacked,
	concat,
	fromHex,
	loadVerifier,
	openPack,
	vetPack,
} from '../src/index.js';
import { real } from './verifier.js';

const skip = !real && 'HALLMARK_VERIFIER names no folder with a verifier';

describe('verifier', { skip }, () => {
	let verifier;
	before(async () => {
		verifier = await loadVerifier(real.wasm, real.codeHash);
	});

	const asked = ({ trust, uri, market, bundle, at }, changes = {}) =>
		check({ verifier, trust, uri, market, bundle: fromHex(bundle), now: at, ...changes });

	const refused = (promise, kinds) =>
		assert.rejects(promise, (error) => {
			assert.ok(error instanceof VerificationError, String(error));
			assert.ok(kinds.includes(error.kind), `${error.kind}: ${error.reason}`);
			return true;
		});

	test('proves a recall, and that there is none', async () => {
		for (const question of real.questions) {
			const { answer, at, stale, codeHash } = await asked(question);
			assert.deepEqual(answer, question.answer);
			assert.equal(answer.verdict.standing, question.recalled ? 'stop' : 'caution');
			assert.deepEqual([at, stale, codeHash], [question.at, false, `0x${real.codeHash}`]);
			assert.equal((await asked(question, { now: at + 600_001 })).stale, true);
		}
	});

	test('goes on from what was kept, and not back', async () => {
		const [question] = real.questions;
		const { kept, block } = await asked(question);
		assert.notEqual(kept.trusted, question.trust);
		const again = await asked(question, { kept });
		assert.deepEqual([again.block, again.kept], [block, kept]);
		assert.equal(kept.number, block.number);
	});

	test('takes the leaf from the page where the bundle has none', async () => {
		const [{ bundle, ...question }] = real.questions;
		const whole = fromHex(bundle);
		// It ends in the evidence: lot, index, commitment, sheet, proof of two hashes.
		const length = 1 + 1 + 1 + 32 + 1 + 1 + 64;
		const [head, leaf] = [whole.slice(0, -length), whole.slice(-length + 3)];
		assert.equal(whole.at(-length), 1);
		const without = Uint8Array.from([...head, 0]);
		const proof = [leaf.slice(34, 66), leaf.slice(66, 98)];
		const evidence = { commitment: leaf.slice(0, 32), proof };
		const put = check({ ...question, verifier, bundle: without, evidence, now: question.at });
		assert.deepEqual((await put).answer, question.answer);
		const bare = check({ ...question, verifier, bundle: without, now: question.at });
		// The proof is of a question with evidence; without it, other parts of the state may be read.
		const answer = await bare.then(
			({ answer }) => answer.verdict.code,
			({ kind }) => kind,
		);
		assert.ok(['unproven', 'incomplete'].includes(answer), answer);
	});

	test('refuses whatever of a bundle is changed', async () => {
		const [question] = real.questions;
		const bundle = fromHex(question.bundle);
		const kinds = ['malformed', 'notFinal', 'noHandoff', 'wrongHeader', 'incomplete', 'otherCode'];
		// What is left of it when evidence alone is changed is a verdict about that evidence.
		const proven = bundle.length - 101;
		for (let at = 0; at < proven; at += Math.ceil(proven / 97)) {
			const changed = bundle.slice();
			changed[at] ^= 1 << at % 8;
			await refused(asked(question, { bundle: undefined, ...{ bundle: changed } }), kinds);
		}
		for (const length of [0, 1, bundle.length >> 1, bundle.length - 1])
			await refused(asked(question, { bundle: bundle.slice(0, length) }), kinds);
	});

	test('judges by a pack, as of when it was made', async () => {
		for (const { trust, uri, market, bundle, nodes, count, records, at, ...question } of real.questions) {
			const whole = fromHex(bundle);
			// Without the evidence at its end.
			const proof = whole.slice(0, -(1 + 1 + 1 + 32 + 1 + 1 + 64));
			const { block } = await check({ verifier, trust, uri, market, bundle: whole, now: at });
			const preface = (at) => [
				...['HLMKPACK', Uint8Array.of(1), fromHex(trust).slice(0, 32)],
				...[littleEndian(block.number, 4), fromHex(block.hash), littleEndian(at, 8)],
				...[fromHex(real.codeHash), Uint8Array.of(1), market],
			];
			const places = Array.from({ length: nodes }, (_, n) => littleEndian(n, 4));
			const lot = [
				...[Uint8Array.of(1 << 2), littleEndian(5, 8), littleEndian(1, 4)],
				...[littleEndian(9_520_123_456_788n, 8), compact(2), 'B1', littleEndian(count, 4)],
				...[Uint8Array.of(0, 1 << 2), littleEndian(0, 4), compact(nodes), ...places],
				...[Uint8Array.of(0), compact(records.length / 2), fromHex(records)],
			];
			const pack = openPack(concat(...preface(at), proof, ...lot));
			assert.deepEqual(pack.lots[0].ranges, [[0, count]]);
			const asked = (pack, more = {}) =>
				checkPacked({ pack, uri, trust: `0x${trust}`, verifier, now: at, ...more });
			const proven = await asked(pack);
			assert.deepEqual(proven.answer, question.answer);
			assert.deepEqual([proven.at, proven.stale, proven.refuted], [at, false, false]);
			assert.equal((await asked(pack, { now: at + 600_001 })).stale, true);

			// A time that is not the block's, and a leaf that is not the lot's.
			const later = openPack(concat(...preface(at + 1), proof, ...lot));
			await assert.rejects(asked(later), { name: 'PackError', kind: 'malformed' });
			const made = uri.slice(0, -1) + (uri.endsWith('0') ? '1' : '0');
			// The proof is of a question with the item's leaf; without it, more of the state may be read.
			const forged = await asked(pack, { uri: made }).then(
				({ answer, refuted }) => [answer.verdict.code, refuted],
				({ kind }) => [kind, true],
			);
			assert.ok(['mismatch', 'incomplete'].includes(forged[0]) && forged[1], forged[0]);
			const { lots } = proven;
			assert.deepEqual([lots.length, lots[0].lot, lots[0].count], [1, 5, count]);
			// All of it is looked at, and what stands beside a leaf is covered by the digest of the file.
			await vetPack({ pack, trust: `0x${trust}`, verifier }).catch(({ kind }) => assert.equal(kind, 'incomplete'));
			assert.ok(pack.refutes(made, lots[0]) && !pack.refutes(uri, lots[0]));
		}
	});

	test('refuses another set of voters, and answers another question otherwise', async () => {
		const [question, other] = real.questions;
		const trust = fromHex(question.trust);
		trust[trust.length - 60] ^= 1;
		const hex = Buffer.from(trust).toString('hex');
		await refused(asked(question, { trust: hex }), ['notFinal', 'noHandoff', 'malformed']);
		await refused(asked(question, { trust: '00' }), ['malformed']);
		await refused(asked(question, { uri: 'nonsense' }), ['question', 'incomplete']);
		// The proof of a state without a recall is not one of a state with it.
		const { answer } = await asked(other);
		assert.notDeepEqual(answer.verdict, question.answer.verdict);
	});
});
