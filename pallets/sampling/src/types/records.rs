//! What is remembered of goods that are alike, and of whom statistics are kept.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use hallmark_types::{CountryCode, FacilityId, GroupId, Gtin, Moment, OrgId};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Whose record it is: what happened to one of their lots counts against the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RecordKey {
	/// A merchant's goods of one product, wherever they were made.
	#[codec(index = 0)]
	Goods(OrgId, Gtin),
	/// A product, whoever issues it.
	#[codec(index = 1)]
	Product(Gtin),
	/// Whatever a facility made.
	#[codec(index = 2)]
	Facility(FacilityId),
	/// What a facility made of one product, whoever issues it.
	#[codec(index = 3)]
	Made(FacilityId, Gtin),
	/// What a control group declares of one product, whoever issues it. The group and not the
	/// organisation: nobody sheds a record by declaring through a sister.
	#[codec(index = 4)]
	Importer(GroupId, Gtin),
}

/// What last happened to such goods, at any border.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Record {
	/// When there was trouble that suspends what was granted for good conduct.
	pub trouble: Option<Moment>,
	/// When they were withdrawn, rejected, invalidated, returned or not accepted.
	pub set_back: Option<Moment>,
	/// When they were not accepted.
	pub failed: Option<Moment>,
}

/// Of whom statistics are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StatisticsSubject {
	/// Who issues lots.
	#[codec(index = 0)]
	Merchant(OrgId),
	/// A product.
	#[codec(index = 1)]
	Product(Gtin),
	/// An agency: what it examined, and how often another saw it differently.
	#[codec(index = 2)]
	Agency(OrgId),
	/// A facility.
	#[codec(index = 3)]
	Facility(FacilityId),
	/// A declared origin.
	#[codec(index = 4)]
	Origin(CountryCode),
	/// Who declares.
	#[codec(index = 5)]
	Importer(OrgId),
}
