// A migration fails on a running node: ordinary calls halt, and the council goes on. It takes a runtime
// whose migration fails, which scripts/rehearse.sh builds; without one the test is skipped.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { xxhashAsU8a } from '@polkadot/util-crypto';
import { hex } from '../../js/verify/src/bytes.js';
import { Failed, motion, send, until } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { alice } from './lib/world.js';

const { HALLMARK_NODE: NODE, HALLMARK_CHAIN: CHAIN, HALLMARK_FAILING_RUNTIME: FAILING } = process.env;
if (!NODE || !CHAIN) throw new Error('start the tests with run.sh');
const CLI = process.env.HALLMARK_CLI ?? join(dirname(NODE), 'hallmark');
const skip = FAILING ? false : 'no runtime whose migration fails: run scripts/rehearse.sh';

const CODE = '0x3a636f6465'; // `:code`
const storageKey = (pallet, item) =>
	hex(Buffer.concat([pallet, item].map((name) => xxhashAsU8a(name, 128))));

// A chain that an older runtime has left, with the runtime that fails.
if (!skip) {
	const folder = await mkdtemp(join(tmpdir(), 'hallmark-halting-'));
	after(() => rm(folder, { recursive: true, force: true }));
	const specification = JSON.parse(readFileSync(CHAIN, 'utf8'));
	const genesis = specification.genesis.raw.top;
	genesis[CODE] = hex(readFileSync(FAILING));
	// The version of the runtime that ran last, as a compact number before its name: one less.
	const last = storageKey('System', 'LastRuntimeUpgrade');
	const value = Buffer.from(genesis[last].slice(2), 'hex');
	assert.equal(value[0], 1 << 2);
	value[0] = 0;
	genesis[last] = hex(value);
	process.env.HALLMARK_CHAIN = join(folder, 'chain.json');
	writeFileSync(process.env.HALLMARK_CHAIN, JSON.stringify(specification));
}

describe('a chain whose migration failed', { skip }, () => {
	const it = skip ? {} : chain();

	/** Runs `hallmark`, signing as Alice. Gives what it printed. */
	async function hallmark(...args) {
		const env = { ...process.env, HALLMARK_URL: it.node.url, HALLMARK_SIGNER: '//Alice' };
		// `status` exits with 2 when something is critical.
		const failed = (error) => (error.code === 2 ? error : Promise.reject(error));
		return (await promisify(execFile)(CLI, args, { env }).catch(failed)).stdout;
	}

	const rename = () => it.api.tx.merchantRegistry.updateProfile('Renamed', null);
	const status = async () => JSON.parse(await hallmark('status', '--json'));

	test('halts ordinary calls and says so', async () => {
		await until(it.api, async () => (await status()).halted, 'the failure of the migration');
		await assert.rejects(send(it.api, rename(), alice), (error) => {
			assert.ok(error instanceof Failed);
			assert.equal(error.reason, 'system.CallFiltered');
			return true;
		});
		assert.match(await hallmark('status'), /a migration failed: only the council's calls are taken/);
	});

	test('takes the votes of the council, and its upgrades', async () => {
		const { consortium, system } = it.api.tx;
		const authorise = consortium.authoriseUpgrade(`0x${'11'.repeat(32)}`);
		await motion(it.api, alice, authorise);
		await motion(it.api, alice, consortium.cancelUpgrade());
		await motion(it.api, alice, consortium.dispatchAsRoot(system.remark('0x01')));
	});

	test('takes everybody again once the council resumes calls', async () => {
		await hallmark('council', 'resume');
		assert.equal((await status()).halted, false);
		await send(it.api, rename(), alice);
	});
});
