//! How records and entries are told: names in camelCase, times by RFC 3339, ids as numbers.

use crate::problem::{Problem, Result};
use chrono::{DateTime, SecondsFormat};
use hallmark_types::Moment;
use serde::{de::DeserializeOwned, Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::{borrow::Cow, collections::BTreeMap};
use utoipa::{
	openapi::{
		schema::{ObjectBuilder, SchemaFormat, Type},
		KnownFormat, RefOr, Schema,
	},
	PartialSchema, ToSchema,
};

/// The last moment that RFC 3339 has a form for: the end of the year 9999.
const LAST_MOMENT: i64 = 253_402_300_799_999;

/// A moment in milliseconds since 1970, told as RFC 3339 has it, such as `2026-11-30T12:00:00.000Z`.
/// What lies beyond the year 9999 is told as its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub i64);

impl Time {
	/// As text.
	pub fn text(self) -> String {
		let moment = DateTime::from_timestamp_millis(self.0.clamp(0, LAST_MOMENT));
		moment.unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
	}

	/// A moment of the chain's.
	pub fn of(moment: Moment) -> Self {
		Self(i64::try_from(moment).unwrap_or(i64::MAX))
	}

	/// Reads a text of RFC 3339.
	pub fn parse(text: &str) -> Option<Self> {
		DateTime::parse_from_rfc3339(text).ok().map(|it| Self(it.timestamp_millis()))
	}
}

impl Serialize for Time {
	fn serialize<S: Serializer>(&self, serializer: S) -> core::result::Result<S::Ok, S::Error> {
		serializer.serialize_str(&self.text())
	}
}

/// From a number, as records have it, or a text, as queries do.
impl<'de> Deserialize<'de> for Time {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> core::result::Result<Self, D::Error> {
		struct Moment;
		impl serde::de::Visitor<'_> for Moment {
			type Value = Time;

			fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				f.write_str("a time such as 2026-11-30T12:00:00Z")
			}

			fn visit_u64<E>(self, number: u64) -> core::result::Result<Time, E> {
				Ok(Time(i64::try_from(number).unwrap_or(i64::MAX)))
			}

			fn visit_str<E: serde::de::Error>(self, text: &str) -> core::result::Result<Time, E> {
				let wrong = || E::invalid_value(serde::de::Unexpected::Str(text), &self);
				Time::parse(text).ok_or_else(wrong)
			}
		}
		deserializer.deserialize_any(Moment)
	}
}

impl PartialSchema for Time {
	fn schema() -> RefOr<Schema> {
		let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
		ObjectBuilder::new().schema_type(Type::String).format(Some(format)).into()
	}
}

impl ToSchema for Time {
	fn name() -> Cow<'static, str> {
		"Time".into()
	}
}

/// A document, which the chain knows by its digest only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Document {
	/// SHA-256 of the file, in hexadecimal digits after `0x`.
	#[schema(pattern = "^0x[0-9a-f]{64}$")]
	pub digest: String,
	/// What kind of file it is: `Pdf`, `Json`, `Xml`, `Text`, `Jpeg`, `Png`, `Binary`.
	pub media: String,
}

impl From<hallmark_types::Document> for Document {
	fn from(it: hallmark_types::Document) -> Self {
		Self { digest: format!("{:?}", it.digest), media: format!("{:?}", it.media) }
	}
}

/// A code of the Harmonized System.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HsCode {
	/// Six digits: chapter, heading, subheading.
	#[schema(pattern = "^[0-9]{6}$")]
	pub code: String,
	/// The year of the edition.
	pub edition: u16,
}

impl From<hallmark_types::HsCode> for HsCode {
	fn from(it: hallmark_types::HsCode) -> Self {
		Self { code: String::from_utf8_lossy(&it.code).into_owned(), edition: it.edition }
	}
}

/// Who wrote something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Written {
	/// The operator's account.
	#[schema(pattern = "^[1-9A-HJ-NP-Za-km-z]{46,48}$")]
	pub operator: String,
	/// When.
	pub at: Time,
}

/// Items of a lot, by their indices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ItemRange {
	/// The first index.
	pub start: u32,
	/// The index after the last.
	pub end: u32,
}

/// One of several things, some of which have more to say: an enum of the chain's.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Variant {
	/// Which one, as the chain spells it.
	pub name: String,
	/// What it says.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub value: Option<Value>,
}

impl<'de> Deserialize<'de> for Variant {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> core::result::Result<Self, D::Error> {
		match Value::deserialize(deserializer)? {
			Value::String(name) => Ok(Self { name, value: None }),
			Value::Object(fields) if fields.len() == 1 => {
				let only = fields.into_iter().next().unwrap_or_default();
				Ok(Self { name: only.0, value: Some(only.1) })
			}
			_ => Err(serde::de::Error::custom("it is no variant")),
		}
	}
}

/// Where more is: addresses by what they lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Links(BTreeMap<String, String>);

impl Links {
	/// Adds a link.
	pub fn add(&mut self, name: &str, link: String) {
		self.0.insert(name.into(), link);
	}
}

/// Makes links.
pub fn links<const N: usize>(links: [(&str, String); N]) -> Links {
	Links(links.into_iter().map(|(name, link)| (name.into(), link)).collect())
}

/// A value with the names of its fields in camelCase, as JSON has them. What is a name of the chain's
/// (a pallet, a call, a variant) is spelled as the chain does.
pub fn camel(value: Value) -> Value {
	match value {
		Value::Object(fields) => {
			fields.into_iter().map(|(name, value)| (camel_name(name), camel(value))).collect()
		}
		Value::Array(items) => items.into_iter().map(camel).collect(),
		other => other,
	}
}

fn camel_name(name: String) -> String {
	if !name.contains('_') {
		return name;
	}
	let mut told = String::with_capacity(name.len());
	let mut is_first = true;
	for part in name.split('_').filter(|it| !it.is_empty()) {
		let mut letters = part.chars();
		match letters.next() {
			Some(first) if !is_first => told.extend(first.to_uppercase()),
			Some(first) => told.push(first),
			None => {}
		}
		told.push_str(letters.as_str());
		is_first = false;
	}
	told
}

/// Of an enum with fields the name of its variant; what is in the variant stands beside it, under the
/// variant's name in small letters: `{"status": {"Void": X}}` becomes `{"status": "Void", "void": X}`.
pub fn split(fields: &mut Map<String, Value>, name: &str) {
	let Some(Value::Object(variant)) = fields.get(name) else { return };
	let Some((variant, inner)) = variant.clone().into_iter().next() else { return };
	let mut letters = variant.chars();
	let first = letters.next().map(|it| it.to_lowercase().to_string()).unwrap_or_default();
	fields.insert(first + letters.as_str(), inner);
	fields.insert(name.into(), variant.into());
}

/// Reads a value of the chain's as what is told of it.
///
/// # Errors
///
/// 503: a release wrote it that knows other fields than this one.
pub fn read<T: DeserializeOwned>(what: &str, value: Value) -> Result<T> {
	serde_json::from_value(value).map_err(|fault| {
		Problem::unavailable(format!(
			"{what}: it is of a release that this gateway is too old for: {fault}"
		))
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn time_is_told_in_utc_with_milliseconds() {
		let text = |it| Time(it).text();
		assert_eq!(text(0), "1970-01-01T00:00:00.000Z");
		assert_eq!(text(1_796_040_000_007), "2026-11-30T12:00:00.007Z");
		assert_eq!(text(i64::MAX), "9999-12-31T23:59:59.999Z");
		let read = |value| serde_json::from_value::<Time>(value);
		assert_eq!(read(json!(u64::MAX)).unwrap(), Time(i64::MAX));
		assert_eq!(read(json!("2026-11-30T13:00:00.007+01:00")).unwrap(), Time(1_796_040_000_007));
		assert!(read(json!("yesterday")).is_err());
	}

	#[test]
	fn names_are_in_camel_case_and_variants_as_the_chain_has_them() {
		assert_eq!(
			camel(json!({ "leaf_file": [{ "was_active": 1 }], "Void": 0, "_x": 2 })),
			json!({ "leafFile": [{ "wasActive": 1 }], "Void": 0, "x": 2 })
		);
	}

	#[test]
	fn variant_stands_beside_its_name() {
		let mut record = json!({ "status": { "Void": { "reason": 7 } }, "kind": "Listed" });
		let fields = record.as_object_mut().unwrap();
		split(fields, "status");
		split(fields, "kind");
		assert_eq!(record, json!({ "status": "Void", "void": { "reason": 7 }, "kind": "Listed" }));
	}
}
