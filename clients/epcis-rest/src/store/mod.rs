//! The file that the binding keeps beside the index.

pub mod words;

use hallmark_epcis::{hash, identifier::comparable, Event};
use hallmark_types::Digest;
use parking_lot::{Mutex, RwLock};
use rusqlite::{params, Connection, OpenFlags, OptionalExtension};
use serde::{de::DeserializeOwned, Serialize};
use std::{
	path::{Path, PathBuf},
	sync::Arc,
	time::Duration,
};
use tokio::sync::watch;

/// Says in the file's header what it is: "HlEp".
const APPLICATION: i32 = 0x486c_4570;
/// How the form of the file came to be: each makes the next version, counted by `user_version`.
const MIGRATIONS: [&str; 3] =
	[include_str!("schema.sql"), include_str!("schema-2.sql"), include_str!("schema-3.sql")];
/// How long one connection waits for another.
const BUSY: Duration = Duration::from_secs(10);
/// How many connections are kept open for reading.
const CONNECTIONS: usize = 16;
/// How many statements are kept prepared.
const STATEMENTS: usize = 128;
/// Where places of captured events begin within a block: no block has so many events.
const CAPTURED: i64 = 1 << 19;
/// The bits of a place that say which event of its block it is.
pub const INDEX_BITS: u32 = 20;

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The database fails.
	#[error("{0}")]
	Database(#[from] rusqlite::Error),
	/// The index cannot be read.
	#[error("{0}")]
	Index(#[from] hallmark_index::Error),
	/// What it holds is not what this program writes.
	#[error("{}: {reason}", path.display())]
	Unfit {
		/// The file.
		path: PathBuf,
		/// Why.
		reason: String,
	},
	/// What stands in it cannot be read.
	#[error("a row of the file is no JSON of ours: {0}")]
	Json(#[from] serde_json::Error),
}

/// What is done with the file gives this.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// What is carried along from block to block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
	/// A shipment.
	Shipment = 0,
	/// A declaration.
	Declaration = 1,
	/// A hold or recall.
	Notice = 2,
	/// A lot whose items are listed on chain: how many there are.
	ListedLot = 3,
}

/// What is carried along, within a transaction.
pub struct Ledger<'a>(&'a Connection);

impl<'a> Ledger<'a> {
	/// That of a transaction.
	pub fn new(transaction: &'a Connection) -> Self {
		Self(transaction)
	}

	/// What is carried along for a thing.
	///
	/// # Errors
	///
	/// Those of the database; so for all that follow.
	pub fn get<T: DeserializeOwned>(&self, of: Of, id: u64) -> Result<Option<T>> {
		let state: Option<String> = self
			.0
			.prepare_cached("SELECT state FROM ledger WHERE of = ?1 AND id = ?2")?
			.query_row(params![of as u8, id], |row| row.get(0))
			.optional()?;
		Ok(state.map(|state| serde_json::from_str(&state)).transpose()?)
	}

	/// Carries something along.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn put(&self, of: Of, id: u64, state: &impl Serialize) -> Result<()> {
		let state = serde_json::to_string(state)?;
		self.0
			.prepare_cached("INSERT OR REPLACE INTO ledger (of, id, state) VALUES (?1, ?2, ?3)")?
			.execute(params![of as u8, id, state])?;
		Ok(())
	}

	/// Carries it no further.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn remove(&self, of: Of, id: u64) -> Result<()> {
		self.0
			.prepare_cached("DELETE FROM ledger WHERE of = ?1 AND id = ?2")?
			.execute(params![of as u8, id])?;
		Ok(())
	}
}

/// A kind of events, with one of them.
#[derive(Clone, Debug)]
pub struct KindRow {
	/// Its number in the file.
	pub id: i64,
	/// An event of it.
	pub sample: Event,
}

/// The file.
pub struct Store {
	path: PathBuf,
	writer: Mutex<Connection>,
	idle: Mutex<Vec<Connection>>,
	kinds: RwLock<Arc<Vec<KindRow>>>,
	told: watch::Sender<i64>,
}

impl Store {
	/// Opens the file, and makes it if it is not there.
	///
	/// # Errors
	///
	/// If it is another program's, of a newer release, or of another chain.
	pub fn open(path: &Path, genesis: Digest) -> Result<Self> {
		let mut writer = Connection::open(path)?;
		prepare(&writer)?;
		check(&writer, path)?;
		writer.pragma_update(None, "journal_mode", "wal")?;
		// A job that was answered for is on the disk.
		writer.pragma_update(None, "synchronous", "full")?;
		migrate(&mut writer)?;
		let known: Option<Vec<u8>> =
			writer.query_row("SELECT genesis FROM house", [], |row| row.get(0)).optional()?;
		match known {
			None => {
				let insert = "INSERT INTO house (one, genesis, told) VALUES (1, ?1, -1)";
				writer.execute(insert, [genesis.as_bytes()])?;
			}
			Some(known) if known != genesis.as_bytes() => {
				let reason = "it is of another chain: name another --database, or remove it";
				return Err(Error::Unfit { path: path.into(), reason: reason.into() });
			}
			Some(_) => {}
		}
		let told = writer.query_row("SELECT told FROM house", [], |row| row.get(0))?;
		let store = Self {
			path: path.into(),
			writer: Mutex::new(writer),
			idle: Mutex::default(),
			kinds: RwLock::default(),
			told: watch::Sender::new(told),
		};
		store.learn_kinds()?;
		Ok(store)
	}

	/// Up to which place the chain's entries are told; changes when more are.
	pub fn told(&self) -> watch::Receiver<i64> {
		self.told.subscribe()
	}

	/// Asks the file. It blocks: not for a thread that must not wait.
	///
	/// # Errors
	///
	/// Those of the question, and of opening the file.
	pub fn ask<T>(&self, question: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
		let idle = self.idle.lock().pop();
		let connection = match idle {
			Some(connection) => connection,
			None => {
				let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
				let connection = Connection::open_with_flags(&self.path, flags)?;
				prepare(&connection)?;
				connection.pragma_update(None, "query_only", true)?;
				connection
			}
		};
		let answer = question(&connection);
		let mut idle = self.idle.lock();
		if idle.len() < CONNECTIONS {
			idle.push(connection);
		}
		answer
	}

	/// Changes the file: all of it, or nothing if it fails.
	///
	/// # Errors
	///
	/// Those of the change.
	pub fn change<T>(&self, change: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
		let mut writer = self.writer.lock();
		let transaction =
			writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
		let done = change(&transaction)?;
		transaction.commit()?;
		Ok(done)
	}

	/// The kinds of the chain's events.
	pub fn kinds(&self) -> Arc<Vec<KindRow>> {
		self.kinds.read().clone()
	}

	fn learn_kinds(&self) -> Result<()> {
		let kinds = self.ask(|it| {
			let mut select = it.prepare_cached("SELECT id, sample FROM kind ORDER BY id")?;
			let rows = select.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
			let mut kinds = Vec::new();
			for row in rows {
				let (id, sample) = row?;
				let sample = event_of(&sample).ok_or_else(|| Error::Unfit {
					path: self.path.clone(),
					reason: format!("the sample of kind {id} is no event"),
				})?;
				kinds.push(KindRow { id, sample });
			}
			Ok(kinds)
		})?;
		*self.kinds.write() = Arc::new(kinds);
		Ok(())
	}

	/// Tells events of the chain: the entries up to a place tell no more than `change` gives.
	///
	/// # Errors
	///
	/// Those of telling and of the database.
	pub fn tell(
		&self,
		up_to: i64,
		change: impl FnOnce(&Ledger) -> Result<Vec<(i64, Event)>>,
	) -> Result<usize> {
		let count = self.change(|it| {
			let told = change(&Ledger(it))?;
			for (place, event) in &told {
				insert(it, *place, event, None)?;
			}
			it.execute("UPDATE house SET told = ?1 WHERE told < ?1", [up_to])?;
			Ok(told.len())
		})?;
		let known = self.kinds().len();
		let kinds: usize =
			self.ask(|it| Ok(it.query_row("SELECT count(*) FROM kind", [], |row| row.get(0))?))?;
		if kinds != known {
			self.learn_kinds()?;
		}
		self.told.send_if_modified(|told| {
			let more = up_to > *told;
			*told = up_to.max(*told);
			more
		});
		Ok(count)
	}
}

/// Keeps an event that was captured, for the organisation that did. Its place.
///
/// # Errors
///
/// Those of the database.
pub fn keep(it: &Connection, event: &Event, hash: [u8; 32], owner: u32) -> Result<i64> {
	let told: i64 = it.query_row("SELECT told FROM house", [], |row| row.get(0))?;
	let block = (told.max(0) >> INDEX_BITS) << INDEX_BITS;
	let (first, behind) = (block + CAPTURED, block + (1 << INDEX_BITS));
	let last: Option<i64> = it
		.prepare_cached("SELECT max(id) FROM event WHERE id >= ?1 AND id < ?2")?
		.query_row([first, behind], |row| row.get(0))?;
	let place = last.map_or(first, |last| last + 1);
	if place == behind {
		return Err(Error::Unfit {
			path: PathBuf::new(),
			reason: "too many events were captured since the last block".into(),
		});
	}
	insert_with(it, place, event, hash, Some(owner))?;
	Ok(place)
}

fn insert(it: &Connection, place: i64, event: &Event, owner: Option<u32>) -> Result<()> {
	let hash = event.id().and_then(hash::digest).unwrap_or_default();
	insert_with(it, place, event, hash, owner)
}

fn insert_with(
	it: &Connection,
	place: i64,
	event: &Event,
	hash: [u8; 32],
	owner: Option<u32>,
) -> Result<()> {
	let recorded = event.text("recordTime").and_then(hallmark_epcis::time::millis);
	// Of the captured ones kinds and identifiers are not noted: their words are others', and whoever
	// asks sees few of them.
	let kind = if owner.is_none() { kind_id(it, event)? } else { 0 };
	let at = |name: &str, column: &str| -> Result<Option<i64>> {
		match event.place(name).filter(|_| owner.is_none()) {
			Some(uri) => place_id(it, &comparable(uri), column).map(Some),
			None => Ok(None),
		}
	};
	let (read_point, location) = (at("readPoint", "read")?, at("bizLocation", "location")?);
	let name = event.id().filter(|id| hash::digest(id) != Some(hash));
	it.prepare_cached(
		"INSERT OR IGNORE INTO event
		 (id, time, recorded, kind, read_point, location, hash, name, owner, body)
		 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	)?
	.execute(params![
		place,
		event.time(),
		recorded.unwrap_or_default(),
		kind,
		read_point,
		location,
		hash,
		name.map(comparable),
		owner,
		event.to_string(),
	])?;
	if owner.is_some() {
		return Ok(());
	}
	for (uri, lists) in words::identifiers(event) {
		let known: Option<i64> = it
			.prepare_cached("SELECT id FROM epc WHERE uri = ?1")?
			.query_row([&uri], |row| row.get(0))
			.optional()?;
		let epc = match known {
			Some(known) => known,
			None => {
				it.prepare_cached("INSERT INTO epc (uri, instance) VALUES (?1, ?2)")?
					.execute(params![uri, lists & words::INSTANCES != 0])?;
				it.last_insert_rowid()
			}
		};
		it.prepare_cached("INSERT OR IGNORE INTO about (epc, event, list) VALUES (?1, ?2, ?3)")?
			.execute(params![epc, place, lists])?;
	}
	Ok(())
}

fn kind_id(it: &Connection, event: &Event) -> Result<i64> {
	let words = words::kind(event);
	let known: Option<i64> = it
		.prepare_cached("SELECT id FROM kind WHERE words = ?1")?
		.query_row([&words], |row| row.get(0))
		.optional()?;
	match known {
		Some(known) => Ok(known),
		None => {
			it.prepare_cached("INSERT INTO kind (words, sample) VALUES (?1, ?2)")?
				.execute(params![words, event.to_string()])?;
			Ok(it.last_insert_rowid())
		}
	}
}

fn place_id(it: &Connection, uri: &str, column: &str) -> Result<i64> {
	let insert = "INSERT OR IGNORE INTO place (uri, read, location) VALUES (?1, 0, 0)";
	it.prepare_cached(insert)?.execute([uri])?;
	let update = format!("UPDATE place SET {column} = 1 WHERE uri = ?1 AND {column} = 0");
	it.prepare_cached(&update)?.execute([uri])?;
	let mut select = it.prepare_cached("SELECT id FROM place WHERE uri = ?1")?;
	Ok(select.query_row([uri], |row| row.get(0))?)
}

/// An event that stands in the file.
pub fn event_of(body: &str) -> Option<Event> {
	serde_json::from_str(body).ok().map(Event::checked)
}

fn prepare(database: &Connection) -> Result<()> {
	database.busy_timeout(BUSY)?;
	database.set_prepared_statement_cache_capacity(STATEMENTS);
	// Captured events are of no kind.
	database.pragma_update(None, "foreign_keys", false)?;
	database.pragma_update(None, "temp_store", "memory")?;
	// In KiB when negative.
	database.pragma_update(None, "cache_size", -16_384)?;
	// What several connections read is in memory once.
	database.pragma_update(None, "mmap_size", 8_i64 << 30)?;
	Ok(())
}

fn check(database: &Connection, path: &Path) -> Result<()> {
	let unfit = |reason: String| Error::Unfit { path: path.into(), reason };
	let application: i32 = database
		.pragma_query_value(None, "application_id", |row| row.get(0))
		.map_err(|error| unfit(error.to_string()))?;
	let objects: u32 =
		database.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
	if application != APPLICATION && (application != 0 || objects > 0) {
		return Err(unfit("it is another program's database".into()));
	}
	let version: usize = database.pragma_query_value(None, "user_version", |row| row.get(0))?;
	if version > MIGRATIONS.len() {
		return Err(unfit(format!("its form is of version {version}, which a newer release made")));
	}
	Ok(())
}

fn migrate(database: &mut Connection) -> Result<()> {
	let version: usize = database.pragma_query_value(None, "user_version", |row| row.get(0))?;
	for (done, migration) in MIGRATIONS.iter().enumerate().skip(version) {
		let step = database.transaction()?;
		step.execute_batch(migration)?;
		step.pragma_update(None, "application_id", APPLICATION)?;
		step.pragma_update(None, "user_version", done + 1)?;
		step.commit()?;
	}
	Ok(())
}
