//! A chain of this pallet alone, with the pallets that it asks kept in storage by hand.

use crate as pallet_sampling;
use crate::{draw, Settings, DAY};
use frame_support::{derive_impl, parameter_types, traits::Time, weights::Weight};
use hallmark_glue::{
	Actor, Beacon, Inspections, Journal, LotView, Lots, Operators, OrganisationView, Organisations,
	ProductView, Slot, StorageMeter,
};
use hallmark_types::Refusal;
use hallmark_types::{
	journal::Author, AccountId, AccreditationId, Assurance, CountryCode, Digest, Document,
	FacilityId, GroupId, Gtin, HsCode, ItemRange, JournalKind, LotId, Moment, OrgId, Permission,
	Permissions, ProductTypeId, Role, RoleSet, StandardId, Subject,
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
	type Operators = World;
	type Organisations = World;
	type Lots = World;
	type Inspections = World;
	type Beacon = World;
	type Journal = World;
	type StorageMeter = World;
	type Time = World;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = World;
}

/// The chain's time when a test begins.
pub const NOW: Moment = 1_760_000_000_000;
/// The slot of the first block.
pub const SLOT: Slot = 880_000_000;
/// What the network waits before it acts on entropy.
pub const FINALITY: u32 = 3;
/// How long rules that might loosen wait.
pub const LOOSENING: Moment = DAY;
/// How long an agency has.
pub const PERIOD: Moment = 2 * DAY;

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
/// Agencies in groups of their own, as many as anyone needs.
pub const MANY_AGENCIES: u32 = 100;
/// Merchants in groups of their own, as many as anyone needs.
pub const MANY_MERCHANTS: u32 = 300;

pub const GTIN: Gtin = Gtin(9_521_001_000_017);
pub const OTHER_GTIN: Gtin = Gtin(9_521_001_000_024);
/// Nobody registered it.
pub const NO_GTIN: Gtin = Gtin(9_521_001_000_031);
pub const PLANT: FacilityId = FacilityId(1);
pub const OTHER_PLANT: FacilityId = FacilityId(2);

pub const NOT_AN_OPERATOR: DispatchError = DispatchError::Other("not an operator");
pub const ORGANISATION_SUSPENDED: DispatchError = DispatchError::Other("suspended");
pub const WRONG_ROLE: DispatchError = DispatchError::Other("wrong role");
pub const NO_PERMISSION: DispatchError = DispatchError::Other("no permission");
pub const STORAGE_USED_UP: DispatchError = DispatchError::Other("storage used up");
pub const SLOT_PASSED: DispatchError = DispatchError::Other("slot passed");

parameter_types! {
	pub storage Now: Moment = NOW;
	pub storage CurrentSlot: Slot = SLOT;
	pub storage AwaitedSlots: BTreeMap<Slot, u32> = Default::default();
	/// Makes one test's entropy another than the next's.
	pub storage Noise: u64 = 0;
	pub storage Unaccredited: BTreeSet<OrgId> = BTreeSet::from([UNACCREDITED]);
	/// Accreditations that are withdrawn as of a moment.
	pub storage InDoubt: BTreeMap<AccreditationId, Moment> = Default::default();
	pub storage WantingStandard: Option<StandardId> = None;
	pub storage Marked: Vec<(LotId, u32)> = Default::default();
	pub storage Journalled: Vec<(Subject, JournalKind, Assurance, Option<OrgId>)> = Default::default();
	pub storage Stored: BTreeMap<OrgId, u32> = Default::default();
	pub storage StorageLimit: u32 = u32::MAX;
}

/// The pallets that this one asks.
pub struct World;

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

pub fn hs() -> HsCode {
	HsCode { code: *b"040221", edition: 2022 }
}

fn view(org: OrgId) -> Option<OrganisationView> {
	let (role, code, group) = match org {
		CUSTOMS_CN => (Role::CustomsAuthority, "CN", 1),
		CUSTOMS_AU => (Role::CustomsAuthority, "AU", 2),
		MERCHANT => (Role::Merchant, "CN", 3),
		OTHER_MERCHANT => (Role::Merchant, "CN", 4),
		FACTORY => (Role::Manufacturer, "AU", 5),
		CARRIER => (Role::Carrier, "DK", 6),
		IMPORTER => (Role::Merchant, "CN", 7),
		AGENCY_A => (Role::InspectionAgency, "CN", 8),
		AGENCY_B => (Role::InspectionAgency, "CN", 9),
		AGENCY_C => (Role::InspectionAgency, "DE", 10),
		MERCHANTS_AGENCY => (Role::InspectionAgency, "CN", 3),
		IMPORTERS_AGENCY => (Role::InspectionAgency, "CN", 7),
		FACTORYS_AGENCY => (Role::InspectionAgency, "AU", 5),
		CARRIERS_AGENCY => (Role::InspectionAgency, "DK", 6),
		UNACCREDITED => (Role::InspectionAgency, "CN", 15),
		SUSPENDED => (Role::CustomsAuthority, "CN", 16),
		SUSPENDED_AGENCY => (Role::InspectionAgency, "CN", 17),
		CONSIGNOR => (Role::Merchant, "AU", 18),
		FIRST_CARRIER => (Role::Carrier, "AU", 19),
		CONSIGNORS_AGENCY => (Role::InspectionAgency, "AU", 18),
		FIRST_CARRIERS_AGENCY => (Role::InspectionAgency, "AU", 19),
		OrgId(n) if (MANY_AGENCIES..MANY_AGENCIES + 100).contains(&n) => {
			(Role::InspectionAgency, "CN", n)
		}
		OrgId(n) if (MANY_MERCHANTS..MANY_MERCHANTS + 100).contains(&n) => {
			(Role::Merchant, "CN", n)
		}
		_ => return None,
	};
	Some(OrganisationView {
		active: !matches!(org, SUSPENDED | SUSPENDED_AGENCY),
		roles: RoleSet::only(role),
		country: country(code),
		group: GroupId(group),
	})
}

impl Operators<AccountId> for World {
	fn operator(who: &AccountId) -> Result<Actor<AccountId>, Refusal> {
		let bytes: &[u8; 32] = who.as_ref();
		let org = OrgId(u32::from_be_bytes(bytes[..4].try_into().unwrap()));
		let view = view(org).ok_or(Refusal::NotAnOperator)?;
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

impl Organisations for World {
	fn organisation(org: OrgId) -> Option<OrganisationView> {
		view(org)
	}

	fn organisation_weight() -> Weight {
		Weight::from_parts(1_000, 0)
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
		Weight::from_parts(1_000, 0)
	}

	fn mark_sampled(lot: LotId, indices: &[u32]) -> DispatchResult {
		assert!(indices.is_sorted_by(|a, b| a < b));
		let mut marked = Marked::get();
		marked.extend(indices.iter().map(|index| (lot, *index)));
		Marked::set(&marked);
		Ok(())
	}

	fn mark_weight(items: u32) -> Weight {
		Weight::from_parts(1_000, 0).saturating_mul(items.into())
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
		Weight::from_parts(1_000, 0)
	}

	fn documents_weight() -> Weight {
		Weight::from_parts(1_000, 0)
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
		Weight::from_parts(1_000, 0)
	}
}

impl Journal for World {
	fn append(
		subject: Subject,
		author: Author,
		kind: JournalKind,
		assurance: Assurance,
		_: Option<Document>,
	) -> DispatchResult {
		let by = match author {
			Author::Operator { organisation, .. } => Some(organisation),
			_ => None,
		};
		let mut entries = Journalled::get();
		entries.push((subject, kind, assurance, by));
		Journalled::set(&entries);
		Ok(())
	}

	fn append_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

impl StorageMeter for World {
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

impl Time for World {
	type Moment = Moment;

	fn now() -> Moment {
		Now::get()
	}
}

/// The `k`th secret of an authority, counted from 1, and its commitment as the 0th: a chain of eight.
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

/// What `org` stores, in bytes.
pub fn stored(org: OrgId) -> u32 {
	Stored::get().get(&org).copied().unwrap_or_default()
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper for World {
	fn authority() -> (OrgId, AccountId) {
		(CUSTOMS_CN, operator(CUSTOMS_CN))
	}

	fn agency(seed: u32, _: &HsCode) -> (OrgId, AccountId) {
		let org = OrgId(MANY_AGENCIES + seed);
		(org, operator(org))
	}

	fn merchant(seed: u32) -> OrgId {
		OrgId(MANY_MERCHANTS + seed)
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
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Runs a test on a new chain, and checks the state that it leaves.
pub fn test(run: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		run();
		Sampling::do_try_state().unwrap();
	});
}
