//! Codes as people type them and scanners send them.

use alloc::string::String;

use crate::{
	ai::{GTIN, SSCC},
	parse_uri, Elements, Error, MAX_TEXT,
};

/// Reads a code in any form that people and scanners have it in.
///
/// | Form | Example |
/// |---|---|
/// | Digital Link URI of any host, also with a slash at its end | `https://id.gs1.org/01/09520123456788/10/A` |
/// | Element string as people read it | `(01) 09520123456788 (10) A` |
/// | Element string as scanners send it, FNC1 as 0x1D or `^` | `010952012345678810A` |
/// | The digits of a GTIN or an SSCC, also in groups as people print them | `9 520123 456788` |
///
/// Blanks, line ends and a byte order mark around the code are passed over, and so is the symbology
/// identifier (ISO/IEC 15424) that a scanner sends before it, such as `]Q1`, `]d2`, `]C1` or `]E0`.
/// Digits of a GTIN's length are a GTIN unless an FNC1 or the identifier of a GS1 symbology stands
/// before them; none of a GTIN's lengths is that of an element string with a GTIN or an SSCC.
pub fn read_code(text: &str) -> Result<Elements, Error> {
	if text.len() > MAX_TEXT {
		return Err(Error::TooLong);
	}
	let text = trimmed(text);
	let (symbology, text) = match symbology(text) {
		Some((symbology, rest)) => (Some(symbology), trimmed(rest)),
		None => (None, text),
	};
	match text.as_bytes() {
		[b'(', ..] => Elements::from_bracketed(text),
		[b'0'..=b'9', ..] => match digits(text) {
			Some(digits) if !symbology.is_some_and(is_gs1) => bare(&digits, symbology),
			_ => Elements::from_element_string(text),
		},
		[0x1d | b'^', ..] => Elements::from_element_string(text),
		_ if text.contains([':', '/']) => parse_uri(text),
		_ => Err(Error::NotACode),
	}
}

fn trimmed(text: &str) -> &str {
	text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// The symbology identifier at the start, and what follows it: `]`, the letter of the symbology
/// and a modifier.
fn symbology(text: &str) -> Option<([u8; 2], &str)> {
	match text.as_bytes() {
		[b']', letter, modifier, ..]
			if letter.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric() =>
		{
			Some(([*letter, *modifier], text.get(3..)?))
		}
		_ => None,
	}
}

/// Whether the symbology holds element strings alone (General Specifications 5.1.3 and 7.8.1):
/// GS1-128, GS1 DataBar and composites, GS1 DataMatrix, GS1 QR Code, GS1 DotCode.
fn is_gs1(symbology: [u8; 2]) -> bool {
	matches!(&symbology, b"C1" | b"e0" | b"e1" | b"e2" | b"d2" | b"Q3" | b"J1")
}

/// The text without blanks, if it is too short for a code in which a key has an identifier: what
/// was meant is the key's digits alone, and what is wrong with them is told so.
pub(crate) fn key_alone(text: &str, max_len: usize) -> Option<String> {
	let text = trimmed(text);
	let key = text.replace(' ', "");
	(symbology(text).is_none() && key.len() <= max_len).then_some(key)
}

/// The digits, if the text has nothing else but blanks between them.
fn digits(text: &str) -> Option<String> {
	text.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ').then(|| text.replace(' ', ""))
}

/// The element that digits without an identifier are. The supplement of an EAN-13, which magazines
/// and books have, is passed over.
fn bare(digits: &str, symbology: Option<[u8; 2]>) -> Result<Elements, Error> {
	let mut elements = Elements::default();
	let supplemented = symbology == Some(*b"E3");
	let digits = digits.get(..13).filter(|_| supplemented).unwrap_or(digits);
	match digits.len() {
		8 | 12..=14 => {
			let mut gtin = [b'0'; 14];
			for (to, from) in gtin.iter_mut().rev().zip(digits.bytes().rev()) {
				*to = from;
			}
			elements.insert(GTIN, &gtin)?;
		}
		18 => elements.insert(SSCC, digits.as_bytes())?,
		_ => return Elements::from_element_string(digits),
	}
	Ok(elements)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{Ai, Field};

	const ITEM: &str = "^010952012345678810ABC^217";

	fn read(text: &str) -> Result<String, Error> {
		read_code(text).map(|elements| elements.to_element_string())
	}

	#[test]
	fn code_is_read_when_it_comes_from_people_or_scanners() {
		for text in [
			"https://id.gs1.org/01/09520123456788/10/ABC/21/7",
			"https://id.gs1.org/01/09520123456788/10/ABC/21/7/",
			"https://scan.example/a/01/09520123456788/10/ABC/21/7",
			"HTTPS://ID.GS1.ORG/01/09520123456788/10/ABC/21/7",
			"http://id.gs1.org/01/09520123456788/10/ABC/21/7",
			"  https://id.gs1.org/01/09520123456788/10/ABC/21/7\r\n",
			"\u{feff}https://id.gs1.org/01/09520123456788/10/ABC/21/7\t",
			"]Q1https://id.gs1.org/01/09520123456788/10/ABC/21/7",
			"]d1 https://id.gs1.org/01/09520123456788/10/ABC/21/7",
			"(01)09520123456788(10)ABC(21)7",
			"(01) 09520123456788 (10) ABC (21) 7\n",
			"]d2(01)09520123456788(10)ABC(21)7",
			"010952012345678810ABC\u{1d}217",
			"010952012345678810ABC^217",
			"^010952012345678810ABC^217",
			"\u{1d}010952012345678810ABC\u{1d}217\r",
			"]d2010952012345678810ABC\u{1d}217",
			"]Q3010952012345678810ABC\u{1d}217\r\n",
			"]C1010952012345678810ABC\u{1d}217",
			"]e0010952012345678810ABC\u{1d}217",
			"]J1010952012345678810ABC\u{1d}217",
			"]J1\u{1d}010952012345678810ABC\u{1d}217",
			"]Q1010952012345678810ABC\u{1d}217",
		] {
			assert_eq!(read(text).as_deref(), Ok(ITEM), "{text:?}");
		}
	}

	#[test]
	fn digits_are_a_gtin_or_an_sscc_when_they_stand_alone() {
		for (text, expected) in [
			("9520123456788", "^0109520123456788"),
			(" 9 520123 456788\r\n", "^0109520123456788"),
			("614141000036", "^0100614141000036"),
			("95200002", "^0100000095200002"),
			("19520123456785", "^0119520123456785"),
			("]E09520123456788", "^0109520123456788"),
			("]E495200002", "^0100000095200002"),
			("]E3978020137962400999", "^0109780201379624"),
			("]E3978020137962412", "^0109780201379624"),
			("]I119520123456785", "^0119520123456785"),
			("0109520123456788", "^0109520123456788"),
			("]C10109520123456788", "^0109520123456788"),
			("006141411234567890", "^00006141411234567890"),
			("00006141411234567890", "^00006141411234567890"),
			("]C100006141411234567890\r\n", "^00006141411234567890"),
			// FNC1 or a GS1 symbology before it says that this is a batch.
			("^1023456788", "^1023456788"),
			("]C11023456788", "^1023456788"),
		] {
			assert_eq!(read(text).as_deref(), Ok(expected), "{text:?}");
		}
	}

	#[test]
	fn code_is_refused_with_its_cause() {
		let gtin = Field::Ai(GTIN);
		let wrong = Err(Error::CheckDigit { field: gtin, expected: 8, found: 5 });
		for text in ["9520123456785", "]E09520123456785", "(01)09520123456785", "0109520123456785"]
		{
			assert_eq!(read(text), wrong, "{text}");
		}
		for text in ["", " \r\n", "]Q1", "HELLO", "]HELLO", "Nº 5"] {
			assert_eq!(read(text), Err(Error::NotACode), "{text:?}");
		}
		for text in ["id.gs1.org/01/09520123456788", "javascript:alert(1)"] {
			assert_eq!(read(text), Err(Error::Scheme), "{text}");
		}
		assert_eq!(read("https://a/b"), Err(Error::NoKey));
		assert_eq!(read("8912"), Err(Error::UnknownAi { ai: Ai::from_digits("89").unwrap() }));
		assert_eq!(read(&" ".repeat(MAX_TEXT + 1)), Err(Error::TooLong));
	}
}
