//! What calls cost: their own weight, and that of the other pallets that they ask.

use crate::{
	pallet::{Config, Pallet},
	WeightInfo,
};
use core::marker::PhantomData;
use frame_support::weights::Weight;
use hallmark_types::{
	ActivationAllowance, Brands, Facilities, Operators, Organisations, StorageMeter,
};

/// The weights of the calls, by name.
pub(crate) struct Cost<T>(PhantomData<(T, Pallet<T>)>);

impl<T: Config> Cost<T> {
	pub(crate) fn register_product() -> Weight {
		sum([
			T::WeightInfo::register_product(),
			Self::operator(),
			Self::meter(2),
			Self::brands(2),
		])
	}

	pub(crate) fn revise_product() -> Weight {
		sum([
			T::WeightInfo::revise_product(),
			Self::operator(),
			Self::meter(2),
			Self::brands(1),
		])
	}

	/// `own` is the call's own weight.
	pub(crate) fn set_brand(own: Weight) -> Weight {
		sum([
			own,
			Self::operator(),
			Self::meter(1),
			Self::brands(1),
			Self::organisations(1),
		])
	}

	pub(crate) fn issue_lot() -> Weight {
		Self::new_lot(T::WeightInfo::issue_lot())
	}

	pub(crate) fn issue_listed_lot() -> Weight {
		Self::new_lot(T::WeightInfo::issue_listed_lot()).saturating_add(Self::meter(1))
	}

	fn new_lot(own: Weight) -> Weight {
		let facility = T::Facilities::facilities_weight();
		sum([
			own,
			Self::operator(),
			Self::meter(2),
			Self::brands(3),
			facility,
		])
	}

	pub(crate) fn list_items(items: u32) -> Weight {
		sum([
			T::WeightInfo::list_items(items),
			Self::operator(),
			Self::meter(2),
			Self::brands(3),
		])
	}

	pub(crate) fn close_list() -> Weight {
		sum([T::WeightInfo::close_list(), Self::operator()])
	}

	pub(crate) fn confirm_leaf_file() -> Weight {
		let groups = Self::organisations(u64::from(crate::MAX_CONFIRMATIONS).saturating_add(1));
		sum([
			T::WeightInfo::confirm_leaf_file(),
			Self::operator(),
			Self::meter(3),
			groups,
		])
	}

	pub(crate) fn confirm_count() -> Weight {
		let facility = T::Facilities::facilities_weight();
		let group = Self::organisations(1);
		sum([
			T::WeightInfo::confirm_count(),
			Self::operator(),
			Self::meter(1),
			facility,
			group,
		])
	}

	pub(crate) fn mark_compromised() -> Weight {
		sum([
			T::WeightInfo::mark_compromised(),
			Self::operator(),
			Self::meter(1),
		])
	}

	pub(crate) fn activate() -> Weight {
		sum([
			T::WeightInfo::activate(),
			T::ActivationAllowance::allowance_weight(),
		])
	}

	pub(crate) fn authorize_activate(proof: u32) -> Weight {
		let allowance = T::ActivationAllowance::allowance_weight();
		sum([T::WeightInfo::authorize_activate(proof), allowance])
	}

	/// One activation in a block, authorising it included.
	pub(crate) fn activation(proof: u32) -> Weight {
		sum([Self::activate(), Self::authorize_activate(proof)])
	}

	pub(crate) fn flag_items(items: u32) -> Weight {
		let meter = Self::meter(u64::from(items).saturating_add(2));
		sum([T::WeightInfo::flag_items(items), Self::operator(), meter])
	}

	/// `own` is the call's own weight.
	pub(crate) fn place_notice(own: Weight) -> Weight {
		let facility = T::Facilities::facilities_weight();
		sum([
			own,
			Self::operator(),
			Self::meter(2),
			Self::brands(1),
			facility,
		])
	}

	pub(crate) fn lift_notice() -> Weight {
		sum([
			T::WeightInfo::lift_notice(),
			Self::operator(),
			Self::meter(2),
		])
	}

	pub(crate) fn acknowledge_recall() -> Weight {
		sum([
			T::WeightInfo::acknowledge_recall(),
			Self::operator(),
			Self::meter(2),
		])
	}

	fn operator() -> Weight {
		T::Operators::operator_weight()
	}

	fn meter(times: u64) -> Weight {
		T::StorageMeter::meter_weight().saturating_mul(times)
	}

	fn brands(times: u64) -> Weight {
		T::Brands::brands_weight().saturating_mul(times)
	}

	fn organisations(times: u64) -> Weight {
		T::Organisations::organisation_weight().saturating_mul(times)
	}
}

fn sum<const N: usize>(weights: [Weight; N]) -> Weight {
	weights
		.into_iter()
		.fold(Weight::zero(), |sum, weight| sum.saturating_add(weight))
}
