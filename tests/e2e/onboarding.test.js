// Who takes part: the council admits platforms and authorities, platforms admit merchants.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gln } from '../../js/verify/src/gs1.js';
import { Failed, eventsOf, key, motion, rpc, send, sendEach } from './lib/chain.js';
import { chain } from './lib/fixture.js';
import { DOCUMENT, admission, alice, found, inEffect } from './lib/world.js';

const it = chain({
	prepare: async (api) => ({
		world: await found(api, {
			platform: { roles: ['Platform'], country: 'CN' },
			customs: { roles: ['CustomsAuthority'], country: 'CN' },
			agency: { roles: ['InspectionAgency'], country: 'SG' },
			newcomer: { roles: [], country: 'NZ' },
		}),
	}),
});

const count = async () => (await it.api.query.merchantRegistry.nextOrgId()).toNumber();

test('council admits authorities in one motion', async () => {
	const { api, world } = it;
	for (const [name, role] of [
		['platform', 'Platform'],
		['customs', 'CustomsAuthority'],
		['agency', 'InspectionAgency'],
	]) {
		const record = (await api.call.traceApi.organisation(world[name].id)).unwrap();
		assert.equal(record.legalId.toUtf8(), name);
		assert.deepEqual(
			record.roles.map((grant) => grant.role.type),
			[role],
		);
		assert.ok(record.roles[0].grantedBy.isNone, 'the council granted it');
		const operator = (await api.call.traceApi.operator(world[name].admin.address)).unwrap();
		assert.equal(operator.organisation.toNumber(), world[name].id);
		assert.equal(operator.permissions.toNumber(), 0x3fff);
		assert.ok(operator.active.isTrue);
	}
});

test('platform admits a merchant, whose role takes effect two seconds later', async () => {
	const { api, world } = it;
	const call = admission(api, 'tea', {
		roles: ['Merchant', 'Manufacturer'],
		country: 'LK',
		gln: gln('9521001', 1),
	});
	const result = await send(api, call, world.platform.admin);

	const [admitted] = eventsOf(result, 'merchantRegistry.OrganisationAdmitted');
	assert.equal(admitted.sponsor, world.platform.id);
	assert.deepEqual(
		admitted.roles.map(({ role }) => role),
		['Merchant', 'Manufacturer'],
	);
	const then = await (await api.at(result.block)).query.timestamp.now();
	assert.equal(admitted.roles[0].effectiveAt - then.toNumber(), 2000);
	assert.equal(eventsOf(result, 'merchantRegistry.OperatorAdded').length, 1);

	await inEffect(api, admitted.roles[0].effectiveAt);
	const registered = await send(
		api,
		api.tx.merchantRegistry.registerFacility('Uva Estate', 'LK', gln('9521001', 2)),
		key('//tea'),
	);
	assert.equal(
		eventsOf(registered, 'merchantRegistry.FacilityRegistered')[0].name,
		'0x55766120457374617465',
	);

	const answer = await rpc(api, 'trace_organisation', admitted.org);
	assert.equal(answer.value.legalId, 'tea');
	assert.equal(answer.value.country, 'LK');
	assert.equal(answer.value.gln, gln('9521001', 1));
	const same = await api.call.traceApi.organisationByLegalId('LK', 'T E-A');
	assert.equal(same.unwrap().id.toNumber(), admitted.org);
});

test('admission is refused by name, and changes nothing, when something in it is wrong', async () => {
	const { api, world } = it;
	const merchant = { roles: ['Merchant'] };
	const cases = [
		['InvalidCountry', { ...merchant, country: 'XX' }],
		['InvalidCountry', { ...merchant, country: 'cn' }],
		['LegalIdAlreadyExists', { ...merchant, country: 'SG', legalId: 'AG-EN.CY' }],
		['InvalidLegalId', { ...merchant, legalId: 'no_such_character' }],
		['InvalidLegalId', { ...merchant, legalId: '' }],
		['InvalidGln', { ...merchant, gln: `${gln('9521001', 1).slice(0, 12)}0` }],
		['RoleOfCouncil', { roles: ['Platform'] }],
		['RoleAlreadyHeld', { roles: ['Merchant', 'Merchant'] }],
		['OrganisationNotFound', { ...merchant, with: 4_000_000 }],
		['NotYourOrganisation', { ...merchant, with: world.platform.id }],
	];
	const before = await count();
	const calls = cases.map(([, wanted], i) =>
		admission(api, `wrong ${i}`, { legalId: `wrong ${i}`, ...wanted }),
	);
	const profile = (name) => ({ legalId: 'name', name, country: 'CN', gln: null });
	const named = (name) =>
		api.tx.merchantRegistry.admit(profile(name), ['Merchant'], null, key('//name').address);
	calls.push(named(''), named('hid\u200Bden'), named('Ka\u0308se'), named('0xfffe'));
	calls.push(admission(api, 'customs', { ...merchant, legalId: 'another' }));

	const expected = [
		...cases.map(([error]) => error),
		...Array(4).fill('InvalidName'),
		'OperatorAlreadyExists',
	];
	assert.deepEqual(
		await sendEach(api, calls, world.platform.admin),
		expected.map((error) => `merchantRegistry.${error}`),
	);
	assert.equal(await count(), before);
});

test('agency is refused another role by the council itself', async () => {
	const { api, world } = it;
	await assert.rejects(
		motion(api, alice, api.tx.merchantRegistry.grantRole(world.agency.id, 'Platform')),
		new Failed('merchantRegistry.RoleExclusive'),
	);
});

test('name is refused before the pool when it is too long to be one', async () => {
	const { api, world } = it;
	const profile = { legalId: 'long', name: 'x'.repeat(65), country: 'CN', gln: null };
	const call = api.tx.merchantRegistry.admit(profile, ['Merchant'], null, key('//long').address);
	// It is no call that the runtime could read: the path to what it could not is all there is to say.
	await assert.rejects(send(api, call, world.platform.admin), (error) => {
		assert.deepEqual([error.name, error.code], ['Refused', 1002]);
		assert.match(error.message, /Could not decode `Profile::name`/);
		return true;
	});
});

test('admission is refused when a stranger, a newcomer or an agency asks for it', async () => {
	const { api, world } = it;
	const call = () => admission(api, 'friend', { roles: ['Merchant'] });
	await assert.rejects(send(api, call(), key('//stranger')), {
		name: 'Refused',
		code: 1010,
		custom: 1,
	});
	await assert.rejects(send(api, call(), world.newcomer.admin), { name: 'Refused', custom: 6 });
	await assert.rejects(
		send(api, call(), world.agency.admin),
		new Failed('merchantRegistry.RoleMissing'),
	);
});

test('operator does what its permissions allow, and no more', async () => {
	const { api, world } = it;
	const clerk = key('//clerk');
	const added = await send(
		api,
		api.tx.merchantRegistry.addOperator(clerk.address, 0b10),
		world.platform.admin,
	);
	assert.equal(eventsOf(added, 'merchantRegistry.OperatorAdded')[0].permissions, 2);

	const registry = api.tx.merchantRegistry;
	const tries = await sendEach(
		api,
		[
			registry.addOperator(key('//friend').address, 0),
			registry.setPermissions(clerk.address, 0x7f),
			registry.revokeOperator(world.platform.admin.address, 0),
			registry.updateProfile('Mine', null),
			registry.setRegistrar(world.platform.id),
			registry.grantPrefix({ value: 9521009, len: 7 }, world.platform.id, DOCUMENT),
			admission(api, 'by a clerk', { roles: ['Carrier'] }),
		],
		clerk,
	);
	assert.deepEqual(tries, [
		...Array(4).fill('merchantRegistry.PermissionMissing'),
		'BadOrigin',
		'merchantRegistry.PermissionMissing',
		'ok',
	]);
});

test('platform cannot touch what others admitted or set', async () => {
	const { api, world } = it;
	const registry = api.tx.merchantRegistry;
	const tries = await sendEach(
		api,
		[
			registry.suspend(world.agency.id, null),
			registry.reinstate(world.agency.id),
			registry.withdrawRole(world.customs.id, 'CustomsAuthority', null),
			registry.grantRole(world.platform.id, 'Merchant'),
			registry.setControlGroup(world.customs.id, null),
			registry.restoreAdmin(world.customs.id, key('//thief').address),
			registry.revokeOperator(world.customs.admin.address, 0),
			registry.readmitOperator(world.customs.admin.address),
		],
		world.platform.admin,
	);
	assert.deepEqual(tries, [
		'merchantRegistry.NotYourOrganisation',
		'merchantRegistry.NotSuspended',
		'merchantRegistry.NotYourGrant',
		'merchantRegistry.SameControlGroup',
		'BadOrigin',
		'BadOrigin',
		'merchantRegistry.NotYourOperator',
		'merchantRegistry.NotYourOperator',
	]);
});

test('organisation is refused at the pool while it is suspended, and not after', async () => {
	const { api, world } = it;
	const registry = api.tx.merchantRegistry;
	const profile = () => registry.updateProfile('Newcomer & Sons', null);
	await motion(
		api,
		alice,
		api.tx.utility.batchAll([
			registry.grantRole(world.newcomer.id, 'Carrier'),
			registry.suspend(world.newcomer.id, DOCUMENT),
		]),
	);
	await assert.rejects(send(api, profile(), world.newcomer.admin), { name: 'Refused', custom: 3 });
	await assert.rejects(
		send(api, registry.reinstate(world.newcomer.id), world.platform.admin),
		new Failed('merchantRegistry.NotYourSuspension'),
	);
	await motion(api, alice, registry.reinstate(world.newcomer.id));
	const result = await send(api, profile(), world.newcomer.admin);
	assert.equal(eventsOf(result, 'merchantRegistry.ProfileUpdated').length, 1);
});
