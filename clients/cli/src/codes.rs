//! Whether codes stand in the lists of their standards. The chain checks only their syntax, so a code that
//! no list has is told of, and never refused: lists grow old.

use crate::output::tell;
use anyhow::{Context, Result};
use csv::ReaderBuilder;
use hallmark_types::{HsCode, HsPrefix, Unlocode};
use std::{collections::BTreeSet, env, io::Read, path::PathBuf};

/// The variable that names the folder of the lists.
const FOLDER: &str = "HALLMARK_CODES";

/// What the help of commands that take codes says of the lists.
pub const LISTS: &str = "\
Codes are checked against lists where HALLMARK_CODES names a folder with hs2022_6digit.csv (column \
hs6) and unlocode_ports.csv (column locode). A code that is not in them is told of, and not refused.";

/// The lists at hand.
#[derive(Default)]
pub struct Codes {
	/// Subheadings of the Harmonized System of 2022.
	hs: Option<BTreeSet<String>>,
	/// Places of UN/LOCODE.
	places: Option<BTreeSet<String>>,
}

impl Codes {
	/// The lists in the folder that the environment names; none where it names none.
	pub fn load() -> Result<Self> {
		let Some(folder) = env::var_os(FOLDER).filter(|folder| !folder.is_empty()) else {
			return Ok(Self::default());
		};
		let folder = PathBuf::from(folder);
		let list = |file: &str, column: &str| {
			let path = folder.join(file);
			if !path.exists() {
				return Ok(None);
			}
			let at = || format!("{FOLDER}: {}", path.display());
			let file = std::fs::File::open(&path).with_context(at)?;
			codes(file, column).map(Some).with_context(at)
		};
		Ok(Self {
			hs: list("hs2022_6digit.csv", "hs6")?,
			places: list("unlocode_ports.csv", "locode")?,
		})
	}

	/// What is to be said of a place.
	pub fn of_place(&self, place: Unlocode) -> Option<String> {
		if place.0 == *b"CNSHA" {
			return Some(
				"CNSHA is Shanghai's Hongqiao airport: the city is CNSGH, its port CNSHG".into(),
			);
		}
		let list = self.places.as_ref()?;
		(!list.contains(&place.to_string()))
			.then(|| format!("{place} is not in the list of UN/LOCODE"))
	}

	/// What is to be said of an HS code.
	pub fn of_hs(&self, hs: &HsCode) -> Option<String> {
		let list = self.hs.as_ref().filter(|_| hs.edition == 2022)?;
		let code = String::from_utf8_lossy(&hs.code);
		(!list.contains(&*code))
			.then(|| format!("{hs} is not in the list of the Harmonized System"))
	}

	/// What is to be said of the beginning of an HS code.
	pub fn of_prefix(&self, prefix: &HsPrefix) -> Option<String> {
		let (list, prefix) = (self.hs.as_ref()?, prefix.to_string());
		// The first code that is not before it begins with it, if any does.
		let first = list.range(prefix.clone()..).next();
		(!first.is_some_and(|code| code.starts_with(&prefix)))
			.then(|| format!("{prefix}: no code of the Harmonized System begins so"))
	}
}

/// Tells each thing that is to be said, once.
pub fn warn(said: impl IntoIterator<Item = Option<String>>, quiet: bool) {
	let said: BTreeSet<String> = said.into_iter().flatten().collect();
	for line in said {
		tell(&format!("warning: {line}"), quiet);
	}
}

/// The codes in a column of a CSV file.
fn codes(file: impl Read, column: &str) -> Result<BTreeSet<String>> {
	let mut reader = ReaderBuilder::new().flexible(true).from_reader(file);
	let place = reader.headers()?.iter().position(|name| name == column);
	let place = place.with_context(|| format!("there is no column {column}"))?;
	reader
		.byte_records()
		.map(|record| {
			let record = record?;
			let code = record.get(place).unwrap_or_default();
			Ok(String::from_utf8_lossy(code).trim().to_string())
		})
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn lists() -> Codes {
		let hs = codes(
			&b"hs6,description\n010121,\"Horses, live\"\n220870,Liqueurs\n"[..],
			"hs6",
		);
		let places = codes(&b"locode,name\nAUMEL,Melbourne\nCNSHA,x\n"[..], "locode");
		Codes {
			hs: Some(hs.unwrap()),
			places: Some(places.unwrap()),
		}
	}

	fn place(code: &str) -> Unlocode {
		Unlocode::new(code).unwrap()
	}

	fn hs(code: &[u8; 6], edition: u16) -> HsCode {
		HsCode {
			code: *code,
			edition,
		}
	}

	#[test]
	fn code_is_told_of_only_when_no_list_has_it() {
		let lists = lists();
		assert_eq!(lists.of_place(place("AUMEL")), None);
		assert!(lists.of_place(place("AUXXX")).is_some());
		assert_eq!(lists.of_hs(&hs(b"220870", 2022)), None);
		assert!(lists.of_hs(&hs(b"220871", 2022)).is_some());
		// The list is of another edition.
		assert_eq!(lists.of_hs(&hs(b"220871", 2017)), None);
		for (prefix, is_known) in [
			("01", true),
			("2208", true),
			("220870", true),
			("02", false),
			("2209", false),
			("220869", false),
			("90", false),
		] {
			let prefix = HsPrefix::new(prefix).unwrap();
			assert_eq!(lists.of_prefix(&prefix).is_none(), is_known, "{prefix}");
		}
	}

	#[test]
	fn airport_of_shanghai_is_told_of_with_and_without_a_list() {
		for lists in [lists(), Codes::default()] {
			assert!(lists.of_place(place("CNSHA")).unwrap().contains("CNSGH"));
		}
		assert_eq!(Codes::default().of_place(place("AUXXX")), None);
	}

	#[test]
	fn list_is_refused_when_its_column_is_missing() {
		assert!(codes(&b"a,b\n1,2\n"[..], "hs6").is_err());
	}
}
