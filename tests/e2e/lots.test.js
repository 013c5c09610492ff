// Lots: from the merchant's key to the verdict over a scanned code, and the activation of an item.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { blake2AsHex } from '@polkadot/util-crypto';
import { activation, activationCall } from '../../js/verify/src/activation.js';
import { hex } from '../../js/verify/src/bytes.js';
import { gtin, uri } from '../../js/verify/src/gs1.js';
import { evidenceOf, leafOf, makeLot } from '../../js/verify/src/lot.js';
import { Failed, Refused, eventsOf, key, rpc, send, sendAll, sendEach, until } from './lib/chain.js';
import { commands } from './lib/cli.js';
import { chain } from './lib/fixture.js';
import { confirm, found, header, issue, product } from './lib/world.js';

const PREFIX = '9521001';
const CODE = gtin(PREFIX, 1);
const COUNT = 21;

/** The id that the merchant gets. */
const MERCHANT = 2;

const lotOf = (batch, count) =>
	makeLot({ issuer: MERCHANT, gtin: CODE, batch, count, lotKey: randomBytes(32) });

/** Two lots of one product, so that there is a wrong one. */
const lot = lotOf('LOT-1', COUNT);
const twin = lotOf('LOT/2', 2);

const it = chain({
	prepare: async (api) => {
		const world = await found(api, {
			platform: { roles: ['Platform'] },
			merchant: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
			// Under common control with the merchant.
			sister: { roles: ['Platform'], country: 'BE', with: MERCHANT },
		});
		assert.equal(world.merchant.id, MERCHANT);
		await send(api, product(api, CODE), world.merchant.admin);
		return { world };
	},
});

const verify = async (item, { market = null, evidence = evidenceOf(item) } = {}) =>
	(await rpc(it.api, 'trace_verify', uri(item), market, evidence)).value;

const spoken = ({ verdict: { code, standing, reasons } }) => [code, standing, reasons];

/** Sends an activation; throws `Refused`. */
const activate = (item, changes = {}) =>
	rpc(it.api, 'author_submitExtrinsic', activation({ lot: 0, ...item, ...changes })).catch((error) => {
		throw new Refused(error);
	});

const activated = async ({ index }, id = 0) =>
	(await rpc(it.api, 'trace_item', id, index)).value.facts.activated;

const refused = (promise, custom) =>
	assert.rejects(promise, { name: 'Refused', code: 1010, custom });

test('lot is issued once, pending until a platform of another group confirms its leaf file', async () => {
	const { api, world } = it;
	const issued = await send(
		api,
		issue(api, lot, { expires: Date.now() + 86_400_000 }),
		world.merchant.admin,
	);
	assert.deepEqual(eventsOf(issued, 'productIdentity.LotIssued'), [
		{ lot: 0, gtin: Number(CODE), issuer: world.merchant.id, count: COUNT },
	]);
	const [item] = lot.items;
	assert.deepEqual(spoken(await verify(item)), ['registered', 'caution', ['notConfirmed']]);
	await refused(activate(item), 101);

	const bad = { ...lot, root: twin.root };
	assert.deepEqual(
		await sendEach(
			api,
			[
				confirm(api, 7, lot),
				confirm(api, 0, bad),
				confirm(api, 0, { ...lot, count: 20 }),
				confirm(api, 0, lot),
				confirm(api, 0, lot),
			],
			world.platform.admin,
		),
		[
			'productIdentity.LotNotFound',
			'productIdentity.LeafFileMismatch',
			'productIdentity.LeafFileMismatch',
			'ok',
			'productIdentity.AlreadyConfirmed',
		],
	);
	const { value } = await rpc(api, 'trace_lot', 0);
	assert.equal(value.active, true);
	assert.deepEqual(value.confirmations, [world.platform.id]);
	assert.deepEqual(value.leaves, { tree: { root: hex(lot.root), leafFile: hex(lot.leafFile) } });
});

test('lot is refused by name, and nothing changed, when something in it is wrong', async () => {
	const { api, world } = it;
	const { issueLot } = api.tx.productIdentity;
	const call = (changes, count = 1) =>
		issueLot(header(lot, { batch: 'WRONG', ...changes }), count, lot.root, lot.leafFile);
	const cases = [
		[call({ batch: 'LOT-1' }), 'LotAlreadyExists'],
		[call({}, 0), 'NoItems'],
		[call({}, 2 ** 20 + 1), 'TooManyItems'],
		[call({ batch: '' }), 'InvalidBatch'],
		[call({ batch: 'no space' }), 'InvalidBatch'],
		[call({ batch: '..' }), 'InvalidBatch'],
		[call({ gtin: gtin(PREFIX, 9) }), 'ProductNotFound'],
		[call({ facility: 5 }), 'FacilityNotFound'],
		[call({ produced: Date.now() + 3 * 86_400_000 }), 'InvalidProduced'],
		[call({ produced: Date.now(), expires: Date.now() - 1000 }), 'InvalidExpiry'],
		[issue(api, twin), 'ok'],
	];
	assert.deepEqual(
		await sendEach(
			api,
			cases.map(([call]) => call),
			world.merchant.admin,
		),
		cases.map(([, outcome]) => (outcome === 'ok' ? 'ok' : `productIdentity.${outcome}`)),
	);
	assert.equal((await api.query.productIdentity.nextLotId()).toNumber(), 2);
	await Promise.all([
		send(api, confirm(api, 1, twin), world.platform.admin),
		assert.rejects(
			send(api, confirm(api, 0, lot), world.sister.admin),
			new Failed('productIdentity.SameControlGroup'),
		),
	]);
});

test('true code reads registered and clear, by JSON-RPC and by state_call alike', async () => {
	const { api } = it;
	const item = lot.items[COUNT - 1];
	const answer = await verify(item);
	assert.deepEqual(spoken(answer), ['registered', 'clear', []]);
	// No facility says where it was made, and the issuer's own country is nobody's word for it.
	for (const market of ['BE', 'CN']) {
		const there = await verify(item, { market });
		assert.deepEqual(spoken(there), ['registered', 'caution', ['notReleased']]);
	}
	assert.equal(answer.index, COUNT - 1);
	assert.equal(answer.issuer.name, 'merchant');
	assert.equal(answer.product, 'Brilliant, 0.5 ct');
	assert.deepEqual(
		answer.statements.map(({ what, assurance }) => [what, assurance]),
		[
			['productRegistered', 'declared'],
			['lotIssued', 'declared'],
			['leafFileConfirmed', 'attested'],
			['lotActivated', 'attested'],
		],
	);

	const evidence = evidenceOf(item);
	const same = (await api.call.traceApi.verify({ uri: uri(item), market: null, evidence })).asOk;
	assert.equal(same.verdict.code.type, 'Registered');
	assert.equal(same.verdict.standing.type, 'Clear');
	assert.equal(same.index.unwrap().toNumber(), item.index);

	// And by nothing but bytes.
	const bytes = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
	const list = (items) => bytes([items.length << 2], ...items);
	const text = Buffer.from(uri(item));
	const question = bytes(
		[((text.length << 2) | 1) & 0xff, text.length >> 6],
		text,
		[0], // no market
		[1], // there is evidence, with neither lot nor index
		[0, 0],
		item.commitment,
		[0], // no sheet
		list(item.proof),
	);
	const { params, type } = api.call.traceApi.verify.meta;
	const query = { uri: uri(item), market: null, evidence };
	assert.equal(api.registry.createType(params[0].type, query).toHex(), hex(question));
	const reply = await rpc(api, 'state_call', 'TraceApi_verify', hex(question));
	assert.equal(api.registry.createType(type, reply).asOk.verdict.code.type, 'Registered');
	// Ok, the version of the runtime, Registered, Clear, no reasons.
	assert.equal(
		reply.slice(2, 18),
		`00${api.runtimeVersion.specVersion.toHex(true).slice(2)}000000`,
	);
});

test('code is told from a true one when anything in it is another', async () => {
	const [item, next] = lot.items;
	const unproven = await verify(item, { evidence: null });
	assert.deepEqual(spoken(unproven), ['unproven', 'clear', []]);

	const forged = { ...item, serial: `0000${next.serial.slice(4)}` };
	assert.equal((await verify(forged)).verdict.code, 'unproven');
	const beyond = { ...item, serial: `000Z${item.serial.slice(4)}` };
	assert.equal((await verify(beyond)).verdict.code, 'mismatch');
	const notMade = { ...item, serial: 'ABC' };
	assert.equal((await verify(notMade)).verdict.code, 'mismatch');
	assert.equal((await verify(item, { evidence: evidenceOf(next) })).verdict.code, 'unproven');

	const wrongBatch = { ...item, batch: twin.batch };
	assert.equal(
		(await verify(wrongBatch, { evidence: evidenceOf(item, 0) })).verdict.code,
		'mismatch',
	);
	assert.equal((await verify({ ...item, batch: 'NO-SUCH' })).verdict.code, 'unknown');
	assert.equal((await verify({ ...item, gtin: gtin(PREFIX, 8) })).verdict.code, 'unknown');

	const { batch, ...withoutBatch } = item;
	const found = await verify(withoutBatch);
	assert.deepEqual([found.verdict.code, found.facts.candidates[0].id], ['registered', 0]);

	const escaped = await verify(twin.items[1]);
	assert.deepEqual([escaped.verdict.code, escaped.facts.candidates[0].id], ['registered', 1]);
});

test('activation is the same bytes by hand and by metadata', async () => {
	const { api } = it;
	const [, item] = lot.items;
	const { index, serial, secret, proof } = item;
	const byMetadata = api.tx.productIdentity.activate(7, index, serial, null, secret, proof);
	assert.equal(hex(activationCall({ ...item, lot: 7 })), byMetadata.method.toHex());
	// polkadot.js makes version 4 around it, where we make 5: after the two bytes of its length.
	const own = activation({ ...item, lot: 7 });
	assert.equal(own.slice(6, 8), '05');
	assert.equal(byMetadata.toHex(), `${own.slice(0, 6)}04${own.slice(8)}`);
});

test('activation is refused, and no item touched, when anything in it is wrong', async () => {
	const [item, next] = lot.items;
	await refused(activate(item, { lot: 99 }), 100);
	await refused(activate(item, { index: COUNT }), 103);
	await refused(activate(item, { serial: 'no space' }), 104);
	await refused(activate(item, { proof: item.proof.slice(1) }), 107);
	await refused(activate(item, { proof: [...item.proof, item.leaf] }), 107);
	await refused(activate(item, { proof: next.proof }), 108);
	await refused(activate(item, { secret: next.secret }), 108);
	await refused(activate(item, { secret: randomBytes(10) }), 108);
	await refused(activate(item, { serial: next.serial }), 108);
	await refused(activate(item, { sheet: randomBytes(32) }), 108);
	await refused(activate(item, { index: 1 }), 108);
	await refused(activate(item, { lot: 1, proof: [twin.items[1].leaf] }), 108);
	// More hashes than any proof has, and it is no call any more.
	await assert.rejects(activate(item, { proof: Array(21).fill(item.leaf) }), { code: 1002 });
	assert.equal(await activated(item), null);
});

test('writers are not held up by invalid activations, however many', async () => {
	const { api, world } = it;
	const [item] = lot.items;
	const tries = Array.from({ length: 400 }, () => activate(item, { secret: randomBytes(10) }));
	const spam = Promise.allSettled(tries);
	const start = (await api.rpc.chain.getHeader()).number.toNumber();
	const { number } = await send(api, product(api, gtin(PREFIX, 2)), world.merchant.admin);
	assert.ok(number <= start + 2, `written in block ${number}, sent at ${start}`);
	const fates = await spam;
	assert.ok(fates.every(({ reason }) => reason?.custom === 108));
	assert.deepEqual(await rpc(api, 'author_pendingExtrinsics'), []);
});

test('item is activated once, whoever sends the transaction and however often', async () => {
	const { api } = it;
	const [item, , neighbour] = lot.items;

	// The same activation has the same bytes, which the pool takes once.
	const twice = await Promise.allSettled([activate(item), activate(item)]);
	assert.deepEqual(twice.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
	assert.equal(twice.find(({ reason }) => reason).reason.code, 1013);
	await activate(neighbour);

	const block = await until(api, () => activated(item), 'the activation');
	const last = await until(api, () => activated(neighbour), 'the activation');
	const activations = [];
	for (const number of new Set([block, last])) {
		const events = await (
			await api.at(await api.rpc.chain.getBlockHash(number))
		).query.system.events();
		activations.push(
			...eventsOf({ events: events.map(({ event }) => event) }, 'productIdentity.ItemActivated'),
		);
	}
	assert.deepEqual(activations.map(({ index }) => index).sort(), [item.index, neighbour.index]);

	// Whoever offers it again is told why it comes too late, and not that these bytes are known.
	await refused(activate(item), 105);
	await refused(activate(item), 105);
	assert.equal(await activated(item), block);
	assert.deepEqual(spoken(await verify(item)), ['registered', 'caution', ['alreadyActivated']]);
	assert.deepEqual(spoken(await verify(lot.items[1])), ['registered', 'clear', []]);
});

test('block with activations is read by polkadot.js, and each has its hash', async () => {
	const { api } = it;
	const block = await api.rpc.chain.getBlockHash(await activated(lot.items[0]));
	const {
		block: { extrinsics },
	} = await api.rpc.chain.getBlock(block);
	const bytes = (await rpc(api, 'chain_getBlock', block)).block.extrinsics;
	assert.deepEqual(
		extrinsics.map(({ hash }) => hash.toHex()),
		bytes.map((extrinsic) => blake2AsHex(extrinsic)),
	);
	const activations = extrinsics.filter(({ method }) => method.method === 'activate');
	assert.ok(activations.length > 0);
	for (const { method, isSigned } of activations) {
		assert.equal(isSigned, false);
		assert.equal(method.args[0].toNumber(), 0);
	}
});

test('activation counts as the same when polkadot.js makes it around the call', async () => {
	const { api } = it;
	const item = lot.items[5];
	const { index, serial, secret, proof } = item;
	await api.tx.productIdentity.activate(0, index, serial, null, secret, proof).send();
	// In other bytes it waits in the pool; or it is in a block by now.
	await assert.rejects(activate(item), ({ code, custom }) => code === 1014 || custom === 105);
	await until(api, () => activated(item), 'the activation');
	await refused(activate(item), 105);
});

test('code is read as people and scanners have it', async () => {
	const [, item] = lot.items;
	const { gtin, batch, serial } = item;
	for (const code of [
		`${uri(item)}/`,
		`  ${uri(item)}\r\n`,
		`]Q1${uri(item)}`,
		uri(item).replace('https', 'HTTPS'),
		`(01) ${gtin} (10) ${batch} (21) ${serial}`,
		`01${gtin}10${batch}^21${serial}`,
		`]d201${gtin}10${batch}\u001d21${serial}`,
	]) {
		const { value } = await rpc(it.api, 'trace_verify', code, null, evidenceOf(item));
		assert.deepEqual(spoken(value), ['registered', 'clear', []], code);
	}
});

test('goods listed one by one are verified and activated without a proof', async () => {
	const { api, world } = it;
	const { issueListedLot, listItems, closeList } = api.tx.productIdentity;
	const stones = ['GIA-2231', 'GIA-2232'].map((serial, index) => {
		const secret = randomBytes(10);
		const sheet = randomBytes(32);
		const code = { issuer: MERCHANT, gtin: CODE, batch: 'STONES', serial };
		const item = { ...code, secret, sheet, index, proof: [] };
		return { ...item, ...leafOf(item) };
	});
	assert.deepEqual(
		await sendEach(
			api,
			[
				issueListedLot(header({ gtin: CODE, batch: 'STONES' }, { guessable: true })),
				listItems(
					2,
					stones.map(({ leaf }) => leaf),
				),
				listItems(2, []),
				listItems(
					0,
					stones.map(({ leaf }) => leaf),
				),
				closeList(2),
				listItems(
					2,
					stones.map(({ leaf }) => leaf),
				),
			],
			world.merchant.admin,
		),
		[
			'ok',
			'ok',
			'productIdentity.NoItems',
			'productIdentity.NotAListedLot',
			'ok',
			'productIdentity.ListAlreadyClosed',
		],
	);
	const [stone] = stones;
	const evidence = { ...evidenceOf(stone), index: 0, sheet: hex(stone.sheet) };
	assert.deepEqual(spoken(await verify(stone, { evidence })), [
		'registered',
		'caution',
		['guessable'],
	]);
	const wrong = { ...evidence, sheet: hex(stones[1].sheet) };
	assert.equal((await verify(stone, { evidence: wrong })).verdict.code, 'unproven');

	await refused(activate(stone, { lot: 2, sheet: stones[1].sheet }), 108);
	await refused(activate(stone, { lot: 2, proof: [stones[1].leaf] }), 107);
	await activate(stone, { lot: 2 });
	await until(api, () => activated(stone, 2), 'the activation');
});

test('nothing is activated in a lot whose key leaked', async () => {
	const { api, world } = it;
	const now = (await api.query.timestamp.now()).toNumber();
	await send(api, api.tx.productIdentity.markCompromised(1, now), world.merchant.admin);
	await refused(activate(twin.items[0], { lot: 1 }), 102);
	assert.deepEqual(spoken(await verify(twin.items[0])), ['registered', 'caution', ['compromised']]);
});

test('lot that is voided is at an end', async () => {
	const { api, world } = it;
	const { listItems, issueListedLot, voidLot } = api.tx.productIdentity;
	const { merchant, platform } = world;
	const goods = lotOf('LOT-V', 2);
	const [issued, listed] = await sendAll(
		api,
		[issue(api, goods), issueListedLot(header({ gtin: CODE, batch: 'LIST-V' }))],
		merchant.admin,
	);
	const ids = [issued, listed].map((it) => eventsOf(it, 'productIdentity.LotIssued')[0].lot);
	assert.deepEqual(await sendEach(api, [voidLot(ids[0], 3, null)], platform.admin), [
		'merchantRegistry.RoleMissing',
	]);
	const again = [...ids, ids[0]].map((id) => voidLot(id, 3, null));
	assert.deepEqual(await sendEach(api, again, merchant.admin), [
		'ok',
		'ok',
		'productIdentity.LotVoided',
	]);
	const { active, void: over } = (await rpc(api, 'trace_lot', ids[0])).value;
	assert.deepEqual({ active, over }, { active: false, over: true });
	assert.deepEqual(await sendEach(api, [confirm(api, ids[0], goods)], platform.admin), [
		'productIdentity.LotVoided',
	]);
	assert.deepEqual(await sendEach(api, [listItems(ids[1], [hex(randomBytes(32))])], merchant.admin), [
		'productIdentity.LotVoided',
	]);
});

test('gateway hands in many activations at once, and neither makes one up nor keeps one out', async () => {
	const { api, world } = it;
	const { activateBatch } = api.tx.productIdentity;
	const { addOperator } = api.tx.merchantRegistry;
	const { setOperatorShare } = api.tx.quota;
	const ACTIVATIONS = 8192;
	const [gateway, clerk] = ['//gateway', '//keeper'].map(key);
	const goods = lotOf('LOT-G', 200);
	const issued = await send(api, issue(api, goods), world.merchant.admin);
	const [{ lot: id }] = eventsOf(issued, 'productIdentity.LotIssued');
	await sendAll(
		api,
		[
			confirm(api, id, goods),
			// The gateway's key may do nothing else, and use half of the platform's quota.
			addOperator(gateway.address, ACTIVATIONS),
			setOperatorShare(gateway.address, 500_000),
			addOperator(clerk.address, 8),
		],
		world.platform.admin,
	);

	const revealed = (index, changes = {}) => {
		const { serial, secret, proof } = goods.items[index];
		return { lot: id, index, serial, sheet: null, secret, proof, ...changes };
	};
	const many = Array.from({ length: 150 }, (_, index) => revealed(index));
	const handedIn = await send(
		api,
		activateBatch([
			...many,
			revealed(160, { secret: randomBytes(10) }),
			revealed(161, { lot: 99 }),
			revealed(7),
			revealed(162),
		]),
		gateway,
	);
	const taken = eventsOf(handedIn, 'productIdentity.ItemActivated');
	const indices = [...many.map(({ index }) => index), 162];
	assert.deepEqual(
		taken,
		indices.map((index) => ({ lot: id, index, block: handedIn.number })),
	);
	const passedOver = eventsOf(handedIn, 'productIdentity.ActivationPassedOver');
	assert.deepEqual(passedOver, [
		{ lot: id, index: 160, reason: 'NotInLot' },
		{ lot: 99, index: 161, reason: 'LotNotFound' },
		{ lot: id, index: 7, reason: 'AlreadyActivated' },
	]);
	assert.equal(await activated(goods.items[160], id), null);
	assert.deepEqual(spoken(await verify(goods.items[162])), [
		'registered',
		'caution',
		['alreadyActivated'],
	]);

	// What the gateway keeps for itself, or spoils, anybody still sends alone.
	await refused(activate(goods.items[162], { lot: id }), 105);
	await activate(goods.items[160], { lot: id });
	const alone = await until(api, () => activated(goods.items[160], id), 'the activation');
	const entry = async (index) => {
		const { value } = await rpc(api, 'trace_journal', { item: [id, index] });
		assert.equal(value.total, 1);
		return value.entries[0];
	};
	const { entry: single } = await entry(160);
	const { entry: batched, position } = await entry(162);
	assert.deepEqual([single.block, batched.block, position], [alone, handedIn.number, 0]);
	const [at, time] = [single, batched].map((it) => it.at);
	assert.deepEqual({ ...batched, block: alone, at }, { ...single, at });
	assert.ok(at > time);

	// Nobody hands any in without the permission, and whoever has it does nothing else.
	assert.deepEqual(await sendEach(api, [activateBatch([revealed(170)])], clerk), [
		'merchantRegistry.PermissionMissing',
	]);
	assert.deepEqual(await sendEach(api, [confirm(api, id, goods), activateBatch([])], gateway), [
		'merchantRegistry.PermissionMissing',
		'productIdentity.NoItems',
	]);
	assert.equal(await activated(goods.items[170], id), null);
});

test('codes are printed of lots alone that the chain has taken', async () => {
	const { hallmark, done, refused } = commands(it);
	const folder = await mkdtemp(join(tmpdir(), 'hallmark-lots-'));
	try {
		const at = (name) => join(folder, name);
		const order = (batch, out) => ['lot', 'issue', '--gtin', CODE, '--batch', batch, '--count', 3, '--out', at(out)];
		// There is such a lot already: this one is made, and refused by the chain.
		const again = await hallmark('merchant', ...order('LOT-1', 'refused'));
		assert.equal(again.code, 1, JSON.stringify(again.said));
		const labels = (...args) => ['lot', 'labels', '--count', 3, '--lot-dir', ...args];
		await refused(/its issue was refused, or was not finished\. Run hallmark lot issue/, null, ...labels(at('refused')));

		await done('merchant', ...order('DESK', 'desk'));
		const { labels: printed } = await done(null, ...labels(at('desk')));
		assert.equal(printed.length, 3);
		// A gateway's desk gives the secret file alone, under a name of its own, which all may read where a browser puts it.
		const [name] = (await readdir(at('desk'))).filter((it) => it.endsWith('.secret'));
		await mkdir(at('downloads'));
		const secret = join(at('downloads'), `${CODE}-DESK.secret`);
		await copyFile(join(at('desk'), name), secret);
		await chmod(secret, 0o644);
		await refused(/mode 0644 lets others than its owner at it/, null, ...labels(at('downloads')));
		await chmod(secret, 0o600);
		const adopted = await done(null, ...labels(at('downloads')));
		assert.deepEqual(adopted.labels, printed);
		assert.deepEqual((await readdir(at('downloads'))).sort(), ['json', 'leaves', 'secret'].map((it) => `${CODE}-DESK.${it}`));
		const manifest = JSON.parse(await readFile(secret.replace('.secret', '.json'), 'utf8'));
		const before = JSON.parse(await readFile(join(at('desk'), name.replace('.secret', '.json')), 'utf8'));
		for (const field of ['lot', 'root', 'leafFile', 'part', 'count', 'expires']) assert.deepEqual(manifest[field], before[field], field);
		// The key of a lot that was never issued is none to print with.
		await mkdir(at('nobodys'));
		const [unused] = (await readdir(at('refused'))).filter((it) => it.endsWith('.secret'));
		await copyFile(join(at('refused'), unused), join(at('nobodys'), unused));
		await refused(/the chain has no lot of \d+ and batch LOT-1 that was made with this key/, null, ...labels(at('nobodys')));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
});
