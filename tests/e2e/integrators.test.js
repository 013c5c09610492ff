// The program in docs/integrators.md does what the page says.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chain } from './lib/fixture.js';

const it = chain();

test('program of docs/integrators.md prints what it says', async () => {
	const page = await readFile(new URL('../../docs/integrators.md', import.meta.url), 'utf8');
	const program = [...page.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code).join('\n');
	const expected = [...program.matchAll(/\/\/ prints (.*)$/gm)].map(([, line]) => line);
	assert.ok(expected.length > 10);

	// Where packages are found, and git does not look.
	const folder = new URL('node_modules/.cache/', import.meta.url);
	const file = new URL('integrators.mjs', folder);
	await mkdir(folder, { recursive: true });
	await writeFile(file, program.replace('ws://127.0.0.1:9944', it.node.url));
	const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(file)], {
		timeout: 120_000,
	});
	assert.deepEqual(stdout.trim().split('\n'), expected);
});
