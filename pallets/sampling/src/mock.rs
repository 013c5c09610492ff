//! A chain of this pallet and the fakes of its neighbours.

use crate as pallet_sampling;
use crate::{draw, Settings};
use frame_support::{derive_impl, parameter_types, weights::Weight};
pub use hallmark_fakes::{
	country, entries_of as journal, operator, operator_without, stored, stranger, Now,
	StorageLimit, NOT_AN_OPERATOR, NOW, NO_PERMISSION, ORGANISATION_SUSPENDED, STORAGE_USED_UP,
	WRONG_ROLE,
};
use hallmark_fakes::{Clock, Journals, Meter, Registry, ASKED};
use hallmark_glue::{Beacon, Inspections, LotView, Lots, ProductView, Slot};
use hallmark_types::{
	AccountId, AccreditationId, CountryCode, Digest, FacilityId, Gtin, HsCode, ItemRange, LotId,
	Moment, OrgId, ProductTypeId, Role, RoleSet, StandardId,
};
use sp_runtime::{
	traits::{BlakeTwo256, IdentityLookup},
	BuildStorage, DispatchError, DispatchResult, MultiSignature,
};
use std::collections::{BTreeMap, BTreeSet};

type Extrinsic =
	sp_runtime::generic::UncheckedExtrinsic<AccountId, RuntimeCall, MultiSignature, ()>;
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
	pub type Sampling = pallet_sampling::Pallet<Test>;
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
	type Lots = World;
	type Inspections = World;
	type Beacon = World;
	type Journal = Journals;
	type StorageMeter = Meter;
	type Time = Clock;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = World;
}

/// The slot of the first block.
pub const SLOT: Slot = 880_000_000;
/// What the network waits before it acts on entropy.
pub const FINALITY: u32 = 3;
/// How long rules that might loosen wait.
pub const LOOSENING: Moment = crate::DAY;
/// How long an agency has.
pub const PERIOD: Moment = 2 * crate::DAY;

pub const CUSTOMS_CN: OrgId = OrgId(1);
pub const CUSTOMS_AU: OrgId = OrgId(2);
pub const MERCHANT: OrgId = OrgId(3);
pub const OTHER_MERCHANT: OrgId = OrgId(4);
pub const FACTORY: OrgId = OrgId(5);
pub const CARRIER: OrgId = OrgId(6);
/// Who declares.
pub const IMPORTER: OrgId = OrgId(7);
pub const AGENCY_A: OrgId = OrgId(8);
pub const AGENCY_B: OrgId = OrgId(9);
pub const AGENCY_C: OrgId = OrgId(10);
/// On no panel.
pub const AGENCY_D: OrgId = OrgId(22);
/// Under common control with [`MERCHANT`].
pub const MERCHANTS_AGENCY: OrgId = OrgId(11);
/// Under common control with [`IMPORTER`].
pub const IMPORTERS_AGENCY: OrgId = OrgId(12);
/// Under common control with [`FACTORY`].
pub const FACTORYS_AGENCY: OrgId = OrgId(13);
/// Under common control with [`CARRIER`].
pub const CARRIERS_AGENCY: OrgId = OrgId(14);
/// Accredited for nothing.
pub const UNACCREDITED: OrgId = OrgId(15);
/// Another authority of China's.
pub const BEIJING: OrgId = OrgId(23);
/// A suspended authority.
pub const SUSPENDED: OrgId = OrgId(16);
/// A suspended agency.
pub const SUSPENDED_AGENCY: OrgId = OrgId(17);
/// Sends the goods abroad.
pub const CONSIGNOR: OrgId = OrgId(18);
/// Carries the goods to where the arriving carrier takes over.
pub const FIRST_CARRIER: OrgId = OrgId(19);
/// Under common control with [`CONSIGNOR`].
pub const CONSIGNORS_AGENCY: OrgId = OrgId(20);
/// Under common control with [`FIRST_CARRIER`].
pub const FIRST_CARRIERS_AGENCY: OrgId = OrgId(21);
/// Organisations that exist only by their ids, as many as anyone needs.
pub const MANY_MERCHANTS: u32 = 300;

pub const GTIN: Gtin = Gtin(9_521_001_000_017);
pub const OTHER_GTIN: Gtin = Gtin(9_521_001_000_024);
/// Nobody registered it.
pub const NO_GTIN: Gtin = Gtin(9_521_001_000_031);
pub const PLANT: FacilityId = FacilityId(1);
pub const OTHER_PLANT: FacilityId = FacilityId(2);

pub const SLOT_PASSED: DispatchError = DispatchError::Other("slot passed");

parameter_types! {
	pub storage CurrentSlot: Slot = SLOT;
	pub storage AwaitedSlots: BTreeMap<Slot, u32> = Default::default();
	/// Makes one test's entropy another than the next's.
	pub storage Noise: u64 = 0;
	pub storage Unaccredited: BTreeSet<OrgId> = BTreeSet::from([UNACCREDITED]);
	/// Accreditations that are withdrawn as of a moment.
	pub storage InDoubt: BTreeMap<AccreditationId, Moment> = Default::default();
	/// Whether no mix is shown to be final.
	pub storage Unfinal: bool = false;
	pub storage WantingStandard: Option<StandardId> = None;
	pub storage Marked: Vec<(LotId, u32)> = Default::default();
}

/// Product identity, inspection and the beacon.
pub struct World;

pub fn hs() -> HsCode {
	HsCode { code: *b"040221", edition: 2022 }
}

/// Admits everyone.
fn admit() {
	for (org, role, code, group) in [
		(CUSTOMS_CN, Role::CustomsAuthority, "CN", 1),
		(CUSTOMS_AU, Role::CustomsAuthority, "AU", 2),
		(BEIJING, Role::CustomsAuthority, "CN", 23),
		(MERCHANT, Role::Merchant, "CN", 3),
		(OTHER_MERCHANT, Role::Merchant, "CN", 4),
		(FACTORY, Role::Manufacturer, "AU", 5),
		(CARRIER, Role::Carrier, "DK", 6),
		(IMPORTER, Role::Merchant, "CN", 7),
		(AGENCY_A, Role::InspectionAgency, "CN", 8),
		(AGENCY_B, Role::InspectionAgency, "CN", 9),
		(AGENCY_C, Role::InspectionAgency, "DE", 10),
		(AGENCY_D, Role::InspectionAgency, "CN", 22),
		(MERCHANTS_AGENCY, Role::InspectionAgency, "CN", 3),
		(IMPORTERS_AGENCY, Role::InspectionAgency, "CN", 7),
		(FACTORYS_AGENCY, Role::InspectionAgency, "AU", 5),
		(CARRIERS_AGENCY, Role::InspectionAgency, "DK", 6),
		(UNACCREDITED, Role::InspectionAgency, "CN", 15),
		(SUSPENDED, Role::CustomsAuthority, "CN", 16),
		(SUSPENDED_AGENCY, Role::InspectionAgency, "CN", 17),
		(CONSIGNOR, Role::Merchant, "AU", 18),
		(FIRST_CARRIER, Role::Carrier, "AU", 19),
		(CONSIGNORS_AGENCY, Role::InspectionAgency, "AU", 18),
		(FIRST_CARRIERS_AGENCY, Role::InspectionAgency, "AU", 19),
	] {
		Registry::admit(org, RoleSet::only(role), country(code), group);
	}
	for org in [SUSPENDED, SUSPENDED_AGENCY] {
		Registry::suspend(org);
	}
}

impl Lots for World {
	fn lot(_: LotId) -> Option<LotView> {
		Some(LotView {
			gtin: GTIN,
			version: 1,
			issuer: MERCHANT,
			facility: Some(PLANT),
			claimed_facility: Some(PLANT),
			count: 1 << 20,
			active: true,
		})
	}

	fn product(gtin: Gtin, _: Option<u32>) -> Option<ProductView> {
		(gtin != NO_GTIN).then_some(ProductView {
			product_type: ProductTypeId(1),
			hs: hs(),
			origin: country("AU"),
			registrant: MERCHANT,
		})
	}

	fn has_product_type(_: ProductTypeId) -> bool {
		true
	}

	fn lots_weight() -> Weight {
		ASKED
	}

	fn mark_sampled(lot: LotId, indices: &[u32]) -> DispatchResult {
		assert!(indices.is_sorted_by(|a, b| a < b));
		let mut marked = Marked::get();
		marked.extend(indices.iter().map(|index| (lot, *index)));
		Marked::set(&marked);
		Ok(())
	}

	fn mark_weight(items: u32) -> Weight {
		ASKED.saturating_mul(items.into())
	}
}

impl Inspections for World {
	fn accreditation_for(agency: OrgId, of: &HsCode, at: CountryCode) -> Option<AccreditationId> {
		let covered = *of == hs() && at == country("CN");
		(covered && !Unaccredited::get().contains(&agency)).then_some(AccreditationId(agency.0))
	}

	fn is_doubtful(accreditation: AccreditationId, operator: &AccountId, at: Moment) -> bool {
		assert_eq!(*operator, super::mock::operator(OrgId(accreditation.0)));
		InDoubt::get().get(&accreditation).is_some_and(|from| at >= *from)
	}

	fn documents(_: LotId, _: &[ItemRange]) -> Result<(), StandardId> {
		WantingStandard::get().map_or(Ok(()), Err)
	}

	fn accreditation_weight() -> Weight {
		ASKED
	}

	fn documents_weight() -> Weight {
		ASKED
	}
}

impl Beacon for World {
	fn slot() -> Slot {
		CurrentSlot::get()
	}

	fn await_mix(slot: Slot) -> DispatchResult {
		if slot <= CurrentSlot::get() {
			return Err(SLOT_PASSED);
		}
		let mut awaited = AwaitedSlots::get();
		*awaited.entry(slot).or_default() += 1;
		AwaitedSlots::set(&awaited);
		Ok(())
	}

	fn mix(slot: Slot) -> Option<Digest> {
		let kept = AwaitedSlots::get().contains_key(&slot) && CurrentSlot::get() > slot;
		kept.then(|| {
			let mut mix = [0; 32];
			mix[..8].copy_from_slice(&slot.to_be_bytes());
			mix[8..16].copy_from_slice(&Noise::get().to_be_bytes());
			mix.into()
		})
	}

	fn final_mix(slot: Slot) -> Option<Digest> {
		Self::mix(slot).filter(|_| !Unfinal::get())
	}

	fn forget(slot: Slot) {
		let mut awaited = AwaitedSlots::get();
		let count = awaited.get_mut(&slot).expect("nobody awaits this slot");
		*count -= 1;
		if *count == 0 {
			awaited.remove(&slot);
		}
		AwaitedSlots::set(&awaited);
	}

	fn beacon_weight() -> Weight {
		ASKED
	}
}

/// The `k`th secret of an authority, counted from 1, and its commitment as the 0th: a chain of
/// eight.
pub fn secret(k: u32) -> Digest {
	(k..8).fold(Digest::repeat_byte(0x5e), |secret, _| draw::commitment(&secret))
}

/// Lets so many slots pass, with a block in each.
pub fn pass_slots(slots: Slot) {
	pass_empty_slots(slots);
	System::set_block_number(System::block_number() + slots as u32);
}

/// Lets so many slots pass without a block.
pub fn pass_empty_slots(slots: Slot) {
	CurrentSlot::set(&(CurrentSlot::get() + slots));
}

/// Lets so much time pass.
pub fn pass_time(time: Moment) {
	Now::set(&(Now::get() + time));
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper for World {
	fn authority() -> (OrgId, AccountId) {
		(CUSTOMS_CN, operator(CUSTOMS_CN))
	}

	fn agency(seed: u32, _: &HsCode) -> (OrgId, AccountId) {
		let org = OrgId(100 + seed);
		let agency = RoleSet::only(Role::InspectionAgency);
		Registry::admit(org, agency, country("CN"), org.0);
		(org, operator(org))
	}

	fn merchant(seed: u32) -> OrgId {
		let org = OrgId(MANY_MERCHANTS + seed);
		Registry::admit(org, RoleSet::only(Role::Merchant), country("CN"), org.0);
		org
	}

	fn lot(seed: u32, _: OrgId) -> (LotId, Gtin) {
		(LotId(seed.into()), GTIN)
	}

	fn reach(slot: Slot) {
		CurrentSlot::set(&slot);
	}
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let config = RuntimeGenesisConfig {
		sampling: pallet_sampling::GenesisConfig {
			settings: Settings {
				loosening: LOOSENING,
				examination: PERIOD,
				finality: FINALITY,
				..Default::default()
			},
			..Default::default()
		},
		..Default::default()
	};
	let mut ext = sp_io::TestExternalities::new(config.build_storage().unwrap());
	ext.execute_with(|| {
		System::set_block_number(1);
		admit();
	});
	// As if they had been there from genesis: benchmarks begin anew from there.
	ext.commit_all().expect("storage can be committed");
	ext
}

/// Runs a test on a new chain, and checks the state that it leaves.
pub fn test(run: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		run();
		Sampling::do_try_state().unwrap();
	});
}
