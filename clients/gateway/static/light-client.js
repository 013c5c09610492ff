// What is asked of the chain's own nodes, by a light client, and what it is compared with. Nothing here knows a page: the
// worker of a scan page runs it, and so do tests.

/**
 * @typedef {object} Network How the chain's nodes are reached: `/light.json` of a gateway.
 * @property {string} stateRoot root of the first block's state. The hash of that block is compared with what the device
 *   has pinned
 * @property {string | null} forkId as the chain's specification has it
 * @property {number} slotMs the length of a slot, in milliseconds
 * @property {string[]} authors who makes blocks now. Whoever names others is not believed by the light client, which then
 *   hears nothing
 * @property {string[]} nodes addresses of nodes that serve light clients
 */

/**
 * @typedef {object} Begin A block that the device has found to be final, and who votes on those after it.
 * @property {string} genesis hash of the chain's first block
 * @property {bigint} setId
 * @property {{ key: string, weight: bigint }[]} voters
 * @property {string} header of the block, in SCALE
 * @property {number} number
 * @property {string} hash
 */

/** @typedef {{ number: number, hash: string, at: number }} Final A final block, and when it was made, in milliseconds. */

/** So many blocks a server may be behind the network: a minute. */
export const BEHIND = 30;

/** So long the newest final block that the network tells may lie back by the device's clock, in milliseconds: a minute. */
export const OLD = 60_000;

/** How often a light client that is late is given time to catch up. */
const CATCH_UP = 5;

/** How often a server that is behind is asked again before it is said, and how long it is given between. */
const CHANCES = 2;
const PAUSE = 4000;

/** @param {Uint8Array} bytes */
const hex = (bytes) => `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;

/** @param {string} text */
const bytes = (text) => Uint8Array.from(text.replace(/^0x/, '').match(/../g) ?? [], (pair) => parseInt(pair, 16));

const bare = (/** @type {string} */ text) => text.replace(/^0x/, '');

/** Reads SCALE. */
class Reader {
	#view;
	#at = 0;

	/** @param {Uint8Array} from */
	constructor(from) {
		this.#view = from;
	}

	/** @param {number} count */
	take(count) {
		const end = this.#at + count;
		if (!(end <= this.#view.length)) throw new Error('it ends too soon');
		const taken = this.#view.subarray(this.#at, end);
		this.#at = end;
		return taken;
	}

	/** @param {number} size of a whole number, little endian */
	number(size) {
		return this.take(size).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
	}

	/** A compact number below 2^30, as lengths and heights of blocks are. */
	compact() {
		const first = this.#view[this.#at];
		const size = [1, 2, 4][first & 3];
		if (!size) throw new Error('it has a number that is too large');
		return Number(this.number(size) >> 2n);
	}

	bytes() {
		return this.take(this.compact());
	}
}

/**
 * The block whose state a bundle proves: its header in SCALE.
 * @param {Uint8Array} bundle what `/api/proof` gave
 */
export function headOf(bundle) {
	const reader = new Reader(bundle);
	// The blocks of hand-offs stand before it, each a header and the votes for it.
	for (let handoffs = reader.compact(); handoffs > 0; handoffs--) {
		reader.bytes();
		reader.bytes();
	}
	return reader.bytes();
}

/**
 * Where a light client begins: at the block of a proof that holds.
 * @param {Uint8Array} bundle the proof
 * @param {string} trusted the set that votes after it, as the check has it: a `TrustedSet` in SCALE
 * @returns {Begin}
 */
export function beginning(bundle, trusted) {
	const reader = new Reader(bytes(trusted));
	const genesis = hex(reader.take(32));
	const setId = reader.number(8);
	const voters = Array.from({ length: reader.compact() }, () => ({
		key: hex(reader.take(32)),
		weight: reader.number(8),
	}));
	const number = Number(reader.number(4));
	return { genesis, setId, voters, header: hex(headOf(bundle)), number, hash: hex(reader.take(32)) };
}

/**
 * Height and time of a block.
 * @param {string} header in SCALE
 * @param {number} slotMs
 */
export function readHeader(header, slotMs) {
	const reader = new Reader(bytes(header));
	reader.take(32);
	const number = reader.compact();
	reader.take(64);
	let at = NaN;
	for (let items = reader.compact(); items > 0; items--) {
		const [kind] = reader.take(1);
		// That the state's code or environment changed: it is an item without content.
		if (kind === 8) continue;
		const engine = kind === 0 ? '' : String.fromCharCode(...reader.take(4));
		const content = reader.bytes();
		// The slot in which the author makes it.
		if (kind === 6 && engine === 'aura') at = Number(new Reader(content).number(8)) * slotMs;
	}
	return { number, at };
}

/** @param {number | bigint} value @param {number} size */
function littleEndian(value, size) {
	const digits = BigInt(value).toString(16).padStart(2 * size, '0');
	return hex(bytes(digits).reverse()).slice(2);
}

/**
 * What smoldot is given to follow the chain from a block on: a specification without the first state, which would be the
 * chain's whole code, and the state of a client that has come as far as that block.
 *
 * smoldot takes a specification without first state only with a checkpoint, and knows checkpoints of BABE alone. This
 * chain's blocks are Aura's. So the checkpoint is one that says nothing: a block before all others, which smoldot passes
 * over because the client's state is of a later one. Were that state not taken, no node would know the checkpoint's
 * block, and the client would hear nothing.
 * @param {Network} network
 * @param {Begin} begin
 */
export function smoldotChain({ stateRoot, forkId, slotMs, authors, nodes }, begin) {
	const none = '00'.repeat(32);
	const epoch = (/** @type {number} */ index) =>
		['01', littleEndian(index, 8), littleEndian(index, 8), littleEndian(1, 8)].join('') +
		// One author, with weight 1; no randomness; one slot in four, primary slots only.
		['04', none, littleEndian(1, 8), none, littleEndian(1, 8), littleEndian(4, 8), '00'].join('');
	const preRuntime = `0642414245${'34'}02${littleEndian(0, 4)}${littleEndian(1, 8)}`;
	const seal = `0542414245${'0101'}${'00'.repeat(64)}`;
	const chainSpec = {
		name: 'Hallmark',
		id: 'hallmark',
		chainType: 'Live',
		bootNodes: nodes,
		properties: null,
		...(forkId && { forkId }),
		genesis: { stateRootHash: stateRoot },
		lightSyncState: {
			// No tree of epochs, and two of them.
			babeEpochChanges: `0x000008${none}${littleEndian(0, 4)}${epoch(1)}${'11'.repeat(32)}${littleEndian(1, 4)}${epoch(2)}`,
			babeFinalizedBlockWeight: 0,
			// Block 1: no parent, no state, no transactions.
			finalizedBlockHeader: `0x${none}04${none}${none}08${preRuntime}${seal}`,
			// No voters, set 0, nothing pending, no history.
			grandpaAuthoritySet: `0x00${littleEndian(0, 8)}00000000`,
		},
	};
	const databaseContent = {
		genesisHash: bare(begin.genesis),
		chain: {
			version: '1',
			finalized_block_header: bare(begin.header),
			aura_slot_duration: slotMs,
			aura_finalized_authorities: authors.map((key) => ({ public_key: bare(key) })),
			grandpa_after_finalized_block_authorities_set_id: Number(begin.setId),
			grandpa_finalized_triggered_authorities: begin.voters.map(({ key, weight }) => ({
				public_key: bare(key),
				weight: Number(weight),
			})),
		},
		nodes: {},
	};
	return { chainSpec: JSON.stringify(chainSpec), databaseContent: JSON.stringify(databaseContent) };
}

/**
 * Follows the final blocks that the network tells, until the client ends.
 * @param {{ addChain: (options: any) => Promise<any> }} client smoldot's
 * @param {Network} network
 * @param {Begin} begin
 * @param {(block: Final) => void} tell is given each final block after `begin`, in order
 */
export async function follow(client, network, begin, tell) {
	const chain = await client.addChain(smoldotChain(network, begin));
	/** @type {Map<number, { resolve: (value: any) => void, reject: (reason: Error) => void }>} */
	const asked = new Map();
	let last = 0;
	const ask = (/** @type {string} */ method, /** @type {any[]} */ ...params) =>
		new Promise((resolve, reject) => {
			const id = ++last;
			asked.set(id, { resolve, reject });
			chain.sendJsonRpc(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
		});

	/** @param {string} subscription @param {string[]} hashes */
	const final = async (subscription, hashes) => {
		for (const hash of hashes) {
			const header = await ask('chainHead_v1_header', subscription, hash);
			const { number, at } = readHeader(header, network.slotMs);
			if (number > begin.number) tell({ number, hash, at });
		}
		await ask('chainHead_v1_unpin', subscription, hashes);
	};
	const hear = async () => {
		// Events come one after the other, and so do the answers to what is asked about them.
		let before = Promise.resolve();
		/** @type {(reason: unknown) => void} */
		let fail = () => {};
		const failed = new Promise((_, reject) => (fail = reject));
		const heard = (async () => {
			for await (const text of chain.jsonRpcResponses) {
				const { id, result, error, params } = JSON.parse(text);
				if (id !== undefined) {
					const waiting = asked.get(id);
					asked.delete(id);
					if (error) waiting?.reject(new Error(error.message));
					else waiting?.resolve(result);
					continue;
				}
				const { subscription, result: event } = params;
				if (event.event === 'stop') throw new Error('the light client lost its way');
				const hashes = event.finalizedBlockHashes;
				if (hashes) before = before.then(() => final(subscription, hashes)).catch(fail);
				const { prunedBlockHashes: pruned = [] } = event;
				if (pruned.length > 0)
					before = before.then(() => ask('chainHead_v1_unpin', subscription, pruned)).catch(fail);
			}
		})();
		await Promise.race([heard, failed]);
	};
	const hearing = hear();
	const start = async () => {
		const genesis = await ask('chainSpec_v1_genesisHash');
		if (bare(genesis) !== bare(begin.genesis)) throw new Error('the nodes are those of another chain');
		await ask('chainHead_v1_follow', false);
		await hearing;
	};
	await Promise.race([hearing, start()]);
}

/** The final blocks of the network, as they are told. */
export class Finals {
	/** @type {Map<number, string>} */
	#hashes = new Map();
	/** @type {Set<() => void>} */
	#waiting = new Set();
	/** @type {Final | undefined} */
	first;
	/** @type {Final | undefined} */
	newest;

	/** @param {Final} block */
	add(block) {
		this.first ??= block;
		this.newest = block;
		this.#hashes.set(block.number, block.hash);
		this.#waiting.forEach((look) => look());
	}

	/** @param {number} number */
	hash(number) {
		return this.#hashes.get(number);
	}

	/**
	 * Waits until the newest block is that of a height, or above.
	 * @param {number} number
	 * @param {AbortSignal} signal
	 */
	reach(number, signal) {
		return /** @type {Promise<void>} */ (
			new Promise((resolve, reject) => {
				const look = () => {
					const reached = this.newest && this.newest.number >= number;
					if (!reached && !signal.aborted) return;
					this.#waiting.delete(look);
					signal.removeEventListener('abort', look);
					if (reached) resolve();
					else reject(signal.reason);
				};
				this.#waiting.add(look);
				signal.addEventListener('abort', look);
				look();
			})
		);
	}
}

/**
 * What comes of it.
 * @typedef {object} Compared
 * @property {'agrees' | 'late' | 'withheld' | 'differs'} kind the network has the same block; it has, but all that it tells is
 *   old, so that nothing follows; the server is behind, asked more than once; the network has another block in its place
 * @property {Final} newest the newest final block of the network
 * @property {{ number: number, hash: string }} shown what the server proves
 */

/**
 * Compares what the network tells with what a server proves, at a block that is newer than what the light client began
 * with.
 * @template {{ block: { number: number, hash: string } }} Proof
 * @param {Finals} finals what the network tells
 * @param {Proof} first a proof that holds
 * @param {() => Promise<Proof>} again asks the server for a proof anew
 * @param {AbortSignal} signal ends it
 * @param {{ rest?: (milliseconds: number) => Promise<unknown>, now?: () => number }} [device] how it waits, and its clock
 * @returns {Promise<Compared & { proof: Proof }>}
 */
export async function compare(finals, first, again, signal, { rest = sleep, now = Date.now } = {}) {
	await finals.reach(first.block.number + 1, signal);
	let proof = first;
	let chances = CHANCES;
	let catching = CATCH_UP;
	for (;;) {
		signal.throwIfAborted();
		// A server that proves nothing any more is as far as it was.
		proof = await again().catch(() => proof);
		const newest = /** @type {Final} */ (finals.newest);
		const begun = /** @type {Final} */ (finals.first);
		const shown = proof.block;
		if (newest.number - shown.number > BEHIND) {
			if (--chances === 0) return { kind: 'withheld', newest, shown, proof };
			await rest(PAUSE);
			continue;
		}
		chances = CHANCES;
		if (shown.number < begun.number) {
			// It proves a block that passed before anything was heard of the network; soon it is beyond.
			await finals.reach(newest.number + 1, signal);
			continue;
		}
		await finals.reach(shown.number, signal);
		const latest = /** @type {Final} */ (finals.newest);
		if (finals.hash(shown.number) !== shown.hash) return { kind: 'differs', newest: latest, shown, proof };
		// Server and nodes can be late together. A block that does not say when it was made is no news either.
		if (now() - latest.at <= OLD) return { kind: 'agrees', newest: latest, shown, proof };
		if (--catching === 0) return { kind: 'late', newest: latest, shown, proof };
		await rest(PAUSE);
	}
}

/** @param {number} milliseconds */
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
