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
 * Keeps a set of voters as the one that was learned first, if none is: once something was proven by it. What a server names and
 * proves nothing by would be in the way of every later one.
 * @param {string} trust
 */
export const pin = (trust) => pinned() ?? store(TRUST, trust);

/** How far the device has followed the chain, for the next check. */
export const followed = () => stored(KEPT);

/** @param {import('./verify/proof.js').Kept} kept what a check gave */
export function follow(kept) {
	pin(kept.trust);
	store(KEPT, newest(followed(), kept));
}
