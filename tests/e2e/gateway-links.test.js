// Every address of its own that a gateway gives leads somewhere: on pages, in linksets, credentials, descriptions, and
// what programs get. What is linked is asked for, and what that links in its turn.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gtin, uri } from '../../js/verify/src/gs1.js';
import { makeLot } from '../../js/verify/src/lot.js';
import { motion, sendAll } from './lib/chain.js';
import { commands } from './lib/cli.js';
import { chain } from './lib/fixture.js';
import { Gateway } from './lib/gateway.js';
import { DOCUMENT, alice, confirm, found, issue, product } from './lib/world.js';

const ORIGIN = 'https://gateway.example';
const PREFIX = '9521007';
const CODE = gtin(PREFIX, 1);
/** The id that the brand gets. */
const BRAND = 2;
const YEAR = 31_536_000_000;
const lot = makeLot({ issuer: BRAND, gtin: CODE, batch: 'L-1', count: 300, lotKey: randomBytes(32) });

/** How many addresses of one form are asked for, such as `/explore/blocks/N`. */
const EACH = 4;

const folder = await mkdtemp(join(tmpdir(), 'hallmark-links-'));
after(() => rm(folder, { recursive: true, force: true }));
const path = (name) => join(folder, name);

const it = chain({
	prepare: async (api) => {
		const world = await found(api, {
			platform: { roles: ['Platform'] },
			brand: { roles: ['Merchant', 'Manufacturer'], country: 'AU', prefix: PREFIX },
			lab: { roles: ['InspectionAgency'], country: 'CN' },
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
				grantAccreditation(world.lab.id, 'Laboratory', DOCUMENT, scope, { from: 0, until: Date.now() + YEAR }),
			]),
		);
		await as(
			'brand',
			api.tx.merchantRegistry.registerFacility('Vinery', 'AU', null),
			product(api, CODE, { name: 'Shiraz', hs: { code: '220421', edition: 2022 }, origin: 'AU' }),
			issue(api, lot, { facility: 0 }),
		);
		await as('platform', confirm(api, 0, lot));
		const about = { subject: { Lot: 0 }, standard: 0, accreditation: 0, result: 'Conforming' };
		await as('lab', attest({ ...about, sampling: 'Drawn', report: DOCUMENT, validUntil: null }));
		await Promise.all(['handed', 'packs', 'audits'].map((name) => mkdir(path(name))));
		await writeFile(path('0.leaves'), lot.file);
		const gateway = await Gateway.start(it.node.url, {
			files: { 'lot-0': lot.file },
			args: [
				...['--trust-loopback', '--origin', ORIGIN, '--database', path('index.db')],
				...['--packs', path('packs'), '--audits', path('audits')],
				...['--credentials', path('handed'), '--credential-key', path('gateway.key')],
			],
		});
		await gateway.caughtUp(api);
		return { world, gateway };
	},
});
after(() => it.gateway?.stop());

const { done } = commands(it);

/** All texts in a JSON value. */
function* texts(value) {
	if (typeof value === 'string') yield value;
	else if (value && typeof value === 'object') for (const inner of Object.values(value)) yield* texts(inner);
}

/** What an answer links, as it is written there. */
function* linked(answer, body) {
	for (const [, target] of (answer.headers.get('link') ?? '').matchAll(/<([^>]*)>/g)) yield target;
	const location = answer.headers.get('location');
	if (location) yield location;
	const media = answer.headers.get('content-type') ?? '';
	if (media.startsWith('text/html')) {
		for (const [, target] of body.matchAll(/\s(?:href|src|action)="([^"]*)"/g)) yield target.replaceAll('&amp;', '&');
	} else if (/json|application\/vc/.test(media)) {
		// A text is an address of the gateway's own if it has its origin, or is a path and nothing else.
		for (const text of texts(JSON.parse(body))) {
			if (text.startsWith(`${ORIGIN}/`) || /^\/[\w.-]+(\/[\w.~%-]+)*(\?[\w=&.%-]*)?$/.test(text)) yield text;
		}
	}
}

test('every address of its own that a gateway gives leads somewhere', async () => {
	const { gateway } = it;
	// What is handed to it: the brand's passport of its lot, and what the agency attested.
	const domains = { brand: `gateway.example/organisations/${BRAND}`, lab: 'lab.example' };
	for (const [who, domain] of Object.entries(domains)) {
		await done(null, 'credential', 'key', 'generate', path(`${who}.key`));
		await done(who, 'credential', 'key', 'register', path(`${who}.key`), '--domain', domain);
	}
	const signing = (who) => ['--key', path(`${who}.key`), '--base', ORIGIN];
	await done(null, 'credential', 'passport', 0, ...signing('brand'), '--out', path('handed/passport.json'));
	await done(null, 'credential', 'conformity', 0, ...signing('lab'), '--out', path('handed/report.json'));
	await gateway.until(async () => {
		const { credentials, index } = await (await gateway.get('/health')).json();
		return credentials.files.served === 2 && index.block > 0;
	}, 'credentials and an index');
	await gateway.listsAt(it.api);
	const queue = [
		['/'],
		[`/scan${new URL(uri(lot.items[7])).pathname}`, { accept: 'text/html' }],
		[`${new URL(uri(lot.items[7])).pathname}?linkType=linkset`],
		['/.well-known/gs1resolver'],
		['/.well-known/did.json'],
		['/organisations/2/did.json'],
		['/standards/0'],
		['/consortium'],
		['/explore', { accept: 'text/html' }],
		['/statistics', { accept: 'text/html' }],
		['/desk', { accept: 'text/html' }],
		['/api/v1/products'],
		['/api/v1/lots/0'],
		['/api/v1/openapi.json'],
		['/epcis/events'],
		['/packs'],
		['/audits'],
		['/trust.json'],
		['/health'],
		['/manifest.webmanifest'],
	].map(([target, headers]) => ({ target, headers, from: 'this test' }));
	const [seen, forms, dead] = [new Set(), new Map(), []];
	while (queue.length) {
		const { target, headers = {}, from } = queue.shift();
		const at = new URL(target, ORIGIN);
		if (at.origin !== ORIGIN && at.origin !== gateway.url) continue;
		const asked = at.pathname + at.search;
		const known = `${asked} ${headers.accept ?? ''}`;
		const form = `${at.pathname.replace(/\d+|0x[\da-f]+|5[1-9A-HJ-NP-Za-km-z]{47}/g, 'N')} ${headers.accept ?? ''}`;
		const many = forms.get(form) ?? 0;
		if (seen.has(known) || many >= EACH) continue;
		seen.add(known);
		forms.set(form, many + 1);
		const answer = await gateway.get(asked, { headers });
		const body = await answer.text();
		// A form's address is there, and asked in another way.
		if (answer.status >= 400 && answer.status !== 405) dead.push(`${answer.status} ${asked} (in ${from}): ${body.slice(0, 200)}`);
		if (answer.status >= 400) continue;
		for (const found of linked(answer, body)) {
			if (/^(#|data:|mailto:|javascript:)/.test(found)) continue;
			const next = new URL(found, new URL(asked, ORIGIN));
			// People follow links as browsers do, programs as they are.
			for (const accept of ['text/html', undefined]) {
				queue.push({ target: next.href, headers: accept ? { accept } : {}, from: asked });
			}
		}
	}
	assert.deepEqual(dead, []);
	assert.ok(seen.size > 60, `${seen.size} addresses`);
});
