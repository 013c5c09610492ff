// Disks that fail: a bit flips, a file is cut short, a disk is full. It is one validator of four each time. The node says
// what is wrong or goes on; the runbook's way brings it back; the others notice nothing.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { openSync, readdirSync, readSync, statSync, truncateSync, writeSync, closeSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Checker } from './lib/checker.js';
import { Clients } from './lib/clients.js';
import { Network, random, within } from './lib/network.js';

const SEED = Number(process.env.HALLMARK_SEED ?? Date.now() % 1_000_000);
const draw = random(SEED);
const VICTIM = 'v4';

let network, checker, clients, rest;

before(async () => {
	console.log(`seed ${SEED}: HALLMARK_SEED=${SEED} draws the same faults again`);
	network = await Network.up(4);
	rest = network.nodes.filter((node) => node !== VICTIM);
	await network.advance(2);
	checker = new Checker(network);
	clients = await Clients.start(network, checker);
});

after(async () => {
	await clients?.stop();
	await checker?.stop();
	await network?.sh('down');
});

/** The files of the victim's database that hold something, the largest first. */
function tables() {
	const folder = join(network.home(VICTIM), 'paritydb', 'full');
	return readdirSync(folder)
		.filter((name) => name !== 'lock')
		.map((name) => join(folder, name))
		.map((path) => ({ path, size: statSync(path).size }))
		.sort((a, b) => b.size - a.size);
}

/** Flips one bit of what is written in a file; gives where. */
function flip({ path, size }) {
	const file = openSync(path, 'r+');
	const bytes = Buffer.alloc(1);
	let place;
	do {
		place = draw(size);
		readSync(file, bytes, 0, 1, place);
	} while (bytes[0] === 0);
	bytes[0] ^= 1 << draw(8);
	writeSync(file, bytes, 0, 1, place);
	closeSync(file);
	return `${path.split('/').at(-1)} at ${place}`;
}

/** Starts the victim and says what becomes of it: it keeps up for a while, or what its log says at the end. */
async function outcome() {
	const written = network.log(VICTIM).length;
	await network.sh('restart', VICTIM);
	await within(180, 'the victim keeps up, or stops', async () => {
		if (!network.alive(VICTIM)) return true;
		const [own, others] = await Promise.all([
			network.finalised(VICTIM).catch(() => null),
			network.finalised('v1'),
		]);
		return own && own.number >= others.number - 2;
	}).catch(() => {});
	if (network.alive(VICTIM)) return 'it keeps up';
	const said = network.log(VICTIM).slice(written).split('\n').filter((line) => /error|corrupt|panic/i.test(line));
	assert.ok(said.length > 0, 'it stopped and did not say why');
	return said.at(-1).slice(0, 160);
}

/** What the runbook says of a corrupt database. */
async function purge() {
	await network.sh('kill', VICTIM);
	rmSync(join(network.home(VICTIM), 'paritydb'), { recursive: true });
	await network.sh('restart', VICTIM);
	await network.advance(2, network.nodes, 300);
}

for (let round = 1; round <= 3; round++) {
	test(`network goes on when a bit flips in the database of one node (${round})`, async (t) => {
		await network.sh('kill', VICTIM);
		const used = tables().filter(({ size }) => size > 0);
		const place = flip(used[draw(Math.min(4, used.length))]);
		t.diagnostic(`${place}: ${await outcome()}`);
		await network.advance(3, rest);
		await purge();
	});
}

test('network goes on when a file of one database is cut short', async (t) => {
	await network.sh('kill', VICTIM);
	const { path, size } = tables()[0];
	truncateSync(path, Math.floor(size / 2));
	t.diagnostic(`${path.split('/').at(-1)}: ${await outcome()}`);
	await network.advance(3, rest);
	await purge();
});

test('node comes back as it was when its disk was full', async (t) => {
	await network.sh('kill', VICTIM);
	const data = join(network.folder, 'nodes', VICTIM, 'data');
	const used = Number(execFileSync('du', ['-sm', data], { encoding: 'utf8' }).split('\t')[0]);
	const shell = (script) => execFileSync('sh', ['-ec', script], { cwd: join(data, '..') });
	// A small disk with what the node has, and room for more than it keeps free.
	shell(`mkdir small && mount -t tmpfs -o size=${used + 512}m tmpfs small && cp -a data/. small`);
	shell('mv data big && mkdir data && mount --move small data && rmdir small');
	const full = /the disk of .* has \d+ MiB left/;
	try {
		await network.sh('restart', VICTIM);
		await network.advance(2);
		// It looks once a second, and a tmpfs is full sooner: what is left is less than it keeps free, and more than nothing.
		shell('dd if=/dev/zero of=data/filler bs=1M count=352 2>/dev/null');
		await within(60, 'it stops', () => !network.alive(VICTIM));
		await network.advance(5, rest);
		const said = network.log(VICTIM).split('\n').find((line) => full.test(line));
		assert.ok(said, 'it stopped and did not say why');
		t.diagnostic(`with a full disk it stopped: ${said.slice(0, 160)}`);
		shell('dd if=/dev/zero of=data/more bs=1M 2>/dev/null || true');
		// A unit starts it again and again; each time it says what it waits for.
		const written = network.log(VICTIM).length;
		await network.sh('restart', VICTIM);
		await within(60, 'it says that there is no room', () => full.test(network.log(VICTIM).slice(written)));
		await within(60, 'it stops again', () => !network.alive(VICTIM));
		shell('rm data/filler data/more');
		await network.sh('restart', VICTIM);
		await network.advance(2);
	} finally {
		await network.sh('kill', VICTIM);
		// What it has now goes on: its older state would not know what it signed since.
		shell('rm -r big && cp -a data big && umount -l data && rmdir data && mv big data');
		await network.sh('restart', VICTIM);
	}
	await network.advance(2);
});

test('all nodes have what clients were told when all disks are well again', async (t) => {
	await clients.stop();
	await checker.stop();
	const { wrong, ...compared } = await checker.compare(network.nodes);
	t.diagnostic(JSON.stringify(compared));
	assert.deepEqual(wrong, []);
});
