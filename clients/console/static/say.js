// Calls in words: what `Metadata.tell` read from the bytes that are signed, as elements of the page.

/**
 * @param {string} tag
 * @param {...(string | Node)} content
 */
function element(tag, ...content) {
	const made = document.createElement(tag);
	made.append(...content);
	return made;
}

/** The words of a name in snake case or camel case. */
const plain = (name) => name.replace(/_/g, ' ').replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);

const capital = (text) => text.replace(/^./u, (letter) => letter.toUpperCase());

/**
 * What a name of the chain's is called.
 * @param {string} name
 * @param {Record<string, string>} t
 */
const called = (name, t) => t[`name.${name}`] ?? capital(plain(name));

/** Fields that are moments in milliseconds since 1970. */
const MOMENTS = /(_at|^at|^produced|^expires|^until|^from|^deadline|^valid_until)$/;

/**
 * A value as people read it. All digits of what is signed stay to be seen.
 * @param {string} name
 * @param {string} text
 * @param {Record<string, string>} t
 */
function read(name, text, t) {
	// A variant that is a product has its GTIN.
	if (['gtin', 'Product'].includes(name) && /^\d+$/.test(text)) return text.padStart(14, '0');
	if (name === 'lines' && /^\d+$/.test(text)) {
		const lines = Array.from({ length: 16 }, (_, line) => line).filter((line) => Number(text) & (1 << line));
		return lines.join(', ');
	}
	if (MOMENTS.test(name) && /^\d{12,14}$/.test(text)) return `${new Date(Number(text)).toISOString()} (${text})`;
	if (text === 'true') return t['explore.yes'] ?? text;
	if (text === 'false') return t['explore.no'] ?? text;
	return text;
}

/** The classes of what a report finds of an item, in the order of its numbers (ISO 2859-1). */
const CLASSES = ['Critical', 'Major', 'Minor'];

/**
 * @typedef {object} Aids What helps to read a call, beside its bytes.
 * @property {Record<string, string>} t words
 * @property {Record<string, string>} names what things are called, by field and number: see {@link namesOf}
 * @property {{ label: string, code?: string }[]} items the items that a report is of, in its order
 */

/**
 * @param {string} name of the field that it stands in
 * @param {import('./vendor/desk.js').Told} told
 * @param {Aids} aids
 * @returns {Node}
 */
function tell(name, told, aids) {
	const { t, items } = aids;
	if (told.call) return tellCall(told.call, aids);
	if (name === 'found' && told.list?.length === CLASSES.length) return fields(told.list.map((it, at) => [CLASSES[at], it]), aids);
	if (told.list) {
		const simple = told.list.every(({ text }) => text !== undefined);
		const isReport = name === 'results' && items.length === told.list.length;
		if (simple && !isReport) return document.createTextNode(told.list.map((it) => textOf(name, it, aids)).join(', ') || '–');
		const item = (it, at) => (isReport ? element('li', ...head(items[at]), tell(name, it, aids)) : element('li', tell(name, it, aids)));
		const list = element('ol', ...told.list.map(item));
		list.className = 'plain';
		return list;
	}
	if (told.fields) return fields(told.fields, aids);
	const text = textOf(name, told, aids);
	const isVariant = /^[A-Z][a-z]+([A-Z][a-z]+)*$/.test(text) && told.type !== undefined && name !== 'name';
	if (told.hidden) return element('span', element('code', text), ` ${t['script.hidden'].replace('{points}', told.hidden)}`);
	return /^0x/.test(text) ? element('code', text) : document.createTextNode(isVariant ? called(text, t) : text);
}

/** Which item is meant, and the code that was read of it: its digest is what is signed. */
const head = ({ label, code }) => [element('b', label), ...(code ? [' ', element('code', code)] : []), ': '];

/** A value as people read it, with what its number is called. */
function textOf(name, { text }, { t, names }) {
	const known = names[`${name}:${text}`];
	return known === undefined ? read(name, text, t) : `${known} (${read(name, text, t)})`;
}

function fields(all, aids) {
	const list = element('dl', ...all.map(([name, told]) => element('div', element('dt', called(name, aids.t)), element('dd', tell(name, told, aids)))));
	list.className = 'fields';
	return list;
}

/**
 * A call, with everything that it says.
 * @param {import('./vendor/desk.js').ToldCall} call
 * @param {Aids} aids
 */
export function tellCall({ pallet, name, docs, fields: all }, aids) {
	const { t } = aids;
	const heading = element('p', element('b', t[`says.${pallet}.${name}`] ?? called(name, t)), ' ', element('code', `${pallet}.${name}`));
	const note = element('p', docs);
	note.lang = 'en';
	note.className = 'hint';
	const told = element('div', heading, note, fields(all, aids));
	told.className = 'call';
	return told;
}

/** How many names are asked for at once. */
const NAMES = 100;

/**
 * What the things are called whose numbers stand in calls, as the server's index has it: by the name of the field and the number, with a
 * colon between. The numbers are what is signed, and stay to be seen; without names they stand alone.
 * @param {import('./vendor/desk.js').ToldCall[]} calls
 * @returns {Promise<Record<string, string>>}
 */
export async function namesOf(calls) {
	const numbers = new Set();
	const gather = (name, { text, list, fields, call }) => {
		if (call) call.fields.forEach(([inner, it]) => gather(inner, it));
		list?.forEach((it) => gather(name, it));
		fields?.forEach(([inner, it]) => gather(inner, it));
		if (/^\d{1,14}$/.test(text) && !MOMENTS.test(name)) numbers.add(`${name}:${text}`);
	};
	for (const call of calls) gather('', { call });
	const all = [...numbers];
	const parts = Array.from({ length: Math.ceil(all.length / NAMES) }, (_, part) => all.slice(part * NAMES, (part + 1) * NAMES));
	const ask = async (part) => {
		const answer = await fetch(`/desk/names?${new URLSearchParams({ of: part.join(',') })}`);
		return answer.ok ? answer.json() : {};
	};
	return Object.assign({}, ...(await Promise.all(parts.map((part) => ask(part).catch(() => ({}))))));
}

/**
 * What is to be looked at before a call is signed.
 * @param {{ label: string, reason: string, lang: string }[]} doubts
 * @param {Record<string, string>} t
 */
export function tellDoubts(doubts, t) {
	if (doubts.length === 0) return [];
	const lines = doubts.map(({ label, reason, lang }) => {
		const said = element('span', reason);
		said.lang = lang;
		return element('li', `${label}: `, said);
	});
	const told = element('div', element('p', element('b', t['script.doubts'])), element('ul', ...lines));
	told.className = 'doubts';
	return [told];
}
