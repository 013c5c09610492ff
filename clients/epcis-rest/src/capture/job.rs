//! Capture jobs as they stand in the file.

use crate::{
	answer::{Exception, Refused},
	store::{self, event_of, Result, Store},
};
use hallmark_epcis::{hash, time};
use rusqlite::{params, Connection, OptionalExtension, Row};
use serde_json::{json, Map, Value};

/// How many jobs of an organisation may be under way.
pub const MAX_RUNNING: u32 = 20;
/// How many jobs of an organisation are remembered.
pub const MAX_KEPT: u32 = 1_000;
/// How many jobs of an organisation are kept whole that nobody signed in time: so many can be made anew.
pub const MAX_EXPIRED: u32 = 20;
/// How many errors of a job stand in a list of jobs.
pub const MAX_LISTED: u32 = 20;
/// How long a job is remembered after it is over, in milliseconds: 90 days.
pub const REMEMBERED: i64 = 90 * 24 * 60 * 60_000;
/// How many captured events of an organisation are kept as documents.
pub const MAX_DOCUMENTS: u32 = 20_000;
/// How long an event is at most that is kept beside the calls that it became, in bytes: the chain tells
/// of these, and whoever captured it has it.
const MAX_DONE: usize = 64 << 10;
/// How many bytes they have together.
pub const MAX_DOCUMENT_BYTES: i64 = 256 << 20;

/// How far a job has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
	/// Its events are yet to be read.
	New,
	/// Its calls are yet to be signed by whoever captured.
	Unsigned,
	/// Its calls are on their way.
	Sent,
	/// It is over.
	Finished,
	/// Nobody signed it, and nobody can any more: it can be made anew.
	Expired,
}

impl Stage {
	const ALL: [Self; 5] = [Self::New, Self::Unsigned, Self::Sent, Self::Finished, Self::Expired];

	/// Whether nothing goes on by itself any more.
	pub const fn is_over(self) -> bool {
		matches!(self, Self::Finished | Self::Expired)
	}

	fn of(number: usize) -> Self {
		Self::ALL.get(number).copied().unwrap_or(Self::Finished)
	}

	const fn word(self) -> &'static str {
		match self {
			Self::New => "reading",
			Self::Unsigned => "awaitingSignature",
			Self::Sent => "sent",
			Self::Finished => "finished",
			Self::Expired => "expired",
		}
	}
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
	/// Nothing yet.
	Pending,
	/// Its calls are made, and not final.
	Ready,
	/// Its calls are final.
	Done,
	/// It stands for no call, and is kept as a document.
	Kept,
	/// It was captured before, or the chain told it.
	Known,
	/// It was not captured.
	Failed,
}

impl State {
	const ALL: [Self; 6] =
		[Self::Pending, Self::Ready, Self::Done, Self::Kept, Self::Known, Self::Failed];

	fn of(number: usize) -> Self {
		Self::ALL.get(number).copied().unwrap_or(Self::Failed)
	}

	/// Its word, as jobs tell it.
	pub const fn word(self) -> &'static str {
		match self {
			Self::Pending => "pending",
			Self::Ready => "ready",
			Self::Done => "done",
			Self::Kept => "kept",
			Self::Known => "known",
			Self::Failed => "failed",
		}
	}
}

/// What becomes of all events if one fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
	/// All are refused.
	Rollback,
	/// The others are captured.
	Proceed,
}

impl Behaviour {
	/// Its word.
	pub const fn word(self) -> &'static str {
		match self {
			Self::Rollback => "rollback",
			Self::Proceed => "proceed",
		}
	}

	/// Of its word.
	pub fn of(word: &str) -> Option<Self> {
		[Self::Rollback, Self::Proceed].into_iter().find(|it| it.word() == word)
	}
}

/// A job.
#[derive(Clone, Debug)]
pub struct Job {
	/// Its id.
	pub id: String,
	/// In the order of coming.
	pub number: i64,
	/// Whose it is.
	pub organisation: u32,
	/// Who captured: an address.
	pub account: String,
	/// The API key with whose signing key it is signed, if the gateway signs.
	pub signer: Option<String>,
	/// When it came.
	pub created: i64,
	/// When it was over.
	pub finished: Option<i64>,
	/// What becomes of all if one fails.
	pub behaviour: Behaviour,
	/// How far it has come.
	pub stage: Stage,
	/// Whether nothing went wrong so far.
	pub success: bool,
	/// What is to be signed.
	pub batch: Option<Value>,
	/// The last block that can take it.
	pub until: Option<u32>,
	/// The number of the first transaction that is to be signed.
	pub nonce: Option<u32>,
	/// How many rounds are over.
	pub round: u32,
	/// Where the events stand in the document; empty of an event that came alone.
	pub list: String,
	/// The transactions that carry its calls.
	pub hashes: Vec<String>,
	/// What is wrong with all of it.
	pub error: Option<Value>,
}

/// An event of a job.
#[derive(Clone, Debug)]
pub struct Item {
	/// Its place in the document.
	pub at: u32,
	/// The digest in its hash id.
	pub hash: Option<[u8; 32]>,
	/// What became of it.
	pub state: State,
	/// The call that it stands for.
	pub call: Option<String>,
	/// Which of the transactions has its calls.
	pub transaction: Option<usize>,
	/// Which item of that batch is the first of them.
	pub item: Option<usize>,
	/// How many items of it they are.
	pub calls: Option<usize>,
	/// Why it failed, or became no call.
	pub reason: Option<Value>,
	/// The event.
	pub body: Option<String>,
}

const JOB: &str = "SELECT id, number, organisation, account, signer, created, finished, behaviour,
	stage, success, batch, until, hashes, error, nonce, round, list FROM job";

const ITEM: &str = "SELECT at, hash, state, call, transaction_at, item, reason, body, calls
	FROM job_event";

fn item(row: &Row<'_>) -> rusqlite::Result<Item> {
	Ok(Item {
		at: row.get(0)?,
		hash: row.get(1)?,
		state: State::of(row.get(2)?),
		call: row.get(3)?,
		transaction: row.get(4)?,
		item: row.get(5)?,
		reason: parsed(row.get(6)?),
		body: row.get(7)?,
		calls: row.get(8)?,
	})
}

fn parsed(text: Option<String>) -> Option<Value> {
	serde_json::from_str(&text?).ok()
}

fn job(row: &Row<'_>) -> rusqlite::Result<Job> {
	let hashes = parsed(row.get(12)?);
	let hashes = hashes.as_ref().and_then(Value::as_array).into_iter().flatten();
	Ok(Job {
		id: row.get(0)?,
		number: row.get(1)?,
		organisation: row.get(2)?,
		account: row.get(3)?,
		signer: row.get(4)?,
		created: row.get(5)?,
		finished: row.get(6)?,
		behaviour: Behaviour::of(&row.get::<_, String>(7)?).unwrap_or(Behaviour::Rollback),
		stage: Stage::of(row.get(8)?),
		success: row.get(9)?,
		batch: parsed(row.get(10)?),
		until: row.get(11)?,
		hashes: hashes.filter_map(|it| it.as_str().map(Into::into)).collect(),
		error: parsed(row.get(13)?),
		nonce: row.get(14)?,
		round: row.get(15)?,
		list: row.get(16)?,
	})
}

/// What a job begins with.
pub struct New {
	/// Whose it is.
	pub organisation: u32,
	/// Who captured.
	pub account: String,
	/// The API key that signs, if the gateway does.
	pub signer: Option<String>,
	/// What becomes of all if one fails.
	pub behaviour: Behaviour,
	/// Where the events stand in the document; empty of an event that came alone.
	pub list: String,
	/// The events: hash and JSON of each, or what is wrong with it.
	pub events: Vec<core::result::Result<([u8; 32], String), Value>>,
}

/// Notes a job. From here on it is done, whatever happens to the process.
///
/// # Errors
///
/// If the organisation has too many under way; those of the file.
pub fn add(store: &Store, id: &str, new: &New) -> Result<core::result::Result<(), Refused>> {
	store.change(|it| {
		if !has_room(it, new.organisation)? {
			let reason = format!(
				"{MAX_RUNNING} capture jobs of yours are under way: sign or wait for one of them"
			);
			return Ok(Err(Refused::new(Exception::CaptureLimitExceeded, reason)));
		}
		forget(it, new.organisation)?;
		it.execute(
			"INSERT INTO job (id, number, organisation, account, signer, created, behaviour, stage,
			 success, list)
			 VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM job), ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8)",
			params![
				id,
				new.organisation,
				new.account,
				new.signer,
				crate::now(),
				new.behaviour.word(),
				new.events.iter().all(core::result::Result::is_ok),
				new.list,
			],
		)?;
		let mut insert = it.prepare_cached(
			"INSERT INTO job_event (job, at, hash, state, reason, body)
			 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
		)?;
		for (at, event) in new.events.iter().enumerate() {
			match event {
				Ok((hash, body)) => insert.execute(params![
					id,
					at,
					hash,
					State::Pending as u8,
					None::<String>,
					body
				])?,
				Err(error) => insert.execute(params![
					id,
					at,
					None::<Vec<u8>>,
					State::Failed as u8,
					error.to_string(),
					None::<String>
				])?,
			};
		}
		Ok(Ok(()))
	})
}

/// Forgets the jobs of an organisation that are too many or too old, but for those under way.
fn forget(it: &Connection, organisation: u32) -> Result<()> {
	let mut select = it.prepare_cached(
		"SELECT id FROM (SELECT id, stage, finished,
			row_number() OVER (PARTITION BY stage ORDER BY number DESC) AS place
			FROM job WHERE organisation = ?1 AND stage >= 3)
		 WHERE place > CASE stage WHEN 4 THEN ?2 ELSE ?3 END OR finished < ?4",
	)?;
	let old = crate::now().saturating_sub(REMEMBERED);
	let rows =
		select.query_map(params![organisation, MAX_EXPIRED, MAX_KEPT, old], |row| row.get(0))?;
	for id in rows.collect::<rusqlite::Result<Vec<String>>>()? {
		forget_one(it, &id)?;
	}
	Ok(())
}

/// Forgets a job, and what shows the blocks that no other receipt of its organisation is of.
///
/// # Errors
///
/// Those of the file.
pub fn forget_one(it: &Connection, id: &str) -> Result<()> {
	let blocks: Vec<(u32, u32)> = it
		.prepare_cached("SELECT DISTINCT organisation, height FROM proof WHERE job = ?1")?
		.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
		.collect::<rusqlite::Result<_>>()?;
	for delete in [
		"DELETE FROM job_event WHERE job = ?1",
		"DELETE FROM proof WHERE job = ?1",
		"DELETE FROM job WHERE id = ?1",
	] {
		it.prepare_cached(delete)?.execute([id])?;
	}
	for (organisation, height) in blocks {
		it.prepare_cached(
			"DELETE FROM happened WHERE organisation = ?1 AND height = ?2 AND NOT EXISTS (
			 SELECT 1 FROM proof WHERE organisation = ?1 AND height = ?2 AND body IS NOT NULL)",
		)?
		.execute(params![organisation, height])?;
	}
	Ok(())
}

/// Has a transaction of a job proven, for its receipts.
///
/// # Errors
///
/// Those of the file.
pub fn want(it: &Connection, job: &str, at: usize, of: u32, extrinsic: &[u8]) -> Result<()> {
	it.prepare_cached(
		"INSERT OR IGNORE INTO proof (job, transaction_at, organisation, extrinsic)
		 VALUES (?1, ?2, ?3, ?4)",
	)?
	.execute(params![job, at, of, extrinsic])?;
	Ok(())
}

/// A job of an organisation.
///
/// # Errors
///
/// Those of the file; so for all that follow.
pub fn find(it: &Connection, organisation: u32, id: &str) -> Result<Option<Job>> {
	let mut select = it.prepare_cached(&format!("{JOB} WHERE id = ?1 AND organisation = ?2"))?;
	Ok(select.query_row(params![id, organisation], job).optional()?)
}

/// The jobs of an organisation behind a number, newest first.
///
/// # Errors
///
/// Those of the file.
pub fn list(it: &Connection, organisation: u32, before: i64, most: u32) -> Result<Vec<Job>> {
	let select =
		format!("{JOB} WHERE organisation = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3");
	let mut select = it.prepare_cached(&select)?;
	let rows = select.query_map(params![organisation, before, most], job)?;
	Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The jobs that are under way, oldest first, without what is to be signed: that may be long, and is
/// asked twice a second.
///
/// # Errors
///
/// Those of the file.
pub fn running(it: &Connection) -> Result<Vec<Job>> {
	let select = JOB.replace(" batch,", " NULL,");
	let mut select = it.prepare_cached(&format!("{select} WHERE stage < 3 ORDER BY number"))?;
	let rows = select.query_map([], job)?;
	Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The events of a job.
///
/// # Errors
///
/// Those of the file.
pub fn items(it: &Connection, id: &str) -> Result<Vec<Item>> {
	let mut select = it.prepare_cached(&format!("{ITEM} WHERE job = ?1 ORDER BY at"))?;
	let rows = select.query_map([id], item)?;
	Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The first events of a job that failed, at most [`MAX_LISTED`].
///
/// # Errors
///
/// Those of the file.
pub fn failed(it: &Connection, id: &str) -> Result<Vec<Item>> {
	let select = format!("{ITEM} WHERE job = ?1 AND state = ?2 ORDER BY at LIMIT ?3");
	let mut select = it.prepare_cached(&select)?;
	let rows = select.query_map(params![id, State::Failed as u8, MAX_LISTED], item)?;
	Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn note(it: &Connection, id: &str, item: &Item) -> Result<()> {
	it.prepare_cached(
		"UPDATE job_event SET state = ?3, call = ?4, transaction_at = ?5, item = ?6, reason = ?7,
		 calls = ?8 WHERE job = ?1 AND at = ?2",
	)?
	.execute(params![
		id,
		item.at,
		item.state as u8,
		item.call,
		item.transaction,
		item.item,
		item.reason.as_ref().map(Value::to_string),
		item.calls,
	])?;
	Ok(())
}

/// Remembers what is done: the same event is not captured again, and its receipt can be made.
fn note_done(it: &Connection, job: &Job, item: &Item) -> Result<()> {
	let (Some(hash), Some(body)) = (item.hash, &item.body) else { return Ok(()) };
	let extrinsic = item.transaction.and_then(|at| job.hashes.get(at)).map(String::as_str);
	let extrinsic = extrinsic.unwrap_or_default().trim_start_matches("0x");
	let extrinsic = hex::decode(extrinsic).unwrap_or_default();
	let kept = if body.len() <= MAX_DONE { body } else { "" };
	it.prepare_cached(
		"INSERT OR IGNORE INTO done (organisation, hash, job, extrinsic, body)
		 VALUES (?1, ?2, ?3, ?4, ?5)",
	)?
	.execute(params![job.organisation, hash, job.id, extrinsic, kept])?;
	match item.transaction {
		Some(at) => want(it, &job.id, at, job.organisation, &extrinsic),
		None => Ok(()),
	}
}

/// A name of a shipment, as whoever booked it calls it.
pub type Called = (String, u64);

fn note_names(it: &Connection, organisation: u32, names: &[Called]) -> Result<()> {
	let insert = "INSERT OR IGNORE INTO shipment_name (organisation, name, shipment)
	              VALUES (?1, ?2, ?3)";
	for (name, shipment) in names {
		it.prepare_cached(insert)?.execute(params![organisation, name, shipment])?;
	}
	Ok(())
}

/// The shipments that an organisation's captured bookings called so.
///
/// # Errors
///
/// Those of the file.
pub fn shipments_called(it: &Connection, organisation: u32, name: &str) -> Result<Vec<u64>> {
	let select = "SELECT shipment FROM shipment_name WHERE organisation = ?1 AND name = ?2
	              ORDER BY shipment DESC LIMIT 10";
	let mut select = it.prepare_cached(select)?;
	let rows = select.query_map(params![organisation, name], |row| row.get(0))?;
	Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes what its events stand for or came to, and how far it has come.
///
/// # Errors
///
/// Those of the file.
pub fn advance(store: &Store, job: &Job, items: &[Item], names: &[Called]) -> Result<()> {
	store.change(|it| {
		for item in items {
			note(it, &job.id, item)?;
			if item.state == State::Done {
				note_done(it, job, item)?;
			}
		}
		note_names(it, job.organisation, names)?;
		it.prepare_cached(
			"UPDATE job SET stage = ?2, batch = ?3, until = ?4, hashes = ?5, nonce = ?6, round = ?7,
			 success = ?8, finished = ?9, error = ?10, signer = ?11 WHERE id = ?1",
		)?
		.execute(params![
			job.id,
			job.stage as u8,
			job.batch.as_ref().map(Value::to_string),
			job.until,
			Value::from(job.hashes.clone()).to_string(),
			job.nonce,
			job.round,
			job.success,
			job.finished,
			job.error.as_ref().map(Value::to_string),
			job.signer,
		])?;
		Ok(())
	})
}

/// Whether an organisation may have one more job under way.
///
/// # Errors
///
/// Those of the file.
pub fn has_room(it: &Connection, organisation: u32) -> Result<bool> {
	let running: u32 = it.query_row(
		"SELECT count(*) FROM job WHERE organisation = ?1 AND stage < 3",
		[organisation],
		|row| row.get(0),
	)?;
	Ok(running < MAX_RUNNING)
}

/// Whether nothing is left to do of an event: an organisation's own is done, or the chain itself told it.
/// One that was kept as a document may stand for a call by now, such as the arrival of a leg that had not
/// begun.
///
/// # Errors
///
/// Those of the file.
pub fn is_done(it: &Connection, organisation: u32, hash: &[u8; 32]) -> Result<bool> {
	let done: bool = it
		.prepare_cached("SELECT EXISTS (SELECT 1 FROM done WHERE organisation = ?1 AND hash = ?2)")?
		.query_row(params![organisation, hash], |row| row.get(0))?;
	Ok(done || is_there(it, "owner IS NULL", hash)?)
}

/// Whether there is an event with a hash, among those that a condition fits.
fn is_there(it: &Connection, owner: &str, hash: &[u8; 32]) -> Result<bool> {
	let part = hash.get(..8).unwrap_or_default();
	// By itself SQLite would look through all that the owner has.
	let asked = format!(
		"SELECT EXISTS (SELECT 1 FROM event INDEXED BY event_hash
		 WHERE substr(hash, 1, 8) = ?1 AND hash = ?2 AND {owner})"
	);
	Ok(it.prepare_cached(&asked)?.query_row(params![part, hash], |row| row.get(0))?)
}

/// The title of what is told of an event that has no fault of its own.
const ROLLED_BACK: &str = "Rolled back";

/// What is told of an event that is taken back with the others of its document.
pub fn rolled_back(why: &str) -> Value {
	json!({
		"type": "epcisException:ValidationException",
		"title": ROLLED_BACK,
		"detail": format!("the events of the document are taken back together: {why}"),
	})
}

/// Ends a job: what is to be kept is kept, what is done is remembered.
///
/// # Errors
///
/// Those of the file.
pub fn finish(store: &Store, job: &mut Job, items: &mut [Item], names: &[Called]) -> Result<()> {
	let now = crate::now();
	store.change(|it| {
		let failed = items.iter().any(|item| item.state == State::Failed) || job.error.is_some();
		if failed && job.behaviour == Behaviour::Rollback {
			// One that failed by itself is named, if any is known.
			let by = items.iter().find(|item| {
				let told = item.reason.as_ref().and_then(|it| it.get("title")?.as_str());
				item.state == State::Failed && told != Some(ROLLED_BACK)
			});
			let why = match by {
				Some(item) => format!("{} failed", job.path_of(item.at)),
				None => "the document failed".to_owned(),
			};
			for item in items.iter_mut().filter(|item| item.state != State::Failed) {
				// What became final in an earlier round stays.
				if matches!(item.state, State::Known | State::Done) {
					continue;
				}
				item.state = State::Failed;
				item.reason = Some(rolled_back(&why));
			}
		}
		let mut room: u32 = it.query_row(
			"SELECT count(*) FROM event WHERE owner = ?1",
			[job.organisation],
			|row| row.get(0),
		)?;
		for item in items.iter_mut() {
			if item.state == State::Done {
				note_done(it, job, item)?;
			}
			let (Some(hash), Some(body)) = (item.hash, item.body.take()) else { continue };
			if item.state == State::Kept {
				keep(it, job, item, hash, &body, &mut room, now)?;
			}
		}
		note_names(it, job.organisation, names)?;
		job.success = !items.iter().any(|item| item.state == State::Failed) && job.error.is_none();
		job.stage = Stage::Finished;
		job.finished = Some(now);
		job.batch = None;
		for item in items.iter() {
			note(it, &job.id, item)?;
		}
		it.execute("UPDATE job_event SET body = NULL WHERE job = ?1", [&job.id])?;
		it.prepare_cached(
			"UPDATE job SET stage = 3, success = ?2, finished = ?3, batch = NULL, hashes = ?4,
			 error = ?5 WHERE id = ?1",
		)?
		.execute(params![
			job.id,
			job.success,
			now,
			Value::from(job.hashes.clone()).to_string(),
			job.error.as_ref().map(Value::to_string),
		])?;
		Ok(())
	})
}

/// Keeps an event as a document.
fn keep(
	it: &Connection,
	job: &Job,
	item: &mut Item,
	hash: [u8; 32],
	body: &str,
	room: &mut u32,
	now: i64,
) -> Result<()> {
	let Some(event) = event_of(body) else { return Ok(()) };
	let own = format!("owner = {}", job.organisation);
	if is_done(it, job.organisation, &hash)? || is_there(it, &own, &hash)? {
		item.state = State::Known;
		return Ok(());
	}
	let bytes: Option<i64> = it
		.prepare_cached("SELECT bytes FROM documents WHERE organisation = ?1")?
		.query_row([job.organisation], |row| row.get(0))
		.optional()?;
	let length = i64::try_from(body.len()).unwrap_or(i64::MAX);
	let is_full = bytes.unwrap_or_default().saturating_add(length) > MAX_DOCUMENT_BYTES;
	if is_full || *room >= MAX_DOCUMENTS {
		item.state = State::Failed;
		let reason = format!(
			"it stands for no call, and there is no room for it: at most {MAX_DOCUMENTS} documents of yours \
			 are kept, and at most {} MiB. Keep it in your own system",
			MAX_DOCUMENT_BYTES >> 20
		);
		item.reason = Some(Refused::new(Exception::CaptureLimitExceeded, reason).to_json());
		return Ok(());
	}
	*room += 1;
	let event = event.with_record_time(now);
	let event = match event.id() {
		Some(_) => event,
		None => event.with_id(hash::of_digest(&hash)),
	};
	store::keep(it, &event, hash, job.organisation)?;
	Ok(())
}

impl Job {
	/// Where an event stands in its document, for faults.
	pub fn path_of(&self, event: u32) -> String {
		match self.list.as_str() {
			"" => "$".to_owned(),
			list => format!("{list}[{event}]"),
		}
	}

	/// The job as it is told: with its events, if they are given.
	pub fn told(&self, items: Option<&[Item]>) -> Value {
		self.told_with(items.unwrap_or_default(), items)
	}

	/// The job as it stands in a list of jobs, with the events of it that [`failed`].
	pub fn listed(&self, failed: &[Item]) -> Value {
		self.told_with(failed, None)
	}

	fn told_with(&self, failed: &[Item], items: Option<&[Item]>) -> Value {
		let when = |at: i64| time::text_of(at).map_or(Value::Null, Value::from);
		let mut told = Map::new();
		let mut put = |name: &str, value: Value| told.insert(name.into(), value);
		put("captureID", self.id.as_str().into());
		put("createdAt", when(self.created));
		if let Some(finished) = self.finished {
			put("finishedAt", when(finished));
		}
		put("running", (!self.stage.is_over()).into());
		let errors: Vec<Value> = failed
			.iter()
			.filter(|item| item.state == State::Failed)
			.map(|item| {
				let mut error = item.reason.clone().unwrap_or_else(|| json!({}));
				if let Some(error) = error.as_object_mut() {
					error.insert("event".into(), item.at.into());
				}
				error
			})
			.chain(self.error.clone())
			.collect();
		put("success", (self.success && errors.is_empty()).into());
		put("captureErrorBehaviour", self.behaviour.word().into());
		put("errors", errors.into());
		put("state", self.stage.word().into());
		if let Some(items) = items {
			put("events", items.iter().map(|item| self.item(item)).collect());
		}
		if let (Some(batch), Stage::Unsigned) = (&self.batch, self.stage) {
			put("batch", batch.clone());
		}
		if !self.hashes.is_empty() {
			put("transactions", self.hashes.clone().into());
		}
		Value::Object(told)
	}

	fn item(&self, item: &Item) -> Value {
		let mut told = Map::new();
		told.insert("event".into(), item.at.into());
		if let Some(hash) = item.hash {
			told.insert("hashID".into(), hash::of_digest(&hash).into());
		}
		told.insert("outcome".into(), item.state.word().into());
		if let Some(call) = &item.call {
			told.insert("call".into(), call.as_str().into());
		}
		if let Some(hash) = item.transaction.and_then(|at| self.hashes.get(at)) {
			told.insert("transaction".into(), hash.as_str().into());
		}
		if item.state == State::Done {
			let receipt = format!("/epcis/capture/{}/receipts/{}", self.id, item.at);
			told.insert("receipt".into(), receipt.into());
		}
		// Why it failed stands among the errors.
		if let (Some(reason), State::Kept) = (&item.reason, item.state) {
			told.insert("reason".into(), reason.clone());
		}
		Value::Object(told)
	}
}
