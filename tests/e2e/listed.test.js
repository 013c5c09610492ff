// Goods whose items stand on the chain one by one: what is in their closed list is proven, and what is not is refuted, by
// whoever has the file with the serials that the leaves are made of.

import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gtin, uri } from '../../js/verify/src/gs1.js';
import { check, loadVerifier } from '../../js/verify/src/proof.js';
import { sendAll } from './lib/chain.js';
import { commands } from './lib/cli.js';
import { chain } from './lib/fixture.js';
import { Gateway } from './lib/gateway.js';
import { found, product } from './lib/world.js';

const PREFIX = '9521008';
const CODE = gtin(PREFIX, 1);
const BATCH = 'RINGS-1';
/** The first lot of the chain. */
const LOT = 0;
/** The records of a leaf file with serials: leaf, commitment and serial, behind a header. */
const [HEADER, RECORD] = [47, 32 + 32 + 21];

const folder = await mkdtemp(join(tmpdir(), 'hallmark-listed-'));
after(() => rm(folder, { recursive: true, force: true }));
const path = (name) => join(folder, name);
/** Where the command line keeps the runtime that it fetches to prove a verdict. */
process.env.XDG_CACHE_HOME = path('cache');

const it = chain({
	prepare: async (api) => {
		const world = await found(api, {
			platform: { roles: ['Platform'] },
			jeweller: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
		});
		await sendAll(api, [product(api, CODE)], world.jeweller.admin);
		const gateway = await Gateway.start(it.node.url, { args: ['--trust-loopback'] });
		await gateway.caughtUp(api);
		return { world, gateway };
	},
});
after(() => it.gateway?.stop());

const { hallmark, done } = commands(it);
const ring = (serial) => uri({ gtin: CODE, batch: BATCH, serial });
const [RIGHT, INVENTED] = ['RING-1', 'RING-9'].map(ring);
const query = (code) => new URLSearchParams({ uri: code });
const verdict = async (code) => (await (await it.gateway.get(`/api/verify?${query(code)}`)).json()).value.verdict.code;
const leafFiles = async () => (await (await it.gateway.get('/health')).json()).leafFiles;
const scan = async (code) => {
	const page = await it.gateway.get(`/scan${new URL(code).pathname}`, { headers: { accept: 'text/html' } });
	return page.text();
};
/** What the command line says of a code by a leaf file, and how it ends. */
const verified = async (code, leaves, ...more) => {
	const { code: status, said } = await hallmark(null, 'verify', code, '--leaves', path(leaves), ...more);
	return [said.value.verdict.code, status];
};

test('code that is not in an open list may come to be', async () => {
	await done('jeweller', 'lot', 'listed', 'open', '--gtin', CODE, '--batch', BATCH);
	await writeFile(path('rings.csv'), 'serial\nRING-1\nRING-2\n');
	const files = ['--codes', path('codes.csv'), '--leaves', path('rings.leaves')];
	await done('jeweller', 'lot', 'listed', 'add', LOT, path('rings.csv'), ...files);
	// Somebody who reads the chain has the leaves; without the serials that they are made of he proves nothing by them.
	const bytes = await readFile(path('rings.leaves'));
	bytes[HEADER + RECORD + 33] ^= 1;
	await writeFile(path('forged.leaves'), bytes);
	for (const name of ['rings', 'forged']) await copyFile(path(`${name}.leaves`), join(it.gateway.leaves, `${name}.leaves`));
	await it.gateway.caughtUp(it.api);
	await it.gateway.until(async () => (await leafFiles()).uncommitted === 1, 'looking for the lots of the files');
	assert.equal((await leafFiles()).notUsed, 1, 'a leaf that is not that of its serial');
	assert.deepEqual([await verdict(RIGHT), await verdict(INVENTED)], ['registered', 'unproven']);
	assert.deepEqual(await verified(INVENTED, 'rings.leaves'), ['unproven', 2]);
});

test('code that is not in a closed list is refuted by the file of all its items', async () => {
	await done('jeweller', 'lot', 'listed', 'close', LOT);
	await it.gateway.caughtUp(it.api);
	await it.gateway.until(async () => (await verdict(INVENTED)) === 'mismatch', 'comparing the file with the list');
	assert.equal(await verdict(RIGHT), 'registered');
	assert.equal((await leafFiles()).uncommitted, 0);
	assert.match(await scan(INVENTED), /this code does not match/);
	assert.doesNotMatch(await scan(RIGHT), /does not match/);
	const links = (code) => it.gateway.get(`${new URL(code).pathname}?linkType=linkset`);
	assert.deepEqual([(await links(RIGHT)).status, (await links(INVENTED)).status], [200, 404]);

	assert.deepEqual(await verified(RIGHT, 'rings.leaves'), ['registered', 2], 'a serial that can be guessed');
	assert.deepEqual(await verified(INVENTED, 'rings.leaves'), ['mismatch', 1]);
	// Proven, too: the whole list is.
	const proven = ['--prove', '--trust', process.env.HALLMARK_CHAIN];
	assert.deepEqual(await verified(INVENTED, 'rings.leaves', ...proven), ['mismatch', 1]);
	assert.deepEqual(await verified(RIGHT, 'rings.leaves', ...proven), ['registered', 2]);
});

test('list of other items refutes nothing', async () => {
	// The same batch's next part, with a file of the first one's items and one more.
	await done('jeweller', 'lot', 'listed', 'open', '--gtin', CODE, '--batch', BATCH, '--part', 1);
	await writeFile(path('more.csv'), 'serial\nRING-9\n');
	await done('jeweller', 'lot', 'listed', 'add', LOT + 1, path('more.csv'), '--codes', path('more.codes'));
	await done('jeweller', 'lot', 'listed', 'close', LOT + 1);
	await it.gateway.caughtUp(it.api);
	// The file at hand has nothing to say of the part that has it.
	assert.equal(await verdict(INVENTED), 'unproven');
	assert.deepEqual(await verified(INVENTED, 'rings.leaves'), ['unproven', 2]);
});

test('device proves what is in the state, and says no more', async () => {
	const { trust, codeHash } = await (await it.gateway.get('/trust.json')).json();
	const verifier = await loadVerifier(`${it.gateway.url}/verifier/${codeHash.slice(2)}.wasm`, codeHash);
	const judged = async (code) => {
		await it.gateway.until(async () => (await it.gateway.get(`/api/proof?${query(code)}`)).ok, 'a proof');
		const bundle = new Uint8Array(await (await it.gateway.get(`/api/proof?${query(code)}`)).arrayBuffer());
		return (await check({ verifier, trust, uri: code, bundle })).answer.verdict.code;
	};
	assert.equal(await judged(RIGHT), 'registered');
	// That the list has no such serial is what the server reads in a file.
	assert.equal(await judged(ring('RING-8')), 'unproven');
	assert.equal(await verdict(ring('RING-8')), 'unproven', 'the other part may have it, whose file nobody has here');
});
