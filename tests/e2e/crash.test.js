// The node dies in the middle of an import. Whoever asks the chain what is there goes on from it.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { gtin } from '../../js/verify/src/gs1.js';
import { rpc, send, until } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { found, product } from './lib/world.js';

const PREFIX = '9521001';
const BATCH = 20;
const GTINS = Array.from({ length: 140 }, (_, i) => gtin(PREFIX, i));

const it = chain({
	prepare: async (api) => ({
		world: await found(api, {
			merchant: { roles: ['Merchant'], country: 'BE', prefix: PREFIX },
		}),
	}),
});

/** The GTINs of the import that the chain does not have. */
async function missing() {
	const products = await it.api.query.productIdentity.products.multi(GTINS);
	return GTINS.filter((_, i) => products[i].isNone);
}

/** Imports what is missing, batch by batch; says after each how many are final. */
async function importRest(final = () => {}) {
	const rest = await missing();
	for (let i = 0; i < rest.length; i += BATCH) {
		const calls = rest.slice(i, i + BATCH).map((code) => product(it.api, code));
		await send(it.api, it.api.tx.utility.batchAll(calls), it.world.merchant.admin);
		final(rest.slice(0, i + BATCH));
	}
}

test('import goes on after a crash, and no product is lost or doubled', async (t) => {
	const { api, node } = it;
	let done = [];
	const broken = importRest((gtins) => (done = gtins)).then(
		() => assert.fail('the import was to be broken off'),
		(error) => error,
	);
	await until(api, () => done.length >= 2 * BATCH, 'the first batches');
	// In the middle of a slot, with a batch under way.
	await sleep(700);
	const genesis = api.genesisHash.toHex();
	await node.kill();
	assert.match((await broken).message, /connection was lost/);
	const back = new Promise((resolve) => api.once('connected', resolve));
	await node.restart();
	await back;

	assert.equal(await rpc(api, 'chain_getBlockHash', 0), genesis);
	const rest = await missing();
	const lost = done.filter((code) => rest.includes(code));
	t.diagnostic(
		`${done.length} products were final before the crash, ${lost.length} of them were gone after it`,
	);
	assert.ok(rest.length > 0 && rest.length % BATCH === 0, 'a batch is there whole or not at all');

	await importRest();
	assert.deepEqual(await missing(), []);
	for (const code of GTINS) {
		const { entries } = (await rpc(api, 'trace_journal', { product: code })).value;
		assert.deepEqual(
			entries.map(({ entry }) => entry.kind),
			['productRegistered'],
			code,
		);
	}
});
