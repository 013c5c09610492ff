// A chain for the tests of one file.

import { after, before } from 'node:test';
import { connect } from './chain.js';
import { Node } from './node.js';

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
