// Who does not belong: a node of another chain, and a second process with a validator's keys.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Keyring } from '@polkadot/api';
import { Checker } from './lib/checker.js';
import { connect } from './lib/clients.js';
import { Network, within } from './lib/network.js';

let network, checker;

before(async () => {
	network = await Network.up(4);
	// The observer's place is the stranger's, and then the second process's.
	checker = new Checker(network, [...network.validators, 'rpc']);
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
		...['netns', 'exec', network.space('observer'), process.env.HALLMARK_NODE],
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
	await network.sh('restart', 'observer');
	await network.advance(1);
});

/** What a node writes when it sees a validator contradict itself. */
const SEEN = /equivocat|made two blocks/i;

/** Of the validators: the account of v1, its status, and whether it is in the set. */
async function standing(api) {
	const account = new Keyring({ type: 'sr25519' }).addFromUri(network.secret('v1')).address;
	const records = (await api.query.consortium.validators()).toHuman();
	const record = records.find((it) => it.account === account);
	const status = typeof record.status === 'string' ? record.status : Object.keys(record.status)[0];
	const set = (await api.query.session.validators()).toHuman();
	return { account, status, inSet: set.includes(account) };
}

test('validator is excluded when two processes have its keys', async (t) => {
	await network.sh('twin', 'v1');
	const api = await connect(network, 'v2');
	try {
		await within(240, 'v1 is excluded', async () => (await standing(api)).status === 'Excluded');
		const honest = ['v2', 'v3', 'v4'];
		const seen = honest.find((node) => SEEN.test(network.log(node)));
		assert.ok(seen, 'nobody wrote of it');
		t.diagnostic(network.log(seen).split('\n').find((line) => SEEN.test(line)).slice(0, 160));
		await network.advance(5, [...honest, 'rpc']);

		// It is out of the set with a session that was not planned then, and stays out.
		await within(800, 'v1 is out of the set', async () => !(await standing(api)).inSet);
		await network.advance(5, [...honest, 'rpc']);
		assert.deepEqual(await standing(api).then(({ status, inSet }) => ({ status, inSet })), {
			status: 'Excluded',
			inSet: false,
		});
	} finally {
		await api.disconnect();
	}
});

test('no two nodes finalised different blocks when all is over', async () => {
	await checker.stop();
	const { wrong } = await checker.compare(['v2', 'v3', 'v4', 'rpc']);
	assert.deepEqual(wrong, []);
});
