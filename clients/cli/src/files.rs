//! Files in TOML that people write, read as the types of the chain.
//!
//! A file has the fields of the chain's types by the names that they have in JSON, and may write
//! some of them shorter:
//!
//! | field | may be |
//! |---|---|
//! | `document`, `certificate`, `series` | the path of a file, or a digest: 0x and 64 hexadecimal digits |
//! | `ranges` | items, first and last of each range: `"0-9,12"` |
//! | `mode` | a number of UN/ECE Recommendation 19: 1 sea, 2 rail, 3 road, 4 air, … |
//! | `hs` of a line | six digits in quotes, of the edition of 2022: `"220870"`, `"2208.70"` |
//! | `container` | with blanks or hyphens, in letters of any size: `"CSQU 305438-3"` |
//! | any moment | a date in UTC, or a date and time with its offset: `2026-07-01T16:30:00+08:00`; |
//! | | `from`, `to` and `until` also in quotes |

use crate::{
	args::{document, hash, moment, ranges},
	codes::{of_text, warn},
};
use anyhow::{anyhow, bail, Context, Error, Result};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_sdk::encoding::{self, Decoded};
use hallmark_types::{read_container, Document, MediaType, TransportMode};
use serde::{de::DeserializeOwned, Serialize};
use std::path::Path;
use toml::{Table, Value};

/// Reads a file; what is wrong with it names the field.
pub fn read<T: DeserializeOwned + Serialize>(path: &Path) -> Result<T> {
	let Decoded { text, doubt } = encoding::read_utf_8(path)?;
	warn(of_text(path, doubt.as_deref()), false);
	let folder = path.parent().unwrap_or(Path::new(""));
	parse(&text, folder).with_context(|| path.display().to_string())
}

/// Reads the text of a file; paths in it begin at `folder`.
pub fn parse<T: DeserializeOwned + Serialize>(text: &str, folder: &Path) -> Result<T> {
	let table: Table = text.parse().map_err(|error| unreadable(text, &error))?;
	let mut value = Value::Table(table);
	complete(&mut value, folder)?;
	let it = T::deserialize(value.clone()).map_err(|error| mistyped(&error))?;
	// What the types do not know they pass over: a name that was mistyped must not go unnoticed.
	let known = serde_json::to_value(&it).context("it cannot be written again")?;
	if let Some(field) = unknown(&value, &known) {
		bail!("{field}: there is no such field here");
	}
	Ok(it)
}

/// What is wrong with a text that is no TOML, and what to do about digits that are no number, such as
/// those of a code with a zero in front.
fn unreadable(text: &str, error: &toml::de::Error) -> Error {
	let fault = error.to_string();
	let fault = fault.trim_end();
	let place = error.span().map_or(0, |span| span.start);
	let (before, behind) = text.split_at_checked(place).unwrap_or((text, ""));
	let is_code = |c: char| c.is_ascii_digit() || c == '.';
	let (start, end) = (before.trim_end_matches(is_code), behind.trim_start_matches(is_code));
	let first = before.strip_prefix(start).unwrap_or_default();
	let code = [first, behind.strip_suffix(end).unwrap_or_default()].concat();
	let is_value = start.ends_with([' ', '\t', '=', '[', ',', '{'])
		&& !end.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':'));
	if !(is_value && code.starts_with(|c: char| c.is_ascii_digit())) {
		return anyhow!("{fault}");
	}
	anyhow!("{fault}\nIf {code} is a code, put it between quotes: \"{code}\"")
}

/// What is wrong with a value of another type, and how to write it.
fn mistyped(error: &toml::de::Error) -> Error {
	let fault = error.to_string();
	let fault = fault.trim_end().replace("\nin `", " in `");
	let (found, expected) = fault.split_once(", expected ").unwrap_or((&fault, ""));
	let is_number = found.contains("integer `") || found.contains("floating point `");
	let is_text = found.contains("invalid type: string");
	let expects = |words: &[&str]| words.iter().any(|word| expected.starts_with(word));
	match () {
		() if is_number && expects(&["a string", "an acceptance quality limit"]) => {
			anyhow!("{fault}: put it between quotes")
		}
		() if is_text && expects(&["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64"]) => {
			anyhow!(
				"{fault}: write a number without quotes, and a moment as 2026-07-01 or \
				 2026-07-01T16:30:00+08:00"
			)
		}
		() => anyhow!("{fault}"),
	}
}

/// Writes out what may be written shorter.
fn complete(value: &mut Value, folder: &Path) -> Result<()> {
	match value {
		Value::Table(table) => {
			for (name, value) in table.iter_mut() {
				field(name, value, folder).with_context(|| name.clone())?;
			}
		}
		Value::Array(list) => {
			for (place, value) in list.iter_mut().enumerate() {
				complete(value, folder).with_context(|| format!("entry {place}"))?;
			}
		}
		Value::Datetime(time) => *value = number(moment(&time.to_string())?)?,
		_ => {}
	}
	Ok(())
}

fn field(name: &str, value: &mut Value, folder: &Path) -> Result<()> {
	match (name, &*value) {
		("document" | "certificate" | "series", Value::String(text)) => {
			*value = Value::try_from(document_or_digest(text, folder)?)?;
		}
		("ranges", Value::String(text)) => *value = Value::try_from(ranges(text)?)?,
		("mode", Value::Integer(code)) => {
			let mode = u8::try_from(*code).ok().and_then(TransportMode::from_code);
			let mode = mode.with_context(|| {
				format!("{code}: not a mode of UN/ECE Recommendation 19 that says how goods travel: 1 to 8")
			})?;
			*value = Value::try_from(mode)?;
		}
		("container", Value::String(text)) => {
			let number = read_container(text)
				.map_err(|why| anyhow::anyhow!("{text}: not a container by ISO 6346: {why}"))?;
			*value = Value::String(number);
		}
		("hs", Value::String(code)) => {
			let mut hs = Table::new();
			hs.insert("code".into(), Value::String(code.clone()));
			hs.insert("edition".into(), Value::Integer(2022));
			*value = Value::Table(hs);
		}
		("hs", Value::Integer(_) | Value::Float(_)) => {
			bail!("a number loses the zeros of a code: put it between quotes, such as \"2208.70\"")
		}
		// A place of UN/LOCODE begins with the letters of its country.
		("from" | "to" | "until", Value::String(text))
			if text.trim_start().starts_with(|c: char| c.is_ascii_digit()) =>
		{
			*value = number(moment(text.trim())?)?;
		}
		_ => complete(value, folder)?,
	}
	Ok(())
}

fn number(moment: u64) -> Result<Value> {
	Ok(Value::Integer(i64::try_from(moment).context("too late a moment")?))
}

/// A document by its digest, or by the path of its file.
fn document_or_digest(text: &str, folder: &Path) -> Result<Document> {
	if text.starts_with("0x") {
		return Ok(Document { digest: hash(text)?, media: MediaType::Binary });
	}
	let path = folder.join(text);
	document(path.to_str().context("not a path")?)
}

/// The path of the first field of a file that its type does not have.
fn unknown(given: &Value, known: &serde_json::Value) -> Option<String> {
	match (given, known) {
		(Value::Table(table), serde_json::Value::Object(object)) => {
			table.iter().find_map(|(name, value)| match object.get(name) {
				None => Some(name.clone()),
				Some(known) => unknown(value, known).map(|rest| format!("{name}.{rest}")),
			})
		}
		(Value::Array(list), serde_json::Value::Array(entries)) => {
			list.iter().zip(entries).enumerate().find_map(|(place, (given, known))| {
				unknown(given, known).map(|rest| format!("{place}.{rest}"))
			})
		}
		_ => None,
	}
}

/// A list that has a bound; what is wrong with it names the field.
pub fn bounded<T, const N: u32>(name: &str, list: Vec<T>) -> Result<BoundedVec<T, ConstU32<N>>> {
	let found = list.len();
	list.try_into().ok().with_context(|| format!("{name}: {found} of them, and at most {N} can be"))
}

/// A file of the demonstration's story, with 1 for all ids and a paper that is there.
#[cfg(test)]
pub fn story<T: DeserializeOwned + Serialize>(name: &str) -> T {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/demo/story");
	let text = std::fs::read_to_string(folder.join(name)).expect(name);
	let mut filled = String::new();
	for (place, part) in text.split('@').enumerate() {
		filled += match (place % 2, part) {
			(0, part) => part,
			(_, "PAPER") => "../licence.txt",
			_ => "1",
		};
	}
	parse(&filled, &folder).expect(name)
}

#[cfg(test)]
mod tests {
	use super::*;
	use pallet_customs_clearance::DeclarationLine;
	use pallet_logistics::{LegPlan, SensorSummary, TransportDocument};
	use serde::Deserialize;
	use std::fs;

	#[derive(Deserialize, Serialize)]
	#[serde(rename_all = "camelCase")]
	struct Book {
		legs: Vec<LegPlan>,
		lines: Vec<DeclarationLine>,
		documents: Vec<TransportDocument>,
		valid_until: u64,
		#[serde(default)]
		until: Option<u64>,
	}

	const BOOK: &str = r#"
		validUntil = 1970-01-02
		[[legs]]
		mode = 1
		from = "AUMEL"
		to = "CNNBO"
		carrier = 3
		vessel = "Star"
		[[lines]]
		lot = 1
		ranges = "0-4,7"
		hs = "220870"
		origin = "AU"
		valueBand = "b"
		[[documents]]
		kind = "waybill"
		document = "0x0101010101010101010101010101010101010101010101010101010101010101"
	"#;

	fn fault(text: &str) -> String {
		let fault = parse::<Book>(text, Path::new("")).err().unwrap();
		format!("{fault:#}")
	}

	#[test]
	fn file_is_read_when_it_writes_things_shorter() {
		let book: Book = parse(BOOK, Path::new("")).unwrap();
		assert_eq!(book.valid_until, 86_400_000);
		assert_eq!(book.legs[0].mode, TransportMode::Maritime);
		assert_eq!((book.lines[0].ranges[0].start, book.lines[0].ranges[0].end), (0, 5));
		assert_eq!(book.lines[0].hs.code, *b"220870");
		assert_eq!(book.documents[0].document.digest.0, [1; 32]);
		let long = BOOK
			.replace("mode = 1", "mode = \"maritime\"")
			.replace("\"220870\"", "{ code = \"220870\", edition = 2022 }")
			.replace("\"0-4,7\"", "[{ start = 0, end = 5 }, { start = 7, end = 8 }]");
		let again: Book = parse(&long, Path::new("")).unwrap();
		assert_eq!((again.legs, again.lines), (book.legs, book.lines));
	}

	#[test]
	fn file_is_read_when_it_writes_codes_and_times_as_people_do() {
		let text = BOOK
			.replace("validUntil = 1970-01-02", "validUntil = 1970-01-02T08:00:00.000+08:00")
			.replace(
				"vessel = \"Star\"",
				"vessel = \"E\u{301}toile\"\ncontainer = \"csqu 305438-3\"",
			)
			.replace("\"220870\"", "\"2208.70\"");
		let book: Book = parse(&text, Path::new("")).unwrap();
		assert_eq!(book.valid_until, 86_400_000);
		assert_eq!(book.lines[0].hs.code, *b"220870");
		assert_eq!(book.legs[0].vessel.as_ref().unwrap().to_text(), "Étoile");
		assert_eq!(book.legs[0].container.as_ref().unwrap().to_text(), "CSQU3054383");
	}

	#[test]
	fn moment_is_read_when_it_stands_in_quotes() {
		for text in [
			"1970-01-02",
			" 1970-01-02T00:00:00Z ",
			"1970-01-02T00:00:00.000Z",
			"1970-01-02T08:00:00+08:00",
		] {
			let book = format!("until = \"{text}\"\n{BOOK}");
			let book: Book = parse(&book, Path::new("")).unwrap();
			assert_eq!((book.until, book.valid_until), (Some(86_400_000), 86_400_000), "{text}");
			let text = format!(
				"quantity = \"temperature\"\nfrom = \"{text}\"\nto = \"{text}\"\nmin = 0\nmax = 1\n\
				 breaches = 0\nseries = \"0x{}\"\n",
				"01".repeat(32)
			);
			let summary: SensorSummary = parse(&text, Path::new("")).unwrap();
			assert_eq!((summary.from, summary.to), (86_400_000, 86_400_000));
		}
	}

	#[test]
	fn file_is_read_with_its_mark_and_its_encoding_named_when_it_is_not_utf_8() {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("book.toml");
		fs::write(&path, format!("\u{feff}{BOOK}")).unwrap();
		assert!(read::<Book>(&path).is_ok());
		fs::write(&path, BOOK.replace('\n', "\r")).unwrap();
		assert!(read::<Book>(&path).is_ok());
		let text = format!("# 我们的货物，从墨尔本到宁波\n{BOOK}");
		let gbk = encoding::encoding("gbk").unwrap();
		fs::write(&path, gbk.encode(&text).0).unwrap();
		let fault = format!("{:#}", read::<Book>(&path).err().unwrap());
		assert!(
			fault.contains("book.toml: it is not in UTF-8") && fault.contains("GBK"),
			"{fault}"
		);
		assert!(fault.ends_with("Save it as UTF-8"), "{fault}");
	}

	#[test]
	fn document_is_read_from_beside_the_file_when_it_is_a_path() {
		let folder = tempfile::tempdir().unwrap();
		fs::write(folder.path().join("bill.pdf"), b"x").unwrap();
		let digest = BOOK.split('"').find(|text| text.starts_with("0x")).unwrap();
		let text = BOOK.replace(digest, "bill.pdf");
		let book: Book = parse(&text, folder.path()).unwrap();
		let document = book.documents[0].document;
		assert_eq!(document.media, MediaType::Pdf);
		assert_eq!(
			hex::encode(document.digest),
			"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
		);
		let missing = parse::<Book>(&text, Path::new("/nowhere")).err().unwrap();
		assert!(format!("{missing:#}").starts_with("documents: entry 0: document: "));
	}

	#[test]
	fn file_is_refused_with_the_field_when_it_is_wrong() {
		for (from, to, reason) in [
			("mode = 1", "mode = 9", "legs: entry 0: mode: 9: not a mode"),
			("vessel =", "vesel =", "legs.0.vesel: there is no such field"),
			("vessel =", "container = \"CSQU 305438\" #", "which should be 3"),
			("vessel =", "container = \"CSQU3054384\" #", "it should be 3"),
			("vessel =", "container = \"CSQU305438322G1\" #", "container: CSQU305438322G1: not a"),
			("validUntil = 1970-01-02", "validUntil = 1970-01-02T08:30:00", "offset"),
			("validUntil", "until = \"2027-02-30\"\nvalidUntil", "until: time: 2027-02-30"),
			(
				"\"220870\"",
				"220870",
				"lines: entry 0: hs: a number loses the zeros of a code: put it between quotes",
			),
			("\"220870\"", "2208.70", "put it between quotes"),
			("\"220870\"", "090210", "put it between quotes: \"090210\""),
			("\"220870\"", "2208.70.10", "put it between quotes: \"2208.70.10\""),
			("\"220870\"", "{ code = 020711 }", "put it between quotes: \"020711\""),
			("\"220870\"", "{ code = 220870 }", "in `lines.hs.code`: put it between quotes"),
			("\"220870\"", "[1905]", "in `lines.hs`: put it between quotes"),
			("\"AUMEL\"", "12345", "in `legs.from`: put it between quotes"),
			("validUntil", "until = \"now\"\nvalidUntil", "a moment as 2026-07-01 or"),
			("lot = 1", "lot = \"1\"", "write a number without quotes"),
			("\"AUMEL\"", "\"Melbourne\"", "not a UN/LOCODE"),
			("\"0-4,7\"", "\"4-0\"", "lines: entry 0: ranges: 4-0: not items"),
			("lot = 1", "lott = 1", "missing field `lot`"),
			("valueBand = \"b\"", "valueBand = \"e\"", "valueBand"),
			("1970-01-02", "08:30:00", "validUntil"),
		] {
			assert!(BOOK.contains(from));
			let fault = fault(&BOOK.replace(from, to));
			assert!(fault.contains(reason), "{to}: {fault}");
		}
		assert!(fault("legs = [").contains("line 1"));
		for text in ["until = 2026-1-1", "until = 12x", "legs = ["] {
			assert!(!fault(text).contains("quotes"), "{}", fault(text));
		}
	}
}
