//! The time.

use frame_support::{parameter_types, traits::Time};
use hallmark_types::Moment;

/// When a test begins.
pub const NOW: Moment = 1_760_000_000_000;
/// An hour, in milliseconds.
pub const HOUR: Moment = 3_600_000;
/// A day, in milliseconds.
pub const DAY: Moment = 24 * HOUR;

parameter_types! {
	/// The time now.
	pub storage Now: Moment = NOW;
}

/// A clock that stands still until a test moves [`Now`].
pub struct Clock;

impl Time for Clock {
	type Moment = Moment;

	fn now() -> Moment {
		Now::get()
	}
}
