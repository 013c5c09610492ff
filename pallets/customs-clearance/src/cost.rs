//! What calls cost beside what their benchmarks show. These run in the runtime, so what other
//! pallets do for a call is measured with it; but there no authority stands in for another, no lot
//! names a facility, and neither the shipment's records nor those of the decision engine are as
//! large as they can grow.

use crate::{
	pallet::{Config, Pallet},
	types::MAX_LINES,
	WeightInfo,
};
use core::marker::PhantomData;
use frame_support::weights::Weight;
use hallmark_glue::{
	total_weight, Controls, Facilities, Holdings, Lots, Operators, Organisations, Shipments,
	StorageMeter,
};
use hallmark_types::MAX_RANGES;

/// The weights of the calls, by name. `lines` is how many they name.
pub(crate) struct Cost<T>(PhantomData<(T, Pallet<T>)>);

impl<T: Config> Cost<T> {
	pub(crate) fn lodge(lines: u32) -> Weight {
		total_weight([
			T::WeightInfo::lodge(lines),
			Self::shipments(lines.saturating_add(1)),
			Self::holdings(lines),
		])
	}

	/// In the benchmark the version before has as many lines as there can be.
	pub(crate) fn amend(lines: u32) -> Weight {
		total_weight([
			T::WeightInfo::amend(lines),
			Self::shipments(lines.saturating_add(1)),
			Self::holdings(lines),
			Self::facilities(MAX_LINES),
		])
	}

	pub(crate) fn withdraw(lines: u32) -> Weight {
		T::WeightInfo::withdraw(lines).saturating_add(Self::facilities(lines))
	}

	pub(crate) fn reject(lines: u32) -> Weight {
		Self::by_authority(T::WeightInfo::reject(lines).saturating_add(Self::facilities(lines)))
	}

	pub(crate) fn accept(lines: u32) -> Weight {
		Self::by_authority(total_weight([
			T::WeightInfo::accept(lines),
			Self::shipments(lines.saturating_add(3)),
			Self::holdings(lines),
			Self::facilities(lines),
			T::Controls::decide_weight(lines),
		]))
	}

	/// `own` is the call's own weight. `fewer` is how many ranges fewer move than in its benchmark,
	/// where each line has as many as there can be.
	pub(crate) fn step(own: Weight, lines: u32, fewer: u32) -> Weight {
		// Goods leave bond with overrides that nobody used: their room is given back.
		let line = T::Controls::control_weight().saturating_add(T::StorageMeter::meter_weight());
		Self::by_authority(own.saturating_add(line.saturating_mul(lines.into())))
			.saturating_sub(Self::ranges(fewer))
	}

	/// The same where goods leave a decision undone. In the benchmark each line has a decision of
	/// its own, which ends with it. Where lines share one, each that leaves is shown to the
	/// decision engine, or all of them with the last.
	pub(crate) fn leave(own: Weight, lines: u32, fewer: u32) -> Weight {
		let shown = T::Lots::lots_weight().saturating_mul(2).saturating_mul(lines.into());
		total_weight([
			Self::step(own, lines, fewer),
			shown,
			Self::facilities(lines),
			T::Controls::remember_weight(MAX_LINES),
		])
	}

	/// The same as a step, and what becomes of the goods wherever they are.
	pub(crate) fn destroy(own: Weight, lines: u32, fewer: u32) -> Weight {
		let gone = T::Holdings::remember_destroyed_weight().saturating_mul(lines.into());
		Self::step(own, lines, fewer).saturating_add(gone)
	}

	/// What moving so many ranges at a border takes.
	pub(crate) fn ranges(ranges: u32) -> Weight {
		let one = T::WeightInfo::move_ranges(2).saturating_sub(T::WeightInfo::move_ranges(1));
		one.saturating_mul(ranges.into())
	}

	/// The first officer of each line may be another.
	pub(crate) fn confirm_override(lines: u32) -> Weight {
		let officers = T::Operators::operator_weight().saturating_mul(lines.into());
		Self::by_authority(T::WeightInfo::confirm_override(lines).saturating_add(officers))
	}

	/// Whether an authority stands in for another: that one, whom the council named in its place,
	/// the declarant, and what was stored at that one's cost. `own` is what the call takes
	/// otherwise.
	pub(crate) fn by_authority(own: Weight) -> Weight {
		total_weight([
			own,
			T::Organisations::organisation_weight().saturating_mul(3),
			T::StorageMeter::meter_weight(),
		])
	}

	/// Where the goods of each line were made: as its owner confirms, and as the issuer says.
	fn facilities(lines: u32) -> Weight {
		T::Facilities::facilities_weight().saturating_mul(lines.into()).saturating_mul(2)
	}

	/// The goods of each line may have been received since.
	fn holdings(lines: u32) -> Weight {
		T::Holdings::holds_weight(MAX_RANGES).saturating_mul(lines.into())
	}

	fn shipments(times: u32) -> Weight {
		T::Shipments::shipments_weight().saturating_mul(times.into())
	}
}
