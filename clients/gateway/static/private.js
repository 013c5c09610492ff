// Private scanning: the label is read here, and the server is asked for what belongs to 256 items, so that it does not learn
// which of them it is.

import { keepWhenInstalled, moment, verifierOf } from './app.js';
import { Unanswered, answerHere, nameOf, startChecks, takePage, unproven } from './device.js';
import { follow, followed, pinned } from './kept.js';
import { PrivateError, privately } from './verify/private.js';
import { text } from './words.js';

takePage('private');
const market = document.getElementById('market-select');
const checks = startChecks();

/** What is said of each kind of `PrivateError` that is not the server's. */
const WHY = {
	code: 'device.why-code',
	batch: 'device.why-batch',
	serial: 'private.why-serial',
	lot: 'private.why-lot',
	offered: 'private.why-offered',
};

/**
 * Why a code cannot be checked so. What more there is to say of a server's answer is in English, and in the console.
 * @param {PrivateError} error
 */
function refused({ kind, reason }) {
	console.info(`${kind}: ${reason}`);
	if (kind === 'server' || kind === 'tile') return new Unanswered(text('device.failed'), text('private.why-server'));
	return new Unanswered(text('private.refused'), text(WHY[kind]));
}

/** @param {string} code */
async function ask(code) {
	const { uri, ...named } = nameOf(code);
	let trusted;
	try {
		const response = await fetch('/trust.json', { cache: 'no-cache' });
		if (!response.ok) throw new Error(String(response.status));
		trusted = await response.json();
	} catch (error) {
		console.info(`/trust.json: ${error}`);
		throw new Unanswered(text('device.failed'), text('proof.why-network'));
	}
	if (!trusted.codeHash) throw new Unanswered(text('device.failed'), text('device.no-verifier'));
	const asked = market.value || null;
	const trust = pinned() ?? trusted.trust;
	let proven;
	try {
		proven = await privately({
			uri,
			market: asked,
			trust,
			kept: followed(),
			verifier: verifierOf(trusted.codeHash),
			check: checks.check,
		});
	} catch (error) {
		if (error instanceof PrivateError) throw refused(error);
		if (trust !== trusted.trust) throw new Unanswered(text('device.failed'), text('proof.why-trust'));
		throw unproven(error);
	}
	follow(proven.kept);
	if (proven.future) throw new Unanswered(text('device.failed'), text('proof.why-future', { time: moment(proven.at) }));
	return { ...named, proven, refuted: proven.refuted, where: 'private' };
}

answerHere(ask);
keepWhenInstalled();
