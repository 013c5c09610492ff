//! What must hold of the pallet's storage at all times, in small checks.

use crate::{
	pallet::{
		Border, Config, Confirmations, CurrentSettings, Declarations, Lines, NextDeclarationId,
		Overrides, Pallet, References, Registrations, RequiredOf, RevealedRoots, Rounds, Systems,
	},
	types::*,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::ensure;
use hallmark_types::{
	ranges::{covers, intersects, union},
	Clearance, ItemRange,
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks all of them.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		ensure!(CurrentSettings::<T>::get().is_valid(), "the settings are out of bounds");
		Self::check_declarations()?;
		Self::check_lines()?;
		Self::check_references()?;
		Self::check_items()?;
		Self::check_rounds()?;
		Self::check_overrides()?;
		Self::check_registrations_kept()
	}

	/// Registers can be ones, what names one names one that there is, and only lines that were
	/// accepted have numbers asked of them.
	fn check_registrations_kept() -> Result<(), TryRuntimeError> {
		for (code, system) in Systems::<T>::iter() {
			ensure!(code.is_valid() && system.is_valid(), "a register cannot be one");
		}
		ensure!(Systems::<T>::count() <= MAX_SYSTEMS, "there are too many registers");
		for ((_, _, system), record) in Registrations::<T>::iter() {
			ensure!(Systems::<T>::contains_key(system), "a number is of no register");
			ensure!(record.number.check().is_ok(), "a number cannot be shown");
		}
		for ((_, _, system, country), found) in Confirmations::<T>::iter() {
			ensure!(Systems::<T>::contains_key(system), "what was confirmed is of no register");
			ensure!(country.is_assigned(), "what was confirmed counts in no country");
			ensure!(found.number.check().is_ok(), "a confirmed number cannot be shown");
			ensure!(found.hs.is_none_or(|hs| hs.is_valid()), "a commodity code cannot be one");
		}
		for (id, line, systems) in RequiredOf::<T>::iter() {
			let declaration = Declarations::<T>::get(id).ok_or("numbers are asked of nothing")?;
			let state = declaration.lines.get(usize::from(line));
			ensure!(
				state.is_some_and(|state| state.decision.is_some()),
				"numbers are asked of a line that was not accepted"
			);
			ensure!(!systems.is_empty(), "no number is asked");
			let twice = (0usize..)
				.zip(&systems)
				.any(|(place, system)| systems.iter().take(place).any(|before| before == system));
			ensure!(!twice, "a number is asked twice");
		}
		Ok(())
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

	/// The items of a lot stand as the lines of accepted declarations say, and none is in two that
	/// stand.
	fn check_items() -> Result<(), TryRuntimeError> {
		let mut said = BTreeMap::<(AtBorder, u8), Vec<ItemRange>>::new();
		for (id, declaration) in Declarations::<T>::iter() {
			for (number, state) in (0u8..).zip(&declaration.lines) {
				let Some(clearance) = state.status.clearance() else { continue };
				let line = Lines::<T>::get(id, number).ok_or("a line is missing")?;
				let at = (declaration.port.country(), line.lot);
				let items = said.entry((at, clearance as u8)).or_default();
				let returned = clearance == Clearance::Returned;
				let twice = !returned && intersects(items, &line.ranges);
				ensure!(!twice, "an item is in two lines");
				*items = union(items, &line.ranges);
			}
		}
		let mut found = BTreeMap::<(AtBorder, u8), Vec<ItemRange>>::new();
		let mut lots = BTreeMap::<AtBorder, Vec<(ItemRange, BorderState)>>::new();
		for (at, end, BorderStretch { start, state }) in Border::<T>::iter() {
			let stretch = ItemRange { start, end: end.into() };
			ensure!(!stretch.is_empty(), "a stretch is empty");
			let again = !state.came_again
				|| matches!(
					state.clearance,
					Clearance::Open | Clearance::Detained | Clearance::InBond
				);
			ensure!(again, "goods that came to an end still come again");
			let items = found.entry((at, state.clearance as u8)).or_default();
			*items = union(items, &[stretch]);
			lots.entry(at).or_default().push((stretch, state));
		}
		for stretches in lots.values_mut() {
			stretches.sort_unstable_by_key(|(stretch, _)| stretch.start);
			let apart = stretches.is_sorted_by(|(a, of_a), (b, of_b)| {
				a.end < b.start || a.end == b.start && of_a != of_b
			});
			ensure!(apart, "stretches overlap, or neighbours that stand alike are two");
		}
		for (key, items) in &found {
			let of_lines = said.get(key).map(Vec::as_slice).unwrap_or_default();
			// What was returned and came again stands otherwise now.
			let returned = key.1 == Clearance::Returned as u8;
			let fits = if returned { covers(of_lines, items) } else { items == of_lines };
			ensure!(fits, "items do not stand as lines say");
		}
		for key in said.keys() {
			let there = key.1 == Clearance::Returned as u8 || found.contains_key(key);
			ensure!(there, "items of a line do not stand anywhere");
		}
		Ok(())
	}

	/// A declaration has the rounds that it counts, each among three organisations; lines know
	/// theirs.
	fn check_rounds() -> Result<(), TryRuntimeError> {
		let mut rounds = 0usize;
		for (id, declaration) in Declarations::<T>::iter() {
			ensure!(declaration.rounds <= MAX_ROUNDS, "there are too many rounds");
			let own = declaration.rounds.checked_sub(declaration.reopened);
			ensure!(
				own.is_some_and(|own| usize::from(own) <= declaration.lines.len()),
				"the declarant opened more rounds than there are lines"
			);
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
