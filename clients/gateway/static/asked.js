// What the pages ask for on which the device itself answers, as HTML in the language of the page: a file of the scripts' own.
// Whoever sends such a page does not decide into what a code is typed.

const { lang } = document.documentElement;
/** @type {{ default: { private: string, pack: string } }} */
const { default: asked } = await (lang.startsWith('zh') ? import('./asked/zh.js') : import('./asked/en.js'));
export { asked };
