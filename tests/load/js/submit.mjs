// Submits transactions as a client library does: `submit.mjs polkadot-js|papi URL CONNECTIONS`.
//
// It reads a line of JSON for each: {"id": 1, "tx": "0x…"} to submit, {"done": 1} once it is in a block.
// It writes {"id": 1} when the library took it for accepted, or {"id": 1, "refused": "…"}.

import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

// The packages are those of the tests from outside; HALLMARK_PACKAGES names another folder that has them.
const { HALLMARK_PACKAGES } = process.env;
const require = createRequire(
	HALLMARK_PACKAGES ? `${HALLMARK_PACKAGES}/` : new URL('../../e2e/', import.meta.url),
);
const [library, url, connections] = process.argv.slice(2);

const tell = (id, error) =>
	process.stdout.write(`${JSON.stringify(error ? { id, refused: String(error.message ?? error) } : { id })}\n`);

/** polkadot.js: submits, and hears from the pool at once. */
async function polkadotJs() {
	const { ApiPromise, WsProvider } = require('@polkadot/api');
	const apis = [];
	for (let i = 0; i < Number(connections); i += 1) {
		apis.push(await ApiPromise.create({ provider: new WsProvider(url), noInitWarn: true }));
	}
	return {
		submit: (id, tx) => {
			apis[id % apis.length].rpc.author.submitExtrinsic(tx).then(
				() => tell(id),
				(error) => tell(id, error),
			);
		},
		done: () => {},
	};
}

/** PAPI: has the node broadcast it, and stops that once it is in a block. */
async function papi() {
	const { createClient } = require('@polkadot-api/substrate-client');
	const { WebSocket } = require('@polkadot/x-ws');
	const clients = [];
	for (let i = 0; i < Number(connections); i += 1) {
		const socket = new WebSocket(url);
		await new Promise((resolve, reject) => {
			socket.onopen = resolve;
			socket.onerror = reject;
		});
		const provider = (onMessage) => {
			socket.onmessage = ({ data }) => onMessage(data);
			return { send: (message) => socket.send(message), disconnect: () => socket.close() };
		};
		clients.push(createClient(provider));
	}
	const stops = new Map();
	return {
		submit: (id, tx) => {
			let refused = false;
			const stop = clients[id % clients.length].transaction(tx, (error) => {
				refused = true;
				stops.delete(id);
				tell(id, error);
			});
			if (!refused) {
				stops.set(id, stop);
				tell(id);
			}
		},
		done: (id) => {
			stops.get(id)?.();
			stops.delete(id);
		},
	};
}

const client = await (library === 'papi' ? papi() : polkadotJs());
process.stdout.write('{}\n');
for await (const line of createInterface(process.stdin)) {
	const { id, tx, done } = JSON.parse(line);
	if (tx) client.submit(id, tx);
	else client.done(done);
}
process.exit(0);
