// QR codes on paper: what a reader finds on a printed sheet.

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The dots in an inch at which a sheet is looked at. */
const DPI = '200';

/**
 * All QR codes of a PDF, as ZBar reads them.
 * @param {string} file
 * @returns {Promise<string[]>}
 */
export async function codesIn(file) {
	const folder = await mkdtemp(join(tmpdir(), 'hallmark-sheet-'));
	try {
		await run('pdftoppm', ['-r', DPI, '-png', file, join(folder, 'page')]);
		const pages = (await readdir(folder)).map((name) => join(folder, name));
		const { stdout } = await run('zbarimg', ['-q', '--raw', '-Sdisable', '-Sqrcode.enable', ...pages]);
		return stdout.split('\n').filter(Boolean);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
