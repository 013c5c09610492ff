//! What of an event is looked up, and by which words.

use hallmark_epcis::{
	identifier::comparable,
	query::{MatchField, TypedList},
	Event,
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The members that make up an event's kind.
const KIND: [&str; 5] = ["action", "bizStep", "disposition", "persistentDisposition", "type"];

/// The lists that identifiers stand in, each with a bit.
const LISTS: [(&str, u32); 10] = [
	("epcList", 1),
	("childEPCs", 2),
	("parentID", 4),
	("inputEPCList", 8),
	("outputEPCList", 16),
	("quantityList", 32),
	("childQuantityList", 64),
	("inputQuantityList", 128),
	("outputQuantityList", 256),
	("bizTransactionList", 512),
];

/// The bits of lists that name single things.
pub const INSTANCES: u32 = 1 | 2 | 4 | 8 | 16;

/// What an event has in common with others, in one form.
pub fn kind(event: &Event) -> String {
	let members = event.members();
	let words: Map<String, Value> = KIND
		.iter()
		.filter_map(|name| Some(((*name).to_owned(), members.get(*name)?.clone())))
		.collect();
	Value::Object(words).to_string()
}

/// The bits of the lists that a filter looks at.
pub fn lists_of(field: MatchField) -> u32 {
	let bits = field
		.members()
		.iter()
		.filter_map(|name| LISTS.iter().find(|(list, _)| list == name).map(|(_, bit)| *bit));
	bits.fold(0, |all, bit| all | bit)
}

/// The bit of a list of typed identifiers, if they are looked up: parties stand in too many events.
pub fn list_of(list: TypedList) -> Option<u32> {
	let (name, _) = list.names();
	LISTS.iter().find(|(list, _)| *list == name).map(|(_, bit)| *bit)
}

/// The identifiers of an event as they compare, with the bits of the lists that they stand in.
pub fn identifiers(event: &Event) -> BTreeMap<String, u32> {
	let mut found = BTreeMap::new();
	let mut add = |uri: &str, bit: u32| *found.entry(comparable(uri)).or_insert(0) |= bit;
	for (list, bit) in LISTS {
		match event.members().get(list) {
			Some(Value::String(one)) => add(one, bit),
			Some(Value::Array(entries)) => {
				for entry in entries {
					let named = ["epcClass", "bizTransaction"].iter().find_map(|it| entry.get(*it));
					if let Some(uri) = named.unwrap_or(entry).as_str() {
						add(uri, bit);
					}
				}
			}
			_ => {}
		}
	}
	found
}
