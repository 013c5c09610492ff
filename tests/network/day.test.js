// A day of blocks that two releases sealed in turns, and that both follow. HALLMARK_OLD_NODE and HALLMARK_OLD_FACTORY name the
// node and the block factory of the older release, which begins the chain, so that both run its runtime; HALLMARK_FACTORY names
// the factory of the newer one. HALLMARK_BLOCKS is the chain's height, 43,200 unless set. HALLMARK_SEALED names the folder of
// such a chain that was sealed before, in place of the factories. Without these it is skipped. It takes an hour on two cores,
// most of it for sealing.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { within } from './lib/network.js';
import { Solo, seal } from './lib/solo.js';

const { HALLMARK_OLD_NODE: OLD, HALLMARK_NODE: NEW } = process.env;
const { HALLMARK_OLD_FACTORY: OLD_FACTORY, HALLMARK_FACTORY: NEW_FACTORY, HALLMARK_SEALED: SEALED } = process.env;
const BLOCKS = Number(process.env.HALLMARK_BLOCKS ?? 43_200);
/** How many of them one release seals before it is the other's turn. */
const TURN = Math.min(1_800, Math.ceil(BLOCKS / 4));
/** `System.Number` in the state. */
const NUMBER = '0x26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac';

const skip =
	OLD && (SEALED || (OLD_FACTORY && NEW_FACTORY))
		? false
		: 'no HALLMARK_OLD_NODE with HALLMARK_OLD_FACTORY and HALLMARK_FACTORY, or with HALLMARK_SEALED';
test(`both releases follow ${BLOCKS} blocks that they sealed in turns`, { skip }, async (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'hallmark-releases-'));
	const running = [];
	try {
		const base = SEALED ?? join(folder, 'sealed');
		if (!SEALED) await sealInTurns(t, base);

		const server = new Solo(NEW, base, base, 19_950);
		running.push(server);
		const dialled = await within(240, 'the node on the chain answers', () => server.dialled());
		const hash = await server.ask('chain_getBlockHash', BLOCKS);
		assert.ok(hash, 'a block is missing');
		// Both execute every block, and neither knows of the other.
		await Promise.all(
			[OLD, NEW].map(async (binary, place) => {
				const release = place ? 'the newer' : 'the older';
				const path = join(folder, `${place}`);
				const node = new Solo(binary, base, path, 19_960 + 10 * place, '--sync', 'full', ...dialled);
				running.push(node);
				await within(300, `${release} release answers`, () => node.best().then((best) => best !== null));
				const start = Date.now();
				const has = async () => (await node.ask('chain_getBlockHash', BLOCKS)) === hash;
				await within(BLOCKS / 5 + 300, `${release} release has all blocks`, has);
				const took = (Date.now() - start) / 1_000;
				const rate = Math.round(BLOCKS / took);
				t.diagnostic(`${release} release had them in ${took.toFixed(0)} s, ${rate} a second`);
				await sameChain(server, node, hash, release);
			}),
		);
	} finally {
		running.forEach((node) => node.kill());
		rmSync(folder, { recursive: true, force: true });
	}
});

/** Seals the chain at a base path. The older release begins: its first block holds its runtime. */
async function sealInTurns(t, base) {
	const begun = Date.now();
	const sealed = [0, 0];
	for (let height = 0, turn = 0; height < BLOCKS; turn = 1 - turn) {
		const until = Math.min(BLOCKS, height + TURN);
		await seal(turn ? NEW_FACTORY : OLD_FACTORY, base, until, 2);
		sealed[turn] += until - height;
		height = until;
	}
	const seconds = Math.round((Date.now() - begun) / 1_000);
	t.diagnostic(`the older release sealed ${sealed[0]} blocks, the newer ${sealed[1]}, in ${seconds} s`);
}

/** Compares what two nodes say of the newest block, of its state, and of what is final. */
async function sameChain(server, node, hash, release) {
	const [own, others] = await Promise.all([node, server].map((each) => each.ask('chain_getHeader', hash)));
	assert.equal(own.stateRoot, others.stateRoot, `${release} release has another state root`);
	// The state is there, and not only its root.
	const number = await within(60, 'it has the state', () => node.ask('state_getStorage', NUMBER, hash));
	assert.equal(Buffer.from(number.slice(2), 'hex').readUInt32LE(), BLOCKS);
	// A node keeps the voters' signatures of every 32nd block at least.
	const final = await within(60, 'it says what is final', () => node.ask('chain_getFinalizedHead'));
	const height = Number((await node.ask('chain_getHeader', final)).number);
	assert.ok(height > BLOCKS - 64, `block ${height} is the last final one of ${release} release`);
	assert.equal(final, await server.ask('chain_getBlockHash', height), `${release} release finalised another block`);
}
