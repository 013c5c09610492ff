//! One vocabulary of errors and one form of call docs, in every pallet.

use super::*;
use scale_info::{form::MetaForm, MetaType, TypeDef, Variant};
use std::collections::BTreeSet;

/// The pallets of ours.
fn is_ours(pallet: &str) -> bool {
	!OF_THE_SDK.contains(&pallet)
}

/// The variants of an enum.
fn variants(ty: MetaType) -> Vec<Variant<MetaForm>> {
	match ty.type_info().type_def {
		TypeDef::Variant(variants) => variants.variants,
		other => panic!("{other:?} is no enum"),
	}
}

/// Of an enum over pallets (calls, errors), those of ours: the pallet's name, and what stands in
/// it.
fn by_pallet(ty: MetaType) -> Vec<(&'static str, Vec<Variant<MetaForm>>)> {
	variants(ty)
		.into_iter()
		.filter(|pallet| is_ours(pallet.name))
		.map(|pallet| (pallet.name, variants(pallet.fields[0].ty)))
		.collect()
}

fn errors() -> Vec<(&'static str, Vec<Variant<MetaForm>>)> {
	by_pallet(scale_info::meta_type::<crate::RuntimeError>())
}

/// Words of other dialects, each with what we say.
const DIALECTS: [(&str, &str); 12] = [
	("*Invalid", "InvalidX"),
	("*Taken", "XAlreadyExists"),
	("*AlreadyRegistered", "XAlreadyExists"),
	("*AlreadyIssued", "XAlreadyExists"),
	("*UsedUp", "TooManyX"),
	("*Unknown", "XNotFound, or InvalidX"),
	("*Lapsed", "XExpired"),
	("*ExpiryPassed", "InvalidExpiry"),
	("Own*", "SameControlGroup, or NotYourX"),
	("Repeated*", "DuplicateX"),
	("Bad*", "InvalidX"),
	("*Error", "the name without it"),
];

#[test]
fn errors_speak_one_vocabulary() {
	for (pallet, errors) in errors() {
		for error in errors {
			for (pattern, ours) in DIALECTS {
				let spoken = match pattern.strip_prefix('*') {
					Some(end) => error.name.ends_with(end),
					None => {
						let start = pattern.trim_end_matches('*');
						let rest = error.name.strip_prefix(start);
						rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_uppercase()))
					}
				};
				assert!(!spoken, "{pallet}.{}: we say {ours}", error.name);
			}
			assert!(!error.name.starts_with(pallet), "{pallet}.{} names its pallet", error.name);
			let docs = error.docs.join(" ");
			assert!(docs.trim_end().ends_with('.'), "{pallet}.{} says nothing: {docs}", error.name);
		}
	}
}

/// The names in backticks that stand in a list entry of a call's docs.
fn named(docs: &[&str], entry: &str) -> Option<Vec<String>> {
	let start = docs.iter().position(|line| line.trim().starts_with(entry))?;
	let lines = docs[start + 1..].iter().take_while(|line| {
		let line = line.trim();
		!line.is_empty() && !line.starts_with("- ")
	});
	let text = core::iter::once(&docs[start]).chain(lines).copied().collect::<Vec<_>>().join(" ");
	Some(text.split('`').skip(1).step_by(2).map(str::to_owned).collect())
}

#[test]
fn calls_docs_have_one_form() {
	let known: BTreeSet<_> = errors()
		.into_iter()
		.flat_map(|(_, errors)| errors)
		.map(|error| error.name.to_owned())
		.chain(["BadOrigin".to_owned()])
		.collect();
	let looks_like_an_error = |name: &str| {
		name.starts_with(|c: char| c.is_ascii_uppercase())
			&& name.chars().all(|c| c.is_ascii_alphanumeric())
	};
	for (pallet, calls) in by_pallet(scale_info::meta_type::<RuntimeCall>()) {
		for call in calls {
			let name = format!("{pallet}.{}", call.name);
			let first = call.docs.first().map(|line| line.trim()).unwrap_or_default();
			assert!(first.starts_with(|c: char| c.is_uppercase()), "{name}: no sentence first");
			assert!(named(&call.docs, "- Origin: ").is_some(), "{name}: no origin");
			let errors = named(&call.docs, "- Errors: ");
			assert!(errors.is_some(), "{name}: no errors");
			for error in errors.unwrap_or_default() {
				if looks_like_an_error(&error) {
					assert!(known.contains(&error), "{name}: there is no error {error}");
				}
			}
			for old in ["# Errors", "Origin:", "Errors:", "Effect:", "Events:"] {
				let outside = |line: &&&str| line.trim().starts_with(old);
				assert!(call.docs.iter().find(outside).is_none(), "{name}: {old} is no list entry");
			}
		}
	}
}
