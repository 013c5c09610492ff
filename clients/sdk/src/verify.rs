//! The verdict over a scanned code, with what a leaf file adds to it.
//!
//! The node is believed here; [`proof`](crate::proof) is for those who do not.

use crate::{
	leaves::{Fixed, Leaves},
	listed, Chain, Error, Result,
};
use hallmark_gs1::ProductCode;
use hallmark_runtime_api::trace::{Answer, LeafEvidence, LeavesAnswer, VerifyAnswer};
use hallmark_types::{
	verdict::{self, CodeVerdict, Evidence, LotFacts, Reason},
	CountryCode, Digest, LotId,
};

/// The verdict over the code `uri` in a market. Leaf files prove the code or refute it; without
/// them no code reads better than [`CodeVerdict::Unproven`].
///
/// # Errors
///
/// [`Error::Gs1`] if the URI is no code of an item, those of reading leaf files and of
/// [`Chain::request`].
pub async fn verify(
	chain: &Chain,
	uri: &str,
	market: Option<CountryCode>,
	mut leaves: Option<&mut Leaves>,
	at: Option<Digest>,
) -> Result<Answer<VerifyAnswer>> {
	let code = item_code(uri)?;
	let evidence = evidence(chain, &code, leaves.as_deref_mut(), at).await?;
	let mut answer = chain.verify(uri, market, evidence.as_ref(), at).await?;
	if let Some(leaves) = leaves.filter(|_| answer.value.verdict.code == CodeVerdict::Unproven) {
		let at = Some(answer.block.hash);
		let mut lots = Vec::new();
		for LotFacts { id, .. } in &answer.value.facts.candidates {
			let Some(lot) = chain.lot(*id, at).await?.value else { continue };
			let fixed = match lot.leaves {
				LeavesAnswer::Tree { root, leaf_file } => {
					Some(Fixed::File { root, digest: leaf_file })
				}
				LeavesAnswer::Listed { closed } => {
					let is_at_hand =
						closed && leaves.may_have_list(&code, lot.issuer.id, lot.count);
					match is_at_hand {
						true => listed::root(chain, *id, lot.count, answer.block.hash)
							.await?
							.map(|root| Fixed::List { root, count: lot.count }),
						false => None,
					}
				}
			};
			lots.extend(fixed.map(|fixed| (*id, fixed)));
		}
		refute(&mut answer.value, &code, leaves, &lots)?;
	}
	Ok(answer)
}

/// The code in a URI, which must be that of an item.
pub(crate) fn item_code(uri: &str) -> Result<ProductCode> {
	let code = ProductCode::read(uri)?;
	if code.serial.is_none() {
		let reason = "it has no serial number (21), so it names a product or batch and not an item";
		return Err(Error::input("uri", reason));
	}
	Ok(code)
}

/// What the leaf files at hand can prove of a code.
pub(crate) async fn evidence(
	chain: &Chain,
	code: &ProductCode,
	leaves: Option<&mut Leaves>,
	at: Option<Digest>,
) -> Result<Option<LeafEvidence>> {
	let Some(leaves) = leaves else {
		return Ok(None);
	};
	match leaves.committed(chain, code, at).await? {
		Some((found, lot)) => leaves.evidence(&found, Some(lot.id)).map(Some),
		None => Ok(None),
	}
}

/// Takes from the lots that an unproven code can mean those whose complete leaf file is at hand and
/// has no such item. If none is left, the code is refuted. `lots` has by what the file of each of them
/// is known, but for those of which none is: whose list is open, say.
pub(crate) fn refute(
	answer: &mut VerifyAnswer,
	code: &ProductCode,
	leaves: &mut Leaves,
	lots: &[(LotId, Fixed)],
) -> Result<()> {
	let mut refuted = Vec::new();
	for (lot, fixed) in lots {
		if leaves.refute(code, *fixed)? {
			refuted.push(*lot);
		}
	}
	if answer.verdict.code == CodeVerdict::Unproven && !refuted.is_empty() {
		without(answer, &refuted);
	}
	Ok(())
}

/// Takes from the lots that an unproven code can mean those that their complete leaf files refute,
/// and judges anew. If none is left, the code is refuted.
pub fn without(answer: &mut VerifyAnswer, refuted: &[LotId]) {
	let facts = &mut answer.facts;
	let is_left = |lot: &LotFacts| !refuted.contains(&lot.id);
	if facts.more_candidates || facts.candidates.iter().any(is_left) {
		facts.candidates.retain(is_left);
		answer.index = facts.lot().and_then(|lot| lot.index);
	} else {
		facts.evidence = Evidence::Refuted;
	}
	answer.verdict = verdict::verdict(facts);
}

/// What the code axis of a verdict says, in words. It never speaks of the goods: a copied label
/// reads the same as its original until one of them is activated.
pub fn describe(answer: &VerifyAnswer) -> String {
	let issuer = answer.issuer.as_ref().map(|issuer| issuer.name.to_text());
	match (answer.verdict.code, answer.facts.evidence) {
		(CodeVerdict::Registered, _) => format!(
			"this code was issued by {} for this product; a copied label reads the same until the item \
			 is activated",
			issuer.unwrap_or_else(|| "an organisation that is not known any more".into()),
		),
		(CodeVerdict::Mismatch, Evidence::Misplaced) => {
			"this serial was issued for another product or batch than the code says".into()
		},
		(CodeVerdict::Mismatch, _) => {
			"this code was never issued: the lot that it names has no such item".into()
		},
		(CodeVerdict::Unknown, _) if answer.facts.brand.is_none() => {
			"no product with this GTIN is registered".into()
		},
		(CodeVerdict::Unknown, _) => "this product has no such lot".into(),
		(CodeVerdict::Unproven, _) => {
			"nothing proves or refutes this code: the leaf of its lot was not shown, or does not fit"
				.into()
		},
	}
}

/// A reason in words.
pub fn describe_reason(reason: &Reason) -> String {
	use Reason::*;
	let words = match reason {
		Recalled(notice) => return format!("recalled (notice {notice}): do not use, return it"),
		Held(notice) => {
			return format!("held (notice {notice}): not to be sold until it is lifted")
		}
		NoticeElsewhere(notice) => {
			return format!("held or recalled in another country (notice {notice})")
		}
		PossibleNotice(notice) => {
			return format!(
				"what may be about this item is held or recalled (notice {notice}): some items of the lot, and \
				 nothing says whether this is one of them, or a facility that only the issuer names"
			)
		}
		Sampled => "this item was drawn as a sample and must not be on sale",
		Destroyed => "this item was reported as destroyed",
		Stolen => "this item was reported as stolen",
		Lost => "this item was reported as lost",
		Damaged => "this item was reported as damaged",
		Duplicate => "the code belongs to more than one lot",
		MoreLots => {
			"the code can mean more lots than were looked at: scan it with its batch, or show its leaf file"
		}
		BrandDisowned => "the brand's owner says that the product is not its own",
		BrandNotConfirmed => "the brand's owner has not confirmed the product, or is suspended",
		AlreadyActivated => {
			"the item was activated before: whoever holds it is not the first to open it"
		}
		Expired => "the lot is past its expiry date",
		Doubtful => {
			"what product or lot rest on was written by an operator who was revoked as of a time before"
		}
		Guessable => "the lot's serials can be guessed, so that a code proves less",
		Compromised => "the lot's key has leaked: its codes can be made by others",
		NotConfirmed => "too few platforms have confirmed that they hold the lot's leaf file",
		IssuerSuspended => "the issuer is suspended",
		CountNotConfirmed => "the factory has not confirmed the lot's count",
		NotReleased => "customs has not released this item in the country asked about",
		Detained => "customs detained this item",
		Failed => "an agency found that these goods do not conform",
		PossiblyFailed => {
			"an agency found that what may be about this item does not conform: some items of the lot, and \
			 nothing says whether this is one of them, or a facility that only the issuer names"
		}
		Voided => "the lot was voided: its codes are good for nothing",
		PossiblyVoided => "one of the lots that the code can mean was voided",
		AttestationDoubtful => {
			"what an agency attested of these goods is in doubt: its accreditation was withdrawn"
		}
	};
	words.into()
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_types::{
		verdict::{BrandStatus, InspectionFacts, NoticeFact, ScanFacts, Standing},
		Gtin, NoticeId, OrgId,
	};

	fn lot(id: u64, recall: Option<u64>) -> LotFacts {
		let notice =
			|id| NoticeFact { id: NoticeId(id), recall: true, country: None, possible: false };
		LotFacts {
			id: LotId(id),
			issuer: OrgId(1),
			active: true,
			void: false,
			issuer_active: true,
			doubtful: false,
			guessable: false,
			count_unconfirmed: false,
			expires: None,
			compromised: None,
			index: Some(7),
			item: None,
			inspection: InspectionFacts::default(),
			clearance: None,
			notices: recall.map(notice).into_iter().collect(),
		}
	}

	fn answer(candidates: Vec<LotFacts>) -> VerifyAnswer {
		let brand = Some(BrandStatus::Confirmed);
		let facts = ScanFacts { brand, candidates, ..Default::default() };
		VerifyAnswer {
			spec_version: 1,
			verdict: verdict::verdict(&facts),
			facts,
			gtin: Gtin(9_521_001_000_017),
			product: None,
			origin: None,
			issuer: None,
			index: None,
			statements: Vec::new(),
		}
	}

	fn after(mut answer: VerifyAnswer, refuted: &[u64]) -> VerifyAnswer {
		let refuted: Vec<_> = refuted.iter().copied().map(LotId).collect();
		without(&mut answer, &refuted);
		answer
	}

	#[test]
	fn reasons_of_the_lots_that_are_left_count_when_leaf_files_refute_the_others() {
		let both = || answer(vec![lot(1, Some(5)), lot(2, None)]);
		assert_eq!(both().verdict.reasons, [Reason::Recalled(NoticeId(5))]);
		let left = after(both(), &[1]);
		assert_eq!((left.verdict.code, left.index), (CodeVerdict::Unproven, Some(7)));
		assert_eq!(left.verdict.standing, Standing::Clear);
		assert_eq!(after(both(), &[2]).verdict.reasons, both().verdict.reasons);
	}

	#[test]
	fn code_is_refuted_when_the_leaf_files_of_all_its_lots_refute_it() {
		let both = answer(vec![lot(1, Some(5)), lot(2, None)]);
		let refuted = after(both.clone(), &[1, 2]);
		assert_eq!(refuted.verdict.code, CodeVerdict::Mismatch);
		assert_eq!(refuted.verdict.reasons, [Reason::Recalled(NoticeId(5))]);
		// Not where it can mean a lot that was not read.
		let mut more = both;
		more.facts.more_candidates = true;
		let verdict = after(more, &[1, 2]).verdict;
		assert_eq!(
			(verdict.code, verdict.reasons),
			(CodeVerdict::Unproven, vec![Reason::MoreLots])
		);
	}
}
