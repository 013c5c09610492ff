//! A chain of this pallet alone, with a registry, goods and journals kept in storage by hand.

use crate as pallet_inspection;
use codec::{Decode, Encode};
use frame_support::{derive_impl, parameter_types, traits::Time, weights::Weight};
use hallmark_glue::{
	Actor, Brands, Doubts, Facilities, Journal, LotView, Lots, Operators, OrganisationView,
	Organisations, ProductView, ShipmentView, Shipments, StorageMeter,
};
use hallmark_types::WriteRefusal;
use hallmark_types::{
	journal::Author, AccountId, Assurance, CountryCode, Document, FacilityId, GroupId, Gtin,
	HsCode, ItemRange, JournalKind, LotId, Moment, OrgId, Permission, Permissions, ProductTypeId,
	Role, RoleSet, ShipmentId, Subject, Unlocode,
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
	type StorageMeter = Quota;
	type Time = Clock;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Registry;
}

/// The chain's time when a test begins.
pub const NOW: Moment = 1_760_000_000_000;
pub const DAY: Moment = 86_400_000;

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

/// Made in Belgium and classed as chocolate in its first version; in its newest, in Australia and as milk
/// powder.
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

/// A line of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Line {
	pub subject: Subject,
	pub author: Author,
	pub kind: JournalKind,
	pub assurance: Assurance,
	pub document: Option<Document>,
}

parameter_types! {
	pub storage Now: Moment = NOW;
	/// Organisations that are suspended.
	pub storage Out: BTreeSet<OrgId> = BTreeSet::from([SUSPENDED]);
	/// Operators and since when they are in doubt.
	pub storage InDoubt: BTreeMap<AccountId, Moment> = Default::default();
	/// How many items lots have.
	pub storage Count: u32 = 100;
	/// Whether the owner of [`PLANT`] stands by the count of [`LOT`].
	pub storage CountConfirmed: bool = true;
	/// Whether [`PLANT`] is closed.
	pub storage PlantClosed: bool = false;
	/// What each organisation stores.
	pub storage Stored: BTreeMap<OrgId, u32> = Default::default();
	pub storage StorageLimit: u32 = u32::MAX;
	pub storage Lines: Vec<Line> = Default::default();
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

/// An agency under common control with `org`.
pub fn sister_of(org: OrgId) -> OrgId {
	OrgId(SISTERS + org.0)
}

/// Suspends `org`.
pub fn suspend(org: OrgId) {
	let mut out = Out::get();
	out.insert(org);
	Out::set(&out);
}

pub struct Registry;

impl Registry {
	fn view(org: OrgId) -> Option<OrganisationView> {
		let agency = RoleSet::only(Role::InspectionAgency);
		let (roles, country_code, group) = match org {
			AGENCY | OTHER_AGENCY | SUSPENDED => (agency, "CN", org.0),
			MERCHANT => (RoleSet::only(Role::Merchant), "CN", org.0),
			FACTORY => (RoleSet::only(Role::Manufacturer), "AU", org.0),
			BRAND => (RoleSet::only(Role::Manufacturer), "BE", org.0),
			IMPORTER => (RoleSet::only(Role::Merchant), "CN", org.0),
			CONSIGNOR => (RoleSet::only(Role::Merchant), "NZ", org.0),
			CONSIGNEE => (RoleSet::only(Role::Warehouse), "CN", org.0),
			CARRIER => (RoleSet::only(Role::Carrier), "DK", org.0),
			OrgId(n) if (SISTERS..MANY_AGENCIES).contains(&n) => (agency, "CN", n - SISTERS),
			OrgId(n) if (MANY_AGENCIES..MANY_AGENCIES + 100).contains(&n) => (agency, "CN", n),
			_ => return None,
		};
		Some(OrganisationView {
			active: !Out::get().contains(&org),
			roles,
			country: country(country_code),
			group: GroupId(group),
		})
	}
}

impl Operators<AccountId> for Registry {
	fn operator(who: &AccountId) -> Result<Actor<AccountId>, WriteRefusal> {
		let bytes: &[u8; 32] = who.as_ref();
		let org = OrgId(u32::from_be_bytes(bytes[..4].try_into().unwrap()));
		let view = Self::view(org).ok_or(WriteRefusal::NotAnOperator)?;
		if !view.active {
			return Err(WriteRefusal::OrganisationSuspended);
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
			WriteRefusal::NotAnOperator | WriteRefusal::OperatorRevoked => NOT_AN_OPERATOR,
			WriteRefusal::OrganisationSuspended => ORGANISATION_SUSPENDED,
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

impl Doubts<AccountId> for Registry {
	fn is_doubtful(operator: &AccountId, at: Moment) -> bool {
		InDoubt::get().get(operator).is_some_and(|as_of| *as_of <= at)
	}
}

/// Revokes an operator as of a time.
pub fn doubt(operator: AccountId, as_of: Moment) {
	let mut in_doubt = InDoubt::get();
	in_doubt.insert(operator, as_of);
	InDoubt::set(&in_doubt);
}

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
		Self::maker(facility).filter(|_| !PlantClosed::get())
	}

	fn maker(facility: FacilityId) -> Option<OrgId> {
		(facility == PLANT).then_some(FACTORY)
	}

	fn country(facility: FacilityId) -> Option<CountryCode> {
		(facility == PLANT).then(|| country("FR"))
	}

	fn exists(facility: FacilityId) -> bool {
		facility == PLANT
	}

	fn facilities_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

impl Brands for Registry {
	fn holder(gtin: hallmark_gs1::Gtin) -> Option<OrgId> {
		(Gtin::from(gtin) == GTIN).then_some(BRAND)
	}

	fn is_authorised(_: Gtin, _: OrgId) -> bool {
		unreachable!("nothing is issued here")
	}

	fn consume(_: Gtin, _: OrgId, _: u32) -> DispatchResult {
		unreachable!("nothing is issued here")
	}

	fn brands_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
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
		Weight::from_parts(1_000, 0)
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
		Weight::from_parts(1_000, 0)
	}
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

pub struct Clock;

impl Time for Clock {
	type Moment = Moment;

	fn now() -> Moment {
		Now::get()
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper for Registry {
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
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Runs a test on a new chain, and checks the state that it leaves.
pub fn test(run: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		run();
		Inspection::do_try_state().unwrap();
	});
}
