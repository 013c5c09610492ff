//! The score that rules ask about, written from `docs/sampling.md`, "Statistics and risk".

use serde::{Deserialize, Serialize};

/// After how long half of a record is forgotten, in milliseconds.
const HALF_LIFE: u64 = 180 * 86_400_000;

/// What is remembered of one of those that a score is made of, as far as the score needs it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
	/// Lots, in 1/1024.
	pub recent_lots: u32,
	/// Troubles, in 1/1024.
	pub recent_trouble: u32,
	/// Up to when these two are decayed.
	pub at: u64,
}

impl Record {
	/// Both as they are at a moment.
	fn decayed(&self, now: u64) -> (u64, u64) {
		let age = now.saturating_sub(self.at);
		let left = |value: u32| {
			let halves = age / HALF_LIFE;
			let value = if halves < 32 { u64::from(value >> halves) } else { 0 };
			// On a straight line from all of it to half of it.
			value - value * (age % HALF_LIFE) / (2 * HALF_LIFE)
		};
		(left(self.recent_lots), left(self.recent_trouble))
	}

	/// The score at a moment: 0 to 1000.
	pub fn score(&self, now: u64) -> u64 {
		let (lots, trouble) = self.decayed(now);
		(1_000 * (trouble + 512) / (lots + 10 * 1_024)).min(1_000)
	}

	/// The record after one more lot, at a moment.
	pub fn with_lot(&self, now: u64) -> Self {
		let (lots, trouble) = self.decayed(now);
		let small = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
		Self {
			recent_lots: small(lots + 1_024),
			recent_trouble: small(trouble),
			at: self.at.max(now),
		}
	}
}

/// The name of the band that a score lies in.
pub fn band(score: u64) -> &'static str {
	match score {
		..50 => "Low",
		50..150 => "Medium",
		_ => "High",
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// As `docs/sampling.md` has it.
	#[test]
	fn who_is_new_scores_fifty_and_ten_clean_lots_halve_that() {
		let now = 1_700_000_000_000;
		let mut record = Record::default();
		assert_eq!((record.score(now), band(record.score(now))), (50, "Medium"));
		for _ in 0..10 {
			record = record.with_lot(now);
		}
		assert_eq!((record.score(now), band(record.score(now))), (25, "Low"));
		let recalled = Record { recent_trouble: 3 * 1_024, ..record };
		assert_eq!((recalled.score(now), band(recalled.score(now))), (175, "High"));
		// Half of it is forgotten after 180 days, a quarter after 90.
		let half = recalled.decayed(now + HALF_LIFE);
		assert_eq!(half, (5 * 1_024, 3 * 512));
		assert_eq!(recalled.decayed(now + HALF_LIFE / 2), (7_680, 2_304));
	}
}
