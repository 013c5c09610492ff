// The verifier of the tests: the real one with questions that it answers, where HALLMARK_VERIFIER names a folder that
// `cargo run -p hallmark-verify-wasm --example fixture -- FOLDER` wrote; else one that says what it is told to.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleOf } from './module.js';

const { HALLMARK_VERIFIER: FOLDER } = process.env;

/** The Wasm, and questions with their answers; nothing if there is no real verifier. */
export const real = FOLDER && {
	wasm: readFileSync(join(FOLDER, 'verifier.wasm')),
	...JSON.parse(readFileSync(join(FOLDER, 'questions.json'), 'utf8')),
};

const codeHash = new Uint8Array(32).fill(7);
const answer = { verdict: { code: 'registered', standing: 'caution', reasons: ['notReleased'] } };
const ok = {
	answer,
	block: { number: 5, hash: `0x${'05'.repeat(32)}` },
	at: 1_790_000_000_000,
	staleAt: 1_790_000_600_000,
	codeHash: `0x${'07'.repeat(32)}`,
	trusted: '0x09',
};

/** What it takes to run the example of README.md: the Wasm, a pinned set and a bundle. */
export const example = real
	? {
			wasm: real.wasm,
			trust: `0x${real.questions[0].trust}`,
			bundle: Buffer.from(real.questions[0].bundle, 'hex'),
		}
	: { wasm: moduleOf({ codeHash, outcomes: [{ ok }] }), trust: '0x08', bundle: Buffer.of(0) };
