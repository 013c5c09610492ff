//! The records that the registry keeps.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use hallmark_glue::Actor;
use hallmark_types::{
	journal::Author, AccountId, CountryCode, Document, FacilityId, Gln, GroupId, Gtin, Moment,
	OrgId, Permission, Permissions, Role, RoleSet, Text,
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// How many roles there are, and so how many an organisation holds at most.
pub const MAX_ROLES: u32 = 9;
/// How often an operator can be revoked, and so readmitted once less.
pub const MAX_REVOCATIONS: u32 = 8;

/// The most bytes of a legal id.
pub const MAX_LEGAL_ID: u32 = 32;

/// The number under which a country's register keeps an organisation, such as a commercial register
/// number: ASCII letters and digits, with spaces, hyphens, dots, slashes and colons between them.
pub type LegalId = Text<MAX_LEGAL_ID>;

/// A legal id as the registry compares it: letters and digits only, in capitals, so that
/// "HRB 12-3" and "hrb123" are one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct LegalIdKey(pub BoundedVec<u8, ConstU32<MAX_LEGAL_ID>>);

impl LegalIdKey {
	/// The key of a legal id; none if it has another character than a legal id may have, or no
	/// letter or digit at all.
	pub fn of(legal_id: &LegalId) -> Option<Self> {
		legal_id.check().ok()?;
		let bytes = &legal_id.0;
		if !bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b" -./:".contains(byte)) {
			return None;
		}
		let folded = bytes
			.iter()
			.filter(|byte| byte.is_ascii_alphanumeric())
			.map(u8::to_ascii_uppercase)
			.collect::<alloc::vec::Vec<_>>();
		if folded.is_empty() {
			return None;
		}
		folded.try_into().ok().map(Self)
	}
}

/// Who an organisation is, in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Profile {
	/// Its number in its country's register. Never changes.
	pub legal_id: LegalId,
	/// Its name.
	pub name: Text<64>,
	/// The country it is registered in. Never changes.
	pub country: CountryCode,
	/// Its Global Location Number, if it has one.
	pub gln: Option<Gln>,
}

/// A role that an organisation holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct RoleGrant {
	/// The role.
	pub role: Role,
	/// The platform that granted it, `None` for the council.
	pub granted_by: Option<OrgId>,
	/// When it takes effect: from this moment on.
	pub effective_at: Moment,
}

/// The roles that an organisation holds, each once.
pub type RoleGrants = BoundedVec<RoleGrant, ConstU32<MAX_ROLES>>;

/// That an organisation is suspended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Suspension {
	/// The platform that suspended it, `None` for the council. Only who suspended it, or the
	/// council, reinstates it.
	pub by: Option<OrgId>,
	/// When.
	pub at: Moment,
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Organisation {
	/// Who it is.
	pub profile: Profile,
	/// The group of organisations under common control that it belongs to.
	pub group: GroupId,
	/// The roles it holds, in effect or not yet.
	pub roles: RoleGrants,
	/// Its suspension; a suspended organisation may do nothing.
	pub suspension: Option<Suspension>,
	/// How often all its operators were replaced. Those of an earlier generation may write no more.
	pub generation: u32,
	/// The platform that admitted it, `None` for the council.
	pub sponsor: Option<OrgId>,
	/// When it was admitted.
	pub admitted_at: Moment,
}

impl Organisation {
	/// The roles that are in effect at `now`.
	pub fn roles_at(&self, now: Moment) -> RoleSet {
		self.roles
			.iter()
			.filter(|grant| now >= grant.effective_at)
			.fold(RoleSet::NONE, |set, grant| set.with(grant.role))
	}

	/// Whether it holds `role`, in effect or not yet.
	pub fn holds(&self, role: Role) -> bool {
		self.roles.iter().any(|grant| grant.role == role)
	}
}

/// A span of time in which what an operator wrote is in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Revocation {
	/// Its first moment: as of when the operator was revoked.
	pub from: Moment,
	/// The moment of its readmission, which is no more in it; `None` while it stays revoked.
	pub until: Option<Moment>,
}

impl Revocation {
	/// Whether `at` lies in it.
	pub fn covers(&self, at: Moment) -> bool {
		at >= self.from && self.until.is_none_or(|until| at < until)
	}
}

/// An account that writes for an organisation. It belongs to it for ever, once it has sent a
/// transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Operator {
	/// The organisation.
	pub org: OrgId,
	/// The organisation's generation that it serves in.
	pub generation: u32,
	/// What it may do.
	pub permissions: Permissions,
	/// When it was revoked and readmitted, in order; only the last can be open.
	pub revocations: BoundedVec<Revocation, ConstU32<MAX_REVOCATIONS>>,
	/// When it was added.
	pub added_at: Moment,
}

impl Operator {
	/// Whether it may write in this generation of its organisation's operators: it was not
	/// replaced, and is not revoked now.
	pub fn is_active(&self, generation: u32) -> bool {
		self.generation == generation && !self.is_revoked()
	}

	/// Whether it is revoked now.
	pub fn is_revoked(&self) -> bool {
		self.revocations.last().is_some_and(|revocation| revocation.until.is_none())
	}

	/// Whether it is active and an admin.
	pub fn is_active_admin(&self, generation: u32) -> bool {
		self.is_active(generation) && self.permissions.has(Permission::Admin)
	}
}

/// How many operators an organisation has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Headcount {
	/// All that were added since they were last replaced, revoked ones too.
	pub operators: u32,
	/// The active ones that are admins.
	pub admins: u32,
}

/// A place that an organisation works at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Facility {
	/// The organisation it belongs to.
	pub org: OrgId,
	/// Its name.
	pub name: Text<64>,
	/// The country it stands in.
	pub country: CountryCode,
	/// Its Global Location Number, if it has one.
	pub gln: Option<Gln>,
	/// Whether it was closed, for good.
	pub closed: bool,
	/// When it was registered.
	pub registered_at: Moment,
	/// By which operator, for readers to ask whether that operator is in doubt.
	pub registered_by: AccountId,
}

/// A GS1 Company Prefix as a number of `len` digits, leading zeros counting (GS1 General
/// Specifications, section 1.4), or the grant of one GTIN-8: the 12 digits that lead it in a
/// GTIN-13.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct CompanyPrefix {
	/// The value of the digits.
	pub value: u64,
	/// How many digits it has, 4 to 12.
	pub len: u8,
}

impl CompanyPrefix {
	/// The checked prefix, if it is one.
	pub fn check(self) -> Result<hallmark_gs1::CompanyPrefix, hallmark_gs1::Error> {
		hallmark_gs1::CompanyPrefix::from_parts(self.value, self.len)
	}
}

impl From<hallmark_gs1::CompanyPrefix> for CompanyPrefix {
	fn from(prefix: hallmark_gs1::CompanyPrefix) -> Self {
		Self { value: prefix.value(), len: prefix.len() }
	}
}

/// The numbers under a prefix that stands, and whose they are: all of it a storage key. A GTIN's
/// number is its 12 digits between the indicator and the check digit. No two prefixes that stand
/// share one, so the first key from a number on is of the only prefix that can cover it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PrefixRange {
	/// The last number under the prefix, big-endian, so that keys are in the order of numbers.
	pub last: [u8; 8],
	/// How many digits the prefix has.
	pub len: u8,
	/// Whose it is.
	pub holder: OrgId,
}

impl PrefixRange {
	/// The numbers under `prefix`, which are those of `holder`.
	pub fn new(prefix: hallmark_gs1::CompanyPrefix, holder: OrgId) -> Self {
		let numbers = numbers_under(prefix.len());
		let last = prefix.value().saturating_add(1).saturating_mul(numbers).saturating_sub(1);
		Self { last: last.to_be_bytes(), len: prefix.len(), holder }
	}

	/// The first number under the prefix.
	pub fn first(&self) -> u64 {
		self.last().saturating_add(1).saturating_sub(numbers_under(self.len))
	}

	/// The last number under the prefix.
	pub fn last(&self) -> u64 {
		u64::from_be_bytes(self.last)
	}
}

/// How many numbers of 12 digits a prefix of `len` digits has under it.
fn numbers_under(len: u8) -> u64 {
	10u64.saturating_pow(u32::from(hallmark_gs1::CompanyPrefix::MAX_LEN.saturating_sub(len)))
}

/// The grant of a company prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PrefixGrant {
	/// Whose prefix it is.
	pub holder: OrgId,
	/// The licence behind it.
	pub licence: Document,
	/// When it was granted.
	pub granted_at: Moment,
	/// When it was withdrawn; a withdrawn prefix has no holder.
	pub withdrawn: Option<Moment>,
}

/// What a brand's owner lets a merchant issue of one product.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct BrandAuthorisation {
	/// The organisation that gave it. It is void when the product's prefix is no more this one's.
	pub by: OrgId,
	/// How many items may still be issued, `None` for any number.
	pub remaining: Option<u64>,
	/// The moment from which it is no more valid.
	pub expires: Moment,
}

/// By whose authority something is done to an organisation that is not its own doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authority {
	/// The council's, by motion.
	Council,
	/// An organisation's: a platform's, or the registrar's.
	Operator(Actor<AccountId>),
}

impl Authority {
	/// The organisation, `None` for the council.
	pub fn org(&self) -> Option<OrgId> {
		match self {
			Authority::Council => None,
			Authority::Operator(actor) => Some(actor.org),
		}
	}

	/// The control group, `None` for the council, which belongs to none.
	pub fn group(&self) -> Option<GroupId> {
		match self {
			Authority::Council => None,
			Authority::Operator(actor) => Some(actor.group),
		}
	}
}

impl From<Authority> for Author {
	fn from(authority: Authority) -> Self {
		match authority {
			Authority::Council => Author::Council,
			Authority::Operator(actor) => actor.into(),
		}
	}
}

/// An organisation that is there from the first block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisOrganisation {
	/// Its number in its country's register.
	pub legal_id: LegalId,
	/// Its name.
	pub name: Text<64>,
	/// The country it is registered in.
	pub country: CountryCode,
	/// Its Global Location Number, if it has one.
	#[serde(default)]
	pub gln: Option<Gln>,
	/// Its roles, all in effect at once.
	pub roles: alloc::vec::Vec<Role>,
	/// A number that it shares with the organisations under the same control; `None` for a group
	/// of its own.
	#[serde(default)]
	pub group: Option<u32>,
	/// Accounts with every permission. At least one.
	pub admins: alloc::vec::Vec<AccountId>,
	/// Further operators.
	#[serde(default)]
	pub operators: alloc::vec::Vec<GenesisOperator>,
}

/// An operator that is there from the first block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisOperator {
	/// Its account.
	pub account: AccountId,
	/// What it may do.
	pub permissions: alloc::vec::Vec<Permission>,
}

/// The most bytes that one entry of a map takes: the map's prefix, a 128-bit hash, key and value.
pub(crate) fn entry_size<K: MaxEncodedLen, V: MaxEncodedLen>() -> u32 {
	let bytes = K::max_encoded_len().saturating_add(V::max_encoded_len()).saturating_add(48);
	u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// The most bytes that a new organisation takes, its first operator apart.
pub(crate) fn organisation_size() -> u32 {
	entry_size::<OrgId, Organisation>()
		.saturating_add(entry_size::<(CountryCode, LegalIdKey), OrgId>())
		.saturating_add(entry_size::<OrgId, Headcount>())
}

/// The most bytes that an operator takes.
pub(crate) fn operator_size() -> u32 {
	entry_size::<AccountId, Operator>()
}

/// The most bytes that a facility takes.
pub(crate) fn facility_size() -> u32 {
	entry_size::<FacilityId, Facility>()
}

/// The most bytes that a company prefix takes, with the range of its numbers.
pub(crate) fn prefix_size() -> u32 {
	entry_size::<CompanyPrefix, PrefixGrant>().saturating_add(entry_size::<PrefixRange, ()>())
}

/// The most bytes that a brand's authorisation takes.
pub(crate) fn authorisation_size() -> u32 {
	entry_size::<(Gtin, OrgId), BrandAuthorisation>()
}
