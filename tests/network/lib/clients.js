// Clients that write all the time, each as a member, each by a node of its own.

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { setTimeout as sleep } from 'node:timers/promises';

// polkadot.js writes each lost connection to the console, and these tests lose many on purpose.
for (const level of ['warn', 'error']) {
	const write = console[level];
	console[level] = (...words) => {
		if (!/\b(API\/INIT|API-WS|REGISTRY|RPC-CORE):/.test(words.join(' '))) write(...words);
	};
}

const PAUSE = 500;
/** How long a client waits for a write to be final before it goes on with another. */
const PATIENCE = 60_000;

/** Opens a connection that comes back by itself. */
export function connect(network, node) {
	const provider = new WsProvider(network.url(node), 1_000, {}, 60_000);
	return ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: false });
}

export class Clients {
	#stopped = false;
	#running = [];

	/** How many writes each client has under way or done. */
	sent = 0;

	/** Members write, each by its own validator, `together` facilities in one write. */
	static async start(network, checker, together = 1) {
		const clients = new Clients();
		const keyring = new Keyring({ type: 'sr25519' });
		for (const node of network.validators) {
			const api = await connect(network, node);
			const signer = keyring.addFromUri(network.secret(node));
			clients.#running.push(clients.#write(api, node, signer, checker, together));
		}
		return clients;
	}

	async #write(api, node, signer, checker, together) {
		for (let round = 0; !this.#stopped; round++) {
			await sleep(PAUSE);
			if (!api.isConnected) continue;
			// The form of a call may change with an upgrade, so it is made anew each time.
			const works = (part) => `${node}, works ${round}${together > 1 ? `, hall ${part}` : ''}`;
			const register = (part) => api.tx.merchantRegistry.registerFacility(works(part), 'CN', null);
			const calls = Array.from({ length: together }, (_, part) => register(part));
			const call = together > 1 ? api.tx.utility.batchAll(calls) : calls[0];
			let write;
			try {
				await call.signAsync(signer, { nonce: -1 });
				write = call.hash.toHex();
				this.sent++;
				checker.hear(node, write, await watched(api, call));
			} catch {
				// Its node went away, or did not hear of the others: whether the write was taken, only the chain says.
				if (write) checker.lose(write);
			}
		}
		await api.disconnect();
	}

	/** Ends writing. What is under way is waited for. */
	async stop() {
		this.#stopped = true;
		await Promise.all(this.#running);
	}
}

/** Sends a signed call and waits until its block is final; gives the block and its number. */
function watched(api, call) {
	return new Promise((resolve, reject) => {
		let unsubscribe = () => {};
		const fail = (why) => done(reject, new Error(why));
		const cutOff = () => fail('the connection was lost');
		const timer = setTimeout(() => fail('it is not final in time'), PATIENCE);
		const done = (finish, value) => {
			clearTimeout(timer);
			api.off('disconnected', cutOff);
			unsubscribe();
			finish(value);
		};
		api.once('disconnected', cutOff);
		call
			.send(({ status, blockNumber, dispatchError }) => {
				if (status.isInvalid || status.isDropped || status.isUsurped || status.isFinalityTimeout) {
					return fail(status.type);
				}
				if (!status.isFinalized) return;
				if (dispatchError) return fail('the call failed');
				done(resolve, { block: status.asFinalized.toHex(), number: blockNumber.toNumber() });
			})
			.then((stop) => (unsubscribe = stop), reject);
	});
}
