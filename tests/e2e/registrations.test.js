// Milk powder from Australia that China lets in only with the number of its import licence: declared, recorded by
// who issued it, found in the register by customs. Without any of the three it stays.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { secretChain } from '../../js/verify/src/draw.js';
import { ROLE, documentCommitment, ordersRoot } from '../../js/verify/src/orders.js';
import { eventsOf, key, rpc, send, sendApart, showFinal, until } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { Gateway } from './lib/gateway.js';
import { LOTS, RULES, attest, details, shipment, stage } from './lib/journey.js';
import { DOCUMENT } from './lib/world.js';

const MILK = 2; // the lot, and what stands for it in the fixture
const LINE = 0b1;
const SYSTEM = 'CN-IL';
const NUMBER = 'IL-2026-000017';
const HS = { code: '040210', edition: 2022 };

const it = chain({ prepare: stage });
after(() => it.gateway?.stop());

const ask = async (method, ...params) => (await rpc(it.api, `trace_${method}`, ...params)).value;

/** What the signer hears of each of the calls. */
const hears = (name, calls) => sendApart(it.api, calls, it.world[name].admin);

/** The number that the rules ask for, as a reader finds it. */
const finding = async () => (await ask('declaration', 0)).lines[0].registrations[0];

const secrets = secretChain(randomBytes(32), 1);
const subject = { Product: LOTS[MILK].gtin };

test('number is given by who keeps the product, and the rule that asks for it is in force at once', async () => {
	const { api, world } = it;
	const { register, putSystem } = api.tx.customsClearance;
	const { setRules } = api.tx.sampling;
	const rules = { ...RULES, requires: [{ system: SYSTEM, when: [{ Hs: [{ Chapter: '04' }] }] }] };
	const [rival, dairy, customs] = await Promise.all([
		hears('rival', [register(subject, SYSTEM, NUMBER), register({ Lot: MILK }, SYSTEM, NUMBER)]),
		hears('dairy', [
			register(subject, 'NO-SUCH', NUMBER),
			register(subject, SYSTEM, ''),
			// Of another licence.
			register(subject, SYSTEM, 'IL-2025-000003'),
		]),
		hears('customs', [
			putSystem('XX-1', { name: 'A register', countries: [] }),
			setRules({ ...rules, requires: [{ system: 'il', when: [] }] }),
			setRules(rules),
		]),
	]);
	assert.deepEqual(rival, ['customsClearance.NotYourProduct', 'customsClearance.NotYourLot']);
	assert.deepEqual(dairy, [
		'customsClearance.SystemNotFound',
		'customsClearance.InvalidRegistrationNumber',
		'ok',
	]);
	assert.deepEqual(customs, ['BadOrigin', 'sampling.InvalidSystemCode', 'ok']);
	const inForce = await ask('rules', { authority: world.customs.id });
	assert.deepEqual(inForce.rules.requires, [{ system: SYSTEM, when: [{ hs: ['04'] }] }]);
	const [given, ...others] = await ask('registrations', { product: LOTS[MILK].gtin });
	assert.deepEqual(others, []);
	const { system, registrant, number, confirmations } = given;
	assert.deepEqual(
		[system, registrant, number, confirmations],
		[SYSTEM, world.dairy.id, 'IL-2025-000003', []],
	);
});

test('goods arrive, and their documents are in order', async () => {
	const { api, world } = it;
	const { acceptCustody, depart, arrive } = api.tx.logistics;
	const { lodge, accept, control, assess } = api.tx.customsClearance;
	const { settle, checkDocuments } = api.tx.sampling;
	const sea = { lots: [MILK], mode: 'Maritime', from: 'AUMEL', to: 'CNNBO', vessel: 'Tasman Star' };
	await Promise.all([
		send(api, api.tx.utility.batchAll(shipment(api, world, 0, sea)), world.dairy.admin),
		send(
			api,
			api.tx.productIdentity.confirmLeafFile(
				MILK,
				LOTS[MILK].root,
				LOTS[MILK].count,
				LOTS[MILK].leafFile,
			),
			world.platform.admin,
		),
		send(
			api,
			attest(api, { Product: LOTS[MILK].gtin }, { standard: 1, accreditation: 2 }),
			world.lab.admin,
		),
	]);
	const now = (await api.query.timestamp.now()).toNumber();
	const way = [acceptCustody(0), depart(0, 0, now, 'S-1'), arrive(0, 0, now, 'S-1')];
	assert.deepEqual(await hears('carrier', way), ['ok', 'ok', 'ok']);

	const registrations = [{ system: SYSTEM, number: NUMBER }];
	const direct = { procedure: 'Direct', shipment: 0 };
	const twice = details(MILK, direct, { registrations: [...registrations, ...registrations] });
	const right = details(MILK, direct, { registrations });
	assert.deepEqual(
		await hears('importer', [lodge(world.customs.id, twice), lodge(world.customs.id, right)]),
		['customsClearance.DuplicateSystem', 'ok'],
	);
	const accepted = await send(
		api,
		accept(0, '26CN0001', secrets.commitment),
		world.customs.admin,
	);
	const [{ decision }] = eventsOf(accepted, 'sampling.ControlDecided');
	const { lines } = await ask('decision', decision);
	assert.deepEqual([lines[0].authority.requires, lines[0].council.requires], [[SYSTEM], []]);
	const awaited = accepted.number + 2;
	const ready = async () => (await api.rpc.chain.getHeader()).number.toNumber() >= awaited + 3;
	await until(api, ready, 'the awaited slot');
	await showFinal(api, awaited, key('//Alice'));
	assert.deepEqual(
		await hears('customs', [
			settle(decision, secrets.secrets[0]),
			control(0, LINE),
			checkDocuments(decision),
			assess(0, LINE),
		]),
		['ok', 'ok', 'ok', 'ok'],
	);
});

test('order, payment and waybill match', async () => {
	const { openMatch, commitDocument, revealDocument } = it.api.tx.customsClearance;
	const { platform, bank, carrier } = it.world;
	const parties = { platform: platform.id, institution: bank.id, carrier: carrier.id };
	assert.deepEqual(await hears('importer', [openMatch(0, LINE, parties)]), ['ok']);
	const order = {
		order: 'O-1',
		payment: 'P-1',
		waybill: 'W-1',
		gtin: LOTS[MILK].gtin,
		quantity: 80,
		amount: 2_490_000,
		currency: 'CNY',
		buyer: '李雷',
	};
	const root = ordersRoot(randomBytes(32), [order]);
	const roles = { platform: ROLE.order, bank: ROLE.payment, carrier: ROLE.logistics };
	const say = (call) =>
		Promise.all(Object.entries(roles).map(([name, role]) => hears(name, [call(name, role)])));
	const committed = await say((name, role) => {
		const organisation = it.world[name].id;
		const commitment = documentCommitment({ declaration: 0, organisation, role, root });
		return commitDocument(0, 0, commitment);
	});
	const revealed = await say(() => revealDocument(0, 0, root));
	assert.deepEqual([...committed, ...revealed].flat(), Array(6).fill('ok'));
});

test('release is refused until declared, recorded and confirmed number are the same', async () => {
	const { api, world } = it;
	const { release, register, confirmRegistration, withdrawConfirmation } = api.tx.customsClearance;
	const refused = async (error, found) => {
		assert.deepEqual(await hears('customs', [release(0, LINE)]), [`customsClearance.${error}`]);
		assert.equal((await finding()).finding, found);
		assert.equal(await ask('clearance', 'CN', MILK, 0), 'open');
	};
	await refused('RegistrationMismatch', 'mismatch');
	assert.deepEqual(await hears('dairy', [register(subject, SYSTEM, NUMBER)]), ['ok']);
	await refused('RegistrationNotConfirmed', 'notConfirmed');

	const confirm = (number, hs) =>
		confirmRegistration(subject, SYSTEM, world.dairy.id, number, hs);
	const [abroad, importer, own] = await Promise.all([
		hears('australia', [confirm(NUMBER, HS)]),
		hears('importer', [confirm(NUMBER, HS)]),
		hears('customs', [
			confirm('IL-2025-000003', HS),
			confirm(NUMBER, { code: '040221', edition: 2022 }),
		]),
	]);
	assert.deepEqual(abroad, ['customsClearance.NotYourRegister']);
	assert.deepEqual(importer, ['merchantRegistry.RoleMissing']);
	assert.deepEqual(own, ['customsClearance.OtherNumber', 'ok']);
	await refused('RegistrationOfOtherGoods', 'otherGoods');

	const again = withdrawConfirmation(subject, SYSTEM, world.dairy.id, DOCUMENT);
	assert.deepEqual(await hears('customs', [again, confirm(NUMBER, HS), release(0, LINE)]), [
		'ok',
		'ok',
		'ok',
	]);
	const { finding: found, declared, recorded, of, confirmation } = await finding();
	assert.deepEqual([found, declared, recorded], ['matched', NUMBER, NUMBER]);
	assert.deepEqual(of, [{ product: LOTS[MILK].gtin }, world.dairy.id]);
	assert.equal(confirmation.by, world.customs.id);
	assert.equal(await ask('clearance', 'CN', MILK, 79), 'released');
	const { entries } = await ask('journal', { product: LOTS[MILK].gtin });
	assert.deepEqual(
		entries.slice(-4).map(({ entry }) => `${entry.kind} ${entry.assurance}`),
		[
			'registrationRecorded declared',
			'registrationConfirmed confirmed',
			'registrationUnconfirmed confirmed',
			'registrationConfirmed confirmed',
		],
	);
});

/** What the API has at a path, once its index knows the newest final block; all items of a list that has pages. */
async function asked(path) {
	const answer = await it.gateway.get(path);
	const body = await answer.json();
	assert.equal(answer.status, 200, `${path}: ${JSON.stringify(body)}`);
	if (!body.next) return body;
	const link = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link'))[1];
	return { ...body, items: [...body.items, ...(await asked(link)).items] };
}

test('the API tells the numbers, who confirmed them and when, and what the rules wanted of them', async () => {
	const { api, world } = it;
	it.gateway = await Gateway.start(it.node.url, { args: ['--trust-loopback'] });
	await it.gateway.halt();
	it.gateway.args.push('--database', join(it.gateway.folder, 'index.db'));
	await it.gateway.boot();
	const head = (await api.rpc.chain.getHeader()).number.toNumber();
	await it.gateway.until(async () => {
		const { index } = await (await it.gateway.get('/health')).json();
		return index?.block >= head;
	}, `block ${head} in the index`);

	const registers = (await asked('/api/v1/registers')).items;
	assert.deepEqual(registers.find(({ system }) => system === SYSTEM).countries, ['CN']);
	const product = await asked(`/api/v1/products/${LOTS[MILK].gtin}`);
	const [number, ...others] = (await asked(product.links.registrations)).items;
	assert.deepEqual(others, []);
	assert.deepEqual(
		[number.system, number.number, number.registrant, number.gtin, number.lot],
		[SYSTEM, NUMBER, world.dairy.id, LOTS[MILK].gtin, null],
	);
	const [confirmation] = number.confirmations;
	assert.deepEqual(
		[confirmation.country, confirmation.by, confirmation.hs],
		['CN', world.customs.id, HS],
	);
	assert.ok(Date.parse(confirmation.at) > Date.parse(number.at));
	assert.deepEqual((await asked(`/api/v1/lots/${MILK}/registrations`)).items, []);
	// The number before is no longer one, and is told nowhere.
	const given = await asked(`/api/v1/organisations/${world.dairy.id}/registrations`);
	assert.deepEqual(given.items, [number]);
	const [line] = (await asked('/api/v1/declarations/0/lines')).items;
	assert.deepEqual(line.registrations, [{ system: SYSTEM, number: NUMBER }]);

	const rules = await asked(`/api/v1/rules/authorities/${world.customs.id}`);
	const text = `requires: when HS code begins with 04, a number in ${SYSTEM} before free circulation`;
	assert.deepEqual(rules.requires, [{ system: SYSTEM, text }]);
	const [{ lines, registrations }] = (await asked('/api/v1/declarations/0/explanation')).decisions;
	assert.deepEqual(lines[0].border.requires, [
		{ system: SYSTEM, text, asked: true, condition: null, because: null },
	]);
	const [check] = registrations;
	assert.deepEqual([check.finding, check.met, check.confirmation.by], ['Matched', true, world.customs.id]);
	assert.ok(
		check.text.startsWith(`needs a confirmed number of ${SYSTEM}: ${NUMBER}, confirmed by organisation ${world.customs.id} at `),
		check.text,
	);
});

test('figures of the statistics add up to what they count', async () => {
	let figures = 0;
	const groups = ['total', 'merchant', 'declarant', 'authority', 'agency', 'product', 'origin'];
	for (const by of groups) {
		for (const per of ['all', 'day', 'month']) {
			for (const it of (await asked(`/api/v1/statistics/outcomes?by=${by}&per=${per}`)).items) {
				// What nobody examines has no group of its own to be asked for.
				if (it.group === null && by !== 'total') continue;
				const { items } = await asked(`${it.links.outcomes}&limit=3`);
				const at = it.links.outcomes;
				assert.equal(items.length, it.lines, at);
				assert.equal(new Set(items.map(({ declaration }) => declaration)).size, it.declarations, at);
				assert.equal(items.reduce((sum, { items }) => sum + items, 0), it.items, at);
				figures += 1;
			}
		}
	}
	assert.ok(figures > 40, figures);
	const released = (await asked('/api/v1/statistics/outcomes')).items.find(({ what }) => what === 'Released');
	assert.deepEqual([released.declarations, released.lines, released.items], [1, 1, 80]);
	for (const it of (await asked('/api/v1/statistics/entries')).items) {
		const { items } = await asked(`${it.links.entries}&limit=500`);
		assert.equal(items.length, it.entries, it.links.entries);
	}
});
