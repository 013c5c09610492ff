//! The timeline of a subject: append-only, in storage, in pages, because events are pruned with old
//! state.

use crate::{AccountId, BlockNumber, Digest, FacilityId, Gtin, LotId, Moment, OrgId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What a journal is about. The codes of later subjects (shipment, declaration) follow.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Subject {
	/// An organisation.
	#[codec(index = 0)]
	Organisation(OrgId),
	/// A facility.
	#[codec(index = 1)]
	Facility(FacilityId),
	/// A product.
	#[codec(index = 2)]
	Product(Gtin),
	/// A lot.
	#[codec(index = 3)]
	Lot(LotId),
	/// One item: lot and index.
	#[codec(index = 4)]
	Item(LotId, u32),
}

/// On whose word an entry stands.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Assurance {
	/// The interested party's own word.
	#[codec(index = 0)]
	Declared,
	/// An independent third party's.
	#[codec(index = 1)]
	Attested,
	/// An authority's, or the council's.
	#[codec(index = 2)]
	Confirmed,
}

/// What happened. Codes are never reused.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum JournalKind {
	/// An organisation was admitted.
	#[codec(index = 0)]
	OrganisationAdmitted,
	/// A role was granted.
	#[codec(index = 1)]
	RoleGranted,
	/// A role was withdrawn.
	#[codec(index = 2)]
	RoleWithdrawn,
	/// An organisation was suspended.
	#[codec(index = 3)]
	OrganisationSuspended,
	/// A suspended organisation was reinstated.
	#[codec(index = 4)]
	OrganisationReinstated,
	/// A company prefix was granted.
	#[codec(index = 5)]
	PrefixGranted,
	/// A company prefix was withdrawn.
	#[codec(index = 6)]
	PrefixWithdrawn,
	/// A facility was registered.
	#[codec(index = 7)]
	FacilityRegistered,
	/// A facility was closed.
	#[codec(index = 8)]
	FacilityClosed,
	/// A product was registered.
	#[codec(index = 9)]
	ProductRegistered,
	/// A new version of a product's record was written.
	#[codec(index = 10)]
	ProductRevised,
	/// The brand's owner confirmed the product.
	#[codec(index = 11)]
	BrandConfirmed,
	/// The brand's owner disowned the product.
	#[codec(index = 12)]
	BrandDisowned,
	/// A lot was issued.
	#[codec(index = 13)]
	LotIssued,
	/// A platform confirmed that it holds the lot's leaf file and rebuilt root and count from it.
	#[codec(index = 14)]
	LeafFileConfirmed,
	/// The lot became active.
	#[codec(index = 15)]
	LotActivated,
	/// The facility's manufacturer confirmed the lot's count.
	#[codec(index = 16)]
	CountConfirmed,
	/// Items were listed one by one.
	#[codec(index = 17)]
	ItemsListed,
	/// The lot's key leaked.
	#[codec(index = 18)]
	LotCompromised,
	/// A consumer activated the item.
	#[codec(index = 19)]
	ItemActivated,
	/// An item was marked destroyed, damaged, lost or stolen.
	#[codec(index = 20)]
	ItemsFlagged,
	/// A hold was placed.
	#[codec(index = 21)]
	HoldPlaced,
	/// A recall was issued.
	#[codec(index = 22)]
	RecallIssued,
	/// A hold or recall was lifted.
	#[codec(index = 23)]
	NoticeLifted,
	/// A holder acknowledged a recall.
	#[codec(index = 24)]
	RecallAcknowledged,
	/// An organisation's name, GLN or control group was changed.
	#[codec(index = 25)]
	OrganisationRevised,
}

/// What kind of file a digest is of.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum MediaType {
	/// application/octet-stream
	#[codec(index = 0)]
	Binary,
	/// application/pdf
	#[codec(index = 1)]
	Pdf,
	/// application/json
	#[codec(index = 2)]
	Json,
	/// application/xml
	#[codec(index = 3)]
	Xml,
	/// text/plain
	#[codec(index = 4)]
	Text,
	/// image/jpeg
	#[codec(index = 5)]
	Jpeg,
	/// image/png
	#[codec(index = 6)]
	Png,
}

/// A document that stays off chain: its SHA-256 digest and what kind of file it is.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Document {
	/// SHA-256 of the file.
	pub digest: Digest,
	/// What kind of file it is.
	pub media: MediaType,
}

/// Who wrote an entry.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Author {
	/// An operator for its organisation.
	#[codec(index = 0)]
	Operator {
		/// The organisation.
		organisation: OrgId,
		/// The operator's account.
		account: AccountId,
	},
	/// The council, by motion.
	#[codec(index = 1)]
	Council,
	/// Nobody that has an account: a consumer.
	#[codec(index = 2)]
	Consumer,
}

/// One entry of a journal.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct JournalEntry {
	/// What happened.
	pub kind: JournalKind,
	/// On whose word.
	pub assurance: Assurance,
	/// Who wrote it.
	pub author: Author,
	/// In which block.
	pub block: BlockNumber,
	/// When, by the chain's timestamp, in milliseconds.
	pub at: Moment,
	/// The document behind it.
	pub document: Option<Document>,
}
