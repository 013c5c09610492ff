// What the desk's pages make, tell and sign by the chain's metadata, compared with what polkadot.js makes of the same bytes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Metadata as PolkadotMetadata, TypeRegistry } from '@polkadot/types';
import { hexToU8a } from '@polkadot/util';
import { Metadata, hexOf, messageOf, ofSecret } from '../../clients/console/static/vendor/desk.js';
import { rpc } from './lib/chain.js';
import { chain } from './lib/fixture.js';

const it = chain({ prepare: async () => ({}) });

const DIGEST = `0x${'d0'.repeat(32)}`;
const DOCUMENT = { digest: DIGEST, media: 'Pdf' };
const DETAILS = { name: '有机绿茶', hs: { code: '090210', edition: 2022 }, origin: 'CN', sheet: DOCUMENT };

/** Calls of each task, as the pages fill them in. */
const CALLS = [
	{ CustomsClearance: { accept: { declaration: '7', mrn: '26CN0007', commitment: DIGEST } } },
	{ CustomsClearance: { release: { declaration: '7', lines: 3 } } },
	{ CustomsClearance: { detain: { declaration: '7', lines: 1, document: null } } },
	{ CustomsClearance: { propose_override: { declaration: '7', lines: 1, reason: DOCUMENT } } },
	{ RandomnessBeacon: { prove_final: { justification: { hex: '0x00ff80' } } } },
	{ Sampling: { open_examination: { decision: '3', seals: DOCUMENT } } },
	{ Sampling: { report_sample: { decision: '3', from: '0', results: [{ Examined: { code: DIGEST, found: ['0', '1', '2'] } }, 'NotPresented'] } } },
	{ ProductIdentity: { register_product: { gtin: '09520123456788', product_type: '0', details: DETAILS } } },
	{
		ProductIdentity: {
			issue_lot: {
				header: { gtin: '09520123456788', batch: 'L-1', part: 0, facility: null, guessable: false, produced: null, expires: '1795996800000' },
				count: 100,
				root: DIGEST,
				leaf_file: DIGEST,
			},
		},
	},
	{ Council: { vote: { proposal: DIGEST, index: 4, approve: true } } },
	{ Council: { close: { proposal_hash: DIGEST, index: 4, proposal_weight_bound: { ref_time: '1000000', proof_size: '2000' }, length_bound: 77 } } },
	{ Council: { propose: { threshold: '2', proposal: { MerchantRegistry: { suspend: { org: '3', reason: null } } }, length_bound: 99 } } },
	{ Utility: { force_batch: { calls: [{ Sampling: { check_documents: { decision: '3' } } }] } } },
	{ CustomsClearance: { reopen_match: { declaration: '7', round: 0, parties: { platform: '1', institution: '9', carrier: '7' } } } },
	{ CustomsClearance: { invalidate: { declaration: '7', lines: 1, reason: DOCUMENT } } },
	{ CustomsClearance: { register: { subject: { Product: '09520123456788' }, system: 'CN-IL', number: 'IL-2026-000017' } } },
	{ CustomsClearance: { confirm_registration: { subject: { Lot: '2' }, system: 'CN-IL', registrant: 3, number: 'IL-2026-000017', hs: { code: '040210', edition: 2022 } } } },
	{ CustomsClearance: { withdraw_confirmation: { subject: { Lot: '2' }, system: 'CN-IL', registrant: 3, reason: DOCUMENT } } },
	{ Consortium: { authorise_upgrade: { code_hash: DIGEST } } },
	{ Consortium: { cancel_upgrade: {} } },
	{ Consortium: { apply_upgrade: { code: new Uint8Array(20_000).fill(7) } } },
];

let metadata;
async function read() {
	const answer = await rpc(it.api, 'state_call', 'Metadata_metadata_at_version', '0x0f000000');
	// An option of bytes, which polkadot.js would not take apart in hexadecimal.
	metadata ??= new Metadata(it.api.createType('Option<Bytes>', hexToU8a(answer)).unwrap().toU8a(true));
	return metadata;
}

test('calls are the bytes that polkadot.js reads the same call in', async () => {
	const chain = await read();
	assert.equal(chain.specVersion, it.api.runtimeVersion.specVersion.toNumber());
	for (const call of CALLS) {
		const bytes = chain.encode(call);
		const other = it.api.createType('Call', bytes);
		assert.equal(other.toHex(), hexOf(bytes));
		const [[pallet, inner]] = Object.entries(call);
		const [name] = Object.keys(inner);
		const told = chain.tell(bytes);
		assert.deepEqual([told.pallet, told.name], [pallet, name]);
		const camel = (text) => text.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
		assert.equal(other.method, camel(name));
		// Nothing that the call says is left out, and everything has its name.
		assert.deepEqual(told.fields.map(([field]) => field), other.argsDef ? Object.keys(other.argsDef) : other.meta.args.map(({ name }) => String(name)));
	}
});

test('words are those of the bytes, not of what was filled in', async () => {
	const chain = await read();
	const register = chain.encode(CALLS[7]);
	const text = (told) => JSON.stringify(told);
	assert.match(text(chain.tell(register)), /有机绿茶/);
	// A call within a call is told as a call.
	const moved = chain.tell(chain.encode(CALLS[11]));
	const [, proposal] = moved.fields.find(([name]) => name === 'proposal');
	assert.equal(proposal.call.name, 'suspend');
	// What does not show is not shown as if it did.
	const hidden = { ...CALLS[7].ProductIdentity.register_product, details: { ...DETAILS, name: 'a\u202eb' } };
	const shown = text(chain.tell(chain.encode({ ProductIdentity: { register_product: hidden } })));
	assert.doesNotMatch(shown, /\u202e/);
	// It is said why there are digits instead of a name.
	assert.match(shown, /"text":"0x61e280ae62","hidden":"U\+202E"/);
	// More bytes than the call has are none of it.
	assert.throws(() => chain.tell(Uint8Array.of(...register, 0)));
});

test('code is told by its length and hash, which is the one that is authorised', async () => {
	const chain = await read();
	const code = new Uint8Array(20_000).fill(7);
	const { fields } = chain.tell(chain.encode({ Consortium: { apply_upgrade: { code } } }));
	assert.equal(fields[0][1].text, `20000 bytes, BLAKE2b-256 ${it.api.registry.hash(code).toHex()}`);
});

test('fields that cannot be are refused with their names', async () => {
	const chain = await read();
	const cases = [
		[{ CustomsClearance: { release: { declaration: 'seven', lines: 1 } } }, /declaration.*no whole number/],
		[{ CustomsClearance: { release: { lines: 1 } } }, /declaration.*missing/],
		[{ CustomsClearance: { release: { declaration: '7', lines: 4294967296 } } }, /lines/],
		[{ Council: { vote: { proposal: '0x12', index: 1, approve: true } } }, /proposal.*32 bytes/],
		[{ Sampling: { open_examination: { decision: '3', seals: { digest: DIGEST, media: 'Film' } } } }, /Film/],
	];
	for (const [call, reason] of cases) assert.throws(() => chain.encode(call), reason);
});

test('message that is signed is that of polkadot.js, and the chain takes the signature', async () => {
	const chain = await read();
	const { api } = it;
	const alice = await ofSecret('//Alice');
	const head = await api.rpc.chain.getHeader();
	const nonce = await api.rpc.system.accountNextIndex(alice.account);
	const payload = (method) => ({
		address: alice.account,
		blockHash: head.hash.toHex(),
		blockNumber: head.number.toHex(),
		era: api.createType('ExtrinsicEra', { current: head.number.toNumber(), period: 64 }).toHex(),
		genesisHash: api.genesisHash.toHex(),
		metadataHash: null,
		method: hexOf(method),
		mode: 0,
		nonce: nonce.toHex(),
		signedExtensions: api.registry.signedExtensions,
		specVersion: api.runtimeVersion.specVersion.toHex(),
		tip: '0x00',
		transactionVersion: api.runtimeVersion.transactionVersion.toHex(),
		version: 4,
	});
	const long = { Utility: { force_batch: { calls: Array(20).fill(CALLS[1]) } } };
	for (const call of [CALLS[1], long]) {
		const made = payload(chain.encode(call));
		const raw = api.registry.createType('ExtrinsicPayload', made, { version: 4 }).toU8a({ method: true });
		assert.equal(hexOf(messageOf(made)), hexOf(raw.length > 256 ? api.registry.hash(raw) : raw));
	}
	// A wallet that took the metadata which the page offers it makes the same bytes by it.
	const { metaCalls, userExtensions, genesisHash, specVersion } = chain.forWallets(api.genesisHash.toHex());
	assert.deepEqual([genesisHash, specVersion], [api.genesisHash.toHex(), api.runtimeVersion.specVersion.toNumber()]);
	const registry = new TypeRegistry();
	registry.setMetadata(new PolkadotMetadata(registry, Buffer.from(metaCalls, 'base64')), undefined, userExtensions);
	const release = payload(chain.encode(CALLS[1]));
	registry.setSignedExtensions(release.signedExtensions, userExtensions);
	const raw = registry.createType('ExtrinsicPayload', release, { version: 4 }).toU8a({ method: true });
	assert.equal(hexOf(messageOf(release)), hexOf(raw));
	assert.throws(() => messageOf({ ...payload(chain.encode(CALLS[1])), signedExtensions: [] }), /release/);
	assert.throws(() => messageOf({ ...payload(chain.encode(CALLS[1])), version: 5 }), /release/);

	// The only member of the council moves something, which is done at once.
	const types = { ProductIdentity: { register_product_types: { names: ['Made at the desk'] } } };
	const motion = { Council: { propose: { threshold: '1', proposal: types, length_bound: chain.encode(types).length } } };
	const made = payload(chain.encode(motion));
	const extrinsic = api.createType('Extrinsic', { method: api.createType('Call', made.method) }, { version: 4 });
	extrinsic.addSignature(alice.account, `0x01${hexOf(alice.sign(messageOf(made))).slice(2)}`, made);
	await api.rpc.author.submitExtrinsic(extrinsic);
	const registered = () => api.query.productIdentity.productTypes.entries();
	for (let tries = 0; !(await registered()).some(([, type]) => JSON.stringify(type.toHuman()).includes('Made at the desk')); tries++) {
		assert.ok(tries < 100, 'the chain does not take it');
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
});
