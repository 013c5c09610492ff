//! What calls cost beside what their benchmarks show. These run in the runtime, so what other
//! pallets do for a call is measured with it; but not how large another pallet's lists can grow.

use crate::{
	pallet::{Config, Pallet},
	WeightInfo,
};
use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use hallmark_glue::{Examined, OnNotice};

/// The weights of the calls, by name.
pub(crate) struct Cost<T>(PhantomData<(T, Pallet<T>)>);

impl<T: Config> Cost<T> {
	/// The items stand side by side: writing them costs far less than as many writes anywhere. Its
	/// benchmark leaves them out.
	pub(crate) fn list_items(items: u32) -> Weight {
		let writes = T::NeighbourWrite::get().saturating_mul(items.into());
		T::WeightInfo::list_items(items).saturating_add(writes)
	}

	/// One activation in a block, authorising it included.
	pub(crate) fn activation(proof: u32) -> Weight {
		T::WeightInfo::activate().saturating_add(T::WeightInfo::authorize_activate(proof))
	}

	/// `own` is the call's own weight. How much hearing of the notice costs is sampling's to know.
	pub(crate) fn place_notice(own: Weight) -> Weight {
		own.saturating_add(T::OnNotice::on_notice_weight())
	}

	/// What the agency examined is not in the benchmark: other pallets bring examinations about.
	pub(crate) fn hold_examined() -> Weight {
		Self::place_notice(T::WeightInfo::hold_examined())
			.saturating_add(T::Examined::has_examined_weight())
	}

	/// It places a hold.
	pub(crate) fn confirm_hold() -> Weight {
		Self::place_notice(T::WeightInfo::confirm_hold())
	}
}
