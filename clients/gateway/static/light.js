// Asks the network itself, where the visitor has switched that on: a light client hears from the chain's own nodes which
// blocks are final, and the server has to prove one of them. A server that holds news back is found out by that.

import { element, moment } from './app.js';
import { Finals, beginning, compare, follow } from './light-client.js';
import { classed } from './told.js';
import { icon, text } from './words.js';

/** Where the device keeps that it is switched on. */
const SWITCH = 'hallmark/light';

/** How long a light client has until the network has answered, its loading included. */
const PATIENCE = 60_000;

/** How often one is begun: at a change of validators the server can name those of another moment. */
const TRIES = 2;

/**
 * @typedef {object} Proof A proof that holds.
 * @property {{ number: number, hash: string }} block
 * @property {{ trusted: string }} kept
 * @property {Uint8Array} bundle
 */

function isOn() {
	try {
		return localStorage.getItem(SWITCH) === 'on';
	} catch {
		return false;
	}
}

/** @param {boolean} on */
function remember(on) {
	try {
		if (on) localStorage.setItem(SWITCH, 'on');
		else localStorage.removeItem(SWITCH);
	} catch {
		// A private window keeps nothing: it is off the next time.
	}
}

/**
 * Asks the network once, with a light client of its own.
 * @param {Proof} proof
 * @param {() => Promise<Proof>} again
 * @param {AbortSignal} signal
 */
async function askOnce(proof, again, signal) {
	const end = new AbortController();
	const stop = () => end.abort(signal.reason);
	signal.addEventListener('abort', stop);
	const timer = setTimeout(() => end.abort(new Error('no node has answered')), PATIENCE);
	const worker = new Worker(new URL('./light.worker.js', import.meta.url), { type: 'module' });
	const bytecode = new Promise((resolve, reject) => {
		worker.addEventListener('message', ({ data: { bytecode, fault } }) => (bytecode ? resolve(bytecode) : reject(new Error(fault))));
		worker.addEventListener('error', ({ message }) => reject(new Error(message || 'the light client does not load')));
	});
	bytecode.catch((error) => end.abort(error));
	try {
		const response = await fetch('/light.json', { signal: end.signal, cache: 'no-cache' });
		if (!response.ok) throw new Error(`/light.json answers ${response.status}`);
		const network = await response.json();
		const { startWithBytecode } = await import('./vendor/smoldot/no-auto-bytecode-browser.js');
		const { port1, port2 } = new MessageChannel();
		worker.postMessage(port1, [port1]);
		// What smoldot writes into its log is about single connections; what is amiss in the end is said by the page.
		const logCallback = (level, target, message) => console.debug(target, message);
		const client = startWithBytecode({ bytecode, portToWorker: port2, maxLogLevel: 1, logCallback });
		end.signal.addEventListener('abort', () => client.terminate().catch(() => {}));
		const finals = new Finals();
		const begin = beginning(proof.bundle, proof.kept.trusted);
		follow(client, network, begin, (final) => finals.add(final)).then(
			() => end.abort(new Error('the light client has ended')),
			(error) => end.abort(error),
		);
		return await compare(finals, proof, again, end.signal);
	} finally {
		clearTimeout(timer);
		signal.removeEventListener('abort', stop);
		end.abort(new Error('it is done'));
		worker.terminate();
	}
}

/**
 * Asks the network, and again if a light client came to nothing.
 * @param {Proof} proof
 * @param {() => Promise<Proof>} again
 * @param {AbortSignal} signal
 */
async function ask(proof, again, signal) {
	for (let left = TRIES; ; ) {
		try {
			return await askOnce(proof, again, signal);
		} catch (error) {
			if (signal.aborted || --left === 0) throw error;
			console.debug(error);
			// Whoever begins at a newer block has fewer to ask for.
			proof = await again().catch(() => proof);
		}
	}
}

/**
 * Offers to ask the network, and asks it at once where that was switched on before.
 * @param {object} page
 * @param {HTMLElement} page.into where the switch stands
 * @param {HTMLElement} page.box where it is said that the network was asked
 * @param {Proof} page.proof
 * @param {() => Promise<Proof>} page.again asks the server for a proof anew, and checks it
 * @param {(proof: Proof) => Promise<boolean>} page.contradicts whether the page says something else than a proof, and then
 *   deals with it
 * @param {(title: string, said: string) => void} page.alarm takes the page's answer away
 */
export function offer({ into, box, proof, again, contradicts, alarm }) {
	// Browsers before 2023 cannot unpack it.
	if (typeof DecompressionStream !== 'function') return;
	const input = element('input');
	input.type = 'checkbox';
	const outcome = classed('p', 'outcome');
	outcome.setAttribute('role', 'status');
	const label = element('label', input, element('span', text('light.switch')));
	into.append(classed('div', 'network', label, classed('p', 'hint', text('light.switch-text')), outcome));
	/** @type {AbortController | undefined} */
	let running;

	const begin = async () => {
		const { signal } = (running = new AbortController());
		outcome.textContent = text('light.asking');
		try {
			const { kind, newest, shown, proof: newer } = await ask(proof, again, signal);
			const values = {
				newest: newest.number.toLocaleString('en'),
				time: moment(newest.at),
				shown: shown.number.toLocaleString('en'),
			};
			if (kind === 'withheld' || kind === 'differs') return alarm(text(`light.${kind}`), text(`light.${kind}-text`, values));
			if (await contradicts(newer)) return;
			if (kind === 'late') {
				outcome.textContent = `${text('light.late')} ${text('light.late-text', values)}`;
				return;
			}
			const said = element('span', element('b', text('light.agrees')), ' ', text('light.agrees-text', values));
			box.querySelector('p').after(classed('p', 'asked', icon('network'), said));
			outcome.textContent = '';
		} catch (error) {
			if (signal.aborted) return;
			console.debug(error);
			outcome.textContent = text('light.unasked');
		}
	};
	input.checked = isOn();
	input.addEventListener('change', () => {
		remember(input.checked);
		running?.abort(new Error('it was switched off'));
		outcome.textContent = '';
		box.querySelector('.asked')?.remove();
		if (input.checked) begin();
	});
	if (input.checked) begin();
}
