//! What the database costs.

use frame_support::parameter_types;
use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_NANOS, RuntimeDbWeight};

parameter_types! {
	pub const ParityDbWeight: RuntimeDbWeight = RuntimeDbWeight {
		read: 8_000 * WEIGHT_REF_TIME_PER_NANOS,
		write: 50_000 * WEIGHT_REF_TIME_PER_NANOS,
	};
}
