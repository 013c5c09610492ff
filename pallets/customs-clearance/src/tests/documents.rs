use super::*;
use DocumentRole::{Logistics, Order, Payment};

const ROOT: u8 = 0xaa;

fn root() -> Digest {
	digest(ROOT)
}

/// An assessed line for which a round is open.
fn opened(parties: Parties) -> DeclarationId {
	let id = accepted(one_line());
	bring(id, LineStatus::Assessed);
	assert_ok!(Customs::open_match(by(MERCHANT), id, first(), parties));
	id
}

fn release(id: DeclarationId) -> DispatchResult {
	Customs::release(by(CUSTOMS_CN), id, first()).result()
}

fn all_commit(id: DeclarationId, round: u8) {
	for role in DocumentRole::ALL {
		assert_ok!(commit(id, round, PARTIES.of(role), role, root()));
	}
}

#[test]
fn documents_match_when_three_groups_reveal_one_root() {
	test(|| {
		let id = opened(PARTIES);
		assert_eq!(
			last_event(),
			Event::MatchOpened {
				declaration: id,
				round: 0,
				lines: first(),
				parties: PARTIES,
				deadline: NOW + WINDOW,
			}
		);
		assert_eq!(state(id, 0).round, Some(0));
		assert_ok!(commit(id, 0, BANK, Payment, root()));
		assert_eq!(
			last_event(),
			Event::DocumentCommitted {
				declaration: id,
				round: 0,
				role: Payment,
				organisation: BANK,
			}
		);
		assert_ok!(commit(id, 0, CARRIER, Logistics, root()));
		assert_ok!(commit(id, 0, PLATFORM, Order, root()));
		// The last moment is in time.
		Now::set(&(NOW + WINDOW));
		assert_ok!(reveal(id, 0, PLATFORM, root()));
		assert_eq!(
			last_event(),
			Event::DocumentRevealed {
				declaration: id,
				round: 0,
				role: Order,
				organisation: PLATFORM,
				root: root(),
			}
		);
		assert_ok!(reveal(id, 0, BANK, root()));
		assert_eq!(state(id, 0).matched, None);
		assert_noop!(release(id), Error::DocumentsNotMatched);
		assert_ok!(reveal(id, 0, CARRIER, root()));
		let assurance = Assurance::Attested;
		assert_eq!(last_event(), Event::DocumentsMatched { declaration: id, round: 0, assurance });
		assert_eq!(state(id, 0).matched, Some(assurance));
		let outcome = Customs::round(id, 0).unwrap().outcome;
		assert_eq!(outcome, Some(MatchOutcome::Matched(assurance)));
		let entry = (CARRIER, JournalKind::DocumentsMatched, assurance);
		assert_eq!(*journal(Subject::Lot(LOT)).last().unwrap(), entry);
		assert_eq!(*journal(Subject::Declaration(id)).last().unwrap(), entry);
		assert_ok!(release(id));
		assert_eq!(clearance(LOT, 99), Clearance::Released);
	});
}

#[test]
fn documents_do_not_match_when_one_root_differs() {
	for odd in 0..3 {
		test(|| {
			let id = opened(PARTIES);
			let mut roots = [root(); 3];
			roots[odd] = digest(0xbb);
			run_round(id, 0, PARTIES, roots);
			assert_eq!(last_event(), Event::DocumentsMismatched { declaration: id, round: 0 });
			assert_eq!(state(id, 0).matched, None);
			let entry = (CARRIER, JournalKind::DocumentsMismatched, Assurance::Attested);
			assert_eq!(*journal(Subject::Lot(LOT)).last().unwrap(), entry);
			assert_noop!(release(id), Error::DocumentsNotMatched);
			assert_noop!(reveal(id, 0, CARRIER, root()), Error::RoundOver);
		});
	}
}

#[test]
fn copied_commitment_fails_when_it_is_revealed() {
	test(|| {
		let id = opened(PARTIES);
		let original = document_commitment(id, PLATFORM, Order, &root());
		assert_ok!(commit(id, 0, PLATFORM, Order, root()));
		assert_ok!(Customs::commit_document(by(BANK), id, 0, original));
		assert_ok!(commit(id, 0, CARRIER, Logistics, root()));
		assert_ok!(reveal(id, 0, PLATFORM, root()));
		// The copier has seen the root by now, and it is of no use.
		assert_noop!(reveal(id, 0, BANK, root()), Error::RevealMismatch);
		assert_noop!(reveal(id, 0, BANK, digest(1)), Error::RevealMismatch);
		assert_noop!(release(id), Error::DocumentsNotMatched);
	});
}

#[test]
fn commitment_is_bound_to_declaration_organisation_and_role() {
	let id = DeclarationId(1);
	let base = document_commitment(id, PLATFORM, Order, &root());
	for other in [
		document_commitment(DeclarationId(2), PLATFORM, Order, &root()),
		document_commitment(id, BANK, Order, &root()),
		document_commitment(id, PLATFORM, Payment, &root()),
		document_commitment(id, PLATFORM, Order, &digest(1)),
	] {
		assert_ne!(base, other);
	}
}

#[test]
fn reveal_is_refused_when_it_is_not_what_was_committed() {
	test(|| {
		let id = opened(PARTIES);
		all_commit(id, 0);
		assert_noop!(reveal(id, 0, BANK, digest(1)), Error::RevealMismatch);
		assert_ok!(reveal(id, 0, BANK, root()));
		assert_noop!(reveal(id, 0, BANK, root()), Error::AlreadyRevealed);
	});
}

#[test]
fn reveal_is_refused_when_not_all_have_committed() {
	test(|| {
		let id = opened(PARTIES);
		assert_ok!(commit(id, 0, PLATFORM, Order, root()));
		assert_ok!(commit(id, 0, CARRIER, Logistics, root()));
		assert_noop!(reveal(id, 0, PLATFORM, root()), Error::CommitmentsMissing);
		assert_noop!(commit(id, 0, PLATFORM, Order, root()), Error::AlreadyCommitted);
	});
}

#[test]
fn round_is_refused_when_one_organisation_has_two_roles() {
	test(|| {
		let id = accepted(one_line());
		for parties in [
			Parties { platform: GIANT, institution: GIANT, carrier: CARRIER },
			Parties { platform: PLATFORM, institution: GIANT, carrier: GIANT },
			Parties { platform: GIANT, institution: BANK, carrier: GIANT },
		] {
			assert_noop!(
				Customs::open_match(by(MERCHANT), id, first(), parties),
				Error::OneOrganisationTwoRoles
			);
		}
		// In one role it is welcome, and speaks for no other.
		let parties = Parties { platform: GIANT, ..PARTIES };
		assert_ok!(Customs::open_match(by(MERCHANT), id, first(), parties));
		assert_ok!(commit(id, 0, GIANT, Order, root()));
		assert_noop!(commit(id, 0, GIANT, Payment, root()), Error::AlreadyCommitted);
	});
}

#[test]
fn match_is_declared_only_when_the_parties_are_of_two_groups() {
	test(|| {
		let parties = Parties { platform: SISTER_PLATFORM, ..PARTIES };
		let id = opened(parties);
		run_round(id, 0, parties, [root(); 3]);
		let assurance = Assurance::Declared;
		assert_eq!(last_event(), Event::DocumentsMatched { declaration: id, round: 0, assurance });
		assert_eq!(state(id, 0).matched, Some(assurance));
		assert_noop!(release(id), Error::MatchDeclaredOnly);
		// Among three groups, it counts.
		assert_ok!(Customs::reopen_match(by(CUSTOMS_CN), id, 0, PARTIES));
		assert_eq!(state(id, 0).matched, None);
		run_round(id, 1, PARTIES, [digest(2); 3]);
		assert_ok!(release(id));
	});
}

#[test]
fn match_is_declared_only_when_parties_joined_one_group_meanwhile() {
	test(|| {
		let id = opened(PARTIES);
		all_commit(id, 0);
		Registry::set_group(BANK, PLATFORM.0);
		for role in DocumentRole::ALL {
			assert_ok!(reveal(id, 0, PARTIES.of(role), root()));
		}
		assert_eq!(state(id, 0).matched, Some(Assurance::Declared));
	});
}

#[test]
fn round_is_over_when_nobody_reveals_in_time() {
	test(|| {
		let id = opened(PARTIES);
		all_commit(id, 0);
		assert_ok!(reveal(id, 0, PLATFORM, root()));
		let reopen = |who| Customs::reopen_match(who, id, 0, PARTIES);
		Now::set(&(NOW + WINDOW));
		assert_noop!(reopen(by(CUSTOMS_CN)), Error::RoundStillOpen);
		Now::set(&(NOW + WINDOW + 1));
		assert_noop!(reveal(id, 0, BANK, root()), Error::RoundOver);
		assert_noop!(release(id), Error::DocumentsNotMatched);
		// Only the authority opens another.
		assert_noop!(
			Customs::open_match(by(MERCHANT), id, first(), PARTIES),
			Error::MatchAlreadyOpened
		);
		is_for_the_authority(reopen);
		assert_ok!(reopen(by(CUSTOMS_CN)));
		assert_noop!(commit(id, 0, BANK, Payment, root()), Error::RoundOver);
		// Once for each round.
		assert_noop!(reopen(by(CUSTOMS_CN)), Error::InvalidTransition);
		// A root that was shown is one that anybody could have copied.
		all_commit(id, 1);
		assert_noop!(reveal(id, 1, PLATFORM, root()), Error::RootAlreadyRevealed);
	});
}

#[test]
fn commitment_is_refused_when_the_deadline_has_passed() {
	test(|| {
		let id = opened(PARTIES);
		Now::set(&(NOW + WINDOW + 1));
		assert_noop!(commit(id, 0, BANK, Payment, root()), Error::RoundOver);
	});
}

#[test]
fn round_is_reopened_when_the_documents_did_not_match() {
	test(|| {
		let id = opened(PARTIES);
		run_round(id, 0, PARTIES, [root(), root(), digest(1)]);
		assert_ok!(Customs::reopen_match(by(CUSTOMS_CN), id, 0, PARTIES));
		assert_eq!(state(id, 0).round, Some(1));
		run_round(id, 1, PARTIES, [digest(2); 3]);
		assert_noop!(Customs::reopen_match(by(CUSTOMS_CN), id, 1, PARTIES), Error::AlreadyMatched);
		assert_noop!(Customs::reopen_match(by(CUSTOMS_CN), id, 2, PARTIES), Error::RoundNotFound);
		assert_ok!(release(id));
		assert_eq!(Customs::report(id).unwrap().rounds.len(), 2);
	});
}

#[test]
fn round_is_reopened_only_for_lines_that_still_need_it() {
	test(|| {
		let id = accepted(all_lines(Procedure::Direct));
		let (both, one) = (LineSet::of(&[0, 1]), LineSet::of(&[1]));
		assert_ok!(Customs::assess(by(CUSTOMS_CN), id, both));
		assert_ok!(Customs::open_match(by(MERCHANT), id, both, PARTIES));
		run_round(id, 0, PARTIES, [root(), root(), digest(1)]);
		assert_ok!(Customs::invalidate(by(CUSTOMS_CN), id, LineSet::of(&[0]), document(1)));
		assert_ok!(Customs::reopen_match(by(CUSTOMS_CN), id, 0, PARTIES));
		assert_eq!(Customs::round(id, 1).unwrap().lines, one);
		// Other lines have rounds of their own.
		assert_ok!(Customs::open_match(by(MERCHANT), id, LineSet::of(&[2, 3]), PARTIES));
		assert_eq!(state(id, 3).round, Some(2));
		assert_noop!(
			Customs::open_match(by(MERCHANT), id, LineSet::of(&[3, 4]), PARTIES),
			Error::MatchAlreadyOpened
		);
	});
}

#[test]
fn round_is_refused_when_its_parties_are_not_fit() {
	test(|| {
		let id = accepted(one_line());
		let open = |parties| Customs::open_match(by(MERCHANT), id, first(), parties);
		for parties in [
			Parties { platform: BANK, institution: PLATFORM, ..PARTIES },
			Parties { platform: OrgId(99), ..PARTIES },
			Parties { institution: SUSPENDED, ..PARTIES },
			Parties { carrier: MERCHANT, ..PARTIES },
		] {
			assert_noop!(open(parties), Error::PartyNotFound);
		}
		let parties = Parties { carrier: OTHER_CARRIER, ..PARTIES };
		assert_noop!(open(parties), Error::NotItsCarrier);
	});
}

#[test]
fn round_calls_are_refused_when_another_makes_them() {
	test(|| {
		let id = accepted(one_line());
		is_for_the_declarant(|who| Customs::open_match(who, id, first(), PARTIES));
		assert_ok!(Customs::open_match(by(MERCHANT), id, first(), PARTIES));
		is_for_the_authority(|who| Customs::reopen_match(who, id, 0, PARTIES));
		let not_parties = [SISTER_PLATFORM, OTHER_CARRIER, GIANT];
		let permission = Permission::Declarations;
		let no_party = || Error::NotAParty;
		refuses_all_but(BANK, permission, MERCHANT, &not_parties, no_party(), |who| {
			Customs::commit_document(who, id, 0, digest(1))
		});
		all_commit(id, 0);
		refuses_all_but(BANK, permission, MERCHANT, &not_parties, no_party(), |who| {
			Customs::reveal_document(who, id, 0, root())
		});
		assert_noop!(Customs::commit_document(by(BANK), id, 1, digest(1)), Error::RoundNotFound);
		let missing = DeclarationId(9);
		assert_noop!(
			Customs::reveal_document(by(BANK), missing, 0, root()),
			Error::DeclarationNotFound
		);
		// A party that was suspended meanwhile speaks no more.
		Registry::suspend(BANK);
		assert_noop!(reveal(id, 0, BANK, root()), ORGANISATION_SUSPENDED);
	});
}

#[test]
fn round_is_over_when_the_declaration_is_closed() {
	test(|| {
		let id = opened(PARTIES);
		let line = first();
		assert_ok!(Customs::invalidate(by(CUSTOMS_CN), id, line, document(1)));
		assert_ok!(Customs::close(by(CUSTOMS_CN), id));
		assert_noop!(commit(id, 0, BANK, Payment, root()), Error::InvalidTransition);
	});
}

#[test]
fn match_of_bonded_goods_waits_until_they_are_in_bond() {
	test(|| {
		let id = accepted(all_lines(Procedure::Bonded));
		let (two, one) = (LineSet::of(&[0, 1]), LineSet::of(&[0]));
		assert_noop!(Customs::open_match(by(MERCHANT), id, two, PARTIES), Error::InvalidTransition);
		assert_ok!(Customs::assess(by(CUSTOMS_CN), id, two));
		assert_ok!(Customs::release(by(CUSTOMS_CN), id, one));
		assert_noop!(Customs::open_match(by(MERCHANT), id, two, PARTIES), Error::InvalidTransition);
		matched(id, one);
		// One line's match is of no use to another, which came into bond later.
		assert_ok!(Customs::release(by(CUSTOMS_CN), id, LineSet::of(&[1])));
		assert_noop!(
			Customs::to_free_circulation(by(CUSTOMS_CN), id, two),
			Error::DocumentsNotMatched
		);
		assert_ok!(Customs::to_free_circulation(by(CUSTOMS_CN), id, one));
	});
}
