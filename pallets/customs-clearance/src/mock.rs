//! A chain of this pallet alone. Registry, goods, shipments and the decision engine are tables in storage
//! that tests write.

use crate as pallet_customs_clearance;
use frame_support::{derive_impl, parameter_types, traits::Time, weights::Weight};
use frame_system::EnsureRoot;
use hallmark_glue::{
	Actor, Check, CheckResult, ControlLine, ControlRequest, ControlState, Controls, Ending,
	Facilities, Holdings, Journal, LotView, Lots, Operators, OrganisationView, Organisations,
	ProductView, ShipmentView, Shipments, StorageMeter,
};
use hallmark_types::Refusal;
use hallmark_types::{
	journal::Author, AccountId, Assurance, CountryCode, DecisionId, Digest, Document, FacilityId,
	GroupId, Gtin, HsCode, ItemRange, JournalKind, LotId, Moment, OrgId, Permission, Permissions,
	ProductTypeId, Role, RoleSet, ShipmentId, Subject, Unlocode, ValueBand,
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
	type StorageMeter = Quota;
	type Time = Clock;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Goods;
}

/// The chain's time when a test begins.
pub const NOW: Moment = 1_760_000_000_000;
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
	pub storage Now: Moment = NOW;
	pub storage Stored: BTreeMap<OrgId, i64> = Default::default();
	pub storage StorageLimit: i64 = i64::MAX;
	/// Operators who were revoked.
	pub storage Revoked: Vec<AccountId> = Default::default();
	/// Organisations that were moved into another control group.
	pub storage Moved: BTreeMap<OrgId, u32> = Default::default();
	/// Organisations that were suspended meanwhile.
	pub storage Gone: Vec<OrgId> = Default::default();
	/// Authorities that the council named to act in place of others.
	pub storage StandIns: BTreeMap<OrgId, OrgId> = Default::default();
	pub storage Cancelled: Vec<ShipmentId> = Default::default();
	/// Shipments that were received: nothing is in them any more.
	pub storage Received: Vec<ShipmentId> = Default::default();
	/// Who holds goods outside of shipments.
	pub storage Held: Vec<(OrgId, LotId, ItemRange)> = Default::default();
	/// What logistics heard was destroyed.
	pub storage NotedDestroyed: Vec<(LotId, Vec<ItemRange>)> = Default::default();
	/// What was written into journals.
	pub storage Entries: Vec<(Subject, OrgId, JournalKind, Assurance, Option<Document>)> =
		Default::default();
	/// Decisions: check, settled, result, open.
	pub storage Decisions: Vec<(Check, bool, CheckResult, bool)> = Default::default();
	/// How the next decisions will stand.
	pub storage NextDecision: (Check, bool, CheckResult, bool) =
		(Check::Examination, true, CheckResult::Passed, false);
	/// What was last shown to the decision engine.
	pub storage Seen: SeenRequest = Default::default();
	/// How many decisions the engine forgets to make.
	pub storage Lacking: u32 = 0;
	/// Endings that the engine heard of: decision and ending.
	pub storage Endings: Vec<(DecisionId, u8)> = Default::default();
	/// Withdrawals that the engine heard of.
	pub storage NotedWithdrawn: Vec<(OrgId, LotId, Vec<ItemRange>)> = Default::default();
	/// Parts of decisions that the engine heard were left undone.
	pub storage NotedParts: Vec<(DecisionId, LotId, Vec<ItemRange>)> = Default::default();
}

/// An operator of `org` who may do everything.
pub fn operator(org: OrgId) -> AccountId {
	account(org, 0, 0)
}

/// Another of the kind.
pub fn second_operator(org: OrgId) -> AccountId {
	account(org, 0, 1)
}

/// A third.
pub fn third_operator(org: OrgId) -> AccountId {
	account(org, 0, 2)
}

/// An operator of `org` who may do everything but `lacks`.
pub fn operator_without(org: OrgId, lacks: Permission) -> AccountId {
	account(org, 1 + lacks as u8, 0)
}

/// An account that is nobody's operator.
pub fn stranger() -> AccountId {
	AccountId::new([0xee; 32])
}

fn account(org: OrgId, lacks: u8, number: u8) -> AccountId {
	let mut bytes = [0; 32];
	bytes[..4].copy_from_slice(&org.0.to_be_bytes());
	bytes[4] = lacks;
	bytes[5] = number;
	AccountId::new(bytes)
}

pub fn country(code: &str) -> CountryCode {
	CountryCode::new(code).unwrap()
}

pub fn port() -> Unlocode {
	Unlocode::new("CNNBO").unwrap()
}

pub struct Registry;

impl Registry {
	fn view(org: OrgId) -> Option<OrganisationView> {
		let only = RoleSet::only;
		let (roles, code) = match org {
			MERCHANT | OTHER_MERCHANT => (only(Role::Merchant), "CN"),
			MANUFACTURER => (only(Role::Manufacturer), "AU"),
			PLATFORM | SISTER_PLATFORM => (only(Role::Platform), "CN"),
			BANK => (only(Role::PaymentInstitution), "CN"),
			CARRIER | OTHER_CARRIER => (only(Role::Carrier), "DK"),
			CUSTOMS_CN | CUSTOMS_SH | SISTER_CUSTOMS | SUSPENDED_CUSTOMS => {
				(only(Role::CustomsAuthority), "CN")
			}
			CUSTOMS_AU => (only(Role::CustomsAuthority), "AU"),
			SUSPENDED => (RoleSet::ALL, "CN"),
			GIANT => {
				(only(Role::Platform).with(Role::PaymentInstitution).with(Role::Carrier), "CN")
			}
			_ => return None,
		};
		let group = match org {
			SISTER_PLATFORM => CARRIER.0,
			SISTER_CUSTOMS => MERCHANT.0,
			OrgId(n) => Moved::get().get(&org).copied().unwrap_or(n),
		};
		Some(OrganisationView {
			active: ![SUSPENDED, SUSPENDED_CUSTOMS].contains(&org) && !Gone::get().contains(&org),
			roles,
			country: country(code),
			group: GroupId(group),
		})
	}
}

impl Operators<AccountId> for Registry {
	fn operator(who: &AccountId) -> Result<Actor<AccountId>, Refusal> {
		let bytes: &[u8; 32] = who.as_ref();
		let org = OrgId(u32::from_be_bytes(bytes[..4].try_into().unwrap()));
		let view = Self::view(org).ok_or(Refusal::NotAnOperator)?;
		if Revoked::get().contains(who) {
			return Err(Refusal::OperatorRevoked);
		}
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
pub const STORAGE_USED_UP: DispatchError = DispatchError::Other("storage used up");
pub const EXAMINATION_OPEN: DispatchError = DispatchError::Other("examination open");

impl Organisations for Registry {
	fn organisation(org: OrgId) -> Option<OrganisationView> {
		Self::view(org)
	}

	fn stand_in(authority: OrgId) -> Option<OrgId> {
		StandIns::get().get(&authority).copied()
	}

	fn organisation_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

impl Facilities for Registry {
	fn owner(_: FacilityId) -> Option<OrgId> {
		unreachable!("who made goods is asked, of closed facilities too")
	}

	fn maker(facility: FacilityId) -> Option<OrgId> {
		(facility == PLANT).then_some(MANUFACTURER)
	}

	fn country(_: FacilityId) -> Option<CountryCode> {
		unreachable!("nobody asks")
	}

	fn exists(facility: FacilityId) -> bool {
		facility == PLANT
	}

	fn facilities_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

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

	fn product(_: Gtin, version: Option<u32>) -> Option<ProductView> {
		(version == Some(1)).then(|| ProductView {
			registrant: OTHER_MERCHANT,
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

	fn note_destroyed(lot: LotId, ranges: &[ItemRange]) {
		let mut destroyed = NotedDestroyed::get();
		destroyed.push((lot, ranges.to_vec()));
		NotedDestroyed::set(&destroyed);
	}

	fn holds_weight(ranges: u32) -> Weight {
		Weight::from_parts(1_000, 0).saturating_mul(ranges.into())
	}

	fn note_destroyed_weight() -> Weight {
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
	fn decide(request: ControlRequest) -> Result<Vec<DecisionId>, DispatchError> {
		let mut decisions = Decisions::get();
		let mut of_products = BTreeMap::new();
		let mut answer = Vec::new();
		for line in &request.lines {
			let id = *of_products.entry((line.gtin, line.facility)).or_insert_with(|| {
				decisions.push(NextDecision::get());
				DecisionId(decisions.len() as u64 - 1)
			});
			answer.push(id);
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

	fn note_withdrawn(declarant: OrgId, lines: &[ControlLine]) {
		let mut withdrawn = NotedWithdrawn::get();
		for line in lines {
			withdrawn.push((declarant, line.lot, line.ranges.to_vec()));
		}
		NotedWithdrawn::set(&withdrawn);
	}

	fn note_part(decision: DecisionId, lines: &[ControlLine]) -> DispatchResult {
		let mut parts = NotedParts::get();
		for line in lines {
			parts.push((decision, line.lot, line.ranges.to_vec()));
		}
		NotedParts::set(&parts);
		Ok(())
	}

	fn note_ending(decision: DecisionId, ending: Ending) -> DispatchResult {
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

	fn note_weight(lines: u32) -> Weight {
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

pub struct Journals;

impl Journal for Journals {
	fn append(
		subject: Subject,
		author: Author,
		kind: JournalKind,
		assurance: Assurance,
		document: Option<Document>,
	) -> DispatchResult {
		let Author::Operator { organisation, .. } = author else {
			panic!("only operators write here");
		};
		let mut entries = Entries::get();
		entries.push((subject, organisation, kind, assurance, document));
		Entries::set(&entries);
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
		*used += i64::from(bytes);
		if *used > StorageLimit::get() {
			return Err(STORAGE_USED_UP);
		}
		Stored::set(&stored);
		Ok(())
	}

	fn shrink(org: OrgId, bytes: u32) {
		let mut stored = Stored::get();
		let used = stored.entry(org).or_default();
		*used -= i64::from(bytes);
		assert!(*used >= 0, "more given back than taken");
		Stored::set(&stored);
	}

	fn meter_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

/// What `org` stores, in bytes.
pub fn stored(org: OrgId) -> i64 {
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
impl crate::BenchmarkHelper for Goods {
	fn declarant() -> (OrgId, AccountId) {
		(MERCHANT, operator(MERCHANT))
	}

	fn authority() -> (OrgId, [AccountId; 2]) {
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
	ext.execute_with(|| System::set_block_number(1));
	ext
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
		.map(|(_, org, kind, assurance, _)| (org, kind, assurance))
		.collect()
}
