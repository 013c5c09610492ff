//! Parameters whose errors name them.
//!
//! If the library parsed typed parameters by itself, its error would not say which parameter is
//! wrong or that one is missing.

use super::error::Error;
use serde::{de::DeserializeOwned, Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A parameter as it came: well-formed JSON, whose type may be wrong.
#[derive(Debug)]
pub struct Param<T>(Result<T, String>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Param<T> {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let json = Box::<RawValue>::deserialize(deserializer)?;
		Ok(Self(serde_json::from_str(json.get()).map_err(|error| error.to_string())))
	}
}

/// The parameter `name`, or `None` if it is missing or null.
pub fn optional<T>(name: &'static str, param: Option<Param<T>>) -> Result<Option<T>, Error> {
	param.map(|Param(value)| value.map_err(|reason| Error::Parameter { name, reason })).transpose()
}

/// The parameter `name`.
pub fn required<T>(name: &'static str, param: Option<Param<T>>) -> Result<T, Error> {
	optional(name, param)?.ok_or_else(|| Error::Parameter { name, reason: "is missing".into() })
}

#[cfg(test)]
mod tests {
	use super::*;

	fn parse(json: &str) -> Option<Param<u32>> {
		serde_json::from_str(json).unwrap()
	}

	fn reason(result: Result<impl Sized, Error>) -> String {
		match result.err() {
			Some(Error::Parameter { name: "index", reason }) => reason,
			other => panic!("{other:?}"),
		}
	}

	#[test]
	fn parameter_is_taken_when_it_has_its_type() {
		assert_eq!(required("index", parse("7")).unwrap(), 7);
		assert_eq!(optional("index", parse("7")).unwrap(), Some(7));
		assert_eq!(optional("index", parse("null")).unwrap(), None);
	}

	#[test]
	fn parameter_is_named_when_it_is_malformed_or_missing() {
		assert!(reason(required("index", parse("\"7\""))).starts_with("invalid type: string"));
		assert!(reason(optional("index", parse("[{\"a\": 1}]"))).starts_with("invalid type"));
		assert!(reason(optional("index", parse("4294967296"))).starts_with("invalid value"));
		assert_eq!(reason(required("index", parse("null"))), "is missing");
	}
}
