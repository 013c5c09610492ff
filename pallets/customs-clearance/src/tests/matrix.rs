//! The whole state machine: every state by every call. What the table does not have is refused, and
//! changes nothing.

use super::*;
use frame_support::weights::Weight;
use hallmark_types::Controls;

/// States of a declaration with one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
	Lodged,
	Rejected,
	Withdrawn,
	/// Closed after it was withdrawn.
	ClosedEarly,
	/// Accepted, with its line in this state.
	Line(LineStatus),
	/// Closed after its line came to this end.
	Closed(LineStatus),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
	Amend,
	Withdraw,
	Accept,
	Reject,
	/// The decision asks for the documents.
	ControlDocuments,
	/// The decision asks for an examination.
	ControlExamination,
	Assess,
	Release,
	Free,
	Detain,
	Return,
	Destroy,
	Invalidate,
	Close,
	OpenMatch,
	ProposeOverride,
}

const CALLS: [Call; 16] = [
	Call::Amend,
	Call::Withdraw,
	Call::Accept,
	Call::Reject,
	Call::ControlDocuments,
	Call::ControlExamination,
	Call::Assess,
	Call::Release,
	Call::Free,
	Call::Detain,
	Call::Return,
	Call::Destroy,
	Call::Invalidate,
	Call::Close,
	Call::OpenMatch,
	Call::ProposeOverride,
];

use LineStatus as L;
use State::*;

const STATES: [State; 18] = [
	Lodged,
	Rejected,
	Withdrawn,
	ClosedEarly,
	Line(L::Accepted),
	Line(L::UnderDocuments),
	Line(L::UnderExamination),
	Line(L::Assessed),
	Line(L::Detained),
	Line(L::InBond),
	Line(L::Released),
	Line(L::Returned),
	Line(L::Destroyed),
	Line(L::Invalidated),
	Closed(L::Released),
	Closed(L::Returned),
	Closed(L::Destroyed),
	Closed(L::Invalidated),
];

/// The state machine of docs/customs.md, said once more. `None`: refused.
fn expected(procedure: Procedure, from: State, call: Call) -> Option<State> {
	let direct = procedure == Procedure::Direct;
	Some(match (from, call) {
		(Lodged, Call::Amend) => Lodged,
		(Lodged, Call::Withdraw) => Withdrawn,
		(Lodged, Call::Accept) => Line(L::Accepted),
		(Lodged, Call::Reject) => Rejected,
		(Withdrawn | Rejected, Call::Close) => ClosedEarly,

		(Line(L::Accepted), Call::ControlDocuments) => Line(L::UnderDocuments),
		(Line(L::Accepted), Call::ControlExamination) => Line(L::UnderExamination),
		(Line(L::Accepted), Call::Assess) => Line(L::Assessed),
		(Line(L::Accepted), Call::Invalidate) => Line(L::Invalidated),

		(Line(L::UnderDocuments), Call::ControlExamination) => Line(L::UnderExamination),
		(Line(L::UnderDocuments | L::UnderExamination), Call::Assess) => Line(L::Assessed),
		(Line(L::UnderDocuments | L::UnderExamination), Call::Detain) => Line(L::Detained),
		(Line(L::UnderDocuments | L::UnderExamination), Call::Return) => Line(L::Returned),

		(Line(L::Assessed), Call::ControlDocuments) => Line(L::UnderDocuments),
		(Line(L::Assessed), Call::ControlExamination) => Line(L::UnderExamination),
		(Line(L::Assessed), Call::Release) if direct => Line(L::Released),
		(Line(L::Assessed), Call::Release) => Line(L::InBond),
		(Line(L::Assessed), Call::Invalidate) => Line(L::Invalidated),

		(Line(L::Detained), Call::Assess) => Line(L::Assessed),
		(Line(L::Detained), Call::Return) => Line(L::Returned),
		(Line(L::Detained), Call::Destroy) => Line(L::Destroyed),

		(Line(L::InBond), Call::Free) => Line(L::Released),
		(Line(L::InBond), Call::Return) => Line(L::Returned),
		(Line(L::InBond), Call::Destroy) => Line(L::Destroyed),

		(Line(end @ (L::Released | L::Returned | L::Destroyed | L::Invalidated)), Call::Close) => {
			Closed(end)
		}

		// Beside the states: the match while it is due, an override where goods are released from.
		(
			Line(L::Accepted | L::UnderDocuments | L::UnderExamination | L::Assessed | L::Detained),
			Call::OpenMatch,
		) if direct => from,
		(Line(L::InBond), Call::OpenMatch) => from,
		(Line(L::Assessed | L::InBond), Call::ProposeOverride) => from,
		_ => return None,
	})
}

/// A declaration in a state, with its documents matched where release needs it and `call` does not open
/// the match itself.
fn make(procedure: Procedure, state: State, call: Call) -> DeclarationId {
	let id = lodge(details(procedure, vec![declared_line(LOT, &[(0, 100)])]));
	let close = || {
		assert_ok!(Customs::close(by(CUSTOMS_CN), id));
	};
	match state {
		Lodged => {}
		Rejected => {
			assert_ok!(Customs::reject(by(CUSTOMS_CN), id, document(1)));
		}
		Withdrawn => {
			assert_ok!(Customs::withdraw(by(MERCHANT), id));
		}
		ClosedEarly => {
			assert_ok!(Customs::withdraw(by(MERCHANT), id));
			close();
		}
		Line(status) => {
			accept(id);
			bring(id, status);
			if matches!(
				(call, status),
				(Call::Release, L::Assessed) | (Call::Free, L::InBond)
			) {
				let due = (procedure == Procedure::Direct) == (status == L::Assessed);
				if due {
					matched(id, first());
				}
			}
		}
		Closed(status) => {
			accept(id);
			bring(id, status);
			close();
		}
	}
	id
}

fn run(id: DeclarationId, procedure: Procedure, call: Call) -> DispatchResult {
	let (who, line) = (by(CUSTOMS_CN), first());
	match call {
		Call::Amend => {
			let new = details(procedure, vec![declared_line(LOT, &[(0, 90)])]);
			Customs::amend(by(MERCHANT), id, new)
		}
		Call::Withdraw => Customs::withdraw(by(MERCHANT), id)
			.map(|_| ())
			.map_err(|e| e.error),
		Call::Accept => Customs::accept(who, id, mrn(77), digest(1))
			.map(|_| ())
			.map_err(|e| e.error),
		Call::Reject => Customs::reject(who, id, document(1))
			.map(|_| ())
			.map_err(|e| e.error),
		Call::ControlDocuments | Call::ControlExamination => Customs::control(who, id, line),
		Call::Assess => Customs::assess(who, id, line),
		Call::Release => Customs::release(who, id, line),
		Call::Free => Customs::to_free_circulation(who, id, line),
		Call::Detain => Customs::detain(who, id, line, None),
		Call::Return => Customs::return_abroad(who, id, line, None),
		Call::Destroy => Customs::destroy(who, id, line, None),
		Call::Invalidate => Customs::invalidate(who, id, line, document(1)),
		Call::Close => Customs::close(who, id),
		Call::OpenMatch => Customs::open_match(by(MERCHANT), id, line, PARTIES),
		Call::ProposeOverride => Customs::propose_override(who, id, line, document(1)),
	}
}

/// In which state a declaration is.
fn found(id: DeclarationId) -> State {
	let line = status(id, 0);
	match declaration(id).status {
		DeclarationStatus::Lodged => Lodged,
		DeclarationStatus::Rejected => Rejected,
		DeclarationStatus::Withdrawn => Withdrawn,
		DeclarationStatus::Accepted => Line(line),
		DeclarationStatus::Closed if line == L::Declared => ClosedEarly,
		DeclarationStatus::Closed => Closed(line),
	}
}

#[test]
fn every_transition_is_refused_when_the_state_machine_does_not_have_it() {
	let mut allowed = 0;
	for procedure in [Procedure::Direct, Procedure::Bonded] {
		for state in STATES {
			// Direct goods are never in bond.
			if procedure == Procedure::Direct && state == Line(L::InBond) {
				continue;
			}
			for call in CALLS {
				test(|| {
					let id = make(procedure, state, call);
					assert_eq!(found(id), state);
					let check = match call {
						Call::ControlDocuments => Check::Documents,
						_ => Check::Examination,
					};
					if let Some(decision) = super::state(id, 0).decision {
						set_control(decision, check, true, CheckResult::Passed, false);
					}
					let what = format!("{procedure:?} {state:?} {call:?}");
					match expected(procedure, state, call) {
						Some(next) => {
							assert_eq!(run(id, procedure, call), Ok(()), "{what}");
							assert_eq!(found(id), next, "{what}");
							allowed += 1;
						}
						None => {
							println!("refused: {what}");
							assert_noop!(run(id, procedure, call), Error::InvalidTransition);
						}
					}
				});
			}
		}
	}
	// Each procedure has every arrow of the table at least once.
	assert!(allowed >= 60, "{allowed}");
}

#[test]
fn line_status_may_become_what_the_table_says() {
	const ALL: [L; 11] = [
		L::Declared,
		L::Accepted,
		L::UnderDocuments,
		L::UnderExamination,
		L::Assessed,
		L::Detained,
		L::InBond,
		L::Released,
		L::Returned,
		L::Destroyed,
		L::Invalidated,
	];
	for from in ALL {
		for to in ALL {
			let arrow = [Procedure::Direct, Procedure::Bonded]
				.into_iter()
				.any(|way| {
					let mut calls = CALLS.into_iter();
					from != to
						&& calls.any(|call| expected(way, Line(from), call) == Some(Line(to)))
				});
			assert_eq!(from.may_become(to), arrow, "{from:?} {to:?}");
		}
	}
}

#[test]
fn lines_move_by_themselves_when_the_others_stay() {
	test(|| {
		let id = accepted(all_lines(Procedure::Bonded));
		assert_ok!(Customs::assess(
			by(CUSTOMS_CN),
			id,
			LineSet::of(&[0, 5, 15])
		));
		assert_ok!(Customs::release(by(CUSTOMS_CN), id, LineSet::of(&[5])));
		let mut wanted = vec![L::Accepted; 16];
		(wanted[0], wanted[5], wanted[15]) = (L::Assessed, L::InBond, L::Assessed);
		let found: Vec<_> = declaration(id)
			.lines
			.iter()
			.map(|line| line.status)
			.collect();
		assert_eq!(found, wanted);
		// One that may not move holds up the others of its call.
		assert_noop!(
			Customs::release(by(CUSTOMS_CN), id, LineSet::of(&[0, 1])),
			Error::InvalidTransition
		);
		assert_noop!(Customs::close(by(CUSTOMS_CN), id), Error::InvalidTransition);
	});
}

#[test]
fn lines_are_refused_when_there_are_none_or_others() {
	test(|| {
		let id = accepted(one_line());
		for lines in [LineSet::of(&[1]), LineSet::of(&[0, 15])] {
			assert_noop!(
				Customs::assess(by(CUSTOMS_CN), id, lines),
				Error::LineNotFound
			);
		}
		assert_noop!(
			Customs::assess(by(CUSTOMS_CN), id, LineSet::default()),
			Error::NoLines
		);
		assert_noop!(
			Customs::open_match(by(MERCHANT), id, LineSet::default(), PARTIES),
			Error::NoLines
		);
		assert_noop!(
			Customs::propose_override(by(CUSTOMS_CN), id, LineSet::default(), document(1)),
			Error::NoLines
		);
		assert_noop!(
			Customs::confirm_override(by(CUSTOMS_CN), id, LineSet::default(), document(1)),
			Error::NoLines
		);
		let missing = DeclarationId(7);
		assert_noop!(
			Customs::assess(by(CUSTOMS_CN), missing, first()),
			Error::DeclarationNotFound
		);
		assert_noop!(
			Customs::withdraw(by(MERCHANT), missing),
			Error::DeclarationNotFound
		);
	});
}

#[test]
fn calls_on_lines_are_refused_when_another_makes_them() {
	test(|| {
		let id = accepted(one_line());
		let line = first();
		is_for_the_authority(|who| Customs::control(who, id, line));
		is_for_the_authority(|who| Customs::assess(who, id, line));
		is_for_the_authority(|who| Customs::release(who, id, line));
		is_for_the_authority(|who| Customs::detain(who, id, line, None));
		is_for_the_authority(|who| Customs::return_abroad(who, id, line, None));
		is_for_the_authority(|who| Customs::destroy(who, id, line, None));
		is_for_the_authority(|who| Customs::to_free_circulation(who, id, line));
		is_for_the_authority(|who| Customs::invalidate(who, id, line, document(1)));
		is_for_the_authority(|who| Customs::close(who, id));
		is_for_the_authority(|who| Customs::propose_override(who, id, line, document(1)));
		is_for_the_authority(|who| Customs::confirm_override(who, id, line, document(1)));
	});
}

#[test]
fn step_is_told_in_events_and_journals() {
	test(|| {
		let id = accepted(one_line());
		bring(id, L::Detained);
		assert_eq!(
			last_event(),
			Event::LineStatusChanged {
				declaration: id,
				line: 0,
				old: L::UnderExamination,
				new: L::Detained,
			}
		);
		assert_ok!(Customs::destroy(
			by(CUSTOMS_CN),
			id,
			first(),
			Some(document(3))
		));
		assert_ok!(Customs::close(by(CUSTOMS_CN), id));
		assert_eq!(last_event(), Event::DeclarationClosed { declaration: id });
		let (declared, confirmed) = (Assurance::Declared, Assurance::Confirmed);
		let story = vec![
			(MERCHANT, JournalKind::DeclarationLodged, declared),
			(CUSTOMS_CN, JournalKind::DeclarationAccepted, confirmed),
			(CUSTOMS_CN, JournalKind::PlacedUnderControl, confirmed),
			(CUSTOMS_CN, JournalKind::Detained, confirmed),
			(CUSTOMS_CN, JournalKind::DestroyedUnderControl, confirmed),
		];
		assert_eq!(journal(Subject::Lot(LOT)), story);
		let closed = (CUSTOMS_CN, JournalKind::DeclarationClosed, confirmed);
		assert_eq!(
			journal(Subject::Declaration(id)),
			[story, vec![closed]].concat()
		);
		let document = Entries::get()
			.into_iter()
			.find(|entry| entry.2 == JournalKind::DestroyedUnderControl)
			.and_then(|entry| entry.4);
		assert_eq!(document, Some(super::document(3)));
	});
}

/// An assessed bonded declaration of two lines of one product, and a third of another.
fn sharing_a_decision() -> DeclarationId {
	let lines = vec![
		declared_line(LOT, &[(0, 10)]),
		declared_line(OTHER_LOT, &[(0, 10)]),
		declared_line(LotId(MANY_LOTS), &[(0, 10)]),
	];
	let id = accepted(details(Procedure::Bonded, lines));
	assert_ok!(Customs::assess(by(CUSTOMS_CN), id, LineSet::first(3)));
	id
}

fn return_abroad(id: DeclarationId, lines: &[u8]) {
	let lines = LineSet::of(lines);
	assert_ok!(Customs::return_abroad(by(CUSTOMS_CN), id, lines, None));
}

#[test]
fn engine_hears_that_goods_are_gone_with_the_last_line_of_a_decision() {
	test(|| {
		let id = sharing_a_decision();
		assert_ok!(Customs::release(
			by(CUSTOMS_CN),
			id,
			LineSet::of(&[0, 1, 2])
		));
		let (released, returned) = (code(Ending::Released), code(Ending::Returned));
		let mut endings = vec![
			(DecisionId(0), released),
			(DecisionId(0), released),
			(DecisionId(1), released),
		];
		return_abroad(id, &[1]);
		assert_eq!(Endings::get(), endings);
		// The other line's decision stands, and yet the returned items are remembered.
		let items = vec![ItemRange { start: 0, end: 10 }];
		assert_eq!(NotedParts::get(), [(DecisionId(0), OTHER_LOT, items)]);
		return_abroad(id, &[2]);
		endings.push((DecisionId(1), returned));
		assert_eq!(Endings::get(), endings);
		return_abroad(id, &[0]);
		endings.push((DecisionId(0), returned));
		assert_eq!(Endings::get(), endings);
		assert_eq!(NotedParts::get().len(), 1);
	});
}

#[test]
fn engine_hears_that_goods_are_gone_when_all_lines_of_a_decision_go_at_once() {
	test(|| {
		let id = sharing_a_decision();
		let both = LineSet::of(&[0, 1]);
		assert_ok!(Customs::invalidate(by(CUSTOMS_CN), id, both, document(1)));
		let invalidated = (DecisionId(0), code(Ending::Invalidated));
		assert_eq!(Endings::get(), [invalidated, invalidated]);
		assert!(NotedParts::get().is_empty());
	});
}

#[test]
fn engine_hears_of_destruction_with_the_last_line_of_a_decision() {
	test(|| {
		let id = sharing_a_decision();
		assert_ok!(Customs::release(by(CUSTOMS_CN), id, LineSet::first(3)));
		let destroy = |line| {
			let lines = LineSet::of(&[line]);
			assert_ok!(Customs::destroy(by(CUSTOMS_CN), id, lines, None));
			Endings::get().len()
		};
		assert_eq!(destroy(0), 3);
		assert_eq!(destroy(1), 4);
		assert!(NotedParts::get().is_empty());
	});
}

#[test]
fn step_of_one_line_pays_for_all_of_its_decision_when_it_is_the_last() {
	let step = crate::cost::Cost::<Test>::step(Weight::zero(), 1);
	assert!(step.all_gte(Engine::note_weight(crate::types::MAX_LINES)));
}

#[test]
fn endings_are_told_of_each_kind() {
	for (to, ending) in [
		(L::Detained, Ending::Detained),
		(L::Returned, Ending::Returned),
		(L::Destroyed, Ending::Destroyed),
		(L::Released, Ending::Released),
		(L::Invalidated, Ending::Invalidated),
	] {
		test(|| {
			let id = accepted(one_line());
			bring(id, to);
			let last = *Endings::get().last().unwrap();
			assert_eq!(last, (DecisionId(0), code(ending)));
		});
	}
}
