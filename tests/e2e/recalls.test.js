// Holds and recalls: who may set them, whom they stop, who may lift them.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { gtin, uri } from '../../js/verify/src/gs1.js';
import { evidenceOf, makeLot } from '../../js/verify/src/lot.js';
import { Failed, eventsOf, motion, rpc, send, sendEach } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { DOCUMENT, alice, confirm, found, issue, product } from './lib/world.js';

const PREFIX = '9521001';
const CODE = gtin(PREFIX, 1);

/** The id that the merchant gets. */
const MERCHANT = 2;
const ORDER = { issuer: MERCHANT, gtin: CODE, batch: 'LOT-1', count: 8 };
const lot = makeLot({ ...ORDER, lotKey: randomBytes(32) });

const it = chain({
	prepare: async (api) => {
		const world = await found(api, {
			platform: { roles: ['Platform'] },
			merchant: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
			other: { roles: ['Merchant'], country: 'NZ' },
			customs: { roles: ['CustomsAuthority'], country: 'CN' },
			agency: { roles: ['InspectionAgency'], country: 'SG' },
		});
		const { merchant, platform } = world;
		assert.equal(merchant.id, MERCHANT);
		await send(
			api,
			api.tx.utility.batchAll([
				product(api, CODE),
				api.tx.merchantRegistry.registerFacility('Cutting works', 'BE', null),
				issue(api, lot, { facility: 0, produced: Date.now() - 1000 }),
			]),
			merchant.admin,
		);
		await send(api, confirm(api, 0, lot), platform.admin);
		return { world };
	},
});

/** Standing and reasons of an item's code, as asked in a country. */
const verdict = async (item, market = null) => {
	const { value } = await rpc(it.api, 'trace_verify', uri(item), market, evidenceOf(item));
	assert.equal(value.verdict.code, 'registered');
	return [value.verdict.standing, value.verdict.reasons];
};

const clear = ['clear', []];

test('hold of an authority stops goods in its own country and cautions elsewhere', async () => {
	const { api, world } = it;
	const { placeHold, liftNotice } = api.tx.productIdentity;
	const [item] = lot.items;
	assert.deepEqual(await verdict(item), clear);

	const placed = await send(api, placeHold({ Lot: 0 }, 3, DOCUMENT), world.customs.admin);
	assert.deepEqual(eventsOf(placed, 'productIdentity.HoldPlaced'), [
		{ notice: 0, on: { lot: 0 }, setBy: { organisation: world.customs.id } },
	]);
	assert.deepEqual(await verdict(item, 'CN'), ['stop', [{ held: 0 }, 'notReleased']]);
	assert.deepEqual(await verdict(item), ['stop', [{ held: 0 }]]);
	assert.deepEqual(await verdict(item, 'BE'), ['caution', [{ noticeElsewhere: 0 }]]);
	assert.deepEqual((await rpc(api, 'trace_lot', 0)).value.notices, [0]);

	const tries = await Promise.all(
		[world.merchant, world.other].map(({ admin }) => sendEach(api, [liftNotice(0)], admin)),
	);
	assert.deepEqual(tries, Array(2).fill(['productIdentity.NotYourNotice']));
	assert.deepEqual(
		await sendEach(api, [liftNotice(0), liftNotice(0), liftNotice(9)], world.customs.admin),
		['ok', 'productIdentity.NoticeAlreadyLifted', 'productIdentity.NoticeNotFound'],
	);
	assert.deepEqual(await verdict(item, 'CN'), ['caution', ['notReleased']]);
	assert.deepEqual(await verdict(item), clear);
});

test('notice is refused when its setter has no say in the matter', async () => {
	const { api, world } = it;
	const { placeHold, issueRecall } = api.tx.productIdentity;
	const now = Date.now();
	const facility = { Facility: { facility: 0, from: 0, to: now, by: 'Produced' } };
	const subjects = [
		{ Product: CODE },
		{ Lot: 0 },
		{ Items: [0, [{ start: 0, end: 1 }]] },
		facility,
	];
	const by = async ({ admin }) =>
		sendEach(
			api,
			subjects.flatMap((subject) => [placeHold(subject, 1, null), issueRecall(subject, 1, null)]),
			admin,
		);
	const [other, agency, platform] = await Promise.all([
		by(world.other),
		by(world.agency),
		by(world.platform),
	]);
	assert.deepEqual(
		other,
		['NotYourBrand', 'NotYourLot', 'NotYourLot', 'NotYourFacility'].flatMap((error) =>
			Array(2).fill(`productIdentity.${error}`),
		),
	);
	assert.deepEqual(agency, Array(8).fill('merchantRegistry.RoleMissing'));
	const unexamined = api.tx.productIdentity.holdExamined(9, 0, [{ start: 0, end: 1 }], 1, null);
	assert.deepEqual(await sendEach(api, [unexamined], world.agency.admin), [
		'productIdentity.NotExamined',
	]);
	assert.deepEqual(platform, Array(8).fill('merchantRegistry.RoleMissing'));
	assert.deepEqual(await verdict(lot.items[0]), clear);
});

test('notice is refused by name when its subject is wrong', async () => {
	const { api, world } = it;
	const { placeHold } = api.tx.productIdentity;
	const items = (...ranges) => ({ Items: [0, ranges.map(([start, end]) => ({ start, end }))] });
	const period = (from, to) => ({ Facility: { facility: 0, from, to, by: 'Issued' } });
	const cases = [
		[{ Product: gtin(PREFIX, 2) }, 'ProductNotFound'],
		[{ Lot: 5 }, 'LotNotFound'],
		[items(), 'InvalidRanges'],
		[items([3, 3]), 'InvalidRanges'],
		[items([0, 9]), 'InvalidRanges'],
		[items([2, 4], [3, 5]), 'InvalidRanges'],
		[period(5, 5), 'InvalidPeriod'],
		[{ Facility: { facility: 9, from: 0, to: 1, by: 'Issued' } }, 'FacilityNotFound'],
	];
	assert.deepEqual(
		await sendEach(
			api,
			cases.map(([subject]) => placeHold(subject, 1, null)),
			world.merchant.admin,
		),
		cases.map(([, error]) => `productIdentity.${error}`),
	);
});

test('recall of some items stops those and no others, and is acknowledged once', async () => {
	const { api, world } = it;
	const { issueRecall, acknowledgeRecall, liftNotice } = api.tx.productIdentity;
	const some = {
		Items: [
			0,
			[
				{ start: 1, end: 3 },
				{ start: 5, end: 6 },
			],
		],
	};
	const placed = await send(api, issueRecall(some, 1, DOCUMENT), world.merchant.admin);
	const [{ notice }] = eventsOf(placed, 'productIdentity.RecallIssued');
	const standings = await Promise.all(lot.items.map((item) => verdict(item, 'BE')));
	assert.deepEqual(
		standings,
		lot.items.map(({ index }) =>
			[1, 2, 5].includes(index) ? ['stop', [{ recalled: notice }]] : clear,
		),
	);
	const known = await sendEach(
		api,
		[acknowledgeRecall(notice), acknowledgeRecall(notice), acknowledgeRecall(0)],
		world.platform.admin,
	);
	assert.deepEqual(known, [
		'ok',
		'productIdentity.AlreadyAcknowledged',
		'productIdentity.NotARecall',
	]);

	await assert.rejects(
		send(api, liftNotice(notice), world.customs.admin),
		new Failed('productIdentity.NotYourNotice'),
	);
	await motion(api, alice, liftNotice(notice));
	assert.deepEqual(await verdict(lot.items[1]), clear);
});

test('recall of what a facility made in a period finds its lots', async () => {
	const { api, world } = it;
	const { issueRecall, liftNotice } = api.tx.productIdentity;
	const period = (from, to) =>
		issueRecall({ Facility: { facility: 0, from, to, by: 'Produced' } }, 2, null);
	const day = 86_400_000;
	const placed = await send(
		api,
		api.tx.utility.batchAll([
			period(Date.now() - day, Date.now() + day),
			period(0, Date.now() - day),
		]),
		world.merchant.admin,
	);
	const [first, second] = eventsOf(placed, 'productIdentity.RecallIssued').map(
		({ notice }) => notice,
	);
	assert.deepEqual(await verdict(lot.items[0]), ['stop', [{ recalled: first }]]);
	await send(
		api,
		api.tx.utility.batchAll([liftNotice(first), liftNotice(second)]),
		world.merchant.admin,
	);
	assert.deepEqual(await verdict(lot.items[0]), clear);
});

test('items that their issuer reports lost or stolen say so for ever', async () => {
	const { api, world } = it;
	const { flagItems } = api.tx.productIdentity;
	const ranges = (start, end) => [{ start, end }];
	const tries = (signer) =>
		sendEach(
			api,
			[
				flagItems(0, ranges(6, 7), 'Stolen'),
				flagItems(0, ranges(7, 8), 'Lost'),
				flagItems(0, ranges(6, 7), 'Stolen'),
				flagItems(0, ranges(8, 9), 'Lost'),
			],
			signer.admin,
		);
	assert.deepEqual(await tries(world.other), Array(4).fill('productIdentity.NotYourLot'));
	assert.deepEqual(await tries(world.merchant), [
		'ok',
		'ok',
		'productIdentity.AlreadyFlagged',
		'productIdentity.InvalidRanges',
	]);
	assert.deepEqual(await verdict(lot.items[6]), ['stop', ['stolen']]);
	assert.deepEqual(await verdict(lot.items[7]), ['caution', ['lost']]);
	assert.deepEqual(await verdict(lot.items[5]), clear);
});
