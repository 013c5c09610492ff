//! The final journal as Parquet files, a folder for each day, for data warehouses.
//!
//! `journal/day=2026-11-30/journal.parquet` has every entry of the blocks of that day (UTC), and
//! `statistics/day=…/statistics.parquet` counts them by kind, standing, organisation and kind of
//! subject. A file appears whole or not at all. Its footer says which blocks it covers, so that a run
//! writes only what is new: the days since the last run, and the last day again.

use crate::{
	batch::{of_place, place, INDEX_BITS, STANDINGS},
	check::kind_of_subject,
	database::{self, beside},
	error::{Error, Result},
};
use hallmark_types::BlockNumber;
use parquet::{
	basic::Compression,
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
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use std::{
	fs::{self, File},
	path::{Path, PathBuf},
	sync::Arc,
};

/// A day, in milliseconds.
const DAY: i64 = 86_400_000;

/// The most rows of a row group.
const ROWS: usize = 1 << 16;

/// Under which key a footer says which blocks a file covers.
const BLOCKS: &str = "hallmark:blocks";

/// What an entry is in Parquet.
const JOURNAL: &str = "message journal {
	required int64 place;
	required int64 block;
	required int64 block_at (TIMESTAMP(MILLIS, true));
	required int64 at (TIMESTAMP(MILLIS, true));
	required binary subject (STRING);
	required int64 number;
	required int32 item;
	required int64 sequence;
	required binary kind (STRING);
	required binary standing (STRING);
	required binary author (STRING);
	optional int64 organisation;
	optional binary operator (STRING);
	optional binary digest (STRING);
	optional binary media (STRING);
}";

/// What a count is in Parquet.
const STATISTICS: &str = "message statistics {
	required binary subject (STRING);
	required binary kind (STRING);
	required binary standing (STRING);
	optional int64 organisation;
	required int64 entries;
}";

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

/// A column of a row group.
enum Column {
	Long(Vec<i64>),
	Int(Vec<i32>),
	Text(Vec<ByteArray>),
	/// With a level for each row: 1 where there is a value.
	MaybeLong(Vec<i64>, Vec<i16>),
	MaybeText(Vec<ByteArray>, Vec<i16>),
}

impl Column {
	fn maybe<T>(value: Option<T>, values: &mut Vec<T>, levels: &mut Vec<i16>) {
		levels.push(i16::from(value.is_some()));
		values.extend(value);
	}

	fn long(&mut self, value: i64) {
		if let Column::Long(values) = self {
			values.push(value);
		}
	}

	fn int(&mut self, value: i32) {
		if let Column::Int(values) = self {
			values.push(value);
		}
	}

	fn text(&mut self, value: &str) {
		if let Column::Text(values) = self {
			values.push(value.into());
		}
	}

	fn maybe_long(&mut self, value: Option<i64>) {
		if let Column::MaybeLong(values, levels) = self {
			Self::maybe(value, values, levels);
		}
	}

	fn maybe_text(&mut self, value: Option<String>) {
		if let Column::MaybeText(values, levels) = self {
			Self::maybe(value.map(|it| it.as_str().into()), values, levels);
		}
	}
}

/// Exports what an index holds into a folder.
///
/// # Errors
///
/// [`Error::NoIndex`], [`Error::File`], and those of the database.
pub fn export(path: &Path, folder: &Path) -> Result<Exported> {
	let database = database::open_to_read(path)?;
	database.execute_batch("BEGIN")?;
	let head: Option<BlockNumber> =
		database.query_row("SELECT head FROM chain", [], |row| row.get(0)).optional()?;
	let Some(head) = head else { return Ok(Exported::default()) };
	let mut exported = Exported { block: head, ..Exported::default() };
	let mut select = database.prepare(
		"SELECT at / 86400000, min(number), max(number), sum(entries) FROM block
		 GROUP BY 1 HAVING sum(entries) > 0 ORDER BY 1",
	)?;
	let days = select.query_map([], |row| {
		Ok(Day { day: row.get(0)?, first: row.get(1)?, last: row.get(2)?, entries: row.get(3)? })
	})?;
	for day in days {
		let day = day?;
		exported.days += 1;
		let mut written = false;
		for (name, schema, rows) in [
			("journal", JOURNAL, journal as fn(&Connection, &Day, Rows<'_>) -> Result<()>),
			("statistics", STATISTICS, statistics),
		] {
			let place = folder.join(name).join(format!("day={}", day.name()?));
			written |= day.write(&database, &place, name, schema, rows)?;
		}
		if written {
			exported.written += 1;
			exported.entries += day.entries;
		}
	}
	Ok(exported)
}

/// Takes rows of one file: a row group.
type Rows<'a> = &'a mut dyn FnMut(Vec<Column>) -> Result<()>;

/// A day, counted from 1970 on, and its blocks.
struct Day {
	day: i64,
	first: BlockNumber,
	last: BlockNumber,
	entries: u64,
}

impl Day {
	/// As ISO 8601 writes it.
	fn name(&self) -> Result<String> {
		let seconds = self.day.saturating_mul(DAY / 1_000);
		let moment = chrono::DateTime::from_timestamp(seconds, 0).ok_or_else(|| {
			let reason = format!("day {} after 1970 is none of the calendar", self.day);
			Error::Inconsistent { block: self.first, reason }
		})?;
		Ok(moment.format("%Y-%m-%d").to_string())
	}

	/// What its files say that they cover.
	fn blocks(&self) -> String {
		format!("{}-{}", self.first, self.last)
	}

	/// Writes a file unless it is there; whether it did.
	fn write(
		&self,
		database: &Connection,
		folder: &Path,
		name: &str,
		schema: &str,
		rows: fn(&Connection, &Day, Rows<'_>) -> Result<()>,
	) -> Result<bool> {
		let path = folder.join(format!("{name}.parquet"));
		if covered(&path).as_deref() == Some(&self.blocks()) {
			return Ok(false);
		}
		fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
		// A name that no reader takes for a file of the data; what a killed run left is written over.
		let part = beside(&path, ".part");
		self.write_part(database, &part, schema, rows)?;
		fs::rename(&part, &path).map_err(|error| Error::file(&path, error))?;
		sync(folder)?;
		Ok(true)
	}

	fn write_part(
		&self,
		database: &Connection,
		part: &PathBuf,
		schema: &str,
		rows: fn(&Connection, &Day, Rows<'_>) -> Result<()>,
	) -> Result<()> {
		let fault = |error: ParquetError| Error::file(part, error);
		let file = File::create(part).map_err(|error| Error::file(part, error))?;
		let schema: Arc<Type> = Arc::new(parse_message_type(schema).map_err(fault)?);
		let properties = WriterProperties::builder()
			.set_compression(Compression::SNAPPY)
			.set_created_by("hallmark-gateway".into())
			.set_key_value_metadata(Some(vec![KeyValue::new(BLOCKS.into(), self.blocks())]))
			.build();
		let copy = file.try_clone().map_err(|error| Error::file(part, error))?;
		let mut writer =
			SerializedFileWriter::new(copy, schema, Arc::new(properties)).map_err(fault)?;
		rows(database, self, &mut |columns| {
			let mut group = writer.next_row_group().map_err(fault)?;
			for column in columns {
				write_column(&mut group, &column).map_err(fault)?;
			}
			group.close().map_err(fault)?;
			Ok(())
		})?;
		writer.close().map_err(fault)?;
		file.sync_all().map_err(|error| Error::file(part, error))
	}
}

/// Which blocks a file covers; none if it is not there, or not whole.
fn covered(path: &Path) -> Option<String> {
	let reader = SerializedFileReader::new(File::open(path).ok()?).ok()?;
	let pairs = reader.metadata().file_metadata().key_value_metadata()?;
	pairs.iter().find(|it| it.key == BLOCKS)?.value.clone()
}

/// Brings a folder's names to the disk.
fn sync(folder: &Path) -> Result<()> {
	File::open(folder)
		.and_then(|folder| folder.sync_all())
		.map_err(|error| Error::file(folder, error))
}

fn write_column<W: std::io::Write + Send>(
	group: &mut SerializedRowGroupWriter<'_, W>,
	column: &Column,
) -> core::result::Result<(), ParquetError> {
	let Some(mut writer) = group.next_column()? else {
		return Err(ParquetError::General("the schema has fewer columns".into()));
	};
	match column {
		Column::Long(values) => {
			writer.typed::<Int64Type>().write_batch(values, None, None)?;
		}
		Column::Int(values) => {
			writer.typed::<Int32Type>().write_batch(values, None, None)?;
		}
		Column::Text(values) => {
			writer.typed::<ByteArrayType>().write_batch(values, None, None)?;
		}
		Column::MaybeLong(values, levels) => {
			writer.typed::<Int64Type>().write_batch(values, Some(levels), None)?;
		}
		Column::MaybeText(values, levels) => {
			writer.typed::<ByteArrayType>().write_batch(values, Some(levels), None)?;
		}
	}
	writer.close()
}

/// The entries of a day.
fn journal(database: &Connection, day: &Day, write: Rows<'_>) -> Result<()> {
	let columns = || {
		let text = || Column::Text(Vec::new());
		let long = || Column::Long(Vec::new());
		let maybe_text = || Column::MaybeText(Vec::new(), Vec::new());
		vec![
			long(),
			long(),
			long(),
			long(),
			text(),
			long(),
			Column::Int(Vec::new()),
			long(),
			text(),
			text(),
			text(),
			Column::MaybeLong(Vec::new(), Vec::new()),
			maybe_text(),
			maybe_text(),
			maybe_text(),
		]
	};
	let mut select = database.prepare(
		"SELECT j.id, b.at, j.at, s.kind, s.number, s.item, j.sequence, k.name, j.standing, j.author,
		 j.organisation, a.address, j.digest, j.media
		 FROM journal j JOIN block b ON b.number = j.id >> 20 JOIN subject s ON s.id = j.subject
		 JOIN name k ON k.id = j.kind LEFT JOIN account a ON a.id = j.operator
		 WHERE j.id BETWEEN ?1 AND ?2 ORDER BY j.id",
	)?;
	let last = place(day.last, (1 << INDEX_BITS) - 1);
	let mut rows = select.query([place(day.first, 0), last])?;
	let (mut group, mut count) = (columns(), 0);
	while let Some(row) = rows.next()? {
		let place: i64 = row.get(0)?;
		let standing: usize = row.get(8)?;
		let author: usize = row.get(9)?;
		let digest: Option<Vec<u8>> = row.get(12)?;
		if let [id, block, block_at, at, subject, number, item, sequence, kind, said, who, organisation, operator, hash, media] =
			&mut group[..]
		{
			id.long(place);
			block.long(i64::from(of_place(place).0));
			block_at.long(row.get(1)?);
			at.long(row.get(2)?);
			subject.text(&kind_of_subject(row.get(3)?));
			number.long(row.get(4)?);
			item.int(i32::try_from(row.get::<_, i64>(5)?).unwrap_or(i32::MAX));
			sequence.long(row.get(6)?);
			kind.text(&row.get::<_, String>(7)?);
			said.text(STANDINGS.get(standing).copied().unwrap_or_default());
			let authors = ["Operator", "Council", "Consumer"];
			who.text(authors.get(author).copied().unwrap_or_default());
			organisation.maybe_long(row.get(10)?);
			operator.maybe_text(row.get(11)?);
			hash.maybe_text(digest.map(hex::encode));
			media.maybe_text(row.get(13)?);
		}
		count += 1;
		if count == ROWS {
			write(core::mem::replace(&mut group, columns()))?;
			count = 0;
		}
	}
	if count > 0 {
		write(group)?;
	}
	Ok(())
}

/// How many entries a day has of each kind.
fn statistics(database: &Connection, day: &Day, write: Rows<'_>) -> Result<()> {
	let mut select = database.prepare(
		"SELECT s.kind, k.name, j.standing, j.organisation, count(*)
		 FROM journal j JOIN subject s ON s.id = j.subject JOIN name k ON k.id = j.kind
		 WHERE j.id BETWEEN ?1 AND ?2 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
	)?;
	let last = place(day.last, (1 << INDEX_BITS) - 1);
	let mut rows = select.query([place(day.first, 0), last])?;
	let text = || Column::Text(Vec::new());
	let mut subject = text();
	let mut kind = text();
	let mut standing = text();
	let mut organisation = Column::MaybeLong(Vec::new(), Vec::new());
	let mut entries = Column::Long(Vec::new());
	while let Some(row) = rows.next()? {
		let said: usize = row.get(2)?;
		subject.text(&kind_of_subject(row.get(0)?));
		kind.text(&row.get::<_, String>(1)?);
		standing.text(STANDINGS.get(said).copied().unwrap_or_default());
		organisation.maybe_long(row.get(3)?);
		entries.long(row.get(4)?);
	}
	write(vec![subject, kind, standing, organisation, entries])
}
