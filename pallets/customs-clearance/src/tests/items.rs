//! How items stand at a border.

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn lodging(line: DeclarationLine) -> DispatchResult {
	Customs::lodge(by(MERCHANT), CUSTOMS_CN, details(Procedure::Direct, vec![line]))
}

#[test]
fn only_a_hundred_items_read_released_when_a_hundred_of_a_million_were_cleared() {
	test(|| {
		let line = declared_line(LOT, &[(500, 540), (700_000, 700_060)]);
		let id = accepted(details(Procedure::Direct, vec![line]));
		bring(id, LineStatus::Released);
		let mut released = Vec::new();
		for index in 0..=LOT_ITEMS {
			match clearance(LOT, index) {
				Clearance::Released => released.push(index),
				other => assert_eq!(other, Clearance::NotDeclared, "{index}"),
			}
		}
		let cleared: Vec<_> = (500..540).chain(700_000..700_060).collect();
		assert_eq!(cleared.len(), 100);
		assert_eq!(released, cleared);
		// It says nothing of another country, nor of another lot.
		let australia = Customs::clearance(country("AU"), LOT, 500);
		assert_eq!(australia, Clearance::NotDeclared);
		assert_eq!(clearance(OTHER_LOT, 500), Clearance::NotDeclared);
	});
}

#[test]
fn item_reads_as_its_line_stands() {
	use LineStatus::*;
	for (to, procedure, expected) in [
		(Accepted, Procedure::Direct, Clearance::Open),
		(UnderDocuments, Procedure::Direct, Clearance::Open),
		(UnderExamination, Procedure::Direct, Clearance::Open),
		(Assessed, Procedure::Direct, Clearance::Open),
		(Detained, Procedure::Direct, Clearance::Detained),
		(InBond, Procedure::Bonded, Clearance::InBond),
		(Released, Procedure::Bonded, Clearance::Released),
		(Released, Procedure::Direct, Clearance::Released),
		(Returned, Procedure::Direct, Clearance::Returned),
		(Destroyed, Procedure::Direct, Clearance::Destroyed),
		(Invalidated, Procedure::Direct, Clearance::NotDeclared),
	] {
		test(|| {
			let id = lodge(details(procedure, vec![declared_line(LOT, &[(5, 9)])]));
			assert_eq!(clearance(LOT, 5), Clearance::NotDeclared);
			accept(id);
			bring(id, to);
			assert_eq!(clearance(LOT, 5), expected, "{to:?}");
			assert_eq!(clearance(LOT, 9), Clearance::NotDeclared);
			// What stands cannot be declared again; what was returned can.
			let again = lodging(declared_line(LOT, &[(8, 9), (9, 10)]));
			let refused = match expected {
				Clearance::Open => Err(Error::ItemsAlreadyDeclared.into()),
				Clearance::NotDeclared | Clearance::Returned => Ok(()),
				_ => Err(Error::ItemsAlreadyCleared.into()),
			};
			assert_eq!(again, refused, "{to:?}");
		});
	}
}

#[test]
fn lodging_is_refused_when_items_stand_in_another_declaration() {
	test(|| {
		accepted(one_line());
		for (start, end) in [(0, 100), (99, 200), (50, 51)] {
			assert_noop!(lodging(declared_line(LOT, &[(start, end)])), Error::ItemsAlreadyDeclared);
		}
		// Not by another declarant, nor with another authority of the country.
		let mut theirs = one_line();
		theirs.shipment = OTHER_SHIPMENT;
		for authority in [CUSTOMS_CN, CUSTOMS_SH] {
			assert_noop!(
				Customs::lodge(by(OTHER_MERCHANT), authority, theirs.clone()),
				Error::ItemsAlreadyDeclared
			);
		}
		// Nor a lot twice in one.
		let twice = vec![declared_line(LOT, &[(200, 300)]), declared_line(LOT, &[(300, 301)])];
		assert_noop!(
			Customs::lodge(by(MERCHANT), CUSTOMS_CN, details(Procedure::Direct, twice)),
			Error::DuplicateLot
		);
		assert_ok!(lodging(declared_line(LOT, &[(100, 101)])));
	});
}

#[test]
fn lodging_is_refused_when_items_were_released() {
	test(|| {
		let id = accepted(one_line());
		bring(id, LineStatus::Released);
		assert_ok!(Customs::close(by(CUSTOMS_CN), id));
		assert_noop!(lodging(declared_line(LOT, &[(99, 101)])), Error::ItemsAlreadyCleared);
		// In another country they are not cleared.
		let mut abroad = one_line();
		abroad.port = Unlocode::new("AUMEL").unwrap();
		assert_ok!(Customs::lodge(by(MERCHANT), CUSTOMS_AU, abroad));
	});
}

/// How many stretches a lot has at the border.
fn stretches(lot: LotId) -> usize {
	Border::<Test>::iter_prefix((country("CN"), lot)).count()
}

#[test]
fn returned_items_come_again_and_go_another_way() {
	test(|| {
		let id = accepted(one_line());
		bring(id, LineStatus::Returned);
		let inner = details(Procedure::Direct, vec![declared_line(LOT, &[(10, 20), (30, 40)])]);
		let again = accepted(inner.clone());
		assert_eq!(clearance(LOT, 10), Clearance::Open);
		bring(again, LineStatus::Detained);
		assert_ok!(Customs::assess(by(CUSTOMS_CN), again, first()));
		// Invalidated, they were still returned once.
		assert_ok!(Customs::invalidate(by(CUSTOMS_CN), again, first(), document(1)));
		assert_eq!(clearance(LOT, 10), Clearance::Returned);
		assert_eq!(stretches(LOT), 1);
		let again = accepted(inner);
		bring(again, LineStatus::Released);
		assert_eq!(clearance(LOT, 10), Clearance::Released);
		assert_eq!(clearance(LOT, 20), Clearance::Returned);
		assert_eq!(stretches(LOT), 5);
	});
}

#[test]
fn lodging_is_refused_when_a_range_was_partly_returned() {
	test(|| {
		let id = accepted(details(Procedure::Direct, vec![declared_line(LOT, &[(10, 20)])]));
		bring(id, LineStatus::Returned);
		for (start, end) in [(5, 15), (15, 25), (0, 100)] {
			let line = declared_line(LOT, &[(start, end)]);
			assert_noop!(lodging(line), Error::PartlyReturned);
		}
		assert_eq!(
			Customs::border(country("CN"), LOT, 0),
			[(ItemRange { start: 10, end: 20 }, Clearance::Returned)]
		);
		accepted(details(
			Procedure::Direct,
			vec![declared_line(LOT, &[(0, 10), (10, 20), (20, 100)])],
		));
		assert_eq!(clearance(LOT, 15), Clearance::Open);
	});
}

#[test]
fn neighbours_become_one_stretch_when_they_stand_alike() {
	test(|| {
		for n in 0..20 {
			let id = accepted(details(
				Procedure::Direct,
				vec![declared_line(LOT, &[(n * 10, n * 10 + 10)])],
			));
			bring(id, LineStatus::Released);
		}
		assert_eq!(stretches(LOT), 1);
		let id = accepted(details(Procedure::Direct, vec![declared_line(OTHER_LOT, &[(5, 6)])]));
		bring(id, LineStatus::Invalidated);
		assert_eq!(stretches(OTHER_LOT), 0);
	});
}

/// A line of as many ranges as there can be, from `start` on, none of them touching.
fn scattered(start: u32) -> DeclarationLine {
	let ranges: Vec<_> = (0..32).map(|n| (start + 3 * n, start + 3 * n + 1)).collect();
	declared_line(LOT, &ranges)
}

#[test]
fn lot_stays_open_to_others_when_it_is_cut_into_many_pieces() {
	test(|| {
		// Sixteen declarations of 32 ranges, and many more; sales one by one cut it no otherwise.
		let ids: Vec<_> = (0..40)
			.map(|n| accepted(details(Procedure::Direct, vec![scattered(200 + n * 200)])))
			.collect();
		assert_eq!(stretches(LOT), 40 * 32);
		let mut theirs = details(Procedure::Direct, vec![scattered(0)]);
		theirs.shipment = OTHER_SHIPMENT;
		assert_ok!(Customs::lodge(by(OTHER_MERCHANT), CUSTOMS_CN, theirs));
		accept(DeclarationId(40));
		bring(DeclarationId(40), LineStatus::Detained);
		for id in ids {
			bring(id, LineStatus::Detained);
			assert_ok!(Customs::return_abroad(by(CUSTOMS_CN), id, first(), None));
		}
		assert_eq!(stretches(LOT), 41 * 32);
		assert_eq!(Customs::border(country("CN"), LOT, 0).len(), MAX_STRETCHES);
	});
}

#[test]
fn pieces_of_a_lot_are_paid_for_by_whoever_cuts_it() {
	test(|| {
		let whole = lodge(details(Procedure::Direct, vec![declared_line(OTHER_LOT, &[(0, 99)])]));
		let one = stored(MERCHANT);
		let cut = lodge(details(Procedure::Direct, vec![scattered(0)]));
		let paid = stored(MERCHANT) - one;
		// All that a range may yet cut is paid for when it is lodged: accepted, it takes no more.
		assert!(paid > one + 31 * 140);
		accept(whole);
		accept(cut);
		bring(cut, LineStatus::Detained);
		assert_eq!(stored(MERCHANT), one + paid);
	});
}

/// As a call is dispatched: an error undoes what was done.
fn in_layer(call: impl FnOnce() -> DispatchResult) -> DispatchResult {
	frame_support::storage::with_storage_layer(call)
}

/// One step of a random history of declarations of a small lot.
#[derive(Clone, Debug)]
enum Step {
	Lodge(Vec<(u32, u32)>, bool),
	Bring(usize, u8),
}

fn step() -> impl Strategy<Value = Step> {
	let range = (0..40u32, 1..6u32).prop_map(|(start, len)| (start, start + len));
	prop_oneof![
		(proptest::collection::vec(range, 1..4), any::<bool>())
			.prop_map(|(ranges, bonded)| Step::Lodge(ranges, bonded)),
		(0..8usize, 0..10u8).prop_map(|(which, call)| Step::Bring(which, call)),
	]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	/// Whatever happens in whatever order, an item stands as the last line that had it: against a
	/// plain table of items, and with the checks of `try_state` after each step.
	#[test]
	fn items_stand_as_their_lines_say(steps in proptest::collection::vec(step(), 1..40)) {
		new_test_ext().execute_with(|| {
			let mut table = BTreeMap::<u32, Clearance>::new();
			// What was returned, and has not been settled otherwise since.
			let mut returned = BTreeSet::<u32>::new();
			let mut items = Vec::<Vec<u32>>::new();
			for step in steps {
				match step {
					Step::Lodge(of, bonded) => {
						let procedure = if bonded { Procedure::Bonded } else { Procedure::Direct };
						let new = details(procedure, vec![declared_line(LOT, &of)]);
						let id = NextDeclarationId::<Test>::get();
						let wanted: Vec<u32> = of.iter().flat_map(|(a, b)| *a..*b).collect();
						let well_formed = wanted.is_sorted_by(|a, b| a < b);
						let stands = |index| {
							table.get(&index).copied().unwrap_or(Clearance::NotDeclared)
						};
						// Each range stands alike, and may come in.
						let free = of.iter().all(|(start, end)| {
							let first = stands(*start);
							(*start..*end).all(|index| stands(index) == first)
								&& matches!(first, Clearance::NotDeclared | Clearance::Returned)
						});
						let result = in_layer(|| Customs::lodge(by(MERCHANT), CUSTOMS_CN, new));
						assert_eq!(result.is_ok(), well_formed && free);
						if result.is_ok() {
							accept(id);
							for index in &wanted {
								table.insert(*index, Clearance::Open);
							}
							items.push(wanted);
						}
					}
					Step::Bring(which, call) => {
						let id = DeclarationId(which as u64);
						if which >= items.len() {
							continue;
						}
						let (who, line) = (by(CUSTOMS_CN), first());
						let _ = in_layer(|| match call {
							0 => Customs::control(who, id, line),
							1 | 2 => Customs::assess(who, id, line),
							3 | 4 => Customs::release(who, id, line),
							5 => Customs::detain(who, id, line, None),
							6 => Customs::return_abroad(who, id, line, None),
							7 => Customs::destroy(who, id, line, None),
							8 => Customs::to_free_circulation(who, id, line),
							_ => Customs::invalidate(who, id, line, document(1)),
						}
						.result());
						// Direct goods wait for a match: two officers make it short.
						if matches!(call, 3 | 8) && status(id, 0) != LineStatus::Released {
							let _ = in_layer(|| {
								Customs::propose_override(by(CUSTOMS_CN), id, line, document(1))?;
								Customs::confirm_override(by_second(CUSTOMS_CN), id, line, document(1))
							});
						}
						let now = match status(id, 0) {
							LineStatus::Detained => Clearance::Detained,
							LineStatus::InBond => Clearance::InBond,
							LineStatus::Released => Clearance::Released,
							LineStatus::Returned => Clearance::Returned,
							LineStatus::Destroyed => Clearance::Destroyed,
							LineStatus::Invalidated => Clearance::NotDeclared,
							_ => Clearance::Open,
						};
						for index in &items[which] {
							let now = match now {
								Clearance::NotDeclared if returned.contains(index) => Clearance::Returned,
								_ => now,
							};
							match now {
								Clearance::Returned => returned.insert(*index),
								Clearance::Released | Clearance::Destroyed => returned.remove(index),
								_ => false,
							};
							table.insert(*index, now);
						}
						// Ends are for good: others may have the items from now on.
						if status(id, 0).is_end() {
							items[which].clear();
						}
					}
				}
				Customs::do_try_state().unwrap();
				for index in 0..50 {
					let expected = table.get(&index).copied().unwrap_or(Clearance::NotDeclared);
					assert_eq!(clearance(LOT, index), expected);
				}
			}
		});
	}
}
