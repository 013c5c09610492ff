// The consumers' pages in a real browser, before a real gateway and a real node.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Node } from '../e2e/lib/node.js';
import { SIZES, filmed, launch, look, visit } from './lib/browser.js';
import { startGateway, startLiar } from './lib/gateway.js';
import { found, hallmark, labels } from './lib/world.js';

let folder, node, gateway, browser, world, printed, recalledLabels;

/** What is printed on the boxes of the lot that was shipped. */
const LABELS = 8;

before(async () => {
	folder = await mkdtemp(join(tmpdir(), 'hallmark-browser-'));
	[node, browser] = await Promise.all([Node.start(), launch()]);
	world = await found(node.url, folder);
	printed = await labels(world.lots.shipped, 0, LABELS, join(folder, 'labels'));
	recalledLabels = await labels(world.lots.recalled, 0, 2, join(folder, 'recalled'));
	gateway = await startGateway({
		node: node.url,
		leaves: world.leaves,
		trust: process.env.HALLMARK_CHAIN,
		data: join(folder, 'gateway'),
	});
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
				const own = printed[size === 'phone' ? 3 : 4];
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
		assert.ok(!(await page.content()).split('<template id="proof-texts">')[0].includes('Checked on this device'));
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
			const { base } = document.getElementById('answer').dataset;
			await navigator.serviceWorker.register(`/sw.js?${new URLSearchParams({ base })}`);
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

	test('is caught when it names another product or issuer', async () => {
		for (const name of ['product', 'issuer']) {
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
