//! Frame system, time, batches, proxies, multisigs and migrations.

use crate::{
	configs::acting::Acting, migrations, AccountId, Block, Hash, Nonce, PalletInfo, Runtime,
	RuntimeCall, RuntimeEvent, RuntimeOrigin, RuntimeTask, System, SLOT_DURATION, VERSION,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	derive_impl,
	dispatch::DispatchClass,
	parameter_types,
	traits::{ConstU16, ConstU32, ConstU64, Contains, InsideBoth, InstanceFilter},
	weights::{
		constants::{WEIGHT_REF_TIME_PER_MICROS, WEIGHT_REF_TIME_PER_SECOND},
		Weight,
	},
};
use frame_system::limits::{BlockLength, BlockWeights};
use scale_info::TypeInfo;
use sp_runtime::{
	traits::{AccountIdLookup, BlakeTwo256},
	Perbill,
};
use sp_version::RuntimeVersion;

/// The share of a block that normal transactions may take.
pub const NORMAL_RATIO: Perbill = Perbill::from_percent(85);

/// The heaviest block: 0.85 s.
const MAX_BLOCK: Weight =
	Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND.saturating_div(100).saturating_mul(85), u64::MAX);

/// What an extrinsic takes besides its extensions and its call: its signature is verified, which
/// takes 53 µs, and it is decoded, hashed and counted. Full blocks of empty batches bear it out
/// (`docs/performance.md`).
const BASE_EXTRINSIC: Weight = Weight::from_parts(WEIGHT_REF_TIME_PER_MICROS.saturating_mul(75), 0);

/// The longest block, in bytes. Bulk calls carry 32 bytes for each item, and the target is 80,000
/// items in a slot.
pub const MAX_BLOCK_LENGTH: u32 = 10 * 1024 * 1024;

parameter_types! {
	/// Making a block and importing it each take as long as it declares at most, and both have to
	/// fit into its slot of two seconds, with a tenth of a second for the way. The size of proofs is
	/// not limited, because no relay chain asks for one.
	pub RuntimeBlockWeights: BlockWeights = BlockWeights::builder()
		.for_class(DispatchClass::all(), |limits| limits.base_extrinsic = BASE_EXTRINSIC)
		.for_class(DispatchClass::Normal, |limits| {
			limits.max_total = Some(NORMAL_RATIO * MAX_BLOCK);
		})
		.for_class(DispatchClass::Operational, |limits| {
			limits.max_total = Some(MAX_BLOCK);
			limits.reserved = Some(MAX_BLOCK.saturating_sub(NORMAL_RATIO * MAX_BLOCK));
		})
		.avg_block_initialization(Perbill::from_percent(10))
		.build_or_panic();
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(MAX_BLOCK_LENGTH)
		.modify_max_length_for_class(DispatchClass::Normal, |max| *max = NORMAL_RATIO * *max)
		.build();
	pub const Version: RuntimeVersion = VERSION;
}

/// The longest motion, in bytes, has room for a full set of rules. A motion is kept for a week, and
/// nobody is charged for it.
pub const MAX_MOTION_LENGTH: u32 = 80 * 1024;

/// Refuses calls that no operator has a use for. The council can still make them as Root, because
/// the filter does not apply to Root.
pub struct NotForOperators;

impl Contains<RuntimeCall> for NotForOperators {
	fn contains(call: &RuntimeCall) -> bool {
		use frame_system::Call as System;
		match call {
			// These calls store any bytes. The benchmarks of the SDK's pallets dispatch them.
			RuntimeCall::System(System::remark { .. } | System::remark_with_event { .. }) => {
				cfg!(feature = "runtime-benchmarks")
			}
			// A motion must not be longer than it states.
			RuntimeCall::Council(pallet_collective::Call::propose { length_bound, .. }) => {
				*length_bound <= MAX_MOTION_LENGTH
			}
			// This call would take a validator out of the set without regard to the bound on
			// changes. A validator that wants to leave uses `Consortium.leave`.
			RuntimeCall::Session(pallet_session::Call::purge_keys { .. }) => false,
			_ => true,
		}
	}
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type BaseCallFilter = InsideBoth<
		InsideBoth<NotForOperators, crate::configs::governance::GovernanceWhileHalted>,
		crate::TxPause,
	>;
	type Block = Block;
	type BlockWeights = RuntimeBlockWeights;
	type BlockLength = RuntimeBlockLength;
	type AccountId = AccountId;
	type Lookup = AccountIdLookup<AccountId, ()>;
	type Nonce = Nonce;
	type Hash = Hash;
	type Hashing = BlakeTwo256;
	type BlockHashCount = ConstU32<4096>;
	type DbWeight = crate::configs::weights::ParityDbWeight;
	type Version = Version;
	type AccountData = pallet_quota::LastSigned;
	type SS58Prefix = ConstU16<42>;
	type MaxConsumers = ConstU32<16>;
	type SingleBlockMigrations = migrations::SingleBlock;
	type MultiBlockMigrator = crate::MultiBlockMigrations;
	type SystemWeightInfo = crate::weights::frame_system::WeightInfo<Runtime>;
	type ExtensionsWeightInfo = crate::weights::frame_system_extensions::WeightInfo<Runtime>;
}

impl pallet_timestamp::Config for Runtime {
	type Moment = u64;
	type OnTimestampSet = crate::Aura;
	type MinimumPeriod = ConstU64<{ SLOT_DURATION / 2 }>;
	type WeightInfo = crate::weights::pallet_timestamp::WeightInfo<Runtime>;
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = crate::OriginCaller;
	type WeightInfo = Acting<crate::weights::pallet_utility::WeightInfo<Runtime>>;
}

parameter_types! {
	/// Other chains take a deposit in coin. Ours charges the stored bytes to the allowance of the
	/// signer's organisation (see `pallet_quota::NoCoin`), so these amounts are bytes.
	pub const MultisigBase: u64 = 128;
	pub const MultisigFactor: u64 = 32;
	pub const ProxyBase: u64 = 64;
	pub const ProxyFactor: u64 = 40;
	pub const AnnouncementBase: u64 = 64;
	pub const AnnouncementFactor: u64 = 72;
}

impl pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = pallet_quota::NoCoin<Runtime>;
	type DepositBase = MultisigBase;
	type DepositFactor = MultisigFactor;
	type MaxSignatories = ConstU32<32>;
	type WeightInfo = Acting<crate::weights::pallet_multisig::WeightInfo<Runtime>>;
	type BlockNumberProvider = System;
}

/// What a proxy may do in another's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum ProxyType {
	/// Everything.
	#[default]
	#[codec(index = 0)]
	Any,
	/// The organisation's own record: operators, facilities, prefixes, authorisations; its resolver
	/// domains and the keys of its credentials.
	#[codec(index = 1)]
	Registry,
	/// Products, lots, items, holds and recalls; the links of products and lots.
	#[codec(index = 2)]
	Identity,
	/// Votes and motions of the council.
	#[codec(index = 3)]
	Council,
	/// Attestations and examinations.
	#[codec(index = 4)]
	Inspection,
	/// Shipments.
	#[codec(index = 5)]
	Logistics,
	/// Declarations, rules, decisions, release.
	#[codec(index = 6)]
	Customs,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		use pallet_links::Call::{
			register_credential_key, set_links, set_resolver_domains, withdraw_credential_key,
		};
		use pallet_utility::Call::{batch, batch_all, force_batch};
		matches!(
			(self, call),
			(ProxyType::Any, _)
				// The calls that these carry pass this filter again, one by one.
				| (_, RuntimeCall::Utility(batch { .. } | batch_all { .. } | force_batch { .. }))
				| (ProxyType::Registry, RuntimeCall::MerchantRegistry(_))
				| (
					ProxyType::Registry,
					RuntimeCall::Links(
						set_resolver_domains { .. }
							| register_credential_key { .. }
							| withdraw_credential_key { .. }
					)
				) | (
					ProxyType::Identity,
					RuntimeCall::ProductIdentity(_) | RuntimeCall::Links(set_links { .. })
				)
				| (ProxyType::Council, RuntimeCall::Council(_))
				| (
					ProxyType::Inspection,
					RuntimeCall::Inspection(_) | RuntimeCall::Sampling(_)
				) | (ProxyType::Logistics, RuntimeCall::Logistics(_))
				| (
					ProxyType::Customs,
					RuntimeCall::CustomsClearance(_) | RuntimeCall::Sampling(_)
				)
		)
	}

	fn is_superset(&self, other: &Self) -> bool {
		self == &ProxyType::Any || self == other
	}
}

impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = pallet_quota::NoCoin<Runtime>;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ProxyBase;
	type ProxyDepositFactor = ProxyFactor;
	type MaxProxies = ConstU32<32>;
	type MaxPending = ConstU32<32>;
	type CallHasher = BlakeTwo256;
	type AnnouncementDepositBase = AnnouncementBase;
	type AnnouncementDepositFactor = AnnouncementFactor;
	type WeightInfo = Acting<crate::weights::pallet_proxy::WeightInfo<Runtime>>;
	type BlockNumberProvider = System;
}

parameter_types! {
	pub MaxMigrationWeight: Weight = Perbill::from_percent(80) * RuntimeBlockWeights::get().max_block;
}

impl pallet_migrations::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type Migrations = migrations::MultiBlock;
	#[cfg(feature = "runtime-benchmarks")]
	type Migrations = pallet_migrations::mock_helpers::MockedMigrations;
	type CursorMaxLen = ConstU32<65_536>;
	type IdentifierMaxLen = ConstU32<256>;
	type MigrationStatusHandler = ();
	// Ordinary calls must not run on half-migrated storage, but the council must be able to mend
	// it.
	type FailedMigrationHandler = crate::Consortium;
	type MaxServiceWeight = MaxMigrationWeight;
	type WeightInfo = crate::weights::pallet_migrations::WeightInfo<Runtime>;
}
