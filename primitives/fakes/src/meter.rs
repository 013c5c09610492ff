//! What organisations store.

use crate::ASKED;
use frame_support::{parameter_types, weights::Weight};
use hallmark_glue::StorageMeter;
use hallmark_types::OrgId;
use sp_runtime::{DispatchError, DispatchResult};
use std::collections::BTreeMap;

parameter_types! {
	/// What each organisation stores, in bytes.
	pub storage Stored: BTreeMap<OrgId, u32> = Default::default();
	/// What each may store, in bytes.
	pub storage StorageLimit: u32 = u32::MAX;
}

/// The error of whoever has used its storage up.
pub const STORAGE_USED_UP: DispatchError = DispatchError::Other("storage used up");

/// Meters what organisations store.
pub struct Meter;

impl StorageMeter for Meter {
	fn grow(org: OrgId, bytes: u32) -> DispatchResult {
		let mut stored = Stored::get();
		let used = stored.entry(org).or_default();
		*used = used.saturating_add(bytes);
		if *used > StorageLimit::get() {
			return Err(STORAGE_USED_UP);
		}
		Stored::set(&stored);
		Ok(())
	}

	fn shrink(org: OrgId, bytes: u32) {
		let mut stored = Stored::get();
		let used = stored.entry(org).or_default();
		*used = used.checked_sub(bytes).expect("more is given back than was taken");
		Stored::set(&stored);
	}

	fn meter_weight() -> Weight {
		ASKED
	}
}

/// What `org` stores, in bytes.
pub fn stored(org: OrgId) -> u32 {
	Stored::get().get(&org).copied().unwrap_or_default()
}
