//! The prefixes that a document declares for names of its own (`@context`).

use serde_json::Value;
use std::collections::BTreeMap;

/// The address of EPCIS's own context.
pub const EPCIS_CONTEXT: &str = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

/// What EPCIS's own context declares.
const STANDARD: [(&str, &str); 8] = [
	("epcis", "https://ref.gs1.org/epcis/"),
	("cbv", "https://ref.gs1.org/cbv/"),
	("cbvmda", "urn:epcglobal:cbv:mda:"),
	("gs1", "https://gs1.org/voc/"),
	("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
	("owl", "http://www.w3.org/2002/07/owl#"),
	("xsd", "http://www.w3.org/2001/XMLSchema#"),
	("dcterms", "http://purl.org/dc/terms/"),
];

/// The prefixes of a document, and of an event in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
	prefixes: BTreeMap<String, String>,
}

impl Default for Context {
	/// EPCIS's own prefixes.
	fn default() -> Self {
		let standard = STANDARD.map(|(prefix, address)| (prefix.into(), address.into()));
		Self { prefixes: standard.into() }
	}
}

impl Context {
	/// Those of EPCIS, and what a value of `@context` declares besides. Addresses of other contexts
	/// are not followed.
	pub fn of(value: Option<&Value>) -> Self {
		Self::default().with(value)
	}

	/// These, and what another `@context` declares.
	#[must_use]
	pub fn with(mut self, value: Option<&Value>) -> Self {
		let parts = match value {
			Some(Value::Array(parts)) => parts.as_slice(),
			Some(part) => std::slice::from_ref(part),
			None => &[],
		};
		for (prefix, address) in parts.iter().filter_map(Value::as_object).flatten() {
			// A term may be defined by an object, whose `@id` is its address.
			let address = address.get("@id").unwrap_or(address);
			if let Some(address) = address.as_str() {
				self.prefixes.insert(prefix.clone(), address.into());
			}
		}
		self
	}

	/// The address that a prefix stands for.
	pub fn address(&self, prefix: &str) -> Option<&str> {
		self.prefixes.get(prefix).map(String::as_str)
	}

	/// Namespace and local name of `prefix:name`, or of a whole address. `None` for a bare word, and
	/// for a prefix that nobody declared.
	pub fn split<'a>(&'a self, name: &'a str) -> Option<(&'a str, &'a str)> {
		let (prefix, local) = name.split_once(':')?;
		if local.starts_with("//") {
			let end = name.rfind(['/', '#'])?;
			return name.split_at_checked(end + 1);
		}
		self.address(prefix).map(|address| (address, local))
	}

	/// The full address of a compact one (`prefix:name`).
	pub fn expand(&self, value: &str) -> Option<String> {
		let (prefix, local) = value.split_once(':')?;
		if local.starts_with("//") {
			return None;
		}
		self.address(prefix).map(|address| format!("{address}{local}"))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn prefix_is_that_of_the_document() {
		let value = json!([
			EPCIS_CONTEXT,
			{ "example": "http://ns.example.com/epcis/", "odd": 7 },
			{ "term": { "@id": "https://term.example/" } },
		]);
		let context = Context::of(Some(&value));
		let split = |name| context.split(name);
		assert_eq!(split("example:myField"), Some(("http://ns.example.com/epcis/", "myField")));
		assert_eq!(split("cbvmda:lotNumber"), Some(("urn:epcglobal:cbv:mda:", "lotNumber")));
		assert_eq!(split("https://a.example/b#c"), Some(("https://a.example/b#", "c")));
		assert_eq!(split("shipping"), None);
		assert_eq!(split("odd:x"), None);
		assert_eq!(context.expand("term:x").as_deref(), Some("https://term.example/x"));
		assert_eq!(context.expand("https://a.example/b"), None);
		assert_eq!(context.expand("urn:epc:id:sgtin:1.2.3"), None);
	}
}
