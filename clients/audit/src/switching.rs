//! The switching rules of ISO 2859-1, clauses 9.3 and 9.4, written from `docs/sampling.md` and the
//! clauses: no line of it is the chain's, whose counters are only read and compared.

use crate::rules::Level;
use serde::{Deserialize, Serialize};

/// How goods are inspected, the least strict first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum State {
	/// With smaller samples.
	Reduced,
	/// As every stream begins.
	Normal,
	/// With smaller acceptance numbers.
	Tightened,
	/// Not at all.
	Discontinued,
}

/// How a stream stands, as the chain counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spell {
	/// Normal inspection.
	Normal {
		/// The switching score.
		score: u16,
		/// The last five lots as bits, the latest the lowest; set where a lot was not accepted.
		failed: u8,
	},
	/// Tightened inspection.
	Tightened {
		/// Lots accepted one after the other.
		accepted: u8,
		/// Lots not accepted in all.
		failed: u8,
	},
	/// Reduced inspection.
	Reduced,
	/// Discontinued.
	Discontinued,
}

/// A lot under original inspection, as far as the rules look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inspected {
	/// The acceptance number of its plan.
	pub ac: u32,
	/// Whether it was accepted.
	pub accepted: bool,
	/// Whether it would also be accepted with the limit one step tighter.
	pub one_step_tighter: bool,
}

impl Spell {
	/// The start: normal inspection, nothing counted.
	pub const START: Self = Spell::Normal { score: 0, failed: 0 };
	const TIGHTENED: Self = Spell::Tightened { accepted: 0, failed: 0 };

	/// How the next lot is inspected.
	pub fn state(self) -> State {
		match self {
			Spell::Normal { .. } => State::Normal,
			Spell::Tightened { .. } => State::Tightened,
			Spell::Reduced => State::Reduced,
			Spell::Discontinued => State::Discontinued,
		}
	}

	/// After a lot under original inspection. While inspection is discontinued no lot counts.
	pub fn after(self, lot: Inspected) -> Self {
		match self {
			Spell::Normal { score, failed } => {
				// The last five lots, this one among them.
				let before = (0..4).map(|place| failed >> place & 1 == 1);
				let lots: Vec<bool> = std::iter::once(!lot.accepted).chain(before).collect();
				if lots.iter().filter(|failed| **failed).count() >= 2 {
					return Self::TIGHTENED; // 9.3.1
				}
				let failed =
					lots.iter().enumerate().map(|(place, failed)| u8::from(*failed) << place).sum();
				// 9.3.3.2
				let score = match (lot.accepted, lot.ac) {
					(false, _) => 0,
					(true, 0 | 1) => score.saturating_add(2),
					(true, _) if lot.one_step_tighter => score.saturating_add(3),
					(true, _) => 0,
				};
				Spell::Normal { score, failed }
			}
			Spell::Tightened { accepted: 4.., .. } if lot.accepted => Self::START, // 9.3.2
			Spell::Tightened { accepted, failed } if lot.accepted => {
				Spell::Tightened { accepted: accepted + 1, failed }
			}
			Spell::Tightened { failed: 4.., .. } => Spell::Discontinued, // 9.4
			Spell::Tightened { failed, .. } => Spell::Tightened { accepted: 0, failed: failed + 1 },
			Spell::Reduced if lot.accepted => Spell::Reduced,
			Spell::Reduced => Self::START, // 9.3.4 a
			Spell::Discontinued => Spell::Discontinued,
		}
	}

	/// Where the level or the limit changes, the score begins anew.
	pub fn with_other_plan(self) -> Self {
		match self {
			Spell::Normal { failed, .. } => Spell::Normal { score: 0, failed },
			other => other,
		}
	}

	/// What the authority's word makes of it: resumed where it is discontinued (9.4), reduced where
	/// it is normal with a score of 30 or more (9.3.3.1). None where its word does nothing.
	pub fn by_word(self) -> Option<Self> {
		match self {
			Spell::Discontinued => Some(Self::TIGHTENED),
			Spell::Normal { score: 30.., .. } => Some(Spell::Reduced),
			_ => None,
		}
	}
}

/// A stream of lots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
	/// How it stands.
	pub switching: Spell,
	/// From when the authority's word holds.
	pub switches_at: Option<u64>,
	/// The level of its last lot.
	pub level: Level,
	/// The limit of its last lot, in thousandths.
	pub aql: u32,
	/// The type of its product.
	pub product_type: u16,
	/// Where its last lot that was not accepted was made.
	pub failed_at: Option<u32>,
	/// While it is tightened or discontinued: the facilities whose lots made it so, or failed since.
	pub troubled: Vec<u32>,
}

/// The plan of a lot in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
	/// The level.
	pub level: Level,
	/// The limit, in thousandths.
	pub aql: u32,
	/// The type of the product.
	pub product_type: u16,
	/// Where the lot was made; none for an importer's stream, which speaks of no facility.
	pub facility: Option<u32>,
}

impl Stream {
	/// Carries out the authority's word if it holds by `now`. None if it does not.
	pub fn ripe(&self, now: u64) -> Option<Self> {
		self.switches_at.filter(|at| *at <= now)?;
		let switching = self.switching.by_word()?;
		Some(Self { switching, switches_at: None, ..self.clone() })
	}

	/// Its state at a moment.
	pub fn at(&self, now: u64) -> State {
		self.ripe(now).as_ref().unwrap_or(self).switching.state()
	}

	/// The stream after a lot, which is its first where there is none before. None where inspection
	/// is discontinued, which records nothing.
	pub fn record(before: Option<&Self>, plan: &Planned, lot: Inspected) -> Option<Self> {
		let mut it = before.cloned().unwrap_or(Self {
			switching: Spell::START,
			switches_at: None,
			level: plan.level,
			aql: plan.aql,
			product_type: plan.product_type,
			failed_at: None,
			troubled: Vec::new(),
		});
		let old = it.switching.state();
		if old == State::Discontinued {
			return None;
		}
		if (it.level, it.aql) != (plan.level, plan.aql) {
			it.switching = it.switching.with_other_plan();
		}
		it.switching = it.switching.after(lot);
		(it.level, it.aql, it.product_type) = (plan.level, plan.aql, plan.product_type);
		let new = it.switching.state();
		if new <= State::Normal {
			it.troubled.clear();
		}
		if !lot.accepted {
			// What was approved of was approved on a better record.
			it.switches_at = None;
			let mut blamed = Vec::new();
			if old == State::Normal && new == State::Tightened {
				blamed.extend(it.failed_at);
			}
			if new > State::Normal {
				blamed.extend(plan.facility);
			}
			for facility in blamed {
				if !it.troubled.contains(&facility) {
					it.troubled.push(facility);
				}
			}
			it.failed_at = plan.facility;
		}
		Some(it)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn lot(accepted: bool) -> Inspected {
		Inspected { ac: 1, accepted, one_step_tighter: accepted }
	}

	#[test]
	fn facilities_are_blamed_for_what_their_lots_failed() {
		let plan = |facility| Planned { level: Level::II, aql: 1_000, product_type: 1, facility };
		let one = Stream::record(None, &plan(Some(7)), lot(false)).unwrap();
		assert_eq!((one.failed_at, one.troubled.len()), (Some(7), 0));
		let two = Stream::record(Some(&one), &plan(Some(8)), lot(false)).unwrap();
		assert_eq!((two.switching.state(), &*two.troubled), (State::Tightened, &[7, 8][..]));
		let none = Stream::record(Some(&two), &plan(None), lot(false)).unwrap();
		assert_eq!((none.failed_at, &*none.troubled), (None, &[7, 8][..]));
		let mut stream = none;
		for _ in 0..5 {
			stream = Stream::record(Some(&stream), &plan(Some(9)), lot(true)).unwrap();
		}
		assert_eq!((stream.switching, stream.troubled.len()), (Spell::START, 0));
	}

	#[test]
	fn authoritys_word_holds_once_it_has_waited() {
		let stream = Stream {
			switching: Spell::Discontinued,
			switches_at: Some(100),
			level: Level::II,
			aql: 1_000,
			product_type: 1,
			failed_at: None,
			troubled: vec![],
		};
		assert_eq!(stream.at(99), State::Discontinued);
		assert_eq!(stream.at(100), State::Tightened);
		assert_eq!(stream.ripe(100).unwrap().switches_at, None);
		let plan = Planned { level: Level::II, aql: 1_000, product_type: 1, facility: None };
		assert_eq!(Stream::record(Some(&stream), &plan, lot(true)), None);
	}
}
