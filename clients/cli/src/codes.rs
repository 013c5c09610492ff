//! What is said of codes that the lists of their standards do not have. The chain checks only their
//! syntax, so such a code is told of, and never refused: lists grow old. Countries need no list
//! here: one that ISO 3166-1 has not assigned is refused wherever it is named.

use crate::output::tell;
use hallmark_sdk::codes::{doubt_of_place, has_hs, has_prefix, HS_TABLES};
use hallmark_types::{HsCode, HsPrefix, TransportMode, Unlocode};
use std::{collections::BTreeSet, path::Path};

/// What the help of commands that take codes says of the lists.
pub const LISTS: &str = "\
HS codes and UN/LOCODEs are looked up in the lists that this program holds. A code that its list does not \
have is told of, and not refused, and so is a place that the list knows no port, railway station or airport \
of where a leg needs one.";

/// What is to be said of a code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
	/// It is doubted.
	Warning(String),
	/// It is not looked up.
	Note(String),
}

/// What is to be said of a place, to which or from which goods travel by a mode.
pub fn of_place(place: Unlocode, mode: Option<TransportMode>) -> Option<Word> {
	doubt_of_place(place, mode).map(|doubt| Word::Warning(doubt.to_string()))
}

/// What is to be said of an HS code.
pub fn of_hs(hs: &HsCode) -> Option<Word> {
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
pub fn of_prefix(prefix: &HsPrefix) -> Option<Word> {
	let text =
		|| format!("no code of the Harmonized System of {} begins with {prefix}", editions());
	(!has_prefix(prefix)).then(|| Word::Warning(text()))
}

/// What is to be said of a file that reads well in two encodings.
pub fn of_text(path: &Path, doubt: Option<&str>) -> Option<Word> {
	doubt.map(|doubt| Word::Warning(format!("{}: {doubt}", path.display())))
}

/// The editions of the Harmonized System that are at hand.
fn editions() -> String {
	HS_TABLES.map(|(edition, _)| edition.to_string()).join(", ")
}

/// Tells what is to be said, each thing once. Warnings are told however quiet it is to be.
pub fn warn(words: impl IntoIterator<Item = Word>, quiet: bool) {
	for word in words.into_iter().collect::<BTreeSet<_>>() {
		match word {
			Word::Warning(text) => tell(&format!("warning: {text}"), false),
			Word::Note(text) => tell(&format!("note: {text}"), quiet),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn code_is_warned_of_only_when_its_list_does_not_have_it() {
		let hs = |code: &[u8; 6], edition| of_hs(&HsCode { code: *code, edition });
		assert_eq!(hs(b"220870", 2022), None);
		let none = "the Harmonized System of 2022 has no 220899";
		assert_eq!(hs(b"220899", 2022), Some(Word::Warning(none.into())));
		let other = "HS codes of the edition of 2017 are not looked up, only those of 2022";
		assert_eq!(hs(b"220870", 2017), Some(Word::Note(other.into())));
		assert_eq!(of_prefix(&HsPrefix::new("2208").unwrap()), None);
		let none = "no code of the Harmonized System of 2022 begins with 2213";
		let of_prefix = of_prefix(&HsPrefix::new("2213").unwrap());
		assert_eq!(of_prefix, Some(Word::Warning(none.into())));
	}
}
