//! What calls cost beside what their benchmarks show. These run in the runtime, so what other
//! pallets do for a call is measured with it.

use crate::{
	pallet::{Config, Pallet},
	types::{MAX_AGAINST, MAX_LISTED},
	WeightInfo,
};
use core::marker::PhantomData;
use frame_support::weights::Weight;
use hallmark_glue::StorageMeter;

/// The weights of the calls, by name.
pub(crate) struct Cost<T>(PhantomData<(T, Pallet<T>)>);

impl<T: Config> Cost<T> {
	/// In its benchmark one attestation leaves the list, and the words of one agency where readers
	/// look first. All of the list may leave, each of an agency of its own that is given its room
	/// back, and all of the agency's own words. The subject there is the one of which most is
	/// asked: items of a lot.
	pub(crate) fn attest() -> Weight {
		let others = u64::from(MAX_LISTED.saturating_add(MAX_AGAINST)).saturating_sub(1);
		T::WeightInfo::attest()
			.saturating_add(T::StorageMeter::meter_weight().saturating_mul(others))
	}
}
