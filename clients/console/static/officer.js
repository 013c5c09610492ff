// Papers that were handed in: this device makes the digest of each file, and compares it with those that the chain holds. Neither is
// sent.

import { documentOf, filled } from './fields.js';

/** @param {{ complain: Function, texts: () => Promise<Record<string, string>> }} desk */
export function start({ complain, texts }) {
	const files = document.getElementById('papers-files');
	if (files.dataset.started) return;
	files.dataset.started = 'yes';
	const told = document.getElementById('papers-told');
	const rows = [...document.querySelectorAll('#papers-table tbody tr')];

	async function compare() {
		const t = await texts();
		told.replaceChildren();
		for (const row of rows) {
			row.classList.remove('same');
			row.querySelector('.found').textContent = '–';
		}
		for (const file of files.files) {
			const { digest } = await documentOf(file);
			const same = rows.filter((row) => row.dataset.digest === digest);
			for (const row of same) {
				row.classList.add('same');
				row.querySelector('.found').textContent = file.name;
			}
			const line = document.createElement('li');
			const [of, paper] = same[0]?.children ?? [];
			const text = same.length > 0 ? t['script.paper-same'] : t['script.paper-other'];
			const values = { file: file.name, digest, paper: paper?.textContent, of: of?.textContent };
			line.textContent = filled(text, values);
			line.className = same.length > 0 ? 'good' : 'wrong';
			told.append(line);
		}
	}

	files.addEventListener('change', () => compare().catch(complain));
	// They may have been chosen before this script was there.
	if (files.files.length > 0) compare().catch(complain);
}
