import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LICENCES, MADE, make } from '../make.js';

test('what the pages load is made of what stands here', async () => {
	const { code, licences } = await make();
	assert.equal(readFileSync(MADE, 'utf8'), code, 'run npm run browser in js/desk');
	assert.equal(readFileSync(LICENCES, 'utf8'), licences);
	assert.ok(code.length < 260_000, `${code.length} bytes`);
});

test('every library in it has a licence that may be given on', () => {
	const entries = readFileSync(LICENCES, 'utf8').split('\n----\n\n');
	assert.ok(entries.length >= 12);
	for (const entry of entries) assert.match(entry.split('\n')[0], /^\S+ \d+\.\d+\.\d+\S*: (MIT|BSD-3-Clause|Apache-2\.0)$/);
});
