//! What the official JSON schema of EPCIS 2.0 asks of documents and events.
//!
//! The rules are those of `EPCIS-JSON-Schema.json`; `tests/epcis` compares the two over thousands of
//! documents, good and spoilt. In addition, lists and numbers are bounded.

use crate::{
	decimal::Decimal,
	fault::{shown, Path},
	time,
	uri::is_uri,
	vocabulary::{Term, RESERVED, RESERVED_VOC},
	Fault,
};
use serde_json::{Map, Value};

/// The most events of one document.
pub const MAX_EVENTS: usize = 10_000;
/// The most values in one event, or in what stands around a document's events: entries of lists and members of objects, at any depth.
pub const MAX_VALUES: usize = 100_000;
/// The most entries of an `@context`.
pub const MAX_CONTEXTS: usize = 64;
/// After so many faults of one event, or of a document around its events, no more are looked for.
pub const MAX_FAULTS: usize = 16;

/// What a value must be.
#[derive(Clone, Copy)]
enum Form {
	Any,
	Text,
	Uri,
	/// A URI, or several.
	UriOrUris,
	/// A list of URIs, perhaps without two that are equal.
	Uris {
		distinct: bool,
	},
	Time,
	Offset,
	Number,
	Boolean,
	Hex,
	Unit,
	Action,
	/// A standard word, or a URI of one's own.
	Word(Term),
	/// The words of a disposition that stays: at least one, all different.
	Dispositions,
	Version,
	Context,
	/// One of these texts.
	Is(&'static str),
	Object(&'static Shape),
	/// A list of objects, with at least so many.
	Objects(&'static Shape, usize),
}

/// Which members an object has beside those that are named.
#[derive(Clone, Copy)]
enum Others {
	/// None.
	Refused,
	/// Those whose names are URIs.
	Named,
	/// Any.
	Any,
}

/// The members of an object.
struct Shape {
	members: &'static [(&'static str, Form)],
	required: &'static [&'static str],
	others: Others,
}

static PLACE: Shape =
	Shape { members: &[("id", Form::Uri)], required: &["id"], others: Others::Any };

static QUANTITY: Shape = Shape {
	members: &[("epcClass", Form::Uri), ("quantity", Form::Number), ("uom", Form::Unit)],
	required: &["epcClass"],
	others: Others::Refused,
};

static TRANSACTION: Shape = Shape {
	members: &[("type", Form::Word(Term::TransactionType)), ("bizTransaction", Form::Uri)],
	required: &["bizTransaction"],
	others: Others::Refused,
};

static SOURCE: Shape = Shape {
	members: &[("type", Form::Word(Term::PartyType)), ("source", Form::Uri)],
	required: &["type", "source"],
	others: Others::Refused,
};

static DESTINATION: Shape = Shape {
	members: &[("type", Form::Word(Term::PartyType)), ("destination", Form::Uri)],
	required: &["type", "destination"],
	others: Others::Refused,
};

static PERSISTENT: Shape = Shape {
	members: &[("set", Form::Dispositions), ("unset", Form::Dispositions)],
	required: &[],
	others: Others::Refused,
};

static ERROR: Shape = Shape {
	members: &[
		("declarationTime", Form::Time),
		("reason", Form::Word(Term::ErrorReason)),
		("correctiveEventIDs", Form::Uris { distinct: false }),
	],
	required: &["declarationTime"],
	others: Others::Named,
};

static METADATA: Shape = Shape {
	members: &[
		("time", Form::Time),
		("startTime", Form::Time),
		("endTime", Form::Time),
		("deviceID", Form::Uri),
		("deviceMetadata", Form::Uri),
		("rawData", Form::Uri),
		("dataProcessingMethod", Form::Uri),
		("bizRules", Form::Uri),
	],
	required: &[],
	others: Others::Named,
};

static REPORT: Shape = Shape {
	members: &[
		("type", Form::Word(Term::Measurement)),
		("exception", Form::Word(Term::Alert)),
		("deviceID", Form::Uri),
		("deviceMetadata", Form::Uri),
		("rawData", Form::Uri),
		("dataProcessingMethod", Form::Uri),
		("bizRules", Form::Uri),
		("time", Form::Time),
		("microorganism", Form::Uri),
		("chemicalSubstance", Form::Uri),
		("coordinateReferenceSystem", Form::Uri),
		("value", Form::Number),
		("component", Form::Word(Term::Component)),
		("stringValue", Form::Text),
		("booleanValue", Form::Boolean),
		("hexBinaryValue", Form::Hex),
		("uriValue", Form::Uri),
		("minValue", Form::Number),
		("maxValue", Form::Number),
		("meanValue", Form::Number),
		("sDev", Form::Number),
		("percRank", Form::Number),
		("percValue", Form::Number),
		("uom", Form::Text),
	],
	required: &["type"],
	others: Others::Named,
};

static SENSOR: Shape = Shape {
	members: &[
		("sensorMetadata", Form::Object(&METADATA)),
		("sensorReport", Form::Objects(&REPORT, 1)),
	],
	required: &["sensorReport"],
	others: Others::Named,
};

static ILMD: Shape = Shape { members: &[], required: &[], others: Others::Named };

/// What every event has.
static COMMON: [(&str, Form); 7] = [
	("@context", Form::Context),
	("eventTime", Form::Time),
	("recordTime", Form::Time),
	("eventTimeZoneOffset", Form::Offset),
	("eventID", Form::Uri),
	("certificationInfo", Form::UriOrUris),
	("errorDeclaration", Form::Object(&ERROR)),
];

/// What the standard event types share.
static STEP: [(&str, Form); 8] = [
	("bizStep", Form::Word(Term::BizStep)),
	("disposition", Form::Word(Term::Disposition)),
	("readPoint", Form::Object(&PLACE)),
	("bizLocation", Form::Object(&PLACE)),
	("bizTransactionList", Form::Objects(&TRANSACTION, 0)),
	("sourceList", Form::Objects(&SOURCE, 0)),
	("destinationList", Form::Objects(&DESTINATION, 0)),
	("sensorElementList", Form::Objects(&SENSOR, 0)),
];

static OBJECT: [(&str, Form); 5] = [
	("action", Form::Action),
	("epcList", Form::Uris { distinct: true }),
	("quantityList", Form::Objects(&QUANTITY, 0)),
	("persistentDisposition", Form::Object(&PERSISTENT)),
	("ilmd", Form::Object(&ILMD)),
];

/// Of aggregations and associations.
static FAMILY: [(&str, Form); 4] = [
	("action", Form::Action),
	("parentID", Form::Uri),
	("childEPCs", Form::Uris { distinct: false }),
	("childQuantityList", Form::Objects(&QUANTITY, 0)),
];

static TRADE: [(&str, Form); 4] = [
	("action", Form::Action),
	("parentID", Form::Uri),
	("epcList", Form::Uris { distinct: false }),
	("quantityList", Form::Objects(&QUANTITY, 0)),
];

static TRANSFORMATION: [(&str, Form); 7] = [
	("inputEPCList", Form::Uris { distinct: true }),
	("inputQuantityList", Form::Objects(&QUANTITY, 0)),
	("outputEPCList", Form::Uris { distinct: true }),
	("outputQuantityList", Form::Objects(&QUANTITY, 0)),
	("transformationID", Form::Uri),
	("persistentDisposition", Form::Object(&PERSISTENT)),
	("ilmd", Form::Object(&ILMD)),
];

static ATTRIBUTE: Shape =
	Shape { members: &[("id", Form::Uri)], required: &["id"], others: Others::Any };

static ELEMENT: Shape = Shape {
	members: &[
		("id", Form::Uri),
		("attributes", Form::Objects(&ATTRIBUTE, 0)),
		("children", Form::Uris { distinct: false }),
	],
	required: &["id"],
	others: Others::Any,
};

static VOCABULARY: Shape = Shape {
	members: &[("type", Form::Uri), ("vocabularyElementList", Form::Objects(&ELEMENT, 0))],
	required: &["type"],
	others: Others::Any,
};

static MASTER_DATA: Shape = Shape {
	members: &[("vocabularyList", Form::Objects(&VOCABULARY, 0))],
	required: &[],
	others: Others::Any,
};

static HEADER: Shape = Shape {
	members: &[("epcisMasterData", Form::Object(&MASTER_DATA))],
	required: &[],
	others: Others::Named,
};

/// Of a document, all but its events.
static DOCUMENT: Shape = Shape {
	members: &[
		("@context", Form::Context),
		("id", Form::Uri),
		("type", Form::Is("EPCISDocument")),
		("schemaVersion", Form::Version),
		("creationDate", Form::Time),
		("instanceIdentifier", Form::Text),
		("sender", Form::Text),
		("receiver", Form::Text),
		("epcisHeader", Form::Object(&HEADER)),
		("epcisBody", Form::Object(&BODY)),
	],
	required: &["@context", "type", "schemaVersion", "creationDate", "epcisBody"],
	others: Others::Named,
};

static BODY: Shape =
	Shape { members: &[("eventList", Form::Any)], required: &["eventList"], others: Others::Any };

static QUERY_DOCUMENT: Shape = Shape {
	members: &[
		("@context", Form::Context),
		("id", Form::Uri),
		("type", Form::Is("EPCISQueryDocument")),
		("schemaVersion", Form::Version),
		("creationDate", Form::Time),
		("epcisBody", Form::Object(&QUERY_BODY)),
	],
	required: &["@context", "type", "epcisBody"],
	others: Others::Named,
};

static QUERY_BODY: Shape = Shape {
	members: &[("queryResults", Form::Object(&RESULTS))],
	required: &["queryResults"],
	others: Others::Named,
};

static RESULTS: Shape = Shape {
	members: &[
		("queryName", Form::Text),
		("subscriptionID", Form::Text),
		("resultsBody", Form::Object(&RESULTS_BODY)),
	],
	required: &["queryName", "resultsBody"],
	others: Others::Named,
};

static RESULTS_BODY: Shape = Shape {
	members: &[("eventList", Form::Any), ("vocabularyList", Form::Objects(&VOCABULARY, 0))],
	required: &["eventList"],
	others: Others::Named,
};

/// All faults of a document but those of its events.
pub(crate) fn document(value: &Value) -> Vec<Fault> {
	let mut check = Check::new("$");
	let Some(members) = value.as_object() else {
		check.fault("expected an object");
		return check.faults;
	};
	match members.get("type").and_then(Value::as_str) {
		Some("EPCISDocument") => check.object(members, &DOCUMENT),
		Some("EPCISQueryDocument") => check.object(members, &QUERY_DOCUMENT),
		_ => check.member("type", |check| {
			check.fault("expected EPCISDocument or EPCISQueryDocument");
		}),
	}
	check.faults
}

/// All faults of an event that stands at `path`.
pub(crate) fn event(value: &Value, path: &str) -> Vec<Fault> {
	let mut check = Check::new(path);
	match value.as_object() {
		Some(members) => check.event(members),
		None => check.fault("expected an event: an object"),
	}
	check.faults
}

struct Check {
	path: Path,
	faults: Vec<Fault>,
	values: usize,
}

impl Check {
	fn new(path: &str) -> Self {
		Self { path: Path::new(path), faults: Vec::new(), values: 0 }
	}

	fn fault(&mut self, reason: impl Into<String>) {
		if !self.is_done() {
			self.faults.push(Fault::new(self.path.to_string(), reason));
		}
	}

	fn is_done(&self) -> bool {
		self.faults.len() >= MAX_FAULTS
	}

	fn member(&mut self, name: &str, work: impl FnOnce(&mut Self)) {
		let mut path = self.path.clone();
		path.member(name, |path| {
			std::mem::swap(&mut self.path, path);
			work(self);
			std::mem::swap(&mut self.path, path);
		});
	}

	fn entry(&mut self, place: usize, work: impl FnOnce(&mut Self)) {
		let mut path = self.path.clone();
		path.entry(place, |path| {
			std::mem::swap(&mut self.path, path);
			work(self);
			std::mem::swap(&mut self.path, path);
		});
	}

	fn event(&mut self, members: &Map<String, Value>) {
		let kind = match members.get("type") {
			Some(Value::String(kind)) => kind.as_str(),
			Some(_) => return self.member("type", |check| check.fault("expected a text")),
			None => {
				let other = ["@type", "isA"].into_iter().find(|name| members.contains_key(*name));
				return self.fault(match other {
					Some(other) => format!("type is missing: EPCIS 2.0 calls it type, not {other}"),
					None => "type is missing".into(),
				});
			}
		};
		let (own, required): (&[(&str, Form)], &[&str]) = match kind {
			"ObjectEvent" => (&OBJECT, &["action"]),
			"AggregationEvent" => (&FAMILY, &["action"]),
			"AssociationEvent" => (&FAMILY, &["action", "parentID"]),
			"TransactionEvent" => (&TRADE, &["action", "bizTransactionList"]),
			"TransformationEvent" => (&TRANSFORMATION, &[]),
			_ => {
				self.extended(members, kind);
				return;
			}
		};
		for (name, value) in members {
			if name == "type" {
				continue;
			}
			let known = COMMON.iter().chain(&STEP).chain(own).find(|(known, _)| known == name);
			self.member(name, |check| match known {
				Some((_, form)) => check.value(value, *form),
				None if is_uri(name) => check.count(value),
				None => check.fault(format!(
					"{kind} has no such member; one of your own has a prefix, such as example:field"
				)),
			});
		}
		for name in ["eventTime", "eventTimeZoneOffset"].iter().chain(required) {
			if !members.contains_key(*name) {
				self.fault(format!("{name} is missing"));
			}
		}
		self.what(members, kind);
	}

	/// What an event is about.
	fn what(&mut self, members: &Map<String, Value>, kind: &str) {
		let is_list = |name: &str| members.get(name).is_some_and(Value::is_array);
		let filled = |name: &str| {
			let list = members.get(name).and_then(Value::as_array);
			list.is_some_and(|list| !list.is_empty())
		};
		let action = members.get("action").and_then(Value::as_str);
		let is_delete = action == Some("DELETE");
		match kind {
			"ObjectEvent" => {
				let is_sensed = filled("sensorElementList") && members.contains_key("readPoint");
				if !is_list("epcList") && !filled("quantityList") && !is_sensed {
					self.fault(
						"epcList, quantityList, or sensorElementList with readPoint: one of them is needed",
					);
				}
				if members.contains_key("ilmd") && action != Some("ADD") {
					self.member("ilmd", |check| check.fault("only where action is ADD"));
				}
			}
			"AggregationEvent" | "AssociationEvent" => {
				if !filled("childEPCs") && !filled("childQuantityList") && !is_delete {
					self.fault("childEPCs or childQuantityList is needed, unless action is DELETE");
				}
			}
			"TransactionEvent" => {
				if !is_list("epcList") && !filled("quantityList") && !is_delete {
					self.fault("epcList or quantityList is needed, unless action is DELETE");
				}
				if members.contains_key("bizTransactionList") && !filled("bizTransactionList") {
					self.member("bizTransactionList", |check| check.fault("expected at least one"));
				}
			}
			_ => {
				let has = |side: &str| {
					filled(&format!("{side}EPCList")) || filled(&format!("{side}QuantityList"))
				};
				let (input, output) = (has("input"), has("output"));
				let is_named = members.contains_key("transformationID");
				if !(input && output) && !(is_named && (input || output)) {
					self.fault(
						"inputs and outputs are needed; with a transformationID, one of the two",
					);
				}
			}
		}
	}

	/// An event of a type of one's own.
	fn extended(&mut self, members: &Map<String, Value>, kind: &str) {
		if !is_uri(kind) {
			return self.member("type", |check| {
				check.fault(format!(
					"{}: no event type; expected ObjectEvent, AggregationEvent, TransactionEvent, \
					 TransformationEvent, AssociationEvent, or the URI of a type of your own",
					shown(kind)
				));
			});
		}
		for (name, value) in members {
			let known = COMMON.iter().find(|(known, _)| known == name);
			self.member(name, |check| match known {
				Some((_, form)) => check.value(value, *form),
				None => check.count(value),
			});
		}
		for name in ["eventTime", "eventTimeZoneOffset"] {
			if !members.contains_key(name) {
				self.fault(format!("{name} is missing"));
			}
		}
	}

	fn object(&mut self, members: &Map<String, Value>, shape: &Shape) {
		for (name, value) in members {
			if self.is_done() {
				return;
			}
			let known = shape.members.iter().find(|(known, _)| known == name);
			self.member(name, |check| match (known, shape.others) {
				(Some((_, form)), _) => check.value(value, *form),
				(None, Others::Any) => check.count(value),
				(None, Others::Named) if is_uri(name) => check.count(value),
				(None, Others::Named) => {
					check.fault(
						"no such member; one of your own has a prefix, such as example:field",
					);
				}
				(None, Others::Refused) => check.fault("no such member"),
			});
		}
		for name in shape.required {
			if !members.contains_key(*name) {
				self.fault(format!("{name} is missing"));
			}
		}
	}

	/// Counts a value that may be anything, and all in it. Depth is bounded by [`crate::json`].
	fn count(&mut self, value: &Value) {
		self.values += 1;
		if self.values == MAX_VALUES {
			self.fault(format!("more than {MAX_VALUES} values"));
		}
		if self.values >= MAX_VALUES {
			return;
		}
		match value {
			Value::Array(entries) => entries.iter().for_each(|entry| self.count(entry)),
			Value::Object(members) => members.values().for_each(|member| self.count(member)),
			Value::Number(number) if Decimal::new(&number.to_string()).is_none() => {
				self.fault("a number of more than 64 digits before or behind the point");
			}
			_ => {}
		}
	}

	fn text<'a>(&mut self, value: &'a Value) -> Option<&'a str> {
		let text = value.as_str();
		if text.is_none() {
			self.fault("expected a text");
		}
		text
	}

	fn list<'a>(&mut self, value: &'a Value) -> &'a [Value] {
		match value.as_array() {
			Some(list) => list,
			None => {
				self.fault("expected a list");
				&[]
			}
		}
	}

	fn distinct(&mut self, list: &[Value]) {
		let mut seen = std::collections::HashSet::new();
		if list.iter().filter_map(Value::as_str).any(|text| !seen.insert(text)) {
			self.fault("two entries are equal");
		}
	}

	fn value(&mut self, value: &Value, form: Form) {
		if self.is_done() {
			return;
		}
		self.values += 1;
		if self.values == MAX_VALUES {
			self.fault(format!("more than {MAX_VALUES} values"));
		}
		if self.values >= MAX_VALUES {
			return;
		}
		match form {
			Form::Any => {}
			Form::Text => drop(self.text(value)),
			Form::Uri => self.matching(value, is_uri, "no URI"),
			Form::UriOrUris if value.is_array() => {
				self.value(value, Form::Uris { distinct: false });
			}
			Form::UriOrUris => self.value(value, Form::Uri),
			Form::Uris { distinct } => {
				let list = self.list(value);
				for (place, entry) in list.iter().enumerate() {
					self.entry(place, |check| check.value(entry, Form::Uri));
				}
				if distinct {
					self.distinct(list);
				}
			}
			Form::Time => self.matching(
				value,
				|text| time::millis(text).is_some(),
				"no time with a zone, such as 2026-01-01T10:00:00.000Z",
			),
			Form::Offset => self.matching(value, is_offset, "no offset from UTC, such as +01:00"),
			Form::Number => match value {
				Value::Number(_) => {
					// `count` judges how many digits it has.
					self.values -= 1;
					self.count(value);
				}
				_ => self.fault("expected a number"),
			},
			Form::Boolean => {
				if !value.is_boolean() {
					self.fault("expected true or false");
				}
			}
			Form::Hex => self.matching(
				value,
				|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
				"no hexadecimal digits",
			),
			Form::Unit => self.matching(
				value,
				|text| {
					let is_code = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
					(2..=3).contains(&text.len()) && text.bytes().all(is_code)
				},
				"no unit of UN/ECE Recommendation 20, such as KGM",
			),
			Form::Action => self.matching(
				value,
				|text| matches!(text, "ADD" | "OBSERVE" | "DELETE"),
				"expected ADD, OBSERVE or DELETE",
			),
			Form::Word(term) => self.word(value, term),
			Form::Dispositions => {
				let list = self.list(value);
				if value.is_array() && list.is_empty() {
					self.fault("expected at least one");
				}
				for (place, entry) in list.iter().enumerate() {
					self.entry(place, |check| check.word(entry, Term::Disposition));
				}
				self.distinct(list);
			}
			Form::Version => self.matching(
				value,
				|text| {
					let is_part =
						|part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
					text.split('.').all(is_part)
				},
				"no version, such as 2.0",
			),
			Form::Context => self.context(value),
			Form::Is(expected) => {
				self.matching(value, |text| text == expected, &format!("expected {expected}"));
			}
			Form::Object(shape) => match value.as_object() {
				Some(members) => {
					self.object(members, shape);
					if std::ptr::eq(shape, &PERSISTENT) && members.is_empty() {
						self.fault("set or unset is missing");
					}
				}
				None => self.fault("expected an object"),
			},
			Form::Objects(shape, least) => {
				let list = self.list(value);
				if value.is_array() && list.len() < least {
					self.fault("expected at least one");
				}
				for (place, entry) in list.iter().enumerate() {
					self.entry(place, |check| check.value(entry, Form::Object(shape)));
				}
			}
		}
	}

	fn matching(&mut self, value: &Value, is_valid: impl Fn(&str) -> bool, reason: &str) {
		if let Some(text) = self.text(value) {
			if !is_valid(text) {
				self.fault(format!("{}: {reason}", shown(text)));
			}
		}
	}

	fn word(&mut self, value: &Value, term: Term) {
		let Some(text) = self.text(value) else {
			return;
		};
		let reserved: &[&str] = match term {
			Term::Measurement | Term::Alert => &RESERVED_VOC,
			_ => &RESERVED,
		};
		if term.has(text) {
			return;
		}
		if reserved.iter().any(|stem| text.starts_with(stem)) {
			let word = term.word(text);
			self.fault(format!(
				"{}: standard words stand bare in JSON, such as {word}",
				shown(text)
			));
		} else if !is_uri(text) {
			self.fault(format!("{}: no standard word, and no URI of one of your own", shown(text)));
		}
	}

	fn context(&mut self, value: &Value) {
		let is_part = |part: &Value| part.is_object() || part.as_str().is_some_and(is_uri);
		match value {
			Value::Array(parts) if parts.len() > MAX_CONTEXTS => {
				self.fault(format!("more than {MAX_CONTEXTS} entries"));
			}
			Value::Array(parts) => {
				if !parts.iter().all(is_part) {
					self.fault("expected addresses of contexts, and objects with prefixes");
				}
				if parts.iter().enumerate().any(|(place, part)| parts[..place].contains(part)) {
					self.fault("two entries are equal");
				}
			}
			part if is_part(part) => {}
			_ => {
				self.fault("expected the address of a context, an object with prefixes, or a list")
			}
		}
	}
}

/// `+01:00`: up to 13:59, and 14:00.
fn is_offset(text: &str) -> bool {
	let Some(time) = text.strip_prefix(['+', '-']) else {
		return false;
	};
	let Some((hours, minutes)) = time.split_once(':') else {
		return false;
	};
	let number = |part: &str| -> Option<u8> {
		let is_number = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
		is_number.then(|| part.parse().ok())?
	};
	match (number(hours), number(minutes)) {
		(Some(14), Some(0)) => true,
		(Some(hours), Some(minutes)) => hours < 14 && minutes < 60,
		_ => false,
	}
}
