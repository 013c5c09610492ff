mod admission;
mod authorisations;
mod facilities;
mod genesis;
mod glue;
mod operators;
mod prefixes;
mod roles;
mod standing;

use crate::{mock::*, pallet::*, types::*, Error, Event, Registrar};
use frame_support::{assert_noop, assert_ok};
use hallmark_glue::Actor;
use hallmark_types::WriteRefusal;
use hallmark_types::{
	journal::Author, Assurance, CountryCode, FacilityId, Gln, GroupId, Gtin, JournalKind, OrgId,
	Permission, Permissions, Role, RoleSet, Subject,
};
use sp_runtime::DispatchError;

/// What an operator writes to a journal as.
fn author(org: OrgId) -> Author {
	Author::Operator { organisation: org, account: admin(org) }
}

/// Platform A admits a merchant with the admin `stranger(9)`.
fn admit_protege() -> OrgId {
	assert_ok!(Registry::admit(
		by(admin(PLATFORM_A)),
		profile("PROTEGE"),
		roles(&[Role::Merchant]),
		None,
		stranger(9),
	));
	NEXT
}
