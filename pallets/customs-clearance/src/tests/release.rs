use super::*;

type Release = fn(RuntimeOrigin, DeclarationId, LineSet) -> DispatchResultWithPostInfo;

/// A line that could be released if its verdict let it, directly or out of bond, and the call for
/// it.
fn releasable(procedure: Procedure) -> (DeclarationId, Release) {
	let id = accepted(details(procedure, vec![declared_line(LOT, &[(0, 100)])]));
	match procedure {
		Procedure::Direct => {
			bring(id, LineStatus::Assessed);
			matched(id, first());
			(id, Customs::release)
		}
		Procedure::Bonded => {
			bring(id, LineStatus::InBond);
			matched(id, first());
			(id, Customs::to_free_circulation)
		}
	}
}

#[test]
fn release_is_refused_when_the_verdict_does_not_let_it() {
	for procedure in [Procedure::Direct, Procedure::Bonded] {
		test(|| {
			let (id, release) = releasable(procedure);
			let before = status(id, 0);
			let decision = DecisionId(0);
			for check in [Check::Documents, Check::Examination] {
				for (settled, result, open, error) in [
					(true, CheckResult::Missing, false, Error::VerdictMissing),
					(true, CheckResult::Failed, false, Error::VerdictFailed),
					(true, CheckResult::Doubtful, false, Error::VerdictDoubtful),
					(true, CheckResult::Discontinued, false, Error::InspectionDiscontinued),
					(false, CheckResult::Passed, false, Error::ControlNotSettled),
					(true, CheckResult::Passed, true, Error::ExaminationOpen),
				] {
					set_control(decision, check, settled, result, open);
					assert_noop!(release(by(CUSTOMS_CN), id, first()), error);
					assert_eq!(status(id, 0), before);
					assert_ne!(clearance(LOT, 0), Clearance::Released);
				}
			}
			set_control(decision, Check::Documents, true, CheckResult::Passed, false);
			assert_ok!(release(by(CUSTOMS_CN), id, first()));
			assert_eq!(clearance(LOT, 0), Clearance::Released);
		});
	}
}

#[test]
fn release_is_refused_when_the_authority_joined_the_declarants_group() {
	for procedure in [Procedure::Direct, Procedure::Bonded] {
		test(|| {
			let (id, release) = releasable(procedure);
			let (line, reason) = (first(), document(1));
			Registry::set_group(CUSTOMS_CN, MERCHANT.0);
			let error = Error::SameControlGroup;
			assert_noop!(release(by(CUSTOMS_CN), id, line), error);
			let error = Error::SameControlGroup;
			assert_noop!(Customs::propose_override(by(CUSTOMS_CN), id, line, reason), error);
			let error = Error::SameControlGroup;
			assert_noop!(Customs::confirm_override(by(CUSTOMS_CN), id, line, reason), error);
			// Whom the council names in its place goes on.
			Registry::name_stand_in(CUSTOMS_CN, CUSTOMS_SH);
			assert_ok!(release(by(CUSTOMS_SH), id, line));
		});
	}
}

#[test]
fn release_into_bond_is_refused_when_the_verdict_does_not_let_it() {
	test(|| {
		let id = accepted(details(Procedure::Bonded, vec![declared_line(LOT, &[(0, 100)])]));
		bring(id, LineStatus::Assessed);
		let decision = DecisionId(0);
		set_control(decision, Check::Examination, true, CheckResult::Missing, false);
		assert_noop!(Customs::release(by(CUSTOMS_CN), id, first()), Error::VerdictMissing);
		// What is exempt has passed, and no document is compared at entry.
		set_control(decision, Check::Exempt, true, CheckResult::Passed, false);
		assert_ok!(Customs::release(by(CUSTOMS_CN), id, first()));
		assert_eq!(clearance(LOT, 0), Clearance::InBond);
		let last = *journal(Subject::Lot(LOT)).last().unwrap();
		let entry = (CUSTOMS_CN, JournalKind::ReleasedIntoBond, Assurance::Confirmed);
		assert_eq!(last, entry);
	});
}

#[test]
fn release_is_refused_when_documents_are_not_matched() {
	test(|| {
		let id = accepted(one_line());
		bring(id, LineStatus::Assessed);
		assert_noop!(Customs::release(by(CUSTOMS_CN), id, first()), Error::DocumentsNotMatched);
		let bonded =
			accepted(details(Procedure::Bonded, vec![declared_line(OTHER_LOT, &[(0, 100)])]));
		bring(bonded, LineStatus::InBond);
		assert_noop!(
			Customs::to_free_circulation(by(CUSTOMS_CN), bonded, first()),
			Error::DocumentsNotMatched
		);
		matched(bonded, first());
		assert_ok!(Customs::to_free_circulation(by(CUSTOMS_CN), bonded, first()));
		let released = (CUSTOMS_CN, JournalKind::Released, Assurance::Confirmed);
		let lot = journal(Subject::Lot(OTHER_LOT));
		assert_eq!(*lot.last().unwrap(), released);
		// Into bond it was released, and counted, before.
		assert_eq!(Endings::get().len(), 1);
	});
}

#[test]
fn assessment_is_refused_when_the_control_is_not_settled() {
	test(|| {
		for from in [LineStatus::Accepted, LineStatus::UnderExamination, LineStatus::Detained] {
			let id = accepted(details(
				Procedure::Direct,
				vec![declared_line(LotId(MANY_LOTS + from as u64), &[(0, 100)])],
			));
			bring(id, from);
			let decision = state(id, 0).decision.unwrap();
			set_control(decision, Check::Exempt, false, CheckResult::Passed, false);
			assert_noop!(Customs::assess(by(CUSTOMS_CN), id, first()), Error::ControlNotSettled);
			set_control(decision, Check::Exempt, true, CheckResult::Passed, false);
			assert_ok!(Customs::assess(by(CUSTOMS_CN), id, first()));
		}
	});
}

#[test]
fn control_is_refused_when_the_decision_asks_for_none() {
	test(|| {
		let id = accepted(one_line());
		set_control(DecisionId(0), Check::Exempt, true, CheckResult::Passed, false);
		assert_noop!(Customs::control(by(CUSTOMS_CN), id, first()), Error::NothingToControl);
	});
}

#[test]
fn invalidation_is_refused_when_an_examination_is_open() {
	test(|| {
		let id = accepted(one_line());
		let ask =
			|open| set_control(DecisionId(0), Check::Examination, true, CheckResult::Missing, open);
		let invalidate = || Customs::invalidate(by(CUSTOMS_CN), id, first(), document(2));
		ask(true);
		assert_noop!(invalidate(), Error::ExaminationOpen);
		bring(id, LineStatus::Assessed);
		ask(true);
		assert_noop!(invalidate(), Error::ExaminationOpen);
		ask(false);
		let before = stored(MERCHANT);
		assert_ok!(invalidate());
		assert_eq!(stored(MERCHANT), before - 140);
		assert_eq!(clearance(LOT, 0), Clearance::NotDeclared);
		let entry = (CUSTOMS_CN, JournalKind::DeclarationInvalidated, Assurance::Confirmed);
		assert_eq!(*journal(Subject::Lot(LOT)).last().unwrap(), entry);
		// The goods may be declared again.
		lodge(one_line());
	});
}
