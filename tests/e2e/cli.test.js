// The command line against a real node, run as scripts run it: what changes, corrects or ends what others
// have begun. The way of goods up to there is only prepared here: scripts/story.sh takes it by commands.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { xxhashAsU8a } from '@polkadot/util-crypto';
import { hex } from '../../js/verify/src/bytes.js';
import { secretChain } from '../../js/verify/src/draw.js';
import * as gs1 from '../../js/verify/src/gs1.js';
import { sha256 } from '../../js/verify/src/hash.js';
import { makeLot } from '../../js/verify/src/lot.js';
import { ROLE, documentCommitment } from '../../js/verify/src/orders.js';
import { scratchCode } from '../../js/verify/src/serial.js';
import { key, motion, rpc, sendAll, showFinal, until } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { items } from './lib/journey.js';
import { DOCUMENT, alice, confirm, found, issue, product } from './lib/world.js';

const { HALLMARK_NODE: NODE, HALLMARK_CHAIN: CHAIN } = process.env;
if (!NODE || !CHAIN) throw new Error('start the tests with run.sh');
const CLI = process.env.HALLMARK_CLI ?? join(dirname(NODE), 'hallmark');

const MINUTE = 60_000;
/** Long enough to open and report an examination at once, short enough to wait for its end. */
const EXAMINATION = MINUTE;
const UPGRADE_DELAY = 10_000;

const folder = await mkdtemp(join(tmpdir(), 'hallmark-cli-'));
after(() => rm(folder, { recursive: true, force: true }));
const path = (name) => join(folder, name);

/** Writes a file for a command to read, and gives its path. */
async function file(name, content) {
	await writeFile(path(name), content);
	return path(name);
}

// What a test can wait for: shorter delays than the development chain's, and a validator that has missed
// too many slots.
const specification = JSON.parse(readFileSync(CHAIN, 'utf8'));
const genesis = specification.genesis.raw.top;
const storageKey = (pallet, item) =>
	hex(Buffer.concat([pallet, item].map((name) => xxhashAsU8a(name, 128))));
function change(pallet, item, by) {
	const value = Buffer.from(genesis[storageKey(pallet, item)].slice(2), 'hex');
	by(value);
	genesis[storageKey(pallet, item)] = hex(value);
}
// The second one of several numbers, the only number, and the status that ends the only record.
change('Sampling', 'CouncilSettings', (value) => value.writeBigUInt64LE(BigInt(EXAMINATION), 8));
change('Consortium', 'UpgradeDelay', (value) => value.writeBigUInt64LE(BigInt(UPGRADE_DELAY)));
change('Consortium', 'Validators', (value) => value.writeUInt8(1, value.length - 1));
process.env.HALLMARK_CHAIN = path('chain.json');
writeFileSync(process.env.HALLMARK_CHAIN, JSON.stringify(specification));

/** The id that the maker of the lots gets. */
const MAKER = 2;

const lotOf = (gtin, batch, count) =>
	makeLot({ issuer: MAKER, gtin, batch, count, lotKey: randomBytes(32) });
const [STONES, MILK, WINE] = [1, 2, 3].map((item) => gs1.gtin('9521002', item));
const GOODS = {
	[STONES]: { hs: { code: '710239', edition: 2022 }, origin: 'AU' },
	[MILK]: { hs: { code: '040210', edition: 2022 }, origin: 'AU' },
	[WINE]: { hs: { code: '220421', edition: 2022 }, origin: 'AU' },
};

/** The lots, under the ids that they get. Ten of milk make a series for the switching rules. */
const LOTS = [
	lotOf(STONES, 'MANY', 300),
	lotOf(STONES, 'LATE', 4),
	lotOf(WINE, 'W-1', 100),
	...Array.from({ length: 10 }, (_, i) => lotOf(MILK, `M-${i}`, 3)),
];
const [MANY_LOT, LATE_LOT, WINE_LOT, ...MILK_LOTS] = LOTS.keys();

/** Lots of three are examined whole by a plan that accepts 2, so ten clean ones make the score of 30. */
const SERIES = {
	level: 'III',
	classes: [{ class: 'Major', aql: 25_000, unit: 'NonconformitiesPer100' }],
};
const RULES = {
	rules: [
		{ priority: 10, name: 'Stones', when: [{ Hs: [{ Chapter: '71' }] }], then: 'Full' },
		{ priority: 20, name: 'Milk', when: [{ Hs: [{ Chapter: '04' }] }], then: { Sample: SERIES } },
	],
	otherwise: 'Documents',
	floor: 0,
	floorPlan: SERIES,
	repeat: 0,
};

/** What is declared before the tests: a lot and a range of it each, under the ids that they get. */
const DECLARED = [
	...[MANY_LOT, LATE_LOT, ...MILK_LOTS].map((lot) => [lot, [0, LOTS[lot].count]]),
	...[10, 20, 30, 40, 50].map((start) => [WINE_LOT, [start, start + 10]]),
];
const [MANY, LATE, ...REST] = DECLARED.keys();
const MILKS = REST.slice(0, MILK_LOTS.length);
const [REJECTED, INVALIDATED, DESTROYED, OVERRIDDEN, MATCHED] = REST.slice(MILK_LOTS.length);
const ACCEPTED = [...DECLARED.keys()].filter((id) => id !== REJECTED);
const LINE = 0b1; // the set of the one line that each declaration has
const WAIT = 2 + 3; // the slots that entropy is ahead, and the blocks until it is final

/** The authority's officers, one to a test: tests of different signers can run side by side. */
const OFFICERS = Array.from({ length: 8 }, (_, number) => `officer-${number}`);
const [REJECTS, INVALIDATES, DESTROYS, FIRST, SECOND, MATCHES, REASSIGNS, REDUCES] = OFFICERS;

const it = chain({ prepare });

const ask = async (method, ...params) => (await rpc(it.api, `trace_${method}`, ...params)).value;
const line = async (declaration) => (await ask('declaration', declaration)).lines[0];
const status = async (declaration) => (await line(declaration)).state.status;
const clearance = (index) => ask('clearance', 'CN', WINE_LOT, index);
const address = (name) => key(`//${name}`).address;

/** Runs `hallmark`, signing as somebody. Gives its exit status and the document that it printed. */
function hallmark(signer, ...args) {
	return new Promise((resolve, reject) => {
		const child = spawn(CLI, [...args.map(String), '--json', '--quiet'], {
			env: { ...process.env, HALLMARK_URL: it.node.url, HALLMARK_SIGNER: `//${signer}` },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let [out, err] = ['', ''];
		child.stdout.on('data', (data) => (out += data));
		child.stderr.on('data', (data) => (err += data));
		child.on('error', reject);
		child.on('close', (code) => {
			try {
				assert.equal(err, '');
				resolve({ code, said: JSON.parse(out) });
			} catch (error) {
				reject(new Error(`hallmark ${args.join(' ')}: ${code}: ${out}${err}`, { cause: error }));
			}
		});
	});
}

/** A command that must be done. Gives what it said. */
async function done(signer, ...args) {
	const { code, said } = await hallmark(signer, ...args);
	assert.equal(code, 0, `hallmark ${args.join(' ')}: ${JSON.stringify(said)}`);
	return said;
}

/** A command that must be refused for this reason, and say nothing else. */
async function refused(reason, signer, ...args) {
	const { code, said } = await hallmark(signer, ...args);
	const what = `hallmark ${args.join(' ')}: ${JSON.stringify(said)}`;
	assert.deepEqual(Object.keys(said), ['error'], what);
	assert.match(said.error, reason);
	assert.equal(code, 1, said.error);
}

/** A declaration as `declare lodge` and `declare amend` read it. */
const declaration = (name, ranges, changes = '') =>
	file(
		name,
		`authority = ${it.world.customs.id}
port = "CNNBO"
procedure = "bonded"
shipment = 0
${changes}
[[lines]]
lot = ${WINE_LOT}
ranges = "${ranges}"
hs = "220421"
origin = "AU"
valueBand = "b"
`,
	);

/** Waits until the chain's clock has passed a moment. */
const passed = (moment) =>
	until(
		it.api,
		async () => (await it.api.query.timestamp.now()).toNumber() > moment,
		'a moment of the chain',
	);

/** Everybody admitted, the goods made and carried to the border, and what the tests go on from. */
async function prepare(api) {
	Object.assign(it, { api });
	const world = await found(api, {
		platform: { roles: ['Platform'] },
		maker: { roles: ['Merchant', 'Manufacturer'], country: 'AU', prefix: '9521002' },
		importer: { roles: ['Merchant'] },
		carrier: { roles: ['Carrier'], country: 'DK' },
		bank: { roles: ['PaymentInstitution'] },
		customs: { roles: ['CustomsAuthority'] },
		agency: { roles: ['InspectionAgency'], country: 'CH' },
		second: { roles: ['InspectionAgency'], country: 'FR' },
	});
	const { batchAll } = api.tx.utility;
	const { maker, importer, carrier, customs } = world;
	assert.equal(maker.id, MAKER);
	// One by one: the weight of a batch would be what all of them could cost.
	const as = (name, ...calls) => sendAll(api, calls, world[name].admin);
	const agencies = ['agency', 'second'];

	const { setRules, setPanel, settle, openExamination, reportSample, conclude } = api.tx.sampling;
	const year = { from: 0, until: Date.now() + 365 * 86_400_000 };
	const goods = [{ Chapter: '71' }, { Chapter: '04' }];
	const scope = { goods, countries: 'Everywhere', standards: [0] };
	const council = batchAll([
		api.tx.inspection.registerStandards([{ code: 'ISO 24016:2020', title: 'Grading' }]),
		...agencies.map((name) => {
			const { grantAccreditation } = api.tx.inspection;
			return grantAccreditation(world[name].id, 'InspectionTypeA', DOCUMENT, scope, year);
		}),
		setRules({ ...RULES, rules: [], otherwise: 'Exempt' }),
	]);
	const { addOperator } = api.tx.merchantRegistry;
	const { bookShipment, offerCustody, acceptCustody, depart, arrive } = api.tx.logistics;
	const leg = {
		...{ mode: 'Maritime', from: 'AUMEL', to: 'CNNBO', carrier: carrier.id },
		...{ vessel: 'Tasman Star', container: null, seal: null },
	};
	const [PRODUCTS, CLEARANCE, ACTIVATIONS] = [2, 12, 13].map((permission) => 1 << permission);
	await Promise.all([
		motion(api, alice, council),
		as(
			'customs',
			setRules(RULES),
			setPanel(agencies.map((name) => world[name].id)),
			...OFFICERS.map((name) => addOperator(address(name), CLEARANCE)),
		),
		as(
			'maker',
			...Object.entries(GOODS).map(([gtin, it]) => product(api, gtin, { name: 'Goods', ...it })),
			...LOTS.map((lot) => issue(api, lot)),
			addOperator(address('clerk'), PRODUCTS),
		),
	]);
	await as(
		'platform',
		...LOTS.map((lot, id) => confirm(api, id, lot)),
		addOperator(address('gateway'), ACTIVATIONS),
	);
	await as(
		'maker',
		bookShipment(
			{ Organisation: importer.id },
			LOTS.map(({ count }, lot) => ({ lot, ranges: items([0, count]) })),
			[leg],
			[{ kind: 'BillOfLading', document: DOCUMENT }],
		),
		offerCustody(0, carrier.id, Date.now() + 10 * MINUTE),
	);
	const now = (await api.query.timestamp.now()).toNumber();
	const { lodge, accept, control, assess, openMatch, commitDocument, revealDocument } =
		api.tx.customsClearance;
	await Promise.all([
		as('carrier', acceptCustody(0), depart(0, 0, now, null), arrive(0, 0, now, null)),
		as(
			'importer',
			...DECLARED.map(([lot, range], id) =>
				lodge(customs.id, {
					port: 'CNNBO',
					procedure: id === MATCHED ? 'Direct' : 'Bonded',
					shipment: 0,
					documents: [],
					lines: [{ lot, ranges: items(range), ...GOODS[LOTS[lot].gtin], valueBand: 'B' }],
				}),
			),
		),
	]);

	const secrets = DECLARED.map(() => secretChain(randomBytes(32), 2));
	const accepted = await as(
		'customs',
		...ACCEPTED.map((id) => accept(id, `26CN${id}`, secrets[id].commitment)),
	);
	const parties = { platform: world.platform.id, institution: world.bank.id, carrier: carrier.id };
	// Three parties whose orders differ.
	const words = [
		['platform', ROLE.order],
		['bank', ROLE.payment],
		['carrier', ROLE.logistics],
	].map(([name, role]) => [name, role, randomBytes(32)]);
	await as('importer', openMatch(MATCHED, LINE, parties));
	await Promise.all(
		words.map(([name, role, root]) => {
			const organisation = world[name].id;
			const commitment = documentCommitment({ declaration: MATCHED, organisation, role, root });
			return as(name, commitDocument(MATCHED, 0, commitment));
		}),
	);
	const mismatched = Promise.all(
		words.map(([name, , root]) => as(name, revealDocument(MATCHED, 0, root))),
	);

	const last = accepted.at(-1).number;
	const decisions = {};
	for (const id of ACCEPTED) decisions[id] = (await line(id)).state.decision;
	await until(
		api,
		async () => (await api.rpc.chain.getHeader()).number.toNumber() >= last + WAIT - 1,
		'the awaited slot',
	);
	await showFinal(api, last + 2, key('//Alice'));
	const examined = [MANY, LATE, ...MILKS];
	await as(
		'customs',
		...ACCEPTED.map((id) => settle(decisions[id], secrets[id].secrets[0])),
		...[...examined, DESTROYED, OVERRIDDEN].map((id) => control(id, LINE)),
		assess(OVERRIDDEN, LINE),
	);

	const examiners = {};
	for (const id of examined) {
		const { assignment } = await ask('decision', decisions[id]);
		examiners[id] = agencies.find((name) => world[name].id === assignment.agency);
	}
	const clean = (id) =>
		LOTS[DECLARED[id][0]].items.map((item) => ({
			Examined: { code: hex(sha256(gs1.uri(item))), found: [0, 0, 0] },
		}));
	await Promise.all([
		mismatched,
		...agencies.map((name) => {
			const own = examined.filter((id) => examiners[id] === name && id !== LATE);
			const calls = own.flatMap((id) => {
				const decision = decisions[id];
				const open = openExamination(decision, DOCUMENT);
				if (id === MANY) return [open];
				return [open, reportSample(decision, 0, clean(id)), conclude(decision, DOCUMENT)];
			});
			return calls.length ? as(name, ...calls) : undefined;
		}),
	]);
	return { world, decisions, examiners, agencies };
}

/** A runtime like this one, but of the next version: it says so in a section of its own. */
function nextVersion(code) {
	const next = Buffer.from(code);
	const name = '\x0fruntime_version';
	let at = next.indexOf(name) + name.length;
	// Two texts of less than 64 bytes, then the version of authoring and that of the runtime.
	for (const _ of ['spec_name', 'impl_name']) at += 1 + (next[at] >> 2);
	next.writeUInt32LE(next.readUInt32LE(at + 4) + 1, at + 4);
	return next;
}

const CODE = Buffer.from(genesis['0x3a636f6465'].slice(2), 'hex');
const CURRENT = await file('current.wasm', CODE);

describe('commands', { concurrency: true }, () => {
	test('declaration is amended and withdrawn by who lodged it, and by nobody else', async () => {
		const first = await declaration('first.toml', '0-9');
		const lodged = await done('importer', 'declare', 'lodge', first);
		const id = lodged.declaration;
		assert.equal(lodged.authority, it.world.customs.id);

		const invoice = await file('invoice.pdf', 'an invoice');
		const amended = await declaration(
			'amended.toml',
			'0-4',
			`[[documents]]\nkind = "invoice"\ndocument = "${invoice}"`,
		);
		await refused(/CustomsClearance.NotYourDeclaration/, 'maker', 'declare', 'amend', id, amended);
		const unknown = await file('unknown.toml', 'authority = 1\nport = "Ningbo"');
		await refused(/unknown\.toml: .*port/s, 'importer', 'declare', 'amend', id, unknown);
		const taken = await declaration('taken.toml', '5-9,40');
		const already = /CustomsClearance.ItemsAlreadyDeclared/;
		await refused(already, 'importer', 'declare', 'amend', id, taken);
		const { version, digest } = await done('importer', 'declare', 'amend', id, amended);
		assert.equal(version, 2);
		assert.notEqual(digest, lodged.digest);
		const { declaration: record, lines } = await ask('declaration', id);
		assert.deepEqual([record.version, record.digest, record.documents.length], [2, digest, 1]);
		assert.deepEqual(lines[0].declared.ranges, items([0, 5]));
		// Until it is accepted, no reader sees it on the goods.
		assert.equal(await clearance(0), 'notDeclared');

		const { declaration: withdrawn } = await done('importer', 'declare', 'withdraw', id);
		assert.equal(withdrawn, id);
		assert.equal((await ask('declaration', id)).declaration.status, 'withdrawn');
		assert.equal(await clearance(0), 'notDeclared');
		await refused(/CustomsClearance.InvalidTransition/, 'importer', 'declare', 'withdraw', id);
		await refused(/there is no declaration 99/, 'importer', 'declare', 'show', 99);
	});

	test('declaration is rejected for a reason that the journal keeps', async () => {
		const reason = await file('reason.txt', 'the invoice is missing');
		const reject = ['customs', 'reject', REJECTED, '--reason', reason];
		await refused(/MerchantRegistry.PermissionMissing|RoleMissing/, 'bank', ...reject);
		assert.equal((await done(REJECTS, ...reject)).declaration, REJECTED);
		assert.equal((await ask('declaration', REJECTED)).declaration.status, 'rejected');
		const { entries } = await ask('journal', { declaration: REJECTED });
		const { kind, document } = entries.at(-1).entry;
		assert.equal(kind, 'declarationRejected');
		assert.deepEqual(document, { digest: hex(sha256('the invoice is missing')), media: 'text' });
		await refused(/CustomsClearance.InvalidTransition/, REJECTS, ...reject);
		const { code, said } = await hallmark(REJECTS, 'customs', 'reject', REJECTED);
		assert.equal(code, 3);
		assert.match(said.error, /--reason/);
	});

	test('accepted line is invalidated, and its items can be declared again', async () => {
		const reason = await file('invalid.txt', 'declared twice');
		assert.equal(await clearance(20), 'open');
		const invalidate = ['customs', 'invalidate', INVALIDATED, '--reason', reason];
		const { lines } = await done(INVALIDATES, ...invalidate);
		assert.deepEqual(lines, [{ line: 0, old: 'accepted', new: 'invalidated' }]);
		assert.equal(await status(INVALIDATED), 'invalidated');
		assert.equal(await clearance(20), 'notDeclared');
		await refused(/CustomsClearance.InvalidTransition/, INVALIDATES, ...invalidate);
		const missing = [...invalidate, '--line', 1];
		await refused(/CustomsClearance.LineNotFound/, INVALIDATES, ...missing);
	});

	test('goods are destroyed once they are detained', async () => {
		const document = await file('destroyed.pdf', 'burnt');
		const destroy = ['customs', 'destroy', DESTROYED, '--document', document];
		await refused(/CustomsClearance.InvalidTransition/, DESTROYS, ...destroy);
		const detained = await done(DESTROYS, 'customs', 'detain', DESTROYED);
		assert.deepEqual(detained.lines, [{ line: 0, old: 'underDocuments', new: 'detained' }]);
		const { lines, overridden } = await done(DESTROYS, ...destroy);
		assert.deepEqual(lines, [{ line: 0, old: 'detained', new: 'destroyed' }]);
		assert.equal(overridden, false);
		assert.equal(await clearance(30), 'destroyed');
	});

	test('release against the verdict takes two officers and one reason', async () => {
		const [reason, other] = await Promise.all([
			file('urgent.txt', 'perishable goods'),
			file('other.txt', 'something else'),
		]);
		const of = (step, reason) => ['customs', 'override', step, OVERRIDDEN, '--reason', reason];
		const release = ['customs', 'release', OVERRIDDEN];
		await Promise.all([
			refused(/CustomsClearance.VerdictMissing/, FIRST, ...release),
			refused(/CustomsClearance.OverrideNotFound/, SECOND, ...of('confirm', reason)),
		]);
		const proposed = await done(FIRST, ...of('propose', reason));
		assert.equal(proposed.declaration, OVERRIDDEN);
		await Promise.all([
			refused(/CustomsClearance.SecondOfficerNeeded/, FIRST, ...of('confirm', reason)),
			refused(/CustomsClearance.OtherReason/, SECOND, ...of('confirm', other)),
		]);
		const confirmed = await done(SECOND, ...of('confirm', reason));
		assert.deepEqual(confirmed.lines, proposed.lines);
		const released = await done(FIRST, ...release);
		assert.deepEqual(released.lines, [{ line: 0, old: 'assessed', new: 'inBond' }]);
		assert.equal(released.overridden, true);
		const { proposedBy, confirmedBy, used } = (await line(OVERRIDDEN)).releaseOverride;
		assert.deepEqual([proposedBy, confirmedBy, used], [address(FIRST), address(SECOND), true]);
	});

	test('documents that did not match are matched in another round', async () => {
		const { platform, bank, carrier } = it.world;
		const parties = ['--platform', platform.id, '--institution', bank.id, '--carrier', carrier.id];
		const reopen = (round) => ['declare', 'match', 'reopen', MATCHED, round, ...parties];
		await refused(/CustomsClearance.RoundNotFound/, MATCHES, ...reopen(1));
		const { round, lines } = await done(MATCHES, ...reopen(0));
		assert.equal(round, 1);
		assert.deepEqual(lines, [0]);

		// Each party has the orders as its own programs write them.
		const [header, rows] = [
			'order,payment,waybill,gtin,quantity,amount,currency,buyer\n',
			`O-1,P-1,W-1,${WINE},2,4980,AUD,李雷\nO-2,P-2,W-2,${WINE},1,2490,AUD,Ana Núñez\n`,
		];
		const sheet = `\ufeff${header}${rows}`.replaceAll(',', '\t').replaceAll('\n', '\r\n');
		const semicolons = `${header.toUpperCase()}${rows.normalize('NFD')},,,,,,,\n`;
		const own = {
			platform: await file('orders.csv', header + rows),
			bank: await file('orders.txt', Buffer.from(sheet, 'utf16le')),
			carrier: await file('carried.csv', `sep=;\n${semicolons.replaceAll(',', ';')}`),
		};
		const orders = own.platform;
		const secret = await file('orders.key', randomBytes(32));
		const word = (step, orders) => {
			const args = ['--round', 1, '--orders', orders, '--key', secret];
			return ['declare', 'match', step, MATCHED, ...args];
		};
		await refused(/is no party of this round/, MATCHES, ...word('commit', orders));
		const names = ['platform', 'bank', 'carrier'];
		const committed = await Promise.all(
			names.map((name) => done(name, ...word('commit', own[name]))),
		);
		assert.deepEqual(
			committed.map(({ role }) => role),
			['order', 'payment', 'logistics'],
		);
		const revealed = await Promise.all(
			names.map((name) => done(name, ...word('reveal', own[name]))),
		);
		const { root } = await done('bank', 'declare', 'match', 'root', orders, '--key', secret);
		revealed.forEach((said) => assert.equal(said.root, root));
		const { rounds } = await ask('declaration', MATCHED);
		assert.deepEqual(
			rounds.map(({ outcome }) => outcome),
			['mismatched', { matched: 'attested' }],
		);
		assert.equal((await line(MATCHED)).state.matched, 'attested');
		await refused(/CustomsClearance.AlreadyMatched/, MATCHES, ...reopen(1));
	});

	test('product list in GBK is registered under its names, or not at all', async () => {
		// Shoes and coconut milk, whose bytes happen to be UTF-8, and chocolate, whose bytes are not.
		const names = ['c6a4d0ac', 'd2acd6ad', 'c7c9bfcbc1a6'];
		const codes = names.map((_, i) => gs1.gtin('9521002', 100 + i));
		const row = (name, i) => [
			Buffer.from(`${codes[i]},`),
			Buffer.from(name, 'hex'),
			Buffer.from(',Cut diamonds,CN,2007.91\r\n'),
		];
		const header = Buffer.from('GTIN14,Name,Category,Origin,HS6\r\n');
		const list = Buffer.concat([header, ...names.flatMap(row), Buffer.from(',,,,\r\n')]);
		const products = ['product', 'import', await file('products.csv', list)];
		await refused(/products\.csv: .*line 4.*probably in GBK/, 'clerk', ...products);
		const known = async () =>
			(await it.api.query.productIdentity.products.multi(codes)).filter((it) => it.isSome).length;
		assert.equal(await known(), 0);
		const said = await done('clerk', ...products, '--encoding', 'gbk');
		assert.deepEqual([said.registered, said.bad], [3, []]);
		const shown = await Promise.all(codes.map((gtin) => done('nobody', 'product', 'show', gtin)));
		assert.deepEqual(
			shown.map(({ value }) => [value.name, value.hs.code]),
			['皮鞋', '椰汁', '巧克力'].map((name) => [name, '200791']),
		);
	});

	test('report of more items than a transaction holds is sent in several', async () => {
		const { decisions, examiners } = it;
		const [decision, agency] = [decisions[MANY], examiners[MANY]];
		const rows = LOTS[MANY_LOT].items.map((item) => `${item.index},${gs1.uri(item)},0,0,0`);
		const report = (name, rows) =>
			file(name, ['index,code,critical,major,minor', ...rows, ''].join('\n'));
		const short = await report('short.csv', rows.slice(1));
		await refused(/item 0 of lot 0 is missing/, agency, 'sample', 'report', decision, short);
		// Their order does not matter, and one was not presented.
		const whole = await report('whole.csv', [...rows.slice(1), '0,-,0,0,0'].reverse());
		const said = await done(agency, 'sample', 'report', decision, whole);
		assert.deepEqual([said.reported, said.notPresented], [300, 1]);
		await refused(/all 300 items are reported/, agency, 'sample', 'report', decision, whole);

		const drawn = await done('nobody', 'sample', 'draw', decision, '--recompute');
		const { draw, recomputed } = drawn.value;
		assert.deepEqual([draw.items.length, draw.next, recomputed.same], [300, null, true]);
		assert.equal(draw.items[0].result, 'notPresented');
		const { examined } = draw.items[299].result;
		assert.equal(examined.code, hex(sha256(gs1.uri(LOTS[MANY_LOT].items[299]))));
		const { verdict } = await done(agency, 'sample', 'conclude', decision, '--report', whole);
		assert.equal(verdict, 'failed');
		assert.equal((await ask('decision', decision)).result, 'failed');
	});

	test('examination goes to another agency once its own is late', async () => {
		const { world, decisions, examiners, agencies } = it;
		const reassign = ['sample', 'reassign', decisions[LATE]];
		await refused(/Sampling.DeadlineNotPassed/, REASSIGNS, ...reassign);
		const { assignment } = await ask('decision', decisions[LATE]);
		await passed(assignment.deadline);
		await refused(/NotYourDecision|RoleMissing/, 'importer', ...reassign);
		const other = agencies.find((name) => name !== examiners[LATE]);
		assert.equal((await done(REASSIGNS, ...reassign)).agency, world[other].id);
		const now = (await ask('decision', decisions[LATE])).assignment;
		assert.equal(now.agency, world[other].id);
		assert.ok(now.deadline > assignment.deadline);
		await refused(/Sampling.DeadlineNotPassed/, REASSIGNS, ...reassign);
	});

	test('inspection is reduced when the authority approves of it', async () => {
		const { maker } = it.world;
		const of = (gtin) => ['sample', 'approve-reduced', maker.id, gtin, 'major'];
		await refused(/Sampling.StreamNotFound/, REDUCES, ...of(STONES));
		const stream = async () => {
			const supplier = { Merchant: maker.id };
			const key = { country: 'CN', gtin: MILK, supplier, class: 'Major' };
			return (await it.api.query.sampling.streams(key)).unwrap();
		};
		const before = (await stream()).switching.toHuman();
		const said = await done(REDUCES, ...of(MILK));
		assert.deepEqual(said.class, 'major');
		// It waits like whatever loosens; called again by then, it is carried out.
		assert.equal((await stream()).switchesAt.unwrap().toNumber(), said.from);
		assert.deepEqual((await stream()).switching.toHuman(), before);
		await passed(said.from);
		assert.equal((await done(REDUCES, ...of(MILK))).from, null);
		assert.notDeepEqual((await stream()).switching.toHuman(), before);
		await refused(/Sampling.NotOnNormal/, REDUCES, ...of(MILK));
		const { code, said: wrong } = await hallmark(REDUCES, ...of(MILK).slice(0, -1), 'grave');
		assert.equal(code, 3);
		assert.match(wrong.error, /CLASS/);
	});

	// One signer, so one after the other.
	describe('of the council', { concurrency: 1 }, () => {
		test('council sets what holds for the chain, and the only validator stays in office', async () => {
			const { api } = it;
			const consortium = api.query.consortium;
			const inOffice = async () => (await done('Alice', 'validator', 'list')).validators[0];
			assert.equal((await inOffice()).status, 'serving');
			const rejoin = ['validator', 'rejoin', alice.address];
			await refused(/Consortium\.|MerchantRegistry\./, 'maker', ...rejoin);
			await refused(/Consortium.AlreadyServing/, 'Alice', ...rejoin);

			const set = (what, value) => ['council', 'set', what, value];
			await refused(/Consortium.InvalidMinValidators/, 'Alice', ...set('min-validators', 2));
			assert.equal((await done('Alice', ...set('min-validators', 1))).minValidators, 1);
			await done('Alice', ...set('required-confirmations', 3));
			const settings = async () => (await api.query.productIdentity.currentSettings()).toJSON();
			assert.equal((await settings()).confirmations, 3);
			await done('Alice', ...set('agency-hold', 7));
			const { confirmations, agencyHold } = await settings();
			assert.deepEqual([confirmations, agencyHold], [3, 7 * 86_400_000]);
			await refused(/ProductIdentity.InvalidSettings/, 'Alice', ...set('agency-hold', 0));
			await done('Alice', 'council', 'add-hs-edition', '2028');
			const again = ['council', 'add-hs-edition', '2028'];
			await refused(/ProductIdentity.HsEditionAlreadyExists/, 'Alice', ...again);
			await refused(/Consortium.InvalidUpgradeDelay/, 'Alice', ...set('upgrade-delay', 23));
			await refused(/not.*member|Council.NotMember/, 'maker', ...set('upgrade-delay', 48));
			const { code, said } = await hallmark('Alice', ...set('upgrade-delay', 'soon'));
			assert.equal(code, 3);
			assert.match(said.error, /HOURS/);
			assert.equal((await consortium.minValidators()).toNumber(), 1);
			assert.equal((await consortium.upgradeDelay()).toNumber(), UPGRADE_DELAY);
		});

		test('upgrade is refused when nobody voted for it, too early, and to the same version', async () => {
			const upgrade = (...args) => done('Alice', 'upgrade', ...args);
			const unable = (reason, file) => refused(reason, 'Alice', 'upgrade', 'apply', file);
			const other = await file('other.wasm', Buffer.concat([CODE, Buffer.of(0)]));

			await unable(/no upgrade is pending/, CURRENT);
			const { codeHash, earliest } = await upgrade('authorise', CURRENT);
			assert.equal((await upgrade('hash', CURRENT)).codeHash, codeHash);
			await unable(/can be applied from/, CURRENT);
			const pending = await upgrade('show');
			assert.deepEqual(pending.upgrade, { codeHash, earliest, due: false });
			await unable(/other\.wasm: its hash is .*, authorised is/, other);
			await refused(/Consortium.UpgradePending/, 'Alice', 'upgrade', 'authorise', other);
			await passed(earliest);
			assert.equal((await upgrade('show')).upgrade.due, true);
			await unable(/System.SpecVersionNeedsToIncrease/, CURRENT);
			await upgrade('cancel');
			assert.equal((await upgrade('show')).upgrade, null);
		});
	});
});

test('gateway hands in a file of scratch codes and hears of each line', async () => {
	const { items: bottles, file: leafFile } = LOTS[WINE_LOT];
	const leaves = await file('wine.leaves', leafFile);
	const row = ({ index }, secret = index) =>
		`${gs1.uri(bottles[index])},${scratchCode(bottles[secret].secret)}`;
	const opened = bottles.slice(60, 70);
	const table = ['uri,code', ...opened.map((it) => row(it)), row(bottles[70], 71), 'nonsense,x'];
	const csv = await file('opened.csv', `${table.join('\n')}\n`);
	const args = ['activate', '--file', csv, '--leaves', leaves];

	const { code, said } = await hallmark('gateway', ...args);
	assert.equal(code, 1);
	const lines = (list) => list.map(({ line }) => line);
	assert.deepEqual(
		said.activated.map(({ line, lot, index }) => [line, lot, index]),
		opened.map(({ index }, i) => [i + 2, WINE_LOT, index]),
	);
	const faults = said.bad.map(({ line, field }) => [line, field]);
	assert.deepEqual(faults, [
		[12, 'scratch code'],
		[13, 'code'],
	]);
	assert.deepEqual([said.before, said.missing], [[], []]);
	const { facts } = await ask('item', WINE_LOT, 64);
	assert.equal(facts.activated, said.activated[4].block);
	assert.equal((await ask('item', WINE_LOT, 70)).facts.activated, null);

	// It goes on where it stopped.
	const all = [...table.slice(0, 11), row(bottles[71])];
	await file('opened.csv', `${all.join('\n')}\n`);
	const again = await done('gateway', ...args);
	assert.deepEqual([lines(again.activated), again.before], [[12], said.activated]);

	await file('opened.csv', `uri,code\n${row(bottles[72])}\n`);
	const barred = await hallmark('clerk', ...args);
	assert.equal(barred.code, 1);
	assert.match(barred.said.error, /MerchantRegistry\.PermissionMissing/);
	assert.deepEqual(barred.said.missing, [2]);
});

test('next node is asked when the first is down', async () => {
	const urls = `ws://127.0.0.1:1,${it.node.url}`;
	const { said } = await hallmark('Alice', 'status', '--url', urls);
	assert.equal(said.url, it.node.url);
	assert.deepEqual(
		said.nodes.map(({ url, error }) => [url, error === undefined]),
		[
			['ws://127.0.0.1:1', false],
			[it.node.url, true],
		],
	);
	assert.ok(said.findings.some((finding) => finding.code === 'nodeDown'));
	const other = await hallmark('Alice', 'status', '--genesis', `0x${'11'.repeat(32)}`);
	assert.equal(other.code, 3);
});

test('organisation takes its data along, and anyone checks it without a chain', async () => {
	const leaves = await file('taken.leaves', LOTS[WINE_LOT].file);
	const folder = dirname(leaves);
	const [ours, trust] = [join(folder, 'ours'), join(folder, 'taken-voters.json')];
	const args = ['--org', MAKER, '--leaves', folder, '--trust', trust, ours];
	// It lacks the leaf files of the other lots, and says so.
	const { code, said } = await hallmark('Alice', 'consortium', 'export', ...args);
	assert.equal(code, 1);
	assert.ok(said.files[`leaves/lot-${WINE_LOT}.leaves`]);
	assert.equal(said.missingLeafFiles[WINE_LOT], undefined);
	assert.ok(said.missingLeafFiles[MANY_LOT]);
	assert.ok(said.journals > LOTS.length && said.records > said.journals);

	const check = () => hallmark('Alice', 'consortium', 'check', '--trust', trust, ours, '--url', 'ws://127.0.0.1:1');
	assert.equal((await check()).code, 0);
	const journal = join(ours, `journals/lot-${WINE_LOT}.json`);
	await writeFile(journal, (await readFile(journal, 'utf8')).replace('lotIssued', 'lotVoided'));
	const forged = await check();
	assert.equal(forged.code, 1);
	assert.match(forged.said.error, /journals\/lot-2\.json: it is not what was exported/);
	assert.equal((await hallmark('Alice', 'consortium', 'export', ...args)).code, 1);
});

test('call is judged in advance', async () => {
	const call = it.api.tx.utility.batch([]).method.toHex();
	const yes = await done('Alice', 'quota', 'would-admit', call);
	assert.deepEqual([yes.call, yes.admitted], ['Utility.batch', true]);
	const { code, said } = await hallmark('Nobody', 'quota', 'would-admit', call);
	assert.deepEqual([code, said.admitted, said.code], [1, false, 1]);
});

// The last one: from then on the client is that of the version before.
test('runtime is upgraded to the file that the council authorised', async (t) => {
	const { api } = it;
	if (CODE.readUInt32BE() !== 0x0061736d) {
		return t.skip('the node has a compressed runtime, whose version cannot be changed here');
	}
	const version = async () => (await api.rpc.state.getRuntimeVersion()).specVersion.toNumber();
	const before = await version();
	const next = await file('next.wasm', nextVersion(CODE));
	const { codeHash, earliest } = await done('Alice', 'upgrade', 'authorise', next);
	await passed(earliest);
	assert.equal((await done('Alice', 'upgrade', 'apply', next)).codeHash, codeHash);
	await until(api, async () => (await version()) === before + 1, 'the new runtime');
	assert.ok((await api.query.consortium.pendingUpgrade()).isNone);
	// A client of the release before goes on reading, and says that it is old.
	const { said } = await hallmark('Alice', 'status');
	assert.equal(said.specVersion, before + 1);
	assert.ok(said.findings.some((finding) => finding.code === 'oldClient'));
	assert.equal((await done('Alice', 'lot', 'show', WINE_LOT)).value.gtin, WINE);
	await done('Alice', 'validator', 'list');
});
