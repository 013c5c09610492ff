use super::*;
use hallmark_glue::Operators as _;

#[test]
fn role_takes_effect_when_the_delay_is_over() {
	run(|| {
		let grant = |origin| Registry::grant_role(origin, MERCHANT, Role::Carrier);
		assert_ok!(grant(by(admin(PLATFORM_A))));
		assert_eq!(
			last_event(),
			Event::RoleGranted {
				org: MERCHANT,
				role: Role::Carrier,
				granted_by: Some(PLATFORM_A),
				effective_at: START + DELAY,
			}
		);
		let carrier = RoleSet::only(Role::Carrier);
		let act = || Registry::authorise(&admin(MERCHANT), carrier, Permission::Lots);
		Now::set(START + DELAY - 1);
		assert_eq!(act(), Err(Error::<Test>::RoleMissing.into()));
		assert_eq!(Registry::roles_in_effect(MERCHANT), [Role::Merchant]);
		Now::set(START + DELAY);
		assert_ok!(act());
		assert_eq!(Registry::roles_in_effect(MERCHANT), [Role::Merchant, Role::Carrier]);
		assert_eq!(
			Written::get(),
			[(
				Subject::Organisation(MERCHANT),
				JournalKind::RoleGranted,
				Assurance::Attested,
				author(PLATFORM_A),
				None
			)]
		);
	});
}

#[test]
fn role_grant_is_refused_when_the_caller_may_not() {
	run(|| {
		let grant = |origin| Registry::grant_role(origin, MERCHANT, Role::Carrier);
		refused_to_outsiders(PLATFORM_A, grant);
		assert_noop!(grant(by(admin(OTHER_MERCHANT))), Error::<Test>::RoleMissing);
		assert_noop!(grant(by(admin(MERCHANT))), Error::<Test>::RoleMissing);
	});
}

#[test]
fn role_grant_is_refused_when_it_does_not_fit() {
	run(|| {
		let a = || by(admin(PLATFORM_A));
		let noop = |origin, org, role, error: Error<Test>| {
			assert_noop!(Registry::grant_role(origin, org, role), error);
		};
		noop(a(), OrgId(99), Role::Carrier, Error::OrganisationNotFound);
		noop(council(), SUSPENDED, Role::Carrier, Error::OrganisationSuspended);
		noop(a(), MERCHANT, Role::Platform, Error::RoleOfCouncil);
		noop(a(), MERCHANT, Role::Merchant, Error::RoleAlreadyHeld);
		noop(a(), PLATFORM_A, Role::Merchant, Error::SameControlGroup);
		noop(a(), AGENCY, Role::Carrier, Error::RoleExclusive);
		noop(council(), AGENCY, Role::CustomsAuthority, Error::RoleExclusive);
		noop(council(), MERCHANT, Role::InspectionAgency, Error::RoleExclusive);
	});
}

#[test]
fn exclusive_role_excludes_others_when_neither_is_in_effect_yet() {
	run(|| {
		assert_ok!(Registry::grant_role(council(), REGISTRAR, Role::InspectionAgency));
		assert_noop!(
			Registry::grant_role(by(admin(PLATFORM_A)), REGISTRAR, Role::Merchant),
			Error::<Test>::RoleExclusive
		);
	});
}

#[test]
fn platform_grants_itself_a_role_only_when_the_council_does() {
	run(|| {
		assert_ok!(Registry::grant_role(council(), PLATFORM_A, Role::Merchant));
		assert_ok!(Registry::grant_role(by(admin(PLATFORM_A)), PLATFORM_B, Role::Merchant));
	});
}

#[test]
fn role_is_gone_at_once_when_its_granter_withdraws_it() {
	run(|| {
		let protege = admit_protege();
		let withdraw =
			|origin| Registry::withdraw_role(origin, protege, Role::Merchant, Some(document(1)));
		refused_to_outsiders(PLATFORM_A, withdraw);
		assert_noop!(withdraw(by(admin(MERCHANT))), Error::<Test>::RoleMissing);
		assert_noop!(withdraw(by(admin(PLATFORM_B))), Error::<Test>::NotYourGrant);
		assert_ok!(withdraw(by(admin(PLATFORM_A))));
		assert_eq!(
			last_event(),
			Event::RoleWithdrawn { org: protege, role: Role::Merchant, by: Some(PLATFORM_A) }
		);
		Now::set(START + DELAY);
		assert!(Registry::roles_in_effect(protege).is_empty());
		assert_eq!(
			Written::get().pop(),
			Some((
				Subject::Organisation(protege),
				JournalKind::RoleWithdrawn,
				Assurance::Attested,
				author(PLATFORM_A),
				Some(document(1))
			))
		);
		assert!(Dismissed::get().is_empty());
	});
}

#[test]
fn role_withdrawal_is_refused_when_there_is_nothing_to_withdraw() {
	run(|| {
		let withdraw = |org| Registry::withdraw_role(council(), org, Role::Carrier, None);
		assert_noop!(withdraw(OrgId(99)), Error::<Test>::OrganisationNotFound);
		assert_noop!(withdraw(MERCHANT), Error::<Test>::RoleNotHeld);
		// What the council granted is not a platform's to withdraw.
		assert_noop!(
			Registry::withdraw_role(by(admin(PLATFORM_A)), MERCHANT, Role::Merchant, None),
			Error::<Test>::NotYourGrant
		);
	});
}

#[test]
fn role_of_another_granter_is_gone_when_the_council_withdraws_it() {
	run(|| {
		let protege = admit_protege();
		assert_ok!(Registry::withdraw_role(council(), protege, Role::Merchant, None));
		assert!(Organisations::<Test>::get(protege).unwrap().roles.is_empty());
	});
}

#[test]
fn member_leaves_office_when_its_role_is_withdrawn() {
	run(|| {
		assert_ok!(Registry::withdraw_role(council(), MEMBER, Role::Member, None));
		assert_eq!(Dismissed::get(), [MEMBER]);
	});
}
