// What an insider with a valid key cannot do: hide a recall, turn another's genuine goods bad, freeze the
// chain, or keep what it stole.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { gtin, uri } from '../../js/verify/src/gs1.js';
import { evidenceOf, makeLot } from '../../js/verify/src/lot.js';
import { Failed, eventsOf, key, motion, rpc, send, sendAll, sendEach } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { DOCUMENT, alice, confirm, found, header, issue, product } from './lib/world.js';

const PREFIX = '9521001';
const CODE = gtin(PREFIX, 1);

/** The id that the maker gets. */
const MAKER = 2;

const lotOf = (batch) =>
	makeLot({ issuer: MAKER, gtin: CODE, batch, count: 8, lotKey: randomBytes(32) });

/** The maker's lots, under the ids that they get. */
const [RECALLED, GENUINE] = [0, 1];
const LOTS = [lotOf('RECALLED'), lotOf('GENUINE')];

const it = chain({
	prepare: async (api) => {
		const world = await found(api, {
			platform: { roles: ['Platform'] },
			maker: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
			// A merchant that the maker's brand let issue lots of its product.
			rival: { roles: ['Merchant'], country: 'NZ' },
		});
		assert.equal(world.maker.id, MAKER);
		const { authoriseMerchant } = api.tx.merchantRegistry;
		await sendAll(
			api,
			[
				product(api, CODE),
				...LOTS.map((lot) => issue(api, lot)),
				authoriseMerchant(CODE, world.rival.id, 1000, Date.now() + 3_600_000),
			],
			world.maker.admin,
		);
		const confirmed = LOTS.map((lot, id) => confirm(api, id, lot));
		await sendAll(api, confirmed, world.platform.admin);
		return { world };
	},
});

const verify = async (item, evidence) =>
	(await rpc(it.api, 'trace_verify', uri(item), null, evidence)).value;

const spoken = ({ verdict: { code, standing, reasons } }) => [code, standing, reasons];

/** The id that the next lot gets. */
const nextLot = async () => (await it.api.query.productIdentity.nextLotId()).toNumber();

test('recall is read whoever opens other lots of the same product and batch', async () => {
	const { api, world } = it;
	const { issueRecall, issueListedLot, listItems } = api.tx.productIdentity;
	const [item] = LOTS[RECALLED].items;
	const result = await send(api, issueRecall({ Lot: RECALLED }, 1, DOCUMENT), world.maker.admin);
	const [{ notice }] = eventsOf(result, 'productIdentity.RecallIssued');
	const recalled = { recalled: notice };
	const read = async (evidence) => spoken(await verify(item, evidence));
	assert.deepEqual(await read(null), ['unproven', 'stop', [recalled]]);

	// Lots that are active at once: empty ones, and one with an item, which could have any serial.
	const listed = (changes) => issueListedLot(header(LOTS[RECALLED], changes));
	const own = [listed({ part: 1 }), listed({ part: 2 })];
	assert.deepEqual(await sendEach(api, own, world.maker.admin), ['ok', 'ok']);
	assert.deepEqual(await read(null), ['unproven', 'stop', [recalled]]);

	const guessable = await nextLot();
	const others = [
		listed({ guessable: true }),
		listed({ part: 1 }),
		listItems(guessable, [item.leaf]),
	];
	assert.deepEqual(await sendEach(api, others, world.rival.admin), ['ok', 'ok', 'ok']);
	const evidence = { ...evidenceOf(item), index: 0, proof: [] };
	const opened = [0, 1, 2, 3].map((i) => guessable - 2 + i);
	for (const shown of [null, ...[null, ...opened].map((lot) => ({ ...evidence, lot }))]) {
		const [code, standing, reasons] = await read(shown);
		assert.deepEqual([code, standing, reasons[0]], ['unproven', 'stop', recalled], `lot ${shown?.lot}`);
	}
	// Whoever has the leaf reads of its lot alone.
	assert.deepEqual(await read(evidenceOf(item)), ['registered', 'stop', [recalled]]);
});

test('genuine items read clear whoever issues a lot with their root and count', async () => {
	const { api, world } = it;
	const { voidLot } = api.tx.productIdentity;
	const lot = LOTS[GENUINE];
	const allClear = async () => {
		for (const item of lot.items) {
			const answer = await verify(item, evidenceOf(item));
			assert.deepEqual(spoken(answer), ['registered', 'clear', []]);
			assert.deepEqual([answer.issuer.id, answer.facts.matchingLots], [MAKER, 1]);
		}
	};
	await allClear();
	const copy = await nextLot();
	const state = async () => {
		const { active, void: isVoid } = (await rpc(api, 'trace_lot', copy)).value;
		return isVoid ? 'void' : active ? 'active' : 'pending';
	};
	await send(api, issue(api, lot), world.rival.admin);
	assert.equal(await state(), 'pending');
	await allClear();
	// Nor does it help that a platform confirms what it should not.
	await send(api, confirm(api, copy, lot), world.platform.admin);
	assert.equal(await state(), 'active');
	await allClear();
	const [item] = lot.items;
	const named = await verify(item, evidenceOf(item, copy));
	assert.deepEqual([...spoken(named), named.issuer.id], ['registered', 'clear', [], MAKER]);

	// The brand is rid of the copy, and its issuer has no say in the genuine lot.
	await assert.rejects(
		send(api, voidLot(GENUINE, 1, DOCUMENT), world.rival.admin),
		new Failed('productIdentity.NotYourLot'),
	);
	await send(api, voidLot(copy, 1, DOCUMENT), world.maker.admin);
	assert.equal(await state(), 'void');
	await allClear();
});

test('chain takes calls whatever the council dispatches as Root', async () => {
	const { api, world } = it;
	const { dispatchAsRoot } = api.tx.consortium;
	const { batch, batchAll, forceBatch } = api.tx.utility;
	// `MultiBlockMigrations.force_set_cursor`, with a cursor that is stuck: alone, and wrapped.
	const stuck = api.createType('Call', '0x0f000101');
	assert.equal(`${stuck.section}.${stuck.method}`, 'multiBlockMigrations.forceSetCursor');
	for (const call of [stuck, ...[batch, batchAll, forceBatch].map((wrap) => wrap([stuck]))]) {
		await assert.rejects(
			motion(api, alice, dispatchAsRoot(call)),
			new Failed('consortium.RootCallRefused'),
		);
	}
	assert.ok((await api.query.multiBlockMigrations.cursor()).isNone);
	const { number } = await send(api, issue(api, lotOf('BEFORE')), world.maker.admin);
	const after = await send(api, issue(api, lotOf('AFTER')), world.maker.admin);
	assert.ok(after.number > number);
});

// The last one: the maker has another admin from then on.
test('organisation whose keys were stolen is won back in one motion, and what the thief wrote is in doubt', async () => {
	const { api, world } = it;
	const { addOperator, replaceOperators, updateProfile } = api.tx.merchantRegistry;
	const [ALL, ADMIN] = [0x3fff, 1];
	const thief = world.maker.admin;
	const [accomplice, rescuer] = ['accomplice', 'rescuer'].map((name) => key(`//${name}`));
	const asOf = (await api.query.timestamp.now()).toNumber();

	const stolen = await nextLot();
	const lot = lotOf('STOLEN');
	await sendAll(api, [addOperator(accomplice.address, ALL), issue(api, lot)], thief);
	await send(api, confirm(api, stolen, lot), world.platform.admin);
	const [item] = lot.items;
	const verdict = async (item) => spoken(await verify(item, evidenceOf(item)));
	assert.deepEqual(await verdict(item), ['registered', 'clear', []]);
	// A friend of the thief's takes the account that is to be the admin before the council votes.
	await send(api, addOperator(rescuer.address, ADMIN), world.rival.admin);

	const replace = replaceOperators(MAKER, rescuer.address, asOf, DOCUMENT);
	await assert.rejects(send(api, replace, thief), new Failed('BadOrigin'));
	await motion(api, alice, replace);

	for (const gone of [thief, accomplice]) {
		const call = updateProfile('Mine', null);
		await assert.rejects(send(api, call, gone), { name: 'Refused', code: 1010, custom: 2 });
	}
	assert.deepEqual(await verdict(item), ['registered', 'caution', ['doubtful']]);
	const [honest] = LOTS[GENUINE].items;
	assert.deepEqual(await verdict(honest), ['registered', 'clear', []]);

	const own = [updateProfile('Maker & Sons', null), issue(api, lotOf('RESCUED'))];
	assert.deepEqual(await sendEach(api, own, rescuer), ['ok', 'ok']);
	assert.equal((await rpc(api, 'trace_organisation', MAKER)).value.name, 'Maker & Sons');
});
