//! What calls cost: their own weight, and that of the other pallets that they ask.

use crate::{
	pallet::{Config, Pallet},
	types::MAX_LINES,
	WeightInfo,
};
use core::marker::PhantomData;
use frame_support::weights::Weight;
use hallmark_types::{
	total_weight, Controls, Facilities, Journal, Lots, Operators, Organisations, Shipments,
	StorageMeter,
};

/// The weights of the calls, by name. `lines` is how many they name.
pub(crate) struct Cost<T>(PhantomData<(T, Pallet<T>)>);

impl<T: Config> Cost<T> {
	pub(crate) fn lodge(lines: u32) -> Weight {
		total_weight([
			T::WeightInfo::lodge(lines),
			Self::operator(1),
			Self::organisations(1),
			Self::details(lines),
			Self::meter(1),
			Self::journal(lines),
		])
	}

	/// The version before may have had as many lines as there can be.
	pub(crate) fn amend(lines: u32) -> Weight {
		total_weight([
			T::WeightInfo::amend(lines),
			Self::operator(1),
			Self::details(lines),
			Self::control_lines(MAX_LINES),
			T::Controls::note_weight(MAX_LINES),
			Self::meter(2),
			Self::journal(lines),
		])
	}

	pub(crate) fn withdraw(lines: u32) -> Weight {
		Self::take_back(T::WeightInfo::withdraw(lines), lines)
	}

	pub(crate) fn reject(lines: u32) -> Weight {
		Self::take_back(T::WeightInfo::reject(lines), lines)
	}

	fn take_back(own: Weight, lines: u32) -> Weight {
		total_weight([
			own,
			Self::standing_in(),
			Self::operator(1),
			Self::control_lines(lines),
			T::Controls::note_weight(lines),
			Self::meter(lines.into()),
			Self::journal(lines),
		])
	}

	pub(crate) fn accept(lines: u32) -> Weight {
		total_weight([
			T::WeightInfo::accept(lines),
			Self::standing_in(),
			Self::operator(1),
			T::Shipments::shipments_weight().saturating_mul(2),
			Self::control_lines(lines),
			T::Controls::decide_weight(lines),
			Self::meter(1),
			Self::journal(lines),
		])
	}

	/// `own` is the call's own weight.
	pub(crate) fn step(own: Weight, lines: u32) -> Weight {
		let look = T::Controls::control_weight().saturating_add(T::Controls::note_weight(1));
		total_weight([
			own,
			Self::standing_in(),
			Self::operator(1),
			look.saturating_mul(lines.into()),
			// With the last of its lines a decision hears of all of them.
			T::Controls::note_weight(MAX_LINES),
			Self::control_lines(lines),
			Self::meter(u64::from(lines).saturating_mul(2)),
			// Each line may have been released for a reason of its own.
			Self::journal(lines.saturating_mul(2)),
		])
	}

	pub(crate) fn close() -> Weight {
		total_weight([
			T::WeightInfo::close(),
			Self::standing_in(),
			Self::operator(1),
			T::Journal::append_weight(),
		])
	}

	pub(crate) fn open_match() -> Weight {
		Self::round(T::WeightInfo::open_match())
	}

	pub(crate) fn reopen_match() -> Weight {
		Self::round(T::WeightInfo::reopen_match())
	}

	fn round(own: Weight) -> Weight {
		total_weight([
			own,
			Self::standing_in(),
			Self::operator(1),
			Self::organisations(3),
			T::Shipments::shipments_weight(),
			Self::meter(1),
		])
	}

	pub(crate) fn commit_document() -> Weight {
		total_weight([T::WeightInfo::commit_document(), Self::operator(1)])
	}

	pub(crate) fn reveal_document() -> Weight {
		total_weight([
			T::WeightInfo::reveal_document(),
			Self::operator(1),
			Self::organisations(3),
			Self::meter(1),
			Self::journal(MAX_LINES),
		])
	}

	pub(crate) fn propose_override(lines: u32) -> Weight {
		total_weight([
			T::WeightInfo::propose_override(lines),
			Self::standing_in(),
			Self::operator(1),
			Self::meter(lines.into()),
			Self::journal(lines),
		])
	}

	pub(crate) fn confirm_override(lines: u32) -> Weight {
		total_weight([
			T::WeightInfo::confirm_override(lines),
			Self::standing_in(),
			Self::operator(u64::from(lines).saturating_add(1)),
			Self::journal(lines),
		])
	}

	/// Checking what so many lines declare.
	fn details(lines: u32) -> Weight {
		let times = u64::from(lines);
		total_weight([
			T::Shipments::shipments_weight().saturating_mul(times.saturating_add(1)),
			T::Lots::lots_weight().saturating_mul(times.saturating_mul(2)),
		])
	}

	/// Showing so many lines to the decision engine.
	fn control_lines(lines: u32) -> Weight {
		total_weight([
			T::Lots::lots_weight().saturating_mul(2),
			T::Facilities::facilities_weight(),
		])
		.saturating_mul(lines.into())
	}

	/// An entry for each line's lot, and one for the declaration.
	fn journal(lines: u32) -> Weight {
		T::Journal::append_weight().saturating_mul(u64::from(lines).saturating_add(1))
	}

	/// Whether an authority stands in for another: that one, and the declarant.
	fn standing_in() -> Weight {
		Self::organisations(2)
	}

	fn operator(times: u64) -> Weight {
		T::Operators::operator_weight().saturating_mul(times)
	}

	fn organisations(times: u64) -> Weight {
		T::Organisations::organisation_weight().saturating_mul(times)
	}

	fn meter(times: u64) -> Weight {
		T::StorageMeter::meter_weight().saturating_mul(times)
	}
}
