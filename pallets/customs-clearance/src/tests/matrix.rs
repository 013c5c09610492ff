//! The whole state machine: every state by every call. What the table does not have is refused, and
//! changes nothing.

use super::*;
use frame_support::{storage::with_transaction_unchecked, traits::GetCallName, weights::Weight};
use hallmark_glue::Controls;
use sp_runtime::TransactionOutcome;

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
	ReopenMatch,
	CommitDocument,
	RevealDocument,
	ProposeOverride,
	ConfirmOverride,
}

/// All but `lodge`, which makes a declaration.
const CALLS: [Call; 20] = [
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
	Call::ReopenMatch,
	Call::CommitDocument,
	Call::RevealDocument,
	Call::ProposeOverride,
	Call::ConfirmOverride,
];

/// Those that name lines.
const CALLS_ON_LINES: [Call; 12] = [
	Call::ControlDocuments,
	Call::ControlExamination,
	Call::Assess,
	Call::Release,
	Call::Free,
	Call::Detain,
	Call::Return,
	Call::Destroy,
	Call::Invalidate,
	Call::OpenMatch,
	Call::ProposeOverride,
	Call::ConfirmOverride,
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

/// Whether a round can have been opened before a line came into a state.
fn may_have_round(procedure: Procedure, status: LineStatus) -> bool {
	let after_bond = matches!(status, L::InBond | L::Released | L::Returned | L::Destroyed);
	procedure == Procedure::Direct || after_bond
}

/// The state machine of docs/customs.md, said once more: where a call leads to, or why it is
/// refused.
fn expected(procedure: Procedure, from: State, call: Call) -> Result<State, Error> {
	let direct = procedure == Procedure::Direct;
	let rounds = match from {
		Line(status) | Closed(status) => may_have_round(procedure, status),
		_ => false,
	};
	Ok(match (from, call) {
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
		// Who is named in a round says its word whatever becomes of the line, until the declaration
		// is closed.
		(Line(_), Call::ReopenMatch) if !rounds => return Err(Error::RoundNotFound),
		(_, Call::CommitDocument | Call::RevealDocument) if !rounds => {
			return Err(Error::RoundNotFound)
		}
		(
			Line(L::Accepted | L::UnderDocuments | L::UnderExamination | L::Assessed | L::Detained),
			Call::OpenMatch | Call::ReopenMatch,
		) if direct => from,
		(Line(L::InBond), Call::OpenMatch | Call::ReopenMatch) => from,
		(Line(_), Call::CommitDocument | Call::RevealDocument) => from,
		(Line(L::Assessed | L::InBond), Call::ProposeOverride | Call::ConfirmOverride) => from,
		// A proposal stands nowhere else: each step of the line uses it up or drops it.
		(Line(_), Call::ConfirmOverride) => return Err(Error::OverrideNotFound),
		_ => return Err(Error::InvalidTransition),
	})
}

/// A declaration in a state, with what `call` needs besides, if anything on the way to that state
/// could give it.
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
			lead(id, procedure, status, call);
		}
		Closed(status) => {
			accept(id);
			lead(id, procedure, status, call);
			close();
		}
	}
	id
}

/// Brings the line of an accepted declaration into a state, with what `call` needs besides.
fn lead(id: DeclarationId, procedure: Procedure, to: LineStatus, call: Call) {
	match call {
		Call::ReopenMatch | Call::CommitDocument | Call::RevealDocument
			if may_have_round(procedure, to) =>
		{
			lead_with_round(id, procedure, to, call)
		}
		// There is nothing to override before that.
		Call::ConfirmOverride if to != L::Accepted => lead_with_proposal(id, procedure, to),
		_ => {
			bring(id, to);
			match_if_due(id, procedure, call, first(), to);
		}
	}
}

/// The same, with a round on the way in which `call` can be made.
fn lead_with_round(id: DeclarationId, procedure: Procedure, to: LineStatus, call: Call) {
	let (who, line) = (|| by(CUSTOMS_CN), first());
	let bonded = procedure == Procedure::Bonded;
	if bonded {
		bring(id, L::InBond);
	}
	assert_ok!(Customs::open_match(by(MERCHANT), id, line, PARTIES));
	match call {
		Call::ReopenMatch => run_round(id, 0, PARTIES, [digest(1), digest(1), digest(2)]),
		Call::RevealDocument => {
			for role in DocumentRole::ALL {
				assert_ok!(commit(id, 0, PARTIES.of(role), role, digest(1)));
			}
		}
		_ => {}
	}
	match to {
		// Not matched, and yet released.
		L::Released if bonded => {
			let_go(id, line);
			assert_ok!(Customs::to_free_circulation(who(), id, line));
		}
		L::Released => {
			bring(id, L::Assessed);
			let_go(id, line);
			assert_ok!(Customs::release(who(), id, line));
		}
		L::InBond => {}
		L::Returned if bonded => return_abroad(id, &[0]),
		L::Destroyed if bonded => {
			assert_ok!(Customs::destroy(who(), id, line, None));
		}
		_ => bring(id, to),
	}
}

/// The same, with an override proposed on the way wherever one can be.
fn lead_with_proposal(id: DeclarationId, procedure: Procedure, to: LineStatus) {
	let (who, line) = (|| by(CUSTOMS_CN), first());
	bring(id, L::Assessed);
	propose(id, line);
	match to {
		L::Assessed => {}
		L::InBond => {
			assert_ok!(Customs::release(who(), id, line));
			propose(id, line);
		}
		L::Released if procedure == Procedure::Bonded => {
			assert_ok!(Customs::release(who(), id, line));
			propose(id, line);
			matched(id, line);
			assert_ok!(Customs::to_free_circulation(who(), id, line));
		}
		L::Released => {
			matched(id, line);
			assert_ok!(Customs::release(who(), id, line));
		}
		_ => bring(id, to),
	}
}

/// Has the documents of lines in a state matched, if `call` releases them and that asks for a
/// match.
fn match_if_due(
	id: DeclarationId,
	procedure: Procedure,
	call: Call,
	lines: LineSet,
	status: LineStatus,
) {
	let due = matches!(
		(procedure, call, status),
		(Procedure::Direct, Call::Release, L::Assessed)
			| (Procedure::Bonded, Call::Free, L::InBond)
	);
	if due {
		matched(id, lines);
	}
}

fn propose(id: DeclarationId, lines: LineSet) {
	let who = by(CUSTOMS_CN);
	assert_ok!(Customs::propose_override(who, id, lines, document(1)));
}

/// Two officers let lines go.
fn let_go(id: DeclarationId, lines: LineSet) {
	propose(id, lines);
	let who = by_second(CUSTOMS_CN);
	assert_ok!(Customs::confirm_override(who, id, lines, document(1)));
}

/// Has the decisions about these lines ask for what `call` is about.
fn ask(id: DeclarationId, call: Call) {
	let check = match call {
		Call::ControlDocuments => Check::Documents,
		_ => Check::Examination,
	};
	for line in declaration(id).lines {
		if let Some(decision) = line.decision {
			set_control(decision, check, true, CheckResult::Passed, false);
		}
	}
}

fn run(id: DeclarationId, procedure: Procedure, call: Call, lines: LineSet) -> DispatchResult {
	let who = by(CUSTOMS_CN);
	match call {
		Call::Amend => {
			let new = details(procedure, vec![declared_line(LOT, &[(0, 90)])]);
			Customs::amend(by(MERCHANT), id, new)
		}
		Call::Withdraw => Customs::withdraw(by(MERCHANT), id).result(),
		Call::Accept => Customs::accept(who, id, mrn(77), digest(1)).result(),
		Call::Reject => Customs::reject(who, id, document(1)).result(),
		Call::ControlDocuments | Call::ControlExamination => {
			Customs::control(who, id, lines).result()
		}
		Call::Assess => Customs::assess(who, id, lines).result(),
		Call::Release => Customs::release(who, id, lines).result(),
		Call::Free => Customs::to_free_circulation(who, id, lines).result(),
		Call::Detain => Customs::detain(who, id, lines, None).result(),
		Call::Return => Customs::return_abroad(who, id, lines, None).result(),
		Call::Destroy => Customs::destroy(who, id, lines, None).result(),
		Call::Invalidate => Customs::invalidate(who, id, lines, document(1)).result(),
		Call::Close => Customs::close(who, id),
		Call::OpenMatch => Customs::open_match(by(MERCHANT), id, lines, PARTIES),
		Call::ReopenMatch => Customs::reopen_match(who, id, 0, PARTIES),
		Call::CommitDocument => commit(id, 0, PLATFORM, DocumentRole::Order, digest(1)),
		Call::RevealDocument => reveal(id, 0, PLATFORM, digest(1)),
		Call::ProposeOverride => Customs::propose_override(who, id, lines, document(1)),
		Call::ConfirmOverride => {
			Customs::confirm_override(by_second(CUSTOMS_CN), id, lines, document(1))
		}
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
	// `control` is there twice; `lodge`, `set_settings` and the five calls about numbers in
	// registers not at all.
	assert_eq!(CALLS.len() + 6, crate::Call::<Test>::get_call_names().len());
	let allowed = [Procedure::Direct, Procedure::Bonded].map(|procedure| {
		let mut allowed = 0;
		for state in STATES {
			// Direct goods are never in bond.
			if procedure == Procedure::Direct && state == Line(L::InBond) {
				continue;
			}
			for call in CALLS {
				test(|| {
					let id = make(procedure, state, call);
					assert_eq!(found(id), state);
					ask(id, call);
					let what = format!("{procedure:?} {state:?} {call:?}");
					match expected(procedure, state, call) {
						Ok(next) => {
							assert_eq!(run(id, procedure, call, first()), Ok(()), "{what}");
							assert_eq!(found(id), next, "{what}");
							allowed += 1;
						}
						Err(error) => {
							println!("refused: {what}");
							assert_noop!(run(id, procedure, call, first()), error);
						}
					}
				});
			}
		}
		allowed
	});
	// Of direct goods 6 before acceptance, 22 arrows after it, and 30 calls that leave the state as
	// it is; of bonded goods 6, 25 and 14.
	assert_eq!(allowed, [58, 45]);
}

/// The states of the lines of a [mixed] declaration. Direct goods have all but the last.
const MIXED: [LineStatus; 10] = [
	L::Accepted,
	L::UnderDocuments,
	L::UnderExamination,
	L::Assessed,
	L::Detained,
	L::Released,
	L::Returned,
	L::Destroyed,
	L::Invalidated,
	L::InBond,
];

/// A declaration whose lines have come into as many states as there are after acceptance, with an
/// override proposed where one can be.
fn mixed(procedure: Procedure) -> DeclarationId {
	let (who, bonded) = (|| by(CUSTOMS_CN), procedure == Procedure::Bonded);
	let mut all = all_lines(procedure);
	all.lines.truncate(if bonded { 10 } else { 9 });
	let id = accepted(all);
	let controlled = LineSet::of(&[2, 4, 6, 7]);
	ask(id, Call::ControlDocuments);
	assert_ok!(Customs::control(who(), id, LineSet::of(&[1])));
	ask(id, Call::ControlExamination);
	assert_ok!(Customs::control(who(), id, controlled));
	assert_ok!(Customs::detain(who(), id, LineSet::of(&[4, 7]), None));
	return_abroad(id, &[6]);
	assert_ok!(Customs::destroy(who(), id, LineSet::of(&[7]), None));
	let invalid = LineSet::of(&[8]);
	assert_ok!(Customs::invalidate(who(), id, invalid, document(1)));
	let (released, in_bond) = (LineSet::of(&[5]), LineSet::of(&[9]));
	if bonded {
		let both = LineSet::of(&[5, 9]);
		assert_ok!(Customs::assess(who(), id, both.with(3)));
		assert_ok!(Customs::release(who(), id, both));
		let_go(id, released);
		assert_ok!(Customs::to_free_circulation(who(), id, released));
		propose(id, in_bond);
	} else {
		assert_ok!(Customs::assess(who(), id, released.with(3)));
		let_go(id, released);
		assert_ok!(Customs::release(who(), id, released));
	}
	propose(id, LineSet::of(&[3]));
	id
}

/// The states of all lines.
fn statuses(id: DeclarationId) -> Vec<LineStatus> {
	let lines = declaration(id).lines;
	lines.iter().map(|line| line.status).collect()
}

/// Undoes what `run` does.
fn undone(run: impl FnOnce()) {
	with_transaction_unchecked(|| {
		run();
		TransactionOutcome::Rollback(())
	});
}

#[test]
fn lines_move_together_when_each_of_them_may_in_its_state() {
	for procedure in [Procedure::Direct, Procedure::Bonded] {
		test(|| {
			let id = mixed(procedure);
			let before = statuses(id);
			assert_eq!(before, MIXED[..before.len()]);
			let count = before.len() as u8;
			// One line, and two of different states, in every call.
			let sets = (0..count).flat_map(|a| (a..count).map(move |b| LineSet::of(&[a, b])));
			for (lines, call) in sets.flat_map(|set| CALLS_ON_LINES.map(|call| (set, call))) {
				let what = format!("{procedure:?} {lines:?} {call:?}");
				let mut after = before.clone();
				// The first line that may not move says why.
				let moves = lines.iter().try_for_each(|line| {
					let status = &mut after[usize::from(line)];
					if let Line(next) = expected(procedure, Line(*status), call)? {
						*status = next;
					}
					Ok::<_, Error>(())
				});
				undone(|| {
					ask(id, call);
					for line in lines.iter() {
						let status = before[usize::from(line)];
						match_if_due(id, procedure, call, LineSet::of(&[line]), status);
					}
					match moves {
						Ok(()) => {
							let result = run(id, procedure, call, lines);
							assert_eq!(result, Ok(()), "{what}");
							assert_eq!(statuses(id), after, "{what}");
						}
						Err(error) => {
							println!("refused: {what}");
							assert_noop!(run(id, procedure, call, lines), error);
						}
					}
					Customs::do_try_state().unwrap();
				});
			}
			// Not all of them have come to their end.
			assert_noop!(Customs::close(by(CUSTOMS_CN), id), Error::InvalidTransition);
		});
	}
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
			let arrow = [Procedure::Direct, Procedure::Bonded].into_iter().any(|way| {
				let mut calls = CALLS.into_iter();
				from != to
					&& calls.any(|call| expected(way, Line(from), call).ok() == Some(Line(to)))
			});
			assert_eq!(from.may_become(to), arrow, "{from:?} {to:?}");
		}
	}
}

#[test]
fn lines_move_by_themselves_when_the_others_stay() {
	test(|| {
		let id = accepted(all_lines(Procedure::Bonded));
		assert_ok!(Customs::assess(by(CUSTOMS_CN), id, LineSet::of(&[0, 5, 15])));
		assert_ok!(Customs::release(by(CUSTOMS_CN), id, LineSet::of(&[5])));
		let mut wanted = vec![L::Accepted; 16];
		(wanted[0], wanted[5], wanted[15]) = (L::Assessed, L::InBond, L::Assessed);
		let found: Vec<_> = declaration(id).lines.iter().map(|line| line.status).collect();
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
			assert_noop!(Customs::assess(by(CUSTOMS_CN), id, lines), Error::LineNotFound);
		}
		assert_noop!(Customs::assess(by(CUSTOMS_CN), id, LineSet::default()), Error::NoLines);
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
		assert_noop!(Customs::assess(by(CUSTOMS_CN), missing, first()), Error::DeclarationNotFound);
		assert_noop!(Customs::withdraw(by(MERCHANT), missing), Error::DeclarationNotFound);
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
		assert_ok!(Customs::destroy(by(CUSTOMS_CN), id, first(), Some(document(3))));
		// Logistics hears that nobody holds them any more.
		assert_eq!(NotedDestroyed::get(), [(LOT, vec![ItemRange { start: 0, end: 100 }])]);
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
		assert_eq!(journal(Subject::Declaration(id)), [story, vec![closed]].concat());
		let document = Entries::get()
			.into_iter()
			.find(|entry| entry.1 == JournalKind::DestroyedUnderControl)
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
		assert_ok!(Customs::release(by(CUSTOMS_CN), id, LineSet::of(&[0, 1, 2])));
		let (released, returned) = (code(Ending::Released), code(Ending::Returned));
		let mut endings =
			vec![(DecisionId(0), released), (DecisionId(0), released), (DecisionId(1), released)];
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
	let step = crate::cost::Cost::<Test>::leave(Weight::zero(), 1, 0);
	assert!(step.all_gte(Engine::remember_weight(crate::types::MAX_LINES)));
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
