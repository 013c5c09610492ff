//! What the lists of UN/LOCODE and of the Harmonized System have. The chain checks only the syntax
//! of such codes, and so does this module no more than doubt them: lists grow old.
//!
//! The tables hold facts alone: codes, functions, and which place of the same name has a function
//! that another lacks. They name edition and source, and `scripts/codes.py` makes them. Another
//! edition of the Harmonized System is another table in [`HS_TABLES`].

use hallmark_types::{HsCode, HsPrefix, TransportMode, Unlocode};

/// The places and their functions.
const PLACES: &str = include_str!("codes/unlocode.txt");
/// The places that were probably meant by others.
const MEANT: &str = include_str!("codes/unlocode-meant.txt");
/// The subheadings of the Harmonized System, by edition.
pub const HS_TABLES: [(u16, &str); 1] = [(2022, include_str!("codes/hs-2022.txt"))];

/// The edition of UN/LOCODE that is at hand.
pub fn unlocode_edition() -> &'static str {
	PLACES.split_whitespace().nth(2).unwrap_or_default()
}

/// Why a place is doubted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceDoubt {
	/// The list does not have it.
	Unlisted(Unlocode),
	/// Goods do not arrive there or leave it by this mode.
	LacksFunction {
		/// The place.
		place: Unlocode,
		/// What the list does not know there.
		function: &'static str,
		/// Places of the same name where the list knows it.
		meant: Vec<Unlocode>,
	},
	/// It was only reported, and an authority of the country has confirmed another of the same
	/// name.
	Namesake {
		/// The place.
		place: Unlocode,
		/// The others.
		meant: Vec<Unlocode>,
	},
}

impl core::fmt::Display for PlaceDoubt {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		let list = |places: &[Unlocode]| {
			let places: Vec<_> = places.iter().map(ToString::to_string).collect();
			places.join(" or ")
		};
		let edition = unlocode_edition();
		match self {
			Self::Unlisted(place) => write!(f, "{place} is not in UN/LOCODE {edition}"),
			Self::LacksFunction { place, function, meant } => {
				write!(f, "{place} has no {function} in UN/LOCODE {edition}")?;
				match meant.as_slice() {
					[] => Ok(()),
					meant => write!(f, ": probably {} is meant", list(meant)),
				}
			}
			Self::Namesake { place, meant } => write!(
				f,
				"{place} has a namesake in UN/LOCODE {edition} that an authority has confirmed: is {} meant?",
				list(meant)
			),
		}
	}
}

/// The function that a place needs for a mode, in the list and in words. A lorry, a letter and
/// goods of several modes go anywhere, and what a pipe or a cable ends in is not in the list.
fn function_of(mode: TransportMode) -> Option<(char, &'static str)> {
	match mode {
		TransportMode::Maritime | TransportMode::InlandWater => Some(('1', "port")),
		TransportMode::Rail => Some(('2', "railway station")),
		TransportMode::Air => Some(('4', "airport")),
		TransportMode::Road
		| TransportMode::Mail
		| TransportMode::Multimodal
		| TransportMode::FixedInstallation => None,
	}
}

/// Why a place is doubted, if it is: where goods arrive or leave by a mode, or just as a place.
pub fn doubt_of_place(place: Unlocode, mode: Option<TransportMode>) -> Option<PlaceDoubt> {
	let Some(functions) = functions(place) else {
		return Some(PlaceDoubt::Unlisted(place));
	};
	let (function, name) = mode.and_then(function_of)?;
	let has_it = functions.contains([function, '0']);
	let meant = meant(place, function);
	match has_it {
		false => Some(PlaceDoubt::LacksFunction { place, function: name, meant }),
		true if meant.is_empty() => None,
		true => Some(PlaceDoubt::Namesake { place, meant }),
	}
}

/// The lines of a table about a country: functions and what stands behind them.
fn about(
	table: &'static str,
	country: [u8; 2],
) -> impl Iterator<Item = (&'static str, &'static str)> {
	table
		.lines()
		.filter_map(move |line| line.as_bytes().starts_with(&country).then(|| line.get(3..))?)
		.filter_map(|line| line.split_once(' '))
}

/// What a place is good for; none if the list does not have it.
fn functions(Unlocode([a, b, place @ ..]): Unlocode) -> Option<&'static str> {
	let has = |codes: &str| codes.as_bytes().chunks(3).any(|code| code == place);
	about(PLACES, [a, b]).find(|(_, codes)| has(codes)).map(|(functions, _)| functions)
}

/// The places that were probably meant by another, where goods arrive by a function.
fn meant(Unlocode([a, b, place @ ..]): Unlocode, function: char) -> Vec<Unlocode> {
	let of_function = about(MEANT, [a, b]).find(|(key, _)| key.contains(function));
	let groups = of_function.map(|(_, groups)| groups).unwrap_or_default();
	let group = groups.split(' ').find(|group| group.as_bytes().starts_with(&place));
	let others = group.unwrap_or_default().as_bytes().chunks_exact(3).skip(1);
	let code = |other: &[u8]| Some(Unlocode([&[a, b], other].concat().try_into().ok()?));
	others.filter_map(code).collect()
}

/// Whether the Harmonized System has a code, in the edition that it names; none if that is not at
/// hand.
pub fn has_hs(hs: &HsCode) -> Option<bool> {
	let (_, table) = HS_TABLES.iter().find(|(edition, _)| *edition == hs.edition)?;
	Some(begins(table, &hs.code))
}

/// Whether a code of any edition at hand begins so.
pub fn has_prefix(prefix: &HsPrefix) -> bool {
	HS_TABLES.iter().any(|(_, table)| begins(table, prefix.digits()))
}

/// Whether a code of a table begins with these digits, which are at most six.
fn begins(table: &str, digits: &[u8]) -> bool {
	let (heading, end) = digits.split_at_checked(4).unwrap_or((digits, b""));
	table.lines().filter(|line| line.as_bytes().starts_with(heading)).any(|line| {
		let mut ends = line.split(' ').skip(1);
		ends.any(|it| it.as_bytes().starts_with(end))
	})
}

/// What is to be said of a code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
	/// It is doubted.
	Warning(String),
	/// It is not looked up.
	Note(String),
}

/// What is to be said of a place, to which or from which goods travel by a mode.
pub fn word_of_place(place: Unlocode, mode: Option<TransportMode>) -> Option<Word> {
	doubt_of_place(place, mode).map(|doubt| Word::Warning(doubt.to_string()))
}

/// What is to be said of an HS code.
pub fn word_of_hs(hs: &HsCode) -> Option<Word> {
	match has_hs(hs) {
		Some(true) => None,
		Some(false) => {
			let HsCode { code, edition } = hs;
			let code = String::from_utf8_lossy(code);
			Some(Word::Warning(format!("the Harmonized System of {edition} has no {code}")))
		}
		None => Some(Word::Note(format!(
			"HS codes of the edition of {} are not looked up, only those of {}",
			hs.edition,
			editions()
		))),
	}
}

/// What is to be said of the beginning of an HS code.
pub fn word_of_prefix(prefix: &HsPrefix) -> Option<Word> {
	let text =
		|| format!("no code of the Harmonized System of {} begins with {prefix}", editions());
	(!has_prefix(prefix)).then(|| Word::Warning(text()))
}

/// The editions of the Harmonized System that are at hand.
fn editions() -> String {
	HS_TABLES.map(|(edition, _)| edition.to_string()).join(", ")
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_types::TransportMode::*;
	use std::{collections::BTreeSet, env, path::Path};

	fn place(code: &str) -> Unlocode {
		Unlocode::new(code).unwrap()
	}

	fn said(code: &str, mode: TransportMode) -> String {
		doubt_of_place(place(code), Some(mode)).map(|doubt| doubt.to_string()).unwrap_or_default()
	}

	#[test]
	fn place_is_doubted_when_the_list_knows_no_port_there() {
		for (code, port) in [("CNSHA", "CNSGH"), ("CNNGB", "CNNBO"), ("CNTAO", "CNQDG")] {
			for mode in [Maritime, InlandWater] {
				let said = said(code, mode);
				let begins = format!("{code} has no port in UN/LOCODE 2023-1: probably ");
				assert!(said.starts_with(&begins), "{said}");
				assert!(said.contains(port), "{said}");
			}
			assert_eq!(said(code, Air), "");
		}
		assert!(said("CNSHG", Air).contains("CNSHG has no airport"));
		assert_eq!(said("CHZRH", Maritime), "CHZRH has no port in UN/LOCODE 2023-1");
	}

	#[test]
	fn place_is_doubted_when_another_of_its_name_is_the_confirmed_one() {
		let said_of = said("CNYSN", Maritime);
		assert!(said_of.contains("CNYSN has a namesake") && said_of.contains("CNYSA"), "{said_of}");
		assert_eq!(said("CNYSA", Maritime), "");
	}

	#[test]
	fn place_is_not_doubted_when_the_list_has_it_with_the_mode() {
		for (code, mode) in [
			("AUMEL", Maritime),
			("CNNBO", Maritime),
			("CNSGH", Air),
			("BEANR", Maritime),
			("CNSHZ", Rail),
			// A lorry comes from any place.
			("CNSHG", Road),
			("CNSHA", Multimodal),
		] {
			assert_eq!(said(code, mode), "", "{code}");
		}
		assert_eq!(doubt_of_place(place("CNSHA"), None), None);
		for mode in [None, Some(Road), Some(Maritime)] {
			let doubt = doubt_of_place(place("CNXXX"), mode);
			assert_eq!(doubt, Some(PlaceDoubt::Unlisted(place("CNXXX"))));
		}
	}

	#[test]
	fn hs_code_is_known_when_its_edition_has_it() {
		let hs = |code: &[u8; 6], edition| has_hs(&HsCode { code: *code, edition });
		assert_eq!(hs(b"220870", 2022), Some(true));
		assert_eq!(hs(b"220899", 2022), Some(false));
		assert_eq!(hs(b"999999", 2022), Some(false));
		assert_eq!(hs(b"220870", 2017), None);
		for (prefix, is_known) in
			[("01", true), ("2208", true), ("220870", true), ("2213", false), ("220899", false)]
		{
			assert_eq!(has_prefix(&HsPrefix::new(prefix).unwrap()), is_known, "{prefix}");
		}
	}

	#[test]
	fn tables_are_well_formed_and_name_edition_and_source() {
		let rows = |table: &'static str| table.lines().filter(|line| !line.starts_with('#'));
		for table in [PLACES, MEANT].into_iter().chain(HS_TABLES.map(|(_, table)| table)) {
			let title = table.lines().next().unwrap();
			assert!(title.contains("of PyPI. Made by scripts/codes.py."), "{title}");
		}
		let mut places = BTreeSet::new();
		for line in rows(PLACES) {
			let [country, functions, codes] = line.split(' ').collect::<Vec<_>>()[..] else {
				panic!("{line}")
			};
			assert!(functions.bytes().all(|c| b"01234567B".contains(&c)), "{functions}");
			assert_eq!(codes.len() % 3, 0, "{line}");
			for code in codes.as_bytes().chunks(3) {
				let code = format!("{country}{}", core::str::from_utf8(code).unwrap());
				assert!(places.insert(code.clone()), "{code} is there twice");
			}
		}
		assert!(places.len() > 115_000);
		for line in rows(MEANT) {
			let mut parts = line.split(' ');
			let (country, function) = (parts.next().unwrap(), parts.next().unwrap());
			for code in parts.flat_map(|group| group.as_bytes().chunks(3)) {
				let code = format!("{country}{}", core::str::from_utf8(code).unwrap());
				assert!(places.contains(&code), "{function} {code}");
			}
		}
	}

	/// The rows of a published table, without their first line; none where there is no such data.
	fn published(name: &str) -> Vec<csv::StringRecord> {
		let Some(data) = env::var_os("HALLMARK_CONFORMANCE_DATA") else {
			println!("skipped: HALLMARK_CONFORMANCE_DATA is not set");
			return Vec::new();
		};
		let path = Path::new(&data).join("codes").join(name);
		csv::Reader::from_path(path).unwrap().records().map(Result::unwrap).collect()
	}

	#[test]
	fn tables_have_every_published_code() {
		for row in published("unlocode_ports.csv") {
			// XZ, installations in international waters, is no country of ISO 3166-1.
			let code = Unlocode(row[0].as_bytes().try_into().unwrap());
			let listed: String = row[2].chars().filter(|c| *c != '-').collect();
			let functions = functions(code).unwrap_or_else(|| panic!("{code} is missing"));
			assert!(listed.chars().all(|c| functions.contains(c)), "{code}: {functions}");
		}
		for row in published("hs2022_6digit.csv").iter().filter(|row| &row[0] != "999999") {
			let code = row[0].as_bytes().try_into().unwrap();
			assert_eq!(has_hs(&HsCode { code, edition: 2022 }), Some(true), "{row:?}");
		}
	}

	#[test]
	fn code_is_warned_of_only_when_its_list_does_not_have_it() {
		let hs = |code: &[u8; 6], edition| word_of_hs(&HsCode { code: *code, edition });
		assert_eq!(hs(b"220870", 2022), None);
		let none = "the Harmonized System of 2022 has no 220899";
		assert_eq!(hs(b"220899", 2022), Some(Word::Warning(none.into())));
		let other = "HS codes of the edition of 2017 are not looked up, only those of 2022";
		assert_eq!(hs(b"220870", 2017), Some(Word::Note(other.into())));
		assert_eq!(word_of_prefix(&HsPrefix::new("2208").unwrap()), None);
		let none = "no code of the Harmonized System of 2022 begins with 2213";
		let of_prefix = word_of_prefix(&HsPrefix::new("2213").unwrap());
		assert_eq!(of_prefix, Some(Word::Warning(none.into())));
	}
}
