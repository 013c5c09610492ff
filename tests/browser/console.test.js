// The desk's four tasks, the explorer and the statistics, in a real browser before a real node and gateway. Everything that the
// people of these tasks sign is signed in the browser, with a key file that it opens.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { connect, key, motion, rpc, send, until } from '../e2e/lib/chain.js';
import { LOTS, RULES, details, items, shipment, stage } from '../e2e/lib/journey.js';
import { Node } from '../e2e/lib/node.js';
import { alice } from '../e2e/lib/world.js';
import { checkDigit, gtin, readCode, uri } from '../../js/verify/src/gs1.js';
import { ROLE, documentCommitment, ordersRoot } from '../../js/verify/src/orders.js';
import { filmed, launch, look, visit } from './lib/browser.js';
import { codesIn } from './lib/codes.js';
import { act, awaitEntropy, openKey, sign, signedIn as openedIn } from './lib/desk.js';
import { startGateway } from './lib/gateway.js';
import { browserWithWallet } from './lib/wallet.js';
import { hallmark } from './lib/world.js';

const run = promisify(execFile);

/** Another officer of the authority. */
const SECOND = key('//customs//second');

/** A packing unit under the carrier's prefix, and the number of a licence that the border's rules ask for. */
const SSCC = `09521003000000001${checkDigit('09521003000000001')}`;
const [SYSTEM, NUMBER] = ['CN-IL', 'IL-2026-000017'];
/** What the importer handed to customs. */
const INVOICE = 'INVOICE 4711';
const document = (content) => ({ digest: `0x${createHash('sha256').update(content).digest('hex')}`, media: 'Pdf' });

const it = {};

before(async () => {
	it.folder = await mkdtemp(join(tmpdir(), 'hallmark-console-'));
	it.node = await Node.start(['--state-pruning', 'archive', '--blocks-pruning', 'archive']);
	it.api = await connect(it.node.url);
	const { api } = it;
	Object.assign(it, await stage(api));
	const { world } = it;
	const air = { lots: [0, 1], mode: 'Air', from: 'BEBRU', to: 'CNPVG', vessel: 'SN 0204' };
	await Promise.all([
		send(api, api.tx.utility.batchAll(shipment(api, world, 0, air)), world.cutter.admin),
		send(api, api.tx.merchantRegistry.addOperator(SECOND.address, 1 << 12), world.customs.admin),
	]);
	const { acceptCustody, depart, arrive } = api.tx.logistics;
	const now = (await api.query.timestamp.now()).toNumber();
	const unit = api.tx.logistics.pack(0, SSCC, [{ lot: 0, ranges: items([0, 10]) }], []);
	const travel = [acceptCustody(0), depart(0, 0, now, 'S-1'), arrive(0, 0, now, 'S-1'), unit];
	const requires = [{ system: SYSTEM, when: [{ Hs: [{ Chapter: '71' }] }] }];
	await Promise.all([
		send(api, api.tx.utility.batchAll(travel), world.carrier.admin),
		send(api, api.tx.sampling.setRules({ ...RULES, requires }), world.customs.admin),
	]);
	const registrations = [{ system: SYSTEM, number: NUMBER }];
	const documents = [{ kind: 'Invoice', document: document(INVOICE) }];
	const lodge = (lot, line = {}) => api.tx.customsClearance.lodge(world.customs.id, details(lot, { documents }, { registrations, ...line }));
	// The third is of items that are in none of the others.
	const lodged = [lodge(0), lodge(1), lodge(0, { ranges: items([15, 20]) })];
	await send(api, api.tx.utility.batchAll(lodged), world.importer.admin);

	// Whether a code was issued, the gateway knows by the files of the lots.
	await Promise.all(LOTS.map(({ file }, lot) => writeFile(join(it.folder, `lot-${lot}.leaves`), file)));
	it.gateway = await startGateway({
		node: it.node.url,
		leaves: it.folder,
		trust: process.env.HALLMARK_CHAIN,
		data: join(it.folder, 'data'),
		database: join(it.folder, 'index.db'),
		publicNode: it.node.url,
	});
	it.browser = await launch();
	await writeFile(paper(), 'a paper');
	// A key file as `hallmark key generate` writes one; what stands in it is a secret URI.
	it.keys = {};
	for (const name of ['customs', 'customs//second', 'agency', 'second', 'cutter', 'Alice']) {
		it.keys[name] = join(it.folder, `${name.replaceAll('/', '-')}.key`);
		await writeFile(it.keys[name], `//${name}\n`, { mode: 0o600 });
	}
});

after(async () => {
	await it.browser?.close();
	await it.gateway?.stop();
	await it.api?.disconnect();
	await it.node?.stop();
	await rm(it.folder, { recursive: true, force: true });
});

/** What the chain answers. */
const ask = async (method, ...params) => (await rpc(it.api, `trace_${method}`, ...params)).value;

/** Waits until the gateway has indexed the newest final block. */
async function indexed() {
	const hash = await it.api.rpc.chain.getFinalizedHead();
	const number = (await it.api.rpc.chain.getHeader(hash)).number.toNumber();
	const there = async () => {
		const { block } = await (await fetch(`${it.gateway.origin}/explore/head`)).json();
		return block !== null && block >= number;
	};
	await until(it.api, there, `block ${number} to be indexed`);
}

/** Opens a page and has a key file opened in it. */
const signedIn = (name, path, options) => openedIn(it.browser, `${it.gateway.origin}${path}`, it.keys[name], options);

const paper = () => join(it.folder, 'paper.pdf');

test('explorer shows what happened, finds anything, and works without scripts', async () => {
	await indexed();
	const window = await visit(it.browser, { javaScriptEnabled: false });
	const { page } = window;
	const open = (path) => page.goto(`${it.gateway.origin}${path}`);
	await open('/explore');
	assert.match(await page.locator('#entries').innerText(), /Declared to customs/);
	await look(window, 'explore', { scripts: false });

	const { gtin: article, batch } = LOTS[0];
	const head = await it.api.rpc.chain.getFinalizedHead();
	const wanted = [
		[article, /Brilliant, 0.5 ct/],
		[batch, /D-1/],
		['Brilliant', /Product/],
		['cutter', /Organisation/],
		[uri(LOTS[0].items[0]), /Item/],
		[head.toHex(), /Block/],
		[alice.address, /Account|account/],
	];
	for (const [text, found] of wanted) {
		await open('/explore');
		await page.getByRole('searchbox').fill(text);
		await page.getByRole('button', { name: 'Find' }).click();
		assert.match(await page.locator('#list').innerText(), found, text);
	}
	// From the product to its lots, to who issued them, to the call that did it.
	await open(`/explore/products/${article}`);
	await page.locator('#lots a').first().click();
	assert.match(await page.locator('#journal').innerText(), /Codes issued/);
	await page.locator('#journal').getByText('Codes issued').first().click();
	await page.getByRole('definition').getByRole('link').last().click();

	for (const path of ['/explore/blocks/1', '/explore/validators', '/explore/motions', '/explore/declarations/0', '/explore/entries?kind=LotIssued', '/explore/extrinsics'])
		assert.equal((await open(path)).status(), 200, path);
	await open('/explore/blocks/1');
	const apps = await page.getByRole('link', { name: 'polkadot.js Apps' }).getAttribute('href');
	assert.match(apps, /^https:\/\/polkadot\.js\.org\/apps\/\?rpc=ws%3A.*#\/explorer\/query\/0x[0-9a-f]{64}$/);
	const console = await page.getByRole('link', { name: /PAPI/ }).getAttribute('href');
	assert.match(console, /^https:\/\/dev\.papi\.how\/explorer\/0x[0-9a-f]{64}#networkId=custom&endpoint=ws%3A/);
	for (const path of ['/explore/blocks/99999999', '/explore/lots/77', '/explore/nothing', '/explore/lots/%3Cscript%3E'])
		assert.equal((await open(path)).status(), 404, path);
	await window.context.close();
});

test('explorer follows the newest block, and is accessible in both languages and sizes', async () => {
	const looked = async (size) => {
		for (const [lang, path] of [
			['en', '/explore'],
			['zh', '/explore'],
			['en', '/explore/organisations/2'],
			['zh', '/explore/lots/0'],
			['en', '/explore/declarations/0'],
			['en', '/explore/validators'],
			['en', '/explore/search?q=diamond'],
		]) {
			const window = await visit(it.browser, { size });
			await window.page.goto(`${it.gateway.origin}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
			await look(window, `explore-${path.replace(/\W+/g, '-')}-${lang}`);
			await window.context.close();
		}
	};
	await Promise.all(['phone', 'desktop'].map(looked));
	const window = await visit(it.browser);
	await window.page.goto(`${it.gateway.origin}/explore`);
	const before = await window.page.locator('#answer').getAttribute('data-block');
	await window.page.waitForFunction((old) => document.getElementById('answer').dataset.block !== old, before, { timeout: 30_000 });
	await window.context.close();
});

/** GTINs under the cutter's prefix, and one whose check digit is wrong. */
const [EMERALD, RUBY, SAPPHIRE] = [2, 3, 4].map((item) => gtin('9521001', item));
const WRONG = RUBY.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));

/** Decodes what a printer gets of the page that stands: the codes, and the words. */
async function printed(page) {
	const file = join(it.folder, 'printed.pdf');
	await page.pdf({ path: file, format: 'A4' });
	return { codes: await codesIn(file), words: (await run('pdftotext', ['-raw', file, '-'])).stdout };
}

test('merchant registers products by form and by CSV, issues a lot and prints its labels', async () => {
	const window = await signedIn('cutter', '/desk/products');
	const { page } = window;
	const fill = (changes = {}) => async (form) => {
		const fields = { 'Article number': EMERALD.replace(/^0+/, ''), Name: 'Emerald 祖母绿, 1 ct', 'HS code': '7103.91', Origin: 'be', ...changes };
		for (const [label, value] of Object.entries(fields)) await form.getByLabel(label).fill(value);
	};
	// What cannot be is said beside the form, with the field, before anything is signed.
	const register = page.locator('#register form');
	for (const [label, value, said] of [
		['Article number', WRONG, /Article number.*the last digit should be/],
		['HS code', '7103', /HS code.*7103/],
		['Origin', 'Belgium', /Origin.*Belgium/],
	]) {
		await fill({ [label]: value })(register);
		await register.locator('button').click();
		await page.getByText(said).last().waitFor();
		assert.equal(await page.locator('#review').isVisible(), false);
	}
	// The type says what it requires, and tea among the diamonds is looked at before it is signed.
	const requires = await register.locator('.requires', { hasText: 'ISO 24016:2020' }).innerText();
	assert.match(requires, /Cut diamonds \(0\) requires:[\s\S]*Grading polished diamonds[\s\S]*agency \(\d+\) \(HS 7102\)[\s\S]*second \(\d+\) \(HS 71; Belgium, China\)[\s\S]*Not attested of this product yet/);
	await fill({ 'HS code': '0902.10' })(register);
	await register.locator('button').click();
	await page.locator('#review').waitFor({ state: 'visible' });
	const doubts = await page.locator('#words .doubts').innerText();
	assert.match(doubts, /HS code.*ISO 24016:2020.*judge 71, 7102/);
	assert.match(doubts, /HS chapter 71 on the chain, and this one has 09/);
	await look(window, 'desk-products-doubt', { sent: false });
	await page.locator('#do-not').click();
	const words = await act(page, 'Register a product', fill());
	assert.match(words, /Product type\s+Cut diamonds \(0\)/);
	assert.match(words, /Register this product[\s\S]*Emerald 祖母绿, 1 ct[\s\S]*710391/);
	assert.ok(words.includes(EMERALD), words);
	await indexed();
	await page.reload();
	assert.match(await page.locator('#list').innerText(), /Emerald 祖母绿, 1 ct/);

	// A CSV with a wrong check digit in its third line.
	await openKey(page, it.keys.cutter);
	const csv = join(it.folder, 'products.csv');
	const rows = ['gtin14,category,name,origin,hs6', `${RUBY},Cut diamonds,Ruby 2 ct,BE,710391`, `${WRONG},Cut diamonds,Wrong,BE,710391`];
	await writeFile(csv, `${rows.join('\n')}\n`);
	await page.setInputFiles('#csv-file', csv);
	await page.getByRole('button', { name: 'Look at it' }).click();
	await page.locator('#csv-rows tr.wrong').waitFor();
	const wrong = await page.locator('#csv-rows tr.wrong').innerText();
	assert.match(wrong, /3[\s\S]*Cut diamonds[\s\S]*Wrong[\s\S]*Article number \(GTIN\): the last digit should be/);
	assert.ok(wrong.includes(WRONG), wrong);
	await look(window, 'desk-products');
	await page.getByRole('button', { name: 'Register 1 products' }).click();
	assert.match(await sign(page), /Ruby 2 ct/);
	// What is there is passed over; where the list says something else, that is said.
	await writeFile(csv, `${[...rows.slice(0, 2), `${EMERALD},Cut diamonds,Another name,BE,710391`].join('\n')}\n`);
	await page.setInputFiles('#csv-file', csv);
	await page.getByRole('button', { name: 'Look at it' }).click();
	await page.locator('#csv-told', { hasText: '0 rows can be registered, 1 cannot, 1 are on the chain already' }).waitFor();
	assert.match(await page.locator('#csv-rows tr.wrong').innerText(), /Another name[\s\S]*Name: on the chain: Emerald 祖母绿, 1 ct\. Revise it there/);
	assert.equal(await page.getByRole('button', { name: 'Register 0 products' }).isDisabled(), true);

	await page.locator('nav a', { hasText: 'Desk' }).click();
	await page.locator('#lots a').click();
	const [downloads, sent] = [[], []];
	page.on('download', (download) => downloads.push(download));
	page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
	await page.locator('#lot-gtin').selectOption(LOTS[0].gtin);
	await page.locator('#lot-batch').fill('DESK-1');
	await page.locator('#lot-count').fill('30');
	await page.getByRole('button', { name: 'Issue a lot' }).click();
	assert.match(await sign(page), /Issue this lot[\s\S]*DESK-1[\s\S]*30/);
	await page.getByText('A third file was downloaded').waitFor();
	const lots = join(it.folder, 'lot');
	await mkdir(lots);
	for (const download of downloads) await download.saveAs(join(lots, download.suggestedFilename()));
	const name = `${LOTS[0].gtin}-DESK-1-0`;
	assert.deepEqual(downloads.map((it) => it.suggestedFilename()), [`${name}.secret`, `${name}.leaves`, `${name}.json`]);
	const secret = join(lots, `${name}.secret`);
	await chmod(secret, 0o600);
	assert.match(await readFile(secret, 'utf8'), /^hallmark lot secret, version 2\n[\s\S]*batch: DESK-1\ncount: 30\n/);
	await page.evaluate(() => (globalThis.print = () => (document.body.dataset.printed = 'yes')));
	await page.setInputFiles('#lot-secrets', secret);
	await page.locator('#labels-count').fill('6');
	await page.getByRole('button', { name: 'Print labels' }).click();
	await page.locator('body[data-printed]').waitFor();
	assert.equal(await page.locator('.label svg').count(), 6);
	await look(window, 'desk-lots');
	// What comes out of the printer is what `hallmark lot labels` makes of the three files.
	const sheet = await printed(page);
	const options = ['--from', 0, '--count', 6, '--format', 'svg', '--resolver', it.gateway.origin, '--out', join(lots, 'labels')];
	const { labels } = await hallmark(it.node.url, undefined, 'lot', 'labels', '--lot-dir', lots, ...options);
	assert.deepEqual(sheet.codes.sort(), labels.map((label) => label.uri).sort());
	for (const { serial } of labels) assert.ok(sheet.words.replace(/\s/g, '').includes(serial), sheet.words);
	assert.equal(sheet.words.match(/Scratch code/g).length, 6);
	assert.doesNotMatch(sheet.words, /Key and signature|Issue a lot/);
	// A lot that was not issued has no labels: its codes would brand the goods that bear them.
	const unsigned = page.waitForEvent('download', (download) => download.suggestedFilename().endsWith('.secret'));
	await page.locator('#lot-batch').fill('DESK-2');
	await page.getByRole('button', { name: 'Issue a lot' }).click();
	await page.locator('#review').waitFor({ state: 'visible' });
	await page.locator('#do-not').click();
	await page.setInputFiles('#lot-secrets', await (await unsigned).path());
	await page.getByRole('button', { name: 'Print labels' }).click();
	await page.locator('#told', { hasText: 'no final lot of this issuer' }).waitFor();
	// Neither key nor codes were sent, to anybody.
	const [, lotKey] = /^key: ([0-9a-f]{64})$/m.exec(await readFile(secret, 'utf8'));
	assert.ok(sent.some((request) => request.includes('/api/v1/calls')));
	for (const kept of [lotKey, ...labels.map(({ serial }) => serial)])
		assert.deepEqual(sent.filter((request) => request.toLowerCase().includes(kept.toLowerCase())), []);
	await window.context.close();
});

test('officer accepts, settles and controls by the rules', async () => {
	await indexed();
	const window = await signedIn('customs', '/desk/declarations');
	const { page } = window;
	assert.match(await page.locator('#open').innerText(), /Declaration 0[\s\S]*Declaration 1/);
	await look(window, 'desk-declarations');

	// What the importer handed in is compared with what it committed to, on this device: nobody is asked, and no key is needed.
	const [invoice, forged] = ['invoice.pdf', 'forged.pdf'].map((name) => join(it.folder, name));
	await Promise.all([writeFile(invoice, INVOICE), writeFile(forged, `${INVOICE} `)]);
	const anybody = await visit(it.browser, { size: 'desktop' });
	const { page: papers } = anybody;
	// All that the page itself loads is there before files are handed in.
	await papers.goto(`${it.gateway.origin}/desk/declarations/0`, { waitUntil: 'networkidle' });
	await papers.locator('#papers-files[data-started]').waitFor();
	const requests = [];
	papers.on('request', (request) => requests.push(request.url()));
	await papers.setInputFiles('#papers-files', [invoice, forged]);
	await papers.locator('#papers-told li').nth(1).waitFor();
	const [same, other] = await papers.locator('#papers-told li').allInnerTexts();
	assert.match(same, /^invoice\.pdf: the same as Invoice, Declaration 0/);
	assert.match(other, /^forged\.pdf: none of these papers/);
	assert.ok(other.includes(document(`${INVOICE} `).digest), other);
	assert.match(await papers.locator('#papers-table tr.same').innerText(), /Invoice[\s\S]*invoice\.pdf/);
	assert.deepEqual(requests, []);
	await look(anybody, 'desk-papers');
	await anybody.context.close();

	await page.getByRole('link', { name: 'Declaration 0' }).click();
	const download = page.waitForEvent('download');
	await act(page, 'Accept', (form) => form.getByLabel('MRN').fill('26CN0001'));
	const secrets = join(it.folder, '0.secrets');
	await (await download).saveAs(secrets);
	it.secrets = secrets;
	await page.locator('#decision-0').waitFor();
	const why = await page.locator('#decision-0').innerText();
	assert.match(why, /a sample by level II[\s\S]*Stones from abroad[\s\S]*Rule 10 did not match: HS code begins with 1806: 710239/);
	await look(window, 'desk-declaration');
	// A secret is asked for when the chain takes it, and not before: sent too early it would be known to all.
	assert.equal(await page.getByRole('button', { name: 'Settle decision 0' }).count(), 0);
	await awaitEntropy(page);
	// Nor is one of another declaration or of another chain: it would be known to all, and of no use here.
	const settling = page.locator('form.act', { has: page.getByRole('button', { name: 'Settle decision 0' }) });
	const kept = JSON.parse(await readFile(secrets, 'utf8'));
	for (const [content, said] of [
		[JSON.stringify({ ...kept, declaration: 1 }), /secrets of declaration 1, not of 0/],
		[JSON.stringify({ ...kept, genesis: `0x${'11'.repeat(32)}` }), /it is of another chain/],
		[JSON.stringify({ ...kept, secrets: [] }), /it has no secret 1/],
		['secrets of mine', /it is no file of an authority's secrets/],
	]) {
		const file = join(it.folder, 'other.secrets');
		await writeFile(file, content);
		await settling.locator('input[type=file]').setInputFiles(file);
		await settling.locator('button').click();
		await page.locator('#told', { hasText: said }).waitFor();
		assert.equal(await page.locator('#review').isVisible(), false);
	}
	await act(page, 'Settle decision 0', (form) => form.locator('input[type=file]').setInputFiles(secrets));
	const words = await act(page, 'Put under control');
	assert.match(words, /Put these lines under control[\s\S]*Declaration\s+0[\s\S]*Lines\s+0/);
	await window.context.close();
});

test('officer rejects what cannot be accepted, with a reason', async () => {
	const window = await signedIn('customs', '/desk/declarations/2');
	const words = await act(window.page, 'Reject', (form) => form.locator('input[type=file]').setInputFiles(paper()));
	assert.match(words, /Reject this declaration[\s\S]*Declaration\s+2/);
	assert.ok(words.includes(document('a paper').digest), words);
	assert.equal((await ask('declaration', 2)).declaration.status, 'rejected');
	await window.page.getByRole('button', { name: 'Close', exact: true }).waitFor();
	await indexed();
	await window.page.goto(`${it.gateway.origin}/desk/declarations`);
	assert.match(await window.page.locator('#done').textContent(), /Declaration 2/);
	assert.doesNotMatch(await window.page.locator('#open').innerText(), /Declaration 2/);
	await window.context.close();
});

/** What each party of a round says, as its own systems do: the platform, the payer's institution, the carrier. */
const PARTIES = { platform: ROLE.order, bank: ROLE.payment, carrier: ROLE.logistics };
async function documentsShown(declaration, round, rootOf) {
	const { commitDocument, revealDocument } = it.api.tx.customsClearance;
	const say = (call) => Promise.all(Object.entries(PARTIES).map(([name, role]) => send(it.api, call(name, role), it.world[name].admin)));
	await say((name, role) => {
		const { id: organisation } = it.world[name];
		return commitDocument(declaration, round, documentCommitment({ declaration, organisation, role, root: rootOf(name) }));
	});
	await say((name) => revealDocument(declaration, round, rootOf(name)));
}

test('officer opens another round when documents do not match, detains the goods, and sends them back', async () => {
	const { api, world } = it;
	const window = await signedIn('customs', '/desk/declarations/1');
	const { page } = window;
	const download = page.waitForEvent('download');
	await act(page, 'Accept', (form) => form.getByLabel('MRN').fill('26CN0002'));
	const secrets = join(it.folder, '1.secrets');
	await (await download).saveAs(secrets);
	const parties = { platform: world.platform.id, institution: world.bank.id, carrier: world.carrier.id };
	await send(api, api.tx.customsClearance.openMatch(1, 1, parties), world.importer.admin);
	const orders = [{ order: 'O-1', payment: 'P-1', waybill: 'W-1', gtin: LOTS[1].gtin, quantity: 30, amount: 249, currency: 'EUR', buyer: '李雷' }];
	const [root, other] = [ordersRoot(randomBytes(32), orders), ordersRoot(randomBytes(32), orders)];
	await documentsShown(1, 0, (name) => (name === 'bank' ? other : root));
	await page.reload();
	assert.match(await page.locator('#documents').innerText(), /Mismatched/i);
	await openKey(page, it.keys.customs);
	const words = await act(page, 'Open another round of the documents');
	assert.match(words, /Open another round[\s\S]*Platform[\s\S]*Institution[\s\S]*Carrier/);
	const again = ordersRoot(randomBytes(32), orders);
	await documentsShown(1, 1, () => again);
	await page.reload();
	assert.match(await page.locator('#lines tbody tr').innerText(), /attested/i);
	assert.equal(await page.getByRole('button', { name: 'Open another round of the documents' }).count(), 0);

	await openKey(page, it.keys.customs);
	await awaitEntropy(page);
	await act(page, 'Settle decision 1', (form) => form.locator('input[type=file]').setInputFiles(secrets));
	await act(page, 'Put under control');
	const detained = await act(page, 'Detain', (form) => form.locator('input[type=file]').setInputFiles(paper()));
	assert.match(detained, /Detain these lines/);
	assert.ok(detained.includes(document('a paper').digest), detained);
	assert.equal((await ask('declaration', 1)).lines[0].state.status, 'detained');
	await look(window, 'desk-detained');
	// A line that is not ticked is not meant; without any, nothing is signed.
	const form = page.locator('form.act', { has: page.getByRole('button', { name: 'Return abroad', exact: true }) });
	await form.getByRole('checkbox').uncheck();
	await form.locator('button').click();
	await page.getByText(/Not done: Lines/).waitFor();
	assert.match(await act(page, 'Return abroad', (form) => form.getByRole('checkbox').check()), /Return these lines abroad/);
	assert.equal((await ask('declaration', 1)).lines[0].state.status, 'returned');
	assert.match(await act(page, 'Close'), /Close this declaration for good/);
	assert.equal((await ask('declaration', 1)).declaration.status, 'closed');
	await window.context.close();
});

test('number that a rule asks for is given by the merchant and confirmed by the officer', async () => {
	const officer = await signedIn('customs', '/desk/declarations');
	const row = officer.page.locator('#open tbody tr', { hasText: 'Declaration 0' });
	assert.match(await row.innerText(), /CN-IL: nobody gave one/);
	const merchant = await signedIn('cutter', '/desk');
	await merchant.page.locator('#numbers a').click();
	const words = await act(merchant.page, 'Give a number: Product', async (form) => {
		await form.getByLabel('Product').selectOption(LOTS[0].gtin);
		await form.getByLabel('Register').selectOption(SYSTEM);
		await form.getByLabel('Number', { exact: true }).fill(NUMBER);
	});
	assert.match(words, /Give this number of a product or lot in a register[\s\S]*CN-IL[\s\S]*IL-2026-000017/);
	assert.ok(words.includes(LOTS[0].gtin), words);
	assert.match(await merchant.page.locator('#list').innerText(), /CN-IL\s+IL-2026-000017[\s\S]*by no authority/);
	await look(merchant, 'desk-numbers');

	const { page } = officer;
	await page.getByRole('link', { name: 'Declaration 0' }).click();
	await page.getByRole('heading', { name: 'Numbers that rules ask for' }).waitFor();
	assert.match(await page.locator('#numbers').innerText(), /CN-IL: not confirmed[\s\S]*needs a confirmed number of CN-IL: IL-2026-000017 is recorded but not confirmed/);
	await look(officer, 'desk-declaration-number');
	const confirmed = await act(page, new RegExp(`^Confirm ${NUMBER} in ${SYSTEM}`), (form) => form.getByLabel('Commodity code').fill('7102.39'));
	assert.match(confirmed, /Confirm that this number stands in the register[\s\S]*710239[\s\S]*2022/);
	assert.match(await page.locator('#numbers').innerText(), /CN-IL: declared, given and confirmed/);
	assert.equal((await ask('declaration', 0)).lines[0].registrations[0].finding, 'matched');
	await page.goto(`${it.gateway.origin}/desk/declarations?lang=zh`);
	assert.match(await page.locator('#open tbody tr').first().innerText(), /CN-IL: 已申报、已给出并已确认/);
	await merchant.page.reload();
	assert.match(await merchant.page.locator('#list').innerText(), /customs/);
	await Promise.all([officer, merchant].map(({ context }) => context.close()));
});

test('explorer finds a thing by whatever people have of it', async () => {
	await indexed();
	const window = await visit(it.browser, { javaScriptEnabled: false });
	const { page } = window;
	for (const [text, found, at] of [
		['26CN0002', /Declaration/, /declarations\/1/],
		[SSCC, /Shipment/, /shipments\/0/],
		[`(00)${SSCC}`, /Shipment/, /shipments\/0/],
		['祖母', /Product/, new RegExp(EMERALD)],
		['DESK-1', /Lot/, /lots\//],
		[`(01)${LOTS[0].gtin}(10)D-1`, /Lot/, /lots\/0/],
		['7', /Block/, /blocks\/7/],
	]) {
		await page.goto(`${it.gateway.origin}/explore/search?q=${encodeURIComponent(text)}`);
		const list = page.locator('#list');
		assert.match(await list.innerText(), found, text);
		const links = await list.getByRole('link').evaluateAll((all) => all.map(({ href }) => href));
		assert.ok(links.some((href) => at.test(href)), `${text}: ${links}`);
	}
	// A call is found by its hash, which its own page tells.
	await page.goto(`${it.gateway.origin}/explore/accounts/${it.world.importer.admin.address}`);
	await page.locator('#sent a[href*="/explore/extrinsics/"]').first().click();
	const { pathname } = new URL(page.url());
	const own = await page.locator('#about dd', { hasText: /^0x[0-9a-f]{64}$/ }).innerText();
	await page.goto(`${it.gateway.origin}/explore/search?q=${own}`);
	assert.equal(await page.locator(`#list a[href^="${pathname}"]`).count(), 1, await page.locator('#list').innerText());
	await window.context.close();
});

test('inspector opens the examination, scans what was drawn by camera, and reports', async () => {
	const { world } = it;
	const { assignment } = await ask('decision', 0);
	const name = ['agency', 'second'].find((it) => world[it].id === assignment.agency);
	const window = await signedIn(name, '/desk/examinations');
	const { page } = window;
	assert.match(await page.locator('#open tbody tr').first().innerText(), /Examination 0\s+to be opened/);
	await page.getByRole('link', { name: 'Examination 0' }).click();
	await act(page, 'Open the examination', (form) => form.locator('input[type=file]').setInputFiles(paper()));
	assert.match(await page.locator('#items').innerText(), /Nothing is drawn yet/);

	const officer = await signedIn('customs', '/desk/declarations/0');
	await awaitEntropy(officer.page);
	await act(officer.page, 'Reveal the secret for the draw, decision 0', (form) => form.locator('input[type=file]').setInputFiles(it.secrets));
	await officer.context.close();

	await page.reload();
	const rows = await page.locator('tr.drawn').evaluateAll((all) => all.map(({ dataset }) => ({ ...dataset })));
	assert.ok(rows.length > 1, 'items are drawn');
	// A camera that is held to the label of one drawn item after the other.
	const labels = rows.map(({ index }) => uri(LOTS[0].items[Number(index)]));
	const pictures = [];
	const paint = await visit(it.browser, { size: 'desktop' });
	for (const [at, code] of labels.entries()) {
		const drawing = await page.evaluate(async (code) => {
			const { qrCode } = await import(`${document.getElementById('answer').dataset.base}/vendor/desk.js`);
			return qrCode(code);
		}, code);
		pictures.push(join(it.folder, `label-${at}.png`));
		await paint.page.setContent(`<body style="margin:0"><div style="width:400px;height:400px">${drawing}</div>`);
		await paint.page.locator('div').screenshot({ path: pictures[at] });
	}
	const film = join(it.folder, 'labels.y4m');
	await filmed(paint.page, pictures, film);
	await paint.context.close();
	await window.context.close();
	const camera = await launch([
		'--use-fake-device-for-media-stream',
		'--use-fake-ui-for-media-stream',
		`--use-file-for-fake-video-capture=${film}`,
	]);
	await examine(await openedIn(camera, `${it.gateway.origin}/desk/examinations/0`, it.keys[name], { size: 'phone' }), rows, labels);
	await camera.close();
});

/** What an inspector does with the drawn items in front of a camera. */
async function examine(window, rows, labels) {
	const { page } = window;
	// One that was not drawn is not taken.
	const drawn = new Set(rows.map(({ index }) => Number(index)));
	const stranger = LOTS[0].items.find(({ index }) => !drawn.has(index));
	const type = async (code) => {
		await page.locator('#code-field').fill(code);
		await page.locator('#typed-code button').click();
	};
	await type(uri(stranger));
	assert.match(await page.locator('#outcome').innerText(), /none of the drawn/);
	// Nor is one that was made up for a drawn item, by its index; the real one can be taken after it.
	const { gtin: article, batch, serial } = readCode(labels[0]);
	const forged = `https://id.gs1.org/01/${article}/10/${batch}/21/${serial.slice(0, -1)}${serial.endsWith('2') ? '3' : '2'}`;
	await type(forged);
	await page.locator('#outcome', { hasText: 'never issued' }).waitFor();
	assert.equal(await page.locator('tr.drawn.read').count(), 0);
	// Typed is read as well as scanned; the rest is scanned, in whatever order the camera sees it.
	await type(labels[0]);
	assert.equal(await page.locator('tr.drawn.read').count(), 1);
	// What is taken is not replaced unseen.
	await type(forged);
	assert.match(await page.locator('#outcome').innerText(), /Another code was taken/);
	await page.locator('#camera').click();
	const all = (count) => document.querySelectorAll('tr.drawn.read').length === count;
	await page.waitForFunction(all, rows.length, { timeout: 60_000 });
	assert.deepEqual(await page.locator('tr.drawn .code-read').allInnerTexts(), labels);
	await page.locator('#camera').click();
	await look(window, 'desk-examination');
	// A scratch of the first item, which the plan does not count.
	await page.locator('tr.drawn').first().locator('[data-class=minor]').fill('1');
	await page.getByRole('button', { name: 'Report', exact: true }).click();
	const words = await sign(page);
	assert.match(words, /Report what was found of these items/);
	// Each item is named, with the code that was read of it and what was found, class by class.
	const items = words.split('D-1 #').slice(1);
	assert.equal(items.length, rows.length);
	for (const [at, { index }] of rows.entries()) {
		assert.ok(items[at].startsWith(index) && items[at].includes(labels[at]), items[at]);
		assert.match(items[at], at === 0 ? /Critical\s+0\s+Major\s+0\s+Minor\s+1/ : /Critical\s+0\s+Major\s+0\s+Minor\s+0/);
	}
	await act(page, 'Sign the report', (form) => form.locator('input[type=file]').setInputFiles(paper()));
	assert.match(await page.locator('#about').innerText(), /passed/);
	await indexed();
	await page.goto(`${it.gateway.origin}/desk/examinations`);
	assert.match(await page.locator('#done').textContent(), /Examination 0\s*passed/);
	assert.doesNotMatch(await page.locator('#open').innerText(), /Examination 0/);
}

test('officer assesses what passed, two release it though no documents match, and statistics count it', async () => {
	const window = await signedIn('customs', '/desk/declarations/0');
	await act(window.page, 'Assess');
	await act(window.page, 'Propose release against the verdict', (form) => form.locator('input[type=file]').setInputFiles(paper()));
	// The same officer cannot confirm; another one does, and releases.
	const other = await signedIn('customs//second', '/desk/declarations/0');
	const confirmed = await act(other.page, 'Confirm release against the verdict', (form) => form.locator('input[type=file]').setInputFiles(paper()));
	assert.match(confirmed, /as the second officer/);
	assert.equal((await ask('declaration', 0)).lines[0].releaseOverride.confirmedBy, SECOND.address);
	assert.match(await act(other.page, 'Release'), /Release these lines/);
	assert.equal((await ask('declaration', 0)).lines[0].state.status, 'released');
	await other.context.close();
	await indexed();
	// All of it is released: it only has to be closed.
	const queue = await visit(it.browser, { size: 'desktop' });
	await queue.page.goto(`${it.gateway.origin}/desk/declarations?organisation=${it.world.customs.id}`);
	assert.match(await queue.page.locator('#ending').innerText(), /Declaration 0[\s\S]*Released/);
	assert.doesNotMatch(await queue.page.locator('#open').innerText(), /Declaration 0/);
	await queue.context.close();
	for (const [size, lang] of [['phone', 'en'], ['desktop', 'zh']]) {
		const seen = await visit(it.browser, { size });
		await seen.page.goto(`${it.gateway.origin}/statistics?lang=${lang}`);
		await look(seen, `statistics-${lang}`);
		await seen.context.close();
	}
	const { page } = window;
	await page.goto(`${it.gateway.origin}/statistics`);
	assert.match(await page.locator('#merchants tbody tr').first().innerText(), /cutter/);
	// Each figure leads to the very entries that it counts.
	const figures = await page.locator('main .chart table a, main table a').evaluateAll((all) =>
		all
			.filter(({ href, textContent }) => /\/explore\/entries\?/.test(href) && /^[\d,\s\u202f]+$/.test(textContent))
			.map(({ href, textContent }) => ({ href, figure: Number(textContent.replace(/\D/g, '')) })),
	);
	// One accepted lot by day, merchant, product, agency and origin; one release, one detention and one return by day.
	assert.deepEqual(figures.map(({ figure }) => figure), Array(8).fill(1));
	// The API counts the same entries.
	const byDay = figures.filter(({ href }) => !/[?&](issuer|gtin|by|origin)=/.test(href));
	assert.equal(byDay.length, 4);
	for (const { href, figure } of byDay) {
		const asked = new URL(href).searchParams;
		const [from, to] = [asked.get('from'), asked.get('from')];
		let entries = 0;
		for (const kind of asked.get('kind').split(',')) {
			const answer = await fetch(`${it.gateway.origin}/api/v1/statistics/entries?${new URLSearchParams({ subject: 'lot', kind, from, to })}`);
			for (const item of (await answer.json()).items) entries += item.entries;
		}
		assert.equal(entries, figure, href);
	}
	for (const { href, figure } of figures) {
		let count = 0;
		for (let next = href; next; ) {
			await page.goto(next);
			count += await page.locator('#list li').count();
			const more = page.getByRole('link', { name: 'More', exact: true });
			next = (await more.count()) ? await more.evaluate((link) => link.href) : undefined;
		}
		assert.equal(count, figure, href);
	}
	await page.goto(figures.find(({ href, figure }) => figure > 0 && /InspectionAccepted/.test(href)).href);
	assert.match(await page.locator('#list').innerText(), /Inspection passed/);
	await page.goto(`${it.gateway.origin}/statistics`);
	assert.match(await page.locator('#switching').innerText(), /Brilliant[\s\S]*Normal/);
	await window.context.close();
});

test('council member reads what a motion would change, votes and closes it', async () => {
	const { api, world } = it;
	// A second seat, so that one vote is not enough.
	const { customs } = world;
	await motion(api, alice, api.tx.consortium.seat(customs.id, customs.admin.address));
	const rules = { rules: [], otherwise: 'Documents', floor: 200, floorPlan: { level: 'II', classes: [{ class: 'Major', aql: 1000, unit: 'Nonconforming' }] }, repeat: 0 };
	const call = api.tx.sampling.setRules(rules);
	const proposed = await send(api, api.tx.council.propose(2, call, call.method.encodedLength), customs.admin);
	const { data } = proposed.events.find(({ section, method }) => section === 'council' && method === 'Proposed');
	await send(api, api.tx.council.vote(data.proposalHash, data.proposalIndex, true), customs.admin);
	const window = await signedIn('Alice', '/desk/council');
	const { page } = window;
	const section = page.locator('[id^="motion-"]').first();
	assert.match(await section.innerText(), /was[\s\S]*otherwise: ask for nothing[\s\S]*will be[\s\S]*otherwise: ask for documents/);
	await look(window, 'desk-council');
	const words = await act(page, 'Vote for it');
	assert.match(words, /Vote on this motion[\s\S]*yes[\s\S]*The motion that this is about[\s\S]*Set rules[\s\S]*Documents/i);
	await act(page, 'Close it: execute it, or drop it');
	assert.equal((await ask('rules', 'council')).rules.otherwise, 'documents');
	assert.match(await page.locator('#none').innerText(), /No motion is open/);
	const moved = await act(page, 'Move to suspend', (form) => form.getByLabel('Number of the organisation').fill(String(world.rival.id)));
	assert.match(moved, /Put this to the council[\s\S]*Suspend this organisation/);

	// The next release: the same code under the next number, packed as nodes take it.
	const code = Buffer.from((await rpc(api, 'state_getStorage', '0x3a636f6465')).slice(2), 'hex');
	it.next = await packed(nextVersion(code), join(it.folder, 'next.wasm'));
	const authorised = await act(page, 'Move to authorise this code', (form) => form.locator('input[type=file]').setInputFiles(it.next.file));
	assert.match(authorised, /Put this to the council[\s\S]*Authorise the code with this hash/);
	assert.ok(authorised.includes(it.next.hash), authorised);
	const second = await signedIn('customs', '/desk/council');
	for (const voter of [page, second.page]) {
		if (voter === second.page) await voter.reload().then(() => openKey(voter, it.keys.customs));
		const motion = voter.locator('[id^="motion-"]', { hasText: it.next.hash });
		await motion.getByRole('button', { name: 'Vote for it' }).click();
		assert.match(await sign(voter), /Authorise the code with this hash/);
	}
	await second.page.locator('[id^="motion-"]', { hasText: it.next.hash }).getByRole('button', { name: /^Close it/ }).click();
	await sign(second.page);
	assert.match(await second.page.locator('#upgrade').innerText(), /Authorised, and waits/);
	assert.equal(await second.page.getByRole('button', { name: 'Apply the upgrade' }).count(), 0);
	await look(second, 'desk-upgrade');
	await Promise.all([window, second].map(({ context }) => context.close()));
});

/** A runtime with the next version: it says so in a section of its own, which nodes read. Its metadata goes on naming the version that was compiled in. */
function nextVersion(code) {
	assert.equal(code.readUInt32BE(), 0x0061736d, 'the node has a packed runtime, whose version cannot be changed here');
	const next = Buffer.from(code);
	const name = '\x0fruntime_version';
	let at = next.indexOf(name) + name.length;
	// Two texts of less than 64 bytes, then the version of authoring and that of the runtime.
	for (const _ of ['spec_name', 'impl_name']) at += 1 + (next[at] >> 2);
	next.writeUInt32LE(next.readUInt32LE(at + 4) + 1, at + 4);
	return next;
}

/** Code packed by zstd behind the mark that nodes know it by, in a file. */
async function packed(code, file) {
	await writeFile(`${file}.raw`, code);
	await run('zstd', ['-q', '-f', '-3', `${file}.raw`, '-o', `${file}.zst`]);
	const content = Buffer.concat([Buffer.from([82, 188, 83, 118, 70, 219, 142, 5]), await readFile(`${file}.zst`)]);
	await writeFile(file, content);
	return { file, hash: it.api.registry.hash(content).toHex() };
}

test('merchant signs in and registers a product with the polkadot.js extension', async () => {
	const other = `0x${'11'.repeat(32)}`;
	const wallet = await browserWithWallet([
		{ suri: '//cutter', name: 'Cutter' },
		{ suri: '//importer', name: 'Importer' },
		{ suri: '//dairy', name: 'Of another chain', genesisHash: other },
	]);
	const { page } = wallet;
	const told = (text) => page.locator('#told', { hasText: text }).waitFor();
	// The extension signs once in three seconds at most.
	const rest = () => page.waitForTimeout(3_100);
	try {
		await page.goto(`${it.gateway.origin}/desk/products`);
		// Its owner does not agree, then lets the page see all accounts.
		const use = page.getByRole('button', { name: 'Use a wallet' });
		await use.click();
		await wallet.ask('pri(authorize.cancel)', (await wallet.asked('authorize')).id);
		await told('The wallet gave no account. polkadot-js');
		await use.click();
		const { id, request } = await wallet.asked('authorize');
		assert.equal(request.origin, 'Hallmark');
		const authorizedAccounts = ['cutter', 'importer', 'dairy'].map((name) => it.world[name].admin.address);
		await wallet.ask('pri(authorize.approve)', { id, authorizedAccounts });
		const accounts = page.locator('#accounts button');
		await accounts.nth(1).waitFor();
		assert.deepEqual((await accounts.allInnerTexts()).map((text) => text.split(' ')[0]), ['Cutter', 'Importer']);

		// Signing in is refused, then done.
		await accounts.first().click();
		const asked = await wallet.asked('signing');
		const text = Buffer.from(asked.request.payload.data.slice(2), 'hex').toString();
		assert.ok(text.includes(it.gateway.origin.replace(/^https?:\/\//, '')) && text.includes(it.world.cutter.admin.address), text);
		await wallet.ask('pri(signing.cancel)', { id: asked.id });
		await told('Not done: Cancelled');
		await rest();
		await accounts.first().click();
		await wallet.sign();
		await told('Signed in as');
		await look(wallet, 'desk-wallet');

		const fill = async () => {
			const fields = { 'Article number': SAPPHIRE.replace(/^0+/, ''), Name: 'Sapphire', 'HS code': '710391', Origin: 'BE' };
			for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
			await page.getByRole('button', { name: 'Register a product' }).click();
			await page.locator('#review').waitFor({ state: 'visible' });
			await page.locator('#do-sign').click();
		};
		// The metadata of the release is refused, and so is the signature: nothing is sent.
		await rest();
		await fill();
		await wallet.ask('pri(metadata.reject)', { id: (await wallet.asked('metadata')).id });
		await wallet.ask('pri(signing.cancel)', { id: (await wallet.asked('signing')).id });
		await told('Not done: Cancelled');
		// Without it, the extension signs what it cannot show; with it, it reads the same bytes by the chain's own types.
		await rest();
		await fill();
		const { request: metadata, id: offered } = await wallet.asked('metadata');
		assert.deepEqual([metadata.genesisHash, metadata.specVersion], [it.api.genesisHash.toHex(), it.api.runtimeVersion.specVersion.toNumber()]);
		await wallet.ask('pri(metadata.approve)', { id: offered });
		const { request: signed } = await wallet.sign();
		assert.equal(signed.payload.genesisHash, it.api.genesisHash.toHex());
		await told('Done, and final');
		assert.equal((await ask('product', SAPPHIRE)).name, 'Sapphire');
	} finally {
		await wallet.stop();
	}
});

test('all pages of the desk are readable on a narrow phone, in both languages', async () => {
	const looked = async (lang) => {
		for (const path of ['', '/declarations', '/declarations/0', '/examinations', '/examinations/0', '/products', '/lots', '/numbers', '/council']) {
			const window = await visit(it.browser, { size: 'narrow' });
			const of = path.startsWith('/declarations') ? 'customs' : path.startsWith('/examinations') ? 'agency' : 'cutter';
			await window.page.goto(`${it.gateway.origin}/desk${path}?organisation=${it.world[of].id}&lang=${lang}`);
			await look(window, `desk${path.replaceAll('/', '-')}-${lang}`);
			await window.context.close();
		}
	};
	await Promise.all(['en', 'zh'].map(looked));
});

// The last one: from then on the chain is of the next release.
test('council member applies the upgrade that was authorised, and no other file', async () => {
	const { api } = it;
	const earliest = (await api.query.consortium.pendingUpgrade()).unwrap().earliest.toNumber();
	const due = async () => (await api.query.timestamp.now()).toNumber() >= earliest;
	await until(api, due, 'the delay of the upgrade');
	const window = await signedIn('Alice', '/desk/council');
	const { page } = window;
	const version = async () => (await rpc(api, 'state_getRuntimeVersion')).specVersion;
	const before = await version();
	const form = page.locator('form.act', { has: page.getByRole('button', { name: 'Apply the upgrade' }) });
	for (const [content, said] of [
		[Buffer.concat([Buffer.from('\0asm'), Buffer.from('another')]), /its hash is 0x[0-9a-f]{64}, authorised is 0x/],
		[Buffer.from('no code'), /neither Wasm nor packed Wasm/],
	]) {
		const file = join(it.folder, 'other.wasm');
		await writeFile(file, content);
		await form.locator('input[type=file]').setInputFiles(file);
		await form.locator('button').click();
		await page.locator('#told', { hasText: said }).waitFor();
		assert.equal(await page.locator('#review').isVisible(), false);
	}
	await form.locator('input[type=file]').setInputFiles(it.next.file);
	await form.locator('button').click();
	const words = await sign(page);
	assert.match(words, /Apply this code: from the next block on[\s\S]*\d{6,7} bytes, BLAKE2b-256 0x/);
	assert.ok(words.includes(it.next.hash), words);
	assert.equal(await version(), before + 1);
	assert.match(await page.locator('#upgrade').innerText(), /No upgrade waits/);
	// What is signed next is read by the metadata of the new release. This one's names another, by which nothing is told or signed.
	// The block that brought it is one of the old release: the next one is the first of the new.
	const ofNew = async () => {
		await page.reload();
		return (await page.locator('#answer').getAttribute('data-spec')) === String(before + 1);
	};
	await until(api, ofNew, 'a final block of the new release');
	await openKey(page, it.keys.Alice);
	await page.getByLabel('Number of the organisation').fill(String(it.world.hauler.id));
	await page.getByRole('button', { name: 'Move to suspend' }).click();
	await page.locator('#told', { hasText: `this is the metadata of release ${before}, not of ${before + 1}` }).waitFor();
	assert.equal(await page.locator('#review').isVisible(), false);
	await window.context.close();
});
