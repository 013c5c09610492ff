//! The verdict over a scanned code: a pure function of facts, used by runtime, SDK and gateway
//! alike.
//!
//! A verdict has two axes. The *code* axis says whether this code was issued; the *standing* axis
//! says what is known against the goods it was issued for. No text ever calls goods genuine: a
//! copied label reads the same as its original until one of them is activated.

use crate::{BlockNumber, CountryCode, LotId, Moment, NoticeId, OrgId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Whether the code was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CodeVerdict {
	/// It was issued, and the leaf proves it.
	#[codec(index = 0)]
	Registered,
	/// It names a lot that it is not part of.
	#[codec(index = 1)]
	Mismatch,
	/// There is no such product or no such lot.
	#[codec(index = 2)]
	Unknown,
	/// Nothing proves or refutes it: no leaf was shown, or a proof that does not check. A broken
	/// page must not brand real goods.
	#[codec(index = 3)]
	Unproven,
}

/// What is known against the goods; the worst reason decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
	/// Nothing.
	#[codec(index = 0)]
	Clear,
	/// Something to read before using them.
	#[codec(index = 1)]
	Caution,
	/// They should be neither sold nor used.
	#[codec(index = 2)]
	Stop,
}

/// Where an item stands at the border of a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Clearance {
	/// No declaration that was accepted and stands names it. Not released.
	#[codec(index = 0)]
	NotDeclared,
	/// A declaration that was accepted names it, and it is not released.
	#[codec(index = 1)]
	Open,
	/// Detained.
	#[codec(index = 2)]
	Detained,
	/// Released into bond: not on the market.
	#[codec(index = 3)]
	InBond,
	/// Released into free circulation.
	#[codec(index = 4)]
	Released,
	/// Returned abroad.
	#[codec(index = 5)]
	Returned,
	/// Destroyed.
	#[codec(index = 6)]
	Destroyed,
}

/// One reason for a standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
	/// A recall is in force.
	#[codec(index = 0)]
	Recalled(NoticeId),
	/// A hold is in force.
	#[codec(index = 1)]
	Held(NoticeId),
	/// A hold or recall is in force in another country than the one asked about.
	#[codec(index = 2)]
	NoticeElsewhere(NoticeId),
	/// The item was drawn as a sample.
	#[codec(index = 3)]
	Sampled,
	/// The item was destroyed.
	#[codec(index = 4)]
	Destroyed,
	/// The item was reported stolen.
	#[codec(index = 5)]
	Stolen,
	/// The item was reported lost.
	#[codec(index = 6)]
	Lost,
	/// The item was reported damaged.
	#[codec(index = 7)]
	Damaged,
	/// The leaf is part of more than one active lot.
	#[codec(index = 8)]
	Duplicate,
	/// The brand's owner says that the product is not its own.
	#[codec(index = 9)]
	BrandDisowned,
	/// The brand's owner has not confirmed the product.
	#[codec(index = 10)]
	BrandNotConfirmed,
	/// The item was activated before: whoever holds it is not the first to have opened it.
	#[codec(index = 11)]
	AlreadyActivated,
	/// The lot is past its expiry date.
	#[codec(index = 12)]
	Expired,
	/// What product or lot rest on was written by an operator who was later revoked, as of a time
	/// before.
	#[codec(index = 13)]
	Doubtful,
	/// The lot's serials can be guessed: a code proves less.
	#[codec(index = 14)]
	Guessable,
	/// The lot's key leaked: whoever has it can make its codes, scratch codes included.
	#[codec(index = 15)]
	Compromised,
	/// No platform has yet confirmed that it holds the lot's leaf file.
	#[codec(index = 16)]
	NotConfirmed,
	/// The issuer is suspended.
	#[codec(index = 17)]
	IssuerSuspended,
	/// The facility's manufacturer has not confirmed the lot's count.
	#[codec(index = 18)]
	CountNotConfirmed,
	/// It came from abroad and customs has not released it into free circulation in the country
	/// asked about.
	#[codec(index = 19)]
	NotReleased,
	/// Customs detained it in the country asked about.
	#[codec(index = 20)]
	Detained,
	/// An agency attests that it, or all of its lot, does not conform to a standard, or an
	/// inspection did not accept it.
	#[codec(index = 21)]
	Failed,
	/// What an agency attests of it is in doubt: the accreditation, or the operator who wrote it,
	/// was withdrawn as of a time before.
	#[codec(index = 22)]
	AttestationDoubtful,
	/// The code can mean more lots than were read: more may be known than is said here.
	#[codec(index = 23)]
	MoreLots,
	/// A hold or recall is in force that may be about the item: on some items of the lot, and
	/// nothing says whether this is one of them; or on a facility where nobody but the issuer says
	/// that it was made.
	#[codec(index = 24)]
	PossibleNotice(NoticeId),
	/// An agency attests of what may be about the item, in the same sense, that it does not
	/// conform.
	#[codec(index = 25)]
	PossiblyFailed,
	/// The lot was voided: its codes are good for nothing.
	#[codec(index = 26)]
	Voided,
	/// A lot that the code can mean was voided; another organisation's lot that it can mean is
	/// active.
	#[codec(index = 27)]
	PossiblyVoided,
}

impl Reason {
	/// How bad it is.
	pub fn standing(&self) -> Standing {
		use Reason::*;
		match self {
			Recalled(_) | Held(_) | Sampled | Destroyed | Stolen | Duplicate | BrandDisowned
			| Detained | Failed | Voided => Standing::Stop,
			NoticeElsewhere(_) | Lost | Damaged | BrandNotConfirmed | AlreadyActivated
			| Expired | Doubtful | Guessable | Compromised | NotConfirmed | IssuerSuspended
			| CountNotConfirmed | NotReleased | AttestationDoubtful | MoreLots
			| PossibleNotice(_) | PossiblyFailed | PossiblyVoided => Standing::Caution,
		}
	}

	/// Its place among others: the worst has the lowest number, and whatever stops goods is worse
	/// than every caution. Cautions begin with what may turn out to stop them; then come what takes
	/// most from the code's word and from the issuer's, what is known of the goods, what is in
	/// doubt, and what is only not confirmed.
	pub fn rank(&self) -> u8 {
		use Reason::*;
		match self {
			Recalled(_) => 0,
			Held(_) => 1,
			Voided => 2,
			Duplicate => 3,
			BrandDisowned => 4,
			Failed => 5,
			Stolen => 6,
			Destroyed => 7,
			Sampled => 8,
			Detained => 9,
			PossibleNotice(_) => 10,
			PossiblyVoided => 11,
			PossiblyFailed => 12,
			NoticeElsewhere(_) => 13,
			Compromised => 14,
			AlreadyActivated => 15,
			IssuerSuspended => 16,
			Lost => 17,
			Damaged => 18,
			Expired => 19,
			NotReleased => 20,
			Doubtful => 21,
			AttestationDoubtful => 22,
			NotConfirmed => 23,
			BrandNotConfirmed => 24,
			CountNotConfirmed => 25,
			Guessable => 26,
			MoreLots => 27,
		}
	}
}

/// What was shown for the code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Evidence {
	/// No leaf.
	#[default]
	#[codec(index = 0)]
	None,
	/// A leaf or proof that does not lead to the lot's root.
	#[codec(index = 1)]
	Invalid,
	/// A leaf that is part of the lot.
	#[codec(index = 2)]
	Proven,
	/// The lot has no such item: its serials are made by rule and this one is not, its index lies
	/// beyond the lot's count, or the complete leaf file (with the digest on chain) has another
	/// leaf at its index. Only a reader who holds the file can say the last.
	#[codec(index = 3)]
	Refuted,
	/// A leaf that is part of another lot than the code names: a right serial under a wrong GTIN or
	/// batch.
	#[codec(index = 4)]
	Misplaced,
}

/// Where a product's brand stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive()]
#[derive(
	Encode,
	Decode,
	codec::DecodeWithMemTracking,
	codec::MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize
)]
#[serde(rename_all = "camelCase")]
pub enum BrandStatus {
	/// The holder of the company prefix registered, authorised or confirmed it.
	#[codec(index = 0)]
	Confirmed,
	/// Nobody here holds the prefix, or its holder has said nothing.
	#[codec(index = 1)]
	Unconfirmed,
	/// The holder says that it is not its product.
	#[codec(index = 2)]
	Disowned,
}

/// A hold or recall in force that touches the item, or may touch it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NoticeFact {
	/// Its id.
	pub id: NoticeId,
	/// Whether it is a recall; otherwise a hold.
	pub recall: bool,
	/// The country it is limited to.
	pub country: Option<CountryCode>,
	/// Whether it only may be about the item: it names some items of the lot, while the item's
	/// index is not known, or a facility that nobody but the issuer names.
	pub possible: bool,
}

/// What is known of a lot that the code can mean.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LotFacts {
	/// Its id.
	pub id: LotId,
	/// Who issued it.
	pub issuer: OrgId,
	/// Whether enough platforms hold its leaf file, and it was not voided.
	pub active: bool,
	/// Whether it was voided.
	pub void: bool,
	/// Whether the issuer is active.
	pub issuer_active: bool,
	/// Whether something that the lot rests on was written by an operator who is in doubt.
	pub doubtful: bool,
	/// Whether its serials can be guessed.
	pub guessable: bool,
	/// Whether the facility it names has not confirmed its count.
	pub count_unconfirmed: bool,
	/// The last moment at which it has not expired.
	pub expires: Option<Moment>,
	/// Since when its key is known to have leaked.
	pub compromised: Option<Moment>,
	/// The index of the item in it: as the serial says where serials are made by rule, else as the
	/// leaf proves.
	pub index: Option<u32>,
	/// What is known of the item, where its index is known.
	pub item: Option<ItemFacts>,
	/// What agencies found of the lot, the item and the facility.
	pub inspection: InspectionFacts,
	/// How the item stands at the border of the country asked about; none where no country is, or
	/// the goods were made there, or the item's index is not known.
	pub clearance: Option<Clearance>,
	/// What is in force against the lot, the item or the facility.
	pub notices: Vec<NoticeFact>,
}

/// What is known of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemFacts {
	/// The block in which it was activated.
	pub activated: Option<BlockNumber>,
	/// Drawn as a sample.
	pub sampled: bool,
	/// Destroyed.
	pub destroyed: bool,
	/// Damaged.
	pub damaged: bool,
	/// Lost.
	pub lost: bool,
	/// Stolen.
	pub stolen: bool,
}

/// What agencies found of the goods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InspectionFacts {
	/// An attestation in force says that they do not conform to a standard, or an inspection did
	/// not accept them.
	pub failed: bool,
	/// An attestation about them is in doubt.
	pub doubtful: bool,
	/// An attestation in force that may be about the item says that it does not conform: it names
	/// some items of the lot, while the item's index is not known, or a facility that nobody but
	/// the issuer names.
	pub possibly_failed: bool,
}

impl InspectionFacts {
	/// What both say.
	pub const fn and(self, other: Self) -> Self {
		Self {
			failed: self.failed || other.failed,
			doubtful: self.doubtful || other.doubtful,
			possibly_failed: self.possibly_failed || other.possibly_failed,
		}
	}
}

/// Everything that a verdict over a scanned code depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScanFacts {
	/// The chain's time.
	pub now: Moment,
	/// The country that the question is about.
	pub market: Option<CountryCode>,
	/// The product's brand, if the product is known.
	pub brand: Option<BrandStatus>,
	/// Whether the product's record, or the brand's word on it, was written by an operator who is
	/// in doubt.
	pub doubtful: bool,
	/// What agencies found of the product.
	pub inspection: InspectionFacts,
	/// What is in force against the product.
	pub notices: Vec<NoticeFact>,
	/// What was shown.
	pub evidence: Evidence,
	/// The lots that the code can mean: those that the leaf is part of; or else all that can have
	/// the serial; or else, where none can have it, all of that batch or product. One that was
	/// voided before it was active is among them only where there is no other.
	pub candidates: Vec<LotFacts>,
	/// Whether the code can mean more lots than these.
	pub more_candidates: bool,
	/// How many active lots the leaf is part of; more than one is an alarm.
	pub matching_lots: u32,
}

impl ScanFacts {
	/// The lot that the code means, if it can mean but one, or the leaf proves it.
	pub fn lot(&self) -> Option<&LotFacts> {
		match self.candidates.as_slice() {
			_ if self.evidence == Evidence::Misplaced => None,
			[lot] if !self.more_candidates || self.evidence == Evidence::Proven => Some(lot),
			[lot, ..] if self.evidence == Evidence::Proven => Some(lot),
			_ => None,
		}
	}

	/// The lots whose reasons count. A lot that is not active yet accuses nobody: beside an active
	/// one it goes. A void lot goes beside an active one of another organisation, but for
	/// [`Reason::PossiblyVoided`]: whoever issued it stops nobody else's goods, nor can the issuer
	/// hide that it is void behind another of its lots.
	fn heard(&self) -> impl Iterator<Item = &LotFacts> {
		let any_active = self.candidates.iter().any(|lot| lot.active);
		self.candidates.iter().filter(move |lot| {
			lot.active || (lot.void && !self.is_possibly_void(lot)) || (!lot.void && !any_active)
		})
	}

	/// Whether a lot is void, while the code can also mean an active one of another organisation.
	fn is_possibly_void(&self, lot: &LotFacts) -> bool {
		lot.void && self.candidates.iter().any(|it| it.active && it.issuer != lot.issuer)
	}
}

/// The verdict.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
	/// Whether the code was issued.
	pub code: CodeVerdict,
	/// What is known against the goods.
	pub standing: Standing,
	/// Why, each once, the worst first, as [`Reason::rank`] has it; among notices of one kind the
	/// product's come first.
	pub reasons: Vec<Reason>,
}

/// The reasons found so far, each of them once.
#[derive(Default)]
struct Reasons(Vec<Reason>);

impl Reasons {
	fn when(&mut self, holds: bool, reason: Reason) {
		if holds && !self.0.contains(&reason) {
			self.0.push(reason);
		}
	}

	fn notices(&mut self, notices: &[NoticeFact], market: Option<CountryCode>) {
		for notice in notices {
			let elsewhere =
				matches!((notice.country, market), (Some(at), Some(asked)) if at != asked);
			let reason = match (elsewhere, notice.possible, notice.recall) {
				(true, ..) => Reason::NoticeElsewhere(notice.id),
				(false, true, _) => Reason::PossibleNotice(notice.id),
				(false, false, true) => Reason::Recalled(notice.id),
				(false, false, false) => Reason::Held(notice.id),
			};
			self.when(true, reason);
		}
	}

	fn inspection(&mut self, found: InspectionFacts) {
		self.when(found.failed, Reason::Failed);
		self.when(found.doubtful, Reason::AttestationDoubtful);
		self.when(found.possibly_failed, Reason::PossiblyFailed);
	}

	fn lot(&mut self, lot: &LotFacts, now: Moment) {
		self.when(lot.void, Reason::Voided);
		self.when(!lot.active && !lot.void, Reason::NotConfirmed);
		self.when(!lot.issuer_active, Reason::IssuerSuspended);
		self.when(lot.doubtful, Reason::Doubtful);
		self.when(lot.guessable, Reason::Guessable);
		self.when(lot.count_unconfirmed, Reason::CountNotConfirmed);
		self.when(lot.compromised.is_some_and(|since| since <= now), Reason::Compromised);
		self.when(lot.expires.is_some_and(|last| now > last), Reason::Expired);
		self.item(&lot.item.unwrap_or_default());
		self.inspection(lot.inspection);
		match lot.clearance {
			None | Some(Clearance::Released) => {}
			Some(
				Clearance::NotDeclared | Clearance::Open | Clearance::InBond | Clearance::Returned,
			) => self.when(true, Reason::NotReleased),
			Some(Clearance::Detained) => self.when(true, Reason::Detained),
			Some(Clearance::Destroyed) => self.when(true, Reason::Destroyed),
		}
	}

	fn item(&mut self, item: &ItemFacts) {
		self.when(item.activated.is_some(), Reason::AlreadyActivated);
		self.when(item.sampled, Reason::Sampled);
		self.when(item.destroyed, Reason::Destroyed);
		self.when(item.damaged, Reason::Damaged);
		self.when(item.lost, Reason::Lost);
		self.when(item.stolen, Reason::Stolen);
	}
}

/// The verdict over `facts`. Where the code can mean more than one lot, the reasons of all of them
/// count: ambiguity never hides a warning.
pub fn verdict(facts: &ScanFacts) -> Verdict {
	let no_lots = facts.candidates.is_empty() && !facts.more_candidates;
	let code = match (&facts.brand, no_lots, facts.evidence) {
		(_, _, Evidence::Misplaced) => CodeVerdict::Mismatch,
		(None, ..) | (_, true, _) => CodeVerdict::Unknown,
		(_, _, Evidence::Refuted) => CodeVerdict::Mismatch,
		(_, _, Evidence::Proven) => CodeVerdict::Registered,
		(_, _, Evidence::None | Evidence::Invalid) => CodeVerdict::Unproven,
	};

	let mut found = Reasons::default();
	found.notices(&facts.notices, facts.market);
	for lot in facts.heard() {
		found.notices(&lot.notices, facts.market);
	}
	found.when(facts.matching_lots > 1, Reason::Duplicate);
	found.when(facts.brand == Some(BrandStatus::Disowned), Reason::BrandDisowned);
	found.when(facts.brand == Some(BrandStatus::Unconfirmed), Reason::BrandNotConfirmed);
	found.when(facts.doubtful, Reason::Doubtful);
	found.inspection(facts.inspection);
	for lot in facts.heard() {
		found.lot(lot, facts.now);
	}
	let possibly_void = facts.candidates.iter().any(|lot| facts.is_possibly_void(lot));
	found.when(possibly_void, Reason::PossiblyVoided);
	let complete = !facts.more_candidates || facts.evidence == Evidence::Proven;
	found.when(!complete, Reason::MoreLots);
	let mut reasons = found.0;
	reasons.sort_by_key(Reason::rank);
	let standing = reasons.first().map_or(Standing::Clear, Reason::standing);
	Verdict { code, standing, reasons }
}

#[cfg(test)]
mod tests {
	use super::*;

	fn lot() -> LotFacts {
		LotFacts {
			id: LotId(1),
			issuer: OrgId(1),
			active: true,
			void: false,
			issuer_active: true,
			doubtful: false,
			guessable: false,
			count_unconfirmed: false,
			expires: Some(1_000),
			compromised: None,
			index: Some(7),
			item: Some(ItemFacts::default()),
			inspection: InspectionFacts::default(),
			clearance: None,
			notices: vec![],
		}
	}

	fn good() -> ScanFacts {
		ScanFacts {
			now: 1_000,
			brand: Some(BrandStatus::Confirmed),
			candidates: vec![lot()],
			matching_lots: 1,
			evidence: Evidence::Proven,
			..Default::default()
		}
	}

	/// A code without its leaf, which can mean one lot that is recalled, and another about which
	/// nothing is known.
	fn ambiguous() -> ScanFacts {
		let recall = NoticeFact { id: NoticeId(7), recall: true, country: None, possible: false };
		let recalled = LotFacts { notices: vec![recall], ..lot() };
		let other = LotFacts { id: LotId(2), ..lot() };
		ScanFacts {
			evidence: Evidence::None,
			matching_lots: 0,
			candidates: vec![other, recalled],
			..good()
		}
	}

	fn standing_of(facts: &ScanFacts) -> (Standing, Vec<Reason>) {
		let verdict = verdict(facts);
		(verdict.standing, verdict.reasons)
	}

	fn standing(change: impl FnOnce(&mut ScanFacts)) -> (Standing, Vec<Reason>) {
		let mut facts = good();
		change(&mut facts);
		standing_of(&facts)
	}

	#[test]
	fn verdict_is_registered_and_clear_when_all_is_well() {
		let verdict = verdict(&good());
		assert_eq!((verdict.code, verdict.standing), (CodeVerdict::Registered, Standing::Clear));
		assert!(verdict.reasons.is_empty());
	}

	#[test]
	fn code_axis_follows_product_lot_and_evidence() {
		let code = |change: fn(&mut ScanFacts)| {
			let mut facts = good();
			change(&mut facts);
			verdict(&facts).code
		};
		assert_eq!(code(|f| f.brand = None), CodeVerdict::Unknown);
		assert_eq!(code(|f| f.candidates.clear()), CodeVerdict::Unknown);
		assert_eq!(code(|f| f.evidence = Evidence::None), CodeVerdict::Unproven);
		assert_eq!(code(|f| f.evidence = Evidence::Invalid), CodeVerdict::Unproven);
		assert_eq!(code(|f| f.evidence = Evidence::Refuted), CodeVerdict::Mismatch);
		assert_eq!(code(|f| f.evidence = Evidence::Misplaced), CodeVerdict::Mismatch);
	}

	#[test]
	fn reasons_are_of_every_lot_that_the_code_can_mean() {
		let recalled = Reason::Recalled(NoticeId(7));
		assert_eq!(standing_of(&ambiguous()), (Standing::Stop, vec![recalled]));
		// The same reason of two lots is said once, and everything else that is known of either.
		let mut facts = ambiguous();
		let notices = facts.candidates[1].notices.clone();
		let [other, first] = facts.candidates.as_mut_slice() else { panic!() };
		other.notices = notices;
		other.expires = Some(999);
		other.item = Some(ItemFacts { stolen: true, ..Default::default() });
		other.clearance = Some(Clearance::Open);
		first.inspection.failed = true;
		first.compromised = Some(5);
		first.doubtful = true;
		let (worst, reasons) = standing_of(&facts);
		assert_eq!(worst, Standing::Stop);
		let expected = [
			recalled,
			Reason::Failed,
			Reason::Stolen,
			Reason::Compromised,
			Reason::Expired,
			Reason::NotReleased,
			Reason::Doubtful,
		];
		assert_eq!(reasons, expected);
	}

	#[test]
	fn inactive_lot_accuses_nobody_when_there_is_an_active_one() {
		let mut facts = ambiguous();
		facts.candidates[1].active = false;
		assert_eq!(standing_of(&facts), (Standing::Clear, vec![]));
		// By itself it has its reasons.
		facts.candidates.remove(0);
		let expected = vec![Reason::Recalled(NoticeId(7)), Reason::NotConfirmed];
		assert_eq!(standing_of(&facts), (Standing::Stop, expected));
	}

	#[test]
	fn void_lot_is_not_hidden_by_another_of_its_issuer_and_stops_nobody_elses() {
		let mut facts = ambiguous();
		facts.candidates[1] = LotFacts { active: false, void: true, ..lot() };
		assert_eq!(standing_of(&facts), (Standing::Stop, vec![Reason::Voided]));
		// One that may yet be active hides it as little.
		facts.candidates[0].active = false;
		facts.candidates[0].issuer = OrgId(2);
		let pending = vec![Reason::Voided, Reason::NotConfirmed];
		assert_eq!(standing_of(&facts), (Standing::Stop, pending));
		facts.candidates[0].active = true;
		assert_eq!(standing_of(&facts), (Standing::Caution, vec![Reason::PossiblyVoided]));
		// Nor does it hide itself by having the same leaf in an active lot.
		facts.candidates[0].issuer = OrgId(1);
		facts.evidence = Evidence::Proven;
		assert_eq!(standing_of(&facts), (Standing::Stop, vec![Reason::Voided]));
	}

	#[test]
	fn lots_that_were_not_read_are_never_silent() {
		let mut facts = ambiguous();
		facts.more_candidates = true;
		facts.candidates.truncate(1);
		assert_eq!(standing_of(&facts), (Standing::Caution, vec![Reason::MoreLots]));
		assert_eq!(facts.lot(), None);
		facts.candidates.clear();
		assert_eq!(verdict(&facts).code, CodeVerdict::Unproven);
		// A leaf says which lot it is.
		let facts = ScanFacts { more_candidates: true, ..good() };
		assert_eq!(standing_of(&facts), (Standing::Clear, vec![]));
		assert_eq!(facts.lot().map(|lot| lot.id), Some(LotId(1)));
	}

	#[test]
	fn lot_is_named_when_the_code_can_mean_no_other() {
		assert_eq!(ambiguous().lot(), None);
		let alone = ScanFacts { candidates: vec![lot()], ..ambiguous() };
		assert_eq!(alone.lot().map(|lot| lot.id), Some(LotId(1)));
	}

	#[test]
	fn expiry_is_exact_to_the_millisecond() {
		assert_eq!(standing(|f| f.now = 1_000).0, Standing::Clear);
		assert_eq!(standing(|f| f.now = 1_001), (Standing::Caution, vec![Reason::Expired]));
	}

	#[test]
	fn notice_stops_in_its_own_country_only() {
		let notice =
			|country| NoticeFact { id: NoticeId(7), recall: true, country, possible: false };
		let at = |code: &str| CountryCode::new(code);
		let ask = |country, market| {
			let of_product = standing(|f| {
				f.notices = vec![notice(country)];
				f.market = market;
			});
			let of_lot = standing(|f| {
				f.candidates[0].notices = vec![notice(country)];
				f.market = market;
			});
			assert_eq!(of_product, of_lot);
			of_lot.0
		};
		assert_eq!(ask(None, at("CN")), Standing::Stop);
		assert_eq!(ask(at("CN"), at("CN")), Standing::Stop);
		assert_eq!(ask(at("CN"), None), Standing::Stop);
		assert_eq!(ask(at("CN"), at("AU")), Standing::Caution);
	}

	#[test]
	fn notice_is_a_caution_when_it_only_may_be_about_the_item() {
		let notice = NoticeFact { id: NoticeId(7), recall: true, country: None, possible: true };
		let expected = (Standing::Caution, vec![Reason::PossibleNotice(NoticeId(7))]);
		assert_eq!(standing(|f| f.candidates[0].notices = vec![notice]), expected);
	}

	#[test]
	fn worst_reason_decides_and_comes_first() {
		let (standing, reasons) = standing(|f| {
			let item = ItemFacts { activated: Some(3), stolen: true, ..Default::default() };
			f.candidates[0].item = Some(item);
			f.matching_lots = 2;
		});
		assert_eq!(standing, Standing::Stop);
		assert_eq!(reasons, [Reason::Duplicate, Reason::Stolen, Reason::AlreadyActivated]);
	}

	#[test]
	fn worse_caution_leads_wherever_it_was_found() {
		// The later lot's leaked key comes before all that is known of the earlier one and of the
		// product.
		let mut facts = ambiguous();
		facts.candidates[1].notices.clear();
		facts.brand = Some(BrandStatus::Unconfirmed);
		facts.doubtful = true;
		facts.candidates[0].expires = Some(999);
		facts.candidates[0].guessable = true;
		facts.candidates[0].count_unconfirmed = true;
		facts.candidates[1].compromised = Some(1_000);
		facts.candidates[1].issuer_active = false;
		let expected = [
			Reason::Compromised,
			Reason::IssuerSuspended,
			Reason::Expired,
			Reason::Doubtful,
			Reason::BrandNotConfirmed,
			Reason::CountNotConfirmed,
			Reason::Guessable,
		];
		assert_eq!(standing_of(&facts), (Standing::Caution, expected.to_vec()));
	}

	#[test]
	fn every_reason_has_a_rank_of_its_own_and_all_that_stop_goods_come_first() {
		// A reason's code, and a notice's number for those that have one.
		let all: Vec<_> = (0..=u8::MAX)
			.filter_map(|code| Reason::decode(&mut &[&[code][..], &[0; 8]].concat()[..]).ok())
			.collect();
		let mut by_rank = all.clone();
		by_rank.sort_by_key(Reason::rank);
		let ranks: Vec<_> = by_rank.iter().map(|reason| usize::from(reason.rank())).collect();
		assert_eq!(ranks, (0..all.len()).collect::<Vec<_>>());
		assert!(by_rank.is_sorted_by_key(|reason| core::cmp::Reverse(reason.standing())));
	}

	#[test]
	fn every_fact_against_the_goods_is_named() {
		type Case = (fn(&mut ScanFacts), Reason);
		fn lot(f: &mut ScanFacts) -> &mut LotFacts {
			&mut f.candidates[0]
		}
		fn item(f: &mut ScanFacts) -> &mut ItemFacts {
			lot(f).item.as_mut().unwrap()
		}
		let cases: [Case; 26] = [
			(|f| f.brand = Some(BrandStatus::Unconfirmed), Reason::BrandNotConfirmed),
			(|f| f.brand = Some(BrandStatus::Disowned), Reason::BrandDisowned),
			(|f| f.doubtful = true, Reason::Doubtful),
			(|f| f.inspection.failed = true, Reason::Failed),
			(|f| f.inspection.doubtful = true, Reason::AttestationDoubtful),
			(|f| lot(f).active = false, Reason::NotConfirmed),
			(|f| (lot(f).active, lot(f).void) = (false, true), Reason::Voided),
			(|f| lot(f).issuer_active = false, Reason::IssuerSuspended),
			(|f| lot(f).doubtful = true, Reason::Doubtful),
			(|f| lot(f).guessable = true, Reason::Guessable),
			(|f| lot(f).count_unconfirmed = true, Reason::CountNotConfirmed),
			(|f| lot(f).compromised = Some(1_000), Reason::Compromised),
			(|f| item(f).sampled = true, Reason::Sampled),
			(|f| item(f).destroyed = true, Reason::Destroyed),
			(|f| item(f).damaged = true, Reason::Damaged),
			(|f| item(f).lost = true, Reason::Lost),
			(|f| item(f).activated = Some(1), Reason::AlreadyActivated),
			(|f| lot(f).inspection.failed = true, Reason::Failed),
			(|f| lot(f).inspection.possibly_failed = true, Reason::PossiblyFailed),
			(|f| lot(f).inspection.doubtful = true, Reason::AttestationDoubtful),
			(|f| lot(f).clearance = Some(Clearance::NotDeclared), Reason::NotReleased),
			(|f| lot(f).clearance = Some(Clearance::Open), Reason::NotReleased),
			(|f| lot(f).clearance = Some(Clearance::InBond), Reason::NotReleased),
			(|f| lot(f).clearance = Some(Clearance::Returned), Reason::NotReleased),
			(|f| lot(f).clearance = Some(Clearance::Detained), Reason::Detained),
			(|f| lot(f).clearance = Some(Clearance::Destroyed), Reason::Destroyed),
		];
		for (change, reason) in cases {
			assert_eq!(standing(change), (reason.standing(), vec![reason]));
		}
		let released = |f: &mut ScanFacts| lot(f).clearance = Some(Clearance::Released);
		assert_eq!(standing(released), (Standing::Clear, vec![]));
	}
}
