// The document as this script's own. A style sheet, an attribute of the elements around an answer, or a shadow tree in its
// place could show other words than stand in it. So before a page says what this device has found out, it is made anew.

import { element } from './app.js';
import { icon, others, text } from './words.js';

/**
 * Takes the document from whoever wrote it: its body is made anew, and no style sheet stays but the scripts' own.
 * @param {...Node} content what stands in the body
 */
export function ownDocument(...content) {
	const root = document.documentElement;
	for (const { name } of [...root.attributes]) if (name !== 'lang') root.removeAttribute(name);
	const style = new URL('style.css', import.meta.url).href;
	const sheets = [...document.head.querySelectorAll('link[rel~="stylesheet" i], style')];
	const own = sheets.find((it) => it.href === style && it.attributes.length === 2);
	for (const it of sheets) if (it !== own) it.remove();
	if (!own) document.head.append(Object.assign(element('link'), { rel: 'stylesheet', href: style }));
	// Nor is the page so small, or so large, that nobody can read it.
	for (const it of document.head.querySelectorAll('meta[name="viewport" i]')) it.content = 'width=device-width, initial-scale=1';
	document.body.replaceWith(element('body', ...content));
	// Some browsers read style sheets out of an answer's headers, too.
	for (const sheet of document.styleSheets) if (sheet.href !== style) sheet.disabled = true;
}

/**
 * What of an address's query the links of a page keep.
 * @param {string | null} market the country that is asked about
 */
export function keptQuery(market) {
	const lang = new URLSearchParams(location.search).get('lang');
	const kept = String(new URLSearchParams({ ...(lang && { lang }), ...(market && { market }) }));
	return kept && `?${kept}`;
}

/**
 * What stands around an answer: before it, and behind it.
 * @param {string | null} market the country that is asked about
 * @returns {{ top: Node[], foot: Node }}
 */
export function frame(market) {
	const skip = element('a', text('page.skip'));
	Object.assign(skip, { className: 'skip', href: '#answer' });
	const brand = element('a', icon('hallmark'), element('span', text('page.name')));
	Object.assign(brand, { className: 'brand', href: `/${keptQuery(market)}` });
	const query = new URLSearchParams(location.search);
	const links = others.map(({ code, tag, name }) => {
		const link = element('a', name);
		query.set('lang', code);
		Object.assign(link, { href: `?${query}`, hreflang: tag, lang: tag, rel: 'alternate' });
		return link;
	});
	const nav = element('nav', ...links);
	nav.setAttribute('aria-label', text('page.other-languages'));
	const header = element('header', brand, nav);
	header.className = 'top';
	return { top: [skip, header], foot: element('footer', element('p', text('page.footer'))) };
}

/** The part of a page in which it says what there is to say. */
export function mainPart() {
	return Object.assign(element('main'), { id: 'answer', tabIndex: -1 });
}
