// What a form asks for, as the fields of a call.

import { sha256 } from './verify/hash.js';
import { hex } from './verify/bytes.js';
import { secretChain } from './verify/draw.js';
import { mark } from './marks.js';

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
 * A text with values in the places of their names; of one that is not given nothing stands there.
 * @param {string} text
 * @param {Record<string, unknown>} values
 */
export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');

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

/** A field that cannot be read: its label, and why, which is said beside it, too. */
function wrong(input, reason) {
	const label = input.labels?.[0]?.textContent ?? input.name;
	mark(input, reason);
	input.focus();
	return new Error(`${label}: ${reason}`);
}

/**
 * What stands in a field, if it is as it has to be.
 * @param {HTMLInputElement} input
 * @param {RegExp} pattern
 * @param {string} reason said of anything else
 */
function matched(input, pattern, reason) {
	const text = input.value.trim();
	if (!pattern.test(text)) throw wrong(input, text ? `${text}: ${reason}` : reason);
	return text;
}

/**
 * A secret out of the file of an authority's secrets.
 * @param {HTMLInputElement} input
 * @param {string} genesis
 * @param {Record<string, string>} t
 */
async function secretOf(input, genesis, t) {
	const text = await input.files[0].text();
	let file;
	try {
		file = JSON.parse(text);
	} catch {
		throw wrong(input, t['script.not-secrets']);
	}
	const { declaration: wanted, number } = input.dataset;
	if (!Array.isArray(file?.secrets)) throw wrong(input, t['script.not-secrets']);
	if (file.genesis !== genesis) throw wrong(input, t['script.secrets-chain']);
	// One of another declaration would be known to all before it has met its entropy, also if the chain refuses the call.
	if (String(file.declaration) !== wanted) throw wrong(input, t['script.secrets-other'].replace('{of}', file.declaration).replace('{wanted}', wanted));
	const secret = file.secrets[Number(number) - 1];
	if (!secret) throw wrong(input, t['script.no-secret'].replace('{number}', number));
	return secret;
}

/**
 * The fields of the call that a form stands for.
 * @param {HTMLFormElement} form
 * @param {string} genesis the hash of the chain's first block
 * @param {{ texts: () => Promise<Record<string, string>>, signing: () => Promise<typeof import('./vendor/desk.js')> }} desk
 */
export async function fieldsOf(form, genesis, desk) {
	const fields = JSON.parse(form.dataset.fixed);
	const t = await desk.texts();
	const lines = [...form.querySelectorAll('[data-as="line"]')];
	if (lines.length > 0) {
		const set = lines.filter((it) => it.checked).reduce((bits, { value }) => bits | (1 << Number(value)), 0);
		if (set === 0) throw new Error(`${form.querySelector('legend').textContent}: ${t['script.no-lines']}`);
		fields.lines = set;
	}
	for (const input of form.querySelectorAll('[data-as]')) {
		const { as, most } = input.dataset;
		const text = input.value.trim();
		const { name } = input;
		switch (as) {
			case 'text':
			case 'gtin':
			case 'choice':
			case 'account': {
				// The chain takes so many bytes, and puts what is composed of several characters together first.
				const bytes = new TextEncoder().encode(text.normalize('NFC')).length;
				if (most && bytes > Number(most)) throw wrong(input, t['script.too-long'].replace('{bytes}', bytes).replace('{most}', most));
				put(fields, name, text || null);
				break;
			}
			case 'number':
				put(fields, name, matched(input, /^\d*$/, t['script.not-number']) || null);
				break;
			case 'hs': {
				const code = text.replace(/[ .]/g, '');
				if (!code && !input.required) {
					put(fields, name, null);
					break;
				}
				matched(input, /^\d{4}[ .]?\d{2}$|^\d{2}[ .]\d{2}[ .]\d{2}$/, t['script.not-hs']);
				const edition = matched(document.getElementById(input.dataset.edition), /^\d{4}$/, t['script.not-edition']);
				put(fields, name, { code, edition: Number(edition) });
				break;
			}
			case 'code':
				put(fields, name, (await codeOf(input, desk)).bytes);
				break;
			case 'code-hash':
				put(fields, name, (await codeOf(input, desk)).hash);
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
			case 'secret':
				put(fields, name, await secretOf(input, genesis, t));
				break;
			default:
		}
	}
	return fields;
}

/**
 * Has the server judge what is filled in, before anything is signed. What is wrong with a field, or to be looked at, is said beside it.
 * @param {HTMLFormElement} form that says where it is judged
 * @param {(path: string, body: unknown) => Promise<any>} ask
 * @param {string} lang
 * @returns {Promise<{ call: any, doubts: { label: string, reason: string, lang: string }[] }>} the call that it stands for
 */
export async function judged(form, ask, lang) {
	const columns = Object.entries(JSON.parse(form.dataset.columns)).map(([column, name]) => [column, form.elements.namedItem(name)]);
	// Of a file nothing is sent: its digest is put into the call here.
	const [files, texts] = [columns.filter(([, { type }]) => type === 'file'), columns.filter(([, { type }]) => type !== 'file')];
	const body = Object.fromEntries(texts.map(([column, { value }]) => [column, value]));
	const { rows, bad, doubts } = await ask(`${form.dataset.check}?${new URLSearchParams({ lang })}`, body);
	const inputs = new Map(columns);
	for (const { field, reason, lang } of doubts) if (inputs.has(field)) mark(inputs.get(field), reason, { lang, isDoubt: true });
	for (const { field, reason, lang } of bad) if (inputs.has(field)) mark(inputs.get(field), reason, { lang });
	if (bad.length > 0) {
		form.querySelector('[aria-invalid]')?.focus();
		throw new Error(bad.map(({ label, reason }) => `${label}: ${reason}`).join('; '));
	}
	const [{ call }] = rows;
	const [fields] = Object.values(Object.values(call)[0]);
	for (const [, { name, files: chosen }] of files) if (chosen[0]) put(fields, name, await documentOf(chosen[0]));
	return { call, doubts };
}
