//! The records of standards, accreditations and attestations, and how readers see them.

use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_types::{
	AccountId, AccreditationId, AttestationId, CountryCode, Document, FacilityId, Gtin, HsCode,
	HsPrefix, ItemRange, ItemRanges, LotId, Moment, OrgId, ShipmentId, StandardId, Subject, Text,
	MAX_LOT_ITEMS,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most standards that one call registers.
pub const MAX_NEW_STANDARDS: u32 = 64;
/// The most standards that a product type requires.
pub const MAX_REQUIRED: u32 = 8;
/// The most prefixes, countries or standards in an accreditation's scope.
pub const MAX_SCOPE: u32 = 16;
/// The most accreditations of one agency that are in force or yet to come.
pub const MAX_ACCREDITATIONS: u32 = 16;
/// The most attestations that are listed for one subject and standard.
pub const MAX_LISTED: u32 = 8;
/// The most of them that are one agency's. One of these is nonconforming at most.
pub const MAX_LISTED_OF_AGENCY: usize = 4;
/// The most nonconforming attestations of one agency on one subject, each by another standard.
pub const MAX_AGAINST: u32 = 4;
/// The most agencies that speak ill of one subject.
pub const MAX_ACCUSERS: usize = 16;
/// The most standards in a reader's list of all attestations on a subject. Nonconforming ones are
/// in it whatever their standard.
pub const MAX_STANDARDS_READ: usize = 32;

/// A standard.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Standard {
	/// Its code, such as "GB 2760-2014". An edition is a standard of its own.
	pub code: Text<32>,
	/// Its title.
	pub title: Text<128>,
}

/// The standards that a product type requires, in the order in which they are asked for.
pub type RequiredStandardList = BoundedVec<StandardId, ConstU32<MAX_REQUIRED>>;

/// What an agency is accredited as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scheme {
	/// ISO/IEC 17020, type A: an inspection body that is independent of all parties.
	#[codec(index = 0)]
	InspectionTypeA,
	/// ISO/IEC 17020, type B: a part of an organisation that inspects for it alone. Since nobody
	/// attests on its own control group, what it may attest here is little.
	#[codec(index = 1)]
	InspectionTypeB,
	/// ISO/IEC 17020, type C: a part of an organisation that also inspects for others.
	#[codec(index = 2)]
	InspectionTypeC,
	/// ISO/IEC 17025: a testing or calibration laboratory.
	#[codec(index = 3)]
	Laboratory,
	/// ISO/IEC 17065: a body that certifies products, processes and services.
	#[codec(index = 4)]
	ProductCertification,
	/// ISO/IEC 17021-1: a body that audits and certifies management systems.
	#[codec(index = 5)]
	ManagementSystemCertification,
}

/// Where an accreditation counts: in which country the facility's owner or a shipment's consignor
/// is, the goods have their origin, or the border lies at which they are examined.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Countries {
	/// In all of them.
	#[codec(index = 0)]
	Everywhere,
	/// In these; at least one.
	#[codec(index = 1)]
	Only(BoundedVec<CountryCode, ConstU32<MAX_SCOPE>>),
}

impl Countries {
	/// Whether `country` is one of them.
	pub fn has(&self, country: CountryCode) -> bool {
		match self {
			Self::Everywhere => true,
			Self::Only(countries) => countries.contains(&country),
		}
	}
}

/// What an accreditation covers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scope {
	/// The goods, by how their HS codes begin; none for an agency that judges only facilities and
	/// shipments, which have no HS code.
	pub goods: BoundedVec<HsPrefix, ConstU32<MAX_SCOPE>>,
	/// Where.
	pub countries: Countries,
	/// By which standards; at least one.
	pub standards: BoundedVec<StandardId, ConstU32<MAX_SCOPE>>,
}

impl Scope {
	/// Whether goods of `hs` are in it.
	pub fn has_goods(&self, hs: &HsCode) -> bool {
		self.goods.iter().any(|prefix| prefix.covers(hs))
	}
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Period {
	/// Its first moment.
	pub from: Moment,
	/// The moment after its last.
	pub until: Moment,
}

impl Period {
	/// Whether `at` lies in it: `from` does, `until` does not.
	pub const fn has(&self, at: Moment) -> bool {
		self.from <= at && !self.is_over(at)
	}

	/// Whether it lies before `at`.
	pub const fn is_over(&self, at: Moment) -> bool {
		self.until <= at
	}
}

/// The accreditation of an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Accreditation {
	/// Whose it is.
	pub agency: OrgId,
	/// As what.
	pub scheme: Scheme,
	/// The certificate of the accreditation body.
	pub certificate: Document,
	/// What it covers.
	pub scope: Scope,
	/// When it is valid.
	pub validity: Period,
	/// Since when it is withdrawn.
	pub withdrawn: Option<Moment>,
}

impl Accreditation {
	/// Whether an agency may attest under it at `now`.
	pub fn is_in_force(&self, now: Moment) -> bool {
		self.withdrawn.is_none() && self.validity.has(now)
	}

	/// Whether it is of no more use from `now` on.
	pub fn is_over(&self, now: Moment) -> bool {
		self.withdrawn.is_some() || self.validity.is_over(now)
	}

	/// Whether its withdrawal casts doubt on what was attested under it at `at`.
	pub fn is_doubtful(&self, at: Moment) -> bool {
		self.withdrawn.is_some_and(|as_of| as_of <= at)
	}
}

/// What an attestation is about, as a call brings it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum AttestationSubject {
	/// How a facility works: its certificate.
	#[codec(index = 0)]
	Facility(FacilityId),
	/// A product, whatever the lot.
	#[codec(index = 1)]
	Product(Gtin),
	/// All items that a lot has now.
	#[codec(index = 2)]
	Lot(LotId),
	/// Some items of a lot.
	#[codec(index = 3)]
	Items(LotId, ItemRanges),
	/// How a shipment is carried. The goods in it are judged as lots or items.
	#[codec(index = 4)]
	Shipment(ShipmentId),
}

impl AttestationSubject {
	/// Under what the attestation is found, and in whose journal it stands.
	pub fn key(&self) -> Subject {
		match self {
			Self::Facility(facility) => Subject::Facility(*facility),
			Self::Product(gtin) => Subject::Product(*gtin),
			Self::Lot(lot) | Self::Items(lot, _) => Subject::Lot(*lot),
			Self::Shipment(shipment) => Subject::Shipment(*shipment),
		}
	}
}

/// Whether what was judged fulfils the standard (ISO/IEC 17000:2020, 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Conformity {
	/// It does.
	#[codec(index = 0)]
	Conforming,
	/// It does not.
	#[codec(index = 1)]
	Nonconforming,
}

/// How the sample was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Sampling {
	/// Drawn by lot: nobody chose it.
	#[codec(index = 0)]
	Drawn,
	/// The agency took it.
	#[codec(index = 1)]
	TakenByAgency,
	/// The client chose and sent it. It speaks for itself alone.
	#[codec(index = 2)]
	SubmittedByClient,
}

/// What an agency attests, as a call brings it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct AttestationDetails {
	/// About what.
	pub subject: AttestationSubject,
	/// By which standard.
	pub standard: StandardId,
	/// Under which accreditation.
	pub accreditation: AccreditationId,
	/// Whether it conforms.
	pub result: Conformity,
	/// How the sample was come by.
	pub sampling: Sampling,
	/// The report.
	pub report: Document,
	/// The moment from which it no longer holds; none if it does not expire.
	pub valid_until: Option<Moment>,
}

/// When and why an attestation was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Revocation {
	/// When.
	pub at: Moment,
	/// The document that says why.
	pub reason: Document,
}

/// What an agency attested.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Attestation {
	/// About what: a facility, a product, a lot or a shipment.
	pub subject: Subject,
	/// About which items, where the subject is a lot: those named, or all that it had.
	pub items: Option<ItemRanges>,
	/// By which standard.
	pub standard: StandardId,
	/// Who attests.
	pub agency: OrgId,
	/// The operator who wrote it.
	pub operator: AccountId,
	/// Under which accreditation.
	pub accreditation: AccreditationId,
	/// Whether the subject conforms.
	pub result: Conformity,
	/// How the sample was come by.
	pub sampling: Sampling,
	/// The report.
	pub report: Document,
	/// When it was written.
	pub issued_at: Moment,
	/// The moment from which it no longer holds; none if it does not expire.
	pub valid_until: Option<Moment>,
	/// Its revocation.
	pub revoked: Option<Revocation>,
}

impl Attestation {
	/// When it is valid.
	pub fn validity(&self) -> Period {
		Period { from: self.issued_at, until: self.valid_until.unwrap_or(Moment::MAX) }
	}

	/// Which items of a lot it speaks for: all of them, unless it names some.
	pub fn ranges(&self) -> Vec<ItemRange> {
		match &self.items {
			Some(items) => items.to_vec(),
			None => vec![ItemRange { start: 0, end: MAX_LOT_ITEMS }],
		}
	}
}

/// The attestations that are listed for one subject and standard, oldest first.
pub type AttestationList = BoundedVec<AttestationId, ConstU32<MAX_LISTED>>;

/// The nonconforming attestations of one agency on one subject, oldest first.
pub type AgainstList = BoundedVec<AttestationId, ConstU32<MAX_AGAINST>>;

/// What an attestation is worth now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AttestationStanding {
	/// It holds.
	#[codec(index = 0)]
	Valid,
	/// Its time is over.
	#[codec(index = 1)]
	Expired,
	/// Its agency revoked it.
	#[codec(index = 2)]
	Revoked,
	/// Its accreditation, or the operator who wrote it, was withdrawn as of then or before.
	#[codec(index = 3)]
	Doubtful,
}

/// A standard, to readers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StandardView {
	/// Its id.
	pub id: StandardId,
	/// Its code.
	pub code: Text<32>,
	/// Its title.
	pub title: Text<128>,
}

/// An accreditation, to readers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccreditationView {
	/// Its id.
	pub id: AccreditationId,
	/// Whose it is.
	pub agency: OrgId,
	/// As what.
	pub scheme: Scheme,
	/// The certificate of the accreditation body.
	pub certificate: Document,
	/// What it covers.
	pub scope: Scope,
	/// When it is valid.
	pub validity: Period,
	/// Since when it is withdrawn.
	pub withdrawn: Option<Moment>,
	/// Whether the agency may attest under it now.
	pub in_force: bool,
}

/// An attestation, to readers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttestationView {
	/// Its id.
	pub id: AttestationId,
	/// About what: a facility, a product, a lot or a shipment.
	pub subject: Subject,
	/// About which items, where the subject is a lot.
	pub items: Option<ItemRanges>,
	/// Who attests.
	pub agency: OrgId,
	/// Under which accreditation.
	pub accreditation: AccreditationId,
	/// By which standard.
	pub standard: StandardId,
	/// The standard's code.
	pub standard_code: Text<32>,
	/// Whether the subject conforms.
	pub result: Conformity,
	/// How the sample was come by.
	pub sampling: Sampling,
	/// The report.
	pub report: Document,
	/// When it was written.
	pub issued_at: Moment,
	/// The moment from which it no longer holds; none if it does not expire.
	pub valid_until: Option<Moment>,
	/// Its revocation.
	pub revoked: Option<Revocation>,
	/// What it is worth now.
	pub standing: AttestationStanding,
}
