// Operators whose keys are in no file: in a hardware security module, for which SoftHSM stands here, and
// elsewhere, on a machine without a network, in a wallet or a device, for which polkadot.js's keyring stands.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { Keyring } from '@polkadot/api';
import * as gs1 from '../../js/verify/src/gs1.js';
import { key, send, sendAll } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { Gateway } from './lib/gateway.js';
import { found } from './lib/world.js';

const { HALLMARK_NODE: NODE } = process.env;
if (!NODE) throw new Error('start the tests with run.sh');
const CLI = process.env.HALLMARK_CLI ?? join(dirname(NODE), 'hallmark');
/** Where Debian's package softhsm2 puts its module. */
const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
const [PIN, TOKEN] = ['73105', 'Operators of Maker'];

const folder = await mkdtemp(join(tmpdir(), 'hallmark-keys-'));
after(() => rm(folder, { recursive: true, force: true }));
const path = (name) => join(folder, name);
const json = async (name) => JSON.parse(await readFile(path(name), 'utf8'));

/** Keys of polkadot.js of both kinds. Their accounts are operators of the maker. */
const WALLETS = Object.fromEntries(
	['sr25519', 'ed25519'].map((type) => [type, new Keyring({ type }).addFromUri(`//wallet//${type}`)]),
);

const it = chain({ prepare });

async function prepare(api) {
	const world = await found(api, {
		platform: { roles: ['Platform'] },
		maker: { roles: ['Merchant', 'Manufacturer'], country: 'AU', prefix: '9521002' },
	});
	const { addOperator } = api.tx.merchantRegistry;
	const wallets = Object.values(WALLETS).map(({ address }) => addOperator(address, 0x3fff));
	await sendAll(api, wallets, world.maker.admin);
	return { world };
}

before(async () => {
	// A token of its own, and whatever else tokens hold.
	await mkdir(path('tokens'));
	process.env.SOFTHSM2_CONF = path('softhsm2.conf');
	await writeFile(process.env.SOFTHSM2_CONF, `directories.tokendir = ${path('tokens')}\nlog.level = ERROR\n`);
	execFileSync('softhsm2-util', ['--init-token', '--free', '--label', TOKEN, '--pin', PIN, '--so-pin', '10537310']);
	const p256 = execFileSync('openssl', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']);
	const file = path('p256.pem');
	await writeFile(file, p256);
	const imported = ['--token', TOKEN, '--label', 'p256', '--id', '01', '--pin', PIN];
	execFileSync('softhsm2-util', ['--import', file, ...imported]);
	await writeFile(path('pin'), `${PIN}\n`, { mode: 0o600 });
});

/** The URI of a key in the token. */
const uri = (attributes, query = '', module = MODULE) =>
	`pkcs11:token=${encodeURIComponent(TOKEN)}${attributes}?module-path=${module}${query}`;

/** Runs `hallmark` with this signer. Gives its exit status and the document that it printed. */
function hallmark(signer, args, env = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(CLI, [...args.map(String), '--json', '--quiet'], {
			env: { ...process.env, HALLMARK_URL: it.node.url, HALLMARK_SIGNER: signer ?? '', ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let [out, err] = ['', ''];
		child.stdout.on('data', (data) => (out += data));
		child.stderr.on('data', (data) => (err += data));
		child.on('error', reject);
		child.on('close', (code) => {
			try {
				resolve({ code, said: JSON.parse(out) });
			} catch (error) {
				reject(new Error(`hallmark ${args.join(' ')}: ${code}: ${out}${err}`, { cause: error }));
			}
		});
	});
}

async function done(signer, args, env) {
	const { code, said } = await hallmark(signer, args, env);
	assert.equal(code, 0, `hallmark ${args.join(' ')}: ${JSON.stringify(said)}`);
	return said;
}

async function refused(reason, signer, args, env, status = 1) {
	const { code, said } = await hallmark(signer, args, env);
	assert.match(said.error ?? JSON.stringify(said), reason);
	assert.equal(code, status, said.error);
	assert(!JSON.stringify(said).includes(PIN), said.error);
}

const register = (name) => ['org', 'facility', 'register', '--name', name, '--country', 'AU'];

/** The names of the facilities that stand on the chain. */
async function facilities() {
	const all = await it.api.query.merchantRegistry.facilities.entries();
	return all.map(([, facility]) => facility.unwrap().name.toUtf8());
}

/** Somebody elsewhere signs the payloads of a file, as wallets do, and puts the signatures into it. */
async function signElsewhere(name, pair, change = (payload) => payload) {
	const content = await json(name);
	for (const transaction of content.transactions) {
		Object.assign(transaction.payload, change(transaction.payload));
		const { payload } = transaction;
		const typed = it.api.registry.createType('ExtrinsicPayload', payload, { version: payload.version });
		transaction.signature = typed.sign(pair).signature;
	}
	await writeFile(path(name), JSON.stringify(content));
}

test('key is made in the token, listed with its account, and signs as an operator', async () => {
	const pin = { HALLMARK_PIN: PIN };
	const { tokens } = await done(null, ['key', 'list', `pkcs11:?module-path=${MODULE}`]);
	assert.deepEqual(tokens.map(({ token }) => token), [TOKEN]);

	const made = await done(null, ['key', 'generate', uri(';object=clerk;id=%0A')], pin);
	await refused(/object: .* has clerk \(id 0a\) already/, null, ['key', 'generate', uri(';object=clerk')], pin);
	await refused(/object: name the key/, null, ['key', 'generate', uri('')], pin);
	const { keys } = await done(null, ['key', 'list', uri('')], pin);
	assert.deepEqual(keys.map(({ object, kind }) => `${object} ${kind}`).sort(), ['clerk Ed25519', 'p256 EC']);
	const clerk = keys.find(({ object }) => object === 'clerk');
	assert.deepEqual([clerk.account, clerk.signer], [made.account, made.signer]);
	assert.equal(keys.find(({ object }) => object === 'p256').account, null);
	const shown = await done(clerk.signer, ['key', 'show'], pin);
	assert.deepEqual([shown.account, shown.kind], [clerk.account, 'Ed25519, in a token']);

	await refused(/not an operator|no operator/, clerk.signer, register('Too early'), pin);
	await done('//maker', ['org', 'operator', 'add', clerk.account, '--may', 'facilities']);
	const { transaction, block } = await done(clerk.signer, register('Vault'), pin);
	assert.match(transaction, /^0x/);
	assert((await facilities()).includes('Vault'));
	const head = await it.api.rpc.chain.getHeader(await it.api.rpc.chain.getFinalizedHead());
	assert(head.number.toNumber() >= block.number);
	// The PIN from a file, and the key by its id alone.
	await done(uri(';id=%0A', `&pin-source=file:${path('pin')}`), register('Vault by id'));
	assert((await facilities()).includes('Vault by id'));
});

test('signer is refused by field when the token, the key or the PIN is another', async () => {
	const args = register('Never');
	const pin = { HALLMARK_PIN: PIN };
	const refuse = (reason, signer, env = pin, status) => refused(reason, signer, args, env, status);
	await refuse(/^PIN: the token Operators of Maker: it takes another PIN/, uri(';object=clerk'), { HALLMARK_PIN: '99999' });
	await refuse(/^PIN: there is no terminal.*HALLMARK_PIN/, uri(';object=clerk'), { HALLMARK_PIN: '' });
	await refuse(/^object: .* has no such private key; those that it has: .*clerk/, uri(';object=chief'));
	await refuse(/^object: p256 \(id 01\) is a key of the kind EC, and Ed25519 is needed/, uri(';object=p256'));
	await refuse(/^token: there is no such token; those at hand: Operators of Maker/, `pkcs11:token=None?module-path=${MODULE}`);
	await refuse(/^module-path: \/nowhere\.so: there is no such file/, uri(';object=clerk', '', '/nowhere.so'));
	await refuse(/^module-path: \/etc\/hostname: it cannot be loaded/, uri(';object=clerk', '', '/etc/hostname'));
	await refuse(/^module-path: the URI names no module/, 'pkcs11:token=T');
	await refuse(/pin-value: others see/, uri(';object=clerk', `&pin-value=${PIN}`));
	await writeFile(path('seen'), PIN, { mode: 0o644 });
	await refuse(/mode 0644 lets others/, uri(';object=clerk', `&pin-source=${path('seen')}`));
	assert(!(await facilities()).includes('Never'));
});

test('credentials are signed by a key of the token', async () => {
	const pin = { HALLMARK_PIN: PIN };
	const made = await done(null, ['key', 'generate', uri(';object=credentials')], pin);
	const shown = await done(null, ['credential', 'key', 'show', made.signer], pin);
	assert.equal(`0x${shown.hex}`, made.publicKey);
	const { did } = await done('//maker', ['credential', 'key', 'register', made.signer, '--domain', 'maker.example'], pin);
	const document = await done('//maker', ['credential', 'did']);
	assert.deepEqual(document.assertionMethod, [`${did}#${shown.publicKey}`]);
});

test('gateway signs its status lists by a key of the token, and starts with no other', async () => {
	const key = uri(';object=credentials', `&pin-source=${path('pin')}`);
	const args = (key) => ['--origin', 'https://gateway.example', '--credential-key', key];
	const gateway = await Gateway.start(it.node.url, { args: args(key) });
	try {
		await gateway.listsAt(it.api);
		const answer = await gateway.get('/credentials/status/lots/0/suspension');
		assert.equal(answer.status, 200);
		await writeFile(path('list.json'), await answer.text());
		const document = await gateway.get('/.well-known/did.json');
		await writeFile(path('gateway.did.json'), await document.text());
		const { publicKey } = await done(null, ['credential', 'key', 'show', key]);
		assert.deepEqual((await json('gateway.did.json')).assertionMethod, [`did:web:gateway.example#${publicKey}`]);
		const verify = ['credential', 'verify', path('list.json'), '--did-document', path('gateway.did.json')];
		assert.equal((await done(null, verify)).verified, true);
	} finally {
		await gateway.stop();
	}
	const other = uri(';object=nobody', `&pin-source=${path('pin')}`);
	await assert.rejects(Gateway.start(it.node.url, { args: args(other) }), (error) => {
		assert.match(error.message, /--credential-key.*no such private key/s);
		assert(!error.message.includes(PIN));
		return true;
	});
});

test('reports at a gateway are read by a key of the token', async () => {
	const gateway = await Gateway.start(it.node.url);
	try {
		await gateway.caughtUp(it.api);
		const list = ['report', 'list', '--gateway', gateway.url];
		const { reports, gateways } = await done(uri(';object=clerk'), list, { HALLMARK_PIN: PIN });
		assert.deepEqual([reports, gateways], [[], [{ gateway: gateway.url, reports: 0, fault: null }]]);
	} finally {
		await gateway.stop();
	}
});

for (const [type, pair] of Object.entries(WALLETS)) {
	test(`transaction is signed by an ${type} key of polkadot.js, and submitted`, async () => {
		const name = `${type}.json`;
		const said = await done(pair.address, [...register(`Signed by ${type}`), '--unsigned', path(name)]);
		assert.equal(said.transactions[0].call, 'MerchantRegistry.register_facility');
		assert(!(await facilities()).includes(`Signed by ${type}`));
		await refused(/exists already/, pair.address, [...register('Again'), '--unsigned', path(name)]);
		await refused(/signature: there is none/, null, ['submit', path(name)]);

		// It is what polkadot.js itself would have a wallet sign.
		const { payload } = (await json(name)).transactions[0];
		const { api } = it;
		const call = api.tx.merchantRegistry.registerFacility(`Signed by ${type}`, 'AU', null);
		const own = api.registry.createType('SignerPayload', {
			...{ address: pair.address, method: call.method, nonce: payload.nonce, blockHash: payload.blockHash },
			...{ blockNumber: payload.blockNumber, genesisHash: api.genesisHash, version: 4, runtimeVersion: api.runtimeVersion },
			...{ era: api.createType('ExtrinsicEra', payload.era), signedExtensions: api.registry.signedExtensions, mode: 0 },
		});
		const theirs = own.toPayload();
		for (const field of ['address', 'method', 'nonce', 'blockHash', 'blockNumber', 'genesisHash', 'era', 'specVersion', 'transactionVersion', 'signedExtensions', 'version', 'mode'])
			assert.deepEqual(payload[field], theirs[field], field);
		assert.equal(call.method.toHex(), payload.method);

		await signElsewhere(name, pair);
		const { transactions } = await done(null, ['submit', path(name)]);
		assert.equal(transactions[0].call, 'MerchantRegistry.register_facility');
		assert.deepEqual(transactions[0].errors, []);
		assert(transactions[0].events.some(({ name }) => name === 'MerchantRegistry.FacilityRegistered'));
		assert((await facilities()).includes(`Signed by ${type}`));
		const block = await api.rpc.chain.getBlock(transactions[0].block.hash);
		const hashes = block.block.extrinsics.map(({ hash }) => hash.toHex());
		assert(hashes.includes(transactions[0].transaction));
		// Again: it is found where it stands.
		assert.deepEqual(await done(null, ['submit', path(name)]), { transactions });
	});
}

test('transactions are shown and signed where there is no node, and submitted', async () => {
	const nowhere = { HALLMARK_URL: 'ws://127.0.0.1:1' };
	await done(null, ['key', 'generate', path('operator.key')]);
	assert.equal(statSync(path('operator.key')).mode & 0o777, 0o600);
	const { account } = await done(`@${path('operator.key')}`, ['key', 'show'], nowhere);
	await done('//maker', ['org', 'operator', 'add', account, '--may', 'facilities']);
	await done(account, [...register('Apart'), '--unsigned', path('apart.json')]);

	const { transactions } = await done(null, ['sign', path('apart.json'), '--show'], nowhere);
	const [shown] = transactions;
	assert.deepEqual([shown.call, shown.account, shown.signed], ['MerchantRegistry.register_facility', account, false]);
	assert.equal(shown.arguments.name, '"Apart"');
	assert.match(shown.does, /facility/i);
	assert.equal(shown.genesis, it.api.genesisHash.toHex());
	const signer = `@${path('operator.key')}`;
	await refused(/nobody is there to ask/, signer, ['sign', path('apart.json')], nowhere, 3);
	await refused(/address: it is for .* to sign/, '//maker', ['sign', path('apart.json'), '--yes'], nowhere);
	await refused(/an address signs nothing/, account, ['sign', path('apart.json'), '--yes'], nowhere);
	const genesis = { ...nowhere, HALLMARK_GENESIS: `0x${'11'.repeat(32)}` };
	await refused(/genesisHash: it is for the chain/, signer, ['sign', path('apart.json'), '--yes'], genesis);
	await refused(/has nothing to be signed/, signer, ['sign', path('apart.json'), '--unsigned', path('x.json')], nowhere, 3);
	const signed = await done(signer, ['sign', path('apart.json'), '--yes'], nowhere);
	assert.deepEqual(signed.transactions.map((transaction) => transaction.signed), [true]);
	await done(null, ['submit', path('apart.json')]);
	assert((await facilities()).includes('Apart'));

	// A key of the token signs apart, too.
	const clerk = uri(';object=clerk');
	const pin = { HALLMARK_PIN: PIN };
	await done(clerk, [...register('Apart in the token'), '--unsigned', path('token.json')], pin);
	await done(clerk, ['sign', path('token.json'), '--yes'], { ...nowhere, ...pin });
	await done(null, ['submit', path('token.json')]);
	assert((await facilities()).includes('Apart in the token'));
});

test('command of several transactions writes them all, and goes on once they are final', async () => {
	const { address } = WALLETS.sr25519;
	const codes = Array.from({ length: 60 }, (_, item) => gs1.gtin('9521002', item + 1));
	const rows = codes.map((code) => `${code},Stone,Cut diamonds,AU,710239`);
	await writeFile(path('products.csv'), ['gtin14,name,category,origin,hs6', ...rows].join('\n'));
	const importing = ['product', 'import', path('products.csv')];
	const said = await done(address, [...importing, '--unsigned', path('products.json')]);
	assert.deepEqual([said.registered, said.transactions.length], [0, 2]);
	await signElsewhere('products.json', WALLETS.sr25519);
	const { transactions } = await done(null, ['submit', path('products.json')]);
	assert.deepEqual(transactions.map(({ call, errors }) => [call, errors]), Array(2).fill(['Utility.force_batch', []]));
	const again = await done(address, [...importing, '--unsigned', path('none.json')]);
	assert.equal(again.present, 60);
	assert(!existsSync(path('none.json')), 'there was nothing to sign');

	const issuing = ['lot', 'issue', '--gtin', codes[0], '--batch', 'A1', '--count', 10, '--out', path('lots')];
	await done(address, [...issuing, '--unsigned', path('lot.json')]);
	await signElsewhere('lot.json', WALLETS.sr25519);
	const submitted = await done(null, ['submit', path('lot.json')]);
	const issued = submitted.transactions[0].events.find(({ name }) => name === 'ProductIdentity.LotIssued');
	assert.equal(issued.fields.count, '10');
	// It finds the lot, and has nothing to sign.
	const { lot, count } = await done(address, issuing);
	assert.deepEqual([lot, count], [0, 10]);
});

test('submission says in words why a transaction is not taken', async () => {
	const { address } = WALLETS.sr25519;
	// The call fails in its block.
	await done(address, ['org', 'facility', 'close', 4_000, '--unsigned', path('fails.json')]);
	await signElsewhere('fails.json', WALLETS.sr25519);
	const { code, said } = await hallmark(null, ['submit', path('fails.json')]);
	assert.equal(code, 1);
	assert.match(said.transactions[0].errors[0], /^MerchantRegistry\.FacilityNotFound: /);

	// Another key than the account's, and a call that was changed after it was signed.
	await done(address, [...register('Forged'), '--unsigned', path('forged.json')]);
	await signElsewhere('forged.json', WALLETS.ed25519);
	await refused(/forged\.json: signature: it is not that of/, null, ['submit', path('forged.json')]);
	await signElsewhere('forged.json', WALLETS.sr25519);
	const content = await json('forged.json');
	content.transactions[0].payload.nonce = '0x0000000f';
	await writeFile(path('changed.json'), JSON.stringify(content));
	await refused(/signature: it is not that of/, null, ['submit', path('changed.json')]);

	// The account did something else in between.
	await send(it.api, it.api.tx.merchantRegistry.registerFacility('In between', 'AU', null), WALLETS.sr25519);
	await refused(/refused: another transaction of the account has its nonce/, null, ['submit', path('forged.json')]);
	assert(!(await facilities()).includes('Forged'));

	// A stranger's account.
	const stranger = key('//stranger');
	await done(stranger.address, ['org', 'facility', 'close', 0, '--unsigned', path('stranger.json')]);
	await signElsewhere('stranger.json', stranger);
	await refused(/refused: .*operator/, null, ['submit', path('stranger.json')]);
});

test('hash of the metadata that a device signed goes to the chain, which has none in development', async () => {
	const { address } = WALLETS.sr25519;
	await done(address, [...register('Device'), '--unsigned', path('device.json')]);
	await signElsewhere('device.json', WALLETS.sr25519, () => ({ mode: 1, metadataHash: `0x${'07'.repeat(32)}` }));
	// Our check of the signature passed; the chain knows of no such hash.
	await refused(/refused: /, null, ['submit', path('device.json')]);
	const { signature, payload } = (await json('device.json')).transactions[0];
	assert.equal(payload.mode, 1);

	// The same as a device gives it that tells no hash: the whole transaction.
	const { api } = it;
	const whole = api.registry.createType('Extrinsic', { method: payload.method }, { version: 4 });
	whole.addSignature(address, signature, payload);
	const device = { payload: { ...payload, mode: 0, metadataHash: null }, signature: null, signedTransaction: whole.toHex() };
	const file = { format: 'hallmark-transactions/1', transactions: [device] };
	await writeFile(path('whole.json'), JSON.stringify(file));
	await refused(/refused: /, null, ['submit', path('whole.json')]);
	device.payload.nonce = '0x000000ff';
	await writeFile(path('whole.json'), JSON.stringify(file));
	await refused(/signedTransaction: another transaction than that/, null, ['submit', path('whole.json')]);
	assert(!existsSync(path('whole.json.part')));
});
