// `hallmark`, as people and scripts use it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';

const { HALLMARK_NODE: NODE } = process.env;
if (!NODE) throw new Error('start the tests with run.sh');
const CLI = process.env.HALLMARK_CLI ?? join(dirname(NODE), 'hallmark');

/** The command line on a chain: `it` has its node. A signer is the name in `//name`, or null. */
export function commands(it) {
	/** Runs `hallmark`. Gives its exit status and the document that it printed. */
	function hallmark(signer, ...args) {
		return new Promise((resolve, reject) => {
			const child = spawn(CLI, [...args.map(String), '--json', '--quiet'], {
				env: { ...process.env, HALLMARK_URL: it.node.url, HALLMARK_SIGNER: signer ? `//${signer}` : '' },
				stdio: ['ignore', 'pipe', 'pipe'],
			});
			let [out, err] = ['', ''];
			child.stdout.on('data', (data) => (out += data));
			child.stderr.on('data', (data) => (err += data));
			child.on('error', reject);
			child.on('close', (code) => {
				try {
					resolve({ code, said: JSON.parse(out) });
				} catch (cause) {
					reject(new Error(`hallmark ${args.join(' ')}: ${code}: ${out}${err}`, { cause }));
				}
			});
		});
	}

	/** A command that must be done. Gives what it said. */
	async function done(signer, ...args) {
		const { code, said } = await hallmark(signer, ...args);
		assert.equal(code, 0, `hallmark ${args.join(' ')}: ${JSON.stringify(said)}`);
		return said;
	}

	/** A command that must be refused for this reason. */
	async function refused(reason, signer, ...args) {
		const { code, said } = await hallmark(signer, ...args);
		assert.match(said.error ?? JSON.stringify(said), reason);
		assert.equal(code, 1, said.error);
	}

	return { hallmark, done, refused };
}
