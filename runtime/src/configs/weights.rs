//! What the database costs: measured by `scripts/bench.sh` on ParityDB with a state of 1000000
//! keys, without a cache of trie nodes. Not to be edited: measure again.

use frame_support::{
	parameter_types,
	weights::{constants::WEIGHT_REF_TIME_PER_NANOS, RuntimeDbWeight},
};

parameter_types! {
	/// A key anywhere in the state.
	pub const ParityDbWeight: RuntimeDbWeight = RuntimeDbWeight {
		read: 7_999 * WEIGHT_REF_TIME_PER_NANOS,
		write: 26_053 * WEIGHT_REF_TIME_PER_NANOS,
	};
}
