//! What calls cost beyond what their benchmarks measure in the runtime
//! (`docs/adr/0008-weights.md`): how full the lists of other pallets are that a benchmark does not
//! fill.

use crate::{
	pallet::{Config, Pallet},
	types::*,
	WeightInfo,
};
use core::marker::PhantomData;
use frame_support::weights::Weight;
use hallmark_glue::Inspections;

/// The weights of calls that ask other pallets for what a benchmark does not fill, by name.
pub(crate) struct Cost<T>(PhantomData<(T, Pallet<T>)>);

impl<T: Config> Cost<T> {
	/// The heaviest calls.
	pub(crate) fn largest() -> [Weight; 6] {
		[
			Self::drawing(T::WeightInfo::settle()),
			Self::check_documents(),
			Self::reveal(),
			T::WeightInfo::report_sample(MAX_REPORT),
			Self::drawing(T::WeightInfo::conclude()),
			T::WeightInfo::decide(MAX_LINES),
		]
	}

	/// Drawing a sample, or settling whether an examination is repeated.
	pub(crate) fn reveal() -> Weight {
		T::WeightInfo::reveal_draw().max(Self::drawing(T::WeightInfo::reveal_repetition()))
	}

	/// The benchmark finds the first standard wanting: a check that goes on asks about every lot.
	pub(crate) fn check_documents() -> Weight {
		let documents = T::Inspections::documents_weight().saturating_mul(MAX_LINES.into());
		T::WeightInfo::check_documents().saturating_add(documents)
	}

	/// A call that asks about the accreditation of one agency, which may have as many as there can
	/// be. `own` is the call's own weight.
	pub(crate) fn judging(own: Weight) -> Weight {
		own.saturating_add(T::Inspections::accreditation_weight())
	}

	/// A call that asks about those of the whole panel, and of the agency at hand.
	pub(crate) fn drawing(own: Weight) -> Weight {
		let panel = u64::from(MAX_PANEL).saturating_add(1);
		own.saturating_add(T::Inspections::accreditation_weight().saturating_mul(panel))
	}
}
