//! The council, what it may do, and the pausing of calls.

use crate::{
	configs::{
		consensus::{MaxAuthorities, SessionLength, SessionOffset},
		system::RuntimeBlockWeights,
	},
	AccountId, Council, MerchantRegistry, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin,
	Timestamp, DAYS,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	parameter_types,
	traits::{
		Consideration, ConstU32, Contains, EitherOfDiverse, Get, MaybeConsideration,
		NeverEnsureOrigin,
	},
	weights::Weight,
};
use frame_system::EnsureRoot;
use hallmark_types::BlockNumber;
use pallet_collective::{EnsureProportionAtLeast, Instance1, MemberCount};
use pallet_session::PeriodicSessions;
use pallet_tx_pause::RuntimeCallNameOf;
use scale_info::TypeInfo;
use sp_runtime::{DispatchError, Perbill, Permill};

/// What the SDK says that motions and votes take.
type SdkWeight = pallet_collective::weights::SubstrateWeight<Runtime>;

/// What motions and votes take. A proposer's open motions are counted among all of them
/// ([`MotionRoom`]), which the SDK's weight does not have.
pub struct CollectiveWeight;

impl pallet_collective::WeightInfo for CollectiveWeight {
	fn propose_proposed(b: u32, m: u32, p: u32) -> Weight {
		let counted = <Runtime as frame_system::Config>::DbWeight::get();
		let counted = counted.reads(MaxMotions::get().saturating_add(1).into());
		SdkWeight::propose_proposed(b, m, p).saturating_add(counted)
	}

	fn set_members(m: u32, n: u32, p: u32) -> Weight {
		SdkWeight::set_members(m, n, p)
	}

	fn execute(b: u32, m: u32) -> Weight {
		SdkWeight::execute(b, m)
	}

	fn propose_execute(b: u32, m: u32) -> Weight {
		SdkWeight::propose_execute(b, m)
	}

	fn vote(m: u32) -> Weight {
		SdkWeight::vote(m)
	}

	fn close_early_disapproved(m: u32, p: u32) -> Weight {
		SdkWeight::close_early_disapproved(m, p)
	}

	fn close_early_approved(b: u32, m: u32, p: u32) -> Weight {
		SdkWeight::close_early_approved(b, m, p)
	}

	fn close_disapproved(m: u32, p: u32) -> Weight {
		SdkWeight::close_disapproved(m, p)
	}

	fn close_approved(b: u32, m: u32, p: u32) -> Weight {
		SdkWeight::close_approved(b, m, p)
	}

	fn disapprove_proposal(p: u32) -> Weight {
		SdkWeight::disapprove_proposal(p)
	}

	fn kill(d: u32, p: u32) -> Weight {
		SdkWeight::kill(d, p)
	}

	fn release_proposal_cost() -> Weight {
		SdkWeight::release_proposal_cost()
	}
}

/// The collective that is the council.
pub type CouncilCollective = Instance1;

/// Two thirds of the council, or Root.
pub type TwoThirds = EitherOfDiverse<
	EnsureRoot<AccountId>,
	EnsureProportionAtLeast<AccountId, CouncilCollective, 2, 3>,
>;

/// Five sixths of the council. Root does not count here, because two thirds can act as Root.
pub type FiveSixths = EnsureProportionAtLeast<AccountId, CouncilCollective, 5, 6>;

/// A missing vote counts as a no.
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

/// How many motions one member of the council may have open. Each member has this room of its own.
pub const MOTIONS_EACH: u32 = 4;

/// The part of its proposer's room that a motion takes. `pallet-collective` remembers the proposer
/// of a motion as long as there is something to release.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct MotionRoom;

impl Consideration<AccountId, u32> for MotionRoom {
	fn new(proposer: &AccountId, _open: u32) -> Result<Self, DispatchError> {
		let own = pallet_collective::Proposals::<Runtime, CouncilCollective>::get()
			.iter()
			.filter_map(pallet_collective::CostOf::<Runtime, CouncilCollective>::get)
			.filter(|(who, _)| who == proposer)
			.count();
		if own >= MOTIONS_EACH as usize {
			return Err(
				pallet_collective::Error::<Runtime, CouncilCollective>::TooManyProposals.into()
			);
		}
		Ok(Self)
	}

	fn update(self, _: &AccountId, _: u32) -> Result<Self, DispatchError> {
		Ok(self)
	}

	fn drop(self, _: &AccountId) -> Result<(), DispatchError> {
		Ok(())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn ensure_successful(_: &AccountId, _: u32) {}
}

impl MaybeConsideration<AccountId, u32> for MotionRoom {
	fn is_none(&self) -> bool {
		false
	}
}

parameter_types! {
	pub const MaxSeats: u32 = 64;
	pub const MaxMotions: u32 = 64 * MOTIONS_EACH;
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
	// Only the consortium gives seats, one to a control group, so nobody may set the members in
	// another way.
	type SetMembersOrigin = NeverEnsureOrigin<()>;
	type MaxProposalWeight = MaxProposalWeight;
	type DisapproveOrigin = TwoThirds;
	type KillOrigin = TwoThirds;
	type Consideration = MotionRoom;
}

/// The accounts that hold a council seat.
pub struct CouncilMembers;

impl Contains<AccountId> for CouncilMembers {
	fn contains(who: &AccountId) -> bool {
		Council::is_member(who)
	}
}

/// The calls that a motion may make as Root. The runtime is replaced by the consortium's own calls
/// only, which wait out the delay. No motion may act for an account that did not sign, or as a
/// larger majority than voted for it. And no motion may stop the chain.
///
/// The list names what is allowed, pallet by pallet, so a new pallet is refused until somebody has
/// considered it.
///
/// `STRONG`: what five sixths of the council may do.
pub struct RootCalls<const STRONG: bool>;

/// The longest delay, in blocks, with which Root can force GRANDPA's authorities: a day. Until it
/// is over no other change of the set can be signalled.
const LONGEST_FORCED_DELAY: BlockNumber = DAYS;

impl<const STRONG: bool> RootCalls<STRONG> {
	/// Whether the call is allowed, and every call within it too.
	fn allows(call: &RuntimeCall) -> bool {
		use frame_system::Call as System;
		use pallet_grandpa::Call as Grandpa;
		use pallet_utility::Call as Utility;
		match call {
			// Code and raw storage are out of reach. So is the number of heap pages: with none, no
			// block can be executed.
			RuntimeCall::System(System::remark { .. } | System::remark_with_event { .. }) => true,
			RuntimeCall::System(_) => false,
			// This is the way out if finality is lost. It must not prevent changes of the set for
			// long.
			RuntimeCall::Grandpa(Grandpa::note_stalled { delay, best_finalized_block_number }) => {
				STRONG
					&& *delay <= LONGEST_FORCED_DELAY
					&& *best_finalized_block_number <= crate::System::block_number()
			}
			RuntimeCall::Grandpa(_) => false,
			// A cursor set by hand would stop all calls for ever, or leave storage half migrated.
			// What a failed migration leaves behind is mended by a new runtime (see
			// `pallet_consortium::Halted`).
			RuntimeCall::MultiBlockMigrations(_) => false,
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
			// These calls take on another origin.
			RuntimeCall::Utility(_) => false,
			RuntimeCall::Consortium(pallet_consortium::Call::dispatch_as_root { call }) => {
				Self::allows(call)
			}
			RuntimeCall::Council(_)
			| RuntimeCall::Consortium(_)
			| RuntimeCall::TxPause(_)
			| RuntimeCall::MerchantRegistry(_)
			| RuntimeCall::Quota(_)
			| RuntimeCall::ProductIdentity(_)
			| RuntimeCall::Inspection(_)
			| RuntimeCall::Sampling(_)
			| RuntimeCall::Logistics(_)
			| RuntimeCall::CustomsClearance(_) => true,
			// Root is not an account, and it is not an inherent either.
			_ => false,
		}
	}
}

impl<const STRONG: bool> Contains<RuntimeCall> for RootCalls<STRONG> {
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
	type RootCallFilter = RootCalls<false>;
	type StrongRootCallFilter = RootCalls<true>;
	type Time = Timestamp;
	type CurrentSlot = CurrentSlot;
	type MaxSeats = MaxSeats;
	type MaxValidators = MaxAuthorities;
	type SessionEnds = PeriodicSessions<SessionLength, SessionOffset>;
	type MaxMissedShare = MaxMissedShare;
	type MaxPeers = ConstU32<16>;
	type WeightInfo = pallet_consortium::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Helper;
}

/// While a migration that failed has left the storage in doubt, governance alone goes on: motions
/// and votes, what the council does as Root, the new runtime that mends it, reports of who signed two
/// things, and what carries such calls.
pub struct GovernanceWhileHalted;

impl Contains<RuntimeCall> for GovernanceWhileHalted {
	fn contains(call: &RuntimeCall) -> bool {
		!crate::Consortium::is_halted()
			|| matches!(
				call,
				RuntimeCall::System(_)
					| RuntimeCall::Timestamp(_)
					| RuntimeCall::RandomnessBeacon(_)
					| RuntimeCall::Grandpa(_)
					| RuntimeCall::Council(_)
					| RuntimeCall::Consortium(_)
					| RuntimeCall::TxPause(_)
					// The calls that these carry pass this filter again, one by one.
					| RuntimeCall::Utility(_)
					| RuntimeCall::Proxy(_)
					| RuntimeCall::Multisig(_)
			)
	}
}

/// Calls that must run in every emergency, because they are the council's way out of it.
pub struct NeverPaused;

impl Contains<RuntimeCallNameOf<Runtime>> for NeverPaused {
	fn contains(name: &RuntimeCallNameOf<Runtime>) -> bool {
		[
			&b"Council"[..],
			b"Consortium",
			b"TxPause",
			b"Timestamp",
			b"RandomnessBeacon",
			b"Grandpa",
			b"System",
			// A member may vote through these. The calls that they carry are asked about one by
			// one.
			b"Utility",
			b"Proxy",
			b"Multisig",
		]
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
