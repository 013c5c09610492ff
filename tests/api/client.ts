// What a program in TypeScript does with the types that openapi-typescript makes of the description.

import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

type Entry = components['schemas']['Entry'];

declare const process: { argv: string[] };

const [url, gtin] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl: url! });

function must<T>(value: T | undefined, what: string): T {
	if (value === undefined) throw new Error(`there is no ${what}`);
	return value;
}

function equal<T>(is: T, wanted: T, what: string): void {
	if (is !== wanted) throw new Error(`${what}: ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`);
}

const start = must((await api.GET('/api/v1')).data, 'start');
if (!/^0x[0-9a-f]{64}$/.test(start.genesis)) throw new Error(`genesis: ${start.genesis}`);

// A list in pages of two is the list in one page.
const all = must((await api.GET('/api/v1/organisations')).data, 'list');
const paged: number[] = [];
let cursor: string | undefined;
do {
	const query = cursor === undefined ? { limit: 2 } : { limit: 2, cursor };
	const page = must((await api.GET('/api/v1/organisations', { params: { query } })).data, 'page');
	paged.push(...page.items.map((it) => it.id));
	cursor = page.next ?? undefined;
} while (cursor !== undefined);
equal(paged.join(), all.items.map((it) => it.id).join(), 'organisations');

const product = must((await api.GET('/api/v1/products/{gtin}', { params: { path: { gtin: gtin! } } })).data, 'product');
equal(product.gtin, gtin!, 'gtin');
const owner = await api.GET('/api/v1/organisations/{id}', { params: { path: { id: product.registrant } } });
equal(must(owner.data, 'registrant').id, product.registrant, 'registrant');

// Its journal begins with its registration, and the entry's block is there.
const query = { subject: 'product', number: Number(gtin) } as const;
const journal = must((await api.GET('/api/v1/journal', { params: { query } })).data, 'journal');
const first: Entry = must(journal.items[0], 'entry');
equal(first.kind, 'ProductRegistered', 'first entry');
const block = await api.GET('/api/v1/blocks/{block}', { params: { path: { block: String(first.block) } } });
equal(must(block.data, 'block').at, first.at, 'time of the entry');

// Content that the client has is not sent again.
const path = { gtin: gtin! };
const tag = (await api.GET('/api/v1/products/{gtin}', { params: { path } })).response.headers.get('etag');
const again = await fetch(new URL(`/api/v1/products/${gtin}`, url), { headers: { 'If-None-Match': tag! } });
equal(again.status, 304, 'status');

// Problems have a type too.
const wrong = await api.GET('/api/v1/lots', { params: { query: { limit: 0 } } });
equal(wrong.response.status, 400, 'status');
equal(must(wrong.error, 'problem').field, 'limit', 'field');
const none = await api.GET('/api/v1/lots/{id}', { params: { path: { id: 4_000_000_000 } } });
equal(none.response.status, 404, 'status');
