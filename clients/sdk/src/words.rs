//! Names of the chain's types in words.

use serde::Serialize;
use serde_json::Value;

/// The words of a name in camel case: `LotIssued` is "lot issued".
pub fn words(name: &str) -> String {
	let mut words = String::new();
	for c in name.chars() {
		if c.is_uppercase() && !words.is_empty() {
			words.push(' ');
		}
		words.extend(c.to_lowercase());
	}
	words
}

/// The name that a value has in JSON, in words: that of an enum's variant.
pub fn name_of(value: impl Serialize) -> String {
	let name = match serde_json::to_value(value) {
		Ok(Value::String(name)) => name,
		Ok(Value::Object(object)) => object.keys().next().cloned().unwrap_or_default(),
		_ => String::new(),
	};
	words(&name)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_become_words() {
		assert_eq!(words("LeafFileConfirmed"), "leaf file confirmed");
		let sampling = pallet_inspection::Sampling::TakenByAgency;
		assert_eq!(name_of(sampling), "taken by agency");
	}
}
