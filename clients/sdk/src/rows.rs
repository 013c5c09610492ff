//! Rows of CSV files, each with its line.
//!
//! A row is a line: no field that is of use here holds a line break. So a quote that is not closed
//! spoils its own row, and not the rest of the file.

use crate::{Error, Result};
use csv::{ByteRecord, ReaderBuilder};
use std::io::Read;

/// A CSV file whose first line names the columns.
#[derive(Clone, Debug)]
pub struct Csv {
	bytes: Vec<u8>,
	header: ByteRecord,
}

/// A row of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
	/// Its line, counted from 1. Blank lines count, though they are no rows.
	pub line: u64,
	/// Its fields without the spaces around them, as many as the header has; or why it has none.
	pub fields: core::result::Result<ByteRecord, String>,
}

impl Csv {
	/// Reads a file.
	///
	/// # Errors
	///
	/// [`Error::Input`] if it cannot be read, or its header leaves a quote open.
	pub fn read(mut file: impl Read) -> Result<Self> {
		let mut bytes = Vec::new();
		file.read_to_end(&mut bytes).map_err(|error| Error::input("file", error))?;
		let header = match lines(&bytes).next() {
			Some((_, line)) => fields(line).map_err(|reason| Error::input("header", reason))?,
			None => ByteRecord::new(),
		};
		Ok(Self { bytes, header })
	}

	/// The columns' names; none if the file is empty.
	pub fn header(&self) -> &ByteRecord {
		&self.header
	}

	/// What stands below the header.
	pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
		let columns = self.header.len();
		lines(&self.bytes).skip(1).map(move |(line, bytes)| {
			let fields = fields(bytes).and_then(|fields| match fields.len() {
				found if found == columns => Ok(fields),
				found => Err(format!("{found} fields, the header has {columns}")),
			});
			Row { line, fields }
		})
	}
}

/// The lines that are not blank, with their numbers. They end as on any system.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
	let ends_in_lf = bytes.split(|byte| *byte == b'\n');
	let all = ends_in_lf.flat_map(|line| {
		let line = line.strip_suffix(b"\r").unwrap_or(line);
		line.split(|byte| *byte == b'\r')
	});
	(1..).zip(all).filter(|(_, line)| !line.is_empty())
}

/// The fields of a line.
fn fields(line: &[u8]) -> core::result::Result<ByteRecord, String> {
	let ended = [line, b"\n"].concat();
	let mut reader = ReaderBuilder::new()
		.has_headers(false)
		.buffer_capacity(ended.len())
		.from_reader(ended.as_slice());
	let mut record = ByteRecord::new();
	reader.read_byte_record(&mut record).map_err(|error| error.to_string())?;
	// The end of the line ends the last field, unless it stands in quotes.
	if record.iter().any(|field| field.contains(&b'\n')) {
		return Err("a quote is not closed in its line".into());
	}
	record.trim();
	// It would be the place within the line.
	record.set_position(None);
	Ok(record)
}

#[cfg(test)]
mod tests {
	use super::*;

	/// The rows of a file: their lines, and their fields or what is wrong.
	fn rows(csv: &str) -> Vec<(u64, Vec<String>)> {
		let text = |field: &[u8]| String::from_utf8(field.to_vec()).unwrap();
		let csv = Csv::read(csv.as_bytes()).unwrap();
		let row = |row: Row| match row.fields {
			Ok(fields) => (row.line, fields.iter().map(text).collect()),
			Err(reason) => (row.line, vec![reason]),
		};
		csv.rows().map(row).collect()
	}

	#[test]
	fn line_is_that_of_the_file_whatever_ends_lines_and_stands_between() {
		for end in ["\n", "\r\n", "\r"] {
			let csv = ["", "a,b", "1,2", "", "", "3,4", "5", "6,7"].join(end);
			let lines: Vec<_> = rows(&csv).iter().map(|(line, _)| *line).collect();
			assert_eq!(lines, [3, 6, 7, 8], "{end:?}");
		}
		assert_eq!(rows(""), []);
		assert_eq!(rows("a\r\n\r\n"), []);
	}

	#[test]
	fn fields_are_unquoted_and_trimmed() {
		let expected = vec!["x, \"y\"".to_string(), "5\" pipe".into(), String::new()];
		assert_eq!(rows("\u{feff}a,b,c\n\"x, \"\"y\"\"\", 5\" pipe ,\n"), [(2, expected)]);
		let csv = Csv::read("\u{feff} a ,b\n".as_bytes()).unwrap();
		assert_eq!(csv.header(), &ByteRecord::from(vec!["a", "b"]));
	}

	#[test]
	fn row_is_refused_by_itself_when_its_quote_is_not_closed() {
		let found = rows("a,b\n\"1,2\n3,4\n5,\"6\n7,8\"\n9\n\"10\",11\n");
		let open = || vec!["a quote is not closed in its line".to_string()];
		let pair = |a: &str, b: &str| vec![a.to_string(), b.to_string()];
		assert_eq!(
			found,
			[
				(2, open()),
				(3, pair("3", "4")),
				(4, open()),
				(5, pair("7", "8\"")),
				(6, vec!["1 fields, the header has 2".to_string()]),
				(7, pair("10", "11")),
			]
		);
		let header = Csv::read("a,\"b\n1,2\n".as_bytes()).unwrap_err();
		assert!(header.to_string().starts_with("header: a quote"), "{header}");
	}
}
