// What several pages share.

/** The visitor's own way to write the page's language; dates in English as the server writes them, if there is none. */
const { lang } = document.documentElement;
const primary = lang.split('-')[0];
const own = navigator.languages.find((tag) => tag.startsWith(`${primary}-`)) ?? (primary === 'en' ? 'en-GB' : lang);
const moments = new Intl.DateTimeFormat(own, { dateStyle: 'long', timeStyle: 'short' });

/**
 * A moment in words, in the time of the device.
 * @param {number} at
 */
export const moment = (at) => moments.format(at);

const days = new Intl.DateTimeFormat(own, { dateStyle: 'long', timeZone: 'UTC' });

/**
 * The day of a moment in words, which is the same for everybody.
 * @param {number} at
 */
export const day = (at) => days.format(at);

/** From when on an answer is old, in milliseconds. */
export const STALE = 600_000;

/**
 * Where the verifier of a release of the chain is.
 * @param {string} hash of the chain's code
 */
export const verifierOf = (hash) => `/verifier/${hash.replace(/^0x/, '')}.wasm`;

/**
 * A text that stands within a sentence elsewhere, as one of its own.
 * @param {string} text
 */
export const sentence = (text) => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());

/**
 * @param {string} tag
 * @param {...(string | Node)} content
 */
export function element(tag, ...content) {
	const made = document.createElement(tag);
	made.append(...content);
	return made;
}

/** Days are the same for everybody; moments are shown in the time of the device. */
export function localTimes() {
	for (const time of document.querySelectorAll('time[datetime*="T"]'))
		time.textContent = moment(Date.parse(time.dateTime));
}

/**
 * Keeps the pages and their files, so that they work without a network. Browsers do so only for pages that come by https,
 * or from the machine itself.
 */
export async function keepHere() {
	// The folder of this very script: its files are kept, whatever the page names.
	const base = new URL('.', import.meta.url).pathname.slice(0, -1);
	await navigator.serviceWorker?.register(`/sw.js?${new URLSearchParams({ base })}`).catch(console.error);
}

/** The installed app works without a network as far as it can: only then is anything kept unasked. */
export function keepWhenInstalled() {
	if (matchMedia('(display-mode: standalone)').matches) keepHere();
}
