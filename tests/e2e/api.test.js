// The API of a gateway with an index: what programs read, by hand and by clients made of its description.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { stringToHex, u8aToHex, u8aWrapBytes } from '@polkadot/util';
import { gtin, uri } from '../../js/verify/src/gs1.js';
import { makeLot } from '../../js/verify/src/lot.js';
import { send } from './lib/chain.js';
import { commands } from './lib/cli.js';
import { chain } from './lib/fixture.js';
import { Gateway, command } from './lib/gateway.js';
import { found, issue, product } from './lib/world.js';

const CLIENTS = new URL('../api/run.sh', import.meta.url).pathname;
const PREFIX = '9521008';
const CODES = [1, 2, 3].map((number) => gtin(PREFIX, number));

const it = chain({
	prepare: async (api) => {
		const world = await found(api, {
			platform: { roles: ['Platform'] },
			merchant: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
			authority: { roles: ['CustomsAuthority'], country: 'CN' },
		});
		const issuer = world.merchant.id;
		const lot = makeLot({ issuer, gtin: CODES[0], batch: 'LOT-1', count: 4, lotKey: randomBytes(32) });
		const calls = [...CODES.map((code) => product(api, code, { name: `Tea, "${code}"` })), issue(api, lot)];
		await send(api, api.tx.utility.batchAll(calls), world.merchant.admin);
		const { reviseProduct } = api.tx.productIdentity;
		const details = { name: 'Tea, as it is called now', hs: { code: '090210', edition: 2022 }, origin: 'BE', sheet: null };
		await send(api, reviseProduct(CODES[2], details), world.merchant.admin);
		const gateway = await Gateway.start(it.node.url, { args: ['--trust-loopback'] });
		await gateway.halt();
		const keys = join(gateway.folder, 'keys.json');
		// All that a merchant's operator who signs at home may ask for.
		const scopes = 'products:write,lots:write,notices:write,logistics:write,customs:write,calls:write,epcis:capture,webhooks';
		const made = command('key', 'add', '--keys', keys, '--operator', world.merchant.admin.address, '--scopes', scopes, '--rate', '1000');
		assert.equal(made.status, 0, made.stderr);
		gateway.args.push('--database', join(gateway.folder, 'index.db'), '--keys', keys);
		await gateway.boot();
		const head = (await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead())).number.toNumber();
		await gateway.until(async () => {
			const { index } = await (await gateway.get('/health')).json();
			return index?.block >= head;
		}, `block ${head} in the index`);
		return { world, gateway, key: made.stdout.trim() };
	},
});
after(() => it.gateway?.stop());

/** What is at a path: status, headers and body. */
async function ask(path, options) {
	const answer = await it.gateway.get(path, options);
	const text = await answer.text();
	const isJson = /json/.test(answer.headers.get('content-type') ?? '');
	return { status: answer.status, headers: answer.headers, body: isJson && text ? JSON.parse(text) : text };
}

test('records lead to each other and say up to which block they are known', async () => {
	const { status, headers, body } = await ask(`/api/v1/products/${CODES[0]}`);
	assert.equal(status, 200);
	assert.ok(Number(headers.get('x-hallmark-block')) >= body.updated);
	assert.equal(body.standing.name, `Tea, "${CODES[0]}"`);
	assert.match(body.registeredAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
	const registrant = await ask(body.links.registrant);
	assert.equal(registrant.body.id, it.world.merchant.id);
	const lots = await ask(body.links.lots);
	assert.equal(lots.body.items.length, 1);
	const [lot] = lots.body.items;
	assert.deepEqual([lot.batch, lot.count, lot.kind], ['LOT-1', 4, 'Merkle']);
	const leaves = await ask(lot.links.leaves);
	assert.equal(leaves.body.links.leafFile, `/leaf-files/${lot.merkle.leafFile.slice(2)}`);
	const journal = await ask(lot.links.journal);
	assert.equal(journal.body.items[0].kind, 'LotIssued');
	const extrinsic = await ask(journal.body.items[0].links.extrinsic);
	assert.equal(extrinsic.body.pallet, 'Utility');
	assert.equal(extrinsic.body.outcome, 'succeeded');
	const byHash = await ask(`/api/v1/extrinsics/${extrinsic.body.hash}`);
	assert.deepEqual(byHash.body.items, [extrinsic.body]);
});

test('content that the client has is not sent again', async () => {
	const path = `/api/v1/organisations/${it.world.merchant.id}`;
	const tag = (await ask(path)).headers.get('etag');
	assert.match(tag, /^"[0-9a-f]{32}"$/);
	const again = await ask(path, { headers: { 'if-none-match': tag } });
	assert.deepEqual([again.status, again.body], [304, '']);
	const head = await ask(path, { method: 'HEAD' });
	assert.deepEqual([head.status, head.body, head.headers.get('etag')], [200, '', tag]);
});

test('reports are read at the desk by those whom they concern, and by nobody else', async () => {
	const { merchant, authority, platform } = it.world;
	const note = 'the seal was <broken>';
	const wrong = uri({ gtin: CODES[0], batch: 'LOT-1', serial: 'NOBODYS' });
	const body = new URLSearchParams({ uri: wrong, market: 'CN', place: 'a shop in Ningbo', note });
	assert.equal((await ask('/report', { method: 'POST', body })).status, 200);
	/** The cookie of a session of an organisation's operator. */
	async function signedIn({ admin }) {
		const challenge = await ask(`/api/v1/session/challenge?account=${admin.address}`);
		const signature = u8aToHex(admin.sign(u8aWrapBytes(stringToHex(challenge.body.text))));
		const session = await ask('/api/v1/session', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ account: admin.address, nonce: challenge.body.nonce, signature }),
		});
		assert.equal(session.status, 200, JSON.stringify(session.body));
		return session.headers.get('set-cookie').split(';')[0];
	}
	for (const [who, sees] of [
		[merchant, true],
		[authority, true],
		[platform, false],
	]) {
		const headers = { cookie: await signedIn(who) };
		const page = await ask('/desk/reports', { headers });
		assert.equal(page.status, 200);
		assert.equal(page.body.includes('the seal was &lt;broken&gt;'), sees, page.body);
		assert.equal(page.body.includes('There are no reports that concern your organisation'), !sees);
		// Whose they are is not for the address to say, as it is for other lists.
		const other = who === merchant ? platform.id : merchant.id;
		const asked = await ask(`/desk/reports?organisation=${other}`, { headers });
		assert.equal(asked.body.includes('a shop in Ningbo'), sees);
	}
	const nobody = await ask(`/desk/reports?organisation=${merchant.id}`);
	assert.match(nobody.body, /shown to those whom they concern alone/);
	assert.doesNotMatch(nobody.body, /a shop in Ningbo/);
	assert.match((await ask('/desk/reports?lang=zh')).body, /举报只向相关方显示/);
});

test('what is wrong is named with its reason', async () => {
	for (const [path, status, field] of [
		['/api/v1/products?brand=x', 400, 'brand'],
		['/api/v1/products?limit=0', 400, 'limit'],
		['/api/v1/products?cursor=!', 400, 'cursor'],
		['/api/v1/products?limit=1&limit=2', 400, 'limit'],
		['/api/v1/products/123', 400, 'gtin'],
		['/api/v1/lots/x', 400, 'id'],
		['/api/v1/lots?status=Active', 400, 'status'],
		['/api/v1/journal?from=yesterday', 400, 'from'],
		['/api/v1/search?text=', 400, 'text'],
		['/api/v1/operators/nobody', 400, 'account'],
		['/api/v1/lots/18446744073709551615', 404, undefined],
		['/api/v1/nothing', 404, undefined],
		// Paths that begin as the gateway's own do, and lead nowhere.
		['/desk/nothing', 404, undefined],
		['/packs/a/b', 404, undefined],
		['/nothing', 400, undefined],
	]) {
		const { status: got, headers, body } = await ask(path);
		assert.equal(got, status, `${path}: ${JSON.stringify(body)}`);
		assert.equal(headers.get('content-type'), 'application/problem+json', path);
		assert.equal(body.field, field, path);
		assert.ok(body.detail, path);
	}
	const post = await ask('/api/v1/blocks', { method: 'POST' });
	assert.equal(post.status, 405);
});

test('products are a table that import reads, page after page', async () => {
	const lines = [];
	let path = '/api/v1/products.csv?limit=2';
	while (path) {
		const { headers, body } = await ask(path);
		assert.match(headers.get('content-type'), /^text\/csv/);
		const [first, ...rest] = body.trimEnd().split('\r\n');
		assert.equal(first, 'gtin14,name,category,origin,hs6,sheet');
		lines.push(...rest);
		path = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
	}
	assert.deepEqual(lines.map((line) => line.split(',')[0]), [...CODES].sort());
	assert.ok(lines[0].includes('"Tea, ""'), lines[0]);
	const accepted = await ask('/api/v1/products', { headers: { accept: 'text/csv' } });
	assert.match(accepted.headers.get('content-type'), /^text\/csv/);

	// What the command line makes of it: it has all of them already.
	const file = join(it.gateway.folder, 'products.csv');
	await writeFile(file, accepted.body);
	await commands(it).done('merchant', 'product', 'import', file);
});

test('versions of a product are told with who wrote them', async () => {
	const { body } = await ask(`/api/v1/products/${CODES[2]}/versions?limit=1`);
	assert.equal(body.items.length, 1);
	const { body: rest } = await ask(`/api/v1/products/${CODES[2]}/versions?cursor=${body.next}`);
	const names = [...body.items, ...rest.items].map(({ version, name, by }) => [version, name, by]);
	const { id } = it.world.merchant;
	assert.deepEqual(names, [
		[1, `Tea, "${CODES[2]}"`, id],
		[2, 'Tea, as it is called now', id],
	]);
	assert.equal(rest.next, null);
	const { body: product } = await ask(`/api/v1/products/${CODES[2]}`);
	const { version, ...says } = rest.items[0];
	assert.deepEqual([product.version, product.standing], [version, says]);
});

test('codes with serials of the merchant\'s own can be had, and no others', async () => {
	const list = join(it.gateway.folder, 'serials');
	await writeFile(list, 'A-1\nA/2\nA-3\n');
	const issuing = ['--gtin', CODES[1], '--batch', 'OWN', '--serials', list, '--out', it.gateway.leaves];
	await commands(it).done('merchant', 'lot', 'issue', ...issuing);
	// The index has it, and the gateway has looked at its folder.
	await it.gateway.until(async () => (await ask('/api/v1/lots/1/codes')).status === 200, 'the codes of lot 1');
	const { body: own } = await ask('/api/v1/lots/1');
	assert.equal(own.guessable, true);
	const { body: leaves } = await ask(own.links.leaves);
	const codes = await ask(`${leaves.links.codes}?base=https://id.example&limit=2`);
	const stem = `https://id.example/01/${CODES[1]}/10/OWN/21`;
	assert.deepEqual(codes.body.items, [
		{ index: 0, serial: 'A-1', uri: `${stem}/A-1` },
		{ index: 1, serial: 'A/2', uri: `${stem}/A%2F2` },
	]);
	const table = await ask(`${leaves.links.codes}?cursor=${codes.body.next}`, { headers: { accept: 'text/csv' } });
	assert.equal(table.body, `index,serial,uri\r\n2,A-3,https://id.gs1.org/01/${CODES[1]}/10/OWN/21/A-3\r\n`);
	assert.equal(table.headers.get('link'), null);
	assert.equal((await ask('/api/v1/lots/0/codes')).status, 404);
	const wrong = await ask(`${leaves.links.codes}?base=ftp://x`);
	assert.deepEqual([wrong.status, wrong.body.field], [400, 'base']);
});

test('motions and validators are told', async () => {
	const { body: motions } = await ask('/api/v1/council/motions');
	assert.deepEqual(motions.items, []);
	const { body: validators } = await ask('/api/v1/validators');
	assert.ok(validators.items.length > 0);
	for (const { status, inSet, missedSlots, links } of validators.items) {
		assert.deepEqual([status.name, inSet, typeof missedSlots], ['Serving', true, 'number']);
		assert.equal((await ask(links.organisation)).status, 200);
	}
});

/** The first events of a stream. */
async function events(path, count, headers = {}) {
	const stop = new AbortController();
	const answer = await it.gateway.get(path, { headers, signal: stop.signal });
	assert.equal(answer.status, 200);
	assert.equal(answer.headers.get('content-type'), 'text/event-stream');
	const found = [];
	let text = '';
	for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
		text += part;
		const whole = text.split('\n\n');
		text = whole.pop();
		for (const event of whole) {
			const [, id, data] = /^id: (\d+)\ndata: (.+)$/.exec(event) ?? [];
			if (id) found.push({ id: Number(id), entry: JSON.parse(data) });
		}
		if (found.length >= count) break;
	}
	stop.abort();
	return found.slice(0, count);
}

test('the journal is streamed, behind what the client has and as it grows', async () => {
	const { body } = await ask('/api/v1/journal?kind=LotIssued,ProductRegistered');
	const path = '/api/v1/journal/stream?kind=LotIssued,ProductRegistered';
	const all = await events(`${path}&after=0`, body.items.length);
	assert.deepEqual(all.map(({ entry }) => entry), body.items);
	assert.deepEqual(all.map(({ id }) => id), body.items.map(({ place }) => place));
	const behind = await events(path, all.length - 2, { 'last-event-id': String(all[1].id) });
	assert.deepEqual(behind, all.slice(2));

	const coming = events(path, 1);
	const issuer = it.world.merchant.id;
	const lot = makeLot({ issuer, gtin: CODES[0], batch: 'LOT-2', count: 1, lotKey: randomBytes(32) });
	await send(it.api, issue(it.api, lot), it.world.merchant.admin);
	const [{ entry }] = await coming;
	assert.deepEqual([entry.kind, entry.subject], ['LotIssued', { kind: 'lot', number: 2 }]);

	const wrong = await ask('/api/v1/journal/stream', { headers: { 'last-event-id': 'x' } });
	assert.deepEqual([wrong.status, wrong.body.field], [400, 'Last-Event-ID']);
	// Few at once from one address.
	const stop = new AbortController();
	const open = () => it.gateway.get(path, { signal: stop.signal });
	const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(open));
	assert.ok(answers.filter(({ status }) => status === 429).length >= 2);
	stop.abort();
});

test('rules are told in words', async () => {
	const council = await ask('/api/v1/rules/council');
	assert.equal(council.body.version, 0);
	assert.ok(council.body.otherwise.length > 0);
	const ours = await ask(`/api/v1/rules/authorities/${it.world.authority.id}`);
	assert.deepEqual(ours.body.rules, []);
	assert.equal((await ask(`/api/v1/rules/authorities/${it.world.merchant.id}`)).status, 404);
});

test('each figure leads to the entries that it counts', async () => {
	const figures = (await ask('/api/v1/statistics/entries')).body.items;
	assert.ok(figures.length > 0);
	for (const figure of figures) {
		const { body } = await ask(`${figure.links.entries}&limit=500`);
		assert.equal(body.items.length, figure.entries, figure.links.entries);
	}
});

test('scripts of other sites may read, and no more', async () => {
	const { status, headers } = await ask('/api/v1/lots', { method: 'OPTIONS' });
	assert.equal(status, 204);
	assert.equal(headers.get('access-control-allow-methods'), 'GET, HEAD, OPTIONS');
	assert.equal((await ask('/api/v1/lots')).headers.get('access-control-allow-origin'), '*');
});

test('clients made of the description use it, and questions at random find no fault', async () => {
	const run = promisify(execFile);
	await run(CLIENTS, [it.gateway.url, CODES[0], it.key], { maxBuffer: 1 << 26 }).catch((error) => {
		assert.fail(`${error.stdout}\n${error.stderr}`);
	});
});
