// Numbers and codes of GS1.

import { bytesOf } from './bytes.js';

/**
 * The check digit of a number without it (GS1 General Specifications, 7.9).
 * @param {string} digits
 * @returns {string}
 */
export function checkDigit(digits) {
	const sum = [...digits].reverse().reduce((sum, d, i) => sum + Number(d) * (i % 2 ? 1 : 3), 0);
	return String((10 - (sum % 10)) % 10);
}

/**
 * The GTIN-14 of an item under a company prefix.
 * @param {string} prefix
 * @param {number} item
 * @returns {string}
 */
export function gtin(prefix, item) {
	const digits = `0${prefix}${String(item).padStart(12 - prefix.length, '0')}`;
	return digits + checkDigit(digits);
}

/**
 * The GLN of a place under a company prefix.
 * @param {string} prefix
 * @param {number} place
 * @returns {string}
 */
export function gln(prefix, place) {
	const digits = prefix + String(place).padStart(12 - prefix.length, '0');
	return digits + checkDigit(digits);
}

/**
 * A company prefix as the chain takes it: leading zeros count.
 * @param {string} digits
 */
export function companyPrefix(digits) {
	return { value: Number(digits), len: digits.length };
}

/**
 * @typedef {object} Code What a code says of the item that carries it.
 * @property {string} gtin 14 digits
 * @property {string} [batch]
 * @property {string} [serial]
 */

/**
 * The Digital Link URI that stands in the code on the box.
 * @param {Code} code
 * @param {string} [stem] a resolver's address, if not GS1's own
 * @returns {string}
 */
export function uri({ gtin, batch, serial }, stem = 'https://id.gs1.org') {
	let made = `${stem.replace(/\/+$/, '')}/01/${value('01', gtin)}`;
	for (const [ai, text] of Object.entries({ 10: batch, 21: serial })) {
		if (text === undefined) continue;
		value(ai, text);
		refuseDots(ai, text);
		made += `/${ai}/${encodeURIComponent(text).replace(/[!'()*]/g, percent)}`;
	}
	return made;
}

/** @param {string} c */
const percent = (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`;

/**
 * @typedef {object} CodeFault What a reason is filled in with.
 * @property {string} [field] the identifier of the element that is at fault
 * @property {string} [key] the identifier of the code's primary key
 * @property {string} [ai] an identifier that there is not
 * @property {[number, number]} [allowed] the fewest and the most characters
 * @property {number} [found] how many it has; of a check digit, the one that it has
 * @property {number} [expected] the right check digit
 * @property {number} [place] of a character or byte, from 1
 * @property {'digits' | 'cset-82'} [charset] the characters that there may be
 * @property {string} [purpose] what a range of numbers is set aside for
 * @property {number} [max] the most bytes
 */

/**
 * A text is no code of a product. The message names the field and the reason. `kind` is a word for programs, `values` what
 * belongs to it: whoever tells it in another language needs no more. Kinds are called as the reasons of the gateway's
 * pages are, under `[why]` in its `texts/`.
 */
export class CodeError extends Error {
	/**
	 * @param {string} kind
	 * @param {string} reason
	 * @param {CodeFault} [values]
	 */
	constructor(kind, reason, values = {}) {
		super(reason);
		this.name = 'CodeError';
		/** What is wrong, for programs. */
		this.kind = kind;
		/** Which element, and what of it. */
		this.values = values;
	}
}

const MAX_TEXT = 2048;

/** What stands for FNC1 where scanners send it, and where people type it. */
const FNC1 = ['\x1d', '^'];

/** The identifiers that are read: what they are called, and their longest value. */
const READ = /** @type {Record<string, [string, number]>} */ ({
	'01': ['GTIN', 14],
	10: ['BATCH/LOT', 20],
	21: ['SERIAL', 20],
	22: ['CPV', 20],
	235: ['TPX', 28],
});

/** What can qualify a GTIN, in the order in which it stands in a path. */
const QUALIFIERS = [['22', '10', '21'], ['235']];

/** The primary keys of a Digital Link URI, and what they are called. */
const KEYS = /** @type {Record<string, string>} */ ({
	'00': 'SSCC',
	'01': 'GTIN',
	253: 'GDTI',
	255: 'GCN',
	401: 'GINC',
	402: 'GSIN',
	414: 'LOC No.',
	415: 'PAY TO',
	417: 'PARTY',
	8003: 'GRAI',
	8004: 'GIAI',
	8006: 'ITIP',
	8010: 'CPID',
	8013: 'GMN',
	8017: 'GSRN - PROVIDER',
	8018: 'GSRN - RECIPIENT',
});

/**
 * The length of a value that no FNC1 ends, by the identifier's first two digits (General Specifications, 7.8.5).
 * @param {string} two
 */
function fixedLength(two) {
	if (two === '00') return 18;
	if (/^0[1-3]$/.test(two)) return 14;
	if (/^(1[1-7]|3[1-6])$/.test(two)) return 6;
	if (two === '20') return 2;
	return two === '41' ? 13 : undefined;
}

/**
 * How many digits an identifier has that begins with these two; nothing if none begins with them.
 * @param {string} two
 */
function identifierLength(two) {
	if (/^(0[0-3]|1[0-35-7]|2[0-2]|30|37|9[0-9])$/.test(two)) return 2;
	if (/^(2[3-5]|4[0-2]|71)$/.test(two)) return 3;
	if (/^(3[1-69]|43|7[02]|8[0-2])$/.test(two)) return 4;
	return undefined;
}

/**
 * What GS1 calls an element, of those that codes of products begin with or are read for; nothing of others.
 * @param {string} ai
 * @returns {string}
 */
export const titleOf = (ai) => READ[ai]?.[0] ?? KEYS[ai] ?? '';

/** @param {string} ai */
const nameOf = (ai) => `${titleOf(ai)} (${ai})`.trimStart();

/**
 * The value of an identifier, if it is well formed.
 * @param {string} ai
 * @param {string} text
 */
function value(ai, text) {
	const field = nameOf(ai);
	const [, longest] = READ[ai];
	const { length } = text;
	const isGtin = ai === '01';
	if (length > longest || length < (isGtin ? longest : 1)) {
		const allowed = isGtin ? longest : `1 to ${longest}`;
		throw new CodeError('length', `${field}: must have ${allowed} characters, has ${length}`, {
			field: ai,
			allowed: [isGtin ? longest : 1, longest],
			found: length,
		});
	}
	const outside = text.search(isGtin ? /[^0-9]/ : /[^!-"%-?A-Z_a-z]/);
	if (outside >= 0) {
		const set = isGtin ? 'a digit' : 'in GS1 character set 82';
		throw new CodeError('character', `${field}: character ${outside + 1} is not ${set}`, {
			field: ai,
			place: outside + 1,
			charset: isGtin ? 'digits' : 'cset-82',
		});
	}
	const right = checkDigit(text.slice(0, -1));
	if (isGtin && text[13] !== right)
		throw new CodeError('check-digit', `${field}: check digit should be ${right}, is ${text[13]}`, {
			field: ai,
			expected: Number(right),
			found: Number(text[13]),
		});
	return text;
}

/**
 * Software that follows RFC 3986, 5.2.4 takes `.` and `..` out of a path, even percent-encoded.
 * @param {string} ai
 * @param {string} text
 */
function refuseDots(ai, text) {
	if (text === '.' || text === '..')
		throw new CodeError('dot-segment', `${nameOf(ai)}: cannot be only . or .. in a URI's path`, { field: ai });
}

/** @param {string} text */
const trimmed = (text) => text.replace(/^[\s\u0085]+|[\s\u0085]+$/g, '');

/**
 * Reads the code of a product in any form that people and scanners have it in: a Digital Link URI of any host, an
 * element string with brackets or as scanners send it, the digits of a GTIN. A scanner's symbology
 * identifier, such as `]Q1`, may stand before it.
 *
 * It reads GTIN, batch and serial. What else the code says is passed over unchecked; the chain's own reader, which
 * judges in the verifier too, is stricter there.
 * @param {string} text
 * @returns {Code}
 * @throws {CodeError}
 */
export function readCode(text) {
	if (typeof text !== 'string') throw new CodeError('not-a-code', 'it is no text');
	if (bytesOf(text).length > MAX_TEXT)
		throw new CodeError('too-long', `the text is longer than ${MAX_TEXT} bytes`, { max: MAX_TEXT });
	let rest = trimmed(text);
	const symbology = rest.match(/^\]([A-Za-z][0-9A-Za-z])/)?.[1];
	if (symbology) rest = trimmed(rest.slice(3));
	if (rest.startsWith('(')) return codeOf(bracketed(rest));
	if (/^[0-9]/.test(rest)) {
		const isGs1 = ['C1', 'e0', 'e1', 'e2', 'd2', 'Q3', 'J1'].includes(symbology ?? '');
		const alone = /^[0-9 ]+$/.test(rest) && !isGs1;
		return codeOf(alone ? bare(rest.replaceAll(' ', ''), symbology) : elementString(rest));
	}
	if (FNC1.includes(rest[0])) return codeOf(elementString(rest));
	if (/[:/]/.test(rest)) return codeOf(digitalLink(rest));
	throw new CodeError('not-a-code', NOT_A_CODE);
}

const NOT_A_CODE =
	'the code must be a Digital Link URI, (AI)value(AI)value…, an element string as a scanner sends it, ' +
	'or the digits of a GTIN or an SSCC';
const NO_KEY = 'there is no primary key of a Digital Link URI';
const NOT_AN_AI = 'an application identifier must have 2 to 4 digits';

/** @typedef {Map<string, string>} Elements Values by identifier, in their order. */

/**
 * @param {Elements} elements
 * @returns {Code}
 */
function codeOf(elements) {
	const key = [...elements.keys()].find((ai) => ai in KEYS);
	if (key === undefined) throw new CodeError('no-key', NO_KEY);
	if (key !== '01')
		throw new CodeError('not-a-product', `${nameOf(key)}: the code of a product begins with GTIN (01)`, { key });
	const [gtin, batch, serial] = ['01', '10', '21'].map((ai) => elements.get(ai));
	if (Number(gtin) === 0) throw new CodeError('zero', 'GTIN (01): must not be zero', { field: '01' });
	const purpose = setAside(/** @type {string} */ (gtin));
	if (purpose) {
		const reason = `GTIN (01): numbers no trade item, GS1 sets its range aside for ${SET_ASIDE[purpose]}`;
		throw new CodeError('set-aside', reason, { field: '01', purpose });
	}
	return {
		gtin: /** @type {string} */ (gtin),
		...(batch !== undefined && { batch }),
		...(serial !== undefined && { serial }),
	};
}

/** What ranges of numbers are for, if not for trade items (General Specifications, tables 1-4 and 1-5). */
const SET_ASIDE = {
	'restricted-circulation': 'restricted circulation within a company or region',
	'gtin-8s': 'GTIN-8s, which are granted singly',
	coupons: 'coupons',
	'refund-receipts': 'refund receipts',
	'general-managers': 'general manager numbers of EPC',
};

/**
 * What a GTIN's range is for, if not for trade items.
 * @param {string} gtin
 * @returns {keyof typeof SET_ASIDE | undefined}
 */
function setAside(gtin) {
	const company = gtin.slice(1, 13);
	if (company.startsWith('00000')) return /^00000[02]/.test(company) ? 'restricted-circulation' : undefined;
	if (/^(02|04|2)/.test(company)) return 'restricted-circulation';
	if (/^(05|98[1-9]|99)/.test(company)) return 'coupons';
	if (company.startsWith('951')) return 'general-managers';
	if (company.startsWith('96')) return 'gtin-8s';
	if (company.startsWith('980')) return 'refund-receipts';
	return undefined;
}

/**
 * @param {Elements} elements
 * @param {string} ai
 * @param {string} text
 */
function insert(elements, ai, text) {
	if (READ[ai]) value(ai, text);
	if (elements.has(ai)) throw new CodeError('repeated', `${nameOf(ai)}: occurs twice`, { field: ai });
	elements.set(ai, text);
}

/**
 * The same element twice counts once.
 * @param {Elements} elements
 * @param {string} ai
 * @param {string} text
 */
function insertOnce(elements, ai, text) {
	if (elements.get(ai) !== text) insert(elements, ai, text);
}

/** @param {string} text */
function bracketed(text) {
	/** @type {Elements} */
	const elements = new Map();
	let rest = text;
	while (rest) {
		const [whole, ai, raw] =
			rest.match(/^\(([^)]*)\)((?:\\\(|[^(])*)/s) ??
			reject('brackets', 'the element string must read (AI)value(AI)value…');
		requireAi(ai);
		const text = raw.replaceAll('\\(', '(');
		insertOnce(elements, ai, text.replace(/^[ \t\n\f\r]+|[ \t\n\f\r]+$/g, ''));
		rest = rest.slice(whole.length);
	}
	return elements;
}

/**
 * @param {string} kind
 * @param {string} reason
 * @param {CodeFault} [values]
 * @returns {never}
 */
function reject(kind, reason, values) {
	throw new CodeError(kind, reason, values);
}

/**
 * @param {string} ai
 * @returns {never}
 */
const unknown = (ai) => reject('unknown-ai', `(${ai}): unknown application identifier`, { ai });

/** @param {string} ai */
function requireAi(ai) {
	if (!/^[0-9]{2,4}$/.test(ai)) reject('not-an-ai', NOT_AN_AI);
	if (identifierLength(ai.slice(0, 2)) !== ai.length) unknown(ai);
}

/** @param {string} text */
function elementString(text) {
	/** @type {Elements} */
	const elements = new Map();
	const withoutFnc1 = (/** @type {string} */ text) =>
		FNC1.includes(text[0]) ? text.slice(1) : text;
	let rest = withoutFnc1(text);
	while (rest) {
		const [two] = rest.match(/^[0-9]{2}/) ?? reject('not-an-ai', NOT_AN_AI);
		const length = identifierLength(two) ?? unknown(two);
		const ai = rest.slice(0, length);
		requireAi(ai);
		const after = rest.slice(length);
		const [open] = /** @type {RegExpMatchArray} */ (after.match(/^[^\x1d^]*/));
		const fixed = fixedLength(two);
		const text = open.slice(0, fixed);
		if (fixed && text.length < fixed && !READ[ai])
			throw new CodeError('length', `${nameOf(ai)}: must have ${fixed} characters, has ${text.length}`, {
				field: ai,
				allowed: [fixed, fixed],
				found: text.length,
			});
		insertOnce(elements, ai, text);
		rest = withoutFnc1(after.slice(text.length));
	}
	if (elements.size === 0) throw new CodeError('not-a-code', NOT_A_CODE);
	return elements;
}

/**
 * The element that digits without an identifier are. The supplement of an EAN-13 is passed over.
 * @param {string} digits
 * @param {string} [symbology]
 * @returns {Elements}
 */
function bare(digits, symbology) {
	const key = symbology === 'E3' ? digits.slice(0, 13) : digits;
	if ([8, 12, 13, 14].includes(key.length)) {
		const gtin = key.padStart(14, '0');
		return new Map([['01', value('01', gtin)]]);
	}
	return key.length === 18 ? new Map([['00', key]]) : elementString(key);
}

/** @param {string} text */
function digitalLink(text) {
	const [link] = afterHost(text).split('#', 1);
	const [path, query = ''] = splitOnce(link, '?');
	// Where a value is missing, the whole path says which one.
	const pairs = pathElements(path.replace(/\/+$/, '')) ?? pathElements(path) ?? reject('no-key', NO_KEY);
	/** @type {Elements} */
	const elements = new Map();
	const [[key], ...qualifiers] = pairs;
	for (const [place, [ai, raw]] of pairs.entries()) {
		if (key !== '01') break;
		const names = qualifiers.slice(0, place).map(([ai]) => ai);
		if (!QUALIFIERS.some((sequence) => follow(sequence, names))) {
			const reason = 'it does not qualify it or stands out of order';
			throw new CodeError(
				'not-a-qualifier',
				`${nameOf(ai)}: cannot follow GTIN (01) here in the path, ${reason}`,
				{ field: ai, key },
			);
		}
		const text = decode(raw);
		refuseDots(ai, text);
		insert(elements, ai, text);
	}
	if (key !== '01') return new Map([[key, '']]);

	const inPath = qualifiers.map(([ai]) => ai);
	for (const parameter of query.split('&')) {
		const [ai, raw] = splitOnce(parameter, '=');
		if (raw === undefined || !/^[0-9]+$/.test(ai)) continue;
		requireAi(ai);
		const fits = [...inPath, ''].some((_, place) => {
			const names = [...inPath.slice(0, place), ai, ...inPath.slice(place)];
			return QUALIFIERS.some((sequence) => follow(sequence, names));
		});
		if (fits) {
			const reason = `${nameOf(ai)}: qualifies GTIN (01), so belongs in the path`;
			throw new CodeError('qualifier-in-query', reason, { field: ai, key });
		}
		// A batch stands in the query where the path follows the other sequence.
		if (READ[ai] && !['01', '10'].includes(ai))
			throw new CodeError('not-an-attribute', `${nameOf(ai)}: cannot stand in the query`, { field: ai });
		insert(elements, ai, decode(raw.replaceAll('+', ' ')));
	}
	return elements;
}

/**
 * Whether identifiers stand in the order of a sequence, gaps allowed.
 * @param {string[]} sequence
 * @param {string[]} ais
 */
function follow(sequence, ais) {
	const places = ais.map((ai) => sequence.indexOf(ai));
	return places.every((place, i) => place >= 0 && (i === 0 || place > places[i - 1]));
}

/**
 * @param {string} text
 * @param {string} separator
 * @returns {[string, string?]}
 */
function splitOnce(text, separator) {
	const at = text.indexOf(separator);
	return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/**
 * Identifiers and raw values at the end of a path, from the primary key on. Of a path only its end counts.
 * @param {string} path
 * @returns {[string, string][] | undefined}
 */
function pathElements(path) {
	const segments = path.split('/');
	/** @type {[string, string][]} */
	const pairs = [];
	while (segments.length >= 2) {
		const raw = /** @type {string} */ (segments.pop());
		const ai = /** @type {string} */ (segments.pop());
		if (!/^[0-9]{2,4}$/.test(ai) || identifierLength(ai.slice(0, 2)) !== ai.length)
			return undefined;
		pairs.unshift([ai, raw]);
		if (ai in KEYS) return pairs;
	}
	return undefined;
}

/**
 * What stands after host and port. All characters of a URI are checked, and what stands before the path.
 * @param {string} uri
 */
function afterHost(uri) {
	const wrong = uri.search(/%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]/);
	if (wrong >= 0) {
		const reason = 'of the URI cannot stand there unless percent-encoded';
		throw new CodeError('uri-character', `byte ${wrong + 1} ${reason}`, { place: wrong + 1 });
	}
	const [scheme] =
		uri.match(/^(https?|HTTPS?):\/\//) ?? reject('scheme', 'the URI must begin with http:// or https://');
	const rest = uri.slice(scheme.length);
	const end = rest.search(/[/?#]/);
	const authority = end < 0 ? rest : rest.slice(0, end);
	if (authority.includes('@')) throw new CodeError('credentials', 'the URI must not name a user or a password');
	const [host] = authority.match(/^\[[^\]]*\]|^[^:[]*/) ?? [''];
	if (!isHost(host)) throw new CodeError('host', "the URI's host is missing or malformed");
	const port = authority.slice(host.length);
	if (!/^(:[0-9]*)?$/.test(port) || Number(port.slice(1)) > 65_535)
		throw new CodeError('port', "the URI's port must be a number up to 65535");
	return end < 0 ? '' : rest.slice(end);
}

/** @param {string} host */
function isHost(host) {
	if (!host.startsWith('[')) return /^[A-Za-z0-9\-._]*[A-Za-z0-9][A-Za-z0-9\-._]*$/.test(host);
	try {
		return Boolean(new URL(`http://${host}`));
	} catch {
		return false;
	}
}

/**
 * Undoes percent-encoding, byte by byte: what is not ASCII is refused with its character set later.
 * @param {string} raw
 */
const decode = (raw) =>
	raw.replace(/%(..)/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
