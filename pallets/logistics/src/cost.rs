//! What calls cost beside what their benchmarks show. These run in the runtime, so what other
//! pallets do for a call is measured with it; but one organisation plans and carries all legs
//! there, and packs all units, and each lot has one range.

use crate::{
	pallet::{Config, Pallet},
	types::*,
	WeightInfo,
};
use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use hallmark_glue::{total_weight, Facilities, Operators, Organisations, StorageMeter};
use sp_runtime::SaturatedConversion;

/// The weights of the calls, by name. `lots` is how many lots the shipment has.
pub(crate) struct Cost<T>(PhantomData<(T, Pallet<T>)>);

impl<T: Config> Cost<T> {
	/// `ranges` are those of all lines together. Each leg may have a carrier of its own.
	pub(crate) fn book_shipment(lots: u32, ranges: u32, legs: u32) -> Weight {
		total_weight([
			T::WeightInfo::book_shipment(lots, legs),
			Self::further(ranges, lots),
			Self::organisations(legs),
		])
	}

	pub(crate) fn cancel_shipment(lots: u32, ranges: u32) -> Weight {
		T::WeightInfo::cancel_shipment(lots).saturating_add(Self::further(ranges, lots))
	}

	/// Each new leg may have a carrier of its own, and each that goes may have been planned by one
	/// that is given its room back. A consignor without the goods has their custodian looked at
	/// too.
	pub(crate) fn reroute(lots: u32) -> Weight {
		total_weight([
			T::WeightInfo::reroute(lots),
			Self::organisations(MAX_LEGS.saturating_add(1)),
			Self::meter(MAX_ALL_LEGS),
		])
	}

	/// `ranges` are those that are left in it, `reported` those of all `reports` together, of which
	/// there are none in its benchmark.
	pub(crate) fn receive_shipment(lots: u32, ranges: u32, reports: u32, reported: u32) -> Weight {
		total_weight([
			T::WeightInfo::receive_shipment(lots),
			Self::further(ranges, lots),
			T::WeightInfo::report_loss().saturating_mul(reports.into()),
			Self::further(reported, reports),
		])
	}

	/// Its benchmark takes the items out of a shipment, which takes more than out of a holding.
	pub(crate) fn deliver_to_buyer(ranges: u32) -> Weight {
		T::WeightInfo::deliver_to_buyer().saturating_add(Self::further(ranges, 1))
	}

	/// As for `deliver_to_buyer`.
	pub(crate) fn report_loss(ranges: u32) -> Weight {
		T::WeightInfo::report_loss().saturating_add(Self::further(ranges, 1))
	}

	/// Into a shipment, which takes more than into a holding.
	pub(crate) fn report_found(ranges: u32) -> Weight {
		T::WeightInfo::report_found().saturating_add(Self::further(ranges, 1))
	}

	pub(crate) fn dispose(goods: &Goods) -> Weight {
		match goods {
			Goods::Held { items, .. } => Self::by_authority(
				T::WeightInfo::dispose_of_held()
					.saturating_add(Self::further(items.ranges.len().saturated_into(), 1)),
			),
			Goods::Shipment(_) => Self::dispose_of_shipment(MAX_LINES, MAX_TRAVELLING_RANGES),
		}
	}

	pub(crate) fn dispose_of_shipment(lots: u32, ranges: u32) -> Weight {
		Self::by_authority(
			T::WeightInfo::dispose_of_shipment(lots).saturating_add(Self::further(ranges, lots)),
		)
	}

	/// The benchmarks have the council's order. An authority's operator is looked at, what it may
	/// dispose of and whose that is, and it pays for what it takes.
	fn by_authority(own: Weight) -> Weight {
		total_weight([
			own,
			T::Operators::operator_weight(),
			Self::organisations(4),
			T::Facilities::facilities_weight(),
			Self::meter(1),
		])
	}

	/// `lots` are those directly in the unit, `units` those units. Another may have packed it, and
	/// is given its room back.
	pub(crate) fn unpack(lots: u32, units: u32) -> Weight {
		T::WeightInfo::unpack(lots, units).saturating_add(Self::meter(1))
	}

	/// Moving `ranges`, of which `measured` are in the call's own weight, each its own stretch. In
	/// its benchmark each range comes out of the middle of a stretch; where it joins its neighbours
	/// instead, both are read, and one stretch more is written.
	fn further(ranges: u32, measured: u32) -> Weight {
		match ranges.saturating_sub(measured) {
			0 => Weight::zero(),
			further => {
				let joining = T::DbWeight::get().reads_writes(2, 1);
				T::WeightInfo::move_ranges(further)
					.saturating_add(joining.saturating_mul(further.into()))
			}
		}
	}

	fn meter(times: u32) -> Weight {
		T::StorageMeter::meter_weight().saturating_mul(times.into())
	}

	fn organisations(times: u32) -> Weight {
		T::Organisations::organisation_weight().saturating_mul(times.into())
	}
}
