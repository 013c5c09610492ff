// Records vectors/proof/recall.json: a real chain on which a lot is recalled, and what a gateway then proves of one of
// its items.
//
//   cargo run -p hallmark-verify-wasm --example fixture -- FOLDER
//   HALLMARK_VERIFIER=FOLDER tests/browser/run.sh --record
//
// The verifier must be that of the node's own runtime: build both from the same sources.

import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, hex, loadVerifier } from '../../js/verify/src/index.js';
import { Gateway } from '../e2e/lib/gateway.js';
import { Node } from '../e2e/lib/node.js';
import { found, hallmark, labels } from './lib/world.js';

const OUT = fileURLToPath(new URL('../../vectors/proof/recall.json', import.meta.url));
const PAPER = fileURLToPath(new URL('../../scripts/demo/licence.txt', import.meta.url));
const MARKET = 'CN';

const bare = (text) => text.replace(/^0x/, '');
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const verifier = await loadVerifier(await readFile(join(process.env.HALLMARK_VERIFIER, 'verifier.wasm')));
const folder = await mkdtemp(join(tmpdir(), 'hallmark-record-'));
const node = await Node.start();
let gateway;
try {
	const { leaves, lots } = await found(node.url, folder);
	const lot = lots.recalled;
	const [{ uri }] = await labels(lot, 3, 1, join(folder, 'labels'));
	const files = {};
	for (const name of await readdir(leaves)) files[name.replace(/\.leaves$/, '')] = await readFile(join(leaves, name));
	gateway = await Gateway.start(node.url, { files });
	await hallmark(node.url, 'larder', 'recall', `lot:${lot.lot}`, '--reason', 1, '--document', PAPER);

	const { trust } = await (await gateway.get('/trust.json')).json();
	for (;;) {
		const answer = await gateway.get(`/api/proof?uri=${encodeURIComponent(uri)}&market=${MARKET}`);
		if (answer.ok) {
			const bundle = new Uint8Array(await answer.arrayBuffer());
			const proven = await check({ verifier, trust, uri, market: MARKET, bundle });
			if (proven.answer.verdict.standing === 'stop') {
				const recorded = {
					about: `The verdict over an item whose lot was recalled, proven: what a gateway of a development chain with one \
voter gave, and the answer. tests/browser/record.js`,
					codeHash: bare(proven.codeHash),
					trust: bare(trust),
					uri,
					market: MARKET,
					bundle: bare(hex(bundle)),
					block: { ...proven.block, hash: bare(proven.block.hash) },
					at: proven.at,
					answer: proven.answer,
				};
				await writeFile(OUT, `${JSON.stringify(recorded, null, 2)}\n`);
				break;
			}
		}
		await pause(300);
	}
} finally {
	await gateway?.stop();
	await node.stop();
	await rm(folder, { recursive: true, force: true });
}
