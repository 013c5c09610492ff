//! What credentials are made of, asked of the chain; `hallmark-credentials` makes and signs them.
//!
//! All answers are those of one final block.

mod form;
pub mod register;
pub mod vet;

use crate::{chain::BlockRef, Chain, Error, Result};
use frame_support::storage::storage_prefix;
use hallmark_credentials::{
	conformity::{Judged, Sample, Scheme},
	passport::PartyRole,
	status::LotState,
	Attestation, Base, Basis, DidWeb, Issuer, Link, LotPassport, Party, Place, PublicKey,
	RegisteredKey,
};
use hallmark_runtime::Runtime;
use hallmark_runtime_api::trace::{CredentialKeyAnswer, LotAnswer, WebIdentityAnswer};
use hallmark_types::{
	verdict::BrandStatus, AccountId, AccreditationId, AttestationId, CredentialKey, FacilityId,
	Gtin, LotId, Moment, OrgId, ShipmentId, Subject,
};
use pallet_inspection::{
	Accreditation, Accreditations, Attestations, Conformity, Sampling, Standard, Standards,
};
use pallet_logistics::Shipments;
use pallet_merchant_registry::{
	types::{Facility, Operator},
	Facilities, Operators, Replacements,
};
use pallet_product_identity::{
	Notice, NoticeKind, Notices, Product, ProductTypes, ProductVersion, ProductVersions, Products,
};

/// What credentials are made of, as of one final block.
pub struct Sources<'a> {
	chain: &'a Chain,
	base: Base,
	at: BlockRef,
	now: Moment,
}

impl<'a> Sources<'a> {
	/// As of the newest final block. `base` is the address under which the credentials are served.
	///
	/// # Errors
	///
	/// Those of [`Chain::request`]; so for all that follow.
	pub async fn new(chain: &'a Chain, base: Base) -> Result<Self> {
		let at = chain.finalised().await?;
		let now = storage_prefix(b"Timestamp", b"Now").to_vec();
		let now = chain.read(now, at.hash).await?.unwrap_or_default();
		Ok(Self { chain, base, at, now })
	}

	/// The block.
	pub fn block(&self) -> BlockRef {
		self.at
	}

	/// The block, as a credential names it.
	pub fn basis(&self) -> Basis {
		Basis { genesis: self.chain.genesis(), number: self.at.number, hash: self.at.hash }
	}

	/// The time of the block.
	pub fn now(&self) -> Moment {
		self.now
	}

	/// An organisation. Its DID is that of its oldest credential key in force.
	///
	/// # Errors
	///
	/// [`Error::Answer`] if there is none.
	pub async fn party(&self, org: OrgId) -> Result<Party> {
		let at = Some(self.at.hash);
		let known = self.chain.organisation(org, at).await?.value;
		let known = known.ok_or_else(|| missing("trace_organisation", "organisation", org))?;
		let mut issuers = self.issuers(org).await?;
		let in_force = |issuer: &Issuer| issuer.keys.iter().any(|key| key.withdrawn.is_none());
		let did = issuers.iter().position(in_force).map(|place| issuers.remove(place).did);
		Ok(Party {
			did,
			other_dids: issuers.into_iter().map(|issuer| issuer.did).collect(),
			page: self.base.join(&format!("organisations/{org}")),
			gln: known.gln,
			name: known.name.to_text(),
			legal_id: known.legal_id.to_text(),
			country: known.country,
		})
	}

	/// Since when an organisation is suspended, if it is. What it signed before stays as true as it was.
	///
	/// # Errors
	///
	/// [`Error::Answer`] if there is no such organisation.
	pub async fn suspended(&self, org: OrgId) -> Result<Option<Moment>> {
		let known = self.chain.organisation(org, Some(self.at.hash)).await?.value;
		let known = known.ok_or_else(|| missing("trace_organisation", "organisation", org))?;
		Ok(known.suspended)
	}

	/// As what an organisation issues credentials: its DIDs, each with the keys that are registered
	/// for it, withdrawn ones too.
	pub async fn issuers(&self, org: OrgId) -> Result<Vec<Issuer>> {
		let known = self.chain.web_identity(org, Some(self.at.hash)).await?.value;
		Ok(known.map(|known| issuers_of(&known)).unwrap_or_default())
	}

	/// A key of an organisation, under its DID; none if it never registered it.
	pub async fn issuer_by_key(&self, org: OrgId, key: &PublicKey) -> Result<Option<Issuer>> {
		let key = CredentialKey(key.to_bytes());
		let known = self.chain.credential_key(org, key, Some(self.at.hash)).await?.value;
		Ok(known.as_ref().and_then(issuer_with))
	}

	/// The lot.
	///
	/// # Errors
	///
	/// [`Error::NoLot`].
	pub async fn lot(&self, lot: LotId) -> Result<LotAnswer> {
		let answer = self.chain.lot(lot, Some(self.at.hash)).await?;
		answer.value.ok_or(Error::NoLot(lot))
	}

	/// The passport of a lot.
	///
	/// # Errors
	///
	/// [`Error::NoLot`].
	pub async fn passport(&self, lot: LotId) -> Result<LotPassport> {
		let lot = self.lot(lot).await?;
		let version = self.version(lot.gtin, lot.version).await?;
		let product_type =
			self.read(ProductTypes::<Runtime>::hashed_key_for(version.product_type)).await?;
		let issuer = self.party(lot.issuer.id).await?;
		let mut parties = Vec::new();
		let product = self.chain.product(lot.gtin, None, Some(self.at.hash)).await?.value;
		let product = product.ok_or_else(|| missing("trace_product", "product", lot.gtin))?;
		// Without the holder's word, who is entered as the brand is a claim of somebody else.
		if let (BrandStatus::Confirmed, Some(holder)) = (product.brand, &product.brand_holder) {
			parties.push((PartyRole::BrandOwner, self.party(holder.id).await?));
		}
		let mut subjects = vec![Subject::Product(lot.gtin), Subject::Lot(lot.id)];
		let mut facility = None;
		if let Some(id) = lot.facility {
			let known = self.facility(id).await?;
			// Before the count is confirmed, the facility is what the issuer says.
			if lot.count_confirmed {
				parties.push((PartyRole::Manufacturer, self.party(known.org).await?));
				subjects.insert(0, Subject::Facility(id));
			}
			facility = Some(self.place(id, &known));
		}
		let mut attestations = Vec::new();
		for subject in subjects {
			for view in self.chain.attestations(subject, Some(self.at.hash)).await?.value {
				attestations.push(self.attestation(view.id).await?);
			}
		}
		// The scan page tells the way of a batch to whoever has no code of an item.
		let pages = Base::new(&self.base.join("scan")).map_err(fault)?;
		let page = pages.digital_link(lot.gtin, Some(&lot.batch.to_string())).map_err(fault)?;
		Ok(LotPassport {
			lot: lot.id,
			issuer,
			gtin: lot.gtin,
			product: version.name.to_text(),
			product_type: product_type
				.map(|it: pallet_product_identity::ProductType| it.name.to_text())
				.unwrap_or_default(),
			hs: version.hs,
			origin: version.origin,
			sheet: version.sheet,
			batch: lot.batch.to_string(),
			part: lot.part,
			count: lot.count,
			facility,
			produced: lot.produced,
			expires: lot.expires,
			issued_at: lot.issued_at,
			parties,
			attestations,
			links: vec![Link {
				url: page,
				name: "The way of this batch, from factory to release".into(),
				media: Some("text/html".into()),
				link_type: None,
				digest: None,
			}],
		})
	}

	/// The owner of a product's brand where it confirmed the product and is suspended: meanwhile the chain
	/// takes its word for nothing, and what was written before on its word stays as true as it was.
	pub(crate) async fn suspended_brand(&self, gtin: Gtin) -> Result<Option<Party>> {
		let product = self.chain.product(gtin, None, Some(self.at.hash)).await?.value;
		let holder = product.filter(|it| it.brand == BrandStatus::Unconfirmed);
		let Some(holder) = holder.and_then(|it| it.brand_holder) else { return Ok(None) };
		let record: Option<Product> = self.read(Products::<Runtime>::hashed_key_for(gtin)).await?;
		let word = record.and_then(|it| it.brand);
		let confirmed =
			word.is_some_and(|it| (it.holder, it.status) == (holder.id, BrandStatus::Confirmed));
		match confirmed {
			true => self.party(holder.id).await.map(Some),
			false => Ok(None),
		}
	}

	/// What an agency attested.
	///
	/// # Errors
	///
	/// [`Error::Input`] if there is no such attestation.
	pub async fn attestation(&self, id: AttestationId) -> Result<Attestation> {
		let (known, accreditation) = self.attested(id).await?;
		let doubtful = self.is_doubtful(&known, &accreditation).await?;
		let standard: Standard = self
			.read(Standards::<Runtime>::hashed_key_for(known.standard))
			.await?
			.ok_or_else(|| missing("state_getStorage", "standard", known.standard))?;
		let (judged, owner) = self.judged(&known).await?;
		let holds = known.revoked.is_none() && !doubtful && known.validity().has(self.now);
		Ok(Attestation {
			id,
			agency: self.party(known.agency).await?,
			issued_to: self.party(owner).await?,
			judged,
			standard: known.standard,
			standard_code: standard.code.to_text(),
			standard_title: standard.title.to_text(),
			conforms: known.result == Conformity::Conforming,
			sample: match known.sampling {
				Sampling::Drawn => Sample::Drawn,
				Sampling::TakenByAgency => Sample::TakenByAgency,
				Sampling::SubmittedByClient => Sample::SubmittedByClient,
			},
			accreditation: known.accreditation,
			scheme: scheme(accreditation.scheme),
			certificate: accreditation.certificate,
			report: known.report,
			issued_at: known.issued_at,
			valid_until: known.valid_until,
			holds,
		})
	}

	/// Who attested, and whether that is revoked, or in doubt.
	///
	/// # Errors
	///
	/// [`Error::Input`] if there is no such attestation.
	pub async fn attestation_state(&self, id: AttestationId) -> Result<(OrgId, bool, bool)> {
		let (known, accreditation) = self.attested(id).await?;
		let doubtful = self.is_doubtful(&known, &accreditation).await?;
		Ok((known.agency, known.revoked.is_some(), doubtful))
	}

	/// How a lot stands, for its status.
	pub async fn lot_state(&self, lot: &LotAnswer) -> Result<LotState> {
		let keys: Vec<_> = lot.notices.iter().map(Notices::<Runtime>::hashed_key_for).collect();
		let notices: Vec<Option<Notice>> = self.chain.read_many(&keys, self.at.hash).await?;
		let has = |kind| notices.iter().flatten().any(|notice| notice.kind == kind);
		Ok(LotState {
			held: has(NoticeKind::Hold),
			recalled: has(NoticeKind::Recall),
			compromised: lot.compromised.is_some(),
			void: lot.void,
		})
	}
}

impl Sources<'_> {
	async fn read<V: codec::Decode>(&self, key: Vec<u8>) -> Result<Option<V>> {
		self.chain.read(key, self.at.hash).await
	}

	/// What a version of a product's record says. The one that stands is in the product's.
	async fn version(&self, gtin: Gtin, version: u32) -> Result<ProductVersion> {
		let key = ProductVersions::<Runtime>::hashed_key_for(gtin, version);
		if let Some(version) = self.read(key).await? {
			return Ok(version);
		}
		let product: Option<Product> = self.read(Products::<Runtime>::hashed_key_for(gtin)).await?;
		let standing = product.filter(|product| product.version == version);
		let product = standing.ok_or_else(|| missing("state_getStorage", "product", gtin))?;
		Ok(product.standing)
	}

	async fn facility(&self, id: FacilityId) -> Result<Facility> {
		let known = self.read(Facilities::<Runtime>::hashed_key_for(id)).await?;
		known.ok_or_else(|| missing("state_getStorage", "facility", id))
	}

	fn place(&self, id: FacilityId, known: &Facility) -> Place {
		let page = self.base.join(&format!("facilities/{id}"));
		Place { page, gln: known.gln, name: known.name.to_text() }
	}

	async fn attested(
		&self,
		id: AttestationId,
	) -> Result<(pallet_inspection::Attestation, Accreditation)> {
		let known: Option<pallet_inspection::Attestation> =
			self.read(Attestations::<Runtime>::hashed_key_for(id)).await?;
		let known =
			known.ok_or_else(|| Error::input("attestation", format!("there is none {id}")))?;
		let key: AccreditationId = known.accreditation;
		let accreditation = self.read(Accreditations::<Runtime>::hashed_key_for(key)).await?;
		let accreditation =
			accreditation.ok_or_else(|| missing("state_getStorage", "accreditation", key))?;
		Ok((known, accreditation))
	}

	/// Whether the accreditation, or the operator who wrote it, was withdrawn as of then or before.
	async fn is_doubtful(
		&self,
		known: &pallet_inspection::Attestation,
		accreditation: &Accreditation,
	) -> Result<bool> {
		let at = known.issued_at;
		if accreditation.is_doubtful(at) {
			return Ok(true);
		}
		let account: &AccountId = &known.operator;
		let operator: Option<Operator> =
			self.read(Operators::<Runtime>::hashed_key_for(account)).await?;
		let Some(operator) = operator else { return Ok(false) };
		let key = Replacements::<Runtime>::hashed_key_for(operator.org, operator.generation);
		Ok(was_in_doubt(&operator, self.read(key).await?, at))
	}

	/// What was judged, and whose it is.
	async fn judged(&self, known: &pallet_inspection::Attestation) -> Result<(Judged, OrgId)> {
		Ok(match known.subject {
			Subject::Facility(id) => {
				let facility = self.facility(id).await?;
				(Judged::Facility(self.place(id, &facility)), facility.org)
			}
			Subject::Product(gtin) => {
				let product: Option<Product> =
					self.read(Products::<Runtime>::hashed_key_for(gtin)).await?;
				let product =
					product.ok_or_else(|| missing("state_getStorage", "product", gtin))?;
				let name = product.standing.name.to_text();
				(Judged::Product { gtin, name }, product.registrant)
			}
			Subject::Lot(id) => {
				let lot = self.lot(id).await?;
				let name = self.version(lot.gtin, lot.version).await?.name.to_text();
				let judged = Judged::Lot {
					lot: id,
					gtin: lot.gtin,
					name,
					batch: lot.batch.to_string(),
					// The chain writes down all that the lot had, where none are named.
					items: known.items.clone().filter(|items| {
						items.iter().map(|range| range.len()).sum::<u32>() < lot.count
					}),
				};
				(judged, lot.issuer.id)
			}
			Subject::Shipment(id) => {
				let shipment: Option<pallet_logistics::Shipment> =
					self.read(Shipments::<Runtime>::hashed_key_for(id)).await?;
				let shipment = shipment
					.ok_or_else(|| missing::<ShipmentId>("state_getStorage", "shipment", id))?;
				(Judged::Shipment(id), shipment.consignor)
			}
			other => {
				let reason = format!("it is about {other:?}, of which nothing is attested");
				return Err(Error::answer("state_getStorage", reason));
			}
		})
	}
}

/// As what an organisation issues credentials: its DIDs, each with the keys that are registered for
/// it, withdrawn ones too.
pub fn issuers_of(known: &WebIdentityAnswer) -> Vec<Issuer> {
	let mut issuers: Vec<Issuer> = Vec::new();
	for key in &known.credential_keys {
		let Some((did, key)) = registered(key) else { continue };
		match issuers.iter_mut().find(|issuer| issuer.did == did) {
			Some(issuer) => issuer.keys.push(key),
			None => issuers.push(Issuer { did, keys: vec![key] }),
		}
	}
	issuers
}

/// A key under the DID that it is registered for; none if no web address can be made of that.
pub fn issuer_with(known: &CredentialKeyAnswer) -> Option<Issuer> {
	registered(known).map(|(did, key)| Issuer { did, keys: vec![key] })
}

/// Whether what an operator wrote at a moment is in doubt: it was revoked, or replaced with all
/// others of its organisation, as of then or before.
fn was_in_doubt(operator: &Operator, replaced: Option<Moment>, at: Moment) -> bool {
	replaced.is_some_and(|as_of| at >= as_of)
		|| operator.revocations.iter().any(|revocation| revocation.covers(at))
}

/// A key as its organisation registered it. One that was registered by an operator in doubt never
/// counted. A DID that no web address can be made of has no document, and signs nothing.
fn registered(answer: &CredentialKeyAnswer) -> Option<(DidWeb, RegisteredKey)> {
	let did = answer.did.to_text().parse().ok()?;
	let key = PublicKey::from_bytes(answer.key.0).ok()?;
	let valid_from = Some(answer.valid_from);
	let withdrawn = if answer.doubtful { valid_from } else { answer.withdrawn };
	Some((did, RegisteredKey { key, valid_from, withdrawn }))
}

fn scheme(scheme: pallet_inspection::Scheme) -> Scheme {
	match scheme {
		pallet_inspection::Scheme::InspectionTypeA => Scheme::Inspection { body: 'A' },
		pallet_inspection::Scheme::InspectionTypeB => Scheme::Inspection { body: 'B' },
		pallet_inspection::Scheme::InspectionTypeC => Scheme::Inspection { body: 'C' },
		pallet_inspection::Scheme::Laboratory => Scheme::Laboratory,
		pallet_inspection::Scheme::ProductCertification => Scheme::ProductCertification,
		pallet_inspection::Scheme::ManagementSystemCertification => {
			Scheme::ManagementSystemCertification
		}
	}
}

fn fault(why: hallmark_credentials::Error) -> Error {
	Error::input("credential", why)
}

/// What an answer names is not there: the node's state is not whole.
fn missing<I: std::fmt::Display>(method: &str, what: &str, id: I) -> Error {
	Error::answer(method, format!("there is no {what} {id}"))
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_types::links::WebDid;

	/// The public key of RFC 8032, section 7.1, test 1.
	const KEY: [u8; 32] = [
		0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07,
		0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07,
		0x51, 0x1a,
	];

	fn answer(did: &str) -> CredentialKeyAnswer {
		CredentialKeyAnswer {
			key: CredentialKey(KEY),
			did: WebDid::new(did).unwrap(),
			valid_from: 1_000,
			withdrawn: None,
			doubtful: false,
		}
	}

	#[test]
	fn key_counts_as_it_is_registered() {
		let (did, key) = registered(&answer("did:web:brand.example")).unwrap();
		assert_eq!(did.as_str(), "did:web:brand.example");
		assert_eq!(key.key.to_bytes(), KEY);
		assert_eq!((key.valid_from, key.withdrawn), (Some(1_000), None));
		let withdrawn =
			CredentialKeyAnswer { withdrawn: Some(5_000), ..answer("did:web:brand.example") };
		assert_eq!(registered(&withdrawn).unwrap().1.withdrawn, Some(5_000));
	}

	#[test]
	fn key_never_counted_when_its_operator_is_in_doubt_or_its_did_leads_nowhere() {
		let doubtful = CredentialKeyAnswer { doubtful: true, ..answer("did:web:brand.example") };
		assert_eq!(registered(&doubtful).unwrap().1.withdrawn, Some(1_000));
		assert!(registered(&answer("did:key:z6Mk")).is_none());
	}
}
