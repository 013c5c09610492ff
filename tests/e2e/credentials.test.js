// Credentials, made and checked by the command line on a real chain: keys are registered, a passport, a conformity
// credential and a receipt are made, and what becomes of them when their lot is recalled, their accreditation
// withdrawn, their key withdrawn.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import * as gs1 from '../../js/verify/src/gs1.js';
import { makeLot } from '../../js/verify/src/lot.js';
import { motion, sendAll } from './lib/chain.js';
import { commands } from './lib/cli.js';
import { chain } from './lib/fixture.js';
import { Gateway } from './lib/gateway.js';
import { DOCUMENT, alice, confirm, found, issue, product } from './lib/world.js';

const BASE = 'https://gateway.example';
const DAY = 86_400_000;

const folder = await mkdtemp(join(tmpdir(), 'hallmark-credentials-'));
after(() => rm(folder, { recursive: true, force: true }));
const path = (name) => join(folder, name);
const json = async (name) => JSON.parse(await readFile(path(name), 'utf8'));

/** The list of the Bitstring Status List's own example: 16 KiB in which no bit is set. */
const NOTHING_SET = 'uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA';

/** The id that the brand gets. */
const BRAND = 2;
const GTIN = gs1.gtin('9521002', 1);
const LOTS = ['V/1', 'V/2'].map((batch) =>
	makeLot({ issuer: BRAND, gtin: GTIN, batch, count: 6, lotKey: randomBytes(32) }),
);
const [LOT, OTHER] = LOTS.keys();

async function prepare(api) {
	const world = await found(api, {
		platform: { roles: ['Platform'] },
		brand: { roles: ['Merchant', 'Manufacturer'], country: 'AU', prefix: '9521002' },
		lab: { roles: ['InspectionAgency'], country: 'CN' },
	});
	assert.equal(world.brand.id, BRAND);
	const as = (name, ...calls) => sendAll(api, calls, world[name].admin);
	const scope = { goods: [{ Chapter: '22' }], countries: 'Everywhere', standards: [0] };
	const year = { from: 0, until: Date.now() + 365 * DAY };
	const { registerStandards, grantAccreditation, attest } = api.tx.inspection;
	await motion(
		api,
		alice,
		api.tx.utility.batchAll([
			registerStandards([{ code: 'GB 2757-2012', title: 'Distilled spirits' }]),
			grantAccreditation(world.lab.id, 'Laboratory', DOCUMENT, scope, year),
			grantAccreditation(world.lab.id, 'InspectionTypeA', DOCUMENT, scope, year),
		]),
	);
	await as(
		'brand',
		api.tx.merchantRegistry.registerFacility('Vinery', 'AU', null),
		product(api, GTIN, { name: 'Shiraz', hs: { code: '220421', edition: 2022 }, origin: 'AU' }),
		...LOTS.map((lot) => issue(api, lot, { facility: 0 })),
	);
	await as('platform', ...LOTS.map((lot, id) => confirm(api, id, lot)));
	const attested = (subject, accreditation, result) =>
		attest({ ...{ subject, standard: 0, accreditation, result }, sampling: 'Drawn', report: DOCUMENT, validUntil: null });
	await as('lab', attested({ Lot: LOT }, 0, 'Conforming'), attested({ Lot: OTHER }, 1, 'Nonconforming'));
	await Promise.all(LOTS.map((lot, id) => writeFile(path(`${id}.leaves`), lot.file)));
	return { world };
}

const it = chain({ prepare });

const { hallmark, done, refused } = commands(it);
const credential = (signer, ...args) => done(signer, 'credential', ...args);
const signing = (who) => ['--key', path(`${who}.key`), '--base', BASE];
const verify = (...args) => hallmark(null, 'credential', 'verify', ...args);

/** What `verify` must say of a file: its exit status, and the status of what it is about. */
async function judged(name, code, status, ...args) {
	const answer = await verify(path(name), ...args);
	assert.deepEqual([answer.code, answer.said.status], [code, status], JSON.stringify(answer.said));
}

test('key is made, registered with a proof of possession, and published', async () => {
	for (const [who, domain] of [['brand', 'brand.example'], ['lab', 'lab.example/agency'], ['platform', 'gateway.example']]) {
		await credential(null, 'key', 'generate', path(`${who}.key`));
		assert.equal(statSync(path(`${who}.key`)).mode & 0o777, 0o600);
		await refused(/exists/, null, 'credential', 'key', 'generate', path(`${who}.key`));
		await refused(/has not registered|registered no/, who, 'credential', 'did');
		const { did } = await credential(who, 'key', 'register', path(`${who}.key`), '--domain', domain);
		const document = await credential(who, 'did', '--out', path(`${who}.did.json`));
		const { publicKey } = await credential(null, 'key', 'show', path(`${who}.key`));
		assert.equal(document.id, did);
		assert.deepEqual(document.assertionMethod, [`${did}#${publicKey}`]);
		await refused(/exists/i, who, 'credential', 'key', 'register', path(`${who}.key`), '--domain', domain);
	}
});

test('passport is made by the issuer of the lot and by no other', async () => {
	const { id, credentialSubject } = await credential(null, 'passport', LOT, ...signing('brand'), '--out', path('passport.json'));
	assert.equal(id, `${BASE}/credentials/lots/${LOT}`);
	assert.equal(credentialSubject.id, `${BASE}/01/${GTIN}/10/V%2F1`);
	assert.equal(credentialSubject.producedAtFacility.name, 'Vinery');
	assert.equal(credentialSubject.performanceClaim.length, 1);
	const story = `${BASE}/scan/01/${GTIN}/10/V%2F1`;
	assert(credentialSubject.relatedDocument.some(({ linkURL }) => linkURL === story));
	await judged('passport.json', 0, 'clear');
	await judged('passport.json', 3, null, '--did-document', path('brand.did.json'));
	await refused(/has not registered/, null, 'credential', 'passport', LOT, ...signing('lab'));
	await refused(/no lot/, null, 'credential', 'passport', 99, ...signing('brand'));

	const other = await credential(null, 'passport', OTHER, ...signing('brand'));
	assert.equal(other.credentialSubject.performanceClaim, undefined, 'what does not conform is no claim');
	assert(other.credentialSubject.relatedDocument.some(({ linkName }) => linkName.startsWith('Nonconformity')));
});

test('passport is refused when it was changed, or speaks of another lot', async () => {
	const passport = await json('passport.json');
	const changed = async (name, change) => {
		const copy = structuredClone(passport);
		change(copy);
		await writeFile(path(name), JSON.stringify(copy));
	};
	await changed('origin.json', (it) => (it.credentialSubject.countryOfProduction.countryCode = 'FR'));
	await refused(/signature is not that/, null, 'credential', 'verify', path('origin.json'));
	await changed('lot.json', (it) => (it.id = it.id.replace(/\d+$/, OTHER)));
	await refused(/signature is not that/, null, 'credential', 'verify', path('lot.json'));
	await changed('unsigned.json', (it) => delete it.proof);
	await refused(/names no key|proof/, null, 'credential', 'verify', path('unsigned.json'));
});

test('conformity credential is made by the agency, for good results and bad', async () => {
	for (const [id, conformance] of [[0, true], [1, false]]) {
		const name = `attestation-${id}.json`;
		const { credentialSubject: subject } = await credential(null, 'conformity', id, ...signing('lab'), '--out', path(name));
		assert.equal(subject.conformityAssessment[0].conformance, conformance);
		await judged(name, 0, 'clear');
	}
	await refused(/has not registered/, null, 'credential', 'conformity', 0, ...signing('brand'));
	await refused(/there is none 9/, null, 'credential', 'conformity', 9, ...signing('lab'));
});

test('receipt is made for an item of the lot and holds for no other', async () => {
	const [first, second] = LOTS[LOT].items.map((item) => gs1.uri(item));
	const leaves = path(`${LOT}.leaves`);
	await credential(null, 'receipt', first, '--leaves', leaves, '--key', path('brand.key'), '--out', path('item.cose'));
	const { said, code } = await verify(path('item.cose'), '--uri', first, '--leaves', leaves);
	assert.deepEqual([code, said.lot, said.index], [0, LOT, 0], JSON.stringify(said));
	await refused(/signature is not that/, null, 'credential', 'verify', path('item.cose'), '--uri', second, '--leaves', leaves);
	const leaf = Buffer.from(LOTS[LOT].items[0].leaf).toString('hex');
	const offline = ['--did-document', path('brand.did.json'), '--leaf-hash'];
	assert.equal((await verify(path('item.cose'), ...offline, leaf)).code, 0);
	assert.equal((await verify(path('item.cose'), ...offline, '00'.repeat(32))).code, 1);
});

test('recall and withdrawal reach credentials that were made before', async (t) => {
	const { api, world } = it;
	const gateway = await Gateway.start(it.node.url, {
		args: ['--origin', BASE, '--credential-key', path('platform.key')],
	});
	t.after(() => gateway.stop());
	const list = async (kind) => {
		await gateway.listsAt(api);
		const answer = await gateway.get(`/credentials/status/${kind}/0/suspension`);
		assert.equal(answer.status, 200);
		await writeFile(path(`${kind}.json`), await answer.text());
	};
	const own = await (await gateway.get('/.well-known/did.json')).text();
	assert.deepEqual(JSON.parse(own), await json('platform.did.json'), 'as the chain has it');
	const offline = (kind, who) => [
		...['--did-document', path(`${who}.did.json`), '--did-document', path('platform.did.json')],
		...['--status', path(`${kind}.json`)],
	];
	await Promise.all([list('lots'), list('attestations')]);
	await judged('passport.json', 0, 'clear', ...offline('lots', 'brand'));
	await judged('passport.json', 3, null, ...offline('lots', 'brand').slice(0, 2));
	await judged('attestation-0.json', 0, 'clear', ...offline('attestations', 'lab'));

	await done('brand', 'recall', `lot:${LOT}`, '--reason', 1);
	await motion(api, alice, api.tx.inspection.withdrawAccreditation(0, 0));
	await Promise.all([list('lots'), list('attestations')]);
	await judged('passport.json', 2, 'recalled');
	await judged('passport.json', 2, 'suspension', ...offline('lots', 'brand'));
	await judged('attestation-0.json', 2, 'doubtful');
	await judged('attestation-0.json', 2, 'suspension', ...offline('attestations', 'lab'));
	await judged('attestation-1.json', 0, 'clear', ...offline('attestations', 'lab'));
	await judged('lots.json', 0, null, '--org', world.platform.id);
	await refused(/never registered/, null, 'credential', 'verify', path('lots.json'), '--org', world.brand.id);
	for (const kind of ['lots', 'attestations']) {
		const { listed, purpose, differences } = await credential(null, 'recompute', path(`${kind}.json`));
		assert.deepEqual([listed, purpose, differences], [kind, 'suspension', 0]);
	}
	// A list that says less than it should was not signed by the gateway.
	const forged = await json('lots.json');
	forged.credentialSubject.encodedList = NOTHING_SET;
	await writeFile(path('lots.json'), JSON.stringify(forged));
	const computed = await hallmark(null, 'credential', 'recompute', path('lots.json'));
	assert.deepEqual([computed.code, computed.said.entries], [1, [{ id: LOT, chain: 1, list: 0 }]]);
	await refused(/status list.*signature/, null, 'credential', 'verify', path('passport.json'), ...offline('lots', 'brand'));
});

test('withdrawn key signs nothing more, and what it signed later counts for nothing', async () => {
	const { publicKey } = await credential(null, 'key', 'show', path('lab.key'));
	await credential('lab', 'key', 'withdraw', publicKey);
	await refused(/withdrawn as of/, null, 'credential', 'conformity', 1, ...signing('lab'));
	await judged('attestation-1.json', 2, 'clear');
	const { assertionMethod, verificationMethod } = await credential('lab', 'did');
	assert.deepEqual(assertionMethod, []);
	assert(verificationMethod[0].revoked);
	await credential('lab', 'key', 'withdraw', publicKey, '--as-of', '1970-01-02');
	await refused(/withdrawn as of/, null, 'credential', 'verify', path('attestation-1.json'));
	assert(existsSync(path('attestation-1.json')));
});
