// What a scan page adds once it stands: times in the time of the device, and the check of the proof. The check
// runs in a worker, by the Wasm build of the chain's own verdict. Only what it returns is called checked.

import { STALE, ageOf, element, keepWhenInstalled, localTimes, moment, ready } from './app.js';
import { follow, followed, pin } from './kept.js';
import { startWorker } from './verify/worker.js';

const page = document.getElementById('answer');
const box = document.getElementById('proof');
const { text, icon } = ready('proof-texts');

/** How long a check may take, all answers of the server included. */
const PATIENCE = 60_000;

/** A page that was kept, or was left open, says how old it is. */
function sayIfOld() {
	const at = Number(page.dataset.at);
	if (Date.now() - at <= STALE || document.querySelector('.stale')) return;
	const said = element('p', icon('clock'), element('span', text('stale', { age: ageOf(text, at) })));
	said.className = 'stale';
	said.setAttribute('role', 'alert');
	box.parentElement.after(said);
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
		throw new Unchecked('why-network');
	}
	if (!response.ok) throw new Unchecked(response.status === 404 || response.status === 503 ? 'why-no-proof' : 'why-network');
	return response;
}

/**
 * The set of voters from which checks start, and whether the server names the same: the first one that a server of this
 * address named is pinned.
 * @param {AbortSignal} signal
 */
async function pinned(signal) {
	const { trust: named } = await (await get('/trust.json', signal)).json();
	const trust = pin(named);
	return { trust, isNamed: trust === named };
}

/** @param {string} hash */
const verifierOf = (hash) => `/verifier/${hash.replace(/^0x/, '')}.wasm`;

/**
 * Checks the proof of what the page asked about.
 * @param {{ uri: string, market: string }} question
 * @param {AbortSignal} signal
 */
async function proven({ uri, market }, signal) {
	if (typeof WebAssembly !== 'object' || typeof Worker !== 'function') throw new Unchecked('why-unsupported');
	const query = new URLSearchParams({ uri, ...(market && { market }) });
	// The worker starts while the server answers.
	const worker = startWorker();
	signal.addEventListener('abort', () => worker.stop());
	let isNamed = true;
	try {
		const [named, bundle] = await Promise.all([
			pinned(signal),
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
		if (!verifier) throw new Unchecked('why-unknown-verifier');
		const found = await ask(verifier).catch((error) => {
			// The chain's release may have changed since the page was made.
			if (error.kind === 'otherCode' && error.codeHash) return ask(error.codeHash);
			throw error;
		});
		follow(found.kept);
		const proof = { ...found, bundle: new Uint8Array(bundle) };
		if (found.future) throw new Unchecked('why-future', { time: moment(found.at) }, proof);
		if (found.stale) throw new Unchecked('why-stale', { time: moment(found.at) }, proof);
		return proof;
	} catch (error) {
		if (error instanceof Unchecked) throw error;
		if (error.kind === 'verifier') throw new Unchecked('why-unknown-verifier');
		if (!isNamed) throw new Unchecked('why-trust');
		throw new Unchecked('why-refused', { reason: error.reason ?? String(error) });
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

/**
 * Whether a page says what was proven.
 * @param {HTMLElement} main
 * @param {import('./verify/proof.js').VerifyAnswer} answer
 */
function agrees(main, answer) {
	const claim = (name) => main.querySelector(`[data-claim="${name}"]`);
	const product = claim('product');
	const issuer = claim('issuer');
	const origin = claim('origin');
	return (
		same(JSON.parse(main.dataset.verdict), answer.verdict) &&
		(!product || product.textContent === answer.product) &&
		(!issuer || issuer.textContent === answer.issuer?.name) &&
		(!origin || origin.dataset.value === answer.origin)
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
 * Whether the page would say it if it were loaded again: the chain may have gone on since it was made.
 * @param {import('./verify/proof.js').VerifyAnswer} answer
 */
async function agreesNow(answer) {
	try {
		const html = await (await fetch(location.href, { cache: 'no-store' })).text();
		const main = new DOMParser().parseFromString(html, 'text/html').getElementById('answer');
		return main?.dataset.verdict !== undefined && agrees(main, answer);
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
 * @param {string} [more]
 */
function line(name, summary, more) {
	const bold = element('b', summary);
	return element('p', icon(name), more ? element('span', bold, text('comma'), more) : element('span', bold));
}

/** @param {Unchecked} unchecked */
function showUnchecked({ why, values }) {
	const server = box.querySelector('p');
	server.querySelector('[data-checking]')?.remove();
	const said = text('unchecked-text', { why: text(why, values) });
	show('unchecked', server, element('p', element('span', element('b', text('unchecked')), '. ', said)));
}

/**
 * Takes the page's answer away, and says that it is not to be believed.
 * @param {import('./verify/proof.js').VerifyAnswer} [answer] what was proven
 * @param {string} [title]
 * @param {string} [said]
 */
function alarm(answer, title = text('differs'), said = text('differs-text')) {
	const again = element('button', text('reload'));
	again.type = 'button';
	again.addEventListener('click', () => location.reload());
	page.className = 'stop';
	const card = box.parentElement;
	card.querySelector('.sign').replaceChildren(icon('stop'));
	card.querySelector('h1').textContent = title;
	card.querySelectorAll('.kicker, .lead, .fact, .second').forEach((said) => said.remove());
	box.setAttribute('role', 'alert');
	const proof = answer && text('differs-proven', { verdict: inWords(answer.verdict) });
	show('differs', line('stop', said), ...(proof ? [element('p', element('span', proof))] : []), again);
	card.scrollIntoView({ block: 'nearest' });
}

/**
 * Whether the page says something else than what was proven, and then says so or loads itself again.
 * @param {import('./verify/proof.js').Proven} found
 */
async function contradicts(found) {
	if (agrees(page, found.answer)) return false;
	const isNewer = found.block.number > Number(page.dataset.block);
	if (isNewer && (await agreesNow(found.answer))) location.reload();
	else alarm(found.answer);
	return true;
}

/**
 * Offers to ask the network itself, where the server names nodes of it.
 * @param {Awaited<ReturnType<typeof proven>>} proof
 * @param {HTMLElement} into
 */
async function offerNetwork(proof, into) {
	if (!document.getElementById('light-texts')) return;
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

async function check() {
	const note = element('span', ' ', text('checking'));
	note.dataset.checking = '';
	box.querySelector('span').append(note);
	const patience = new AbortController();
	const timer = setTimeout(() => patience.abort(), PATIENCE);
	try {
		if (!isOwnQuestion()) return alarm();
		const { uri, market } = page.dataset;
		const found = await proven({ uri, market }, patience.signal);
		if (isRefuted(found.answer)) throw new Unchecked('why-mismatch');
		if (await contradicts(found)) return;
		const block = found.block.number.toLocaleString('en');
		const time = moment(found.at);
		const more = element('details', element('summary', text('checked-more')));
		more.append(text('checked-text', { block, time }));
		show('checked', line('device', text('checked'), text('server-at', { time })), more);
		offerNetwork(found, more).catch(console.error);
	} catch (error) {
		if (!(error instanceof Unchecked)) console.error(error);
		showUnchecked(error instanceof Unchecked ? error : new Unchecked('why-refused', { reason: String(error) }));
		if (error.proof) offerNetwork(error.proof, box).catch(console.error);
	} finally {
		clearTimeout(timer);
	}
}

localTimes();
sayIfOld();
addEventListener('pageshow', sayIfOld);
keepWhenInstalled(page.dataset.base);
// The answer is painted before anything is loaded to check it, and checked before anything else is loaded.
requestAnimationFrame(() =>
	setTimeout(async () => {
		await check();
		if (document.getElementById('activation')) await import('./activate.js');
	}),
);
