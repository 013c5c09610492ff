//! Tables as people have them: CSV files with commas, semicolons or tabs, and any encoding that
//! [`crate::encoding`] reads.
//!
//! The first line names the columns, whose letters may be small or capital; a line `sep=;` may
//! stand before it, as spreadsheets write it. A row is a line: no field that is of use here holds a
//! line break. So a quote that is not closed spoils its own row, and not the rest of the file. Rows
//! whose fields are all empty are none, also before the header. A field `="0123"`, the formula that
//! keeps the zeros of digits in spreadsheets, is the text in its quotes. [`list`] reads lists of one
//! thing a line the same way.

use crate::{
	encoding::{decode, Decoded, Encoding},
	Error, Result,
};
use csv::{ReaderBuilder, StringRecord};
use hallmark_gs1::Gtin;
use hallmark_types::{ItemRange, ItemRanges, Serial, MAX_LOT_ITEMS, MAX_RANGES};
use std::io::Read;

/// A table whose first line names the columns.
#[derive(Clone, Debug)]
pub struct Csv {
	text: String,
	doubt: Option<String>,
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
		let Decoded { text, doubt } =
			decode(&bytes, encoding).map_err(|reason| Error::input("file", reason))?;
		let mut lines = lines(&text);
		let (named, first) = first(&mut lines)?;
		let (header_line, line) = first.unwrap_or_default();
		let delimiter = named.unwrap_or_else(|| delimiter(line));
		let header = fields(line, delimiter).map_err(|reason| Error::input("header", reason))?;
		drop(lines);
		Ok(Self { text, doubt, delimiter, header, header_line })
	}

	/// What else the text may be, if it reads well in two encodings; see [`Decoded`].
	pub fn doubt(&self) -> Option<&str> {
		self.doubt.as_deref()
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

	/// As [`Self::column`], of a file with secrets: what is wrong shows nothing of it. Where the header
	/// is missing, secrets stand in its place.
	///
	/// # Errors
	///
	/// [`Error::Input`] if there is none, or there are two.
	pub fn column_beside_secrets(&self, name: &str) -> Result<usize> {
		let reason = || format!("there is no column {name}");
		self.find(name)?.ok_or_else(|| Error::input("header", reason()))
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

/// The things of a list that has one a line, with their lines. Each is read as the field of a table
/// without a header that has this column alone: commas are part of it.
///
/// # Errors
///
/// [`Error::Input`] with the first line that cannot be read.
pub fn list(text: &str) -> Result<Vec<(u64, String)>> {
	let mut lines = lines(text);
	let (named, first) = first(&mut lines)?;
	let filled = first.into_iter().chain(lines.filter(|(_, line)| !is_hollow(line)));
	let thing = |(line, text): (u64, &str)| {
		let fields = fields(text, named.unwrap_or(NO_DELIMITER));
		let only = fields.and_then(|fields| match fields.iter().collect::<Vec<_>>()[..] {
			[only] => Ok(only.to_string()),
			_ => Err(format!("{} fields instead of one", fields.len())),
		});
		only.map(|only| (line, only))
			.map_err(|reason| Error::input("list", format!("line {line}: {reason}")))
	};
	filled.map(thing).collect()
}

/// What no line holds.
const NO_DELIMITER: u8 = 0;

/// The delimiter that a line before the first filled one names, if there is one, and that line.
type First<'a> = (Option<u8>, Option<(u64, &'a str)>);

fn first<'a>(lines: &mut impl Iterator<Item = (u64, &'a str)>) -> Result<First<'a>> {
	let mut filled = lines.filter(|(_, line)| !is_hollow(line));
	let first = filled.next();
	let named = first.and_then(|(_, line)| separator(line)).transpose()?;
	Ok((named, if named.is_some() { filled.next() } else { first }))
}

/// The lines that are not blank, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (u64, &str)> {
	(1..).zip(text.split('\n')).filter(|(_, line)| !line.trim().is_empty())
}

/// Whether no field of a line has anything in it.
fn is_hollow(line: &str) -> bool {
	line.chars().all(|c| c.is_whitespace() || matches!(c, ',' | ';' | '"'))
}

/// The GTIN in a field.
///
/// # Errors
///
/// Why there is none.
pub fn gtin(text: &str) -> core::result::Result<Gtin, String> {
	Gtin::read(text)
		.map_err(|error| if is_rounded(text) { rounded(text) } else { error.to_string() })
}

/// Items of a lot, first and last of each range: `5`, `10-20`, `0-4,7`.
///
/// # Errors
///
/// Why there are none.
pub fn ranges(text: &str) -> core::result::Result<ItemRanges, String> {
	let index = |text: &str| text.parse().map_err(|_| format!("{text}: not an item's index"));
	let range = |text: &str| {
		let (first, last) = text.split_once('-').unwrap_or((text, text));
		let (start, last): (u32, u32) = (index(first)?, index(last)?);
		if start > last || last >= MAX_LOT_ITEMS {
			return Err(format!("{text}: not items of a lot, first and last"));
		}
		Ok(ItemRange { start, end: last.saturating_add(1) })
	};
	let ranges = text.split(',').map(range).collect::<core::result::Result<Vec<_>, _>>()?;
	ranges.try_into().map_err(|_| format!("more than {MAX_RANGES} ranges"))
}

/// The serial number in a field.
///
/// # Errors
///
/// Why there is none.
pub fn serial(text: &str) -> core::result::Result<Serial, String> {
	Serial::new(whole(text)?)
		.ok_or_else(|| "not 1 to 20 characters of GS1's character set 82".into())
}

/// A field that may be a number, as it was before a spreadsheet opened the file.
///
/// # Errors
///
/// That it is a number as spreadsheets show long ones, with a sign: `1.2E+12`. `12E5` may be meant
/// as it is.
pub fn whole(text: &str) -> core::result::Result<&str, String> {
	if is_rounded(text) && text.contains('+') {
		return Err(rounded(text));
	}
	Ok(text)
}

/// Whether a number is written as spreadsheets show long ones: `9.521E+12`.
fn is_rounded(text: &str) -> bool {
	let Some((digits, exponent)) = text.split_once(['E', 'e']) else {
		return false;
	};
	let is_digit = |c: char| c.is_ascii_digit();
	let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
	digits.starts_with(is_digit)
		&& digits.chars().all(|c| is_digit(c) || matches!(c, '.' | ','))
		&& exponent.starts_with(is_digit)
		&& exponent.chars().all(is_digit)
}

/// What to say of such a number.
fn rounded(text: &str) -> String {
	format!(
		"{text}: a spreadsheet has rounded the digits away: set the column to text, and write the \
		 number again"
	)
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
	fn number_is_refused_when_a_spreadsheet_shows_it_short() {
		for text in ["1.2E+12", "9,521e+12", "1E+05"] {
			for fault in [whole(text).unwrap_err(), serial(text).unwrap_err()] {
				assert!(
					fault.starts_with(&format!("{text}: a spreadsheet has rounded")),
					"{fault}"
				);
			}
		}
		for text in ["12E5", "1E+", "E+12", "A1E+12", "12+5", "5"] {
			assert_eq!(serial(text).map(|serial| serial.to_string()).as_deref(), Ok(text));
		}
		assert!(serial("a b").unwrap_err().contains("character set 82"));
	}

	#[test]
	fn list_is_read_as_the_only_column_of_a_table() {
		let read = |text: &str| {
			let decoded = decode(text.as_bytes(), None).unwrap();
			list(&decoded.text).map_err(|error| error.to_string())
		};
		for end in ["\n", "\r\n", "\r"] {
			let text =
				["", " ", "=\"001\"", "\"002\"", "\"=\"\"003\"\"\"", " A,1;2 ", "", "5\"", ""];
			let expected: Vec<_> =
				(3..).zip(["001", "002", "003", "A,1;2"]).chain([(8, "5\"")]).collect();
			let found = read(&text.join(end)).unwrap();
			let found: Vec<_> = found.iter().map(|(line, text)| (*line, text.as_str())).collect();
			assert_eq!(found, expected, "{end:?}");
		}
		assert_eq!(read("sep=;\r\n\"A\"\r\n"), Ok(vec![(2, "A".to_string())]));
		assert_eq!(read(""), Ok(vec![]));
		assert_eq!(
			read("A\n\"B\n").unwrap_err(),
			"list: line 2: a quote is not closed in its line"
		);
		assert_eq!(read("sep=;\nA\nB;C\n").unwrap_err(), "list: line 3: 2 fields instead of one");
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
		let named = Csv::read(&*gbk, Some(encoding_rs::GBK)).unwrap();
		assert_eq!((named.rows().count(), named.doubt()), (2, None));
		let gbk = encoding_rs::GBK.encode("name\n小鞋\n").0;
		assert!(read(gbk).doubt().is_some_and(|doubt| doubt.contains("小鞋")));
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
		let fault = read("secret\n").column_beside_secrets("a").unwrap_err();
		assert_eq!(fault.to_string(), "header: there is no column a");
	}
}
