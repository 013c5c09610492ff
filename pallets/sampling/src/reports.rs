//! Reports of samples, and verdicts.

use crate::{
	agencies::had_turn,
	draw::{self, Purpose},
	examinations::start_report,
	memory::{items_of, Undone},
	pallet::{Config, Decisions, Error, Event, Examinations, LinesOf, Pallet, Reports, Samples},
	risk::Happening,
	rules::Class,
	types::*,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{ensure, BoundedVec};
use hallmark_glue::{Actor, CheckResult, Inspections, Lots, KEY_BYTES};
use hallmark_iso2859::Unit;
use hallmark_types::{
	journal::Author,
	ranges::{item_at, items_in},
	AccountId, Assurance, DecisionId, Digest, Document, JournalKind, LotId,
};
use sp_runtime::{DispatchResult, SaturatedConversion};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_report_sample(
		actor: Actor<AccountId>,
		id: DecisionId,
		from: u32,
		results: Results,
	) -> DispatchResult {
		let (decision, mut examination) = Self::own_examination(&actor, id)?;
		Self::ensure_nothing_awaited(&examination)?;
		let in_time = decision.assignment.is_some_and(|it| Self::now() <= it.deadline);
		ensure!(in_time, Error::<T>::DeadlinePassed);
		ensure!(from == examination.reported, Error::<T>::ReportOutOfOrder);
		let left = examination.n.saturating_sub(from);
		let count: u32 = results.len().saturated_into();
		ensure!(count > 0 && count == left.min(MAX_REPORT), Error::<T>::WrongReportLength);

		let (round, page) = (decision.round, from / MAX_REPORT);
		if !examination.is_whole() {
			let positions = Samples::<T>::get(id, round);
			let chunk = positions.iter().skip(from as usize).take(count as usize);
			let lines = LinesOf::<T>::get(id).unwrap_or_default();
			for (lot, indices) in by_line(&lines, chunk.copied()) {
				T::Lots::mark_sampled(lot, &indices)?;
			}
		}
		for result in &results {
			count_item(&mut examination.classes, result);
			if *result == ItemResult::NotPresented {
				examination.not_presented = examination.not_presented.saturating_add(1);
			}
		}
		if let Some(first) = &mut examination.first {
			let theirs = Reports::<T>::get((id, (round, first.report), page));
			let differing = theirs.iter().zip(&results).filter(|(a, b)| a != b).count();
			first.differences = first.differences.saturating_add(differing.saturated_into());
		}
		examination.reported = from.saturating_add(count);
		Self::charge(actor.org, results.encoded_size().saturating_add(KEY_BYTES))?;
		Reports::<T>::insert((id, (round, examination.report), page), results);
		Examinations::<T>::insert(id, round, examination);
		Self::deposit_event(Event::SampleReported { decision: id, agency: actor.org, from, count });
		Ok(())
	}

	pub(crate) fn do_conclude(
		actor: Actor<AccountId>,
		id: DecisionId,
		report: Document,
	) -> DispatchResult {
		let (decision, mut examination) = Self::own_examination(&actor, id)?;
		Self::ensure_nothing_awaited(&examination)?;
		let complete = examination.reported == examination.n;
		ensure!(complete, Error::<T>::ReportIncomplete);
		// Who lost its accreditation, or came under control of a party, since it opened, judges no
		// more.
		let accreditation = Self::ensure_may_examine(&decision, actor.org)?;
		examination.concluded = Some(Conclusion {
			document: report,
			operator: actor.account.clone(),
			accreditation,
			at: Self::now(),
		});
		let original = decision.round == 0 && examination.first.is_none();
		let had = had_turn(&decision, Some(&examination));
		let repeatable = original && decision.repeat > 0;
		if !repeatable || Self::eligible_agencies(&decision, &had).is_empty() {
			let author = actor.into();
			return Self::finish(author, Assurance::Attested, id, decision, examination);
		}
		// Bound only now: who reports does not know whether someone will look after it.
		let repetition = Self::bind_secret(&decision)?;
		examination.repetition = Some(repetition);
		Examinations::<T>::insert(id, decision.round, examination);
		let agency = actor.org;
		let lines = LinesOf::<T>::get(id).unwrap_or_default();
		Self::write_journal_as(
			&decision,
			&lines,
			actor.into(),
			JournalKind::SampleReported,
			Assurance::Attested,
			Some(report),
		)?;
		Self::deposit_event(Event::ReportConcluded { decision: id, agency, slot: repetition.slot });
		Ok(())
	}

	/// Whether a second agency repeats the examination. If not, or where no agency is left to do
	/// so, the first one's report stands.
	pub(crate) fn settle_repetition(
		actor: Actor<AccountId>,
		id: DecisionId,
		mut decision: Decision,
		mut examination: Examination,
		seed: &Digest,
	) -> DispatchResult {
		let had = had_turn(&decision, Some(&examination));
		let second = draw::chance(seed, Purpose::Repeat, decision.repeat)
			.then(|| Self::draw_agency(&decision, seed, &had))
			.flatten();
		let (Some(second), Some(concluded)) = (second, examination.concluded.clone()) else {
			return Self::finish(actor.into(), Assurance::Confirmed, id, decision, examination);
		};
		let first = examination.agency;
		let found = examination.classes.iter().map(|it| it.found).collect();
		examination.first = Some(FirstReport {
			agency: first,
			report: examination.report,
			found: BoundedVec::truncate_from(found),
			concluded,
			not_presented: examination.not_presented,
			differences: 0,
		});
		start_report(&mut examination, second);
		decision.assignment = Some(Self::assignment_of(second));
		Examinations::<T>::insert(id, decision.round, examination);
		Decisions::<T>::insert(id, decision);
		Self::deposit_event(Event::RepetitionOrdered { decision: id, first, second });
		Ok(())
	}

	/// The verdict as it reads now. An acceptance is doubtful while the word of every agency that
	/// it rests on is.
	pub(crate) fn verdict_of(examination: &Examination) -> Option<CheckResult> {
		let first = examination.first.as_ref().map(|first| &first.concluded);
		let doubtful = examination.verdict == Some(CheckResult::Passed)
			&& examination
				.concluded
				.iter()
				.chain(first)
				.all(|it| T::Inspections::is_doubtful(it.accreditation, &it.operator, it.at));
		if doubtful {
			Some(CheckResult::Doubtful)
		} else {
			examination.verdict
		}
	}

	/// No agency is left to repeat an examination: the first one's report stands alone.
	pub(crate) fn let_first_stand(
		actor: Actor<AccountId>,
		id: DecisionId,
		decision: Decision,
		mut examination: Examination,
	) -> DispatchResult {
		if let Some(first) = examination.first.take() {
			for (judged, found) in examination.classes.iter_mut().zip(first.found) {
				judged.found = found;
			}
			examination.agency = first.agency;
			examination.report = first.report;
			examination.reported = examination.n;
			examination.not_presented = first.not_presented;
			examination.concluded = Some(first.concluded);
		}
		let author = actor.into();
		Self::finish(author, Assurance::Confirmed, id, decision, examination)
	}

	/// The verdict, and all that follows from it.
	fn finish(
		author: Author,
		assurance: Assurance,
		id: DecisionId,
		decision: Decision,
		mut examination: Examination,
	) -> DispatchResult {
		let accepts = |judged: &Judged, found: u32| found <= judged.ac;
		let accepted = examination.classes.iter().all(|it| accepts(it, it.found));
		let accepted_first = examination.first.as_ref().is_none_or(|first| {
			let mut classes = examination.classes.iter().zip(&first.found);
			classes.all(|(judged, found)| accepts(judged, *found))
		});
		let discontinued = Self::is_discontinued(&decision);
		let result = match (accepted_first, accepted) {
			(false, _) => CheckResult::Failed,
			(true, false) if examination.first.is_none() => CheckResult::Failed,
			(true, false) => CheckResult::Doubtful,
			(true, true) if discontinued => CheckResult::Discontinued,
			(true, true) => CheckResult::Passed,
		};
		if decision.round == 0 {
			Self::record_streams(&decision, &examination);
		}
		let lines = LinesOf::<T>::get(id).unwrap_or_default();
		Self::record_verdict(&decision, &examination, &lines, result);

		examination.verdict = Some(result);
		let document = examination.concluded.as_ref().map(|it| it.document);
		if let Some(first) = &examination.first {
			let agencies = [first.agency, examination.agency];
			Self::record_differences(agencies, first.differences);
			let kind = JournalKind::ExaminationRepeated;
			Self::write_journal_as(&decision, &lines, author.clone(), kind, assurance, document)?;
			let [first_agency, second] = agencies;
			Self::deposit_event(Event::ExaminationRepeated {
				decision: id,
				first: first_agency,
				second,
				differences: first.differences,
			});
		}
		let kind = if result == CheckResult::Passed {
			JournalKind::InspectionAccepted
		} else {
			JournalKind::InspectionNotAccepted
		};
		Self::write_journal_as(&decision, &lines, author, kind, assurance, document)?;
		Examinations::<T>::insert(id, decision.round, examination);
		Self::deposit_event(Event::InspectionConcluded { decision: id, result });
		Ok(())
	}

	/// Remembers a verdict: in statistics, and against goods that were not accepted.
	fn record_verdict(
		decision: &Decision,
		examination: &Examination,
		lines: &Lines,
		result: CheckResult,
	) {
		let failed = matches!(result, CheckResult::Failed | CheckResult::Doubtful);
		let agency = StatisticsSubject::Agency(examination.agency);
		for what in [Happening::Lot, Happening::Sampled] {
			Self::record(agency, what);
		}
		Self::record_goods(decision, lines, Happening::Sampled);
		let importer = StatisticsSubject::Importer(decision.declarant);
		Self::record(importer, Happening::Sampled);
		if failed {
			let presented = fails_as_presented(examination);
			Self::record(agency, Happening::NotAccepted);
			Self::record(importer, Happening::NotAccepted);
			if presented {
				Self::record_goods(decision, lines, Happening::NotAccepted);
			}
			Self::set_back_lines(decision, lines);
			Self::record_failure(decision, presented);
			// At once: lines can leave the decision one by one.
			let undone = Undone { refused: true, failed: true };
			Self::remember_undone(decision, undone, items_of(lines));
		} else if result == CheckResult::Passed {
			Self::forget_refused(decision, lines);
		}
	}
}

/// Whether what was found of the presented items alone is too much in some class, by either report.
/// An item that was not presented is one of what was found in every class.
fn fails_as_presented(examination: &Examination) -> bool {
	let too_much =
		|judged: &Judged, found: u32, missing: u32| found.saturating_sub(missing) > judged.ac;
	let missing = examination.not_presented;
	let mut classes = examination.classes.iter();
	classes.any(|judged| too_much(judged, judged.found, missing))
		|| examination.first.as_ref().is_some_and(|first| {
			let mut classes = examination.classes.iter().zip(&first.found);
			classes.any(|(judged, found)| too_much(judged, *found, first.not_presented))
		})
}

/// Adds an item to what was found of each class. What was found of a class that is not judged
/// counts for the next less severe one that is.
pub(crate) fn count_item(classes: &mut Classes, result: &ItemResult) {
	match result {
		ItemResult::NotPresented => {
			for judged in classes.iter_mut() {
				judged.found = judged.found.saturating_add(1);
			}
		}
		ItemResult::Examined { found, .. } => {
			let mut carried = 0u32;
			for (class, count) in
				[Class::Critical, Class::Major, Class::Minor].into_iter().zip(found)
			{
				carried = carried.saturating_add((*count).into());
				if let Some(judged) = classes.iter_mut().find(|it| it.class == class) {
					let counted = match judged.unit {
						Unit::Nonconforming => carried.min(1),
						Unit::NonconformitiesPer100 => carried,
					};
					judged.found = judged.found.saturating_add(counted);
					carried = 0;
				}
			}
		}
	}
}

/// The items at ascending positions of an inspection lot, by line.
pub(crate) fn by_line(
	lines: &Lines,
	positions: impl Iterator<Item = u32>,
) -> Vec<(LotId, Vec<u32>)> {
	let mut positions = positions.peekable();
	let mut before = 0u32;
	let mut items = Vec::new();
	for line in lines {
		let end = before.saturating_add(items_in(&line.ranges));
		let mut indices = Vec::new();
		while let Some(position) = positions.next_if(|position| *position < end) {
			indices.extend(item_at(&line.ranges, position.saturating_sub(before)));
		}
		if !indices.is_empty() {
			items.push((line.lot, indices));
		}
		before = end;
	}
	items
}
