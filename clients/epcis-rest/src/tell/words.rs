//! What stands in events and calls, as the index tells it in words.

use hallmark_gs1::{Gln, Sscc};
use hallmark_types::{ranges::union, Digest, ItemRange, Moment};
use serde_json::Value;

/// Items of lots, each with its ranges as a set.
pub type Lots = Vec<(u64, Vec<ItemRange>)>;

/// A number.
pub fn number(of: &Value, name: &str) -> Option<u64> {
	let value = of.get(name)?;
	value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// A number that fits into 32 bits.
pub fn small(of: &Value, name: &str) -> Option<u32> {
	u32::try_from(number(of, name)?).ok()
}

/// A number that may be negative.
pub fn signed(of: &Value, name: &str) -> Option<i32> {
	i32::try_from(of.get(name)?.as_i64()?).ok()
}

/// A text.
pub fn text<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
	of.get(name)?.as_str()
}

/// The name of a variant, whatever it holds.
pub fn variant<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
	match of.get(name)? {
		Value::String(name) => Some(name),
		Value::Object(only) => only.keys().next().map(String::as_str),
		_ => None,
	}
}

/// A time.
pub fn moment(of: &Value, name: &str) -> Option<Moment> {
	number(of, name)
}

/// A hash.
pub fn digest(of: &Value) -> Option<Digest> {
	let mut bytes = [0; 32];
	hex::decode_to_slice(of.as_str()?.strip_prefix("0x")?, &mut bytes).ok()?;
	Some(bytes.into())
}

/// A packing unit.
pub fn sscc(value: u64) -> Option<Sscc> {
	Sscc::from_digits(&format!("{value:018}")).ok()
}

/// A GLN in digits.
pub fn gln(value: &Value) -> Option<Gln> {
	Gln::from_digits(value.as_str()?).ok()
}

/// Ranges of items as a set.
pub fn ranges(of: &Value, name: &str) -> Option<Vec<ItemRange>> {
	let list = of.get(name)?.as_array()?;
	let range = |value: &Value| {
		Some(ItemRange { start: small(value, "start")?, end: small(value, "end")? })
	};
	let ranges = list.iter().map(range).collect::<Option<Vec<_>>>()?;
	Some(union(&ranges, &[]))
}

/// Items of several lots.
pub fn lots(of: &Value, name: &str) -> Option<Lots> {
	let list = of.get(name)?.as_array()?;
	list.iter().map(|line| Some((number(line, "lot")?, ranges(line, "ranges")?))).collect()
}

/// A call with its arguments, out of others that hold it (batches, multisigs, proxies).
#[derive(Debug)]
pub struct Call {
	/// The pallet.
	pub pallet: String,
	/// The call.
	pub name: String,
	/// Its arguments by their names.
	pub arguments: Value,
}

/// The deepest that calls within calls are looked for.
const MAX_DEPTH: u32 = 16;

/// All calls of these pallets that stand in a call, in their order.
pub fn calls(pallet: &str, name: &str, arguments: Value, known: &[&str]) -> Vec<Call> {
	let mut found = Vec::new();
	if known.contains(&pallet) {
		found.push(Call { pallet: pallet.into(), name: name.into(), arguments });
	} else {
		within(&arguments, known, 0, &mut found);
	}
	found
}

fn within(value: &Value, known: &[&str], depth: u32, found: &mut Vec<Call>) {
	if depth == MAX_DEPTH {
		return;
	}
	match value {
		Value::Array(entries) => {
			for entry in entries {
				within(entry, known, depth + 1, found);
			}
		}
		Value::Object(members) => {
			let only = members.iter().next().filter(|_| members.len() == 1);
			if let Some((pallet, Value::Object(call))) = only {
				if let (true, Some((name, arguments))) = (
					known.contains(&pallet.as_str()),
					call.iter().next().filter(|_| call.len() == 1),
				) {
					found.push(Call {
						pallet: pallet.clone(),
						name: name.clone(),
						arguments: arguments.clone(),
					});
					return;
				}
			}
			for member in members.values() {
				within(member, known, depth + 1, found);
			}
		}
		_ => {}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn calls_are_found_in_the_calls_that_hold_them() {
		let depart = json!({ "Logistics": { "depart": { "shipment": 7, "leg": 0 } } });
		let batch = json!({ "calls": [
			depart,
			{ "System": { "remark": { "remark": "0x00" } } },
			{ "Proxy": { "proxy": { "real": "5F…", "call": { "Logistics": { "arrive": { "shipment": 8 } } } } } },
		] });
		let found = calls("Utility", "batch_all", batch, &["Logistics"]);
		let names: Vec<_> = found.iter().map(|call| call.name.as_str()).collect();
		assert_eq!(names, ["depart", "arrive"]);
		assert_eq!(number(&found[1].arguments, "shipment"), Some(8));
		let alone = calls("Logistics", "depart", json!({ "shipment": 9 }), &["Logistics"]);
		assert_eq!(number(&alone[0].arguments, "shipment"), Some(9));
	}

	#[test]
	fn ranges_are_sets() {
		let value = json!({ "ranges": [{ "start": 5, "end": 7 }, { "start": 0, "end": 5 }] });
		assert_eq!(ranges(&value, "ranges"), Some(vec![ItemRange { start: 0, end: 7 }]));
		assert_eq!(ranges(&json!({ "ranges": [{ "start": -1, "end": 7 }] }), "ranges"), None);
	}
}
