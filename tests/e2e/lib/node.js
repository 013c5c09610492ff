// A real node of a development chain, in a folder of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const BOOT_TIMEOUT = 90_000;

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

	/** Starts a node on a new chain and waits until it answers. */
	static async start(args = []) {
		const node = new Node(await mkdtemp(join(tmpdir(), 'hallmark-e2e-')), args);
		// What one node compiled of the runtime, the others need not.
		const { HALLMARK_COMPILED: compiled } = process.env;
		if (compiled) {
			const home = join(node.#folder, 'chains', 'hallmark_dev');
			await mkdir(home, { recursive: true });
			await symlink(compiled, join(home, 'compiled'));
		}
		await node.#boot(0);
		return node;
	}

	/** Where it answers. */
	get url() {
		return `ws://127.0.0.1:${this.port}`;
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
				// What `--dev` means, but for the genesis, which is made already.
				...['--chain', genesis, '--alice', '--force-authoring'],
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
