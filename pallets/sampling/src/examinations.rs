//! Examinations: who examines, by what plan, and which items.

use crate::{
	draw::{self, Purpose},
	pallet::{
		Config, Decisions, Error, Event, Examinations, ExaminedBy, LinesOf, Pallet, Panels,
		Samples, SecretsOf, Timing,
	},
	rule_sets::KEY_BYTES,
	rules::{AqlPlan, Class, Outcome, WHOLE},
	types::*,
};
use alloc::vec::Vec;
use codec::{Encode, MaxEncodedLen};
use frame_support::{ensure, BoundedVec};
use hallmark_glue::{Actor, Beacon, Check, CheckResult, Inspections, Organisations};
use hallmark_iso2859::{plan, Unit};
use hallmark_types::{
	AccountId, AccreditationId, Assurance, DecisionId, Digest, Document, GroupId, JournalKind,
	OrgId, Role, RoleSet,
};
use sp_runtime::{DispatchError, DispatchResult, SaturatedConversion};

/// Who examines.
pub(crate) const AGENCY: RoleSet = RoleSet::only(Role::InspectionAgency);

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
		let again = had_turn(&decision, examination.as_ref()).contains(&agency);
		ensure!(!again, Error::<T>::AgencyNotEligible);
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

	/// The open examination, if there is one, of a decision whose agency can be changed: one is asked for and not
	/// concluded. While the authority's secret is wanting, no agency is late.
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

	/// Checks that an agency can go on: it does not wait for the authority's secret.
	pub(crate) fn ensure_nothing_awaited(examination: &Examination) -> DispatchResult {
		ensure!(examination.is_drawn(), Error::<T>::NotDrawn);
		ensure!(examination.awaited().is_none(), Error::<T>::RepetitionNotSettled);
		Ok(())
	}

	/// Gives an examination to another agency. The draw stays; what was reported of it counts for nothing.
	fn hand_over(
		actor: Actor<AccountId>,
		id: DecisionId,
		decision: &mut Decision,
		examination: Option<Examination>,
		agency: OrgId,
	) -> DispatchResult {
		let old = decision.assignment.map(|it| it.agency);
		let assignment = Self::assignment_of(agency);
		decision.assignment = Some(assignment);
		if let Some(mut examination) = examination {
			let missed = examination.missed.try_push(examination.agency);
			missed.map_err(|_| Error::<T>::NoEligibleAgency)?;
			start_report(&mut examination, agency);
			if let Some(first) = &mut examination.first {
				first.differences = 0;
			}
			Examinations::<T>::insert(id, decision.round, examination);
			let kind = JournalKind::ExaminationReassigned;
			Self::note(id, decision, actor.into(), kind, None)?;
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

	pub(crate) fn do_open_examination(
		actor: Actor<AccountId>,
		id: DecisionId,
		seals: Document,
	) -> DispatchResult {
		let mut decision = Decisions::<T>::get(id).ok_or(Error::<T>::DecisionNotFound)?;
		let assignment = decision
			.assignment
			.filter(|it| it.agency == actor.org)
			.ok_or(Error::<T>::NotYourExamination)?;
		Self::ensure_not_over(&decision)?;
		let settlement = decision.settlement.as_ref().ok_or(Error::<T>::NotSettled)?;
		let asked = settlement.outcome.control() == Check::Examination;
		ensure!(asked, Error::<T>::NoExaminationAsked);
		let consented = !decision.refused || decision.round > 0;
		ensure!(consented, Error::<T>::NotAcceptedBefore);
		let opened = Examinations::<T>::contains_key(id, decision.round);
		ensure!(!opened, Error::<T>::AlreadyOpened);
		let now = Self::now();
		ensure!(now <= assignment.deadline, Error::<T>::DeadlinePassed);
		// It may have lost its accreditation, or changed hands, since it was assigned.
		Self::ensure_may_examine(&decision, actor.org)?;
		ensure!(!Self::is_discontinued(&decision), Error::<T>::InspectionDiscontinued);

		let (n, classes) = Self::frozen_plan(&decision, &settlement.outcome)?;
		let draw = if n >= decision.size { None } else { Some(Self::bind_secret(&decision)?) };
		let examination = Examination {
			agency: actor.org,
			opened_at: now,
			seals,
			n,
			classes,
			draw,
			report: 0,
			reported: 0,
			first: None,
			missed: BoundedVec::new(),
			concluded: None,
			repetition: None,
			verdict: None,
		};
		let lines = LinesOf::<T>::get(id).unwrap_or_default();
		let marks = lines.len().saturating_mul(KEY_BYTES);
		let bytes = Examination::max_encoded_len().saturating_add(marks);
		Self::charge(actor.org, bytes.saturating_add(KEY_BYTES))?;
		for line in &lines {
			ExaminedBy::<T>::insert(line.lot, actor.org, ());
		}
		Examinations::<T>::insert(id, decision.round, examination);
		decision.assignment = Some(Self::assignment_of(actor.org));
		let agency = actor.org;
		Self::note_as(
			&decision,
			&lines,
			actor.into(),
			JournalKind::ExaminationOpened,
			Assurance::Attested,
			Some(seals),
		)?;
		Decisions::<T>::insert(id, decision);
		Self::deposit_event(Event::ExaminationOpened {
			decision: id,
			agency,
			n,
			slot: draw.map(|draw| draw.slot),
		});
		Ok(())
	}

	/// A slot ahead, and the next secret of the declaration, bound to each other now. As both are fixed before
	/// the entropy is there, nobody chooses which secret meets which mix.
	pub(crate) fn bind_secret(decision: &Decision) -> Result<Awaited, DispatchError> {
		let slot = T::Beacon::slot().saturating_add(SLOTS_AHEAD);
		T::Beacon::await_mix(slot)?;
		let secret = SecretsOf::<T>::try_mutate(decision.declaration, |secrets| {
			let secrets = secrets.as_mut().ok_or(Error::<T>::DecisionNotFound)?;
			secrets.bound = secrets.bound.saturating_add(1);
			Ok::<_, DispatchError>(secrets.bound)
		})?;
		Ok(Awaited { slot, secret, block: Self::block(), entropy: None })
	}

	/// How many items are examined, and by what they are judged.
	fn frozen_plan(
		decision: &Decision,
		outcome: &Outcome,
	) -> Result<(u32, Classes), DispatchError> {
		match outcome {
			Outcome::Sample(plan) => Self::frozen_classes(decision, plan),
			Outcome::Fraction(share) => {
				let items =
					u64::from(decision.size).saturating_mul((*share).into()).div_ceil(WHOLE.into());
				let n = u32::try_from(items).unwrap_or(u32::MAX);
				let covers = *share >= WHOLE;
				let n = if covers { n } else { n.min(MAX_SAMPLE) };
				Ok((n, none_allowed()))
			}
			_ => Ok((decision.size, none_allowed())),
		}
	}

	fn frozen_classes(
		decision: &Decision,
		aql_plan: &AqlPlan,
	) -> Result<(u32, Classes), DispatchError> {
		let mut classes = Classes::new();
		let mut n = 0;
		for it in &aql_plan.classes {
			let severity = Self::state_for(decision, it.class)
				.severity()
				.ok_or(Error::<T>::InspectionDiscontinued)?;
			let plan =
				plan(decision.size, aql_plan.level, it.aql, severity).ok_or(Error::<T>::NoItems)?;
			n = plan.n.max(n);
			let judged = Judged {
				class: it.class,
				unit: it.unit,
				ac: plan.ac,
				by: Some(SampledBy { level: aql_plan.level, aql: it.aql, severity, plan }),
				found: 0,
			};
			classes.try_push(judged).map_err(|_| Error::<T>::InvalidPlan)?;
		}
		Ok((n, classes))
	}

	pub(crate) fn do_reveal(
		actor: Actor<AccountId>,
		id: DecisionId,
		decision: Decision,
		secret: Digest,
	) -> DispatchResult {
		let mut examination = Examinations::<T>::get(id, decision.round)
			.filter(|it| it.verdict.is_none())
			.ok_or(Error::<T>::ExaminationNotOpen)?;
		let awaited = examination.awaited().ok_or(Error::<T>::NothingAwaited)?;
		// Where the goods are gone nothing comes of it any more. The secret is handed on all the same: draws of
		// other goods of the declaration are bound to the secrets after it.
		if decision.endings.is_over() {
			return Self::take_bound_secret(&decision, awaited.secret, secret);
		}
		let slot = awaited.slot;
		let mix = Self::final_mix(slot, awaited.block)?;
		Self::take_bound_secret(&decision, awaited.secret, secret)?;
		T::Beacon::forget(slot);
		let entropy = Entropy { slot, mix, secret };
		let settled = Some(Awaited { entropy: Some(entropy), ..awaited });
		let seed = Self::seed_of(id, &entropy);
		if examination.is_drawn() {
			examination.repetition = settled;
			Self::settle_repetition(actor, id, decision, examination, &seed)
		} else {
			examination.draw = settled;
			Self::draw_sample(actor, id, decision, examination, seed)
		}
	}

	fn draw_sample(
		actor: Actor<AccountId>,
		id: DecisionId,
		mut decision: Decision,
		examination: Examination,
		seed: Digest,
	) -> DispatchResult {
		let positions = draw::positions(&seed, examination.n, decision.size);
		let positions = BoundedVec::<u32, _>::truncate_from(positions);
		let bytes = positions.encoded_size().saturating_add(KEY_BYTES);
		Self::charge(actor.org, bytes)?;
		Samples::<T>::insert(id, decision.round, positions);
		// The agency could not begin before.
		decision.assignment = Some(Self::assignment_of(examination.agency));
		Examinations::<T>::insert(id, decision.round, examination);
		Self::note(id, &decision, actor.into(), JournalKind::SampleDrawn, None)?;
		Decisions::<T>::insert(id, decision);
		Self::deposit_event(Event::SampleDrawn { decision: id, seed });
		Ok(())
	}

	/// Takes the secret with the number that was bound, in its turn.
	fn take_bound_secret(decision: &Decision, number: u32, secret: Digest) -> DispatchResult {
		SecretsOf::<T>::try_mutate_exists(decision.declaration, |secrets| {
			let secrets = secrets.as_mut().ok_or(Error::<T>::DecisionNotFound)?;
			ensure!(number == secrets.revealed.saturating_add(1), Error::<T>::SecretOutOfOrder);
			Self::take_secret(secrets, secret)
		})
	}

	pub(crate) fn do_grant_resubmission(
		actor: Actor<AccountId>,
		id: DecisionId,
		mut decision: Decision,
		reason: Document,
	) -> DispatchResult {
		Self::ensure_not_over(&decision)?;
		ensure!(decision.round == 0, Error::<T>::AlreadyResubmitted);
		let verdict = match Examinations::<T>::get(id, 0) {
			Some(examination) => Self::verdict_of(&examination),
			None => decision.refused.then_some(CheckResult::Failed),
		};
		let failed = matches!(
			verdict,
			Some(CheckResult::Failed | CheckResult::Doubtful | CheckResult::Discontinued)
		);
		ensure!(failed, Error::<T>::NothingToResubmit);
		decision.round = 1;
		// The same agency goes on, with time of its own.
		decision.assignment = decision.assignment.map(|it| Self::assignment_of(it.agency));
		let kind = JournalKind::ResubmissionGranted;
		Self::note(id, &decision, actor.into(), kind, Some(reason))?;
		Decisions::<T>::insert(id, decision);
		Self::deposit_event(Event::ResubmissionGranted { decision: id, reason });
		Ok(())
	}

	/// The agencies of the authority's panel that may examine, but for those that had their turn.
	pub(crate) fn eligible_agencies(decision: &Decision, had: &[OrgId]) -> Vec<OrgId> {
		let groups = Self::interested_groups(decision);
		let mut eligible = Panels::<T>::get(decision.authority).into_inner();
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

	/// By which accreditation an agency may examine, if it may: active, accredited for these goods here, and
	/// under common control with nobody who has an interest in them.
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
		let period = Timing::<T>::get().examination;
		Assignment { agency, deadline: Self::now().saturating_add(period) }
	}
}

/// The agencies that had their turn: the one that has it, those that missed their deadline before, and the one
/// whose examination is repeated.
pub(crate) fn had_turn(decision: &Decision, examination: Option<&Examination>) -> Vec<OrgId> {
	let mut had: Vec<OrgId> = decision.assignment.iter().map(|it| it.agency).collect();
	if let Some(examination) = examination {
		had.extend(&examination.missed);
		had.extend(examination.first.as_ref().map(|first| first.agency));
	}
	had
}

/// Starts the report of another agency.
pub(crate) fn start_report(examination: &mut Examination, agency: OrgId) {
	examination.agency = agency;
	examination.report = examination.report.saturating_add(1);
	examination.reported = 0;
	examination.concluded = None;
	for judged in examination.classes.iter_mut() {
		judged.found = 0;
	}
}

/// No nonconforming item of any class.
fn none_allowed() -> Classes {
	let classes = [Class::Critical, Class::Major, Class::Minor].map(|class| Judged {
		class,
		unit: Unit::Nonconforming,
		ac: 0,
		by: None,
		found: 0,
	});
	Classes::truncate_from(classes.to_vec())
}
