//! A chain of this pallet alone, with a registry and quotas kept in storage by hand.

use crate as pallet_product_identity;
use codec::{Decode, Encode};
use frame_support::{derive_impl, parameter_types, traits::Time, weights::Weight};
use hallmark_glue::{
	ActivationAllowance, Actor, Brands, Examined, Facilities, Journal, NoticeScope, OnNotice, Operators,
	OrganisationView, Organisations, StorageMeter,
};
use hallmark_types::Refusal;
use hallmark_types::{
	journal::Author, AccountId, Assurance, CountryCode, Document, FacilityId, GroupId, Gtin,
	JournalKind, LotId, Moment, OrgId, Permission, Permissions, Role, RoleSet, Subject,
};
use sp_runtime::{
	traits::{BlakeTwo256, IdentityLookup},
	BuildStorage, DispatchError, DispatchResult, MultiSignature,
};
use std::collections::BTreeMap;

pub type Extensions = (frame_system::AuthorizeCall<Test>,);
pub type Extrinsic =
	sp_runtime::generic::UncheckedExtrinsic<AccountId, RuntimeCall, MultiSignature, Extensions>;
type Header = sp_runtime::generic::Header<u32, BlakeTwo256>;
type Block = sp_runtime::generic::Block<Header, Extrinsic>;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;

	#[runtime::pallet_index(1)]
	pub type Identity = pallet_product_identity::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
}

impl crate::Config for Test {
	type CouncilOrigin = frame_system::EnsureRoot<AccountId>;
	type Operators = Registry;
	type Organisations = Registry;
	type Brands = Registry;
	type Facilities = Registry;
	type StorageMeter = Quota;
	type ActivationAllowance = Quota;
	type Examined = Sampling;
	type OnNotice = Sampling;
	type Journal = Journals;
	type Time = Clock;
	type NeighbourWrite = ();
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Registry;
}

/// The chain's time when a test begins.
pub const NOW: Moment = 1_760_000_000_000;
pub const DAY: Moment = 86_400_000;

pub const BRAND: OrgId = OrgId(1);
pub const MERCHANT: OrgId = OrgId(2);
pub const OTHER_MERCHANT: OrgId = OrgId(3);
pub const FACTORY: OrgId = OrgId(4);
/// Under common control with [`MERCHANT`].
pub const SISTER_FACTORY: OrgId = OrgId(5);
pub const PLATFORM_A: OrgId = OrgId(6);
pub const PLATFORM_B: OrgId = OrgId(7);
pub const PLATFORM_C: OrgId = OrgId(8);
/// Under common control with [`PLATFORM_A`].
pub const SISTER_OF_A: OrgId = OrgId(9);
/// Under common control with [`MERCHANT`].
pub const SISTER_PLATFORM: OrgId = OrgId(10);
pub const CUSTOMS_CN: OrgId = OrgId(11);
pub const CUSTOMS_AU: OrgId = OrgId(12);
pub const CARRIER: OrgId = OrgId(13);
/// A suspended merchant.
pub const SUSPENDED: OrgId = OrgId(14);
pub const AGENCY: OrgId = OrgId(15);
pub const OTHER_AGENCY: OrgId = OrgId(16);
/// Platforms in groups of their own, as many as anyone needs.
pub const MANY_PLATFORMS: u32 = 100;
/// What benchmarks make, each a merchant, manufacturer and platform in a group of its own.
#[cfg(feature = "runtime-benchmarks")]
pub const MADE: u32 = 1_000;

/// [`BRAND`]'s product.
pub const GTIN: Gtin = Gtin(9_521_001_000_017);
/// Another of [`BRAND`]'s.
pub const OTHER_GTIN: Gtin = Gtin(9_521_001_000_024);
/// A product whose brand has no organisation here.
pub const FOREIGN_GTIN: Gtin = Gtin(9_522_001_000_014);

/// [`FACTORY`]'s.
pub const PLANT: FacilityId = FacilityId(1);
/// [`SISTER_FACTORY`]'s.
pub const SISTER_PLANT: FacilityId = FacilityId(2);
/// [`MERCHANT`]'s.
pub const OWN_PLANT: FacilityId = FacilityId(3);
/// [`FACTORY`]'s, but closed.
pub const CLOSED_PLANT: FacilityId = FacilityId(4);
/// There is none.
pub const NO_PLANT: FacilityId = FacilityId(99);

/// Product, issuer, facility, and whether it was a recall.
type HeardNotice = (Option<Gtin>, Option<OrgId>, Option<FacilityId>, bool);

parameter_types! {
	pub storage Now: Moment = NOW;
	/// The holders of prefixes, by the GTINs that they cover.
	pub storage Holders: BTreeMap<Gtin, OrgId> = BTreeMap::from([(GTIN, BRAND), (OTHER_GTIN, BRAND)]);
	/// How many items merchants may still issue of a product.
	pub storage Authorised: BTreeMap<(Gtin, OrgId), u32> = Default::default();
	pub storage FacilityOwners: BTreeMap<FacilityId, OrgId> = BTreeMap::from([
		(PLANT, FACTORY), (SISTER_PLANT, SISTER_FACTORY), (OWN_PLANT, MERCHANT),
	]);
	/// What each organisation stores.
	pub storage Stored: BTreeMap<OrgId, u32> = Default::default();
	pub storage StorageLimit: u32 = u32::MAX;
	/// Which agency examined which lot.
	pub storage ExaminedLots: Vec<(OrgId, LotId)> = Default::default();
	/// The notices that sampling heard of.
	pub storage Heard: Vec<HeardNotice> = Default::default();
	/// What was written into journals.
	pub storage Lines: Vec<Line> = Default::default();
	/// How many activations each issuer still has.
	pub storage Activations: u32 = 1_000;
}

/// An operator of `org` who may do everything.
pub fn operator(org: OrgId) -> AccountId {
	account(org, 0)
}

/// An operator of `org` who may do everything but `lacks`.
pub fn operator_without(org: OrgId, lacks: Permission) -> AccountId {
	account(org, 1 + lacks as u8)
}

/// An account that is nobody's operator.
pub fn stranger() -> AccountId {
	AccountId::new([0xee; 32])
}

fn account(org: OrgId, lacks: u8) -> AccountId {
	let mut bytes = [0; 32];
	bytes[..4].copy_from_slice(&org.0.to_be_bytes());
	bytes[4] = lacks;
	AccountId::new(bytes)
}

pub fn country(code: &str) -> CountryCode {
	CountryCode::new(code).unwrap()
}

pub struct Registry;

impl Registry {
	fn view(org: OrgId) -> Option<OrganisationView> {
		let trader = RoleSet::only(Role::Merchant).with(Role::Manufacturer);
		let (role, country_code, group) = match org {
			BRAND => (RoleSet::only(Role::Manufacturer), "BE", 1),
			MERCHANT => (RoleSet::only(Role::Merchant), "CN", 2),
			OTHER_MERCHANT => (RoleSet::only(Role::Merchant), "CN", 3),
			FACTORY => (RoleSet::only(Role::Manufacturer), "CH", 4),
			SISTER_FACTORY => (RoleSet::only(Role::Manufacturer), "CH", 2),
			PLATFORM_A => (RoleSet::only(Role::Platform), "CN", 6),
			PLATFORM_B => (RoleSet::only(Role::Platform), "CN", 7),
			PLATFORM_C => (RoleSet::only(Role::Platform), "DE", 8),
			SISTER_OF_A => (RoleSet::only(Role::Platform), "CN", 6),
			SISTER_PLATFORM => (RoleSet::only(Role::Platform), "CN", 2),
			CUSTOMS_CN => (RoleSet::only(Role::CustomsAuthority), "CN", 11),
			CUSTOMS_AU => (RoleSet::only(Role::CustomsAuthority), "AU", 12),
			CARRIER => (RoleSet::only(Role::Carrier), "DK", 13),
			SUSPENDED => (trader, "CN", 14),
			AGENCY => (RoleSet::only(Role::InspectionAgency), "CH", 15),
			OTHER_AGENCY => (RoleSet::only(Role::InspectionAgency), "FR", 16),
			OrgId(n) if (MANY_PLATFORMS..MANY_PLATFORMS + 100).contains(&n) => {
				(RoleSet::only(Role::Platform), "CN", n)
			}
			#[cfg(feature = "runtime-benchmarks")]
			OrgId(n) if (MADE..MADE + 100).contains(&n) => (trader.with(Role::Platform), "CN", n),
			_ => return None,
		};
		Some(OrganisationView {
			active: org != SUSPENDED,
			roles: role,
			country: country(country_code),
			group: GroupId(group),
		})
	}
}

impl Operators<AccountId> for Registry {
	fn operator(who: &AccountId) -> Result<Actor<AccountId>, Refusal> {
		let bytes: &[u8; 32] = who.as_ref();
		let org = OrgId(u32::from_be_bytes(bytes[..4].try_into().unwrap()));
		let view = Self::view(org).ok_or(Refusal::NotAnOperator)?;
		if !view.active {
			return Err(Refusal::OrganisationSuspended);
		}
		let permissions = Permission::ALL
			.into_iter()
			.filter(|permission| 1 + *permission as u8 != bytes[4])
			.collect::<Vec<_>>();
		Ok(Actor {
			org,
			account: who.clone(),
			roles: view.roles,
			permissions: Permissions::of(&permissions),
			country: view.country,
			group: view.group,
		})
	}

	fn authorise(
		who: &AccountId,
		roles: RoleSet,
		permission: Permission,
	) -> Result<Actor<AccountId>, DispatchError> {
		let actor = Self::operator(who).map_err(|refusal| match refusal {
			Refusal::NotAnOperator | Refusal::OperatorRevoked => NOT_AN_OPERATOR,
			Refusal::OrganisationSuspended => ORGANISATION_SUSPENDED,
		})?;
		if !actor.roles.meets(roles) {
			return Err(WRONG_ROLE);
		}
		if !actor.permissions.has(permission) {
			return Err(NO_PERMISSION);
		}
		Ok(actor)
	}

	fn operator_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

pub const NOT_AN_OPERATOR: DispatchError = DispatchError::Other("not an operator");
pub const ORGANISATION_SUSPENDED: DispatchError = DispatchError::Other("suspended");
pub const WRONG_ROLE: DispatchError = DispatchError::Other("wrong role");
pub const NO_PERMISSION: DispatchError = DispatchError::Other("no permission");
pub const AUTHORISATION_USED_UP: DispatchError = DispatchError::Other("authorisation used up");
pub const STORAGE_USED_UP: DispatchError = DispatchError::Other("storage used up");
pub const ACTIVATIONS_USED_UP: DispatchError = DispatchError::Other("activations used up");

impl Organisations for Registry {
	fn organisation(org: OrgId) -> Option<OrganisationView> {
		Self::view(org)
	}

	fn organisation_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

impl Brands for Registry {
	fn holder(gtin: hallmark_gs1::Gtin) -> Option<OrgId> {
		Holders::get().get(&gtin.into()).copied()
	}

	fn is_authorised(gtin: Gtin, merchant: OrgId) -> bool {
		Authorised::get().get(&(gtin, merchant)).is_some_and(|left| *left > 0)
	}

	fn consume(gtin: Gtin, merchant: OrgId, items: u32) -> DispatchResult {
		let mut authorised = Authorised::get();
		let left = authorised.entry((gtin, merchant)).or_default();
		*left = left.checked_sub(items).ok_or(AUTHORISATION_USED_UP)?;
		Authorised::set(&authorised);
		Ok(())
	}

	fn brands_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

/// Makes `org` the holder of the prefix that `gtin` lies under.
pub fn give_prefix(gtin: Gtin, org: OrgId) {
	let mut holders = Holders::get();
	holders.insert(gtin, org);
	Holders::set(&holders);
}

/// Lets `merchant` issue `items` of `gtin`.
pub fn authorise(gtin: Gtin, merchant: OrgId, items: u32) {
	let mut authorised = Authorised::get();
	authorised.insert((gtin, merchant), items);
	Authorised::set(&authorised);
}

/// How many items `merchant` may still issue of `gtin`.
pub fn authorised(gtin: Gtin, merchant: OrgId) -> u32 {
	Authorised::get().get(&(gtin, merchant)).copied().unwrap_or_default()
}

impl Facilities for Registry {
	fn owner(facility: FacilityId) -> Option<OrgId> {
		FacilityOwners::get().get(&facility).copied()
	}

	fn maker(_: FacilityId) -> Option<OrgId> {
		unreachable!("nobody asks")
	}

	fn country(_: FacilityId) -> Option<CountryCode> {
		unreachable!("nobody asks")
	}

	fn exists(facility: FacilityId) -> bool {
		facility == CLOSED_PLANT || Self::owner(facility).is_some()
	}

	fn facilities_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

pub struct Quota;

impl StorageMeter for Quota {
	fn grow(org: OrgId, bytes: u32) -> DispatchResult {
		let mut stored = Stored::get();
		let used = stored.entry(org).or_default();
		*used = used.saturating_add(bytes);
		if *used > StorageLimit::get() {
			return Err(STORAGE_USED_UP);
		}
		Stored::set(&stored);
		Ok(())
	}

	fn shrink(org: OrgId, bytes: u32) {
		let mut stored = Stored::get();
		let used = stored.entry(org).or_default();
		*used = used.checked_sub(bytes).expect("more given back than taken");
		Stored::set(&stored);
	}

	fn meter_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

/// What `org` stores, in bytes.
pub fn stored(org: OrgId) -> u32 {
	Stored::get().get(&org).copied().unwrap_or_default()
}

impl ActivationAllowance for Quota {
	fn available(_: OrgId) -> bool {
		Activations::get() > 0
	}

	fn charge(_: OrgId) -> DispatchResult {
		let left = Activations::get().checked_sub(1).ok_or(ACTIVATIONS_USED_UP)?;
		Activations::set(&left);
		Ok(())
	}

	fn allowance_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

pub struct Sampling;

impl Examined for Sampling {
	fn has_examined(agency: OrgId, lot: LotId) -> bool {
		ExaminedLots::get().contains(&(agency, lot))
	}

	fn has_examined_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

impl OnNotice for Sampling {
	fn on_notice(scope: NoticeScope, recall: bool) {
		let mut heard = Heard::get();
		heard.push(match scope {
			NoticeScope::Product(gtin) => (Some(gtin), None, None, recall),
			NoticeScope::Lot { gtin, issuer, facility } => {
				(Some(gtin), Some(issuer), facility, recall)
			}
			NoticeScope::Facility(facility) => (None, None, Some(facility), recall),
		});
		Heard::set(&heard);
	}

	fn on_notice_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

/// An entry that was written into a journal.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Line {
	pub subject: Subject,
	pub author: Author,
	pub kind: JournalKind,
	pub assurance: Assurance,
	pub document: Option<Document>,
}

pub struct Journals;

impl Journal for Journals {
	fn append(
		subject: Subject,
		author: Author,
		kind: JournalKind,
		assurance: Assurance,
		document: Option<Document>,
	) -> DispatchResult {
		let mut lines = Lines::get();
		lines.push(Line { subject, author, kind, assurance, document });
		Lines::set(&lines);
		Ok(())
	}

	fn append_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

pub struct Clock;

impl Time for Clock {
	type Moment = Moment;

	fn now() -> Moment {
		Now::get()
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper for Registry {
	fn organisation(seed: u32) -> (OrgId, AccountId) {
		let org = OrgId(MADE + seed);
		(org, operator(org))
	}

	fn customs_authority() -> (OrgId, AccountId) {
		(CUSTOMS_CN, operator(CUSTOMS_CN))
	}

	fn hold_prefix(gtin: Gtin, holder: OrgId) {
		give_prefix(gtin, holder);
	}

	fn authorise(gtin: Gtin, merchant: OrgId, items: u32) {
		self::authorise(gtin, merchant, items);
	}

	fn facility(owner: OrgId) -> FacilityId {
		let mut owners = FacilityOwners::get();
		let id = FacilityId(1_000 + owners.len() as u32);
		owners.insert(id, owner);
		FacilityOwners::set(&owners);
		id
	}
}

/// A chain at block 1 with one product type.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let config = RuntimeGenesisConfig::default();
	let mut ext = sp_io::TestExternalities::new(config.build_storage().unwrap());
	ext.execute_with(|| {
		System::set_block_number(1);
		let name = hallmark_types::Text::new("Chocolate").unwrap();
		Identity::register_product_types(RuntimeOrigin::root(), vec![name].try_into().unwrap())
			.unwrap();
		System::reset_events();
	});
	ext
}

/// Runs a test on a new chain, and checks the state that it leaves.
pub fn test(run: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		run();
		Identity::do_try_state().unwrap();
	});
}
