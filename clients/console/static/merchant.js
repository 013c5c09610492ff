// Products by CSV, lots and labels. A lot's key, its serial numbers and its scratch codes are made here and stay here: whoever has
// them can forge. They are kept in the very files that `hallmark lot` writes and reads.

import { filled, keep } from './fields.js';
import { fromHex, digits, hex } from './verify/bytes.js';
import { uri } from './verify/gs1.js';
import { sha256 } from './verify/hash.js';
import { makeLot, secretAt, tagOf } from './verify/lot.js';
import { scratchCode, serialOf } from './verify/serial.js';

/** What a batch may be: characters of GS1's set of 82 (General Specifications, 7.11). */
const BATCH = /^[!"%-?A-Z_a-z]{1,20}$/;

/** How many products one transaction registers. */
const PER_TRANSACTION = 50;

const element = (tag, ...content) => {
	const made = document.createElement(tag);
	made.append(...content);
	return made;
};

/** @param {{ askAsHeld: Function, propose: Function, complain: Function, done: Function, texts: () => Promise<Record<string, string>> }} desk */
export function start(desk) {
	const csv = document.getElementById('csv');
	const lot = document.getElementById('lot');
	const register = document.querySelector('#register form');
	if (csv && !csv.dataset.started) table(csv, desk);
	if (register && !register.dataset.started) requirements(register, desk);
	if (lot && !lot.dataset.started) {
		issue(lot, desk);
		labels(document.getElementById('labels'), desk);
	}
}

/** The language of the page. */
const lang = () => document.documentElement.lang.split('-')[0];

/* What a product type requires */

/**
 * Shows what the type that is chosen requires, and what is attested by that of the product that is filled in.
 * @param {HTMLFormElement} form
 * @param {any} desk
 */
function requirements(form, { texts }) {
	form.dataset.started = 'yes';
	const [kind, gtin] = ['product_type', 'gtin'].map((name) => form.elements.namedItem(name));
	const place = element('div');
	place.className = 'requires';
	place.setAttribute('role', 'status');
	kind.after(place);
	let asked = 0;
	const look = async () => {
		if (!kind.value) return;
		const turn = ++asked;
		const params = new URLSearchParams({ lang: lang(), ...(gtin.value.trim() && { gtin: gtin.value.trim() }) });
		const answer = await fetch(`/desk/product-types/${kind.value}?${params}`).catch(() => undefined);
		const told = answer?.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html').body.childNodes : [(await texts())['script.no-requirements']];
		// Another one was chosen meanwhile.
		if (turn === asked) place.replaceChildren(...told);
	};
	for (const input of [kind, gtin]) input.addEventListener('change', look);
	look();
}

/* A CSV of many products */

/**
 * @param {HTMLFormElement} form
 * @param {any} desk
 */
function table(form, { askAsHeld, propose, complain, done, texts }) {
	form.dataset.started = 'yes';
	const told = document.getElementById('csv-told');
	const place = document.getElementById('csv-rows');
	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		const [file] = document.getElementById('csv-file').files;
		const t = await texts();
		// What was found of another file does not stand beside this one.
		told.textContent = '';
		place.replaceChildren();
		try {
			const encoding = document.getElementById('csv-encoding').value;
			const params = new URLSearchParams({ lang: lang(), ...(encoding && { encoding }) });
			const checked = await askAsHeld(`/desk/products/check?${params}`, file);
			told.textContent = filled(t['script.csv-checked'], { good: checked.rows.length, bad: new Set(checked.bad.map(({ line }) => line)).size, present: checked.present });
			if (checked.doubt) told.append(` ${checked.doubt}`);
			place.replaceChildren(shown(checked, t));
			const send = element('button', t['script.csv-send'].replace('{good}', checked.rows.length));
			send.type = 'button';
			send.disabled = checked.rows.length === 0;
			send.onclick = async () => {
				send.disabled = true;
				// What failed in one of several is said, whatever became of the others.
				let worst;
				let ended = '';
				try {
					const parts = Math.ceil(checked.rows.length / PER_TRANSACTION);
					for (let part = 0; part < parts; part += 1) {
						const before = part * PER_TRANSACTION;
						const rows = checked.rows.slice(before, before + PER_TRANSACTION);
						const [first, last] = [rows[0].line, rows.at(-1).line];
						told.textContent = filled(t['script.csv-part'], { part: part + 1, parts, first, last });
						const doubts = checked.doubts.filter(({ line }) => rows.some((row) => row.line === line)).map((it) => ({ ...it, label: `${t['script.line']} ${it.line}, ${it.label}` }));
						const answer = await propose({ Utility: { force_batch: { calls: rows.map(({ call }) => call) } } }, undefined, { doubts });
						if (!answer) {
							if (before > 0) ended = filled(t['script.csv-ended'], { done: before, good: checked.rows.length, last: checked.rows[before - 1].line });
							break;
						}
						if (worst?.status !== 'partial') worst = answer;
					}
					if (worst) await done(worst);
					if (ended) document.getElementById('told').append(` ${ended}`);
				} catch (error) {
					await complain(error);
				} finally {
					send.disabled = false;
				}
			};
			place.append(send);
		} catch (error) {
			await complain(error);
		}
	});
}

/** The rows of a file, with what is wrong in the row that it is wrong in, or to be looked at. */
function shown({ rows, bad, doubts }, t) {
	const lines = new Map(rows.map(({ line, gtin, category, name }) => [line, { line, cells: [gtin, category, name], said: [] }]));
	for (const [all, level] of [[bad, 'wrong'], [doubts, 'doubt']])
		for (const { line, gtin, category, name, label, reason, lang } of all) {
			if (!lines.has(line)) lines.set(line, { line, cells: [gtin ?? '', category ?? '', name ?? ''], said: [] });
			const text = element('span', reason);
			text.lang = lang;
			lines.get(line).level ??= level;
			lines.get(line).said.push(element('p', `${label}: `, text));
		}
	const head = element('tr', ...['script.line', 'script.gtin', 'script.category', 'script.name', 'script.wrong'].map((key) => {
		const cell = element('th', t[key]);
		cell.scope = 'col';
		return cell;
	}));
	const inOrder = [...lines.values()].sort((a, b) => a.line - b.line);
	const body = inOrder.map(({ line, cells, said, level }) => {
		const row = element('tr', element('td', String(line)), ...cells.map((it) => element('td', it)), element('td', ...said));
		if (level) row.className = level;
		return row;
	});
	const scroll = element('div', element('table', element('thead', head), element('tbody', ...body)));
	scroll.className = 'scroll';
	scroll.tabIndex = 0;
	scroll.setAttribute('role', 'group');
	scroll.setAttribute('aria-label', t['script.rows']);
	return scroll;
}

/* A lot */

/** The secret file of a lot, as docs/identity.md has it. */
function secretFile({ issuer, gtin, batch, count }, lotKey) {
	const lines = [
		'hallmark lot secret, version 2',
		'KEEP THIS FILE SECRET: whoever reads it can print every code of this lot.',
		`issuer: ${issuer}`,
		`gtin: ${gtin}`,
		`batch: ${batch}`,
		`count: ${count}`,
		'serials: made',
		`key: ${digits(lotKey)}`,
	];
	const text = `${lines.join('\n')}\n`;
	return `${text}check: ${digits(sha256(text).subarray(0, 4))}\n`;
}

/**
 * The manifest of a lot that was issued, as `hallmark lot` keeps it beside the other two files.
 * @param {{ issuer: number, gtin: string, batch: string, count: number, root: Uint8Array, leafFile: Uint8Array }} made
 * @param {{ lot: number, block: { number: number, hash: string }, part: number, facility: null, guessable: boolean, produced: null,
 *   expires: string | null, files: string }} issued
 */
function manifestFile({ issuer, gtin, batch, count, root, leafFile }, { lot, block, part, facility, guessable, produced, expires, files }) {
	const { number, hash } = block;
	const manifest = {
		lot,
		block: { number, hash },
		issuer,
		gtin,
		batch,
		part,
		count,
		root: hex(root),
		leafFile: hex(leafFile),
		guessable,
		facility,
		produced,
		expires: expires === null ? null : Number(expires),
		leaves: `${files}.leaves`,
		secret: `${files}.secret`,
	};
	return `${JSON.stringify(manifest, null, 2)}\n`;
}

/**
 * What a secret file says.
 * @param {string} text
 */
function readSecretFile(text) {
	const end = text.lastIndexOf('check: ');
	const fields = Object.fromEntries(text.split('\n').map((line) => line.split(': ')));
	const sound = digits(sha256(text.slice(0, end)).subarray(0, 4)) === fields.check;
	if (end < 0 || !sound || !text.startsWith('hallmark lot secret, version 2\n')) throw new Error('it is no secret file of a lot');
	if (fields.serials !== 'made') throw new Error('its serials are the merchant’s own: use hallmark lot labels');
	return { issuer: Number(fields.issuer), gtin: fields.gtin, batch: fields.batch, count: Number(fields.count), lotKey: fromHex(`0x${fields.key}`) };
}

/**
 * @param {HTMLFormElement} form
 * @param {any} desk
 */
function issue(form, { isReady, propose, complain, done, say, texts }) {
	form.dataset.started = 'yes';
	const told = document.getElementById('lot-told');
	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		const t = await texts();
		const button = form.querySelector('button');
		button.disabled = true;
		try {
			const field = (name) => form.elements.namedItem(name).value.trim();
			const issuer = Number(form.dataset.issuer);
			// Before a key is made and kept: of a lot that cannot be signed for there is none.
			if (!(await isReady())) return;
			if (!issuer && form.dataset.issuer !== '0') throw new Error(t['script.open-first']);
			const [gtin, batch, count] = [field('gtin'), field('batch'), Number(field('count'))];
			if (!BATCH.test(batch)) {
				form.elements.namedItem('batch').focus();
				throw new Error(`${form.elements.namedItem('batch').labels[0].textContent}: ${batch}: ${t['script.not-batch']}`);
			}
			told.textContent = t['script.making'];
			await new Promise((resolve) => setTimeout(resolve));
			const lotKey = crypto.getRandomValues(new Uint8Array(32));
			const made = makeLot({ issuer, gtin, batch, count, lotKey });
			// Named as `hallmark lot issue` names them: the part of the batch comes last.
			const name = `${gtin}-${batch.replace(/[^\w.-]/g, '_')}-0`;
			// Kept before anything is signed: a lot whose key is lost can never be printed.
			keep(`${name}.secret`, secretFile(made, lotKey), 'text/plain');
			keep(`${name}.leaves`, made.file, 'application/octet-stream');
			told.textContent = t['script.kept'];
			const expires = field('expires');
			const header = { gtin, batch, part: 0, facility: null, guessable: false, produced: null, expires: expires ? String(Date.parse(expires)) : null };
			const call = { ProductIdentity: { issue_lot: { header, count, root: hex(made.root), leaf_file: hex(made.leafFile) } } };
			const sent = await propose(call);
			if (!sent) return;
			const { lot } = sent.events.find(({ name }) => name === 'ProductIdentity.LotIssued')?.fields ?? {};
			if (lot === undefined) throw new Error(t['script.partial']);
			const manifest = manifestFile(made, { ...header, lot, block: sent.block, files: name });
			keep(`${name}.json`, manifest, 'application/json');
			await done(sent);
			await say('script.manifest');
		} catch (error) {
			await complain(error);
		} finally {
			button.disabled = false;
		}
	});
}

/* Labels */

/**
 * @param {HTMLFormElement} form
 * @param {any} desk
 */
function labels(form, { ask, complain, texts }) {
	const sheet = document.getElementById('sheet');
	const told = document.getElementById('labels-told');
	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		try {
			const { qrCode } = await import('./vendor/desk.js');
			const t = await texts();
			const [file] = document.getElementById('lot-secrets').files;
			const { issuer, gtin, batch, count, lotKey } = readSecretFile(await file.text());
			told.textContent = t['script.checking'];
			// Codes of a lot that is not on the chain, such as one whose issue was refused, would brand true goods.
			const { items } = await ask(`/api/v1/lots?${new URLSearchParams({ gtin, batch, issuer: String(issuer) })}`);
			const root = hex(makeLot({ issuer, gtin, batch, count, lotKey }).root);
			if (!items.some(({ merkle }) => merkle?.root === root)) throw new Error(t['script.lot-missing']);
			const from = Number(document.getElementById('labels-from').value);
			if (from >= count) throw new Error(t['script.loose'].replace('{items}', String(from)));
			const until = Math.min(count, from + Number(document.getElementById('labels-count').value));
			const made = [];
			for (let index = from; index < until; index++) {
				const serial = serialOf(index, tagOf(lotKey, index));
				const code = uri({ gtin, batch, serial }, location.origin);
				const label = element('div');
				label.className = 'label';
				const drawing = new DOMParser().parseFromString(qrCode(code), 'image/svg+xml').documentElement;
				drawing.setAttribute('role', 'img');
				drawing.setAttribute('aria-label', code);
				const words = element('p', `(01) ${gtin}`, element('br'), `(10) ${batch}`, element('br'), `(21) ${serial}`);
				const scratch = element('p', `${t['script.scratch']} ${scratchCode(secretAt(lotKey, index))}`);
				scratch.className = 'scratch';
				label.append(drawing, words, scratch);
				made.push(label);
			}
			sheet.replaceChildren(...made);
			told.textContent = t['script.printing'].replace('{count}', String(made.length));
			// The browser's own dialogue; only the sheet is printed.
			setTimeout(() => globalThis.print(), 100);
		} catch (error) {
			await complain(error);
		}
	});
}
