// Nodes without a network namespace, on ports of this machine, and the chains that the block factory seals for them.

import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Lets a factory seal the `local` chain at a base path until it is `blocks` high. */
export async function seal(factory, base, blocks, calls) {
	const fill = ['fill', '--base-path', base, '--chain', 'local', '--days', '2', '--blocks', blocks, '--calls', calls];
	await promisify(execFile)(factory, fill.map(String), { maxBuffer: 1 << 26 });
}

/** A node that follows, and makes no blocks. */
export class Solo {
	#child;
	#port;
	#log = [];

	/** Starts one at `path`, on the chain at `base`; it answers at `port` and listens at the next. */
	constructor(binary, base, path, port, ...more) {
		this.#port = port;
		this.#child = spawn(binary, [
			...['--chain', join(base, 'chain.json'), '--base-path', path, '--no-prometheus', '--no-telemetry'],
			...['--rpc-port', String(port), '--port', String(port + 1), '--unsafe-force-node-key-generation', ...more],
		]);
		this.#child.stderr.on('data', (text) => this.#log.push(String(text)));
	}

	/** What it answers; nothing while it does not. */
	async ask(method, ...params) {
		if (this.#child.exitCode !== null) throw new Error(`it ended: ${this.log.slice(-2_000)}`);
		const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
		const headers = { 'content-type': 'application/json' };
		try {
			const response = await fetch(`http://127.0.0.1:${this.#port}`, { method: 'POST', headers, body });
			return (await response.json()).result ?? null;
		} catch {
			return null;
		}
	}

	/** Its newest block's number. */
	async best() {
		const header = await this.ask('chain_getHeader');
		return header && Number(header.number);
	}

	/** The arguments with which another node finds it. */
	async dialled() {
		const peer = await this.ask('system_localPeerId');
		return peer && ['--bootnodes', `/ip4/127.0.0.1/tcp/${this.#port + 1}/p2p/${peer}`];
	}

	/** All that it wrote. */
	get log() {
		return this.#log.join('');
	}

	/** Ends it. */
	kill() {
		this.#child.kill('SIGKILL');
	}
}
