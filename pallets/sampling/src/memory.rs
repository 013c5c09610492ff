//! What is remembered of goods that were set back, so that declaring them again gains nothing.

use crate::{
	pallet::{Config, Examinations, FirstSeen, GoodsRecords, Memories, Pallet, SetBack},
	rules::Outcome,
	types::*,
};
use alloc::vec::Vec;
use hallmark_glue::{Beacon, CheckResult};
use hallmark_types::{
	ranges::{difference, has_item, union},
	DecisionId, ItemRange, LotId,
};

impl<T: Config> Pallet<T> {
	/// Remembers at every border that items were set back, and that goods like them were.
	pub(crate) fn note_set_back(lot: LotId, items: &[ItemRange], goods: GoodsKey, failed: bool) {
		SetBack::<T>::mutate(lot, |set| remember(set, items));
		let now = Self::now();
		GoodsRecords::<T>::mutate(goods, |record| {
			record.set_back = Some(now);
			if failed {
				record.failed = Some(now);
			}
		});
	}

	/// Sets back all lines of a decision.
	pub(crate) fn set_back_lines(lines: &Lines, failed: bool) {
		for line in lines {
			let goods = GoodsKey {
				gtin: line.facts.gtin,
				facility: line.facts.facility,
				merchant: line.facts.merchant,
			};
			Self::note_set_back(line.lot, &line.ranges, goods, failed);
		}
	}

	/// Remembers at this border what was asked of goods that leave undone, and whether their sample could be
	/// known and did not come to be accepted. An authority knows its secrets: once a mix is there, it knows what
	/// they make of it, revealed or not.
	pub(crate) fn remember_undone<'a>(
		id: DecisionId,
		decision: &Decision,
		items: impl Iterator<Item = (LotId, &'a [ItemRange])>,
	) {
		let mix_is_there = |it: Awaited| T::Beacon::mix(it.slot).is_some();
		let refused = match Examinations::<T>::get(id, decision.round) {
			Some(it) if Self::verdict_of(&it) == Some(CheckResult::Passed) => false,
			Some(it) if it.is_drawn() || it.awaited().is_some_and(mix_is_there) => true,
			// Not drawn again since: what was refused before stays so.
			_ => decision.refused || decision.round > 0,
		};
		let mut asked = decision.asked().clone().join(decision.outcome.clone());
		let chance = decision.floor > 0 || matches!(decision.outcome, Outcome::SkipLot { .. });
		let unsettled = decision.settlement.is_none();
		if unsettled && chance && T::Beacon::mix(decision.slot).is_some() {
			asked = asked.join(Outcome::Sample(decision.floor_plan.clone()));
		}
		for (lot, ranges) in items {
			Memories::<T>::mutate(lot, decision.country, |memory| {
				let mut new = memory.take().unwrap_or(LotMemory {
					items: RangeSet::new(),
					outcome: Outcome::Exempt,
					refused: RangeSet::new(),
				});
				remember(&mut new.items, ranges);
				new.outcome = new.outcome.join(asked.clone());
				if refused {
					remember(&mut new.refused, ranges);
				}
				*memory = Some(new);
			});
		}
	}

	/// Lets the next lot of the product be the first one here, if this one was and nothing of it came in.
	pub(crate) fn forget_first(decision: &Decision) {
		if decision.endings.0 & Endings::RELEASED == 0 {
			FirstSeen::<T>::mutate_exists(decision.country, decision.gtin, |first| {
				if *first == Some(decision.declaration) {
					*first = None;
				}
			});
		}
	}

	/// Whether an item was refused at any border, and not accepted there since.
	pub(crate) fn was_refused(lot: LotId, index: u32) -> bool {
		Memories::<T>::iter_prefix(lot).any(|(_, memory)| has_item(&memory.refused, index))
	}

	/// Forgets that items were refused at this border: they came to be accepted after all.
	pub(crate) fn forget_refused(decision: &Decision, lines: &Lines) {
		for line in lines {
			let country = decision.country;
			if let Some(mut memory) = Memories::<T>::get(line.lot, country) {
				memory.refused = bounded(difference(&memory.refused, &line.ranges));
				Memories::<T>::insert(line.lot, country, memory);
			}
		}
	}
}

/// The items of lines, by lot.
pub(crate) fn items_of(lines: &Lines) -> impl Iterator<Item = (LotId, &[ItemRange])> {
	lines.iter().map(|line| (line.lot, line.ranges.as_slice()))
}

/// Adds items to a set.
pub(crate) fn remember(set: &mut RangeSet, items: &[ItemRange]) {
	*set = bounded(union(set, items));
}

/// A set that can be kept. Where there are too many ranges, the smallest gaps between them are closed: too
/// much is remembered rather than too little.
fn bounded(mut ranges: Vec<ItemRange>) -> RangeSet {
	while ranges.len() > MAX_REMEMBERED as usize {
		let gaps = ranges
			.iter()
			.zip(ranges.iter().skip(1))
			.map(|(a, b)| b.start.saturating_sub(a.end))
			.enumerate();
		let Some((place, _)) = gaps.min_by_key(|(_, gap)| *gap) else {
			break;
		};
		close_gap(&mut ranges, place);
	}
	RangeSet::truncate_from(ranges)
}

/// Makes one range of that at `place` and the next.
fn close_gap(ranges: &mut Vec<ItemRange>, place: usize) {
	let next = ranges.remove(place.saturating_add(1));
	if let Some(range) = ranges.get_mut(place) {
		range.end = next.end;
	}
}
