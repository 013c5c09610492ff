// The answer to a code as the device itself gives it, in the words of the page: verdict, warnings, product. What the server
// alone could tell (story, route, counts) is not in it. Everything that comes from the chain goes into texts, never into
// markup.

import { STALE, ageOf, day, element, moment, ready } from './app.js';

const { text, icon, find } = ready('device-texts');

/**
 * @typedef {object} Told
 * @property {import('./verify/proof.js').Proven & { refuted?: boolean }} proven
 * @property {{ gtin: string, batch?: string, serial?: string }} code
 * @property {string | null} market
 * @property {boolean} packed whether it comes of a pack
 */

/** @param {string} code */
const country = (code) => document.querySelector(`option[value="${code}"]`)?.textContent ?? find(`option[value="${code}"]`)?.textContent ?? code;

/**
 * @param {string} tag
 * @param {string} kind its class
 * @param {...(string | Node)} content
 */
function classed(tag, kind, ...content) {
	const made = element(tag, ...content);
	made.className = kind;
	return made;
}

/** What a reason is called, and its number, where it has one. */
const named = (reason) => (typeof reason === 'string' ? [reason] : Object.entries(reason)[0]);

/**
 * What is known of a reason.
 * @param {any} reason
 * @param {Told} told
 * @returns {string[]}
 */
function details(reason, { proven: { answer }, market }) {
	const { candidates } = answer.facts;
	const [name, number] = named(reason);
	const least = (of) => candidates.map(of).filter((it) => it !== null && it !== undefined).sort((a, b) => a - b)[0];
	if (number !== undefined) {
		const notices = [...answer.facts.notices, ...candidates.flatMap((lot) => lot.notices)];
		const where = notices.find(({ id }) => id === number)?.country;
		const limited = where ? [text('notice-limited', { country: country(where) })] : [];
		return [...limited, text('notice-number', { number: String(number) })];
	}
	if (name === 'alreadyActivated') {
		const block = least((lot) => lot.item?.activated);
		return block === undefined ? [] : [text('activated-block', { block: block.toLocaleString('en') })];
	}
	if (name === 'expired') {
		const last = least((lot) => lot.expires);
		return last === undefined ? [] : [text('expired', { date: day(last) })];
	}
	if (name === 'compromised') {
		const since = least((lot) => lot.compromised);
		return since === undefined ? [] : [text('compromised', { time: moment(since) })];
	}
	const clearance = candidates.find((lot) => lot.clearance)?.clearance;
	if ((name === 'notReleased' || name === 'detained') && clearance && market)
		return [text('customs', { country: country(market), state: text(`clearance-${clearance}`) })];
	return [];
}

/**
 * A reason in words.
 * @param {any} reason
 * @param {Told} told
 */
function warning(reason, told) {
	const words = find(`[data-reason="${named(reason)[0]}"]`);
	const [title, said] = words ? [...words.children].map(({ textContent }) => textContent) : [named(reason)[0], ''];
	return { level: words?.dataset.level ?? 'caution', title, said, details: details(reason, told) };
}

/**
 * What leads the answer, as `ScanPage` of the server has it: a mismatch comes before whatever else is known, for that is
 * of other goods.
 * @param {Told} told
 */
function lead(told) {
	const { proven } = told;
	const { answer, refuted } = proven;
	const { verdict, product, issuer } = answer;
	const code = refuted ? 'mismatch' : verdict.code;
	const values = { product: product ?? text('no-product'), issuer: issuer?.name ?? '' };
	const about =
		code === 'registered'
			? text(issuer ? 'registered-by' : 'registered-by-nobody', values)
			: product
				? text('about', values)
				: '';
	const byReason = code !== 'mismatch' && (verdict.standing === 'stop' || (verdict.standing === 'caution' && code === 'registered'));
	if (byReason) {
		const first = warning(verdict.reasons[0], told);
		const tone = verdict.standing;
		const second = code === 'registered' || code === 'mismatch' ? about : text(`${code}-text`);
		return { code, tone, kicker: text(tone), heading: first.title, lead: first.said, facts: first.details, second, rest: verdict.reasons.slice(1) };
	}
	// What is against the lot is not against goods that are not of it.
	const rest = refuted ? [] : verdict.reasons;
	const [tone, kicker] = { registered: ['clear', 'clear'], mismatch: ['mismatch', 'stop'] }[code] ?? ['question', 'question'];
	const said = {
		registered: [about, text('copy')],
		unproven: [text('unproven-text'), about],
		unknown: [text('unknown-text'), ''],
		mismatch: [text(refuted ? 'mismatch-refuted' : answer.facts.evidence === 'misplaced' ? 'mismatch-misplaced' : 'mismatch-refuted'), text('mismatch-advice')],
	}[code];
	return { code, tone, kicker: text(kicker), heading: text(code), lead: said[0], facts: [], second: said[1], rest };
}

/**
 * On whose word the answer stands: a leaf file's, where the chain's state proves nothing against a code.
 * @param {Told} told
 */
function footing({ proven: { at, block, refuted }, packed }) {
	const time = moment(at);
	const [name, said] = refuted ? ['server', 'file-says'] : ['device', 'checked'];
	const line = element('p', icon(name), element('span', element('b', text(said)), text('comma'), text('server-at', { time })));
	const more = element('details', element('summary', text('checked-more')));
	more.append(text('checked-text', { block: block.number.toLocaleString('en'), time }));
	const box = classed('div', refuted ? 'proof' : 'proof checked', line, ...(refuted ? [] : [more]));
	box.id = 'proof';
	const age = ageOf(text, at);
	const old = packed ? text('pack-as-of', { time, age }) : Date.now() - at > STALE && text('stale', { age });
	return [box, old ? [classed('p', 'stale', icon('clock'), element('span', old))] : []];
}

/**
 * @param {string} term
 * @param {string} value
 * @param {string} [note]
 */
const fact = (term, value, note) =>
	element('div', element('dt', term), element('dd', value, ...(note ? [' ', element('small', note)] : [])));

/**
 * @param {Told} told
 * @param {string} code the verdict over the code
 */
function card(told, code) {
	const { proven: { answer }, market } = told;
	const { evidence, candidates, moreCandidates } = answer.facts;
	const isOne = evidence !== 'misplaced' && candidates.length > 0 && (evidence === 'proven' || (candidates.length === 1 && !moreCandidates));
	const lot = code !== 'mismatch' && isOne ? candidates[0] : undefined;
	const facts = [];
	const { product, issuer, origin } = answer;
	if (issuer) facts.push(fact(text('issuer'), `${issuer.name}, ${country(issuer.country)}`));
	if (origin) facts.push(fact(text('origin'), country(origin), text('origin-declared')));
	if (lot?.clearance && market) facts.push(fact(text('customs-of', { country: country(market) }), text(`clearance-${lot.clearance}`)));
	if (lot?.expires) facts.push(fact(text('expires'), day(lot.expires)));
	for (const name of ['batch', 'serial', 'gtin']) if (told.code[name]) facts.push(fact(text(name), told.code[name]));
	const heading = element('h2', text(code === 'mismatch' || !product ? 'named' : 'product'));
	return classed('section', 'card', heading, ...(product ? [classed('p', 'name', product)] : []), element('dl', ...facts));
}

/**
 * An answer's verdict card.
 * @param {{ sign: string, kicker: string, heading: string, said: (string | Node)[] }} answer
 */
export function verdictCard({ sign, kicker, heading, said }) {
	const title = element('h1', heading);
	title.id = 'heading';
	title.tabIndex = -1;
	const made = classed('section', 'verdict', classed('div', 'sign', icon(sign)), classed('p', 'kicker', kicker), title, ...said);
	made.setAttribute('aria-labelledby', 'heading');
	return made;
}

/**
 * An answer, from top to bottom, and its tone.
 * @param {Told} told
 * @returns {{ tone: string, content: Node[] }}
 */
export function tell(told) {
	const said = lead(told);
	const [box, stale] = footing(told);
	const lines = [classed('p', 'lead', said.lead), ...said.facts.map((line) => classed('p', 'fact', line))];
	if (said.second) lines.push(classed('p', 'second', said.second));
	const verdict = verdictCard({ sign: said.tone, kicker: said.kicker, heading: said.heading, said: [...lines, box] });
	const content = [verdict, ...stale];
	if (said.rest.length > 0) {
		const items = said.rest.map((reason) => {
			const { level, title, said, details } = warning(reason, told);
			const facts = details.map((line) => classed('p', 'fact', line));
			return classed('li', level, icon(level), element('div', element('h3', title), element('p', said), ...facts));
		});
		content.push(element('section', element('h2', text('warnings')), classed('ul', 'warnings', ...items)));
	}
	const lacks = classed('section', 'card', element('h2', text('lacks')), element('p', text(told.packed ? 'pack-lacks' : 'private-lacks')));
	content.push(card(told, said.code), lacks);
	return { tone: said.tone, content };
}

/**
 * That there is no answer, and why.
 * @param {{ heading: string, why: string, detail?: string }} refusal
 * @returns {{ tone: string, content: Node[] }}
 */
export function tellNothing({ heading, why, detail }) {
	const said = [classed('p', 'lead', why), ...(detail ? [classed('p', 'fact', detail)] : [])];
	return { tone: 'question', content: [verdictCard({ sign: 'question', kicker: text('question'), heading, said })] };
}
