//! A chain of this pallet alone. Goods and shipments are fixed; the other neighbours are the shared
//! fakes.

use crate as pallet_inspection;
use frame_support::{derive_impl, parameter_types, weights::Weight};
pub use hallmark_fakes::{
	country, operator, operator_without, stored, stranger, Entries, Now, Registry, StorageLimit,
	DAY, NOT_AN_OPERATOR, NOW, NO_PERMISSION, ORGANISATION_SUSPENDED, STORAGE_USED_UP, WRONG_ROLE,
};
use hallmark_fakes::{Clock, Journals, Meter, ASKED};
use hallmark_glue::{LotView, Lots, ProductView, ShipmentView, Shipments};
use hallmark_types::{
	AccountId, FacilityId, Gtin, HsCode, ItemRange, LotId, OrgId, ProductTypeId, Role, RoleSet,
	ShipmentId, Unlocode,
};
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
	pub type Inspection = pallet_inspection::Pallet<Test>;
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
	type Doubts = Registry;
	type Organisations = Registry;
	type Facilities = Registry;
	type Brands = Registry;
	type Lots = Goods;
	type Shipments = Goods;
	type Journal = Journals;
	type StorageMeter = Meter;
	type Time = Clock;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Goods;
}

pub const AGENCY: OrgId = OrgId(1);
pub const OTHER_AGENCY: OrgId = OrgId(2);
/// A suspended agency.
pub const SUSPENDED: OrgId = OrgId(3);
/// Issued [`LOT`].
pub const MERCHANT: OrgId = OrgId(4);
/// Owns [`PLANT`]; of Australia.
pub const FACTORY: OrgId = OrgId(5);
/// Holds the prefix of [`GTIN`].
pub const BRAND: OrgId = OrgId(6);
/// Registered [`GTIN`].
pub const IMPORTER: OrgId = OrgId(7);
/// Sends [`SHIPMENT`], from New Zealand.
pub const CONSIGNOR: OrgId = OrgId(8);
pub const CONSIGNEE: OrgId = OrgId(9);
pub const CARRIER: OrgId = OrgId(10);
/// From here on there are agencies under common control with the organisations above.
const SISTERS: u32 = 100;
/// From here on there are agencies in groups of their own, as many as anyone needs.
pub const MANY_AGENCIES: u32 = 200;

/// Made in Belgium and classed as chocolate in its first version; in its newest, in Australia and
/// as milk powder.
pub const GTIN: Gtin = Gtin(9_521_001_000_017);
/// There is no such product.
pub const NO_GTIN: Gtin = Gtin(9_521_001_000_024);
/// Of [`GTIN`]'s first version, from [`PLANT`].
pub const LOT: LotId = LotId(1);
/// Of [`GTIN`]'s first version, and says nothing of where it was made.
pub const BARE_LOT: LotId = LotId(2);
pub const NO_LOT: LotId = LotId(99);
/// In France.
pub const PLANT: FacilityId = FacilityId(1);
pub const NO_PLANT: FacilityId = FacilityId(99);
pub const SHIPMENT: ShipmentId = ShipmentId(1);
pub const NO_SHIPMENT: ShipmentId = ShipmentId(99);
pub const CHOCOLATE: ProductTypeId = ProductTypeId(0);
pub const NO_TYPE: ProductTypeId = ProductTypeId(99);

parameter_types! {
	/// How many items lots have.
	pub storage Count: u32 = 100;
	/// Whether the owner of [`PLANT`] stands by the count of [`LOT`].
	pub storage CountConfirmed: bool = true;
}

/// An agency under common control with `org`.
pub fn sister_of(org: OrgId) -> OrgId {
	OrgId(SISTERS + org.0)
}

/// Everybody, and what they have.
fn populate() {
	let agency = RoleSet::only(Role::InspectionAgency);
	let merchant = RoleSet::only(Role::Merchant);
	let manufacturer = RoleSet::only(Role::Manufacturer);
	for (org, roles, land) in [
		(AGENCY, agency, "CN"),
		(OTHER_AGENCY, agency, "CN"),
		(SUSPENDED, agency, "CN"),
		(MERCHANT, merchant, "CN"),
		(FACTORY, manufacturer, "AU"),
		(BRAND, manufacturer, "BE"),
		(IMPORTER, merchant, "CN"),
		(CONSIGNOR, merchant, "NZ"),
		(CONSIGNEE, RoleSet::only(Role::Warehouse), "CN"),
		(CARRIER, RoleSet::only(Role::Carrier), "DK"),
	] {
		Registry::admit(org, roles, country(land), org.0);
		Registry::admit(sister_of(org), agency, country("CN"), org.0);
	}
	for n in MANY_AGENCIES..MANY_AGENCIES + 100 {
		Registry::admit(OrgId(n), agency, country("CN"), n);
	}
	Registry::suspend(SUSPENDED);
	Registry::open_facility(PLANT, FACTORY, country("FR"));
	Registry::give_prefix(GTIN, BRAND);
}

pub struct Goods;

impl Lots for Goods {
	fn lot(lot: LotId) -> Option<LotView> {
		[LOT, BARE_LOT].contains(&lot).then(|| LotView {
			gtin: GTIN,
			version: 1,
			issuer: MERCHANT,
			facility: (lot == LOT && CountConfirmed::get()).then_some(PLANT),
			claimed_facility: (lot == LOT).then_some(PLANT),
			count: Count::get(),
			active: true,
		})
	}

	fn product(gtin: Gtin, version: Option<u32>) -> Option<ProductView> {
		let (code, origin) = match version {
			Some(1) => (*b"180631", "BE"),
			None | Some(2) => (*b"040210", "AU"),
			_ => return None,
		};
		(gtin == GTIN).then(|| ProductView {
			product_type: CHOCOLATE,
			hs: HsCode { code, edition: 2022 },
			origin: country(origin),
			registrant: IMPORTER,
		})
	}

	fn has_product_type(product_type: ProductTypeId) -> bool {
		product_type == CHOCOLATE
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

impl Shipments for Goods {
	fn shipment(shipment: ShipmentId) -> Option<ShipmentView> {
		(shipment == SHIPMENT).then_some(ShipmentView {
			consignor: CONSIGNOR,
			consignee: Some(CONSIGNEE),
			carrier: Some(CARRIER),
		})
	}

	fn carries(_: ShipmentId, _: LotId, _: &[ItemRange]) -> bool {
		unreachable!("nobody asks")
	}

	fn still_carries(_: ShipmentId, _: LotId, _: &[ItemRange]) -> bool {
		unreachable!("nobody asks")
	}

	fn carrier_to(_: ShipmentId, _: Unlocode) -> Option<OrgId> {
		unreachable!("nobody asks")
	}

	fn is_carrier(_: ShipmentId, _: OrgId) -> bool {
		unreachable!("nobody asks")
	}

	fn parties(_: ShipmentId) -> Vec<OrgId> {
		unreachable!("nobody asks")
	}

	fn shipments_weight() -> Weight {
		ASKED
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper for Goods {
	fn agency() -> (OrgId, AccountId) {
		(AGENCY, operator(AGENCY))
	}

	fn product_type() -> ProductTypeId {
		CHOCOLATE
	}

	fn lot() -> LotId {
		Count::set(&hallmark_types::MAX_LOT_ITEMS);
		LOT
	}
}

/// A chain at block 1 without standards.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let config = RuntimeGenesisConfig::default();
	let mut ext = sp_io::TestExternalities::new(config.build_storage().unwrap());
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
		Inspection::do_try_state().unwrap();
	});
}
