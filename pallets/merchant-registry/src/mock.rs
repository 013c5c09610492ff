//! A runtime of this pallet alone, with some organisations in it.

use crate as pallet_merchant_registry;
use crate::{
	types::{CompanyPrefix, GenesisOperator, GenesisOrganisation, Profile},
	Error, Event, Pallet,
};
use frame_support::{
	derive_impl, parameter_types,
	traits::{EitherOfDiverse, Time},
	weights::Weight,
	BoundedVec,
};
use frame_system::{EnsureRoot, EnsureSignedBy};
use hallmark_glue::{CouncilSeats, Journal, Offices, StorageMeter};
use hallmark_types::{
	journal::Author, AccountId, Assurance, CountryCode, Digest, Document, Gln, GroupId, Gtin,
	JournalKind, MediaType, Moment, OrgId, Permission, Role, Subject, Text,
};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError, DispatchResult};

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Registry = pallet_merchant_registry;
}

pub type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
}

parameter_types! {
	pub static Now: Moment = START;
	/// What was written to journals: subject, kind, assurance, author, document.
	pub static Written: Vec<(Subject, JournalKind, Assurance, Author, Option<Document>)> = Vec::new();
	/// How many bytes organisations may still store, and what they were charged.
	pub static Allowance: u32 = u32::MAX;
	pub static Charged: std::collections::BTreeMap<OrgId, i64> = Default::default();
	pub static Dismissed: Vec<OrgId> = Vec::new();
	pub static Succeeded: Vec<(OrgId, Option<AccountId>, Option<AccountId>)> = Vec::new();
	/// Who has a seat in the council, and whether two thirds cannot take it.
	pub static Seated: Vec<(OrgId, bool)> = Vec::new();
}

frame_support::ord_parameter_types! {
	pub const FiveSixths: AccountId = account(5, 0);
}

/// When the tests begin, well after the roles of genesis took effect.
pub const START: Moment = 1_700_000_000_000;
/// The delay of new roles in the tests.
pub const DELAY: Moment = 1_000;

pub struct Clock;
impl Time for Clock {
	type Moment = Moment;
	fn now() -> Moment {
		Now::get()
	}
}

pub struct Scribe;
impl Journal for Scribe {
	fn append(
		subject: Subject,
		author: Author,
		kind: JournalKind,
		assurance: Assurance,
		document: Option<Document>,
	) -> DispatchResult {
		Written::mutate(|all| all.push((subject, kind, assurance, author, document)));
		Ok(())
	}
	fn append_weight() -> Weight {
		Weight::zero()
	}
}

pub struct Meter;
impl StorageMeter for Meter {
	fn grow(org: OrgId, bytes: u32) -> DispatchResult {
		if bytes > Allowance::get() {
			return Err(DispatchError::Exhausted);
		}
		Charged::mutate(|charged| *charged.entry(org).or_default() += i64::from(bytes));
		Ok(())
	}
	fn shrink(org: OrgId, bytes: u32) {
		Charged::mutate(|charged| *charged.entry(org).or_default() -= i64::from(bytes));
	}
	fn meter_weight() -> Weight {
		Weight::zero()
	}
}

pub struct Office;
impl Offices for Office {
	fn on_suspended(org: OrgId) {
		Dismissed::mutate(|all| all.push(org));
	}
	fn on_operators_gone(
		org: OrgId,
		gone: Option<&AccountId>,
		successor: Option<&AccountId>,
	) -> DispatchResult {
		Succeeded::mutate(|all| all.push((org, gone.cloned(), successor.cloned())));
		Ok(())
	}
	fn offices_weight() -> Weight {
		Weight::zero()
	}
}

pub struct Bench;
impl CouncilSeats for Bench {
	fn is_protected(org: OrgId) -> bool {
		Seated::get().contains(&(org, true))
	}
	fn clashes(org: OrgId, group: GroupId) -> bool {
		let seated = Seated::get();
		let in_group = |other: OrgId| Registry::existing(other).unwrap().group == group;
		seated.iter().any(|(seat, _)| *seat == org)
			&& seated.iter().any(|(seat, _)| *seat != org && in_group(*seat))
	}
	fn seats_weight() -> Weight {
		Weight::zero()
	}
}

impl pallet_merchant_registry::Config for Test {
	type CouncilOrigin = EitherOfDiverse<EnsureRoot<AccountId>, Self::SupermajorityOrigin>;
	type SupermajorityOrigin = EnsureSignedBy<FiveSixths, AccountId>;
	type Time = Clock;
	type Journal = Scribe;
	type StorageMeter = Meter;
	type Seats = Bench;
	type Offices = Office;
	type MaxOperators = frame_support::traits::ConstU32<4>;
	type WeightInfo = ();
}

/// Admitted by the council at genesis, each with the admin `admin(ORG)`.
pub const PLATFORM_A: OrgId = OrgId(0);
pub const PLATFORM_B: OrgId = OrgId(1);
pub const MERCHANT: OrgId = OrgId(2);
pub const OTHER_MERCHANT: OrgId = OrgId(3);
pub const MANUFACTURER: OrgId = OrgId(4);
pub const AGENCY: OrgId = OrgId(5);
pub const REGISTRAR: OrgId = OrgId(6);
/// In one control group with the registrar.
pub const SISTER: OrgId = OrgId(7);
pub const MEMBER: OrgId = OrgId(8);
/// Suspended by the council.
pub const SUSPENDED: OrgId = OrgId(9);
/// The id of the next organisation.
pub const NEXT: OrgId = OrgId(10);

/// An account, told apart by its first byte and its second.
const fn account(kind: u8, number: u8) -> AccountId {
	let mut bytes = [0; 32];
	bytes[0] = kind;
	bytes[1] = number;
	AccountId::new(bytes)
}

/// The first admin of an organisation, with every permission.
pub fn admin(org: OrgId) -> AccountId {
	account(1, org.0 as u8)
}

/// An operator of an organisation, with no permission.
pub fn clerk(org: OrgId) -> AccountId {
	account(2, org.0 as u8)
}

/// An account that is nobody's.
pub fn stranger(number: u8) -> AccountId {
	account(3, number)
}

pub fn council() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

pub fn five_sixths() -> RuntimeOrigin {
	by(FiveSixths::get())
}

pub fn by(account: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(account)
}

pub fn text<const N: u32>(text: &str) -> Text<N> {
	Text::new(text).unwrap()
}

pub fn raw_text<const N: u32>(bytes: &[u8]) -> Text<N> {
	Text(bytes.to_vec().try_into().unwrap())
}

pub fn country(code: &str) -> CountryCode {
	CountryCode::new(code).unwrap()
}

/// A GLN under GS1's demonstration prefix.
pub fn gln() -> Gln {
	hallmark_gs1::Gln::from_digits("9521321000018").unwrap().into()
}

/// The GTIN of an indicator digit and 12 digits that begin with a company prefix.
pub fn gtin(body: &str) -> Gtin {
	let check_digit = hallmark_gs1::check_digit::check_digit(body).unwrap();
	hallmark_gs1::Gtin::from_digits(&format!("{body}{check_digit}")).unwrap().into()
}

pub fn prefix(digits: &str) -> CompanyPrefix {
	hallmark_gs1::CompanyPrefix::from_digits(digits).unwrap().into()
}

pub fn roles(roles: &[Role]) -> BoundedVec<Role, frame_support::traits::ConstU32<9>> {
	roles.to_vec().try_into().unwrap()
}

pub fn document(byte: u8) -> Document {
	Document { digest: Digest::repeat_byte(byte), media: MediaType::Pdf }
}

pub fn profile(legal_id: &str) -> Profile {
	Profile {
		legal_id: text(legal_id),
		name: text("Cacao Käse 巧克力"),
		country: country("BE"),
		gln: Some(gln()),
	}
}

pub fn events() -> Vec<Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Registry(event) => Some(event),
			_ => None,
		})
		.collect()
}

pub fn last_event() -> Event<Test> {
	events().pop().unwrap()
}

pub fn genesis_organisation(
	org: OrgId,
	name: &str,
	roles: &[Role],
	group: Option<u32>,
) -> GenesisOrganisation {
	GenesisOrganisation {
		legal_id: text(&format!("ORG-{org}")),
		name: text(name),
		country: country("CN"),
		gln: None,
		roles: roles.to_vec(),
		group,
		admins: vec![admin(org)],
		operators: vec![GenesisOperator { account: clerk(org), permissions: vec![] }],
	}
}

pub fn genesis() -> pallet_merchant_registry::GenesisConfig<Test> {
	use Role::*;
	pallet_merchant_registry::GenesisConfig {
		role_delay: DELAY,
		organisations: vec![
			genesis_organisation(PLATFORM_A, "Platform A", &[Platform], None),
			genesis_organisation(PLATFORM_B, "Platform B", &[Platform], None),
			genesis_organisation(MERCHANT, "Merchant", &[Merchant], None),
			genesis_organisation(OTHER_MERCHANT, "Other merchant", &[Merchant], None),
			genesis_organisation(MANUFACTURER, "Manufacturer", &[Manufacturer], None),
			genesis_organisation(AGENCY, "Agency", &[InspectionAgency], None),
			genesis_organisation(REGISTRAR, "Registrar", &[], Some(7)),
			genesis_organisation(SISTER, "Sister", &[Manufacturer], Some(7)),
			genesis_organisation(MEMBER, "Member", &[Member], None),
			genesis_organisation(SUSPENDED, "Suspended", &ALL_OF_A_TRADER, None),
		],
		registrar: Some(REGISTRAR),
		..Default::default()
	}
}

/// Roles enough to be refused nothing but for the suspension.
const ALL_OF_A_TRADER: [Role; 3] = [Role::Platform, Role::Merchant, Role::Manufacturer];

/// Runs a test on a fresh chain and checks the state after it.
pub fn run(test: impl FnOnce()) {
	let storage =
		RuntimeGenesisConfig { registry: genesis(), ..Default::default() }.build_storage().unwrap();
	sp_io::TestExternalities::new(storage).execute_with(|| {
		System::set_block_number(1);
		Now::set(START);
		Registry::suspend(council(), SUSPENDED, None).unwrap();
		System::reset_events();
		Written::take();
		Charged::take();
		Dismissed::take();
		Succeeded::take();
		test();
		Registry::do_try_state().unwrap();
	});
}

/// A call, made by each who may not make it: a stranger, an operator without the permission, and
/// one whose organisation is suspended.
pub fn refused_to_outsiders(org: OrgId, call: impl Fn(RuntimeOrigin) -> DispatchResult) {
	use frame_support::assert_noop;
	assert_noop!(call(RuntimeOrigin::none()), DispatchError::BadOrigin);
	assert_noop!(call(by(stranger(0))), Error::<Test>::NotAnOperator);
	assert_noop!(call(by(clerk(org))), Error::<Test>::PermissionMissing);
	assert_noop!(call(by(admin(SUSPENDED))), Error::<Test>::OrganisationSuspended);
	let revoked = account(4, 0);
	frame_support::assert_ok!(Pallet::<Test>::insert_operator(
		org,
		revoked.clone(),
		hallmark_types::Permissions::of(&Permission::ALL),
	));
	frame_support::assert_ok!(Registry::revoke_operator(council(), revoked.clone(), Now::get()));
	assert_noop!(call(by(revoked)), Error::<Test>::OperatorRevoked);
}

/// What every call that only the council makes answers to others.
pub fn refused_to_all_but_council(call: impl Fn(RuntimeOrigin) -> DispatchResult) {
	use frame_support::assert_noop;
	for account in [admin(PLATFORM_A), clerk(PLATFORM_A), admin(SUSPENDED), stranger(0)] {
		assert_noop!(call(by(account)), DispatchError::BadOrigin);
	}
	assert_noop!(call(RuntimeOrigin::none()), DispatchError::BadOrigin);
}

#[cfg(feature = "runtime-benchmarks")]
pub fn new_test_ext() -> sp_io::TestExternalities {
	RuntimeGenesisConfig::default().build_storage().unwrap().into()
}
