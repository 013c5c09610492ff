// Packs and private checks, with a verifier that says what it is told to.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
	PackError,
	PrivateError,
	VerificationError,
	check,
	checkPacked,
	concat,
	digits,
	fromHex,
	hex,
	leafFileHeader,
	loadVerifier,
	makeLot,
	openPack,
	privately,
	proofOf,
	readTile,
	recordIn,
	rootOf,
	serialOf,
	sha256,
	treeOver,
	uri,
	verifyInclusion,
	vetPack,
} from '../src/index.js';
import { bigEndian } from '../src/bytes.js';
import { moduleOf } from './module.js';
import { vectors } from './vectors.js';

const { pack: expected, bytes, judged, notJudged, refused } = vectors('pack');
const WHOLE = fromHex(bytes);
const TRUST = `0x${expected.genesis}00`;
const MOVED = '0x0102';
const GTIN = '09520123456788';
const answer = { verdict: { code: 'registered', standing: 'clear', reasons: [] } };
const block = { number: expected.block.number, hash: `0x${expected.block.hash}` };
const { at } = expected;
const codeHash = `0x${expected.codeHash}`;
const ok = { answer, block, at, staleAt: at + 600_000, codeHash, trusted: MOVED };

/** A verifier that gives this outcome whatever it is asked. */
const verifierOf = async (outcome) =>
	loadVerifier(moduleOf({ codeHash: fromHex(codeHash), outcomes: Array(256).fill(outcome) }));

/** A code that a lot of the pack has not, in the place of an item that it has. */
const madeUp = ({ gtin, batch }, index) => uri({ gtin, batch, serial: serialOf(index, new Uint8Array(10).fill(9)) });

/** What a lot of the pack has committed to: of one that is there in part the file's digest is any. */
function committed({ lot, issuer, gtin, batch, count, sheets, tiles }) {
	const [tile] = tiles;
	const leaves = Array.from({ length: tile.records.length / (sheets ? 96 : 64) }, (_, place) => recordIn(tile, place).leaf);
	let root = rootOf(treeOver(leaves));
	// The tiles of the vectors lie at the left end of their trees, or at the right one.
	for (const sibling of tile.proof) root = sha256(Uint8Array.of(1), ...(tile.first ? [sibling, root] : [root, sibling]));
	const file = sha256(leafFileHeader({ issuer, gtin, batch, count, sheets }), ...tiles.map(({ records }) => records));
	return { lot: Number(lot), count, root: hex(root), leafFile: hex(file) };
}

/** The pack with a byte of a lot's first tile changed. */
function changedIn(lot, place) {
	const [{ records }] = openPack(WHOLE).lots[lot].tiles;
	const bytes = WHOLE.slice();
	const start = Buffer.from(WHOLE).indexOf(records);
	bytes[start + place] ^= 1;
	return openPack(bytes);
}

const rejected = (promise, type, kind) =>
	assert.rejects(promise, (error) => {
		assert.ok(error instanceof type, String(error));
		assert.equal(error.kind, kind, error.reason);
		assert.equal(error.message, error.reason);
		return true;
	});

const thrown = (call, kind) =>
	assert.throws(call, (error) => {
		assert.ok(error instanceof PackError, String(error));
		assert.equal(error.kind, kind, error.reason);
		return true;
	});

describe('pack', () => {
	const pack = openPack(WHOLE);

	test('says of itself what stands in it', () => {
		assert.deepEqual([pack.number, pack.hash, pack.at], [block.number, block.hash, at]);
		assert.deepEqual([pack.genesis, pack.codeHash], [`0x${expected.genesis}`, codeHash]);
		assert.equal(pack.market, expected.market);
		for (const [place, lot] of expected.lots.entries()) {
			const { tiles, ...rest } = pack.lots[place];
			assert.deepEqual([Number(rest.lot), rest.issuer], [lot.lot, lot.issuer]);
			assert.deepEqual([rest.gtin, rest.batch, rest.count], [lot.gtin, lot.batch, lot.count]);
			for (const [n, tile] of lot.tiles.entries()) {
				assert.deepEqual([tiles[n].number, tiles[n].nodes], [tile.number, tile.nodes]);
				assert.deepEqual(tiles[n].proof.map(digits), tile.proof);
				assert.equal(digits(tiles[n].records), tile.records);
			}
		}
		assert.deepEqual(pack.lots.map(({ ranges }) => ranges), [[[0, 3]], [[256, 300]], [[0, 2]]]);
	});

	test('refutes by the leaf files that the vectors have, and by no others', () => {
		for (const [place, { leafFile }] of expected.lots.entries()) {
			const lot = pack.lots[place];
			const by = (digest) => ({ ...committed(lot), leafFile: `0x${digest}` });
			const { gtin, batch, tiles } = lot;
			const made = uri({ gtin, batch, serial: serialOf(tiles[0].first + 1, new Uint8Array(10)) });
			// Of a lot that is there in part nothing is a whole file.
			const whole = leafFile ?? digits(sha256(...lot.tiles.map(({ records }) => records)));
			assert.equal(pack.refutes(made, by(whole)), leafFile !== null, lot.batch);
			assert.equal(pack.refutes(made, by('00'.repeat(32))), false, lot.batch);
		}
	});

	test('asks about a code what the vectors have', () => {
		for (const { what, uri, bundle, evidence, refuted: differs } of judged) {
			const asked = pack.question(uri);
			assert.equal(digits(asked.bundle), bundle, what);
			assert.deepEqual([asked.market, asked.differs, asked.uri], ['CN', differs, uri], what);
			const leaf = asked.evidence && {
				...asked.evidence,
				lot: Number(asked.evidence.lot),
				commitment: digits(asked.evidence.commitment),
				sheet: asked.evidence.sheet && digits(asked.evidence.sheet),
				proof: asked.evidence.proof.map(digits),
			};
			assert.deepEqual(leaf, evidence, what);
			assert.ok(pack.has(uri), what);
		}
	});

	test('judges nothing else', () => {
		for (const { kind, uri } of notJudged) {
			thrown(() => pack.question(uri), kind);
			assert.ok(!pack.has(uri), uri);
		}
		thrown(() => pack.question('nonsense'), 'code');
		thrown(() => pack.question(`https://a.example/01/${GTIN}/10/B1`), 'code');
	});

	test('is refused when anything of its form is wrong', () => {
		for (const { kind, what, at: place, remove, insert } of refused) {
			const [head, rest] = [WHOLE.subarray(0, place), WHOLE.subarray(place + remove)];
			thrown(() => openPack(concat(head, fromHex(insert), rest)), kind, what);
		}
		for (let length = 0; length < WHOLE.length; length += 7)
			thrown(() => openPack(WHOLE.subarray(0, length)), 'malformed');
		thrown(() => openPack(new Uint8Array(20_000_001)), 'malformed');
		// A list that says that it has a billion parts takes no memory for them.
		const long = WHOLE.slice();
		long.set([0xfe, 0xff, 0xff, 0xff], 9 + 32 + 36 + 8 + 32 + 3);
		thrown(() => openPack(long), 'malformed');
	});

	test('is opened wherever its bytes lie', () => {
		const shifted = new Uint8Array(WHOLE.length + 3);
		shifted.set(WHOLE, 3);
		assert.equal(openPack(shifted.subarray(3)).at, at);
		assert.equal(openPack(WHOLE.slice().buffer).at, at);
	});

	test('is checked against the voters, and says as of when', async () => {
		const verifier = await verifierOf({ ok });
		const [item, , , made] = judged;
		const proven = await checkPacked({ pack, uri: item.uri, trust: TRUST, verifier, now: at });
		assert.deepEqual([proven.at, proven.stale, proven.refuted], [at, false, false]);
		assert.equal(proven.differs, false);
		assert.deepEqual(proven.answer, answer);
		const later = await checkPacked({ pack, uri: item.uri, trust: TRUST, verifier, now: at + 1e6 });
		assert.equal(later.stale, true);
		const other = await checkPacked({ pack, uri: made.uri, trust: TRUST, verifier, now: at });
		assert.deepEqual([other.refuted, other.differs], [false, true]);
	});

	test('refutes a code only by the complete leaf file of its lot', async () => {
		const lots = pack.lots.map(committed);
		const asked = async (pack, uri, more = {}) => {
			const { lot } = pack.question(uri).evidence;
			const facts = { moreCandidates: false, candidates: [{ id: Number(lot) }], evidence: 'invalid' };
			const verdict = { code: 'unproven', standing: 'clear', reasons: [] };
			const answer = { verdict, facts: { ...facts, ...more.facts } };
			const verifier = await verifierOf({ ok: { ...ok, answer, lots, ...more.ok } });
			const { refuted, differs, answer: said } = await checkPacked({ pack, uri, trust: TRUST, verifier, now: at });
			assert.equal(said.verdict.code, refuted ? 'mismatch' : 'unproven');
			assert.equal(said.facts.evidence, refuted ? 'refuted' : 'invalid');
			return [refuted, differs];
		};
		const [right] = judged;
		const [whole, part] = [madeUp(pack.lots[0], 1), madeUp(pack.lots[1], 280)];
		assert.deepEqual(await asked(pack, whole), [true, true]);
		assert.deepEqual(await asked(pack, part), [false, true]);
		// Another lot of the batch may have it; or the state did not show what the lot has committed to.
		const other = { facts: { candidates: [{ id: Number(pack.lots[0].lot) }, { id: 99 }] } };
		assert.deepEqual(await asked(pack, whole, other), [false, true]);
		assert.deepEqual(await asked(pack, whole, { facts: { moreCandidates: true } }), [false, true]);
		assert.deepEqual(await asked(pack, whole, { facts: { candidates: [] } }), [false, true]);
		assert.deepEqual(await asked(pack, whole, { ok: { lots: [] } }), [false, true]);
		// Whoever makes a pack can write another commitment beside a right leaf. That brands no goods.
		const forged = changedIn(0, 64 * right.evidence.index + 32);
		assert.deepEqual(await asked(forged, right.uri), [false, true]);
		assert.deepEqual(await asked(forged, whole), [false, true]);
		// As for `hallmark verify --pack`: a right code that was not proven is not refuted either.
		assert.deepEqual(await asked(pack, right.uri), [false, false]);
	});

	test('is looked at in all its parts before it is kept', async () => {
		const lots = pack.lots.map(committed);
		const vetted = async (pack, outcome = { ok: { ...ok, lots } }) =>
			vetPack({ pack, trust: TRUST, verifier: await verifierOf(outcome) });
		await vetted(pack);
		// What the state does not show cannot be compared.
		await vetted(pack, { ok: { ...ok, lots: [] } });
		const damaged = (promise, kind, reason) =>
			assert.rejects(promise, (error) => {
				assert.ok(error instanceof PackError, String(error));
				assert.equal(error.kind, kind, error.reason);
				assert.match(error.reason, reason);
				return true;
			});
		await damaged(vetted(changedIn(0, 0)), 'malformed', /^lot 5, items 0 to 2: the leaves do not lead to the lot's root/);
		await damaged(vetted(changedIn(0, 32)), 'malformed', /^lot 5: the records are not those of its leaf file: fetch it again$/);
		await damaged(vetted(changedIn(1, 64)), 'malformed', /^lot \d+, items 256 to 299: the leaves do not lead/);
		// Of a part of a leaf file nothing says what stands beside the leaves.
		await vetted(changedIn(1, 32));
		const fewer = lots.map((lot) => ({ ...lot, count: lot.count - 1 }));
		await damaged(vetted(pack, { ok: { ...ok, lots: fewer } }), 'malformed', /^lot 5: it has 2 items, and not 3/);
		const error = { kind: 'incomplete', reason: 'the proof does not hold everything. Ask another node' };
		await damaged(vetted(pack, { error }), 'malformed', /^lot 5, items 0 to 2: the proof does not hold everything: fetch/);
		await damaged(vetted(pack, { ok: { ...ok, lots, at: at - 1 } }), 'malformed', /another time/);
		const notFinal = { kind: 'notFinal', reason: 'too few votes' };
		await rejected(vetted(pack, { error: notFinal }), VerificationError, 'notFinal');
		const trust = `0x${'99'.repeat(32)}00`;
		await rejected(vetPack({ pack, trust, verifier: await verifierOf({ ok }) }), PackError, 'chain');
	});

	test('names the argument that is wrong', async () => {
		await assert.rejects(checkPacked(), { kind: 'input', reason: /^pack: it is none/ });
		await assert.rejects(vetPack(), { kind: 'input', reason: /^pack: it is none/ });
		thrown(() => openPack(), 'malformed');
		thrown(() => pack.question(), 'code');
		const verifier = await verifierOf({ ok });
		const uri = judged[0].uri;
		for (const [question, reason] of [
			[{ uri, trust: TRUST, verifier }, /^pack: /],
			[{ pack: {}, uri, trust: TRUST, verifier }, /^pack: /],
			[{ pack, uri, trust: TRUST }, /^verifier: it is missing/],
			[{ pack, uri, verifier }, /^trust: it is missing/],
			[{ pack, uri, trust: 'voters', verifier }, /^trust: not hexadecimal/],
		]) {
			await assert.rejects(checkPacked(question), (error) => {
				assert.ok(error instanceof VerificationError, String(error));
				assert.equal(error.kind, 'input');
				assert.match(error.reason, reason);
				return true;
			});
		}
	});

	test('proves nothing by itself', async () => {
		const uri = judged[0].uri;
		const asked = async (outcome, more = {}) =>
			checkPacked({ pack, uri, trust: TRUST, verifier: await verifierOf(outcome), now: at, ...more });
		const error = { kind: 'incomplete', reason: 'the proof does not hold everything' };
		await rejected(asked({ error }), VerificationError, 'incomplete');
		await rejected(asked({ ok: { ...ok, at: at - 1 } }), PackError, 'malformed');
		const earlier = { ...block, number: block.number - 1 };
		await rejected(asked({ ok: { ...ok, block: earlier } }), PackError, 'malformed');
		await rejected(asked({ ok }, { trust: `0x${'99'.repeat(32)}00` }), PackError, 'chain');
		await rejected(asked({ ok }, { uri: notJudged[0].uri }), PackError, 'absent');
	});
});

describe('privately', () => {
	const lot = makeLot({
		issuer: 1,
		gtin: GTIN,
		batch: 'A/2',
		count: 600,
		lotKey: new Uint8Array(32).fill(2),
	});
	const parts = [0, 1, 2].map((number) => lot.items.slice(256 * number, 256 * number + 256));
	const above = treeOver(parts.map((part) => rootOf(treeOver(part.map(({ leaf }) => leaf)))));

	/** A tile as a gateway serves it. */
	function tile(number) {
		const proof = proofOf(above, number);
		const records = parts[number].flatMap(({ leaf, commitment }) => [leaf, commitment]);
		const numbers = [bigEndian(256 * number, 4), bigEndian(600, 4)];
		return concat(...numbers, Uint8Array.of(0, proof.length), ...proof, ...records);
	}

	const offered = { lot: 6, issuer: 1, count: 600, tiles: 3, offered: true, kind: null, reason: null };
	const small = { ...offered, lot: 8, count: 9, offered: false, kind: 'small', reason: 'it is small' };
	const own = { ...offered, lot: 9, offered: false, kind: 'serials', reason: 'its own' };
	const uriOf = (serial) => `https://id.example/01/${GTIN}/10/A%2F2/21/${serial}?x=1`;

	let verifier;
	before(async () => {
		verifier = await verifierOf({ ok });
	});

	/** Asks a gateway that has these lots. Gives the outcome and what the gateway was asked. */
	async function asked(uri, { lots = [offered], changes = {}, ...more } = {}) {
		const paths = [];
		const fetch = async (address, options) => {
			assert.deepEqual([options.credentials, options.referrerPolicy], ['omit', 'no-referrer']);
			const path = address.replace('https://id.example', '');
			paths.push(path);
			for (const [start, response] of Object.entries(changes))
				if (path.startsWith(start)) return response();
			if (path.startsWith('/api/lots?')) return Response.json({ lots });
			if (path.startsWith('/leaves/')) return new Response(tile(Number(path.split('/')[3])));
			if (path.startsWith('/api/proof/lot/')) return new Response(Uint8Array.of(0));
			throw new Error(path);
		};
		const question = { uri, base: 'https://id.example', trust: TRUST, verifier, fetch, now: at };
		const outcome = await privately({ ...question, ...more }).catch((error) => error);
		return { outcome, paths };
	}

	test('names batch and tile, and neither serial nor index', async () => {
		let question;
		const judge = (asked) => {
			question = asked;
			return check(asked);
		};
		const item = lot.items[555];
		const kept = { trust: TRUST, trusted: TRUST, number: 70 };
		const uri = uriOf(item.serial);
		const { outcome, paths } = await asked(uri, { market: 'CN', check: judge, kept });
		assert.deepEqual(
			[outcome.lot, outcome.tile, outcome.refuted, outcome.answer],
			[6, 2, false, answer],
		);
		assert.deepEqual(paths, [
			`/api/lots?gtin=${GTIN}&batch=A%2F2`,
			'/leaves/6/2',
			'/api/proof/lot/6/2?market=CN&after=70',
		]);
		assert.ok(!paths.join().includes(item.serial) && !paths.join().includes('555'));
		// The device has the leaf's way to the root, and the whole code.
		const { index, proof, commitment } = question.evidence;
		assert.deepEqual([question.uri, index], [uri, 555]);
		assert.deepEqual(commitment, item.commitment);
		assert.ok(verifyInclusion({ root: lot.root, count: 600, index, leaf: item.leaf, proof }));
	});

	test('the voters that were kept count only under the same pin', async () => {
		const kept = { trust: '0x01', trusted: TRUST, number: 70 };
		const { paths } = await asked(uriOf(lot.items[0].serial), { kept });
		assert.equal(paths[2], '/api/proof/lot/6/0?');
	});

	test('takes the address of a gateway as people write it', async () => {
		const uri = uriOf(lot.items[0].serial);
		for (const base of ['https://id.example/', 'https://id.example//', new URL('https://id.example')]) {
			const { outcome, paths } = await asked(uri, { base });
			assert.equal(outcome.refuted, false, String(outcome));
			assert.equal(paths[1], '/leaves/6/0');
		}
		const { paths } = await asked(uri, { base: 'https://id.example/hallmark/' });
		assert.ok(paths[0].startsWith('/hallmark/api/lots?'), paths[0]);
	});

	test('names the argument that is wrong, and asks nothing', async () => {
		const uri = uriOf(lot.items[0].serial);
		for (const [more, reason] of [
			[{ base: 'id.example' }, /^base: "id.example" is no address: give/],
			[{ base: 'ftp://id.example' }, /^base: ftp: is neither/],
			[{ base: 'https://id.example/?a=b' }, /^base: it has a query/],
			[{ base: null }, /^base: it is object/],
			[{ verifier: undefined }, /^verifier: it is missing/],
			[{ verifier: undefined, check: () => {} }, /^verifier: it is missing/],
			[{ verifier: '/verifier/07.wasm' }, /^verifier: it is of type string/],
			[{ trust: undefined }, /^trust: it is missing/],
			[{ market: 7 }, /^market: it is of type number/],
		]) {
			const { outcome, paths } = await asked(uri, more);
			assert.ok(outcome instanceof VerificationError, String(outcome));
			assert.equal(outcome.kind, 'input');
			assert.match(outcome.reason, reason);
			assert.deepEqual(paths, []);
		}
		await assert.rejects(privately(), { kind: 'input', reason: /^verifier: / });
		const { outcome } = await asked(undefined);
		assert.match(outcome.reason, /^uri: it is missing/);
	});

	test('says that a made-up serial is refuted by its tile', async () => {
		const { outcome, paths } = await asked(uriOf(serialOf(555, new Uint8Array(10))));
		assert.equal(outcome.refuted, true);
		assert.equal(paths[1], '/leaves/6/2');
	});

	test('asks for any tile where no lot of the batch can have the serial', async () => {
		for (const serial of [serialOf(600, new Uint8Array(10)), 'X-1']) {
			const { outcome, paths } = await asked(uriOf(serial));
			assert.deepEqual([outcome.tile, outcome.refuted], [0, false]);
			assert.equal(paths[1], '/api/proof/lot/6/0?');
		}
	});

	test('looks in every part of a batch for the leaf', async () => {
		const first = { ...offered, lot: 5, count: 512, tiles: 2 };
		const other = concat(...[bigEndian(0, 4), bigEndian(512, 4)], Uint8Array.of(0, 0), new Uint8Array(256 * 64));
		const changes = { '/leaves/5/': () => new Response(other) };
		const { outcome } = await asked(uriOf(lot.items[7].serial), { lots: [first, offered], changes });
		assert.deepEqual([outcome.lot, outcome.refuted], [6, false]);
	});

	const refusals = [
		['nonsense', {}, 'code', 0],
		[`https://a.example/01/${GTIN}/10/B1`, {}, 'code', 0],
		[`https://a.example/01/${GTIN}/21/7`, {}, 'batch', 0],
		[uriOf('7'), { lots: [own] }, 'serial', 1],
		[uriOf('7'), { lots: [offered, own] }, 'serial', 1],
		[uriOf(lot.items[0].serial), { lots: [] }, 'lot', 1],
		[uriOf(lot.items[0].serial), { lots: [small] }, 'offered', 1],
		[uriOf(serialOf(3, new Uint8Array(10))), { lots: [offered, small] }, 'offered', 2],
		[uriOf(serialOf(700, new Uint8Array(10))), { lots: [small] }, 'offered', 1],
		[uriOf(lot.items[0].serial), { changes: { '/api/lots': () => Response.json({}) } }, 'server', 1],
		[uriOf(lot.items[0].serial), { changes: { '/api/lots': () => Promise.reject(new Error('gone')) } }, 'server', 1],
		[uriOf(lot.items[0].serial), { changes: { '/leaves/': () => new Response('no', { status: 503 }) } }, 'server', 2],
		[uriOf(lot.items[0].serial), { changes: { '/leaves/': () => new Response('no', { status: 404 }) } }, 'offered', 2],
		[uriOf(lot.items[0].serial), { changes: { '/leaves/': () => new Response(tile(1)) } }, 'tile', 2],
		[uriOf(lot.items[0].serial), { changes: { '/leaves/': () => new Response(tile(0).subarray(1)) } }, 'tile', 2],
		[uriOf(lot.items[0].serial), { changes: { '/leaves/': () => new Response('') } }, 'tile', 2],
	];
	for (const [uri, options, kind, count] of refusals) {
		test(`refuses as ${kind}, and asks no more: ${uri} ${JSON.stringify(options)}`, async () => {
			const { outcome, paths } = await asked(uri, options);
			assert.ok(outcome instanceof PrivateError, String(outcome));
			assert.equal(outcome.kind, kind, outcome.reason);
			assert.equal(paths.length, count);
		});
	}

	test('what is not proven is told as it is', async () => {
		const error = { kind: 'notFinal', reason: 'too few votes' };
		const lying = await verifierOf({ error });
		const { outcome } = await asked(uriOf(lot.items[0].serial), { verifier: lying });
		assert.ok(outcome instanceof VerificationError);
		assert.equal(outcome.kind, 'notFinal');
	});

	test('tile is the leaf file cut in pieces', () => {
		const head = leafFileHeader({ issuer: 1, gtin: GTIN, batch: 'A/2', count: 600 });
		const pieces = [0, 1, 2].map((number) => readTile(tile(number), number, 600).records);
		assert.equal(hex(concat(head, ...pieces)), hex(lot.file));
	});
});
