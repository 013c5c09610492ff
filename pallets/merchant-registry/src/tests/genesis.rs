use super::*;
use sp_runtime::BuildStorage;

fn build(change: impl FnOnce(&mut crate::GenesisConfig<Test>)) {
	let mut registry = genesis();
	change(&mut registry);
	RuntimeGenesisConfig { registry, ..Default::default() }.build_storage().unwrap();
}

#[test]
fn genesis_organisations_have_their_roles_at_once() {
	run(|| {
		Now::set(0);
		assert_eq!(Registry::roles_in_effect(PLATFORM_A), [Role::Platform]);
		assert_eq!(RoleDelay::<Test>::get(), DELAY);
		assert_eq!(Registrar::<Test>::get(), Some(REGISTRAR));
		let group = |org| Organisations::<Test>::get(org).unwrap().group;
		assert_eq!(group(REGISTRAR), group(SISTER));
		assert_ne!(group(MERCHANT), group(OTHER_MERCHANT));
		let permissions = |account| Operators::<Test>::get(account).unwrap().permissions;
		assert_eq!(permissions(admin(MERCHANT)), Permissions::ALL);
		assert_eq!(permissions(clerk(MERCHANT)), Permissions::NONE);
		Now::set(START);
	});
}

#[test]
fn genesis_round_trips_through_json() {
	let json = serde_json::to_value(genesis()).unwrap();
	assert_eq!(json["organisations"][2]["legalId"], "ORG-2");
	let back: crate::GenesisConfig<Test> = serde_json::from_value(json).unwrap();
	assert_eq!(back.organisations, genesis().organisations);
	assert_eq!(back.registrar, Some(REGISTRAR));
}

#[test]
#[should_panic(expected = "genesis organisation \"Merchant\": LegalIdAlreadyExists")]
fn genesis_fails_when_a_legal_id_is_there_twice() {
	build(|genesis| genesis.organisations[2].legal_id = text("org 1"));
}

#[test]
#[should_panic(expected = "genesis organisation \"Agency\": RoleExclusive")]
fn genesis_fails_when_roles_do_not_go_together() {
	build(|genesis| genesis.organisations[5].roles.push(Role::Member));
}

#[test]
#[should_panic(expected = "genesis organisation \"Agency\": it has no admin")]
fn genesis_fails_when_an_organisation_has_no_admin() {
	build(|genesis| genesis.organisations[5].admins.clear());
}

#[test]
#[should_panic(expected = "genesis organisation \"Agency\": OperatorAlreadyExists")]
fn genesis_fails_when_an_account_is_there_twice() {
	build(|genesis| genesis.organisations[5].admins.push(admin(MERCHANT)));
}

#[test]
#[should_panic(expected = "genesis registrar Some(OrgId(99)): OrganisationNotFound")]
fn genesis_fails_when_the_registrar_is_not_there() {
	build(|genesis| genesis.registrar = Some(OrgId(99)));
}
