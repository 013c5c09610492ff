//! A chain of this pallet alone, with a registry, lots, journals and quotas kept in storage by
//! hand.

use crate as pallet_logistics;
use frame_support::{derive_impl, parameter_types, weights::Weight};
use frame_system::EnsureRoot;
use hallmark_fakes::{country, operator_without, Clock, Entries, Journals, Meter};
pub use hallmark_fakes::{
	operator, stored, stranger, Now, Registry, StorageLimit, DAY, HOUR, NOT_AN_OPERATOR, NOW,
	NO_PERMISSION, ORGANISATION_SUSPENDED, STORAGE_USED_UP, WRONG_ROLE,
};
use hallmark_glue::{LotView, Lots, ProductView};
use hallmark_types::{
	journal::Author, AccountId, Assurance, Document, FacilityId, Gtin, JournalKind, LotId, OrgId,
	Permission, ProductTypeId, Role, RoleSet, Subject,
};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchResult};
use std::collections::BTreeMap;

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
	type Journal = Journals;
	type StorageMeter = Meter;
	type CouncilOrigin = EnsureRoot<AccountId>;
	type Time = Clock;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Registry;
}

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
/// Who handles goods.
const HANDLERS: &[Role] =
	&[Role::Merchant, Role::Manufacturer, Role::Platform, Role::Carrier, Role::Warehouse];

/// How many items a lot has, unless a test says otherwise.
pub const ITEMS: u32 = 1_000;

parameter_types! {
	/// The sizes of lots that differ from [`ITEMS`].
	pub storage Counts: BTreeMap<LotId, u32> = Default::default();
	/// The issuers of lots that differ from [`MERCHANT`].
	pub storage Issuers: BTreeMap<LotId, OrgId> = Default::default();
}

/// A journal's entry: what, on whose word, by whom, with which document.
pub type Entry = (JournalKind, Assurance, OrgId, Option<Document>);

/// An operator of `org` who may do everything but ship.
pub fn clerk(org: OrgId) -> AccountId {
	operator_without(org, Permission::Shipments)
}

/// Lets an organisation have these roles.
fn admit(org: OrgId, roles: &[Role], code: &str, group: u32) {
	let roles = roles.iter().fold(RoleSet::default(), |roles, role| roles.with(*role));
	Registry::admit(org, roles, country(code), group);
}

/// Takes all roles from an organisation.
pub fn strip(org: OrgId) {
	admit(org, &[], "CN", org.0);
}

pub struct Catalogue;

impl Lots for Catalogue {
	fn lot(lot: LotId) -> Option<LotView> {
		(lot != NO_LOT).then(|| LotView {
			gtin: Gtin(9_521_001_000_017),
			version: 1,
			issuer: Issuers::get().get(&lot).copied().unwrap_or(MERCHANT),
			facility: None,
			claimed_facility: None,
			count: Counts::get().get(&lot).copied().unwrap_or(ITEMS),
			active: lot != PENDING,
		})
	}

	fn product(_: Gtin, _: Option<u32>) -> Option<ProductView> {
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

/// Lets a lot have `count` items.
pub fn set_count(lot: LotId, count: u32) {
	let mut counts = Counts::get();
	counts.insert(lot, count);
	Counts::set(&counts);
}

/// The entries of a journal.
pub fn journal(of: Subject) -> Vec<Entry> {
	let entries = Entries::get().into_iter().filter(|(subject, ..)| *subject == of);
	entries
		.map(|(_, kind, assurance, author, document)| {
			let by = match author {
				Author::Operator { organisation, .. } => organisation,
				Author::Council => COUNCIL,
				Author::Consumer => panic!("consumers move no goods"),
			};
			(kind, assurance, by, document)
		})
		.collect()
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper for Registry {
	fn handler(seed: u32) -> (OrgId, AccountId) {
		let org = OrgId(MADE + seed);
		admit(org, HANDLERS, "CN", org.0);
		(org, operator(org))
	}

	fn signs(_: &AccountId) {}

	fn lot(issuer: OrgId) -> LotId {
		let mut issuers = Issuers::get();
		let lot = LotId(issuers.len() as u64);
		issuers.insert(lot, issuer);
		Issuers::set(&issuers);
		set_count(lot, hallmark_types::MAX_LOT_ITEMS);
		lot
	}

	fn facility(owner: OrgId) -> FacilityId {
		let id = FacilityId(1_000 + owner.0);
		Registry::open_facility(id, owner, country("CN"));
		id
	}
}

/// A chain at block 1.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let config = RuntimeGenesisConfig::default();
	let mut ext = sp_io::TestExternalities::new(config.build_storage().unwrap());
	ext.execute_with(|| {
		System::set_block_number(1);
		for (org, role) in [
			(MERCHANT, Role::Merchant),
			(OTHER_MERCHANT, Role::Merchant),
			(IMPORTER, Role::Merchant),
			(CARRIER_A, Role::Carrier),
			(CARRIER_B, Role::Carrier),
			(WAREHOUSE, Role::Warehouse),
			(OTHER_WAREHOUSE, Role::Warehouse),
			(PLATFORM, Role::Platform),
			(AGENCY, Role::InspectionAgency),
			(CUSTOMS, Role::CustomsAuthority),
		] {
			admit(org, &[role], "CN", org.0);
		}
		admit(SISTER_CARRIER, &[Role::Carrier], "CN", MERCHANT.0);
		admit(SISTER_CUSTOMS, &[Role::CustomsAuthority], "CN", IMPORTER.0);
		admit(CUSTOMS_AU, &[Role::CustomsAuthority], "AU", CUSTOMS_AU.0);
		admit(SUSPENDED, HANDLERS, "CN", SUSPENDED.0);
		Registry::suspend(SUSPENDED);
		Registry::open_facility(STORE, WAREHOUSE, country("CN"));
		Registry::open_facility(OTHER_STORE, OTHER_WAREHOUSE, country("CN"));
	});
	ext
}

/// Runs a test on a new chain, and checks the state that it leaves.
pub fn test(run: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		run();
		Logistics::do_try_state().unwrap();
	});
}
