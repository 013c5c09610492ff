//! Receipts: that the calls which an event became are final, with what proves it.
//!
//! What is proven is proven once for each transaction, as soon as it can be, and kept: a chain's state
//! has the hashes of so many earlier blocks, and a node has the state of a block for some minutes. A
//! receipt is put together and signed when it is asked for.
//!
//! Evidence has a bound in bytes, `ROOM`. Where it is reached, the oldest is forgotten: an
//! organisation's own where it has more than its share, else that of whoever has most. So nobody's
//! receipts make others' be forgotten that have less.

use super::job::{Item, Job, State};
use crate::{
	answer::{Exception, Refused},
	store::{Error as StoreError, Result as StoreResult},
	House,
};
use codec::{DecodeAll, Encode};
use hallmark_api::problem::Problem;
use hallmark_epcis::hash;
use hallmark_index::read::EntryView;
use hallmark_sdk::{
	bundle::Prover,
	receipts::{self, Calls, Captured, Evidence, InBlock, Shown, Written},
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
use sp_core::{crypto::Ss58Codec, Bytes};
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

/// How many bytes of evidence are kept.
#[derive(Clone, Copy)]
struct Room {
	/// For one organisation.
	own: i64,
	/// For all of them.
	all: i64,
}

/// How many bytes of evidence are kept: enough for some thousand transactions of an organisation.
const ROOM: Room = Room { own: 256 << 20, all: 4 << 30 };

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
	/// Without the handoffs, which all receipts share, and without the block's events, which those of the
	/// block share.
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
	let wanted: Vec<Wanted> = crate::blocking(move || {
		Ok(of.store.ask(|it| {
			let mut select = it.prepare_cached(
				"SELECT job, transaction_at, organisation, extrinsic FROM proof
				 WHERE body IS NULL AND fault IS NULL AND length(extrinsic) = 32 LIMIT ?1",
			)?;
			let rows = select.query_map([AT_ONCE], |row| {
				Ok(Wanted {
					job: row.get(0)?,
					at: row.get(1)?,
					organisation: row.get(2)?,
					extrinsic: row.get(3)?,
				})
			})?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})?)
	})
	.await?;
	for wanted in wanted {
		// One that cannot be proven yet, or never, keeps no other waiting.
		if let Err(refused) = make(house, &wanted).await {
			log::debug!("EPCIS: a receipt of job {} waits: {}", wanted.job, refused.to_json());
		}
	}
	Ok(())
}

/// A transaction of a job that is to be proven.
struct Wanted {
	job: String,
	/// Its place among the job's.
	at: usize,
	organisation: u32,
	/// Its hash.
	extrinsic: [u8; 32],
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
async fn make(house: &Arc<House>, wanted: &Wanted) -> Result<Option<Made>, Refused> {
	let Some(notary) = &house.notary else { return Ok(None) };
	let (of, hash, organisation) = (house.clone(), wanted.extrinsic, wanted.organisation);
	let found = crate::blocking(move || {
		let reader = &of.desk.reader;
		let fault = |error: hallmark_index::Error| Refused::from(Problem::from(error));
		let Some(outcome) = reader.outcome(&hash).map_err(fault)? else { return Ok(None) };
		let entries = reader.entries_written(outcome.block, outcome.index).map_err(fault)?;
		let over = reader.calls_over(outcome.block, outcome.index).map_err(fault)?;
		let block = BlockRef { number: outcome.block, hash: outcome.block_hash.into() };
		let known = of.store.ask(|it| happened(it, organisation, block))?;
		Ok(Some((outcome, entries, over, block, known)))
	})
	.await?;
	let Some((outcome, entries, over, block, known)) = found else { return Ok(None) };
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
			note(house, wanted, None, Err(reason.clone())).await?;
			return Ok(Some(Err(reason)));
		}
		Err(error) => return Err(Problem::from(error).into()),
	};
	let nodes = match known {
		Some(nodes) => nodes,
		None => receipts::prove_events(&chain, block).await.map_err(Problem::from)?,
	};
	let mut written = Vec::with_capacity(places.len());
	for (place, subject, position) in places {
		let entry = evidence.entry(subject, position).map_err(Problem::from)?;
		written.push((place, Written { subject, position, entry }));
	}
	evidence.handoffs.clear();
	let mut kept = Kept { block, index: outcome.index, evidence, entries: written, over };
	let body = serde_json::to_string(&kept).map_err(Refused::internal)?;
	note(house, wanted, Some((block, nodes.clone())), Ok(body)).await?;
	kept.evidence.events_proof = nodes;
	Ok(Some(Ok(Box::new(kept))))
}

/// The nodes that show a block's events, if an organisation has them.
fn happened(
	it: &Connection,
	organisation: u32,
	block: BlockRef,
) -> StoreResult<Option<Vec<Bytes>>> {
	let select =
		"SELECT nodes FROM happened WHERE organisation = ?1 AND height = ?2 AND block = ?3";
	let mut select = it.prepare_cached(select)?;
	let key = params![organisation, block.number, block.hash.as_bytes()];
	let nodes: Option<Vec<u8>> = select.query_row(key, |row| row.get(0)).optional()?;
	let nodes = nodes.map(|nodes| Vec::<Vec<u8>>::decode_all(&mut &nodes[..])).transpose();
	let nodes = nodes.map_err(|error| StoreError::Unfit {
		path: it.path().unwrap_or_default().into(),
		reason: format!("what shows the events of block {}: {error}", block.number),
	})?;
	Ok(nodes.map(|nodes| nodes.into_iter().map(Bytes).collect()))
}

/// Keeps the proof of a transaction, and what shows the events of its block; or why there is none.
async fn note(
	house: &Arc<House>,
	wanted: &Wanted,
	events: Option<(BlockRef, Vec<Bytes>)>,
	made: Result<String, String>,
) -> Result<(), Refused> {
	let (house, job, at) = (house.clone(), wanted.job.clone(), wanted.at);
	let organisation = wanted.organisation;
	crate::blocking(move || {
		Ok(house.store.change(|it| keep(it, &job, at, organisation, events, made, ROOM))?)
	})
	.await
}

fn keep(
	it: &Connection,
	job: &str,
	at: usize,
	organisation: u32,
	events: Option<(BlockRef, Vec<Bytes>)>,
	made: Result<String, String>,
	room: Room,
) -> StoreResult<()> {
	let height = events.as_ref().map_or(0, |(block, _)| block.number);
	let (body, fault) = match made {
		Ok(body) => (Some(body), None),
		Err(fault) => (None, Some(fault)),
	};
	let update = "UPDATE proof SET body = ?3, fault = ?4, height = ?5
	              WHERE job = ?1 AND transaction_at = ?2";
	let known = it.prepare_cached(update)?.execute(params![job, at, body, fault, height])?;
	// The job was forgotten meanwhile.
	if known == 0 {
		return Ok(());
	}
	if let Some((block, nodes)) = events {
		let nodes: Vec<Vec<u8>> = nodes.into_iter().map(|node| node.0).collect();
		let insert = "INSERT OR IGNORE INTO happened (organisation, height, block, nodes)
		              VALUES (?1, ?2, ?3, ?4)";
		let key = params![organisation, height, block.hash.as_bytes(), nodes.encode()];
		it.prepare_cached(insert)?.execute(key)?;
	}
	make_room(it, organisation, room)
}

/// Forgets evidence as long as there is more than room for, beginning with the oldest of an organisation
/// that has more than its share, or else of the one that has most.
fn make_room(it: &Connection, organisation: u32, room: Room) -> StoreResult<()> {
	let bytes = |of: u32| -> StoreResult<i64> {
		let mut select = it.prepare_cached("SELECT bytes FROM evidence WHERE organisation = ?1")?;
		Ok(select.query_row([of], |row| row.get(0)).optional()?.unwrap_or_default())
	};
	loop {
		let all: i64 = it
			.prepare_cached("SELECT coalesce(sum(bytes), 0) FROM evidence")?
			.query_row([], |row| row.get(0))?;
		let of: u32 = if bytes(organisation)? > room.own {
			organisation
		} else if all > room.all {
			it.prepare_cached("SELECT organisation FROM evidence ORDER BY bytes DESC LIMIT 1")?
				.query_row([], |row| row.get(0))?
		} else {
			return Ok(());
		};
		let mut select = it.prepare_cached(
			"SELECT min(height) FROM (
				SELECT min(height) AS height FROM proof WHERE organisation = ?1 AND body IS NOT NULL
				UNION ALL SELECT min(height) FROM happened WHERE organisation = ?1)",
		)?;
		let Some(oldest) = select.query_row([of], |row| row.get::<_, Option<u32>>(0))? else {
			return Ok(());
		};
		let fault = format!(
			"what proves it is kept no longer. Of an organisation's evidence the newest {} MiB are kept, \
			 and less of whoever has most where there is no room: fetch receipts when their job is finished",
			room.own >> 20
		);
		it.prepare_cached(
			"UPDATE proof SET body = NULL, fault = ?3
			 WHERE organisation = ?1 AND height = ?2 AND body IS NOT NULL",
		)?
		.execute(params![of, oldest, fault])?;
		it.prepare_cached("DELETE FROM happened WHERE organisation = ?1 AND height = ?2")?
			.execute(params![of, oldest])?;
	}
}

fn kept(it: &Connection, job: &str, at: usize) -> StoreResult<Option<Made>> {
	let select =
		"SELECT body, fault, organisation FROM proof WHERE job = ?1 AND transaction_at = ?2";
	let mut select = it.prepare_cached(select)?;
	let row = select.query_row(params![job, at], |row| {
		Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?, row.get(2)?))
	});
	Ok(match row.optional()? {
		Some((Some(body), _, organisation)) => {
			let mut kept: Box<Kept> = serde_json::from_str(&body)?;
			let nodes = happened(it, organisation, kept.block)?;
			kept.evidence.events_proof = nodes.unwrap_or_default();
			Some(Ok(kept))
		}
		Some((None, Some(fault), _)) => Some(Err(fault)),
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
		None => {
			let id = job.id.clone();
			let wanted = Wanted { job: id, at, organisation: job.organisation, extrinsic: hash };
			timeout(PATIENCE, make(house, &wanted)).await.unwrap_or(Ok(None))?
		}
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
		calls: Calls {
			first: item.item.and_then(|it| u32::try_from(it).ok()).unwrap_or_default(),
			count: item.calls.and_then(|it| u32::try_from(it).ok()).unwrap_or(1),
		},
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
	use crate::{capture::job, store::Store};
	use hallmark_sdk::types::{Assurance, JournalEntry, JournalKind};

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

	/// A file with transactions of organisations, by their jobs, that are to be proven.
	fn store(jobs: &[(&str, u32)]) -> (tempfile::TempDir, Store) {
		let folder = tempfile::tempdir().unwrap();
		let store = Store::open(&folder.path().join("x.epcis"), Digest::zero()).unwrap();
		for (job, organisation) in jobs {
			store.change(|it| job::want(it, job, 0, *organisation, &[7; 32])).unwrap();
		}
		(folder, store)
	}

	/// Keeps so many bytes for a job that is of a block, half of them for what happened in it.
	fn put(store: &Store, (job, organisation): (&str, u32), height: u32, bytes: usize, room: Room) {
		let hash = Digest::repeat_byte(u8::try_from(height).unwrap());
		// A list of one: two bytes or four say how long it is.
		let nodes = vec![Bytes(vec![1; bytes / 2])];
		let events = (BlockRef { number: height, hash }, nodes);
		let body = Ok("x".repeat(bytes / 2));
		store.change(|it| keep(it, job, 0, organisation, Some(events), body, room)).unwrap();
	}

	/// Which of the jobs have their evidence, and how many bytes are counted of it.
	fn left(store: &Store) -> (Vec<String>, i64) {
		let ask = |it: &Connection| -> StoreResult<(Vec<String>, i64)> {
			let mut select =
				it.prepare("SELECT job FROM proof WHERE body IS NOT NULL ORDER BY job")?;
			let jobs: Vec<String> =
				select.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
			let counted = it.query_row("SELECT sum(bytes) FROM evidence", [], |row| row.get(0))?;
			let all = "SELECT (SELECT coalesce(sum(length(body)), 0) FROM proof)
			           + (SELECT coalesce(sum(length(nodes)), 0) FROM happened)";
			let there: i64 = it.query_row(all, [], |row| row.get(0))?;
			assert_eq!(there, counted, "what is counted is what is there");
			Ok((jobs, counted))
		};
		store.ask(ask).unwrap()
	}

	#[test]
	fn oldest_evidence_of_an_organisation_is_forgotten_when_it_has_more_than_its_share() {
		let jobs = [("a", 1), ("b", 1), ("c", 1), ("d", 2)];
		let (_folder, store) = store(&jobs);
		let room = Room { own: 2_500, all: 100_000 };
		put(&store, jobs[3], 1, 2_000, room);
		for (job, height) in jobs.into_iter().zip([2, 3, 3]) {
			put(&store, job, height, 1_000, room);
		}
		// Two transactions of a block share what happened in it.
		let (jobs, bytes) = left(&store);
		assert_eq!(jobs, ["b", "c", "d"], "others keep theirs, however old it is");
		assert!((3_500..3_600).contains(&bytes), "{bytes}");
		let told = store.ask(|it| kept(it, "a", 0)).unwrap().unwrap().err().unwrap();
		assert!(told.contains("fetch receipts when their job is finished"), "{told}");
		// What is forgotten is not wanted again.
		let wanted = "SELECT count(*) FROM proof WHERE body IS NULL AND fault IS NULL";
		let wanted: i64 = store.ask(|it| Ok(it.query_row(wanted, [], |row| row.get(0))?)).unwrap();
		assert_eq!(wanted, 0);
	}

	#[test]
	fn evidence_of_whoever_has_most_is_forgotten_when_there_is_no_room() {
		let jobs = [("a", 1), ("b", 1), ("c", 1), ("d", 2), ("e", 3)];
		let (_folder, store) = store(&jobs);
		let room = Room { own: 10_000, all: 4_500 };
		put(&store, jobs[3], 1, 1_000, room);
		for (job, height) in jobs.into_iter().zip([2, 3, 4]) {
			put(&store, job, height, 1_000, room);
		}
		assert_eq!(left(&store).0, ["a", "b", "c", "d"]);
		put(&store, jobs[4], 5, 1_000, room);
		assert_eq!(
			left(&store).0,
			["b", "c", "d", "e"],
			"not the oldest of all: that is another's"
		);
	}

	#[test]
	fn evidence_is_counted_no_more_when_its_job_is_forgotten() {
		let jobs = [("a", 1), ("b", 1)];
		let (_folder, store) = store(&jobs);
		put(&store, jobs[0], 1, 1_000, ROOM);
		put(&store, jobs[1], 1, 1_000, ROOM);
		let forget = |id| store.change(|it| job::forget_one(it, id)).unwrap();
		forget("a");
		let (jobs, bytes) = left(&store);
		assert!(jobs == ["b"] && bytes > 1_000, "{jobs:?}, {bytes}");
		forget("b");
		assert_eq!(
			left(&store),
			(Vec::new(), 0),
			"what happened in a block goes with its last receipt"
		);
		// One that is proven meanwhile stays forgotten.
		put(&store, ("b", 1), 1, 1_000, ROOM);
		assert_eq!(left(&store), (Vec::new(), 0));
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
				events_proof: Vec::new(),
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
