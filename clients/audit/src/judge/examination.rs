//! Plans, draws, reports, and whether goods are accepted.

use super::{
	agencies::{disturbs_agencies, had_turn, place},
	Within,
};
use crate::{
	draw::{self, Use},
	error::Result,
	history::{key, Event, Past, PastExt},
	plans,
	records::{Awaited, Decision, Examination, ItemResult, Judged, Verdict},
	report::{Case, Kind},
	rules::{Class, Outcome, Unit},
	switching::State,
};
use hallmark_types::{Digest, OrgId};
use std::collections::BTreeMap;

/// The most results in a page of a report.
const PAGE: u32 = 256;

/// What a report adds up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counted {
	/// What was found of each class that is judged.
	pub found: Vec<u32>,
	/// How many items were not presented.
	pub not_presented: u32,
	/// The results.
	pub results: Vec<ItemResult>,
}

/// What results add up to for the classes that are judged: what is found of a class that is not
/// counts for the next less severe one that is; an item that is not there fails in each.
pub(super) fn count(classes: &[Judged], results: Vec<ItemResult>) -> Counted {
	let mut found = vec![0u32; classes.len()];
	let mut not_presented = 0;
	for result in &results {
		match result {
			ItemResult::NotPresented => {
				not_presented += 1;
				found.iter_mut().for_each(|it| *it += 1);
			}
			ItemResult::Examined { found: counts, .. } => {
				let mut carried = 0u32;
				for (class, count) in Class::ALL.into_iter().zip(counts) {
					carried += u32::from(*count);
					let judged = classes.iter().position(|it| it.class == class);
					let Some(place) = judged else { continue };
					let unit = classes.get(place).map(|it| it.unit);
					let counted =
						if unit == Some(Unit::Nonconforming) { carried.min(1) } else { carried };
					if let Some(sum) = found.get_mut(place) {
						*sum += counted;
					}
					carried = 0;
				}
			}
		}
	}
	Counted { found, not_presented, results }
}

/// Whether every class has no more than its acceptance number.
fn accepts(classes: &[Judged], found: &[u32]) -> bool {
	classes.iter().zip(found).all(|(judged, found)| *found <= judged.ac)
}

impl<P: Past> Within<'_, P> {
	/// Judges how many items are examined, by what they are judged, and which entropy draws them.
	pub(super) async fn opened(&mut self, index: usize, event: &Event) -> Result<()> {
		let id: u64 = event.field("decision")?;
		let agency: OrgId = event.field("agency")?;
		let mut case = self.case(Kind::Plan, event, format!("decision {id}"));
		let decision = self.current(id).await?;
		let found = self.examination(id, decision.round, self.block.number).await?;
		let Some(found) = found else {
			case.differ("examination", "none", "one that was opened");
			self.add(case);
			return Ok(());
		};
		let outcome = if decision.lost { &Outcome::Full } else { decision.asked() };
		// How each class is inspected: the authority's word is carried out where it holds by now.
		let mut states = BTreeMap::new();
		if let Outcome::Sample(plan) = outcome {
			for it in &plan.classes {
				states.insert(it.class, self.severity(&decision, it.class, event.extrinsic).await?);
			}
		}
		let state_of = |class: Class| states.get(&class).copied().unwrap_or(State::Discontinued);
		match plans::frozen(decision.size, outcome, state_of) {
			None => case.differ("plan", "one", "none: inspection is discontinued"),
			Some(expected) => {
				case.compare("n", &event.field::<u32>("n")?, &expected.n);
				case.compare("n", &found.n, &expected.n);
				let bare = |it: &Judged| Judged { found: 0, ..it.clone() };
				let told: Vec<_> = found.classes.iter().map(bare).collect();
				case.compare("classes", &told, &expected.classes);
				let slot: Option<u64> = event.field("slot")?;
				let awaited =
					(expected.n < decision.size).then_some(self.slot + super::SLOTS_AHEAD);
				case.compare("slot", &slot, &awaited);
				if awaited.is_some() {
					let bound = self.bind(&decision).await?;
					let told = found.draw.map(|it| (it.slot, it.secret, it.block));
					case.compare("draw", &told, &awaited.map(|it| (it, bound, self.block.number)));
					self.wait(Kind::Draw, event, id);
				} else {
					case.require("draw", found.draw.is_none(), "one", "none: all are examined");
				}
			}
		}
		self.may_go_on(&mut case, id, &decision, agency).await?;
		let assigned = decision.assignment;
		case.compare("agency", &Some(agency), &assigned.map(|it| it.agency));
		let in_time = assigned.is_some_and(|it| self.now <= it.deadline);
		case.require("deadline", in_time, "passed", "not passed");
		let consented = !decision.refused || decision.round > 0;
		case.require("consent", consented, "none", "a resubmission that was granted");
		case.require("check", outcome.check() == "Examination", "none asked for", "one asked for");
		if let Some(why) = self.earlier(index, |it| disturbs_agencies(it, id)) {
			case.doubt(&why);
		}
		self.add(case);
		Ok(())
	}

	/// The number of the next secret of a declaration, bound now: 0 where they are lost.
	async fn bind(&mut self, decision: &Decision) -> Result<u32> {
		if decision.lost {
			return Ok(0);
		}
		let declaration = decision.declaration.0;
		let mut secrets = self.secrets(declaration).await?;
		secrets.bound += 1;
		self.secrets.insert(declaration, secrets);
		Ok(secrets.bound)
	}

	/// Whether an agency may examine these goods now.
	async fn may_go_on(
		&self,
		case: &mut Case,
		id: u64,
		decision: &Decision,
		agency: OrgId,
	) -> Result<()> {
		let groups = self.interested(decision).await?;
		let may = self.may_examine(decision, agency, &groups).await?.is_some();
		case.require(
			"agency",
			may,
			&format!("{agency}, which may not examine decision {id}"),
			"one that is active, accredited and has no interest in the goods",
		);
		Ok(())
	}

	/// The entropy that an examination got in this block, with what it was bound to before.
	async fn entropy(
		&mut self,
		case: &mut Case,
		decision: &Decision,
		bound: Option<Awaited>,
		found: Option<Awaited>,
		id: u64,
	) -> Result<Option<Digest>> {
		let Some(entropy) = found.and_then(|it| it.entropy) else {
			case.differ("entropy", "none", "what came of slot and secret");
			return Ok(None);
		};
		match bound {
			None => case.differ("entropy", "bound in the block that uses it", "bound before"),
			Some(bound) => {
				let number = Some(bound.secret);
				self.take_secret(case, decision, &entropy.secret, number).await?;
				self.check_entropy(case, &entropy, bound.slot, bound.block).await?;
			}
		}
		let slot = bound.map_or(entropy.slot, |it| it.slot);
		Ok(Some(draw::seed(id, slot, &entropy.mix, &entropy.secret)))
	}

	/// Judges which items were drawn.
	pub(super) async fn drawn(&mut self, _: usize, event: &Event) -> Result<()> {
		let id: u64 = event.field("decision")?;
		self.came(Kind::Draw, id);
		let mut case = self.case(Kind::Draw, event, format!("decision {id}"));
		let decision = self.current(id).await?;
		let round = decision.round;
		let before = self.examination(id, round, self.before).await?;
		let after = self.examination(id, round, self.block.number).await?;
		let (Some(before), Some(after)) = (before, after) else {
			case.differ("examination", "none", "one that was opened before");
			self.add(case);
			return Ok(());
		};
		let seed = self.entropy(&mut case, &decision, before.draw, after.draw, id).await?;
		case.compare("seed", &event.field::<Digest>("seed").ok(), &seed);
		if let Some(seed) = seed {
			let drawn: Option<Vec<u32>> = self
				.past
				.record(self.block.number, "Sampling", "Samples", &key([&id, &round]))
				.await?;
			let expected = draw::positions(&seed, before.n, decision.size);
			case.compare("positions", &drawn.unwrap_or_default(), &expected);
		}
		self.add(case);
		Ok(())
	}

	/// What a report adds up to, from its pages.
	async fn counted(
		&self,
		id: u64,
		round: u8,
		report: u8,
		examination: &Examination,
	) -> Result<Counted> {
		let mut results = Vec::new();
		for page in 0..examination.n.div_ceil(PAGE) {
			let part = key([&id, &(round, report), &page]);
			let found: Option<Vec<ItemResult>> =
				self.past.record(self.block.number, "Sampling", "Reports", &part).await?;
			results.extend(found.unwrap_or_default());
		}
		Ok(count(&examination.classes, results))
	}

	/// Compares what stands as found with what the results add up to.
	fn check_counted(case: &mut Case, who: &str, n: u32, found: &[u32], absent: u32, it: &Counted) {
		let results = u32::try_from(it.results.len()).unwrap_or(u32::MAX);
		case.compare(&format!("{who}results"), &results, &n);
		case.compare(&format!("{who}found"), &found, &it.found.as_slice());
		case.compare(&format!("{who}not presented"), &absent, &it.not_presented);
	}

	/// Judges what a report adds up to, where later entropy says whether it is repeated.
	pub(super) async fn reported(&mut self, event: &Event) -> Result<()> {
		let id: u64 = event.field("decision")?;
		let mut case = self.case(Kind::Report, event, format!("decision {id}"));
		let decision = self.current(id).await?;
		let found = self.examination(id, decision.round, self.block.number).await?;
		let Some(it) = found else {
			case.differ("examination", "none", "one that was opened");
			self.add(case);
			return Ok(());
		};
		let counted = self.counted(id, decision.round, it.report, &it).await?;
		let found: Vec<_> = it.classes.iter().map(|it| it.found).collect();
		Self::check_counted(&mut case, "", it.n, &found, it.not_presented, &counted);
		// Bound only now, so that whoever reports does not know whether someone looks after it.
		let slot: u64 = event.field("slot")?;
		let bound = self.bind(&decision).await?;
		let awaited = (self.slot + super::SLOTS_AHEAD, bound, self.block.number);
		let told = it.repetition.map(|it| (it.slot, it.secret, it.block));
		case.compare("repetition", &told, &Some(awaited));
		case.compare("slot", &slot, &awaited.0);
		self.wait(Kind::Repetition, event, id);
		self.add(case);
		Ok(())
	}

	/// Whether a second agency examines again, and which.
	async fn second(
		&self,
		decision: &Decision,
		before: &Examination,
		seed: &Digest,
	) -> Result<Option<OrgId>> {
		if !draw::hits(seed, Use::Repetition, decision.repeat) {
			return Ok(None);
		}
		let had = had_turn(decision, Some(before));
		Ok(place(&self.eligible(decision, &had).await?, seed))
	}

	/// Judges that a second agency examines again.
	pub(super) async fn repeated(&mut self, index: usize, event: &Event) -> Result<()> {
		let id: u64 = event.field("decision")?;
		self.came(Kind::Repetition, id);
		let (first, second): (OrgId, OrgId) = (event.field("first")?, event.field("second")?);
		let mut case = self.case(Kind::Repetition, event, format!("decision {id}"));
		let decision = self.current(id).await?;
		let before = self.examination(id, decision.round, self.before).await?;
		let after = self.examination(id, decision.round, self.block.number).await?;
		if let (Some(before), Some(after)) = (before, after) {
			case.compare("first", &first, &before.agency);
			let (bound, found) = (before.repetition, after.repetition);
			let seed = self.entropy(&mut case, &decision, bound, found, id).await?;
			if let Some(seed) = seed {
				let expected = self.second(&decision, &before, &seed).await?;
				case.compare("second", &Some(second), &expected);
			}
			if let Some(kept) = &after.first {
				let counted = self.counted(id, decision.round, kept.report, &after).await?;
				let (n, absent) = (after.n, kept.not_presented);
				Self::check_counted(&mut case, "first: ", n, &kept.found, absent, &counted);
			}
		}
		if let Some(why) = self.earlier(index, |it| disturbs_agencies(it, id)) {
			case.doubt(&why);
		}
		self.add(case);
		Ok(())
	}

	/// Judges whether goods are accepted.
	pub(super) async fn concluded(&mut self, index: usize, event: &Event) -> Result<()> {
		let id: u64 = event.field("decision")?;
		let result: Verdict = event.field("result")?;
		let mut case = self.case(Kind::Acceptance, event, format!("decision {id}"));
		let decision = self.current(id).await?;
		let round = decision.round;
		let before = self.examination(id, round, self.before).await?;
		let after = self.examination(id, round, self.block.number).await?;
		let Some(after) = after else {
			case.differ("examination", "none", "one that was opened");
			self.add(case);
			return Ok(());
		};
		self.judge_repetition(index, event, id, &decision, before.as_ref(), &after).await?;

		let last = self.counted(id, round, after.report, &after).await?;
		let mut report = self.case(Kind::Report, event, format!("decision {id}"));
		let found: Vec<_> = after.classes.iter().map(|it| it.found).collect();
		Self::check_counted(&mut report, "", after.n, &found, after.not_presented, &last);
		let mut first = None;
		if let Some(kept) = &after.first {
			let counted = self.counted(id, round, kept.report, &after).await?;
			let (n, absent) = (after.n, kept.not_presented);
			Self::check_counted(&mut report, "first: ", n, &kept.found, absent, &counted);
			// Item by item, the code that was read included.
			let pairs = last.results.iter().zip(&counted.results);
			let differing = u32::try_from(pairs.filter(|(a, b)| a != b).count());
			report.compare("differences", &kept.differences, &differing.unwrap_or(u32::MAX));
			first = Some(counted);
		}
		self.add(report);

		let accepted = accepts(&after.classes, &last.found);
		let accepted_first = first.as_ref().is_none_or(|it| accepts(&after.classes, &it.found));
		let expected = match (accepted_first, accepted) {
			(false, _) => Verdict::Failed,
			(true, false) if first.is_none() => Verdict::Failed,
			(true, false) => Verdict::Doubtful,
			(true, true) if self.is_discontinued(&decision).await? => Verdict::Discontinued,
			(true, true) => Verdict::Passed,
		};
		case.compare("result", &result, &expected);
		case.compare("verdict", &after.verdict, &Some(expected));
		if let Some(it) = &after.concluded {
			// The word of who signed it counts only if it may judge; where the authority lets the first
			// report stand, that was judged when it was given.
			let signed_now = it.at == self.now;
			if signed_now {
				self.may_go_on(&mut case, id, &decision, after.agency).await?;
			}
		}
		if let Some(why) = self
			.earlier(index, |it| matches!(it.pallet.as_str(), "MerchantRegistry" | "Inspection"))
		{
			case.doubt(&why);
		}
		self.add(case);
		self.verdicts.insert(id, result);
		if round == 0 {
			self.record_lot(&decision, &after, &last, first.as_ref(), event.extrinsic).await?;
		}
		Ok(())
	}

	/// Judges that no second agency examines, where one could have been drawn.
	async fn judge_repetition(
		&mut self,
		index: usize,
		event: &Event,
		id: u64,
		decision: &Decision,
		before: Option<&Examination>,
		after: &Examination,
	) -> Result<()> {
		// It may have been opened in this very block, where all items are examined.
		let before = before.unwrap_or(after);
		let mut case = self.case(Kind::Repetition, event, format!("decision {id}"));
		let settled = |it: &Examination| it.repetition.is_some_and(|it| it.entropy.is_some());
		if settled(after) && !settled(before) {
			self.came(Kind::Repetition, id);
			let (bound, found) = (before.repetition, after.repetition);
			let seed = self.entropy(&mut case, decision, bound, found, id).await?;
			if let Some(seed) = seed {
				let expected = self.second(decision, before, &seed).await?;
				case.compare("second", &None, &expected);
			}
		} else if before.repetition.is_none() && before.first.is_none() && decision.round == 0 {
			// Nothing was bound: then no share is repeated, or nobody else could do so.
			if decision.repeat > 0 {
				let others = self.eligible(decision, &had_turn(decision, Some(before))).await?;
				case.require(
					"repetition",
					others.is_empty(),
					"not left to entropy",
					&format!("left to entropy, for {} others could examine again", others.len()),
				);
			}
		} else {
			return Ok(());
		}
		if let Some(why) = self.earlier(index, |it| disturbs_agencies(it, id)) {
			case.doubt(&why);
		}
		self.add(case);
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn judged(class: Class, unit: Unit) -> Judged {
		Judged { class, unit, ac: 0, by: None, found: 0 }
	}

	fn examined(found: [u16; 3]) -> ItemResult {
		ItemResult::Examined { code: Digest::zero(), found }
	}

	#[test]
	fn what_is_found_counts_for_the_next_class_that_is_judged() {
		let classes = [
			judged(Class::Major, Unit::Nonconforming),
			judged(Class::Minor, Unit::NonconformitiesPer100),
		];
		let results = vec![
			examined([2, 0, 0]),
			examined([0, 3, 4]),
			examined([0, 0, 1]),
			examined([0, 0, 0]),
			ItemResult::NotPresented,
		];
		let counted = count(&classes, results);
		assert_eq!((counted.found, counted.not_presented), (vec![3, 6], 1));
		let critical = [judged(Class::Critical, Unit::Nonconforming)];
		// What is less severe than all that are judged counts for nothing.
		assert_eq!(count(&critical, vec![examined([0, 9, 9])]).found, [0]);
	}

	#[test]
	fn goods_are_accepted_up_to_the_number_of_every_class() {
		let mut classes = vec![judged(Class::Major, Unit::Nonconforming)];
		classes[0].ac = 2;
		assert!(accepts(&classes, &[2]) && !accepts(&classes, &[3]));
	}
}
