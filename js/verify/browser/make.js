// Makes `hash.js` here: what browsers load in the place of `src/hash.js` where there is neither a bundler nor an
// import map, with the hashing library inside. `npm run browser` writes it, a test makes it anew and compares.

import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The text of the module. */
export async function make() {
	const { dependencies } = JSON.parse(readFileSync(at('../package.json'), 'utf8'));
	const noble = `@noble/hashes ${dependencies['@noble/hashes']}`;
	const { outputFiles } = await build({
		entryPoints: [at('../src/hash.js')],
		bundle: true,
		format: 'esm',
		minify: true,
		target: 'es2022',
		write: false,
		banner: { js: `/*! ${noble}, MIT License, (c) 2022 Paul Miller (paulmillr.com) */` },
	});
	return outputFiles[0].text;
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
	writeFileSync(at('hash.js'), await make());
