//! The records of products, lots, items and notices.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
pub use hallmark_types::{
	admission::ActivationRefusal, ranges::check_ranges, ItemRange, ItemRanges, MAX_RANGES,
};
use hallmark_types::{
	verdict::BrandStatus, AccountId, Batch, BlockNumber, CountryCode, Digest, Document, FacilityId,
	Gtin, HsCode, LotId, Moment, NoticeId, OrgId, ProductTypeId, Subject, Text,
};
use scale_info::TypeInfo;

/// The most product types that one call registers.
pub const MAX_NEW_TYPES: u32 = 256;
/// The most lots that share GTIN and batch.
pub const MAX_LOTS_PER_BATCH: u32 = 64;
/// Lots per page of a product's list of lots.
pub const LOTS_PER_PAGE: u32 = 64;
/// The most platforms that confirm one leaf file.
pub const MAX_CONFIRMATIONS: u32 = 8;
/// The most items that one call lists.
pub const MAX_LISTED: u32 = 4_096;
/// Items per page of item records.
pub const ITEMS_PER_PAGE: u32 = 64;
// The place in a page is one byte.
const _: () = assert!(ITEMS_PER_PAGE <= 256);
/// The most items that one call flags.
pub const MAX_FLAGGED: u32 = 256;
/// The most notices in force on one product, lot or facility.
pub const MAX_NOTICES: u32 = 32;
/// The most of them that one merchant or manufacturer may take; and agencies together, with holds that
/// no authority has confirmed. So nobody keeps an issuer or a brand's owner out by filling the list, and
/// these three leave a quarter of it to authorities.
pub const MAX_NOTICES_EACH: u32 = MAX_NOTICES / 4;
/// How long an agency's hold is in force unless an authority confirms it: 14 days.
pub const AGENCY_HOLD: Moment = 14 * 86_400_000;
/// How far from now a date of production or expiry may lie: two digits of a year reach no further
/// (GS1 General Specifications, 7.12).
pub const DATE_RANGE: Moment = 50 * 31_557_600_000;
/// How far a date of production may lie ahead: the day is the factory's, not the chain's.
pub const PRODUCED_TOLERANCE: Moment = 86_400_000;

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
	/// Who registered it.
	pub registrant: OrgId,
	/// Its type.
	pub product_type: ProductTypeId,
	/// Its newest version, counted from 1.
	pub version: u16,
	/// Where its brand stands.
	pub brand: BrandStatus,
	/// When it was registered.
	pub registered_at: Moment,
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
	/// Its name.
	pub name: Text<128>,
	/// Its HS code.
	pub hs: HsCode,
	/// Its origin as declared.
	pub origin: CountryCode,
	/// Its full data sheet.
	pub sheet: Option<Document>,
	/// When the version was written.
	pub since: Moment,
}

impl ProductDetails {
	/// The version that says this from `since` on.
	pub fn into_version(self, since: Moment) -> ProductVersion {
		let Self { name, hs, origin, sheet } = self;
		ProductVersion { name, hs, origin, sheet, since }
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
	/// Where it was made.
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
}

/// A lot: items of one product made under one batch number, whose codes were issued together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Lot {
	/// The product.
	pub gtin: Gtin,
	/// The version of the product's record that it was issued under.
	pub version: u16,
	/// Who issued it.
	pub issuer: OrgId,
	/// By which operator, for readers to ask whether that operator is in doubt.
	pub operator: AccountId,
	/// Where it was made.
	pub facility: Option<FacilityId>,
	/// Whether the facility's owner stands by the count.
	pub count_confirmed: bool,
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
	pub confirmations: BoundedVec<OrgId, ConstU32<MAX_CONFIRMATIONS>>,
	/// Since when its key is known to have leaked.
	pub compromised: Option<Moment>,
}

/// A lot in the list of its batch, with what sets it apart from the others there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct BatchLot {
	/// The lot.
	pub lot: LotId,
	/// Who issued it.
	pub issuer: OrgId,
	/// Which part of the batch.
	pub part: u8,
}

/// An item's index as a storage key. Big-endian, so that neighbours share nodes of the trie.
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

/// The flags of an item, one bit each: 1 drawn for a sample, 2 destroyed, 4 damaged, 8 lost, 16 stolen.
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
	/// The block in which it was activated.
	pub activated: Option<BlockNumber>,
}

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum NoticeSetter {
	/// The council.
	#[codec(index = 0)]
	Council,
	/// An organisation.
	#[codec(index = 1)]
	Organisation(OrgId),
}

/// Why a notice was set: a number of the consortium's list of reasons. What is particular to the case
/// stands in the document.
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
	/// The last moment at which an agency's hold that no authority has confirmed is in force.
	pub lapses: Option<Moment>,
	/// When it was lifted.
	pub lifted: Option<Moment>,
}

impl Notice {
	/// Whether it is an agency's hold that no authority confirmed in time.
	pub fn has_lapsed(&self, now: Moment) -> bool {
		self.lapses.is_some_and(|lapses| lapses < now)
	}
}

/// The notices in force under one key, oldest first. Those that have lapsed stay until the next is set.
pub type NoticeList = BoundedVec<NoticeId, ConstU32<MAX_NOTICES>>;
