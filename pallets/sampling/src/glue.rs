//! What other pallets use of this one.

use crate::{
	memory::{goods_of, items_of},
	pallet::{Config, Decisions, Error, Examinations, ExaminedBy, LinesOf, Pallet},
	risk::Happening,
	types::*,
	WeightInfo,
};
use alloc::vec::Vec;
use frame_support::weights::Weight;
use hallmark_glue::{
	Beacon, ControlLine, ControlRequest, ControlState, Controls, Decided, Ending, Examined,
	NoticeScope, OnNotice,
};
use hallmark_types::{ranges::covers, DecisionId, ItemRange, LotId, OrgId};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Controls for Pallet<T> {
	fn decide(request: ControlRequest) -> Result<Vec<Decided>, DispatchError> {
		Self::do_decide(request)
	}

	fn control(decision: DecisionId) -> Option<ControlState> {
		let it = Decisions::<T>::get(decision)?;
		Some(Self::state_of(decision, &it))
	}

	fn remember_withdrawal(declarant: OrgId, lines: &[ControlLine]) {
		Self::remember_set_back(declarant, goods_of(lines));
	}

	fn remember_departed(id: DecisionId, lines: &[ControlLine]) -> DispatchResult {
		let decision = Decisions::<T>::get(id).ok_or(Error::<T>::DecisionNotFound)?;
		let items = lines.iter().map(|line| (line.lot, line.ranges.as_slice()));
		let examination = Examinations::<T>::get(id, decision.round);
		let undone = Self::undone(&decision, examination.as_ref());
		Self::remember_undone(&decision, undone, items);
		Self::remember_set_back(decision.declarant, goods_of(lines));
		Ok(())
	}

	fn remember_ending(id: DecisionId, ending: Ending) -> DispatchResult {
		let mut decision = Decisions::<T>::get(id).ok_or(Error::<T>::DecisionNotFound)?;
		let was_over = decision.endings.is_over();
		let bit = match ending {
			Ending::Released => Endings::RELEASED,
			Ending::Detained => Endings::DETAINED,
			Ending::Returned => Endings::RETURNED,
			Ending::Destroyed => Endings::DESTROYED,
			Ending::Invalidated => {
				let open = Self::state_of(id, &decision).open;
				frame_support::ensure!(!open, Error::<T>::ExaminationStillOpen);
				Endings::INVALIDATED
			}
		};
		// A decision can be about several lines that end one after the other.
		if !decision.endings.add(bit) {
			return Ok(());
		}
		let lines = LinesOf::<T>::get(id).unwrap_or_default();
		let examination = Examinations::<T>::get(id, decision.round);
		let importer = StatisticsSubject::Importer(decision.declarant);
		match ending {
			Ending::Released => {
				Self::record_goods(&decision, &lines, Happening::Released);
				Self::record(importer, Happening::Released);
			}
			Ending::Detained => {
				Self::count_goods(&decision, &lines, Happening::Detained);
				Self::record(importer, Happening::Detained);
				Self::trouble_of_importer(&decision);
			}
			Ending::Returned | Ending::Invalidated => {
				let undone = Self::undone(&decision, examination.as_ref());
				Self::set_back_lines(&decision, &lines);
				Self::remember_undone(&decision, undone, items_of(&lines));
				Self::forget_first(&decision);
			}
			Ending::Destroyed => {}
		}
		if decision.endings.is_over() && !was_over {
			// What is over needs no entropy any more.
			if decision.settlement.is_none() {
				T::Beacon::forget(decision.slot);
			}
			if let Some(awaited) = examination.as_ref().and_then(Examination::awaited) {
				T::Beacon::forget(awaited.slot);
			}
		}
		Decisions::<T>::insert(id, decision);
		Ok(())
	}

	fn decide_weight(lines: u32) -> Weight {
		T::WeightInfo::decide(lines)
	}

	fn control_weight() -> Weight {
		T::WeightInfo::control()
	}

	fn remember_weight(lines: u32) -> Weight {
		T::WeightInfo::remember(lines)
	}
}

impl<T: Config> OnNotice for Pallet<T> {
	fn on_notice(scope: NoticeScope, recall: bool) {
		let (key, subjects) = match scope {
			NoticeScope::Product(gtin) => {
				(RecordKey::Product(gtin), [Some(StatisticsSubject::Product(gtin)), None, None])
			}
			NoticeScope::Lot { gtin, issuer, facility } => (
				RecordKey::Goods(issuer, gtin),
				[
					Some(StatisticsSubject::Product(gtin)),
					Some(StatisticsSubject::Merchant(issuer)),
					facility.map(StatisticsSubject::Facility),
				],
			),
			NoticeScope::Facility(facility) => (
				RecordKey::Facility(facility),
				[Some(StatisticsSubject::Facility(facility)), None, None],
			),
		};
		Self::trouble(key);
		if recall {
			for subject in subjects.into_iter().flatten() {
				Self::record(subject, Happening::Recalled);
			}
		}
	}

	fn on_notice_weight() -> Weight {
		T::WeightInfo::on_notice()
	}
}

impl<T: Config> Examined for Pallet<T> {
	fn has_examined(agency: OrgId, decision: DecisionId, lot: LotId, items: &[ItemRange]) -> bool {
		ExaminedBy::<T>::contains_key(decision, agency)
			&& LinesOf::<T>::get(decision)
				.unwrap_or_default()
				.iter()
				.filter(|line| line.lot == lot)
				.any(|line| covers(&line.ranges, items))
	}

	fn has_examined_weight() -> Weight {
		T::WeightInfo::has_examined()
	}
}
