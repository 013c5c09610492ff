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
				facility: None,
				count_confirmed: false,
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
		assert_eq!(Identity::lots_by_batch(GTIN, header.batch), [id]);
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
		for produced in [NOW + DAY + 1, u64::MAX, NOW - DATE_RANGE - 1, 0] {
			let bad = LotHeader { produced: Some(produced), expires: None, ..good() };
			assert_noop!(try_issue(BRAND, bad), Error::InvalidProduced);
		}
		for expires in [0, NOW - DAY, NOW + DATE_RANGE + 1, u64::MAX] {
			let bad = LotHeader { expires: Some(expires), ..good() };
			assert_noop!(try_issue(BRAND, bad), Error::InvalidExpiry);
		}
		let bad = LotHeader { produced: None, expires: Some(NOW - DATE_RANGE), ..good() };
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
			("B1", Some(NOW + DAY), Some(NOW + DATE_RANGE)),
			("B2", Some(NOW - DATE_RANGE), Some(NOW - DATE_RANGE + 1)),
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
		assert_eq!(Identity::lots_by_batch(GTIN, batch), [first, second, third]);
	});
}

#[test]
fn lot_is_refused_when_the_batch_has_too_many() {
	test(|| {
		register(BRAND, GTIN);
		for part in 0..64 {
			issue(BRAND, LotHeader { part, ..header(GTIN, "B1") }, 1);
		}
		let call = try_issue(BRAND, LotHeader { part: 64, ..header(GTIN, "B1") });
		assert_noop!(call, Error::TooManyLots);
		let next = issue(BRAND, header(GTIN, "B2"), 1);
		assert_eq!(Identity::lot_count(GTIN), 65);
		assert_eq!(Identity::lots_by_gtin(GTIN, 0).len(), 64);
		assert_eq!(Identity::lots_by_gtin(GTIN, 1), [next]);
		assert!(Identity::lots_by_gtin(GTIN, 2).is_empty());
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
		assert_eq!(lot(id).confirmations.to_vec(), [PLATFORM_A, PLATFORM_B, PLATFORM_C]);
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
		RequiredConfirmations::<Test>::put(1);
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
			assert_ok!(confirm(OrgId(MANY_PLATFORMS + n), id));
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
		assert!(lot(id).count_confirmed);
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
		assert!(!lot(id).count_confirmed);
		assert_ok!(Identity::confirm_count(by(FACTORY), id));
		assert!(lot(id).count_confirmed);
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
		FacilityOwners::set(&Default::default());
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
		assert!(stored(BRAND) >= before + 5 * 64);
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
fn listed_items_are_neighbours_in_storage() {
	test(|| {
		let id = listed_lot();
		assert_ok!(Identity::list_items(by(BRAND), id, leaves(4_096)));
		let keys: Vec<_> = (254..258u32)
			.map(|n| ListedItems::<Test>::hashed_key_for(id, ItemKey::from(n)))
			.collect();
		assert!(keys.is_sorted());
		assert!(keys.iter().all(|key| key[..key.len() - 4] == keys[0][..keys[0].len() - 4]));
		assert_eq!(Identity::listed_item(id, 257), Some(digest(1)));
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
#[should_panic(expected = "1 to 8 confirmations")]
fn genesis_is_refused_when_no_confirmation_is_required() {
	use sp_runtime::BuildStorage;
	let identity = GenesisConfig { required_confirmations: 0, ..Default::default() };
	let _ = RuntimeGenesisConfig { identity, ..Default::default() }.build_storage();
}

#[test]
fn required_confirmations_change_when_council_says() {
	test(|| {
		let id = brand_lot(4);
		let confirm =
			|platform| Identity::confirm_leaf_file(by(platform), id, digest(1), 4, digest(2));
		assert_ok!(confirm(PLATFORM_A));
		assert_ok!(Identity::set_required_confirmations(root(), 3));
		assert_eq!(last_event(), Event::RequiredConfirmationsChanged { old: 2, new: 3 }.into());
		assert_ok!(confirm(PLATFORM_B));
		assert_eq!(lot(id).status, LotStatus::Pending);
		assert_ok!(confirm(PLATFORM_C));
		assert_eq!(lot(id).status, LotStatus::Active);
	});
}

#[test]
fn required_confirmations_are_refused_when_out_of_bounds_or_not_the_council_s() {
	test(|| {
		for confirmations in [0, MAX_CONFIRMATIONS + 1] {
			assert_noop!(
				Identity::set_required_confirmations(root(), confirmations),
				Error::InvalidConfirmations
			);
		}
		for who in [by(PLATFORM_A), by(SUSPENDED), RuntimeOrigin::none()] {
			assert_noop!(Identity::set_required_confirmations(who, 1), DispatchError::BadOrigin);
		}
	});
}
