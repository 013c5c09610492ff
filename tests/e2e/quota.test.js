// Quotas: what an organisation may write, and that nobody starves the others.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { activation } from '../../js/verify/src/activation.js';
import { gtin } from '../../js/verify/src/gs1.js';
import { leafOf } from '../../js/verify/src/lot.js';
import { Failed, Refused, key, motion, rpc, send, sendAll, until } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { alice, details, found, header, product } from './lib/world.js';

const OURS = '9521001';
const THEIRS = '9521002';
const MUCH = {
	weight: 10n ** 15n,
	length: 10 ** 9,
	state: 10 ** 9,
	activations: 1000,
	storage: 10 ** 9,
};

const it = chain({
	prepare: async (api) => {
		const world = await found(api, {
			small: { roles: ['Merchant'], country: 'BE', prefix: OURS },
			large: { roles: ['Merchant'], country: 'NZ', prefix: THEIRS },
		});
		await Promise.all([
			send(api, product(api, gtin(OURS, 1)), world.small.admin),
			send(api, product(api, gtin(THEIRS, 1)), world.large.admin),
		]);
		return { world };
	},
});

/** Sets what the small organisation may write: much, but for the limits named. */
const limit = (limits) =>
	motion(
		it.api,
		alice,
		it.api.tx.quota.setOverride(it.world.small.id, limits && { ...MUCH, ...limits }),
	);

const usage = async () => {
	const party = { Organisation: it.world.small.id };
	const { usage: used, stored } = await it.api.query.quota.parties(party);
	const { weight, length, state } = used;
	return {
		weight: weight.toBigInt(),
		length: length.toNumber(),
		state: state.toNumber(),
		stored: stored.toNumber(),
	};
};

const revision = (prefix, name) =>
	it.api.tx.productIdentity.reviseProduct(gtin(prefix, 1), details({ name }));
const mine = (name = 'mine') => send(it.api, revision(OURS, name), it.world.small.admin);
const theirs = (name = 'theirs') => send(it.api, revision(THEIRS, name), it.world.large.admin);
const refused = (promise, custom) =>
	assert.rejects(promise, { name: 'Refused', code: 1010, custom });

test('organisation is refused when it has used up its bytes, while another still writes', async () => {
	const before = await usage();
	await mine();
	const each = (await usage()).length - before.length;
	assert.ok(each > 100 && each < 1000, 'the length of one transaction');

	// Room for three of five.
	const { length } = await usage();
	await limit({ length: length + 3 * each });
	const { api, world } = it;
	const { address } = world.small.admin;
	const nonce = (await api.query.system.account(address)).nonce.toNumber();
	for (let i = 0; i < 5; i++) {
		const signed = await revision(OURS, 'mine').signAsync(world.small.admin, { nonce: nonce + i });
		await rpc(api, 'author_submitExtrinsic', signed.toHex());
	}
	await sendAll(
		api,
		Array.from({ length: 5 }, () => revision(THEIRS, 'theirs')),
		world.large.admin,
	);
	await until(api, async () => (await usage()).length === length + 3 * each, 'three writes');
	await refused(mine(), 5);

	// The node accepted the other two, so it keeps them for better times.
	const written = async () =>
		(await api.query.system.account(address)).nonce.toNumber() - nonce;
	assert.equal(await written(), 3);
	assert.equal((await rpc(api, 'author_pendingExtrinsics')).length, 2);
	await limit(null);
	await until(api, async () => (await written()) === 5, 'the other two');
});

test('organisation is refused when it has used up its execution time, while another still writes', async () => {
	await limit({ weight: (await usage()).weight + 1n });
	await refused(mine(), 4);
	await Promise.all([theirs(), limit(null)]);
});

test('time that was charged and not used is given back', async () => {
	const { api, world } = it;
	const spent = async (write) => {
		const before = (await usage()).weight;
		await write();
		return (await usage()).weight - before;
	};
	const one = await spent(() => mine());
	// The batch stops at its first call; fifty are charged and not run.
	const calls = [api.tx.productIdentity.confirmBrand(0), ...Array(50).fill(revision(OURS, 'mine'))];
	const many = await spent(() => send(api, api.tx.utility.batch(calls), world.small.admin));
	assert.ok(one > 0n && many < 3n * one, `${many} of ${one} each`);
});

test('call that would store too much fails by name and stores nothing', async () => {
	const { state, stored } = await usage();
	await limit({ state: state + 10 });
	await assert.rejects(mine(), new Failed('quota.StateQuotaExceeded'));
	await limit({ storage: stored + 10 });
	await assert.rejects(mine(), new Failed('quota.StorageAllowanceExceeded'));
	await Promise.all([theirs(), limit(null)]);
	const after = await usage();
	assert.deepEqual([after.state, after.stored], [state, stored]);
});

test('operator is refused beyond its share, while its organisation still writes', async () => {
	const { api, world } = it;
	const { setOperatorShare } = api.tx.quota;
	const clerk = key('//clerk');
	const { admin } = world.small;
	const add = api.tx.merchantRegistry.addOperator(clerk.address, 0b100);
	await send(api, api.tx.utility.batchAll([add, setOperatorShare(clerk.address, 0)]), admin);
	await refused(send(api, revision(OURS, 'clerk'), clerk), 7);
	const fails = (call, signer, reason) =>
		assert.rejects(send(api, call, signer), new Failed(`quota.${reason}`));
	await Promise.all([
		fails(setOperatorShare(admin.address, 1000), admin, 'SameAccount'),
		fails(setOperatorShare(clerk.address, 1000), world.large.admin, 'NotYourOperator'),
	]);
	await sendAll(api, [revision(OURS, 'mine'), setOperatorShare(clerk.address, 1_000_000)], admin);
	await send(api, revision(OURS, 'clerk'), clerk);
});

test('activation waits until the issuer has allowance for it', async () => {
	const { api, world } = it;
	const { issueListedLot, listItems } = api.tx.productIdentity;
	const item = {
		issuer: world.small.id,
		gtin: gtin(OURS, 1),
		batch: 'ONE',
		serial: 'S1',
		secret: randomBytes(10),
		index: 0,
		lot: 0,
		proof: [],
	};
	const lot = api.tx.utility.batchAll([
		issueListedLot(header(item, { guessable: true })),
		listItems(0, [leafOf(item).leaf]),
	]);
	await Promise.all([send(api, lot, world.small.admin), limit({ activations: 0 })]);
	// The bytes are the same, and the node looks at them again.
	const activate = () =>
		rpc(api, 'author_submitExtrinsic', activation(item)).catch((error) => {
			throw new Refused(error);
		});
	await refused(activate(), 106);
	await limit(null);
	await activate();
	await until(
		api,
		async () => (await rpc(api, 'trace_item', 0, 0)).value.facts.activated,
		'the activation',
	);
});

test('old transactions are refused when their operator was revoked and readmitted', async () => {
	const { api, world } = it;
	const { addOperator, revokeOperator, readmitOperator } = api.tx.merchantRegistry;
	const temp = key('//temp');
	const { admin } = world.small;
	await send(api, addOperator(temp.address, 0b100), admin);

	// Two transactions with the first nonce. The pool knows the one that it took, but not the other.
	const sign = async () =>
		(await revision(OURS, 'temp').signAsync(temp, { nonce: 0, era: 0 })).toHex();
	const [taken, kept] = [await sign(), await sign()];
	assert.notEqual(taken, kept);
	await rpc(api, 'author_submitExtrinsic', taken);
	await until(
		api,
		async () => (await api.query.system.account(temp.address)).nonce.toNumber() === 1,
		'the write',
	);

	const replay = () =>
		rpc(api, 'author_submitExtrinsic', kept).catch((error) => {
			throw new Refused(error);
		});
	const now = (await api.query.timestamp.now()).toNumber();
	await send(api, revokeOperator(temp.address, now), admin);
	await refused(send(api, revision(OURS, 'temp'), temp), 2);
	await send(api, readmitOperator(temp.address), admin);
	assert.equal((await api.query.system.account(temp.address)).nonce.toNumber(), 1);
	await assert.rejects(replay(), { name: 'Refused', code: 1010, message: /outdated/ });
	await send(api, revision(OURS, 'temp'), temp);
});
