// Identities of items, byte for byte as docs/identity.md has them.

import { createHash, createHmac } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** SHA-256 of parts, one after the other. */
export const sha256 = (...parts) => {
	const hash = createHash('sha256');
	parts.forEach((part) => hash.update(part));
	return hash.digest();
};

/** A number in four bytes, the highest first. */
function uint32(number) {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(number);
	return bytes;
}

const field = (text) => Buffer.concat([Buffer.of(text.length), Buffer.from(text, 'ascii')]);

/** The first 10 bytes of the HMAC of an index: a tag or a secret. */
function derive(lotKey, domain, index) {
	const hmac = createHmac('sha256', lotKey).update(domain).update(uint32(index));
	return hmac.digest().subarray(0, 10);
}

function base32(number, length) {
	let text = '';
	for (let rest = number; text.length < length; rest >>= 5n)
		text = DIGITS[Number(rest & 31n)] + text;
	return text;
}

/** The serial with this index and tag. */
export function serialOf(index, tag) {
	return base32((BigInt(index) << 80n) | BigInt(`0x${tag.toString('hex')}`), 20);
}

/** The leaf hash of an item and the commitment in it. `issuer` is the id of the lot's issuer. */
export function leafOf({ issuer, gtin, batch, serial, secret, sheet }) {
	const code = [Buffer.from(gtin, 'ascii'), field(batch), field(serial)];
	const item = Buffer.concat([uint32(issuer), ...code]);
	const commitment = sha256('hallmark/activation/2', item, secret);
	const end = sheet ? Buffer.concat([Buffer.of(1), sheet]) : Buffer.of(0);
	return { commitment, leaf: sha256(Buffer.of(0), 'hallmark/leaf/2', item, commitment, end) };
}

/** The tree over leaves, level by level, the root last. */
export function treeOver(leaves) {
	const levels = [leaves];
	while (levels.at(-1).length > 1) {
		const below = levels.at(-1);
		levels.push(
			below.flatMap((left, i) => {
				if (i % 2) return [];
				const right = below[i + 1];
				// A last node without a partner moves up unchanged.
				return [right ? sha256(Buffer.of(1), left, right) : left];
			}),
		);
	}
	return levels;
}

/** Makes a lot: its items with serials, secrets and proofs, its root and its leaf file's digest. */
export function makeLot({ issuer, gtin, batch, count, lotKey }) {
	const items = Array.from({ length: count }, (_, index) => {
		const serial = serialOf(index, derive(lotKey, 'hallmark/tag/1', index));
		const secret = derive(lotKey, 'hallmark/secret/1', index);
		const item = { issuer, gtin, batch, serial, secret };
		return { ...item, index, ...leafOf(item) };
	});
	const levels = treeOver(items.map(({ leaf }) => leaf));
	for (const item of items) {
		item.proof = levels
			.map((level, height) => level[(item.index >> height) ^ 1])
			.filter((sibling) => sibling);
	}

	const header = Buffer.alloc(47);
	header.write('HLMKLEAF', 0);
	header.writeUInt8(2, 8);
	header.writeUInt32BE(issuer, 10);
	header.writeBigUInt64BE(BigInt(gtin), 14);
	field(batch).copy(header, 22);
	header.writeUInt32BE(count, 43);
	const file = Buffer.concat([
		header,
		...items.flatMap(({ leaf, commitment }) => [leaf, commitment]),
	]);

	return { issuer, gtin, batch, count, items, root: levels.at(-1)[0], file, leafFile: sha256(file) };
}

/** A made item as `trace_verify` takes it in `evidence`. */
export function evidenceOf({ commitment, proof }, lot = null) {
	return {
		lot,
		index: null,
		commitment: hex(commitment),
		sheet: null,
		proof: proof.map(hex),
	};
}

/** Bytes as polkadot.js and JSON-RPC write them. */
export const hex = (bytes) => `0x${Buffer.from(bytes).toString('hex')}`;
