// A node joins a chain that is long already: by full sync, which executes each block, and by warp sync, which takes the voters'
// signatures for it and the newest state. HALLMARK_FACTORY names the block factory that seals the chain, HALLMARK_BLOCKS its
// height; HALLMARK_SEALED is the base path of a chain that it sealed before. Without either it is skipped.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { within } from './lib/network.js';
import { Solo, seal } from './lib/solo.js';

const { HALLMARK_NODE: NODE, HALLMARK_FACTORY: FACTORY, HALLMARK_SEALED: SEALED } = process.env;
const BLOCKS = Number(process.env.HALLMARK_BLOCKS ?? 10_000);
/** Blocks a second in real time. */
const PACE = 0.5;
/** How many times as fast a node catches up. */
const TARGET = 50;
/** `System.Number` in the state. */
const NUMBER = '0x26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac';
const skip = FACTORY || SEALED ? false : 'no HALLMARK_FACTORY';

describe(`a chain of ${BLOCKS} blocks`, { skip }, () => {
	const folder = mkdtempSync(join(tmpdir(), 'hallmark-sync-'));
	const base = join(folder, 'sealed');
	/** Warp sync begins with three peers. */
	const bases = [base, join(folder, 'second'), join(folder, 'third')];
	let servers, height;

	before(async () => {
		// A node that works on it changes it.
		if (SEALED) cpSync(SEALED, base, { recursive: true });
		else await seal(FACTORY, base, BLOCKS, 3);
		for (const copy of bases.slice(1)) {
			cpSync(base, copy, { recursive: true });
			// Each is a node of its own.
			rmSync(join(copy, 'chains', 'hallmark_local', 'network'), { recursive: true, force: true });
		}
		servers = bases.map((path, place) => new Solo(NODE, base, path, 19_910 + 2 * place));
		for (const server of servers) height = await within(240, 'the nodes on the chain answer', () => server.best());
		assert.ok(height >= BLOCKS, `the chain is ${height} blocks high`);
	});

	after(() => {
		servers?.forEach((server) => server.kill());
		rmSync(folder, { recursive: true, force: true });
	});

	for (const [place, how] of ['full', 'warp'].entries()) {
		test(`node has all of it by ${how} sync`, async (t) => {
			const path = join(folder, how);
			const dialled = await Promise.all(servers.map((server) => server.dialled()));
			const node = new Solo(NODE, base, path, 19_920 + 10 * place, '--sync', how, ...dialled.flat());
			const [server] = servers;
			try {
				// The first start makes the first state and compiles the runtime, however long the chain.
				await within(300, 'it answers', () => node.ask('chain_getHeader'));
				await within(300, 'it has its peers', async () => (await node.ask('system_health'))?.peers >= servers.length);
				const begun = Date.now();
				const from = await node.best();
				const hash = await server.ask('chain_getBlockHash', height);
				await within(3_600, 'it has the newest block', async () => (await node.ask('chain_getBlockHash', height)) === hash);
				const seconds = (Date.now() - begun) / 1_000;
				const times = Math.round((height - from) / seconds / PACE);
				t.diagnostic(`${height - from} blocks in ${seconds.toFixed(0)} s: ${times} times as fast as they were made`);

				// It has the state, and knows what is final.
				const number = await within(60, 'it has the state', () => node.ask('state_getStorage', NUMBER, hash));
				assert.equal(Buffer.from(number.slice(2), 'hex').readUInt32LE(), height);
				const final = await node.ask('chain_getHeader', await node.ask('chain_getFinalizedHead'));
				assert.ok(Number(final.number) > height - 64, `block ${Number(final.number)} is its last final one`);
				if (process.env.HALLMARK_NUMBERS === 'assert') assert.ok(times >= TARGET);
				if (how === 'full') return;

				// What it did not execute it fetches afterwards.
				await within(3_600, 'it has the first blocks too', async () =>
					(await node.ask('chain_getBlockHash', 1)) === (await server.ask('chain_getBlockHash', 1)),
				);
				t.diagnostic(`it had the blocks before, too, ${((Date.now() - begun) / 1_000).toFixed(0)} s after it began`);
			} finally {
				node.kill();
			}
		});
	}
});
