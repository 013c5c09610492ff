// What the pages have in common on which the device itself answers: a label is read, judged and told here, and no code is
// sent by them.

import { element, sentence, verifierOf } from './app.js';
import { offerReader, say } from './reader.js';
import { isScratchCode } from './scratch.js';
import { classed, lastDay, tell, tellNothing } from './told.js';
import { CodeError, readCode, uri } from './verify/gs1.js';
import { startWorker } from './verify/worker.js';
import { text, whyUnproven } from './words.js';

const parts = document.getElementById('device-parts').content;
const asking = document.getElementById('ask');
const result = document.getElementById('result');
const form = document.getElementById('typed');
const field = form.elements.namedItem('code');
const title = document.title;

/** There is no answer: why, in words, and whether the ordinary way may have one. */
export class Unanswered extends Error {
	/**
	 * @param {string} heading
	 * @param {string} why
	 * @param {{ detail?: string, isElsewhere?: boolean }} [more]
	 */
	constructor(heading, why, { detail, isElsewhere = true } = {}) {
		super(why);
		this.said = { heading, why: sentence(why), detail };
		this.isElsewhere = isElsewhere;
	}
}

/**
 * What a code names, its Digital Link URI, which is the form that the chain is asked about, and the last day that it names
 * itself.
 * @param {string} code
 */
export function nameOf(code) {
	try {
		const named = readCode(code);
		if (!named.serial) throw new CodeError(text('device.why-no-serial'));
		return { code: named, uri: uri(named), label: lastDay(/(?:[?&]17=|\(17\))\s*(\d{6})(?!\d)/.exec(code)?.[1]) };
	} catch (error) {
		throw new Unanswered(text('device.no-item'), text('device.why-code'), { detail: error.message });
	}
}

/**
 * What checks in a worker. The chain's release may be another than was thought: then the check is made with its verifier.
 * @returns {{ check: (question: any) => Promise<import('./verify/proof.js').Proven>, stop: () => void }}
 */
export function startChecks() {
	const worker = startWorker();
	const check = ({ verifier, ...question }) =>
		worker.check({ ...question, verifier }).catch((error) => {
			if (error.kind !== 'otherCode' || !error.codeHash || typeof verifier !== 'string') throw error;
			return worker.check({ ...question, verifier: verifierOf(error.codeHash) });
		});
	return { check, stop: () => worker.stop() };
}

/** Back to the reader. */
function again() {
	result.hidden = true;
	result.replaceChildren();
	asking.hidden = false;
	document.title = title;
	field.value = '';
	say();
	asking.querySelector('h1').focus();
}

/**
 * Shows what came of a code in the place of the reader.
 * @param {{ tone: string, content: Node[] }} told
 * @param {string} [code] the code, if the ordinary way is offered for it
 */
function show({ tone, content }, code) {
	const button = parts.querySelector('#another').cloneNode(true);
	button.removeAttribute('id');
	button.addEventListener('click', again);
	const ways = classed('p', 'again', button);
	result.replaceChildren(...content);
	if (code) {
		const ordinary = parts.querySelector('#ordinary').cloneNode(true);
		ordinary.removeAttribute('id');
		ordinary.querySelector('[name="code"]').value = code;
		result.append(ordinary);
	}
	result.append(ways);
	result.className = tone;
	asking.hidden = true;
	result.hidden = false;
	const heading = result.querySelector('h1');
	document.title = title.replace(/^.* · /, `${heading.textContent} · `);
	heading.focus();
	scrollTo(0, 0);
}

/**
 * Offers the reader and the field for codes that this device answers.
 * @param {(code: string) => Promise<import('./told.js').Told>} ask throws `Unanswered`
 */
export function answerHere(ask) {
	let isAsking = false;

	/** @param {string} code */
	async function look(code) {
		if (isAsking || !code) return;
		isAsking = true;
		say('found');
		try {
			show(tell(await ask(code)));
		} catch (error) {
			if (!(error instanceof Unanswered)) console.error(error);
			const unanswered = error instanceof Unanswered ? error : new Unanswered(text('device.failed'), text('device.why-refused', { reason: String(error) }));
			show(tellNothing(unanswered.said), unanswered.isElsewhere ? code : undefined);
		} finally {
			isAsking = false;
		}
	}

	form.addEventListener('submit', (event) => {
		event.preventDefault();
		const code = field.value.trim();
		if (isScratchCode(code)) say('scratch');
		else look(code);
	});
	document.getElementById('needs-scripts').remove();
	form.closest('section').hidden = false;
	offerReader((code) => (isScratchCode(code) ? 'scratch' : void look(code)));
}

/**
 * Why a check came to nothing, in words.
 * @param {any} error a `VerificationError`
 */
export function unproven(error) {
	const why = error.kind === 'verifier' ? text('device.no-verifier') : text('device.why-refused', { reason: whyUnproven(error) });
	return new Unanswered(text('device.failed'), why);
}
