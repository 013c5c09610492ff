//! Event hash ids: the names that events have by what they say (CBV 2.0, section 8.9).
//!
//! The text that is hashed has all that an event says, in the standard's order, each value in one form:
//! times in UTC and milliseconds, numbers without superfluous zeros, words of the vocabulary and
//! prefixed names by their addresses, GS1 keys as links of the finest key. Left out are when and by
//! whom it was recorded, its id, and that it was declared wrong. Lists are sorted.
//!
//! The two public implementations, epcis-event-hash-generator 1.9.3 and epcis2.js 2.7.3, differ from
//! the standard, and from each other; docs/epcis.md says where. This one follows the standard.

use crate::{
	context::Context,
	decimal::Decimal,
	identifier, time,
	vocabulary::{address_of_urn, Term},
	Event,
};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The hash id of an event, such as `ni:///sha-256;c60b…7a6d?ver=CBV2.0`. `document` has the prefixes
/// of the document that it stands in.
pub fn hash_id(event: &Event, document: &Context) -> String {
	of_digest(&Sha256::digest(prehash(event, document)).into())
}

/// The id that a digest makes.
pub fn of_digest(digest: &[u8; 32]) -> String {
	format!("ni:///sha-256;{}?ver=CBV2.0", hex::encode(digest))
}

/// The digest of a hash id; `None` of any other id.
pub fn digest(id: &str) -> Option<[u8; 32]> {
	let digits = id.strip_prefix("ni:///sha-256;")?.strip_suffix("?ver=CBV2.0")?;
	let mut digest = [0; 32];
	hex::decode_to_slice(digits, &mut digest).ok()?;
	Some(digest)
}

/// How a standard member is written.
#[derive(Clone, Copy)]
enum Part {
	/// A value under its own name.
	Value,
	/// Several, or one.
	Values,
	/// A word of the vocabulary.
	Word(Term),
	Words(Term),
	/// A list whose entries have another name.
	Entries(&'static str),
	/// A list of objects whose name is given once for each; with an empty name, not at all.
	Objects(&'static str, &'static [(&'static str, Part)]),
	/// An object.
	Object(&'static [(&'static str, Part)]),
	/// Instance and lot master data: names of one's own only.
	Own,
}

/// The standard's order of an event's members, after its type.
static EVENT: [(&str, Part); 24] = [
	("eventTime", Part::Value),
	("eventTimeZoneOffset", Part::Value),
	("certificationInfo", Part::Values),
	("epcList", Part::Entries("epc")),
	("parentID", Part::Value),
	("inputEPCList", Part::Entries("epc")),
	("childEPCs", Part::Entries("epc")),
	("quantityList", Part::Objects("quantityElement", &QUANTITY)),
	("childQuantityList", Part::Objects("quantityElement", &QUANTITY)),
	("inputQuantityList", Part::Objects("quantityElement", &QUANTITY)),
	("outputEPCList", Part::Entries("epc")),
	("outputQuantityList", Part::Objects("quantityElement", &QUANTITY)),
	("action", Part::Value),
	("transformationID", Part::Value),
	("bizStep", Part::Word(Term::BizStep)),
	("disposition", Part::Word(Term::Disposition)),
	(
		"persistentDisposition",
		Part::Object(&[
			("set", Part::Words(Term::Disposition)),
			("unset", Part::Words(Term::Disposition)),
		]),
	),
	("readPoint", Part::Object(&PLACE)),
	("bizLocation", Part::Object(&PLACE)),
	(
		"bizTransactionList",
		Part::Objects(
			"",
			&[("type", Part::Word(Term::TransactionType)), ("bizTransaction", Part::Value)],
		),
	),
	(
		"sourceList",
		Part::Objects("", &[("type", Part::Word(Term::PartyType)), ("source", Part::Value)]),
	),
	(
		"destinationList",
		Part::Objects("", &[("type", Part::Word(Term::PartyType)), ("destination", Part::Value)]),
	),
	(
		"sensorElementList",
		Part::Objects(
			"sensorElement",
			&[
				("sensorMetadata", Part::Object(&METADATA)),
				("sensorReport", Part::Objects("sensorReport", &REPORT)),
			],
		),
	),
	("ilmd", Part::Own),
];

static QUANTITY: [(&str, Part); 3] =
	[("epcClass", Part::Value), ("quantity", Part::Value), ("uom", Part::Value)];

static PLACE: [(&str, Part); 1] = [("id", Part::Value)];

static METADATA: [(&str, Part); 8] = [
	("time", Part::Value),
	("startTime", Part::Value),
	("endTime", Part::Value),
	("deviceID", Part::Value),
	("deviceMetadata", Part::Value),
	("rawData", Part::Value),
	("dataProcessingMethod", Part::Value),
	("bizRules", Part::Value),
];

/// The table has no place for `bizRules` of a report; it stands where metadata has it.
static REPORT: [(&str, Part); 24] = [
	("type", Part::Word(Term::Measurement)),
	("exception", Part::Word(Term::Alert)),
	("deviceID", Part::Value),
	("deviceMetadata", Part::Value),
	("rawData", Part::Value),
	("dataProcessingMethod", Part::Value),
	("bizRules", Part::Value),
	("time", Part::Value),
	("microorganism", Part::Value),
	("chemicalSubstance", Part::Value),
	("value", Part::Value),
	("component", Part::Word(Term::Component)),
	("stringValue", Part::Value),
	("booleanValue", Part::Value),
	("hexBinaryValue", Part::Value),
	("uriValue", Part::Value),
	("minValue", Part::Value),
	("maxValue", Part::Value),
	("meanValue", Part::Value),
	("sDev", Part::Value),
	("percRank", Part::Value),
	("percValue", Part::Value),
	("uom", Part::Value),
	("coordinateReferenceSystem", Part::Value),
];

/// What no id depends on.
const LEFT_OUT: [&str; 5] = ["type", "recordTime", "eventID", "errorDeclaration", "@context"];

/// The text whose digest makes the hash id. `document` has the prefixes of the document that the
/// event stands in.
pub fn prehash(event: &Event, document: &Context) -> String {
	let writer = Writer { context: event.context(document) };
	let kind = event.text("type").unwrap_or_default();
	let kind = writer.context.expand(kind).unwrap_or_else(|| kind.to_owned());
	let mut text = format!("eventType={kind}");
	text.push_str(&writer.members(event.members(), &EVENT, &LEFT_OUT));
	text
}

struct Writer {
	context: Context,
}

impl Writer {
	/// The members of an object in their order, and behind them those of one's own.
	fn members(
		&self,
		members: &Map<String, Value>,
		order: &[(&str, Part)],
		left_out: &[&str],
	) -> String {
		let mut text = String::new();
		for (name, part) in order {
			if let Some(value) = members.get(*name) {
				self.part(name, value, *part, &mut text);
			}
		}
		let is_own = |name: &str| {
			!order.iter().any(|(known, _)| *known == name) && !left_out.contains(&name)
		};
		let own = members.iter().filter(|(name, _)| is_own(name));
		text.push_str(&self.own_members(own));
		text
	}

	fn part(&self, name: &str, value: &Value, part: Part, text: &mut String) {
		match part {
			Part::Value => text.push_str(&self.named(name, value, None)),
			Part::Word(term) => text.push_str(&self.named(name, value, Some(term))),
			Part::Values => text.push_str(&self.all_named(name, value, None)),
			Part::Words(term) => text.push_str(&self.all_named(name, value, Some(term))),
			Part::Entries(entry) => {
				let entries = self.all_named(entry, value, None);
				if !entries.is_empty() {
					text.push_str(name);
					text.push_str(&entries);
				}
			}
			Part::Object(order) => {
				let inner = value.as_object().map(|members| self.members(members, order, &[]));
				if let Some(inner) = inner.filter(|inner| !inner.is_empty()) {
					text.push_str(name);
					text.push_str(&inner);
				}
			}
			Part::Objects(each, order) => {
				let objects = value.as_array().into_iter().flatten().filter_map(Value::as_object);
				let objects = objects.map(|members| self.members(members, order, &[]));
				let objects = objects.filter(|inner| !inner.is_empty());
				let objects = sorted(objects.map(|inner| format!("{each}{inner}")).collect());
				if !objects.is_empty() {
					// Reports stand side by side in their sensor's element, without a list's name.
					if name != each {
						text.push_str(name);
					}
					text.push_str(&objects);
				}
			}
			Part::Own => {
				let inner = value.as_object().map(|members| self.own_members(members.iter()));
				if let Some(inner) = inner.filter(|inner| !inner.is_empty()) {
					text.push_str(name);
					text.push_str(&inner);
				}
			}
		}
	}

	/// `name=value`, or nothing where there is no value.
	fn named(&self, name: &str, value: &Value, term: Option<Term>) -> String {
		let value = match value {
			Value::String(text) => self.standard_text(text.trim(), term),
			other => simple(other),
		};
		value.filter(|value| !value.is_empty()).map_or_else(String::new, |v| format!("{name}={v}"))
	}

	/// The same of each entry of a list, sorted.
	fn all_named(&self, name: &str, value: &Value, term: Option<Term>) -> String {
		match value {
			Value::Array(entries) => {
				sorted(entries.iter().map(|entry| self.named(name, entry, term)).collect())
			}
			value => self.named(name, value, term),
		}
	}

	/// A text of a standard member: it is no number, whatever it looks like.
	fn standard_text(&self, text: &str, term: Option<Term>) -> Option<String> {
		let of_word = term.and_then(|term| term.address(text));
		Some(of_word.or_else(|| self.address(text)).unwrap_or_else(|| text.to_owned()))
	}

	/// What stands for an address, by that address; a time, in UTC.
	fn address(&self, text: &str) -> Option<String> {
		let of_time = || time::millis(text).and_then(time::text_of);
		let expanded = self.context.expand(text);
		address_of_urn(text)
			.or_else(|| identifier::normal(expanded.as_deref().unwrap_or(text)))
			.or(expanded)
			.or_else(of_time)
	}

	/// Members of one's own: each with its namespace in braces, sorted.
	fn own_members<'a>(&self, members: impl Iterator<Item = (&'a String, &'a Value)>) -> String {
		let mut texts = Vec::new();
		for (name, value) in members {
			let name = match self.context.split(name) {
				// A comment says nothing of the event.
				Some(("http://www.w3.org/2000/01/rdf-schema#", "comment")) => continue,
				Some((namespace, local)) => format!("{{{namespace}}}{local}"),
				None if name.starts_with('@') => continue,
				None => name.clone(),
			};
			self.own(&name, value, &mut texts);
		}
		sorted(texts)
	}

	fn own(&self, name: &str, value: &Value, texts: &mut Vec<String>) {
		match value {
			Value::Null => {}
			Value::Array(entries) => entries.iter().for_each(|entry| self.own(name, entry, texts)),
			Value::Object(members) => {
				texts.push(format!("{name}{}", self.own_members(members.iter())));
			}
			Value::String(text) => {
				let text = text.trim();
				// XML, in which the same event can be written, tells no numbers from texts.
				let number = || Decimal::new(text).map(|number| number.to_string());
				let value = number().or_else(|| self.address(text));
				let value = value.unwrap_or_else(|| text.to_owned());
				let equals = if value.is_empty() { "" } else { "=" };
				texts.push(format!("{name}{equals}{value}"));
			}
			other => texts.extend(simple(other).map(|value| format!("{name}={value}"))),
		}
	}
}

/// A number or truth value.
fn simple(value: &Value) -> Option<String> {
	match value {
		Value::Bool(value) => Some(value.to_string()),
		Value::Number(number) => {
			let number = number.to_string();
			Some(Decimal::new(&number).map_or(number, |decimal| decimal.to_string()))
		}
		_ => None,
	}
}

/// By the octets of UTF-8, one behind the other.
fn sorted(mut texts: Vec<String>) -> String {
	texts.sort_unstable();
	texts.concat()
}
