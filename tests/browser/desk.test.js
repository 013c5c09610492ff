// What goes wrong at a desk: fields that cannot be, two windows, a session that ends, a node or a server that goes. What is filled in
// stays, what is signed is what is shown, and what was sent is not done twice.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gtin } from '../../js/verify/src/gs1.js';
import { connect, rpc } from '../e2e/lib/chain.js';
import { Node } from '../e2e/lib/node.js';
import { found } from '../e2e/lib/world.js';
import { launch, look, visit } from './lib/browser.js';
import { openKey, sign, signedIn as openedIn } from './lib/desk.js';
import { startGateway } from './lib/gateway.js';

/** GTINs under the cutter's prefix. */
const [PEARL, OPAL, AGATE, ONYX, TOPAZ] = [11, 12, 13, 14, 15].map((item) => gtin('9521001', item));

/** How soon a node that is gone is told of, in milliseconds: a second, and some to spare for the machine. */
const SOON = 5_000;

const it = {};

before(async () => {
	it.folder = await mkdtemp(join(tmpdir(), 'hallmark-desk-'));
	it.node = await Node.start(['--state-pruning', 'archive', '--blocks-pruning', 'archive']);
	it.api = await connect(it.node.url);
	it.world = await found(it.api, { cutter: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: '9521001' } });
	const of = { node: it.node.url, leaves: it.folder, trust: process.env.HALLMARK_CHAIN, data: join(it.folder, 'data') };
	it.gateway = await startGateway({ ...of, database: join(it.folder, 'index.db') });
	it.browser = await launch();
	it.keys = {};
	for (const name of ['cutter', 'Alice']) {
		it.keys[name] = join(it.folder, `${name}.key`);
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

const signedIn = (name, path, options) => openedIn(it.browser, `${it.gateway.origin}${path}`, it.keys[name], options);

/** Fills in the form of a product, and leaves it so. */
async function fill(page, number, changes = {}) {
	const fields = { 'Article number': number.replace(/^0+/, ''), Name: 'Pearl', 'HS code': '7101.10', Origin: 'BE', ...changes };
	for (const [label, value] of Object.entries(fields)) await page.locator('#register').getByLabel(label).fill(value);
}

const press = (page) => page.locator('#register form button').click();

/** Waits until the page says so, and gives all that it says. */
async function told(page, said) {
	const place = page.locator('#told', { hasText: said });
	await place.waitFor({ timeout: 60_000 });
	return place.innerText();
}

const product = async (number) => (await rpc(it.api, 'trace_product', number)).value;

/** What is said of a field, by what describes it; nothing if it is not marked. */
const saidOf = (field) =>
	field.evaluate((input) => {
		if (input.getAttribute('aria-invalid') !== 'true') return undefined;
		return input.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent).join(' ');
	});

test('every field says what is wrong with it, and nothing is shown to be signed', async () => {
	const window = await signedIn('cutter', '/desk/products');
	const { page } = window;
	for (const [label, value, said] of [
		['Article number', 'ninety-five', 'it has to have 8, 12, 13 or 14 digits'],
		['Article number', '9521001000115', 'the last digit should be'],
		['Article number', '2000000000008', 'restricted circulation'],
		['Name', '非常长的产品名称'.repeat(8), 'it has 192 bytes, and 128 at most are taken'],
		['Name', 'Pe\u202earl', 'characters that do not show, and could make it look like another name: U+202E'],
		['HS code', '71.0', '71.0: it has to be six digits'],
		['HS code', '71011O', '71011O: it has to be six digits'],
		['HS code', '9999.99', '9999.99: it has to be six digits, such as 7102.39, of a chapter from 01 to 76'],
		['Edition of the Harmonized System', 'new', 'new: it has to be the year of an edition'],
		['Edition of the Harmonized System', '2018', '2018: the chain takes no such edition'],
		['Origin', '比利时', '比利时: it has to be the two letters of a country in ISO 3166-1'],
		['Origin', 'XX', 'XX: it has to be the two letters of a country in ISO 3166-1'],
	]) {
		await fill(page, PEARL, { [label]: value });
		await press(page);
		assert.ok((await told(page, said)).startsWith(`Not done: ${label}`), said);
		assert.equal(await page.locator('#review').isVisible(), false, said);
		const field = page.locator('#register').getByLabel(label);
		assert.ok((await saidOf(field)).includes(said), said);
		assert.equal(await page.locator('#register [aria-invalid]').count(), 1, said);
		assert.ok(await field.evaluate((input) => input === document.activeElement), said);
		// What is said of it goes when it is filled in anew.
		await field.fill(label.startsWith('Edition') ? '2022' : 'x');
		assert.equal(await saidOf(field), undefined);
	}
	// All that is wrong is said at once.
	await fill(page, '123', { Name: 'Pe\u202earl', 'HS code': '71', Origin: 'Belgium' });
	await press(page);
	await told(page, 'Belgium');
	assert.equal(await page.locator('#register [aria-invalid]').count(), 4);
	await look(window, 'desk-products-wrong', { sent: false });
	// What was found of one file is not offered beside another.
	const csv = join(it.folder, 'products.csv');
	const hand = async (content) => {
		await writeFile(csv, content);
		await page.setInputFiles('#csv-file', csv);
		await page.getByRole('button', { name: 'Look at it' }).click();
	};
	await hand(`gtin14,category,name,origin,hs6\n${PEARL},Cut diamonds,Pearl,BE,710110\n`);
	await page.getByRole('button', { name: 'Register 1 products' }).waitFor();
	await hand('gtin14,gtin14\n1,2\n');
	await told(page, 'two columns are called gtin14');
	assert.equal(await page.locator('#csv-rows').innerText(), '');
	// A file of an older spreadsheet: its encoding is chosen beside it.
	const [before, after] = [`gtin14,category,name,origin,hs6\n${PEARL},Cut diamonds,`, ',BE,710110\n'].map((text) => Buffer.from(text));
	await hand(Buffer.concat([before, Buffer.from('d5e4d6e9', 'hex'), after]));
	assert.match(await told(page, 'not in UTF-8'), /probably in .*GBK.*choose its encoding: gbk/);
	await page.getByLabel('Encoding of the file').selectOption('gbk');
	await page.getByRole('button', { name: 'Look at it' }).click();
	await page.locator('#csv-rows td', { hasText: '珍珠' }).waitFor();
	// What is filled in stays; the button can be pressed again.
	assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Pe\u202earl');
	assert.equal(await page.locator('#register form button').isDisabled(), false);
	await window.context.close();
});

test('edition of the Harmonized System that is filled in is the one that is signed, and what is registered is not registered again', async () => {
	const window = await signedIn('cutter', '/desk/products');
	const { page } = window;
	await fill(page, PEARL, { 'Edition of the Harmonized System': '2017', Name: '珍珠'.repeat(21) });
	await press(page);
	assert.match(await sign(page), /Product type\s+Cut diamonds \(0\)[\s\S]*710110[\s\S]*2017/);
	const { name, hs } = await product(PEARL);
	assert.deepEqual([name, hs], ['珍珠'.repeat(21), { code: '710110', edition: 2017 }]);
	// It is there now: as it is filled in, or otherwise.
	const again = { 'Edition of the Harmonized System': '2017', Name: '珍珠'.repeat(21) };
	for (const [changes, said] of [
		[again, { 'Article number': 'registered already, as it is filled in here' }],
		[{ ...again, Name: 'Pearl', Origin: 'CN' }, { 'Article number': 'registered already', Name: 'on the chain: 珍珠', Origin: 'on the chain: BE. Revise it there' }],
	]) {
		await fill(page, PEARL, changes);
		await press(page);
		await told(page, Object.values(said).at(-1));
		for (const [label, text] of Object.entries(said)) assert.ok((await saidOf(page.locator('#register').getByLabel(label))).includes(text), label);
		assert.equal(await page.locator('#register [aria-invalid]').count(), Object.keys(said).length);
		assert.equal(await page.locator('#review').isVisible(), false);
	}
	await window.context.close();
});

test('long Chinese name fits a narrow phone, also where it is signed', async () => {
	const window = await visit(it.browser, { size: 'narrow' });
	const { page } = window;
	await page.goto(`${it.gateway.origin}/desk/products?lang=zh`);
	await page.setInputFiles('#key-file', it.keys.cutter);
	await page.locator('#held', { hasText: it.world.cutter.admin.address }).waitFor();
	const form = page.locator('#register form');
	const fields = [OPAL.replace(/^0+/, ''), '没有空格的很长很长很长很长很长很长很长很长很长很长的产品名称', '710391', 'BE'];
	const inputs = form.locator('input[type=text]:not([id$=edition])');
	for (const [at, value] of fields.entries()) await inputs.nth(at).fill(value);
	await form.locator('button').click();
	await page.locator('#review').waitFor({ state: 'visible' });
	await look(window, 'desk-long-name', { sent: false });
	await page.locator('#do-not').click();
	await window.context.close();
});

test('link to a place on the page keeps what is filled in, with a key and without', async () => {
	const window = await signedIn('cutter', '/desk/products');
	const { page } = window;
	const stays = async () => {
		await fill(page, AGATE);
		await page.locator('a.skip').focus();
		await page.keyboard.press('Enter');
		await page.waitForURL(/#answer$/);
		await page.waitForTimeout(500);
		assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Pearl');
		await page.goBack();
		await page.waitForTimeout(500);
		assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Pearl');
	};
	await stays();
	assert.match(await page.locator('#held').innerText(), /is open on this page/);
	// Back leads to the page before, with the key still open.
	await page.locator('nav a', { hasText: 'Desk' }).click();
	await page.locator('#who').waitFor();
	await page.goBack();
	await page.locator('#register').waitFor();
	assert.match(await page.locator('#held').innerText(), /is open on this page/);
	await page.goForward();
	await page.locator('#who').waitFor();
	// The other language is one for the whole page, with the key still open.
	await page.locator('nav a[hreflang^=zh]').click();
	await page.locator('html[lang^=zh] #held', { hasText: '密钥已在此页面打开' }).waitFor();
	assert.match(await page.locator('footer').innerText(), /[\u4e00-\u9fff]/);
	await page.locator('nav a[hreflang^=en]').click();
	await page.locator('html[lang^=en] #held', { hasText: 'is open on this page' }).waitFor();
	await page.goto(`${it.gateway.origin}/desk/products`);
	await stays();
	await window.context.close();
});

test('what is shown is what is signed when another form is pressed meanwhile, or the button twice', async () => {
	const window = await signedIn('Alice', '/desk/council');
	const { page } = window;
	const code = join(it.folder, 'code.wasm');
	await writeFile(code, Buffer.from('\0asm and no more'));
	const button = (name) => page.getByRole('button', { name });
	await page.getByLabel('Number of the organisation').fill(String(it.world.cutter.id));
	await button('Move to suspend').click();
	await page.locator('#words', { hasText: 'Suspend this organisation' }).waitFor();
	assert.equal(await button('Move to suspend').isDisabled(), true);
	await page.locator('form.act', { has: button('Move to authorise') }).locator('input[type=file]').setInputFiles(code);
	await button('Move to authorise').click();
	await page.locator('#words', { hasText: 'Authorise the code' }).waitFor();
	assert.doesNotMatch(await page.locator('#words').innerText(), /Suspend this organisation/);
	// The first is given up: its button is there again, and nothing of it is ever sent.
	await page.waitForFunction((label) => [...document.querySelectorAll('form.act button')].some((it) => it.textContent === label && !it.disabled), 'Move to suspend');
	const sent = [];
	page.on('request', (request) => request.method() === 'POST' && sent.push(new URL(request.url()).pathname));
	await page.locator('#do-sign').dblclick();
	await told(page, 'Done, and final');
	assert.deepEqual(sent, ['/api/v1/calls', '/api/v1/transactions']);
	assert.equal((await it.api.query.consortium.pendingUpgrade()).isSome, true);
	// What the council did in vain is told with its reason.
	await page.getByLabel('Number of the organisation').fill('4294967295');
	await button('Move to suspend').click();
	await page.locator('#review').waitFor({ state: 'visible' });
	await page.locator('#do-sign').click();
	assert.match(await told(page, 'Final; some of the calls in it failed'), /failed\. .*organisation/i);
	await window.context.close();
});

test('what becomes final meanwhile is told on another page, and what is filled in there stays', async () => {
	const window = await signedIn('cutter', '/desk/products');
	const { page } = window;
	let isAway = true;
	await page.route('**/api/v1/transactions/0x*', (route) => (isAway ? route.abort() : route.continue()));
	await fill(page, TOPAZ, { Name: 'Topaz' });
	await press(page);
	await page.locator('#review').waitFor({ state: 'visible' });
	await page.locator('#do-sign').click();
	await told(page, 'No answer yet');
	await page.locator('nav a', { hasText: 'Desk' }).click();
	await page.locator('#lots a').click();
	await page.locator('#lot-batch').fill('B-7');
	isAway = false;
	await told(page, 'Done, and final');
	assert.equal(await page.locator('#lot-batch').inputValue(), 'B-7');
	assert.equal((await product(TOPAZ)).name, 'Topaz');
	await window.context.close();
});

test('session that ended, or is of another key in another window, begins again with the key that is open', async () => {
	const window = await signedIn('cutter', '/desk/products');
	const { page, context } = window;
	await context.clearCookies();
	// As long as a name may be, and nowhere to break it.
	const name = 'W'.repeat(128);
	await fill(page, OPAL, { Name: name });
	await press(page);
	assert.ok((await sign(page)).includes(name));
	// Another window of the same browser signs in with another key.
	const other = await context.newPage();
	await other.goto(`${it.gateway.origin}/desk`);
	await openKey(other, it.keys.Alice);
	await fill(page, AGATE, { Name: 'Agate' });
	await press(page);
	assert.match(await sign(page), /Agate/);
	assert.equal((await product(AGATE)).registrant.id, it.world.cutter.id);
	const narrow = await visit(it.browser, { size: 'narrow' });
	const { id } = it.world.cutter;
	for (const path of [`/explore/products/${OPAL}`, `/explore/organisations/${id}`, '/explore/search?q=WWW', `/desk/products?organisation=${id}`, `/desk/lots?organisation=${id}`, `/desk/numbers?organisation=${id}`]) {
		// What was made final is indexed a moment later.
		const there = async () => (await narrow.page.goto(`${it.gateway.origin}${path}`)).ok() && (await narrow.page.content()).includes('WWW');
		for (let tries = 0; !(await there()); tries++) assert.ok(tries < 50, path);
		await look(narrow, `desk-unbroken${path.replace(/\W+/g, '-')}`, { sent: false });
	}
	await narrow.context.close();
	// Whoever signed out in another window is out here too, without a complaint.
	await context.clearCookies();
	await page.locator('nav a', { hasText: 'Desk' }).click();
	await page.locator('#who').waitFor();
	await window.context.close();
});

test('what could not be loaded is loaded when it is needed again, and a server that is away takes no key', async () => {
	const window = await signedIn('cutter', '/desk/products');
	const { page } = window;
	await page.route('**/desk/metadata/*', (route) => route.abort(), { times: 1 });
	await fill(page, ONYX, { Name: 'Onyx' });
	await press(page);
	await told(page, 'Not done');
	await press(page);
	await page.locator('#review').waitFor({ state: 'visible' });
	await page.locator('#do-not').click();
	await page.route('**/desk/lots', (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }), { times: 1 });
	await page.goto(`${it.gateway.origin}/desk`);
	await openKey(page, it.keys.cutter);
	await page.locator('#lots a').click();
	assert.match(await told(page, 'gives no page'), /502.*key is still open/s);
	await page.locator('#lots a').click();
	await page.locator('#issue').waitFor();
	assert.match(await page.locator('#held').innerText(), /is open on this page/);
	// No file of a lot is made of a batch that codes cannot have, nor for whoever has no key open.
	const downloads = [];
	page.on('download', (download) => downloads.push(download));
	const issue = async (batch) => {
		await page.locator('#lot-gtin').evaluate((it, number) => it.append(new Option('Pearl', number)), PEARL);
		await page.locator('#lot-batch').fill(batch);
		await page.getByRole('button', { name: 'Issue a lot' }).click();
	};
	for (const batch of ['批次', 'A B']) {
		await issue(batch);
		await told(page, `${batch}: it may have 1 to 20 characters`);
	}
	await page.reload();
	await issue('B-1');
	await told(page, 'Open a key first');
	assert.deepEqual(downloads, []);
	await window.context.close();
});

test('node that goes is told of soon by page and API; what was sent before is waited for, and done once', async () => {
	const window = await signedIn('cutter', '/desk/products');
	const { page } = window;
	await fill(page, ONYX, { Name: 'Onyx' });
	await press(page);
	await page.locator('#review').waitFor({ state: 'visible' });
	await it.node.kill();
	await page.locator('#do-sign').click();
	const port = String(it.node.port);
	assert.ok((await told(page, 'Not done')).includes(port));
	// The connection is known to be down now.
	for (const path of ['/api/v1/registers', '/api/v1/council/motions', '/api/v1/validators', '/api/v1/rules/council', '/explore/validators', '/desk/council', '/desk/numbers']) {
		const began = Date.now();
		const answer = await fetch(`${it.gateway.origin}${path}`);
		const took = Date.now() - began;
		assert.equal(answer.status, 503, path);
		assert.ok(took < SOON, `${path}: ${took} ms`);
		if (path.startsWith('/api/')) assert.ok((await answer.json()).detail.includes(port), path);
	}
	// Many at once do not wait in turn.
	const began = Date.now();
	await Promise.all(Array.from({ length: 40 }, () => fetch(`${it.gateway.origin}/api/v1/registers`)));
	assert.ok(Date.now() - began < SOON, `${Date.now() - began} ms`);

	await it.node.restart();
	// Soon it answers again, without anybody's doing.
	for (let tries = 0; (await fetch(`${it.gateway.origin}/api/v1/registers`)).status !== 200; tries++) {
		assert.ok(tries < 60, 'the gateway finds the node again');
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
	await press(page);
	await page.locator('#review').waitFor({ state: 'visible' });
	// It goes when the transaction was handed in, and no answer comes.
	await page.route('**/api/v1/transactions', async (route) => {
		await route.fetch();
		await it.node.kill();
		await route.abort();
	}, { times: 1 });
	await page.locator('#do-sign').click();
	await told(page, 'No answer yet');
	await it.node.restart();
	await told(page, 'Done, and final');
	assert.equal((await product(ONYX)).name, 'Onyx');
	await window.context.close();
});
