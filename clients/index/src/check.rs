//! The index compared with the chain's state.
//!
//! Everything is compared at the index's own last block, over one snapshot of the file, so that a
//! gateway may go on writing meanwhile. The chain's state tells what there is, key by key; what the
//! index has beyond that is found by counting.

use crate::{
	batch::{journal_page, of_place, Said, Subject, STANDINGS, SUBJECTS},
	database,
	description::Description,
	error::{Error, Result},
	follow::{hex, same_chain},
	source::Source,
	tables::{Key, Table, TABLES},
	writer::{signed, Head},
};
use hallmark_sdk::{BlockRef, Chain};
use hallmark_types::{BlockNumber, Digest};
use pallet_journal::ENTRIES_PER_PAGE;
use rusqlite::{params, params_from_iter, types::Value as Sql, Connection, OptionalExtension};
use serde::Serialize;
use serde_json::Value;
use sp_crypto_hashing::blake2_256;
use std::{
	collections::{HashMap, HashSet},
	fmt,
	path::Path,
};

/// The hashes of how many blocks are asked for at once.
const HASHES: BlockNumber = 512;

/// What was compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
	/// At which block.
	pub block: BlockNumber,
	/// How many journals.
	pub journals: u64,
	/// How many entries they have.
	pub entries: u64,
	/// How many records of each kind.
	pub records: Vec<(&'static str, u64)>,
}

/// Where the index differs from the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
	/// In what: a block, a record, an entry.
	pub subject: String,
	/// In which field of it.
	pub field: String,
	/// What the index has.
	pub index: String,
	/// What the chain has.
	pub chain: String,
}

impl fmt::Display for Difference {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { subject, field, index, chain } = self;
		write!(f, "{subject}: {field}: the index has {index}, the chain {chain}")
	}
}

/// How a comparison ends.
pub type Outcome = core::result::Result<Compared, Box<Difference>>;

/// Why a comparison ends early.
enum Stop {
	Differs(Box<Difference>),
	Fails(Error),
}

impl<E: Into<Error>> From<E> for Stop {
	fn from(error: E) -> Self {
		Self::Fails(error.into())
	}
}

fn differs<T>(
	subject: impl fmt::Display,
	field: impl fmt::Display,
	index: impl fmt::Display,
	chain: impl fmt::Display,
) -> core::result::Result<T, Stop> {
	Err(Stop::Differs(Box::new(Difference {
		subject: subject.to_string(),
		field: field.to_string(),
		index: index.to_string(),
		chain: chain.to_string(),
	})))
}

type Step<T> = core::result::Result<T, Stop>;

/// Compares an index with the chain's state, and names the first difference.
///
/// # Errors
///
/// [`Error::OtherChain`], [`Error::Pruned`] if the node no longer has the state of the index's last
/// block, [`Error::NoIndex`], and those of asking.
pub async fn check(path: &Path, chain: Chain) -> Result<Outcome> {
	let database = database::open_to_read(path)?;
	database.execute_batch("BEGIN")?;
	let found = database
		.query_row("SELECT genesis, head, head_hash FROM chain", [], |row| {
			Ok((row.get(0)?, Head { number: row.get(1)?, hash: row.get(2)? }))
		})
		.optional()?;
	let Some((genesis, head)) = found else {
		let reason = "nothing is indexed yet".into();
		return Err(Error::NoIndex { path: path.into(), reason });
	};
	same_chain(genesis, chain.genesis())?;
	let newest = chain.finalised().await?;
	if newest.number < head.number {
		return Err(Error::Inconsistent {
			block: head.number,
			reason: format!(
				"the node is behind the index: its newest final block is {}. Wait for it, or name \
				 another with --node",
				newest.number
			),
		});
	}
	let source = Source::new(chain, HashSet::new());
	let check = Check { database, source, head, newest };
	match check.all().await {
		Ok(compared) => Ok(Ok(compared)),
		Err(Stop::Differs(difference)) => Ok(Err(difference)),
		Err(Stop::Fails(error)) => Err(error),
	}
}

struct Check {
	database: Connection,
	source: Source,
	head: Head,
	/// The newest final block by the node's word.
	newest: BlockRef,
}

impl Check {
	async fn all(&self) -> Step<Compared> {
		self.blocks().await?;
		self.extrinsics()?;
		let description = self.source.description(self.head.number, self.newest).await?;
		let at = BlockRef { number: self.head.number, hash: Digest::from(self.head.hash) };
		let mut records = Vec::new();
		for table in &TABLES {
			records.push((table.name, self.table(&description, table, at).await?));
		}
		let (journals, entries) = self.journals(&description, at).await?;
		Ok(Compared { block: self.head.number, journals, entries, records })
	}

	/// Every block from the first to the last is there once, and is the node's.
	async fn blocks(&self) -> Step<()> {
		let mut select = self.database.prepare(
			"SELECT number, hash FROM block WHERE number BETWEEN ?1 AND ?2 ORDER BY number",
		)?;
		let mut from = 0;
		while from <= self.head.number {
			let to = from.saturating_add(HASHES - 1).min(self.head.number);
			let numbers: Vec<_> = (from..=to).collect();
			let chain = self.source.hashes(&numbers, self.newest).await?;
			let index = select.query_map([from, to], |row| Ok((row.get(0)?, row.get(1)?)))?;
			let index: HashMap<BlockNumber, [u8; 32]> = index.collect::<rusqlite::Result<_>>()?;
			for (number, chain) in numbers.iter().zip(chain) {
				let index = index.get(number);
				if index != Some(&chain.0) {
					let index = index.map_or("no such block".into(), |it| hex(*it));
					return differs(format_args!("block {number}"), "hash", index, hex(chain.0));
				}
			}
			from = to.saturating_add(1);
		}
		let beyond: Option<BlockNumber> = self.database.query_row(
			"SELECT max(number) FROM block WHERE number > ?1",
			[self.head.number],
			|row| row.get(0),
		)?;
		if let Some(beyond) = beyond {
			let chain = "nothing that the index may know";
			return differs(format_args!("block {beyond}"), "number", "a block", chain);
		}
		Ok(())
	}

	/// Each block has as many extrinsics and entries as it says, and extrinsics are what their
	/// hashes say.
	fn extrinsics(&self) -> Step<()> {
		for (column, table) in [("extrinsics", "extrinsic"), ("entries", "journal")] {
			let found: Option<(BlockNumber, u64, u64)> = self
				.database
				.query_row(
					&format!(
						"WITH counted AS (SELECT id >> 20 AS number, count(*) AS held FROM {table}
						 GROUP BY 1)
						 SELECT number, coalesce(held, 0), {column}
						 FROM block LEFT JOIN counted USING (number)
						 WHERE {column} <> coalesce(held, 0) ORDER BY number LIMIT 1"
					),
					[],
					|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
				)
				.optional()?;
			if let Some((number, held, count)) = found {
				return differs(format_args!("block {number}"), column, held, count);
			}
		}
		let mut select = self
			.database
			.prepare("SELECT id, hash, bytes FROM extrinsic WHERE bytes IS NOT NULL ORDER BY id")?;
		let mut rows = select.query([])?;
		while let Some(row) = rows.next()? {
			let (hash, bytes): ([u8; 32], Vec<u8>) = (row.get(1)?, row.get(2)?);
			let is = blake2_256(&bytes);
			if is != hash {
				let (block, index) = of_place(row.get(0)?);
				return differs(
					format_args!("extrinsic {block}-{index}"),
					"hash",
					hex(hash),
					hex(is),
				);
			}
		}
		Ok(())
	}

	/// The records of one kind.
	async fn table(&self, description: &Description, table: &Table, at: BlockRef) -> Step<u64> {
		let prefix = Description::prefix(table.pallet, table.item);
		let mut seen = HashSet::new();
		let mut from: Option<Vec<u8>> = None;
		loop {
			let keys = self.source.keys(&prefix, from.as_deref(), at).await?;
			let Some(last) = keys.last() else { break };
			from = Some(last.clone());
			for (key, value) in keys.iter().zip(self.source.values(&keys, at).await?) {
				let key = table.key_of(description, key)?;
				let value = value.unwrap_or_default();
				let record = description.value(table.pallet, table.item, &value)?;
				self.record(table, &key, &record)?;
				seen.insert(key);
			}
		}
		let keys = table.key.join(", ");
		let mut select = self.database.prepare(&format!("SELECT {keys} FROM {}", table.name))?;
		let mut rows = select.query([])?;
		while let Some(row) = rows.next()? {
			let mut numbers = Vec::new();
			let mut address = None;
			for place in 0..table.key.len() {
				match row.get(place)? {
					Sql::Integer(number) => numbers.push(u64::try_from(number).unwrap_or_default()),
					Sql::Text(text) => address = Some(text),
					_ => {}
				}
			}
			let key = address.map_or(Key::Numbers(numbers), Key::Address);
			if !seen.contains(&key) {
				return differs(format_args!("{} {key}", table.name), "record", "one", "none");
			}
		}
		Ok(seen.len() as u64)
	}

	fn record(&self, table: &Table, key: &Key, record: &Value) -> Step<()> {
		let columns: Vec<_> = table.columns.iter().map(|it| it.name).collect();
		let keys: Vec<_> = table.key.iter().map(|it| format!("{it} = ?")).collect();
		let subject = format!("{} {key}", table.name);
		let select = format!(
			"SELECT record{}{} FROM {} WHERE {}",
			if columns.is_empty() { "" } else { ", " },
			columns.join(", "),
			table.name,
			keys.join(" AND ")
		);
		let found = self
			.database
			.prepare_cached(&select)?
			.query_row(params_from_iter(key.sql()), |row| {
				let columns = (0..columns.len()).map(|place| row.get::<_, Sql>(place + 1));
				Ok((row.get::<_, String>(0)?, columns.collect::<rusqlite::Result<Vec<_>>>()?))
			})
			.optional()?;
		let Some((text, found)) = found else {
			return differs(subject, "record", "none", record);
		};
		for ((column, index), chain) in columns.iter().zip(found).zip(table.values(record)) {
			if index != chain {
				return differs(subject, column, sql(&index), sql(&chain));
			}
		}
		let index: Value = serde_json::from_str(&text).unwrap_or(Value::String(text));
		if let Some((field, index, chain)) = first_unlike("", &index, record) {
			return differs(subject, format_args!("record{field}"), index, chain);
		}
		Ok(())
	}

	/// All journals: how many there are, and how many entries.
	async fn journals(&self, description: &Description, at: BlockRef) -> Step<(u64, u64)> {
		let prefix = Description::prefix("Journal", "JournalPages");
		let mut counts: HashMap<Subject, u32> = HashMap::new();
		let mut from: Option<Vec<u8>> = None;
		loop {
			let keys = self.source.keys(&prefix, from.as_deref(), at).await?;
			let Some(last) = keys.last() else { break };
			from = Some(last.clone());
			for (key, value) in keys.iter().zip(self.source.values(&keys, at).await?) {
				let value = value.unwrap_or_default();
				let (subject, page, said) = journal_page(description, key, &value)?;
				self.page(subject, page, &said)?;
				*counts.entry(subject).or_default() += said.len() as u32;
			}
		}
		let mut select =
			self.database.prepare("SELECT kind, number, item, entries FROM subject ORDER BY id")?;
		let mut rows = select.query([])?;
		while let Some(row) = rows.next()? {
			let number: i64 = row.get(1)?;
			let subject = Subject {
				kind: row.get(0)?,
				number: u64::try_from(number).unwrap_or_default(),
				item: row.get(2)?,
			};
			let index: u32 = row.get(3)?;
			let chain = counts.get(&subject).copied().unwrap_or_default();
			if index != chain {
				return differs(format_args!("journal of {subject}"), "entries", index, chain);
			}
		}
		let entries: u64 = counts.values().copied().map(u64::from).sum();
		let held: i64 =
			self.database.query_row("SELECT count(*) FROM journal", [], |row| row.get(0))?;
		if held != signed(entries) {
			return differs("journals", "entries", held, entries);
		}
		Ok((counts.len() as u64, entries))
	}

	fn page(&self, subject: Subject, page: u32, chain: &[Said]) -> Step<()> {
		let mut select = self.database.prepare_cached(
			"SELECT j.sequence, k.name, j.standing, j.author, j.organisation, a.address, j.id >> 20,
			 j.at, j.digest, j.media
			 FROM subject s JOIN journal j ON j.subject = s.id JOIN name k ON k.id = j.kind
			 LEFT JOIN account a ON a.id = j.operator
			 WHERE s.kind = ?1 AND s.number = ?2 AND s.item = ?3 AND j.sequence BETWEEN ?4 AND ?5
			 ORDER BY j.sequence",
		)?;
		let first = page.saturating_mul(ENTRIES_PER_PAGE);
		let last = first.saturating_add(ENTRIES_PER_PAGE - 1);
		let number = |it: Option<i64>| it.map(|it| u64::try_from(it).unwrap_or_default());
		let index = select.query_map(
			params![subject.kind, signed(subject.number), subject.item, first, last],
			|row| {
				let said = Said {
					kind: row.get(1)?,
					standing: row.get(2)?,
					author: row.get(3)?,
					organisation: number(row.get(4)?),
					operator: row.get(5)?,
					block: number(row.get(6)?).unwrap_or_default(),
					at: number(row.get(7)?).unwrap_or_default(),
					digest: row.get(8)?,
					media: row.get(9)?,
				};
				Ok((row.get(0)?, said))
			},
		)?;
		let index: HashMap<u32, Said> = index.collect::<rusqlite::Result<_>>()?;
		for (sequence, chain) in (first..).zip(chain) {
			let entry = format!("entry {sequence} of the journal of {subject}");
			let Some(index) = index.get(&sequence) else {
				return differs(entry, "entry", "none", &chain.kind);
			};
			let fields = fields(index).into_iter().zip(fields(chain));
			for ((field, index), (_, chain)) in fields {
				if index != chain {
					return differs(entry, field, index, chain);
				}
			}
		}
		if index.len() > chain.len() {
			let journal = format!("journal of {subject}, page {page}");
			return differs(journal, "entries", index.len(), chain.len());
		}
		Ok(())
	}
}

/// What an entry says, field by field.
fn fields(said: &Said) -> Vec<(&'static str, String)> {
	let or_none = |it: Option<String>| it.unwrap_or_else(|| "none".into());
	let standing = STANDINGS.get(usize::from(said.standing)).map(|it| (*it).into());
	let author = ["Operator", "Council", "Consumer"].get(usize::from(said.author));
	vec![
		("kind", said.kind.clone()),
		("standing", standing.unwrap_or_else(|| said.standing.to_string())),
		("author", author.map_or_else(|| said.author.to_string(), |it| (*it).into())),
		("organisation", or_none(said.organisation.map(|it| it.to_string()))),
		("operator", or_none(said.operator.clone())),
		("block", said.block.to_string()),
		("at", said.at.to_string()),
		("digest", or_none(said.digest.map(hex))),
		("media", or_none(said.media.clone())),
	]
}

fn sql(value: &Sql) -> String {
	match value {
		Sql::Null => "none".into(),
		Sql::Integer(number) => number.to_string(),
		Sql::Real(number) => number.to_string(),
		Sql::Text(text) => format!("{text:?}"),
		Sql::Blob(bytes) => format!("0x{}", hex::encode(bytes)),
	}
}

/// Where two values differ first, and what stands there.
fn first_unlike(at: &str, index: &Value, chain: &Value) -> Option<(String, Value, Value)> {
	match (index, chain) {
		(index, chain) if index == chain => None,
		(Value::Object(index), Value::Object(chain)) => {
			let names: std::collections::BTreeSet<_> = index.keys().chain(chain.keys()).collect();
			names.into_iter().find_map(|name| {
				let of = |it: &serde_json::Map<String, Value>| it.get(name).cloned();
				let (index, chain) = (of(index).unwrap_or_default(), of(chain).unwrap_or_default());
				first_unlike(&format!("{at}/{name}"), &index, &chain)
			})
		}
		(Value::Array(index), Value::Array(chain)) => {
			(0..index.len().max(chain.len())).find_map(|place| {
				let of = |it: &[Value]| it.get(place).cloned().unwrap_or_default();
				first_unlike(&format!("{at}/{place}"), &of(index), &of(chain))
			})
		}
		(index, chain) => Some((at.into(), index.clone(), chain.clone())),
	}
}

/// Which kind of subject it is, in small letters.
pub(crate) fn kind_of_subject(kind: u8) -> String {
	SUBJECTS.get(usize::from(kind)).map_or_else(|| kind.to_string(), |it| it.to_lowercase())
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn first_difference_is_named() {
		let one = json!({ "a": [1, { "b": "x" }], "c": null });
		assert_eq!(first_unlike("", &one, &one), None);
		let other = json!({ "a": [1, { "b": "y" }], "c": 3 });
		let found = first_unlike("", &one, &other).unwrap();
		assert_eq!(found, ("/a/1/b".into(), json!("x"), json!("y")));
		let shorter = json!({ "a": [1], "c": null });
		let (at, ..) = first_unlike("", &one, &shorter).unwrap();
		assert_eq!(at, "/a/1");
	}
}
