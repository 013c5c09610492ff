//! What calls cost: their own weight, and that of the other pallets that they ask.

use crate::{
	pallet::{Config, Pallet},
	types::MAX_LEGS,
	WeightInfo,
};
use core::marker::PhantomData;
use frame_support::weights::Weight;
use hallmark_types::{
	total_weight, Facilities, Journal, Lots, Operators, Organisations, StorageMeter,
};

/// The weights of the calls, by name. `lots` is how many lots the shipment has.
pub(crate) struct Cost<T>(PhantomData<(T, Pallet<T>)>);

impl<T: Config> Cost<T> {
	/// `ranges` are those of all lines together.
	pub(crate) fn book_shipment(lots: u32, ranges: u32, legs: u32) -> Weight {
		total_weight([
			T::WeightInfo::book_shipment(lots, legs),
			Self::operator(),
			Self::moves(ranges),
			T::Lots::lots_weight().saturating_mul(lots.into()),
			Self::organisations(legs.saturating_add(1)),
			Self::meter(1),
			Self::journals(lots),
		])
	}

	pub(crate) fn cancel_shipment(lots: u32, ranges: u32) -> Weight {
		total_weight([
			T::WeightInfo::cancel_shipment(lots),
			Self::operator(),
			Self::moves(ranges),
			Self::meter(1),
			Self::journals(lots),
		])
	}

	pub(crate) fn reroute(lots: u32) -> Weight {
		total_weight([
			T::WeightInfo::reroute(lots),
			Self::operator(),
			Self::organisations(MAX_LEGS.saturating_add(1)),
			Self::meter(MAX_LEGS.saturating_add(1)),
			Self::journals(lots),
		])
	}

	pub(crate) fn offer_custody() -> Weight {
		let organisations = Self::organisations(1);
		total_weight([
			T::WeightInfo::offer_custody(),
			Self::operator(),
			organisations,
		])
	}

	pub(crate) fn withdraw_offer() -> Weight {
		total_weight([T::WeightInfo::withdraw_offer(), Self::operator()])
	}

	pub(crate) fn accept_custody(lots: u32) -> Weight {
		total_weight([
			T::WeightInfo::accept_custody(lots),
			Self::operator(),
			Self::organisations(1),
			Self::journals(lots),
		])
	}

	pub(crate) fn depart(lots: u32) -> Weight {
		Self::report(T::WeightInfo::depart(lots), lots)
	}

	pub(crate) fn arrive(lots: u32) -> Weight {
		Self::report(T::WeightInfo::arrive(lots), lots)
	}

	pub(crate) fn take_in(lots: u32) -> Weight {
		let facility = T::Facilities::facilities_weight();
		Self::report(T::WeightInfo::take_in(lots), lots).saturating_add(facility)
	}

	pub(crate) fn hand_out(lots: u32) -> Weight {
		Self::report(T::WeightInfo::hand_out(lots), lots)
	}

	pub(crate) fn reveal_consignee(lots: u32) -> Weight {
		Self::report(T::WeightInfo::reveal_consignee(lots), lots)
	}

	/// `ranges` are those that are left in it, `reported` those of all `reports` together.
	pub(crate) fn receive_shipment(lots: u32, ranges: u32, reports: u32, reported: u32) -> Weight {
		let report = Self::report_loss(0).saturating_mul(reports.into());
		total_weight([
			T::WeightInfo::receive_shipment(lots),
			Self::operator(),
			Self::moves(ranges),
			Self::organisations(1),
			Self::meter(1),
			Self::journals(lots),
			report,
			Self::moves(reported),
		])
	}

	pub(crate) fn deliver_to_buyer(ranges: u32) -> Weight {
		total_weight([
			T::WeightInfo::deliver_to_buyer(),
			Self::operator(),
			Self::moves(ranges),
			T::Lots::lots_weight(),
			Self::meter(1),
			Self::journals(1),
		])
	}

	pub(crate) fn report_loss(ranges: u32) -> Weight {
		total_weight([
			T::WeightInfo::report_loss(),
			Self::operator(),
			Self::moves(ranges),
			T::Lots::lots_weight(),
			Self::meter(1),
			Self::journals(1),
		])
	}

	/// `lots` are those directly in the unit, `units` those units.
	pub(crate) fn pack(lots: u32, units: u32) -> Weight {
		total_weight([
			T::WeightInfo::pack(lots, units),
			Self::operator(),
			Self::meter(1),
			Self::journals(lots),
		])
	}

	/// As for `pack`.
	pub(crate) fn unpack(lots: u32, units: u32) -> Weight {
		total_weight([
			T::WeightInfo::unpack(lots, units),
			Self::operator(),
			Self::meter(1),
			Self::journals(lots),
		])
	}

	pub(crate) fn summarise_sensors(lots: u32) -> Weight {
		let own = T::WeightInfo::summarise_sensors(lots);
		Self::report(own, lots).saturating_add(Self::meter(1))
	}

	/// A report that is entered into all journals. `own` is the call's own weight.
	fn report(own: Weight, lots: u32) -> Weight {
		total_weight([own, Self::operator(), Self::journals(lots)])
	}

	/// Moving so many ranges, each its own stretch.
	fn moves(ranges: u32) -> Weight {
		T::WeightInfo::move_ranges(ranges)
	}

	/// An entry in the journals of a shipment and of its lots.
	fn journals(lots: u32) -> Weight {
		T::Journal::append_weight().saturating_mul(u64::from(lots).saturating_add(1))
	}

	fn operator() -> Weight {
		T::Operators::operator_weight()
	}

	fn meter(times: u32) -> Weight {
		T::StorageMeter::meter_weight().saturating_mul(times.into())
	}

	fn organisations(times: u32) -> Weight {
		T::Organisations::organisation_weight().saturating_mul(times.into())
	}
}
