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
 * The texts and pictures that a page has ready for its scripts in a template.
 * @param {string} id of the template
 */
export function ready(id) {
	const { content } = document.getElementById(id);
	return {
		/**
		 * A text with its placeholders filled in.
		 * @param {string} name
		 * @param {Record<string, string>} [values]
		 */
		text: (name, values = {}) =>
			(content.querySelector(`[data-text="${name}"]`)?.textContent ?? '').replace(/\{(\w+)\}/g, (_, key) => values[key] ?? ''),
		/** @param {string} name */
		icon: (name) => content.querySelector(`[data-icon="${name}"] svg`).cloneNode(true),
		/** @param {string} selector */
		find: (selector) => content.querySelector(selector),
	};
}

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

/**
 * How old something is, in the words of the page.
 * @param {ReturnType<typeof ready>['text']} text
 * @param {number} at
 */
export function ageOf(text, at) {
	const minutes = Math.max(0, Math.floor((Date.now() - at) / 60_000));
	if (minutes < 2) return text('stale-now');
	const unit = minutes < 120 ? 'minutes' : minutes < 2880 ? 'hours' : 'days';
	const count = Math.floor(minutes / { minutes: 1, hours: 60, days: 1440 }[unit]);
	return text(`stale-${unit}`, { count: String(count) });
}

/** Days are the same for everybody; moments are shown in the time of the device. */
export function localTimes() {
	for (const time of document.querySelectorAll('time[datetime*="T"]'))
		time.textContent = moment(Date.parse(time.dateTime));
}

/**
 * Keeps the pages and their files, so that they work without a network. Browsers do so only for pages that come by https,
 * or from the machine itself.
 * @param {string} base where the page's files are
 */
export async function keepHere(base) {
	await navigator.serviceWorker?.register(`/sw.js?${new URLSearchParams({ base })}`).catch(console.error);
}

/**
 * The installed app works without a network as far as it can: only then is anything kept unasked.
 * @param {string} base
 */
export function keepWhenInstalled(base) {
	if (matchMedia('(display-mode: standalone)').matches) keepHere(base);
}
