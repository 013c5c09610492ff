//! What the file answers is what `Query::matches` says, page by page.

#![allow(clippy::unwrap_used)]

#[path = "../../epcis/tests/samples/mod.rs"]
mod samples;

use hallmark_epcis::{
	document, hash, journal, page::Cursor, query::OrderBy, Context, Event, Query,
};
use hallmark_epcis_rest::{
	search::{latest, search, since, Found},
	store::{keep, Store, INDEX_BITS},
};
use hallmark_types::Digest;
use samples::{base, entry, sample, telling, NAMINGS};
use serde_json::{json, Value};

/// When the first block was.
const BEGIN: u64 = 1_795_996_800_000;

/// Events of every kind in every form, a few in each block.
fn events() -> Vec<(i64, Event)> {
	let mut events = Vec::new();
	let mut block = 1;
	for round in 0..3_u64 {
		for (number, kind) in telling().into_iter().enumerate() {
			for naming in NAMINGS {
				let (subject, mut facts) = sample(kind, naming);
				let mut entry = entry(kind);
				entry.block = block;
				entry.at = BEGIN + u64::from(block) * 2_000;
				// Some are told late, so that the orders differ.
				facts.at =
					(number % 3 > 0).then(|| entry.at - (number as u64 % 7) * 3_600_000 - round);
				let place = (i64::from(block) << INDEX_BITS) | (events.len() as i64 % 5);
				block += u32::from(events.len() % 5 == 4);
				events.push((place, journal::event(&subject, &entry, &facts, &base()).unwrap()));
			}
		}
	}
	events
}

fn store(events: &[(i64, Event)]) -> (tempfile::TempDir, Store) {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(&folder.path().join("index.db.epcis"), Digest::repeat_byte(1)).unwrap();
	for part in events.chunk_by(|a, b| a.0 >> 24 == b.0 >> 24) {
		let up_to = part.last().unwrap().0;
		store.tell(up_to, |_| Ok(part.to_vec())).unwrap();
	}
	(folder, store)
}

fn context() -> Context {
	Context::of(Some(&document::context()))
}

/// All pages of a query.
fn all(store: &Store, query: &Query, owner: Option<u32>) -> Vec<i64> {
	let (mut places, mut after) = (Vec::new(), None);
	for _ in 0..10_000 {
		let Found { rows, next } = search(store, query, owner, after, 7).unwrap();
		assert!(rows.len() <= 7);
		places.extend(rows.iter().map(|row| row.at.1));
		let Some(next) = next else { return places };
		// It is opaque on its way to the client.
		after = Some(Cursor::of_token(&next.token("q"), "q").unwrap());
	}
	panic!("pages without end");
}

fn expected(events: &[(i64, Event)], query: &Query) -> Vec<i64> {
	let mut found: Vec<(i64, i64)> = events
		.iter()
		.filter(|(_, event)| query.matches(event, &context()))
		.map(|(place, event)| {
			let recorded = hallmark_epcis::time::millis(event.text("recordTime").unwrap()).unwrap();
			(if query.order_by == OrderBy::EventTime { event.time() } else { recorded }, *place)
		})
		.collect();
	found.sort_unstable();
	if query.descending {
		found.reverse();
	}
	found.into_iter().map(|(_, place)| place).collect()
}

fn queries(events: &[(i64, Event)]) -> Vec<Value> {
	let at = |place: usize, name: &str| events[place].1.text(name).unwrap().to_owned();
	let middle = events.len() / 2;
	let filters = [
		json!({}),
		json!({ "EQ_bizStep": "departing" }),
		json!({ "EQ_bizStep": ["departing", "arriving", "storing"] }),
		json!({ "EQ_bizStep": "departing", "EQ_disposition": "returned" }),
		json!({ "eventType": "AggregationEvent" }),
		json!({ "eventType": "TransformationEvent" }),
		json!({ "EQ_action": ["ADD", "DELETE"] }),
		json!({ "EQ_persistentDisposition_set": "recalled" }),
		json!({ "EQ_persistentDisposition_unset": "recalled" }),
		json!({ "MATCH_anyEPC": "https://id.gs1.org/00/395201245678900014" }),
		json!({ "MATCH_epc": "https://id.gs1.org/01/09520123456788/21/A-1" }),
		json!({ "MATCH_epc": "urn:epc:id:sgtin:9520123.045678.A-1", "EQ_bizStep": "receiving" }),
		json!({ "MATCH_epc": "urn:epc:idpat:sgtin:9520123.*.*" }),
		json!({ "MATCH_parentID": "https://id.gs1.org/00/106141412345678908" }),
		json!({ "MATCH_inputEPC": "https://id.gs1.org/00/106141412345678908" }),
		json!({ "MATCH_anyEPCClass": "https://id.gs1.org/01/09520123456788/10/L%2F1%20a" }),
		json!({
			"MATCH_epcClass": "https://id.gs1.org/01/09520123456788/10/L%2F1%20a",
			"MATCH_epc": "https://id.gs1.org/01/09520123456788/21/A-1",
		}),
		json!({ "EQ_readPoint": "https://vocabulary.uncefact.org/unlocode#AUMEL" }),
		json!({ "EQ_bizLocation": "https://id.gs1.org/414/9520123456788" }),
		json!({ "EQ_bizLocation": "https://id.gs1.org/414/9520123456788", "EQ_action": "ADD" }),
		json!({ "GE_recordTime": at(middle, "recordTime") }),
		json!({ "LT_recordTime": at(middle, "recordTime"), "EQ_bizStep": "receiving" }),
		json!({ "GE_eventTime": at(middle, "eventTime"), "LT_eventTime": at(middle + 90, "eventTime") }),
		json!({ "EQ_quantity": 3 }),
		json!({ "GT_quantity": 2, "EQ_disposition": "in_transit" }),
		json!({ "EQ_type": "Temperature" }),
		json!({ "EQ_eventID": at(middle, "eventID") }),
		json!({ "EQ_eventID": [at(3, "eventID"), at(9, "eventID"), "urn:uuid:none"] }),
		json!({ "EXISTS_hallmark:leg": true }),
		json!({ "EQ_hallmark:kind": "https://hallmark.example/epcis/LotIssued" }),
		json!({
			"EQ_bizTransaction_hallmark:shipment": base().shipment(hallmark_types::ShipmentId(7)),
			"EQ_bizStep": "arriving",
		}),
		json!({ "EQ_source_possessing_party": "https://id.gs1.org/417/9520123456788" }),
		json!({ "EXISTS_errorDeclaration": true }),
	];
	let orders = [
		json!({}),
		json!({ "orderBy": "recordTime", "orderDirection": "ASC" }),
		json!({ "orderBy": "eventTime" }),
		json!({ "orderBy": "eventTime", "orderDirection": "ASC" }),
	];
	let mut queries = Vec::new();
	for filter in &filters {
		for order in &orders {
			let mut query = filter.clone();
			let order = order.as_object().unwrap().clone();
			query.as_object_mut().unwrap().extend(order);
			queries.push(query);
		}
	}
	queries
}

#[test]
fn answers_are_what_the_query_says_whatever_finds_them() {
	let events = events();
	let (_folder, store) = store(&events);
	let mut found = 0;
	for query in queries(&events) {
		let read = Query::of_json(&query, &context()).unwrap();
		let expected = expected(&events, &read);
		found += usize::from(!expected.is_empty());
		assert_eq!(all(&store, &read, None), expected, "{query}");
	}
	assert!(found > 80, "most of the queries find something: {found}");
}

#[test]
fn captured_events_are_seen_by_whoever_captured_them() {
	let events = events();
	let (_folder, store) = store(&events);
	let captured = Event::new(
		json!({
			"@context": [document::context()[0], { "own": "https://own.example/" }],
			"type": "ObjectEvent",
			"action": "OBSERVE",
			"bizStep": "departing",
			"eventID": "urn:uuid:831c0292-4de1-430a-8255-2aca821abaab",
			"eventTime": "2026-11-30T02:00:00.000Z",
			"eventTimeZoneOffset": "+00:00",
			"epcList": ["https://id.gs1.org/01/09520123456788/21/A-1"],
			"own:colour": "red",
		}),
		"$",
	)
	.unwrap()
	.with_record_time(1_796_000_000_000);
	let digest = hash::digest(&hallmark_epcis::hash_id(&captured, &Context::default())).unwrap();
	let place = store.change(|it| keep(it, &captured, digest, 5)).unwrap();
	let second = store.change(|it| keep(it, &captured, [7; 32], 5)).unwrap();
	assert_eq!(second, place + 1);
	for (query, has) in [
		(json!({}), true),
		(json!({ "EQ_bizStep": "departing", "orderBy": "eventTime" }), true),
		(json!({ "EQ_bizStep": "arriving" }), false),
		(json!({ "MATCH_epc": "urn:epc:id:sgtin:9520123.045678.A-1" }), true),
		(json!({ "EQ_eventID": "urn:uuid:831c0292-4de1-430a-8255-2aca821abaab" }), true),
	] {
		let query = Query::of_json(&query, &context()).unwrap();
		assert_eq!(all(&store, &query, Some(5)).contains(&place), has, "{query:?}");
		assert!(!all(&store, &query, Some(6)).contains(&place), "another organisation's");
		assert!(!all(&store, &query, None).contains(&place), "nobody's");
		let mut without = all(&store, &query, Some(5));
		without.retain(|it| *it != place && *it != second);
		assert_eq!(without, all(&store, &query, None), "the others stay");
	}
}

#[test]
fn what_is_told_stays_over_a_restart_and_is_not_told_twice() {
	let events = events();
	let (folder, store) = store(&events);
	drop(store);
	let path = folder.path().join("index.db.epcis");
	let store = Store::open(&path, Digest::repeat_byte(1)).unwrap();
	let last = events.last().unwrap().0;
	assert_eq!(*store.told().borrow(), last);
	// Told again, say because the process ended: no double.
	store.tell(last, |_| Ok(events[..10].to_vec())).unwrap();
	assert_eq!(all(&store, &Query::default(), None).len(), events.len());
	let latest = latest(&store).unwrap();
	assert_eq!(latest.event as i64, last);
	let middle = events[events.len() / 2].1.text("recordTime").unwrap();
	let middle = hallmark_epcis::time::millis(middle).unwrap();
	let query = Query { descending: false, ..Query::default() };
	let found = search(&store, &query, None, Some(since(&store, middle).unwrap()), 1).unwrap();
	assert_eq!(found.rows[0].recorded, middle);
	drop(store);
	let error = Store::open(&path, Digest::repeat_byte(2)).err().unwrap();
	assert!(error.to_string().contains("another chain"), "{error}");
}
