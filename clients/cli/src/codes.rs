//! What is said of codes that the lists of their standards do not have. The chain checks only their
//! syntax, so such a code is told of, and never refused: lists grow old. Countries need no list
//! here: one that ISO 3166-1 has not assigned is refused wherever it is named.

use crate::output::tell;
pub use hallmark_sdk::codes::{word_of_hs, word_of_place, word_of_prefix, Word};
use std::{collections::BTreeSet, path::Path};

/// What the help of commands that take codes says of the lists.
pub const LISTS: &str = "\
HS codes and UN/LOCODEs are looked up in the lists that this program holds. A code that its list does not \
have is told of, and not refused, and so is a place that the list knows no port, railway station or airport \
of where a leg needs one.";

/// What is to be said of a file that reads well in two encodings.
pub fn of_text(path: &Path, doubt: Option<&str>) -> Option<Word> {
	doubt.map(|doubt| Word::Warning(format!("{}: {doubt}", path.display())))
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
