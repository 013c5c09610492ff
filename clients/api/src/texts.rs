//! Values out of the texts of a path or query, by serde: each name once, no name that nobody knows,
//! and what is wrong with which.

use crate::problem::Problem;
use serde::{
	de::{
		self,
		value::{MapAccessDeserializer, StringDeserializer},
		DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, Visitor,
	},
	forward_to_deserialize_any, Deserializer,
};
use std::fmt::{self, Display};

/// Reads pairs of names and decoded texts as `T`: a struct whose fields are numbers, truth values,
/// texts, enums without fields, or options of these.
///
/// # Errors
///
/// 400 that names what is unknown, missing, twice there, or wrong.
pub fn read<T: DeserializeOwned>(
	pairs: impl IntoIterator<Item = (String, String)>,
) -> Result<T, Problem> {
	let pairs = Pairs { rest: pairs.into_iter(), value: None };
	T::deserialize(MapAccessDeserializer::new(pairs)).map_err(|fault| match fault {
		Fault::Of(name, reason) => Problem::bad(name, reason),
		Fault::Other(reason) => Problem::new(axum::http::StatusCode::BAD_REQUEST, reason),
	})
}

/// Pairs, one after the other.
struct Pairs<I> {
	rest: I,
	value: Option<(String, String)>,
}

impl<'de, I: Iterator<Item = (String, String)>> MapAccess<'de> for Pairs<I> {
	type Error = Fault;

	fn next_key_seed<K: DeserializeSeed<'de>>(
		&mut self,
		seed: K,
	) -> Result<Option<K::Value>, Fault> {
		self.value = self.rest.next();
		let Some((name, _)) = &self.value else { return Ok(None) };
		seed.deserialize(name.clone().into_deserializer()).map(Some)
	}

	fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
		let (name, text) = self.value.take().unwrap_or_default();
		seed.deserialize(Text(text)).map_err(|fault| match fault {
			Fault::Other(reason) => Fault::Of(name, reason),
			fault => fault,
		})
	}
}

/// What is wrong, and with what.
#[derive(Debug)]
enum Fault {
	Of(String, String),
	Other(String),
}

impl Display for Fault {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Fault::Of(name, reason) => write!(f, "{name}: {reason}"),
			Fault::Other(reason) => f.write_str(reason),
		}
	}
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
	fn custom<T: Display>(reason: T) -> Self {
		Fault::Other(reason.to_string())
	}

	fn missing_field(field: &'static str) -> Self {
		Fault::Of(field.into(), "it is missing".into())
	}

	fn duplicate_field(field: &'static str) -> Self {
		Fault::Of(field.into(), "it is there twice".into())
	}

	fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
		Fault::Other(format!("it has to be {}", one_of(expected)))
	}

	fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
		Fault::Other(format!("it has to be {expected}"))
	}

	fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
		Fault::Other(format!("it has to be {expected}"))
	}
}

/// Names with "or" before the last.
fn one_of(names: &[&str]) -> String {
	match names {
		[] => "left out".into(),
		[only] => (*only).into(),
		[first @ .., last] => format!("{} or {last}", first.join(", ")),
	}
}

/// A text that is to be read.
struct Text(String);

/// A number in decimal digits.
macro_rules! numbers {
	($($deserialize:ident $visit:ident $kind:literal),*) => {
		$(fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
			// A plus is no part of a number: a thing has one address.
			match self.0.parse().ok().filter(|_| !self.0.starts_with('+')) {
				Some(number) => visitor.$visit(number),
				None => Err(Fault::Other(concat!("it has to be ", $kind).into())),
			}
		})*
	};
}

impl<'de> Deserializer<'de> for Text {
	type Error = Fault;

	numbers! {
		deserialize_u8 visit_u8 "a whole number of at most 255",
		deserialize_u16 visit_u16 "a whole number of at most 65535",
		deserialize_u32 visit_u32 "a whole number of at most 4294967295",
		deserialize_u64 visit_u64 "a whole number",
		deserialize_i64 visit_i64 "a whole number",
		deserialize_bool visit_bool "true or false"
	}

	fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
		visitor.visit_string(self.0)
	}

	fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
		visitor.visit_some(self)
	}

	fn deserialize_newtype_struct<V: Visitor<'de>>(
		self,
		_: &'static str,
		visitor: V,
	) -> Result<V::Value, Fault> {
		visitor.visit_newtype_struct(self)
	}

	fn deserialize_enum<V: Visitor<'de>>(
		self,
		name: &'static str,
		variants: &'static [&'static str],
		visitor: V,
	) -> Result<V::Value, Fault> {
		let text: StringDeserializer<Fault> = self.0.into_deserializer();
		text.deserialize_enum(name, variants, visitor)
	}

	/// What no field of the struct has the name of is read here, and so refused.
	fn deserialize_ignored_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fault> {
		Err(Fault::Other("there is no such parameter here".into()))
	}

	forward_to_deserialize_any! {
		i8 i16 i32 i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
		tuple_struct map struct identifier
	}
}

/// A type that is read from a text by `FromStr`, for fields with `#[serde(deserialize_with)]`.
///
/// # Errors
///
/// What `FromStr` says.
pub fn parsed<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
	D: Deserializer<'de>,
	T: std::str::FromStr<Err: Display>,
{
	let text = <String as serde::Deserialize>::deserialize(deserializer)?;
	text.parse().map_err(de::Error::custom)
}

/// Decodes the pairs of a query or form, in their order.
///
/// # Errors
///
/// 400 for what is not UTF-8.
pub fn pairs(query: &str) -> Result<Vec<(String, String)>, Problem> {
	query
		.split('&')
		.filter(|pair| !pair.is_empty())
		.map(|pair| {
			let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
			let decoded = |text| crate::http::decoded(text).map(std::borrow::Cow::into_owned);
			let name = decoded(name)
				.ok_or_else(|| Problem::bad("query", "it has a name that is not UTF-8"))?;
			match decoded(value) {
				Some(value) => Ok((name, value)),
				None => Err(Problem::bad(name, "it is not UTF-8")),
			}
		})
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde::Deserialize;

	#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
	#[serde(rename_all = "lowercase")]
	enum Order {
		Oldest,
		Newest,
	}

	#[derive(Clone, Debug, PartialEq, Deserialize)]
	#[serde(try_from = "String")]
	struct Even(u32);

	impl TryFrom<String> for Even {
		type Error = &'static str;

		fn try_from(text: String) -> Result<Self, Self::Error> {
			let number = text.parse().ok().filter(|it| it % 2 == 0);
			number.map(Self).ok_or("it has to be even")
		}
	}

	#[derive(Clone, Debug, PartialEq, Deserialize)]
	#[serde(rename_all = "camelCase")]
	struct Asked {
		id: u32,
		order: Option<Order>,
		brand_name: Option<String>,
		open: Option<bool>,
		even: Option<Even>,
	}

	fn asked(query: &str) -> Result<Asked, Problem> {
		read(pairs(query)?)
	}

	#[test]
	fn texts_become_what_the_struct_has() {
		let all = asked("id=7&order=newest&brandName=%E4%B8%AD+a&open=true&even=4").unwrap();
		assert_eq!(
			all,
			Asked {
				id: 7,
				order: Some(Order::Newest),
				brand_name: Some("中 a".into()),
				open: Some(true),
				even: Some(Even(4)),
			}
		);
		assert_eq!(asked("&id=0&").unwrap().order, None);
	}

	#[test]
	fn what_is_wrong_is_named() {
		for (query, field, reason) in [
			("", "id", "it is missing"),
			("id=1&id=2", "id", "it is there twice"),
			("id=-1", "id", "it has to be a whole number of at most 4294967295"),
			("id=%2B1", "id", "it has to be a whole number of at most 4294967295"),
			("id=1&other=2", "other", "there is no such parameter here"),
			("id=1&order=up", "order", "it has to be oldest or newest"),
			("id=1&open=1", "open", "it has to be true or false"),
			("id=1&even=3", "even", "it has to be even"),
			("id=1&brandName=%ff", "brandName", "it is not UTF-8"),
			("id=1&%ff=1", "query", "it has a name that is not UTF-8"),
		] {
			let problem = asked(query).unwrap_err();
			assert_eq!(problem.field(), Some(field), "{query}: {problem}");
			assert_eq!(problem.detail(), format!("{field}: {reason}"), "{query}");
		}
	}
}
