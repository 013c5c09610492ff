//! The runtime API that answers readers, and its answers.
//!
//! Every answer is computed from the state of one block; the JSON-RPC shell adds which block that
//! was and whether it is final. Lists are bounded by [`MAX_LIST`] and continue from a cursor.

use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use hallmark_types::{
	links::{HostName, WebDid},
	verdict::{BrandStatus, ItemFacts, ScanFacts, Verdict},
	AccountId, Assurance, Batch, BlockNumber, CountryCode, CredentialKey, Digest, Document,
	FacilityId, Gln, GroupId, Gtin, HsCode, JournalEntry, JournalKind, Link, LinkSubject, LotId,
	Moment, NoticeId, OrgId, Permissions, ProductTypeId, Role, Subject, Text, MAX_PROOF,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{traits::ConstU32, BoundedVec};

pub use hallmark_types::MAX_LIST;

/// The longest URI that is parsed.
pub const MAX_URI: usize = 2_048;

/// The public part of an item's leaf, and its way to the lot's root. With GTIN, batch and serial
/// from the code it makes the leaf (see `docs/identity.md`).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeafEvidence {
	/// The lot, where the code names none or several parts of a batch match.
	pub lot: Option<LotId>,
	/// The item's index; without it the index is read from the serial.
	pub index: Option<u32>,
	/// The activation commitment.
	pub commitment: Digest,
	/// The digest of the item's own data sheet.
	pub sheet: Option<Digest>,
	/// The inclusion proof, leaf to root; empty for a listed lot, whose leaves are on chain.
	pub proof: BoundedVec<Digest, ConstU32<MAX_PROOF>>,
}

/// A question about a scanned code.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifyQuery {
	/// The code on the box, as it is printed or as a scanner sends it: a GS1 Digital Link URI,
	/// whose host is ignored, or an element string.
	pub uri: String,
	/// The country in which the goods are offered.
	pub market: Option<CountryCode>,
	/// The leaf, if the asker has it.
	pub evidence: Option<LeafEvidence>,
}

/// Why a question cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TraceError {
	/// The code is not that of an item; the text says why.
	#[codec(index = 0)]
	Uri(String),
	/// The URI has no serial (21): it names a product or a batch, not an item.
	#[codec(index = 1)]
	NoSerial,
}

impl core::fmt::Display for TraceError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			TraceError::Uri(reason) => write!(f, "uri: {reason}"),
			TraceError::NoSerial => f.write_str(
				"uri: it has no serial number (21), so it names a product or batch and not an item",
			),
		}
	}
}

/// A name beside its id.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Named {
	/// The organisation.
	pub id: OrgId,
	/// Its name.
	pub name: Text<64>,
	/// Its country.
	pub country: CountryCode,
}

/// Who said what about the code's product and lot.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
	/// Who.
	pub by: Option<Named>,
	/// What.
	pub what: JournalKind,
	/// On what footing.
	pub assurance: Assurance,
	/// When.
	pub at: Moment,
	/// Whether the operator who wrote it was later revoked, as of that moment or an earlier one.
	pub doubtful: bool,
}

/// The answer to [`VerifyQuery`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifyAnswer {
	/// The runtime that the block was made with, as storage has it.
	pub spec_version: u32,
	/// The verdict over `facts`.
	pub verdict: Verdict,
	/// What it rests on.
	pub facts: ScanFacts,
	/// The GTIN that was asked about.
	pub gtin: Gtin,
	/// The product's name in the version that the lot pins (or the newest, where the code means no
	/// one lot).
	pub product: Option<Text<128>>,
	/// The origin that was declared for it.
	pub origin: Option<CountryCode>,
	/// Who issued the code; none where it can mean more than one lot.
	pub issuer: Option<Named>,
	/// The item's index in its lot; none where the code can mean more than one.
	pub index: Option<u32>,
	/// Who said what about facility, product and lot: of each journal the first 16 entries and the
	/// newest 16.
	pub statements: Vec<Statement>,
}

/// A verdict with what it takes to check it without trusting the node.
#[cfg(feature = "std")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProofAnswer {
	/// The block's header, SCALE-encoded. Its BLAKE2b-256 hash is the block's hash; its state root
	/// is the root of `proof`.
	pub header: sp_core::Bytes,
	/// What the proof leads to, for comparison: to trust it would be to trust the node.
	pub answer: VerifyAnswer,
	/// The trie nodes that the verdict was read from, as a SCALE-encoded `sp_trie::StorageProof` (a
	/// vector of byte vectors). Whoever runs the verdict over them reads the same, and what is
	/// absent is proven absent.
	pub proof: sp_core::Bytes,
}

/// A product.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProductAnswer {
	/// Its GTIN.
	pub gtin: Gtin,
	/// Its name in the newest version.
	pub name: Text<128>,
	/// Its type.
	pub product_type: ProductTypeId,
	/// Its type's name.
	pub product_type_name: Text<64>,
	/// Its HS code.
	pub hs: HsCode,
	/// Its declared origin.
	pub origin: CountryCode,
	/// The digest of its full data sheet.
	pub sheet: Option<Document>,
	/// The version that stands.
	pub version: u32,
	/// Who registered it.
	pub registrant: Named,
	/// Where its brand stands.
	pub brand: BrandStatus,
	/// Who holds the company prefix it lies under.
	pub brand_holder: Option<Named>,
	/// When it was registered.
	pub registered_at: Moment,
	/// Its lots, from the cursor on.
	pub lots: Vec<LotId>,
	/// Where to go on; none at the end.
	pub next_lot: Option<u32>,
	/// The holds and recalls in force.
	pub notices: Vec<NoticeId>,
}

/// How a lot's leaves are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LeavesAnswer {
	/// Under one root, in a public leaf file.
	#[serde(rename_all = "camelCase")]
	#[codec(index = 0)]
	Tree {
		/// The root.
		root: Digest,
		/// SHA-256 of the public leaf file.
		leaf_file: Digest,
	},
	/// One by one on chain.
	#[codec(index = 1)]
	Listed {
		/// Whether no more will be listed.
		closed: bool,
	},
}

/// A lot.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LotAnswer {
	/// Its id.
	pub id: LotId,
	/// The product.
	pub gtin: Gtin,
	/// The version of the product's record it was issued under.
	pub version: u32,
	/// Who issued it.
	pub issuer: Named,
	/// Where it was made.
	pub facility: Option<FacilityId>,
	/// Whether the facility's manufacturer confirmed its count.
	pub count_confirmed: bool,
	/// The batch number.
	pub batch: Batch,
	/// The part of the batch.
	pub part: u8,
	/// How many items it has.
	pub count: u32,
	/// How its leaves are kept.
	pub leaves: LeavesAnswer,
	/// Whether its serials can be guessed.
	pub guessable: bool,
	/// When it was made.
	pub produced: Option<Moment>,
	/// The last moment at which it has not expired.
	pub expires: Option<Moment>,
	/// When it was issued.
	pub issued_at: Moment,
	/// Whether enough platforms hold its leaf file, and it was not voided.
	pub active: bool,
	/// Whether it was voided.
	pub void: bool,
	/// The platforms that hold it.
	pub confirmations: Vec<OrgId>,
	/// Since when its key is known to have leaked.
	pub compromised: Option<Moment>,
	/// The holds and recalls in force on it or on its product.
	pub notices: Vec<NoticeId>,
}

/// An item.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemAnswer {
	/// The lot.
	pub lot: LotId,
	/// The index.
	pub index: u32,
	/// What happened to it.
	pub facts: ItemFacts,
	/// Its leaf, where it was listed on chain.
	pub listed_leaf: Option<Digest>,
	/// The holds and recalls in force that touch it.
	pub notices: Vec<NoticeId>,
}

/// A role and since when it is in effect.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleAnswer {
	/// The role.
	pub role: Role,
	/// Who granted it; none is the council.
	pub granted_by: Option<OrgId>,
	/// When it takes effect, in milliseconds.
	pub effective_at: Moment,
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganisationAnswer {
	/// Its id.
	pub id: OrgId,
	/// Its legal id in its country.
	pub legal_id: Text<32>,
	/// Its name.
	pub name: Text<64>,
	/// Its country.
	pub country: CountryCode,
	/// Its GLN.
	pub gln: Option<Gln>,
	/// Its control group.
	pub group: GroupId,
	/// Its roles.
	pub roles: Vec<RoleAnswer>,
	/// Since when it is suspended.
	pub suspended: Option<Moment>,
	/// When it was admitted.
	pub admitted_at: Moment,
}

/// The operator behind an account.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OperatorAnswer {
	/// The organisation it writes for.
	pub organisation: OrgId,
	/// What it may do.
	pub permissions: Permissions,
	/// Whether it may write now.
	pub active: bool,
}

/// As what an organisation may say where something stands that is about a product or a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LinkWriter {
	/// It holds the company prefix that the product lies under.
	#[codec(index = 0)]
	Brand,
	/// It issued the lot that was asked about.
	#[codec(index = 1)]
	Issuer,
	/// Nobody here holds the prefix, and it keeps a record of the product.
	#[codec(index = 2)]
	Importer,
}

/// The links that one organisation has of a product or a lot.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkListAnswer {
	/// Of what: the product, or the lot that was asked about.
	pub subject: LinkSubject,
	/// Whose they are.
	pub by: Named,
	/// As what it says so.
	pub writer: LinkWriter,
	/// Whether it is not suspended.
	pub active: bool,
	/// Whether the operator who set them was later revoked, as of that moment or an earlier one.
	pub doubtful: bool,
	/// When they were set.
	pub set_at: Moment,
	/// The links, in the order in which it prefers them.
	pub links: Vec<Link>,
}

/// The links of a product, and of one of its lots.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinksAnswer {
	/// The product.
	pub gtin: Gtin,
	/// The lot that was asked about, if it is one of the product.
	pub lot: Option<LotId>,
	/// Who holds the company prefix that the product lies under; only its word is the brand's.
	pub brand_holder: Option<Named>,
	/// The lists, the first to be preferred: the brand's, of the lot before that of the product;
	/// the issuer's of the lot that was asked about, in the same order; and, where nobody here holds
	/// the brand, that of who registered the product and those of other importers.
	pub lists: Vec<LinkListAnswer>,
	/// Whether other importers have more lists of the product than these.
	pub more: bool,
}

/// A key that an organisation signs credentials with.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialKeyAnswer {
	/// The key.
	pub key: CredentialKey,
	/// Under which identifier it signs.
	pub did: WebDid,
	/// When it was registered: what it signed before counts for nothing.
	pub valid_from: Moment,
	/// Since when it is withdrawn: what it signed from then on counts for nothing.
	pub withdrawn: Option<Moment>,
	/// Whether the operator who registered it was later revoked, as of that moment or an earlier
	/// one.
	pub doubtful: bool,
}

/// As what an organisation is met on the web: by its own word, which nobody checked.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebIdentityAnswer {
	/// The organisation.
	pub id: OrgId,
	/// Since when it is suspended.
	pub suspended: Option<Moment>,
	/// The host names that it prints its codes with.
	pub resolver_domains: Vec<HostName>,
	/// The keys that it signs credentials with: all that are not withdrawn, oldest first, and then
	/// withdrawn ones; at most [`MAX_LIST`]. Each can be asked for by itself.
	pub credential_keys: Vec<CredentialKeyAnswer>,
}

/// An entry and its place in the journal.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JournalRecord {
	/// The subject.
	pub subject: Subject,
	/// Its place, from 0.
	pub position: u32,
	/// The entry.
	pub entry: JournalEntry,
}

/// A stretch of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JournalAnswer {
	/// The entries, oldest first.
	pub entries: Vec<JournalRecord>,
	/// How many the journal has.
	pub total: u32,
	/// Where to go on; none at the end.
	pub next: Option<u32>,
}

sp_api::decl_runtime_apis! {
	/// Reads what the chain knows, composed for readers.
	///
	/// From polkadot.js: `state_call` with the method `TraceApi_<name>` and the SCALE-encoded
	/// arguments.
	#[api_version(1)]
	pub trait TraceApi {
		/// The verdict over a scanned code.
		fn verify(query: VerifyQuery) -> Result<VerifyAnswer, TraceError>;
		/// One item, `None` if the lot has no such index.
		fn item(lot: LotId, index: u32) -> Option<ItemAnswer>;
		/// A lot.
		fn lot(lot: LotId) -> Option<LotAnswer>;
		/// The lots of a batch, at most [`MAX_LIST`].
		fn lots_of_batch(gtin: Gtin, batch: Batch) -> Vec<LotId>;
		/// A product, with its lots from `first_lot` on.
		fn product(gtin: Gtin, first_lot: u32) -> Option<ProductAnswer>;
		/// An organisation.
		fn organisation(org: OrgId) -> Option<OrganisationAnswer>;
		/// The organisation with a legal id.
		fn organisation_by_legal_id(country: CountryCode, legal_id: Text<32>) -> Option<OrganisationAnswer>;
		/// The operator behind an account.
		fn operator(account: AccountId) -> Option<OperatorAnswer>;
		/// The links of a product, and of one of its lots. A lot of another product has none here.
		fn links(gtin: Gtin, lot: Option<LotId>) -> LinksAnswer;
		/// As what an organisation is met on the web.
		fn web_identity(org: OrgId) -> Option<WebIdentityAnswer>;
		/// A key of an organisation's credentials, withdrawn or not.
		fn credential_key(org: OrgId, key: CredentialKey) -> Option<CredentialKeyAnswer>;
		/// The entries of a journal from `from` on, at most `limit` and at most [`MAX_LIST`].
		fn journal(subject: Subject, from: u32, limit: u32) -> JournalAnswer;
		/// The entries written in this block, in order, from the `from`th on, at most [`MAX_LIST`].
		fn journal_of_block(from: u32) -> Vec<JournalRecord>;
	}
}

/// The block that an answer is about. The JSON-RPC shell adds it to every answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AtBlock {
	/// Its height.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: Digest,
	/// Whether it is final.
	pub finalised: bool,
}

/// An answer of the JSON-RPC shell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer<T> {
	/// The block that it is about.
	pub block: AtBlock,
	/// The answer; null where there is no such thing.
	pub value: T,
}
