use super::*;
use hallmark_glue::Inspections as _;
use hallmark_types::{CountryCode, HsCode, JournalKind::*};

fn grant(agency: OrgId, scope: Scope, validity: Period) -> DispatchResult {
	let (scheme, certificate) = (Scheme::Laboratory, document(1));
	Inspection::grant_accreditation(root(), agency, scheme, certificate, scope, validity)
}

fn withdraw(id: AccreditationId, as_of: Moment) -> DispatchResult {
	Inspection::withdraw_accreditation(root(), id, as_of)
}

/// What the council has written into the journal of [`AGENCY`].
fn entry(
	kind: JournalKind,
	document: Option<Document>,
) -> (Subject, JournalKind, Assurance, Author, Option<Document>) {
	(Subject::Organisation(AGENCY), kind, Assurance::Confirmed, Author::Council, document)
}

#[test]
fn accreditation_is_listed_when_granted() {
	prepared(|| {
		assert_ok!(grant(AGENCY, scope(), year()));
		let view = AccreditationView {
			id: AccreditationId(0),
			agency: AGENCY,
			scheme: Scheme::Laboratory,
			certificate: document(1),
			scope: scope(),
			validity: year(),
			withdrawn: None,
			in_force: true,
		};
		assert_eq!(Inspection::accreditation(AccreditationId(0)), Some(view.clone()));
		assert_eq!(Inspection::accreditations_of(AGENCY), [view]);
		assert_eq!(Inspection::accreditations_of(OTHER_AGENCY), []);
		let event =
			Event::AccreditationGranted { accreditation: AccreditationId(0), agency: AGENCY };
		assert_eq!(last_event(), event.into());
		assert_eq!(last_entry(), entry(AccreditationGranted, Some(document(1))));
	});
}

#[test]
fn accreditation_is_refused_when_not_by_the_council_or_the_agency_cannot_have_it() {
	prepared(|| {
		refuses_all_but_the_council(|origin| {
			let (scheme, certificate) = (Scheme::Laboratory, document(1));
			Inspection::grant_accreditation(origin, AGENCY, scheme, certificate, scope(), year())
		});
		assert_noop!(grant(OrgId(99), scope(), year()), Error::AgencyNotFound);
		assert_noop!(grant(SUSPENDED, scope(), year()), Error::AgencySuspended);
		assert_noop!(grant(MERCHANT, scope(), year()), Error::NotAnAgency);
	});
}

#[test]
fn accreditation_is_refused_when_its_scope_is_bad() {
	prepared(|| {
		let refuses = |scope, error: Error| {
			assert_noop!(grant(AGENCY, scope, year()), error);
		};
		for goods in [HsPrefix::Chapter(*b"77"), HsPrefix::Heading(*b"18a6")] {
			let goods = list(&[goods]);
			refuses(Scope { goods, ..scope() }, Error::InvalidHsPrefix);
		}
		let goods = prefixes(&["18", "0402", "18"]);
		refuses(Scope { goods, ..scope() }, Error::DuplicateEntry);
		let refuses_countries = |countries: &[CountryCode], error| {
			let countries = Countries::Only(list(countries));
			refuses(Scope { countries, ..scope() }, error);
		};
		refuses_countries(&[], Error::NothingInScope);
		refuses_countries(&[country("BE"), CountryCode(*b"XX")], Error::InvalidCountry);
		refuses_countries(&[country("BE"), country("BE")], Error::DuplicateEntry);
		let refuses_standards = |standards: &[StandardId], error| {
			let standards = list(standards);
			refuses(Scope { standards, ..scope() }, error);
		};
		refuses_standards(&[], Error::NothingInScope);
		refuses_standards(&[ADDITIVES, NO_STANDARD], Error::StandardNotFound);
		refuses_standards(&[ADDITIVES, ADDITIVES], Error::DuplicateEntry);
	});
}

#[test]
fn accreditation_is_refused_when_its_period_is_empty_or_over() {
	prepared(|| {
		let call = |from, until| grant(AGENCY, scope(), Period { from, until });
		for (from, until) in [(NOW + 5, NOW + 5), (NOW + 5, NOW + 4), (NOW - 5, NOW), (0, 0)] {
			assert_noop!(call(from, until), Error::InvalidPeriod);
		}
		assert_ok!(call(NOW - 5, NOW + 1));
		assert_ok!(call(NOW + 5, NOW + 6));
		assert!(!Inspection::accreditation(AccreditationId(1)).unwrap().in_force);
	});
}

#[test]
fn accreditation_is_refused_when_the_agency_has_too_many_that_are_not_over() {
	prepared(|| {
		let until = NOW + DAY;
		accredit_for(AGENCY, scope(), Period { from: NOW, until });
		for _ in 1..MAX_ACCREDITATIONS {
			accredit(AGENCY);
		}
		let call = || grant(AGENCY, scope(), year());
		at(until - 1);
		assert_noop!(call(), Error::TooManyAccreditations);
		assert_ok!(grant(OTHER_AGENCY, scope(), year()));
		// The first one is over, and makes room for one.
		at(until);
		assert_ok!(call());
		assert_noop!(call(), Error::TooManyAccreditations);
		assert_eq!(Inspection::accreditations_of(AGENCY)[0].id, AccreditationId(1));
		assert!(Inspection::accreditation(AccreditationId(0)).is_some());
		// So does a withdrawn one.
		assert_ok!(withdraw(AccreditationId(1), NOW));
		assert_ok!(call());
		assert_noop!(call(), Error::TooManyAccreditations);
	});
}

#[test]
fn accreditation_is_refused_when_ids_are_used_up() {
	prepared(|| {
		NextAccreditationId::<Test>::put(AccreditationId(u32::MAX));
		assert_noop!(grant(AGENCY, scope(), year()), Error::TooManyIds);
		NextAccreditationId::<Test>::kill();
	});
}

#[test]
fn withdrawal_only_moves_back_when_repeated() {
	prepared(|| {
		let id = accredit(AGENCY);
		at(NOW + 9);
		assert_noop!(withdraw(id, NOW + 10), Error::AsOfInFuture);
		let expect = |old, new| {
			let event =
				Event::AccreditationWithdrawn { accreditation: id, agency: AGENCY, old, new };
			assert_eq!(last_event(), event.into());
			assert_eq!(last_entry(), entry(AccreditationWithdrawn, None));
			let view = Inspection::accreditation(id).unwrap();
			assert_eq!((view.withdrawn, view.in_force), (Some(new), false));
		};
		assert_ok!(withdraw(id, NOW + 9));
		expect(None, NOW + 9);
		assert_noop!(withdraw(id, NOW + 9), Error::AlreadyWithdrawn);
		assert_ok!(withdraw(id, NOW + 8));
		expect(Some(NOW + 9), NOW + 8);
		assert_noop!(withdraw(id, NOW + 9), Error::AlreadyWithdrawn);
	});
}

#[test]
fn withdrawal_is_refused_when_not_by_the_council_or_there_is_nothing_to_withdraw() {
	prepared(|| {
		let id = accredit(AGENCY);
		refuses_all_but_the_council(|origin| Inspection::withdraw_accreditation(origin, id, NOW));
		assert_noop!(withdraw(AccreditationId(1), NOW), Error::AccreditationNotFound);
	});
}

fn is_accredited(agency: OrgId, hs: &[u8; 6], at_border_of: &str) -> bool {
	let hs = HsCode { code: *hs, edition: 2017 };
	Inspection::accreditation_for(agency, &hs, country(at_border_of)).is_some()
}

#[test]
fn agency_is_accredited_when_one_accreditation_covers_goods_and_country() {
	prepared(|| {
		let with = |goods: &[&str], countries: &[&str]| Scope {
			goods: prefixes(goods),
			countries: only(countries),
			standards: list(&[ADDITIVES]),
		};
		accredit_for(AGENCY, with(&["1806"], &["CN", "AU"]), year());
		accredit_for(AGENCY, with(&["22"], &["NZ"]), year());
		accredit_for(AGENCY, with(&[], &["DE"]), year());
		for (hs, border, expected) in [
			(b"180631", "CN", true),
			(b"180631", "AU", true),
			(b"220421", "NZ", true),
			// Goods of one and country of another do not add up.
			(b"180631", "NZ", false),
			(b"220421", "CN", false),
			(b"180500", "CN", false),
			(b"180631", "BE", false),
			// No goods at all are covered.
			(b"180631", "DE", false),
		] {
			assert_eq!(is_accredited(AGENCY, hs, border), expected, "{border}");
		}
		for other in [OTHER_AGENCY, MERCHANT, OrgId(99)] {
			assert!(!is_accredited(other, b"180631", "CN"));
		}
	});
}

#[test]
fn agency_is_accredited_when_the_moment_is_within_its_period() {
	prepared(|| {
		let (from, until) = (NOW + DAY, NOW + 2 * DAY);
		accredit_for(AGENCY, scope(), Period { from, until });
		for (now, expected) in [(from - 1, false), (from, true), (until - 1, true), (until, false)]
		{
			at(now);
			assert_eq!(is_accredited(AGENCY, b"180631", "CN"), expected, "{now}");
		}
	});
}

#[test]
fn agency_is_not_accredited_when_withdrawn_or_suspended() {
	prepared(|| {
		let id = accredit(AGENCY);
		accredit(OTHER_AGENCY);
		assert!(is_accredited(AGENCY, b"180631", "CN"));
		assert_ok!(withdraw(id, NOW));
		assert!(!is_accredited(AGENCY, b"180631", "CN"));
		assert!(is_accredited(OTHER_AGENCY, b"180631", "CN"));
		Registry::suspend(OTHER_AGENCY);
		assert!(!is_accredited(OTHER_AGENCY, b"180631", "CN"));
	});
}
