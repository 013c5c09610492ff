use super::*;

/// An assessed line that wants a verdict and a match.
fn wanting() -> DeclarationId {
	let id = accepted(one_line());
	bring(id, LineStatus::Assessed);
	verdict(CheckResult::Failed);
	id
}

fn verdict(result: CheckResult) {
	set_control(DecisionId(0), Check::Examination, true, result, false);
}

fn propose(who: RuntimeOrigin, id: DeclarationId) -> DispatchResult {
	Customs::propose_override(who, id, first(), document(7))
}

fn confirm(who: RuntimeOrigin, id: DeclarationId) -> DispatchResult {
	Customs::confirm_override(who, id, first(), document(7))
}

fn release(id: DeclarationId) -> DispatchResult {
	Customs::release(by(CUSTOMS_CN), id, first()).result()
}

#[test]
fn line_is_released_against_its_verdict_when_two_officers_override() {
	for result in [
		CheckResult::Missing,
		CheckResult::Failed,
		CheckResult::Doubtful,
		CheckResult::Discontinued,
		CheckResult::Passed,
	] {
		test(|| {
			let id = wanting();
			verdict(result);
			let refused = release(id).unwrap_err();
			assert_ok!(propose(by(CUSTOMS_CN), id));
			assert_eq!(
				last_event(),
				Event::OverrideProposed {
					declaration: id,
					line: 0,
					by: operator(CUSTOMS_CN),
					reason: document(7),
				}
			);
			assert_noop!(release(id), refused);
			assert_ok!(confirm(by_second(CUSTOMS_CN), id));
			assert_eq!(
				last_event(),
				Event::OverrideConfirmed {
					declaration: id,
					line: 0,
					by: second_operator(CUSTOMS_CN),
				}
			);
			assert_ok!(release(id));
			assert_eq!(clearance(LOT, 0), Clearance::Released);
			assert!(events().contains(&Event::ReleaseOverridden {
				declaration: id,
				line: 0,
				reason: document(7),
			}));
			let (_, kind, assurance, _, reason) = Entries::get().pop().unwrap();
			assert_eq!(
				(kind, assurance, reason),
				(JournalKind::ReleaseOverridden, Assurance::Confirmed, Some(document(7)))
			);
			let kinds: Vec<_> =
				journal(Subject::Lot(LOT)).into_iter().map(|(_, kind, _)| kind).collect();
			assert_eq!(
				kinds[3..],
				[
					JournalKind::OverrideProposed,
					JournalKind::OverrideConfirmed,
					JournalKind::ReleaseOverridden
				]
			);
			let kept = Customs::report(id).unwrap().lines[0].release_override.clone().unwrap();
			assert_eq!(
				kept,
				Override {
					reason: document(7),
					authority: CUSTOMS_CN,
					proposed_by: operator(CUSTOMS_CN),
					proposed_at: NOW,
					confirmed_by: Some(second_operator(CUSTOMS_CN)),
					used: true,
				}
			);
		});
	}
}

#[test]
fn override_lapses_when_nothing_is_wanting() {
	test(|| {
		let id = wanting();
		assert_ok!(propose(by(CUSTOMS_CN), id));
		assert_ok!(confirm(by_second(CUSTOMS_CN), id));
		verdict(CheckResult::Passed);
		matched(id, first());
		assert_ok!(release(id));
		let last = journal(Subject::Lot(LOT)).pop().unwrap();
		assert_eq!(last.1, JournalKind::Released);
		assert_eq!(Customs::release_override(id, 0), None);
	});
}

#[test]
fn override_is_refused_when_one_officer_does_it_alone() {
	test(|| {
		let id = wanting();
		assert_noop!(confirm(by(CUSTOMS_CN), id), Error::OverrideNotFound);
		assert_ok!(propose(by(CUSTOMS_CN), id));
		assert_noop!(confirm(by(CUSTOMS_CN), id), Error::SecondOfficerNeeded);
		assert_noop!(release(id), Error::VerdictFailed);
		// Proposing again makes it no better.
		assert_ok!(propose(by(CUSTOMS_CN), id));
		assert_noop!(confirm(by(CUSTOMS_CN), id), Error::SecondOfficerNeeded);
		assert_noop!(confirm(by(CUSTOMS_SH), id), Error::NotYourBorder);
		assert_ok!(confirm(by_second(CUSTOMS_CN), id));
		for who in [by(CUSTOMS_CN), by_second(CUSTOMS_CN)] {
			assert_noop!(confirm(who.clone(), id), Error::OverrideAlreadyConfirmed);
			assert_noop!(propose(who, id), Error::OverrideAlreadyConfirmed);
		}
	});
}

#[test]
fn override_is_refused_when_the_first_officer_is_not_in_office() {
	test(|| {
		let id = wanting();
		assert_ok!(propose(by(CUSTOMS_CN), id));
		Registry::revoke(operator(CUSTOMS_CN), NOW);
		assert_noop!(confirm(by_second(CUSTOMS_CN), id), Error::OfficerNotInOffice);
		// Nor when it serves another authority by now.
		Overrides::<Test>::mutate(id, 0, |proposal| {
			proposal.as_mut().unwrap().proposed_by = operator(CUSTOMS_SH)
		});
		assert_noop!(confirm(by_second(CUSTOMS_CN), id), Error::OfficerNotInOffice);
	});
}

#[test]
fn override_is_refused_when_the_reason_is_another() {
	test(|| {
		let id = wanting();
		assert_ok!(propose(by(CUSTOMS_CN), id));
		let other = document(8);
		assert_ok!(Customs::propose_override(by(CUSTOMS_CN), id, first(), other));
		assert_noop!(confirm(by_second(CUSTOMS_CN), id), Error::OtherReason);
	});
}

#[test]
fn override_lapses_when_the_line_takes_another_step() {
	test(|| {
		let id = wanting();
		let before = stored(CUSTOMS_CN);
		assert_ok!(propose(by(CUSTOMS_CN), id));
		assert_ok!(confirm(by_second(CUSTOMS_CN), id));
		assert_ok!(Customs::control(by(CUSTOMS_CN), id, first()));
		assert_eq!(Customs::release_override(id, 0), None);
		assert_eq!(stored(CUSTOMS_CN), before);
		assert_ok!(Customs::assess(by(CUSTOMS_CN), id, first()));
		assert_noop!(release(id), Error::VerdictFailed);
	});
}

#[test]
fn override_serves_once_when_goods_go_through_bond() {
	test(|| {
		let id = accepted(details(Procedure::Bonded, vec![declared_line(LOT, &[(0, 100)])]));
		bring(id, LineStatus::Assessed);
		verdict(CheckResult::Failed);
		assert_ok!(propose(by(CUSTOMS_CN), id));
		assert_ok!(confirm(by_second(CUSTOMS_CN), id));
		assert_ok!(release(id));
		assert_eq!(clearance(LOT, 0), Clearance::InBond);
		let free = || Customs::to_free_circulation(by(CUSTOMS_CN), id, first());
		assert_noop!(free(), Error::VerdictFailed);
		assert_noop!(confirm(by_second(CUSTOMS_CN), id), Error::OverrideNotFound);
		assert_ok!(propose(by_second(CUSTOMS_CN), id));
		assert_ok!(confirm(by(CUSTOMS_CN), id));
		assert_ok!(free());
		assert_eq!(clearance(LOT, 0), Clearance::Released);
	});
}

#[test]
fn override_serves_its_own_line_only() {
	test(|| {
		let id = accepted(all_lines(Procedure::Direct));
		let two = LineSet::of(&[0, 1]);
		assert_ok!(Customs::assess(by(CUSTOMS_CN), id, two));
		assert_ok!(propose(by(CUSTOMS_CN), id));
		assert_noop!(
			Customs::confirm_override(by_second(CUSTOMS_CN), id, two, document(7)),
			Error::OverrideNotFound
		);
		assert_ok!(confirm(by_second(CUSTOMS_CN), id));
		assert_noop!(Customs::release(by(CUSTOMS_CN), id, two), Error::DocumentsNotMatched);
		assert_ok!(release(id));
	});
}
