//! Single sampling plans (clause 10.3, Tables 2-A, 2-B and 2-C).
//!
//! The three tables have a row for each code letter and a column for each [`Aql`]. A step down
//! multiplies the sample size by about 10^(1/5), and a step right multiplies the limit by the same
//! factor. So along a diagonal from lower left to upper right, a lot that is just at its limit
//! shows the same number of nonconformities in its sample, and the acceptance number is the same
//! too. A table is therefore a series of acceptance numbers, one for each diagonal. A cell outside
//! the series holds an arrow to the next plan in its column. The number of a diagonal is row plus
//! column, so (A, 0.010) lies on diagonal 0.
//!
//! Four more facts determine the tables:
//!
//! 1. From letter F on, the series ends two plans earlier than for the letters before.
//! 2. Above AQL 6.5 no plan has the acceptance number 0. This fact decides one cell only: letter A,
//!    AQL 10, tightened.
//! 3. A reduced sample has the size of the letter two places before. Letters A and B have no such
//!    letter, so their sample is 2, as for A on normal inspection, and from AQL 25 on their
//!    acceptance numbers are those of A as well.
//! 4. Letter S is a row of tightened inspection only, and no lot has it.

use crate::{Aql, CodeLetter, Level};
use core::fmt;

#[cfg(feature = "scale")]
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};

/// How strictly a lot is inspected. The stricter severity is the greater value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
	feature = "scale",
	derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, scale_info::TypeInfo)
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub enum Severity {
	/// Inspection with smaller samples, after a long run of good lots (Table 2-C).
	#[cfg_attr(feature = "scale", codec(index = 0))]
	Reduced,
	/// The inspection with which every stream of lots begins (Table 2-A).
	#[cfg_attr(feature = "scale", codec(index = 1))]
	Normal,
	/// Inspection with smaller acceptance numbers, after lots were not accepted (Table 2-B).
	#[cfg_attr(feature = "scale", codec(index = 2))]
	Tightened,
}

/// The last column with plans whose acceptance number is 0: AQL 6.5.
const LAST_OF_ZERO: usize = 14;

/// The first column in which letters A and B on reduced inspection have the plans of letter A on
/// normal inspection: AQL 25.
const FIRST_OF_TWO: usize = 17;

/// The last diagonal with plans for letters A to E, and for the others.
const LAST_DIAGONAL: (usize, usize) = (26, 24);

impl Severity {
	/// All severities, least strict first.
	pub const ALL: [Self; 3] = [Self::Reduced, Self::Normal, Self::Tightened];

	/// In lower case.
	pub const fn as_str(self) -> &'static str {
		match self {
			Self::Reduced => "reduced",
			Self::Normal => "normal",
			Self::Tightened => "tightened",
		}
	}

	/// The diagonal of acceptance number 0.
	const fn zero(self) -> usize {
		match self {
			Self::Reduced | Self::Normal => 14,
			Self::Tightened => 15,
		}
	}

	/// The diagonal of acceptance number 1, and the numbers from there on.
	const fn series(self) -> (usize, &'static [u32]) {
		match self {
			Self::Reduced => (18, &[1, 2, 3, 5, 6, 8, 10, 14, 21]),
			Self::Normal => (17, &[1, 2, 3, 5, 7, 10, 14, 21, 30, 44]),
			Self::Tightened => (18, &[1, 2, 3, 5, 8, 12, 18, 27, 41]),
		}
	}

	/// The rows of the table.
	fn letters(self) -> impl DoubleEndedIterator<Item = CodeLetter> {
		let has_s = self == Self::Tightened;
		let is_row = move |letter: &CodeLetter| has_s || *letter != CodeLetter::S;
		CodeLetter::ALL.into_iter().filter(is_row)
	}

	/// The acceptance number of a cell, or `None` if it holds an arrow.
	fn acceptance_number(self, row: usize, column: usize) -> Option<u32> {
		if self == Self::Reduced && row <= CodeLetter::B.row() && column >= FIRST_OF_TWO {
			return Self::Normal.acceptance_number(CodeLetter::A.row(), column);
		}
		let diagonal = row.saturating_add(column);
		if diagonal == self.zero() && column <= LAST_OF_ZERO {
			return Some(0);
		}
		if diagonal > last_diagonal(row) {
			return None;
		}
		let (one, numbers) = self.series();
		numbers.get(diagonal.checked_sub(one)?).copied()
	}

	/// Whether the arrow in a cell without a plan points up, to smaller samples. It does after the
	/// end of the series. It also does right after acceptance number 0, except on tightened
	/// inspection.
	fn points_up(self, row: usize, column: usize) -> bool {
		let diagonal = row.saturating_add(column);
		let is_after_zero = diagonal.checked_sub(self.zero()) == Some(1);
		diagonal > last_diagonal(row) || (is_after_zero && self != Self::Tightened)
	}

	/// The letter and the acceptance number of a cell, after following its arrow. If an arrow meets
	/// no plan before the edge of the table, the plan in the other direction is taken.
	fn find(self, letter: CodeLetter, aql: Aql) -> Option<(CodeLetter, u32)> {
		let column = usize::from(aql.step());
		let plan_at = |letter: CodeLetter| {
			let number = self.acceptance_number(letter.row(), column);
			number.map(|number| (letter, number))
		};
		let down = || self.letters().filter(|at| *at > letter).find_map(plan_at);
		let up = || self.letters().rev().filter(|at| *at < letter).find_map(plan_at);
		plan_at(letter).or_else(|| {
			if self.points_up(letter.row(), column) {
				up().or_else(down)
			} else {
				down().or_else(up)
			}
		})
	}
}

impl fmt::Display for Severity {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.pad(self.as_str())
	}
}

/// The last diagonal with plans for a row.
fn last_diagonal(row: usize) -> usize {
	if row < CodeLetter::F.row() {
		LAST_DIAGONAL.0
	} else {
		LAST_DIAGONAL.1
	}
}

/// A single sampling plan: `n` items are drawn, and the lot is accepted if at most `ac`
/// nonconforming items or nonconformities are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
	feature = "scale",
	derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, scale_info::TypeInfo)
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Plan {
	/// The code letter whose plan this is. It is not the lot's own letter if an arrow was followed.
	pub letter: CodeLetter,
	/// The sample size, which is the whole lot if the table asks for as much or more.
	pub n: u32,
	/// The acceptance number: the most that may be found in the sample of a lot that is accepted.
	pub ac: u32,
	/// The rejection number, which is always one more than the acceptance number.
	pub re: u32,
}

impl Plan {
	/// The plan of a cell of the table, after following its arrow, with the table's sample size. It
	/// is `None` for letter S, which no lot has.
	pub fn of(letter: CodeLetter, aql: Aql, severity: Severity) -> Option<Self> {
		if letter == CodeLetter::S {
			return None;
		}
		// Every column has a plan, so one is found.
		let (letter, ac) = severity.find(letter, aql)?;
		Some(Self {
			letter,
			n: match severity {
				Severity::Reduced => letter.reduced_sample_size(),
				Severity::Normal | Severity::Tightened => letter.sample_size(),
			},
			ac,
			re: ac.saturating_add(1),
		})
	}

	/// Whether a lot is accepted if this much is found in its sample.
	pub const fn accepts(&self, found: u32) -> bool {
		found <= self.ac
	}

	/// Whether the same sample would also be accepted at the next tighter limit, on normal
	/// inspection (9.3.3.2). If there is no plan for that limit the answer is no. The switching
	/// score does not ask then, because every plan with an acceptance number of 2 or more has such
	/// a neighbour.
	pub fn accepts_one_step_tighter(&self, aql: Aql, found: u32) -> bool {
		let number = aql.tighter().and_then(|tighter| {
			Severity::Normal.acceptance_number(self.letter.row(), usize::from(tighter.step()))
		});
		number.is_some_and(|number| found <= number)
	}
}

/// The plan for a lot of this many items, or `None` if there are no items.
///
/// If the sample would be as large as the lot or larger, all items are inspected, with the same
/// acceptance number. [`Unit::admits`](crate::Unit::admits) says whether the limit can be used with
/// what is counted.
///
/// ```
/// use hallmark_iso2859::{plan, Aql, CodeLetter, Level, Plan, Severity};
///
/// let aql = Aql::new(1_000).ok_or("no such limit")?;
/// let drawn = plan(1_000, Level::II, aql, Severity::Normal).ok_or("no items")?;
/// assert_eq!(drawn, Plan { letter: CodeLetter::J, n: 80, ac: 2, re: 3 });
/// # Ok::<(), &str>(())
/// ```
pub fn plan(lot_size: u32, level: Level, aql: Aql, severity: Severity) -> Option<Plan> {
	if lot_size == 0 {
		return None;
	}
	let plan = Plan::of(CodeLetter::of(lot_size, level), aql, severity)?;
	Some(Plan { n: plan.n.min(lot_size), ..plan })
}

#[cfg(test)]
mod tests {
	use super::*;
	use CodeLetter::*;
	use Severity::*;

	fn aql(text: &str) -> Aql {
		text.parse().unwrap()
	}

	/// Cells as a person reads them off the printed tables.
	#[test]
	fn plan_is_that_of_the_printed_tables() {
		for (severity, letter, limit, plan_letter, n, ac) in [
			// On the series.
			(Normal, J, "1.0", J, 80, 2),
			(Normal, A, "6.5", A, 2, 0),
			(Normal, Q, "0.010", Q, 1_250, 0),
			(Normal, R, "0.65", R, 2_000, 21),
			(Normal, K, "2.5", K, 125, 7),
			(Tightened, K, "2.5", K, 125, 5),
			(Reduced, K, "2.5", K, 50, 5),
			(Tightened, R, "0.010", R, 2_000, 0),
			// Arrows down and up.
			(Normal, G, "0.010", Q, 1_250, 0),
			(Normal, G, "0.65", F, 20, 0),
			(Normal, G, "1.0", H, 50, 1),
			(Normal, K, "15", J, 80, 21),
			(Tightened, G, "0.65", G, 32, 0),
			(Tightened, G, "1.0", J, 80, 1),
			(Tightened, G, "1.5", H, 50, 1),
			(Reduced, G, "0.65", F, 8, 0),
			(Reduced, G, "1.0", J, 32, 1),
			// Arrows that the edge turns round.
			(Normal, A, "10", C, 5, 1),
			(Normal, R, "0.015", P, 800, 0),
			(Tightened, R, "0.015", Q, 1_250, 0),
			(Reduced, R, "0.025", N, 200, 0),
			// Where the series ends.
			(Normal, E, "250", E, 13, 44),
			(Normal, F, "250", E, 13, 44),
			(Normal, F, "100", E, 13, 21),
			(Normal, R, "1000", B, 3, 44),
			(Tightened, E, "250", E, 13, 41),
			// Letter S, letter A at 10, and samples of 2.
			(Tightened, R, "0.025", S, 3_150, 1),
			(Tightened, Q, "0.025", S, 3_150, 1),
			(Tightened, A, "10", D, 8, 1),
			(Reduced, A, "100", A, 2, 5),
			(Reduced, B, "150", B, 2, 7),
			(Reduced, C, "150", C, 2, 8),
		] {
			let expected = Plan { letter: plan_letter, n, ac, re: ac + 1 };
			let found = Plan::of(letter, aql(limit), severity);
			assert_eq!(found, Some(expected), "{severity} {letter} {limit}");
		}
	}

	#[test]
	fn every_cell_has_a_plan_but_those_of_s() {
		for severity in Severity::ALL {
			for letter in CodeLetter::ALL {
				for aql in Aql::all() {
					let plan = Plan::of(letter, aql, severity);
					assert_eq!(plan.is_some(), letter != S, "{severity} {letter} {aql}");
				}
			}
		}
	}

	#[test]
	fn whole_lot_is_drawn_when_the_sample_covers_it() {
		let limit = aql("0.010");
		for lot_size in [1, 2, 8, 500, 1_249, 1_250] {
			let plan = plan(lot_size, Level::II, limit, Normal).unwrap();
			assert_eq!((plan.letter, plan.n, plan.ac), (Q, lot_size, 0));
		}
		let larger = plan(1_251, Level::II, limit, Normal).unwrap();
		assert_eq!(larger.n, 1_250);
		// The acceptance number stays, even where it exceeds the lot.
		let small = plan(2, Level::II, aql("1000"), Normal).unwrap();
		assert_eq!((small.n, small.ac, small.re), (2, 30, 31));
		let small = plan(3, Level::II, aql("10"), Normal).unwrap();
		assert_eq!((small.letter, small.n, small.ac), (C, 3, 1));
	}

	#[test]
	fn plan_is_none_when_there_is_no_lot() {
		assert_eq!(plan(0, Level::II, aql("1.0"), Normal), None);
		assert!(plan(u32::MAX, Level::III, aql("1.0"), Normal).is_some());
	}

	#[test]
	fn lot_is_accepted_up_to_the_acceptance_number() {
		let plan = plan(1_000, Level::II, aql("1.0"), Normal).unwrap();
		assert!(plan.accepts(0) && plan.accepts(2));
		assert!(!plan.accepts(3) && !plan.accepts(u32::MAX));
	}

	#[test]
	fn step_tighter_is_the_neighbour_of_the_sample_that_was_drawn() {
		// J at 1.0 accepts 2, at 0.65 it accepts 1.
		let at = aql("1.0");
		let drawn = Plan::of(J, at, Normal).unwrap();
		assert!(drawn.accepts_one_step_tighter(at, 1));
		assert!(!drawn.accepts_one_step_tighter(at, 2));
		// The arrow of M at 100 leads to E, 13, 21: its neighbour at 65 accepts 14, not the 21 in
		// 20 that M's arrow there leads to.
		let at = aql("100");
		let drawn = Plan::of(M, at, Normal).unwrap();
		assert!(drawn.accepts_one_step_tighter(at, 14));
		assert!(!drawn.accepts_one_step_tighter(at, 15));
		let tightest = aql("0.010");
		let drawn = Plan::of(Q, tightest, Normal).unwrap();
		assert!(!drawn.accepts_one_step_tighter(tightest, 0));
	}

	#[test]
	fn every_plan_that_the_score_asks_has_a_tighter_neighbour() {
		let mut asked = 0;
		for letter in &CodeLetter::ALL[..16] {
			for aql in Aql::all() {
				let drawn = Plan::of(*letter, aql, Normal).unwrap();
				if drawn.ac >= 2 {
					asked += 1;
					assert!(drawn.accepts_one_step_tighter(aql, 0), "{drawn:?}");
					assert!(!drawn.accepts_one_step_tighter(aql, drawn.ac), "{drawn:?}");
				}
			}
		}
		assert!(asked > 100);
	}

	#[test]
	fn stricter_severity_is_the_greater() {
		assert!(Reduced < Normal && Normal < Tightened);
		assert_eq!(Severity::ALL.into_iter().max(), Severity::ALL.last().copied());
	}

	#[cfg(feature = "serde")]
	#[test]
	fn plan_is_written_in_json_as_it_is_read() {
		let drawn = plan(1_000, Level::S4, aql("1.0"), Normal).unwrap();
		let json = serde_json::to_string(&drawn).unwrap();
		assert_eq!(json, r#"{"letter":"E","n":13,"ac":0,"re":1}"#);
		assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), drawn);
		assert_eq!(serde_json::to_string(&Level::S4).unwrap(), "\"S-4\"");
		assert_eq!(serde_json::to_string(&Tightened).unwrap(), "\"tightened\"");
	}
}
