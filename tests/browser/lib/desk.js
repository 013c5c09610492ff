// People at the desk: a key that is opened in the browser, and what is signed with it there.

import assert from 'node:assert/strict';
import { visit } from './browser.js';

/** How long a call may take until it is final, and entropy until it is there. */
const PATIENCE = 90_000;

/** Opens a key file on the page that stands. */
export async function openKey(page, file) {
	await page.setInputFiles('#key-file', file);
	await page.getByText('is open on this page').waitFor();
}

/** A window in which a key file was opened on a page. */
export async function signedIn(browser, address, file, options = {}) {
	const window = await visit(browser, { size: 'desktop', acceptDownloads: true, ...options });
	await window.page.goto(address);
	await openKey(window.page, file);
	return window;
}

/** Reads what is to be signed, signs it, and waits until it is final. Gives the words. */
export async function sign(page) {
	await page.locator('#review').waitFor({ state: 'visible' }).catch(async (cause) => {
		throw new Error(`nothing is to be signed: ${await page.locator('#told').innerText()}`, { cause });
	});
	const words = await page.locator('#words').innerText();
	await page.locator('#do-sign').click();
	const over = () => /Done, and final|Not done|failed/.test(document.getElementById('told')?.textContent ?? '');
	await page.waitForFunction(over, undefined, { timeout: PATIENCE });
	const told = await page.locator('#told').innerText();
	assert.match(told, /Done, and final/, `${told} – ${words}`);
	return words;
}

/** The form of a button. */
const formOf = (page, label) =>
	page.locator('form.act', { has: page.getByRole('button', { name: label, exact: typeof label === 'string' }) }).first();

/** Does what a button of the page offers: fills its form in, presses it, signs. Gives the words that were signed. */
export async function act(page, label, fill = async () => {}) {
	const form = formOf(page, label);
	await form.waitFor();
	await fill(form);
	await form.getByRole('button', { name: label, exact: typeof label === 'string' }).click();
	return sign(page);
}

/** What an officer's page says of entropy: read at once, for the page may be made anew between two looks. */
const entropyOf = (page) =>
	page.evaluate(() => {
		const offered = [...document.querySelectorAll('form.act button')];
		if (offered.some(({ textContent }) => textContent.startsWith('Show the chain that block'))) return 'to be shown';
		return document.querySelector('#waits a') ? 'awaited' : 'there';
	});

/** Looks again until entropy is there, and shows the chain that it is final if nobody did. */
export async function awaitEntropy(page) {
	const deadline = Date.now() + PATIENCE;
	while (Date.now() < deadline) {
		const standing = await entropyOf(page);
		if (standing === 'there') return;
		if (standing === 'to be shown') await act(page, /^Show the chain that block/);
		else {
			// The page is made anew before it is read again: what is filled in earlier would be lost.
			await page.locator('#waits').evaluate((old) => (old.dataset.seen = 'yes'));
			await page.getByRole('link', { name: 'Look again' }).click();
			await page.locator('#waits[data-seen]').waitFor({ state: 'detached' });
			await page.waitForTimeout(500);
		}
	}
	throw new Error('the entropy did not become final');
}
