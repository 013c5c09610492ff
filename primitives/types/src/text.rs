//! Bounded text that shows what it says.

use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Serialize, Serializer};
use sp_runtime::{traits::ConstU32, BoundedVec};
use unicode_normalization::UnicodeNormalization;

/// UTF-8 text of at most `N` bytes. What arrives in a call is checked with [`Text::check`] before it
/// is stored.
#[derive(Clone, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Text<const N: u32>(pub BoundedVec<u8, ConstU32<N>>);

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextError {
	/// There is nothing in it.
	Empty,
	/// It is longer than its bound.
	TooLong,
	/// It is not UTF-8.
	NotUtf8,
	/// It is not in Unicode normalisation form C: two spellings of one name would differ.
	NotNormalised,
	/// It holds a control, bidirectional, zero-width or private-use character, or starts or ends
	/// with white space.
	HiddenCharacter,
}

impl core::fmt::Display for TextError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			TextError::Empty => "is empty",
			TextError::TooLong => "is too long",
			TextError::NotUtf8 => "is not valid UTF-8",
			TextError::NotNormalised => "is not in Unicode normalisation form C",
			TextError::HiddenCharacter => {
				"has a character that does not show (control, bidirectional, zero-width, \
				 private-use) or white space at an end"
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

/// Checks that `bytes` are text fit to be shown: not empty, UTF-8, in form C, nothing hidden.
pub fn check(bytes: &[u8]) -> Result<&str, TextError> {
	let text = core::str::from_utf8(bytes).map_err(|_| TextError::NotUtf8)?;
	if text.is_empty() {
		return Err(TextError::Empty);
	}
	if text.trim() != text || text.chars().any(is_hidden) {
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
		Ok(Self(text.as_bytes().to_vec().try_into().map_err(|_| TextError::TooLong)?))
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
		Self::new(&text).map_err(serde::de::Error::custom)
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
	fn text_is_shown_in_quotes_when_debugged() {
		assert_eq!(alloc::format!("{:?}", Text::<32>::new("Käse").unwrap()), "\"Käse\"");
	}

	#[test]
	fn text_is_refused_when_malformed() {
		assert_eq!(check(b""), Err(TextError::Empty));
		assert_eq!(check(&[0xff, 0xfe]), Err(TextError::NotUtf8));
		assert_eq!(check("Ka\u{0308}se".as_bytes()), Err(TextError::NotNormalised));
		assert_eq!(Text::<3>::new("four"), Err(TextError::TooLong));
	}
}
