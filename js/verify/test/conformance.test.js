// The published Digital Link vectors of GS1, as far as they are about products.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CodeError, readCode } from '../src/index.js';

const { HALLMARK_CONFORMANCE_DATA: DATA } = process.env;

/** The rows of a CSV file, without its header. */
function rowsOf(text) {
	const rows = [[]];
	for (const [, quoted, plain, end] of text.matchAll(
		/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
	)) {
		rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
		if (end !== ',') rows.push([]);
	}
	return rows.slice(1);
}

/** What is read, or why it is not. */
function read(text) {
	try {
		return readCode(text);
	} catch (error) {
		assert.ok(error instanceof CodeError, `${text}: ${error}`);
		return error.message;
	}
}

const skip = !DATA && 'HALLMARK_CONFORMANCE_DATA names no folder of reference data';
test('codes are judged as GS1 judges them', { skip }, () => {
	const rows = rowsOf(readFileSync(join(DATA, 'gs1/digital_link_vectors.csv'), 'utf8'));
	const seen = { read: 0, refused: 0, other: 0 };
	for (const [options, succeeds, uri, elements] of rows) {
		if (options !== 'default') continue;
		const made = read(uri);
		if (succeeds !== 'true') {
			seen.refused += 1;
			assert.equal(typeof made, 'string', uri);
		} else if (elements.startsWith('^01')) {
			// Or both are refused, because the number is set aside.
			seen.read += 1;
			assert.deepEqual(made, read(elements), uri);
		} else {
			seen.other += 1;
			assert.equal(typeof made, 'string', uri);
		}
	}
	assert.ok(
		Object.values(seen).every((count) => count > 5),
		JSON.stringify(seen),
	);
});
