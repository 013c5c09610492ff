// From factory to release: diamonds by air, of which one lot is released and one detained, and milk powder
// by sea, whitelisted, bonded, sold and recalled. Every step is signed by whose business it is, and what
// entropy decides is computed again from public data alone.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hex } from '../../js/verify/src/bytes.js';
import { PURPOSE, foldMix, itemsOf, pick, positions, secretChain, seedOf } from '../../js/verify/src/draw.js';
import * as gs1 from '../../js/verify/src/gs1.js';
import { sha256 } from '../../js/verify/src/hash.js';
import { evidenceOf } from '../../js/verify/src/lot.js';
import { ROLE, documentCommitment, ordersRoot } from '../../js/verify/src/orders.js';
import { eventsOf, key, motion, rpc, send, sendApart, showFinal, until } from './lib/chain.js';
import { commands } from './lib/cli.js';
import { chain } from './lib/fixture.js';
import { command } from './lib/gateway.js';
import { DECLARED, LOTS, RULES, attest, details, items, shipment, stage } from './lib/journey.js';
import { DOCUMENT, alice } from './lib/world.js';

const [ACCEPTED, REFUSED, WHITELISTED] = [0, 1, 2];
const LINE = 0b1; // the set of the one line that each declaration has
const FINALITY = 3; // blocks after an awaited slot, on the development chain
const SLOTS_AHEAD = 2;

const it = chain({ prepare: stage });

const ask = async (method, ...params) => (await rpc(it.api, `trace_${method}`, ...params)).value;

/** What the signer hears of each of the calls. */
const hears = (name, calls) => sendApart(it.api, calls, it.world[name].admin);

/** The line of a declaration, and where it stands. */
const line = async (declaration) => (await ask('declaration', declaration)).lines[0].state;

/** Standing and reasons of an item's code. */
async function verdict(lot, index, market = 'CN') {
	const item = LOTS[lot].items[index];
	const { verdict } = await ask('verify', gs1.uri(item), market, evidenceOf(item, lot));
	assert.equal(verdict.code, 'registered');
	return [verdict.standing, verdict.reasons];
}

const clear = ['clear', []];
const notReleased = ['caution', ['notReleased']];

/** The kinds of a journal's entries, each with its assurance. */
const story = async (subject) =>
	(await ask('journal', subject)).entries.map(({ entry }) => `${entry.kind} ${entry.assurance}`);

/** Waits until what was awaited from a block on is final, and the chain was shown so. */
async function awaited(block) {
	const ready = async () => {
		const { number } = await it.api.rpc.chain.getHeader();
		return number.toNumber() >= block + SLOTS_AHEAD + FINALITY - 1;
	};
	await until(it.api, ready, 'the awaited slot');
	await showFinal(it.api, block + SLOTS_AHEAD, key('//Alice'));
}

/** The number of the best block. */
const best = async () => (await it.api.rpc.chain.getHeader()).number.toNumber();

// The authority's secrets: a chain for each declaration.
const secrets = LOTS.map(() => secretChain(randomBytes(32), 3));
const nth = (declaration, n) => secrets[declaration].secrets[n - 1];

test('factory is certified by an agency that is accredited for it, and by no other', async () => {
	const { api, world } = it;
	const { revokeAttestation } = api.tx.inspection;
	const as = (standard, accreditation) => ({ standard, accreditation });
	const [lab, cutter] = await Promise.all([
		hears('lab', [
			attest(api, { Facility: 0 }, as(0, 0)),
			attest(api, { Facility: 0 }, as(0, 2)),
			attest(api, { Facility: 0 }, as(1, 2)),
			attest(api, { Lot: ACCEPTED }, as(1, 2)),
			attest(api, { Facility: 0 }, as(0, 9)),
			revokeAttestation(0, DOCUMENT),
			revokeAttestation(9, DOCUMENT),
			attest(api, { Product: LOTS[WHITELISTED].gtin }, as(1, 2)),
		]),
		hears('cutter', [attest(api, { Facility: 0 }, as(0, 0)), revokeAttestation(0, DOCUMENT)]),
		send(
			api,
			api.tx.productIdentity.confirmLeafFile(
				WHITELISTED,
				LOTS[WHITELISTED].root,
				LOTS[WHITELISTED].count,
				LOTS[WHITELISTED].leafFile,
			),
			world.platform.admin,
		),
	]);
	assert.deepEqual(lab, [
		'inspection.NotYourAccreditation',
		'inspection.StandardOutOfScope',
		'inspection.CountryOutOfScope',
		'inspection.GoodsOutOfScope',
		'inspection.AccreditationNotFound',
		'inspection.NotYourAttestation',
		'inspection.AttestationNotFound',
		'ok',
	]);
	assert.deepEqual(cutter, Array(2).fill('merchantRegistry.RoleMissing'));

	const [certificate, ...others] = await ask('attestations', { facility: 0 });
	assert.deepEqual(others, []);
	const { agency, standardCode, result, standing } = certificate;
	assert.deepEqual(
		[agency, standardCode, result, standing],
		[world.agency.id, 'ISO 24016:2020', 'conforming', 'valid'],
	);
	const [accreditation] = await ask('accreditations', world.second.id);
	assert.deepEqual(
		[accreditation.id, accreditation.scheme, accreditation.inForce, accreditation.scope],
		[
			1,
			'inspectionTypeA',
			true,
			{ goods: ['71'], countries: { only: ['BE', 'CN'] }, standards: [0] },
		],
	);

	// It shines on the lots that the factory's owner issued.
	const [item] = LOTS[ACCEPTED].items;
	const { statements } = await ask('verify', gs1.uri(item), null, evidenceOf(item));
	assert.deepEqual(
		statements.map(({ what, assurance }) => `${what} ${assurance}`),
		[
			'facilityRegistered declared',
			'attestedConforming attested',
			'productRegistered declared',
			'lotIssued declared',
			'leafFileConfirmed attested',
			'lotActivated attested',
		],
	);
});

test('border goes by the rules and the whitelist of its own authority', async () => {
	const { api, world } = it;
	const { setRules, setPanel, enterWhitelist, cancelPending } = api.tx.sampling;
	const { gtin } = LOTS[WHITELISTED];
	const unknown = gs1.gtin('9521002', 99);
	const until = Date.now() + 30 * 86_400_000;
	const equal = RULES.rules.map((rule) => ({ ...rule, priority: 7 }));
	const [merchant, abroad, own] = await Promise.all([
		hears('importer', [enterWhitelist(world.dairy.id, gtin, until), setRules(RULES)]),
		hears('australia', [cancelPending()]),
		hears('customs', [
			setRules({ ...RULES, rules: equal }),
			setRules({ ...RULES, otherwise: 'Exempt' }),
			setPanel([world.bank.id]),
			enterWhitelist(99, gtin, until),
			enterWhitelist(world.dairy.id, unknown, until),
			enterWhitelist(world.dairy.id, gtin, Date.now() - 1),
			enterWhitelist(world.dairy.id, gtin, until),
		]),
		send(
			api,
			api.tx.utility.batchAll(
				shipment(api, world, 0, {
					lots: [ACCEPTED, REFUSED],
					mode: 'Air',
					from: 'BEBRU',
					to: 'CNPVG',
					vessel: 'SN 0204',
				}),
			),
			world.cutter.admin,
		),
	]);
	assert.deepEqual(merchant, Array(2).fill('merchantRegistry.RoleMissing'));
	assert.deepEqual(abroad, ['sampling.NothingPending']);
	assert.deepEqual(own, [
		'sampling.RulePrioritiesOutOfOrder',
		'sampling.ExemptByDefault',
		'sampling.NotAnAgency',
		'sampling.MerchantNotFound',
		'sampling.ProductNotFound',
		'sampling.InvalidExpiry',
		'ok',
	]);

	const plan = { level: 'II', classes: [{ class: 'major', aql: '1.0', unit: 'nonconforming' }] };
	assert.deepEqual(await ask('rules', { authority: world.customs.id }), {
		version: 1,
		rules: {
			rules: [
				{ priority: 10, name: 'Chocolate', when: [{ hs: ['1806'] }], then: 'full' },
				{
					priority: 20,
					name: 'Stones from abroad',
					when: [{ hs: ['71'] }, { origin: ['BE', 'IN'] }],
					then: { sample: plan },
				},
			],
			otherwise: 'documents',
			floor: 0,
			floorPlan: plan,
			repeat: 0,
			requires: [],
		},
	});
	assert.equal((await ask('rules', 'council')).rules.otherwise, 'exempt');
});

test('goods travel by those who have them, and by no others', async () => {
	const { api, world } = it;
	const { acceptCustody, cancelShipment, bookShipment, depart, arrive, summariseSensors } =
		api.tx.logistics;
	const { takeOver, dispose } = api.tx.logistics;
	const [rival, hauler] = await Promise.all([
		hears('rival', [
			acceptCustody(0),
			cancelShipment(0),
			bookShipment(
				{ Organisation: world.importer.id },
				[{ lot: 0, ranges: items([50, 55]) }],
				[],
				[],
			),
			takeOver(0),
			dispose({ Shipment: 0 }, 'Destroy', DOCUMENT),
		]),
		hears('hauler', [acceptCustody(0), depart(0, 0, 0, null), acceptCustody(7)]),
		send(
			api,
			api.tx.utility.batchAll(
				shipment(api, world, 1, {
					lots: [WHITELISTED],
					mode: 'Maritime',
					from: 'AUMEL',
					to: 'CNNBO',
					vessel: 'Tasman Star',
				}),
			),
			world.dairy.admin,
		),
	]);
	assert.deepEqual(rival, [
		'logistics.NotYourOffer',
		'logistics.NotYourShipment',
		'logistics.NotHeld',
		'logistics.NotYourShipment',
		'merchantRegistry.RoleMissing',
	]);
	assert.deepEqual(hauler, [
		'logistics.NotYourOffer',
		'logistics.NotYourLeg',
		'logistics.ShipmentNotFound',
	]);

	const now = (await api.query.timestamp.now()).toNumber();
	const cold = {
		quantity: 'Temperature',
		from: now,
		to: now + 1,
		min: 350,
		max: 780,
		breaches: 0,
		series: DOCUMENT,
	};
	assert.deepEqual(
		await hears('carrier', [
			arrive(0, 0, now, null),
			...[0, 1].flatMap((id) => [
				acceptCustody(id),
				depart(id, 0, now + 86_400_000, 'S-1'),
				depart(id, 0, now, 'S-1'),
				arrive(id, 0, now, 'S-1'),
			]),
			summariseSensors(1, 0, cold),
		]),
		[
			'logistics.LegNotDeparted',
			...Array(2).fill(['ok', 'logistics.TimeInFuture', 'ok', 'ok']).flat(),
			'ok',
		],
	);

	const sea = await ask('shipment', 1);
	assert.deepEqual(
		[sea.consignor, sea.consignee, sea.custodian, sea.status],
		[world.dairy.id, { organisation: world.importer.id }, world.carrier.id, 'open'],
	);
	assert.deepEqual(sea.lines[0].booked, items([0, 100]));
	const [leg] = sea.legs;
	assert.deepEqual(
		[leg.plan.mode, leg.plan.from, leg.plan.to, leg.sealIntact, leg.sensors[0].max],
		['maritime', 'AUMEL', 'CNNBO', true, 780],
	);
	assert.deepEqual(await ask('fate', ACCEPTED, 49), { place: { shipment: 0 }, damaged: false });
	assert.deepEqual(await ask('fate', ACCEPTED, 50), {
		place: { holder: world.cutter.id },
		damaged: false,
	});
	// Foreign goods: nothing is known against them, but for a market that has not let them in.
	assert.deepEqual(await verdict(ACCEPTED, 0), notReleased);
	assert.deepEqual(await verdict(ACCEPTED, 0, 'BE'), clear);
	assert.deepEqual(await verdict(ACCEPTED, 0, null), clear);
});

test('declaration is made by a party to its shipment, and judged at its own border', async () => {
	const { api, world } = it;
	const { lodge, accept, settle, assess, release, control } = {
		...api.tx.customsClearance,
		...api.tx.sampling,
	};
	const { customs } = world;
	const [importer, rival] = await Promise.all([
		hears('importer', [
			lodge(world.bank.id, details(ACCEPTED)),
			lodge(customs.id, details(ACCEPTED, { port: 'AUMEL' })),
			lodge(customs.id, details(ACCEPTED, {}, { origin: 'IN' })),
			lodge(customs.id, details(ACCEPTED, {}, { ranges: items([40, 51]) })),
			lodge(customs.id, details(ACCEPTED, { lines: [] })),
			...LOTS.map((_, lot) => lodge(customs.id, details(lot))),
		]),
		hears('rival', [lodge(customs.id, details(ACCEPTED))]),
	]);
	assert.deepEqual(importer, [
		'customsClearance.AuthorityNotFound',
		'customsClearance.PortOfOtherCountry',
		'customsClearance.OtherOrigin',
		'customsClearance.NotInShipment',
		'customsClearance.NoLines',
		...LOTS.map(() => 'ok'),
	]);
	assert.deepEqual(rival, ['customsClearance.NotYourShipment']);
	// Until it is accepted, no reader sees a declaration on the goods.
	assert.equal(await ask('clearance', 'CN', ACCEPTED, 0), 'notDeclared');

	const commitment = (declaration) => secrets[declaration].commitment;
	const [abroad, declarant, own] = await Promise.all([
		hears('australia', [accept(ACCEPTED, '26AU0001', commitment(ACCEPTED))]),
		hears('importer', [
			accept(ACCEPTED, '26CN0001', commitment(ACCEPTED)),
			release(ACCEPTED, LINE),
		]),
		hears('customs', [
			accept(ACCEPTED, '26CN0001', commitment(ACCEPTED)),
			accept(REFUSED, '26CN0001', commitment(REFUSED)),
			accept(REFUSED, '26CN0002', commitment(REFUSED)),
			accept(WHITELISTED, '26CN0003', commitment(WHITELISTED)),
			accept(ACCEPTED, '26CN0004', commitment(ACCEPTED)),
			release(ACCEPTED, LINE),
			assess(ACCEPTED, LINE),
			settle(ACCEPTED, nth(ACCEPTED, 1)),
			control(ACCEPTED, LINE),
			control(REFUSED, LINE),
			control(WHITELISTED, LINE),
		]),
	]);
	assert.deepEqual(abroad, ['customsClearance.NotYourBorder']);
	assert.deepEqual(declarant, Array(2).fill('merchantRegistry.RoleMissing'));
	assert.deepEqual(own, [
		'ok',
		'customsClearance.MrnAlreadyExists',
		'ok',
		'ok',
		'customsClearance.InvalidTransition',
		'customsClearance.InvalidTransition',
		'customsClearance.ControlNotSettled',
		'sampling.EntropyNotReady',
		'ok',
		'ok',
		'customsClearance.NothingToControl',
	]);
	const again = lodge(customs.id, details(REFUSED, {}, { ranges: items([7, 8]) }));
	assert.deepEqual(await hears('importer', [again]), ['customsClearance.ItemsAlreadyDeclared']);
	it.accepted = await best();
	assert.deepEqual(await Promise.all(LOTS.map(async (_, i) => (await line(i)).status)), [
		'underExamination',
		'underExamination',
		'accepted',
	]);

	// Why: the rule that matched, and where the one before it failed.
	const [stones, , milk] = await Promise.all(LOTS.map((_, decision) => ask('decision', decision)));
	assert.deepEqual(
		[stones.whitelisted, stones.size, stones.rules, stones.floor],
		[false, 40, 1, 0],
	);
	const [{ authority, facts }] = stones.lines;
	assert.equal(authority.matched, 20);
	assert.deepEqual(authority.passedOver, [{ priority: 10, predicate: 0 }]);
	assert.deepEqual(
		[facts.hs.code, facts.origin, facts.destination, facts.carrier, facts.firstLot],
		['710239', 'BE', 'CN', world.carrier.id, true],
	);
	assert.deepEqual([milk.whitelisted, milk.outcome], [true, 'exempt']);
	const preview = await ask('preview', customs.id, facts);
	assert.deepEqual(preview.outcome, stones.outcome);
});

/** Orders of declared goods, as platform, bank and carrier each have them in books of their own. */
function booksOf(declaration) {
	const [first, second, third] = ['O-1', 'O-2', 'O-3'].map((order, i) => ({
		order,
		payment: `P-${i}`,
		waybill: `W-${i}`,
		gtin: LOTS[declaration].gtin,
		quantity: 1,
		amount: 249_000 + i,
		currency: 'CNY',
		buyer: '李雷',
	}));
	return {
		platform: [ROLE.order, [first, second, third]],
		bank: [ROLE.payment, [third, second, first]],
		carrier: [ROLE.logistics, [second, third, first]],
	};
}

/** Has the three parties commit to the same orders, then reveal them. Gives what all of them heard. */
async function match(declaration) {
	const { openMatch, commitDocument, revealDocument } = it.api.tx.customsClearance;
	const { platform, bank, carrier, hauler } = it.world;
	const parties = { platform: platform.id, institution: bank.id, carrier: carrier.id };
	const opened = await hears('importer', [
		openMatch(declaration, LINE, { ...parties, carrier: platform.id }),
		openMatch(declaration, LINE, { ...parties, carrier: hauler.id }),
		openMatch(declaration, LINE, parties),
		openMatch(declaration, LINE, parties),
	]);

	const key = randomBytes(32);
	const words = Object.entries(booksOf(declaration)).map(([name, [role, orders]]) => {
		const root = ordersRoot(key, orders);
		const organisation = it.world[name].id;
		return {
			name,
			root,
			commitment: documentCommitment({ declaration, organisation, role, root }),
		};
	});
	const [stranger, ...committed] = await Promise.all([
		hears('hauler', [commitDocument(declaration, 0, words[0].commitment)]),
		...words.map(({ name, commitment }) =>
			hears(name, [
				commitDocument(declaration, 0, commitment),
				commitDocument(declaration, 0, commitment),
				revealDocument(declaration, 0, randomBytes(32)),
			]),
		),
	]);
	const revealed = await Promise.all(
		words.map(({ name, root }) =>
			hears(name, [
				revealDocument(declaration, 0, randomBytes(32)),
				revealDocument(declaration, 0, root),
			]),
		),
	);
	// Whoever commits last may reveal at once.
	return { opened, stranger, committed: committed.sort(), revealed };
}

const AGREED = {
	opened: [
		'customsClearance.OneOrganisationTwoRoles',
		'customsClearance.NotItsCarrier',
		'ok',
		'customsClearance.MatchAlreadyOpened',
	],
	stranger: ['customsClearance.NotAParty'],
	committed: ['CommitmentsMissing', 'CommitmentsMissing', 'RevealMismatch'].map((error) => [
		'ok',
		'customsClearance.AlreadyCommitted',
		`customsClearance.${error}`,
	]),
	revealed: Array(3).fill(['customsClearance.RevealMismatch', 'ok']),
};

test('documents of direct goods match when three parties know the same orders', async () => {
	const { world } = it;
	assert.deepEqual(await match(ACCEPTED), AGREED);
	const { rounds, lines } = await ask('declaration', ACCEPTED);
	assert.deepEqual(rounds[0].outcome, { matched: 'attested' });
	assert.deepEqual([lines[0].state.round, lines[0].state.matched], [0, 'attested']);
	assert.equal(rounds[0].parties.carrier, world.carrier.id);
});

test('commitment that was copied from another party opens to nobody', async () => {
	const { openMatch, reopenMatch, commitDocument, revealDocument } = it.api.tx.customsClearance;
	const { platform, bank, carrier } = it.world;
	const parties = { platform: platform.id, institution: bank.id, carrier: carrier.id };
	await hears('importer', [openMatch(REFUSED, LINE, parties)]);
	const root = ordersRoot(randomBytes(32), booksOf(REFUSED).platform[1]);
	const commitment = (organisation, role) =>
		documentCommitment({ declaration: REFUSED, organisation, role, root });
	const theirs = commitment(platform.id, ROLE.order);
	const own = commitment(carrier.id, ROLE.logistics);
	await Promise.all([
		hears('platform', [commitDocument(REFUSED, 0, theirs)]),
		hears('bank', [commitDocument(REFUSED, 0, theirs)]),
		hears('carrier', [commitDocument(REFUSED, 0, own)]),
	]);
	const parts = ['platform', 'bank', 'carrier'].map((name) =>
		hears(name, [revealDocument(REFUSED, 0, root)]),
	);
	assert.deepEqual(
		await Promise.all([...parts, hears('customs', [reopenMatch(REFUSED, 0, parties)])]),
		[['ok'], ['customsClearance.RevealMismatch'], ['ok'], ['customsClearance.RoundStillOpen']],
	);
	assert.equal((await line(REFUSED)).matched, null);
});

test('controls are settled by the awaited slot and the committed secret', async () => {
	const { api, world, panel } = it;
	const { settle, assess, release, toFreeCirculation } = {
		...api.tx.sampling,
		...api.tx.customsClearance,
	};
	await awaited(it.accepted);
	const [abroad, own] = await Promise.all([
		hears('australia', [settle(ACCEPTED, nth(ACCEPTED, 1))]),
		hears('customs', [
			settle(ACCEPTED, nth(ACCEPTED, 2)),
			settle(ACCEPTED, nth(ACCEPTED, 1)),
			settle(ACCEPTED, nth(ACCEPTED, 1)),
			settle(REFUSED, nth(REFUSED, 1)),
			settle(WHITELISTED, nth(WHITELISTED, 1)),
			assess(WHITELISTED, LINE),
			toFreeCirculation(WHITELISTED, LINE),
			release(WHITELISTED, LINE),
			toFreeCirculation(WHITELISTED, LINE),
		]),
	]);
	assert.deepEqual(abroad, ['sampling.NotYourDecision']);
	assert.deepEqual(own, [
		'sampling.WrongSecret',
		'ok',
		'sampling.AlreadySettled',
		'ok',
		'ok',
		'ok',
		'customsClearance.InvalidTransition',
		'ok',
		'customsClearance.DocumentsNotMatched',
	]);
	assert.equal((await line(WHITELISTED)).status, 'inBond');
	assert.deepEqual(await verdict(WHITELISTED, 0), notReleased);

	// Who examines: drawn among those of the panel that are accredited for precious stones.
	const eligible = panel.filter((id) => id !== world.lab.id);
	it.examiners = await Promise.all(
		[ACCEPTED, REFUSED].map(async (id) => {
			const { slot, settlement, assignment } = await ask('decision', id);
			assert.equal(settlement.entropy.slot, slot);
			assert.equal(settlement.entropy.secret, hex(nth(id, 1)));
			const seed = seedOf(id, settlement.entropy);
			assert.equal(assignment.agency, eligible[pick(seed, PURPOSE.agency, eligible.length)]);
			return assignment.agency === world.agency.id ? 'agency' : 'second';
		}),
	);
});

/** Has the drawn agencies make the calls of their examinations. Gives what they heard. */
async function examine(callsOf) {
	const heard = await Promise.all(
		['agency', 'second'].map((name) => {
			const own = [ACCEPTED, REFUSED].filter((id) => it.examiners[id] === name);
			return own.length ? hears(name, own.flatMap(callsOf)) : [];
		}),
	);
	return heard.flat();
}

test('examination is opened by the drawn agency, and the draw waits for what nobody knows', async () => {
	const { api } = it;
	const { openExamination, reveal } = api.tx.sampling;
	const [lab, own] = await Promise.all([
		hears('lab', [openExamination(ACCEPTED, DOCUMENT)]),
		examine((id) => [openExamination(id, DOCUMENT)]),
	]);
	assert.deepEqual(lab, ['sampling.NotYourExamination']);
	assert.deepEqual(own, ['ok', 'ok']);
	it.opened = await best();
	assert.deepEqual(await hears('customs', [reveal(ACCEPTED, nth(ACCEPTED, 2))]), [
		'sampling.EntropyNotReady',
	]);
	const { n, size, seed, items } = await ask('draw', ACCEPTED);
	assert.deepEqual([n, size, seed, items], [13, 40, null, []]);
});

test('bonded goods come into free circulation when their documents match at exit', async () => {
	const { api } = it;
	assert.deepEqual(await match(WHITELISTED), AGREED);
	assert.deepEqual(
		await hears('customs', [api.tx.customsClearance.toFreeCirculation(WHITELISTED, LINE)]),
		['ok'],
	);
	const [declared, undeclared] = await Promise.all([0, 80].map((i) => verdict(WHITELISTED, i)));
	assert.deepEqual([declared, undeclared], [clear, notReleased]);
	assert.equal(await ask('clearance', 'CN', WHITELISTED, 79), 'released');
	assert.equal(await ask('clearance', 'CN', WHITELISTED, 80), 'notDeclared');
	assert.equal(await ask('clearance', 'AU', WHITELISTED, 0), 'notDeclared');
});

test('sample is what anybody draws again from public data', async () => {
	const { api } = it;
	const { reveal, reportSample, conclude } = api.tx.sampling;
	await awaited(it.opened);
	const [lab, abroad, own] = await Promise.all([
		hears('lab', [reportSample(ACCEPTED, 0, ['NotPresented']), conclude(ACCEPTED, DOCUMENT)]),
		hears('australia', [reveal(ACCEPTED, nth(ACCEPTED, 2))]),
		hears('customs', [
			reveal(ACCEPTED, nth(ACCEPTED, 3)),
			reveal(ACCEPTED, nth(ACCEPTED, 2)),
			reveal(ACCEPTED, nth(ACCEPTED, 2)),
			reveal(REFUSED, nth(REFUSED, 2)),
		]),
	]);
	assert.deepEqual(lab, Array(2).fill('sampling.NotYourExamination'));
	assert.deepEqual(abroad, ['sampling.NotYourDecision']);
	assert.deepEqual(own, ['sampling.WrongSecret', 'ok', 'sampling.NothingAwaited', 'ok']);

	it.samples = [];
	for (const id of [ACCEPTED, REFUSED]) {
		const draw = await ask('draw', id);
		assert.equal(draw.entropy.secret, hex(nth(id, 2)));
		const seed = seedOf(draw.decision, draw.entropy);
		assert.equal(draw.seed, hex(seed));
		const all = itemsOf(draw.ranges);
		assert.equal(all.length, draw.size);
		assert.deepEqual(
			all.map(({ index }) => index),
			DECLARED[id].flatMap(({ start, end }) =>
				Array.from({ length: end - start }, (_, i) => start + i),
			),
		);
		const again = positions(seed, draw.n, draw.size).map((position) => ({
			position,
			...all[position],
		}));
		assert.equal(again.length, 13);
		assert.deepEqual(
			draw.items.map(({ position, lot, index }) => ({ position, lot, index })),
			again,
		);
		it.samples.push(again.map(({ index }) => index));
	}
});

test('goods are released or detained by what the sample shows', async () => {
	const { api, world } = it;
	const { reportSample, conclude, control, assess, release, detain } = {
		...api.tx.sampling,
		...api.tx.customsClearance,
	};
	const found = (id) =>
		it.samples[id].map((index, place) => ({
			Examined: {
				code: sha256(gs1.uri(LOTS[id].items[index])),
				found: [0, id === REFUSED && place === 4 ? 1 : 0, 0],
			},
		}));
	const reported = await examine((id) => [
		reportSample(id, 0, found(id).slice(1)),
		conclude(id, DOCUMENT),
		reportSample(id, 0, found(id)),
		conclude(id, DOCUMENT),
	]);
	assert.deepEqual(
		reported,
		Array(2).fill(['sampling.WrongReportLength', 'sampling.ReportIncomplete', 'ok', 'ok']).flat(),
	);
	const [passed, failed] = await Promise.all([ask('decision', 0), ask('decision', 1)]);
	assert.deepEqual([passed.result, failed.result], ['passed', 'failed']);
	const [{ classes }] = failed.examinations;
	const { by, ...judged } = classes[0];
	assert.deepEqual(judged, { class: 'major', unit: 'nonconforming', ac: 0, found: 1 });
	assert.equal(by.severity, 'normal');

	const [customs] = await Promise.all([
		hears('customs', [
			release(ACCEPTED, LINE),
			assess(ACCEPTED, LINE),
			release(ACCEPTED, LINE),
			release(ACCEPTED, LINE),
			assess(REFUSED, LINE),
			release(REFUSED, LINE),
			control(REFUSED, LINE),
			detain(REFUSED, LINE, DOCUMENT),
		]),
		hears('carrier', [api.tx.logistics.offerCustody(1, world.importer.id, Date.now() + 600_000)]),
	]);
	assert.deepEqual(customs, [
		'customsClearance.InvalidTransition',
		'ok',
		'ok',
		'customsClearance.InvalidTransition',
		'ok',
		'customsClearance.VerdictFailed',
		'ok',
		'ok',
	]);

	for (let index = 0; index < 60; index++) {
		const declared = DECLARED[ACCEPTED].some(({ start, end }) => start <= index && index < end);
		const sampled = it.samples[ACCEPTED].includes(index);
		const expected = sampled ? ['stop', ['sampled']] : declared ? clear : notReleased;
		assert.deepEqual(await verdict(ACCEPTED, index), expected, `item ${index}`);
	}
	for (let index = 0; index < 30; index++) {
		const [standing, reasons] = await verdict(REFUSED, index);
		assert.equal(standing, 'stop');
		assert.ok(reasons.includes('detained'), reasons);
		assert.equal(reasons.includes('sampled'), it.samples[REFUSED].includes(index));
	}
});

test('released goods are received, sold, and recalled from whoever has them', async () => {
	const { api, world } = it;
	const { receiveShipment, deliverToBuyer, reportLoss, reportFound } = api.tx.logistics;
	const { issueRecall } = api.tx.productIdentity;
	const some = { Items: [WHITELISTED, items([0, 20])] };
	const [importer, rival] = await Promise.all([
		hears('importer', [
			receiveShipment(1, [], null),
			deliverToBuyer('Holding', WHITELISTED, items([0, 1]), randomBytes(32)),
			deliverToBuyer('Holding', ACCEPTED, items([0, 1]), randomBytes(32)),
		]),
		hears('rival', [receiveShipment(1, [], null), issueRecall(some, 1, DOCUMENT)]),
	]);
	const recalled = await send(api, issueRecall(some, 1, DOCUMENT), world.dairy.admin);
	assert.deepEqual(importer, ['ok', 'ok', 'logistics.NotHeld']);
	assert.match(rival[0], /^logistics\.(NotConsignee|ShipmentEnded)$/);
	assert.equal(rival[1], 'productIdentity.NotYourLot');
	const [{ notice }] = eventsOf(recalled, 'productIdentity.RecallIssued');

	assert.equal((await ask('fate', WHITELISTED, 0)).place, 'delivered');
	assert.deepEqual((await ask('fate', WHITELISTED, 1)).place, { holder: world.importer.id });
	assert.deepEqual(await verdict(WHITELISTED, 0), ['stop', [{ recalled: notice }]]);
	assert.deepEqual(await verdict(WHITELISTED, 20), clear);
	assert.equal(await ask('clearance', 'CN', WHITELISTED, 0), 'released');

	// What was stolen can be found again, by who held it.
	const one = { lot: WHITELISTED, ranges: items([30, 31]) };
	assert.deepEqual(await hears('importer', [reportLoss('Holding', one, 'Stolen', null)]), ['ok']);
	const stolen = { stolen: { holder: world.importer.id } };
	assert.deepEqual((await ask('fate', WHITELISTED, 30)).place, stolen);
	assert.deepEqual(await verdict(WHITELISTED, 30), ['stop', ['stolen']]);
	assert.deepEqual(await hears('rival', [reportFound(one, null)]), ['logistics.NotHeld']);
	assert.deepEqual(await hears('importer', [reportFound(one, null)]), ['ok']);
	assert.deepEqual(await verdict(WHITELISTED, 30), clear);
});

test('attestation reads doubtful when its accreditation is withdrawn as of then', async () => {
	const { api } = it;
	const { gtin: product } = LOTS[WHITELISTED];
	const [{ issuedAt, standing }] = await ask('attestations', { product });
	assert.equal(standing, 'valid');
	const { withdrawAccreditation } = api.tx.inspection;
	await motion(api, alice, withdrawAccreditation(2, issuedAt));
	assert.equal((await ask('attestations', { product }))[0].standing, 'doubtful');
	assert.deepEqual(await verdict(WHITELISTED, 20), ['caution', ['attestationDoubtful']]);
	const again = attest(api, { Product: product }, { standard: 1, accreditation: 2 });
	assert.deepEqual(await hears('lab', [again]), ['inspection.AccreditationNotInForce']);
});

test('journals tell the whole story in order, and on whose word', async () => {
	assert.deepEqual(await story({ lot: ACCEPTED }), [
		'lotIssued declared',
		'leafFileConfirmed attested',
		'lotActivated attested',
		'shipmentBooked declared',
		'custodyTransferred attested',
		'legDeparted declared',
		'legArrived declared',
		'declarationLodged declared',
		'controlDecided confirmed',
		'declarationAccepted confirmed',
		'placedUnderControl confirmed',
		'documentsMatched attested',
		'controlSettled confirmed',
		'examinationOpened attested',
		'sampleDrawn confirmed',
		'inspectionAccepted attested',
		'assessed confirmed',
		'released confirmed',
	]);
	const refused = await story({ lot: REFUSED });
	assert.deepEqual(refused.slice(refused.indexOf('sampleDrawn confirmed') + 1), [
		'inspectionNotAccepted attested',
		'assessed confirmed',
		'placedUnderControl confirmed',
		'detained confirmed',
	]);
	const milk = await story({ lot: WHITELISTED });
	assert.deepEqual(milk.slice(milk.indexOf('controlSettled confirmed')), [
		'controlSettled confirmed',
		'assessed confirmed',
		'releasedIntoBond confirmed',
		'documentsMatched attested',
		'released confirmed',
		'shipmentReceived attested',
		'deliveredToBuyer declared',
		'recallIssued declared',
		'goodsStolen declared',
		'goodsFound declared',
	]);
	const declaration = await story({ declaration: WHITELISTED });
	assert.deepEqual(declaration.slice(0, 3), [
		'declarationLodged declared',
		'controlDecided confirmed',
		'declarationAccepted confirmed',
	]);
	assert.equal(declaration.at(-1), 'released confirmed');
});

test('border remembers what it saw', async () => {
	const { world } = it;
	const counted = async (subject) => {
		const { statistics, band } = await ask('statistics', subject);
		const { lots, sampled, notAccepted, recalls, released, detained } = statistics;
		return [lots, sampled, notAccepted, recalls, released, detained, band];
	};
	// A detention is counted for the merchant, and is trouble of the importer alone.
	assert.deepEqual(await counted({ merchant: world.cutter.id }), [2, 2, 1, 0, 1, 1, 'medium']);
	assert.deepEqual(await counted({ importer: world.importer.id }), [3, 2, 1, 0, 2, 1, 'high']);
	assert.deepEqual(await counted({ merchant: world.dairy.id }), [1, 0, 0, 1, 1, 0, 'high']);
	assert.deepEqual(await counted({ merchant: world.rival.id }), [0, 0, 0, 0, 0, 0, 'medium']);
	const agencies = await Promise.all(
		[world.agency.id, world.second.id].map((agency) => ask('statistics', { agency })),
	);
	assert.equal(
		agencies.reduce((sum, { statistics }) => sum + statistics.sampled, 0),
		2,
	);
});

test('answers come by state_call too, and without types of our own', async () => {
	const { api, world } = it;
	const names =
		'accreditations attestations clearance decision declaration draw fate preview registrations rules';
	assert.deepEqual(Object.keys(api.call.journeyApi).sort(), [
		...names.split(' '),
		'shipment',
		'statistics',
	]);
	const answer = await api.call.journeyApi.declaration(ACCEPTED);
	const report = answer.unwrap();
	assert.equal(report.declaration.mrn.unwrap().toUtf8(), '26CN0001');
	assert.equal(report.declaration.port.toUtf8(), 'CNPVG');
	assert.equal(report.lines[0].state.status.type, 'Released');
	assert.equal(report.declaration.declarant.toNumber(), world.importer.id);
	assert.equal((await api.call.journeyApi.clearance('CN', REFUSED, 3)).type, 'Detained');
	const { version } = await api.call.journeyApi.rules({ Authority: world.customs.id });
	assert.equal(version.toNumber(), 1);

	// And by nothing but bytes.
	const id = Buffer.alloc(8);
	id.writeBigUInt64LE(BigInt(ACCEPTED));
	const bytes = await rpc(api, 'state_call', 'JourneyApi_declaration', hex(id));
	assert.equal(bytes, hex(answer.toU8a()));
	id.writeBigUInt64LE(99n);
	assert.equal(await rpc(api, 'state_call', 'JourneyApi_declaration', hex(id)), '0x00');
});

test('block has the contribution of its author, and the awaited mixes follow from these', async () => {
	const { api } = it;
	const awaited = new Map();
	for (const id of [ACCEPTED, REFUSED, WHITELISTED]) {
		const { settlement, examinations } = await ask('decision', id);
		for (const { entropy } of [settlement, ...examinations.map(({ draw }) => draw)]) {
			awaited.set(entropy.slot, entropy.mix);
		}
	}
	assert.ok(awaited.size >= 2);

	const genesis = await api.at(api.genesisHash);
	let mix = Buffer.from((await genesis.query.randomnessBeacon.mix()).toU8a());
	const slots = [...awaited.keys()].sort((a, b) => a - b);
	const last = await best();
	for (let number = 1; number <= last; number++) {
		const hash = await api.rpc.chain.getBlockHash(number);
		const { block } = await api.rpc.chain.getBlock(hash);
		const contributions = block.extrinsics.filter(
			({ method: { section, method } }) => `${section}.${method}` === 'randomnessBeacon.contribute',
		);
		assert.equal(contributions.length, 1, `block ${number}`);
		assert.equal(contributions[0].isSigned, false);
		const digest = block.header.digest.logs.find((log) => log.isPreRuntime).asPreRuntime;
		assert.equal(digest[0].toUtf8(), 'aura');
		const slot = Buffer.from(digest[1].toU8a(true)).readBigUInt64LE();
		mix = foldMix(mix, slot, contributions[0].method.args[0].toU8a(true));
		while (slots.length && BigInt(slots[0]) <= slot) {
			assert.equal(awaited.get(slots.shift()), hex(mix));
		}
	}
	assert.deepEqual(slots, []);
	const now = await (
		await api.at(await api.rpc.chain.getBlockHash(last))
	).query.randomnessBeacon.mix();
	assert.equal(now.toHex(), hex(mix));
});

test('an index of all of it is equal to the chain', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'hallmark-index-'));
	try {
		const args = ['--database', join(folder, 'index.db'), '--node', it.node.url];
		const made = command('rebuild', ...args);
		assert.equal(made.status, 0, made.stderr);
		const { status, stdout, stderr } = command('check', ...args);
		assert.equal(status, 0, stdout + stderr);
		for (const records of ['lot', 'shipment', 'declaration', 'declaration_line', 'operator', 'facility']) {
			assert.match(stdout, new RegExp(`^${records}: [1-9]`, 'm'));
		}
	} finally {
		await rm(folder, { recursive: true });
	}
});

test('an audit of all of it finds nothing that differs', async () => {
	const { hallmark } = commands(it);
	const { code, said } = await hallmark(null, 'audit', '--from', 1);
	assert.deepEqual(said.differences, []);
	assert.equal(code, 0, JSON.stringify(said.error));
	const compared = ['decision', 'settlement', 'agency', 'plan', 'draw', 'report', 'acceptance'];
	for (const kind of [...compared, 'switching', 'match', 'release', 'step', 'mix']) {
		assert.ok(said.counts[kind]?.equal > 0, kind);
	}
});
