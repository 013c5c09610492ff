// The gateway: a GS1-conformant resolver, and pages that tell what the chain knows. Every SHALL of
// GS1-Conformant Resolver 1.2 has a test that is called after it.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Keyring } from '@polkadot/api';
import { activation } from '../../js/verify/src/activation.js';
import { fromHex } from '../../js/verify/src/bytes.js';
import { gtin, uri } from '../../js/verify/src/gs1.js';
import { makeLot } from '../../js/verify/src/lot.js';
import { scratchCode } from '../../js/verify/src/serial.js';
import { rpc, send } from './lib/chain.js';
import { commands } from './lib/cli.js';
import { chain } from './lib/fixture.js';
import { Gateway, command } from './lib/gateway.js';
import { DOCUMENT, confirm, found, issue, product } from './lib/world.js';

const PREFIX = '9521001';
const CODE = gtin(PREFIX, 1);
const UNREGISTERED = gtin(PREFIX, 2);
const HOSTILE = '<script>alert(1)</script> & "quotes"';

/** The id that the merchant gets. */
const MERCHANT = 2;

const lotOf = (batch, count) =>
	makeLot({ issuer: MERCHANT, gtin: CODE, batch, count, lotKey: randomBytes(32) });

/** Three lots: one that is looked up, one beside it, one of several tiles. */
const lot = lotOf('LOT-1', 8);
const twin = lotOf('LOT/2', 4);
const wide = lotOf('WIDE', 600);

const it = chain({
	prepare: async (api) => {
		const world = await found(api, {
			platform: { roles: ['Platform'] },
			merchant: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
			customs: { roles: ['CustomsAuthority'], country: 'CN' },
		});
		const { merchant, platform } = world;
		assert.equal(merchant.id, MERCHANT);
		const lots = [lot, twin, wide];
		await send(
			api,
			api.tx.utility.batchAll([
				product(api, CODE, { name: HOSTILE }),
				...lots.map((it) => issue(api, it)),
			]),
			merchant.admin,
		);
		await send(
			api,
			api.tx.utility.batchAll(lots.map((it, id) => confirm(api, id, it))),
			platform.admin,
		);
		const files = Object.fromEntries(lots.map((it, id) => [`lot-${id}`, it.file]));
		const gateway = await Gateway.start(it.node.url, { files, args: ['--trust-loopback'] });
		await gateway.caughtUp(api);
		await gateway.until(async () => {
			const { leafFiles } = await (await gateway.get('/health')).json();
			return leafFiles.read === lots.length;
		}, 'reading the leaf files');
		return { world, gateway };
	},
});
after(() => it.gateway?.stop());

/** The path of a code, and that of its scan page. */
const pathOf = (item) => new URL(uri(item)).pathname;
const scanOf = (item) => `/scan${pathOf(item)}`;

const ask = (path, headers = {}, options = {}) => it.gateway.get(path, { headers, ...options });
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

async function problem(answer, status) {
	assert.equal(answer.status, status);
	assert.equal(answer.headers.get('content-type'), 'application/problem+json');
	const body = await answer.json();
	assert.equal(body.status, status);
	assert.ok(body.detail.length > 10);
	return body.detail;
}

const anItem = lot.items[0];

test('SHALL support HTTP 1.1 (or higher) GET, HEAD and OPTIONS requests', async () => {
	for (const method of ['GET', 'HEAD']) {
		const answer = await ask(pathOf(anItem), {}, { method });
		assert.equal(answer.status, 307);
		assert.equal(answer.headers.get('location'), scanOf(anItem));
		assert.equal(await answer.text(), '');
	}
	const options = await ask(pathOf(anItem), {}, { method: 'OPTIONS' });
	assert.equal(options.status, 204);
	assert.equal(options.headers.get('allow'), 'GET, HEAD, OPTIONS');
	for (const method of ['POST', 'PUT', 'DELETE']) {
		const answer = await ask(pathOf(anItem), {}, { method });
		await problem(answer, 405);
		assert.equal(answer.headers.get('allow'), 'GET, HEAD, OPTIONS');
	}
	const page = await ask(scanOf(anItem), BROWSER, { method: 'HEAD' });
	assert.deepEqual([page.status, await page.text()], [200, '']);
	const refused = await ask(scanOf(anItem), {}, { method: 'OPTIONS' });
	await problem(refused, 405);
	assert.equal(refused.headers.get('allow'), 'GET,HEAD');
});

test('SHALL NOT use 200 OK to indicate an error condition', async () => {
	const path = pathOf({ ...anItem, batch: 'NOBODYS' });
	for (const headers of [BROWSER, {}]) {
		const answer = await ask(path, headers);
		assert.equal(answer.status, 404);
		assert.equal(answer.headers.get('link'), null);
		await answer.text();
	}
	// A person is told what such a code means.
	assert.match(await (await ask(path, BROWSER)).text(), /id="answer"/);
});

test('asking for the head of a page is not counted', async () => {
	const path = scanOf(lot.items[6]);
	const look = async () => (await ask(path, BROWSER)).text();
	await look();
	for (let n = 0; n < 3; n += 1) await ask(path, BROWSER, { method: 'HEAD' });
	assert.match(await look(), /Scanned 2 times/);
});

test('SHALL support HTTP Over TLS (HTTPS)', async () => {
	const [key, cert] = [join(it.gateway.folder, 'key.pem'), join(it.gateway.folder, 'cert.pem')];
	execFileSync('openssl', [
		...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
		...['-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost'],
	]);
	const args = ['--tls-cert', cert, '--tls-key', key, '--origin', 'https://id.example'];
	const gateway = await Gateway.start(it.node.url, { args });
	try {
		assert.match(gateway.url, /^https:/);
		await gateway.until(() => gateway.log.some((line) => line.includes('is final')), 'a block');
		const agent = new Agent({ rejectUnauthorized: false });
		const answer = await new Promise((resolve, reject) => {
			const asked = request(new URL(pathOf(anItem), gateway.url), { agent }, resolve);
			asked.on('error', reject).end();
		});
		answer.resume();
		assert.equal(answer.statusCode, 307);
		assert.match(answer.headers['strict-transport-security'], /max-age/);
		assert.match(answer.headers.link, /^<https:\/\/id\.example\/01\//);
		agent.destroy();
	} finally {
		await gateway.stop();
	}
});

test('SHALL support CORS', async () => {
	const origin = { origin: 'https://elsewhere.example' };
	const preflight = { 'access-control-request-method': 'GET', ...origin };
	for (const path of [pathOf(anItem), '/api/verify', '/.well-known/gs1resolver', '/trust.json']) {
		const answer = await ask(path, preflight, { method: 'OPTIONS' });
		assert.equal(answer.status, 204, path);
		assert.equal(answer.headers.get('access-control-allow-origin'), '*', path);
		assert.match(answer.headers.get('access-control-allow-methods'), /GET/);
	}
	for (const path of [pathOf(anItem), `${pathOf(anItem)}?linkType=all`, '/01/1', '/trust.json']) {
		const answer = await ask(path, origin);
		assert.equal(answer.headers.get('access-control-allow-origin'), '*', path);
		assert.match(answer.headers.get('access-control-expose-headers'), /Link/, path);
	}
});

// Made by GS1's own toolkit of https://id.example/01/09521001000017, its batch LOT-1 and so on.
const compressed = (bits) => {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
	const padded = bits.padEnd(Math.ceil(bits.length / 6) * 6, '0');
	return padded.match(/.{6}/g).map((six) => alphabet[parseInt(six, 2)]).join('');
};
const binary = (number, length) => BigInt(number).toString(2).padStart(length, '0');
/** GTIN, batch, serial and, if there is one, the expiry date: 0x01, 0x10, 0x21 and 0x17 each before its value. */
const packed = ({ gtin, batch, serial }, expiry) =>
	compressed(
		[
			binary(0x01, 8) + binary(gtin, 47),
			expiry ? binary(0x17, 8) + binary(expiry, 20) : '',
			// Encoding 4 is ASCII in seven bits; the length of at most 20 takes five.
			...[[0x10, batch], [0x21, serial]].map(
				([ai, text]) =>
					binary(ai, 8) +
					binary(4, 3) +
					binary(text.length, 5) +
					[...text].map((it) => binary(it.charCodeAt(0), 7)).join(''),
			),
		].join(''),
	);

test('SHALL be able to decompress a URI to generate a GS1 Digital Link URI', async () => {
	const answer = await ask(`/${packed(anItem)}?a=b`);
	assert.equal(answer.status, 307);
	assert.equal(answer.headers.get('location'), `${scanOf(anItem)}?a=b`);
	// One that has a query of its own, once it is expanded.
	const dated = `/${packed(anItem, '281130')}`;
	assert.equal((await ask(dated)).headers.get('location'), `${scanOf(anItem)}?17=281130`);
	assert.equal((await ask(`${dated}?a=b`)).headers.get('location'), `${scanOf(anItem)}?17=281130&a=b`);
	assert.equal((await ask(`${dated}?linkType=all`)).status, 200);
	// What has the form of one and is none.
	for (const path of ['/AAAAAAAAAAAAAAAA', '/favicon', '/____________']) {
		await problem(await ask(path), 400);
	}
});

test('country that was chosen is remembered by the browser, and put into the address of pages', async () => {
	const choice = `${scanOf(anItem)}?market=be&keep=1`;
	const chosen = await ask(choice, { 'sec-fetch-site': 'same-origin' });
	for (const site of ['none', 'cross-site']) {
		const planted = await ask(choice, { 'sec-fetch-site': site });
		assert.equal(planted.headers.get('set-cookie'), null, 'an address from elsewhere chooses nothing');
	}
	const cookie = chosen.headers.get('set-cookie');
	assert.match(cookie, /^market=BE; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/);
	const led = async (path) => (await ask(path, { cookie: 'market=BE' })).headers.get('location');
	assert.equal(await led(pathOf(anItem)), `${scanOf(anItem)}?market=BE`);
	assert.equal(await led(`${pathOf(anItem)}?market=AU`), `${scanOf(anItem)}?market=AU`);
	assert.equal(await led(`/?code=${encodeURIComponent(`https://id.gs1.org${pathOf(anItem)}`)}`), `${scanOf(anItem)}?market=BE`);
	assert.equal((await ask(`${scanOf(anItem)}?market=BE`)).headers.get('set-cookie'), null, 'unasked nothing is kept');
	// A number that GS1 keeps for other uses is no fault in the link.
	assert.equal((await ask('/01/12312312312333')).status, 404);
});

test('SHALL expose the uncompressed URI in the Link response header with a rel value of owl:sameAs', async () => {
	for (const query of ['', '?linkType=linkset']) {
		const answer = await ask(`/${packed(anItem)}${query}`);
		const same = `<${it.gateway.url}${pathOf(anItem)}>; rel="owl:sameAs"`;
		assert.ok(answer.headers.get('link').includes(same), answer.headers.get('link'));
	}
	const plain = await ask(pathOf(anItem));
	assert.ok(!plain.headers.get('link').includes('sameAs'));
});

test('SHALL extract and syntactically validate the URI and report errors with 400', async () => {
	for (const [path, reason] of [
		['/01/09521001000018', /check digit/],
		['/01/9521001', /digits|characters/],
		['/nothing', /primary key/],
		[`/01/${CODE}/10/${'x'.repeat(21)}`, /20/],
		[`/01/${CODE}/21/A/10/B`, /qualify/],
		[`/01/${CODE}?10=A`, /path/],
		[`/01/${CODE}/10/%C3%A4`, /character/],
		['/8004/', /./],
	]) {
		assert.match(await problem(await ask(path), 400), reason, path);
		const page = await ask(path, BROWSER);
		assert.equal(page.status, 400, path);
		assert.match(page.headers.get('content-type'), /text\/html/);
	}
});

test('SHALL NOT use a 200 OK response code with a resource that indicates an error condition', async () => {
	await problem(await ask(`/01/${UNREGISTERED}`), 404);
	await problem(await ask(`/01/${UNREGISTERED}/10/A/21/B`), 404);
	await problem(await ask(`/01/${CODE}/10/NEVER`), 404);
	await problem(await ask(`/01/${CODE}/10/NEVER?linkType=all`), 404);
	await problem(await ask('/414/9521001000017'.replace('17', '15')), 400);
	for (const path of ['/00/395210010000000014', '/8004/9521001A']) {
		const answer = await ask(path);
		assert.ok([400, 404].includes(answer.status), `${path} ${answer.status}`);
	}
	// A person is told the same, in words, and with the same code.
	const unknown = await ask(`/01/${UNREGISTERED}/21/B`, BROWSER);
	assert.equal(unknown.status, 404);
	assert.match(await unknown.text(), /<html/);
	const noLot = await ask(`/01/${CODE}/10/NEVER/21/B`, BROWSER);
	assert.equal(noLot.status, 404);
	assert.match(await noLot.text(), /Nobody registered this code/);
	assert.equal((await ask(`/scan/01/${UNREGISTERED}/10/A/21/B`, BROWSER)).status, 404);
});

const linksetOf = async (path, headers = {}) => {
	const answer = await ask(path, headers);
	assert.equal(answer.status, 200);
	return { media: answer.headers.get('content-type'), ...(await answer.json()) };
};

test('SHALL respond to a query parameter of linkType set to all by returning a list of links', async () => {
	for (const type of ['all', 'linkset']) {
		const { media, linkset } = await linksetOf(`${pathOf(anItem)}?linkType=${type}`);
		assert.equal(media, 'application/linkset+json');
		// Each level up to the primary key.
		const anchors = [pathOf(anItem), pathOf(anItem).split('/21/')[0], `/01/${CODE}`];
		assert.deepEqual(
			linkset.map(({ anchor }) => anchor),
			anchors.map((path) => `${it.gateway.url}${path}`),
		);
	}
	for (const [accept, media] of [
		['application/linkset+json', 'application/linkset+json'],
		['application/json', 'application/json'],
		['application/json;q=0.9, application/linkset+json', 'application/linkset+json'],
		['application/ld+json', 'application/ld+json'],
	]) {
		const answer = await linksetOf(pathOf(anItem), { accept });
		assert.equal(answer.media, media);
		assert.equal(answer['@context'] !== undefined, media === 'application/ld+json');
	}
	// The subject is uncompressed even where the request was not.
	const { linkset } = await linksetOf(`/${packed(anItem)}?linkType=all`);
	assert.equal(linkset[0].anchor, `${it.gateway.url}${pathOf(anItem)}`);
});

test('SHOULD expose link to the linkset in an HTTP Link header, even when redirecting', async () => {
	const answer = await ask(`${pathOf(anItem)}/?x=y`);
	assert.equal(answer.status, 307);
	const expected = `<${it.gateway.url}${pathOf(anItem)}?linkType=linkset>; rel="linkset"; type="application/linkset+json"`;
	assert.ok(answer.headers.get('link').startsWith(expected), answer.headers.get('link'));
});

test('SHALL recognise one available link as the default for any given request URI', async () => {
	const { linkset } = await linksetOf(`${pathOf(anItem)}?linkType=all`);
	for (const set of linkset) {
		const [only, ...others] = set['https://ref.gs1.org/voc/defaultLink'];
		assert.deepEqual(others, []);
		const path = new URL(set.anchor).pathname;
		assert.equal(only.href, `${it.gateway.url}/scan${path}`);
		assert.equal((await ask(path)).headers.get('location'), `/scan${path}`);
	}
});

test('All links exposed SHALL include the target URL, the link relationship type and a title', async () => {
	const { linkset } = await linksetOf(`${pathOf(anItem)}?linkType=all`);
	let links = 0;
	for (const { anchor, itemDescription, ...types } of linkset) {
		assert.ok(anchor && itemDescription);
		for (const [type, targets] of Object.entries(types)) {
			assert.ok(URL.canParse(type), type);
			for (const { href, title } of targets) {
				assert.ok(URL.canParse(href) && title.length > 0);
				links++;
			}
		}
	}
	assert.ok(links >= 3);
});

test('SHALL redirect to the default link unless there is information in the request', async () => {
	for (const headers of [{}, { accept: '*/*' }, BROWSER, { accept: 'image/png' }]) {
		const answer = await ask(pathOf(anItem), headers);
		assert.deepEqual([answer.status, answer.headers.get('location')], [307, scanOf(anItem)]);
	}
	const named = await ask(`${pathOf(anItem)}?linkType=gs1:defaultLink`, { accept: 'application/json' });
	assert.equal(named.status, 307);
});

test('SHALL redirect to the requested linkType if available', async () => {
	const answer = await ask(`${pathOf(anItem)}?linkType=gs1:traceability`);
	assert.equal(answer.status, 307);
	assert.ok(answer.headers.get('location').startsWith(`${it.gateway.url}${scanOf(anItem)}?`));
	for (const type of ['gs1:allergenInfo', 'gs1:nothing', 'https://elsewhere.example/type']) {
		await problem(await ask(`${pathOf(anItem)}?linkType=${encodeURIComponent(type)}`), 404);
	}
});

test('links that brand and issuer registered are served by type, language and media type', async () => {
	const { api, world, gateway } = it;
	const link = (linkType, href, language = null, mediaType = null) => ({
		linkType,
		href: `https://brand.example/${href}`,
		title: `About ${href}`,
		language,
		mediaType,
	});
	const product = [
		link('gs1:pip', 'en', 'en', 'text/html'),
		link('gs1:pip', 'zh?a=b', 'zh-Hans', 'text/html'),
		link('gs1:pip', 'zh.pdf', 'zh-Hans', 'application/pdf'),
		link('gs1:instructions', 'product'),
	];
	const ofLot = [link('gs1:instructions', 'lot#part')];
	const { setLinks } = api.tx.links;
	await send(
		api,
		api.tx.utility.batchAll([setLinks({ Product: CODE }, product), setLinks({ Lot: 0 }, ofLot)]),
		world.merchant.admin,
	);
	await gateway.caughtUp(api);
	const led = async (path, headers = {}) => {
		const answer = await ask(path, headers);
		assert.equal(answer.status, 307, path);
		return answer.headers.get('location');
	};
	const pip = `${pathOf(anItem)}?linkType=gs1:pip`;
	assert.equal(await led(pip), 'https://brand.example/en?linkType=gs1:pip');
	const zh = { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.5' };
	assert.equal(await led(`${pip}&x=y`, zh), 'https://brand.example/zh?a=b&linkType=gs1:pip&x=y');
	const pdf = { ...zh, accept: 'application/pdf' };
	assert.equal(await led(pip, pdf), 'https://brand.example/zh.pdf?linkType=gs1:pip');
	// The lot's before the product's, and of another lot the product's.
	const instructions = (item) => `${pathOf(item)}?linkType=gs1:instructions`;
	const query = 'linkType=gs1:instructions';
	assert.equal(await led(instructions(anItem)), `https://brand.example/lot?${query}#part`);
	assert.equal(await led(instructions(twin.items[0])), `https://brand.example/product?${query}`);
	assert.equal(await led(`/01/${CODE}?${query}`), `https://brand.example/product?${query}`);
	// Without a batch in the code, its lot is found by its leaf.
	assert.equal(await led(instructions({ ...anItem, batch: undefined })), `https://brand.example/lot?${query}#part`);
	const { linkset } = await linksetOf(`${pathOf(anItem)}?linkType=linkset`);
	const [, atLot, atProduct] = linkset;
	assert.deepEqual(atLot['https://ref.gs1.org/voc/instructions'], [
		{ href: 'https://brand.example/lot#part', title: 'About lot#part' },
	]);
	assert.deepEqual(atProduct['https://ref.gs1.org/voc/pip'][1], {
		href: 'https://brand.example/zh?a=b',
		title: 'About zh?a=b',
		type: 'text/html',
		hreflang: ['zh-Hans'],
	});
	// A right serial under a wrong lot is led nowhere.
	await problem(await ask(instructions({ ...anItem, batch: twin.batch })), 404);
});

test('By default, SHALL pass on all key=value pairs in the query string when redirecting', async () => {
	const query = 'market=CN&lang=zh&x=%E4%B8%AD%20%26&17=291231';
	const answer = await ask(`${pathOf(anItem)}?${query}`);
	assert.equal(answer.headers.get('location'), `${scanOf(anItem)}?${query}`);
});

test('SHALL provide a resolver description file at /.well-known/gs1resolver', async () => {
	const answer = await ask('/.well-known/gs1resolver');
	assert.equal(answer.status, 200);
	assert.match(answer.headers.get('content-type'), /application\/json/);
	const described = await answer.json();
	assert.equal(described.resolverRoot, it.gateway.url);
	assert.deepEqual(described.supportedPrimaryKeys, ['01']);
	for (const field of ['name', 'supportedLinkType']) assert.ok(described[field]);
});

test('SHALL recognise the GS1 Web vocabulary namespace', async () => {
	const { supportedLinkType } = await (await ask('/.well-known/gs1resolver')).json();
	assert.ok(supportedLinkType.some(({ prefix }) => prefix === 'gs1:'));
	for (const type of ['gs1:traceability', 'https://gs1.org/voc/traceability', 'https://ref.gs1.org/voc/traceability']) {
		const answer = await ask(`${pathOf(anItem)}?linkType=${encodeURIComponent(type)}`);
		assert.equal(answer.status, 307, type);
	}
});

test('If supporting redirection based on a prefix, SHALL be annotated with gs1:handledBy: it is told and nobody is led', async () => {
	const { api, world, gateway } = it;
	const told = async (headers) => {
		const answer = await ask(`/01/${UNREGISTERED}/10/A/21/B`, headers);
		assert.equal(answer.status, 404);
		return answer.headers.get('link');
	};
	assert.equal(await told({}), null);
	await send(api, api.tx.links.setResolverDomains(['id.brand.example', 'qr.brand.example']), world.merchant.admin);
	await gateway.caughtUp(api);
	const link = `<https://id.brand.example/01/${UNREGISTERED}/10/A/21/B>; rel="gs1:handledBy"`;
	for (const headers of [{}, BROWSER]) assert.equal(await told(headers), link);
	// What is registered here is handled here.
	const known = await ask(pathOf(anItem));
	assert.doesNotMatch(known.headers.get('link'), /handledBy/);
	await send(api, api.tx.links.setResolverDomains([]), world.merchant.admin);
	await gateway.caughtUp(api);
	assert.equal(await told({}), null);
});

test('SHOULD tolerate trailing slashes at the end of GS1 Digital Link URIs', async () => {
	for (const end of ['/', '//', '/?a=b', '/?']) {
		const answer = await ask(pathOf(anItem) + end);
		assert.equal(answer.status, 307, end);
		assert.equal(answer.headers.get('location').split('?')[0], scanOf(anItem));
	}
	assert.equal((await ask(`${scanOf(anItem)}/`, BROWSER)).status, 200);
});

test('right serial under a wrong lot is never resolved as if it were right', async () => {
	const misplaced = { ...anItem, batch: twin.batch };
	const invented = { ...anItem, serial: anItem.serial.slice(0, 19) + (anItem.serial.endsWith('0') ? '1' : '0') };
	for (const wrong of [misplaced, invented]) {
		await problem(await ask(`${pathOf(wrong)}?linkType=all`), 404);
		await problem(await ask(`${pathOf(wrong)}?linkType=gs1:traceability`), 404);
		await problem(await ask(pathOf(wrong), { accept: 'application/linkset+json' }), 404);
		const page = await (await ask(scanOf(wrong), BROWSER)).text();
		assert.match(page, /this code does not match/);
		// Whoever scans it is led to that page, and to no list of links.
		const led = await ask(pathOf(wrong), BROWSER);
		assert.deepEqual([led.status, led.headers.get('location')], [307, scanOf(wrong)]);
		assert.equal(led.headers.get('link'), null);
		const { value } = await (await ask(`/api/verify?${new URLSearchParams({ uri: uri(wrong) })}`)).json();
		assert.equal(value.verdict.code, 'mismatch');
	}
	const right = await (await ask(scanOf(anItem), BROWSER)).text();
	assert.doesNotMatch(right, /does not match/);
});

test('what nobody has proven to be an item has the links of its batch, and none as an item', async () => {
	// It has none of the leaf files, so it cannot tell the right one from the others.
	const gateway = await Gateway.start(it.node.url);
	try {
		await gateway.caughtUp(it.api);
		const batch = `/01/${CODE}/10/LOT-1`;
		const invented = { ...anItem, serial: anItem.serial.slice(0, 19) + (anItem.serial.endsWith('0') ? '1' : '0') };
		for (const item of [anItem, invented, { ...twin.items[0], batch: anItem.batch }]) {
			const all = await gateway.get(`${pathOf(item)}?linkType=all`);
			assert.equal(all.status, 200);
			const { linkset } = await all.json();
			assert.deepEqual(linkset.map(({ anchor }) => new URL(anchor).pathname), [batch, `/01/${CODE}`]);
			assert.ok(!JSON.stringify(linkset).includes(item.serial));
			const led = await gateway.get(`${pathOf(item)}?linkType=gs1:traceability`);
			assert.deepEqual([led.status, new URL(led.headers.get('location'), gateway.url).pathname], [307, `/scan${batch}`]);
			assert.match(led.headers.get('link'), new RegExp(`${batch}\\?linkType=linkset>`));
			// The page that says that it could not be checked.
			assert.equal((await gateway.get(pathOf(item))).headers.get('location'), scanOf(item));
		}
		const unnamed = await (await gateway.get(`/01/${CODE}/21/${anItem.serial}?linkType=all`)).json();
		assert.deepEqual(unnamed.linkset.map(({ anchor }) => new URL(anchor).pathname), [`/01/${CODE}`]);
	} finally {
		await gateway.stop();
	}
});

test('batch in small letters does not match, and is asked to be compared', async () => {
	const hint = /compare it with the package character by character/;
	for (const batch of ['lot-1', 'L0T-1']) {
		const page = await (await ask(scanOf({ ...anItem, batch }), BROWSER)).text();
		assert.match(page, /this code does not match/);
		assert.match(page, hint);
	}
	assert.doesNotMatch(await (await ask(scanOf({ ...anItem, batch: twin.batch }), BROWSER)).text(), hint);
});

test('verdict of the gateway is the node’s, with what leaf files add', async () => {
	for (const item of [lot.items[1], wide.items[0], wide.items[255], wide.items[256], wide.items[599]]) {
		const query = new URLSearchParams({ uri: uri(item), market: 'CN' });
		const { block, value } = await (await ask(`/api/verify?${query}`)).json();
		const leaf = await (await ask(`/api/leaf?${query}`)).json();
		const { lot: id, index, commitment, sheet, proof } = leaf;
		const evidence = { lot: id, index, commitment, sheet, proof };
		const told = await rpc(it.api, 'trace_verify', uri(item), 'CN', evidence, block.hash);
		assert.deepEqual(value, told.value);
		assert.equal(value.verdict.code, 'registered');
		assert.equal(index, item.index);
	}
});

test('page without a serial tells of product and batch', async () => {
	for (const path of [`/scan/01/${CODE}`, `/scan/01/${CODE}/10/LOT-1`]) {
		const page = await ask(path, BROWSER);
		assert.equal(page.status, 200);
		assert.match(await page.text(), /&#60;script&#62;|&lt;script&gt;/);
	}
});

test('hostile text of the chain and of visitors is text on pages', async () => {
	const nasty = '"><img src=x onerror=alert(1)>';
	for (const path of [
		scanOf(anItem),
		`/scan/01/${CODE}/10/${encodeURIComponent(nasty.slice(0, 20))}/21/A`,
		`/?code=${encodeURIComponent(nasty)}`,
		`/nothing/${encodeURIComponent(nasty)}`,
	]) {
		const answer = await ask(path, BROWSER);
		const page = await answer.text();
		assert.doesNotMatch(page, /<img src=x|<script>alert/, path);
		const policy = answer.headers.get('content-security-policy');
		assert.match(policy, /default-src 'none'/);
		assert.doesNotMatch(policy, /'unsafe-inline'|'unsafe-eval'/);
		assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
		assert.doesNotMatch(page, /<style|style="|<script(?![^>]* src=)/, 'nothing stands inline');
	}
});

test('language and market of a page are those asked for', async () => {
	const page = async (path, headers) => (await ask(path, { ...BROWSER, ...headers })).text();
	assert.match(await page(scanOf(anItem), { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.1' }), /<html lang="zh/);
	assert.match(await page(scanOf(anItem), { 'accept-language': 'fr' }), /<html lang="en/);
	assert.match(await page(`${scanOf(anItem)}?lang=zh`, {}), /<html lang="zh/);
	const market = await page(`${scanOf(anItem)}?market=CN`, {});
	assert.match(market, /not released/i);
});

test('path tricks, header injection and oversized requests lead nowhere', async () => {
	const { gateway } = it;
	const host = new URL(gateway.url).host;
	const status = async (line, headers = `Host: ${host}`) =>
		(await gateway.raw(`${line} HTTP/1.1\r\n${headers}\r\nConnection: close\r\n\r\n`)).split(' ')[1];
	for (const path of [
		'/static/../../../etc/passwd',
		'/static/%2e%2e/%2e%2e/etc/passwd',
		'/static/x/..%2f..%2fetc%2fpasswd',
		'/verifier/..%2f..%2fetc%2fpasswd.wasm',
		'/verifier/../../../../etc/passwd',
		'/leaves/../0',
		'/leaves/0/..',
		'/leaves/0/%2e%2e%2f0',
		'//etc/passwd',
		'/scan/../../etc/passwd',
	]) {
		assert.match((await status(`GET ${path}`)) ?? '400', /^4/, path);
	}
	const split = await gateway.raw(
		`GET ${pathOf(anItem)}?x=%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
	);
	assert.match(split, /^HTTP\/1\.1 307/);
	assert.doesNotMatch(split, /\r\nset-cookie/i);
	for (const evil of ['evil.example/"><script>', 'a b', 'evil.example,other', '<script>']) {
		assert.equal(await status(`GET ${pathOf(anItem)}?linkType=all`, `Host: ${evil}`), '400', evil);
	}
	assert.equal(await status(`GET /01/${CODE}?${'x'.repeat(2_100)}`), '414');
	assert.match((await status(`GET /01/${CODE}?${'x'.repeat(100_000)}`)) ?? '431', /^4/);
	assert.match((await status('GET /', `Host: ${host}\r\nX: ${'y'.repeat(100_000)}`)) ?? '431', /^4/);
	assert.match((await status('BREW /')) ?? '400', /^4/);
	assert.equal((await gateway.get('/health')).status, 200);
});

test('connections that say nothing are closed and keep nobody out', async () => {
	const { hostname, port } = new URL(it.gateway.url);
	const idle = Array.from({ length: 1_000 }, () => connect(Number(port), hostname).on('error', () => {}).resume());
	const closed = Promise.all(idle.map((socket) => new Promise((done) => socket.on('close', done))));
	idle.forEach((socket, i) => i % 2 && socket.write('GET / HTTP/1.1\r\nHos'));
	const began = Date.now();
	const answer = await ask(pathOf(anItem));
	assert.equal(answer.status, 307);
	assert.ok(Date.now() - began < 2_000);
	await closed;
	assert.ok(Date.now() - began < 20_000, 'they are closed by themselves');
});

test('heads and bodies that come byte by byte are given up', async () => {
	const { hostname, port } = new URL(it.gateway.url);
	const drip = (text) =>
		new Promise((done) => {
			const began = Date.now();
			const socket = connect(Number(port), hostname, () => socket.write(text));
			const dripping = setInterval(() => socket.write('x'), 500);
			let said = '';
			socket.on('data', (part) => (said += part));
			socket.on('error', () => {});
			socket.on('close', () => {
				clearInterval(dripping);
				done({ said, ms: Date.now() - began });
			});
		});
	const slowHead = drip('GET / HTTP/1.1\r\nHost: a.example\r\nX: ');
	const slowBody = drip('POST /report HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4000\r\nConnection: close\r\n\r\nuri=');
	const silentBody = it.gateway.raw(
		'POST /activate HTTP/1.1\r\nHost: a.example\r\nContent-Length: 40\r\nConnection: close\r\n\r\n',
		20_000,
	);
	assert.equal((await ask(pathOf(anItem))).status, 307);
	const [head, body] = await Promise.all([slowHead, slowBody]);
	assert.ok(head.ms < 15_000, `${head.ms} ms`);
	assert.doesNotMatch(head.said, /^HTTP\/1\.1 2/);
	assert.match(body.said, /^HTTP\/1\.1 408/);
	assert.ok(body.ms < 15_000, `${body.ms} ms`);
	assert.match(await silentBody, /^HTTP\/1\.1 408/);
});

test('address that asks too much is told so and the next one is not', async () => {
	const gateway = await Gateway.start(it.node.url, { args: ['--rate', '1', '--burst', '20', '--behind-proxy'] });
	try {
		const from = (address) => gateway.get('/', { headers: { 'x-forwarded-for': `9.9.9.9, ${address}`, ...BROWSER } });
		const answers = await Promise.all(Array.from({ length: 40 }, () => from('192.0.2.1')));
		const refused = answers.filter(({ status }) => status === 429);
		assert.ok(refused.length >= 15 && refused.length < 40, `${refused.length}`);
		assert.ok(refused.every(({ headers }) => headers.get('retry-after')));
		assert.equal((await from('192.0.2.2')).status, 200);
	} finally {
		await gateway.stop();
	}
});

test('lookups are counted by item and network, and no address is written anywhere', async () => {
	const gateway = await Gateway.start(it.node.url, {
		files: { lot: lot.file },
		args: ['--behind-proxy', '--rate', '0'],
	});
	try {
		await gateway.caughtUp(it.api);
		const counted = lot.items[7];
		const look = async (address) =>
			(await gateway.get(scanOf(counted), { headers: { 'x-forwarded-for': address, ...BROWSER } })).text();
		for (const address of ['192.0.2.1', '192.0.2.77', '198.51.100.3']) await look(address);
		const page = await look('2001:db8::1');
		assert.match(page, /4 times/);
		assert.match(page, /3 networks/);
		await gateway.halt();
		const written = [];
		for (const entry of await readdir(gateway.folder, { recursive: true, withFileTypes: true })) {
			if (entry.isFile()) written.push(await readFile(join(entry.parentPath ?? entry.path, entry.name), 'latin1'));
		}
		const everything = [...written, ...gateway.log].join('\n');
		assert.doesNotMatch(everything, /192\.0\.2|198\.51\.100|2001:db8/);
		await gateway.boot();
		await gateway.caughtUp(it.api);
		assert.match(await look('192.0.2.1'), /5 times/);
	} finally {
		await gateway.stop();
	}
});

test('recall is on the page within one block of being final', async () => {
	const { api, world, gateway } = it;
	const item = wide.items[17];
	assert.match(await (await ask(scanOf(item), BROWSER)).text(), /<main[^>]* class="clear"/);
	const subject = { Items: [2, [{ start: 17, end: 18 }]] };
	await send(api, api.tx.productIdentity.issueRecall(subject, 1, DOCUMENT), world.merchant.admin);
	const final = Date.now();
	const stops = /<main[^>]* class="stop"/;
	await gateway.until(async () => stops.test(await (await ask(scanOf(item), BROWSER)).text()), 'the recall');
	assert.ok(Date.now() - final < 2_000, `${Date.now() - final} ms`);
	// Of this item alone; the next one's story tells that some of its lot were.
	assert.match(await (await ask(scanOf(wide.items[18]), BROWSER)).text(), /<main[^>]* class="clear"/);
});

const form = (fields) => ({
	method: 'POST',
	redirect: 'manual',
	headers: { 'content-type': 'application/x-www-form-urlencoded', ...BROWSER },
	body: new URLSearchParams(fields).toString(),
});

test('item is activated by a form, and the second time is told the first', async () => {
	const item = lot.items[2];
	const code = scratchCode(item.secret);
	const send = (code) => it.gateway.get('/activate', form({ uri: uri(item), code }));
	const typo = await send(code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A'));
	assert.equal(typo.status, 422);
	const wrong = await send(scratchCode(lot.items[3].secret));
	assert.equal(wrong.status, 422);
	const done = await send(code);
	assert.equal(done.status, 200, await done.text());
	const again = await send(code);
	assert.equal(again.status, 409);
	assert.match(await again.text(), /before|already/i);
	const page = await (await ask(scanOf(item), BROWSER)).text();
	assert.match(page, /activated/i);
	const { value } = await rpc(it.api, 'trace_item', 0, 2);
	assert.ok(value.facts.activated > 0);
});

test('of two activations of an item at the same moment one is told to be the first', async () => {
	const item = wide.items[40];
	const code = scratchCode(item.secret);
	const send = (code) => it.gateway.get('/activate', form({ uri: uri(item), code }));
	const told = async (answers) =>
		Promise.all(answers.map(async (answer) => ({ status: answer.status, text: await answer.text() })));
	const both = await told(await Promise.all([send(code), send(code), send(code)]));
	const [first, ...others] = both.sort((a, b) => a.status - b.status);
	assert.equal(first.status, 200, first.text);
	assert.match(first.text, /Nobody had activated this item before/);
	for (const other of others) {
		assert.equal(other.status, 409);
		assert.match(other.text, /This item is being activated already/);
		assert.doesNotMatch(other.text, /Nobody had activated/);
	}
	const [again] = await told([await send(code)]);
	assert.equal(again.status, 409);
	assert.match(again.text, /This item was activated before/);
});

test('whoever has no scratch code does not keep an item busy', async () => {
	const [item, other] = [wide.items[41], wide.items[42]];
	const made = fromHex(activation({ lot: 2, ...item, secret: other.secret }));
	const answer = await it.gateway.get(`/activate?${new URLSearchParams({ uri: uri(item) })}`, {
		method: 'POST',
		headers: { 'content-type': 'application/octet-stream', ...BROWSER },
		body: made,
	});
	assert.equal(answer.status, 422);
	assert.match(await answer.text(), /does not belong to this item/);
});

test('activation that came to the node from elsewhere is not called the first', async () => {
	const item = wide.items[43];
	const transaction = activation({ lot: 2, ...item });
	const own = it.gateway.get('/activate', form({ uri: uri(item), code: scratchCode(item.secret) }));
	await rpc(it.api, 'author_submitExtrinsic', transaction).catch(() => {});
	const answer = await own;
	const text = await answer.text();
	// Which of the two the node had first is chance; then it is said, or it is in a block already.
	assert.ok([200, 409].includes(answer.status), text);
	assert.match(text, /Nobody had activated this item before|not by you alone|activated before/);
	const late = wide.items[44];
	await rpc(it.api, 'author_submitExtrinsic', activation({ lot: 2, ...late }));
	const second = await it.gateway.get('/activate', form({ uri: uri(late), code: scratchCode(late.secret) }));
	assert.doesNotMatch(await second.text(), /Nobody had activated this item before/);
});

test('item that was flagged has its own story', async () => {
	const { api, world, gateway } = it;
	const item = wide.items[60];
	const page = async () => (await ask(scanOf(item), BROWSER)).text();
	const told = (text) => text.split('Items marked destroyed, damaged, lost or stolen').length - 1;
	assert.equal(told(await page()), 0);
	await send(api, api.tx.productIdentity.flagItems(2, [{ start: 60, end: 61 }], 'Stolen'), world.merchant.admin);
	await gateway.caughtUp(api);
	const flagged = await page();
	assert.match(flagged, /<main[^>]* class="stop"/);
	// In the lot's journal and in the item's own: the next item's page has the lot's alone.
	assert.equal(told(flagged), 2);
	assert.equal(told(await (await ask(scanOf(wide.items[61]), BROWSER)).text()), 1);
});

test('transaction that was made elsewhere is passed on only if it activates', async () => {
	const item = lot.items[4];
	const octets = (body, target = item) =>
		it.gateway.get(`/activate?${new URLSearchParams({ uri: uri(target) })}`, {
			method: 'POST',
			headers: { 'content-type': 'application/octet-stream', ...BROWSER },
			body,
		});
	const made = fromHex(activation({ lot: 0, ...item }));
	assert.equal((await octets(made.slice(1))).status, 422);
	assert.equal((await octets(new Uint8Array(9_000))).status, 413);
	const remark = it.api.tx.system.remark('0x00');
	assert.equal((await octets(fromHex(remark.toHex()))).status, 422);
	await remark.signAsync(it.world.merchant.admin, { nonce: -1 });
	assert.equal((await octets(fromHex(remark.toHex()))).status, 422);
	const unproven = fromHex(activation({ lot: 0, ...item, proof: [] }));
	assert.equal((await octets(unproven)).status, 422);
	assert.equal((await octets(made)).status, 200);
	assert.ok((await rpc(it.api, 'trace_item', 0, 4)).value.facts.activated > 0);
});

test('report reaches owner and authority, and nobody else', async () => {
	const { api, gateway, world } = it;
	const { hallmark, refused } = commands(it);
	const wrong = { ...anItem, batch: twin.batch };
	const fields = { uri: uri(wrong), market: 'CN', place: 'a shop in Ningbo', note: 'no seal\u0000<b>' };
	const first = await gateway.get('/report', form(fields));
	assert.equal(first.status, 200);
	await gateway.get('/report', form(fields));
	const { host } = new URL(gateway.url);
	const asks = async ({ id, admin }, organisation = id, { at = Date.now(), asked = host } = {}) => {
		const { genesis } = await (await gateway.get('/trust.json')).json();
		const numbers = Buffer.alloc(12);
		numbers.writeUInt32BE(organisation, 0);
		numbers.writeBigUInt64BE(BigInt(at), 4);
		const message = Buffer.concat([Buffer.from('hallmark/reports/2'), fromHex(genesis), numbers, Buffer.from(asked)]);
		const signature = Buffer.from(admin.sign(message)).toString('hex');
		const query = new URLSearchParams({ organisation, at, account: admin.address, signature: `0x${signature}` });
		return gateway.get(`/reports?${query}`);
	};
	for (const reader of [world.merchant, world.customs]) {
		const reports = await (await asks(reader)).json();
		assert.equal(reports.length, 1, JSON.stringify(reports));
		assert.equal(reports[0].place, 'a shop in Ningbo');
		assert.equal(reports[0].note, 'no seal<b>');
		assert.match(reports[0].verdict, /^mismatch/);
		assert.ok(!JSON.stringify(reports[0]).includes('127.0.0.1'));
	}
	assert.deepEqual(await (await asks(world.platform)).json(), []);
	await problem(await asks(world.platform, world.merchant.id), 403);
	await problem(await asks(world.merchant, world.merchant.id, { at: Date.now() - 600_000 }), 403);
	// Whoever is asked cannot ask another gateway with the same question.
	const toAnother = await problem(await asks(world.merchant, world.merchant.id, { asked: 'rival.example' }), 403);
	assert.match(toAnother, /^signature: .* over this question to 127\.0\.0\.1:/);
	// A key of a token is one of Ed25519.
	const admin = new Keyring({ type: 'ed25519' }).addFromUri('//merchant//token');
	await send(api, api.tx.merchantRegistry.addOperator(admin.address, 1), world.merchant.admin);
	await gateway.caughtUp(api);
	assert.equal((await (await asks({ ...world.merchant, admin })).json()).length, 1);

	const list = (signer, ...args) => hallmark(signer, 'report', 'list', '--gateway', ...args);
	const day = new Date().toISOString().slice(0, 10);
	for (const [reader, ...period] of [['merchant'], ['merchant', '--since', day, '--until', day], ['customs']]) {
		const { code, said } = await list(reader, gateway.url, ...period);
		assert.equal(code, 0, JSON.stringify(said));
		assert.equal(said.organisation, world[reader].id);
		const [{ gateway: keeper, place, note, market, uri: of }, ...more] = said.reports;
		assert.deepEqual([keeper, place, note, market], [gateway.url, 'a shop in Ningbo', 'no seal<b>', 'CN']);
		assert.ok(of.endsWith(pathOf(wrong)), of);
		assert.deepEqual(more, []);
		assert.deepEqual(said.gateways, [{ gateway: gateway.url, reports: 1, fault: null }]);
	}
	const later = await list('merchant', gateway.url, '--since', new Date(Date.now() + 1000).toISOString());
	assert.deepEqual([later.code, later.said.reports], [0, []]);
	const other = await list('platform', gateway.url);
	assert.deepEqual([other.code, other.said.reports], [0, []]);
	await refused(/no organisation's operator/, 'stranger', 'report', 'list', '--gateway', gateway.url);
	// Who does not answer hides nothing of what the others have.
	const { code, said } = await list('merchant', `${gateway.url},http://127.0.0.1:9`);
	assert.deepEqual([code, said.reports.length], [3, 1]);
	assert.deepEqual(said.gateways.map(({ reports }) => reports), [1, null]);
	assert.match(said.gateways[1].fault, /refused/i);
	await problem(await gateway.get('/reports?organisation=2'), 400);
	// One network does not use up what is taken of a code.
	for (let n = 1; n < 5; n += 1) {
		assert.equal((await gateway.get('/report', form({ ...fields, note: `${n}` }))).status, 200);
	}
	const over = await gateway.get('/report', form({ ...fields, note: 'one more' }));
	assert.equal(over.status, 429);
	assert.ok(Number(over.headers.get('retry-after')) <= 86_400);
	assert.match(await over.text(), /from your network.*until midnight UTC/);
	assert.equal((await (await asks(world.merchant)).json()).length, 5);
	const today = `${new Date().toISOString().slice(0, 10)}.jsonl`;
	for (const whose of [`organisation-${world.merchant.id}`, 'country-CN']) {
		assert.deepEqual(await readdir(join(gateway.data, 'reports', whose)), [today]);
	}
});

test('refusals are pages to people, in their language, and problems to programs', async () => {
	const chinese = { ...BROWSER, 'accept-language': 'zh-CN' };
	const long = `/01/${CODE}?${'x'.repeat(2_100)}`;
	const form = (headers, fields) => ({ method: 'POST', headers, body: new URLSearchParams(fields) });
	const fields = { uri: uri({ ...anItem, serial: 'NOBODYS' }), lang: 'zh' };
	for (const [status, at, options, words] of [
		[404, '/packs', { headers: chinese }, '没有这个页面'],
		[405, scanOf(anItem), form(chinese, {}), '此地址不能这样使用'],
		[413, '/report', form(chinese, { ...fields, note: '字'.repeat(4_000) }), '您发送的内容过长'],
		// Nothing is cut off, and no report goes to the authority of a country that is none.
		[413, '/report', form(chinese, { ...fields, note: '字'.repeat(1_001) }), '原因：“您看到了什么？”：有 1001 个字符，最多可填 1000 个'],
		[400, '/report', form(chinese, { ...fields, market: 'China' }), '原因：国家须为 ISO 3166-1 的两个字母'],
		// A form of another site, sent by the browser of a visitor who knows nothing of it.
		[403, '/report', form({ ...chinese, 'sec-fetch-site': 'cross-site' }, fields), '原因：它由另一网站的页面发出'],
		[414, long, { headers: chinese }, '地址过长'],
		[404, `/01/${CODE}/10/OTHER`, { headers: chinese }, `原因：产品 ${CODE} 没有这个批号的批次`],
		[404, `${pathOf(anItem)}?linkType=gs1:epil`, { headers: chinese }, '原因：没有登记过 gs1:epil 类型的链接'],
		[404, '/00/095201234567891235', { headers: chinese }, '原因：这里没有人登记过 (00) 095201234567891235 下的内容'],
		[400, '/01/09521001000018', { headers: chinese }, 'GTIN (01)：校验位应为 7，实为 8'],
	]) {
		const answer = await it.gateway.get(at, options);
		assert.equal(answer.status, status);
		assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8', at);
		assert.equal(answer.headers.get('vary'), 'Accept, Accept-Language');
		assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
		const page = await answer.text();
		assert.match(page, /<html lang="zh/);
		assert.ok(page.includes(words), page);
		// Programs are told the same as a problem.
		const { accept, 'accept-language': language, ...others } = options.headers;
		await problem(await it.gateway.get(at, { ...options, headers: others }), status);
	}
	assert.match(await (await ask('/?code=hello', chinese)).text(), /编码应为 Digital Link 网址/);
	assert.match(await problem(await ask('/01/09521001000018'), 400), /check digit should be 7, is 8/);
	assert.equal((await ask('/reports', {}, { method: 'POST' })).headers.get('allow'), 'GET,HEAD');
	assert.match(await problem(await ask('/packs'), 404), /without --packs/);
	assert.match(await problem(await ask('/audits'), 404), /without --audits/);
	// As many characters as the form takes, each of nine bytes when it is sent.
	const full = { ...fields, market: 'CN', place: '店'.repeat(200), note: '假'.repeat(1_000) };
	const taken = await it.gateway.get('/report', form(chinese, full));
	assert.equal(taken.status, 200, await taken.text());
});

test('gateway that lacks what it is told to serve does not start, and names it', async () => {
	const { folder, leaves, data } = it.gateway;
	const nope = join(folder, 'nope');
	const paths = { '--leaves': leaves, '--data': join(folder, 'other'), '--trust': process.env.HALLMARK_CHAIN };
	const start = (more) =>
		command('--node', it.node.url, '--listen', '127.0.0.1:0', ...Object.entries({ ...paths, ...more }).flat());
	for (const option of ['--leaves', '--packs', '--audits', '--verifiers', '--trust', '--tls-cert']) {
		const more = option === '--tls-cert' ? { '--tls-key': nope } : {};
		const { status, stdout, stderr } = start({ [option]: nope, ...more });
		assert.deepEqual([status, stdout], [1, ''], option);
		assert.ok(stderr.includes(`${option} ${nope}`), stderr);
	}
	const keys = start({ '--keys': nope, '--database': join(folder, 'index.db') });
	assert.equal(keys.status, 1);
	assert.ok(keys.stderr.includes(`--keys ${nope}`), keys.stderr);
	// Each has a folder of its own for what it keeps.
	const second = start({ '--data': data });
	assert.equal(second.status, 1);
	assert.ok(second.stderr.includes(`--data ${data}: another gateway runs on it`), second.stderr);
	// The connection that was kept is closed meanwhile, if all that took longer than ten seconds.
	const alive = async () => (await ask('/health')).status;
	assert.equal(await alive().catch(alive), 200);
});

test('what is no file in the folder of leaf files is told and left', async () => {
	const gateway = await Gateway.start(it.node.url, { files: { 'lot-0': lot.file }, args: ['--trust-loopback'] });
	try {
		await gateway.halt();
		execFileSync('mkfifo', [join(gateway.leaves, 'pipe.leaves')]);
		execFileSync('ln', ['-s', '/dev/zero', join(gateway.leaves, 'device.leaves')]);
		execFileSync('ln', ['-s', join(gateway.folder, 'nobody'), join(gateway.leaves, 'dangling.leaves')]);
		execFileSync('mkdir', [join(gateway.leaves, 'folder.leaves')]);
		gateway.log.length = 0;
		await gateway.boot();
		await gateway.until(async () => (await (await gateway.get('/health')).json()).leafFiles.read === 1, 'the leaf file');
		for (const name of ['pipe', 'device', 'dangling']) {
			const told = gateway.log.filter((line) => line.includes(`${name}.leaves is not used: it is no regular file`));
			assert.equal(told.length, 1, gateway.log.join('\n'));
		}
	} finally {
		await gateway.stop();
	}
});

test('tile of a large lot leads to its root, and small lots give none', async () => {
	const answer = await ask('/leaves/2/1');
	assert.equal(answer.status, 200);
	assert.match(answer.headers.get('cache-control'), /immutable/);
	const bytes = new Uint8Array(await answer.arrayBuffer());
	const view = new DataView(bytes.buffer);
	const [first, count, sheets, hashes] = [view.getUint32(0), view.getUint32(4), bytes[8], bytes[9]];
	assert.deepEqual([first, count, sheets, hashes], [256, 600, 0, 2]);
	const records = bytes.slice(10 + 32 * hashes);
	assert.equal(records.length, 256 * 64);
	assert.deepEqual(records.slice(0, 32), Uint8Array.from(wide.items[256].leaf));
	for (const path of ['/leaves/0/0', '/leaves/2/3', '/leaves/9/0', '/leaves/2/01', '/leaves/2/-1', '/leaves/2/x']) {
		await problem(await ask(path), 404);
	}
});

test('leaf files that are truncated, reordered or of another lot are reported and not used', async () => {
	const cut = lot.file.slice(0, -1);
	const reordered = Uint8Array.from(twin.file);
	reordered.set(twin.file.slice(47, 47 + 64), 47 + 64);
	reordered.set(twin.file.slice(47 + 64, 47 + 128), 47);
	const stranger = makeLot({ issuer: MERCHANT, gtin: CODE, batch: 'WIDE', count: 600, lotKey: randomBytes(32) });
	const files = { cut, reordered, stranger: stranger.file };
	const gateway = await Gateway.start(it.node.url, { files });
	try {
		await gateway.caughtUp(it.api);
		const verdict = async (item) => {
			const answer = await gateway.get(`/api/verify?${new URLSearchParams({ uri: uri(item) })}`);
			return (await answer.json()).value.verdict.code;
		};
		assert.equal(await verdict(lot.items[0]), 'unproven');
		// Two records that changed places prove nothing and refute nothing.
		assert.equal(await verdict(twin.items[0]), 'unproven');
		assert.equal(await verdict(wide.items[0]), 'unproven');
		assert.equal(await verdict(stranger.items[0]), 'unproven');
		const { leafFiles } = await (await gateway.get('/health')).json();
		assert.equal(leafFiles.notUsed, 1);
		assert.ok(gateway.log.some((line) => /cut\.leaves is not used: .*cut short/.test(line)));
		// The right file, put there later, is found by itself.
		await gateway.put('lot-0', lot.file);
		await gateway.until(async () => (await verdict(lot.items[0])) === 'registered', 'the leaf file');
	} finally {
		await gateway.stop();
	}
});

test('leaf file that nobody committed to hides no true one', async () => {
	// Its own item's record is the same in both; the leaf of another item is not.
	const rogue = Uint8Array.from(lot.file);
	rogue[47] ^= 1;
	const gateway = await Gateway.start(it.node.url, { files: { 'a-rogue': rogue, true: lot.file, 'z-rogue': rogue } });
	try {
		await gateway.caughtUp(it.api);
		const item = lot.items[1];
		const query = new URLSearchParams({ uri: uri(item) });
		const health = async () => (await (await gateway.get('/health')).json()).leafFiles;
		await gateway.until(async () => (await health()).read === 3, 'reading the leaf files');
		const answer = await (await gateway.get(`/api/verify?${query}`)).json();
		assert.equal(answer.value.verdict.code, 'registered');
		assert.equal((await gateway.get(`/api/leaf?${query}`)).status, 200);
		// Activating gets as far as the scratch code, and not lost for want of a lot: the true one is
		// told from another item's.
		const tried = await gateway.get('/activate', form({ uri: uri(item), code: scratchCode(item.secret) }));
		assert.equal(tried.status, 200, await tried.text());
		await gateway.until(async () => (await health()).uncommitted === 2, 'looking for the lots of the files');
		assert.equal((await health()).notUsed, 0);
	} finally {
		await gateway.stop();
	}
});

test('node that is gone leaves the last block with its age, and never a better verdict', async () => {
	const gateway = await Gateway.start(`ws://127.0.0.1:1`, { files: { lot: lot.file } });
	try {
		const page = await gateway.get(scanOf(anItem), { headers: BROWSER });
		assert.equal(page.status, 503);
		assert.doesNotMatch(await page.text(), /Registered/);
		await problem(await gateway.get(pathOf(anItem)), 503);
		await problem(await gateway.get(`/api/verify?${new URLSearchParams({ uri: uri(anItem) })}`), 503);
		assert.equal((await gateway.get('/health')).status, 503);
		assert.equal((await gateway.get('/', { headers: BROWSER })).status, 200);
	} finally {
		await gateway.stop();
	}
});

test('node of another chain is not asked', async () => {
	const spec = JSON.parse(await readFile(process.env.HALLMARK_CHAIN, 'utf8'));
	// A genesis with one byte more is another chain's.
	spec.genesis.raw.top['0xff'] = '0x00';
	const other = join(it.gateway.folder, 'other.json');
	await writeFile(other, JSON.stringify(spec));
	const gateway = await Gateway.start(it.node.url, { trust: other });
	try {
		await gateway.until(() => gateway.log.some((line) => /genesis|chain/.test(line)), 'a warning');
		assert.equal((await gateway.get(scanOf(anItem), { headers: BROWSER })).status, 503);
	} finally {
		await gateway.stop();
	}
});

test('code that is typed leads to its page, and nonsense to the reason', async () => {
	const typed = `(01)${CODE}(10)LOT-1(21)${anItem.serial}`;
	const answer = await ask(`/?code=${encodeURIComponent(typed)}&lang=zh`, BROWSER);
	assert.deepEqual([answer.status, answer.headers.get('location')], [303, `${scanOf(anItem)}?lang=zh`]);
	assert.equal((await ask('/?code=hello', BROWSER)).status, 400);
	assert.equal((await ask('/', BROWSER)).status, 200);
});

test('scratch code is neither looked up, nor shown again, nor left in the address', async () => {
	const code = scratchCode(lot.items[5].secret);
	const without = code.slice(0, -2);
	const secret = new RegExp(code.split('-').slice(0, 3).join('(%20|[^0-9a-z])*'), 'i');
	for (const typed of [code, without, `${without}-${code.endsWith('A') ? 'B' : 'A'}`, without.toLowerCase().replaceAll('-', ' ')]) {
		const answer = await ask(`/?${new URLSearchParams({ code: typed, lang: 'zh' })}`, BROWSER);
		assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/?lang=zh&scratch=1']);
		const page = await (await ask(answer.headers.get('location'), BROWSER)).text();
		assert.match(page, /这是刮码/);
		const direct = await (await ask(`/${encodeURIComponent(typed)}`, BROWSER)).text();
		for (const text of [page, direct, ...it.gateway.log]) assert.doesNotMatch(text, secret);
	}
});

test('proof is served with the voters that a verifier begins with', async () => {
	const { trust, genesis } = await (await ask('/trust.json')).json();
	assert.match(trust, /^0x[0-9a-f]+$/);
	assert.equal(genesis, it.api.genesisHash.toHex());
	const query = new URLSearchParams({ uri: uri(anItem), market: 'CN' });
	await it.gateway.until(async () => (await ask(`/api/proof?${query}`)).status === 200, 'a proof');
	const answer = await ask(`/api/proof?${query}`);
	assert.equal(answer.headers.get('content-type'), 'application/octet-stream');
	assert.ok((await answer.arrayBuffer()).byteLength > 1_000);
	await problem(await ask('/api/proof?uri=nonsense'), 400);
	await problem(await ask('/api/proof'), 400);
});

// The last one: the node does not come through it unharmed.
test('node that falls silent leaves what was asked for, as old as it is, and nothing else', async () => {
	const { gateway, node } = it;
	const seen = scanOf(lot.items[6]);
	assert.equal((await ask(seen, BROWSER)).status, 200);
	await node.kill();
	await gateway.until(async () => (await (await ask('/health')).json()).node !== null, 'the loss');
	// Of the block that was the newest: only what somebody asked for in it is known.
	const page = await ask(seen, BROWSER);
	assert.ok([200, 503].includes(page.status), `${page.status}`);
	const text = await page.text();
	if (page.status === 200) assert.match(text, /as of <time/);
	else assert.doesNotMatch(text, /Registered/);
	const fresh = await ask(`/scan/01/${CODE}/10/OTHER/21/A`, BROWSER);
	assert.equal(fresh.status, 503);
	assert.doesNotMatch(await fresh.text(), /Registered/);
	await node.restart();
	await gateway.until(async () => (await ask(seen, BROWSER)).status === 200, 'the node');
	const { ageMs } = await (await ask('/health')).json();
	assert.ok(ageMs < 60_000, `${ageMs} ms`);
});
