//! What an authority does to the lines of a declaration that it accepted.

use crate::{
	declarations::{spared, LotNote},
	pallet::{Config, Declarations, Error, Event, Lines, Pallet},
	types::*,
};
use alloc::vec::Vec;
use frame_support::ensure;
use hallmark_glue::{Actor, Check, CheckResult, ControlState, Controls, Ending, Holdings};
use hallmark_types::{AccountId, Assurance, DecisionId, DeclarationId, Document, JournalKind};
use sp_runtime::{DispatchError, DispatchResult};

/// One step of lines, and the document behind it.
#[derive(Clone, Copy)]
pub(crate) enum Step {
	/// Under control, as the decision asks.
	Control,
	/// Assessed.
	Assess,
	/// Released: into bond, or directly into free circulation.
	Release,
	/// Out of bond, into free circulation.
	Free,
	/// Detained.
	Detain(Option<Document>),
	/// Returned abroad.
	Return(Option<Document>),
	/// Destroyed.
	Destroy(Option<Document>),
	/// Invalidated.
	Invalidate(Document),
}

impl Step {
	/// The state that the step leads to.
	fn target(self, procedure: Procedure, check: Check) -> LineStatus {
		match (self, procedure, check) {
			// What is exempt gets into no control; see `Pallet::gate`.
			(Step::Control, _, Check::Exempt | Check::Documents) => LineStatus::UnderDocuments,
			(Step::Control, _, Check::Examination) => LineStatus::UnderExamination,
			(Step::Assess, ..) => LineStatus::Assessed,
			(Step::Release, Procedure::Bonded, _) => LineStatus::InBond,
			(Step::Release, Procedure::Direct, _) | (Step::Free, ..) => LineStatus::Released,
			(Step::Detain(_), ..) => LineStatus::Detained,
			(Step::Return(_), ..) => LineStatus::Returned,
			(Step::Destroy(_), ..) => LineStatus::Destroyed,
			(Step::Invalidate(_), ..) => LineStatus::Invalidated,
		}
	}

	/// What the decision engine hears of it. Goods that leave bond were released to it when they
	/// came.
	fn ending(self) -> Option<Ending> {
		match self {
			Step::Control | Step::Assess | Step::Free => None,
			Step::Release => Some(Ending::Released),
			Step::Detain(_) => Some(Ending::Detained),
			Step::Return(_) => Some(Ending::Returned),
			Step::Destroy(_) => Some(Ending::Destroyed),
			Step::Invalidate(_) => Some(Ending::Invalidated),
		}
	}

	/// What journals say of it.
	fn kind(self, new: LineStatus) -> JournalKind {
		match self {
			Step::Control => JournalKind::PlacedUnderControl,
			Step::Assess => JournalKind::Assessed,
			Step::Release | Step::Free if new == LineStatus::InBond => {
				JournalKind::ReleasedIntoBond
			}
			Step::Release | Step::Free => JournalKind::Released,
			Step::Detain(_) => JournalKind::Detained,
			Step::Return(_) => JournalKind::ReturnedAbroad,
			Step::Destroy(_) => JournalKind::DestroyedUnderControl,
			Step::Invalidate(_) => JournalKind::DeclarationInvalidated,
		}
	}

	/// The document behind it.
	fn document(self) -> Option<Document> {
		match self {
			Step::Control | Step::Assess | Step::Release | Step::Free => None,
			Step::Detain(document) | Step::Return(document) | Step::Destroy(document) => document,
			Step::Invalidate(document) => Some(document),
		}
	}

	/// Whether it lets goods in.
	fn is_release(self) -> bool {
		matches!(self, Step::Release | Step::Free)
	}
}

impl<T: Config> Pallet<T> {
	/// Takes one step with each of `lines`. How many ranges fewer those that move at the border
	/// have than they could, for their weight.
	pub(crate) fn do_step(
		actor: Actor<AccountId>,
		id: DeclarationId,
		lines: LineSet,
		step: Step,
	) -> Result<u32, DispatchError> {
		let mut declaration = Self::declaration_at(&actor, id)?;
		Self::ensure_accepted(&declaration)?;
		ensure!(!lines.is_empty(), Error::<T>::NoLines);
		if step.is_release() {
			Self::ensure_unrelated(&actor, &declaration)?;
		}
		let country = declaration.port.country();
		let mut notes = Vec::<LotNote>::new();
		let mut fewer = 0u32;
		for number in lines.iter() {
			let state = Self::state_of(&declaration, number)?;
			let line = Lines::<T>::get(id, number).ok_or(Error::<T>::LineNotFound)?;
			let decision = state.decision.ok_or(Error::<T>::DecisionNotFound)?;
			let control = T::Controls::control(decision).ok_or(Error::<T>::DecisionNotFound)?;
			let old = state.status;
			let new = step.target(declaration.procedure, control.check);
			// Both ways into free circulation end alike: which is which, the start tells.
			let way =
				matches!(step, Step::Free) == (old == LineStatus::InBond) || !step.is_release();
			ensure!(way && old.may_become(new), Error::<T>::InvalidTransition);
			let gate = Self::gate(step, new, &state, &control).and_then(|()| {
				let free = step.is_release() && new == LineStatus::Released;
				if free {
					Self::ensure_registered(id, number, &line, country)
				} else {
					Ok(())
				}
			});
			let note = match gate {
				Ok(()) => (line.lot, step.kind(new), step.document()),
				Err(wanting) if step.is_release() => {
					let reason = Self::use_override(id, number).ok_or(wanting)?;
					Self::deposit_event(Event::ReleaseOverridden {
						declaration: id,
						line: number,
						reason,
					});
					(line.lot, JournalKind::ReleaseOverridden, Some(reason))
				}
				Err(error) => return Err(error.into()),
			};
			notes.push(note);
			// What two officers decided, they decided about the goods as they stood.
			Self::drop_override(id, number);
			if new.clearance() != old.clearance() {
				Self::move_items(country, &line, new)?;
				fewer = fewer.saturating_add(spared(&line));
			}
			if new == LineStatus::Destroyed {
				T::Holdings::remember_destroyed(line.lot, &line.ranges);
			}
			if new == LineStatus::Invalidated {
				Self::give_back(declaration.declarant, &line);
			}
			if let Some(ending) = step.ending() {
				// Lines of equal product and facility share a decision. While one of them goes on,
				// so does it.
				let goes_on = (0u8..).zip(&declaration.lines).any(|(other, state)| {
					state.decision == Some(decision) && !state.status.is_end() && !lines.has(other)
				});
				Self::tell(decision, &line, ending, goes_on)?;
			}
			if let Some(state) = declaration.lines.get_mut(usize::from(number)) {
				state.status = new;
			}
			Self::deposit_event(Event::LineStatusChanged {
				declaration: id,
				line: number,
				old,
				new,
			});
		}
		Declarations::<T>::insert(id, declaration);
		Self::write_journal(&actor, id, &notes)?;
		Ok(fewer)
	}

	/// Whether nothing is wanting for a step that the state machine allows.
	fn gate(
		step: Step,
		new: LineStatus,
		state: &LineState,
		control: &ControlState,
	) -> Result<(), Error<T>> {
		match step {
			Step::Control => {
				ensure!(control.check != Check::Exempt, Error::<T>::NothingToControl);
			}
			Step::Assess => ensure!(control.settled, Error::<T>::ControlNotSettled),
			Step::Invalidate(_) => ensure!(!control.open, Error::<T>::ExaminationOpen),
			Step::Release | Step::Free => {
				ensure!(control.settled, Error::<T>::ControlNotSettled);
				ensure!(!control.open, Error::<T>::ExaminationOpen);
				match control.result {
					CheckResult::Passed => {}
					CheckResult::Missing => return Err(Error::<T>::VerdictMissing),
					CheckResult::Failed => return Err(Error::<T>::VerdictFailed),
					CheckResult::Doubtful => return Err(Error::<T>::VerdictDoubtful),
					CheckResult::Discontinued => return Err(Error::<T>::InspectionDiscontinued),
				}
				if new == LineStatus::Released {
					match state.matched {
						None => return Err(Error::<T>::DocumentsNotMatched),
						Some(Assurance::Declared) => return Err(Error::<T>::MatchDeclaredOnly),
						Some(Assurance::Attested | Assurance::Confirmed) => {}
					}
				}
			}
			Step::Detain(_) | Step::Return(_) | Step::Destroy(_) => {}
		}
		Ok(())
	}

	/// Tells the decision engine how a line ended. It hears of releases and detentions at once;
	/// that goods are gone closes a decision, so it hears that with the last of its lines. Items
	/// that may come again are remembered in any case.
	fn tell(
		decision: DecisionId,
		line: &DeclarationLine,
		ending: Ending,
		goes_on: bool,
	) -> DispatchResult {
		match ending {
			Ending::Returned | Ending::Invalidated if goes_on => {
				let lines = Self::control_lines(core::slice::from_ref(line))?;
				T::Controls::remember_departed(decision, &lines)
			}
			Ending::Destroyed if goes_on => Ok(()),
			_ => T::Controls::remember_ending(decision, ending),
		}
	}

	pub(crate) fn ensure_accepted(declaration: &Declaration) -> DispatchResult {
		let accepted = declaration.status == DeclarationStatus::Accepted;
		ensure!(accepted, Error::<T>::InvalidTransition);
		Ok(())
	}

	/// The state of a line.
	pub(crate) fn state_of(
		declaration: &Declaration,
		line: u8,
	) -> Result<LineState, DispatchError> {
		let state = declaration.lines.get(usize::from(line)).copied();
		Ok(state.ok_or(Error::<T>::LineNotFound)?)
	}
}
