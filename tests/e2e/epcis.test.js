// EPCIS of a gateway with an index: partners' documents take a shipment from booking to receipt, and the chain's events
// are asked, streamed and told.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { gtin } from '../../js/verify/src/gs1.js';
import { makeLot } from '../../js/verify/src/lot.js';
import { eventsOf, send } from './lib/chain.js';
import { commands } from './lib/cli.js';
import { chain } from './lib/fixture.js';
import { Gateway, command } from './lib/gateway.js';
import { confirm, found, issue, product } from './lib/world.js';

const PREFIX = '9521009';
const CODE = gtin(PREFIX, 1);
const GLN = '9521009000002';
const SSCC = '195210090000000016';
const OWN = 'https://hallmark.example/epcis/';
const CONTEXT = [
	'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
	{ hallmark: OWN },
];
const CLASS = `https://id.gs1.org/01/${CODE}/10/LOT-1`;
const DATA = process.env.HALLMARK_CONFORMANCE_DATA && join(process.env.HALLMARK_CONFORMANCE_DATA, 'epcis');

const it = chain({
	prepare: async (api) => {
		const world = await found(api, {
			platform: { roles: ['Platform'] },
			merchant: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
			carrier: { roles: ['Carrier'], country: 'BE' },
			importer: { roles: ['Merchant', 'Carrier'], country: 'CN', gln: GLN },
		});
		const issuer = world.merchant.id;
		const lot = makeLot({ issuer, gtin: CODE, batch: 'LOT-1', count: 8, lotKey: randomBytes(32) });
		await send(api, api.tx.utility.batchAll([product(api, CODE), issue(api, lot)]), world.merchant.admin);
		await send(api, confirm(api, 0, lot), world.platform.admin);
		const gateway = await Gateway.start(it.node.url, { args: ['--trust-loopback'] });
		await gateway.halt();
		// It signs receipts.
		gateway.args.push('--origin', 'https://gateway.example', '--credential-key', join(gateway.folder, 'gateway.key'));
		const keys = join(gateway.folder, 'keys.json');
		const made = {};
		// The merchant signs at home, and has a key that the gateway signs for, as carrier and importer have.
		for (const [name, who] of [
			['merchant', 'merchant'],
			['shipper', 'merchant'],
			['carrier', 'carrier'],
			['importer', 'importer'],
		]) {
			const file = join(gateway.folder, `${who}.key`);
			await writeFile(file, `//${who}`, { mode: 0o600 });
			const signer = name === 'merchant' ? [] : ['--signer', `@${file}`];
			const { status, stdout, stderr } = command(
				...['key', 'add', '--keys', keys, '--operator', world[who].admin.address],
				...['--scopes', 'epcis:capture,webhooks', '--rate', '1000', ...signer],
			);
			assert.equal(status, 0, stderr);
			[made[name]] = /hm_\w+/.exec(stdout);
		}
		gateway.args.push('--database', join(gateway.folder, 'index.db'), '--keys', keys);
		gateway.args.push('--webhook-allow', '127.0.0.0/8');
		await gateway.boot();
		return { world, gateway, keys: made, base: `https://hallmark.example/chains/${api.genesisHash.toHex()}` };
	},
});
after(() => it.gateway?.stop());

const { hallmark, refused } = commands(it);

/** Asks in somebody's name; without a name, as anybody. */
async function ask(path, name, options = {}) {
	const headers = { ...(name && { authorization: `Bearer ${it.keys[name]}` }), ...options.headers };
	const answer = await it.gateway.get(`/epcis${path}`, { ...options, headers });
	const text = await answer.text();
	return { status: answer.status, headers: answer.headers, body: text && JSON.parse(text) };
}

const post = (path, name, body, headers = {}) =>
	ask(path, name, {
		method: 'POST',
		body: typeof body === 'string' ? body : JSON.stringify(body),
		headers: { 'content-type': 'application/json', ...headers },
	});

const document = (...events) => ({
	'@context': CONTEXT,
	type: 'EPCISDocument',
	schemaVersion: '2.0',
	creationDate: new Date().toISOString(),
	epcisBody: { eventList: events },
});

const seen = (bizStep, members) => ({
	type: 'ObjectEvent',
	action: 'OBSERVE',
	bizStep,
	disposition: 'in_progress',
	eventTime: new Date().toISOString(),
	eventTimeZoneOffset: '+00:00',
	...members,
});

/** Captures a document, and gives its job once it waits for nobody. */
async function capture(name, body, { behaviour = 'rollback', until = (job) => !job.running } = {}) {
	const answer = await post('/capture', name, body, { 'gs1-capture-error-behaviour': behaviour });
	assert.equal(answer.status, 202, JSON.stringify(answer.body));
	const path = answer.headers.get('location').replace(/^\/epcis/, '');
	let job;
	await it.gateway.until(async () => {
		const { status, body } = await ask(path, name);
		assert.equal(status, 200);
		job = body;
		return until(job);
	}, `the job ${path}`, 60_000);
	return { path, job };
}

const listOf = ({ body }) => body.epcisBody.queryResults.resultsBody.eventList;
const stepsOf = (answer) => listOf(answer).map((event) => event.bizStep);

/** Waits until the events of the batch are these, oldest first. */
async function told(...steps) {
	let last;
	const path = `/epcs/${encodeURIComponent(CLASS)}/events?orderBy=recordTime&orderDirection=ASC`;
	await it.gateway.until(async () => {
		last = await ask(path);
		return last.status === 200 && stepsOf(last).length >= steps.length;
	}, `${steps}: ${JSON.stringify(last?.body)}`, 60_000).catch((error) => {
		throw new Error(`${error.message}\n${JSON.stringify(last?.body)}`);
	});
	assert.deepEqual(stepsOf(last), steps);
	return listOf(last);
}

test('documents take a shipment from booking to receipt, and the chain tells each step', { timeout: 300_000 }, async () => {
	const { api, base, world } = it;
	await told('commissioning');
	// The merchant books: the job has the call, which is signed at home.
	const booking = document(
		seen('shipping', {
			quantityList: [{ epcClass: CLASS, quantity: 8 }],
			destinationList: [{ type: 'possessing_party', destination: `https://id.gs1.org/417/${GLN}` }],
		}),
	);
	const { path, job } = await capture('merchant', booking, { until: (job) => job.state === 'awaitingSignature' });
	assert.deepEqual(job.events.map(({ outcome, call }) => [outcome, call]), [['ready', 'Logistics.book_shipment']]);
	assert.equal(job.running, true);
	const [{ payload }] = job.batch.transactions;
	const signed = api.registry.createType('ExtrinsicPayload', payload, { version: 4 }).sign(world.merchant.admin);
	const other = await post(`${path}/transactions`, 'carrier', { transactions: [{ payload, ...signed }] });
	assert.equal(other.status, 404, 'jobs of others are not there');
	const sent = await post(`${path}/transactions`, 'merchant', { transactions: [{ payload, ...signed }] });
	assert.equal(sent.status, 202, JSON.stringify(sent.body));
	let done;
	await it.gateway.until(async () => {
		done = (await ask(path, 'merchant')).body;
		return !done.running;
	}, 'the booking', 60_000);
	assert.deepEqual([done.success, done.errors, done.events[0].outcome], [true, [], 'done']);
	// Captured again it is told as known, and not done again.
	const again = await capture('merchant', booking);
	assert.deepEqual(again.job.events.map(({ outcome }) => outcome), ['known']);
	const events = await told('commissioning', 'shipping');
	assert.equal(events[1].destinationList[0].destination, `https://id.gs1.org/417/${GLN}`);
	const [{ bizTransaction }] = events[1].bizTransactionList;
	assert.equal(bizTransaction, `${base}/shipments/0#it`);

	// How it travels, and to whom it is handed, is no event.
	const leg = { mode: 'Maritime', from: 'BEANR', to: 'CNSHA', carrier: world.carrier.id, vessel: null, container: null, seal: null };
	const { offerCustody, reroute } = api.tx.logistics;
	const offer = (to) => offerCustody(0, world[to].id, Date.now() + 600_000);
	await send(api, api.tx.utility.batchAll([reroute(0, 0, [leg]), offer('carrier')]), world.merchant.admin);
	const shipment = { bizTransactionList: [{ type: 'hallmark:shipment', bizTransaction }] };
	const one = await post('/events', 'carrier', { '@context': CONTEXT, ...seen('accepting', { ...shipment, epcList: [] }) });
	assert.ok([201, 202].includes(one.status), JSON.stringify(one.body));
	await told('commissioning', 'shipping', 'accepting');
	// Two steps at once; what befell on the way comes first.
	const at = (port) => ({ readPoint: { id: `https://vocabulary.uncefact.org/unlocode#${port}` } });
	const departed = seen('departing', { ...shipment, epcList: [], disposition: 'in_transit', ...at('BEANR') });
	const arriving = document(seen('arriving', { ...shipment, epcList: [], ...at('CNSHA') }));
	const early = await capture('carrier', arriving);
	assert.deepEqual(early.job.events.map(({ outcome }) => outcome), ['kept'], 'no leg is under way');
	const left = await capture('carrier', document(departed));
	assert.deepEqual([left.job.success, left.job.errors], [true, []]);
	const arrived = await capture('carrier', arriving);
	assert.deepEqual([arrived.job.success, arrived.job.events[0].call], [true, 'Logistics.arrive']);
	await send(api, offer('importer'), world.carrier.admin);
	const received = await capture('importer', document(seen('receiving', { ...shipment, epcList: [] })));
	assert.deepEqual([received.job.success, received.job.events[0].outcome], [true, 'done']);
	assert.equal((await api.query.logistics.shipments(0)).unwrap().status.toString(), 'Received');

	const all = await told('commissioning', 'shipping', 'accepting', 'departing', 'arriving', 'receiving');
	assert.equal(all[3].eventTime, departed.eventTime);
	assert.equal(all[3].readPoint.id, at('BEANR').readPoint.id);
	assert.equal(all[3]['hallmark:leg'], `${base}/shipments/0/legs/0#it`);
	for (const event of all) assert.equal(event.quantityList[0].quantity, 8);
	// Whoever captured finds the event by its own id; what the chain tells has another.
	const { hashID } = left.job.events[0];
	const own = await ask(`/events/${encodeURIComponent(hashID)}`, 'carrier');
	assert.equal(listOf(own)[0].eventTime, departed.eventTime);
	assert.equal((await ask(`/events/${encodeURIComponent(hashID)}`)).status, 404);
	assert.equal((await ask(`/events/${encodeURIComponent(all[3].eventID)}`)).status, 200);
});

test('a step that the chain refuses fails alone, or takes all back', { timeout: 120_000 }, async () => {
	const shipment = { bizTransactionList: [{ type: 'hallmark:shipment', bizTransaction: `${it.base}/shipments/0#it` }] };
	const refused = () => seen('accepting', { ...shipment, epcList: [] });
	const kept = () => seen('cycle_counting', { epcList: [`https://id.gs1.org/01/${CODE}/21/${randomBytes(6).toString('hex')}`] });
	const faulty = { ...kept(), action: 'LOOK' };
	const proceeded = await capture('carrier', document(refused(), kept(), faulty), { behaviour: 'proceed' });
	assert.deepEqual(proceeded.job.events.map(({ outcome }) => outcome), ['failed', 'kept', 'failed']);
	assert.equal(proceeded.job.success, false);
	assert.match(proceeded.job.errors[0].detail, /./);
	assert.equal(proceeded.job.errors[1].field, '$.epcisBody.eventList[2].action');
	assert.match(proceeded.job.events[1].reason.reason, /no such step/);
	const back = await capture('carrier', document(refused(), kept()));
	assert.deepEqual(back.job.events.map(({ outcome }) => outcome), ['failed', 'failed']);
	const whole = await capture('carrier', document(kept(), { ...kept(), eventTime: 'today' }));
	assert.deepEqual([whole.job.success, whole.job.events.map(({ outcome }) => outcome)], [false, ['failed', 'failed']]);
	const jobs = await ask('/capture?perPage=2', 'carrier');
	assert.equal(jobs.body.length, 2);
	assert.match(jobs.headers.get('link'), /rel="next"/);
	assert.deepEqual((await ask('/capture', 'importer')).body.map((job) => job.captureID).includes(back.job.captureID), false);
});

test('one event that stands for no call is kept, and that is said', async () => {
	const event = { '@context': CONTEXT, ...seen('cycle_counting', { epcList: [`https://id.gs1.org/01/${CODE}/21/KEPT`] }) };
	const answer = await post('/events', 'carrier', event);
	assert.equal(answer.status, 201, JSON.stringify(answer.body));
	assert.equal(answer.headers.get('x-hallmark-outcome'), 'kept');
	const [, path] = /^<\/epcis(\/capture\/\w+)>; rel="describedby"$/.exec(answer.headers.get('link'));
	const { body } = await ask(path, 'carrier');
	assert.match(body.events[0].reason.reason, /no such step/);
});

test('official examples come back as they were captured', { skip: !DATA, timeout: 120_000 }, async () => {
	const examples = join(DATA, 'examples');
	const clean = ({ '@context': _, recordTime, eventID, ...event }) => event;
	for (const file of readdirSync(examples)) {
		const text = readFileSync(join(examples, file), 'utf8');
		const body = JSON.parse(text);
		const events = (body.epcisBody.queryResults?.resultsBody ?? body.epcisBody).eventList;
		const { job } = await capture('importer', text, { behaviour: 'proceed' });
		assert.deepEqual(job.errors, [], file);
		for (const [place, { outcome, hashID }] of job.events.entries()) {
			assert.ok(['kept', 'known'].includes(outcome), `${file}: ${JSON.stringify(job.events[place])}`);
			if (outcome === 'known') continue;
			const id = events[place].eventID ?? hashID;
			// Several events may have one id, as one that declares another wrong has.
			const back = listOf(await ask(`/events?EQ_eventID=${encodeURIComponent(id)}`, 'importer')).map(clean);
			assert.ok(back.some((event) => isDeepStrictEqual(event, clean(events[place]))), `${file}: ${JSON.stringify(back)}`);
			assert.equal((await ask(`/events/${encodeURIComponent(id)}`, 'importer')).status, 200);
			assert.equal(listOf(await ask(`/events?EQ_eventID=${encodeURIComponent(id)}`)).length, 0, 'they are its own');
		}
	}
	const hashes = readFileSync(join(DATA, 'event-hashes.md'), 'utf8');
	const { job } = await capture('merchant', readFileSync(join(examples, 'JSON_Example_9.6.1-ObjectEvent.jsonld'), 'utf8'));
	for (const { hashID } of job.events) {
		const [, digest] = /sha-256;([0-9a-f]+)/.exec(hashID);
		assert.ok(hashes.includes(digest), digest);
	}
});

test('documents are valid by the official schema', { skip: !DATA }, async () => {
	const packages = new URL('../epcis/node_modules/', import.meta.url);
	if (!existsSync(packages)) execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: new URL('../epcis', import.meta.url) });
	const { default: Ajv } = await import(new URL('ajv/dist/ajv.js', packages));
	const { default: formats } = await import(new URL('ajv-formats/dist/index.js', packages));
	const ajv = new Ajv({ strict: false });
	(formats.default ?? formats)(ajv);
	const isValid = ajv.compile(JSON.parse(readFileSync(join(DATA, 'EPCIS-JSON-Schema.json'), 'utf8')));
	for (const [path, name] of [['/events?perPage=1000'], ['/events?perPage=1000', 'importer'], ['/bizSteps/departing/events'], ['/events?EQ_action=DELETE']]) {
		const { status, body } = await ask(path, name);
		assert.equal(status, 200);
		assert.ok(isValid(body), `${path}: ${ajv.errorsText(isValid.errors)}`);
	}
});

test('events are found by what they say, page by page', async () => {
	const first = await ask('/events?perPage=2&orderBy=eventTime&orderDirection=ASC');
	assert.equal(first.status, 200);
	assert.equal(first.headers.get('gs1-epcis-version'), '2.0.0');
	assert.ok(first.headers.get('gs1-next-page-token-expires'));
	const seen = [...listOf(first)];
	let next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '');
	while (next) {
		const page = await ask(next[1].replace(/^\/epcis/, ''));
		seen.push(...listOf(page));
		next = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '');
	}
	const all = listOf(await ask('/events?perPage=1000&orderBy=eventTime&orderDirection=ASC'));
	assert.deepEqual(seen, all);
	assert.ok(all.length >= 6);
	const tag = first.headers.get('etag');
	const known = await ask('/events?perPage=2&orderBy=eventTime&orderDirection=ASC', undefined, { headers: { 'if-none-match': tag } });
	assert.deepEqual([known.status, known.body], [304, '']);
	assert.deepEqual(stepsOf(await ask('/events?EQ_bizStep=departing%7Carriving&orderBy=recordTime&orderDirection=ASC')), ['departing', 'arriving']);
	assert.deepEqual(stepsOf(await ask('/dispositions/in_transit/events')), ['departing']);
	assert.deepEqual(stepsOf(await ask(`/readPoints/${encodeURIComponent('https://vocabulary.uncefact.org/unlocode#CNSHA')}/events`)), ['arriving']);
	assert.ok((await ask('/bizSteps')).body.member.includes('departing'));
	assert.deepEqual((await ask('/eventTypes/ObjectEvent')).body.member, ['events']);
	assert.ok((await ask('')).body.member.includes('capture'));
	const options = await ask('/capture', undefined, { method: 'OPTIONS' });
	assert.equal(options.status, 204);
	assert.equal(options.headers.get('gs1-epcis-capture-limit'), '10000');
	assert.equal(options.headers.get('allow'), 'OPTIONS, POST, GET');
});

test('what is wrong is named with its reason', async () => {
	for (const [path, status, type, headers] of [
		['/events?EQ_bizStep=flying', 400, 'QueryParameterException'],
		['/events?perPage=0', 400, 'QueryParameterException'],
		['/events?nextPageToken=x', 400, 'QueryParameterException'],
		['/events?WD_readPoint=urn:x:y', 400, 'QueryParameterException'],
		['/events/urn:uuid:none', 404, 'NoSuchNameException'],
		['/bizSteps/killing', 404, 'NoSuchNameException'],
		['/events?maxEventCount=1', 413, 'QueryTooLargeException'],
		[`/epcs/${CLASS}/events`, 404, 'NoSuchNameException'],
		['/queries', 401, 'SecurityException'],
		['/capture', 401, 'SecurityException'],
		['/events', 406, 'NotAcceptableException', { 'gs1-epcis-min': '3.0' }],
		['/events', 406, 'NotAcceptableException', { 'gs1-epc-format': 'Always_EPC_URN' }],
		['/events', 406, 'NotAcceptableException', { accept: 'application/xml' }],
	]) {
		const { status: got, headers: given, body } = await ask(path, undefined, { headers });
		assert.equal(got, status, `${path}: ${JSON.stringify(body)}`);
		assert.equal(body.type, `epcisException:${type}`, path);
		assert.equal(given.get('content-type'), 'application/problem+json');
	}
	const deep = `{"@context":${'['.repeat(100_000)}`;
	for (const [body, status, headers] of [
		['{', 400],
		[deep, 400],
		['{"type":"EPCISDocument"}', 400],
		['<a/>', 415, { 'content-type': 'application/xml' }],
		['<a/>', 400],
		['{}', 415, { 'content-encoding': 'gzip' }],
		['{}', 400, { 'gs1-capture-error-behaviour': 'perhaps' }],
	]) {
		const answer = await post('/capture', 'carrier', body, headers);
		assert.equal(answer.status, status, `${body.slice(0, 40)}: ${JSON.stringify(answer.body)}`);
	}
	const large = await post('/capture', 'carrier', 'x'.repeat((16 << 20) + 1)).catch((error) => error);
	if (!(large instanceof Error)) {
		assert.equal(large.status, 413);
		assert.equal(large.headers.get('gs1-epcis-capture-file-size-limit'), String(16 << 20));
	}
	assert.equal((await post('/capture', undefined, document())).status, 401);
});

test('a document of steps that depend on each other is done in rounds, each with a receipt', { timeout: 300_000 }, async () => {
	const { api } = it;
	const named = { bizTransactionList: [{ type: 'bol', bizTransaction: 'https://importer.example/bol/77' }] };
	const at = (port) => ({ readPoint: { id: `https://vocabulary.uncefact.org/unlocode#${port}` } });
	const leg = { 'hallmark:mode': 'road', 'hallmark:from': 'CNSHA', 'hallmark:to': 'CNHGH' };
	const goods = [{ epcClass: CLASS, quantity: 8 }];
	const booking = document(
		seen('shipping', {
			...named,
			quantityList: goods,
			destinationList: [{ type: 'possessing_party', destination: `https://id.gs1.org/417/${GLN}` }],
			'hallmark:legs': [leg],
		}),
		{
			...seen('packing', { ...named, parentID: `https://id.gs1.org/00/${SSCC}`, childQuantityList: goods }),
			...{ type: 'AggregationEvent', action: 'ADD' },
		},
	);
	const booked = (await capture('importer', booking)).job;
	assert.deepEqual(booked.events.map(({ outcome }) => outcome), ['done', 'done'], JSON.stringify(booked));
	assert.equal(booked.transactions.length, 2, 'what is packed has to be booked before');
	const { job, path } = await capture('importer', document(
		seen('departing', { ...named, epcList: [], disposition: 'in_transit', ...at('CNSHA') }),
		seen('arriving', { ...named, epcList: [], ...at('CNHGH') }),
		seen('receiving', { ...named, epcList: [] }),
	));
	assert.deepEqual(job.errors, []);
	assert.deepEqual(job.events.map(({ outcome }) => outcome), Array(3).fill('done'), JSON.stringify(job));
	assert.equal(job.transactions.length, 2, 'arrival and receipt go together');
	const shipment = (await api.query.logistics.shipments(1)).unwrap();
	assert.equal(shipment.status.toString(), 'Received');

	const other = it.world.carrier.admin.address;
	const did = join(it.gateway.folder, 'did.json');
	await writeFile(did, await (await it.gateway.get('/.well-known/did.json')).text());
	const file = join(it.gateway.folder, 'receipt.json');
	const offline = ['epcis', 'receipt', file, '--trust', process.env.HALLMARK_CHAIN];
	for (const { event, hashID, receipt, transaction } of job.events) {
		assert.equal(receipt, `/epcis${path}/receipts/${event}`);
		let got;
		await it.gateway.until(async () => {
			got = await ask(`${path}/receipts/${event}`, 'importer');
			return got.status !== 503;
		}, receipt);
		assert.equal(got.status, 200, JSON.stringify(got.body));
		await writeFile(file, JSON.stringify(got.body));
		const { code, said } = await hallmark(null, ...offline, '--did-document', did);
		assert.equal(code, 0, JSON.stringify(said));
		assert.deepEqual([said.captured.id, said.captured.extrinsic.hash, said.issuer], [hashID, transaction, 'did:web:gateway.example']);
		assert.equal(said.captured.entries[0].entry.kind, ['legDeparted', 'legArrived', 'shipmentReceived'][event]);
		assert.ok(said.head.number >= said.captured.block.number);
		assert.equal(said.namedByChain, event === 2, 'a receipt of goods has its event as its document');
		assert.equal(said.boundByEvents, true, 'the events of the block say whose entries they are');
		assert.deepEqual(said.captured.calls, { first: event === 2 ? 1 : 0, count: 1 });
		assert.equal(said.calls[0].call, ['Logistics.depart', 'Logistics.arrive', 'Logistics.receive_shipment'][event]);
		if (event !== 0) continue;
		// Without the events of the block, it says what is left.
		const unbound = structuredClone(got.body);
		unbound.evidence.eventsProof = [];
		await writeFile(file, JSON.stringify(unbound));
		const left = await hallmark(null, ...offline);
		assert.deepEqual([left.code, left.said.boundByEvents], [2, false]);
		await writeFile(file, JSON.stringify(got.body));
		// Without its signature the chain's part still holds.
		const bare = await hallmark(null, ...offline);
		assert.deepEqual([bare.code, bare.said.signed], [2, null]);
		for (const [at, change] of [
			['genesis', (it) => (it.credentialSubject.genesis = `0x${'11'.repeat(32)}`)],
			['block', (it) => (it.credentialSubject.block.number += 1)],
			['extrinsic', (it) => (it.credentialSubject.extrinsic.index += 1)],
			['call', (it) => (it.credentialSubject.call = 'Logistics.arrive')],
			['account', (it) => (it.credentialSubject.account = other)],
			['entries', (it) => (it.credentialSubject.entries[0].entry.at += 1)],
			['calls', (it) => (it.credentialSubject.calls.first = 1)],
			['events', (it) => it.evidence.eventsProof.pop()],
			['proof', (it) => it.evidence.stateProof.pop()],
			['final', (it) => (it.evidence.head.justification = it.evidence.head.justification.replace(/.$/, (last) => (last === '0' ? '1' : '0')))],
			['signature', (it) => (it.credentialSubject.captureID = 'another')],
		]) {
			const forged = structuredClone(got.body);
			change(forged);
			await writeFile(file, JSON.stringify(forged));
			await refused(/./, null, ...offline, '--did-document', did).catch((error) => {
				throw new Error(`${at}: ${error.message}`);
			});
		}
	}
	// Receipts are the sender's own, and of what is done.
	assert.equal((await ask(`${path}/receipts/0`, 'carrier')).status, 404);
	assert.equal((await ask(`${path}/receipts/0`)).status, 401);
	for (const place of ['9', '00', '+0', '0x0', '-1', '']) {
		assert.equal((await ask(`${path}/receipts/${place}`, 'importer')).status, 404, place);
	}
	const kept = await capture('importer', document(seen('cycle_counting', { epcList: [`https://id.gs1.org/01/${CODE}/21/X1`] })));
	const none = await ask(`${kept.path}/receipts/0`, 'importer');
	assert.deepEqual([none.status, /kept as a document/.test(none.body.detail)], [409, true]);
});

/** Opens a WebSocket and collects the texts that come. A frame of a server is never masked. */
function stream(path, name) {
	const messages = [];
	return new Promise((resolve, reject) => {
		const headers = {
			connection: 'Upgrade',
			upgrade: 'websocket',
			'sec-websocket-version': '13',
			'sec-websocket-key': randomBytes(16).toString('base64'),
			authorization: `Bearer ${it.keys[name]}`,
		};
		const asked = request(new URL(`/epcis${path}`, it.gateway.url), { headers });
		asked.on('response', (answer) => reject(new Error(`no stream: ${answer.statusCode}`))).on('error', reject);
		asked.on('upgrade', (_, socket, head) => {
			let rest = Buffer.alloc(0);
			const read = (part) => {
				rest = Buffer.concat([rest, part]);
				while (rest.length >= 2) {
					const short = rest[1] & 127;
					const start = short === 127 ? 10 : short === 126 ? 4 : 2;
					if (rest.length < start) return;
					const length = short === 127 ? Number(rest.readBigUInt64BE(2)) : short === 126 ? rest.readUInt16BE(2) : short;
					if (rest.length < start + length) return;
					if ((rest[0] & 15) === 1) messages.push(JSON.parse(rest.subarray(start, start + length)));
					if ((rest[0] & 15) === 8) socket.end();
					rest = rest.subarray(start + length);
				}
			};
			socket.on('data', read).on('error', () => {});
			read(head);
			resolve({ messages, socket, closed: new Promise((done) => socket.on('close', done)) });
		});
		asked.end();
	});
}

test('what is new to a named query is streamed and told', { timeout: 120_000 }, async () => {
	const { api, world } = it;
	const made = await post('/queries', 'carrier', { name: 'holds', query: { EQ_bizStep: ['holding'] } });
	assert.equal(made.status, 201, JSON.stringify(made.body));
	assert.equal((await post('/queries', 'carrier', { name: 'holds', query: {} })).status, 409);
	assert.equal((await post('/queries', 'carrier', { name: 'bad', query: { EQ_bizStep: 'flying' } })).body.field, 'EQ_bizStep');
	assert.equal((await ask('/queries/holds', 'importer')).status, 404, 'it is the carrier\'s own');
	assert.deepEqual(stepsOf(await ask('/queries/holds/events', 'carrier')), []);

	const heard = [];
	const server = createServer((request, answer) => {
		const parts = [];
		request.on('data', (part) => parts.push(part)).on('end', () => {
			heard.push({ headers: request.headers, body: JSON.parse(Buffer.concat(parts)) });
			answer.end();
		});
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { messages: streamed, socket, closed } = await stream('/queries/holds/events', 'carrier');
	try {
		const dest = `http://127.0.0.1:${server.address().port}/events`;
		assert.equal((await post('/queries/holds/subscriptions', 'carrier', { dest })).status, 400);
		const subscribed = await post('/queries/holds/subscriptions', 'carrier', { dest, stream: true });
		assert.equal(subscribed.status, 201, JSON.stringify(subscribed.body));
		const result = await send(api, api.tx.productIdentity.placeHold({ Lot: 0 }, 7, null), world.merchant.admin);
		assert.equal(eventsOf(result, 'productIdentity.HoldPlaced').length, 1);
		await it.gateway.until(() => streamed.length > 0 && heard.length > 0, 'the hold', 60_000);
		const [event] = listOf({ body: streamed[0] });
		assert.deepEqual([event.bizStep, event.persistentDisposition.set], ['holding', ['non_sellable_other']]);
		assert.deepEqual(listOf(heard[0]), [event]);
		assert.equal(heard[0].body.epcisBody.queryResults.subscriptionID, subscribed.body.subscriptionID);
		assert.match(heard[0].headers['webhook-signature'], /^v1,/);
		assert.equal((await ask('/queries/holds', 'carrier', { method: 'DELETE' })).status, 204);
		assert.equal((await ask('/queries/holds/events', 'carrier')).status, 404);
		await send(api, api.tx.productIdentity.placeHold({ Lot: 0 }, 8, null), world.merchant.admin);
		await closed;
	} finally {
		socket.destroy();
		server.close();
	}
});

test('an event that is taken back with others is told which one failed, and never its fault', { timeout: 120_000 }, async () => {
	const shipment = { bizTransactionList: [{ type: 'hallmark:shipment', bizTransaction: `${it.base}/shipments/0#it` }] };
	const refused = () => seen('accepting', { ...shipment, epcList: [], 'hallmark:note': randomBytes(4).toString('hex') });
	const hold = () => seen('holding', { disposition: 'non_sellable_other', quantityList: [{ epcClass: CLASS, quantity: 8 }], 'hallmark:note': randomBytes(4).toString('hex') });
	const counted = () => seen('cycle_counting', { epcList: [`https://id.gs1.org/01/${CODE}/21/${randomBytes(6).toString('hex')}`] });
	const sound = hold();
	const { job } = await capture('shipper', document(sound, counted(), refused()));
	assert.deepEqual(job.events.map(({ outcome }) => outcome), ['failed', 'failed', 'failed']);
	const [first, second, third] = job.errors;
	assert.match(third.error, /^Logistics\./, JSON.stringify(job.errors));
	for (const error of [first, second]) {
		assert.deepEqual([error.title, error.error, error.field], ['Rolled back', undefined, undefined], JSON.stringify(error));
		assert.ok(error.detail.includes('$.epcisBody.eventList[2] failed'), error.detail);
	}
	// The list of jobs has the errors too.
	const [listed] = (await ask('/capture?perPage=1', 'shipper')).body;
	assert.deepEqual([listed.captureID, listed.errors, listed.events], [job.captureID, job.errors, undefined]);
	// A departure or a change of custody weighs by its shipment: where that leaves a doubt, nobody is blamed.
	const unsure = await capture('shipper', document(refused(), hold()));
	assert.equal(unsure.job.errors.length, 2);
	for (const error of unsure.job.errors) {
		assert.deepEqual([error.title, error.error], ['Rolled back', undefined], JSON.stringify(error));
		assert.match(error.detail, /nobody says which, was refused with Logistics\.\w+: ./);
	}
	const alone = await capture('shipper', document(sound));
	assert.deepEqual(alone.job.events.map(({ outcome }) => outcome), ['done'], 'it was sound');
});

test('a batch that can be signed no more is told as expired, and made anew', { timeout: 120_000 }, async () => {
	const { api, world } = it;
	const hold = () => document(seen('holding', { disposition: 'non_sellable_other', quantityList: [{ epcClass: CLASS, quantity: 8 }], 'hallmark:note': randomBytes(4).toString('hex') }));
	const waits = { until: (job) => job.state === 'awaitingSignature' };
	const { path, job } = await capture('merchant', hold(), waits);
	assert.equal((await post(`${path}/renew`, 'carrier', {})).status, 404);
	await send(api, api.tx.productIdentity.placeHold({ Lot: 0 }, 6, null), world.merchant.admin);
	let told;
	await it.gateway.until(async () => {
		told = (await ask(path, 'merchant')).body;
		return told.state === 'expired';
	}, 'that it is outdated', 60_000);
	assert.deepEqual([told.running, told.success], [false, false]);
	assert.match(told.errors[0].detail, /renew/);
	assert.equal((await post(`${path}/renew`, 'merchant', {})).status, 202);
	await it.gateway.until(async () => {
		told = (await ask(path, 'merchant')).body;
		return told.state === 'awaitingSignature';
	}, 'its new batch');
	const nonce = ({ batch }) => Number(batch.transactions[0].payload.nonce);
	assert.ok(nonce(told) > nonce(job));
});

test('a schedule tells what is new by the clock', { timeout: 120_000 }, async () => {
	const { api, world } = it;
	assert.equal((await post('/queries', 'carrier', { name: 'timed', query: { EQ_bizStep: ['holding'] } })).status, 201);
	const heard = [];
	const server = createServer((request, answer) => {
		const parts = [];
		request.on('data', (part) => parts.push(part)).on('end', () => {
			heard.push(JSON.parse(Buffer.concat(parts)));
			answer.statusCode = heard.length === 1 ? 500 : 200;
			answer.end();
		});
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	try {
		const dest = `http://127.0.0.1:${server.address().port}/events`;
		const path = '/queries/timed/subscriptions';
		for (const [wrong, field] of [
			[{ schedule: {} }, 'schedule'],
			[{ schedule: { hour: '24' } }, 'schedule.hour'],
			[{ schedule: { second: '0' }, stream: true }, 'stream'],
			[{ schedule: { second: '0' }, reportIfEmpty: 'yes' }, 'reportIfEmpty'],
			[{ stream: true, initialRecordTime: 'today' }, 'initialRecordTime'],
		]) {
			const answer = await post(path, 'carrier', { dest, ...wrong });
			assert.deepEqual([answer.status, answer.body.field], [400, field], JSON.stringify(answer.body));
		}
		const schedule = { second: '[0-59]' };
		const { status, body } = await post(path, 'carrier', { dest, schedule });
		assert.equal(status, 201, JSON.stringify(body));
		assert.deepEqual(body.schedule, schedule);
		assert.equal((await ask(`${path}/${body.subscriptionID}`, 'importer')).status, 404);
		await send(api, api.tx.productIdentity.placeHold({ Lot: 0 }, 9, null), world.merchant.admin);
		// What was not taken is sent again.
		await it.gateway.until(() => heard.length > 1, 'the hold, again', 60_000);
		assert.deepEqual(heard[1], heard[0]);
		assert.deepEqual(listOf({ body: heard[0] }).map((event) => event.bizStep), ['holding']);
		let told;
		await it.gateway.until(async () => {
			told = (await ask(`${path}/${body.subscriptionID}`, 'carrier')).body;
			return told.lastNotifiedAt;
		}, 'that it was told');
		assert.equal(told.state, 'active');
		// From the beginning, and also if there is nothing.
		const empty = await post(path, 'carrier', { dest, schedule, reportIfEmpty: true, initialRecordTime: '2020-01-01T00:00:00Z' });
		const own = () => heard.filter((it) => it.epcisBody.queryResults.subscriptionID === empty.body.subscriptionID);
		await it.gateway.until(() => own().length > 1, 'two messages', 30_000);
		assert.ok(listOf({ body: own()[0] }).length > 1);
		assert.deepEqual(listOf({ body: own()[1] }), []);
		assert.equal((await ask(`${path}/${empty.body.subscriptionID}`, 'carrier', { method: 'DELETE' })).status, 204);
		assert.equal((await ask('/queries/timed', 'carrier', { method: 'DELETE' })).status, 204);
	} finally {
		server.close();
	}
});

test('what is told and captured stays when the gateway is killed', { timeout: 120_000 }, async () => {
	const before = await ask('/events?perPage=1000&orderBy=recordTime&orderDirection=ASC', 'importer');
	const jobs = (await ask('/capture?perPage=100', 'importer')).body;
	await it.gateway.kill();
	await it.gateway.boot();
	const after = await ask('/events?perPage=1000&orderBy=recordTime&orderDirection=ASC', 'importer');
	assert.deepEqual(listOf(after).slice(0, listOf(before).length), listOf(before));
	assert.deepEqual((await ask('/capture?perPage=100', 'importer')).body, jobs);
});
