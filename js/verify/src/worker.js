// A page's side of the worker.

import { NOTHING, VerificationError } from './proof.js';

/** @typedef {import('./proof.js').Question} Question */
/** @typedef {import('./proof.js').Proven} Proven */

/**
 * Starts a worker that checks. `check` is that of `proof.js`, but for the verifier, which is an address, the Wasm or
 * its compiled module. `stop` ends the worker, and checks that are under way with it.
 * @param {URL | string} [script] where `check.worker.js` is
 */
export function startWorker(script = new URL('./check.worker.js', import.meta.url)) {
	const worker = new Worker(script, { type: 'module' });
	/** @type {Map<number, { resolve: (proven: Proven) => void, reject: (error: Error) => void }>} */
	const waiting = new Map();
	let last = 0;

	worker.addEventListener('message', ({ data: { id, proven, error } }) => {
		const asked = waiting.get(id);
		waiting.delete(id);
		if (error) asked?.reject(new VerificationError(error.kind, error.reason, error.codeHash));
		else asked?.resolve(proven);
	});
	/** @param {string} reason */
	const end = (reason) => {
		worker.terminate();
		for (const { reject } of waiting.values()) reject(new VerificationError('worker', reason));
		waiting.clear();
	};
	worker.addEventListener('error', ({ message }) => end(message || 'the worker does not load'));

	return {
		/**
		 * @param {Question & { verifier: Uint8Array | ArrayBuffer | WebAssembly.Module | URL | string }} question
		 * @returns {Promise<Proven>}
		 */
		check({ verifier, ...question } = NOTHING) {
			const id = ++last;
			// An address is resolved here: a worker's is another.
			const source =
				typeof verifier === 'string' || verifier instanceof URL
					? new URL(verifier, globalThis.location?.href).href
					: verifier;
			return new Promise((resolve, reject) => {
				waiting.set(id, { resolve, reject });
				worker.postMessage({ id, verifier: source, ...question });
			});
		},
		stop: () => end('the worker was stopped'),
	};
}
