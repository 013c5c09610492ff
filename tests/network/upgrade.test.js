// An upgrade to the next release, rehearsed on a network with data while members write. The next release is this one with
// another version and the migrations of next/migrations.rs: one in a single block, one in steps. scripts/rehearse.sh builds
// both runtimes with the checks of `try-runtime` inside, so that the nodes themselves check all that is stored. Without
// HALLMARK_RUNTIME the network begins with the node's own runtime, and these checks are skipped; without
// HALLMARK_NEXT_RUNTIME all of it is.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Keyring } from '@polkadot/api';
import { hexToString } from '@polkadot/util';
import { xxhashAsHex } from '@polkadot/util-crypto';
import { Checker } from './lib/checker.js';
import { Clients, connect } from './lib/clients.js';
import { Network, within } from './lib/network.js';

const { HALLMARK_RUNTIME: THIS, HALLMARK_NEXT_RUNTIME: NEXT } = process.env;
const CLI = process.env.HALLMARK_CLI ?? join(dirname(process.env.HALLMARK_NODE), 'hallmark');
/** The gateway, which is of the release before too; without one nobody asks it. */
const GATEWAY = process.env.HALLMARK_GATEWAY ?? join(dirname(process.env.HALLMARK_NODE), 'hallmark-gateway');
const GATEWAY_URL = 'http://127.0.0.1:19930';
const skip = NEXT ? false : 'no runtime to rehearse with: run scripts/rehearse.sh';
const unchecked = THIS ? false : 'the runtimes have no checks inside: run scripts/rehearse.sh';

/** How many facilities one write registers: the migration in steps changes a hundred in a block. */
const TOGETHER = 20;
const FACILITIES = 800;
/** What one asks of `TryRuntime_on_runtime_upgrade`: that every pallet's `try_state` holds. */
const TRY_STATE = '0x03';

const key = (pallet, item) => xxhashAsHex(pallet, 128) + xxhashAsHex(item, 128).slice(2);
const CURSOR = key('MultiBlockMigrations', 'Cursor');
const RAN = key('Rehearsal', 'Ran');

describe('an upgrade with migrations', { skip }, () => {
	let network, checker, clients, api, next, gateway;

	before(async () => {
		network = await Network.up(4, THIS ? { HALLMARK_CODE: THIS } : {});
		checker = new Checker(network);
		api = await connect(network, 'rpc');
		next = api.runtimeVersion.specVersion.toNumber() + 1;
		clients = await Clients.start(network, checker, TOGETHER);
		if (existsSync(GATEWAY)) gateway = serve();
	});

	after(async () => {
		gateway?.kill('SIGKILL');
		await clients?.stop();
		await api?.disconnect();
		await checker?.stop();
		await network?.sh('down');
	});

	/** A command of `hallmark`, which is of the release before; gives what it answers. */
	async function hallmark(member, ...args) {
		const signer = `@${join(network.folder, 'nodes', member, 'account.key')}`;
		const all = [...args, '--url', network.url('rpc'), '--signer', signer, '--json'];
		// `status` tells of warnings by its exit status.
		const { stdout } = await promisify(execFile)(CLI, all, { timeout: 300_000 }).catch((error) => {
			if (args[0] === 'status' && [1, 2].includes(error.code)) return error;
			throw new Error(`hallmark ${args.join(' ')}: ${error.stdout}${error.stderr}`);
		});
		return JSON.parse(stdout);
	}

	/** Starts a gateway before the RPC node. */
	function serve() {
		const folder = join(network.folder, 'gateway');
		mkdirSync(join(folder, 'leaves'), { recursive: true });
		return spawn(
			GATEWAY,
			[
				...['--node', network.url('rpc'), '--trust', join(network.folder, 'spec/chain.json')],
				...['--leaves', join(folder, 'leaves'), '--data', join(folder, 'data')],
				...['--listen', new URL(GATEWAY_URL).host],
			],
			{ stdio: 'ignore' },
		);
	}

	/** What the gateway says of migrations: its health, a header of each answer, a sentence on a page. */
	async function told() {
		const health = await (await fetch(`${GATEWAY_URL}/health`)).json();
		const page = await fetch(`${GATEWAY_URL}/organisations/0`, { headers: { accept: 'text/html' } });
		const said = page.headers.has('x-hallmark-notice');
		return [health.migrating, said, (await page.text()).includes('<p class="migrating"')];
	}

	/** What a node makes of all that is stored after a block. */
	const tryState = (hash) => api.rpc.state.call('TryRuntime_on_runtime_upgrade', TRY_STATE, hash);

	/** Whether a migration in steps is under way after a block. */
	const migrating = async (hash) => (await network.ask('rpc', 'state_getStorage', CURSOR, hash)) !== null;

	/** The names of all facilities after a block, by their number. */
	async function facilities(hash) {
		const then = await api.at(hash);
		const entries = await then.query.merchantRegistry.facilities.entries();
		return new Map(
			entries.map(([of, record]) => [of.args[0].toNumber(), hexToString(record.unwrap().name.toHex())]),
		);
	}

	test('a gateway says nothing of migrations before', { skip: existsSync(GATEWAY) ? false : 'no gateway' }, async () => {
		const calm = () => told().then((it) => it.join() === 'false,false,false', () => false);
		await within(120, 'it answers, and says nothing', calm);
	});

	test('there is something to migrate', () =>
		within(600, `${FACILITIES} facilities`, async () => {
			return (await api.query.merchantRegistry.nextFacilityId()).toNumber() >= FACILITIES;
		}));

	test('state is sound before it', { skip: unchecked }, async (t) => {
		const { number, hash } = await network.finalised('rpc');
		await tryState(hash);
		t.diagnostic(`try_state holds after block ${number}`);
	});

	test('blocks and finality go on while it comes, and what waits is there afterwards', async (t) => {
		const { motion } = await hallmark('v1', 'upgrade', 'authorise', NEXT);
		const id = [motion.hash, String(motion.index)];
		for (const member of ['v2', 'v3']) await hallmark(member, 'council', 'vote', ...id);
		const { executed } = await hallmark('v4', 'council', 'close', ...id);
		assert.ok(executed);
		await within(300, 'the upgrade is due', async () => (await hallmark('v1', 'upgrade', 'show')).upgrade.due);

		const start = await network.best('rpc');
		let lag = 0;
		let watching = true;
		const watch = (async () => {
			while (watching) {
				// A busy node may be asked in vain.
				const asked = Promise.all([network.best('rpc'), network.finalised('rpc')]);
				const [best, { number }] = await asked.catch(() => [0, { number: 0 }]);
				lag = Math.max(lag, best - number);
				await new Promise((resolve) => setTimeout(resolve, 500));
			}
		})();
		try {
			await hallmark('v2', 'upgrade', 'apply', NEXT);
			await within(600, 'the migration in steps begins', async () =>
				migrating(await network.ask('rpc', 'chain_getBlockHash')),
			);

			// Readers are told. Who writes is heard, and waits.
			const heard = gateway && within(60, 'the gateway says so', async () => (await told()).every(Boolean));
			const status = await hallmark('v1', 'status');
			assert.ok(status.migrating, 'status says nothing of the migration');
			assert.equal(status.specVersion, next);
			const written = hallmark('v3', 'org', 'facility', 'register', '--name', 'By the old client', '--country', 'CN');
			await within(120, 'polkadot.js has the new release', () =>
				api.runtimeVersion.specVersion.toNumber() === next,
			);
			const signer = new Keyring({ type: 'sr25519' }).addFromUri(network.secret('v1'));
			const call = api.tx.merchantRegistry.updateProfile('Member one', null);
			await call.signAsync(signer, { nonce: -1 });
			const waits = (await call.send()).toHex();
			const best = await network.ask('rpc', 'chain_getBlockHash');
			assert.ok(await migrating(best), 'the migration was over too soon to see what waits: give it more to do');
			const pool = await network.ask('rpc', 'author_pendingExtrinsics');
			assert.ok(pool.includes(call.toHex()), 'what was sent does not wait in the pool');
			await heard;

			// A node that misses part of it comes back.
			await network.sh('kill', 'v4');
			await network.sh('restart', 'v4');

			await within(300, 'the migration is over', async () =>
				!(await migrating(await network.ask('rpc', 'chain_getBlockHash'))),
			);
			const { facility } = await written;
			t.diagnostic(`a client of the release before wrote facility ${facility} meanwhile`);
			await network.advance(5);
			if (gateway) assert.deepEqual(await told(), [false, false, false]);
			assert.ok(await placeOf(waits, start), 'what waited in the pool is gone');
		} finally {
			watching = false;
			await watch;
		}
		t.diagnostic(`finality was at most ${lag} blocks behind`);
		assert.ok(lag <= 15, `finality stood still: ${lag} blocks`);
	});

	/** The number of the block since `start` that has an extrinsic. */
	async function placeOf(write, start) {
		const best = await network.best('rpc');
		for (let number = start; number <= best; number++) {
			const hash = await network.ask('rpc', 'chain_getBlockHash', number);
			const { block } = await api.rpc.chain.getBlock(hash);
			if (block.extrinsics.some((extrinsic) => extrinsic.hash.toHex() === write)) return number;
		}
	}

	test('each migration ran once, and blocks held nothing else while steps ran', async (t) => {
		const ran = await network.ask('rpc', 'state_getStorage', RAN);
		// A list of one block number.
		assert.match(ran, /^0x04[0-9a-f]{8}$/);
		// A block's number is set after the migrations at its beginning ran: they saw the one before.
		const first = Buffer.from(ran.slice(4), 'hex').readUInt32LE() + 1;
		const hashOf = (number) => network.ask('rpc', 'chain_getBlockHash', number);
		const slotOf = async (hash) => {
			const { digest } = await network.ask('rpc', 'chain_getHeader', hash);
			const item = digest.logs.find((log) => log.startsWith('0x0661757261'));
			return Buffer.from(item.slice(14), 'hex').readBigUInt64LE();
		};

		let last = first;
		while (await migrating(await hashOf(last))) last++;
		assert.ok(last - first >= 3, `the steps were done in ${last - first} blocks`);
		for (let number = first + 1; number <= last; number++) {
			const { block } = await network.ask('rpc', 'chain_getBlock', await hashOf(number));
			// Time and the beacon's contribution are what a node puts in.
			assert.ok(block.extrinsics.length <= 2, `block ${number} has ${block.extrinsics.length} extrinsics`);
		}
		const slots = (await slotOf(await hashOf(last))) - (await slotOf(await hashOf(first - 5)));
		const missed = Number(slots) - (last - first + 5);
		t.diagnostic(`blocks ${first} to ${last}: ${last - first} with steps, ${missed} slots missed`);

		const before = await facilities(await hashOf(first - 1));
		const afterwards = await facilities(await hashOf(last));
		assert.equal(afterwards.size, before.size);
		for (const [id, name] of before) assert.equal(afterwards.get(id), `${name}*`);
		const half = [...(await facilities(await hashOf(Math.floor((first + last) / 2)))).values()];
		const changed = half.filter((name) => name.endsWith('*')).length;
		t.diagnostic(`half-way ${changed} of ${half.length} records had their new form`);
		assert.ok(changed > 0 && changed < half.length, 'readers saw both forms');
	});

	test('state is sound after it', { skip: unchecked }, async (t) => {
		const { number, hash } = await network.finalised('rpc');
		await tryState(hash);
		t.diagnostic(`try_state holds after block ${number}`);
	});

	test('all nodes have what clients were told when it is over', async (t) => {
		const told = checker.told.length;
		await within(120, 'writes become final after it', () => checker.told.length > told + 4);
		await clients.stop();
		await checker.stop();
		const { wrong, ...compared } = await checker.compare(network.nodes);
		t.diagnostic(JSON.stringify(compared));
		assert.deepEqual(wrong, []);
	});
});
