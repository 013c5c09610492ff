// A real node of a development chain, in a folder of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const BOOT_TIMEOUT = 90_000;

/** Has a node listen for light clients, and for other nodes, at ports of this machine that nobody has. */
export const LISTEN = ['/ip4/127.0.0.1/tcp/0/ws', '/ip4/127.0.0.1/udp/0/webrtc-direct'].flatMap((it) => ['--listen-addr', it]);

/** Nodes that run. They go when the tests do, however those end. */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

export class Node {
	#child;
	#folder;
	#args;

	/** The last lines that the node wrote. */
	log = [];

	constructor(folder, args) {
		this.#folder = folder;
		this.#args = args;
	}

	/** Starts a node on a new chain and waits until it answers. It is the chain's validator, unless it is not to be. Of its ports, it has one that nobody has, unless one is named. */
	static async start(args = [], { validates = true, port = 0 } = {}) {
		const role = validates ? ['--alice', '--force-authoring'] : [];
		const node = new Node(await mkdtemp(join(tmpdir(), 'hallmark-e2e-')), [...role, ...args]);
		// What one node compiled of the runtime, the others need not.
		const { HALLMARK_COMPILED: compiled } = process.env;
		if (compiled) {
			const home = join(node.#folder, 'chains', 'hallmark_dev');
			await mkdir(home, { recursive: true });
			await symlink(compiled, join(home, 'compiled'));
		}
		await node.#boot(port);
		return node;
	}

	/** Where it answers. */
	get url() {
		return `ws://127.0.0.1:${this.port}`;
	}

	/** Where light clients reach it, by `ws` or `webrtc-direct`: it has to listen for them, as by `LISTEN`. */
	async lightAddress(by = 'ws') {
		const response = await fetch(this.url.replace('ws', 'http'), {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'system_localListenAddresses', params: [] }),
		});
		const { result } = await response.json();
		return result.find((address) => address.startsWith('/ip4/127.0.0.1/') && address.includes(`/${by}/`));
	}

	/** Stops it as a power cut would. */
	async kill() {
		const gone = once(this.#child, 'exit');
		this.#child.kill('SIGKILL');
		await gone;
	}

	/** Starts it again after `kill`: same chain, same port. */
	async restart() {
		await this.#boot(this.port);
	}

	/** Stops it for good and removes its chain. */
	async stop() {
		if (running.has(this.#child)) await this.kill();
		await rm(this.#folder, { recursive: true, force: true });
	}

	async #boot(port) {
		const { HALLMARK_NODE: binary, HALLMARK_CHAIN: genesis } = process.env;
		if (!binary || !genesis) throw new Error('start the tests with run.sh');
		const child = spawn(
			binary,
			[
				// With its role, it is what `--dev` means, but for the genesis, which is made already.
				...['--chain', genesis],
				'--unsafe-force-node-key-generation',
				...['--base-path', this.#folder],
				...['--rpc-port', String(port)],
				...(this.#args.includes('--listen-addr') ? [] : ['--port', '0']),
				...['--no-mdns', '--no-telemetry', '--no-prometheus'],
				...this.#args,
			],
			{ stdio: ['ignore', 'ignore', 'pipe'] },
		);
		this.#child = child;
		running.add(child);
		child.on('exit', () => running.delete(child));

		// The node picks a free port when it is given 0, and says which.
		await new Promise((resolve, reject) => {
			const fail = (why) => reject(new Error(`${why}\n${this.log.join('\n')}`));
			const timer = setTimeout(() => fail('the node does not start'), BOOT_TIMEOUT);
			child.on('error', reject);
			child.on('exit', (code) => fail(`the node stopped with ${code}`));
			createInterface(child.stderr).on('line', (line) => {
				this.log.push(line);
				if (this.log.length > 200) this.log.shift();
				const address = /JSON-RPC server: addr=127\.0\.0\.1:(\d+)/.exec(line);
				if (!address) return;
				clearTimeout(timer);
				this.port = Number(address[1]);
				resolve();
			});
		});
	}
}
