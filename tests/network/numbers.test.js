// How quickly four validators on one machine are well again. Each number is taken several times and told with its spread.
// The targets hold for a machine that does nothing else, so only HALLMARK_NUMBERS=assert holds the network to them. Latency at
// 500 calls a second is a row of the load tool: `scripts/load.sh --rows local`.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { Checker } from './lib/checker.js';
import { Clients } from './lib/clients.js';
import { Network, within } from './lib/network.js';

const ROUNDS = Number(process.env.HALLMARK_ROUNDS ?? 3);
const STRICT = process.env.HALLMARK_NUMBERS === 'assert';
const SLOT = 2_000;
const VICTIM = 'v4';

let network, checker, clients;

before(async () => {
	network = await Network.up(4);
	checker = new Checker(network);
	clients = await Clients.start(network, checker);
	await network.advance(5);
});

after(async () => {
	await clients?.stop();
	await checker?.stop();
	await network?.sh('down');
});

/** Tells the median and the spread of some numbers, and holds the largest to a target if asked to. */
function tell(t, what, numbers, unit, target) {
	const sorted = [...numbers].sort((a, b) => a - b);
	const [least, median, most] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
	t.diagnostic(`${what}: ${median} ${unit} (${least} to ${most}, ${sorted.length} times; target ${target})`);
	if (STRICT) assert.ok(most <= target, what);
}

/** Waits until `check` gives something, and says how long that took, in seconds. */
async function seconds(limit, what, check) {
	const start = Date.now();
	await within(limit, what, check);
	return (Date.now() - start) / 1_000;
}

test('validator makes blocks again when it was killed', async (t) => {
	const [starts, passed] = [[], []];
	for (let round = 0; round < ROUNDS; round++) {
		await network.sh('kill', VICTIM);
		await sleep(10_000);
		const written = network.log(VICTIM).length;
		await network.sh('restart', VICTIM);
		// It is ready once it has peers and what they have.
		starts.push(
			await seconds(120, `${VICTIM} is ready`, async () => {
				const health = await network.ask(VICTIM, 'system_health').catch(() => null);
				if (!health || health.isSyncing || health.peers < 3) return false;
				return (await network.best(VICTIM)) >= (await network.best('v1')) - 1;
			}),
		);
		const ready = Date.now();
		await within(120, `${VICTIM} makes a block`, () => network.log(VICTIM).slice(written).includes('Pre-sealed block'));
		// Every fourth slot is its own.
		passed.push(Math.floor((Date.now() - ready) / (4 * SLOT)));
	}
	tell(t, 'from its start until it was ready', starts, 's', 60);
	tell(t, 'slots of its own that it then left out', passed, 'slots', 2);
});

test('there is one chain again when a partition 2/2 of a minute is over', async (t) => {
	const [finals, bests] = [[], []];
	for (let round = 0; round < ROUNDS; round++) {
		await network.sh('partition', 'v1,v2,rpc', 'v3,v4,observer');
		await sleep(60_000);
		const heads = await Promise.all(network.nodes.map((node) => network.finalised(node)));
		const height = Math.max(...heads.map(({ number }) => number));
		// From the moment when the first link is whole again.
		const healed = network.sh('heal');
		const one = seconds(120, 'one chain', async () => {
			const best = await network.best('v1');
			const hashes = await Promise.all(
				network.nodes.map((node) => network.ask(node, 'chain_getBlockHash', best).catch(() => null)),
			);
			return hashes.every((hash) => hash && hash === hashes[0]);
		});
		const final = seconds(120, 'a block final everywhere', async () => {
			const now = await Promise.all(network.nodes.map((node) => network.finalised(node).catch(() => null)));
			return now.every((head) => head && head.number > height);
		});
		await healed;
		bests.push(await one);
		finals.push(await final);
		await network.advance(3);
	}
	tell(t, 'until all nodes had one chain', bests, 's', 10);
	tell(t, 'until a block was final everywhere', finals, 's', 10);
});

test('all nodes have what clients were told', async (t) => {
	await clients.stop();
	await checker.stop();
	const { wrong, ...compared } = await checker.compare(network.nodes);
	t.diagnostic(JSON.stringify(compared));
	assert.deepEqual(wrong, []);
});
