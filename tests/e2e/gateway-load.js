// Makes a chain with many lots for scripts/gateway-load.sh, then waits to be stopped: a node with the
// lots, their leaf files in a folder, and the paths of their scan pages in random order in a file.
//
//   node gateway-load.js FOLDER [--lots 150] [--items 667]

import { randomBytes, randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gtin, uri } from '../../js/verify/src/gs1.js';
import { makeLot } from '../../js/verify/src/lot.js';
import { connect, send } from './lib/chain.js';
import { Node } from './lib/node.js';
import { confirm, found, issue, product } from './lib/world.js';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { lots: { type: 'string', default: '150' }, items: { type: 'string', default: '667' } },
});
const [folder] = positionals;
const [lots, items] = [Number(values.lots), Number(values.items)];
const PREFIX = '9521001';
const CODE = gtin(PREFIX, 1);

const node = await Node.start();
const api = await connect(node.url);
const { merchant, platform } = await found(api, {
	platform: { roles: ['Platform'] },
	merchant: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
});
await send(api, product(api, CODE), merchant.admin);

await mkdir(join(folder, 'leaves'), { recursive: true });
const paths = [];
for (let first = 0; first < lots; first += 25) {
	const made = Array.from({ length: Math.min(25, lots - first) }, (_, i) =>
		makeLot({
			issuer: merchant.id,
			gtin: CODE,
			batch: `L${first + i}`,
			count: items,
			lotKey: randomBytes(32),
		}),
	);
	const { batchAll } = api.tx.utility;
	await send(api, batchAll(made.map((lot) => issue(api, lot))), merchant.admin);
	await send(api, batchAll(made.map((lot, i) => confirm(api, first + i, lot))), platform.admin);
	for (const [i, lot] of made.entries()) {
		await writeFile(join(folder, 'leaves', `${first + i}.leaves`), lot.file);
		paths.push(...lot.items.map((item) => `/scan${new URL(uri(item)).pathname}`));
	}
	console.error(`${first + made.length} of ${lots} lots`);
}
for (let last = paths.length - 1; last > 0; last--) {
	const other = randomInt(last + 1);
	[paths[last], paths[other]] = [paths[other], paths[last]];
}
await writeFile(join(folder, 'paths'), `${paths.join('\n')}\n`);
await api.disconnect();
console.log(node.url);
setInterval(() => {}, 60_000);
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
