// Checks what a gateway serves with Digital Bazaar's implementations of the W3C's standards, as any program would that
// has never heard of the chain: the passport's signature by the DID document of its issuer, its status by the list that
// it names, the list's signature by the DID document of the gateway.
//
//   node gateway.mjs URL ORIGIN PATH clear|suspended
//
// What is said to be at ORIGIN is asked of URL; of nowhere else anything is fetched.

import assert from 'node:assert/strict';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts} from '@digitalbazaar/credentials-context';
import jsigs from 'jsonld-signatures';

const [url, origin, path, expected] = process.argv.slice(2);
const suite = new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()});
let passed = 0;

/** What is at an address of the gateway's. */
async function fetched(address) {
	assert(address.startsWith(`${origin}/`), `${address} is not the gateway's`);
	const answer = await fetch(new URL(address.slice(origin.length), url));
	assert.equal(answer.status, 200, `${address}: ${answer.status}`);
	return answer.json();
}

/** Where the document of a `did:web` is. */
function documentOf(did) {
	const [host, ...folders] = did.split(':').slice(2).map(decodeURIComponent);
	return `https://${host}/${folders.length ? folders.join('/') : '.well-known'}/did.json`;
}

async function look(address) {
	if(contexts.has(address)) return contexts.get(address);
	if(!address.startsWith('did:web:')) return fetched(address);
	const [did, key] = address.split('#');
	const document = await fetched(documentOf(did));
	assert.equal(document.id, did);
	if(key === undefined) return document;
	const method = document.verificationMethod.find(({id}) => id === address);
	assert(method, `${did} has no ${key}`);
	return {'@context': 'https://w3id.org/security/multikey/v1', ...method};
}
const documentLoader = async address => ({contextUrl: null, documentUrl: address, document: await look(address)});

async function isSigned(credential) {
	const purpose = new jsigs.purposes.AssertionProofPurpose();
	return jsigs.verify(structuredClone(credential), {suite, purpose, documentLoader});
}

async function requireSigned(credential) {
	const {verified, error} = await isSigned(credential);
	assert(verified, `${credential.id}: ${error?.errors?.join('; ') ?? error}`);
	passed++;
}

const passport = await fetched(`${origin}${path}`);
await requireSigned(passport);
const entry = passport.credentialStatus;
const list = await fetched(entry.statusListCredential);
await requireSigned(list);
assert.equal(new URL(documentOf(list.issuer.id)).origin, origin, 'the gateway itself signs it');
const [from, until] = [list.validFrom, list.validUntil].map(Date.parse);
assert(from <= Date.now() && Date.now() < until, 'the list is fresh');
passed++;

// A list that says less than it should is not signed by the gateway.
const forged = structuredClone(list);
forged.credentialSubject.ttl++;
assert(!(await isSigned(forged)).verified);
passed++;

// The library fetches list and DID documents by itself, and checks the list's signature. Its issuer is not the passport's.
const {verified, results, error} = await checkStatus({
	credential: passport, documentLoader, suite, verifyMatchingIssuers: false,
	verifyBitstringStatusListCredential: true
});
assert(verified, `status: ${error}`);
assert.deepEqual(results.map(({status}) => status), [expected === 'suspended']);
passed++;

console.log(`served by the gateway: ${passed} passed`);
