//! Customs declarations as they stand in storage, and what readers see of them. See
//! `docs/customs.md`. `border` has how items of a lot stand at a border, `registrations` their numbers
//! in registers outside of the chain.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_types::{
	AccountId, Assurance, CountryCode, DecisionId, DeclarationId, Digest, Document, HsCode,
	ItemRanges, LotId, Moment, OrgId, Role, ShipmentId, Text, Unlocode, ValueBand,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

mod border;
mod registrations;
pub use border::*;
pub use registrations::*;

/// The most lines of a declaration.
pub const MAX_LINES: u32 = 16;
/// The most documents that a declaration rests on.
pub const MAX_TRADE_DOCUMENTS: u32 = 8;
/// The most rounds that the authority may open about one declaration. The council may set fewer.
pub const MAX_REOPENED: u8 = 64;
/// The most rounds in which the documents of a declaration's orders are compared: the declarant
/// opens one for each line, and the authority the others, so that neither uses up the other's.
pub const MAX_ROUNDS: u8 = MAX_LINES as u8 + MAX_REOPENED;

/// The most stretches of a lot in one answer of how its items stand at a border.
pub const MAX_STRETCHES: usize = 256;

// A set of lines has one bit for each.
const _: () = assert!(MAX_LINES <= u16::BITS);

/// The reference that an authority gives a declaration when it accepts it: the movement reference
/// number. Unique per authority.
pub type Mrn = Text<35>;

/// Under which procedure goods enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Procedure {
	/// Straight into free circulation. The documents of the orders match before that.
	#[codec(index = 0)]
	Direct,
	/// Into a bonded warehouse first. The documents of the orders match before the goods leave it.
	#[codec(index = 1)]
	Bonded,
}

/// What a document of the declarant's is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TradeDocumentKind {
	/// A commercial invoice.
	#[codec(index = 0)]
	Invoice,
	/// A packing list.
	#[codec(index = 1)]
	PackingList,
	/// A licence or certificate, such as one of origin.
	#[codec(index = 2)]
	Certificate,
	/// Any other.
	#[codec(index = 3)]
	Other,
}

/// A document that a declaration rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TradeDocument {
	/// What it is.
	pub kind: TradeDocumentKind,
	/// The document.
	pub document: Document,
}

/// One line of a declaration: items of one lot. Lines are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeclarationLine {
	/// The lot.
	pub lot: LotId,
	/// Which of its items.
	pub ranges: ItemRanges,
	/// Their HS code: the one in the product's version that the lot pins.
	pub hs: HsCode,
	/// Their origin: the one in the product's version that the lot pins.
	pub origin: CountryCode,
	/// Between which bounds their customs value lies.
	pub value_band: ValueBand,
	/// Their numbers in registers outside of the chain. Rules can ask for some before the goods
	/// come into free circulation.
	#[serde(default)]
	pub registrations: DeclaredRegistrations,
}

/// What is declared, as a call brings it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DeclarationDetails {
	/// Where the goods are presented.
	pub port: Unlocode,
	/// Under which procedure they enter.
	pub procedure: Procedure,
	/// The shipment that they came in.
	pub shipment: ShipmentId,
	/// What the declaration rests on.
	pub documents: BoundedVec<TradeDocument, ConstU32<MAX_TRADE_DOCUMENTS>>,
	/// The goods.
	pub lines: BoundedVec<DeclarationLine, ConstU32<MAX_LINES>>,
}

/// Where a declaration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DeclarationStatus {
	/// Lodged: the declarant may amend or withdraw it.
	#[codec(index = 0)]
	Lodged,
	/// Accepted by the authority: from now on each line has its own state.
	#[codec(index = 1)]
	Accepted,
	/// Rejected by the authority.
	#[codec(index = 2)]
	Rejected,
	/// Withdrawn by the declarant.
	#[codec(index = 3)]
	Withdrawn,
	/// Closed: nothing happens to it any more.
	#[codec(index = 4)]
	Closed,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LineStatus {
	/// Declared, and not accepted.
	#[codec(index = 0)]
	Declared,
	/// Accepted.
	#[codec(index = 1)]
	Accepted,
	/// Under control: its documents are checked.
	#[codec(index = 2)]
	UnderDocuments,
	/// Under control: goods are examined.
	#[codec(index = 3)]
	UnderExamination,
	/// Assessed.
	#[codec(index = 4)]
	Assessed,
	/// Detained.
	#[codec(index = 5)]
	Detained,
	/// Released into bond.
	#[codec(index = 6)]
	InBond,
	/// Released into free circulation.
	#[codec(index = 7)]
	Released,
	/// Returned abroad.
	#[codec(index = 8)]
	Returned,
	/// Destroyed.
	#[codec(index = 9)]
	Destroyed,
	/// Its declaration was invalidated.
	#[codec(index = 10)]
	Invalidated,
}

impl LineStatus {
	/// Whether a line in this state may get into `next`: the state machine after acceptance, which
	/// adds nothing to the table of `docs/customs.md` and leaves nothing out.
	pub const fn may_become(self, next: Self) -> bool {
		use LineStatus::*;
		matches!(
			(self, next),
			(Accepted, UnderDocuments | UnderExamination | Assessed | Invalidated)
				| (UnderDocuments, UnderExamination | Assessed | Detained | Returned)
				| (UnderExamination, Assessed | Detained | Returned)
				| (Assessed, UnderDocuments | UnderExamination | InBond | Released | Invalidated)
				| (Detained, Assessed | Returned | Destroyed)
				| (InBond, Released | Returned | Destroyed)
		)
	}

	/// Whether nothing happens to the line any more.
	pub const fn is_end(self) -> bool {
		matches!(
			self,
			LineStatus::Released
				| LineStatus::Returned
				| LineStatus::Destroyed
				| LineStatus::Invalidated
		)
	}
}

/// The state of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LineState {
	/// Where it stands.
	pub status: LineStatus,
	/// How it is controlled, once the declaration is accepted.
	pub decision: Option<DecisionId>,
	/// The last round in which the documents of its orders are compared.
	pub round: Option<u8>,
	/// Whether they match, and on whose word: attested where the three parties belong to three
	/// control groups, declared otherwise.
	pub matched: Option<Assurance>,
}

impl LineState {
	/// A line that was just declared.
	pub const DECLARED: LineState =
		LineState { status: LineStatus::Declared, decision: None, round: None, matched: None };
}

/// A declaration. Its lines stand beside it, for they are large and do not change after acceptance.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Declaration {
	/// Who declared.
	pub declarant: OrgId,
	/// To whom. The port lies in its country.
	pub authority: OrgId,
	/// Where the goods are presented.
	pub port: Unlocode,
	/// Under which procedure they enter.
	pub procedure: Procedure,
	/// The shipment that they came in.
	pub shipment: ShipmentId,
	/// What the declaration rests on.
	pub documents: BoundedVec<TradeDocument, ConstU32<MAX_TRADE_DOCUMENTS>>,
	/// Where it stands.
	pub status: DeclarationStatus,
	/// Its version, counted from 1: each amendment makes a new one.
	pub version: u16,
	/// SHA-256 of what this version declares: of the SCALE encoding of its [`DeclarationDetails`].
	pub digest: Digest,
	/// The authority's reference, from acceptance on.
	pub mrn: Option<Mrn>,
	/// When it was lodged.
	pub lodged_at: Moment,
	/// When it was accepted.
	pub accepted_at: Option<Moment>,
	/// How many rounds were opened to compare the documents of its orders.
	pub rounds: u8,
	/// How many of them the authority opened.
	pub reopened: u8,
	/// The state of each line.
	pub lines: BoundedVec<LineState, ConstU32<MAX_LINES>>,
}

/// Lines of a declaration: bit n stands for line n. In JSON a list of their numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct LineSet(pub u16);

impl LineSet {
	/// The set of these lines; numbers of [`MAX_LINES`] and more are left out.
	pub fn of(lines: &[u8]) -> Self {
		Self(
			lines
				.iter()
				.filter_map(|line| 1u16.checked_shl(u32::from(*line)))
				.fold(0, |set, bit| set | bit),
		)
	}

	/// The first `count` lines.
	pub fn first(count: u32) -> Self {
		Self(u16::MAX.checked_shl(count).map_or(u16::MAX, |rest| !rest))
	}

	/// This set with `line`.
	pub fn with(self, line: u8) -> Self {
		Self(self.0 | Self::of(&[line]).0)
	}

	/// Whether `line` is in it.
	pub fn has(self, line: u8) -> bool {
		1u16.checked_shl(u32::from(line)).is_some_and(|bit| self.0 & bit != 0)
	}

	/// How many lines it has.
	pub const fn len(self) -> u32 {
		self.0.count_ones()
	}

	/// Whether it has none.
	pub const fn is_empty(self) -> bool {
		self.0 == 0
	}

	/// Its lines, ascending.
	pub fn iter(self) -> impl Iterator<Item = u8> {
		(0..MAX_LINES as u8).filter(move |line| self.has(*line))
	}
}

impl Serialize for LineSet {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_seq(self.iter())
	}
}

impl<'de> Deserialize<'de> for LineSet {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let lines = Vec::<u8>::deserialize(deserializer)?;
		if lines.iter().any(|line| u32::from(*line) >= MAX_LINES) {
			return Err(serde::de::Error::custom("a declaration has lines 0 to 15 only"));
		}
		Ok(Self::of(&lines))
	}
}

/// On which of the three documents of an order a party gives its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DocumentRole {
	/// The order: the platform's.
	#[codec(index = 0)]
	Order,
	/// The payment: the payer's institution's.
	#[codec(index = 1)]
	Payment,
	/// The waybill: the carrier's.
	#[codec(index = 2)]
	Logistics,
}

impl DocumentRole {
	/// All of them, in the order of their codes.
	pub const ALL: [DocumentRole; 3] =
		[DocumentRole::Order, DocumentRole::Payment, DocumentRole::Logistics];

	/// What the party is admitted as.
	pub const fn role(self) -> Role {
		match self {
			DocumentRole::Order => Role::Platform,
			DocumentRole::Payment => Role::PaymentInstitution,
			DocumentRole::Logistics => Role::Carrier,
		}
	}

	/// Its code.
	pub const fn code(self) -> u8 {
		self as u8
	}
}

/// The parties whose documents are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parties {
	/// The platform that knows the orders.
	pub platform: OrgId,
	/// The payer's institution.
	pub institution: OrgId,
	/// A carrier of the declaration's shipment.
	pub carrier: OrgId,
}

impl Parties {
	/// The party of a document.
	pub const fn of(&self, role: DocumentRole) -> OrgId {
		match role {
			DocumentRole::Order => self.platform,
			DocumentRole::Payment => self.institution,
			DocumentRole::Logistics => self.carrier,
		}
	}
}

/// What one party said in a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PartyWord {
	/// Its commitment.
	pub commitment: Option<Digest>,
	/// The root that it revealed.
	pub root: Option<Digest>,
}

/// How a round ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MatchOutcome {
	/// The three roots are equal: attested by parties of three control groups, or only declared by
	/// parties of fewer.
	#[codec(index = 0)]
	Matched(Assurance),
	/// They are not.
	#[codec(index = 1)]
	Mismatched,
}

/// A round in which three parties commit to a root over the same orders, and reveal it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Round {
	/// The lines that the orders are of.
	pub lines: LineSet,
	/// The parties.
	pub parties: Parties,
	/// The platform's word.
	pub order: PartyWord,
	/// The institution's.
	pub payment: PartyWord,
	/// The carrier's.
	pub logistics: PartyWord,
	/// The last moment to commit or reveal.
	pub deadline: Moment,
	/// How it ended, once all three have revealed.
	pub outcome: Option<MatchOutcome>,
}

impl Round {
	/// The word of a party.
	pub const fn word(&self, role: DocumentRole) -> &PartyWord {
		match role {
			DocumentRole::Order => &self.order,
			DocumentRole::Payment => &self.payment,
			DocumentRole::Logistics => &self.logistics,
		}
	}

	/// The word of a party.
	pub fn word_mut(&mut self, role: DocumentRole) -> &mut PartyWord {
		match role {
			DocumentRole::Order => &mut self.order,
			DocumentRole::Payment => &mut self.payment,
			DocumentRole::Logistics => &mut self.logistics,
		}
	}
}

/// Two officers' decision to release a line against what is missing or failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Override {
	/// Why.
	pub reason: Document,
	/// The authority whose officers they are.
	pub authority: OrgId,
	/// The officer who proposed it.
	pub proposed_by: AccountId,
	/// When.
	pub proposed_at: Moment,
	/// Another officer, who confirmed it.
	pub confirmed_by: Option<AccountId>,
	/// Whether goods were released by it. It serves once.
	pub used: bool,
}

/// What the council sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
	/// How long, in milliseconds, the parties of a round may take to commit and reveal.
	pub match_period: Moment,
	/// How many rounds the authority may open about one declaration: 1 to [`MAX_REOPENED`].
	pub reopened: u8,
}

impl Settings {
	/// The least that a round may take: an hour.
	pub const MIN_PERIOD: Moment = 3_600_000;
	/// The most that a round may take: 90 days.
	pub const MAX_PERIOD: Moment = 90 * 86_400_000;

	/// Whether each is within its bounds.
	pub fn is_valid(&self) -> bool {
		(Self::MIN_PERIOD..=Self::MAX_PERIOD).contains(&self.match_period)
			&& (1..=MAX_REOPENED).contains(&self.reopened)
	}
}

impl Default for Settings {
	/// Seven days, and 16 rounds.
	fn default() -> Self {
		Self { match_period: 7 * 86_400_000, reopened: 16 }
	}
}

/// All of a line.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LineReport {
	/// What is declared.
	pub declared: DeclarationLine,
	/// Its state.
	pub state: LineState,
	/// The last override of its release.
	pub release_override: Option<Override>,
	/// The numbers in registers outside of the chain that the rules ask of it before it comes into
	/// free circulation, and how each is found now. None before acceptance.
	pub registrations: Vec<RegistrationCheck>,
}

/// All of a declaration. At most [`MAX_LINES`] lines and [`MAX_ROUNDS`] rounds.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeclarationReport {
	/// Which one.
	pub id: DeclarationId,
	/// The declaration.
	pub declaration: Declaration,
	/// Its lines.
	pub lines: Vec<LineReport>,
	/// The rounds in which the documents of its orders were compared, oldest first.
	pub rounds: Vec<Round>,
}

/// What a party commits to: its root, bound to the declaration, to itself and to its document, so
/// that nobody can commit what another committed. SHA-256 of `"hallmark/documents/1" ‖ declaration
/// ‖ organisation ‖ role ‖ root`, integers big-endian in 8, 4 and 1 bytes.
pub fn document_commitment(
	declaration: DeclarationId,
	organisation: OrgId,
	role: DocumentRole,
	root: &Digest,
) -> Digest {
	let preimage = [
		&b"hallmark/documents/1"[..],
		&declaration.0.to_be_bytes(),
		&organisation.0.to_be_bytes(),
		&[role.code()],
		root.as_bytes(),
	]
	.concat();
	sp_io::hashing::sha2_256(&preimage).into()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn line_set_has_the_lines_that_were_put_in() {
		let set = LineSet::of(&[0, 3, 15, 16, 200]);
		assert_eq!(set.iter().collect::<Vec<_>>(), [0, 3, 15]);
		assert_eq!(set.len(), 3);
		assert!(set.has(3) && !set.has(4) && !set.has(16));
		assert_eq!(LineSet::first(0), LineSet::default());
		assert_eq!(LineSet::first(2), LineSet::of(&[0, 1]));
		assert_eq!(LineSet::first(16).len(), 16);
		assert_eq!(LineSet::first(99).len(), 16);
		let json = serde_json::to_string(&set).unwrap();
		assert_eq!(json, "[0,3,15]");
		assert_eq!(serde_json::from_str::<LineSet>(&json).unwrap(), set);
		assert!(serde_json::from_str::<LineSet>("[16]").is_err());
	}
}
