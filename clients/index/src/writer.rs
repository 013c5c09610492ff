//! Who writes the index: one batch, one transaction.

use crate::{
	batch::{place, Batch, Block, Happened, Subject, To},
	database::{self, Lock},
	description::Description,
	error::{Error, Result},
	read::statistics::NOBODY,
	tables::{Key, Table, TABLES},
	words,
};
use flate2::{read::DeflateDecoder, write::DeflateEncoder, Compression};
use hallmark_types::BlockNumber;
use rusqlite::{params, params_from_iter, types::Value as Sql, Connection, OptionalExtension};
use serde_json::Value;
use std::{
	collections::{HashMap, HashSet},
	fs,
	io::{Read, Write},
	path::{Path, PathBuf},
	sync::{Arc, LazyLock},
};

/// What reads, writes and removes a record.
struct Statements {
	select: String,
	insert: String,
	delete: String,
}

/// Those of each of [`TABLES`].
static STATEMENTS: LazyLock<Vec<Statements>> = LazyLock::new(|| {
	let of = |table: &Table| {
		let columns = table.key.iter().copied().chain(table.columns.iter().map(|it| it.name));
		let columns: Vec<_> = columns.chain(["record", "updated"]).collect();
		let marks = vec!["?"; columns.len()].join(", ");
		let columns = columns.join(", ");
		let keys: Vec<_> = table.key.iter().map(|it| format!("{it} = ?")).collect();
		let (name, keys) = (table.name, keys.join(" AND "));
		Statements {
			select: format!("SELECT record FROM {name} WHERE {keys}"),
			insert: format!("INSERT OR REPLACE INTO {name} ({columns}) VALUES ({marks})"),
			delete: format!("DELETE FROM {name} WHERE {keys}"),
		}
	};
	TABLES.iter().map(of).collect()
});

/// The numbers of lots and items among [`SUBJECTS`](crate::batch::SUBJECTS).
const LOT: u8 = 3;
const ITEM: u8 = 4;

const MILLISECONDS_PER_DAY: i64 = 86_400_000;

/// How many items a line's ranges have.
fn items(line: &Value) -> i64 {
	let ranges = line.get("ranges").and_then(Value::as_array);
	let range = |it: &Value| {
		let end = |name: &str| it.get(name).and_then(Value::as_i64);
		Some(end("end")?.saturating_sub(end("start")?))
	};
	ranges.into_iter().flatten().filter_map(range).sum()
}

/// The most bytes that metadata may unfold to.
const MAX_METADATA: u64 = 64 << 20;

/// The last block that is indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
	/// Its height.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: [u8; 32],
}

/// Who writes the index. There is one for a file, in one process.
#[derive(Debug)]
pub struct Writer {
	database: Connection,
	path: PathBuf,
	head: Option<Head>,
	genesis: Option<[u8; 32]>,
	known: Known,
	_lock: Lock,
}

/// What was looked up and does not change, so that it is looked up once. Of a transaction that
/// failed nothing stays.
#[derive(Debug, Default)]
struct Known {
	/// By class, pallet, name.
	names: HashMap<&'static str, HashMap<String, HashMap<String, i64>>>,
	accounts: HashMap<String, i64>,
	organisations: HashMap<String, Option<i64>>,
	specs: HashSet<u32>,
}

impl Writer {
	/// Opens a file, and makes it if it is not there.
	///
	/// # Errors
	///
	/// [`Error::Locked`] if another process writes to it, [`Error::NoIndex`] if it is something
	/// else, and those of the database.
	pub fn open(path: &Path) -> Result<Self> {
		let lock = database::lock(path)?;
		let database = database::open(path)?;
		let found = database
			.query_row("SELECT genesis, head, head_hash FROM chain", [], |row| {
				Ok((row.get(0)?, Head { number: row.get(1)?, hash: row.get(2)? }))
			})
			.optional()?;
		let (genesis, head) = found.unzip();
		let known = Known::default();
		Ok(Self { database, path: path.into(), head, genesis, known, _lock: lock })
	}

	/// Takes away all that a file holds, so that it is made anew from the first block on.
	///
	/// # Errors
	///
	/// [`Error::Locked`], [`Error::NoIndex`] if it is something else, [`Error::File`].
	pub fn open_anew(path: &Path) -> Result<Self> {
		let held = Self::open(path)?;
		let Self { database, _lock, .. } = held;
		database.close().map_err(|(_, error)| error)?;
		for suffix in ["", "-wal", "-shm"] {
			let file = database::beside(path, suffix);
			match fs::remove_file(&file) {
				Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
					return Err(Error::file(&file, error));
				}
				_ => {}
			}
		}
		let database = database::open(path)?;
		let known = Known::default();
		Ok(Self { database, path: path.into(), head: None, genesis: None, known, _lock })
	}

	/// The file.
	pub fn path(&self) -> &Path {
		&self.path
	}

	/// The last block that is indexed; none before the first.
	pub fn head(&self) -> Option<Head> {
		self.head
	}

	/// The hash of the chain's first block; none before it is indexed.
	pub fn genesis(&self) -> Option<[u8; 32]> {
		self.genesis
	}

	/// The addresses of the operators whose records are kept.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn operators(&self) -> Result<HashSet<String>> {
		let mut all = self.database.prepare("SELECT address FROM operator")?;
		let found = all.query_map([], |row| row.get(0))?;
		Ok(found.collect::<rusqlite::Result<_>>()?)
	}

	/// The release of the last block that is indexed.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn spec(&self) -> Result<Option<u32>> {
		let found = self.database.query_row("SELECT spec FROM chain", [], |row| row.get(0));
		Ok(found.optional()?)
	}

	/// A release that was met before.
	///
	/// # Errors
	///
	/// Those of the database, [`Error::Metadata`].
	pub fn description(&self, spec: u32) -> Result<Option<Arc<Description>>> {
		description(&self.database, spec)
	}

	/// Indexes a batch: all of it or, if there is an error, nothing.
	///
	/// # Errors
	///
	/// [`Error::Inconsistent`] if its blocks do not follow the last one, or an entry of a journal is
	/// missing before one of its entries; those of the database.
	pub fn apply(&mut self, batch: &Batch) -> Result<()> {
		let result = self.try_apply(batch);
		if result.is_err() {
			self.known = Known::default();
		}
		result
	}

	fn try_apply(&mut self, batch: &Batch) -> Result<()> {
		let mut head = self.head;
		for block in &batch.blocks {
			follows(head, block)?;
			head = Some(Head { number: block.number, hash: block.hash });
		}
		let Some(last) = head else { return Ok(()) };
		let spec = batch.description.spec();
		let genesis = self.genesis.or(batch.blocks.first().map(|it| it.hash)).unwrap_or_default();

		let step = self.database.transaction()?;
		let mut writing =
			Writing { database: &step, known: &mut self.known, tally: HashMap::new() };
		writing.metadata(&batch.description)?;
		for block in &batch.blocks {
			writing.rows(block)?;
			writing.block(block, spec)?;
		}
		writing.tallies()?;
		step.prepare_cached(
			"INSERT INTO chain (one, genesis, head, head_hash, spec) VALUES (1, ?1, ?2, ?3, ?4)
			 ON CONFLICT (one) DO UPDATE SET head = ?2, head_hash = ?3, spec = ?4",
		)?
		.execute(params![genesis, last.number, last.hash, spec])?;
		step.commit()?;
		self.head = head;
		self.genesis = Some(genesis);
		Ok(())
	}
}

/// Checks that a block is the next one.
fn follows(head: Option<Head>, block: &Block) -> Result<()> {
	let wrong = |reason: String| Err(Error::Inconsistent { block: block.number, reason });
	match head {
		None if block.number == 0 => Ok(()),
		None => wrong("an index begins with block 0".into()),
		Some(head) if head.number.checked_add(1) != Some(block.number) => {
			wrong(format!("the index ends with block {}", head.number))
		}
		Some(head) if head.hash != block.parent => wrong(format!(
			"its parent is 0x{}, and the index holds 0x{} as final",
			hex::encode(block.parent),
			hex::encode(head.hash)
		)),
		Some(_) => Ok(()),
	}
}

/// The release of a version, by the metadata that the index holds.
pub(crate) fn description(database: &Connection, spec: u32) -> Result<Option<Arc<Description>>> {
	let packed: Option<Vec<u8>> = database
		.query_row("SELECT bytes FROM metadata WHERE spec = ?1", [spec], |row| row.get(0))
		.optional()?;
	let Some(packed) = packed else { return Ok(None) };
	let mut bytes = Vec::new();
	DeflateDecoder::new(&packed[..])
		.take(MAX_METADATA)
		.read_to_end(&mut bytes)
		.map_err(|error| Error::Metadata { spec, reason: error.to_string() })?;
	Ok(Some(Arc::new(Description::new(spec, &bytes)?)))
}

/// A transaction under way.
struct Writing<'a> {
	database: &'a Connection,
	known: &'a mut Known,
	/// How many entries it writes, by day, subject, kind, standing and organisation.
	tally: HashMap<(i64, u8, i64, u8, i64), i64>,
}

impl Writing<'_> {
	fn metadata(&mut self, description: &Description) -> Result<()> {
		let spec = description.spec();
		if !self.known.specs.insert(spec) {
			return Ok(());
		}
		let held: bool = self.database.query_row(
			"SELECT EXISTS (SELECT 1 FROM metadata WHERE spec = ?1)",
			[spec],
			|row| row.get(0),
		)?;
		if held {
			return Ok(());
		}
		let fault = |error: std::io::Error| Error::Metadata { spec, reason: error.to_string() };
		let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
		packed.write_all(description.bytes()).map_err(fault)?;
		let packed = packed.finish().map_err(fault)?;
		self.database
			.execute("INSERT INTO metadata (spec, bytes) VALUES (?1, ?2)", params![spec, packed])?;
		Ok(())
	}

	fn name(&mut self, class: &'static str, pallet: &str, name: &str) -> Result<i64> {
		let known = |names: &HashMap<&str, HashMap<String, HashMap<String, i64>>>| {
			names.get(class)?.get(pallet)?.get(name).copied()
		};
		if let Some(id) = known(&self.known.names) {
			return Ok(id);
		}
		self.database
			.prepare_cached("INSERT OR IGNORE INTO name (class, pallet, name) VALUES (?1, ?2, ?3)")?
			.execute(params![class, pallet, name])?;
		let id = self
			.database
			.prepare_cached("SELECT id FROM name WHERE class = ?1 AND pallet = ?2 AND name = ?3")?
			.query_row(params![class, pallet, name], |row| row.get(0))?;
		let of_class = self.known.names.entry(class).or_default();
		of_class.entry(pallet.into()).or_default().insert(name.into(), id);
		Ok(id)
	}

	fn account(&mut self, address: &str) -> Result<i64> {
		if let Some(id) = self.known.accounts.get(address) {
			return Ok(*id);
		}
		self.database
			.prepare_cached("INSERT OR IGNORE INTO account (address) VALUES (?1)")?
			.execute([address])?;
		let id = self
			.database
			.prepare_cached("SELECT id FROM account WHERE address = ?1")?
			.query_row([address], |row| row.get(0))?;
		self.known.accounts.insert(address.into(), id);
		Ok(id)
	}

	/// The organisation that an account writes for.
	fn organisation(&mut self, address: &str) -> Result<Option<i64>> {
		if let Some(organisation) = self.known.organisations.get(address) {
			return Ok(*organisation);
		}
		let organisation: Option<i64> = self
			.database
			.prepare_cached("SELECT organisation FROM operator WHERE address = ?1")?
			.query_row([address], |row| row.get(0))
			.optional()?
			.flatten();
		self.known.organisations.insert(address.into(), organisation);
		Ok(organisation)
	}

	/// The records that a block changed.
	fn rows(&mut self, block: &Block) -> Result<()> {
		let mut left: Option<HashSet<(usize, String)>> = block.all_rows.then(HashSet::new);
		for (table, key, record) in &block.rows {
			if let Some(left) = &mut left {
				left.insert((*table, key.to_string()));
			}
			self.row(*table, key, record.as_ref(), block.number)?;
		}
		if let Some(left) = left {
			self.known.organisations.clear();
			self.remove_others(&left, block.number)?;
		}
		Ok(())
	}

	/// Removes the records that are not among those that there are.
	fn remove_others(&mut self, left: &HashSet<(usize, String)>, block: BlockNumber) -> Result<()> {
		for (place, table) in TABLES.iter().enumerate() {
			let select = format!("SELECT {} FROM {}", table.key.join(", "), table.name);
			let mut select = self.database.prepare(&select)?;
			let keys = select.query_map([], |row| {
				let parts = (0..table.key.len()).map(|part| row.get::<_, Sql>(part));
				Ok(Key::of_sql(parts.collect::<rusqlite::Result<_>>()?))
			})?;
			for key in keys.collect::<rusqlite::Result<Vec<_>>>()? {
				if !left.contains(&(place, key.to_string())) {
					self.row(place, &key, None, block)?;
				}
			}
		}
		Ok(())
	}

	fn row(
		&mut self,
		place: usize,
		key: &Key,
		record: Option<&Value>,
		block: BlockNumber,
	) -> Result<()> {
		let Some(table) = TABLES.get(place) else { return Ok(()) };
		let Some(of) = STATEMENTS.get(place) else { return Ok(()) };
		let Some(record) = record else {
			self.database.prepare_cached(&of.delete)?.execute(params_from_iter(key.sql()))?;
			self.forget(key);
			return self.searched(table.name, key, None, None);
		};
		let text = record.to_string();
		let before: Option<String> = self
			.database
			.prepare_cached(&of.select)?
			.query_row(params_from_iter(key.sql()), |row| row.get(0))
			.optional()?;
		// Much is named that does not change.
		if before.as_ref() == Some(&text) {
			return Ok(());
		}
		let values = key
			.sql()
			.into_iter()
			.chain(table.values(record))
			.chain([Sql::Text(text), Sql::Integer(i64::from(block))]);
		self.database.prepare_cached(&of.insert)?.execute(params_from_iter(values))?;
		self.forget(key);
		self.searched(table.name, key, before.as_deref(), Some(record))
	}

	/// What is remembered of an account no longer holds.
	fn forget(&mut self, key: &Key) {
		if let Key::Address(address) = key {
			self.known.organisations.remove(address);
		}
	}

	/// The words that a record is found by.
	fn searched(
		&mut self,
		table: &str,
		key: &Key,
		before: Option<&str>,
		record: Option<&Value>,
	) -> Result<()> {
		let Key::Numbers(numbers) = key else { return Ok(()) };
		let [id] = numbers[..] else { return Ok(()) };
		let Some(found) = i64::try_from(id).ok().and_then(|id| Found::of(table, id)) else {
			return Ok(());
		};
		match record {
			None => {
				self.database
					.prepare_cached("DELETE FROM search WHERE rowid = ?1")?
					.execute([found.row()])?;
			}
			Some(record) => {
				let words = found.words(record);
				let before = before.and_then(|it| serde_json::from_str(it).ok());
				if before.is_none_or(|before| found.words(&before) != words) {
					self.database.prepare_cached(SEARCHED)?.execute(params![found.row(), words])?;
				}
			}
		}
		Ok(())
	}

	fn block(&mut self, block: &Block, spec: u32) -> Result<()> {
		let author = block.author.as_deref().map(|it| self.account(it)).transpose()?;
		let day = signed(block.at) / MILLISECONDS_PER_DAY;
		self.database
			.prepare_cached(
				"INSERT INTO block (number, hash, at, author, spec, extrinsics, events, entries)
				 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
			)?
			.execute(params![
				block.number,
				block.hash,
				signed(block.at),
				author,
				spec,
				signed(block.extrinsics.len() as u64),
				block.events_in_all,
				signed(block.entries.len() as u64)
			])?;
		for (index, it) in (0u32..).zip(&block.extrinsics) {
			let signer = it.signer.as_deref().map(|it| self.account(it)).transpose()?;
			let organisation = match &it.signer {
				Some(address) => self.organisation(address)?,
				None => None,
			};
			let call = self.name("call", &it.pallet, &it.call)?;
			self.database
				.prepare_cached(
					"INSERT INTO extrinsic
					 (id, hash, signer, organisation, call, outcome, error, bytes)
					 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
				)?
				.execute(params![
					place(block.number, index),
					it.hash,
					signer,
					organisation,
					call,
					it.outcome as u8,
					it.error,
					it.bytes
				])?;
		}
		for it in &block.events {
			let name = self.name("event", &it.pallet, &it.name)?;
			self.database
				.prepare_cached(
					"INSERT INTO event (id, extrinsic, name, bytes) VALUES (?1, ?2, ?3, ?4)",
				)?
				.execute(params![place(block.number, it.index), it.extrinsic, name, it.bytes])?;
		}
		for it in &block.entries {
			let subject = self.subject(block.number, it.subject, it.sequence)?;
			let kind = self.name("kind", "", &it.said.kind)?;
			let operator = it.said.operator.as_deref().map(|it| self.account(it)).transpose()?;
			self.database
				.prepare_cached(
					"INSERT INTO journal
					 (id, subject, sequence, kind, standing, author, organisation, operator, at,
					  digest, media, extrinsic, lot)
					 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
				)?
				.execute(params![
					place(block.number, it.index),
					subject,
					it.sequence,
					kind,
					it.said.standing,
					it.said.author,
					it.said.organisation.map(signed),
					operator,
					signed(it.said.at),
					it.said.digest,
					it.said.media,
					it.extrinsic,
					matches!(it.subject.kind, LOT | ITEM).then_some(signed(it.subject.number))
				])?;
			let organisation = it.said.organisation.map_or(NOBODY, signed);
			let counted = (day, it.subject.kind, kind, it.said.standing, organisation);
			*self.tally.entry(counted).or_default() += 1;
		}
		for it in &block.happened {
			self.happened(block.number, day, it)?;
		}
		Ok(())
	}

	/// Adds what was counted.
	fn tallies(&mut self) -> Result<()> {
		for ((day, subject, kind, standing, organisation), entries) in self.tally.drain() {
			self.database
				.prepare_cached(
					"INSERT INTO tally (day, subject, kind, standing, organisation, entries)
					 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
					 ON CONFLICT DO UPDATE SET entries = entries + excluded.entries",
				)?
				.execute(params![day, subject, kind, standing, organisation, entries])?;
			self.database
				.prepare_cached(
					"INSERT OR IGNORE INTO occurs (subject, kind, organisation) VALUES (?1, ?2, ?3)",
				)?
				.execute(params![subject, kind, organisation])?;
		}
		Ok(())
	}

	/// What became of lines of a declaration, with who and what was behind them.
	fn happened(&mut self, block: BlockNumber, day: i64, it: &Happened) -> Result<()> {
		let what = self.name("outcome", "", &it.what)?;
		let (declaration, decision) = match it.to {
			To::Declaration(id) | To::Line(id, _) => (Some(signed(id)), None),
			To::Decision(id) => {
				let of: Option<i64> = self
					.database
					.prepare_cached("SELECT declaration FROM decision WHERE id = ?1")?
					.query_row([signed(id)], |row| row.get(0))
					.optional()?;
				(of, Some(id))
			}
		};
		let Some(declaration) = declaration else { return Ok(()) };
		let parsed = |record: &str| serde_json::from_str(record).unwrap_or(Value::Null);
		let found: Option<(Option<i64>, Option<i64>, Value)> = self
			.database
			.prepare_cached("SELECT declarant, authority, record FROM declaration WHERE id = ?1")?
			.query_row([declaration], |row| {
				Ok((row.get(0)?, row.get(1)?, parsed(&row.get::<_, String>(2)?)))
			})
			.optional()?;
		let Some((declarant, authority, record)) = found else { return Ok(()) };
		let decision_of = |line: i64| record.pointer(&format!("/lines/{line}/decision"))?.as_i64();
		let mut lines = self.database.prepare_cached(
			"SELECT d.line, d.lot, d.hs, d.origin, d.record, l.issuer, l.gtin
			 FROM declaration_line d LEFT JOIN lot l ON l.id = d.lot
			 WHERE d.declaration = ?1 ORDER BY d.line",
		)?;
		let mut rows = lines.query([declaration])?;
		while let Some(row) = rows.next()? {
			let line: i64 = row.get(0)?;
			let decided = decision_of(line);
			let is_meant = match it.to {
				To::Declaration(_) => true,
				To::Line(_, of) => i64::from(of) == line,
				To::Decision(_) => decided.is_some() && decided == decision.map(signed),
			};
			if !is_meant {
				continue;
			}
			let items: i64 = items(&parsed(&row.get::<_, String>(4)?));
			let agency: Option<i64> = match decided {
				None => None,
				Some(id) => self
					.database
					.prepare_cached("SELECT agency FROM decision WHERE id = ?1")?
					.query_row([id], |row| row.get(0))
					.optional()?
					.flatten(),
			};
			self.database
				.prepare_cached(
					"INSERT INTO outcome (place, what, day, declaration, line, decision, declarant,
					 authority, merchant, agency, gtin, lot, hs, origin, items)
					 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
				)?
				.execute(params![
					place(block, it.index),
					what,
					day,
					declaration,
					line,
					decided,
					declarant,
					authority,
					row.get::<_, Option<i64>>(5)?,
					agency,
					row.get::<_, Option<i64>>(6)?,
					row.get::<_, Option<i64>>(1)?,
					row.get::<_, Option<String>>(2)?,
					row.get::<_, Option<String>>(3)?,
					items
				])?;
		}
		Ok(())
	}

	/// The number of a subject whose journal grows by the entry at this place.
	fn subject(&mut self, block: BlockNumber, it: Subject, sequence: u32) -> Result<i64> {
		let (id, entries): (i64, u32) = self
			.database
			.prepare_cached(
				"INSERT INTO subject (kind, number, item, entries) VALUES (?1, ?2, ?3, 1)
				 ON CONFLICT (kind, number, item) DO UPDATE SET entries = entries + 1
				 RETURNING id, entries",
			)?
			.query_row(params![it.kind, signed(it.number), it.item], |row| {
				Ok((row.get(0)?, row.get(1)?))
			})?;
		if entries != sequence.saturating_add(1) {
			let reason = format!(
				"the journal of {it} has {} entries in the index, and goes on with entry {sequence}",
				entries - 1
			);
			return Err(Error::Inconsistent { block, reason });
		}
		Ok(id)
	}
}

/// As SQLite's integers are. No id, count or moment of the chain reaches beyond them.
pub(crate) fn signed(number: u64) -> i64 {
	i64::try_from(number).unwrap_or(i64::MAX)
}

const SEARCHED: &str = "INSERT OR REPLACE INTO search (rowid, words) VALUES (?1, ?2)";

/// The third form: facilities are found by their words, too. All that it takes is in their records.
pub(crate) fn search_facilities(database: &Connection) -> Result<()> {
	let mut select = database.prepare("SELECT id, record FROM facility")?;
	let mut insert = database.prepare(SEARCHED)?;
	let mut rows = select.query([])?;
	while let Some(row) = rows.next()? {
		let (found, record) = (Found::Facility(row.get(0)?), row.get::<_, String>(1)?);
		let record: Value = serde_json::from_str(&record).unwrap_or_default();
		insert.execute(params![found.row(), found.words(&record)])?;
	}
	Ok(())
}

/// What search finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Found {
	/// An organisation, by its id.
	Organisation(i64),
	/// A product, by its GTIN.
	Product(i64),
	/// A lot, by its id.
	Lot(i64),
	/// A facility, by its id.
	Facility(i64),
}

/// The bits of a row of search that are the id.
const ID_BITS: u32 = 56;

impl Found {
	fn of(table: &str, id: i64) -> Option<Self> {
		Some(match table {
			"organisation" => Self::Organisation(id),
			"product" => Self::Product(id),
			"lot" => Self::Lot(id),
			"facility" => Self::Facility(id),
			_ => return None,
		})
	}

	/// Its row in search.
	pub(crate) fn row(self) -> i64 {
		let (kind, id) = match self {
			Self::Organisation(id) => (1, id),
			Self::Product(id) => (2, id),
			Self::Lot(id) => (3, id),
			Self::Facility(id) => (4, id),
		};
		(kind << ID_BITS) | id
	}

	/// What a row in search is of.
	pub(crate) fn of_row(row: i64) -> Option<Self> {
		let id = row & ((1 << ID_BITS) - 1);
		Some(match row >> ID_BITS {
			1 => Self::Organisation(id),
			2 => Self::Product(id),
			3 => Self::Lot(id),
			4 => Self::Facility(id),
			_ => return None,
		})
	}

	/// What it is found by.
	fn words(self, record: &Value) -> String {
		let fields = match self {
			Self::Organisation(_) => {
				&["/profile/name", "/profile/legal_id", "/profile/gln", "/profile/country"][..]
			}
			Self::Product(_) => &["/standing/name", "/standing/hs/code", "/standing/origin"][..],
			Self::Lot(_) => &["/batch", "/gtin"][..],
			Self::Facility(_) => &["/name", "/gln", "/country"][..],
		};
		let mut text = match self {
			Self::Product(gtin) => format!("{gtin:014} "),
			_ => String::new(),
		};
		for field in fields {
			if let Some(value) = record.pointer(field).and_then(Value::as_str) {
				text.push_str(value);
				text.push('\n');
			}
		}
		words::tokens(&text)
	}
}
