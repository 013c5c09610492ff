// Checks the credentials of a folder with Digital Bazaar's implementations of the W3C's standards: each signature by
// the DID document of its issuer, every value of it changed in turn, and the status lists.
//
//   node check.mjs FOLDER

import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {checkStatus, decodeList} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts} from '@digitalbazaar/credentials-context';
import jsigs from 'jsonld-signatures';

const folder = process.argv[2];
const read = name => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const names = readdirSync(folder).filter(name => name.endsWith('.json'));

/** What there is to be looked up, by address: DID documents, their keys, status lists. */
const known = new Map(contexts);
for(const name of names.filter(name => name.endsWith('.did.json'))) {
	const document = read(name);
	known.set(document.id, document);
	for(const method of document.verificationMethod) {
		known.set(method.id, {'@context': 'https://w3id.org/security/multikey/v1', ...method});
	}
}
for(const name of names.filter(name => name.startsWith('status-'))) {
	const list = read(name);
	known.set(list.id, list);
}
const documentLoader = async url => {
	assert(known.has(url), `${url} is not at hand`);
	return {contextUrl: null, documentUrl: url, document: structuredClone(known.get(url))};
};
const suite = new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()});

/** Whether the issuer of a credential signed it, as the library judges. */
async function isSigned(credential) {
	const {verified, error} = await jsigs.verify(structuredClone(credential), {
		suite, purpose: new jsigs.purposes.AssertionProofPurpose(), documentLoader
	});
	return {verified, error};
}

/** The places of all values in a document that are neither objects nor arrays. */
function * places(value, path = []) {
	if(value !== null && typeof value === 'object') {
		for(const name of Object.keys(value)) {
			yield * places(value[name], [...path, name]);
		}
	} else {
		yield path;
	}
}

let passed = 0;
const secured = names.filter(name => !name.endsWith('.did.json') && name !== 'receipts.json');
for(const name of secured) {
	const credential = read(name);
	const {verified, error} = await isSigned(credential);
	assert(verified, `${name}: ${error?.errors?.join('; ') ?? error}`);
	passed++;
	for(const path of places(credential)) {
		const changed = structuredClone(credential);
		const last = path.pop();
		const parent = path.reduce((object, member) => object[member], changed);
		const value = parent[last];
		parent[last] = typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${value}x`;
		const {verified} = await isSigned(changed);
		assert(!verified, `${name}: ${[...path, last].join('.')} was changed, and nobody noticed`);
	}
	passed++;
}

/** What the lists say of a credential, as the library judges. The issuer of a list is the gateway. */
const statusOf = async name => {
	const {verified, results, error} = await checkStatus({
		credential: read(name), documentLoader, suite, verifyMatchingIssuers: false,
		verifyBitstringStatusListCredential: false
	});
	assert(verified, `${name}: ${error}`);
	return results.map(({status}) => status);
};
assert.deepEqual(await statusOf('passport.json'), [true], 'lot 7 is recalled');
assert.deepEqual(await statusOf('passport-bare.json'), [false], 'lot 8 is clear');
assert.deepEqual(await statusOf('conformity-0.json'), [false]);
assert.deepEqual(await statusOf('conformity-1.json'), [true], 'attestation 1 is revoked');
assert.deepEqual(await statusOf('conformity-2.json'), [true], 'attestation 2 is in doubt');
passed += 5;

const set = async name => {
	const list = await decodeList({encodedList: read(name).credentialSubject.encodedList});
	return [...Array(131_072).keys()].filter(index => list.getStatus(index));
};
assert.deepEqual(await set('status-lots-revocation.json'), [131_071], 'the last bit is where it should be');
assert.deepEqual(await set('status-lots-suspension.json'), [7, 131_071]);
assert.deepEqual(await set('status-attestations-revocation.json'), [1]);
assert.deepEqual(await set('status-attestations-suspension.json'), [1, 2]);
passed += 4;

console.log(`signatures and status lists: ${passed} passed`);
