//! The parameters of a call, by place or by name. Their errors name them.
//!
//! Left to itself, a typed parameter that does not parse fails with no word about which of them it
//! was, or that one is missing.

use super::error::Error;
use jsonrpsee::types::Params;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// The parameters of a call, each as it came: well-formed JSON, of the right type or not.
pub struct Given(BTreeMap<String, Box<RawValue>>);

impl Given {
	/// Takes the parameters of a call, which are called `names` where they come by place.
	pub fn new(params: &Params<'_>, names: &[&str]) -> Result<Self, Error> {
		let json = params.as_str().unwrap_or("[]");
		let by_name = if params.is_object() {
			serde_json::from_str(json)
		} else {
			serde_json::from_str::<Vec<_>>(json).map(|values| {
				names.iter().map(|name| name.to_string()).zip(values).collect::<BTreeMap<_, _>>()
			})
		};
		let why = |error: serde_json::Error| Error::Parameter {
			name: "params",
			reason: error.to_string(),
		};
		by_name.map(Self).map_err(why)
	}

	/// The parameter `name`, `None` where it is missing or null.
	pub fn optional<T: DeserializeOwned>(&self, name: &'static str) -> Result<Option<T>, Error> {
		let json = self.0.get(name).map_or("null", |value| value.get());
		if json == "null" {
			return Ok(None);
		}
		let why = |error: serde_json::Error| Error::Parameter { name, reason: error.to_string() };
		serde_json::from_str(json).map(Some).map_err(why)
	}

	/// The parameter `name`.
	pub fn required<T: DeserializeOwned>(&self, name: &'static str) -> Result<T, Error> {
		self.optional(name)?.ok_or_else(|| Error::Parameter { name, reason: "is missing".into() })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn given(json: &str) -> Given {
		Given::new(&Params::new(Some(json)), &["lot", "index"]).unwrap()
	}

	fn index(json: &str) -> Option<u32> {
		given(json).optional("index").unwrap()
	}

	fn reason(json: &str, required: bool) -> String {
		let given = given(json);
		let result = if required {
			given.required("index").map(|_: u32| ())
		} else {
			given.optional("index").map(|_: Option<u32>| ())
		};
		match result.err() {
			Some(Error::Parameter { name: "index", reason }) => reason,
			other => panic!("{other:?}"),
		}
	}

	#[test]
	fn parameter_is_taken_by_place_or_by_name() {
		assert_eq!(index("[3, 7]"), Some(7));
		assert_eq!(index(r#"{ "index": 7, "lot": 3 }"#), Some(7));
		assert_eq!(index("[3, null]"), None);
		assert_eq!(index("[3]"), None);
		assert_eq!(index("{}"), None);
		assert_eq!(given("[3, 7, 9]").required::<u32>("lot").unwrap(), 3);
		let none = Given::new(&Params::new(None), &["index"]).unwrap();
		assert_eq!(none.optional::<u32>("index").unwrap(), None);
	}

	#[test]
	fn parameter_is_named_when_it_is_malformed_or_missing() {
		assert!(reason(r#"[3, "7"]"#, true).starts_with("invalid type: string"));
		assert!(reason(r#"[3, [{"a": 1}]]"#, false).starts_with("invalid type"));
		assert!(reason("[3, 4294967296]", false).starts_with("invalid value"));
		assert_eq!(reason("[3, null]", true), "is missing");
		assert_eq!(reason("[3]", true), "is missing");
	}
}
