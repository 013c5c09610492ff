//! Signing credentials and checking them: Data Integrity with the cryptosuite `eddsa-jcs-2022`
//! (Data Integrity EdDSA Cryptosuites 1.0, section 3.3).

use crate::{
	json::canonical,
	time::{self, date_time},
	Error, Issuer, Result, SecretKey, VC_CONTEXT,
};
use base64::{engine::general_purpose::URL_SAFE_NO_PAD, Engine};
use hallmark_types::Moment;
use serde_json::{json, Map, Value};
use sha2::{Digest, Sha256};

/// How far the clock of whoever signed may be ahead.
const SKEW: Moment = 5 * 60 * 1_000;

/// What was checked of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
	/// Who issued it.
	pub issuer: String,
	/// The verification method of the key that signed it.
	pub method: String,
	/// When it was signed, as the signature says.
	pub created: Moment,
	/// From when on the key no longer counts, where it was withdrawn since: whoever has a stolen key
	/// can date a signature back.
	pub withdrawn: Option<Moment>,
	/// Until when the credential holds.
	pub valid_until: Option<Moment>,
}

/// Signs a credential, which has no proof yet, with a key of its issuer. `created` is the moment that
/// the signature names.
///
/// # Errors
///
/// [`Error::Invalid`] if it is no credential of Verifiable Credentials 2.0, or has a proof;
/// [`Error::Json`]; those of [`SecretKey::sign`].
pub fn sign(credential: &Value, key: &SecretKey, method: &str, created: Moment) -> Result<Value> {
	require_credential(credential)?;
	let mut secured = object(credential)?.clone();
	if secured.contains_key("proof") {
		return Err(Error::invalid("proof", "it is signed already"));
	}
	let options = json!({
		"type": "DataIntegrityProof",
		"cryptosuite": "eddsa-jcs-2022",
		"created": date_time(created),
		"verificationMethod": method,
		"proofPurpose": "assertionMethod",
		"@context": credential.get("@context"),
	});
	let signature = key.sign(&signed_bytes(&options, credential)?)?;
	let mut proof = object(&options)?.clone();
	proof.insert("proofValue".into(), format!("z{}", bs58::encode(signature).into_string()).into());
	secured.insert("proof".into(), proof.into());
	Ok(secured.into())
}

/// Checks a credential: that it is one, that its issuer signed it with a key that counted then, and
/// that it holds `now`.
///
/// What became of its subject since is not asked here: see [`status`](crate::status).
///
/// # Errors
///
/// [`Error::Invalid`], [`Error::Json`], [`Error::Signature`], [`Error::OtherIssuer`],
/// [`Error::UnknownKey`], [`Error::KeyTooYoung`], [`Error::KeyWithdrawn`], [`Error::NotYetValid`],
/// [`Error::Expired`].
pub fn check(credential: &Value, issuer: &Issuer, now: Moment) -> Result<Checked> {
	require_credential(credential)?;
	let found = issuer_of(credential)?;
	if found != issuer.did.as_str() {
		let (expected, found) = (issuer.did.to_string(), found.into());
		return Err(Error::OtherIssuer { expected, found });
	}
	let mut document = object(credential)?.clone();
	let proof = document
		.remove("proof")
		.ok_or_else(|| Error::invalid("proof", "there is none: it is not signed"))?;
	let mut options = match proof {
		Value::Object(options) => options,
		_ => return Err(Error::invalid("proof", "not one proof, which is all that is read here")),
	};
	require_options(&options)?;
	let method = text(&options, "verificationMethod")?.to_string();
	let created = time::moment("created", text(&options, "created")?)?;
	if created > now.saturating_add(SKEW) {
		let reason = format!("{} is in the future", date_time(created));
		return Err(Error::invalid("created", reason));
	}
	if let Some(expires) = options.get("expires") {
		let expires = expires.as_str().unwrap_or_default();
		if time::moment("expires", expires)? <= now {
			return Err(Error::invalid(
				"expires",
				format!("the signature was good until {expires}"),
			));
		}
	}
	let registered = issuer.key_at(&method, created)?;
	let signature = options.remove("proofValue").unwrap_or_default();
	let signature = multibase(signature.as_str().unwrap_or_default())
		.ok_or_else(|| Error::invalid("proofValue", "not 64 bytes as Multibase, z or u"))?;
	// The suite lets whoever passes a credential on add contexts behind those that were signed. They
	// would change what its words mean to readers of linked data, so nothing may be added here.
	if options.get("@context").is_some_and(|signed| document.get("@context") != Some(signed)) {
		return Err(Error::invalid("@context", "the credential's are not those that were signed"));
	}
	let message = signed_bytes(&options.into(), &document.into())?;
	if !registered.key.is_signed(&message, &signature) {
		return Err(Error::Signature { method });
	}
	let moment_of = |field: &'static str| match credential.get(field) {
		None => Ok(None),
		Some(value) => time::moment(field, value.as_str().unwrap_or_default()).map(Some),
	};
	if let Some(from) = moment_of("validFrom")?.filter(|from| *from > now.saturating_add(SKEW)) {
		return Err(Error::NotYetValid(date_time(from)));
	}
	let valid_until = moment_of("validUntil")?;
	if let Some(until) = valid_until.filter(|until| *until < now) {
		return Err(Error::Expired(date_time(until)));
	}
	let withdrawn = registered.withdrawn;
	Ok(Checked { issuer: found.into(), method, created, withdrawn, valid_until })
}

/// Whom a credential names as its issuer.
///
/// # Errors
///
/// [`Error::Invalid`].
pub fn issuer_of(credential: &Value) -> Result<&str> {
	let issuer = credential.get("issuer");
	let id = issuer.and_then(|issuer| issuer.as_str().or_else(|| issuer.get("id")?.as_str()));
	id.ok_or_else(|| Error::invalid("issuer", "there is none"))
}

/// What is signed: the hash of the proof's options, then that of the document.
fn signed_bytes(options: &Value, document: &Value) -> Result<[u8; 64]> {
	let mut bytes = [0; 64];
	let (head, rest) = bytes.split_at_mut(32);
	head.copy_from_slice(&Sha256::digest(canonical(options)?));
	rest.copy_from_slice(&Sha256::digest(canonical(document)?));
	Ok(bytes)
}

fn require_credential(credential: &Value) -> Result<()> {
	let contexts = credential.get("@context").and_then(Value::as_array);
	let first = contexts.and_then(|contexts| contexts.first());
	if first != Some(&json!(VC_CONTEXT)) {
		return Err(Error::invalid("@context", format!("the first one is not {VC_CONTEXT}")));
	}
	let types = credential.get("type").map(list).unwrap_or_default();
	if !types.contains(&&json!("VerifiableCredential")) {
		return Err(Error::invalid("type", "VerifiableCredential is not among them"));
	}
	Ok(())
}

fn require_options(options: &Map<String, Value>) -> Result<()> {
	for (field, expected) in [
		("type", "DataIntegrityProof"),
		("cryptosuite", "eddsa-jcs-2022"),
		("proofPurpose", "assertionMethod"),
	] {
		let found = text(options, field)?;
		if found != expected {
			return Err(Error::invalid(field, format!("{found}: only {expected} is read here")));
		}
	}
	if options.contains_key("previousProof") {
		return Err(Error::invalid("previousProof", "chains of proofs are not read here"));
	}
	Ok(())
}

/// 64 bytes as Multibase in base 58, or in base64url.
fn multibase(text: &str) -> Option<Vec<u8>> {
	let bytes = match text.split_at_checked(1)? {
		("z", digits) if digits.len() <= 90 => bs58::decode(digits).into_vec().ok()?,
		("u", digits) => URL_SAFE_NO_PAD.decode(digits).ok()?,
		_ => return None,
	};
	(bytes.len() == 64).then_some(bytes)
}

/// A value, or those of an array.
fn list(value: &Value) -> Vec<&Value> {
	value.as_array().map_or_else(|| vec![value], |values| values.iter().collect())
}

fn object(value: &Value) -> Result<&Map<String, Value>> {
	value.as_object().ok_or_else(|| Error::invalid("credential", "not a JSON object"))
}

fn text<'a>(object: &'a Map<String, Value>, field: &'static str) -> Result<&'a str> {
	let text = object.get(field).and_then(Value::as_str);
	text.ok_or_else(|| Error::invalid(field, "there is none, or it is no text"))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{DidWeb, RegisteredKey};

	/// The moment at which the credentials of these tests are signed.
	const SIGNED: Moment = 1_800_000_000_000;

	fn key() -> SecretKey {
		SecretKey::from_seed(&[7; 32])
	}

	fn issuer() -> Issuer {
		let key = RegisteredKey { key: key().public(), valid_from: Some(1_000), withdrawn: None };
		Issuer { did: DidWeb::of_domain("brand.example").unwrap(), keys: vec![key] }
	}

	fn method() -> String {
		issuer().did.method(&key().public())
	}

	fn plain() -> Value {
		json!({
			"@context": [VC_CONTEXT, "https://brand.example/context"],
			"id": "https://brand.example/credentials/1",
			"type": ["VerifiableCredential"],
			"issuer": { "id": "did:web:brand.example", "name": "Brand" },
			"validFrom": "2026-07-01T00:00:00Z",
			"validUntil": "2027-07-01T00:00:00Z",
			"credentialSubject": { "id": "https://id.gs1.org/01/09520123456788", "count": 12, "list": [1, 2.5] },
		})
	}

	fn signed() -> Value {
		sign(&plain(), &key(), &method(), SIGNED).unwrap()
	}

	#[test]
	fn credential_is_believed_when_its_issuer_signed_it() {
		let checked = check(&signed(), &issuer(), SIGNED).unwrap();
		let expected = Checked {
			issuer: "did:web:brand.example".into(),
			method: method(),
			created: SIGNED,
			withdrawn: None,
			valid_until: Some(time::moment("", "2027-07-01T00:00:00Z").unwrap()),
		};
		assert_eq!(checked, expected);
		// In another order, with other spaces, and as other readers write numbers.
		let text = serde_json::to_string_pretty(&signed()).unwrap().replace(": 12,", ": 1.2e1,");
		assert!(text.contains("1.2e1"));
		let again = crate::json::parse(text.as_bytes()).unwrap();
		assert!(check(&again, &issuer(), SIGNED).is_ok());
	}

	#[test]
	fn credential_is_refused_when_any_value_in_it_was_changed() {
		let signed = signed();
		let mut paths = Vec::new();
		fn walk(value: &Value, path: String, paths: &mut Vec<String>) {
			match value {
				Value::Object(members) => {
					for (name, member) in members {
						let name = name.replace('~', "~0").replace('/', "~1");
						walk(member, format!("{path}/{name}"), paths);
					}
				}
				Value::Array(entries) => {
					for (place, entry) in entries.iter().enumerate() {
						walk(entry, format!("{path}/{place}"), paths);
					}
				}
				_ => paths.push(path),
			}
		}
		walk(&signed, String::new(), &mut paths);
		assert!(paths.len() > 16, "{paths:?}");
		for path in paths {
			let mut changed = signed.clone();
			let place = changed.pointer_mut(&path).unwrap();
			*place = match place {
				Value::Number(_) => json!(13),
				Value::String(text) => json!(format!("{text}2")),
				_ => panic!("{path}"),
			};
			assert!(check(&changed, &issuer(), SIGNED).is_err(), "{path}");
			if let Some(Value::Object(parent)) =
				changed.pointer_mut(path.rsplit_once('/').unwrap().0)
			{
				let mut gone = signed.clone();
				let name = path.rsplit('/').next().unwrap();
				parent.remove(name);
				*gone.pointer_mut(path.rsplit_once('/').unwrap().0).unwrap() = json!(parent);
				assert!(check(&gone, &issuer(), SIGNED).is_err(), "{path} is gone");
			}
		}
		for (field, value) in [("extra", json!(1)), ("credentialStatus", json!({}))] {
			let mut more = signed.clone();
			more[field] = value;
			assert!(matches!(check(&more, &issuer(), SIGNED), Err(Error::Signature { .. })));
		}
		let mut more = signed;
		more["@context"].as_array_mut().unwrap().push("https://evil.example/context".into());
		let fault = check(&more, &issuer(), SIGNED).unwrap_err().to_string();
		assert!(fault.starts_with("@context: "), "{fault}");
	}

	#[test]
	fn credential_is_refused_when_another_key_signed_it() {
		let other = SecretKey::from_seed(&[8; 32]);
		let forged = sign(&plain(), &other, &method(), SIGNED).unwrap();
		assert!(matches!(check(&forged, &issuer(), SIGNED), Err(Error::Signature { .. })));
		let own = issuer().did.method(&other.public());
		let forged = sign(&plain(), &other, &own, SIGNED).unwrap();
		assert!(matches!(check(&forged, &issuer(), SIGNED), Err(Error::UnknownKey { .. })));
		let elsewhere = DidWeb::of_domain("other.example").unwrap();
		let forged = sign(&plain(), &key(), &elsewhere.method(&key().public()), SIGNED).unwrap();
		assert!(matches!(check(&forged, &issuer(), SIGNED), Err(Error::OtherIssuer { .. })));
		let other = Issuer { did: elsewhere, ..issuer() };
		assert!(matches!(check(&signed(), &other, SIGNED), Err(Error::OtherIssuer { .. })));
	}

	#[test]
	fn signature_counts_only_while_its_key_did() {
		let mut issuer = issuer();
		issuer.keys[0].withdrawn = Some(SIGNED + 1_000);
		let checked = check(&signed(), &issuer, SIGNED + 5_000).unwrap();
		assert_eq!(checked.withdrawn, Some(SIGNED + 1_000));
		for as_of in [SIGNED, SIGNED - 1, 0] {
			issuer.keys[0].withdrawn = Some(as_of);
			let fault = check(&signed(), &issuer, SIGNED + 5_000).unwrap_err();
			assert!(matches!(fault, Error::KeyWithdrawn { .. }), "{fault}");
		}
		issuer.keys[0] =
			RegisteredKey { valid_from: Some(SIGNED + 1_000), ..issuer.keys[0].clone() };
		issuer.keys[0].withdrawn = None;
		let fault = check(&signed(), &issuer, SIGNED).unwrap_err();
		assert!(matches!(fault, Error::KeyTooYoung { .. }), "{fault}");
	}

	#[test]
	fn credential_holds_only_in_its_time() {
		let until = time::moment("", "2027-07-01T00:00:00Z").unwrap();
		assert!(check(&signed(), &issuer(), until).is_ok());
		assert!(matches!(check(&signed(), &issuer(), until + 1), Err(Error::Expired(_))));
		let mut later = plain();
		later["validFrom"] = "2027-06-01T00:00:00Z".into();
		let later = sign(&later, &key(), &method(), SIGNED).unwrap();
		assert!(matches!(check(&later, &issuer(), SIGNED), Err(Error::NotYetValid(_))));
		let fault = check(&signed(), &issuer(), SIGNED - SKEW - 1).unwrap_err().to_string();
		assert!(fault.starts_with("created: "), "{fault}");
	}

	#[test]
	fn credential_is_refused_when_its_form_is_another() {
		for (path, value, field) in [
			("/proof/type", json!("Ed25519Signature2020"), "type: "),
			("/proof/cryptosuite", json!("eddsa-rdfc-2022"), "cryptosuite: "),
			("/proof/proofPurpose", json!("authentication"), "proofPurpose: "),
			("/proof/proofValue", json!("z1"), "proofValue: "),
			("/proof/proofValue", json!(null), "proofValue: "),
			("/proof/created", json!("yesterday"), "created: "),
			("/proof", json!([]), "proof: "),
			("/@context", json!(["https://www.w3.org/2018/credentials/v1"]), "@context: "),
			("/type", json!(["VerifiablePresentation"]), "type: "),
			("/issuer", json!(null), "issuer: "),
		] {
			let mut other = signed();
			*other.pointer_mut(path).unwrap() = value;
			let fault = check(&other, &issuer(), SIGNED).unwrap_err().to_string();
			assert!(fault.starts_with(field), "{path}: {fault}");
		}
		for (name, value) in [("previousProof", "urn:x"), ("expires", "2020-01-01T00:00:00Z")] {
			let mut other = signed();
			other["proof"][name] = value.into();
			let fault = check(&other, &issuer(), SIGNED).unwrap_err().to_string();
			assert!(fault.starts_with(name), "{fault}");
		}
		let fault = check(&plain(), &issuer(), SIGNED).unwrap_err().to_string();
		assert!(fault.starts_with("proof: "), "{fault}");
		assert!(sign(&signed(), &key(), &method(), SIGNED).is_err());
		assert!(sign(&json!({}), &key(), &method(), SIGNED).is_err());
	}
}
