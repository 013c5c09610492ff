// Keys out of files, opened where they are and sent nowhere: those of `hallmark key generate`, sealed or not, and those
// that polkadot.js exports.

import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { sr25519CreateDerive } from '@polkadot-labs/hdkd';
import {
	DEV_PHRASE,
	mnemonicToMiniSecretAsync,
	sr25519,
	ss58Address,
	ss58Decode,
	validateMnemonic,
} from '@polkadot-labs/hdkd-helpers';
import { Decrypter, armor } from 'age-encryption';
import { base64Bytes, bytesOfHex, equal } from './bytes.js';

/**
 * @typedef {object} Key A key that signs.
 * @property {Uint8Array} publicKey which is the account, too
 * @property {string} account its address
 * @property {(message: Uint8Array) => Uint8Array} sign gives 64 bytes of sr25519
 */

/** Why a file gives no key: `kind` is `passphrase` if it needs one, `wrong` if that does not open it, or `unknown`. */
export class KeyError extends Error {
	/**
	 * @param {'passphrase' | 'wrong' | 'unknown'} kind
	 * @param {string} reason
	 */
	constructor(kind, reason) {
		super(reason);
		this.kind = kind;
	}
}

/** The prefix of the chain's addresses. */
const PREFIX = 42;

/**
 * An account's address as the chain writes it: wallets may write it with another chain's prefix.
 * @param {string} address
 */
export const accountOf = (address) => ss58Address(ss58Decode(address)[0], PREFIX);

/** @param {{ publicKey: Uint8Array, sign: (message: Uint8Array) => Uint8Array }} pair */
const key = ({ publicKey, sign }) => ({ publicKey, account: ss58Address(publicKey, PREFIX), sign });

/**
 * The key of a file.
 * @param {Uint8Array} bytes
 * @param {string} [passphrase]
 * @returns {Promise<Key>}
 */
export async function openKeyFile(bytes, passphrase) {
	const text = textOf(bytes);
	if (text?.startsWith('{')) return exported(text, passphrase);
	const armored = text?.startsWith('-----BEGIN AGE ENCRYPTED FILE-----');
	const sealed = armored ? armor.decode(text) : bytes;
	if (startsWith(sealed, 'age-encryption.org/v1')) return ofSecret(await unsealed(sealed, passphrase));
	if (text === undefined) throw new KeyError('unknown', 'it is no key file that is known here');
	return ofSecret(text);
}

/** @param {Uint8Array} bytes */
function textOf(bytes) {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
	} catch {
		return undefined;
	}
}

/**
 * @param {Uint8Array} bytes
 * @param {string} text
 */
const startsWith = (bytes, text) => equal(bytes.subarray(0, text.length), new TextEncoder().encode(text));

/**
 * What a file of age holds that is sealed with a passphrase.
 * @param {Uint8Array} sealed
 * @param {string} [passphrase]
 */
async function unsealed(sealed, passphrase) {
	if (!passphrase) throw new KeyError('passphrase', 'it is sealed');
	const decrypter = new Decrypter();
	decrypter.addPassphrase(passphrase);
	try {
		return (await decrypter.decrypt(sealed, 'text')).trim();
	} catch (error) {
		throw new KeyError('wrong', String(error.message ?? error));
	}
}

/**
 * The parts of a secret, as the SDK divides it: `parseSuri` of hdkd knows no path with a hyphen in it. A path alone
 * belongs to the phrase that everybody knows, as `//Alice` does.
 * @param {string} secret
 */
function partsOf(secret) {
	const [, phrase, paths, password] = /^([\d\w ]*)((?:\/\/?[^/]+)*)(?:\/\/\/(.*))?$/s.exec(secret) ?? [];
	return { phrase: phrase || (secret.startsWith('/') ? DEV_PHRASE : undefined), paths: paths ?? '', password };
}

/**
 * The key of a secret as `hallmark` reads it: a mnemonic or a seed, and perhaps a path.
 * @param {string} secret
 * @returns {Promise<Key>}
 */
export async function ofSecret(secret) {
	const { phrase, paths, password } = partsOf(secret);
	let seed;
	if (phrase && /^0x[0-9a-f]{64}$/i.test(phrase)) seed = bytesOfHex(phrase);
	else if (phrase && validateMnemonic(phrase)) seed = await mnemonicToMiniSecretAsync(phrase, password);
	else throw new KeyError('unknown', 'it has neither a mnemonic nor a seed');
	return key(sr25519CreateDerive(seed)(paths));
}

/** How the secret of an sr25519 pair stands in a file of polkadot.js, and where (PKCS #8, as that makes it). */
const [HEADER, DIVIDER] = ['3053020101300506032b657004220420', 'a123032100'].map((hex) => bytesOfHex(hex));

/**
 * The key of a file that polkadot.js exported.
 * @param {string} text
 * @param {string} [passphrase]
 */
async function exported(text, passphrase) {
	let file;
	try {
		file = JSON.parse(text);
	} catch {
		throw new KeyError('unknown', 'it is no JSON');
	}
	const { content = [], type = [], version } = file.encoding ?? {};
	const types = [type].flat();
	if (content[0] !== 'pkcs8' || content[1] !== 'sr25519' || typeof file.encoded !== 'string')
		throw new KeyError('unknown', 'it has no sr25519 key as polkadot.js exports it');
	let bytes = file.encoded.startsWith('0x') ? bytesOfHex(file.encoded) : base64Bytes(file.encoded);
	if (types.includes('xsalsa20-poly1305')) {
		if (!passphrase) throw new KeyError('passphrase', 'it is sealed');
		if (version !== '3' || !types.includes('scrypt'))
			throw new KeyError('unknown', 'it is sealed in an older way: export it anew');
		const view = new DataView(bytes.buffer, bytes.byteOffset);
		const [N, p, r] = [32, 36, 40].map((at) => view.getUint32(at, true));
		// Those of polkadot.js; a file with others could take all memory there is.
		if (N > 1 << 18 || p > 10 || r > 32) throw new KeyError('unknown', 'its scrypt takes too much');
		const secret = await scryptAsync(passphrase, bytes.subarray(0, 32), { N, p, r, dkLen: 64 });
		try {
			bytes = xsalsa20poly1305(secret.subarray(0, 32), bytes.subarray(44, 68)).decrypt(bytes.subarray(68));
		} catch {
			throw new KeyError('wrong', 'the passphrase does not open it');
		}
	}
	const [start, middle] = [HEADER.length, HEADER.length + 64];
	const publicKey = bytes.subarray(middle + DIVIDER.length);
	const isKnown = equal(bytes.subarray(0, start), HEADER) && equal(bytes.subarray(middle, middle + DIVIDER.length), DIVIDER);
	if (!isKnown || publicKey.length !== 32) throw new KeyError('unknown', 'what is sealed in it is no sr25519 pair');
	const secret = bytes.slice(start, middle);
	if (!equal(sr25519.getPublicKey(secret), publicKey)) throw new KeyError('unknown', 'its two halves do not belong together');
	return key({ publicKey, sign: (message) => sr25519.sign(message, secret) });
}
