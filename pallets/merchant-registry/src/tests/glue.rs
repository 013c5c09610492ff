//! What other pallets ask the registry.

use super::*;
use hallmark_glue::{Facilities as _, Operators as _, OrganisationView, Organisations as _};

#[test]
fn operator_is_refused_with_its_reason_when_it_may_not_write() {
	run(|| {
		assert_ok!(Registry::revoke_operator(council(), clerk(MERCHANT), START));
		for (account, refusal, error) in [
			(stranger(0), WriteRefusal::NotAnOperator, Error::<Test>::NotAnOperator),
			(clerk(MERCHANT), WriteRefusal::OperatorRevoked, Error::OperatorRevoked),
			(clerk(SUSPENDED), WriteRefusal::OrganisationSuspended, Error::OrganisationSuspended),
		] {
			assert_eq!(Registry::operator(&account), Err(refusal));
			assert_eq!(
				Registry::authorise(&account, RoleSet::only(Role::Merchant), Permission::Lots),
				Err(error.into())
			);
		}
	});
}

#[test]
fn operator_is_authorised_only_when_role_and_permission_are_there() {
	run(|| {
		let lots = |account, roles| Registry::authorise(&account, roles, Permission::Lots);
		let merchant = RoleSet::only(Role::Merchant);
		let either = merchant.with(Role::Platform);
		assert_eq!(lots(admin(MERCHANT), either).unwrap().org, MERCHANT);
		assert_eq!(lots(admin(PLATFORM_A), merchant), Err(Error::<Test>::RoleMissing.into()));
		assert_eq!(lots(clerk(MERCHANT), merchant), Err(Error::<Test>::PermissionMissing.into()));
	});
}

#[test]
fn operator_is_found_when_only_it_and_its_organisation_are_there() {
	use frame_support::storage::generator::StorageMap as _;
	run(|| {
		// The hot path asks no other record.
		let operator = Operators::<Test>::storage_map_final_key(admin(MERCHANT));
		let organisation = Organisations::<Test>::storage_map_final_key(MERCHANT);
		let kept = [operator, organisation].map(|key| {
			let value = sp_io::storage::get(&key).unwrap();
			(key, value)
		});
		sp_io::TestExternalities::default().execute_with(|| {
			for (key, value) in &kept {
				sp_io::storage::set(key, value);
			}
			assert_eq!(Registry::operator(&admin(MERCHANT)).unwrap().org, MERCHANT);
		});
	});
}

#[test]
fn organisation_is_seen_as_it_stands() {
	run(|| {
		let group = Organisations::<Test>::get(AGENCY).unwrap().group;
		assert_eq!(
			Registry::organisation(AGENCY),
			Some(OrganisationView {
				active: true,
				roles: RoleSet::only(Role::InspectionAgency),
				country: country("CN"),
				group,
			})
		);
		assert!(!Registry::organisation(SUSPENDED).unwrap().active);
		assert_eq!(Registry::organisation(OrgId(99)), None);
		assert_eq!(Registry::owner(FacilityId(99)), None);
		assert!(!Registry::exists(FacilityId(99)));
	});
}

#[test]
fn organisation_is_found_by_its_legal_id_however_it_is_spelt() {
	run(|| {
		let find =
			|code, legal_id| Registry::organisation_by_legal_id(country(code), text(legal_id));
		for legal_id in ["ORG-2", "org2", "Org 2"] {
			assert_eq!(find("CN", legal_id), Some(MERCHANT));
		}
		assert_eq!(find("BE", "ORG-2"), None);
		assert_eq!(find("CN", "???"), None);
	});
}
