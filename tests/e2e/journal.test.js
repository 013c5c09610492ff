// The journal: what happened to a subject, in order, to be read and to be followed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gtin } from '../../js/verify/src/gs1.js';
import { rpc, send, sendEach, until } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { DOCUMENT, details, found, product } from './lib/world.js';

const PREFIX = '9521001';
const CODE = gtin(PREFIX, 1);

const it = chain({
	prepare: async (api) => ({
		world: await found(api, {
			merchant: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
		}),
	}),
});

const journal = async (...params) => (await rpc(it.api, 'trace_journal', ...params)).value;

/** Follows the journal; gives what came, and a way to stop. */
async function follow(subject = null, fromBlock = null) {
	const { provider } = it.api._rpcCore;
	const seen = [];
	const id = await provider.subscribe(
		'trace_journalEntry',
		'trace_subscribeJournal',
		[subject, fromBlock],
		(error, entry) => seen.push(error ?? entry),
	);
	return {
		seen,
		stop: () => provider.unsubscribe('trace_journalEntry', 'trace_unsubscribeJournal', id),
	};
}

const names = (seen) =>
	seen.map(({ value: { subject, position } }) => `${JSON.stringify(subject)}#${position}`);

test('journal says who did what, on whose word, and by which document', async () => {
	const { api, world } = it;
	const { number } = await send(api, product(api, CODE, { sheet: DOCUMENT }), world.merchant.admin);
	const subject = { product: CODE };
	const { entries, total, next } = await journal(subject);
	assert.deepEqual([total, next, entries.length], [1, null, 1]);
	const [{ entry, ...place }] = entries;
	assert.deepEqual(place, { subject, position: 0 });
	const { at, ...rest } = entry;
	assert.deepEqual(rest, {
		kind: 'productRegistered',
		assurance: 'declared',
		author: {
			operator: { organisation: world.merchant.id, account: world.merchant.admin.address },
		},
		block: number,
		document: { digest: DOCUMENT.digest, media: 'pdf' },
	});
	assert.ok(Math.abs(Date.now() - at) < 60_000);

	const organisation = await journal({ organisation: world.merchant.id });
	assert.deepEqual(
		organisation.entries.map(({ entry }) => [entry.kind, entry.assurance, entry.author]),
		[
			['organisationAdmitted', 'confirmed', 'council'],
			['prefixGranted', 'confirmed', 'council'],
		],
	);
});

test('journal comes in stretches of the length asked for', async () => {
	const { api, world } = it;
	const revise = (i) =>
		api.tx.productIdentity.reviseProduct(CODE, details({ name: `Brilliant ${i}` }));
	const done = await sendEach(
		api,
		Array.from({ length: 40 }, (_, i) => revise(i)),
		world.merchant.admin,
	);
	assert.ok(done.every((outcome) => outcome === 'ok'));

	const subject = { product: CODE };
	const positions = [];
	for (let from = 0; from !== null; ) {
		const { entries, total, next } = await journal(subject, from, 15);
		assert.equal(total, 41);
		positions.push(...entries.map(({ position }) => position));
		from = next;
	}
	assert.deepEqual(
		positions,
		Array.from({ length: 41 }, (_, i) => i),
	);
	assert.equal((await journal(subject)).entries.length, 41);
	assert.deepEqual((await journal(subject, 41)).entries, []);

	const same = await api.call.traceApi.journal({ Product: CODE }, 39, 10);
	assert.deepEqual(
		same.entries_.map(({ entry }) => entry.kind.type),
		['ProductRevised', 'ProductRevised'],
	);
});

test('subscription gives every entry once and in order, from the block asked for', async () => {
	const { api, world } = it;
	const others = Array.from({ length: 12 }, (_, i) => gtin(PREFIX, 100 + i));
	const all = await follow();
	const one = await follow({ product: others[3] });
	const next = (await api.rpc.chain.getHeader()).number.toNumber() + 1;
	for (let i = 0; i < others.length; i += 4) {
		const calls = others
			.slice(i, i + 4)
			.flatMap((code) => [
				product(api, code),
				api.tx.productIdentity.reviseProduct(code, details()),
			]);
		await send(api, api.tx.utility.batchAll(calls), world.merchant.admin);
	}
	const expected = others.flatMap((product) =>
		[0, 1].map((i) => `${JSON.stringify({ product })}#${i}`),
	);
	await until(
		api,
		() => all.seen.length >= expected.length && one.seen.length >= 2,
		'the last entry',
	);
	assert.deepEqual(names(all.seen), expected);
	assert.deepEqual(names(one.seen), expected.slice(6, 8));

	// Every entry came when its block was final, and from that block.
	for (const { block, value } of all.seen) {
		assert.equal(block.finalised, true);
		assert.equal(block.number, value.entry.block);
		assert.equal(block.hash, (await api.rpc.chain.getBlockHash(block.number)).toHex());
	}

	// Whoever was away asks from the last block it knows.
	const late = await follow(null, next);
	await until(api, () => late.seen.length >= expected.length, 'the last entry');
	assert.deepEqual(names(late.seen), expected);
	await Promise.all([all, one, late].map(({ stop }) => stop()));
});
