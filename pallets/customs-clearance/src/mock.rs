//! A chain of this pallet alone. Goods, shipments and the decision engine are tables in storage
//! that tests write; the other neighbours are the shared fakes.

use crate as pallet_customs_clearance;
use frame_support::{derive_impl, parameter_types, weights::Weight};
use frame_system::EnsureRoot;
pub use hallmark_fakes::{
	country, operator, operator_without, second_operator, stored, stranger, third_operator,
	Entries, Now, Registry, StorageLimit, NOT_AN_OPERATOR, NOW, NO_PERMISSION,
	ORGANISATION_SUSPENDED, STORAGE_USED_UP, WRONG_ROLE,
};
use hallmark_fakes::{Clock, Journals, Meter};
use hallmark_glue::{
	Check, CheckResult, ControlLine, ControlRequest, ControlState, Controls, Decided, Ending,
	Holdings, LotView, Lots, ProductView, RequiredSystems, ShipmentView, Shipments,
};
use hallmark_types::{
	journal::Author, AccountId, Assurance, DecisionId, Digest, FacilityId, Gtin, HsCode, ItemRange,
	JournalKind, LotId, Moment, OrgId, ProductTypeId, Role, RoleSet, ShipmentId, Subject, Unlocode,
	ValueBand,
};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError, DispatchResult};
use std::collections::BTreeMap;

type Block = frame_system::mocking::MockBlockU32<Test>;

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
	pub type Customs = pallet_customs_clearance::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
}

impl crate::Config for Test {
	type CouncilOrigin = EnsureRoot<AccountId>;
	type Operators = Registry;
	type Organisations = Registry;
	type Lots = Goods;
	type Facilities = Registry;
	type Shipments = Goods;
	type Holdings = Goods;
	type Controls = Engine;
	type Journal = Journals;
	type StorageMeter = Meter;
	type Time = Clock;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Goods;
}

/// How long a round takes, unless the council sets it otherwise.
pub const WINDOW: Moment = 7 * 86_400_000;

pub const MERCHANT: OrgId = OrgId(1);
pub const OTHER_MERCHANT: OrgId = OrgId(2);
pub const MANUFACTURER: OrgId = OrgId(3);
pub const PLATFORM: OrgId = OrgId(4);
pub const BANK: OrgId = OrgId(5);
pub const CARRIER: OrgId = OrgId(6);
/// A carrier with no leg of the shipment.
pub const OTHER_CARRIER: OrgId = OrgId(7);
/// Under common control with [`CARRIER`].
pub const SISTER_PLATFORM: OrgId = OrgId(8);
pub const CUSTOMS_CN: OrgId = OrgId(9);
/// Another authority of the same country.
pub const CUSTOMS_SH: OrgId = OrgId(10);
pub const CUSTOMS_AU: OrgId = OrgId(11);
/// A suspended organisation.
pub const SUSPENDED: OrgId = OrgId(12);
/// Platform, payment institution and carrier of the shipment in one.
pub const GIANT: OrgId = OrgId(13);
/// An authority under common control with [`MERCHANT`].
pub const SISTER_CUSTOMS: OrgId = OrgId(14);
/// A suspended authority.
pub const SUSPENDED_CUSTOMS: OrgId = OrgId(15);

/// Everything of [`LOT`] and [`OTHER_LOT`], and of the lots from 10 on, from [`MANUFACTURER`] to
/// [`MERCHANT`]. It has arrived at [`PORT`].
pub const SHIPMENT: ShipmentId = ShipmentId(0);
/// The same goods, not arrived.
pub const AT_SEA: ShipmentId = ShipmentId(1);
/// From [`MANUFACTURER`] to [`OTHER_MERCHANT`]: the first hundred items of [`LOT`].
pub const OTHER_SHIPMENT: ShipmentId = ShipmentId(2);
pub const NO_SHIPMENT: ShipmentId = ShipmentId(99);

/// A million items of the first product.
pub const LOT: LotId = LotId(1);
/// Another lot of the same product and facility.
pub const OTHER_LOT: LotId = LotId(2);
/// A lot that is in no shipment.
pub const UNSHIPPED_LOT: LotId = LotId(3);
/// A lot whose issuer alone says where it was made.
pub const CLAIMED_LOT: LotId = LotId(4);
/// The first of lots of as many products.
pub const MANY_LOTS: u64 = 10;
pub const NO_LOT: LotId = LotId(99);
/// A lot whose product's version is missing.
pub const ODD_LOT: LotId = LotId(98);
pub const LOT_ITEMS: u32 = 1_000_000;
/// Where all goods were made: [`MANUFACTURER`]'s.
pub const PLANT: FacilityId = FacilityId(1);

/// What is kept of a control request, line by line.
pub type SeenLine = (LotId, Vec<ItemRange>, Gtin, OrgId, Option<OrgId>);
/// Of a request: carrier, parties, commitment, lines.
pub type SeenRequest = (Option<OrgId>, Vec<OrgId>, Option<Digest>, Vec<SeenLine>);

parameter_types! {
	pub storage Cancelled: Vec<ShipmentId> = Default::default();
	/// Shipments that were received: nothing is in them any more.
	pub storage Received: Vec<ShipmentId> = Default::default();
	/// Who holds goods outside of shipments.
	pub storage Held: Vec<(OrgId, LotId, ItemRange)> = Default::default();
	/// What logistics heard was destroyed.
	pub storage NotedDestroyed: Vec<(LotId, Vec<ItemRange>)> = Default::default();
	/// Decisions: check, settled, result, open.
	pub storage Decisions: Vec<(Check, bool, CheckResult, bool)> = Default::default();
	/// How the next decisions will stand.
	pub storage NextDecision: (Check, bool, CheckResult, bool) =
		(Check::Examination, true, CheckResult::Passed, false);
	/// What was last shown to the decision engine.
	pub storage Seen: SeenRequest = Default::default();
	/// In which registers the next decisions ask for numbers.
	pub storage NextRequired: RequiredSystems = Default::default();
	/// How many decisions the engine forgets to make.
	pub storage Lacking: u32 = 0;
	/// Endings that the engine heard of: decision and ending.
	pub storage Endings: Vec<(DecisionId, u8)> = Default::default();
	/// Withdrawals that the engine heard of.
	pub storage NotedWithdrawn: Vec<(OrgId, LotId, Vec<ItemRange>)> = Default::default();
	/// Parts of decisions that the engine heard were left undone.
	pub storage NotedParts: Vec<(DecisionId, LotId, Vec<ItemRange>)> = Default::default();
}

pub fn port() -> Unlocode {
	Unlocode::new("CNNBO").unwrap()
}

pub const EXAMINATION_OPEN: DispatchError = DispatchError::Other("examination open");

pub struct Goods;

/// The product of a lot: one for the first lots, one for each of the others.
pub fn gtin(lot: LotId) -> Gtin {
	Gtin(lot.0.max(MANY_LOTS - 1))
}

pub fn hs() -> HsCode {
	HsCode { code: *b"180631", edition: 2022 }
}

impl Lots for Goods {
	fn lot(lot: LotId) -> Option<LotView> {
		(lot != NO_LOT).then(|| LotView {
			gtin: gtin(lot),
			version: if lot == ODD_LOT { 2 } else { 1 },
			issuer: OTHER_MERCHANT,
			facility: (lot != CLAIMED_LOT).then_some(PLANT),
			claimed_facility: Some(PLANT),
			count: LOT_ITEMS,
			active: true,
		})
	}

	fn product(gtin: Gtin, version: Option<u32>) -> Option<ProductView> {
		(version != Some(2)).then(|| ProductView {
			// The products of many lots are the declarant's own, whom benchmarks have register.
			registrant: if gtin.0 < MANY_LOTS { OTHER_MERCHANT } else { MERCHANT },
			product_type: ProductTypeId(7),
			hs: hs(),
			origin: country("BE"),
		})
	}

	fn has_product_type(_: ProductTypeId) -> bool {
		true
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

impl Shipments for Goods {
	fn shipment(shipment: ShipmentId) -> Option<ShipmentView> {
		let consignee = match shipment {
			SHIPMENT | AT_SEA => MERCHANT,
			OTHER_SHIPMENT => OTHER_MERCHANT,
			_ => return None,
		};
		(!Cancelled::get().contains(&shipment)).then_some(ShipmentView {
			consignor: MANUFACTURER,
			consignee: Some(consignee),
			// Of its first leg, which did not end at the port.
			carrier: Some(GIANT),
		})
	}

	fn carries(shipment: ShipmentId, lot: LotId, ranges: &[ItemRange]) -> bool {
		match shipment {
			OTHER_SHIPMENT => lot == LOT && ranges.iter().all(|range| range.end <= 100),
			_ => lot != UNSHIPPED_LOT,
		}
	}

	fn still_carries(shipment: ShipmentId, lot: LotId, ranges: &[ItemRange]) -> bool {
		Self::carries(shipment, lot, ranges) && !Received::get().contains(&shipment)
	}

	fn carrier_to(shipment: ShipmentId, at: Unlocode) -> Option<OrgId> {
		(shipment != AT_SEA && at == port()).then_some(CARRIER)
	}

	fn is_carrier(_: ShipmentId, org: OrgId) -> bool {
		[CARRIER, GIANT].contains(&org)
	}

	fn parties(_: ShipmentId) -> Vec<OrgId> {
		vec![MANUFACTURER, CARRIER, GIANT]
	}

	fn shipments_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

impl Holdings for Goods {
	fn holds(org: OrgId, lot: LotId, ranges: &[ItemRange]) -> bool {
		let held = Held::get();
		ranges.iter().all(|range| {
			held.iter().any(|(holder, of, held)| {
				(*holder, *of) == (org, lot) && held.start <= range.start && range.end <= held.end
			})
		})
	}

	fn remember_destroyed(lot: LotId, ranges: &[ItemRange]) {
		let mut destroyed = NotedDestroyed::get();
		destroyed.push((lot, ranges.to_vec()));
		NotedDestroyed::set(&destroyed);
	}

	fn holds_weight(ranges: u32) -> Weight {
		Weight::from_parts(1_000, 0).saturating_mul(ranges.into())
	}

	fn remember_destroyed_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

pub struct Engine;

/// How an ending is kept.
pub fn code(ending: Ending) -> u8 {
	match ending {
		Ending::Released => 0,
		Ending::Detained => 1,
		Ending::Returned => 2,
		Ending::Destroyed => 3,
		Ending::Invalidated => 4,
	}
}

impl Controls for Engine {
	fn decide(request: ControlRequest) -> Result<Vec<Decided>, DispatchError> {
		let mut decisions = Decisions::get();
		let mut of_products = BTreeMap::new();
		let mut answer = Vec::new();
		for line in &request.lines {
			let decision = *of_products.entry((line.gtin, line.facility)).or_insert_with(|| {
				decisions.push(NextDecision::get());
				DecisionId(decisions.len() as u64 - 1)
			});
			answer.push(Decided { decision, registrations: NextRequired::get() });
		}
		Decisions::set(&decisions);
		let lines = request
			.lines
			.iter()
			.map(|line| {
				let ControlLine { lot, ranges, gtin, merchant, manufacturer, .. } = line;
				(*lot, ranges.to_vec(), *gtin, *merchant, *manufacturer)
			})
			.collect();
		let commitment = Some(request.commitment);
		Seen::set(&(request.carrier, request.parties, commitment, lines));
		answer.truncate(answer.len() - Lacking::get() as usize);
		Ok(answer)
	}

	fn control(decision: DecisionId) -> Option<ControlState> {
		let (check, settled, result, open) = *Decisions::get().get(decision.0 as usize)?;
		Some(ControlState { check, settled, result, open })
	}

	fn remember_withdrawal(declarant: OrgId, lines: &[ControlLine]) {
		let mut withdrawn = NotedWithdrawn::get();
		for line in lines {
			withdrawn.push((declarant, line.lot, line.ranges.to_vec()));
		}
		NotedWithdrawn::set(&withdrawn);
	}

	fn remember_departed(decision: DecisionId, lines: &[ControlLine]) -> DispatchResult {
		let mut parts = NotedParts::get();
		for line in lines {
			parts.push((decision, line.lot, line.ranges.to_vec()));
		}
		NotedParts::set(&parts);
		Ok(())
	}

	fn remember_ending(decision: DecisionId, ending: Ending) -> DispatchResult {
		let open = Self::control(decision).is_some_and(|state| state.open);
		if ending == Ending::Invalidated && open {
			return Err(EXAMINATION_OPEN);
		}
		let mut endings = Endings::get();
		endings.push((decision, code(ending)));
		Endings::set(&endings);
		Ok(())
	}

	fn decide_weight(_: u32) -> Weight {
		Weight::from_parts(1_000, 0)
	}

	fn control_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}

	fn remember_weight(lines: u32) -> Weight {
		Weight::from_parts(1_000_000, 0).saturating_mul(lines.into())
	}
}

/// Says how a decision stands.
pub fn set_control(
	decision: DecisionId,
	check: Check,
	settled: bool,
	result: CheckResult,
	open: bool,
) {
	let mut decisions = Decisions::get();
	decisions[decision.0 as usize] = (check, settled, result, open);
	Decisions::set(&decisions);
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper for Goods {
	/// Benchmarks begin with an empty storage, again and again.
	fn declarant() -> (OrgId, AccountId) {
		found();
		(MERCHANT, operator(MERCHANT))
	}

	fn authority() -> (OrgId, [AccountId; 2]) {
		found();
		(CUSTOMS_CN, [operator(CUSTOMS_CN), second_operator(CUSTOMS_CN)])
	}

	fn parties() -> [(OrgId, AccountId); 3] {
		[PLATFORM, BANK, CARRIER].map(|org| (org, operator(org)))
	}

	fn arrived(lines: u32) -> (ShipmentId, Unlocode, Vec<crate::DeclarationLine>) {
		let lines = (0..u64::from(lines))
			.map(|n| crate::DeclarationLine {
				lot: LotId(MANY_LOTS + n),
				ranges: crate::benchmarking::ranges(),
				hs: hs(),
				origin: country("BE"),
				value_band: ValueBand::A,
				registrations: Default::default(),
			})
			.collect();
		(SHIPMENT, port(), lines)
	}

	fn set_control(decision: DecisionId, check: Check, result: CheckResult) {
		set_control(decision, check, true, result, false);
	}
}

/// Some band.
pub const BAND: ValueBand = ValueBand::B;

/// A chain at block 1.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let config = RuntimeGenesisConfig::default();
	let mut ext = sp_io::TestExternalities::new(config.build_storage().unwrap());
	ext.execute_with(|| {
		System::set_block_number(1);
		found();
	});
	ext
}

/// Admits everybody.
fn found() {
	let only = RoleSet::only;
	let (cn, au, dk) = (country("CN"), country("AU"), country("DK"));
	let customs = only(Role::CustomsAuthority);
	let giant = only(Role::Platform).with(Role::PaymentInstitution).with(Role::Carrier);
	for (org, roles, country) in [
		(MERCHANT, only(Role::Merchant), cn),
		(OTHER_MERCHANT, only(Role::Merchant), cn),
		(MANUFACTURER, only(Role::Manufacturer), au),
		(PLATFORM, only(Role::Platform), cn),
		(SISTER_PLATFORM, only(Role::Platform), cn),
		(BANK, only(Role::PaymentInstitution), cn),
		(CARRIER, only(Role::Carrier), dk),
		(OTHER_CARRIER, only(Role::Carrier), dk),
		(CUSTOMS_CN, customs, cn),
		(CUSTOMS_SH, customs, cn),
		(SISTER_CUSTOMS, customs, cn),
		(SUSPENDED_CUSTOMS, customs, cn),
		(CUSTOMS_AU, customs, au),
		(SUSPENDED, RoleSet::ALL, cn),
		(GIANT, giant, cn),
	] {
		Registry::admit(org, roles, country, org.0);
	}
	Registry::set_group(SISTER_PLATFORM, CARRIER.0);
	Registry::set_group(SISTER_CUSTOMS, MERCHANT.0);
	Registry::suspend(SUSPENDED);
	Registry::suspend(SUSPENDED_CUSTOMS);
	Registry::open_facility(PLANT, MANUFACTURER, au);
}

/// Runs a test on a new chain, and checks the state that it leaves.
pub fn test(run: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		run();
		Customs::do_try_state().unwrap();
	});
}

/// The journal of a subject: who, what, on whose word.
pub fn journal(of: Subject) -> Vec<(OrgId, JournalKind, Assurance)> {
	Entries::get()
		.into_iter()
		.filter(|(subject, ..)| *subject == of)
		.map(|(_, kind, assurance, author, _)| match author {
			Author::Operator { organisation, .. } => (organisation, kind, assurance),
			_ => panic!("only operators write here"),
		})
		.collect()
}
