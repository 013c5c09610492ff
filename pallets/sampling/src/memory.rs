//! What is remembered of goods that were set back, so that declaring them again gains nothing.

use crate::{
	pallet::{Config, Examinations, GoodsRecords, Memories, Pallet, SetBack},
	rules::Outcome,
	types::*,
};
use alloc::vec::Vec;
use hallmark_types::{
	ranges::{difference, union},
	CheckResult, DecisionId, ItemRange, LotId,
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

	/// Remembers at this border what was asked of goods that leave undone, and whether a sample of them was
	/// drawn that did not come to be accepted.
	pub(crate) fn remember_undone(id: DecisionId, decision: &Decision, lines: &Lines) {
		let examination = Examinations::<T>::get(id, decision.round);
		let refused = match &examination {
			Some(it) => it.is_drawn() && it.verdict != Some(CheckResult::Passed),
			// Not opened again since: what was refused before stays so.
			None => decision.refused || decision.round > 0,
		};
		let asked = decision.asked().clone().join(decision.outcome.clone());
		for line in lines {
			Memories::<T>::mutate(line.lot, decision.country, |memory| {
				let mut new = memory.take().unwrap_or(LotMemory {
					items: RangeSet::new(),
					outcome: Outcome::Exempt,
					refused: RangeSet::new(),
				});
				remember(&mut new.items, &line.ranges);
				new.outcome = new.outcome.join(asked.clone());
				if refused {
					remember(&mut new.refused, &line.ranges);
				}
				*memory = Some(new);
			});
		}
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
