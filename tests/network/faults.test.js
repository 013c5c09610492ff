// What befalls a network of four validators, one thing after another, while members write. At the end a checker
// compares what each client was told was final with the chain of every node.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect as dial } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, afterEach, before, test } from 'node:test';
import { Checker } from './lib/checker.js';
import { Clients } from './lib/clients.js';
import { Network, random, within } from './lib/network.js';

const SEED = Number(process.env.HALLMARK_SEED ?? Date.now() % 1_000_000);
const KILLS = Number(process.env.HALLMARK_KILLS ?? 20);
const draw = random(SEED);

let network, checker, clients;

before(async () => {
	console.log(`seed ${SEED}: HALLMARK_SEED=${SEED} draws the same faults again`);
	network = await Network.up(4);
	checker = new Checker(network);
	clients = await Clients.start(network, checker);
});

after(async () => {
	await clients?.stop();
	await checker?.stop();
	await network?.sh('down');
});

// Whatever a test did, the next one finds a network without faults.
afterEach(async () => {
	await network.sh('heal');
	for (const node of network.nodes) await network.sh('resume', node).catch(() => {});
	await network.sh('restart').catch(() => {});
	await network.advance(2);
	assert.deepEqual(checker.conflicts, []);
});

/** Takes what is final now, lets time pass, and says how many blocks came and how many became final. */
async function watch(node, seconds) {
	const [best, { number: final }] = [await network.best(node), await network.finalised(node)];
	await sleep(seconds * 1_000);
	return {
		blocks: (await network.best(node)) - best,
		final: (await network.finalised(node)).number - final,
	};
}

/** Ends the fault, and says how long it took until blocks became final everywhere. */
async function healed(t) {
	await network.sh('heal');
	t.diagnostic(`everywhere final again ${await network.advance(1)} s after it was healed`);
}

test('node shows what alert rules and dashboard ask for when it is asked for its metrics', async () => {
	const files = ['alerts.yaml', 'dashboard.json'].map((name) =>
		readFileSync(new URL(`../../deploy/monitoring/${name}`, import.meta.url), 'utf8'),
	);
	const wanted = new Set(files.join('\n').match(/\b(substrate|hallmark)_[a-z0-9_]+/g));
	// These are shown once there is something to count.
	for (const what of ['equivocations_total', 'session_missed_slots', 'quota_used']) {
		wanted.delete(`hallmark_${what}`);
	}
	const response = await fetch(`http://${network.address('v1')}:9615/metrics`);
	const shown = await response.text();
	const missing = [...wanted].filter((name) => !new RegExp(`^${name}\\b`, 'm').test(shown));
	assert.deepEqual(missing, []);
});

test('finality goes on when one validator of four is killed', async (t) => {
	await network.sh('kill', 'v4');
	const rest = network.nodes.filter((node) => node !== 'v4');
	await network.advance(5, rest);
	const told = checker.told.length;
	await within(120, 'a write final without v4', () => checker.told.length > told);
	const written = network.log('v4').length;
	await network.sh('restart', 'v4');
	t.diagnostic(`v4 had all that is final after ${await network.advance(1)} s`);
	await within(120, 'v4 makes blocks again', () =>
		network.log('v4').slice(written).includes('Pre-sealed block'),
	);
});

test('finality stops and blocks go on when two validators of four are killed', async (t) => {
	await network.sh('kill', 'v3', 'v4');
	await sleep(4_000);
	const told = checker.told.length;
	const { blocks, final } = await watch('rpc', 20);
	assert.equal(final, 0, 'two of four finalised a block');
	assert.ok(blocks >= 2, `${blocks} blocks in 20 s`);
	assert.equal(checker.told.length, told, 'a client was told that its write is final');
	await network.sh('restart', 'v3', 'v4');
	t.diagnostic(`final again ${await network.advance(1)} s after both were started`);
});

test('nothing is final on either side when a partition halves the network', async (t) => {
	await network.sh('partition', 'v1,v2,rpc', 'v3,v4,observer');
	await sleep(4_000);
	const [left, right] = await Promise.all([watch('v1', 30), watch('v3', 30)]);
	assert.equal(left.final + right.final, 0, 'half of the validators finalised a block');
	assert.ok(left.blocks > 0 && right.blocks > 0, 'both halves make blocks');
	await healed(t);
});

test('only the larger side finalises when a partition cuts off one validator', async (t) => {
	await network.sh('partition', 'v1,v2,v3,rpc,observer', 'v4');
	await sleep(4_000);
	const [larger, lone] = await Promise.all([watch('v1', 30), watch('v4', 30)]);
	assert.equal(lone.final, 0, 'one validator finalised a block');
	assert.ok(larger.final > 0, 'three of four finalise');
	await healed(t);
});

test('finality goes on when packets are lost one way', async (t) => {
	await network.sh('loss', 100, 'v1', 'v2');
	t.diagnostic(`five blocks final in ${await network.advance(5)} s`);
	await healed(t);
});

test('finality goes on when one packet of ten is lost everywhere', async (t) => {
	await network.sh('loss', 10);
	t.diagnostic(`five blocks final in ${await network.advance(5)} s`);
	await healed(t);
});

for (const [delay, jitter] of [
	[50, 10],
	[300, 100],
]) {
	test(`finality goes on when each packet takes ${delay} ± ${jitter} ms`, async (t) => {
		try {
			await network.sh('delay', delay, jitter);
		} catch (error) {
			if (!/vde2|tun/.test(error.stderr)) throw error;
			return t.skip(`no delays on this machine: ${error.stderr.trim()}`);
		}
		t.diagnostic(`five blocks final in ${await network.advance(5)} s`);
		await healed(t);
	});
}

test('finality goes on when one validator is stopped for half a minute', async (t) => {
	await network.sh('pause', 'v2');
	const rest = network.nodes.filter((node) => node !== 'v2');
	const start = Date.now();
	t.diagnostic(`five blocks final in ${await network.advance(5, rest)} s without it`);
	await sleep(Math.max(0, 30_000 - (Date.now() - start)));
	await network.sh('resume', 'v2');
	t.diagnostic(`it had all that is final after ${await network.advance(1)} s`);
});

for (const seconds of [10, -10, 30, -30]) {
	test(`finality goes on when one clock is ${seconds} s off`, async (t) => {
		await network.sh('clock', 'v3', seconds);
		const rest = network.nodes.filter((node) => node !== 'v3');
		t.diagnostic(`five blocks final in ${await network.advance(5, rest)} s on the others`);
		await healed(t);
	});
}

test('validator goes on when strangers send it garbage', async () => {
	const openings = [
		() => randomBytes(1 + draw(4_096)),
		() => Buffer.concat([Buffer.from('\x13/multistream/1.0.0\n'), randomBytes(256)]),
		() => Buffer.from('GET / HTTP/1.1\r\nHost: v1\r\n\r\n'),
		() => Buffer.alloc(1 << 16, 0xff),
	];
	const sockets = Array.from({ length: 200 }, () => {
		const socket = dial(30_333, network.address('v1'));
		socket.on('error', () => {});
		socket.write(openings[draw(openings.length)]());
		return socket;
	});
	await network.advance(5);
	sockets.forEach((socket) => socket.destroy());
	assert.doesNotMatch(network.log('v1'), /panicked/);
});

test(`nothing final is lost when validators are killed ${KILLS} times under load`, async (t) => {
	for (let kill = 0; kill < KILLS; kill++) {
		const victim = network.validators[draw(network.validators.length)];
		await sleep(draw(6_000));
		await network.sh('kill', victim);
		await sleep(draw(4_000));
		await network.sh('restart', victim);
	}
	t.diagnostic(`final again ${await network.advance(1)} s after the last start`);
	for (const node of network.validators) {
		assert.doesNotMatch(network.log(node), /panicked|orrupt/, node);
	}
});

test('all nodes have what clients were told when all faults are over', async (t) => {
	await clients.stop();
	await checker.stop();
	const { wrong, ...compared } = await checker.compare(network.nodes);
	t.diagnostic(JSON.stringify(compared));
	assert.deepEqual(wrong, []);
	assert.ok(compared.writes > 0, 'no write became final');
});
