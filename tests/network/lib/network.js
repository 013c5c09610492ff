// A consortium on this machine, as scripts/network.sh runs it, and what one asks its nodes.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SCRIPT = fileURLToPath(new URL('../../../scripts/network.sh', import.meta.url));
const CHAIN_ID = 'hallmark_network';
/** The names of namespaces begin with it. A machine that carries it runs two networks at once, with another tag and subnet. */
const TAG = process.env.HALLMARK_NETWORK_TAG ?? 'hmtest';
const SUBNET = process.env.HALLMARK_NETWORK_SUBNET ?? '10.78.0';
const run = promisify(execFile);

export class Network {
	/** Founds a network of `count` validators and starts it. */
	static async up(count, env = {}) {
		const network = new Network(join(mkdtempSync(join(tmpdir(), 'hallmark-network-')), 'net'), count);
		network.env = env;
		await network.sh('up', count);
		// A small machine has much to do until the first blocks come.
		await network.final(2, network.nodes, 600);
		return network;
	}

	constructor(folder, count) {
		this.folder = folder;
		this.validators = Array.from({ length: count }, (_, i) => `v${i + 1}`);
		this.nodes = [...this.validators, 'rpc', 'observer'];
	}

	/** A command of scripts/network.sh. */
	async sh(...args) {
		const env = {
			...process.env,
			HALLMARK_NETWORK: this.folder,
			HALLMARK_NETWORK_TAG: TAG,
			HALLMARK_NETWORK_SUBNET: SUBNET,
			...this.env,
		};
		const { stdout } = await run(SCRIPT, args.map(String), { env, maxBuffer: 1 << 26 });
		return stdout;
	}

	/** The address of a node. */
	address(node) {
		const number = { rpc: 101, observer: 102 }[node] ?? Number(node.slice(1));
		return `${SUBNET}.${number}`;
	}

	/** The network namespace of a node. */
	space(node) {
		return `${TAG}-${node}`;
	}

	/** Where a node answers. */
	url(node, scheme = 'ws') {
		return `${scheme}://${this.address(node)}:9944`;
	}

	/** The secret of a validator's account. */
	secret(node) {
		return readFileSync(join(this.folder, 'nodes', node, 'account.key'), 'utf8').trim();
	}

	/** Where a node keeps its chain. */
	home(node) {
		return join(this.folder, 'nodes', node, 'data', 'chains', CHAIN_ID);
	}

	/** All that a node wrote. */
	log(node) {
		return readFileSync(join(this.folder, 'nodes', node, 'log'), 'utf8');
	}

	/** Whether a node's process is there. */
	alive(node) {
		try {
			const pid = readFileSync(join(this.folder, 'nodes', node, 'pid'), 'utf8').trim();
			return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`/nodes/${node}/data`);
		} catch {
			return false;
		}
	}

	/** What a node answers. */
	async ask(node, method, ...params) {
		const response = await fetch(this.url(node, 'http'), {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
			signal: AbortSignal.timeout(5_000),
		});
		const { result, error } = await response.json();
		if (error) throw new Error(`${node}: ${method}: ${error.message}`);
		return result;
	}

	/** The number and hash of a node's newest final block. */
	async finalised(node) {
		const hash = await this.ask(node, 'chain_getFinalizedHead');
		const { number } = await this.ask(node, 'chain_getHeader', hash);
		return { number: Number(number), hash };
	}

	/** The number of a node's newest block. */
	async best(node) {
		return Number((await this.ask(node, 'chain_getHeader')).number);
	}

	/** Waits until every one of `nodes` has a final block of number `height`. */
	async final(height, nodes = this.nodes, seconds = 300) {
		await within(seconds, `block ${height} final on ${nodes}`, async () => {
			const heads = await Promise.all(nodes.map((node) => this.finalised(node).catch(() => null)));
			return heads.every((head) => head && head.number >= height);
		});
	}

	/** Waits until `blocks` more blocks are final on every one of `nodes`; says how long that took, in seconds. */
	async advance(blocks, nodes = this.nodes, seconds = 300) {
		const start = Date.now();
		const heads = await Promise.all(nodes.map((node) => this.finalised(node).catch(() => null)));
		const height = Math.max(...heads.map((head) => head?.number ?? 0)) + blocks;
		await this.final(height, nodes, seconds);
		return Math.round((Date.now() - start) / 1_000);
	}
}

/** Waits until `check` gives something. */
export async function within(seconds, what, check) {
	const end = Date.now() + seconds * 1_000;
	while (Date.now() < end) {
		const value = await check();
		if (value) return value;
		await sleep(500);
	}
	throw new Error(`not within ${seconds} s: ${what}`);
}

/** Numbers that look random and come again with the same seed. */
export function random(seed) {
	let state = seed >>> 0;
	return (bound) => {
		// Mulberry32.
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) % bound;
	};
}
