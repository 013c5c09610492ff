//! What the pages tell of. Whoever answers a request fills these in; the pages add only words.

use hallmark_types::{
	verdict::{BrandStatus, Reason, ScanFacts, Verdict},
	Assurance, BlockNumber, CountryCode, JournalKind, Moment, TransportMode, Unlocode,
};

use super::{Lang, NotActivated, Objection, Why};
use crate::reports::Dropped;

/// How a page was asked for: what its links keep.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
	/// The language, see [`Lang::choose`].
	pub lang: Lang,
	/// The language that the query asked for by name, which links pass on.
	pub chosen: Option<Lang>,
	/// The path of the page, percent-encoded, without its query.
	pub path: &'a str,
	/// The country that the query asked about.
	pub market: Option<CountryCode>,
	/// The day in the code's element 17 (expiry), `YYMMDD`, as the query has it.
	pub expiry: Option<&'a str>,
}

/// An organisation.
#[derive(Clone, Copy, Debug)]
pub struct Party<'a> {
	/// Its name.
	pub name: &'a str,
	/// Its country.
	pub country: CountryCode,
}

/// Who said something.
#[derive(Clone, Copy, Debug)]
pub enum Author<'a> {
	/// An organisation.
	Party(Party<'a>),
	/// The council.
	Council,
	/// A consumer.
	Consumer,
	/// It is not known.
	Unknown,
}

/// The block that an answer is about.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
	/// Its height.
	pub number: BlockNumber,
	/// Its hash, in hexadecimal.
	pub hash: &'a str,
	/// Its timestamp.
	pub at: Moment,
	/// Whether it is final.
	pub finalised: bool,
	/// Whether a migration in steps is under way in it, so that records may be missing.
	pub migrating: bool,
}

/// The lot of the item.
#[derive(Clone, Copy, Debug)]
pub struct Lot<'a> {
	/// How many items it has.
	pub count: u32,
	/// When it was made.
	pub produced: Option<Moment>,
	/// The last moment at which it has not expired.
	pub expires: Option<Moment>,
	/// Where the issuer says that it was made: the facility's name and country.
	pub facility: Option<Party<'a>>,
	/// Whether the facility's manufacturer confirmed the lot's count.
	pub count_confirmed: bool,
}

/// A hold or recall.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
	/// Its number.
	pub id: u64,
	/// Who set it; none is the council.
	pub by: Option<Party<'a>>,
	/// When.
	pub at: Moment,
	/// The country that it is limited to.
	pub country: Option<CountryCode>,
	/// The code of its reason.
	pub reason: u16,
}

/// An entry of the journal of the item, its lot, product, facility, shipments or declarations.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
	/// What happened.
	pub kind: JournalKind,
	/// By whose word.
	pub by: Author<'a>,
	/// On what footing.
	pub assurance: Assurance,
	/// When.
	pub at: Moment,
	/// Whether whoever wrote it had lost the right to.
	pub doubtful: bool,
	/// What belongs to it, such as the facility's name.
	pub detail: Option<&'a str>,
}

/// What a certificate is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certified {
	/// The facility.
	Facility,
	/// The product.
	Product,
	/// The lot.
	Lot,
	/// Items, this one among them.
	Item,
	/// A shipment.
	Shipment,
}

/// How the sample of a certificate was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleSource {
	/// Drawn by lot.
	Drawn,
	/// Taken by the agency.
	TakenByAgency,
	/// Chosen by the client.
	SubmittedByClient,
}

/// What a certificate is worth now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateStanding {
	/// It holds.
	Valid,
	/// Its time is over.
	Expired,
	/// Its agency revoked it.
	Revoked,
	/// Its accreditation, or whoever wrote it, was withdrawn as of then or before.
	Doubtful,
}

/// What an agency attests.
#[derive(Clone, Copy, Debug)]
pub struct Certificate<'a> {
	/// About what.
	pub about: Certified,
	/// By which standard: its code.
	pub standard: &'a str,
	/// Whether the subject conforms.
	pub conforming: bool,
	/// Who attests.
	pub agency: Party<'a>,
	/// How the sample was come by.
	pub sample: SampleSource,
	/// When it was written.
	pub at: Moment,
	/// The moment from which it no longer holds.
	pub valid_until: Option<Moment>,
	/// What it is worth now.
	pub standing: CertificateStanding,
}

/// A leg of the item's way.
#[derive(Clone, Copy, Debug)]
pub struct Leg<'a> {
	/// How it travels.
	pub mode: TransportMode,
	/// From where.
	pub from: Unlocode,
	/// To where.
	pub to: Unlocode,
	/// Who carries it.
	pub carrier: Party<'a>,
	/// The vessel's name, the flight's or the train's number.
	pub vessel: Option<&'a str>,
	/// When it departed, by the carrier's word.
	pub departed: Option<Moment>,
	/// When it arrived.
	pub arrived: Option<Moment>,
	/// When it ended on the way.
	pub broken_off: Option<Moment>,
	/// Whether the seal read the same at both ends, where it was read.
	pub seal_intact: Option<bool>,
	/// When its shipment was booked: legs that have not begun stand there.
	pub booked: Moment,
}

/// How often a code was looked up since yesterday.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
	/// How many times, this one included.
	pub scans: u64,
	/// From how many networks.
	pub networks: u64,
}

/// A page elsewhere that the brand or an issuer named: its words, which nobody has checked.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
	/// What stands there: a term of a vocabulary, such as `gs1:pip`.
	pub link_type: &'a str,
	/// What it is called.
	pub title: &'a str,
	/// Where: only what begins with `https://` is shown.
	pub href: &'a str,
	/// In which language it is, as a tag of BCP 47.
	pub language: Option<&'a str>,
}

/// A passport of a lot that this server has checked and serves.
#[derive(Clone, Copy, Debug)]
pub struct Passport<'a> {
	/// Where: a path of this server.
	pub href: &'a str,
	/// The name of whoever signed it.
	pub issuer: &'a str,
}

/// What is known of the code of an item.
#[derive(Clone, Copy, Debug)]
pub struct Scan<'a> {
	/// The code as a Digital Link URI: what the device asks the chain about.
	pub uri: &'a str,
	/// The GTIN's 14 digits.
	pub gtin: &'a str,
	/// The batch that the code names, decoded.
	pub batch: Option<&'a str>,
	/// The serial, decoded.
	pub serial: &'a str,
	/// The verdict over `facts`.
	pub verdict: &'a Verdict,
	/// What it rests on.
	pub facts: &'a ScanFacts,
	/// The product's name.
	pub product: Option<&'a str>,
	/// The origin that was declared for it.
	pub origin: Option<CountryCode>,
	/// Who issued the code; none where it can mean more than one lot.
	pub issuer: Option<Party<'a>>,
	/// The item's index in its lot.
	pub index: Option<u32>,
	/// The lot that the code means, if it means but one.
	pub lot: Option<Lot<'a>>,
	/// When the block was made in which the item was activated.
	pub activated_at: Option<Moment>,
	/// The holds and recalls that the verdict's reasons name.
	pub notices: &'a [Notice<'a>],
	/// Who said what, in any order.
	pub entries: &'a [Entry<'a>],
	/// What agencies attest, in any order.
	pub certificates: &'a [Certificate<'a>],
	/// The item's way, in the order of its legs.
	pub legs: &'a [Leg<'a>],
	/// Passports of the lot.
	pub passports: &'a [Passport<'a>],
	/// Pages elsewhere about product and lot, those that are preferred first.
	pub links: &'a [Link<'a>],
	/// Midnight (UTC) of the day that the label itself calls the last (element 17).
	pub label_expires: Option<Moment>,
	/// How often it was looked up.
	pub counts: Option<Counts>,
	/// The block that all this is of.
	pub block: Block<'a>,
	/// The server's clock.
	pub now: Moment,
	/// Which verifier can check it: BLAKE2b-256 of the chain's `:code`, in hexadecimal.
	pub verifier: Option<&'a str>,
	/// Whether the page offers to ask the chain's own nodes, too.
	pub light: bool,
}

/// What is known of a code that names a product or a batch, and no item.
#[derive(Clone, Copy, Debug)]
pub struct Product<'a> {
	/// The GTIN's 14 digits.
	pub gtin: &'a str,
	/// The batch that the code names, decoded.
	pub batch: Option<&'a str>,
	/// The product's name.
	pub name: &'a str,
	/// The name of its type.
	pub kind: &'a str,
	/// Its declared origin.
	pub origin: CountryCode,
	/// Who registered it.
	pub registrant: Party<'a>,
	/// Where its brand stands.
	pub brand: BrandStatus,
	/// What is against the goods that the code can mean.
	pub reasons: &'a [Reason],
	/// The holds and recalls among that.
	pub notices: &'a [Notice<'a>],
	/// The last moment at which they have not expired, if it is the same for all.
	pub expires: Option<Moment>,
	/// Passports of the batch's lots.
	pub passports: &'a [Passport<'a>],
	/// Pages elsewhere about it, those that are preferred first.
	pub links: &'a [Link<'a>],
	/// The block that all this is of.
	pub block: Block<'a>,
	/// The server's clock.
	pub now: Moment,
}

/// What came of an activation.
#[derive(Clone, Copy, Debug)]
pub enum Activated<'a> {
	/// It stands in a block.
	Done {
		/// The block's timestamp.
		at: Moment,
	},
	/// It stands in a block, and was on its way already, from elsewhere, when it was sent.
	Joined {
		/// The block's timestamp.
		at: Moment,
	},
	/// The node took it, and no final block has it yet.
	Accepted,
	/// It was not sent: one of the same item is on its way.
	UnderWay {
		/// Since when.
		since: Moment,
	},
	/// The item was activated before.
	Already {
		/// When.
		at: Option<Moment>,
	},
	/// The scratch code is another item's, or nobody's.
	Wrong,
	/// The scratch code does not make the item's leaf, and the item may have a data sheet of its own, which
	/// the leaf has in it and this gateway does not know.
	Unfit,
	/// The scratch code's check symbol does not fit.
	Typo,
	/// It was not taken.
	Refused {
		/// Why.
		why: &'a NotActivated,
	},
	/// It could not be sent.
	Gone,
}

/// What came of an activation, of which item.
#[derive(Clone, Copy, Debug)]
pub struct Activation<'a> {
	/// What came of it.
	pub outcome: Activated<'a>,
	/// The path of the item's page, percent-encoded.
	pub back: &'a str,
}

/// What came of a report.
#[derive(Clone, Copy, Debug)]
pub struct Reported<'a> {
	/// Its number, or why it was not kept.
	pub number: Result<&'a str, Dropped>,
	/// Whether there are organisations that it concerns.
	pub has_owner: bool,
	/// Whether it is about a country, whose authority it concerns.
	pub has_country: bool,
	/// The path of the item's page, percent-encoded.
	pub back: &'a str,
}

/// What is wrong with a request, whatever it asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
	/// It cannot be read.
	Unreadable,
	/// There is nothing at its address.
	Nothing,
	/// It is made in another way than its address knows.
	Method,
	/// It did not come in time.
	Late,
	/// What was sent is too long.
	Long,
	/// The address is too long.
	LongAddress,
	/// What was sent is of another kind than is read.
	Media,
}

/// What there is to say of a refusal.
#[derive(Clone, Copy, Debug)]
pub enum Because<'a> {
	/// What has words in every language.
	Known(&'a Objection),
	/// What was written for programs, in English.
	Other(&'a str),
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug)]
pub enum Problem<'a> {
	/// The request cannot be answered as it was made.
	Refused {
		/// What is wrong with it.
		what: Refusal,
		/// The reason, if there is more to say.
		reason: Option<Because<'a>>,
	},
	/// What was asked about is no code.
	BadCode {
		/// What was asked about.
		code: &'a str,
		/// Why.
		why: &'a Why,
	},
	/// What was asked about is a scratch code, or looks like one.
	Scratch,
	/// There is no such page.
	NotFound,
	/// The chain has no organisation with this number.
	NoOrganisation {
		/// As it was asked for.
		number: &'a str,
	},
	/// The chain has no facility with this number.
	NoFacility {
		/// As it was asked for.
		number: &'a str,
	},
	/// The council registered no standard with this number.
	NoStandard {
		/// As it was asked for.
		number: &'a str,
	},
	/// Nobody registered the product.
	Unregistered {
		/// The GTIN's 14 digits.
		gtin: &'a str,
		/// The batch that the code names, decoded.
		batch: Option<&'a str>,
	},
	/// The node cannot be reached.
	NodeGone {
		/// When it was last heard of.
		since: Option<Moment>,
	},
	/// Too many questions from one address.
	Busy,
	/// A fault of this server.
	Failed,
}
