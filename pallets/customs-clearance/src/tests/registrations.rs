use super::*;
use hallmark_glue::MAX_REQUIRED;
use hallmark_types::{
	CountryCode, HsCode, LinkSubject, Registration, RegistrationNumber, SystemCode, Text,
};

/// The product of [`LOT`], whose record [`OTHER_MERCHANT`] keeps, as it issued the lot.
fn product() -> LinkSubject {
	LinkSubject::Product(gtin(LOT))
}

const OF_LOT: LinkSubject = LinkSubject::Lot(LOT);

fn system(code: &str) -> SystemCode {
	SystemCode::new(code).unwrap()
}

/// A register that China's authorities look into, and one that all do.
fn licence() -> SystemCode {
	system("CN-IL")
}

fn mrns() -> SystemCode {
	system("EU-MRN")
}

fn number(text: &str) -> RegistrationNumber {
	Text::new(text).unwrap()
}

fn registration(system: SystemCode, text: &str) -> Registration {
	Registration { system, number: number(text) }
}

fn register(of: LinkSubject, system: SystemCode, text: &str) -> DispatchResult {
	Customs::register(by(OTHER_MERCHANT), of, system, number(text))
}

/// China's customs confirms the number that [`OTHER_MERCHANT`] gave.
fn confirm(of: LinkSubject, system: SystemCode, text: &str, hs: Option<HsCode>) -> DispatchResult {
	Customs::confirm_registration(by(CUSTOMS_CN), of, system, OTHER_MERCHANT, number(text), hs)
}

fn unconfirm(of: LinkSubject, system: SystemCode) -> DispatchResult {
	let reason = document(7);
	Customs::withdraw_confirmation(by(CUSTOMS_CN), of, system, OTHER_MERCHANT, reason)
}

/// The rules ask for these numbers of whatever is accepted next.
fn ask_for(systems: &[SystemCode]) {
	NextRequired::set(&systems.to_vec().try_into().unwrap());
}

/// A hundred items of [`LOT`] that declare these numbers and could be released but for them.
fn assessed(procedure: Procedure, declared: Vec<Registration>) -> DeclarationId {
	let mut line = declared_line(LOT, &[(0, 100)]);
	line.registrations = declared.try_into().unwrap();
	let id = accepted(details(procedure, vec![line]));
	bring(id, LineStatus::Assessed);
	id
}

/// The only number that rules ask for, as a reader finds it.
fn found(id: DeclarationId) -> RegistrationCheck {
	let checks = Customs::report(id).unwrap().lines.remove(0).registrations;
	<[_; 1]>::try_from(checks).unwrap().into_iter().next().unwrap()
}

fn release(id: DeclarationId) -> DispatchResult {
	Customs::release(by(CUSTOMS_CN), id, first()).result()
}

fn last_entry(of: Subject) -> (OrgId, JournalKind, Assurance) {
	*journal(of).last().unwrap()
}

#[test]
fn number_is_given_by_who_keeps_the_product_or_issued_the_lot() {
	test(|| {
		for (of, permission, error) in [
			(product(), Permission::Products, Error::NotYourProduct),
			(OF_LOT, Permission::Lots, Error::NotYourLot),
		] {
			let give = |who| Customs::register(who, of, licence(), number("IL-1"));
			let others = &[MERCHANT, MANUFACTURER];
			refuses_all_but(OTHER_MERCHANT, permission, CUSTOMS_CN, others, error, give);
			let before = stored(OTHER_MERCHANT);
			assert_ok!(give(by(OTHER_MERCHANT)));
			let given = Event::Registered {
				subject: of,
				system: licence(),
				registrant: OTHER_MERCHANT,
				old: None,
				new: number("IL-1"),
			};
			assert_eq!(last_event(), given);
			let taken = stored(OTHER_MERCHANT) - before;
			assert!(taken > 64, "{taken}");
			assert_noop!(give(by(OTHER_MERCHANT)), Error::RegistrationUnchanged);

			// Another takes its place, and its room.
			assert_ok!(register(of, licence(), "IL-2"));
			assert_eq!(stored(OTHER_MERCHANT), before + taken);
			let all = Customs::registrations(of, None);
			assert_eq!(all.len(), 1);
			assert_eq!((all[0].registrant, &all[0].number), (OTHER_MERCHANT, &number("IL-2")));
			assert!(all[0].confirmations.is_empty());

			let take = |who| Customs::withdraw_registration(who, of, licence());
			let error = Error::RegistrationNotFound;
			refuses_all_but(OTHER_MERCHANT, permission, CUSTOMS_CN, others, error, take);
			assert_ok!(take(by(OTHER_MERCHANT)));
			assert_eq!(stored(OTHER_MERCHANT), before);
			assert_noop!(take(by(OTHER_MERCHANT)), Error::RegistrationNotFound);
		}
		let declared = |kind| (OTHER_MERCHANT, kind, Assurance::Declared);
		let entries = [
			declared(JournalKind::RegistrationRecorded),
			declared(JournalKind::RegistrationRecorded),
			declared(JournalKind::RegistrationWithdrawn),
		];
		assert_eq!(journal(Subject::Lot(LOT)), entries);
		assert_eq!(journal(Subject::Product(gtin(LOT))), entries);
	});
}

#[test]
fn number_is_refused_when_it_or_what_it_is_of_is_not_there() {
	test(|| {
		let odd = Text(b"\xff".to_vec().try_into().unwrap());
		for bad in [Text::default(), odd] {
			let give = Customs::register(by(OTHER_MERCHANT), OF_LOT, licence(), bad);
			assert_noop!(give, Error::InvalidRegistrationNumber);
		}
		let nowhere = || system("NOWHERE");
		assert_noop!(register(OF_LOT, nowhere(), "1"), Error::SystemNotFound);
		assert_noop!(register(LinkSubject::Lot(NO_LOT), licence(), "1"), Error::LotNotFound);
		// No room is left.
		StorageLimit::set(&0);
		assert_noop!(register(OF_LOT, licence(), "1"), STORAGE_USED_UP);
	});
}

#[test]
fn number_is_confirmed_by_an_authority_that_looks_into_the_register() {
	test(|| {
		for (of, subject) in [(product(), Subject::Product(gtin(LOT))), (OF_LOT, Subject::Lot(LOT))]
		{
			assert_noop!(confirm(of, licence(), "IL-1", None), Error::RegistrationNotFound);
			assert_ok!(register(of, licence(), "IL-1"));
			let give = |who| {
				Customs::confirm_registration(
					who,
					of,
					licence(),
					OTHER_MERCHANT,
					number("IL-1"),
					Some(hs()),
				)
			};
			let (clearance, error) = (Permission::Clearance, Error::NotYourRegister);
			refuses_all_but(CUSTOMS_CN, clearance, MERCHANT, &[CUSTOMS_AU], error, give);
			assert_noop!(confirm(of, licence(), "IL-2", None), Error::OtherNumber);
			let odd = HsCode { code: *b"77....", edition: 2022 };
			let error = Error::InvalidCommodityCode;
			assert_noop!(confirm(of, licence(), "IL-1", Some(odd)), error);
			let before = stored(CUSTOMS_CN);
			assert_ok!(give(by(CUSTOMS_CN)));
			let confirmed = Event::RegistrationConfirmed {
				subject: of,
				system: licence(),
				registrant: OTHER_MERCHANT,
				number: number("IL-1"),
				hs: Some(hs()),
				country: country("CN"),
				by: CUSTOMS_CN,
			};
			assert_eq!(last_event(), confirmed);
			let entry = (CUSTOMS_CN, JournalKind::RegistrationConfirmed, Assurance::Confirmed);
			assert_eq!(last_entry(subject), entry);
			assert!(stored(CUSTOMS_CN) > before + 64);
			assert_noop!(give(by(CUSTOMS_SH)), Error::ConfirmationUnchanged);

			// Another of the country says otherwise: its word takes the other's place, and room.
			assert_ok!(Customs::confirm_registration(
				by(CUSTOMS_SH),
				of,
				licence(),
				OTHER_MERCHANT,
				number("IL-1"),
				None
			));
			assert_eq!(stored(CUSTOMS_CN), before);
			let all = Customs::registrations(of, None);
			let (in_country, found) = &all[0].confirmations[0];
			assert_eq!((*in_country, found.by, found.hs), (country("CN"), CUSTOMS_SH, None));

			// It is the country's to take back.
			let take = |who| {
				let reason = document(7);
				Customs::withdraw_confirmation(who, of, licence(), OTHER_MERCHANT, reason)
			};
			let error = Error::ConfirmationNotFound;
			refuses_all_but(CUSTOMS_CN, clearance, MERCHANT, &[CUSTOMS_AU], error, take);
			assert_ok!(take(by(CUSTOMS_CN)));
			let entry = (CUSTOMS_CN, JournalKind::RegistrationUnconfirmed, Assurance::Confirmed);
			assert_eq!(last_entry(subject), entry);
			assert_eq!((stored(CUSTOMS_CN), stored(CUSTOMS_SH)), (before, 0));
			assert_noop!(take(by(CUSTOMS_CN)), Error::ConfirmationNotFound);
			assert!(Customs::registrations(of, None)[0].confirmations.is_empty());
		}
	});
}

#[test]
fn confirmation_is_refused_when_the_authority_is_under_common_control() {
	test(|| {
		assert_ok!(register(OF_LOT, licence(), "IL-1"));
		Registry::set_group(CUSTOMS_CN, OTHER_MERCHANT.0);
		assert_noop!(confirm(OF_LOT, licence(), "IL-1", None), Error::SameControlGroup);
		StorageLimit::set(&0);
		let by_another = Customs::confirm_registration(
			by(CUSTOMS_SH),
			OF_LOT,
			licence(),
			OTHER_MERCHANT,
			number("IL-1"),
			None,
		);
		assert_noop!(by_another, STORAGE_USED_UP);
	});
}

#[test]
fn registers_are_named_by_the_council_alone() {
	test(|| {
		let named = |name: &str, countries: &[CountryCode]| OuterSystem {
			name: Text(name.as_bytes().to_vec().try_into().unwrap()),
			countries: countries.to_vec().try_into().unwrap(),
		};
		let put = |code: &SystemCode, is: OuterSystem| {
			Customs::put_system(RuntimeOrigin::root(), code.clone(), is)
		};
		let code = system("JP-RADIO");
		let japan = || named("Radio type approval", &[country("JP")]);
		for who in [RuntimeOrigin::none(), by(CUSTOMS_CN), by(MERCHANT)] {
			let refused = Customs::put_system(who, code.clone(), japan());
			assert_noop!(refused, DispatchError::BadOrigin);
		}
		let odd = SystemCode(b"jp".to_vec().try_into().unwrap());
		assert_noop!(put(&odd, japan()), Error::InvalidSystemCode);
		let twice = [country("JP"), country("JP")];
		for bad in [named("", &[]), named("x", &twice), named("x", &[CountryCode(*b"XX")])] {
			assert_noop!(put(&code, bad), Error::InvalidSystem);
		}
		assert_ok!(put(&code, japan()));
		assert_eq!(last_event(), Event::SystemPut { code: code.clone(), old: None, new: japan() });
		assert_noop!(put(&code, japan()), Error::SystemUnchanged);
		assert_eq!(Customs::system(code.clone()), Some(japan()));
		// There is room for 256, and for what they are said to be anew.
		for n in Systems::<Test>::count()..MAX_SYSTEMS {
			assert_ok!(put(&system(&format!("X-{n}")), japan()));
		}
		assert_noop!(put(&system("ONE-MORE"), japan()), Error::TooManySystems);
		assert_ok!(put(&code, named("Radio type approval", &[])));
	});
}

#[test]
fn release_is_refused_until_the_number_that_rules_ask_for_matches() {
	for procedure in [Procedure::Direct, Procedure::Bonded] {
		test(|| {
			ask_for(&[licence()]);
			let id = assessed(procedure, vec![registration(licence(), "IL-1")]);
			let free: Box<dyn Fn() -> DispatchResult> = match procedure {
				Procedure::Direct => {
					matched(id, first());
					Box::new(move || release(id))
				}
				Procedure::Bonded => {
					// Into bond they come without.
					assert_ok!(release(id));
					matched(id, first());
					let free = move || Customs::to_free_circulation(by(CUSTOMS_CN), id, first());
					Box::new(move || free().result())
				}
			};
			let refused = |error: Error, finding| {
				assert_noop!(free(), error);
				assert_eq!(found(id).finding, finding);
				assert_ne!(clearance(LOT, 0), Clearance::Released);
			};
			use RegistrationFinding::*;
			refused(Error::RegistrationNotRecorded, NotRecorded);
			assert_ok!(register(product(), licence(), "IL-2"));
			refused(Error::RegistrationMismatch, Mismatch);
			assert_ok!(register(product(), licence(), "IL-1"));
			refused(Error::RegistrationNotConfirmed, NotConfirmed);
			// Of another border's authority it counts for nothing here; nor does it of another
			// number.
			assert_ok!(register(product(), licence(), "IL-2"));
			assert_ok!(confirm(product(), licence(), "IL-2", None));
			assert_ok!(register(product(), licence(), "IL-1"));
			refused(Error::RegistrationNotConfirmed, NotConfirmed);
			let other = HsCode { code: *b"180632", edition: 2022 };
			assert_ok!(confirm(product(), licence(), "IL-1", Some(other)));
			refused(Error::RegistrationOfOtherGoods, OtherGoods);
			assert_ok!(confirm(product(), licence(), "IL-1", Some(hs())));
			assert_ok!(unconfirm(product(), licence()));
			refused(Error::RegistrationNotConfirmed, NotConfirmed);
			assert_ok!(confirm(product(), licence(), "IL-1", Some(hs())));

			// The lot's own number goes before its product's.
			assert_ok!(register(OF_LOT, licence(), "IL-3"));
			refused(Error::RegistrationMismatch, Mismatch);
			assert_eq!(found(id).of, Some((OF_LOT, OTHER_MERCHANT)));
			assert_ok!(Customs::withdraw_registration(by(OTHER_MERCHANT), OF_LOT, licence()));

			let check = found(id);
			assert_eq!((check.finding, check.system), (Matched, licence()));
			assert_eq!(check.declared, check.recorded);
			assert_eq!(check.of, Some((product(), OTHER_MERCHANT)));
			assert_eq!(check.confirmation.unwrap().by, CUSTOMS_CN);
			assert_ok!(free());
			assert_eq!(clearance(LOT, 0), Clearance::Released);
			assert_eq!(last_entry(Subject::Lot(LOT)).1, JournalKind::Released);
		});
	}
}

#[test]
fn confirmation_counts_at_the_border_of_its_country_alone() {
	test(|| {
		ask_for(&[mrns()]);
		let id = assessed(Procedure::Direct, vec![registration(mrns(), "26BE1")]);
		matched(id, first());
		assert_ok!(register(OF_LOT, mrns(), "26BE1"));
		assert_ok!(Customs::confirm_registration(
			by(CUSTOMS_AU),
			OF_LOT,
			mrns(),
			OTHER_MERCHANT,
			number("26BE1"),
			None
		));
		assert_noop!(release(id), Error::RegistrationNotConfirmed);
		assert_ok!(confirm(OF_LOT, mrns(), "26BE1", None));
		let countries: Vec<_> = Customs::registrations(OF_LOT, Some(OTHER_MERCHANT))[0]
			.confirmations
			.iter()
			.map(|(country, _)| *country)
			.collect();
		assert_eq!(countries, [country("AU"), country("CN")]);
		assert!(Customs::registrations(OF_LOT, Some(MERCHANT)).is_empty());
		assert_ok!(release(id));
	});
}

#[test]
fn line_that_declares_no_number_is_released_by_two_officers_alone() {
	test(|| {
		ask_for(&[mrns(), licence()]);
		let id = assessed(Procedure::Direct, vec![registration(mrns(), "26BE1")]);
		matched(id, first());
		assert_ok!(register(OF_LOT, mrns(), "26BE1"));
		assert_ok!(confirm(OF_LOT, mrns(), "26BE1", None));
		assert_ok!(register(OF_LOT, licence(), "IL-1"));
		assert_ok!(confirm(OF_LOT, licence(), "IL-1", None));
		// One of the two matches, the other is not declared.
		assert_noop!(release(id), Error::RegistrationNotDeclared);
		let report = Customs::report(id).unwrap();
		let findings: Vec<_> =
			report.lines[0].registrations.iter().map(|check| check.finding).collect();
		use RegistrationFinding::{Matched, NotDeclared};
		assert_eq!(findings, [Matched, NotDeclared]);
		assert_ok!(Customs::propose_override(by(CUSTOMS_CN), id, first(), document(1)));
		assert_ok!(Customs::confirm_override(by_second(CUSTOMS_CN), id, first(), document(1)));
		assert_ok!(release(id));
		assert_eq!(last_entry(Subject::Lot(LOT)).1, JournalKind::ReleaseOverridden);
	});
}

#[test]
fn nothing_is_asked_of_lines_that_no_requirement_matched() {
	test(|| {
		let id = assessed(Procedure::Direct, vec![registration(licence(), "whatever")]);
		matched(id, first());
		assert!(Customs::report(id).unwrap().lines[0].registrations.is_empty());
		assert_eq!(RequiredOf::<Test>::iter().count(), 0);
		// What rules ask later is asked of what is accepted later.
		ask_for(&[licence()]);
		assert_ok!(release(id));
	});
}

#[test]
fn declaration_is_refused_when_its_numbers_cannot_be_ones() {
	test(|| {
		let with = |registrations: Vec<Registration>| {
			let mut details = one_line();
			details.lines[0].registrations = registrations.try_into().unwrap();
			details
		};
		let lodge = |details| Customs::lodge(by(MERCHANT), CUSTOMS_CN, details);
		let odd = SystemCode(b"cn".to_vec().try_into().unwrap());
		let twice = vec![registration(licence(), "1"), registration(licence(), "2")];
		let empty = Registration { system: licence(), number: Text::default() };
		for (registrations, error) in [
			(vec![registration(odd, "1")], Error::InvalidSystemCode),
			(vec![empty], Error::InvalidRegistrationNumber),
			(twice, Error::DuplicateSystem),
		] {
			assert_noop!(lodge(with(registrations)), error);
		}
		let all = (0..MAX_REQUIRED).map(|n| registration(system(&format!("X-{n}")), "1"));
		assert_ok!(lodge(with(all.collect())));
	});
}

#[test]
fn what_is_asked_is_charged_to_the_authority() {
	test(|| {
		accepted(details(Procedure::Direct, vec![declared_line(OTHER_LOT, &[(0, 100)])]));
		let without = stored(CUSTOMS_CN);
		ask_for(&[licence()]);
		accepted(one_line());
		assert_eq!(stored(CUSTOMS_CN), 2 * without + 64 + 7);
	});
}
