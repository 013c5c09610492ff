//! Standards, and which of them a product type requires.

use crate::{
	pallet::{
		Config, Error, Event, NextStandardId, Pallet, RequiredStandards, StandardIds, Standards,
	},
	types::*,
};
use alloc::vec::Vec;
use frame_support::{ensure, traits::ConstU32, BoundedVec};
use hallmark_glue::Lots;
use hallmark_types::{ProductTypeId, StandardId};
use sp_runtime::{DispatchResult, SaturatedConversion};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_standards(
		standards: BoundedVec<Standard, ConstU32<MAX_NEW_STANDARDS>>,
	) -> DispatchResult {
		let first = NextStandardId::<T>::get();
		let mut id = first;
		let count = standards.len().saturated_into();
		for standard in standards {
			let code = &standard.code;
			code.check().map_err(|_| Error::<T>::InvalidCode)?;
			let title = standard.title.check();
			title.map_err(|_| Error::<T>::InvalidTitle)?;
			let known = StandardIds::<T>::contains_key(code);
			ensure!(!known, Error::<T>::StandardAlreadyExists);
			StandardIds::<T>::insert(code, id);
			Standards::<T>::insert(id, standard);
			id = id.next().ok_or(Error::<T>::TooManyIds)?;
		}
		NextStandardId::<T>::put(id);
		Self::deposit_event(Event::StandardsRegistered { first, count });
		Ok(())
	}

	pub(crate) fn do_require_standards(
		product_type: ProductTypeId,
		new: RequiredStandardList,
	) -> DispatchResult {
		ensure!(T::Lots::has_product_type(product_type), Error::<T>::ProductTypeNotFound);
		Self::check_standards(&new)?;
		let old = RequiredStandards::<T>::take(product_type);
		if !new.is_empty() {
			RequiredStandards::<T>::insert(product_type, new.clone());
		}
		Self::deposit_event(Event::StandardsRequired { product_type, old, new });
		Ok(())
	}

	/// Checks that there are such standards, and that each is named once.
	pub(crate) fn check_standards(standards: &[StandardId]) -> DispatchResult {
		let known = standards.iter().all(Standards::<T>::contains_key);
		ensure!(known, Error::<T>::StandardNotFound);
		ensure!(!repeats(standards), Error::<T>::DuplicateEntry);
		Ok(())
	}

	/// The standards that a product type requires; see the view function `standards_of`.
	pub(crate) fn required_standards(product_type: ProductTypeId) -> Vec<StandardView> {
		RequiredStandards::<T>::get(product_type)
			.into_iter()
			.filter_map(|id| {
				let Standard { code, title } = Standards::<T>::get(id)?;
				Some(StandardView { id, code, title })
			})
			.collect()
	}
}

/// Whether a short list names something twice.
pub(crate) fn repeats<I: PartialEq>(list: &[I]) -> bool {
	let mut rest = list;
	while let Some((first, others)) = rest.split_first() {
		if others.contains(first) {
			return true;
		}
		rest = others;
	}
	false
}
