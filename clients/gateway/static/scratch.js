// Which codes are scratch codes: secrets, in contrast to what stands on the outside of a box.

import { secretOf } from './verify/serial.js';

/**
 * What is wrong with a text as a scratch code: the kind of a `ScratchCodeError`, or nothing.
 * @param {string} text
 */
function faultOf(text) {
	try {
		secretOf(text);
		return undefined;
	} catch (error) {
		return error.kind;
	}
}

/**
 * Whether a code is a scratch code without a mistake.
 * @param {string} code
 */
export const isScratchCode = (code) => faultOf(code) === undefined;

/**
 * What is said of a code that is a scratch code, or looks like one: the name of a text, and nothing of other codes. Its 16
 * symbols are the whole secret, so it is kept as one where the check symbol is missing or wrong, too. Digits alone are
 * rather the number of a product. `is_like_scratch_code` of the server is the same rule.
 * @param {string} code
 * @returns {'scratch' | 'scratch-typo' | undefined}
 */
export function scratchWarning(code) {
	if (isScratchCode(code)) return 'scratch';
	const isWhole = [code, `${code}0`].some((it) => isScratchCode(it) || faultOf(it) === 'checkSymbol');
	return isWhole && /\p{L}/u.test(code) ? 'scratch-typo' : undefined;
}
