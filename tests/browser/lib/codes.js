// QR codes on paper: what a reader finds on a printed sheet.

import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

const jsQR = createRequire(import.meta.url)('jsqr');
const run = promisify(execFile);

/** The dots in an inch at which a sheet is looked at. */
const DPI = 200;

/**
 * All QR codes of a PDF. Each that was read is painted over, so that the next one is found.
 * @param {string} file
 * @returns {Promise<string[]>}
 */
export async function codesIn(file) {
	const { stdout } = await run('pdftoppm', ['-r', String(DPI), '-gray', file], { encoding: 'buffer', maxBuffer: 1 << 28 });
	return [...pagesOf(stdout)].flatMap(({ width, height, grey }) => {
		const pixels = new Uint8ClampedArray(4 * width * height);
		grey.forEach((value, at) => pixels.fill(value, 4 * at, 4 * at + 3));
		const codes = [];
		for (let found; (found = jsQR(pixels, width, height, { inversionAttempts: 'dontInvert' })); ) {
			codes.push(found.data);
			blank(pixels, width, height, found.location);
		}
		return codes;
	});
}

/** The pages of a stream of pictures in PGM. */
function* pagesOf(stream) {
	for (let at = 0; at < stream.length; ) {
		const [head, width, height] = /^P5\s(\d+)\s(\d+)\s255\s/.exec(stream.toString('latin1', at, at + 64));
		const from = at + head.length;
		at = from + width * height;
		yield { width: Number(width), height: Number(height), grey: stream.subarray(from, at) };
	}
}

/** Paints white over a code and its margin. */
function blank(pixels, width, height, { topLeftCorner, topRightCorner, bottomLeftCorner, bottomRightCorner }) {
	const corners = [topLeftCorner, topRightCorner, bottomLeftCorner, bottomRightCorner];
	const [left, right] = [Math.min(...corners.map(({ x }) => x)), Math.max(...corners.map(({ x }) => x))];
	const [top, bottom] = [Math.min(...corners.map(({ y }) => y)), Math.max(...corners.map(({ y }) => y))];
	const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
	const margin = 4;
	for (let y = within(top - margin, height); y < within(bottom + margin, height); y++)
		pixels.fill(255, 4 * (y * width + within(left - margin, width)), 4 * (y * width + within(right + margin, width)));
}
