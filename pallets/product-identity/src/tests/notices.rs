use super::*;
use hallmark_types::{FacilityId, Moment};

const REASON: ReasonCode = ReasonCode(7);

fn product() -> NoticeSubject {
	NoticeSubject::Product(GTIN)
}

fn made_in(facility: FacilityId, from: Moment, to: Moment, by: PeriodOf) -> NoticeSubject {
	NoticeSubject::Facility { facility, from, to, by }
}

fn hold(origin: RuntimeOrigin, subject: NoticeSubject) -> DispatchResult {
	Identity::place_hold(origin, subject, REASON, None)
}

fn recall(origin: RuntimeOrigin, subject: NoticeSubject) -> DispatchResult {
	Identity::issue_recall(origin, subject, REASON, Some(document()))
}

/// Sets a recall that is expected to be allowed.
fn recalled(origin: RuntimeOrigin, subject: NoticeSubject) -> NoticeId {
	let id = NextNoticeId::<Test>::get();
	assert_ok!(recall(origin, subject));
	id
}

fn in_force(gtin: Gtin, lot: Option<LotId>, index: Option<u32>) -> Vec<NoticeId> {
	Identity::notices_on(gtin, lot, index).into_iter().map(|(id, _)| id).collect()
}

fn lift(org: OrgId, id: NoticeId) -> DispatchResult {
	Identity::lift_notice(by(org), id)
}

#[test]
fn hold_is_recorded_with_all_that_was_said() {
	test(|| {
		let lot = brand_lot(100);
		let subject = NoticeSubject::Items(lot, ranges(&[(3, 5)]));
		let id = NoticeId(0);
		assert_ok!(Identity::place_hold(by(CUSTOMS_CN), subject.clone(), REASON, Some(document())));
		let set_by = NoticeSetter::Organisation(CUSTOMS_CN);
		let notice = Notice {
			kind: NoticeKind::Hold,
			subject,
			set_by,
			country: Some(country("CN")),
			reason: REASON,
			document: Some(document()),
			since: NOW,
			lapses: None,
			lifted: None,
		};
		assert_eq!(Identity::notices_on(GTIN, Some(lot), Some(3)), [(id, notice)]);
		let event = Event::HoldPlaced { notice: id, on: NoticeKey::Lot(lot), set_by };
		assert_eq!(last_event(), event.into());
		let entry = (JournalKind::HoldPlaced, Assurance::Confirmed, Some(CUSTOMS_CN));
		assert_eq!(journal(Subject::Lot(lot))[1..], [entry]);
	});
}

#[test]
fn recall_is_issued_by_whoever_the_goods_belong_to() {
	test(|| {
		authorise(GTIN, MERCHANT, 100);
		register(MERCHANT, GTIN);
		let lot = issue(MERCHANT, LotHeader { facility: Some(PLANT), ..header(GTIN, "B1") }, 100);
		let items = NoticeSubject::Items(lot, ranges(&[(0, 1)]));
		let plant = made_in(PLANT, 0, NOW, PeriodOf::Produced);
		// The brand's owner: its product and any part of it. The issuer: its lots. The factory: what it made.
		for (org, subject) in [
			(BRAND, product()),
			(BRAND, NoticeSubject::Lot(lot)),
			(BRAND, items.clone()),
			(MERCHANT, NoticeSubject::Lot(lot)),
			(MERCHANT, items.clone()),
			(FACTORY, plant.clone()),
		] {
			let id = recalled(by(org), subject.clone());
			let set_by = NoticeSetter::Organisation(org);
			let event = Event::RecallIssued { notice: id, on: subject.key(), set_by };
			assert_eq!(last_event(), event.into());
			assert_eq!(Notices::<Test>::get(id).unwrap().country, None);
			let entry = (JournalKind::RecallIssued, Assurance::Declared, Some(org));
			assert_eq!(journal(subject.key().into()).pop(), Some(entry));
		}
		// An authority: anything, in its country. The council: anything.
		for subject in [product(), NoticeSubject::Lot(lot), items, plant] {
			let id = recalled(by(CUSTOMS_AU), subject.clone());
			assert_eq!(Notices::<Test>::get(id).unwrap().country, Some(country("AU")));
			let id = recalled(root(), subject.clone());
			let notice = Notices::<Test>::get(id).unwrap();
			assert_eq!((notice.set_by, notice.country), (NoticeSetter::Council, None));
			let confirmed = |org| Some((JournalKind::RecallIssued, Assurance::Confirmed, org));
			let mut entries = journal(subject.key().into());
			assert_eq!(entries.pop(), confirmed(None));
			assert_eq!(entries.pop(), confirmed(Some(CUSTOMS_AU)));
		}
	});
}

#[test]
fn notice_is_refused_when_the_goods_are_anothers() {
	test(|| {
		authorise(GTIN, MERCHANT, 100);
		register(MERCHANT, GTIN);
		let lot = issue(MERCHANT, header(GTIN, "B1"), 100);
		for call in [hold as fn(RuntimeOrigin, NoticeSubject) -> DispatchResult, recall] {
			refuses_outsiders(BRAND, Permission::Recalls, |origin| call(origin, product()));
			for org in [PLATFORM_A, CARRIER] {
				assert_noop!(call(by(org), product()), WRONG_ROLE);
			}
			for org in [MERCHANT, OTHER_MERCHANT] {
				assert_noop!(call(by(org), product()), Error::NotYourBrand);
			}
			for org in [OTHER_MERCHANT, FACTORY] {
				assert_noop!(call(by(org), NoticeSubject::Lot(lot)), Error::NotYourLot);
				let items = NoticeSubject::Items(lot, ranges(&[(0, 1)]));
				assert_noop!(call(by(org), items), Error::NotYourLot);
			}
			let plant = made_in(PLANT, 0, NOW, PeriodOf::Issued);
			for org in [MERCHANT, BRAND, SISTER_FACTORY] {
				assert_noop!(call(by(org), plant.clone()), Error::NotYourFacility);
			}
		}
	});
}

#[test]
fn notice_is_refused_when_its_subject_is_not_there_or_bad() {
	test(|| {
		let lot = brand_lot(100);
		for origin in [root(), by(CUSTOMS_CN), by(BRAND)] {
			let call = |subject| hold(origin.clone(), subject);
			assert_noop!(call(NoticeSubject::Product(OTHER_GTIN)), Error::ProductNotFound);
			assert_noop!(call(NoticeSubject::Lot(LotId(9))), Error::LotNotFound);
			let items = |items: &[_]| NoticeSubject::Items(lot, ranges(items));
			assert_noop!(call(items(&[])), Error::InvalidRanges);
			assert_noop!(call(items(&[(0, 101)])), Error::InvalidRanges);
			let nowhere = made_in(NO_PLANT, 0, NOW, PeriodOf::Issued);
			assert_noop!(call(nowhere), Error::FacilityNotFound);
		}
		for (from, to) in [(NOW, NOW), (NOW, NOW - 1)] {
			let never = made_in(PLANT, from, to, PeriodOf::Issued);
			assert_noop!(hold(by(FACTORY), never), Error::InvalidPeriod);
		}
	});
}

#[test]
fn facility_can_be_named_by_authorities_when_it_is_closed() {
	test(|| {
		let closed = made_in(CLOSED_PLANT, 0, NOW, PeriodOf::Produced);
		assert_noop!(hold(by(FACTORY), closed.clone()), Error::FacilityNotFound);
		assert_ok!(hold(by(CUSTOMS_CN), closed.clone()));
		assert_ok!(hold(root(), closed));
	});
}

#[test]
fn notices_of_product_lot_items_and_facility_are_found() {
	test(|| {
		register(BRAND, GTIN);
		register(BRAND, OTHER_GTIN);
		let at_plant = |gtin, batch| LotHeader { facility: Some(PLANT), ..header(gtin, batch) };
		let lot = issue(BRAND, at_plant(GTIN, "B1"), 100);
		let sister = issue(BRAND, header(GTIN, "B2"), 100);
		let other = issue(BRAND, header(OTHER_GTIN, "B1"), 100);
		let on_product = recalled(by(BRAND), product());
		let on_lot = recalled(by(BRAND), NoticeSubject::Lot(lot));
		let on_items = recalled(by(BRAND), NoticeSubject::Items(lot, ranges(&[(3, 5), (8, 9)])));
		let on_plant = recalled(by(FACTORY), made_in(PLANT, 0, NOW, PeriodOf::Produced));
		let all = [on_product, on_lot, on_items, on_plant];
		let but_items = [on_product, on_lot, on_plant];
		assert_eq!(in_force(GTIN, None, None), [on_product]);
		for index in [3, 4, 8] {
			assert_eq!(in_force(GTIN, Some(lot), Some(index)), all);
		}
		for index in [2, 5, 7, 9] {
			assert_eq!(in_force(GTIN, Some(lot), Some(index)), but_items);
		}
		assert_eq!(in_force(GTIN, Some(lot), None), all);
		assert_eq!(in_force(GTIN, Some(sister), Some(3)), [on_product]);
		assert_eq!(in_force(OTHER_GTIN, Some(other), Some(3)), []);
	});
}

#[test]
fn facility_notice_is_found_when_the_lots_date_is_in_its_period() {
	test(|| {
		register(BRAND, GTIN);
		let lot = |batch, produced| {
			let header = header(GTIN, batch);
			issue(BRAND, LotHeader { facility: Some(PLANT), produced, ..header }, 1)
		};
		let made = NOW - DAY;
		let (dated, undated) = (lot("B1", Some(made)), lot("B2", None));
		let found = |lot, from, to, by| {
			let id = NextNoticeId::<Test>::get();
			assert_ok!(hold(root(), made_in(PLANT, from, to, by)));
			let found = in_force(GTIN, Some(lot), None) == [id];
			assert_ok!(Identity::lift_notice(root(), id));
			found
		};
		use PeriodOf::*;
		for (from, to, inside) in
			[(made, made + 1, true), (made - 1, made, false), (made + 1, NOW, false)]
		{
			assert_eq!(found(dated, from, to, Produced), inside);
		}
		for (from, to, inside) in
			[(NOW, NOW + 1, true), (made, NOW, false), (NOW + 1, NOW + 2, false)]
		{
			assert_eq!(found(dated, from, to, Issued), inside);
		}
		// A lot that hides its date is in every period that began before it was issued.
		assert!(found(undated, 0, 1, Produced));
		assert!(found(undated, NOW, NOW + 1, Produced));
		assert!(!found(undated, NOW + 1, NOW + 2, Produced));
	});
}

#[test]
fn notice_is_refused_when_there_are_too_many() {
	test(|| {
		register(BRAND, GTIN);
		for _ in 0..8 {
			recalled(by(BRAND), product());
		}
		assert_noop!(recall(by(BRAND), product()), Error::TooManyNotices);
		// The trade cannot keep authorities out.
		for _ in 8..32 {
			recalled(by(CUSTOMS_CN), product());
		}
		for origin in [by(BRAND), by(CUSTOMS_AU), root()] {
			assert_noop!(recall(origin, product()), Error::TooManyNotices);
		}
		assert_ok!(lift(CUSTOMS_CN, NoticeId(31)));
		assert_ok!(recall(by(CUSTOMS_AU), product()));
	});
}

#[test]
fn notice_is_refused_when_ids_are_used_up() {
	test(|| {
		register(BRAND, GTIN);
		NextNoticeId::<Test>::put(NoticeId(u64::MAX));
		assert_noop!(recall(by(BRAND), product()), Error::TooManyIds);
		NextNoticeId::<Test>::put(NoticeId(0));
	});
}

#[test]
fn notice_is_lifted_by_its_setter_or_the_council_only() {
	test(|| {
		register(BRAND, GTIN);
		let customs = recalled(by(CUSTOMS_CN), product());
		let council = recalled(root(), product());
		let before = stored(BRAND);
		let brand = recalled(by(BRAND), product());
		let kept = recalled(by(BRAND), product());
		refuses_outsiders(CUSTOMS_CN, Permission::Recalls, |origin| {
			Identity::lift_notice(origin, customs)
		});
		for org in [BRAND, CUSTOMS_AU, MERCHANT] {
			assert_noop!(lift(org, customs), Error::NotYourNotice);
		}
		assert_noop!(lift(CARRIER, customs), WRONG_ROLE);
		assert_noop!(lift(BRAND, council), Error::NotYourNotice);
		assert_noop!(lift(CUSTOMS_CN, brand), Error::NotYourNotice);

		Now::set(&(NOW + 5));
		assert_ok!(lift(CUSTOMS_CN, customs));
		let by_customs = NoticeSetter::Organisation(CUSTOMS_CN);
		assert_eq!(last_event(), Event::NoticeLifted { notice: customs, by: by_customs }.into());
		assert_eq!(in_force(GTIN, None, None), [council, brand, kept]);
		assert_eq!(Notices::<Test>::get(customs).unwrap().lifted, Some(NOW + 5));
		let full = stored(BRAND);
		assert_ok!(lift(BRAND, brand));
		assert_ok!(Identity::lift_notice(root(), council));
		let event = Event::NoticeLifted { notice: council, by: NoticeSetter::Council };
		assert_eq!(last_event(), event.into());
		assert_eq!(in_force(GTIN, None, None), [kept]);
		assert!(stored(BRAND) > before && stored(BRAND) != full);
		// The council may lift anyone's.
		assert_ok!(Identity::lift_notice(root(), kept));
		assert!(!NoticesOf::<Test>::contains_key(NoticeKey::Product(GTIN)));
		use Assurance::*;
		let lifted = |assurance, org| (JournalKind::NoticeLifted, assurance, org);
		assert_eq!(
			journal(Subject::Product(GTIN))[5..],
			[
				lifted(Confirmed, Some(CUSTOMS_CN)),
				lifted(Declared, Some(BRAND)),
				lifted(Confirmed, None),
				lifted(Confirmed, None),
			]
		);
	});
}

#[test]
fn notice_is_not_lifted_when_there_is_none_or_it_was() {
	test(|| {
		register(BRAND, GTIN);
		assert_noop!(lift(BRAND, NoticeId(0)), Error::NoticeNotFound);
		assert_noop!(Identity::lift_notice(root(), NoticeId(0)), Error::NoticeNotFound);
		let id = recalled(by(BRAND), product());
		assert_ok!(lift(BRAND, id));
		assert_noop!(lift(BRAND, id), Error::NoticeAlreadyLifted);
		assert_noop!(Identity::lift_notice(root(), id), Error::NoticeAlreadyLifted);
	});
}

#[test]
fn storage_is_given_back_when_a_notice_is_lifted() {
	test(|| {
		register(BRAND, GTIN);
		let id = recalled(by(BRAND), product());
		let before = stored(BRAND);
		assert_ok!(Identity::lift_notice(root(), id));
		assert_eq!(stored(BRAND), before - 8);
	});
}

#[test]
fn recall_is_acknowledged_once_by_each_organisation() {
	test(|| {
		register(BRAND, GTIN);
		let id = recalled(by(BRAND), product());
		for org in [MERCHANT, CARRIER, PLATFORM_A, CUSTOMS_CN] {
			let call = || Identity::acknowledge_recall(by(org), id);
			assert_ok!(call());
			assert_eq!(last_event(), Event::RecallAcknowledged { notice: id, by: org }.into());
			assert_eq!(Acknowledgements::<Test>::get(id, org), Some(NOW));
			let entry = (JournalKind::RecallAcknowledged, Assurance::Declared, Some(org));
			assert_eq!(journal(Subject::Product(GTIN)).pop(), Some(entry));
			assert_noop!(call(), Error::AlreadyAcknowledged);
		}
	});
}

#[test]
fn recall_is_not_acknowledged_when_there_is_nothing_to_acknowledge() {
	test(|| {
		register(BRAND, GTIN);
		let call = |id| Identity::acknowledge_recall(by(MERCHANT), NoticeId(id));
		assert_noop!(call(0), Error::NoticeNotFound);
		assert_ok!(hold(by(BRAND), product()));
		assert_noop!(call(0), Error::NotARecall);
		assert_ok!(recall(by(BRAND), product()));
		assert_ok!(lift(BRAND, NoticeId(1)));
		assert_noop!(call(1), Error::NoticeAlreadyLifted);
		assert_ok!(recall(by(BRAND), product()));
		refuses_outsiders(MERCHANT, Permission::Recalls, |origin| {
			Identity::acknowledge_recall(origin, NoticeId(2))
		});
		assert_noop!(Identity::acknowledge_recall(root(), NoticeId(2)), DispatchError::BadOrigin);
	});
}

/// A lot of [`BRAND`]'s that [`AGENCY`] examined, and the hold that it placed on it.
fn agency_hold() -> (LotId, NoticeId) {
	let lot = brand_lot(100);
	ExaminedLots::set(&vec![(AGENCY, lot)]);
	let id = NextNoticeId::<Test>::get();
	assert_ok!(hold(by(AGENCY), NoticeSubject::Lot(lot)));
	(lot, id)
}

#[test]
fn agency_holds_only_what_it_examined() {
	test(|| {
		let (lot, id) = agency_hold();
		assert_eq!(in_force(GTIN, Some(lot), None), [id]);
		let entry = (JournalKind::HoldPlaced, Assurance::Attested, Some(AGENCY));
		assert_eq!(journal(Subject::Lot(lot))[1..], [entry]);

		let other = issue(BRAND, header(GTIN, "B2"), 100);
		for subject in [
			NoticeSubject::Lot(other),
			NoticeSubject::Items(other, ranges(&[(0, 1)])),
			product(),
			made_in(PLANT, 0, NOW, PeriodOf::Issued),
		] {
			assert_noop!(hold(by(AGENCY), subject), Error::NotExamined);
		}
		let subject = NoticeSubject::Lot(lot);
		assert_noop!(hold(by(OTHER_AGENCY), subject.clone()), Error::NotExamined);
		assert_noop!(recall(by(AGENCY), subject), Error::AgencyMayOnlyHold);
		assert_noop!(lift(OTHER_AGENCY, id), Error::NotYourNotice);
		assert_ok!(lift(AGENCY, id));
	});
}

#[test]
fn agency_hold_lapses_when_no_authority_confirms_it() {
	test(|| {
		let (lot, id) = agency_hold();
		Now::set(&(NOW + AGENCY_HOLD));
		assert_eq!(in_force(GTIN, Some(lot), None), [id]);
		Now::set(&(NOW + AGENCY_HOLD + 1));
		assert_eq!(in_force(GTIN, Some(lot), None), []);
		let confirm = Identity::confirm_hold(by(CUSTOMS_CN), id);
		assert_noop!(confirm, Error::HoldExpired);
	});
}

#[test]
fn agency_hold_lasts_when_an_authority_confirms_it() {
	test(|| {
		let (lot, id) = agency_hold();
		let confirm = |origin| Identity::confirm_hold(origin, id);
		refuses_outsiders(CUSTOMS_CN, Permission::Recalls, confirm);
		assert_noop!(confirm(by(AGENCY)), WRONG_ROLE);
		assert_noop!(confirm(by(BRAND)), WRONG_ROLE);

		Now::set(&(NOW + AGENCY_HOLD));
		assert_ok!(confirm(by(CUSTOMS_CN)));
		let event = Event::HoldConfirmed { notice: id, by: CUSTOMS_CN };
		assert_eq!(last_event(), event.into());
		let entry = (JournalKind::HoldPlaced, Assurance::Confirmed, Some(CUSTOMS_CN));
		assert_eq!(journal(Subject::Lot(lot))[2..], [entry]);
		Now::set(&(NOW + 10 * AGENCY_HOLD));
		assert_eq!(in_force(GTIN, Some(lot), None), [id]);
		assert_noop!(confirm(by(CUSTOMS_CN)), Error::NothingToConfirm);

		// Lifted by who set it, and then past confirming.
		assert_noop!(lift(CUSTOMS_CN, id), Error::NotYourNotice);
		assert_ok!(lift(AGENCY, id));
		assert_noop!(confirm(by(CUSTOMS_CN)), Error::NoticeAlreadyLifted);
		let missing = Identity::confirm_hold(by(CUSTOMS_CN), NoticeId(99));
		assert_noop!(missing, Error::NoticeNotFound);
	});
}

/// A lot that [`MERCHANT`] issued of the brand's product and two agencies examined.
fn examined_lot() -> LotId {
	authorise(GTIN, MERCHANT, 100);
	register(MERCHANT, GTIN);
	let lot = issue(MERCHANT, header(GTIN, "B1"), 100);
	ExaminedLots::set(&vec![(AGENCY, lot), (OTHER_AGENCY, lot)]);
	lot
}

#[test]
fn recall_finds_room_when_agencies_hold_all_they_may() {
	test(|| {
		let lot = examined_lot();
		let subject = || NoticeSubject::Lot(lot);
		for n in 0..8 {
			assert_ok!(hold(by([AGENCY, OTHER_AGENCY][n % 2]), subject()));
		}
		for agency in [AGENCY, OTHER_AGENCY] {
			assert_noop!(hold(by(agency), subject()), Error::TooManyNotices);
		}
		// A hold that an authority confirmed takes none of their room.
		assert_ok!(Identity::confirm_hold(by(CUSTOMS_CN), NoticeId(0)));
		assert_ok!(hold(by(AGENCY), subject()));
		assert_noop!(hold(by(AGENCY), subject()), Error::TooManyNotices);
		// Nor does the brand's owner keep the issuer out, or any of them an authority.
		for (org, room) in [(BRAND, 8), (MERCHANT, 8), (CUSTOMS_CN, 7)] {
			for _ in 0..room {
				recalled(by(org), subject());
			}
			assert_noop!(recall(by(org), subject()), Error::TooManyNotices);
		}
	});
}

#[test]
fn lapsed_holds_leave_the_list_when_another_notice_is_set() {
	test(|| {
		let lot = examined_lot();
		let subject = || NoticeSubject::Lot(lot);
		for _ in 0..8 {
			assert_ok!(hold(by(AGENCY), subject()));
		}
		assert_ok!(Identity::confirm_hold(by(CUSTOMS_CN), NoticeId(7)));
		let before = stored(AGENCY);
		Now::set(&(NOW + AGENCY_HOLD));
		assert_ok!(hold(by(OTHER_AGENCY), subject()));
		assert_eq!(NoticesOf::<Test>::get(NoticeKey::Lot(lot)).len(), 9);

		Now::set(&(NOW + AGENCY_HOLD + 1));
		let id = recalled(by(MERCHANT), subject());
		assert_eq!(
			NoticesOf::<Test>::get(NoticeKey::Lot(lot)).into_inner(),
			[NoticeId(7), NoticeId(8), id]
		);
		assert_eq!(stored(AGENCY), before - 7 * 8);
		// What was given back is not given back again. (Lifted by the council, which pays for no journal.)
		assert_ok!(Identity::lift_notice(root(), NoticeId(0)));
		assert_eq!(stored(AGENCY), before - 7 * 8);
		assert_ok!(Identity::lift_notice(root(), NoticeId(7)));
		assert_eq!(stored(AGENCY), before - 8 * 8);
	});
}

#[test]
fn sampling_hears_what_was_stopped() {
	test(|| {
		register(BRAND, GTIN);
		let lot = issue(BRAND, LotHeader { facility: Some(PLANT), ..header(GTIN, "B1") }, 100);
		assert_ok!(hold(by(BRAND), product()));
		assert_ok!(recall(by(BRAND), NoticeSubject::Lot(lot)));
		assert_ok!(hold(root(), made_in(PLANT, 0, NOW, PeriodOf::Issued)));
		assert_eq!(
			Heard::get(),
			[
				(Some(GTIN), None, None, false),
				(Some(GTIN), Some(BRAND), Some(PLANT), true),
				(None, None, Some(PLANT), false),
			]
		);
	});
}
