// The story of scripts/story.sh through REST, EPCIS and browser alone: a carrier's documents, a merchant's spreadsheet and an
// officer's browser take goods from the factory to release, and the history ends as Parquet. After the chain has started
// nobody gives a command of `hallmark`, and nothing but the gateway speaks with the node: what is signed is signed in a
// browser, or by keys that the gateway holds.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Metadata, hexOf, ofSecret } from '../../clients/console/static/vendor/desk.js';
import { fromHex, hex } from '../../js/verify/src/bytes.js';
import { gln, gtin, uri } from '../../js/verify/src/gs1.js';
import { makeLot, secretAt } from '../../js/verify/src/lot.js';
import { secretChain } from '../../js/verify/src/draw.js';
import { ROLE, documentCommitment, ordersRoot } from '../../js/verify/src/orders.js';
import { scratchCode } from '../../js/verify/src/serial.js';
import { Node } from '../e2e/lib/node.js';
import { launch, look, visit } from './lib/browser.js';
import { act, awaitEntropy, sign, signedIn } from './lib/desk.js';
import { startGateway } from './lib/gateway.js';

/** The products, as the merchant's spreadsheet has them. */
const SHEET = `gtin14,name,category,origin,hs6
09521001000017,"Cocktail mix, margarita",Food,AU,2208.70
09521001000413,Bagels,Food,AU,1905.90
09521001001212,Chocolate drops,Food,AU,1704.90
`;
const [SPIRITS, BAGELS, CHOCOLATE] = ['09521001000017', '09521001000413', '09521001001212'];
const HS = { [SPIRITS]: '220870', [BAGELS]: '190590', [CHOCOLATE]: '170490' };
const [WORKS, WAREHOUSE, IMPORTER] = [gln('952100', 101), gln('952109', 103), gln('952109', 1)];

/** Who takes part, in the order of admission. */
const CAST = {
	platform: { name: 'Beilun Platform', country: 'CN', roles: ['Platform'] },
	larder: { name: 'Southern Larder Pty Ltd', country: 'AU', roles: ['Merchant', 'Manufacturer'] },
	line: { name: 'Southern Cross Line', country: 'AU', roles: ['Carrier'] },
	importer: { name: 'Beilun Import', country: 'CN', roles: ['Merchant', 'Warehouse'], gln: IMPORTER },
	bank: { name: 'Ningbo Pay', country: 'CN', roles: ['PaymentInstitution'] },
	customs: { name: 'Ningbo Customs', country: 'CN', roles: ['CustomsAuthority'] },
	alpine: { name: 'Alpine Inspection AG', country: 'CH', roles: ['InspectionAgency'] },
	diamonds: { name: 'Schelde Diamonds NV', country: 'BE', roles: ['Merchant', 'Manufacturer'] },
	air: { name: 'Lotus Air Cargo', country: 'CN', roles: ['Carrier'] },
};

const PLAN = { level: 'II', classes: [{ class: 'Major', aql: 1000, unit: 'Nonconforming' }] };
/** Nothing is left to chance but which items are drawn, so that a run tells the same story each time. */
const CHANCELESS = { floor: 0, floor_plan: PLAN, repeat: 0 };
/** All bagels are looked at in part, spirits are sampled, of the rest the documents. */
const RULES = {
	rules: [
		{ priority: 10, name: 'Bakers’ wares', when: [{ Hs: [{ Heading: '1905' }] }], then: { Fraction: 1000 } },
		{ priority: 20, name: 'Spirits from Australia', when: [{ Hs: [{ Heading: '2208' }] }, { Origin: ['AU'] }], then: { Sample: PLAN } },
	],
	otherwise: 'Documents',
	...CHANCELESS,
};

/** The rest of the chocolate is declared under rules by which chance looks at everything. */
const STRICTER = { ...RULES, floor: 10_000 };
/** Diamonds, which travel by air and pass by their documents. */
const DIAMONDS = gtin('952104', 100001);

const MRN = '26CNNBO000001';
const it = { keys: {}, files: {}, accounts: {}, orgs: {} };

const own = (name) => join(it.folder, name);
const paper = () => own('paper.pdf');
const api = (path) => `${it.gateway.origin}/api/v1${path}`;

/** Puts a key into a file, as whoever owns it has it. */
async function keyFile(name) {
	it.files[name] = own(`${name.replaceAll('/', '-')}.key`);
	await writeFile(it.files[name], `//${name}\n`, { mode: 0o600 });
	it.accounts[name] = (await ofSecret(`//${name}`)).account;
}

/** The gateway's operator makes an API key, whose signing key the gateway holds. */
async function apiKey(name, scopes) {
	await keyFile(name);
	const options = ['--keys', own('keys.json'), '--operator', it.accounts[name], '--scopes', scopes, '--rate', '1000', '--signer', `@${it.files[name]}`];
	[it.keys[name]] = /hm_\w+/.exec(execFileSync(process.env.HALLMARK_GATEWAY, ['key', 'add', ...options], { encoding: 'utf8' }));
}

/** Asks the gateway; in somebody's name, if there is one. */
async function ask(path, { by, body, headers = {}, method = body === undefined ? 'GET' : 'POST' } = {}) {
	const answer = await fetch(path.startsWith('/epcis') ? it.gateway.origin + path : api(path), {
		method,
		headers: { ...(by && { authorization: `Bearer ${it.keys[by]}` }), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
		...(body !== undefined && { body: JSON.stringify(body) }),
	});
	const text = await answer.text();
	const told = text && JSON.parse(text);
	assert.ok(answer.ok, `${path}: ${answer.status} ${text}`);
	return { told, headers: answer.headers };
}
const read = async (path) => (await ask(path)).told;

/** Waits until something is so. */
async function until(check, what, patience = 60_000) {
	const deadline = Date.now() + patience;
	for (;;) {
		const value = await check();
		if (value) return value;
		if (Date.now() > deadline) throw new Error(`${what} did not happen`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

/** Has the API do something, and waits until it is final. Gives the events by their names. */
async function does(by, path, body = {}) {
	const { told } = await ask(path, { by, body });
	const events = {};
	for (const { href } of told.transactions) {
		const standing = await until(async () => {
			const standing = await read(href.replace('/api/v1', ''));
			return standing.status !== 'pending' && standing;
		}, `${by}: ${path}`);
		assert.equal(standing.status, 'final', `${by}: ${path}: ${JSON.stringify(standing.problem)}`);
		for (const { name, fields } of standing.events) (events[name] ??= []).push(fields);
		it.block = Math.max(it.block ?? 0, standing.block.number);
	}
	return events;
}

/** A call that has no path of its own in the API, in the bytes that polkadot.js shows too. */
const call = (json) => hexOf(it.metadata.encode(json));

/** Waits until the index has what was done. */
const indexed = () =>
	until(async () => {
		const { headers } = await ask('');
		return Number(headers.get('x-hallmark-block')) >= (it.block ?? 0);
	}, `block ${it.block} in the index`);

const base = () => `https://hallmark.example/chains/${it.genesis}`;

/** An event as a partner writes it. */
const seen = (bizStep, members) => ({
	type: 'ObjectEvent',
	action: 'OBSERVE',
	bizStep,
	disposition: 'in_progress',
	eventTime: new Date().toISOString(),
	eventTimeZoneOffset: '+00:00',
	epcList: [],
	...members,
});
const ofShipment = () => ({ bizTransactionList: [{ type: 'hallmark:shipment', bizTransaction: `${base()}/shipments/${it.shipment}#it` }] });
const at = (port) => ({ readPoint: { id: `https://vocabulary.uncefact.org/unlocode#${port}` } });

/** Somebody hands a document in, and each of its events becomes final calls. */
async function captures(by, ...events) {
	const body = {
		'@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { hallmark: 'https://hallmark.example/epcis/' }],
		type: 'EPCISDocument',
		schemaVersion: '2.0',
		creationDate: new Date().toISOString(),
		epcisBody: { eventList: events },
	};
	const { headers } = await ask('/epcis/capture', { by, body });
	const job = await until(async () => {
		const { told } = await ask(headers.get('location'), { by });
		return !told.running && told;
	}, `${by}: the capture of ${events.map(({ bizStep }) => bizStep)}`);
	assert.deepEqual(job.events.map(({ outcome }) => outcome), events.map(() => 'done'), JSON.stringify(job));
	return job;
}

/** A window of the desk, with somebody's key open in it. */
const desk = (name, path) => signedIn(it.browser, it.gateway.origin + path, it.files[name]);

before(async () => {
	it.folder = await mkdtemp(join(tmpdir(), 'hallmark-story-'));
	await mkdir(own('leaves'));
	await writeFile(paper(), 'a paper');
	it.node = await Node.start(['--state-pruning', 'archive', '--blocks-pruning', 'archive']);
	await apiKey('Alice', 'council:write,calls:write');
	const all = 'products:write,lots:write,notices:write,logistics:write,customs:write,inspection:write,council:write,calls:write,epcis:capture';
	for (const name of Object.keys(CAST)) await apiKey(name, all);
	await apiKey('customs//second', 'customs:write');
	await apiKey('alpine//second', 'inspection:write');
	it.gateway = await startGateway({
		node: it.node.url,
		leaves: own('leaves'),
		trust: process.env.HALLMARK_CHAIN,
		data: own('data'),
		database: own('index.db'),
		keys: own('keys.json'),
	});
	it.browser = await launch();
	await until(() => read('').then(({ genesis }) => (it.genesis = genesis), () => false), 'the index');
	const { spec } = (await read('/blocks?limit=1')).items[0];
	const metadata = await fetch(`${it.gateway.origin}/desk/metadata/${spec}`);
	it.metadata = new Metadata(new Uint8Array(await metadata.arrayBuffer()));
});

after(async () => {
	await it.browser?.close();
	await it.gateway?.stop();
	await it.node?.stop();
	if (it.folder) await rm(it.folder, { recursive: true, force: true });
});

/** The council, which has one member, does something by a motion. */
async function council(...calls) {
	const events = await does('Alice', '/council/motions', { call: call({ Utility: { batch_all: { calls } } }) });
	assert.deepEqual(events['Council.Executed'].map(({ result }) => Object.keys(result)), [['Ok']], JSON.stringify(events));
	return events;
}

/** Waits for all of these, each of which has somebody else sign. */
const meanwhile = (...doings) => Promise.all(doings.map((doing) => doing()));

const DOCUMENT = { digest: `0x${createHash('sha256').update('a paper').digest('hex')}`, media: 'Pdf' };

test('council admits who takes part, and they say what goods are held to', async () => {
	const names = Object.keys(CAST);
	const first = await until(async () => (await read('/organisations')).items.length, 'the first organisation');
	names.forEach((name, i) => (it.orgs[name] = first + i));
	const admissions = names.map((name) => {
		const { roles, name: said, country, gln = null } = CAST[name];
		const profile = { legal_id: `${country} ${name}`, name: said, country, gln };
		return { MerchantRegistry: { admit: { profile, roles, controlled_with: null, admin: it.accounts[name] } } };
	});
	const events = await council(
		{ ProductIdentity: { register_product_types: { names: ['Food', 'Diamonds'] } } },
		...admissions,
		{ MerchantRegistry: { grant_prefix: { prefix: { value: 952100, len: 6 }, holder: it.orgs.larder, licence: DOCUMENT } } },
		{ MerchantRegistry: { grant_prefix: { prefix: { value: 952104, len: 6 }, holder: it.orgs.diamonds, licence: DOCUMENT } } },
		{ Inspection: { register_standards: { standards: [{ code: 'GB 14881-2013', title: 'Hygiene of food production' }, { code: 'GB/T 16554-2017', title: 'Diamond grading' }] } } },
		{ Inspection: { require_standards: { product_type: 1, standards: [1] } } },
		{ Sampling: { set_rules: { rules: { rules: [], otherwise: 'Exempt', ...CHANCELESS } } } },
	);
	const admitted = events['MerchantRegistry.OrganisationAdmitted'];
	assert.deepEqual(admitted.map(({ org }) => Number(org)), Object.values(it.orgs));
	// Roles take effect after a while.
	const effective = Math.max(...admitted.flatMap(({ roles }) => roles.map(({ effective_at }) => Number(effective_at))));
	await until(async () => Date.parse((await read('/blocks?limit=1')).items[0].at) >= effective, 'the roles');
	const scope = { goods: [{ Heading: '2208' }, { Chapter: '19' }, { Heading: '7102' }], countries: 'Everywhere', standards: [0, 1] };
	const validity = { from: 0, until: Date.now() + 365 * 86_400_000 };
	const accreditation = { agency: it.orgs.alpine, scheme: 'InspectionTypeA', certificate: DOCUMENT, scope, validity };
	const panel = call({ Utility: { batch_all: { calls: [{ Sampling: { set_rules: { rules: RULES } } }, { Sampling: { set_panel: { agencies: [it.orgs.alpine] } } }] } } });
	await meanwhile(
		() => council({ Inspection: { grant_accreditation: accreditation } }),
		() => does('customs', '/calls', { call: panel }),
		() => does('customs', '/operators', { account: it.accounts['customs//second'], permissions: ['Clearance'] }),
		() => does('alpine', '/operators', { account: it.accounts['alpine//second'], permissions: ['Examinations', 'Attestations'] }),
		() => does('larder', '/facilities', { name: 'Melbourne works', country: 'AU', gln: WORKS }),
		() => does('importer', '/facilities', { name: 'Ningbo bonded warehouse', country: 'CN', gln: WAREHOUSE }),
	);
});

/** The facilities, in the order of their ids: found by their GLNs. */
async function facilities() {
	await indexed();
	const { items } = await read('/facilities');
	const of = (gln) => items.find((facility) => facility.gln === gln).id;
	return { works: of(WORKS), warehouse: of(WAREHOUSE) };
}

/** Waits until somebody may do something: a conflict is waited for. */
async function whenItMay(by, path, body = {}) {
	return until(async () => {
		try {
			return await does(by, path, body);
		} catch (error) {
			if (!/: 409 /.test(error.message)) throw error;
			return undefined;
		}
	}, `${by}: ${path}`, 90_000);
}

/** Customs accepts a declaration by a program, which keeps the secrets. Gives them, and the decision on the first line. */
async function accepted(declaration, mrn) {
	const { commitment, secrets } = secretChain(randomBytes(32), 65);
	await does('customs//second', `/declarations/${declaration}/accept`, { mrn, commitment: hex(commitment) });
	await indexed();
	const { lines } = await read(`/declarations/${declaration}`);
	const decision = lines[0].decision;
	await whenItMay('customs//second', `/decisions/${decision}/final`);
	const events = await whenItMay('customs//second', `/decisions/${decision}/settle`, { secret: hex(secrets[0]) });
	await does('customs//second', `/declarations/${declaration}/control`);
	return { decision, settled: events['Sampling.ControlSettled'][0] };
}

/** The importer's orders, as platform, bank and carrier each have them in their books. */
const ORDERS = [
	{ order: 'O-1001', payment: 'PAY-77', waybill: 'W-5501', gtin: SPIRITS, quantity: 2, amount: 498000, currency: 'AUD', buyer: '李雷' },
	{ order: 'O-1002', payment: 'PAY-78', waybill: 'W-5502', gtin: CHOCOLATE, quantity: 6, amount: 149000, currency: 'AUD', buyer: '韩梅梅' },
	{ order: 'O-1003', payment: 'PAY-81', waybill: 'W-5507', gtin: DIAMONDS, quantity: 1, amount: 12500000, currency: 'EUR', buyer: 'Ana Núñez' },
];

/** Platform, bank and carrier show that they know the same orders. */
async function matched(declaration, lines, carrier) {
	const parties = { platform: it.orgs.platform, institution: it.orgs.bank, carrier: it.orgs[carrier] };
	await does('importer', `/declarations/${declaration}/match`, { lines, parties });
	const root = ordersRoot(randomBytes(32), ORDERS);
	const round = `/declarations/${declaration}/rounds/0`;
	const roles = { platform: ROLE.order, bank: ROLE.payment, [carrier]: ROLE.logistics };
	const words = Object.entries(roles).map(([by, role]) => {
		const commitment = documentCommitment({ declaration, organisation: it.orgs[by], role, root });
		return { by, commitment: hex(commitment) };
	});
	await meanwhile(...words.map(({ by, commitment }) => () => does(by, `${round}/commit`, { commitment })));
	await meanwhile(...words.map(({ by }) => () => does(by, `${round}/reveal`, { root: hex(root) })));
}

/** The way of the diamonds, by programs alone: from Antwerp to Shanghai by air, released by their documents. */
async function diamonds() {
	const lot = makeLot({ issuer: it.orgs.diamonds, gtin: DIAMONDS, batch: 'STORY-DIAMONDS', count: 12, lotKey: randomBytes(32) });
	await does('diamonds', '/products', { gtin: DIAMONDS, name: 'Brilliant, 0.5 ct', category: 'Diamonds', hs: '7102.39', origin: 'BE' });
	const issued = await does('diamonds', '/lots', { gtin: DIAMONDS, batch: lot.batch, count: lot.count, root: hex(lot.root), leafFile: hex(lot.leafFile) });
	const id = Number(issued['ProductIdentity.LotIssued'][0].lot);
	it.diamond = lot.items[5];
	await writeFile(own('leaves/diamonds.leaves'), lot.file);
	await does('platform', `/lots/${id}/leaf-file`, { root: hex(lot.root), count: lot.count, leafFile: hex(lot.leafFile) });
	const legs = [{ mode: 'Air', from: 'BEBRU', to: 'CNPVG', carrier: it.orgs.air, vessel: 'SN 0204' }];
	const booked = await does('diamonds', '/shipments', { consignee: it.orgs.importer, items: [{ lot: id, ranges: '0-11' }], legs });
	const shipment = Number(booked['Logistics.ShipmentBooked'][0].shipment);
	await does('diamonds', `/shipments/${shipment}/offer`, { to: it.orgs.air });
	for (const step of ['accept', 'depart', 'arrive']) await does('air', `/shipments/${shipment}/${step}`);
	await does('air', `/shipments/${shipment}/offer`, { to: it.orgs.importer });
	await does('importer', `/shipments/${shipment}/accept`);
	const line = { lot: id, ranges: '0-11', hs: '710239', origin: 'BE', valueBand: 'D' };
	const lodged = await does('importer', '/declarations', { authority: it.orgs.customs, details: { port: 'CNPVG', procedure: 'Direct', shipment, lines: [line] } });
	const declaration = Number(lodged['CustomsClearance.DeclarationLodged'][0].declaration);
	const { decision } = await accepted(declaration, '26CNSGH000002');
	it.ruled.resolve();
	await matched(declaration, [0], 'air');
	// No agency has graded them, and then one has.
	await does('customs//second', `/decisions/${decision}/documents`);
	const papers = async () => JSON.stringify((await whenIndexed(`/decisions/${decision}`)).papers);
	assert.match(await papers(), /Wanting/i);
	await does('alpine//second', '/attestations', { about: { lot: id }, standard: 1, accreditation: 0, result: 'Conforming', sampling: 'TakenByAgency', report: DOCUMENT });
	await does('customs//second', `/decisions/${decision}/documents`);
	assert.match(await papers(), /InOrder/i);
	await does('customs//second', `/declarations/${declaration}/assess`);
	await does('customs//second', `/declarations/${declaration}/release`);
	await does('importer', `/shipments/${shipment}/receive`);
}

/** What goes on beside other steps, and is awaited in a later one. */
function begun(doing) {
	doing.catch(() => {});
	return doing;
}

/** The rest of the chocolate: chance has it examined, and the authority's second officer proposes to release it without a verdict. */
async function restOfChocolate() {
	const { id } = it.lots.chocolate;
	const line = { lot: id, ranges: '40-49', hs: HS[CHOCOLATE], origin: 'AU', valueBand: 'A' };
	const details = { port: 'CNNBO', procedure: 'Direct', shipment: it.shipment, lines: [line] };
	const lodged = await does('importer', '/declarations', { authority: it.orgs.customs, details });
	const declaration = Number(lodged['CustomsClearance.DeclarationLodged'][0].declaration);
	const { settled } = await accepted(declaration, '26CNNBO000003');
	assert.deepEqual([settled.check, settled.random], ['Examination', true], JSON.stringify(settled));
	await does('customs//second', `/declarations/${declaration}/assess`);
	await does('customs//second', `/declarations/${declaration}/override/propose`, { reason: DOCUMENT });
	return declaration;
}

async function whenIndexed(path) {
	await indexed();
	return read(path);
}

test('merchant registers a spreadsheet of products at the desk, and issues a lot there', async () => {
	it.facilities = await facilities();
	const { page, context } = await desk('larder', '/desk/products');
	await writeFile(own('products.csv'), SHEET);
	await page.setInputFiles('#csv-file', own('products.csv'));
	await page.getByRole('button', { name: 'Look at it' }).click();
	await page.getByRole('button', { name: 'Register 3 products' }).click();
	assert.match(await sign(page), /Bagels/);
	const downloads = [];
	page.on('download', (download) => downloads.push(download));
	await until(async () => (await read('/products')).items.length === 3, 'the products');
	await page.goto(`${it.gateway.origin}/desk/lots`);
	await page.setInputFiles('#key-file', it.files.larder);
	await page.getByText('is open on this page').waitFor();
	await page.locator('#lot-gtin').selectOption(SPIRITS);
	await page.locator('#lot-batch').fill('STORY-SPIRITS');
	await page.locator('#lot-count').fill('200');
	await page.getByRole('button', { name: 'Issue a lot' }).click();
	assert.match(await sign(page), /Issue this lot[\s\S]*STORY-SPIRITS[\s\S]*200/);
	const kept = (end) => downloads.find((download) => download.suggestedFilename().endsWith(end));
	await kept('.secret').saveAs(own('spirits.secret'));
	await kept('.leaves').saveAs(own('leaves/spirits.leaves'));
	await context.close();

	// What the label printer has: the key in the secret file makes every code.
	const secret = /^key: (\w+)$/m.exec(await readFile(own('spirits.secret'), 'utf8'))[1];
	const lotOf = (gtin, batch, count, lotKey) => makeLot({ issuer: it.orgs.larder, gtin, batch, count, lotKey });
	it.lots = {
		spirits: { ...lotOf(SPIRITS, 'STORY-SPIRITS', 200, fromHex(`0x${secret}`)), lotKey: fromHex(`0x${secret}`) },
		bagels: lotOf(BAGELS, 'STORY-BAGELS', 100, randomBytes(32)),
		chocolate: lotOf(CHOCOLATE, 'STORY-CHOCOLATE', 50, randomBytes(32)),
	};
});

test('platform keeps the leaves, and an agency certifies the works', async () => {
	const { bagels, chocolate } = it.lots;
	// Lots of a program of the merchant's own.
	const issues = async ({ gtin, batch, count, root, leafFile }) => {
		const body = { gtin, batch, count, root: hex(root), leafFile: hex(leafFile), facility: it.facilities.works };
		return does('larder', '/lots', body);
	};
	const whitelist = { merchant: it.orgs.larder, gtin: CHOCOLATE, until: Date.now() + 90 * 86_400_000 };
	const certificate = { about: { facility: it.facilities.works }, standard: 0, accreditation: 0, result: 'Conforming', sampling: 'TakenByAgency', report: DOCUMENT };
	await meanwhile(
		() => issues(bagels),
		() => issues(chocolate),
		() => does('customs', '/calls', { call: call({ Sampling: { enter_whitelist: whitelist } }) }),
		() => does('alpine', '/attestations', certificate),
	);
	await indexed();
	const { items } = await read('/lots');
	const confirms = async (lot) => {
		it.lots[lot].id = items.find(({ batch }) => batch === it.lots[lot].batch).id;
		const { id, root, count, leafFile, file } = it.lots[lot];
		await writeFile(own(`leaves/${lot}.leaves`), file);
		await does('platform', `/lots/${id}/leaf-file`, { root: hex(root), count, leafFile: hex(leafFile) });
	};
	await meanwhile(...Object.keys(it.lots).map((lot) => () => confirms(lot)));
	it.ruled = {};
	it.ruled.promise = new Promise((resolve) => (it.ruled.resolve = resolve));
	it.byAir = begun(diamonds());
});

test('goods travel by the documents of their carrier', async () => {
	const wares = Object.values(it.lots).map(({ gtin, batch, count }) => ({ epcClass: `https://id.gs1.org/01/${gtin}/10/${batch}`, quantity: count }));
	await indexed();
	await captures('larder', seen('shipping', {
		quantityList: wares,
		destinationList: [{ type: 'possessing_party', destination: `https://id.gs1.org/417/${IMPORTER}` }],
	}));
	await indexed();
	const bySea = async () => (await read('/shipments')).items.find(({ consignor }) => consignor === it.orgs.larder);
	it.shipment = (await until(bySea, 'the shipment')).id;
	// An event has no place for a plan, nor for whom goods are offered to.
	const leg = { mode: 'Maritime', from: 'AUMEL', to: 'CNNBO', carrier: it.orgs.line, vessel: 'Southern Star 21', container: 'CSQU3054383', seal: 'AU-20441' };
	await meanwhile(
		() => does('larder', `/shipments/${it.shipment}/legs`, { keep: 0, legs: [leg] }),
		() => does('larder', `/shipments/${it.shipment}/offer`, { to: it.orgs.line }),
	);
	await captures('line', seen('accepting', ofShipment()));
	await captures('line', seen('departing', { ...ofShipment(), ...at('AUMEL'), disposition: 'in_transit', 'hallmark:seal': 'AU-20441' }));
	await captures('line', seen('arriving', { ...ofShipment(), ...at('CNNBO'), 'hallmark:seal': 'AU-20441' }));
	await does('line', `/shipments/${it.shipment}/offer`, { to: it.orgs.importer });
	await captures('importer', seen('accepting', ofShipment()));
	const stored = seen('storing', { ...ofShipment(), disposition: 'sellable_not_accessible', bizLocation: { id: `https://id.gs1.org/414/${WAREHOUSE}` } });
	await captures('importer', stored);
});

test('importer declares; an officer accepts, reads what the rules demand and why, and is asked for no secret yet', async () => {
	const { spirits, bagels, chocolate } = it.lots;
	const line = ({ id, gtin }, ranges) => ({ lot: id, ranges, hs: HS[gtin], origin: 'AU', valueBand: 'B' });
	const details = {
		port: 'CNNBO',
		procedure: 'Bonded',
		shipment: it.shipment,
		documents: [{ kind: 'Invoice', document: DOCUMENT }],
		lines: [line(spirits, '0-149'), line(bagels, '0-99'), line(chocolate, '0-39')],
	};
	const lodged = await does('importer', '/declarations', { authority: it.orgs.customs, details });
	it.declaration = Number(lodged['CustomsClearance.DeclarationLodged'][0].declaration);
	await indexed();

	const { page, context } = await desk('customs', '/desk/declarations');
	await page.getByRole('link', { name: `Declaration ${it.declaration}` }).click();
	const download = page.waitForEvent('download');
	await act(page, 'Accept', (form) => form.getByLabel('MRN').fill(MRN));
	await (await download).saveAs(own('declaration.secrets'));
	it.secrets = JSON.parse(await readFile(own('declaration.secrets'), 'utf8')).secrets;
	await context.close();

	await until(async () => (await read(`/declarations/${it.declaration}`)).mrn === MRN, 'the acceptance in the index');
	const accepted = await read(`/declarations/${it.declaration}`);
	it.decisions = Object.fromEntries(['spirits', 'bagels', 'chocolate'].map((lot, i) => [lot, accepted.lines[i].decision]));
	// No entropy is there yet: whoever sends a secret now would give it away.
	const early = await fetch(api(`/decisions/${it.decisions.spirits}/settle`), {
		method: 'POST',
		headers: { authorization: `Bearer ${it.keys['customs//second']}`, 'content-type': 'application/json' },
		body: JSON.stringify({ secret: it.secrets[0] }),
	});
	assert.equal(early.status, 409, await early.text());
	const explained = JSON.stringify(await read(`/declarations/${it.declaration}/explanation`));
	for (const said of ['Spirits from Australia', 'Bakers’ wares', 'whitelist']) assert.ok(explained.includes(said), `${said}: ${explained}`);
	// Stricter rules hold for what is declared from now on. The diamonds were decided on by those of before.
	await Promise.race([it.ruled.promise, it.byAir]);
	await does('customs', '/calls', { call: call({ Sampling: { set_rules: { rules: STRICTER } } }) });
	it.rest = begun(restOfChocolate());
});

test('entropy settles the decisions', async () => {
	const window = await desk('customs', `/desk/declarations/${it.declaration}`);
	const { page } = window;
	await look(window, 'story-declaration');
	const secret = it.secrets[0];
	await awaitEntropy(page);
	for (const decision of [it.decisions.spirits, it.decisions.bagels])
		await act(page, `Settle decision ${decision}`, (form) => form.locator('input[type=file]').setInputFiles(own('declaration.secrets')));
	// A program of the authority's settles the third.
	await does('customs//second', `/decisions/${it.decisions.chocolate}/settle`, { secret });
	await act(page, 'Put under control', lines(0, 1));
	await window.context.close();
});

/** Ticks these lines in a form. */
const lines = (...wanted) => async (form) => {
	for (const box of await form.locator('[data-as=line]').all()) await box.setChecked(wanted.includes(Number(await box.getAttribute('value'))));
};

test('inspector examines what entropy draws', async () => {
	const { spirits, bagels } = it.decisions;
	const { page, context } = await desk('alpine', `/desk/examinations/${spirits}`);
	await act(page, 'Open the examination', (form) => form.locator('input[type=file]').setInputFiles(paper()));
	await does('alpine//second', `/examinations/${bagels}/open`, { seals: DOCUMENT });

	const officer = await desk('customs', `/desk/declarations/${it.declaration}`);
	await awaitEntropy(officer.page);
	for (const decision of [spirits, bagels]) {
		await awaitEntropy(officer.page);
		const label = `Reveal the secret for the draw, decision ${decision}`;
		await act(officer.page, label, (form) => form.locator('input[type=file]').setInputFiles(own('declaration.secrets')));
	}
	await officer.context.close();

	const atTheGoods = async () => {
		await page.reload();
		await page.setInputFiles('#key-file', it.files.alpine);
		await page.getByText('is open on this page').waitFor();
		const drawn = await page.locator('tr.drawn').evaluateAll((all) => all.map(({ dataset }) => Number(dataset.index)));
		assert.ok(drawn.length > 1);
		it.sampled = drawn;
		for (const index of drawn) {
			await page.locator('#code-field').fill(uri(it.lots.spirits.items[index]));
			await page.locator('#typed-code button').click();
		}
		assert.equal(await page.locator('tr.drawn.read').count(), drawn.length);
		await page.getByRole('button', { name: 'Report', exact: true }).click();
		await sign(page);
		await act(page, 'Sign the report', (form) => form.locator('input[type=file]').setInputFiles(paper()));
		assert.match(await page.locator('#about').innerText(), /passed/);
		await context.close();
	};
	// One bagel in ten is looked at, and one of these is bad.
	const byProgram = async () => {
		const draw = await until(() => read(`/decisions/${bagels}/draws/0`).catch(() => undefined), 'the draw');
		const results = draw.items.map(({ index }, i) => {
			const code = createHash('sha256').update(uri(it.lots.bagels.items[index])).digest('hex');
			return { code: `0x${code}`, major: i === 0 ? 1 : 0 };
		});
		it.opened = draw.items.map(({ index }) => index);
		await does('alpine//second', `/examinations/${bagels}/results`, { results });
		await does('alpine//second', `/examinations/${bagels}/conclude`, { report: DOCUMENT });
	};
	await meanwhile(atTheGoods, byProgram);
});

test('officer detains what failed, and releases the rest', async () => {
	const { page, context } = await desk('customs', `/desk/declarations/${it.declaration}`);
	await act(page, 'Detain', lines(1));
	await act(page, 'Assess', lines(0, 2));
	await act(page, 'Release', lines(0, 2));
	// They are in bond, and leave it when they are sold: three who know the orders have to say the same of them.
	await matched(it.declaration, [0, 2], 'line');
	await act(page, 'Let out of bond', lines(0, 2));
	const released = await until(async () => {
		const declaration = await read(`/declarations/${it.declaration}`);
		return declaration.lines[0].status === 'Released' && declaration;
	}, 'the release in the index');
	// What chance had examined, and no verdict is there of, two officers release.
	await page.goto(`${it.gateway.origin}/desk/declarations/${await it.rest}`);
	await page.setInputFiles('#key-file', it.files.customs);
	await page.getByText('is open on this page').waitFor();
	await act(page, 'Confirm release against the verdict', (form) => form.locator('input[type=file]').setInputFiles(paper()));
	await act(page, 'Release');
	assert.deepEqual(released.lines.map(({ status }) => status), ['Released', 'Detained', 'Released']);
	await context.close();
	await captures('importer', seen('staging_outbound', ofShipment()));
	await captures('importer', seen('receiving', ofShipment()));
});

/** What a consumer's phone says of an item. */
const scans = (lot, index, steps) => scansOf(it.lots[lot].items[index], steps);
async function scansOf(item, steps = async () => {}) {
	const window = await visit(it.browser);
	await window.page.goto(`${it.gateway.origin}/scan${new URL(uri(item)).pathname}?market=CN`);
	const said = await window.page.locator('h1').innerText();
	await steps(window);
	await window.context.close();
	return said;
}

test('consumers hear of release and detention, activate an item, and hear of its recall', async () => {
	const spared = (drawn) => [...Array(100).keys()].find((index) => !drawn.includes(index));
	const index = spared(it.sampled);
	assert.match(await scans('bagels', spared(it.opened)), /[Ff]ailed|[Dd]etained/);
	await it.byAir;
	await indexed();
	assert.equal(await scansOf(it.diamond), 'Registered. No warnings.');
	assert.equal(await scans('chocolate', 45), 'Registered. No warnings.');
	const first = await scans('spirits', index, async ({ page }) => {
		await page.locator('#proof.checked').waitFor({ timeout: 60_000 });
		await page.getByLabel('Scratch code').fill(scratchCode(secretAt(it.lots.spirits.lotKey, index)));
		await page.getByRole('button', { name: 'Activate now' }).click();
		await page.getByRole('heading', { level: 1, name: 'Activated' }).waitFor({ timeout: 30_000 });
	});
	assert.equal(first, 'Registered. No warnings.');
	await does('larder', '/recalls', { on: { lot: it.lots.spirits.id }, reason: 1, document: DOCUMENT });
	const heard = await until(async () => {
		const said = await scans('spirits', index);
		return /[Rr]ecall/.test(said) && said;
	}, 'the recall on the scan page');
	assert.match(heard, /[Rr]ecall/);
});

/** What data scientists ask of the exported history: the story of the spirits, and what became of all goods. */
const QUESTIONS = `
import json, sys
import duckdb
folder = sys.argv[1]
def parquet(kind):
    return f"read_parquet('{folder}/{kind}/*/*.parquet', hive_partitioning = true)"
lot = f"SELECT kind FROM {parquet('journal')} WHERE subject = 'lot' AND number = {sys.argv[2]} ORDER BY place"
goods = f"""SELECT p.name, o.what, sum(o.items)::BIGINT FROM {parquet('outcomes')} o
    JOIN '{folder}/products/products.parquet' p USING (gtin)
    WHERE o.what IN ('Released', 'Detained') GROUP BY ALL ORDER BY ALL"""
print(json.dumps({"lot": [row[0] for row in duckdb.sql(lot).fetchall()], "goods": duckdb.sql(goods).fetchall()}))
`;

test('data scientists read the whole history as Parquet', async () => {
	await indexed();
	const run = promisify(execFile);
	await run(process.env.HALLMARK_GATEWAY, ['export', '--database', own('index.db'), '--parquet', own('warehouse')]);
	const { stdout } = await run('python3', ['-c', QUESTIONS, own('warehouse'), String(it.lots.spirits.id)]);
	const { lot, goods } = JSON.parse(stdout);
	console.log(JSON.stringify({ lot, goods }));
	assert.deepEqual(goods, [['Bagels', 'Detained', 100], ['Brilliant, 0.5 ct', 'Released', 12], ['Chocolate drops', 'Released', 50], ['Cocktail mix, margarita', 'Released', 150]]);
	const told = ['LotIssued', 'LeafFileConfirmed', 'InspectionAccepted', 'Released', 'RecallIssued'];
	assert.deepEqual(lot.filter((kind) => told.includes(kind)), told);
	// The explorer has the same journal.
	const { items } = await read(`/journal?subject=lot&number=${it.lots.spirits.id}&limit=500`);
	assert.deepEqual(items.map(({ kind }) => kind), lot);
});
