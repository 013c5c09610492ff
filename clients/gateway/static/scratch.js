// Which codes are scratch codes: secrets, in contrast to what stands on the outside of a box.

import { secretOf } from './verify/serial.js';

/**
 * Whether a code is a scratch code without a mistake.
 * @param {string} code
 */
export function isScratchCode(code) {
	try {
		secretOf(code);
		return true;
	} catch {
		return false;
	}
}
