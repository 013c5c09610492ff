//! Aura, the randomness beacon, GRANDPA and sessions.

use crate::{
	AccountId, Consortium, MerchantRegistry, Runtime, RuntimeCall, RuntimeEvent, SessionKeys,
	UncheckedExtrinsic, MINUTES, SLOT_DURATION,
};
use alloc::vec::Vec;
use frame_support::{
	parameter_types,
	traits::{ConstBool, ConstU32, ConstU64, KeyOwnerProofSystem},
	weights::Weight,
};
use frame_system::offchain::{CreateBare, CreateTransactionBase};
use hallmark_glue::Operators;
use hallmark_types::BlockNumber;
use pallet_consortium::{Equivocation, WeightInfo as _};
use pallet_grandpa::{EquivocationOffence, EquivocationReportSystem, TimeSlot};
use pallet_session::PeriodicSessions;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_consensus_grandpa::{AuthorityId as GrandpaId, AuthorityList, SetId};
use sp_core::crypto::{key_types::GRANDPA, KeyTypeId};
use sp_runtime::{
	traits::{Convert, OpaqueKeys},
	RuntimeAppPublic,
};
use sp_session::MembershipProof;
use sp_staking::offence::{OffenceError, ReportOffence};

/// What the consortium's calls take.
type ConsortiumWeight = pallet_consortium::weights::SubstrateWeight<Runtime>;

/// The most validators that there may be.
pub type MaxAuthorities = ConstU32<100>;

/// A slot, in milliseconds.
pub type ConsensusSlotDuration = ConstU64<SLOT_DURATION>;

impl pallet_aura::Config for Runtime {
	type AuthorityId = AuraId;
	type DisabledValidators = crate::Session;
	type MaxAuthorities = MaxAuthorities;
	type AllowMultipleBlocksPerSlot = ConstBool<false>;
	type SlotDuration = ConsensusSlotDuration;
}

/// Who makes blocks final.
pub struct GrandpaVoters;

impl pallet_randomness_beacon::FinalityVoters for GrandpaVoters {
	fn voters() -> (SetId, AuthorityList) {
		let set_id = pallet_grandpa::CurrentSetId::<Runtime>::get();
		(set_id, crate::Grandpa::grandpa_authorities())
	}
}

impl pallet_randomness_beacon::Config for Runtime {
	type Author = pallet_randomness_beacon::AuraAuthor<Runtime>;
	type MaxAhead = ConstU32<16>;
	type Voters = GrandpaVoters;
	type WeightInfo = pallet_randomness_beacon::weights::SubstrateWeight<Runtime>;
}

/// Who held a key that voted, by what the consortium remembers: no proof is needed beside.
pub struct KeyHolders;

impl KeyHolders {
	/// Names the session of a voter set in which `key` voted, if it did.
	pub fn of_set(set_id: SetId, key: &GrandpaId) -> Option<MembershipProof> {
		let session = if set_id == pallet_grandpa::CurrentSetId::<Runtime>::get() {
			crate::Session::current_index()
		} else {
			pallet_grandpa::SetIdSession::<Runtime>::get(set_id)?
		};
		let (_, validator_count) = Consortium::key_holder(
			GRANDPA,
			RuntimeAppPublic::to_raw_vec(key).as_slice(),
			Some(session),
		)?;
		Some(MembershipProof { session, trie_nodes: Vec::new(), validator_count })
	}
}

impl<Key: AsRef<[u8]>> KeyOwnerProofSystem<(KeyTypeId, Key)> for KeyHolders {
	type Proof = MembershipProof;
	type IdentificationTuple = AccountId;

	fn prove((kind, key): (KeyTypeId, Key)) -> Option<MembershipProof> {
		let session = crate::Session::current_index();
		let (_, validator_count) = Consortium::key_holder(kind, key.as_ref(), Some(session))?;
		Some(MembershipProof { session, trie_nodes: Vec::new(), validator_count })
	}

	fn check_proof((kind, key): (KeyTypeId, Key), proof: MembershipProof) -> Option<AccountId> {
		let (account, count) = Consortium::key_holder(kind, key.as_ref(), Some(proof.session))?;
		// One vote is reported in one way.
		(proof.trie_nodes.is_empty() && proof.validator_count == count).then_some(account)
	}
}

/// Excludes who voted twice in a round.
pub struct ExcludeVoters;

impl ReportOffence<AccountId, AccountId, EquivocationOffence<AccountId>> for ExcludeVoters {
	fn report_offence(
		_: Vec<AccountId>,
		offence: EquivocationOffence<AccountId>,
	) -> Result<(), OffenceError> {
		let what = Equivocation::Votes { session: offence.session_index };
		Consortium::note_equivocation(&offence.offender, what)
			.map_err(|_| OffenceError::DuplicateReport)
	}

	fn is_known_offence(offenders: &[AccountId], at: &TimeSlot) -> bool {
		// A set that votes still has no last session yet.
		let session = pallet_grandpa::SetIdSession::<Runtime>::get(at.set_id).unwrap_or(u32::MAX);
		let what = Equivocation::Votes { session };
		!offenders.iter().all(|offender| Consortium::answers_for(offender, &what))
	}
}

/// How many blocks a report of two votes stays in the pool of who made it.
pub type ReportLongevity = ConstU64<64>;

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = VotersWeight;
	type MaxAuthorities = MaxAuthorities;
	type MaxNominators = ConstU32<0>;
	// A week of sets, were there a new one each session.
	type MaxSetIdSessionEntries = ConstU64<2016>;
	type KeyOwnerProof = MembershipProof;
	type EquivocationReportSystem =
		EquivocationReportSystem<Runtime, ExcludeVoters, KeyHolders, ReportLongevity>;
}

/// The report system asks it who should be rewarded: nobody.
impl pallet_authorship::Config for Runtime {
	type FindAuthor = ();
	type EventHandler = ();
}

impl<C> CreateTransactionBase<C> for Runtime
where
	RuntimeCall: From<C>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<C> CreateBare<C> for Runtime
where
	RuntimeCall: From<C>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

/// What GRANDPA's calls take: those of the SDK, and with a report what the consortium looks at and
/// does.
pub struct VotersWeight;

impl pallet_grandpa::WeightInfo for VotersWeight {
	fn report_equivocation(validators: u32, nominators: u32) -> Weight {
		<() as pallet_grandpa::WeightInfo>::report_equivocation(validators, nominators)
			.saturating_add(ConsortiumWeight::report_double_block())
	}

	fn note_stalled() -> Weight {
		<() as pallet_grandpa::WeightInfo>::note_stalled()
	}
}

parameter_types! {
	/// A session lasts five minutes. A validator that is voted in or out joins or leaves within two
	/// sessions.
	pub const SessionLength: BlockNumber = 5 * MINUTES;
	pub const SessionOffset: BlockNumber = 0;
}

/// Only an account that was voted in as a validator may set session keys, because keys are not
/// charged to any allowance. An account that was revoked cannot set keys, not even through an old
/// proxy.
pub struct AdmittedValidator;

impl Convert<AccountId, Option<AccountId>> for AdmittedValidator {
	fn convert(account: AccountId) -> Option<AccountId> {
		pallet_consortium::Validators::<Runtime>::get()
			.iter()
			.any(|validator| validator.account == account)
			.then_some(account)
			.filter(|account| MerchantRegistry::operator(account).is_ok())
	}
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = AdmittedValidator;
	type ShouldEndSession = pallet_consortium::RotatedByConsortium;
	type NextSessionRotation = PeriodicSessions<SessionLength, SessionOffset>;
	type SessionManager = Consortium;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	type DisablingStrategy = pallet_session::disabling::UpToLimitDisablingStrategy;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = pallet_quota::NoCoin<Runtime>;
	type KeyDeposit = ConstU64<0>;
}
