//! Item records against a plain model, for whatever happens to items in whatever order.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Three pages and a bit.
const COUNT: u32 = 200;

#[derive(Clone, Debug)]
enum Step {
	Flag(Vec<(u32, u32)>, ItemFlag),
	Activate(u32),
}

fn step() -> impl Strategy<Value = Step> {
	use ItemFlag::*;
	let flag = prop_oneof![Just(Destroyed), Just(Damaged), Just(Lost), Just(Stolen)];
	// A little beyond the lot, and in any order: some are refused.
	let range = (0..COUNT + 4, 0..40u32).prop_map(|(start, len)| (start, start + len));
	prop_oneof![
		(proptest::collection::vec(range, 0..4), flag)
			.prop_map(|(ranges, flag)| Step::Flag(ranges, flag)),
		(0..COUNT).prop_map(Step::Activate),
	]
}

/// Whether ranges are well formed, said in another way than the pallet does.
fn well_formed(ranges: &[(u32, u32)]) -> bool {
	let bounds: Vec<u32> = ranges.iter().flat_map(|(start, end)| [*start, *end]).collect();
	!ranges.is_empty()
		&& ranges.iter().all(|(start, end)| start < end)
		&& bounds.is_sorted()
		&& bounds.iter().all(|bound| *bound <= COUNT)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn items_hold_what_happened_to_them(steps in proptest::collection::vec(step(), 1..40)) {
		test(|| {
			let id = brand_lot(COUNT);
			let mut model = BTreeMap::<u32, (u8, Option<u32>)>::new();
			for (step, block) in steps.into_iter().zip(1..) {
				System::set_block_number(block);
				match step {
					Step::Flag(items, flag) => {
						let call =
							Identity::flag_items(by(BRAND), id, ranges(&items), flag);
						let touched: Vec<u32> =
							items.iter().flat_map(|(start, end)| *start..*end).collect();
						let bit = ItemFlags::NONE.with(flag).0;
						let has = |index: &u32| {
							model.get(index).is_some_and(|(flags, _)| flags & bit != 0)
						};
						if !well_formed(&items) {
							assert_eq!(call, Err(Error::InvalidRanges.into()));
						} else if touched.iter().all(has) {
							assert_eq!(call, Err(Error::AlreadyFlagged.into()));
						} else {
							assert_ok!(call);
							for index in touched {
								model.entry(index).or_default().0 |= bit;
							}
						}
					},
					Step::Activate(index) => {
						let call = frame_support::storage::with_storage_layer(|| {
							Identity::do_activate(id, index, 0)
						});
						let item = model.entry(index).or_default();
						if item.1.is_some() {
							assert_eq!(call, Err(Error::AlreadyActivated.into()));
						} else {
							assert_ok!(call);
							item.1 = Some(block);
						}
					},
				}
				Identity::do_try_state().unwrap();
			}
			for index in 0..COUNT + 100 {
				let found = Identity::item(id, index).map(|item| (item.flags.0, activated(id, index)));
				assert_eq!(found, model.get(&index).copied(), "item {index}");
			}
		});
	}

	#[test]
	fn ranges_count_their_items_when_they_are_well_formed(
		items in proptest::collection::vec((0..COUNT + 4, 0..40u32), 0..6),
	) {
		let items: Vec<_> = items.into_iter().map(|(start, len)| (start, start + len)).collect();
		let expected = items.iter().map(|(start, end)| end - start).sum();
		let list = ranges(&items);
		let counted = well_formed(&items).then_some(expected);
		prop_assert_eq!(check_ranges(&list, COUNT), counted);
		for index in 0..COUNT {
			let inside = items.iter().any(|(start, end)| (*start..*end).contains(&index));
			prop_assert_eq!(list.iter().any(|range| range.contains(index)), inside);
		}
	}
}
