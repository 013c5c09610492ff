"""Checks the credentials of a folder with programs of others.

Passports are judged by dppvalidator, receipts by a COSE library and the algorithms of RFC 9162, written down once more.
For conformity credentials no validator is published, so their form is written down here, after the JSON Schema of UNTP
0.7.0 (artefacts/schema/v0.7.0/dcc); what it shares with the passport's is taken from the copy in dppvalidator.

    python3 check.py FOLDER
"""

import copy
import hashlib
import json
import sys
from importlib import resources
from pathlib import Path

import cbor2
from cwt import COSE, COSEKey
from dppvalidator.validators import ValidationEngine
from jsonschema import Draft202012Validator, FormatChecker

folder = Path(sys.argv[1])
passed = 0


def read(name):
    return json.loads((folder / name).read_text("utf-8"))


def check(is_true, text):
    global passed
    if not is_true:
        sys.exit(f"failed: {text}")
    passed += 1


# --- Passports ---------------------------------------------------------------------------------------------------------

engine = ValidationEngine(schema_version="0.7.0")
# It allows no field that the schema does not name, not even the proof.
strict = ValidationEngine(schema_version="0.7.0", strict_mode=True)


def faults(passport, engine=engine):
    return [f"{it.code} {it.path}: {it.message}" for it in engine.validate(passport).errors]


for path in sorted(folder.glob("passport*.json")):
    signed = read(path.name)
    check(not faults(signed), f"{path.name}: {faults(signed)}")
    unsigned = {name: value for name, value in signed.items() if name != "proof"}
    check(not faults(unsigned, strict), f"{path.name}: {faults(unsigned, strict)}")

passport = read("passport.json")
for change in [
    lambda it: it.pop("name"),
    lambda it: it["credentialSubject"].pop("producedAtFacility"),
    lambda it: it["credentialSubject"].update(idGranularity="lot"),
    lambda it: it["credentialStatus"].update(statusListIndex="7"),
    lambda it: it["credentialSubject"]["relatedDocument"][0].update(more=1),
]:
    other = copy.deepcopy(passport)
    change(other)
    check(faults(other), "a passport that is none passes")

# --- Conformity credentials --------------------------------------------------------------------------------------------

shared = json.loads(
    resources.files("dppvalidator.schemas").joinpath("data/untp-dpp-schema-0.7.0.json").read_text("utf-8")
)


def typed(name, required, properties, is_open=True):
    """An object with a type, of which some properties are required."""
    properties = {"type": {"type": "array", "contains": {"const": name}}, **properties}
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": is_open}


def named(name):
    """What is told by its id and name alone."""
    return typed(name, ["id", "name"], {"id": {"type": "string", "format": "uri"}, "name": {"type": "string"}})


def many(of):
    return {"type": "array", "items": of}


def ref(name):
    return {"$ref": f"#/$defs/{name}"}


text, uri, day, flag = {"type": "string"}, {"type": "string", "format": "uri"}, {"type": "string", "format": "date"}, {"type": "boolean"}
conformity = {
    **{name: shared[name] for name in ("$schema", "type", "required", "additionalProperties")},
    "properties": {
        **shared["properties"],
        "type": {
            "type": "array",
            "allOf": [{"contains": {"const": it}} for it in ("DigitalConformityCredential", "VerifiableCredential")],
        },
        "credentialSubject": ref("ConformityAttestation"),
    },
    "$defs": {
        **shared["$defs"],
        "ConformityAttestation": typed(
            "ConformityAttestation",
            ["id", "name", "assessorLevel", "assessmentLevel", "attestationType", "issuedToParty", "referenceScheme"],
            {
                "id": uri,
                "name": text,
                "description": text,
                "assessorLevel": {
                    "enum": ["self", "commercial", "buyer", "membership", "unspecified", "3rdParty", "hybrid"]
                },
                "assessmentLevel": {
                    "enum": [
                        "authority-benchmark",
                        "authority-mandate",
                        "authority-globalmra",
                        "authority-peer",
                        "authority-extended-mra",
                        "scheme-self",
                        "scheme-cab",
                        "no-endorsement",
                    ]
                },
                "attestationType": {
                    "enum": [
                        "certification",
                        "declaration",
                        "inspection",
                        "testing",
                        "verification",
                        "validation",
                        "calibration",
                    ]
                },
                "issuedToParty": named("Party"),
                "authorisation": many(ref("Endorsement")),
                "referenceScheme": named("ConformityScheme"),
                "referenceProfile": named("ConformityProfile"),
                "profileScore": ref("Score"),
                "conformityCertificate": ref("Link"),
                "auditableEvidence": ref("Link"),
                "trustmark": ref("Image"),
                "conformityAssessment": many(ref("ConformityAssessment")),
            },
        ),
        "Endorsement": {
            "type": "object",
            "required": ["name", "issuingAuthority"],
            "properties": {
                "name": text,
                "trustmark": ref("Image"),
                "issuingAuthority": named("Party"),
                "endorsementEvidence": ref("Link"),
            },
        },
        "ConformityAssessment": typed(
            "ConformityAssessment",
            ["id", "name", "assessmentCriteria", "assessmentDate", "assessedPerformance", "conformityTopic"],
            {
                "id": uri,
                "name": text,
                "description": text,
                "assessmentCriteria": many(named("Criterion")),
                "assessmentDate": day,
                "assessedPerformance": many(ref("Performance")),
                "assessedProduct": many(
                    {
                        "type": "object",
                        "required": ["product"],
                        "properties": {
                            "product": {
                                **named("Product"),
                                "properties": {**named("Product")["properties"], "batchNumber": text, "itemNumber": text},
                            },
                            "idVerifiedByCAB": flag,
                        },
                    }
                ),
                "assessedFacility": many(
                    {
                        "type": "object",
                        "required": ["facility"],
                        "properties": {"facility": named("Facility"), "idVerifiedByCAB": flag},
                    }
                ),
                "assessedOrganisation": named("Party"),
                "referenceStandard": many(named("Standard")),
                "referenceRegulation": many(named("Regulation")),
                "specifiedCondition": many(text),
                "evidence": many(ref("Link")),
                "conformityTopic": many(ref("ConformityTopic")),
                "conformance": flag,
            },
        ),
    },
}
Draft202012Validator.check_schema(conformity)
judge = Draft202012Validator(conformity, format_checker=FormatChecker())
credentials = sorted(folder.glob("conformity-*.json"))
check(len(credentials) >= 5, "one conformity credential for each kind of subject")
for path in credentials:
    found = [f"{it.json_path}: {it.message}" for it in judge.iter_errors(read(path.name))]
    check(not found, f"{path.name}: {found}")
for change in [
    lambda it: it.pop("validFrom"),
    lambda it: it["type"].pop(0),
    lambda it: it["credentialSubject"].pop("referenceScheme"),
    lambda it: it["credentialSubject"].update(assessorLevel="third"),
    lambda it: it["credentialSubject"]["conformityAssessment"][0].pop("conformityTopic"),
    lambda it: it["credentialSubject"]["conformityAssessment"][0].update(assessmentDate="yesterday"),
    lambda it: it["credentialSubject"]["conformityCertificate"].update(more=1),
]:
    other = copy.deepcopy(read(credentials[0].name))
    change(other)
    check(list(judge.iter_errors(other)), "a conformity credential that is none passes")

# --- Receipts ----------------------------------------------------------------------------------------------------------


def root_of(leaf, size, index, path):
    """RFC 9162, section 2.1.3.2, word for word."""
    if index >= size:
        return None
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            r = hashlib.sha256(b"\x01" + p + r).digest()
            while not (fn & 1) and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = hashlib.sha256(b"\x01" + r + p).digest()
        fn, sn = fn >> 1, sn >> 1
    return r if sn == 0 else None


def base58(text):
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number = 0
    for character in text:
        number = number * 58 + alphabet.index(character)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def key_of(method):
    """The key of a verification method, from the brand's DID document, as a COSE key."""
    document = read("brand.did.json")
    assert method in document["assertionMethod"]
    (multikey,) = [it["publicKeyMultibase"] for it in document["verificationMethod"] if it["id"] == method]
    prefixed = base58(multikey.removeprefix("z"))
    assert prefixed[:2] == b"\xed\x01" and len(prefixed) == 34
    return COSEKey.new({1: 1, 3: -19, -1: 6, -2: prefixed[2:], 2: method.encode()})


def holds(receipt, leaf):
    """Checks a receipt, and returns the root it leads to."""
    tag = cbor2.loads(receipt)
    assert tag.tag == 18
    protected, unprotected, payload, _ = tag.value
    headers = cbor2.loads(protected)
    assert payload is None and headers[395] == 1 and headers[1] == -19
    claims = headers[15]
    assert claims[1] == "did:web:brand.example" and headers[4].decode().startswith(claims[1] + "#")
    (proof,) = unprotected[396][-1]
    root = root_of(leaf, *cbor2.loads(proof))
    try:
        COSE.new().decode(receipt, key_of(headers[4].decode()), detached_payload=root)
    except Exception:
        return None
    return root


receipts = read("receipts.json")
leaves = [bytes.fromhex(it["leaf"]) for it in receipts["items"]]
for item, leaf in zip(receipts["items"], leaves):
    receipt = (folder / item["receipt"]).read_bytes()
    check(holds(receipt, leaf) == bytes.fromhex(receipts["root"]), item["receipt"])
    other = leaves[item["index"] - 1]
    check(holds(receipt, other) is None, f"{item['receipt']} holds for another item")
    forged = receipt[:-1] + bytes([receipt[-1] ^ 1])
    check(holds(forged, leaf) is None, f"{item['receipt']} holds with another signature")

print(f"passports, conformity credentials and receipts: {passed} passed")
