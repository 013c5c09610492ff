//! What is remembered of goods that were set back, so that declaring them again gains nothing.
//!
//! What an importer does (withdraws, is rejected, returns, does not present) counts against the
//! items at hand and against that importer. Against merchant, product and facility counts only what
//! an agency found of the items that it had before it.

use crate::{
	pallet::{Asked, Config, FirstSeen, Marks, Pallet, Records},
	rules::Outcome,
	types::*,
};
use hallmark_glue::{Beacon, CheckResult, ControlLine, Organisations, StorageMeter};
use hallmark_types::{Gtin, ItemRange, LotId, OrgId};
use sp_runtime::SaturatedConversion;

/// What goods are that leave a decision undone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Undone {
	/// A sample of them was drawn, or could be known, and did not come to be accepted.
	pub refused: bool,
	/// A verdict did not accept them.
	pub failed: bool,
}

impl<T: Config> Pallet<T> {
	/// Remembers that items of lines were set back, and that the importer's goods of the product
	/// were.
	pub(crate) fn remember_set_back<'a>(
		importer: OrgId,
		lines: impl Iterator<Item = (LotId, Gtin, &'a [ItemRange])>,
	) {
		let now = Self::now();
		let group = Self::group_of(importer);
		let mut bytes = 0usize;
		for (lot, gtin, items) in lines {
			bytes = bytes.saturating_add(Self::mark(lot, MarkKey::SetBack, items));
			if let Some(group) = group {
				let key = RecordKey::Importer(group, gtin);
				Records::<T>::mutate(key, |record| record.set_back = Some(now));
			}
		}
		Self::charge_memory(importer, bytes);
	}

	/// Sets back the goods of a decision.
	pub(crate) fn set_back_lines(decision: &Decision, lines: &Lines) {
		let items = lines.iter().map(|line| (line.lot, line.facts.gtin, line.ranges.as_slice()));
		Self::remember_set_back(decision.declarant, items);
	}

	/// Notes that goods of a decision were not accepted: against the importer, and where that was
	/// found of the items that were presented, against the merchant's goods and what the facility
	/// made of the product.
	pub(crate) fn record_failure(decision: &Decision, presented: bool) {
		let gtin = decision.gtin;
		let importer = Self::group_of(decision.declarant);
		let importer = importer.map(|group| RecordKey::Importer(group, gtin));
		let goods = presented.then_some(RecordKey::Goods(decision.merchant, gtin));
		let made = decision.facility.filter(|_| presented);
		let made = made.map(|facility| RecordKey::Made(facility, gtin));
		let at = Some(Self::now());
		for key in importer.into_iter().chain(goods).chain(made) {
			let failure = Record { trouble: at, set_back: at, failed: at };
			Records::<T>::insert(key, failure);
		}
	}

	/// Notes trouble now.
	pub(crate) fn trouble(key: RecordKey) {
		let now = Self::now();
		Records::<T>::mutate(key, |record| record.trouble = Some(now));
	}

	/// Notes trouble that is the importer's alone.
	pub(crate) fn trouble_of_importer(decision: &Decision) {
		if let Some(group) = Self::group_of(decision.declarant) {
			Self::trouble(RecordKey::Importer(group, decision.gtin));
		}
	}

	/// What goods that leave a decision now are. An authority knows its secrets: once a mix is
	/// there, it knows what they make of it, revealed or not.
	pub(crate) fn undone(decision: &Decision, examination: Option<&Examination>) -> Undone {
		let mix_is_there = |it: Awaited| T::Beacon::mix(it.slot).is_some();
		let refused = match examination {
			Some(it) if Self::verdict_of(it) == Some(CheckResult::Passed) => false,
			Some(it) if it.is_drawn() || it.awaited().is_some_and(mix_is_there) => true,
			// Not drawn again since: what was refused before stays so.
			_ => decision.refused || decision.round > 0,
		};
		let verdict = examination.and_then(|it| it.verdict);
		let failed = matches!(verdict, Some(CheckResult::Failed | CheckResult::Doubtful));
		Undone { refused, failed }
	}

	/// Remembers at this border what was asked of goods that leave undone, and what they are.
	pub(crate) fn remember_undone<'a>(
		decision: &Decision,
		undone: Undone,
		items: impl Iterator<Item = (LotId, &'a [ItemRange])>,
	) {
		let mut asked = decision.asked().clone().join(decision.outcome.clone());
		let chance = decision.floor > 0 || matches!(decision.outcome, Outcome::SkipLot { .. });
		let unsettled = decision.settlement.is_none();
		if unsettled && chance && T::Beacon::mix(decision.slot).is_some() {
			asked = asked.join(Outcome::Sample(decision.floor_plan.clone()));
		}
		let country = decision.country;
		let mut bytes = 0usize;
		for (lot, ranges) in items {
			Asked::<T>::mutate(lot, country, |before| {
				*before = Some(match before.take() {
					Some(before) => before.join(asked.clone()),
					None => asked.clone(),
				});
			});
			let marks = [
				Some(MarkKey::Undone(country)),
				undone.refused.then_some(MarkKey::Refused(country)),
				undone.failed.then_some(MarkKey::Failed(country)),
			];
			for key in marks.into_iter().flatten() {
				bytes = bytes.saturating_add(Self::mark(lot, key, ranges));
			}
		}
		Self::charge_memory(decision.declarant, bytes);
	}

	/// Charges the importer for what is remembered of its goods. It is remembered all the same
	/// where the allowance is used up: who cannot store more cannot lodge more either, and nobody
	/// gets stuck.
	fn charge_memory(importer: OrgId, bytes: usize) {
		if bytes > 0 {
			let _ = T::StorageMeter::grow(importer, bytes.saturated_into());
		}
	}

	/// Lets the next lot of the merchant's product be the first one here, if this one was and
	/// nothing of it came in.
	pub(crate) fn forget_first(decision: &Decision) {
		if decision.endings.0 & Endings::RELEASED == 0 {
			let goods = (decision.merchant, decision.gtin);
			FirstSeen::<T>::mutate_exists(decision.country, goods, |first| {
				if *first == Some(decision.declaration) {
					*first = None;
				}
			});
		}
	}

	/// Whether a verdict at any border did not accept what an item was declared with, and none
	/// there did since.
	pub(crate) fn was_refused(lot: LotId, index: u32) -> bool {
		Marks::<T>::iter_key_prefix(lot)
			.any(|key| matches!(key, MarkKey::Failed(_)) && Self::is_marked(lot, key, index))
	}

	/// Forgets that items were refused at this border: they came to be accepted after all.
	pub(crate) fn forget_refused(decision: &Decision, lines: &Lines) {
		for line in lines {
			for key in [MarkKey::Refused(decision.country), MarkKey::Failed(decision.country)] {
				Self::unmark(line.lot, key, &line.ranges);
			}
		}
	}

	/// The control group of an organisation.
	pub(crate) fn group_of(org: OrgId) -> Option<hallmark_types::GroupId> {
		T::Organisations::organisation(org).map(|it| it.group)
	}
}

/// The items of lines, by lot.
pub(crate) fn items_of(lines: &Lines) -> impl Iterator<Item = (LotId, &[ItemRange])> {
	lines.iter().map(|line| (line.lot, line.ranges.as_slice()))
}

/// The items of lines of a declaration, by lot and product.
pub(crate) fn goods_of(lines: &[ControlLine]) -> impl Iterator<Item = (LotId, Gtin, &[ItemRange])> {
	lines.iter().map(|line| (line.lot, line.gtin, line.ranges.as_slice()))
}
