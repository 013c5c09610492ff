use super::*;

fn flag(id: LotId, items: &[(u32, u32)], flag: ItemFlag) -> DispatchResult {
	Identity::flag_items(by(BRAND), id, ranges(items), flag)
}

#[test]
fn items_are_flagged_when_their_issuer_says_so() {
	test(|| {
		let id = brand_lot(1_000);
		assert_ok!(flag(id, &[(60, 70), (999, 1_000)], ItemFlag::Stolen));
		let event = Event::ItemsFlagged {
			lot: id,
			ranges: ranges(&[(60, 70), (999, 1_000)]),
			flag: ItemFlag::Stolen,
		};
		assert_eq!(last_event(), event.into());
		assert_ok!(flag(id, &[(69, 71)], ItemFlag::Damaged));
		let flags = |index| Identity::item(id, index).map(|item| item.flags.0);
		assert_eq!([59, 60, 63, 64, 68].map(flags), [None, Some(16), Some(16), Some(16), Some(16)]);
		assert_eq!([69, 70, 71, 998, 999].map(flags), [Some(20), Some(4), None, None, Some(16)]);
		let entry = (JournalKind::ItemsFlagged, Assurance::Declared, Some(BRAND));
		assert_eq!(journal(Subject::Item(id, 69)), [entry, entry]);
		assert_eq!(journal(Subject::Item(id, 70)), [entry]);
		assert_eq!(journal(Subject::Item(id, 71)), []);
		assert_eq!(journal(Subject::Lot(id))[1..], [entry, entry]);
	});
}

#[test]
fn items_are_passed_over_when_they_have_the_flag() {
	test(|| {
		let id = brand_lot(1_000);
		assert_ok!(flag(id, &[(0, 10)], ItemFlag::Lost));
		assert_noop!(flag(id, &[(2, 5)], ItemFlag::Lost), Error::AlreadyFlagged);
		let before = stored(BRAND);
		assert_ok!(flag(id, &[(5, 11)], ItemFlag::Lost));
		assert_eq!(journal(Subject::Item(id, 9)).len(), 1);
		assert_eq!(journal(Subject::Item(id, 10)).len(), 1);
		// One record and two entries are new, not six.
		assert!(stored(BRAND) - before < 500);
	});
}

#[test]
fn flags_have_the_documented_bits() {
	use ItemFlag::*;
	for (flag, bit) in [(Destroyed, 2), (Damaged, 4), (Lost, 8), (Stolen, 16)] {
		assert_eq!(ItemFlags::NONE.with(flag), ItemFlags(bit));
		assert!(ItemFlags(bit).has(flag) && !ItemFlags(!bit).has(flag));
	}
}

#[test]
fn items_are_not_flagged_when_the_caller_may_not() {
	test(|| {
		let id = brand_lot(10);
		let call =
			|origin| Identity::flag_items(origin, id, ranges(&[(0, 1)]), ItemFlag::Destroyed);
		refuses_outsiders(BRAND, Permission::Recalls, call);
		for org in [MERCHANT, FACTORY] {
			assert_noop!(call(by(org)), Error::NotYourLot);
		}
		for org in [CUSTOMS_CN, PLATFORM_A] {
			assert_noop!(call(by(org)), WRONG_ROLE);
		}
		assert_noop!(flag(LotId(9), &[(0, 1)], ItemFlag::Lost), Error::LotNotFound);
	});
}

#[test]
fn items_are_not_flagged_when_the_ranges_are_bad() {
	test(|| {
		let id = brand_lot(1_000);
		for bad in [
			&[][..],
			&[(5, 5)],
			&[(6, 5)],
			&[(999, 1_001)],
			&[(0, u32::MAX)],
			&[(0, 5), (4, 6)],
			&[(5, 6), (0, 1)],
			&[(0, 1), (0, 1)],
		] {
			assert_noop!(flag(id, bad, ItemFlag::Lost), Error::InvalidRanges);
		}
		assert_ok!(flag(id, &[(0, 5), (5, 6)], ItemFlag::Lost));
	});
}

#[test]
fn items_are_not_flagged_when_there_are_too_many() {
	test(|| {
		let id = brand_lot(1_000);
		assert_noop!(flag(id, &[(0, 257)], ItemFlag::Lost), Error::TooManyFlagged);
		assert_noop!(flag(id, &[(0, 200), (300, 357)], ItemFlag::Lost), Error::TooManyFlagged);
		assert_ok!(flag(id, &[(0, 200), (300, 356)], ItemFlag::Lost));
	});
}

#[test]
fn flagging_costs_by_the_number_of_items() {
	use frame_support::{dispatch::GetDispatchInfo, traits::Get, weights::RuntimeDbWeight};
	let weight = |items: &[(u32, u32)]| {
		let call: Call<Test> =
			Call::flag_items { lot: LotId(0), ranges: ranges(items), flag: ItemFlag::Lost };
		call.get_dispatch_info().call_weight.ref_time()
	};
	assert!(weight(&[(0, 10), (20, 30)]) > weight(&[(0, 19)]));
	// What is refused for its size does not cost more than the largest that is not.
	assert!(weight(&[(0, u32::MAX)]) <= weight(&[(0, 256)]));
	// Each page is one write more.
	let database: RuntimeDbWeight = <Test as frame_system::Config>::DbWeight::get();
	let page = database.reads_writes(1, 1).ref_time();
	assert_eq!(weight(&[(0, 2)]) + page, weight(&[(63, 65)]));
	assert_eq!(weight(&[(0, 2)]) + page, weight(&[(0, 1), (64, 65)]));
}
