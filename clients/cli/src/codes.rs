//! Whether codes stand in the lists of their standards. The chain checks only their syntax, so a code that
//! no list has is told of, and never refused: lists grow old. Countries need no list here: one that ISO 3166-1
//! has not assigned is refused wherever it is named.

use crate::output::tell;
use anyhow::{Context, Result};
use csv::ReaderBuilder;
use hallmark_types::{HsCode, HsPrefix, Unlocode};
use std::{collections::BTreeSet, env, fs::File, io::Read, path::PathBuf};

/// The variable that names the folder of the lists.
const FOLDER: &str = "HALLMARK_CODES";

/// What the help of commands that take codes says of the lists.
pub const LISTS: &str = "\
HS codes and UN/LOCODEs are looked up where HALLMARK_CODES names a folder with lists: \
harmonized-system.csv and code-list.csv as datahub.io publishes them, or hs2022_6digit.csv (column hs6) \
and unlocode_ports.csv (column locode). A code that its list does not have is told of, and not refused.";

/// A file that may be in the folder.
struct Source {
	file: &'static str,
	/// The columns that make a code.
	columns: &'static [&'static str],
	/// What the list is called.
	name: &'static str,
}

/// The edition of the Harmonized System that the lists are of.
const EDITION: u16 = 2022;
const HARMONIZED_SYSTEM: &str = "the Harmonized System of 2022";
const UNLOCODE: &str = "UN/LOCODE";

/// Where subheadings of the Harmonized System are looked for, the first file that is there.
const HS: [Source; 2] = [
	Source { file: "harmonized-system.csv", columns: &["hscode"], name: HARMONIZED_SYSTEM },
	Source { file: "hs2022_6digit.csv", columns: &["hs6"], name: HARMONIZED_SYSTEM },
];

/// The same for places.
const PLACES: [Source; 2] = [
	Source { file: "code-list.csv", columns: &["Country", "Location"], name: UNLOCODE },
	Source { file: "unlocode_ports.csv", columns: &["locode"], name: "the ports of UN/LOCODE" },
];

/// A list that was read.
struct List {
	name: &'static str,
	codes: BTreeSet<String>,
}

/// The lists at hand.
#[derive(Default)]
pub struct Codes {
	hs: Option<List>,
	places: Option<List>,
}

/// What is to be said of a code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
	/// Nothing: its list has it.
	Listed,
	/// This.
	Warning(String),
	/// That this list is not at hand.
	Unchecked(String),
}

impl Codes {
	/// The lists in the folder that the environment names; none where it names none.
	pub fn load() -> Result<Self> {
		let Some(folder) = env::var_os(FOLDER).filter(|folder| !folder.is_empty()) else {
			return Ok(Self::default());
		};
		let folder = PathBuf::from(folder);
		let list = |sources: [Source; 2]| {
			let there = sources
				.into_iter()
				.map(|source| (folder.join(source.file), source))
				.find(|(path, _)| path.exists());
			let Some((path, source)) = there else {
				return Ok(None);
			};
			let at = || format!("{FOLDER}: {}", path.display());
			let file = File::open(&path).with_context(at)?;
			let codes = codes(file, source.columns).with_context(at)?;
			let name = source.name;
			anyhow::Ok(Some(List { name, codes }))
		};
		Ok(Self { hs: list(HS)?, places: list(PLACES)? })
	}

	/// What is to be said of a place.
	pub fn of_place(&self, place: Unlocode) -> Word {
		if place.0 == *b"CNSHA" {
			return Word::Warning(
				"CNSHA is Shanghai's Hongqiao airport: the city is CNSGH, its port CNSHG".into(),
			);
		}
		match &self.places {
			None => Word::Unchecked(UNLOCODE.into()),
			Some(list) if list.codes.contains(&place.to_string()) => Word::Listed,
			Some(list) => Word::Warning(format!("{place} is not in the list of {}", list.name)),
		}
	}

	/// What is to be said of an HS code.
	pub fn of_hs(&self, hs: &HsCode) -> Word {
		match self.hs.as_ref().filter(|_| hs.edition == EDITION) {
			None => Word::Unchecked(format!("the Harmonized System of {}", hs.edition)),
			Some(list) if list.codes.contains(&*String::from_utf8_lossy(&hs.code)) => Word::Listed,
			Some(list) => Word::Warning(format!("{hs} is not in the list of {}", list.name)),
		}
	}

	/// What is to be said of the beginning of an HS code.
	pub fn of_prefix(&self, prefix: &HsPrefix) -> Word {
		let Some(list) = &self.hs else {
			return Word::Unchecked(HARMONIZED_SYSTEM.into());
		};
		let prefix = prefix.to_string();
		// The first code that is not before it begins with it, if any does.
		let first = list.codes.range(prefix.clone()..).next();
		match first.filter(|code| code.starts_with(&prefix)) {
			Some(_) => Word::Listed,
			None => Word::Warning(format!("{prefix}: no code of {} begins so", list.name)),
		}
	}
}

/// Tells what is to be said, each thing once, and of lists that are not at hand in one line.
pub fn warn(words: impl IntoIterator<Item = Word>, quiet: bool) {
	for line in lines(words) {
		tell(&line, quiet);
	}
}

fn lines(words: impl IntoIterator<Item = Word>) -> Vec<String> {
	let words: BTreeSet<_> = words.into_iter().collect();
	let (mut lines, mut missing) = (Vec::new(), Vec::new());
	for word in words {
		match word {
			Word::Listed => {}
			Word::Warning(line) => lines.push(format!("warning: {line}")),
			Word::Unchecked(list) => missing.push(list),
		}
	}
	if !missing.is_empty() {
		lines.push(format!(
			"note: codes are not looked up in {}: {FOLDER} names no folder with that list; see \
			 docs/integrators.md",
			missing.join(" and ")
		));
	}
	lines
}

/// The codes that columns of a CSV file make.
fn codes(file: impl Read, columns: &[&str]) -> Result<BTreeSet<String>> {
	let mut reader = ReaderBuilder::new().flexible(true).from_reader(file);
	let headers = reader.headers()?;
	let place = |column: &&str| {
		let place = headers.iter().position(|name| name == *column);
		place.with_context(|| format!("there is no column {column}"))
	};
	let places: Vec<_> = columns.iter().map(place).collect::<Result<_>>()?;
	reader
		.byte_records()
		.map(|record| {
			let record = record?;
			let part = |place: &usize| record.get(*place).unwrap_or_default().trim_ascii();
			let code = places.iter().map(part).collect::<Vec<_>>().concat();
			Ok(String::from_utf8_lossy(&code).into_owned())
		})
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn lists() -> Codes {
		let hs = "hs6,description\n010121,\"Horses, live\"\n220870,Liqueurs\n";
		let places = "locode,name\nAUMEL,Melbourne\nCNSHA,x\n";
		let list = |text: &str, source: &Source| {
			Some(List { name: source.name, codes: codes(text.as_bytes(), source.columns).unwrap() })
		};
		Codes { hs: list(hs, &HS[1]), places: list(places, &PLACES[1]) }
	}

	fn place(code: &str) -> Unlocode {
		Unlocode::new(code).unwrap()
	}

	fn hs(code: &[u8; 6], edition: u16) -> HsCode {
		HsCode { code: *code, edition }
	}

	fn is_warning(word: Word) -> bool {
		matches!(word, Word::Warning(_))
	}

	#[test]
	fn code_is_warned_of_only_when_its_list_does_not_have_it() {
		let lists = lists();
		assert_eq!(lists.of_place(place("AUMEL")), Word::Listed);
		assert!(is_warning(lists.of_place(place("AUXXX"))));
		assert_eq!(lists.of_hs(&hs(b"220870", 2022)), Word::Listed);
		assert!(is_warning(lists.of_hs(&hs(b"220871", 2022))));
		for (prefix, is_known) in [
			("01", true),
			("2208", true),
			("220870", true),
			("02", false),
			("2209", false),
			("220869", false),
			("90", false),
		] {
			let word = lists.of_prefix(&HsPrefix::new(prefix).unwrap());
			assert_eq!(is_warning(word), !is_known, "{prefix}");
		}
	}

	#[test]
	fn airport_of_shanghai_is_warned_of_with_and_without_a_list() {
		for lists in [lists(), Codes::default()] {
			let Word::Warning(warning) = lists.of_place(place("CNSHA")) else { panic!() };
			assert!(warning.contains("CNSGH") && warning.contains("CNSHG"));
		}
	}

	#[test]
	fn code_is_unchecked_when_its_list_is_not_at_hand() {
		let none = Codes::default();
		let unchecked = |list: &str| Word::Unchecked(list.into());
		assert_eq!(none.of_place(place("AUXXX")), unchecked("UN/LOCODE"));
		let of_2022 = unchecked("the Harmonized System of 2022");
		assert_eq!(none.of_hs(&hs(b"220871", 2022)), of_2022);
		assert_eq!(none.of_prefix(&HsPrefix::new("22").unwrap()), of_2022);
		assert_eq!(lists().of_hs(&hs(b"220871", 2017)), unchecked("the Harmonized System of 2017"));
	}

	#[test]
	fn each_thing_is_told_once() {
		let warning = |text: &str| Word::Warning(text.into());
		let unchecked = |text: &str| Word::Unchecked(text.into());
		let words = [
			unchecked("B"),
			warning("b"),
			Word::Listed,
			unchecked("A"),
			warning("a"),
			warning("b"),
			unchecked("B"),
		];
		let lines = lines(words);
		assert_eq!(lines[..2], ["warning: a", "warning: b"]);
		assert!(lines[2].starts_with("note: codes are not looked up in A and B: HALLMARK_CODES"));
		assert_eq!(lines.len(), 3);
		assert!(super::lines([Word::Listed]).is_empty());
	}

	#[test]
	fn list_is_read_as_it_is_published() {
		let of = |text: &str, source: &Source| codes(text.as_bytes(), source.columns).unwrap();
		let hs =
			"section,hscode,description,parent,level\nI,01,x,TOTAL,2\nI,010121,\"y, z\",0101,6\n";
		assert!(of(hs, &HS[0]).contains("010121"));
		let places = "Change,Country,Location,Name\n,CN,,.CHINA\n+,CN,SGH, Shanghai\n,CN\n";
		assert!(of(places, &PLACES[0]).contains("CNSGH"));
	}

	#[test]
	fn list_is_refused_when_its_column_is_missing() {
		assert!(codes(&b"a,b\n1,2\n"[..], &["hs6"]).is_err());
		assert!(codes(&b"Country,b\n1,2\n"[..], &["Country", "Location"]).is_err());
	}
}
