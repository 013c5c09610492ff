//! Bounded text that shows what it says.

use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Serialize, Serializer};
use sp_runtime::{traits::ConstU32, BoundedVec};
use unicode_joining_type::{get_joining_type, JoiningType};
use unicode_normalization::{char::canonical_combining_class, UnicodeNormalization};

/// UTF-8 text of at most `N` bytes. What arrives in a call is checked with [`Text::check`] before
/// it is stored.
#[derive(Clone, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Text<const N: u32>(pub BoundedVec<u8, ConstU32<N>>);

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextError {
	/// There is nothing in it.
	Empty,
	/// It is longer than its bound, both in bytes.
	TooLong {
		/// How long it is.
		found: u32,
		/// How long it may be.
		limit: u32,
	},
	/// It is not UTF-8.
	NotUtf8,
	/// It is not in Unicode normalisation form C: two spellings of one name would differ.
	NotNormalised,
	/// It holds a control, bidirectional, zero-width or private-use character where that is not
	/// part of a word's spelling, or starts or ends with white space.
	HiddenCharacter,
}

impl core::fmt::Display for TextError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			TextError::Empty => "is empty",
			TextError::TooLong { found, limit } => {
				return write!(f, "is too long: {found} bytes in UTF-8, at most {limit} are taken")
			}
			TextError::NotUtf8 => "is not valid UTF-8",
			TextError::NotNormalised => "is not in Unicode normalisation form C",
			TextError::HiddenCharacter => {
				"has a character that does not show (control, bidirectional, zero-width, \
				 private-use) and no word's spelling calls for, or white space at an end"
			}
		})
	}
}

/// Characters that do not show, or that change how others show.
fn is_hidden(c: char) -> bool {
	c.is_control()
		|| matches!(c,
			'\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
			| '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
			| '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
			| '\u{FFF0}'..='\u{FFFB}' | '\u{E000}'..='\u{F8FF}' | '\u{E0000}'..='\u{E0FFF}'
			| '\u{F0000}'..='\u{10FFFF}')
}

/// Whether `c`, which does not show, is part of a word's spelling between `before` and `after`: UAX
/// #31, section 2.3, has joiners and selectors where the script calls for them, and nowhere else.
fn is_spelling(c: char, before: &str, after: &str) -> bool {
	match c {
		// Contexts A1 and A2: between letters that would join, and behind a virama within a word.
		ZERO_WIDTH_NON_JOINER => {
			let next = after.chars().find(|c| canonical_combining_class(*c) == 0);
			joins(before, after) || follows_virama(before) && next.is_some_and(char::is_alphabetic)
		}
		// Context B: behind a virama.
		ZERO_WIDTH_JOINER => follows_virama(before),
		_ => before.chars().next_back().is_some_and(|base| selects(base, c)),
	}
}

const ZERO_WIDTH_NON_JOINER: char = '\u{200C}';
const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// Whether the letters on both sides would join.
fn joins(before: &str, after: &str) -> bool {
	use JoiningType::{DualJoining, LeftJoining, RightJoining, Transparent};
	let visible = |kind: &JoiningType| *kind != Transparent;
	let left = before.chars().rev().map(get_joining_type).find(visible);
	let right = after.chars().map(get_joining_type).find(visible);
	matches!(left, Some(LeftJoining | DualJoining))
		&& matches!(right, Some(RightJoining | DualJoining))
}

/// Whether a letter and its virama stand before.
fn follows_virama(before: &str) -> bool {
	const VIRAMA: u8 = 9;
	let marks = before.chars().rev().map(canonical_combining_class);
	let letter = before.chars().rev().find(|c| canonical_combining_class(*c) == 0);
	marks.take_while(|class| *class != 0).any(|class| class == VIRAMA)
		&& letter.is_some_and(char::is_alphabetic)
}

/// Whether `selector` chooses among forms of `base`: one selector to a character, of those scripts
/// that have such forms, and of symbols as text or picture.
fn selects(base: char, selector: char) -> bool {
	let is_han = matches!(base,
		'\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
		| '\u{20000}'..='\u{3FFFD}');
	match selector {
		'\u{FE00}'
			if matches!(base, '\u{1000}'..='\u{109F}' | '\u{A840}'..='\u{A877}'
			| '\u{A9E0}'..='\u{A9FE}' | '\u{AA60}'..='\u{AA7F}' | '\u{10AC0}'..='\u{10AE4}') =>
		{
			true
		}
		'\u{FE0E}' | '\u{FE0F}' => matches!(base, '©' | '®' | '\u{203C}' | '\u{2049}' | '\u{2122}'
			| '\u{2139}' | '\u{2190}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}'
			| '\u{1F000}'..='\u{1FAFF}'),
		'\u{FE00}'..='\u{FE0D}' | '\u{E0100}'..='\u{E01EF}' => is_han,
		'\u{180B}'..='\u{180D}' | '\u{180F}' => {
			matches!(base, '\u{1820}'..='\u{1878}' | '\u{1880}'..='\u{18AA}')
		}
		_ => false,
	}
}

/// Checks that `bytes` are text fit to be shown: not empty, UTF-8, in form C, nothing hidden but
/// what is part of a word's spelling.
pub fn check(bytes: &[u8]) -> Result<&str, TextError> {
	let text = core::str::from_utf8(bytes).map_err(|_| TextError::NotUtf8)?;
	if text.is_empty() {
		return Err(TextError::Empty);
	}
	let is_out_of_place = |(at, c): (usize, char)| {
		let (before, rest) = text.split_at_checked(at).unwrap_or_default();
		let after = rest.strip_prefix(c).unwrap_or_default();
		is_hidden(c) && !is_spelling(c, before, after)
	};
	if text.trim() != text || text.char_indices().any(is_out_of_place) {
		return Err(TextError::HiddenCharacter);
	}
	// ASCII is always in form C; the tables are asked only for the rest.
	if !text.is_ascii() && !text.nfc().eq(text.chars()) {
		return Err(TextError::NotNormalised);
	}
	Ok(text)
}

impl<const N: u32> Text<N> {
	/// Makes a checked text.
	pub fn new(text: &str) -> Result<Self, TextError> {
		check(text.as_bytes())?;
		let found = u32::try_from(text.len()).unwrap_or(u32::MAX);
		let bytes = text.as_bytes().to_vec().try_into();
		Ok(Self(bytes.map_err(|_| TextError::TooLong { found, limit: N })?))
	}

	/// Makes a checked text of what somebody wrote, in whatever form their keyboard composes
	/// letters.
	pub fn compose(text: &str) -> Result<Self, TextError> {
		Self::new(&text.nfc().collect::<String>())
	}

	/// Checks what arrived in a call.
	pub fn check(&self) -> Result<(), TextError> {
		check(&self.0).map(|_| ())
	}

	/// The text, with a mark for anything that is not UTF-8 (nothing in storage is).
	pub fn to_text(&self) -> String {
		String::from_utf8_lossy(&self.0).into_owned()
	}
}

/// Shows the text in quotes, so that whoever votes on a call can read it.
impl<const N: u32> core::fmt::Debug for Text<N> {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		core::fmt::Debug::fmt(&self.to_text(), f)
	}
}

impl<const N: u32> Serialize for Text<N> {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&self.to_text())
	}
}

impl<'de, const N: u32> serde::Deserialize<'de> for Text<N> {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = String::deserialize(deserializer)?;
		Self::compose(&text).map_err(serde::de::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn text_is_accepted_when_it_shows_what_it_says() {
		for text in ["Kakao", "Käse", "巧克力", "a b", "x"] {
			assert_eq!(check(text.as_bytes()), Ok(text));
		}
	}

	#[test]
	fn text_is_refused_when_something_is_hidden() {
		for text in ["a\u{202E}b", "a\u{200B}", "a\nb", " a", "a ", "a\u{FEFF}b", "a\u{E000}"] {
			assert_eq!(check(text.as_bytes()), Err(TextError::HiddenCharacter), "{text:?}");
		}
	}

	#[test]
	fn joiner_or_selector_is_accepted_when_it_is_part_of_the_spelling() {
		for text in [
			// Persian, also over a vowel sign.
			"می\u{200C}خواهم",
			"خانه\u{200C}ای",
			"بِ\u{200C}ب",
			// Devanagari with a half form, Bengali, Sinhala's conjunct at a word's end, and
			// Malayalam.
			"क्\u{200C}ष",
			"র\u{9CD}\u{200C}য",
			"ශ්\u{200D}රී",
			"ക്\u{200D}",
			// Han with an ideographic and with a standardised variation, and Mongolian.
			"葛\u{E0100}城",
			"神\u{FE00}",
			"ᠠ\u{180B}",
			// A symbol as a picture.
			"I ❤\u{FE0F} tea",
		] {
			assert_eq!(check(text.as_bytes()), Ok(text), "{text:?}");
		}
	}

	#[test]
	fn joiner_or_selector_is_refused_when_nothing_calls_for_it() {
		for text in [
			"a\u{200C}b",
			"a\u{200D}b",
			"\u{200C}می",
			"می\u{200C}",
			"می\u{200C}\u{200C}خ",
			"می\u{200D}خ",
			// Dal does not join to the left, so nothing would show.
			"د\u{200C}ب",
			"क\u{200C}ष",
			"क्\u{200C}",
			"क्\u{200C}!",
			"\u{94D}\u{200D}",
			"a\u{FE0F}",
			"1\u{FE00}",
			"é\u{E0100}",
			"\u{FE0F}",
			"葛\u{E0100}\u{E0101}",
			"葛\u{FE0F}",
			"葛\u{180B}",
			"👨\u{200D}👩",
			"می\u{202E}خ",
		] {
			assert_eq!(check(text.as_bytes()), Err(TextError::HiddenCharacter), "{text:?}");
		}
	}

	#[test]
	fn text_is_composed_when_letters_and_accents_stand_apart() {
		let composed = Text::<32>::new("Käse, 한국").unwrap();
		assert_eq!(Text::compose("Ka\u{308}se, \u{1112}\u{1161}\u{11AB}국"), Ok(composed.clone()));
		let json = "\"Ka\u{308}se, 한국\"";
		assert_eq!(serde_json::from_str::<Text<32>>(json).unwrap(), composed);
		assert_eq!(Text::<32>::compose("a\u{200B}"), Err(TextError::HiddenCharacter));
	}

	#[test]
	fn text_is_shown_in_quotes_when_debugged() {
		assert_eq!(alloc::format!("{:?}", Text::<32>::new("Käse").unwrap()), "\"Käse\"");
	}

	#[test]
	fn text_is_refused_when_malformed() {
		assert_eq!(check(b""), Err(TextError::Empty));
		assert_eq!(check(&[0xff, 0xfe]), Err(TextError::NotUtf8));
		assert_eq!(check("Ka\u{0308}se".as_bytes()), Err(TextError::NotNormalised));
		let error = Text::<5>::new("椰汁").unwrap_err();
		assert_eq!(error, TextError::TooLong { found: 6, limit: 5 });
		let words = alloc::format!("{error}");
		assert_eq!(words, "is too long: 6 bytes in UTF-8, at most 5 are taken");
	}
}
