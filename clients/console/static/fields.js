// What a form asks for, as the fields of a call.

import { sha256 } from './verify/hash.js';
import { hex } from './verify/bytes.js';
import { secretChain } from './verify/draw.js';
import { checkDigit } from './verify/gs1.js';

/** The kinds of documents, as the chain names them. */
const MEDIA = {
	'application/pdf': 'Pdf',
	'application/json': 'Json',
	'application/xml': 'Xml',
	'text/xml': 'Xml',
	'text/csv': 'Text',
	'text/plain': 'Text',
	'image/jpeg': 'Jpeg',
	'image/png': 'Png',
};

/**
 * The digest of a file, and what kind it is. The file stays here.
 * @param {File} file
 */
export async function documentOf(file) {
	const digest = sha256(new Uint8Array(await file.arrayBuffer()));
	return { digest: hex(digest), media: MEDIA[file.type] ?? 'Binary' };
}

/** How code begins, and how code does that is packed. */
const CODE = ['0061736d', '52bc537646db8e05'];

/**
 * The bytes of a file of code, and their BLAKE2b-256.
 * @param {HTMLInputElement} input
 * @param {{ texts: () => Promise<Record<string, string>>, signing: () => Promise<typeof import('./vendor/desk.js')> }} desk
 */
async function codeOf(input, { texts, signing }) {
	const bytes = new Uint8Array(await input.files[0].arrayBuffer());
	const { hashOf } = await signing();
	const head = hex(bytes.subarray(0, 8)).slice(2);
	if (!CODE.some((start) => head.startsWith(start))) throw wrong(input, (await texts())['script.no-code']);
	const hash = hashOf(bytes);
	const { hash: wanted } = input.dataset;
	if (wanted && wanted !== hash) throw wrong(input, (await texts())['script.other-code'].replace('{hash}', hash).replace('{wanted}', wanted));
	return { bytes, hash };
}

/** How many secrets a chain has: see docs/sampling.md. */
const SECRETS = 65;

/**
 * Has a file kept on this device.
 * @param {string} name
 * @param {BlobPart} content
 * @param {string} type
 */
export function keep(name, content, type) {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(new Blob([content], { type }));
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * Puts a value where a name with dots says.
 * @param {Record<string, any>} fields
 * @param {string} name
 * @param {unknown} value
 */
function put(fields, name, value) {
	const path = name.split('.');
	const last = path.pop();
	let at = fields;
	for (const step of path) at = at[step] ??= {};
	at[last] = value;
}

/** A field that cannot be read: its label, and why. */
function wrong(input, reason) {
	const label = input.labels?.[0]?.textContent ?? input.name;
	input.focus();
	return new Error(`${label}: ${reason}`);
}

/**
 * The fields of the call that a form stands for.
 * @param {HTMLFormElement} form
 * @param {string} genesis the hash of the chain's first block
 * @param {{ texts: () => Promise<Record<string, string>>, signing: () => Promise<typeof import('./vendor/desk.js')> }} desk
 */
export async function fieldsOf(form, genesis, desk) {
	const fields = JSON.parse(form.dataset.fixed);
	const lines = [...form.querySelectorAll('[data-as="line"]')];
	if (lines.length > 0) {
		const set = lines.filter((it) => it.checked).reduce((bits, { value }) => bits | (1 << Number(value)), 0);
		if (set === 0) throw new Error(form.querySelector('legend').textContent);
		fields.lines = set;
	}
	for (const input of form.querySelectorAll('[data-as]')) {
		const { as, number } = input.dataset;
		const text = input.value.trim();
		const { name } = input;
		switch (as) {
			case 'text':
			case 'choice':
			case 'account':
				put(fields, name, text || null);
				break;
			case 'number':
				if (text && !/^\d+$/.test(text)) throw wrong(input, text);
				put(fields, name, text || null);
				break;
			case 'gtin':
				if (!/^(\d{8}|\d{12,14})$/.test(text)) throw wrong(input, text);
				if (checkDigit(text.slice(0, -1)) !== text.at(-1)) throw wrong(input, `${text} (…${checkDigit(text.slice(0, -1))}?)`);
				put(fields, name, text.padStart(14, '0'));
				break;
			case 'hs': {
				const digits = text.replace(/[ .]/g, '');
				if (!/^\d{6}$/.test(digits)) throw wrong(input, text);
				put(fields, name, digits);
				break;
			}
			case 'hs-beside': {
				const digits = text.replace(/[ .]/g, '');
				if (digits && !/^\d{6}$/.test(digits)) throw wrong(input, text);
				put(fields, name, digits ? { code: digits, edition: 2022 } : null);
				break;
			}
			case 'code':
				put(fields, name, (await codeOf(input, desk)).bytes);
				break;
			case 'code-hash':
				put(fields, name, (await codeOf(input, desk)).hash);
				break;
			case 'country':
				if (!/^[A-Za-z]{2}$/.test(text)) throw wrong(input, text);
				put(fields, name, text.toUpperCase());
				break;
			case 'day':
				put(fields, name, text ? String(Date.parse(text)) : null);
				break;
			case 'document':
				put(fields, name, input.files[0] ? await documentOf(input.files[0]) : null);
				break;
			case 'new-secrets': {
				const { commitment, secrets } = secretChain(crypto.getRandomValues(new Uint8Array(32)), SECRETS);
				const { declaration } = fields;
				// Kept before anything is signed: without it the authority cannot go on, and nobody else has it.
				const file = { genesis, declaration, secrets: secrets.map((it) => hex(it)) };
				keep(`${declaration}.secrets`, `${JSON.stringify(file, null, 2)}\n`, 'application/json');
				put(fields, name, hex(commitment));
				break;
			}
			case 'secret': {
				const file = JSON.parse(await input.files[0].text());
				if (file.genesis !== genesis) throw wrong(input, 'genesis');
				const secret = file.secrets?.[Number(number) - 1];
				if (!secret) throw wrong(input, `${number}`);
				put(fields, name, secret);
				break;
			}
			default:
		}
	}
	return fields;
}
