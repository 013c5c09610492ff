//! JSON as it is signed: read without ambiguity (I-JSON, RFC 7493), and written in one way only (JCS,
//! RFC 8785).
//!
//! The crates that write JCS switch features of `serde_json` on that the node is built without, so
//! the few lines are here. The hard part, numbers as ECMAScript writes them, is `ryu-js`.

use crate::{Error, Result};
use serde::de::{
	Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Number, Value};
use std::{borrow::Cow, fmt};

/// No document that is read is longer, in bytes.
pub const MAX_TEXT: usize = 4 << 20;

/// Reads a text. Of two members with one name, other readers might take the other one: such a text
/// is refused.
///
/// # Errors
///
/// [`Error::Json`].
pub fn parse(text: &[u8]) -> Result<Value> {
	if text.len() > MAX_TEXT {
		return Err(Error::Json(format!("it is longer than {MAX_TEXT} bytes")));
	}
	let read = serde_json::from_slice::<Unambiguous>(text);
	Ok(read.map_err(|error| Error::Json(error.to_string()))?.0)
}

/// Writes a value in its canonical form.
///
/// # Errors
///
/// [`Error::Json`] if a number is beyond what a double holds.
pub fn canonical(value: &Value) -> Result<String> {
	let mut text = String::new();
	write(value, &mut text)?;
	Ok(text)
}

fn write(value: &Value, text: &mut String) -> Result<()> {
	match value {
		Value::Null => text.push_str("null"),
		Value::Bool(true) => text.push_str("true"),
		Value::Bool(false) => text.push_str("false"),
		Value::Number(number) => text.push_str(&number_text(number)?),
		Value::String(string) => write_string(string, text),
		Value::Array(entries) => {
			text.push('[');
			for (place, entry) in entries.iter().enumerate() {
				if place > 0 {
					text.push(',');
				}
				write(entry, text)?;
			}
			text.push(']');
		}
		Value::Object(members) => {
			let mut members: Vec<_> = members.iter().collect();
			// By UTF-16 code units, which is not the order of code points (section 3.2.3).
			members.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
			text.push('{');
			for (place, (name, member)) in members.into_iter().enumerate() {
				if place > 0 {
					text.push(',');
				}
				write_string(name, text);
				text.push(':');
				write(member, text)?;
			}
			text.push('}');
		}
	}
	Ok(())
}

/// A number as ECMAScript writes the double nearest to it (section 3.2.2.3).
fn number_text(number: &Number) -> Result<String> {
	let double = number.as_f64().filter(|double| double.is_finite());
	let double = double.ok_or_else(|| Error::Json(format!("{number} is no double")))?;
	Ok(ryu_js::Buffer::new().format_finite(double).into())
}

/// A string with only those characters escaped that must be (section 3.2.2.2).
fn write_string(string: &str, text: &mut String) {
	text.push('"');
	for character in string.chars() {
		match character {
			'"' => text.push_str("\\\""),
			'\\' => text.push_str("\\\\"),
			'\u{8}' => text.push_str("\\b"),
			'\t' => text.push_str("\\t"),
			'\n' => text.push_str("\\n"),
			'\u{c}' => text.push_str("\\f"),
			'\r' => text.push_str("\\r"),
			control if control < ' ' => text.push_str(&format!("\\u{:04x}", u32::from(control))),
			other => text.push(other),
		}
	}
	text.push('"');
}

/// A value in which no object has two members of one name: a text that has is refused, with words that
/// begin with [`TWICE`]. For readers that bring a type, and want to know where in the text it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Unambiguous(pub Value);

/// What the refusal of a name that stands twice begins with. The name follows, and another backtick.
pub const TWICE: &str = "two members are called `";

/// How much of a name that stands twice is told, in characters.
const SHOWN: usize = 100;

impl<'de> Deserialize<'de> for Unambiguous {
	fn deserialize<D: Deserializer<'de>>(reader: D) -> std::result::Result<Self, D::Error> {
		reader.deserialize_any(Strict).map(Self)
	}
}

/// Reads an [`Unambiguous`].
struct Strict;

impl<'de> Visitor<'de> for Strict {
	type Value = Value;

	fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("JSON")
	}

	fn visit_unit<E>(self) -> std::result::Result<Value, E> {
		Ok(Value::Null)
	}

	fn visit_bool<E>(self, value: bool) -> std::result::Result<Value, E> {
		Ok(value.into())
	}

	fn visit_u64<E>(self, value: u64) -> std::result::Result<Value, E> {
		Ok(value.into())
	}

	fn visit_i64<E>(self, value: i64) -> std::result::Result<Value, E> {
		Ok(value.into())
	}

	fn visit_f64<E>(self, value: f64) -> std::result::Result<Value, E> {
		Ok(value.into())
	}

	fn visit_str<E>(self, value: &str) -> std::result::Result<Value, E> {
		Ok(value.into())
	}

	fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> std::result::Result<Value, A::Error> {
		let mut array = Vec::new();
		while let Some(entry) = entries.next_element::<Unambiguous>()? {
			array.push(entry.0);
		}
		Ok(array.into())
	}

	fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> std::result::Result<Value, A::Error> {
		let mut object = Map::new();
		while let Some(name) = members.next_key_seed(Name)? {
			let name = match name {
				Cow::Borrowed(NUMBER) => {
					let number = members.next_value_seed(Digits)?;
					return Ok(number.into());
				}
				name => name.into_owned(),
			};
			let Unambiguous(member) = members.next_value()?;
			if object.contains_key(&name) {
				let name: String = name.chars().take(SHOWN).collect();
				return Err(A::Error::custom(format!("{TWICE}{name}`")));
			}
			object.insert(name, member);
		}
		Ok(object.into())
	}
}

/// The name under which `serde_json` hands over a number as it was written. A member of a text that has
/// this name is refused by [`Digits`]; or is not borrowed, if it was written with escapes.
const NUMBER: &str = "$serde_json::private::Number";

/// Reads a number as it was written. Its digits come as a string of their own, which no string of a text
/// does: that is borrowed, or copied.
struct Digits;

impl<'de> DeserializeSeed<'de> for Digits {
	type Value = Number;

	fn deserialize<D: Deserializer<'de>>(self, reader: D) -> std::result::Result<Number, D::Error> {
		reader.deserialize_string(self)
	}
}

#[expect(clippy::serde_api_misuse, reason = "a string that stands in the text is to be refused")]
impl Visitor<'_> for Digits {
	type Value = Number;

	fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "another name than {NUMBER}, which stands for numbers here")
	}

	fn visit_string<E: serde::de::Error>(self, digits: String) -> std::result::Result<Number, E> {
		digits.parse().map_err(E::custom)
	}
}

/// Reads the name of a member, borrowed where it stands in the text as it is.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
	type Value = Cow<'de, str>;

	fn deserialize<D: Deserializer<'de>>(
		self,
		reader: D,
	) -> std::result::Result<Self::Value, D::Error> {
		reader.deserialize_str(self)
	}
}

impl<'de> Visitor<'de> for Name {
	type Value = Cow<'de, str>;

	fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("a name")
	}

	fn visit_borrowed_str<E>(self, name: &'de str) -> std::result::Result<Self::Value, E> {
		Ok(Cow::Borrowed(name))
	}

	fn visit_str<E>(self, name: &str) -> std::result::Result<Self::Value, E> {
		Ok(Cow::Owned(name.into()))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn rewritten(text: &str) -> String {
		canonical(&parse(text.as_bytes()).unwrap()).unwrap()
	}

	/// The examples of RFC 8785: section 3.2.2 to 3.2.4.
	#[test]
	fn text_is_that_of_the_rfc() {
		let values = r#"{
			"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
			"string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
			"literals": [null, true, false]
		}"#;
		assert_eq!(
			rewritten(values),
			r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
		);
		let names = r#"{
			"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
			"1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
			"\u00f6": "Latin Small Letter O With Diaeresis"
		}"#;
		assert_eq!(
			rewritten(names),
			"{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\
			 \"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\
			 \"\u{1f600}\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}"
		);
	}

	/// RFC 8785, appendix B: doubles by their bits, and their texts.
	#[test]
	fn numbers_are_those_of_the_rfc() {
		for (bits, text) in [
			(0x0000_0000_0000_0000, "0"),
			(0x8000_0000_0000_0000, "0"),
			(0x0000_0000_0000_0001, "5e-324"),
			(0x8000_0000_0000_0001, "-5e-324"),
			(0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
			(0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
			(0x4340_0000_0000_0000, "9007199254740992"),
			(0xc340_0000_0000_0000, "-9007199254740992"),
			(0x4430_0000_0000_0000, "295147905179352830000"),
			(0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
			(0x44b5_2d02_c7e1_4af6, "1e+23"),
			(0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
			(0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
			(0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
			(0x444b_1ae4_d6e2_ef50, "1e+21"),
			(0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
			(0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
			(0x41b3_de43_5555_5553, "333333333.3333332"),
			(0x41b3_de43_5555_5554, "333333333.33333325"),
			(0x41b3_de43_5555_5555, "333333333.3333333"),
			(0x41b3_de43_5555_5556, "333333333.3333334"),
			(0x41b3_de43_5555_5557, "333333333.33333343"),
			(0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
			(0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
		] {
			let number = Number::from_f64(f64::from_bits(bits)).unwrap();
			assert_eq!(number_text(&number).unwrap(), text, "{bits:x}");
			assert_eq!(rewritten(text), text, "{bits:x}");
		}
	}

	/// As other implementations read it: each number is the double nearest to what was written.
	#[test]
	fn number_is_the_nearest_double_when_more_digits_were_written() {
		for (given, text) in [
			("9007199254740993", "9007199254740992"),
			("18446744073709551615", "18446744073709552000"),
			("-0", "0"),
			("-0.0", "0"),
			("56.0", "56"),
			("1e2", "100"),
			("0.1000000000000000055511151231257827", "0.1"),
		] {
			assert_eq!(rewritten(given), text);
		}
		let fault = parse(b"1e400").and_then(|value| canonical(&value)).unwrap_err();
		assert!(matches!(fault, Error::Json(_)), "{fault}");
	}

	#[test]
	fn text_is_refused_when_it_is_ambiguous_or_no_json() {
		for text in [
			r#"{"a":1,"a":2}"#,
			r#"{"a":{"b":[{"c":1,"\u0063":1}]}}"#,
			"{} {}",
			"{",
			"",
			"\"\\ud800\"",
			"NaN",
			"01",
			r#"{"$serde_json::private::Number":"5"}"#,
			r#"{"$serde_json::private::Number":"\u0035"}"#,
			r#"{"$serde_json::private::Number":5}"#,
		] {
			assert!(matches!(parse(text.as_bytes()), Err(Error::Json(_))), "{text}");
		}
		assert!(parse(&[b' '; MAX_TEXT + 1]).is_err());
		assert!(parse("[".repeat(5_000).as_bytes()).is_err(), "the depth is bounded");
		assert!(parse(b"\"\xff\"").is_err());
	}

	#[test]
	fn object_stays_one_when_it_is_named_like_a_number() {
		let text = r#"{"\u0024serde_json::private::Number":"5"}"#;
		assert!(parse(text.as_bytes()).unwrap().is_object());
	}

	proptest::proptest! {
		#[test]
		fn text_is_read_back_as_it_was(name in ".{0,12}", string in "\\PC{0,40}", number: f64) {
			let number = if number.is_finite() { number } else { 0.5 };
			let value = serde_json::json!({ name: [string, number, null] });
			let text = canonical(&value).unwrap();
			proptest::prop_assert_eq!(rewritten(&text), text);
		}
	}
}
