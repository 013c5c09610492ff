// Serves the package to browsers as a gateway does: the sources as they are, the hashing with its library inside,
// under a strict content security policy. `node test/browser/serve.js` says where the page is.

import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { argv } from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { moduleOf } from '../module.js';

const CSP =
	"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";
const TYPES = {
	js: 'text/javascript',
	html: 'text/html',
	json: 'application/json',
	wasm: 'application/wasm',
};

/** The folder of the real verifier, see `../verifier.js`. */
const { HALLMARK_VERIFIER: REAL } = process.env;

const codeHash = new Uint8Array(32).fill(7);
const ok = {
	answer: {},
	block: { number: 5, hash: '0x' },
	at: 1,
	staleAt: 2,
	codeHash: `0x${'07'.repeat(32)}`,
	trusted: '0x09',
};

/** What stands at a path; nothing if there is nothing. */
async function at(path) {
	if (path === '/verifier.wasm') return moduleOf({ codeHash, outcomes: [{ ok }] });
	const file = (relative) => readFile(new URL(relative, import.meta.url));
	if (path === '/src/hash.js') return file('../../browser/hash.js');
	const [, folder, name] = path.match(/^\/(real|src|test|test\/browser|vectors)\/([\w.-]+)$/) ?? [];
	if (folder === 'real') return REAL && readFile(join(REAL, name)).catch(() => undefined);
	if (!folder) return undefined;
	const root = folder === 'vectors' ? '../../../../' : '../../';
	return file(`${root}${folder}/${name}`).catch(() => undefined);
}

/**
 * Starts the server. Gives its port, how to stop it, and what the page says when it is done.
 */
export async function serve(port = 0) {
	const results = new EventEmitter();
	const server = createServer(async (request, response) => {
		const { method, url } = request;
		if (method === 'POST' && url === '/result') {
			results.emit('result', await text(request));
			response.end();
			return;
		}
		const path = url.replace(/\?.*/, '');
		const body = await at(path);
		const type = TYPES[path.split('.').pop()] ?? 'application/octet-stream';
		response.writeHead(body ? 200 : 404, { 'content-type': type, 'content-security-policy': CSP });
		response.end(body);
	});
	await new Promise((ready) => server.listen(port, '127.0.0.1', ready));
	const close = () => {
		server.closeAllConnections();
		server.close();
	};
	const result = async () => (await once(results, 'result'))[0];
	return { port: server.address().port, close, result };
}

if (argv[1] === fileURLToPath(import.meta.url)) {
	const { port } = await serve(Number(argv[2] ?? 0));
	console.log(`http://127.0.0.1:${port}/test/browser/page.html`);
}
