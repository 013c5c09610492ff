//! What organisations may store, and what their items' activations may cost. Provided by quota.

use hallmark_types::OrgId;
use sp_runtime::{DispatchResult, Permill};
use sp_weights::Weight;

/// What a key in storage takes, near enough: 32 bytes of prefix, a hash of 8 or 16, what was
/// hashed. For who meters what it stores.
pub const KEY_BYTES: usize = 64;

/// Meters what organisations store, for there is no deposit. Provided by quota.
pub trait StorageMeter {
	/// Charges `bytes` of new state to the allowance of `org`; an error when it is used up.
	fn grow(org: OrgId, bytes: u32) -> DispatchResult;

	/// Gives `bytes` back.
	fn shrink(org: OrgId, bytes: u32);

	/// What either costs.
	fn meter_weight() -> Weight;
}

impl StorageMeter for () {
	fn grow(_: OrgId, _: u32) -> DispatchResult {
		Ok(())
	}

	fn shrink(_: OrgId, _: u32) {}

	fn meter_weight() -> Weight {
		Weight::zero()
	}
}

/// The activations that an issuer's items may still see in this window. Provided by quota.
pub trait ActivationAllowance {
	/// What share of its activations in this window `issuer` has left, if one more may be charged to
	/// it. Reads only.
	fn left(issuer: OrgId) -> Option<Permill>;

	/// Charges one activation to `issuer`, and `bytes` to its storage allowance, used up or not: no
	/// issuer hides by storing much that its items were activated. What it may store in a window is
	/// for its own calls: consumers use up none of that.
	fn charge(issuer: OrgId, bytes: u32) -> DispatchResult;

	/// Charges what an activation takes that a gateway paid for: `bytes` to the storage allowance of
	/// `issuer`, used up or not, and none of its activations.
	fn store(issuer: OrgId, bytes: u32);

	/// What any of them costs.
	fn allowance_weight() -> Weight;
}

impl ActivationAllowance for () {
	fn left(_: OrgId) -> Option<Permill> {
		Some(Permill::one())
	}

	fn charge(_: OrgId, _: u32) -> DispatchResult {
		Ok(())
	}

	fn store(_: OrgId, _: u32) {}

	fn allowance_weight() -> Weight {
		Weight::zero()
	}
}
