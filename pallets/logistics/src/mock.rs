//! A chain of this pallet alone, with a registry, lots, journals and quotas kept in storage by hand.

use crate as pallet_logistics;
use frame_support::{derive_impl, parameter_types, traits::Time, weights::Weight};
use frame_system::EnsureRoot;
use hallmark_glue::{
	Actor, Facilities, Journal, LotView, Lots, Operators, OrganisationView, Organisations,
	ProductView, StorageMeter,
};
use hallmark_types::Refusal;
use hallmark_types::{
	journal::Author, AccountId, Assurance, CountryCode, Document, FacilityId, GroupId, Gtin,
	JournalKind, LotId, Moment, OrgId, Permission, Permissions, ProductTypeId, Role, RoleSet,
	Subject,
};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError, DispatchResult};
use std::collections::{BTreeMap, BTreeSet};

type Block = frame_system::mocking::MockBlock<Test>;

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
	pub type Logistics = pallet_logistics::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
}

impl crate::Config for Test {
	type Operators = Registry;
	type Organisations = Registry;
	type Facilities = Registry;
	type Lots = Catalogue;
	type Journal = Book;
	type StorageMeter = Quota;
	type CouncilOrigin = EnsureRoot<AccountId>;
	type Time = Clock;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Registry;
}

/// The chain's time when a test begins.
pub const NOW: Moment = 1_760_000_000_000;
pub const HOUR: Moment = 3_600_000;

/// Issues all lots here.
pub const MERCHANT: OrgId = OrgId(1);
pub const OTHER_MERCHANT: OrgId = OrgId(2);
pub const IMPORTER: OrgId = OrgId(3);
pub const CARRIER_A: OrgId = OrgId(4);
pub const CARRIER_B: OrgId = OrgId(5);
pub const WAREHOUSE: OrgId = OrgId(6);
pub const OTHER_WAREHOUSE: OrgId = OrgId(7);
pub const PLATFORM: OrgId = OrgId(8);
/// Under common control with [`MERCHANT`].
pub const SISTER_CARRIER: OrgId = OrgId(9);
pub const AGENCY: OrgId = OrgId(10);
pub const CUSTOMS: OrgId = OrgId(11);
/// Suspended, in whatever role it is asked about.
pub const SUSPENDED: OrgId = OrgId(12);
/// An authority of Australia; all others are of China.
pub const CUSTOMS_AU: OrgId = OrgId(13);
/// An authority under common control with [`IMPORTER`].
pub const SISTER_CUSTOMS: OrgId = OrgId(14);
/// Stands in journals for the council.
pub const COUNCIL: OrgId = OrgId(98);
/// There is none.
pub const NOBODY: OrgId = OrgId(99);
/// What benchmarks make, each in all roles of logistics.
#[cfg(feature = "runtime-benchmarks")]
pub const MADE: u32 = 1_000;

/// [`WAREHOUSE`]'s.
pub const STORE: FacilityId = FacilityId(1);
/// [`OTHER_WAREHOUSE`]'s.
pub const OTHER_STORE: FacilityId = FacilityId(2);
/// There is none.
pub const NO_STORE: FacilityId = FacilityId(99);

/// Active lots of [`MERCHANT`] with [`ITEMS`] items are those below; this one is not active.
pub const PENDING: LotId = LotId(900);
/// There is none.
pub const NO_LOT: LotId = LotId(999);
/// How many items a lot has, unless a test says otherwise.
pub const ITEMS: u32 = 1_000;

parameter_types! {
	pub storage Now: Moment = NOW;
	/// The sizes of lots that differ from [`ITEMS`].
	pub storage Counts: BTreeMap<LotId, u32> = Default::default();
	/// The issuers of lots that differ from [`MERCHANT`].
	pub storage Issuers: BTreeMap<LotId, OrgId> = Default::default();
	pub storage FacilityOwners: BTreeMap<FacilityId, OrgId> = BTreeMap::from([
		(STORE, WAREHOUSE), (OTHER_STORE, OTHER_WAREHOUSE),
	]);
	/// Who else is suspended.
	pub storage Suspended: BTreeSet<OrgId> = Default::default();
	/// Who lost all roles.
	pub storage Stripped: BTreeSet<OrgId> = Default::default();
	/// What each organisation stores.
	pub storage Charged: BTreeMap<OrgId, u32> = Default::default();
	pub storage StorageLimit: u32 = u32::MAX;
	pub storage Entries: BTreeMap<Subject, Vec<Entry>> = Default::default();
}

/// A journal's entry: what, on whose word, by whom, with which document.
pub type Entry = (JournalKind, Assurance, OrgId, Option<Document>);

/// An operator of `org` who may do everything.
pub fn operator(org: OrgId) -> AccountId {
	account(org, 0)
}

/// An operator of `org` who may do everything but ship.
pub fn clerk(org: OrgId) -> AccountId {
	account(org, 1)
}

/// An account that is nobody's operator.
pub fn stranger() -> AccountId {
	AccountId::new([0xee; 32])
}

fn account(org: OrgId, rank: u8) -> AccountId {
	let mut bytes = [0; 32];
	bytes[..4].copy_from_slice(&org.0.to_be_bytes());
	bytes[4] = rank;
	AccountId::new(bytes)
}

pub struct Registry;

impl Registry {
	fn view(org: OrgId) -> Option<OrganisationView> {
		let all = RoleSet::only(Role::Merchant)
			.with(Role::Manufacturer)
			.with(Role::Platform)
			.with(Role::Carrier)
			.with(Role::Warehouse);
		let (roles, group) = match org {
			MERCHANT => (RoleSet::only(Role::Merchant), 1),
			OTHER_MERCHANT => (RoleSet::only(Role::Merchant), 2),
			IMPORTER => (RoleSet::only(Role::Merchant), 3),
			CARRIER_A => (RoleSet::only(Role::Carrier), 4),
			CARRIER_B => (RoleSet::only(Role::Carrier), 5),
			WAREHOUSE => (RoleSet::only(Role::Warehouse), 6),
			OTHER_WAREHOUSE => (RoleSet::only(Role::Warehouse), 7),
			PLATFORM => (RoleSet::only(Role::Platform), 8),
			SISTER_CARRIER => (RoleSet::only(Role::Carrier), 1),
			AGENCY => (RoleSet::only(Role::InspectionAgency), 10),
			CUSTOMS => (RoleSet::only(Role::CustomsAuthority), 11),
			SUSPENDED => (all, 12),
			CUSTOMS_AU => (RoleSet::only(Role::CustomsAuthority), 13),
			SISTER_CUSTOMS => (RoleSet::only(Role::CustomsAuthority), 3),
			#[cfg(feature = "runtime-benchmarks")]
			OrgId(n) if (MADE..MADE + 100).contains(&n) => (all, n),
			_ => return None,
		};
		let country = if org == CUSTOMS_AU { b"AU" } else { b"CN" };
		Some(OrganisationView {
			active: org != SUSPENDED && !Suspended::get().contains(&org),
			roles: if Stripped::get().contains(&org) { RoleSet::default() } else { roles },
			country: CountryCode(*country),
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
		let mut permissions = Permission::ALL.to_vec();
		if bytes[4] == 1 {
			permissions.retain(|permission| *permission != Permission::Shipments);
		}
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
pub const STORAGE_USED_UP: DispatchError = DispatchError::Other("storage used up");

impl Organisations for Registry {
	fn organisation(org: OrgId) -> Option<OrganisationView> {
		Self::view(org)
	}

	fn organisation_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

impl Facilities for Registry {
	fn owner(facility: FacilityId) -> Option<OrgId> {
		FacilityOwners::get().get(&facility).copied()
	}

	fn maker(_: FacilityId) -> Option<OrgId> {
		unreachable!("nobody asks")
	}

	fn country(_: FacilityId) -> Option<CountryCode> {
		Some(CountryCode(*b"CN"))
	}

	fn exists(facility: FacilityId) -> bool {
		Self::owner(facility).is_some()
	}

	fn facilities_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

pub struct Catalogue;

impl Lots for Catalogue {
	fn lot(lot: LotId) -> Option<LotView> {
		(lot != NO_LOT).then(|| LotView {
			gtin: Gtin(9_521_001_000_017),
			version: 1,
			issuer: Issuers::get().get(&lot).copied().unwrap_or(MERCHANT),
			facility: None,
			count_confirmed: false,
			count: Counts::get().get(&lot).copied().unwrap_or(ITEMS),
			active: lot != PENDING,
		})
	}

	fn product(_: Gtin, _: Option<u16>) -> Option<ProductView> {
		None
	}

	fn has_product_type(_: ProductTypeId) -> bool {
		false
	}

	fn lots_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}

	fn mark_sampled(_: LotId, _: &[u32]) -> DispatchResult {
		Ok(())
	}

	fn mark_weight(_: u32) -> Weight {
		Weight::zero()
	}
}

/// Suspends an organisation.
pub fn suspend(org: OrgId) {
	let mut suspended = Suspended::get();
	suspended.insert(org);
	Suspended::set(&suspended);
}

/// Takes all roles from an organisation.
pub fn strip(org: OrgId) {
	let mut stripped = Stripped::get();
	stripped.insert(org);
	Stripped::set(&stripped);
}

/// Lets a lot have `count` items.
pub fn set_count(lot: LotId, count: u32) {
	let mut counts = Counts::get();
	counts.insert(lot, count);
	Counts::set(&counts);
}

pub struct Book;

impl Journal for Book {
	fn append(
		subject: Subject,
		author: Author,
		kind: JournalKind,
		assurance: Assurance,
		document: Option<Document>,
	) -> DispatchResult {
		let organisation = match author {
			Author::Operator { organisation, .. } => organisation,
			Author::Council => COUNCIL,
			Author::Consumer => panic!("consumers move no goods"),
		};
		let mut entries = Entries::get();
		entries.entry(subject).or_default().push((kind, assurance, organisation, document));
		Entries::set(&entries);
		Ok(())
	}

	fn append_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

/// The entries of a journal.
pub fn journal(subject: Subject) -> Vec<Entry> {
	Entries::get().get(&subject).cloned().unwrap_or_default()
}

pub struct Quota;

impl StorageMeter for Quota {
	fn grow(org: OrgId, bytes: u32) -> DispatchResult {
		let mut stored = Charged::get();
		let used = stored.entry(org).or_default();
		*used = used.saturating_add(bytes);
		if *used > StorageLimit::get() {
			return Err(STORAGE_USED_UP);
		}
		Charged::set(&stored);
		Ok(())
	}

	fn shrink(org: OrgId, bytes: u32) {
		let mut stored = Charged::get();
		let used = stored.entry(org).or_default();
		*used = used.checked_sub(bytes).expect("more given back than taken");
		Charged::set(&stored);
	}

	fn meter_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

/// What `org` stores, in bytes.
pub fn stored(org: OrgId) -> u32 {
	Charged::get().get(&org).copied().unwrap_or_default()
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
	fn handler(seed: u32) -> (OrgId, AccountId) {
		let org = OrgId(MADE + seed);
		(org, operator(org))
	}

	fn lot(issuer: OrgId) -> LotId {
		let mut issuers = Issuers::get();
		let lot = LotId(issuers.len() as u64);
		issuers.insert(lot, issuer);
		Issuers::set(&issuers);
		set_count(lot, hallmark_types::MAX_LOT_ITEMS);
		lot
	}

	fn facility(owner: OrgId) -> FacilityId {
		let mut owners = FacilityOwners::get();
		let id = FacilityId(1_000 + owners.len() as u32);
		owners.insert(id, owner);
		FacilityOwners::set(&owners);
		id
	}
}

/// A chain at block 1.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let config = RuntimeGenesisConfig::default();
	let mut ext = sp_io::TestExternalities::new(config.build_storage().unwrap());
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Runs a test on a new chain, and checks the state that it leaves.
pub fn test(run: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		run();
		Logistics::do_try_state().unwrap();
	});
}
