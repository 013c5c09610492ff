use super::*;

fn accepting(who: RuntimeOrigin, id: DeclarationId, mrn: Mrn) -> DispatchResult {
	Customs::accept(who, id, mrn, digest(1)).result()
}

#[test]
fn acceptance_asks_the_decision_engine_about_each_line() {
	test(|| {
		let mut details = one_line();
		details.lines = vec![
			declared_line(LOT, &[(0, 100)]),
			declared_line(LotId(MANY_LOTS), &[(3, 7)]),
			declared_line(OTHER_LOT, &[(0, 5), (8, 9)]),
		]
		.try_into()
		.unwrap();
		let id = lodge(details);
		Now::set(&(NOW + 5));
		assert_ok!(accepting(by(CUSTOMS_CN), id, mrn(4)));
		let accepted = declaration(id);
		assert_eq!(accepted.status, DeclarationStatus::Accepted);
		assert_eq!(accepted.mrn, Some(mrn(4)));
		assert_eq!(accepted.accepted_at, Some(NOW + 5));
		let decisions: Vec<_> = accepted.lines.iter().map(|line| line.decision).collect();
		// Lines of one product make one inspection lot.
		let ids = [0, 1, 0].map(|n| Some(DecisionId(n)));
		assert_eq!(decisions, ids);
		assert!(accepted.lines.iter().all(|line| line.status == LineStatus::Accepted));
		assert_eq!(Customs::by_reference(CUSTOMS_CN, mrn(4)), Some(id));
		let (carrier, parties, commitment, lines) = Seen::get();
		assert_eq!((carrier, commitment), (Some(CARRIER), Some(digest(1))));
		assert_eq!(parties, [MANUFACTURER, CARRIER, GIANT]);
		let seen = |lot, of: &[(u32, u32)]| {
			(lot, ranges(of).into_inner(), gtin(lot), OTHER_MERCHANT, Some(MANUFACTURER))
		};
		assert_eq!(
			lines,
			[
				seen(LOT, &[(0, 100)]),
				seen(LotId(MANY_LOTS), &[(3, 7)]),
				seen(OTHER_LOT, &[(0, 5), (8, 9)]),
			]
		);
		assert_eq!(last_event(), Event::DeclarationAccepted { declaration: id, mrn: mrn(4) });
		let entry = (CUSTOMS_CN, JournalKind::DeclarationAccepted, Assurance::Confirmed);
		assert_eq!(journal(Subject::Lot(OTHER_LOT))[1], entry);
		assert_eq!(journal(Subject::Declaration(id))[1..], [entry]);
	});
}

#[test]
fn decision_engine_sees_no_manufacturer_when_only_the_issuer_names_a_facility() {
	test(|| {
		accepted(details(Procedure::Direct, vec![declared_line(CLAIMED_LOT, &[(0, 1)])]));
		let (.., lines) = Seen::get();
		assert_eq!(lines[0].4, None);
	});
}

#[test]
fn acceptance_is_refused_when_another_makes_it() {
	test(|| {
		let id = lodge(one_line());
		is_for_the_authority(|who| accepting(who, id, mrn(1)));
		is_for_the_authority(|who| Customs::reject(who, id, document(1)));
	});
}

#[test]
fn acceptance_is_refused_when_the_reference_is_wrong() {
	test(|| {
		let id = accepted(one_line());
		let other = lodge(details(Procedure::Direct, vec![declared_line(OTHER_LOT, &[(0, 1)])]));
		assert_noop!(accepting(by(CUSTOMS_CN), other, mrn(id.0 as u32)), Error::MrnAlreadyExists);
		let hidden = Mrn::default();
		assert_noop!(accepting(by(CUSTOMS_CN), other, hidden), Error::InvalidMrn);
		let bad = hallmark_types::Text(b"26\x07CN".to_vec().try_into().unwrap());
		assert_noop!(accepting(by(CUSTOMS_CN), other, bad), Error::InvalidMrn);
		// Another authority may give the same.
		let line = vec![declared_line(LOT, &[(200, 300)])];
		let elsewhere = details(Procedure::Direct, line);
		assert_ok!(Customs::lodge(by(MERCHANT), CUSTOMS_SH, elsewhere));
		assert_ok!(accepting(by(CUSTOMS_SH), DeclarationId(2), mrn(id.0 as u32)));
	});
}

#[test]
fn acceptance_is_refused_when_the_goods_are_not_at_that_port() {
	test(|| {
		let mut at_sea = one_line();
		at_sea.shipment = AT_SEA;
		let id = lodge(at_sea);
		assert_noop!(accepting(by(CUSTOMS_CN), id, mrn(1)), Error::NotArrived);
		let mut elsewhere = one_line();
		elsewhere.port = Unlocode(*b"CNSGH");
		elsewhere.lines[0].ranges = ranges(&[(100, 200)]);
		let id = lodge(elsewhere);
		assert_noop!(accepting(by(CUSTOMS_CN), id, mrn(1)), Error::NotArrived);
		Cancelled::set(&vec![SHIPMENT]);
		assert_noop!(accepting(by(CUSTOMS_CN), id, mrn(1)), Error::ShipmentNotFound);
	});
}

#[test]
fn acceptance_is_refused_when_a_line_got_no_decision() {
	test(|| {
		let id = lodge(one_line());
		Lacking::set(&1);
		assert_noop!(accepting(by(CUSTOMS_CN), id, mrn(1)), Error::DecisionNotFound);
		Lacking::set(&0);
		assert_ok!(accepting(by(CUSTOMS_CN), id, mrn(1)));
		Decisions::set(&Vec::new());
		assert_noop!(Customs::assess(by(CUSTOMS_CN), id, first()), Error::DecisionNotFound);
	});
}

#[test]
fn rejection_frees_the_items_and_is_remembered() {
	test(|| {
		let id = lodge(one_line());
		assert_ok!(Customs::reject(by(CUSTOMS_CN), id, document(4)));
		assert_eq!(
			last_event(),
			Event::DeclarationRejected { declaration: id, reason: document(4) }
		);
		assert_eq!(declaration(id).status, DeclarationStatus::Rejected);
		assert_eq!(clearance(LOT, 0), Clearance::NotDeclared);
		assert_eq!(NotedWithdrawn::get().len(), 1);
		let entry = (CUSTOMS_CN, JournalKind::DeclarationRejected, Assurance::Confirmed);
		assert_eq!(journal(Subject::Lot(LOT))[1], entry);
		assert_eq!(Entries::get().last().unwrap().4, Some(document(4)));
		assert_ok!(Customs::close(by(CUSTOMS_CN), id));
	});
}

#[test]
fn other_authority_of_the_country_stands_in_when_one_is_suspended() {
	test(|| {
		let id = lodge(one_line());
		let accept = |org| accepting(by(org), id, mrn(4));
		assert_noop!(accept(CUSTOMS_SH), Error::NotYourBorder);
		Registry::suspend(CUSTOMS_CN);
		assert_noop!(accept(CUSTOMS_CN), ORGANISATION_SUSPENDED);
		// Neither another country's, nor one under common control with the declarant.
		for org in [CUSTOMS_AU, SISTER_CUSTOMS] {
			assert_noop!(accept(org), Error::NotYourBorder);
		}
		assert_ok!(accept(CUSTOMS_SH));
		assert_eq!(declaration(id).authority, CUSTOMS_SH);
		// It has all that it takes to clear goods, overrides too.
		let (who, line, reason) = (|| by(CUSTOMS_SH), first(), document(7));
		assert_ok!(Customs::assess(who(), id, line));
		assert_ok!(Customs::propose_override(who(), id, line, reason));
		let second = by_second(CUSTOMS_SH);
		assert_ok!(Customs::confirm_override(second, id, line, reason));
		assert_ok!(Customs::release(who(), id, line));
		assert_eq!(status(id, 0), LineStatus::Released);
	});
}

#[test]
fn authority_that_the_council_named_stands_in_when_one_is_silent() {
	test(|| {
		let id = lodge(one_line());
		let accept = |org| accepting(by(org), id, mrn(4));
		assert_noop!(accept(CUSTOMS_SH), Error::NotYourBorder);
		// Neither another country's, nor one under common control with the declarant.
		for org in [CUSTOMS_AU, SISTER_CUSTOMS] {
			Registry::name_stand_in(CUSTOMS_CN, org);
			assert_noop!(accept(org), Error::NotYourBorder);
		}
		Registry::name_stand_in(CUSTOMS_CN, CUSTOMS_SH);
		assert_ok!(accept(CUSTOMS_SH));
		assert_eq!(declaration(id).authority, CUSTOMS_SH);
	});
}

#[test]
fn acceptance_is_refused_when_the_authority_joined_the_declarants_group() {
	test(|| {
		let id = lodge(one_line());
		Registry::set_group(CUSTOMS_CN, MERCHANT.0);
		assert_noop!(accepting(by(CUSTOMS_CN), id, mrn(1)), Error::SameControlGroup);
		// The declarant turns to another.
		assert_ok!(Customs::withdraw(by(MERCHANT), id));
		assert_ok!(Customs::lodge(by(MERCHANT), CUSTOMS_SH, one_line()));
	});
}

#[test]
fn acceptance_is_refused_when_the_declarant_parted_with_the_goods() {
	test(|| {
		let id = lodge(one_line());
		Received::set(&vec![SHIPMENT]);
		assert_noop!(accepting(by(CUSTOMS_CN), id, mrn(1)), Error::NotInShipment);
		let part = ItemRange { start: 0, end: 99 };
		Held::set(&vec![
			(MERCHANT, LOT, part),
			(OTHER_MERCHANT, LOT, ItemRange { start: 0, end: 100 }),
		]);
		assert_noop!(accepting(by(CUSTOMS_CN), id, mrn(1)), Error::NotInShipment);
		Held::set(&vec![(MERCHANT, LOT, ItemRange { start: 0, end: 100 })]);
		assert_ok!(accepting(by(CUSTOMS_CN), id, mrn(1)));
	});
}

#[test]
fn acceptance_costs_less_when_its_lines_have_fewer_ranges() {
	test(|| {
		let weight = |of: &[(u32, u32)]| {
			let id = lodge(details(Procedure::Direct, vec![declared_line(LOT, of)]));
			let paid = Customs::accept(by(CUSTOMS_CN), id, mrn(id.0 as u32), digest(1)).unwrap();
			paid.actual_weight.unwrap()
		};
		let (one, three) = (weight(&[(0, 1)]), weight(&[(2, 3), (4, 5), (6, 7)]));
		assert_eq!(three, one.saturating_add(crate::cost::Cost::<Test>::ranges(2)));
		assert!(crate::cost::Cost::<Test>::accept(1).ref_time() > three.ref_time());
	});
}

#[test]
fn stand_in_takes_its_steps_when_another_authority_had_accepted() {
	test(|| {
		let id = accepted(one_line());
		assert_ok!(Customs::assess(by(CUSTOMS_CN), id, first()));
		let reason = document(7);
		assert_ok!(Customs::propose_override(by(CUSTOMS_CN), id, first(), reason));
		let confirm = |who| Customs::confirm_override(who, id, first(), reason);
		Registry::suspend(CUSTOMS_CN);
		// Who proposed is not in office any more: both officers are the stand-in's.
		assert_noop!(confirm(by(CUSTOMS_SH)), Error::OfficerNotInOffice);
		assert_ok!(Customs::propose_override(by(CUSTOMS_SH), id, first(), reason));
		assert_ok!(confirm(by_second(CUSTOMS_SH)));
		assert_ok!(Customs::release(by(CUSTOMS_SH), id, first()));
		assert_eq!(declaration(id).authority, CUSTOMS_CN);
		// The first is back, and has it again.
		Registry::reinstate(CUSTOMS_CN);
		assert_noop!(Customs::close(by(CUSTOMS_SH), id), Error::NotYourBorder);
		assert_ok!(Customs::close(by(CUSTOMS_CN), id));
	});
}
