//! The credential of an attestation: a UNTP Digital Conformity Credential 0.7.

use crate::{
	parts::{Base, Basis, Link, Party, Place},
	status,
	time::{date, date_time},
	Result, UNTP_CONTEXT, VC_CONTEXT,
};
use hallmark_types::{
	AccreditationId, AttestationId, Document, Gtin, ItemRanges, LotId, Moment, ShipmentId,
	StandardId,
};
use serde_json::{json, Map, Value};

/// As what an agency is accredited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
	/// ISO/IEC 17020: it inspects.
	Inspection {
		/// A, B or C: how independent it is.
		body: char,
	},
	/// ISO/IEC 17025: it tests.
	Laboratory,
	/// ISO/IEC 17065: it certifies products.
	ProductCertification,
	/// ISO/IEC 17021-1: it certifies management systems.
	ManagementSystemCertification,
}

impl Scheme {
	/// The standard as a URN (RFC 5141), its name, and what its bodies give.
	fn terms(self) -> (&'static str, String, &'static str) {
		match self {
			Self::Inspection { body } => (
				"urn:iso:std:iso-iec:17020",
				format!("ISO/IEC 17020: inspection body of type {body}"),
				"inspection",
			),
			Self::Laboratory => (
				"urn:iso:std:iso-iec:17025",
				"ISO/IEC 17025: testing and calibration laboratory".into(),
				"testing",
			),
			Self::ProductCertification => (
				"urn:iso:std:iso-iec:17065",
				"ISO/IEC 17065: product certification body".into(),
				"certification",
			),
			Self::ManagementSystemCertification => (
				"urn:iso:std:iso-iec:17021:-1",
				"ISO/IEC 17021-1: management system certification body".into(),
				"certification",
			),
		}
	}
}

/// How the sample was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
	/// Drawn by lot: nobody chose it.
	Drawn,
	/// The agency took it.
	TakenByAgency,
	/// The client chose and sent it.
	SubmittedByClient,
}

impl Sample {
	fn text(self) -> &'static str {
		match self {
			Self::Drawn => "The sample was drawn by lot: nobody chose it",
			Self::TakenByAgency => "The agency took the sample",
			Self::SubmittedByClient => {
				"The client chose and sent the sample: the result speaks for it alone"
			}
		}
	}
}

/// What was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
	/// A facility.
	Facility(Place),
	/// A product, whatever the lot.
	Product {
		/// Its GTIN.
		gtin: Gtin,
		/// Its name.
		name: String,
	},
	/// A lot, or some of its items.
	Lot {
		/// The lot.
		lot: LotId,
		/// Its GTIN.
		gtin: Gtin,
		/// Its product's name.
		name: String,
		/// Its batch.
		batch: String,
		/// The items, where not all are meant.
		items: Option<ItemRanges>,
	},
	/// How a shipment is carried.
	Shipment(ShipmentId),
}

/// What an agency attested, as its credential says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
	/// Its id.
	pub id: AttestationId,
	/// Who attests: the issuer of the credential.
	pub agency: Party,
	/// Whose goods or place it is.
	pub issued_to: Party,
	/// What was judged.
	pub judged: Judged,
	/// The standard's id.
	pub standard: StandardId,
	/// The standard's code.
	pub standard_code: String,
	/// The standard's title.
	pub standard_title: String,
	/// Whether it conforms.
	pub conforms: bool,
	/// How the sample was come by.
	pub sample: Sample,
	/// The accreditation under which.
	pub accreditation: AccreditationId,
	/// What it accredits as.
	pub scheme: Scheme,
	/// The certificate of accreditation.
	pub certificate: Document,
	/// The report.
	pub report: Document,
	/// When it was written.
	pub issued_at: Moment,
	/// The moment from which it no longer holds; none if it does not expire.
	pub valid_until: Option<Moment>,
	/// Whether it holds now: it is neither over, nor revoked, nor in doubt.
	pub holds: bool,
}

impl Attestation {
	/// The address of its credential.
	pub fn url(&self, base: &Base) -> String {
		base.join(&format!("credentials/attestations/{}", self.id))
	}

	/// The credential, to be signed by the agency.
	///
	/// # Errors
	///
	/// [`Error::Invalid`](crate::Error::Invalid) if the agency has no DID, or GTIN or batch is none.
	pub fn credential(&self, base: &Base, basis: &Basis) -> Result<Value> {
		let url = self.url(base);
		let name = format!("{} of {}", self.outcome(), self.subject_name());
		let mut credential = json!({
			"@context": [VC_CONTEXT, UNTP_CONTEXT],
			"type": ["DigitalConformityCredential", "VerifiableCredential"],
			"id": url,
			"name": name,
			"issuer": self.agency.issuer()?,
			"validFrom": date_time(self.issued_at),
			"credentialStatus": status::place_of(self.id).entry(base),
			"credentialSubject": self.subject(base, basis, &url, &name)?,
		});
		if let (Some(credential), Some(until)) = (credential.as_object_mut(), self.valid_until) {
			// The chain counts the moment itself as after it, the standard does not.
			credential.insert("validUntil".into(), date_time(until.saturating_sub(1)).into());
		}
		Ok(credential)
	}

	/// As a claim of the passport of a lot: only what holds and conforms is one.
	pub fn claim(&self, base: &Base) -> Option<Value> {
		(self.holds && self.conforms).then(|| {
			let mut claim = json!({
				"type": ["Claim"],
				"id": base.join(&format!("credentials/attestations/{}#claim", self.id)),
				"name": format!("{} of {}", self.outcome(), self.subject_name()),
				"description": format!("Attested by {}. {}.", self.agency.name, self.sample.text()),
				"referenceCriteria": [self.criterion(base)],
				"referenceStandard": [self.standard(base)],
				"claimDate": date(self.issued_at),
				"claimedPerformance": [self.performance(base)],
				"evidence": [self.link(base).value()],
				"conformityTopic": [],
			});
			if let (Some(claim), Some(until)) = (claim.as_object_mut(), self.valid_until) {
				let period = json!({
					"startDate": date(self.issued_at),
					"endDate": date(until.saturating_sub(1)),
				});
				claim.insert("applicablePeriod".into(), period);
			}
			claim
		})
	}

	/// A link to its credential, as a passport has it.
	pub fn link(&self, base: &Base) -> Link {
		Link {
			url: self.url(base),
			name: format!("{} of {}, by {}", self.outcome(), self.subject_name(), self.agency.name),
			media: Some("application/vc".into()),
			link_type: Some("https://ref.gs1.org/voc/certificationInfo".into()),
			digest: None,
		}
	}

	fn outcome(&self) -> String {
		let word = if self.conforms { "Conformity" } else { "Nonconformity" };
		format!("{word} to {}", self.standard_code)
	}

	fn subject_name(&self) -> String {
		match &self.judged {
			Judged::Facility(place) => place.name.clone(),
			Judged::Product { name, .. } => name.clone(),
			Judged::Lot { lot, name, .. } => format!("{name}, lot {lot}"),
			Judged::Shipment(shipment) => format!("shipment {shipment}"),
		}
	}

	fn subject(&self, base: &Base, basis: &Basis, url: &str, name: &str) -> Result<Value> {
		let (scheme_id, scheme_name, kind) = self.scheme.terms();
		let id = self.accreditation;
		Ok(json!({
			"type": ["ConformityAttestation"],
			"id": format!("{url}#attestation"),
			"name": name,
			"description": basis.text(),
			// Nobody attests on its own control group: the chain refuses it.
			"assessorLevel": "3rdParty",
			// The consortium, whose scheme this is, accredited the agency.
			"assessmentLevel": "scheme-cab",
			"attestationType": kind,
			"issuedToParty": self.issued_to.reference(),
			"authorisation": [{
				"name": format!("Accreditation {id} as {scheme_name}"),
				"issuingAuthority": {
					"type": ["Party"],
					"id": base.join("consortium"),
					"name": "Council of the Hallmark consortium",
				},
				"endorsementEvidence":
					Link::to_document(&self.certificate, "Certificate of accreditation").value(),
			}],
			"referenceScheme": {
				"type": ["ConformityScheme"],
				"id": scheme_id,
				"name": scheme_name,
			},
			"conformityCertificate": Link::to_document(&self.report, "Report").value(),
			"conformityAssessment": [self.assessment(base, url)?],
		}))
	}

	fn assessment(&self, base: &Base, url: &str) -> Result<Value> {
		let mut conditions = vec![self.sample.text().to_string()];
		let mut assessment = json!({
			"type": ["ConformityAssessment"],
			"id": format!("{url}#assessment"),
			"name": self.outcome(),
			"assessmentCriteria": [self.criterion(base)],
			"assessmentDate": date(self.issued_at),
			"assessedPerformance": [self.performance(base)],
			"referenceStandard": [self.standard(base)],
			"conformityTopic": [],
			"conformance": self.conforms,
		});
		let mut more = Map::new();
		match &self.judged {
			Judged::Facility(place) => {
				let facility = json!([{ "facility": place.reference(), "idVerifiedByCAB": true }]);
				more.insert("assessedFacility".into(), facility);
			}
			Judged::Product { gtin, name } => {
				let product = json!({
					"type": ["Product"],
					"id": base.digital_link(*gtin, None)?,
					"name": name,
				});
				more.insert("assessedProduct".into(), json!([{ "product": product }]));
			}
			Judged::Lot { lot, gtin, name, batch, items } => {
				let product = json!({
					"type": ["Product"],
					"id": base.digital_link(*gtin, Some(batch))?,
					"name": name,
					"batchNumber": batch,
				});
				more.insert("assessedProduct".into(), json!([{ "product": product }]));
				conditions.push(format!("It speaks for lot {lot} of the Hallmark chain"));
				if let Some(items) = items {
					let ranges = items.iter().map(|range| match range.len() {
						1 => range.start.to_string(),
						_ => format!("{} to {}", range.start, range.end.saturating_sub(1)),
					});
					let ranges = ranges.collect::<Vec<_>>().join(", ");
					conditions.push(format!("Of the lot, it speaks for items {ranges} only"));
				}
			}
			Judged::Shipment(shipment) => {
				conditions.push(format!("It speaks of how shipment {shipment} is carried"));
			}
		}
		more.insert("specifiedCondition".into(), conditions.into());
		if let Some(assessment) = assessment.as_object_mut() {
			assessment.append(&mut more);
		}
		Ok(assessment)
	}

	fn criterion(&self, base: &Base) -> Value {
		self.standard_as(base, "Criterion")
	}

	fn standard(&self, base: &Base) -> Value {
		self.standard_as(base, "Standard")
	}

	fn standard_as(&self, base: &Base, kind: &str) -> Value {
		json!({
			"type": [kind],
			"id": base.join(&format!("standards/{}", self.standard)),
			"name": format!("{}: {}", self.standard_code, self.standard_title),
		})
	}

	/// The result as a score. UNTP lets a score stand alone, but dppvalidator wants to know of what.
	fn performance(&self, base: &Base) -> Value {
		let code = if self.conforms { "conforming" } else { "nonconforming" };
		json!({
			"metric": {
				"type": ["PerformanceMetric"],
				"id": base.join(&format!("standards/{}#conformity", self.standard)),
				"name": "conformity",
			},
			"score": { "code": code },
		})
	}
}
