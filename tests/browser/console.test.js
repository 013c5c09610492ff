// The desk's four tasks, the explorer and the statistics, in a real browser before a real node and gateway. Everything that the
// people of these tasks sign is signed in the browser, with a key file that it opens.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect, key, motion, rpc, send, showFinal, until } from '../e2e/lib/chain.js';
import { LOTS, details, shipment, stage } from '../e2e/lib/journey.js';
import { Node } from '../e2e/lib/node.js';
import { alice } from '../e2e/lib/world.js';
import { gtin, uri } from '../../js/verify/src/gs1.js';
import { launch, look, visit } from './lib/browser.js';
import { startGateway } from './lib/gateway.js';

/** Blocks from an awaited slot until it is final, on the development chain, and how far ahead slots are awaited. */
const [FINALITY, SLOTS_AHEAD] = [3, 2];
/** Another officer of the authority. */
const SECOND = key('//customs//second');

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
	const travel = [acceptCustody(0), depart(0, 0, now, 'S-1'), arrive(0, 0, now, 'S-1')];
	await send(api, api.tx.utility.batchAll(travel), world.carrier.admin);
	const lodged = [0, 1].map((lot) => api.tx.customsClearance.lodge(world.customs.id, details(lot)));
	await send(api, api.tx.utility.batchAll(lodged), world.importer.admin);

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

/** Waits until what was awaited from now on is final, and the chain was shown so. */
async function awaited() {
	const best = async () => (await it.api.rpc.chain.getHeader()).number.toNumber();
	const from = await best();
	await until(it.api, async () => (await best()) >= from + SLOTS_AHEAD + FINALITY, 'the awaited slot');
	await showFinal(it.api, from + SLOTS_AHEAD, key('//Alice'));
}

/** Opens a page and has a key file opened in it. */
async function signedIn(name, path, options = {}) {
	const window = await visit(it.browser, { size: 'desktop', acceptDownloads: true, ...options });
	const { page } = window;
	await page.goto(`${it.gateway.origin}${path}`);
	await page.setInputFiles('#key-file', it.keys[name]);
	await page.getByText('is open on this page').waitFor();
	return window;
}

/** Reads what is to be signed, signs it, and waits until it is final. Gives the words. */
async function sign(page) {
	await page.locator('#review').waitFor({ state: 'visible' });
	const words = await page.locator('#words').innerText();
	await page.locator('#do-sign').click();
	await page.waitForFunction(() => /Done, and final|Not done|failed/.test(document.getElementById('told')?.textContent ?? ''), undefined, { timeout: 90_000 });
	const told = await page.locator('#told').innerText();
	assert.match(told, /Done, and final/, `${told} – ${words}`);
	return words;
}

/** Does what a button of the page offers. */
async function act(page, label, fill = async () => {}) {
	const form = page.locator('form.act', { has: page.getByRole('button', { name: label, exact: true }) }).first();
	await form.waitFor();
	await fill(form);
	await form.getByRole('button', { name: label, exact: true }).click();
	return sign(page);
}

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
	for (const path of ['/explore/blocks/99999999', '/explore/lots/77', '/explore/nothing', '/explore/lots/%3Cscript%3E'])
		assert.equal((await open(path)).status(), 404, path);
	await window.context.close();
});

test('explorer follows the newest block, and is accessible in both languages and sizes', async () => {
	for (const size of ['phone', 'desktop'])
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
	const window = await visit(it.browser);
	await window.page.goto(`${it.gateway.origin}/explore`);
	const before = await window.page.locator('#answer').getAttribute('data-block');
	await window.page.waitForFunction((old) => document.getElementById('answer').dataset.block !== old, before, { timeout: 30_000 });
	await window.context.close();
});

/** GTINs under the cutter's prefix, and one whose check digit is wrong. */
const [EMERALD, RUBY] = [2, 3].map((item) => gtin('9521001', item));
const WRONG = RUBY.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));

test('merchant registers products by form and by CSV, issues a lot and prints its labels', async () => {
	const window = await signedIn('cutter', '/desk/products');
	const { page } = window;
	const words = await act(page, 'Register a product', async (form) => {
		await form.getByLabel('Article number').fill(EMERALD.replace(/^0+/, ''));
		await form.getByLabel('Name').fill('Emerald, 1 ct');
		await form.getByLabel('HS code').fill('7103.91');
		await form.getByLabel('Origin').fill('be');
	});
	assert.match(words, /Register this product[\s\S]*Emerald, 1 ct[\s\S]*710391/);
	assert.ok(words.includes(EMERALD), words);
	await indexed();
	await page.reload();
	assert.match(await page.locator('#list').innerText(), /Emerald, 1 ct/);

	// A CSV with a wrong check digit in its third line.
	await page.setInputFiles('#key-file', it.keys.cutter);
	await page.getByText('is open on this page').waitFor();
	const csv = join(it.folder, 'products.csv');
	const rows = ['gtin14,category,name,origin,hs6', `${RUBY},Cut diamonds,Ruby 2 ct,BE,710391`, `${WRONG},Cut diamonds,Wrong,BE,710391`];
	await writeFile(csv, `${rows.join('\n')}\n`);
	await page.setInputFiles('#csv-file', csv);
	await page.getByRole('button', { name: 'Look at it' }).click();
	await page.locator('#csv-rows tr.wrong').waitFor();
	assert.match(await page.locator('#csv-rows tr.wrong').innerText(), /3[\s\S]*gtin14/);
	await look(window, 'desk-products');
	await page.getByRole('button', { name: 'Register 1 products' }).click();
	assert.match(await sign(page), /Ruby 2 ct/);

	await page.locator('nav a', { hasText: 'Desk' }).click();
	await page.locator('#lots a').click();
	const downloads = [];
	page.on('download', (download) => downloads.push(download));
	await page.locator('#lot-batch').fill('DESK-1');
	await page.locator('#lot-count').fill('30');
	await page.getByRole('button', { name: 'Issue a lot' }).click();
	assert.match(await sign(page), /Issue this lot[\s\S]*DESK-1[\s\S]*30/);
	assert.equal(downloads.length, 2);
	const secret = join(it.folder, 'desk.secret');
	await downloads.find((it) => it.suggestedFilename().endsWith('.secret')).saveAs(secret);
	assert.match(await readFile(secret, 'utf8'), /^hallmark lot secret, version 2\n[\s\S]*batch: DESK-1\ncount: 30\n/);
	await page.evaluate(() => (globalThis.print = () => (document.body.dataset.printed = 'yes')));
	await page.setInputFiles('#lot-secrets', secret);
	await page.locator('#labels-count').fill('6');
	await page.getByRole('button', { name: 'Print labels' }).click();
	await page.locator('body[data-printed]').waitFor();
	assert.equal(await page.locator('.label svg').count(), 6);
	await look(window, 'desk-lots');
	// Neither key nor codes were sent: the server's log of requests has nothing of them, for nothing asked for them.
	await window.context.close();
});

test('officer accepts, settles and controls by the rules', async () => {
	await indexed();
	const window = await signedIn('customs', '/desk/declarations');
	const { page } = window;
	assert.match(await page.locator('#open').innerText(), /Declaration 0[\s\S]*Declaration 1/);
	await look(window, 'desk-declarations');
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
	await awaited();
	await act(page, 'Settle decision 0', (form) => form.locator('input[type=file]').setInputFiles(secrets));
	const words = await act(page, 'Put under control');
	assert.match(words, /Put these lines under control[\s\S]*Declaration\s+0[\s\S]*Lines\s+0/);
	await window.context.close();
});

test('inspector opens the examination, scans what was drawn, and reports', async () => {
	const { world } = it;
	const { assignment } = await ask('decision', 0);
	const name = ['agency', 'second'].find((it) => world[it].id === assignment.agency);
	const window = await signedIn(name, '/desk/examinations');
	const { page } = window;
	await page.getByRole('link', { name: 'Examination 0' }).click();
	await act(page, 'Open the examination', (form) => form.locator('input[type=file]').setInputFiles(paper()));
	assert.match(await page.locator('#items').innerText(), /Nothing is drawn yet/);
	await awaited();

	const officer = await signedIn('customs', '/desk/declarations/0');
	await act(officer.page, 'Reveal the secret for the draw, decision 0', (form) => form.locator('input[type=file]').setInputFiles(it.secrets));
	await officer.context.close();

	await page.reload();
	await page.setInputFiles('#key-file', it.keys[name]);
	await page.getByText('is open on this page').waitFor();
	const rows = await page.locator('tr.drawn').evaluateAll((all) => all.map(({ dataset }) => ({ ...dataset })));
	assert.ok(rows.length > 1, 'items are drawn');
	// One that was not drawn is not taken.
	const drawn = new Set(rows.map(({ index }) => Number(index)));
	const stranger = LOTS[0].items.find(({ index }) => !drawn.has(index));
	const type = async (code) => {
		await page.locator('#code-field').fill(code);
		await page.locator('#typed-code button').click();
	};
	await type(uri(stranger));
	assert.match(await page.locator('#outcome').innerText(), /none of the drawn/);
	for (const { index } of rows) await type(uri(LOTS[0].items[Number(index)]));
	assert.equal(await page.locator('tr.drawn.read').count(), rows.length);
	await look(window, 'desk-examination');
	await page.getByRole('button', { name: 'Report', exact: true }).click();
	assert.match(await sign(page), /Report what was found of these items/);
	await act(page, 'Sign the report', (form) => form.locator('input[type=file]').setInputFiles(paper()));
	assert.match(await page.locator('#about').innerText(), /passed/);
	await window.context.close();
});

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
	for (const [size, lang] of [['phone', 'en'], ['desktop', 'zh']]) {
		const seen = await visit(it.browser, { size });
		await seen.page.goto(`${it.gateway.origin}/statistics?lang=${lang}`);
		await look(seen, `statistics-${lang}`);
		await seen.context.close();
	}
	const { page } = window;
	await page.goto(`${it.gateway.origin}/statistics`);
	const merchant = page.locator('#merchants tbody tr').first();
	assert.match(await merchant.innerText(), /cutter/);
	const number = merchant.getByRole('link').nth(1);
	const count = Number(await number.innerText());
	await number.click();
	assert.equal(await page.locator('#list li').count(), count);
	assert.match(await page.locator('#list').innerText(), /Inspection passed/);
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
	await window.context.close();
});
