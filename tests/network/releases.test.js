// Two releases of the node in one network: half of the nodes run each, and while members write, one node after another
// changes from the older to the newer, and one of them back. HALLMARK_OLD_NODE names the older binary, which also founds the
// network, so that the newer one runs an older chain. HALLMARK_OLD_FACTORY and HALLMARK_FACTORY are the block factories of
// both releases: they then seal a chain of HALLMARK_BLOCKS blocks in turns, which both nodes follow. What is not named is skipped.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { after, before, describe, test } from 'node:test';
import { Checker } from './lib/checker.js';
import { Clients } from './lib/clients.js';
import { Network, within } from './lib/network.js';
import { Solo, seal } from './lib/solo.js';

const { HALLMARK_OLD_NODE: OLD, HALLMARK_NODE: NEW } = process.env;
const { HALLMARK_OLD_FACTORY: OLD_FACTORY, HALLMARK_FACTORY: NEW_FACTORY } = process.env;
/** A day of blocks. */
const BLOCKS = Number(process.env.HALLMARK_BLOCKS ?? 43_200);
/** How many of them one release seals before it is the other's turn. */
const TURN = Math.min(1_800, Math.ceil(BLOCKS / 4));

describe('two releases in one network', { skip: OLD ? false : 'no HALLMARK_OLD_NODE' }, () => {
	let network, checker, clients;

	before(async () => {
		network = await Network.up(4, { HALLMARK_NODE: OLD });
		checker = new Checker(network);
		clients = await Clients.start(network, checker);
	});

	after(async () => {
		await clients?.stop();
		await checker?.stop();
		await network?.sh('down');
	});

	/** Starts a node again as one of a release. */
	async function become(binary, node) {
		network.env = { HALLMARK_NODE: binary };
		await network.sh('restart', node);
		await network.advance(3);
		const version = await network.ask(node, 'system_version');
		assert.ok((await promisify(execFile)(binary, ['--version'])).stdout.includes(version), `${node} is ${version}`);
	}

	test('finality goes on when half of the nodes are of the next release', async (t) => {
		for (const node of ['v1', 'v2', 'rpc']) await become(NEW, node);
		const told = checker.told.length;
		t.diagnostic(`twenty blocks final in ${await network.advance(20)} s`);
		assert.ok(checker.told.length > told, 'no write became final');
	});

	test('finality goes on when the others follow, and when one goes back', async () => {
		for (const node of ['v3', 'v4', 'observer']) await become(NEW, node);
		await become(OLD, 'v2');
		await network.advance(10);
	});

	test('all nodes have what clients were told', async (t) => {
		await clients.stop();
		await checker.stop();
		const { wrong, ...compared } = await checker.compare(network.nodes);
		t.diagnostic(JSON.stringify(compared));
		assert.deepEqual(wrong, []);
	});
});

const skip = OLD_FACTORY && NEW_FACTORY ? false : 'no HALLMARK_OLD_FACTORY and HALLMARK_FACTORY';
test(`both releases follow ${BLOCKS} blocks that they sealed in turns`, { skip }, async (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'hallmark-releases-'));
	const running = [];
	try {
		// The older one begins: its first block holds its runtime.
		const base = join(folder, 'sealed');
		for (let height = 0, turn = 0; height < BLOCKS; turn++) {
			height = Math.min(BLOCKS, height + TURN);
			await seal(turn % 2 ? NEW_FACTORY : OLD_FACTORY, base, height, 2);
		}
		const server = new Solo(NEW, base, base, 19_950);
		running.push(server);
		const dialled = await within(240, 'the node on the chain answers', () => server.dialled());
		const hash = await server.ask('chain_getBlockHash', BLOCKS);
		assert.ok(hash, 'a block is missing');
		for (const [place, binary] of [OLD, NEW].entries()) {
			if (!binary) continue;
			const begun = Date.now();
			const node = new Solo(binary, base, join(folder, `${place}`), 19_960 + 10 * place, ...dialled);
			running.push(node);
			await within(3_600, 'it has all blocks', async () => (await node.ask('chain_getBlockHash', BLOCKS)) === hash);
			const seconds = Math.round((Date.now() - begun) / 1_000);
			t.diagnostic(`${binary === OLD ? 'the older' : 'the newer'} release had them in ${seconds} s`);
			node.kill();
		}
	} finally {
		running.forEach((node) => node.kill());
		rmSync(folder, { recursive: true, force: true });
	}
});
