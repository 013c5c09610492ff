//! Suspension and control groups.

use super::*;
use hallmark_glue::Operators as _;
use sp_runtime::DispatchResult;

#[test]
fn operators_can_do_nothing_when_their_organisation_is_suspended() {
	run(|| {
		let protege = admit_protege();
		assert_ok!(Registry::operator(&stranger(9)));
		assert_ok!(Registry::suspend(by(admin(PLATFORM_A)), protege, Some(document(1))));
		assert_eq!(
			last_event(),
			Event::OrganisationSuspended { org: protege, by: Some(PLATFORM_A) }
		);
		assert_eq!(Registry::operator(&stranger(9)), Err(WriteRefusal::OrganisationSuspended));
		assert_eq!(Dismissed::get(), [protege]);
		assert_eq!(
			Written::get().pop(),
			Some((
				Subject::Organisation(protege),
				JournalKind::OrganisationSuspended,
				Assurance::Attested,
				author(PLATFORM_A),
				Some(document(1))
			))
		);
		assert_ok!(Registry::reinstate(by(admin(PLATFORM_A)), protege));
		assert_eq!(
			last_event(),
			Event::OrganisationReinstated { org: protege, by: Some(PLATFORM_A) }
		);
		assert_ok!(Registry::operator(&stranger(9)));
	});
}

#[test]
fn suspension_is_refused_when_the_caller_may_not() {
	run(|| {
		let protege = admit_protege();
		let suspend = |origin| Registry::suspend(origin, protege, None);
		refused_to_outsiders(PLATFORM_A, suspend);
		assert_noop!(suspend(by(admin(MERCHANT))), Error::<Test>::RoleMissing);
		assert_noop!(suspend(by(admin(PLATFORM_B))), Error::<Test>::NotYourOrganisation);
		assert_noop!(
			Registry::suspend(by(admin(PLATFORM_A)), MERCHANT, None),
			Error::<Test>::NotYourOrganisation
		);
		assert_noop!(
			Registry::suspend(council(), OrgId(99), None),
			Error::<Test>::OrganisationNotFound
		);
	});
}

#[test]
fn suspension_by_a_platform_is_refused_when_the_council_granted_roles() {
	run(|| {
		let protege = admit_protege();
		assert_ok!(Registry::grant_role(council(), protege, Role::Member));
		assert_noop!(
			Registry::suspend(by(admin(PLATFORM_A)), protege, None),
			Error::<Test>::NotYourOrganisation
		);
		assert_ok!(Registry::suspend(council(), protege, None));
	});
}

#[test]
fn suspension_is_refused_when_it_stands_already() {
	run(|| {
		let protege = admit_protege();
		assert_ok!(Registry::suspend(by(admin(PLATFORM_A)), protege, None));
		assert_noop!(
			Registry::suspend(by(admin(PLATFORM_A)), protege, None),
			Error::<Test>::AlreadySuspended
		);
		assert_noop!(
			Registry::suspend(council(), SUSPENDED, None),
			Error::<Test>::AlreadySuspended
		);
	});
}

#[test]
fn platform_cannot_reinstate_when_the_council_took_its_suspension_over() {
	run(|| {
		let protege = admit_protege();
		assert_ok!(Registry::suspend(by(admin(PLATFORM_A)), protege, None));
		assert_ok!(Registry::suspend(council(), protege, None));
		assert_eq!(Dismissed::get(), [protege]);
		assert_noop!(
			Registry::reinstate(by(admin(PLATFORM_A)), protege),
			Error::<Test>::NotYourSuspension
		);
		assert_ok!(Registry::reinstate(council(), protege));
	});
}

#[test]
fn reinstatement_is_refused_when_the_caller_may_not() {
	run(|| {
		let protege = admit_protege();
		assert_ok!(Registry::suspend(by(admin(PLATFORM_A)), protege, None));
		let reinstate = |origin| Registry::reinstate(origin, protege);
		refused_to_outsiders(PLATFORM_A, reinstate);
		assert_noop!(reinstate(by(admin(MERCHANT))), Error::<Test>::RoleMissing);
		assert_noop!(reinstate(by(admin(PLATFORM_B))), Error::<Test>::NotYourSuspension);
		assert_noop!(reinstate(by(stranger(9))), Error::<Test>::OrganisationSuspended);
		assert_noop!(
			Registry::reinstate(council(), OrgId(99)),
			Error::<Test>::OrganisationNotFound
		);
		assert_noop!(Registry::reinstate(council(), MERCHANT), Error::<Test>::NotSuspended);
	});
}

#[test]
fn organisation_changes_group_when_the_council_moves_it() {
	run(|| {
		let group = |org| Organisations::<Test>::get(org).unwrap().group;
		let (old, new) = (group(MERCHANT), group(AGENCY));
		let fresh = NextGroupId::<Test>::get();
		refused_to_all_but_council(|origin| {
			Registry::set_control_group(origin, MERCHANT, Some(AGENCY))
		});
		assert_ok!(Registry::set_control_group(council(), MERCHANT, Some(AGENCY)));
		assert_eq!(last_event(), Event::ControlGroupChanged { org: MERCHANT, old, new });
		assert_eq!(group(MERCHANT), group(AGENCY));
		assert_ok!(Registry::set_control_group(council(), MERCHANT, None));
		assert_eq!(group(MERCHANT), fresh);
		assert_eq!(
			Written::get().pop(),
			Some((
				Subject::Organisation(MERCHANT),
				JournalKind::OrganisationRevised,
				Assurance::Confirmed,
				Author::Council,
				None
			))
		);
		for (org, with) in [(OrgId(99), None), (MERCHANT, Some(OrgId(99)))] {
			assert_noop!(
				Registry::set_control_group(council(), org, with),
				Error::<Test>::OrganisationNotFound
			);
		}
	});
}

#[test]
fn seated_authority_is_safe_from_two_thirds_unless_it_consents() {
	run(|| {
		// The mock has no customs authority; whom a seat protects is not for the registry to say.
		let (org, role) = (AGENCY, Role::InspectionAgency);
		let calls: [fn(RuntimeOrigin) -> DispatchResult; 5] = [
			|origin| Registry::name_stand_in(origin, AGENCY, None, None),
			|origin| Registry::restore_admin(origin, AGENCY, admin(AGENCY)),
			|origin| Registry::revoke_operator(origin, clerk(AGENCY), Now::get()),
			|origin| Registry::withdraw_role(origin, AGENCY, Role::InspectionAgency, None),
			|origin| Registry::suspend(origin, AGENCY, None),
		];
		Seated::set(vec![(org, true)]);
		for call in calls {
			assert_noop!(call(council()), Error::<Test>::ConsentMissing);
		}
		// It may still act on itself, and five sixths may act on it.
		assert_ok!(Registry::add_operator(by(admin(org)), stranger(2), Permissions::NONE));
		let own = Registry::revoke_operator(by(admin(org)), stranger(2), Now::get());
		assert_ok!(own);
		for call in calls {
			assert_ok!(call(five_sixths()));
		}
		assert_ok!(Registry::reinstate(council(), org));
		assert_ok!(Registry::grant_role(council(), org, role));
		assert_ok!(Registry::readmit_operator(by(admin(org)), clerk(org)));

		// It consented: two thirds are enough.
		Seated::set(vec![(org, false)]);
		for call in calls {
			assert_ok!(call(council()));
		}
	});
}

#[test]
fn stand_in_of_an_authority_is_named_when_the_council_says_so() {
	run(|| {
		let customs = |number: u32, name, country: &str| {
			let mut profile = profile(name);
			profile.country = CountryCode::new(country).unwrap();
			let of_customs = roles(&[Role::CustomsAuthority]);
			let admin = stranger(10 + number as u8);
			assert_ok!(Registry::admit(council(), profile, of_customs, None, admin));
			OrgId(NEXT.0 + number)
		};
		let [silent, other, abroad] =
			[customs(0, "CUSTOMS-A", "CN"), customs(1, "CUSTOMS-B", "CN"), customs(2, "C", "AU")];
		let name =
			|origin, stand_in| Registry::name_stand_in(origin, silent, stand_in, Some(document(1)));
		// Its role is not in effect yet.
		assert_noop!(name(council(), Some(other)), Error::<Test>::NotAnAuthority);
		Now::set(Now::get() + DELAY);
		refused_to_all_but_council(|origin| name(origin, Some(other)));
		for (stand_in, error) in [
			(silent, Error::<Test>::NotAnAuthority),
			(abroad, Error::<Test>::NotAnAuthority),
			(MERCHANT, Error::<Test>::NotAnAuthority),
			(SUSPENDED, Error::<Test>::OrganisationSuspended),
			(OrgId(99), Error::<Test>::OrganisationNotFound),
		] {
			assert_noop!(name(council(), Some(stand_in)), error);
		}
		assert_ok!(name(council(), Some(other)));
		let event = Event::StandInNamed { authority: silent, old: None, new: Some(other) };
		assert_eq!(last_event(), event);
		let actor =
			|org: OrgId| Registry::operator(&stranger((org.0 - NEXT.0) as u8 + 10)).unwrap();
		let may_act = |org| {
			let cn = CountryCode::new("CN").unwrap();
			<Registry as hallmark_glue::Organisations>::may_act_for(
				&actor(org),
				silent,
				cn,
				MERCHANT,
			)
		};
		assert_eq!([silent, other, abroad].map(may_act), [true, true, false]);
		assert_ok!(name(council(), None));
		assert_eq!([silent, other].map(may_act), [true, false]);
	});
}

#[test]
fn control_group_is_refused_when_it_would_have_two_seats() {
	run(|| {
		Seated::set(vec![(MEMBER, false), (PLATFORM_A, false)]);
		assert_noop!(
			Registry::set_control_group(council(), MEMBER, Some(PLATFORM_A)),
			Error::<Test>::GroupSeated
		);
		// One without a seat may join, and so may one with a seat where nobody else has one.
		assert_ok!(Registry::set_control_group(council(), MERCHANT, Some(PLATFORM_A)));
		assert_ok!(Registry::set_control_group(council(), MEMBER, Some(PLATFORM_B)));
		assert_noop!(
			Registry::set_control_group(council(), MEMBER, Some(MERCHANT)),
			Error::<Test>::GroupSeated
		);
		assert_ok!(Registry::set_control_group(council(), MEMBER, None));
	});
}
