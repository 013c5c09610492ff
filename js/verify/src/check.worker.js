// The check in a worker, so that a page stays responsive: `startWorker` of `worker.js` speaks with it.

import { VerificationError, check, loadVerifier } from './proof.js';

/** @typedef {import('./proof.js').Question} Question */
/** @typedef {import('./proof.js').Verifier} Verifier */

/**
 * Verifiers by where they were fetched.
 * @type {Map<string, Promise<Verifier>>}
 */
const fetched = new Map();

/** @param {Uint8Array | ArrayBuffer | WebAssembly.Module | string} source */
function verifierOf(source) {
	if (typeof source !== 'string') return loadVerifier(source);
	let verifier = fetched.get(source);
	if (!verifier) {
		verifier = loadVerifier(source);
		fetched.set(source, verifier);
		// What failed once is tried again.
		verifier.catch(() => fetched.delete(source));
	}
	return verifier;
}

addEventListener('message', async ({ data: { id, verifier, ...question } }) => {
	try {
		postMessage({ id, proven: await check({ ...question, verifier: await verifierOf(verifier) }) });
	} catch (error) {
		const { kind, reason, codeHash } =
			error instanceof VerificationError ? error : { kind: 'trap', reason: String(error) };
		postMessage({ id, error: { kind, reason, codeHash } });
	}
});
