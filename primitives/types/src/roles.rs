//! What an organisation is, and what an operator may do.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What an organisation is admitted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
pub enum Role {
	/// Runs validators and votes. Granted by the council.
	#[codec(index = 0)]
	Member,
	/// Onboards merchants, keeps leaf files, knows the orders. Granted by the council.
	#[codec(index = 1)]
	Platform,
	/// Keeps a product archive, issues lots. Granted by a platform.
	#[codec(index = 2)]
	Merchant,
	/// Has facilities, a brand and company prefixes. Granted by a platform.
	#[codec(index = 3)]
	Manufacturer,
	/// Attests and examines. Granted by the council, excludes every other role.
	#[codec(index = 4)]
	InspectionAgency,
	/// Clears, holds and sets rules at its country's border. Granted by the council, excludes every
	/// other role.
	#[codec(index = 5)]
	CustomsAuthority,
	/// Moves goods. Granted by a platform.
	#[codec(index = 6)]
	Carrier,
	/// Stores goods. Granted by a platform.
	#[codec(index = 7)]
	Warehouse,
	/// Confirms payments of cross-border orders. Granted by the council.
	#[codec(index = 8)]
	PaymentInstitution,
}

impl Role {
	/// All roles, in the order of their codes.
	pub const ALL: [Role; 9] = [
		Role::Member,
		Role::Platform,
		Role::Merchant,
		Role::Manufacturer,
		Role::InspectionAgency,
		Role::CustomsAuthority,
		Role::Carrier,
		Role::Warehouse,
		Role::PaymentInstitution,
	];

	/// Whether a platform may grant it; the others are the council's to grant.
	pub fn is_granted_by_platform(self) -> bool {
		matches!(self, Role::Merchant | Role::Manufacturer | Role::Carrier | Role::Warehouse)
	}

	/// Whether who holds it may hold no other: who judges does not trade.
	pub fn is_exclusive(self) -> bool {
		matches!(self, Role::InspectionAgency | Role::CustomsAuthority)
	}

	const fn bit(self) -> u16 {
		1 << (self as u16)
	}
}

/// A set of roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct RoleSet(pub u16);

impl RoleSet {
	/// No role.
	pub const NONE: RoleSet = RoleSet(0);
	/// Every role there is.
	pub const ALL: RoleSet = RoleSet(0x1ff);

	/// The set of one role.
	pub const fn only(role: Role) -> Self {
		Self(role.bit())
	}

	/// This set with `role`.
	pub const fn with(self, role: Role) -> Self {
		Self(self.0 | role.bit())
	}

	/// Whether `role` is in it.
	pub const fn has(self, role: Role) -> bool {
		self.0 & role.bit() != 0
	}

	/// Whether the two have a role in common.
	pub const fn meets(self, other: RoleSet) -> bool {
		self.0 & other.0 != 0
	}

	/// Its roles, in the order of their codes.
	pub fn iter(self) -> impl Iterator<Item = Role> {
		Role::ALL.into_iter().filter(move |role| self.has(*role))
	}
}

/// One thing that an operator may do for its organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
pub enum Permission {
	/// Add, change and revoke operators; edit the organisation's own record.
	#[codec(index = 0)]
	Admin,
	/// Onboard organisations (platforms).
	#[codec(index = 1)]
	Onboarding,
	/// Register and revise products, authorise merchants, confirm or disown a product's brand.
	#[codec(index = 2)]
	Products,
	/// Issue lots, list items, confirm a lot's count or that a leaf file is held.
	#[codec(index = 3)]
	Lots,
	/// Place and lift holds and recalls, flag items, acknowledge recalls.
	#[codec(index = 4)]
	Recalls,
	/// Register facilities.
	#[codec(index = 5)]
	Facilities,
	/// Grant and withdraw company prefixes (the registrar).
	#[codec(index = 6)]
	Prefixes,
	/// Attest, and revoke what was attested (agencies).
	#[codec(index = 7)]
	Attestations,
	/// Open and report examinations of samples (agencies).
	#[codec(index = 8)]
	Examinations,
	/// Write a border's sampling rules, whitelist and panel of agencies (authorities).
	#[codec(index = 9)]
	Rules,
	/// Book, move, hand over, store and deliver shipments.
	#[codec(index = 10)]
	Shipments,
	/// Lodge, amend and withdraw declarations; commit and reveal a declaration's documents.
	#[codec(index = 11)]
	Declarations,
	/// Accept, control, assess, release, detain (authorities).
	#[codec(index = 12)]
	Clearance,
	/// Hand in what consumers reveal of items, many at once (gateways).
	#[codec(index = 13)]
	Activations,
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Permissions(pub u32);

impl Permission {
	/// All permissions, in the order of their codes.
	pub const ALL: [Permission; 14] = [
		Permission::Admin,
		Permission::Onboarding,
		Permission::Products,
		Permission::Lots,
		Permission::Recalls,
		Permission::Facilities,
		Permission::Prefixes,
		Permission::Attestations,
		Permission::Examinations,
		Permission::Rules,
		Permission::Shipments,
		Permission::Declarations,
		Permission::Clearance,
		Permission::Activations,
	];
}

impl Permissions {
	/// None: a signatory or delegate, which writes but does nothing in the domain.
	pub const NONE: Permissions = Permissions(0);
	/// Every permission there is.
	pub const ALL: Permissions = Permissions(0x3fff);

	/// The set of these.
	pub fn of(permissions: &[Permission]) -> Self {
		Self(permissions.iter().fold(0, |set, permission| set | 1 << (*permission as u32)))
	}

	/// Whether `permission` is in it.
	pub const fn has(self, permission: Permission) -> bool {
		self.0 & (1 << (permission as u32)) != 0
	}

	/// Whether every bit of it means something.
	pub const fn is_valid(self) -> bool {
		self.0 & !Self::ALL.0 == 0
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn permissions_all_holds_every_permission() {
		assert_eq!(Permissions::of(&Permission::ALL), Permissions::ALL);
		assert!(!Permissions(0x4000).is_valid());
	}

	#[test]
	fn role_set_lists_what_was_put_in() {
		let set = RoleSet::only(Role::Merchant).with(Role::Carrier);
		assert_eq!(set.iter().collect::<Vec<_>>(), [Role::Merchant, Role::Carrier]);
		assert!(set.meets(RoleSet::only(Role::Carrier)));
		assert!(!set.has(Role::Member));
		assert!(RoleSet::ALL.iter().eq(Role::ALL));
		assert_eq!(RoleSet::ALL.0.count_ones() as usize, Role::ALL.len());
	}
}
