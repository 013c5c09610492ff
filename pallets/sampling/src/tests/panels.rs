use super::*;

#[test]
fn panel_is_refused_when_one_is_no_agency_or_named_twice() {
	test(|| {
		assert_noop!(panel(&[AGENCY_A, MERCHANT]), Error::NotAnAgency);
		assert_noop!(panel(&[SUSPENDED_AGENCY]), Error::NotAnAgency);
		assert_noop!(panel(&[OrgId(999)]), Error::NotAnAgency);
		assert_noop!(panel(&[AGENCY_A, AGENCY_A]), Error::DuplicateAgency);
		assert_ok!(panel(&[AGENCY_A]));
		assert_ok!(panel(&[AGENCY_B, AGENCY_A]));
		let event = Event::PanelSet {
			authority: CUSTOMS_CN,
			old: vec![AGENCY_A],
			new: vec![AGENCY_B, AGENCY_A],
			from: NOW + LOOSENING,
		};
		assert_eq!(last_event(), event.into());
	});
}

fn in_force() -> Vec<OrgId> {
	Sampling::panel(CUSTOMS_CN).into_inner()
}

#[test]
fn panel_waits_when_it_replaces_another() {
	test(|| {
		// The first one ties the authority, which named whom it liked.
		assert_ok!(panel(&[AGENCY_A, AGENCY_B]));
		assert_eq!(in_force(), [AGENCY_A, AGENCY_B]);
		for friendly in [vec![AGENCY_C], vec![AGENCY_A], vec![]] {
			assert_ok!(panel(&friendly));
			pass_time(LOOSENING - 1);
			assert_eq!(in_force(), [AGENCY_A, AGENCY_B]);
			// That which is in force, set again, drops what waits.
			assert_ok!(panel(&[AGENCY_A, AGENCY_B]));
			pass_time(LOOSENING);
			assert_eq!(in_force(), [AGENCY_A, AGENCY_B]);
		}
		assert_ok!(panel(&[AGENCY_C]));
		pass_time(LOOSENING);
		assert_eq!(in_force(), [AGENCY_C]);
	});
}

#[test]
fn agency_is_drawn_from_the_panel_that_is_in_force() {
	test(|| {
		enforce(set(vec![], usual()));
		assert_ok!(panel(&[AGENCY_A]));
		assert_ok!(panel(&[AGENCY_B]));
		let id = decision(1);
		settle(id);
		assert_eq!(agency(id), AGENCY_A);
		pass_time(LOOSENING);
		let id = decision(2);
		settle(id);
		assert_eq!(agency(id), AGENCY_B);
	});
}

#[test]
fn panel_gives_back_what_it_stored_when_it_is_gone() {
	test(|| {
		assert_ok!(panel(&[]));
		assert_eq!(stored(CUSTOMS_CN), 0);
		assert_ok!(panel(&[AGENCY_A]));
		assert_ok!(panel(&[]));
		assert!(stored(CUSTOMS_CN) > 0);
		pass_time(LOOSENING);
		assert_eq!(in_force(), []);
		assert_ok!(panel(&[]));
		assert_eq!(stored(CUSTOMS_CN), 0);
		assert!(!Panels::<Test>::contains_key(CUSTOMS_CN));
	});
}
