// Makes the module that the desk's pages load, with its libraries inside: `npm run browser` writes it, a test makes it anew and
// compares.

import { readFileSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Where it is served from, and the licences beside it. */
export const MADE = at('../../clients/console/static/vendor/desk.js');
export const LICENCES = at('../../clients/console/static/vendor/desk.LICENSES');

/** The text of the module, and the licences of what is in it. */
export async function make() {
	const { dependencies } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
	const libraries = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
	const { outputFiles, metafile } = await build({
		metafile: true,
		entryPoints: [at('src/index.js')],
		bundle: true,
		format: 'esm',
		minify: true,
		target: 'es2022',
		write: false,
		legalComments: 'none',
		banner: { js: `/*! ${libraries.join(', ')}: licences in desk.LICENSES */` },
	});
	// Some are in it twice, in two versions.
	const folders = new Set(Object.keys(metafile.inputs).flatMap((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []));
	const licences = [...folders].sort().map((folder) => {
		const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
		const file = readdirSync(folder).find((it) => /^licen[cs]e/i.test(it));
		return `${name} ${version}: ${license}\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}\n`;
	});
	return { code: outputFiles[0].text, licences: licences.join('\n----\n\n') };
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
	const { code, licences } = await make();
	writeFileSync(MADE, code);
	writeFileSync(LICENCES, licences);
}
