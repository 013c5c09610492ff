// Without a network: a pack that was loaded beforehand holds the proofs of some lots, as of one moment. It is kept on this
// device, and codes are judged by it here.

import { element, keepHere, moment, sentence, verifierOf } from './app.js';
import { Unanswered, answerHere, nameOf, startChecks, takePage, unproven } from './device.js';
import { pin, pinned } from './kept.js';
import { PackError, checkPacked, openPack, vetPack } from './verify/pack.js';
import { ageOf, country, text, whyUnproven } from './words.js';

takePage('pack');
const outcome = document.getElementById('pack-outcome');
const state = document.getElementById('pack-state');
const file = document.getElementById('pack-file');
const listed = document.getElementById('pack-list');
const remove = document.getElementById('pack-remove');
const checks = startChecks();

/** Where the pack and the verifiers are kept. Browsers keep files only for pages that come by https, or from the machine itself. */
const KEPT = 'hallmark/pack';
const PACK = '/pack/kept';
const canKeep = 'caches' in globalThis;

/** @type {import('./verify/pack.js').Pack | undefined} */
let pack;
/** @type {WebAssembly.Module | undefined} The verifier of the pack's release. */
let verifier;

/** @param {string} name @param {Record<string, string>} [values] */
const say = (name, values) => (outcome.textContent = name ? sentence(text(name, values)) : '');

/**
 * Why a pack is not taken, in the words of the page.
 * @param {any} error a `PackError`, a `VerificationError`, or whatever else went wrong
 */
const reasonOf = (error) => (error instanceof PackError && error.why ? text(`pack.why-${error.why}`, error.values) : whyUnproven(error));

/** Says which pack is here, and how old it is. */
function describe() {
	remove.hidden = !pack;
	if (!pack) return state.replaceChildren(element('p', text('pack.none')));
	const time = moment(pack.at);
	const lots = pack.lots.map(({ gtin, batch, ranges }) => {
		const count = ranges.reduce((sum, [first, end]) => sum + end - first, 0);
		return element('li', text('pack.lot', { gtin, batch, count: count.toLocaleString('en') }));
	});
	const held = element('p', element('b', text('pack.held', { time, age: ageOf(pack.at) })));
	const judged = element('p', pack.market ? text('pack.market', { country: country(pack.market) }) : text('pack.no-market'));
	state.replaceChildren(held, judged, element('ul', ...lots), element('p', text(canKeep ? 'pack.kept' : 'pack.not-kept')));
}

/**
 * The verifier of a release: the one that is kept, else the server's. It is kept once it has judged a pack.
 * @param {string} codeHash
 * @returns {Promise<{ module: WebAssembly.Module, keep: () => Promise<void> }>}
 */
async function compiled(codeHash) {
	const path = verifierOf(codeHash);
	const cache = canKeep ? await caches.open(KEPT) : undefined;
	const kept = await cache?.match(path, { ignoreVary: true });
	const response = kept ?? (await fetch(path));
	if (!response.ok) throw new Error(`${path} answers ${response.status}`);
	const copy = response.clone();
	const module = await WebAssembly.compile(await response.arrayBuffer());
	const keep = async () => {
		if (!kept) await cache?.put(path, copy);
	};
	return { module, keep };
}

/** The voters that judge here: those that the device learned first. Where it keeps nothing, this page does. */
let trust = pinned();

/** Which chain is trusted is learned while there is a network. */
async function named() {
	const { trust: named } = await (await fetch('/trust.json', { cache: 'no-cache' })).json();
	if (typeof named !== 'string') throw new Error('/trust.json names no voters');
	return named;
}

/**
 * Opens a pack and looks at all of it, before it takes the place of the one that is here; then keeps it.
 * @param {Uint8Array} bytes
 */
async function take(bytes) {
	say('pack.opening');
	const refuse = (error) => say(pack ? 'pack.malformed-kept' : 'pack.malformed', { reason: reasonOf(error) });
	let opened;
	try {
		opened = openPack(bytes);
	} catch (error) {
		return refuse(error);
	}
	let judge;
	let by;
	try {
		by = pinned() ?? trust ?? (await named());
		judge = await compiled(opened.codeHash);
	} catch {
		return say(by ? 'device.no-verifier' : 'pack.no-trust');
	}
	try {
		await vetPack({ pack: opened, trust: by, verifier: judge.module, check: checks.check });
		pin(by);
		trust = by;
		// What cannot be kept does not take the place of what is.
		await judge.keep();
		if (canKeep) await keep(bytes);
	} catch (error) {
		return refuse(error);
	}
	[pack, verifier] = [opened, judge.module];
	describe();
	say('pack.opened');
	if (canKeep) await keepHere();
}

/** @param {Uint8Array} bytes */
async function keep(bytes) {
	const cache = await caches.open(KEPT);
	await cache.put(PACK, new Response(bytes, { headers: { 'content-type': 'application/octet-stream' } }));
	await navigator.storage?.persist?.().catch(() => {});
}

/** The pack that is kept. */
async function restore() {
	const kept = canKeep ? await (await caches.open(KEPT)).match(PACK) : undefined;
	if (!kept) return;
	try {
		const opened = openPack(new Uint8Array(await kept.arrayBuffer()));
		const judge = await compiled(opened.codeHash);
		[pack, verifier] = [opened, judge.module];
	} catch (error) {
		say('pack.malformed', { reason: reasonOf(error) });
	}
}

/** The packs that the server has, each with a button. */
async function list() {
	const response = await fetch('/packs').catch(() => undefined);
	if (!response?.ok) return;
	const { packs } = await response.json();
	const buttons = packs.map(({ name, bytes }) => {
		const size = (bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 });
		const button = element('button', text('pack.load', { name, size }));
		button.type = 'button';
		button.className = 'quiet';
		button.addEventListener('click', async () => {
			say('pack.opening');
			const got = await fetch(`/packs/${encodeURIComponent(name)}`).catch(() => undefined);
			if (got?.ok) await take(new Uint8Array(await got.arrayBuffer()));
			else say('proof.why-network');
		});
		return button;
	});
	listed.replaceChildren(...buttons);
	listed.closest('section').hidden = buttons.length === 0;
}

file.addEventListener('change', async () => {
	const [chosen] = file.files;
	if (chosen) await take(new Uint8Array(await chosen.arrayBuffer()));
	file.value = '';
});
remove.addEventListener('click', async () => {
	pack = undefined;
	if (canKeep) await (await caches.open(KEPT)).delete(PACK);
	describe();
	say('');
});

/** @param {string} code */
async function ask(code) {
	if (!pack) throw new Unanswered(text('pack.none'), text('pack.none-text'), { isElsewhere: false });
	const { uri, ...named } = nameOf(code);
	if (!trust) throw new Unanswered(text('device.failed'), text('pack.no-trust'), { isElsewhere: false });
	try {
		const { refuted, differs, ...proven } = await checkPacked({ pack, uri, trust, verifier, check: checks.check });
		// Its age would be told wrong.
		if (proven.future) throw new Unanswered(text('device.failed'), text('proof.why-future', { time: moment(proven.at) }));
		return { ...named, proven, differs: differs && !refuted, where: 'pack' };
	} catch (error) {
		if (error instanceof Unanswered) throw error;
		if (!(error instanceof PackError)) throw unproven(error);
		if (error.kind === 'absent') throw new Unanswered(text('pack.absent'), text('pack.absent-text'));
		if (error.kind === 'batch') throw new Unanswered(text('pack.absent'), text('device.why-batch'));
		throw new Unanswered(text('device.failed'), text('pack.malformed', { reason: reasonOf(error) }));
	}
}

await restore();
describe();
document.getElementById('pack').hidden = false;
answerHere(ask);
await list();
