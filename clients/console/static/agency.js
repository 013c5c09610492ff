// The drawn items of an examination: each is scanned, what was found of it is filled in, and all of it is reported.

import { hex } from './verify/bytes.js';
import { readCode } from './verify/gs1.js';
import { sha256 } from './verify/hash.js';
import { indexOf } from './verify/serial.js';

/** How often this page was made: the reader knows the elements of one page only. */
let made = 0;

/** How many items one report has. */
const REPORT = 256;

/**
 * What a code names, if it is one of an item: by the index in its serial number.
 * @param {string} code
 */
function itemOf(code) {
	try {
		const { gtin, batch, serial } = readCode(code);
		return { gtin, batch, index: indexOf(serial) };
	} catch {
		return undefined;
	}
}

/** @param {{ propose: Function, complain: Function, done: Function }} desk */
export function start({ propose, complain, done }) {
	const form = document.getElementById('sample');
	if (form.dataset.started) return;
	form.dataset.started = 'yes';
	const rows = [...form.querySelectorAll('tr.drawn')];

	const words = document.getElementById('reader-texts').content;
	const said = (name) => words.querySelector(`[data-text="${name}"]`).textContent;
	const tell = (name) => {
		document.getElementById('outcome').textContent = said(name);
	};
	/** What is being asked about codes that were taken. */
	const asked = new Map();

	/** @param {HTMLTableRowElement} row */
	function forget(row) {
		delete row.dataset.code;
		delete row.dataset.text;
		asked.delete(row);
		row.querySelector('.code-read').textContent = '–';
		row.querySelector('.code-note').textContent = '';
		row.querySelector('.forget').hidden = true;
		row.classList.remove('read');
	}

	/**
	 * Asks whether a code that was taken was issued: its index alone anybody can make up.
	 * @param {HTMLTableRowElement} row
	 * @param {string} code
	 */
	async function check(row, code) {
		let verdict;
		try {
			const answer = await fetch(`/api/verify?${new URLSearchParams({ uri: code })}`);
			if (answer.ok) verdict = (await answer.json()).value.verdict.code;
		} catch {
			// Then it is not checked, and that is said.
		}
		if (row.dataset.text !== code) return;
		if (verdict === 'mismatch' || verdict === 'unknown') {
			forget(row);
			tell('forged');
		} else if (verdict !== 'registered') row.querySelector('.code-note').textContent = said('unchecked');
	}

	/**
	 * Takes a code that was read.
	 * @param {string} text
	 * @returns {string} what is said of it; the camera goes on, for there may be more
	 */
	function take(text) {
		const code = text.trim();
		const item = itemOf(code);
		const row = rows.find(({ dataset: { gtin, batch, index } }) => item && gtin === item.gtin && index === String(item.index) && (!item.batch || batch === item.batch));
		if (!row) return 'other';
		if (row.dataset.text) return row.dataset.text === code ? 'found' : 'second';
		row.dataset.text = code;
		row.dataset.code = hex(sha256(code));
		row.querySelector('.code-read').textContent = code;
		row.querySelector('.forget').hidden = false;
		row.classList.add('read');
		asked.set(row, check(row, code));
		return 'found';
	}

	for (const row of rows) row.querySelector('.forget').addEventListener('click', () => forget(row));

	import(`./reader.js?${++made}`).then(({ offerReader }) => offerReader(take)).catch(complain);
	document.getElementById('typed-code').addEventListener('submit', (event) => {
		event.preventDefault();
		const field = document.getElementById('code-field');
		const outcome = take(field.value);
		tell(outcome);
		if (outcome === 'found') field.value = '';
		field.focus();
	});

	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		const button = form.querySelector('button:not([type=button])');
		const { decision, from } = form.dataset;
		button.disabled = true;
		// What is still asked about may turn out to be no code of the item.
		await Promise.all(asked.values());
		const results = rows.slice(0, REPORT).map((row) => {
			if (!row.dataset.code) return 'NotPresented';
			const found = ['critical', 'major', 'minor'].map((name) => row.querySelector(`[data-class="${name}"]`).value || '0');
			return { Examined: { code: row.dataset.code, found } };
		});
		try {
			const items = rows.slice(0, REPORT).map((row) => ({ label: row.querySelector('th').textContent, code: row.dataset.text }));
			const told = await propose({ Sampling: { report_sample: { decision, from, results } } }, undefined, { items });
			if (told) await done(told);
		} catch (error) {
			await complain(error);
		} finally {
			button.disabled = false;
		}
	});
}
