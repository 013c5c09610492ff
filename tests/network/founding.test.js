// The commands of docs/founding.md as they stand there, up to the first final block, and the units of deploy/systemd: on two fresh
// machines with a systemd of their own, as lib/machine.sh makes them, of a company that founds a chain alone: one runs its
// validator, the other its node. Only the example's account is replaced. Without systemd or cgroup2 it is skipped.

import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { within } from './lib/network.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MACHINE = fileURLToPath(new URL('lib/machine.sh', import.meta.url));
const NODE = process.env.HALLMARK_NODE;
const CLI = process.env.HALLMARK_CLI ?? join(dirname(NODE), 'hallmark');
/** The account that stands in the page. */
const EXAMPLE = '5GjzZn2B2MFogQidCzzgBUxqdyoGRJGEcfKycfqX5qZyY7CG';

const [INSTALL, ACCOUNT, KEYS, NODE_KEY, CHECK, INIT, START] = readFileSync(join(ROOT, 'docs/founding.md'), 'utf8')
	.split('```sh\n')
	.slice(1)
	.map((text) => text.split('```')[0]);
const can = existsSync('/lib/systemd/systemd') && readFileSync('/proc/mounts', 'utf8').includes(' cgroup2 ');

/** What `sudo` does where everybody is root. */
const SUDO = '#!/bin/sh\nif [ "$1" = -u ]; then user=$2; shift 2; exec runuser -u "$user" -- "$@"; fi\nexec "$@"\n';

class Machine {
	/** Boots one, with the files of a release in its home. */
	static async boot(name) {
		const machine = new Machine();
		machine.folder = join(mkdtempSync(join(tmpdir(), 'hallmark-machine-')), name);
		machine.child = spawn(MACHINE, ['boot', machine.folder], { stdio: 'ignore' });
		await within(60, `${name} is up`, () =>
			machine.run('systemctl is-system-running || true').then((said) => /running|degraded/.test(said), () => false),
		);
		await machine.run(
			`printf '${SUDO.replaceAll('\n', '\\n')}' >/usr/bin/sudo
			chmod 755 /usr/bin/sudo
			mkdir release
			cp ${NODE} release/hallmark-node
			cp ${CLI} release/hallmark
			cp -r ${ROOT}/deploy release/`,
		);
		return machine;
	}

	/** Runs commands on it, as they would be typed in a folder; `input` is what they read. */
	async run(script, folder = '.', input = '') {
		// A shell whose input is a socket, as this one's is, would read .bashrc.
		const args = ['on', this.folder, 'bash', '--norc', '-ec', `cd /root\ncd ${folder}\n${script}`];
		const running = promisify(execFile)(MACHINE, args, { maxBuffer: 1 << 26, timeout: 600_000 });
		running.child.stdin.end(input);
		return (await running).stdout;
	}

	off() {
		execFileSync(MACHINE, ['off', this.folder]);
		rmSync(dirname(this.folder), { recursive: true });
	}
}

describe('a company that follows docs/founding.md', { skip: can ? false : 'no systemd, or no cgroup2' }, () => {
	const machines = [];
	let validator, rpc, account, sent;

	before(async () => {
		machines.push(await Machine.boot('validator'));
		machines.push(await Machine.boot('rpc'));
		[validator, rpc] = machines;
	});

	after(() => machines.forEach((machine) => machine.off()));

	/** What the node of a machine answers. */
	async function ask(machine, method, ...params) {
		const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
		const said = await machine.run(`curl --silent http://127.0.0.1:9944 -H content-type:application/json -d '${body}'`);
		return JSON.parse(said).result;
	}

	test('installs the release on each machine', async () => {
		for (const machine of machines) {
			await machine.run(INSTALL, 'release');
			await machine.run('test "$(hallmark-node --version)" && systemctl cat hallmark-validator hallmark-node');
		}
	});

	test('makes its keys where they are used', async () => {
		account = (await validator.run(ACCOUNT)).trim();
		assert.match(account, /^5\w{47}$/);
		assert.equal((await validator.run('stat -c %a admin.key')).trim(), '600');
		assert.ok(KEYS.includes(EXAMPLE), 'the page has another account');
		sent = [await validator.run(KEYS.replace(EXAMPLE, account))];
		// The user that runs the node comes first on any machine.
		await rpc.run(KEYS.split('\n').filter((line) => !line.includes('hallmark-node key')).join('\n'));
		sent.push(await rpc.run(NODE_KEY));
		// Nobody else reads them.
		const kept = await validator.run("cd /var/lib/hallmark\nstat -c '%U %a' .\nfind . -type f -printf '%u %m\\n'");
		const [folder, ...files] = kept.trim().split('\n');
		assert.equal(folder, 'hallmark 700');
		assert.ok(files.length >= 3, kept);
		for (const file of files) assert.equal(file, 'hallmark 600');
	});

	test('writes the file, checks it, and founds the chain', async () => {
		const file = `
			[chain]
			name = "Hallmark Pacific"
			id = "hallmark_pacific"

			[[organisations]]
			key = "alone"
			legalId = "ALONE-1"
			name = "Alone"
			country = "CN"
			roles = ["Member"]
			admins = ["${account}"]
			seat = "${account}"

			${sent.join('\n')}`;
		await validator.run('cat >consortium.toml', '.', file);
		const said = await validator.run(`${CHECK.trim()} 2>&1`);
		assert.match(said, /validator/i);
		const founded = await validator.run(INIT);
		assert.match(founded, /0x[0-9a-f]{64}/);
		const folder = 'founded/members/alone';
		const files = (await validator.run(`ls ${folder}`)).split('\n');
		for (const name of ['README.md', 'chain.json', 'validator-1.env', 'node-1.env']) assert.ok(files.includes(name), name);
	});

	test('starts its validator by the unit, which starts it again when it dies', async (t) => {
		await validator.run(START, 'founded/members/alone');
		const begun = Date.now();
		const final = async (least) => {
			const said = await validator.run('hallmark status --json || true').catch(() => '');
			return said && JSON.parse(said).finalised?.number >= least;
		};
		await within(300, 'a block is final', () => final(1));
		t.diagnostic(`the first block was final ${((Date.now() - begun) / 1_000).toFixed(0)} s after the start`);
		t.diagnostic((await validator.run('hallmark validator list')).trim());
		assert.equal((await validator.run('systemctl is-active hallmark-validator')).trim(), 'active');
		assert.equal((await validator.run('systemctl is-enabled hallmark-validator')).trim(), 'enabled');
		await validator.run('systemctl kill --signal KILL hallmark-validator');
		await within(120, 'it is there again', async () =>
			/^[1-9]/.test(await validator.run('systemctl show --property NRestarts --value hallmark-validator')),
		);
		await within(300, 'blocks are final again', () => final(3));
		const said = await validator.run('journalctl --unit hallmark-validator --no-pager');
		assert.match(said, /Idle|Imported/);
		// The node says so where it lacks a system call that the unit forbids.
		assert.doesNotMatch(said, /.*not permitted.*/);
	});

	test('starts its node by the other unit', async () => {
		// Its folder is taken to the other machine.
		const read = (name) => validator.run(`cat founded/members/alone/${name}`);
		for (const name of ['chain.json', 'node-1.env']) {
			await rpc.run(`cat >${name}`, '.', await read(name));
		}
		const start = START.replace('validator-1.env', 'node-1.env').replaceAll('hallmark-validator', 'hallmark-node');
		await rpc.run(start);
		await within(300, 'it answers', () => ask(rpc, 'system_health').catch(() => null));
		assert.equal(await ask(rpc, 'chain_getBlockHash', 0), await ask(validator, 'chain_getBlockHash', 0));
	});
});
