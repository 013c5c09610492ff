// A real gateway before a real node, and one that lies.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as tcp } from 'node:net';

/** A port that nobody has. */
async function freePort() {
	const server = tcp().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address();
	server.close();
	await once(server, 'close');
	return port;
}

/** Gateways that run. They go when the tests do. */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/**
 * Starts a gateway and waits until it answers.
 * @returns {Promise<{ origin: string, log: string[], stop: () => Promise<void> }>}
 */
export async function startGateway({ node, leaves, trust, data, packs, database, keys, publicNode, bootNodes = [] }) {
	const port = await freePort();
	const listen = `127.0.0.1:${port}`;
	// All visitors of a test have one address, whose requests are not to be limited.
	const args = ['--node', node, '--leaves', leaves, '--trust', trust, '--listen', listen, '--data', data, '--trust-loopback'];
	if (packs) args.push('--packs', packs);
	if (database) args.push('--database', database);
	if (keys) args.push('--keys', keys);
	if (publicNode) args.push('--public-node', publicNode);
	for (const node of bootNodes) args.push('--boot-node', node);
	// Verifiers of other builds than the gateway's own.
	if (process.env.HALLMARK_VERIFIERS) args.push('--verifiers', process.env.HALLMARK_VERIFIERS);
	const child = spawn(process.env.HALLMARK_GATEWAY, args, { stdio: ['ignore', 'pipe', 'pipe'] });
	running.add(child);
	const log = [];
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => log.push(String(data)));
	let ended = false;
	child.on('exit', () => (ended = true));
	const origin = `http://127.0.0.1:${port}`;
	for (let tries = 0; ; tries++) {
		const isUp = await fetch(`${origin}/health`).then(({ ok }) => ok).catch(() => false);
		if (isUp) break;
		if (ended || tries > 600) throw new Error(`the gateway does not start:\n${log.join('')}`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	const stop = async () => {
		running.delete(child);
		if (ended) return;
		child.kill('SIGTERM');
		await once(child, 'exit');
	};
	return { origin, log, stop };
}

/**
 * A server that hands on what another says, and changes it: `lie` is given path and content, and returns what is
 * said in its place, or nothing.
 * @param {string} truth an origin
 * @param {(path: string, content: Buffer) => Buffer | string | undefined} lie
 */
export async function startLiar(truth, lie) {
	const server = createServer(async (request, response) => {
		try {
			const chunks = [];
			for await (const chunk of request) chunks.push(chunk);
			const answer = await fetch(truth + request.url, {
				method: request.method,
				headers: { accept: request.headers.accept ?? '*/*', 'accept-language': request.headers['accept-language'] ?? '' },
				redirect: 'manual',
				...(chunks.length && { body: Buffer.concat(chunks) }),
			});
			const content = Buffer.from(await answer.arrayBuffer());
			const headers = Object.fromEntries(answer.headers);
			for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection'])
				delete headers[name];
			response.writeHead(answer.status, headers);
			response.end(lie(request.url, content) ?? content);
		} catch (error) {
			response.writeHead(502).end(String(error));
		}
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		origin: `http://127.0.0.1:${server.address().port}`,
		stop: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
