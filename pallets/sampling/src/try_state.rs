//! What must hold of the pallet's storage at all times, in small checks.

use crate::{
	pallet::{
		Asked, Config, CouncilSettings, Decisions, Examinations, ExaminedBy, LinesOf, MarkPages,
		Marks, NextDecisionId, Pallet, Panels, Reports, RuleSets, RulesHeads, Samples, SecretsOf,
		Streams, Tallies, Whitelist,
	},
	types::*,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::ensure;
use hallmark_glue::Check;
use hallmark_iso2859::State;
use hallmark_types::ranges::items_in;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks all of them.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_settings()?;
		Self::check_rules()?;
		Self::check_whitelist()?;
		Self::check_panels()?;
		Self::check_decisions()?;
		Self::check_secrets()?;
		Self::check_examinations()?;
		Self::check_reports()?;
		Self::check_streams()?;
		Self::check_memories()
	}

	/// What the council set can be set.
	fn check_settings() -> Result<(), TryRuntimeError> {
		let settings = CouncilSettings::<T>::get();
		let next = settings.next.is_none_or(|(next, _)| next.is_valid());
		ensure!(settings.now.is_valid() && next, "the settings are not valid");
		Ok(())
	}

	/// Every version that a head counts is there, fit to be one, and no other.
	fn check_rules() -> Result<(), TryRuntimeError> {
		let mut versions = 0usize;
		for (owner, head) in RulesHeads::<T>::iter() {
			ensure!(head.version <= head.latest, "rules in force were not written");
			if let Some((version, _)) = head.pending {
				ensure!(version == head.latest, "rules that wait are not the latest");
			}
			for version in 1..=head.latest {
				let set =
					RuleSets::<T>::get(owner, version).ok_or("a version of rules is missing")?;
				let fit = set.check(owner == RulesOwner::Council).is_ok();
				ensure!(fit, "rules are not fit to be a set");
				versions = versions.saturating_add(1);
			}
		}
		ensure!(
			RuleSets::<T>::iter_keys().count() == versions,
			"there are rules that nobody counts"
		);
		Ok(())
	}

	/// Entries end after they begin.
	fn check_whitelist() -> Result<(), TryRuntimeError> {
		ensure!(
			Whitelist::<T>::iter_values()
				.map(|entry| entry.last)
				.all(|it| it.entered <= it.from && it.from < it.until),
			"a whitelist entry ends before it begins"
		);
		Ok(())
	}

	/// An agency stands on a panel once, and a panel is in force or follows one.
	fn check_panels() -> Result<(), TryRuntimeError> {
		for panel in Panels::<T>::iter_values() {
			ensure!(!panel.now.is_empty() || panel.next.is_some(), "a panel is empty");
			for panel in [Some(panel.now), panel.next.map(|(next, _)| next)].into_iter().flatten() {
				let agencies: BTreeSet<_> = panel.iter().collect();
				ensure!(agencies.len() == panel.len(), "an agency is on a panel twice");
			}
		}
		Ok(())
	}

	/// Decisions have ids in sequence, lines that fit them, and settle what was decided.
	fn check_decisions() -> Result<(), TryRuntimeError> {
		let next = NextDecisionId::<T>::get();
		ensure!(Decisions::<T>::iter_keys().count() as u64 == next.0, "a decision is missing");
		ensure!(
			LinesOf::<T>::iter_keys().count() as u64 == next.0,
			"there are lines of no decision"
		);
		for (id, it) in Decisions::<T>::iter() {
			ensure!(id < next, "a decision's id was not given");
			let lines = LinesOf::<T>::get(id).ok_or("a decision's lines are missing")?;
			let size =
				lines.iter().fold(0u32, |size, line| size.saturating_add(items_in(&line.ranges)));
			ensure!(size == it.size && size > 0, "a decision's items are miscounted");
			for line in &lines {
				let goods = (line.facts.gtin, line.facts.merchant, line.facts.facility);
				ensure!(goods == (it.gtin, it.merchant, it.facility), "a decision mixes goods");
			}
			ensure!(it.round <= 1, "a lot was submitted more than twice");
			if let Some(settlement) = &it.settlement {
				ensure!(
					settlement.outcome.control() >= it.outcome.control(),
					"settling loosened a decision"
				);
				let skips = matches!(settlement.outcome, crate::rules::Outcome::SkipLot { .. });
				ensure!(!skips, "a settled decision still skips");
			}
		}
		Ok(())
	}

	/// No more secrets are revealed than were bound, and the first is kept.
	fn check_secrets() -> Result<(), TryRuntimeError> {
		for it in SecretsOf::<T>::iter_values() {
			ensure!(it.revealed <= it.bound, "a secret was revealed that nothing waits for");
			ensure!(it.first.is_some() == (it.revealed > 0), "the first secret is not kept");
		}
		Ok(())
	}

	/// An examination is of a settled decision that asks for one, draws what it says and counts
	/// what it reports.
	fn check_examinations() -> Result<(), TryRuntimeError> {
		for (id, round, it) in Examinations::<T>::iter() {
			let decision = Decisions::<T>::get(id).ok_or("an examination's decision is missing")?;
			ensure!(round <= decision.round, "an examination is of no round");
			ensure!(
				decision.settlement.is_some() && decision.asked().control() == Check::Examination,
				"an examination was not asked for"
			);
			ensure!(it.n > 0 && it.reported <= it.n, "more is reported than was drawn");
			ensure!(it.not_presented <= it.reported, "more was missing than is reported");
			ensure!(it.is_whole() == (it.n >= decision.size), "a whole is not the whole");
			ensure!(
				it.classes.iter().map(|judged| judged.class).is_sorted_by(|a, b| a < b),
				"classes are out of order"
			);
			ensure!(!it.classes.is_empty(), "nothing is judged");
			let positions = Samples::<T>::get(id, round);
			let entropy = it.draw.and_then(|draw| draw.entropy);
			ensure!(
				positions.is_empty() == entropy.is_none(),
				"a sample is there before its entropy, or missing after"
			);
			if let Some(entropy) = &entropy {
				let seed = Self::seed_of(id, entropy);
				let again = crate::draw::positions(&seed, it.n, decision.size);
				ensure!(again == positions.into_inner(), "a sample is not its seed's");
			}
			if it.verdict.is_some() {
				ensure!(it.reported == it.n, "a verdict stands on part of a sample");
				ensure!(it.concluded.is_some(), "nobody signed what a verdict rests on");
			}
			ensure!(
				it.first.is_none() || it.repetition.is_some_and(|it| it.entropy.is_some()),
				"an examination is repeated by no entropy"
			);
			let opened = |agency| ExaminedBy::<T>::contains_key(id, agency);
			let agencies = [it.agency]
				.into_iter()
				.chain(decision.missed.iter().copied())
				.chain(it.first.iter().map(|first| first.agency));
			ensure!(agencies.into_iter().any(opened), "nobody opened an examination");
		}
		Ok(())
	}

	/// The report that counts has as many results as it says, on full pages but for the last.
	fn check_reports() -> Result<(), TryRuntimeError> {
		for (id, round, it) in Examinations::<T>::iter() {
			let pages = it.reported.div_ceil(MAX_REPORT);
			let (mut found, mut missing) = (0u32, 0u32);
			for page in 0..pages {
				let results = Reports::<T>::get((id, (round, it.report), page));
				let full = results.len() as u32 == MAX_REPORT;
				ensure!(full || page.saturating_add(1) == pages, "a page is not full");
				found = found.saturating_add(results.len() as u32);
				let of_page = results.iter().filter(|it| **it == ItemResult::NotPresented);
				missing = missing.saturating_add(of_page.count() as u32);
			}
			ensure!(missing == it.not_presented, "what was not presented is miscounted");
			ensure!(found == it.reported, "results are miscounted");
		}
		Ok(())
	}

	/// Tallies count the streams, and only streams in trouble have troubled facilities.
	fn check_streams() -> Result<(), TryRuntimeError> {
		let mut tallies = BTreeMap::<_, Tally>::new();
		for (key, stream) in Streams::<T>::iter() {
			let state = stream.switching.state();
			let trouble = matches!(state, State::Tightened | State::Discontinued);
			ensure!(
				trouble || stream.troubled.is_empty(),
				"a stream without trouble has a troubled facility"
			);
			for key in Self::tallies_of(key, &stream) {
				if let Some(count) = tallies.entry(key).or_default().counter(state) {
					*count = count.saturating_add(1);
				}
			}
		}
		tallies.retain(|_, tally| *tally != Tally::default());
		let stored: BTreeMap<_, _> = Tallies::<T>::iter().collect();
		ensure!(stored == tallies, "streams are miscounted");
		Ok(())
	}

	/// What is remembered of lots agrees with its overview, and of what was left undone it is known
	/// what was asked.
	fn check_memories() -> Result<(), TryRuntimeError> {
		for (lot, key, overview) in Marks::<T>::iter() {
			ensure!(!overview.is_empty(), "nothing is remembered of a lot");
			for page in 0..PAGES {
				let bits = MarkPages::<T>::get((lot, key, page));
				let filling = bits.map(|bits| bits.filling());
				let agrees = overview.get(page) != Filling::Some || filling == Some(Filling::Some);
				ensure!(agrees, "a page does not say what its overview does");
			}
			if let MarkKey::Undone(country) = key {
				ensure!(Asked::<T>::contains_key(lot, country), "what was asked is forgotten");
			}
		}
		Ok(())
	}
}
