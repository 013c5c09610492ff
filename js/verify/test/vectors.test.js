// Byte for byte what the Rust crates make: both read the same vectors.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as verify from '../src/index.js';
import { digits, fromHex, hex, sha256 } from '../src/index.js';
import { text, vectors } from './vectors.js';

/** Bytes of a vector, if there are any. */
const bytes = (text) => (text === null ? undefined : fromHex(text));

/** How a call throws; nothing if it does not. */
function thrown(call) {
	try {
		call();
	} catch (error) {
		return error;
	}
}

test('tag and secret come from the lot key', () => {
	for (const { key, items } of vectors('lot-key').lots) {
		for (const { index, tag, secret } of items) {
			assert.equal(digits(verify.tagOf(fromHex(key), index)), tag);
			assert.equal(digits(verify.secretAt(fromHex(key), index)), secret);
		}
	}
});

test('serial tells its index, and only a made one does', () => {
	const { serials, notMade } = vectors('serial');
	for (const { index, tag, serial } of serials) {
		assert.equal(verify.serialOf(index, fromHex(tag)), serial);
		assert.equal(verify.indexOf(serial), index);
	}
	for (const text of notMade) assert.equal(verify.indexOf(text), undefined, text);
});

describe('scratch code', () => {
	const { codes, typed, refused } = vectors('scratch-code');

	test('is printed and read', () => {
		for (const { secret, code } of codes) {
			assert.equal(verify.scratchCode(fromHex(secret)), code);
			assert.equal(digits(verify.secretOf(code)), secret);
		}
	});

	test('is read when typed loosely', () => {
		for (const { text, secret } of typed)
			assert.equal(digits(verify.secretOf(text)), secret, JSON.stringify(text));
	});

	test('is refused with its first fault', () => {
		for (const { text, kind, reason } of refused) {
			const error = { name: 'ScratchCodeError', kind, message: reason };
			assert.throws(() => verify.secretOf(text), error, JSON.stringify(text));
		}
	});

	test('is refused when any symbol is another, or two neighbours are swapped', () => {
		const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U';
		const [{ code }] = codes;
		for (const place of [...code].keys()) {
			if (code[place] === '-') continue;
			const instead = (symbol) => code.slice(0, place) + symbol + code.slice(place + 1);
			for (const symbol of symbols) {
				if (symbol === code[place]) continue;
				assert.throws(() => verify.secretOf(instead(symbol)), verify.ScratchCodeError);
			}
			const next = code[place + 1] === '-' ? place + 2 : place + 1;
			if (next >= code.length || code[next] === code[place]) continue;
			const swapped = [...code];
			[swapped[place], swapped[next]] = [swapped[next], swapped[place]];
			assert.throws(() => verify.secretOf(swapped.join('')), verify.ScratchCodeError);
		}
	});
});

test('leaf and commitment have their bytes', () => {
	for (const { secret, sheet, commitment, bytes: leafBytes, leaf, ...item } of vectors('leaf')
		.leaves) {
		const made = verify.leafOf({ ...item, secret: fromHex(secret), sheet: bytes(sheet) });
		assert.equal(digits(made.commitment), commitment);
		assert.equal(digits(made.leaf), leaf);
		const whole = { ...item, commitment: made.commitment, sheet: bytes(sheet) };
		assert.equal(digits(verify.leafBytes(whole)), leafBytes);
	}
});

test('item is refused with its field when it has no bytes', () => {
	const [{ secret, sheet, commitment, bytes, leaf, ...item }] = vectors('leaf').leaves;
	for (const [field, wrong] of [
		['gtin', '9520123456788'],
		['gtin', '0952012345678x'],
		['batch', ''],
		['batch', '123456789012345678901'],
		['serial', ''],
		['serial', 'ä'.repeat(11)],
	]) {
		const made = () => verify.leafOf({ ...item, [field]: wrong, secret: fromHex(secret) });
		assert.throws(made, { name: 'RangeError', message: RegExp(`^${field}: `) });
	}
	for (const issuer of [-1, 2 ** 32, 0.5])
		assert.throws(() => verify.leafOf({ ...item, issuer, secret: fromHex(secret) }), RangeError);
});

test('proof leads from its leaf to the root, and nowhere else', () => {
	for (const { count, root, leaves, proofs } of vectors('tree').trees) {
		assert.equal(leaves.length, count);
		const levels = verify.treeOver(leaves.map(fromHex));
		assert.equal(digits(verify.rootOf(levels)), root);
		for (const [index, siblings] of proofs.entries()) {
			assert.deepEqual(verify.proofOf(levels, index).map(digits), siblings);
			const leaf = fromHex(leaves[index]);
			const claim = { root: fromHex(root), count, index, leaf, proof: siblings.map(fromHex) };
			assert.ok(verify.verifyInclusion(claim));
			for (const other of [...Array(count + 2).keys(), -1, 0.5]) {
				const holds = verify.verifyInclusion({ ...claim, index: other });
				assert.equal(holds, other === index);
			}
			for (const changed of [
				{ root: leaf.map((byte) => byte ^ 1) },
				{ leaf: leaf.map((byte) => byte ^ 1) },
				{ proof: [...claim.proof, leaf] },
				{ proof: [...claim.proof.slice(0, -1), new Uint8Array(31)] },
				{ count: 2 ** 20 + 1 },
				{ count: 0.5 },
			])
				assert.ok(!verify.verifyInclusion({ ...claim, ...changed }));
			for (const without of siblings.keys()) {
				const proof = claim.proof.filter((_, place) => place !== without);
				assert.ok(!verify.verifyInclusion({ ...claim, proof }));
			}
		}
	}
});

test('proof within a tile goes on with the proof of the tile', () => {
	// As a page proves an item of a large lot without naming it: from 256 leaves and the way of their root.
	const leaves = Array.from({ length: 700 }, (_, i) => sha256(Uint8Array.of(0), `item ${i}`));
	const root = verify.rootOf(verify.treeOver(leaves));
	const tiles = [0, 256, 512].map((start) => verify.treeOver(leaves.slice(start, start + 256)));
	const above = verify.treeOver(tiles.map(verify.rootOf));
	for (const index of [0, 255, 256, 511, 512, 699]) {
		const tile = index >> 8;
		const within = verify.proofOf(tiles[tile], index & 255);
		const proof = [...within, ...verify.proofOf(above, tile)];
		const claim = { root, count: 700, index, leaf: leaves[index], proof };
		assert.ok(verify.verifyInclusion(claim), `${index}`);
	}
});

test('leaf file has its header, its length and its digest', () => {
	for (const { key, header, length, root, digest, ...order } of vectors('leaf-file').lots) {
		const made = verify.makeLot({ ...order, lotKey: fromHex(key) });
		assert.equal(digits(verify.leafFileHeader(order)), header);
		assert.equal(digits(made.file.subarray(0, 47)), header);
		assert.equal(made.file.length, length);
		assert.equal(digits(made.root), root);
		assert.equal(digits(made.leafFile), digest);
		for (const { index, leaf, proof } of made.items)
			assert.ok(
				verify.verifyInclusion({ root: made.root, count: order.count, index, leaf, proof }),
			);
	}
	const wrong = { issuer: 1, gtin: '09520123456788', batch: 'A', lotKey: new Uint8Array(32) };
	for (const count of [0, 2 ** 20 + 1]) {
		const error = { name: 'RangeError', message: /^count: / };
		assert.throws(() => verify.makeLot({ ...wrong, count }), error);
	}
});

test('draw is that of the seed', () => {
	const { secretChains, draws, mixes } = vectors('draw');
	for (const { last, secrets, commitment } of secretChains) {
		const chain = verify.secretChain(fromHex(last), secrets.length);
		assert.deepEqual(chain.secrets.map(digits), secrets);
		assert.equal(digits(chain.commitment), commitment);
	}
	for (const { decision, seed, samples, picks, ...entropy } of draws) {
		const made = verify.seedOf(decision, entropy);
		assert.equal(digits(made), seed);
		for (const { size, n, drawn } of samples)
			assert.deepEqual(verify.positions(made, n, size), drawn);
		for (const { purpose, bound, pick } of picks)
			assert.equal(verify.pick(made, verify.PURPOSE[purpose], bound), pick);
	}
	for (const { mix, slot, output, next } of mixes)
		assert.equal(digits(verify.foldMix(fromHex(mix), slot, fromHex(output))), next);
	for (const bound of [0, -1, 2 ** 32]) {
		const pick = () => verify.pick(new Uint8Array(32), verify.PURPOSE.agency, bound);
		assert.throws(pick, { name: 'RangeError', message: /^bound: / });
	}
});

test('position belongs to the item that stands there', () => {
	const ranges = [
		[4, { start: 7, end: 9 }],
		[3, { start: 0, end: 1 }],
	];
	const items = [
		{ lot: 4, index: 7 },
		{ lot: 4, index: 8 },
		{ lot: 3, index: 0 },
	];
	assert.deepEqual(verify.itemsOf(ranges), items);
});

test('orders have their records, entries, root and commitments', () => {
	for (const { key, orders, root, commitments } of vectors('orders').batches) {
		for (const { record, entry, ...order } of orders) {
			assert.equal(digits(verify.recordOf(order)), record);
			assert.equal(digits(verify.entryOf(fromHex(key), order)), entry);
		}
		const made = verify.ordersRoot(fromHex(key), orders);
		assert.equal(digits(made), root);
		assert.equal(digits(verify.ordersRoot(fromHex(key), [...orders].reverse())), root);
		for (const { role, commitment, ...party } of commitments) {
			const word = { ...party, role: verify.ROLE[role], root: made };
			assert.equal(digits(verify.documentCommitment(word)), commitment);
		}
	}
});

test('activation has its bytes', () => {
	for (const { call, extrinsic, secret, sheet, proof, ...item } of vectors('activation')
		.activations) {
		const activation = {
			...item,
			secret: fromHex(secret),
			sheet: bytes(sheet),
			proof: proof.map(fromHex),
		};
		assert.equal(digits(verify.activationCall(activation)), call);
		assert.equal(verify.activation(activation), `0x${extrinsic}`);
	}
});

test('activation refuses what is no bytes, or too few', () => {
	const zeros = (length) => new Uint8Array(length);
	const whole = { lot: 1, index: 2, serial: 'A', secret: zeros(10), sheet: zeros(32), proof: [zeros(32)] };
	assert.match(verify.activation(whole), /^0x/);
	const digest = hex(zeros(32));
	for (const [changes, error, reason] of [
		[{ secret: hex(zeros(10)) }, TypeError, /^secret: no Uint8Array/],
		[{ sheet: digest }, TypeError, /^sheet: no Uint8Array/],
		[{ proof: [zeros(32), digest] }, TypeError, /^proof\[1\]: no Uint8Array/],
		[{ secret: undefined }, TypeError, /^secret/],
		[{ secret: zeros(9) }, RangeError, /^secret: 9 bytes and not 10/],
		[{ proof: [zeros(31)] }, RangeError, /^proof\[0\]: 31 bytes/],
	]) {
		assert.throws(
			() => verify.activation({ ...whole, ...changes }),
			(thrown) => thrown instanceof error && reason.test(thrown.message),
		);
	}
});

describe('code on the box', () => {
	const { read, refused, written } = vectors('digital-link');

	test('is read in every form', () => {
		for (const { text, ...code } of read)
			assert.deepEqual(verify.readCode(text), code, JSON.stringify(text));
	});

	test('is refused with its reason', () => {
		for (const { text, reason } of refused) {
			const error = thrown(() => verify.readCode(text));
			assert.ok(error instanceof verify.CodeError, JSON.stringify(text));
			assert.equal(error.message, reason, JSON.stringify(text));
		}
	});

	test('is refused with a kind for which the pages have words', () => {
		const [, why] = text('clients/gateway/texts/en.toml').split('\n[why]\n');
		const words = new Map([...why.split('\n[')[0].matchAll(/^([a-z0-9-]+) = "(.*)"$/gm)].map(([, key, text]) => [key, text]));
		for (const { text } of refused) {
			const { kind, values } = thrown(() => verify.readCode(text));
			assert.ok(words.has(kind), `${kind}: ${text}`);
			const { charset, purpose } = values;
			for (const named of [charset, purpose]) assert.ok(named === undefined || words.has(named), named);
			for (const [, name] of words.get(kind).matchAll(/\{([a-z]+)\}/g)) assert.ok(values[name] !== undefined, `${kind} ${name}: ${text}`);
		}
	});

	test('is written as it is read', () => {
		for (const { uri, stem, ...code } of written) {
			assert.equal(verify.uri(code, stem), uri);
			assert.deepEqual(verify.readCode(uri), code);
		}
		const gtin = '09520123456788';
		for (const wrong of [{ gtin: '9520123456788' }, { gtin, batch: '' }, { gtin, serial: '..' }])
			assert.throws(() => verify.uri(wrong), verify.CodeError);
	});

	test('is read or refused with a reason whatever stands in it', () => {
		// Pieces that mean something, thrown together: nothing but a code or a CodeError comes of it.
		const product = '09520123456788';
		const whole = [`https://a/01/${product}`, `(01)${product}`, `01${product}`, product];
		const marks = [
			'%2F',
			'%',
			'?',
			'=',
			'&',
			'#',
			'ä',
			'[',
			']',
			']Q1',
			'\\(',
			'\ufeff',
			'\u{1f600}',
		];
		const parts = [
			'https://',
			'/01/',
			'/10/',
			'/21/',
			'/235/',
			'(10)',
			'10',
			'21',
			'^',
			'\x1d',
			':',
		];
		const pieces = [...whole, ...marks, ...parts, '00', '9', 'A', '.', '..'];
		let word = 1;
		const next = (bound) => {
			word = (Math.imul(word, 1_103_515_245) + 12_345) >>> 0;
			return (word >>> 8) % bound;
		};
		let codes = 0;
		for (let i = 0; i < 20_000; i++) {
			const text = Array.from({ length: next(8) }, () => pieces[next(pieces.length)]).join('');
			const error = thrown(() => {
				const code = verify.readCode(text);
				codes += 1;
				assert.match(code.gtin, /^[0-9]{14}$/);
				for (const value of [code.batch ?? 'A', code.serial ?? 'A'])
					assert.match(value, /^[!-"%-?A-Z_a-z]{1,20}$/);
			});
			assert.ok(!error || error instanceof verify.CodeError, `${JSON.stringify(text)}: ${error}`);
		}
		assert.ok(codes > 100, `${codes} codes`);
	});
});

describe('documentation', () => {
	/** The vectors on a page, by name. */
	const quoted = (page) =>
		Object.fromEntries(
			[...page.matchAll(/^```vectors\n(.*?)^```$/gms)].flatMap(([, block]) =>
				[...block.matchAll(/^(\S+) = (.+)$/gm)].map(([, name, value]) => [name, value]),
			),
		);

	test('docs/identity.md quotes the vectors', () => {
		const page = quoted(text('docs/identity.md'));
		const [lot] = vectors('lot-key').lots;
		const [tree] = vectors('tree').trees;
		const [file] = vectors('leaf-file').lots;
		const { leaves } = vectors('leaf');
		const [{ uri }] = vectors('digital-link').written;
		const expected = {
			issuer: `${file.issuer}`,
			gtin: file.gtin,
			batch: file.batch,
			count: `${file.count}`,
			key: lot.key,
			'leaf.0.bytes': leaves[0].bytes,
			sheet: leaves[3].sheet,
			'leaf.0.sheet': leaves[3].leaf,
			root: tree.root,
			header: file.header,
			'file.length': `${file.length}`,
			'file.digest': file.digest,
			'uri.0': uri,
		};
		for (const index of [0, 1, 2]) {
			expected[`tag.${index}`] = lot.items[index].tag;
			expected[`secret.${index}`] = lot.items[index].secret;
			expected[`serial.${index}`] = vectors('serial').serials[index].serial;
			expected[`code.${index}`] = vectors('scratch-code').codes[index].code;
			expected[`commitment.${index}`] = leaves[index].commitment;
			expected[`leaf.${index}`] = leaves[index].leaf;
			expected[`proof.${index}`] = tree.proofs[index].join(' ');
		}
		assert.deepEqual(page, expected);
		assert.equal(file.root, tree.root);
	});

	test('docs/customs.md quotes the vectors', () => {
		const [{ key, orders, root, commitments }] = vectors('orders').batches;
		const expected = { key, root, 'record.0': orders[0].record };
		for (const [i, { record, entry, ...order }] of orders.entries()) {
			expected[`order.${i}`] = Object.values(order).join('|');
			expected[`entry.${i}`] = entry;
		}
		for (const { role, commitment } of commitments) expected[`commitment.${role}`] = commitment;
		assert.deepEqual(quoted(text('docs/customs.md')), expected);
	});

	test('docs/sampling.md quotes the vectors', () => {
		const page = text('docs/sampling.md');
		const { secretChains, draws } = vectors('draw');
		const [{ seed, samples }] = draws;
		assert.ok(page.includes(`seed     = ${seed}`));
		assert.ok(page.includes(`s(1)       = ${secretChains[0].secrets[0]}`));
		assert.ok(page.includes(`commitment = ${secretChains[0].commitment}`));
		const drawn = [...page.matchAll(/N = (\d+), n = (\d+):.* drawn ([\d, ]+)$/gm)].map(
			([, size, n, drawn]) => ({ size: +size, n: +n, drawn: drawn.split(', ').map(Number) }),
		);
		assert.deepEqual(drawn, samples.slice(0, drawn.length));
		assert.equal(drawn.length, 2);
	});

	test('program of docs/identity.md proves the items of its lot', async () => {
		const [, program] = text('docs/identity.md').match(/^```js\n(.*?)^```$/ms);
		const { indexOf, leafHash, verifyInclusion } = new Function(
			`${program}; return { indexOf, leafHash, verifyInclusion };`,
		)();
		const [{ root, count, proofs }] = vectors('tree').trees;
		for (const [index, proof] of proofs.entries()) {
			const { commitment, secret, sheet, ...item } = vectors('leaf').leaves[index];
			const proves = async (issuer) => {
				const leaf = await leafHash({ ...item, issuer, commitment: fromHex(commitment) });
				return verifyInclusion(fromHex(root), count, index, leaf, proof.map(fromHex));
			};
			assert.equal(indexOf(item.serial), index);
			assert.equal(await proves(item.issuer), true);
			assert.equal(await proves(item.issuer + 1), false);
		}
	});
});
