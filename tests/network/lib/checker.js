// Keeps what each client was told was final, and compares it with the chain of every node.

import { setTimeout as sleep } from 'node:timers/promises';
import { blake2AsHex } from '@polkadot/util-crypto';

export class Checker {
	#network;
	#heads = new Map();
	#stopped = false;
	#watching = [];

	/** What broke while it watched. */
	conflicts = [];
	/** What clients were told: a write's hash, its block's number and hash, and the node that said so. */
	told = [];
	/** The hashes of writes that a node refused or that nobody heard of again. */
	unheard = [];

	/** Watches `nodes`. */
	constructor(network, nodes = network.nodes) {
		this.#network = network;
		this.#watching = nodes.map((node) => this.#watch(node));
	}

	/** The highest block that any node said was final. */
	get height() {
		return Math.max(0, ...this.#heads.keys());
	}

	/** Asks a node once a second what is final, for as long as the test runs. */
	async #watch(node) {
		while (!this.#stopped) {
			const head = await this.#network.finalised(node).catch(() => null);
			if (head) this.#saw(node, head);
			await sleep(1_000);
		}
	}

	#saw(node, { number, hash }) {
		const known = this.#heads.get(number);
		if (!known) this.#heads.set(number, { hash, node });
		else if (known.hash !== hash) {
			this.conflicts.push(`block ${number} is ${known.hash} on ${known.node}, ${hash} on ${node}`);
		}
	}

	/** A client heard of a write that it is final. */
	hear(node, write, { number, block }) {
		this.#saw(node, { number, hash: block });
		this.told.push({ node, write, number, block });
	}

	/** A client does not know what became of a write. */
	lose(write) {
		this.unheard.push(write);
	}

	/**
	 * Compares all of it with what every one of `nodes` has. Gives what is wrong, one line each, and how much was
	 * compared.
	 */
	async compare(nodes) {
		const wrong = [...this.conflicts];
		await this.#network.final(this.height, nodes);
		for (const node of nodes) {
			for (const [number, { hash, node: teller }] of this.#heads) {
				const own = await this.#network.ask(node, 'chain_getBlockHash', number);
				if (own !== hash) {
					wrong.push(`block ${number} was final as ${hash} on ${teller}; ${node} has ${own}`);
				}
			}
		}

		// Each write is in the chain once, in the block of which the client was told.
		const places = new Map();
		for (let number = 1; number <= this.height; number++) {
			const hash = await this.#network.ask(nodes[0], 'chain_getBlockHash', number);
			const { block } = await this.#network.ask(nodes[0], 'chain_getBlock', hash);
			for (const extrinsic of block.extrinsics) {
				const write = blake2AsHex(extrinsic);
				places.set(write, [...(places.get(write) ?? []), hash]);
			}
		}
		for (const { node, write, block } of this.told) {
			const found = places.get(write) ?? [];
			if (found.length !== 1 || found[0] !== block) {
				wrong.push(`${node} said that ${write} is final in ${block}; it is in [${found}]`);
			}
		}
		for (const write of this.unheard) {
			const found = places.get(write) ?? [];
			if (found.length > 1) wrong.push(`${write} is there ${found.length} times: ${found}`);
		}
		return { wrong, blocks: this.#heads.size, writes: this.told.length, unheard: this.unheard.length };
	}

	/** Ends watching. */
	async stop() {
		this.#stopped = true;
		await Promise.all(this.#watching);
	}
}
