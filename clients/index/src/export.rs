//! What an index holds as Parquet files, for data warehouses.
//!
//! | sheet | a row for each | files |
//! |---|---|---|
//! | `journal` | journal entry | one for each day |
//! | `outcomes` | line of a declaration that something became of | one for each day |
//! | `statistics` | count of entries | one for each day |
//! | `organisations`, `products`, `lots` | record, as it stands at the index's last block | one |
//!
//! `journal/day=2026-11-30/journal.parquet` has every entry of the blocks of that day (UTC). A file
//! appears whole or not at all. Its footer says of which chain and of which blocks it is, so that a run
//! writes only what is new: the days since the last run, and the last day again.

use crate::{
	batch::{place, INDEX_BITS, STANDINGS, SUBJECTS},
	database::{self, beside},
	error::{Error, Result},
	read::statistics::{day_of, NOBODY},
};
use hallmark_types::BlockNumber;
use parquet::{
	basic::{Compression, Repetition, Type as Physical},
	data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type},
	errors::ParquetError,
	file::{
		metadata::KeyValue,
		properties::WriterProperties,
		reader::{FileReader, SerializedFileReader},
		writer::{SerializedFileWriter, SerializedRowGroupWriter},
	},
	schema::{parser::parse_message_type, types::Type},
};
use rusqlite::{types::ValueRef, Connection, OptionalExtension, Row};
use serde::Serialize;
use std::{
	fs::{self, File},
	path::Path,
	sync::Arc,
};

/// The most rows of a row group.
const ROWS: usize = 1 << 16;

/// Under which keys a footer says what a file is of: which blocks it covers, the hash of the chain's
/// first one, and the form of its columns.
const BLOCKS: &str = "hallmark:blocks";
const GENESIS: &str = "hallmark:genesis";
const FORM: &str = "hallmark:form";

/// The form of the columns below: it changes when they do, and files of another form are written anew.
const THIS_FORM: &str = "2";

/// A kind of files.
struct Sheet {
	name: &'static str,
	/// Its columns, as Parquet writes them.
	schema: &'static str,
	/// What they hold, in the same order. `?1` and `?2` are the first and the last place of a day, `?3`
	/// the day.
	select: String,
	/// Whether there is a file for each day.
	daily: bool,
}

/// The words for numbers, as an expression of the database.
fn words_of(column: &str, words: impl IntoIterator<Item = impl AsRef<str>>) -> String {
	let words = words.into_iter().enumerate();
	let cases: String =
		words.map(|(at, word)| format!(" WHEN {at} THEN '{}'", word.as_ref())).collect();
	format!("CASE {column}{cases} ELSE '' END")
}

fn sheets() -> Vec<Sheet> {
	let subject = |column: &str| words_of(column, SUBJECTS.map(str::to_lowercase));
	let standing = |column: &str| words_of(column, STANDINGS);
	let author = words_of("j.author", ["Operator", "Council", "Consumer"]);
	vec![
		Sheet {
			name: "journal",
			schema: "message journal {
				required int64 place;
				required int64 block;
				required int64 block_at (TIMESTAMP(MILLIS, true));
				required int64 at (TIMESTAMP(MILLIS, true));
				required binary subject (STRING);
				required int64 number;
				required int32 item;
				optional int64 lot;
				required int64 sequence;
				required binary kind (STRING);
				required binary standing (STRING);
				required binary author (STRING);
				optional int64 organisation;
				optional binary operator (STRING);
				optional binary digest (STRING);
				optional binary media (STRING);
			}",
			select: format!(
				"SELECT j.id, j.id >> {INDEX_BITS}, b.at, j.at, {}, s.number, s.item, j.lot, j.sequence,
				 k.name, {}, {author}, j.organisation, a.address, 
				 CASE WHEN j.digest IS NOT NULL THEN lower(hex(j.digest)) END, j.media
				 FROM journal j JOIN block b ON b.number = j.id >> {INDEX_BITS}
				 JOIN subject s ON s.id = j.subject JOIN name k ON k.id = j.kind
				 LEFT JOIN account a ON a.id = j.operator
				 WHERE j.id BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL ORDER BY j.id",
				subject("s.kind"),
				standing("j.standing")
			),
			daily: true,
		},
		Sheet {
			name: "outcomes",
			schema: "message outcomes {
				required int64 place;
				required int64 block;
				required int64 block_at (TIMESTAMP(MILLIS, true));
				required binary what (STRING);
				required int64 declaration;
				optional int64 line;
				optional int64 decision;
				optional int64 declarant;
				optional int64 authority;
				optional int64 merchant;
				optional int64 agency;
				optional binary gtin (STRING);
				optional int64 lot;
				optional binary hs (STRING);
				optional binary origin (STRING);
				required int64 items;
			}",
			select: format!(
				"SELECT o.place, o.place >> {INDEX_BITS}, b.at, n.name, o.declaration, o.line, o.decision,
				 o.declarant, o.authority, o.merchant, o.agency,
				 CASE WHEN o.gtin IS NOT NULL THEN printf('%014d', o.gtin) END, o.lot, o.hs,
				 o.origin, o.items
				 FROM outcome o JOIN block b ON b.number = o.place >> {INDEX_BITS}
				 JOIN name n ON n.id = o.what
				 WHERE o.place BETWEEN ?1 AND ?2 AND ?3 IS NOT NULL ORDER BY o.id"
			),
			daily: true,
		},
		Sheet {
			name: "statistics",
			schema: "message statistics {
				required binary subject (STRING);
				required binary kind (STRING);
				required binary standing (STRING);
				optional int64 organisation;
				required int64 entries;
			}",
			select: format!(
				"SELECT {}, k.name, {}, nullif(t.organisation, {NOBODY}), t.entries
				 FROM tally t JOIN name k ON k.id = t.kind
				 WHERE t.day = ?3 AND ?1 <= ?2 ORDER BY t.subject, k.name, t.standing, t.organisation",
				subject("t.subject"),
				standing("t.standing")
			),
			daily: true,
		},
		Sheet {
			name: "organisations",
			schema: "message organisations {
				required int64 id;
				optional binary name (STRING);
				optional binary legal_id (STRING);
				optional binary country (STRING);
				optional binary gln (STRING);
				optional int64 control_group;
				optional binary roles (STRING);
				optional int64 suspended_at (TIMESTAMP(MILLIS, true));
				optional int64 admitted_at (TIMESTAMP(MILLIS, true));
			}",
			select: "SELECT id, name, legal_id, country, gln, control_group, roles, suspended_at,
				admitted_at FROM organisation ORDER BY id"
				.into(),
			daily: false,
		},
		Sheet {
			name: "products",
			schema: "message products {
				required binary gtin (STRING);
				optional binary name (STRING);
				optional int64 product_type;
				optional binary type_name (STRING);
				optional binary hs (STRING);
				optional binary origin (STRING);
				optional int64 registrant;
				optional int64 brand_holder;
				optional binary brand_status (STRING);
				optional int64 version;
				optional int64 registered_at (TIMESTAMP(MILLIS, true));
			}",
			select:
				"SELECT printf('%014d', p.gtin), p.name, p.product_type, t.name, p.hs, p.origin,
				p.registrant, p.brand_holder, p.brand_status, p.version, p.registered_at
				FROM product p LEFT JOIN product_type t ON t.id = p.product_type ORDER BY p.gtin"
					.into(),
			daily: false,
		},
		Sheet {
			name: "lots",
			schema: "message lots {
				required int64 id;
				optional binary gtin (STRING);
				optional binary batch (STRING);
				optional int64 part;
				optional int64 issuer;
				optional int64 facility;
				optional int64 items;
				optional binary status (STRING);
				optional int64 issued_at (TIMESTAMP(MILLIS, true));
				optional int64 compromised (TIMESTAMP(MILLIS, true));
			}",
			select:
				"SELECT id, printf('%014d', gtin), batch, part, issuer, facility, count, status,
				issued_at, compromised FROM lot ORDER BY id"
					.into(),
			daily: false,
		},
	]
}

/// What an export did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Exported {
	/// The last block that is in it.
	pub block: BlockNumber,
	/// How many days have entries.
	pub days: u64,
	/// How many days were written; the others were there.
	pub written: u64,
	/// How many entries were written.
	pub entries: u64,
}

/// A column of a row group: with a level for each row, 1 where there is a value, if it may have none.
struct Column {
	values: Values,
	levels: Option<Vec<i16>>,
}

enum Values {
	Int(Vec<i32>),
	Long(Vec<i64>),
	Text(Vec<ByteArray>),
}

impl Column {
	/// The columns of a schema.
	fn all(schema: &Type) -> Vec<Self> {
		let column = |field: &Arc<Type>| {
			let values = match field.get_physical_type() {
				Physical::INT32 => Values::Int(Vec::new()),
				Physical::INT64 => Values::Long(Vec::new()),
				_ => Values::Text(Vec::new()),
			};
			let is_optional = field.get_basic_info().repetition() == Repetition::OPTIONAL;
			Self { values, levels: is_optional.then(Vec::new) }
		};
		schema.get_fields().iter().map(column).collect()
	}

	/// Adds what the database has. Where there has to be a value and is none, it is that of zero.
	fn push(&mut self, value: ValueRef<'_>) {
		let is_none = matches!(value, ValueRef::Null);
		if let Some(levels) = &mut self.levels {
			levels.push(i16::from(!is_none));
			if is_none {
				return;
			}
		}
		let number = match value {
			ValueRef::Integer(number) => number,
			_ => 0,
		};
		match &mut self.values {
			Values::Int(values) => values.push(i32::try_from(number).unwrap_or(i32::MAX)),
			Values::Long(values) => values.push(number),
			Values::Text(values) => values.push(match value {
				ValueRef::Text(text) | ValueRef::Blob(text) => text.to_vec().into(),
				_ => ByteArray::from(""),
			}),
		}
	}

	fn write<W: std::io::Write + Send>(
		&self,
		group: &mut SerializedRowGroupWriter<'_, W>,
	) -> core::result::Result<(), ParquetError> {
		let Some(mut writer) = group.next_column()? else {
			return Err(ParquetError::General("the schema has fewer columns".into()));
		};
		let levels = self.levels.as_deref();
		match &self.values {
			Values::Int(values) => {
				writer.typed::<Int32Type>().write_batch(values, levels, None)?;
			}
			Values::Long(values) => {
				writer.typed::<Int64Type>().write_batch(values, levels, None)?;
			}
			Values::Text(values) => {
				writer.typed::<ByteArrayType>().write_batch(values, levels, None)?;
			}
		}
		writer.close()
	}
}

/// Exports what an index holds into a folder.
///
/// # Errors
///
/// [`Error::NoIndex`], [`Error::File`], [`Error::Input`] if the folder has the export of another chain,
/// and those of the database.
pub fn export(path: &Path, folder: &Path) -> Result<Exported> {
	let database = database::open_to_read(path)?;
	database.execute_batch("BEGIN")?;
	let found: Option<(BlockNumber, [u8; 32])> = database
		.query_row("SELECT head, genesis FROM chain", [], |row| Ok((row.get(0)?, row.get(1)?)))
		.optional()?;
	let Some((head, genesis)) = found else { return Ok(Exported::default()) };
	let mut exported = Exported { block: head, ..Exported::default() };
	let mut select = database.prepare(
		"SELECT at / 86400000, min(number), max(number), sum(entries) FROM block
		 GROUP BY 1 HAVING sum(entries) > 0 ORDER BY 1",
	)?;
	let days = select.query_map([], |row| {
		let span = Span { day: row.get(0)?, first: row.get(1)?, last: row.get(2)? };
		Ok((span, row.get::<_, u64>(3)?))
	})?;
	let sheets = sheets();
	let genesis = format!("0x{}", hex::encode(genesis));
	let source = Source { database: &database, folder, genesis };
	for day in days {
		let (day, entries) = day?;
		exported.days += 1;
		let mut written = false;
		for sheet in sheets.iter().filter(|it| it.daily) {
			let place = folder.join(sheet.name).join(format!("day={}", day_of(day.day)));
			written |= source.write(sheet, &day, &place)?;
		}
		if written {
			exported.written += 1;
			exported.entries += entries;
		}
	}
	let all = Span { day: 0, first: 0, last: head };
	for sheet in sheets.iter().filter(|it| !it.daily) {
		source.write(sheet, &all, &folder.join(sheet.name))?;
	}
	Ok(exported)
}

/// Blocks that one file covers.
struct Span {
	/// Their day, counted from 1970 on.
	day: i64,
	first: BlockNumber,
	last: BlockNumber,
}

impl Span {
	/// What its files say that they cover.
	fn blocks(&self) -> String {
		format!("{}-{}", self.first, self.last)
	}
}

/// What is exported, and into which folder.
struct Source<'a> {
	database: &'a Connection,
	folder: &'a Path,
	/// The hash of the chain's first block.
	genesis: String,
}

impl Source<'_> {
	/// Writes a file unless it is there; whether it did.
	fn write(&self, sheet: &Sheet, span: &Span, folder: &Path) -> Result<bool> {
		let path = folder.join(format!("{}.parquet", sheet.name));
		if let Some(footer) = footer(&path) {
			let of = |key: &str| footer.iter().find(|it| it.key == key)?.value.as_deref();
			if of(GENESIS).is_some_and(|it| it != self.genesis) {
				return Err(Error::Input {
					field: "--parquet",
					reason: format!(
						"{} has the export of another chain: name another folder",
						self.folder.display()
					),
				});
			}
			if of(BLOCKS) == Some(&span.blocks()) && of(FORM) == Some(THIS_FORM) {
				return Ok(false);
			}
		}
		fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
		// A name that no reader takes for a file of the data; what a killed run left is written over.
		let part = beside(&path, ".part");
		self.write_part(sheet, span, &part)?;
		fs::rename(&part, &path).map_err(|error| Error::file(&path, error))?;
		sync(folder)?;
		Ok(true)
	}

	fn write_part(&self, sheet: &Sheet, span: &Span, part: &Path) -> Result<()> {
		let fault = |error: ParquetError| Error::file(part, error);
		let file = File::create(part).map_err(|error| Error::file(part, error))?;
		let schema: Arc<Type> = Arc::new(parse_message_type(sheet.schema).map_err(fault)?);
		let says = [
			(BLOCKS, span.blocks()),
			(GENESIS, self.genesis.clone()),
			(FORM, THIS_FORM.to_owned()),
		];
		let says = says.into_iter().map(|(key, value)| KeyValue::new(key.into(), value));
		let properties = WriterProperties::builder()
			.set_compression(Compression::SNAPPY)
			.set_created_by("hallmark-gateway".into())
			.set_key_value_metadata(Some(says.collect()))
			.build();
		let copy = file.try_clone().map_err(|error| Error::file(part, error))?;
		let mut writer =
			SerializedFileWriter::new(copy, schema.clone(), Arc::new(properties)).map_err(fault)?;
		let mut write = |columns: Vec<Column>| {
			let mut group = writer.next_row_group().map_err(fault)?;
			for column in columns {
				column.write(&mut group).map_err(fault)?;
			}
			group.close().map_err(fault)?;
			Ok::<_, Error>(())
		};
		let mut select = self.database.prepare(&sheet.select)?;
		let last = place(span.last, (1 << INDEX_BITS) - 1);
		let mut rows = match sheet.daily {
			true => select.query([place(span.first, 0), last, span.day])?,
			false => select.query([])?,
		};
		let (mut columns, mut count) = (Column::all(&schema), 0);
		while let Some(row) = rows.next()? {
			push(row, &mut columns)?;
			count += 1;
			if count == ROWS {
				write(core::mem::replace(&mut columns, Column::all(&schema)))?;
				count = 0;
			}
		}
		if count > 0 {
			write(columns)?;
		}
		writer.close().map_err(fault)?;
		file.sync_all().map_err(|error| Error::file(part, error))
	}
}

/// Adds a row.
fn push(row: &Row<'_>, columns: &mut [Column]) -> Result<()> {
	for (at, column) in columns.iter_mut().enumerate() {
		column.push(row.get_ref(at)?);
	}
	Ok(())
}

/// What the footer of a file says; none if it is not there, or not whole.
fn footer(path: &Path) -> Option<Vec<KeyValue>> {
	let reader = SerializedFileReader::new(File::open(path).ok()?).ok()?;
	Some(reader.metadata().file_metadata().key_value_metadata()?.clone())
}

/// Brings a folder's names to the disk.
fn sync(folder: &Path) -> Result<()> {
	File::open(folder)
		.and_then(|folder| folder.sync_all())
		.map_err(|error| Error::file(folder, error))
}
