// An integrator connects with polkadot.js alone and finds its way by metadata.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ApiPromise, WsProvider } from '@polkadot/api';
import { stringToHex } from '@polkadot/util';
import { rpc } from './lib/chain.js';
import { Node } from './lib/node.js';
import { alice } from './lib/world.js';

const PALLETS = {
	System: 0,
	Timestamp: 1,
	Aura: 2,
	RandomnessBeacon: 3,
	MerchantRegistry: 4,
	Consortium: 5,
	Session: 6,
	Grandpa: 7,
	Authorship: 8,
	Council: 10,
	TxPause: 11,
	Utility: 12,
	Proxy: 13,
	Multisig: 14,
	MultiBlockMigrations: 15,
	Quota: 20,
	ProductIdentity: 21,
	Inspection: 22,
	Sampling: 23,
	Logistics: 24,
	CustomsClearance: 25,
	Journal: 26,
	Links: 27,
};

let node;
let api;
const warnings = [];

before(async () => {
	node = await Node.start();
	const { warn } = console;
	console.warn = (...words) => warnings.push(words.join(' '));
	api = await ApiPromise.create({ provider: new WsProvider(node.url) });
	console.warn = warn;
});

after(async () => {
	await api?.disconnect();
	await node?.stop();
});

test('polkadot.js warns of nothing but methods and extensions it need not know', () => {
	const others = warnings.filter(
		(line) => !/RPC methods not decorated|Unknown signed extensions/.test(line),
	);
	assert.deepEqual(others, []);
});

test('unknown extensions carry no data, so that ignoring them is right', () => {
	const { transactionExtensions } = api.runtimeMetadata.asLatest.extrinsic;
	const empty = (type) => {
		const { def } = api.registry.lookup.getSiType(type);
		return def.isTuple
			? def.asTuple.length === 0
			: def.isComposite && def.asComposite.fields.every((field) => empty(field.type));
	};
	const withData = transactionExtensions
		.filter(({ type }) => !empty(type))
		.map(({ identifier }) => identifier.toString());
	assert.deepEqual(withData, ['CheckMortality', 'CheckNonce', 'CheckMetadataHash']);
});

test('metadata says how long texts can be', () => {
	const { merchantRegistry, productIdentity } = api.consts;
	assert.equal(merchantRegistry.maxNameBytes.toNumber(), 64);
	assert.equal(productIdentity.maxProductNameBytes.toNumber(), 128);
});

test('transactions cost nothing, which wallets may ask', async () => {
	const call = api.tx.utility.batch([]);
	const { partialFee, weight } = await call.paymentInfo(alice);
	assert.equal(partialFee.toNumber(), 0);
	assert.ok(weight.refTime.toNumber() > 0);
	const signed = await call.signAsync(alice, { nonce: -1 });
	const info = await rpc(api, 'payment_queryInfo', signed.toHex());
	assert.equal(info.partialFee, '0');
});

test('metadata names our pallets under their indices', () => {
	const { pallets } = api.runtimeMetadata.asLatest;
	const found = Object.fromEntries(
		pallets.map(({ name, index }) => [name.toString(), index.toNumber()]),
	);
	assert.deepEqual(found, PALLETS);
});

test('every event, error and call of our pallets says what it is', () => {
	const ours = [
		'RandomnessBeacon',
		'MerchantRegistry',
		'Consortium',
		'Quota',
		'ProductIdentity',
		'Inspection',
		'Sampling',
		'Logistics',
		'CustomsClearance',
		'Journal',
		'Links',
	];
	for (const pallet of api.runtimeMetadata.asLatest.pallets) {
		if (!ours.includes(pallet.name.toString())) continue;
		for (const kind of ['calls', 'events', 'errors']) {
			if (pallet[kind].isNone) continue;
			const type = pallet[kind].unwrap().type;
			for (const { name, docs } of api.registry.lookup.getSiType(type).def.asVariant.variants) {
				assert.ok(docs.length > 0, `${pallet.name}.${name} has no docs`);
			}
		}
	}
});

test('every constant and every single value in storage decodes', async () => {
	for (const section of Object.values(api.consts)) {
		for (const constant of Object.values(section)) constant.toHuman();
	}
	for (const section of Object.values(api.query)) {
		for (const entry of Object.values(section)) {
			const single = entry.creator?.meta?.type.isPlain;
			if (single) (await entry()).toHuman();
		}
	}
});

test('system tells chain, node, version and properties', async () => {
	const { system } = api.rpc;
	assert.equal((await system.chain()).toString(), 'Hallmark Development');
	assert.equal((await system.name()).toString(), 'Hallmark Node');
	assert.match((await system.version()).toString(), /^\d+\.\d+\.\d+/);
	assert.equal((await system.health()).isSyncing.isTrue, false);
	assert.deepEqual(await rpc(api, 'system_properties'), { ss58Format: 42 });
	assert.equal(api.runtimeVersion.specName.toString(), 'hallmark');
	assert.ok(api.runtimeVersion.specVersion.toNumber() >= 1);
	assert.equal(api.registry.chainSS58, 42);
});

test('text that looks like hexadecimal is taken for bytes unless it is given as bytes', () => {
	const name = (text) => api.tx.merchantRegistry.updateProfile(text, null).args[0].toUtf8();
	assert.equal(name('0x4142'), 'AB');
	assert.equal(name(stringToHex('0x4142')), '0x4142');
	assert.equal(name(stringToHex('Käse')), 'Käse');
});

test('there is no coin', () => {
	assert.equal(api.query.balances, undefined);
	assert.equal(api.query.transactionPayment, undefined);
});

test('an account of the genesis has its provider and a nonce', async () => {
	const account = await api.query.system.account(alice.address);
	assert.ok(account.providers.toNumber() >= 1);
	assert.equal((await api.rpc.system.accountNextIndex(alice.address)).toNumber(), 0);
});

test('the methods of trace_ are listed, and its runtime API is decorated', async () => {
	const { methods } = await rpc(api, 'rpc_methods');
	for (const name of [
		'verify',
		'item',
		'lot',
		'product',
		'organisation',
		'links',
		'webIdentity',
		'credentialKey',
		'journal',
		'proof',
		'subscribeJournal',
	]) {
		assert.ok(methods.includes(`trace_${name}`), name);
	}
	assert.deepEqual(Object.keys(api.call.traceApi).sort(), [
		'credentialKey',
		'item',
		'journal',
		'journalOfBlock',
		'links',
		'lot',
		'lotsOfBatch',
		'operator',
		'organisation',
		'organisationByLegalId',
		'product',
		'verify',
		'webIdentity',
	]);
	const member = (await api.call.traceApi.organisation(0)).unwrap();
	assert.equal(member.name.toUtf8(), 'Member A');
	assert.equal(member.country.toUtf8(), 'CN');
});

test('finality follows the best block within two slots', async () => {
	await new Promise((resolve, reject) => {
		let stop;
		// The node answers before the code for its first block is compiled.
		const timer = setTimeout(() => reject(new Error('nothing is final')), 60_000);
		stop = api.rpc.chain.subscribeFinalizedHeads(async (header) => {
			if (header.number.toNumber() < 3) return;
			clearTimeout(timer);
			(await stop)();
			const best = await api.rpc.chain.getHeader();
			try {
				assert.ok(best.number.toNumber() - header.number.toNumber() <= 2);
				resolve();
			} catch (error) {
				reject(error);
			}
		});
	});
});
