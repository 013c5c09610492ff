//! JSON as it comes from others: bounded, and without ambiguity.

use crate::Fault;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::{borrow::Cow, fmt};

/// The longest document that is read, in bytes.
pub const MAX_BYTES: usize = 16 << 20;
/// The deepest value that is read: a document is at depth 1, the members of an event at depth 5.
/// The largest official example has 14 levels.
pub const MAX_DEPTH: usize = 32;

/// What some systems write before a text, to say that it is UTF-8. It is no part of the text.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Reads a text. Refused are texts over [`MAX_BYTES`], values deeper than [`MAX_DEPTH`], and objects
/// with two members of one name, of which other readers might take the other one.
///
/// # Errors
///
/// A fault at `$`, whose reason names line and column.
pub fn parse(text: &[u8]) -> Result<Value, Fault> {
	let fault = |reason: String| Fault::new("$", reason);
	if text.len() > MAX_BYTES {
		return Err(fault(format!("longer than {MAX_BYTES} bytes: send the events in parts")));
	}
	if text.windows(NUMBER.len()).any(|part| part == NUMBER.as_bytes()) {
		return Err(fault(format!("{NUMBER} stands for numbers here")));
	}
	let text = text.strip_prefix(MARK).unwrap_or(text);
	if text.trim_ascii_start().starts_with(b"<") {
		return Err(fault("it looks like XML: EPCIS 2.0 is read in its JSON form only".into()));
	}
	let mut reader = serde_json::Deserializer::from_slice(text);
	let value = Strict { depth: 1 }.deserialize(&mut reader);
	let value = value.map_err(|error| fault(error.to_string()))?;
	reader.end().map_err(|error| fault(error.to_string()))?;
	Ok(value)
}

/// Writes a value on one line: of an object `@context` and `type` first, then the others in the
/// alphabet's order.
///
/// The order says nothing in JSON, but epcis-event-hash-generator 1.9.3 hashes type and identifier of a
/// business transaction as they stand, and the standard's order has the type first.
pub fn text(value: &Value) -> String {
	let mut text = String::new();
	write(value, &mut text);
	text
}

fn write(value: &Value, text: &mut String) {
	match value {
		Value::Array(entries) => {
			text.push('[');
			for (place, entry) in entries.iter().enumerate() {
				if place > 0 {
					text.push(',');
				}
				write(entry, text);
			}
			text.push(']');
		}
		Value::Object(members) => write_members(members, text),
		simple => text.push_str(&simple.to_string()),
	}
}

/// [`text`] of an object.
pub(crate) fn write_members(members: &Map<String, Value>, text: &mut String) {
	let leads = |name: &str| matches!(name, "@context" | "type");
	let first = members.iter().filter(|(name, _)| leads(name));
	let rest = members.iter().filter(|(name, _)| !leads(name));
	text.push('{');
	for (place, (name, member)) in first.chain(rest).enumerate() {
		if place > 0 {
			text.push(',');
		}
		text.push_str(&Value::from(name.as_str()).to_string());
		text.push(':');
		write(member, text);
	}
	text.push('}');
}

/// Reads a value at a depth, refusing what [`parse`] refuses.
struct Strict {
	depth: usize,
}

impl Strict {
	fn deeper<E: serde::de::Error>(&self) -> Result<Self, E> {
		match self.depth {
			MAX_DEPTH => Err(E::custom(format!("deeper than {MAX_DEPTH} levels"))),
			depth => Ok(Self { depth: depth + 1 }),
		}
	}
}

impl<'de> DeserializeSeed<'de> for Strict {
	type Value = Value;

	fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
		reader.deserialize_any(self)
	}
}

impl<'de> Visitor<'de> for Strict {
	type Value = Value;

	fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("JSON")
	}

	fn visit_unit<E>(self) -> Result<Value, E> {
		Ok(Value::Null)
	}

	fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
		Ok(value.into())
	}

	fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
		Ok(value.into())
	}

	fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
		Ok(value.into())
	}

	fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
		Ok(value.into())
	}

	fn visit_str<E>(self, value: &str) -> Result<Value, E> {
		Ok(value.into())
	}

	fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
		let mut array = Vec::new();
		while let Some(entry) = entries.next_element_seed(self.deeper()?)? {
			array.push(entry);
		}
		Ok(array.into())
	}

	fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
		let mut object = Map::new();
		while let Some(name) = members.next_key_seed(Name)? {
			let name = match name {
				Cow::Borrowed(NUMBER) => {
					let digits = members.next_value::<String>()?;
					let number = digits.parse::<Number>().map_err(A::Error::custom)?;
					return Ok(number.into());
				}
				name => name.into_owned(),
			};
			let member = members.next_value_seed(self.deeper()?)?;
			if object.contains_key(&name) {
				let name = crate::fault::shown(&name);
				return Err(A::Error::custom(format!("two members are called {name}")));
			}
			object.insert(name, member);
		}
		Ok(object.into())
	}
}

/// The name under which `serde_json` hands over a number as it was written. No text that is read has
/// it, but perhaps with escapes, and then it is not borrowed.
const NUMBER: &str = "$serde_json::private::Number";

/// Reads the name of a member, borrowed where it stands in the text as it is.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
	type Value = Cow<'de, str>;

	fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
		reader.deserialize_str(self)
	}
}

impl<'de> Visitor<'de> for Name {
	type Value = Cow<'de, str>;

	fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("a name")
	}

	fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
		Ok(Cow::Borrowed(name))
	}

	fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
		Ok(Cow::Owned(name.into()))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn refused(text: &str) -> String {
		parse(text.as_bytes()).unwrap_err().to_string()
	}

	#[test]
	fn text_is_refused_when_too_deep() {
		let nested = |depth: usize| "[".repeat(depth - 1) + "0" + &"]".repeat(depth - 1);
		assert!(parse(nested(MAX_DEPTH).as_bytes()).is_ok());
		assert!(refused(&nested(MAX_DEPTH + 1)).contains("deeper than 32 levels"));
		// No stack is deep enough for this one.
		assert!(refused(&"[".repeat(1_000_000)).contains("deeper than 32 levels"));
		assert!(refused(&"{\"a\":".repeat(1_000_000)).contains("deeper than 32 levels"));
	}

	#[test]
	fn text_is_refused_when_a_name_stands_twice() {
		assert!(refused(r#"{"a": 1, "\u0061": 2}"#).contains("two members are called a"));
		assert!(refused(r#"{"$serde_json::private::Number": "1"}"#).contains("numbers"));
		assert!(refused(r#"{"a": 1} {}"#).starts_with("$: trailing characters"));
	}

	#[test]
	fn mark_of_utf8_is_no_part_of_the_text() {
		assert_eq!(parse("\u{feff}{}".as_bytes()).unwrap(), Value::Object(Default::default()));
		assert!(parse("\u{feff}\u{feff}{}".as_bytes()).is_err());
	}

	#[test]
	fn xml_is_named_when_it_comes_in_place_of_json() {
		for text in ["<?xml version=\"1.0\"?>", "\u{feff}<epcis:EPCISDocument/>", "\r\n <a/>"] {
			assert!(refused(text).contains("it looks like XML"), "{text}");
		}
	}

	#[test]
	fn text_is_refused_when_too_long() {
		let text = " ".repeat(MAX_BYTES) + "1";
		assert!(refused(&text).contains("longer than"));
	}

	#[test]
	fn type_stands_first_in_what_is_written() {
		let written = r#"{"@context":[],"type":"x","a\"b":[{"type":1.50,"source":null}],"z":true}"#;
		assert_eq!(text(&parse(written.as_bytes()).unwrap()), written);
	}

	#[test]
	fn numbers_keep_their_digits() {
		let text = r#"[26.0,1e+3,123456789012345678901234567890,-0.10]"#;
		assert_eq!(serde_json::to_string(&parse(text.as_bytes()).unwrap()).unwrap(), text);
	}
}
