//! Writes what programs of others check (`tests/epcis`): documents with an event of each kind, their
//! hash ids, and verdicts on documents that were spoilt.
//!
//!     cargo run --package hallmark-epcis --example events -- FOLDER [OFFICIAL-EXAMPLES]

#[path = "../tests/samples/mod.rs"]
mod samples;

use hallmark_epcis::{document, hash_id, journal, json, Document, Event};
use samples::{base, entry, sample, telling, Naming, NAMINGS};
use serde_json::{json, Map, Value};
use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
	let mut arguments = env::args().skip(1);
	let folder = arguments.next().ok_or("which folder shall they go into?")?;
	let folder = Path::new(&folder);
	fs::create_dir_all(folder.join("ours"))?;
	let mut ids = Map::new();
	let mut all = Vec::new();
	for kind in telling() {
		for naming in NAMINGS {
			let (subject, facts) = sample(kind, naming);
			let event = journal::event(&subject, &entry(kind), &facts, &base())?;
			all.push(event.clone());
			write(folder, &format!("{kind:?}-{naming:?}"), [event], &mut ids)?;
		}
	}
	// Readings of sensors on goods that nobody names.
	let kind = hallmark_types::JournalKind::SensorsSummarised;
	let (subject, mut facts) = sample(kind, Naming::Batch);
	facts.goods.clear();
	let event = journal::event(&subject, &entry(kind), &facts, &base())?;
	write(folder, "SensorsSummarised-None", [event], &mut ids)?;
	let answer = document::query_document(all, "all", Some("subscription"), 1_782_895_800_999);
	fs::write(folder.join("ours/answer.json"), json::text(&answer))?;

	let mut official = Map::new();
	let mut verdicts = Vec::new();
	if let Some(examples) = arguments.next() {
		for file in fs::read_dir(examples)? {
			let path = file?.path();
			let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
			let text = fs::read(&path)?;
			let document = Document::read(&text).map_err(|faults| format!("{name}: {faults:?}"))?;
			let events = document.events.iter().flatten();
			let made: Vec<String> = events.map(|event| hash_id(event, &document.context)).collect();
			official.insert(name.clone(), made.into());
			spoil(&name, &serde_json::from_slice(&text)?, &mut verdicts)?;
		}
	}
	fs::write(folder.join("ids.json"), json!({ "ours": ids, "official": official }).to_string())?;
	fs::write(folder.join("verdicts.ndjson"), verdicts.join("\n"))?;
	Ok(())
}

fn write(
	folder: &Path,
	name: &str,
	events: [Event; 1],
	ids: &mut Map<String, Value>,
) -> Result<(), Box<dyn Error>> {
	let id = events[0].id().unwrap_or_default().to_owned();
	ids.insert(format!("{name}.json"), json!([id]));
	let document = document::capture_document(events, 1_782_895_800_999);
	fs::write(folder.join(format!("ours/{name}.json")), json::text(&document))?;
	Ok(())
}

/// Spoils a document at every place in turn, in several ways, and says for each whether it is still
/// good.
fn spoil(name: &str, document: &Value, verdicts: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
	let mut places = Vec::new();
	collect(document, String::new(), &mut places);
	let values = [
		json!(null),
		json!(1),
		json!(-2.5),
		json!(true),
		json!("x"),
		json!(""),
		json!("a:b"),
		json!("ADD"),
		json!("active"),
		json!("2026-01-01T10:00:00Z"),
		json!("+14:00"),
		json!([]),
		json!({}),
		json!([1]),
		json!(["a:b"]),
		json!(["a:b", "a:b"]),
		json!({ "id": "a:b" }),
		json!([{ "type": "a:b" }]),
	];
	for place in places {
		for (change, spoilt) in changes(document, &place, &values) {
			let good = match Document::new(spoilt) {
				Ok(document) => document.events.iter().all(Result::is_ok),
				Err(_) => false,
			};
			verdicts.push(
				json!({ "file": name, "at": place, "change": change, "good": good }).to_string(),
			);
		}
	}
	Ok(())
}

fn changes(document: &Value, place: &str, values: &[Value]) -> Vec<(Value, Value)> {
	let mut changes = Vec::new();
	for value in values {
		let mut spoilt = document.clone();
		if let Some(at) = spoilt.pointer_mut(place) {
			*at = value.clone();
			changes.push((json!({ "set": value }), spoilt));
		}
	}
	let Some((parent, member)) = place.rsplit_once('/') else {
		return changes;
	};
	let member = member.replace("~1", "/").replace("~0", "~");
	for to in [None, Some("unknown"), Some("example:own")] {
		let mut spoilt = document.clone();
		let Some(Value::Object(members)) = spoilt.pointer_mut(parent) else {
			continue;
		};
		let Some(value) = members.remove(&member) else {
			continue;
		};
		if let Some(to) = to {
			members.insert(to.into(), value);
		}
		changes.push((json!({ "rename": to }), spoilt));
	}
	changes
}

/// The JSON pointers of all values in a document, but those of one's own below the first level.
fn collect(value: &Value, at: String, places: &mut Vec<String>) {
	match value {
		Value::Object(members) => {
			for (name, member) in members {
				let place = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
				places.push(place.clone());
				if !name.contains(':') {
					collect(member, place, places);
				}
			}
		}
		Value::Array(entries) => {
			for (index, entry) in entries.iter().enumerate() {
				let place = format!("{at}/{index}");
				places.push(place.clone());
				collect(entry, place, places);
			}
		}
		_ => {}
	}
}
