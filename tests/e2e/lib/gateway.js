// A real gateway beside a node, and requests as nobody should make them.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const BOOT_TIMEOUT = 30_000;

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** The program. */
function binary() {
	const { HALLMARK_GATEWAY: named, HALLMARK_NODE: node } = process.env;
	return named ?? join(dirname(node), 'hallmark-gateway');
}

/** What a command of the program says, and how it ends. */
export function command(...args) {
	// The variable stands where people use the command line, and asks nothing of a command.
	const env = { HALLMARK_URL: 'ws://127.0.0.1:9', ...process.env };
	const { status, stdout, stderr } = spawnSync(binary(), args, { encoding: 'utf8', timeout: 120_000, env });
	return { status, stdout, stderr };
}

export class Gateway {
	#child;

	/** The lines that it wrote. */
	log = [];

	constructor(folder, args, env) {
		this.folder = folder;
		this.args = args;
		this.env = env;
	}

	/** The folder of its leaf files. */
	get leaves() {
		return join(this.folder, 'leaves');
	}

	/** The folder in which it keeps what it keeps. */
	get data() {
		return join(this.folder, 'data');
	}

	/** Starts a gateway of a node, with leaf files by their names, and waits until it listens. */
	static async start(node, { files = {}, args = [], env = {}, trust = process.env.HALLMARK_CHAIN } = {}) {
		const folder = await mkdtemp(join(tmpdir(), 'hallmark-gateway-'));
		const gateway = new Gateway(folder, ['--node', node, '--trust', trust, ...args], env);
		await mkdir(gateway.leaves);
		for (const [name, file] of Object.entries(files)) await gateway.put(name, file);
		await gateway.boot();
		return gateway;
	}

	/** Puts a leaf file into its folder. */
	put(name, file) {
		return writeFile(join(this.leaves, `${name}.leaves`), file);
	}

	/** Starts it, once more if it was stopped. */
	async boot() {
		const paths = ['--leaves', this.leaves, '--data', this.data];
		const child = spawn(binary(), ['--listen', '127.0.0.1:0', ...paths, ...this.args], {
			env: { ...process.env, ...this.env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		this.#child = child;
		running.add(child);
		child.on('exit', () => running.delete(child));
		createInterface(child.stderr).on('line', (line) => this.log.push(line));
		await new Promise((resolve, reject) => {
			const fail = (why) => reject(new Error(`${why}\n${this.log.join('\n')}`));
			const timer = setTimeout(() => fail('the gateway does not start'), BOOT_TIMEOUT);
			child.on('error', reject);
			child.on('exit', (code) => fail(`the gateway stopped with ${code}`));
			createInterface(child.stdout).once('line', (line) => {
				clearTimeout(timer);
				this.url = line.trim();
				resolve();
			});
		});
	}

	/** A request without following where it leads. */
	get(path, options = {}) {
		return fetch(new URL(path, this.url), { redirect: 'manual', ...options });
	}

	/** The bytes of an answer to bytes that no client library would send. */
	raw(text, patience = 5_000) {
		const { hostname, port } = new URL(this.url);
		return new Promise((resolve) => {
			const socket = connect(Number(port), hostname, () => socket.write(text));
			const parts = [];
			socket.on('data', (part) => parts.push(part));
			const done = () => resolve(Buffer.concat(parts).toString('latin1'));
			socket.on('close', done).on('error', done);
			setTimeout(() => socket.destroy(), patience).unref();
		});
	}

	/** Waits until it has heard of a final block that is as new as the node's. */
	async caughtUp(api) {
		const head = await api.rpc.chain.getFinalizedHead();
		const wanted = (await api.rpc.chain.getHeader(head)).number.toNumber();
		await this.until(async () => {
			const { block } = await (await this.get('/health')).json();
			return block && block.number >= wanted;
		}, `block ${wanted}`);
	}

	/** Waits until its status lists are of a final block that is as new as the node's. */
	async listsAt(api) {
		const head = await api.rpc.chain.getFinalizedHead();
		const wanted = (await api.rpc.chain.getHeader(head)).number.toNumber();
		await this.until(async () => {
			const { credentials } = await (await this.get('/health')).json();
			return credentials.statusBlock?.number >= wanted;
		}, `status lists of block ${wanted}`);
	}

	/** Waits until something holds. */
	async until(check, what = 'something', patience = 30_000) {
		const deadline = Date.now() + patience;
		while (Date.now() < deadline) {
			if (await check()) return;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		throw new Error(`${what} did not come\n${this.log.join('\n')}`);
	}

	/** Stops it as an operator would. */
	async halt() {
		const gone = once(this.#child, 'exit');
		this.#child.kill('SIGTERM');
		await gone;
	}

	/** Stops it as a power cut would. */
	async kill() {
		const gone = once(this.#child, 'exit');
		this.#child.kill('SIGKILL');
		await gone;
	}

	/** Stops it for good and removes its folder. */
	async stop() {
		if (running.has(this.#child)) await this.halt();
		await rm(this.folder, { recursive: true, force: true });
	}
}
