// A consortium to test in: organisations, product types and prefixes, by one motion of the council.

import { companyPrefix } from '../../../js/verify/src/gs1.js';
import { eventsOf, key, motion, until } from './chain.js';

/** SHA-256 of nothing in particular, and what kind of file it would be of. */
export const DOCUMENT = { digest: `0x${'d0'.repeat(32)}`, media: 'Pdf' };

/** The only council member of the development chain, admin of its only organisation. */
export const alice = key('//Alice');

/** The call that admits an organisation; its admin has the key `//<name>`. */
export function admission(
	api,
	name,
	{ roles, country = 'CN', legalId = name, gln = null, with: group = null },
) {
	const profile = { legalId, name, country, gln };
	return api.tx.merchantRegistry.admit(profile, roles, group, key(`//${name}`).address);
}

/**
 * Admits the organisations that `wanted` describes, by the names of its fields, grants them their
 * company prefixes, and waits until their roles are in effect. Gives each its id and admin. Registers
 * the product type 0.
 */
export async function found(api, wanted) {
	const names = Object.keys(wanted);
	const first = (await api.query.merchantRegistry.nextOrgId()).toNumber();
	const organisations = names.map((name, i) => ({
		name,
		id: first + i,
		admin: key(`//${name}`),
		...wanted[name],
	}));

	const result = await motion(
		api,
		alice,
		api.tx.utility.batchAll([
			api.tx.productIdentity.registerProductTypes(['Cut diamonds']),
			...organisations.map((it) => admission(api, it.name, it)),
			...organisations
				.filter(({ prefix }) => prefix)
				.map(({ prefix, id }) =>
					api.tx.merchantRegistry.grantPrefix(companyPrefix(prefix), id, DOCUMENT),
				),
		]),
	);
	const grants = eventsOf(result, 'merchantRegistry.OrganisationAdmitted').flatMap(
		({ roles }) => roles,
	);
	await inEffect(api, Math.max(0, ...grants.map(({ effectiveAt }) => effectiveAt)));
	return Object.fromEntries(organisations.map((it) => [it.name, it]));
}

/** Waits until the chain's clock has reached a moment. */
export function inEffect(api, moment) {
	return until(api, async () => (await api.query.timestamp.now()).toNumber() >= moment, 'a role');
}

/** What a product's record says, unless a test wants something else of it. */
export function details(changes = {}) {
	return {
		name: 'Brilliant, 0.5 ct',
		hs: { code: '710239', edition: 2022 },
		origin: 'BE',
		sheet: null,
		...changes,
	};
}

/** The call that registers a product. */
export function product(api, gtin, changes = {}, type = 0) {
	return api.tx.productIdentity.registerProduct(gtin, type, details(changes));
}

/** The head of a lot, as `issueLot` takes it. */
export function header({ gtin, batch }, changes = {}) {
	return {
		gtin,
		batch,
		part: 0,
		facility: null,
		guessable: false,
		produced: null,
		expires: null,
		...changes,
	};
}

/** The call that issues a lot made by `makeLot`. */
export function issue(api, lot, changes = {}) {
	return api.tx.productIdentity.issueLot(header(lot, changes), lot.count, lot.root, lot.leafFile);
}

/** The call by which a platform confirms that it holds a lot's leaf file. */
export function confirm(api, id, lot) {
	return api.tx.productIdentity.confirmLeafFile(id, lot.root, lot.count, lot.leafFile);
}
