//! Which agency examines: drawn from the panel, named by the authority, or the next one after a
//! deadline.

use crate::{
	access::AGENCY,
	draw::{self, Purpose},
	examinations::start_report,
	pallet::{Config, Decisions, Error, Event, Examinations, Pallet},
	types::*,
};
use alloc::vec::Vec;
use frame_support::ensure;
use hallmark_glue::{Actor, Check, Inspections, Organisations};
use hallmark_types::{AccountId, AccreditationId, DecisionId, Digest, GroupId, JournalKind, OrgId};
use sp_runtime::{DispatchError, DispatchResult, SaturatedConversion};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_assign_agency(
		actor: Actor<AccountId>,
		id: DecisionId,
		mut decision: Decision,
		agency: OrgId,
	) -> DispatchResult {
		let examination = Self::ensure_can_change_hands(id, &decision)?;
		let passed = decision.assignment.is_none_or(|it| Self::now() > it.deadline);
		ensure!(passed, Error::<T>::AlreadyAssigned);
		Self::ensure_may_examine(&decision, agency)?;
		let first = examination.as_ref().and_then(|it| it.first.as_ref());
		let repeats_itself = first.is_some_and(|first| first.agency == agency);
		ensure!(!repeats_itself, Error::<T>::AgencyNotEligible);
		// Whoever is named is chosen. While the panel has somebody, somebody is drawn; when it has
		// not, one that missed a deadline may have another turn.
		let had = had_turn(&decision, examination.as_ref());
		let others = Self::eligible_agencies(&decision, &had);
		ensure!(others.is_empty(), Error::<T>::PanelNotExhausted);
		Self::hand_over(actor, id, &mut decision, examination, agency)
	}

	pub(crate) fn do_reassign(
		actor: Actor<AccountId>,
		id: DecisionId,
		mut decision: Decision,
	) -> DispatchResult {
		let settlement = decision.settlement.clone().ok_or(Error::<T>::NotSettled)?;
		let examination = Self::ensure_can_change_hands(id, &decision)?;
		let passed = decision.assignment.is_none_or(|it| Self::now() > it.deadline);
		ensure!(passed, Error::<T>::DeadlineNotPassed);
		let drawn = examination.as_ref().and_then(|it| it.draw);
		let entropy = drawn.and_then(|draw| draw.entropy);
		let seed = Self::seed_of(id, &entropy.unwrap_or(settlement.entropy));
		let had = had_turn(&decision, examination.as_ref());
		match (Self::draw_agency(&decision, &seed, &had), examination) {
			(Some(agency), examination) => {
				Self::hand_over(actor, id, &mut decision, examination, agency)
			}
			(None, Some(examination)) if examination.first.is_some() => {
				Self::let_first_stand(actor, id, decision, examination)
			}
			(None, _) => Err(Error::<T>::NoEligibleAgency.into()),
		}
	}

	/// The open examination, if there is one, of a decision whose agency can be changed: one is
	/// asked for and not concluded. While the authority's secret is wanting, no agency is late.
	fn ensure_can_change_hands(
		id: DecisionId,
		decision: &Decision,
	) -> Result<Option<Examination>, DispatchError> {
		Self::ensure_not_over(decision)?;
		ensure!(decision.asked().control() == Check::Examination, Error::<T>::NoExaminationAsked);
		let examination = Examinations::<T>::get(id, decision.round);
		if let Some(examination) = &examination {
			ensure!(examination.verdict.is_none(), Error::<T>::ExaminationNotOpen);
			Self::ensure_nothing_awaited(examination)?;
		}
		Ok(examination)
	}

	/// Gives an examination to another agency. The draw stays; what was reported of it counts for
	/// nothing.
	fn hand_over(
		actor: Actor<AccountId>,
		id: DecisionId,
		decision: &mut Decision,
		examination: Option<Examination>,
		agency: OrgId,
	) -> DispatchResult {
		let old = decision.assignment.map(|it| it.agency);
		if let Some(old) = old {
			if decision.missed.is_full() {
				decision.missed.remove(0);
			}
			let _ = decision.missed.try_push(old);
		}
		let assignment = Self::assignment_of(agency);
		decision.assignment = Some(assignment);
		if let Some(mut examination) = examination {
			start_report(&mut examination, agency);
			if let Some(first) = &mut examination.first {
				first.differences = 0;
			}
			Examinations::<T>::insert(id, decision.round, examination);
			let kind = JournalKind::ExaminationReassigned;
			Self::write_journal(id, decision, actor.into(), kind, None)?;
		}
		Decisions::<T>::insert(id, decision);
		Self::deposit_event(Event::AgencyAssigned {
			decision: id,
			old,
			new: agency,
			deadline: assignment.deadline,
		});
		Ok(())
	}

	/// The agencies of the authority's panel that may examine, but for those that had their turn.
	pub(crate) fn eligible_agencies(decision: &Decision, had: &[OrgId]) -> Vec<OrgId> {
		let groups = Self::interested_groups(decision);
		let mut eligible = Self::panel_in_force(decision.authority).into_inner();
		eligible.retain(|agency| {
			!had.contains(agency) && Self::may_examine(decision, *agency, &groups).is_some()
		});
		eligible
	}

	/// One of them, by entropy, each as likely as the other.
	pub(crate) fn draw_agency(decision: &Decision, seed: &Digest, had: &[OrgId]) -> Option<OrgId> {
		let eligible = Self::eligible_agencies(decision, had);
		let place = draw::pick(seed, Purpose::Agency, eligible.len().saturated_into());
		eligible.get(place as usize).copied()
	}

	/// By which accreditation an agency may examine, if it may: active, accredited for these goods
	/// here, and under common control with nobody who has an interest in them.
	fn may_examine(
		decision: &Decision,
		agency: OrgId,
		interested: &[GroupId],
	) -> Option<AccreditationId> {
		T::Organisations::organisation(agency)
			.filter(|it| it.active && it.roles.meets(AGENCY) && !interested.contains(&it.group))?;
		T::Inspections::accreditation_for(agency, &decision.hs, decision.country)
	}

	/// The accreditation by which an agency may examine.
	pub(crate) fn ensure_may_examine(
		decision: &Decision,
		agency: OrgId,
	) -> Result<AccreditationId, DispatchError> {
		let groups = Self::interested_groups(decision);
		let accreditation = Self::may_examine(decision, agency, &groups);
		Ok(accreditation.ok_or(Error::<T>::AgencyNotEligible)?)
	}

	/// The control groups of everyone with an interest in the goods.
	fn interested_groups(decision: &Decision) -> Vec<GroupId> {
		let parties = decision.interested.iter().copied();
		parties.filter_map(T::Organisations::organisation).map(|it| it.group).collect()
	}

	/// An assignment from now on.
	pub(crate) fn assignment_of(agency: OrgId) -> Assignment {
		let period = Self::settings_in_force().examination;
		Assignment { agency, deadline: Self::now().saturating_add(period) }
	}
}

/// The agencies that had their turn: the one that has it, those that missed their deadline before,
/// and the one whose examination is repeated.
pub(crate) fn had_turn(decision: &Decision, examination: Option<&Examination>) -> Vec<OrgId> {
	let first = examination.and_then(|it| it.first.as_ref());
	let assigned = decision.assignment.iter().map(|it| it.agency);
	assigned.chain(decision.missed.iter().copied()).chain(first.map(|it| it.agency)).collect()
}
