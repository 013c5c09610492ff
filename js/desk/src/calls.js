// Calls by the chain's own metadata: made out of what was filled in, and told again from their very bytes.

import { getDynamicBuilder, getLookupFn } from '@polkadot-api/metadata-builders';
import { decAnyMetadata, unifyMetadata } from '@polkadot-api/substrate-bindings';
import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';
import { blake2b256 } from '@polkadot-labs/hdkd-helpers';
import { bytesBase64, bytesOfHex, concat, equal, hexOf } from './bytes.js';

/**
 * @typedef {object} Told A value in words: a text, a list, or fields with names. `type` is the last name of its type.
 * @property {string} [type]
 * @property {string} [text]
 * @property {string} [hidden] the code points for which it is told in hexadecimal though it is a text: they do not show
 * @property {Told[]} [list]
 * @property {[string, Told][]} [fields]
 * @property {ToldCall} [call]
 */

/**
 * @typedef {object} ToldCall A call in words.
 * @property {string} pallet
 * @property {string} name
 * @property {string} docs what it does, in English
 * @property {[string, Told][]} fields its arguments, all of them
 */

/** How many bytes are told as they are. */
const LONG = 16_384;

/** The chain has no coin; wallets and RFC 78 ask for one. */
const TOKEN = { decimals: 12, tokenSymbol: 'UNIT' };

/** What a release of the chain means by its bytes. */
export class Metadata {
	/** @param {Uint8Array} bytes its metadata, of version 15 */
	constructor(bytes) {
		this.bytes = bytes;
		this.unified = unifyMetadata(decAnyMetadata(bytes));
		this.lookup = getLookupFn(this.unified);
		this.builder = getDynamicBuilder(this.lookup);
	}

	/** The number of the release. */
	get specVersion() {
		return this.constant('System', 'Version').spec_version;
	}

	/**
	 * @param {string} pallet
	 * @param {string} name
	 */
	constant(pallet, name) {
		const of = this.unified.pallets.find((it) => it.name === pallet)?.constants.find((it) => it.name === name);
		if (!of) throw new RangeError(`the chain has no ${pallet}.${name}`);
		return this.builder.buildConstant(pallet, name).dec(of.value);
	}

	/**
	 * The bytes of a call, as JSON has it: `{ Pallet: { call: { field: value } } }`. Ids are numbers or their digits, texts are
	 * texts, what has a fixed number of bytes is hexadecimal after `0x`, other bytes that are no text are `{ hex: '0x…' }` or a `Uint8Array`, an enum is the
	 * name of its variant or an object with that name; calls stand in calls in the same form.
	 * @param {unknown} call
	 */
	encode(call) {
		return this.builder.buildDefinition(this.lookup.call).enc(this.fitted(this.lookup(this.lookup.call), call, ''));
	}

	/**
	 * A value in JSON as the codec takes it.
	 * @param {import('@polkadot-api/metadata-builders').LookupEntry} of
	 * @param {any} value
	 * @param {string} path for errors
	 */
	fitted(of, value, path) {
		const wrong = (reason) => new RangeError(`${path || 'call'}: ${reason}`);
		switch (of.type) {
			case 'void':
				return undefined;
			case 'primitive':
				if (of.value === 'bool' || of.value === 'str') return value;
				return number(/64|128|256/.test(of.value), value, wrong);
			case 'compact':
				return number(of.isBig, value, wrong);
			case 'option':
				return value === null || value === undefined ? undefined : this.fitted(of.value, value, path);
			case 'struct':
				return Object.fromEntries(
					Object.entries(of.value).map(([name, inner]) => [name, this.fitted(inner, value?.[name], `${path}.${name}`)]),
				);
			case 'tuple':
				return of.value.map((inner, at) => this.fitted(inner, value?.[at], `${path}.${at}`));
			case 'sequence':
			case 'array': {
				const isBytes = of.value.type === 'primitive' && of.value.value === 'u8';
				if (!isBytes) return Array.from(value ?? [], (it, at) => this.fitted(of.value, it, `${path}.${at}`));
				// What is no text is marked as hexadecimal, since a text may begin with 0x too.
				if (of.type === 'sequence' && value?.hex) return bytesOfHex(value.hex);
				if (of.type === 'sequence' && value instanceof Uint8Array) return value;
				if (typeof value !== 'string') throw wrong('it is missing');
				if (of.type === 'sequence') return new TextEncoder().encode(value.normalize('NFC'));
				const bytes = value.startsWith('0x') ? bytesOfHex(value) : new TextEncoder().encode(value);
				if (bytes.length !== of.len) throw wrong(`it has not ${of.len} bytes`);
				return hexOf(bytes);
			}
			case 'enum': {
				const name = typeof value === 'string' ? value : Object.keys(value ?? {})[0];
				const variant = of.value[name];
				if (!variant) throw wrong(`${name} is none of ${Object.keys(of.value).join(', ')}`);
				if (variant.type === 'void') return { type: name, value: undefined };
				const inner = variant.type === 'lookupEntry' ? variant.value : { id: -1, ...variant };
				return { type: name, value: this.fitted(inner, value[name] ?? {}, path ? `${path}.${name}` : name) };
			}
			default:
				if (value === undefined || value === null) throw wrong('it is missing');
				return value;
		}
	}

	/**
	 * The call that bytes stand for, in words. It is refused if other bytes would be the same call: then the words would
	 * not be of what is signed.
	 * @param {Uint8Array} bytes
	 * @returns {ToldCall}
	 */
	tell(bytes) {
		const of = this.builder.buildDefinition(this.lookup.call);
		const value = of.dec(bytes);
		if (!equal(of.enc(value), bytes)) throw new RangeError('it is not written as the chain writes this call');
		return this.told(this.lookup(this.lookup.call), value).call;
	}

	/** @param {number} id of a type */
	typeName(id) {
		return this.unified.lookup[id]?.path.at(-1);
	}

	/**
	 * @param {import('@polkadot-api/metadata-builders').LookupEntry} of
	 * @param {any} value
	 * @returns {Told}
	 */
	told(of, value) {
		if (of.id === this.lookup.call) return this.toldCall(of, value);
		const type = this.typeName(of.id);
		switch (of.type) {
			case 'void':
				return { type, text: '–' };
			case 'compact':
			case 'primitive':
				return { type, text: String(value) };
			case 'AccountId32':
				return { type: 'AccountId32', text: value };
			case 'option':
				return value === undefined ? { type, text: '–' } : this.told(of.value, value);
			case 'struct':
				return { type, fields: Object.entries(of.value).map(([name, inner]) => [name, this.told(inner, value[name])]) };
			case 'tuple':
				return { type, list: of.value.map((inner, at) => this.told(inner, value[at])) };
			case 'sequence':
			case 'array':
				if (of.value.type === 'primitive' && of.value.value === 'u8') return this.toldBytes(type, value);
				return { type, list: Array.from(value, (it) => this.told(of.value, it)) };
			case 'enum': {
				const variant = of.value[value.type];
				if (variant.type === 'void') return { type, text: value.type };
				const inner = variant.type === 'lookupEntry' ? variant.value : { id: -1, ...variant };
				return { type, fields: [[value.type, this.told(inner, value.value)]] };
			}
			default:
				return { type, text: JSON.stringify(value) };
		}
	}

	/**
	 * Bytes as the text that they are, or in hexadecimal: digests always, and what has signs in it that do not show. More than
	 * {@link LONG} of them are told by their number and hash.
	 * @param {string | undefined} type
	 * @param {Uint8Array | string} value
	 */
	toldBytes(type, value) {
		const bytes = typeof value === 'string' ? bytesOfHex(value) : value;
		// Nobody reads a megabyte of code; whoever checks it compares its hash.
		if (bytes.length > LONG) return { type, text: `${bytes.length} bytes, BLAKE2b-256 ${hashOf(bytes)}` };
		const isCode = typeof value !== 'string' || bytes.length < 16;
		try {
			const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
			const hidden = new Set(text.match(/[\p{C}\p{Zl}\p{Zp}]/gu));
			if (isCode && hidden.size === 0) return { type, text: text || '–' };
			if (isCode) return { type, text: hexOf(bytes), hidden: [...hidden].map(codePoint).join(', ') };
		} catch {
			// It is no text.
		}
		return { type, text: hexOf(bytes) };
	}

	/** @returns {Told} */
	toldCall(of, { type: pallet, value: { type: name, value } }) {
		const calls = of.value[pallet];
		const variants = calls.type === 'lookupEntry' ? calls.value : calls;
		const variant = variants.value[name];
		const docs = (variants.innerDocs?.[name] ?? []).map((line) => line.trim());
		const end = docs.findIndex((line, at) => at > 0 && line === '');
		const inner = variant.type === 'lookupEntry' ? variant.value : { id: -1, ...variant };
		const told = variant.type === 'void' ? { fields: [] } : this.told(inner, value);
		const fields = told.fields ?? [['', told]];
		return { call: { pallet, name, docs: docs.slice(0, end < 0 ? undefined : end).join(' ').trim(), fields } };
	}

	/**
	 * This metadata as wallets take it (`MetadataDef` of polkadot.js), to show calls in their own words. The chain's extensions that
	 * wallets do not know carry nothing.
	 * @param {string} genesisHash
	 */
	forWallets(genesisHash) {
		const { decimals: tokenDecimals, tokenSymbol } = TOKEN;
		const nothing = { extrinsic: {}, payload: {} };
		return {
			chain: 'Hallmark',
			chainType: 'substrate',
			genesisHash,
			icon: 'substrate',
			metaCalls: bytesBase64(this.bytes),
			specVersion: this.specVersion,
			ss58Format: this.constant('System', 'SS58Prefix'),
			tokenDecimals,
			tokenSymbol,
			types: {},
			userExtensions: { AdmitAndMeter: nothing, WeightReclaim: nothing },
		};
	}

	/** The digest that a signature with `mode` 1 covers: the chain refuses one made by other metadata (RFC 78). */
	digest() {
		return merkleizeMetadata(this.bytes, TOKEN).digest();
	}
}

/** A character by its code point, as Unicode writes it: U+202E. */
const codePoint = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/**
 * A whole number as the codec takes it.
 * @param {boolean} isBig
 * @param {unknown} value
 * @param {(reason: string) => Error} wrong
 */
function number(isBig, value, wrong) {
	const digits = String(value ?? '');
	if (!/^\d+$/.test(digits)) throw wrong(digits ? `${digits} is no whole number` : 'it is missing');
	if (isBig) return BigInt(digits);
	if (Number(digits) > 0xffffffff) throw wrong(`${digits} is too large`);
	return Number(digits);
}

/**
 * A number as SCALE writes it compactly, below 2^30.
 * @param {number} number
 */
function compact(number) {
	if (number < 1 << 6) return Uint8Array.of(number << 2);
	if (number < 1 << 14) return Uint8Array.of(((number << 2) | 1) & 0xff, number >> 6);
	const value = number * 4 + 2;
	return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff);
}

/** @param {number} number */
const little = (number) => Uint8Array.of(number & 0xff, (number >>> 8) & 0xff, (number >>> 16) & 0xff, (number >>> 24) & 0xff);

/** The extensions of the chain's transactions, in their order, with what each carries and what it implies. */
const EXTENSIONS = {
	CheckNonZeroSender: {},
	CheckSpecVersion: { implied: ({ specVersion }) => little(Number(specVersion)) },
	CheckTxVersion: { implied: ({ transactionVersion }) => little(Number(transactionVersion)) },
	CheckGenesis: { implied: ({ genesisHash }) => bytesOfHex(genesisHash) },
	CheckMortality: { carried: ({ era }) => bytesOfHex(era), implied: ({ blockHash }) => bytesOfHex(blockHash) },
	AdmitAndMeter: {},
	CheckNonce: { carried: ({ nonce }) => compact(Number(nonce)) },
	CheckMetadataHash: {
		carried: ({ mode }) => Uint8Array.of(mode ? 1 : 0),
		implied: ({ mode, metadataHash }) => (mode ? concat(Uint8Array.of(1), bytesOfHex(metadataHash)) : Uint8Array.of(0)),
	},
	CheckWeight: {},
	WeightReclaim: {},
};

/**
 * The hash by which the council names what a motion is about: BLAKE2b-256 of the call.
 * @param {Uint8Array} call
 */
export const hashOf = (call) => hexOf(blake2b256(call));

/**
 * The bytes that are signed for a payload, `SignerPayloadJSON` of polkadot.js.
 * @param {Record<string, any>} payload
 */
export function messageOf(payload) {
	const names = Object.keys(EXTENSIONS);
	if (payload.version !== 4 || String(payload.signedExtensions) !== String(names))
		throw new RangeError('the chain makes other transactions than this page knows: use the page of its release');
	const of = (what) => names.map((name) => EXTENSIONS[name][what]?.(payload) ?? new Uint8Array());
	const whole = concat(bytesOfHex(payload.method), ...of('carried'), ...of('implied'));
	return whole.length > 256 ? blake2b256(whole) : whole;
}
