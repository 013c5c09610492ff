//! The passport of a lot: a UNTP Digital Product Passport 0.7.

use crate::{
	parts::{Base, Basis, Link, Party, Place},
	status,
	time::{date, date_time},
	Attestation, Result, UNTP_CONTEXT, VC_CONTEXT,
};
use hallmark_types::{CountryCode, Document, Gtin, HsCode, LotId, Moment};
use serde_json::{json, Value};

/// What an organisation is to a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartyRole {
	/// It made the goods.
	Manufacturer,
	/// It holds the company prefix that the GTIN lies under.
	BrandOwner,
	/// It brings the goods to market: it issued the lot.
	Distributor,
}

impl PartyRole {
	/// As a passport calls it.
	pub fn name(self) -> &'static str {
		match self {
			Self::Manufacturer => "manufacturer",
			Self::BrandOwner => "brandOwner",
			Self::Distributor => "distributor",
		}
	}
}

/// What is known of a lot, as its passport says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotPassport {
	/// The lot.
	pub lot: LotId,
	/// Who issued the lot: the issuer of the passport.
	pub issuer: Party,
	/// The product's GTIN.
	pub gtin: Gtin,
	/// The product's name.
	pub product: String,
	/// The name of its type.
	pub product_type: String,
	/// Its HS code.
	pub hs: HsCode,
	/// Its origin, as declared.
	pub origin: CountryCode,
	/// The digest of its data sheet.
	pub sheet: Option<Document>,
	/// The batch.
	pub batch: String,
	/// The part of the batch.
	pub part: u8,
	/// How many items the lot has.
	pub count: u32,
	/// Where it was made, as declared.
	pub facility: Option<Place>,
	/// When it was made.
	pub produced: Option<Moment>,
	/// The last moment at which it has not expired.
	pub expires: Option<Moment>,
	/// When it was issued.
	pub issued_at: Moment,
	/// Who else has to do with it.
	pub parties: Vec<(PartyRole, Party)>,
	/// What agencies attest of the facility, the product and the lot.
	pub attestations: Vec<Attestation>,
	/// Where more is told of its way.
	pub links: Vec<Link>,
}

impl LotPassport {
	/// The address of the passport.
	pub fn url(&self, base: &Base) -> String {
		base.join(&format!("credentials/lots/{}", self.lot))
	}

	/// The credential, to be signed by the issuer of the lot.
	///
	/// # Errors
	///
	/// [`Error::Invalid`](crate::Error::Invalid) if the issuer has no DID, or GTIN or batch is none.
	pub fn credential(&self, base: &Base, basis: &Basis) -> Result<Value> {
		Ok(json!({
			"@context": [VC_CONTEXT, UNTP_CONTEXT],
			"type": ["DigitalProductPassport", "VerifiableCredential"],
			"id": self.url(base),
			"name": format!("Passport of {}, batch {}", self.product, self.batch),
			"issuer": self.issuer.issuer()?,
			"validFrom": date_time(self.issued_at),
			"credentialStatus": status::place_of(self.lot).entry(base),
			"credentialSubject": self.subject(base, basis)?,
		}))
	}

	fn subject(&self, base: &Base, basis: &Basis) -> Result<Value> {
		let id = base.digital_link(self.gtin, Some(&self.batch))?;
		let items = if self.count == 1 { "item" } else { "items" };
		let mut subject = json!({
			"type": ["Product"],
			"id": id,
			"name": self.product,
			"description": format!(
				"Lot {}: {} {items}, part {} of the batch. {}",
				self.lot, self.count, self.part, basis.text(),
			),
			"idScheme": {
				"type": ["IdentifierScheme"],
				"id": "https://id.gs1.org/01",
				"name": "Global Trade Item Number (GTIN)",
			},
			"batchNumber": self.batch,
			"idGranularity": "batch",
			"productCategory": [{
				"code": String::from_utf8_lossy(&self.hs.code),
				"name": self.product_type,
				"schemeId": "https://www.wcoomd.org/",
				"schemeName": format!("Harmonized System {}", self.hs.edition),
			}],
			"producedAtFacility": self.facility.as_ref().map_or_else(
				// The schema asks for one, and nothing may be made up.
				|| json!({
					"type": ["Facility"],
					"id": base.join("facilities/none"),
					"name": "not declared",
				}),
				Place::reference,
			),
			"countryOfProduction": { "countryCode": self.origin.to_string() },
			"relatedParty": self.related_parties(),
			"relatedDocument": self.related_documents(base, &id),
		});
		let Some(fields) = subject.as_object_mut() else { return Ok(subject) };
		for (field, moment) in [("productionDate", self.produced), ("expiryDate", self.expires)] {
			if let Some(moment) = moment {
				fields.insert(field.into(), date(moment).into());
			}
		}
		let claims: Vec<_> = self.attestations.iter().filter_map(|it| it.claim(base)).collect();
		if !claims.is_empty() {
			fields.insert("performanceClaim".into(), claims.into());
		}
		Ok(subject)
	}

	fn related_parties(&self) -> Vec<Value> {
		let issuer = (PartyRole::Distributor, self.issuer.clone());
		let parties = self.parties.iter().chain([&issuer]);
		parties
			.map(|(role, party)| json!({ "role": role.name(), "party": party.reference() }))
			.collect()
	}

	/// Where more is told. What speaks against the lot is no claim, and stands here with its name.
	fn related_documents(&self, base: &Base, id: &str) -> Vec<Value> {
		let mut links = vec![Link {
			url: format!("{id}?linkType=linkset"),
			name: "All that is linked to this batch".into(),
			media: Some("application/linkset+json".into()),
			link_type: None,
			digest: None,
		}];
		if let Some(sheet) = &self.sheet {
			links.push(Link::to_document(sheet, "Data sheet of the product"));
		}
		links.extend(self.attestations.iter().filter(|it| !it.conforms).map(|it| it.link(base)));
		links.extend(self.links.iter().cloned());
		links.iter().map(Link::value).collect()
	}
}
