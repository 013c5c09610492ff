// What is said of the fields of a form, beside them: what is wrong, and what is to be looked at.

/**
 * Says something of a field.
 * @param {HTMLInputElement | HTMLSelectElement} input
 * @param {string} reason
 * @param {{ lang?: string, isDoubt?: boolean }} [how] the language of the reason, and whether the field may stay as it is
 */
export function mark(input, reason, { lang, isDoubt = false } = {}) {
	const said = document.createElement('p');
	const before = saidOf(input);
	said.id = `${input.id}-said-${before.length}`;
	said.className = isDoubt ? 'said doubt' : 'said wrong';
	said.textContent = reason;
	if (lang) said.lang = lang;
	(before.at(-1) ?? input).after(said);
	input.setAttribute('aria-describedby', [...described(input), said.id].join(' '));
	if (!isDoubt) input.setAttribute('aria-invalid', 'true');
}

/**
 * Takes away what was said of a field.
 * @param {HTMLElement} input
 */
export function unmark(input) {
	const said = saidOf(input);
	if (said.length === 0) return;
	const rest = described(input).filter((id) => !said.some((it) => it.id === id));
	for (const it of said) it.remove();
	input.removeAttribute('aria-invalid');
	if (rest.length > 0) input.setAttribute('aria-describedby', rest.join(' '));
	else input.removeAttribute('aria-describedby');
}

/** The ids of what describes a field. */
const described = (input) => (input.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id !== '');

/** What is said of a field. */
const saidOf = (input) =>
	described(input)
		.map((id) => document.getElementById(id))
		.filter((it) => it?.classList.contains('said'));
