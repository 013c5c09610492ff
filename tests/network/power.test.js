// The power of one validator's machine fails under load. A process that is killed loses nothing that it wrote, because the
// kernel still has it; a machine loses what was not synced. The validator's data are on a file system that is taken
// away without being flushed.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Keyring } from '@polkadot/api';
import { Checker } from './lib/checker.js';
import { Clients, connect } from './lib/clients.js';
import { Network, random } from './lib/network.js';

const SEED = Number(process.env.HALLMARK_SEED ?? Date.now() % 1_000_000);
const CUTS = Number(process.env.HALLMARK_CUTS ?? 5);
const VICTIM = 'v4';
const POWERCUT = fileURLToPath(new URL('lib/powercut.c', import.meta.url));
const draw = random(SEED);

let network, checker, clients;

/** A shell script in the victim's folder. */
const shell = (script) =>
	execFileSync('sh', ['-ec', script], { cwd: join(network.folder, 'nodes', VICTIM), encoding: 'utf8' });

before(async () => {
	console.log(`seed ${SEED}: HALLMARK_SEED=${SEED} draws the same faults again`);
	network = await Network.up(4);
	checker = new Checker(network);
	await network.sh('stop', VICTIM);
	shell(`gcc -O2 -o powercut ${POWERCUT}
		truncate -s 2g disk && mkfs.ext4 -q disk && mkdir mounted && mount -o loop disk mounted
		cp -a data/. mounted && mv data before && mkdir data && umount mounted && mount -o loop disk data`);
	await network.sh('restart', VICTIM);
	await network.advance(2);
	clients = await Clients.start(network, checker);
});

after(async () => {
	await clients?.stop();
	await checker?.stop();
	await network?.sh('kill', VICTIM);
	shell('umount -l data || true');
	await network?.sh('down');
});

test(`validator goes on and contradicts nothing when its power fails ${CUTS} times`, async (t) => {
	for (let cut = 1; cut <= CUTS; cut++) {
		await sleep(4_000 + draw(6_000));
		const before = await network.finalised(VICTIM);
		shell('./powercut data');
		await network.sh('kill', VICTIM);
		shell('umount -l data && mount -o loop disk data');
		await network.sh('restart', VICTIM);
		const seconds = await network.advance(1);
		const log = network.log(VICTIM).split('\n');
		const start = log.findLast((line) => line.includes('Highest known block'));
		t.diagnostic(`block ${before.number} was final on it; ${start?.slice(20, 80).trim()}; all final after ${seconds} s`);
	}
	for (const node of network.validators) {
		assert.doesNotMatch(network.log(node), /equivocat|made two blocks/i, `${node} saw a contradiction`);
	}
	const api = await connect(network, 'v1');
	const account = new Keyring({ type: 'sr25519' }).addFromUri(network.secret(VICTIM)).address;
	const records = (await api.query.consortium.validators()).toHuman();
	await api.disconnect();
	const { status } = records.find((record) => record.account === account);
	assert.doesNotMatch(JSON.stringify(status), /Excluded/);
});

test('all nodes have what clients were told when the power is back', async (t) => {
	await clients.stop();
	await checker.stop();
	const { wrong, ...compared } = await checker.compare(network.nodes);
	t.diagnostic(JSON.stringify(compared));
	assert.deepEqual(wrong, []);
});
