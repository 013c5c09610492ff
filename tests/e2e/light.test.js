// The light client of the scan page: what it begins with, what it makes of what it hears, and that the network's public nodes
// serve it though they do not know it. In the browser it runs in tests/browser.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { base58Decode } from '@polkadot/util-crypto';
import { startWithBytecode } from 'smoldot/no-auto-bytecode';
import {
	BEHIND,
	Finals,
	OLD,
	beginning,
	compare,
	follow,
	headOf,
	readHeader,
	smoldotChain,
} from '../../clients/gateway/static/light-client.js';
import { check, fromHex, loadVerifier } from '../../js/verify/src/index.js';
import { connect, send, until } from './lib/chain.js';
import { Gateway } from './lib/gateway.js';
import { LISTEN, Node } from './lib/node.js';
import { alice } from './lib/world.js';

const bare = (text) => text.replace(/^0x/, '');

test('the browser gets what npm has, byte by byte', async () => {
	// Of the package, scripts are exported alone.
	const published = join(dirname(createRequire(import.meta.url).resolve('smoldot')), '../mjs');
	const ours = fileURLToPath(new URL('../../clients/gateway/static/vendor/smoldot/', import.meta.url));
	const files = (await readdir(ours, { recursive: true })).filter((name) => name.endsWith('.js'));
	assert.ok(files.length > 10);
	for (const name of files)
		assert.ok((await readFile(join(published, name))).equals(await readFile(join(ours, name))), name);
});

describe('what a light client begins with', () => {
	let recorded;
	before(async () => {
		recorded = JSON.parse(await readFile(new URL('../../vectors/proof/recall.json', import.meta.url)));
	});

	test('is the block of the proof, and the set after it', () => {
		const bundle = fromHex(recorded.bundle);
		// In the place of what a check gives: the pinned set, moved up to the block.
		const trusted = recorded.trust.slice(0, -72) + '14000000' + recorded.block.hash;
		const begin = beginning(bundle, trusted);
		assert.equal(begin.number, recorded.block.number);
		assert.equal(bare(begin.hash), recorded.block.hash);
		assert.equal(bare(begin.genesis), recorded.trust.slice(0, 64));
		assert.equal(begin.setId, 0n);
		assert.deepEqual(begin.voters, [
			{ key: '0x88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee', weight: 1n },
		]);
		const { number, at } = readHeader(begin.header, 2000);
		assert.equal(number, recorded.block.number);
		assert.ok(Math.abs(at - recorded.at) < 2000, `${at} is not ${recorded.at}`);
	});

	test('is found behind the blocks of hand-offs', () => {
		const vector = (bytes) => [bytes.length << 2, ...bytes];
		const handoffs = [2 << 2, ...vector([1]), ...vector([2, 2]), ...vector([3]), ...vector([])];
		const bundle = Uint8Array.from([...handoffs, ...vector([7, 8, 9]), 0, 0, 0]);
		assert.deepEqual([...headOf(bundle)], [7, 8, 9]);
		assert.throws(() => headOf(bundle.subarray(0, 9)), /ends too soon/);
	});

	test('is small, and takes the chain by its first state alone', () => {
		const begin = { genesis: '0x11', setId: 3n, voters: [], header: '0x22', number: 5, hash: '0x33' };
		const network = { stateRoot: '0x44', forkId: 'two', slotMs: 2000, authors: ['0x55'], nodes: ['/dns/a/tcp/1/wss/p2p/b'] };
		const { chainSpec, databaseContent } = smoldotChain(network, begin);
		assert.ok(chainSpec.length + databaseContent.length < 2500);
		const spec = JSON.parse(chainSpec);
		assert.deepEqual(spec.genesis, { stateRootHash: '0x44' });
		assert.deepEqual([spec.forkId, spec.bootNodes], ['two', network.nodes]);
		assert.equal(JSON.parse(databaseContent).chain.grandpa_after_finalized_block_authorities_set_id, 3);
	});
});

describe('what the network says and a server proves', () => {
	const block = (number) => ({ number, hash: `0x${number}`, at: number * 2000 });
	const proof = (number, hash = `0x${number}`) => ({ block: { number, hash } });
	const { signal } = new AbortController();

	/** The network tells blocks, one after the other, as often as somebody waits. */
	function network(from) {
		const finals = new Finals();
		let next = from;
		const timer = setInterval(() => finals.add(block(next++)), 1);
		return { finals, stop: () => clearInterval(timer) };
	}

	/** `now` is the device's clock; by itself, that of the newest block. */
	async function compared(from, first, again, now) {
		const { finals, stop } = network(from);
		const rest = () => new Promise((resolve) => setTimeout(resolve, 1));
		try {
			return await compare(finals, first, again, signal, { rest, now: now ?? (() => finals.newest.at) });
		} finally {
			stop();
		}
	}

	test('agree at a block that is newer than where the light client began', async () => {
		let asked = 100;
		const { kind, shown } = await compared(101, proof(100), async () => proof(++asked));
		assert.equal(kind, 'agrees');
		assert.ok(shown.number > 100);
	});

	test('agree when the server is a little behind, and its proofs go on', async () => {
		let asked = 90;
		// The network is at 120 when it is first heard of; the server is 25 blocks behind, and goes on.
		const { kind, shown } = await compared(120, proof(90), async () => proof((asked += 5)));
		assert.equal(kind, 'agrees');
		assert.ok(shown.number >= 120);
	});

	test('do not, when the server proves nothing newer', async () => {
		for (const again of [async () => proof(100), () => Promise.reject(new Error('503'))]) {
			const { kind, newest, shown } = await compared(101, proof(100), again);
			assert.equal(kind, 'withheld');
			assert.equal(shown.number, 100);
			assert.ok(newest.number > 100 + BEHIND);
		}
	});

	test('do not, when the network has another block', async () => {
		const { kind } = await compared(101, proof(100), async () => proof(105, '0xanother'));
		assert.equal(kind, 'differs');
	});

	test('are not told to agree when both are late', async () => {
		// Both go on, but five minutes behind the device's clock.
		let asked = 100;
		const late = () => Date.now();
		const again = async () => proof(++asked);
		const { kind, newest, shown } = await compared(101, proof(100), again, late);
		assert.equal(kind, 'late');
		assert.ok(newest.number >= shown.number);
		// Another block is another block, however late.
		assert.equal((await compared(101, proof(100), async () => proof(105, '0xanother'), late)).kind, 'differs');
	});

	test('agree as soon as a light client that was behind has caught up', async () => {
		let asked = 100;
		// Block 130 is the newest of the network; it takes the client some time to hear of it.
		const now = () => 130 * 2000 + OLD;
		const { kind, newest } = await compared(101, proof(100), async () => proof((asked += 10)), now);
		assert.equal(kind, 'agrees');
		assert.ok(newest.number >= 130);
	});

	test('are late where a block does not say when it was made', async () => {
		const finals = new Finals();
		for (const number of [101, 102]) finals.add({ ...block(number), at: NaN });
		const options = { rest: async () => {}, now: () => 0 };
		const { kind } = await compare(finals, proof(100), async () => proof(102), signal, options);
		assert.equal(kind, 'late');
	});

	test('come to nothing when the network tells nothing newer', async () => {
		const finals = new Finals();
		finals.add(block(100));
		const end = new AbortController();
		setTimeout(() => end.abort(new Error('too long')), 50);
		await assert.rejects(compare(finals, proof(100), async () => proof(100), end.signal), /too long/);
	});
});

/** A code that nobody has registered: that is proven as well. */
const URI = 'https://id.gs1.org/01/09520000000004/10/A/21/B';

describe('a network that admits its own nodes alone', () => {
	let validator, open, gateway, api, address, verifier, trust;
	const workers = [];

	/** What the chain calls a node. */
	const peer = (address) => base58Decode(address.split('/p2p/')[1]).slice(-32);

	/** A proof of the gateway's, checked as the scan page does. */
	async function proven(kept) {
		const response = await gateway.get(`/api/proof?${new URLSearchParams({ uri: URI })}`);
		assert.equal(response.status, 200);
		const bundle = new Uint8Array(await response.arrayBuffer());
		return { ...(await check({ verifier, trust, kept, uri: URI, bundle })), bundle };
	}

	/** What a light client hears. Each is one of its own: chains of the same first block share what one of them has. */
	function heard(network, begin) {
		const finals = new Finals();
		const worker = new Worker(new URL('lib/light.worker.js', import.meta.url));
		workers.push(worker);
		const bytecode = once(worker, 'message').then(([bytecode]) => bytecode);
		const { port1, port2 } = new MessageChannel();
		worker.postMessage(port1, [port1]);
		const client = startWithBytecode({ bytecode, portToWorker: port2, maxLogLevel: 1, forbidTcp: true });
		const ended = follow(client, network, begin, (final) => finals.add(final));
		ended.catch(() => {});
		return { finals, ended };
	}

	before(async () => {
		validator = await Node.start(LISTEN);
		const dial = await validator.lightAddress();
		open = await Node.start([...LISTEN, '--bootnodes', dial], { validates: false });
		const peers = [dial, await open.lightAddress()].map(peer);
		api = await connect(validator.url);
		await send(api, api.tx.consortium.setPeers(peers), alice);
		// How many strangers a node takes is settled when it starts, by the list that it knows then.
		await until(api, async () => open.log.some((line) => /admits 2 nodes/.test(line)), 'the list');
		await open.kill();
		await open.restart();
		address = await open.lightAddress();
		gateway = await Gateway.start(validator.url, { args: ['--boot-node', address] });
		await gateway.until(async () => (await (await gateway.get('/health')).json()).provenBlock > 0, 'a proof');
		const told = await (await gateway.get('/trust.json')).json();
		trust = told.trust;
		const wasm = await (await gateway.get(`/verifier/${bare(told.codeHash)}.wasm`)).arrayBuffer();
		verifier = await loadVerifier(wasm, told.codeHash);
	});

	after(async () => {
		await Promise.all(workers.map((worker) => worker.terminate()));
		await api?.disconnect();
		await gateway?.stop();
		await open?.stop();
		await validator?.stop();
	});

	test('is offered by a gateway that is told of public nodes, and by no other', async () => {
		const files = ['/light.json', '/static/0/light.js', '/static/0/vendor/smoldot/worker-browser.js'];
		const statuses = (gateway) => Promise.all(files.map(async (file) => (await gateway.get(file)).status));
		assert.deepEqual(await statuses(gateway), [200, 200, 200]);
		const policy = (await gateway.get('/')).headers.get('content-security-policy');
		assert.match(policy, new RegExp(`connect-src 'self' ws://127\\.0\\.0\\.1:${/tcp\/(\d+)/.exec(address)[1]};`));
		const other = await Gateway.start(validator.url);
		try {
			assert.deepEqual(await statuses(other), [404, 404, 404]);
			assert.match((await other.get('/')).headers.get('content-security-policy'), /connect-src 'self';/);
		} finally {
			await other.stop();
		}
	});

	test('serves a stranger at a public node, which finds what the gateway proves', async () => {
		const network = await (await gateway.get('/light.json')).json();
		assert.deepEqual(network.nodes, [address]);
		const proof = await proven();
		const begin = beginning(proof.bundle, proof.kept.trusted);
		assert.deepEqual([begin.number, begin.hash], [proof.block.number, proof.block.hash]);

		// Whoever lies about the first state, about voters or about authors, gets nowhere.
		const other = heard({ ...network, stateRoot: begin.hash }, begin);
		await assert.rejects(other.ended, /another chain/);
		const voters = begin.voters.map((voter) => ({ ...voter, key: `0x${'07'.repeat(32)}` }));
		const lied = [
			heard(network, { ...begin, voters }),
			heard({ ...network, authors: [`0x${'07'.repeat(32)}`] }, begin),
		];

		const { finals, ended } = heard(network, begin);
		const signal = AbortSignal.timeout(30_000);
		const compared = compare(finals, proof, () => proven(proof.kept), signal);
		const { kind, newest, shown } = await Promise.race([compared, ended]);
		assert.equal(kind, 'agrees');
		assert.ok(shown.number > begin.number);
		assert.ok(Math.abs(newest.at - Date.now()) < 20_000);
		assert.equal(await api.rpc.chain.getBlockHash(shown.number).then(String), finals.hash(shown.number));
		assert.deepEqual(lied.map(({ finals }) => finals.newest), [undefined, undefined]);
	});

	test('tells a stranger nothing where only a validator is left to ask', async () => {
		const network = await (await gateway.get('/light.json')).json();
		const proof = await proven();
		await open.kill();
		const nodes = [await validator.lightAddress()];
		const { finals } = heard({ ...network, nodes }, beginning(proof.bundle, proof.kept.trusted));
		await new Promise((resolve) => setTimeout(resolve, 6_000));
		assert.equal(finals.newest, undefined);
		// It was not for want of a network.
		const { block } = await (await gateway.get('/health')).json();
		assert.ok(block.number > proof.block.number);
	});
});
