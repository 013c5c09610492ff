//! Whatever others send: nothing panics, and every refusal says where and why.

mod samples;

use hallmark_epcis::{
	check::{MAX_CONTEXTS, MAX_EVENTS, MAX_FAULTS, MAX_VALUES},
	context::Context,
	decimal::Decimal,
	document, hash_id,
	identifier::{normal, Key, Pattern},
	intent, journal,
	page::Cursor,
	time,
	uri::is_uri,
	Document, Fault, Query,
};
use proptest::prelude::*;
use samples::{base, entry, sample, telling, NAMINGS};
use serde_json::{json, Value};

fn context() -> Context {
	Context::of(Some(&document::context()))
}

fn event() -> Value {
	json!({
		"type": "ObjectEvent",
		"eventTime": "2026-01-01T10:00:00.000Z",
		"eventTimeZoneOffset": "+00:00",
		"epcList": [],
		"action": "OBSERVE",
	})
}

fn of_events(events: Vec<Value>) -> Value {
	json!({
		"@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
		"type": "EPCISDocument",
		"schemaVersion": "2.0",
		"creationDate": "2026-01-01T10:00:00.000Z",
		"epcisBody": { "eventList": events },
	})
}

fn refused(document: &Value) -> Vec<Fault> {
	Document::read(document.to_string().as_bytes()).expect_err("it is refused")
}

/// Reads a text, and does with its events whatever a service does.
fn take(text: &[u8]) {
	let document = match Document::read(text) {
		Ok(document) => document,
		Err(faults) => {
			assert!(!faults.is_empty() && faults.len() <= MAX_FAULTS);
			assert!(faults.iter().all(|fault| fault.path.starts_with('$')), "{faults:?}");
			return;
		}
	};
	for event in &document.events {
		match event {
			Ok(event) => {
				assert_eq!(hash_id(event, &document.context).len(), 89);
				if let Err(fault) = intent::of_event(event, &document.context, &base(), "$.e[0]") {
					assert!(fault.path.starts_with("$.e[0]") && !fault.reason.is_empty());
				}
			}
			Err(faults) => assert!(!faults.is_empty() && faults.len() <= MAX_FAULTS),
		}
	}
}

#[test]
fn document_is_refused_when_it_is_too_much() {
	let many = refused(&of_events(vec![json!(1); MAX_EVENTS + 1]));
	assert!(many[0].to_string().starts_with("$.epcisBody.eventList: more than 10000 events"));
	let mut wide = event();
	wide["example:list"] = vec![json!(0); MAX_VALUES].into();
	let document = Document::new(of_events(vec![wide, event()])).unwrap();
	let fault = &document.events[0].as_ref().unwrap_err()[0];
	assert_eq!(fault.reason, "more than 100000 values");
	assert!(document.events[1].is_ok(), "the other is none the worse");
	let mut contexts = of_events(vec![]);
	contexts["@context"] = (0..=MAX_CONTEXTS).map(|at| json!({ "a": at })).collect();
	assert_eq!(
		refused(&contexts)[0].to_string(),
		"$.@context: more than 64 entries".replace("$.@context", "$['@context']")
	);
	let mut long = event();
	long["epcList"] = (0..1_000).map(|at| json!(format!("no uri {at}"))).collect();
	let document = Document::new(of_events(vec![long])).unwrap();
	let faults = document.events[0].as_ref().unwrap_err();
	assert_eq!(faults.len(), MAX_FAULTS);
	assert_eq!(faults[1].path, "$.epcisBody.eventList[0].epcList[1]");
	let mut digits = event();
	digits["quantityList"] = json!([{ "epcClass": "urn:a:b" }]);
	let text = of_events(vec![digits]).to_string();
	let text =
		text.replace(r#""epcClass":"urn:a:b""#, r#""epcClass":"urn:a:b","quantity":1e99999"#);
	let document = Document::read(text.as_bytes()).unwrap();
	let fault = &document.events[0].as_ref().unwrap_err()[0];
	assert!(fault.path.ends_with("quantityList[0].quantity") && fault.reason.contains("64 digits"));
}

#[test]
fn path_of_a_fault_is_one_line_whatever_the_name() {
	let mut odd = event();
	odd["a\n'b\u{202e}"] = json!(1);
	let document = Document::new(of_events(vec![odd])).unwrap();
	let fault = &document.events[0].as_ref().unwrap_err()[0];
	assert_eq!(fault.path, r"$.epcisBody.eventList[0]['a\n\'b\u{202e}']");
}

proptest! {
	#[test]
	fn texts_are_read_or_refused(text in ".{0,60}") {
		take(text.as_bytes());
		let _ = (Key::read(&text), Pattern::read(&text), time::millis(&text), is_uri(&text));
		let _ = Cursor::of_token(&text, "");
		if let Some(once) = normal(&text) {
			prop_assert_eq!(normal(&once), Some(once));
		}
		if let Some(number) = Decimal::new(&text) {
			prop_assert_eq!(Decimal::new(&number.to_string()), Some(number));
		}
		let _ = Query::of_parameters([(text.as_str(), text.as_str())], &context());
	}

	#[test]
	fn identifiers_are_read_or_refused(
		scheme in "(id|class|idpat):(sgtin|sscc|sgln|pgln|grai|giai|gdti|gsrn|gsrnp|ginc|gsin|cpi|sgcn|itip|upui|lgtin)",
		body in "[0-9.*%A-Fa-f!+?#'-]{0,40}",
		path in "(/(01|00|10|21|22|235|253|254|255|401|402|414|417|8003|8004|8006|8010|8011|gtin|ser)/[0-9A-Za-f%.!'-]{0,20}){0,5}",
	) {
		for uri in [format!("urn:epc:{scheme}:{body}"), format!("https://a.example{path}")] {
			if let Some(once) = normal(&uri) {
				prop_assert_eq!(normal(&once), Some(once.clone()), "{}", uri);
				prop_assert!(is_uri(&once) || !is_uri(&uri), "{} of {}", once, uri);
			}
			let _ = (Key::read(&uri), Pattern::read(&uri));
		}
	}

	#[test]
	fn keys_are_read_back(serial in "[!\"%-?A-Z_a-z]{1,20}") {
		let key = Key::Item { gtin: samples::gtin(), serial };
		prop_assert_eq!(Key::read(&key.link()), Ok(key));
	}

	/// Events of ours with some of their octets changed.
	#[test]
	fn spoilt_events_are_read_or_refused(
		kind in 0usize..45,
		naming in 0usize..4,
		changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
	) {
		let kind = telling()[kind];
		let (subject, facts) = sample(kind, NAMINGS[naming]);
		let event = journal::event(&subject, &entry(kind), &facts, &base()).unwrap();
		let mut text = document::capture_document([event], 0).to_string().into_bytes();
		for (at, octet) in changes {
			let at = at.index(text.len());
			text[at] = octet;
		}
		take(&text);
	}
}
