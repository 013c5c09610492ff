//! Element strings: values under application identifiers (General Specifications 7.8).

use alloc::{
	collections::{btree_map::Entry, BTreeMap},
	string::String,
	vec::Vec,
};

use crate::{ai::Spec, Ai, Charset, Error, Field, MAX_TEXT};

/// What stands for FNC1 in the text of a barcode: the group separator, as scanners send it, and
/// `^`, as people write it. Neither can stand in a value.
const FNC1: [u8; 2] = [0x1d, b'^'];

/// Values under application identifiers in their order, each well formed and no identifier twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elements {
	list: Vec<(Ai, String)>,
	/// Where each identifier stands in `list`.
	places: BTreeMap<Ai, usize>,
}

impl Elements {
	/// Elements from text such as `(01)09520123456788(10)ABC`, the form that people read.
	///
	/// A `(` within a value is written `\(`. Blanks around values are passed over. The same element
	/// twice counts once.
	pub fn from_bracketed(text: &str) -> Result<Self, Error> {
		if text.len() > MAX_TEXT {
			return Err(Error::TooLong);
		}
		let mut elements = Self::default();
		let mut rest = text;
		while !rest.is_empty() {
			let (ai, after) = rest
				.strip_prefix('(')
				.and_then(|rest| rest.split_once(')'))
				.ok_or(Error::Brackets)?;
			let ai = Ai::from_digits(ai)?;
			let (value, after) = take_value(after);
			elements.insert_once(ai, value.trim_ascii())?;
			rest = after;
		}
		if elements.list.is_empty() {
			return Err(Error::Brackets);
		}
		Ok(elements)
	}

	/// Elements from the text of a barcode, such as `010952012345678810ABC`, where FNC1 is the
	/// group separator 0x1D or `^`.
	///
	/// An FNC1 may stand at the start, after every value and at the end. The same element twice
	/// counts once.
	pub fn from_element_string(text: &str) -> Result<Self, Error> {
		if text.len() > MAX_TEXT {
			return Err(Error::TooLong);
		}
		let mut elements = Self::default();
		let mut rest = without_fnc1(text.as_bytes());
		while !rest.is_empty() {
			let (ai, after) = Ai::leading(rest)?;
			let end = after.iter().position(|byte| FNC1.contains(byte)).unwrap_or(after.len());
			let len = ai.spec().filter(|spec| spec.is_fixed()).map_or(end, Spec::max_len);
			let (value, after) = after.split_at(len.min(end));
			elements.insert_once(ai, value)?;
			rest = without_fnc1(after);
		}
		if elements.list.is_empty() {
			return Err(Error::NotACode);
		}
		Ok(elements)
	}

	/// Adds an element at the end unless it is there already.
	fn insert_once(&mut self, ai: Ai, value: &[u8]) -> Result<(), Error> {
		if self.value(ai).map(str::as_bytes) == Some(value) {
			return Ok(());
		}
		self.insert(ai, value)
	}

	/// Adds an element at the end. Refuses a value that is not well formed, and an identifier that
	/// is there already.
	pub(crate) fn insert(&mut self, ai: Ai, value: &[u8]) -> Result<(), Error> {
		ai.validate(value)?;
		let field = Field::Ai(ai);
		// A valid value is ASCII.
		let text = core::str::from_utf8(value).map_err(|error| Error::Character {
			field,
			charset: Charset::Cset82,
			place: error.valid_up_to().saturating_add(1),
		})?;
		match self.places.entry(ai) {
			Entry::Occupied(_) => Err(Error::Repeated { field }),
			Entry::Vacant(place) => {
				place.insert(self.list.len());
				self.list.push((ai, text.into()));
				Ok(())
			}
		}
	}

	/// The value under the identifier with these digits.
	pub fn get(&self, ai: &str) -> Option<&str> {
		self.value(Ai::from_digits(ai).ok()?)
	}

	/// The value under an identifier.
	pub fn value(&self, ai: Ai) -> Option<&str> {
		let place = *self.places.get(&ai)?;
		self.list.get(place).map(|(_, value)| value.as_str())
	}

	/// The first primary key of a Digital Link URI, and its value. It says what the code is of.
	pub fn key(&self) -> Option<(Ai, &str)> {
		self.iter().find(|(ai, _)| ai.qualifiers().is_some())
	}

	/// All elements in their order.
	pub fn iter(&self) -> impl Iterator<Item = (Ai, &str)> {
		self.list.iter().map(|(ai, value)| (*ai, value.as_str()))
	}

	/// The text that a barcode carries, with `^` for FNC1: one at the start, and one after each
	/// value whose length the reader cannot know, except the last.
	pub fn to_element_string(&self) -> String {
		let mut text = String::new();
		let mut separate = true;
		for (ai, value) in self.iter() {
			if separate {
				text.push('^');
			}
			text.push_str(ai.as_str());
			text.push_str(value);
			separate = !ai.spec().is_some_and(|spec| spec.is_fixed());
		}
		text
	}
}

/// The text without the FNC1 that it may begin with.
fn without_fnc1(text: &[u8]) -> &[u8] {
	match text {
		[first, rest @ ..] if FNC1.contains(first) => rest,
		_ => text,
	}
}

/// The value before the next `(`, and the text from there on.
fn take_value(text: &str) -> (Vec<u8>, &str) {
	let mut value = Vec::new();
	let mut bytes = text.bytes().enumerate().peekable();
	while let Some((place, byte)) = bytes.next() {
		match byte {
			b'(' => return (value, text.get(place..).unwrap_or_default()),
			b'\\' => {
				value.push(bytes.next_if(|(_, next)| *next == b'(').map_or(byte, |(_, next)| next))
			}
			_ => value.push(byte),
		}
	}
	(value, "")
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::ai::{GTIN, SERIAL};

	fn bracketed(text: &str) -> Result<Elements, Error> {
		Elements::from_bracketed(text)
	}

	#[test]
	fn elements_keep_their_order_when_read() {
		let elements = bracketed("(21)XYZ(01)12312312312333(10)ABC").unwrap();
		let read: Vec<_> = elements.iter().map(|(ai, value)| (ai.as_str().into(), value)).collect();
		let expected: [(String, _); 3] =
			[("21".into(), "XYZ"), ("01".into(), "12312312312333"), ("10".into(), "ABC")];
		assert_eq!(read, expected);
		assert_eq!(elements.get("10"), Some("ABC"));
		assert_eq!(elements.value(GTIN), Some("12312312312333"));
		assert_eq!(elements.get("22"), None);
		assert_eq!(elements.get("x"), None);
	}

	#[test]
	fn element_string_separates_values_when_their_length_is_open() {
		let elements = bracketed("(01)12312312312333(10)ABC(17)201225(99)X").unwrap();
		assert_eq!(elements.to_element_string(), "^011231231231233310ABC^1720122599X");
	}

	#[test]
	fn bracket_belongs_to_value_when_escaped() {
		assert_eq!(bracketed(r"(10)A\(1)B").unwrap().get("10"), Some("A(1)B"));
		let error = bracketed(r"(10)A\B").unwrap_err();
		assert!(matches!(error, Error::Character { place: 2, .. }));
	}

	#[test]
	fn element_counts_once_when_repeated_with_one_value() {
		assert_eq!(bracketed("(10)A(21)B(10)A").unwrap().to_element_string(), "^10A^21B");
		let error = Error::Repeated { field: Field::Ai(SERIAL) };
		assert_eq!(bracketed("(21)A(21)B"), Err(error));
	}

	#[test]
	fn blanks_around_values_are_passed_over_when_bracketed() {
		let elements = bracketed("(01) 09520123456788 (10)\tABC \r\n").unwrap();
		assert_eq!(elements.to_element_string(), "^010952012345678810ABC");
		// Within a value a blank is a character like others, and no batch has one.
		assert!(matches!(bracketed("(10)A B"), Err(Error::Character { place: 2, .. })));
	}

	#[test]
	fn element_string_is_read_when_a_scanner_sends_it() {
		let read = |text: &str| Elements::from_element_string(text);
		for text in [
			"010952012345678810ABC\u{1d}17201225\u{1d}21X",
			"^010952012345678810ABC^1720122521X",
			"\u{1d}010952012345678810ABC\u{1d}1720122521X\u{1d}",
			"0109520123456788^10ABC^17201225^21X^",
			"010952012345678810ABC^010952012345678817201225^21X",
		] {
			let made = read(text).map(|elements| elements.to_element_string());
			assert_eq!(made.as_deref(), Ok("^010952012345678810ABC^1720122521X"), "{text:?}");
		}
		// Four digits, three, and a length that is known yet needs FNC1.
		let elements = read("3103000195240A^402952012345678912351^10B").unwrap_err();
		assert!(matches!(elements, Error::Length { .. }), "{elements}");
		let elements = read("3103000195240A^40295201234567891235^10B").unwrap();
		assert_eq!(elements.to_element_string(), "^3103000195240A^40295201234567891235^10B");
	}

	#[test]
	fn element_string_is_refused_when_it_breaks_off_or_begins_with_no_identifier() {
		let read = |text: &str| Elements::from_element_string(text).unwrap_err();
		let gtin = Field::Ai(GTIN);
		assert!(
			matches!(read("01095201234567"), Error::Length { field, found: 12, .. } if field == gtin)
		);
		assert!(
			matches!(read("01095^20123456788"), Error::Length { field, found: 3, .. } if field == gtin)
		);
		assert_eq!(read("^"), Error::NotACode);
		assert_eq!(read(""), Error::NotACode);
		assert_eq!(read("0"), Error::NotAnAi);
		assert_eq!(read("ABC"), Error::NotAnAi);
		assert_eq!(read("\u{e4}1"), Error::NotAnAi);
		assert_eq!(read("8955"), Error::UnknownAi { ai: Ai::from_digits("89").unwrap() });
		assert_eq!(read("0109520123456788ABC"), Error::NotAnAi);
		assert_eq!(read("0109520123456788^^10A"), Error::NotAnAi);
		assert!(matches!(read("10A\u{e4}"), Error::Character { place: 2, .. }));
		assert_eq!(read("21A^21B"), Error::Repeated { field: Field::Ai(SERIAL) });
		assert_eq!(read(&"1".repeat(MAX_TEXT + 1)), Error::TooLong);
	}

	#[test]
	fn text_is_refused_when_brackets_are_wrong() {
		for text in ["", "01", "(01", "(01)12312312312333)", "((01)12312312312333", "(10)"] {
			assert!(bracketed(text).is_err(), "{text}");
		}
		assert_eq!(bracketed("(1)A"), Err(Error::NotAnAi));
		assert_eq!(bracketed("(ab)A"), Err(Error::NotAnAi));
		assert_eq!(
			bracketed("(89)A"),
			Err(Error::UnknownAi { ai: Ai::from_digits("89").unwrap() })
		);
		assert_eq!(bracketed(&"(".repeat(MAX_TEXT + 1)), Err(Error::TooLong));
	}
}
