// Numbers of GS1.

/** The check digit of a number without it (GS1 General Specifications, 7.9). */
export function checkDigit(digits) {
	const sum = [...digits].reverse().reduce((sum, d, i) => sum + Number(d) * (i % 2 ? 1 : 3), 0);
	return String((10 - (sum % 10)) % 10);
}

/** The GTIN-14, as text, of an item under a company prefix. */
export function gtin(prefix, item) {
	const digits = `0${prefix}${String(item).padStart(12 - prefix.length, '0')}`;
	return digits + checkDigit(digits);
}

/** The GLN, as text, of a place under a company prefix. */
export function gln(prefix, place) {
	const digits = prefix + String(place).padStart(12 - prefix.length, '0');
	return digits + checkDigit(digits);
}

/** A company prefix as the chain takes it: leading zeros count. */
export function companyPrefix(digits) {
	return { value: Number(digits), len: digits.length };
}

/** The Digital Link URI that stands in the code on the box. */
export function uri({ gtin, batch, serial }) {
	const part = (text) => encodeURIComponent(text);
	const lot = batch === undefined ? '' : `/10/${part(batch)}`;
	return `https://id.example.com/01/${gtin}${lot}/21/${part(serial)}`;
}
