// Who does not belong: a node of another chain, and a second process with a validator's keys.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Checker } from './lib/checker.js';
import { Network, within } from './lib/network.js';

let network, checker;

before(async () => {
	network = await Network.up(4);
	await network.advance(2);
	checker = new Checker(network);
});

after(async () => {
	await checker?.stop();
	await network?.sh('down');
});

test('node of another chain stays alone when it dials the network', async () => {
	const peer = await network.ask('v1', 'system_localPeerId');
	const home = mkdtempSync(join(tmpdir(), 'hallmark-stranger-'));
	await network.sh('stop', 'observer');
	const stranger = spawn('ip', [
		...['netns', 'exec', 'hmtest-observer', process.env.HALLMARK_NODE],
		...['--dev', '--base-path', home, '--port', '30333', '--rpc-port', '9944'],
		...['--unsafe-rpc-external', '--rpc-cors', 'all', '--no-prometheus', '--no-telemetry'],
		...['--bootnodes', `/ip4/${network.address('v1')}/tcp/30333/p2p/${peer}`],
	]);
	const gone = new Promise((resolve) => stranger.once('exit', resolve));
	stranger.stderr.resume();
	try {
		await within(120, 'the stranger answers', () =>
			network.best('observer').then((best) => best > 1, () => false),
		);
		const rest = network.nodes.filter((node) => node !== 'observer');
		await network.advance(5, rest);
		assert.equal((await network.ask('observer', 'system_health')).peers, 0);
		const genesis = await network.ask('observer', 'chain_getBlockHash', 0);
		assert.notEqual(genesis, await network.ask('v1', 'chain_getBlockHash', 0));
	} finally {
		stranger.kill('SIGKILL');
		await gone;
		rmSync(home, { recursive: true });
	}
	// What it said of its own chain is no concern of ours.
	checker.conflicts = [];
	await network.sh('restart', 'observer');
	await network.advance(1);
});

test('validator is seen to contradict itself when two processes have its keys', async (t) => {
	await network.sh('twin', 'v1');
	const honest = ['v2', 'v3', 'v4'];
	const seen = await within(240, 'somebody sees it', () =>
		honest.find((node) => /equivocat/i.test(network.log(node))),
	);
	const line = network.log(seen).split('\n').find((text) => /equivocat/i.test(text));
	t.diagnostic(`${seen}: ${line.slice(0, 200)}`);
	await network.advance(5, [...honest, 'rpc']);
});

test('no two nodes finalised different blocks when all is over', async () => {
	await checker.stop();
	const { wrong } = await checker.compare(['v2', 'v3', 'v4', 'rpc']);
	assert.deepEqual(wrong, []);
});
