//! Whether a credential is to be believed, as the chain judges: whoever had to sign it did, with a
//! key that counted then, and it says of its subject what the chain says.
//!
//! A passport may say more than the chain knows: what it is made of, say. That is its issuer's word.
//! What the chain knows it must say alike, and what it calls attested must be.

use super::{fault, Sources};
use crate::{Error, Result};
use hallmark_credentials::{
	conformity::Judged, proof, status::Message, Base, Issuer, LotPassport, PublicKey,
};
use hallmark_types::{AttestationId, FacilityId, LotId, Moment, OrgId};
use serde_json::Value;

/// What a credential is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
	/// A lot: it is a passport.
	Lot(LotId),
	/// An attestation: it is a conformity credential.
	Attestation(AttestationId),
}

/// Where passports lie, below a gateway's address.
pub const LOTS: &str = "/credentials/lots/";
/// Where conformity credentials lie.
const ATTESTATIONS: &str = "/credentials/attestations/";

/// What a passport must say as the chain does.
const OF_PASSPORT: [&str; 13] = [
	"validFrom",
	"credentialStatus",
	"credentialSubject.id",
	"credentialSubject.name",
	"credentialSubject.idScheme",
	"credentialSubject.idGranularity",
	"credentialSubject.batchNumber",
	"credentialSubject.itemNumber",
	"credentialSubject.productCategory",
	"credentialSubject.producedAtFacility",
	"credentialSubject.countryOfProduction",
	"credentialSubject.productionDate",
	"credentialSubject.expiryDate",
];

/// What a conformity credential must say as the chain does. Names are not among it: a product's can
/// change.
const OF_CONFORMITY: [&str; 22] = [
	"validFrom",
	"validUntil",
	"credentialStatus",
	"credentialSubject.id",
	"credentialSubject.assessorLevel",
	"credentialSubject.assessmentLevel",
	"credentialSubject.attestationType",
	"credentialSubject.authorisation",
	"credentialSubject.referenceScheme",
	"credentialSubject.conformityCertificate",
	"credentialSubject.conformityAssessment.0.id",
	"credentialSubject.conformityAssessment.0.assessmentCriteria",
	"credentialSubject.conformityAssessment.0.assessmentDate",
	"credentialSubject.conformityAssessment.0.assessedPerformance",
	"credentialSubject.conformityAssessment.0.referenceStandard",
	"credentialSubject.conformityAssessment.0.specifiedCondition",
	"credentialSubject.conformityAssessment.0.conformance",
	"credentialSubject.conformityAssessment.0.assessedFacility",
	"credentialSubject.conformityAssessment.0.assessedProduct.0.product.id",
	"credentialSubject.conformityAssessment.0.assessedProduct.0.product.batchNumber",
	"credentialSubject.conformityAssessment.0.assessedProduct.1",
	"credentialSubject.conformityAssessment.1",
];

impl About {
	/// What a credential says that it is about, and for the gateway at which address it was made:
	/// both are in its `id`. None if it is neither a passport nor a conformity credential.
	///
	/// # Errors
	///
	/// [`Error::Input`] if its `id` is not of the form that it has for these.
	pub fn of(credential: &Value) -> Result<Option<(Self, Base)>> {
		let types = credential.get("type").and_then(Value::as_array);
		let is = |name: &str| types.is_some_and(|types| types.iter().any(|it| it == name));
		let folder = match (is("DigitalProductPassport"), is("DigitalConformityCredential")) {
			(true, false) => LOTS,
			(false, true) => ATTESTATIONS,
			(false, false) => return Ok(None),
			(true, true) => return Err(Error::input("type", "it is of two kinds")),
		};
		let id = credential.get("id").and_then(Value::as_str).unwrap_or_default();
		let wrong = || {
			let reason = format!("{id} is not a gateway's address, {folder} and a number");
			Error::input("id", reason)
		};
		let (base, digits) = id.split_once(folder).ok_or_else(wrong)?;
		let number: u64 = digits.parse().map_err(|_| wrong())?;
		let base = Base::new(base).map_err(|_| wrong())?;
		let about = match folder {
			LOTS => Self::Lot(LotId(number)),
			_ => Self::Attestation(AttestationId(number)),
		};
		// In one way only: no leading zeros, no slashes before it.
		if id != about.url(&base) {
			return Err(wrong());
		}
		Ok(Some((about, base)))
	}

	/// The address of its credential.
	pub fn url(&self, base: &Base) -> String {
		let (folder, number) = match self {
			Self::Lot(id) => (LOTS, id.0),
			Self::Attestation(id) => (ATTESTATIONS, id.0),
		};
		base.join(&format!("{}{number}", folder.trim_start_matches('/')))
	}

	/// What a path of a gateway is about.
	pub fn of_path(path: &str) -> Option<Self> {
		let number = |digits: &str| {
			let number: u64 = digits.parse().ok()?;
			(number.to_string() == digits).then_some(number)
		};
		match path.strip_prefix(LOTS) {
			Some(digits) => Some(Self::Lot(LotId(number(digits)?))),
			None => {
				let digits = path.strip_prefix(ATTESTATIONS)?;
				Some(Self::Attestation(AttestationId(number(digits)?)))
			}
		}
	}
}

/// A credential that is to be believed.
#[derive(Clone, Debug)]
pub struct Vetted {
	/// The organisation that signed it, as it had to.
	pub org: OrgId,
	/// Its name.
	pub name: String,
	/// The key.
	pub key: PublicKey,
	/// What was checked of its signature.
	pub checked: proof::Checked,
	/// What became of its subject since.
	pub message: Message,
}

impl Sources<'_> {
	/// Checks a credential. These sources must be for the gateway that it was made for.
	///
	/// # Errors
	///
	/// [`Error::Input`] if it is not to be believed, [`Error::NoLot`] if there is no such lot.
	pub async fn vet(&self, credential: &Value, about: About, now: Moment) -> Result<Vetted> {
		match about {
			About::Lot(id) => {
				let lot = self.lot(id).await?;
				let (issuer, key) = self.signer(credential, lot.issuer.id).await?;
				let checked = proof::check(credential, &issuer, now).map_err(fault)?;
				let mut passport = self.passport(id).await?;
				passport.issuer.did = Some(issuer.did.clone());
				let expected = passport.credential(&self.base, &self.basis()).map_err(fault)?;
				require_same(credential, &expected, &OF_PASSPORT, &format!("lot {id}"))?;
				let facility = lot.facility.filter(|_| lot.count_confirmed);
				self.require_claims(credential, &passport, facility).await?;
				let message = self.lot_state(&lot).await?.into();
				let name = passport.issuer.name;
				Ok(Vetted { org: lot.issuer.id, name, key, checked, message })
			}
			About::Attestation(id) => {
				let (org, revoked, doubtful) = self.attestation_state(id).await?;
				let (issuer, key) = self.signer(credential, org).await?;
				let checked = proof::check(credential, &issuer, now).map_err(fault)?;
				let mut attestation = self.attestation(id).await?;
				attestation.agency.did = Some(issuer.did.clone());
				let expected = attestation.credential(&self.base, &self.basis()).map_err(fault)?;
				require_same(credential, &expected, &OF_CONFORMITY, &format!("attestation {id}"))?;
				let message = match (revoked, doubtful) {
					(true, _) => Message::Revoked,
					(false, true) => Message::Doubtful,
					(false, false) => Message::Clear,
				};
				Ok(Vetted { org, name: attestation.agency.name, key, checked, message })
			}
		}
	}

	/// The key of the organisation that had to sign a credential which the credential names, and as
	/// what issuer it is registered.
	///
	/// # Errors
	///
	/// [`Error::Input`] if it names none, or one that the organisation never registered.
	pub async fn signer(&self, credential: &Value, org: OrgId) -> Result<(Issuer, PublicKey)> {
		let method = credential.pointer("/proof/verificationMethod").and_then(Value::as_str);
		let method = method.unwrap_or_default();
		let key = method.split_once('#').map(|(_, key)| PublicKey::from_multibase(key));
		let none = || Error::input("verificationMethod", "the proof names no key");
		let key = key.ok_or_else(none)?.map_err(fault)?;
		let issuer = self.issuer_by_key(org, &key).await?;
		let issuer = issuer.ok_or_else(|| {
			let reason = format!("{method}: organisation {org} never registered this key");
			Error::input("verificationMethod", reason)
		})?;
		Ok((issuer, key))
	}

	/// Whether what a passport calls attested is, and is about this lot, its product, or its facility
	/// where that is confirmed. It may be over by now: its own credential's status says so.
	async fn require_claims(
		&self,
		credential: &Value,
		passport: &LotPassport,
		facility: Option<FacilityId>,
	) -> Result<()> {
		let claims = credential.pointer("/credentialSubject/performanceClaim");
		for claim in claims.and_then(Value::as_array).into_iter().flatten() {
			let id = claim.get("id").and_then(Value::as_str).unwrap_or_default();
			let stem = self.base.join(ATTESTATIONS.trim_start_matches('/'));
			let Some(number) = id.strip_prefix(&stem) else { continue };
			let wrong = |reason: &str| {
				Error::input("credentialSubject.performanceClaim", format!("{id}: {reason}"))
			};
			let number = number.strip_suffix("#claim").and_then(|it| it.parse().ok());
			let number = number.ok_or_else(|| wrong("it is no attestation's"))?;
			let mut attestation = self.attestation(AttestationId(number)).await?;
			attestation.holds = true;
			if attestation.claim(&self.base).as_ref() != Some(claim) {
				return Err(wrong("the chain says otherwise"));
			}
			let concerns = match &attestation.judged {
				Judged::Lot { lot, .. } => *lot == passport.lot,
				Judged::Product { gtin, .. } => *gtin == passport.gtin,
				Judged::Facility(place) => facility
					.is_some_and(|id| place.page == self.base.join(&format!("facilities/{id}"))),
				Judged::Shipment(_) => false,
			};
			if !concerns {
				return Err(wrong("it is about something else"));
			}
		}
		Ok(())
	}
}

/// Whether a credential has in these places what is expected there.
fn require_same(
	credential: &Value,
	expected: &Value,
	places: &[&'static str],
	of: &str,
) -> Result<()> {
	for place in places {
		let pointer = format!("/{}", place.replace('.', "/"));
		if credential.pointer(&pointer) != expected.pointer(&pointer) {
			return Err(Error::input(place, format!("it is not that of {of} on the chain")));
		}
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn about(kind: &str, id: &str) -> Result<Option<(About, Base)>> {
		About::of(&json!({ "type": [kind, "VerifiableCredential"], "id": id }))
	}

	#[test]
	fn address_says_what_a_credential_is_about_and_for_which_gateway() {
		let base = Base::new("https://gateway.example/a").unwrap();
		for (kind, about_it) in [
			("DigitalProductPassport", About::Lot(LotId(7))),
			("DigitalConformityCredential", About::Attestation(AttestationId(0))),
		] {
			let url = about_it.url(&base);
			assert_eq!(about(kind, &url).unwrap(), Some((about_it, base.clone())));
			let path = url.strip_prefix("https://gateway.example/a").unwrap();
			assert_eq!(About::of_path(path), Some(about_it));
		}
		let list = about("BitstringStatusListCredential", "https://gateway.example/x").unwrap();
		assert_eq!(list, None);
	}

	#[test]
	fn address_has_one_form() {
		for id in [
			"https://gateway.example/credentials/lots/07",
			"https://gateway.example/credentials/lots/+7",
			"https://gateway.example/credentials/lots/",
			"https://gateway.example/credentials/lots/7/",
			"https://gateway.example/credentials/lots/7?a=b",
			"https://gateway.example//credentials/lots/7",
			"https://gateway.example/credentials/attestations/7",
			"https://gateway.example/credentials/lots/../credentials/lots/7",
			"/credentials/lots/7",
			"urn:uuid:7",
			"",
		] {
			assert!(
				matches!(about("DigitalProductPassport", id), Err(Error::Input { .. })),
				"{id}"
			);
		}
		for path in ["/credentials/lots/07", "/credentials/lots/", "/credentials/lots/7/..", "/x"] {
			assert_eq!(About::of_path(path), None, "{path}");
		}
	}

	#[test]
	fn place_that_differs_is_named() {
		let one = json!({ "credentialSubject": { "id": "a", "more": 1 } });
		let other = json!({ "credentialSubject": { "id": "b" } });
		let places = ["credentialSubject.id", "credentialSubject.name"];
		assert!(require_same(&one, &one, &places, "lot 1").is_ok());
		let fault = require_same(&one, &other, &places, "lot 1").unwrap_err().to_string();
		assert_eq!(fault, "credentialSubject.id: it is not that of lot 1 on the chain");
		// What only one of them has differs too.
		assert!(require_same(&one, &other, &["credentialSubject.more"], "lot 1").is_err());
		assert!(require_same(&other, &one, &["credentialSubject.more"], "lot 1").is_err());
	}
}
