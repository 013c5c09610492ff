//! A chain with this pallet, the SDK's multisig and proxy, and a pallet whose calls cost what they
//! are told to.

use crate as pallet_quota;
use crate::{AdmitAndMeter, Limits, NoCoin};
use frame_support::{
	derive_impl,
	dispatch::GetDispatchInfo,
	ord_parameter_types, parameter_types,
	traits::{ConstU32, ConstU64, Contains, EitherOfDiverse, InstanceFilter},
	weights::{RuntimeDbWeight, Weight},
};
use frame_system::{limits::BlockWeights, EnsureRoot, EnsureSignedBy};
use hallmark_fakes::{country, ASKED};
pub use hallmark_fakes::{Registry, NOT_AN_OPERATOR, NO_PERMISSION};
use hallmark_glue::{Actor, CouncilSeats, Operators, Organisations};
use hallmark_types::WriteRefusal;
use hallmark_types::{GroupId, OrgId, Permission, Permissions, Role, RoleSet};
use sp_runtime::{
	generic::{CheckedExtrinsic, ExtrinsicFormat},
	traits::{Applyable, IdentityLookup, TransactionExtension as _},
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, BuildStorage, DispatchError,
};
use std::collections::BTreeMap;

/// A pallet whose calls cost what they are told to.
#[frame_support::pallet]
pub mod pallet_probe {
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use hallmark_glue::StorageMeter;
	use hallmark_types::OrgId;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		type Meter: StorageMeter;
	}

	#[pallet::error]
	pub enum Error<T> {
		ToldToFail,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Declares one weight and uses another.
		#[pallet::call_index(0)]
		#[pallet::weight(Weight::from_parts(*declared, 0))]
		pub fn work(
			origin: OriginFor<T>,
			declared: u64,
			actual: Option<u64>,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let _ = declared;
			Ok(actual.map(|actual| Weight::from_parts(actual, 0)).into())
		}

		/// Stores or removes bytes of an organisation.
		#[pallet::call_index(1)]
		#[pallet::weight(Weight::from_parts(1_000_000, 0))]
		pub fn store(origin: OriginFor<T>, org: OrgId, grow: u32, shrink: u32) -> DispatchResult {
			ensure_signed(origin)?;
			T::Meter::grow(org, grow)?;
			T::Meter::shrink(org, shrink);
			Ok(())
		}

		/// Stores bytes and fails.
		#[pallet::call_index(2)]
		#[pallet::weight(Weight::from_parts(1_000_000, 0))]
		pub fn store_and_fail(origin: OriginFor<T>, org: OrgId, grow: u32) -> DispatchResult {
			ensure_signed(origin)?;
			T::Meter::grow(org, grow)?;
			Err(Error::<T>::ToldToFail.into())
		}
	}
}

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
	pub type Quota = pallet_quota::Pallet<Test>;

	#[runtime::pallet_index(2)]
	pub type Multisig = pallet_multisig::Pallet<Test>;

	#[runtime::pallet_index(3)]
	pub type Proxy = pallet_proxy::Pallet<Test>;

	#[runtime::pallet_index(4)]
	pub type Probe = pallet_probe::Pallet<Test>;
}

pub type TxExtension =
	(AdmitAndMeter<Test>, frame_system::CheckNonce<Test>, frame_system::CheckWeight<Test>);
type Block = frame_system::mocking::MockBlockU32<Test>;

/// The base weight of any transaction.
pub const BASE: u64 = 100_000_000;
/// The length of the transactions that [`submit`] makes.
pub const LENGTH: usize = 150;
/// Blocks in a window.
pub const WINDOW: u32 = 10;

ord_parameter_types! {
	pub const FiveSixths: u64 = 56;
}

parameter_types! {
	pub static DbCosts: RuntimeDbWeight = RuntimeDbWeight { read: 0, write: 0 };
	pub const Least: Limits =
		Limits { weight: 2, length: 2, state: 2, activations: 0, storage: 2 };
	/// Customs authorities with a seat.
	pub static Protected: Vec<OrgId> = Vec::new();
	pub TestBlockWeights: BlockWeights = BlockWeights::builder()
		.for_class(frame_support::dispatch::DispatchClass::all(), |weights| {
			weights.base_extrinsic = Weight::from_parts(BASE, 0);
		})
		.for_class(frame_support::dispatch::DispatchClass::non_mandatory(), |weights| {
			weights.max_total = Some(Weight::from_parts(1_000_000_000_000_000, u64::MAX));
		})
		.build_or_panic();
	/// Who is an operator of which organisation, with which permissions, and whether revoked.
	pub static Known: BTreeMap<u64, (OrgId, Permissions, bool)> = BTreeMap::new();
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = u64;
	type Lookup = IdentityLookup<u64>;
	type BlockWeights = TestBlockWeights;
	type AccountData = crate::LastSigned;
	type DbWeight = DbCosts;
}

impl pallet_quota::Config for Test {
	type WeightInfo = ();
	type Operators = Accounts;
	type Organisations = Registry;
	type CouncilMembers = Council;
	type CouncilOrigin = EitherOfDiverse<EnsureRoot<u64>, Self::SupermajorityOrigin>;
	type SupermajorityOrigin = EnsureSignedBy<FiveSixths, u64>;
	type Seats = Seated;
	type LeastLimits = Least;
	type RuntimeHoldReason = pallet_session::HoldReason;
	type WindowLength = ConstU32<WINDOW>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Accounts;
}

impl pallet_probe::Config for Test {
	type Meter = Quota;
}

/// Bytes that an open multisig reserves, without its approvals.
pub const MULTISIG_BASE: u64 = 136;
/// Bytes that it reserves per approval.
pub const MULTISIG_FACTOR: u64 = 8;
/// Bytes that a list of proxies reserves, without its entries.
pub const PROXY_BASE: u64 = 64;
/// Bytes that it reserves per entry.
pub const PROXY_FACTOR: u64 = 13;

impl pallet_multisig::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = NoCoin<Test>;
	type DepositBase = ConstU64<MULTISIG_BASE>;
	type DepositFactor = ConstU64<MULTISIG_FACTOR>;
	type MaxSignatories = ConstU32<4>;
	type WeightInfo = ();
	type BlockNumberProvider = System;
}

/// The one kind of proxy: it may do anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[derive(
	codec::Encode,
	codec::Decode,
	codec::DecodeWithMemTracking,
	codec::MaxEncodedLen,
	scale_info::TypeInfo
)]
pub struct AnyCall;

impl InstanceFilter<RuntimeCall> for AnyCall {
	fn filter(&self, _: &RuntimeCall) -> bool {
		true
	}
}

impl pallet_proxy::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = NoCoin<Test>;
	type ProxyType = AnyCall;
	type ProxyDepositBase = ConstU64<PROXY_BASE>;
	type ProxyDepositFactor = ConstU64<PROXY_FACTOR>;
	type MaxProxies = ConstU32<4>;
	type WeightInfo = ();
	type MaxPending = ConstU32<4>;
	type CallHasher = sp_runtime::traits::BlakeTwo256;
	type AnnouncementDepositBase = ConstU64<PROXY_BASE>;
	type AnnouncementDepositFactor = ConstU64<PROXY_FACTOR>;
	type BlockNumberProvider = System;
}

/// A merchant, with an administrator and a clerk.
pub const MERCHANT: OrgId = OrgId(1);
pub const ADMIN: u64 = 10;
pub const CLERK: u64 = 11;
/// An operator of the merchant, with all permissions, which was revoked.
pub const REVOKED: u64 = 12;
/// Another merchant. Its administrator sits on the council.
pub const OTHER_MERCHANT: OrgId = OrgId(2);
pub const OTHER_ADMIN: u64 = 20;
/// A suspended merchant.
pub const SUSPENDED: OrgId = OrgId(3);
pub const SUSPENDED_ADMIN: u64 = 30;
/// An organisation whose role has not taken effect.
pub const PENDING: OrgId = OrgId(4);
pub const PENDING_ADMIN: u64 = 40;
/// A platform that is a member too.
pub const PLATFORM: OrgId = OrgId(5);
pub const PLATFORM_ADMIN: u64 = 50;
/// No organisation has this id.
pub const NO_ORGANISATION: OrgId = OrgId(6);
/// A council member's account that is no operator.
pub const COUNCILLOR: u64 = 90;
pub const STRANGER: u64 = 99;

pub const EVERYBODY: [u64; 9] = [
	ADMIN,
	CLERK,
	REVOKED,
	OTHER_ADMIN,
	SUSPENDED_ADMIN,
	PENDING_ADMIN,
	PLATFORM_ADMIN,
	COUNCILLOR,
	STRANGER,
];

pub struct Council;

impl Contains<u64> for Council {
	fn contains(who: &u64) -> bool {
		[COUNCILLOR, OTHER_ADMIN].contains(who)
	}
}

pub struct Seated;

impl CouncilSeats for Seated {
	fn is_protected(org: OrgId) -> bool {
		Protected::get().contains(&org)
	}

	fn clashes(_: OrgId, _: GroupId) -> bool {
		unreachable!("nobody asks")
	}

	fn seats_weight() -> Weight {
		Weight::zero()
	}
}

/// Operators with accounts that are numbers, of organisations in the shared [`Registry`].
pub struct Accounts;

impl Operators<u64> for Accounts {
	fn operator(who: &u64) -> Result<Actor<u64>, WriteRefusal> {
		let (org, permissions, revoked) =
			Known::get().get(who).copied().ok_or(WriteRefusal::NotAnOperator)?;
		let view = Registry::organisation(org).ok_or(WriteRefusal::NotAnOperator)?;
		match (revoked, view.active) {
			(true, _) => Err(WriteRefusal::OperatorRevoked),
			(_, false) => Err(WriteRefusal::OrganisationSuspended),
			_ => Ok(Actor {
				org,
				account: *who,
				roles: view.roles,
				permissions,
				country: view.country,
				group: view.group,
			}),
		}
	}

	fn authorise(
		who: &u64,
		roles: RoleSet,
		permission: Permission,
	) -> Result<Actor<u64>, DispatchError> {
		let actor = Self::operator(who).map_err(|_| NOT_AN_OPERATOR)?;
		let may = actor.permissions.has(permission) && actor.roles.meets(roles);
		may.then_some(actor).ok_or(NO_PERMISSION)
	}

	fn operator_weight() -> Weight {
		ASKED
	}
}

/// Admits the people of this mock.
fn admit_people() {
	let merchant = RoleSet::only(Role::Merchant);
	for (org, roles) in [
		(MERCHANT, merchant),
		(OTHER_MERCHANT, merchant),
		(SUSPENDED, merchant),
		(PENDING, RoleSet::NONE),
		(PLATFORM, RoleSet::only(Role::Platform).with(Role::Member)),
	] {
		Registry::admit(org, roles, country("NL"), org.0);
	}
	Registry::suspend(SUSPENDED);
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_quota::benchmarking::BenchmarkHelper<u64> for Accounts {
	fn make_operator(who: &u64) -> OrgId {
		register(*who, MERCHANT);
		MERCHANT
	}
}

/// Makes `who` an operator of `org` with every permission, whatever it was before.
pub fn register(who: u64, org: OrgId) {
	Known::mutate(|known| known.insert(who, (org, Permissions::ALL, false)));
}

/// Revokes `who`.
pub fn revoke(who: u64) {
	Known::mutate(|known| known.get_mut(&who).expect("an operator").2 = true);
}

/// What a merchant may write, as the platform's two roles differ from it and from one another.
pub const MERCHANT_LIMITS: Limits = Limits {
	weight: 1_000_000_000_000,
	length: 100_000,
	state: 10_000,
	activations: 3,
	storage: 15_000,
};

pub fn new_test_ext() -> sp_io::TestExternalities {
	Known::set(BTreeMap::from([
		(ADMIN, (MERCHANT, Permissions::ALL, false)),
		(CLERK, (MERCHANT, Permissions::of(&[Permission::Lots]), false)),
		(REVOKED, (MERCHANT, Permissions::ALL, true)),
		(OTHER_ADMIN, (OTHER_MERCHANT, Permissions::ALL, false)),
		(SUSPENDED_ADMIN, (SUSPENDED, Permissions::ALL, false)),
		(PENDING_ADMIN, (PENDING, Permissions::ALL, false)),
		(PLATFORM_ADMIN, (PLATFORM, Permissions::ALL, false)),
	]));
	let storage = RuntimeGenesisConfig {
		quota: pallet_quota::GenesisConfig {
			role_limits: vec![
				(Role::Merchant, MERCHANT_LIMITS),
				(Role::Platform, Limits { weight: 3_000_000_000_000, ..MERCHANT_LIMITS }),
				(Role::Member, Limits { length: 300_000, ..MERCHANT_LIMITS }),
			],
			council_limits: Limits { weight: 500_000_000_000, storage: 400, ..MERCHANT_LIMITS },
			..Default::default()
		},
		..Default::default()
	}
	.build_storage()
	.unwrap();
	let mut ext = sp_io::TestExternalities::new(storage);
	ext.execute_with(|| {
		System::set_block_number(1);
		admit_people();
		// The registry gives operators their account; the others have one so that nothing but this
		// pallet keeps them out.
		for who in EVERYBODY {
			System::inc_providers(&who);
		}
	});
	// As if they had been there from genesis: benchmarks begin anew from there.
	ext.commit_all().expect("storage can be committed");
	ext
}

/// Runs `test` on a new chain and checks the state that it leaves behind.
pub fn test(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Quota::do_try_state().unwrap();
	});
}

/// Goes to the first block of the next window.
pub fn next_window() {
	let block = System::block_number();
	System::set_block_number(block / WINDOW * WINDOW + WINDOW);
}

/// A call that declares `weight` and uses it.
pub fn work(weight: u64) -> RuntimeCall {
	pallet_probe::Call::work { declared: weight, actual: None }.into()
}

/// A call that declares one weight and uses another.
pub fn light_work(declared: u64, actual: u64) -> RuntimeCall {
	pallet_probe::Call::work { declared, actual: Some(actual) }.into()
}

/// A call that stores `bytes` for `org`.
pub fn store(org: OrgId, bytes: u32) -> RuntimeCall {
	pallet_probe::Call::store { org, grow: bytes, shrink: 0 }.into()
}

/// The extensions of a transaction of `who`.
pub fn extension(who: u64) -> TxExtension {
	(
		AdmitAndMeter::new(),
		frame_system::CheckNonce::from(System::account_nonce(who)),
		frame_system::CheckWeight::new(),
	)
}

type Extrinsic = CheckedExtrinsic<u64, RuntimeCall, TxExtension>;

fn signed(who: u64, function: RuntimeCall) -> Extrinsic {
	CheckedExtrinsic { format: ExtrinsicFormat::Signed(who, extension(who)), function }
}

fn info(extrinsic: &Extrinsic) -> frame_support::dispatch::DispatchInfo {
	let mut info = extrinsic.function.get_dispatch_info();
	info.extension_weight = extrinsic.extension_weight();
	info
}

/// What the pool says to `call`, signed by `who`.
pub fn pool(who: u64, call: RuntimeCall) -> TransactionValidity {
	let extrinsic = signed(who, call);
	let info = info(&extrinsic);
	extrinsic.validate::<Test>(TransactionSource::External, &info, LENGTH)
}

/// Puts `call`, signed by `who`, into the block.
pub fn submit(who: u64, call: RuntimeCall) -> ApplyExtrinsicResult {
	submit_with_length(who, call, LENGTH)
}

/// Like [`submit`], with a transaction of this length.
pub fn submit_with_length(who: u64, call: RuntimeCall, length: usize) -> ApplyExtrinsicResult {
	let extrinsic = signed(who, call);
	let info = info(&extrinsic);
	let result = extrinsic.apply::<Test>(&info, length)?;
	Ok(result.map(drop).map_err(|failed| failed.error))
}

/// Puts `call` into the block as a general transaction, which nobody signed.
pub fn submit_general(call: RuntimeCall) -> ApplyExtrinsicResult {
	let extrinsic = Extrinsic {
		format: ExtrinsicFormat::General(sp_runtime::traits::ExtensionVariant::V0(extension(0))),
		function: call,
	};
	let info = info(&extrinsic);
	let result = extrinsic.apply::<Test>(&info, LENGTH)?;
	Ok(result.map(drop).map_err(|failed| failed.error))
}

/// The weight that `call` is charged before it runs.
pub fn declared(call: &RuntimeCall) -> u64 {
	let extensions = extension(0).weight(call).ref_time();
	BASE + extensions + call.get_dispatch_info().call_weight.ref_time()
}
