//! The records.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::{ConstU32, Get},
	BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use hallmark_types::{AccountId, Moment, OrgId};
use scale_info::TypeInfo;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_staking::SessionIndex;

/// A seat in the council.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Seat {
	/// The organisation that it belongs to.
	pub org: OrgId,
	/// The account that votes for the organisation.
	pub account: AccountId,
	/// Whether the organisation agreed to be unseated. Only a customs authority is asked.
	pub consents: bool,
}

/// The code that may become the runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Upgrade<Hash> {
	/// The hash of the code.
	pub code_hash: Hash,
	/// From when on it can be applied, in milliseconds since the Unix epoch.
	pub earliest: Moment,
}

/// A validator in office.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ValidatorRecord {
	/// Its account, which sets its session keys.
	pub account: AccountId,
	/// The member that it belongs to.
	pub org: OrgId,
	/// Whether it is to be in the set.
	pub status: ValidatorStatus,
	/// How often in a row it went offline, each time longer out of the set than before.
	pub absences: u8,
	/// The session with which it is in the set again, if it is offline.
	pub back: SessionIndex,
	/// From when on it answers for what it signs.
	pub liable: Liable,
}

impl ValidatorRecord {
	/// One that serves from now on, and answers for what it signs from `liable` on.
	pub(crate) fn new(account: AccountId, org: OrgId, liable: Liable) -> Self {
		let status = ValidatorStatus::Serving;
		Self { account, org, status, absences: 0, back: 0, liable }
	}
}

/// From when on a validator answers for what it signs: what is older was known to the council when
/// it put the validator in office, or brought it back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Liable {
	/// The first session whose votes count.
	pub session: SessionIndex,
	/// The first slot whose blocks count.
	pub slot: u64,
}

/// Two contradicting things that a validator signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Equivocation {
	/// Two votes of GRANDPA in one round.
	#[codec(index = 0)]
	Votes {
		/// The session.
		session: SessionIndex,
	},
	/// Two blocks in one slot.
	#[codec(index = 1)]
	Blocks {
		/// The slot.
		slot: u64,
	},
}

/// Evidence that an author sealed two blocks of one slot. Both headers carry their seals.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct DoubleBlock<Header> {
	/// The author's Aura key.
	pub author: AuraId,
	/// One block.
	pub first: Header,
	/// The other.
	pub second: Header,
}

/// Who held which session keys, from a session on.
#[derive(CloneNoBound, DebugNoBound, PartialEqNoBound, EqNoBound)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(MaxValidators))]
pub struct KeySet<MaxValidators: Get<u32>> {
	/// The first session.
	pub since: SessionIndex,
	/// The validators.
	pub holders: BoundedVec<KeyHolder, MaxValidators>,
}

/// The most keys of different kinds that a validator has.
pub const MAX_KEY_TYPES: u32 = 4;

/// A validator and its session keys.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct KeyHolder {
	/// The validator.
	pub account: AccountId,
	/// BLAKE2 of each key and its kind.
	pub keys: BoundedVec<[u8; 32], ConstU32<MAX_KEY_TYPES>>,
}

/// The slots of a round that were missed. A round is as many slots as there are validators: each
/// of them has one.
#[derive(CloneNoBound, DebugNoBound, PartialEqNoBound, EqNoBound)]
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(MaxValidators))]
pub struct Round<MaxValidators: Get<u32>> {
	/// Its first slot.
	pub first: u64,
	/// Who missed its slot, by place in the set.
	pub missed: BoundedVec<u32, MaxValidators>,
}

/// Whether a validator is to be in the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum ValidatorStatus {
	/// It is in the set, or joins as soon as there is room for a change and it has session keys.
	#[codec(index = 0)]
	Serving,
	/// It missed too many slots: out of the set until a session that is set already, or until its
	/// organisation brings it back.
	#[codec(index = 1)]
	Offline,
	/// Its organisation took it out of office. It authors until the set has changed, then the
	/// record goes.
	#[codec(index = 2)]
	Leaving,
	/// It signed two contradicting things: it authors no more, and is out of the set until the
	/// council brings it back.
	#[codec(index = 3)]
	Excluded,
}

/// Makes what benchmarks need of other pallets.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper {
	/// An active organisation in a control group of its own, with `role` in effect, and an admin of
	/// it. Another `seed` makes another one.
	fn organisation(role: hallmark_types::Role, seed: u32) -> (OrgId, AccountId);
}
