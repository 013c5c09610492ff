// Credentials that a gateway serves: handed in by those who signed them, checked, linked to from the code on the box,
// and what became of their subjects since, in status lists that it computes from the chain.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, createPrivateKey, randomBytes, sign as signBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import * as gs1 from '../../js/verify/src/gs1.js';
import { makeLot } from '../../js/verify/src/lot.js';
import { motion, rpc, sendAll } from './lib/chain.js';
import { commands } from './lib/cli.js';
import { chain } from './lib/fixture.js';
import { Gateway } from './lib/gateway.js';
import { DOCUMENT, alice, confirm, found, issue, product } from './lib/world.js';

const ORIGIN = 'https://gateway.example';
const CHECK = new URL('../credentials/run.sh', import.meta.url).pathname;

const folder = await mkdtemp(join(tmpdir(), 'hallmark-passports-'));
after(() => rm(folder, { recursive: true, force: true }));
const path = (name) => join(folder, name);
/** What is handed to the gateway. */
const handed = (name) => join(folder, 'handed', name);
await mkdir(handed('items'), { recursive: true });
const json = async (file) => JSON.parse(await readFile(file, 'utf8'));

/** The id that the brand gets. */
const BRAND = 2;
const PREFIX = '9521003';
const GTIN = gs1.gtin(PREFIX, 1);
const LOTS = ['V/1', 'V/2'].map((batch) =>
	makeLot({ issuer: BRAND, gtin: GTIN, batch, count: 6, lotKey: randomBytes(32) }),
);
const [LOT, OTHER] = LOTS.keys();
const DAY = 86_400_000;

const it = chain({
	prepare: async (api) => {
		const world = await found(api, {
			platform: { roles: ['Platform'] },
			brand: { roles: ['Merchant', 'Manufacturer'], country: 'AU', prefix: PREFIX },
			lab: { roles: ['InspectionAgency'], country: 'CN' },
			rival: { roles: ['Merchant'], country: 'AU' },
		});
		assert.equal(world.brand.id, BRAND);
		const as = (name, ...calls) => sendAll(api, calls, world[name].admin);
		const scope = { goods: [{ Chapter: '22' }], countries: 'Everywhere', standards: [0] };
		const { registerStandards, grantAccreditation, attest } = api.tx.inspection;
		await motion(
			api,
			alice,
			api.tx.utility.batchAll([
				registerStandards([{ code: 'GB 2757-2012', title: 'Distilled spirits' }]),
				grantAccreditation(world.lab.id, 'Laboratory', DOCUMENT, scope, { from: 0, until: Date.now() + 365 * DAY }),
			]),
		);
		await as(
			'brand',
			api.tx.merchantRegistry.registerFacility('Vinery', 'AU', null),
			product(api, GTIN, { name: 'Shiraz', hs: { code: '220421', edition: 2022 }, origin: 'AU' }),
			...LOTS.map((lot) => issue(api, lot, { facility: 0 })),
		);
		await as('platform', ...LOTS.map((lot, id) => confirm(api, id, lot)));
		const about = { subject: { Lot: LOT }, standard: 0, accreditation: 0, result: 'Conforming' };
		await as('lab', attest({ ...about, sampling: 'Drawn', report: DOCUMENT, validUntil: null }));
		await Promise.all(LOTS.map((lot, id) => writeFile(path(`${id}.leaves`), lot.file)));
		const gateway = await Gateway.start(it.node.url, {
			files: Object.fromEntries(LOTS.map((lot, id) => [`lot-${id}`, lot.file])),
			args: [
				...['--trust-loopback', '--origin', ORIGIN],
				...['--credentials', handed(''), '--credential-key', path('gateway.key')],
			],
		});
		await gateway.caughtUp(api);
		return { world, gateway };
	},
});
after(() => it.gateway?.stop());

const { hallmark, done } = commands(it);
const credential = (signer, ...args) => done(signer, 'credential', ...args);
const signing = (who) => ['--key', path(`${who}.key`), '--base', ORIGIN];
const get = (path, options) => it.gateway.get(path, options);
const files = async () => (await (await get('/health')).json()).credentials.files;

/** Waits until the gateway has looked at all that was handed in, and serves and refuses so many. */
const settled = (served, refused) =>
	it.gateway.until(async () => {
		const is = await files();
		return is.waiting === 0 && is.served === served && is.refused === refused;
	}, `${served} served and ${refused} refused`);

/** Hands a file in, whole at once. */
async function hand(name, bytes) {
	await writeFile(path('new'), bytes);
	await rename(path('new'), handed(name));
}

/** The gateway's log about a file. */
const refusals = (name) => it.gateway.log.filter((line) => line.includes(`/${name} is not served`));

/** JSON as it is signed (RFC 8785), for values without numbers that need care. */
function canonical(value) {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	if (value === null || typeof value !== 'object') return JSON.stringify(value);
	const members = Object.keys(value).sort();
	return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function fromBase58(text) {
	let number = 0n;
	for (const letter of text) number = number * 58n + BigInt(ALPHABET.indexOf(letter));
	return Buffer.from(number.toString(16).padStart(68, '0'), 'hex');
}

function toBase58(bytes) {
	let [number, text] = [BigInt(`0x${bytes.toString('hex')}`), ''];
	for (; number > 0n; number /= 58n) text = ALPHABET[Number(number % 58n)] + text;
	return '1'.repeat(bytes.findIndex((byte) => byte !== 0)) + text;
}

/** Signs a credential anew with somebody's key, after a change to it: what the command line refuses to make. */
async function signedAnew(credential, who, did, change = () => {}) {
	const { publicKeyMultibase, secretKeyMultibase } = await json(path(`${who}.key`));
	const { proof, ...document } = structuredClone(credential);
	change(document);
	const options = { ...proof, verificationMethod: `${did}#${publicKeyMultibase}`, '@context': document['@context'] };
	delete options.proofValue;
	const seed = fromBase58(secretKeyMultibase.slice(1)).subarray(2);
	const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
	const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
	const hash = (value) => createHash('sha256').update(canonical(value)).digest();
	const signature = signBytes(null, Buffer.concat([hash(options), hash(document)]), key);
	return { ...document, proof: { ...options, proofValue: `z${toBase58(signature)}` } };
}

/** An entry of a status list that the gateway serves, and the list. */
async function entry(purpose, lot) {
	const answer = await get(`/credentials/status/lots/0/${purpose}`);
	assert.equal(answer.status, 200);
	assert.equal(answer.headers.get('content-type'), 'application/vc');
	const list = await answer.json();
	const bits = gunzipSync(Buffer.from(list.credentialSubject.encodedList.slice(1), 'base64url'));
	const size = list.credentialSubject.statusSize ?? 1;
	let value = 0;
	for (let at = lot * size; at < (lot + 1) * size; at += 1) value = value * 2 + ((bits[at >> 3] >> (7 - (at & 7))) & 1);
	return { value, list };
}

/** Has what the gateway serves checked by libraries that are not ours. */
async function checked(status) {
	const args = ['gateway', it.gateway.url, ORIGIN, `/credentials/lots/${LOT}`, status];
	return (await promisify(execFile)(CHECK, args)).stdout;
}

const passportPath = `/credentials/lots/${LOT}`;
const batchPath = (batch) => `/01/${GTIN}/10/${encodeURIComponent(batch)}`;

test('what issuers and agencies hand in is served as it is', async () => {
	const domains = { brand: `gateway.example/organisations/${BRAND}`, lab: 'lab.example', rival: 'rival.example' };
	for (const [who, domain] of Object.entries(domains)) {
		await credential(null, 'key', 'generate', path(`${who}.key`));
		await credential(who, 'key', 'register', path(`${who}.key`), '--domain', domain);
	}
	// Whoever asks for it before it is there is told so.
	assert.equal((await get(passportPath)).status, 404);
	const item = gs1.uri(LOTS[LOT].items[3]);
	await credential(null, 'passport', LOT, ...signing('brand'), '--out', handed('whatever.json'));
	await credential(null, 'conformity', 0, ...signing('lab'), '--out', handed('report.json'));
	const receipt = ['--leaves', path(`${LOT}.leaves`), '--key', path('brand.key')];
	await credential(null, 'receipt', item, ...receipt, '--out', handed('items/any.cose'));
	await settled(3, 0);

	for (const [at, file] of [[passportPath, 'whatever.json'], ['/credentials/attestations/0', 'report.json']]) {
		const answer = await get(at);
		assert.equal(answer.status, 200);
		assert.equal(answer.headers.get('content-type'), 'application/vc');
		assert.equal(answer.headers.get('access-control-allow-origin'), '*');
		assert.equal(await answer.text(), await readFile(handed(file), 'utf8'));
		const tag = answer.headers.get('etag');
		assert.match(tag, /^"[0-9a-f]{64}"$/);
		const again = await get(at, { headers: { 'if-none-match': tag } });
		assert.deepEqual([again.status, await again.text()], [304, '']);
		const head = await get(at, { method: 'HEAD' });
		assert.deepEqual([head.status, head.headers.get('etag'), await head.text()], [200, tag, '']);
		assert.equal((await get(at, { method: 'OPTIONS' })).headers.get('access-control-allow-origin'), '*');
		assert.equal((await get(at, { method: 'PUT' })).status, 405);
	}
});

test('code leads to the passport, and its page links to it', async () => {
	const to = `${ORIGIN}${passportPath}?linkType=gs1:dpp`;
	for (const at of [batchPath('V/1'), new URL(gs1.uri(LOTS[LOT].items[0])).pathname]) {
		const answer = await get(`${at}?linkType=gs1:dpp`);
		assert.deepEqual([answer.status, answer.headers.get('location')], [307, to]);
		const { linkset } = await (await get(`${at}?linkType=linkset`)).json();
		const links = linkset.flatMap((it) => it['https://ref.gs1.org/voc/dpp'] ?? []);
		assert.deepEqual(links, [
			{ href: `${ORIGIN}${passportPath}`, title: `Digital product passport of lot ${LOT}, by brand`, type: 'application/vc' },
		]);
		const page = await get(`/scan${at}`, { headers: { accept: 'text/html' } });
		const text = await page.text();
		const line = /Digital product passport<\/dt><dd><a href="([^"]*)" type="application\/vc">([^<]*)</.exec(text);
		assert.deepEqual(line?.slice(1), [passportPath, 'brand']);
	}
	// Another lot has none, and a GTIN alone names no lot.
	for (const at of [batchPath('V/2'), `/01/${GTIN}`]) {
		assert.equal((await get(`${at}?linkType=gs1:dpp`)).status, 404);
	}
});

test('receipt is given of every item, of the one that was handed in', async () => {
	for (const item of LOTS[LOT].items) {
		const uri = gs1.uri(item);
		const answer = await get(`/api/receipt?uri=${encodeURIComponent(uri)}`);
		assert.equal(answer.status, 200);
		assert.equal(answer.headers.get('content-type'), 'application/cose; cose-type="cose-sign1"');
		await writeFile(path('item.cose'), Buffer.from(await answer.arrayBuffer()));
		const { code, said } = await hallmark(
			...[null, 'credential', 'verify', path('item.cose'), '--uri', uri, '--leaves', path(`${LOT}.leaves`)],
		);
		assert.deepEqual([code, said.lot], [0, LOT], JSON.stringify(said));
	}
	const other = encodeURIComponent(gs1.uri(LOTS[OTHER].items[0]));
	assert.equal((await get(`/api/receipt?uri=${other}`)).status, 404, 'nobody signed the root of that lot');
	assert.equal((await get('/api/receipt?uri=hello')).status, 400);
	assert.equal((await get('/api/receipt')).status, 400);
});

test('DID documents are those of the chain and of the gateway itself', async () => {
	const own = await get('/.well-known/did.json');
	assert.equal(own.headers.get('content-type'), 'application/did+ld+json');
	const { id, assertionMethod } = await own.json();
	assert.equal(id, 'did:web:gateway.example');
	const { publicKey } = await credential(null, 'key', 'show', path('gateway.key'));
	assert.deepEqual(assertionMethod, [`${id}#${publicKey}`]);
	const brands = await get(`/organisations/${BRAND}/did.json`);
	assert.deepEqual(await brands.json(), await credential('brand', 'did'));
	// A DID elsewhere is not for this gateway to answer for.
	for (const org of [it.world.lab.id, 99, '0002', '../2', '']) {
		assert.notEqual((await get(`/organisations/${org}/did.json`)).status, 200, org);
	}
});

test('libraries that are not ours believe the passport and find it clear', async () => {
	assert.match(await checked('clear'), /served by the gateway: \d+ passed/);
});

test('what is not to be believed is refused, with the reason, and never served', async () => {
	const passport = await json(handed('whatever.json'));
	const brandDid = `did:web:gateway.example:organisations:${BRAND}`;
	const rivalDid = 'did:web:rival.example';
	const of = (lot) => (it) => {
		it.id = `${ORIGIN}/credentials/lots/${lot}`;
		it.credentialStatus.id = it.credentialStatus.id.replace(/\d+$/, lot);
		it.credentialStatus.statusListIndex = lot;
	};
	const subject = (change) => (it) => change(it.credentialSubject);
	const wrong = {
		// Another organisation, in its own name or in the brand's.
		'rival.json': [['rival', rivalDid, (it) => (it.issuer.id = rivalDid)], /never registered this key/],
		'borrowed.json': [['rival', brandDid], /never registered this key/],
		// The issuer itself, saying other than the chain.
		'origin.json': [['brand', brandDid, subject((it) => (it.countryOfProduction.countryCode = 'FR'))], /countryOfProduction\.countryCode: it is not that of lot 0/],
		'expiry.json': [['brand', brandDid, subject((it) => (it.expiryDate = '2099-01-01'))], /credentialSubject\.expiryDate: .*no such member/],
		'other-lot.json': [['brand', brandDid, of(OTHER)], /performanceClaim\[0\]\.id: it is about something else/],
		'no-lot.json': [['brand', brandDid, of(99)], /there is no lot 99/],
		'claim.json': [['brand', brandDid, subject((it) => (it.performanceClaim[0].name = 'Conformity to everything'))], /performanceClaim\[0\]\.name: it is not that of lot 0/],
		// A status list of its own would hide a recall.
		'status.json': [['brand', brandDid, (it) => (it.credentialStatus.statusListCredential = 'https://brand.example/list')], /credentialStatus\.statusListCredential: it is not/],
		'base.json': [['brand', brandDid, (it) => (it.id = it.id.replace('gateway', 'elsewhere'))], /id: it was made for another gateway/],
		// What the chain does not say at all, in whatever place or spelling.
		'claims.json': [['brand', brandDid, subject((it) => (it.performanceClaim = { 0: it.performanceClaim[0] }))], /credentialSubject\.performanceClaim: .*no such member/],
		'nameless.json': [['brand', brandDid, subject((it) => it.performanceClaim.push({ name: 'Organic' }))], /performanceClaim\[1\]\.id: /],
		'at-id.json': [['brand', brandDid, subject((it) => (it.performanceClaim[0]['@id'] = 'urn:x'))], /performanceClaim\[0\]\.@id: /],
		'spelled.json': [['brand', brandDid, subject((it) => (it.performanceClaim[0].id = it.performanceClaim[0].id.replace('/0#', '/00#')))], /performanceClaim\[0\]\.id: /],
		'material.json': [['brand', brandDid, subject((it) => (it.materialProvenance = []))], /credentialSubject\.materialProvenance: /],
		'context.json': [['brand', brandDid, (it) => it['@context'].push({ score: 'urn:x' })], /@context\[2\]: /],
		'schema.json': [['brand', brandDid, (it) => (it.credentialSchema = { id: 'https://brand.example/s', type: 'JsonSchema' })], /credentialSchema: /],
		'until.json': [['brand', brandDid, (it) => (it.validUntil = '2099-01-01T00:00:00Z')], /validUntil: /],
		'name.json': [['brand', brandDid, (it) => (it.issuer.name = 'World Health Organization')], /issuer\.name: it is not/],
		'party.json': [['brand', brandDid, subject((it) => (it.relatedParty[0].party.name = 'Famous'))], /relatedParty\[0\]\.party\.name: it is not/],
		'block.json': [['brand', brandDid, subject((it) => (it.description = it.description.replace(/block \d+/, 'block 1')))], /credentialSubject\.description: block 1 .*no final block/],
		'form.json': [['brand', brandDid, (it) => (it.type = ['VerifiableCredential'])], /type: neither/],
	};
	for (const [name, [made]] of Object.entries(wrong)) {
		await hand(name, JSON.stringify(await signedAnew(passport, ...made)));
	}
	// What was signed and then changed, what is no credential at all, what is too long.
	const report = await json(handed('report.json'));
	report.credentialSubject.conformityAssessment[0].name = 'Better';
	const receipt = await readFile(handed('items/any.cose'));
	receipt[receipt.length - 1] ^= 1;
	const raw = {
		'changed.json': [JSON.stringify(report), /signature is not that/],
		'twice.json': ['{"type":1,"type":2}', /two members are called `type`/],
		'text.json': ['hello', /receipt/],
		'long.json': [' '.repeat(300_000), /longer than/],
		'forged.cose': [receipt, /signature is not that/],
	};
	for (const [name, [bytes]] of Object.entries(raw)) await hand(name, bytes);
	const reasons = Object.entries({ ...wrong, ...raw }).map(([name, [, reason]]) => [name, reason]);
	await settled(3, reasons.length);
	for (const [name, reason] of reasons) {
		const lines = refusals(name);
		assert.equal(lines.length, 1, `${name}: ${it.gateway.log.join('\n')}`);
		assert.match(lines[0], reason);
	}
	assert.equal(await (await get(passportPath)).text(), await readFile(handed('whatever.json'), 'utf8'));
	for (const none of [OTHER, 99]) assert.equal((await get(`/credentials/lots/${none}`)).status, 404);
	for (const [name] of reasons) await rm(handed(name));
	await settled(3, 0);

	// The same way of signing, without a change, is believed: it is what was said that was refused.
	await hand('again.json', JSON.stringify(await signedAnew(passport, 'brand', brandDid)));
	await settled(3, 0);
	await rm(handed('again.json'));
	await settled(3, 0);
});

test('organisations and places that credentials name have a page, and JSON for programs', async () => {
	const json = async (path) => {
		const answer = await get(path, { headers: { accept: 'application/json' } });
		assert.equal(answer.headers.get('access-control-allow-origin'), '*');
		return { status: answer.status, type: answer.headers.get('content-type'), ...(await answer.json()) };
	};
	const page = async (path) => {
		const answer = await get(path, { headers: { accept: 'text/html' } });
		assert.match(answer.headers.get('content-type'), /^text\/html/);
		assert.match(answer.headers.get('vary'), /Accept, Accept-Language/);
		return { status: answer.status, text: await answer.text() };
	};
	const { lab } = it.world;
	const brand = await json(`/organisations/${BRAND}`);
	const { value } = await rpc(it.api, 'trace_organisation', BRAND);
	assert.deepEqual(brand.value, { ...value, accreditations: [] });
	assert.ok(brand.block.finalised && brand.block.number > 0);
	const agency = await json(`/organisations/${lab.id}`);
	assert.deepEqual(agency.value.accreditations.map(({ id, scheme, inForce }) => [id, scheme, inForce]), [[0, 'laboratory', true]]);
	const place = await json('/facilities/0');
	assert.deepEqual([place.value.name, place.value.country, place.value.closed], ['Vinery', 'AU', false]);
	assert.equal(place.value.organisation.id, BRAND);

	assert.match((await page(`/organisations/${BRAND}`)).text, /<h1 id="heading">brand<\/h1>/);
	assert.match((await page(`/organisations/${lab.id}`)).text, /Testing laboratory \(ISO\/IEC 17025\), good until/);
	assert.match((await page('/facilities/0')).text, new RegExp(`Vinery</h1>.*/organisations/${BRAND}`, 's'));
	assert.match((await page(`/organisations/${BRAND}?lang=zh`)).text, /机构/);

	for (const none of ['/organisations/99', '/organisations/0002', '/organisations/+2', '/organisations/x', '/facilities/99', '/facilities/00', '/facilities/none']) {
		const answer = await page(none);
		assert.equal(answer.status, 404, none);
		assert.match(answer.text, /There is no such/);
		const { status, detail, title } = await json(none);
		assert.equal(status, 404, none);
		assert.match(`${detail} ${title}`, /there is no (organisation|facility)/);
	}
});

test('file that is changed after it was checked is not given any more', async () => {
	const right = await readFile(handed('whatever.json'), 'utf8');
	await writeFile(path('right.json'), right);
	await writeFile(handed('whatever.json'), right.replace('Shiraz', 'Merlot'));
	const at = await get(passportPath);
	assert.notEqual(at.status, 200);
	assert(!(await at.text()).includes('Merlot'));
	await settled(2, 1);
	assert.equal((await get(passportPath)).status, 404);
	assert.equal((await get(`${batchPath('V/1')}?linkType=gs1:dpp`)).status, 404);
	await rename(path('right.json'), handed('whatever.json'));
	await settled(3, 0);
	assert.equal((await get(passportPath)).status, 200);
});

test('no path leads to a file', async () => {
	const secret = (await json(path('gateway.key'))).secretKeyMultibase;
	const paths = [
		'/credentials/lots/../../gateway.key',
		'/credentials/lots/..%2f..%2fgateway.key',
		'/credentials/lots/%2e%2e/%2e%2e/gateway.key',
		'/credentials/lots/../whatever.json',
		'/credentials/whatever.json',
		'/credentials/lots/whatever.json',
		'/credentials/lots/0/whatever.json',
		'/credentials/lots/00',
		'/credentials/lots/+0',
		'/credentials/lots/0%00',
		'/credentials/lots/0.json',
		'/credentials/lots/',
		'/credentials/lots',
		'/credentials/attestations/-1',
		'/credentials/attestations/18446744073709551616',
		'/credentials/status/lots/00/suspension',
		'/credentials/status/lots/1/suspension',
		'/credentials/status/lots/18446744073709551615/suspension',
		'/credentials/status/lots/0/refresh',
		'/credentials/status/items/0/suspension',
		'/organisations/../.well-known/did.json',
	];
	for (const at of paths) {
		const answer = await it.gateway.raw(`GET ${at} HTTP/1.1\r\nHost: gateway.example\r\nConnection: close\r\n\r\n`);
		assert.match(answer, /^HTTP\/1\.1 4\d\d /, at);
		assert(!answer.includes(secret) && !answer.includes('proofValue'), at);
	}
});

test('recall sets the bit of its lot in the next list', async () => {
	const { api } = it;
	await it.gateway.listsAt(api);
	const before = await entry('suspension', LOT);
	assert.equal(before.value, 0);
	const [from, until] = [before.list.validFrom, before.list.validUntil].map(Date.parse);
	assert(until - from === 60_000 && until > Date.now() && from <= Date.now());
	assert.equal(before.list.issuer.id, 'did:web:gateway.example');

	await done('brand', 'recall', `lot:${LOT}`, '--reason', 1);
	await it.gateway.listsAt(api);
	assert.equal((await entry('suspension', LOT)).value, 1);
	assert.equal((await entry('message', LOT)).value, 3);
	assert.equal((await entry('revocation', LOT)).value, 0, 'a recall can be lifted');
	assert.equal((await entry('suspension', OTHER)).value, 0);
	assert.match(await checked('suspended'), /served by the gateway: \d+ passed/);

	// All of a product, and what a facility made: each lot has its own bit.
	await done('brand', 'recall', `product:${GTIN}`, '--reason', 1);
	await it.gateway.listsAt(api);
	const { list } = await entry('suspension', OTHER);
	assert.equal((await entry('suspension', OTHER)).value, 1);
	await writeFile(path('list.json'), JSON.stringify(list));
	assert.equal((await credential(null, 'recompute', path('list.json'))).differences, 0);

	const notices = await api.query.productIdentity.nextNoticeId();
	for (let notice = 0; notice < notices.toNumber(); notice += 1) await done('brand', 'notice', 'lift', notice);
	await it.gateway.listsAt(api);
	for (const lot of [LOT, OTHER]) assert.equal((await entry('suspension', lot)).value, 0);
});

test('lists say the same after a new start, with the same key', async () => {
	const { api } = it;
	await done('brand', 'hold', `items:${OTHER}/1-2`, '--reason', 2);
	const { issuer, proof } = (await entry('suspension', LOT)).list;
	await it.gateway.halt();
	await it.gateway.boot();
	await it.gateway.listsAt(api);
	await settled(3, 0);
	const { value, list } = await entry('message', OTHER);
	assert.equal(value, 2, 'some items are held');
	assert.deepEqual([list.issuer, list.proof.verificationMethod], [issuer, proof.verificationMethod]);
	assert.equal((await get(passportPath)).status, 200);
});

test('brand may lead to a passport of its own', async () => {
	const own = 'https://brand.example/passports/1';
	const link = { linkType: 'gs1:dpp', href: own, title: 'Passport', language: null, mediaType: null };
	await sendAll(it.api, [it.api.tx.links.setLinks({ Lot: LOT }, [link])], it.world.brand.admin);
	await it.gateway.caughtUp(it.api);
	const answer = await get(`${batchPath('V/1')}?linkType=gs1:dpp`);
	assert.equal(answer.headers.get('location'), `${own}?linkType=gs1:dpp`);
	assert.equal((await get(passportPath)).status, 200, 'at its own address it stays');
});

test('suspension of its issuer makes nothing untrue of what it signed', async () => {
	const { api } = it;
	const { suspend, reinstate } = api.tx.merchantRegistry;
	/** How `hallmark credential verify` ends, and what it says of the issuer. */
	const verified = async () => {
		const { code, said } = await hallmark(null, 'credential', 'verify', handed('whatever.json'));
		return [code, said.verified, typeof said.issuerSuspended];
	};
	/** Whether the gateway serves it. */
	const served = async () => {
		await it.gateway.caughtUp(api);
		return (await get(passportPath)).status;
	};
	assert.deepEqual([await verified(), await served()], [[0, true, 'object'], 200]);
	// It is the brand's owner, too, whose word the chain takes for nothing meanwhile.
	await motion(api, alice, suspend(BRAND, null));
	assert.deepEqual([await verified(), await served()], [[2, true, 'number'], 200]);
	const batch = await get(`/scan${batchPath('V/1')}`, { headers: { 'accept-language': 'en' } });
	assert.match(await batch.text(), /The issuer is suspended/, 'the page of a batch says so, too');
	// A gateway that starts now says the same.
	await it.gateway.halt();
	await it.gateway.boot();
	await it.gateway.caughtUp(api);
	await settled(3, 0);
	assert.equal(await served(), 200);
	await motion(api, alice, reinstate(BRAND));
	assert.deepEqual([await verified(), await served()], [[0, true, 'object'], 200]);
});

test('credential is not served any more when its key was withdrawn as of before', async () => {
	const { publicKey } = await credential(null, 'key', 'show', path('brand.key'));
	await settled(3, 0);
	await credential('brand', 'key', 'withdraw', publicKey, '--as-of', '1970-01-02');
	await it.gateway.caughtUp(it.api);
	assert.equal((await get(passportPath)).status, 404);
	const receipt = `/api/receipt?uri=${encodeURIComponent(gs1.uri(LOTS[LOT].items[0]))}`;
	assert.equal((await get(receipt)).status, 404);
	assert.equal((await get('/credentials/attestations/0')).status, 200);
	// Whoever runs the gateway learns of it, too.
	await settled(1, 2);
	for (const name of ['whatever.json', 'any.cose']) assert.match(refusals(name).at(-1) ?? '', /the key is withdrawn as of/);
	const { assertionMethod } = await (await get(`/organisations/${BRAND}/did.json`)).json();
	assert.deepEqual(assertionMethod, []);
});
