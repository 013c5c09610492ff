//! The timeline of a subject: append-only, in storage, in pages, because events are pruned with old
//! state.

use crate::{
	AccountId, BlockNumber, DeclarationId, Digest, FacilityId, Gtin, LotId, Moment, OrgId,
	ShipmentId,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What a journal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
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
	/// A shipment.
	#[codec(index = 5)]
	Shipment(ShipmentId),
	/// A declaration.
	#[codec(index = 6)]
	Declaration(DeclarationId),
}

/// On whose word an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
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
	/// An agency attested that the subject conforms to a standard.
	#[codec(index = 26)]
	AttestedConforming,
	/// An agency attested that the subject does not conform to a standard.
	#[codec(index = 27)]
	AttestedNonconforming,
	/// An agency revoked an attestation.
	#[codec(index = 28)]
	AttestationRevoked,
	/// An agency was accredited.
	#[codec(index = 29)]
	AccreditationGranted,
	/// An accreditation was withdrawn, as of a time.
	#[codec(index = 30)]
	AccreditationWithdrawn,
	/// A shipment was booked.
	#[codec(index = 31)]
	ShipmentBooked,
	/// A shipment was cancelled before it left.
	#[codec(index = 32)]
	ShipmentCancelled,
	/// The carrier of a leg reported its departure.
	#[codec(index = 33)]
	LegDeparted,
	/// The carrier of a leg reported its arrival.
	#[codec(index = 34)]
	LegArrived,
	/// The goods were handed over: offered by one, accepted by the other.
	#[codec(index = 35)]
	CustodyTransferred,
	/// A warehouse took the goods in.
	#[codec(index = 36)]
	TakenIn,
	/// A warehouse handed the goods out.
	#[codec(index = 37)]
	HandedOut,
	/// The consignee received the goods.
	#[codec(index = 38)]
	ShipmentReceived,
	/// Goods were delivered to their buyer, who is not named.
	#[codec(index = 39)]
	DeliveredToBuyer,
	/// Goods were reported damaged.
	#[codec(index = 40)]
	GoodsDamaged,
	/// Goods were reported lost.
	#[codec(index = 41)]
	GoodsLost,
	/// Goods were reported stolen.
	#[codec(index = 42)]
	GoodsStolen,
	/// What sensors recorded on the way was summarised.
	#[codec(index = 43)]
	SensorsSummarised,
	/// Goods were packed into units.
	#[codec(index = 44)]
	Packed,
	/// A declaration was lodged.
	#[codec(index = 45)]
	DeclarationLodged,
	/// A declaration was amended.
	#[codec(index = 46)]
	DeclarationAmended,
	/// A declaration was withdrawn before its acceptance.
	#[codec(index = 47)]
	DeclarationWithdrawn,
	/// The authority accepted a declaration.
	#[codec(index = 48)]
	DeclarationAccepted,
	/// The authority rejected a declaration.
	#[codec(index = 49)]
	DeclarationRejected,
	/// The authority invalidated an accepted declaration.
	#[codec(index = 50)]
	DeclarationInvalidated,
	/// The rules decided how goods are controlled.
	#[codec(index = 51)]
	ControlDecided,
	/// Later entropy settled the control: random control, skipping, the agency.
	#[codec(index = 52)]
	ControlSettled,
	/// The authority ordered a control beyond the rules.
	#[codec(index = 53)]
	ControlOrdered,
	/// The documents of goods were found in order.
	#[codec(index = 54)]
	DocumentsPassed,
	/// The documents of goods were found wanting.
	#[codec(index = 55)]
	DocumentsFailed,
	/// The agency opened the examination at the presented, sealed goods.
	#[codec(index = 56)]
	ExaminationOpened,
	/// The sample was drawn.
	#[codec(index = 57)]
	SampleDrawn,
	/// The examination went to another agency; the sample stays.
	#[codec(index = 58)]
	ExaminationReassigned,
	/// The agency reported the whole sample.
	#[codec(index = 59)]
	SampleReported,
	/// The inspection lot was accepted under its plan.
	#[codec(index = 60)]
	InspectionAccepted,
	/// The inspection lot was not accepted under its plan.
	#[codec(index = 61)]
	InspectionNotAccepted,
	/// The authority let a lot that was not accepted be submitted again.
	#[codec(index = 62)]
	ResubmissionGranted,
	/// A second agency examined the same sample again.
	#[codec(index = 63)]
	ExaminationRepeated,
	/// The three documents of an order match.
	#[codec(index = 64)]
	DocumentsMatched,
	/// The three documents of an order do not match.
	#[codec(index = 65)]
	DocumentsMismatched,
	/// The authority assessed goods.
	#[codec(index = 66)]
	Assessed,
	/// The authority released goods into bond.
	#[codec(index = 67)]
	ReleasedIntoBond,
	/// The authority released goods into free circulation.
	#[codec(index = 68)]
	Released,
	/// Two officers released goods against a missing or failed verdict.
	#[codec(index = 69)]
	ReleaseOverridden,
	/// The authority detained goods.
	#[codec(index = 70)]
	Detained,
	/// The goods were returned abroad.
	#[codec(index = 71)]
	ReturnedAbroad,
	/// The goods were destroyed under the authority's eyes.
	#[codec(index = 72)]
	DestroyedUnderControl,
	/// A declaration was closed.
	#[codec(index = 73)]
	DeclarationClosed,
	/// Merchant and product were whitelisted at a border.
	#[codec(index = 74)]
	WhitelistEntered,
	/// A whitelist entry was withdrawn.
	#[codec(index = 75)]
	WhitelistWithdrawn,
	/// The authority put goods under control: their documents, or themselves.
	#[codec(index = 76)]
	PlacedUnderControl,
	/// An officer proposed to release goods against a missing or failed verdict.
	#[codec(index = 77)]
	OverrideProposed,
	/// A second officer confirmed that.
	#[codec(index = 78)]
	OverrideConfirmed,
	/// A packing unit was unpacked.
	#[codec(index = 79)]
	Unpacked,
	/// The legs of a shipment were planned anew.
	#[codec(index = 80)]
	Rerouted,
	/// An organisation opened the commitment to it as consignee.
	#[codec(index = 81)]
	ConsigneeRevealed,
	/// Consignor or consignee demanded that whoever has the goods move them on.
	#[codec(index = 82)]
	GoodsDemanded,
	/// Custody was taken over from one that was suspended or did not answer, or passed by order.
	#[codec(index = 83)]
	CustodyTakenOver,
	/// Goods were assigned to another by order of an authority or the council.
	#[codec(index = 84)]
	GoodsAssigned,
	/// Goods that were lost or stolen were found.
	#[codec(index = 85)]
	GoodsFound,
	/// The consignor took the goods back after they had left.
	#[codec(index = 86)]
	ShipmentReturned,
	/// The council replaced all operators of an organisation.
	#[codec(index = 90)]
	OperatorsReplaced,
	/// A lot was voided: none of its codes counts any more.
	#[codec(index = 91)]
	LotVoided,
	/// An organisation set its links of the product or lot.
	#[codec(index = 92)]
	LinksSet,
	/// An organisation set the host names that its codes are printed with.
	#[codec(index = 93)]
	ResolverDomainsSet,
	/// An organisation registered a key that it signs credentials with.
	#[codec(index = 94)]
	CredentialKeyRegistered,
	/// An organisation withdrew a key of its credentials, as of a time.
	#[codec(index = 95)]
	CredentialKeyWithdrawn,
	/// Who keeps the product's record, or issued the lot, gave the number of it in a register
	/// outside of the chain.
	#[codec(index = 96)]
	RegistrationRecorded,
	/// It took that number back.
	#[codec(index = 97)]
	RegistrationWithdrawn,
	/// A customs authority found that number in the register.
	#[codec(index = 98)]
	RegistrationConfirmed,
	/// A customs authority took that back.
	#[codec(index = 99)]
	RegistrationUnconfirmed,
}

/// What kind of file a digest is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
	/// SHA-256 of the file.
	pub digest: Digest,
	/// What kind of file it is.
	pub media: MediaType,
}

/// Who wrote an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
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
