#!/usr/bin/env bash
# dppvalidator 0.5.1 refuses every credential that is secured with eddsa-jcs-2022.
#
# The W3C's Data Integrity EdDSA Cryptosuites 1.0 (section 3.3) signs the SHA-256 of the canonical proof options, followed by the
# SHA-256 of the canonical document. Digital Bazaar's implementation signs a small credential here, with a did:key, so that nothing has to be
# looked up, and finds its signature good. dppvalidator, the validator of UNTP Digital Product Passports, hashes nothing, whatever the
# cryptosuite says, and answers "Signature verification failed": whoever turns its `verify_signatures` on refuses good passports.
#
# Our side: tests/credentials has passports validated by it for their form, and signatures checked by Digital Bazaar's library alone.
#
# Needs Node.js 20 and Python 3.11 with pip; fails if the behaviour changes.
set -euo pipefail

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
cd "$WORK"

npm install --silent --no-audit --no-fund --prefix . \
	@digitalbazaar/credentials-context@3.2.0 @digitalbazaar/data-integrity@2.5.0 @digitalbazaar/ed25519-multikey@1.3.1 \
	@digitalbazaar/eddsa-jcs-2022-cryptosuite@1.0.0 jsonld-signatures@11.6.0 >/dev/null
python3 -m venv python
python/bin/python -m pip --disable-pip-version-check install --quiet dppvalidator==0.5.1 cryptography==50.0.2

cat >sign.mjs <<'END'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {contexts} from '@digitalbazaar/credentials-context';
import {createSignCryptosuite, createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import jsigs from 'jsonld-signatures';

const key = await Ed25519Multikey.generate({seed: new Uint8Array(32).fill(7)});
const did = `did:key:${key.publicKeyMultibase}`;
key.id = `${did}#${key.publicKeyMultibase}`;
key.controller = did;
const method = await key.export({publicKey: true, includeContext: true});
const known = new Map(contexts)
	.set(key.id, method)
	.set(did, {'@context': 'https://www.w3.org/ns/did/v1', id: did, assertionMethod: [key.id], verificationMethod: [method]});
const documentLoader = async url => ({contextUrl: null, documentUrl: url, document: structuredClone(known.get(url))});
const purpose = new jsigs.purposes.AssertionProofPurpose();

const signing = new DataIntegrityProof({
	cryptosuite: createSignCryptosuite(), signer: key.signer(), date: '2026-01-01T00:00:00Z'
});
const signed = await jsigs.sign({
	'@context': ['https://www.w3.org/ns/credentials/v2'],
	type: ['VerifiableCredential'],
	issuer: did,
	validFrom: '2026-01-01T00:00:00Z',
	credentialSubject: {id: 'https://id.example.com/01/09521001000017'}
}, {suite: signing, purpose, documentLoader});
const checking = new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()});
const {verified} = await jsigs.verify(structuredClone(signed), {suite: checking, purpose, documentLoader});
console.error(`Digital Bazaar: verified=${verified}`);
console.log(JSON.stringify(signed));
END
node sign.mjs >signed.json 2>said.txt

python/bin/python - >>said.txt <<'END'
import json
from dppvalidator.verifier.verifier import verify_credential

result = verify_credential(json.load(open("signed.json")))
print(f"dppvalidator: signature_valid={result.signature_valid}, errors={result.errors}")
END

cat said.txt
diff said.txt - <<'END'
Digital Bazaar: verified=true
dppvalidator: signature_valid=False, errors=['Signature verification failed']
END
