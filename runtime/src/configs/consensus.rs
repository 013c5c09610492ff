//! Aura, the randomness beacon, GRANDPA and sessions.

use crate::{
	AccountId, Consortium, MerchantRegistry, Runtime, RuntimeEvent, SessionKeys, MINUTES,
	SLOT_DURATION,
};
use frame_support::{
	parameter_types,
	traits::{ConstBool, ConstU32, ConstU64},
};
use hallmark_glue::Operators;
use hallmark_types::BlockNumber;
use pallet_session::PeriodicSessions;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_runtime::traits::{Convert, OpaqueKeys};

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

impl pallet_randomness_beacon::Config for Runtime {
	type Author = pallet_randomness_beacon::AuraAuthor<Runtime>;
	type MaxAhead = ConstU32<16>;
	type WeightInfo = pallet_randomness_beacon::weights::SubstrateWeight<Runtime>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = MaxAuthorities;
	type MaxNominators = ConstU32<0>;
	type MaxSetIdSessionEntries = ConstU64<0>;
	type KeyOwnerProof = sp_core::Void;
	type EquivocationReportSystem = ();
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
