// The gateway's index: final blocks in a database that can be killed, checked and made anew.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gtin } from '../../js/verify/src/gs1.js';
import { makeLot } from '../../js/verify/src/lot.js';
import { send } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { Gateway, command } from './lib/gateway.js';
import { Node } from './lib/node.js';
import { confirm, found, issue, product } from './lib/world.js';

const PREFIX = '9521007';
const CODE = gtin(PREFIX, 1);
const MERCHANT = 2;
/** How often the gateway is killed; HALLMARK_KILLS=50 makes it long. */
const KILLS = Number(process.env.HALLMARK_KILLS ?? 3);
/** Of how many blocks the second node keeps the state. */
const KEPT = 8;

const lot = makeLot({ issuer: MERCHANT, gtin: CODE, batch: 'LOT-1', count: 8, lotKey: randomBytes(32) });

const it = chain({
	prepare: async (api) => {
		// It makes blocks while the other tests run, until the first ones are gone.
		const forgetful = await Node.start(['--state-pruning', String(KEPT)]);
		const world = await found(api, {
			platform: { roles: ['Platform'] },
			merchant: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
		});
		await send(
			api,
			api.tx.utility.batchAll([product(api, CODE, { name: 'Green tea 绿茶' }), issue(api, lot)]),
			world.merchant.admin,
		);
		const gateway = await Gateway.start(it.node.url, { args: ['--trust-loopback'] });
		await gateway.halt();
		gateway.args.push('--database', join(gateway.folder, 'index.db'));
		await gateway.boot();
		return { world, gateway, forgetful };
	},
});
after(() => Promise.all([it.gateway?.stop(), it.forgetful?.stop()]));

const file = () => join(it.gateway.folder, 'index.db');

const check = (database = file()) => command('check', '--database', database, '--node', it.node.url);

/** Waits until the index holds the block that is final now, and is equal to the chain there. */
async function caughtUp() {
	const head = await it.api.rpc.chain.getFinalizedHead();
	const wanted = (await it.api.rpc.chain.getHeader(head)).number.toNumber();
	let told;
	await it.gateway.until(() => {
		told = check();
		const block = /^equal at block (\d+)$/m.exec(told.stdout);
		assert.notEqual(told.status, 1, told.stdout);
		return told.status === 0 && Number(block[1]) >= wanted;
	}, `block ${wanted}`);
	return told.stdout;
}

/** Changes a database as nobody should. */
function tamper(database, statement) {
	const program = 'import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as db: db.execute(sys.argv[2])';
	execFileSync('python3', ['-c', program, database, statement]);
}

/** What a statement answers. */
function ask(database, statement) {
	const program =
		'import json, sqlite3, sys\nprint(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()))';
	return JSON.parse(execFileSync('python3', ['-c', program, database, statement], { encoding: 'utf8' }));
}

test('index follows what is final, from the first block on, and is equal to the chain', async () => {
	const told = await caughtUp();
	assert.match(told, /^product: 1$/m);
	assert.match(told, /^lot: 1$/m);
	await send(it.api, confirm(it.api, 0, lot), it.world.platform.admin);
	await caughtUp();
	assert.deepEqual(ask(file(), 'SELECT status, batch, issuer FROM lot'), [
		['Active', 'LOT-1', MERCHANT],
	]);
	const kinds = ask(
		file(),
		`SELECT name.name FROM journal JOIN subject ON subject.id = subject JOIN name ON name.id = journal.kind
		 WHERE subject.kind = 3 ORDER BY sequence`,
	);
	const wanted = ['LotIssued', 'LeafFileConfirmed', 'LotActivated'];
	assert.deepEqual(kinds.flat(), wanted);
	const calls = ask(
		file(),
		`SELECT DISTINCT pallet || '.' || name, organisation FROM extrinsic JOIN name ON name.id = call
		 WHERE signer IS NOT NULL AND pallet = 'ProductIdentity'`,
	);
	assert.deepEqual(calls, [['ProductIdentity.confirm_leaf_file', it.world.platform.id]]);
	const [[blocks, authors]] = ask(
		file(),
		'SELECT count(*), count(DISTINCT author) FROM block WHERE number > 0',
	);
	assert.ok(blocks > 3);
	assert.equal(authors, 1);
});

test('index has no gap and no double when the gateway is killed', async () => {
	for (let kill = 0; kill < KILLS; kill += 1) {
		await it.gateway.kill();
		await it.gateway.boot();
		await new Promise((resolve) => setTimeout(resolve, (kill * 337) % 2_000));
	}
	await caughtUp();
	const [[gaps]] = ask(file(), 'SELECT max(number) + 1 - count(*) FROM block');
	assert.equal(gaps, 0);
});

test('two gateways do not write one file', async () => {
	const { status, stderr } = command('rebuild', '--database', file(), '--node', it.node.url);
	assert.equal(status, 2);
	assert.match(stderr, /another process writes to it/);
});

test('rebuild makes the same index anew', async () => {
	const other = join(it.gateway.folder, 'anew.db');
	for (let n = 0; n < 2; n += 1) {
		const { status, stdout, stderr } = command('rebuild', '--database', other, '--node', it.node.url);
		assert.equal(status, 0, stderr);
		assert.match(stdout, /indexed up to block \d+/);
	}
	assert.equal(check(other).status, 0);
	const count = `SELECT count(*) FROM journal WHERE kind IN (SELECT id FROM name WHERE name LIKE 'Lot%')`;
	assert.deepEqual(ask(other, count), ask(file(), count));
});

test('check names the first difference', async () => {
	await caughtUp();
	const cases = [
		[`UPDATE lot SET batch = 'LOT-2'`, /^lot 0: batch: the index has "LOT-2", the chain "LOT-1"$/m],
		[
			`UPDATE product SET record = replace(record, '绿茶', '红茶')`,
			/^product \d{13}: record\/standing\/name: the index has "Green tea 红茶", the chain "Green tea 绿茶"$/m,
		],
		['DELETE FROM product', /^product \d{13}: record: the index has none/m],
		[
			`INSERT INTO organisation (id, record, updated) VALUES (77, '{}', 1)`,
			/^organisation 77: record: the index has one, the chain none$/m,
		],
		[
			`UPDATE journal SET standing = 2 WHERE subject = (SELECT id FROM subject WHERE kind = 3) AND sequence = 0`,
			/^entry 0 of the journal of lot 0: standing: the index has Confirmed, the chain Declared$/m,
		],
		[
			`DELETE FROM journal WHERE subject = (SELECT id FROM subject WHERE kind = 3) AND sequence = 1`,
			/^block \d+: entries: the index has \d+, the chain \d+$/m,
		],
		[
			`UPDATE block SET hash = zeroblob(32) WHERE number = 1`,
			/^block 1: hash: the index has 0x0{64}, the chain 0x[0-9a-f]{64}$/m,
		],
		[
			`UPDATE extrinsic SET bytes = x'0405' WHERE id = (SELECT max(id) FROM extrinsic)`,
			/^extrinsic \d+-\d+: hash: /m,
		],
	];
	for (const [place, [statement, wanted]] of cases.entries()) {
		const copy = join(it.gateway.folder, `tampered-${place}.db`);
		tamper(file(), `VACUUM INTO '${copy}'`);
		tamper(copy, statement);
		const { status, stdout, stderr } = check(copy);
		assert.match(stdout + stderr, wanted, statement);
		assert.equal(status, 1, statement);
	}
});

test('journal is exported as Parquet, once', async () => {
	await caughtUp();
	const out = join(it.gateway.folder, 'parquet');
	const { status, stdout, stderr } = command('export', '--database', file(), '--parquet', out);
	assert.equal(status, 0, stderr);
	assert.match(stdout, /^\d of \d days written, \d+ entries, up to block \d+$/m);
	const day = new Date().toISOString().slice(0, 10);
	const days = (await readdir(join(out, 'journal'))).filter((name) => name >= 'day=2000');
	assert.ok(days.every((name) => name <= `day=${day}`) && days.length > 0, days.join());
	assert.deepEqual(await readdir(join(out, 'journal', days[0])), ['journal.parquet']);
	assert.deepEqual(await readdir(join(out, 'statistics', days[0])), ['statistics.parquet']);
	for (const records of ['organisations', 'products', 'lots']) {
		assert.deepEqual(await readdir(join(out, records)), [`${records}.parquet`]);
	}
});

test('index of another chain is refused', async () => {
	const copy = join(it.gateway.folder, 'other.db');
	tamper(file(), `VACUUM INTO '${copy}'`);
	tamper(copy, 'UPDATE chain SET genesis = zeroblob(32)');
	const { status, stderr } = check(copy);
	assert.equal(status, 2);
	assert.match(stderr, /the index is of the chain with genesis 0x0{64}/);
	// The same first block, and other blocks after it.
	const told = command('check', '--database', file(), '--node', it.forgetful.url);
	assert.notEqual(told.status, 0);
	assert.match(told.stdout + told.stderr, /^block 1: hash: |the node is behind the index/m);
});

test('rebuild needs an archive node, and says so', async () => {
	const other = join(it.gateway.folder, 'pruned.db');
	let told;
	await it.gateway.until(
		() => {
			told = command('rebuild', '--database', other, '--node', it.forgetful.url);
			return told.status === 2;
		},
		'the first state to go',
		120_000,
	);
	assert.match(told.stderr, /block \d+: the node no longer has its state or body/);
	assert.match(told.stderr, /--state-pruning archive/);
});
