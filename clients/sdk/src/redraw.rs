//! Drawing a sample again from public data alone: `docs/sampling.md`, "Entropy and secrets".

use hallmark_types::{Digest, ItemRange, LotId};
use pallet_sampling::{draw, DrawAnswer, DrawnItem, ItemResult};
use std::collections::{BTreeMap, BTreeSet};

/// In what a draw differs from what its seed and ranges make, in words.
pub fn differences(draw: &DrawAnswer) -> Vec<String> {
	let mut found = Vec::new();
	let size: u64 = draw.ranges.iter().map(|(_, range)| u64::from(range.len())).sum();
	if size != u64::from(draw.size) {
		found.push(format!("the ranges have {size} items, not {}", draw.size));
	}
	let is_whole = draw.n >= draw.size;
	let expected: Vec<u32> = match draw.entropy {
		_ if is_whole => (0..draw.size).collect(),
		None => Vec::new(),
		Some(entropy) => {
			let seed = draw::seed(draw.decision, entropy.slot, &entropy.mix, &entropy.secret);
			if Some(entropy.slot) != draw.slot {
				found.push(format!(
					"the entropy is of slot {}, not of {}, which was fixed when the examination was \
					 opened",
					entropy.slot,
					draw.slot
						.map_or("none".into(), |slot| format!("slot {slot}"))
				));
			}
			if Some(seed) != draw.seed {
				found.push(format!("the seed is {seed:?}"));
			}
			draw::positions(&seed, draw.n, draw.size)
		}
	};
	let expected: BTreeSet<_> =
		expected.into_iter().map(|position| (position, item_at(&draw.ranges, position))).collect();
	let drawn: BTreeSet<_> =
		draw.items.iter().map(|item| (item.position, Some((item.lot, item.index)))).collect();
	let text = |(position, item): &(u32, Option<(LotId, u32)>)| match item {
		Some((lot, index)) => format!("position {position}, item {index} of lot {lot}"),
		None => format!("position {position}, which no item has"),
	};
	for missing in expected.difference(&drawn) {
		found.push(format!("not drawn, but should be: {}", text(missing)));
	}
	for extra in drawn.difference(&expected) {
		found.push(format!("drawn, but should not be: {}", text(extra)));
	}
	found
}

/// The items of which one report gives the same code, in words.
pub fn repeated_codes(items: &[DrawnItem]) -> Vec<String> {
	type Of = fn(&DrawnItem) -> Option<&ItemResult>;
	let reports: [(&str, Of); 2] =
		[("", |item| item.result.as_ref()), ("first agency: ", |item| item.first.as_ref())];
	let mut told = Vec::new();
	for (whose, result) in reports {
		let mut bearers: BTreeMap<Digest, Vec<String>> = BTreeMap::new();
		for item in items {
			if let Some(ItemResult::Examined { code, .. }) = result(item) {
				let item = format!("item {} of lot {}", item.index, item.lot);
				bearers.entry(*code).or_default().push(item);
			}
		}
		let alike = bearers.into_values().filter(|items| items.len() > 1);
		told.extend(alike.map(|items| format!("{whose}{}", items.join(", "))));
	}
	told
}

/// The item at a position among the items of all ranges, in their order.
fn item_at(ranges: &[(LotId, ItemRange)], position: u32) -> Option<(LotId, u32)> {
	let mut left = position;
	for (lot, range) in ranges {
		match left.checked_sub(range.len()) {
			None => return Some((*lot, range.start.checked_add(left)?)),
			Some(rest) => left = rest,
		}
	}
	None
}

#[cfg(test)]
mod tests {
	use super::*;
	use hallmark_types::DecisionId;
	use pallet_sampling::Entropy;

	/// The worked example of `docs/sampling.md`, over two lots.
	fn example() -> DrawAnswer {
		let item = |position, lot, index| DrawnItem {
			position,
			lot: LotId(lot),
			index,
			result: None,
			first: None,
		};
		let range = |lot, start, end| (LotId(lot), ItemRange { start, end });
		let (mix, secret) = (Digest::repeat_byte(1), Digest::repeat_byte(2));
		DrawAnswer {
			decision: DecisionId(7),
			round: 0,
			slot: Some(880_000_002),
			entropy: Some(Entropy { slot: 880_000_002, mix, secret }),
			seed: Some(draw::seed(DecisionId(7), 880_000_002, &mix, &secret)),
			ranges: vec![range(4, 0, 5), range(4, 10, 15), range(9, 100, 110)],
			size: 20,
			n: 5,
			items: vec![
				item(2, 4, 2),
				item(3, 4, 3),
				item(8, 4, 13),
				item(11, 9, 101),
				item(14, 9, 104),
			],
			next: None,
		}
	}

	#[test]
	fn draw_is_found_the_same_when_nobody_changed_it() {
		assert_eq!(differences(&example()), Vec::<String>::new());
		let mut whole = example();
		(whole.n, whole.slot, whole.entropy, whole.seed) = (20, None, None, None);
		whole.items = (0..20)
			.map(|position| {
				let (lot, index) = item_at(&whole.ranges, position).unwrap();
				DrawnItem { position, lot, index, result: None, first: None }
			})
			.collect();
		assert_eq!(differences(&whole), Vec::<String>::new());
		whole.items.pop();
		assert_eq!(differences(&whole).len(), 1);
	}

	#[test]
	fn difference_is_told_when_anything_is_changed() {
		type Change = fn(&mut DrawAnswer);
		let changes: [(Change, &str); 8] = [
			(|draw| draw.items[2].index += 1, "drawn, but should not be"),
			(|draw| draw.items[2].lot = LotId(9), "drawn, but should not be"),
			(|draw| draw.items.truncate(4), "not drawn, but should be"),
			(|draw| draw.seed = None, "the seed is"),
			(|draw| draw.slot = Some(880_000_003), "fixed when the"),
			(|draw| draw.slot = None, "fixed when the"),
			(|draw| draw.ranges[0].1.end -= 1, "the ranges have 19 items"),
			(|draw| draw.entropy = None, "drawn, but should not be"),
		];
		for (place, (change, reason)) in changes.into_iter().enumerate() {
			let mut draw = example();
			change(&mut draw);
			let told = differences(&draw).join("; ");
			assert!(told.contains(reason), "{place}: {told}");
		}
	}

	#[test]
	fn items_are_told_of_when_one_report_gives_them_one_code() {
		let read =
			|byte| Some(ItemResult::Examined { code: Digest::repeat_byte(byte), found: [0; 3] });
		let mut items = example().items;
		assert_eq!(repeated_codes(&items), Vec::<String>::new());
		for (item, byte) in items.iter_mut().zip(1..) {
			// Two agencies that read the same of an item agree.
			(item.result, item.first) = (read(byte), read(byte));
		}
		assert_eq!(repeated_codes(&items), Vec::<String>::new());
		items[3].result = read(1);
		items[4].result = Some(ItemResult::NotPresented);
		items[4].first = read(2);
		assert_eq!(
			repeated_codes(&items),
			[
				"item 2 of lot 4, item 101 of lot 9",
				"first agency: item 3 of lot 4, item 104 of lot 9",
			]
		);
		(items[0].result, items[3].result) = (None, Some(ItemResult::NotPresented));
		(items[1].first, items[4].first) = (None, None);
		assert_eq!(repeated_codes(&items), Vec::<String>::new());
	}
}
