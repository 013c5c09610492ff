//! A chain of this pallet alone, with its neighbours' fakes.

use crate as pallet_product_identity;
use frame_support::{derive_impl, parameter_types, weights::Weight};
pub use hallmark_fakes::{
	country, entries_of as journal, operator, operator_without, registry::AUTHORISATION_USED_UP,
	second_operator, stored, stranger, Now, Registry, StorageLimit, DAY, NOT_AN_OPERATOR, NOW,
	NO_PERMISSION, OPERATOR_REVOKED, ORGANISATION_SUSPENDED, STORAGE_USED_UP, WRONG_ROLE,
};
use hallmark_fakes::{Clock, Journals, Meter, ASKED};
use hallmark_glue::{ActivationAllowance, Examined, NoticeScope, OnNotice};
use hallmark_types::{
	ranges::covers, AccountId, DecisionId, FacilityId, Gtin, ItemRange, LotId, OrgId, Role, RoleSet,
};
use sp_runtime::{
	traits::{BlakeTwo256, IdentityLookup},
	BuildStorage, DispatchError, DispatchResult, MultiSignature, Permill,
};

pub type Extensions = (frame_system::CheckWeight<Test>,);
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
	type StorageMeter = Meter;
	type ActivationAllowance = Quota;
	type Examined = Sampling;
	type OnNotice = Sampling;
	type Journal = Journals;
	type Time = Clock;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Registry;
}

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
/// From here on there are organisations of each kind, in groups of their own, as many as anyone
/// needs: platforms,
pub const MANY_PLATFORMS: u32 = 1_000;
/// merchants,
pub const MANY_MERCHANTS: u32 = 2_000;
/// agencies,
pub const MANY_AGENCIES: u32 = 3_000;
/// and what benchmarks make, each a merchant, manufacturer and platform.
#[cfg(feature = "runtime-benchmarks")]
pub const MADE: u32 = 4_000;

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
/// By which agency, of which decision, which items of which lot.
type Examination = (OrgId, DecisionId, LotId, Vec<ItemRange>);

parameter_types! {
	/// Who examined what.
	pub storage Examinations: Vec<Examination> = Default::default();
	/// The notices that sampling heard of.
	pub storage Heard: Vec<HeardNotice> = Default::default();
	/// How many activations each issuer still has.
	pub storage Activations: u32 = ACTIVATIONS;
}

/// How many activations each issuer has in a window.
pub const ACTIVATIONS: u32 = 1_000;
pub const ACTIVATIONS_USED_UP: DispatchError = DispatchError::Other("activations used up");

/// Makes `org` the holder of the prefix that `gtin` lies under.
pub fn give_prefix(gtin: Gtin, org: OrgId) {
	Registry::give_prefix(gtin, org);
}

/// Lets `merchant` issue `items` of `gtin`.
pub fn authorise(gtin: Gtin, merchant: OrgId, items: u32) {
	Registry::authorise_merchant(gtin, merchant, items);
}

/// How many items `merchant` may still issue of `gtin`.
pub fn authorised(gtin: Gtin, merchant: OrgId) -> u32 {
	Registry::authorised(gtin, merchant)
}

pub struct Quota;

impl ActivationAllowance for Quota {
	fn left(_: OrgId) -> Option<Permill> {
		let left = Activations::get().checked_sub(1)?;
		Some(Permill::from_rational(left, ACTIVATIONS))
	}

	fn charge(issuer: OrgId, bytes: u32) -> DispatchResult {
		let left = Activations::get().checked_sub(1).ok_or(ACTIVATIONS_USED_UP)?;
		Self::store(issuer, bytes);
		Activations::set(&left);
		Ok(())
	}

	fn store(issuer: OrgId, bytes: u32) {
		use hallmark_glue::StorageMeter;
		let limit = StorageLimit::get();
		StorageLimit::set(&u32::MAX);
		Meter::grow(issuer, bytes).unwrap();
		StorageLimit::set(&limit);
	}

	fn allowance_weight() -> Weight {
		ASKED
	}
}

pub struct Sampling;

impl Examined for Sampling {
	fn has_examined(agency: OrgId, decision: DecisionId, lot: LotId, items: &[ItemRange]) -> bool {
		Examinations::get().iter().any(|(by, of, which, ranges)| {
			(*by, *of, *which) == (agency, decision, lot) && covers(ranges, items)
		})
	}

	fn has_examined_weight() -> Weight {
		ASKED
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
		ASKED
	}
}

#[cfg(feature = "runtime-benchmarks")]
use hallmark_types::ItemRanges;

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper for Registry {
	fn organisation(seed: u32) -> (OrgId, AccountId) {
		let org = OrgId(MADE + seed);
		(org, operator(org))
	}

	fn signs(_: &AccountId) {}

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
		let id = FacilityId(1_000 + owner.0);
		Registry::open_facility(id, owner, country("CN"));
		id
	}

	fn examination(lot: LotId, items: &ItemRanges) -> (OrgId, AccountId, DecisionId) {
		let id = DecisionId(1);
		Examinations::set(&vec![(AGENCY, id, lot, items.to_vec())]);
		(AGENCY, operator(AGENCY), id)
	}
}

/// Admits whoever the tests are about, and gives them what is theirs.
fn admit_all() {
	let merchant = RoleSet::only(Role::Merchant);
	let manufacturer = RoleSet::only(Role::Manufacturer);
	let platform = RoleSet::only(Role::Platform);
	let customs = RoleSet::only(Role::CustomsAuthority);
	let agency = RoleSet::only(Role::InspectionAgency);
	for (org, roles, code, group) in [
		(BRAND, manufacturer, "BE", 1),
		(MERCHANT, merchant, "CN", 2),
		(OTHER_MERCHANT, merchant, "CN", 3),
		(FACTORY, manufacturer, "CH", 4),
		(SISTER_FACTORY, manufacturer, "CH", 2),
		(PLATFORM_A, platform, "CN", 6),
		(PLATFORM_B, platform, "CN", 7),
		(PLATFORM_C, platform, "DE", 8),
		(SISTER_OF_A, platform, "CN", 6),
		(SISTER_PLATFORM, platform, "CN", 2),
		(CUSTOMS_CN, customs, "CN", 11),
		(CUSTOMS_AU, customs, "AU", 12),
		(CARRIER, RoleSet::only(Role::Carrier), "DK", 13),
		(SUSPENDED, merchant.with(Role::Manufacturer), "CN", 14),
		(AGENCY, agency, "CH", 15),
		(OTHER_AGENCY, agency, "FR", 16),
	] {
		Registry::admit(org, roles, country(code), group);
	}
	Registry::suspend(SUSPENDED);
	#[cfg(feature = "runtime-benchmarks")]
	for n in 0..100 {
		let roles = merchant.with(Role::Manufacturer).with(Role::Platform);
		Registry::admit(OrgId(MADE + n), roles, country("CN"), MADE + n);
	}
	for gtin in [GTIN, OTHER_GTIN] {
		give_prefix(gtin, BRAND);
	}
	for (facility, owner) in
		[(PLANT, FACTORY), (SISTER_PLANT, SISTER_FACTORY), (OWN_PLANT, MERCHANT)]
	{
		Registry::open_facility(facility, owner, country("CH"));
	}
	Registry::open_facility(CLOSED_PLANT, FACTORY, country("CH"));
	Registry::close_facility(CLOSED_PLANT);
}

/// Admits one of many organisations, each in a group of its own.
pub fn one_of_many(first: u32, n: u32) -> OrgId {
	let role = match first {
		MANY_PLATFORMS => Role::Platform,
		MANY_MERCHANTS => Role::Merchant,
		_ => Role::InspectionAgency,
	};
	let org = OrgId(first + n);
	Registry::admit(org, RoleSet::only(role), country("CN"), org.0);
	org
}

/// A chain at block 1 with one product type.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let config = RuntimeGenesisConfig::default();
	let mut ext = sp_io::TestExternalities::new(config.build_storage().unwrap());
	ext.execute_with(|| {
		System::set_block_number(1);
		admit_all();
		let name = hallmark_types::Text::new("Chocolate").unwrap();
		Identity::register_product_types(RuntimeOrigin::root(), vec![name].try_into().unwrap())
			.unwrap();
		System::reset_events();
	});
	// As if they had been there from genesis: benchmarks begin anew from there.
	ext.commit_all().expect("storage can be committed");
	ext
}

/// Runs a test on a new chain, and checks the state that it leaves.
pub fn test(run: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		run();
		Identity::do_try_state().unwrap();
	});
}
