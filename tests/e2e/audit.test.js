// What a border decided, computed again from public data: by a node and by a gateway's index, after a kill,
// signed, checked, and served. journey.test.js has a whole story audited; here is what people do with it.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { secretChain } from '../../js/verify/src/draw.js';
import { key, send, sendAll, showFinal, until } from './lib/chain.js';
import { commands } from './lib/cli.js';
import { chain } from './lib/fixture.js';
import { Gateway, command } from './lib/gateway.js';
import { LOTS, attest, details, shipment, stage } from './lib/journey.js';
import { DOCUMENT } from './lib/world.js';

const [DIAMONDS, MILK] = [0, 2];
const DECLARED = [DIAMONDS, MILK]; // in this order, so that these are declarations 0 and 1
const LINE = 0b1;
const FINALITY = 3; // blocks after an awaited slot, on the development chain
const SLOTS_AHEAD = 2;

const it = chain({
	prepare: async (api) => {
		const folder = await mkdtemp(join(tmpdir(), 'hallmark-audit-'));
		return { folder, ...(await stage(api)) };
	},
});
after(() => Promise.all([it.gateway?.stop(), it.folder && rm(it.folder, { recursive: true })]));

const { hallmark, done } = commands(it);
const path = (name) => join(it.folder, name);
const best = async () => (await it.api.rpc.chain.getHeader()).number.toNumber();

/** Audits the chain from its first block on. */
const audited = async (...args) => {
	const { code, said } = await hallmark(null, 'audit', '--from', 1, ...args);
	assert.ok(said.counts ?? said.credentialSubject, JSON.stringify(said));
	return { code, result: said.credentialSubject ?? said };
};

test('lot is released by its documents, and another waits for a secret', async () => {
	const { api, world } = it;
	const as = (name, ...calls) => sendAll(api, calls, world[name].admin);
	const { accept, assess, lodge, release, control } = api.tx.customsClearance;
	const { settle, checkDocuments, openExamination } = api.tx.sampling;
	const { acceptCustody, depart, arrive } = api.tx.logistics;
	const sea = { lots: [MILK], mode: 'Maritime', from: 'AUMEL', to: 'CNNBO', vessel: 'Tasman Star' };
	const air = { lots: [DIAMONDS], mode: 'Air', from: 'BEBRU', to: 'CNPVG', vessel: 'SN 0204' };
	const { root, count, leafFile } = LOTS[MILK];
	await send(api, api.tx.utility.batchAll(shipment(api, world, 0, air)), world.cutter.admin);
	await Promise.all([
		send(api, api.tx.utility.batchAll(shipment(api, world, 1, sea)), world.dairy.admin),
		as('platform', api.tx.productIdentity.confirmLeafFile(MILK, root, count, leafFile)),
		as('lab', attest(api, { Product: LOTS[MILK].gtin }, { standard: 1, accreditation: 2 })),
	]);
	const now = (await api.query.timestamp.now()).toNumber();
	await as(
		'carrier',
		...[0, 1].flatMap((id) => [acceptCustody(id), depart(id, 0, now, 'S-1'), arrive(id, 0, now, 'S-1')]),
	);
	const customs = world.customs.id;
	await as('importer', ...DECLARED.map((lot) => lodge(customs, details(lot))));
	const secrets = DECLARED.map(() => secretChain(randomBytes(32), 2));
	// Two acceptances in one batch: what the second was decided on, no state shows.
	const both = DECLARED.map((_, id) => accept(id, `26CN000${id}`, secrets[id].commitment));
	const { number } = await send(api, api.tx.utility.batchAll(both), world.customs.admin);
	const ready = async () => (await best()) >= number + SLOTS_AHEAD + FINALITY - 1;
	await until(api, ready, 'the awaited slot');
	await showFinal(api, number + SLOTS_AHEAD, key('//Alice'));
	await as(
		'customs',
		...DECLARED.map((_, id) => settle(id, secrets[id].secrets[0])),
		control(0, LINE),
		checkDocuments(1),
		assess(1, LINE),
		release(1, LINE),
	);
	const decision = (await api.query.sampling.decisions(0)).unwrap();
	const examiner = decision.assignment.unwrap().agency.toNumber();
	const name = ['agency', 'second'].find((it) => world[it].id === examiner);
	await as(name, openExamination(0, DOCUMENT));
	assert.equal((await api.query.customsClearance.declarations(1)).unwrap().lines[0].status.type, 'InBond');
});

test('all that can be computed is as the chain has it, and what cannot is said', async () => {
	const { code, result } = await audited();
	assert.deepEqual(result.differences, []);
	assert.equal(code, 0);
	for (const [kind, equal] of Object.entries({
		...{ decision: 2, settlement: 2, agency: 2, plan: 1, documents: 1, release: 1, step: 3 },
	})) {
		assert.equal(result.counts[kind]?.equal, equal, kind);
	}
	// Each block's mix, and the last one.
	assert.equal(result.counts.mix.equal, result.to.number + 1);
	assert.equal(result.unknown.length, 1);
	assert.equal(result.unknown[0].kind, 'draw');
	assert.match(result.unknown[0].reason, /has not revealed its secret/);
	assert.equal(result.genesis, it.api.genesisHash.toHex());
	it.to = result.to.number;
});

test('index and node have the same, and an index of another chain has nothing', async () => {
	const database = path('index.db');
	const made = command('rebuild', '--database', database, '--node', it.node.url);
	assert.equal(made.status, 0, made.stderr);
	const [ours, theirs] = [
		await audited('--to', it.to),
		await audited('--to', it.to, '--database', database),
	];
	assert.deepEqual(theirs, ours);
	const day = new Date().toISOString().slice(0, 10);
	const byDay = await hallmark(null, 'audit', '--from', day, '--to', day);
	assert.equal(byDay.code, 0, JSON.stringify(byDay.said.error));
	for (const [args, reason] of [
		[['--from', 1, '--to', 1_000_000], /is not final/],
		[['--from', '2100-01-01'], /no final block/],
		[['--from', 1, '--database', path('none.db')], /none\.db/],
	]) {
		const { code, said } = await hallmark(null, 'audit', ...args);
		assert.match(said.error, reason);
		assert.equal(code, 2);
	}
	assert.equal((await hallmark(null, 'audit')).code, 3);
});

test('what somebody changed is found, with its place', async () => {
	const database = path('tampered.db');
	await cp(path('index.db'), database);
	// Whether the random control hit, in what the index says that entropy settled.
	const program = `import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as db:
	found = """SELECT e.id, e.bytes FROM event e JOIN name n ON n.id = e.name WHERE n.name = 'ControlSettled'"""
	for id, told in db.execute(found).fetchall():
		told = bytearray(told)
		told[2 + 8 + 1] ^= 1
		db.execute('UPDATE event SET bytes = ? WHERE id = ?', (bytes(told), id))`;
	execFileSync('python3', ['-c', program, database]);
	const { code, result } = await audited('--to', it.to, '--database', database);
	assert.equal(code, 1);
	const told = result.differences.map(({ kind, subject, field, chain }) => [kind, subject, field, chain]);
	assert.deepEqual(told, [0, 1].map((id) => ['settlement', `decision ${id}`, 'random', true]));
	assert.ok(result.differences.every(({ block, extrinsic }) => block > 1 && extrinsic > 0));
	assert.equal(result.counts.settlement.different, 2);
});

test('audit that was killed goes on where it stopped', async () => {
	const checkpoint = path('checkpoint');
	const cli = process.env.HALLMARK_CLI ?? join(dirname(process.env.HALLMARK_NODE), 'hallmark');
	const args = ['audit', '--from', '1', '--to', String(it.to), '--checkpoint', checkpoint, '--json'];
	const child = spawn(cli, [...args, '--url', it.node.url], { stdio: 'ignore' });
	await new Promise((resolve) => setTimeout(resolve, 500));
	child.kill('SIGKILL');
	const whole = await audited('--to', it.to);
	assert.deepEqual(await audited('--to', it.to, '--checkpoint', checkpoint), whole);
	// Done, it is told again.
	assert.deepEqual(await audited('--to', it.to, '--checkpoint', checkpoint), whole);
	const { code, said } = await hallmark(null, 'audit', '--from', 2, '--to', it.to, '--checkpoint', checkpoint);
	assert.equal(code, 2);
	assert.match(said.error, /it is of an audit of blocks 1 to/);
});

test('result is signed, checked by anyone, and served by a gateway', async () => {
	const auditor = it.world.platform.id;
	await done(null, 'credential', 'key', 'generate', path('auditor.key'));
	const sign = ['--key', path('auditor.key'), '--org', auditor, '--out', path('result.json')];
	const early = await hallmark(null, 'audit', '--from', 1, '--to', it.to, ...sign);
	assert.match(early.said.error, /has not registered/);
	await done('platform', 'credential', 'key', 'register', path('auditor.key'), '--domain', 'auditor.example');
	const { code, result } = await audited('--to', it.to, ...sign);
	assert.equal(code, 0);
	const believed = await done(null, 'audit', 'verify', path('result.json'));
	assert.deepEqual([believed.auditor, believed.equal], [auditor, true]);
	assert.equal(believed.result.digest, result.digest);
	await done(null, 'credential', 'did', '--org', auditor, '--out', path('did.json'));
	await done(null, 'audit', 'verify', path('result.json'), '--did-document', path('did.json'));

	// Whatever is changed is seen.
	const text = await readFile(path('result.json'), 'utf8');
	const forgeries = {
		'unknown.json': (it) => (it.credentialSubject.unknown = []),
		'auditor.json': (it) => (it.credentialSubject.auditor = 0),
		'block.json': (it) => (it.credentialSubject.to.number -= 1),
		'proof.json': (it) => delete it.proof,
	};
	for (const [name, forge] of Object.entries(forgeries)) {
		const forged = JSON.parse(text);
		forge(forged);
		await writeFile(path(name), JSON.stringify(forged));
		assert.equal((await hallmark(null, 'audit', 'verify', path(name))).code, 1, name);
	}

	const folder = await mkdtemp(join(it.folder, 'audits-'));
	await cp(path('result.json'), join(folder, 'november.json'));
	await writeFile(join(folder, 'notes.json'), '{}');
	it.gateway = await Gateway.start(it.node.url, { args: ['--trust-loopback', '--audits', folder] });
	const { audits } = await (await it.gateway.get('/audits')).json();
	assert.deepEqual(audits.map(({ name }) => name), ['november.json']);
	assert.deepEqual(audits[0].audit.total, result.total);
	const served = await it.gateway.get('/audits/november.json');
	assert.equal(served.headers.get('content-type'), 'application/vc');
	assert.equal(await served.text(), text);
	for (const name of ['notes.json', 'gone.json', '..%2fresult.json']) {
		assert.equal((await it.gateway.get(`/audits/${name}`)).status, 404, name);
	}
});
