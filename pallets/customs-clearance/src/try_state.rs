//! What must hold of the pallet's storage at all times, in small checks.

use crate::{
	pallet::{
		Config, Declarations, Lines, NextDeclarationId, OpenItems, Overrides, Pallet, References,
		RevealedRoots, Rounds, SettledItems,
	},
	ranges::reserve,
	types::*,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::ensure;
use hallmark_types::{
	ranges::{covers, intersects, union},
	CountryCode, ItemRange, LotId,
};
use sp_runtime::TryRuntimeError;

/// What the lines of all declarations say of a lot at a border.
#[derive(Default)]
struct Expected {
	reserved: u32,
	open: Vec<ItemRange>,
	settled: BTreeMap<u8, Vec<ItemRange>>,
}

impl<T: Config> Pallet<T> {
	/// Checks all of them.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_declarations()?;
		Self::check_lines()?;
		Self::check_references()?;
		Self::check_items()?;
		Self::check_rounds()?;
		Self::check_overrides()
	}

	/// Ids are given in sequence, and a declaration's parts fit together.
	fn check_declarations() -> Result<(), TryRuntimeError> {
		let next = NextDeclarationId::<T>::get();
		for (id, declaration) in Declarations::<T>::iter() {
			ensure!(id < next, "a declaration's id was not given");
			ensure!(!declaration.lines.is_empty(), "a declaration has no lines");
			ensure!(declaration.version > 0, "a declaration has no version");
			let declared =
				declaration.lines.iter().filter(|line| line.status == LineStatus::Declared).count();
			let decided = declaration
				.lines
				.iter()
				.all(|line| line.decision.is_some() != (line.status == LineStatus::Declared));
			ensure!(decided, "a line's decision does not fit its state");
			let fits = match declaration.status {
				DeclarationStatus::Lodged
				| DeclarationStatus::Rejected
				| DeclarationStatus::Withdrawn => declared == declaration.lines.len(),
				DeclarationStatus::Accepted => declared == 0,
				DeclarationStatus::Closed => {
					declared == declaration.lines.len()
						|| declaration.lines.iter().all(|line| line.status.is_end())
				}
			};
			ensure!(fits, "a line's state does not fit its declaration's");
			ensure!(
				declaration.mrn.is_some() == (declared == 0),
				"an accepted declaration has no reference, or another has one"
			);
		}
		ensure!(
			Declarations::<T>::iter_keys().count() as u64 == next.0,
			"a declaration is missing"
		);
		Ok(())
	}

	/// Each line of a declaration is there, and no other.
	fn check_lines() -> Result<(), TryRuntimeError> {
		let mut lines = 0usize;
		for (id, declaration) in Declarations::<T>::iter() {
			for line in 0..declaration.lines.len() {
				let there = u8::try_from(line).is_ok_and(|line| Lines::<T>::contains_key(id, line));
				ensure!(there, "a line is missing");
			}
			lines = lines.saturating_add(declaration.lines.len());
		}
		ensure!(
			Lines::<T>::iter_keys().count() == lines,
			"there is a line that its declaration does not have"
		);
		Ok(())
	}

	/// References and the declarations that have them are the same.
	fn check_references() -> Result<(), TryRuntimeError> {
		let mut given = 0usize;
		for (id, declaration) in Declarations::<T>::iter() {
			if let Some(mrn) = declaration.mrn {
				let named = References::<T>::get(declaration.authority, mrn);
				ensure!(named == Some(id), "a reference names another declaration");
				given = given.saturating_add(1);
			}
		}
		ensure!(References::<T>::iter_keys().count() == given, "a reference was given twice");
		Ok(())
	}

	/// The lists of items are what the lines say, and no item is in two lines that stand.
	fn check_items() -> Result<(), TryRuntimeError> {
		let mut expected = BTreeMap::<(CountryCode, LotId), Expected>::new();
		for (id, declaration) in Declarations::<T>::iter() {
			let taken_back = matches!(
				declaration.status,
				DeclarationStatus::Rejected | DeclarationStatus::Withdrawn
			) || declaration.mrn.is_none()
				&& declaration.status == DeclarationStatus::Closed;
			if taken_back {
				continue;
			}
			for (number, state) in (0u8..).zip(&declaration.lines) {
				let line = Lines::<T>::get(id, number).ok_or("a line is missing")?;
				let entry = expected.entry((declaration.port.country(), line.lot)).or_default();
				if !state.status.is_end() {
					entry.reserved = entry.reserved.saturating_add(reserve(&line));
				}
				let list = match Place::from(state.status) {
					Place::Open => &mut entry.open,
					Place::Settled(clearance) => entry.settled.entry(clearance as u8).or_default(),
					Place::Nowhere => continue,
				};
				ensure!(
					state.status == LineStatus::Returned || !intersects(list, &line.ranges),
					"an item is in two lines"
				);
				*list = union(list, &line.ranges);
			}
		}
		for (country, lot, open) in OpenItems::<T>::iter() {
			let said = expected.get(&(country, lot));
			let said = said.ok_or("items are open that no line names")?;
			ensure!(open.reserved > 0, "a list of open items is of no use");
			ensure!(open.reserved == said.reserved, "fragments are reserved for nobody");
			ensure!(*open.ranges == said.open, "open items are not those of lines");
		}
		for (country, lot, slices) in SettledItems::<T>::iter() {
			let said = expected.get(&(country, lot));
			let said = said.ok_or("items are settled that no line names")?;
			ensure!(!slices.is_empty(), "a list of slices is empty");
			let apart = slices.iter().is_sorted_by(|a, b| a.range.end <= b.range.start);
			ensure!(apart, "slices overlap");
			ensure!(
				slices.iter().all(|slice| SETTLED.contains(&slice.clearance)),
				"a slice is not settled"
			);
			let open = OpenItems::<T>::get(country, lot);
			let sum = open.reserved.max(open.ranges.len() as u32);
			ensure!(sum <= MAX_FRAGMENTS, "too many fragments are reserved");
			for clearance in SETTLED {
				let items = items_with(&slices, clearance);
				let returned = clearance == Clearance::Returned;
				ensure!(returned || !intersects(&items, &open.ranges), "settled items are open");
				let of_lines = said.settled.get(&(clearance as u8));
				let of_lines = of_lines.map(Vec::as_slice).unwrap_or_default();
				// What was returned and came again stands otherwise now.
				let fits = if returned { covers(of_lines, &items) } else { items == of_lines };
				ensure!(fits, "settled items are not those of lines");
			}
		}
		for ((country, lot), said) in expected {
			ensure!(
				(said.reserved > 0) == OpenItems::<T>::contains_key(country, lot),
				"open items are missing"
			);
			ensure!(
				said.settled.is_empty()
					|| SettledItems::<T>::contains_key(country, lot)
					|| said.settled.keys().all(|key| *key == Clearance::Returned as u8),
				"settled items are missing"
			);
		}
		Ok(())
	}

	/// A declaration has the rounds that it counts, each among three organisations; lines know theirs.
	fn check_rounds() -> Result<(), TryRuntimeError> {
		let mut rounds = 0usize;
		for (id, declaration) in Declarations::<T>::iter() {
			ensure!(declaration.rounds <= MAX_ROUNDS, "there are too many rounds");
			for number in 0..declaration.rounds {
				let round = Rounds::<T>::get(id, number).ok_or("a round is missing")?;
				ensure!(!round.lines.is_empty(), "a round is about nothing");
				let revealed =
					DocumentRole::ALL.iter().all(|role| round.word(*role).root.is_some());
				ensure!(
					revealed == round.outcome.is_some(),
					"a round's outcome does not fit its reveals"
				);
				for role in DocumentRole::ALL {
					let word = round.word(role);
					ensure!(
						word.root.is_none() || word.commitment.is_some(),
						"a party revealed without a commitment"
					);
					if let Some(root) = word.root {
						ensure!(
							RevealedRoots::<T>::get(id, root) == Some(number),
							"a revealed root is not kept"
						);
					}
				}
			}
			for line in &declaration.lines {
				let outcome = line
					.round
					.and_then(|round| Rounds::<T>::get(id, round))
					.and_then(|round| round.outcome);
				let matched = match outcome {
					Some(MatchOutcome::Matched(assurance)) => Some(assurance),
					_ => None,
				};
				ensure!(line.matched == matched, "a line's match is not its round's");
			}
			rounds = rounds.saturating_add(declaration.rounds.into());
		}
		ensure!(
			Rounds::<T>::iter_keys().count() == rounds,
			"there is a round that its declaration does not count"
		);
		Ok(())
	}

	/// Two accounts make an override; one that has not served is of a line that can be released.
	fn check_overrides() -> Result<(), TryRuntimeError> {
		for (id, line, found) in Overrides::<T>::iter() {
			let declaration = Declarations::<T>::get(id).ok_or("an override is of nothing")?;
			let state = declaration.lines.get(usize::from(line));
			let state = state.ok_or("an override is of no line")?;
			ensure!(
				found.used || matches!(state.status, LineStatus::Assessed | LineStatus::InBond),
				"an override has not lapsed"
			);
			ensure!(found.confirmed_by != Some(found.proposed_by), "one officer overrode alone");
			ensure!(
				!found.used || found.confirmed_by.is_some(),
				"an override served without its second officer"
			);
		}
		Ok(())
	}
}
