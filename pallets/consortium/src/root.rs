//! Dispatch as Root.

use crate::{pallet::*, WeightInfo};
use frame_support::{
	dispatch::{extract_actual_weight, DispatchResultWithPostInfo, GetDispatchInfo},
	ensure,
	traits::Contains,
};
use frame_system::RawOrigin;
use sp_runtime::traits::{Dispatchable, Hash};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_dispatch_as_root(
		call: <T as frame_system::Config>::RuntimeCall,
		strong: bool,
	) -> DispatchResultWithPostInfo {
		let allowed = T::RootCallFilter::contains(&call)
			|| strong && T::StrongRootCallFilter::contains(&call);
		ensure!(allowed, Error::<T>::RootCallRefused);
		let call_hash = <T as frame_system::Config>::Hashing::hash_of(&call);
		let info = call.get_dispatch_info();
		let result = call.dispatch(RawOrigin::Root.into());
		let used = extract_actual_weight(&result, &info);
		Self::deposit_event(Event::RootCallDispatched {
			call_hash,
			result: result.map(|_| ()).map_err(|error| error.error),
		});
		Ok(Some(<T as Config>::WeightInfo::dispatch_as_root().saturating_add(used)).into())
	}
}
