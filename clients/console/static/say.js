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

/**
 * @param {string} name of the field that it stands in
 * @param {import('./vendor/desk.js').Told} told
 * @param {Record<string, string>} t
 * @returns {Node}
 */
function tell(name, told, t) {
	if (told.call) return tellCall(told.call, t);
	if (told.list) {
		const simple = told.list.every(({ text }) => text !== undefined);
		if (simple) return document.createTextNode(told.list.map(({ text }) => read(name, text, t)).join(', ') || '–');
		const list = element('ol', ...told.list.map((it) => element('li', tell(name, it, t))));
		list.className = 'plain';
		return list;
	}
	if (told.fields) return fields(told.fields, t);
	const text = read(name, told.text, t);
	const isVariant = /^[A-Z][a-z]+([A-Z][a-z]+)*$/.test(text) && told.type !== undefined && name !== 'name';
	return /^0x/.test(text) ? element('code', text) : document.createTextNode(isVariant ? called(text, t) : text);
}

function fields(all, t) {
	const list = element('dl', ...all.map(([name, told]) => element('div', element('dt', called(name, t)), element('dd', tell(name, told, t)))));
	list.className = 'fields';
	return list;
}

/**
 * A call, with everything that it says.
 * @param {import('./vendor/desk.js').ToldCall} call
 * @param {Record<string, string>} t
 */
export function tellCall({ pallet, name, docs, fields: all }, t) {
	const heading = element('p', element('b', t[`says.${pallet}.${name}`] ?? called(name, t)), ' ', element('code', `${pallet}.${name}`));
	const note = element('p', docs);
	note.lang = 'en';
	note.className = 'hint';
	const told = element('div', heading, note, fields(all, t));
	told.className = 'call';
	return told;
}
