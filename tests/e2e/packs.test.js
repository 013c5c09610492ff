// Codes checked without telling which, and without any network: by tile and by pack, on a real chain.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gtin, uri } from '../../js/verify/src/gs1.js';
import { evidenceOf, makeLot } from '../../js/verify/src/lot.js';
import { PackError, checkPacked, openPack, vetPack } from '../../js/verify/src/pack.js';
import { PrivateError, privately } from '../../js/verify/src/private.js';
import { check, loadVerifier } from '../../js/verify/src/proof.js';
import { serialOf } from '../../js/verify/src/serial.js';
import { rpc, send, until } from './lib/chain.js';
import { commands } from './lib/cli.js';
import { chain } from './lib/fixture.js';
import { Gateway } from './lib/gateway.js';
import { DOCUMENT, confirm, found, issue, product } from './lib/world.js';

const PREFIX = '9521001';
const CODE = gtin(PREFIX, 1);

/** The id that the merchant gets. */
const MERCHANT = 2;

/** A port that nothing listens at. */
const NOBODY = 'ws://127.0.0.1:1';

const lotOf = (batch, count) =>
	makeLot({ issuer: MERCHANT, gtin: CODE, batch, count, lotKey: randomBytes(32) });

/** A lot of three tiles, one that is a single tile, and one whose leaf file nobody has. */
const wide = lotOf('WIDE/1', 600);
const small = lotOf('SMALL', 5);
const away = lotOf('AWAY', 300);

let folder;
let gateway;
let trust;
let verifier;
const { done, hallmark, refused } = commands({
	get node() {
		return it.node;
	},
});

const it = chain({
	prepare: async (api) => {
		const world = await found(api, {
			platform: { roles: ['Platform'] },
			merchant: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
			importer: { roles: ['Merchant'] },
			carrier: { roles: ['Carrier'], country: 'DK' },
			customs: { roles: ['CustomsAuthority'], country: 'CN' },
		});
		const { merchant, platform } = world;
		assert.equal(merchant.id, MERCHANT);
		const lots = [wide, small, away];
		const { batchAll } = api.tx.utility;
		const calls = [product(api, CODE), ...lots.map((it) => issue(api, it))];
		await send(api, batchAll(calls), merchant.admin);
		await send(api, batchAll(lots.map((it, id) => confirm(api, id, it))), platform.admin);
		// A record of a single item, beside which the others have none.
		const { flagItems } = api.tx.productIdentity;
		await send(api, flagItems(0, [{ start: 300, end: 301 }], 'Stolen'), merchant.admin);

		folder = await mkdtemp(join(tmpdir(), 'hallmark-packs-'));
		const files = { wide: wide.file, small: small.file };
		// Verifiers of past releases; its own a gateway has by itself.
		const { HALLMARK_VERIFIERS: verifiers } = process.env;
		const more = verifiers ? ['--verifiers', verifiers] : [];
		const args = ['--trust-loopback', '--packs', folder, ...more];
		gateway = await Gateway.start(it.node.url, { files, args });
		const set = await (await gateway.get('/trust.json')).json();
		trust = set.trust;
		const wasm = `${gateway.url}/verifier/${set.codeHash.slice(2)}.wasm`;
		verifier = await loadVerifier(wasm, set.codeHash);
		await gateway.caughtUp(api);
		await gateway.until(async () => {
			const { leafFiles } = await (await gateway.get('/health')).json();
			return leafFiles.read === 2;
		}, 'reading the leaf files');
		await gateway.until(async () => (await gateway.get('/api/proof/lot/0/0')).ok, 'a proof');
		return { world };
	},
});
after(async () => {
	await gateway?.stop();
	if (folder) await rm(folder, { recursive: true, force: true });
});

/** Checks a code, and notes what the gateway was asked. */
async function asked(code, more = {}) {
	const paths = [];
	const watched = (address, options) => {
		paths.push(address.slice(gateway.url.length));
		return fetch(address, options);
	};
	const question = { uri: code, base: gateway.url, trust, verifier, fetch: watched };
	return { proven: await privately({ ...question, ...more }), paths };
}

const told = (promise, type, kind) =>
	assert.rejects(promise, (error) => {
		assert.ok(error instanceof type, String(error));
		assert.equal(error.kind, kind, error.reason);
		return true;
	});

/** A serial that nobody made, with the index of an item. */
const madeUp = (item) => ({ ...item, serial: serialOf(item.index, new Uint8Array(10)) });

test('a code is proven while the gateway is asked for batch and tile alone', async () => {
	for (const [index, market] of [[0, null], [255, 'CN'], [256, 'BE'], [300, null], [599, 'CN']]) {
		const item = wide.items[index];
		const { proven, paths } = await asked(uri(item), { market });
		const evidence = evidenceOf(item, 0);
		const { value } = await rpc(it.api, 'trace_verify', uri(item), market, evidence);
		assert.deepEqual(proven.answer.verdict, value.verdict);
		assert.deepEqual([proven.answer.verdict.code, proven.answer.index], ['registered', index]);
		assert.equal(proven.answer.verdict.standing === 'stop', index === 300);
		assert.deepEqual([proven.lot, proven.tile, proven.refuted], [0, index >> 8, false]);
		assert.equal(proven.stale, false);

		const tile = index >> 8;
		const query = market ? `market=${market}` : '';
		assert.deepEqual(paths, [
			`/api/lots?gtin=${CODE}&batch=WIDE%2F1`,
			`/leaves/0/${tile}`,
			`/api/proof/lot/0/${tile}?${query}`,
		]);
		assert.ok(!paths.some((path) => path.includes(item.serial) || path.includes('/01/')));
	}
});

test('codes of one tile ask alike', async () => {
	const seen = await Promise.all([3, 77, 250].map((n) => asked(uri(wide.items[n]))));
	assert.deepEqual(seen[0].paths, seen[1].paths);
	assert.deepEqual(seen[1].paths, seen[2].paths);
});

test('a code that nobody made is not registered', async () => {
	const { proven } = await asked(uri(madeUp(wide.items[5])));
	assert.deepEqual([proven.answer.verdict.code, proven.refuted], ['unproven', true]);
	for (const serial of [serialOf(600, new Uint8Array(10)), 'X-1']) {
		const { proven, paths } = await asked(uri({ ...wide.items[0], serial }));
		assert.equal(proven.answer.verdict.code, 'mismatch');
		assert.equal(paths.length, 2);
	}
});

test('what would tell the item is not offered', async () => {
	await told(asked(uri(small.items[0])), PrivateError, 'offered');
	await told(asked(uri(away.items[0])), PrivateError, 'offered');
	await told(asked(uri({ ...wide.items[0], batch: 'NONE' })), PrivateError, 'lot');
	await told(asked(`https://a.example/01/${CODE}/21/${wide.items[0].serial}`), PrivateError, 'batch');
	const lots = await (await gateway.get(`/api/lots?gtin=${CODE}&batch=SMALL`)).json();
	assert.deepEqual([lots.lots[0].kind, lots.lots[0].offered], ['small', false]);
	const refusals = [
		['/api/proof/lot/1/0', 404, /256 items at most/],
		['/api/proof/lot/2/0', 404, /no leaf file/],
		['/api/proof/lot/0/3', 404, /no such tile/],
		['/api/proof/lot/99/0', 404, /no such lot/],
		['/api/proof/lot/x/0', 400, /lot/],
		['/api/proof/lot/0/-1', 400, /tile/],
		// A number has one form, and a tile one address.
		['/api/proof/lot/0/+1', 400, /tile/],
		['/api/proof/lot/0/01', 400, /tile/],
		['/api/proof/lot/00/1', 400, /lot/],
		['/api/proof/lot/0/0?after=%2B1', 400, /after/],
		['/api/proof/lot/0/0?market=China', 400, /market/],
		['/api/proof/lot/0/0?after=x', 400, /after/],
		['/api/lots?batch=B', 400, /gtin/],
		[`/api/lots?gtin=${CODE}`, 400, /batch/],
		['/api/lots?gtin=1&batch=B', 400, /gtin/],
	];
	for (const [path, status, detail] of refusals) {
		const answer = await gateway.get(path);
		const body = await answer.json();
		assert.equal(answer.status, status, `${path}: ${body.detail}`);
		assert.match(body.detail, detail);
	}
});

const pack = (name, ...goods) => [
	...['pack', '--market', 'CN', ...goods, '--leaves', gateway.leaves],
	...['--trust', process.env.HALLMARK_CHAIN, '--out', join(folder, name)],
];

/** What `hallmark` makes of a code with a pack and no node. */
const offline = (name, code) =>
	hallmark(null, ...['verify', '--pack', join(folder, name), '--trust', process.env.HALLMARK_CHAIN], ...[code, '--url', NOBODY]);

const opened = async (name) => {
	const answer = await gateway.get(`/packs/${name}`);
	assert.equal(answer.status, 200);
	return openPack(new Uint8Array(await answer.arrayBuffer()));
};

/** What a device makes of a code with a pack, with no network at hand. */
async function alone(pack, code, more = {}) {
	const { fetch } = globalThis;
	globalThis.fetch = () => assert.fail('something was fetched');
	try {
		return await checkPacked({ pack, uri: code, trust, verifier, ...more });
	} finally {
		globalThis.fetch = fetch;
	}
}

test('a pack judges its items without any network, and says as of when', async () => {
	const said = await done(null, ...pack('monday.pack', '--lot', '0', '--lot', '1'));
	assert.deepEqual([said.items, said.market], [605, 'CN']);
	const file = await readFile(join(folder, 'monday.pack'));
	assert.equal(said.bytes, file.length);
	assert.ok(said.bytes < 200_000, `${said.bytes} bytes`);

	const { packs } = await (await gateway.get('/packs')).json();
	assert.deepEqual(packs, [
		{
			...{ name: 'monday.pack', bytes: file.length, at: said.at, block: said.block },
			...{ codeHash: said.codeHash, market: 'CN' },
		},
	]);
	const monday = await opened('monday.pack');
	assert.deepEqual([monday.at, monday.hash, monday.market], [said.at, said.block.hash, 'CN']);

	for (const item of [wide.items[0], wide.items[300], wide.items[599], small.items[4]]) {
		const proven = await alone(monday, uri(item));
		const at = said.block.hash;
		const leaf = evidenceOf(item);
		const { value } = await rpc(it.api, 'trace_verify', uri(item), 'CN', leaf, at);
		assert.deepEqual(proven.answer, value);
		assert.deepEqual([proven.at, proven.stale, proven.refuted], [said.at, false, false]);
		const { code, said: answer } = await offline('monday.pack', uri(item));
		assert.deepEqual(answer.value, value);
		assert.equal(answer.block.number, said.block.number);
		assert.deepEqual([answer.proof.pack, answer.proof.trust], [true, 'specification']);
		assert.equal(code, item === wide.items[300] ? 1 : 2);
	}
});

test('a pack says what it does not know', async () => {
	const monday = await opened('monday.pack');
	const other = uri({ ...wide.items[0], batch: 'AWAY' });
	await told(alone(monday, other), PackError, 'absent');
	const { code, said } = await offline('monday.pack', other);
	assert.equal(code, 3);
	assert.match(said.error, /not in this pack/);

	// By the digest of the lot's leaf file in the state, which the pack has whole, another leaf in its place refutes a code.
	const forged = uri(madeUp(wide.items[7]));
	const proven = await alone(monday, forged);
	assert.deepEqual([proven.answer.verdict.code, proven.refuted], ['mismatch', true]);
	const answer = await offline('monday.pack', forged);
	assert.equal(answer.said.value.verdict.code, 'mismatch');
	assert.equal(answer.code, 1);
	const nowhere = uri({ ...wide.items[0], serial: serialOf(700, new Uint8Array(10)) });
	assert.equal((await alone(monday, nowhere)).answer.verdict.code, 'mismatch');

	// Ranges come in whole tiles.
	await done(null, ...pack('range.pack', '--lot', '0:256-260'));
	const range = await opened('range.pack');
	assert.deepEqual(range.lots[0].ranges, [[256, 512]]);
	await told(alone(range, uri(wide.items[0])), PackError, 'absent');
	assert.equal((await alone(range, uri(wide.items[511]))).answer.verdict.code, 'registered');
	// A part of the file refutes nothing: whoever made the pack may have written other commitments beside the leaves.
	const partly = await offline('range.pack', uri(madeUp(wide.items[300])));
	assert.equal(partly.said.value.verdict.code, 'unproven');
	const there = await alone(range, uri(madeUp(wide.items[300])));
	assert.deepEqual([there.answer.verdict.code, there.refuted, there.differs], ['unproven', false, true]);
	// What is looked at before a pack is kept: all of it, against what the lots have committed to.
	for (const pack of [monday, range]) await vetPack({ pack, trust, verifier });
	const bytes = await readFile(join(folder, 'monday.pack'));
	bytes[bytes.length - 1] ^= 1;
	await told(vetPack({ pack: openPack(bytes), trust, verifier }), PackError, 'malformed');
	await rm(join(folder, 'range.pack'));
});

test('what a pack cannot have is refused in words', async () => {
	await refused(/leaf file of lot 2 is not there/, null, ...pack('no.pack', '--lot', '2'));
	await refused(/no lot 99/, null, ...pack('no.pack', '--lot', '99'));
	await refused(/lot 1 has no items 0-5, but 5/, null, ...pack('no.pack', '--lot', '1:0-5'));
	await refused(/^there is no shipment 7$/, null, ...pack('no.pack', '--shipment', '7'));
	// A pack takes the place of one that is there, and of nothing else.
	await writeFile(join(folder, 'trust.json'), 'somebody needs this');
	await refused(/--out .*trust\.json: it is there and no pack: name another file/, null, ...pack('trust.json', '--lot', '1'));
	assert.equal(await readFile(join(folder, 'trust.json'), 'utf8'), 'somebody needs this');
	const { code } = await hallmark(null, ...pack('no.pack'));
	assert.equal(code, 3);
	for (const name of ['no.pack', '..%2fdata%2fx.pack', 'monday.txt', '.pack'])
		assert.equal((await gateway.get(`/packs/${name}`)).status, 404, name);
	const damaged = await readFile(join(folder, 'monday.pack'));
	damaged[200] ^= 1;
	await writeFile(join(folder, 'damaged.pack'), damaged);
	const { said } = await offline('damaged.pack', uri(wide.items[0]));
	assert.ok(said.error, JSON.stringify(said));
	await rm(join(folder, 'damaged.pack'));
});

test('a stray or damaged leaf file is named, and keeps no other lot from being packed', async () => {
	const leaves = join(folder, 'leaves');
	const elsewhere = join(folder, 'elsewhere');
	await Promise.all([mkdir(leaves), mkdir(elsewhere)]);
	const damaged = Buffer.from(small.file);
	damaged[damaged.length - 1] ^= 1;
	await writeFile(join(leaves, 'wide.leaves'), wide.file);
	await writeFile(join(leaves, 'damaged.leaves'), damaged);
	await writeFile(join(leaves, 'short.leaves'), small.file.subarray(0, 60));
	await writeFile(join(leaves, 'stray.leaves'), 'nothing');
	// A folder that somebody linked is not theirs who named this one.
	await writeFile(join(elsewhere, 'small.leaves'), small.file);
	await symlink(elsewhere, join(leaves, 'more'));
	const of = (name, ...goods) => pack(name, ...goods).map((it) => (it === gateway.leaves ? leaves : it));
	const said = await done(null, ...of('tuesday.pack', '--lot', '0'));
	assert.equal(said.items, 600);
	await rm(join(folder, 'tuesday.pack'));
	const reasons = [
		/no sound leaf file of lot 1/,
		/damaged\.leaves: .* it is damaged, or another lot's/,
		/short\.leaves: /,
		/stray\.leaves: not a leaf file/,
		/more: it is no regular file/,
		/hallmark lot fetch 1$/,
	];
	for (const reason of reasons) await refused(reason, null, ...of('no.pack', '--lot', '1'));
	await writeFile(join(leaves, 'small.leaves'), small.file);
	assert.equal((await done(null, ...of('tuesday.pack', '--lot', '1'))).items, 5);
	await rm(join(folder, 'tuesday.pack'));
});

test('a shipment is packed by what was booked into it', async () => {
	const { api, world } = it;
	const leg = { mode: 'Air', from: 'BEBRU', to: 'CNPVG', carrier: world.carrier.id };
	const legs = [{ ...leg, vessel: 'CA 842', container: null, seal: 'S-1' }];
	const lines = [{ lot: 0, ranges: [{ start: 0, end: 40 }] }, { lot: 1, ranges: [{ start: 1, end: 3 }] }];
	const documents = [{ kind: 'Waybill', document: DOCUMENT }];
	const to = { Organisation: world.importer.id };
	await send(api, api.tx.logistics.bookShipment(to, lines, legs, documents), world.merchant.admin);
	const said = await done(null, ...pack('shipment.pack', '--shipment', '0'));
	assert.equal(said.items, 256 + 5);
	const shipped = await opened('shipment.pack');
	for (const item of [wide.items[39], wide.items[40], small.items[2]])
		assert.equal((await alone(shipped, uri(item))).answer.verdict.code, 'registered');
	// Where each item stands is part of the proof: those of the shipment and those beside them.
	const { proven } = await asked(uri(wide.items[40]));
	assert.equal(proven.answer.verdict.code, 'registered');
	await rm(join(folder, 'shipment.pack'));
});

test('a recall is proven privately once it is final; a pack of before says as of when it is', async () => {
	const { api, world } = it;
	const item = wide.items[12];
	const before = await opened('monday.pack');
	const ranges = [{ start: 12, end: 13 }];
	const { issueRecall } = api.tx.productIdentity;
	await send(api, issueRecall({ Items: [0, ranges] }, 1, DOCUMENT), world.merchant.admin);
	const standing = async () => (await asked(uri(item), { market: 'CN' })).proven.answer.verdict.standing;
	await until(api, async () => (await standing()) === 'stop', 'the recall');
	const beside = (await asked(uri(wide.items[13]), { market: 'CN' })).proven;
	assert.equal(beside.answer.verdict.standing, 'caution');

	// The pack does not know, and says of when it is.
	const old = await alone(before, uri(item));
	assert.equal(old.answer.verdict.standing, 'caution');
	assert.equal(old.at, before.at);
	assert.ok(old.block.number < (await rpc(api, 'chain_getHeader')).number);
	const later = await alone(before, uri(item), { now: before.at + 601_000 });
	assert.equal(later.stale, true);

	const said = await done(null, ...pack('tuesday.pack', '--lot', '0:0-255'));
	assert.ok(said.at > before.at);
	const tuesday = await opened('tuesday.pack');
	assert.equal((await alone(tuesday, uri(item))).answer.verdict.standing, 'stop');
	assert.equal((await alone(tuesday, uri(wide.items[13]))).answer.verdict.standing, 'caution');
	const { code } = await offline('tuesday.pack', uri(item));
	assert.equal(code, 1);

	// A proof of before is not one of now.
	const { kept } = await alone(tuesday, uri(wide.items[13]));
	const question = before.question(uri(item));
	await assert.rejects(check({ verifier, trust, kept, ...question }), { kind: 'older' });
});
