// Makes a chain with many lots for scripts/gateway-load.sh, then waits to be stopped: a node with the
// lots, their leaf files in a folder, and the paths of some of their items' scan pages in random order in a file.
//
//   node gateway-load.js FOLDER [--lots 150] [--count 1048576] [--items 667]
//
// A lot has `count` items, a power of two. Of `items` of them, spread over all of it, the codes are made; the leaves of
// the others are zeros, which take no room on the disk and are read and hashed as any others.

import { createHash, randomBytes, randomInt } from 'node:crypto';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { concat } from '../../js/verify/src/bytes.js';
import { gtin, uri } from '../../js/verify/src/gs1.js';
import { leafFileHeader, leafOf, secretAt, tagOf } from '../../js/verify/src/lot.js';
import { serialOf } from '../../js/verify/src/serial.js';
import { connect, send } from './lib/chain.js';
import { Node } from './lib/node.js';
import { confirm, found, issue, product } from './lib/world.js';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		lots: { type: 'string', default: '150' },
		count: { type: 'string', default: `${2 ** 20}` },
		items: { type: 'string', default: '667' },
	},
});
const [folder] = positionals;
const [lots, count, wanted] = [Number(values.lots), Number(values.count), Number(values.items)];
if (!Number.isInteger(Math.log2(count)) || wanted > count) throw new RangeError('count: not a power of two, or too small');
const PREFIX = '9521001';
const CODE = gtin(PREFIX, 1);
const RECORD = 64;

const sha256 = (...parts) => {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(part);
	return hash.digest();
};
const node = (left, right) => sha256(Uint8Array.of(1), left, right);

/** The roots over 1, 2, 4, … leaves of zeros. */
const ZEROS = [Buffer.alloc(32)];
while (2 ** ZEROS.length <= count) ZEROS.push(node(ZEROS.at(-1), ZEROS.at(-1)));

/** The root over leaves most of which are zeros, by their indices. */
function rootOver(leaves) {
	let level = leaves;
	for (let height = 0; 2 ** height < count; height++) {
		const at = (index) => level.get(index) ?? ZEROS[height];
		const above = new Map();
		for (const index of level.keys()) {
			const parent = index >>> 1;
			if (!above.has(parent)) above.set(parent, node(at(2 * parent), at(2 * parent + 1)));
		}
		level = above;
	}
	return level.get(0);
}

/** A lot of which some items are made: its leaf file is written to `path`. */
async function makeLot(path, { issuer, batch }) {
	const lotKey = randomBytes(32);
	const step = Math.floor(count / wanted);
	const items = Array.from({ length: wanted }, (_, n) => {
		const index = n * step + randomInt(step);
		const serial = serialOf(index, tagOf(lotKey, index));
		const item = { issuer, gtin: CODE, batch, serial, secret: secretAt(lotKey, index) };
		return { ...item, index, ...leafOf(item) };
	});
	const head = leafFileHeader({ issuer, gtin: CODE, batch, count });
	const file = await open(path, 'w');
	await file.truncate(head.length + RECORD * count);
	await file.write(head, 0, head.length, 0);
	const digest = createHash('sha256').update(head);
	const zeros = Buffer.alloc(RECORD * step * 2);
	let next = 0;
	const skipTo = (index) => {
		digest.update(zeros.subarray(0, RECORD * (index - next)));
		next = index;
	};
	for (const { index, leaf, commitment } of items) {
		const record = concat(leaf, commitment);
		await file.write(record, 0, RECORD, head.length + RECORD * index);
		skipTo(index);
		digest.update(record);
		next++;
	}
	while (next < count) skipTo(Math.min(count, next + step));
	await file.close();
	const root = rootOver(new Map(items.map(({ index, leaf }) => [index, leaf])));
	return { gtin: CODE, batch, count, root, leafFile: digest.digest(), items };
}

const chain = await Node.start();
const api = await connect(chain.url);
const { merchant, platform } = await found(api, {
	platform: { roles: ['Platform'] },
	merchant: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
});
await send(api, product(api, CODE), merchant.admin);

await mkdir(join(folder, 'leaves'), { recursive: true });
const paths = [];
for (let first = 0; first < lots; first += 25) {
	const made = [];
	for (let id = first; id < Math.min(first + 25, lots); id++) {
		made.push(await makeLot(join(folder, 'leaves', `${id}.leaves`), { issuer: merchant.id, batch: `L${id}` }));
	}
	const { batchAll } = api.tx.utility;
	await send(api, batchAll(made.map((lot) => issue(api, lot))), merchant.admin);
	await send(api, batchAll(made.map((lot, i) => confirm(api, first + i, lot))), platform.admin);
	for (const lot of made) paths.push(...lot.items.map((item) => `/scan${new URL(uri(item)).pathname}`));
	console.error(`${first + made.length} of ${lots} lots`);
}
for (let last = paths.length - 1; last > 0; last--) {
	const other = randomInt(last + 1);
	[paths[last], paths[other]] = [paths[other], paths[last]];
}
await writeFile(join(folder, 'paths'), `${paths.join('\n')}\n`);
await api.disconnect();
console.log(chain.url);
setInterval(() => {}, 60_000);
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
