// The desk: keys that are opened here and never sent, calls that are made and told here, and what becomes of them.
//
// A form of the class `act` is something that can be done. What it asks for becomes a call by the chain's metadata; the call
// is told in words that are read from the very bytes that are signed; then it is signed here, or by a wallet. While a key is
// open, pages of the desk are exchanged without being left, so that it need not be opened again on each.

import { documentOf, fieldsOf, filled, judged } from './fields.js';
import { unmark } from './marks.js';
import { namesOf, tellCall, tellDoubts } from './say.js';

const html = document.documentElement;
const main = document.getElementById('answer');
const { base } = main.dataset;
/** The language of the page that stands. */
const lang = () => html.lang.split('-')[0];

/** What was loaded, or is being. @type {Map<string, Promise<any>>} */
const loaded = new Map();

/**
 * Loads something once. What could not be loaded is tried again the next time.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} load
 * @returns {Promise<T>}
 */
function once(name, load) {
	if (!loaded.has(name)) {
		const loading = load();
		loading.catch(() => loaded.delete(name));
		loaded.set(name, loading);
	}
	return loaded.get(name);
}

/** What signs and reads calls: loaded when it is first needed. */
const signing = () => once('library', () => import('./vendor/desk.js'));

/** @returns {Promise<Record<string, string>>} */
const texts = () =>
	once(`texts ${lang()}`, async () => {
		const answer = await fetch(`/desk/texts/${lang()}`);
		if (!answer.ok) throw new Error(`no words: ${answer.status}`);
		return answer.json();
	});

/** What the chain's bytes mean, by the release that made the newest block. */
function release() {
	const { spec } = main.dataset;
	return once(`release ${spec}`, async () => {
		const answer = await fetch(`/desk/metadata/${spec}`);
		if (!answer.ok) throw new Error(`no metadata of release ${spec}`);
		const { Metadata } = await signing();
		const read = new Metadata(new Uint8Array(await answer.arrayBuffer()));
		if (String(read.specVersion) !== spec) throw new Error(`this is the metadata of release ${read.specVersion}, not of ${spec}`);
		return read;
	});
}

/**
 * @typedef {object} Held A key that is open here.
 * @property {string} account
 * @property {(text: string) => Promise<string>} signText gives a signature in hexadecimal
 * @property {(payload: Record<string, any>) => Promise<{ signature: string, signedTransaction?: string }>} signPayload
 */

/** @type {Held | undefined} */
let held;

const element = (id) => document.getElementById(id);

/**
 * Says how something stands.
 * @param {string} key of a text
 * @param {Record<string, string>} [values]
 */
async function say(key, values = {}) {
	// Without words, what went wrong is still said.
	const text = (await texts().catch(() => ({})))[key] ?? values.reason ?? key;
	element('told').textContent = filled(text, values);
}

/** @param {unknown} error */
const complain = (error) => say('script.failed', { reason: String(error?.message ?? error) });

/** A refusal of this server. */
class Refused extends Error {
	/**
	 * @param {string} reason
	 * @param {number} status
	 */
	constructor(reason, status) {
		super(reason);
		this.status = status;
	}
}

/** Whether the same question may be answered in a moment: the server or its node is away, or has too much to do. */
const isPassing = (error) => error instanceof TypeError || [429, 502, 503, 504].includes(error.status);

/**
 * Asks this server. If the session is over, the key that is open signs in again first.
 * @param {string} path
 * @param {unknown} [body]
 * @param {string} [method]
 */
async function ask(path, body, method) {
	try {
		return await asked(path, body, method);
	} catch (error) {
		if (error.status !== 401 || !held) throw error;
		await openSession(held);
		return asked(path, body, method);
	}
}

/**
 * Asks this server until it answers: for what was signed, which may be done whether or not it says so.
 * @param {string} path
 * @param {unknown} [body]
 */
async function askOn(path, body) {
	for (;;) {
		try {
			return await ask(path, body);
		} catch (error) {
			if (!isPassing(error)) throw error;
			await say('script.again', { reason: error.message });
		}
		await new Promise((resolve) => setTimeout(resolve, 2000));
	}
}

/**
 * Asks this server for what depends on who asks, on behalf of the key that is open: another one may have signed in meanwhile, in another
 * window of this browser.
 * @param {string} path of what says for which account it answers
 * @param {unknown} body JSON, or a file
 */
async function askAsHeld(path, body) {
	const answer = await ask(path, body);
	if (!held || answer.account === held.account) return answer;
	await openSession(held);
	return ask(path, body);
}

async function asked(path, body, method = body === undefined ? 'GET' : 'POST') {
	const isFile = body instanceof Blob;
	const media = isFile ? 'application/octet-stream' : 'application/json';
	const headers = { accept: 'application/json', 'x-hallmark': '1', ...(body !== undefined && { 'content-type': media }) };
	const answer = await fetch(path, { method, headers, ...(body !== undefined && { body: isFile ? body : JSON.stringify(body) }) });
	const told = answer.status === 204 ? undefined : await answer.json().catch(() => undefined);
	if (!answer.ok) throw new Refused(told?.detail ?? told?.title ?? `${path}: ${answer.status}`, answer.status);
	return told;
}

/* Keys */

/** @param {import('./vendor/desk.js').Key} key */
async function ofFile(key) {
	const { hexOf, messageOf } = await signing();
	// The first byte says which kind of signature it is: sr25519.
	const signature = (message) => `0x01${hexOf(key.sign(message)).slice(2)}`;
	return {
		account: key.account,
		signText: async (text) => signature(new TextEncoder().encode(`<Bytes>${text}</Bytes>`)),
		signPayload: async (payload) => ({ signature: signature(messageOf(payload)) }),
	};
}

/** Kinds of keys that the chain's accounts can have: wallets have those of other chains, too. */
const KINDS = ['sr25519', 'ed25519', 'ecdsa'];

/**
 * The accounts of wallets in this browser that speak as the polkadot.js extension does.
 * @returns {Promise<{ wallets: number, refusals: string[], accounts: any[] }>} how many wallets there are, why some gave no accounts,
 *   and the accounts that can sign for this chain
 */
async function ofWallets() {
	const wallets = Object.entries(globalThis.injectedWeb3 ?? {});
	const [refusals, accounts] = [[], []];
	for (const [wallet, injected] of wallets) {
		try {
			const enabled = await injected.enable('Hallmark');
			for (const { address, name, type, genesisHash } of await enabled.accounts.get()) {
				// An account may be bound to one chain.
				if (genesisHash && genesisHash !== main.dataset.genesis) continue;
				if (type && !KINDS.includes(type)) continue;
				accounts.push({ address, name, wallet, ...enabled });
			}
		} catch (error) {
			// Its owner did not agree.
			refusals.push(`${wallet}: ${error?.message ?? error}`);
		}
	}
	return { wallets: wallets.length, refusals, accounts };
}

/**
 * Offers a wallet the metadata of this release, if it has none or an older one, so that it can show what it signs in its own words.
 * Its owner may refuse: then it shows less.
 * @param {any} metadata what the wallet has for it
 */
async function offerMetadata(metadata) {
	if (!metadata?.get || !metadata.provide) return;
	const chain = await release();
	const known = (await metadata.get()).find(({ genesisHash }) => genesisHash === main.dataset.genesis);
	if (known && known.specVersion >= chain.specVersion) return;
	await say('script.wallet-metadata');
	await metadata.provide(chain.forWallets(main.dataset.genesis));
}

/** @param {{ address: string, signer: any, metadata?: any }} account */
async function ofWallet({ address, signer, metadata }) {
	const { accountOf, hexOf } = await signing();
	return {
		account: accountOf(address),
		signText: async (text) => {
			const data = hexOf(new TextEncoder().encode(text));
			return (await signer.signRaw({ address, data, type: 'bytes' })).signature;
		},
		signPayload: async (payload) => {
			await offerMetadata(metadata).catch(() => {});
			await say('script.signing');
			// The wallet looks for the account under the address that it gave.
			return signer.signPayload({ ...payload, address });
		},
	};
}

/** @param {Held} key */
async function openSession(key) {
	const { text, nonce } = await asked(`/api/v1/session/challenge?${new URLSearchParams({ account: key.account })}`);
	const signature = await key.signText(text);
	await asked('/api/v1/session', { account: key.account, nonce, signature });
}

/**
 * Signs in with a key: the server gives a text that says what it is for, which the key signs.
 * @param {Held} key
 */
async function signIn(key) {
	await openSession(key);
	held = key;
	await show(location.href, false);
	await say('script.signed-in', { account: key.account });
}

async function signOut() {
	held = undefined;
	await ask('/api/v1/session', undefined, 'DELETE').catch((error) => {
		// It is over already.
		if (error.status !== 401) throw error;
	});
	await show(location.href, false);
}

/** The file that waits for its passphrase. */
let waiting;

/** @param {string} [passphrase] */
async function openFile(passphrase) {
	const { KeyError, openKeyFile } = await signing();
	try {
		const key = await openKeyFile(waiting, passphrase);
		waiting = undefined;
		element('passphrase').hidden = true;
		element('passphrase-field').value = '';
		await signIn(await ofFile(key));
	} catch (error) {
		if (!(error instanceof KeyError)) throw error;
		if (error.kind === 'passphrase') {
			element('passphrase').hidden = false;
			element('passphrase-field').focus();
		}
		await say(`script.key-${error.kind}`, { reason: error.message });
	}
}

/* What is signed */

/** Withdraws what is shown to be signed, if anything is. */
let withdraw = () => {};

/** Whether a key is open; if not, it is said where to open one. */
async function isReady() {
	if (held) return true;
	await say('script.open-first');
	element('key').scrollIntoView({ block: 'center' });
	return false;
}

/**
 * Shows a call in words, and signs and sends it if that is wanted.
 * @param {unknown} call as JSON
 * @param {string} [motion] the call that a motion is about, in hexadecimal, if the call names one by its hash
 * @param {{ doubts?: { label: string, reason: string, lang: string }[], items?: { label: string, code?: string }[] }} [aids] what is
 *   to be looked at of it, and the items that a report is of
 * @returns {Promise<Record<string, any> | undefined>} what became of it; nothing if it was not wanted
 */
export async function propose(call, motion, { doubts = [], items = [] } = {}) {
	if (!(await isReady())) return undefined;
	const turn = turns;
	const { bytesOfHex, hashOf, hexOf } = await signing();
	const chain = await release();
	const bytes = chain.encode(call);
	const t = await texts();
	const told = [chain.tell(bytes)];
	const moved = motion ? bytesOfHex(motion) : undefined;
	if (moved) told.push(chain.tell(moved));
	const aids = { t, items, names: await namesOf(told) };
	element('words').replaceChildren(...tellDoubts(doubts, t), tellCall(told[0], aids));
	if (moved) {
		// What is signed has the hash of the motion only: it is told what the hash is of.
		const [[, fields]] = Object.entries(Object.values(call)[0]);
		if (hashOf(moved) !== (fields.proposal ?? fields.proposal_hash)) throw new Error('the server shows another motion than the one with this hash');
		const heading = document.createElement('p');
		heading.textContent = t['script.motion'];
		element('words').append(heading, tellCall(told[1], aids));
	}
	// One thing at a time: what the buttons below sign is what stands above them.
	withdraw();
	const answered = new Promise((resolve) => {
		element('do-sign').onclick = () => resolve('yes');
		element('do-not').onclick = () => resolve('no');
		withdraw = () => resolve('withdrawn');
	});
	element('review').hidden = false;
	element('review').scrollIntoView({ block: 'center' });
	element('review').focus();
	await say('script.look');
	const wanted = await answered;
	if (wanted === 'withdrawn') return undefined;
	withdraw = () => {};
	element('review').hidden = true;
	if (wanted === 'no') {
		await say('script.not-signed');
		return undefined;
	}
	await say('script.preparing');
	const method = hexOf(bytes);
	const prepare = () => ask('/api/v1/calls', { call: method });
	let prepared = await prepare();
	if (prepared.transactions[0].payload.address !== held.account) {
		// Another key signed in meanwhile, in another window of this browser.
		await openSession(held);
		prepared = await prepare();
	}
	const { payload } = prepared.transactions[0];
	// The server says in which block it can stand, and what its number is. What it does was made here.
	if (prepared.transactions.length !== 1 || payload.method !== method) throw new Error('the server prepared another call than was shown');
	if (payload.genesisHash !== main.dataset.genesis) throw new Error('the server prepared it for another chain');
	if (Number(payload.specVersion) !== chain.specVersion) throw new Error('the chain has a new release: load the page again');
	if (payload.address !== held.account) throw new Error(t['script.other-account'].replace('{account}', held.account));
	await say('script.signing');
	const { signature, signedTransaction } = await held.signPayload(payload);
	await say('script.sending');
	const signed = { payload, signature, ...(signedTransaction && { signedTransaction }) };
	const sent = await askOn('/api/v1/transactions', { format: prepared.format, transactions: [signed] });
	return { ...(await settled(sent.transactions[0].hash)), turn };
}

/**
 * Waits until a transaction is final, or has failed.
 * @param {string} hash
 */
async function settled(hash) {
	for (;;) {
		const told = await askOn(`/api/v1/transactions/${hash}`);
		if (told.status === 'final' || told.status === 'partial') return told;
		await say(`script.${told.status}`);
		if (told.status !== 'pending') throw new Error(told.problem?.detail ?? told.status);
		await new Promise((resolve) => setTimeout(resolve, 1000));
	}
}

/**
 * Makes the page anew after something was done, and then says so: whatever is filled in earlier would be lost. On another page that
 * was opened meanwhile it is only said.
 * @param {{ status: string, problem?: { detail?: string }, turn: number }} told
 */
export async function done({ status, problem, turn }) {
	if (turn === turns) await show(location.href, false);
	await say(`script.${status}`);
	// Why a part of it failed, such as what a motion was about.
	if (problem?.detail) element('told').append(` ${problem.detail}`);
}

/**
 * What a form asks for, as a call.
 * @param {HTMLFormElement} form
 */
async function callOf(form) {
	const [pallet, name] = form.dataset.call.split('.');
	const fields = await fieldsOf(form, main.dataset.genesis, { texts, signing });
	const call = { [pallet]: { [name]: fields } };
	if (!form.dataset.motion) return call;
	const length = (await release()).encode(call).length;
	return { Council: { propose: { threshold: form.dataset.motion, proposal: call, length_bound: length } } };
}

/* Pages */

/** How many pages were asked for. */
let turns = 0;

/** Which page an address is of, wherever on it. */
const pageOf = (href) => new URL(href, location.href).href.split('#')[0];

/** Which page stands. */
let shown = pageOf(location.href);

/**
 * Shows another page of the desk in the place of this one.
 * @param {string} href
 * @param {boolean} isNew whether it becomes a page of its own in the browser's history
 */
export async function show(href, isNew) {
	const turn = ++turns;
	const answer = await fetch(href, { headers: { accept: 'text/html' } });
	const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
	// Another one was asked for meanwhile.
	if (turn !== turns) return;
	const fresh = page.querySelector('body.console #answer');
	// The page of whoever stands before the desk, such as one that says that there is too much to do.
	if (!fresh) throw new Error((await texts())['script.no-page'].replace('{status}', String(answer.status)));
	withdraw();
	main.replaceChildren(...fresh.childNodes);
	for (const name of Object.keys(fresh.dataset)) main.dataset[name] = fresh.dataset[name];
	document.title = page.title;
	// It may be in the other language.
	html.lang = page.documentElement.lang;
	for (const part of ['.skip', '.top', 'footer']) document.querySelector(part).replaceWith(page.querySelector(part));
	if (isNew) {
		history.pushState(null, '', href);
		shown = pageOf(href);
		scrollTo(0, 0);
		main.focus();
	}
	await begin();
}

async function begin() {
	element('key').hidden = false;
	const t = await texts();
	element('held').textContent = held ? t['script.held'].replace('{account}', held.account) : '';
	for (const [id, start] of [
		['sample', () => import('./agency.js')],
		['csv', () => import('./merchant.js')],
		['lot', () => import('./merchant.js')],
		['papers-files', () => import('./officer.js')],
	])
		if (element(id)) (await start()).start({ ask, askAsHeld, isReady, propose, done, say, complain, texts });
}

main.addEventListener('submit', async (event) => {
	const form = event.target.closest('form.act');
	if (!form) return;
	event.preventDefault();
	const button = form.querySelector('button');
	button.disabled = true;
	try {
		for (const input of form.elements) unmark(input);
		// Before anything is made and kept for what will be signed.
		if (!(await isReady())) return;
		const { call, doubts } = form.dataset.check ? await judged(form, askAsHeld, lang()) : { call: await callOf(form), doubts: [] };
		const told = await propose(call, form.dataset.motionCall, { doubts });
		if (told) await done(told);
	} catch (error) {
		await complain(error);
	} finally {
		button.disabled = false;
	}
});

// What is said of a field is said of what stood in it.
main.addEventListener('input', ({ target }) => unmark(target));

main.addEventListener('click', async (event) => {
	const button = event.target.closest('button');
	try {
		if (button?.id === 'sign-in') element('key').scrollIntoView({ block: 'center' });
		else if (button?.id === 'sign-out') await signOut();
		else if (button?.id === 'unlock') await openFile(element('passphrase-field').value);
		else if (button?.id === 'wallet') {
			const { wallets, refusals, accounts } = await ofWallets();
			element('accounts').replaceChildren();
			if (wallets === 0) return say('script.no-wallet');
			if (accounts.length === 0 && refusals.length > 0) return say('script.wallet-refused', { reason: refusals.join('; ') });
			if (accounts.length === 0) return say('script.wallet-empty');
			element('accounts').replaceChildren(
				...accounts.map((account) => {
					const choose = document.createElement('button');
					choose.type = 'button';
					choose.className = 'quiet';
					choose.textContent = `${account.name ?? ''} ${account.address}`.trim();
					choose.onclick = () => ofWallet(account).then(signIn).catch(complain);
					return choose;
				}),
			);
		}
	} catch (error) {
		await complain(error);
	}
});

main.addEventListener('change', async (event) => {
	if (event.target.id !== 'key-file') return;
	const [file] = event.target.files;
	if (!file) return;
	waiting = new Uint8Array(await file.arrayBuffer());
	event.target.value = '';
	await openFile().catch(complain);
});

main.addEventListener('keydown', (event) => {
	if (event.target.id === 'passphrase-field' && event.key === 'Enter') openFile(event.target.value).catch(complain);
});

document.addEventListener('click', (event) => {
	const link = event.target.closest('a[href]');
	if (!held || !link || event.ctrlKey || event.metaKey || event.shiftKey) return;
	const { origin, pathname, hash } = new URL(link.href);
	// A place on this page: what is filled in stays.
	if (hash && pageOf(link.href) === pageOf(location.href)) return;
	if (origin !== location.origin || !(pathname === '/desk' || pathname.startsWith('/desk/'))) return;
	event.preventDefault();
	show(link.href, true).catch(complain);
});

addEventListener('popstate', () => {
	// A link to a place on this page leads to no other page: what was filled in stays.
	if (pageOf(location.href) === shown) return;
	shown = pageOf(location.href);
	if (held) show(location.href, false).catch(complain);
	else location.reload();
});

export { documentOf };
begin().catch(complain);
