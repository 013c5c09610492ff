//! Whose room every bounded collection in storage is. What one party fills must keep no other out,
//! so each collection has its answer here; one without an answer fails the test.

use frame_support::__private::metadata_ir::StorageEntryTypeIR;
use scale_info::{form::MetaForm, MetaType, TypeDef};
use std::collections::{BTreeMap, BTreeSet};

/// Who can fill a collection, and so whom it can keep out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
	/// The council fills it, by motion.
	Council,
	/// One organisation fills it, and has it for itself.
	Own,
	/// Several fill it, and each has a place or a share of its own in it, which no other can take.
	Each,
	/// It is a page, and a full page is followed by another.
	Pages,
	/// The chain fills it by its own rules, by which it is never full.
	Chain,
}

use Room::*;

/// Each storage item that holds bounded collections, with its answer. Why it is so stands in the
/// item's docs, after the words "Whose room".
const ROOMS: &[(&str, Room)] = &[
	("Consortium.CurrentRound", Each),
	("Consortium.KeySets", Chain),
	("Consortium.MissedSlots", Each),
	("Consortium.Peers", Own),
	("Consortium.Seats", Council),
	("Consortium.Validators", Council),
	("Council.Proposals", Each),
	("CustomsClearance.Declarations", Own),
	("CustomsClearance.Lines", Own),
	("CustomsClearance.RequiredOf", Chain),
	("CustomsClearance.Systems", Council),
	("Inspection.Accreditations", Council),
	("Inspection.AccreditationsOf", Council),
	("Inspection.AgainstOf", Own),
	("Inspection.Attestations", Own),
	("Inspection.AttestationsOn", Each),
	("Inspection.RequiredStandards", Council),
	("Journal.JournalPages", Pages),
	("Links.ActiveKeys", Own),
	("Links.LinkLists", Own),
	("Links.ResolverDomains", Own),
	("Logistics.Documents", Own),
	("Logistics.Lines", Own),
	("Logistics.Sensors", Own),
	("Logistics.Shipments", Each),
	("Logistics.Units", Own),
	("MerchantRegistry.Operators", Own),
	("MerchantRegistry.Organisations", Each),
	("ProductIdentity.ActivationTime", Each),
	("ProductIdentity.BatchIssuers", Pages),
	("ProductIdentity.HsEditions", Council),
	("ProductIdentity.ItemPages", Each),
	("ProductIdentity.LeafPages", Pages),
	("ProductIdentity.Lots", Each),
	("ProductIdentity.LotsByBatch", Own),
	("ProductIdentity.LotsByGtin", Pages),
	("ProductIdentity.NoticeSetters", Each),
	("ProductIdentity.Notices", Own),
	("ProductIdentity.NoticesOf", Own),
	("Quota.RoleLimits", Council),
	("RandomnessBeacon.Pending", Chain),
	("Sampling.Asked", Own),
	("Sampling.Decisions", Chain),
	("Sampling.Examinations", Chain),
	("Sampling.LinesOf", Own),
	("Sampling.Panels", Own),
	("Sampling.Reports", Pages),
	("Sampling.RuleSets", Own),
	("Sampling.Samples", Chain),
	("Sampling.Streams", Chain),
];

/// The bounded collections within a type, as paths from it. Bytes are text, and no collection.
fn collections(ty: MetaType, path: &str, seen: &mut BTreeSet<MetaType>, found: &mut Vec<String>) {
	if !seen.insert(ty) {
		return;
	}
	let info = ty.type_info();
	// A motion holds a call, which its proposer fills.
	if info.path.ident() == Some("RuntimeCall") {
		seen.remove(&ty);
		return;
	}
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

/// The storage items of pallets that hold bounded collections: which collections, and the item's
/// docs.
macro_rules! collections_of {
	($($pallet:ident),* $(,)?) => {{
		let mut found = BTreeMap::new();
		$(
			let storage = crate::$pallet::storage_metadata();
			for entry in storage.entries {
				let value = match entry.ty {
					StorageEntryTypeIR::Plain(value) => value,
					StorageEntryTypeIR::Map { value, .. } => value,
				};
				let mut inside = Vec::new();
				collections(value, "", &mut BTreeSet::new(), &mut inside);
				if !inside.is_empty() {
					let item = format!("{}.{}", stringify!($pallet), entry.name);
					found.insert(item, (inside, entry.docs.join(" ")));
				}
			}
		)*
		found
	}};
}

#[test]
fn every_bounded_collection_says_whose_room_it_is() {
	let found = collections_of![
		Consortium,
		Council,
		CustomsClearance,
		Inspection,
		Journal,
		Links,
		Logistics,
		MerchantRegistry,
		ProductIdentity,
		Quota,
		RandomnessBeacon,
		Sampling,
	];
	let answers: BTreeMap<_, _> = ROOMS.iter().copied().collect();
	assert_eq!(answers.len(), ROOMS.len(), "an item is answered twice");
	for (item, (inside, docs)) in &found {
		let room = answers.get(item.as_str());
		assert!(room.is_some(), "whose room is {item}, with {inside:?}?");
		// The SDK's own pallet says nothing of it.
		if !item.starts_with("Council.") {
			let words = docs.split_whitespace().collect::<Vec<_>>().join(" ");
			assert!(words.contains("Whose room:"), "{item} does not say whose room it is: {docs}");
		}
	}
	for (item, _) in ROOMS {
		assert!(found.contains_key(*item), "{item} holds no bounded collection any more");
	}
}
