// The API as those use it who write by it: keys, sign-in, calls to sign at home, a key that the gateway
// holds, and webhooks.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { stringToHex, u8aToHex, u8aWrapBytes } from '@polkadot/util';
import { Webhook } from 'standardwebhooks';
import { gtin } from '../../js/verify/src/gs1.js';
import { makeLot } from '../../js/verify/src/lot.js';
import { chain } from './lib/fixture.js';
import { Gateway, command } from './lib/gateway.js';
import { alice, found } from './lib/world.js';

const PREFIX = '9521009';
const [TEA, JAM, ROW, NEXT, WHITE] = [1, 2, 3, 4, 5].map((it) => gtin(PREFIX, it));
const MERCHANT = 2;

const it = chain({ prepare });

async function prepare(api) {
	const world = await found(api, {
		platform: { roles: ['Platform'] },
		merchant: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
		other: { roles: ['Merchant'], country: 'BE' },
	});
	assert.equal(world.merchant.id, MERCHANT);
	const gateway = await Gateway.start(it.node.url, { args: ['--trust-loopback'] });
	await gateway.halt();
	const keys = join(gateway.folder, 'keys.json');
	const held = join(gateway.folder, 'merchant.key');
	await writeFile(held, '//merchant\n', { mode: 0o600 });
	/** Makes a key, as the gateway's operator does. */
	const add = (operator, scopes, ...more) => {
		const options = ['--keys', keys, '--operator', operator.admin.address, '--scopes', scopes];
		const { status, stdout, stderr } = command('key', 'add', ...options, ...more);
		assert.equal(status, 0, stderr);
		assert.match(stdout, /^hm_[0-9a-f]{8}_[0-9a-f]{64}\n$/);
		return stdout.trim();
	};
	const all = 'products:write,lots:write,notices:write,calls:write,webhooks';
	const signing = add(world.merchant, all, '--signer', `@${held}`);
	const unsigned = add(world.merchant, all, '--name', 'warehouse');
	const others = add(world.other, all);
	gateway.args.push('--database', join(gateway.folder, 'index.db'), '--keys', keys);
	gateway.args.push('--webhook-allow', '127.0.0.0/8');
	await gateway.boot();
	// Names of what calls number are read from the index.
	const head = (await api.rpc.chain.getHeader(await api.rpc.chain.getFinalizedHead())).number.toNumber();
	await gateway.until(async () => {
		const { index } = await (await gateway.get('/health')).json();
		return index?.block >= head;
	}, `block ${head} in the index`);
	return { world, gateway, keys, signing, unsigned, others };
}
after(() => it.gateway?.stop());

/** Asks the API; gives status, body and headers. */
async function ask(method, path, { key, body, headers = {}, type = 'application/json' } = {}) {
	const sent = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
	const answer = await fetch(new URL(`/api/v1${path}`, it.gateway.url), {
		method,
		headers: {
			...(key && { authorization: `Bearer ${key}` }),
			...(body !== undefined && { 'content-type': type }),
			...headers,
		},
		body: sent,
	});
	const text = await answer.text();
	return { status: answer.status, body: text && JSON.parse(text), headers: answer.headers };
}

/** Waits until a transaction is settled. */
async function settled(hash) {
	let told;
	await it.gateway.until(async () => {
		({ body: told } = await ask('GET', `/transactions/${hash}`));
		return told.status && told.status !== 'pending' && typeof told.status === 'string';
	}, `transaction ${hash}`);
	return told;
}

const register = (code, more = {}) => ({
	gtin: code,
	name: 'Green tea 绿茶',
	category: 'Cut diamonds',
	hs: '0902.10',
	origin: 'BE',
	...more,
});

test('a call is signed at home with what the API prepared, and followed until it is final', async () => {
	const { status, body } = await ask('POST', '/products', { key: it.unsigned, body: register(TEA) });
	assert.equal(status, 200, JSON.stringify(body));
	assert.equal(body.format, 'hallmark-transactions/1');
	assert.equal(body.calls[0].name, 'ProductIdentity.register_product');
	assert.ok(body.calls[0].arguments.some(({ value }) => value.includes('Green tea 绿茶')));
	// A number stands with the name of what it is of.
	assert.match(body.calls[0].arguments.find(({ name }) => name === 'product_type').value, /^\d+ \(".+"\)$/);

	const [{ payload }] = body.transactions;
	const made = it.api.registry.createType('ExtrinsicPayload', payload, { version: 4 });
	const anothers = made.sign(it.world.other.admin).signature;
	const wrong = { ...body, transactions: [{ payload, signature: anothers }] };
	const refused = await ask('POST', '/transactions', { body: wrong });
	assert.deepEqual([refused.status, refused.body.field], [422, 'transactions[0].signature']);

	const { signature } = made.sign(it.world.merchant.admin);
	const signed = { ...body, transactions: [{ payload, signature }] };
	const sent = await ask('POST', '/transactions', { body: signed });
	assert.equal(sent.status, 202, JSON.stringify(sent.body));
	const [{ hash }] = sent.body.transactions;
	assert.equal(sent.headers.get('location'), `/api/v1/transactions/${hash}`);
	const told = await settled(hash);
	assert.equal(told.status, 'final', JSON.stringify(told));
	assert.ok(told.events.some(({ name }) => name === 'ProductIdentity.ProductRegistered'));
	// Handed in once more it is found, and nothing is done twice.
	const again = await ask('POST', '/transactions', { body: signed });
	assert.deepEqual([again.status, again.body.transactions[0].hash], [202, hash]);
	assert.equal((await settled(hash)).status, 'final');
});

test('the gateway signs with a key that it holds, once for each key of idempotency', async () => {
	const headers = { 'idempotency-key': 'order-1' };
	const post = (body, code = JAM) =>
		ask('POST', '/products', { key: it.signing, headers, body: { ...register(code), ...body } });
	const first = await post({});
	assert.equal(first.status, 202, JSON.stringify(first.body));
	const second = await post({});
	assert.deepEqual([second.status, second.body], [202, first.body]);
	assert.equal(second.headers.get('idempotent-replayed'), 'true');
	const other = await post({ name: 'Jam' });
	assert.deepEqual([other.status, other.body.field], [422, 'Idempotency-Key']);
	const [{ hash }] = first.body.transactions;
	assert.equal((await settled(hash)).status, 'final');
	// After a crash too.
	await it.gateway.kill();
	await it.gateway.boot();
	const third = await post({});
	assert.deepEqual([third.status, third.body], [202, first.body]);

	// What fails on the chain is told with its field.
	const twice = await ask('POST', '/products', { key: it.signing, body: register(JAM) });
	assert.equal(twice.status, 202, JSON.stringify(twice.body));
	const failed = await settled(twice.body.transactions[0].hash);
	assert.equal(failed.status, 'failed');
	assert.deepEqual(
		[failed.problem.field, failed.problem.error],
		['gtin', 'ProductIdentity.ProductAlreadyExists'],
	);
});

test('what is wrong is named in words of the API', async () => {
	const post = async (path, body) => {
		const answer = await ask('POST', path, { key: it.unsigned, body });
		assert.equal(answer.status, 422, JSON.stringify(answer.body));
		return answer.body;
	};
	const document = await post('/holds', { on: { lot: 0 }, reason: 1, document: 1 });
	assert.equal(document.field, 'document');
	assert.match(document.reason, /^invalid type: .*expected an object$/);
	// What stands in the path is not among what may be meant.
	const unknown = await post(`/products/${TEA}/versions`, { colour: 'green' });
	assert.equal(unknown.field, 'colour');
	assert.match(unknown.reason, /^unknown field `colour`, expected one of `name`/);
	assert.doesNotMatch(unknown.reason, /gtin/);
	// A register that the council never named.
	const register = await post(`/products/${TEA}/registrations`, { system: 'NOPE', number: '1' });
	assert.equal(register.field, 'system');
	assert.match(register.reason, /the council named no register NOPE/);
});

test('a product list is taken whole or not at all', async () => {
	const post = (body) => ask('POST', '/products', { key: it.signing, type: 'text/csv', body });
	const head = 'gtin14,name,category,origin,hs6\n';
	const row = (code, origin = 'BE') => `${code},Jam,Cut diamonds,${origin},2007.91\n`;
	const wrong = await post(`${head}${row(ROW)}${row('95210090000')}${row(NEXT, 'XX')}`);
	assert.equal(wrong.status, 422);
	assert.deepEqual(wrong.body.errors.map(({ line, field }) => [line, field]), [[3, 'gtin14'], [4, 'origin']]);
	const right = await post(`${head}${row(ROW)}${row(NEXT)}`);
	assert.equal(right.status, 202, JSON.stringify(right.body));
	const told = await settled(right.body.transactions[0].hash);
	assert.equal(told.status, 'final', JSON.stringify(told));
	const nothing = await post(`${head}${row(ROW)}${row(NEXT)}`);
	assert.deepEqual([nothing.status, nothing.body.nothingToDo], [200, true]);
});

test('an operator signs in with a wallet, once, and prepares calls from pages of this gateway alone', async () => {
	const { admin } = it.world.merchant;
	const { body: challenge } = await ask('GET', `/session/challenge?account=${admin.address}`);
	assert.ok(challenge.text.includes(it.api.genesisHash.toHex()));
	// As signRaw of the extension does.
	const signature = u8aToHex(admin.sign(u8aWrapBytes(stringToHex(challenge.text))));
	const body = { account: admin.address, nonce: challenge.nonce, signature };
	const session = await ask('POST', '/session', { body });
	assert.equal(session.status, 200, JSON.stringify(session.body));
	assert.equal(session.body.organisation, MERCHANT);
	assert.equal((await ask('POST', '/session', { body })).status, 401);
	const cookie = session.headers.get('set-cookie').split(';')[0];
	const facility = { name: 'Works', country: 'BE' };
	const post = (headers) => ask('POST', '/facilities', { headers, body: facility });
	assert.equal((await post({ cookie })).status, 403);
	const prepared = await post({ cookie, 'x-hallmark': '1' });
	assert.equal(prepared.status, 200, JSON.stringify(prepared.body));
	assert.equal(prepared.body.calls[0].name, 'MerchantRegistry.register_facility');
	await ask('DELETE', '/session', { headers: { cookie, 'x-hallmark': '1' } });
	assert.equal((await post({ cookie, 'x-hallmark': '1' })).status, 401);
});

test('a product goes in by the attributes of GS1, comes out by them, and goes in again without a change', async () => {
	const document = {
		gtin: WHITE,
		tradeItemDescription: [{ languageCode: 'en', value: 'White tea' }],
		category: 'Cut diamonds',
		importClassification: [{ importClassificationTypeCode: 'INTRASTAT', importClassificationValue: '0902 10 00' }],
		countryOfOrigin: [{ countryCode: '056' }],
		brandName: 'Bai Mu Dan',
	};
	const put = (body) => ask('POST', '/trade-items', { key: it.signing, body });
	const first = await put(document);
	assert.equal(first.status, 202, JSON.stringify(first.body));
	const digest = `0x${createHash('sha256').update(JSON.stringify(document)).digest('hex')}`;
	assert.deepEqual(first.body.keep, { sheet: digest, onlyInSheet: ['brandName'] });
	assert.equal((await settled(first.body.transactions[0].hash)).status, 'final');
	await it.gateway.until(async () => (await ask('GET', `/products/${WHITE}`)).status === 200, 'the product in the index');
	const told = await ask('GET', `/products/${WHITE}/trade-item`);
	assert.deepEqual(told.body, {
		gtin: WHITE,
		tradeItemDescription: 'White tea',
		category: 'Cut diamonds',
		importClassification: [{ importClassificationTypeCode: 'CUSTOMS_TARIFF_NUMBER', importClassificationValue: '090210' }],
		harmonizedSystemEdition: 2022,
		countryOfOrigin: [{ countryCode: 'BE' }],
		sheet: { digest, media: 'Json' },
	});
	for (const same of [told.body, document]) {
		const again = await put(same);
		assert.deepEqual([again.status, again.body.nothingToDo], [200, true], JSON.stringify(again.body));
	}
	const changed = await put({ gtin: WHITE, productName: 'Silver needle' });
	assert.equal(changed.status, 202, JSON.stringify(changed.body));
	assert.equal((await settled(changed.body.transactions[0].hash)).status, 'final');
	const other = await put({ gtin: WHITE, category: 'Other' });
	assert.deepEqual([other.status, other.body.field], [422, 'category']);
});

test('a number in a register is given, told with what became of it, and taken back', async () => {
	const path = `/products/${TEA}/registrations`;
	const given = await ask('POST', path, { key: it.signing, body: { system: 'EU-DPP', number: '0192-8841' } });
	assert.equal(given.status, 202, JSON.stringify(given.body));
	assert.equal((await settled(given.body.transactions[0].hash)).status, 'final');
	const numbers = async () => (await ask('GET', path)).body.items;
	await it.gateway.until(async () => (await numbers()).length === 1, 'the number');
	const [{ system, number, registrant, confirmations }] = await numbers();
	assert.deepEqual([system, number, registrant, confirmations], ['EU-DPP', '0192-8841', MERCHANT, []]);
	// Only customs confirm.
	const confirm = { system: 'EU-DPP', number: '0192-8841', registrant: MERCHANT };
	assert.equal((await ask('POST', `${path}/confirm`, { key: it.signing, body: confirm })).status, 403);
	const wrong = await ask('POST', path, { key: it.signing, body: { system: 'eu', number: '1' } });
	assert.deepEqual([wrong.status, wrong.body.field], [422, 'system']);
	const taken = await ask('POST', `${path}/withdraw`, { key: it.signing, body: { system: 'EU-DPP' } });
	assert.equal((await settled(taken.body.transactions[0].hash)).status, 'final');
	await it.gateway.until(async () => (await numbers()).length === 0, 'no number');
});

test('a webhook is told of final entries, signed, in order, and over a kill of the gateway', async () => {
	const heard = [];
	let fails = 1;
	const server = createServer(async (request, answer) => {
		const parts = [];
		for await (const part of request) parts.push(part);
		const body = Buffer.concat(parts).toString();
		// The first attempt fails, and comes again.
		if (fails-- > 0) return answer.writeHead(503).end();
		heard.push({ headers: request.headers, body });
		answer.writeHead(204).end();
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	try {
		const url = `http://127.0.0.1:${server.address().port}/told`;
		const filter = { kinds: ['LotIssued'], organisations: [MERCHANT] };
		const made = await ask('POST', '/webhooks', { key: it.unsigned, body: { url, filter } });
		assert.equal(made.status, 201, JSON.stringify(made.body));
		const { id, secret } = made.body;
		assert.equal((await ask('GET', `/webhooks/${id}`, { key: it.others })).status, 404);
		assert.equal((await ask('GET', `/webhooks/${id}`, { key: it.unsigned })).body.secret, undefined);

		const lots = ['A', 'B', 'C'].map((batch) =>
			makeLot({ issuer: MERCHANT, gtin: TEA, batch, count: 2, lotKey: randomBytes(32) }),
		);
		for (const lot of lots) {
			const body = { gtin: TEA, batch: lot.batch, count: lot.count, root: u8aToHex(lot.root), leafFile: u8aToHex(lot.leafFile) };
			const { status, body: sent } = await ask('POST', '/lots', { key: it.signing, body });
			assert.equal(status, 202, JSON.stringify(sent));
			assert.equal((await settled(sent.transactions[0].hash)).status, 'final');
			if (lot === lots[1]) {
				await it.gateway.kill();
				await it.gateway.boot();
			}
		}
		await it.gateway.until(() => new Set(heard.map(({ headers }) => headers['webhook-id'])).size === 3, 'three messages');
		const verifier = new Webhook(secret);
		const told = heard.map(({ headers, body }) => verifier.verify(body, headers));
		assert.ok(told.every(({ type }) => type === 'journal.LotIssued'));
		assert.deepEqual([...new Set(told.map(({ data }) => data.subject.number))].sort(), [0, 1, 2]);
		const { body: entry } = await ask('GET', `/journal/${told[0].data.place}`, { key: it.unsigned });
		assert.deepEqual(told[0].data, entry);
		const forged = heard[0].body.replace('LotIssued', 'LotVoided');
		assert.throws(() => verifier.verify(forged, heard[0].headers));
		const { body: state } = await ask('GET', `/webhooks/${id}`, { key: it.unsigned });
		assert.deepEqual([state.state, state.waiting], ['active', 0]);
		assert.equal((await ask('DELETE', `/webhooks/${id}`, { key: it.unsigned })).status, 204);
	} finally {
		server.close();
	}
	const inside = { url: 'https://169.254.169.254/' };
	const refused = await ask('POST', '/webhooks', { key: it.unsigned, body: inside });
	assert.deepEqual([refused.status, refused.body.field], [422, 'url']);
});

test('a motion that is carried and whose call fails is told as that', async () => {
	const file = join(it.gateway.folder, 'alice.key');
	await writeFile(file, '//Alice\n', { mode: 0o600 });
	const options = ['--keys', it.keys, '--operator', alice.address, '--scopes', 'council:write', '--signer', `@${file}`];
	// Alice may do everything, and a key that the gateway signs for should not.
	const refused = command('key', 'add', ...options, '--node', it.node.url);
	assert.deepEqual([refused.status, refused.stdout], [2, '']);
	assert.match(refused.stderr, /beside what the scopes need it has Products, .*--wide/);
	assert.match(command('key', 'add', ...options).stderr, /^warning: .* nobody looked what it may do/);
	const made = command('key', 'add', ...options, '--wide');
	assert.equal(made.status, 0, made.stderr);
	assert.doesNotMatch(made.stderr, /warning/);
	const key = made.stdout.trim();
	await it.gateway.until(async () => (await ask('GET', '/session', { key })).status === 200, 'the key');
	// There is a product type of this name.
	const call = it.api.tx.productIdentity.registerProductTypes(['Cut diamonds']).method.toHex();
	const moved = await ask('POST', '/council/motions', { key, body: { call } });
	assert.equal(moved.status, 202, JSON.stringify(moved.body));
	const told = await settled(moved.body.transactions[0].hash);
	assert.deepEqual([told.status, told.problem?.error], ['partial', 'ProductIdentity.ProductTypeAlreadyExists']);
});

test('a key that is revoked is none within seconds', async () => {
	const id = it.others.slice(3, 11);
	const listed = command('key', 'list', '--keys', it.keys);
	assert.match(listed.stdout, new RegExp(`^${id}  `, 'm'));
	assert.equal(command('key', 'revoke', '--keys', it.keys, id).status, 0);
	await it.gateway.until(async () => (await ask('GET', '/webhooks', { key: it.others })).status === 401, 'the revocation');
	assert.equal((await ask('GET', '/webhooks', { key: it.unsigned })).status, 200);
});
