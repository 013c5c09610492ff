// Debian's Chromium, and what every page is held to.

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The sizes that pages are looked at in. */
export const SIZES = {
	narrow: { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
	phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
	desktop: { viewport: { width: 1280, height: 900 } },
};

/** What a page may send before it is first painted, in bytes, its headers included. */
const FIRST_PAINT = 100_000;

/** The browser, and with what it is started. */
export const EXECUTABLE = process.env.HALLMARK_CHROMIUM ?? '/usr/bin/chromium';
export const ARGUMENTS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** @param {string[]} more arguments of the browser */
export const launch = (more = []) => chromium.launch({ executablePath: EXECUTABLE, args: [...ARGUMENTS, ...more] });

/**
 * A window as a visitor has it: nothing kept from before. What a page complains of is kept, and asserted by `look`.
 * @param {import('playwright-core').Browser} browser
 */
export async function visit(browser, { size = 'phone', ...options } = {}) {
	const context = await browser.newContext({ ...SIZES[size], locale: 'en', timezoneId: 'Asia/Shanghai', ...options });
	return { ...watched(await context.newPage()), context, size };
}

/**
 * A page, with what it complains of and how much it is sent.
 * @param {import('playwright-core').Page} page
 */
export function watched(page) {
	const complaints = [];
	const transfer = { bytes: 0 };
	page.on('console', (message) => {
		if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(String(error)));
	page.on('request', (request) => {
		const { protocol, hostname } = new URL(request.url());
		if (protocol !== 'blob:' && protocol !== 'data:' && hostname !== '127.0.0.1')
			complaints.push(`a third party is asked: ${request.url()}`);
	});
	// What workers load counts too.
	page.on('requestfinished', async (request) => {
		const sizes = await request.sizes().catch(() => undefined);
		transfer.bytes += (sizes?.responseBodySize ?? 0) + (sizes?.responseHeadersSize ?? 0);
	});
	return { page, complaints, transfer, size: 'desktop' };
}

/** What was sent before the first paint of the page that stands. */
const beforeFirstPaint = (page) =>
	page.evaluate(() => {
		const [paint] = performance.getEntriesByName('first-contentful-paint');
		const [navigation] = performance.getEntriesByType('navigation');
		const early = performance.getEntriesByType('resource').filter(({ responseEnd }) => responseEnd <= paint.startTime);
		return [navigation, ...early].reduce((sum, { transferSize }) => sum + transferSize, 0);
	});

/**
 * Holds the page that stands to what every page is held to, and keeps a picture of it.
 * @param {Awaited<ReturnType<typeof visit>>} window
 * @param {string} name of the picture
 */
export async function look({ page, complaints, size }, name, { expect = [], scripts = true, sent = true } = {}) {
	const folder = process.env.HALLMARK_SCREENSHOTS;
	if (folder) {
		await mkdir(folder, { recursive: true });
		await page.screenshot({ path: join(folder, `${name}.${size}.png`), fullPage: true });
	}
	const unexpected = complaints.filter((text) => !expect.some((pattern) => pattern.test(text)));
	assert.deepEqual(unexpected, [], `${name}: the browser complains`);
	if (!scripts) return;
	await page.evaluate(AXE);
	const { violations } = await page.evaluate(() =>
		globalThis.axe.run(document, {
			runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
		}),
	);
	const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`);
	assert.deepEqual(told, [], `${name}: not accessible`);
	const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	assert.ok(width <= 0, `${name}: it must be scrolled sideways by ${width} pixels`);
	if (!sent) return;
	const bytes = await beforeFirstPaint(page);
	assert.ok(bytes > 0 && bytes < FIRST_PAINT, `${name}: ${bytes} bytes before the first paint`);
}

/**
 * Films a picture: writes what a camera sees that looks at it, in grey, as Chromium's fake camera takes it.
 * @param {import('playwright-core').Page} page
 * @param {string | string[]} pictures files, which are seen one after the other, over and over
 * @param {string} video a file
 */
export async function filmed(page, pictures, video) {
	const [width, height] = [640, 480];
	const frames = [];
	for (const picture of [pictures].flat()) frames.push(...Array(10).fill(await frame(page, picture, width, height)));
	const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
	await writeFile(video, Buffer.concat([head, ...frames]));
}

/** A frame of a film, in which a picture is seen. */
async function frame(page, picture, width, height) {
	const source = `data:image/png;base64,${(await readFile(picture)).toString('base64')}`;
	const grey = await page.evaluate(
		async ([source, width, height]) => {
			const image = new Image();
			image.src = source;
			await image.decode();
			const canvas = new OffscreenCanvas(width, height);
			const context = canvas.getContext('2d');
			context.fillStyle = '#ddd';
			context.fillRect(0, 0, width, height);
			const scale = Math.min(width / image.width, height / image.height) * 0.9;
			const [w, h] = [image.width * scale, image.height * scale];
			context.drawImage(image, (width - w) / 2, (height - h) / 2, w, h);
			const { data } = context.getImageData(0, 0, width, height);
			return Array.from({ length: width * height }, (_, i) => data[4 * i + 1]);
		},
		[source, width, height],
	);
	return Buffer.concat([Buffer.from('FRAME\n'), Buffer.from(grey), Buffer.alloc((width * height) / 2, 128)]);
}
