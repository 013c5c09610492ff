//! The records of products, lots, items and notices.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_lot_tree::Secret;
pub use hallmark_types::{
	admission::ActivationRefusal, ranges::check_ranges, ItemRange, ItemRanges, MAX_RANGES,
};
use hallmark_types::{
	verdict::BrandStatus, AccountId, Batch, BlockNumber, CountryCode, Digest, Document, FacilityId,
	Gtin, HsCode, LotId, Moment, NoticeId, OrgId, ProductTypeId, Serial, Subject, Text, MAX_PROOF,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most product types that one call registers.
pub const MAX_NEW_TYPES: u32 = 256;
/// The most lots that one issuer has of one GTIN and batch.
pub const MAX_LOTS_PER_BATCH: u32 = 64;
/// Issuers per page of a batch's list of issuers.
pub const ISSUERS_PER_PAGE: u32 = 64;
/// The most lots of a batch that are read at once.
pub const MAX_LOTS_READ: u32 = 256;
/// Lots per page of a product's list of lots.
pub const LOTS_PER_PAGE: u32 = 64;
/// The most platforms that confirm one leaf file.
pub const MAX_CONFIRMATIONS: u32 = 8;
/// The most editions of the Harmonized System: each year that can be one has a place.
pub const MAX_EDITIONS: u32 = 212;
/// The most items that one call lists.
pub const MAX_LISTED: u32 = 4_096;
/// Leaf hashes per page of a listed lot: a page has one kilobyte, which is what reading one item
/// takes, and what a proof of it holds.
pub const LEAVES_PER_PAGE: u32 = 32;
/// Items per page of item records.
pub const ITEMS_PER_PAGE: u32 = 64;
// The place in a page is one byte.
const _: () = assert!(ITEMS_PER_PAGE <= 256);
/// The most items that one call flags.
pub const MAX_FLAGGED: u32 = 256;
/// The most notices that one setter has in force on one product, lot or facility.
pub const MAX_NOTICES_EACH: u32 = 16;
/// The most setters of one class that have notices in force on one product, lot or facility.
pub const MAX_SETTERS: u32 = 256;
/// The most notices that are read at once.
pub const MAX_NOTICES_READ: u32 = 256;
/// The most issuers whose items are activated in one block, one by one.
pub const MAX_ACTIVE_ISSUERS: u32 = 1_024;
/// The most activations that one call hands in.
pub const MAX_ACTIVATIONS: u32 = 512;

/// What the council may change without an upgrade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
	/// How many platforms must hold a lot's leaf file before it is active: 1 to
	/// [`MAX_CONFIRMATIONS`].
	pub confirmations: u32,
	/// How long, in milliseconds, an agency's hold is in force.
	pub agency_hold: Moment,
	/// How far, in milliseconds, a date of production or expiry may lie from now.
	pub date_range: Moment,
	/// How far, in milliseconds, a date of production may lie ahead.
	pub produced_tolerance: Moment,
}

/// A day, in milliseconds.
const DAY: Moment = 86_400_000;
/// A year, in milliseconds.
const YEAR: Moment = 31_557_600_000;

impl Settings {
	/// Whether each is within its bounds: an agency's hold lasts a day to a year, dates reach a
	/// year to two centuries, and a date of production lies at most 30 days ahead.
	pub fn is_valid(&self) -> bool {
		(1..=MAX_CONFIRMATIONS).contains(&self.confirmations)
			&& (DAY..=366 * DAY).contains(&self.agency_hold)
			&& (YEAR..=200 * YEAR).contains(&self.date_range)
			&& self.produced_tolerance <= 30 * DAY
	}
}

impl Default for Settings {
	/// Two confirmations, for one copy of a leaf file can be lost, or held by a friend. 14 days for
	/// an agency's hold. Dates of 50 years: two digits of a year reach no further (GS1 General
	/// Specifications, 7.12). One day ahead, for the day is the factory's and not the chain's.
	fn default() -> Self {
		Self {
			confirmations: 2,
			agency_hold: 14 * DAY,
			date_range: 50 * YEAR,
			produced_tolerance: DAY,
		}
	}
}

/// By which operator something was written, and when. Readers ask the registry whether it is in
/// doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Written {
	/// The operator.
	pub operator: AccountId,
	/// When.
	pub at: Moment,
}

/// A platform's word that it holds a lot's leaf file, and has rebuilt root and count from it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Confirmation {
	/// The platform.
	pub platform: OrgId,
	/// By which of its operators, and when.
	pub written: Written,
}

/// A type of product.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ProductType {
	/// Its name.
	pub name: Text<64>,
}

/// A product: what stays the same through its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Product {
	/// Who registered it: the first that did, or its brand's owner, who may do so after others.
	pub registrant: OrgId,
	/// The version of its record that stands, counted from 1: the newest of its brand's, or of its
	/// registrant while nobody here holds the brand.
	pub version: u32,
	/// How many versions there are.
	pub versions: u32,
	/// The version that stands. The others are in records of their own.
	pub standing: ProductVersion,
	/// The newest version that its registrant wrote while nobody here held the brand.
	pub own: Option<u32>,
	/// What its brand's owner says of it, if that said anything.
	pub brand: Option<BrandWord>,
	/// When it was registered.
	pub registered_at: Moment,
}

impl Product {
	/// A product with its first version, which stands.
	pub fn new(first: ProductVersion, brand: Option<BrandWord>) -> Self {
		Self {
			registrant: first.by,
			version: 1,
			versions: 1,
			own: (!first.branded).then_some(1),
			brand,
			registered_at: first.written.at,
			standing: first,
		}
	}
}

/// What the holder of a company prefix says of a product under it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct BrandWord {
	/// Who held the prefix then. A later holder is not bound by it.
	pub holder: OrgId,
	/// Confirmed or disowned.
	pub status: BrandStatus,
	/// The version of the product's record that stood then.
	pub version: u32,
	/// By whom it was said: an operator of the holder, or of the merchant that registered the
	/// product by the holder's authorisation.
	pub written: Written,
}

/// What a product's record says, as a call brings it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ProductDetails {
	/// Its name.
	pub name: Text<128>,
	/// Its HS code.
	pub hs: HsCode,
	/// Its origin as declared, until a certificate of origin confirms it.
	pub origin: CountryCode,
	/// Its full data sheet.
	pub sheet: Option<Document>,
}

/// One version of a product's record. Lots pin the version that they were issued under.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ProductVersion {
	/// Its type.
	pub product_type: ProductTypeId,
	/// Its name.
	pub name: Text<128>,
	/// Its HS code.
	pub hs: HsCode,
	/// Its origin as declared.
	pub origin: CountryCode,
	/// Its full data sheet.
	pub sheet: Option<Document>,
	/// Whose record it is.
	pub by: OrgId,
	/// Whether somebody here held the brand when it was written, and so let it be written.
	pub branded: bool,
	/// By which operator it was written, and when.
	pub written: Written,
}

impl ProductDetails {
	/// The version that says this, as `by` wrote it.
	pub fn into_version(
		self,
		product_type: ProductTypeId,
		by: OrgId,
		branded: bool,
		written: Written,
	) -> ProductVersion {
		let Self { name, hs, origin, sheet } = self;
		ProductVersion { product_type, name, hs, origin, sheet, by, branded, written }
	}
}

/// What both kinds of lots have in common, as a call brings it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct LotHeader {
	/// The product.
	pub gtin: Gtin,
	/// The batch number on the goods.
	pub batch: Batch,
	/// Which part of its batch this is; (GTIN, batch, issuer, part) is unique.
	pub part: u8,
	/// Where it was made. Of another organisation's facility it is a claim until that confirms the
	/// count.
	pub facility: Option<FacilityId>,
	/// Whether its serials are the merchant's own, so that they can be guessed.
	pub guessable: bool,
	/// When it was made, in milliseconds.
	pub produced: Option<Moment>,
	/// The last moment at which it has not expired, in milliseconds.
	pub expires: Option<Moment>,
}

/// How the leaves of a lot are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum LotKind {
	/// Off chain, in a public leaf file, under one root.
	#[codec(index = 0)]
	Merkle {
		/// The root of the tree of leaves (RFC 9162).
		root: Digest,
		/// SHA-256 of the public leaf file.
		leaf_file: Digest,
	},
	/// On chain, one by one.
	#[codec(index = 1)]
	Listed {
		/// Whether no more will be listed.
		closed: bool,
	},
}

/// Whether a lot can be shipped and its items activated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum LotStatus {
	/// Not yet: too few platforms hold its leaf file.
	#[codec(index = 0)]
	Pending,
	/// Yes.
	#[codec(index = 1)]
	Active,
	/// No, and never again: the brand's owner, the council, or, while it was pending, its issuer
	/// voided it.
	#[codec(index = 2)]
	Void {
		/// Why.
		reason: ReasonCode,
		/// Whether it was active until then, so that its goods may be about.
		was_active: bool,
	},
}

/// A lot: items of one product made under one batch number, whose codes were issued together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Lot {
	/// The product.
	pub gtin: Gtin,
	/// The version of the product's record that it was issued under.
	pub version: u32,
	/// Who issued it.
	pub issuer: OrgId,
	/// By which operator, for readers to ask whether that operator is in doubt.
	pub operator: AccountId,
	/// Who held the brand then, and may void it while it does.
	pub brand: Option<OrgId>,
	/// Where it was made, as its issuer claims.
	pub facility: Option<FacilityId>,
	/// By whom the facility's owner confirmed the count, and when. Before that the claim counts for
	/// nothing.
	pub count_confirmed: Option<Written>,
	/// The batch number.
	pub batch: Batch,
	/// Which part of the batch.
	pub part: u8,
	/// How many items it has.
	pub count: u32,
	/// How its leaves are kept.
	pub kind: LotKind,
	/// Whether its serials can be guessed.
	pub guessable: bool,
	/// When it was made.
	pub produced: Option<Moment>,
	/// The last moment at which it has not expired.
	pub expires: Option<Moment>,
	/// When it was issued.
	pub issued_at: Moment,
	/// Whether it can be shipped.
	pub status: LotStatus,
	/// The platforms that hold its leaf file, no two of one control group.
	pub confirmations: BoundedVec<Confirmation, ConstU32<MAX_CONFIRMATIONS>>,
	/// Since when its key is known to have leaked.
	pub compromised: Option<Moment>,
}

impl Lot {
	/// Where it was made, if the facility's owner says so too.
	pub fn confirmed_facility(&self) -> Option<FacilityId> {
		self.facility.filter(|_| self.count_confirmed.is_some())
	}
}

/// A lot in the list of its issuer's lots of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct BatchLot {
	/// The lot.
	pub lot: LotId,
	/// Which part of the batch.
	pub part: u8,
	/// Where it stands.
	pub status: LotStatus,
}

/// Lots of a batch, and whether there are more than these.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct LotsOfBatch {
	/// At most [`MAX_LOTS_READ`] lots: first those that are active, or were until they were voided,
	/// then pending ones, then those that never were active; of each the brand's own first, then
	/// those of the others in the order in which these first issued.
	pub lots: Vec<LotId>,
	/// Whether there are more.
	pub more: bool,
}

/// A page of a listed lot's leaf hashes, in the order of their items.
pub type LeafPage = BoundedVec<Digest, ConstU32<LEAVES_PER_PAGE>>;

/// The index of an item, or of a page of them, as a storage key. Big-endian, so that keys are in the
/// order of their items, and neighbours share nodes of the trie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ItemKey(pub [u8; 4]);

impl From<u32> for ItemKey {
	fn from(index: u32) -> Self {
		Self(index.to_be_bytes())
	}
}

/// What an issuer may report of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum ItemFlag {
	/// It was destroyed.
	#[codec(index = 0)]
	Destroyed,
	/// It was damaged.
	#[codec(index = 1)]
	Damaged,
	/// It was lost.
	#[codec(index = 2)]
	Lost,
	/// It was stolen.
	#[codec(index = 3)]
	Stolen,
}

/// The flags of an item, one bit each: 1 drawn for a sample, 2 destroyed, 4 damaged, 8 lost, 16
/// stolen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ItemFlags(pub u8);

impl ItemFlags {
	/// No flag.
	pub const NONE: ItemFlags = ItemFlags(0);
	/// Drawn for a sample: for sampling to say, not for the issuer.
	pub const SAMPLED: ItemFlags = ItemFlags(1);

	/// Whether it was drawn for a sample.
	pub const fn is_sampled(self) -> bool {
		self.0 & Self::SAMPLED.0 != 0
	}

	/// Whether `flag` is set.
	pub const fn has(self, flag: ItemFlag) -> bool {
		self.0 & flag.bit() != 0
	}

	/// These flags with `flag`.
	pub const fn with(self, flag: ItemFlag) -> Self {
		Self(self.0 | flag.bit())
	}

	/// How many the issuer reported. Each has an entry in the item's journal.
	pub const fn reported(self) -> u8 {
		// Of eight bits there are at most eight.
		(self.0 & !Self::SAMPLED.0).count_ones() as u8
	}
}

impl ItemFlag {
	const fn bit(self) -> u8 {
		match self {
			ItemFlag::Destroyed => 2,
			ItemFlag::Damaged => 4,
			ItemFlag::Lost => 8,
			ItemFlag::Stolen => 16,
		}
	}
}

/// What happened to an item. There is no record of items to which nothing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ItemRecord {
	/// The item's place in its page.
	pub offset: u8,
	/// What was reported of it.
	pub flags: ItemFlags,
	/// When it was activated.
	pub activated: Option<Activated>,
}

/// When an item was activated. Its journal has no page for that: readers make the entry from this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Activated {
	/// The block.
	pub block: BlockNumber,
	/// The block's time, in milliseconds.
	pub at: Moment,
	/// The entry's place in the item's journal: how many were in it before.
	pub position: u8,
}

/// What activates an item: the code under its scratch layer, and a proof that the code belongs to
/// an item of the lot.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Activation {
	/// The lot.
	pub lot: LotId,
	/// The item's index.
	pub index: u32,
	/// Its serial.
	pub serial: Serial,
	/// The digest of its own data sheet.
	pub sheet: Option<Digest>,
	/// The secret under the scratch layer.
	pub secret: Secret,
	/// The leaf's inclusion proof, from the leaf upwards; empty for a listed lot.
	pub proof: BoundedVec<Digest, ConstU32<MAX_PROOF>>,
}

/// What a gateway hands in at once.
pub type ActivationBatch = BoundedVec<Activation, ConstU32<MAX_ACTIVATIONS>>;

impl ItemRecord {
	/// The record of an item to which nothing has happened yet.
	pub const fn new(offset: u8) -> Self {
		Self { offset, flags: ItemFlags::NONE, activated: None }
	}
}

/// A page of item records, sorted by offset, each item at most once.
pub type ItemPage = BoundedVec<ItemRecord, ConstU32<ITEMS_PER_PAGE>>;

/// The page of an item, and its place in the page.
pub const fn place_of(index: u32) -> (u32, u8) {
	(index / ITEMS_PER_PAGE, (index % ITEMS_PER_PAGE) as u8)
}

/// Whether a notice only stops goods, or calls them back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum NoticeKind {
	/// Nothing may be sold until it is lifted.
	#[codec(index = 0)]
	Hold,
	/// What was sold is called back too.
	#[codec(index = 1)]
	Recall,
}

/// Which date of a lot a period is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum PeriodOf {
	/// When it was produced. A lot that does not say so cannot escape by its silence: it is in the
	/// period unless it was issued before the period began.
	#[codec(index = 0)]
	Produced,
	/// When it was issued.
	#[codec(index = 1)]
	Issued,
}

/// What a notice is about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum NoticeSubject {
	/// A product, with all its lots.
	#[codec(index = 0)]
	Product(Gtin),
	/// A lot.
	#[codec(index = 1)]
	Lot(LotId),
	/// Some items of a lot.
	#[codec(index = 2)]
	Items(LotId, ItemRanges),
	/// Whatever a facility made in a period.
	#[codec(index = 3)]
	Facility {
		/// The facility.
		facility: FacilityId,
		/// The first moment of the period.
		from: Moment,
		/// The moment after its last.
		to: Moment,
		/// Which date decides.
		by: PeriodOf,
	},
}

/// Under what a notice in force is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum NoticeKey {
	/// A product.
	#[codec(index = 0)]
	Product(Gtin),
	/// A lot, also for notices on some of its items.
	#[codec(index = 1)]
	Lot(LotId),
	/// A facility.
	#[codec(index = 2)]
	Facility(FacilityId),
}

impl NoticeSubject {
	/// Under what it is found.
	pub fn key(&self) -> NoticeKey {
		match self {
			NoticeSubject::Product(gtin) => NoticeKey::Product(*gtin),
			NoticeSubject::Lot(lot) | NoticeSubject::Items(lot, _) => NoticeKey::Lot(*lot),
			NoticeSubject::Facility { facility, .. } => NoticeKey::Facility(*facility),
		}
	}
}

impl From<NoticeKey> for Subject {
	fn from(key: NoticeKey) -> Self {
		match key {
			NoticeKey::Product(gtin) => Subject::Product(gtin),
			NoticeKey::Lot(lot) => Subject::Lot(lot),
			NoticeKey::Facility(facility) => Subject::Facility(facility),
		}
	}
}

/// Who set a notice, and so may lift it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum NoticeSetter {
	/// The council.
	#[codec(index = 0)]
	Council,
	/// An organisation.
	#[codec(index = 1)]
	Organisation(OrgId),
}

/// As what an organisation sets notices. Each class has room of its own, so that none crowds out
/// another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum SetterClass {
	/// Whose goods they are: the brand's owner, the issuer, the facility's owner.
	#[codec(index = 0)]
	Owners,
	/// Customs authorities.
	#[codec(index = 1)]
	Authorities,
	/// Agencies that examined the goods.
	#[codec(index = 2)]
	Agencies,
}

/// An organisation that has notices in force under one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ListedSetter {
	/// The organisation.
	pub org: OrgId,
	/// When the last of them lapses, if all of them do.
	pub until: Option<Moment>,
}

/// The setters of one class under one key.
pub type SetterList = BoundedVec<ListedSetter, ConstU32<MAX_SETTERS>>;

/// Why a notice was set, or a lot voided: a number of the consortium's list of reasons. What is
/// particular to the case stands in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ReasonCode(pub u16);

/// A hold or a recall.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Notice {
	/// Hold or recall.
	pub kind: NoticeKind,
	/// On what.
	pub subject: NoticeSubject,
	/// By whom.
	pub set_by: NoticeSetter,
	/// The country it holds in, where a customs authority set it; everywhere otherwise.
	pub country: Option<CountryCode>,
	/// Why.
	pub reason: ReasonCode,
	/// The document behind it.
	pub document: Option<Document>,
	/// Since when.
	pub since: Moment,
	/// The agency's hold that an authority confirmed by this one of its own.
	pub confirms: Option<NoticeId>,
	/// The last moment at which an agency's hold is in force.
	pub lapses: Option<Moment>,
	/// When it was lifted.
	pub lifted: Option<Moment>,
}

impl Notice {
	/// As what its setter set it; the council is in no class.
	pub fn class(&self) -> Option<SetterClass> {
		match (self.set_by, self.country, self.lapses) {
			(NoticeSetter::Council, ..) => None,
			(_, Some(_), _) => Some(SetterClass::Authorities),
			(_, None, Some(_)) => Some(SetterClass::Agencies),
			(_, None, None) => Some(SetterClass::Owners),
		}
	}

	/// Whether it is an agency's hold whose time is over.
	pub fn has_lapsed(&self, now: Moment) -> bool {
		self.lapses.is_some_and(|lapses| lapses < now)
	}
}

/// The notices that one setter has in force under one key, oldest first. Those that have lapsed
/// stay until its next one is set.
pub type NoticeList = BoundedVec<NoticeId, ConstU32<MAX_NOTICES_EACH>>;
