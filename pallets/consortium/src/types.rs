//! The records.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use hallmark_types::{AccountId, Moment, OrgId};
use scale_info::TypeInfo;

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
}

/// Whether a validator is to be in the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum ValidatorStatus {
	/// It is in the set, or joins as soon as there is room for a change and it has session keys.
	#[codec(index = 0)]
	Serving,
	/// It missed too many slots: out of the set until its organisation brings it back.
	#[codec(index = 1)]
	Offline,
	/// Its organisation took it out of office. It authors until the set has changed, then the
	/// record goes.
	#[codec(index = 2)]
	Leaving,
}

/// Makes what benchmarks need of other pallets.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper {
	/// An active organisation in a control group of its own, with `role` in effect, and an admin of
	/// it. Another `seed` makes another one.
	fn organisation(role: hallmark_types::Role, seed: u32) -> (OrgId, AccountId);
}
