//! Receipts: that the calls which an event became are final, with what proves it.
//!
//! What is proven is proven once for each transaction, as soon as it can be, and kept: a chain's state
//! has the hashes of so many earlier blocks, and no more. A receipt is put together and signed when it
//! is asked for.

use super::job::{Item, Job, State};
use crate::{
	answer::{Exception, Refused},
	store::Result as StoreResult,
	House,
};
use hallmark_api::problem::Problem;
use hallmark_epcis::hash;
use hallmark_index::read::EntryView;
use hallmark_sdk::{
	bundle::Prover,
	receipts::{self, Captured, Evidence, InBlock, Shown, Written},
	BlockRef, Error,
};
use hallmark_types::{
	journal::Author, AccountId, DeclarationId, Digest, FacilityId, Gtin, LotId, OrgId, ShipmentId,
	Subject,
};
use hex::FromHex;
use rusqlite::{params, Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sp_core::crypto::Ss58Codec;
use std::{
	sync::{Arc, Weak},
	time::Duration,
};
use tokio::time::{sleep, timeout};

/// How often is looked for what is to be proven.
const LOOK: Duration = Duration::from_secs(1);
/// How many transactions are proven in one go.
const AT_ONCE: u32 = 64;
/// How long whoever asks for a receipt waits for the proof.
const PATIENCE: Duration = Duration::from_secs(8);

/// What signs a document with a key of the gateway's, or says why it does not.
pub type Sign = dyn Fn(&Value) -> Result<Value, String> + Send + Sync;

/// What receipts are made with.
pub struct Notary {
	/// What leads to the newest block that is proven to be final.
	pub prover: Box<dyn Fn() -> Arc<Prover> + Send + Sync>,
	/// The gateway's DID and what signs for it; without it receipts are not signed.
	pub seal: Option<(String, Box<Sign>)>,
}

/// What is kept of a transaction.
#[derive(Serialize, Deserialize)]
struct Kept {
	block: BlockRef,
	index: u32,
	/// Without the handoffs, which all receipts share.
	evidence: Evidence,
	/// The entries that it wrote, each with its place.
	entries: Vec<(i64, Written)>,
	/// Where its calls end, if there are several.
	over: Vec<i64>,
}

/// Makes proofs of what is done, as long as the house stands.
pub async fn run(house: Weak<House>) {
	loop {
		{
			let Some(house) = house.upgrade() else { return };
			if house.notary.is_some() {
				if let Err(refused) = look(&house).await {
					log::debug!("EPCIS: receipts wait: {}", refused.to_json());
				}
			}
		}
		sleep(LOOK).await;
	}
}

async fn look(house: &Arc<House>) -> Result<(), Refused> {
	let of = house.clone();
	let wanted: Vec<(String, usize, Vec<u8>)> = crate::blocking(move || {
		Ok(of.store.ask(|it| {
			let mut select = it.prepare_cached(
				"SELECT job, transaction_at, extrinsic FROM proof
				 WHERE body IS NULL AND fault IS NULL LIMIT ?1",
			)?;
			let rows =
				select.query_map([AT_ONCE], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})?)
	})
	.await?;
	for (job, at, extrinsic) in wanted {
		let Ok(hash) = <[u8; 32]>::try_from(extrinsic) else { continue };
		// One that cannot be proven yet, or never, keeps no other waiting.
		if let Err(refused) = make(house, &job, at, hash).await {
			log::debug!("EPCIS: a receipt of job {job} waits: {}", refused.to_json());
		}
	}
	Ok(())
}

/// Whose journal an entry stands in.
fn subject_of(entry: &EntryView) -> Option<Subject> {
	let number = u64::try_from(entry.number).ok()?;
	let short = u32::try_from(entry.number).ok();
	Some(match entry.subject.as_str() {
		"organisation" => Subject::Organisation(OrgId(short?)),
		"facility" => Subject::Facility(FacilityId(short?)),
		"product" => Subject::Product(Gtin(number)),
		"lot" => Subject::Lot(LotId(number)),
		"item" => Subject::Item(LotId(number), entry.item),
		"shipment" => Subject::Shipment(ShipmentId(number)),
		"declaration" => Subject::Declaration(DeclarationId(number)),
		_ => return None,
	})
}

/// What is kept of a transaction, or why nothing is.
type Made = Result<Box<Kept>, String>;

/// Proves a transaction, and keeps the proof; nothing before it can be proven.
async fn make(
	house: &Arc<House>,
	job: &str,
	at: usize,
	hash: [u8; 32],
) -> Result<Option<Made>, Refused> {
	let Some(notary) = &house.notary else { return Ok(None) };
	let reader = house.desk.reader.clone();
	let found = crate::blocking(move || {
		let fault = |error: hallmark_index::Error| Refused::from(Problem::from(error));
		let Some(outcome) = reader.outcome(&hash).map_err(fault)? else { return Ok(None) };
		let entries = reader.entries_written(outcome.block, outcome.index).map_err(fault)?;
		let over = reader.calls_over(outcome.block, outcome.index).map_err(fault)?;
		Ok(Some((outcome, entries, over)))
	})
	.await?;
	let Some((outcome, entries, over)) = found else { return Ok(None) };
	let block = BlockRef { number: outcome.block, hash: outcome.block_hash.into() };
	let places: Vec<(i64, Subject, u32)> = entries
		.iter()
		.filter_map(|entry| Some((entry.place, subject_of(entry)?, entry.sequence)))
		.collect();
	let asked: Vec<(Subject, u32)> = places.iter().map(|(_, of, at)| (*of, *at)).collect();
	let chain = house.desk.link.chain().await.map_err(Problem::from)?;
	let prover = (notary.prover)();
	let proven = receipts::prove(&chain, &prover, block, outcome.index, &asked).await;
	let mut evidence = match proven {
		Ok(Some(evidence)) => evidence,
		Ok(None) => return Ok(None),
		Err(Error::Input { reason, .. }) => {
			note(house, job, at, hash, None, Some(reason.clone())).await?;
			return Ok(Some(Err(reason)));
		}
		Err(error) => return Err(Problem::from(error).into()),
	};
	let mut written = Vec::with_capacity(places.len());
	for (place, subject, position) in places {
		let entry = evidence.entry(subject, position).map_err(Problem::from)?;
		written.push((place, Written { subject, position, entry }));
	}
	evidence.handoffs.clear();
	let kept = Kept { block, index: outcome.index, evidence, entries: written, over };
	let body = serde_json::to_string(&kept).map_err(Refused::internal)?;
	note(house, job, at, hash, Some(body), None).await?;
	Ok(Some(Ok(Box::new(kept))))
}

async fn note(
	house: &Arc<House>,
	job: &str,
	at: usize,
	hash: [u8; 32],
	body: Option<String>,
	fault: Option<String>,
) -> Result<(), Refused> {
	let (house, job) = (house.clone(), job.to_owned());
	crate::blocking(move || {
		Ok(house.store.change(|it| {
			it.prepare_cached(
				"INSERT OR REPLACE INTO proof (job, transaction_at, extrinsic, body, fault)
				 VALUES (?1, ?2, ?3, ?4, ?5)",
			)?
			.execute(params![job, at, hash, body, fault])?;
			Ok(())
		})?)
	})
	.await
}

fn kept(it: &Connection, job: &str, at: usize) -> StoreResult<Option<Made>> {
	let select = "SELECT body, fault FROM proof WHERE job = ?1 AND transaction_at = ?2";
	let mut select = it.prepare_cached(select)?;
	let row = select.query_row(params![job, at], |row| {
		Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?))
	});
	Ok(match row.optional()? {
		Some((Some(body), _)) => Some(Ok(serde_json::from_str(&body)?)),
		Some((None, Some(fault))) => Some(Err(fault)),
		_ => None,
	})
}

/// The receipt of an event of a job.
///
/// # Errors
///
/// 404 if the job has no such event, 409 if it became no call or its calls are not final, 503 if what
/// proves it is not there yet.
pub async fn receipt(
	house: &Arc<House>,
	job: &Job,
	items: &[Item],
	event: u32,
) -> Result<Value, Refused> {
	let none = || Refused::none(format!("event {event} in the job"));
	let item = items.iter().find(|item| item.at == event).ok_or_else(none)?;
	let conflict = |reason: String| Refused::new(Exception::ResourceAlreadyExists, reason);
	let not_done = |reason: &str| conflict(format!("event {event} has no receipt: {reason}"));
	match item.state {
		State::Done => {}
		State::Pending | State::Ready => return Err(not_done("its calls are yet to be final")),
		State::Kept => return Err(not_done("it became no call, and is kept as a document")),
		State::Known => return Err(not_done("it was captured before: ask the job that did")),
		State::Failed => return Err(not_done("it was not captured")),
	}
	let (Some(at), Some(event_hash)) = (item.transaction, item.hash) else { return Err(none()) };
	let hash = job.hashes.get(at).map(|hash| hash.trim_start_matches("0x"));
	let hash = hash.and_then(|hash| <[u8; 32]>::from_hex(hash).ok()).ok_or_else(none)?;
	let Some(notary) = &house.notary else {
		return Err(Problem::unavailable("this gateway makes no receipts").into());
	};
	let (of, id) = (house.clone(), job.id.clone());
	let kept = crate::blocking(move || Ok(of.store.ask(|it| kept(it, &id, at))?)).await?;
	let made = match kept {
		Some(made) => Some(made),
		None => timeout(PATIENCE, make(house, &job.id, at, hash)).await.unwrap_or(Ok(None))?,
	};
	let wait = || Problem::unavailable("the votes that make it final are not here yet: ask again");
	let kept = made.ok_or_else(wait)?.map_err(|reason| not_done(&reason))?;
	let account = AccountId::from_ss58check(&job.account).map_err(Refused::internal)?;
	let entries = entries_of(&kept, item, OrgId(job.organisation), &account);
	if entries.is_empty() {
		return Err(not_done("its calls wrote nothing into journals"));
	}
	let captured = Captured {
		id: hash::of_digest(&event_hash),
		capture_id: job.id.clone(),
		event,
		organisation: OrgId(job.organisation),
		account,
		call: item.call.clone().unwrap_or_default(),
		genesis: house.desk.genesis,
		block: kept.block,
		extrinsic: InBlock { hash: Digest::from(hash), index: kept.index },
		entries,
	};
	let mut evidence = kept.evidence;
	let head = evidence.head.number().map_err(Problem::from)?;
	let handoffs = (notary.prover)().with(Vec::new(), 0).map(|bundle| bundle.handoffs);
	let handoffs = handoffs.unwrap_or_default().into_iter().map(Shown::from);
	evidence.handoffs =
		handoffs.filter(|block| block.number().is_ok_and(|number| number < head)).collect();
	let now = u64::try_from(crate::now()).unwrap_or_default();
	let issuer = notary.seal.as_ref().map(|(did, _)| did.as_str());
	let plain = receipts::credential(&captured, &evidence, issuer, now).map_err(Problem::from)?;
	match &notary.seal {
		None => Ok(plain),
		// A key may be in a token, which can be gone. What it says of that is for the log.
		Some((_, sign)) => sign(&plain).map_err(|error| {
			log::warn!("EPCIS: receipts are not signed: {error}");
			Problem::unavailable("the gateway's key does not sign at the moment").into()
		}),
	}
}

/// What an event's own calls wrote, in the name of whoever captured.
fn entries_of(kept: &Kept, item: &Item, organisation: OrgId, account: &AccountId) -> Vec<Written> {
	let first = item.item.unwrap_or_default();
	let last = first.saturating_add(item.calls.unwrap_or(1)).saturating_sub(1);
	// Each call of a batch is told to be over behind what it wrote.
	let begin = first.checked_sub(1).and_then(|before| kept.over.get(before)).copied();
	let end = kept.over.get(last).copied();
	let is_own = |place: i64| {
		kept.over.is_empty()
			|| (begin.is_none_or(|begin| place > begin) && end.is_some_and(|end| place < end))
	};
	let author = Author::Operator { organisation, account: account.clone() };
	let own = kept.entries.iter().filter(|(place, it)| is_own(*place) && it.entry.author == author);
	own.map(|(_, written)| written.clone()).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_sdk::types::{Assurance, JournalEntry, JournalKind};
	use sp_core::Bytes;

	fn written(shipment: u64, account: &AccountId) -> Written {
		let author = Author::Operator { organisation: OrgId(3), account: account.clone() };
		let entry = JournalEntry {
			kind: JournalKind::LegDeparted,
			assurance: Assurance::Declared,
			author,
			block: 5,
			at: 1,
			document: None,
		};
		Written { subject: Subject::Shipment(ShipmentId(shipment)), position: 0, entry }
	}

	fn item(first: Option<usize>, calls: Option<usize>) -> Item {
		Item {
			at: 0,
			hash: None,
			state: State::Done,
			call: None,
			transaction: Some(0),
			item: first,
			calls,
			reason: None,
			body: None,
		}
	}

	#[test]
	fn entries_are_those_of_the_events_own_calls() {
		let (own, other) = (AccountId::from([9; 32]), AccountId::from([8; 32]));
		let none = || Bytes(Vec::new());
		let shown = || Shown { header: none(), justification: none() };
		let mut kept = Kept {
			block: BlockRef { number: 5, hash: Digest::zero() },
			index: 1,
			evidence: Evidence {
				kind: receipts::EVIDENCE.into(),
				header: none(),
				extrinsic: none(),
				extrinsic_proof: Vec::new(),
				handoffs: Vec::new(),
				head: shown(),
				state_proof: Vec::new(),
			},
			// Three calls, of which the second wrote two entries, one of them in another's name.
			entries: vec![
				(10, written(0, &own)),
				(12, written(1, &own)),
				(13, written(2, &other)),
				(15, written(3, &own)),
			],
			over: vec![11, 14, 16],
		};
		let of = |kept: &Kept, first, calls| {
			let own = entries_of(kept, &item(first, calls), OrgId(3), &own);
			let number = |it: &Written| match it.subject {
				Subject::Shipment(ShipmentId(id)) => id,
				_ => panic!("of another kind"),
			};
			own.iter().map(number).collect::<Vec<_>>()
		};
		assert_eq!(of(&kept, Some(0), Some(1)), [0]);
		assert_eq!(of(&kept, Some(1), Some(1)), [1]);
		assert_eq!(of(&kept, Some(1), Some(2)), [1, 3]);
		assert_eq!(of(&kept, Some(2), None), [3]);
		assert!(of(&kept, Some(3), Some(1)).is_empty());
		kept.over.clear();
		assert_eq!(of(&kept, Some(0), Some(1)), [0, 1, 3], "one call alone");
		assert!(entries_of(&kept, &item(None, None), OrgId(4), &own).is_empty());
	}
}
