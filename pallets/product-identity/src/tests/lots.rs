use super::*;
use hallmark_types::MAX_LOT_ITEMS;

fn try_issue(org: OrgId, header: LotHeader) -> DispatchResult {
	Identity::issue_lot(by(org), header, 10, digest(1), digest(2))
}

fn confirm(platform: OrgId, id: LotId) -> DispatchResult {
	Identity::confirm_leaf_file(by(platform), id, digest(1), 10, digest(2))
}

fn leaves(n: usize) -> BoundedVec<Digest, frame_support::traits::ConstU32<MAX_LISTED>> {
	(0..n).map(|n| digest(n as u8)).collect::<Vec<_>>().try_into().unwrap()
}

fn date_range() -> u64 {
	Settings::default().date_range
}

fn reason() -> ReasonCode {
	ReasonCode(3)
}

fn void(origin: RuntimeOrigin, id: LotId) -> DispatchResult {
	Identity::void_lot(origin, id, reason(), Some(document()))
}

fn listed_lot() -> LotId {
	register(BRAND, GTIN);
	let id = NextLotId::<Test>::get();
	assert_ok!(Identity::issue_listed_lot(by(BRAND), header(GTIN, "L1")));
	id
}

#[test]
fn lot_is_pending_when_issued() {
	test(|| {
		register(BRAND, GTIN);
		assert_ok!(Identity::revise_product(by(BRAND), GTIN, details("Dark")));
		let header = header(GTIN, "B1");
		let id = issue(BRAND, header.clone(), MAX_LOT_ITEMS);
		assert_eq!(
			lot(id),
			Lot {
				gtin: GTIN,
				version: 2,
				issuer: BRAND,
				operator: operator(BRAND),
				brand: Some(BRAND),
				facility: None,
				count_confirmed: None,
				batch: header.batch.clone(),
				part: 0,
				count: MAX_LOT_ITEMS,
				kind: LotKind::Merkle { root: digest(1), leaf_file: digest(2) },
				guessable: false,
				produced: header.produced,
				expires: header.expires,
				issued_at: NOW,
				status: LotStatus::Pending,
				confirmations: Default::default(),
				compromised: None,
			}
		);
		let event = Event::LotIssued { lot: id, gtin: GTIN, issuer: BRAND, count: MAX_LOT_ITEMS };
		assert_eq!(last_event(), event.into());
		assert_eq!(Identity::lots_by_batch(GTIN, header.batch).lots, [id]);
		assert_eq!(Identity::lots_by_gtin(GTIN, 0), [id]);
		assert_eq!(Identity::lot_count(GTIN), 1);
	});
}

#[test]
fn lot_takes_as_much_storage_when_it_has_a_million_items_as_when_it_has_one() {
	test(|| {
		register(BRAND, GTIN);
		let grown = |batch, count| {
			let before = stored(BRAND);
			issue(BRAND, header(GTIN, batch), count);
			stored(BRAND) - before
		};
		let one = grown("B1", 1);
		assert!(one > 0);
		assert_eq!(grown("B2", MAX_LOT_ITEMS), one);
	});
}

#[test]
fn lot_is_refused_when_the_caller_may_not() {
	test(|| {
		let call =
			|origin| Identity::issue_lot(origin, header(GTIN, "B1"), 1, digest(1), digest(2));
		let list = |origin| Identity::issue_listed_lot(origin, header(GTIN, "B1"));
		assert_noop!(call(by(BRAND)), Error::ProductNotFound);
		register(BRAND, GTIN);
		refuses_outsiders(BRAND, Permission::Lots, call);
		refuses_outsiders(BRAND, Permission::Lots, list);
		for (org, error) in [(PLATFORM_A, WRONG_ROLE), (MERCHANT, Error::NotYourBrand.into())] {
			assert_noop!(call(by(org)), error);
			assert_noop!(list(by(org)), error);
		}
		register(MERCHANT, FOREIGN_GTIN);
		assert_noop!(try_issue(OTHER_MERCHANT, header(FOREIGN_GTIN, "B1")), Error::NotYourProduct);
	});
}

#[test]
fn lot_uses_up_the_authorisation_when_a_merchant_issues_it() {
	test(|| {
		authorise(GTIN, MERCHANT, 15);
		register(MERCHANT, GTIN);
		issue(MERCHANT, header(GTIN, "B1"), 10);
		assert_eq!(authorised(GTIN, MERCHANT), 5);
		assert_noop!(try_issue(MERCHANT, header(GTIN, "B2")), AUTHORISATION_USED_UP);
		issue(MERCHANT, header(GTIN, "B2"), 5);
		// That it registered the product gives no right of its own.
		assert_noop!(try_issue(MERCHANT, header(GTIN, "B3")), Error::NotYourBrand);
		// The owner needs none.
		issue(BRAND, header(GTIN, "B3"), 10);
	});
}

#[test]
fn lot_needs_no_authorisation_when_the_brand_is_not_here() {
	test(|| {
		register(MERCHANT, FOREIGN_GTIN);
		issue(MERCHANT, header(FOREIGN_GTIN, "B1"), 10);
		give_prefix(FOREIGN_GTIN, OTHER_MERCHANT);
		assert_noop!(try_issue(MERCHANT, header(FOREIGN_GTIN, "B2")), Error::NotYourBrand);
	});
}

#[test]
fn lot_is_refused_when_the_product_is_disowned() {
	test(|| {
		let id = listed_lot();
		assert_ok!(Identity::disown_brand(by(BRAND), GTIN));
		assert_noop!(try_issue(BRAND, header(GTIN, "B1")), Error::ProductDisowned);
		assert_noop!(Identity::list_items(by(BRAND), id, leaves(1)), Error::ProductDisowned);
		assert_ok!(Identity::confirm_brand(by(BRAND), GTIN));
		issue(BRAND, header(GTIN, "B1"), 1);
	});
}

#[test]
fn lot_is_refused_when_its_count_is_out_of_range() {
	test(|| {
		register(BRAND, GTIN);
		let call =
			|count| Identity::issue_lot(by(BRAND), header(GTIN, "B1"), count, digest(1), digest(2));
		assert_noop!(call(0), Error::NoItems);
		assert_noop!(call(MAX_LOT_ITEMS + 1), Error::TooManyItems);
		assert_noop!(call(u32::MAX), Error::TooManyItems);
	});
}

#[test]
fn lot_is_refused_when_a_field_is_bad() {
	test(|| {
		register(BRAND, GTIN);
		let good = || header(GTIN, "B1");
		for batch in [&b""[..], b"a b", "ä".as_bytes(), b"\0"] {
			let batch = Batch(batch.to_vec().try_into().unwrap());
			assert_noop!(try_issue(BRAND, LotHeader { batch, ..good() }), Error::InvalidBatch);
		}
		for produced in [NOW + DAY + 1, u64::MAX, NOW - date_range() - 1, 0] {
			let bad = LotHeader { produced: Some(produced), expires: None, ..good() };
			assert_noop!(try_issue(BRAND, bad), Error::InvalidProduced);
		}
		for expires in [0, NOW - DAY, NOW + date_range() + 1, u64::MAX] {
			let bad = LotHeader { expires: Some(expires), ..good() };
			assert_noop!(try_issue(BRAND, bad), Error::InvalidExpiry);
		}
		let bad = LotHeader { produced: None, expires: Some(NOW - date_range()), ..good() };
		assert_noop!(try_issue(BRAND, bad), Error::InvalidExpiry);
		for facility in [NO_PLANT, CLOSED_PLANT] {
			let bad = LotHeader { facility: Some(facility), ..good() };
			assert_noop!(try_issue(BRAND, bad), Error::FacilityNotFound);
		}
	});
}

#[test]
fn lot_is_accepted_when_its_dates_are_at_their_bounds() {
	test(|| {
		register(BRAND, GTIN);
		for (batch, produced, expires) in [
			("B1", Some(NOW + DAY), Some(NOW + date_range())),
			("B2", Some(NOW - date_range()), Some(NOW - date_range() + 1)),
			("B3", None, None),
		] {
			issue(BRAND, LotHeader { produced, expires, ..header(GTIN, batch) }, 1);
		}
	});
}

#[test]
fn lot_is_refused_when_its_part_of_the_batch_was_issued() {
	test(|| {
		register(BRAND, GTIN);
		register(BRAND, OTHER_GTIN);
		authorise(GTIN, MERCHANT, 100);
		let first = issue(BRAND, header(GTIN, "B1"), 1);
		assert_noop!(try_issue(BRAND, header(GTIN, "B1")), Error::LotAlreadyExists);
		assert_noop!(
			Identity::issue_listed_lot(by(BRAND), header(GTIN, "B1")),
			Error::LotAlreadyExists
		);
		// Another part, issuer, batch or product is another lot.
		let second = issue(BRAND, LotHeader { part: 1, ..header(GTIN, "B1") }, 1);
		let third = issue(MERCHANT, header(GTIN, "B1"), 1);
		issue(BRAND, header(GTIN, "B2"), 1);
		issue(BRAND, header(OTHER_GTIN, "B1"), 1);
		let batch = Batch::new("B1").unwrap();
		assert_eq!(Identity::lots_by_batch(GTIN, batch).lots, [first, second, third]);
	});
}

#[test]
fn lot_is_refused_when_its_issuer_has_too_many_of_the_batch_and_nobody_elses_is() {
	test(|| {
		authorise(GTIN, MERCHANT, 1_000);
		register(BRAND, GTIN);
		for part in 0..64 {
			issue(MERCHANT, LotHeader { part, ..header(GTIN, "B1") }, 1);
		}
		let call = try_issue(MERCHANT, LotHeader { part: 64, ..header(GTIN, "B1") });
		assert_noop!(call, Error::TooManyLots);
		// Others have room of their own in the same batch.
		let brands = issue(BRAND, header(GTIN, "B1"), 1);
		let next = issue(MERCHANT, header(GTIN, "B2"), 1);
		assert_eq!(Identity::lot_count(GTIN), 66);
		assert_eq!(Identity::lots_by_gtin(GTIN, 0).len(), 64);
		assert_eq!(Identity::lots_by_gtin(GTIN, 1), [brands, next]);
		assert!(Identity::lots_by_gtin(GTIN, 2).is_empty());
	});
}

#[test]
fn brands_lot_is_read_when_any_number_of_others_issued_the_batch() {
	test(|| {
		let batch = || Batch::new("B1").unwrap();
		for n in 0..70 {
			let merchant = one_of_many(MANY_MERCHANTS, n);
			register(merchant, FOREIGN_GTIN);
			assert_ok!(Identity::issue_listed_lot(by(merchant), header(FOREIGN_GTIN, "B1")));
		}
		let read = Identity::lots_by_batch(FOREIGN_GTIN, batch());
		assert_eq!((read.lots.len(), read.more), (64, true));
		// The 71st issuer is the brand, which came late.
		give_prefix(FOREIGN_GTIN, BRAND);
		let brands = issue(BRAND, header(FOREIGN_GTIN, "B1"), 10);
		for platform in [PLATFORM_A, PLATFORM_B] {
			assert_ok!(confirm(platform, brands));
		}
		let read = Identity::lots_by_batch(FOREIGN_GTIN, batch());
		assert_eq!((read.lots[0], read.lots.len(), read.more), (brands, 65, true));
	});
}

#[test]
fn active_lots_are_read_first_when_others_are_pending_or_void() {
	test(|| {
		authorise(GTIN, MERCHANT, 1_000);
		register(BRAND, GTIN);
		for part in 0..2 {
			issue(BRAND, LotHeader { part, ..header(GTIN, "B1") }, 10);
		}
		assert_ok!(void(by(BRAND), LotId(0)));
		let active = issue(MERCHANT, header(GTIN, "B1"), 10);
		for platform in [PLATFORM_A, PLATFORM_B] {
			assert_ok!(confirm(platform, active));
		}
		let read = Identity::lots_by_batch(GTIN, Batch::new("B1").unwrap());
		let lots = [active, LotId(1), LotId(0)].to_vec();
		assert_eq!(read, LotsOfBatch { lots, more: false });
		let none = Identity::lots_by_batch(GTIN, Batch::new("B2").unwrap());
		assert_eq!(none, LotsOfBatch { lots: vec![], more: false });
	});
}

#[test]
fn issuers_lots_fill_no_page_of_issuers_when_they_are_many() {
	test(|| {
		register(BRAND, GTIN);
		for part in 0..64 {
			issue(BRAND, LotHeader { part, ..header(GTIN, "B1") }, 1);
		}
		let batch = Batch::new("B1").unwrap();
		assert_eq!(BatchIssuerCounts::<Test>::get(GTIN, &batch), 1);
		let read = Identity::lots_by_batch(GTIN, batch);
		assert_eq!((read.lots.len(), read.more), (64, false));
	});
}

#[test]
fn lot_is_refused_when_ids_are_used_up() {
	test(|| {
		register(BRAND, GTIN);
		NextLotId::<Test>::put(LotId(u64::MAX));
		assert_noop!(try_issue(BRAND, header(GTIN, "B1")), Error::TooManyIds);
		NextLotId::<Test>::put(LotId(0));
	});
}

#[test]
fn lot_becomes_active_when_two_groups_hold_its_leaf_file() {
	test(|| {
		let id = brand_lot(10);
		assert_ok!(confirm(PLATFORM_A, id));
		assert_eq!(lot(id).status, LotStatus::Pending);
		let event = Event::LeafFileConfirmed { lot: id, platform: PLATFORM_A };
		assert_eq!(last_event(), event.into());
		assert_ok!(confirm(PLATFORM_B, id));
		assert_eq!(lot(id).status, LotStatus::Active);
		assert_eq!(last_event(), Event::LotActivated { lot: id }.into());
		// One more copy does no harm, and activates nothing twice.
		assert_ok!(confirm(PLATFORM_C, id));
		let said = |platform| Confirmation { platform, written: written(platform) };
		let all = [PLATFORM_A, PLATFORM_B, PLATFORM_C].map(said);
		assert_eq!(lot(id).confirmations.to_vec(), all);
		use Assurance::*;
		use JournalKind::*;
		assert_eq!(
			journal(Subject::Lot(id)),
			[
				(LotIssued, Declared, Some(BRAND)),
				(LeafFileConfirmed, Attested, Some(PLATFORM_A)),
				(LeafFileConfirmed, Attested, Some(PLATFORM_B)),
				(LotActivated, Attested, Some(PLATFORM_B)),
				(LeafFileConfirmed, Attested, Some(PLATFORM_C)),
			]
		);
	});
}

#[test]
fn lot_becomes_active_at_once_when_the_chain_requires_one_confirmation() {
	test(|| {
		let settings = Settings { confirmations: 1, ..Default::default() };
		assert_ok!(Identity::set_settings(root(), settings));
		let id = brand_lot(10);
		assert_ok!(confirm(PLATFORM_A, id));
		assert_eq!(lot(id).status, LotStatus::Active);
	});
}

#[test]
fn leaf_file_is_not_confirmed_when_what_was_rebuilt_differs() {
	test(|| {
		let id = brand_lot(10);
		for (root, count, file) in [(9, 10, 2), (1, 9, 2), (1, 11, 2), (1, 10, 9)] {
			assert_noop!(
				Identity::confirm_leaf_file(by(PLATFORM_A), id, digest(root), count, digest(file)),
				Error::LeafFileMismatch
			);
		}
		assert_noop!(confirm(PLATFORM_A, LotId(9)), Error::LotNotFound);
	});
}

#[test]
fn leaf_file_is_not_confirmed_when_the_lot_is_listed() {
	test(|| {
		let id = listed_lot();
		assert_noop!(confirm(PLATFORM_A, id), Error::NoLeafFile);
	});
}

#[test]
fn leaf_file_is_not_confirmed_when_the_platform_is_not_independent() {
	test(|| {
		register(MERCHANT, FOREIGN_GTIN);
		let id = issue(MERCHANT, header(FOREIGN_GTIN, "B1"), 10);
		assert_noop!(confirm(SISTER_PLATFORM, id), Error::SameControlGroup);
		assert_ok!(confirm(PLATFORM_A, id));
		assert_noop!(confirm(PLATFORM_A, id), Error::AlreadyConfirmed);
		assert_noop!(confirm(SISTER_OF_A, id), Error::AlreadyConfirmed);
	});
}

#[test]
fn leaf_file_is_not_confirmed_when_the_caller_is_no_platform() {
	test(|| {
		let id = brand_lot(10);
		refuses_outsiders(PLATFORM_A, Permission::Lots, |origin| {
			Identity::confirm_leaf_file(origin, id, digest(1), 10, digest(2))
		});
		for org in [BRAND, MERCHANT, CUSTOMS_CN] {
			assert_noop!(confirm(org, id), WRONG_ROLE);
		}
	});
}

#[test]
fn leaf_file_is_not_confirmed_when_enough_platforms_did() {
	test(|| {
		let id = brand_lot(10);
		for n in 0..8 {
			assert_ok!(confirm(one_of_many(MANY_PLATFORMS, n), id));
		}
		assert_noop!(confirm(PLATFORM_A, id), Error::TooManyConfirmations);
	});
}

#[test]
fn count_is_confirmed_at_once_when_the_facility_is_the_issuers() {
	test(|| {
		register(MERCHANT, FOREIGN_GTIN);
		let header = LotHeader { facility: Some(OWN_PLANT), ..header(FOREIGN_GTIN, "B1") };
		let id = issue(MERCHANT, header, 1);
		assert!(lot(id).count_confirmed.is_some());
		assert_noop!(Identity::confirm_count(by(MERCHANT), id), Error::CountAlreadyConfirmed);
	});
}

#[test]
fn count_is_confirmed_when_the_facilitys_owner_says_so() {
	test(|| {
		register(MERCHANT, FOREIGN_GTIN);
		let made_in = |plant, batch| {
			let header = LotHeader { facility: Some(plant), ..header(FOREIGN_GTIN, batch) };
			issue(MERCHANT, header, 1)
		};
		let id = made_in(PLANT, "B1");
		assert!(lot(id).count_confirmed.is_none());
		assert_ok!(Identity::confirm_count(by(FACTORY), id));
		assert!(lot(id).count_confirmed.is_some());
		assert_eq!(last_event(), Event::CountConfirmed { lot: id, by: FACTORY }.into());
		assert_eq!(
			journal(Subject::Lot(id))[1],
			(JournalKind::CountConfirmed, Assurance::Attested, Some(FACTORY))
		);
		// Under common control, it is the issuer's own word.
		let id = made_in(SISTER_PLANT, "B2");
		assert_ok!(Identity::confirm_count(by(SISTER_FACTORY), id));
		assert_eq!(
			journal(Subject::Lot(id))[1],
			(JournalKind::CountConfirmed, Assurance::Declared, Some(SISTER_FACTORY))
		);
	});
}

#[test]
fn count_is_not_confirmed_when_the_caller_may_not() {
	test(|| {
		assert_noop!(Identity::confirm_count(by(FACTORY), LotId(0)), Error::LotNotFound);
		register(MERCHANT, FOREIGN_GTIN);
		let plain = issue(MERCHANT, header(FOREIGN_GTIN, "B1"), 1);
		assert_noop!(Identity::confirm_count(by(FACTORY), plain), Error::NoFacility);
		let header = LotHeader { facility: Some(PLANT), ..header(FOREIGN_GTIN, "B2") };
		let id = issue(MERCHANT, header, 1);
		refuses_outsiders(FACTORY, Permission::Lots, |origin| Identity::confirm_count(origin, id));
		for org in [MERCHANT, OTHER_MERCHANT, BRAND] {
			assert_noop!(Identity::confirm_count(by(org), id), Error::NotYourFacility);
		}
		Registry::close_facility(PLANT);
		assert_noop!(Identity::confirm_count(by(FACTORY), id), Error::FacilityNotFound);
	});
}

#[test]
fn count_of_a_list_is_confirmed_only_when_it_is_closed() {
	test(|| {
		register(MERCHANT, FOREIGN_GTIN);
		let header = LotHeader { facility: Some(PLANT), ..header(FOREIGN_GTIN, "B1") };
		let id = NextLotId::<Test>::get();
		assert_ok!(Identity::issue_listed_lot(by(MERCHANT), header));
		assert_noop!(Identity::confirm_count(by(FACTORY), id), Error::ListStillOpen);
		assert_ok!(Identity::close_list(by(MERCHANT), id));
		assert_ok!(Identity::confirm_count(by(FACTORY), id));
	});
}

#[test]
fn listed_lot_grows_until_it_is_closed() {
	test(|| {
		let id = listed_lot();
		assert_eq!(last_event(), Event::LotActivated { lot: id }.into());
		assert_eq!(lot(id).status, LotStatus::Active);
		let before = stored(BRAND);
		assert_ok!(Identity::list_items(by(BRAND), id, leaves(3)));
		assert_ok!(Identity::list_items(by(BRAND), id, leaves(2)));
		assert_eq!(last_event(), Event::ItemsListed { lot: id, items: range(3, 5) }.into());
		assert!(stored(BRAND) >= before + 5 * 32);
		let stored: Vec<_> = (0..6).map(|index| Identity::listed_item(id, index)).collect();
		let expected = [0, 1, 2, 0, 1].map(|n| Some(digest(n)));
		assert_eq!(stored[..5], expected);
		assert_eq!(stored[5], None);
		assert_ok!(Identity::close_list(by(BRAND), id));
		assert_eq!(last_event(), Event::ListClosed { lot: id, count: 5 }.into());
		assert_noop!(Identity::list_items(by(BRAND), id, leaves(1)), Error::ListAlreadyClosed);
		assert_noop!(Identity::close_list(by(BRAND), id), Error::ListAlreadyClosed);
		use JournalKind::*;
		let kinds: Vec<_> = journal(Subject::Lot(id)).into_iter().map(|(kind, ..)| kind).collect();
		assert_eq!(kinds, [LotIssued, LotActivated, ItemsListed, ItemsListed]);
	});
}

#[test]
fn listed_items_stand_in_pages_side_by_side() {
	test(|| {
		let id = listed_lot();
		assert_ok!(Identity::list_items(by(BRAND), id, leaves(4_096)));
		assert_eq!(LeafPages::<Test>::iter().count(), 128);
		let keys: Vec<_> = (126..130u32)
			.map(|page| LeafPages::<Test>::hashed_key_for(id, ItemKey::from(page)))
			.collect();
		assert!(keys.is_sorted());
		assert!(keys.iter().all(|key| key[..key.len() - 4] == keys[0][..keys[0].len() - 4]));
		assert_eq!(Identity::listed_item(id, 257), Some(digest(1)));
		assert_eq!(Identity::listed_item(id, 4_096), None);
	});
}

#[test]
fn page_of_leaves_is_filled_before_another_begins() {
	test(|| {
		let id = listed_lot();
		let mut expected = Vec::new();
		for n in [1, 30, 1, 33, 31, 64, 5, 2, 200] {
			assert_ok!(Identity::list_items(by(BRAND), id, leaves(n)));
			expected.extend(leaves(n));
			let pages = LeafPages::<Test>::iter_key_prefix(id).count();
			assert_eq!(pages, expected.len().div_ceil(LEAVES_PER_PAGE as usize));
			for (index, leaf) in expected.iter().enumerate() {
				assert_eq!(Identity::listed_item(id, index as u32), Some(*leaf));
			}
			assert_eq!(Identity::listed_item(id, expected.len() as u32), None);
		}
	});
}

#[test]
fn items_are_not_listed_when_the_caller_may_not() {
	test(|| {
		let id = listed_lot();
		authorise(GTIN, MERCHANT, 100);
		let list = |origin| Identity::list_items(origin, id, leaves(1));
		let close = |origin| Identity::close_list(origin, id);
		refuses_outsiders(BRAND, Permission::Lots, list);
		refuses_outsiders(BRAND, Permission::Lots, close);
		assert_noop!(list(by(MERCHANT)), Error::NotYourLot);
		assert_noop!(close(by(MERCHANT)), Error::NotYourLot);
		assert_noop!(list(by(PLATFORM_A)), WRONG_ROLE);
		assert_noop!(close(by(PLATFORM_A)), WRONG_ROLE);
	});
}

#[test]
fn items_are_not_listed_when_the_lot_cannot_take_them() {
	test(|| {
		let id = listed_lot();
		assert_noop!(Identity::list_items(by(BRAND), LotId(9), leaves(1)), Error::LotNotFound);
		assert_noop!(Identity::close_list(by(BRAND), LotId(9)), Error::LotNotFound);
		assert_noop!(Identity::list_items(by(BRAND), id, leaves(0)), Error::NoItems);
		let set = |count| Lots::<Test>::mutate(id, |lot| lot.as_mut().unwrap().count = count);
		set(MAX_LOT_ITEMS);
		assert_noop!(Identity::list_items(by(BRAND), id, leaves(1)), Error::TooManyItems);
		set(0);
		let other = issue(BRAND, header(GTIN, "B1"), 10);
		assert_noop!(Identity::list_items(by(BRAND), other, leaves(1)), Error::NotAListedLot);
		assert_noop!(Identity::close_list(by(BRAND), other), Error::NotAListedLot);
	});
}

#[test]
fn items_use_up_the_authorisation_when_a_merchant_lists_them() {
	test(|| {
		authorise(GTIN, MERCHANT, 5);
		register(MERCHANT, GTIN);
		let id = NextLotId::<Test>::get();
		assert_ok!(Identity::issue_listed_lot(by(MERCHANT), header(GTIN, "L1")));
		assert_eq!(authorised(GTIN, MERCHANT), 5);
		assert_ok!(Identity::list_items(by(MERCHANT), id, leaves(4)));
		assert_noop!(Identity::list_items(by(MERCHANT), id, leaves(2)), AUTHORISATION_USED_UP);
		assert_ok!(Identity::list_items(by(MERCHANT), id, leaves(1)));
		assert_noop!(Identity::list_items(by(MERCHANT), id, leaves(1)), Error::NotYourBrand);
	});
}

#[test]
fn items_are_not_listed_when_the_storage_allowance_is_used_up() {
	test(|| {
		let id = listed_lot();
		StorageLimit::set(&(stored(BRAND) + 1_000));
		assert_noop!(Identity::list_items(by(BRAND), id, leaves(100)), STORAGE_USED_UP);
	});
}

#[test]
fn lot_is_compromised_since_the_earliest_time_that_its_issuer_tells() {
	test(|| {
		let id = brand_lot(10);
		assert_ok!(Identity::mark_compromised(by(BRAND), id, NOW));
		for as_of in [NOW, NOW - 1 + 1] {
			let call = Identity::mark_compromised(by(BRAND), id, as_of);
			assert_noop!(call, Error::AlreadyCompromised);
		}
		assert_ok!(Identity::mark_compromised(by(BRAND), id, NOW - DAY));
		let event = Event::LotCompromised { lot: id, old: Some(NOW), new: NOW - DAY };
		assert_eq!(last_event(), event.into());
		assert_eq!(lot(id).compromised, Some(NOW - DAY));
		let entry = (JournalKind::LotCompromised, Assurance::Declared, Some(BRAND));
		assert_eq!(journal(Subject::Lot(id))[1..], [entry, entry]);
	});
}

#[test]
fn lot_is_not_compromised_when_the_caller_may_not_or_the_time_lies_ahead() {
	test(|| {
		let id = brand_lot(10);
		let call = |origin| Identity::mark_compromised(origin, id, NOW);
		refuses_outsiders(BRAND, Permission::Lots, call);
		assert_noop!(call(by(MERCHANT)), Error::NotYourLot);
		assert_noop!(call(by(PLATFORM_A)), WRONG_ROLE);
		assert_noop!(Identity::mark_compromised(by(BRAND), id, NOW + 1), Error::AsOfInFuture);
		let missing = Identity::mark_compromised(by(BRAND), LotId(9), NOW);
		assert_noop!(missing, Error::LotNotFound);
	});
}

#[test]
fn lot_claims_no_facility_of_an_agency_to_keep_it_from_the_goods() {
	test(|| {
		register(BRAND, GTIN);
		let laboratory = hallmark_types::FacilityId(5);
		Registry::open_facility(laboratory, AGENCY, country("CH"));
		let claim = LotHeader { facility: Some(laboratory), ..header(GTIN, "B1") };
		assert_noop!(try_issue(BRAND, claim.clone()), Error::FacilityNotFound);
		let listed = Identity::issue_listed_lot(by(BRAND), claim);
		assert_eq!(listed, Err(Error::FacilityNotFound.into()));
	});
}

#[test]
fn lot_is_voided_by_its_brands_owner_or_the_council() {
	test(|| {
		authorise(GTIN, MERCHANT, 100);
		register(BRAND, GTIN);
		let setter = NoticeSetter::Organisation;
		let confirmed = |batch| {
			let id = issue(MERCHANT, header(GTIN, batch), 10);
			for platform in [PLATFORM_A, PLATFORM_B] {
				assert_ok!(confirm(platform, id));
			}
			id
		};
		for (batch, origin, by, assurance, org) in [
			("B1", by(BRAND), setter(BRAND), Assurance::Attested, Some(BRAND)),
			("B2", root(), NoticeSetter::Council, Assurance::Confirmed, None),
		] {
			let id = confirmed(batch);
			assert_ok!(void(origin, id));
			let (old, reason) = (LotStatus::Active, reason());
			let event = Event::LotVoided { lot: id, by, old, reason };
			assert_eq!(last_event(), event.into());
			assert_eq!(lot(id).status, LotStatus::Void { reason, was_active: true });
			let entry = (JournalKind::LotVoided, assurance, org);
			assert_eq!(journal(Subject::Lot(id)).pop(), Some(entry));
		}
	});
}

#[test]
fn lot_is_voided_by_its_issuer_only_while_it_is_pending() {
	test(|| {
		authorise(GTIN, MERCHANT, 100);
		register(BRAND, GTIN);
		let pending = issue(MERCHANT, header(GTIN, "B1"), 10);
		assert_ok!(void(by(MERCHANT), pending));
		assert_noop!(void(by(MERCHANT), pending), Error::LotVoided);
		let active = issue(MERCHANT, header(GTIN, "B2"), 10);
		for platform in [PLATFORM_A, PLATFORM_B] {
			assert_ok!(confirm(platform, active));
		}
		assert_noop!(void(by(MERCHANT), active), Error::LotAlreadyActive);
		// Nobody else's business, and no other organisation's brand.
		refuses_outsiders(BRAND, Permission::Recalls, |origin| void(origin, active));
		for org in [OTHER_MERCHANT, FACTORY] {
			assert_noop!(void(by(org), active), Error::NotYourLot);
		}
		for org in [PLATFORM_A, CUSTOMS_CN, AGENCY] {
			assert_noop!(void(by(org), active), WRONG_ROLE);
		}
		assert_noop!(void(root(), LotId(9)), Error::LotNotFound);
		// A brand that lost its prefix voids nothing any more.
		give_prefix(GTIN, OTHER_MERCHANT);
		assert_noop!(void(by(BRAND), active), Error::NotYourLot);
		// Nor does who has the prefix now, perhaps by a registrar's stolen key, void what was
		// issued before: that is for ever.
		assert_noop!(void(by(OTHER_MERCHANT), active), Error::NotYourLot);
		give_prefix(GTIN, BRAND);
		assert_ok!(void(by(BRAND), active));
	});
}

#[test]
fn nothing_is_done_with_a_lot_when_it_is_void() {
	test(|| {
		register(MERCHANT, FOREIGN_GTIN);
		let header = LotHeader { facility: Some(PLANT), ..header(FOREIGN_GTIN, "B1") };
		let id = issue(MERCHANT, header.clone(), 10);
		let list = NextLotId::<Test>::get();
		let listed = LotHeader { part: 1, ..header };
		assert_ok!(Identity::issue_listed_lot(by(MERCHANT), listed));
		for id in [id, list] {
			assert_ok!(void(root(), id));
			assert_noop!(void(root(), id), Error::LotVoided);
			assert_noop!(Identity::confirm_count(by(FACTORY), id), Error::LotVoided);
			assert_noop!(confirm(PLATFORM_A, id), Error::LotVoided);
			assert!(!<Identity as hallmark_glue::Lots>::lot(id).unwrap().active);
		}
		assert_noop!(Identity::list_items(by(MERCHANT), list, leaves(1)), Error::LotVoided);
		// It can still be recalled: goods may be about.
		let recall = NoticeSubject::Lot(id);
		assert_ok!(Identity::issue_recall(by(MERCHANT), recall, reason(), None));
	});
}

#[test]
fn listed_items_tell_who_listed_them_and_when() {
	test(|| {
		let id = listed_lot();
		assert_ok!(Identity::list_items(by(BRAND), id, leaves(3)));
		Now::set(&(NOW + 5));
		let second = RuntimeOrigin::signed(second_operator(BRAND));
		assert_ok!(Identity::list_items(second, id, leaves(300)));
		let first = Written { operator: operator(BRAND), at: NOW };
		let second = Written { operator: second_operator(BRAND), at: NOW + 5 };
		for (index, expected) in [
			(0, Some(&first)),
			(2, Some(&first)),
			(3, Some(&second)),
			(255, Some(&second)),
			(302, Some(&second)),
			(303, None),
			(u32::MAX, None),
		] {
			assert_eq!(Identity::listed_by(id, index).as_ref(), expected, "{index}");
		}
		// Another lot's listings are not taken for this one's.
		assert_ok!(Identity::issue_listed_lot(by(BRAND), header(GTIN, "L2")));
		assert_ok!(Identity::list_items(by(BRAND), LotId(1), leaves(3)));
		assert_eq!(Identity::listed_by(id, 303), None);
		assert_eq!(Identity::listed_by(LotId(2), 0), None);
	});
}

#[test]
fn count_tells_who_confirmed_it_and_when() {
	test(|| {
		register(MERCHANT, FOREIGN_GTIN);
		let at = |plant, batch| LotHeader { facility: Some(plant), ..header(FOREIGN_GTIN, batch) };
		let own = issue(MERCHANT, at(OWN_PLANT, "B1"), 1);
		assert_eq!(lot(own).count_confirmed, Some(written(MERCHANT)));
		let id = issue(MERCHANT, at(PLANT, "B2"), 1);
		assert_eq!(lot(id).confirmed_facility(), None);
		Now::set(&(NOW + 5));
		assert_ok!(Identity::confirm_count(by(FACTORY), id));
		assert_eq!(lot(id).count_confirmed, Some(written(FACTORY)));
		assert_eq!(lot(id).confirmed_facility(), Some(PLANT));
	});
}

#[test]
#[should_panic(expected = "the settings of product identity are out of bounds")]
fn genesis_is_refused_when_no_confirmation_is_required() {
	use sp_runtime::BuildStorage;
	let settings = Settings { confirmations: 0, ..Default::default() };
	let identity = GenesisConfig { settings, ..Default::default() };
	let _ = RuntimeGenesisConfig { identity, ..Default::default() }.build_storage();
}

#[test]
fn settings_hold_from_when_the_council_says() {
	test(|| {
		let id = brand_lot(4);
		let confirm =
			|platform| Identity::confirm_leaf_file(by(platform), id, digest(1), 4, digest(2));
		assert_ok!(confirm(PLATFORM_A));
		let old = Settings::default();
		let new = Settings { confirmations: 3, produced_tolerance: 0, ..old };
		assert_ok!(Identity::set_settings(root(), new));
		assert_eq!(last_event(), Event::SettingsChanged { old, new }.into());
		assert_eq!(Identity::settings(), new);
		assert_ok!(confirm(PLATFORM_B));
		assert_eq!(lot(id).status, LotStatus::Pending);
		assert_ok!(confirm(PLATFORM_C));
		assert_eq!(lot(id).status, LotStatus::Active);
		let ahead = LotHeader { produced: Some(NOW + 1), ..header(GTIN, "B2") };
		assert_noop!(try_issue(BRAND, ahead.clone()), Error::InvalidProduced);
		assert_ok!(Identity::set_settings(root(), old));
		assert_ok!(try_issue(BRAND, ahead));
	});
}

#[test]
fn settings_are_refused_when_out_of_bounds_or_not_the_council_s() {
	test(|| {
		let good = Settings::default();
		for bad in [
			Settings { confirmations: 0, ..good },
			Settings { confirmations: MAX_CONFIRMATIONS + 1, ..good },
			Settings { agency_hold: 0, ..good },
			Settings { agency_hold: u64::MAX, ..good },
			Settings { date_range: 0, ..good },
			Settings { date_range: u64::MAX, ..good },
			Settings { produced_tolerance: 31 * DAY, ..good },
		] {
			assert_noop!(Identity::set_settings(root(), bad), Error::InvalidSettings);
		}
		for who in [by(PLATFORM_A), by(SUSPENDED), RuntimeOrigin::none()] {
			assert_noop!(Identity::set_settings(who, good), DispatchError::BadOrigin);
		}
	});
}
