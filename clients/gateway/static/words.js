// The words that scripts say by themselves, in the language of the page. They are a file of the scripts' own: whoever writes
// a page does not decide in which words a proven answer is told.

import { moment } from './app.js';

const { lang } = document.documentElement;
const { default: words } = await (lang.startsWith('zh') ? import('./words/zh.js') : import('./words/en.js'));

/**
 * A text with its placeholders filled in.
 * @param {string} key
 * @param {Record<string, string>} [values]
 */
export const text = (key, values = {}) => (words.texts[key] ?? key).replace(/\{([\w-]+)\}/g, (_, name) => values[name] ?? '');

/** Why nothing is proven, by the kind of a `VerificationError`: those of `ProofError`, and of what runs the verifier. */
const UNPROVEN = new Map([
	['noJustification', 'proof.unproven-not-final'],
	['notFinal', 'proof.unproven-not-final'],
	['noHandoff', 'proof.unproven-no-handoff'],
	['malformed', 'proof.unproven-malformed'],
	['wrongHeader', 'proof.unproven-header'],
	['older', 'proof.unproven-older'],
	['incomplete', 'proof.unproven-incomplete'],
	['wrongCode', 'proof.unproven-code'],
	['otherCode', 'proof.unproven-code'],
	['code', 'proof.unproven-code'],
	['upgrading', 'proof.unproven-upgrading'],
	['otherVoters', 'proof.unproven-voters'],
	['question', 'proof.unproven-question'],
	['trap', 'proof.unproven-trap'],
]);

/**
 * Why nothing is proven. What is of no known kind says so itself, in English, and all of it is in the console.
 * @param {any} error a `VerificationError`, or whatever else went wrong
 */
export function whyUnproven(error) {
	const said = error.reason ?? String(error);
	const key = UNPROVEN.get(error.kind);
	if (!key) return said;
	console.info(`${error.kind}: ${said}`);
	return text(key);
}

/** @param {string} code */
export const country = (code) => words.texts[`country.${code}`] ?? code;

/**
 * How bad a reason is: `stop` or `caution`.
 * @param {string} reason
 */
export const levelOf = (reason) => words.levels[reason] ?? 'caution';

/** The other languages of the pages: subtag, tag and name of each. */
export const { others } = words;

/** @param {string} name */
export function icon(name) {
	const made = document.createElement('template');
	made.innerHTML = words.icons[name];
	return made.content.firstElementChild;
}

/**
 * How old something is.
 * @param {number} at
 */
export function ageOf(at) {
	const minutes = Math.max(0, Math.floor((Date.now() - at) / 60_000));
	if (minutes < 2) return text('proof.stale-now');
	const [unit, length] = minutes < 120 ? ['minutes', 1] : minutes < 2880 ? ['hours', 60] : ['days', 1440];
	return text(`proof.stale-${unit}`, { count: String(Math.floor(minutes / length)) });
}

/**
 * As of when something is.
 * @param {number} at
 */
export const asOf = (at) => text('proof.server-at', { time: moment(at) });
