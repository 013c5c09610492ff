// Products: who may register what under which prefix.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { companyPrefix, gtin } from '../../js/verify/src/gs1.js';
import { Failed, eventsOf, key, motion, rpc, send, sendAll, sendEach } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { DOCUMENT, alice, details, found, header, product } from './lib/world.js';

const OURS = '9521001';
const THEIRS = '9521002';

const it = chain({
	prepare: async (api) => ({
		world: await found(api, {
			platform: { roles: ['Platform'] },
			merchant: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: OURS },
			other: { roles: ['Merchant'], country: 'NZ', prefix: THEIRS },
			agency: { roles: ['InspectionAgency'], country: 'SG' },
		}),
	}),
});

const answer = async (gtin) => (await rpc(it.api, 'trace_product', gtin)).value;

test('registrar grants prefixes of which none contains another', async () => {
	const { api, world } = it;
	const { grantPrefix, setRegistrar } = api.tx.merchantRegistry;
	await assert.rejects(
		send(
			api,
			grantPrefix(companyPrefix('9521003'), world.other.id, DOCUMENT),
			world.platform.admin,
		),
		new Failed('merchantRegistry.NotRegistrar'),
	);
	await motion(api, alice, setRegistrar(world.platform.id));
	const grants = [
		['9521003', 'ok'],
		['9521005', 'merchantRegistry.SameControlGroup', world.platform],
		['9521003', 'merchantRegistry.PrefixAlreadyExists'],
		['952100', 'merchantRegistry.PrefixOverlaps'],
		['95210031', 'merchantRegistry.PrefixOverlaps'],
		['952', 'merchantRegistry.InvalidPrefix'],
		['0000012', 'merchantRegistry.RestrictedPrefix'],
		['2012345', 'merchantRegistry.RestrictedPrefix'],
	];
	assert.deepEqual(
		await sendEach(
			api,
			grants.map(([digits, , holder = world.other]) =>
				grantPrefix(companyPrefix(digits), holder.id, DOCUMENT),
			),
			world.platform.admin,
		),
		grants.map(([, outcome]) => outcome),
	);
});

test('product is registered, and its brand confirmed, when its GTIN lies under the own prefix', async () => {
	const { api, world } = it;
	const code = gtin(OURS, 1);
	const call = product(api, code, { sheet: DOCUMENT });
	const result = await send(api, call, world.merchant.admin);

	const [registered] = eventsOf(result, 'productIdentity.ProductRegistered');
	assert.deepEqual(registered, {
		gtin: Number(code),
		registrant: world.merchant.id,
		brand: 'Confirmed',
	});

	const { registeredAt, ...rest } = await answer(code);
	const named = { id: world.merchant.id, name: 'merchant', country: 'BE' };
	assert.deepEqual(rest, {
		gtin: code,
		name: 'Brilliant, 0.5 ct',
		productType: 0,
		productTypeName: 'Cut diamonds',
		hs: { code: '710239', edition: 2022 },
		origin: 'BE',
		sheet: { digest: DOCUMENT.digest, media: 'pdf' },
		version: 1,
		registrant: named,
		brand: 'confirmed',
		brandHolder: named,
		lots: [],
		nextLot: null,
		notices: [],
	});
	assert.ok(Math.abs(Date.now() - registeredAt) < 60_000);
});

test('batch registers the good products and names what is wrong with each bad one', async () => {
	const { api, world } = it;
	const good = gtin(OURS, 2);
	const wrongDigit = good.slice(0, 13) + ((Number(good[13]) + 1) % 10);
	const cases = [
		[product(api, good), 'ok'],
		[product(api, good), 'ProductAlreadyExists'],
		[product(api, wrongDigit), 'InvalidGtin'],
		[product(api, '0'), 'InvalidGtin'],
		[product(api, '100000000000007'), 'InvalidGtin'],
		[product(api, gtin('2012345', 1)), 'RestrictedGtin'],
		// A number of restricted circulation with 8 digits, a refund receipt, a coupon.
		[product(api, '20000004'), 'RestrictedGtin'],
		[product(api, '9800000000014'), 'RestrictedGtin'],
		[product(api, '9900000000011'), 'RestrictedGtin'],
		[product(api, gtin(THEIRS, 1)), 'NotYourBrand'],
		[product(api, gtin(OURS, 3), { name: '' }), 'InvalidName'],
		[product(api, gtin(OURS, 3), { name: 'mir\u202Eror' }), 'InvalidName'],
		[product(api, gtin(OURS, 3), { name: '0xc328' }), 'InvalidName'],
		[product(api, gtin(OURS, 3), { hs: { code: '990000', edition: 2022 } }), 'InvalidHsCode'],
		[product(api, gtin(OURS, 3), { hs: { code: '710239', edition: 1987 } }), 'InvalidHsCode'],
		[product(api, gtin(OURS, 3), { hs: { code: '710239', edition: 2021 } }), 'HsEditionNotFound'],
		[product(api, gtin(OURS, 3), { origin: 'XX' }), 'InvalidOrigin'],
		[product(api, gtin(OURS, 3), {}, 7), 'ProductTypeNotFound'],
		[product(api, gtin(OURS, 4), { name: '半克拉钻石' }), 'ok'],
	];
	assert.deepEqual(
		await sendEach(
			api,
			cases.map(([call]) => call),
			world.merchant.admin,
		),
		cases.map(([, outcome]) => (outcome === 'ok' ? 'ok' : `productIdentity.${outcome}`)),
	);
	assert.equal(await answer(gtin(OURS, 3)), null);
	assert.equal((await answer(gtin(OURS, 4))).name, '半克拉钻石');
});

test('brand stays unconfirmed when the GTIN only contains the prefix somewhere', async () => {
	const { api, world } = it;
	// 1 9521001 …: the prefix stands one digit further to the right.
	const code = gtin(`1${OURS}`, 1);
	await send(api, product(api, code), world.merchant.admin);
	const { brand, brandHolder } = await answer(code);
	assert.deepEqual({ brand, brandHolder }, { brand: 'unconfirmed', brandHolder: null });
});

test('other organisation may read a product and change nothing of it', async () => {
	const { api, world } = it;
	const code = gtin(OURS, 1);
	const identity = api.tx.productIdentity;
	const digest = `0x${'11'.repeat(32)}`;
	const tries = [
		[identity.reviseProduct(code, details({ name: 'Mine' })), 'productIdentity.NotYourProduct'],
		[identity.confirmBrand(code), 'productIdentity.NotYourBrand'],
		[identity.disownBrand(code), 'productIdentity.NotYourBrand'],
		[
			identity.issueLot(header({ gtin: code, batch: 'B' }), 1, digest, digest),
			'productIdentity.NotYourBrand',
		],
		[identity.issueListedLot(header({ gtin: code, batch: 'B' })), 'productIdentity.NotYourBrand'],
		[identity.placeHold({ Product: code }, 1, null), 'productIdentity.NotYourBrand'],
		[identity.issueRecall({ Product: code }, 1, null), 'productIdentity.NotYourBrand'],
		[
			api.tx.merchantRegistry.authoriseMerchant(code, world.other.id, null, 4_000_000_000_000),
			'merchantRegistry.NotYourBrand',
		],
		[
			api.tx.merchantRegistry.withdrawPrefix(companyPrefix(OURS), null),
			'merchantRegistry.NotRegistrar',
		],
		[identity.registerProductTypes(['Mine']), 'BadOrigin'],
	];
	const before = await answer(code);
	assert.deepEqual(
		await sendEach(
			api,
			tries.map(([call]) => call),
			world.other.admin,
		),
		tries.map(([, error]) => error),
	);
	assert.deepEqual(await answer(code), before);
});

test('product is refused when the operator lacks the permission or the organisation the role', async () => {
	const { api, world } = it;
	const clerk = key('//lots clerk');
	await send(api, api.tx.merchantRegistry.addOperator(clerk.address, 0b1000), world.merchant.admin);
	const call = () => product(api, gtin(OURS, 5));
	const fails = async (signer, reason) =>
		assert.rejects(send(api, call(), signer), new Failed(reason));
	await Promise.all([
		fails(clerk, 'merchantRegistry.PermissionMissing'),
		fails(world.agency.admin, 'merchantRegistry.RoleMissing'),
		fails(world.platform.admin, 'merchantRegistry.RoleMissing'),
	]);
	assert.equal(await answer(gtin(OURS, 5)), null);
});

test('brand authorises a merchant for a number of items, and takes it back', async () => {
	const { api, world } = it;
	const code = gtin(OURS, 1);
	const identity = api.tx.productIdentity;
	const { authoriseMerchant, withdrawAuthorisation } = api.tx.merchantRegistry;
	const digest = `0x${'22'.repeat(32)}`;
	const issue = (batch, count) =>
		identity.issueLot(header({ gtin: code, batch }), count, digest, digest);
	const inAnHour = Date.now() + 3_600_000;

	assert.deepEqual(
		await sendEach(
			api,
			[
				authoriseMerchant(code, world.other.id, 0, inAnHour),
				authoriseMerchant(code, world.other.id, 5, 1),
				authoriseMerchant(code, world.platform.id, 5, inAnHour),
				authoriseMerchant(code, world.other.id, 5, inAnHour),
			],
			world.merchant.admin,
		),
		[
			'merchantRegistry.InvalidQuantity',
			'merchantRegistry.InvalidExpiry',
			'merchantRegistry.NotAMerchant',
			'ok',
		],
	);
	assert.deepEqual(
		await sendEach(
			api,
			[issue('A1', 6), issue('A1', 4), issue('A2', 2), issue('A2', 1), issue('A3', 1)],
			world.other.admin,
		),
		[
			'merchantRegistry.AuthorisationExhausted',
			'ok',
			'merchantRegistry.AuthorisationExhausted',
			'ok',
			'productIdentity.NotYourBrand',
		],
	);
	assert.deepEqual(
		await sendEach(
			api,
			[withdrawAuthorisation(code, world.other.id), withdrawAuthorisation(code, world.other.id)],
			world.merchant.admin,
		),
		['ok', 'merchantRegistry.AuthorisationNotFound'],
	);
});

test('product is revised by its registrant; unconfirmed ones are confirmed or disowned by their brand', async () => {
	const { api, world } = it;
	const code = gtin('9521004', 1);
	const identity = api.tx.productIdentity;
	await sendAll(
		api,
		[product(api, code), identity.reviseProduct(code, details({ name: 'Brilliant, 0.51 ct' }))],
		world.other.admin,
	);
	assert.equal((await answer(code)).version, 2);
	await motion(
		api,
		alice,
		api.tx.merchantRegistry.grantPrefix(companyPrefix('9521004'), world.merchant.id, DOCUMENT),
	);
	assert.equal((await answer(code)).brand, 'unconfirmed');
	const tries = await sendEach(
		api,
		[identity.confirmBrand(code), identity.confirmBrand(code), identity.disownBrand(code)],
		world.merchant.admin,
	);
	assert.deepEqual(tries, ['ok', 'productIdentity.BrandUnchanged', 'ok']);
	assert.equal((await answer(code)).brand, 'disowned');
});

test('brand of a GTIN-8 is confirmed by whoever was granted that one number', async () => {
	const { api, world } = it;
	const code = '95200002';
	const { confirmBrand } = api.tx.productIdentity;
	await send(api, product(api, code), world.other.admin);
	assert.equal((await answer(code)).brand, 'unconfirmed');
	// The twelve digits that lead it in a GTIN-13.
	const grant = companyPrefix('000009520000');
	await motion(
		api,
		alice,
		api.tx.merchantRegistry.grantPrefix(grant, world.merchant.id, DOCUMENT),
	);
	await send(api, confirmBrand(code), world.merchant.admin);
	assert.equal((await answer(code)).brand, 'confirmed');
});

test('importers keep records of their own of a product whose brand is not here', async () => {
	const { api, world } = it;
	const { issueListedLot, reviseProduct } = api.tx.productIdentity;
	const code = gtin('9521009', 1);
	await send(api, product(api, code, { origin: 'BE' }), world.merchant.admin);
	await send(api, product(api, code, { origin: 'NZ' }), world.other.admin);
	assert.deepEqual(await sendEach(api, [product(api, code)], world.other.admin), [
		'productIdentity.ProductAlreadyExists',
	]);
	// The first registrant's is read; the other's lots follow its own, which it alone revises.
	await send(api, reviseProduct(code, details({ origin: 'AU' })), world.other.admin);
	assert.deepEqual(
		await answer(code).then(({ origin, version }) => ({ origin, version })),
		{ origin: 'BE', version: 1 },
	);
	const issued = await send(api, issueListedLot(header({ gtin: code, batch: 'B' })), world.other.admin);
	const [{ lot }] = eventsOf(issued, 'productIdentity.LotIssued');
	assert.equal((await rpc(api, 'trace_lot', lot)).value.version, 3);
});

test('pool refuses strangers, revoked operators and suspended organisations, each with its code', async () => {
	const { api, world } = it;
	const clerk = key('//lots clerk');
	const at = (await api.query.timestamp.now()).toNumber();
	await Promise.all([
		send(api, api.tx.merchantRegistry.revokeOperator(clerk.address, at), world.merchant.admin),
		motion(api, alice, api.tx.merchantRegistry.suspend(world.other.id, DOCUMENT)),
	]);
	const call = () => product(api, gtin(THEIRS, 9));
	const refused = (signer, custom) =>
		assert.rejects(send(api, call(), signer), {
			name: 'Refused',
			code: 1010,
			message: `1010: Invalid Transaction: Custom error: ${custom}`,
		});
	await refused(key('//stranger'), 1);
	await refused(clerk, 2);
	await refused(world.other.admin, 3);
	assert.equal(await answer(gtin(THEIRS, 9)), null);
});
