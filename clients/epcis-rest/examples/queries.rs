//! How fast queries are answered over a million events, and documents are captured.
//!
//! ```sh
//! cargo run --release -p hallmark-epcis-rest --example queries -- [EVENTS] [SECONDS] [THREADS]
//! cargo run --release -p hallmark-epcis-rest --example queries -- fill FILE GENESIS [EVENTS]
//! ```
//!
//! `fill` writes the events into the file of a gateway of the chain with this first block, which
//! `scripts/epcis-load.sh` then measures over HTTP.
//!
//! The events are made up: every kind, each about one of 100,000 batches or units. Each query asks for a
//! page of 30, as a client that says nothing gets. What HTTP takes is not in it. Of capture it is what a
//! gateway does by itself: documents of 1,000 events are read, hashed, noted as jobs, read again and mapped,
//! and what came of them is noted. What the chain is asked for, and its finality, is not in it.

#[path = "../../epcis/tests/samples/mod.rs"]
mod samples;

use hallmark_epcis::{document, intent, journal, Context, Event, Query};
use hallmark_epcis_rest::{
	answer::query_document,
	capture::{job, read},
	search::search,
	store::{event_of, Store, INDEX_BITS},
};
use hallmark_types::{Digest, LotId, ShipmentId};
use samples::{base, entry, sample, telling, Naming, NAMINGS};
use serde_json::json;
use std::{
	path::Path,
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc,
	},
	time::{Duration, Instant},
};

/// The time of the first block: 2026-11-30, 00:00:00 UTC.
const BEGIN: u64 = 1_795_996_800_000;
const PER_BLOCK: u64 = 1_000;
const THINGS: u64 = 100_000;

fn made_up(number: u64) -> (i64, Event) {
	let kinds = telling();
	let kind = kinds[(number as usize * 7) % kinds.len()];
	let naming = NAMINGS[number as usize % NAMINGS.len()];
	let (subject, mut facts) = sample(kind, naming);
	let thing = number * 2_654_435_761 % THINGS;
	for goods in &mut facts.goods {
		goods.lot = LotId(thing);
		goods.batch = format!("L{thing:06}");
	}
	if naming == Naming::Unit {
		let body = format!("{:017}", 39_520_124_500_000_000 + thing);
		let check = (0..10)
			.find_map(|check| hallmark_gs1::Sscc::from_digits(&format!("{body}{check}")).ok());
		facts.units = check.into_iter().collect();
	}
	if let Some(shipment) = &mut facts.shipment {
		shipment.id = ShipmentId(thing);
	}
	let block = number / PER_BLOCK + 1;
	let mut entry = entry(kind);
	entry.block = block as u32;
	entry.at = BEGIN + block * 2_000;
	facts.at = facts.at.map(|_| entry.at - number % 86_400_000);
	let event = journal::event(&subject, &entry, &facts, &base()).expect("a sample tells");
	(((block as i64) << INDEX_BITS) | (number % PER_BLOCK) as i64, event)
}

/// Captures documents for some seconds.
fn capture(store: &Store, seconds: u64) {
	const EVENTS: u64 = 1_000;
	let until = Instant::now() + Duration::from_secs(seconds);
	let (mut count, mut jobs) = (0, 0_u64);
	let began = Instant::now();
	while Instant::now() < until {
		let at = hallmark_epcis::time::text_of((BEGIN + jobs) as i64).expect("a time");
		let events: Vec<_> = (0..EVENTS)
			.map(|number| {
				json!({
					"type": "ObjectEvent",
					"action": "OBSERVE",
					"bizStep": "departing",
					"disposition": "in_transit",
					"eventTime": at,
					"eventTimeZoneOffset": "+00:00",
					"epcList": [],
					"readPoint": { "id": "https://vocabulary.uncefact.org/unlocode#AUMEL" },
					"bizTransactionList": [{
						"type": "hallmark:shipment",
						"bizTransaction": base().shipment(ShipmentId(number)),
					}],
				})
			})
			.collect();
		let document = json!({
			"@context": document::context(),
			"type": "EPCISDocument",
			"schemaVersion": "2.0",
			"creationDate": at,
			"epcisBody": { "eventList": events },
		});
		let body = document.to_string().into_bytes();
		let read = read(&body, false).expect("a document");
		let new = job::New {
			organisation: 7,
			account: String::new(),
			signer: None,
			behaviour: job::Behaviour::Proceed,
			list: read.list,
			events: read.events,
		};
		let id = format!("{jobs:032x}");
		job::add(store, &id, &new).expect("a file").expect("room");
		let mut work = store.ask(|it| job::find(it, 7, &id)).expect("a file").expect("the job");
		let mut items = store.ask(|it| job::items(it, &id)).expect("a file");
		for item in &mut items {
			let (Some(hash), Some(body)) = (item.hash, &item.body) else {
				panic!("a faulty event")
			};
			assert!(!store.ask(|it| job::is_done(it, 7, &hash)).expect("a file"));
			let event = event_of(body).expect("an event");
			let intent = intent::of_event(&event, &Context::default(), &base(), "$");
			item.call = Some(intent.expect("a departure").call().into());
			(item.state, item.transaction, item.item) = (job::State::Ready, Some(0), Some(0));
		}
		work.hashes = vec![format!("0x{jobs:064x}")];
		work.stage = job::Stage::Sent;
		job::advance(store, &work, &items, &[]).expect("it is noted");
		items.iter_mut().for_each(|item| item.state = job::State::Done);
		job::finish(store, &mut work, &mut items, &[]).expect("it is noted");
		count += EVENTS;
		jobs += 1;
	}
	println!(
		"capture, by one thread: {:.0} events a second in documents of {EVENTS}",
		count as f64 / began.elapsed().as_secs_f64()
	);
}

/// Tells made-up events into a file.
fn fill(path: &Path, genesis: Digest, wanted: u64) -> Arc<Store> {
	let store = Arc::new(Store::open(path, genesis).expect("a new file"));
	let began = Instant::now();
	let mut number = 0;
	while number < wanted {
		let end = (number + 20_000).min(wanted);
		let events: Vec<_> = (number..end).map(made_up).collect();
		let up_to = events.last().map_or(0, |(place, _)| *place);
		store.tell(up_to, |_| Ok(events)).expect("they are kept");
		number = end;
	}
	let took = began.elapsed();
	let size = std::fs::metadata(path).map_or(0, |it| it.len());
	println!(
		"{wanted} events told in {:.0} s: {:.0} a second, {} bytes each",
		took.as_secs_f64(),
		wanted as f64 / took.as_secs_f64(),
		size / wanted.max(1)
	);
	store
}

fn main() {
	let mut arguments = std::env::args().skip(1).peekable();
	if arguments.next_if(|it| it == "fill").is_some() {
		let path = arguments.next().expect("the file");
		let genesis = arguments.next().expect("the hash of the chain's first block");
		let genesis = genesis.parse().expect("a hash");
		let wanted = arguments.next().map_or(1_000_000, |it| it.parse().expect("a number"));
		fill(Path::new(&path), genesis, wanted);
		return;
	}
	let mut arguments = arguments.map(|it| it.parse::<u64>().expect("a number"));
	let wanted = arguments.next().unwrap_or(1_000_000);
	let seconds = arguments.next().unwrap_or(10);
	let threads = arguments.next().unwrap_or(2);
	let folder = tempfile::tempdir().expect("a folder for a while");
	let path = folder.path().join("index.db.epcis");
	let store = fill(&path, Digest::repeat_byte(1), wanted);
	capture(&store, seconds);
	let context = Context::of(Some(&document::context()));
	let at = |thing: u64| format!("https://id.gs1.org/01/09520123456788/10/L{thing:06}");
	let time = |hours: u64| {
		hallmark_epcis::time::text_of((BEGIN + hours * 60_000) as i64).expect("a time")
	};
	type Make = Box<dyn Fn(u64) -> serde_json::Value + Send + Sync>;
	let mixes: Vec<(&str, Make)> = vec![
		("newest", Box::new(|_| json!({}))),
		("step", Box::new(|_| json!({ "EQ_bizStep": ["departing", "arriving"] }))),
		("batch", Box::new(move |n| json!({ "MATCH_anyEPCClass": at(n * 7_919 % THINGS) }))),
		(
			"step and time",
			Box::new(move |n| {
				json!({
					"EQ_bizStep": "receiving",
					"GE_recordTime": time(n % 20),
					"LT_recordTime": time(n % 20 + 5),
				})
			}),
		),
		(
			"place",
			Box::new(
				|_| json!({ "EQ_readPoint": "https://vocabulary.uncefact.org/unlocode#AUMEL" }),
			),
		),
		("by event time", Box::new(|_| json!({ "orderBy": "eventTime", "EQ_action": "ADD" }))),
		("quantity (each event is read)", Box::new(|_| json!({ "GT_quantity": 2 }))),
	];
	let mixes = Arc::new(mixes);
	for only in std::iter::once(None).chain((0..mixes.len()).map(Some)) {
		let answered = Arc::new(AtomicU64::new(0));
		let bytes = Arc::new(AtomicU64::new(0));
		let until = Instant::now() + Duration::from_secs(if only.is_none() { seconds } else { 2 });
		let began = Instant::now();
		let work: Vec<_> = (0..threads)
			.map(|thread| {
				let (store, mixes) = (store.clone(), mixes.clone());
				let (answered, bytes) = (answered.clone(), bytes.clone());
				let context = context.clone();
				std::thread::spawn(move || {
					let mut took = Vec::new();
					let mut number = thread * 1_000_003;
					while Instant::now() < until {
						number += 1;
						let (_, make) = &mixes[only.unwrap_or(number as usize % mixes.len())];
						let asked = make(number);
						let began = Instant::now();
						let query = Query::of_json(&asked, &context).expect("a query");
						let found = search(&store, &query, None, None, 30).expect("an answer");
						let text = query_document(&found.rows, "SimpleEventQuery", None, 0);
						took.push(began.elapsed());
						answered.fetch_add(1, Ordering::Relaxed);
						bytes.fetch_add(text.len() as u64, Ordering::Relaxed);
					}
					took
				})
			})
			.collect();
		let mut took: Vec<Duration> =
			work.into_iter().flat_map(|it| it.join().expect("it ends")).collect();
		took.sort_unstable();
		let share = |part: usize| took.get(took.len() * part / 1_000).copied().unwrap_or_default();
		let rate = answered.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64();
		println!(
			"{}: {rate:.0} a second, median {:?}, p99 {:?}, longest {:?}, {} bytes each",
			only.map_or("all in turns", |only| mixes[only].0),
			share(500),
			share(990),
			took.last().copied().unwrap_or_default(),
			bytes.load(Ordering::Relaxed) / answered.load(Ordering::Relaxed).max(1),
		);
	}
}
