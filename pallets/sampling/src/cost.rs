//! What calls cost: their own weight, and that of the other pallets that they ask.

use crate::{
	pallet::{Config, Pallet},
	types::*,
	WeightInfo,
};
use core::marker::PhantomData;
use frame_support::weights::Weight;
use hallmark_glue::{
	total_weight, Beacon, Inspections, Journal, Lots, Operators, Organisations, StorageMeter,
};

/// The journals of a declaration and of each of its lots.
const JOURNALS: u64 = MAX_LINES as u64 + 1;
/// Who has an interest in an inspection lot at most.
const INTERESTED: u64 = MAX_INTERESTED as u64;

/// The weights of the calls, by name.
pub(crate) struct Cost<T>(PhantomData<(T, Pallet<T>)>);

impl<T: Config> Cost<T> {
	/// The heaviest calls.
	pub(crate) fn largest() -> [Weight; 6] {
		[
			Self::settle(),
			Self::check_documents(),
			Self::reveal(),
			Self::report_sample(MAX_REPORT),
			Self::conclude(T::WeightInfo::conclude()),
			Self::decide(MAX_LINES),
		]
	}

	pub(crate) fn set_rules() -> Weight {
		total_weight([T::WeightInfo::set_rules(), Self::operator(), Self::meter(1)])
	}

	pub(crate) fn cancel_pending() -> Weight {
		total_weight([T::WeightInfo::cancel_pending(), Self::operator()])
	}

	/// `own` is the call's own weight.
	pub(crate) fn whitelist(own: Weight) -> Weight {
		total_weight([
			own,
			Self::operator(),
			Self::organisations(1),
			T::Lots::lots_weight(),
			Self::meter(2),
			Self::journals(1),
		])
	}

	pub(crate) fn set_panel(agencies: u32) -> Weight {
		total_weight([
			T::WeightInfo::set_panel(agencies),
			Self::operator(),
			Self::organisations(agencies.into()),
			Self::meter(2),
		])
	}

	pub(crate) fn settle() -> Weight {
		total_weight([
			T::WeightInfo::settle(),
			Self::standing_in(),
			Self::operator(),
			Self::beacon(3),
			Self::drawing_agency(),
			Self::journals(JOURNALS),
		])
	}

	/// A call that writes into all journals. `own` is the call's own weight.
	pub(crate) fn noted(own: Weight) -> Weight {
		total_weight([
			own,
			Self::standing_in(),
			Self::operator(),
			Self::beacon(3),
			Self::meter(1),
			Self::journals(JOURNALS),
		])
	}

	/// Drawing a sample, or settling whether an examination is repeated.
	pub(crate) fn reveal() -> Weight {
		Self::noted(T::WeightInfo::reveal_draw())
			.max(Self::conclude(T::WeightInfo::reveal_repetition()))
	}

	pub(crate) fn check_documents() -> Weight {
		let documents = T::Inspections::documents_weight().saturating_mul(MAX_LINES.into());
		total_weight([
			T::WeightInfo::check_documents(),
			Self::standing_in(),
			Self::operator(),
			documents,
			Self::journals(JOURNALS),
		])
	}

	pub(crate) fn assign_agency() -> Weight {
		total_weight([
			T::WeightInfo::assign_agency(),
			Self::standing_in(),
			Self::operator(),
			Self::organisations(INTERESTED.saturating_add(1)),
			T::Inspections::accreditation_weight(),
			Self::journals(JOURNALS),
		])
	}

	pub(crate) fn open_examination() -> Weight {
		total_weight([
			T::WeightInfo::open_examination(),
			Self::operator(),
			Self::organisations(INTERESTED.saturating_add(1)),
			T::Inspections::accreditation_weight(),
			Self::beacon(2),
			Self::meter(1),
			Self::journals(JOURNALS),
		])
	}

	pub(crate) fn report_sample(results: u32) -> Weight {
		// Drawn items can lie in as many lots as there are lines.
		total_weight([
			T::WeightInfo::report_sample(results),
			Self::operator(),
			Self::meter(1),
			T::Lots::mark_weight(results),
		])
	}

	/// A call that can end an examination. `own` is the call's own weight.
	pub(crate) fn conclude(own: Weight) -> Weight {
		total_weight([
			own,
			Self::standing_in(),
			Self::operator(),
			// The agency that concludes, and the one that is drawn.
			Self::organisations(INTERESTED.saturating_add(1)),
			T::Inspections::accreditation_weight(),
			Self::beacon(2),
			Self::drawing_agency(),
			Self::journals(JOURNALS.saturating_mul(2)),
		])
	}

	/// A call of an authority about a stream. `own` is the call's own weight.
	pub(crate) fn switch(own: Weight) -> Weight {
		total_weight([own, Self::operator()])
	}

	pub(crate) fn decide(lines: u32) -> Weight {
		// Each line can be an inspection lot of its own, with the declaration's journal and its lot's.
		let lots = u64::from(lines);
		total_weight([
			T::WeightInfo::decide(lines),
			Self::beacon(lots.saturating_mul(2)),
			Self::meter(lots),
			Self::journals(lots.saturating_mul(2)),
		])
	}

	pub(crate) fn note(lines: u32) -> Weight {
		total_weight([T::WeightInfo::note(lines), Self::beacon(4)])
	}

	/// Asking every agency of a panel, against everyone who has an interest.
	fn drawing_agency() -> Weight {
		let panel = u64::from(MAX_PANEL);
		let accredited = T::Inspections::accreditation_weight().saturating_mul(panel);
		Self::organisations(INTERESTED.saturating_add(panel)).saturating_add(accredited)
	}

	/// Whether an authority stands in for another: that one, and the declarant.
	fn standing_in() -> Weight {
		Self::organisations(2)
	}

	fn operator() -> Weight {
		T::Operators::operator_weight()
	}

	fn meter(times: u64) -> Weight {
		T::StorageMeter::meter_weight().saturating_mul(times)
	}

	fn beacon(times: u64) -> Weight {
		T::Beacon::beacon_weight().saturating_mul(times)
	}

	fn organisations(times: u64) -> Weight {
		T::Organisations::organisation_weight().saturating_mul(times)
	}

	fn journals(times: u64) -> Weight {
		T::Journal::append_weight().saturating_mul(times)
	}
}
