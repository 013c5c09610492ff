//! Whether a credential is to be believed, as the chain judges: whoever had to sign it did, with a
//! key that counted then, and it says of its subject what the chain says.
//!
//! It says nothing else. Readers cannot tell what of a credential was checked, and what is its issuer's
//! word alone; so only the form is taken that `hallmark credential` writes, whole (`form`).

use super::{fault, form, missing, Sources};
use crate::{Error, Result};
use hallmark_credentials::{
	conformity::Judged, passport::PartyRole, proof, status::Message, Attestation, Base, Basis,
	Issuer, LotPassport, Party, PublicKey,
};
use hallmark_runtime::Runtime;
use hallmark_types::{AttestationId, FacilityId, Gtin, LotId, Moment, OrgId};
use pallet_product_identity::{Product, ProductVersion, ProductVersions, Products};
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

/// How many versions of a product's record are looked through for what it was called, the newest.
const VERSIONS: u32 = 256;

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
	/// Since when the organisation is suspended, if it is. That makes nothing untrue of what it signed.
	pub suspended: Option<Moment>,
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
				form::require_own_proof(credential, &checked)?;
				let mut passport = self.passport(id).await?;
				passport.issuer.did = Some(issuer.did.clone());
				if let Some(brand) = self.suspended_brand(lot.gtin).await? {
					passport.parties.insert(0, (PartyRole::BrandOwner, brand));
				}
				form::require_known_roles(credential, &passport.parties, id)?;
				passport.parties = form::parties(credential, passport.parties);
				let facility = lot.facility.filter(|_| lot.count_confirmed);
				let created = checked.created;
				passport.attestations =
					self.named_in(credential, &passport, facility, created).await?;
				let basis = self.basis_in(credential).await?;
				let expected = passport.credential(&self.base, &basis).map_err(fault)?;
				form::require_same(credential, &expected, &format!("lot {id}"))?;
				let message = self.lot_state(&lot).await?.into();
				let (org, name) = (lot.issuer.id, passport.issuer.name);
				let suspended = self.suspended(org).await?;
				Ok(Vetted { org, name, key, checked, message, suspended })
			}
			About::Attestation(id) => {
				let (org, revoked, doubtful) = self.attestation_state(id).await?;
				let (issuer, key) = self.signer(credential, org).await?;
				let checked = proof::check(credential, &issuer, now).map_err(fault)?;
				form::require_own_proof(credential, &checked)?;
				let mut attestation = self.attestation(id).await?;
				attestation.agency.did = Some(issuer.did.clone());
				let basis = self.basis_in(credential).await?;
				let attestation = self.as_said(credential, attestation, &basis).await?;
				let expected = attestation.credential(&self.base, &basis).map_err(fault)?;
				form::require_same(credential, &expected, &format!("attestation {id}"))?;
				let message = match (revoked, doubtful) {
					(true, _) => Message::Revoked,
					(false, true) => Message::Doubtful,
					(false, false) => Message::Clear,
				};
				let (name, suspended) = (attestation.agency.name, self.suspended(org).await?);
				Ok(Vetted { org, name, key, checked, message, suspended })
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

	/// The block that a credential names, which has to be one of the chain's.
	async fn basis_in(&self, credential: &Value) -> Result<Basis> {
		let path = "credentialSubject.description";
		let said = credential.pointer("/credentialSubject/description").and_then(Value::as_str);
		let basis = Basis::ending(said.unwrap_or_default())
			.ok_or_else(|| form::wrong(path, "it names no block of a chain at its end"))?;
		if basis.genesis != self.chain.genesis() {
			let reason = format!("it is of the chain {:?}, not of this one", basis.genesis);
			return Err(form::wrong(path, reason));
		}
		let known = match basis.number <= self.at.number {
			true => self.chain.block_hash(basis.number).await?,
			false => None,
		};
		if known != Some(basis.hash) {
			let reason =
				format!("block {} ({:?}) is no final block of the chain", basis.number, basis.hash);
			return Err(form::wrong(path, reason));
		}
		Ok(basis)
	}

	/// The attestations that a passport names, in its words: each is about this lot, its product, or its
	/// facility where that is confirmed, and could be named so when the passport was signed. What
	/// became of it since says its own credential's status.
	async fn named_in(
		&self,
		credential: &Value,
		passport: &LotPassport,
		facility: Option<FacilityId>,
		created: Moment,
	) -> Result<Vec<Attestation>> {
		let named = form::named(credential, &self.base)?;
		form::require_whole(&named, &passport.attestations, created)?;
		let mut names: Option<Vec<String>> = None;
		let mut attestations = Vec::with_capacity(named.len());
		for it in &named {
			// An attestation may have left the chain's lists, which are short, and yet stand.
			let listed = passport.attestations.iter().find(|listed| listed.id == it.id).cloned();
			let mut attestation = match listed {
				Some(listed) => listed,
				None => self.attestation(it.id).await?,
			};
			let concerns = match &attestation.judged {
				Judged::Lot { lot, .. } => *lot == passport.lot,
				Judged::Product { gtin, .. } => *gtin == passport.gtin,
				Judged::Facility(place) => facility
					.is_some_and(|id| place.page == self.base.join(&format!("facilities/{id}"))),
				Judged::Shipment(_) => false,
			};
			if !concerns {
				return Err(form::wrong(&it.path, "it is about something else"));
			}
			let revoked = self.attested(it.id).await?.0.revoked.map(|it| it.at);
			form::require_nameable(it, &attestation, revoked, created)?;
			if let Judged::Product { gtin, .. } = attestation.judged {
				if names.is_none() {
					names = Some(self.records(gtin).await?.into_iter().map(|it| it.0).collect());
				}
				let names = names.as_deref().unwrap_or_default();
				attestation = form::as_named_product(attestation, names, credential, &self.base);
			}
			// Whether it still holds is not asked here.
			attestation.holds = true;
			attestations.push(attestation);
		}
		Ok(attestations)
	}

	/// What a product was called, and who wrote that, as far back as is looked: first what stands.
	async fn records(&self, gtin: Gtin) -> Result<Vec<(String, OrgId)>> {
		let product: Option<Product> = self.read(Products::<Runtime>::hashed_key_for(gtin)).await?;
		let product = product.ok_or_else(|| missing("state_getStorage", "product", gtin))?;
		let first = product.versions.saturating_sub(VERSIONS).saturating_add(1);
		let keys: Vec<_> = (first..=product.versions)
			.map(|version| ProductVersions::<Runtime>::hashed_key_for(gtin, version))
			.collect();
		let others: Vec<Option<ProductVersion>> = self.chain.read_many(&keys, self.at.hash).await?;
		let standing = (product.standing.name.to_text(), product.registrant);
		let others = others.into_iter().flatten().map(|it| (it.name.to_text(), it.by));
		Ok([standing].into_iter().chain(others).collect())
	}

	/// An attestation as its credential says it: a product may have been called otherwise, or have been
	/// another organisation's, when the credential was made.
	async fn as_said(
		&self,
		credential: &Value,
		mut attestation: Attestation,
		basis: &Basis,
	) -> Result<Attestation> {
		let issued_to = credential.pointer("/credentialSubject/issuedToParty");
		if let Judged::Product { gtin, .. } = attestation.judged {
			let records = self.records(gtin).await?;
			let names: Vec<_> = records.iter().map(|(name, _)| name.clone()).collect();
			let name = |it: &Attestation| {
				it.credential(&self.base, basis).ok().and_then(|it| it.get("name").cloned())
			};
			attestation = form::in_words(attestation, &names, credential.get("name"), name);
			let id = issued_to.and_then(|it| it.get("id")).and_then(Value::as_str);
			let mut owners: Vec<_> = records.into_iter().map(|(_, by)| by).collect();
			owners.sort();
			owners.dedup();
			for owner in owners {
				if id.is_some_and(|id| attestation.issued_to.named(id).is_some()) {
					break;
				}
				let party: Party = self.party(owner).await?;
				if id.is_some_and(|id| party.named(id).is_some()) {
					attestation.issued_to = party;
				}
			}
		}
		attestation.issued_to = form::as_named(attestation.issued_to, issued_to);
		Ok(attestation)
	}
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
}
