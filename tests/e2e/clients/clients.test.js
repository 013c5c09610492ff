// Clients that others write, each against the same scenario, on one chain one after the other.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Keyring } from '@polkadot/keyring';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { sr25519CreateDerive } from '@polkadot-labs/hdkd';
import { DEV_PHRASE, entropyToMiniSecret, mnemonicToEntropy } from '@polkadot-labs/hdkd-helpers';
import { DedotClient, WsProvider } from 'dedot';
import { stringToHex } from 'dedot/utils';
import { Binary, createClient } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import * as smoldot from 'smoldot';
import WebSocket from 'ws';
import { Node } from '../lib/node.js';

const LIGHT_PORT = 20_000 + (process.pid % 10_000);

let node;

before(async () => {
	await cryptoWaitReady();
	// A light client in JavaScript reaches a node by WebSocket.
	node = await Node.start(['--listen-addr', `/ip4/127.0.0.1/tcp/${LIGHT_PORT}/ws`]);
});
after(() => node?.stop());

const text = (hex) => Buffer.from(hex.slice(2), 'hex').toString();

test('PAPI reads, signs, and takes texts as they are', async () => {
	const client = createClient(getWsProvider(node.url, { websocketClass: WebSocket }));
	try {
		const api = client.getUnsafeApi();
		const mini = entropyToMiniSecret(mnemonicToEntropy(DEV_PHRASE));
		const keys = sr25519CreateDerive(mini)('//Alice');
		const alice = getPolkadotSigner(keys.publicKey, 'Sr25519', keys.sign);
		const name = async () => Binary.toText((await api.apis.TraceApi.organisation(0)).name);
		assert.equal(await name(), 'Member A');
		const rename = { name: Binary.fromText('0x4142'), gln: undefined };
		const { ok, events } = await api.tx.MerchantRegistry.update_profile(rename).signAndSubmit(alice);
		assert.equal(ok, true);
		assert.ok(events.some(({ type, value }) => `${type}.${value.type}` === 'MerchantRegistry.ProfileUpdated'));
		assert.equal(await name(), '0x4142');
	} finally {
		client.destroy();
	}
});

test('dedot reads, signs, and takes texts given as bytes', async () => {
	const client = await DedotClient.new(new WsProvider(node.url));
	try {
		const alice = new Keyring({ type: 'sr25519' }).addFromUri('//Alice');
		const rename = async (name) => {
			const call = client.tx.merchantRegistry.updateProfile(name, undefined);
			const { dispatchError, events } = await call.signAndSend(alice).untilFinalized();
			assert.equal(dispatchError, undefined);
			assert.ok(events.some(({ event }) => event.pallet === 'MerchantRegistry'));
			return text((await client.call.traceApi.organisation(0)).name);
		};
		assert.equal(await rename('0x4142'), 'AB');
		assert.equal(await rename(stringToHex('0x4142')), '0x4142');
	} finally {
		await client.disconnect();
	}
});

test('substrate-interface reads, signs, and takes texts given as bytes', async () => {
	const script = fileURLToPath(new URL('substrate_interface.py', import.meta.url));
	const python = `${process.env.HALLMARK_PYTHONS}/substrate-interface/bin/python`;
	const { stdout } = await promisify(execFile)(python, [script, node.url], { timeout: 240_000 });
	assert.deepEqual(stdout.trim().split('\n'), ['hallmark', 'AB', '0x4142']);
});

test('smoldot follows the chain from its specification and reads with proof', async () => {
	const client = smoldot.start({ maxLogLevel: 1, logCallback: () => {} });
	try {
		const specification = JSON.parse(readFileSync(process.env.HALLMARK_CHAIN, 'utf8'));
		const { result: peer } = await ask(node.url, 'system_localPeerId');
		specification.bootNodes = [`/ip4/127.0.0.1/tcp/${LIGHT_PORT}/ws/p2p/${peer}`];
		const chain = await client.addChain({ chainSpec: JSON.stringify(specification) });
		const { hash, name } = await follow(chain);
		assert.match(hash, /^0x[0-9a-f]{64}$/);
		assert.match(name, /0x4142|Member A|AB/);
	} finally {
		await client.terminate();
	}
});

/** Asks a node one question by WebSocket. */
function ask(url, method, ...params) {
	return new Promise((resolve, reject) => {
		const socket = new WebSocket(url);
		socket.on('open', () => socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })));
		socket.on('message', (data) => {
			socket.close();
			resolve(JSON.parse(data));
		});
		socket.on('error', reject);
	});
}

/** Follows a light client's chain until it knows a final block past the first, and asks there. */
async function follow(chain) {
	const call = (id, method, params) =>
		chain.sendJsonRpc(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
	call('follow', 'chainHead_v1_follow', [true]);
	let [subscription, hash] = [];
	for await (const line of chain.jsonRpcResponses) {
		const message = JSON.parse(line);
		if (message.id === 'follow') subscription = message.result;
		if (message.id === 'call') assert.equal(message.result.result, 'started');
		const event = message.params?.result;
		if (event?.event === 'stop') throw new Error('the light client stopped following');
		if (event?.event === 'finalized' && !hash) {
			hash = event.finalizedBlockHashes.at(-1);
			call('call', 'chainHead_v1_call', [subscription, hash, 'TraceApi_organisation', '0x00000000']);
		}
		if (event?.event === 'operationCallDone') {
			return { hash, name: Buffer.from(event.output.slice(2), 'hex').toString('latin1') };
		}
		if (/^operation(Error|Inaccessible)$/.test(event?.event ?? '')) throw new Error(line);
	}
	throw new Error('the light client ended');
}
