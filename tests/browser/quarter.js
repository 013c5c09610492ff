// Measures how long a slow phone takes from the scan to the verdict that it has checked itself: the whole browser, its
// workers and its network included, is held to a quarter of one core by the kernel. (Chromium's own slow-down does not
// reach workers.)
//
//   tests/browser/run.sh --quarter [SCANS]
//
// It needs the right to make a control group: root. A measurement and no test, since machines differ.

import { mkdir, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Node } from '../e2e/lib/node.js';
import { launch, visit } from './lib/browser.js';
import { startGateway } from './lib/gateway.js';
import { found, labels } from './lib/world.js';

const SCANS = Number(process.argv[2] ?? 20);
/** The share of a core, in microseconds of each tenth of a second. */
const [QUOTA, PERIOD] = [25_000, 100_000];

/** A control group that holds what runs in it to the quota. */
async function held() {
	const isOne = existsSync('/sys/fs/cgroup/cgroup.controllers');
	const group = join(isOne ? '/sys/fs/cgroup' : '/sys/fs/cgroup/cpu', `hallmark-quarter-${process.pid}`);
	await mkdir(group);
	if (isOne) await writeFile(join(group, 'cpu.max'), `${QUOTA} ${PERIOD}`);
	else {
		await writeFile(join(group, 'cpu.cfs_period_us'), String(PERIOD));
		await writeFile(join(group, 'cpu.cfs_quota_us'), String(QUOTA));
	}
	return group;
}

/** Half of the times are not longer, and nearly all are not. */
function said(name, times) {
	const sorted = [...times].sort((a, b) => a - b);
	const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
	console.log(`${name}: half within ${at(0.5)} ms, 19 of 20 within ${at(0.95)} ms, all within ${at(1)} ms (${times.length} scans)`);
}

const folder = await mkdtemp(join(tmpdir(), 'hallmark-quarter-'));
const group = await held();
let node, gateway, browser;
try {
	node = await Node.start();
	const world = await found(node.url, folder);
	const printed = await labels(world.lots.shipped, 0, SCANS + 1, join(folder, 'labels'));
	gateway = await startGateway({
		node: node.url,
		leaves: world.leaves,
		trust: process.env.HALLMARK_CHAIN,
		data: join(folder, 'gateway'),
	});
	const chromium = process.env.HALLMARK_CHROMIUM ?? '/usr/bin/chromium';
	const slow = join(folder, 'chromium');
	await writeFile(slow, `#!/bin/sh\necho $$ >${group}/cgroup.procs\nexec ${chromium} "$@"\n`, { mode: 0o755 });
	process.env.HALLMARK_CHROMIUM = slow;
	browser = await launch();

	/** From the click on the address to the verdict that was checked, in milliseconds, by the page's own clock. */
	const scan = async ({ page }, { uri }) => {
		await page.goto(`${gateway.origin}/scan${new URL(uri).pathname}?market=AU`, { timeout: 120_000 });
		await page.locator('#proof.checked').waitFor({ timeout: 120_000 });
		return page.evaluate(() => globalThis.checkedAt);
	};
	const watched = async () => {
		const window = await visit(browser);
		await window.context.addInitScript(() => {
			new MutationObserver(() => {
				if (document.querySelector('#proof.checked')) globalThis.checkedAt ??= performance.now();
			}).observe(document, { subtree: true, attributes: true, childList: true });
		});
		return window;
	};
	const first = [];
	for (let n = 0; n < Math.max(5, SCANS / 4); n++) {
		// Nothing is kept from before: page, scripts and verifier are loaded anew.
		const window = await watched();
		first.push(await scan(window, printed[0]));
		await window.context.close();
	}
	said('the first scan of a phone', first);
	const window = await watched();
	await scan(window, printed[0]);
	const later = [];
	for (const label of printed.slice(1)) later.push(await scan(window, label));
	said('a later scan', later);
} finally {
	await browser?.close();
	await gateway?.stop();
	await node?.stop();
	await rm(folder, { recursive: true, force: true });
	// The browser's last processes go in a moment.
	for (let tries = 0; tries < 50; tries++) {
		if (await rmdir(group).then(() => true, () => false)) break;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}
