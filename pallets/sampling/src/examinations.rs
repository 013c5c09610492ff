//! Examinations: by what plan, and which items.

use crate::{
	draw,
	pallet::{Config, Decisions, Error, Event, Examinations, ExaminedBy, LinesOf, Pallet, Samples},
	rules::{AqlPlan, Class, Outcome, WHOLE},
	types::*,
};
use codec::{Encode, MaxEncodedLen};
use frame_support::{ensure, BoundedVec};
use hallmark_glue::{Actor, Beacon, Check, CheckResult, KEY_BYTES};
use hallmark_iso2859::{plan, Unit};
use hallmark_types::{AccountId, Assurance, DecisionId, Digest, Document, JournalKind, OrgId};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Checks that an agency can go on: it does not wait for the authority's secret.
	pub(crate) fn ensure_nothing_awaited(examination: &Examination) -> DispatchResult {
		ensure!(examination.is_drawn(), Error::<T>::NotDrawn);
		ensure!(examination.awaited().is_none(), Error::<T>::RepetitionNotSettled);
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

		let outcome = if decision.lost { &Outcome::Full } else { &settlement.outcome };
		let (n, classes) = Self::frozen_plan(&decision, outcome)?;
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
			not_presented: 0,
			first: None,
			concluded: None,
			repetition: None,
			verdict: None,
		};
		let lines = LinesOf::<T>::get(id).unwrap_or_default();
		let bytes = Examination::max_encoded_len().saturating_add(KEY_BYTES.saturating_mul(2));
		Self::charge(actor.org, bytes)?;
		ExaminedBy::<T>::insert(id, actor.org, ());
		Examinations::<T>::insert(id, decision.round, examination);
		decision.assignment = Some(Self::assignment_of(actor.org));
		let agency = actor.org;
		Self::write_journal_as(
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
			let severity = Self::severity_for(decision, it.class)
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
		// Where the goods are gone nothing comes of it any more. The secret is handed on all the
		// same: draws of other goods of the declaration are bound to the secrets after it.
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
		Self::write_journal(id, &decision, actor.into(), JournalKind::SampleDrawn, None)?;
		Decisions::<T>::insert(id, decision);
		Self::deposit_event(Event::SampleDrawn { decision: id, seed });
		Ok(())
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
		Self::write_journal(id, &decision, actor.into(), kind, Some(reason))?;
		Decisions::<T>::insert(id, decision);
		Self::deposit_event(Event::ResubmissionGranted { decision: id, reason });
		Ok(())
	}
}

/// Starts the report of another agency.
pub(crate) fn start_report(examination: &mut Examination, agency: OrgId) {
	examination.agency = agency;
	examination.report = examination.report.saturating_add(1);
	examination.reported = 0;
	examination.not_presented = 0;
	examination.concluded = None;
	for judged in examination.classes.iter_mut() {
		judged.found = 0;
	}
}

/// No nonconforming item of any class.
pub(crate) fn none_allowed() -> Classes {
	let classes = [Class::Critical, Class::Major, Class::Minor].map(|class| Judged {
		class,
		unit: Unit::Nonconforming,
		ac: 0,
		by: None,
		found: 0,
	});
	Classes::truncate_from(classes.to_vec())
}
