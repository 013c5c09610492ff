// The package in a real browser: a page and a worker, in a secure context and in one that is not.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { make } from '../browser/make.js';
import { serve } from './browser/serve.js';

const CHROMIUM = process.env.HALLMARK_CHROMIUM ?? '/usr/bin/chromium';

test('hashing for browsers is made of the module that others load', async () => {
	const made = await readFile(new URL('../browser/hash.js', import.meta.url), 'utf8');
	assert.equal(made, await make(), 'run npm run browser');
	assert.doesNotMatch(made, /^\s*import\b|require\(/m);
});

describe('page', { skip: !existsSync(CHROMIUM) && `there is no browser at ${CHROMIUM}` }, () => {
	let server;
	let profile;
	before(async () => {
		server = await serve();
		profile = await mkdtemp(join(tmpdir(), 'hallmark-browser-'));
	});
	after(async () => {
		server?.close();
		if (profile) await rm(profile, { recursive: true, force: true });
	});

	/** What the page says of itself. */
	async function opened(host) {
		const args = [
			...['--headless=new', '--disable-gpu', '--no-first-run', '--disable-dev-shm-usage'],
			// Root has no sandbox; nothing but these pages is opened.
			...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
			`--user-data-dir=${join(profile, host)}`,
			'--host-resolver-rules=MAP shop.example 127.0.0.1',
			`http://${host}:${server.port}/test/browser/page.html`,
		];
		const browser = spawn(CHROMIUM, args, { stdio: 'ignore' });
		const ended = once(browser, 'exit');
		try {
			const gone = ended.then(([code]) => Promise.reject(new Error(`the browser ended: ${code}`)));
			return await Promise.race([
				server.result(),
				gone,
				sleep(60_000, 'no answer', { ref: false }),
			]);
		} finally {
			browser.kill();
			await ended;
		}
	}

	for (const [host, secure] of [
		['127.0.0.1', true],
		['shop.example', false],
	]) {
		test(`passes ${secure ? 'in a' : 'without a'} secure context`, async () => {
			const page = await opened(host);
			assert.match(page, /^passed\n/, page);
			assert.match(
				page,
				process.env.HALLMARK_VERIFIER ? /^real: 2 questions$/m : /^real: not here$/m,
			);
			assert.match(page, RegExp(`secure context: ${secure}\nSubtleCrypto: ${secure}`), page);
		});
	}
});
