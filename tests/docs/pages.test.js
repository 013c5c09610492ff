// The commands of the pages of docs/, run as they stand there: each page in a folder of its own, its blocks in their order,
// before one chain that has what the pages speak of. A block of a shell that is neither run nor says why not fails.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeLot } from '../../js/verify/src/lot.js';
import { connect, motion, send } from '../e2e/lib/chain.js';
import { Node } from '../e2e/lib/node.js';
import { alice, confirm, found, issue } from '../e2e/lib/world.js';
import { blocksOf, run } from './lib.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const GTIN = '09521001000017';
/** The first days of a month, and its last ones, as a page writes them: the chain of a test has today alone. */
const TODAY = new Date().toISOString().slice(0, 10);

/**
 * What a reader of each page has at hand besides what stands on it: `before` runs first, `instead` says what stands for what a
 * page cannot know, and `after` shows that what the commands began has come to its end.
 * @type {Record<string, { before?: string, instead?: Record<string, string>, after?: string }>}
 */
const PAGES = {
	'gateway.md': {},
	'resolver.md': { before: 'hallmark-gateway --node ws://127.0.0.1:9944 --leaves leaves --trust chain.json' },
	'index.md': {},
	'console.md': {},
	'api.md': {
		after: 'until command curl --silent http://127.0.0.1:8080/api/v1/products/09521001000109 | grep "Green tea"; do sleep 0.5; done',
	},
	'epcis.md': {
		after: 'until curl http://127.0.0.1:8080$JOB -H "Authorization: Bearer $KEY" | jq --exit-status .success; do sleep 0.5; done',
	},
	'audit.md': {
		before: 'hallmark-gateway --node ws://127.0.0.1:9944 --leaves leaves --trust chain.json --database index.db',
		instead: { '2026-11-01': TODAY, '2026-11-30': TODAY },
	},
	'links.md': {},
	'labels.md': {
		before: `hallmark lot issue --gtin ${GTIN} --batch LABELS --count 600 --out my-lots --signer @operator.key`,
	},
	'pack.md': {},
};

const it = {};

before(async () => {
	it.folder = await mkdtemp(join(tmpdir(), 'hallmark-docs-'));
	it.node = await Node.start(['--state-pruning', 'archive', '--blocks-pruning', 'archive'], { port: 9944 });
	it.api = await connect(it.node.url);
	it.files = await trade(it.api);
	it.bin = join(it.folder, 'bin');
	await mkdir(it.bin);
	await symlink(process.env.HALLMARK_CLI, join(it.bin, 'hallmark'));
	await symlink(process.env.HALLMARK_GATEWAY, join(it.bin, 'hallmark-gateway'));
	await symlink(process.env.HALLMARK_NODE, join(it.bin, 'hallmark-node'));
});

after(async () => {
	await it.api?.disconnect();
	await it.node?.stop();
	if (it.folder) await rm(it.folder, { recursive: true, force: true });
});

/**
 * The trade that pages tell of, with the names and numbers that it has on the chain of scripts/run.sh: organisation 3 is
 * southern-larder, whose lots are 0 to 20; shipments go to the importer. Gives the lots' leaf files by name.
 */
async function trade(api) {
	const merchant = { roles: ['Merchant', 'Manufacturer'] };
	const world = await found(api, {
		Platform: { roles: ['Platform'] },
		Customs: { roles: ['CustomsAuthority'] },
		'southern-larder': { ...merchant, country: 'AU', prefix: '952100' },
		'tasman-provisions': { ...merchant, country: 'NZ', prefix: '952101' },
		alpine: { roles: ['InspectionAgency'], country: 'CH' },
		line: { roles: ['Carrier'], country: 'AU' },
		importer: { roles: ['Merchant', 'Warehouse'], gln: '9521090000073' },
	});
	await motion(api, alice, api.tx.productIdentity.registerProductTypes(['Other Drinks', 'Alcohol']));
	const larder = world['southern-larder'];
	assert.equal(larder.id, 3);
	const { registerProduct } = api.tx.productIdentity;
	const details = { name: 'Cocktail mix, margarita', hs: { code: '220870', edition: 2022 }, origin: 'AU', sheet: null };
	const lots = Array.from({ length: 21 }, (_, i) =>
		makeLot({ issuer: larder.id, gtin: GTIN, batch: `SO26-${String(i).padStart(2, '0')}`, count: i === 9 ? 5200 : 8, lotKey: randomBytes(32) }),
	);
	await send(api, api.tx.utility.batchAll([registerProduct(GTIN, 0, details), ...lots.map((lot) => issue(api, lot))]), larder.admin);
	await send(api, api.tx.utility.batchAll(lots.map((lot, id) => confirm(api, id, lot))), world.Platform.admin);
	const leg = { mode: 'Maritime', from: 'AUMEL', to: 'CNNBO', carrier: world.line.id, vessel: 'Southern Star 21', container: null, seal: null };
	const book = (lot) => api.tx.logistics.bookShipment({ Organisation: world.importer.id }, [{ lot, ranges: [{ start: 0, end: 8 }] }], [leg], []);
	await send(api, api.tx.utility.batchAll([0, 1, 2, 3, 4].map(book)), larder.admin);
	it.code = `https://id.gs1.org/01/${GTIN}/10/${lots[4].batch}/21/${lots[4].items[3].serial}`;
	return Object.fromEntries(lots.map((lot, id) => [`lot-${id}`, lot.file]));
}

/** A folder as a reader of a page has it. */
async function desk(page) {
	const folder = join(it.folder, page);
	await mkdir(join(folder, 'leaves'), { recursive: true });
	for (const [name, file] of Object.entries(it.files)) await writeFile(join(folder, 'leaves', `${name}.leaves`), file);
	await symlink(process.env.HALLMARK_CHAIN, join(folder, 'chain.json'));
	await symlink(join(ROOT, 'tests/api/node_modules'), join(folder, 'node_modules'));
	await writeFile(join(folder, 'operator.key'), '//southern-larder\n', { mode: 0o600 });
	return folder;
}

const wanted = (process.env.HALLMARK_PAGES || Object.keys(PAGES).join(' ')).split(' ');
for (const page of wanted) {
	test(`commands of docs/${page}`, async () => {
		const { before: first = '', instead = {}, after: last = '' } = PAGES[page] ?? {};
		const folder = await desk(page);
		const env = { PATH: `${it.bin}:${process.env.PATH}`, HALLMARK_URL: it.node.url, URI: it.code };
		const shell = async (script, where, ends = 0) => {
			const { status, out } = await run(folder, script, env);
			assert.equal(status, ends, `${where} ended with ${status}\n${script}\n${out}`);
			return out;
		};
		if (first) await shell(first, 'what comes before');
		try {
			const blocks = blocksOf(await readFile(join(ROOT, 'docs', page), 'utf8'));
			let said;
			for (const { line, language, text, file, notRun, ends, stopped } of blocks) {
				const where = `docs/${page}:${line}`;
				if (file) await writeFile(join(folder, file), text);
				else if (notRun) console.log(`  ${where} is not run: ${notRun}`);
				else if (language === 'sh') {
					const script = Object.entries(instead).reduce((text, [a, b]) => text.replaceAll(a, b), text);
					said = await shell(stopped ? `stop_gateway\n${script}` : script, where, ends);
				} else if (language === 'console') {
					// What the commands before it said, where that is always the same.
					for (const wanted of text.split('\n').filter((line) => line && line !== '…'))
						assert.ok(said?.includes(wanted), `${where}: the commands before it did not say ${wanted}, but\n${said}`);
				}
			}
			if (last) await shell(last, 'what comes of it');
		} finally {
			await run(folder, 'stop_gateway', env);
		}
	});
}

test('no page has a block in a shell that looks like none', async () => {
	for (const page of wanted)
		for (const { line, language, text, file, notRun } of blocksOf(await readFile(join(ROOT, 'docs', page), 'utf8')))
			if (!file && !notRun && language !== 'sh' && language !== 'console')
				assert.doesNotMatch(text, /^(\$ )?(hallmark|hallmark-gateway|hallmark-node|curl|npx|scripts\/\S+) /m, `docs/${page}:${line} has commands, and is no block of sh`);
});
