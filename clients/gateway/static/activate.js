// Activation with the transaction made on this device, byte by byte as docs/identity.md has it: a mistyped scratch code, or
// one of another item, is told here at once. Without scripts the form does the same by the server. The camera or a picture
// fills the field in; only a press of the button activates.

import { localTimes } from './app.js';
import { offerReader } from './reader.js';
import { isScratchCode } from './scratch.js';
import { activation } from './verify/activation.js';
import { equal, fromHex } from './verify/bytes.js';
import { commitmentTo } from './verify/lot.js';
import { ScratchCodeError, secretOf } from './verify/serial.js';

const form = document.getElementById('activation');
const outcome = document.getElementById('activation-outcome');
const words = document.getElementById('activation-texts').content;
const field = form.elements.namedItem('code');

/** @param {string} name */
const text = (name) => words.querySelector(`[data-text="${name}"]`).textContent;

/** @param {string} said */
function refuse(said) {
	outcome.textContent = said;
	field.setAttribute('aria-invalid', 'true');
	field.focus();
}

/**
 * The item's leaf and its lot's issuer; nothing where the server cannot tell.
 * @param {string} uri
 */
async function leafOf(uri) {
	const response = await fetch(`/api/leaf?${new URLSearchParams({ uri })}`);
	return response.ok ? response.json() : undefined;
}

/** @param {string} html */
function showPage(html) {
	const shown = new DOMParser().parseFromString(html, 'text/html');
	document.title = shown.title;
	document.getElementById('answer').replaceWith(document.adoptNode(shown.getElementById('answer')));
	localTimes();
	document.getElementById('answer').focus();
	scrollTo(0, 0);
}

async function send() {
	const uri = form.elements.namedItem('uri').value;
	const secret = secretOf(field.value);
	const leaf = await leafOf(uri);
	if (!leaf) return form.submit();
	const { lot, index, issuer, gtin, batch, serial, commitment, sheet, proof } = leaf;
	if (!equal(commitmentTo({ issuer, gtin, batch, serial }, secret), fromHex(commitment)))
		return refuse(text('wrong'));
	const item = { lot, index, serial, secret, proof: proof.map(fromHex), sheet: sheet ? fromHex(sheet) : undefined };
	const kept = new URLSearchParams(new FormData(form));
	kept.delete('code');
	const response = await fetch(`/activate?${kept}`, {
		method: 'POST',
		headers: { 'content-type': 'application/octet-stream' },
		body: fromHex(activation(item)),
	});
	showPage(await response.text());
}

form.addEventListener('submit', async (event) => {
	event.preventDefault();
	const button = form.querySelector('button');
	button.disabled = true;
	outcome.textContent = text('sending');
	field.removeAttribute('aria-invalid');
	try {
		await send();
	} catch (error) {
		if (error instanceof ScratchCodeError) refuse(text('typo'));
		// Whatever else goes wrong here, the server may yet do.
		else form.submit();
	} finally {
		button.disabled = false;
	}
});

offerReader((code) => {
	if (!isScratchCode(code)) return 'no-scratch';
	field.value = code;
	field.removeAttribute('aria-invalid');
	form.querySelector('button').focus();
});
