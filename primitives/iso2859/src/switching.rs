//! Switching between normal, tightened and reduced inspection (clauses 9.3 and 9.4).
//!
//! Each stream of lots and class of nonconformities has a [`Switching`] of its own. It starts on
//! normal inspection. [`Switching::record`] takes the outcome of one lot and gives the switching
//! for the next; nothing else is remembered. Everything is counted from the latest switch on, so
//! lots that were not accepted before it do not count again.
//!
//! | from | to | when | clause |
//! |---|---|---|---|
//! | normal | tightened | two of five or fewer consecutive lots are not accepted | 9.3.1 |
//! | tightened | normal | five consecutive lots are accepted | 9.3.2 |
//! | normal | reduced | the score is 30, production is steady, the authority approves | 9.3.3 |
//! | reduced | normal | a lot is not accepted, or production is irregular | 9.3.4 |
//! | tightened | discontinued | five lots in all are not accepted | 9.4 |
//! | discontinued | tightened | the authority resumes | 9.4 |

use crate::{Aql, Plan, Severity};
use core::fmt;

#[cfg(feature = "scale")]
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};

/// How many consecutive lots the rules look back at. Also how many accepted lots in a row end
/// tightened inspection.
const LOTS: u8 = 5;
/// How many of these lots must have been not accepted for inspection to be tightened.
const TOO_MANY: u32 = 2;
/// How many lots that are not accepted on tightened inspection discontinue it.
const LAST_STRAW: u8 = 5;

/// The switching score from which on inspection can be reduced (9.3.3.1).
pub const REDUCING_SCORE: u16 = 30;

/// How the next lot is inspected, if at all. The stricter state is the greater value, so the
/// strictest of several streams is their maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
	feature = "scale",
	derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, scale_info::TypeInfo)
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub enum State {
	/// By a plan of reduced inspection.
	#[cfg_attr(feature = "scale", codec(index = 0))]
	Reduced,
	/// By a plan of normal inspection.
	#[cfg_attr(feature = "scale", codec(index = 1))]
	Normal,
	/// By a plan of tightened inspection.
	#[cfg_attr(feature = "scale", codec(index = 2))]
	Tightened,
	/// Not at all: no lot is accepted until the authority resumes.
	#[cfg_attr(feature = "scale", codec(index = 3))]
	Discontinued,
}

impl State {
	/// The severity of the plan, or `None` if inspection is discontinued.
	pub const fn severity(self) -> Option<Severity> {
		match self {
			Self::Reduced => Some(Severity::Reduced),
			Self::Normal => Some(Severity::Normal),
			Self::Tightened => Some(Severity::Tightened),
			Self::Discontinued => None,
		}
	}

	/// In lower case.
	pub const fn as_str(self) -> &'static str {
		match self.severity() {
			Some(severity) => severity.as_str(),
			None => "discontinued",
		}
	}
}

impl fmt::Display for State {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.pad(self.as_str())
	}
}

impl From<Severity> for State {
	fn from(severity: Severity) -> Self {
		match severity {
			Severity::Reduced => Self::Reduced,
			Severity::Normal => Self::Normal,
			Severity::Tightened => Self::Tightened,
		}
	}
}

/// Whether a lot was inspected before. Only original inspection counts (9.3.1, 9.3.2, 9.3.4, 9.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
	feature = "scale",
	derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, scale_info::TypeInfo)
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub enum Submission {
	/// The first time.
	#[cfg_attr(feature = "scale", codec(index = 0))]
	Original,
	/// Again, after it was not accepted.
	#[cfg_attr(feature = "scale", codec(index = 1))]
	Resubmitted,
}

/// The outcome of a lot's inspection, as far as the switching rules need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InspectedLot {
	/// Whether it was inspected before.
	pub submission: Submission,
	/// The acceptance number of its plan.
	pub ac: u32,
	/// Whether it was accepted.
	pub accepted: bool,
	/// Whether it would also have been accepted at the next tighter AQL. This matters only on
	/// normal inspection, and only if `ac` is 2 or more.
	pub accepted_one_step_tighter: bool,
}

impl InspectedLot {
	/// The outcome of a lot whose sample was drawn by this plan at this limit, and in which this
	/// much was found.
	pub fn of(plan: &Plan, aql: Aql, found: u32, submission: Submission) -> Self {
		Self {
			submission,
			ac: plan.ac,
			accepted: plan.accepts(found),
			accepted_one_step_tighter: plan.accepts_one_step_tighter(aql, found),
		}
	}

	/// The switching score after this lot (9.3.3.2).
	fn score_after(&self, score: u16) -> u16 {
		let points = match self.ac {
			0 | 1 if self.accepted => 2,
			2.. if self.accepted && self.accepted_one_step_tighter => 3,
			_ => return 0,
		};
		score.saturating_add(points)
	}
}

/// Why a switching does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwitchingRefusal {
	/// Inspection is discontinued: no lot is inspected until the authority resumes.
	Discontinued,
	/// Inspection is not discontinued, so there is nothing to resume.
	NotDiscontinued,
	/// Only normal inspection can be reduced.
	NotNormal,
	/// The switching score is below [`REDUCING_SCORE`].
	ScoreTooLow,
}

impl fmt::Display for SwitchingRefusal {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(match self {
			Self::Discontinued => "inspection is discontinued until the authority resumes it",
			Self::NotDiscontinued => "inspection is not discontinued",
			Self::NotNormal => "only normal inspection can be reduced",
			Self::ScoreTooLow => "the switching score is below 30",
		})
	}
}

impl core::error::Error for SwitchingRefusal {}

/// How a stream of lots stands under the switching rules. It is a plain value: each lot and each
/// decision gives a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
	feature = "scale",
	derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, scale_info::TypeInfo)
)]
pub struct Switching(Spell);

/// A spell: the time that a stream spends in one state, with what is counted during it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
	feature = "scale",
	derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, scale_info::TypeInfo)
)]
enum Spell {
	#[cfg_attr(feature = "scale", codec(index = 0))]
	Normal {
		score: u16,
		/// The last [`LOTS`] lots as bits, the latest in the lowest bit. A bit is set if its lot
		/// was not accepted.
		failed: u8,
	},
	#[cfg_attr(feature = "scale", codec(index = 1))]
	Tightened {
		/// How many lots were accepted since the last one that was not.
		accepted: u8,
		/// How many lots were not accepted in all.
		failed: u8,
	},
	#[cfg_attr(feature = "scale", codec(index = 2))]
	Reduced,
	#[cfg_attr(feature = "scale", codec(index = 3))]
	Discontinued,
}

impl Spell {
	const NORMAL: Self = Self::Normal { score: 0, failed: 0 };
	const TIGHTENED: Self = Self::Tightened { accepted: 0, failed: 0 };
}

impl Default for Switching {
	fn default() -> Self {
		Self::new()
	}
}

impl Switching {
	/// The start: normal inspection, score 0.
	pub const fn new() -> Self {
		Self(Spell::NORMAL)
	}

	/// How the next lot is inspected.
	pub const fn state(self) -> State {
		match self.0 {
			Spell::Normal { .. } => State::Normal,
			Spell::Tightened { .. } => State::Tightened,
			Spell::Reduced => State::Reduced,
			Spell::Discontinued => State::Discontinued,
		}
	}

	/// The switching score. It is counted on normal inspection only, and is 0 in every other state.
	pub const fn score(self) -> u16 {
		match self.0 {
			Spell::Normal { score, .. } => score,
			_ => 0,
		}
	}

	/// Whether the score allows reduced inspection. The authority judges the other conditions.
	pub const fn is_reducible(self) -> bool {
		self.score() >= REDUCING_SCORE
	}

	/// The switching for the lot after this one. A resubmitted lot changes nothing.
	///
	/// # Errors
	///
	/// [`SwitchingRefusal::Discontinued`].
	pub fn record(self, lot: InspectedLot) -> Result<Self, SwitchingRefusal> {
		if self.0 == Spell::Discontinued {
			return Err(SwitchingRefusal::Discontinued);
		}
		if lot.submission == Submission::Resubmitted {
			return Ok(self);
		}
		Ok(Self(match self.0 {
			Spell::Normal { score, failed } => {
				let window = u8::MAX >> 8_u8.saturating_sub(LOTS);
				let failed = ((failed << 1) | u8::from(!lot.accepted)) & window;
				if failed.count_ones() >= TOO_MANY {
					Spell::TIGHTENED
				} else {
					Spell::Normal { score: lot.score_after(score), failed }
				}
			}
			Spell::Tightened { accepted, failed } if lot.accepted => {
				let accepted = accepted.saturating_add(1);
				if accepted >= LOTS {
					Spell::NORMAL
				} else {
					Spell::Tightened { accepted, failed }
				}
			}
			Spell::Tightened { failed, .. } => {
				let failed = failed.saturating_add(1);
				if failed >= LAST_STRAW {
					Spell::Discontinued
				} else {
					Spell::Tightened { accepted: 0, failed }
				}
			}
			Spell::Reduced if !lot.accepted => Spell::NORMAL,
			Spell::Reduced | Spell::Discontinued => self.0,
		}))
	}

	/// Reduces inspection from the next lot on. Whoever calls this also states that production is
	/// steady and that the authority approves (9.3.3.1 b and c).
	///
	/// # Errors
	///
	/// [`SwitchingRefusal::NotNormal`], [`SwitchingRefusal::ScoreTooLow`].
	pub fn approve_reduced(self) -> Result<Self, SwitchingRefusal> {
		match self.0 {
			Spell::Normal { .. } if self.is_reducible() => Ok(Self(Spell::Reduced)),
			Spell::Normal { .. } => Err(SwitchingRefusal::ScoreTooLow),
			_ => Err(SwitchingRefusal::NotNormal),
		}
	}

	/// Ends reduced inspection from the next lot on, because production is irregular or delayed, or
	/// because the authority sees another reason (9.3.4 b and c). It changes nothing in any other
	/// state.
	pub fn irregular_production(self) -> Self {
		match self.0 {
			Spell::Reduced => Self::new(),
			_ => self,
		}
	}

	/// Records that the level or the AQL changes with the next lot. The score starts again, because
	/// it was earned under the old ones. The state stays, and lots that were not accepted still
	/// count.
	pub fn restart_score(self) -> Self {
		match self.0 {
			Spell::Normal { failed, .. } => Self(Spell::Normal { score: 0, failed }),
			_ => self,
		}
	}

	/// Resumes inspection with the next lot, tightened and in a new spell, because the supplier has
	/// acted and the authority agrees that this is likely to help (9.4).
	///
	/// # Errors
	///
	/// [`SwitchingRefusal::NotDiscontinued`].
	pub fn resume(self) -> Result<Self, SwitchingRefusal> {
		match self.0 {
			Spell::Discontinued => Ok(Self(Spell::TIGHTENED)),
			_ => Err(SwitchingRefusal::NotDiscontinued),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{plan, Level};

	/// A lot that was accepted under a plan with this acceptance number, and would be at the next
	/// tighter limit too.
	fn good(ac: u32) -> InspectedLot {
		InspectedLot {
			submission: Submission::Original,
			ac,
			accepted: true,
			accepted_one_step_tighter: true,
		}
	}

	/// A lot that was accepted, but would not be at the next tighter limit.
	fn borderline(ac: u32) -> InspectedLot {
		InspectedLot { accepted_one_step_tighter: false, ..good(ac) }
	}

	/// A lot that is not accepted.
	fn bad(ac: u32) -> InspectedLot {
		InspectedLot { accepted: false, ..borderline(ac) }
	}

	fn again(lot: InspectedLot) -> InspectedLot {
		InspectedLot { submission: Submission::Resubmitted, ..lot }
	}

	/// Records one lot for each letter: `a` is accepted, `f` is not, and `A` and `F` are the same
	/// for a resubmitted lot.
	#[track_caller]
	fn after(start: Switching, lots: &str) -> Switching {
		lots.chars().fold(start, |switching, lot| {
			let lot = match lot {
				'a' => good(1),
				'f' => bad(1),
				'A' => again(good(1)),
				'F' => again(bad(1)),
				other => panic!("{other}"),
			};
			switching.record(lot).unwrap()
		})
	}

	fn normal() -> Switching {
		Switching::new()
	}

	fn tightened() -> Switching {
		after(normal(), "ff")
	}

	fn reduced() -> Switching {
		after(normal(), &"a".repeat(15)).approve_reduced().unwrap()
	}

	fn discontinued() -> Switching {
		after(tightened(), "fffff")
	}

	#[test]
	fn inspection_is_normal_with_score_zero_at_the_start() {
		assert_eq!(normal().state(), State::Normal);
		assert_eq!(normal().score(), 0);
		assert_eq!(Switching::default(), normal());
	}

	// 9.3.1

	#[test]
	fn inspection_is_tightened_when_two_of_five_or_fewer_lots_fail() {
		for lots in ["ff", "faf", "faaf", "faaaf", "aaaaaaff", "faaaafaaf"] {
			let (last, before) = (lots.len() - 1, after(normal(), &lots[..lots.len() - 1]));
			assert_eq!(before.state(), State::Normal, "{lots}");
			assert_eq!(after(before, &lots[last..]).state(), State::Tightened, "{lots}");
		}
	}

	#[test]
	fn inspection_stays_normal_when_failures_are_more_than_five_lots_apart() {
		for lots in ["f", "faaaaf", "faaaafaaaaf", "aaaaafaaaa"] {
			assert_eq!(after(normal(), lots).state(), State::Normal, "{lots}");
		}
	}

	#[test]
	fn resubmitted_lots_are_ignored_on_normal_inspection() {
		assert_eq!(after(normal(), "FFFFF"), normal());
		assert_eq!(after(normal(), "fFFF").state(), State::Normal);
		// Resubmitted lots do not separate two lots that fail, nor do they add to the score.
		assert_eq!(after(normal(), "fAAAAf").state(), State::Tightened);
		assert_eq!(after(normal(), "aAAAA").score(), 2);
		assert_eq!(after(normal(), "aF").score(), 2);
	}

	// 9.3.2

	#[test]
	fn inspection_is_normal_again_when_five_consecutive_lots_are_accepted() {
		assert_eq!(after(tightened(), "aaaa").state(), State::Tightened);
		assert_eq!(after(tightened(), "aaaaa"), normal());
	}

	#[test]
	fn inspection_stays_tightened_when_accepted_lots_are_not_consecutive() {
		assert_eq!(after(tightened(), "aaaafaaaa").state(), State::Tightened);
		assert_eq!(after(tightened(), "aaaafaaaaa"), normal());
	}

	#[test]
	fn resubmitted_lots_are_ignored_on_tightened_inspection() {
		assert_eq!(after(tightened(), "AAAAA"), tightened());
		assert_eq!(after(tightened(), "FFFFFF"), tightened());
		assert_eq!(after(tightened(), "aaaaAF").state(), State::Tightened);
		assert_eq!(after(tightened(), "aaaaFa"), normal());
	}

	#[test]
	fn spell_of_normal_inspection_begins_afresh() {
		// The lots that led to tightened inspection do not count again, nor does the lot that ended
		// reduced inspection.
		let again = after(tightened(), "aaaaa");
		assert_eq!(after(again, "f").state(), State::Normal);
		assert_eq!(after(reduced(), "f"), normal());
		assert_eq!(after(reduced(), "ff").state(), State::Normal);
		assert_eq!(after(reduced(), "fff").state(), State::Tightened);
	}

	// 9.3.3.1

	#[test]
	fn inspection_is_reduced_when_score_is_30_and_the_authority_approves() {
		let almost = after(normal(), &"a".repeat(14));
		assert_eq!(almost.score(), 28);
		assert_eq!(almost.approve_reduced(), Err(SwitchingRefusal::ScoreTooLow));
		let nine = [good(2); 9].into_iter().try_fold(normal(), Switching::record);
		let just_below = after(nine.unwrap(), "a");
		assert_eq!(just_below.score(), 29);
		assert_eq!(just_below.approve_reduced(), Err(SwitchingRefusal::ScoreTooLow));
		let enough = after(almost, "a");
		assert_eq!((enough.score(), enough.is_reducible()), (30, true));
		assert_eq!(enough.state(), State::Normal);
		assert_eq!(enough.approve_reduced().unwrap().state(), State::Reduced);
	}

	#[test]
	fn inspection_stays_normal_when_nobody_approves() {
		let long = after(normal(), &"a".repeat(100));
		assert_eq!((long.state(), long.score()), (State::Normal, 200));
		// The approval may come later than the score.
		assert_eq!(long.approve_reduced().unwrap().state(), State::Reduced);
	}

	#[test]
	fn approval_is_refused_when_inspection_is_not_normal() {
		for switching in [tightened(), reduced(), discontinued()] {
			assert_eq!(switching.approve_reduced(), Err(SwitchingRefusal::NotNormal));
		}
	}

	// 9.3.3.2

	#[test]
	fn score_starts_at_zero_with_each_spell_of_normal_inspection() {
		assert_eq!(after(tightened(), "aaaaa").score(), 0);
		assert_eq!(after(reduced(), "f").score(), 0);
		assert_eq!(reduced().irregular_production().score(), 0);
	}

	#[test]
	fn score_is_zero_when_inspection_is_not_normal() {
		for switching in [tightened(), reduced(), discontinued()] {
			assert_eq!(switching.score(), 0);
		}
		assert_eq!(after(tightened(), "aaaa").score(), 0);
	}

	#[test]
	fn score_gains_two_when_a_lot_is_accepted_on_zero_or_one() {
		for ac in [0, 1] {
			let once = normal().record(good(ac)).unwrap();
			assert_eq!(once.score(), 2);
			// The next tighter limit does not matter here.
			assert_eq!(once.record(borderline(ac)).unwrap().score(), 4);
		}
	}

	#[test]
	fn score_gains_three_when_a_lot_passes_one_step_tighter() {
		for ac in [2, 3, 44] {
			let once = normal().record(good(ac)).unwrap();
			assert_eq!(once.score(), 3);
			assert_eq!(once.record(good(ac)).unwrap().score(), 6);
		}
	}

	#[test]
	fn score_is_reset_when_an_accepted_lot_would_fail_one_step_tighter() {
		let earned = after(normal(), "aaaa");
		let next = earned.record(borderline(2)).unwrap();
		assert_eq!((next.state(), next.score()), (State::Normal, 0));
		// The lot was accepted all the same, so a lot that fails after it is the first one.
		assert_eq!(next.record(bad(2)).unwrap().state(), State::Normal);
	}

	#[test]
	fn score_is_reset_when_a_lot_is_not_accepted() {
		for ac in [0, 1, 2, 21] {
			let next = after(normal(), "aaaa").record(bad(ac)).unwrap();
			assert_eq!((next.state(), next.score()), (State::Normal, 0));
		}
	}

	#[test]
	fn score_adds_up_when_acceptance_numbers_differ() {
		let lots = [good(2), good(0), good(1), good(5)];
		let next = lots.into_iter().try_fold(normal(), Switching::record);
		assert_eq!(next.unwrap().score(), 10);
	}

	#[test]
	fn score_stays_at_its_end_when_it_cannot_grow() {
		let long = (0..40_000).try_fold(normal(), |switching, _| switching.record(good(1)));
		assert_eq!(long.unwrap().score(), u16::MAX);
	}

	#[test]
	fn score_is_restarted_when_level_or_aql_change() {
		assert_eq!(after(normal(), "aaaa").restart_score(), normal());
		// The state stays, and a lot not accepted before still counts.
		let next = after(normal(), "afa").restart_score();
		assert_eq!(next.score(), 0);
		assert_eq!(after(next, "f").state(), State::Tightened);
		for switching in [after(tightened(), "fa"), reduced(), discontinued()] {
			assert_eq!(switching.restart_score(), switching);
		}
	}

	// 9.3.4

	#[test]
	fn inspection_stays_reduced_when_lots_are_accepted() {
		assert_eq!(after(reduced(), &"a".repeat(50)), reduced());
	}

	#[test]
	fn inspection_is_normal_again_when_one_lot_on_reduced_fails() {
		assert_eq!(after(reduced(), "aaaf"), normal());
	}

	#[test]
	fn resubmitted_lots_are_ignored_on_reduced_inspection() {
		assert_eq!(after(reduced(), "FFF"), reduced());
	}

	#[test]
	fn inspection_is_normal_again_when_production_is_irregular() {
		assert_eq!(reduced().irregular_production(), normal());
		for switching in [after(normal(), "aaf"), tightened(), discontinued()] {
			assert_eq!(switching.irregular_production(), switching);
		}
	}

	// 9.4

	#[test]
	fn inspection_is_discontinued_when_five_lots_fail_in_a_tightened_spell() {
		assert_eq!(after(tightened(), "ffff").state(), State::Tightened);
		assert_eq!(after(tightened(), "fffff").state(), State::Discontinued);
		// The five lots count in all, not in a row.
		let lots = "faaaafaaaafaaaafaaaa";
		assert_eq!(after(tightened(), lots).state(), State::Tightened);
		assert_eq!(after(after(tightened(), lots), "f").state(), State::Discontinued);
	}

	#[test]
	fn failures_of_an_earlier_spell_do_not_discontinue() {
		let second = after(after(tightened(), "ffffaaaaa"), "ff");
		assert_eq!(second, tightened());
		assert_eq!(after(second, "ffff").state(), State::Tightened);
	}

	#[test]
	fn failures_that_tightened_do_not_count_to_discontinue() {
		assert_eq!(after(normal(), "ffffff").state(), State::Tightened);
		assert_eq!(after(normal(), "fffffff").state(), State::Discontinued);
	}

	#[test]
	fn nothing_is_inspected_when_discontinued_until_the_authority_resumes() {
		for lot in [good(0), bad(2), again(good(0)), again(bad(2))] {
			assert_eq!(discontinued().record(lot), Err(SwitchingRefusal::Discontinued));
		}
		assert_eq!(discontinued().state().severity(), None);
		assert_eq!(discontinued().irregular_production(), discontinued());
	}

	#[test]
	fn inspection_is_tightened_in_a_new_spell_when_resumed() {
		let resumed = discontinued().resume().unwrap();
		assert_eq!(resumed, tightened());
		assert_eq!(after(resumed, "ffff").state(), State::Tightened);
		assert_eq!(after(resumed, "aaaaa"), normal());
	}

	#[test]
	fn resuming_is_refused_when_inspection_is_not_discontinued() {
		for switching in [normal(), tightened(), reduced()] {
			assert_eq!(switching.resume(), Err(SwitchingRefusal::NotDiscontinued));
		}
	}

	// An outcome that a caller puts together by hand.

	#[test]
	fn switch_acts_on_the_next_lot() {
		let aql = "1.0".parse().unwrap();
		let mut now = after(normal(), "f");
		let severity = now.state().severity().unwrap();
		let drawn = plan(1_000, Level::II, aql, severity).unwrap();
		// This lot is judged by the normal plan, under which three are too many.
		assert_eq!((drawn.n, drawn.ac), (80, 2));
		now = now.record(InspectedLot::of(&drawn, aql, 3, Submission::Original)).unwrap();
		let next = plan(1_000, Level::II, aql, now.state().severity().unwrap()).unwrap();
		assert_eq!((next.n, next.ac), (80, 1));
	}

	#[test]
	fn outcome_is_that_of_the_plan() {
		let aql = "1.0".parse().unwrap();
		let drawn = plan(1_000, Level::II, aql, Severity::Normal).unwrap();
		let found = |found| InspectedLot::of(&drawn, aql, found, Submission::Original);
		assert_eq!(found(1), good(2));
		assert_eq!(found(2), borderline(2));
		assert_eq!(found(3), bad(2));
	}

	#[test]
	fn strictest_state_is_the_greatest() {
		let streams = [reduced(), discontinued(), normal(), tightened()];
		let mut states = streams.map(Switching::state);
		states.sort();
		assert_eq!(states.map(State::as_str), ["reduced", "normal", "tightened", "discontinued"]);
		for severity in Severity::ALL {
			assert_eq!(State::from(severity).severity(), Some(severity));
			assert!(State::from(severity) < State::Discontinued);
		}
	}

	#[cfg(feature = "scale")]
	#[test]
	fn switching_survives_when_stored() {
		let all = [after(normal(), "aafa"), after(tightened(), "faa"), reduced(), discontinued()];
		for switching in all {
			let bytes = switching.encode();
			assert_eq!(Switching::decode(&mut &bytes[..]), Ok(switching));
			assert!(bytes.len() <= Switching::max_encoded_len());
		}
		assert_eq!(Switching::max_encoded_len(), 4);
	}
}
