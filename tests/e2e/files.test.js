// Leaf files outlive those who made and confirmed them: whoever has a lot's file serves it by its
// digest, and whoever lacks it fetches it and measures it against the chain.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { gtin, uri } from '../../js/verify/src/gs1.js';
import { makeLot } from '../../js/verify/src/lot.js';
import { scratchCode } from '../../js/verify/src/serial.js';
import { rpc, send } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { Gateway } from './lib/gateway.js';
import { confirm, found, issue, product } from './lib/world.js';

const CLI = process.env.HALLMARK_CLI ?? join(dirname(process.env.HALLMARK_NODE), 'hallmark');
const PREFIX = '9521001';
const CODE = gtin(PREFIX, 1);
const HOST = 'id.platform.example';

/** The id that the merchant gets. */
const MERCHANT = 2;

const lotOf = (batch, count) =>
	makeLot({ issuer: MERCHANT, gtin: CODE, batch, count, lotKey: randomBytes(32) });

/** A lot, another one, and one that nobody has confirmed. */
const lot = lotOf('LOT-1', 3_000);
const twin = lotOf('LOT-2', 4);
const pending = lotOf('PENDING', 4);
/** A file that no lot has committed to. */
const stray = lotOf('STRAY', 4);

const digestOf = ({ file }) => createHash('sha256').update(file).digest('hex');
const pathOf = (it) => `/leaf-files/${digestOf(it)}`;

const folder = await mkdtemp(join(tmpdir(), 'hallmark-files-'));
after(() => rm(folder, { recursive: true, force: true }));

const it = chain({
	prepare: async (api) => {
		const world = await found(api, {
			platform: { roles: ['Platform'] },
			merchant: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
		});
		const { merchant, platform } = world;
		assert.equal(merchant.id, MERCHANT);
		const lots = [lot, twin, pending];
		await send(
			api,
			api.tx.utility.batchAll([product(api, CODE), ...lots.map((it) => issue(api, it))]),
			merchant.admin,
		);
		await send(
			api,
			api.tx.utility.batchAll([
				...[lot, twin].map((it, id) => confirm(api, id, it)),
				api.tx.links.setResolverDomains([HOST]),
			]),
			platform.admin,
		);
		const files = Object.fromEntries([...lots, stray].map((it, id) => [`lot-${id}`, it.file]));
		const gateway = await Gateway.start(it.node.url, { files, args: ['--trust-loopback'] });
		await gateway.caughtUp(api);
		await gateway.until(async () => {
			const { leafFiles } = await (await gateway.get('/health')).json();
			return leafFiles.read === lots.length + 1;
		}, 'reading the leaf files');
		return { world, gateway };
	},
});
after(() => it.gateway?.stop());

/** Runs `hallmark`. Gives its exit status and the document that it printed. */
const hallmark = (...args) => hallmarkWith({}, ...args);

/** The same with more in its environment. */
async function hallmarkWith(env, ...args) {
	const child = spawn(CLI, [...args.map(String), '--json', '--quiet'], {
		env: { ...process.env, HALLMARK_URL: it.node.url, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const texts = [child.stdout, child.stderr].map(async (stream) => {
		const parts = [];
		for await (const part of stream) parts.push(part);
		return Buffer.concat(parts).toString();
	});
	const [[code], out, err] = await Promise.all([once(child, 'close'), ...texts]);
	assert.equal(err, '');
	return { code, said: JSON.parse(out) };
}

/**
 * A server that hands on what the gateway gives, as `change` makes of it. It notes the ranges that it
 * was asked for.
 */
async function between(change) {
	const ranges = [];
	const server = createServer(async ({ url, headers: { range } }, answer) => {
		ranges.push(range);
		const given = await it.gateway.get(url, { headers: range ? { range } : {} });
		change(answer, given.status, given.headers, Buffer.from(await given.arrayBuffer()));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	after(() => server.close());
	return { ranges, url: `http://127.0.0.1:${server.address().port}` };
}

test('a whole leaf file is served by its digest, for ever', async () => {
	for (const one of [lot, twin, pending]) {
		const answer = await it.gateway.get(pathOf(one));
		assert.equal(answer.status, 200);
		assert.equal(answer.headers.get('content-length'), String(one.file.length));
		assert.equal(answer.headers.get('accept-ranges'), 'bytes');
		assert.match(answer.headers.get('cache-control'), /immutable/);
		assert.deepEqual(Buffer.from(await answer.arrayBuffer()), Buffer.from(one.file));
	}
	const head = await it.gateway.get(pathOf(lot), { method: 'HEAD' });
	assert.equal(head.headers.get('content-length'), String(lot.file.length));
	assert.equal(await head.text(), '');
});

test('a part of a leaf file is served, and none behind its end', async () => {
	const { length } = lot.file;
	const ask = (range) => it.gateway.get(pathOf(lot), { headers: { range } });
	for (const [range, from, end] of [
		['bytes=0-46', 0, 47],
		['bytes=100000-', 100_000, length],
		['bytes=-64', length - 64, length],
		[`bytes=${length - 1}-${length + 5}`, length - 1, length],
	]) {
		const answer = await ask(range);
		assert.equal(answer.status, 206, range);
		assert.equal(answer.headers.get('content-range'), `bytes ${from}-${end - 1}/${length}`);
		assert.equal(answer.headers.get('content-length'), String(end - from));
		const part = Buffer.from(lot.file).subarray(from, end);
		assert.deepEqual(Buffer.from(await answer.arrayBuffer()), part);
	}
	const behind = await ask(`bytes=${length}-`);
	assert.equal(behind.status, 416);
	assert.equal(behind.headers.get('content-range'), `bytes */${length}`);
	const several = await ask('bytes=0-1,4-5');
	assert.equal(several.status, 200);
	await several.arrayBuffer();
});

test('a file that no lot has committed to is not served, nor is any path', async () => {
	const paths = [
		pathOf(stray),
		`/leaf-files/${'0'.repeat(64)}`,
		'/leaf-files/lot-0.leaves',
		'/leaf-files/..%2f..%2fetc%2fpasswd',
	];
	for (const path of paths) {
		const answer = await it.gateway.get(path);
		assert.equal(answer.status, 404, path);
		assert.equal(answer.headers.get('content-type'), 'application/problem+json');
	}
});

test('where a file is: who holds it, at which hosts, and a warning below two', async () => {
	const { code, said } = await hallmark('lot', 'where', 0);
	const { value } = said;
	assert.equal(code, 1);
	assert.equal(value.leafFile, `0x${digestOf(lot)}`);
	assert.equal(value.holders.length, 1);
	assert.equal(value.holders[0].id, it.world.platform.id);
	assert.deepEqual(value.holders[0].hosts, [HOST]);
	assert.match(value.warnings[0], /one control group alone/);
	assert.equal(value.asked, null);
});

test('where a file is: gateways are asked for it', async () => {
	const wrong = await between((answer) => answer.writeHead(200, { 'content-length': 9 }).end());
	const from = `${it.gateway.url},${wrong.url}`;
	const { code, said } = await hallmark('lot', 'where', 0, '--ask', '--from', from);
	assert.equal(code, 1);
	const [host, gateway, other] = said.value.asked;
	assert.equal(host.source, `https://${HOST}`);
	assert.equal(host.bytes, null);
	assert.equal(gateway.bytes, lot.file.length);
	assert.match(other.fault, /9 bytes/);
	assert.equal(said.value.warnings.length, 1);
	const none = await hallmark('lot', 'where', 0, '--ask', '--from', wrong.url);
	assert.match(none.said.value.warnings[1], /nobody who was asked/);
});

test('fetching goes on where it was cut, and a liar changes nothing', async () => {
	let cuts = 0;
	const cutting = await between((answer, status, headers, body) => {
		if (cuts++ > 0) return answer.writeHead(503).end();
		answer.writeHead(status, { 'content-length': body.length });
		return answer.write(body.subarray(0, 70_000), () => answer.destroy());
	});
	const lying = await between((answer, status, headers, body) => {
		body[body.length - 1] ^= 1;
		const range = headers.get('content-range');
		answer.writeHead(status, {
			'content-length': body.length,
			...(range && { 'content-range': range }),
		});
		answer.end(body);
	});
	const out = join(folder, 'fetched');
	const fetch = (from) => hallmark('lot', 'fetch', 0, '--from', from, '--out', out);
	const first = await fetch(cutting.url);
	assert.equal(first.code, 1);
	assert.match(first.said.error, /leaf file of lot 0 is not to be had: http.*503/);
	const [part, ...others] = await readdir(out);
	assert.match(part, /^lot-0-[0-9a-f]{16}\.leaves\.part$/);
	assert.deepEqual(others, []);
	const there = (await readFile(join(out, part))).length;
	assert.ok(there > 0 && there <= 70_000, `${there}`);

	const seen = await between((answer, status, headers, body) => {
		const kept = ['content-length', 'content-range'];
		const pairs = kept.map((name) => [name, headers.get(name)]).filter(([, value]) => value);
		answer.writeHead(status, Object.fromEntries(pairs)).end(body);
	});
	const second = await fetch(seen.url);
	assert.equal(second.code, 0, JSON.stringify(second.said));
	assert.deepEqual(seen.ranges, [`bytes=${there}-`]);
	assert.equal(second.said.bytes, lot.file.length - there);
	assert.deepEqual(await readFile(second.said.file), Buffer.from(lot.file));

	await writeFile(second.said.file, 'damaged');
	const lied = await fetch(lying.url);
	assert.equal(lied.code, 1);
	assert.match(lied.said.error, /what it gives is not the file/);
	const third = await fetch(`${lying.url},${it.gateway.url}`);
	assert.equal(third.code, 0, JSON.stringify(third.said));
	assert.equal(third.said.from, it.gateway.url);
	assert.deepEqual(await readFile(third.said.file), Buffer.from(lot.file));
	const fourth = await fetch(lying.url);
	assert.deepEqual([fourth.code, fourth.said.bytes, fourth.said.from], [0, 0, null]);
});

test('a gateway without files fetches those of active lots, and then knows their codes', async () => {
	const gone = 'http://127.0.0.1:1';
	const args = ['--trust-loopback', '--mirror', `${gone},${it.gateway.url}`];
	const mirror = await Gateway.start(it.node.url, { args });
	try {
		const health = async () => (await mirror.get('/health')).json();
		await mirror.until(async () => (await health()).leafFiles.read === 2, 'the files');
		const { mirror: state } = await health();
		assert.deepEqual([state.nextLot, state.fetched, state.fault], [3, 2, null]);
		assert.ok(mirror.log.some((line) => line.includes('leaf file of lot 0:')));
		const names = await readdir(mirror.leaves);
		assert.equal(names.length, 2);
		assert.ok(names.every((name) => /^lot-[01]-[0-9a-f]{16}\.leaves$/.test(name)), `${names}`);
		for (const item of [lot.items[2_999], twin.items[1]]) {
			const asked = `/api/verify?uri=${encodeURIComponent(uri(item))}`;
			const { value } = await (await mirror.get(asked)).json();
			assert.equal(value.verdict.code, 'registered');
			const page = await mirror.get(`/scan${new URL(uri(item)).pathname}`);
			assert.equal(page.status, 200);
		}
		const served = await mirror.get(pathOf(lot));
		assert.equal(served.status, 200);
		await served.arrayBuffer();
		// It goes on where it was, and fetches nothing twice.
		await mirror.halt();
		const kept = JSON.parse(await readFile(join(mirror.data, 'mirror.json'), 'utf8'));
		assert.equal(kept.next, 3);
		await rm(join(mirror.leaves, names[0]));
		await mirror.boot();
		await mirror.until(async () => (await health()).mirror.fetched === 1, 'the lost file');
		assert.deepEqual((await readdir(mirror.leaves)).sort(), names.sort());
	} finally {
		await mirror.stop();
	}
});

test('stray leaf files in a folder hide no true one from hallmark', async () => {
	// The records of the items that are asked about are the true ones; that of another is not.
	const rogue = Uint8Array.from(twin.file);
	rogue[47] ^= 1;
	const mixed = join(folder, 'mixed');
	await mkdir(mixed);
	const files = { 'a-rogue': rogue, 'm-true': twin.file, 'n-stray': stray.file, 'z-rogue': rogue };
	for (const [name, file] of Object.entries(files)) await writeFile(join(mixed, `${name}.leaves`), file);
	const [, first, second, third] = twin.items;
	const verdict = async (item, leaves = mixed) => {
		const { said } = await hallmark('verify', uri(item), '--leaves', leaves);
		return (said.value ?? said).verdict.code;
	};
	assert.equal(await verdict(first), 'registered');
	// An item of a lot that nobody issued is none, whoever has made a file of it.
	assert.equal(await verdict(stray.items[0]), 'unknown');
	const activated = await hallmark('activate', uri(first), '--code', scratchCode(first.secret), '--leaves', mixed);
	assert.equal(activated.code, 0, JSON.stringify(activated.said));
	const csv = join(folder, 'opened.csv');
	const rows = [second, third].map((item) => `${uri(item)},${scratchCode(item.secret)}`);
	await writeFile(csv, `uri,code\n${rows.join('\n')}\n`);
	const signer = { HALLMARK_SIGNER: '//platform' };
	const many = await hallmarkWith(signer, 'activate', '--file', csv, '--leaves', mixed);
	assert.equal(many.code, 0, JSON.stringify(many.said));
	assert.equal(many.said.activated.length, 2);
	assert.ok((await rpc(it.api, 'trace_item', 1, 3)).value.facts.activated > 0);
	// The rogue ones alone prove nothing.
	for (const name of ['m-true', 'n-stray']) await rm(join(mixed, `${name}.leaves`));
	assert.equal(await verdict(first), 'unproven');
});

test('links and domains that are set already are nothing to do', async () => {
	const links = join(folder, 'links.toml');
	await writeFile(links, '[[links]]\nlinkType = "gs1:pip"\nhref = "https://brand.example/"\ntitle = "Wine"\n');
	const signer = { HALLMARK_SIGNER: '//merchant' };
	for (const args of [
		['link', 'set', `product:${CODE}`, links],
		['org', 'domain', 'set', 'id.brand.example'],
		['link', 'clear', `product:${CODE}`],
	]) {
		const once = await hallmarkWith(signer, ...args);
		assert.equal(once.code, 0, JSON.stringify(once.said));
		assert.ok(once.said.transaction);
		const twice = await hallmarkWith(signer, ...args);
		assert.equal(twice.code, 0, JSON.stringify(twice.said));
		assert.equal(twice.said.unchanged, true);
	}
});

test('link types that GS1 does not have, and files without links, are refused before anything is sent', async () => {
	const links = join(folder, 'none.toml');
	const signer = { HALLMARK_SIGNER: '//merchant' };
	const set = async (text, ...more) => {
		await writeFile(links, text);
		return hallmarkWith(signer, 'link', 'set', `product:${CODE}`, links, ...more);
	};
	for (const text of ['', 'links = []\n']) {
		const { code, said } = await set(text);
		assert.equal(code, 1);
		assert.match(said.error, /none\.toml: links: there are none\. To remove those that there are, run hallmark link clear/);
	}
	const unknown = '[[links]]\nlinkType = "gs1:nothing"\nhref = "https://brand.example/"\ntitle = "Wine"\n';
	const { code, said } = await set(unknown);
	assert.equal(code, 1);
	assert.match(said.error, /entry 0: linkType: gs1:nothing is no link type of GS1 that is known here\. Known are .* pip, /);
	assert.deepEqual((await hallmarkWith({}, 'link', 'list', CODE)).said.value.lists, []);
	// The vocabulary grows: whoever means it says so.
	assert.equal((await set(unknown, '--new-types')).code, 0);
	assert.equal((await hallmarkWith(signer, 'link', 'clear', `product:${CODE}`)).code, 0);
});

test('gateways under an authority of their own are asked by HTTPS when they are to be, and not otherwise', async () => {
	const [authority, request, key, cert] = ['ca', 'request', 'key', 'cert'].map((name) => join(folder, `${name}.pem`));
	const openssl = (...args) => execFileSync('openssl', args, { stdio: 'ignore' });
	const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
	openssl('req', '-x509', ...fresh, '-keyout', join(folder, 'ca-key.pem'), '-out', authority, '-days', '2', '-subj', '/CN=Ours');
	openssl('req', ...fresh, '-keyout', key, '-out', request, '-subj', '/CN=gateway');
	const names = join(folder, 'names');
	await writeFile(names, 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
	openssl(
		...['x509', '-req', '-in', request, '-CA', authority, '-CAkey', join(folder, 'ca-key.pem'), '-CAcreateserial'],
		...['-days', '2', '-extfile', names, '-out', cert],
	);
	const files = { lot: lot.file };
	const tls = ['--tls-cert', cert, '--tls-key', key, '--trust-loopback'];
	const secure = await Gateway.start(it.node.url, { files, args: tls });
	const mirrors = [];
	try {
		await secure.until(() => secure.log.some((line) => line.includes('is final')), 'a block');
		const out = join(folder, 'by-https');
		await mkdir(out);
		const fetching = ['lot', 'fetch', 0, '--from', secure.url, '--out', out];
		// Nobody on Mozilla's list has signed its certificate.
		const refused = await hallmarkWith({ SSL_CERT_FILE: '' }, ...fetching);
		assert.notEqual(refused.code, 0);
		assert.match(JSON.stringify(refused.said), /certificate|UnknownIssuer/i);
		const nothing = await hallmarkWith({ SSL_CERT_FILE: names }, ...fetching);
		assert.match(JSON.stringify(nothing.said), /SSL_CERT_FILE: .*no certificate/);
		const fetched = await hallmarkWith({ SSL_CERT_FILE: authority }, ...fetching);
		assert.equal(fetched.code, 0, JSON.stringify(fetched.said));
		const [name] = (await readdir(out)).filter((file) => file.endsWith('.leaves'));
		assert.deepEqual(await readFile(join(out, name)), Buffer.from(lot.file));

		for (const SSL_CERT_FILE of [authority, '']) {
			const args = ['--mirror', secure.url];
			mirrors.push(await Gateway.start(it.node.url, { args, env: { SSL_CERT_FILE } }));
		}
		const [mirror, distrustful] = mirrors;
		const health = async (gateway) => (await gateway.get('/health')).json();
		await mirror.until(async () => (await health(mirror)).mirror.fetched >= 1, 'the file');
		const query = new URLSearchParams({ uri: uri(lot.items[0]) });
		const verdict = async () => (await (await mirror.get(`/api/verify?${query}`)).json()).value.verdict.code;
		await mirror.until(async () => (await verdict()) === 'registered', 'the file in use');
		await distrustful.until(async () => (await health(distrustful)).mirror.fault, 'a fault');
		const { fetched: none, fault } = (await health(distrustful)).mirror;
		assert.equal(none, 0);
		assert.match(fault, /certificate|UnknownIssuer/i);
	} finally {
		await Promise.all([secure, ...mirrors].map((gateway) => gateway.stop()));
	}
});
