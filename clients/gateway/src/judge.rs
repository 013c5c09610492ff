//! The verdict over a code: what the chain says, with what the leaf files add.

use crate::{
	leaves::{Found, Held, LeafStore},
	state::{Facts, StateError},
};
use hallmark_gs1::ProductCode;
use hallmark_runtime::trace;
use hallmark_runtime_api::trace::{
	ItemAnswer, LeafEvidence, LeavesAnswer, LotAnswer, TraceError, VerifyAnswer, VerifyQuery,
};
use hallmark_sdk::{listed, verify::without};
use hallmark_types::{
	verdict::{CodeVerdict, LotFacts},
	Batch, CountryCode, Gtin, LotId, OrgId,
};
use std::time::Duration;

/// How long a page waits for a leaf file that has just come.
const PATIENCE: Duration = Duration::from_secs(3);

/// Why there is no verdict.
#[derive(Clone, Debug, thiserror::Error)]
pub enum JudgeError {
	/// The code is not that of an item.
	#[error("{0}")]
	Code(String),
	/// The state cannot be read.
	#[error(transparent)]
	State(#[from] StateError),
}

/// A verdict.
pub struct Judged {
	/// What the chain answers, with what leaf files refute taken from it.
	pub answer: VerifyAnswer,
	/// The leaf that it was asked with.
	pub evidence: Option<LeafEvidence>,
	/// Where that is from.
	pub found: Option<Found>,
}

/// The verdict over the code `uri` in a market.
///
/// # Errors
///
/// [`JudgeError`].
pub async fn judge(
	facts: &Facts,
	leaves: &LeafStore,
	uri: &str,
	code: &ProductCode,
	market: Option<CountryCode>,
) -> Result<Judged, JudgeError> {
	leaves.ready(code, PATIENCE).await;
	let found = committed(facts, leaves, code).await?;
	let evidence = found.as_ref().and_then(|(found, lot)| evidence(found, *lot));
	let found = found.map(|(found, _)| found);
	let query = VerifyQuery { uri: uri.into(), market, evidence: evidence.clone() };
	let answer = if facts.is_native() {
		facts.ask(|| trace::verify(query.clone())).await?
	} else {
		facts.call("TraceApi_verify", &query).await?
	};
	let mut answer: VerifyAnswer = answer.map_err(|error: TraceError| match error {
		TraceError::Uri(reason) => JudgeError::Code(reason),
		TraceError::NoSerial => JudgeError::Code(error.to_string()),
	})?;
	if answer.verdict.code == CodeVerdict::Unproven {
		let mut refuted = Vec::new();
		for LotFacts { id, .. } in &answer.facts.candidates {
			let Some(lot) = lot(facts, *id).await? else { continue };
			let is_refuted = match lot.leaves {
				LeavesAnswer::Tree { root, leaf_file } => leaves.refutes(code, root, leaf_file),
				LeavesAnswer::Listed { closed } => closed && leaves.refutes_listed(code, *id),
			};
			if is_refuted {
				refuted.push(*id);
			}
		}
		if !refuted.is_empty() {
			without(&mut answer, &refuted);
		}
	}
	Ok(Judged { answer, evidence, found })
}

/// What a leaf file proves of an item of a lot.
fn evidence(found: &Found, lot: LotId) -> Option<LeafEvidence> {
	Some(LeafEvidence {
		lot: Some(lot),
		index: Some(found.index),
		commitment: found.commitment,
		sheet: found.sheet,
		proof: found.proof.clone().try_into().ok()?,
	})
}

/// The item that a code names, with its lot: the first at hand to whose file a lot on the chain has
/// committed, or that a lot lists. A file of no lot says nothing, and hides nothing either.
///
/// # Errors
///
/// [`StateError`].
pub async fn committed(
	facts: &Facts,
	leaves: &LeafStore,
	code: &ProductCode,
) -> Result<Option<(Found, LotId)>, StateError> {
	for found in leaves.find(code) {
		if let Some(lot) = lot_of(facts, &found).await? {
			return Ok(Some((found, lot)));
		}
	}
	Ok(None)
}

/// The lot on the chain that has committed to the file of a found item, or that lists the item.
async fn lot_of(facts: &Facts, found: &Found) -> Result<Option<LotId>, StateError> {
	let held = &found.held;
	if let Some(lot) = held.listed() {
		return Ok(Some(lot));
	}
	if let Some(lot) = lot_of_file(facts, held).await? {
		return Ok(Some(lot));
	}
	// A listed item has no file that its lot has committed to, but its own leaf on chain.
	let header = held.header();
	let Some(batch) = Batch::new(&header.batch) else { return Ok(None) };
	for id in lots_of_batch(facts, Gtin(header.gtin), batch).await? {
		let Some(answer) = lot(facts, id).await? else { continue };
		let listed = matches!(answer.leaves, LeavesAnswer::Listed { .. });
		if !listed || answer.issuer.id != OrgId(header.issuer) {
			continue;
		}
		if item(facts, id, found.index).await?.and_then(|item| item.listed_leaf) == Some(found.leaf)
		{
			return Ok(Some(id));
		}
	}
	Ok(None)
}

/// The lot on the chain that has committed to a whole file: that is for good.
///
/// # Errors
///
/// [`StateError`].
pub async fn lot_of_file(facts: &Facts, held: &Held) -> Result<Option<LotId>, StateError> {
	if let Some(lot) = held.lot.get() {
		return Ok(Some(*lot));
	}
	let block = facts.block().hash;
	if *held.none_at.lock() == Some(block) {
		return Ok(None);
	}
	let Some((root, leaf_file)) = held.whole() else { return Ok(None) };
	let committed = LeavesAnswer::Tree { root, leaf_file };
	let header = held.header();
	let Some(batch) = Batch::new(&header.batch) else { return Ok(None) };
	for id in lots_of_batch(facts, Gtin(header.gtin), batch).await? {
		let Some(answer) = lot(facts, id).await? else { continue };
		if answer.issuer.id == OrgId(header.issuer) && answer.leaves == committed {
			let _ = held.lot.set(id);
			return Ok(Some(id));
		}
	}
	*held.none_at.lock() = Some(block);
	Ok(None)
}

/// The lot whose items stand on the chain one by one, whose list is closed and has the leaves of a
/// whole file, all of them and no others: that is for good, too. It reads the list, once for each file
/// that may have it. Only a file with the serials in clear counts, of which it was checked that each
/// leaf is that of its serial: the leaves alone anybody has who reads the chain.
///
/// # Errors
///
/// [`StateError`].
pub async fn lot_of_list(facts: &Facts, held: &Held) -> Result<Option<LotId>, StateError> {
	let header = held.header();
	let whole = held.whole().filter(|_| header.own_serials && held.listed().is_none());
	let Some(((root, _), batch)) = whole.zip(Batch::new(&header.batch)) else {
		return Ok(held.listed());
	};
	for id in lots_of_batch(facts, Gtin(header.gtin), batch).await? {
		if held.lists.lock().contains_key(&id) {
			continue;
		}
		let Some(answer) = lot(facts, id).await? else { continue };
		let may_be = answer.leaves == LeavesAnswer::Listed { closed: true }
			&& (answer.issuer.id, answer.count) == (OrgId(header.issuer), header.count);
		if may_be {
			let list = listed::root(facts.chain(), id, answer.count, facts.block().hash).await?;
			held.lists.lock().insert(id, list == Some(root));
		}
	}
	Ok(held.listed())
}

/// A lot.
///
/// # Errors
///
/// [`StateError`].
pub async fn lot(facts: &Facts, id: LotId) -> Result<Option<LotAnswer>, StateError> {
	if facts.is_native() {
		facts.ask(|| trace::lot(id)).await
	} else {
		facts.call("TraceApi_lot", id).await
	}
}

/// An item of a lot.
///
/// # Errors
///
/// [`StateError`].
pub async fn item(facts: &Facts, lot: LotId, index: u32) -> Result<Option<ItemAnswer>, StateError> {
	if facts.is_native() {
		facts.ask(|| trace::item(lot, index)).await
	} else {
		facts.call("TraceApi_item", (lot, index)).await
	}
}

/// The lots of a batch.
///
/// # Errors
///
/// [`StateError`].
pub async fn lots_of_batch(
	facts: &Facts,
	gtin: Gtin,
	batch: Batch,
) -> Result<Vec<LotId>, StateError> {
	if facts.is_native() {
		facts.ask(|| trace::lots_of_batch(gtin, batch.clone())).await
	} else {
		facts.call("TraceApi_lots_of_batch", (gtin, batch)).await
	}
}
