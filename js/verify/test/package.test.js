// What is published: packed, installed elsewhere, with its types, and the example of README.md as it stands there.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { example } from './verifier.js';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const run = (file, args, options) =>
	promisify(execFile)(file, args, { timeout: 120_000, ...options });

/** Answers what the example fetches, and nothing else. */
const NETWORK = `
import { readFile } from 'node:fs/promises';

globalThis.fetch = async (address) => {
	const { origin, pathname, searchParams } = new URL(address);
	const asked = [origin, pathname, searchParams.get('market')].join(' ');
	if (asked !== 'https://gateway.example /api/proof CN' || !searchParams.get('uri'))
		throw new Error(\`fetched \${address}\`);
	return new Response(await readFile('bundle'));
};
`;

const CONSUMER = `
import { type Kept, type Proven, VerificationError, check, loadVerifier, readCode, startWorker } from '@hallmark/verify';
import { activation } from '@hallmark/verify/activation.js';
import { makeLot } from '@hallmark/verify/lot.js';

const code: { gtin: string; batch?: string; serial?: string } = readCode('9520123456788');
const lot = makeLot({ issuer: 1, gtin: code.gtin, batch: 'A', count: 2, lotKey: new Uint8Array(32) });
const transaction: string = activation({ lot: 1n, ...lot.items[0]! });
export async function proven(bundle: Uint8Array, kept: Kept | null): Promise<Proven | string> {
	try {
		const verifier = await loadVerifier(new Uint8Array());
		return await check({ verifier, trust: transaction, kept, uri: 'x', market: 'CN', bundle });
	} catch (error) {
		return error instanceof VerificationError ? error.kind : startWorker.name;
	}
}
// @ts-expect-error: a question needs its bundle
export const wrong = check({ verifier: await loadVerifier(''), trust: '', uri: '' });
`;

describe('package', () => {
	let folder;
	let files;
	before(async () => {
		folder = await mkdtemp(join(tmpdir(), 'hallmark-package-'));
		const pack = ['pack', '--json', '--pack-destination', folder];
		const { stdout } = await run('npm', pack, { cwd: at('..') });
		// What its scripts print comes before.
		const [packed] = JSON.parse(stdout.slice(stdout.search(/^\[$/m)));
		files = packed.files.map(({ path }) => path).sort();
		await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
		// Its one dependency is here already, so nobody is asked for it.
		const noble = at('../../node_modules/@noble/hashes');
		const install = ['install', '--offline', '--no-audit', '--no-fund', packed.filename, noble];
		await run('npm', install, { cwd: folder });
	});
	after(() => folder && rm(folder, { recursive: true, force: true }));

	test('has its sources and types, and nothing else', () => {
		const modules = files.filter((path) => path.startsWith('src/'));
		assert.ok(modules.includes('src/index.js') && modules.includes('src/check.worker.js'));
		const types = modules.map((path) => path.replace(/^src\/(.*)\.js$/, 'types/$1.d.ts'));
		const browser = ['hash.js', 'LICENSE.noble-hashes'].map((name) => `browser/${name}`);
		const rest = ['LICENSE', 'README.md', 'package.json', ...browser];
		assert.deepEqual(files, [...modules, ...types, ...rest].sort());
	});

	test('gives every module', async () => {
		const names = files.filter((path) => path.startsWith('src/') && !path.includes('worker'));
		const program = names
			.map((path) => `await import('@hallmark/verify/${path.slice('src/'.length)}');`)
			.concat("console.log(Object.keys(await import('@hallmark/verify')).length);");
		await writeFile(join(folder, 'modules.js'), program.join('\n'));
		const { stdout } = await run(process.execPath, ['modules.js'], { cwd: folder });
		assert.ok(Number(stdout) > 40, stdout);
	});

	test('verifies, by the example of README.md as it stands there', async () => {
		const readme = await readFile(at('../README.md'), 'utf8');
		const [, program] = readme.match(/^```js\n(.*?)^```$/ms);
		const lines = program
			.trim()
			.split('\n')
			.filter((line) => line);
		assert.ok(lines.length <= 10, `${lines.length} lines`);
		const { wasm, trust, bundle } = example;
		const here = { 'example.js': program, 'network.js': NETWORK, 'verifier.wasm': wasm, bundle };
		for (const [name, content] of Object.entries({
			...here,
			'trust.json': JSON.stringify({ trust }),
		}))
			await writeFile(join(folder, name), content);
		const network = pathToFileURL(join(folder, 'network.js')).href;
		const { stdout } = await run(process.execPath, ['--import', network, 'example.js'], {
			cwd: folder,
		});
		assert.match(stdout, /^registered caution as of block \d+ stale\n$/);

		// It fails where it should.
		await writeFile(join(folder, 'trust.json'), JSON.stringify({ trust: 'nobody' }));
		const failing = run(process.execPath, ['--import', network, 'example.js'], { cwd: folder });
		await assert.rejects(failing, /VerificationError: trust: not hexadecimal/);
	});

	test('has types that a strict program compiles with', async () => {
		await mkdir(join(folder, 'consumer'), { recursive: true });
		await writeFile(join(folder, 'consumer/consumer.ts'), CONSUMER);
		const options = ['--noEmit', '--strict', '--noUncheckedIndexedAccess'];
		const target = ['--target', 'es2022', '--lib', 'es2022,dom'];
		const modules = ['--module', 'nodenext', 'consumer/consumer.ts'];
		const tsc = at('../../node_modules/typescript/bin/tsc');
		await run(process.execPath, [tsc, ...options, ...target, ...modules], { cwd: folder }).catch(
			({ stdout }) => assert.fail(stdout),
		);
	});
});
