// Who and what is on the way from factory to release: one border, goods by air and by sea.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gtin } from '../../../js/verify/src/gs1.js';
import { makeLot } from '../../../js/verify/src/lot.js';
import { motion, send } from './chain.js';
import { DOCUMENT, alice, confirm, found, issue, product } from './world.js';

const DIAMONDS = gtin('9521001', 1);
const MILK = gtin('9521002', 1);

/** The ids that the issuers of the lots get. */
const [CUTTER, DAIRY] = [2, 3];

const lotOf = (issuer, gtin, batch, count) =>
	makeLot({ issuer, gtin, batch, count, lotKey: randomBytes(32) });

/** The lots, under the ids that they get: two of diamonds by air, one of milk powder by sea. */
export const LOTS = [
	lotOf(CUTTER, DIAMONDS, 'D-1', 60),
	lotOf(CUTTER, DIAMONDS, 'D-2', 30),
	lotOf(DAIRY, MILK, 'M-1', 100),
];

/** How many of each lot travel. */
const SHIPPED = [50, 30, 100];

/** Some items of a lot. */
export const items = (...ranges) => ranges.map(([start, end]) => ({ start, end }));

/** What is declared of each lot: each in a declaration of its own. */
export const DECLARED = [items([0, 15], [20, 45]), items([0, 30]), items([0, 80])];

/** What each lot's goods are. */
const GOODS = [
	{ hs: { code: '710239', edition: 2022 }, origin: 'BE' },
	{ hs: { code: '710239', edition: 2022 }, origin: 'BE' },
	{ hs: { code: '040210', edition: 2022 }, origin: 'AU' },
];

/** A sample of ISO 2859-1 at level II, AQL 1.0. */
const PLAN = {
	level: 'II',
	classes: [{ class: 'Major', aql: 1000, unit: 'Nonconforming' }],
};

const CHANCELESS = { floor: 0, floorPlan: PLAN, repeat: 0 };

/**
 * The rules of China's border: all chocolate, samples of precious stones, else documents. Nothing is left
 * to chance, so that a test knows what comes.
 */
export const RULES = {
	rules: [
		{ priority: 10, name: 'Chocolate', when: [{ Hs: [{ Heading: '1806' }] }], then: 'Full' },
		{
			priority: 20,
			name: 'Stones from abroad',
			when: [{ Hs: [{ Chapter: '71' }] }, { Origin: ['BE', 'IN'] }],
			then: { Sample: PLAN },
		},
	],
	otherwise: 'Documents',
	...CHANCELESS,
};

/** What the council asks of goods everywhere: nothing. */
const COUNCIL_RULES = { rules: [], otherwise: 'Exempt', ...CHANCELESS };

/** What the panel's agencies are accredited for, under the ids 0, 1 and 2. */
const SCOPES = {
	agency: { goods: [{ Heading: '7102' }], countries: 'Everywhere', standards: [0] },
	second: { goods: [{ Chapter: '71' }], countries: { Only: ['BE', 'CN'] }, standards: [0] },
	lab: { goods: [{ Chapter: '04' }], countries: { Only: ['AU'] }, standards: [1] },
};

/** The call by which an agency attests that a subject conforms to a standard. */
export function attest(api, subject, { standard, accreditation }) {
	return api.tx.inspection.attest({
		subject,
		standard,
		accreditation,
		result: 'Conforming',
		sampling: 'TakenByAgency',
		report: DOCUMENT,
		validUntil: null,
	});
}

/** The calls that book a shipment of lots and offer it to its carrier. `id` is the one that it gets. */
export function shipment(api, world, id, { lots, mode, from, to, vessel }) {
	const { bookShipment, offerCustody } = api.tx.logistics;
	const leg = { mode, from, to, carrier: world.carrier.id, vessel, container: null, seal: 'S-1' };
	return [
		bookShipment(
			{ Organisation: world.importer.id },
			lots.map((lot) => ({ lot, ranges: items([0, SHIPPED[lot]]) })),
			[leg],
			[{ kind: mode === 'Air' ? 'Waybill' : 'BillOfLading', document: DOCUMENT }],
		),
		offerCustody(id, world.carrier.id, Date.now() + 600_000),
	];
}

/** What is declared of a lot: diamonds directly, milk powder into bond. */
export function details(lot, changes = {}, line = {}) {
	const direct = GOODS[lot].origin === 'BE';
	return {
		port: direct ? 'CNPVG' : 'CNNBO',
		procedure: direct ? 'Direct' : 'Bonded',
		shipment: direct ? 0 : 1,
		documents: [{ kind: 'Invoice', document: DOCUMENT }],
		lines: [{ lot, ranges: DECLARED[lot], ...GOODS[lot], valueBand: 'B', ...line }],
		...changes,
	};
}

/** Everybody admitted and accredited, the lots made, the factory certified, the rules set. */
export async function stage(api) {
	const world = await found(api, {
		platform: { roles: ['Platform'] },
		cutter: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: '9521001' },
		dairy: { roles: ['Merchant', 'Manufacturer'], country: 'AU', prefix: '9521002' },
		importer: { roles: ['Merchant'] },
		rival: { roles: ['Merchant'] },
		carrier: { roles: ['Carrier'], country: 'DK' },
		hauler: { roles: ['Carrier'] },
		bank: { roles: ['PaymentInstitution'] },
		customs: { roles: ['CustomsAuthority'] },
		australia: { roles: ['CustomsAuthority'], country: 'AU' },
		agency: { roles: ['InspectionAgency'], country: 'CH' },
		second: { roles: ['InspectionAgency'], country: 'FR' },
		lab: { roles: ['InspectionAgency'], country: 'AU' },
	});
	const { cutter, dairy, platform, customs, agency } = world;
	assert.deepEqual([cutter.id, dairy.id], [CUTTER, DAIRY]);
	const { batchAll } = api.tx.utility;
	const { registerStandards, requireStandards, grantAccreditation } = api.tx.inspection;
	const panel = [world.lab.id, agency.id, world.second.id];
	const year = { from: 0, until: Date.now() + 365 * 86_400_000 };

	const council = batchAll([
		api.tx.productIdentity.registerProductTypes(['Milk powder']),
		registerStandards([
			{ code: 'ISO 24016:2020', title: 'Grading polished diamonds' },
			{ code: 'GB 19644-2010', title: 'Milk powder' },
		]),
		requireStandards(0, [0]),
		requireStandards(1, [1]),
		...Object.entries(SCOPES).map(([name, scope]) =>
			grantAccreditation(world[name].id, 'InspectionTypeA', DOCUMENT, scope, year),
		),
		api.tx.sampling.setRules(COUNCIL_RULES),
	]);
	await Promise.all([
		motion(api, alice, council),
		send(
			api,
			batchAll([
				api.tx.merchantRegistry.registerFacility('Cutting works', 'BE', null),
				product(api, DIAMONDS),
				issue(api, LOTS[0], { facility: 0 }),
				issue(api, LOTS[1], { facility: 0 }),
			]),
			cutter.admin,
		),
		send(
			api,
			batchAll([api.tx.sampling.setRules(RULES), api.tx.sampling.setPanel(panel)]),
			customs.admin,
		),
	]);
	await Promise.all([
		send(
			api,
			batchAll([
				product(api, MILK, { name: 'Skimmed milk powder, 1 kg', ...GOODS[2] }, 1),
				issue(api, LOTS[2]),
			]),
			dairy.admin,
		),
		send(api, batchAll([0, 1].map((id) => confirm(api, id, LOTS[id]))), platform.admin),
		send(api, attest(api, { Facility: 0 }, { standard: 0, accreditation: 0 }), agency.admin),
	]);
	return { world, panel };
}
