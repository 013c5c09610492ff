// Links of products and lots, resolver domains and keys of credentials: whose word counts as what.

import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { test } from 'node:test';
import { Failed, eventsOf, key, motion, rpc, send, sendEach } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { companyPrefix, gtin } from '../../js/verify/src/gs1.js';
import { DOCUMENT, alice, found, header, product } from './lib/world.js';

const OURS = '9521001';
const NOBODYS = '9521003';

const it = chain({
	prepare: async (api) => ({
		world: await found(api, {
			platform: { roles: ['Platform'] },
			brand: { roles: ['Merchant', 'Manufacturer'], country: 'BE', prefix: OURS },
			importer: { roles: ['Merchant'] },
			other: { roles: ['Merchant'], country: 'NZ' },
			agency: { roles: ['InspectionAgency'], country: 'SG' },
		}),
	}),
});

const link = (linkType, href, changes = {}) => ({
	linkType,
	href,
	title: 'About it',
	language: null,
	mediaType: null,
	...changes,
});

const pip = (host) => [link('gs1:pip', `https://${host}/`)];

const links = async (code, lot) => (await rpc(it.api, 'trace_links', code, lot)).value;

/** Whose lists an answer has, of what, and as what. */
const lists = ({ lists }) =>
	lists.map(({ by, subject, writer }) => [by.name, Object.keys(subject)[0], writer]);

/** Issues a lot without items, and gives its id. */
async function issueLot(code, signer, batch = 'B1') {
	const call = it.api.tx.productIdentity.issueListedLot(header({ gtin: code, batch }));
	const [{ lot }] = eventsOf(await send(it.api, call, signer), 'productIdentity.LotIssued');
	return Number(lot);
}

test('brand links its product and its lots, and readers see it first', async () => {
	const { api, world } = it;
	const { setLinks } = api.tx.links;
	const code = gtin(OURS, 1);
	await send(api, product(api, code), world.brand.admin);
	const lot = await issueLot(code, world.brand.admin);
	assert.deepEqual(await links(code), {
		gtin: code,
		lot: null,
		brandHolder: { id: world.brand.id, name: 'brand', country: 'BE' },
		lists: [],
		more: false,
	});

	const list = [
		link('gs1:certificationInfo', 'https://brand.example/cert?lot=1#top', {
			title: '有机认证',
			language: 'zh-Hans',
			mediaType: 'application/pdf',
		}),
		...pip('brand.example'),
	];
	const result = await send(api, setLinks({ Product: code }, list), world.brand.admin);
	const [set] = eventsOf(result, 'links.LinksSet');
	assert.deepEqual([set.org, set.subject, set.old], [world.brand.id, { product: Number(code) }, []]);
	await send(api, setLinks({ Lot: lot }, pip('lot.example')), world.brand.admin);

	const answer = await links(code, lot);
	assert.deepEqual(lists(answer), [
		['brand', 'lot', 'brand'],
		['brand', 'product', 'brand'],
	]);
	assert.deepEqual(answer.lists[1].links, list);
	assert.deepEqual([answer.lists[0].active, answer.lists[0].doubtful], [true, false]);
	assert.deepEqual(lists(await links(code)), [['brand', 'product', 'brand']]);
	const { entries } = (await rpc(api, 'trace_journal', { product: code })).value;
	assert.equal(entries.at(-1).entry.kind, 'linksSet');

	// The same from the runtime API, without JSON-RPC's shell.
	const decoded = await api.call.traceApi.links(code, lot);
	assert.equal(decoded.lists.length, 2);
});

test('list is replaced, and removed when it is empty', async () => {
	const { api, world } = it;
	const { setLinks } = api.tx.links;
	const subject = { Product: gtin(OURS, 1) };
	const outcomes = await sendEach(
		api,
		[
			setLinks(subject, pip('brand.example')),
			setLinks(subject, pip('brand.example')),
			setLinks(subject, []),
			setLinks(subject, []),
			setLinks(subject, pip('brand.example')),
		],
		world.brand.admin,
	);
	const unchanged = 'links.ListUnchanged';
	assert.deepEqual(outcomes, ['ok', unchanged, 'ok', unchanged, 'ok']);
});

test('bad link is refused with what is wrong with it', async () => {
	const { api, world } = it;
	const good = pip('brand.example')[0];
	const cases = [
		[{ linkType: 'pip' }, 'InvalidLinkType'],
		[{ linkType: 'gs1:defaultLink' }, 'InvalidLinkType'],
		[{ linkType: 'schema:review' }, 'InvalidLinkType'],
		[{ href: 'http://brand.example/' }, 'InvalidHref'],
		[{ href: 'javascript:alert(1)' }, 'InvalidHref'],
		[{ href: 'https://user:pass@brand.example/' }, 'InvalidHref'],
		[{ href: 'https://brand.example/\r\nSet-Cookie: a=b' }, 'InvalidHref'],
		[{ href: 'https://127.0.0.1/' }, 'InvalidHref'],
		[{ title: '' }, 'InvalidTitle'],
		[{ title: 'mir\u202Eror' }, 'InvalidTitle'],
		[{ language: 'en_GB' }, 'InvalidLanguage'],
		[{ mediaType: 'html' }, 'InvalidMediaType'],
	];
	const set = (list) => api.tx.links.setLinks({ Product: gtin(OURS, 1) }, list);
	const calls = cases.map(([change]) => set([...pip('a.example'), { ...good, ...change }]));
	assert.deepEqual(
		await sendEach(api, [...calls, set([good, { ...good, title: 'Again' }])], world.brand.admin),
		[...cases.map(([, error]) => `links.${error}`), 'links.DuplicateLink'],
	);
});

test('other organisation links nothing that is not its own', async () => {
	const { api, world } = it;
	const { setLinks } = api.tx.links;
	const code = gtin(OURS, 1);
	const lot = await issueLot(code, world.brand.admin, 'B2');
	const tries = [
		[setLinks({ Product: code }, pip('evil.example')), 'links.NotYourBrand'],
		[setLinks({ Lot: lot }, pip('evil.example')), 'links.NotYourLot'],
		[setLinks({ Product: gtin(OURS, 99) }, pip('evil.example')), 'links.ProductNotFound'],
		[setLinks({ Product: '5' }, pip('evil.example')), 'links.InvalidGtin'],
		[setLinks({ Lot: 4_711 }, pip('evil.example')), 'links.LotNotFound'],
	];
	const before = await links(code, lot);
	assert.deepEqual(
		await sendEach(
			api,
			tries.map(([call]) => call),
			world.other.admin,
		),
		tries.map(([, error]) => error),
	);
	assert.deepEqual(await links(code, lot), before);
	await assert.rejects(
		send(api, setLinks({ Product: code }, pip('evil.example')), world.agency.admin),
		new Failed('merchantRegistry.RoleMissing'),
	);
});

test('importers have lists of their own until the brand is here', async () => {
	const { api, world } = it;
	const { setLinks } = api.tx.links;
	const code = gtin(NOBODYS, 1);
	for (const { admin, name } of [world.importer, world.other]) {
		await send(api, product(api, code), admin);
		await send(api, setLinks({ Product: code }, pip(`${name}.example`)), admin);
	}
	assert.deepEqual(lists(await links(code)), [
		['importer', 'product', 'importer'],
		['other', 'product', 'importer'],
	]);
	// Who issued the lot that is asked about comes first.
	const lot = await issueLot(code, world.other.admin);
	assert.deepEqual(lists(await links(code, lot)), [
		['other', 'product', 'issuer'],
		['importer', 'product', 'importer'],
	]);
	await motion(
		api,
		alice,
		api.tx.merchantRegistry.grantPrefix(companyPrefix(NOBODYS), world.brand.id, DOCUMENT),
	);
	assert.deepEqual(lists(await links(code)), []);
	assert.deepEqual(lists(await links(code, lot)), [['other', 'product', 'issuer']]);
	assert.deepEqual(
		await sendEach(
			api,
			[setLinks({ Product: code }, pip('a.example')), setLinks({ Product: code }, [])],
			world.importer.admin,
		),
		['links.NotYourBrand', 'ok'],
	);
});

test('verdict does not depend on links', async () => {
	const { api, world } = it;
	const code = gtin(OURS, 1);
	const uri = `https://id.example.com/01/${code}/10/B1/21/X`;
	const facts = async () => {
		const { verdict, facts } = (await rpc(api, 'trace_verify', uri)).value;
		return { verdict, facts: { ...facts, now: null } };
	};
	const before = await facts();
	await send(api, api.tx.links.setLinks({ Product: code }, pip('another.example')), world.brand.admin);
	assert.deepEqual(await facts(), before);
});

test('resolver domains are an organisation\'s own word, and nobody\'s alone', async () => {
	const { api, world } = it;
	const { setResolverDomains } = api.tx.links;
	const web = async ({ id }) => (await rpc(api, 'trace_webIdentity', id)).value;
	assert.deepEqual(
		await sendEach(
			api,
			[
				setResolverDomains(['id.brand.example', 'qr.brand.example']),
				setResolverDomains(['Id.brand.example']),
				setResolverDomains(['brand']),
				setResolverDomains(['192.0.2.1']),
				setResolverDomains(['a.example', 'a.example']),
				setResolverDomains(['id.brand.example', 'qr.brand.example']),
			],
			world.brand.admin,
		),
		['ok', ...Array(3).fill('links.InvalidDomain'), 'links.DuplicateDomain', 'links.DomainsUnchanged'],
	);
	await send(api, setResolverDomains(['id.brand.example']), world.other.admin);
	assert.deepEqual((await web(world.brand)).resolverDomains, ['id.brand.example', 'qr.brand.example']);
	assert.deepEqual((await web(world.other)).resolverDomains, ['id.brand.example']);
	assert.equal(await web({ id: 99 }), null);
});

/** An Ed25519 key from its seed (RFC 8410), and its public key. */
function credentialKey(seed) {
	const header = Buffer.from('302e020100300506032b657004220420', 'hex');
	const key = Buffer.concat([header, Buffer.alloc(32, seed)]);
	const secret = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
	const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' });
	return { secret, raw: spki.subarray(-32), hex: `0x${spki.subarray(-32).toString('hex')}` };
}

/** What shows that an organisation has a key. */
function possession({ secret, raw }, org) {
	const id = Buffer.alloc(4);
	id.writeUInt32BE(org);
	const parts = ['hallmark/credential-key/1', it.api.genesisHash.toU8a(), id, raw];
	const signature = sign(null, Buffer.concat(parts.map((part) => Buffer.from(part))), secret);
	return `0x${signature.toString('hex')}`;
}

test('credential key is registered by who has it, withdrawn as of a moment, and never forgotten', async () => {
	const { api, world } = it;
	const { registerCredentialKey, withdrawCredentialKey } = api.tx.links;
	const did = 'did:web:brand.example';
	const { id, admin } = world.brand;
	const [first, second] = [1, 2].map(credentialKey);
	const register = (key, org = id, name = did) =>
		registerCredentialKey(key.hex, name, possession(key, org));
	const result = await send(api, register(first), admin);
	assert.equal(eventsOf(result, 'links.CredentialKeyRegistered')[0].org, id);

	const zero = `0x${'00'.repeat(32)}`;
	assert.deepEqual(
		await sendEach(
			api,
			[
				register(first),
				register(second, world.other.id),
				register(second, id, 'did:key:z6Mk'),
				registerCredentialKey(zero, did, `0x01${'00'.repeat(63)}`),
				withdrawCredentialKey(second.hex, 1),
				withdrawCredentialKey(first.hex, Date.now() + 3_600_000),
				register(second),
			],
			admin,
		),
		[
			'links.CredentialKeyAlreadyExists',
			'links.InvalidProof',
			'links.InvalidDid',
			'links.InvalidCredentialKey',
			'links.CredentialKeyNotFound',
			'links.AsOfInFuture',
			'ok',
		],
	);
	await assert.rejects(
		send(api, withdrawCredentialKey(first.hex, 1), world.other.admin),
		new Failed('links.CredentialKeyNotFound'),
	);

	const asOf = (await api.query.timestamp.now()).toNumber();
	await send(api, withdrawCredentialKey(first.hex, asOf), admin);
	assert.deepEqual(
		await sendEach(api, [withdrawCredentialKey(first.hex, asOf), register(first)], admin),
		['links.AlreadyWithdrawn', 'links.CredentialKeyAlreadyExists'],
	);
	const { credentialKeys } = (await rpc(api, 'trace_webIdentity', id)).value;
	assert.deepEqual(
		credentialKeys.map(({ key, did, withdrawn, doubtful }) => ({ key, did, withdrawn, doubtful })),
		[
			{ key: second.hex, did, withdrawn: null, doubtful: false },
			{ key: first.hex, did, withdrawn: asOf, doubtful: false },
		],
	);
	const one = (await rpc(api, 'trace_credentialKey', id, first.hex)).value;
	assert.equal(one.withdrawn, asOf);
	assert.equal((await rpc(api, 'trace_credentialKey', world.other.id, first.hex)).value, null);
});

test('operator needs the permission for what it sets', async () => {
	const { api, world } = it;
	const clerk = key('//links clerk');
	// Products and lots.
	await send(api, api.tx.merchantRegistry.addOperator(clerk.address, 4 + 8), world.brand.admin);
	await send(api, api.tx.links.setLinks({ Product: gtin(OURS, 1) }, pip('clerk.example')), clerk);
	const missing = new Failed('merchantRegistry.PermissionMissing');
	await assert.rejects(send(api, api.tx.links.setResolverDomains(['a.example']), clerk), missing);
	const list = async () => (await links(gtin(OURS, 1))).lists[0];
	const { setAt, doubtful } = await list();
	assert.equal(doubtful, false);
	// As of then or before, what it set is in doubt.
	const { revokeOperator } = api.tx.merchantRegistry;
	await send(api, revokeOperator(clerk.address, setAt), world.brand.admin);
	assert.equal((await list()).doubtful, true);
});
