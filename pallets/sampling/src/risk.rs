//! What is remembered of merchants, products, agencies, facilities and origins, and the score made
//! of it.
//!
//! Every event adds to counters that never fall, for people, and to two that decay, for the score.
//! With `lots` and `trouble` decayed, and in units of 1/1024:
//!
//! ```text
//! score = 1000 · (trouble + 1/2) / (lots + 10), at most 1000
//! ```
//!
//! A lot that was not accepted is a trouble of 1, a detention of 1, a recall of 3. The constants
//! are a prior of one trouble in twenty lots: who is new scores 50, and a clean record brings the
//! score down slowly.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use hallmark_types::Moment;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// After how long half of a record is forgotten: 180 days.
pub const HALF_LIFE: Moment = 180 * 86_400_000;
/// One lot, or one trouble, in the counters that decay.
const UNIT: u32 = 1_024;

/// What happened to a lot, or to goods of someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
	/// A lot was decided about.
	Lot,
	/// A sample of it was examined.
	Sampled,
	/// It was not accepted.
	NotAccepted,
	/// It was recalled.
	Recalled,
	/// It was released.
	Released,
	/// It was detained.
	Detained,
}

/// In which third of the scores one lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RiskBand {
	/// Below 50: a record better than that of someone new.
	#[codec(index = 0)]
	Low,
	/// 50 to 149.
	#[codec(index = 1)]
	Medium,
	/// 150 and more.
	#[codec(index = 2)]
	High,
}

impl RiskBand {
	/// The band of a score.
	pub fn of(score: u16) -> Self {
		match score {
			..50 => RiskBand::Low,
			50..150 => RiskBand::Medium,
			150.. => RiskBand::High,
		}
	}
}

/// What is remembered of one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statistics {
	/// Lots decided about.
	pub lots: u32,
	/// Lots of which a sample was examined.
	pub sampled: u32,
	/// Lots that were not accepted.
	pub not_accepted: u32,
	/// Recalls.
	pub recalls: u32,
	/// Lots released.
	pub released: u32,
	/// Lots detained.
	pub detained: u32,
	/// Items about which two agencies differed.
	pub differences: u32,
	/// Lots, in 1/1024, decayed up to `at`.
	pub recent_lots: u32,
	/// Troubles, in 1/1024, decayed up to `at`.
	pub recent_trouble: u32,
	/// Up to when the last two are decayed.
	pub at: Moment,
}

impl Statistics {
	/// Counts a happening for people and for the score.
	pub fn record(&mut self, what: Happening, now: Moment) {
		let (recent_lots, recent_trouble) = self.recent(now);
		let (lots, trouble) = match what {
			Happening::Lot => (1, 0),
			Happening::Sampled | Happening::Released => (0, 0),
			Happening::NotAccepted | Happening::Detained => (0, 1),
			Happening::Recalled => (0, 3),
		};
		self.count(what);
		self.recent_lots = recent_lots.saturating_add(UNIT.saturating_mul(lots));
		self.recent_trouble = recent_trouble.saturating_add(UNIT.saturating_mul(trouble));
		self.at = self.at.max(now);
	}

	/// Counts a happening for people alone.
	pub fn count(&mut self, what: Happening) {
		let count = match what {
			Happening::Lot => &mut self.lots,
			Happening::Sampled => &mut self.sampled,
			Happening::NotAccepted => &mut self.not_accepted,
			Happening::Recalled => &mut self.recalls,
			Happening::Released => &mut self.released,
			Happening::Detained => &mut self.detained,
		};
		*count = count.saturating_add(1);
	}

	/// Counts items about which this agency and another differed.
	pub fn add_differences(&mut self, items: u32) {
		self.differences = self.differences.saturating_add(items);
	}

	/// The score at `now`: 0 to 1000.
	pub fn score(&self, now: Moment) -> u16 {
		let (lots, trouble) = self.recent(now);
		let trouble = u64::from(trouble).saturating_add(u64::from(UNIT / 2));
		let lots = u64::from(lots).saturating_add(u64::from(UNIT).saturating_mul(10));
		let score = trouble.saturating_mul(1_000).checked_div(lots).unwrap_or_default();
		u16::try_from(score.min(1_000)).unwrap_or(1_000)
	}

	fn recent(&self, now: Moment) -> (u32, u32) {
		let age = now.saturating_sub(self.at);
		(decayed(self.recent_lots, age), decayed(self.recent_trouble, age))
	}
}

/// What is left of `value` after `age`: half after each half-life, on a straight line between.
fn decayed(value: u32, age: Moment) -> u32 {
	let halvings = age.checked_div(HALF_LIFE).unwrap_or_default();
	let within = age.checked_rem(HALF_LIFE).unwrap_or_default();
	let Some(left) = u32::try_from(halvings).ok().and_then(|halvings| value.checked_shr(halvings))
	else {
		return 0;
	};
	let lost = u64::from(left)
		.saturating_mul(within)
		.checked_div(HALF_LIFE.saturating_mul(2))
		.unwrap_or_default();
	left.saturating_sub(u32::try_from(lost).unwrap_or(left))
}

#[cfg(test)]
mod tests {
	use super::*;

	const DAY: Moment = 86_400_000;

	#[test]
	fn score_is_fifty_when_nothing_is_known() {
		let nobody = Statistics::default();
		assert_eq!(nobody.score(0), 50);
		assert_eq!(nobody.score(u64::MAX), 50);
		assert_eq!(RiskBand::of(50), RiskBand::Medium);
	}

	#[test]
	fn score_falls_with_clean_lots_and_rises_with_trouble() {
		let mut it = Statistics::default();
		for _ in 0..10 {
			it.record(Happening::Lot, DAY);
		}
		assert_eq!(it.score(DAY), 25);
		assert_eq!(RiskBand::of(it.score(DAY)), RiskBand::Low);
		it.record(Happening::NotAccepted, DAY);
		assert_eq!(it.score(DAY), 75);
		it.record(Happening::Recalled, DAY);
		assert_eq!(it.score(DAY), 225);
		assert_eq!(RiskBand::of(it.score(DAY)), RiskBand::High);
		assert_eq!((it.lots, it.not_accepted, it.recalls), (10, 1, 1));
	}

	#[test]
	fn record_is_half_forgotten_after_a_half_life() {
		assert_eq!(decayed(1_024, 0), 1_024);
		assert_eq!(decayed(1_024, HALF_LIFE / 2), 768);
		assert_eq!(decayed(1_024, HALF_LIFE), 512);
		assert_eq!(decayed(1_024, 3 * HALF_LIFE), 128);
		assert_eq!(decayed(u32::MAX, 32 * HALF_LIFE), 0);
		assert_eq!(decayed(u32::MAX, Moment::MAX), 0);
		let mut it = Statistics::default();
		it.record(Happening::Recalled, 0);
		let scores: Vec<u16> = (0..5).map(|n| it.score(n * HALF_LIFE)).collect();
		assert_eq!(scores, [350, 200, 125, 87, 68]);
	}

	#[test]
	fn score_is_bounded_when_everything_fails() {
		let mut it = Statistics::default();
		for _ in 0..1_000_000 {
			it.record(Happening::Recalled, 0);
		}
		assert_eq!(it.score(0), 1_000);
	}

	#[test]
	fn clock_that_stands_still_decays_nothing() {
		let mut it = Statistics::default();
		it.record(Happening::Lot, 5);
		it.record(Happening::Lot, 3);
		assert_eq!((it.at, it.recent_lots), (5, 2 * UNIT));
	}
}
