// The first page: what the camera or a picture shows, and what is typed, is looked up.

import { keepWhenInstalled } from './app.js';
import { offerReader, say } from './reader.js';
import { scratchWarning } from './scratch.js';

const form = document.getElementById('typed');
const field = form.elements.namedItem('code');

/**
 * Why a code is not sent, if it is not: a scratch code is a secret, and without a network there is nobody to ask.
 * @param {string} code
 */
const refusal = (code) => scratchWarning(code) ?? (navigator.onLine ? undefined : 'offline');

form.addEventListener('submit', (event) => {
	const why = refusal(field.value);
	if (!why) return;
	event.preventDefault();
	say(why);
});

offerReader((code) => {
	const why = refusal(code);
	if (why) return why;
	field.value = code;
	form.submit();
});
keepWhenInstalled();
