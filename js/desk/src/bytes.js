// Bytes and texts.

/** @param {Uint8Array} bytes */
export const hexOf = (bytes) => `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;

/** @param {string} hex */
export function bytesOfHex(hex) {
	const digits = hex.replace(/^0x/, '');
	if (digits.length % 2 || /[^0-9a-f]/i.test(digits)) throw new RangeError('it is not hexadecimal');
	return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @param {string} text */
export const base64Bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
export const equal = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

/** @param {...Uint8Array} parts */
export function concat(...parts) {
	const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
