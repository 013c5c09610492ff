//! The published vectors of the standards, and what the credentials of a lot say.

// Not every test binary uses all of it.
#[allow(dead_code)]
mod fixture;

use fixture::{attestations, base, basis, passport, Who, GTIN, NOW};
use hallmark_credentials::{
	did::{DidWeb, Issuer, RegisteredKey},
	json::{canonical, parse},
	proof::{check, sign},
	status::{place_of, status_in, Freshness, Listed, LotState, Page, Purpose},
	Error, SecretKey, StatusSource,
};
use hallmark_types::LotId;
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

/// Data Integrity EdDSA Cryptosuites 1.0, appendix B.2: `eddsa-jcs-2022`.
mod w3c {
	pub const SECRET: &str = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq";
	pub const METHOD: &str = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
	pub const CANONICAL: &str = r#"{"@context":["https://www.w3.org/ns/credentials/v2","https://www.w3.org/ns/credentials/examples/v2"],"credentialSubject":{"alumniOf":"The School of Examples","id":"did:example:abcdefgh"},"description":"A minimum viable example of an Alumni Credential.","id":"urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33","issuer":"https://vc.example/issuers/5678","name":"Alumni Credential","type":["VerifiableCredential","AlumniCredential"],"validFrom":"2023-01-01T00:00:00Z"}"#;
	pub const HASH: &str = "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19";
	pub const PROOF_VALUE: &str =
		"z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX";
	/// 2023-02-24T23:36:38Z.
	pub const CREATED: u64 = 1_677_281_798_000;

	/// The credential as the appendix has it: in another order than it is signed in.
	pub const CREDENTIAL: &str = r#"{
		"@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
		"id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
		"type": ["VerifiableCredential", "AlumniCredential"],
		"name": "Alumni Credential",
		"description": "A minimum viable example of an Alumni Credential.",
		"issuer": "https://vc.example/issuers/5678",
		"validFrom": "2023-01-01T00:00:00Z",
		"credentialSubject": { "id": "did:example:abcdefgh", "alumniOf": "The School of Examples" }
	}"#;
}

#[test]
fn signature_is_that_of_the_w3c() {
	let credential = parse(w3c::CREDENTIAL.as_bytes()).unwrap();
	let text = canonical(&credential).unwrap();
	assert_eq!(text, w3c::CANONICAL);
	assert_eq!(hex::encode(Sha256::digest(&text)), w3c::HASH);
	let key = SecretKey::from_multibase(w3c::SECRET).unwrap();
	let signed = sign(&credential, &key, w3c::METHOD, w3c::CREATED).unwrap();
	assert_eq!(signed["proof"]["created"], "2023-02-24T23:36:38Z");
	assert_eq!(signed["proof"]["proofValue"], w3c::PROOF_VALUE);
}

/// As far as `proof.options` go: the hash of the options is covered by the signature above.
#[test]
fn passport_is_signed_and_read_back() {
	let issuer = Who::Brand.issuer();
	let credential = passport().credential(&base(), &basis()).unwrap();
	let signed = sign(&credential, &Who::Brand.key(), &Who::Brand.method(), NOW).unwrap();
	let read = parse(serde_json::to_string(&signed).unwrap().as_bytes()).unwrap();
	// By the keys at hand, and by those of the published document.
	assert!(check(&read, &issuer, NOW).is_ok());
	let published = Issuer::from_document(&issuer.document()).unwrap();
	assert_eq!(check(&read, &published, NOW).unwrap().issuer, "did:web:brand.example");
	let fault = check(&read, &Who::Agency.issuer(), NOW).unwrap_err();
	assert!(matches!(fault, Error::OtherIssuer { .. }), "{fault}");
}

#[test]
fn passport_says_what_is_known_of_the_lot() {
	let credential = passport().credential(&base(), &basis()).unwrap();
	let subject = &credential["credentialSubject"];
	assert_eq!(credential["id"], "https://gateway.example/credentials/lots/7");
	assert_eq!(credential["validFrom"], "2026-11-01T00:00:00Z");
	assert_eq!(subject["id"], "https://gateway.example/01/09520123456788/10/B%2F1");
	assert_eq!(subject["batchNumber"], "B/1");
	assert_eq!(subject["countryOfProduction"], json!({ "countryCode": "AU" }));
	assert_eq!(subject["producedAtFacility"]["id"], "https://id.gs1.org/414/9520000000011");
	assert_eq!(subject["productCategory"][0]["code"], "220421");
	assert_eq!(subject["productionDate"], "2026-09-02");
	let claims = subject["performanceClaim"].as_array().unwrap();
	assert_eq!(claims.len(), 4, "what conforms and holds is claimed");
	assert_eq!(
		claims[0]["evidence"][0]["linkURL"],
		"https://gateway.example/credentials/attestations/0"
	);
	let against: Vec<_> = subject["relatedDocument"]
		.as_array()
		.unwrap()
		.iter()
		.filter(|link| link["linkName"].as_str().unwrap().starts_with("Nonconformity"))
		.collect();
	assert_eq!(against.len(), 1, "what speaks against the lot is told too");
	assert_eq!(against[0]["linkURL"], "https://gateway.example/credentials/attestations/4");
}

#[test]
fn passport_claims_nothing_that_no_longer_holds_and_makes_up_no_facility() {
	let mut passport = passport();
	passport.attestations.iter_mut().for_each(|it| it.holds = false);
	passport.facility = None;
	let credential = passport.credential(&base(), &basis()).unwrap();
	let subject = &credential["credentialSubject"];
	assert_eq!(subject.get("performanceClaim"), None);
	assert_eq!(subject["producedAtFacility"]["name"], "not declared");
	passport.issuer.did = None;
	let fault = passport.credential(&base(), &basis()).unwrap_err().to_string();
	assert!(fault.starts_with("issuer: "), "{fault}");
	passport.issuer.did = Some(Who::Brand.did());
	passport.batch = "B 1".into();
	let fault = passport.credential(&base(), &basis()).unwrap_err().to_string();
	assert!(fault.starts_with("batch: "), "{fault}");
}

#[test]
fn conformity_credential_says_what_was_judged() {
	let credentials: Vec<_> =
		attestations().iter().map(|it| it.credential(&base(), &basis()).unwrap()).collect();
	let assessment =
		|place: usize| &credentials[place]["credentialSubject"]["conformityAssessment"][0];
	assert_eq!(assessment(0)["assessedFacility"][0]["facility"]["name"], "Barossa works");
	let product = &assessment(1)["assessedProduct"][0]["product"];
	assert_eq!(product["id"], format!("https://gateway.example/01/{GTIN}"));
	assert_eq!(assessment(2)["assessedProduct"][0]["product"]["batchNumber"], "B/1");
	assert_eq!(assessment(3).get("assessedProduct"), None);
	let conditions = assessment(4)["specifiedCondition"].as_array().unwrap();
	assert_eq!(conditions[2], "Of the lot, it speaks for items 0 to 4, 9 only");
	let conformance: Vec<_> = (0..5).map(|place| &assessment(place)["conformance"]).collect();
	assert_eq!(
		conformance,
		[&json!(true), &json!(true), &json!(true), &json!(true), &json!(false)]
	);
	let kinds: Vec<_> =
		credentials.iter().map(|it| &it["credentialSubject"]["attestationType"]).collect();
	assert_eq!(kinds, ["certification", "certification", "inspection", "inspection", "testing"]);
	// The chain's moment is the first after its time, the credential's is the last of it.
	assert_eq!(credentials[0]["validUntil"], "2027-11-30T23:59:59Z");
	assert_eq!(credentials[1].get("validUntil"), None);
	for credential in &credentials {
		let (key, method) = (Who::Agency.key(), Who::Agency.method());
		let signed = sign(credential, &key, &method, NOW).unwrap();
		assert!(check(&signed, &Who::Agency.issuer(), NOW).is_ok());
	}
}

/// A recall reaches whoever holds a passport that was signed before it.
#[test]
fn passport_reads_as_suspended_once_its_lot_is_recalled() {
	let credential = passport().credential(&base(), &basis()).unwrap();
	let signed = sign(&credential, &Who::Brand.key(), &Who::Brand.method(), NOW).unwrap();
	let list = |source: &StatusSource| {
		let page = Page { listed: Listed::Lots, number: 0 };
		let freshness = Freshness { now: NOW, lifetime: 60_000 };
		let gateway = Who::Gateway.issuer().did;
		let list = source.list(&page, Purpose::Suspension);
		let list = list
			.credential(&base(), &page, Purpose::Suspension, &gateway, &basis(), freshness)
			.unwrap();
		let signed = sign(&list, &Who::Gateway.key(), &Who::Gateway.method(), NOW).unwrap();
		assert!(check(&signed, &Who::Gateway.issuer(), NOW).is_ok());
		let late = check(&signed, &Who::Gateway.issuer(), NOW + 60_001);
		assert!(matches!(late, Err(Error::Expired(_))), "an old list is no news");
		signed
	};
	let mut source = StatusSource::default();
	assert_eq!(status_in(&signed, &list(&source)).unwrap(), None);
	source.set_lot(LotId(7), LotState { recalled: true, ..Default::default() });
	assert_eq!(status_in(&signed, &list(&source)).unwrap().as_deref(), Some("suspension"));
	let entry = signed["credentialStatus"].clone();
	assert_eq!(entry, place_of(LotId(7)).entry(&base()));
}

#[test]
fn credential_stays_believed_when_its_key_is_withdrawn_later_and_no_other_is() {
	let key = |seed: u8, withdrawn| RegisteredKey {
		key: SecretKey::from_seed(&[seed; 32]).public(),
		valid_from: Some(NOW - 1_000_000),
		withdrawn,
	};
	let did = DidWeb::of_domain("brand.example").unwrap();
	let issuer = Issuer { did: did.clone(), keys: vec![key(1, Some(NOW + 1)), key(9, None)] };
	let credential = passport().credential(&base(), &basis()).unwrap();
	let with = |seed: u8, created: u64| -> Result<Value, Error> {
		let key = SecretKey::from_seed(&[seed; 32]);
		let signed = sign(&credential, &key, &did.method(&key.public()), created)?;
		check(&signed, &issuer, NOW + 10_000)?;
		Ok(signed)
	};
	assert!(with(1, NOW).is_ok());
	assert!(matches!(with(1, NOW + 1_000), Err(Error::KeyWithdrawn { .. })));
	assert!(with(9, NOW + 1_000).is_ok());
	assert!(matches!(with(9, NOW - 2_000_000), Err(Error::KeyTooYoung { .. })));
}
