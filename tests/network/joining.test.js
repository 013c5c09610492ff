// A company joins: voted in, its keys set with proof, its node admitted, its validator in the set within two sessions; and
// leaves: voted out, it makes no block from then on. All of it by `hallmark`, as docs/founding.md says, but for what only a
// node can show.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { after, before, test } from 'node:test';
import { Checker } from './lib/checker.js';
import { connect } from './lib/clients.js';
import { Network, within } from './lib/network.js';

const CLI = process.env.HALLMARK_CLI ?? join(dirname(process.env.HALLMARK_NODE), 'hallmark');
const NEW = 'v5';
/** Two sessions of 150 blocks each, and some. */
const TWO_SESSIONS = 900;

let network, checker, api, entry, org;

before(async () => {
	network = await Network.up(4);
	checker = new Checker(network);
	api = await connect(network, 'v1');
});

after(async () => {
	await api?.disconnect();
	await checker?.stop();
	await network?.sh('down');
});

/** A command of `hallmark` by a member; gives what it answers. */
async function hallmark(member, ...args) {
	const signer = `@${join(network.folder, 'nodes', member, 'account.key')}`;
	const all = [...args, '--url', network.url('v1'), '--signer', signer, '--json'];
	const { stdout } = await promisify(execFile)(CLI, all).catch((error) => {
		throw new Error(`hallmark ${args.join(' ')}: ${error.stdout}${error.stderr}`);
	});
	return JSON.parse(stdout);
}

/** A motion of the first member that the others vote for, and one closes. */
async function motion(...args) {
	const { motion } = await hallmark('v1', ...args);
	const id = [motion.hash, String(motion.index)];
	for (const member of ['v2', 'v3']) await hallmark(member, 'council', 'vote', ...id);
	const { executed } = await hallmark('v4', 'council', 'close', ...id);
	assert.ok(executed, args.join(' '));
}

/** Who made the last blocks, by account. */
async function authors(blocks) {
	const set = await api.query.session.validators();
	const best = await network.best('v1');
	const found = new Set();
	for (let number = best - blocks + 1; number <= best; number++) {
		const hash = await network.ask('v1', 'chain_getBlockHash', number);
		const { digest } = await network.ask('v1', 'chain_getHeader', hash);
		const item = digest.logs.find((log) => log.startsWith('0x0661757261'));
		const slot = Buffer.from(item.slice(14), 'hex').readBigUInt64LE();
		found.add(set[Number(slot % BigInt(set.length))].toString());
	}
	return found;
}

const isInSet = async () =>
	(await api.query.session.validators()).some((account) => account.toString() === entry.account);

test('node is kept out when the chain does not know it', async () => {
	const text = await network.sh('join');
	entry = Object.fromEntries([...text.matchAll(/^(\w+) = "(.*)"$/gm)].map(([, key, value]) => [key, value]));
	await within(240, 'the new node answers', () => network.best(NEW).then(() => true, () => false));
	await network.advance(3);
	assert.equal(await network.best(NEW), 0, 'it has blocks');
});

test('node follows the chain when its company is admitted and says which nodes it has', async () => {
	await motion(
		...['org', 'admit', '--council', '--legal-id', 'ECHO-1', '--name', 'Echo Foods', '--country', 'DK'],
		...['--role', 'member', '--admin', entry.account],
	);
	org = (await api.query.merchantRegistry.nextOrgId()).toNumber() - 1;
	await network.advance(3);
	await hallmark(NEW, 'org', 'peers', 'set', entry.peer);
	await network.advance(3, [...network.nodes, NEW], 300);
});

test('validator makes blocks within two sessions when it is voted in and has set its keys', async (t) => {
	await motion('council', 'validator', 'admit', String(org), entry.account);
	await hallmark(NEW, 'validator', 'set-keys', '--keys', entry.keys, '--proof', entry.proof);
	const start = Date.now();
	await within(TWO_SESSIONS, 'it is in the set', isInSet);
	t.diagnostic(`it is in the set ${Math.round((Date.now() - start) / 1_000)} s after it set its keys`);
	await within(120, 'it makes blocks', async () => (await authors(5)).has(entry.account));
	await network.advance(3, [...network.nodes, NEW]);
});

test('validator makes no more blocks when it is voted out, and is out of the set within two sessions', async (t) => {
	await motion('council', 'validator', 'remove', entry.account);
	await network.advance(12);
	assert.ok(!(await authors(10)).has(entry.account), 'it makes blocks');
	const start = Date.now();
	await within(TWO_SESSIONS, 'it is out of the set', async () => !(await isInSet()));
	t.diagnostic(`it is out of the set ${Math.round((Date.now() - start) / 1_000)} s after that`);
	await network.advance(3);
});

test('no two nodes finalised different blocks when all is over', async () => {
	await checker.stop();
	const { wrong } = await checker.compare(network.nodes);
	assert.deepEqual(wrong, []);
});
