//! Queries over events.

mod samples;

use hallmark_epcis::{
	context::Context,
	document, journal,
	query::{OrderBy, DEFAULT_PAGE, MAX_CHOICES, MAX_PAGE},
	Document, Event, Fault, Query,
};
use hallmark_types::JournalKind;
use samples::{base, entry, sample, telling, Naming};
use serde_json::{json, Value};
use std::{env, fs};

fn context() -> Context {
	Context::of(Some(&document::context()))
}

fn query(parameters: &[(&str, &str)]) -> Query {
	Query::of_parameters(parameters.iter().copied(), &context())
		.unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn refused(parameters: &[(&str, &str)]) -> Vec<Fault> {
	Query::of_parameters(parameters.iter().copied(), &context()).expect_err("it is refused")
}

fn events() -> Vec<(JournalKind, Event)> {
	let of = |kind| {
		let (subject, facts) = sample(kind, Naming::Some);
		(kind, journal::event(&subject, &entry(kind), &facts, &base()).expect("it is told"))
	};
	telling().into_iter().map(of).collect()
}

/// Which kinds of entries tell events that pass.
fn found(parameters: &[(&str, &str)]) -> Vec<JournalKind> {
	let query = query(parameters);
	let passing = events().into_iter().filter(|(_, event)| query.matches(event, &context()));
	passing.map(|(kind, _)| kind).collect()
}

#[test]
fn filter_finds_what_says_so() {
	use JournalKind as J;
	let all = telling().len();
	assert_eq!(found(&[]).len(), all);
	assert_eq!(found(&[("EQ_bizStep", "departing|arriving")]), [J::LegDeparted, J::LegArrived]);
	assert_eq!(
		found(&[("EQ_bizStep", "urn:epcglobal:cbv:bizstep:departing")]),
		found(&[("EQ_bizStep", "cbv:BizStep-departing")])
	);
	assert_eq!(
		found(&[
			("EQ_bizStep", "hallmark:releasing"),
			("EQ_disposition", "sellable_not_accessible")
		]),
		[J::ReleasedIntoBond]
	);
	assert_eq!(found(&[("eventType", "AggregationEvent")]), [J::Packed, J::Unpacked]);
	assert_eq!(
		found(&[("EQ_action", "ADD"), ("eventType", "TransactionEvent")]),
		[J::DeclarationLodged]
	);
	assert_eq!(found(&[("EQ_persistentDisposition_set", "recalled")]), [J::RecallIssued]);
	assert_eq!(found(&[("EQ_persistentDisposition_unset", "recalled")]), [J::NoticeLifted]);
	assert_eq!(
		found(&[("EQ_readPoint", "https://vocabulary.uncefact.org/unlocode#AUMEL")]),
		[J::LegDeparted]
	);
	let place = "urn:epc:id:sgln:9520123.45678.0";
	assert_eq!(found(&[("EQ_bizLocation", place)]), [J::LotIssued]);
}

#[test]
fn filter_finds_identifiers_in_any_form() {
	use JournalKind as J;
	let all = telling().len();
	for pattern in [
		"https://scan.example/01/09520123456788/10/other/21/A-1?x=1",
		"urn:epc:id:sgtin:9520123.045678.A-1",
		"urn:epc:idpat:sgtin:9520123.045678.*",
		"urn:epc:idpat:sgtin:9520123.*.*",
	] {
		assert_eq!(found(&[("MATCH_epc", pattern)]).len(), all, "{pattern}");
		assert_eq!(found(&[("MATCH_anyEPC", pattern)]).len(), all, "{pattern}");
		assert_eq!(found(&[("MATCH_inputEPC", pattern)]).len(), 0, "{pattern}");
	}
	assert_eq!(found(&[("MATCH_epc", "https://id.gs1.org/01/09520123456788/21/A-2")]), []);
	let class = "https://a.example/01/09520123456788/10/L%2F1%20a";
	assert_eq!(found(&[("MATCH_epcClass", class)]).len(), all);
	assert_eq!(found(&[("MATCH_outputEPCClass", class)]), []);
	let unit = "urn:epc:id:sscc:0614141.1234567890";
	assert_eq!(found(&[("MATCH_parentID", unit)]), [J::Packed, J::Unpacked]);
	let shipment = format!("https://hallmark.example/chains/0x{}/shipments/7#it", "a1".repeat(32));
	let by_type = found(&[("EQ_bizTransaction_hallmark:shipment", &shipment)]);
	assert!(by_type.contains(&J::LegDeparted) && !by_type.contains(&J::Released));
	assert_eq!(found(&[("EQ_bizTransaction_po", &shipment)]), []);
	let party = "https://id.gs1.org/417/9520123456788";
	assert!(found(&[("EQ_source_possessing_party", party)]).contains(&J::ShipmentBooked));
	assert_eq!(found(&[("EQ_destination_possessing_party", party)]), []);
}

#[test]
fn filter_finds_times_numbers_and_sensors() {
	use JournalKind as J;
	let all = telling().len();
	let at = "2026-07-01T08:50:00.999Z";
	assert_eq!(found(&[("GE_recordTime", at)]).len(), all);
	assert_eq!(found(&[("LT_recordTime", at)]), []);
	assert_eq!(found(&[("LT_eventTime", "2026-07-01T09:30:00+02:00")]), [J::SensorsSummarised]);
	assert_eq!(found(&[("GE_startTime", "2026-06-01T00:00:00Z")]), [J::SensorsSummarised]);
	assert_eq!(found(&[("EQ_quantity", "2.0")]).len(), all);
	assert_eq!(found(&[("GT_quantity", "2")]), []);
	assert_eq!(found(&[("EQ_type", "Temperature")]), [J::SensorsSummarised]);
	assert_eq!(found(&[("EQ_type", "gs1:Temperature")]), [J::SensorsSummarised]);
	assert_eq!(found(&[("EQ_type", "Speed")]), []);
	assert_eq!(found(&[("EXISTS_errorDeclaration", "true")]), []);
	assert_eq!(found(&[("EXISTS_errorDeclaration", "false")]).len(), all);
	let legs =
		events().into_iter().filter(|(_, event)| event.members().contains_key("hallmark:leg"));
	let legs: Vec<_> = legs.map(|(kind, _)| kind).collect();
	assert!(!legs.is_empty() && legs.len() < all);
	assert_eq!(found(&[("EXISTS_hallmark:leg", "true")]), legs);
	let kind = "https://hallmark.example/epcis/Packed";
	assert_eq!(found(&[("EQ_hallmark:kind", kind)]), [J::Packed]);
	assert_eq!(found(&[("EQ_https://hallmark.example/epcis/kind", kind)]), [J::Packed]);
}

#[test]
fn filter_finds_what_others_wrote() {
	let text = json!({
		"@context": [
			"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
			{ "mine": "https://hallmark.example/epcis/" },
		],
		"type": "ObjectEvent",
		"eventTime": "2026-01-01T10:00:00.000Z",
		"eventTimeZoneOffset": "+00:00",
		"eventID": "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
		"epcList": ["urn:epc:id:sgtin:4012345.011111.9876"],
		"action": "OBSERVE",
		"bizStep": "mine:releasing",
		"mine:field": "x",
		"errorDeclaration": {
			"declarationTime": "2026-01-02T10:00:00.000Z",
			"reason": "incorrect_data",
			"correctiveEventIDs": ["urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8"],
		},
		"sensorElementList": [{
			"sensorMetadata": { "deviceID": "urn:epc:id:giai:4000001.111" },
			"sensorReport": [
				{ "type": "mine:Def", "booleanValue": true },
				{ "type": "mine:Jkl", "hexBinaryValue": "F0F0F0", "stringValue": "a" },
			],
		}],
	});
	let document = Document::read(text.to_string().as_bytes()).unwrap();
	let event = document.events[0].as_ref().unwrap();
	for parameter in [
		("EQ_bizStep", "hallmark:releasing"),
		("EQ_hallmark:field", "x"),
		("EQ_deviceID", "https://id.gs1.org/8004/4000001111"),
		("EQ_booleanValue", "true"),
		("EQ_hexBinaryValue", "f0f0f0"),
		("EQ_stringValue", "a"),
		("EQ_errorReason", "incorrect_data"),
		("EQ_eventID", "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8"),
		("EQ_correctiveEventID", "urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8"),
		("GE_errorDeclarationTime", "2026-01-02T10:00:00.000Z"),
		("EXISTS_errorDeclaration", "true"),
	] {
		assert!(query(&[parameter]).matches(event, &document.context), "{parameter:?}");
	}
	for parameter in [
		("EQ_booleanValue", "false"),
		("EQ_stringValue", "A"),
		("LT_errorDeclarationTime", "2026-01-02T10:00:00.000Z"),
		("EQ_errorReason", "did_not_occur"),
		("EQ_transformationID", "urn:x:y"),
	] {
		assert!(!query(&[parameter]).matches(event, &document.context), "{parameter:?}");
	}
}

#[test]
fn query_says_how_its_answer_is_ordered_and_cut() {
	let plain = query(&[]);
	assert_eq!((plain.per_page, plain.descending), (DEFAULT_PAGE, true));
	let asked = query(&[
		("orderBy", "eventTime"),
		("orderDirection", "ASC"),
		("eventCountLimit", "5"),
		("perPage", "5000"),
		("nextPageToken", "abc"),
	]);
	assert_eq!((asked.order_by, asked.descending), (OrderBy::EventTime, false));
	assert_eq!((asked.limit, asked.per_page), (Some(5), MAX_PAGE));
	assert_eq!(asked.page_token.as_deref(), Some("abc"));
	let next =
		query(&[("eventCountLimit", "5"), ("orderDirection", "ASC"), ("orderBy", "eventTime")]);
	assert_eq!(asked.canonical(), next.canonical());
	assert_ne!(asked.canonical(), plain.canonical());
	let one = query(&[("EQ_bizStep", "shipping")]).and("MATCH_epc", "urn:a:b", &context()).unwrap();
	assert_eq!(one.filters.len(), 2);
}

#[test]
fn parameter_is_refused_by_its_name() {
	let many = vec!["shipping"; MAX_CHOICES + 1].join("|");
	for (name, value, reason) in [
		("EQ_bizStep", "shippin", "no standard word"),
		("EQ_bizStep", "", "empty"),
		("EQ_bizStep", "shipping|", "empty"),
		("EQ_bizStep", &many, "more than 100 values"),
		("EQ_action", "add", "expected ADD"),
		("eventType", "Event", "no event type"),
		("GE_eventTime", "2026-01-01", "no time"),
		("GE_eventTime", "2026-01-01T10:00:00Z|2026-01-01T10:00:00Z", "expected one value"),
		("EQ_readPoint", "AUMEL", "no URI"),
		("GE_eventTime", "2026-11-30T00:00:00 01:00", "a + is written as %2B"),
		("WD_readPoint", "urn:a:b", "no master data"),
		("MATCH_epc", "x", "no URI"),
		("MATCH_epc", "urn:epc:idpat:sscc:1.*", "SGTINs only"),
		("EQ_quantity", "many", "no number"),
		("perPage", "0", "from 1 on"),
		("perPage", "-1", "from 1 on"),
		("orderBy", "quantity", "eventTime or recordTime"),
		("orderDirection", "up", "ASC or DESC"),
		("EXISTS_errorDeclaration", "yes", "true or false"),
		("EQ_booleanValue", "1", "true or false"),
		("EQ_hexBinaryValue", "xyz", "no hexadecimal digits"),
		("EQ_unknown:field", "x", "has a prefix that is known here"),
		("EQ_bizTransaction_unknown", "urn:a:b", "no standard word"),
		("EXISTS_field", "true", "has a prefix that is known here"),
		("EQ_INNER_x", "x", "no such parameter"),
		("bizStep", "shipping", "no such parameter"),
	] {
		let faults = refused(&[(name, value)]);
		assert_eq!(faults.len(), 1, "{name}");
		assert!(faults[0].path == name && faults[0].reason.contains(reason), "{}", faults[0]);
	}
	let two = refused(&[("EQ_action", "x"), ("orderBy", "y")]);
	assert_eq!(two.len(), 2, "all are named at once");
	assert_eq!(refused(&[("EQ_action", "ADD"), ("EQ_action", "ADD")])[0].path, "EQ_action");
	assert_eq!(refused(&[("eventCountLimit", "5")])[0].path, "eventCountLimit");
	let both =
		refused(&[("eventCountLimit", "5"), ("maxEventCount", "5"), ("orderBy", "eventTime")]);
	assert_eq!(both[0].path, "maxEventCount");
}

#[test]
fn named_query_is_read_from_json() {
	let of = |query: Value| Query::of_json(&query, &context());
	let named = of(json!({
		"eventType": ["ObjectEvent"],
		"EQ_bizStep": ["shipping", "receiving"],
		"GE_quantity": 5,
		"EXISTS_errorDeclaration": true,
		"perPage": 10,
	}));
	let named = named.unwrap();
	let asked = query(&[
		("eventType", "ObjectEvent"),
		("EQ_bizStep", "receiving|shipping"),
		("GE_quantity", "5"),
		("EXISTS_errorDeclaration", "true"),
	]);
	assert_eq!(named.canonical(), asked.canonical());
	assert_eq!(named.per_page, 10);
	for query in [json!([]), json!({ "EQ_bizStep": { "a": 1 } }), json!({ "EQ_bizStep": [] })] {
		assert!(of(query).is_err());
	}
}

/// Every parameter of the official description is read, or refused in words of its own.
#[test]
fn parameters_of_the_description_are_known() {
	let Some(folder) = env::var_os("HALLMARK_CONFORMANCE_DATA") else {
		eprintln!("skipped: HALLMARK_CONFORMANCE_DATA is not set");
		return;
	};
	let text = fs::read(std::path::Path::new(&folder).join("epcis/openapi.json")).unwrap();
	let description: Value = serde_json::from_slice(&text).unwrap();
	let parameters = description["paths"]["/events"]["get"]["parameters"].as_array().unwrap();
	let mut known = 0;
	for reference in parameters {
		let path = reference["$ref"].as_str().unwrap().trim_start_matches('#');
		let parameter = description.pointer(path).unwrap();
		if parameter["in"] != "query" {
			continue;
		}
		let name = parameter["name"].as_str().unwrap();
		// No value fits them all: what counts is that the name is known.
		let faults = Query::of_parameters([(name, "\u{1}")], &context()).err().unwrap_or_default();
		assert!(faults.iter().all(|fault| !fault.reason.contains("no such parameter")), "{name}");
		known += 1;
	}
	assert!(known > 50, "{known}");
}
