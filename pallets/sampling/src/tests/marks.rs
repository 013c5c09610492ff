//! What is remembered of items is remembered exactly, and for ever.

use super::*;
use hallmark_types::{ranges::has_item, MAX_LOT_ITEMS};
use proptest::prelude::*;

fn withdraw(importer: OrgId, lines: &[ControlLine]) {
	<Sampling as Controls>::remember_withdrawal(importer, lines);
}

/// A line of many ranges.
fn line_of(lot: u64, ranges: Vec<ItemRange>) -> ControlLine {
	ControlLine { ranges: ranges.try_into().unwrap(), ..line(lot, 0, 1) }
}

fn is_set_back(lot: u64, start: u32, end: u32) -> bool {
	Sampling::any_marked(LotId(lot), MarkKey::SetBack, &[range(start, end)])
}

#[test]
fn items_between_withdrawn_ones_are_not_set_back_however_many_are_withdrawn() {
	test(|| {
		// More than any list of ranges would hold: two items in every hundred of a whole lot.
		for n in 0..300 {
			let ranges = (0..32).map(|k| (n * 32 + k) * 100).map(|at| range(at, at + 2));
			withdraw(CONSIGNOR, &[line_of(1, ranges.collect())]);
		}
		for at in (0..300 * 32).step_by(97).map(|n| n * 100) {
			assert!(is_set_back(1, at, at + 1) && is_set_back(1, at + 1, at + 2));
			assert!(!is_set_back(1, at + 2, at + 100));
		}
		// Other goods between them are what they were, in the importer's hands as in another's.
		enforce(set(vec![rule(1, vec![Predicate::SetBack], usual())], Outcome::Documents));
		assert_eq!(get(decide(1, vec![line(1, 2, 100)])[0]).outcome, Outcome::Documents);
		assert_eq!(get(decide(2, vec![line(1, 1, 100)])[0]).outcome, usual());
	});
}

#[test]
fn items_between_refused_ones_are_not_branded_however_many_are_refused() {
	test(|| {
		enforce(set(vec![], Outcome::Full));
		assert_ok!(panel(&[AGENCY_A]));
		// 96 ranges of 3 items each, apart from each other.
		for n in 0..3 {
			let ranges = (0..32).map(|k| (n * 32 + k) * 50).map(|at| range(at, at + 3)).collect();
			let id = decide(n.into(), vec![line_of(1, ranges)])[0];
			settle(id);
			assert_eq!(examine(id, 1), CheckResult::Failed);
		}
		for at in (0..96).map(|n| n * 50) {
			for index in at..at + 50 {
				assert_eq!(Sampling::is_refused(LotId(1), index), index < at + 3, "{index}");
			}
		}
		// Items that nobody refused take nobody's consent.
		assert!(!get(decide(9, vec![line(1, 3, 50)])[0]).refused);
		assert!(get(decide(10, vec![line(1, 3, 51)])[0]).refused);
	});
}

#[test]
fn whole_lot_is_remembered_and_forgotten_by_its_overview() {
	test(|| {
		withdraw(IMPORTER, &[line(1, 0, MAX_LOT_ITEMS)]);
		assert_eq!(MarkPages::<Test>::iter().count(), 0);
		assert!(is_set_back(1, 0, 1) && is_set_back(1, MAX_LOT_ITEMS - 1, MAX_LOT_ITEMS));
		Sampling::unmark(LotId(1), MarkKey::SetBack, &[range(5_000, 5_001)]);
		assert!(!is_set_back(1, 5_000, 5_001));
		assert!(is_set_back(1, 4_999, 5_000) && is_set_back(1, 5_001, 5_002));
		Sampling::unmark(LotId(1), MarkKey::SetBack, &[range(0, MAX_LOT_ITEMS)]);
		assert!(!Marks::<Test>::contains_key(LotId(1), MarkKey::SetBack));
		assert!(!is_set_back(1, 0, MAX_LOT_ITEMS));
		// A page that was passed over says nothing when its turn comes again.
		withdraw(IMPORTER, &[line(1, 4_096, 4_097)]);
		assert!(!is_set_back(1, 4_097, PAGE_ITEMS));
	});
}

#[test]
fn importer_pays_for_what_is_remembered_of_its_goods_and_never_gets_stuck() {
	test(|| {
		withdraw(CONSIGNOR, &[line(1, 0, 1)]);
		let once = stored(CONSIGNOR);
		assert!(once > 0);
		withdraw(CONSIGNOR, &[line(1, 0, 1)]);
		assert_eq!(stored(CONSIGNOR), once);
		StorageLimit::set(&once);
		withdraw(CONSIGNOR, &[line(2, 0, 1)]);
		assert!(is_set_back(2, 0, 1));
	});
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]
	#[test]
	fn marks_are_those_that_were_made(
		steps in prop::collection::vec((0..150_000u32, 1..70_000u32, any::<bool>()), 1..12),
		looks in prop::collection::vec((0..220_000u32, 1..40_000u32), 20),
	) {
		new_test_ext().execute_with(|| {
			let (lot, key) = (LotId(1), MarkKey::Refused(country("CN")));
			let mut naive = Vec::new();
			for (start, len, marked) in steps {
				let items = [range(start, start + len)];
				if marked {
					Sampling::mark(lot, key, &items);
					naive = hallmark_types::ranges::union(&naive, &items);
				} else {
					Sampling::unmark(lot, key, &items);
					naive = hallmark_types::ranges::difference(&naive, &items);
				}
			}
			for (start, len) in looks {
				let items = [range(start, start + len)];
				let meets = hallmark_types::ranges::intersects(&naive, &items);
				assert_eq!(Sampling::any_marked(lot, key, &items), meets);
				assert_eq!(Sampling::is_marked(lot, key, start), has_item(&naive, start));
			}
			assert_eq!(Marks::<Test>::contains_key(lot, key), !naive.is_empty());
		});
	}
}
