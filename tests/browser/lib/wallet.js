// A wallet in the browser: the polkadot.js extension out of its own published parts (`@polkadot/extension-base`: what it injects into
// pages, what its background does with requests, its keyring), loaded as an extension. Only its windows are left out: what a person
// would press in them, tests say to the background.

import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { ARGUMENTS, EXECUTABLE, SIZES, watched } from './browser.js';

const { build } = createRequire(new URL('../../../js/package.json', import.meta.url))('esbuild');
const MODULES = fileURLToPath(new URL('../../e2e/node_modules', import.meta.url));

const PASSWORD = 'of the wallet';

const MANIFEST = {
	manifest_version: 3,
	name: 'wallet',
	version: '0.62.3',
	permissions: ['storage', 'tabs'],
	action: {},
	content_scripts: [
		{ matches: ['http://127.0.0.1/*'], js: ['content.js'], run_at: 'document_start' },
		{ matches: ['http://127.0.0.1/*'], js: ['page.js'], run_at: 'document_start', world: 'MAIN' },
	],
};

/** As the extension's own three scripts are, in the words of its parts. */
const SCRIPTS = {
	'background.js': `
		import '@polkadot/extension-inject/crossenv';
		import handlers from '@polkadot/extension-base/background/handlers';
		import { AccountsStore } from '@polkadot/extension-base/stores';
		import { keyring } from '@polkadot/ui-keyring';
		import { cryptoWaitReady } from '@polkadot/util-crypto';
		chrome.runtime.onConnect.addListener((port) => port.onMessage.addListener((data) => handlers(data, port)));
		// What a window of the extension would ask.
		let last = 0;
		globalThis.ask = (message, request) => new Promise((resolve, reject) => {
			const id = 'window.' + ++last;
			const postMessage = ({ error, response, subscription }) =>
				error ? reject(new Error(error)) : resolve(subscription ?? response);
			handlers({ id, message, request }, { name: ${JSON.stringify('hallmark-test-extension')}, postMessage, onDisconnect: { addListener() {} } });
		});
		await cryptoWaitReady();
		keyring.loadAll({ store: new AccountsStore(), type: 'sr25519' });
		globalThis.isReady = true;`,
	'content.js': `
		import { MESSAGE_ORIGIN_CONTENT, MESSAGE_ORIGIN_PAGE, PORT_CONTENT } from '@polkadot/extension-base/defaults';
		const port = chrome.runtime.connect({ name: PORT_CONTENT });
		port.onMessage.addListener((data) => window.postMessage({ ...data, origin: MESSAGE_ORIGIN_CONTENT }, '*'));
		window.addEventListener('message', ({ data, source }) => {
			if (source === window && data.origin === MESSAGE_ORIGIN_PAGE) port.postMessage(data);
		});`,
	'page.js': `
		import { injectExtension } from '@polkadot/extension-inject';
		import { MESSAGE_ORIGIN_CONTENT } from '@polkadot/extension-base/defaults';
		import { enable, handleResponse } from '@polkadot/extension-base/page';
		window.addEventListener('message', ({ data, source }) => {
			if (source === window && data.origin === MESSAGE_ORIGIN_CONTENT && data.id) handleResponse(data);
		});
		injectExtension(enable, { name: 'polkadot-js', version: '0.62.3' });`,
};

/**
 * A browser with the extension in it, which has these accounts.
 * @param {{ suri: string, name: string, genesisHash?: string, type?: string }[]} accounts
 */
export async function browserWithWallet(accounts) {
	const folder = await mkdtemp(join(tmpdir(), 'hallmark-wallet-'));
	const extension = join(folder, 'extension');
	await mkdir(extension);
	await Promise.all(
		Object.entries(SCRIPTS).map(([name, contents]) =>
			build({
				stdin: { contents, resolveDir: MODULES, sourcefile: name },
				nodePaths: [MODULES],
				outfile: join(extension, name),
				bundle: true,
				format: name === 'background.js' ? 'esm' : 'iife',
				target: 'es2022',
				logLevel: 'error',
				define: { 'process.env': '{"EXTENSION_PREFIX":"hallmark","PORT_PREFIX":"test"}', global: 'globalThis' },
			}),
		),
	);
	await writeFile(join(extension, 'manifest.json'), JSON.stringify(MANIFEST));
	// Its background waits for its state at the top level, which a service worker may not: it stands in a page of its own.
	await writeFile(join(extension, 'background.html'), '<!doctype html><title>wallet</title><script type="module" src="background.js"></script>');

	const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
		executablePath: EXECUTABLE,
		headless: false,
		args: ['--headless=new', ...ARGUMENTS, `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
		...SIZES.desktop,
		locale: 'en',
	});
	const background = await context.newPage();
	await background.goto(`chrome-extension://${idOf(extension)}/background.html`);
	await background.waitForFunction(() => globalThis.isReady);
	const ask = (message, request = null) => background.evaluate(([message, request]) => globalThis.ask(message, request), [message, request]);
	await ask('pri(settings.notification)', 'extension');
	for (const { type = 'sr25519', genesisHash = null, ...account } of accounts)
		await ask('pri(accounts.create.suri)', { ...account, type, genesisHash, password: PASSWORD });

	/** Waits until the extension asks its owner something of a kind, and gives it. */
	const asked = async (kind) => {
		for (let tries = 0; tries < 150; tries++) {
			const [first] = await ask(`pri(${kind}.requests)`);
			if (first) return first;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		throw new Error(`the wallet is asked nothing: ${kind}`);
	};
	const page = await context.newPage();
	return {
		...watched(page),
		context,
		ask,
		asked,
		/** The owner signs what waits. Gives it. */
		sign: async () => {
			const request = await asked('signing');
			await ask('pri(signing.approve.password)', { id: request.id, password: PASSWORD, savePass: false });
			return request;
		},
		stop: async () => {
			await context.close();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

/** The id that the browser gives an extension: the first 16 bytes of SHA-256 of its path, in the letters a to p. */
function idOf(path) {
	const bytes = [...createHash('sha256').update(path).digest().subarray(0, 16)];
	return bytes.flatMap((byte) => [byte >> 4, byte & 15]).map((half) => 'abcdefghijklmnop'[half]).join('');
}
