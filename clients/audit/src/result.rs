//! The result of an audit, as a document that can be signed and published.
//!
//! It is a credential by W3C's Verifiable Credentials 2.0, signed like those of lots and agencies:
//! Data Integrity with `eddsa-jcs-2022`, by a key that the auditor's organisation registered on the
//! chain. What is claimed stands in `credentialSubject`.

use crate::{
	error::{Error, Result},
	report::{Count, Difference, Findings, Kind, Unknown},
	run::{Bound, Period},
};
use hallmark_credentials::{json::canonical, time::date_time, VC_CONTEXT};
use hallmark_types::{BlockNumber, Digest, OrgId};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// The type of such credentials.
pub const TYPE: &str = "HallmarkAudit";

/// The vocabulary of what they claim.
const VOCABULARY: &str = "https://hallmark.example/audit/1#";

/// A block, as the result names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockNamed {
	/// Its height.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: Digest,
	/// Its time, in UTC.
	pub at: String,
}

impl From<Bound> for BlockNamed {
	fn from(bound: Bound) -> Self {
		Self { number: bound.number, hash: bound.hash, at: date_time(bound.at) }
	}
}

/// What an audit came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Audited {
	/// The name and version of the program.
	pub tool: String,
	/// The hash of the chain's first block.
	pub genesis: Digest,
	/// The first block that was looked at.
	pub from: BlockNamed,
	/// The last one.
	pub to: BlockNamed,
	/// How much was compared, for each kind.
	pub counts: BTreeMap<Kind, Count>,
	/// How much in all.
	pub total: Count,
	/// The differences, in the order of the chain.
	pub differences: Vec<Difference>,
	/// What could not be computed anew, in that order.
	pub unknown: Vec<Unknown>,
}

impl Audited {
	/// What an audit of a period came to.
	pub fn new(tool: &str, period: &Period, findings: Findings) -> Self {
		let total = findings.total();
		Self {
			tool: tool.into(),
			genesis: period.genesis,
			from: period.from.into(),
			to: period.to.into(),
			counts: findings.counts,
			total,
			differences: findings.differences,
			unknown: findings.unknown,
		}
	}

	/// Whether everything that was compared is as it should be.
	pub fn is_equal(&self) -> bool {
		self.total.different == 0
	}

	/// SHA-256 of it in canonical form (RFC 8785).
	///
	/// # Errors
	///
	/// [`Error::Credential`].
	pub fn digest(&self) -> Result<Digest> {
		let value = serde_json::to_value(self).map_err(|error| Error::form("result", error))?;
		Ok(Digest::from_slice(&Sha256::digest(canonical(&value)?)))
	}

	/// The document: what it came to, with its digest.
	///
	/// # Errors
	///
	/// [`Error::Credential`].
	pub fn document(&self) -> Result<Value> {
		let value = serde_json::to_value(self).map_err(|error| Error::form("result", error))?;
		Ok(with(value, json!({ "digest": self.digest()? })))
	}

	/// The credential of an auditor, not signed yet.
	///
	/// # Errors
	///
	/// [`Error::Credential`].
	pub fn credential(&self, auditor: OrgId, did: &str, now: u64) -> Result<Value> {
		let (from, to) = (self.from.number, self.to.number);
		let genesis = format!("{:?}", self.genesis);
		let id = format!("urn:hallmark:{}:{from}-{to}", genesis.trim_start_matches("0x"));
		let subject = with(self.document()?, json!({ "id": id, "auditor": auditor }));
		Ok(json!({
			"@context": [VC_CONTEXT, { "@vocab": VOCABULARY }],
			"type": ["VerifiableCredential", TYPE],
			"issuer": did,
			"validFrom": date_time(now),
			"credentialSubject": subject,
		}))
	}

	/// Reads a result, signed or not, and checks that it says one thing: that its digest is its own, and
	/// its sums are those of what it lists. Gives the auditor too, where it names one.
	///
	/// # Errors
	///
	/// [`Error::Result`] with the first thing that is wrong.
	pub fn read(document: &Value) -> Result<(Self, Option<OrgId>)> {
		let fault = |field, reason: String| Error::Result { field, reason };
		let types = document.get("type").and_then(Value::as_array);
		let is_one = types.is_some_and(|it| it.iter().any(|it| it == TYPE));
		let subject = match document.get("credentialSubject") {
			Some(subject) if is_one => subject,
			Some(_) => return Err(fault("type", format!("it is no {TYPE}"))),
			None => document,
		};
		let it = Self::deserialize(subject)
			.map_err(|error| fault("result", format!("it is none of an audit: {error}")))?;
		let told: Option<Digest> =
			subject.get("digest").and_then(|it| Digest::deserialize(it).ok());
		let digest = it.digest()?;
		if told != Some(digest) {
			return Err(fault(
				"digest",
				format!("it is not {digest:?}, that of what stands there"),
			));
		}
		let findings = Findings { counts: it.counts.clone(), ..Findings::default() };
		if findings.total() != it.total {
			return Err(fault("total", "it is not the sum of the counts".into()));
		}
		for (kind, count) in &it.counts {
			let places = it.differences.iter().filter(|it| it.kind == *kind);
			let (some, none) = (places.count() > 0, count.different == 0);
			let unknown = it.unknown.iter().filter(|it| it.kind == *kind).count();
			if some == none || (unknown as u64) < count.unknown {
				let reason = format!("of {} it lists others than it counts", kind.name());
				return Err(fault("counts", reason));
			}
		}
		if it.differences.iter().any(|diff| !it.counts.contains_key(&diff.kind)) {
			return Err(fault("counts", "it lists differences of what it does not count".into()));
		}
		let auditor = subject.get("auditor").and_then(|it| OrgId::deserialize(it).ok());
		Ok((it, auditor))
	}
}

/// An object with further members.
fn with(mut value: Value, more: Value) -> Value {
	if let (Value::Object(members), Value::Object(more)) = (&mut value, more) {
		members.extend(more);
	}
	value
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::report::{Case, Place};
	use hallmark_credentials::{proof, DidWeb, Issuer, RegisteredKey, SecretKey};

	fn audited() -> Audited {
		let bound = |number| Bound { number, hash: Digest::repeat_byte(2), at: 1_782_895_800_000 };
		let period = Period { genesis: Digest::repeat_byte(1), from: bound(3), to: bound(9) };
		let mut findings = Findings::default();
		let place = |kind, subject: &str| Place {
			kind,
			block: 5,
			extrinsic: Some(2),
			subject: subject.into(),
		};
		findings.add(Case::new(place(Kind::Mix, "slot 1")));
		let mut case = Case::new(place(Kind::Draw, "decision 7"));
		case.compare("positions", &[1, 2], &[1, 3]);
		findings.add(case);
		let mut case = Case::new(place(Kind::Settlement, "decision 8"));
		case.cannot("the secret is not revealed");
		findings.add(case);
		Audited::new("hallmark 0.1.0", &period, findings)
	}

	#[test]
	fn result_is_read_back_and_any_change_is_seen() {
		let it = audited();
		let document = it.document().unwrap();
		assert_eq!(Audited::read(&document).unwrap(), (it.clone(), None));
		let text = serde_json::to_string_pretty(&document).unwrap();
		let again = hallmark_credentials::json::parse(text.as_bytes()).unwrap();
		assert_eq!(Audited::read(&again).unwrap().0, it);
		for (path, value) in [
			("/counts/draw/different", json!(0)),
			("/differences", json!([])),
			("/unknown", json!([])),
			("/to/number", json!(10)),
			("/total/equal", json!(5)),
			("/digest", json!(Digest::zero())),
		] {
			let mut other = document.clone();
			*other.pointer_mut(path).unwrap() = value;
			assert!(Audited::read(&other).is_err(), "{path}");
		}
	}

	#[test]
	fn result_that_hides_what_it_counts_is_refused_though_its_digest_is_its_own() {
		let mut it = audited();
		it.differences.clear();
		let fault = Audited::read(&it.document().unwrap()).unwrap_err().to_string();
		assert!(fault.starts_with("counts: "), "{fault}");
		let mut it = audited();
		it.total.different = 0;
		let fault = Audited::read(&it.document().unwrap()).unwrap_err().to_string();
		assert!(fault.starts_with("total: "), "{fault}");
		let mut it = audited();
		it.unknown.clear();
		assert!(Audited::read(&it.document().unwrap()).is_err());
	}

	#[test]
	fn credential_is_signed_and_names_its_auditor() {
		let key = SecretKey::from_seed(&[7; 32]);
		let did = DidWeb::of_domain("auditor.example").unwrap();
		let now = 1_800_000_000_000;
		let plain = audited().credential(OrgId(9), did.as_str(), now).unwrap();
		let signed = proof::sign(&plain, &key, &did.method(&key.public()), now).unwrap();
		let registered =
			RegisteredKey { key: key.public(), valid_from: Some(1_000), withdrawn: None };
		let issuer = Issuer { did, keys: vec![registered] };
		assert!(proof::check(&signed, &issuer, now).is_ok());
		assert_eq!(Audited::read(&signed).unwrap(), (audited(), Some(OrgId(9))));
		let mut forged = signed;
		forged["credentialSubject"]["auditor"] = json!(8);
		assert!(proof::check(&forged, &issuer, now).is_err());
	}
}
