//! A chain of this pallet alone. Products and lots are fixed; the other neighbours are the shared
//! fakes.

use crate as pallet_links;
use frame_support::{derive_impl, weights::Weight};
pub use hallmark_fakes::{
	country, entries_of, operator, operator_without, second_operator, stored, stranger, Entries,
	Now, Registry, StorageLimit, HOUR, NOT_AN_OPERATOR, NOW, NO_PERMISSION, OPERATOR_REVOKED,
	ORGANISATION_SUSPENDED, STORAGE_USED_UP, WRONG_ROLE,
};
use hallmark_fakes::{Clock, Journals, Meter, ASKED};
use hallmark_glue::{LotView, Lots, ProductView};
use hallmark_types::{AccountId, Gtin, HsCode, LotId, OrgId, ProductTypeId, Role, RoleSet};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchResult};

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
	pub type Links = pallet_links::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
}

impl crate::Config for Test {
	type Operators = Registry;
	type Brands = Registry;
	type Lots = Goods;
	type Journal = Journals;
	type StorageMeter = Meter;
	type Time = Clock;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Goods;
}

/// Holds the prefix of [`BRANDED`].
pub const BRAND: OrgId = OrgId(1);
/// Issued [`LOT`] and [`IMPORTED`], and registered both products.
pub const MERCHANT: OrgId = OrgId(2);
/// Keeps a record of its own of [`FOREIGN`].
pub const IMPORTER: OrgId = OrgId(3);
/// Has nothing to do with any of it.
pub const RIVAL: OrgId = OrgId(4);
/// Has no role that trades.
pub const AGENCY: OrgId = OrgId(5);
pub const SUSPENDED: OrgId = OrgId(6);

/// Its brand has an organisation here.
pub const BRANDED: Gtin = Gtin(9_521_001_000_017);
/// Its brand has none.
pub const FOREIGN: Gtin = Gtin(9_521_003_000_015);
/// There is no such product.
pub const NO_GTIN: Gtin = Gtin(9_521_001_000_024);
/// Of [`BRANDED`].
pub const LOT: LotId = LotId(1);
/// Of [`FOREIGN`].
pub const IMPORTED: LotId = LotId(2);
pub const NO_LOT: LotId = LotId(99);

/// Everybody.
fn populate() {
	let merchant = RoleSet::only(Role::Merchant);
	for (org, roles) in [
		(BRAND, RoleSet::only(Role::Manufacturer)),
		(MERCHANT, merchant),
		(IMPORTER, merchant),
		(RIVAL, merchant.with(Role::Manufacturer)),
		(AGENCY, RoleSet::only(Role::InspectionAgency)),
		(SUSPENDED, merchant),
	] {
		Registry::admit(org, roles, country("CN"), org.0);
	}
	Registry::suspend(SUSPENDED);
	Registry::give_prefix(BRANDED, BRAND);
}

pub struct Goods;

impl Lots for Goods {
	fn lot(lot: LotId) -> Option<LotView> {
		[LOT, IMPORTED].contains(&lot).then(|| LotView {
			gtin: if lot == LOT { BRANDED } else { FOREIGN },
			version: 1,
			issuer: MERCHANT,
			facility: None,
			claimed_facility: None,
			count: 10,
			active: true,
		})
	}

	fn product(gtin: Gtin, version: Option<u32>) -> Option<ProductView> {
		assert_eq!(version, None, "nobody asks for another version");
		[BRANDED, FOREIGN].contains(&gtin).then(|| ProductView {
			product_type: ProductTypeId(0),
			hs: HsCode { code: *b"180631", edition: 2022 },
			origin: country("BE"),
			registrant: MERCHANT,
		})
	}

	fn keeps_record(gtin: Gtin, org: OrgId) -> bool {
		Self::product(gtin, None).is_some()
			&& (org == MERCHANT || (org == IMPORTER && gtin == FOREIGN))
	}

	fn has_product_type(_: ProductTypeId) -> bool {
		unreachable!("nobody asks")
	}

	fn lots_weight() -> Weight {
		ASKED
	}

	fn mark_sampled(_: LotId, _: &[u32]) -> DispatchResult {
		unreachable!("nothing is drawn here")
	}

	fn mark_weight(_: u32) -> Weight {
		Weight::zero()
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper for Goods {
	fn importer() -> (Gtin, OrgId, AccountId) {
		// A benchmark over a range starts each of its runs with an empty state.
		populate();
		(FOREIGN, IMPORTER, operator(IMPORTER))
	}
}

/// A chain at block 1 on which nothing is said yet.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let config = RuntimeGenesisConfig::default();
	let mut ext = sp_io::TestExternalities::new(config.build_storage().unwrap());
	// Benchmarks sign with it.
	let keystore = sp_keystore::testing::MemoryKeystore::new();
	ext.register_extension(sp_keystore::KeystoreExt::new(keystore));
	ext.execute_with(|| {
		System::set_block_number(1);
		populate();
	});
	ext
}

/// Runs a test on a new chain, and checks the state that it leaves.
pub fn test(run: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		run();
		Links::do_try_state().unwrap();
	});
}
