//! The verdict over a scanned code: a pure function of facts, used by runtime, SDK and gateway alike.
//!
//! A verdict has two axes. The *code* axis says whether this code was issued; the *standing* axis says
//! what is known against the goods it was issued for. No text ever calls goods genuine: a copied label
//! reads the same as its original until one of them is activated.

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
	/// Nothing proves or refutes it: no leaf was shown, or a proof that does not check. A broken page
	/// must not brand real goods.
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
	/// No declaration that stands names it. Not released.
	#[codec(index = 0)]
	NotDeclared,
	/// A declaration names it, and it is not released.
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
	/// Without its batch, the code matches more than one lot.
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
	/// The operator who issued the lot was later revoked, as of a time before.
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
	/// It came from abroad and customs has not released it into free circulation in the country asked
	/// about.
	#[codec(index = 19)]
	NotReleased,
	/// Customs detained it in the country asked about.
	#[codec(index = 20)]
	Detained,
	/// An agency attests that it, or all of its lot, does not conform to a standard, or an inspection did not
	/// accept it.
	#[codec(index = 21)]
	Failed,
	/// What an agency attests of it is in doubt: the accreditation, or the operator who wrote it, was
	/// withdrawn as of a time before.
	#[codec(index = 22)]
	AttestationDoubtful,
}

impl Reason {
	/// How bad it is.
	pub fn standing(&self) -> Standing {
		use Reason::*;
		match self {
			Recalled(_) | Held(_) | Sampled | Destroyed | Stolen | Duplicate | BrandDisowned
			| Detained | Failed => Standing::Stop,
			NoticeElsewhere(_) | Lost | Damaged | BrandNotConfirmed | AlreadyActivated
			| Expired | Doubtful | Guessable | Compromised | NotConfirmed | IssuerSuspended
			| CountNotConfirmed | NotReleased | AttestationDoubtful => Standing::Caution,
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
	/// beyond the lot's count, or the complete leaf file (with the digest on chain) has another leaf
	/// at its index. Only a reader who holds the file can say the last.
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

/// A hold or recall in force that touches the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NoticeFact {
	/// Its id.
	pub id: NoticeId,
	/// Whether it is a recall; otherwise a hold.
	pub recall: bool,
	/// The country it is limited to.
	pub country: Option<CountryCode>,
}

/// What is known of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LotFacts {
	/// Its id.
	pub id: LotId,
	/// Who issued it.
	pub issuer: OrgId,
	/// Whether enough platforms hold its leaf file.
	pub active: bool,
	/// Whether the issuer is active.
	pub issuer_active: bool,
	/// Whether what its operator wrote then is in doubt.
	pub doubtful: bool,
	/// Whether its serials can be guessed.
	pub guessable: bool,
	/// Whether the facility it names has not confirmed its count.
	pub count_unconfirmed: bool,
	/// The last moment at which it has not expired.
	pub expires: Option<Moment>,
	/// Since when its key is known to have leaked.
	pub compromised: Option<Moment>,
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
	/// An attestation in force says that they do not conform to a standard, or an inspection did not accept
	/// them.
	pub failed: bool,
	/// An attestation about them is in doubt.
	pub doubtful: bool,
}

/// Everything that a verdict depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
	/// The chain's time.
	pub now: Moment,
	/// The country that the question is about.
	pub market: Option<CountryCode>,
	/// The product's brand, if the product is known.
	pub brand: Option<BrandStatus>,
	/// How many lots the code can mean.
	pub candidates: u32,
	/// The lot it means: the one that the leaf is part of, or the only candidate.
	pub lot: Option<LotFacts>,
	/// How many lots the leaf is part of; more than one is an alarm.
	pub matching_lots: u32,
	/// What was shown.
	pub evidence: Evidence,
	/// What is known of the item, where its index is known.
	pub item: Option<ItemFacts>,
	/// What agencies found of lot and item.
	pub inspection: InspectionFacts,
	/// How the item stands at the border of the country asked about; none where no country is, or the goods
	/// were made there, or the item's index is not known.
	pub clearance: Option<Clearance>,
	/// What is in force against product, lot, item or facility.
	pub notices: Vec<NoticeFact>,
}

/// The verdict.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
	/// Whether the code was issued.
	pub code: CodeVerdict,
	/// What is known against the goods.
	pub standing: Standing,
	/// Why, the worst first.
	pub reasons: Vec<Reason>,
}

/// The verdict over `facts`.
pub fn verdict(facts: &Facts) -> Verdict {
	let code = match (&facts.brand, facts.candidates, facts.evidence) {
		(_, _, Evidence::Misplaced) => CodeVerdict::Mismatch,
		(None, ..) | (_, 0, _) => CodeVerdict::Unknown,
		(_, _, Evidence::Refuted) => CodeVerdict::Mismatch,
		(_, _, Evidence::Proven) => CodeVerdict::Registered,
		(_, _, Evidence::None | Evidence::Invalid) => CodeVerdict::Unproven,
	};

	let mut reasons = Vec::new();
	for notice in &facts.notices {
		let elsewhere =
			matches!((notice.country, facts.market), (Some(at), Some(asked)) if at != asked);
		reasons.push(match (elsewhere, notice.recall) {
			(true, _) => Reason::NoticeElsewhere(notice.id),
			(false, true) => Reason::Recalled(notice.id),
			(false, false) => Reason::Held(notice.id),
		});
	}
	let mut when = |holds: bool, reason| {
		if holds && !reasons.contains(&reason) {
			reasons.push(reason)
		}
	};
	when(facts.matching_lots > 1, Reason::Duplicate);
	when(facts.brand == Some(BrandStatus::Disowned), Reason::BrandDisowned);
	when(facts.brand == Some(BrandStatus::Unconfirmed), Reason::BrandNotConfirmed);
	if let Some(lot) = &facts.lot {
		when(!lot.active, Reason::NotConfirmed);
		when(!lot.issuer_active, Reason::IssuerSuspended);
		when(lot.doubtful, Reason::Doubtful);
		when(lot.guessable, Reason::Guessable);
		when(lot.count_unconfirmed, Reason::CountNotConfirmed);
		when(lot.compromised.is_some_and(|since| since <= facts.now), Reason::Compromised);
		when(lot.expires.is_some_and(|last| facts.now > last), Reason::Expired);
	}
	if let Some(item) = &facts.item {
		when(item.activated.is_some(), Reason::AlreadyActivated);
		when(item.sampled, Reason::Sampled);
		when(item.destroyed, Reason::Destroyed);
		when(item.damaged, Reason::Damaged);
		when(item.lost, Reason::Lost);
		when(item.stolen, Reason::Stolen);
	}
	when(facts.inspection.failed, Reason::Failed);
	when(facts.inspection.doubtful, Reason::AttestationDoubtful);
	match facts.clearance {
		None | Some(Clearance::Released) => {}
		Some(
			Clearance::NotDeclared | Clearance::Open | Clearance::InBond | Clearance::Returned,
		) => when(true, Reason::NotReleased),
		Some(Clearance::Detained) => when(true, Reason::Detained),
		Some(Clearance::Destroyed) => when(true, Reason::Destroyed),
	}
	reasons.sort_by_key(|reason| core::cmp::Reverse(reason.standing()));
	let standing = reasons.first().map_or(Standing::Clear, Reason::standing);
	Verdict { code, standing, reasons }
}

#[cfg(test)]
mod tests {
	use super::*;

	fn good() -> Facts {
		Facts {
			now: 1_000,
			brand: Some(BrandStatus::Confirmed),
			candidates: 1,
			lot: Some(LotFacts {
				id: LotId(1),
				issuer: OrgId(1),
				active: true,
				issuer_active: true,
				doubtful: false,
				guessable: false,
				count_unconfirmed: false,
				expires: Some(1_000),
				compromised: None,
			}),
			matching_lots: 1,
			evidence: Evidence::Proven,
			item: Some(ItemFacts::default()),
			..Default::default()
		}
	}

	fn standing(change: impl FnOnce(&mut Facts)) -> (Standing, Vec<Reason>) {
		let mut facts = good();
		change(&mut facts);
		let verdict = verdict(&facts);
		(verdict.standing, verdict.reasons)
	}

	#[test]
	fn verdict_is_registered_and_clear_when_all_is_well() {
		let verdict = verdict(&good());
		assert_eq!((verdict.code, verdict.standing), (CodeVerdict::Registered, Standing::Clear));
		assert!(verdict.reasons.is_empty());
	}

	#[test]
	fn code_axis_follows_product_lot_and_evidence() {
		let code = |change: fn(&mut Facts)| {
			let mut facts = good();
			change(&mut facts);
			verdict(&facts).code
		};
		assert_eq!(code(|f| f.brand = None), CodeVerdict::Unknown);
		assert_eq!(code(|f| f.candidates = 0), CodeVerdict::Unknown);
		assert_eq!(code(|f| f.evidence = Evidence::None), CodeVerdict::Unproven);
		assert_eq!(code(|f| f.evidence = Evidence::Invalid), CodeVerdict::Unproven);
		assert_eq!(code(|f| f.evidence = Evidence::Refuted), CodeVerdict::Mismatch);
		assert_eq!(code(|f| f.evidence = Evidence::Misplaced), CodeVerdict::Mismatch);
	}

	#[test]
	fn expiry_is_exact_to_the_millisecond() {
		assert_eq!(standing(|f| f.now = 1_000).0, Standing::Clear);
		assert_eq!(standing(|f| f.now = 1_001), (Standing::Caution, vec![Reason::Expired]));
	}

	#[test]
	fn notice_stops_in_its_own_country_only() {
		let notice = |country| NoticeFact { id: NoticeId(7), recall: true, country };
		let at = |code: &str| CountryCode::new(code);
		let ask = |country, market| {
			standing(|f| {
				f.notices = vec![notice(country)];
				f.market = market;
			})
			.0
		};
		assert_eq!(ask(None, at("CN")), Standing::Stop);
		assert_eq!(ask(at("CN"), at("CN")), Standing::Stop);
		assert_eq!(ask(at("CN"), None), Standing::Stop);
		assert_eq!(ask(at("CN"), at("AU")), Standing::Caution);
	}

	#[test]
	fn worst_reason_decides_and_comes_first() {
		let (standing, reasons) = standing(|f| {
			f.item = Some(ItemFacts { activated: Some(3), stolen: true, ..Default::default() });
			f.matching_lots = 2;
		});
		assert_eq!(standing, Standing::Stop);
		assert_eq!(reasons, [Reason::Duplicate, Reason::Stolen, Reason::AlreadyActivated]);
	}

	#[test]
	fn every_fact_against_the_goods_is_named() {
		type Case = (fn(&mut Facts), Reason);
		fn lot(f: &mut Facts) -> &mut LotFacts {
			f.lot.as_mut().unwrap()
		}
		fn item(f: &mut Facts) -> &mut ItemFacts {
			f.item.as_mut().unwrap()
		}
		let cases: [Case; 21] = [
			(|f| f.brand = Some(BrandStatus::Unconfirmed), Reason::BrandNotConfirmed),
			(|f| f.brand = Some(BrandStatus::Disowned), Reason::BrandDisowned),
			(|f| lot(f).active = false, Reason::NotConfirmed),
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
			(|f| f.inspection.failed = true, Reason::Failed),
			(|f| f.inspection.doubtful = true, Reason::AttestationDoubtful),
			(|f| f.clearance = Some(Clearance::NotDeclared), Reason::NotReleased),
			(|f| f.clearance = Some(Clearance::Open), Reason::NotReleased),
			(|f| f.clearance = Some(Clearance::InBond), Reason::NotReleased),
			(|f| f.clearance = Some(Clearance::Returned), Reason::NotReleased),
			(|f| f.clearance = Some(Clearance::Detained), Reason::Detained),
			(|f| f.clearance = Some(Clearance::Destroyed), Reason::Destroyed),
		];
		for (change, reason) in cases {
			assert_eq!(standing(change), (reason.standing(), vec![reason]));
		}
		let released = |f: &mut Facts| f.clearance = Some(Clearance::Released);
		assert_eq!(standing(released), (Standing::Clear, vec![]));
	}
}
