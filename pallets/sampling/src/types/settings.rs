//! What the council can set without an upgrade.

use crate::types::DAY;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use hallmark_types::{BlockNumber, Moment};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The longest of the periods: a year and a day.
pub const MAX_PERIOD: Moment = 366 * DAY;
/// The most blocks that a secret has to wait.
pub const MAX_FINALITY: BlockNumber = 10_000;

/// The periods of the network, in milliseconds but for `finality`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
	/// How long waits what might loosen control.
	pub loosening: Moment,
	/// How long an agency has to open an examination, and again to report it.
	pub examination: Moment,
	/// How many blocks after the one that made the awaited mix a secret is taken at the earliest.
	/// That the block is final has to be shown beside.
	pub finality: BlockNumber,
	/// How long goods stand as set back after like goods were.
	pub set_back: Moment,
	/// The longest time for which a merchant's product is whitelisted.
	pub whitelisting: Moment,
	/// How long documents that were found in order are good.
	pub documents: Moment,
}

impl Settings {
	/// Whether every period is one: longer than nothing, and no longer than [`MAX_PERIOD`], so that
	/// no setting can keep the next one out.
	pub fn is_valid(&self) -> bool {
		let periods =
			[self.loosening, self.examination, self.set_back, self.whitelisting, self.documents];
		periods.iter().all(|period| (1..=MAX_PERIOD).contains(period))
			&& self.finality <= MAX_FINALITY
	}
}

impl Default for Settings {
	/// A day, three days, ten blocks, a year, a year and a day, a day.
	fn default() -> Self {
		Self {
			loosening: DAY,
			examination: 3 * DAY,
			finality: 10,
			set_back: 365 * DAY,
			whitelisting: 366 * DAY,
			documents: DAY,
		}
	}
}

/// Something in force, and what was announced to follow it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Announced<V> {
	/// What is in force until then.
	pub now: V,
	/// What follows, and the moment from which it is in force.
	pub next: Option<(V, Moment)>,
}

impl<V> Announced<V> {
	/// What is in force at a moment.
	pub fn at(&self, moment: Moment) -> &V {
		match &self.next {
			Some((next, from)) if moment >= *from => next,
			_ => &self.now,
		}
	}

	/// The same, for good.
	pub fn into_at(self, moment: Moment) -> V {
		match self.next {
			Some((next, from)) if moment >= from => next,
			_ => self.now,
		}
	}
}
