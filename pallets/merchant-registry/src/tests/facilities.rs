use super::*;
use hallmark_glue::Facilities as _;

const FIRST: FacilityId = FacilityId(0);

fn register(origin: RuntimeOrigin) -> Result<(), DispatchError> {
	Registry::register_facility(origin, text("Line 1"), country("BE"), Some(gln()))
}

#[test]
fn facility_is_there_when_its_organisation_registers_it() {
	run(|| {
		for (number, org) in [MANUFACTURER, MERCHANT, AGENCY].into_iter().enumerate() {
			assert_ok!(register(by(admin(org))));
			assert_eq!(Registry::owner(FacilityId(number as u32)), Some(org));
		}
		assert_eq!(
			Facilities::<Test>::get(FIRST),
			Some(Facility {
				org: MANUFACTURER,
				name: text("Line 1"),
				country: country("BE"),
				gln: Some(gln()),
				closed: false,
				registered_at: START,
				registered_by: admin(MANUFACTURER),
			})
		);
		assert_eq!(
			events()[0],
			Event::FacilityRegistered {
				facility: FIRST,
				org: MANUFACTURER,
				name: text("Line 1"),
				country: country("BE"),
				gln: Some(gln()),
			}
		);
		assert_eq!(
			Written::get()[0],
			(
				Subject::Facility(FIRST),
				JournalKind::FacilityRegistered,
				Assurance::Declared,
				author(MANUFACTURER),
				None
			)
		);
		assert_eq!(Charged::get().get(&MANUFACTURER), Some(&i64::from(facility_size())));
	});
}

#[test]
fn facility_is_refused_when_the_caller_may_not() {
	run(|| {
		refused_to_outsiders(MANUFACTURER, register);
		for org in [PLATFORM_A, MEMBER, REGISTRAR] {
			assert_noop!(register(by(admin(org))), Error::<Test>::RoleMissing);
		}
	});
}

#[test]
fn facility_is_refused_when_a_field_is_wrong() {
	run(|| {
		let me = || by(admin(MANUFACTURER));
		assert_noop!(
			Registry::register_facility(me(), raw_text(b""), country("BE"), None),
			Error::<Test>::InvalidName
		);
		assert_noop!(
			Registry::register_facility(me(), text("A"), CountryCode(*b"UK"), None),
			Error::<Test>::InvalidCountry
		);
		assert_noop!(
			Registry::register_facility(me(), text("A"), country("BE"), Some(Gln(7))),
			Error::<Test>::InvalidGln
		);
		Allowance::set(0);
		assert_noop!(register(me()), DispatchError::Exhausted);
		NextFacilityId::<Test>::put(FacilityId(u32::MAX));
		assert_noop!(register(me()), Error::<Test>::TooManyIds);
	});
}

#[test]
fn facility_has_no_owner_when_it_is_closed() {
	run(|| {
		let close = |origin| Registry::close_facility(origin, FIRST);
		assert_noop!(close(by(admin(MANUFACTURER))), Error::<Test>::FacilityNotFound);
		assert_ok!(register(by(admin(MANUFACTURER))));
		refused_to_outsiders(MANUFACTURER, close);
		assert_noop!(close(by(admin(MERCHANT))), Error::<Test>::NotYourFacility);
		// Even when its role is gone, an organisation can close what it has.
		assert_ok!(Registry::withdraw_role(council(), MANUFACTURER, Role::Manufacturer, None));
		assert_ok!(close(by(admin(MANUFACTURER))));
		assert_eq!(last_event(), Event::FacilityClosed { facility: FIRST, org: MANUFACTURER });
		assert_eq!(Registry::owner(FIRST), None);
		assert!(Registry::exists(FIRST));
		// What it made there stays its own.
		assert_eq!(Registry::maker(FIRST), Some(MANUFACTURER));
		assert_eq!(Registry::country(FIRST), Some(country("BE")));
		let none = FacilityId(9);
		assert_eq!((Registry::maker(none), Registry::country(none)), (None, None));
		assert_noop!(close(by(admin(MANUFACTURER))), Error::<Test>::FacilityClosed);
		assert_eq!(Written::get().pop().unwrap().1, JournalKind::FacilityClosed);
	});
}
