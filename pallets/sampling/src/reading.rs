//! Answers to readers.

use crate::{
	pallet::{Config, Decisions, Examinations, LinesOf, Pallet, Reports, Samples},
	reports::by_line,
	rules::{evaluate, GoodsFacts},
	types::*,
};
use alloc::vec::Vec;
use hallmark_types::{DecisionId, OrgId};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	pub(crate) fn previewed(authority: OrgId, facts: &GoodsFacts) -> PreviewAnswer {
		let (rules, set) = Self::rules_in_force(RulesOwner::Authority(authority));
		let (council_rules, council) = Self::rules_in_force(RulesOwner::Council);
		let authority = evaluate(&set, facts);
		let council = evaluate(&council, facts);
		let outcome = authority.outcome.clone().join(council.outcome.clone());
		PreviewAnswer { rules, authority, council_rules, council, outcome }
	}

	pub(crate) fn explained(id: DecisionId) -> Option<DecisionAnswer> {
		let decision = Decisions::<T>::get(id)?;
		let result = Self::state_of(id, &decision).result;
		let authority = RulesOwner::Authority(decision.authority);
		let set = Self::rule_set(authority, decision.rules);
		let council = Self::rule_set(RulesOwner::Council, decision.council_rules);
		let lines = LinesOf::<T>::get(id).unwrap_or_default();
		Some(DecisionAnswer {
			id,
			declaration: decision.declaration,
			authority: decision.authority,
			country: decision.country,
			at: decision.at,
			gtin: decision.gtin,
			merchant: decision.merchant,
			facility: decision.facility,
			size: decision.size,
			interested: decision.interested.into_inner(),
			lines: lines
				.into_iter()
				.map(|line| LineAnswer {
					lot: line.lot,
					ranges: line.ranges.into_inner(),
					authority: evaluate(&set, &line.facts),
					council: evaluate(&council, &line.facts),
					facts: line.facts,
				})
				.collect(),
			rules: decision.rules,
			council_rules: decision.council_rules,
			whitelisted: decision.whitelisted,
			inherited: decision.inherited,
			refused: decision.refused,
			discontinued_beside: decision.discontinued_beside,
			ordered: decision.ordered,
			outcome: decision.outcome,
			floor: decision.floor,
			slot: decision.slot,
			settlement: decision.settlement,
			assignment: decision.assignment,
			missed: decision.missed.into_inner(),
			papers: decision.papers,
			lost: decision.lost,
			examinations: (0..=decision.round)
				.filter_map(|round| Examinations::<T>::get(id, round))
				.map(|it| Examination { verdict: Self::verdict_of(&it), ..it })
				.collect(),
			result,
			endings: decision.endings,
		})
	}

	pub(crate) fn drawn(id: DecisionId, round: u8, from: u32, limit: u32) -> Option<DrawAnswer> {
		let decision = Decisions::<T>::get(id)?;
		let examination = Examinations::<T>::get(id, round)?;
		let lines = LinesOf::<T>::get(id)?;
		let n = if examination.is_drawn() { examination.n } else { 0 };
		let end = from.saturating_add(limit.min(MAX_REPORT)).min(n);
		let positions: Vec<u32> = if examination.is_whole() {
			(from..end).collect()
		} else {
			let count = end.saturating_sub(from);
			let all = Samples::<T>::get(id, round);
			let some = all.into_iter().skip(from as usize);
			some.take(count as usize).collect()
		};
		let items = by_line(&lines, positions.iter().copied())
			.into_iter()
			.flat_map(|(lot, indices)| indices.into_iter().map(move |index| (lot, index)));
		// From `from` on: what was reported, in order, and then nothing.
		let results_of = |report: u8| {
			let pages = from / MAX_REPORT..=end / MAX_REPORT;
			pages
				.flat_map(move |page| Reports::<T>::get((id, (round, report), page)))
				.skip((from % MAX_REPORT) as usize)
				.map(Some)
				.chain(core::iter::repeat(None))
		};
		let mut last = results_of(examination.report);
		let mut first = examination.first.as_ref().map(|first| results_of(first.report));
		let items = positions
			.iter()
			.zip(items)
			.map(|(position, (lot, index))| DrawnItem {
				position: *position,
				lot,
				index,
				result: last.next().flatten(),
				first: first.as_mut().and_then(|results| results.next().flatten()),
			})
			.collect::<Vec<_>>();
		let entropy = examination.draw.and_then(|draw| draw.entropy);
		let after = from.saturating_add(items.len().saturated_into());
		Some(DrawAnswer {
			decision: id,
			round,
			slot: examination.draw.map(|draw| draw.slot),
			entropy,
			seed: entropy.map(|entropy| Self::seed_of(id, &entropy)),
			ranges: lines
				.into_iter()
				.flat_map(|line| line.ranges.into_iter().map(move |range| (line.lot, range)))
				.collect(),
			size: decision.size,
			n: examination.n,
			items,
			next: (after < n).then_some(after),
		})
	}
}
