// What every integrator needs: connect, send, read what came of it.

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

const FINALITY_TIMEOUT = 60_000;

/** Connects. Nothing is said of the chain's types: they come from its metadata. */
export function connect(url) {
	return ApiPromise.create({ provider: new WsProvider(url) });
}

const keyring = new Keyring({ type: 'sr25519' });

/** The key pair of a secret URI, such as `//Alice`. */
export function key(uri) {
	return keyring.addFromUri(uri);
}

/** A transaction that is in no block because the node's pool refused it. */
export class Refused extends Error {
	name = 'Refused';

	constructor({ code, message, data }) {
		super(message);
		this.code = code;
		/** Ours, from `Custom error: N`; undefined for what every Substrate node refuses. */
		this.custom = Number(/Custom error: (\d+)/.exec(`${message} ${data ?? ''}`)?.[1] ?? NaN);
		if (Number.isNaN(this.custom)) this.custom = undefined;
	}
}

/** A transaction that is in a block and did nothing: `reason` is `pallet.Error`. */
export class Failed extends Error {
	name = 'Failed';

	constructor(reason) {
		super(reason);
		this.reason = reason;
	}
}

/** The name of a dispatch error, such as `merchantRegistry.InvalidCountry`. */
export function nameOf(api, error) {
	if (!error.isModule) return error.type;
	const { section, name } = api.registry.findMetaError(error.asModule);
	return `${section}.${name}`;
}

/**
 * Signs and sends a call, and waits until its block is final. Gives the block, its number and the
 * call's events; throws `Refused` or `Failed`.
 */
export function send(api, call, signer, options = {}) {
	return watch(api, (onStatus) => call.signAndSend(signer, { nonce: -1, ...options }, onStatus));
}

/** Sends calls of one signer at once, without waiting for one before the next. */
export async function sendAll(api, calls, signer) {
	const nonce = await api.rpc.system.accountNextIndex(signer.address);
	return Promise.all(
		calls.map((call, i) => send(api, call, signer, { nonce: nonce.toNumber() + i })),
	);
}

function watch(api, submit) {
	return new Promise((resolve, reject) => {
		let unsubscribe = () => {};
		// Nobody says any more what became of it: whoever sent it asks the chain before sending again.
		const cutOff = () =>
			done(reject, new Error('the connection was lost with a transaction under way'));
		api.once('disconnected', cutOff);
		const done = (finish, value) => {
			clearTimeout(timer);
			api.off('disconnected', cutOff);
			unsubscribe();
			finish(value);
		};
		const timer = setTimeout(
			() => done(reject, new Error('a transaction is not final after a minute')),
			FINALITY_TIMEOUT,
		);
		submit(({ status, events, dispatchError, internalError, blockNumber }) => {
			if (internalError) return done(reject, internalError);
			if (status.isInvalid || status.isDropped || status.isUsurped || status.isFinalityTimeout) {
				return done(reject, new Error(`a transaction is lost: ${status.type}`));
			}
			if (!status.isFinalized) return;
			if (dispatchError) return done(reject, new Failed(nameOf(api, dispatchError)));
			done(resolve, {
				block: status.asFinalized.toHex(),
				number: blockNumber.toNumber(),
				events: events.map(({ event }) => event),
			});
		}).then(
			(stop) => (unsubscribe = stop),
			(error) => done(reject, 'code' in error ? new Refused(error) : error),
		);
	});
}

/** The events called `pallet.Event`, as plain values. */
export function eventsOf({ events }, name) {
	return events
		.filter(({ section, method }) => `${section}.${method}` === name)
		.map(({ data }) => Object.fromEntries(data.names.map((field, i) => [field, data[i].toJSON()])));
}

/** What became of each call of a `utility.forceBatch`: `ok`, or the error's name. */
export function outcomes(api, { events }) {
	return events
		.filter(({ section }) => section === 'utility')
		.flatMap(({ method, data }) => {
			if (method === 'ItemCompleted') return ['ok'];
			if (method === 'ItemFailed') return [nameOf(api, data.error)];
			return [];
		});
}

/** Sends calls in one batch of which each does what it can, and says what became of each. */
export async function sendEach(api, calls, signer) {
	return outcomes(api, await send(api, api.tx.utility.forceBatch(calls), signer));
}

/**
 * Sends calls of one signer at once, each in a transaction of its own, and says what became of each. The
 * weight of a batch would be what all of its calls could cost.
 */
export async function sendApart(api, calls, signer) {
	const nonce = await api.rpc.system.accountNextIndex(signer.address);
	const heard = (error) => {
		if (error instanceof Failed) return error.reason;
		throw error;
	};
	return Promise.all(
		calls.map((call, i) =>
			send(api, call, signer, { nonce: nonce.toNumber() + i }).then(() => 'ok', heard),
		),
	);
}

/** Has the council do something by the motion of one member, which is enough in a council of one. */
export async function motion(api, member, call) {
	const length = call.method.encodedLength;
	const result = await send(api, api.tx.council.propose(1, call, length), member);
	const { data } = result.events.find(
		({ section, method }) => section === 'council' && method === 'Executed',
	);
	if (data.result.isErr) throw new Failed(nameOf(api, data.result.asErr));
	return result;
}

/** Calls a method of the node that polkadot.js does not know, such as `trace_verify`. */
export function rpc(api, method, ...params) {
	return api._rpcCore.provider.send(method, params);
}

/** Waits until `check` gives something, asking again at each new block. */
export async function until(api, check, what = 'something') {
	const deadline = Date.now() + FINALITY_TIMEOUT;
	while (Date.now() < deadline) {
		const value = await check();
		if (value) return value;
		await nextBlock(api);
	}
	throw new Error(`${what} did not happen within a minute`);
}

/** Waits for the next block. */
export async function nextBlock(api) {
	const { number } = await api.rpc.chain.getHeader();
	await new Promise((resolve, reject) => {
		const stop = api.rpc.chain.subscribeNewHeads((header) => {
			if (header.number.toBigInt() > number.toBigInt()) stop.then((end) => (end(), resolve()));
		});
		stop.catch(reject);
	});
}

/** Shows the chain that a block is final, by the votes that made it so, once it is. */
export async function showFinal(api, block, signer) {
	const final = async () => {
		const head = await api.rpc.chain.getFinalizedHead();
		return (await api.rpc.chain.getHeader(head)).number.toNumber();
	};
	await until(api, async () => (await final()) >= block, `block ${block} to be final`);
	const proof = await rpc(api, 'grandpa_proveFinality', await final());
	// The block's hash, the votes with their length, and headers.
	const votes = api.createType('Bytes', Buffer.from(proof.slice(2), 'hex').subarray(32));
	await send(api, api.tx.randomnessBeacon.proveFinal(votes.toHex()), signer);
}
