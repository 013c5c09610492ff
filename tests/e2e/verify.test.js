// The npm package against a real gateway on a real chain: what a device proves, without believing either.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { activation } from '../../js/verify/src/activation.js';
import { gtin, uri } from '../../js/verify/src/gs1.js';
import { makeLot } from '../../js/verify/src/lot.js';
import { VerificationError, check, loadVerifier } from '../../js/verify/src/proof.js';
import { rpc, send, until } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { Gateway } from './lib/gateway.js';
import { DOCUMENT, confirm, found, issue, product } from './lib/world.js';

const PREFIX = '9521001';
const CODE = gtin(PREFIX, 1);

/** The id that the merchant gets. */
const MERCHANT = 2;

const lot = makeLot({
	issuer: MERCHANT,
	gtin: CODE,
	batch: 'LOT-1',
	count: 21,
	lotKey: randomBytes(32),
});

let gateway;
let trust;
let verifier;

const fetched = async (path) => {
	const response = await gateway.get(path);
	assert.equal(response.status, 200, `${path}: ${await response.clone().text()}`);
	return response;
};

const it = chain({
	prepare: async (api) => {
		const world = await found(api, {
			platform: { roles: ['Platform'] },
			merchant: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: PREFIX },
		});
		assert.equal(world.merchant.id, MERCHANT);
		await send(api, product(api, CODE), world.merchant.admin);
		await send(api, issue(api, lot), world.merchant.admin);
		await send(api, confirm(api, 0, lot), world.platform.admin);
		// Verifiers of past releases; its own a gateway has by itself.
		const { HALLMARK_VERIFIERS: verifiers } = process.env;
		const args = ['--trust-loopback', ...(verifiers ? ['--verifiers', verifiers] : [])];
		gateway = await Gateway.start(it.node.url, { files: { lot: lot.file }, args });
		// What a client needs once.
		const set = await (await fetched('/trust.json')).json();
		trust = set.trust;
		verifier = await loadVerifier(
			`${gateway.url}/verifier/${set.codeHash.slice(2)}.wasm`,
			set.codeHash,
		);
		await gateway.until(async () => (await gateway.get(proofOf(lot.items[0]))).ok, 'a proof');
		return { world };
	},
});

after(() => gateway?.stop());

/** Where a gateway gives what proves an item's verdict. */
const proofOf = (item, market) =>
	`/api/proof?${new URLSearchParams({ uri: uri(item), ...(market && { market }) })}`;

const bundleOf = async (item, market) =>
	new Uint8Array(await (await fetched(proofOf(item, market))).arrayBuffer());

const proven = async (item, more = {}) =>
	check({ verifier, trust, uri: uri(item), bundle: await bundleOf(item, more.market), ...more });

/** Asks until a verdict has this standing: news are proven as soon as they are final. */
async function becomes(item, standing) {
	let last;
	const reached = async () => {
		last = await proven(item);
		return last.answer.verdict.standing === standing;
	};
	await until(it.api, reached, `the standing ${standing}`);
	return last;
}

const refused = (promise, ...kinds) =>
	assert.rejects(promise, (error) => {
		assert.ok(error instanceof VerificationError, String(error));
		assert.ok(kinds.includes(error.kind), `${error.kind}: ${error.reason}`);
		return true;
	});

let kept;

test('verdict is proven, and is what the node says', async () => {
	const [item] = lot.items;
	for (const market of [null, 'BE', 'CN']) {
		const { answer, block, stale, codeHash, ...rest } = await proven(item, { market });
		const hash = await rpc(it.api, 'chain_getBlockHash', block.number);
		assert.equal(block.hash, hash);
		assert.equal(answer.verdict.code, 'registered');
		assert.equal(answer.gtin, CODE);
		assert.equal(answer.issuer.id, MERCHANT);
		assert.equal(stale, false);
		assert.equal(codeHash, verifier.codeHash);
		kept = rest.kept;
	}
});

test('other items, other lots and invented codes are what they are', async () => {
	const [item, other] = lot.items;
	const elsewhere = { ...item, batch: 'LOT-2' };
	assert.notEqual((await proven(elsewhere)).answer.verdict.code, 'registered');
	const invented = { ...item, serial: '0000ZZZZZZZZZZZZZZZZ' };
	assert.notEqual((await proven(invented)).answer.verdict.code, 'registered');
	// The proof of one item is not another's.
	const bundle = await bundleOf(other);
	const answer = check({ verifier, trust, uri: uri(item), bundle });
	const code = await answer.then(
		({ answer }) => answer.verdict.code,
		({ kind }) => kind,
	);
	assert.notEqual(code, 'registered');
});

test('nothing that was touched gets through', async () => {
	const [item] = lot.items;
	const bundle = await bundleOf(item);
	const ask = (changes) => check({ verifier, trust, uri: uri(item), bundle, ...changes });
	await ask({});
	const kinds = ['malformed', 'notFinal', 'noHandoff', 'wrongHeader', 'incomplete', 'otherCode'];
	// Where the leaf stands, at the end, is not touched: with another one the verdict is another.
	const leaf = 200 + 32 * item.proof.length;
	for (let place = 0; place < bundle.length - leaf; place += 501) {
		const changed = bundle.slice();
		changed[place] ^= 0x10;
		await refused(ask({ bundle: changed }), ...kinds);
	}
	await refused(ask({ bundle: bundle.slice(0, -1) }), 'malformed');
	// Voters of another chain.
	const others = `${trust.slice(0, 90)}${trust[90] === '0' ? '1' : '0'}${trust.slice(91)}`;
	await refused(ask({ trust: others }), ...kinds);
});

test('activation that was made here is seen by the next check', async () => {
	const [, item] = lot.items;
	assert.deepEqual((await proven(item)).answer.verdict.reasons.includes('alreadyActivated'), false);
	await rpc(it.api, 'author_submitExtrinsic', activation({ lot: 0, ...item }));
	const { answer } = await becomes(item, 'caution');
	assert.ok(answer.verdict.reasons.includes('alreadyActivated'));
});

test('recall is proven, and what was kept does not go back before it', async () => {
	const [item] = lot.items;
	const before = await bundleOf(item);
	const { issueRecall } = it.api.tx.productIdentity;
	await send(it.api, issueRecall({ Lot: 0 }, 1, DOCUMENT), it.world.merchant.admin);
	const { answer, kept: after } = await becomes(item, 'stop');
	assert.deepEqual(answer.verdict.reasons, [{ recalled: 0 }]);
	assert.ok(after.number > kept.number);
	const asked = { verifier, trust, uri: uri(item), bundle: before };
	assert.equal((await check({ ...asked, kept })).answer.verdict.standing, 'clear');
	await refused(check({ ...asked, kept: after }), 'older');
	assert.equal((await proven(item, { kept: after })).answer.verdict.standing, 'stop');
});
