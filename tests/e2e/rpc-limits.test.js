// Bad questions get a clear answer, and no question costs the node much.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gtin } from '../../js/verify/src/gs1.js';
import { nextBlock, rpc, send, until } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { alice, details, found, header, product } from './lib/world.js';

const PREFIX = '9521001';
const CODE = gtin(PREFIX, 1);
const URI = `https://id.example.com/01/${CODE}/10/B/21/S`;
const HASH = `0x${'ab'.repeat(32)}`;
const KEPT = 4;

const it = chain({
	args: ['--state-pruning', String(KEPT)],
	prepare: async (api) => ({
		world: await found(api, {
			merchant: { roles: ['Merchant'], country: 'BE', prefix: PREFIX },
		}),
	}),
});

const ask = (method, ...params) => rpc(it.api, method, ...params);

test('parameter is named when it is missing or malformed', async () => {
	const evidence = { lot: null, index: null, commitment: HASH, sheet: null, proof: [] };
	const cases = [
		['trace_verify', [], 'uri'],
		['trace_verify', [7], 'uri'],
		['trace_verify', [`https://id.example.com/01/${'9'.repeat(2048)}`], 'uri'],
		['trace_verify', [URI, 'XX'], 'market'],
		['trace_verify', [URI, 'cn'], 'market'],
		['trace_verify', [URI, null, {}], 'evidence'],
		['trace_verify', [URI, null, { ...evidence, commitment: '0x12' }], 'evidence'],
		['trace_verify', [URI, null, { ...evidence, proof: Array(21).fill(HASH) }], 'evidence'],
		['trace_verify', [URI, null, { ...evidence, index: -1 }], 'evidence'],
		['trace_verify', [URI, null, null, '0x12'], 'at'],
		['trace_proof', [], 'uri'],
		['trace_item', [0], 'index'],
		['trace_item', [0, 2 ** 32], 'index'],
		['trace_lot', ['0'], 'lot'],
		['trace_lot', [-1], 'lot'],
		['trace_product', [`${CODE.slice(0, 13)}${(Number(CODE[13]) + 1) % 10}`], 'gtin'],
		['trace_product', [Number(CODE)], 'gtin'],
		['trace_lotsOfBatch', [CODE, 'x'.repeat(21)], 'batch'],
		['trace_organisationByLegalId', ['ZZ', 'x'], 'country'],
		['trace_organisationByLegalId', ['CN', 'x'.repeat(33)], 'legalId'],
		['trace_operator', ['5Grwva'], 'account'],
		['trace_journal', [{ planet: 1 }], 'subject'],
		['trace_journal', [{ lot: 0 }, -1], 'from'],
	];
	for (const [method, params, name] of cases) {
		await assert.rejects(ask(method, ...params), (error) => {
			assert.equal(error.code, -32602, `${method} ${name}: ${error.message}`);
			assert.deepEqual(error.data, { parameter: name });
			assert.match(error.message, new RegExp(`^-32602: ${name}: .`));
			return true;
		});
	}
});

test('URI is refused with the reason when it names no item', async () => {
	const cases = [
		[`https://id.example.com/01/${CODE}/10/B`, 'noSerial'],
		[`https://id.example.com/01/${CODE.slice(0, 13)}0x/21/S`],
		['https://id.example.com/', null],
		['not a URI', null],
		[`https://id.example.com/01/${CODE}/21/${'S'.repeat(21)}`, null],
		[`https://id.example.com/01/${CODE}/21/%C3%28`, null],
	];
	for (const [uri, data] of cases) {
		await assert.rejects(ask('trace_verify', uri), (error) => {
			assert.equal(error.code, 9004, `${uri}: ${error.message}`);
			if (data) assert.equal(error.data, data);
			else assert.ok(error.data.uri.length > 0);
			return true;
		});
	}
	// And by the runtime API alone, which has a limit of its own.
	const long = await it.api.call.traceApi.verify({
		uri: `https://${'x'.repeat(2048)}`,
		market: null,
		evidence: null,
	});
	assert.ok(long.asErr.isUri);
});

test('what is not there is null, or no error at least', async () => {
	assert.equal((await ask('trace_lot', 77)).value, null);
	assert.equal((await ask('trace_item', 77, 0)).value, null);
	assert.equal((await ask('trace_product', CODE)).value, null);
	assert.equal((await ask('trace_organisation', 77)).value, null);
	assert.deepEqual((await ask('trace_lotsOfBatch', CODE, 'B')).value, []);
	assert.deepEqual((await ask('trace_journal', { lot: 77 })).value, {
		entries: [],
		total: 0,
		next: null,
	});
	assert.equal((await ask('trace_verify', URI)).value.verdict.code, 'unknown');
});

test('block is refused when nobody knows it', async () => {
	await assert.rejects(ask('trace_lot', 0, HASH), { code: 9001 });
	await assert.rejects(ask('trace_verify', URI, null, null, HASH), { code: 9001 });
	await assert.rejects(ask('trace_proof', URI, null, null, HASH), { code: 9001 });
});

test('answer says at which block it is and whether that is final', async () => {
	const { api } = it;
	const head = (await api.rpc.chain.getFinalizedHead()).toHex();
	const { block } = await ask('trace_lot', 0, head);
	const number = (await api.rpc.chain.getHeader(head)).number.toNumber();
	assert.deepEqual(block, { number, hash: head, finalised: true });
	const { number: best } = (await ask('trace_lot', 0)).block;
	assert.ok(best >= number);
});

test('lists come in stretches of at most 256', async () => {
	const { api, world } = it;
	const { batchAll } = api.tx.utility;
	const { issueListedLot, reviseProduct } = api.tx.productIdentity;
	const times = (count, call) => Array.from({ length: count }, (_, i) => call(i));
	await send(
		api,
		batchAll([product(api, CODE), ...times(300, () => reviseProduct(CODE, details()))]),
		world.merchant.admin,
	);
	for (const part of [0, 1, 2]) {
		const lots = times(90, (i) => issueListedLot(header({ gtin: CODE, batch: `B${part}-${i}` })));
		await send(api, batchAll(lots), world.merchant.admin);
	}
	for (const limit of [null, 256, 257, 2 ** 32 - 1]) {
		const { entries, total, next } = (await ask('trace_journal', { product: CODE }, 0, limit))
			.value;
		assert.deepEqual([entries.length, total, next], [256, 301, 256]);
	}
	const rest = (await ask('trace_journal', { product: CODE }, 256)).value;
	assert.deepEqual([rest.entries.length, rest.next], [45, null]);

	const first = (await ask('trace_product', CODE)).value;
	assert.deepEqual([first.lots.length, first.nextLot], [256, 256]);
	const second = (await ask('trace_product', CODE, first.nextLot)).value;
	assert.deepEqual([second.lots.length, second.nextLot], [14, null]);
	assert.deepEqual(
		[...first.lots, ...second.lots],
		times(270, (i) => i),
	);

	// They are too many to search all of them for a serial: nothing is refuted, and the answer says so.
	const { verdict } = (await ask('trace_verify', `https://id.example.com/01/${CODE}/21/S`)).value;
	assert.deepEqual(verdict, { code: 'unproven', standing: 'caution', reasons: ['moreLots'] });
});

test('proof comes with the header that it belongs to', async () => {
	const { api } = it;
	const { block, value } = await ask('trace_proof', URI);
	const header = api.registry.createType('Header', value.header);
	assert.equal(header.hash.toHex(), block.hash);
	assert.equal(value.answer.verdict.code, 'unknown');
	const nodes = api.registry.createType('Vec<Bytes>', value.proof);
	assert.ok(
		nodes.some((node) => api.registry.hash(node.toU8a(true)).toHex() === header.stateRoot.toHex()),
	);
});

test('request is refused when it is too deep, too large, or no request', async () => {
	const postRaw = (body) =>
		fetch(it.node.url.replace('ws', 'http'), {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body,
		});
	const post = async (body) => {
		const response = await postRaw(body);
		const text = await response.text();
		return text.startsWith('{') ? JSON.parse(text).error.code : response.status;
	};
	const request = (params) => `{"jsonrpc":"2.0","id":1,"method":"trace_lot","params":${params}}`;
	const deep = (levels) => '['.repeat(levels) + ']'.repeat(levels);
	assert.equal(await post('{'), -32700);
	assert.equal(await post(request(deep(64))), -32602);
	assert.ok([-32602, -32700].includes(await post(request(deep(100_000)))));
	// It may hang up before it has heard all of it.
	const large = await post(request(`["${'x'.repeat(16 * 1024 * 1024)}"]`)).catch(() => 'hung up');
	assert.ok([-32007, 413, 'hung up'].includes(large), String(large));
	assert.equal(await post('{"jsonrpc":"2.0","id":1,"method":"trace_everything"}'), -32601);
	// A batch is refused as a whole, before any of it is answered.
	const batch = (length) => `[${Array(length).fill(request('[0]')).join()}]`;
	assert.equal(await post(batch(129)), -32010);
	assert.equal((await (await postRaw(batch(128))).json()).length, 128);
	assert.equal((await ask('trace_lot', 0)).value.id, 0);
});

test('state is refused as pruned, and no more than that, when the node keeps it no longer', async () => {
	const { api } = it;
	const old = (await api.rpc.chain.getBlockHash(1)).toHex();
	await until(
		api,
		async () => (await api.rpc.chain.getHeader()).number.toNumber() > KEPT + 3,
		'pruning',
	);
	await nextBlock(api);
	await assert.rejects(ask('trace_lot', 0, old), { code: 9002 });
	await assert.rejects(ask('trace_proof', URI, null, null, old), { code: 9002 });
	// The block itself is still there.
	assert.equal((await api.rpc.chain.getHeader(old)).number.toNumber(), 1);

	const journal = api._rpcCore.provider.subscribe(
		'trace_journalEntry',
		'trace_subscribeJournal',
		[null, 1],
		() => {},
	);
	await assert.rejects(journal, { code: 9002 });
});
