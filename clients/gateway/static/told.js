// The answer to a code as the device itself gives it, in the words of the page: verdict, warnings, product. What a server
// alone can tell (story, route, counts) is not in it. Everything that comes from the chain goes into texts, never into
// markup.

import { STALE, day, element, moment } from './app.js';
import { ageOf, asOf, country, icon, levelOf, text } from './words.js';

/**
 * @typedef {object} Told
 * @property {import('./verify/proof.js').Proven} proven
 * @property {{ gtin: string, batch?: string, serial?: string }} code
 * @property {number} [label] midnight of the day that the label itself calls the last
 * @property {boolean} [refuted] whether a tile has another leaf in the item's place. It is the word of whoever gave the tile
 * @property {boolean} [differs] whether a pack has another leaf in the item's place, which proves nothing
 * @property {'page' | 'private' | 'pack'} where it is told: on the page that a server made, or where the device alone answers
 * @property {number} [activatedAt] when the item was activated, by the server's word
 * @property {boolean} [isOld] whether it is told as one that is not up to date; if nothing is said, by its age
 */

/**
 * @param {string} tag
 * @param {string} kind its class
 * @param {...(string | Node)} content
 */
export function classed(tag, kind, ...content) {
	const made = element(tag, ...content);
	made.className = kind;
	return made;
}

/** What a reason is called, and its number, where it has one. */
const named = (reason) => (typeof reason === 'string' ? [reason] : Object.entries(reason)[0]);

/**
 * Who set a notice and when, if what the proof has of the journals leaves no doubt: there is one notice of its kind, and
 * one entry, in journals that are there whole.
 * @param {{ recall: boolean, id: number }} notice
 * @param {{ id: number, recall: boolean }[]} notices
 * @param {{ by: { name: string } | null, what: string, at: number }[]} statements
 */
function setBy(notice, notices, statements) {
	// Of a longer journal the proof has only the beginning and the end.
	if (statements.length >= 32 || statements.some(({ what }) => what === 'noticeLifted')) return [];
	const kind = notice.recall ? 'recallIssued' : 'holdPlaced';
	const entries = statements.filter(({ what }) => what === kind);
	const alike = new Set(notices.filter(({ recall }) => recall === notice.recall).map(({ id }) => id));
	if (entries.length !== 1 || alike.size !== 1) return [];
	const [{ by, at }] = entries;
	return [text('detail.notice-by', { by: by?.name ?? text('story.by-council'), time: moment(at) })];
}

/**
 * What is known of a reason.
 * @param {any} reason
 * @param {Told} told
 * @returns {string[]}
 */
function details(reason, { proven: { answer }, activatedAt }) {
	const { candidates, market } = answer.facts;
	const [name, number] = named(reason);
	const least = (of) => candidates.map(of).filter((it) => it !== null && it !== undefined).sort((a, b) => a - b)[0];
	if (number !== undefined) {
		const notices = [...answer.facts.notices, ...candidates.flatMap((lot) => lot.notices)];
		const notice = notices.find(({ id }) => id === number);
		const limited = notice?.country ? [text('detail.notice-limited', { country: country(notice.country) })] : [];
		const set = notice ? setBy(notice, notices, answer.statements) : [];
		return [...set, ...limited, text('detail.notice-number', { number: String(number) })];
	}
	if (name === 'alreadyActivated') {
		const block = least((lot) => lot.item?.activated);
		if (block === undefined) return [];
		const when = activatedAt ? [text('proof.activated-at', { time: moment(activatedAt) })] : [];
		return [text('detail.activated-block', { block: block.toLocaleString('en') }), ...when];
	}
	if (name === 'expired') {
		const last = least((lot) => lot.expires);
		return last === undefined ? [] : [text('detail.expired', { date: day(last) })];
	}
	if (name === 'compromised') {
		const since = least((lot) => lot.compromised);
		return since === undefined ? [] : [text('detail.compromised', { time: moment(since) })];
	}
	const clearance = candidates.find((lot) => lot.clearance)?.clearance;
	if ((name === 'notReleased' || name === 'detained') && clearance && market)
		return [text('detail.customs', { country: country(market), state: text(`clearance.${clearance}`) })];
	return [];
}

/** @typedef {{ level: string, title: string, said: string, details: string[] }} Warning */

/**
 * A reason in words.
 * @param {any} reason
 * @param {Told} told
 * @returns {Warning}
 */
function warning(reason, told) {
	const [name] = named(reason);
	return { level: levelOf(name), title: text(`reason.${name}.title`), said: text(`reason.${name}.text`), details: details(reason, told) };
}

/**
 * The lot that a code means, if it means but one: `ScanFacts::lot` of the chain's types.
 * @param {import('./verify/proof.js').VerifyAnswer} answer
 */
function meant({ facts: { evidence, candidates, moreCandidates } }) {
	const isOne = evidence === 'proven' || (candidates.length === 1 && !moreCandidates);
	return evidence !== 'misplaced' && isOne ? candidates[0] : undefined;
}

/**
 * Midnight (UTC) of the day that element 17 of a code names, as GS1 reads it: in the century nearest to now, and day 00
 * is the month's last. Nothing if it is no day.
 * @param {string | null | undefined} yymmdd
 * @param {number} [now]
 */
export function lastDay(yymmdd, now = Date.now()) {
	if (!/^\d{6}$/.test(yymmdd ?? '')) return undefined;
	const [yy, month, date] = [0, 2, 4].map((at) => Number(yymmdd.slice(at, at + 2)));
	const current = new Date(now).getUTCFullYear();
	const apart = yy - (current % 100);
	const year = current - (current % 100) + yy + (apart >= 51 ? -100 : apart <= -50 ? 100 : 0);
	const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
	if (month < 1 || month > 12 || date > last) return undefined;
	return Date.UTC(year, month - 1, date || last);
}

const DAY = 86_400_000;

/**
 * That the label names another last day than the lot's record, if it does. It is the label's own word.
 * @param {Told} told
 * @param {string} code the verdict over the code
 * @returns {Warning[]}
 */
function onLabel({ label, proven: { answer } }, code) {
	const lot = code === 'mismatch' ? undefined : meant(answer)?.expires;
	if (label === undefined || !lot || Math.floor(label / DAY) === Math.floor(lot / DAY)) return [];
	const said = [text('label.expiry-label', { date: day(label) }), text('label.expiry-lot', { date: day(lot) })];
	return [{ level: 'caution', title: text('label.expiry'), said: text('label.expiry-text'), details: said }];
}

/**
 * Whether a code may be another one that was mistyped: `may_be_misread` of the server's pages is the same rule. It is a
 * hint, and changes no verdict.
 * @param {string} verdict over the code
 * @param {Told} told
 */
function isMisread(verdict, { code: { batch = '', serial = '' }, proven: { answer } }) {
	if (verdict === 'registered') return false;
	const { candidates } = answer.facts;
	// A batch that the product has was read rightly.
	if (candidates.length === 0 && /[a-z01OI]/.test(batch)) return true;
	const own = candidates.some(({ guessable }) => guessable);
	return /[a-zOIL]/.test(serial) || (own && /[01]/.test(serial));
}

/**
 * Whether an answer of a moment is old.
 * @param {number} at
 */
export const isOld = (at) => Date.now() - at > STALE;

/**
 * What stands above an answer with nothing against the code that is not up to date: what came since is not in it.
 * @param {number} at
 */
export const outdated = (at) => ({
	tone: 'caution',
	kicker: text('verdict.caution'),
	heading: text('verdict.outdated'),
	fact: text('verdict.outdated-text', { time: moment(at) }),
});

/**
 * What leads the answer, as `ScanPage` of the server has it: a mismatch comes before whatever else is known, for that is
 * of other goods.
 * @param {Told} told
 */
function lead(told) {
	const { answer } = told.proven;
	const { verdict, product, issuer } = answer;
	const code = told.refuted ? 'mismatch' : verdict.code;
	const values = { product: product ?? text('verdict.no-product'), issuer: issuer?.name ?? '' };
	const about =
		code === 'registered'
			? text(issuer ? 'verdict.registered-by' : 'verdict.registered-by-nobody', values)
			: product
				? text('verdict.about', values)
				: '';
	const label = onLabel(told, code);
	const byReason = code !== 'mismatch' && (verdict.standing === 'stop' || (verdict.standing === 'caution' && code === 'registered'));
	// What a tile has against a code is not said of the goods that the lot has.
	const reasons = told.refuted ? [] : verdict.reasons.map((reason) => warning(reason, told));
	if (byReason || (code === 'registered' && label.length > 0)) {
		const [first, ...rest] = [...reasons, ...label];
		const tone = byReason ? verdict.standing : 'caution';
		const second = code === 'registered' ? about : text(`verdict.${code}-text`);
		return { code, tone, kicker: text(`verdict.${tone}`), heading: first.title, lead: first.said, facts: first.details, second, rest };
	}
	const rest = [...reasons, ...label];
	if (code === 'registered' && (told.isOld ?? isOld(told.proven.at))) {
		const lines = outdated(told.proven.at);
		return { code, ...lines, lead: about, facts: [lines.fact], second: text('verdict.copy'), rest };
	}
	const [tone, kicker] = { registered: ['clear', 'clear'], mismatch: ['mismatch', 'stop'] }[code] ?? ['question', 'question'];
	const misplaced = answer.facts.evidence === 'misplaced' && !told.refuted;
	const advice = told.where === 'page' ? 'verdict.mismatch-advice' : 'device.mismatch-advice';
	const [said, second] = {
		registered: [about, text('verdict.copy')],
		unproven: told.differs ? [text('pack.differs'), about] : [text('verdict.unproven-text'), about],
		unknown: [text('verdict.unknown-text'), ''],
		mismatch: [text(misplaced ? 'verdict.mismatch-misplaced' : 'verdict.mismatch-refuted'), text(advice)],
	}[code];
	return { code, tone, kicker: text(`verdict.${kicker}`), heading: text(`verdict.${code}`), lead: said, facts: [], second, rest };
}

/**
 * That the device has checked it, as of when, and what that means.
 * @param {import('./verify/proof.js').Proven} proven
 * @param {string} more the name of the text that says what it means
 */
export function checkedLines({ at, block }, more) {
	const line = element('p', icon('device'), element('span', element('b', text('proof.checked')), text('page.comma'), asOf(at)));
	const details = element('details', element('summary', text('proof.checked-more')));
	details.append(text(more, { block: block.number.toLocaleString('en'), time: moment(at) }));
	return [line, details];
}

/**
 * On whose word the answer stands: the server's, where the chain's state proves nothing against a code.
 * @param {Told} told
 */
function footing({ proven, refuted, where }) {
	const { at } = proven;
	const byServer = () => element('p', icon('server'), element('span', element('b', text('device.file-says')), text('page.comma'), asOf(at)));
	const said = refuted ? [byServer()] : checkedLines(proven, where === 'page' ? 'proof.checked-text' : 'device.checked-text');
	const box = classed('div', refuted ? 'proof' : 'proof checked', ...said);
	box.id = 'proof';
	const age = ageOf(at);
	const old = where === 'pack' ? text('pack.as-of', { time: moment(at), age }) : isOld(at) && text('proof.stale', { age });
	return [box, old ? [classed('p', 'stale', icon('clock'), element('span', old))] : []];
}

/**
 * @param {string} term
 * @param {string | Node} value
 * @param {string} [note]
 */
const fact = (term, value, note) =>
	element('div', element('dt', term), element('dd', value, ...(note ? [' ', element('small', note)] : [])));

/**
 * A text by which a page is compared with what was proven.
 * @param {string} claim
 * @param {string} said
 */
function claimed(claim, said) {
	const made = element('span', said);
	made.dataset.claim = claim;
	return made;
}

/** Which part of a page the device has checked, beside what it has not. */
const mark = () => classed('p', 'mark', icon('device'), element('span', text('proof.checked')));

/**
 * @param {Told} told
 * @param {string} code the verdict over the code
 */
function card(told, code) {
	const { answer, lots } = told.proven;
	const { market } = answer.facts;
	const lot = code === 'mismatch' ? undefined : meant(answer);
	const facts = [];
	const { product, issuer, origin } = answer;
	if (issuer) facts.push(fact(text('product.issuer'), element('span', claimed('issuer', issuer.name), `, ${country(issuer.country)}`)));
	if (origin) facts.push(fact(text('product.origin'), claimed('origin', country(origin)), text('product.origin-declared')));
	if (lot?.clearance && market) facts.push(fact(text('product.customs', { country: country(market) }), text(`clearance.${lot.clearance}`)));
	if (lot?.expires) facts.push(fact(text('product.expires'), day(lot.expires)));
	for (const name of ['batch', 'serial', 'gtin']) if (told.code[name]) facts.push(fact(text(`product.${name}`), told.code[name]));
	const count = lots?.find((it) => it.lot === lot?.id)?.count;
	if (answer.index !== null && count) {
		const numbers = { index: (answer.index + 1).toLocaleString('en'), count: count.toLocaleString('en') };
		facts.push(fact('', text('product.item', numbers)));
	}
	facts.push(fact(text('market.heading'), market ? text('market.asked', { country: country(market) }) : text('market.none')));
	const heading = element('h2', text(code === 'mismatch' || !product ? 'product.named' : 'product.heading'));
	const name = product ? [classed('p', 'name', claimed('product', product))] : [];
	return classed('section', 'card', heading, ...(told.where === 'page' ? [mark()] : []), ...name, element('dl', ...facts));
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
 * @returns {{ tone: string, heading: string, content: Node[] }}
 */
export function tell(told) {
	const said = lead(told);
	const [box, stale] = footing(told);
	const lines = [classed('p', 'lead', said.lead), ...said.facts.map((line) => classed('p', 'fact', line))];
	if (said.second) lines.push(classed('p', 'second', said.second));
	if (isMisread(said.code, told)) lines.push(classed('p', 'second', text('verdict.misread')));
	const verdict = verdictCard({ sign: said.tone, kicker: said.kicker, heading: said.heading, said: [...lines, box] });
	const content = [verdict, ...stale];
	if (said.rest.length > 0) {
		const items = said.rest.map(({ level, title, said, details }) => {
			const facts = details.map((line) => classed('p', 'fact', line));
			return classed('li', level, icon(level), element('div', element('h3', title), element('p', said), ...facts));
		});
		const marked = told.where === 'page' ? [mark()] : [];
		content.push(element('section', element('h2', text('verdict.warnings')), ...marked, classed('ul', 'warnings', ...items)));
	}
	content.push(card(told, said.code));
	if (told.where !== 'page') {
		const lacks = text(told.where === 'pack' ? 'pack.lacks' : 'private.lacks');
		content.push(classed('section', 'card', element('h2', text('device.lacks')), element('p', lacks)));
	}
	return { tone: said.tone, heading: said.heading, content };
}

/**
 * That there is no answer, and why.
 * @param {{ heading: string, why: string, detail?: string }} refusal
 * @returns {{ tone: string, content: Node[] }}
 */
export function tellNothing({ heading, why, detail }) {
	const said = [classed('p', 'lead', why), ...(detail ? [classed('p', 'fact', detail)] : [])];
	return { tone: 'question', content: [verdictCard({ sign: 'question', kicker: text('verdict.question'), heading, said })] };
}
