// The consumers' pages in a real browser, before a real gateway and a real node.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openPack, scratchCode } from '../../js/verify/src/index.js';
import { LISTEN, Node } from '../e2e/lib/node.js';
import { SIZES, filmed, launch, look, visit } from './lib/browser.js';
import { startGateway, startLiar } from './lib/gateway.js';
import { found, hallmark, labels, scratchPicture } from './lib/world.js';

let folder, node, gateway, browser, world, printed, recalledLabels;

/** The page of a code, its proof, and the block that they are of, as they were before all tests. */
const silent = {};

/** What is printed on the boxes of the lot that was shipped. */
const LABELS = 11;

before(async () => {
	folder = await mkdtemp(join(tmpdir(), 'hallmark-browser-'));
	[node, browser] = await Promise.all([Node.start(LISTEN), launch()]);
	world = await found(node.url, folder);
	printed = await labels(world.lots.shipped, 0, LABELS, join(folder, 'labels'));
	recalledLabels = await labels(world.lots.recalled, 0, 2, join(folder, 'recalled'));
	const packs = join(folder, 'packs');
	await mkdir(packs);
	gateway = await startGateway({
		packs,
		bootNodes: await Promise.all(['ws', 'webrtc-direct'].map((by) => node.lightAddress(by))),
		node: node.url,
		leaves: world.leaves,
		trust: process.env.HALLMARK_CHAIN,
		data: join(folder, 'gateway'),
	});
	// What a server shows that hears nothing from now on.
	const { uri } = printed[0];
	for (const [name, url] of [
		['page', pageOf(uri)],
		['proof', `${gateway.origin}/api/proof?${new URLSearchParams({ uri, market: 'AU' })}`],
		['health', `${gateway.origin}/health`],
	]) {
		let response;
		// It has to hear votes before it proves anything.
		while (!(response = await fetch(url)).ok) await new Promise((resolve) => setTimeout(resolve, 200));
		silent[name] = Buffer.from(await response.arrayBuffer());
	}
});

after(async () => {
	await browser?.close();
	await gateway?.stop();
	await node?.stop();
	if (folder) await rm(folder, { recursive: true, force: true });
});

/** The scan page of a code. */
const pageOf = (uri, query = '?market=AU', origin = gateway.origin) =>
	`${origin}/scan${new URL(uri).pathname}${query}`;

const heading = (page) => page.locator('h1').innerText();

/** Waits until the device has come to an end with its check, and returns what it came to. */
async function checked(page) {
	await page.locator('#proof.checked, #proof.differs, #proof.unchecked').waitFor({ timeout: 60_000 });
	const state = await page.locator('#proof').getAttribute('class');
	return { state: state.replace('proof ', ''), text: await page.locator('#proof').innerText() };
}

/** Waits until the page that is there, or comes, is the device's own. */
const taken = (page) => page.locator('#typed').waitFor();

/** Types a code where the device answers, and returns what it says. */
async function judged(page, code) {
	await page.getByLabel('Code as it is printed').fill(code);
	await page.getByRole('button', { name: 'Check on this device' }).click();
	await page.locator('#result h1').waitFor({ timeout: 60_000 });
	return page.locator('#result h1').innerText();
}

/** What a page says, apart: what the device has checked, and what it leaves to the server. */
const parts = async (page) => ({
	proven: await page.locator('main > .proven').innerText(),
	served: await page.locator('main > .served').innerText(),
});

/** A pack of two lots, as the gateway offers it. */
async function packed() {
	const file = join(folder, 'packs', 'goods.pack');
	const lots = [world.lots.shipped, world.lots.recalled].flatMap(({ lot }) => ['--lot', lot]);
	const from = ['--leaves', world.leaves, '--trust', process.env.HALLMARK_CHAIN];
	await hallmark(node.url, undefined, 'pack', '--market', 'AU', ...lots, ...from, '--out', file);
	return file;
}

/** Back to the reader. */
const another = (page) => page.getByRole('button', { name: 'Scan another code' }).click();

/** Does something in a window of its own. */
async function within(options, steps) {
	const window = await visit(browser, options);
	try {
		await steps(window);
	} finally {
		await window.context.close();
	}
}

for (const size of Object.keys(SIZES)) {
	describe(`on a ${size}`, () => {
		test('a code is scanned from a picture of a label, and proven on the device', () =>
			within({ size }, async (window) => {
				const { page, transfer } = window;
				await page.goto(`${gateway.origin}/?market=AU`);
				await look(window, 'home');
				// Where nothing is known yet, nothing is claimed.
				await Promise.all([
					page.waitForURL('**/scan/**'),
					page.locator('#picture').setInputFiles(printed[1].picture),
				]);
				assert.equal(await heading(page), 'Registered. No warnings.');
				const { pathname } = new URL(page.url());
				assert.equal(pathname, `/scan${new URL(printed[1].uri).pathname}`);
				const { state, text } = await checked(page);
				assert.equal(state, 'checked', text);
				assert.match(text, /^Checked on this device/);
				const body = await page.locator('main').innerText();
				for (const said of ['Southern Larder Pty Ltd', 'Melbourne works', 'By sea: Melbourne to Ningbo', 'GB 14881-2013'])
					assert.ok(body.includes(said), `the page lacks ${said}`);
				assert.ok(await page.locator('svg.map').isVisible());
				// What the proof answers stands apart from what it does not.
				const { proven, served } = await parts(page);
				for (const said of ['Registered. No warnings.', 'Southern Larder Pty Ltd, Australia', '31 January 2036', 'Item 2 of 1,000', 'Judged for Australia.'])
					assert.ok(proven.includes(said), `the device does not say ${said}`);
				for (const said of ['As this server says', 'Melbourne works', 'By sea: Melbourne to Ningbo', 'GB 14881-2013', 'Activate now'])
					assert.ok(served.includes(said) && !proven.includes(said), `${said} is not under the server's name`);
				assert.equal(await page.locator('h1').count(), 1);
				await look(window, 'clear');
				const kilobytes = Math.round(transfer.bytes / 1000);
				assert.ok(kilobytes < 700, `${kilobytes} kB for two pages, the reader, the verifier and a proof`);
				console.log(`  ${size}: ${kilobytes} kB for two pages, the reader, the verifier and a proof`);
			}));

		test('a counterfeit and a wrong lot do not match, unmistakably', () =>
			within({ size }, async (window) => {
				const { page } = window;
				// A serial of the same form with another tag: what a forger can make.
				const forged = printed[1].uri.replace(/(\/21\/.{4}).{16}/, '$10123456789ABCDEF');
				const response = await page.goto(pageOf(forged));
				assert.equal(response.status(), 200);
				assert.equal(await heading(page), 'Warning: this code does not match');
				assert.match(await page.locator('main').innerText(), /has no such item/);
				// The chain's state knows no serials: that this one is in no leaf is read in the lot's public file.
				const { state, text } = await checked(page);
				assert.equal(state, 'unchecked');
				assert.match(text, /what this server reads in the lot's public file/);
				await look(window, 'counterfeit');

				await page.goto(pageOf(printed[1].uri.replace('/10/SHIPPED/', '/10/OTHER/')));
				assert.equal(await heading(page), 'Warning: this code does not match');
				assert.match(await page.locator('main').innerText(), /Its serial number was issued, but for another product/);
				assert.notEqual((await checked(page)).state, 'differs');
				await look(window, 'wrong-lot');
				await page.getByLabel('Where did you find it?').fill('A market in Ningbo');
				await page.getByRole('button', { name: 'Send the report' }).click();
				assert.equal(await heading(page), 'Thank you. Your report was recorded.');
				await look(window, 'reported');
			}));

		test('an item is activated once', () =>
			within({ size }, async (window) => {
				const { page } = window;
				// Each size has an item of its own.
				const own = printed[{ phone: 3, desktop: 4 }[size] ?? 10];
				await page.goto(pageOf(own.uri));
				await checked(page);
				const enter = async (code) => {
					await page.getByLabel('Scratch code').fill(code);
					await page.getByRole('button', { name: 'Activate now' }).click();
				};
				// A wrong symbol is a typing mistake, told on the device.
				const other = own.scratch[0] === '0' ? '1' : '0';
				await enter(other + own.scratch.slice(1));
				await page.getByText('There is a typing mistake in the scratch code').waitFor();
				await look(window, 'typo');
				await enter(printed[5].scratch);
				await page.getByText('This scratch code does not belong to this item').first().waitFor();
				await enter(own.scratch.toLowerCase().replaceAll('-', ' '));
				await page.getByRole('heading', { level: 1, name: 'Activated' }).waitFor({ timeout: 30_000 });
				await look(window, 'activated');

				await page.goto(pageOf(own.uri));
				assert.equal(await heading(page), 'Activated before');
				assert.match(await page.locator('.verdict').innerText(), /First activated: \d+ \w+ 20\d\d/);
				const { state, text } = await checked(page);
				assert.equal(state, 'checked', text);
				assert.equal(await page.getByLabel('Scratch code').count(), 0);
				// The block is proven, the time is the server's word.
				const { proven } = await parts(page);
				assert.match(proven, /First activated in block [\d,]+\s+As this server says, that was \d+ \w+ 20\d\d/);
				await look(window, 'activated-before');
			}));

		// What follows looks the same on all sizes.
		if (size !== 'phone') return;

		test('customs of the country that is asked about counts', () =>
			within({ size }, async (window) => {
				const { page } = window;
				await page.goto(pageOf(printed[2].uri, '?market=CN'));
				assert.equal(await heading(page), 'Not released by customs');
				assert.equal((await checked(page)).state, 'checked');
				await look(window, 'not-released');
				await page.getByLabel('Country where the goods are offered').selectOption('AU');
				await page.getByRole('button', { name: 'Show' }).click();
				assert.equal(await heading(page), 'Registered. No warnings.');
				await checked(page);
			}));

		test('a code in small letters does not match, and is asked to be compared', () =>
			within({ size }, async (window) => {
				const { page } = window;
				await page.goto(`${gateway.origin}/?market=AU`);
				await page.getByLabel('Code as it is printed').fill(printed[1].uri.replace(/[^/]+$/, (serial) => serial.toLowerCase()));
				await page.getByRole('button', { name: 'Look up' }).click();
				await page.waitForURL('**/scan/**');
				assert.equal(await heading(page), 'Warning: this code does not match');
				const { state, text } = await checked(page);
				assert.equal(state, 'checked', text);
				await page.locator('.proven').getByText('Capital and small letters are not the same').waitFor();
				await look(window, 'small-letters');
				// A batch, too, may have been mistyped.
				await page.goto(pageOf(printed[1].uri.replace('/10/SHIPPED/', '/10/shipped/')));
				assert.equal(await heading(page), 'Warning: this code does not match');
				assert.equal((await checked(page)).state, 'checked');
				await page.locator('.proven').getByText('Capital and small letters are not the same').waitFor();
			}));

		test('an answer that is not up to date is not green, wherever it is told', () =>
			within({ size }, async (window) => {
				const { page } = window;
				const isOutdated = async (shown) => {
					assert.equal(await heading(page), 'Registered. Not up to date.');
					assert.doesNotMatch(await page.locator('main').innerText(), /No warnings/);
					await shown.getByText(/^State of \d+ \w+ 20\d\d.*Newer warnings are not known here/).waitFor();
					await page.locator('.stale').getByText(/^This (answer is|is what the chain said)/).waitFor();
				};
				await page.goto(pageOf(printed[1].uri));
				assert.equal(await heading(page), 'Registered. No warnings.');
				await checked(page);
				assert.equal(await page.locator('main').getAttribute('class'), 'clear');
				// It is left open until it is old, and then looked at again.
				await page.clock.setFixedTime(Date.now() + 11 * 60_000);
				await page.evaluate(() => dispatchEvent(new Event('visibilitychange')));
				assert.equal(await page.locator('main').getAttribute('class'), 'caution');
				await isOutdated(page.locator('.verdict'));
				// One that is old when it comes is no contradiction to what is proven.
				await page.reload();
				assert.notEqual((await checked(page)).state, 'differs');
				assert.equal(await page.locator('main').getAttribute('class'), 'caution');
				await isOutdated(page.locator('.verdict'));
				await page.goto(`${gateway.origin}/pack`);
				await taken(page);
				await page.locator('#pack-file').setInputFiles(await packed());
				await page.getByText('The pack is open.').waitFor({ timeout: 30_000 });
				await judged(page, printed[1].uri);
				assert.equal(await page.locator('#result').getAttribute('class'), 'caution');
				await isOutdated(page.locator('.verdict'));
				// What is known against the goods leads all the same.
				await page.goto(pageOf(printed[1].uri, '?market=CN'));
				await checked(page);
				assert.equal(await heading(page), 'Not released by customs');
			}));

		test('a scratch code is not sent from where codes are looked up, nor one with a mistake', () =>
			within({ size }, async (window) => {
				const { page } = window;
				const sent = [];
				page.on('request', (request) => sent.push(request.url()));
				const code = scratchCode(new Uint8Array(10).fill(0xa7));
				const symbols = code.slice(0, -2);
				const wrong = `${symbols}-${code.endsWith('A') ? 'B' : 'A'}`;
				for (const [path, button] of [
					['/', 'Look up'],
					['/private', 'Check on this device'],
				]) {
					await page.goto(gateway.origin + path);
					if (path !== '/') await taken(page);
					// The scripts are there as soon as the camera is offered.
					await page.locator('#reader').waitFor();
					for (const [typed, said] of [
						[code, 'This is a scratch code, and was not sent.'],
						[symbols, 'This looks like a scratch code that was mistyped'],
						[wrong, 'This looks like a scratch code that was mistyped'],
						[symbols.toLowerCase().replaceAll('-', ' '), 'This looks like a scratch code that was mistyped'],
					]) {
						await page.getByLabel('Code as it is printed').fill(typed);
						await page.getByRole('button', { name: button }).click();
						await page.locator('#outcome').getByText(said).waitFor();
						assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, path);
					}
				}
				const parts = code.split('-').slice(0, 3);
				for (const url of sent) assert.doesNotMatch(url, new RegExp(parts.join('[^0-9a-z]*'), 'i'));
				await look(window, 'scratch-mistyped');
			}));

		test('what is no item says so', () =>
			within({ size }, async (window) => {
				const { page } = window;
				const typed = async (code) => {
					await page.goto(`${gateway.origin}/`);
					await page.getByLabel('Code as it is printed').fill(code);
					await page.getByRole('button', { name: 'Look up' }).click();
					await page.locator('.verdict').waitFor();
					return heading(page);
				};
				const gone = [/status of (400|404)/];
				assert.equal(await typed('https://id.gs1.org/01/09520000000004/10/A/21/B'), 'Nobody registered this code');
				await page.getByRole('heading', { name: 'What the code names' }).waitFor();
				assert.match(await page.locator('dl').first().innerText(), /Batch\s+A\s+Serial number\s+B\s+Article number \(GTIN\)\s+09520000000004/);
				await look(window, 'unknown', { expect: gone });
				assert.equal(await typed('(01) 09521001000018'), 'This is not a code that can be looked up');
				await look(window, 'bad-code', { expect: gone });
				assert.equal(await typed(`(01) ${world.lots.shipped.gtin}`), 'This code names a product, not one item');
				await look(window, 'product', { expect: gone });
			}));
	});
}

test('a label is read by the camera', async () => {
	const video = join(folder, 'camera.y4m');
	await within({}, async ({ page }) => filmed(page, printed[2].picture, video));
	const filming = await launch([
		'--use-fake-device-for-media-stream',
		'--use-fake-ui-for-media-stream',
		`--use-file-for-fake-video-capture=${video}`,
	]);
	try {
		const window = await visit(filming, { permissions: ['camera'] });
		const { page } = window;
		await page.goto(`${gateway.origin}/?market=AU`);
		await page.getByRole('button', { name: 'Scan with the camera' }).click();
		await page.waitForURL('**/scan/**', { timeout: 30_000 });
		assert.equal(new URL(page.url()).pathname, `/scan${new URL(printed[2].uri).pathname}`);
		await checked(page);
		await look(window, 'by-camera');
	} finally {
		await filming.close();
	}
});

test('a scratch code is read from a picture, and activates only when the button is pressed', () =>
	within({}, async (window) => {
		const { page } = window;
		const own = printed[8];
		const scratch = await scratchPicture(world.lots.shipped, 8, join(folder, 'cut'));
		// Where codes are looked up it is not sent.
		await page.goto(`${gateway.origin}/?market=AU`);
		await page.locator('#picture').setInputFiles(scratch);
		await page.getByText('This is a scratch code, and was not sent.').waitFor();
		await page.getByLabel('Code as it is printed').fill(own.scratch);
		await page.getByRole('button', { name: 'Look up' }).click();
		assert.equal(new URL(page.url()).pathname, '/');

		await page.goto(pageOf(own.uri));
		// The reader is offered once the proof is checked.
		await page.locator('#camera').waitFor();
		await page.locator('#picture').setInputFiles(own.picture);
		await page.getByText('This is no scratch code.').waitFor();
		assert.equal(await page.getByLabel('Scratch code').inputValue(), '');
		await page.locator('#picture').setInputFiles(scratch);
		await page.getByText('The scratch code was read.').waitFor();
		assert.equal(await page.getByLabel('Scratch code').inputValue(), own.scratch.replaceAll('-', ''));
		await checked(page);
		await look(window, 'scratch-read');
		await page.getByRole('button', { name: 'Activate now' }).click();
		await page.getByRole('heading', { level: 1, name: 'Activated' }).waitFor({ timeout: 30_000 });
	}));

test('a scratch code is read by the camera', async () => {
	const scratch = await scratchPicture(world.lots.shipped, 9, join(folder, 'filmed'));
	const video = join(folder, 'scratch.y4m');
	await within({}, async ({ page }) => filmed(page, scratch, video));
	const filming = await launch([
		'--use-fake-device-for-media-stream',
		'--use-fake-ui-for-media-stream',
		`--use-file-for-fake-video-capture=${video}`,
	]);
	try {
		const { page } = await visit(filming, { permissions: ['camera'] });
		await page.goto(pageOf(printed[9].uri));
		await page.getByRole('button', { name: 'Scan the scratch code' }).click();
		await page.getByText('The scratch code was read.').waitFor({ timeout: 30_000 });
		assert.equal(await page.getByLabel('Scratch code').inputValue(), printed[9].scratch.replaceAll('-', ''));
	} finally {
		await filming.close();
	}
});

test('the brand says more elsewhere, as its own words', () =>
	within({}, async ({ page }) => {
		for (const address of [pageOf(printed[1].uri), `${gateway.origin}/scan/01/${world.lots.shipped.gtin}`]) {
			await page.goto(address);
			const link = page.getByRole('link', { name: 'About this mix' });
			assert.equal(await link.getAttribute('href'), 'https://larder.example/margarita');
			assert.match(await link.getAttribute('rel'), /noopener/);
			await page.getByText('Nobody here has checked what stands there.').waitFor();
			assert.equal(await page.getByRole('link', { name: '关于此调制品' }).count(), 0);
		}
	}));

test('another expiry date on the label is warned of, and the chain is not contradicted', () =>
	within({}, async (window) => {
		const { page } = window;
		// As it is typed from a label with an expiry of its own.
		await page.goto(`${gateway.origin}/?market=AU`);
		await page.getByLabel('Code as it is printed').fill(`${printed[1].uri}?17=300131`);
		await page.getByRole('button', { name: 'Look up' }).click();
		await page.waitForURL('**/scan/**');
		assert.equal(await heading(page), 'The label names another expiry date');
		assert.match(await page.locator('.verdict').innerText(), /In the code: good until 31 January 2030[^]*record: good until 31 January 2036/);
		assert.equal((await checked(page)).state, 'checked');
		await look(window, 'label-expiry');
		await page.goto(pageOf(printed[1].uri, '?17=360131&market=AU'));
		assert.equal(await heading(page), 'Registered. No warnings.');
	}));

test('a second activation is told to be one', () =>
	within({ javaScriptEnabled: false }, async (window) => {
		const { page } = window;
		await page.goto(pageOf(printed[5].uri));
		// Two people have opened the page before either of them activates.
		const second = await window.context.newPage();
		await second.goto(pageOf(printed[5].uri));
		for (const [shown, said] of [
			[page, 'Activated'],
			[second, 'This item was activated before'],
		]) {
			await shown.getByLabel('Scratch code').fill(printed[5].scratch);
			await shown.getByRole('button', { name: 'Activate now' }).click();
			await shown.locator('h1', { hasText: said }).waitFor({ timeout: 30_000 });
		}
		await look({ ...window, page: second }, 'second-activation', { scripts: false });
	}));

test('a recall is on the next scan', () =>
	within({}, async (window) => {
		const { page } = window;
		const { uri } = recalledLabels[0];
		await page.goto(pageOf(uri));
		assert.equal(await heading(page), 'Registered. No warnings.');
		assert.equal((await checked(page)).state, 'checked');
		const paper = join(import.meta.dirname, '../../scripts/demo/licence.txt');
		await hallmark(node.url, 'larder', 'recall', `lot:${world.lots.recalled.lot}`, '--reason', 1, '--document', paper);
		// It is final now; the gateway has a block's time to hear of it.
		const final = Date.now();
		while ((await heading(page)) !== 'Recalled' && Date.now() - final < 4000) await page.reload();
		assert.equal(await heading(page), 'Recalled');
		assert.match(await page.locator('.verdict').innerText(), /By Southern Larder Pty Ltd/);
		const { state, text } = await checked(page);
		assert.equal(state, 'checked', text);
		assert.match(await page.locator('.proven .verdict').innerText(), /By Southern Larder Pty Ltd, \d+ \w+ 20\d\d/);
		await look(window, 'recalled');
		await visit(browser, { size: 'desktop' }).then(async (desktop) => {
			await desktop.page.goto(pageOf(uri));
			await checked(desktop.page);
			await look(desktop, 'recalled');
			await desktop.context.close();
		});
	}));

test('everything works without scripts', () =>
	within({ javaScriptEnabled: false }, async (window) => {
		const { page } = window;
		await page.goto(`${gateway.origin}/?market=AU`);
		assert.equal(await page.locator('#reader').isVisible(), false);
		await page.getByLabel('Code as it is printed').fill(printed[6].uri);
		await page.getByRole('button', { name: 'Look up' }).click();
		await page.locator('h1', { hasText: 'Registered. No warnings.' }).waitFor();
		assert.match(await page.locator('#proof').innerText(), /^As this server says/);
		assert.ok(!(await page.content()).includes('Checked on this device'));
		await look(window, 'no-scripts', { scripts: false });
		await page.getByLabel('Scratch code').fill(printed[7].scratch);
		await page.getByRole('button', { name: 'Activate now' }).click();
		await page.locator('h1', { hasText: 'This scratch code does not belong to this item' }).waitFor();
	}));

test('a browser that prefers Chinese gets Chinese, and links keep what was chosen', () =>
	within({ locale: 'zh-CN' }, async (window) => {
		const { page } = window;
		await page.goto(pageOf(printed[1].uri));
		assert.equal(await heading(page), '已登记，暂无警示');
		assert.match((await checked(page)).text, /^已在本机核对/);
		assert.equal(await page.locator('html').getAttribute('lang'), 'zh-Hans');
		const { proven, served } = await parts(page);
		assert.ok(proven.includes('保质期至') || proven.includes('2036年1月31日'), proven);
		assert.match(served, /^以下为本服务器所述/);
		assert.doesNotMatch(proven, /[a-z]+\.[a-z-]+\b/, 'a text is missing');
		await look(window, 'chinese');
		await page.getByRole('link', { name: 'English' }).click();
		assert.equal(await heading(page), 'Registered. No warnings.');
		await page.locator('.brand').click();
		assert.equal(await heading(page), 'What is behind this code?');
	}));

test('what an installed app has shown it shows without a network', () =>
	within({}, async (window) => {
		const { page, context } = window;
		await page.goto(`${gateway.origin}/?market=AU`);
		// An app is installed by hand. This is what it does then.
		await page.evaluate(async () => {
			const { keepHere } = await import(new URL('app.js', document.querySelector('link[rel="stylesheet"]').href).href);
			await keepHere();
			await navigator.serviceWorker.ready;
			while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 50));
		});
		await page.goto(pageOf(printed[1].uri));
		await checked(page);
		await context.setOffline(true);
		await page.reload();
		assert.equal(await heading(page), 'Registered. No warnings.');
		const { state, text } = await checked(page);
		assert.equal(state, 'unchecked');
		assert.match(text, /^As this server says, as of /);
		await look(window, 'offline', { expect: [/ERR_INTERNET_DISCONNECTED/], sent: false });
	}));

describe('scanned privately', () => {
	/** What this page asks of the server, in any of its parts. */
	function watched(page) {
		const asked = [];
		page.on('request', (request) => asked.push(decodeURIComponent(`${request.url()} ${request.postData() ?? ''}`)));
		return asked;
	}


	test('a label is judged by the device, and its serial is never sent', () =>
		within({}, async (window) => {
			const { page } = window;
			await page.goto(`${gateway.origin}/?market=AU`);
			await page.getByRole('link', { name: 'Scan privately' }).click();
			await taken(page);
			await look(window, 'private');
			const asked = watched(page);
			await page.locator('#picture').setInputFiles(printed[1].picture);
			await page.locator('#result h1').waitFor({ timeout: 60_000 });
			assert.equal(await page.locator('#result h1').innerText(), 'Registered. No warnings.');
			const { state, text } = await checked(page);
			assert.equal(state, 'checked', text);
			assert.match(text, /^Checked on this device, as of \d+ \w+ 20\d\d/);
			const body = await page.locator('#result').innerText();
			for (const said of ['Southern Larder Pty Ltd, Australia', 'SHIPPED', 'What is not shown', '31 January 2036'])
				assert.ok(body.includes(said), `the page lacks ${said}`);
			await look(window, 'private-clear');
			const serial = printed[1].uri.split('/21/')[1];
			assert.ok(asked.some((it) => it.includes(`/api/proof/lot/${world.lots.shipped.lot}/0`)), asked.join('\n'));
			for (const request of asked) assert.ok(!request.includes(serial) && !request.includes('/scan/'), request);
		}));

	test('it says what the ordinary page says', () =>
		within({}, async ({ page, context }) => {
			const forged = printed[1].uri.replace(/(\/21\/.{4}).{16}/, '$10123456789ABCDEF');
			const ordinary = await context.newPage();
			await page.goto(`${gateway.origin}/private?market=CN`);
			for (const [code, name] of [
				[printed[1].uri, 'Not released by customs'],
				[printed[3].uri, 'Activated before'],
				[recalledLabels[0].uri, 'Recalled'],
				[forged, 'Warning: this code does not match'],
			]) {
				assert.equal(await judged(page, code), name);
				await ordinary.goto(pageOf(code, '?market=CN'));
				assert.equal(await heading(ordinary), name);
				const said = (shown, selector) => shown.locator(selector).allInnerTexts();
				// What is against the lot is not told of what is not in it; the server knows what else there is.
				const warnings = code === forged ? [] : ['.warnings h3', '.warnings p:not(.fact)'];
				for (const selector of ['.verdict .kicker', '.verdict .lead', ...warnings])
					assert.deepEqual(await said(page, `#result ${selector}`), await said(ordinary, selector), `${name}: ${selector}`);
				const tone = await ordinary.locator('main').getAttribute('class');
				assert.equal(await page.locator('#result').getAttribute('class'), tone);
				const proof = await page.locator('#result #proof').innerText();
				assert.match(proof, code === forged ? /^As this server says, by the lot's public file/ : /^Checked on this device/);
				await another(page);
			}
			assert.equal(await page.locator('#result').isVisible(), false);
		}));

	test('what cannot be asked so is not asked, and the ordinary way is offered', () =>
		within({}, async (window) => {
			const { page } = window;
			const [{ uri }] = await labels(world.lots.small, 3, 1, join(folder, 'small'));
			await page.goto(`${gateway.origin}/private?market=AU`);
			const asked = watched(page);
			assert.equal(await judged(page, uri), 'This code cannot be checked privately');
			await page.getByText('Its lot has 256 items or fewer').waitFor();
			const serial = uri.split('/21/')[1];
			for (const request of asked) assert.ok(!request.includes(serial), request);
			await look(window, 'private-refused', { expect: [/status of 404/] });
			await page.getByRole('button', { name: 'Look it up the ordinary way' }).click();
			await page.waitForURL('**/scan/**');
			assert.equal(await heading(page), 'Registered. No warnings.');
			await checked(page);

			await page.goto(`${gateway.origin}/private`);
			assert.equal(await judged(page, '(01) 09521001000018'), 'This is not the code of one item');
			await another(page);
			assert.equal(await judged(page, uri.replace('/10/SMALL', '')), 'This code cannot be checked privately');
			await page.getByText('The code names no batch.').waitFor();
		}));

	test('a proof that was changed proves nothing', async () => {
		const flip = (path, content) => {
			if (!path.startsWith('/api/proof/lot/')) return undefined;
			content[Math.floor(content.length * 0.6)] ^= 1;
			return content;
		};
		const liar = await startLiar(gateway.origin, flip);
		try {
			await within({}, async ({ page }) => {
				await page.goto(`${liar.origin}/private?market=AU`);
				assert.equal(await judged(page, printed[1].uri), 'Nothing could be checked');
				assert.doesNotMatch(await page.locator('#result').innerText(), /Checked on this device|No warnings/);
			});
		} finally {
			await liar.stop();
		}
	});

	test('in Chinese, and not without scripts', async () => {
		await within({ locale: 'zh-CN' }, async (window) => {
			const { page } = window;
			await page.goto(`${gateway.origin}/private?market=AU`);
			await taken(page);
			await page.locator('#picture').setInputFiles(printed[2].picture);
			await page.locator('#result h1').waitFor({ timeout: 60_000 });
			assert.equal(await page.locator('#result h1').innerText(), '已登记，暂无警示');
			await look(window, 'private-chinese');
			// Why a text is no code is told in Chinese, too.
			for (const [typed, why] of [
				['(01) 09521001000018', 'GTIN (01)：校验位应为 7，实为 8'],
				['https://id.example/01/09520123456788/21/', '序列号 (21)：应有 1 至 20 个字符，实有 0 个'],
				['hello', '编码应为 Digital Link 网址'],
				['(01) 09520123456788', '其中没有序列号 (21)'],
			]) {
				await page.getByRole('button', { name: '查询另一个编码' }).click();
				await page.locator('#code').fill(typed);
				await page.getByRole('button', { name: '在本机核对' }).click();
				await page.locator('#result').getByText(why).waitFor();
			}
		});
		await within({ javaScriptEnabled: false }, async ({ page }) => {
			await page.goto(`${gateway.origin}/private`);
			await page.getByText('This needs scripts').waitFor();
			assert.equal(await page.getByLabel('Code as it is printed').isVisible(), false);
		});
	});
});

describe('without a network', () => {
	test('a pack judges codes with the network cut, and says as of when', async () => {
		const file = await packed();
		await within({}, async (window) => {
			const { page, context } = window;
			await page.goto(`${gateway.origin}/?market=AU`);
			await page.getByRole('link', { name: 'Without a network' }).click();
			await page.getByText('There is no pack on this device.').waitFor();
			await look(window, 'pack-none');
			await page.locator('#pack-file').setInputFiles(file);
			await page.getByText('The pack is open.').waitFor({ timeout: 30_000 });
			await page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active.state));
			await look(window, 'pack-open');

			await context.setOffline(true);
			await page.reload();
			await page.getByText(/^As of \d+ \w+ 20\d\d/).waitFor();
			await page.locator('#picture').setInputFiles(printed[1].picture);
			await page.locator('#result h1').waitFor({ timeout: 60_000 });
			assert.equal(await page.locator('#result h1').innerText(), 'Registered. No warnings.');
			const { state, text } = await checked(page);
			assert.equal(state, 'checked', text);
			assert.match(text, /^Checked on this device, as of \d+ \w+ 20\d\d/);
			await page.getByText(/^This is what the chain said as of .*(less than two|\d+) minutes ago/).waitFor();
			const offline = { expect: [/ERR_INTERNET_DISCONNECTED/], sent: false };
			await look(window, 'pack-clear', offline);
			await another(page);
			assert.equal(await judged(page, recalledLabels[1].uri), 'Recalled');
			await look(window, 'pack-recalled', offline);
			await another(page);
			const forged = printed[1].uri.replace(/(\/21\/.{4}).{16}/, '$10123456789ABCDEF');
			// The pack has all of the lot: its leaf file proves that there is no such item.
			assert.equal(await judged(page, forged), 'Warning: this code does not match');
			assert.match((await checked(page)).text, /^Checked on this device/);
			await look(window, 'pack-mismatch', offline);
			await another(page);
			assert.equal(await judged(page, printed[1].uri.replace('/10/SHIPPED/', '/10/OTHER/')), 'This code is not in the pack');
			await look(window, 'pack-absent', offline);
			await another(page);
			// The first page opens, too, and leads back here.
			await page.getByRole('link', { name: 'Look codes up the ordinary way' }).click();
			await page.getByLabel('Code as it is printed').fill(printed[1].uri);
			await page.getByRole('button', { name: 'Look up' }).click();
			await page.getByText('There is no network. With a pack').waitFor();
			await page.getByRole('link', { name: 'Without a network' }).click();
			await page.getByRole('button', { name: 'Remove the pack' }).click();
			await page.getByText('There is no pack on this device.').waitFor();
			await page.reload();
			await page.getByText('There is no pack on this device.').waitFor();
		});
	});

	test('a damaged pack is named, and takes the place of none', async () => {
		const file = await packed();
		const bytes = await readFile(file);
		const [{ lot, tiles }] = openPack(bytes).lots;
		/** The pack with a byte changed, behind the beginning of some part. */
		const changed = (part, place) => {
			const damaged = Buffer.from(bytes);
			damaged[bytes.indexOf(part) + place] ^= 1;
			return { name: 'x.pack', mimeType: 'application/octet-stream', buffer: damaged };
		};
		const { records } = tiles.at(-1);
		await within({}, async (window) => {
			const { page } = window;
			await page.goto(`${gateway.origin}/pack`);
			await taken(page);
			const choose = (chosen) => page.locator('#pack-file').setInputFiles(chosen);
			await choose(changed(records, 0));
			await page.getByText(/^The pack cannot be opened: lot \d+, items 768 to 999: the leaves do not lead/).waitFor();
			await page.getByText('There is no pack on this device.').waitFor();
			await choose(file);
			await page.getByText('The pack is open.').waitFor({ timeout: 30_000 });
			for (const [damaged, reason] of [
				[{ name: 'x.pack', mimeType: 'application/octet-stream', buffer: bytes.subarray(0, 9_000) }, 'the pack is cut short'],
				// The last record of the lot: its commitment, and its leaf.
				[changed(records, records.length - 1), `lot ${lot}: the records are not those of its leaf file`],
				[changed(records, records.length - 64), `lot ${lot}, items 768 to 999: the leaves do not lead to the lot's root`],
			]) {
				await choose(damaged);
				await page.getByText(`This pack cannot be opened: ${reason}`).waitFor({ timeout: 30_000 });
				await page.getByText('The one that was here before is kept.').waitFor();
			}
			await look(window, 'pack-damaged');
			// Also once the page is opened anew.
			for (const again of [false, true]) {
				if (again) await page.reload();
				await page.getByText(/^As of \d+ \w+ 20\d\d/).waitFor();
				assert.equal(await judged(page, printed[1].uri), 'Registered. No warnings.');
				assert.equal((await checked(page)).state, 'checked');
				await another(page);
			}
		});
	});

	test('a part of a leaf file refutes no code, and says so', async () => {
		const file = join(folder, 'part.pack');
		const items = ['--lot', `${world.lots.shipped.lot}:0-255`];
		const from = ['--leaves', world.leaves, '--trust', process.env.HALLMARK_CHAIN];
		await hallmark(node.url, undefined, 'pack', '--market', 'AU', ...items, ...from, '--out', file);
		// Whoever hands out packs can write another commitment beside a right leaf: that of the second label.
		const bytes = await readFile(file);
		const [{ tiles }] = openPack(bytes).lots;
		bytes[bytes.indexOf(tiles[0].records) + 64 + 32] ^= 1;
		await writeFile(file, bytes);
		await within({}, async (window) => {
			const { page } = window;
			await page.goto(`${gateway.origin}/pack`);
			await taken(page);
			await page.locator('#pack-file').setInputFiles(file);
			await page.getByText('The pack is open.').waitFor({ timeout: 30_000 });
			const forged = printed[2].uri.replace(/(\/21\/.{4}).{16}/, '$10123456789ABCDEF');
			for (const code of [printed[1].uri, forged]) {
				assert.equal(await judged(page, code), 'This code could not be checked');
				await page.getByText('The pack has another entry in this item\'s place.').waitFor();
				await another(page);
			}
			assert.equal(await judged(page, printed[2].uri), 'Registered. No warnings.');
			await another(page);
			await judged(page, forged);
			await look(window, 'pack-differs');
		});
	});

	test('a page that does not come by https keeps no pack, says so, and judges all the same', async () => {
		const file = await packed();
		const named = await launch(['--host-resolver-rules=MAP gateway.test 127.0.0.1']);
		try {
			const { page } = await visit(named);
			await page.goto(`http://gateway.test:${new URL(gateway.origin).port}/pack`);
			await taken(page);
			assert.equal(await page.evaluate(() => isSecureContext), false);
			await page.locator('#pack-file').setInputFiles(file);
			await page.getByText('It is kept only while this page is open').waitFor({ timeout: 30_000 });
			await page.getByRole('button', { name: 'Scan with the camera' }).click();
			await page.getByText('The camera works only over https.').waitFor();
			assert.equal(await judged(page, printed[1].uri), 'Registered. No warnings.');
			assert.equal((await checked(page)).state, 'checked');
			await another(page);
			await page.getByRole('button', { name: 'Remove the pack' }).click();
			await page.getByText('There is no pack on this device.').waitFor();
		} finally {
			await named.close();
		}
	});

	test('a pack is loaded from the gateway, and a file that is none is refused', async () => {
		await packed();
		await within({ locale: 'zh-CN' }, async (window) => {
			const { page } = window;
			await page.goto(`${gateway.origin}/pack`);
			await taken(page);
			await page.locator('#pack-file').setInputFiles({ name: 'x.pack', mimeType: 'application/octet-stream', buffer: Buffer.from('no pack') });
			await page.getByText('无法打开数据包：它的开头不是数据包').waitFor();
			await page.getByRole('button', { name: /goods\.pack/ }).click();
			await page.getByText('数据包已打开。').waitFor({ timeout: 30_000 });
			await page.locator('#picture').setInputFiles(printed[2].picture);
			await page.locator('#result h1').waitFor({ timeout: 60_000 });
			assert.equal(await page.locator('#result h1').innerText(), '已登记，暂无警示');
			await look(window, 'pack-chinese');
		});
	});
});

describe('a server that lies', () => {
	/** What the device says where something is changed on the way from the gateway. */
	async function lied(uri, lie, name) {
		let came;
		const liar = await startLiar(gateway.origin, lie);
		try {
			await within({}, async (window) => {
				await window.page.goto(pageOf(uri, '?market=AU', liar.origin));
				const { state, text } = await checked(window.page);
				assert.doesNotMatch(text, /Checked on this device/);
				if (name) await look(window, name, { expect: [/status of/] });
				came = { state, text, page: await window.page.locator('main').innerText() };
			});
		} finally {
			await liar.stop();
		}
		return came;
	}
	const isProof = (path) => path.startsWith('/api/proof');

	test('proves nothing by a proof that was changed', async () => {
		for (const place of [40, 0.3, 0.6, 0.95]) {
			const flip = (path, content) => {
				if (!isProof(path)) return undefined;
				const at = place < 1 ? Math.floor(content.length * place) : place;
				content[at] ^= 1;
				return content;
			};
			const { state, text } = await lied(printed[1].uri, flip, place === 0.3 && 'lie-proof');
			assert.equal(state, 'unchecked');
			assert.match(text, /^As this server says/);
		}
	});

	test('is caught when the page hides a recall', async () => {
		const clear = JSON.stringify({ code: 'registered', standing: 'clear', reasons: [] }).replaceAll('"', '&quot;');
		const hide = (path, content) =>
			path.startsWith('/scan/')
				? String(content)
						.replace(/data-verdict="[^"]*"/, `data-verdict="${clear}"`)
						.replace('class="stop"', 'class="clear"')
						.replace('>Recalled</h1>', '>Registered. No warnings.</h1>')
				: undefined;
		const { state, text, page } = await lied(recalledLabels[0].uri, hide, 'lie-verdict');
		assert.equal(state, 'differs');
		assert.match(text, /registered, stop, recalled/);
		assert.match(page, /^Stop: this device found something else/);
		assert.doesNotMatch(page, /No warnings/);
	});

	test('is caught when clear words stand over true data', async () => {
		const words = (path, content) =>
			path.startsWith('/scan/')
				? String(content)
						.replace('>Recalled</h1>', '>Registered. No warnings.</h1>')
						.replace(/(class="kicker">)[^<]*/, '$1Found on the chain')
						.replace(/(class="lead">)[^<]*/, '$1Southern Larder Pty Ltd issued this code.')
				: undefined;
		const { state, page } = await lied(recalledLabels[0].uri, words, 'lie-words');
		assert.equal(state, 'differs');
		assert.match(page, /^Stop: this device found something else/);
		assert.doesNotMatch(page, /No warnings|Found on the chain/);
		for (const [place, said] of [
			[/(class="kicker">)[^<]*/, 'Tested'],
			[/(class="lead">)[^<]*/, 'Tested by the ministry.'],
			[/class="clear"/, 'class="stop"'],
			['<section class="card" aria-labelledby="product">', '<section><ul class="warnings"><li><h3>Buy it</h3><p>Now</p></li></ul></section>$&'],
		]) {
			const one = (path, content) =>
				path.startsWith('/scan/') ? String(content).replace(place, said.startsWith('Tested') ? `$1${said}` : said) : undefined;
			assert.equal((await lied(printed[1].uri, one)).state, 'differs', said);
		}
	});

	test('has what it adds stand under its own name, wherever it put it', async () => {
		const claim = '<p class="dot">Tested by the ministry. Checked on this device.</p>';
		const add = (path, content) =>
			path.startsWith('/scan/')
				? String(content)
						.replace('<header', `${claim}<header`)
						.replace('</header>', `${claim}</header>${claim}`)
						.replace('<section class="verdict"', `${claim}<section class="verdict"`)
						.replace('<dl>', `${claim}<dl><div><dt>Award</dt><dd>Tested by the ministry</dd></div>`)
						.replace('<footer>', `<footer>${claim}`)
						.replace(/(<p class="lead">)/, `<p class="fact">Tested by the ministry.</p>$1`)
						.replace(/<time datetime="2036-01-31">[^<]*/, '<time datetime="2036-01-31">31 January 2099')
				: undefined;
		const liar = await startLiar(gateway.origin, add);
		try {
			await within({}, async ({ page }) => {
				await page.goto(pageOf(printed[1].uri, '?market=AU', liar.origin));
				assert.equal((await checked(page)).state, 'checked');
				const all = await page.getByText('Tested by the ministry').count();
				assert.equal(await page.locator('main > .served').getByText('Tested by the ministry').count(), all);
				assert.ok(all > 0);
				// Nor can it be made to stand over the answer.
				const [answer, served] = await Promise.all(['.proven', '.served'].map((part) => page.locator(`main > ${part}`).boundingBox()));
				for (const it of await page.getByText('Tested by the ministry').all()) {
					const box = await it.boundingBox();
					assert.ok(!box || box.y >= served.y, JSON.stringify({ box, served }));
				}
				assert.ok(answer.y + answer.height <= served.y);
				assert.match((await parts(page)).proven, /31 January 2036/);
				assert.doesNotMatch(await page.locator('body').innerText(), /2099/);
			});
		} finally {
			await liar.stop();
		}
	});

	test('cannot show other words in the place of those that the device writes', async () => {
		const said = '<h1>Registered. No warnings.</h1><p>Checked on this device</p>';
		const tree = `<template shadowrootmode="open">${said}</template>`;
		for (const [place, put] of [
			[/<main[^>]*>/, `$&${tree}`],
			[/<body[^>]*>/, `$&${tree}`],
			[/<div class="proof"[^>]*>/, `$&${tree}`],
			[/<main /, '<main role="img" aria-label="Registered. No warnings." '],
			[/<body/, '<body role="img" aria-label="Registered. No warnings."'],
			[/<main ([^]*)<\/main>/, `<main hidden $1</main><main class="clear">${said}</main>`],
			[/<main ([^]*)<\/main>/, `<div>${said}<main $1</main></div>`],
			['</head>', '<link rel="stylesheet" href="/light.json?.css"></head>'],
			['</main>', `<div id="over" style="position: fixed; inset: 0">${said}</div></main>`],
		]) {
			const show = (path, content) => (path.startsWith('/scan/') ? String(content).replace(place, put) : undefined);
			const liar = await startLiar(gateway.origin, show);
			try {
				await within({}, async ({ page }) => {
					await page.goto(pageOf(recalledLabels[0].uri, '?market=AU', liar.origin));
					assert.equal((await checked(page)).state, 'checked', put);
					assert.ok(await page.locator('main > .proven').getByText('Recalled', { exact: true }).isVisible(), put);
					// What is told to who does not see, down to where the server's own part begins.
					const [told] = (await page.locator('body').ariaSnapshot()).split('As this server says');
					assert.match(told, /heading "Recalled"/, put);
					assert.doesNotMatch(told, /No warnings/, put);
					assert.equal(await page.locator('link[rel="stylesheet"]').count(), 1, put);
					assert.equal(await page.locator('[style]').count(), 0, put);
				});
			} finally {
				await liar.stop();
			}
		}
	});

	test('cannot have its own part told before the answer, instead of it or over it', async () => {
		const said = 'Registered. No warnings.';
		const rect = `<rect width="400" height="900" y="-900" fill="#fff"/><text y="-400">${said}</text>`;
		for (const [place, put] of [
			['</main>', `<section role="alert">${said}</section></main>`],
			['</main>', `<div aria-live="assertive">${said}</div></main>`],
			['</main>', `<div role="alertdialog" aria-modal="true" aria-label="${said}" tabindex="1">${said}</div></main>`],
			['</main>', `<dialog open>${said}</dialog></main>`],
			['</main>', `<section aria-label="${said}" aria-owns="heading answer"></section></main>`],
			['</main>', `<svg width="1" height="1" overflow="visible">${rect}</svg></main>`],
			[/<meta name="viewport"[^>]*>/, '<meta name="viewport" content="width=9000, initial-scale=0.1">'],
		]) {
			const show = (path, content) => (path.startsWith('/scan/') ? String(content).replace(place, put) : undefined);
			const liar = await startLiar(gateway.origin, show);
			try {
				await within({}, async ({ page }) => {
					await page.goto(pageOf(recalledLabels[0].uri, '?market=AU', liar.origin));
					assert.equal((await checked(page)).state, 'checked', put);
					const [told] = (await page.locator('body').ariaSnapshot()).split('As this server says');
					assert.match(told, /heading "Recalled"/, put);
					assert.doesNotMatch(told, /No warnings/, put);
					for (const acting of ['[role="alert"]', '[aria-live]', '[aria-modal]', '[aria-owns]', '[tabindex="1"]'])
						assert.equal(await page.locator(acting).count(), 0, put);
					// The headline is what is seen in its place.
					const at = await page.evaluate(() => {
						const heading = document.getElementById('heading');
						heading.scrollIntoView({ block: 'center' });
						const { x, y, width, height } = heading.getBoundingClientRect();
						return [document.elementFromPoint(x + width / 2, y + height / 2)?.id, innerWidth];
					});
					assert.deepEqual(at, ['heading', 390], put);
				});
			} finally {
				await liar.stop();
			}
		}
	});

	test('cannot show other words, or ask about another code, where the device alone answers', async () => {
		const said = '<h1>Registered. No warnings.</h1><p>Checked on this device</p>';
		const tree = `<template shadowrootmode="open">${said}</template>`;
		const form = '<label>Code as it is printed<input name="c"></label><button>Check on this device</button>';
		const file = await packed();
		for (const path of ['/private', '/pack'])
			for (const [place, put] of [
				[/<main[^>]*>/, `$&${tree}`],
				[/<body[^>]*>/, `$&${tree}`],
				['<div id="result" hidden>', `$&${tree}`],
				['<div id="result" hidden>', '<div id="result" role="img" aria-label="Registered. No warnings." hidden>'],
				[/<main /, '<main role="img" aria-label="Registered. No warnings." '],
				[/<main [^>]*class="/, '$&skip '],
				[/<body/, '<body role="img" aria-label="Registered. No warnings."'],
				[/<main ([^]*)<\/main>/, `<div>${said}<main $1</main></div>`],
				['</head>', '<link rel="stylesheet" href="/light.json?.css"></head>'],
				['</main>', `<div id="over" style="position: fixed; inset: 0">${said}</div></main>`],
				// A form of the server's, which is told the code; and one that asks about another one.
				['<div id="ask">', `$&<form action="/collect">${form}</form>`],
				[/<form id="typed">([^]*?) name="code"/, `<form id="typed"><input type="hidden" name="code" value="${printed[1].uri}">$1`],
			]) {
				const show = (asked, content) => (asked.startsWith(path) && !asked.endsWith('.pack') ? String(content).replace(place, put) : undefined);
				const liar = await startLiar(gateway.origin, show);
				try {
					await within({}, async ({ page }) => {
						const asked = [];
						page.on('request', (request) => asked.push(request.url()));
						await page.goto(`${liar.origin}${path}?market=AU`);
						await taken(page);
						if (path === '/pack') {
							await page.locator('#pack-file').setInputFiles(file);
							await page.getByText('The pack is open.').waitFor({ timeout: 30_000 });
						}
						const { uri } = recalledLabels[0];
						assert.equal(await judged(page, uri), 'Recalled', put);
						assert.ok(await page.getByRole('heading', { level: 1, name: 'Recalled' }).isVisible(), put);
						const told = await page.locator('body').ariaSnapshot();
						assert.match(told, /heading "Recalled"[^]*Checked on this device[^]*Judged for Australia/, put);
						assert.doesNotMatch(told, /No warnings/, put);
						assert.ok((await page.locator('h1').boundingBox()).x >= 0, put);
						assert.equal(await page.locator('link[rel="stylesheet"]').count(), 1, put);
						assert.equal(await page.locator('[style]').count(), 0, put);
						for (const address of asked) assert.ok(!address.includes(uri.split('/21/')[1]), address);
					});
				} finally {
					await liar.stop();
				}
			}
	});

	test('is not believed for ever when the voters that it named prove nothing', async () => {
		let trust = '0x00';
		const liar = await startLiar(gateway.origin, (path) => (trust && path === '/trust.json' ? JSON.stringify({ trust }) : undefined));
		try {
			await within({}, async ({ page }) => {
				for (trust of ['0x00', 7, undefined]) {
					await page.goto(pageOf(printed[1].uri, '?market=AU', liar.origin));
					assert.equal((await checked(page)).state, trust ? 'unchecked' : 'checked');
				}
				// What something was proven by stays.
				trust = '0x00';
				await page.reload();
				const { state, text } = await checked(page);
				assert.equal(state, 'checked', text);
			});
		} finally {
			await liar.stop();
		}
	});

	test('cannot say itself that the device has checked it', async () => {
		const claims = (path, content) => {
			if (isProof(path)) return Buffer.from('no proof');
			return path.startsWith('/scan/') ? String(content).replaceAll('As this server says', 'Checked on this device') : undefined;
		};
		const { state, text } = await lied(printed[1].uri, claims);
		assert.equal(state, 'unchecked');
		assert.match(text, /^As this server says, as of[^]*Not checked on this device/);
		assert.match(text, /the proof does not hold: a part of what the server sent cannot be read/);
	});

	test('is caught when it names another product or issuer', async () => {
		for (const name of ['product', 'issuer', 'origin']) {
			const rename = (path, content) =>
				path.startsWith('/scan/')
					? String(content).replace(new RegExp(`(data-claim="${name}">)[^<]*`), '$1Another one')
					: undefined;
			assert.equal((await lied(printed[1].uri, rename)).state, 'differs');
		}
	});

	test('is caught when it asks about a better code than the address has', async () => {
		const better = (path, content) =>
			path.startsWith('/scan/')
				? String(content).replace(/data-uri="[^"]*"/, `data-uri="${printed[2].uri}"`)
				: undefined;
		assert.equal((await lied(printed[1].uri, better)).state, 'differs');
	});
});

describe('the network itself', () => {
	const lightSwitch = (page) => page.getByLabel('Ask the network itself, too');

	/** Leaves one of the ways to the nodes. */
	const reachedBy = async (page, way) => {
		await page.unroute('**/light.json');
		await page.route('**/light.json', async (route) => {
			const response = await route.fetch();
			const { nodes, ...json } = await response.json();
			const left = nodes.filter((node) => node.includes(way));
			assert.equal(left.length, 1);
			await route.fulfill({ response, json: { ...json, nodes: left } });
		});
	};

	test('is asked when that is switched on, and is found to have the same block', () =>
		within({}, async (window) => {
			const { page } = window;
			let bytes = 0;
			page.on('requestfinished', async (request) => {
				if (!request.url().includes('/vendor/smoldot/')) return;
				const { responseBodySize } = await request.sizes();
				bytes += responseBodySize;
			});
			await page.goto(pageOf(printed[0].uri));
			assert.equal((await checked(page)).state, 'checked');
			await page.getByText('What was checked').click();
			assert.equal(bytes, 0, 'the light client is loaded before anybody wants it');
			await reachedBy(page, '/ws/');
			await lightSwitch(page).check();
			await page.getByText('The network itself was asked.').waitFor({ timeout: 60_000 });
			const { state, text } = await checked(page);
			assert.equal(state, 'checked');
			assert.match(text, /Block [\d,]+ is final there, too/);
			assert.equal((bytes / 1e6).toFixed(1), '2.4', 'megabytes, as the page says');
			await look(window, 'network-asked');
			// The device remembers.
			await reachedBy(page, '/webrtc-direct/');
			await page.reload();
			await page.getByText('The network itself was asked.').waitFor({ timeout: 60_000 });
			await page.getByText('What was checked').click();
			await lightSwitch(page).uncheck();
			await page.reload();
			await checked(page);
			await page.getByText('What was checked').click();
			assert.equal(await lightSwitch(page).isChecked(), false);
		}));

	test('finds out a server that holds news back', async () => {
		const liar = await startLiar(gateway.origin, (path) => {
			if (path.startsWith('/scan/')) return silent.page;
			if (path.startsWith('/api/proof')) return silent.proof;
			return undefined;
		});
		try {
			await within({}, async (window) => {
				const { page } = window;
				const { block } = JSON.parse(String(silent.health));
				const newest = async () => (await (await fetch(`${gateway.origin}/health`)).json()).block.number;
				while ((await newest()) <= block.number + 35) await page.waitForTimeout(500);
				await page.goto(pageOf(printed[0].uri, '?market=AU', liar.origin));
				// By itself, the device has nothing against an answer of two minutes ago.
				assert.equal((await checked(page)).state, 'checked');
				await page.getByText('What was checked').click();
				await lightSwitch(page).check();
				await page.locator('#proof.differs').waitFor({ timeout: 60_000 });
				assert.equal(await heading(page), 'Stop: this server holds news back');
				assert.match(await page.locator('#proof').innerText(), /This server proves nothing newer than block [\d,]+/);
				await look(window, 'news-withheld');
			});
		} finally {
			await liar.stop();
		}
	});
});

test('jsQR is that of npm, byte by byte', async () => {
	const published = createRequire(import.meta.url).resolve('jsqr/dist/jsQR.js');
	const ours = new URL('../../clients/gateway/static/vendor/jsqr/jsQR.js', import.meta.url);
	assert.ok((await readFile(published)).equals(await readFile(ours)));
});

// The last one: there is no node behind it.
test('a node that is gone says nothing about the code', () =>
	within({}, async (window) => {
		const { page } = window;
		await node.kill();
		await page.waitForTimeout(1500);
		const response = await page.goto(pageOf(printed[0].uri));
		if (response.status() === 503) {
			assert.equal(await heading(page), 'The chain cannot be reached at the moment');
		} else {
			// It may still say what it last knew, as of when it was.
			assert.match(await page.locator('#proof').innerText(), /as of/);
		}
		await look(window, 'node-gone', { expect: [/status of 503/] });
	}));
