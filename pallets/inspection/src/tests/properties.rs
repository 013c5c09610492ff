//! What attestations on items add up to, against a model that knows each item's attestations one by
//! one.

use super::*;
use hallmark_glue::Inspections as _;
use proptest::prelude::*;

const ITEMS: u32 = 24;

/// One thing that can happen.
#[derive(Clone, Debug)]
enum Step {
	/// An agency attests of items.
	Attest {
		agency: usize,
		items: Vec<bool>,
		conforming: bool,
		/// For how many milliseconds it is valid.
		lasts: Option<u64>,
	},
	/// The agency of so many attestations ago revokes one.
	Revoke { ago: usize },
	/// Time passes.
	Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
	let items = prop::collection::vec(any::<bool>(), ITEMS as usize);
	let attest =
		(0..2usize, items, prop::bool::weighted(0.8), prop::option::of(1..50u64)).prop_map(
			|(agency, items, conforming, lasts)| Step::Attest { agency, items, conforming, lasts },
		);
	prop_oneof![
		6 => attest,
		2 => (0..4usize).prop_map(|ago| Step::Revoke { ago }),
		1 => (0..30u64).prop_map(Step::Wait),
	]
}

/// An attestation as the model sees it.
struct Said {
	agency: usize,
	items: Vec<bool>,
	conforming: bool,
	until: u64,
	/// Superseded or revoked.
	gone: bool,
	revoked: bool,
}

fn as_ranges(items: &[bool]) -> ItemRanges {
	let mut ranges: Vec<ItemRange> = Vec::new();
	for (index, _) in (0u32..).zip(items).filter(|(_, is)| **is) {
		match ranges.last_mut() {
			Some(last) if last.end == index => last.end += 1,
			_ => ranges.push(ItemRange { start: index, end: index + 1 }),
		}
	}
	list(&ranges)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]
	#[test]
	fn documents_are_those_of_the_model(steps in prop::collection::vec(step(), 1..24)) {
		new_test_ext().execute_with(|| {
			assert_ok!(register(&[("GB 1", "One")]));
			assert_ok!(Inspection::require_standards(root(), CHOCOLATE, list(&[ADDITIVES])));
			let scope = Scope { standards: list(&[ADDITIVES]), ..scope() };
			let agencies = [AGENCY, OTHER_AGENCY]
				.map(|agency| (agency, accredit_for(agency, scope.clone(), year())));
			let mut said: Vec<Said> = Vec::new();
			for step in steps {
				match step {
					Step::Attest { agency, items, conforming: good, lasts } => {
						let (org, accreditation) = agencies[agency];
						let until = lasts.map(|lasts| Now::get() + lasts);
						let subject = AttestationSubject::Items(LOT, as_ranges(&items));
						let details = AttestationDetails {
							valid_until: until,
							..if good {
								conforming(subject, accreditation)
							} else {
								nonconforming(subject, accreditation)
							}
						};
						if Inspection::attest(by(org), details).is_ok() {
							for old in said.iter_mut().filter(|old| old.agency == agency) {
								let anew = old.items.iter().zip(&items).all(|(old, new)| !old || *new);
								old.gone |= anew;
							}
							let until = until.unwrap_or(u64::MAX);
							let (gone, revoked) = (false, false);
							said.push(Said { agency, items, conforming: good, until, gone, revoked });
						} else {
							// Nothing was said, or the agency has said as much as it may.
							let own: Vec<_> = said
								.iter()
								.filter(|old| {
									old.agency == agency && !old.gone && Now::get() < old.until
								})
								.collect();
							let is_second = !good && own.iter().any(|old| !old.conforming);
							prop_assert!(
								!items.contains(&true)
									|| is_second || own.len() >= MAX_LISTED_OF_AGENCY
							);
						}
					}
					Step::Revoke { ago } => {
						let Some(index) = said.len().checked_sub(ago + 1) else {
							continue;
						};
						let (org, _) = agencies[said[index].agency];
						let id = AttestationId(index as u64);
						let revoked = Inspection::revoke_attestation(by(org), id, document(1));
						prop_assert_eq!(revoked.is_ok(), !said[index].revoked);
						said[index].gone = true;
						said[index].revoked = true;
					}
					Step::Wait(time) => at(Now::get() + time),
				}
				for index in 0..ITEMS as usize {
					let heard: Vec<bool> = said
						.iter()
						.filter(|said| !said.gone && Now::get() < said.until && said.items[index])
						.map(|said| said.conforming)
						.collect();
					let met = !heard.is_empty() && !heard.contains(&false);
					let item = ranges(&[(index as u32, index as u32 + 1)]);
					prop_assert_eq!(Inspection::documents(LOT, &item).is_ok(), met);
				}
				Inspection::do_try_state().unwrap();
			}
			Ok(())
		})?;
	}
}
