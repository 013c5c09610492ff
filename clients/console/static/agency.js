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

	/**
	 * Takes a code that was read.
	 * @param {string} code
	 * @returns {string} what is said of it; the camera goes on, for there may be more
	 */
	function take(code) {
		const item = itemOf(code.trim());
		const row = rows.find(({ dataset: { gtin, batch, index } }) => item && gtin === item.gtin && index === String(item.index) && (!item.batch || batch === item.batch));
		if (!row) return 'other';
		row.dataset.code = hex(sha256(code.trim()));
		row.querySelector('.code-read').textContent = code.trim();
		row.classList.add('read');
		return 'found';
	}

	import(`./reader.js?${++made}`).then(({ offerReader }) => offerReader(take)).catch(complain);
	document.getElementById('typed-code').addEventListener('submit', (event) => {
		event.preventDefault();
		const field = document.getElementById('code-field');
		const said = take(field.value);
		const words = document.getElementById('reader-texts').content;
		document.getElementById('outcome').textContent = words.querySelector(`[data-text="${said}"]`).textContent;
		if (said === 'found') field.value = '';
		field.focus();
	});

	form.addEventListener('submit', async (event) => {
		event.preventDefault();
		const button = form.querySelector('button:not([type=button])');
		const { decision, from } = form.dataset;
		const results = rows.slice(0, REPORT).map((row) => {
			if (!row.dataset.code) return 'NotPresented';
			const found = ['critical', 'major', 'minor'].map((name) => row.querySelector(`[data-class="${name}"]`).value || '0');
			return { Examined: { code: row.dataset.code, found } };
		});
		button.disabled = true;
		try {
			const told = await propose({ Sampling: { report_sample: { decision, from, results } } });
			if (told) await done(told);
		} catch (error) {
			await complain(error);
		} finally {
			button.disabled = false;
		}
	});
}
