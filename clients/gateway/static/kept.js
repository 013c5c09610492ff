// What the device keeps from page to page: which set of voters it learned first, and how far it has followed the chain since.

import { newest } from './verify/proof.js';

const TRUST = 'hallmark/trust';
const KEPT = 'hallmark/kept';

/** @param {string} name */
function stored(name) {
	try {
		return JSON.parse(localStorage.getItem(name));
	} catch {
		return null;
	}
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function store(name, value) {
	try {
		localStorage.setItem(name, JSON.stringify(value));
	} catch {
		// A private window keeps nothing: the next check starts from the beginning.
	}
}

/** The set of voters that the device learned first; nothing before it has. */
export const pinned = () => stored(TRUST);

/**
 * The set of voters from which checks start: the one that was learned first, which is this one if there is none.
 * @param {string} named what a server names
 * @returns {string}
 */
export function pin(named) {
	const trust = pinned() ?? named;
	store(TRUST, trust);
	return trust;
}

/** How far the device has followed the chain, for the next check. */
export const followed = () => stored(KEPT);

/** @param {import('./verify/proof.js').Kept} kept what a check gave */
export const follow = (kept) => store(KEPT, newest(followed(), kept));
