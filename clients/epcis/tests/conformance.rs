//! The official examples, and the published hash ids.

use hallmark_epcis::{hash_id, json, Document};
use serde_json::Value;
use std::{env, fs, path::PathBuf};

/// The folder of EPCIS's reference data; none if it is not there.
fn data() -> Option<PathBuf> {
	let Some(folder) = env::var_os("HALLMARK_CONFORMANCE_DATA") else {
		eprintln!("skipped: HALLMARK_CONFORMANCE_DATA is not set");
		return None;
	};
	Some(PathBuf::from(folder).join("epcis"))
}

fn examples(data: &std::path::Path) -> Vec<(String, Vec<u8>)> {
	let mut examples: Vec<_> = fs::read_dir(data.join("examples"))
		.expect("the folder opens")
		.map(|entry| {
			let path = entry.expect("the folder is read").path();
			let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
			(name, fs::read(path).expect("the file is read"))
		})
		.collect();
	examples.sort();
	assert!(examples.len() > 20, "the examples are there");
	examples
}

#[test]
fn examples_are_written_as_they_were_read() {
	let Some(data) = data() else {
		return;
	};
	for (name, text) in examples(&data) {
		let document = Document::read(&text).unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
		assert!(!document.events.is_empty(), "{name}");
		for event in &document.events {
			let event = event.as_ref().unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
			// Alone, with the prefixes of its document, it says the same.
			let context = document.context_value().expect("a document has a context");
			let alone = event.clone().with_context(context);
			let alone = Document::read(alone.to_string().as_bytes()).expect("it is read alone");
			let same = alone.events[0].as_ref().expect("it is good alone");
			assert_eq!(hash_id(event, &document.context), hash_id(same, &alone.context), "{name}");
		}
		let written = document.into_value().expect("its events are good");
		assert_eq!(written, json::parse(&text).expect("it is JSON"), "{name}");
	}
}

/// The digests in the rows of the table `Where both packages agree`, by what the row begins with.
fn published(data: &std::path::Path) -> Vec<(String, Vec<String>)> {
	let text = fs::read_to_string(data.join("event-hashes.md")).expect("the file is read");
	let rows = text.lines().filter_map(|line| {
		let mut cells = line.strip_prefix("| ")?.strip_suffix(" |")?.rsplitn(2, " | ");
		let digests: Vec<String> = cells.next()?.split(", ").map(Into::into).collect();
		let is_digest = |text: &String| text.len() == 64 && hex(text);
		let name = cells.next()?.to_owned();
		digests.iter().all(is_digest).then_some((name, digests))
	});
	rows.collect()
}

fn hex(text: &str) -> bool {
	text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The digests of all events of a document.
fn digests(document: &Document) -> Vec<String> {
	let ids = document.events.iter().map(|event| {
		let id = hash_id(event.as_ref().expect("it is good"), &document.context);
		let id = id.strip_prefix("ni:///sha-256;").expect("the scheme is there");
		id.strip_suffix("?ver=CBV2.0").expect("the version is there").to_owned()
	});
	ids.collect()
}

#[test]
fn hash_ids_are_those_that_both_packages_give() {
	let Some(data) = data() else {
		return;
	};
	let published = published(&data);
	assert_eq!(published.len(), 5, "the table has its rows");
	let examples = examples(&data);
	let mut compared = 0;
	for (row, expected) in published {
		let made: Vec<String> = match row.strip_prefix("examples/") {
			None => {
				assert!(row.starts_with("plain ObjectEvent"), "{row}");
				digests(&Document::read(plain().to_string().as_bytes()).expect("it is read"))
			}
			Some(row) => {
				// `JSON_AssociationEvent a, c, e, g` stands for four files of one event each.
				let name = row.split([' ', ',']).next().expect("it has a name");
				let named = examples.iter().filter(|(file, _)| file.starts_with(name));
				named
					.flat_map(|(_, text)| digests(&Document::read(text).expect("it is read")))
					.collect()
			}
		};
		compared += expected.len();
		assert_eq!(made, expected, "{row}");
	}
	eprintln!("{compared} published hash ids hold");
}

/// The plain event that the table describes in words.
fn plain() -> Value {
	serde_json::json!({
		"@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
		"type": "ObjectEvent",
		"eventTime": "2026-01-01T10:00:00.000Z",
		"eventTimeZoneOffset": "+00:00",
		"epcList": ["https://id.gs1.org/01/09520123456788/21/400"],
		"action": "OBSERVE",
		"bizStep": "shipping",
		"disposition": "in_transit",
		"readPoint": { "id": "https://id.gs1.org/414/9520123456788" },
	})
}

/// Where the packages differ: the standard's way, as the table's second half has it.
#[test]
fn hash_ids_are_the_standards_where_packages_differ() {
	let text = |event: Value| {
		let document = Document::read(event.to_string().as_bytes()).expect("it is read");
		hallmark_epcis::hash::prehash(
			document.events[0].as_ref().expect("it is good"),
			&document.context,
		)
	};
	let with = |members: Value| {
		let mut event = plain();
		let event_members = event.as_object_mut().expect("it is an object");
		event_members.extend(members.as_object().expect("they are members").clone());
		text(event)
	};
	let after = |text: String, name: &str| {
		let place = text.find(name).unwrap_or_else(|| panic!("{name} in {text}"));
		text[place..].to_owned()
	};

	let lists = with(serde_json::json!({
		"bizTransactionList": [{ "type": "po", "bizTransaction": "http://a.example/po/1x" }],
		"sourceList": [{ "type": "location", "source": "urn:epc:id:sgln:4012345.00225.0" }],
		"destinationList": [{ "type": "location", "destination": "urn:epc:id:sgln:0614141.00777.0" }],
		"sensorElementList": [{
			"sensorReport": [{
				"type": "Temperature", "value": 26.0, "booleanValue": true, "example:own": "example:x",
			}],
		}],
		"@context": [
			"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
			{ "example": "http://ns.example.com/epcis/" },
		],
	}));
	assert_eq!(
		after(lists, "readPoint"),
		"readPointid=https://id.gs1.org/414/9520123456788\
		 bizTransactionListtype=https://ref.gs1.org/cbv/BTT-pobizTransaction=http://a.example/po/1x\
		 sourceListtype=https://ref.gs1.org/cbv/SDT-locationsource=https://id.gs1.org/414/4012345002256\
		 destinationListtype=https://ref.gs1.org/cbv/SDT-location\
		 destination=https://id.gs1.org/414/0614141007776\
		 sensorElementListsensorElementsensorReporttype=https://gs1.org/voc/Temperature\
		 value=26booleanValue=true{http://ns.example.com/epcis/}own=http://ns.example.com/epcis/x"
	);

	let unit = with(serde_json::json!({ "epcList": ["urn:epc:id:sscc:952012.34567890001"] }));
	assert!(unit.contains("epcListepc=https://id.gs1.org/00/395201245678900014action"), "{unit}");

	let item = with(serde_json::json!({
		"epcList": ["https://scan.example/01/09520123456788/10/L1/21/400?17=261231"],
	}));
	assert_eq!(item, text(plain()));

	let fine = with(serde_json::json!({ "eventTime": "2025-12-31T23:59:59.9997Z" }));
	assert!(fine.contains("eventTime=2026-01-01T00:00:00.000Z"), "{fine}");
}
