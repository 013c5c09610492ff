//! Issuers: a `did:web`, the keys that are registered for it, and the DID document that says so.

use crate::{
	time::{self, date_time},
	Error, PublicKey, Result,
};
use hallmark_types::Moment;
use serde_json::{json, Value};
use std::{fmt, str::FromStr};

/// No DID is longer, in bytes.
const MAX_DID: usize = 512;

/// An identifier by the method `did:web`: who controls the address controls it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DidWeb(String);

impl DidWeb {
	/// That of a domain, such as `brand.example`, perhaps with a port and a path, as
	/// `gateway.example:8443/org/5`.
	///
	/// # Errors
	///
	/// [`Error::Invalid`].
	pub fn of_domain(domain: &str) -> Result<Self> {
		let (host, path) = domain.split_once('/').unwrap_or((domain, ""));
		let mut did = format!("did:web:{}", host.replace(':', "%3A"));
		for segment in path.split('/').filter(|segment| !segment.is_empty()) {
			did.push(':');
			did.push_str(segment);
		}
		did.parse()
	}

	/// The host that it names, with its port if that is not 443.
	pub fn host(&self) -> String {
		self.0.split(':').nth(2).unwrap_or_default().replace("%3A", ":")
	}

	/// Where its document is.
	pub fn document_url(&self) -> String {
		let host = self.host();
		let path: Vec<_> = self.0.split(':').skip(3).collect();
		if path.is_empty() {
			return format!("https://{host}/.well-known/did.json");
		}
		format!("https://{host}/{}/did.json", path.join("/"))
	}

	/// The verification method of one of its keys.
	pub fn method(&self, key: &PublicKey) -> String {
		format!("{self}#{key}")
	}

	/// As it is written.
	pub fn as_str(&self) -> &str {
		&self.0
	}
}

impl FromStr for DidWeb {
	type Err = Error;

	fn from_str(text: &str) -> Result<Self> {
		let fault = |reason: &str| Error::invalid("did", format!("{text}: {reason}"));
		let rest = text.strip_prefix("did:web:");
		let rest = rest.ok_or_else(|| fault("not a did:web, such as did:web:brand.example"))?;
		if text.len() > MAX_DID {
			return Err(fault("longer than 512 bytes"));
		}
		let mut parts = rest.split(':');
		let host = parts.next().unwrap_or_default();
		let (name, port) = host.split_once("%3A").unwrap_or((host, "443"));
		let is_label = |label: &str| {
			let is_valid =
				|byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
			!label.is_empty()
				&& label.len() <= 63
				&& !label.starts_with('-')
				&& !label.ends_with('-')
				&& label.bytes().all(is_valid)
		};
		if !name.split('.').all(is_label) {
			return Err(fault("its domain is not one in small letters, such as brand.example"));
		}
		if name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
			return Err(fault("did:web has no addresses of numbers"));
		}
		if !port.bytes().all(|byte| byte.is_ascii_digit()) || port.parse::<u16>().is_err() {
			return Err(fault("its port is not a number behind %3A"));
		}
		let is_segment = |segment: &str| {
			let is_valid =
				|byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
			!matches!(segment, "" | "." | "..") && segment.bytes().all(is_valid)
		};
		if !parts.all(is_segment) {
			return Err(fault("its path has more than letters, digits, -, _ and ."));
		}
		Ok(Self(text.into()))
	}
}

impl fmt::Display for DidWeb {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&self.0)
	}
}

/// A credential key as it is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredKey {
	/// The key.
	pub key: PublicKey,
	/// From when on it counts, where that is known.
	pub valid_from: Option<Moment>,
	/// From when on it no longer counts, where it was withdrawn.
	pub withdrawn: Option<Moment>,
}

/// An issuer and the keys that speak for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
	/// Its DID.
	pub did: DidWeb,
	/// Its keys, those that were withdrawn included.
	pub keys: Vec<RegisteredKey>,
}

impl Issuer {
	/// Its DID document. A withdrawn key stays in it, marked as revoked, and asserts nothing any more.
	pub fn document(&self) -> Value {
		let methods = self.keys.iter().map(|it| {
			let mut method = json!({
				"id": self.did.method(&it.key),
				"type": "Multikey",
				"controller": self.did.as_str(),
				"publicKeyMultibase": it.key.to_multibase(),
			});
			if let (Some(method), Some(moment)) = (method.as_object_mut(), it.withdrawn) {
				method.insert("revoked".into(), date_time(moment).into());
			}
			method
		});
		let in_force = self.keys.iter().filter(|it| it.withdrawn.is_none());
		json!({
			"@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
			"id": self.did.as_str(),
			"verificationMethod": methods.collect::<Vec<_>>(),
			"assertionMethod": in_force.map(|it| self.did.method(&it.key)).collect::<Vec<_>>(),
		})
	}

	/// Reads a DID document. Of its keys those count that are Ed25519, as a Multikey, and assert or
	/// once asserted: methods that serve something else, such as to log in, do not.
	///
	/// # Errors
	///
	/// [`Error::Invalid`] if it is none of a `did:web`.
	pub fn from_document(document: &Value) -> Result<Self> {
		let did: DidWeb = text(document, "id")?.parse()?;
		let list = |name| document.get(name).and_then(Value::as_array).into_iter().flatten();
		// A method stands in the list by its id or as a whole.
		let asserting: Vec<_> = list("assertionMethod")
			.filter_map(|entry| entry.as_str().or_else(|| entry.get("id")?.as_str()))
			.map(|id| absolute(&did, id))
			.collect();
		let mut keys = Vec::new();
		for method in list("verificationMethod").chain(list("assertionMethod")) {
			if method.get("type").and_then(Value::as_str) != Some("Multikey") {
				continue;
			}
			let controller = text(method, "controller")?;
			let Ok(key) = PublicKey::from_multibase(text(method, "publicKeyMultibase")?) else {
				continue;
			};
			let withdrawn = match method.get("revoked").and_then(Value::as_str) {
				Some(moment) => Some(time::moment("revoked", moment)?),
				None => None,
			};
			let id = absolute(&did, text(method, "id")?);
			// Another id could not be found by what signatures name.
			let is_ours = controller == did.as_str() && id == did.method(&key);
			if is_ours && (withdrawn.is_some() || asserting.contains(&id)) {
				keys.push(RegisteredKey { key, valid_from: None, withdrawn });
			}
		}
		Ok(Self { did, keys })
	}

	/// The key behind a verification method that counted at a moment. Documents say when they were
	/// made in whole seconds, and blocks have milliseconds: a key counts from the second on in which
	/// it was registered.
	///
	/// # Errors
	///
	/// [`Error::OtherIssuer`], [`Error::UnknownKey`], [`Error::KeyTooYoung`],
	/// [`Error::KeyWithdrawn`].
	pub fn key_at(&self, method: &str, moment: Moment) -> Result<&RegisteredKey> {
		let of = method.split('#').next().unwrap_or_default();
		if of != self.did.as_str() {
			let (expected, found) = (self.did.to_string(), of.into());
			return Err(Error::OtherIssuer { expected, found });
		}
		let named: Vec<_> =
			self.keys.iter().filter(|it| self.did.method(&it.key) == method).collect();
		let counts = |it: &&&RegisteredKey| {
			it.valid_from.is_none_or(|from| from - from % 1_000 <= moment)
				&& it.withdrawn.is_none_or(|as_of| moment < as_of)
		};
		if let Some(key) = named.iter().find(counts) {
			return Ok(key);
		}
		let method = method.to_string();
		let created = date_time(moment);
		let Some(last) = named.last() else {
			return Err(Error::UnknownKey { method, issuer: self.did.to_string() });
		};
		match (last.valid_from, last.withdrawn) {
			(_, Some(as_of)) if as_of <= moment => {
				Err(Error::KeyWithdrawn { method, created, as_of: date_time(as_of) })
			}
			(from, _) => {
				let from = date_time(from.unwrap_or_default());
				Err(Error::KeyTooYoung { method, created, from })
			}
		}
	}
}

/// The id of a method, which may be written as a fragment alone.
fn absolute(did: &DidWeb, id: &str) -> String {
	if id.starts_with('#') {
		format!("{did}{id}")
	} else {
		id.into()
	}
}

fn text<'a>(object: &'a Value, field: &'static str) -> Result<&'a str> {
	let text = object.get(field).and_then(Value::as_str);
	text.ok_or_else(|| Error::invalid(field, "there is none, or it is no text"))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::SecretKey;

	fn key(seed: u8) -> PublicKey {
		SecretKey::from_seed(&[seed; 32]).public()
	}

	fn issuer() -> Issuer {
		let did = DidWeb::of_domain("brand.example").unwrap();
		let keys = vec![
			RegisteredKey { key: key(1), valid_from: Some(10_000), withdrawn: Some(20_000) },
			RegisteredKey { key: key(2), valid_from: Some(15_000), withdrawn: None },
		];
		Issuer { did, keys }
	}

	#[test]
	fn did_leads_to_its_document() {
		for (domain, did, url) in [
			(
				"brand.example",
				"did:web:brand.example",
				"https://brand.example/.well-known/did.json",
			),
			(
				"gateway.example:8443/org/5",
				"did:web:gateway.example%3A8443:org:5",
				"https://gateway.example:8443/org/5/did.json",
			),
		] {
			let read = DidWeb::of_domain(domain).unwrap();
			assert_eq!((read.as_str(), &*read.document_url()), (did, url));
			assert!(domain.starts_with(&read.host()));
		}
	}

	#[test]
	fn did_is_refused_when_it_is_no_web_address() {
		for did in [
			"did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
			"did:web:",
			"did:web:Brand.example",
			"did:web:brand..example",
			"did:web:-brand.example",
			"did:web:brand.example%3A",
			"did:web:brand.example%3A99999",
			"did:web:brand.example:..",
			"did:web:brand.example::a",
			"did:web:brand.example:a/b",
			"did:web:brand.example:a%2Fb",
			"did:web:user@brand.example",
			"did:web:192.168.0.1",
			"did:web:brand.example#key",
			"brand.example",
		] {
			assert!(did.parse::<DidWeb>().is_err(), "{did}");
		}
		assert!(DidWeb::of_domain(&format!("a.example/{}", "a/".repeat(260))).is_err());
		assert!(DidWeb::of_domain("brand.example/a b").is_err());
	}

	#[test]
	fn document_is_read_back_with_what_was_withdrawn() {
		let issuer = issuer();
		let document = issuer.document();
		assert_eq!(document["id"], "did:web:brand.example");
		assert_eq!(document["assertionMethod"], json!([issuer.did.method(&key(2))]));
		assert_eq!(document["verificationMethod"][0]["revoked"], "1970-01-01T00:00:20Z");
		let read = Issuer::from_document(&document).unwrap();
		let mut expected = issuer;
		expected.keys.iter_mut().for_each(|it| it.valid_from = None);
		assert_eq!(read, expected);
	}

	#[test]
	fn document_gives_no_key_that_does_not_assert_or_is_anothers() {
		let method = |change: &dyn Fn(&mut Value)| {
			let mut document = Issuer { keys: issuer().keys.split_off(1), ..issuer() }.document();
			change(&mut document);
			Issuer::from_document(&document).map(|read| read.keys.len())
		};
		assert_eq!(method(&|_| {}).unwrap(), 1);
		assert_eq!(method(&|it| it["assertionMethod"] = json!([])).unwrap(), 0);
		let controller = |it: &mut Value| {
			it["verificationMethod"][0]["controller"] = "did:web:other.example".into();
		};
		assert_eq!(method(&controller).unwrap(), 0);
		assert_eq!(method(&|it| it["verificationMethod"][0]["id"] = "#0".into()).unwrap(), 0);
		assert_eq!(method(&|it| it["verificationMethod"][0]["type"] = "X".into()).unwrap(), 0);
		assert!(method(&|it| it["verificationMethod"][0]["revoked"] = "soon".into()).is_err());
		assert!(method(&|it| it["id"] = "did:key:z".into()).is_err());
		// As a whole in the list, and by its fragment.
		let inline = |it: &mut Value| {
			it["assertionMethod"] = it["verificationMethod"].take();
			let id = format!("#{}", key(2));
			it["assertionMethod"][0]["id"] = id.into();
		};
		assert_eq!(method(&inline).unwrap(), 1);
	}

	#[test]
	fn key_counts_from_its_registration_until_its_withdrawal() {
		let issuer = issuer();
		let method = issuer.did.method(&key(1));
		assert_eq!(issuer.key_at(&method, 10_000).unwrap().key, key(1));
		assert_eq!(issuer.key_at(&method, 19_999).unwrap().key, key(1));
		let mut late = issuer.clone();
		late.keys[0].valid_from = Some(10_002);
		assert_eq!(late.key_at(&method, 10_000).unwrap().key, key(1));
		let fault = issuer.key_at(&method, 9_999).unwrap_err();
		assert!(matches!(fault, Error::KeyTooYoung { .. }), "{fault}");
		for moment in [20_000, Moment::MAX] {
			let fault = issuer.key_at(&method, moment).unwrap_err();
			assert!(matches!(fault, Error::KeyWithdrawn { .. }), "{fault}");
		}
		let fault = issuer.key_at(&issuer.did.method(&key(3)), 15_000).unwrap_err();
		assert!(matches!(fault, Error::UnknownKey { .. }), "{fault}");
		let other = DidWeb::of_domain("other.example").unwrap().method(&key(1));
		let fault = issuer.key_at(&other, 15_000).unwrap_err();
		assert!(matches!(fault, Error::OtherIssuer { .. }), "{fault}");
	}
}
