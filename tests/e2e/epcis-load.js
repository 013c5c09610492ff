// Measures EPCIS of a gateway over HTTP for scripts/epcis-load.sh: queries over many events by wrk, and documents that are
// captured, over kept connections. Each row is measured in rounds; a report in JSON goes to the standard output.
//
//   node epcis-load.js FILL [--events 1000000] [--seconds 20] [--rounds 3] [--rows TEXT]
//
// FILL is the example `queries` of hallmark-epcis-rest. Measured are the rows that have the text in their names.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { gtin } from '../../js/verify/src/gs1.js';
import { connect, send } from './lib/chain.js';
import { Gateway, command } from './lib/gateway.js';
import { Node } from './lib/node.js';
import { confirm, found, issue, product } from './lib/world.js';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		events: { type: 'string', default: '1000000' },
		seconds: { type: 'string', default: '20' },
		rounds: { type: 'string', default: '3' },
		rows: { type: 'string', default: '' },
	},
});
const [fill] = positionals;
const [events, seconds, rounds] = [values.events, values.seconds, values.rounds].map(Number);
const run = promisify(execFile);

const PREFIX = '9521001';
const CODE = gtin(PREFIX, 1);
/** How many items the lot has that captured events are about: each is about one of its own. */
const COUNT = 2 ** 20;
/** How many events a captured document has, and over how many connections they come. */
const [EVENTS, CONNECTIONS] = [500, 16];
/** How many documents of an organisation are kept at most, see docs/epcis.md. */
const MAX_DOCUMENTS = 20_000;
/** What made-up events are about, see the example. */
const [THINGS, BEGIN, PER_BLOCK] = [100_000, 1_795_996_800_000, 1_000];
const OWN = 'https://hallmark.example/epcis/';

const say = (text) => console.error(text);
const sorted = (numbers) => numbers.toSorted((a, b) => a - b);
const share = (numbers, part) => sorted(numbers)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))];
const spread = (numbers) => ({ median: share(numbers, 0.5), min: Math.min(...numbers), max: Math.max(...numbers), rounds: numbers });

// The chain: an issuer with a lot, and for each round somebody whose documents are kept.
const node = await Node.start();
const api = await connect(node.url);
const keepers = Object.fromEntries(Array.from({ length: rounds }, (_, n) => [`keeper${n}`, { roles: ['Carrier'], country: 'BE' }]));
const world = await found(api, {
	platform: { roles: ['Platform'] },
	merchant: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
	...keepers,
});
const lot = { gtin: CODE, batch: 'L1', count: COUNT, root: randomBytes(32), leafFile: randomBytes(32) };
await send(api, api.tx.utility.batchAll([product(api, CODE), issue(api, lot)]), world.merchant.admin);
await send(api, confirm(api, 0, lot), world.platform.admin);

const gateway = await Gateway.start(node.url, { args: ['--trust-loopback'] });
await gateway.halt();
const database = join(gateway.folder, 'index.db');
say(`${events} events are told`);
say((await run(fill, ['fill', `${database}.epcis`, api.genesisHash.toHex(), String(events)])).stdout.trim());
const keyring = join(gateway.folder, 'keys.json');
const keys = {};
for (const name of ['merchant', ...Object.keys(keepers)]) {
	const file = join(gateway.folder, `${name}.key`);
	await writeFile(file, `//${name}`, { mode: 0o600 });
	const { status, stdout, stderr } = command(
		...['key', 'add', '--keys', keyring, '--operator', world[name].admin.address],
		...['--scopes', 'epcis:capture', '--rate', '100000', '--signer', `@${file}`],
	);
	assert.equal(status, 0, stderr);
	[keys[name]] = /hm_\w+/.exec(stdout);
}
gateway.args.push('--database', database, '--keys', keyring);
await gateway.boot();
await gateway.caughtUp(api);

// Queries, by wrk.

/** A question of each kind, as a client would ask it; a page has 30 events. */
const QUESTIONS = {
	newest: () => '',
	step: () => 'EQ_bizStep=departing%7Carriving',
	batch: () => `MATCH_anyEPCClass=${encodeURIComponent(`https://id.gs1.org/01/09520123456788/10/L${String(randomInt(THINGS)).padStart(6, '0')}`)}`,
	stepAndTime: () => {
		const at = (hours) => new Date(BEGIN + Math.floor((hours / 24) * (events / PER_BLOCK) * 2_000)).toISOString();
		const hour = randomInt(20);
		return `EQ_bizStep=receiving&GE_recordTime=${at(hour)}&LT_recordTime=${at(hour + 4)}`;
	},
	place: () => `EQ_readPoint=${encodeURIComponent('https://vocabulary.uncefact.org/unlocode#AUMEL')}`,
	eventTime: () => 'orderBy=eventTime&EQ_action=ADD',
	quantity: () => 'GT_quantity=2',
};
const SCRIPT = `
local threads = 0
function setup(thread) thread:set("id", threads) threads = threads + 1 end
function init(args)
	paths = {}
	for line in io.lines(args[1]) do paths[#paths + 1] = line end
	at = id * 4999
end
function request()
	at = at + 1
	return wrk.format("GET", paths[at % #paths + 1])
end`;
const lua = join(gateway.folder, 'paths.lua');
await writeFile(lua, SCRIPT);

/** Milliseconds in what wrk prints. */
const millis = (text) => Number.parseFloat(text) * { us: 0.001, ms: 1, s: 1000, m: 60_000 }[/[a-z]+$/.exec(text)[0]];

async function query(questions) {
	const file = join(gateway.folder, 'paths');
	const paths = Array.from({ length: 10_000 }, (_, n) => `/epcis/events?${questions[n % questions.length]()}`);
	await writeFile(file, `${paths.join('\n')}\n`);
	const { status } = await gateway.get(paths[0]);
	assert.equal(status, 200, paths[0]);
	const args = ['-t2', '-c32', `-d${seconds}s`, '--latency', '-s', lua, gateway.url, '--', file];
	const { stdout } = await run('wrk', args);
	assert.doesNotMatch(stdout, /Non-2xx|Socket errors/, stdout);
	const [, rate] = /Requests\/sec:\s*([\d.]+)/.exec(stdout);
	// Not in a column of the table above it.
	const at = (part) => millis(new RegExp(`^\\s*${part}%\\s+(\\S+)`, 'm').exec(stdout)[1]);
	return { rate: Number(rate), p50: at(50), p99: at(99) };
}

// Capture.

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

/** Asks over a connection that is kept. */
function ask(method, path, key, body) {
	return new Promise((resolve, reject) => {
		const headers = { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json', 'gs1-capture-error-behaviour': 'proceed' }) };
		const asked = request(new URL(path, gateway.url), { method, headers, agent }, (answer) => {
			const parts = [];
			answer.on('data', (part) => parts.push(part)).on('error', reject);
			answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(parts).toString() }));
		});
		asked.on('error', reject).end(body);
	});
}

/** How many bodies a gateway reads of one organisation at once, see docs/epcis.md: further ones wait here. */
const AT_ONCE = 8;
const waiting = [];
let sending = 0;
async function inTurn(send) {
	if (sending === AT_ONCE) await new Promise((resolve) => waiting.push(resolve));
	else sending++;
	try {
		return await send();
	} finally {
		const next = waiting.shift();
		if (next) next();
		else sending--;
	}
}

let items = 0;
/** An event that is a call: the item of its own is destroyed. */
const destroyed = () => {
	const index = items++;
	assert.ok(index < COUNT, 'the lot has no more items');
	const link = `https://hallmark.example/chains/${api.genesisHash.toHex()}/lots/0/items/${index}-${index}#it`;
	return { action: 'DELETE', bizStep: 'destroying', disposition: 'destroyed', 'hallmark:items': link };
};
/** An event that is none, and is kept. */
const counted = () => ({ action: 'OBSERVE', bizStep: 'cycle_counting', 'hallmark:count': items++ });

const document = (event) => JSON.stringify({
	'@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { hallmark: OWN }],
	type: 'EPCISDocument',
	schemaVersion: '2.0',
	creationDate: new Date().toISOString(),
	epcisBody: {
		eventList: Array.from({ length: EVENTS }, () => ({
			...{ type: 'ObjectEvent', eventTime: new Date().toISOString(), eventTimeZoneOffset: '+00:00', epcList: [] },
			...event(),
		})),
	},
});

/** Captures documents over and over, each connection its next one when its last one is over. */
async function capture(name, event, outcome, most = Infinity) {
	const [key, began] = [keys[name], performance.now()];
	const taken = [];
	const over = [];
	let [sent, done] = [0, 0];
	const work = async () => {
		while (performance.now() < began + seconds * 1000 && sent + EVENTS <= most) {
			sent += EVENTS;
			const body = document(event);
			const from = performance.now();
			const { status, headers, text } = await inTurn(() => ask('POST', '/epcis/capture', key, body));
			assert.equal(status, 202, text);
			taken.push(performance.now() - from);
			let job;
			do {
				await new Promise((resolve) => setTimeout(resolve, 100));
				job = JSON.parse((await ask('GET', headers.location, key)).text);
			} while (job.running);
			over.push(performance.now() - from);
			for (const { outcome: own, event: at } of job.events) {
				assert.equal(own, outcome, JSON.stringify(job.errors?.find((error) => error.event === at) ?? job.events[at]));
			}
			done += EVENTS;
		}
	};
	await Promise.all(Array.from({ length: CONNECTIONS }, work));
	const rate = done / ((performance.now() - began) / 1000);
	return { rate, p50: share(taken, 0.5), p99: share(taken, 0.99), over50: share(over, 0.5), over99: share(over, 0.99) };
}

const ROWS = {
	'queries, all kinds in turns': () => query(Object.values(QUESTIONS)),
	...Object.fromEntries(Object.entries(QUESTIONS).map(([name, question]) => [`queries: ${name}`, () => query([question])])),
	'capture, events that are calls': () => capture('merchant', destroyed, 'done'),
	'capture, events that are kept': (round) => capture(`keeper${round}`, counted, 'kept', MAX_DOCUMENTS),
};
const report = { events, seconds, rounds, connections: { queries: 32, capture: CONNECTIONS }, documentOf: EVENTS, rows: [] };
for (const [row, measure] of Object.entries(ROWS)) {
	if (!row.includes(values.rows)) continue;
	const measured = [];
	for (let round = 0; round < rounds; round++) measured.push(await measure(round));
	const all = Object.fromEntries(Object.keys(measured[0]).map((name) => [name, spread(measured.map((it) => it[name]))]));
	report.rows.push({ row, ...all });
	const told = ({ median, min, max }, digits) => `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
	const final = all.over50 ? `, over after p50 ${told(all.over50, 0)} ms, p99 ${told(all.over99, 0)} ms` : '';
	say(`${row}: ${told(all.rate, 0)} a second, p50 ${told(all.p50, 1)} ms, p99 ${told(all.p99, 1)} ms${final}`);
}
console.log(JSON.stringify(report, null, '\t'));
agent.destroy();
await gateway.stop();
await api.disconnect();
await node.stop();
process.exit(0);
