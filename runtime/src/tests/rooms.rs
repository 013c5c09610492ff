//! Whose room every bounded collection in storage is. What one party fills must keep no other out, so
//! each collection has its answer here; one without an answer fails the test.

use super::*;
use frame_support::__private::metadata_ir::StorageEntryTypeIR;
use scale_info::{form::MetaForm, MetaType, TypeDef};
use std::collections::BTreeSet;

/// Who can fill a collection, and so whom it can keep out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
	/// The council fills it, by motion.
	Council,
	/// One organisation, or one operator, fills it, and has it for itself.
	Own,
	/// Whoever makes the record fills it in that call, and nobody adds to it later.
	Maker,
	/// The chain fills it by its own rules; nobody can fill it up.
	Chain,
}

use Room::*;

/// Each bounded collection, as pallet, storage item and the type or field that holds it, with its answer.
const ROOMS: &[(&str, Room)] = &[];

/// The bounded collections within a type, as paths from it. Bytes are text, and no collection.
fn collections(ty: MetaType, path: &str, seen: &mut BTreeSet<MetaType>, found: &mut Vec<String>) {
	if !seen.insert(ty) {
		return;
	}
	let info = ty.type_info();
	let bounded = info.path.ident().is_some_and(|name| {
		["BoundedVec", "WeakBoundedVec", "BoundedBTreeMap", "BoundedBTreeSet"].contains(&name)
	});
	if bounded {
		let element = info.type_params.first().and_then(|param| param.ty);
		if element != Some(scale_info::meta_type::<u8>()) {
			found.push(path.into());
		}
		if let Some(element) = element {
			collections(element, &format!("{path}[]"), seen, found);
		}
	} else {
		let mut fields = |name: Option<&str>, all: &[scale_info::Field<MetaForm>]| {
			for field in all {
				let step = [name, field.name].into_iter().flatten().collect::<Vec<_>>().join(".");
				let step = if step.is_empty() { path.into() } else { format!("{path}.{step}") };
				collections(field.ty, &step, seen, found);
			}
		};
		match &info.type_def {
			TypeDef::Composite(composite) => fields(None, &composite.fields),
			TypeDef::Variant(variants) => {
				for variant in &variants.variants {
					fields(Some(variant.name), &variant.fields);
				}
			}
			TypeDef::Sequence(sequence) => collections(sequence.type_param, path, seen, found),
			TypeDef::Array(array) => collections(array.type_param, path, seen, found),
			TypeDef::Tuple(tuple) => {
				for ty in &tuple.fields {
					collections(*ty, path, seen, found);
				}
			}
			TypeDef::Compact(_) | TypeDef::Primitive(_) | TypeDef::BitSequence(_) => {}
		}
	}
	seen.remove(&ty);
}

/// The bounded collections in the storage of pallets.
macro_rules! collections_of {
	($($pallet:ident),* $(,)?) => {{
		let mut found = Vec::new();
		$(
			let storage = crate::$pallet::storage_metadata();
			for entry in storage.entries {
				let value = match entry.ty {
					StorageEntryTypeIR::Plain(value) => value,
					StorageEntryTypeIR::Map { value, .. } => value,
				};
				let path = format!("{}.{}", stringify!($pallet), entry.name);
				collections(value, &path, &mut BTreeSet::new(), &mut found);
			}
		)*
		found
	}};
}

#[test]
fn every_bounded_collection_says_whose_room_it_is() {
	let found = collections_of![
		Consortium,
		CustomsClearance,
		Inspection,
		Journal,
		Logistics,
		MerchantRegistry,
		ProductIdentity,
		Quota,
		RandomnessBeacon,
		Sampling,
		Council,
	];
	let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
	let answered: BTreeSet<&str> = ROOMS.iter().map(|(path, _)| *path).collect();
	let unanswered: Vec<_> = found.difference(&answered).collect();
	let gone: Vec<_> = answered.difference(&found).collect();
	assert!(unanswered.is_empty(), "whose room is it? {unanswered:#?}");
	assert!(gone.is_empty(), "there is no such collection: {gone:#?}");
}
