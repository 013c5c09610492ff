// Blocks full of activations, read by the clients that others write. Each client signs a call of its own
// while activations come in all the time, and must read the block that both are in: every extrinsic of it
// with its hash, and what became of its own.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { blake2AsHex } from '@polkadot/util-crypto';
import { sr25519CreateDerive } from '@polkadot-labs/hdkd';
import { DEV_PHRASE, entropyToMiniSecret, mnemonicToEntropy } from '@polkadot-labs/hdkd-helpers';
import { Runtime } from '@subsquid/substrate-runtime';
import { DedotClient, WsProvider } from 'dedot';
import { stringToHex } from 'dedot/utils';
import { Binary, createClient } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import WebSocket from 'ws';
import { activation } from '../../../js/verify/src/activation.js';
import { rpc, send } from '../lib/chain.js';
import { chain } from '../lib/fixture.js';
import { gtin } from '../../../js/verify/src/gs1.js';
import { makeLot } from '../../../js/verify/src/lot.js';
import { alice, confirm, found, issue, product } from '../lib/world.js';

const PREFIX = '9521001';
const COUNT = 8_192;

/** So many activations go out at once, so often. */
const TOGETHER = 16;
const EVERY_MS = 200;

/** A client's block has so many at least. */
const FULL = 32;

const it = chain({
	prepare: async (api) => {
		const world = await found(api, {
			platform: { roles: ['Platform'] },
			maker: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
		});
		await send(api, product(api, gtin(PREFIX, 1)), world.maker.admin);
		const lot = makeLot({
			issuer: world.maker.id,
			gtin: gtin(PREFIX, 1),
			batch: 'MANY',
			count: COUNT,
			lotKey: randomBytes(32),
		});
		await send(api, issue(api, lot), world.maker.admin);
		await send(api, confirm(api, 0, lot), world.platform.admin);
		consumers.timer = setInterval(() => consume(api, lot.items), EVERY_MS);
	},
});
after(() => clearInterval(consumers.timer));

/** Consumers, of whom there are always some, and what went wrong for the first of them. */
const consumers = { next: 0, failure: null };

function consume(api, items) {
	for (let n = 0; n < TOGETHER; n++) {
		const item = items[consumers.next++];
		if (!item) consumers.failure ??= new Error('the lot has no items left');
		else {
			const sent = rpc(api, 'author_submitExtrinsic', activation({ lot: 0, ...item }));
			sent.catch((error) => (consumers.failure ??= error));
		}
	}
}

/**
 * Checks what a client read of its block against the node: `hashes` of all extrinsics in their order, the
 * names of their `calls` where the client decodes them, `own` hash, and the names of the `events` of its own.
 */
async function check({ block, own, succeeded, events, hashes, calls }) {
	const { extrinsics } = (await rpc(it.api, 'chain_getBlock', block)).block;
	// Length in two bytes, bare version 5, pallet 21, call 12.
	const activations = extrinsics.filter((bytes) => /^0x..[0-9a-f]{2}05150c/.test(bytes)).length;
	assert.ok(activations >= FULL, `${activations} activations in the block`);
	assert.deepEqual(
		hashes,
		extrinsics.map((bytes) => blake2AsHex(bytes)),
	);
	assert.ok(hashes.includes(own), 'the own extrinsic is in the block');
	assert.equal(succeeded, true);
	assert.deepEqual(
		events.map((name) => name.toLowerCase()).filter((name) => name.startsWith('merchantregistry')),
		['merchantregistry.profileupdated'],
	);
	if (calls) assert.equal(calls.filter((name) => name === 'activate').length, activations);
	assert.equal(consumers.failure, null);
}

const python = async (packages, script) => {
	const binary = `${process.env.HALLMARK_PYTHONS}/${packages}/bin/python`;
	const path = fileURLToPath(new URL(script, import.meta.url));
	const args = [path, it.node.url, `Read by ${packages}`];
	const { stdout } = await promisify(execFile)(binary, args, {
		timeout: 120_000,
		maxBuffer: 2 ** 24,
	});
	return JSON.parse(stdout);
};

test('substrate-interface reads a block full of activations', async () => {
	await check(await python('substrate-interface', 'substrate_interface_block.py'));
});

test('async-substrate-interface reads a block full of activations', async () => {
	await check(await python('async-substrate-interface', 'async_substrate_block.py'));
});

test('aio-substrate-interface reads a block full of activations', async () => {
	await check(await python('aio-substrate-interface', 'async_substrate_block.py'));
});

/** Renames Alice's organisation with polkadot.js. */
async function rename(name) {
	const own = await it.api.tx.merchantRegistry.updateProfile(name, null).signAsync(alice, { nonce: -1 });
	const done = await new Promise((resolve, reject) => {
		own
			.send(({ status, events, dispatchError }) => {
				if (dispatchError) reject(new Error(dispatchError.toString()));
				if (status.isInBlock) resolve({ block: status.asInBlock.toHex(), events });
			})
			.catch(reject);
	});
	return { own: own.hash.toHex(), ...done };
}

test('polkadot.js reads a block full of activations', async () => {
	const { own, block, events } = await rename('Read by polkadot.js');
	const { extrinsics } = (await it.api.rpc.chain.getBlock(block)).block;
	await check({
		block,
		own,
		succeeded: true,
		events: events.map(({ event }) => `${event.section}.${event.method}`),
		hashes: extrinsics.map(({ hash }) => hash.toHex()),
		calls: extrinsics.map(({ method }) => method.method),
	});
});

test('what subsquid decodes blocks with reads a block full of activations', async () => {
	const { own, block } = await rename('Read by subsquid');
	const { extrinsics } = (await rpc(it.api, 'chain_getBlock', block)).block;
	const version = await rpc(it.api, 'state_getRuntimeVersion', block);
	const runtime = new Runtime(version, await rpc(it.api, 'state_getMetadata', block));
	const decoded = extrinsics.map((bytes) => runtime.decodeExtrinsic(bytes));
	const hashes = extrinsics.map((bytes) => blake2AsHex(bytes));
	const key = runtime.encodeStorageKey('System.Events');
	const stored = await rpc(it.api, 'state_getStorage', key, block);
	const events = runtime
		.decodeStorageValue('System.Events', stored)
		.filter(({ phase }) => phase.value === hashes.indexOf(own))
		.map(({ event }) => `${event.__kind}.${event.value.__kind}`);
	await check({
		block,
		own,
		succeeded: events.includes('System.ExtrinsicSuccess'),
		events,
		hashes,
		calls: decoded.map(({ call }) => call.value.__kind),
	});
});

test('PAPI reads a block full of activations', async () => {
	const client = createClient(getWsProvider(it.node.url, { websocketClass: WebSocket }));
	try {
		const api = client.getUnsafeApi();
		const mini = entropyToMiniSecret(mnemonicToEntropy(DEV_PHRASE));
		const keys = sr25519CreateDerive(mini)('//Alice');
		const signer = getPolkadotSigner(keys.publicKey, 'Sr25519', keys.sign);
		const profile = { name: Binary.fromText('Read by PAPI'), gln: undefined };
		const done = await api.tx.MerchantRegistry.update_profile(profile).signAndSubmit(signer);
		const body = await client.getBlockBody(done.block.hash);
		await check({
			block: done.block.hash,
			own: done.txHash,
			succeeded: done.ok,
			events: done.events.map(({ type, value }) => `${type}.${value.type}`),
			hashes: body.map((bytes) => blake2AsHex(bytes)),
		});
	} finally {
		client.destroy();
	}
});

test('dedot reads a block full of activations', async () => {
	const client = await DedotClient.new(new WsProvider(it.node.url));
	try {
		const call = client.tx.merchantRegistry.updateProfile(stringToHex('Read by dedot'), undefined);
		const done = await call.signAndSend(alice).untilFinalized();
		const block = done.status.value.blockHash;
		const bytes = await client.block.body(block);
		const extrinsics = bytes.map((it) => client.registry.$Extrinsic.tryDecode(it));
		await check({
			block,
			own: done.txHash,
			succeeded: done.dispatchError === undefined,
			events: done.events.map(({ event }) => `${event.pallet}.${event.palletEvent.name}`),
			hashes: extrinsics.map(({ hash }) => hash),
			calls: extrinsics.map(({ call }) => call.palletCall.name.toLowerCase()),
		});
	} finally {
		await client.disconnect();
	}
});
