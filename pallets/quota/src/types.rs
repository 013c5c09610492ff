//! The records of this pallet and their arithmetic, which knows neither storage nor blocks.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use hallmark_types::{OrgId, Refused};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{transaction_validity::TransactionPriority, Permill, Perquintill};

/// Who is charged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Party<AccountId> {
	/// An organisation, for whatever its operators write.
	#[codec(index = 0)]
	Organisation(OrgId),
	/// A council member's account that is no operator: it is charged by itself.
	#[codec(index = 1)]
	Council(AccountId),
}

/// How much a party may write. All but [`storage`](Self::storage) hold for one window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Limits {
	/// Execution time, in picoseconds of reference hardware (`ref_time`).
	pub weight: u64,
	/// Bytes of transactions.
	pub length: u64,
	/// Bytes by which the state may grow, net of what is removed.
	pub state: u64,
	/// Activations of items that the organisation issued.
	pub activations: u32,
	/// Bytes of state in total, whatever the window.
	pub storage: u64,
}

impl Limits {
	/// No limit.
	pub const MAX: Limits = Limits {
		weight: u64::MAX,
		length: u64::MAX,
		state: u64::MAX,
		activations: u32::MAX,
		storage: u64::MAX,
	};

	/// Each limit the larger of the two.
	pub fn max(self, other: Self) -> Self {
		Self {
			weight: self.weight.max(other.weight),
			length: self.length.max(other.length),
			state: self.state.max(other.state),
			activations: self.activations.max(other.activations),
			storage: self.storage.max(other.storage),
		}
	}

	/// What one operator with this share may use: that part of weight, length and state. No
	/// operator makes activations, and what is stored belongs to the organisation.
	pub fn share(self, share: Permill) -> Self {
		Self {
			weight: share.mul_floor(self.weight),
			length: share.mul_floor(self.length),
			state: share.mul_floor(self.state),
			..self
		}
	}

	/// What is left of each limit.
	pub fn less(self, usage: &Usage, stored: u64) -> Self {
		Self {
			weight: self.weight.saturating_sub(usage.weight),
			length: self.length.saturating_sub(usage.length),
			state: self.state.saturating_sub(usage.state),
			activations: self.activations.saturating_sub(usage.activations),
			storage: self.storage.saturating_sub(stored),
		}
	}
}

/// What a transaction costs before it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
	/// Its declared weight with that of its extensions and the base weight of any transaction, in
	/// picoseconds.
	pub weight: u64,
	/// Its length in bytes.
	pub length: u64,
}

/// What was used in one window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Usage {
	/// The window: block height divided by the window's length.
	#[codec(compact)]
	pub window: u32,
	/// Execution time, in picoseconds.
	#[codec(compact)]
	pub weight: u64,
	/// Bytes of transactions.
	#[codec(compact)]
	pub length: u64,
	/// Bytes by which the state grew.
	#[codec(compact)]
	pub state: u64,
	/// Activations.
	#[codec(compact)]
	pub activations: u32,
}

/// The block in which an account last signed a transaction that was let in. It stands beside the
/// account's nonce, which such a transaction writes anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct LastSigned(pub u32);

/// All that is kept of a party. Each of its transactions reads it once and writes it once. Without
/// limits of its own it seldom has more than 32 bytes, and then lies within its trie node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct PartyRecord {
	/// What it used in the last window in which it wrote.
	pub usage: Usage,
	/// The block in which its last transaction was charged.
	#[codec(compact)]
	pub block: u32,
	/// Bytes of state that it stores.
	#[codec(compact)]
	pub stored: u64,
	/// How many of its operators have a share. While none has, none is looked up.
	#[codec(compact)]
	pub shares: u32,
	/// The limits that the council set for it, in place of those of its roles.
	pub limits: Option<Limits>,
}

/// Who signed the transaction in progress, as it was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Writer<AccountId> {
	/// Who is charged for it.
	pub party: Party<AccountId>,
	/// Within which limits.
	pub limits: Limits,
	/// The signer, if it has a share.
	pub sharer: Option<AccountId>,
}

/// `used + more`, if that is within `limit`.
pub(crate) fn within(used: u64, more: u64, limit: u64) -> Option<u64> {
	used.checked_add(more).filter(|sum| *sum <= limit)
}

impl Usage {
	/// What was used in `window`: nothing, if the record is of another one.
	pub fn at(self, window: u32) -> Self {
		if self.window == window {
			self
		} else {
			Self { window, ..Default::default() }
		}
	}

	/// With a transaction of `cost`, if `limits` allow it.
	pub fn with_transaction(self, cost: Cost, limits: &Limits) -> Result<Self, Refused> {
		Ok(Self {
			weight: within(self.weight, cost.weight, limits.weight).ok_or(Refused::WeightQuota)?,
			length: within(self.length, cost.length, limits.length).ok_or(Refused::LengthQuota)?,
			..self
		})
	}

	/// Without `unspent` of the weight that was charged in `window`. Nothing is given back once
	/// another window has begun: what was charged is forgotten by then.
	pub fn refunded(self, window: u32, unspent: u64) -> Self {
		if self.window == window {
			Self { weight: self.weight.saturating_sub(unspent), ..self }
		} else {
			self
		}
	}

	/// With `bytes` of new state, if `limits` allow them in one window.
	pub fn with_state(self, bytes: u64, limits: &Limits) -> Option<Self> {
		Some(Self { state: within(self.state, bytes, limits.state)?, ..self })
	}

	/// Without `bytes` of state. What was stored in earlier windows does not make room in this one
	/// beyond its limit.
	pub fn without_state(self, bytes: u64) -> Self {
		Self { state: self.state.saturating_sub(bytes), ..self }
	}

	/// With one more activation, if `limits` allow it.
	pub fn with_activation(self, limits: &Limits) -> Option<Self> {
		let activations = self.activations.checked_add(1)?;
		(activations <= limits.activations).then_some(Self { activations, ..self })
	}

	/// The unused share of `limits`, of weight or length whichever is scarcer, in parts of 10^18.
	pub fn priority(&self, limits: &Limits) -> TransactionPriority {
		let unused = |used: u64, limit: u64| {
			Perquintill::from_rational(limit.saturating_sub(used), limit).deconstruct()
		};
		unused(self.weight, limits.weight).min(unused(self.length, limits.length))
	}
}

/// An operator's own share of its organisation's quota, and what it used of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct OperatorQuota {
	/// The organisation whose administrator set the share. It counts while the operator writes for
	/// that one.
	pub org: OrgId,
	/// The share of the organisation's limits of weight, length and state.
	pub share: Permill,
	/// What the operator used.
	pub usage: Usage,
}

/// Bytes that an account reserved through [`NoCoin`](crate::NoCoin).
#[derive(Clone, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Reservation<AccountId> {
	/// Whose storage allowance they are charged to.
	pub party: Party<AccountId>,
	/// How many.
	pub bytes: u64,
}

/// An organisation's quota as readers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct QuotaView {
	/// Its limits.
	pub limits: Limits,
	/// What it used in this window.
	pub usage: Usage,
	/// Bytes of state that it stores.
	pub stored: u64,
}
