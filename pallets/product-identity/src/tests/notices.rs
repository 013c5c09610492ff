use super::*;
use hallmark_types::{FacilityId, Moment, Role, RoleSet};

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
			confirms: None,
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
		// The brand's owner: its product and any part of it. The issuer: its lots. The factory:
		// what it made.
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
		// Each setter's first comes before anyone's second on the same.
		let all = [on_product, on_lot, on_plant, on_items];
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
fn notice_is_refused_when_its_setter_has_too_many_and_nobody_elses_is() {
	test(|| {
		register(BRAND, GTIN);
		for _ in 0..MAX_NOTICES_EACH {
			recalled(by(CUSTOMS_CN), product());
		}
		assert_noop!(recall(by(CUSTOMS_CN), product()), Error::TooManyNotices);
		// It keeps nobody out: neither the brand, nor another authority, nor the council.
		for origin in [by(BRAND), by(CUSTOMS_AU), root()] {
			for _ in 0..MAX_NOTICES_EACH {
				recalled(origin.clone(), product());
			}
			assert_noop!(recall(origin, product()), Error::TooManyNotices);
		}
		assert_eq!(in_force(GTIN, None, None).len(), 4 * MAX_NOTICES_EACH as usize);
		assert_ok!(lift(CUSTOMS_CN, NoticeId(3)));
		assert_ok!(recall(by(CUSTOMS_CN), product()));
	});
}

#[test]
fn brands_recall_is_read_first_when_any_number_of_others_set_notices() {
	test(|| {
		let lot = brand_lot(1_000);
		let items = |n| ranges(&[(n, n + 1)]);
		// Agencies hold single items, and many authorities do, before the brand recalls the lot.
		for n in 0..MAX_SETTERS {
			let agency = one_of_many(MANY_AGENCIES, n);
			examined(agency, DecisionId(n.into()), lot, &[(n, n + 1)]);
			assert_ok!(hold_examined(agency, DecisionId(n.into()), lot, items(n)));
		}
		for n in 0..MAX_NOTICES_EACH {
			assert_ok!(hold(by(CUSTOMS_CN), NoticeSubject::Items(lot, items(n))));
		}
		let brands = recalled(by(BRAND), NoticeSubject::Lot(lot));
		let customs = recalled(by(CUSTOMS_AU), NoticeSubject::Lot(lot));
		assert_eq!(in_force(GTIN, Some(lot), Some(999)), [brands, customs]);
		assert_eq!(in_force(GTIN, Some(lot), Some(3))[0], brands);
		let all = in_force(GTIN, Some(lot), None);
		assert_eq!(all.len(), MAX_NOTICES_READ as usize);
		assert_eq!(all[0], brands);
		assert!(all.contains(&customs));
		// The agencies' room is theirs alone, and goes back when a hold lapses.
		let late = one_of_many(MANY_AGENCIES, MAX_SETTERS);
		examined(late, DecisionId(900), lot, &[(0, 1_000)]);
		let call = || hold_examined(late, DecisionId(900), lot, items(999));
		assert_noop!(call(), Error::TooManySetters);
		Now::set(&(NOW + agency_time() + 1));
		assert_ok!(call());
		let found = in_force(GTIN, Some(lot), Some(999));
		assert_eq!(found, [brands, customs, NoticeId(NextNoticeId::<Test>::get().0 - 1)]);
	});
}

#[test]
fn one_notice_of_an_authority_is_read_when_others_have_as_many_as_they_can() {
	test(|| {
		let lot = brand_lot(100);
		let authority = RoleSet::only(Role::CustomsAuthority);
		let others: Vec<_> =
			(0..MAX_NOTICES_READ / MAX_NOTICES_EACH).map(|n| OrgId(9_000 + n)).collect();
		for org in &others {
			Registry::admit(*org, authority, country("NZ"), org.0);
			for _ in 0..MAX_NOTICES_EACH {
				assert_ok!(hold(by(*org), product()));
				assert_ok!(hold(by(*org), NoticeSubject::Lot(lot)));
			}
		}
		let on_lot = recalled(by(CUSTOMS_CN), NoticeSubject::Lot(lot));
		let on_product = recalled(by(CUSTOMS_AU), product());
		let read = in_force(GTIN, Some(lot), Some(3));
		assert_eq!(read.len(), MAX_NOTICES_READ as usize);
		assert!(read.contains(&on_lot) && read.contains(&on_product));
		let on_lot_alone = Identity::notices_on_lot(lot, Some(3));
		assert!(on_lot_alone.iter().any(|(id, _)| *id == on_lot));
		assert!(on_lot_alone.iter().all(|(_, notice)| notice.subject == NoticeSubject::Lot(lot)));
	});
}

#[test]
fn setters_are_told_apart_by_what_they_are() {
	test(|| {
		let lot = brand_lot(100);
		let subject = || NoticeSubject::Lot(lot);
		let key = NoticeKey::Lot(lot);
		let classes = || {
			use SetterClass::*;
			[Owners, Authorities, Agencies].map(|class| {
				let setters = NoticeSetters::<Test>::get(key, class);
				setters.into_iter().map(|it| it.org).collect::<Vec<_>>()
			})
		};
		recalled(root(), subject());
		assert_eq!(classes(), [vec![], vec![], vec![]]);
		let (first, second) = (recalled(by(BRAND), subject()), recalled(by(BRAND), subject()));
		recalled(by(CUSTOMS_AU), subject());
		examined(AGENCY, DecisionId(1), lot, &[(0, 100)]);
		assert_ok!(hold_examined(AGENCY, DecisionId(1), lot, ranges(&[(0, 1)])));
		assert_eq!(classes(), [vec![BRAND], vec![CUSTOMS_AU], vec![AGENCY]]);
		assert_ok!(lift(BRAND, first));
		assert_eq!(classes()[0], [BRAND]);
		assert_ok!(lift(BRAND, second));
		assert_eq!(classes()[0], []);
		assert_eq!(in_force(GTIN, Some(lot), Some(0)).len(), 3);
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
		assert!(stored(BRAND) > before && stored(BRAND) < full);
		// The council may lift anyone's.
		assert_ok!(Identity::lift_notice(root(), kept));
		assert_eq!(NoticesOf::<Test>::iter_prefix(NoticeKey::Product(GTIN)).count(), 0);
		assert_eq!(NoticeSetters::<Test>::iter_prefix(NoticeKey::Product(GTIN)).count(), 0);
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
		let (first, last) = (recalled(by(BRAND), product()), recalled(by(BRAND), product()));
		let before = stored(BRAND);
		assert_ok!(Identity::lift_notice(root(), first));
		assert_eq!(stored(BRAND), before - 8);
		// With the last one goes its setter's room.
		assert_ok!(Identity::lift_notice(root(), last));
		assert!(stored(BRAND) < before - 16);
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

fn agency_time() -> Moment {
	Settings::default().agency_hold
}

/// Lets an agency have examined items of a lot.
fn examined(agency: OrgId, decision: DecisionId, lot: LotId, items: &[(u32, u32)]) {
	let mut examinations = Examinations::get();
	examinations.push((agency, decision, lot, ranges(items).into_inner()));
	Examinations::set(&examinations);
}

fn hold_examined(
	agency: OrgId,
	examination: DecisionId,
	lot: LotId,
	items: ItemRanges,
) -> DispatchResult {
	let document = Some(document());
	Identity::hold_examined(by(agency), examination, lot, items, REASON, document)
}

const EXAMINATION: DecisionId = DecisionId(5);

/// A lot of [`BRAND`]'s of which [`AGENCY`] examined the first 50 items, and its hold on the first
/// ten.
fn agency_hold() -> (LotId, NoticeId) {
	let lot = brand_lot(100);
	examined(AGENCY, EXAMINATION, lot, &[(0, 50)]);
	let id = NextNoticeId::<Test>::get();
	assert_ok!(hold_examined(AGENCY, EXAMINATION, lot, ranges(&[(0, 10)])));
	(lot, id)
}

#[test]
fn agency_holds_only_what_it_examined() {
	test(|| {
		let (lot, id) = agency_hold();
		assert_eq!(in_force(GTIN, Some(lot), Some(9)), [id]);
		assert_eq!(in_force(GTIN, Some(lot), Some(10)), []);
		let set_by = NoticeSetter::Organisation(AGENCY);
		let event = Event::HoldPlaced { notice: id, on: NoticeKey::Lot(lot), set_by };
		assert_eq!(last_event(), event.into());
		let entry = (JournalKind::HoldPlaced, Assurance::Attested, Some(AGENCY));
		assert_eq!(journal(Subject::Lot(lot))[1..], [entry]);

		// Nothing but items, and no other items, lot, examination or agency.
		for subject in [NoticeSubject::Lot(lot), product()] {
			assert_noop!(hold(by(AGENCY), subject.clone()), WRONG_ROLE);
			assert_noop!(recall(by(AGENCY), subject), WRONG_ROLE);
		}
		let other = issue(BRAND, header(GTIN, "B2"), 100);
		examined(AGENCY, DecisionId(6), lot, &[(0, 50)]);
		let more = || ranges(&[(0, 51)]);
		assert_noop!(hold_examined(AGENCY, DecisionId(6), lot, more()), Error::NotExamined);
		let items = || ranges(&[(0, 1)]);
		assert_noop!(hold_examined(AGENCY, EXAMINATION, other, items()), Error::NotExamined);
		assert_noop!(hold_examined(AGENCY, DecisionId(7), lot, items()), Error::NotExamined);
		assert_noop!(hold_examined(OTHER_AGENCY, EXAMINATION, lot, items()), Error::NotExamined);
		let missing = hold_examined(AGENCY, EXAMINATION, LotId(9), items());
		assert_noop!(missing, Error::LotNotFound);
		let none = hold_examined(AGENCY, DecisionId(6), lot, ranges(&[]));
		assert_noop!(none, Error::InvalidRanges);
		refuses_outsiders(AGENCY, Permission::Recalls, |origin| {
			Identity::hold_examined(origin, DecisionId(6), lot, items(), REASON, None)
		});
		for org in [BRAND, CUSTOMS_CN] {
			assert_noop!(hold_examined(org, EXAMINATION, lot, items()), WRONG_ROLE);
		}
		assert_noop!(lift(OTHER_AGENCY, id), Error::NotYourNotice);
		assert_ok!(lift(AGENCY, id));
	});
}

#[test]
fn agency_hold_is_not_placed_again_when_it_lapsed_or_was_lifted() {
	test(|| {
		let (lot, id) = agency_hold();
		let again = || hold_examined(AGENCY, EXAMINATION, lot, ranges(&[(10, 50)]));
		assert_noop!(again(), Error::HoldAlreadyExists);
		Now::set(&(NOW + agency_time() + 1));
		assert_noop!(again(), Error::HoldAlreadyExists);
		assert_ok!(lift(AGENCY, id));
		assert_noop!(again(), Error::HoldAlreadyExists);
		// By another examination it may hold again, as may another agency by this one.
		examined(AGENCY, DecisionId(6), lot, &[(0, 50)]);
		assert_ok!(hold_examined(AGENCY, DecisionId(6), lot, ranges(&[(0, 10)])));
		examined(OTHER_AGENCY, EXAMINATION, lot, &[(0, 50)]);
		assert_ok!(hold_examined(OTHER_AGENCY, EXAMINATION, lot, ranges(&[(0, 10)])));
	});
}

#[test]
fn agency_hold_lapses_when_its_time_is_over() {
	test(|| {
		let (lot, id) = agency_hold();
		Now::set(&(NOW + agency_time()));
		assert_eq!(in_force(GTIN, Some(lot), None), [id]);
		Now::set(&(NOW + agency_time() + 1));
		assert_eq!(in_force(GTIN, Some(lot), None), []);
		let confirm = Identity::confirm_hold(by(CUSTOMS_CN), id);
		assert_noop!(confirm, Error::HoldExpired);
	});
}

#[test]
fn agency_hold_lasts_in_the_countries_whose_authorities_confirm_it() {
	test(|| {
		let (lot, id) = agency_hold();
		let confirm = |origin| Identity::confirm_hold(origin, id);
		refuses_outsiders(CUSTOMS_CN, Permission::Recalls, confirm);
		assert_noop!(confirm(by(AGENCY)), WRONG_ROLE);
		assert_noop!(confirm(by(BRAND)), WRONG_ROLE);

		Now::set(&(NOW + agency_time()));
		let mut holds = Vec::new();
		for (authority, code) in [(CUSTOMS_CN, "CN"), (CUSTOMS_AU, "AU")] {
			let hold = NextNoticeId::<Test>::get();
			assert_ok!(confirm(by(authority)));
			let event = Event::HoldConfirmed { notice: id, by: authority, hold };
			assert_eq!(last_event(), event.into());
			let entry = (JournalKind::HoldPlaced, Assurance::Confirmed, Some(authority));
			assert_eq!(journal(Subject::Lot(lot)).pop(), Some(entry));
			let notice = Notices::<Test>::get(hold).unwrap();
			assert_eq!((notice.country, notice.confirms), (Some(country(code)), Some(id)));
			assert_eq!(notice.subject, Notices::<Test>::get(id).unwrap().subject);
			assert_noop!(confirm(by(authority)), Error::HoldAlreadyConfirmed);
			assert_noop!(Identity::confirm_hold(by(authority), hold), Error::NothingToConfirm);
			holds.push(hold);
		}
		// The agency's own lapses; the authorities' stay, each in its country.
		Now::set(&(NOW + 10 * agency_time()));
		assert_eq!(in_force(GTIN, Some(lot), Some(0)), holds);
		assert_eq!(in_force(GTIN, Some(lot), Some(10)), []);
		assert_noop!(lift(AGENCY, holds[0]), Error::NotYourNotice);
		assert_ok!(lift(CUSTOMS_CN, holds[0]));
		assert_eq!(in_force(GTIN, Some(lot), Some(0)), holds[1..]);

		assert_ok!(lift(AGENCY, id));
		assert_noop!(confirm(by(CUSTOMS_CN)), Error::NoticeAlreadyLifted);
		let missing = Identity::confirm_hold(by(CUSTOMS_CN), NoticeId(99));
		assert_noop!(missing, Error::NoticeNotFound);
	});
}

#[test]
fn lapsed_holds_leave_their_setters_list_when_it_sets_another() {
	test(|| {
		let lot = brand_lot(100);
		let key = NoticeKey::Lot(lot);
		let setter = NoticeSetter::Organisation(AGENCY);
		for n in 0..MAX_NOTICES_EACH as u64 + 1 {
			examined(AGENCY, DecisionId(n), lot, &[(0, 50)]);
		}
		let hold = |n| hold_examined(AGENCY, DecisionId(n), lot, ranges(&[(0, 10)]));
		for n in 0..MAX_NOTICES_EACH as u64 {
			assert_ok!(hold(n));
		}
		let next = MAX_NOTICES_EACH as u64;
		assert_noop!(hold(next), Error::TooManyNotices);
		// The council, which pays for no journal, lifts one: its place is given back.
		let before = stored(AGENCY);
		assert_ok!(Identity::lift_notice(root(), NoticeId(0)));
		assert_eq!(stored(AGENCY), before - 8);
		Now::set(&(NOW + agency_time() + 1));
		assert_ok!(hold(next));
		let listed = NoticesOf::<Test>::get(key, setter);
		assert_eq!(listed.into_inner(), [NoticeId(next)]);
		// What was given back is not given back again.
		let before = stored(AGENCY);
		assert_ok!(Identity::lift_notice(root(), NoticeId(1)));
		assert_eq!(stored(AGENCY), before);
	});
}

#[test]
fn facilitys_notice_is_found_for_lots_that_only_claim_it() {
	test(|| {
		register(MERCHANT, FOREIGN_GTIN);
		let header = LotHeader { facility: Some(PLANT), ..header(FOREIGN_GTIN, "B1") };
		let lot = issue(MERCHANT, header, 100);
		let id = recalled(by(FACTORY), made_in(PLANT, 0, NOW, PeriodOf::Produced));
		// Whether it stops or warns is for the reader to say, by the lot's own record.
		assert_eq!(in_force(FOREIGN_GTIN, Some(lot), None), [id]);
		assert_eq!(Identity::lot(lot).unwrap().confirmed_facility(), None);
		assert_ok!(Identity::confirm_count(by(FACTORY), lot));
		assert_eq!(in_force(FOREIGN_GTIN, Some(lot), None), [id]);
	});
}

#[test]
fn sampling_hears_what_was_stopped() {
	test(|| {
		register(BRAND, GTIN);
		let lot = issue(BRAND, LotHeader { facility: Some(PLANT), ..header(GTIN, "B1") }, 100);
		assert_ok!(hold(by(BRAND), product()));
		// Nothing that an issuer claims of a facility counts against it.
		assert_ok!(recall(by(BRAND), NoticeSubject::Lot(lot)));
		assert_ok!(Identity::confirm_count(by(FACTORY), lot));
		assert_ok!(recall(by(BRAND), NoticeSubject::Lot(lot)));
		assert_ok!(hold(root(), made_in(PLANT, 0, NOW, PeriodOf::Issued)));
		assert_eq!(
			Heard::get(),
			[
				(Some(GTIN), None, None, false),
				(Some(GTIN), Some(BRAND), None, true),
				(Some(GTIN), Some(BRAND), Some(PLANT), true),
				(None, None, Some(PLANT), false),
			]
		);
	});
}
