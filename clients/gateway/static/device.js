// What the pages have in common on which the device itself answers: a label is read, judged and told here, and no code is
// sent by them.

import { element, sentence, verifierOf } from './app.js';
import { asked } from './asked.js';
import { frame, keptQuery, mainPart, ownDocument } from './own.js';
import { offerReader, say } from './reader.js';
import { scratchWarning } from './scratch.js';
import { classed, lastDay, tell, tellNothing } from './told.js';
import { CodeError, readCode, titleOf, uri } from './verify/gs1.js';
import { startWorker } from './verify/worker.js';
import { text, whyUnproven } from './words.js';

/** The country that the address asks about. */
const market = new URLSearchParams(location.search).get('market')?.toUpperCase() ?? null;

/** The page, and what it asks for. */
const page = mainPart();
let asking;
let parts;
let title;

/**
 * Makes the document this script's own, before a code is typed or read: nothing in it is the server's.
 * @param {'private' | 'pack'} name of the page
 */
export function takePage(name) {
	const written = element('template');
	written.innerHTML = asked[name];
	asking = written.content.querySelector('#ask');
	parts = written.content.querySelector('#device-parts').content;
	asking.querySelector('#needs-scripts').remove();
	asking.querySelector('#typed').closest('section').hidden = false;
	for (const home of asking.querySelectorAll('a[href="/"]')) home.href = `/${keptQuery(market)}`;
	const countries = asking.querySelector('#market-select');
	if (countries?.querySelector(`option[value="${CSS.escape(market ?? '')}"]`)) countries.value = market ?? '';
	title = text(name === 'pack' ? 'pack.title' : 'private.title');
	page.className = 'home';
	page.append(asking);
	const { top, foot } = frame(market);
	ownDocument(...top, page, foot);
	entitle(title);
}

/** @param {string} heading */
const entitle = (heading) => (document.title = `${heading} · ${text('page.name')}`);

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
 * What an element is called, as on the server's pages.
 * @param {string} ai
 */
function fieldName(ai) {
	const own = { 10: 'why.batch', 17: 'why.expiry', 21: 'why.serial' }[ai];
	return `${own ? text(own) : titleOf(ai)} (${ai})`.trimStart();
}

/**
 * Why a text is no code, in the words of the page.
 * @param {CodeError} error
 */
function whyNoCode({ kind, values }) {
	const { field, key, allowed, charset, purpose } = values;
	const [min, max] = allowed ?? [];
	return text(`why.${kind}`, {
		...values,
		...(field && { field: fieldName(field) }),
		...(key && { key: fieldName(key) }),
		...(allowed && { allowed: min === max ? String(min) : text('why.range', { min, max }) }),
		...(charset && { charset: text(`why.${charset}`) }),
		...(purpose && { purpose: text(`why.${purpose}`) }),
	});
}

/**
 * What a code names, its Digital Link URI, which is the form that the chain is asked about, and the last day that it names
 * itself.
 * @param {string} code
 */
export function nameOf(code) {
	const refused = (detail) => new Unanswered(text('device.no-item'), text('device.why-code'), { detail: sentence(detail) });
	try {
		const named = readCode(code);
		if (!named.serial) throw refused(text('why.no-serial'));
		return { code: named, uri: uri(named), label: lastDay(/(?:[?&]17=|\(17\))\s*(\d{6})(?!\d)/.exec(code)?.[1]) };
	} catch (error) {
		throw error instanceof CodeError ? refused(whyNoCode(error)) : error;
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
	page.replaceChildren(asking);
	entitle(title);
	asking.querySelector('#code').value = '';
	say();
	asking.querySelector('h1').focus();
}

/** The way to the server, for a code that is not answered here. */
function ordinary(code) {
	const form = parts.querySelector('#ordinary').cloneNode(true);
	form.removeAttribute('id');
	form.elements.namedItem('code').value = code;
	for (const [name, value] of new URLSearchParams(keptQuery(market))) {
		const field = Object.assign(element('input'), { type: 'hidden', name, value });
		form.prepend(field);
	}
	return form;
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
	const result = classed('div', tone, ...content, ...(code ? [ordinary(code)] : []), classed('p', 'again', button));
	result.id = 'result';
	page.replaceChildren(result);
	const heading = result.querySelector('h1');
	entitle(heading.textContent);
	heading.focus();
	scrollTo(0, 0);
}

/**
 * Offers the reader and the field for codes that this device answers.
 * @param {(code: string) => Promise<import('./told.js').Told>} ask throws `Unanswered`
 */
export function answerHere(ask) {
	const form = asking.querySelector('#typed');
	const field = form.elements.namedItem('code');
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
		stopReader();
	}

	form.addEventListener('submit', (event) => {
		event.preventDefault();
		const code = field.value.trim();
		const secret = scratchWarning(code);
		if (secret) say(secret);
		else look(code);
	});
	const stopReader = offerReader((code) => scratchWarning(code) ?? void look(code));
}

/**
 * Why a check came to nothing, in words.
 * @param {any} error a `VerificationError`
 */
export function unproven(error) {
	const why = error.kind === 'verifier' ? text('device.no-verifier') : text('device.why-refused', { reason: whyUnproven(error) });
	return new Unanswered(text('device.failed'), why);
}
