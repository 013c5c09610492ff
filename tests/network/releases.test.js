// Two releases of the node in one network: half of the nodes run each, and while members write, one node after another
// changes from the older to the newer, and one of them back. HALLMARK_OLD_NODE names the older binary, which also founds the
// network, so that the newer one runs an older chain. Without it all of this is skipped.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { after, before, describe, test } from 'node:test';
import { Checker } from './lib/checker.js';
import { Clients } from './lib/clients.js';
import { Network } from './lib/network.js';

const { HALLMARK_OLD_NODE: OLD, HALLMARK_NODE: NEW } = process.env;

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
