use super::*;
use hallmark_glue::Operators as _;

#[test]
fn legal_id_is_its_owners_when_a_platform_gave_it_to_another_and_the_council_steps_in() {
	run(|| {
		let by_platform = by(admin(PLATFORM_A));
		let merchant = || roles(&[Role::Merchant]);
		let admit = |origin, who| Registry::admit(origin, profile("HRB 1"), merchant(), None, who);
		assert_ok!(admit(by_platform.clone(), stranger(1)));
		assert_noop!(admit(council(), stranger(2)), Error::<Test>::LegalIdAlreadyExists);
		// A platform that suspends it takes the id for nobody.
		assert_ok!(Registry::suspend(by_platform.clone(), NEXT, None));
		assert_noop!(admit(council(), stranger(2)), Error::<Test>::LegalIdAlreadyExists);
		assert_ok!(Registry::suspend(council(), NEXT, None));
		let again = admit(by_platform, stranger(2));
		assert_eq!(again, Err(Error::<Test>::LegalIdAlreadyExists.into()));
		assert_ok!(admit(council(), stranger(2)));
		let owner = Registry::operator(&stranger(2)).unwrap().org;
		let id = profile("HRB 1");
		assert_eq!(Registry::organisation_by_legal_id(id.country, id.legal_id), Some(owner));
		let back = Registry::reinstate(council(), NEXT);
		assert_noop!(back, Error::<Test>::LegalIdAlreadyExists);
	});
}

fn admit(origin: RuntimeOrigin, profile: Profile) -> Result<(), DispatchError> {
	Registry::admit(origin, profile, roles(&[Role::Merchant]), None, stranger(1))
}

#[test]
fn organisation_is_admitted_when_a_platform_vouches() {
	run(|| {
		let next_group = NextGroupId::<Test>::get();
		assert_ok!(Registry::admit(
			by(admin(PLATFORM_A)),
			profile("BE 0404.616.494"),
			roles(&[Role::Merchant, Role::Manufacturer]),
			None,
			stranger(1),
		));
		let organisation = Organisations::<Test>::get(NEXT).unwrap();
		let grant =
			|role| RoleGrant { role, granted_by: Some(PLATFORM_A), effective_at: START + DELAY };
		let grants = vec![grant(Role::Merchant), grant(Role::Manufacturer)];
		assert_eq!(
			organisation,
			Organisation {
				profile: profile("BE 0404.616.494"),
				group: next_group,
				roles: grants.try_into().unwrap(),
				suspension: None,
				generation: 0,
				sponsor: Some(PLATFORM_A),
				admitted_at: START,
			}
		);
		assert_eq!(
			events(),
			[
				Event::OrganisationAdmitted {
					org: NEXT,
					profile: organisation.profile,
					group: next_group,
					roles: organisation.roles,
					sponsor: Some(PLATFORM_A),
				},
				Event::OperatorAdded {
					org: NEXT,
					account: stranger(1),
					permissions: Permissions::ALL
				},
			]
		);
		assert_eq!(
			Written::get(),
			[(
				Subject::Organisation(NEXT),
				JournalKind::OrganisationAdmitted,
				Assurance::Attested,
				author(PLATFORM_A),
				None
			)]
		);
		let bytes = organisation_size() + operator_size();
		assert_eq!(Charged::get().get(&PLATFORM_A), Some(&i64::from(bytes)));
		assert_eq!(System::providers(&stranger(1)), 1);
	});
}

#[test]
fn organisation_is_admitted_with_any_role_when_the_council_votes() {
	run(|| {
		for (number, role) in Role::ALL.into_iter().enumerate() {
			assert_ok!(Registry::admit(
				council(),
				profile(&format!("C{number}")),
				roles(&[role]),
				Some(MERCHANT),
				stranger(number as u8),
			));
			let organisation = Organisations::<Test>::get(OrgId(NEXT.0 + number as u32)).unwrap();
			assert_eq!(organisation.sponsor, None);
			assert_eq!(organisation.roles[0].granted_by, None);
			assert_eq!(organisation.group, Organisations::<Test>::get(MERCHANT).unwrap().group);
		}
		assert!(Charged::get().is_empty());
		let (_, _, assurance, author, _) = Written::get().pop().unwrap();
		assert_eq!((assurance, author), (Assurance::Confirmed, Author::Council));
	});
}

#[test]
fn admission_is_refused_when_the_caller_may_not() {
	run(|| {
		refused_to_outsiders(PLATFORM_A, |origin| admit(origin, profile("X1")));
		assert_noop!(admit(by(admin(MERCHANT)), profile("X1")), Error::<Test>::RoleMissing);
		// An operator that may do everything but onboard.
		let some = Permissions(Permissions::ALL.0 & !Permissions::of(&[Permission::Onboarding]).0);
		assert_ok!(Registry::set_permissions(by(admin(PLATFORM_A)), clerk(PLATFORM_A), some));
		assert_noop!(admit(by(clerk(PLATFORM_A)), profile("X1")), Error::<Test>::PermissionMissing);
	});
}

#[test]
fn admission_is_refused_when_the_role_is_not_the_platforms_to_grant() {
	run(|| {
		for role in Role::ALL.into_iter().filter(|role| !role.is_granted_by_platform()) {
			assert_noop!(
				Registry::admit(
					by(admin(PLATFORM_A)),
					profile("X1"),
					roles(&[role]),
					None,
					stranger(1)
				),
				Error::<Test>::RoleOfCouncil
			);
		}
	});
}

#[test]
fn admission_is_refused_when_roles_do_not_go_together() {
	run(|| {
		let admit =
			|of: &[Role]| Registry::admit(council(), profile("X1"), roles(of), None, stranger(1));
		assert_noop!(admit(&[Role::Merchant, Role::Merchant]), Error::<Test>::RoleAlreadyHeld);
		for exclusive in [Role::InspectionAgency, Role::CustomsAuthority] {
			assert_noop!(admit(&[Role::Carrier, exclusive]), Error::<Test>::RoleExclusive);
			assert_noop!(admit(&[exclusive, Role::Carrier]), Error::<Test>::RoleExclusive);
		}
		assert_noop!(
			admit(&[Role::InspectionAgency, Role::CustomsAuthority]),
			Error::<Test>::RoleExclusive
		);
	});
}

#[test]
fn admission_is_refused_when_the_legal_id_is_taken() {
	run(|| {
		assert_ok!(admit(by(admin(PLATFORM_A)), profile("HRB 12-3")));
		let again = |legal_id, name| {
			let profile = Profile { name: text(name), ..profile(legal_id) };
			Registry::admit(by(admin(PLATFORM_B)), profile, roles(&[]), None, stranger(2))
		};
		for legal_id in ["HRB 12-3", "HRB123", "hrb.12/3", "Hrb:123"] {
			assert_noop!(again(legal_id, "New name"), Error::<Test>::LegalIdAlreadyExists);
		}
		assert_ok!(Registry::suspend(council(), NEXT, None));
		assert_noop!(again("HRB123", "New name"), Error::<Test>::LegalIdAlreadyExists);
		// In another country it is another organisation's number.
		let elsewhere = Profile { country: country("DE"), ..profile("HRB123") };
		let admin_2 = by(admin(PLATFORM_B));
		assert_ok!(Registry::admit(admin_2, elsewhere, roles(&[]), None, stranger(2)));
	});
}

#[test]
fn admission_is_refused_when_a_field_is_wrong() {
	run(|| {
		let refused = |profile: Profile, error: Error<Test>| {
			let error = DispatchError::from(error);
			for origin in [council(), by(admin(PLATFORM_A))] {
				assert_noop!(admit(origin, profile.clone()), error);
			}
		};
		for legal_id in ["", "-", " A", "A\n", "Ä1", "А1", "1\u{200b}", "a_b"] {
			let legal_id = raw_text(legal_id.as_bytes());
			refused(Profile { legal_id, ..profile("X1") }, Error::InvalidLegalId);
		}
		let names: [&[u8]; 5] =
			[b"", b" a", "a\u{202e}b".as_bytes(), "Ka\u{0308}se".as_bytes(), &[0xff]];
		for name in names {
			refused(Profile { name: raw_text(name), ..profile("X1") }, Error::InvalidName);
		}
		for country in [CountryCode(*b"XX"), CountryCode(*b"be"), CountryCode([0, 0])] {
			refused(Profile { country, ..profile("X1") }, Error::InvalidCountry);
		}
		for gln in [0, gln().0 + 1, 10_000_000_000_000] {
			refused(Profile { gln: Some(Gln(gln)), ..profile("X1") }, Error::InvalidGln);
		}
	});
}

#[test]
fn admission_is_refused_when_the_admin_writes_for_another() {
	run(|| {
		assert_noop!(
			Registry::admit(
				by(admin(PLATFORM_A)),
				profile("X1"),
				roles(&[]),
				None,
				clerk(MERCHANT)
			),
			Error::<Test>::OperatorAlreadyExists
		);
	});
}

#[test]
fn admission_to_a_group_is_refused_when_the_platform_did_not_admit_its_organisation() {
	run(|| {
		let protege = admit_protege();
		let join = |platform, relative| {
			Registry::admit(
				by(admin(platform)),
				profile("X1"),
				roles(&[Role::Merchant]),
				Some(relative),
				stranger(1),
			)
		};
		assert_noop!(join(PLATFORM_A, OrgId(99)), Error::<Test>::OrganisationNotFound);
		assert_noop!(join(PLATFORM_A, MERCHANT), Error::<Test>::NotYourOrganisation);
		assert_noop!(join(PLATFORM_A, PLATFORM_A), Error::<Test>::NotYourOrganisation);
		assert_noop!(join(PLATFORM_B, protege), Error::<Test>::NotYourOrganisation);
		assert_ok!(join(PLATFORM_A, protege));
		let group = |org| Organisations::<Test>::get(org).unwrap().group;
		assert_eq!(group(protege), group(OrgId(protege.0 + 1)));
	});
}

#[test]
fn admission_is_refused_when_the_group_is_the_platforms_own() {
	run(|| {
		let protege = admit_protege();
		assert_ok!(Registry::set_control_group(council(), protege, Some(PLATFORM_A)));
		assert_noop!(
			Registry::admit(
				by(admin(PLATFORM_A)),
				profile("X1"),
				roles(&[Role::Merchant]),
				Some(protege),
				stranger(1),
			),
			Error::<Test>::SameControlGroup
		);
	});
}

#[test]
fn admission_is_refused_when_the_platforms_storage_is_used_up() {
	run(|| {
		Allowance::set(100);
		assert_noop!(admit(by(admin(PLATFORM_A)), profile("X1")), DispatchError::Exhausted);
		assert_ok!(admit(council(), profile("X1")));
	});
}

#[test]
fn admission_is_refused_when_there_are_no_more_ids() {
	run(|| {
		NextOrgId::<Test>::put(OrgId(u32::MAX));
		assert_noop!(admit(council(), profile("X1")), Error::<Test>::TooManyIds);
		NextGroupId::<Test>::put(GroupId(u32::MAX));
		assert_noop!(admit(council(), profile("X1")), Error::<Test>::TooManyIds);
	});
}

#[test]
fn profile_changes_when_an_admin_updates_it() {
	run(|| {
		let old = Organisations::<Test>::get(MERCHANT).unwrap();
		assert_ok!(Registry::update_profile(by(admin(MERCHANT)), text("New"), Some(gln())));
		let new = Organisations::<Test>::get(MERCHANT).unwrap();
		let profile = Profile { name: text("New"), gln: Some(gln()), ..old.profile.clone() };
		assert_eq!(new, Organisation { profile, ..old });
		assert_eq!(
			last_event(),
			Event::ProfileUpdated {
				org: MERCHANT,
				old_name: text("Merchant"),
				new_name: text("New"),
				old_gln: None,
				new_gln: Some(gln()),
			}
		);
		assert_eq!(
			Written::get(),
			[(
				Subject::Organisation(MERCHANT),
				JournalKind::OrganisationRevised,
				Assurance::Declared,
				author(MERCHANT),
				None
			)]
		);
	});
}

#[test]
fn profile_stays_when_the_update_is_wrong_or_the_caller_may_not() {
	run(|| {
		let update = |origin| Registry::update_profile(origin, text("New"), None);
		refused_to_outsiders(MERCHANT, update);
		let me = || by(admin(MERCHANT));
		assert_noop!(
			Registry::update_profile(me(), raw_text(b"a\0"), None),
			Error::<Test>::InvalidName
		);
		assert_noop!(
			Registry::update_profile(me(), text("New"), Some(Gln(1))),
			Error::<Test>::InvalidGln
		);
		let before = Organisations::<Test>::get(OTHER_MERCHANT);
		assert_ok!(update(me()));
		assert_eq!(Organisations::<Test>::get(OTHER_MERCHANT), before);
	});
}
