//! Who reads the index: as many at once as ask, beside the one who writes.

pub mod explorer;
mod happened;
pub mod journal;
pub mod meant;
mod merge;
pub mod outcome;
pub mod records;
pub mod statistics;

use self::journal::{Journal, SubjectIs};
use crate::{
	batch::{of_place, place, INDEX_BITS, STANDINGS},
	check::kind_of_subject,
	database,
	description::Description,
	error::{Error, Result},
	tables::{Key, Table},
	words,
	writer::{description, signed, Found as Searched, Head},
};
use hallmark_gs1::{ai, read_code, Gln, Gtin, Sscc};
use hallmark_types::BlockNumber;
use parking_lot::Mutex;
use rusqlite::{params, params_from_iter, types::Value as Sql, Connection, OptionalExtension, Row};
use serde::Serialize;
use serde_json::Value;
use std::{
	collections::HashMap,
	path::{Path, PathBuf},
	sync::Arc,
};

/// How many connections are kept open.
const CONNECTIONS: usize = 16;
/// The most answers to one question.
pub const MAX_ANSWERS: u32 = 1_000;

/// Who reads an index. Clones share its connections.
#[derive(Clone)]
pub struct Reader(Arc<Inner>);

struct Inner {
	path: PathBuf,
	idle: Mutex<Vec<Connection>>,
	descriptions: Mutex<HashMap<u32, Arc<Description>>>,
}

/// A block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockView {
	/// Its height.
	pub number: BlockNumber,
	/// Its hash, in hexadecimal digits after `0x`.
	pub hash: String,
	/// Its time, in milliseconds since 1970; 0 for the first.
	pub at: i64,
	/// The address of the validator that made it.
	pub author: Option<String>,
	/// The `spec_version` of the release that made it.
	pub spec: u32,
	/// How many extrinsics it has.
	pub extrinsics: u32,
	/// How many events.
	pub events: u32,
	/// How many journal entries were written in it.
	pub entries: u32,
}

/// An extrinsic.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExtrinsicView {
	/// Its block.
	pub block: BlockNumber,
	/// Its index in it.
	pub index: u32,
	/// BLAKE2b-256 of its bytes, in hexadecimal digits after `0x`.
	pub hash: String,
	/// The address of the account that signed it; none for inherents and activations.
	pub signer: Option<String>,
	/// The organisation that the signer writes for.
	pub organisation: Option<i64>,
	/// The pallet that it calls.
	pub pallet: String,
	/// The call.
	pub call: String,
	/// `succeeded`, `failed`, or `in part`: a batch of which some calls failed.
	pub outcome: &'static str,
	/// Why it failed: `Pallet.Error`.
	pub error: Option<String>,
	/// Its arguments by their names; none if it has more than 512 KiB, then the node has them.
	pub arguments: Option<Value>,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventView {
	/// Its block.
	pub block: BlockNumber,
	/// Its index in it.
	pub index: u32,
	/// The index of the extrinsic that it happened in.
	pub extrinsic: Option<u32>,
	/// The pallet.
	pub pallet: String,
	/// The event.
	pub name: String,
	/// Its fields by their names.
	pub fields: Value,
}

/// An entry of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryView {
	/// Its place in the chain, which is a cursor: block * 2^20 + index of the event that tells of it.
	pub place: i64,
	/// The kind of its subject, in small letters.
	pub subject: String,
	/// The subject's id or GTIN; of an item its lot.
	pub number: i64,
	/// The index of an item; 0 of others.
	pub item: u32,
	/// Its place in the subject's journal, from 0.
	pub sequence: u32,
	/// What happened.
	pub kind: String,
	/// `Declared`, `Attested` or `Confirmed`.
	pub standing: &'static str,
	/// `operator`, `council` or `consumer`.
	pub author: &'static str,
	/// The organisation that wrote it.
	pub organisation: Option<i64>,
	/// The address of its operator.
	pub operator: Option<String>,
	/// In which block.
	pub block: BlockNumber,
	/// The index of the extrinsic that wrote it.
	pub extrinsic: Option<u32>,
	/// When, in milliseconds since 1970.
	pub at: i64,
	/// SHA-256 of the document behind it, in hexadecimal digits.
	pub digest: Option<String>,
	/// What kind of file that is.
	pub media: Option<String>,
}

/// A part of a list, and where to go on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Found<T> {
	/// What was found. It may be less than was asked for, and even nothing, though there is more.
	pub items: Vec<T>,
	/// Behind what to go on; none at the end.
	pub next: Option<i64>,
}

/// Which entries are asked for: what most ask. [`journal::Journal`] can ask for more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entries {
	/// Those after this place, oldest first.
	pub after: Option<i64>,
	/// Those before this place, newest first; `i64::MAX` begins with the newest.
	pub before: Option<i64>,
	/// Of this subject: its kind as in the schema, its number, the index of an item.
	pub subject: Option<(u8, i64, u32)>,
	/// Written by this organisation.
	pub organisation: Option<i64>,
	/// Of this kind.
	pub kind: Option<String>,
	/// At most so many.
	pub limit: u32,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hit {
	/// `block`, `extrinsic`, `entry`, `organisation`, `operator`, `facility`, `product`, `lot`,
	/// `item`, `shipment` or `declaration`.
	pub kind: &'static str,
	/// Which one: a number, a GTIN, `block-index` of an extrinsic, `lot/serial` of an item, the
	/// place of an entry, an address.
	pub id: String,
	/// What it is called.
	pub title: String,
}

impl Reader {
	/// Opens an index for reading.
	///
	/// # Errors
	///
	/// [`Error::NoIndex`] if the file is none, [`Error::File`] if it is not there.
	pub fn open(path: &Path) -> Result<Self> {
		let first = database::open_to_read(path)?;
		Ok(Self(Arc::new(Inner {
			path: path.into(),
			idle: Mutex::new(vec![first]),
			descriptions: Mutex::default(),
		})))
	}

	/// Asks the database itself. It blocks: not for a thread that must not wait.
	///
	/// # Errors
	///
	/// Those of the question, and of opening the file.
	pub fn ask<T>(&self, question: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
		let idle = self.0.idle.lock().pop();
		let connection = match idle {
			Some(connection) => connection,
			None => database::open_to_read(&self.0.path)?,
		};
		let answer = question(&connection);
		let mut idle = self.0.idle.lock();
		if idle.len() < CONNECTIONS {
			idle.push(connection);
		}
		answer
	}

	/// The last block that is indexed.
	///
	/// # Errors
	///
	/// Those of the database; so for all that follow.
	pub fn head(&self) -> Result<Option<Head>> {
		self.ask(|it| {
			let head = it
				.query_row("SELECT head, head_hash FROM chain", [], |row| {
					Ok(Head { number: row.get(0)?, hash: row.get(1)? })
				})
				.optional()?;
			Ok(head)
		})
	}

	/// A release whose metadata is held.
	///
	/// # Errors
	///
	/// [`Error::Metadata`] if there is none.
	pub fn description(&self, spec: u32) -> Result<Arc<Description>> {
		if let Some(known) = self.0.descriptions.lock().get(&spec) {
			return Ok(known.clone());
		}
		let found = self.ask(|it| description(it, spec))?.ok_or_else(|| Error::Metadata {
			spec,
			reason: "the index has none of this release".into(),
		})?;
		self.0.descriptions.lock().insert(spec, found.clone());
		Ok(found)
	}

	/// The block at a height.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn block(&self, number: BlockNumber) -> Result<Option<BlockView>> {
		let mut found = self.blocks(number, 1)?;
		found.retain(|it| it.number == number);
		Ok(found.pop())
	}

	/// The blocks from a height downwards, newest first.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn blocks(&self, from: BlockNumber, limit: u32) -> Result<Vec<BlockView>> {
		self.ask(|it| {
			let mut select = it.prepare_cached(
				"SELECT b.number, b.hash, b.at, a.address, b.spec, b.extrinsics, b.events, b.entries
				 FROM block b LEFT JOIN account a ON a.id = b.author
				 WHERE b.number <= ?1 ORDER BY b.number DESC LIMIT ?2",
			)?;
			let rows = select.query_map([from, limit.min(MAX_ANSWERS)], |row| {
				Ok(BlockView {
					number: row.get(0)?,
					hash: prefixed(&row.get::<_, Vec<u8>>(1)?),
					at: row.get(2)?,
					author: row.get(3)?,
					spec: row.get(4)?,
					extrinsics: row.get(5)?,
					events: row.get(6)?,
					entries: row.get(7)?,
				})
			})?;
			Ok(rows.collect::<rusqlite::Result<_>>()?)
		})
	}

	/// The extrinsics of a block, with their arguments in words.
	///
	/// # Errors
	///
	/// [`Error::Decode`].
	pub fn extrinsics(&self, block: BlockNumber) -> Result<Vec<ExtrinsicView>> {
		let spec = self.block(block)?.map(|it| it.spec);
		let Some(spec) = spec else { return Ok(Vec::new()) };
		let rows = self.ask(|it| {
			let mut select = it.prepare_cached(
				"SELECT e.id, e.hash, a.address, e.organisation, n.pallet, n.name, e.outcome, e.error,
				 e.bytes
				 FROM extrinsic e JOIN name n ON n.id = e.call LEFT JOIN account a ON a.id = e.signer
				 WHERE e.id BETWEEN ?1 AND ?2 ORDER BY e.id",
			)?;
			let rows = select.query_map([place(block, 0), last_of(block)], |row| {
				let (block, index) = of_place(row.get(0)?);
				let view = ExtrinsicView {
					block,
					index,
					hash: prefixed(&row.get::<_, Vec<u8>>(1)?),
					signer: row.get(2)?,
					organisation: row.get(3)?,
					pallet: row.get(4)?,
					call: row.get(5)?,
					outcome: match row.get(6)? {
						0 => "succeeded",
						1 => "failed",
						_ => "in part",
					},
					error: row.get(7)?,
					arguments: None,
				};
				Ok((view, row.get::<_, Option<Vec<u8>>>(8)?))
			})?;
			Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
		})?;
		let description = self.description(spec)?;
		rows.into_iter()
			.map(|(view, bytes)| {
				let arguments = bytes.map(|it| description.arguments(&it)).transpose()?;
				Ok(ExtrinsicView { arguments, ..view })
			})
			.collect()
	}

	/// The events of a block with their fields in words, but for those that the outcomes of
	/// extrinsics and journal entries tell.
	///
	/// # Errors
	///
	/// [`Error::Decode`].
	pub fn events(&self, block: BlockNumber) -> Result<Vec<EventView>> {
		let spec = self.block(block)?.map(|it| it.spec);
		let Some(spec) = spec else { return Ok(Vec::new()) };
		let rows = self.ask(|it| {
			let mut select = it.prepare_cached(
				"SELECT e.id, e.extrinsic, n.pallet, n.name, e.bytes
				 FROM event e JOIN name n ON n.id = e.name
				 WHERE e.id BETWEEN ?1 AND ?2 ORDER BY e.id",
			)?;
			let rows = select.query_map([place(block, 0), last_of(block)], |row| {
				let (block, index) = of_place(row.get(0)?);
				let view = EventView {
					block,
					index,
					extrinsic: row.get(1)?,
					pallet: row.get(2)?,
					name: row.get(3)?,
					fields: Value::Null,
				};
				Ok((view, row.get::<_, Vec<u8>>(4)?))
			})?;
			Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
		})?;
		let description = self.description(spec)?;
		rows.into_iter()
			.map(|(view, bytes)| {
				Ok(EventView { fields: description.event_fields(&bytes)?, ..view })
			})
			.collect()
	}

	/// Journal entries in the order of the chain.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn entries(&self, asked: &Entries) -> Result<Vec<EntryView>> {
		let limit = asked.limit.min(MAX_ANSWERS);
		let subject = asked.subject.map(|(kind, number, item)| SubjectIs::Of(kind, number, item));
		let mut journal = Journal {
			subjects: subject.into_iter().collect(),
			kinds: asked.kind.iter().cloned().collect(),
			organisations: asked.organisation.into_iter().collect(),
			after: asked.before.or(asked.after),
			descending: asked.before.is_some(),
			..Journal::default()
		};
		let mut items: Vec<EntryView> = Vec::new();
		loop {
			journal.limit = limit.saturating_sub(items.len() as u32);
			let found = self.journal(&journal)?;
			items.extend(found.items);
			if found.next.is_none() || items.len() >= limit as usize {
				break;
			}
			journal.after = found.next;
		}
		if let (Some(after), true) = (asked.after, journal.descending) {
			items.retain(|it| it.place > after);
		}
		Ok(items)
	}

	/// A record of the chain's state, and the block since which it reads so.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn record(&self, table: &Table, key: &Key) -> Result<Option<(Value, BlockNumber)>> {
		let keys: Vec<_> = table.key.iter().map(|it| format!("{it} = ?")).collect();
		let select =
			format!("SELECT record, updated FROM {} WHERE {}", table.name, keys.join(" AND "));
		self.ask(|it| {
			let found: Option<(String, BlockNumber)> = it
				.prepare_cached(&select)?
				.query_row(params_from_iter(key.sql()), |row| Ok((row.get(0)?, row.get(1)?)))
				.optional()?;
			Ok(found.map(|(record, at)| (serde_json::from_str(&record).unwrap_or(Value::Null), at)))
		})
	}

	/// What a text stands for: what it is the number, code or hash of, first; then organisations,
	/// facilities, products and lots with its words.
	///
	/// # Errors
	///
	/// Those of the database.
	pub fn search(&self, text: &str, limit: u32) -> Result<Vec<Hit>> {
		let limit = limit.min(MAX_ANSWERS);
		self.ask(|database| {
			let mut hits = exact(database, text.trim(), limit)?;
			for hit in by_words(database, text, limit)? {
				if !hits.contains(&hit) {
					hits.push(hit);
				}
			}
			hits.truncate(limit as usize);
			Ok(hits)
		})
	}
}

/// The last place of a block.
fn last_of(block: BlockNumber) -> i64 {
	place(block, (1 << INDEX_BITS) - 1)
}

fn prefixed(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

const ENTRY: &str =
	"SELECT j.id, s.kind, s.number, s.item, j.sequence, k.name, j.standing, j.author,
	j.organisation, a.address, j.extrinsic, j.at, j.digest, j.media
	FROM journal j JOIN subject s ON s.id = j.subject JOIN name k ON k.id = j.kind
	LEFT JOIN account a ON a.id = j.operator";

fn entry(row: &Row<'_>) -> rusqlite::Result<EntryView> {
	let standing: usize = row.get(6)?;
	let author: usize = row.get(7)?;
	let digest: Option<Vec<u8>> = row.get(12)?;
	let place = row.get(0)?;
	Ok(EntryView {
		place,
		subject: kind_of_subject(row.get(1)?),
		number: row.get(2)?,
		item: row.get(3)?,
		sequence: row.get(4)?,
		kind: row.get(5)?,
		standing: STANDINGS.get(standing).copied().unwrap_or_default(),
		author: ["operator", "council", "consumer"].get(author).copied().unwrap_or_default(),
		organisation: row.get(8)?,
		operator: row.get(9)?,
		block: of_place(place).0,
		extrinsic: row.get(10)?,
		at: row.get(11)?,
		digest: digest.map(hex::encode),
		media: row.get(13)?,
	})
}

/// What a text is the number, code or hash of.
fn exact(database: &Connection, text: &str, limit: u32) -> Result<Vec<Hit>> {
	let mut hits = Vec::new();
	if let Some(hash) = hash_of(text) {
		by_hash(database, &hash, limit, &mut hits)?;
		return Ok(hits);
	}
	if let Ok(number) = text.parse::<BlockNumber>() {
		titled(
			database,
			&mut hits,
			"block",
			"SELECT number, number FROM block WHERE number = ?1 LIMIT ?2",
			Sql::Integer(i64::from(number)),
			limit,
		)?;
	}
	// A code as people type it and scanners send it.
	if let Ok(elements) = read_code(text) {
		if let Some(gtin) = elements.value(ai::GTIN).and_then(|it| Gtin::from_digits(it).ok()) {
			of_code(database, gtin, &elements, limit, &mut hits)?;
		}
		if let Some(sscc) = elements.value(ai::SSCC).and_then(|it| Sscc::from_digits(it).ok()) {
			of_unit(database, sscc, limit, &mut hits)?;
		}
	} else if let Ok(sscc) = Sscc::from_digits(text) {
		of_unit(database, sscc, limit, &mut hits)?;
	}
	if Gln::from_digits(text).is_ok() {
		for (kind, select) in [
			("organisation", "SELECT id, name FROM organisation WHERE gln = ?1 LIMIT ?2"),
			("facility", "SELECT id, name FROM facility WHERE gln = ?1 LIMIT ?2"),
		] {
			titled(database, &mut hits, kind, select, Sql::Text(text.into()), limit)?;
		}
	}
	for (kind, select) in [
		("declaration", "SELECT id, mrn FROM declaration WHERE mrn = ?1 LIMIT ?2"),
		("lot", "SELECT id, batch FROM lot WHERE batch = ?1 ORDER BY id DESC LIMIT ?2"),
		("organisation", "SELECT id, name FROM organisation WHERE legal_id = ?1 LIMIT ?2"),
		("operator", "SELECT address, address FROM operator WHERE address = ?1 LIMIT ?2"),
	] {
		titled(database, &mut hits, kind, select, Sql::Text(text.into()), limit)?;
	}
	Ok(hits)
}

/// A hash of 32 bytes, in hexadecimal digits, with `0x` before them or not.
fn hash_of(text: &str) -> Option<[u8; 32]> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	hex::decode(digits).ok()?.try_into().ok()
}

fn by_hash(database: &Connection, hash: &[u8; 32], limit: u32, hits: &mut Vec<Hit>) -> Result<()> {
	let blob = || Sql::Blob(hash.to_vec());
	titled(
		database,
		hits,
		"block",
		"SELECT number, number FROM block WHERE hash = ?1 LIMIT ?2",
		blob(),
		limit,
	)?;
	let mut select = database.prepare_cached(
		"SELECT e.id, n.pallet || '.' || n.name FROM extrinsic e JOIN name n ON n.id = e.call
		 WHERE substr(e.hash, 1, 8) = substr(?1, 1, 8) AND e.hash = ?1 ORDER BY e.id LIMIT ?2",
	)?;
	let rows = select.query_map(params![hash, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
	for row in rows {
		let (place, title) = row?;
		let (block, index) = of_place(place);
		hits.push(Hit { kind: "extrinsic", id: format!("{block}-{index}"), title });
	}
	titled(
		database,
		hits,
		"entry",
		"SELECT j.id, k.name FROM journal j JOIN name k ON k.id = j.kind WHERE j.digest = ?1
		 ORDER BY j.id LIMIT ?2",
		blob(),
		limit,
	)
}

/// What a code means: a product, lots of a batch, an item.
fn of_code(
	database: &Connection,
	gtin: Gtin,
	elements: &hallmark_gs1::Elements,
	limit: u32,
	hits: &mut Vec<Hit>,
) -> Result<()> {
	let number = signed(gtin.as_u64());
	let mut select = database.prepare_cached("SELECT name FROM product WHERE gtin = ?1")?;
	if let Some(name) = select.query_row([number], |row| row.get(0)).optional()? {
		hits.push(Hit { kind: "product", id: gtin.to_string(), title: name });
	}
	let Some(batch) = elements.get("10") else { return Ok(()) };
	let mut select = database
		.prepare_cached("SELECT id FROM lot WHERE gtin = ?1 AND batch = ?2 ORDER BY id LIMIT ?3")?;
	let lots = select.query_map(params![number, batch, limit], |row| row.get::<_, i64>(0))?;
	for lot in lots {
		let lot = lot?;
		if let Some(serial) = elements.get("21") {
			let title = format!("{gtin} {batch} {serial}");
			hits.push(Hit { kind: "item", id: format!("{lot}/{serial}"), title });
		}
		hits.push(Hit { kind: "lot", id: lot.to_string(), title: batch.into() });
	}
	Ok(())
}

/// The shipments that use an SSCC.
fn of_unit(database: &Connection, sscc: Sscc, limit: u32, hits: &mut Vec<Hit>) -> Result<()> {
	titled(
		database,
		hits,
		"shipment",
		"SELECT shipment, printf('%018d', sscc) FROM unit WHERE sscc = ?1
		 ORDER BY shipment DESC LIMIT ?2",
		Sql::Integer(signed(sscc.as_u64())),
		limit,
	)
}

/// Adds what a statement finds: id and title.
fn titled(
	database: &Connection,
	hits: &mut Vec<Hit>,
	kind: &'static str,
	select: &str,
	value: Sql,
	limit: u32,
) -> Result<()> {
	let mut select = database.prepare_cached(select)?;
	let text = |value: Sql| match value {
		Sql::Integer(number) => number.to_string(),
		Sql::Text(text) => text,
		_ => String::new(),
	};
	let rows = select.query_map(params![value, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
	for row in rows {
		let (id, title) = row?;
		hits.push(Hit { kind, id: text(id), title: text(title) });
	}
	Ok(())
}

/// Organisations, facilities, products and lots with the words of a text, best first.
fn by_words(database: &Connection, text: &str, limit: u32) -> Result<Vec<Hit>> {
	let Some(query) = words::query(text) else { return Ok(Vec::new()) };
	let mut select = database.prepare_cached(
		"SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rank, rowid LIMIT ?2",
	)?;
	let rows = select.query_map(params![query, limit], |row| row.get(0))?;
	let mut hits = Vec::new();
	for row in rows {
		let Some(found) = Searched::of_row(row?) else { continue };
		let (kind, id, number, select) = match found {
			Searched::Organisation(id) => {
				("organisation", id.to_string(), id, "SELECT name FROM organisation WHERE id = ?1")
			}
			Searched::Product(gtin) => {
				("product", format!("{gtin:014}"), gtin, "SELECT name FROM product WHERE gtin = ?1")
			}
			Searched::Lot(id) => ("lot", id.to_string(), id, "SELECT batch FROM lot WHERE id = ?1"),
			Searched::Facility(id) => {
				("facility", id.to_string(), id, "SELECT name FROM facility WHERE id = ?1")
			}
		};
		let title = database
			.prepare_cached(select)?
			.query_row([number], |row| row.get::<_, Option<String>>(0))
			.optional()?;
		let title = title.flatten().unwrap_or_default();
		hits.push(Hit { kind, id, title });
	}
	Ok(hits)
}
