//! Tables as people have them: CSV files with commas, semicolons or tabs, and any encoding that
//! [`crate::encoding`] reads.
//!
//! The first line names the columns, whose letters may be small or capital; a line `sep=;` may
//! stand before it, as spreadsheets write it. A row is a line: no field that is of use here holds a
//! line break. So a quote that is not closed spoils its own row, and not the rest of the file. Rows
//! whose fields are all empty are none, also before the header. A field `="0123"`, the formula that
//! keeps the zeros of digits in spreadsheets, is the text in its quotes.

use crate::{
	encoding::{decode, Encoding},
	Error, Result,
};
use csv::{ReaderBuilder, StringRecord};
use hallmark_gs1::Gtin;
use std::io::Read;

/// A table whose first line names the columns.
#[derive(Clone, Debug)]
pub struct Csv {
	text: String,
	delimiter: u8,
	header: StringRecord,
	/// The line of the header; 0 if the file is empty.
	header_line: u64,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
	/// Its line, counted from 1. Blank lines count, though they are no rows.
	pub line: u64,
	/// Its fields without the spaces around them, as many as the header has; or why it has none.
	pub fields: core::result::Result<StringRecord, String>,
}

impl Csv {
	/// Reads a file, in UTF-8 unless it has a byte order mark or an encoding is given.
	///
	/// # Errors
	///
	/// [`Error::Input`] if it cannot be read or is in another encoding, or its header leaves a
	/// quote open.
	pub fn read(mut file: impl Read, encoding: Option<&'static Encoding>) -> Result<Self> {
		let mut bytes = Vec::new();
		file.read_to_end(&mut bytes).map_err(|error| Error::input("file", error))?;
		let text = decode(&bytes, encoding).map_err(|reason| Error::input("file", reason))?;
		let mut lines = lines(&text).filter(|(_, line)| !is_hollow(line));
		let mut first = lines.next();
		let named = first.and_then(|(_, line)| separator(line)).transpose()?;
		if named.is_some() {
			first = lines.next();
		}
		let (header_line, line) = first.unwrap_or_default();
		let delimiter = named.unwrap_or_else(|| delimiter(line));
		let header = fields(line, delimiter).map_err(|reason| Error::input("header", reason))?;
		drop(lines);
		Ok(Self { text, delimiter, header, header_line })
	}

	/// Where a column stands, if there is one of this name.
	///
	/// # Errors
	///
	/// [`Error::Input`] if there are two.
	pub fn find(&self, name: &str) -> Result<Option<usize>> {
		let is_named = |(_, column): &(usize, &str)| column.eq_ignore_ascii_case(name);
		let mut places = self.header.iter().enumerate().filter(is_named).map(|(place, _)| place);
		let first = places.next();
		match places.next() {
			None => Ok(first),
			Some(_) => Err(Error::input("header", format!("two columns are called {name}"))),
		}
	}

	/// Where a column stands that must be there.
	///
	/// # Errors
	///
	/// [`Error::Input`] if there is none, or there are two.
	pub fn column(&self, name: &str) -> Result<usize> {
		self.find(name)?.ok_or_else(|| {
			let found: Vec<_> = self.header.iter().collect();
			let reason = match found.as_slice() {
				[] | [""] => format!("there is no column {name}: the file is empty"),
				found => format!("there is no column {name}, but {}", found.join(" | ")),
			};
			Error::input("header", reason)
		})
	}

	/// What stands below the header.
	pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
		let columns = self.header.len();
		let below = lines(&self.text).filter(|(line, _)| *line > self.header_line);
		below.filter_map(move |(line, text)| {
			let fields = fields(text, self.delimiter);
			if fields.as_ref().is_ok_and(|fields| fields.iter().all(str::is_empty)) {
				return None;
			}
			let fields = fields.and_then(|fields| match fields.len() {
				found if found == columns => Ok(fields),
				found => Err(format!("{found} fields, the header has {columns}")),
			});
			Some(Row { line, fields })
		})
	}
}

/// The lines that are not blank, with their numbers. They end as on any system.
fn lines(text: &str) -> impl Iterator<Item = (u64, &str)> {
	let ends_in_lf = text.split('\n');
	let all = ends_in_lf.flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'));
	(1..).zip(all).filter(|(_, line)| !line.trim().is_empty())
}

/// Whether no field of a line before the header has anything in it.
fn is_hollow(line: &str) -> bool {
	line.chars().all(|c| c.is_whitespace() || matches!(c, ',' | ';' | '"'))
}

/// The GTIN in a field.
///
/// # Errors
///
/// Why there is none.
pub fn gtin(text: &str) -> core::result::Result<Gtin, String> {
	Gtin::read(text).map_err(|error| {
		if is_rounded(text) {
			format!(
				"{text}: a spreadsheet has rounded the digits away: set the column to text, and write \
				 the GTIN again"
			)
		} else {
			error.to_string()
		}
	})
}

/// Whether a number is written as spreadsheets show long ones: `9.521E+12`.
fn is_rounded(text: &str) -> bool {
	let Some((digits, exponent)) = text.split_once(['E', 'e']) else {
		return false;
	};
	let is_digit = |c: char| c.is_ascii_digit();
	digits.starts_with(is_digit)
		&& digits.chars().all(|c| is_digit(c) || matches!(c, '.' | ','))
		&& exponent.strip_prefix('+').unwrap_or(exponent).chars().all(is_digit)
}

/// The delimiter that a line `sep=;` names, if it is one.
fn separator(line: &str) -> Option<Result<u8>> {
	let line = line.trim_matches('"');
	let (name, delimiter) = line.split_at_checked(4)?;
	if !name.eq_ignore_ascii_case("sep=") {
		return None;
	}
	Some(match *delimiter.as_bytes() {
		[delimiter] if delimiter.is_ascii() && delimiter != b'"' => Ok(delimiter),
		_ => Err(Error::input("header", format!("{line}: a delimiter is one character of ASCII"))),
	})
}

/// The delimiter of a header that no line names: of comma, semicolon and tab the one that stands
/// most often outside quotes.
fn delimiter(header: &str) -> u8 {
	let count = |delimiter: char| {
		let bare = header.split('"').step_by(2);
		bare.map(|part| part.matches(delimiter).count()).sum::<usize>()
	};
	let (comma, semicolon, tab) = (count(','), count(';'), count('\t'));
	match () {
		() if tab > comma && tab > semicolon => b'\t',
		() if semicolon > comma => b';',
		() => b',',
	}
}

/// The fields of a line.
fn fields(line: &str, delimiter: u8) -> core::result::Result<StringRecord, String> {
	let ended = [line, "\n"].concat();
	let mut reader = ReaderBuilder::new()
		.has_headers(false)
		.delimiter(delimiter)
		.buffer_capacity(ended.len())
		.from_reader(ended.as_bytes());
	let mut record = StringRecord::new();
	reader.read_record(&mut record).map_err(|error| error.to_string())?;
	// The end of the line ends the last field, unless it stands in quotes.
	if record.iter().any(|field| field.contains('\n')) {
		return Err("a quote is not closed in its line".into());
	}
	record.trim();
	let text_of = |field| {
		let formula: Option<&str> = str::strip_prefix(field, "=\"");
		formula.and_then(|rest| rest.strip_suffix('"')).unwrap_or(field).trim()
	};
	// It has no position, which would be the place within the line.
	Ok(record.iter().map(text_of).collect())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn read(csv: impl AsRef<[u8]>) -> Csv {
		Csv::read(csv.as_ref(), None).unwrap()
	}

	/// The rows of a file: their lines, and their fields or what is wrong.
	fn rows(csv: impl AsRef<[u8]>) -> Vec<(u64, Vec<String>)> {
		let row = |row: Row| match row.fields {
			Ok(fields) => (row.line, fields.iter().map(String::from).collect()),
			Err(reason) => (row.line, vec![reason]),
		};
		read(csv).rows().map(row).collect()
	}

	fn refused(csv: impl AsRef<[u8]>) -> String {
		Csv::read(csv.as_ref(), None).unwrap_err().to_string()
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
		let csv = read("\u{feff} A ,\"b\"\n");
		assert_eq!((csv.column("a").unwrap(), csv.column("B").unwrap()), (0, 1));
	}

	#[test]
	fn field_is_the_text_of_its_formula_when_a_spreadsheet_keeps_zeros_with_one() {
		let expected = vec!["09521001000017".to_string(), "=1".into(), "=\"".into()];
		for line in ["=\"09521001000017\",=1,=\"", "\"=\"\"09521001000017\"\"\",\"=1\",\"=\"\"\""] {
			assert_eq!(rows(format!("a,b,c\n{line}\n")), [(2, expected.clone())], "{line}");
		}
	}

	#[test]
	fn gtin_is_refused_with_the_rounding_when_a_spreadsheet_shows_it_short() {
		assert_eq!(gtin("09521001000017").map(|gtin| gtin.as_u64()), Ok(9_521_001_000_017));
		for text in ["9.521E+12", "9,521E+12", "9.521e12"] {
			let fault = gtin(text).unwrap_err();
			assert!(fault.contains("a spreadsheet has rounded the digits away"), "{text}: {fault}");
		}
		for text in ["09521001000018", "E+12", "9.521E+x", ""] {
			let fault = gtin(text).unwrap_err();
			assert!(!fault.contains("spreadsheet"), "{text}: {fault}");
		}
	}

	#[test]
	fn lines_before_the_header_are_skipped_when_nothing_is_in_them() {
		for (first, delimiter) in
			[("\n,,,,\n", ","), (" ; ;\r\nsep=;\n;;\n", ";"), ("\t\t\n", "\t")]
		{
			let csv = format!("{first}a{delimiter}b\n1{delimiter}2\n");
			let line = csv.lines().count() as u64;
			assert_eq!(rows(&csv), [(line, vec!["1".to_string(), "2".into()])], "{csv:?}");
		}
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
		let header = refused("a,\"b\n1,2\n");
		assert!(header.starts_with("header: a quote"), "{header}");
	}

	#[test]
	fn table_is_the_same_whatever_its_delimiter_and_encoding() {
		let table = |delimiter: &str| {
			let rows = [["GTIN14", "Name"], ["1", "x; y, z"], ["2", "皮鞋"]];
			let quoted = rows.map(|[gtin, name]| format!("{gtin}{delimiter}\"{name}\"\r\n"));
			quoted.concat()
		};
		let expected = [
			(2, vec!["1".to_string(), "x; y, z".into()]),
			(3, vec!["2".to_string(), "皮鞋".into()]),
		];
		for delimiter in [",", ";", "\t"] {
			let text = table(delimiter);
			assert_eq!(rows(&text), expected, "{delimiter}");
			// "Unicode Text" of a spreadsheet.
			let marked = format!("\u{feff}{text}");
			let utf_16: Vec<_> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
			assert_eq!(rows(utf_16), expected, "{delimiter}");
		}
		for (first, delimiter) in
			[("sep=;", ";"), ("SEP=,", ","), ("sep=\t", "\t"), ("\"sep=;\"", ";"), ("sep=|", "|")]
		{
			let expected: Vec<_> =
				expected.iter().map(|(line, row)| (line + 1, row.clone())).collect();
			let text = format!("{first}\r\n{}", table(delimiter));
			assert_eq!(rows(text), expected, "{first}");
		}
		let fault = refused("sep=;;\na;b\n");
		assert!(fault.contains("sep=;;: a delimiter is one character"), "{fault}");
		let gbk = encoding_rs::GBK.encode("name\n皮鞋\n巧克力\n").0;
		assert!(refused(&gbk).starts_with("file: it is not in UTF-8 (line 3), but probably in GBK"));
		let read = Csv::read(&*gbk, Some(encoding_rs::GBK)).unwrap();
		assert_eq!(read.rows().count(), 2);
	}

	#[test]
	fn rows_are_none_when_all_their_fields_are_empty() {
		let expected = [(3, vec!["1".to_string(), String::new()])];
		assert_eq!(rows("a,b\n,\n1,\n , \n,,,,\n\"\",\"\"\n\t\n"), expected);
		assert_eq!(rows("a;b\r\n;\r\n1;\r\n;;;;\r\n"), expected);
	}

	#[test]
	fn header_is_refused_with_what_it_has_when_a_column_is_missing_or_doubled() {
		let fault = |csv: &str, name| read(csv).column(name).unwrap_err().to_string();
		assert_eq!(fault("a|b\n", "a"), "header: there is no column a, but a|b");
		assert_eq!(fault("a,b\n", "c"), "header: there is no column c, but a | b");
		assert_eq!(fault("", "a"), "header: there is no column a: the file is empty");
		assert_eq!(fault("a,b, A\n", "a"), "header: two columns are called a");
		assert_eq!(read("a\n").find("b").unwrap(), None);
	}
}
