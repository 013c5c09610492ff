//! The verdict over a scanned code, with what a leaf file adds to it.
//!
//! The node is believed here; [`proof`](crate::proof) is for those who do not.

use crate::{leaves::Leaves, Chain, Error, Result};
use hallmark_gs1::ProductCode;
use hallmark_runtime_api::trace::{Answer, LeafEvidence, LeavesAnswer, VerifyAnswer};
use hallmark_types::{
	verdict::{self, CodeVerdict, Evidence, Reason},
	Batch, CountryCode, Digest, Gtin, LotId,
};

/// The verdict over the code `uri` in a market. Leaf files prove the code or refute it; without them
/// no code of a lot under a root reads better than [`CodeVerdict::Unproven`].
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
		let mut trees = Vec::new();
		for lot in candidates(chain, &code, at).await? {
			let Some(lot) = chain.lot(lot, at).await?.value else {
				continue;
			};
			trees.push(match lot.leaves {
				LeavesAnswer::Tree { root, leaf_file } => Some((root, leaf_file)),
				LeavesAnswer::Listed { .. } => None,
			});
		}
		refute(&mut answer.value, &code, leaves, &trees)?;
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
	let Some(found) = leaves.find(code)? else {
		return Ok(None);
	};
	// Where the code names the lot, the chain finds it. Else it must be told which one this is.
	let lot = match (found.is_named, &code.batch) {
		(true, Some(_)) => None,
		_ => match leaves.lot_of(chain, &found, at).await? {
			Some(lot) => Some(lot.id),
			// A file of no lot on the chain says nothing.
			None => return Ok(None),
		},
	};
	leaves.evidence(&found, lot).map(Some)
}

/// The lots that a code can mean.
async fn candidates(chain: &Chain, code: &ProductCode, at: Option<Digest>) -> Result<Vec<LotId>> {
	let gtin = Gtin::from(code.gtin);
	if let Some(batch) = &code.batch {
		return match Batch::new(batch) {
			Some(batch) => Ok(chain.lots_of_batch(gtin, &batch, at).await?.value),
			None => Ok(Vec::new()),
		};
	}
	let (mut lots, mut first) = (Vec::new(), Some(0));
	while let Some(from) = first {
		let Some(product) = chain.product(gtin, Some(from), at).await?.value else {
			break;
		};
		lots.extend(product.lots);
		first = product.next_lot;
	}
	Ok(lots)
}

/// Turns an unproven code into a refuted one if the complete leaf file of every lot that it can mean
/// has another leaf in its place. `trees` has the root and leaf file digest of each, none for a lot
/// without a leaf file.
pub(crate) fn refute(
	answer: &mut VerifyAnswer,
	code: &ProductCode,
	leaves: &mut Leaves,
	trees: &[Option<(Digest, Digest)>],
) -> Result<()> {
	if answer.verdict.code != CodeVerdict::Unproven || trees.is_empty() {
		return Ok(());
	}
	for tree in trees {
		let Some((root, leaf_file)) = tree else {
			return Ok(());
		};
		if !leaves.refute(code, *root, *leaf_file)? {
			return Ok(());
		}
	}
	answer.facts.evidence = Evidence::Refuted;
	answer.verdict = verdict::verdict(&answer.facts);
	Ok(())
}

/// What the code axis of a verdict says, in words. It never speaks of the goods: a copied label reads
/// the same as its original until one of them is activated.
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
		Sampled => "this item was drawn as a sample and must not be on sale",
		Destroyed => "this item was reported as destroyed",
		Stolen => "this item was reported as stolen",
		Lost => "this item was reported as lost",
		Damaged => "this item was reported as damaged",
		Duplicate => "the code belongs to more than one lot",
		BrandDisowned => "the brand's owner says that the product is not its own",
		BrandNotConfirmed => "the brand's owner has not confirmed the product",
		AlreadyActivated => {
			"the item was activated before: whoever holds it is not the first to open it"
		}
		Expired => "the lot is past its expiry date",
		Doubtful => "the operator who issued the lot was revoked as of a time before",
		Guessable => "the lot's serials can be guessed, so that a code proves less",
		Compromised => "the lot's key has leaked: its codes can be made by others",
		NotConfirmed => "too few platforms have confirmed that they hold the lot's leaf file",
		IssuerSuspended => "the issuer is suspended",
		CountNotConfirmed => "the factory has not confirmed the lot's count",
		NotReleased => "customs has not released this item in the country asked about",
		Detained => "customs detained this item",
		Failed => "an agency found that these goods do not conform",
		AttestationDoubtful => {
			"what an agency attested of these goods is in doubt: its accreditation was withdrawn"
		}
	};
	words.into()
}
