// The check of a scan page's proof. It runs in a worker, by the Wasm build of the chain's own verdict. Only what it returns is
// called checked, and only in words of this script's own: what a server wrote is taken away, or stands apart.

import { element, moment, verifierOf } from './app.js';
import { follow, followed, pinned } from './kept.js';
import { frame, mainPart, ownDocument } from './own.js';
import { checkedLines, classed, isOld, lastDay, outdated, tell, verdictCard } from './told.js';
import { readCode } from './verify/gs1.js';
import { startWorker } from './verify/worker.js';
import { ageOf, asOf, icon, text, whyUnproven } from './words.js';

let page = document.getElementById('answer');
let box = document.getElementById('proof') ?? page.insertBefore(element('div'), page.firstChild);

/** Whether the document is this script's: see `takeDocument`. */
let isOwn = false;

/** How long a check may take, all answers of the server included. */
const PATIENCE = 60_000;

/**
 * Takes back what a page says that has nothing against the code and is not up to date any more.
 * @param {number} at
 */
function outdate(at) {
	if (page.className !== 'clear') return;
	const { tone, kicker, heading, fact } = outdated(at);
	const card = box.closest('.verdict');
	page.className = tone;
	card?.querySelector('.sign')?.replaceChildren(icon(tone));
	card?.querySelector('.kicker')?.replaceChildren(kicker);
	card?.querySelector('h1')?.replaceChildren(heading);
	card?.querySelector('.lead')?.after(classed('p', 'fact', fact));
	document.title = `${heading} · ${text('page.name')}`;
}

/** A page that was kept, or was left open, says how old it is. */
export function sayIfOld() {
	const at = Number(page.dataset.at);
	const said = isOwn ? page.querySelector(':scope > .proven > .stale') : document.querySelector('.stale');
	if (!isOld(at) || said) return;
	outdate(at);
	const warning = classed('p', 'stale', icon('clock'), element('span', text('proof.stale', { age: ageOf(at) })));
	warning.setAttribute('role', 'alert');
	box.parentElement.after(warning);
}

/** Why there is no check: the name of a text, and what it is filled with. */
class Unchecked extends Error {
	/**
	 * @param {string} why
	 * @param {Record<string, string>} [values]
	 * @param {Awaited<ReturnType<typeof proven>>} [proof] one that holds, and is not called checked
	 */
	constructor(why, values, proof) {
		super(why);
		this.why = why;
		this.values = values;
		this.proof = proof;
	}
}

/**
 * @param {string} path
 * @param {AbortSignal} signal
 */
async function get(path, signal) {
	let response;
	try {
		response = await fetch(path, { signal, cache: 'no-cache' });
	} catch {
		throw new Unchecked('proof.why-network');
	}
	if (!response.ok) throw new Unchecked(response.status === 404 || response.status === 503 ? 'proof.why-no-proof' : 'proof.why-network');
	return response;
}

/**
 * The set of voters from which checks start, and whether the server names the same: it is the first one of this address by
 * which anything was proven.
 * @param {AbortSignal} signal
 */
async function voters(signal) {
	const { trust: named } = await (await get('/trust.json', signal)).json();
	const trust = pinned() ?? named;
	return { trust, isNamed: trust === named };
}

/**
 * Checks the proof of what the page asked about.
 * @param {{ uri: string, market: string }} question
 * @param {AbortSignal} signal
 */
async function proven({ uri, market }, signal) {
	if (typeof WebAssembly !== 'object' || typeof Worker !== 'function') throw new Unchecked('proof.why-unsupported');
	const query = new URLSearchParams({ uri, ...(market && { market }) });
	// The worker starts while the server answers.
	const worker = startWorker();
	signal.addEventListener('abort', () => worker.stop());
	let isNamed = true;
	try {
		const [named, bundle] = await Promise.all([
			voters(signal),
			get(`/api/proof?${query}`, signal).then((response) => response.arrayBuffer()),
		]);
		isNamed = named.isNamed;
		const ask = (hash) =>
			worker.check({
				trust: named.trust,
				kept: followed(),
				uri,
				market: market || null,
				bundle: new Uint8Array(bundle),
				verifier: verifierOf(hash),
			});
		const { verifier } = page.dataset;
		if (!verifier) throw new Unchecked('proof.why-unknown-verifier');
		const found = await ask(verifier).catch((error) => {
			// The chain's release may have changed since the page was made.
			if (error.kind === 'otherCode' && error.codeHash) return ask(error.codeHash);
			throw error;
		});
		follow(found.kept);
		const proof = { ...found, bundle: new Uint8Array(bundle) };
		if (found.future) throw new Unchecked('proof.why-future', { time: moment(found.at) }, proof);
		if (found.stale) throw new Unchecked('proof.why-stale', { time: moment(found.at) }, proof);
		return proof;
	} catch (error) {
		if (error instanceof Unchecked) throw error;
		if (error.kind === 'verifier') throw new Unchecked('proof.why-unknown-verifier');
		if (!isNamed) throw new Unchecked('proof.why-trust');
		throw new Unchecked('proof.why-refused', { reason: whyUnproven(error) });
	} finally {
		worker.stop();
	}
}

/** The same things in the same words, whatever the order of fields. */
const same = (a, b) => canonical(a) === canonical(b);

/** @param {any} value */
function canonical(value) {
	if (value === null || typeof value !== 'object') return JSON.stringify(value);
	if (Array.isArray(value)) return `[${value.map(canonical)}]`;
	const fields = Object.keys(value).sort();
	return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)}}`;
}

/** @param {string} path */
const segments = (path) => path.split('/').filter(Boolean).map(decodeURIComponent);

/** Whether the page asked about what stands in the address bar, and not about something better. */
function isOwnQuestion() {
	const asked = new URLSearchParams(location.search).get('market');
	const about = segments(location.pathname).slice(1);
	const { uri, market } = page.dataset;
	// A resolver's address may have a path of its own before the code.
	const code = segments(new URL(uri).pathname).slice(-about.length);
	return same(code, about) && (asked === null || asked.toUpperCase() === market);
}

/** What of a page a proof answers for: the answer, the warnings, and what the code is of. */
const ANSWERED = '.verdict .kicker, .verdict h1, .verdict .lead, .warnings h3, .warnings h3 + p, [data-claim]';

/**
 * What stands in a part of a page, in its words.
 * @param {ParentNode} part
 */
const wordsOf = (part) => [...part.querySelectorAll(ANSWERED)].map((it) => it.textContent.trim());

/**
 * What was proven, as this device tells it.
 * @param {import('./verify/proof.js').Proven} proven
 * @param {boolean} [isOld] as `Told` has it
 */
function told(proven, isOld) {
	const label = lastDay(new URLSearchParams(location.search).get('17'));
	const activatedAt = Number(page.dataset.activated) || undefined;
	const { tone, heading, content } = tell({ proven, code: readCode(page.dataset.uri), label, activatedAt, isOld, where: 'page' });
	return { tone, heading, part: classed('div', 'proven', ...content) };
}

/**
 * Whether a page says what was proven: in its data, and in the words that people read.
 * @param {HTMLElement} main
 * @param {import('./verify/proof.js').Proven} proven
 */
function agrees(main, proven) {
	const shown = main.querySelector(':scope > .proven') ?? main;
	// Clocks differ: what one calls old may not be so by another. A page that calls its answer old claims less.
	return (
		same(JSON.parse(main.dataset.verdict), proven.answer.verdict) &&
		[false, true].some((isOld) => {
			const { tone, part } = told(proven, isOld);
			return main.className === tone && same(wordsOf(shown), wordsOf(part));
		})
	);
}

/**
 * Whether the page says against the code what no proof of the chain's state can say: that its lot has no such item.
 * @param {import('./verify/proof.js').VerifyAnswer} answer
 */
function isRefuted({ verdict }) {
	const said = JSON.parse(page.dataset.verdict);
	return said.code === 'mismatch' && same({ ...said, code: 'unproven' }, verdict);
}

/**
 * Whether the page would say it if it were loaded again: the chain may have gone on since it was made, or the gateway has
 * another version.
 * @param {import('./verify/proof.js').Proven} proven
 */
async function agreesNow(proven) {
	try {
		const html = await (await fetch(location.href, { cache: 'no-store' })).text();
		const main = new DOMParser().parseFromString(html, 'text/html').getElementById('answer');
		return main?.dataset.verdict !== undefined && agrees(main, proven);
	} catch {
		return false;
	}
}

/** Where the device keeps when it loaded a page again by itself. */
const RELOADED = 'hallmark/reloaded';

/** Whether the page may be loaded again: once, lest a server send the browser in circles. */
function mayReload() {
	try {
		const last = Number(sessionStorage.getItem(RELOADED));
		sessionStorage.setItem(RELOADED, String(Date.now()));
		return Date.now() - last > 15_000;
	} catch {
		return false;
	}
}

/** @param {{ code: string, standing: string, reasons: any[] }} verdict */
function inWords({ code, standing, reasons }) {
	const named = reasons.map((reason) => (typeof reason === 'string' ? reason : Object.keys(reason)[0]));
	return [code, standing, ...named].join(', ');
}

/**
 * @param {string} state
 * @param {...Node} content
 */
function show(state, ...content) {
	box.className = `proof ${state}`;
	box.replaceChildren(...content);
}

/**
 * @param {string} name
 * @param {string} summary
 */
const line = (name, summary) => element('p', icon(name), element('span', element('b', summary)));

/** On whose word a page stands that was not checked. */
const byServer = () => element('span', element('b', text('proof.server')), text('page.comma'), asOf(Number(page.dataset.at)));

/** @param {Unchecked} unchecked */
function showUnchecked({ why, values }) {
	const server = element('p', icon('server'), byServer());
	const said = text('proof.unchecked-text', { why: text(why, values) });
	show('unchecked', server, element('p', element('span', element('b', text('proof.unchecked')), '. ', said)));
}

/** What of a server's page acts on the rest of it, without any script: shows it elsewhere, tells it first, or takes it over. */
const ACTING = [
	...['popover', 'popovertarget', 'commandfor', 'interestfor', 'autofocus', 'tabindex', 'accesskey'],
	...['aria-owns', 'aria-flowto', 'aria-modal', 'aria-live'],
];
/** Roles whose text is told as soon as it is there, wherever it stands, or instead of all the rest. */
const LOUD = '[role*="alert" i], [role*="dialog" i], [role~="log" i], [role~="timer" i], [role~="marquee" i], [role~="application" i]';

/**
 * Makes the document this script's own, before it says anything in it. What the server had in its body is read once more from
 * its text, which has no shadow trees; answer and box are made anew. What visitors typed stays.
 */
function takeDocument() {
	if (isOwn) return;
	isOwn = true;
	// No element brings a style of its own, from the server or from what else is at work in this browser.
	for (const it of document.body.querySelectorAll('[style]')) it.removeAttribute('style');
	const read = new DOMParser().parseFromString(document.body.innerHTML, 'text/html');
	for (const it of read.querySelectorAll('link, style, meta, base, script')) it.remove();
	for (const name of ACTING) for (const it of read.querySelectorAll(`[${name}]`)) it.removeAttribute(name);
	for (const it of read.querySelectorAll(LOUD)) it.removeAttribute('role');
	for (const field of document.querySelectorAll('input[id]:not([type="file"]), select[id], textarea[id]')) {
		const again = read.getElementById(field.id);
		if (again) again.value = field.value;
	}
	const main = Object.assign(mainPart(), { className: page.className });
	Object.assign(main.dataset, page.dataset);
	const written = read.getElementById('answer');
	main.append(...(written?.childNodes ?? []));
	// It is a child of the body, whatever it stood in.
	if (written?.parentElement === read.body) written.replaceWith(main);
	else read.body.append(main);
	page = main;
	box = element('div');
	box.id = 'proof';
	box.setAttribute('role', 'status');
	const place = read.body.querySelector('#proof');
	if (place) place.replaceWith(box);
	else page.prepend(box);
	ownDocument(...read.body.childNodes);
}

/**
 * Takes the page's answer away, and says that it is not to be believed.
 * @param {import('./verify/proof.js').VerifyAnswer} [answer] what was proven
 * @param {string} [title]
 * @param {string} [said]
 */
function alarm(answer, title = text('proof.differs'), said = text('proof.differs-text')) {
	takeDocument();
	const again = element('button', text('proof.reload'));
	again.type = 'button';
	again.addEventListener('click', () => location.reload());
	page.className = 'stop';
	const card = verdictCard({ sign: 'stop', kicker: '', heading: title, said: [box] });
	card.querySelector('.kicker').remove();
	page.querySelectorAll('.verdict, .proven').forEach((it) => it.remove());
	page.prepend(card);
	document.title = `${title} · ${text('page.name')}`;
	box.setAttribute('role', 'alert');
	const proof = answer && text('proof.differs-proven', { verdict: inWords(answer.verdict) });
	show('differs', line('stop', said), ...(proof ? [element('p', element('span', proof))] : []), again);
	card.scrollIntoView({ block: 'nearest' });
}

/**
 * Whether the page says something else than what was proven, and then says so or loads itself again.
 * @param {import('./verify/proof.js').Proven} found
 */
async function contradicts(found) {
	if (agrees(page, found)) return false;
	if ((await agreesNow(found)) && mayReload()) location.reload();
	else alarm(found.answer);
	return true;
}

/**
 * What the server wrote beside the proven answer: all that is left of its page, under a heading that says so.
 * @returns {HTMLElement}
 */
function served() {
	const answered = ['.verdict', '.stale', '.warnings', '#product'].map((it) => page.querySelector(`:scope > ${it}, :scope > section > ${it}`));
	const replaced = new Set(answered.map((it) => it?.closest('main > *')));
	const heading = element('h2', icon('server'), element('span', text('proof.server')));
	heading.id = 'served';
	const part = classed('section', 'served', heading, element('p', text('proof.server-text')));
	part.setAttribute('aria-labelledby', 'served');
	const more = [...(page.querySelector('#product')?.parentElement.querySelectorAll('[data-served]') ?? [])];
	if (more.length > 0) part.append(classed('section', 'card', element('h2', text('proof.server-more')), element('dl', ...more)));
	part.append(...[...page.childNodes].filter((it) => !replaced.has(it)));
	return part;
}

/**
 * Puts what stands around the answer in this script's own words. Whatever else the server put there goes to its own part.
 * @param {HTMLElement} part the server's
 */
function surround(part) {
	const around = [...document.body.childNodes].filter((it) => it !== page);
	const isFrame = (it) => it instanceof Element && it.matches('.skip, .top, footer');
	part.append(...around.filter((it) => !isFrame(it)));
	for (const it of around.filter(isFrame)) it.remove();
	const { top, foot } = frame(page.dataset.market || null);
	page.before(...top);
	page.after(foot);
}

/**
 * Puts what was proven in the place of what the server said of it, and everything else under the server's name.
 * @param {Awaited<ReturnType<typeof proven>>} found
 */
function showProven(found) {
	const { tone, heading, part } = told(found);
	const focused = document.activeElement?.id;
	takeDocument();
	part.querySelector('#proof').replaceWith(box);
	const rest = served();
	page.replaceChildren(part, rest);
	page.className = tone;
	Object.assign(page.dataset, { verdict: JSON.stringify(found.answer.verdict), block: found.block.number, at: found.at });
	surround(rest);
	document.title = `${heading} · ${text('page.name')}`;
	if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
	const [said, more] = checkedLines(found, 'proof.checked-text');
	show('checked', said, more);
	return more;
}

/**
 * Offers to ask the network itself, where the server names nodes of it.
 * @param {Awaited<ReturnType<typeof proven>>} proof
 * @param {HTMLElement} into
 */
async function offerNetwork(proof, into) {
	if (page.dataset.light === undefined) return;
	const { offer } = await import('./light.js');
	const { uri, market } = page.dataset;
	const again = async () => {
		const patience = new AbortController();
		const timer = setTimeout(() => patience.abort(), PATIENCE);
		try {
			return await proven({ uri, market }, patience.signal);
		} catch (error) {
			// An old one, or one of the future by this device's clock, holds as well.
			if (error.proof) return error.proof;
			throw error;
		} finally {
			clearTimeout(timer);
		}
	};
	offer({ into, box, proof, again, contradicts, alarm: (title, said) => alarm(undefined, title, said) });
}

/** Checks the proof of the page, and shows what came of it. */
export async function check() {
	const server = byServer();
	server.append(' ', text('proof.checking'));
	show('', element('p', icon('server'), server));
	const patience = new AbortController();
	const timer = setTimeout(() => patience.abort(), PATIENCE);
	try {
		if (!isOwnQuestion()) return alarm();
		const { uri, market } = page.dataset;
		const found = await proven({ uri, market }, patience.signal);
		if (isRefuted(found.answer)) throw new Unchecked('proof.why-mismatch');
		if (await contradicts(found)) return;
		offerNetwork(found, showProven(found)).catch(console.error);
	} catch (error) {
		if (!(error instanceof Unchecked)) console.error(error);
		showUnchecked(error instanceof Unchecked ? error : new Unchecked('proof.why-refused', { reason: String(error) }));
		if (error.proof) offerNetwork(error.proof, box).catch(console.error);
	} finally {
		clearTimeout(timer);
	}
}
