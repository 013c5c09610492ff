//! A chain with the real `pallet-session`, on which the consortium sits.
//!
//! Blocks are made as Aura makes them: slot `s` belongs to the validator at `s % n`, a disabled
//! validator cannot author, and a silent one does not.

use crate as pallet_consortium;
use codec::Encode;
use frame_support::{
	assert_ok, derive_impl, ord_parameter_types, parameter_types,
	traits::{
		fungible,
		tokens::{DepositConsequence, Fortitude, Preservation, Provenance, WithdrawConsequence},
		ChangeMembers, ConstU32, ConstU64, EitherOf, OnFinalize, OnInitialize, Time,
	},
	weights::Weight,
};
use frame_system::{EnsureSignedBy, RawOrigin};
pub use hallmark_fakes::{
	country, stranger, Registry, NOT_AN_OPERATOR, NO_PERMISSION, ORGANISATION_SUSPENDED, WRONG_ROLE,
};
use hallmark_fakes::{numbered_operator, operator, operator_without};
use hallmark_types::{AccountId, Moment, OrgId, Permission, Role, RoleSet};
use sp_core::traits::{Externalities, ReadRuntimeVersion, ReadRuntimeVersionExt};
use sp_runtime::{
	impl_opaque_keys,
	testing::UintAuthorityId,
	traits::{ConvertInto, IdentityLookup},
	BuildStorage, DispatchError, DispatchResult, Permill, Storage,
};
use sp_state_machine::BasicExternalities;

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
		RuntimeTask
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Consortium = pallet_consortium;
	#[runtime::pallet_index(2)]
	pub type Session = pallet_session;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type MultiBlockMigrator = MockMigrator;
}

impl_opaque_keys! {
	pub struct Keys {
		pub dummy: UintAuthorityId,
	}
}

/// Blocks in a session.
pub const SESSION: u64 = 12;

impl pallet_session::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = crate::RotatedByConsortium;
	type NextSessionRotation = ();
	type SessionManager = Consortium;
	type SessionHandler = pallet_session::TestSessionHandler;
	type Keys = Keys;
	type DisablingStrategy = ();
	type WeightInfo = ();
	type Currency = NoMoney;
	type KeyDeposit = ConstU32<0>;
}

ord_parameter_types! {
	pub const TwoThirds: AccountId = AccountId::new([0xC2; 32]);
	pub const FiveSixths: AccountId = AccountId::new([0xC5; 32]);
}

parameter_types! {
	pub const MaxMissedShare: Permill = Permill::from_percent(50);
	pub const CouncilChangeWeight: Weight = Weight::from_parts(1_000, 0);
	pub static CurrentSlot: u64 = 1_000;
	pub static Now: Moment = 1_700_000_000_000;
	pub static Silent: Vec<AccountId> = vec![];
	pub static Migrating: bool = false;
}

impl crate::Config for Test {
	type CouncilOrigin =
		EitherOf<EnsureSignedBy<TwoThirds, AccountId>, EnsureSignedBy<FiveSixths, AccountId>>;
	type SupermajorityOrigin = EnsureSignedBy<FiveSixths, AccountId>;
	type Council = Council;
	type CouncilChangeWeight = CouncilChangeWeight;
	type Operators = Registry;
	type Organisations = Registry;
	type RootCallFilter = NoCode;
	type StrongRootCallFilter = HeapPages;
	type Time = Clock;
	type CurrentSlot = CurrentSlot;
	type MaxSeats = ConstU32<8>;
	type MaxValidators = ConstU32<16>;
	type SessionEnds = pallet_session::PeriodicSessions<ConstU64<SESSION>, ConstU64<0>>;
	type MaxMissedShare = MaxMissedShare;
	type MaxPeers = ConstU32<4>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

// The people

/// Members 1 to 6, each a control group of its own.
pub const ALPHA: OrgId = OrgId(1);
pub const BETA: OrgId = OrgId(2);
pub const GAMMA: OrgId = OrgId(3);
pub const DELTA: OrgId = OrgId(4);
pub const EPSILON: OrgId = OrgId(5);
pub const ZETA: OrgId = OrgId(6);
/// A member in the control group of `ALPHA`.
pub const SISTER: OrgId = OrgId(7);
pub const CUSTOMS: OrgId = OrgId(8);
pub const MERCHANT: OrgId = OrgId(9);
/// A suspended member.
pub const SUSPENDED: OrgId = OrgId(10);
/// More members, for seats beyond the bound.
pub const MORE: std::ops::Range<u32> = 11..21;
/// No organisation.
pub const NOBODY: OrgId = OrgId(99);

pub const MAX_SEATS: usize = 8;
pub const MAX_VALIDATORS: usize = 16;
pub const UPGRADE_DELAY: Moment = 48 * 60 * 60 * 1_000;
pub const MIN_VALIDATORS: u32 = 2;

/// An operator who may do everything.
pub fn admin(org: OrgId) -> AccountId {
	operator(org)
}

/// An operator with every permission but `Admin`.
pub fn clerk(org: OrgId) -> AccountId {
	operator_without(org, Permission::Admin)
}

/// An operator that is there to run a validator.
pub fn node(org: OrgId, number: u8) -> AccountId {
	numbered_operator(org, 2 + number)
}

/// Admits the people of this mock.
fn admit_people() {
	let admit = |org: OrgId, role, group: OrgId| {
		Registry::admit(org, RoleSet::only(role), country("DE"), group.0);
	};
	for id in (1..=6).chain(MORE) {
		admit(OrgId(id), Role::Member, OrgId(id));
	}
	admit(SISTER, Role::Member, ALPHA);
	admit(CUSTOMS, Role::CustomsAuthority, CUSTOMS);
	admit(MERCHANT, Role::Merchant, MERCHANT);
	admit(SUSPENDED, Role::Member, SUSPENDED);
	Registry::suspend(SUSPENDED);
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Helper;

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper for Helper {
	fn organisation(role: Role, seed: u32) -> (OrgId, AccountId) {
		let org = OrgId(1_000 + seed);
		Registry::admit(org, RoleSet::only(role), country("DE"), org.0);
		(org, operator(org))
	}
}

/// The council's members, in storage so that a failed call leaves them.
#[frame_support::storage_alias]
pub type CouncilMembers =
	StorageValue<Council, Vec<AccountId>, frame_support::pallet_prelude::ValueQuery>;

pub struct Council;

impl ChangeMembers<AccountId> for Council {
	fn change_members_sorted(incoming: &[AccountId], outgoing: &[AccountId], new: &[AccountId]) {
		let old = CouncilMembers::get();
		let mut expected: Vec<_> =
			old.iter().filter(|it| !outgoing.contains(it)).chain(incoming).cloned().collect();
		expected.sort();
		assert_eq!(expected, new, "the council's change is not what it says");
		CouncilMembers::put(new);
	}
}

/// Refuses what replaces the code.
pub struct NoCode;

impl frame_support::traits::Contains<RuntimeCall> for NoCode {
	fn contains(call: &RuntimeCall) -> bool {
		use frame_system::Call as System;
		let refused = matches!(call, RuntimeCall::System(System::set_code { .. }));
		!refused && !HeapPages::contains(call)
	}
}

/// What five sixths of the council may do as Root, and two thirds may not.
pub struct HeapPages;

impl frame_support::traits::Contains<RuntimeCall> for HeapPages {
	fn contains(call: &RuntimeCall) -> bool {
		matches!(call, RuntimeCall::System(frame_system::Call::set_heap_pages { .. }))
	}
}

pub struct Clock;

impl Time for Clock {
	type Moment = Moment;
	fn now() -> Moment {
		Now::get()
	}
}

pub struct MockMigrator;

impl frame_support::migrations::MultiStepMigrator for MockMigrator {
	fn ongoing() -> bool {
		Migrating::get()
	}
	fn step() -> Weight {
		Weight::zero()
	}
}

/// Reads the version of a runtime from its code: the first byte.
pub struct FirstByte;

impl ReadRuntimeVersion for FirstByte {
	fn read_runtime_version(
		&self,
		code: &[u8],
		_: &mut dyn Externalities,
	) -> Result<Vec<u8>, String> {
		let mut version = System::runtime_version();
		version.spec_version = (*code.first().ok_or("no code")?).into();
		Ok(version.encode())
	}
}

/// No coin: nothing is held and nothing is owed.
pub struct NoMoney;

impl fungible::Inspect<AccountId> for NoMoney {
	type Balance = u32;
	fn total_issuance() -> u32 {
		0
	}
	fn minimum_balance() -> u32 {
		0
	}
	fn total_balance(_: &AccountId) -> u32 {
		0
	}
	fn balance(_: &AccountId) -> u32 {
		0
	}
	fn reducible_balance(_: &AccountId, _: Preservation, _: Fortitude) -> u32 {
		0
	}
	fn can_deposit(_: &AccountId, _: u32, _: Provenance) -> DepositConsequence {
		DepositConsequence::Success
	}
	fn can_withdraw(_: &AccountId, _: u32) -> WithdrawConsequence<u32> {
		WithdrawConsequence::Success
	}
}

impl fungible::Unbalanced<AccountId> for NoMoney {
	fn handle_dust(_: fungible::Dust<AccountId, Self>) {}
	fn write_balance(_: &AccountId, _: u32) -> Result<Option<u32>, DispatchError> {
		Ok(None)
	}
	fn set_total_issuance(_: u32) {}
}

impl fungible::Mutate<AccountId> for NoMoney {}

impl fungible::InspectHold<AccountId> for NoMoney {
	type Reason = pallet_session::HoldReason;
	fn total_balance_on_hold(_: &AccountId) -> u32 {
		0
	}
	fn balance_on_hold(_: &Self::Reason, _: &AccountId) -> u32 {
		0
	}
}

impl fungible::UnbalancedHold<AccountId> for NoMoney {
	fn set_balance_on_hold(_: &Self::Reason, _: &AccountId, _: u32) -> DispatchResult {
		Ok(())
	}
}

impl fungible::MutateHold<AccountId> for NoMoney {}

// The chain

/// The seats of genesis.
pub const FOUNDERS: [OrgId; 3] = [ALPHA, BETA, GAMMA];

/// The validators of genesis: one of each of four members.
pub fn founders() -> Vec<(OrgId, AccountId)> {
	[ALPHA, BETA, GAMMA, DELTA].map(|org| (org, node(org, 0))).to_vec()
}

/// Genesis with `n` validators, of six members in turn: ALPHA, BETA and so on.
pub fn genesis_of(n: u8) -> RuntimeGenesisConfig {
	let validators: Vec<_> = (0..n)
		.map(|number| {
			let org = OrgId(u32::from(number % 6) + 1);
			(org, node(org, number / 6))
		})
		.collect();
	let mut config = genesis();
	config.session.keys =
		validators.iter().map(|(_, it)| (it.clone(), it.clone(), keys(it))).collect();
	config.consortium.validators = validators;
	config.consortium.min_validators = MIN_VALIDATORS.min(n.into());
	config
}

/// Runs a test on a chain with three seats and `n` validators.
pub fn run_with(n: u8, test: impl FnOnce()) {
	run_on(genesis_of(n), test);
}

pub fn keys(account: &AccountId) -> Keys {
	let bytes: &[u8] = account.as_ref();
	Keys { dummy: UintAuthorityId(u64::from(bytes[3]) * 256 + u64::from(bytes[5])) }
}

pub fn genesis() -> RuntimeGenesisConfig {
	RuntimeGenesisConfig {
		consortium: crate::GenesisConfig {
			seats: FOUNDERS.map(|org| (org, admin(org))).to_vec(),
			validators: founders(),
			upgrade_delay: UPGRADE_DELAY,
			min_validators: MIN_VALIDATORS,
			..Default::default()
		},
		session: pallet_session::GenesisConfig {
			keys: founders()
				.into_iter()
				.map(|(_, it)| (it.clone(), it.clone(), keys(&it)))
				.collect(),
			..Default::default()
		},
		..Default::default()
	}
}

pub fn ext_of(genesis: RuntimeGenesisConfig) -> sp_io::TestExternalities {
	// The registry is built before this pallet.
	let mut storage = Storage::default();
	BasicExternalities::execute_with_storage(&mut storage, admit_people);
	genesis.assimilate_storage(&mut storage).expect("genesis of the mock");
	// Code of version 0, as `FirstByte` reads it.
	let mut ext = sp_io::TestExternalities::new_with_code(&[0], storage);
	ext.register_extension(ReadRuntimeVersionExt::new(FirstByte));
	ext.execute_with(|| System::set_block_number(1));
	ext
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut ext = ext_of(genesis());
	// Benchmarks sign with keys that they make.
	ext.register_extension(sp_keystore::KeystoreExt::new(
		sp_keystore::testing::MemoryKeystore::new(),
	));
	ext
}

/// Runs a test on a chain of `genesis`, and checks in the end that the state is sound.
pub fn run_on(genesis: RuntimeGenesisConfig, test: impl FnOnce()) {
	ext_of(genesis).execute_with(|| {
		test();
		assert_sound();
	});
}

/// Runs a test on a chain with three seats and four validators.
pub fn run(test: impl FnOnce()) {
	run_on(genesis(), test);
}

/// Checks the state, and that the council is who has a seat.
pub fn assert_sound() {
	assert_ok!(Consortium::do_try_state());
	let seats = crate::Seats::<Test>::get();
	let mut seated: Vec<_> = seats.into_iter().map(|seat| seat.account).collect();
	seated.sort();
	assert_eq!(CouncilMembers::get(), seated);
}

pub fn council() -> RuntimeOrigin {
	RawOrigin::Signed(TwoThirds::get()).into()
}

pub fn supermajority() -> RuntimeOrigin {
	RawOrigin::Signed(FiveSixths::get()).into()
}

pub fn signed(account: AccountId) -> RuntimeOrigin {
	RawOrigin::Signed(account).into()
}

/// Whoever could try a call of the council's and must not succeed.
pub fn not_the_council() -> Vec<RuntimeOrigin> {
	let accounts = [
		stranger(),
		admin(ALPHA),
		clerk(ALPHA),
		admin(MERCHANT),
		admin(SUSPENDED),
		admin(SISTER),
		node(ALPHA, 0),
	];
	let mut origins: Vec<_> = accounts.into_iter().map(signed).collect();
	origins.push(RawOrigin::None.into());
	origins.push(RawOrigin::Root.into());
	origins
}

/// Sets session keys, as the owner of a validator does.
pub fn set_keys(account: &AccountId) -> DispatchResult {
	set_these_keys(account, keys(account))
}

/// Sets other session keys.
pub fn set_these_keys(account: &AccountId, keys: Keys) -> DispatchResult {
	let proof = sp_runtime::RuntimeAppPublic::sign(&keys.dummy, &account.encode());
	Session::set_keys(signed(account.clone()), keys, proof.expect("test keys sign").encode())
}

/// Admits a validator and sets its session keys.
pub fn admit(org: OrgId, account: &AccountId) {
	assert_ok!(Consortium::admit_validator(council(), org, account.clone()));
	assert_ok!(set_keys(account));
}

/// This session's set.
pub fn set() -> Vec<AccountId> {
	Session::validators()
}

/// The set, sorted.
pub fn sorted_set() -> Vec<AccountId> {
	let mut set = set();
	set.sort();
	set
}

pub fn is_disabled(account: &AccountId) -> bool {
	let index = Session::validator_id_to_index(account);
	index.is_some_and(|index| Session::disabled_validators().contains(&index))
}

/// Makes a block in `slot`, as its owner.
pub fn block(slot: u64) {
	let owner = &set()[(slot % set().len() as u64) as usize];
	assert!(!is_disabled(owner), "Aura panics when a disabled validator authors");
	let number = System::block_number() + 1;
	System::reset_events();
	System::initialize(&number, &Default::default(), &Default::default());
	CurrentSlot::set(slot);
	AllPalletsWithSystem::on_initialize(number);
	AllPalletsWithSystem::on_finalize(number);
}

/// Makes a block in the next slot whose owner can and does author.
pub fn step() {
	let set = set();
	let slot = (CurrentSlot::get() + 1..)
		.take(set.len())
		.find(|slot| {
			let owner = &set[(slot % set.len() as u64) as usize];
			!is_disabled(owner) && !Silent::get().contains(owner)
		})
		.expect("the chain stands still");
	block(slot);
}

/// Makes blocks until the next session has begun; its first block's events stay.
pub fn next_session() {
	let session = Session::current_index();
	while Session::current_index() == session {
		step();
	}
}

pub fn events() -> Vec<crate::Event<Test>> {
	System::read_events_for_pallet()
}
