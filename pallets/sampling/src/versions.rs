//! Rules in versions: what only tightens is in force at once, whatever else waits.

use crate::{
	pallet::{Config, Error, Event, Pallet, RuleSets, RulesHeads},
	rules::{RuleFault, RuleSet},
	types::*,
};
use codec::Encode;
use hallmark_glue::KEY_BYTES;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_rules(owner: RulesOwner, rules: RuleSet) -> DispatchResult {
		rules.check(owner == RulesOwner::Council).map_err(|(_, fault)| Error::<T>::from(fault))?;
		let now = Self::now();
		let mut head = RulesHeads::<T>::get(owner);
		let old = head.in_force(now);
		let new = head.latest.checked_add(1).ok_or(Error::<T>::TooManyVersions)?;
		let from =
			if rules.tightens(&Self::rule_set(owner, old)) { now } else { Self::after_loosening() };
		head.version = old;
		head.latest = new;
		head.pending = None;
		if from > now {
			head.pending = Some((new, from));
		} else {
			head.version = new;
		}
		if let RulesOwner::Authority(org) = owner {
			Self::charge(org, rules.encoded_size().saturating_add(KEY_BYTES))?;
		}
		RuleSets::<T>::insert(owner, new, rules);
		RulesHeads::<T>::insert(owner, head);
		Self::deposit_event(Event::RulesSet { owner, old, new, from });
		Ok(())
	}

	pub(crate) fn do_cancel_pending(owner: RulesOwner) -> DispatchResult {
		let now = Self::now();
		let mut head = RulesHeads::<T>::get(owner);
		let (version, _) =
			head.pending.filter(|(_, from)| *from > now).ok_or(Error::<T>::NothingPending)?;
		head.pending = None;
		RulesHeads::<T>::insert(owner, head);
		Self::deposit_event(Event::PendingRulesCancelled { owner, version });
		Ok(())
	}

	/// The rules in force, and their version.
	pub(crate) fn rules_in_force(owner: RulesOwner) -> (u32, RuleSet) {
		let version = RulesHeads::<T>::get(owner).in_force(Self::now());
		(version, Self::rule_set(owner, version))
	}

	/// A version of someone's rules.
	pub(crate) fn rule_set(owner: RulesOwner, version: u32) -> RuleSet {
		RuleSets::<T>::get(owner, version)
			.unwrap_or_else(|| RuleSet::standard(owner == RulesOwner::Council))
	}
}

impl<T> From<RuleFault> for Error<T> {
	fn from(fault: RuleFault) -> Self {
		match fault {
			RuleFault::Order => Error::RulePrioritiesOutOfOrder,
			RuleFault::Name => Error::InvalidRuleName,
			RuleFault::Predicate => Error::InvalidPredicate,
			RuleFault::DuplicatePredicate => Error::DuplicatePredicate,
			RuleFault::Unreachable => Error::UnreachableRule,
			RuleFault::Outcome => Error::InvalidOutcome,
			RuleFault::Plan => Error::InvalidPlan,
			RuleFault::ExemptByDefault => Error::ExemptByDefault,
			RuleFault::Share => Error::InvalidShare,
			RuleFault::System => Error::InvalidSystemCode,
		}
	}
}
