// Every command of docs/operations.md, as it stands there, on what looks like a machine of the fourth member: its network
// namespace, with /etc/hallmark, /var/lib/hallmark and the user `hallmark`. There is no systemd in it: a stand-in for
// `systemctl` starts and stops what the unit says.

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { after, before, test } from 'node:test';
import { Checker } from './lib/checker.js';
import { Network } from './lib/network.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NODE = process.env.HALLMARK_NODE;
const CLI = process.env.HALLMARK_CLI ?? join(dirname(NODE), 'hallmark');
const MEMBER = 'v4';

/** The commands of a page, block by block. */
const blocks = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8')
	.split('```sh\n')
	.slice(1)
	.map((text) => text.split('```')[0]);

let network, checker, machine, home;

before(async () => {
	network = await Network.up(4);
	checker = new Checker(network);
	await network.sh('stop', MEMBER);

	machine = join(network.folder, 'machine');
	home = join(machine, 'home');
	const folder = (...parts) => {
		const path = join(machine, ...parts);
		mkdirSync(path, { recursive: true });
		return path;
	};
	folder('home');
	const etc = folder('etc');
	const bin = folder('bin');
	copyFileSync(join(network.folder, 'spec/chain.json'), join(etc, 'chain.json'));
	copyFileSync(
		join(network.folder, 'spec/members/member-4/validator-1.env'),
		join(etc, 'hallmark-validator.env'),
	);
	for (const name of ['admin.key', 'validator.key']) {
		copyFileSync(join(network.folder, 'nodes', MEMBER, 'account.key'), join(home, name));
		chmodSync(join(home, name), 0o600);
	}
	const { genesis } = JSON.parse(readFileSync(join(etc, 'chain.json'), 'utf8'));
	writeFileSync(
		join(home, 'runtime.wasm'),
		Buffer.from(genesis.raw.top['0x3a636f6465'].slice(2), 'hex'),
	);
	for (const name of ['passwd', 'group']) copyFileSync(`/etc/${name}`, join(machine, name));
	execFileSync('sh', [
		'-ec',
		`grep -q '^hallmark:' passwd || echo 'hallmark:x:977:977::/var/lib/hallmark:/usr/sbin/nologin' >>passwd
		grep -q '^hallmark:' group || echo 'hallmark:x:977:' >>group`,
	], { cwd: machine });

	symlinkSync(NODE, join(bin, 'hallmark-node'));
	symlinkSync(CLI, join(bin, 'hallmark'));
	const command = (name, script) => {
		writeFileSync(join(bin, name), `#!/bin/bash\nset -euo pipefail\n${script}`, { mode: 0o755 });
	};
	command('sudo', 'if [ "$1" = -u ]; then shift 2; fi\nexec "$@"\n');
	command('journalctl', `tail -n 20 ${machine}/log\n`);
	command(
		'systemctl',
		`action=$1 unit=$2 pid=${machine}/pid
		running() { [ -e $pid ] && [ -e /proc/$(cat $pid) ]; }
		stop() {
			running || return 0
			kill $(cat $pid)
			while running; do sleep 0.2; done
		}
		start() {
			. <(sed 's/=\\(.*\\)/="\\1"/' /etc/hallmark/$unit.env | grep -v '^#')
			start=$(sed -n 's|^ExecStart=/usr/bin/||p' ${ROOT}/deploy/systemd/$unit.service)
			eval "setsid $start >>${machine}/log 2>&1 </dev/null &"
			echo $! >$pid
			for _ in $(seq 300); do
				answer=$(curl --silent --max-time 2 http://127.0.0.1:9944 -H content-type:application/json -d '{"jsonrpc":"2.0","id":1,"method":"system_health"}' || true)
				[[ $answer != *'"isSyncing":false'* || $answer == *'"peers":0'* ]] || exit 0
				running || exit 1
				sleep 1
			done
			exit 1
		}
		case $action in
		start) start ;;
		stop) stop ;;
		restart) stop; start ;;
		is-active) running && echo active ;;
		*) echo "what is $action?"; exit 1 ;;
		esac\n`,
	);
	await on('sudo systemctl start hallmark-validator');
});

after(async () => {
	await on('sudo systemctl stop hallmark-validator').catch(() => {});
	await checker?.stop();
	await network?.sh('down');
});

/** Runs commands on that machine. */
async function on(script) {
	const mounts = `
		mkdir -p /var/lib/hallmark /etc/hallmark
		mount --bind ${join(network.folder, 'nodes', MEMBER, 'data')} /var/lib/hallmark
		mount --bind ${machine}/etc /etc/hallmark
		mount --bind ${machine}/passwd /etc/passwd
		mount --bind ${machine}/group /etc/group
		cd ${home}
		exec bash -euo pipefail -c "$SCRIPT"`;
	const args = ['netns', 'exec', network.space(MEMBER), 'unshare', '--mount', 'bash', '-ec', mounts];
	const { stdout } = await promisify(execFile)('ip', args, {
		env: { ...process.env, SCRIPT: script, PATH: `${machine}/bin:${process.env.PATH}` },
		maxBuffer: 1 << 26,
		timeout: 600_000,
	});
	return stdout;
}

blocks.forEach((block, place) => {
	const title = block.trim().split('\n')[0].slice(0, 60);
	test(`runbook does what it says when block ${place + 1} is run: ${title}`, async (t) => {
		const said = await on(block);
		for (const line of said.trim().split('\n').slice(0, 6)) t.diagnostic(line.slice(0, 120));
	});
});

test('all nodes have what was final when the runbook is through', async () => {
	await on('sudo systemctl stop hallmark-validator');
	await network.sh('restart', MEMBER);
	await network.advance(2);
	await checker.stop();
	const { wrong } = await checker.compare(network.nodes);
	assert.deepEqual(wrong, []);
});
