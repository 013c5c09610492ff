// A chain for the tests of one file.

import { after, before } from 'node:test';
import { connect } from './chain.js';
import { Node } from './node.js';

// polkadot.js also writes every refusal to the console, and these tests have calls refused on purpose.
for (const level of ['warn', 'error']) {
	const write = console[level];
	console[level] = (...words) => {
		if (!/\b(API\/INIT|API-WS|REGISTRY|RPC-CORE):/.test(words.join(' '))) write(...words);
	};
}

/** Starts a node before the file's tests and stops it after them. What is returned is filled in between. */
export function chain({ args = [], prepare = async () => ({}) } = {}) {
	const it = {};
	before(async () => {
		it.node = await Node.start(args);
		it.api = await connect(it.node.url);
		Object.assign(it, await prepare(it.api));
	});
	after(async () => {
		await it.api?.disconnect();
		await it.node?.stop();
	});
	return it;
}
