use super::*;

#[test]
fn item_is_with_the_issuer_when_nothing_is_known_of_it() {
	test(|| {
		let fate = Fate { place: Place::Holder(MERCHANT), damaged: false };
		assert_eq!(Logistics::fate(LOT, 0), Some(fate));
		assert_eq!(Logistics::fate(LOT, ITEMS - 1), Some(fate));
		assert_eq!(Logistics::fate(LOT, ITEMS), None);
		assert_eq!(Logistics::fate(NO_LOT, 0), None);
		assert_eq!(places(LOT), [(0, ITEMS, Place::Holder(MERCHANT))]);
		assert_eq!(places(NO_LOT), []);
		assert_eq!(Places::<Test>::iter().count(), 0);
	});
}

#[test]
fn items_listed_later_are_with_the_issuer() {
	test(|| {
		set_count(LOT, 10);
		let id = shipped(vec![items(LOT, &[(8, 10)])], vec![]);
		set_count(LOT, 20);
		let (here, holder) = (Place::Shipment(id), Place::Holder(MERCHANT));
		assert_eq!(place(LOT, 9), here);
		assert_eq!(place(LOT, 10), holder);
		assert_eq!(places(LOT), [(0, 8, holder), (8, 10, here), (10, 20, holder)]);
		// The next move knows of them, and they are one stretch with those before.
		assert_ok!(deliver(by(MERCHANT), Source::Holding, LOT, &[(19, 20)]));
		set_count(LOT, 30);
		assert_ok!(deliver(by(MERCHANT), Source::Holding, LOT, &[(25, 30)]));
		set_count(LOT, 40);
		assert_ok!(deliver(by(MERCHANT), Source::Holding, LOT, &[(39, 40)]));
		set_count(LOT, 50);
		assert_ok!(cancel(by(MERCHANT), id));
		assert_eq!(
			places(LOT),
			[
				(0, 19, holder),
				(19, 20, Place::Delivered),
				(20, 25, holder),
				(25, 30, Place::Delivered),
				(30, 39, holder),
				(39, 40, Place::Delivered),
				(40, 50, holder),
			]
		);
		// Only its issuer holds what is listed later.
		assert_noop!(
			deliver(by(OTHER_MERCHANT), Source::Holding, LOT, &[(45, 46)]),
			Error::NotHeld
		);
	});
}

#[test]
fn places_come_in_pages() {
	test(|| {
		let singles: Vec<_> = (0..30).map(|n| (n * 2 + 1, n * 2 + 2)).collect();
		assert_ok!(deliver(by(MERCHANT), Source::Holding, LOT, &singles));
		let all = places(LOT);
		assert_eq!(all.len(), 61);
		let mut paged = Vec::new();
		let mut from = 0;
		loop {
			let page = Logistics::places(LOT, from, 7);
			let Some((last, _)) = page.last() else { break };
			from = last.end;
			paged.extend(page.into_iter().map(|(range, place)| (range.start, range.end, place)));
		}
		assert_eq!(paged, all);
		// From the middle of a stretch: that stretch first.
		assert_eq!(Logistics::places(LOT, 500, 7)[0].0.start, 60);
	});
}

#[test]
fn stretches_are_joined_when_neighbours_are_in_one_place() {
	test(|| {
		let deliver = |of| deliver(by(MERCHANT), Source::Holding, LOT, &[of]).unwrap();
		deliver((10, 20));
		deliver((30, 40));
		deliver((20, 30));
		deliver((0, 10));
		deliver((40, ITEMS));
		assert_eq!(places(LOT), [(0, ITEMS, Place::Delivered)]);
		assert_eq!(Places::<Test>::iter().count(), 1);
	});
}

#[test]
fn splitting_is_charged_to_who_splits() {
	test(|| {
		assert_ok!(deliver(by(MERCHANT), Source::Holding, LOT, &[(10, 20)]));
		let three = stored(MERCHANT);
		assert!(three > 0);
		// At an edge: as many stretches as before.
		assert_ok!(deliver(by(MERCHANT), Source::Holding, LOT, &[(20, 30)]));
		assert_eq!(stored(MERCHANT), three);
		assert_ok!(deliver(by(MERCHANT), Source::Holding, LOT, &[(50, 60)]));
		assert!(stored(MERCHANT) > three);
		StorageLimit::set(&stored(MERCHANT));
		assert_noop!(deliver(by(MERCHANT), Source::Holding, LOT, &[(90, 91)]), STORAGE_USED_UP);
	});
}
