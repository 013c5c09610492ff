// A call is judged by whoever makes it, however it is wrapped.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeyMulti, encodeAddress, sortAddresses } from '@polkadot/util-crypto';
import { gtin } from '../../js/verify/src/gs1.js';
import { Failed, eventsOf, key, motion, nameOf, rpc, send, sendEach } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { DOCUMENT, alice, details, found, product } from './lib/world.js';

const PREFIX = '9521001';
const CODE = gtin(PREFIX, 1);
const PRODUCTS = 0b100;

/** Signs everything below. It may write, and has no permission of its own. */
const clerk = key('//clerk');

/** The account that the clerk makes with another one, and may use alone. */
const shared = (name) =>
	encodeAddress(createKeyMulti([clerk.address, key(`//${name}`).address], 1));

/** Who stands behind a wrapped call, and what it is told. */
const CASES = {
	stranger: 'merchantRegistry.NotAnOperator',
	unpermitted: 'merchantRegistry.PermissionMissing',
	foreign: 'productIdentity.NotYourProduct',
	revoked: 'merchantRegistry.OperatorRevoked',
	suspended: 'merchantRegistry.OrganisationSuspended',
	entitled: 'ok',
};

const it = chain({
	prepare: async (api) => {
		const world = await found(api, {
			merchant: { roles: ['Merchant'], country: 'BE', prefix: PREFIX },
			other: { roles: ['Merchant'], country: 'NZ' },
			doomed: { roles: ['Merchant'], country: 'NZ' },
		});
		const { merchant, other, doomed } = world;
		const { addOperator, revokeOperator, suspend } = api.tx.merchantRegistry;
		const { batchAll } = api.tx.utility;
		const { addProxy } = api.tx.proxy;

		// The accounts behind wrapped calls: those that the clerk shares, and those that it is a proxy of.
		const behind = (name, permissions) => [
			addOperator(shared(name), permissions),
			addOperator(key(`//${name}`).address, permissions),
		];
		await Promise.all([
			send(
				api,
				batchAll([
					addOperator(clerk.address, 0),
					addOperator(key('//partner').address, 0),
					...behind('unpermitted', 0b1000),
					...behind('revoked', PRODUCTS),
					...behind('entitled', PRODUCTS),
					...behind('narrow', PRODUCTS),
					product(api, CODE),
				]),
				merchant.admin,
			),
			send(api, batchAll(behind('foreign', PRODUCTS)), other.admin),
			send(api, batchAll(behind('suspended', PRODUCTS)), doomed.admin),
		]);
		await Promise.all(
			['unpermitted', 'foreign', 'revoked', 'suspended', 'entitled', 'narrow'].map((name) =>
				send(
					api,
					addProxy(clerk.address, name === 'narrow' ? 'Identity' : 'Any', 0),
					key(`//${name}`),
				),
			),
		);
		const now = (await api.query.timestamp.now()).toNumber();
		const revoked = [shared('revoked'), key('//revoked').address];
		await Promise.all([
			send(api, batchAll(revoked.map((account) => revokeOperator(account, now))), merchant.admin),
			motion(api, alice, suspend(doomed.id, DOCUMENT)),
		]);
		return { world };
	},
});

/** What became of the call within. */
async function within(call, signer = clerk, nonce = -1) {
	const { api } = it;
	const result = await send(api, call, signer, { nonce }).catch((error) => {
		if (error instanceof Failed) return error;
		throw error;
	});
	if (result instanceof Failed) return result.reason;
	const executed = result.events.filter(({ method }) => /^(Proxy|Multisig)Executed$/.test(method));
	const failed = executed.find(({ data }) => data.result.isErr);
	return failed ? nameOf(api, failed.data.result.asErr) : 'ok';
}

/** The same for several calls at once. */
async function withinAll(calls) {
	const nonce = await it.api.rpc.system.accountNextIndex(clerk.address);
	return Promise.all(calls.map((call, i) => within(call, clerk, nonce.toNumber() + i)));
}

const revision = (name) => it.api.tx.productIdentity.reviseProduct(CODE, details({ name }));
const version = async () => (await rpc(it.api, 'trace_product', CODE)).value.version;

test('call is refused in a batch as it is alone', async () => {
	const { api, world } = it;
	const { batch, batchAll, forceBatch } = api.tx.utility;
	const before = await version();
	const reason = 'productIdentity.NotYourProduct';
	const { admin } = world.other;
	await assert.rejects(send(api, batchAll([revision('a')]), admin), new Failed(reason));
	assert.deepEqual(await sendEach(api, [batchAll([revision('a')]), revision('b')], admin), [
		reason,
		reason,
	]);
	const interrupted = await send(api, batch([forceBatch([revision('a')]), revision('b')]), admin);
	assert.equal(eventsOf(interrupted, 'utility.BatchInterrupted').length, 1);
	assert.equal(await version(), before);
});

test('batch does nothing at all when one of its calls fails', async () => {
	const { api, world } = it;
	const calls = [product(api, gtin(PREFIX, 2)), product(api, gtin(PREFIX, 2))];
	await assert.rejects(
		send(api, api.tx.utility.batchAll(calls), world.merchant.admin),
		new Failed('productIdentity.ProductAlreadyExists'),
	);
	assert.equal((await rpc(api, 'trace_product', gtin(PREFIX, 2))).value, null);
});

for (const wrapped of ['alone', 'in a batch']) {
	const inner = (call) => (wrapped === 'alone' ? call : it.api.tx.utility.batchAll([call]));

	test(`proxy is told what the account behind it would be told, ${wrapped}`, async () => {
		const { stranger, ...cases } = CASES;
		const before = await version();
		const calls = Object.keys(cases).map((name) =>
			it.api.tx.proxy.proxy(key(`//${name}`).address, null, inner(revision(`proxy ${wrapped}`))),
		);
		assert.deepEqual(await withinAll(calls), Object.values(cases));
		assert.equal(await version(), before + 1);
	});

	test(`shared account is told what its own standing is, ${wrapped}`, async () => {
		const before = await version();
		const calls = Object.keys(CASES).map((name) =>
			it.api.tx.multisig.asMultiThreshold1(
				[key(`//${name}`).address],
				inner(revision(`multisig ${wrapped}`)),
			),
		);
		assert.deepEqual(await withinAll(calls), Object.values(CASES));
		assert.equal(await version(), before + 1);
	});
}

test('proxy is stopped by its type, and whoever is no proxy at all', async () => {
	const { api, world } = it;
	const narrow = key('//narrow').address;
	const registry = api.tx.merchantRegistry.addOperator(key('//friend').address, 0);
	const { proxy } = api.tx.proxy;
	assert.deepEqual(
		await withinAll([
			proxy(narrow, null, revision('narrow')),
			proxy(narrow, null, registry),
			proxy(narrow, null, api.tx.utility.batchAll([registry])),
			proxy(narrow, 'Any', revision('as any')),
			proxy(world.merchant.admin.address, null, revision('as admin')),
		]),
		['ok', 'system.CallFiltered', 'system.CallFiltered', 'proxy.NotProxy', 'proxy.NotProxy'],
	);
});

test('nobody reaches the council, or another account, through a wrapping', async () => {
	const { api, world } = it;
	const { utility, multisig, proxy } = api.tx;
	const partner = key('//stranger').address;
	const grant = () => api.tx.merchantRegistry.setRegistrar(world.merchant.id);
	const remark = () => api.tx.system.remark('0x00');
	assert.deepEqual(
		await withinAll([
			utility.batchAll([grant()]),
			utility.dispatchAs(
				{ system: { Signed: world.merchant.admin.address } },
				revision('as another'),
			),
			utility.asDerivative(0, revision('as a derivative')),
			multisig.asMultiThreshold1([partner], grant()),
			multisig.asMultiThreshold1([partner], proxy.addProxy(clerk.address, 'Any', 0)),
			utility.batchAll([remark()]),
			remark(),
		]),
		[
			'BadOrigin',
			'BadOrigin',
			'merchantRegistry.NotAnOperator',
			'BadOrigin',
			'quota.NoAllowance',
			'system.CallFiltered',
			'system.CallFiltered',
		],
	);
	// Alice sits on the council, but a seat is no motion.
	await assert.rejects(send(api, utility.batchAll([grant()]), alice), new Failed('BadOrigin'));
});

test('two of three signatories write together as one operator', async () => {
	const { api, world } = it;
	const partner = key('//partner');
	const three = [clerk.address, partner.address, key('//stranger').address];
	const account = encodeAddress(createKeyMulti(three, 2));
	const others = ({ address }) => sortAddresses(three.filter((other) => other !== address));
	const call = product(api, gtin(PREFIX, 3));
	await send(api, api.tx.merchantRegistry.addOperator(account, PRODUCTS), world.merchant.admin);

	const stored = async () =>
		(await api.query.quota.parties({ Organisation: world.merchant.id })).stored.toNumber();
	const before = await stored();
	const weight = { refTime: 500_000_000_000, proofSize: 10_000_000 };
	const { approveAsMulti, asMulti } = api.tx.multisig;
	const opened = await send(
		api,
		approveAsMulti(2, others(clerk), null, call.method.hash, weight),
		clerk,
	);
	// 128 bytes for the open multisig and 32 for each approval that it takes.
	assert.equal((await stored()) - before, 128 + 2 * 32);
	const { when } = (await api.query.multisig.multisigs(account, call.method.hash)).unwrap();
	assert.equal(when.height.toNumber(), opened.number);

	assert.equal(await within(asMulti(2, others(partner), when, call, weight), partner), 'ok');
	assert.equal(
		(await rpc(api, 'trace_product', gtin(PREFIX, 3))).value.registrant.id,
		world.merchant.id,
	);
	assert.ok((await api.query.quota.reservedBytes(clerk.address)).isNone);
});

test('bytes stored at will are for the council to grant', async () => {
	const { api } = it;
	const { dispatchAsRoot } = api.tx.consortium;
	const done = await motion(api, alice, dispatchAsRoot(api.tx.system.remark('0x2a')));
	const root = done.events.find(({ method }) => method === 'RootCallDispatched');
	assert.ok(root.data.result.isOk);
	await assert.rejects(
		motion(api, alice, dispatchAsRoot(api.tx.utility.batch([api.tx.system.setCode('0x00')]))),
		new Failed('consortium.RootCallRefused'),
	);
});
