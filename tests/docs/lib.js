// Fenced blocks of a page, and shells that run them.

import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @typedef {object} Block A fenced block of a page.
 * @property {number} line where it begins, counted from 1
 * @property {string} language `sh`, `json` and so on; empty if it has none
 * @property {string} text
 * @property {string} [file] the file that it is the content of: `<!-- file: NAME -->` stands before it
 * @property {number} ends with which exit status; 0 unless `<!-- ends with: STATUS -->` stands before it
 * @property {boolean} [stopped] whether no gateway runs meanwhile: `<!-- gateway: stopped -->` stands before it
 * @property {string} [notRun] why nobody runs it: `<!-- not run: WHY -->` stands before it
 */

/**
 * The fenced blocks of a page, in their order.
 * @param {string} markdown
 * @returns {Block[]}
 */
export function blocksOf(markdown) {
	const blocks = [];
	let open, before = '';
	for (const [i, line] of markdown.split('\n').entries()) {
		const fence = /^\s*```(\w*)\s*$/.exec(line);
		if (open && fence) {
			blocks.push({ ...open, text: `${open.lines.join('\n')}\n` });
			open = undefined;
			before = '';
		} else if (open) {
			open.lines.push(line.slice(open.indent));
		} else if (fence) {
			const [, file] = /<!-- file: (\S+) -->/.exec(before) ?? [];
			const [, notRun] = /<!-- not run: (.+?) -->/.exec(before) ?? [];
			const ends = Number(/<!-- ends with: (\d+) -->/.exec(before)?.[1] ?? 0);
			const stopped = before.includes('<!-- gateway: stopped -->');
			open = { line: i + 1, indent: line.search(/\S/), language: fence[1], file, notRun, ends, stopped, lines: [] };
		} else if (line.trim()) {
			// A comment belongs to the block that comes next.
			before = line;
		}
	}
	return blocks;
}

/** What a shell has besides: the gateway as a server goes to the background, and is waited for; a next one takes its place. */
const PRELUDE = `
set -eu -o pipefail
hallmark-gateway() {
	if [[ "\${1-}" != --* ]]; then command hallmark-gateway "$@"; return; fi
	stop_gateway
	command hallmark-gateway "$@" >gateway.out 2>gateway.log &
	echo $! >gateway.pid
	for _ in $(seq 300); do
		# A reader is slower than the index, if there is one.
		[ "$(command curl --silent http://127.0.0.1:8080/health | jq '(.block.number // -1) <= (.index.block // if .index then -2 else infinite end)')" != true ] || return 0
		kill -0 "$(<gateway.pid)" 2>/dev/null || break
		sleep 0.1
	done
	cat gateway.log >&2
	return 1
}
stop_gateway() {
	[ -f gateway.pid ] || return 0
	kill "$(<gateway.pid)" 2>/dev/null || true
	while kill -0 "$(<gateway.pid)" 2>/dev/null; do sleep 0.05; done
	rm gateway.pid
}
# A page's curl shows what went wrong; here it counts as well.
curl() { command curl --silent --show-error --fail-with-body --max-time 30 "$@"; }
[ ! -f environment ] || source environment
`;

/**
 * Runs a script as a reader does, in a folder. What it sets is set for the next one.
 * @param {string} folder
 * @param {string} script
 * @param {Record<string, string>} env
 * @param {number} [patience] in milliseconds
 * @returns {Promise<{ status: number | null, out: string }>} exit status, and all that it said
 */
export async function run(folder, script, env, patience = 60_000) {
	const file = join(folder, '.script.sh');
	await writeFile(file, `${PRELUDE}\n${script}\ndeclare -p | grep -E '^declare -[x-]+ [A-Z_]+=' | grep -vE ' (BASH|SHELLOPTS|PPID|UID|EUID|FUNCNAME|HOME|PATH|PWD|OLDPWD|_|SHLVL|HALLMARK_URL)' >environment\n`);
	// What it says goes to a file: a server in the background would hold a pipe open.
	const child = spawn('bash', ['-c', 'bash .script.sh >.said 2>&1'], { cwd: folder, env: { ...process.env, ...env }, stdio: 'ignore' });
	const timer = setTimeout(() => child.kill('SIGKILL'), patience);
	const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
	clearTimeout(timer);
	return { status, out: await readFile(join(folder, '.said'), 'utf8') };
}
