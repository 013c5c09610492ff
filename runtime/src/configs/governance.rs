//! The council, what it may do, and the pausing of calls.

use crate::{
	configs::{consensus::MaxAuthorities, system::RuntimeBlockWeights},
	AccountId, Council, MerchantRegistry, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin,
	Timestamp, DAYS,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, Contains, EitherOfDiverse, Get, NeverEnsureOrigin},
	weights::Weight,
};
use frame_system::EnsureRoot;
use hallmark_types::BlockNumber;
use pallet_collective::{EnsureProportionAtLeast, Instance1, MemberCount};
use pallet_tx_pause::RuntimeCallNameOf;
use sp_runtime::{Perbill, Permill};

/// What motions and votes cost.
type CollectiveWeight = pallet_collective::weights::SubstrateWeight<Runtime>;

/// The collective that is the council.
pub type CouncilCollective = Instance1;

/// Two thirds of the council, or Root.
pub type TwoThirds = EitherOfDiverse<
	EnsureRoot<AccountId>,
	EnsureProportionAtLeast<AccountId, CouncilCollective, 2, 3>,
>;

/// Five sixths of the council. Not Root: two thirds can be Root.
pub type FiveSixths = EnsureProportionAtLeast<AccountId, CouncilCollective, 5, 6>;

/// A missing vote is a no.
pub struct MissingVoteIsNo;

impl pallet_collective::DefaultVote for MissingVoteIsNo {
	fn default_vote(
		_prime: Option<bool>,
		_yes: MemberCount,
		_no: MemberCount,
		_len: MemberCount,
	) -> bool {
		false
	}
}

parameter_types! {
	pub const MaxSeats: u32 = 64;
	pub const MaxMotions: u32 = 64;
	pub const MotionDuration: BlockNumber = 7 * DAYS;
	pub MaxProposalWeight: Weight =
		Perbill::from_percent(50) * RuntimeBlockWeights::get().max_block;
}

impl pallet_collective::Config<CouncilCollective> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = MotionDuration;
	type MaxProposals = MaxMotions;
	type MaxMembers = MaxSeats;
	type DefaultVote = MissingVoteIsNo;
	type WeightInfo = CollectiveWeight;
	// Seats are the consortium's to give, one to a control group; nobody sets members past it.
	type SetMembersOrigin = NeverEnsureOrigin<()>;
	type MaxProposalWeight = MaxProposalWeight;
	type DisapproveOrigin = TwoThirds;
	type KillOrigin = TwoThirds;
	type Consideration = ();
}

/// The accounts that hold a council seat.
pub struct CouncilMembers;

impl Contains<AccountId> for CouncilMembers {
	fn contains(who: &AccountId) -> bool {
		Council::is_member(who)
	}
}

/// What a motion may do as Root. Replacing the runtime is for the consortium's own calls, which wait out
/// the delay; and nobody speaks for an account or a stronger vote that did not.
pub struct RootCalls;

impl RootCalls {
	/// Whether neither the call nor one within it would replace the runtime, reach around its storage, or
	/// take on another origin.
	fn allows(call: &RuntimeCall) -> bool {
		use frame_system::Call as System;
		use pallet_utility::Call as Utility;
		match call {
			RuntimeCall::System(
				System::set_code { .. }
				| System::set_code_without_checks { .. }
				| System::authorize_upgrade { .. }
				| System::authorize_upgrade_without_checks { .. }
				| System::set_storage { .. }
				| System::kill_storage { .. }
				| System::kill_prefix { .. },
			)
			| RuntimeCall::Utility(
				Utility::dispatch_as { .. } | Utility::dispatch_as_fallible { .. },
			) => false,
			RuntimeCall::Utility(
				Utility::batch { calls }
				| Utility::batch_all { calls }
				| Utility::force_batch { calls },
			) => calls.iter().all(Self::allows),
			RuntimeCall::Utility(
				Utility::as_derivative { call, .. } | Utility::with_weight { call, .. },
			) => Self::allows(call),
			RuntimeCall::Utility(Utility::if_else { main, fallback }) => {
				Self::allows(main) && Self::allows(fallback)
			}
			RuntimeCall::Consortium(pallet_consortium::Call::dispatch_as_root { call }) => {
				Self::allows(call)
			}
			_ => true,
		}
	}
}

impl Contains<RuntimeCall> for RootCalls {
	fn contains(call: &RuntimeCall) -> bool {
		Self::allows(call)
	}
}

/// The slot that Aura read from the block's digest.
pub struct CurrentSlot;

impl Get<u64> for CurrentSlot {
	fn get() -> u64 {
		pallet_aura::CurrentSlot::<Runtime>::get().into()
	}
}

parameter_types! {
	/// A validator that missed more than half of its slots of a session leaves the set.
	pub const MaxMissedShare: Permill = Permill::from_percent(50);
	/// `pallet-collective` rewrites the votes of every open motion when members change.
	pub CouncilChangeWeight: Weight =
		<CollectiveWeight as pallet_collective::WeightInfo>::set_members(
			MaxSeats::get(),
			MaxSeats::get(),
			MaxMotions::get(),
		);
}

impl pallet_consortium::Config for Runtime {
	type CouncilOrigin = TwoThirds;
	type SupermajorityOrigin = FiveSixths;
	type Council = Council;
	type CouncilChangeWeight = CouncilChangeWeight;
	type Operators = MerchantRegistry;
	type Organisations = MerchantRegistry;
	type RootCallFilter = RootCalls;
	type Time = Timestamp;
	type CurrentSlot = CurrentSlot;
	type MaxSeats = MaxSeats;
	type MaxValidators = MaxAuthorities;
	type MaxMissedShare = MaxMissedShare;
	type WeightInfo = pallet_consortium::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

/// What must run in every emergency: the council's way out of it.
pub struct NeverPaused;

impl Contains<RuntimeCallNameOf<Runtime>> for NeverPaused {
	fn contains(name: &RuntimeCallNameOf<Runtime>) -> bool {
		[&b"Council"[..], b"Consortium", b"TxPause", b"Timestamp", b"RandomnessBeacon", b"System"]
			.contains(&name.0.as_slice())
	}
}

impl pallet_tx_pause::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PauseOrigin = TwoThirds;
	type UnpauseOrigin = TwoThirds;
	type WhitelistedCalls = NeverPaused;
	type MaxNameLen = ConstU32<64>;
	type WeightInfo = crate::weights::pallet_tx_pause::WeightInfo<Runtime>;
}
